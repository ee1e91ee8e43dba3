// The last word of a closed address: the calls, and what holds it back in words.
import { get, put, type HeldBackBy, type LastWord } from '@fairlead/api';
import { date } from '../lib/time.svelte.ts';
import { maybe, t } from '../lib/words.svelte.ts';

/** So long after it was closed strangers are answered like anybody: twelve months, counted as the server counts them. */
const AFTER = 365 * 24 * 3_600_000;

export const lastWord = {
  of: (channel: string) => get('/channels/{id}/last-word', { id: channel }),
  turn: (channel: string, on: boolean) => put('/channels/{id}/last-word', { id: channel }, { on }),
};

/** When twelve months are over; null while it is not closed. */
export const earliest = (word: Pick<LastWord, 'closed_at'>): number | null => (word.closed_at === null ? null : word.closed_at + AFTER);
/** Why strangers are not refused; a code that the console has no word for is said as the server says it. */
export function heldBack(by: HeldBackBy, word: Pick<LastWord, 'closed_at'>): string {
  const at = earliest(word);
  if (by.code === 'too_early' && at !== null) return t('last-word-held-too-early', { date: date(at) });
  return by.code === 'too_early' ? by.sentence : (maybe(`last-word-held-${by.code.replaceAll('_', '-')}`) ?? by.sentence);
}
/** The line as another server reads it. */
export const line = (said: string): string => `550 5.1.6 ${said}`;
