// Calls of the queue. Apart from `api`, which the first screen loads whole.
import { ask, del, get, none, post, put, seg, url, type AgentWorkInput, type Calls, type HelpInput, type NewSkill, type PreviewAsked, type RoutingRules } from '@fairlead/api';

type Span = Calls['GET /reports/waits']['query'];
type Days = Calls['GET /reports/promises']['query'];

export const calls = {
  mine: () => get('/queue/mine', none),
  accept: (conversation: string, version: number) => post('/queue/offers/{conversation}/accept', { conversation }, { version }),
  decline: (conversation: string, version: number) => post('/queue/offers/{conversation}/decline', { conversation }, { version }),
  giveBack: (conversation: string) => post('/queue/{conversation}/return', { conversation }),
  ready: () => post('/queue/wrap-up/end', none),
  live: (wanted: Calls['GET /queue']['query'], signal: AbortSignal) => get('/queue', none, wanted, signal),
  callHelp: (input: HelpInput) => post('/queue/help', none, input),
  endHelp: (team: string) => del('/queue/help/{team}', { team }),
  rules: () => get('/routing-rules', none),
  setRules: (rules: RoutingRules) => put('/routing-rules', none, rules),
  preview: (input: PreviewAsked) => ask('/routing-rules/preview', none, input),
  skills: () => get('/skills', none),
  newSkill: (input: NewSkill) => post('/skills', none, input),
  changeSkill: (id: string, input: NewSkill) => put('/skills/{id}', { id }, input),
  removeSkill: (id: string) => del('/skills/{id}', { id }),
  work: (id: string) => get('/agents/{id}/work', { id }),
  setWork: (id: string, input: AgentWorkInput) => put('/agents/{id}/work', { id }, input),
  tryCap: (id: string, cap: number) => post('/agents/{id}/work/trial', { id }, { cap }),
  waits: (span: Span) => get('/reports/waits', none, span),
  promises: (days: Days) => get('/reports/promises', none, days),
};
export const tables = {
  waits: (file: string, span: Span) => url(`/reports/waits/export/${seg(file)}`, { ...span }),
  promises: (file: string, days: Days) => url(`/reports/promises/export/${seg(file)}`, { ...days }),
};
