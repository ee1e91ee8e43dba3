// Size limits of the style guide, gz: entry (what index.html loads, with static imports) 120 kB, each lazy chunk 140, all CSS of the entry 25.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { join } from 'node:path';

const dist = new URL('../dist/', import.meta.url).pathname;
const limits = { entry: 120_000, chunk: 140_000, css: 25_000 };
const assets = join(dist, 'assets');
const size = (name) => statSync(join(assets, `${name}.gz`)).size;
const text = (path) => gunzipSync(readFileSync(`${path}.gz`)).toString();
const html = text(join(dist, 'index.html'));
const entry = new Set([...html.matchAll(/assets\/([^"]+\.js)/g)].map((m) => m[1]));
for (const name of entry) {
  for (const m of text(join(assets, name)).matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) entry.add(m[1]);
}
const css = [...html.matchAll(/assets\/([^"]+\.css)/g)].map((m) => m[1]);
const rows = [
  ['entry', [...entry].reduce((sum, name) => sum + size(name), 0), limits.entry],
  ['css of the entry', css.reduce((sum, name) => sum + size(name), 0), limits.css],
  ...readdirSync(assets).filter((n) => n.endsWith('.js.gz')).map((n) => n.slice(0, -3)).filter((n) => !entry.has(n)).map((n) => [n, size(n), limits.chunk]).sort((a, b) => b[1] - a[1]).slice(0, 8),
];
let failed = false;
for (const [name, bytes, limit] of rows) {
  const over = bytes > limit;
  failed ||= over;
  console.log(`${over ? 'OVER ' : 'ok   '} ${String(name).padEnd(40)} ${(bytes / 1000).toFixed(1).padStart(7)} of ${limit / 1000} kB gz`);
}
if (/\sstyle=|<style|<script(?![^>]*src=)/.test(html)) {
  console.log('OVER  index.html has inline style or script, which the content security policy forbids');
  failed = true;
}
process.exit(failed ? 1 : 0);
