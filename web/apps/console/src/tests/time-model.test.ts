// Axes of the plots on time: days without anything between others, round numbers above the largest.
import { describe, expect, it } from 'vitest';
import { ceiling } from '../reports/model.ts';
import { everyDay } from '../reports/time-model.ts';

const day = (name: string) => ({ day: name, logged_in_ms: 5, things: [] }) as unknown as Parameters<typeof everyDay>[0][number];

describe('days of a plot', () => {
  it('are all there between the first and the last one', () => {
    const days = everyDay([day('2026-10-23'), day('2026-10-26'), day('2026-10-27')]);
    expect(days.map((d) => [d.day, d.logged_in_ms])).toEqual([['2026-10-23', 5], ['2026-10-24', 0], ['2026-10-25', 0], ['2026-10-26', 5], ['2026-10-27', 5]]);
    expect(everyDay([])).toEqual([]);
  });
});

describe('the top of an axis', () => {
  it('is four round steps, and not twice as high as what stands below it', () => {
    for (const largest of [1, 5, 9, 13, 55, 61, 240, 999, 12_345]) {
      const top = ceiling(largest);
      expect(top).toBeGreaterThanOrEqual(largest);
      expect(Number.isInteger(top / 4)).toBe(true);
      if (largest > 4) expect(top).toBeLessThan(largest * 1.7);
    }
    expect([ceiling(9), ceiling(55)]).toEqual([12, 60]);
  });
});
