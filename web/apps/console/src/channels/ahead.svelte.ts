// Where everybody would land in a step of a plan. The last question wins; what is known stays while the same step is asked for again.
import { explain } from '../lib/errors.ts';
import type { Audit } from './audit.ts';
import { measured } from './measured.ts';

export class Ahead {
  value = $state.raw<Audit | null>(null);
  error = $state<string | null>(null);
  loading = $state(false);
  #at: { plan: string; step: number } | null = null;
  #stop = new AbortController();

  look(plan: string, step: number): Promise<void> {
    if (this.#at?.plan !== plan || this.#at.step !== step) this.leave();
    this.#at = { plan, step };
    return this.again();
  }
  /** Nothing is asked for any more. */
  leave(): void {
    this.#stop.abort();
    this.#at = null;
    [this.value, this.error, this.loading] = [null, null, false];
  }
  again = async (): Promise<void> => {
    if (!this.#at) return;
    const { plan, step } = this.#at;
    this.#stop.abort();
    const { signal } = (this.#stop = new AbortController());
    this.loading = true;
    try {
      const seen = await measured.inStep(plan, step, signal);
      if (signal.aborted) return;
      [this.value, this.error] = [seen, null];
    } catch (cause) {
      if (signal.aborted) return;
      this.error = explain(cause).text;
    }
    this.loading = false;
  };
}
