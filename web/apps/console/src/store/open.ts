// Opening conversations: fetch, prefetch, earlier messages, and refetch when the feed says that more is there.
import { api, type Message } from '@fairlead/api';
import { desk, type Opened } from './desk.svelte.ts';
import { shell } from './shell.svelte.ts';
import { surplus } from './surplus.ts';

const flights = new Map<string, Promise<Opened>>();
const LIMIT = 40;

/** By id or number. Uses what is held unless it is stale. */
export function open(ref: string, again = false): Promise<Opened> {
  const id = desk.byNumber.get(Number(ref)) ?? ref;
  const held = desk.opened.get(id);
  if (held && !held.stale && !again) return Promise.resolve(held);
  const under = flights.get(id);
  if (under) return under;
  const flight = api
    .conversation(id)
    .then((detail) => {
      const made = desk.open(detail);
      forget(made.id);
      return made;
    })
    .finally(() => flights.delete(id));
  flights.set(id, flight);
  return flight;
}
export function prefetch(id: string): void {
  const held = desk.opened.get(id);
  if ((held && !held.stale) || desk.conversations.get(id)?.limited) return;
  open(id).catch(() => undefined);
}
/** Keeps the newest few conversations, and the one on the screen, however long ago it was fetched: somebody may be writing in it. */
function forget(fresh: string): void {
  for (const id of surplus([...desk.opened.keys()], [fresh, shell.open], LIMIT)) desk.opened.delete(id);
}
export async function earlier(id: string): Promise<void> {
  const held = desk.opened.get(id);
  if (!held?.earlier) return;
  const page = await api.earlier(id, held.earlier);
  const known = new Set(desk.opened.get(id)?.messages.map((message) => message.id));
  const fresh = page.items.filter((message) => !known.has(message.id));
  fresh.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  desk.change(id, { messages: [...fresh, ...(desk.opened.get(id)?.messages ?? [])], earlier: page.next });
}
export function addMessage(conversation: string, message: Message, instead?: string): void {
  const held = desk.opened.get(conversation);
  if (!held) return;
  const rest = held.messages.filter((other) => other.id !== instead && other.id !== message.id);
  desk.change(conversation, { messages: [...rest, message] });
}
export function changeMessage(conversation: string, id: string, change: Partial<Message>): void {
  const held = desk.opened.get(conversation);
  if (held) desk.change(conversation, { messages: held.messages.map((m) => (m.id === id ? { ...m, ...change } : m)) });
}
export function removeMessage(conversation: string, id: string): void {
  const held = desk.opened.get(conversation);
  if (held) desk.change(conversation, { messages: held.messages.filter((m) => m.id !== id) });
}
