// How many days are left until a date, in the reader's own words: "in 12 days". A date counts to its end.
const words = new Intl.RelativeTimeFormat(document.documentElement.lang || 'en', { numeric: 'auto' });
const DAY = 86400000;
const today = Math.floor(Date.now() / DAY);

for (const time of document.querySelectorAll('time[data-days]')) {
  const day = Math.floor(Date.parse(time.dateTime) / DAY);
  if (Number.isNaN(day)) continue;
  const left = document.createElement('span');
  left.className = 'days-left';
  left.dataset.enhanced = '';
  left.textContent = words.format(day - today, 'day');
  time.after(left);
}
