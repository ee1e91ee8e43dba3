// The queue's part of the mock: what rings, the line, rules, skills, reports. POST /api/v1/__mock/queue {"do": …} makes things happen.
import type { AgentWorkInfo, ChatDetail, PromiseReport, QueueAgent, QueueHeld, QueueHelping, QueueItem, QueueLive, QueueMine, QueueOffer, RoutingRules, RulesPreview, SkillInfo, Summary, WaitsReport } from '../../../packages/api/src/types.ts';
import * as data from './data.ts';
import { answer, emit, tell, type Handler } from './plugin.ts';

const S = 1000;
const MIN = 60 * S;
const H = 60 * MIN;
const f = data.fixtures;
const base = f.channels[0]!;
const chat = { ...base, id: data.id('chn'), kind: 'chat', name: 'Shop widget', doors: [] };
const form = { ...base, id: data.id('chn'), kind: 'form', name: 'Contact form', doors: [] };
const phone = { ...base, id: data.id('chn'), kind: 'phone', name: 'Phone', doors: [] };
f.channels.push(chat, form, phone);
const [me, ines, ravi, liis, yue, amira] = f.agents.map((a) => a.id) as [string, string, string, string, string, string];
const byNumber = (n: number): Summary => [...data.conversations.values()].find((c) => c.number === n)!;

/** A line as it may stand on a busy morning: number, kind, urgency, waited, limit, who can. */
const line: [number, string, Summary['urgency'], number, number, string[], number][] = [
  [5993, 'chat', 'urgent', 6 * S, 10 * S, [liis], 2], [5989, 'mail', 'urgent', 520 * S, 15 * MIN, [ines, liis], 2], [5994, 'mail', 'normal', 246 * MIN, 4 * H, [yue], 1],
  [5997, 'chat', 'normal', 91 * S, 2 * MIN, [], 0], [5990, 'chat', 'normal', 62 * S, 2 * MIN, [ines, ravi, liis], 3], [5999, 'chat', 'normal', 35 * S, 2 * MIN, [yue], 1],
  [5996, 'form', 'high', 41 * MIN, H, [ravi, ines], 2], [5995, 'mail', 'normal', 231 * MIN, 4 * H, [ravi], 1], [5991, 'form', 'normal', 218 * MIN, 4 * H, [ines, ravi, liis], 4],
  [5992, 'mail', 'normal', 202 * MIN, 4 * H, [ines, ravi, liis], 6], [5998, 'mail', 'normal', 177 * MIN, 4 * H, [liis], 1], [5988, 'form', 'low', 1290 * MIN, 24 * H, [ines, ravi, liis], 7],
];
const now0 = Date.now();
const channelOf: Record<string, string> = { chat: chat.id, form: form.id, mail: base.id };
for (const [n, kind, urgency] of line) Object.assign(byNumber(n), { channel: channelOf[kind], urgency, status: 'open', assignee: null });
const items = line.map(([n, kind, , waited, limit_ms, agents, many], i): QueueItem => {
  const c = byNumber(n);
  const since = now0 - waited;
  c.waiting_since = since;
  return {
    conversation: c, kind: kind === 'chat' ? 'live' : 'deferred', language: c.language, since, limit_ms, due: since + limit_ms, place: 'fresh', standing: i === 0 ? 'offered' : 'waiting', agent: i === 0 ? liis : null, until: i === 0 ? now0 + 15 * S : null, version: 1,
    why: { rule: i === 1 ? 'out_of_slack' : 'earliest_due', due: since + limit_ms }, can: { n: many, agents }, lowered: i === 8 ? 1 : 0, overflown: i === 9,
  };
});
const mineChats = [6000 - 48, 6000 - 50, 6000 - 53].map(byNumber);
for (const [i, c] of mineChats.entries()) Object.assign(c, { channel: chat.id, assignee: me, status: 'open', waiting_since: i === 1 ? null : now0 - (40 + i * 25) * S, unread: i === 2, last_at: now0 - 30 * S });
const chats = new Map<string, Partial<ChatDetail>>();
let presence: QueueMine['presence'] = { state: 'online', reason: null, until: null, since: now0 };
let holds: QueueHeld[] = mineChats.slice(0, 2).map((c, i) => ({ conversation: c.id, kind: 'live', since: now0 - (10 - i) * MIN }));
let offer: QueueOffer | null = null;
let helping: QueueHelping[] = [];
let over = false;

function mine(): QueueMine {
  // What was answered is still held while its visitor is there; what is resolved is not.
  holds = holds.filter((h) => ['open', 'waiting'].includes(data.conversations.get(h.conversation)?.status ?? ''));
  return { agent: me, presence, load: holds.length * 20, capacity: 60, live: holds.length, live_cap: 3, offer: offer && offer.until > Date.now() ? offer : null, holds, waiting: line.length };
}
function agent(id: string, state: QueueAgent['presence']['state'], kinds: string[], part: Partial<QueueAgent> = {}): QueueAgent {
  const held = kinds.map((kind, i) => ({ conversation: `${id}-${i}`, kind: kind === 'chat' || kind === 'call' ? ('live' as const) : ('deferred' as const), channel: channelOf[kind] ?? phone.id }));
  return { agent: id, presence: { state, reason: null, until: null, since: now0 }, load: held.reduce((sum, h) => sum + (h.channel === phone.id ? 60 : 20), 0), capacity: 60, live: held.filter((h) => h.kind === 'live').length, live_cap: 3, holds: held, ringing: null, ...part };
}
function live(query: URLSearchParams): QueueLive {
  const wanted = items.filter((i) => (!query.get('channel') || i.conversation.channel === query.get('channel')) && (!query.get('team') || i.conversation.team === query.get('team')) && (!query.get('language') || i.language === query.get('language')));
  const at = Date.now();
  for (const i of wanted) if (i.standing === 'offered') i.until = at + 8 * S;
  return {
    at, ahead: query.get('language') ? null : { at: at - 40 * S, late: wanted.filter((i) => i.due < at + 30 * MIN).length, by: Math.ceil((at + 10 * MIN) / H) * H },
    helping: (helping = helping.filter((one) => one.until > at)), waiting: wanted.length, late: wanted.filter((i) => i.due < at).length, due_soon: wanted.filter((i) => i.due >= at && i.due < at + 10 * MIN).length,
    longest_live: wanted.some((i) => i.kind === 'live') ? { wait_ms: at - items[3]!.since, limit_ms: 2 * MIN, conversation: items[3]!.conversation.id } : null, items: wanted, more: true,
    agents: [
      agent(liis, 'online', [], { ringing: { conversation: items[0]!.conversation.id, until: at + 8 * S } }), agent(me, presence.state, holds.map(() => 'chat')), agent(ines, 'online', ['call']), agent(ravi, 'wrap_up', ['chat', 'mail'], { presence: { state: 'wrap_up', reason: null, until: at + 14 * S, since: now0 } }),
      agent(yue, 'online', ['chat', 'mail', 'form']), agent(amira, 'away', [], { presence: { state: 'away', reason: 'break', until: at + 12 * MIN, since: now0 } }),
    ],
    alarms: [
      { kind: 'nobody_can', conversation: items[3]!.conversation.id, channel: chat.id, n: 1, expected: null, since: null },
      { kind: 'spike', conversation: null, channel: chat.id, n: 14, expected: 10, since: now0 - 27 * MIN },
      { kind: 'late', conversation: items[2]!.conversation.id, channel: base.id, n: 1, expected: null, since: now0 - 6 * MIN },
    ],
  };
}
let rules: RoutingRules = { guard_ms: 420_000, admission_percent: 15, offer_ms: 20_000, again_ms: 60_000, sticky_percent: 50, overflow_percent: 60, overflow: [{ team: f.teams[0]!.id, to: [f.teams[1]!.id] }], hand_over: [], grace_ms: 15_000, wrap_up_ms: 30_000, missed_max: 2, keep_ms: 1_800_000, spike_percent: 200, version: 3 };
let targets = { urgent: { target_ms: 15 * MIN, holding_ms: 10 * S }, high: { target_ms: H, holding_ms: 30 * S }, normal: { target_ms: 4 * H, holding_ms: 2 * MIN }, low: { target_ms: 24 * H, holding_ms: 5 * MIN }, version: 1 };
const skills: SkillInfo[] = ['Refunds over 500 €', 'Wholesale', 'Data protection'].map((name, i): SkillInfo => ({ id: data.id('skl'), name, topics: i === 0 ? [f.topics[0]!.id] : [], level: 3, firmness: 'must', version: 1 }));
const workOf: AgentWorkInfo = {
  capacity: 60, live_cap: 3, version: 1, trial: null, advice: 'good', next: 'harmful', skills: [{ kind: 'language', key: 'et', level: 5 }, { kind: 'language', key: 'en', level: 4 }, { kind: 'named', key: skills[0]!.id, level: 2 }],
  chats: [{ level: 1, ended_per_hour: 4.2, low: 3.9, high: 4.6, n: 212, harmful: false }, { level: 2, ended_per_hour: 6.8, low: 6.3, high: 7.3, n: 340, harmful: false }, { level: 3, ended_per_hour: 7.9, low: 7.2, high: 8.6, n: 187, harmful: false }, { level: 4, ended_per_hour: 6.1, low: 5.2, high: 7, n: 41, harmful: true }, { level: 5, ended_per_hour: 5, low: 2.4, high: 8.9, n: 9, harmful: false }],
};
const preview = (): RulesPreview => ({
  from: now0 - 7 * 24 * H, to: now0, arrivals: 5391, calibrated: true,
  basis: [{ channel: base.id, kind: 'deferred', handle_ms: 7 * MIN, handle_measured: false, patience_ms: null, patience_measured: null }, { channel: chat.id, kind: 'live', handle_ms: 9 * MIN, handle_measured: true, patience_ms: 4 * MIN, patience_measured: true }],
  rows: [{ rules: 'now', urgent_on_time: 97.4, late: 61.3, live_left: 5.2, live_in_a_minute: 88.2, moved: 0.9, median_wait_ms: 41 * MIN, p90_wait_ms: 186 * MIN }, { rules: 'wanted', urgent_on_time: 99.1, late: 58.1, live_left: 6.1, live_in_a_minute: 86.9, moved: 0.9, median_wait_ms: 43 * MIN, p90_wait_ms: 188 * MIN }],
  per_urgency: (['urgent', 'high', 'normal'] as const).flatMap((urgency, i) => (['now', 'wanted'] as const).map((which) => ({ rules: which, urgency, n: 400, on_time: 97 + i + (which === 'wanted' ? 1 : 0), median_wait_ms: 4 * MIN, p90_wait_ms: 12 * MIN }))),
});
const days = { from: new Date(now0 - 27 * 24 * H).toISOString().slice(0, 10), to: new Date(now0).toISOString().slice(0, 10) };
function waits(): WaitsReport {
  const of = (channel: string, median_ms: number, p90_ms: number, n: number): WaitsReport['rows'] => [
    { channel, team: null, hour: null, n, median_ms, p90_ms },
    ...f.teams.slice(0, 2).map((t, i) => ({ channel, team: t.id, hour: null, n: Math.round(n / (2 + i)), median_ms: median_ms * (0.9 + i * 0.3), p90_ms: p90_ms * (0.9 + i * 0.2) })),
    ...Array.from({ length: 12 }, (_, i) => ({ channel, team: null, hour: 7 + i, n: Math.round(n / 12), median_ms: median_ms * (0.7 + Math.abs(6 - i) * 0.08), p90_ms: p90_ms * (0.8 + Math.sin(i) * 0.2) })),
  ];
  return {
    ...days,
    alternatives: { offered: 96, message: 41, wait: 38, unanswered: 17 },
    rows: [...of(base.id, 74 * MIN, 205 * MIN, 2310), ...of(chat.id, 38 * S, 118 * S, 1404), ...of(form.id, 91 * MIN, 231 * MIN, 612), { channel: f.channels[1]!.id, team: null, hour: null, n: 11, median_ms: 22 * MIN, p90_ms: 61 * MIN }],
    overtaking: { agent_ms: 400 * H, per_100h: 540, harmful_per_100h: 88, matrix: [{ served: chat.id, over: base.id, ms: 1132 * MIN, harmful_ms: 300 * MIN }, { served: chat.id, over: form.id, ms: 392 * MIN, harmful_ms: 40 * MIN }, { served: base.id, over: form.id, ms: 116 * MIN, harmful_ms: 0 }, { served: form.id, over: base.id, ms: 80 * MIN, harmful_ms: 12 * MIN }, { served: base.id, over: chat.id, ms: 0, harmful_ms: 0 }] },
  };
}
function promises(): PromiseReport {
  return {
    as_of: Date.now(), zone: 'UTC', days_asked: days,
    rows: [
      { channel: chat.id, urgency: 'normal', name: null, n: 812, kept_percent: 91, answered: 760, coverage: 0.908, low: 0.886, high: 0.926, width_median_ms: 71 * S }, { channel: base.id, urgency: 'normal', name: null, n: 1430, kept_percent: 96, answered: 1400, coverage: 0.964, low: 0.953, high: 0.973, width_median_ms: 52 * MIN },
      { channel: form.id, urgency: 'high', name: null, n: 96, kept_percent: 79, answered: 96, coverage: 0.792, low: 0.7, high: 0.861, width_median_ms: 12 * MIN }, { channel: chat.id, urgency: 'urgent', name: null, n: 12, kept_percent: 92, answered: 12, coverage: 0.917, low: 0.646, high: 0.985, width_median_ms: 9 * S },
    ],
    days: Array.from({ length: 28 }, (_, i) => ({ day: new Date(now0 - (27 - i) * 24 * H).toISOString().slice(0, 10), n: 80 + ((i * 7) % 31), covered: Math.round((80 + ((i * 7) % 31)) * (0.88 + 0.05 * Math.sin(i))) })),
  };
}
const gone = (): unknown => answer(409, { error: { code: 'offer_over', message: 'Liis Saar has it.', field: null, request_id: 'req_mock' } });
const take = (id: string): void => {
  const c = data.conversations.get(id)!;
  Object.assign(c, { assignee: me, version: c.version + 1 });
  holds = [...holds, { conversation: id, kind: 'live', since: Date.now() }];
  offer = null;
  emit('work.accepted.v1', c, { agent: me });
};

export const queueRoutes: [string, RegExp, Handler][] = [
  ['POST', /^\/__mock\/queue$/, (_p, b) => {
    if (b['do'] === 'ring') {
      const c = b['number'] ? byNumber(Number(b['number'])) : items[4]!.conversation;
      const at = Date.now();
      over = b['over'] === true;
      offer = { conversation: c, version: 1 + Math.floor(at / 1000), since: at, until: at + Number(b['ms'] ?? 20_000), due: at + 58 * S, because: { rule: 'earliest_due', due: at + 58 * S, whom: 'longest_idle', lowered: 0 }, text: String(b['text'] ?? 'This is the second time that I got an M instead of an L. I would like the right one before the weekend, or my money back.') };
      emit('work.offered.v1', c, { agent: me, until: offer.until });
    } else if (b['do'] === 'withdraw') {
      const c = offer?.conversation ?? null;
      offer = null;
      emit('work.withdrawn.v1', c, { agent: me, why: 'left' });
    } else if (b['do'] === 'presence') {
      presence = { state: b['state'] as QueueMine['presence']['state'], reason: (b['reason'] as string) ?? null, until: b['ms'] ? Date.now() + Number(b['ms']) : null, since: Date.now() };
      emit('agent.presence.v1', null, { agent: me, presence: presence.state });
    } else if (b['do'] === 'hold') {
      holds = (b['numbers'] as number[]).map((n, i) => ({ conversation: byNumber(n).id, kind: 'live', since: now0 + i }));
      emit('work.accepted.v1', null, { agent: me });
    } else if (b['do'] === 'types') {
      const c = byNumber(Number(b['number']));
      tell({ type: 'presence', conversation: c.id, agents: [], customer_typing: b['on'] === true });
    } else if (b['do'] === 'says') {
      const c = byNumber(Number(b['number']));
      data.add(c, { at: Date.now(), author: { type: 'contact', id: c.contact?.id ?? null, name: c.contact?.name ?? null, address: null }, text: String(b['text']), reply: String(b['text']), language: c.language });
      Object.assign(c, { last_at: Date.now(), waiting_since: Date.now(), preview: String(b['text']), unread: true, version: c.version + 1 });
      emit('conversation.received.v1', c);
    } else if (b['do'] === 'sees') {
      const c = byNumber(Number(b['number']));
      const last = data.thread(c).findLast((m) => m.kind === 'agent');
      chats.set(c.id, { ...chats.get(c.id), read_message: last?.id ?? null });
      emit('conversation.chat.v1', c, { what: 'seen_by_customer' });
    } else if (b['do'] === 'empty') items.splice(0);
    return { chats: mineChats.map((c) => c.number) };
  }],
  ['GET', /^\/queue\/mine$/, mine],
  ['POST', /^\/queue\/offers\/([^/]+)\/accept$/, (p, b) => {
    if (over || !offer || offer.conversation.id !== p[0] || offer.version !== b['version'] || offer.until < Date.now()) {
      const c = data.conversations.get(p[0] ?? '');
      if (over && c) {
        Object.assign(c, { assignee: liis, version: c.version + 1 });
        offer = null;
        emit('conversation.assigned.v1', c);
      }
      return gone();
    }
    take(p[0]!);
    return { conversation: p[0] };
  }],
  ['POST', /^\/queue\/offers\/([^/]+)\/decline$/, () => { offer = null; return answer(204, null); }],
  ['POST', /^\/queue\/wrap-up\/end$/, () => { presence = { state: 'online', reason: null, until: null, since: Date.now() }; return answer(204, null); }],
  ['POST', /^\/queue\/next$/, () => ({ given: null })],
  ['POST', /^\/queue\/([^/]+)\/return$/, (p) => {
    holds = holds.filter((h) => h.conversation !== p[0]);
    const c = data.conversations.get(p[0] ?? '');
    if (c) Object.assign(c, { assignee: null, version: c.version + 1 });
    emit('work.handed_back.v1', c ?? null, { agent: me, why: 'returned' });
    return answer(204, null);
  }],
  ['GET', /^\/queue$/, (_p, _b, query) => live(query)],
  ['POST', /^\/queue\/help$/, (_p, b) => {
    const to = rules.overflow.find((one) => one.team === b['team'])?.to ?? [];
    if (to.length === 0) return answer(409, { error: { code: 'no_helpers', message: 'The rules name no team that helps this one. Settings, Queue rules, says who helps whom.', field: null, request_id: 'req_mock' } });
    helping = [...helping.filter((one) => one.team !== b['team']), { team: String(b['team']), to, until: Date.now() + Number(b['minutes']) * MIN }];
    emit('team.help.v1', null, { team: b['team'], to });
    return answer(204, null);
  }],
  ['DELETE', /^\/queue\/help\/([^/]+)$/, (p) => { helping = helping.filter((one) => one.team !== p[0]); emit('team.help.v1', null, { team: p[0] }); return answer(204, null); }],
  ['GET', /^\/conversations\/([^/]+)\/chat$/, (p) => ({ here: true, typing: false, proved: 'none', page_url: 'https://northwind.example/checkout', page_title: 'Checkout', locale: 'en', zone: 'Europe/Dublin', seen_at: Date.now(), read_n: null, read_message: null, left_at: null, score: null, comment: null, ...chats.get(p[0] ?? '') })],
  ['GET', /^\/routing-rules$/, () => rules],
  ['PUT', /^\/routing-rules$/, (_p, b) => {
    if (b['version'] !== rules.version) return answer(409, { error: { code: 'conflict', message: 'Changed meanwhile.' } });
    if (Number(b['sticky_percent']) > 50) return answer(422, { error: { code: 'invalid', message: 'At most 50.', field: 'sticky_percent' } });
    rules = { ...(b as unknown as RoutingRules), version: rules.version + 1 };
    return rules;
  }],
  ['POST', /^\/routing-rules\/preview$/, preview],
  ['GET', /^\/urgency-targets$/, () => targets],
  ['PUT', /^\/urgency-targets$/, (_p, b) => (targets = { ...(b as typeof targets), version: targets.version + 1 })],
  ['GET', /^\/skills$/, () => ({ items: skills, next: null })],
  ['POST', /^\/skills$/, (_p, b) => { const made = { ...(b as unknown as SkillInfo), id: data.id('skl'), version: 1 }; skills.push(made); return answer(201, made); }],
  ['PUT', /^\/skills\/([^/]+)$/, (p, b) => Object.assign(skills.find((s) => s.id === p[0])!, b)],
  ['DELETE', /^\/skills\/([^/]+)$/, (p) => { skills.splice(skills.findIndex((s) => s.id === p[0]), 1); return answer(204, null); }],
  ['GET', /^\/agents\/([^/]+)\/work$/, () => workOf],
  ['PUT', /^\/agents\/([^/]+)\/work$/, (_p, b) => Object.assign(workOf, b, { version: workOf.version + 1 })],
  ['POST', /^\/agents\/([^/]+)\/work\/trial$/, (_p, b) => { workOf.trial = { cap: Number(b['cap']), until: Date.now() + 7 * 24 * H }; return workOf; }],
  ['GET', /^\/permission-sets$/, () => ({ items: [{ key: 'administrator', name: 'Administrator', scope: 'all', built_in: true, permissions: [] }, { key: 'lead', name: 'Lead', scope: 'all', built_in: true, permissions: [] }, { key: 'agent', name: 'Agent', scope: 'all', built_in: true, permissions: [] }] })],
  ['GET', /^\/me\/notifications$/, () => ({ ways: {}, digest: 'off', quiet: { hours: null, days: [] }, content: true })],
  ['GET', /^\/notifications$/, () => ({ items: [], unread: 0, next: null, quiet_until: null })],
  ['GET', /^\/(views|fields|conversations\/[^/]+\/(sides|rules|surveys|suggestions|outages)|contacts\/[^/]+\/(lookup|fields|identities))$/, () => ({ items: [], next: null, state: 'off' })],
  ['GET', /^\/reports\/waits$/, waits],
  ['GET', /^\/reports\/promises$/, promises],
];
