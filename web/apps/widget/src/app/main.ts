// The app of the frame: reads what the page was served with, talks with the loader, draws.
import { shades } from '../core/color.ts';
import { choose, memo, showed, visited } from '../core/invite.ts';
import type { Entry } from '../core/outbox.ts';
import type { Invitation, Config, Message } from '../core/talk.ts';
import { Bridge } from './bridge.ts';
import { Desk } from './desk.ts';
import { call } from './http.ts';
import { panel } from './panel.ts';
import { tick } from './sound.ts';
import type { Ui } from './ui.ts';
import { say, speak, w } from './words.ts';

const root = document.getElementById('app')!;
const config = JSON.parse(root.dataset['config'] ?? '{}') as Config;
/** Without a parent that speaks (the address opened by itself) one goes on after so long, ms. */
const ALONE_MS = 1_500;
/** Invitations are thought of so often, ms. */
const LOOK_MS = 1_000;

const colors = shades(config.color);
for (const [name, value] of Object.entries({ fill: colors.fill, on: colors.on, 'ink-light': colors.light, 'ink-dark': colors.dark, 'soft-light': colors.softLight, 'soft-dark': colors.softDark })) {
  document.documentElement.style.setProperty(`--${name}`, value);
}
document.documentElement.lang = config.locale;
document.documentElement.dir = config.dir;

let told = -1;
let offered: Invitation | null = null;
let greeted = false;
let since = performance.now();

const looks = () => ui.open && !document.hidden;
/** Nothing is drawn before its words are there: what stands once is not said anew in another language. */
let worded = false;
const draw = () => {
  if (worded) ui.draw();
};
const desk = new Desk(config, {
  changed: () => draw(),
  token: (token) => bridge.tell({ type: 'token', token }),
  arrived: (message: Message, lead: boolean) => {
    if (looks()) view.say(`${message.author?.name ?? config.name}: ${message.text}`);
    if (lead && config.sound && !ui.memo.mute && !(looks() && document.hasFocus())) tick();
  },
  draft: (text) => view.set(text),
  forgotten: () => {
    view.clear();
    if (!greeted) return;
    Object.assign(ui.memo, { box: [], draft: '' });
    ui.remember();
  },
});

const ui: Ui = {
  config,
  desk,
  memo: memo(null),
  card: '',
  home: config.articles_first,
  offered: 0,
  open: false,
  draw: () => {
    if (ui.home && desk.log.conversation && !greeted) ui.home = false;
    view.draw();
    if (looks() && !ui.home) desk.see();
    const offer = desk.log.conversation?.alternative;
    const n = desk.unread + Number(!!offer && offer.at !== ui.offered);
    if (n !== told) bridge.tell({ type: 'unread', n: (told = n) });
  },
  note: (text) => view.note(text),
  remember: () => bridge.tell({ type: 'keep', memo: ui.memo }),
};
// Without storage of its own the frame leaves unsent words with the page. Files cannot go there: they stay in memory.
desk.keep.aside = (key, value) => {
  if (!greeted) return;
  if (key === 'draft') ui.memo.draft = value as string;
  else if (key === 'box') {
    const box = (value as Entry[]).filter((e) => !e.files.length);
    if (!box.length && !ui.memo.box.length) return;
    ui.memo.box = box;
  } else return;
  ui.remember();
};
const view = panel(ui, () => {
  ui.open = false;
  bridge.tell({ type: 'close' });
});

const outcome = (outcome: 'shown' | 'accepted' | 'dismissed') => {
  if (offered) void call(`/invitations/${encodeURIComponent(offered.id)}`, { outcome });
};

const bridge = new Bridge(root.dataset['origin'] ?? '', (said) => {
  switch (said.type) {
    case 'token':
      if (!greeted) {
        greeted = true;
        ui.memo = visited(memo(said.memo), Date.now());
        desk.restore(ui.memo.box as Entry[]);
        if (ui.memo.draft) view.set(ui.memo.draft);
        ui.remember();
      }
      return desk.known(said.token);
    case 'open':
      ui.open = true;
      desk.want();
      view.shown();
      ui.draw();
      if (said.typed) view.take(said.typed);
      if (said.focus) view.focus();
      return;
    case 'closed':
      ui.open = false;
      return;
    case 'identify':
      return desk.identify(said.jwt);
    case 'page':
      desk.page = { url: said.url.slice(0, 2_000), title: said.title.slice(0, 300) };
      since = performance.now();
      return;
    case 'locale':
      // The words of the desk come with the frame: the page of another language is another one.
      if (said.locale && said.locale !== new URLSearchParams(location.search).get('lang')) {
        const url = new URL(location.href);
        url.searchParams.set('lang', said.locale);
        location.replace(url);
      }
      return;
    case 'invited':
      outcome(said.accepted ? 'accepted' : 'dismissed');
      if (!said.accepted) {
        ui.memo.no = true;
        ui.remember();
      } else if (offered) ui.home = false;
  }
});

function invite(): void {
  const busy = !greeted || ui.open || !!desk.log.conversation || config.paused || !!desk.fault || !!offered;
  const found = choose(config.invitations, config.invitations_per_day, ui.memo, { url: desk.page.url, on_page_s: (performance.now() - since) / 1000, now: Date.now(), busy });
  if (!found || document.hidden) return;
  offered = found;
  ui.memo = showed(ui.memo, found.id, Date.now());
  ui.remember();
  bridge.tell({ type: 'invite', text: found.text, no: w.noThanks });
  outcome('shown');
}

async function begin(): Promise<void> {
  const [draft] = await Promise.all([desk.recall(), speak(config.locale)]);
  worded = true;
  root.replaceChildren(view.element);
  view.set(draft);
  ui.draw();
  bridge.tell({
    type: 'ready',
    look: { color: colors.fill, text: colors.on, position: config.position, dir: config.dir, label: w.chat, close: w.close, unread: say(w.chatUnread, '#'), contact: new URL(config.contact_url, location.href).href, hide: config.hidden },
  });
  if (config.invitations.length) setInterval(invite, LOOK_MS);
  document.addEventListener('visibilitychange', () => ui.draw());
  addEventListener('pagehide', () => view.keep());
  // Words that nothing here has asked for are for whoever is written to.
  document.addEventListener('keydown', (event) => {
    if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && document.activeElement === document.body) view.write();
  });
  if (parent === window) {
    setTimeout(() => {
      greeted = ui.open = true;
      desk.known(null);
      desk.want();
      view.shown();
      ui.draw();
    }, ALONE_MS);
  }
}
void begin();
