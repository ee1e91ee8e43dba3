// Size limits of the style guide, gz: the loader 3 kB; loader, app, style and one language together 25 kB. Lazy chunks are listed.
import { readFileSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('../../../dist/widget/', import.meta.url);
const size = (name) => gzipSync(readFileSync(new URL(name, dist)), { level: 9 }).length;
const manifest = JSON.parse(readFileSync(new URL('manifest.json', dist), 'utf8'));
const entry = readFileSync(new URL(manifest.app, dist), 'utf8');
const fixed = [...entry.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)].map((m) => m[1]);
const lazy = readdirSync(dist).filter((n) => n.endsWith('.js') && n !== manifest.app && n !== manifest.loader && !fixed.includes(n));
const [loader, app, style] = [manifest.loader, manifest.app, manifest.style].map(size);
const shared = fixed.reduce((sum, name) => sum + size(name), 0);
const language = Math.max(0, ...lazy.filter((n) => /^(et|zh|ar)-/.test(n)).map(size));
const rows = [
  ['widget: loader', loader, 3_000],
  ['widget: loader, app, style, largest language', loader + app + shared + style + language, 25_000],
  ['  app', app + shared, 25_000],
  ['  style', style, 25_000],
  ...lazy.map((name) => [`  lazy ${name}`, size(name), 5_000]),
];
let failed = false;
for (const [name, bytes, limit] of rows) {
  const over = bytes > limit;
  failed ||= over;
  console.log(`${over ? 'OVER ' : 'ok   '} ${String(name).padEnd(48)} ${(bytes / 1000).toFixed(2).padStart(7)} of ${limit / 1000} kB gz`);
}
process.exit(failed ? 1 : 0);
