// Marks what is newer than the reader's last visit, until it is read: in this tab, or in another one.
export function mark(notice, since, key, read) {
  const dated = [...document.querySelectorAll('.item')].map((item) => [item, item.querySelector('.item-gutter time')]);
  const fresh = dated.flatMap(([item, time]) => (time && Date.parse(time.dateTime) > since ? [item] : []));
  if (fresh.length === 0) return;
  const sample = notice.querySelector('template').content.firstElementChild;
  const marks = fresh.map((item) => {
    item.classList.add('is-new');
    const own = sample.cloneNode(true);
    item.querySelector('h2').append(own);
    return own;
  });
  const text = notice.querySelector('[data-text]');
  notice.hidden = false;
  text.textContent = text.dataset.text.replace('{count}', fresh.length);

  function clear() {
    const hadFocus = notice.contains(document.activeElement);
    fresh.forEach((item) => item.classList.remove('is-new'));
    marks.forEach((own) => own.remove());
    notice.hidden = true;
    if (hadFocus) document.getElementById('main').focus({ preventScroll: true });
  }
  notice.querySelector('button').addEventListener('click', () => {
    read();
    clear();
  });
  window.addEventListener('storage', (event) => {
    if (event.key === key && !(JSON.parse(event.newValue)?.since <= since)) clear();
  });
}
