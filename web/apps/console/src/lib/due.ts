// How much time is left until the server's due time. Nothing above an hour, as the style guide says.
import type { Summary } from '@fairlead/api';
import { t } from './words.svelte.ts';
import { duration } from './time.svelte.ts';

export interface Due { text: string; tone: 'plain' | 'warn' | 'bad'; at: number }

/** The server knows policies and opening hours; `due_at` is null when no clock runs. */
export function due(c: Pick<Summary, 'due_at'>, now: number): Due | null {
  const at = c.due_at;
  if (at === null || at === undefined) return null;
  const left = Math.ceil((at - now) / 60_000);
  if (left > 60) return null;
  if (left >= 15) return { text: duration(left * 60_000), tone: 'plain', at };
  if (left > 0) return { text: t('due-left', { time: duration(left * 60_000) }), tone: 'warn', at };
  return { text: t('due-late', { time: duration(Math.max(1, -left) * 60_000) }), tone: 'bad', at };
}
