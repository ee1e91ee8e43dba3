// What this agent was told: the list, the badge, and who rings when: a notice of the desktop, and one sound in three seconds over all tabs.
import { api, type Notification as Told, type NotificationChoices, type NotificationKind } from '@fairlead/api';
import { recall, remember } from '../lib/look.svelte.ts';
import { exactNow } from '../lib/time.svelte.ts';
import { t } from '../lib/words.svelte.ts';
import { chime } from '../lib/chime.ts';
import { desk } from './desk.svelte.ts';

/** Between two sounds. */
const SOUND_MS = 3000;
const PAGE = 30;

class Notifications {
  items = $state.raw<Told[]>([]);
  next = $state<string | null>(null);
  unread = $state(0);
  loaded = $state(false);
  choices = $state.raw<NotificationChoices | null>(null);
  private quietUntil: number | null = null;
  /** Everything up to this time has been seen here: it does not ring. */
  private heard = 0;
  private flight: Promise<void> | null = null;
  private again = false;

  /** At sign-in: nothing of what is there rings. */
  async start(): Promise<void> {
    this.heard = exactNow();
    try {
      this.choices = await api.notificationChoices();
      await this.load(null);
    } catch {
      // The page of notifications says what is wrong.
    }
  }
  clear(): void {
    this.items = [];
    this.next = null;
    this.unread = 0;
    this.loaded = false;
    this.choices = null;
  }
  /** The feed says that something changed. `shown` is the conversation on the screen. */
  changed(shown: string | null): void {
    if (this.flight) {
      this.again = true;
      return;
    }
    this.flight = this.load(shown)
      .catch(() => undefined)
      .finally(() => {
        this.flight = null;
        if (!this.again) return;
        this.again = false;
        this.changed(shown);
      });
  }
  async load(shown: string | null): Promise<void> {
    const page = await api.notifications(null, PAGE);
    const known = new Set(page.items.map((n) => n.id));
    const tail = this.loaded && page.next ? this.items.slice(PAGE).filter((n) => !known.has(n.id)) : [];
    this.items = [...page.items, ...tail];
    if (tail.length === 0) this.next = page.next;
    this.unread = page.unread;
    this.quietUntil = page.quiet_until ?? null;
    this.loaded = true;
    const fresh = page.items.filter((n) => n.read_at === null && n.at > this.heard);
    this.heard = Math.max(this.heard, ...page.items.map((n) => n.at));
    // What happens before one's eyes is read at once.
    const seen = fresh.filter((n) => n.conversation.id === shown && !document.hidden);
    if (seen.length > 0) this.opened(shown);
    this.ring(fresh.filter((n) => !seen.includes(n)));
  }
  async more(): Promise<void> {
    if (!this.next) return;
    const page = await api.notifications(this.next, PAGE);
    const known = new Set(this.items.map((n) => n.id));
    this.items = [...this.items, ...page.items.filter((n) => !known.has(n.id))];
    this.next = page.next;
  }
  /** A conversation is before the agent's eyes: what they were told of it is read. */
  opened(conversation: string | null): void {
    if (!conversation || this.unread === 0) return;
    const held = this.items.filter((n) => n.read_at === null);
    // One that is further down than the list goes may be meant.
    if (!held.some((n) => n.conversation.id === conversation) && held.length >= this.unread) return;
    const now = exactNow();
    this.items = this.items.map((n) => (n.read_at === null && n.conversation.id === conversation ? { ...n, read_at: now } : n));
    this.unread = Math.max(0, this.unread - held.filter((n) => n.conversation.id === conversation).length);
    api.read(conversation, true).catch(() => undefined);
  }
  async readAll(): Promise<void> {
    const now = exactNow();
    this.items = this.items.map((n) => (n.read_at === null ? { ...n, read_at: now } : n));
    this.unread = 0;
    await api.readNotifications(now);
  }
  async setRead(one: Told, read: boolean): Promise<void> {
    this.items = this.items.map((n) => (n.id === one.id ? { ...n, read_at: read ? exactNow() : null } : n));
    await api.readNotification(one.id, read);
  }
  private wants(n: Told, way: 'desktop' | 'sound'): boolean {
    return n.kinds.some((kind) => this.choices?.ways[kind as NotificationKind]?.[way] === true);
  }
  private ring(fresh: Told[]): void {
    if (fresh.length === 0 || (this.quietUntil !== null && exactNow() < this.quietUntil)) return;
    if (document.hidden && 'Notification' in window && Notification.permission === 'granted') {
      for (const n of fresh.filter((one) => this.wants(one, 'desktop')).slice(0, 3)) this.notice(n);
    }
    if (fresh.some((n) => this.wants(n, 'sound')) && Date.now() - recall('fairlead.rang', 0) >= SOUND_MS) {
      remember('fairlead.rang', Date.now());
      chime();
    }
  }
  /** Tabs that show the same one replace each other's notice: the tag is the conversation. */
  private notice(n: Told): void {
    const open = this.choices?.content !== false;
    const made = new Notification(open ? said(n) : t('notify-quiet'), { body: open ? `#${n.conversation.number} ${n.conversation.subject}` : '', tag: n.conversation.id, icon: '/icon.svg' });
    made.onclick = () => {
      focus();
      dispatchEvent(new CustomEvent('fairlead-go', { detail: path(n) }));
    };
  }
}
export const notifications = new Notifications();

export const path = (n: Told): string => `/inbox/all/${n.conversation.number}`;
/** What happened, in one line: by its most pressing kind. */
export function said(n: Told): string {
  const kind = n.kinds[0] ?? 'replied';
  const actor = n.actor as { by?: string; id?: string | null };
  const name = actor.by === 'agent' ? desk.agentName(actor.id) : actor.by === 'customer' ? (n.conversation.contact ?? t('somebody')) : null;
  const word = kind.replaceAll('_', '-');
  return (kind === 'mentioned' || kind === 'assigned' || kind === 'replied') && name ? t(`told-${word}`, { name }) : t(`told-${word}-plain`);
}
