// The scorecard of a channel and the meter of those who moved, as the server tells them, and their figures in words.
import type { MigrationFinding } from '@fairlead/api';
import { maybe, locale, t } from '../lib/words.svelte.ts';
import { duration, number } from '../lib/time.svelte.ts';
import { dash } from '../reports/model.ts';

export type TestKey = 'keep_up' | 'afford' | 'used' | 'harm' | 'satisfied';
export type Verdict = 'good' | 'watch' | 'bad' | 'unknown';
export type What = 'invest' | 'keep' | 'adjust' | 'wind_down' | 'close' | 'not_enough_data';
export interface Figure {
  key: string; value: number | null; unit: 'share' | 'count' | 'ms' | 'score';
  n: number | null; low: number | null; high: number | null; before: number | null; threshold: number | null; better: 'high' | 'low' | null;
  /** A code. */
  why_missing: string | null;
}
export interface Test { key: TestKey; verdict: Verdict; figures: Figure[] }
/** A code that stays, and what it says in English. */
export interface Reason { key: string; sentence: string }
export interface Scorecard {
  channel: string; from: number; to: number; days: number; tests: Test[]; trend: { at: number; new: number; resolved: number; open: number }[];
  /** `template`: of the plan that would do it. */
  recommendation: { what: What; why: Reason[]; template: string | null };
}
export interface Standing { channel: string; verdicts: Record<TestKey, Verdict>; recommendation: What }
export interface Rated { value: number | null; n: number | null; low: number | null; high: number | null }
export interface Moment {
  days: number; measured_until: number; complete: boolean; people: number; moved: number; vanished: number; back_by_old_door: number; repeated: number; complaints: number;
  csat_before: Rated | null; csat_after: Rated | null; moved_to: { channel: string; people: number }[];
}
/** `share_moved` is a share, and so is `vanished` unless it is above one: then it counts people. */
export interface Migration { since: number; state: 'closing' | 'closed'; expected: { share_moved: number; vanished: number } | null; at: Moment[]; findings: MigrationFinding[] }

export const tests: readonly TestKey[] = ['keep_up', 'afford', 'used', 'harm', 'satisfied'];
/** Fewer answers than these say nothing. */
const FEW = 20;

const short = (value: number, most: number): string => new Intl.NumberFormat(locale(), { maximumFractionDigits: most }).format(value);
export const percent = (share: number, most = 0): string => new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: most }).format(share);
/** A value as it is read: "78%", "9 h", "4.4". */
export function said(value: number, unit: Figure['unit']): string {
  if (unit === 'share') return percent(value, value !== 0 && Math.abs(value) < 0.1 ? 1 : 0);
  if (unit === 'ms') return duration(value);
  return short(value, unit === 'score' || value < 10 ? 1 : 0);
}
/** "some_thing" becomes "Some thing" where the console has no word for it. */
const plain = (key: string): string => `${key.charAt(0).toUpperCase()}${key.slice(1)}`.replaceAll('_', ' ');
export const figureName = (key: string): string => maybe(`score-figure-${dash(key)}`) ?? plain(key);
export const missingWord = (why: string | null): string => maybe(`score-missing-${dash(why ?? 'not_measured')}`) ?? plain(why ?? '');
export const whyWord = (why: Reason): string => maybe(`score-why-${dash(why.key)}`) ?? why.sentence;
/** Where a figure stands against its threshold, as its whole interval allows: null where it has none or too few answered. */
export function passes(figure: Figure): 'yes' | 'no' | 'open' | 'few' | null {
  const { value, threshold, better, n } = figure;
  if (value === null || threshold === null || better === null) return null;
  if (n !== null && n < FEW) return 'few';
  const high = better === 'high';
  const [worst, best] = high ? [figure.low ?? value, figure.high ?? value] : [figure.high ?? value, figure.low ?? value];
  if (high ? worst >= threshold : worst <= threshold) return 'yes';
  return (high ? best < threshold : best > threshold) ? 'no' : 'open';
}
/** What else is known of a figure: between what, of how many, before. */
export function facts(figure: Figure): string[] {
  const { value, unit, n, low, high, before } = figure;
  if (value === null) return n ? [t('score-n', { n })] : [];
  const out: string[] = [];
  if (low !== null && high !== null) out.push(t('score-between', { low: said(low, unit), high: said(high, unit) }));
  if (n !== null) out.push(t('score-n', { n }));
  if (before !== null) out.push(t('score-before', { value: said(before, unit) }));
  return out;
}
export function thresholdWord(figure: Figure): string | null {
  if (figure.threshold === null || figure.better === null) return null;
  return t(figure.better === 'high' ? 'score-at-least' : 'score-at-most', { value: said(figure.threshold, figure.unit) });
}
/** Where a figure is drawn, 0 to 1, with room beyond what is known of it; null where there is nothing to stand against. */
export function scale(figure: Figure): { value: number; low: number; high: number; threshold: number; from: number; to: number } | null {
  const { value, threshold, better, unit } = figure;
  if (value === null || threshold === null || better === null) return null;
  const [low, high] = [figure.low ?? value, figure.high ?? value];
  const [least, most] = [Math.min(low, threshold), Math.max(high, threshold)];
  const room = (most - least || Math.abs(most) || 1) * 0.35;
  const begin = Math.max(0, least - room);
  const end = unit === 'share' ? Math.min(1, most + room) : most + room;
  const at = (v: number): number => (v - begin) / (end - begin || 1);
  const mark = at(threshold);
  return { value: at(value), low: at(low), high: at(high), threshold: mark, from: better === 'high' ? mark : 0, to: better === 'high' ? 1 : mark };
}

export type Part = 'moved' | 'both' | 'back' | 'vanished';
/** Everybody in exactly one part: who went on elsewhere and yet came back by the old door is in `both`. */
export function parts(moment: Moment): { key: Part; n: number; share: number }[] {
  const { people, moved, vanished, back_by_old_door: back } = moment;
  const both = Math.max(0, Math.min(moved, back, moved + back + vanished - people));
  const all: [Part, number][] = [['moved', moved - both], ['both', both], ['back', back - both], ['vanished', vanished]];
  return all.map(([key, n]) => ({ key, n, share: n / Math.max(1, people) }));
}
export type Against = 'more' | 'fewer' | 'as' | null;
/** More or fewer than the plan expected; as expected within five in a hundred. */
export function against(share: number, expected: number | null | undefined): Against {
  if (expected === null || expected === undefined) return null;
  const by = share - expected;
  return Math.abs(by) <= 0.05 ? 'as' : by > 0 ? 'more' : 'fewer';
}
/** What the plan expected in shares: a number above one is people. */
export function expectedShare(value: number | null | undefined, people: number): number | null {
  if (value === null || value === undefined) return null;
  return value > 1 ? value / Math.max(1, people) : value;
}
/** Where the plan expected the parts of the bar to end and to begin, 0 to 1: who went on stand at its start, who was not heard of at its end. */
export function expectedMarks(expected: Migration['expected'], people: number): { key: 'moved' | 'vanished'; at: number }[] {
  const at = (share: number): number => Math.min(1, Math.max(0, share));
  const [moved, vanished] = [expectedShare(expected?.share_moved, people), expectedShare(expected?.vanished, people)];
  return [...(moved === null ? [] : [{ key: 'moved' as const, at: at(moved) }]), ...(vanished === null ? [] : [{ key: 'vanished' as const, at: at(1 - vanished) }])];
}
/** A forecast that did not come true, as a sentence. */
export function findingWords(finding: MigrationFinding): string {
  const said = { days: finding.days, value: percent(finding.value), low: percent(finding.low), high: percent(finding.high), n: number(finding.n), expected: percent(finding.expected) };
  return t(finding.what === 'vanished' ? 'score-finding-vanished' : 'score-finding-moved', said);
}
/** "62% (n 158)"; a dash where nobody said. */
export const csat = (rated: Rated | null): string => (rated === null || rated.value === null ? '–' : `${percent(rated.value)}${rated.n === null ? '' : ` (${t('score-n', { n: number(rated.n) })})`}`);
