// Whatever a contributor writes, nothing of it runs: every page of the hostile site, without any
// policy to protect it, with all that a script could call trapped, every element poked.
import { after, before, describe, test } from 'node:test';
import { folderOf, isRedirect, none, pagesOf, serve } from './served.mjs';

describe('the hostile site', () => {
  let site;
  before(async () => { site = await serve('hostile', { policy: null }); });
  after(() => site.close());

  for (const page of pagesOf(folderOf('hostile')).filter((page) => !isRedirect(folderOf('hostile'), page))) {
    test(`hostile: nothing runs on /${page}`, async () => {
      const { tab, faults, close } = await site.visit(page, { viewport: { width: 900, height: 900 } });
      faults.push(...await tab.evaluate(poke));
      await tab.waitForTimeout(50);
      await close();
      // A picture that is not there is ugly, not dangerous.
      none(faults.filter((fault) => !/^404 |Failed to load resource/.test(fault)));
    });
  }
});

// Runs in the page: sets off every event that a reader could, and names what must not be there.
function poke() {
  const faults = [];
  const schemeOf = (address) => {
    try { return new URL(address, document.baseURI).protocol; } catch { return 'no scheme at all'; }
  };
  const allowed = ['http:', 'https:', 'mailto:', 'tel:'];
  for (const element of document.querySelectorAll('*')) {
    const name = element.outerHTML.slice(0, 120);
    for (const { name: key, value } of element.attributes) {
      if (key.startsWith('on')) faults.push(`a handler: ${name}`);
      if (key === 'style' || key === 'srcdoc') faults.push(`${key}: ${name}`);
      if (['href', 'src', 'action', 'formaction', 'xlink:href', 'poster', 'data'].includes(key)) {
        const protocol = schemeOf(value);
        if (!allowed.includes(protocol)) faults.push(`an address of ${protocol}: ${name}`);
      }
    }
    if (element.matches('iframe, object, embed, applet, base, frame, math, style, meta[http-equiv="refresh" i]')) faults.push(`an element: ${name}`);
    // The theme's own forms stand outside of what contributors write.
    const own = element.matches('[data-part="form"], .compare-form, .check-form') && !element.closest('.prose');
    if (element.matches('form') && !own) faults.push(`a form: ${name}`);
    if (element.matches('script:not([src]):not([type="application/ld+json"]):not([type="application/json"])')) faults.push(`a script: ${name}`);
    for (const kind of ['mouseover', 'mouseenter', 'focus', 'pointerdown', 'toggle', 'animationstart', 'transitionend', 'error', 'load']) element.dispatchEvent(new Event(kind));
  }
  if (window.pwned !== undefined) faults.push(`it ran: ${window.pwned}`);
  return faults;
}
