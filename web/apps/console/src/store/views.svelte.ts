// Saved views and their counts; refreshed after changes, but not for each of them.
import { api, type View } from '@fairlead/api';
import { viewStale } from './lists.svelte.ts';

/** Counts are asked for at most this often. */
const REST_MS = 5000;

class Views {
  items = $state.raw<View[]>([]);
  counts = $state.raw<Record<string, { n: number; more: boolean }>>({});
  loaded = false;
  private timer: ReturnType<typeof setTimeout> | null = null;

  async load(): Promise<void> {
    this.loaded = true;
    try {
      this.items = (await api.views()).items;
      await this.count();
    } catch {
      // The rail does without; the page of settings says what is wrong.
    }
  }
  private async count(): Promise<void> {
    if (this.items.length === 0) return;
    const page = await api.viewCounts();
    this.counts = Object.fromEntries(page.items.map((c) => [c.view, { n: c.n, more: c.more }]));
  }
  /** Conversations have changed: lists of views and their counts may be old. */
  changed(): void {
    if (this.timer || this.items.length === 0) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      for (const view of this.items) viewStale(view.id);
      this.count().catch(() => undefined);
    }, REST_MS);
  }
}
export const views = new Views();
