// The world of a scene: a desk, a site, somebody at a browser.
// WIDGET_DESK names a module whose `startDesk(options)` gives a real desk with the hands of `mock.mjs`; without it that mock is used.
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { openBrowser } from '../lib/browser.mjs';
import { shop, startHost } from './host.mjs';
import { startMock } from './mock.mjs';

const startDesk = process.env.WIDGET_DESK ? (await import(pathToFileURL(process.env.WIDGET_DESK))).startDesk : startMock;

/** One browser for all scenes of a file; each has profiles of its own. */
let shared;
after(async () => (await shared)?.close().catch(() => undefined));

export function scene(name, options, body) {
  test(name, { timeout: 60_000 }, async (context) => {
    const host = await startHost(options.pages ?? (() => shop()), options.site ?? 'shop');
    const desk = await startDesk({ ...options.desk, sites: [host.base, ...(options.desk?.sites ?? [])] });
    Object.assign(host, { desk: desk.base, key: desk.key });
    const browser = await (shared ??= openBrowser(host.base));
    const users = [];
    const pages = [];
    // Too late: what still waits for the browser fails, and the next scene has its turn.
    context.signal.addEventListener('abort', () => users.forEach((user) => user.close().catch(() => undefined)));
    let fault;
    try {
      const world = { host, desk, context };
      world.person = async (more) => {
        const user = await browser.user({ base: host.base, ...more });
        users.push(user);
        return user;
      };
      world.user = await world.person(options.user);
      world.visit = async (path = '/', user = world.user) => {
        const page = await user.page(path);
        pages.push(page);
        return page;
      };
      await body(world);
      if (desk.faults?.length) throw new Error(`The desk saw: ${desk.faults.join('\n')}`);
    } catch (error) {
      fault = error;
      const folder = process.env.FAIRLEAD_SHOTS ?? (await mkdtemp(join(tmpdir(), 'fairlead-')));
      await mkdir(folder, { recursive: true });
      let n = 0;
      for (const page of pages) if (!page.isClosed()) await page.screenshot({ path: join(folder, `${name.replace(/\W+/g, '-')}-${(n += 1)}.png`) }).catch(() => undefined);
      console.log(`pictures in ${folder}; asked of the desk: ${desk.requests?.slice(-15).join(', ')}; faults: ${browser.faults.join('; ')}`);
    }
    for (const user of users) await user.close().catch((error) => (fault ??= error));
    await desk.stop();
    await host.stop();
    const seen = browser.faults.splice(0);
    if (seen.length) fault ??= new Error(`The browser saw errors:\n${seen.join('\n')}`);
    if (fault) throw fault;
  });
}
