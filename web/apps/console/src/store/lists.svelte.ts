// Ordered lists of conversations by view and order; pages come as the reader scrolls.
import { SvelteMap } from 'svelte/reactivity';
import { api, type Summary } from '@fairlead/api';
import { belongs, place, type Sort } from './belongs.ts';
import { desk } from './desk.svelte.ts';

export interface List {
  key: string; view: string; sort: Sort; ids: string[]; next: string | null; loaded: boolean; loading: boolean; error: unknown; stale: boolean;
}
export const lists = new SvelteMap<string, List>();

export function listKey(view: string, sort: Sort): string {
  return `${view} ${sort}`;
}
function set(key: string, change: Partial<List>): void {
  const held = lists.get(key);
  if (held) lists.set(key, { ...held, ...change });
}

/** Loads the first page when there is none, or again when it is stale. Old content stays until the new is here. */
export async function ensure(view: string, sort: Sort, again = false): Promise<void> {
  const key = listKey(view, sort);
  const held = lists.get(key);
  if (held && (held.loading || (held.loaded && !held.stale && !again))) return;
  if (!held) lists.set(key, { key, view, sort, ids: [], next: null, loaded: false, loading: true, error: null, stale: false });
  else set(key, { loading: true, error: null });
  try {
    const page = await api.list({ view, sort, limit: 50 });
    for (const item of page.items) desk.put(item);
    const ids = page.items.map((item) => item.id);
    const before = lists.get(key);
    // Keep what was scrolled to when the first page is only refreshed and still overlaps.
    const last = ids.at(-1);
    const at = before?.ids.length && last ? before.ids.indexOf(last) : -1;
    const tail = page.next && at >= 0 ? (before?.ids.slice(at + 1).filter((id) => !ids.includes(id)) ?? []) : [];
    set(key, { ids: [...ids, ...tail], next: tail.length ? (before?.next ?? null) : page.next, loaded: true, loading: false, stale: false });
  } catch (error) {
    set(key, { loading: false, error });
  }
}
export async function more(key: string): Promise<void> {
  const held = lists.get(key);
  if (!held?.next || held.loading) return;
  set(key, { loading: true });
  try {
    const page = await api.list({ view: held.view, sort: held.sort, cursor: held.next, limit: 100 });
    for (const item of page.items) desk.put(item);
    const ids = lists.get(key)?.ids ?? [];
    const seen = new Set(ids);
    set(key, { ids: [...ids, ...page.items.map((i) => i.id).filter((id) => !seen.has(id))], next: page.next, loading: false, error: null });
  } catch (error) {
    set(key, { loading: false, error });
  }
}
/** After a conversation changed: take it out of, or put it into, every list held. */
export function reflow(changed: Summary): void {
  const me = desk.me;
  if (!me) return;
  for (const list of lists.values()) {
    const fits = belongs(changed, list.view, { id: me.id, teams: me.teams });
    const has = list.ids.includes(changed.id);
    if (fits === null) continue;
    if (!fits && has) set(list.key, { ids: list.ids.filter((id) => id !== changed.id) });
    else if (fits && list.loaded) {
      const ids = place(list.ids, changed.id, list.sort, (id) => desk.conversations.get(id), list.next !== null);
      if (ids !== list.ids) set(list.key, { ids });
    }
  }
}
export function drop(id: string): void {
  for (const list of lists.values()) if (list.ids.includes(id)) set(list.key, { ids: list.ids.filter((other) => other !== id) });
}
export function allStale(): void {
  for (const list of lists.values()) set(list.key, { stale: true });
}
export function viewStale(view: string): void {
  for (const list of lists.values()) if (list.view === view) set(list.key, { stale: true });
}
