// What the server cannot take back is done when the time for undo is over. Whoever closes the page before has not done it.
import { report } from './errors.ts';
import { LIFE, undoable } from './toasts.svelte.ts';
import { t } from './words.svelte.ts';

/** Says it, waits, carries it out. `back` brings the line back: when it is undone, or when the server refuses. */
export function delayed(said: string, run: () => Promise<unknown>, back: () => void): void {
  const timer = setTimeout(() => {
    run().catch((error: unknown) => {
      back();
      report(error);
    });
  }, LIFE);
  undoable(said, t('undo'), () => {
    clearTimeout(timer);
    back();
  });
}
