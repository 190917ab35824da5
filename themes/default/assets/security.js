// "Am I affected?": versions are compared in the browser as they are when the site is built. The table in
// tests/browser/affected.json holds the two together.

const LARGEST = 18446744073709551615n;
const DIGITS = /^[0-9]+$/;

// What a version is ordered by: its numbers, and what stands behind them. `null` when it has no order.
export function parse(text) {
  let rest = bare(text.trim()).split('+')[0];
  const day = rest.split('-');
  if (day.length === 3 && day.every((part, at) => DIGITS.test(part) && part.length === (at ? 2 : 4))) {
    return { numbers: day.map(BigInt), rank: 1, words: [] };
  }
  const numbers = [];
  for (;;) {
    const digits = rest.match(/^[0-9]*/)[0];
    const number = whole(digits);
    if (number === null) return null;
    numbers.push(number);
    rest = rest.slice(digits.length);
    if (!/^\.[0-9]/.test(rest)) break;
    rest = rest.slice(1);
  }
  if (rest === '') return { numbers, rank: 1, words: [] };
  const body = rest.replace(/^[-._]/, '');
  if (!/^[0-9A-Za-z._-]+$/.test(body) || body.split('.').includes('')) return null;
  // `-rc.1` is SemVer's; others run word and number together (`2.0rc1`).
  const pieces = rest.startsWith('-') ? body.split('.') : body.split(/[._-]/).flatMap(splitDigits);
  const words = pieces.map((piece) => whole(piece) ?? piece);
  return { numbers, rank: body.toLowerCase().startsWith('post') ? 2 : 0, words };
}

// Without `name@` and a `v` before a digit.
function bare(text) {
  const version = text.slice(text.lastIndexOf('@') + 1);
  return /^[vV][0-9]/.test(version) ? version.slice(1) : version;
}

function whole(digits) {
  if (!DIGITS.test(digits)) return null;
  const number = BigInt(digits);
  return number <= LARGEST ? number : null;
}

function splitDigits(text) {
  const at = text.search(/[0-9]/);
  return (at < 0 ? [text] : [text.slice(0, at), text.slice(at)]).filter((part) => part !== '');
}

// Below, at or above 0; missing numbers are 0, pre-releases come before the version and post-releases after.
export function compare(a, b) {
  const length = Math.max(a.numbers.length, b.numbers.length);
  for (let at = 0; at < length; at += 1) {
    const order = by(a.numbers[at] ?? 0n, b.numbers[at] ?? 0n);
    if (order) return order;
  }
  if (a.rank !== b.rank) return a.rank - b.rank;
  for (let at = 0; at < Math.min(a.words.length, b.words.length); at += 1) {
    const [one, other] = [a.words[at], b.words[at]];
    const order = typeof one === typeof other ? by(one, other) : typeof one === 'bigint' ? -1 : 1;
    if (order) return order;
  }
  return a.words.length - b.words.length;
}

function by(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

// `affected`, `unaffected` or `unsure`: what an advisory says of one product, and a version as somebody typed it.
export function verdict({ ranges, certain, safe }, text) {
  const version = parse(text);
  if (version === null || /(^|\.)[xX](\.|$)/.test(bare(text.trim()))) return 'unsure';
  const holds = (bound, isIncluded, sign) => {
    const order = bound === null ? sign : compare(version, parse(bound)) || (isIncluded ? sign : 0);
    return order * sign > 0;
  };
  if (ranges.some((range) => holds(range.from, range.with_from, 1) && holds(range.to, range.with_to, -1))) return 'affected';
  if (certain) return 'unaffected';
  const safeFrom = safe === null ? null : parse(safe);
  return safeFrom !== null && compare(version, safeFrom) >= 0 ? 'unaffected' : 'unsure';
}

if (typeof document !== 'undefined') start(document.getElementById('affected'));

function start(section) {
  if (section === null) return;
  const data = JSON.parse(section.querySelector('script[type="application/json"]').textContent);
  const form = section.querySelector('form');
  const { product: choice, version: field } = form.elements;
  const product = () => choice?.value ?? data.products[0].id;
  const offer = () => {
    const versions = data.products.find(({ id }) => id === product())?.versions ?? [];
    section.querySelector('datalist').replaceChildren(...versions.map((version) => new Option(version, version)));
  };
  const show = () => {
    const text = field.value.trim();
    section.querySelector('.check-answer').replaceChildren(...(text ? answer(section, data, product(), text) : []));
    remember(choice ? product() : '', text);
  };
  const asked = new URLSearchParams(location.search);
  if (choice && data.products.some(({ id }) => id === asked.get('product'))) choice.value = asked.get('product');
  field.value = asked.get('version') ?? '';
  section.hidden = false;
  offer();
  if (field.value) show();
  form.addEventListener('submit', (event) => { event.preventDefault(); show(); });
  field.addEventListener('input', show);
  choice?.addEventListener('change', () => { offer(); show(); });
}

// The question stands in the address, so that it can be sent to somebody.
function remember(product, version) {
  const address = new URL(location.href);
  for (const [key, value] of [['product', version && product], ['version', version]]) {
    if (value) address.searchParams.set(key, value);
    else address.searchParams.delete(key);
  }
  history.replaceState(null, '', address);
}

function answer(section, data, product, text) {
  const found = { affected: [], unsure: [] };
  for (const advisory of data.advisories) {
    for (const one of advisory.products.filter((it) => it.product === product)) {
      found[verdict(one, text)]?.push(line(section, advisory, one));
    }
  }
  if (parse(text) === null || /[xX*]$/.test(text)) return clone(section, 'unreadable', text);
  const unknown = isKnown(data.products.find(({ id }) => id === product), text) ? [] : clone(section, 'unknown', text);
  const parts = ['affected', 'unsure'].filter((name) => found[name].length > 0).flatMap((name) => {
    const nodes = clone(section, name, text);
    nodes.find((node) => node.matches('ul')).append(...found[name]);
    return nodes;
  });
  return [...(parts.length > 0 ? parts : clone(section, 'unaffected', text)), ...unknown];
}

// Whether there is such a version, or one that begins so; of those older than what the page lists nothing is known.
export function isKnown({ versions, has_older }, text) {
  const typed = parse(text);
  const start = `${bare(text)}.`;
  const orders = versions.filter((version) => parse(version)).map((version) => compare(parse(version), typed));
  return orders.includes(0) || versions.some((version) => version.startsWith(start)) || (has_older && orders.every((order) => order > 0));
}

function clone(section, name, text) {
  const content = section.querySelector(`template[data-answer="${name}"]`).content.cloneNode(true);
  for (const slot of content.querySelectorAll('[data-slot="version"]')) slot.textContent = text;
  return [...content.children];
}

function line(section, advisory, { fixed }) {
  const [item] = clone(section, 'advisory', '');
  const slot = (name) => item.querySelector(`[data-slot="${name}"]`);
  const word = advisory.severity && section.querySelector(`template[data-severity="${advisory.severity}"]`);
  if (word) {
    slot('severity').classList.add(`badge-${advisory.severity}`);
    slot('severity').textContent = word.content.textContent;
  } else {
    slot('severity').remove();
  }
  slot('link').href = advisory.url;
  slot('link').textContent = advisory.name;
  if (advisory.title !== advisory.name) slot('title').textContent = advisory.title;
  if (fixed.length > 0) slot('fixed').textContent = fixed.join(', ');
  else slot('fix').remove();
  return item;
}
