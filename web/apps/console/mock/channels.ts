// Channels of the mock, and their lives.
import type { Channel, Evidence, HistoryEntry, ReadinessItem, Stage } from '../../../packages/api/src/types.ts';
import * as data from './data.ts';
import { answer, type Handler } from './plugin.ts';

const f = data.fixtures;
const now = Date.now();
const DAY = 86_400_000;
const evidence = (n: number, before: number, part: Partial<Evidence> = {}): Evidence => ({ days: 30, new_conversations: n, new_conversations_before: before, open: 17, waiting: 5, contacts: 61, only_here: 9, kept: { n: 100, kept: 96 }, missing: null, ...part });
const made = (days: number, agent: number | null, what: string, from: string | null, to: string | null, reason: string | null, part: Partial<HistoryEntry> = {}): HistoryEntry => ({
  id: data.id('chh'), at: now - days * DAY, actor: agent === null ? { by: 'system', id: null } : { by: 'agent', id: f.agents[agent]!.id }, what, from, to, reason, evidence: null, undoes: null, undone_by: null, undoable: false, ...part,
});

function past(): HistoryEntry[] {
  const paused = made(40, 1, 'paused', 'open', 'paused', 'Stocktaking until Thursday: nobody can look into the shelves.', { evidence: evidence(84, 96, { kept: { n: 14, kept: 11 } }) });
  const again = made(39.98, 1, 'paused', 'paused', 'open', 'The wrong channel: it was meant for Orders.', { undoes: paused.id, evidence: evidence(84, 84) });
  paused.undone_by = again.id;
  const wound = made(0.1, 0, 'stage', 'live', 'winding_down', 'Three of four who write here find the form faster, and half of what comes is a copy of something that is in the form already.\nWe tell those who have no other way first.', { undoable: true, evidence: evidence(84, 96) });
  const early = Array.from({ length: 24 }, (_, i) => made(200 + i, 3, i % 2 ? 'door_removed' : 'door_added', i % 2 ? `desk${i - 1}@northwind.example` : null, i % 2 ? null : `desk${i}@northwind.example`, null));
  return [
    wound,
    made(0.2, 0, 'owner', null, f.agents[1]!.id, null, { undoable: true }),
    again,
    paused,
    made(120, 0, 'stage', 'pilot', 'live', 'The pilot answered within the hour, also on Mondays.', { undoable: false, evidence: evidence(31, 31, { missing: ['owner', 'hours'], open: 0, waiting: 0, contacts: 22, only_here: 0, kept: null }) }),
    made(150, 4, 'stage', 'draft', 'pilot', '先让二十位客户试用。', { evidence: evidence(0, 0, { open: 0, waiting: 0, contacts: 0, only_here: 0, kept: null }) }),
    made(150.1, 0, 'settings', '{"name":"Mail"}', null, null),
    ...early,
    made(230, null, 'created', null, 'Support mail', null),
  ];
}
const lives = new Map<string, HistoryEntry[]>([[f.channels[0]!.id, past()]]);
const life = (id: string): HistoryEntry[] => lives.get(id) ?? lives.set(id, []).get(id)!;
const find = (id: string | undefined): Channel => f.channels.find((c) => c.id === id) ?? f.channels[0]!;
function turn(c: Channel, what: string, from: string | null, to: string | null, reason: string, undoes: HistoryEntry | null = null): void {
  for (const entry of life(c.id)) if (entry.what === what) entry.undoable = false;
  const entry = made(0, 0, what, from, to, reason, { at: Date.now(), undoable: undoes === null, undoes: undoes?.id ?? null, evidence: what === 'stage' || what === 'paused' ? evidence(84, 96) : null });
  if (undoes) undoes.undone_by = entry.id;
  life(c.id).unshift(entry);
}
function readiness(c: Channel): ReadinessItem[] {
  const has = { owner: c.owner !== null, purpose: c.purpose !== '', team: c.team !== null, staff: true, hours: false, target: true, door: true, successor: c.successor !== null };
  return Object.entries(has).map(([key, met]) => ({ key: key as keyof typeof has, met, needed: key !== 'successor' }));
}
const wrong = (status: number, code: string, field: string | null = null): unknown => answer(status, { error: { code, message: code, field, request_id: 'req_mock' } });

export const channelRoutes: [string, RegExp, Handler][] = [
  ['GET', /^\/channels$/, () => ({ items: f.channels, next: null })],
  ['GET', /^\/channels\/([^/]+)$/, (p) => {
    const channel = find(p[0]);
    return { ...channel, history: life(channel.id), health: { listener: { state: 'listening', address: '127.0.0.1:2525', last_at: now - 60_000 }, mailboxes: [], sending: { state: 'ok', queued: 2, failed: 1, uncertain: 0, last_success_at: now - 90_000, last_error: null }, findings: channel.paused ? [{ code: 'door_leads_nowhere', message: 'orders@northwind.example is paused and has no successor: mail is kept in the queue of Logistics.' }] : [] } };
  }],
  ['PATCH', /^\/channels\/([^/]+)$/, (p, b) => {
    const c = find(p[0]);
    for (const what of ['owner', 'successor'] as const) if (what in b) turn(c, what, c[what], b[what] as string | null, '');
    return Object.assign(c, b, { version: c.version + 1 });
  }],
  ['GET', /^\/channels\/([^/]+)\/history$/, (p, _b, query) => {
    const from = Number(query.get('cursor') ?? 0);
    const limit = Number(query.get('limit') ?? 50);
    const all = life(p[0]!);
    return { items: all.slice(from, from + limit), next: from + limit < all.length ? String(from + limit) : null };
  }],
  ['GET', /^\/channels\/([^/]+)\/readiness$/, (p) => {
    const items = readiness(find(p[0]));
    return { ready: items.every((item) => item.met || !item.needed), items };
  }],
  ['POST', /^\/channels\/([^/]+)\/history\/([^/]+)\/undo$/, (p, b) => {
    const c = find(p[0]);
    const entry = life(c.id).find((e) => e.id === p[1]);
    if (!entry) return wrong(404, 'not_found');
    if (entry.undone_by) return wrong(409, 'already_undone');
    const is = entry.what === 'paused' ? (c.paused ? 'paused' : 'open') : (c as unknown as Record<string, string | null>)[entry.what];
    if (is !== entry.to) return wrong(409, 'changed_since');
    Object.assign(c, { [entry.what]: entry.what === 'paused' ? entry.from === 'paused' : entry.from, version: c.version + 1 });
    turn(c, entry.what, entry.to, entry.from, String(b['reason'] ?? ''), entry);
    return c;
  }],
  ['PUT', /^\/channels\/([^/]+)\/stage$/, (p, b) => {
    const c = find(p[0]);
    const stage = b['stage'] as Stage;
    if (!String(b['reason'] ?? '').trim() && (stage === 'winding_down' || stage === 'closed')) return wrong(422, 'reason_needed', 'reason');
    turn(c, 'stage', c.stage, stage, String(b['reason'] ?? ''));
    return Object.assign(c, b['successor'] ? { successor: b['successor'] } : {}, { stage, version: c.version + 1 });
  }],
  ['PUT', /^\/channels\/([^/]+)\/paused$/, (p, b) => {
    const c = find(p[0]);
    turn(c, 'paused', c.paused ? 'paused' : 'open', b['paused'] ? 'paused' : 'open', String(b['reason'] ?? ''));
    return Object.assign(c, { paused: b['paused'], version: c.version + 1 });
  }],
];
