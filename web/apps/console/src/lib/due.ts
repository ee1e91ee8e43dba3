// How much of the target is left for a conversation that waits for us. Nothing above an hour, as the style guide says.
import type { Summary } from '@fairlead/api';
import { t } from './words.svelte.ts';
import { duration } from './time.svelte.ts';

export interface Due { text: string; tone: 'plain' | 'warn' | 'bad'; at: number }

/** `target` in minutes; 0 is "no target". Wall-clock time: business hours come with their own issue. */
export function due(c: Pick<Summary, 'status' | 'waiting_since' | 'first_reply_at'>, target: number, now: number): Due | null {
  if (c.status !== 'open' || !c.waiting_since || target <= 0) return null;
  const at = c.waiting_since + target * 60_000;
  const left = Math.ceil((at - now) / 60_000);
  if (left > 60) return null;
  if (left >= 15) return { text: duration(left * 60_000), tone: 'plain', at };
  if (left >= 0) return { text: t('due-left', { time: duration(Math.max(1, left) * 60_000) }), tone: 'warn', at };
  return { text: t('due-late', { time: duration(-left * 60_000) }), tone: 'bad', at };
}
