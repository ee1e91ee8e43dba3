// Which view a conversation belongs to, and where in it. Pure, so that a change shows at once without asking.
import type { Summary } from '@fairlead/api';

export type Sort = 'newest' | 'oldest' | 'due';
export interface Viewer { id: string; teams: string[] }

/** null: only the server can say (mentions). */
export function belongs(c: Summary, view: string, me: Viewer): boolean | null {
  switch (view) {
    case 'mine':
      return c.assignee === me.id && c.status === 'open';
    case 'unassigned':
      return c.assignee === null && c.status === 'open';
    case 'all':
      return c.status === 'open';
    case 'waiting':
    case 'snoozed':
    case 'resolved':
    case 'spam':
      return c.status === view;
    case 'triage':
      return ['open', 'waiting', 'snoozed'].includes(c.status) && [c.topic_source, c.urgency_source].some((s) => s === 'rule' || s === 'model');
    case 'mentions':
      return null;
    default:
      return view.startsWith('tem_') ? c.team === view && c.status === 'open' : null;
  }
}

export function sortKey(c: Summary, sort: Sort): number {
  // As the server does: who has waited longest first, then those in which nobody waits, newest first.
  // Or what is due first, then those in which nothing is.
  if (sort === 'newest') return -c.last_at;
  return (sort === 'due' ? c.due_at : c.waiting_since) ?? 1e15 - c.last_at;
}

/** Puts an id where the order wants it; returns the same array when nothing moved. */
export function place(ids: string[], id: string, sort: Sort, get: (id: string) => Summary | undefined, more: boolean): string[] {
  const me = get(id);
  if (!me) return ids;
  const key = sortKey(me, sort);
  const rest = ids.filter((other) => other !== id);
  let at = rest.findIndex((other) => {
    const c = get(other);
    return c !== undefined && sortKey(c, sort) > key;
  });
  if (at < 0) {
    if (more && !ids.includes(id)) return ids; // it belongs to a page that is not loaded yet
    at = rest.length;
  }
  rest.splice(at, 0, id);
  return rest.every((other, index) => other === ids[index]) && rest.length === ids.length ? ids : rest;
}
