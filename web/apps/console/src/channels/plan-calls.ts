// The calls for plans, by the description of the API. Their parts are the domain's own shapes, which it names only as objects:
// these are in plan.ts.
import { ApiError, del, get, none, post, put } from '@fairlead/api';
import { explain } from '../lib/errors.ts';
import { shaped } from '../lib/shaped.ts';
import type { Command, Content, Looked, Metric, PlanEvent, PlanRow, PlanView, SeenDay, StepAudit, Templates } from './plan.ts';

interface Page<T> { items: T[]; next: string | null }

export const plans = {
  list: (channel: string | null, state: 'active' | 'all', cursor: string | null = null) => shaped<Page<PlanRow>>(get('/plans', none, { channel, state, cursor, limit: 50 })),
  one: (id: string) => shaped<PlanView>(get('/plans/{id}', { id })),
  create: (channel: string, content: Content) => shaped<PlanView>(post('/plans', none, { channel, content: { ...content } })),
  revise: (id: string, version: number, content: Content) => shaped<PlanView>(put('/plans/{id}', { id }, { version, content: { ...content } })),
  remove: (id: string) => del('/plans/{id}', { id }),
  command: (id: string, version: number, { gates, ...command }: Command) => shaped<PlanView>(post('/plans/{id}/commands', { id }, { version, ...command, ...(gates ? { gates: gates.map((gate) => ({ ...gate })) } : {}) })),
  events: (id: string, cursor: string | null) => shaped<Page<PlanEvent>>(get('/plans/{id}/events', { id }, { cursor, limit: 50 })),
  rehearsal: (id: string, signal?: AbortSignal) => shaped<{ days: SeenDay[] }>(get('/plans/{id}/rehearsal', { id }, undefined, signal)),
  templates: (channel: string, successor: string | null) => shaped<Templates>(get('/plan-templates', none, { channel, successor })),
  metrics: () => shaped<Metric[]>(get('/plan-metrics', none)),
  /** The server answers within a second or two; while it looks it says how far it is, and is asked again until `signal` ends it. */
  audit: async (id: string, told: (looked: Looked) => void, signal: AbortSignal): Promise<StepAudit[]> => {
    for (;;) {
      const seen = await shaped<{ steps: StepAudit[]; progress?: Looked | null }>(get('/dead-ends/plans/{id}', { id }, undefined, signal));
      signal.throwIfAborted();
      if (!seen.progress) return seen.steps;
      told(seen.progress);
    }
  },
};

/** A refusal of a plan: what it says, and where it is a dead end, each way in which somebody would be stranded. */
export interface Refused { text: string; code: string; field: string | null; witnesses: string[] }
export function refused(cause: unknown): Refused {
  const seen = explain(cause);
  if (!(cause instanceof ApiError)) return { text: seen.text, code: '', field: null, witnesses: [] };
  return { text: seen.text, code: cause.code, field: seen.field, witnesses: cause.code === 'dead_end' ? witnesses(cause) : [] };
}
function witnesses(cause: ApiError): string[] {
  const details = (cause.body['error'] as { details?: unknown } | undefined)?.details;
  const list = Array.isArray(details) ? details : Object.values((details ?? {}) as Record<string, unknown>).find(Array.isArray);
  const said = (list ?? []).filter((one): one is string => typeof one === 'string');
  return said.length > 0 ? said : [cause.message];
}
