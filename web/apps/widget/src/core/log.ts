// What is known of the thread, and how news change it. Pure: every tab keeps one and applies the same frames.

import type { Conversation, Frame, Message, Session, Visitor } from './talk.ts';

export interface Log {
  messages: Message[];
  /** Up to where the news are known; the live connection resumes here. */
  cursor: string;
  conversation: Conversation | null;
  visitor: Visitor;
  /** Older ones may be there. */
  more: boolean;
  /** The newest one that the customer has seen. */
  seen: string;
  typing: { name: string; until: number } | null;
}

/** How long a sign of typing holds, ms. */
const TYPING_MS = 6_000;
/** So many stay in the cache; older ones are asked for. */
const KEPT = 100;
const PAGE = 50;

export const empty = (): Log => ({ messages: [], cursor: '', conversation: null, visitor: { name: null, email: null, proved: 'none' }, more: false, seen: '', typing: null });

/** Order of cursors: numbers as text by length, then letter by letter; text of one width as it stands. */
export const order = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

/** One of each id, the later word winning, in the order of the server. */
export function merge(old: readonly Message[], fresh: readonly Message[]): Message[] {
  const all = new Map(old.map((m) => [m.id, m]));
  for (const m of fresh) all.set(m.id, m);
  return [...all.values()].sort((a, b) => order(a.cursor, b.cursor));
}

/** A session says where things stand. What is cached stays only where it touches what is told: a gap would be a lie. */
export function begin(log: Log, s: Session): Log {
  const ids = new Set(log.messages.map((m) => m.id));
  const touches = s.messages.length > 0 && s.messages.some((m) => ids.has(m.id));
  const messages = touches ? merge(log.messages, s.messages) : merge([], s.messages);
  const seen = log.seen || (s.messages.findLast((m) => m.from === 'customer' || m.state === 'read')?.cursor ?? '');
  return { ...log, messages, cursor: s.cursor, conversation: s.conversation, visitor: s.visitor, seen, more: touches ? log.more : s.messages.length >= PAGE, typing: null };
}

export function older(log: Log, page: { items: Message[]; more: boolean }): Log {
  return { ...log, messages: merge(page.items, log.messages), more: page.more };
}

export function added(log: Log, message: Message): Log {
  const cursor = order(message.cursor, log.cursor) > 0 ? message.cursor : log.cursor;
  return { ...log, messages: merge(log.messages, [message]), cursor, typing: message.from === 'agent' ? null : log.typing };
}

export function applied(log: Log, frame: Frame, now: number): Log {
  switch (frame.type) {
    case 'message':
      return added(log, { ...frame.message, cursor: frame.message.cursor || frame.cursor });
    case 'typing':
      return { ...log, typing: { name: frame.name, until: now + TYPING_MS } };
    case 'read':
      if (!log.conversation || order(frame.upto, log.conversation.read_upto ?? '') <= 0) return log;
      return { ...log, conversation: { ...log.conversation, read_upto: frame.upto } };
    case 'conversation':
      return { ...log, conversation: frame.conversation };
    default:
      return log;
  }
}

export const saw = (log: Log, upto: string): Log => (order(upto, log.seen) > 0 ? { ...log, seen: upto } : log);

export const unread = (log: Log): number => log.messages.filter((m) => m.from === 'agent' && order(m.cursor, log.seen) > 0).length;

/** State of an own message: agents' reading mark counts for all before it. */
export function stateOf(m: Message, c: Conversation | null): Message['state'] {
  return c?.read_upto && order(m.cursor, c.read_upto) <= 0 ? 'read' : m.state;
}

/** What goes to the cache. */
export const short = (log: Log): Log => ({ ...log, typing: null, messages: log.messages.slice(-KEPT), more: log.more || log.messages.length > KEPT });
