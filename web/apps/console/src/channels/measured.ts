// Calls of the dead-end audit, the scorecard and the meter of those who moved, by the description of the API; their codes are closed
// sets here: the shapes are in `audit.ts` and `score.ts`.
import { get, none, post } from '@fairlead/api';
import type { Audit } from './audit.ts';
import type { Migration, Scorecard, Standing } from './score.ts';

const shaped = <T,>(answer: Promise<unknown>): Promise<T> => answer as Promise<T>;

export const measured = {
  audit: () => shaped<Audit>(get('/dead-ends', none)),
  runAudit: () => shaped<Audit>(post('/dead-ends', none)),
  standings: () => shaped<{ items: Standing[] }>(get('/scorecards', none)),
  scorecard: (channel: string, days: number) => shaped<Scorecard>(get('/channels/{id}/scorecard', { id: channel }, { days })),
  migration: (channel: string) => shaped<Migration>(get('/channels/{id}/migration', { id: channel })),
};
