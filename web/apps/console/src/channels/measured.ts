// Calls of the dead-end audit, the scorecard and the meter of those who moved, by the description of the API; their codes are closed
// sets here: the shapes are in `audit.ts` and `score.ts`.
import { get, none, post } from '@fairlead/api';
import { shaped } from '../lib/shaped.ts';
import type { Audit } from './audit.ts';
import type { Migration, Scorecard, Standing } from './score.ts';

export const measured = {
  audit: () => shaped<Audit>(get('/dead-ends', none)),
  /** Where everybody would land in that step of a plan, counted from nought. */
  inStep: (plan: string, step: number, signal?: AbortSignal) => shaped<Audit>(get('/dead-ends/plans/{id}/steps/{number}', { id: plan, number: step }, undefined, signal)),
  runAudit: () => shaped<Audit>(post('/dead-ends', none)),
  standings: () => shaped<{ items: Standing[] }>(get('/scorecards', none)),
  scorecard: (channel: string, days: number) => shaped<Scorecard>(get('/channels/{id}/scorecard', { id: channel }, { days })),
  migration: (channel: string) => shaped<Migration>(get('/channels/{id}/migration', { id: channel })),
};
