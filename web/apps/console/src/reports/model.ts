// What a report asks for, as it stands in the address bar, and the periods that people mean.
import type { Calls, FigureReport, ReportCounts, ReportSums } from '@fairlead/api';
import { duration } from '../lib/time.svelte.ts';
import { t } from '../lib/words.svelte.ts';

export const dimensions = ['channel', 'team', 'agent', 'topic', 'urgency', 'hour'] as const;
export type Measure = keyof ReportCounts;
export type Span = 'first_response' | 'next_response' | 'resolution';
export const spans: Span[] = ['first_response', 'next_response', 'resolution'];
export const presets = ['week', 'lastweek', 'days28', 'lastmonth', 'days90'] as const;

/** A question; empty words are left out of the address. */
export interface Asked { from: string; to: string; by: string; time: string; compare: boolean; filter: string }
export type ReportQuery = NonNullable<Calls['GET /reports/conversations']['query']>;

const DAY = 86_400_000;
const date = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** Days since 1970 in a zone. */
export function dayIn(zone: string, at: number): number {
  let text: string;
  try {
    text = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
  } catch {
    text = new Date(at).toISOString().slice(0, 10);
  }
  return Math.round(Date.parse(`${text}T00:00:00Z`) / DAY);
}

/** First and last day of a preset, as seen on `today` (days since 1970). Weeks begin on Monday. */
export function preset(name: (typeof presets)[number], today: number): { from: string; to: string } {
  const weekday = (((today + 3) % 7) + 7) % 7;
  switch (name) {
    case 'week': return { from: date(today - 6), to: date(today) };
    case 'lastweek': return { from: date(today - weekday - 7), to: date(today - weekday - 1) };
    case 'days28': return { from: date(today - 27), to: date(today) };
    case 'days90': return { from: date(today - 89), to: date(today) };
    case 'lastmonth': {
      const d = new Date(today * DAY);
      const first = Date.UTC(d.getUTCFullYear(), d.getUTCMonth() - 1, 1);
      const last = Date.UTC(d.getUTCFullYear(), d.getUTCMonth(), 1) - DAY;
      return { from: date(first / DAY), to: date(last / DAY) };
    }
  }
}

export function read(query: URLSearchParams, today: number): Asked {
  const word = (name: string): string => query.get(name) ?? '';
  const start = preset('days28', today);
  return { from: word('from') || start.from, to: word('to') || start.to, by: word('by'), time: word('time') || 'calendar', compare: word('compare') === 'true', filter: word('filter') };
}
export function params(asked: Asked): ReportQuery {
  return {
    from: asked.from, to: asked.to, time: asked.time === 'calendar' ? null : asked.time, by: asked.by || null,
    compare: asked.compare || null, filter: asked.filter || null,
  };
}
export function path(at: string, asked: Asked, more: Record<string, string> = {}): string {
  const out = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...params(asked), ...more })) if (value !== null && value !== undefined && value !== '') out.set(name, String(value));
  return `${at}?${out.toString()}`;
}

/** Half of them took at most that; a dash where fewer than half are over. */
export function time(seconds: number | null | undefined): string {
  return seconds === null || seconds === undefined ? '–' : duration(seconds * 1000);
}
/** Where the groups of ages begin, in days. */
const ages = [0, 1, 3, 7, 30];
/** Of a group of ages of the backlog. */
export function ageName(group: number): string {
  const [from, to] = [ages[group] ?? 0, ages[group + 1]];
  return to === undefined ? t('report-age-over', { days: from }) : t('report-age', { from, to });
}
/** In percent of before; null when there is nothing to compare with. */
export function change(now: number | null | undefined, before: number | null | undefined): number | null {
  if (now === null || now === undefined || !before) return null;
  return Math.round(((now - before) / before) * 100);
}
/** A round number that is at least the largest, for an axis of four steps. */
export function ceiling(largest: number): number {
  if (largest <= 4) return 4;
  const size = 10 ** Math.floor(Math.log10(largest / 4));
  const step = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((m) => m * size).find((s) => s * 4 >= largest && Number.isInteger(s)) ?? 10 * size;
  return step * 4;
}
export type { FigureReport, ReportSums };
/** A code of the API within the key of a word. */
export const dash = (code: string): string => code.replaceAll('_', '-');
/** The days that the address names; four weeks unless it does. */
export function askedDays(query: URLSearchParams, today: number): { from: string; to: string } {
  const start = preset('days28', today);
  return { from: query.get('from') || start.from, to: query.get('to') || start.to };
}
