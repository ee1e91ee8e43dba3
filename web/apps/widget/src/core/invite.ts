// Whether somebody is asked, unasked: by page, by time on it, by visits; at most so often a day, and never after a "no". Pure.

import type { Invitation } from './talk.ts';

/** Kept in the storage of the site's page. */
export interface Memo {
  visits: number;
  /** Last sign of life, ms; half an hour without one begins a new visit. */
  last: number;
  day: string;
  today: number;
  shown: string[];
  no: boolean;
  mute: boolean;
  /** What waits to be sent, where the frame has no storage of its own. */
  box: unknown[];
  /** What was begun to be written, likewise. */
  draft: string;
}

const VISIT_MS = 1_800_000;
const REMEMBERED = 50;

/** What is remembered, or as much of it as makes sense. */
export function memo(kept: unknown): Memo {
  const k = (kept ?? {}) as Partial<Memo>;
  const n = (v: unknown) => (typeof v === 'number' && v >= 0 ? v : 0);
  return { visits: n(k.visits), last: n(k.last), day: typeof k.day === 'string' ? k.day : '', today: n(k.today), shown: Array.isArray(k.shown) ? k.shown.slice(-REMEMBERED) : [], no: k.no === true, mute: k.mute === true, box: Array.isArray(k.box) ? k.box : [], draft: typeof k.draft === 'string' ? k.draft : '' };
}

export const day = (now: number): string => new Date(now).toISOString().slice(0, 10);

/** A page was opened. A clock that was put back counts as no time. */
export function visited(m: Memo, now: number): Memo {
  const fresh = m.visits === 0 || now - m.last > VISIT_MS;
  return { ...m, visits: m.visits + (fresh ? 1 : 0), last: now };
}

export interface Situation {
  url: string;
  on_page_s: number;
  now: number;
  /** The panel is open, there is a conversation already, or the widget is paused. */
  busy: boolean;
}

export function choose(list: readonly Invitation[], perDay: number, m: Memo, s: Situation): Invitation | null {
  if (s.busy || m.no || (m.day === day(s.now) && m.today >= perDay) || perDay <= 0) return null;
  return list.find((i) => !m.shown.includes(i.id) && s.url.includes(i.url_contains ?? '') && s.on_page_s >= i.after_s && m.visits >= i.visits_min) ?? null;
}

export function showed(m: Memo, id: string, now: number): Memo {
  const today = day(now);
  return { ...m, day: today, today: (m.day === today ? m.today : 0) + 1, shown: [...m.shown, id].slice(-REMEMBERED) };
}
