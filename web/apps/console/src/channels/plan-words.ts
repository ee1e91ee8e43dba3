// A plan in words: its gates, whom a step is about, what it changes at the doors, what holds it, and what happened to it.
import { exactly, number } from '../lib/time.svelte.ts';
import { locale, maybe, t } from '../lib/words.svelte.ts';
import type { Names } from './diary.ts';
import { DAY, HOUR, held, kindOf, type Audience, type Gate, type GuardRail, type Landing, type Metric, type Overlay, type PlanEvent, type PlanRow, type Probe, type Reading, type Step, type Unit, type Wait, type Watched, type Window } from './plan.ts';

const dashed = (key: string): string => key.replaceAll('_', '-');
/** A length of time that somebody has set, in whole words: "28 days", "3 hours". */
export function span(ms: number): string {
  if (ms > 0 && ms % DAY === 0) return t('plan-days', { n: ms / DAY });
  return ms % HOUR === 0 ? t('plan-hours', { n: ms / HOUR }) : exactly(ms);
}
/** "a, b and c" in the language of the console. */
export function listed(parts: readonly string[]): string {
  return new Intl.ListFormat(locale()).format(parts);
}
/** A value of a figure as people say it: a share in per cent, a change with its sign. */
export function value(unit: Unit, x: number): string {
  const options: Intl.NumberFormatOptions = unit === 'amount' ? { maximumFractionDigits: 2 } : { style: 'percent', maximumFractionDigits: 1, ...(unit === 'change' ? { signDisplay: 'exceptZero' } : {}) };
  return new Intl.NumberFormat(locale(), options).format(x);
}
/** Its value in the field in which it is written: per cent without the sign, or the number itself. */
export const asTyped = (unit: Unit, x: number): number => (unit === 'amount' ? x : Math.round(x * 10_000) / 100);
export const fromTyped = (unit: Unit, x: number): number => (unit === 'amount' ? x : x / 100);

export function metricName(metric: string, all: readonly Metric[] = []): string {
  return maybe(`metric-${dashed(metric)}`) ?? (all.find((m) => m.metric === metric)?.about || metric.replaceAll('_', ' '));
}
/** "at least 95 %". */
export function threshold(gate: Gate): string {
  return t(gate.bound === 'at_least' ? 'plan-at-least' : 'plan-at-most', { value: value(gate.unit, gate.threshold) });
}
/** "Answered in time: at least 80 %, of 20 or more in 14 days". */
export function gateWords(gate: Gate, all: readonly Metric[] = []): string {
  return t('plan-gate-said', { metric: metricName(gate.metric, all), threshold: threshold(gate), basis: basis(gate) });
}
/** Of how many, and of how much time. */
export function basis(gate: Gate): string {
  return t(gate.counted === 'in_full' ? 'plan-gate-full' : 'plan-gate-sample', { n: gate.smallest_n, time: span(gate.window_ms) });
}
/** "95.0–99.6 %", or that everybody was counted. */
export function interval(gate: Gate, reading: Reading): string {
  if (gate.counted === 'in_full') return t('plan-counted-full');
  return t('plan-between', { low: value(gate.unit, reading.low), high: value(gate.unit, reading.high) });
}
/** What a guard rail does: "paused when past it in 3 of 14 checks; rolled back after 2 checks without data". */
export function railWords(rail: GuardRail): string {
  return t('plan-rail-does', { breaches: rail.breaches, of: rail.of, then: t(`plan-then-${dashed(rail.then)}`), missing: rail.missing, blind: t(`plan-then-${dashed(rail.then_missing)}`) });
}
export function railState(watched: Watched, reading: Reading | undefined): string {
  const { gate, past } = { gate: watched.rail, past: watched.checks.slice(-watched.rail.of).filter((c) => c === 'fail').length };
  if (!reading || watched.checks.at(-1) === null) return t('plan-rail-blind', { threshold: threshold(gate) });
  return t('plan-rail-reads', { value: value(gate.unit, reading.value), threshold: threshold(gate), n: reading.n, past });
}

export function audienceWords(audience: Audience): string {
  if (audience === 'everyone') return t('plan-everyone');
  if ('contacts' in audience) return t('plan-invited', { n: audience.contacts.length });
  if ('used' in audience) return t('plan-used', { n: audience.used.days });
  if ('share' in audience) return t('plan-share', { share: value('share', audience.share.per_mille / 1000) });
  const wanted = Object.entries(audience.matching).filter(([, values]) => Array.isArray(values) && values.length > 0);
  return wanted.length === 0 ? t('plan-matching-any') : t('plan-matching', { what: listed(wanted.map(([key, values]) => t(`plan-matching-${dashed(key)}`, { n: (values as string[]).length }))) });
}
export function overlayWords(overlay: Overlay, names: Names): string {
  const to = typeof overlay === 'object' && 'redirect' in overlay ? (names.channel(overlay.redirect.to) ?? t('diary-gone')) : '';
  return t(`plan-overlay-${dashed(kindOf(overlay))}`, { to });
}
export function windowWords(window: Window): string {
  return t('plan-window-said', { from: span(window.from_ms), length: span(window.to_ms - window.from_ms) });
}
export function probeWords(probe: Probe): string {
  const of = Object.values(probe)[0] as Record<string, string>;
  return t(`plan-probe-${dashed(kindOf(probe))}`, { where: of['url'] ?? of['name'] ?? of['address'] ?? '', what: of['text'] ?? of['value'] ?? '' });
}
/** A step in a few plain lines: how long, for whom, what changes, what must be good. */
export function stepWords(step: Step, names: Names): string[] {
  const lines = [t(step.goes_on === 'by_itself' ? 'plan-lasts-itself' : 'plan-lasts-hand', { time: span(step.shortest_ms) })];
  if (step.stage) lines.push(t('plan-becomes', { stage: t(`stage-${dashed(step.stage)}`) }));
  if (step.audience !== 'everyone') lines.push(t('plan-for', { audience: audienceWords(step.audience) }));
  if (step.overlays.length > 0) lines.push(step.overlays.map((o) => overlayWords(o, names)).join(' '));
  const counts = (['gates', 'guards', 'tasks', 'outside'] as const).filter((key) => step[key].length > 0).map((key) => t(`plan-n-${key}`, { n: step[key].length }));
  if (counts.length > 0) lines.push(t('plan-has', { what: listed(counts) }));
  return lines;
}
/** What holds a step, or that nothing does. */
export function holds(waits: readonly Wait[]): string {
  const of = held(waits);
  const parts = (['fails', 'unclear', 'tasks', 'outside'] as const).filter((key) => of[key] > 0).map((key) => t(`plan-held-${key}`, { n: of[key] }));
  if (of.time > 0) parts.push(t('plan-held-time', { time: daysOrHours(of.time) }));
  return parts.length === 0 ? t('plan-free') : t('plan-held', { what: listed(parts) });
}
/** "Plan: step 2 of 5, three days left", for the list of channels. */
export function where(row: Pick<PlanRow, 'at_step' | 'steps' | 'state'>, left: number | null): string {
  const args = { step: row.at_step + 1, steps: row.steps };
  if (row.state === 'paused') return t('plan-where-paused', args);
  if (left === null) return t('plan-where', args);
  return left > 0 ? t('plan-where-left', { ...args, time: daysOrHours(left) }) : t('plan-where-over', args);
}
/** What is left, as people count it: in whole days from two on, else in hours. */
export function daysOrHours(ms: number): string {
  return ms >= 2 * DAY ? t('plan-days', { n: Math.ceil(ms / DAY) }) : t('plan-hours', { n: Math.max(1, Math.ceil(ms / HOUR)) });
}
export function landing(where: Landing): { word: string; tone: 'ok' | 'warn' | 'bad'; key: string } {
  const key = kindOf<string>(where).replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
  const tone = key === 'dead_end' ? 'bad' : key === 'queue' || key === 'continue' ? 'ok' : 'warn';
  return { key, tone, word: maybe(`plan-landing-${dashed(key)}`) ?? key.replaceAll('_', ' ') };
}
/** The name of a text that somebody is told. */
export const textWord = (key: string): string => maybe(`plan-text-${dashed(key)}`) ?? key.replaceAll('_', ' ');

/** Who did what to the plan, as one sentence; null for a mere look. */
export function eventSentence(event: PlanEvent, steps: readonly Step[], names: Names): string | null {
  if (event.type === 'looked') return null;
  const who = event.by.by === 'agent' ? ((event.by.id && names.agent(event.by.id)) ?? t('somebody')) : t('the-desk');
  const step = 'step' in event ? (steps[event.step]?.name ?? '') : '';
  const n = 'step' in event ? number(event.step + 1) : '';
  const of = { who, step, n };
  switch (event.type) {
    case 'entered':
      return t(event.how === 'rolled_back' ? 'plan-event-rolled-back' : 'plan-event-went-on', of);
    case 'task_done':
      return t('plan-event-task-done', { ...of, what: steps[event.step]?.tasks[event.task]?.what ?? '' });
    case 'item_confirmed':
      return t(event.confirmed.by ? 'plan-event-confirmed' : 'plan-event-seen', { ...of, what: steps[event.step]?.outside[event.item]?.what ?? '' });
    case 'paused':
    case 'undone':
      return event.cause === 'person' ? t(`plan-event-${event.type}`, of) : t(`plan-event-${event.type}-rail`, { metric: metricName(event.cause.guard_rail) });
    default:
      return t(`plan-event-${dashed(event.type)}`, of);
  }
}
/** What was said about it, in the words of who did it. */
export function eventWhy(event: PlanEvent): string | null {
  const said = event.type === 'decided' ? event.text : event.type === 'task_done' ? event.done.note : event.type === 'item_confirmed' ? event.confirmed.note : 'why' in event && !('cause' in event && event.cause !== 'person') ? event.why : '';
  return said.trim() || null;
}
