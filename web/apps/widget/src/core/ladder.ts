// Which way news come: a socket, else a stream by fetch, else questions that wait. Pure; `app/live.ts` carries it out.

export type Rung = 'socket' | 'stream' | 'poll';

export interface Ladder {
  rung: Rung;
  /** Opens in a row on this rung that came to nothing. */
  fails: number;
  /** Attempts since something last stood; the wait grows with it. */
  tries: number;
}

const RUNGS: readonly Rung[] = ['socket', 'stream', 'poll'];
/** After so many opens that came to nothing the next rung is taken. */
const PATIENCE = 2;
const FIRST_MS = 500;
const LAST_MS = 30_000;
/** A lower rung that has held for so long looks whether the socket works by now. */
export const CLIMB_MS = 300_000;

export const fresh = (): Ladder => ({ rung: 'socket', fails: 0, tries: 0 });

/** Something opened: the wait begins anew. */
export const stood = (l: Ladder): Ladder => ({ ...l, fails: 0, tries: 0 });

/** The connection ended; `open` says whether it ever stood. */
export function ended(l: Ladder, { open }: { open: boolean }): Ladder {
  if (open) return { ...l, fails: 0, tries: l.tries + 1 };
  const next = RUNGS[RUNGS.indexOf(l.rung) + 1];
  if (next && l.fails + 1 >= PATIENCE) return { rung: next, fails: 0, tries: 0 };
  return { ...l, fails: l.fails + 1, tries: l.tries + 1 };
}

/** Milliseconds before the next attempt; `random` in [0, 1). Between half and all of 0.5, 1, 2 … 30 s. */
export const wait = (l: Ladder, random: number): number => Math.min(LAST_MS, FIRST_MS * 2 ** Math.min(l.tries, 10)) * (0.5 + random / 2);
