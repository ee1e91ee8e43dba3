// The calls for plans. Their parts are the domain's own shapes, so that the types are in plan.ts, not in the API's document.
import { ApiError, idempotencyKey, request, seg } from '@fairlead/api';
import { explain } from '../lib/errors.ts';
import type { Command, Content, Looked, Metric, PlanEvent, PlanRow, PlanView, SeenDay, StepAudit, Templates } from './plan.ts';

interface Page<T> { items: T[]; next: string | null }

export const plans = {
  list: (channel: string | null, state: 'active' | 'all', cursor: string | null = null) => request<Page<PlanRow>>('GET', '/plans', { query: { channel, state, cursor, limit: 50 } }),
  one: (id: string) => request<PlanView>('GET', `/plans/${seg(id)}`),
  create: (channel: string, content: Content) => request<PlanView>('POST', '/plans', { body: { channel, content }, key: idempotencyKey() }),
  revise: (id: string, version: number, content: Content) => request<PlanView>('PUT', `/plans/${seg(id)}`, { body: { version, content } }),
  remove: (id: string) => request<null>('DELETE', `/plans/${seg(id)}`),
  command: (id: string, version: number, command: Command) => request<PlanView>('POST', `/plans/${seg(id)}/commands`, { body: { version, ...command }, key: idempotencyKey() }),
  events: (id: string, cursor: string | null) => request<Page<PlanEvent>>('GET', `/plans/${seg(id)}/events`, { query: { cursor, limit: 50 } }),
  rehearsal: (id: string) => request<{ days: SeenDay[] }>('GET', `/plans/${seg(id)}/rehearsal`),
  templates: (channel: string, successor: string | null) => request<Templates>('GET', '/plan-templates', { query: { channel, successor } }),
  metrics: async (): Promise<Metric[]> => {
    const answer = await request<Metric[] | { items: Metric[] }>('GET', '/plan-metrics');
    return Array.isArray(answer) ? answer : answer.items;
  },
  /** The server answers within a second or two; while it looks it says how far it is, and is asked again. */
  audit: async (id: string, told: (looked: Looked) => void): Promise<StepAudit[]> => {
    for (;;) {
      const seen = await request<{ steps: StepAudit[]; progress?: Looked | null }>('GET', `/dead-ends/plans/${seg(id)}`);
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
