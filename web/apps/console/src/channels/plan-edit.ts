// Changes to a draft of a plan: a new step, gate or task, another order, and from a template to a draft.
import type { Stage } from '@fairlead/api';
import type { Audience, Content, Gate, GuardRail, Matching, Metric, Outside, Overlay, PlanKind, Probe, Step, Task, Templates } from './plan.ts';
import { DAY, kindOf } from './plan.ts';

export const audienceKinds = ['everyone', 'contacts', 'matching', 'used', 'share'] as const;
export const overlayKinds = ['unlist', 'offer_alternatives', 'announce', 'limited_to', 'take_message', 'outbound_only', 'redirect', 'signpost'] as const;
export const probeKinds = ['page_names', 'page_names_not', 'dns_has', 'mail_is_taken'] as const;
/** One of these sends arrivals elsewhere; a step has one of them at most. */
const away: readonly string[] = ['redirect', 'outbound_only', 'signpost'];

export const emptyMatching = (): Matching => ({ plans: [], life_cycles: [], tags: [], countries: [], languages: [], organizations: [], topics: [] });
export function newStep(name: string): Step {
  return { name, stage: null, audience: 'everyone', overlays: [], keeps: false, clears: false, windows: [], shortest_ms: 7 * DAY, goes_on: 'by_hand', gates: [], guards: [], tasks: [], outside: [] };
}
export function newGate(metric: Metric | undefined): Gate {
  const unit = metric?.unit ?? 'share';
  return { metric: metric?.metric ?? '', bound: unit === 'share' ? 'at_least' : 'at_most', threshold: unit === 'share' ? 0.8 : unit === 'change' ? 0.1 : 1, unit, counted: unit === 'amount' ? 'in_full' : 'sample', smallest_n: unit === 'amount' ? 1 : 20, window_ms: 14 * DAY };
}
/** The same gate on another figure, with what makes sense for its unit. */
export function onMetric(gate: Gate, metric: Metric | undefined): Gate {
  if (!metric) return gate;
  return metric.unit === gate.unit ? { ...gate, metric: metric.metric } : newGate(metric);
}
export const newRail = (metric: Metric | undefined): GuardRail => ({ ...newGate(metric), breaches: 3, of: 14, then: 'pause', missing: 2, then_missing: 'pause' });
export const newTask = (): Task => ({ what: '', owner: null, due_ms: 7 * DAY, done: null });
export const newOutside = (): Outside => ({ what: '', owner: null, probe: null, confirmed: null });
export function newProbe(kind: string): Probe | null {
  if (kind === 'page_names') return { page_names: { url: '', text: '' } };
  if (kind === 'page_names_not') return { page_names_not: { url: '', text: '' } };
  if (kind === 'dns_has') return { dns_has: { name: '', value: '' } };
  return kind === 'mail_is_taken' ? { mail_is_taken: { address: '' } } : null;
}
/** Another kind of audience; what was chosen of the same kind stays. */
export function audienceOf(kind: string, before: Audience): Audience {
  if (kindOf(before) === kind) return before;
  if (kind === 'contacts') return { contacts: [] };
  if (kind === 'matching') return { matching: emptyMatching() };
  if (kind === 'used') return { used: { days: 90 } };
  return kind === 'share' ? { share: { per_mille: 50 } } : 'everyone';
}
/** Turns an effect on or off. Of those that send arrivals elsewhere only the last one stays. */
export function turned(overlays: readonly Overlay[], kind: string, on: boolean, to = ''): Overlay[] {
  const rest = overlays.filter((o) => kindOf(o) !== kind && !(on && away.includes(kind) && away.includes(kindOf(o))));
  if (!on) return rest;
  const made: Overlay = kind === 'limited_to' ? { limited_to: { audience: '' } } : kind === 'redirect' ? { redirect: { to } } : (kind as Overlay);
  return [...rest, made];
}
/** The one at `from` in the place of the one at `to`. */
export function shifted<T>(all: readonly T[], from: number, to: number): T[] {
  if (to < 0 || to >= all.length) return [...all];
  const rest = all.filter((_, n) => n !== from);
  return [...rest.slice(0, to), ...all.slice(from, from + 1), ...rest.slice(to)];
}
export const without = <T>(all: readonly T[], at: number): T[] => all.filter((_, n) => n !== at);
export const replaced = <T>(all: readonly T[], at: number, by: T): T[] => all.map((one, n) => (n === at ? by : one));

/** The template that is suggested for this kind of plan, if one is. */
export function suggested(kind: PlanKind, all: Templates | null): { template: string; reason: string } | null {
  return kind === 'adjust' || !all ? null : all.recommended[kind];
}
/** What a new plan begins with: a template, or one empty step. */
export function begun(kind: PlanKind, template: string, all: Templates | null, said: { name: string; reason: string; owner: string | null }, step: string): Content {
  const from = all?.templates.find((one) => one.template === template && one.kind === kind)?.content;
  const base: Content = from ?? { kind, name: '', reason: '', owner: null, close_plan: '', steps: [newStep(step)] };
  return { ...base, kind, name: said.name.trim() || base.name, reason: said.reason.trim() || base.reason, owner: said.owner ?? base.owner };
}
/** What is not whole yet, so that the plan cannot start; a draft can be saved all the same. */
export function lacks(content: Content): string[] {
  const found = new Set<string>();
  if (!content.name.trim()) found.add('name');
  if (!content.reason.trim()) found.add('reason');
  if (!content.owner) found.add('owner');
  if (content.steps.length === 0) found.add('steps');
  if (content.kind === 'launch' && !content.close_plan.trim() && content.steps.some((s) => s.stage === 'live')) found.add('close-plan');
  for (const step of content.steps) {
    if (!step.name.trim()) found.add('step-name');
    if (typeof step.audience === 'object' && 'contacts' in step.audience && step.audience.contacts.length === 0) found.add('audience');
  }
  return [...found];
}
/** The kind of plan that a channel in this stage most likely needs. */
export function fits(stage: Stage): PlanKind {
  return stage === 'live' || stage === 'winding_down' ? 'wind_down' : 'launch';
}
