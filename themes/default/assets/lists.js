// Lists of changes: filters, and what is new since the reader's last visit. Both work in this browser only.

// Filters: the finder's script and style are loaded when somebody asks for it, or when the address says that a filter is on.
const finder = document.querySelector('[data-finder="later"]');
const button = document.querySelector('[data-filter]');

// Resolves when the style is there, or cannot be had: filters work without it.
function styled() {
  const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: finder.dataset.style });
  return new Promise((resolve) => {
    link.onload = link.onerror = resolve;
    document.head.append(link);
  });
}

async function open() {
  button.setAttribute('aria-expanded', 'true');
  const [{ mount }] = await Promise.all([import(finder.dataset.script), styled()]);
  await mount(finder);
}

if (finder && button) {
  let opened = null;
  button.hidden = false;
  button.addEventListener('click', async () => {
    if (opened === null) {
      await (opened = open());
      finder.querySelector('label:not([hidden]) select')?.focus();
    } else {
      finder.hidden = !finder.hidden;
      button.setAttribute('aria-expanded', String(!finder.hidden));
    }
  });
  const names = [...finder.querySelectorAll('select')].map((select) => select.name);
  if (names.some((name) => new URLSearchParams(location.search).get(name))) opened = open();
}

// The last visit: kept is up to which date everything was there, for this visit (`since`) and for the next one (`seen`).
// A visit ends half an hour after its last page.
const PAUSE = 30 * 60 * 1000;
const notice = document.querySelector('[data-visit]');

function stored(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

// Whether it is kept: a browser may refuse.
function store(key, visit) {
  try {
    localStorage.setItem(key, JSON.stringify(visit));
    return true;
  } catch {
    return false;
  }
}

function greet() {
  const key = `tidings-visit:${notice.dataset.visit}`;
  const newest = Date.parse(notice.dataset.newest);
  const last = stored(key);
  const isKnown = Number.isFinite(last?.since) && Number.isFinite(last?.seen) && Number.isFinite(last?.at);
  const isOver = isKnown && Date.now() - last.at > PAUSE;
  const since = isKnown ? (isOver ? last.seen : last.since) : newest;
  const visit = { since, seen: Math.max(newest, isKnown ? last.seen : newest), at: Date.now() };
  if (!store(key, visit) || !isKnown) return;
  const dated = [...document.querySelectorAll('.item')].map((item) => [item, item.querySelector('.item-gutter time')]);
  const fresh = dated.flatMap(([item, time]) => (time && Date.parse(time.dateTime) > since ? [item] : []));
  if (fresh.length === 0) return;
  const mark = notice.querySelector('template').content.firstElementChild;
  const marks = fresh.map((item) => {
    item.classList.add('is-new');
    const own = mark.cloneNode(true);
    item.querySelector('h2').append(own);
    return own;
  });
  const text = notice.querySelector('[data-text]');
  notice.hidden = false;
  text.textContent = text.dataset.text.replace('{count}', fresh.length);
  notice.querySelector('button').addEventListener('click', () => {
    store(key, { ...visit, since: visit.seen, at: Date.now() });
    fresh.forEach((item) => item.classList.remove('is-new'));
    marks.forEach((own) => own.remove());
    notice.hidden = true;
    document.getElementById('main').focus({ preventScroll: true });
  });
}

if (notice) greet();
