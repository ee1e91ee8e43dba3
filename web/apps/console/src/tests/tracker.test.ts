// Time as a tab tells it: nothing twice, nothing lost on the way, no time while the machine sleeps.
import { describe, expect, it } from 'vitest';
import { LONGEST, Tracker, type State, type Stretch } from '../feed/tracker.ts';

const reading: State = { presence: 'online', conversation: 'cnv_a', doing: 'focused' };
const writing: State = { presence: 'online', conversation: 'cnv_a', doing: 'writing' };
function desk(): { tracker: Tracker; pass: (ms: number) => void; told: Stretch[][]; fail: (on: boolean) => void } {
  let now = 1_000;
  let failing = false;
  const told: Stretch[][] = [];
  const tracker = new Tracker(reading, () => now, (stretches) => {
    told.push(stretches);
    return failing ? Promise.reject(new Error('offline')) : Promise.resolve(stretches.at(-1)?.seq ?? 0);
  });
  return { tracker, pass: (ms) => (now += ms), told, fail: (on) => (failing = on) };
}

describe('the time of a tab', () => {
  it('says first that it is there, and then nothing while nothing has passed', async () => {
    const { tracker, told } = desk();
    await tracker.flush();
    await tracker.flush();
    expect(told).toEqual([[]]);
  });
  it('is cut where something changes, and sums to what has passed', async () => {
    const { tracker, pass, told } = desk();
    pass(4_000);
    expect(tracker.note(writing)).toBe(true);
    expect(tracker.note(writing)).toBe(false);
    pass(2_000);
    tracker.close();
    pass(500);
    await tracker.flush();
    expect(told[0]).toEqual([{ ...reading, seq: 1, ms: 4_000, ago_ms: 2_500 }, { ...writing, seq: 2, ms: 2_000, ago_ms: 500 }]);
  });
  it('is told again under the same numbers when nobody heard it', async () => {
    const { tracker, pass, told, fail } = desk();
    fail(true);
    pass(15_000);
    tracker.close();
    await tracker.flush();
    pass(15_000);
    tracker.close();
    fail(false);
    await tracker.flush();
    await tracker.flush();
    expect(told.map((batch) => batch.map((one) => [one.seq, one.ago_ms]))).toEqual([[[1, 0]], [[1, 15_000], [2, 0]]]);
  });
  it('does not grow while the machine sleeps, and not without end while nobody hears', async () => {
    const { tracker, pass, told, fail } = desk();
    pass(3_600_000);
    tracker.close();
    await tracker.flush();
    expect(told[0]?.[0]).toMatchObject({ ms: LONGEST, ago_ms: 3_600_000 - LONGEST });
    fail(true);
    for (let i = 0; i < 500; i += 1) {
      pass(15_000);
      tracker.close();
    }
    await tracker.flush();
    expect(told[1]?.length).toBe(300);
  });
  it('leaves a change of a moment to what follows', () => {
    const { tracker, pass } = desk();
    pass(100);
    tracker.note(writing);
    pass(100);
    tracker.note(reading);
    pass(1_000);
    tracker.close();
    expect(tracker['kept']).toMatchObject([{ ...reading, seq: 1, ms: 1_200 }]);
  });
});
