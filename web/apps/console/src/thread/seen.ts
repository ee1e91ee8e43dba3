// Up to where a visitor has seen what was said.
import type { Message } from '@fairlead/api';

/** The last answer of ours that was seen: the one that the server names, or one that was there when it was told that all is seen. */
export function lastSeen(messages: Pick<Message, 'id' | 'kind' | 'at'>[], read: string | null | undefined, seenAt: number | null): string | null {
  const ours = (m: Pick<Message, 'kind'>): boolean => m.kind === 'agent';
  const named = read ? messages.findIndex((m) => m.id === read) : -1;
  const upTo = messages.findLastIndex((m, i) => ours(m) && (i <= named || (seenAt !== null && m.at <= seenAt)));
  return messages[upTo]?.id ?? null;
}
