// How long a query takes in the browser's index: `node benches/search.mjs OUTPUT`, with the folder of a built site.
// Prints what the index weighs and, for queries of several kinds, the median of 20 runs in milliseconds.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

globalThis.document = { querySelectorAll: () => [] };
const folder = process.argv[2];
const script = readdirSync(join(folder, 'assets')).find((name) => name.startsWith('search.') && name.endsWith('.js'));
const { Index } = await import(`data:text/javascript,${encodeURIComponent(readFileSync(join(folder, 'assets', script), 'utf8'))}`);
const data = join(folder, 'data/search');
const weigh = (names) => {
  const sizes = names.map((name) => [statSync(join(data, name)).size, gzipSync(readFileSync(join(data, name))).length]);
  const sum = (at) => sizes.reduce((all, size) => all + size[at], 0);
  return `${names.length} files, ${sum(0)} bytes, ${sum(1)} compressed, largest ${Math.max(0, ...sizes.map(([size]) => size))}`;
};
const names = readdirSync(data);
console.log('pieces:', weigh(names.filter((name) => /^\d+\.json$/.test(name))));
console.log('texts: ', weigh(names.filter((name) => /^\d+-\d+\.json$/.test(name))));
globalThis.fetch = async (address) => ({ ok: true, json: async () => JSON.parse(readFileSync(address, 'utf8')) });
const index = new Index(`${data}/`);
const begun = performance.now();
await index.open();
while (!index.isWhole) await index.more(4);
console.log(`loaded ${index.manifest.records} records in ${Math.round(performance.now() - begun)} ms`);
for (const query of process.argv.slice(3).concat(['a', 'se', 'search', 'webhook delivery', 'notifcation', 'the rollout controller validates', '保留期限', 'zzzzzzzz'])) {
  const times = Array.from({ length: 20 }, () => {
    const start = performance.now();
    index.find(query, {});
    return performance.now() - start;
  });
  console.log(`${query}: ${index.find(query, {}).records.length} found in ${times.sort((a, b) => a - b)[10].toFixed(1)} ms`);
}
