// Watch mode: what a writer sees in the browser while the site's files change. Nobody touches the browser.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { createRequire } from 'node:module';
import { HANGS, browse, folder, start } from './watched.mjs';
import { none } from './served.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ROOT = new URL('../../', import.meta.url).pathname;
const STYLE = readFileSync(`${ROOT}themes/default/assets/style.css`, 'utf8');

const ENTRY = 'changelog/2026-11-01-lately.md';
const entry = (text, front = '') => `+++\ntitle = "Lately"\n${front}+++\n${text}\n\n${'A line that makes the page long.\n\n'.repeat(80)}`;
// What every page of the example site gets beside its own: a theme whose style is told by a property, and a plain file.
const FILES = {
  [ENTRY]: entry('It says hello.'),
  'themes/mine/theme.toml': 'name = "Mine"\nparent = "default"\n',
  'themes/mine/assets/style.css': `${STYLE}\nbody { --theme: first }\n`,
  'static/own.css': 'body { --own: first }\n',
  'templates/base.html': '{% extends "theme/default/base.html" %}\n{% block head %}<link rel="stylesheet" href="{{ url(path="/own.css") }}">{% endblock %}\n',
};

let browser;
before(async () => { browser = await browse(); });
after(() => browser.close());

// The page says these words, now or later.
const says = (tab, words) => tab.getByText(words, { exact: false }).first().waitFor({ state: 'attached' });
const mark = (tab) => tab.evaluate(() => { window.marked = true; });
const isMarked = (tab) => tab.evaluate(() => window.marked === true);
// Waits until the property of the page's style has the value.
const styled = (tab, name, value) =>
  tab.waitForFunction(([name, value]) => getComputedStyle(document.body).getPropertyValue(name) === value, [name, value]);
const until = async (isSo) => {
  for (const began = Date.now(); !isSo();) {
    assert.ok(Date.now() - began < HANGS, `never: ${isSo}`);
    await new Promise((resolve) => { setTimeout(resolve, 5); });
  }
};
// Mistakes are in a shadow tree, which locators look into.
const overlay = (tab) => tab.locator('tidings-faults dialog');
const isGone = (tab) => overlay(tab).waitFor({ state: 'detached' });

describe('the example site while it is written', () => {
  let site;
  let server;
  let open;
  let tabs;

  before(async () => {
    site = folder(`${ROOT}example-site`, FILES);
    site.edit('tidings.toml', 'language = "en"', 'language = "en"\ntheme = "mine"');
    server = await start(site.root);
  });
  after(async () => {
    await server.kill();
    site.end();
  });
  beforeEach(() => {
    tabs = [];
    open = async (path, options) => {
      const opened = await browser.visit(server.home + path, options);
      tabs.push(opened);
      return opened.tab;
    };
  });
  afterEach(async () => {
    await Promise.all(tabs.map(({ close }) => close()));
    none(tabs.flatMap(({ faults }) => faults));
  });

  test('an edited entry is loaded again, where its reader was, and no other page', async () => {
    const tab = await open('entries/lately/');
    const other = await open('feeds/');
    await Promise.all([mark(tab), mark(other)]);
    await tab.evaluate(() => scrollTo(0, 1234));
    site.edit(ENTRY, 'hello', 'goodbye');
    await says(tab, 'It says goodbye.');
    assert.equal(await isMarked(tab), false);
    await tab.waitForFunction(() => scrollY === 1234);
    // The other page was told of the next build, in which its style is another, and not loaded for this one.
    site.edit('themes/mine/assets/style.css', '--theme: first', '--theme: second');
    await styled(other, '--theme', 'second');
    assert.equal(await isMarked(other), true);
    site.edit('themes/mine/assets/style.css', '--theme: second', '--theme: first');
    site.edit(ENTRY, 'goodbye', 'hello');
    await says(tab, 'It says hello.');
  });

  for (const [kind, path, name] of [['the theme', 'themes/mine/assets/style.css', '--theme'], ['a plain file', 'static/own.css', '--own']]) {
    test(`a style of ${kind} is swapped, and the page stays and is never bare`, async () => {
      const tab = await open('entries/lately/');
      await mark(tab);
      await tab.evaluate((name) => {
        window.bare = 0;
        const look = () => { window.bare += getComputedStyle(document.body).getPropertyValue(name) === '' ? 1 : 0; };
        new MutationObserver(look).observe(document, { childList: true, subtree: true });
        const frame = () => { look(); requestAnimationFrame(frame); };
        frame();
      }, name);
      const sheets = await tab.locator('link[rel=stylesheet]').count();
      // Also back to what it was when the page was loaded, and there and back faster than a sheet loads.
      for (const words of [['second'], ['first'], ['third', 'fourth', 'first'], ['last'], ['first']]) {
        let old = /(?<=--(?:theme|own): )\w+/.exec(site.read(path))[0];
        for (const word of words) {
          site.edit(path, `${name}: ${old}`, `${name}: ${word}`);
          old = word;
        }
        await styled(tab, name, words.at(-1));
      }
      await tab.waitForFunction((sheets) => document.querySelectorAll('link[rel=stylesheet]').length === sheets, sheets);
      // Another style is no matter of this one.
      const address = () => tab.locator(`link[rel=stylesheet][href*="${/\w+(?=\.css$)/.exec(path)[0]}."]`).getAttribute('href');
      const before = await address();
      const [other, its] = name === '--own' ? ['themes/mine/assets/style.css', '--theme'] : ['static/own.css', '--own'];
      for (const [old, word] of [['first', 'second'], ['second', 'first']]) {
        site.edit(other, `${its}: ${old}`, `${its}: ${word}`);
        await styled(tab, its, word);
      }
      assert.equal(await address(), before);
      assert.equal(await isMarked(tab), true);
      assert.equal(await tab.evaluate(() => window.bare), 0);
    });
  }

  test('a style that comes late or not at all does not come in the way of the next', async () => {
    const tab = await open('entries/lately/');
    const sheets = await tab.locator('link[rel=stylesheet]').count();
    const held = [];
    await tab.route(/own\.css/, (route) => held.push(route));
    const words = ['first', 'second', 'third', 'fourth'];
    for (const [index, word] of words.slice(1).entries()) {
      site.edit('static/own.css', words[index], word);
      await until(() => held.length > index);
      if (index === 0) await held[index].abort();
    }
    await held[2].continue();
    await styled(tab, '--own', 'fourth');
    await held[1].continue().catch(() => {});
    await tab.waitForFunction((sheets) => document.querySelectorAll('link[rel=stylesheet]').length === sheets, sheets);
    await styled(tab, '--own', 'fourth');
    await tab.unroute(/own\.css/);
    site.edit('static/own.css', 'fourth', 'first');
    await styled(tab, '--own', 'first');
    const faults = tabs[0].faults.splice(0);
    assert.ok(faults.every((fault) => fault.includes('ERR_FAILED')), faults.join('\n'));
  });

  test('a template that comes and goes', async () => {
    const tab = await open('entries/lately/');
    const other = await open('roadmap/');
    await mark(other);
    site.write('templates/entry.html', '{% extends "base.html" %}{% block content %}<h1>My own page</h1>{% endblock %}');
    await says(tab, 'My own page');
    site.remove('templates/entry.html');
    await says(tab, 'It says hello.');
    assert.equal(await isMarked(other), true);
  });

  test('the configuration', async () => {
    const tab = await open('entries/lately/');
    site.edit('tidings.toml', 'title = "Hedgerow"', 'title = "Other Hedge"');
    await tab.waitForFunction(() => document.title === 'Lately · Other Hedge');
    site.edit('tidings.toml', 'title = "Other Hedge"', 'title = "Hedgerow"');
    await tab.waitForFunction(() => document.title === 'Lately · Hedgerow');
  });

  test('a new entry stands in the list; a deleted one leaves it, and its page says so until it is back', async () => {
    const list = await open('');
    const path = 'changelog/2026-11-02-brand-new.md';
    site.write(path, '+++\ntitle = "Brand new"\n+++\nNobody has seen it.\n');
    await says(list, 'Nobody has seen it.');
    const page = await open('entries/brand-new/');
    site.remove(path);
    await says(page, 'It flew off');
    await list.getByText('Nobody has seen it.').first().waitFor({ state: 'detached' });
    site.write(path, '+++\ntitle = "Brand new"\n+++\nIt is back.\n');
    await Promise.all([says(page, 'It is back.'), says(list, 'It is back.')]);
    site.remove(path);
    await says(page, 'It flew off');
    const faults = tabs[1].faults.splice(0);
    assert.ok(faults.every((fault) => fault.includes('404')), faults.join('\n'));
  });

  test('a picture that changes, and one that was missing', async () => {
    const picture = (width) => `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="9"/>`;
    site.write('static/img/p.svg', picture(11));
    site.edit(ENTRY, 'It says hello.', 'It says hello. ![A picture](/img/p.svg)');
    const tab = await open('entries/lately/');
    const shows = (width) => tab.waitForFunction((width) => document.querySelector('img[src$="/p.svg"]')?.naturalWidth === width, width);
    await shows(11);
    site.write('static/img/p.svg', picture(22));
    await shows(22);
    site.edit(ENTRY, ' ![A picture](/img/p.svg)', '');
    await tab.locator('img[src$="/p.svg"]').waitFor({ state: 'detached' });
    site.remove('static/img/p.svg');
  });

  const mistakes = [
    ['an entry', ENTRY, '+++\ntitle = "Lately"\ntags = 7\n+++\nIt is broken.\n', `${ENTRY}:3:8`, 'tags = 7', '7'],
    ['a template', 'templates/entry.html', '\n{% if %}', 'templates/entry.html:2:7', '{% if %}', '%}'],
    ['a template that fails only with what it is given', 'templates/entry.html', '{{ nothing }}', 'templates/entry.html:1:4', '{{ nothing }}', 'nothing'],
    ['the configuration', 'tidings.toml', 'title = \n', 'tidings.toml:1:9', 'title =', null],
  ];
  for (const [kind, path, text, place, line, caret] of mistakes) {
    test(`a mistake in ${kind} stands over the last good page until it is mended`, async () => {
      const good = path === 'templates/entry.html' ? null : site.read(path);
      const tab = await open('entries/lately/');
      await mark(tab);
      site.write(path, text);
      await overlay(tab).waitFor();
      const told = await overlay(tab).innerText();
      assert.ok(told.includes(place) && told.includes(line), told);
      if (caret) assert.equal(await overlay(tab).locator('mark').innerText(), caret);
      assert.equal(await isMarked(tab), true);
      await says(tab, 'It says hello.');
      // Who comes now sees the same.
      await overlay(await open('entries/lately/')).waitFor();
      if (good === null) site.remove(path); else site.write(path, good);
      await isGone(tab);
      await says(tab, 'It says hello.');
    });
  }

  test('a mistake is mended with another text, which shows', async () => {
    const tab = await open('entries/lately/');
    site.write(ENTRY, '+++\ntags = 7\n+++\n');
    await overlay(tab).waitFor();
    site.write(ENTRY, entry('It is mended.'));
    await isGone(tab);
    await says(tab, 'It is mended.');
    site.write(ENTRY, entry('It says hello.'));
    await says(tab, 'It says hello.');
  });

  test('the mistakes can be closed, and only others open them again', async () => {
    const tab = await open('entries/lately/');
    site.write(ENTRY, '+++\ntags = 7\n+++\n');
    await overlay(tab).waitFor();
    await tab.keyboard.press('Escape');
    await overlay(tab).waitFor({ state: 'hidden' });
    site.write(ENTRY, '+++\ntags = 7\nauthors = 8\n+++\n');
    await overlay(tab).waitFor();
    assert.match(await overlay(tab).innerText(), /^2 errors/);
    // What else is built changes nothing of them.
    await overlay(tab).getByRole('button', { name: 'Close' }).click();
    await overlay(tab).waitFor({ state: 'hidden' });
    site.edit('themes/mine/assets/style.css', '--theme: first', '--theme: second');
    site.edit('themes/mine/assets/style.css', '--theme: second', '--theme: first');
    site.write(ENTRY, entry('It says hello.'));
    await isGone(tab);
  });

  for (const colorScheme of ['light', 'dark']) {
    test(`everybody can read the mistakes (${colorScheme})`, async () => {
      const tab = await open('entries/lately/', { colorScheme, viewport: { width: 360, height: 640 } });
      site.write(ENTRY, `+++\ntags = ${'7'.repeat(300)}\nauthors = 8\ntitel = "x"\n+++\n`);
      await overlay(tab).waitFor();
      await tab.evaluate(AXE);
      const { violations } = await tab.evaluate(() => window.axe.run('tidings-faults', { resultTypes: ['violations'] }));
      const over = await overlay(tab).evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth);
      site.write(ENTRY, entry('It says hello.'));
      await isGone(tab);
      none(violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0].target}`));
      assert.equal(over, 0, 'it is wider than the window');
    });
  }

  test('a server that is started again is followed again', async () => {
    const tab = await open('entries/lately/');
    await server.kill();
    site.edit(ENTRY, 'hello', 'goodbye');
    server = await start(site.root, server.port);
    await says(tab, 'It says goodbye.');
    site.edit(ENTRY, 'goodbye', 'hello');
    await says(tab, 'It says hello.');
    const faults = tabs[0].faults.splice(0);
    assert.ok(faults.every((fault) => /ERR_(CONNECTION|INCOMPLETE|EMPTY)/.test(fault)), faults.join('\n'));
  });

  test('a page that nobody looks at gives its connection back, and catches up when it is looked at', async () => {
    const tab = await open('entries/lately/');
    const look = (hidden) => tab.evaluate((hidden) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
    const left = tab.waitForEvent('requestfailed', (request) => request.url().includes('/.tidings/events'));
    await mark(tab);
    await look(true);
    await left;
    const seer = await open('entries/lately/');
    site.edit(ENTRY, 'hello', 'goodbye');
    await says(seer, 'It says goodbye.');
    assert.equal(await isMarked(tab), true);
    await look(false);
    await says(tab, 'It says goodbye.');
    site.edit(ENTRY, 'goodbye', 'hello');
    await Promise.all([says(tab, 'It says hello.'), says(seer, 'It says hello.')]);
  });

  // All of them are visible, as windows beside each other are, and a browser has six connections for a server.
  test('ten open pages follow, and others can still be loaded', async () => {
    const first = await open('entries/lately/');
    const { context } = tabs[0];
    const pages = [first];
    while (pages.length < 10) pages.push(await open('entries/lately/', { context }));
    site.edit(ENTRY, 'hello', 'goodbye');
    await Promise.all(pages.map((tab) => says(tab, 'It says goodbye.')));
    site.edit(ENTRY, 'goodbye', 'hello');
    await Promise.all(pages.map((tab) => says(tab, 'It says hello.')));
  });
});

describe('a site below a path, whose pages allow little', () => {
  const policy = "default-src 'self'; require-trusted-types-for 'script'";
  const base = `{% extends "theme/default/base.html" %}{% block head %}<meta http-equiv="Content-Security-Policy" content="${policy}">{% endblock %}`;
  let site;
  let server;

  before(async () => {
    site = folder(null, {
      'tidings.toml': 'title = "Acme"\nbase_url = "https://acme.example/changes"\ntheme = "mine"\n',
      'changelog/lately.md': '+++\ntitle = "Lately"\ndate = 2026-01-01\n+++\nIt says hello.\n',
      'themes/mine/theme.toml': FILES['themes/mine/theme.toml'],
      'themes/mine/assets/style.css': FILES['themes/mine/assets/style.css'],
      'templates/base.html': base,
    });
    server = await start(site.root);
  });
  after(async () => {
    await server.kill();
    site.end();
  });

  test('it is followed all the same', async () => {
    assert.match(server.home, /\/changes\/$/);
    const { tab, faults, close } = await browser.visit(`${server.home}entries/lately/`);
    site.edit('changelog/lately.md', 'hello', 'goodbye');
    await says(tab, 'It says goodbye.');
    await mark(tab);
    site.edit('themes/mine/assets/style.css', '--theme: first', '--theme: second');
    await styled(tab, '--theme', 'second');
    assert.equal(await isMarked(tab), true);
    const good = site.read('changelog/lately.md');
    site.write('changelog/lately.md', '+++\ntags = 7\n+++\n');
    await overlay(tab).waitFor();
    assert.equal(await overlay(tab).evaluate((dialog) => getComputedStyle(dialog).borderTopWidth), '4px', 'it has its style');
    site.write('changelog/lately.md', good);
    await isGone(tab);
    await close();
    none(faults);
  });
});

describe('a site that is broken from the start', () => {
  test('it says so to everybody, and comes up when it is mended', async () => {
    const site = folder(null, { 'tidings.toml': 'title = "Acme"\nbase_url = "https://acme.example/changes"\n', 'changelog/a.md': '+++\ntags = 7\n+++\n' });
    const server = await start(site.root);
    const { tab, faults, close } = await browser.visit(server.home, { viewport: { width: 360, height: 640 } });
    await says(tab, 'changelog/a.md:2:8');
    await tab.evaluate(AXE);
    const { violations } = await tab.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
    assert.equal(await overlay(tab).count(), 0, 'the page itself says it');
    site.write('changelog/a.md', '+++\ntitle = "First"\ndate = 2026-01-01\n+++\nIt is up.\n');
    await says(tab, 'It is up.');
    await close();
    await server.kill();
    site.end();
    none(violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0].target}`));
    assert.ok(faults.every((fault) => fault.includes('500')), faults.join('\n'));
  });
});
