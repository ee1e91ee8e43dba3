import { describe, expect, it } from 'vitest';
import { byDay, covers, flat, paint, parse, write } from '../lib/week.ts';

describe('opening times of a day', () => {
  it('are read as people type them', () => {
    expect(parse('9-12, 13:30–17')).toEqual([{ from: 540, to: 720 }, { from: 810, to: 1020 }]);
    expect(parse('22:00-6')).toEqual([{ from: 1320, to: 1800 }]);
    expect(parse('0-24')).toEqual([{ from: 0, to: 1440 }]);
    expect(parse('  ')).toEqual([]);
    expect(parse('9-12,11-13')).toEqual([{ from: 540, to: 780 }]);
  });
  it('are not guessed', () => {
    for (const wrong of ['9', 'nine', '9-25', '24-25', '9:75-10', '9-12-13', '9-12,', '-9-12']) expect(parse(wrong), wrong).toBe(null);
  });
  it('are written so that they are read back the same', () => {
    for (const text of ['', '09:00–12:00, 13:30–17:00', '22:00–06:00', '00:00–24:00']) expect(write(parse(text) ?? [])).toBe(text);
  });
  it('are painted and rubbed out', () => {
    const office = [{ from: 540, to: 1020 }];
    expect(paint(office, 720, 780, false)).toEqual([{ from: 540, to: 720 }, { from: 780, to: 1020 }]);
    expect(paint(paint(office, 720, 780, false), 720, 780, true)).toEqual(office);
    expect(paint([{ from: 1320, to: 1800 }], 1410, 1440, false)).toEqual([{ from: 1320, to: 1410 }]);
    expect(covers(office, 1000, 1030)).toBe(false);
  });
  it('make a week and come back from it', () => {
    const week = [{ day: 0, from: 540, to: 1020 }, { day: 6, from: 0, to: 60 }];
    expect(flat(byDay(week))).toEqual(week);
  });
});
