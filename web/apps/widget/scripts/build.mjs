// Builds web/dist/widget: the loader (w.js, one plain script), the app of the frame (one module with its lazy chunks), their styles,
// and manifest.json, which names what the server has to link.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { transform } from 'lightningcss';
import { rolldown } from 'rolldown';

const root = new URL('../', import.meta.url);
const dist = new URL('../../dist/widget/', root);

async function style(path) {
  const filename = new URL(path, root);
  return transform({ filename: filename.pathname, code: await readFile(filename), minify: true, targets: { chrome: 109 << 16, safari: (16 << 16) | (4 << 8), firefox: 110 << 16 } }).code.toString();
}

const hashed = (name, text, ending) => `${name}-${createHash('sha256').update(text).digest('hex').slice(0, 10)}.${ending}`;
const keep = (name, text) => writeFile(new URL(name, dist), text);

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });

const launcher = await style('src/loader/launcher.css');
const launcherName = hashed('launcher', launcher, 'css');
await keep(launcherName, launcher);
const css = await style('src/app/app.css');
const cssName = hashed('app', css, 'css');
await keep(cssName, css);

const define = { LAUNCHER_CSS: JSON.stringify(launcher), LAUNCHER_FILE: JSON.stringify(launcherName) };
const loader = await rolldown({ input: new URL('src/loader/main.ts', root).pathname, transform: { define, target: 'es2021' } });
await loader.write({ file: new URL('w.js', dist).pathname, format: 'iife', minify: true });
await loader.close();

const app = await rolldown({ input: new URL('src/app/main.ts', root).pathname, transform: { target: 'es2022' } });
const { output } = await app.write({ dir: dist.pathname, format: 'es', minify: true, entryFileNames: 'app-[hash].js', chunkFileNames: '[name]-[hash].js' });
await app.close();

const entry = output.find((chunk) => chunk.type === 'chunk' && chunk.isEntry);
await keep('manifest.json', `${JSON.stringify({ loader: 'w.js', app: entry.fileName, style: cssName, launcher: launcherName }, null, 2)}\n`);
