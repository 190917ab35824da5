// Two versions compared in the browser: typed, remembered in the address, by keyboard, on a phone, printed.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { none, pagesOf, serve } from './served.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
// facts/typed.rs is held against this table, too.
const TYPED = JSON.parse(readFileSync(new URL('typed.json', import.meta.url), 'utf8'));
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 320, height: 700 };
const WAY = 'compare/?product=server&from=1.9.0&to=3.0.0';

describe('the page that compares versions', () => {
  let site;
  before(async () => { site = await serve('example'); });
  after(() => site.close());

  // A tab that shows a result.
  const open = async (page, options = { viewport: WIDE }) => {
    const visit = await site.visit(page, options);
    await visit.tab.waitForSelector('#comparison > *');
    return visit;
  };
  const script = () => {
    const assets = join(site.folder, 'assets');
    return import(pathToFileURL(join(assets, readdirSync(assets).find((it) => /^compare\..*\.js$/.test(it)))));
  };
  const shown = (tab) => tab.$$eval('#comparison [data-change]', (items) => items.map((it) => Number(it.dataset.change)));

  test('typed versions lead to a result, and the address says which', async () => {
    const { tab, faults, close } = await site.visit('compare/', { viewport: WIDE });
    await tab.waitForSelector('#compare:not([hidden])');
    await tab.selectOption('#compare-product', 'server');
    await tab.waitForFunction(() => document.getElementById('compare-status').textContent !== '');
    await tab.fill('#compare-from', 'v1.9');
    await tab.fill('#compare-to', '3.0.0');
    // What was typed first leads to a result of its own, up to the newest version.
    await tab.waitForURL('**/compare/?product=server&from=1.9.0&to=3.0.0');
    await tab.waitForSelector('#comparison [data-section="action"]');
    assert.match(await tab.textContent('#compare-status'), /1\.9\.0.*3\.0\.0.*\d+/);
    const before = await shown(tab);
    await tab.reload();
    await tab.waitForSelector('#comparison [data-section="action"]');
    assert.deepEqual(await shown(tab), before);
    assert.equal(await tab.inputValue('#compare-from'), '1.9.0');
    await close();
    none(faults);
  });

  test('a version that is not there: the one before it is taken, it is said, and the next is offered', async () => {
    const { tab, close } = await open(WAY);
    await tab.fill('#compare-from', '2.3.9');
    await tab.waitForURL('**from=2.3.2&to=3.0.0');
    const near = tab.locator('#compare-near-from');
    assert.match(await near.textContent(), /no version “2\.3\.9”\. Taken is 2\.3\.2, the one before it/);
    assert.deepEqual(await near.locator('button').allTextContents(), ['2.3.2', '3.0.0-beta.1']);
    assert.match(await tab.textContent('#compare-status'), /From 2\.3\.2 to 3\.0\.0/);
    await near.locator('button >> nth=1').focus();
    await tab.keyboard.press('Enter');
    await tab.waitForURL('**from=3.0.0-beta.1&to=3.0.0');
    assert.equal(await near.isVisible(), false);
    assert.equal(await tab.evaluate(() => document.activeElement.id), 'compare-from');
    await close();
  });

  test('a version beyond all others is answered with the nearest, and the status is a whole sentence', async () => {
    const { tab, close } = await open(WAY);
    await tab.fill('#compare-from', '0.1');
    await tab.waitForSelector('#compare-near-from button');
    assert.equal(await tab.textContent('#compare-status'), 'There is no version “0.1”.');
    assert.equal(await tab.textContent('#compare-near-from'), 'Nearest to “0.1”:1.8.0');
    assert.deepEqual(await shown(tab), []);
    assert.equal(await tab.isVisible('#compare-tools'), false);
    await close();
  });

  test('a field that is emptied is asked for', async () => {
    const { tab, close } = await open(WAY);
    const said = (text) => tab.waitForFunction((text) => document.getElementById('compare-status').textContent === text, text);
    await tab.fill('#compare-to', '');
    await said('Type the version you go to.');
    assert.equal(await tab.isVisible('#compare-near-to'), false);
    await tab.fill('#compare-from', '');
    await said('Type the version you are on.');
    await close();
  });

  test('part of a version means the newest that begins so, and it is said', async () => {
    const { tab, faults, close } = await open('compare/?product=server&from=v2.1&to=latest');
    assert.equal(await tab.textContent('#compare-near-from'), '“v2.1” was read as 2.1.1, the newest of 2.1.x.');
    assert.equal(await tab.textContent('#compare-near-to'), '“latest” was read as 3.2.0, the newest version.');
    assert.match(tab.url(), /from=2\.1\.1&to=3\.2\.0$/);
    await tab.fill('#compare-from', '2.1.0');
    await tab.keyboard.press('Enter');
    await tab.waitForURL('**from=2.1.0&to=3.2.0');
    assert.equal(await tab.isVisible('#compare-near-from'), false);
    await close();
    none(faults);
  });

  test('the way back says what is lost, and asks for no steps', async () => {
    const { tab, close } = await open('compare/?product=server&from=3.2.0&to=2.1.0');
    assert.match(await tab.textContent('#compare-status'), /^Back from 3\.2\.0 to 2\.1\.0\. Changes undone: \d+/);
    assert.match(await tab.textContent('#comparison .banner'), /older version/);
    const text = await tab.textContent('#comparison');
    assert.match(text, /2\.1\.0 exposes you to CVE-2026-90417 again\. It is fixed in 2\.3\.1\./);
    const titles = await tab.$$eval('#comparison .group-title', (all) => all.map((it) => it.textContent));
    for (const title of ['Breaking changes that are undone', 'Security fixes that you lose', 'Added: gone again', 'Fixed: broken again', 'Changed: undone']) assert.ok(titles.includes(title), `${title} in ${titles}`);
    assert.deepEqual(titles.filter((it) => /^(Action required|Security|Added|Fixed|What goes next)$/.test(it)), []);
    assert.equal(await tab.locator('.steps input').count(), 0);
    await tab.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => { window.taken = text; } } }));
    await tab.click('[data-do="prompt"]');
    await tab.waitForFunction(() => window.taken);
    assert.match(await tab.evaluate(() => window.taken), /^I go back with Hedgerow Server from 3\.2\.0 to 2\.1\.0[^]*\n# Hedgerow Server: Back from 3\.2\.0 to 2\.1\.0\n[^]*\n## Added: gone again\n/);
    await close();
  });

  test('what is typed letter by letter is not read out letter by letter', async () => {
    const { tab, close } = await open(WAY);
    await tab.evaluate(() => {
      window.said = [];
      new MutationObserver(() => window.said.push(document.getElementById('compare-status').textContent)).observe(document.getElementById('compare-status'), { childList: true, characterData: true, subtree: true });
    });
    await tab.locator('#compare-from').fill('');
    await tab.locator('#compare-from').pressSequentially('2.3.1', { delay: 40 });
    await tab.waitForURL('**from=2.3.1&to=3.0.0');
    await tab.check('#compare-every');
    await tab.uncheck('#compare-every');
    const said = await tab.evaluate(() => window.said);
    assert.match(said[0], /^From 2\.3\.1 to 3\.0\.0/);
    assert.ok(said.length <= 3, `${said.length}: ${said.join(' | ')}`);
    await close();
  });

  test('withdrawn versions are avoided, and it is said', async () => {
    const { tab, close } = await open('compare/?product=server&from=2.1.1&to=2.2.0');
    const said = await tab.textContent('#comparison .banner');
    assert.match(said, /2\.2\.0.*2\.2\.1/);
    assert.match(await tab.textContent('#compare-status'), /2\.2\.1/);
    await close();
  });

  test('the page without a script says of the versions what the script says', async () => {
    for (const [from, expected] of [['2.2.0', /^2\.2\.0 was withdrawn\. \w+/], ['2.1.1', /^Withdrawn, do not stop there: 2\.2\.0\.$/]]) {
      const { tab, close } = await open(`compare/?product=server&from=${from}&to=3.2.0`);
      const notes = () => tab.locator('.comparison > .banner:not(.banner-yanked)').allInnerTexts();
      const said = await notes();
      assert.match(said[0], expected);
      await tab.goto(`${site.origin}${site.prefix}server/since/${from}/`);
      assert.deepEqual(await notes(), said);
      await close();
    }
  });

  test('who has a known hole is told until when', async () => {
    const { tab, close } = await open('compare/?product=server&from=2.1.0&to=3.2.0');
    assert.match(await tab.textContent('#comparison'), /exposed to CVE-2026-90417 until 2\.3\.1\. (Critical|High|Medium|Low)/);
    const said = (await tab.locator('#comparison .banner-yanked').allInnerTexts()).join();
    await tab.goto(`${site.origin}${site.prefix}server/since/2.1.0/`);
    assert.match(await tab.textContent('.comparison'), /exposed to CVE-2026-90417 until 2\.3\.1\. (Critical|High|Medium|Low)/);
    assert.equal((await tab.locator('.comparison .banner-yanked').allInnerTexts()).join(), said, 'the page says the same');
    await close();
  });

  test('the net effect leaves out what came and went; every change can be shown', async () => {
    const { tab, close } = await open(WAY);
    const net = await shown(tab);
    await tab.check('#compare-every');
    await tab.waitForSelector('#comparison .is-folded');
    const all = await shown(tab);
    assert.ok(all.length > net.length, `${all.length} of all, ${net.length} in the end`);
    assert.match(tab.url(), /every=1/);
    await close();
  });

  test('what was ticked is remembered', async () => {
    const { tab, close } = await open(WAY);
    const first = tab.locator('.steps input').first();
    assert.equal(await first.isChecked(), false);
    await first.focus();
    await tab.keyboard.press('Space');
    await tab.reload();
    await tab.waitForSelector('.steps input');
    assert.equal(await tab.locator('.steps input').first().isChecked(), true);
    await close();
  });

  test('the result can be taken along as Markdown and as a prompt', async () => {
    const { tab, close } = await open(WAY);
    await tab.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => { window.taken = text; } } }));
    await tab.locator('.steps input').first().check();
    await tab.click('[data-do="copy"]');
    await tab.waitForFunction(() => window.taken);
    const markdown = await tab.evaluate(() => window.taken);
    assert.match(markdown, /^# Hedgerow Server: From 1\.9\.0 to 3\.0\.0\n/);
    assert.match(markdown, /\n## Action required\n\n- \*\*PostgreSQL is the only database\*\*: .*\(\[2\.0\.0\]\(http/);
    assert.match(markdown, /\n {2}- \[x\] Make a backup: `hedgerow backup create before-2\.0`\.\n {2}- \[ \] Create an empty database/);
    await tab.click('[data-do="prompt"]');
    await tab.waitForFunction(() => window.taken.startsWith('I upgrade Hedgerow Server'));
    await tab.evaluate(() => { navigator.clipboard.writeText = async () => { throw new Error('no'); }; });
    await tab.click('[data-do="copy"]');
    await tab.waitForSelector('#compare-text:not([hidden])');
    assert.match(await tab.inputValue('#compare-copy'), /## Action required/);
    await close();
  });

  test('storage that is closed does no harm', async () => {
    const { tab, faults, close } = await site.visit('compare/', { viewport: WIDE });
    await tab.addInitScript(() => Object.defineProperty(window, 'localStorage', { get() { throw new Error('closed'); } }));
    await tab.goto(`${site.origin}${site.prefix}${WAY}`);
    await tab.locator('.steps input').first().check();
    await close();
    none(faults);
  });

  test('it is accessible with a result, keeps the policy and fits its window', async () => {
    const faults = [];
    for (const colorScheme of ['light', 'dark']) {
      for (const viewport of [NARROW, WIDE]) {
        const { tab, faults: own, close } = await open(`${WAY}&every=1`, { colorScheme, viewport });
        const over = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (over > 0) own.push(`${over} px wider than the window`);
        await tab.evaluate(AXE);
        const { violations } = await tab.evaluate((tags) => window.axe.run(document, { runOnly: { type: 'tag', values: tags } }), WCAG);
        own.push(...violations.map(({ id, nodes }) => `${id}: ${nodes[0].target}: ${nodes[0].failureSummary}`));
        faults.push(...own.map((fault) => `${colorScheme}, ${viewport.width} px: ${fault}`));
        await close();
      }
    }
    none(faults);
  });

  test('paper holds the result and none of the controls', async () => {
    const { tab, close } = await open(WAY);
    await tab.emulateMedia({ media: 'print' });
    assert.equal(await tab.isVisible('#compare'), false);
    assert.equal(await tab.isVisible('.compare-list'), false);
    assert.equal(await tab.isVisible('#comparison .breaking'), true);
    await close();
  });

  test('without JavaScript each version leads to what changed since', async () => {
    const { tab, close } = await site.visit('compare/', { viewport: WIDE, javaScriptEnabled: false });
    assert.equal(await tab.isVisible('#compare'), false);
    await tab.click('.compare-list summary >> nth=1');
    await tab.click('.compare-list a[href$="/server/since/2.0.0/"]');
    assert.match(await tab.textContent('h1'), /2\.0\.0/);
    assert.ok(await tab.isVisible('[data-section="action"]'));
    await close();
  });

  test('the script reads what is typed as the build does', async () => {
    const { find } = await script();
    const faults = [];
    for (const { versions, typed } of TYPED.lines) {
      for (const [text, kind, expected, newestOf] of typed) {
        const { is, of, near = [] } = find(versions, text);
        const found = near.length > 1 ? 'between' : near.length > 0 ? 'near' : is === undefined ? 'nothing' : of === undefined ? 'is' : 'newest';
        const names = (near.length > 0 ? near : [is]).map((at) => versions[at]?.version ?? '').join(' ');
        if (`${found} ${names}` !== `${kind} ${expected}`) faults.push(`${text}: ${found} ${names}, not ${kind} ${expected}`);
        if (newestOf && of !== newestOf) faults.push(`${text}: the newest of ${of}, not of ${newestOf}`);
      }
    }
    none(faults);
  });

  test('what is gone by then is told as past, what goes later as to come', async () => {
    const { endings } = await script();
    const list = {
      versions: [{ date: '2026-01-01' }, { date: '2026-02-01' }, { date: '2026-04-01' }, { date: '2026-05-01' }],
      endings: [
        { what: 'removed', announced: 0, removed: 2, removed_in: '3' },
        { what: 'over', announced: 1, sunset: '2026-03-01', ended: true },
        { what: 'to come', announced: 1, removed_in: '9' },
      ],
    };
    const told = (...way) => Object.values(endings(list, ...way)).map((all) => all.map(({ what }) => what).join());
    assert.deepEqual(told(0, 3), ['removed,over', 'to come']);
    assert.deepEqual(told(2, 3), ['', 'to come']);
    assert.deepEqual(told(0, 1), ['over', 'removed,to come']);
    // Back from 3 to 0.
    assert.deepEqual(told(0, 3, 0), ['removed,over', '']);
  });

  // The pages are made by `facts::compare`, the script has arithmetic of its own.
  test('the script and the pages say the same of every version', async () => {
    const { find, compare, groups } = await script();
    const faults = [];
    let seen = 0;
    for (const product of ['server', 'pocket']) {
      const read = (name) => JSON.parse(readFileSync(join(site.folder, 'data/compare', product, name), 'utf8'));
      const list = read('index.json');
      const changes = new Map();
      list.files.forEach((_, at) => {
        const file = read(`${at + 1}.json`);
        file.changes.forEach((change, index) => changes.set(file.first + index, change));
      });
      for (const page of pagesOf(site.folder).filter((it) => it.startsWith(`${product}/since/`))) {
        const html = readFileSync(join(site.folder, page, 'index.html'), 'utf8');
        const numbers = (part) => [...part.matchAll(/data-change="?(\d+)/g)].map((it) => Number(it[1]));
        const [kept, folded = ''] = html.split('<details class="fold">');
        const slug = page.split('/')[2];
        const found = find(list.versions, slug);
        const end = /<span>From \S+ to ([^<]+)<\/span>/.exec(html)[1];
        const result = compare(list, changes, found.is, find(list.versions, end).is);
        const order = groups(list, result.told.filter((it) => !it.isFolded)).flatMap(({ parts }) => parts.flatMap(([, told]) => told.map((it) => it.number)));
        const away = result.told.filter((it) => it.isFolded).map((it) => it.number);
        seen += 1;
        if (`${order}` !== `${numbers(kept)}`) faults.push(`${page}: ${numbers(kept)} on the page, ${order} by the script`);
        if (`${away}` !== `${numbers(folded)}`) faults.push(`${page}: folded ${numbers(folded)} on the page, ${away} by the script`);
      }
    }
    none(faults);
    assert.ok(seen > 20, `${seen} pages`);
  });
});
