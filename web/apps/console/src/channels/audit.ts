// The dead-end audit as the server tells it, and what of it is drawn: for which kind of customer, time of the week and failure.
import { t, maybe } from '../lib/words.svelte.ts';
import { dash } from '../reports/model.ts';
import type { Stop, Way } from './weave.ts';

export type Failure = 'none' | 'no_agent' | 'mail_host_away' | 'carrier_away' | 'model_away';
export type Why = 'nothing' | 'circle' | 'too_many_choices' | 'nothing_promised' | { away: Failure };
export type End = 'human' | 'promise' | 'self_service' | { dead_end: Why };
export type Verdict = 'dead_end' | 'mend' | 'not_measured';
/** A word, or one word with what it is about. */
export type Cause = string | Record<string, unknown>;
export interface Kind { name: string; segment: string | null; language: string | null; abilities: string[]; signed_in: boolean }
export interface Slot { label: string; at: number }
export interface Door { id: string; channel: string; label: string; medium: string }
export interface HouseChannel { id: string; name: string; kind: string; stage: string; paused: boolean; team: string | null }
/** What the customer meets at one door, or, without one, how it ends. */
export interface WitnessStep { door: string | null; text: string | null; says: string; landing: string }
/** `kind` and `slot`: places in the lists of the audit. */
export interface Witness { sentence: string; steps: WitnessStep[]; kind: number; slot: number; failure: Failure }
export interface Finding {
  door: string | null; invariant: string; cause: Cause; verdict: Verdict; sentence: string; what_to_do: string;
  kinds: number[]; slots: number[]; failures: Failure[]; classes: number; witness: Witness | null;
}
export interface Flow { door: string; failure: Failure; texts: string[]; on: string | null; via: string | null; end: End; kinds: number[]; slots: number[]; classes: number }
export interface Audit {
  at: number; version: number; took_ms: number; stale: boolean; looked: number;
  /** Findings and ribbons that were too many to tell. */
  left_off: number;
  summary: { dead_end: number; mend: number; unmeasured: number };
  kinds: Kind[]; slots: Slot[]; doors: Door[]; channels: HouseChannel[]; teams: { id: string; name: string }[];
  findings: Finding[]; flows: Flow[];
}
/** What is looked at; `null` is all of them. */
export interface Asked { kind: number | null; slot: number | null; failure: Failure }

export const failures: readonly Failure[] = ['none', 'no_agent', 'mail_host_away', 'carrier_away', 'model_away'];
/** More doors than these are drawn by channel. */
const DOORS_MAX = 24;

const word = (one: Cause): string => (typeof one === 'string' ? one : (Object.keys(one)[0] ?? ''));
export const isDeadEnd = (end: End): end is { dead_end: Why } => typeof end === 'object';
/** The word of where it ends: "promise", "dead-end-circle", "dead-end-away". */
export function endWord(end: End): string {
  return isDeadEnd(end) ? `dead-end-${dash(word(end.dead_end))}` : dash(end);
}
export function endName(end: End): string {
  return t(`lands-end-${endWord(end)}`);
}
/** What a finding is about, in a few words; of what the console does not know, the server's sentence. */
export function headline(finding: Finding): string {
  const cause = word(finding.cause);
  const about = typeof finding.cause === 'string' ? null : finding.cause[cause];
  const key = cause === 'dead_end' ? `dead-end-${dash(word(about as Cause))}` : dash(cause);
  return maybe(`lands-cause-${key}`, { what: typeof about === 'string' ? about : '' }) ?? finding.sentence;
}
const codes = ['reach', 'no_trap', 'same_ability', 'feasible', 'context', 'urgent', 'floor', 'owned', 'fresh', 'alive'];
/** "N1". */
export function code(invariant: string): string {
  const at = codes.indexOf(invariant);
  return at < 0 ? invariant.toUpperCase() : `N${at + 1}`;
}
/** What a door answers with: "Closed text". */
export function textsName(texts: readonly string[]): string {
  return texts.map((text) => maybe(`lands-text-${dash(text)}`) ?? text).join(', ') || t('lands-text-none');
}

/** A long address of a page by its end, which tells it from others: "…/es/contact". */
export function near(label: string): string {
  const path = label.replace(/^https?:\/\//, '');
  const at = path.indexOf('/');
  return at > 0 && at < path.length - 1 && path.length > 18 ? `…${path.slice(at)}` : label;
}

const meets = (all: readonly number[], one: number | null): boolean => one === null || all.includes(one);
/** The ribbons of that failure and time, of everybody: a kind is lit within them. */
export function shown(audit: Audit, asked: Pick<Asked, 'slot' | 'failure'>): Flow[] {
  return audit.flows.filter((flow) => flow.failure === asked.failure && meets(flow.slots, asked.slot));
}
/** Rows of the table: those of one kind where one is asked for, dead ends first. */
export function rows(audit: Audit, asked: Asked): Flow[] {
  const all = shown(audit, asked).filter((flow) => meets(flow.kinds, asked.kind));
  return [...all.filter((flow) => isDeadEnd(flow.end)), ...all.filter((flow) => !isDeadEnd(flow.end))];
}
/** Findings that somebody meets who is asked for; those that hold for nobody and always stay. */
export function found(audit: Audit, asked: Asked, failure: Failure | null): Finding[] {
  const fits = (all: readonly number[], one: number | null): boolean => all.length === 0 || meets(all, one);
  return audit.findings.filter((f) => fits(f.kinds, asked.kind) && fits(f.slots, asked.slot) && (failure === null || f.failures.length === 0 || f.failures.includes(failure)));
}

/** A step of a plan that is looked at, counted from nought; without one it is now. */
export interface Place { plan: string | null; step: number | null }
/** What the address of the page names; there steps are counted as people count. */
export function placeOf(query: URLSearchParams): Place {
  const plan = query.get('plan') || null;
  const step = Number(query.get('step') ?? '');
  return { plan, step: plan && Number.isInteger(step) && step >= 1 ? step - 1 : null };
}
/** The page as it looks at that step of a plan. */
export function placeHref({ plan, step }: Place): string {
  if (!plan) return '/settings/dead-ends';
  return `/settings/dead-ends?plan=${encodeURIComponent(plan)}${step === null ? '' : `&step=${step + 1}`}`;
}
/** The same question to another look, whose kinds and times stand in another order; one that is not there is not asked for. */
export function carried(asked: Asked, from: Audit, to: Audit): Asked {
  const kind = asked.kind === null ? undefined : from.kinds[asked.kind];
  const slot = asked.slot === null ? undefined : from.slots[asked.slot];
  const there = (at: number): number | null => (at < 0 ? null : at);
  return {
    kind: kind ? there(to.kinds.findIndex((one) => one.name === kind.name && one.segment === kind.segment)) : null,
    slot: slot ? there(to.slots.findIndex((one) => one.label === slot.label)) : null,
    failure: asked.failure,
  };
}

/** What is to be asked for so that the witness of a finding is on the map. */
export function askedBy(finding: Finding): Asked | null {
  const { witness } = finding;
  return witness && { kind: witness.kind, slot: witness.slot, failure: witness.failure };
}
/** The ribbon of the witness: urgent matters have none of their own. */
export function witnessFlow(audit: Audit, finding: Finding): Flow | null {
  const { door, witness } = finding;
  if (!witness) return null;
  return audit.flows.find((flow) => flow.door === door && flow.failure === witness.failure && flow.kinds.includes(witness.kind) && flow.slots.includes(witness.slot)) ?? null;
}
/** The sentence of a finding without the way of its witness, which is told on its own. */
export function sentence(finding: Finding): string {
  const way = finding.witness?.sentence;
  const at = way ? finding.sentence.indexOf(way) : -1;
  return at < 0 ? finding.sentence : finding.sentence.slice(0, at).replace(/[^.!?。！？]*$/, '').trim();
}
/** Where a door is set; the contact page of a help center is a channel of the audit alone. */
export function doorHref(audit: Audit, door: Door | undefined): string | null {
  const channel = audit.channels.find((one) => one.id === door?.channel);
  if (!door || !channel) return null;
  return channel.kind === 'contact_page' ? '/articles/centers' : `/settings/channels/${channel.id}`;
}

/** Whether it is about a look at the door itself: what was seen stands there, and one can be asked for. */
export function ofLook(finding: Finding): boolean {
  const cause = word(finding.cause);
  return finding.door !== null && (cause === 'probe_failed' || cause === 'probe_is_old' || (cause === 'not_measured' && finding.invariant === 'alive'));
}
const mended: Record<string, string> = { no_text_in: 'texts', nobody_works_there: 'teams', more_promised_than_can_be_done: 'sla', too_late_for: 'hours', no_way: 'channels' };
/** The section of the settings in which it is mended, beside the channel of its door. */
export function sectionOf(finding: Finding): string | null {
  const cause = word(finding.cause);
  return cause === 'not_measured' && finding.invariant === 'urgent' ? 'topics' : (mended[cause] ?? null);
}

/** The four stops of each ribbon, and who goes that way: one number for each kind at each door. */
export function ways(audit: Audit, flows: readonly Flow[], witness: Flow | null): Way[] {
  const doors = new Map(audit.doors.map((door, at) => [door.id, { ...door, at }]));
  const channels = new Map(audit.channels.map((channel) => [channel.id, channel]));
  const many = new Set(flows.map((flow) => flow.door)).size > DOORS_MAX;
  const entry = (id: string): Stop => {
    const door = doors.get(id);
    const channel = channels.get(door?.channel ?? '');
    if (many && channel && id !== witness?.door) return { id: `in:${channel.id}`, label: channel.name, sub: t('lands-doors', { n: audit.doors.filter((d) => d.channel === channel.id).length }), tone: 'plain' };
    return { id: `door:${id}`, label: door?.label ?? id, sub: channel?.name ?? null, tone: 'plain' };
  };
  return flows.map((flow) => ({
    stops: [entry(flow.door), { id: `says:${[...flow.texts].sort().join()}`, label: textsName(flow.texts), sub: null, tone: 'plain' }, onward(audit, flow), { id: `end:${endWord(flow.end)}`, label: endName(flow.end), sub: null, tone: isDeadEnd(flow.end) ? 'dead' : 'plain' }],
    who: flow.kinds.map((kind) => (doors.get(flow.door)?.at ?? 0) * audit.kinds.length + kind),
  }));
}
/** The door that they are led to, or the queue in which it is kept; null where neither is. */
function onward(audit: Audit, flow: Flow): Stop | null {
  const channel = audit.channels.find((one) => one.id === flow.via);
  const door = audit.doors.find((one) => one.id === flow.on);
  const team = audit.teams.find((one) => one.id === channel?.team)?.name ?? null;
  if (door) return { id: `on:${door.id}`, label: door.label, sub: channel?.name ?? null, tone: 'plain' };
  return channel ? { id: `queue:${channel.id}`, label: t('lands-queue-of', { name: channel.name }), sub: team, tone: 'plain' } : null;
}
/** Where a stop of the third column leads, in words for the table. */
export function onwardName(audit: Audit, flow: Flow): string {
  const stop = onward(audit, flow);
  return stop ? [stop.label, stop.sub].filter(Boolean).join(', ') : '–';
}

const WEEK = 7 * 86_400_000;
/** A stretch of the week, its ends from 0 to 1: whether a person answers somewhere in it, and whether somebody is stranded. */
export interface Stretch { slot: number; from: number; to: number; human: boolean; dead: boolean }
/** The week of that kind and failure, whatever time is asked for; holidays, which come after it, are left out. */
export function week(audit: Audit, asked: Pick<Asked, 'kind' | 'failure'>): Stretch[] {
  const begin = audit.slots[0]?.at ?? 0;
  const own = audit.slots.map((slot, at) => ({ slot: at, at: slot.at })).filter((one) => one.at < begin + WEEK);
  const met = audit.flows.filter((flow) => flow.failure === asked.failure && meets(flow.kinds, asked.kind));
  return own.map((one, n) => {
    const here = met.filter((flow) => flow.slots.includes(one.slot));
    return { slot: one.slot, from: (one.at - begin) / WEEK, to: ((own[n + 1]?.at ?? begin + WEEK) - begin) / WEEK, human: here.some((flow) => flow.end === 'human'), dead: here.some((flow) => isDeadEnd(flow.end)) };
  });
}
/** Whole hours of the week in which somebody is stranded. */
export function deadHours(all: readonly Stretch[]): number {
  return Math.round(all.reduce((sum, one) => sum + (one.dead ? (one.to - one.from) * 168 : 0), 0));
}
