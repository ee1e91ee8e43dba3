// What was written and is not known to have arrived. One at a time and in order; an entry's id is its idempotency key, so that sending
// twice is sending once. Pure; `app/post.ts` carries it out and keeps the entries where a reload finds them.

export interface Parcel {
  name: string;
  size: number;
  kind: string;
  blob: Blob;
  /** Given once the server has it. */
  id?: string;
}
export interface Entry {
  id: string;
  text: string;
  files: Parcel[];
  topic?: string;
  fields?: Record<string, string>;
  email?: string;
  page?: { url: string; title: string };
  at: number;
  state: 'waiting' | 'failed';
  tries: number;
  /** Not before this instant. */
  due: number;
  /** Why it failed, as the server put it. */
  fault?: { code: string; message: string; field?: string };
}
export type Outbox = readonly Entry[];

/** Beyond this many nothing is taken. */
export const ROOM = 50;
const LAST_MS = 30_000;

export type Answer =
  | { kind: 'sent' }
  /** No answer, or one that may change: again later. */
  | { kind: 'later'; after_ms?: number }
  | { kind: 'refused'; code: string; message: string; field?: string };

/** Null when it is full; an id that is there already changes nothing. */
export function put(box: Outbox, entry: Entry): Outbox | null {
  if (box.some((e) => e.id === entry.id)) return box;
  return box.length >= ROOM ? null : [...box, entry];
}

/** The first that is not given up; later ones wait for it, so that the order stays. */
export const head = (box: Outbox): Entry | undefined => box.find((e) => e.state === 'waiting');

export function answered(box: Outbox, id: string, answer: Answer, now: number, random: number): Outbox {
  if (answer.kind === 'sent') return without(box, [id]);
  return change(box, id, (e) => {
    const tries = e.tries + 1;
    if (answer.kind === 'later') return { ...e, tries, due: now + (answer.after_ms ?? Math.min(LAST_MS, 500 * 2 ** Math.min(tries, 10)) * (0.5 + random / 2)) };
    const { code, message, field } = answer;
    return { ...e, tries, state: 'failed', fault: { code, message, ...(field ? { field } : {}) } };
  });
}

export const again = (box: Outbox, id: string): Outbox =>
  change(box, id, ({ fault: _, ...e }) => ({ ...e, state: 'waiting', tries: 0, due: 0 }));

/** The network is back: nobody waits longer. */
export const hurry = (box: Outbox): Outbox => box.map((e) => (e.due ? { ...e, due: 0 } : e));

export function without(box: Outbox, ids: readonly string[]): Outbox {
  return box.filter((e) => !ids.includes(e.id));
}

/** What an HTTP answer means. `retry` is the header Retry-After, in seconds. */
export function meaning(status: number, body: { error?: { code?: string; message?: string; field?: string | null } } | null, retry: string | null): Answer {
  if (status >= 200 && status < 300) return { kind: 'sent' };
  if (status === 0 || status === 401 || status === 408 || status === 425 || status === 429 || status >= 500) {
    const s = Number(retry);
    return { kind: 'later', ...(retry && s >= 0 && s <= 3600 ? { after_ms: s * 1000 } : {}) };
  }
  const e = body?.error;
  return { kind: 'refused', code: e?.code ?? `${status}`, message: e?.message ?? '', ...(e?.field ? { field: e.field } : {}) };
}

const change = (box: Outbox, id: string, with_: (e: Entry) => Entry): Outbox => box.map((e) => (e.id === id ? with_(e) : e));
