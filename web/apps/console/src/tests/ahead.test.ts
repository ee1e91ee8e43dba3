// What is computed of a plan takes a while: the last question wins, and nobody is asked for what nobody waits for.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Ahead } from '../channels/ahead.svelte.ts';
import { plans } from '../channels/plan-calls.ts';

/** Answers that are given by hand, and heed that nobody waits for them any more. */
function server(): { asked: string[]; answer: (body: unknown, status?: number) => Promise<void> } {
  const asked: string[] = [];
  const open: ((response: Response) => void)[] = [];
  vi.stubGlobal('fetch', (url: string, { signal }: RequestInit) => new Promise<Response>((resolve, reject) => {
    const ended = (): void => reject(new DOMException('aborted', 'AbortError'));
    if (signal?.aborted) {
      ended();
      return;
    }
    asked.push(url.replace('/api/v1', ''));
    open.push(resolve);
    signal?.addEventListener('abort', ended);
  }));
  return { asked, answer: async (body, status = 200) => {
    open.shift()?.(new Response(JSON.stringify(body), { status }));
    await new Promise((resolve) => setTimeout(resolve));
  } };
}
afterEach(() => vi.unstubAllGlobals());

describe('a step that is looked at', () => {
  it('is the one that was asked for last, whichever answer comes first', async () => {
    const { asked, answer } = server();
    const ahead = new Ahead();
    void ahead.look('pln_1', 0);
    void ahead.look('pln_1', 1);
    await answer({ at: 1 });
    expect([ahead.value, ahead.loading]).toEqual([null, true]);
    await answer({ at: 2 });
    expect([ahead.value, ahead.error, ahead.loading]).toEqual([{ at: 2 }, null, false]);
    expect(asked).toEqual(['/dead-ends/plans/pln_1/steps/0', '/dead-ends/plans/pln_1/steps/1']);
  });
  it('stays in sight while it is asked for again, and says what went wrong', async () => {
    const { answer } = server();
    const ahead = new Ahead();
    void ahead.look('pln_1', 0);
    await answer({ at: 1 });
    void ahead.look('pln_1', 0);
    expect(ahead.value).toEqual({ at: 1 });
    await answer({ error: { code: 'odd', message: 'It broke.' } }, 500);
    expect([ahead.value, ahead.error, ahead.loading]).toEqual([{ at: 1 }, 'It broke.', false]);
    ahead.leave();
    expect([ahead.value, ahead.error]).toEqual([null, null]);
  });
});

describe('the steps of a plan', () => {
  it('are asked for again until they are all looked at', async () => {
    const { asked, answer } = server();
    const far: number[] = [];
    const found = plans.audit('pln_1', ({ done }) => far.push(done), new AbortController().signal);
    await answer({ steps: [], progress: { done: 1, of: 2 } });
    await answer({ steps: [{ step: 0, name: '', dead_ends: [], mends: [] }], progress: null });
    expect([(await found).length, far, asked.length]).toEqual([1, [1], 2]);
  });
  it('are not asked for by whoever has left', async () => {
    const { asked, answer } = server();
    const stop = new AbortController();
    const ended = expect(plans.audit('pln_1', () => stop.abort(), stop.signal)).rejects.toThrow();
    await answer({ steps: [], progress: { done: 1, of: 2 } });
    await ended;
    expect(asked).toHaveLength(1);
  });
});
