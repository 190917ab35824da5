// A built site on loopback, as a plain static host would serve it, and a browser that looks at it.
// TIDINGS_SITES names the folder that holds the built sites; tests/run builds them.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, normalize, relative, sep } from 'node:path';
import { chromium } from 'playwright-core';

// Nothing but the site's own files, no inline script or style, no innerHTML and its like.
export const STRICT = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "media-src 'self'",
  "font-src 'self'", "connect-src 'self'", "manifest-src 'self'", "form-action 'self'", "base-uri 'none'",
  "frame-ancestors 'none'", "require-trusted-types-for 'script'",
].join('; ');

const MIME = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json', '.xml': 'application/xml', '.svg': 'image/svg+xml', '.png': 'image/png',
  '.jpg': 'image/jpeg', '.webp': 'image/webp', '.avif': 'image/avif', '.ico': 'image/x-icon', '.md': 'text/plain',
  '.txt': 'text/plain; charset=utf-8', '.woff2': 'font/woff2', '.mp4': 'video/mp4', '.webm': 'video/webm',
};

// Fails, naming the first of the faults, when there are any.
export function none(faults) {
  const more = faults.length > 8 ? `\n… and ${faults.length - 8} more` : '';
  if (faults.length > 0) assert.fail(`\n${faults.slice(0, 8).join('\n')}${more}`);
}

// The folder that holds the site called `name`; an error when it was not built.
export function folderOf(name) {
  const sites = process.env.TIDINGS_SITES;
  if (!sites) throw new Error('TIDINGS_SITES is not set: start these tests with tests/run');
  const folder = join(sites, name);
  if (!existsSync(join(folder, 'index.html'))) throw new Error(`${folder} holds no built site`);
  return folder;
}

// Every HTML page of a built site, as a path from its root, in order.
export function pagesOf(folder) {
  const found = [];
  const walk = (at) => {
    for (const name of readdirSync(at).sort()) {
      const path = join(at, name);
      if (statSync(path).isDirectory()) walk(path);
      else if (name.endsWith('.html')) found.push(relative(folder, path).split(sep).join('/').replace(/(^|\/)index\.html$/, '$1'));
    }
  };
  walk(folder);
  return found;
}

// Is the page only a redirect? A browser would leave it before anything can be looked at.
export function isRedirect(folder, page) {
  const file = page === '' || page.endsWith('/') ? join(folder, page, 'index.html') : join(folder, page);
  return /http-equiv="?refresh/i.test(readFileSync(file, 'utf8'));
}

// Of each kind of page the longest, and the home pages of the other languages. Themes tell the kind by a class of the body.
export function sampleOf(folder) {
  const kinds = new Map();
  const homes = [];
  for (const page of pagesOf(folder).filter((page) => !isRedirect(folder, page))) {
    const html = readFileSync(join(folder, page.endsWith('/') || page === '' ? `${page}index.html` : page), 'utf8');
    const kind = /<body class="page-([a-z_0-9]+)"/.exec(html)?.[1];
    const isOfEdition = /^[a-z]{2}(-[A-Za-z]+)?\//.test(page);
    if (isOfEdition && kind === 'home' && !page.includes('page/')) homes.push(page);
    if (!isOfEdition && html.length > (kinds.get(kind)?.size ?? 0)) kinds.set(kind, { page, size: html.length });
  }
  return [...[...kinds.values()].map(({ page }) => page), ...homes];
}

// The bytes of a page, its styles and its scripts, before compression.
export function weightOf(folder, page) {
  const html = readFileSync(join(folder, page, 'index.html'), 'utf8');
  const assets = [...html.matchAll(/(?:<link rel="stylesheet" href|<script[^>]* src)="[^"]*\/(assets\/[^"]+)"/g)].map(([, path]) => path);
  return [join(page, 'index.html'), ...assets].reduce((sum, path) => sum + statSync(join(folder, path)).size, 0);
}

// The path under which the site wants to be served, from its canonical link: `/` or `/sub/`.
function prefixOf(folder) {
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  const canonical = /<link[^>]*rel="?canonical"?[^>]*>/.exec(html)?.[0] ?? '';
  const address = /href="?([^"\s>]+)/.exec(canonical)?.[1];
  if (!address) throw new Error(`${folder}: the home page has no canonical link`);
  return new URL(address.replaceAll('&#x2F;', '/')).pathname;
}

// Serves the site called `name` and opens a browser. `visit(page, options)` gives a tab on a page
// and what went wrong in it; `close()` ends both.
export async function serve(name, { policy = STRICT } = {}) {
  const folder = folderOf(name);
  const prefix = prefixOf(folder);
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    let file = path.startsWith(prefix) ? normalize(join(folder, path.slice(prefix.length))) : '';
    if (file && existsSync(file) && statSync(file).isDirectory()) file = join(file, 'index.html');
    const found = file.startsWith(folder) && existsSync(file);
    const served = found ? file : join(folder, '404.html');
    const headers = { 'Content-Type': MIME[/\.[^.]*$/.exec(served)?.[0]] ?? 'application/octet-stream', 'X-Content-Type-Options': 'nosniff' };
    if (policy) headers['Content-Security-Policy'] = policy;
    response.writeHead(found ? 200 : 404, headers);
    response.end(existsSync(served) ? readFileSync(served) : 'not found');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });

  async function visit(page, options = {}) {
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
    const tab = await context.newPage();
    const faults = [];
    await context.route((url) => url.protocol.startsWith('http') && url.origin !== origin, (route) => {
      faults.push(`asks another host for ${route.request().url()}`);
      return route.abort();
    });
    tab.on('console', (message) => message.type() === 'error' && faults.push(`console: ${message.text()}`));
    tab.on('pageerror', (error) => faults.push(`error: ${error}`));
    tab.on('dialog', (dialog) => { faults.push(`a dialog says ${dialog.message()}`); return dialog.dismiss(); });
    const address = origin + prefix + page;
    tab.on('response', (answer) => answer.status() >= 400 && answer.url() !== address && faults.push(`${answer.status()} ${answer.url()}`));
    if (options.javaScriptEnabled !== false) {
      await tab.exposeFunction('reportViolation', (text) => faults.push(`policy: ${text}`));
      await tab.addInitScript(() => document.addEventListener('securitypolicyviolation',
        (event) => window.reportViolation(`${event.effectiveDirective} blocked ${event.blockedURI || 'inline'} ${event.sample}`)));
    }
    await tab.goto(address, { waitUntil: 'load', timeout: 30_000 });
    return { tab, faults, close: () => context.close() };
  }

  return { folder, origin, prefix, visit, close: async () => { await browser.close(); server.close(); } };
}
