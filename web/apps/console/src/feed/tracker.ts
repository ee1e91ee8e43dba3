// Stretches of time in which nothing changed, numbered, kept until the server has heard them. No page, no clock of its own.

export type Doing = 'open' | 'focused' | 'writing';
export type Presence = 'online' | 'idle' | 'away' | 'break' | 'meeting' | 'training';
export interface State { presence: Presence; conversation: string | null; doing: Doing | null }
export interface Stretch extends State { seq: number; ms: number; ago_ms: number }
interface Kept extends State { seq: number; ms: number; end: number }

/** Longer than a hidden page sleeps between two timers: more is a sleep of the machine. */
export const LONGEST = 90_000;
const SHORTEST = 250;
/** About an hour of them; older ones would not be taken any more. */
const MOST = 300;

export class Tracker {
  private seq = 0;
  private kept: Kept[] = [];
  private since: number;
  private begun = false;
  private busy = false;

  /** `tell` answers the last number that was heard. */
  constructor(
    private state: State,
    private readonly now: () => number,
    private readonly tell: (stretches: Stretch[]) => Promise<number>,
  ) {
    this.since = now();
  }
  /** What is so from now on; whether that is new. */
  note(state: State): boolean {
    const was = this.state;
    if (was.presence === state.presence && was.conversation === state.conversation && was.doing === state.doing) return false;
    this.close();
    this.state = state;
    return true;
  }
  /** Ends the stretch that is under way; the next one is like it. */
  close(): void {
    const end = this.now();
    const ms = Math.min(Math.round(end - this.since), LONGEST);
    if (ms < SHORTEST) return;
    this.seq += 1;
    this.kept.push({ ...this.state, seq: this.seq, ms, end: this.since + ms });
    if (this.kept.length > MOST) this.kept.shift();
    this.since = end;
  }
  /** Tells what was not heard yet. What fails is told again, under the same numbers. */
  async flush(): Promise<void> {
    if (this.busy || (this.begun && this.kept.length === 0)) return;
    this.busy = true;
    const now = this.now();
    try {
      const heard = await this.tell(this.kept.map(({ end, ...rest }) => ({ ...rest, ago_ms: Math.max(0, Math.round(now - end)) })));
      this.begun = true;
      this.kept = this.kept.filter((one) => one.seq > heard);
    } catch {
      // Kept for the next time.
    } finally {
      this.busy = false;
    }
  }
}
