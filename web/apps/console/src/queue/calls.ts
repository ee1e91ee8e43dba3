// Calls of the queue. Apart from `api`, which the first screen loads whole.
import { idempotencyKey, request, seg, url } from '@fairlead/api';
import type { Firmness, LiveQueue, Mine, Preview, PreviewInput, Promises, RoutingRules, Skill, Waits, WorkOf, WorkOfInput } from './types.ts';

export interface Page<T> { items: T[] }
export interface Wanted { team: string; channel: string; language: string }
export interface SkillInput { name: string; topics: string[]; level: number; firmness: Firmness }
export interface Span { from: string; to: string; channel: string; team: string }

export const calls = {
  mine: () => request<Mine>('GET', '/queue/mine'),
  accept: (id: string, version: number) => request<{ conversation: string }>('POST', `/queue/offers/${seg(id)}/accept`, { body: { version }, key: idempotencyKey() }),
  decline: (id: string, version: number) => request<null>('POST', `/queue/offers/${seg(id)}/decline`, { body: { version }, key: idempotencyKey() }),
  giveBack: (id: string) => request<null>('POST', `/queue/${seg(id)}/return`, { body: {}, key: idempotencyKey() }),
  ready: () => request<null>('POST', '/queue/wrap-up/end', { body: {}, key: idempotencyKey() }),
  live: (wanted: Wanted, limit: number, signal?: AbortSignal) => request<LiveQueue>('GET', '/queue', { query: { ...wanted, limit }, ...(signal ? { signal } : {}) }),
  rules: () => request<RoutingRules>('GET', '/routing-rules'),
  setRules: (rules: RoutingRules) => request<RoutingRules>('PUT', '/routing-rules', { body: rules }),
  /** Asked, and never answered from what is kept. */
  preview: (input: PreviewInput, signal?: AbortSignal) => request<Preview>('POST', '/routing-rules/preview', { body: input, ...(signal ? { signal } : {}) }),
  skills: () => request<Page<Skill>>('GET', '/skills'),
  newSkill: (input: SkillInput) => request<Skill>('POST', '/skills', { body: input, key: idempotencyKey() }),
  changeSkill: (id: string, input: SkillInput, version: number) => request<Skill>('PUT', `/skills/${seg(id)}`, { body: { ...input, version } }),
  removeSkill: (id: string) => request<null>('DELETE', `/skills/${seg(id)}`),
  work: (agent: string) => request<WorkOf>('GET', `/agents/${seg(agent)}/work`),
  setWork: (agent: string, input: WorkOfInput) => request<WorkOf>('PUT', `/agents/${seg(agent)}/work`, { body: input }),
  tryCap: (agent: string, cap: number) => request<WorkOf>('POST', `/agents/${seg(agent)}/work/trial`, { body: { cap }, key: idempotencyKey() }),
  waits: (span: Span) => request<Waits>('GET', '/reports/waits', { query: { ...span } }),
  promises: (span: Pick<Span, 'from' | 'to'>) => request<Promises>('GET', '/reports/promises', { query: { ...span } }),
};
export const tables = {
  waits: (file: string, span: Span) => url(`/reports/waits/export/${seg(file)}`, { ...span }),
  promises: (file: string, span: Pick<Span, 'from' | 'to'>) => url(`/reports/promises/export/${seg(file)}`, { ...span }),
};
