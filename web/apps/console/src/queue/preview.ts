// What a preview says, line by line: as it is, as it is wanted, and which is better.
import type { PreviewRow, RulesPreview, Urgency } from '@fairlead/api';

export interface Compared {
  name: string; urgency: Urgency | null; unit: 'percent' | 'time' | 'count'; now: number | null; wanted: number | null; verdict: 'better' | 'worse' | 'same' | 'unknown';
}
type Figure = Exclude<keyof PreviewRow, 'rules'>;
const figures: { of: Figure; name: string; unit: Compared['unit']; more: 'better' | 'worse'; least: number }[] = [
  { of: 'urgent_on_time', name: 'urgent', unit: 'percent', more: 'better', least: 0.5 },
  { of: 'late', name: 'late', unit: 'count', more: 'worse', least: 1 },
  { of: 'live_left', name: 'left', unit: 'percent', more: 'worse', least: 0.5 },
  { of: 'live_in_a_minute', name: 'minute', unit: 'percent', more: 'better', least: 0.5 },
  { of: 'moved', name: 'moved', unit: 'percent', more: 'worse', least: 0.5 },
  { of: 'median_wait_ms', name: 'median', unit: 'time', more: 'worse', least: 1_000 },
  { of: 'p90_wait_ms', name: 'p90', unit: 'time', more: 'worse', least: 1_000 },
];
const urgencies: Urgency[] = ['urgent', 'high', 'normal', 'low'];

/** Differences that are smaller than what rounds away are none. */
function verdict(now: number | null, wanted: number | null, more: 'better' | 'worse', least: number): Compared['verdict'] {
  if (now === null || wanted === null) return 'unknown';
  if (Math.abs(wanted - now) < least) return 'same';
  return wanted > now === (more === 'better') ? 'better' : 'worse';
}
export function compared(p: RulesPreview): Compared[] {
  const [now, wanted] = [p.rows.find((row) => row.rules === 'now'), p.rows.find((row) => row.rules === 'wanted')];
  const lines = figures.map(({ of, name, unit, more, least }): Compared => {
    const [a, b] = [now?.[of] ?? null, wanted?.[of] ?? null];
    return { name, urgency: null, unit, now: a, wanted: b, verdict: verdict(a, b, more, least) };
  });
  for (const urgency of urgencies) {
    const of = (rules: 'now' | 'wanted'): number | null => p.per_urgency.find((one) => one.rules === rules && one.urgency === urgency)?.on_time ?? null;
    const [a, b] = [of('now'), of('wanted')];
    if (a !== null || b !== null) lines.push({ name: 'on-time', urgency, unit: 'percent', now: a, wanted: b, verdict: verdict(a, b, 'better', 0.5) });
  }
  return lines;
}
