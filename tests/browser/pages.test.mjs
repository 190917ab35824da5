// Every kind of page, in light and dark, narrow and wide, under a strict policy: accessible (axe,
// WCAG 2.1 AA), without an error, inside its window, whole without JavaScript, usable by keyboard,
// printable.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { folderOf, none, pagesOf, sampleOf, serve, weightOf } from './served.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];
const NARROW = { width: 320, height: 700 };
const WIDE = { width: 1280, height: 900 };

// Bytes of a first page in all, before compression and without pictures.
const LIGHT = 50_000;
// The longest home page, which shall grow with what is written and not with what the theme brings along.
const HOME = 47_000;

test('the sample holds every kind of page that readers meet', () => {
  const kinds = sampleOf(folderOf('example')).join(' ');
  for (const page of ['compare/', 'since/', 'search/', 'security/', 'breaking/', 'deprecations/', 'support/', 'roadmap/quarters/',
    'roadmap/themes/', 'roadmap/timeline/', 'releases/', 'entries/', 'unreleased/', 'archive/', 'tags/', 'feeds/', '404.html', 'de/']) {
    assert.ok(kinds.includes(page), `${page} is looked at: ${kinds}`);
  }
});

test('a first page is light, with its styles and scripts', () => {
  const pages = ['', 'de/', 'server/releases/3.2.0/', 'entries/camera-trap-import/', 'roadmap/', 'roadmap/timeline/', 'search/', 'security/'];
  const weights = pages.map((page) => [page, weightOf(folderOf('example'), page)]);
  none(weights.filter(([page, weight]) => weight >= (page === 'de/' ? HOME : LIGHT)).map(([page, weight]) => `/${page} takes ${weight} bytes`));
});

test('what a page is about is there as JSON, where its head says so', () => {
  const faults = [];
  const kinds = new Set();
  const folder = folderOf('example');
  for (const page of pagesOf(folder).filter((it) => it === '' || it.endsWith('/'))) {
    const html = readFileSync(join(folder, page, 'index.html'), 'utf8');
    for (const [link] of html.matchAll(/<link rel="describedby"[^>]*>/g)) {
      kinds.add(/<body class="page-([a-z_]+)"/.exec(html)[1]);
      try {
        assert.match(link, / type="application\/json" /);
        assert.equal(typeof JSON.parse(readFileSync(join(folder, / href="([^"]+)"/.exec(link)[1]), 'utf8')), 'object');
      } catch (error) {
        faults.push(`/${page}: ${link}: ${error.message}`);
      }
    }
  }
  none(faults);
  assert.deepEqual([...kinds].sort(), ['home', 'release', 'releases', 'roadmap', 'roadmap_quarters', 'roadmap_themes', 'roadmap_timeline', 'security', 'support']);
});

describe('small things of the example site', () => {
  let site;
  before(async () => { site = await serve('example'); });
  after(() => site.close());

  test('the version picker closes by Escape, by a click beside it, and when the keyboard goes on', async () => {
    const { tab, faults, close } = await site.visit('server/releases/3.2.0/', { viewport: WIDE });
    const picker = tab.locator('details.picker');
    const summary = picker.locator('summary');
    const isOpen = () => picker.evaluate((it) => it.open);
    await summary.press('Enter');
    await tab.keyboard.press('Tab');
    assert.equal(await isOpen(), true);
    await tab.keyboard.press('Escape');
    assert.equal(await isOpen(), false);
    assert.equal(await summary.evaluate((it) => it === document.activeElement), true, 'focus is where it was');
    await summary.click();
    await tab.locator('h1').click();
    assert.equal(await isOpen(), false);
    await summary.press('Enter');
    await tab.locator('main a').last().focus();
    assert.equal(await isOpen(), false);
    await close();
    none(faults);
  });

  test('an address of a version that never was leads on to the comparison, from there', async () => {
    for (const [javaScriptEnabled, asked] of [[true, '?product=server&from=1.9.9'], [false, '']]) {
      const { tab, close } = await site.visit('server/since/1.9.9/', { viewport: NARROW, javaScriptEnabled });
      await tab.locator('main a[data-compare]').press('Enter');
      await tab.waitForURL((url) => url.pathname === '/compare/');
      const { search } = new URL(tab.url());
      await close();
      assert.ok(javaScriptEnabled ? search.startsWith(asked) : search === '', search);
    }
  });

  test("the roadmap's drawing shows today, begins there where it is narrow, and no title is cut", async () => {
    const { tab, faults, close } = await site.visit('roadmap/timeline/', { viewport: NARROW });
    await tab.addInitScript(() => { Date.now = () => Date.parse('2026-11-20T12:00:00Z'); });
    await tab.reload();
    const frame = tab.locator('.roadmap-scroll');
    const [today, box] = [await frame.locator('.today line').boundingBox(), await frame.boundingBox()];
    assert.ok(today.x > box.x && today.x < box.x + box.width, `today at ${today.x} in ${JSON.stringify(box)}`);
    const cut = await frame.locator('svg').evaluate((drawing) => {
      const { left, right } = drawing.getBoundingClientRect();
      return [...drawing.querySelectorAll('.name')].filter((name) => name.getBoundingClientRect().left < left || name.getBoundingClientRect().right > right).map((name) => name.textContent);
    });
    await close();
    none([...faults, ...cut]);
  });
});

for (const name of ['example', 'empty']) {
  describe(`the ${name} site`, () => {
    let site;
    before(async () => { site = await serve(name); });
    after(() => site.close());

    for (const page of sampleOf(folderOf(name))) {
      test(`${name}: /${page} is accessible and keeps the policy`, async () => {
        const faults = [];
        for (const colorScheme of ['light', 'dark']) {
          for (const viewport of [NARROW, WIDE]) {
            const where = `${colorScheme}, ${viewport.width} px`;
            faults.push(...(await look(site, page, { colorScheme, viewport })).map((fault) => `${where}: ${fault}`));
          }
        }
        none(faults);
      });

      test(`${name}: /${page} reads the same without JavaScript`, async () => {
        const words = async (javaScriptEnabled) => {
          const { tab, close } = await site.visit(page, { viewport: WIDE, javaScriptEnabled });
          // What only a script can do is marked, and may come with words of its own.
          if (javaScriptEnabled) await tab.$$eval('[data-enhanced]', (all) => all.forEach((it) => it.remove()));
          const text = await tab.locator('body').innerText();
          await close();
          return new Set(text.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? []);
        };
        const without = await words(false);
        const lost = [...await words(true)].filter((word) => !without.has(word));
        none(lost.map((word) => `needs JavaScript: ${word}`));
      });
    }

    test(`${name}: the keyboard reaches the content first and always shows where it is`, async () => {
      const { tab, close } = await site.visit('', { viewport: WIDE });
      const faults = await walkByKeyboard(tab);
      await close();
      none(faults);
    });

    test(`${name}: a page prints dark on white, also for who reads in the dark`, async () => {
      const { tab, close } = await site.visit('', { viewport: WIDE, colorScheme: 'dark' });
      await tab.emulateMedia({ media: 'print', colorScheme: 'dark' });
      const [ink, paper] = await tab.evaluate(() => {
        const light = (colour) => {
          const [r, g, b, alpha] = colour.match(/[\d.]+/g).map(Number);
          return alpha === 0 ? 255 : (r + g + b) / 3;
        };
        return [light(getComputedStyle(document.body).color), light(getComputedStyle(document.body).backgroundColor)];
      });
      const pdf = await tab.pdf({ format: 'A4' });
      await close();
      assert.ok(ink < 100 && paper > 240, `ink ${ink}, paper ${paper} of 255`);
      assert.ok(pdf.length > 2000, `a PDF of ${pdf.length} bytes`);
    });
  });
}

// What is wrong with a page, seen in one way.
async function look(site, page, options) {
  const { tab, faults, close } = await site.visit(page, options);
  const over = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (over > 0) faults.push(`${over} px wider than the window`);
  await tab.evaluate(AXE);
  const { violations } = await tab.evaluate((tags) => window.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }), WCAG);
  for (const { id, help, nodes } of violations) faults.push(`${id}: ${help} (${nodes.length}, first ${nodes[0].target}: ${nodes[0].failureSummary})`);
  await close();
  return faults;
}

// Tabs through the first stops of a page.
async function walkByKeyboard(tab) {
  const faults = [];
  await tab.evaluate(() => {
    const PROPERTIES = ['boxShadow', 'backgroundColor', 'borderColor', 'color', 'textDecorationLine', 'textDecorationThickness', 'clip', 'left', 'top', 'transform'];
    window.lookOf = (element) => {
      const style = getComputedStyle(element);
      const outline = style.outlineStyle === 'none' || style.outlineWidth === '0px' ? 'none' : `${style.outlineStyle} ${style.outlineWidth}`;
      return [outline, ...PROPERTIES.map((name) => style[name])].join('|');
    };
    window.before = new Map([...document.querySelectorAll('a[href], button, input, select, summary, [tabindex]')].map((element) => [element, window.lookOf(element)]));
  });
  for (let stop = 0; stop < 20; stop += 1) {
    await tab.keyboard.press('Tab');
    const at = await tab.evaluate(() => {
      const element = document.activeElement;
      if (element === document.body) return null;
      const box = element.getBoundingClientRect();
      return {
        name: element.outerHTML.slice(0, 90),
        target: element.getAttribute('href'),
        shown: box.width > 1 && box.height > 1 && box.right > 0 && box.bottom > 0,
        changed: window.before.get(element) !== window.lookOf(element),
      };
    });
    if (at === null) break;
    if (stop === 0 && !at.target?.startsWith('#')) faults.push(`the first stop is no skip link: ${at.name}`);
    if (stop === 0 && !(await tab.evaluate((target) => document.getElementById(target.slice(1)) !== null, at.target ?? '#'))) faults.push(`the skip link leads nowhere: ${at.name}`);
    if (!at.shown) faults.push(`out of sight when focused: ${at.name}`);
    if (!at.changed) faults.push(`looks the same when focused: ${at.name}`);
  }
  return faults;
}
