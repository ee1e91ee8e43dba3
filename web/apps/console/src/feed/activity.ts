// What this tab tells of its agent's time: which conversation is in front of them and whether they write. Never what.
import { api, idempotencyKey } from '@fairlead/api';
import { Tracker, type Presence, type State } from './tracker.ts';

const EVERY = 15_000;
/** Who has touched nothing for so long is not known to be there. */
const IDLE = 5 * 60_000;
/** A pause in writing that is still writing. */
const PAUSE = 5_000;
const touches = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart'] as const;

class Activity {
  private tracker: Tracker | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;
  private soon: ReturnType<typeof setTimeout> | undefined;
  private pause: ReturnType<typeof setTimeout> | undefined;
  private conversation: string | null = null;
  private writing: string | null = null;
  private touchedAt = 0;
  private away: () => Presence | null = () => null;

  start(away: () => Presence | null): void {
    this.stop();
    this.away = away;
    this.touchedAt = performance.now();
    const source = idempotencyKey();
    this.tracker = new Tracker(this.state(), () => performance.now(), async (slices) => (await api.tellActivity({ source, slices })).seq);
    this.timer = setInterval(this.tick, EVERY);
    for (const name of touches) addEventListener(name, this.touched, { passive: true, capture: true });
    addEventListener('focus', this.look);
    addEventListener('blur', this.look);
    addEventListener('pagehide', this.tick);
    document.addEventListener('visibilitychange', this.look);
    void this.tracker.flush();
  }
  stop(): void {
    clearInterval(this.timer);
    clearTimeout(this.soon);
    clearTimeout(this.pause);
    for (const name of touches) removeEventListener(name, this.touched, { capture: true });
    removeEventListener('focus', this.look);
    removeEventListener('blur', this.look);
    removeEventListener('pagehide', this.tick);
    document.removeEventListener('visibilitychange', this.look);
    this.tracker = null;
  }
  /** This conversation is on the screen now. */
  opened(conversation: string | null): void {
    this.conversation = conversation;
    this.look();
  }
  /** A word was written, or sent. */
  wrote(conversation: string): void {
    this.writing = conversation;
    clearTimeout(this.pause);
    this.pause = setTimeout(() => {
      this.writing = null;
      this.look();
    }, PAUSE);
    this.look();
  }
  private state(): State {
    const there = performance.now() - this.touchedAt < IDLE;
    const front = there && !document.hidden && document.hasFocus();
    const conversation = this.conversation;
    const doing = !conversation ? null : !front ? 'open' : this.writing === conversation ? 'writing' : 'focused';
    return { presence: this.away() ?? (there ? 'online' : 'idle'), conversation, doing };
  }
  private touched = (): void => {
    const gone = performance.now() - this.touchedAt;
    this.touchedAt = performance.now();
    if (gone >= IDLE) this.look();
  };
  /** Something may have changed: what did is told soon, with what follows at once. */
  private look = (): void => {
    if (!this.tracker?.note(this.state()) || this.soon) return;
    this.soon = setTimeout(() => {
      this.soon = undefined;
      void this.tracker?.flush();
    }, 1_000);
  };
  private tick = (): void => {
    this.tracker?.note(this.state());
    this.tracker?.close();
    void this.tracker?.flush();
  };
}
export const activity = new Activity();
