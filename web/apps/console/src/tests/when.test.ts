import { describe, expect, it } from 'vitest';
import { snoozeFromText } from '../lib/when.ts';

const now = new Date(2026, 2, 10, 10, 0).getTime();

describe('written times', () => {
  it('takes spans', () => {
    expect(snoozeFromText('2h', now)).toBe(now + 7_200_000);
    expect(snoozeFromText(' 45 min ', now)).toBe(now + 2_700_000);
    expect(snoozeFromText('1w', now)).toBe(now + 604_800_000);
  });
  it('takes a time of day, tomorrow when it is past', () => {
    expect(snoozeFromText('14:30', now)).toBe(new Date(2026, 2, 10, 14, 30).getTime());
    expect(snoozeFromText('9:00', now)).toBe(new Date(2026, 2, 11, 9, 0).getTime());
  });
  it('takes days, next year when they are past', () => {
    expect(snoozeFromText('24.12.', now)).toBe(new Date(2026, 11, 24, 9, 0).getTime());
    expect(snoozeFromText('1.2. 8:15', now)).toBe(new Date(2027, 1, 1, 8, 15).getTime());
    expect(snoozeFromText('2026-03-11 16:00', now)).toBe(new Date(2026, 2, 11, 16, 0).getTime());
  });
  it('refuses what is no time, no day, or past', () => {
    for (const bad of ['', 'soon', '0h', '25:00', '31.2.', '2020-01-01', '2026-13-01', '99999h']) expect(snoozeFromText(bad, now), bad).toBe(null);
  });
});
