// What readers do with the pages, in every look: with its answer open, each page is accessible, inside its window, and all of
// its controls are reached by Tab and show that they are; and each way is gone from end to end with nothing but the keyboard.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { none, serve } from './served.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];
const LOOKS = ['light', 'dark'].flatMap((colorScheme) => [320, 1280].map((width) => ({ colorScheme, viewport: { width, height: 800 } })));

// As if the last visit had ended before the newest of the list came.
async function longAgo(tab) {
  await tab.evaluate(() => {
    const [name] = Object.keys(localStorage);
    const past = Date.parse('2026-11-01');
    localStorage.setItem(name, JSON.stringify({ since: past, seen: past, at: Date.now() - 24 * 60 * 60 * 1000 }));
  });
  await tab.reload();
  await tab.locator('[data-visit]').waitFor({ state: 'visible' });
}

// Pages with their answers: where it is, and what shows that the answer is there.
const WAYS = {
  compare: ['compare/?product=server&from=1.9.0&to=3.0.0', (tab) => tab.waitForSelector('#comparison .steps')],
  search: ['search/?q=maps', (tab) => tab.waitForSelector('[data-part=results] li')],
  filters: ['?component=maps', (tab) => tab.waitForSelector('[data-part=results] li')],
  'am I affected': ['security/?version=2.0.1', (tab) => tab.waitForFunction(() => /CVE/.test(document.querySelector('#affected [role=status]')?.textContent))],
  'last visit': ['', longAgo],
  'language switch': ['de/', (tab) => tab.waitForSelector('nav.languages')],
  'the way without a script': ['server/since/2.0.0/', async () => {}],
};

describe('what readers do', () => {
  let site;
  before(async () => { site = await serve('example'); });
  after(() => site.close());

  for (const [name, [page, answered]] of Object.entries(WAYS)) {
    test(`${name}: with its answer it is accessible in every look, and Tab reaches every control`, async () => {
      const all = [];
      for (const look of LOOKS) {
        const { tab, faults, close } = await site.visit(page, look);
        await answered(tab);
        const over = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (over > 0) faults.push(`${over} px wider than the window`);
        await tab.evaluate(AXE);
        const { violations } = await tab.evaluate((tags) => window.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }), WCAG);
        faults.push(...violations.map(({ id, nodes }) => `${id}: ${nodes[0].target} ${nodes[0].failureSummary}`));
        faults.push(...await controlsOutOfReach(tab));
        all.push(...faults.map((fault) => `${look.colorScheme}, ${look.viewport.width} px: ${fault}`));
        await close();
      }
      none(all);
    });
  }

  test('two versions are compared with nothing but the keyboard', async () => {
    const { tab, faults, close } = await site.visit('compare/', { viewport: LOOKS[0].viewport });
    await tab.waitForSelector('#compare:not([hidden])');
    await tabTo(tab, '#compare-product');
    await tab.keyboard.type('Hedgerow Server');
    await tab.waitForFunction(() => document.getElementById('compare-product').value === 'server');
    for (const [field, version] of [['from', '1.9.0'], ['to', '3.0.0']]) {
      await tabTo(tab, `#compare-${field}`);
      await tab.keyboard.press('Control+A');
      await tab.keyboard.type(version);
    }
    await tab.keyboard.press('Enter');
    await tab.waitForSelector('#comparison .steps input');
    assert.match(tab.url(), /product=server&from=1\.9\.0&to=3\.0\.0/);
    await tabTo(tab, '#comparison .steps input');
    await tab.keyboard.press('Space');
    assert.equal(await tab.locator('#comparison .steps input').first().isChecked(), true);
    await close();
    none(faults);
  });

  test('a list is filtered and comes back with nothing but the keyboard', async () => {
    const { tab, faults, close } = await site.visit('', { viewport: LOOKS[0].viewport });
    await tabTo(tab, '[data-filter]');
    await tab.keyboard.press('Enter');
    await tabTo(tab, '[name=component]');
    await tab.keyboard.press('ArrowDown');
    await tab.waitForSelector('[data-part=results] li');
    assert.match(tab.url(), /\?component=/);
    await tabTo(tab, '[data-part=form] [type=reset]');
    await tab.keyboard.press('Enter');
    await tab.locator('[data-static]').waitFor({ state: 'visible' });
    await close();
    none(faults);
  });

  test('who is affected is asked and answered with nothing but the keyboard, and what is new is read', async () => {
    const { tab, faults, close } = await site.visit('security/', { viewport: LOOKS[0].viewport });
    await tabTo(tab, '#affected input');
    await tab.keyboard.type('2.0.1');
    await WAYS['am I affected'][1](tab);
    await tab.goto(`${site.origin}${site.prefix}`);
    await longAgo(tab);
    await tabTo(tab, '[data-visit] button');
    await tab.keyboard.press('Enter');
    assert.equal(await tab.locator('.is-new').count(), 0);
    await close();
    none(faults);
  });
});

// Tabs on until the first of `selector` is focused.
async function tabTo(tab, selector) {
  for (let stop = 0; stop < 150; stop += 1) {
    await tab.keyboard.press('Tab');
    if (await tab.evaluate((wanted) => document.activeElement === document.querySelector(wanted), selector)) return;
  }
  assert.fail(`Tab does not reach ${selector}`);
}

// Controls that can be seen and that Tab passes by, or that look the same when they are focused. Links are looked at, too.
async function controlsOutOfReach(tab) {
  const wanted = await tab.evaluate(() => {
    const PROPERTIES = ['boxShadow', 'backgroundColor', 'borderColor', 'color', 'textDecorationLine', 'textDecorationThickness'];
    const look = (element) => {
      const style = getComputedStyle(element);
      const outline = style.outlineStyle === 'none' || style.outlineWidth === '0px' ? 'none' : style.outlineStyle + style.outlineWidth;
      return [outline, ...PROPERTIES.map((name) => style[name])].join('|');
    };
    const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')];
    const seen = all.filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled && element.getAttribute('tabindex') !== '-1');
    const before = new Map(seen.map((element) => [element, look(element)]));
    const reached = new Set();
    const alike = new Set();
    document.addEventListener('focusin', ({ target }) => {
      reached.add(target);
      if (before.has(target) && before.get(target) === look(target)) alike.add(target);
    });
    window.outOfReach = () => {
      const name = (element) => element.outerHTML.slice(0, 100);
      const passed = seen.filter((element) => element.isConnected && !reached.has(element));
      return [...passed.map((element) => `Tab passes by ${name(element)}`), ...[...alike].map((element) => `looks the same when focused: ${name(element)}`)];
    };
    document.activeElement.blur();
    window.scrollTo(0, 0);
    return seen.length;
  });
  for (let stop = 0; stop < wanted + 5; stop += 1) await tab.keyboard.press('Tab');
  return tab.evaluate(() => window.outOfReach());
}
