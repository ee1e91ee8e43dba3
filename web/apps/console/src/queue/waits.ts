// The rows of the report on waits, taken apart: sums of channels, parts of teams, hours of the day.
import type { WaitPart } from '@fairlead/api';

/** Of whole channels, most waited for first. */
export const channelsOf = (rows: WaitPart[]): WaitPart[] => rows.filter((row) => row.team === null && row.hour === null).sort((a, b) => b.n - a.n);
export const teamsOf = (rows: WaitPart[]): WaitPart[] => rows.filter((row) => row.team !== null && row.hour === null).sort((a, b) => b.p90_ms - a.p90_ms);
/** By hour of the day, 0 to 23; null where nobody waited. */
export function byHour(rows: WaitPart[], channel: string): (WaitPart | null)[] {
  const of = rows.filter((row) => row.channel === channel && row.team === null && row.hour !== null);
  return Array.from({ length: 24 }, (_, hour) => of.find((row) => row.hour === hour) ?? null);
}
