// Search, the filters of lists, and what is new since the last visit: by keyboard, in light and dark, under a strict
// policy, and what is there without JavaScript.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { none, serve } from './served.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];
const NARROW = { width: 320, height: 700 };
const WIDE = { width: 1280, height: 900 };
// At most so many bytes, none of them compressed, until the newest can be searched.
const FIRST_LOAD = 100_000;

describe('search', () => {
  let site;
  before(async () => { site = await serve('example'); });
  after(() => site.close());

  // A tab whose search has settled.
  async function search(page, options) {
    const visit = await site.visit(page, options);
    await settled(visit.tab);
    return visit;
  }

  const settled = (tab) => tab.waitForFunction(() => /^Results: |^Nothing/.test(document.querySelector('[role=status]').textContent));
  const titles = (tab) => tab.locator('[data-part=results] h2').allInnerTexts();
  const type = async (tab, text) => {
    await tab.locator('[name=q]').fill('');
    await tab.waitForFunction(() => document.querySelector('[role=status]').textContent === '');
    await tab.locator('[name=q]').pressSequentially(text);
    await settled(tab);
    return titles(tab);
  };

  test('what is typed is found, with its words marked and all that places it', async () => {
    const { tab, faults, close } = await site.visit('search/', { viewport: WIDE });
    const found = await type(tab, 'camera traps');
    assert.ok(found.length > 1, found.join('\n'));
    const first = tab.locator('[data-part=results] li').first();
    assert.match((await first.locator('mark').allInnerTexts()).join(' ').toLowerCase(), /camera/);
    assert.match(await first.locator('time').getAttribute('datetime'), /^\d{4}-\d\d-\d\d$/);
    assert.match(await first.innerText(), /Hedgerow/);
    assert.match(new URL(tab.url()).search, /^\?q=camera[+]traps$/);
    await close();
    none(faults);
  });

  test('who made it and what it refers to are found, too', async () => {
    const { tab, faults, close } = await site.visit('search/', { viewport: WIDE });
    assert.equal(await tab.locator('[aria-keyshortcuts]').count(), 0, 'there is no key that nobody listens to');
    await type(tab, 'Mara Lindqvist');
    await tab.waitForFunction(() => /Mara/.test(document.querySelector('[data-part=snippet] mark')?.textContent));
    const numbered = await type(tab, '#588');
    assert.ok(numbered.length > 0 && numbered.length < 4, numbered.join());
    await close();
    none(faults);
  });

  test('beginnings, slips, accents and case do not matter', async () => {
    const { tab, faults, close } = await site.visit('search/', { viewport: WIDE });
    const whole = await type(tab, 'camera');
    for (const other of ['CAMÉRA', 'camer', 'cmaera', 'camerra']) {
      const found = await type(tab, other);
      assert.ok(found.includes(whole[0]), `${other}: ${found.join(', ')}`);
    }
    assert.deepEqual(await type(tab, 'xylophonist'), []);
    await close();
    none(faults);
  });

  test('a word deep in a text is found and shown', async () => {
    const { tab, faults, close } = await search('search/?q=biscuit+OR+slug', { viewport: WIDE });
    await type(tab, 'nearly always a slug');
    await tab.waitForFunction(() => document.querySelector('[data-part=snippet] mark'));
    assert.match(await tab.locator('[data-part=snippet]').first().innerText(), /nearly always a slug/);
    await close();
    none(faults);
  });

  test('single changes, releases and plans are found, and lead to where they stand', async () => {
    for (const [query, address] of [['Turning a tablet north', /\/releases\/.*#/], ['Marten 3.1.0', /\/server\/releases\/3\.1\.0\/$/], ['Import from cards', /\/roadmap\/camera-trap-import\/$/]]) {
      const { tab, faults, close } = await search(`search/?q=${encodeURIComponent(query)}`, { viewport: WIDE });
      const link = tab.locator('[data-part=results] a').first();
      const href = await link.getAttribute('href');
      assert.match(href, address);
      await link.click();
      await tab.waitForLoadState();
      const { hash } = new URL(tab.url());
      if (hash) assert.ok(await tab.evaluate((id) => document.getElementById(id) !== null, decodeURIComponent(hash.slice(1))), hash);
      await close();
      none(faults);
    }
  });

  test('query and filters stand in the address, and come from it', async () => {
    const { tab, faults, close } = await search('search/?q=map&type=fixed&product=server', { viewport: WIDE });
    const both = await titles(tab);
    assert.equal(await tab.locator('[name=q]').inputValue(), 'map');
    assert.equal(await tab.locator('[name=type]').inputValue(), 'fixed');
    await tab.locator('[name=type]').selectOption('');
    await settled(tab);
    await tab.waitForFunction((count) => document.querySelectorAll('[data-part=results] li').length > count, both.length);
    assert.equal(new URL(tab.url()).search, '?q=map&product=server');
    await tab.locator('[type=reset]').click();
    await tab.waitForFunction(() => location.search === '');
    assert.deepEqual(await titles(tab), []);
    await close();
    none(faults);
  });

  test('the keyboard alone is enough', async () => {
    const { tab, faults, close } = await site.visit('search/', { viewport: WIDE });
    const focused = () => tab.evaluate(() => document.activeElement.name || document.activeElement.closest('li')?.parentElement.dataset.part);
    while (await focused() !== 'q') await tab.keyboard.press('Tab');
    assert.equal(await focused(), 'q');
    await tab.keyboard.type('maps');
    await settled(tab);
    await tab.keyboard.press('ArrowDown');
    await tab.keyboard.press('ArrowDown');
    assert.equal(await focused(), 'results');
    await tab.keyboard.press('ArrowUp');
    await tab.keyboard.press('ArrowUp');
    assert.equal(await focused(), 'q');
    await tab.keyboard.press('ArrowDown');
    await tab.keyboard.press('Escape');
    assert.equal(await focused(), 'q');
    await tab.keyboard.press('Tab');
    assert.equal(await focused(), 'type');
    await tab.locator('[data-part=results] a').first().focus();
    await Promise.all([tab.waitForEvent('framenavigated'), tab.keyboard.press('Enter')]);
    assert.ok(!tab.url().includes('/search/'), tab.url());
    await close();
    none(faults);
  });

  for (const colorScheme of ['light', 'dark']) {
    for (const viewport of [NARROW, WIDE]) {
      test(`results are accessible in ${colorScheme}, ${viewport.width} px`, async () => {
        const { tab, faults, close } = await search('search/?q=maps&product=server', { viewport, colorScheme });
        const over = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(over <= 0, `${over} px wider than the window`);
        await tab.evaluate(AXE);
        const { violations } = await tab.evaluate((tags) => window.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }), WCAG);
        await close();
        none([...faults, ...violations.map(({ id, nodes }) => `${id}: ${nodes[0].target} ${nodes[0].failureSummary}`)]);
      });
    }
  }

  test('the newest can be searched after less than 100 KB', async () => {
    const context = await site.visit('feeds/', { viewport: WIDE });
    const { tab } = context;
    const sizes = [];
    tab.on('response', async (answer) => sizes.push([answer.url(), (await answer.body().catch(() => [])).length]));
    await tab.goto(`${site.origin}${site.prefix}search/`, { waitUntil: 'networkidle' });
    const sum = sizes.reduce((all, [, size]) => all + size, 0);
    assert.ok(sizes.some(([url]) => /\/search\/\d+\.json$/.test(url)), 'a piece was loaded');
    assert.equal(sizes.filter(([url]) => url.endsWith('/index.json')).length, 1, 'what the index holds is asked for once');
    assert.ok(sum > 0 && sum < FIRST_LOAD, `${sum} bytes: ${sizes.join('\n')}`);
    await context.close();
  });

  test('without JavaScript the page says so and links to the indexes', async () => {
    const { tab, faults, close } = await site.visit('search/', { viewport: WIDE, javaScriptEnabled: false });
    assert.match(await tab.locator('main').innerText(), /needs JavaScript/);
    for (const index of ['types/', 'components/', 'tags/', 'archive/']) assert.ok(await tab.locator(`main a[href$="/${index}"]`).count() > 0, index);
    assert.equal(await tab.locator('main input:visible, main select:visible, main button:visible').count(), 0);
    await tab.goto(`${site.origin}${site.prefix}`);
    assert.equal(await tab.locator('main select:visible, main button:visible').count(), 0);
    await close();
    none(faults);
  });

  test('lists are filtered in place, state in the address, and the list comes back', async () => {
    const { tab, faults, close } = await site.visit('', { viewport: WIDE });
    assert.equal(await tab.locator('[data-finder]').isVisible(), false);
    await tab.locator('[data-filter]').click();
    await tab.locator('[name=component]').selectOption('maps');
    await settled(tab);
    assert.equal(new URL(tab.url()).search, '?component=maps');
    assert.equal(await tab.locator('[data-static]').isVisible(), false);
    const all = (await titles(tab)).length;
    await tab.locator('[name=type]').selectOption('fixed');
    await tab.waitForFunction((count) => document.querySelectorAll('[data-part=results] li').length < count, all);
    assert.ok((await titles(tab)).length > 0);
    await tab.locator('[type=reset]').click();
    await tab.locator('[data-static]').waitFor({ state: 'visible' });
    await close();
    none(faults);
  });

  test('an address with a filter shows what it says, on lists of a term too', async () => {
    const { tab, faults, close } = await search('types/fixed/?product=server', { viewport: NARROW, colorScheme: 'dark' });
    const kinds = await tab.locator('[data-part=results] [data-part=type]').evaluateAll((all) => all.map((one) => one.dataset.type));
    assert.ok(kinds.length > 0 && kinds.every((kind) => kind === 'fixed'), kinds.join());
    assert.equal(await tab.locator('[name=type]').isVisible(), false);
    await tab.evaluate(AXE);
    const { violations } = await tab.evaluate((tags) => window.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }), WCAG);
    await close();
    none([...faults, ...violations.map(({ id, nodes }) => `${id}: ${nodes[0].target} ${nodes[0].failureSummary}`)]);
  });

  test('what came since the last visit is marked until it is read, and the first visit marks nothing', async () => {
    const { tab, faults, close } = await site.visit('', { viewport: WIDE });
    const notice = tab.locator('[data-visit]');
    assert.equal(await notice.isVisible(), false);
    // What marks is fetched when there is something to mark.
    const reloaded = () => tab.reload({ waitUntil: 'networkidle' });
    await reloaded();
    assert.equal(await notice.isVisible(), false, 'nothing came');
    // As if the last visit had ended before the newest of the list came.
    const key = await tab.evaluate(() => {
      const [name] = Object.keys(localStorage);
      const visit = JSON.parse(localStorage.getItem(name));
      const past = Date.parse('2026-11-01');
      localStorage.setItem(name, JSON.stringify({ ...visit, since: past, seen: past, at: visit.at - 24 * 60 * 60 * 1000 }));
      return name;
    });
    await tab.addInitScript(() => {
      window.shift = 0;
      new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.shift += entry.value; })).observe({ type: 'layout-shift', buffered: true });
    });
    await tab.reload();
    await notice.waitFor({ state: 'visible' });
    const marked = await tab.locator('.is-new').count();
    assert.ok(marked > 0 && marked < await tab.locator('.item').count(), `${marked}`);
    assert.match(await notice.innerText(), new RegExp(`: ${marked}`));
    assert.equal(await tab.evaluate(() => window.shift), 0, 'nothing moves');
    await tab.evaluate(AXE);
    const { violations } = await tab.evaluate((tags) => window.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }), WCAG);
    none(violations.map(({ id, nodes }) => `${id}: ${nodes[0].target} ${nodes[0].failureSummary}`));
    await reloaded();
    await notice.waitFor({ state: 'visible' });
    assert.equal(await tab.locator('.is-new').count(), marked, 'the visit goes on');
    await notice.locator('button').press('Enter');
    assert.equal(await tab.locator('.is-new').count(), 0);
    await reloaded();
    assert.equal(await notice.isVisible(), false);
    assert.ok(await tab.evaluate((name) => localStorage.getItem(name) !== null, key));
    await close();
    none(faults);
  });

  test('a damaged memory of the last visit begins anew', async () => {
    const { tab, faults, close } = await site.visit('', { viewport: WIDE });
    for (const damaged of ['{"since":', 'null', '{"since":"soon"}', '[]']) {
      const key = await tab.evaluate((text) => {
        const [name] = Object.keys(localStorage);
        localStorage.setItem(name, text);
        return name;
      }, damaged);
      await tab.reload();
      const visit = JSON.parse(await tab.evaluate((name) => localStorage.getItem(name), key));
      assert.ok([visit.since, visit.seen, visit.at].every(Number.isFinite), damaged);
    }
    await close();
    none(faults);
  });

  test('what is read in one tab is read in the others', async () => {
    const { tab, faults, close } = await site.visit('', { viewport: WIDE });
    await tab.evaluate(() => {
      const [name] = Object.keys(localStorage);
      const past = Date.parse('2026-11-01');
      localStorage.setItem(name, JSON.stringify({ since: past, seen: past, at: Date.now() - 24 * 60 * 60 * 1000 }));
    });
    await tab.reload();
    const other = await tab.context().newPage();
    await other.goto(tab.url());
    for (const one of [tab, other]) await one.locator('[data-visit]').waitFor({ state: 'visible' });
    await tab.locator('[data-visit] button').press('Space');
    assert.equal(await tab.evaluate(() => document.activeElement.id), 'main', 'focus is not lost');
    await other.locator('[data-visit]').waitFor({ state: 'hidden' });
    assert.equal(await other.locator('.is-new').count(), 0);
    await close();
    none(faults);
  });

  test('a browser that keeps nothing shows no mark and no error', async () => {
    const { tab, faults, close } = await site.visit('feeds/', { viewport: WIDE });
    await tab.addInitScript(() => Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } }));
    await tab.goto(`${site.origin}${site.prefix}`);
    assert.equal(await tab.locator('[data-visit]').isVisible(), false);
    assert.ok(await tab.locator('[data-filter]').isVisible());
    await close();
    none(faults);
  });
});

test('the script takes words apart as the index does', async () => {
  globalThis.document = { querySelectorAll: () => [] };
  const source = readFileSync(new URL('../../themes/default/assets/search.js', import.meta.url), 'utf8');
  const { termsOf, askedIn, slips, marksIn } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
  // The table of `src/base/terms.rs`; a term stands once in a query.
  for (const [text, expected] of [
    ['Faster search', 'faster search'],
    ['Größe, ÉTÉ & naïve cafe\u0301', 'grosse ete naive cafe'],
    ['Łódź Ørsted İstanbul ΟΔΟΣ', 'lodz orsted istanbul οδοσ'],
    ['since 2.4.0. And v1.2-rc.1', 'since 2.4.0 and v1.2 rc 1'],
    ["`rate_limit` --dry-run don't", 'rate limit dry run don t'],
    ['검색이 빨라짐', '검색이 빨라짐'],
    ['хлеб Ёлка', 'хлеб елка'],
    ['सर्वर مُحَمَّد', 'सर्वर محمد'],
    ['C++, C# F#. C++17 and g++', 'c++ c# f# 17 and g++'],
    ['.NET and ASP.NET, node.js', '.net net and asp node js'],
    ['See #12, a/b#34 & (#5)', 'see #12 12 a b #34 34 #5 5'],
    ['# A heading... .then ..x 1 + 1 + + a.', 'a heading .then then x 1'],
    ['C#で .NETの日本C++ #12件', 'c# で .net net の日 日本 c++ #12 12 件'],
    ['🎉 — … 👍🏽 Go🚀! ✅⭐ ❤️ 🇩🇪', '🎉 👍 go 🚀 ✅ ⭐ ❤ 🇩 🇪'],
    // Pairs only, but for a letter by itself: whoever types the beginning of a word means what goes on.
    ['検索が速い', '検索 索が が速 速い'],
    ['速', '速'],
    ['a'.repeat(100), 'a'.repeat(32)],
  ]) assert.equal(termsOf(text).join(' '), expected, text);
  for (const [term, word, count] of [['serach', 'search', 1], ['notifcation', 'notification', 1], ['serch', 'searching', 1], ['maps', 'maps', 0], ['abcd', 'wxyz', 3]]) {
    assert.equal(slips(term, word, 2), count, `${term} ${word}`);
  }
  // Who writes a sign means it.
  assert.deepEqual(askedIn('.NET #12 C++ net2'), ['.net', '#12', 'c++', 'net2']);
  assert.deepEqual(marksIn('C++ and .NET, net, C', new Set(['c++', 'net']), 'C++ net'), [[0, 3], [8, 12], [14, 17]]);
  assert.deepEqual(marksIn('新しい検索です', new Set(['検索']), '検索'), [[3, 5]]);
});
