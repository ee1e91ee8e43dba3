// The parts of time as the pages show them: reasons of being away together, in one order.
import type { TimeThing } from '@fairlead/api';
import { duration } from '../lib/time.svelte.ts';
import { locale } from '../lib/words.svelte.ts';

export const shown = ['writing', 'reading', 'available', 'away', 'unattributed'] as const;
export type Shown = (typeof shown)[number];
export const reasons = ['break', 'meeting', 'training', 'away'];
const part = (thing: string): string => (reasons.includes(thing) ? 'away' : thing);

export function sum(things: TimeThing[], name: Shown): { ms: number; share: number } {
  return things.filter((t) => part(t.thing) === name).reduce((all, t) => ({ ms: all.ms + t.ms, share: all.share + t.share }), { ms: 0, share: 0 });
}
export const percent = (thousandths: number): string => new Intl.NumberFormat(locale(), { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(thousandths / 1000);
/** "31 h 05 min", however many. */
export function long(ms: number): string {
  if (ms < 48 * 3_600_000) return duration(ms);
  const hours = Math.round(ms / 3_600_000);
  return new Intl.NumberFormat(locale(), { style: 'unit', unit: 'hour', unitDisplay: 'short' }).format(hours);
}
export const hours = (h: number): string => new Intl.NumberFormat(locale(), { style: 'unit', unit: 'hour', unitDisplay: 'narrow', maximumFractionDigits: 1 }).format(h);
export const dayName = (day: string, year = true): string => new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'short', ...(year ? { year: 'numeric' } : {}), timeZone: 'UTC' }).format(Date.parse(`${day}T00:00:00Z`));
