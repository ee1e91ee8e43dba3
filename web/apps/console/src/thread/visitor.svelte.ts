// The visitors of the chats that are on the screen: fetched when the feed says that something changed. Who types comes over the socket.
import { SvelteMap } from 'svelte/reactivity';
import { api, type ChatDetail, type FeedEvent } from '@fairlead/api';
import { desk } from '../store/desk.svelte.ts';

/** That somebody left without a word is found out by looking. */
const LOOK_MS = 30_000;

export const visitors = new SvelteMap<string, ChatDetail>();
const watched = new Map<string, { by: number; end: () => void }>();

async function look(id: string): Promise<void> {
  try {
    visitors.set(id, await api.chat(id));
  } catch {
    // What is known stands; the strip says when the desk cannot be reached.
  }
}
/** Keeps what is known of a visitor fresh until the answer is called; once, however many ask for it. */
export function watchVisitor(id: string): () => void {
  const held = watched.get(id) ?? { by: 0, end: follow(id) };
  held.by += 1;
  watched.set(id, held);
  return () => {
    held.by -= 1;
    if (held.by > 0) return;
    watched.delete(id);
    held.end();
  };
}
function follow(id: string): () => void {
  const told = (event: Event): void => {
    const frame = (event as CustomEvent<FeedEvent>).detail;
    if (frame.conversation === id && frame.kind.startsWith('conversation.chat.')) void look(id);
  };
  const timer = setInterval(() => {
    if (!document.hidden) void look(id);
  }, LOOK_MS);
  addEventListener('fairlead-work', told);
  void look(id);
  return () => {
    removeEventListener('fairlead-work', told);
    clearInterval(timer);
  };
}
export const types = (id: string): boolean => desk.typing.has(id);
