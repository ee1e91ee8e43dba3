// Sending: the bubble at once, the answer later; without a network it waits here (also over a reload) and goes when it is back.
import { api, ApiError, idempotencyKey, type Message, type Outgoing, type Summary } from '@fairlead/api';
import { recall, remember } from '../lib/look.svelte.ts';
import { exactNow } from '../lib/time.svelte.ts';
import { htmlToText } from '../lib/html.ts';
import { take, underWay } from './actions.ts';
import { desk } from './desk.svelte.ts';
import { addMessage, removeMessage } from './open.ts';

export interface Waiting { key: string; conversation: string; input: Outgoing; at: number; agent: string }
const STORE = 'fairlead.outbox';

class Queue {
  items = $state<Waiting[]>(recall<Waiting[]>(STORE, []).filter((w) => w && typeof w.key === 'string'));
  private busy = false;
  get waiting(): number {
    return this.items.length;
  }
  of(conversation: string): Waiting[] {
    return this.items.filter((w) => w.conversation === conversation && w.agent === desk.me?.id);
  }
  add(waiting: Waiting): void {
    this.items.push(waiting);
    remember(STORE, this.items);
  }
  remove(key: string): void {
    const at = this.items.findIndex((w) => w.key === key);
    if (at >= 0) this.items.splice(at, 1);
    remember(STORE, this.items);
  }
  /** Sends in order; stops at the first that finds no network. */
  async flush(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      for (const waiting of [...this.items]) {
        if (waiting.agent !== desk.me?.id) continue;
        try {
          const answer = await api.send(waiting.conversation, { ...waiting.input, force: true }, waiting.key);
          this.remove(waiting.key);
          addMessage(waiting.conversation, answer.message, `tmp_${waiting.key}`);
          take(answer.conversation);
        } catch (error) {
          if (error instanceof ApiError && error.offline) break;
          this.remove(waiting.key);
          removeMessage(waiting.conversation, `tmp_${waiting.key}`);
          dispatchEvent(new CustomEvent('fairlead-unsent', { detail: { waiting, error } }));
        }
      }
    } finally {
      this.busy = false;
    }
  }
}
export const queue = new Queue();

export type Sent =
  | { kind: 'sent'; message: Message; conversation: Summary }
  | { kind: 'waiting' }
  | { kind: 'newer'; messages: Message[] }
  | { kind: 'failed'; error: unknown };

export function bubble(key: string, input: Outgoing): Message {
  const me = desk.me;
  return {
    id: `tmp_${key}`, kind: input.kind === 'note' ? 'note' : 'agent', at: exactNow(), author: { type: 'agent', id: me?.id ?? null, name: me?.name ?? null, address: null },
    subject: null, html: input.html, text: htmlToText(input.html), reply: null, folded: [], from: null, to: input.to, cc: input.cc, bcc: input.bcc, attachments: [],
    automatic: 'none', auto_text: null, language: null, authentication: null, warnings: [], deliveries: [], event: null, has_raw: false, remote_images: 0, door: null,
  };
}
/** Tries once; a missing network puts it into the queue. The same key makes a repeat harmless. */
export async function send(conversation: string, input: Outgoing): Promise<Sent> {
  const key = idempotencyKey();
  addMessage(conversation, bubble(key, input));
  try {
    const sending = api.send(conversation, input, key);
    underWay(conversation, sending.then((answer) => answer.conversation.version));
    const answer = await sending;
    addMessage(conversation, answer.message, `tmp_${key}`);
    take(answer.conversation);
    return { kind: 'sent', ...answer };
  } catch (error) {
    if (error instanceof ApiError && error.offline) {
      queue.add({ key, conversation, input, at: exactNow(), agent: desk.me?.id ?? '' });
      return { kind: 'waiting' };
    }
    removeMessage(conversation, `tmp_${key}`);
    if (error instanceof ApiError && error.code === 'newer_message') return { kind: 'newer', messages: (error.body['messages'] as Message[] | undefined) ?? [] };
    return { kind: 'failed', error };
  }
}
