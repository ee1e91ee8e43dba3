// The world of a scene: the console as it is built, before the mock of its server (`web/apps/console/mock`), and somebody at a browser.
// CONSOLE_DIST names a build that is not compressed; without it one is made.
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openBrowser } from '../lib/browser.mjs';
import { until } from '../lib/until.mjs';

const folder = fileURLToPath(new URL('../../web/apps/console/', import.meta.url));
const vite = fileURLToPath(new URL('../../web/node_modules/vite/bin/vite.js', import.meta.url));
let built = null;

async function build() {
  const out = process.env.CONSOLE_DIST ?? (await mkdtemp(join(tmpdir(), 'fairlead-console-')));
  if (!existsSync(join(out, 'index.html'))) await promisify(execFile)(process.execPath, [vite, 'build', '--logLevel', 'error', '--emptyOutDir', '--outDir', out], { cwd: folder });
  return out;
}
const free = () => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

/** The desk: `base` is its address, `make(what)` lets something happen. */
export async function startDesk() {
  const out = await (built ??= build());
  const port = await free();
  const child = spawn(process.execPath, [vite, 'preview', '--host', '127.0.0.1', '--port', String(port), '--strictPort', '--outDir', out], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, FAIRLEAD_URL: '' } });
  const base = `http://127.0.0.1:${port}`;
  await until(() => fetch(`${base}/api/v1/counts`).then((answer) => answer.ok, () => false), 'the mock of the server', 60_000);
  return {
    base,
    make: async (what) => (await fetch(`${base}/api/v1/__mock/queue`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(what) })).json(),
    stop: () => child.kill(),
  };
}

/** One browser for all scenes of a file; each has a desk and a profile of its own. The next desk starts while a scene plays. */
let shared;
let next = null;
after(async () => {
  (await next)?.stop();
  await (await shared)?.close().catch(() => undefined);
});

export function scene(name, options, body) {
  test(name, { timeout: 120_000 }, async () => {
    const desk = await (next ?? startDesk());
    next = startDesk();
    const browser = await (shared ??= openBrowser(desk.base));
    const pages = [];
    let user;
    let fault;
    try {
      user = await browser.user({ base: desk.base, ...options });
      user.expect(/404 \(Not Found\) \(.*\/(card|fields|causes|form-posts|privacy)\)/); // what the mock does not know of a conversation
      const visit = async (path) => {
        const page = await user.page(path);
        pages.push(page);
        return page;
      };
      await body({ desk, browser, user, visit });
    } catch (error) {
      fault = error;
      const shots = process.env.FAIRLEAD_SHOTS ?? (await mkdtemp(join(tmpdir(), 'fairlead-')));
      await mkdir(shots, { recursive: true });
      for (const [n, page] of pages.entries()) if (!page.isClosed()) await page.screenshot({ path: join(shots, `${name.replace(/\W+/g, '-')}-${n}.png`) }).catch(() => undefined);
      console.log(`pictures in ${shots}; faults: ${browser.faults.join('; ')}`);
    }
    await user?.close().catch((error) => (fault ??= error));
    desk.stop();
    const seen = browser.faults.splice(0);
    if (seen.length) fault ??= new Error(`The browser saw errors:\n${seen.join('\n')}`);
    if (fault) throw fault;
  });
}
