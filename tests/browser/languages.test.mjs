// A site in several languages: switching by plain links, right to left, what is not translated; without JavaScript
// too, in light and dark, narrow and wide, accessible throughout.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { none, serve } from './served.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const LANGUAGES = { en: '', ar: 'ar/', de: 'de/', es: 'es/', fr: 'fr/', ja: 'ja/', 'zh-CN': 'zh-CN/' };
const PAGES = ['', 'releases/2.0.0/', 'entries/maps/', 'roadmap/', 'roadmap/timeline/', 'roadmap/sync/', '404.html'];
// From left to right the pages differ in their words only.
const FEW = ['', 'releases/2.0.0/'];
const NARROW = { width: 320, height: 700 };
const WIDE = { width: 1280, height: 900 };

describe('a site in several languages', () => {
  let site;
  before(async () => { site = await serve('languages'); });
  after(() => site.close());

  for (const [language, prefix] of Object.entries(LANGUAGES)) {
    test(`${language}: every page is accessible and fits its window`, async () => {
      const all = [];
      for (const page of language === 'ar' ? PAGES : FEW) {
        for (const colorScheme of ['light', 'dark']) {
          for (const viewport of [NARROW, WIDE]) {
            const { tab, faults, close } = await site.visit(prefix + page, { colorScheme, viewport });
            const over = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
            if (over > 0) faults.push(`${over} px wider than the window`);
            await tab.evaluate(AXE);
            const { violations } = await tab.evaluate(() => window.axe.run(document, { resultTypes: ['violations'], runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] } }));
            for (const { id, help, nodes } of violations) faults.push(`${id}: ${help} (${nodes[0].target})`);
            const frame = await tab.evaluate(() => [document.documentElement.lang, document.documentElement.dir]);
            if (frame[0] !== language || frame[1] !== (language === 'ar' ? 'rtl' : 'ltr')) faults.push(`lang and dir are ${frame}`);
            all.push(...faults.map((fault) => `/${prefix}${page} (${colorScheme}, ${viewport.width} px): ${fault}`));
            await close();
          }
        }
      }
      none(all);
    });
  }

  test('a reader without JavaScript switches to the same page in another language and back, by keyboard', async () => {
    const { tab, close } = await site.visit('entries/maps/', { viewport: NARROW, javaScriptEnabled: false });
    const go = async (language) => {
      const link = tab.locator(`nav.languages a[hreflang="${language}"]`);
      await link.focus();
      await Promise.all([tab.waitForNavigation(), tab.keyboard.press('Enter')]);
      return tab.locator('h1').innerText();
    };
    assert.equal(await go('ar'), 'خرائط دون اتصال');
    assert.equal(new URL(tab.url()).pathname, `${site.prefix}ar/entries/maps/`);
    assert.equal(await tab.locator('nav.languages a[aria-current="true"]').innerText(), 'العربية');
    assert.equal(await go('de'), 'Karten ohne Empfang');
    assert.equal(await go('en'), 'Maps without a signal');
    assert.equal(new URL(tab.url()).pathname, `${site.prefix}entries/maps/`);
    await close();
  });

  test('the switch keeps what the address asks for', async () => {
    const { tab, faults, close } = await site.visit('?tag=maps', { viewport: WIDE });
    const link = tab.locator('nav.languages a[hreflang="de"]');
    await tab.evaluate(() => history.replaceState(null, '', '?from=1.0&to=2.0#x'));
    await link.focus();
    await Promise.all([tab.waitForNavigation(), tab.keyboard.press('Enter')]);
    assert.ok(tab.url().endsWith(`${site.prefix}de/?from=1.0&to=2.0#x`), tab.url());
    await tab.evaluate(() => history.replaceState(null, '', location.pathname));
    await Promise.all([tab.waitForNavigation(), tab.locator('nav.languages a[hreflang="ar"]').click()]);
    assert.ok(tab.url().endsWith(`${site.prefix}ar/`), tab.url());
    await close();
    none(faults);
  });

  test('Arabic begins at the right edge, code and versions stay left to right', async () => {
    const { tab, close } = await site.visit('ar/', { viewport: WIDE });
    const box = (selector) => tab.locator(selector).first().boundingBox();
    const [title, switcher] = [await box('.site-title'), await box('nav.languages')];
    assert.ok(title.x > switcher.x, `the title at ${title.x} stands right of the switcher at ${switcher.x}`);
    await close();
    const entry = await site.visit('ar/entries/maps/', { viewport: WIDE });
    assert.equal(await entry.tab.locator('.prose pre').first().evaluate((it) => getComputedStyle(it).direction), 'ltr');
    await entry.close();
  });

  test('words in a drawing stay inside of it, from right to left too', async () => {
    const { tab, close } = await site.visit('ar/roadmap/timeline/', { viewport: NARROW });
    const cut = await tab.locator('.roadmap-drawing').evaluate((drawing) => {
      const { left, right } = drawing.getBoundingClientRect();
      const boxes = [...drawing.querySelectorAll('text')].map((text) => [text.textContent, text.getBoundingClientRect()]);
      return boxes.filter(([, box]) => box.left < left - 1 || box.right > right + 1).map(([words]) => `cut off: ${words}`);
    });
    await close();
    none(cut);
  });

  test('a version in an Arabic sentence, and a title from left to right, keep their order', async () => {
    const { tab, close } = await site.visit('ar/releases/2.0.0/', { viewport: WIDE });
    const loose = await tab.evaluate(() => {
      const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
      const found = [];
      while (walker.nextNode()) {
        const { data, parentElement: parent } = walker.currentNode;
        const mixed = /\p{Script=Arabic}/u.test(data) && /[A-Za-z]/.test(data.replace(/\u2068[^\u2069]*\u2069/gu, ''));
        if (mixed && !parent.closest('.prose, [lang="en"]')) found.push(data);
      }
      return found;
    });
    assert.equal(await tab.locator('.site-title bdi').count(), 1);
    await close();
    none(loose);
  });

  test('what nobody translated says so, in its own language and direction', async () => {
    const { tab, close } = await site.visit('ar/releases/2.0.0/', { viewport: NARROW });
    const foreign = await tab.locator('[lang="en"]:not(nav *)').evaluateAll((all) => all.map((it) => [it.dir, it.innerText.trim()]));
    assert.ok(foreign.some(([dir, text]) => dir === 'ltr' && text.includes('Less heat.')), JSON.stringify(foreign));
    assert.ok(!foreign.some(([, text]) => text.includes('خرائط')), JSON.stringify(foreign));
    assert.ok((await tab.locator('main').innerText()).includes('غير مترجم'));
    await close();
    const page = await site.visit('fr/entries/maps/', { viewport: NARROW });
    assert.ok((await page.tab.locator('main').innerText()).includes("Cette page n'est pas encore traduite."));
    assert.equal(await page.tab.locator('link[rel="canonical"]').getAttribute('href'), 'https://acme.example/news/entries/maps/');
    await page.close();
  });
});
