// The thread: days, messages with what became of them, what waits to be sent, who is typing.
import { amount } from '../core/files.ts';
import { stateOf } from '../core/log.ts';
import type { Entry } from '../core/outbox.ts';
import type { Attachment, Message } from '../core/talk.ts';
import { button, h, icon, rows, type Row } from './dom.ts';
import { plain, rich } from './text.ts';
import type { Ui } from './ui.ts';
import { say, w } from './words.ts';

/** Nearer to an end than this counts as there, px. */
const NEAR = 60;

export function thread(ui: Ui) {
  const { desk, config } = ui;
  const time = new Intl.DateTimeFormat(config.locale, { hour: 'numeric', minute: '2-digit' });
  const full = new Intl.DateTimeFormat(config.locale, { dateStyle: 'full', timeStyle: 'short' });
  const list = h('div', { class: 'list' });
  const element = h('div', { class: 'log', role: 'log', ariaLive: 'off', tabIndex: 0 }, list);
  let atEnd = true;
  const toEnd = () => (element.scrollTop = element.scrollHeight);
  const below = button('new', '', toEnd, icon('down'), ' ');
  element.addEventListener('scroll', () => {
    atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    below.hidden = atEnd;
    if (element.scrollTop < NEAR) void desk.older();
  });
  new ResizeObserver(() => atEnd && toEnd()).observe(element);
  // Pictures grow after they were put in.
  element.addEventListener('load', () => atEnd && toEnd(), true);

  const when = (at: number) => h('time', { dateTime: new Date(at).toISOString(), title: full.format(at) }, time.format(at));

  const file = (f: Attachment): HTMLElement => {
    if (/^image\/(png|jpe?g|gif|webp|avif)$/.test(f.kind)) {
      const picture = h('img', { src: f.url, alt: f.name, loading: 'lazy', ...(f.width && f.height ? { width: f.width, height: f.height } : {}) });
      return h('a', { class: 'pic', href: f.url, target: '_blank', rel: 'noopener' }, picture);
    }
    return h('a', { class: 'file', href: f.url, target: '_blank', rel: 'noopener', download: f.name }, icon('file'), h('span', {}, h('bdi', {}, f.name), h('small', {}, amount(f.size, config.locale))));
  };

  const message = (m: Message, state: Message['state'], last: boolean): HTMLElement => {
    if (m.from === 'system') return h('p', { class: 'event' }, h('bdi', {}, m.text));
    const mine = m.from === 'customer';
    const words = m.text || m.html ? h('div', { class: 'bubble' }, m.html && !mine ? rich(m.html) : plain(m.text)) : null;
    const meta = h('p', { class: 'meta' });
    if (mine) meta.append(...(last ? [icon(state === 'read' ? 'checks' : 'check'), `${w[state]} `] : []));
    if (m.by === 'mail') meta.append(icon('mail'));
    if (!mine && m.author) meta.append(h('span', {}, h('bdi', {}, m.author.name), m.by === 'mail' ? ` · ${w.byMail} ·` : ' ·'));
    meta.append(when(m.at));
    return h('article', { class: mine ? 'mine' : 'theirs' }, words, ...m.files.map(file), meta);
  };

  const waiting = (e: Entry, sending: boolean, part: number | undefined): HTMLElement => {
    const failed = e.state === 'failed';
    const code = e.fault?.code;
    const why = code === 'blocked' ? w.blocked : e.fault?.message;
    const meta = failed
      ? h('p', { class: 'meta bad' }, icon('alert'), `${w.failed} `, why && h('bdi', {}, why), button('link', w.retry, () => desk.again(e.id)), button('link', w.discard, () => desk.drop(e.id)))
      : h('p', { class: 'meta' }, icon('clock'), sending ? w.sending : w.waiting);
    const bar = part === undefined ? null : h('progress', { value: part, max: 1, ariaLabel: w.sending });
    return h('article', { class: 'mine' }, e.text && h('div', { class: 'bubble' }, plain(e.text)), ...e.files.map((f) => h('div', { class: 'file' }, icon('file'), h('span', {}, h('bdi', {}, f.name), h('small', {}, amount(f.size, config.locale))))), bar, meta);
  };

  const dayName = new Intl.DateTimeFormat(config.locale, { weekday: 'long', day: 'numeric', month: 'long' });
  const near = new Intl.RelativeTimeFormat(config.locale, { numeric: 'auto' });
  const day = (at: number, now: number): string => {
    const days = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 864e5);
    const word = days === 0 || days === 1 ? near.format(-days, 'day') : dayName.format(at);
    return word.charAt(0).toLocaleUpperCase(config.locale) + word.slice(1);
  };

  /** `cards`: what is asked for, after all that was said. */
  const draw = (cards: readonly Row[]): void => {
    const { log, box } = desk;
    const now = Date.now();
    const all: Row[] = [];
    if (desk.loadingOlder) all.push(['older', '', () => h('p', { class: 'event' }, w.older)]);
    let before = '';
    const lastMine = log.messages.findLast((m) => m.from === 'customer')?.id;
    const known = new Set<string | null>();
    for (const m of log.messages) {
      known.add(m.client_id);
      const name = day(m.at, now);
      if (name !== before) all.push([`day ${name}`, '', () => h('p', { class: 'day' }, name)]);
      before = name;
      const state = stateOf(m, log.conversation);
      all.push([m.id, `${m.cursor} ${state} ${m.text} ${m.id === lastMine} ${m.files.map((f) => f.url).join()}`, () => message(m, state, m.id === lastMine)]);
    }
    const online = navigator.onLine !== false;
    box.forEach((e, n) => {
      const part = desk.progress.get(e.id);
      if (!known.has(e.id)) all.push([`box ${e.id}`, `${e.state} ${online && !n && e.tries < 2} ${part} ${e.fault?.code}`, () => waiting(e, online && !n && e.tries < 2, part)]);
    });
    all.push(...cards);
    const who = log.typing && log.typing.until > now ? log.typing.name : '';
    if (who) all.push(['typing', who, () => h('p', { class: 'typing' }, h('i', {}), h('bdi', {}, say(w.typing, who)))]);
    const height = element.scrollHeight;
    const top = element.scrollTop;
    const first = list.firstElementChild;
    rows(list, all);
    element.ariaLabel = w.thread;
    below.title = below.ariaLabel = w.new;
    below.lastChild!.textContent = w.new;
    if (atEnd) toEnd();
    else if (list.firstElementChild !== first) element.scrollTop = top + element.scrollHeight - height;
  };
  below.hidden = true;
  return { element, below, draw, end: () => ((atEnd = true), toEnd()) };
}
