// What the queue has for this agent: what rings, what they hold, how they stand. Fetched anew when an event concerns it.
import { api, ApiError, type FeedEvent, type QueueMine, type QueueOffer } from '@fairlead/api';
import { chime } from '../lib/chime.ts';
import { explain, report } from '../lib/errors.ts';
import { recall, remember } from '../lib/look.svelte.ts';
import { current, go } from '../lib/router.svelte.ts';
import { exactNow } from '../lib/time.svelte.ts';
import { toast, undoable } from '../lib/toasts.svelte.ts';
import { t } from '../lib/words.svelte.ts';
import { desk } from '../store/desk.svelte.ts';
import { notifications } from '../store/notifications.svelte.ts';
import { shell } from '../store/shell.svelte.ts';
import { calls } from './calls.ts';

/** A key that was meant for something else just before it rang. */
const UNMEANT_MS = 500;
/** Not told of anything for so long: looked at all the same. */
const LOOK_MS = 60_000;
/** In so long the queue has decided upon what happened to a conversation. */
const DECIDED_MS = 1_500;
/** Whoever does not answer hears it a second time, and no third. */
const AGAIN_MS = 6_000;
const RING = [[659.3, 0], [880, 0.14], [659.3, 0.42], [880, 0.56]] satisfies [number, number][];

class Work {
  mine = $state.raw<QueueMine | null>(null);
  /** The server's clock; runs while something counts down. */
  now = $state(exactNow());
  busy = $state(false);
  loud = $state(recall('fairlead.ring', true));
  private rings: { id: string; at: number; again: ReturnType<typeof setTimeout> | undefined; notice: Notification | null } | null = null;
  private flight: Promise<void> | null = null;
  private stale = false;
  private later: ReturnType<typeof setTimeout> | undefined;

  get offer(): QueueOffer | null {
    const offer = this.mine?.offer ?? null;
    return offer && offer.until > this.now ? offer : null;
  }
  /** Starts to follow; the answer ends it. */
  start(): () => void {
    const told = (event: Event): void => this.told((event as CustomEvent<FeedEvent>).detail);
    const anew = (): void => {
      if (!document.hidden) void this.load();
    };
    addEventListener('fairlead-work', told);
    addEventListener('fairlead-back', anew);
    document.addEventListener('visibilitychange', anew);
    const look = setInterval(() => void this.load(), LOOK_MS);
    const tick = setInterval(() => this.tick(), 250);
    void this.load();
    return () => {
      removeEventListener('fairlead-work', told);
      removeEventListener('fairlead-back', anew);
      document.removeEventListener('visibilitychange', anew);
      clearInterval(look);
      clearInterval(tick);
      clearTimeout(this.later);
      this.hush();
      this.mine = null;
      this.show();
    };
  }
  load(): Promise<void> {
    if (this.flight) {
      this.stale = true;
      return this.flight;
    }
    this.flight = calls.mine().then(
      (mine) => {
        this.mine = mine;
        if (mine.offer) desk.put(mine.offer.conversation);
        this.show();
        void this.agree(mine);
      },
      () => undefined, // the strip says that the desk cannot be reached; what is shown stays
    ).finally(() => {
      this.flight = null;
      if (!this.stale) return;
      this.stale = false;
      void this.load();
    });
    return this.flight;
  }
  async accept(): Promise<void> {
    const offer = this.offer;
    if (!offer || this.busy || exactNow() - (this.rings?.at ?? 0) < UNMEANT_MS) return;
    await this.answer(offer, async () => {
      await calls.accept(offer.conversation.id, offer.version);
      await this.load();
      if (current().page === 'chats') {
        shell.open = offer.conversation.id;
        dispatchEvent(new Event('fairlead-column'));
      } else go(`/inbox/mine/${offer.conversation.number}`);
    });
  }
  async decline(): Promise<void> {
    const offer = this.offer;
    if (!offer || this.busy || exactNow() - (this.rings?.at ?? 0) < UNMEANT_MS) return;
    await this.answer(offer, async () => {
      if (this.mine) this.mine = { ...this.mine, offer: null };
      this.show();
      await calls.decline(offer.conversation.id, offer.version);
      toast(t('offer-declined'), { life: 4_000 });
      await this.load();
    });
  }
  /** Gives back what is open, or what is named; whoever pressed the wrong key takes it again. */
  async giveBack(id = shell.open): Promise<void> {
    const c = id ? desk.conversations.get(id) : undefined;
    if (!c) return;
    try {
      await calls.giveBack(c.id);
      undoable(t('work-given-back', { number: `#${c.number}` }), t('undo'), () => void this.retake(c.id));
    } catch (error) {
      report(error);
    }
    await this.load();
  }
  async ready(): Promise<void> {
    try {
      await calls.ready();
    } catch (error) {
      report(error);
    }
    await this.load();
  }
  mute(): void {
    this.loud = !this.loud;
    remember('fairlead.ring', this.loud);
  }
  /** The desk sets agents away who let it ring in vain: the page says so, and lets them come back. */
  private async agree(mine: QueueMine): Promise<void> {
    const away = mine.presence.state === 'away';
    if (away === Boolean(desk.me?.away)) return;
    try {
      desk.fill(await api.bootstrap());
    } catch {
      return; // seen at the next look
    }
    if (away && mine.presence.reason === 'unanswered') toast(t('away-unanswered'), { tone: 'bad', life: Infinity, actions: [{ label: t('command-back-here'), run: () => shell.show({ kind: 'away' }) }] });
  }
  private async retake(id: string): Promise<void> {
    const { assign } = await import('../store/actions.ts');
    await assign([id], desk.me?.id ?? null);
    await this.load();
  }
  /** One answer at a time. The offer goes at once; if it was over, who has it now is said. */
  private async answer(offer: QueueOffer, send: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.hush();
    try {
      await send();
    } catch (error) {
      const over = error instanceof ApiError && error.code === 'offer_over';
      await this.load();
      const holder = desk.agentName(desk.conversations.get(offer.conversation.id)?.assignee);
      if (over) toast(holder ? t('offer-taken-by', { agent: holder }) : explain(error).text, { tone: 'bad' });
      else report(error);
    } finally {
      this.busy = false;
    }
  }
  private told(event: FeedEvent): void {
    // What was said in what is held changes nothing of it.
    if (/^conversation\.(received|chat|noted)\./.test(event.kind)) return;
    const concerns = event['agent'] === desk.me?.id || event['to'] === desk.me?.id || this.mine?.holds.some((held) => held.conversation === event.conversation) || this.mine?.offer?.conversation.id === event.conversation;
    if (!concerns) return;
    // What is withdrawn stops ringing before the answer of the server is here.
    if (this.mine && event.kind === 'work.withdrawn.v1' && this.mine.offer?.conversation.id === event.conversation) {
      this.mine = { ...this.mine, offer: null };
      this.show();
    }
    void this.load();
    // The queue decides upon it in a moment.
    if (event.kind.startsWith('conversation.')) {
      clearTimeout(this.later);
      this.later = setTimeout(() => void this.load(), DECIDED_MS);
    }
  }
  private tick(): void {
    const ends = this.mine?.presence.state === 'wrap_up' ? this.mine.presence.until : null;
    if (!this.mine?.offer && !ends) return;
    const before = this.now;
    this.now = exactNow();
    for (const at of [this.mine?.offer?.until, ends]) if (at && before < at && at <= this.now) void this.load();
    this.show();
  }
  private show(): void {
    this.now = exactNow();
    const offer = this.offer;
    shell.offer = offer !== null;
    shell.wrapping = this.mine?.presence.state === 'wrap_up';
    const id = offer ? `${offer.conversation.id} ${offer.version}` : null;
    if (id === (this.rings?.id ?? null)) return;
    this.hush();
    if (offer && id) this.ring(offer, id);
  }
  private ring(offer: QueueOffer, id: string): void {
    this.rings = { id, at: exactNow(), again: undefined, notice: null };
    // One tab rings: the first that hears of it.
    if (recall('fairlead.rang-offer', '') === id) return;
    remember('fairlead.rang-offer', id);
    const name = offer.conversation.contact?.name || offer.conversation.contact?.address || t('somebody');
    shell.say(t('offer-said', { name, text: offer.text }));
    if (this.loud) {
      chime(RING);
      this.rings.again = setTimeout(() => chime(RING), AGAIN_MS);
    }
    if (document.hasFocus() || !('Notification' in window) || Notification.permission !== 'granted') return;
    const open = notifications.choices?.content !== false;
    const notice = new Notification(t('offer-notice'), { body: open ? `${name}: ${offer.text}` : '', tag: 'fairlead-offer', icon: '/icon.svg', requireInteraction: true });
    notice.onclick = () => {
      focus();
      document.querySelector<HTMLElement>('[data-offer] button')?.focus();
    };
    this.rings.notice = notice;
  }
  private hush(): void {
    clearTimeout(this.rings?.again);
    this.rings?.notice?.close();
    this.rings = null;
  }
}
export const work = new Work();
