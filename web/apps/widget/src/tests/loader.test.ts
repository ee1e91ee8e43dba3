// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from 'vitest';
import type { FromFrame } from '../core/bridge.ts';

const DESK = 'https://desk.example';
const LOOK = { color: '#123456', text: '#fff', position: 'end', dir: 'ltr', label: 'Chat with us', close: 'Close the chat', unread: 'Chat with us, # unread', contact: `${DESK}/contact`, hide: false } as const;

/** Loads the tag into the page, as a browser would; gives what a person and the frame can do with it. */
async function site() {
  const script = document.createElement('script');
  script.dataset['key'] = 'wgt_1';
  Object.defineProperty(script, 'src', { value: `${DESK}/w.js` });
  vi.spyOn(document, 'currentScript', 'get').mockReturnValue(script);
  vi.stubGlobal('LAUNCHER_CSS', '');
  vi.stubGlobal('LAUNCHER_FILE', 'launcher.css');
  const attach = Element.prototype.attachShadow;
  let root!: ShadowRoot;
  vi.spyOn(Element.prototype, 'attachShadow').mockImplementation(function (this: Element) {
    return (root = attach.call(this, { mode: 'open' }));
  });
  vi.resetModules();
  await import('../loader/main.ts');
  const button = root.querySelector('button.b') as HTMLButtonElement;
  const frame = () => root.querySelector('iframe');
  const said: { type: string; [more: string]: unknown }[] = [];
  // Frames within shadows have no window here: that of another stands for it.
  const source = document.body.appendChild(document.createElement('iframe')).contentWindow!;
  vi.spyOn(source, 'postMessage').mockImplementation((message: unknown) => void said.push(message as (typeof said)[number]));
  const hears = (message: FromFrame) => {
    Object.defineProperty(frame()!, 'contentWindow', { value: source, configurable: true });
    dispatchEvent(new MessageEvent('message', { origin: DESK, source, data: { fairlead: 1, ...message } }));
  };
  const key = (name: string) => {
    const event = new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true });
    button.dispatchEvent(event);
    return event.defaultPrevented;
  };
  return { root, button, frame, said, hears, key, ready: () => hears({ type: 'ready', look: LOOK }), opens: () => said.filter((m) => m.type === 'open') };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  document.querySelectorAll('desk-launcher').forEach((e) => e.remove());
  document.body.replaceChildren();
  delete (window as { Desk?: unknown }).Desk;
  for (const kept of [localStorage, sessionStorage]) kept.clear();
});

test('a press on a panel that is still on its way: the keyboard waits, and what is typed goes with it', async () => {
  const { button, frame, key, ready, root, opens } = await site();
  button.click();
  expect(root.activeElement).toBe(button);
  expect(button.ariaExpanded).toBe('false');
  expect(button.ariaBusy).toBe('true');
  expect(frame()).not.toBeNull();
  expect(key(' ')).toBe(false);
  for (const one of 'Hi, I') expect(key(one)).toBe(true);
  expect(key('Shift')).toBe(false);
  // A key that is a part of the words is no press.
  button.dispatchEvent(new MouseEvent('click', { detail: 0 }));
  ready();
  expect(opens()).toEqual([{ fairlead: 1, type: 'open', focus: true, typed: 'Hi, I' }]);
  expect(button.ariaExpanded).toBe('true');
  // A key that still came to the launcher is handed on; then the frame has the keyboard, given to it where it could not take it.
  expect(key('t')).toBe(true);
  expect(opens().at(-1)).toMatchObject({ typed: 't' });
  expect(key(' ')).toBe(true);
  expect(opens().at(-1)).toMatchObject({ typed: ' ' });
  vi.advanceTimersByTime(300);
  expect(root.activeElement).toBe(frame());
  // Later a key on the launcher is a press again.
  expect(key(' ')).toBe(false);
  button.dispatchEvent(new MouseEvent('click', { detail: 0 }));
  expect(button.ariaExpanded).toBe('false');
});

test('whoever has gone on to another field keeps it', async () => {
  const { button, ready, opens } = await site();
  const own = document.body.appendChild(document.createElement('input'));
  button.click();
  own.focus();
  ready();
  expect(opens()).toMatchObject([{ focus: false }]);
  expect(document.activeElement).toBe(own);
});

test('a panel that was open on the page before is there again, without the keyboard; pressed anew it takes it', async () => {
  sessionStorage.setItem('desk:wgt_1', '1');
  const { button, ready, opens, hears, root } = await site();
  ready();
  expect(opens()).toMatchObject([{ focus: false }]);
  expect(root.activeElement).toBeNull();
  hears({ type: 'close' });
  expect(button.ariaExpanded).toBe('false');
  button.click();
  expect(opens().at(-1)).toMatchObject({ focus: true, typed: '' });
});

test('what a page calls before the tag has come is done, and closing forgets what was typed', async () => {
  (window as { Desk?: unknown }).Desk = Object.assign(() => undefined, { q: [['open'], ['locale', 'et']] });
  const { button, key, ready, opens, frame } = await site();
  expect(frame()!.src).toContain('lang=');
  key('a');
  button.dispatchEvent(new MouseEvent('click', { detail: 1 }));
  ready();
  expect(opens()).toEqual([]);
  button.click();
  expect(opens()).toMatchObject([{ typed: '' }]);
});

test('storage with nonsense in it, or none, is no obstacle; unread marks have a name beyond ninety-nine', async () => {
  localStorage.setItem('desk:wgt_1', '{"token":');
  const { button, ready, hears, said } = await site();
  button.click();
  ready();
  expect(said.find((m) => m.type === 'token')).toMatchObject({ token: null });
  hears({ type: 'close' });
  hears({ type: 'unread', n: 120 });
  expect(button.ariaLabel).toBe('Chat with us, 99+ unread');
});

test('a launcher that is for those who were here before is not there for others, also not on the next page', async () => {
  const { root, hears } = await site();
  const box = root.querySelector('div')!;
  (window as unknown as { Desk: (name: string) => void }).Desk('open');
  hears({ type: 'ready', look: { ...LOOK, hide: true } });
  expect(box.hidden).toBe(false);
  (window as unknown as { Desk: (name: string) => void }).Desk('close');
  expect(box.hidden).toBe(true);
  hears({ type: 'token', token: 'known' });
  hears({ type: 'unread', n: 1 });
  expect(box.hidden).toBe(false);
});
