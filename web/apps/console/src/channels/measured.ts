// Calls of the dead-end audit, the scorecard and the meter of those who moved: the shapes are in `audit.ts` and `score.ts`.
import { idempotencyKey, request, seg } from '@fairlead/api';
import type { Audit } from './audit.ts';
import type { Migration, Scorecard, Standing } from './score.ts';

export const measured = {
  audit: () => request<Audit>('GET', '/dead-ends'),
  runAudit: () => request<Audit>('POST', '/dead-ends', { body: {}, key: idempotencyKey() }),
  standings: () => request<{ items: Standing[] }>('GET', '/scorecards'),
  scorecard: (channel: string, days: number) => request<Scorecard>('GET', `/channels/${seg(channel)}/scorecard`, { query: { days } }),
  migration: (channel: string) => request<Migration>('GET', `/channels/${seg(channel)}/migration`),
};
