// The pages of trust: what the script says of a version is what the build says, and without a script the same can be read.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { none, serve } from './served.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const here = (path) => new URL(path, import.meta.url);
const TABLE = JSON.parse(readFileSync(here('affected.json'), 'utf8'));
const SCRIPT = readFileSync(here('../../themes/default/assets/security.js'), 'utf8');
const { parse, compare, isKnown, verdict } = await import(`data:text/javascript,${encodeURIComponent(SCRIPT)}`);

// `>=2.0.0 <2.3.1` as the page's data has it.
function range(text) {
  const bound = (sign) => text.match(new RegExp(`${sign}(=?)([^ ]+)`));
  const [from, to] = [bound('>'), bound('<')];
  return { from: from?.[2] ?? null, with_from: from?.[1] === '=', to: to?.[2] ?? null, with_to: to?.[1] === '=' };
}

test('the script compares versions as the build does', () => {
  const { ascending, equal, odd } = TABLE;
  for (const [at, low] of ascending.entries()) {
    for (const high of ascending.slice(at + 1)) {
      assert.ok(compare(parse(low), parse(high)) < 0, `${low} < ${high}`);
      assert.ok(compare(parse(high), parse(low)) > 0, `${high} > ${low}`);
    }
  }
  for (const [one, other] of equal) assert.equal(compare(parse(one), parse(other)), 0, `${one} = ${other}`);
  for (const text of odd) assert.equal(parse(text), null, text);
});

test('the script gives the verdicts of the build', () => {
  for (const { ranges, certain, safe, ...versions } of TABLE.verdicts) {
    const advisory = { ranges: ranges.map(range), certain, safe };
    for (const [name, said] of [['yes', 'affected'], ['no', 'unaffected'], ['unsure', 'unsure']]) {
      for (const version of versions[name]) assert.equal(verdict(advisory, version), said, `${version} in ${ranges}`);
    }
  }
});

test('a version that never was is told, one older than all that the page lists is not', () => {
  const versions = ['2.1.0', '2.0.1', 'Winter 2026'];
  for (const [text, known, knownAmongMore] of [['2.1', true, true], ['v2', true, true], ['2.0.1', true, true], ['2.0.9', false, false], ['3', false, false], ['1.0', false, true]]) {
    assert.equal(isKnown({ versions, has_older: false }, text), known, text);
    assert.equal(isKnown({ versions, has_older: true }, text), knownAmongMore, text);
  }
});

describe('the pages of trust', () => {
  let site;
  before(async () => { site = await serve('example'); });
  after(() => site.close());

  test('who types a version is told what concerns it, and the address keeps the question', async () => {
    const { tab, faults, close } = await site.visit('security/');
    await tab.locator('#affected input').focus();
    await tab.keyboard.type('2.0.1');
    const answer = tab.getByRole('status');
    assert.match(await answer.innerText(), /CVE-2026-90417/);
    assert.match(tab.url(), /version=2\.0\.1/);
    await tab.locator('#affected input').fill('2.3.1');
    assert.doesNotMatch(await answer.innerText(), /CVE-2026-90417/);
    await tab.locator('#affected input').fill('99.0');
    assert.match(await answer.innerText(), /No advisory here concerns 99\.0/);
    assert.match(await answer.innerText(), /There is no release 99\.0 here/);
    await tab.locator('#affected input').fill('2.0.9');
    assert.match(await answer.innerText(), /There is no release 2\.0\.9 here/);
    for (const known of ['2.0.1', 'v2.0', '2']) {
      await tab.locator('#affected input').fill(known);
      assert.doesNotMatch(await answer.innerText(), /There is no release/, known);
    }
    await tab.locator('#affected input').fill('Winter');
    assert.match(await answer.innerText(), /Not sure/);
    await tab.evaluate(AXE);
    const { violations } = await tab.evaluate(() => window.axe.run(document));
    await close();
    none([...faults, ...violations.map(({ id, help }) => `${id}: ${help}`)]);
  });

  test('an address with a version is answered at once', async () => {
    const { tab, close } = await site.visit('security/?version=2.0.1');
    const text = await tab.getByRole('status').innerText();
    await close();
    assert.match(text, /CVE-2026-90417/);
  });

  test('days and today are added by the browser, dates stand without it', async () => {
    for (const javaScriptEnabled of [true, false]) {
      const { tab, faults, close } = await site.visit('support/', { javaScriptEnabled });
      const found = await tab.evaluate(() => [document.querySelectorAll('.days-left').length, document.querySelectorAll('time[data-days]').length]).catch(() => null);
      const text = await tab.locator('main').innerText();
      await close();
      none(faults);
      if (javaScriptEnabled) assert.deepEqual([found[0] > 0, found[0]], [true, found[1]]);
      assert.match(text, /LTS/);
    }
  });

  test('where the drawing is wider than the window the names of its rows stay in sight', async () => {
    const { tab, faults, close } = await site.visit('support/', { viewport: { width: 320, height: 700 } });
    const away = () => tab.locator('.drawing-frame').first().evaluate((frame) => {
      const { left } = frame.getBoundingClientRect();
      return [...frame.querySelectorAll('.bar-label')].map((name) => name.getBoundingClientRect().left - left).filter((x) => x < -2 || x > 20);
    });
    for (const by of [60, 300]) {
      await tab.locator('.drawing-frame').first().evaluate((frame, by) => { frame.scrollLeft = by; }, by);
      await tab.evaluate(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); }));
      assert.deepEqual(await away(), []);
    }
    await close();
    none(faults);
  });

  test('without a script every advisory says what it affects, and nothing asks for a version', async () => {
    const { tab, close } = await site.visit('security/', { javaScriptEnabled: false });
    const text = await tab.locator('main').innerText();
    const shown = await tab.locator('#affected').isVisible();
    await close();
    assert.match(text, />= 2\.0\.0, < 2\.0\.2/);
    assert.equal(shown, false);
  });
});
