// A notice to the customers of a channel, as it goes over the wire, and what is counted of it. No words here but for codes.
import type { Matching } from '../channels/plan.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export type Reach = 'mail' | 'thread';
/** Somebody who used the channel in the days that were asked for. */
export interface Dependent {
  contact: string; name: string | null; email: string | null; language: string | null; organization: string | null; conversations: number; last_at: number; open: number;
  only_here: boolean;
  /** Kinds of other ways that are known of them. */
  has: string[];
  /** How a notice would get to them; null: it cannot. */
  reach: Reach | null;
  told_at: number | null; moved: boolean | null;
  /** Why they get no notices, if they do not. */
  suppressed: string | null;
}
export interface Dependents { days: number; people: number; only_here: number; unreachable: number; 
  /** So many of the first make 80 % of the volume. */
  frequent: number;
  items: Dependent[]; next: string | null }

export type NoticeState = 'draft' | 'sending' | 'stopped' | 'done';
export interface Counts { waiting: number; told: number; passed: number; replied: number; moved: number; silent: number }
export interface NoticeRow { id: string; channel: string; plan: string | null; name: string; state: NoticeState; counts: Counts; updated_at: number; version: number }
export type Voice = 'benefit' | 'ways' | 'own';
export interface NoticeText { subject: string; html: string }
export interface NoticeAudience { days: number; only_here: boolean; frequent: boolean; open: boolean; matching: Matching | null }
export interface Pace { first: number; then_per_hour: number; wait_hours: number }
export interface Content {
  name: string; to: NoticeAudience; from: string; in_thread: boolean; voice: Voice; texts: Record<string, NoticeText>;
  follow_up: boolean; exceptions: string[]; waves: Pace; costs_meant: boolean;
}
export interface NoticeFinding { code: string; sentence: string; what_to_do: string; blocks: boolean }
export interface Wave { n: number; of: number; state: string; due_at: number | null }
export interface MovedWeek { at: number; moved: number; still: number; silent: number }
/** `people`: who would be told, or is; counts are of what was sent. */
export interface NoticeView { notice: NoticeRow; content: Content; people: number; findings: NoticeFinding[]; waves: Wave[]; held_until: number | null; moved_by_week: MovedWeek[] }
export type RecipientState = 'waiting' | 'told' | 'passed';
export interface Recipient {
  contact: string; name: string; language: string; by: Reach; state: RecipientState; why: string | null;
  /** Counted from one; nought for whoever is in none. */
  wave: number;
 
  told_at: number | null; conversation: string | null; replied: boolean; moved: boolean | null;
}
export interface RenderedNotice { subject: string; html: string; text: string; by: Reach; to: string; language: string; from: string }
export interface VoiceTemplate { voice: Voice; texts: Record<string, NoticeText> }
export interface Suppression { id: string; address: string | null; contact: string | null; why: 'asked' | 'bounced' | 'by_hand'; at: number; by: string | null }
export type NoticeCommand = 'sample' | 'send' | 'stop' | 'go_on' | 'undo';

export const voices: readonly Voice[] = ['benefit', 'ways', 'own'];
export const states: readonly RecipientState[] = ['waiting', 'told', 'passed'];
/** A larger number is no number of days. Fewer can be justified, and the desk says why not. */
export const MOST_DAYS = 4_000;
/** Whoever has not used a channel for longer does not depend on it. */
export const MOST_DEPENDENT = 400;
export const MOST_PER_HOUR = 5_000;
/** What the server fills in for each person. */
export const fields = ['customer.name|there', 'channel.name', 'date', 'ways', 'contact_url', 'organization.name', 'agent.first_name'] as const;

/** What a page that leads here asks for. */
export interface Asked { onlyHere: boolean; frequent: boolean; days: number }
/** What a notice begins with. */
export function begun(name: string, from: string, voice: Voice, templates: readonly VoiceTemplate[], asked: Asked): Content {
  return {
    name, from, voice, to: { days: asked.days, only_here: asked.onlyHere, frequent: asked.frequent, open: false, matching: null }, in_thread: true,
    texts: textsOf(voice, templates), follow_up: false, exceptions: [], waves: { first: 10, then_per_hour: 200, wait_hours: 24 }, costs_meant: false,
  };
}
export function textsOf(voice: Voice, templates: readonly VoiceTemplate[]): Record<string, NoticeText> {
  return structuredClone(templates.find((one) => one.voice === voice)?.texts ?? {});
}
/** The languages of a notice, the house's own first. */
export function languagesOf(texts: Record<string, NoticeText>, house: string): string[] {
  const own = house.slice(0, 2).toLowerCase();
  return Object.keys(texts).sort((a, b) => Number(b === house || b === own) - Number(a === house || a === own) || a.localeCompare(b));
}
export function within(value: number, least: number, most: number): number {
  return Number.isFinite(value) ? Math.min(most, Math.max(least, Math.round(value))) : least;
}
/** Whether something forbids the sending. */
export const blocked = (findings: readonly NoticeFinding[]): boolean => findings.some((one) => one.blocks);
/** Those that forbid it first. */
export function sorted(findings: readonly NoticeFinding[]): NoticeFinding[] {
  return [...findings.filter((one) => one.blocks), ...findings.filter((one) => !one.blocks)];
}
/** Whom it is for, all told. */
export const people = (counts: Counts): number => counts.waiting + counts.told + counts.passed;
/** How far the sending is, 0 to 1. */
export function gone(counts: Counts): number {
  const all = people(counts);
  return all === 0 ? 1 : (counts.told + counts.passed) / all;
}
/** Whether it was sent and not a letter has left: it can be taken back. */
export const held = (view: NoticeView, now: number): boolean => view.held_until !== null && view.held_until > now && view.notice.state === 'sending';

export type Filter = 'all' | 'only_here' | 'unreachable' | 'untold' | 'open';
export const filters: readonly Filter[] = ['all', 'only_here', 'unreachable', 'untold', 'open'];
export function fits(one: Dependent, filter: Filter): boolean {
  if (filter === 'only_here') return one.only_here;
  if (filter === 'unreachable') return one.reach === null;
  if (filter === 'untold') return one.told_at === null;
  return filter === 'all' || one.open > 0;
}

/** Who reads a notice, as far as its letters are looked through. */
export interface Reader { contact: string; name: string | null; language: string | null }
/** Of those who depend on the channel, whom a draft is for; `place` counts from nought, the heaviest user first. What people have in common is worked out by the desk, but for their language. */
export function aimed(content: Content, one: Dependent, place: number, frequent: number): boolean {
  const { to } = content;
  if ((to.frequent && place >= frequent) || (to.only_here && !one.only_here) || (to.open && one.open === 0)) return false;
  const languages = to.matching?.languages ?? [];
  if (languages.length > 0 && !languages.some((wanted) => one.language?.toLowerCase().startsWith(wanted.toLowerCase()))) return false;
  if (one.suppressed || content.exceptions.includes(one.contact) || (one.told_at !== null && !content.follow_up)) return false;
  return one.email !== null || (content.in_thread && one.open > 0);
}
