// What a site's page loads: the launcher, the frame behind it and the messages between the two. No request but for the frame, and
// nothing of the page is touched. The desk knows who may frame it; here only the page's own storage holds the visitor's token.

import type { FromFrame, ToFrame } from '../core/bridge.ts';

declare const LAUNCHER_CSS: string;
declare const LAUNCHER_FILE: string;

type Call = [name: string, value?: unknown, more?: unknown];
interface Desk {
  (...call: Call): void;
  q?: unknown[];
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

if (script && /^[\w-]{1,80}$/.test(key) && !own.Desk?.on) {
  const set = script.dataset;
  const base = script.src.replace(/[^/]*([?#].*)?$/, '');
  const origin = new URL(base).origin;
  const slot = `desk:${key}`;
  let kept: Kept = {};
  const load = (text: string | null) => {
    try {
      kept = { ...(JSON.parse(text ?? '{}') as Kept) };
    } catch {
      // Somebody else's words under our name: begin anew.
    }
  };
  /** Storage may be forbidden: then memory, until the page goes. */
  const stored = (write?: Kept) => {
    try {
      if (write) localStorage.setItem(slot, JSON.stringify(Object.assign(kept, write)));
      else load(localStorage.getItem(slot));
    } catch {
      Object.assign(kept, write);
    }
  };
  const openMark = (value?: string) => {
    try {
      if (value === undefined) return sessionStorage.getItem(slot);
      sessionStorage.setItem(slot, value);
    } catch {
      // Then a panel does not stay open from page to page.
    }
    return null;
  };
  stored();

  let isOpen = false;
  let heard = false;
  let frame: HTMLIFrameElement | undefined;
  let timer = 0;
  let identity: string | null | undefined;
  let locale = set['lang'] ?? '';
  let url = '';
  const listeners: [string, (value: unknown) => void][] = [];

  const make = <K extends keyof HTMLElementTagNameMap>(name: K, kind = '') => Object.assign(document.createElement(name), { className: kind });
  const host = document.createElement('desk-launcher');
  const box = make('div');
  const button = make('button', 'b');
  const link = make('a', 'b');
  const badge = make('span', 'n');
  const asked = make('div', 'i');
  const yes = make('button');
  const no = make('button');
  const icon = (shape: string) => {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const path = document.createElementNS(svg.namespaceURI, 'path') as SVGPathElement;
    path.setAttribute('d', shape);
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    svg.append(path);
    return svg;
  };
  const BUBBLE = 'M4 5h16v11H10l-5 4v-4H4z';
  const post = (message: ToFrame) => {
    if (heard) frame?.contentWindow?.postMessage({ fairlead: 1, ...message }, origin);
  };
  const tell = (name: string, value?: unknown) => listeners.forEach(([n, f]) => n === name && f(value));
  const page = (force?: 1) => {
    if (force || url !== location.href) post({ type: 'page', url: (url = location.href), title: document.title });
  };

  const paint = () => {
    const look = kept.look;
    const color = look?.color ?? set['color'];
    const css = box.style;
    if (color) css.setProperty('--a', color);
    css.setProperty('--t', look?.text ?? '#fff');
    // Important on the element itself: `all` leaves the direction alone, and the page may say `* { direction: … !important }`.
    host.style.setProperty('direction', look?.dir ?? (document.dir || 'ltr'), 'important');
    host.className = set['position'] ?? look?.position ?? '';
    const label = look?.label ?? set['label'] ?? 'Chat';
    const n = Number(badge.textContent);
    button.ariaLabel = (isOpen ? look?.close : n && look?.unread.replace('#', badge.textContent!)) || label;
    button.ariaExpanded = `${isOpen}`;
    link.ariaLabel = label;
    link.href = set['contact'] ?? look?.contact ?? `${base}w/${key}/contact`;
    box.className = isOpen ? 'open' : '';
    button.replaceChildren(icon(isOpen ? 'M6 9l6 6 6-6' : BUBBLE), badge);
    if (frame) {
      frame.title = label;
    }
  };
  /** The frame cannot be had here: the launcher leads to the page that works everywhere. */
  const blocked = () => {
    if (heard || !frame) return;
    show(false);
    button.replaceWith(link);
  };
  const start = () => {
    if (frame || !host.isConnected) return;
    frame = make('iframe');
    frame.allow = 'clipboard-write';
    frame.src = `${base}w/${key}/frame?o=${encodeURIComponent(location.origin)}&lang=${encodeURIComponent(locale || document.documentElement.lang || navigator.language)}`;
    timer = setTimeout(blocked, PATIENCE);
    box.append(frame);
    paint();
  };
  const show = (open: boolean) => {
    if (open) start();
    if (open === isOpen) return;
    isOpen = open;
    asked.hidden = true;
    openMark(open ? '1' : '');
    paint();
    post({ type: open ? 'open' : 'closed' });
    if (open) frame?.focus();
    else button.focus();
    tell(open ? 'open' : 'close');
  };

  const hear = (event: MessageEvent) => {
    const said = event.data as (FromFrame & { fairlead?: 1 }) | null;
    if (event.origin !== origin || !frame || event.source !== frame.contentWindow || said?.fairlead !== 1) return;
    if (said.type === 'ready') {
      clearTimeout(timer);
      heard = true;
      link.replaceWith(button);
      stored({ look: said.look });
      post({ type: 'token', token: kept.token ?? null, memo: kept.memo });
      if (identity !== undefined) post({ type: 'identify', jwt: identity });
      page(1);
      if (locale) post({ type: 'locale', locale });
      if (isOpen) post({ type: 'open' });
      paint();
    } else if (said.type === 'token') stored({ token: said.token });
    else if (said.type === 'keep') stored({ memo: said.memo });
    else if (said.type === 'unread') {
      badge.textContent = said.n > 99 ? '99+' : said.n ? `${said.n}` : '';
      paint();
      tell('unread', said.n);
    } else if (said.type === 'invite') {
      asked.hidden = !said.text || isOpen;
      yes.textContent = said.text;
      no.ariaLabel = said.no;
    } else if (said.type === 'close') show(false);
    else if (said.type === 'full') open(said.url, '_blank', 'noopener');
  };

  const call = (...[name, value, more]: Call) => {
    if (name === 'open') show(true);
    else if (name === 'close') show(false);
    else if (name === 'on') listeners.push([value as string, more as () => void]);
    else if (name === 'page') page(1);
    else if (name === 'locale') post({ type: 'locale', locale: (locale = `${value as string}`) });
    else if (name === 'identify') {
      identity = (value as string | null) ?? null;
      if (!identity) stored({ token: null });
      post({ type: 'identify', jwt: identity });
    }
  };

  const begin = () => {
    const root = host.attachShadow({ mode: 'closed' });
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
    button.onclick = () => show(!isOpen);
    button.ariaHasPopup = 'dialog';
    link.target = '_blank';
    link.rel = 'noopener';
    link.append(icon(BUBBLE));
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
    box.append(asked, button);
    box.onkeydown = (event) => {
      if (event.key === 'Escape' && isOpen) show(false);
    };
    root.append(box);
    document.documentElement.append(host);
    addEventListener('message', hear);
    addEventListener('storage', (event) => {
      if (event.key !== slot) return;
      load(event.newValue);
      post({ type: 'token', token: kept.token ?? null, memo: kept.memo });
    });
    document.addEventListener('securitypolicyviolation', (event) => {
      if (/^(frame|child|default)-src/.test(event.effectiveDirective) && event.blockedURI.startsWith(origin)) blocked();
    });
    const moved = () => page();
    const navigation = (window as { navigation?: EventTarget }).navigation;
    if (navigation) navigation.addEventListener('currententrychange', moved);
    else ['popstate', 'hashchange'].forEach((name) => addEventListener(name, moved));
    paint();
    const early = own.Desk?.q ?? [];
    own.Desk = Object.assign(call, { on: 1 as const });
    for (const one of Array.from(early)) call(...(Array.from(one as ArrayLike<unknown>) as Call));
    if (openMark()) show(true);
    else (window.requestIdleCallback ?? setTimeout)(start);
  };
  // The second tag of the same page finds this and goes.
  const stub: Desk = (own.Desk ??= (...c: Call) => void (stub.q ??= []).push(c));
  stub.on = 1;
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin);
  else begin();
}
