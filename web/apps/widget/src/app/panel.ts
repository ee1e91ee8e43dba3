// The panel: head, strips, home or thread, composer. Draws all of it from what the desk knows.
import { button, h, icon, rows, type Row } from './dom.ts';
import { address, alternative, before, rating } from './cards.ts';
import { call } from './http.ts';
import { composer } from './composer.ts';
import { home } from './home.ts';
import { thread } from './thread.ts';
import { newId, type Ui } from './ui.ts';
import { say, w } from './words.ts';

const NOTE_MS = 8_000;
/** So long the desk waits for an answer to be seen before it mails it, ms. */
const MAILED_MS = 120_000;

export function panel(ui: Ui, close: () => void) {
  const { desk, config } = ui;
  const logo = h('span', { class: 'logo', ariaHidden: 'true' });
  const title = h('h1');
  const status = h('p', { class: 'status' });
  const menu = h('ul', { class: 'menu', hidden: true });
  const dots = button('tool', '', () => toggle(), icon('dots', 'dots'));
  const down = button('tool', '', close, icon('down'));
  const header = h('header', {}, logo, h('div', { class: 'who' }, title, status), dots, down, menu);
  const strips = h('div', { class: 'strips' });
  const heard = h('div', { class: 'sr', ariaLive: 'polite' });
  const foot = h('p', { class: 'foot' });
  const hear = (text: string) => heard.replaceChildren(h('p', {}, text));
  let note = '';
  let noteTimer: ReturnType<typeof setTimeout> | undefined;
  let typingTimer: ReturnType<typeof setTimeout> | undefined;

  const toggle = (show = menu.hidden) => {
    menu.hidden = !show;
    dots.ariaExpanded = `${show}`;
    if (show) menu.querySelector<HTMLElement>('button, a')?.focus();
  };
  const write = () => {
    ui.home = false;
    ui.draw();
    focus();
  };
  const prefill = before(ui);
  const addressRows = address(ui);
  const ratingRows = rating(ui);
  const otherWay = alternative(ui, () => focus());
  const first = () => !desk.log.messages.length && !desk.box.length && !desk.log.conversation;

  const send = (text: string, files: File[]): boolean => {
    const asked = first() && prefill.needed() ? prefill.take() : {};
    if (!asked) return false;
    const taken = desk.send({ id: newId(), text, files: files.map((f) => ({ name: f.name || 'file', size: f.size, kind: f.type, blob: f })), ...asked, page: desk.page, at: Date.now(), state: 'waiting', tries: 0, due: 0 });
    if (!taken) ui.note(w.full);
    log.end();
    return taken;
  };
  const log = thread(ui);
  const start = home(ui, write);
  const input = composer(ui, send, () => {
    if (desk.log.conversation && desk.live) void call('/typing', {});
  });
  const talk = h('div', { class: 'talk' }, log.element, log.below);
  const element = h('main', {}, header, strips, start.element, talk, input.element, foot, heard);

  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.isComposing) return;
    if (menu.hidden) return close();
    toggle(false);
    dots.focus();
  });
  element.addEventListener('focusin', (event) => {
    if (!menu.hidden && event.target !== dots && !menu.contains(event.target as Node)) toggle(false);
  });
  element.addEventListener('click', (event) => {
    if (!menu.hidden && !dots.contains(event.target as Node)) toggle(false);
  });
  for (const name of ['dragover', 'drop'] as const) {
    element.addEventListener(name, (event) => {
      event.preventDefault();
      element.classList.toggle('drop', name === 'dragover');
      if (name === 'drop' && !ui.home) input.add([...(event.dataTransfer?.files ?? [])]);
    });
  }
  element.addEventListener('dragleave', (event) => {
    if (!element.contains(event.relatedTarget as Node | null)) element.classList.remove('drop');
  });

  const strip = (key: string, kind: string, text: string | null, more?: string, act?: HTMLElement): Row[] =>
    text ? [[key, `${text}${more}`, () => h('div', { class: `strip ${kind}` }, h('p', {}, h('bdi', {}, text)), more && h('small', {}, h('bdi', {}, more)), act)]] : [];

  const drawHead = () => {
    const c = desk.log.conversation;
    const agent = c?.status === 'resolved' ? null : c?.agent?.name;
    const author = agent && desk.log.messages.findLast((m) => m.author?.name === agent)?.author;
    logo.textContent = author ? author.initials : [...(agent ?? config.name)][0]!.toUpperCase();
    logo.className = agent ? 'logo face' : 'logo';
    title.replaceChildren(h('bdi', {}, agent ?? config.name));
    const on = desk.presence.online;
    status.className = on && c?.status !== 'resolved' ? 'status on' : 'status';
    status.textContent = c?.status === 'resolved' ? w.ended : on ? (agent ? w.here : w.open) : w.shut;
    dots.title = dots.ariaLabel = w.menu;
    down.title = down.ariaLabel = w.close;
    dots.ariaExpanded = `${!menu.hidden}`;
  };

  const items = (): Row[] => {
    const { visitor, conversation } = desk.log;
    const item = (key: string, word: string, act: () => void): Row => [key, word, () => h('li', {}, button('', word, () => {
      toggle(false);
      act();
    }))];
    const ask = (card: typeof ui.card) => () => {
      ui.card = card;
      ui.home = false;
      ui.draw();
      log.end();
    };
    const copy = async () => {
      if (!visitor.email) return ask('copy')();
      const { status: code } = await call('/transcript', {});
      ui.note(code && code < 300 ? say(w.transcriptOk, visitor.email) : code === 429 ? w.slow : w.fault);
    };
    const sound = `${ui.memo.mute ? '' : '✓ '}${w.sound}`;
    return [
      ...(config.articles_first && !ui.home ? [item('find', w.find, () => ((ui.home = true), ui.draw(), start.focus()))] : []),
      ...(config.transcript && conversation ? [item('copy', w.transcript, () => void copy())] : []),
      ...(config.ask_email !== 'never' && visitor.proved === 'none' ? [item('device', w.device, ask('email'))] : []),
      ...(config.sound ? [item('sound', sound, () => ((ui.memo.mute = !ui.memo.mute), ui.remember(), ui.draw()))] : []),
      ['contact', w.contact, () => h('li', {}, h('a', { href: config.contact_url, target: '_blank', rel: 'noopener' }, w.contact))],
    ];
  };

  const drawStrips = () => {
    const { conversation: c, visitor, messages } = desk.log;
    const { promise, away, online } = desk.presence;
    const answered = messages.findLast((m) => m.from !== 'system')?.from === 'agent';
    // Pinned only while nobody is there yet.
    const alone = !answered && !c?.agent && c?.status !== 'resolved' && !ui.home;
    const leave = c ? (visitor.email ? say(w.leave, visitor.email) : w.leaveNo) : '';
    const way = () => h('a', { href: config.contact_url, target: '_blank', rel: 'noopener' }, w.contact);
    const offline = navigator.onLine === false;
    // An answer that is seen at once is not mailed: said only of one that has waited, and until they write again.
    const waited = Date.now() - (messages.at(-1)?.at ?? 0) > MAILED_MS;
    const mailed = c?.by_mail && visitor.email && answered && waited && !ui.home ? say(w.mailed, visitor.email) : null;
    rows(strips, [
      ...strip('off', 'warn', offline ? w.offline : null),
      ...strip('fault', 'bad', desk.fault && w[desk.fault], '', way()),
      ...strip('paused', 'warn', config.notice, '', way()),
      ...strip('promise', '', (alone && !c?.alternative) || (!online && !ui.home && c?.status !== 'resolved') ? (online ? promise : (away ?? promise)) : null, leave),
      ...strip('mailed', '', mailed, ''),
      ...(note ? [['note', note, () => h('div', { class: 'strip note' }, h('p', {}, note))] as Row] : []),
    ]);
  };

  const draw = () => {
    drawHead();
    rows(menu, items());
    drawStrips();
    start.element.hidden = !ui.home;
    talk.hidden = input.element.hidden = ui.home;
    if (ui.home) {
      start.draw();
    } else {
      const greeting: Row[] = first() && config.greeting ? [['hello', config.greeting, () => h('article', { class: 'theirs' }, h('div', { class: 'bubble' }, h('bdi', {}, config.greeting)))]] : [];
      log.draw([...greeting, ...(first() && !ui.card && prefill.needed() ? [prefill.row()] : []), ...otherWay(), ...addressRows(), ...ratingRows()]);
      const way = desk.log.conversation?.alternative;
      if (way && way.at !== ui.offered && ui.open && !document.hidden) {
        ui.offered = way.at;
        hear(way.text);
      }
      input.draw();
    }
    const offer = !ui.home && !ui.card && config.ask_email !== 'never' && desk.log.visitor.proved === 'none' && !!desk.log.conversation && !desk.presence.online;
    rows(foot, offer ? [['device', w.device, () => button('link', w.device, () => ((ui.card = 'email'), ui.draw(), log.end()))]] : []);
    clearTimeout(typingTimer);
    const until = desk.log.typing?.until;
    if (until && until > Date.now()) typingTimer = setTimeout(draw, until - Date.now() + 50);
  };

  const focus = () => {
    if (ui.home) start.focus();
    // A keyboard that jumps up hides what one came to read.
    else if (matchMedia('(pointer: coarse)').matches) log.element.focus();
    else input.focus();
  };
  return {
    element,
    draw,
    focus,
    /** The keyboard to where one writes. */
    write: () => (ui.home ? start : input).focus(),
    /** What was typed before there was a box to hold it. */
    take: (text: string) => (ui.home ? start : input).take(text),
    keep: input.keep,
    clear: input.clear,
    shown: () => {
      if (ui.home) start.begin();
      log.end();
    },
    set: input.set,
    say: hear,
    note: (text: string) => {
      note = text;
      hear(text);
      clearTimeout(noteTimer);
      noteTimer = setTimeout(() => ((note = ''), draw()), NOTE_MS);
      draw();
    },
  };
}
