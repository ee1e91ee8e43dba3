// Data of a settings page: loaded at the start, old content kept while it loads again.
import { SvelteSet } from 'svelte/reactivity';
import { delayed } from '../lib/delayed.ts';
import { explain, report } from '../lib/errors.ts';
import { t } from '../lib/words.svelte.ts';

/** Keys of lines that were removed, while that can be undone; also for whoever leaves the page meanwhile and comes back. */
const gone = new SvelteSet<string>();

export class Loaded<T> {
  value = $state.raw<T | null>(null);
  error = $state<string | null>(null);
  loading = $state(true);
  /** Keys of lines that were removed, of this page and of others. */
  readonly gone: ReadonlySet<string> = gone;
  constructor(private readonly fetcher: () => Promise<T>) {
    void this.again();
  }
  async again(): Promise<void> {
    this.loading = true;
    try {
      this.value = await this.fetcher();
      this.error = null;
    } catch (cause) {
      this.error = explain(cause).text;
    }
    this.loading = false;
  }
  /** Does something to what was loaded, tells what went wrong with it, and loads again. */
  async act(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      report(cause);
    }
    await this.again();
  }
  /**
   * Takes a line off the page at once, and away for good when the time for undo is over. `turn` switches off meanwhile what
   * works by itself, and on again when it is undone.
   */
  remove(key: string, name: string, work: () => Promise<unknown>, turn: ((on: boolean) => Promise<unknown>) | null = null): void {
    gone.add(key);
    if (turn) void this.act(() => turn(false));
    delayed(t('removed-named', { name }), async () => {
      await work();
      await this.again();
    }, () => {
      gone.delete(key);
      if (turn) void this.act(() => turn(true));
    });
  }
  /** Brings back a line that was removed and is asked for again before it is gone for good. */
  restore(key: string): void {
    gone.delete(key);
  }
}
/** The same things in another order: `one` changes places with its neighbour, `by` 1 behind or -1 before it, among those that are shown. */
export function moved<T extends { id: string }>(all: readonly T[], one: T, by: 1 | -1): T[] {
  const shown = all.filter((item) => !gone.has(item.id));
  const other = shown[shown.indexOf(one) + by];
  return other ? all.map((item) => (item === one ? other : item === other ? one : item)) : [...all];
}
/** State of a form on its way: one error, by field where the server names one. */
export class Form {
  busy = $state(false);
  error = $state<string | null>(null);
  field = $state<string | null>(null);
  async send<R>(work: () => Promise<R>): Promise<R | undefined> {
    this.busy = true;
    this.error = null;
    this.field = null;
    try {
      return await work();
    } catch (cause) {
      const seen = explain(cause);
      this.error = seen.text;
      this.field = seen.field;
      return undefined;
    } finally {
      this.busy = false;
    }
  }
  at(field: string): string | null {
    return this.field === field ? this.error : null;
  }
  get loose(): string | null {
    return this.field === null ? this.error : null;
  }
}
