// A copy of a site in a folder of its own, `tidings serve` on it, and a browser that looks at it.
// TIDINGS names the program; tests/run builds it.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chromium } from 'playwright-core';

// Who waits longer waits for ever, in milliseconds.
export const HANGS = 60_000;

// A folder with what `files` names over what is in the folder `from`. `write` and `remove` change files, `edit`
// replaces a piece of one, which must be there.
export function folder(from, files) {
  const root = mkdtempSync(join(tmpdir(), 'tidings-browser-'));
  const at = (path) => join(root, path);
  if (from) cpSync(from, root, { recursive: true });
  const write = (path, text) => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
  };
  const read = (path) => readFileSync(at(path), 'utf8');
  const edit = (path, old, fresh) => {
    const text = read(path);
    if (!text.includes(old)) throw new Error(`${path} does not say ${old}`);
    write(path, text.replace(old, fresh));
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  return { root, read, write, edit, remove: (path) => rmSync(at(path)), end: () => rmSync(root, { recursive: true }) };
}

// A running server: `home` is the address that it says, `said` all its lines so far.
export async function start(root, port = 0) {
  const program = process.env.TIDINGS;
  if (!program) throw new Error('TIDINGS is not set: start these tests with tests/run');
  const child = spawn(program, ['serve', root, '--port', String(port), '--now', '2026-11-23'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  const home = await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`it does not start: ${said.join('')}`)), HANGS);
    child.on('exit', () => reject(new Error(`it ended: ${said.join('')}`)));
    child.stderr.on('data', (text) => said.push(text));
    child.stdout.on('data', (text) => {
      said.push(text);
      const address = /http:\S+/.exec(said.join(''))?.[0];
      if (address) resolve(address);
      if (address) clearTimeout(late);
    });
  });
  const kill = () => new Promise((resolve) => {
    child.removeAllListeners('exit');
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.on('exit', resolve);
    return child.kill('SIGKILL');
  });
  return { home, port: Number(new URL(home).port), said, kill };
}

export async function browse() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });

  // A tab at `address`, and what went wrong in it.
  async function visit(address, options = {}) {
    const context = options.context ?? await browser.newContext({ viewport: { width: 1000, height: 700 }, ...options });
    const tab = await context.newPage();
    tab.setDefaultTimeout(HANGS);
    const faults = [];
    tab.on('console', (message) => message.type() === 'error' && faults.push(`console: ${message.text()}`));
    tab.on('pageerror', (error) => faults.push(`error: ${error}`));
    await tab.goto(address, { timeout: HANGS });
    return { tab, faults, context, close: () => context.close() };
  }

  return { visit, close: () => browser.close() };
}
