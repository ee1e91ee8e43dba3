// One act on several conversations: one request, one notice, one undo. What could not be changed is named.
import { api, type BulkSet, type Summary } from '@fairlead/api';
import { report } from '../lib/errors.ts';
import { dismiss, retext, toast, undoable } from '../lib/toasts.svelte.ts';
import { maybe, t } from '../lib/words.svelte.ts';
import { desk } from './desk.svelte.ts';
import { grouped, numbers } from './groups.ts';
import { reflow } from './lists.svelte.ts';
import { shell } from './shell.svelte.ts';

/** As many as the server takes in one request. */
export const MOST = 200;
/** From here on the notice says how far it is. */
const LONG = 20;

export interface Act {
  ids: string[];
  set: BulkSet;
  /** How a line looks with the change, until the server has answered. */
  patch: (c: Summary) => Partial<Summary>;
  said: (n: number) => string;
  /** What puts one back as it was. */
  back: (before: Summary) => BulkSet;
}
interface Outcome { done: Summary[]; failed: { before: Summary; code: string }[] }

export async function many(act: Act, force = false): Promise<void> {
  const before = act.ids.map((id) => desk.conversations.get(id)).filter((c): c is Summary => c !== undefined && !c.limited);
  if (before.length === 0) return;
  const long = before.length > LONG;
  const notice = long ? toast(t('many-busy', { done: 0, n: before.length }), { life: Infinity }) : 0;
  const running = carryOut(before, act, force, (done) => long && retext(notice, t('many-busy', { done, n: before.length })));
  const undo = (): void => void running.then((outcome) => putBack(before, outcome.done, act));
  const early = long ? 0 : undoable(act.said(before.length), t('undo'), undo);
  const outcome = await running;
  if (long) {
    dismiss(notice);
    if (outcome.done.length > 0) undoable(act.said(outcome.done.length), t('undo'), undo);
  } else if (outcome.done.length === 0) dismiss(early);
  else if (outcome.failed.length > 0) retext(early, act.said(outcome.done.length));
  tell(outcome.failed, (ids) => void many({ ...act, ids }, true));
}

/** Shown at once, sent in as few requests as there can be, taken back where the server says no. */
async function carryOut(before: Summary[], act: Pick<Act, 'set' | 'patch'>, force: boolean, progress: (done: number) => void): Promise<Outcome> {
  const outcome: Outcome = { done: [], failed: [] };
  for (const c of before) {
    desk.pending.add(c.id);
    const shown = desk.patch(c.id, act.patch(c));
    if (shown) reflow(shown);
  }
  if (before.some((c) => c.id === shell.open)) shell.acted = shell.open;
  for (let at = 0; at < before.length; at += MOST) {
    const part = before.slice(at, at + MOST);
    try {
      const answer = await api.bulk(part.map((c) => c.id), act.set, force ? {} : Object.fromEntries(part.map((c) => [c.id, c.version])));
      outcome.done.push(...answer.done);
      const codes = new Map(answer.failed.map((one) => [one.id, one.code]));
      outcome.failed.push(...part.filter((c) => codes.has(c.id)).map((c) => ({ before: c, code: codes.get(c.id) ?? '' })));
    } catch (error) {
      outcome.failed.push(...before.slice(at).map((c) => ({ before: c, code: '' })));
      report(error, t('change-taken-back'));
      break;
    } finally {
      progress(outcome.done.length);
    }
  }
  for (const c of before) desk.pending.delete(c.id);
  for (const c of outcome.done) if (desk.put(c)) reflow(c);
  for (const one of outcome.failed) {
    desk.conversations.set(one.before.id, one.before);
    reflow(one.before);
    if (one.code) refresh(one.before.id);
  }
  return outcome;
}

/** What the server would not change is shown as it is there. */
function refresh(id: string): void {
  api.conversation(id).then(({ conversation }) => {
    const { followers: _, participants: __, links: ___, merged: ____, promise: _____, pinned: ______, ...summary } = conversation;
    if (desk.put(summary)) reflow(summary);
  }).catch(() => undefined);
}

/** One request for each way to be as before: mostly one. */
async function putBack(before: Summary[], done: Summary[], act: Act): Promise<void> {
  const changed = new Set(done.map((c) => c.id));
  for (const [set, group] of grouped(before.filter((c) => changed.has(c.id)), act.back)) {
    const was = new Map(group.map((c) => [c.id, c]));
    const now = group.map((c) => desk.conversations.get(c.id) ?? c);
    const restored = (c: Summary): Partial<Summary> => {
      const { version: _, ...fields } = was.get(c.id) ?? c;
      return fields;
    };
    const outcome = await carryOut(now, { set, patch: restored }, true, () => undefined);
    tell(outcome.failed, null);
  }
}
function tell(failed: Outcome['failed'], again: ((ids: string[]) => void) | null): void {
  const meanwhile = failed.filter((one) => one.code === 'conflict');
  if (meanwhile.length > 0) {
    const actions = again ? [{ label: t('apply-anyway'), run: () => again(meanwhile.map((one) => one.before.id)) }] : [];
    toast(t('many-changed', { n: meanwhile.length, which: numbers(meanwhile.map((one) => one.before.number)) }), { actions, life: 20_000 });
  }
  const rest = failed.filter((one) => one.code !== 'conflict' && one.code !== '');
  if (rest.length === 0) return;
  const why = maybe(`error-${(rest[0]?.code ?? '').replaceAll('_', '-')}`) ?? '';
  toast(`${t('many-failed', { n: rest.length, which: numbers(rest.map((one) => one.before.number)) })} ${why}`.trim(), { tone: 'bad', life: 20_000 });
}
