// Merging, splitting and linking: sent at once, told with its undo. The feed brings what else has changed.
import { api, ApiError, type Summary } from '@fairlead/api';
import { report } from '../lib/errors.ts';
import { go } from '../lib/router.svelte.ts';
import { toast, undoable } from '../lib/toasts.svelte.ts';
import { t } from '../lib/words.svelte.ts';
import { take } from './actions.ts';
import { desk } from './desk.svelte.ts';
import { drop } from './lists.svelte.ts';
import { open } from './open.ts';
import { shell } from './shell.svelte.ts';

/** Whether these are known to be of different customers. */
export function differ(ids: string[]): boolean {
  const customers = new Set(ids.map((id) => desk.conversations.get(id)?.contact?.id).filter((id) => id !== undefined));
  return customers.size > 1;
}

/** 'ask' when they are of different customers and nobody has confirmed that. */
export async function merge(into: string, ids: string[], confirmed: boolean): Promise<'done' | 'ask' | 'failed'> {
  try {
    const answer = await api.merge(into, ids, confirmed);
    if (answer.merged.length === 0 && answer.failed.every((one) => one.code === 'different_customers')) return 'ask';
    for (const id of answer.merged) led(id);
    shell.selected = [];
    take(answer.conversation);
    go(shell.path(answer.conversation.id));
    void open(answer.conversation.id, true).catch(() => undefined);
    const number = `#${answer.conversation.number}`;
    if (answer.merged.length > 0) undoable(t('done-merged', { n: answer.merged.length, number }), t('undo'), () => void apart(answer.merged));
    for (const one of answer.failed) toast(one.message, { tone: 'bad', life: 12_000 });
    return answer.merged.length > 0 ? 'done' : 'failed';
  } catch (error) {
    report(error);
    return 'failed';
  }
}
/** It is a signpost now: nothing of it is held. */
export function led(id: string): void {
  drop(id);
  desk.opened.delete(id);
}
async function apart(ids: string[]): Promise<void> {
  // The last one first: it may have brought others along.
  for (const id of [...ids].reverse()) await unmerge(id, true);
}
export async function unmerge(id: string, quiet = false): Promise<void> {
  try {
    const answer = await api.unmerge(id);
    take(answer.conversation);
    take(answer.survivor);
    await open(answer.survivor.id, true).catch(() => undefined);
    if (!quiet) toast(t('done-unmerged', { number: `#${answer.conversation.number}` }));
  } catch (error) {
    report(error);
  }
}
export async function split(id: string, messages: string[], subject: string): Promise<string | null> {
  try {
    const detail = await api.split(id, messages, subject || null);
    const made = desk.open(detail);
    void open(id, true).catch(() => undefined);
    const number = desk.conversations.get(made.id)?.number;
    undoable(t('done-split', { number: `#${number ?? ''}` }), t('undo'), () => void merge(id, [made.id], true));
    go(shell.path(made.id));
    return null;
  } catch (error) {
    if (error instanceof ApiError) return error.message;
    report(error);
    return null;
  }
}
export async function link(id: string, other: string): Promise<string | null> {
  try {
    take((await api.link(id, other)).conversation);
    await open(id, true);
    return null;
  } catch (error) {
    if (error instanceof ApiError && error.status < 500) return error.status === 404 ? t('error-not-found') : error.message;
    report(error);
    return null;
  }
}
/** To another team with words for those who get it. */
export async function handOver(id: string, team: string, words: string): Promise<string | null> {
  const before = desk.conversations.get(id);
  const html = words ? words.split(/\n{2,}/).map((part) => `<p>${part.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\n', '<br>')}</p>`).join('') : '';
  try {
    shell.acted = id;
    take((await api.handOver(id, team, html, before?.version)).conversation);
  } catch (error) {
    if (!(error instanceof ApiError)) {
      report(error);
      return null;
    }
    // It went out of reach with the move: that is what was wanted.
    if (error.code !== 'out_of_reach') return error.message;
    led(id);
    go(shell.path(null));
  }
  toast(t('done-moved', { team: desk.teams.get(team)?.name ?? '', n: 1 }));
  return null;
}
export async function unlink(id: string, other: string): Promise<void> {
  try {
    take((await api.unlink(id, other)).conversation);
    await open(id, true);
  } catch (error) {
    report(error);
  }
}
/** What a conversation may be merged with or linked to: of the same customer first, then what was last on the screen. */
export function near(id: string): Summary[] {
  const c = desk.conversations.get(id);
  const history = desk.opened.get(id)?.history ?? [];
  const known = [...history, ...desk.opened.keys()].filter((other) => other !== id);
  return [...new Set(known)]
    .map((other) => desk.conversations.get(other))
    .filter((other): other is Summary => other !== undefined && !other.limited && !['merged', 'side', 'spam'].includes(other.status))
    .sort((a, b) => Number(b.contact?.id === c?.contact?.id) - Number(a.contact?.id === c?.contact?.id))
    .slice(0, 8);
}
