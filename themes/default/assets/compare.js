// Compares any two versions: what changed for somebody who goes from one to the other.
//
// The first half is the same arithmetic as the Rust side's (`facts::compare`, `facts::typed`); a test
// holds the two against each other. The second half shows the result. Data is text, code and links
// only: nothing of it is ever taken as markup.

// ---- Versions -------------------------------------------------------------------------------

// A version's numbers and what follows them; no numbers when it has no order.
export function parse(text) {
  const day = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  const found = /^(\d+(?:\.\d+)*)(?:(?:[-_]|\.(?!\d)|(?=[a-z]))([a-z0-9][a-z0-9.\-_]*))?(?:\+.*)?$/i.exec(text);
  return { numbers: (day ? day.slice(1) : found?.[1].split('.'))?.map(Number) ?? null, suffix: (!day && found?.[2]?.toLowerCase()) || '' };
}

// Below, equal or above zero as `a` is older than, the same as or newer than `b`; NaN without an order.
export function order(a, b) {
  if (!a.numbers || !b.numbers) return NaN;
  for (let at = 0; at < Math.max(a.numbers.length, b.numbers.length); at += 1) {
    const difference = (a.numbers[at] ?? 0) - (b.numbers[at] ?? 0);
    if (difference !== 0) return difference;
  }
  const rank = ({ suffix }) => (suffix === '' ? 1 : suffix.startsWith('post') ? 2 : 0);
  return rank(a) - rank(b) || a.suffix.localeCompare(b.suffix, 'en', { numeric: true });
}

// Which version a typed text means: `is` is its number, `of` what it is the newest of. `near` are
// those near it when there is no such version; with `is`, it would stand between them.
export function find(versions, text) {
  const whole = text.trim().replace(/\.+$/, '').toLowerCase();
  const typed = whole.replace(/^.*@/, '').replace(/^v(?=\d)/, '');
  if (typed === '') return { near: [] };
  const numbers = versions.map((_, at) => at);
  const name = (at) => versions[at].version.toLowerCase();
  const title = (at) => versions[at].title?.toLowerCase();
  const named = numbers.findLast((at) => name(at) === typed || title(at) === whole);
  if (named !== undefined) return { is: named };
  const series = typed.replace(/(\.[x*])+$/, '');
  const wanted = parse(series);
  const compared = numbers.map((at) => order(parse(name(at)), wanted));
  const own = (at) => parse(name(at)).numbers ?? [];
  const isNumber = /^[\d.]+$/.test(series);
  const goesOn = (at) => isNumber && wanted.numbers && own(at).length > wanted.numbers.length && wanted.numbers.every((number, place) => number === own(at)[place]);
  const isLatest = typed === 'latest' || typed === 'newest';
  const meant = numbers.filter((at) => isLatest || compared[at] === 0 || name(at).startsWith(`${series}.`) || goesOn(at));
  if (meant.length === 1 && compared[meant[0]] === 0) return { is: meant[0] };
  if (meant.length > 0) return { is: meant.findLast((at) => !versions[at].prerelease && !versions[at].withdrawn) ?? meant.at(-1), of: isLatest ? '' : isNumber && meant.every((at) => name(at).startsWith(`${series}.`)) ? `${series}.x` : typed };
  const near = [compared.findLastIndex((it) => it < 0), compared.findIndex((it) => it > 0)].filter((at) => at >= 0);
  if (near.length > 1) return { is: near[0], near };
  const start = typed.slice(0, 3);
  const like = near.length > 0 ? near : numbers.filter((at) => name(at).startsWith(start) || title(at)?.startsWith(start));
  return { near: like.slice(-1) };
}

// ---- What lies between ----------------------------------------------------------------------

// What changed for who is on version `from` and goes to `to`, both numbers; `changes` maps the
// numbers of the changes in between to them.
export function compare(list, changes, from, to) {
  const { versions } = list;
  const used = versions[to].withdrawn?.use ?? to;
  const isBack = used < from;
  const [low, high] = isBack ? [used, from] : [from, used];
  const { start, end } = range(versions, low, high);
  const folded = new Set();
  // From the newest back: what takes back a change goes together with it, unless it was taken back itself.
  for (let number = end - 1; number >= start; number -= 1) {
    const change = changes.get(number);
    if (!folded.has(number)) {
      for (const earlier of (change.reverts ?? []).filter((it) => it >= start)) {
        folded.add(number);
        folded.add(earlier);
      }
    }
    const cameLater = change.introduced_in !== undefined && change.introduced_in > low && change.introduced_in <= high;
    const isRepeated = change.repeated_by !== undefined && change.repeated_by < end;
    if (cameLater || isRepeated) folded.add(number);
  }
  const told = [];
  for (let number = start; number < end; number += 1) {
    const change = changes.get(number);
    const ships = versions[change.version].ships ?? change.version;
    told.push({ number, change, stop: ships <= high ? ships : change.version, isFolded: folded.has(number) });
  }
  const passed = versions.map((_, at) => at)
    .filter((at) => at > low && at < high && versions[at].withdrawn && at !== from && at !== to);
  return { low, high, from, to, used, isBack, told, passed };
}

// The numbers of the changes above version `low`, up to `high`.
export function range(versions, low, high) {
  return { start: versions[low].first + versions[low].count, end: versions[high].first + versions[high].count };
}

// The changes by section, type and component, as people read them.
export function groups(list, told) {
  const sections = ['action', 'security', 'deprecated', ...list.types.map(({ id }) => `type ${id}`)];
  const key = ({ change }) => (change.section === 'type' ? `type ${change.type}` : change.section);
  const components = list.components.map(({ id }) => id);
  const place = ({ change: { components: [first] = [] } }) => (first === undefined ? Infinity : components.includes(first) ? components.indexOf(first) : components.length);
  return sections.map((section) => {
    const kind = section.startsWith('type ') ? section.slice(5) : '';
    const own = told.filter((it) => key(it) === section);
    // What must be done is done from the oldest on; of all else the newest is read first.
    if (section !== 'action') own.sort((a, b) => b.stop - a.stop || b.change.version - a.change.version || a.number - b.number);
    const parts = new Map();
    if (kind === '') parts.set(undefined, own);
    else {
      const name = (it) => it.change.components?.[0];
      const ordered = [...own].sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)) || bytewise(name(a) ?? '', name(b) ?? ''));
      for (const it of ordered) parts.set(name(it), [...(parts.get(name(it)) ?? []), it]);
    }
    return { section: kind === '' ? section : 'type', kind, parts: [...parts], count: own.length };
  }).filter(({ count }) => count > 0);
}

const bytewise = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

// What was announced to end: gone somewhere between `low` and `high`, and known to go after `at`.
export function endings({ endings: all, versions }, low, high, at = high) {
  const isOver = (it) => it.ended && it.announced <= high && !(versions[low].date >= it.sunset);
  const gone = all.filter((it) => (it.removed > low && it.removed <= high) || (!(it.removed <= low) && isOver(it)));
  const going = all.filter((it) => !gone.includes(it) && it.announced <= at && !(it.removed <= at) && !it.ended && (it.removed_in || it.sunset));
  return { gone, going };
}

// The known holes of the version `from` and of `to`; `until` is the first final version without the
// hole above the one that has it.
export function exposures({ versions, advisories }, from, to) {
  return advisories.map((it) => {
    const isAt = (at) => it.stops.some(([first, end]) => at >= first && at < end);
    const now = isAt(from);
    const until = versions.findIndex((version, at) => at > (now ? from : to) && !version.prerelease && !version.withdrawn && !isAt(at));
    return { ...it, now, after: isAt(to), until: until < 0 ? null : until };
  }).filter(({ now, after }) => now || after);
}

// ---- The page -------------------------------------------------------------------------------

const form = globalThis.document?.getElementById('compare');
if (form) start(form);

function start(form) {
  const byId = (id) => document.getElementById(`compare-${id}`);
  const words = new Map([...byId('words').content.querySelectorAll('[data-key]')].map((it) => [it.dataset.key, it.textContent]));
  const word = (key, values = {}) => (words.get(key) ?? '').replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const [product, from, to, every, status] = ['product', 'from', 'to', 'every', 'status'].map(byId);
  const result = document.getElementById('comparison');
  const ticks = remembered(`tidings-steps ${form.dataset.base}`);
  const language = document.documentElement.lang || undefined;
  let list = null;
  let shown = null;
  let asked = 0;

  const chosen = () => (product.tagName === 'SELECT' ? product.selectedOptions[0] : product);
  const name = () => chosen().dataset.name ?? chosen().textContent;
  const version = (at) => list.versions[at].version;

  // The status is read out: it changes only when it has something else to say.
  function say(text) {
    if (status.textContent !== text) status.textContent = text;
  }

  const read = once(async (address) => {
    const answer = await fetch(address, { cache: 'no-cache' });
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.json();
  });

  // Every change between two versions, from the files that hold them.
  async function between(low, high) {
    const { start, end } = range(list.versions, low, high);
    const files = end > start ? list.files.slice(Math.floor(start / list.size), Math.floor((end - 1) / list.size) + 1) : [];
    const changes = new Map();
    for (const { first, changes: own } of await Promise.all(files.map(read))) own.forEach((change, at) => changes.set(first + at, change));
    return changes;
  }

  async function useProduct() {
    list = await read(chosen().dataset.list);
    byId('data').href = chosen().dataset.list;
    const offered = list.versions.filter((it) => !it.withdrawn).reverse();
    byId('versions').replaceChildren(...offered.map((it) => node('option', { value: it.version }, [it.title, it.date].filter(Boolean).join(' · '))));
  }

  // Looks at what is typed, and shows the result or what it may have meant.
  async function update() {
    if (list === null) return begin(new URLSearchParams({ from: from.value, to: to.value }));
    const turn = asked += 1;
    const ends = [from, to].map((field) => find(list.versions, field.value));
    [from, to].forEach((field, at) => explain(field, ends[at]));
    const open = [from, to].find((field, at) => ends[at].is === undefined);
    if (open) {
      const text = open.value.trim();
      return show(null, text ? word('none', { name: text }) : turn > 1 ? word(open === to ? 'ask_to' : 'ask') : '');
    }
    // Who waits for long is told why.
    const wait = setTimeout(() => turn === asked && say(word('loading')), 500);
    try {
      const [low, high] = ends.map(({ is }) => is);
      const used = list.versions[high].withdrawn?.use ?? high;
      const changes = await between(Math.min(low, used), Math.max(low, used));
      if (turn === asked) show(compare(list, changes, low, high));
    } catch (error) {
      if (turn === asked) show(null, word('failed'));
    }
    clearTimeout(wait);
  }

  // Says below the fields which version was taken when none is called so, and offers those near it.
  function explain(field, { is, of, near = [] }) {
    const hint = byId(`near-${field.name}`);
    const typed = field.value.trim();
    const values = { name: typed, version: is === undefined ? '' : version(is), of };
    const text = near.length > 0 ? word(is === undefined ? 'near' : 'between', values) : of === undefined ? '' : word(of ? 'read_as' : 'read_latest', values);
    hint.hidden = text === '';
    hint.replaceChildren(text, ...near.map((at) => {
      const button = node('button', { type: 'button' }, version(at));
      button.addEventListener('click', () => {
        field.value = version(at);
        field.focus();
        update();
      });
      return button;
    }));
  }

  function show(comparison, text = '') {
    shown = comparison;
    for (const id of ['tools', 'every-hint']) byId(id).hidden = shown === null;
    byId('text').hidden = true;
    if (shown === null) {
      say(text);
      return result.replaceChildren();
    }
    remember();
    const kept = toldNow();
    const folded = shown.told.filter((it) => it.isFolded).length;
    const { notes, exposed, sections } = story();
    say(shown.low === shown.high ? word('same') : word(shown.isBack ? 'result_back' : 'result', { ...names(), count: kept.length, folded }));
    result.replaceChildren(
      ...notes.map((text) => node('div', { class: 'banner', role: 'note' }, node('p', {}, text))),
      ...exposed.map(({ text, severity }) => node('div', { class: 'banner banner-yanked', role: 'note' }, node('p', {}, text, ...rated(severity)))),
      ...sections.map(section),
      ...(shown.low !== shown.high && sections.every(({ kind }) => kind === 'going') ? [node('p', { class: 'muted' }, word('nothing'))] : []),
    );
  }

  // The address says what is shown, so that it can be sent to somebody.
  function remember() {
    const state = new URLSearchParams();
    if (product.value) state.set('product', product.value);
    state.set('from', version(shown.from));
    state.set('to', version(shown.to));
    if (every.checked) state.set('every', '1');
    history.replaceState(null, '', `?${state}`);
  }

  // ---- What is told, on the page and in what is taken along ---------------------------------

  const names = () => ({ name: name(), from: version(shown.from), to: version(shown.used) });
  const toldNow = () => shown.told.filter((it) => every.checked || !it.isFolded);
  const typeLabel = (type) => list.types.find(({ id }) => id === type)?.label ?? type;

  // Who goes back is told of each kind what becomes of it there.
  function label(kind, type) {
    const own = type ? typeLabel(type) : word(kind);
    if (!shown.isBack || kind === 'going') return own;
    return word(words.has(`back_${type || kind}`) ? `back_${type || kind}` : 'back_type', { label: own });
  }

  function story() {
    const { gone, going } = endings(list, shown.low, shown.high, shown.used);
    const sections = groups(list, toldNow()).map(({ section: kind, kind: type, parts }) => ({ kind, type, parts }));
    if (gone.length > 0) sections.splice(sections[0]?.kind === 'action' ? 1 : 0, 0, { kind: 'gone', parts: [], ends: gone });
    if (going.length > 0) sections.push({ kind: 'going', parts: [], ends: going });
    return { notes: notes(), exposed: exposed(), sections: sections.map((it) => ({ ...it, label: label(it.kind, it.type) })) };
  }

  function notes() {
    const { from: low, to: high, used, isBack, passed } = shown;
    const said = (at, key) => [word(key, { version: version(at), use: version(used) }), list.versions[at].withdrawn.reason].filter(Boolean).join(' ');
    const isWithdrawn = (at) => list.versions[at].withdrawn;
    return [
      isBack && word('back'),
      isWithdrawn(low) && said(low, 'withdrawn_on'),
      isWithdrawn(high) && high !== low && said(high, used === high ? 'withdrawn_on' : 'withdrawn_to'),
      passed.length > 0 && word('withdrawn_between', { versions: passed.map(version).join(', ') }),
    ].filter(Boolean);
  }

  function exposed() {
    return exposures(list, shown.from, shown.used).map(({ id, severity, now, after, until }) => {
      const values = { id, to: version(shown.used), version: until === null ? '' : version(until) };
      const key = now
        ? (shown.isBack && !after ? 'exposed_left' : until === null ? 'exposed_always' : 'exposed')
        : (shown.isBack && until !== null ? 'exposed_again' : 'exposed_new');
      return { text: word(key, values), severity };
    });
  }

  // How severe a known hole is, in a word.
  const rated = (severity) => (severity ? [' ', node('span', { class: `badge badge-${severity}` }, word(severity))] : []);

  const day = (date) => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(date));

  // What is known of an end: by then, or still to come.
  function when({ removed, removed_in, sunset, ended, replacement }) {
    const ships = list.versions[removed]?.ships ?? removed;
    const by = removed <= shown.high && ships > shown.high ? removed : ships;
    return [
      by === undefined ? removed_in && word('removed_in', { version: removed_in }) : word('removed_by', { version: version(by) }),
      sunset && word(ended ? 'sunset_past' : 'sunset', { date: day(sunset) }),
      replacement && word('replacement', { name: replacement }),
    ].filter(Boolean);
  }

  const endingsOf = (number) => list.endings.filter((it) => it.change === number);

  function section({ kind, type, label: text, parts, ends }) {
    const isUrgent = kind === 'action' || kind === 'gone';
    const head = isUrgent ? [node('span', { class: 'shape' }), text] : kind === 'going' ? [text] : [node('span', { class: 'type', 'data-type': type || kind }, text)];
    const component = (id) => list.components.find((it) => it.id === id)?.label ?? id ?? word('other');
    return node('section', { class: isUrgent ? 'breaking' : 'group', 'data-section': kind },
      node('h2', { class: 'group-title' }, ...head),
      ...parts.flatMap(([id, told]) => [
        ...(id !== undefined || parts.length > 1 ? [node('h3', { class: 'part-title' }, component(id))] : []),
        ...(told.length > 0 ? [node('ul', { class: 'changes' }, ...told.map((it) => item(it, kind === 'action')))] : []),
      ]),
      ...(ends ? [ending(ends)] : []));
  }

  function item({ number, change, stop, isFolded }, isLabelled) {
    const head = [
      isLabelled && change.type && node('span', { class: 'type', 'data-type': change.type }, typeLabel(change.type)),
      change.title && node('a', { class: 'change-title', href: change.url }, ...coded(change.title)),
      isFolded && node('span', { class: 'badge' }, word('folded')),
    ].filter(Boolean);
    const text = change.text.length > 0 || change.type ? change.text : [word('upgrade', { version: version(stop) })];
    const ends = endingsOf(number);
    return node('li', { class: isFolded ? 'change is-folded' : 'change', 'data-change': number },
      ...(head.length > 0 ? [node('p', { class: 'change-head' }, ...head)] : []),
      ...(text.length > 0 ? [node('div', { class: 'pieces' }, ...pieces(text))] : []),
      ...(change.advisories ?? []).map((it) => node('p', { class: 'advisory' }, it.url ? node('a', { href: it.url }, it.id) : it.id)),
      ...(ends.length > 0 ? [ending(ends)] : []),
      ...(change.steps?.length > 0 ? [node('p', { class: 'part-title' }, word(shown.isBack ? 'back_steps' : 'steps')), steps(change)] : []),
      node('p', { class: 'refs' }, node('a', { href: change.url }, word('in', { version: version(stop) }))));
  }

  // What to do, with boxes whose ticks the browser keeps; on the way back there is nothing to tick.
  function steps(change) {
    return node('ul', { class: 'steps' }, ...change.steps.map((step, at) => {
      const blocks = pieces(step.text.filter((run) => run.block !== undefined));
      const text = pieces(step.text.filter((run) => run.block === undefined));
      if (step.id === undefined || shown.isBack) return node('li', {}, node('p', { class: 'lead-in' }, ...text), ...blocks);
      const key = `${change.id} ${step.id}`;
      const box = node('input', { type: 'checkbox', id: `step-${change.version}-${step.id}-${at}`, 'data-step': key });
      box.checked = ticks.has(key);
      box.addEventListener('change', () => ticks.set(key, box.checked));
      return node('li', {}, box, node('label', { for: box.id, class: 'pieces' }, ...text), ...blocks);
    }));
  }

  function ending(items) {
    return node('ul', { class: 'changes' }, ...items.map((it) => node('li', {}, node('a', { href: it.url }, ...coded(it.what)), ...when(it).flatMap((text) => [', ', ...coded(text)]))));
  }

  // ---- To take along ------------------------------------------------------------------------

  function markdown() {
    const absolute = (url) => new URL(url, location.href).href;
    const inline = (runs) => runs.map((run) => (typeof run === 'string' ? run : run.code !== undefined ? `\`${run.code}\`` : run.href ? `[${run.text}](${absolute(run.href)})` : `\n\`\`\`\n${run.block}\n\`\`\`\n`)).join('').trim();
    const inset = (text, by) => text.replace(/\n/g, `\n${by}`);
    const end = (it) => `- ${[it.what, ...when(it)].join(', ')}`;
    const { notes, exposed, sections } = story();
    const out = [`# ${name()}: ${word(shown.isBack ? 'heading_back' : 'heading', names())}`, '', ...[...notes, ...exposed.map(({ text, severity }) => (severity ? `${text} (${word(severity)})` : text))].flatMap((text) => [`> ${text}`, ''])];
    for (const { label: text, parts, ends = [] } of sections) {
      out.push(`## ${text}`, '');
      for (const { number, change, stop } of parts.flatMap(([, told]) => told)) {
        const text = inset(inline(change.text) || (change.type ? '' : word('upgrade', { version: version(stop) })), '  ');
        out.push(`- ${[change.title && `**${change.title}**`, text].filter(Boolean).join(': ')} ([${version(stop)}](${absolute(change.url)}))`);
        out.push(...(change.advisories ?? []).map(({ id }) => `  - ${id}`), ...endingsOf(number).map((it) => `  ${end(it)}`));
        for (const step of change.steps ?? []) {
          const box = step.id === undefined || shown.isBack ? '' : ticks.has(`${change.id} ${step.id}`) ? '[x] ' : '[ ] ';
          out.push(`  - ${box}${inset(inline(step.text), '    ')}`);
        }
      }
      out.push(...ends.map(end), '');
    }
    return out.join('\n');
  }

  const prompt = () => `${word(shown.isBack ? 'prompt_back' : 'prompt_text', names())}\n\n---\n\n${markdown()}`;

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      say(word('copied'));
    } catch (error) {
      byId('text').hidden = false;
      byId('copy').value = text;
      byId('copy').select();
      say(word('not_copied'));
    }
  }

  const actions = { copy: () => copy(markdown()), prompt: () => copy(prompt()), print: () => window.print() };
  byId('tools').addEventListener('click', ({ target }) => actions[target.closest('[data-do]')?.dataset.do]?.());

  // ---- Beginning ----------------------------------------------------------------------------

  let pause = 0;
  [from, to].forEach((field) => field.addEventListener('input', () => {
    clearTimeout(pause);
    pause = setTimeout(update, 400);
  }));
  every.addEventListener('change', () => shown && show(shown));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    clearTimeout(pause);
    update();
  });
  product.addEventListener('change', () => {
    from.value = '';
    begin(new URLSearchParams());
  });

  async function begin(state) {
    try {
      await useProduct();
    } catch (error) {
      list = null;
      return show(null, word('failed'));
    }
    from.value = state.get('from') ?? from.value;
    to.value = state.get('to') || version(list.newest);
    every.checked = state.has('every');
    return update();
  }

  const state = new URLSearchParams(location.search);
  if (product.tagName === 'SELECT' && [...product.options].some(({ value }) => value === state.get('product'))) product.value = state.get('product');
  form.hidden = false;
  begin(state);
}

// An element with attributes, holding texts and elements.
function node(name, attributes, ...inside) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...inside);
  return element;
}

// Plain text as nodes, what stands between backticks as code.
function coded(text) {
  return text.split(/`([^`]+)`/).map((part, at) => (at % 2 ? node('code', {}, part) : part));
}

// Runs of text as nodes.
function pieces(runs) {
  return runs.map((run) => {
    if (typeof run === 'string') return run;
    if (run.code !== undefined) return node('code', {}, run.code);
    if (run.block !== undefined) return node('pre', { tabindex: '0' }, node('code', {}, run.block));
    return node('a', { href: run.href }, run.text);
  });
}

// The function, asked once for each argument; what failed is asked again.
function once(ask) {
  const known = new Map();
  return (key) => {
    if (!known.has(key)) known.set(key, ask(key).catch((error) => { known.delete(key); throw error; }));
    return known.get(key);
  };
}

// A set of keys in the browser's storage; where that is closed, until the page is left.
function remembered(name) {
  let keys = new Set();
  try {
    keys = new Set(JSON.parse(localStorage.getItem(name) ?? '[]'));
  } catch { /* Nothing is remembered. */ }
  return {
    has: (key) => keys.has(key),
    set(key, isThere) {
      if (isThere) keys.add(key); else keys.delete(key);
      try {
        localStorage.setItem(name, JSON.stringify([...keys]));
      } catch { /* It is forgotten with the page. */ }
    },
  };
}
