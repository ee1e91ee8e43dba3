// A day's opening times as minutes since its midnight, as text that people type, and as half hours that they paint.
// `to` may be more than 1440: past midnight. Pure.

export interface Span { from: number; to: number }
export const DAY = 1440;
export const STEP = 30;

/** Sorted; what touches or overlaps is one. */
export function merged(spans: Span[]): Span[] {
  const out: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from || a.to - b.to)) {
    const last = out.at(-1);
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else out.push({ ...span });
  }
  return out;
}

/** "9-12, 13:30–17" or "22:00–6:00" (past midnight); null when it cannot be read. Nothing typed: closed. */
export function parse(text: string): Span[] | null {
  const words = text.trim();
  if (words === '' || words === '-' || words === '–') return [];
  const spans: Span[] = [];
  for (const part of words.split(/[,;]/)) {
    const match = /^\s*(\d{1,2})(?:[:.](\d{2}))?\s*[-–—]\s*(\d{1,2})(?:[:.](\d{2}))?\s*$/.exec(part);
    if (!match) return null;
    const from = Number(match[1]) * 60 + Number(match[2] ?? 0);
    let to = Number(match[3]) * 60 + Number(match[4] ?? 0);
    if (Number(match[2] ?? 0) > 59 || Number(match[4] ?? 0) > 59 || from >= DAY || to > DAY) return null;
    if (to <= from) to += DAY;
    spans.push({ from, to });
  }
  return merged(spans);
}

export function time(minute: number): string {
  const at = minute > DAY ? minute - DAY : minute;
  return `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;
}
export function write(spans: Span[]): string {
  return spans.map((s) => `${time(s.from)}–${time(s.to)}`).join(', ');
}

/** Whether the whole stretch is open. */
export function covers(spans: Span[], from: number, to: number): boolean {
  return spans.some((s) => s.from <= from && to <= s.to);
}
/** Whether any of it is. */
export function touches(spans: Span[], from: number, to: number): boolean {
  return spans.some((s) => s.from < to && from < s.to);
}

/** Opens or closes a stretch of the day. */
export function paint(spans: Span[], from: number, to: number, open: boolean): Span[] {
  if (open) return merged([...spans, { from, to }]);
  return spans.flatMap((s) => {
    if (s.to <= from || s.from >= to) return [s];
    return [{ from: s.from, to: Math.min(s.to, from) }, { from: Math.max(s.from, to), to: s.to }].filter((part) => part.from < part.to && part.from < DAY);
  });
}

/** Seven lists from Monday on. */
export function byDay(week: { day: number; from: number; to: number }[]): Span[][] {
  return Array.from({ length: 7 }, (_, day) => merged(week.filter((i) => i.day === day).map(({ from, to }) => ({ from, to }))));
}
export function flat(days: Span[][]): { day: number; from: number; to: number }[] {
  return days.flatMap((spans, day) => spans.map((s) => ({ day, ...s })));
}
