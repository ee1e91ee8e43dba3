// The world of a scene: a desk, a site, somebody at a browser, and the launcher, which no script of the page can reach.
// WIDGET_DESK names a module whose `startDesk(options)` gives a real desk with the hands of `mock.mjs`; without it that mock is used.
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { openBrowser } from '../lib/browser.mjs';
import { until } from '../lib/until.mjs';
import { shop, startHost } from './host.mjs';
import { startMock } from './mock.mjs';

const startDesk = process.env.WIDGET_DESK ? (await import(pathToFileURL(process.env.WIDGET_DESK))).startDesk : startMock;

export function scene(name, options, body) {
  test(name, { timeout: 120_000 }, async (context) => {
    const host = await startHost(options.pages ?? (() => shop()), options.site ?? 'shop');
    const desk = await startDesk({ ...options.desk, sites: [host.base, ...(options.desk?.sites ?? [])] });
    Object.assign(host, { desk: desk.base, key: desk.key });
    const browser = await openBrowser(host.base, options.flags);
    const pages = [];
    let fault;
    try {
      const world = { host, desk, browser, context };
      world.user = await browser.user(options.user);
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
    await browser.close().catch((error) => (fault ??= error));
    await desk.stop();
    await host.stop();
    if (fault) throw fault;
  });
}

/** The launcher as the browser itself knows it: its shadow root is closed. */
export async function launcher(page) {
  const session = await page.context().newCDPSession(page);
  try {
    const { root } = await session.send('DOM.getDocument', { depth: -1, pierce: true });
    const hosts = all(root).filter((node) => node.localName === 'desk-launcher');
    const inside = hosts.flatMap((host) => (host.shadowRoots ?? []).flatMap((shadow) => all(shadow)));
    const named = (name, kind) => inside.find((node) => node.localName === name && (!kind || attribute(node, 'class') === kind));
    const button = named('button', 'b') ?? named('a', 'b');
    if (!button) return { count: hosts.length };
    const boxOf = async (node) => {
      const { model } = await session.send('DOM.getBoxModel', { nodeId: node.nodeId }).catch(() => ({ model: null }));
      return model && { x: model.border[0], y: model.border[1], width: model.width, height: model.height };
    };
    const asked = named('div', 'i');
    return {
      count: hosts.length,
      kind: button.localName,
      label: attribute(button, 'aria-label'),
      expanded: attribute(button, 'aria-expanded'),
      href: attribute(button, 'href'),
      box: await boxOf(button),
      frame: named('iframe') ? await boxOf(named('iframe')) : null,
      badge: words(named('span', 'n')),
      invitation: asked && attribute(asked, 'hidden') === undefined ? { text: words(asked), buttons: await Promise.all(all(asked).filter((n) => n.localName === 'button').map(boxOf)) } : null,
      styles: hosts.map((host) => host.attributes),
    };
  } finally {
    await session.detach();
  }
}
const all = (node) => [node, ...(node.children ?? []).flatMap(all), ...(node.shadowRoots ?? []).flatMap(all)];
const words = (node) => (node ? all(node).map((n) => n.nodeValue ?? '').join('') : '');
const attribute = (node, name) => {
  const at = node.attributes?.findIndex((value, n) => n % 2 === 0 && value === name) ?? -1;
  return at < 0 ? undefined : node.attributes[at + 1];
};

export const press = async (page, box) => page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);

/** Waits until the launcher is as `test` wants it. */
export const launched = (page, test = (l) => l.box, what = 'the launcher') => until(async () => {
  const seen = await launcher(page).catch(() => ({}));
  return test(seen) ? seen : null;
}, what);

export const frameOf = (page) => until(() => page.frames().find((f) => /\/w\/[^/]+\/frame/.test(f.url())) ?? null, 'the frame');

/** Opens the panel with the mouse; gives the frame. */
export async function opened(page) {
  const { box } = await launched(page);
  await press(page, box);
  const frame = await frameOf(page);
  await frame.getByRole('heading', { level: 1 }).waitFor();
  await launched(page, (l) => l.expanded === 'true', 'an open panel');
  await until(() => frame.evaluate(() => document.hasFocus() && document.activeElement !== document.body), 'the focus in the panel');
  return frame;
}

/** Words that really arrived: a frame of another process may not have the keyboard yet on a crowded machine. */
export const typed = (input, text) => until(async () => {
  await input.click();
  await input.fill('');
  await input.pressSequentially(text);
  return (await input.inputValue()) === text;
}, `“${text.slice(0, 40)}” in the box`);

export async function say(frame, text) {
  const input = frame.getByRole('textbox', { name: /Write here|Add something|Write again/ });
  await typed(input, text);
  await input.press('Enter');
  await frame.getByRole('log').getByText(text).first().waitFor();
}

export const bubble = (frame, text) => frame.getByRole('article').filter({ hasText: text });
export { until };
