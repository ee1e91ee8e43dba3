// What the pages of the queue reckon by themselves: how far a bar goes, what is pressing, why something stands where it stands.
import type { OvertakingReport, QueueAgent, QueueAlarm, QueueHeld, QueueItem, QueueOffer, QueuePresence } from '@fairlead/api';
import { clock, duration, number } from '../lib/time.svelte.ts';
import { locale, maybe, t } from '../lib/words.svelte.ts';
import { desk } from '../store/desk.svelte.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** "29 s", "1 min 31 s", "4 h 06 min": to the second while seconds count. */
export function exact(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 60) return t('duration-seconds', { n: s });
  if (s < 15 * 60 && s % 60) return t('queue-minutes-seconds', { m: Math.floor(s / 60), s: String(s % 60).padStart(2, '0') });
  return duration(s * 1000);
}

export type Tone = 'bad' | 'warn' | 'plain';
/** Late; or with less than a quarter of an hour and less than 45 % of its limit left. */
export function tone(item: Pick<QueueItem, 'due' | 'limit_ms'>, at: number): Tone {
  const left = item.due - at;
  if (left <= 0) return 'bad';
  return left < 15 * MINUTE && left < item.limit_ms * 0.45 ? 'warn' : 'plain';
}
/** Where the tick stands on the track, and how far past it an overrun can be drawn. */
export const TICK = 0.92;
/** How far the bar of what was waited goes, 0 to 1 of the track: the limit is at the tick, what is over goes past it. */
export function filled(item: Pick<QueueItem, 'due' | 'limit_ms'>, at: number): number {
  const waited = item.limit_ms - (item.due - at);
  const part = item.limit_ms > 0 ? waited / item.limit_ms : 1;
  return part <= 1 ? Math.max(0, part) * TICK : Math.min(1, TICK + 0.025 + (part - 1) * (0.975 - TICK));
}
/** "in 29 s", "6 min late". */
export function dueIn(due: number, at: number): string {
  return due > at ? t('queue-in', { time: exact(due - at) }) : t('queue-late', { time: exact(at - due) });
}
/** On the wall clock; with seconds while seconds count. */
export function dueAt(due: number, at: number): string {
  if (Math.abs(due - at) >= 15 * MINUTE) return Math.abs(due - at) < 20 * HOUR ? clock(due) : t('queue-day', { day: new Date(due), time: clock(due) });
  return `${clock(due)}:${String(new Date(due).getSeconds()).padStart(2, '0')}`;
}

export const teamName = (team: string): string => desk.teams.get(team)?.name ?? t('no-team');
export const teamNames = (teams: string[]): string => new Intl.ListFormat(locale()).format(teams.map(teamName));
const name = (agent: string | null | undefined): string => desk.agentName(agent) ?? t('somebody');
/** Who can take it, and why it stands where it does, in one sentence. */
export function why(item: QueueItem, at: number): string {
  if (item.standing === 'offered') return t('queue-rings-at', { agent: name(item.agent) });
  if (item.standing === 'held') return t('queue-held-by', { agent: name(item.agent) });
  if (item.can.n === 0) return t('queue-nobody-can');
  const who = item.can.n === 1 && item.can.agents[0] ? name(item.can.agents[0]) : item.can.n === 2 && item.can.agents.length === 2 ? t('queue-two-can', { a: name(item.can.agents[0]), b: name(item.can.agents[1]) }) : t('queue-any-of', { n: item.can.n });
  const because = item.why.rule === 'out_of_slack' && item.due > at ? t('queue-goes-first', { urgency: t(`urgency-${item.conversation.urgency}`), time: exact(Math.max(0, (item.why.due ?? item.due) - at)) }) : null;
  const more = [because, item.overflown ? t('queue-overflown') : null, item.lowered > 0 ? t('queue-lowered', { n: item.lowered }) : null].filter(Boolean).join(' · ');
  return more ? `${who} · ${more}` : who;
}
/** Why it is offered here. */
export function reason(offer: Pick<QueueOffer, 'because' | 'due'>): string {
  const { rule, whom, lowered } = offer.because ?? { rule: 'earliest_due', whom: '', lowered: 0 };
  const due = offer.because?.due ?? offer.due;
  return [
    t(rule === 'out_of_slack' ? 'offer-out-of-slack' : 'offer-earliest-due', { time: clock(due) }),
    maybe(`offer-whom-${whom.replaceAll('_', '-')}`),
    lowered > 0 ? t('queue-lowered', { n: lowered }) : null,
  ].filter(Boolean).join(' · ');
}
/** How much longer it rings: whole seconds, and the part of the ring. */
export function ringLeft(offer: Pick<QueueOffer, 'until' | 'since'>, at: number): { seconds: number; part: number } {
  const left = Math.max(0, offer.until - at);
  const all = Math.max(1, offer.until - offer.since);
  return { seconds: Math.ceil(left / 1000), part: Math.min(1, left / all) };
}
/** "Online", "Break until 10:55", "Wrap-up, 14 s". */
export function presenceWord(p: QueuePresence, at: number): string {
  if (p.state === 'wrap_up' && p.until) return t('at-wrap-up-left', { time: exact(p.until - at) });
  if (p.state !== 'away') return t(`at-${p.state.replace('_', '-')}`);
  const reasonWord = (p.reason && maybe(`away-for-${p.reason}`)) || t('at-away');
  return p.until ? t('at-until', { what: reasonWord, time: clock(p.until) }) : reasonWord;
}

/** The kind of channel by which it came; while that is not known, of how it waits. */
export const channelKind = (held: { conversation: string; kind: string; channel?: string }): string =>
  desk.channels.get(held.channel ?? desk.conversations.get(held.conversation)?.channel ?? '')?.kind ?? held.kind;
/** What a hold weighs beside others: a call three times a chat or a mail. */
const weight = (kind: string): number => (kind === 'call' || kind === 'phone' ? 3 : 1);
/** The parts of a load bar, each in percent of the capacity; together they are the load. */
export function parts(a: Pick<QueueAgent, 'load' | 'capacity'> & { holds: { conversation: string; kind: string; channel?: string }[] }): { conversation: string; kind: string; percent: number }[] {
  const kinds = a.holds.map(channelKind);
  const all = kinds.reduce((sum, kind) => sum + weight(kind), 0);
  const load = percent(a);
  return a.holds.map((held, i) => ({ conversation: held.conversation, kind: kinds[i] ?? held.kind, percent: all ? (load * weight(kinds[i] ?? '')) / all : 0 }));
}
export const percent = (a: { load: number; capacity: number }): number => (a.capacity > 0 ? Math.min(100, Math.round((100 * a.load) / a.capacity)) : 0);

const ranks = ['online', 'wrap_up', 'away', 'offline'];
const rank = (a: QueueAgent): number => ranks.indexOf(a.presence.state);
/** Whom it rings at first, then who is here, by name. */
export function ordered(agents: QueueAgent[]): QueueAgent[] {
  return [...agents].sort((a, b) => Number(b.ringing !== null) - Number(a.ringing !== null) || rank(a) - rank(b) || name(a.agent).localeCompare(name(b.agent)));
}
/** What an alarm says. */
export function alarmText(alarm: QueueAlarm, items: QueueItem[]): string {
  const item = items.find((one) => one.conversation.id === alarm.conversation);
  const who = item?.conversation.contact?.name || item?.conversation.contact?.address || (alarm.conversation ? `#${desk.conversations.get(alarm.conversation)?.number ?? ''}` : '');
  const channel = desk.channels.get(alarm.channel ?? item?.conversation.channel ?? '')?.name ?? t('queue-all-channels');
  return t(`alarm-${alarm.kind.replace('_', '-')}`, { who, channel, n: alarm.n, expected: number(alarm.expected ?? 0), since: alarm.since === null ? '' : clock(alarm.since), timed: alarm.since === null ? 'no' : 'yes' });
}
/** Whose helpers could do something about it: those of the team that has it, or gets what comes by its channel. */
export function teamOf(alarm: QueueAlarm, items: QueueItem[]): string | null {
  const c = items.find((one) => one.conversation.id === alarm.conversation)?.conversation;
  return c?.team ?? desk.channels.get(alarm.channel ?? c?.channel ?? '')?.team ?? null;
}
export const grave = (alarm: QueueAlarm): boolean => alarm.kind === 'nobody_can' || alarm.kind === 'nobody_here';

export interface Cell { per: number; harmful: number }
/** Minutes for each 100 hours of agents, by what was served and over what: by channel, or by `name` of it; in one order. */
export function matrix(o: OvertakingReport, name = (channel: string): string => channel): { kinds: string[]; cell: (served: string, over: string) => Cell; most: number } {
  const order = ['call', 'phone', 'chat', 'email', 'mail', 'form'];
  const cells = o.matrix.map((m) => ({ ...m, served: name(m.served), over: name(m.over) }));
  const seen = [...new Set(cells.flatMap((m) => [m.served, m.over]))];
  const kinds = seen.sort((a, b) => (order.indexOf(a) + 1 || 99) - (order.indexOf(b) + 1 || 99) || a.localeCompare(b));
  const hours = o.agent_ms / HOUR;
  const per = (ms: number): number => (hours > 0 ? (ms / MINUTE / hours) * 100 : 0);
  const cell = (served: string, over: string): Cell => {
    const all = cells.filter((m) => m.served === served && m.over === over);
    return { per: per(all.reduce((sum, m) => sum + m.ms, 0)), harmful: per(all.reduce((sum, m) => sum + m.harmful_ms, 0)) };
  };
  return { kinds, cell, most: Math.max(1, ...kinds.flatMap((a) => kinds.filter((b) => b !== a).map((b) => cell(a, b).per))) };
}

/** What is held side by side, in the order of its coming; what is no chat is worked on in the inbox. */
export function columns(holds: QueueHeld[], before: string[]): string[] {
  const chats = holds.filter((held) => held.kind === 'live').sort((a, b) => a.since - b.since || (a.conversation < b.conversation ? -1 : 1)).map((held) => held.conversation);
  // Nobody's columns change places under their hands: those that were there stay where they are.
  return [...before.filter((id) => chats.includes(id)), ...chats.filter((id) => !before.includes(id))];
}
