// The outages of the mock: one that is over, with an update that was told, and what passed some over.
import type { Outage, OutageUpdate } from '../../../packages/api/src/types.ts';
import * as data from './data.ts';
import { answer, type Handler } from './plugin.ts';

const HOUR = 3_600_000;
const now = Date.now();
const all: Outage[] = [{ id: data.id('otg'), name: 'Payments by card', words: { en: 'Payments by card fail since 09:10. We are on it.', et: 'Kaardimaksed ei toimi alates 09:10. Tegeleme sellega.' }, channels: [], started_at: now - 6 * HOUR, started_by: data.fixtures.agents[1]!.id, ended_at: now - HOUR, ended_by: data.me.id, linked: 142, version: 2 }];
const told: OutageUpdate[] = [{ id: data.id('otu'), html: '<p>Payments by card work again. What was charged twice is paid back today.</p>', then: 'resolve', ends: true, state: 'done', written_at: now - HOUR, written_by: data.me.id, due_at: now - HOUR + 10_000, waiting: 0, told: 130, passed: 12, why: { nobody: 4, left_out: 8, refused: 0 } }];
const find = (id: string | undefined): Outage | undefined => all.find((one) => one.id === id);
const or = (one: Outage | undefined, work: (one: Outage) => unknown): unknown => (one ? work(one) : answer(404, { error: { code: 'not_found', message: 'not_found', field: null, request_id: 'req_mock' } }));

export const outageRoutes: [string, RegExp, Handler][] = [
  ['GET', /^\/outages$/, () => ({ items: all, next: null })],
  ['POST', /^\/outages$/, (_p, b) => {
    const made = { ...all[0]!, id: data.id('otg'), name: String(b['name']), words: b['words'] as Outage['words'], channels: (b['channels'] ?? []) as string[], started_at: Date.now(), started_by: data.me.id, ended_at: null, ended_by: null, linked: 0, version: 1 };
    all.unshift(made);
    return answer(201, made);
  }],
  ['PUT', /^\/outages\/([^/]+)$/, (p, b) => or(find(p[0]), (one) => Object.assign(one, { name: b['name'], words: b['words'], channels: b['channels'] ?? [], version: one.version + 1 }))],
  ['POST', /^\/outages\/([^/]+)\/(end|resume)$/, (p) => or(find(p[0]), (one) => Object.assign(one, p[1] === 'end' ? { ended_at: Date.now(), ended_by: data.me.id } : { ended_at: null, ended_by: null }))],
  ['GET', /^\/outages\/([^/]+)\/updates$/, (p) => ({ items: p[0] === all.at(-1)?.id ? told : [], next: null })],
];
