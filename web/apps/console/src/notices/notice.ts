// A notice to the customers of a channel, in closer shapes than the description of the API gives, and what is counted of it. No
// words here but for codes.
import type * as Api from '@fairlead/api';
import type { Dependent, MovedWeek, NoticeCounts, NoticeText, NoticeWave } from '@fairlead/api';
import type { Matching } from '../channels/plan.ts';

export type { Dependent, Dependents, NoticeCounts, NoticeText, NoticeWave, RenderedNotice } from '@fairlead/api';
/** With parts that are known more closely. */
type With<T, P> = Omit<T, keyof P> & P;

export type NoticeState = 'draft' | 'sending' | 'stopped' | 'done';
export type NoticeRow = With<Api.NoticeRow, { state: NoticeState }>;
export type Voice = 'benefit' | 'ways' | 'own';
export interface NoticeAudience { days: number; only_here: boolean; frequent: boolean; open: boolean; matching: Matching | null }
export interface Pace { first: number; then_per_hour: number; wait_hours: number }
export interface Content {
  name: string; to: NoticeAudience; from: string; in_thread: boolean; voice: Voice; texts: Record<string, NoticeText>;
  follow_up: boolean; exceptions: string[]; waves: Pace; costs_meant: boolean;
}
/** `n`: of how many it speaks; `names`: languages, places or a channel, by the code. */
export type NoticeFinding = With<Api.NoticeFinding, { n?: number; names?: string[] }>;
/** `people`: who would be told, or is; counts are of what was sent. */
export type NoticeView = With<Api.NoticeView, { notice: NoticeRow; content: Content; findings: NoticeFinding[]; waves: NoticeWave[]; moved_by_week: MovedWeek[] }>;
export type RecipientState = 'waiting' | 'told' | 'passed';
export type Recipient = With<Api.NoticeRecipient, { state: RecipientState }>;
export type VoiceTemplate = With<Api.NoticeTemplate, { voice: Voice }>;
/** `name`: of whoever is here as a person. */
export type Suppression = With<Api.NoticeSuppression, { name?: string | null }>;
export type NoticeCommand = 'sample' | 'send' | 'stop' | 'go_on' | 'undo';

export const voices: readonly Voice[] = ['benefit', 'ways', 'own'];
export const states: readonly RecipientState[] = ['waiting', 'told', 'passed'];
/** A larger number is no number of days. Fewer can be justified, and the desk says why not. */
export const MOST_DAYS = 4_000;
export const MOST_PER_HOUR = 5_000;
/** What the server fills in for each person. */
export const fields = ['customer.name', 'channel.name', 'date', 'ways', 'contact_url', 'organization.name', 'agent.first_name'] as const;
/** What the templates say to somebody whose name is not known. */
const nameless: Record<string, string> = { de: 'und herzliche Grüße', en: 'there', et: 'hea klient', zh: '尊敬的客户' };
/** A place to fill in, in a text of that language, and how far before its end the caret stays to write what stands in. */
export function placeOf(name: (typeof fields)[number], language: string): { text: string; back: number } {
  if (name !== 'customer.name') return { text: `{{${name}}}`, back: 0 };
  const known = nameless[language.split('-')[0]?.toLowerCase() ?? ''];
  return { text: `{{${name}|${known ?? ''}}}`, back: known === undefined ? 2 : 0 };
}

/** Parts of those who depend on a channel that a notice can be for. */
export const parts = ['only_here', 'frequent', 'open'] as const;
export type Part = (typeof parts)[number];
/** What a page that leads here asks for. */
export interface Asked { only: Part | null; days: number }
/** Of the query with which a page leads here. */
export function askedBy(query: URLSearchParams): Asked {
  return { only: parts.find((one) => one === query.get('only')) ?? null, days: within(Number(query.get('days') ?? 90), 1, MOST_DAYS) };
}
/** What a notice begins with. */
export function begun(name: string, from: string, voice: Voice, templates: readonly VoiceTemplate[], asked: Asked): Content {
  return {
    name, from, voice, to: { days: asked.days, only_here: asked.only === 'only_here', frequent: asked.only === 'frequent', open: asked.only === 'open', matching: null }, in_thread: true,
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
/** The later of two looks at the same notice: an answer that was under way longer says what was before. */
export const later = (was: NoticeView | null, seen: NoticeView): NoticeView => (was && was.notice.version > seen.notice.version ? was : seen);
/** A look that did not ask who has moved keeps what was known of it. */
export function metered(was: NoticeView | null, seen: NoticeView): NoticeView {
  if (!was || seen.notice.counts.moved !== null) return seen;
  const { replied, moved, silent } = was.notice.counts;
  return { ...seen, notice: { ...seen.notice, counts: { ...seen.notice.counts, replied, moved, silent } }, moved_by_week: was.moved_by_week };
}
/** Languages that somebody reads and no text is in, as far as it was told. */
export const lacking = (findings: readonly NoticeFinding[]): string[] => findings.find((one) => one.code === 'missing_language')?.names ?? [];
/** Whether something forbids the sending. */
export const blocked = (findings: readonly NoticeFinding[]): boolean => findings.some((one) => one.blocks);
/** Those that forbid it first. */
export function sorted(findings: readonly NoticeFinding[]): NoticeFinding[] {
  return [...findings.filter((one) => one.blocks), ...findings.filter((one) => !one.blocks)];
}
/** Whom it is for, all told. */
export const people = (counts: NoticeCounts): number => counts.waiting + counts.told + counts.passed;
/** How far the sending is, 0 to 1. */
export function gone(counts: NoticeCounts): number {
  const all = people(counts);
  return all === 0 ? 1 : (counts.told + counts.passed) / all;
}
/** Whether it was sent and not a letter has left: it can be taken back. */
export const held = (view: NoticeView, now: number): boolean => view.held_until !== null && view.held_until > now && view.notice.state === 'sending';

export type Filter = 'all' | 'only_here' | 'frequent' | 'unreachable' | 'untold' | 'open';
export const filters: readonly Filter[] = ['all', 'only_here', 'frequent', 'unreachable', 'untold', 'open'];
const fits: Record<Filter, (one: Dependent, place: number, frequent: number) => boolean> = {
  all: () => true,
  only_here: (one) => one.only_here,
  frequent: (_, place, frequent) => place < frequent,
  unreachable: (one) => one.reach === null,
  untold: (one) => one.told_at === null,
  open: (one) => one.open > 0,
};
/** Of the first of them, the heaviest users first, those of whom so many are frequent. */
export function filtered(all: readonly Dependent[], filter: Filter, frequent: number): Dependent[] {
  return all.filter((one, place) => fits[filter](one, place, frequent));
}
