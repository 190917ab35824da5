// Lists of changes: filters, and what is new since the reader's last visit. Both work in this browser only.

// Filters: what they take is loaded when somebody asks for them, or when the address says that one is on.
const finder = document.querySelector('[data-finder]');
const button = document.querySelector('[data-filter]');
let opened = null;

const open = async () => (await import(finder.dataset.script)).adopt(finder, button);

if (finder && button) {
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
  const address = new URLSearchParams(location.search);
  if (['type', 'component', 'tag', 'product', 'audience'].some((name) => address.get(name))) opened = open();
}

// The last visit: kept is up to which date everything was there, for this visit (`since`) and for the next one (`seen`).
// A visit ends half an hour after its last page.
const PAUSE = 30 * 60 * 1000;
const notice = document.querySelector('[data-visit]');

// A browser may refuse to keep anything: then nothing is marked. What is no visit is none.
const parsed = (text) => { try { return JSON.parse(text); } catch { return null; } };

function greet() {
  const key = `tidings-visit:${notice.dataset.visit}`;
  const newest = Date.parse(notice.dataset.newest);
  const store = (visit) => localStorage.setItem(key, JSON.stringify(visit));
  const last = parsed(localStorage.getItem(key));
  const isKnown = [last?.since, last?.seen, last?.at].every(Number.isFinite);
  const isOver = isKnown && Date.now() - last.at > PAUSE;
  const since = isKnown ? (isOver ? last.seen : last.since) : newest;
  const visit = { since, seen: Math.max(newest, isKnown ? last.seen : newest), at: Date.now() };
  store(visit);
  if (since < newest) import(notice.dataset.script).then(({ mark }) => mark(notice, since, key, () => store({ ...visit, since: visit.seen, at: Date.now() })));
}

try {
  if (notice) greet();
} catch { /* Nothing is kept. */ }
