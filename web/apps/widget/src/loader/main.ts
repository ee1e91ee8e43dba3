// What a site's page loads: the launcher, the frame behind it and the messages between the two. No request but for the frame, and
// nothing of the page is touched. The desk knows who may frame it; here only the page's own storage holds the visitor's token.

import type { FromFrame, ToFrame } from '../core/bridge.ts';

declare const LAUNCHER_CSS: string;
declare const LAUNCHER_FILE: string;

type Call = [name: string, value?: unknown, more?: unknown];
interface Desk {
  (...call: Call): void;
  q?: Iterable<Call>;
  on?: 1;
}
/** What is kept in the page's own storage. `look`: as the frame last said, so that the next page paints at once. */
interface Kept {
  token?: string | null;
  memo?: unknown;
  look?: Look | undefined;
}
type Look = Extract<FromFrame, { type: 'ready' }>['look'];

const own = window as unknown as { Desk?: Desk };
const script = document.currentScript as HTMLScriptElement | null;
const key = script?.dataset['key'] ?? '';
/** Milliseconds until a frame that says nothing counts as blocked. */
const PATIENCE = 5_000;
/** A frame that may take the keyboard has taken it after so long. */
const HANDED = 300;

if (script && /^[\w-]+$/.test(key) && !own.Desk?.on) {
  const set = script.dataset;
  const { href: base, origin } = new URL('.', script.src);
  const slot = `desk:${key}`;
  let kept: Kept = {};
  /** Storage may be forbidden, or hold somebody else's words under our name: then memory, until the page goes. */
  const tried = <T>(act: () => T) => {
    try {
      return act();
    } catch {
      return null;
    }
  };
  const load = (text: string | null) => (kept = { ...(JSON.parse(text ?? '{}') as Kept) });
  const store = (write: Kept) => {
    Object.assign(kept, write);
    tried(() => localStorage.setItem(slot, JSON.stringify(kept)));
  };
  tried(() => load(localStorage.getItem(slot)));

  let isOpen = false;
  let heard = false;
  /** Open from the page before: the keyboard stays where this page has it. */
  let calm = false;
  /** Typed at the launcher while the frame was on its way. */
  let typed = '';
  /** Somebody types there: a key presses nothing meanwhile. */
  let wrote = false;
  let frame: HTMLIFrameElement | undefined;
  let timer = 0;
  let identity: string | null | undefined;
  let locale = set['lang'] ?? '';
  let url = '';
  const listeners: [string, (value: unknown) => void][] = [];

  const make = <K extends keyof HTMLElementTagNameMap>(name: K, className = '') => Object.assign(document.createElement(name), { className });
  const host = document.createElement('desk-launcher');
  const root = host.attachShadow({ mode: 'closed' });
  const box = make('div');
  const button = make('button', 'b');
  const link = make('a', 'b');
  const badge = make('span', 'n');
  const asked = make('div', 'i');
  const yes = make('button');
  const no = make('button');
  const post = (message: ToFrame) => {
    if (heard) frame?.contentWindow?.postMessage({ fairlead: 1, ...message }, origin);
  };
  const give = () => post({ type: 'token', token: kept.token ?? null, memo: kept.memo });
  const tell = (name: string, value?: unknown) => listeners.forEach(([n, f]) => n === name && f(value));
  const page = (force?: 1) => {
    if (force || url !== location.href) post({ type: 'page', url: (url = location.href), title: document.title });
  };

  const paint = () => {
    const look = kept.look;
    const css = box.style;
    css.setProperty('--a', look?.color ?? set['color'] ?? '#405ec9');
    css.setProperty('--t', look?.text ?? '#fff');
    // Important on the element itself: `all` leaves the direction alone, and the page may say `* { direction: … !important }`.
    host.style.setProperty('direction', look?.dir ?? (document.dir || 'ltr'), 'important');
    host.className = set['position'] ?? look?.position ?? '';
    const label = look?.label ?? set['label'] ?? 'Chat';
    const n = badge.textContent;
    const shown = isOpen && heard;
    button.ariaLabel = (isOpen ? look?.close : n && look?.unread.replace('#', n)) || label;
    button.ariaExpanded = `${shown}`;
    button.ariaBusy = `${isOpen && !heard}`;
    link.ariaLabel = label;
    link.href = set['contact'] ?? look?.contact ?? `${base}w/${key}/contact`;
    box.className = shown ? 'open' : '';
    box.hidden = !!look?.hide && !kept.token && !isOpen;
    if (frame) frame.title = label;
  };
  /** The panel is there and wanted: the keyboard goes to it, unless somebody has it elsewhere in the page by now. */
  const enter = () => {
    if (!isOpen || !heard) return;
    const at = document.activeElement;
    const focus = !calm && [null, host, document.body].includes(at as HTMLElement | null);
    post({ type: 'open', focus, typed });
    typed = '';
    calm = false;
    // It takes the keyboard itself, so that no key falls between: those that still come to the launcher are handed on. Where a browser
    // does not let it, it is given.
    setTimeout(() => {
      wrote = false;
      if (focus && root.activeElement !== frame) frame!.focus();
    }, HANDED);
  };
  /** The frame cannot be had here: the launcher leads to the page that works everywhere. */
  const blocked = () => {
    if (heard || !frame) return;
    const here = document.activeElement === host;
    show(false);
    button.replaceWith(link);
    if (here) link.focus();
  };
  const start = () => {
    if (frame || !host.isConnected) return;
    frame = make('iframe');
    frame.src = `${base}w/${key}/frame?${new URLSearchParams({ o: location.origin, lang: locale || document.documentElement.lang || navigator.language })}`;
    timer = setTimeout(blocked, PATIENCE);
    box.append(frame);
    paint();
  };
  const show = (open: boolean) => {
    if (open === isOpen) return;
    isOpen = open;
    asked.hidden = true;
    tried(() => sessionStorage.setItem(slot, open ? '1' : ''));
    if (open) {
      start();
      // Never the frame before it has spoken: Chromium leaves the keyboard between two pages when a frame is focused that changes its
      // process, and then no press within it helps.
      if (!calm) button.focus();
    } else {
      wrote = false;
      typed = '';
      post({ type: 'closed' });
    }
    paint();
    if (open) enter();
    else if (document.activeElement === host) button.focus();
    tell(open ? 'open' : 'close');
  };

  const hear = (event: MessageEvent) => {
    const said = event.data as (FromFrame & { fairlead?: 1 }) | null;
    if (event.origin !== origin || !frame || event.source !== frame.contentWindow || said?.fairlead !== 1) return;
    if (said.type === 'ready') {
      clearTimeout(timer);
      heard = true;
      link.replaceWith(button);
      store({ look: said.look });
      give();
      if (identity !== undefined) post({ type: 'identify', jwt: identity });
      page(1);
      if (locale) post({ type: 'locale', locale });
      paint();
      enter();
    } else if (said.type === 'token') store({ token: said.token });
    else if (said.type === 'keep') store({ memo: said.memo });
    else if (said.type === 'unread') {
      badge.textContent = said.n > 99 ? '99+' : said.n ? `${said.n}` : '';
      paint();
      tell('unread', said.n);
    } else if (said.type === 'invite') {
      asked.hidden = !said.text || isOpen;
      yes.textContent = said.text;
      no.ariaLabel = said.no;
    } else if (said.type === 'close') show(false);
  };

  const call = (...[name, value, more]: Call) => {
    if (name === 'open') show(true);
    else if (name === 'close') show(false);
    else if (name === 'on') listeners.push([value as string, more as () => void]);
    else if (name === 'page') page(1);
    else if (name === 'locale') post({ type: 'locale', locale: (locale = `${value as string}`) });
    else if (name === 'identify') {
      identity = (value as string | null) ?? null;
      if (!identity) store({ token: null });
      post({ type: 'identify', jwt: identity });
    }
  };

  const begin = () => {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(LAUNCHER_CSS);
      root.adoptedStyleSheets = [sheet];
    } catch {
      const sheet = make('link');
      sheet.rel = 'stylesheet';
      sheet.href = `${base}w/${LAUNCHER_FILE}`;
      root.append(sheet);
    }
    button.type = 'button';
    button.onclick = (event) => (wrote && !event.detail) || show(!isOpen);
    button.onkeydown = (event) => {
      const { key } = event;
      if (!isOpen || key[1] || event.ctrlKey || event.metaKey || !(wrote ||= key > ' ')) return;
      typed += key;
      event.preventDefault();
      enter();
    };
    link.target = '_blank'; // which is without an opener wherever this runs
    asked.hidden = true;
    asked.role = 'status';
    no.textContent = '×';
    const answered = (accepted: boolean) => {
      asked.hidden = true;
      post({ type: 'invited', accepted });
      if (accepted) show(true);
      else button.focus();
    };
    yes.onclick = () => answered(true);
    no.onclick = () => answered(false);
    asked.append(yes, no);
    button.append(badge);
    box.append(asked, button);
    box.onkeydown = (event) => {
      if (event.key === 'Escape' && isOpen) show(false);
    };
    root.append(box);
    document.documentElement.append(host);
    addEventListener('message', hear);
    addEventListener('storage', (event) => {
      if (event.key !== slot) return;
      tried(() => load(event.newValue));
      give();
    });
    document.addEventListener('securitypolicyviolation', (event) => {
      if (/frame|child/.test(event.effectiveDirective) && event.blockedURI.startsWith(origin)) blocked();
    });
    const moved = () => page();
    const navigation = (window as { navigation?: EventTarget }).navigation;
    if (navigation) navigation.addEventListener('currententrychange', moved);
    else ['popstate', 'hashchange'].forEach((name) => addEventListener(name, moved));
    paint();
    const early = stub.q ?? [];
    own.Desk = Object.assign(call, { on: 1 as const });
    for (const one of early) call(...one);
    calm = !isOpen && !!tried(() => sessionStorage.getItem(slot));
    if (calm) show(true);
    else (window.requestIdleCallback ?? setTimeout)(start);
  };
  // The second tag of the same page finds this and goes.
  const queue: Call[] = [];
  const stub: Desk = (own.Desk ??= Object.assign((...c: Call) => void queue.push(c), { q: queue }));
  stub.on = 1;
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin);
  else begin();
}
