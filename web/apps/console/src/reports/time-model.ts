// The parts of time as the pages show them: reasons of being away together, in one order.
import type { TimeReport, TimeThing } from '@fairlead/api';
import { duration } from '../lib/time.svelte.ts';
import { locale } from '../lib/words.svelte.ts';

const DAY = 86_400_000;
export const shown = ['writing', 'reading', 'available', 'away', 'unattributed'] as const;
export type Shown = (typeof shown)[number];
export const reasons = ['break', 'meeting', 'training', 'away'];
const part = (thing: string): string => (reasons.includes(thing) ? 'away' : thing);

export function sum(things: TimeThing[], name: Shown): { ms: number; share: number } {
  return things.filter((t) => part(t.thing) === name).reduce((all, t) => ({ ms: all.ms + t.ms, share: all.share + t.share }), { ms: 0, share: 0 });
}
export const percent = (thousandths: number): string => new Intl.NumberFormat(locale(), { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(thousandths / 1000);
/** The days from the first to the last one of which there is something, those between without anything too: a week looks like a week. */
export function everyDay(days: TimeReport['by_day']): TimeReport['by_day'] {
  const all: TimeReport['by_day'] = [];
  for (const day of days) {
    const before = all.at(-1);
    if (before) for (let at = Date.parse(before.day) + DAY; at < Date.parse(day.day); at += DAY) all.push({ ...day, day: new Date(at).toISOString().slice(0, 10), logged_in_ms: 0, things: [] });
    all.push(day);
  }
  return all;
}
/** "31 h 05 min", however many. */
export function long(ms: number): string {
  if (ms < 48 * 3_600_000) return duration(ms);
  const hours = Math.round(ms / 3_600_000);
  return new Intl.NumberFormat(locale(), { style: 'unit', unit: 'hour', unitDisplay: 'narrow' }).format(hours);
}
export const hours = (h: number): string => new Intl.NumberFormat(locale(), { style: 'unit', unit: 'hour', unitDisplay: 'narrow', maximumFractionDigits: 1 }).format(h);
export const dayName = (day: string, year = true): string => new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'short', ...(year ? { year: 'numeric' } : {}), timeZone: 'UTC' }).format(Date.parse(`${day}T00:00:00Z`));
