// The rows of the report on waits, taken apart: sums of channels, parts of teams, hours of the day.
import type { AlternativesReport, WaitPart } from '@fairlead/api';
import { number } from '../lib/time.svelte.ts';
import { t } from '../lib/words.svelte.ts';

/** Of whole channels, most waited for first. */
export const channelsOf = (rows: WaitPart[]): WaitPart[] => rows.filter((row) => row.team === null && row.hour === null).sort((a, b) => b.n - a.n);
export const teamsOf = (rows: WaitPart[]): WaitPart[] => rows.filter((row) => row.team !== null && row.hour === null).sort((a, b) => b.p90_ms - a.p90_ms);
/** By hour of the day, 0 to 23; null where nobody waited. */
export function byHour(rows: WaitPart[], channel: string): (WaitPart | null)[] {
  const of = rows.filter((row) => row.channel === channel && row.team === null && row.hour !== null);
  return Array.from({ length: 24 }, (_, hour) => of.find((row) => row.hour === hour) ?? null);
}
/** Of fewer, shares say nothing. */
const FEW = 20;
/** What visitors chose who were offered another way than waiting; with its share, of enough. */
export const choices = (of: AlternativesReport): { id: string; name: string; n: number; text: string }[] =>
  (['message', 'wait', 'unanswered'] as const).map((id) => {
    const n = of[id];
    return { id, name: t(`alternatives-${id}`), n, text: of.offered < FEW ? number(n) : t('alternatives-share', { n: number(n), percent: Math.round((100 * n) / of.offered) }) };
  });
