// Figures of surveys in words: satisfaction in percent, effort on its scale, promoters in points.
import { locale } from '../lib/words.svelte.ts';

export interface Range { low: number; high: number }

function shown(kind: string, value: number, sign: boolean): string {
  const digits = kind === 'ces' ? 2 : 0;
  const text = new Intl.NumberFormat(locale(), { minimumFractionDigits: digits, maximumFractionDigits: digits, ...(sign ? { signDisplay: 'exceptZero' } : {}) }).format(value);
  return kind === 'csat' ? `${text} %` : text;
}
export function figure(kind: string, value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : shown(kind, value, false);
}
/** A difference, in points. */
export function signed(kind: string, value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : shown(kind === 'csat' ? 'nps' : kind, value, true);
}
export function between(kind: string, range: Range): string {
  return `${shown(kind === 'csat' ? 'nps' : kind, range.low, false)}–${shown(kind, range.high, false)}`;
}
/** A share from 0 to 1. */
export function percent(share: number | null | undefined): string {
  return share === null || share === undefined ? '–' : new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: share < 0.1 ? 1 : 0 }).format(share);
}
