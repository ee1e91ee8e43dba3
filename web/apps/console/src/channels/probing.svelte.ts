// The looks at the doors of one channel, while somebody has them on the screen: loaded, asked for, and watched until they are over.
import type { DoorProbe } from '@fairlead/api';
import { explain, report } from '../lib/errors.ts';
import { joined, pause, probes } from './probes.ts';

export class Probing {
  /** Null until they are loaded. */
  all = $state.raw<DoorProbe[] | null>(null);
  error = $state<string | null>(null);
  /** Doors at which a look took longer than anybody waits. */
  late = $state.raw<ReadonlySet<string>>(new Set());
  private timer: ReturnType<typeof setTimeout> | null = null;
  /** Since when each that is under way is watched. */
  private readonly since = new Map<string, number>();
  private left = false;
  /** Looks that were asked for: a list that was on its way meanwhile may not know them. */
  private asks = 0;
  constructor(private readonly channel: string) {}

  async load(): Promise<void> {
    const before = this.asks;
    try {
      const { items } = await probes.of(this.channel);
      if (this.asks !== before) return;
      this.all = items;
      this.error = null;
    } catch (cause) {
      this.error = explain(cause).text;
    }
    this.watch();
  }
  async ask(door: string): Promise<void> {
    try {
      const asked = await probes.ask(door);
      this.since.delete(asked.id);
      this.late = new Set([...this.late].filter((one) => one !== door));
      this.all = joined(this.all ?? [], asked);
      this.asks += 1;
      this.watch();
    } catch (cause) {
      report(cause);
    }
  }
  stop(): void {
    this.left = true;
    if (this.timer) clearTimeout(this.timer);
  }
  private watch(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const now = Date.now();
    const waits: number[] = [];
    for (const one of this.all ?? []) {
      if (one.ended_at !== null) continue;
      const begun = this.since.get(one.id) ?? now;
      this.since.set(one.id, begun);
      const wait = pause(one.way, now - begun);
      if (wait !== null) waits.push(wait);
      else if (!this.late.has(one.door)) this.late = new Set([...this.late, one.door]);
    }
    if (waits.length > 0 && !this.left) this.timer = setTimeout(() => void this.load(), Math.min(...waits));
  }
}
