// A plan of a channel as it goes over the wire, and what is counted of it: how far it is, when what begins, and where a
// reading lies beside its threshold. No words here; they are in plan-words.ts.
import type { OutsideSeen, PlanKit, Stage } from '@fairlead/api';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** Whoever has not used a channel for more days does not depend on it. */
export const USED_DAYS_MOST = 400;
/** What an extension adds, and how often a step can be extended before a person decides in writing. */
export const EXTENSION = 7 * DAY;
export const EXTENSIONS = 2;

export type PlanKind = 'launch' | 'adjust' | 'wind_down';
export type PlanState = 'draft' | 'running' | 'paused' | 'finished' | 'undone' | 'abandoned';
export type Verdict = 'pass' | 'fail' | 'inconclusive';
export type Unit = 'share' | 'change' | 'amount';
export type Answer = 'pause' | 'roll_back';
export type LifeCycle = 'prospect' | 'trial' | 'paying' | 'former';

export interface Matching { plans: string[]; life_cycles: LifeCycle[]; tags: string[]; countries: string[]; languages: string[]; organizations: string[]; topics: string[] }
export type Audience = 'everyone' | { contacts: string[] } | { matching: Matching } | { used: { days: number } } | { share: { per_mille: number } };
export type PlainOverlay = 'unlist' | 'offer_alternatives' | 'outbound_only' | 'take_message' | 'announce' | 'signpost';
export type Overlay = PlainOverlay | { limited_to: { audience: string } } | { redirect: { to: string } };
export interface Gate { metric: string; bound: 'at_least' | 'at_most'; threshold: number; unit: Unit; counted: 'sample' | 'in_full'; smallest_n: number; window_ms: number }
export interface Reading { n: number; value: number; low: number; high: number; at: number }
export interface GuardRail extends Gate { breaches: number; of: number; then: Answer; missing: number; then_missing: Answer }
export interface Task { what: string; owner: string | null; due_ms: number; done: { at: number; by: string; note: string } | null }
export type Probe = { page_names: { url: string; text: string } } | { page_names_not: { url: string; text: string } } | { dns_has: { name: string; value: string } } | { mail_is_taken: { address: string } };
export interface Outside { what: string; owner: string | null; probe: Probe | null; confirmed: { at: number; by: string | null; note: string } | null }
export interface Window { from_ms: number; to_ms: number }
export interface Step {
  name: string; stage: Stage | null; audience: Audience; overlays: Overlay[]; keeps: boolean; clears: boolean; windows: Window[];
  shortest_ms: number; goes_on: 'by_hand' | 'by_itself'; gates: Gate[]; guards: GuardRail[]; tasks: Task[]; outside: Outside[];
}
export interface Content { kind: PlanKind; name: string; reason: string; owner: string | null; close_plan: string; steps: Step[] }
export interface Frozen { gate: Gate; reading: Reading | null; verdict: Verdict | null }
export interface Watched { rail: GuardRail; checks: (Verdict | null)[] }
export interface Progress { entered: number; seen: number; served_ms: number; extended: number; told_ready: boolean; asked: boolean; gates: Frozen[]; guards: Watched[] }
export type Cause = 'person' | { guard_rail: string };
export type State =
  | { is: 'draft' }
  | ({ is: 'running' } & Progress)
  | { is: 'paused'; progress: Progress; since: number; cause: Cause; why: string }
  | { is: 'finished' | 'undone' | 'abandoned'; at: number };
export interface Plan extends Content { id: string; channel: string; state: State; base: { stage: Stage; overlays: Overlay[] }; at_step: number; version: number }
export type Wait = { time: { left_ms: number } } | { gate: { gate: number; verdict: Verdict } } | { task: { task: number } } | { outside: { item: number } };
export type Act = 'start' | 'go_on' | 'extend' | 'pause' | 'resume' | 'roll_back' | 'undo' | 'finish' | 'abandon' | 'change_gates' | 'do_task' | 'confirm';
export interface PlanView { plan: Plan; waits: Wait[]; effective: { stage: Stage; overlays: Overlay[] }; readings: Record<string, Reading>; commands: Act[]; outside: OutsideSeen[]; updated_at: number; kit: PlanKit | null }
export interface PlanRow {
  id: string; channel: string; kind: PlanKind; name: string; owner: string | null; state: PlanState; at_step: number; steps: number;
  step_name: string | null; since: number | null; version: number; updated_at: number;
}
export type PlanEvent = { id: string; at: number; by: { by: string; id: string | null } } & Happened;
export type Happened =
  | { type: 'revised' } | { type: 'started' } | { type: 'looked' } | { type: 'ready' } | { type: 'asked' } | { type: 'resumed' } | { type: 'finished' }
  | { type: 'entered'; step: number; how: 'started' | 'went_on' | 'rolled_back'; why: string }
  | { type: 'extended' | 'abandoned'; why: string }
  | { type: 'decided'; text: string }
  | { type: 'gates_changed'; step: number; gates: Gate[]; why: string }
  | { type: 'task_done'; step: number; task: number; done: { note: string } }
  | { type: 'item_confirmed'; step: number; item: number; confirmed: { by: string | null; note: string } }
  | { type: 'paused' | 'undone'; cause: Cause; why: string };
export type Landing = string | Record<string, unknown>;
export interface SeenDoor { door: string; label: string; medium: string; landing: Landing; texts: string[]; via: string | null }
export interface SeenDay { at: number; step: number | null; stage: Stage; overlays: Overlay[]; doors: SeenDoor[] }
export interface Metric { metric: string; unit: Unit; measured: boolean; about: string }
export interface Template { template: string; kind: PlanKind; content: Content }
export interface Recommended { template: string; reason: string }
export interface Templates { recommended: { launch: Recommended; wind_down: Recommended }; templates: Template[] }
/** Steps of a plan that were looked at, of all. */
export interface Looked { done: number; of: number }
export interface StepAudit { step: number; name: string; dead_ends: string[]; mends: string[] }
export interface Command { do: Act; why?: string; written?: string; step?: number; task?: number; item?: number; note?: string; gates?: Gate[] }

/** What a lead wrote of a plan. */
export function content(plan: Plan): Content {
  const { kind, name, reason, owner, close_plan, steps } = plan;
  return { kind, name, reason, owner, close_plan, steps };
}
/** The step that runs or stands still. */
export function progress(plan: Plan): Progress | null {
  if (plan.state.is === 'running') return plan.state;
  return plan.state.is === 'paused' ? plan.state.progress : null;
}
/** What the program saw last of something elsewhere. */
export function seenOutside(view: Pick<PlanView, 'outside'>, step: number, item: number): OutsideSeen | null {
  const mine = view.outside.filter((one) => one.step === step && one.item === item);
  return mine.reduce<OutsideSeen | null>((last, one) => (last && last.at >= one.at ? last : one), null);
}
/** Where a step stands: behind, the one where the plan is, or before it. */
export function place(plan: Plan, step: number): 'past' | 'here' | 'next' {
  if (plan.state.is === 'finished') return 'past';
  if (!progress(plan)) return 'next';
  return step < plan.at_step ? 'past' : step === plan.at_step ? 'here' : 'next';
}
/** How long the step where the plan is must last, and what of that is left. */
export function due(plan: Plan): number {
  return (plan.steps[plan.at_step]?.shortest_ms ?? 0) + (progress(plan)?.extended ?? 0) * EXTENSION;
}
export function left(plan: Plan): number {
  return Math.max(0, due(plan) - (progress(plan)?.served_ms ?? 0));
}
/** When each step begins at the earliest, if nothing holds any; what has begun is null. The last one is the end. */
export function begins(plan: Plan, now: number): (number | null)[] {
  const running = progress(plan);
  let at = now;
  const all: (number | null)[] = plan.steps.map((step, n) => {
    if (running && n <= plan.at_step) {
      if (n === plan.at_step) at += left(plan);
      return null;
    }
    const begin = at;
    at += step.shortest_ms;
    return begin;
  });
  return [...all, at];
}
/** When each step that has begun began last, by its entries. */
export function began(events: readonly PlanEvent[]): Map<number, number> {
  const made = new Map<number, number>();
  for (const event of events) if (event.type === 'entered' && !made.has(event.step)) made.set(event.step, event.at);
  return made;
}
/** What holds the step, by what it is. */
export interface Held { time: number; fails: number; unclear: number; tasks: number; outside: number }
export function held(waits: readonly Wait[]): Held {
  const sum: Held = { time: 0, fails: 0, unclear: 0, tasks: 0, outside: 0 };
  for (const wait of waits) {
    if ('time' in wait) sum.time = wait.time.left_ms;
    else if ('task' in wait) sum.tasks += 1;
    else if ('outside' in wait) sum.outside += 1;
    else if (wait.gate.verdict === 'inconclusive') sum.unclear += 1;
    else sum.fails += 1;
  }
  return sum;
}
export const free = (waits: readonly Wait[]): boolean => waits.length === 0;
/** Whether only a decision in writing is missing: what is left is unclear, and the step cannot be extended any more. */
export function asksInWriting(view: PlanView): boolean {
  const of = held(view.waits);
  return of.unclear > 0 && of.fails + of.tasks + of.outside === 0 && of.time <= 0 && (progress(view.plan)?.extended ?? 0) >= EXTENSIONS;
}
/** How a guard rail stands by its last checks. */
export function railVerdict(watched: Watched): { verdict: Verdict | null; past: number } {
  const last = watched.checks.slice(-watched.rail.of);
  return { verdict: watched.checks.at(-1) ?? null, past: last.filter((check) => check === 'fail').length };
}

/** A reading beside its threshold, each in hundredths of the drawing: the interval, the point, the tick, the side that passes. */
export interface Bar { low: number; high: number; at: number; tick: number; from: number; to: number }
export function bar(gate: Gate, reading: Reading): Bar {
  const full = gate.counted === 'in_full';
  const shown = full ? [reading.value] : [reading.low, reading.high, reading.value];
  const all = [...shown, gate.threshold].filter(Number.isFinite);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const room = Math.max((most - least) * 0.25, gate.unit === 'amount' ? Math.max(0.5, Math.abs(gate.threshold) * 0.2) : 0.02);
  const [begin, end] = [least - room, most + room];
  const x = (value: number): number => Math.round(Math.min(1, Math.max(0, (value - begin) / (end - begin))) * 1000) / 10;
  const tick = x(gate.threshold);
  const [low, high] = full ? [x(reading.value), x(reading.value)] : [x(reading.low), x(reading.high)];
  return { low, high, at: x(reading.value), tick, ...(gate.bound === 'at_least' ? { from: tick, to: 100 } : { from: 0, to: tick }) };
}

/** What an audience, an overlay, a probe or a landing is, whatever else it says. */
export function kindOf<T extends string>(value: T | object): string {
  return typeof value === 'string' ? value : (Object.keys(value)[0] ?? '');
}

/** Days of a rehearsal that follow each other and are the same for whoever comes. */
export interface Stretch { from: SeenDay; until: number | null; step: number | null }
export function stretches(days: readonly SeenDay[]): Stretch[] {
  const same = (a: SeenDay, b: SeenDay): boolean => a.step === b.step && a.stage === b.stage && JSON.stringify([a.overlays, a.doors]) === JSON.stringify([b.overlays, b.doors]);
  const made: Stretch[] = [];
  for (const day of days) {
    const last = made.at(-1);
    if (last && same(last.from, day)) continue;
    if (last) last.until = day.at;
    made.push({ from: day, until: null, step: day.step });
  }
  return made;
}
/** What is in force on a day: what was last before its end. */
export function onDay(all: readonly Stretch[], end: number): Stretch | null {
  return all.filter((one) => one.from.at < end).at(-1) ?? all[0] ?? null;
}
