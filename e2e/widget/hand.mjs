// What a person does with a widget: finds the launcher, which no script of the page can reach, presses it, writes.
import { until } from '../lib/until.mjs';

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
  await launched(page, (l) => l.expanded === 'true', 'an open panel');
  const frame = await frameOf(page);
  await frame.getByRole('heading', { level: 1 }).waitFor();
  return frame;
}

/** As a person does it: one press into the box, then the keys, wherever the browser has the keyboard. */
export async function typed(input, text) {
  await input.click();
  await input.page().keyboard.type(text);
  await until(async () => (await input.inputValue()).endsWith(text), `“${text.slice(0, 40)}” in the box`);
}

export async function say(frame, text) {
  const input = frame.getByRole('textbox', { name: /Write here|Add something|Write again/ });
  await typed(input, text);
  await input.press('Enter');
  await frame.getByRole('log').getByText(text).first().waitFor();
}

export const bubble = (frame, text) => frame.getByRole('article').filter({ hasText: text });
