// The page's end of the feed: joins the shared worker (or leads the tabs itself) and brings what comes into the store.
import { api, type FeedFrame, type Message } from '@fairlead/api';
import { desk } from '../store/desk.svelte.ts';
import { allStale, drop, ensure, lists, reflow, viewStale } from '../store/lists.svelte.ts';
import { changeMessage, open, removeMessage } from '../store/open.ts';
import { notifications } from '../store/notifications.svelte.ts';
import { shell } from '../store/shell.svelte.ts';
import { views } from '../store/views.svelte.ts';
import { exactNow } from '../lib/time.svelte.ts';
import { Connection, type Link } from './connection.ts';

class Live {
  link = $state<Link>('connecting');
  position = 0;
}
export const live = new Live();
let post: ((message: object) => void) | null = null;
let conversationShown: () => string | null = () => null;
let signedOut: () => void = () => undefined;

export function startFeed(position: number, hooks: { shown: () => string | null; signedOut: () => void }): void {
  live.position = position;
  conversationShown = hooks.shown;
  signedOut = hooks.signedOut;
  if (typeof SharedWorker === 'function') startShared();
  else startLeader();
  addEventListener('online', () => post?.({ nudge: true }));
  addEventListener('offline', () => (live.link = 'offline'));
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) post?.({ nudge: true });
  });
}
export function stopFeed(): void {
  post?.({ stop: true });
  post = null;
}
function startShared(): void {
  const worker = new SharedWorker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'fairlead-feed' });
  worker.port.onmessage = ({ data }: MessageEvent<{ frame?: FeedFrame; link?: Link }>) => {
    if (data.link) setLink(data.link);
    if (data.frame) take(data.frame);
  };
  worker.onerror = () => {
    post = null;
    startLeader();
  };
  worker.port.start();
  post = (message) => worker.port.postMessage(message);
  post({ join: live.position });
  addEventListener('pagehide', () => post?.({ leave: true }));
  addEventListener('pageshow', (event) => {
    if (event.persisted) post?.({ join: live.position });
  });
}
/** Without shared workers one tab leads (a lock), the others listen on a channel. */
function startLeader(): void {
  const channel = new BroadcastChannel('fairlead-feed');
  let own: Connection | null = null;
  channel.onmessage = ({ data }: MessageEvent<{ frame?: FeedFrame; link?: Link; send?: object }>) => {
    if (data.link) setLink(data.link);
    if (data.frame) take(data.frame);
    if (data.send && own) own.send(data.send);
  };
  post = (message: { send?: object; nudge?: boolean; stop?: boolean }) => {
    if (message.stop) own?.stop();
    else if (own && message.send) own.send(message.send);
    else if (own && message.nudge) {
      own.nudge();
      setLink(own.state);
    }
    else channel.postMessage(message);
  };
  const lead = (): void => {
    own = new Connection(live.position, location.origin, {
      frame: (frame) => {
        channel.postMessage({ frame });
        take(frame);
      },
      link: (link) => {
        channel.postMessage({ link });
        setLink(link);
      },
    });
  };
  if (navigator.locks) void navigator.locks.request('fairlead-feed', () => new Promise<void>(() => lead()));
  else lead();
}
function setLink(link: Link): void {
  const back = live.link === 'offline' && link !== 'offline';
  live.link = link;
  // Nobody tells any more when they stop.
  if (link === 'offline') desk.typing.clear();
  if (back) dispatchEvent(new Event('fairlead-back'));
}
export function sendPresence(conversation: string | null, state: 'viewing' | 'writing' | 'left'): void {
  post?.({ send: { type: 'presence', conversation, state, beside: shell.beside.filter((id) => id !== conversation) } });
}

function take(frame: FeedFrame): void {
  switch (frame.type) {
    case 'events':
      if (frame.position <= live.position && frame.position !== 0 && frame.events.length > 0) return;
      live.position = Math.max(live.position, frame.position);
      takeEvents(frame);
      break;
    case 'reset':
      live.position = frame.position;
      void refetch();
      break;
    case 'presence':
      desk.presence.set(frame.conversation, frame.agents);
      if (frame.customer_typing) desk.typing.add(frame.conversation);
      else desk.typing.delete(frame.conversation);
      break;
    case 'signed_out':
      signedOut();
      break;
    default:
      break;
  }
}

function takeEvents(frame: Extract<FeedFrame, { type: 'events' }>): void {
  for (const summary of frame.patches?.conversations ?? []) {
    if (desk.pending.has(summary.id)) continue;
    const before = desk.conversations.get(summary.id);
    // What this agent has read is known here best while the conversation is on the screen.
    if (before && conversationShown() === summary.id && !document.hidden) summary.unread = false;
    if (desk.put(summary)) reflow(summary);
  }
  if (frame.counts) desk.counts = frame.counts;
  const touched = new Set<string>();
  for (const event of frame.events) {
    const id = event.conversation ?? null;
    if (event.kind === 'conversation.deleted.v1' && id) {
      drop(id);
      desk.conversations.delete(id);
      desk.opened.delete(id);
    } else if (event.kind === 'conversation.merged.v1' && id) {
      const shown = conversationShown() === id;
      drop(id);
      desk.opened.delete(id);
      // What is on the screen is where its messages are now.
      if (shown) dispatchEvent(new CustomEvent('fairlead-led', { detail: event['into'] }));
    } else if (event.kind === 'delivery.changed.v1' && id) {
      takeDelivery(id, event);
    } else if (event.kind === 'message.cancelled.v1' && id && event.message) {
      removeMessage(id, event.message);
    } else if (event.kind === 'agent.notified.v1') {
      notifications.changed(conversationShown());
    } else if (event.kind === 'agent.presence.v1' || event.kind === 'team.help.v1') {
      // The queue's own: told below.
    } else if (/^(settings|team|agent|channel|contact)\./.test(event.kind)) {
      scheduleBootstrap();
      if (event['what'] === 'views') void views.load();
    } else if (id) touched.add(id);
    if (/^(work|agent\.presence|team\.help|conversation)\./.test(event.kind)) dispatchEvent(new CustomEvent('fairlead-work', { detail: event }));
    if (event.kind === 'conversation.noted.v1' && Array.isArray(event['mentions']) && desk.me && event['mentions'].includes(desk.me.id)) viewStale('mentions');
  }
  if (touched.size > 0) views.changed();
  for (const id of touched) {
    if (!desk.opened.has(id)) continue;
    desk.change(id, { stale: true });
    if (conversationShown() === id) open(id, true).catch(() => undefined);
  }
}
function takeDelivery(conversation: string, event: { message?: string | null; [key: string]: unknown }): void {
  const held = desk.opened.get(conversation)?.messages.find((m: Message) => m.id === event.message);
  if (!held) return;
  const known = held.deliveries.find((d) => d.id === event['delivery']);
  if (known) changeMessage(conversation, held.id, { deliveries: held.deliveries.map((d) => (d === known ? { ...d, state: event['state'] as typeof d.state } : d)) });
  const state = event['state'];
  if (!known || state === 'failed' || state === 'retrying' || state === 'bounced') {
    if (conversationShown() === conversation) open(conversation, true).catch(() => undefined);
    else desk.change(conversation, { stale: true });
  }
}
let bootTimer: ReturnType<typeof setTimeout> | null = null;
function scheduleBootstrap(): void {
  if (bootTimer) return;
  bootTimer = setTimeout(() => {
    bootTimer = null;
    api.bootstrap().then((boot) => desk.fill(boot)).catch(() => undefined);
  }, 800);
}
/** The gap was too wide: fetch what is on the screen anew. */
export async function refetch(): Promise<void> {
  allStale();
  for (const [id] of desk.opened) desk.change(id, { stale: true });
  scheduleBootstrap();
  const shown = conversationShown();
  notifications.changed(shown);
  await Promise.allSettled([...[...lists.values()].filter((l) => l.loaded).slice(-2).map((l) => ensure(l.view, l.sort, true)), ...(shown ? [open(shown, true)] : [])]);
}
export const feedNow = exactNow;
