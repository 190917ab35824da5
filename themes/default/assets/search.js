// Search, and the filters of lists: reads the index in pieces, newest first, and draws what was found.
// `src/export/search.rs` writes the index; words are taken apart by the rules of `src/base/terms.rs`.

const LETTERS = { ß: 'ss', æ: 'ae', œ: 'oe', þ: 'th', ø: 'o', ł: 'l', đ: 'd', ð: 'd', ı: 'i', ς: 'σ' };
// Scripts without blanks between words: what is written in them is found by pairs of letters.
const DENSE = '\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3005-\\u3007\\u3040-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}';
// Letters and digits, dots inside of numbers, and the signs of names: `c++`, `c#`, `.net`, `#12`. Or a pictogram.
const PICTOGRAM = '[\\u2300-\\u23ff\\u2600-\\u27bf\\u2b00-\\u2bff\\u{1f000}-\\u{1f3fa}\\u{1f400}-\\u{1faff}]';
const RUN = new RegExp([
  '(?:#(?=[0-9])|(?<![\\p{Alphabetic}\\p{N}\\p{M}.])\\.(?=[A-Za-z]))?(?:[\\p{Alphabetic}\\p{N}\\p{M}]|(?<=[0-9])\\.(?=[0-9]))+(?:\\+\\+|#(?![A-Za-z0-9]))?',
  PICTOGRAM,
].join('|'), 'gu');
const PARTS = new RegExp(`[${DENSE}]+|[^${DENSE}]+`, 'gu');
const IS_DENSE = new RegExp(`^[${DENSE}]`, 'u');
const IS_TERM = new RegExp(`[\\p{Alphabetic}\\p{N}]|^${PICTOGRAM}`, 'u');
const LONGEST_TERM = 32;

export function fold(text) {
  const bare = text.normalize('NFKD').toLowerCase().replace(/[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]/gu, '');
  return bare.normalize('NFC').replace(/[ßæœþøłđðıς]/g, (letter) => LETTERS[letter]);
}

// The terms of a text, each once.
export function termsOf(text) {
  const terms = new Set();
  for (const [run] of fold(text).matchAll(RUN)) {
    for (const [part] of run.matchAll(PARTS)) {
      const letters = [...part];
      if (!IS_DENSE.test(part)) {
        if (!IS_TERM.test(part)) continue;
        terms.add(letters.slice(0, LONGEST_TERM).join(''));
        if (/^[.#]/.test(part)) terms.add(letters.slice(1, LONGEST_TERM + 1).join(''));
      } else if (letters.length === 1) {
        terms.add(part);
      } else {
        for (let at = 0; at + 1 < letters.length; at += 1) terms.add(letters[at] + letters[at + 1]);
      }
    }
  }
  return [...terms];
}

// The terms that a query asks for: who writes a sign means it, so `.net` is not `network`.
export function askedIn(query) {
  const terms = termsOf(query);
  return terms.filter((term) => !terms.includes(`.${term}`) && !terms.includes(`#${term}`));
}

// How many slips (a letter wrong, missing, too many, two changed about) lie between `term` and the nearest start of `word`; more
// than `most` is told as `most + 1`. (Optimal string alignment.)
export function slips(term, word, most) {
  const width = Math.min(word.length, term.length + most);
  let before = [];
  let last = Array.from({ length: width + 1 }, (_, at) => at);
  for (let i = 1; i <= term.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= width; j += 1) {
      const other = term[i - 1] === word[j - 1] ? 0 : 1;
      let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + other);
      if (i > 1 && j > 1 && term[i - 1] === word[j - 2] && term[i - 2] === word[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return most + 1;
    before = last;
    last = row;
  }
  return Math.min(...last);
}

const WEIGHTS = [1, 4, 9]; // In the text, in the summary or a name, in the title.
const TEXTS = 16; // Records whose texts lie in one file.
const [ADDRESS, TITLE, DATE, VERSION, PRODUCT, NOUN, TYPES, COMPONENTS, TAGS, AUDIENCES, SUMMARY] = Array(11).keys();
const FIELDS = { product: PRODUCT, type: TYPES, component: COMPONENTS, tag: TAGS, audience: AUDIENCES };

async function json(address) {
  const answer = await fetch(address, { cache: 'no-cache' });
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return answer.json();
}

// The index as far as it is loaded. Records are numbered from the newest on.
export class Index {
  #words = new Map(); // Each word with its places: the number of a piece's first record, and hits as they are written.
  #vocabulary = [];
  #next = 0;
  #texts = new Map();
  #records = [];
  #opening = null;
  manifest = null;

  constructor(folder) { this.folder = folder; }

  // Asked for once, however many ask; again after a failure.
  async open() {
    this.#opening ??= json(`${this.folder}index.json`);
    try {
      this.manifest = await this.#opening;
    } catch (fault) {
      this.#opening = null;
      throw fault;
    }
  }

  get isWhole() { return this.manifest !== null && this.#next >= this.manifest.pieces.length; }

  get isEmpty() { return this.#next === 0; }

  // The date of the oldest record that is loaded.
  get since() { return this.manifest?.pieces[this.#next - 1]?.[3] ?? ''; }

  // The next pieces, `count` at once.
  async more(count) {
    const pieces = this.manifest.pieces.slice(this.#next, this.#next + count);
    const loaded = await Promise.all(pieces.map(([number]) => json(`${this.folder}${number}.json`)));
    loaded.forEach((piece, at) => this.add(piece, pieces[at][0]));
    this.#next += pieces.length;
  }

  add(piece, number) {
    const first = this.#records.length;
    piece.records.forEach((row, at) => this.#records.push({ row, text: `${number}-${Math.floor(at / TEXTS)}`, at: at % TEXTS }));
    const hits = piece.hits.split(' ');
    piece.words.split(' ').forEach((word, at) => {
      const places = this.#words.get(word);
      if (places) {
        places.push(first, hits[at]);
      } else {
        this.#words.set(word, [first, hits[at]]);
        this.#vocabulary.push(word);
      }
    });
  }

  // The words that a term means, each with how well it fits: itself and what begins with it, else what is like it.
  meant(term) {
    const found = [];
    for (const word of this.#vocabulary) {
      if (word.startsWith(term)) found.push([word, word.length === term.length ? 1 : 0.4 + 0.4 * (term.length / word.length)]);
    }
    const most = term.length >= 8 ? 2 : 1;
    if (found.length > 0 || term.length < 4 || /^#?[0-9.]+$/.test(term)) return found;
    for (const word of this.#vocabulary) {
      if (word.length < term.length - most) continue;
      const count = slips(term, word, most);
      if (count <= most) found.push([word, 0.4 / count]);
    }
    return found;
  }

  // What fits the query and the filters, the best first; of equals the newer. `words` are those to be marked.
  find(query, filters, isWanted = () => true) {
    const words = new Set();
    let scores = null;
    for (const term of askedIn(query)) {
      const best = new Float32Array(this.#records.length);
      for (const [word, fit] of this.meant(term)) {
        words.add(word);
        this.#score(word, fit, best);
      }
      scores = scores === null ? best : best.map((score, at) => (score > 0 && scores[at] > 0 ? score + scores[at] : 0));
    }
    const wanted = Object.entries(filters).filter(([, value]) => value);
    const fits = ({ row }) => isWanted(row) && wanted.every(([name, value]) => row[FIELDS[name]].split(' ').includes(value));
    const found = [];
    const all = Math.max(this.manifest?.records ?? 0, 1);
    this.#records.forEach((record, at) => {
      if ((scores === null || scores[at] > 0) && fits(record)) found.push([scores === null ? 0 : scores[at] * (1.3 - 0.3 * (at / all)), at]);
    });
    found.sort(([a, first], [b, second]) => b - a || first - second);
    return { records: found.map(([, at]) => this.#records[at]), words };
  }

  // Numbers are written in digits of base 45, from `#` on, without the backslash; all but the last are 45 higher.
  #score(word, fit, best) {
    const places = this.#words.get(word);
    for (let place = 0; place < places.length; place += 2) {
      const hits = places[place + 1];
      let [record, number, scale] = [places[place], 0, 1];
      for (let at = 0; at < hits.length; at += 1) {
        const code = hits.charCodeAt(at);
        const digit = code - (code > 92 ? 36 : 35);
        number += (digit % 45) * scale;
        scale *= 45;
        if (digit < 45) {
          record += Math.floor(number / 3);
          best[record] = Math.max(best[record], WEIGHTS[number % 3] * fit);
          [number, scale] = [0, 1];
        }
      }
    }
  }

  async textOf(record) {
    const { text } = record;
    if (!this.#texts.has(text)) this.#texts.set(text, json(`${this.folder}${text}.json`).catch(() => []));
    return (await this.#texts.get(text))[record.at] ?? '';
  }
}

// Where in `text` words stand that are to be marked, as pairs of offsets.
export function marksIn(text, words, query) {
  const marks = [];
  const dense = [...fold(query).matchAll(PARTS)].flatMap(([part]) => (IS_DENSE.test(part) ? [part] : []));
  for (const { 0: run, index: start } of text.matchAll(RUN)) {
    for (const { 0: part, index } of run.matchAll(PARTS)) {
      const folded = fold(part);
      const at = start + index;
      if (!IS_DENSE.test(part)) {
        const term = folded.slice(0, LONGEST_TERM);
        if (words.has(term) || (/^[.#]/.test(term) && words.has(term.slice(1)))) marks.push([at, at + part.length]);
        continue;
      }
      for (const piece of dense) {
        for (let from = folded.indexOf(piece); from >= 0; from = folded.indexOf(piece, from + piece.length)) marks.push([at + from, at + from + piece.length]);
      }
    }
  }
  return marks.sort(([a], [b]) => a - b);
}

// The part of `text` around the first marks, with its words marked, as nodes.
function excerpt(text, words, query) {
  const marks = marksIn(text, words, query);
  const first = marks[0]?.[0] ?? 0;
  let from = first > 90 ? first - 60 : 0;
  if (from > 0) from = text.indexOf(' ', from) + 1 || from;
  if (from > first) from = first;
  const to = text.length - from > 240 ? text.lastIndexOf(' ', from + 240) : text.length;
  const end = to > first ? to : Math.min(text.length, from + 240);
  const nodes = [from > 0 ? '… ' : ''];
  let at = from;
  for (const [start, stop] of marks) {
    if (start < at || stop > end) continue;
    const mark = document.createElement('mark');
    mark.textContent = text.slice(start, stop);
    nodes.push(text.slice(at, start), mark);
    at = stop;
  }
  nodes.push(text.slice(at, end), end < text.length ? ' …' : '');
  return { nodes, count: new Set(marks.map(([start, stop]) => fold(text.slice(start, stop)))).size };
}

const PAGE = 20; // Results that are shown at once.
const AT_ONCE = 4; // Pieces that are asked for at once.

// Brings a finder to life: a form, a line that tells how many were found, and the list of results.
export function mount(finder) {
  const { index: folder, base, fixed = '' } = finder.dataset;
  const part = (name) => finder.querySelector(`[data-part="${name}"]`);
  const [form, status, results, more, template] = ['form', 'status', 'results', 'more', 'result'].map(part);
  const list = document.querySelector('[data-static]');
  const input = form.elements.namedItem('q');
  const selects = Object.keys(FIELDS).map((name) => form.elements.namedItem(name)).filter(Boolean);
  const always = Object.fromEntries(fixed ? [fixed.split(':')] : []);
  const days = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { dateStyle: 'medium', timeZone: 'UTC' });
  const dayOf = (date) => (date ? days.format(new Date(`${date}T00:00:00Z`)) : '');
  const index = new Index(folder);
  let [shown, labels, loading, redraw, saying] = [PAGE, {}, null, 0, 0];

  const asked = () => ({ query: input?.value.trim() ?? '', filters: Object.fromEntries(selects.map((select) => [select.name, select.value])) });
  const isAsked = ({ query, filters }) => termsOf(query).length > 0 || Object.values(filters).some(Boolean);

  function read() {
    const address = new URLSearchParams(location.search);
    if (input) input.value = address.get('q') ?? '';
    for (const select of selects) {
      const wanted = address.get(select.name) ?? '';
      // What is not on offer is asked for all the same: an address is a promise.
      if (wanted && ![...select.options].some((option) => option.value === wanted)) select.append(new Option(wanted, wanted));
      select.value = wanted;
    }
  }

  function write() {
    const address = new URL(location.href);
    const { query, filters } = asked();
    for (const [name, value] of Object.entries({ ...(input && { q: query }), ...filters })) {
      if (value) address.searchParams.set(name, value); else address.searchParams.delete(name);
    }
    history.replaceState(history.state, '', address);
  }

  // Told when it has settled: screen readers read it out.
  function say(text) {
    clearTimeout(saying);
    saying = setTimeout(() => { status.textContent = text; }, 200);
  }

  const words = (name, values = {}) => (status.dataset[name] ?? '').replace(/\{(\w+)\}/g, (_, key) => values[key] ?? '');

  function draw() {
    redraw = 0;
    const { query, filters } = asked();
    const active = isAsked({ query, filters });
    if (list) list.hidden = active;
    results.hidden = !active;
    if (!active) {
      results.replaceChildren();
      more.hidden = true;
      return say('');
    }
    const isWanted = (row) => !list || (row[NOUN] !== 'item' && row[DATE] !== '');
    const found = index.find(query, { ...filters, ...always }, isWanted);
    const focus = results.contains(document.activeElement) ? document.activeElement.href : null;
    results.replaceChildren(...found.records.slice(0, shown).map((record) => row(record, found.words, query)));
    if (focus) [...results.querySelectorAll('a')].find((link) => link.href === focus)?.focus();
    more.hidden = found.records.length <= shown;
    const count = new Intl.NumberFormat(document.documentElement.lang || undefined).format(found.records.length);
    if (!index.isWhole) say(words('searching', { count, date: dayOf(index.since) }));
    else say(found.records.length > 0 ? words('found', { count }) : words('none'));
  }

  function row(record, marked, query) {
    const item = template.content.firstElementChild.cloneNode(true);
    const at = (name) => item.querySelector(`[data-part="${name}"]`);
    const data = record.row;
    const link = at('link');
    link.href = base + data[ADDRESS];
    link.replaceChildren(...excerpt(data[TITLE], marked, query).nodes);
    const fill = (name, text) => { at(name).textContent = text; at(name).hidden = !text; };
    const kinds = data[TYPES].split(' ');
    const kind = kinds.find((id) => id === (always.type ?? form.elements.namedItem('type').value)) ?? kinds[0];
    fill('type', kind ? (labels.types?.get(kind) ?? kind) : (status.dataset[data[NOUN]] ?? ''));
    if (kind) at('type').dataset.type = kind;
    fill('version', data[NOUN] === 'release' ? '' : data[VERSION]);
    fill('product', labels.products?.get(data[PRODUCT]) ?? '');
    if (data[DATE]) {
      const time = document.createElement('time');
      time.dateTime = data[DATE];
      time.textContent = dayOf(data[DATE]);
      at('date').append(time);
    }
    const snippet = at('snippet');
    const inTitle = marksIn(data[TITLE], marked, query).length;
    const summary = excerpt(data[SUMMARY], marked, query);
    snippet.replaceChildren(...summary.nodes);
    // The summary says it, or the title says all of it: no text needs to be loaded.
    const terms = askedIn(query).length;
    if (terms > 0 && summary.count < terms && inTitle < terms) {
      index.textOf(record).then((text) => {
        const better = excerpt(text, marked, query);
        if (better.count > summary.count) snippet.replaceChildren(...better.nodes);
      });
    }
    return item;
  }

  // Draws once for all that arrives in a short while.
  const later = () => { redraw ||= setTimeout(draw, 120); };

  // Loads what is missing, newest first, as long as something is asked for.
  async function load() {
    try {
      await index.open();
      if (index.isEmpty && !index.isWhole) await index.more(1);
      later();
      while (!index.isWhole && isAsked(asked())) {
        await index.more(AT_ONCE);
        later();
      }
    } catch {
      say(words('failed'));
    }
    loading = null;
  }

  function changed() {
    shown = PAGE;
    write();
    clearTimeout(redraw);
    draw();
    if (!index.isWhole) loading ??= load();
  }

  function offer(select, rows) {
    const { value: kept, options: [any, ...there] } = select;
    const strange = there.filter((option) => !rows.some(([value]) => value === option.value));
    select.replaceChildren(any, ...rows.map(([value, title]) => new Option(title, value)), ...strange);
    select.value = kept;
    select.closest('label').hidden = rows.length < 1;
  }

  // Arrows go through the input and the results.
  function walk(event) {
    const links = [...results.querySelectorAll('a')];
    const at = links.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape' && at >= 0) return (input ?? selects[0])?.focus();
    if (!step || (at < 0 && (document.activeElement !== input || step < 0))) return undefined;
    event.preventDefault();
    const next = at + step < 0 ? input : links[at + step];
    next?.focus();
    return next?.scrollIntoView?.({ block: 'nearest' });
  }

  form.addEventListener('submit', (event) => { event.preventDefault(); changed(); });
  form.addEventListener('input', changed);
  form.addEventListener('reset', () => setTimeout(changed));
  finder.addEventListener('keydown', walk);
  more.addEventListener('click', () => {
    const first = shown;
    shown += PAGE;
    draw();
    results.querySelectorAll('a')[first]?.focus();
  });
  window.addEventListener('popstate', () => { read(); changed(); });

  return (async () => {
    read();
    finder.hidden = false;
    loading = load();
    await index.open().catch(() => {});
    const { manifest } = index;
    if (!manifest) return;
    labels = { types: new Map(manifest.types), products: new Map(manifest.products) };
    const offers = { type: manifest.types, component: manifest.components, tag: manifest.tags, product: manifest.products, audience: manifest.audiences };
    for (const select of selects) {
      offer(select, offers[select.name]);
      select.closest('label').hidden ||= select.name in always;
    }
  })();
}

// The filters of a list: the finder of the page of the search, without its query. Not by `fetch`: a strict policy lets nobody but the
// browser make a document of a text.
async function adopted(place) {
  const page = await new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('GET', place.dataset.finder);
    request.responseType = 'document';
    request.onload = () => resolve(request.response);
    request.onerror = reject;
    request.send();
  });
  const finder = page.querySelector('[data-finder="now"]');
  Object.assign(place.dataset, { index: finder.dataset.index, base: finder.dataset.base });
  place.append(...finder.childNodes);
  place.querySelector('[data-part="query"]').remove();
  place.querySelector('form').removeAttribute('role');
}

// Resolves when the style is there, or cannot be had: filters work without it.
function styled(place) {
  const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: place.dataset.style });
  return new Promise((resolve) => {
    link.onload = link.onerror = resolve;
    document.head.append(link);
  });
}

export async function adopt(place, button) {
  try {
    await Promise.all([adopted(place), styled(place)]);
  } catch {
    button.hidden = true;
    return;
  }
  button.setAttribute('aria-expanded', 'true');
  await mount(place);
}

for (const finder of document.querySelectorAll('[data-finder="now"]')) mount(finder);
