// Acts on conversations: shown at once, sent with the version that was seen, taken back when the server says no.
import { api, ApiError, type BulkSet, type Status, type Summary, type Urgency } from '@fairlead/api';
import { report } from '../lib/errors.ts';
import { t } from '../lib/words.svelte.ts';
import { dismiss, toast, undoable } from '../lib/toasts.svelte.ts';
import { weekdayTime } from '../lib/time.svelte.ts';
import { desk } from './desk.svelte.ts';
import { reflow } from './lists.svelte.ts';
import { many } from './many.ts';
import { shell } from './shell.svelte.ts';

type Call = (id: string, version: number | undefined) => Promise<{ conversation: Summary }>;

export function take(summary: Summary): void {
  if (desk.put(summary)) reflow(summary);
}

/** Messages and acts of ours on their way, each with the version that it will leave: an act that follows is no conflict with it. */
const speaking = new Map<string, Promise<number | undefined>>();
/** Joins those that are on their way to the same conversation; answers whether it is still the last of them. */
export function underWay(id: string, left: Promise<number>): () => boolean {
  const earlier = speaking.get(id);
  const both = Promise.all([earlier, left.catch(() => undefined)]).then((all) => Math.max(...all.map((version) => version ?? 0)) || undefined);
  speaking.set(id, both);
  const last = (): boolean => speaking.get(id) === both;
  void both.then(() => last() && speaking.delete(id));
  return last;
}

/** One optimistic change. Returns whether it holds. */
async function change(id: string, patch: Partial<Summary>, call: Call, force = false, tries = 2): Promise<boolean> {
  const before = desk.conversations.get(id);
  if (!before) return false;
  desk.pending.add(id);
  shell.acted = id;
  const shown = desk.patch(id, patch);
  if (shown) reflow(shown);
  const earlier = speaking.get(id);
  const calling = (async () => call(id, force ? undefined : Math.max(before.version, (await earlier) ?? 0)))();
  const last = underWay(id, calling.then((answer) => answer.conversation.version));
  try {
    const answer = await calling;
    // What an act shows that is still on its way is not taken back by the answer to the one before.
    if (last()) {
      desk.pending.delete(id);
      take(answer.conversation);
    }
    return true;
  } catch (error) {
    desk.pending.delete(id);
    const server = error instanceof ApiError && error.status === 409 ? (error.body['conversation'] as Summary | undefined) : undefined;
    const back = server ?? before;
    desk.conversations.set(id, back);
    // A customer wrote, or the desk itself: who sorts the conversation meanwhile goes on from there.
    if (server && tries > 0 && beside(patch, before, server, (error as ApiError).body['changed_by'])) return change(id, patch, call, force, tries - 1);
    reflow(back);
    if (server) conflict(server, before, error as ApiError, () => void change(id, patch, call, true));
    else report(error, t('change-taken-back'));
    return false;
  }
}

const SORTING = new Set<string>(['urgency', 'urgency_source', 'topic', 'topic_source', 'assignee', 'team']);
/** Whether what happened meanwhile has nothing to do with this act: no colleague did it, and what the act sets is as it was. */
function beside(patch: Partial<Summary>, before: Summary, server: Summary, by: unknown): boolean {
  if (by && by !== desk.me?.id) return false;
  return (Object.keys(patch) as (keyof Summary)[]).every((key) => SORTING.has(key) && server[key] === before[key]);
}
/** "Ines set it to resolved" with "Apply anyway". */
function conflict(server: Summary, before: Summary, error: ApiError, again: () => void): void {
  const who = desk.agentName(error.body['changed_by'] as string | null) ?? t('somebody');
  toast(t('conflict', { who, what: difference(before, server) }), { actions: [{ label: t('apply-anyway'), run: again }], life: 20_000 });
}
export function difference(before: Summary, after: Summary): string {
  if (before.status !== after.status) return t('what-status', { status: t(`status-${after.status}`) });
  if (before.assignee !== after.assignee) return after.assignee ? t('what-assigned', { agent: desk.agentName(after.assignee) ?? '…' }) : t('what-unassigned');
  if (before.team !== after.team) return t('what-team', { team: desk.teams.get(after.team ?? '')?.name ?? t('no-team') });
  if (before.urgency !== after.urgency) return t('what-urgency', { urgency: t(`urgency-${after.urgency}`) });
  if (before.subject !== after.subject) return t('what-subject');
  return t('what-other');
}

/** One conversation: shown at once, with its undo. */
async function one(id: string, patch: Partial<Summary>, call: Call, said: string | null, undo?: (before: Summary) => void): Promise<void> {
  const before = desk.conversations.get(id);
  if (!before || before.limited) return;
  let notice: number | null = null;
  if (said && undo) notice = undoable(said, t('undo'), () => undo(before));
  else if (said) toast(said, { life: 4000 });
  if (!(await change(id, patch, call)) && notice !== null) dismiss(notice);
}
/** What brings a conversation back to the status that it had. */
function statusBack(c: Summary): BulkSet {
  return c.status === 'snoozed' && c.snoozed_until ? { snooze_until: c.snoozed_until } : { status: c.status };
}
function restoreStatus(c: Summary): void {
  if (c.status === 'snoozed' && c.snoozed_until) void snoozeUntil([c.id], c.snoozed_until, true);
  else void setStatus([c.id], c.status, true);
}

export function setStatus(ids: string[], status: Status, quiet = false): Promise<void> {
  const patch = { status, snoozed_until: null, ...(status === 'open' ? {} : { waiting_since: null }) };
  if (ids.length > 1) return many({ ids, set: { status }, patch: () => patch, said: (n) => t(`done-${status}-many`, { n }), back: statusBack });
  const id = ids[0] ?? '';
  const number = desk.conversations.get(id)?.number;
  const said = t(`done-${status}`, { number: number ? `#${number}` : '' });
  return one(id, patch, (ref, version) => api.status(ref, status, version), quiet ? null : said, restoreStatus);
}
export function toggleResolved(ids: string[]): Promise<void> {
  const all = ids.every((id) => desk.conversations.get(id)?.status === 'resolved');
  return setStatus(ids, all ? 'open' : 'resolved');
}
export function snoozeUntil(ids: string[], until: number, quiet = false): Promise<void> {
  const patch: Partial<Summary> = { status: 'snoozed', snoozed_until: until };
  const said = (n: number): string => t('done-snoozed-until', { when: weekdayTime(until), n });
  if (ids.length > 1) return many({ ids, set: { snooze_until: until }, patch: () => patch, said, back: statusBack });
  return one(ids[0] ?? '', patch, (id, version) => api.snooze(id, until, version), quiet ? null : said(1), restoreStatus);
}
export function wake(ids: string[]): Promise<void> {
  if (ids.length > 1) return setStatus(ids, 'open');
  return one(ids[0] ?? '', { status: 'open', snoozed_until: null }, (id) => api.unsnooze(id), t('done-open', { number: '' }), restoreStatus);
}
export function assign(ids: string[], agent: string | null): Promise<void> {
  const name = agent === desk.me?.id ? t('you') : (desk.agentName(agent) ?? '');
  const said = (n: number): string => (agent ? t('done-assigned', { agent: name, n }) : t('done-unassigned', { n }));
  if (ids.length > 1) return many({ ids, set: { assignee: agent }, patch: () => ({ assignee: agent }), said, back: (c) => ({ assignee: c.assignee }) });
  return one(ids[0] ?? '', { assignee: agent }, (id, version) => api.assign(id, agent, version), said(1), (c) => void change(c.id, { assignee: c.assignee }, (id) => api.assign(id, c.assignee, undefined)));
}
export function move(ids: string[], team: string | null): Promise<void> {
  const said = (n: number): string => t('done-moved', { team: desk.teams.get(team ?? '')?.name ?? t('no-team'), n });
  if (ids.length > 1) return many({ ids, set: { team }, patch: () => ({ team }), said, back: (c) => ({ team: c.team }) });
  return one(ids[0] ?? '', { team }, (id, version) => api.move(id, team, version), said(1), (c) => void change(c.id, { team: c.team }, (id) => api.move(id, c.team, undefined)));
}
export function setUrgency(ids: string[], urgency: Urgency): Promise<void> {
  const patch: Partial<Summary> = { urgency, urgency_source: 'agent' };
  const said = (n: number): string => t('done-urgency', { urgency: t(`urgency-${urgency}`), n });
  if (ids.length > 1) return many({ ids, set: { urgency }, patch: () => patch, said, back: (c) => ({ urgency: c.urgency }) });
  return one(ids[0] ?? '', patch, (id, version) => api.urgency(id, urgency, version), said(1), (c) => void change(c.id, { urgency: c.urgency }, (id) => api.urgency(id, c.urgency, undefined)));
}
export function setTopic(id: string, topic: string | null): Promise<boolean> {
  return change(id, { topic, topic_source: 'agent' }, (ref, version) => api.topic(ref, topic, version));
}
/** A topic or an urgency that a rule or a model has set, and nobody has judged yet. */
export function guessed(c: Summary | undefined): boolean {
  return c !== undefined && !c.limited && (guess(c.topic_source) || guess(c.urgency_source));
}
export const guess = (source: string): boolean => source === 'rule' || source === 'model';
/** Says that the guesses are right: from now on an agent has said it. */
export async function confirmGuess(ids: string[]): Promise<void> {
  const found = ids.map((id) => desk.conversations.get(id)).filter((c): c is Summary => guessed(c));
  let held = 0;
  for (const c of found) {
    const good = [
      ...(guess(c.topic_source) ? [await setTopic(c.id, c.topic ?? null)] : []),
      ...(guess(c.urgency_source) ? [await change(c.id, { urgency_source: 'agent' }, (ref, version) => api.urgency(ref, c.urgency, version))] : []),
    ];
    if (good.every(Boolean)) held += 1;
  }
  if (held > 0) toast(t('done-confirmed', { n: held }), { life: 3000 });
}
export function setSubject(id: string, subject: string): Promise<boolean> {
  return change(id, { subject }, (ref, version) => api.subject(ref, subject, version));
}
export function toggleTag(ids: string[], tag: string): Promise<void> {
  const has = (c: Summary | undefined): boolean => c?.tags.includes(tag) ?? false;
  const all = ids.every((id) => has(desk.conversations.get(id)));
  const patch = (c: Summary): Partial<Summary> => ({ tags: all ? c.tags.filter((x) => x !== tag) : [...new Set([...c.tags, tag])] });
  const name = desk.tags.get(tag)?.name ?? '';
  const said = (n: number): string => t(all ? 'done-untagged' : 'done-tagged', { tag: name, n });
  if (ids.length > 1) {
    // Those that had the tag before keep it when the act is undone: nothing to put back there.
    return many({ ids: all ? ids : ids.filter((id) => !has(desk.conversations.get(id))), set: all ? { remove_tag: tag } : { add_tag: tag }, patch, said, back: () => (all ? { add_tag: tag } : { remove_tag: tag }) });
  }
  const held = desk.conversations.get(ids[0] ?? '');
  if (!held) return Promise.resolve();
  return one(held.id, patch(held), (id) => (all ? api.untag(id, tag) : api.tag(id, tag)), said(1), (c) => void change(c.id, { tags: c.tags }, (id) => (all ? api.tag(id, tag) : api.untag(id, tag))));
}
export async function addNewTag(ids: string[], name: string): Promise<void> {
  try {
    const tag = await api.newTag(name);
    desk.tags.set(tag.id, tag);
    await toggleTag(ids, tag.id);
  } catch (error) {
    report(error);
  }
}
export function setRead(id: string, read: boolean): void {
  const c = desk.conversations.get(id);
  if (!c || c.unread === !read) return;
  desk.patch(id, { unread: !read });
  api.read(id, read).then((answer) => take(answer.conversation)).catch(() => desk.patch(id, { unread: read }));
}
export async function toggleFollow(id: string): Promise<void> {
  const me = desk.me?.id;
  const held = desk.opened.get(id);
  if (!me || !held) return;
  const follows = held.followers.includes(me);
  desk.change(id, { followers: follows ? held.followers.filter((x) => x !== me) : [...held.followers, me] });
  try {
    const answer = await (follows ? api.unfollow(id, me) : api.follow(id, me));
    if (answer?.conversation) take(answer.conversation);
    toast(follows ? t('done-unfollowed') : t('done-followed'), { life: 3000 });
  } catch (error) {
    desk.change(id, { followers: held.followers });
    report(error);
  }
}
export async function blockSender(id: string): Promise<void> {
  const before = desk.conversations.get(id);
  try {
    shell.acted = id;
    const answer = await api.blockSender(id);
    take(answer.conversation);
    const address = before?.contact?.address;
    undoable(t('done-blocked'), t('undo'), () => {
      if (address) api.unblock(address).catch(report);
      if (before) void setStatus([id], before.status === 'snoozed' ? 'open' : before.status, true);
    });
  } catch (error) {
    report(error);
  }
}
