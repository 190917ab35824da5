// Two versions compared in the browser: typed, remembered in the address, by keyboard, on a phone, printed.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { none, pagesOf, serve } from './served.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
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

  test('a version that is not there: the nearest are offered', async () => {
    const { tab, close } = await open(WAY);
    await tab.fill('#compare-from', '2.3.9');
    await tab.waitForSelector('#compare-near-from button');
    assert.deepEqual(await tab.$$eval('#compare-near-from button', (all) => all.map((it) => it.textContent)), ['2.3.2', '3.0.0-beta.1']);
    assert.match(await tab.textContent('#compare-status'), /2\.3\.9/);
    assert.deepEqual(await shown(tab), []);
    await tab.focus('#compare-near-from button');
    await tab.keyboard.press('Enter');
    await tab.waitForSelector('#comparison [data-change]');
    assert.match(tab.url(), /from=2\.3\.2&to=3\.0\.0/);
    await close();
  });

  test('withdrawn versions are avoided, and it is said', async () => {
    const { tab, close } = await open('compare/?product=server&from=2.1.1&to=2.2.0');
    const said = await tab.textContent('#comparison .banner');
    assert.match(said, /2\.2\.0.*2\.2\.1/);
    assert.match(await tab.textContent('#compare-status'), /2\.2\.1/);
    await close();
  });

  test('who has a known hole is told until when', async () => {
    const { tab, close } = await open('compare/?product=server&from=2.1.0&to=3.2.0');
    assert.match(await tab.textContent('#comparison'), /exposed to CVE-2026-90417 until 2\.3\.1\./);
    await tab.goto(`${site.origin}${site.prefix}server/since/2.1.0/`);
    assert.match(await tab.textContent('.comparison'), /exposed to CVE-2026-90417 until 2\.3\.1\./);
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

  // The pages are made by `facts::compare`, the script has arithmetic of its own.
  test('the script and the pages say the same of every version', async () => {
    const assets = join(site.folder, 'assets');
    const script = await import(pathToFileURL(join(assets, readdirSync(assets).find((it) => /^compare\..*\.js$/.test(it)))));
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
        const found = script.find(list.versions, slug);
        const end = /<span>From \S+ to ([^<]+)<\/span>/.exec(html)[1];
        const result = script.compare(list, changes, found.is, script.find(list.versions, end).is);
        const order = script.groups(list, result.told.filter((it) => !it.isFolded)).flatMap(({ parts }) => parts.flatMap(([, told]) => told.map((it) => it.number)));
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
