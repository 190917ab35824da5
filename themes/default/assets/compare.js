// Compares any two versions: what changed for somebody who goes from one to the other.
//
// The first half is the same arithmetic as the Rust side's (`facts::compare`, `facts::typed`); a test
// holds the two against each other. The second half shows the result. Data is text, code and links
// only: nothing of it is ever taken as markup.

// ---- Versions -------------------------------------------------------------------------------

// A version's numbers and what follows them; null when it does not begin with a number.
export function parse(text) {
  const bare = text.trim().replace(/^.*@/, '').replace(/^v(?=\d)/i, '').replace(/\.+$/, '').toLowerCase();
  const found = /^(\d+(?:\.\d+)*)(?:[-._]?([a-z0-9][a-z0-9.\-_]*))?(?:\+.*)?$/.exec(bare);
  if (!found) return { bare, numbers: null, suffix: '' };
  return { bare, numbers: found[1].split('.').map(Number), suffix: found[2] ?? '' };
}

// Below, equal or above zero as `a` is older than, the same as or newer than `b`.
export function order(a, b) {
  for (let at = 0; at < Math.max(a.numbers.length, b.numbers.length); at += 1) {
    const difference = (a.numbers[at] ?? 0) - (b.numbers[at] ?? 0);
    if (difference !== 0) return difference;
  }
  const rank = ({ suffix }) => (suffix === '' ? 1 : suffix.startsWith('post') ? 2 : 0);
  return rank(a) - rank(b) || a.suffix.localeCompare(b.suffix, 'en', { numeric: true });
}

// Which version a typed text means: `{ is: number }`, or `{ near: [numbers] }`, the likeliest first.
export function find(versions, text) {
  const typed = parse(text);
  if (typed.bare === '') return { near: [] };
  const numbers = versions.map((_, at) => at);
  const last = (test) => numbers.findLast(test);
  const named = last((at) => versions[at].version.toLowerCase() === typed.bare || versions[at].title?.toLowerCase() === text.trim().toLowerCase());
  if (named !== undefined) return { is: named };
  const longer = numbers.filter((at) => versions[at].version.toLowerCase().startsWith(`${typed.bare}.`)).reverse();
  const compared = (at) => {
    const own = parse(versions[at].version);
    return own.numbers && typed.numbers ? Math.sign(order(own, typed)) : NaN;
  };
  const equal = last((at) => compared(at) === 0);
  if (equal !== undefined && longer.every((at) => at === equal)) return { is: equal };
  const isFinal = (at) => !versions[at].prerelease && !versions[at].withdrawn;
  const near = [longer.find(isFinal) ?? longer[0], equal];
  if (near.every((at) => at === undefined)) near.push(last((at) => compared(at) < 0), numbers.find((at) => compared(at) > 0));
  if (near.every((at) => at === undefined)) near.push(last((at) => versions[at].title?.toLowerCase().startsWith(typed.bare.slice(0, 3))));
  return { near: [...new Set(near.filter((at) => at !== undefined))] };
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

// What was announced to end: gone on the way up from `low` to `high`, and known to go after it.
export function endings(list, low, high) {
  const gone = list.endings.filter(({ removed }) => removed > low && removed <= high);
  const going = list.endings.filter((it) => it.announced <= high && !(it.removed <= high) && (it.removed_in || it.sunset));
  return { gone, going };
}

// The known holes of the version `from`, and those that `to` would bring; `until` is the first final
// version after it without the hole.
export function exposures(list, from, to) {
  const { versions, advisories } = list;
  return advisories.map((it) => {
    const isAt = (at) => it.stops.some(([first, end]) => at >= first && at < end);
    const until = versions.findIndex((version, at) => at > from && !version.prerelease && !version.withdrawn && !isAt(at));
    return { ...it, now: isAt(from), after: isAt(to), until: until < 0 ? null : until };
  }).filter(({ now, after }) => now || after);
}

// ---- The page -------------------------------------------------------------------------------

const form = globalThis.document?.getElementById('compare');
if (form) start(form);

function start(form) {
  const byId = (id) => document.getElementById(id);
  const words = new Map([...byId('compare-words').content.querySelectorAll('[data-key]')].map((it) => [it.dataset.key, it.textContent]));
  const word = (key, values = {}) => (words.get(key) ?? '').replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const [product, from, to, every] = ['product', 'from', 'to', 'every'].map((name) => byId(`compare-${name}`));
  const status = byId('compare-status');
  const ticks = remembered(`tidings-steps ${form.dataset.base}`);
  const language = document.documentElement.lang || undefined;
  let list = null;
  let shown = null;
  let asked = 0;

  const chosen = () => (product.tagName === 'SELECT' ? product.selectedOptions[0] : product);
  const name = () => chosen().dataset.name ?? chosen().textContent;

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
    byId('compare-data').href = chosen().dataset.list;
    const options = list.versions.map(({ version, title, date, withdrawn }) => (withdrawn ? null : node('option', { value: version }, [title, date].filter(Boolean).join(' · ')))).filter(Boolean);
    byId('compare-versions').replaceChildren(...options.reverse());
  }

  // Looks at what is typed, and shows the result or what it may have meant.
  async function update() {
    const turn = asked += 1;
    const ends = [[from, byId('compare-near-from')], [to, byId('compare-near-to')]].map(([field, near]) => offer(field, near));
    if (from.value.trim() === '' || ends.includes(null)) return show(null, from.value.trim() === '' ? (turn > 1 ? word('ask') : '') : status.textContent);
    status.textContent = word('loading');
    try {
      const [low, high] = ends;
      const used = list.versions[high].withdrawn?.use ?? high;
      const changes = await between(Math.min(low, used), Math.max(low, used));
      if (turn === asked) show(compare(list, changes, low, high));
    } catch (error) {
      if (turn === asked) show(null, word('failed'));
    }
  }

  // The number of the version that a field means; null, and some to choose from, when it means none.
  function offer(field, near) {
    const typed = field.value.trim();
    const found = find(list.versions, typed);
    near.hidden = found.is !== undefined || typed === '';
    near.replaceChildren();
    if (near.hidden) return found.is ?? null;
    const text = word(found.near.length > 0 ? 'near' : 'none', { name: typed });
    status.textContent = text;
    near.append(node('span', {}, text), ...found.near.map((at) => {
      const button = node('button', { type: 'button' }, list.versions[at].version);
      button.addEventListener('click', () => {
        field.value = list.versions[at].version;
        field.focus();
        update();
      });
      return button;
    }));
    return null;
  }

  function show(comparison, text = '') {
    shown = comparison;
    byId('compare-tools').hidden = comparison === null;
  byId('compare-every-hint').hidden = comparison === null;
    byId('compare-text').hidden = true;
    const result = byId('comparison');
    if (comparison === null) {
      status.textContent = text;
      return result.replaceChildren();
    }
    remember(comparison);
    const { versions } = list;
    const kept = comparison.told.filter((it) => every.checked || !it.isFolded);
    const folded = comparison.told.length - comparison.told.filter((it) => !it.isFolded).length;
    const { low, high, isBack } = comparison;
    status.textContent = low === high ? word('same') : word('result', { from: versions[comparison.from].version, to: versions[comparison.used].version, count: kept.length, folded });
    const ends = endings(list, low, high);
    result.replaceChildren(
      ...notes(comparison).map((text) => node('div', { class: 'banner', role: 'note' }, node('p', {}, text))),
      ...exposed(comparison).map((text) => node('div', { class: 'banner banner-yanked', role: 'note' }, node('p', {}, text))),
      ...groups(list, kept).map((group) => section(group, group.section === 'action' ? ends.gone : [])),
      ...(ends.gone.length > 0 && !kept.some((it) => it.change.section === 'action') ? [section({ section: 'action', parts: [[undefined, []]] }, ends.gone)] : []),
      ...(ends.going.length > 0 ? [node('section', { class: 'group' }, node('h2', { class: 'group-title' }, word('going')), ending(ends.going))] : []),
      ...(low !== high && kept.length === 0 && ends.gone.length === 0 ? [node('p', { class: 'muted' }, word('nothing'))] : []),
    );
    result.dataset.back = isBack;
  }

  // The address says what is shown, so that it can be sent to somebody.
  function remember({ from: low, to: high }) {
    const state = new URLSearchParams();
    if (product.value) state.set('product', product.value);
    state.set('from', list.versions[low].version);
    state.set('to', list.versions[high].version);
    if (every.checked) state.set('every', '1');
    history.replaceState(null, '', `?${state}`);
  }

  function notes({ from: low, to: high, used, isBack, passed }) {
    const { versions } = list;
    const said = (at, key, values) => [word(key, { version: versions[at].version, ...values }), versions[at].withdrawn.reason].filter(Boolean).join(' ');
    return [
      versions[low].withdrawn && said(low, 'withdrawn_on'),
      versions[high].withdrawn && used !== high && said(high, 'withdrawn_to', { use: versions[used].version }),
      versions[high].withdrawn && used === high && high !== low && said(high, 'withdrawn_on'),
      passed.length > 0 && word('withdrawn_between', { versions: passed.map((at) => versions[at].version).join(', ') }),
      isBack && word('back'),
    ].filter(Boolean);
  }

  function exposed({ from: low, used }) {
    const { versions } = list;
    return exposures(list, low, used).map(({ id, now, until }) => {
      if (!now) return word('exposed_new', { id, to: versions[used].version });
      return until === null ? word('exposed_always', { id }) : word('exposed', { id, version: versions[until].version });
    });
  }

  function section({ section: kind, kind: type, parts }, gone) {
    const label = type ? list.types.find(({ id }) => id === type).label : word(kind);
    const head = kind === 'action' ? [node('span', { class: 'shape' }), label] : [node('span', { class: 'type', 'data-type': type || kind }, label)];
    const component = (id) => list.components.find((it) => it.id === id)?.label ?? id ?? word('other');
    return node('section', { class: kind === 'action' ? 'breaking' : 'group', 'data-section': kind },
      node('h2', { class: 'group-title' }, ...head),
      ...parts.flatMap(([id, told]) => [
        ...(id !== undefined || parts.length > 1 ? [node('h3', { class: 'part-title' }, component(id))] : []),
        ...(told.length > 0 ? [node('ul', { class: 'changes' }, ...told.map((it) => item(it, kind === 'action')))] : []),
      ]),
      ...(gone.length > 0 ? [node('h3', { class: 'part-title' }, word('gone')), ending(gone)] : []));
  }

  function item({ number, change, stop, isFolded }, isLabelled) {
    const type = isLabelled && change.type ? [node('span', { class: 'type', 'data-type': change.type }, list.types.find(({ id }) => id === change.type)?.label ?? change.type)] : [];
    const title = change.title ? [node('a', { class: 'change-title', href: change.url }, change.title)] : [];
    const mark = isFolded ? [node('span', { class: 'badge' }, word('folded'))] : [];
    const text = change.text.length > 0 || change.type ? change.text : [word('upgrade', { version: list.versions[stop].version })];
    return node('li', { class: isFolded ? 'change is-folded' : 'change', 'data-change': number },
      ...(type.length + title.length + mark.length > 0 ? [node('p', { class: 'change-head' }, ...type, ...title, ...mark)] : []),
      ...(text.length > 0 ? [node('div', { class: 'pieces' }, ...pieces(text))] : []),
      ...(change.advisories ?? []).map((it) => node('p', { class: 'advisory' }, it.url ? node('a', { href: it.url }, it.id) : it.id)),
      ...(change.deprecates?.length > 0 ? [ending(change.deprecates)] : []),
      ...(change.steps?.length > 0 ? [node('p', { class: 'part-title' }, word('steps')), steps(change)] : []),
      node('p', { class: 'refs' }, node('a', { href: change.url }, word('in', { version: list.versions[stop].version }))));
  }

  // What to do, with boxes whose ticks the browser keeps.
  function steps(change) {
    return node('ul', { class: 'steps' }, ...change.steps.map((step, at) => {
      const blocks = pieces(step.text.filter((run) => run.block !== undefined));
      const text = pieces(step.text.filter((run) => run.block === undefined));
      if (step.id === undefined) return node('li', {}, node('p', { class: 'lead-in' }, ...text), ...blocks);
      const key = `${change.id} ${step.id}`;
      const box = node('input', { type: 'checkbox', id: `step-${change.version}-${step.id}-${at}`, 'data-step': key });
      box.checked = ticks.has(key);
      box.addEventListener('change', () => ticks.set(key, box.checked));
      return node('li', {}, box, node('label', { for: box.id, class: 'pieces' }, ...text), ...blocks);
    }));
  }

  const day = (date) => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(date));
  const when = (it) => [it.removed_in && word('removed_in', { version: it.removed_in }), it.sunset && word('sunset', { date: day(it.sunset) }), it.replacement && word('replacement', { name: it.replacement })].filter(Boolean);

  function ending(items) {
    return node('ul', { class: 'changes' }, ...items.map((it) => node('li', {}, it.url ? node('a', { href: it.url }, it.what) : it.what, ...when(it).map((text) => `, ${text}`))));
  }

  // ---- To take along ------------------------------------------------------------------------

  function markdown() {
    const { versions } = list;
    const kept = shown.told.filter((it) => every.checked || !it.isFolded);
    const absolute = (url) => new URL(url, location.href).href;
    const inline = (runs) => runs.map((run) => (typeof run === 'string' ? run : run.code !== undefined ? `\`${run.code}\`` : run.href ? `[${run.text}](${absolute(run.href)})` : `\n\`\`\`\n${run.block}\n\`\`\`\n`)).join('').trim();
    const inset = (text, by) => text.replace(/\n/g, `\n${by}`);
    const heading = word('heading', { from: versions[shown.from].version, to: versions[shown.used].version });
    const out = [`# ${name()}: ${heading}`, '', ...[...notes(shown), ...exposed(shown)].flatMap((text) => [`> ${text}`, ''])];
    const end = (it) => `- ${[it.what, ...when(it)].join(', ')}`;
    const ends = endings(list, shown.low, shown.high);
    for (const { section: kind, kind: type, parts } of groups(list, kept)) {
      out.push(`## ${type ? list.types.find(({ id }) => id === type).label : word(kind)}`, '');
      for (const [, told] of parts) {
        for (const { change, stop } of told) {
          const { version } = versions[stop];
          const text = inset(inline(change.text) || (change.type ? '' : word('upgrade', { version })), '  ');
          out.push(`- ${[change.title && `**${change.title}**`, text].filter(Boolean).join(': ')} ([${version}](${absolute(change.url)}))`);
          for (const it of change.advisories ?? []) out.push(`  - ${it.id}`);
          for (const it of change.deprecates ?? []) out.push(`  ${end(it)}`);
          for (const step of change.steps ?? []) {
            const box = step.id === undefined ? '' : ticks.has(`${change.id} ${step.id}`) ? '[x] ' : '[ ] ';
            out.push(`  - ${box}${inset(inline(step.text), '    ')}`);
          }
        }
      }
      out.push('');
    }
    for (const key of ['gone', 'going'].filter((key) => ends[key].length > 0)) out.push(`## ${word(key)}`, '', ...ends[key].map(end), '');
    return out.join('\n');
  }

  function prompt() {
    const { versions } = list;
    return `${word('prompt_text', { name: name(), from: versions[shown.from].version, to: versions[shown.used].version })}\n\n---\n\n${markdown()}`;
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      status.textContent = word('copied');
    } catch (error) {
      byId('compare-text').hidden = false;
      byId('compare-copy').value = text;
      byId('compare-copy').select();
      status.textContent = word('not_copied');
    }
  }

  const actions = { copy: () => copy(markdown()), prompt: () => copy(prompt()), print: () => window.print() };
  byId('compare-tools').addEventListener('click', ({ target }) => actions[target.closest('[data-do]')?.dataset.do]?.());

  // ---- Beginning ----------------------------------------------------------------------------

  let pause = 0;
  const soon = () => {
    clearTimeout(pause);
    pause = setTimeout(update, 250);
  };
  [from, to].forEach((field) => field.addEventListener('input', soon));
  every.addEventListener('change', () => shown && show(shown));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    clearTimeout(pause);
    update();
  });
  product.addEventListener('change', async () => {
    from.value = '';
    to.value = '';
    await begin(new URLSearchParams());
  });

  async function begin(state) {
    try {
      await useProduct();
    } catch (error) {
      return show(null, word('failed'));
    }
    from.value = state.get('from') ?? from.value;
    to.value = state.get('to') ?? list.versions[list.newest].version;
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
