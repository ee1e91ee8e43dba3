// The plans of the mock: one that winds the first channel down, with gates that were read, and what can be done with it.
import type { Stage } from '../../../packages/api/src/types.ts';
import { DAY, HOUR, content, type Content, type Frozen, type Gate, type GuardRail, type Metric, type Overlay, type Plan, type PlanEvent, type PlanView, type Progress, type SeenDay, type Step, type Verdict, type Wait } from '../src/channels/plan.ts';
import * as data from './data.ts';
import { inStep } from './measured.ts';
import { kits } from './notices.ts';
import { answer, type Handler } from './plugin.ts';

const f = data.fixtures;
const now = Date.now();
const [mail, orders] = f.channels.map((c) => c.id) as [string, string];
const [teo, ines, ravi, liis] = f.agents.map((a) => a.id) as [string, string, string, string];
const gate = (metric: string, unit: Gate['unit'], bound: Gate['bound'], threshold: number, counted: Gate['counted'] = 'sample'): Gate => ({ metric, unit, bound, threshold, counted, smallest_n: counted === 'sample' ? 20 : 1, window_ms: 14 * DAY });
const rail = (of: Gate, then: GuardRail['then'] = 'pause', breaches = 3): GuardRail => ({ ...of, breaches, of: 14, then, missing: 2, then_missing: 'pause' });
const task = (what: string, day: number, owner: string | null = null, done: number | null = null, note = ''): Step['tasks'][number] => ({ what, owner, due_ms: day * DAY, done: done === null ? null : { at: now - done * DAY, by: owner ?? teo, note } });
const step = (name: string, days: number, part: Partial<Step> = {}): Step => ({ name, stage: null, audience: 'everyone', overlays: [], keeps: false, clears: false, windows: [], shortest_ms: days * DAY, goes_on: 'by_hand', gates: [], guards: [], tasks: [], outside: [], ...part });
const guards = [rail(gate('urgent_elsewhere_p90_change', 'change', 'at_most', 0.1)), rail(gate('wrote_again_elsewhere', 'share', 'at_most', 0.2)), rail(gate('complaints_of_told', 'share', 'at_most', 0.02)), rail(gate('dead_ends', 'amount', 'at_most', 0, 'in_full'), 'roll_back', 1)];
const elsewhere = (what: string, owner: string | null = null): Step['outside'][number] => ({ what, owner, probe: null, confirmed: null });

function windDown(): Content {
  return {
    kind: 'wind_down', name: 'Wind down Support mail', owner: teo, close_plan: '', reason: 'Backlog and cost: 83 % in target, and each mail takes two and a half times as long as a form.',
    steps: [
      step('Brief the team, collect its view', 10, { tasks: [task('Tell the team why, with the figures', 2, teo, 40), task('Collect the team’s view, also of who is against it', 7, ines, 36)] }),
      step('Take it off the site', 28, { stage: 'winding_down', overlays: ['unlist'], keeps: true, gates: [gate('volume_of_before', 'amount', 'at_most', 0.25, 'in_full'), gate('unsolved_change', 'change', 'at_most', 0.1)], guards: guards.slice(0, 1), outside: [elsewhere('Take it off the site'), elsewhere('Take it off maps, listings and profiles')] }),
      step('Write to those who still use it', 14, {
        audience: { used: { days: 90 } }, overlays: ['offer_alternatives'], keeps: true, guards,
        gates: [gate('told_reached', 'share', 'at_least', 0.95), gate('captive_left', 'amount', 'at_most', 0, 'in_full'), gate('unsolved_change', 'change', 'at_most', 0.1)],
        tasks: [task('Send the message to yourself, then in three stages', 2, ines, 8, 'First to 50, no complaint.'), task('Call Liisa Tamm and 王芳, agree on another way', 18, liis), task('Weekly talk with the agents', 7)],
        outside: [{ what: 'The map listing still names help@', owner: ravi, probe: { page_names_not: { url: 'https://maps.example/northwind', text: 'help@northwind.example' } }, confirmed: null }, { what: 'Mail of the old domain goes to the new one', owner: ravi, probe: { dns_has: { name: 'old.northwind.example', value: 'mx.northwind.example' } }, confirmed: { at: now - 3 * DAY, by: null, note: '' } }],
      }),
      step('Announce', 30, { overlays: ['announce'], keeps: true, gates: [gate('complaints_of_told', 'share', 'at_most', 0.02)], guards, tasks: [task('Announce the date and the other ways', 1)] }),
      step('Close for some hours', 16, { overlays: ['signpost'], windows: [{ from_ms: 2 * DAY, to_ms: 2 * DAY + 3 * HOUR }], guards }),
      step('Sign-post', 14, { overlays: [{ redirect: { to: orders } }], gates: [gate('dead_ends_seen', 'share', 'at_most', 0.01)], guards }),
      step('Close', 365, { stage: 'closed', gates: [gate('dead_ends_seen', 'share', 'at_most', 0.01)], tasks: [task('After 30 days: moved, vanished, repeated, complaints', 30)] }),
    ],
  };
}
const fresh = (s: Step): Progress => ({ entered: Date.now(), seen: Date.now(), served_ms: 0, extended: 0, told_ready: false, asked: false, gates: s.gates.map((g) => ({ gate: g, reading: null, verdict: null })), guards: s.guards.map((g) => ({ rail: g, checks: [] })) });
function read(gates: Gate[]): Frozen[] {
  const of: [number, number, number, number, Verdict][] = [[0.986, 0.951, 0.996, 143, 'pass'], [2, 2, 2, 11, 'fail'], [0.02, -0.09, 0.14, 118, 'inconclusive']];
  return gates.map((g, i) => ({ gate: g, reading: { value: of[i]![0], low: of[i]![1], high: of[i]![2], n: of[i]![3], at: now - HOUR }, verdict: of[i]![4] }));
}
const base = { stage: 'live' as Stage, overlays: [] as Overlay[] };
const made: Plan[] = [];
const events = new Map<string, PlanEvent[]>();
const say = (plan: Plan, what: object, days = 0, by: string | null = teo): void => void events.get(plan.id)!.unshift({ id: data.id('ple'), at: Date.now() - days * DAY, by: by ? { by: 'agent', id: by } : { by: 'system', id: null }, ...what } as PlanEvent);
function add(channel: string, from: Content, state: Plan['state'] = { is: 'draft' }, at = 0): Plan {
  const plan: Plan = { ...structuredClone(from), id: data.id('pln'), channel, state, base, at_step: at, version: 1 };
  made.unshift(plan);
  events.set(plan.id, []);
  return plan;
}
const first = windDown();
const third = first.steps[2]!;
const running = add(mail, first, { is: 'running', ...fresh(third), entered: now - 15 * DAY, seen: now - HOUR / 2, served_ms: 15.2 * DAY, extended: 1, gates: read(third.gates), guards: guards.map((g, i) => ({ rail: g, checks: i === 2 ? ['inconclusive'] : ['pass', i === 1 ? 'fail' : 'pass', 'pass'] })) }, 2);
say(running, { type: 'started' }, 53);
say(running, { type: 'entered', step: 0, how: 'started', why: first.reason }, 53);
say(running, { type: 'task_done', step: 0, task: 1, done: { note: '8 for, 2 against, 1 undecided. Their worry, Spanish at night, is noted.' } }, 45, ines);
say(running, { type: 'entered', step: 1, how: 'went_on', why: '' }, 43);
say(running, { type: 'entered', step: 2, how: 'went_on', why: '' }, 15, null);
say(running, { type: 'extended', why: 'One gate is inconclusive.' }, 1, null);
say(running, { type: 'task_done', step: 2, task: 0, done: { note: 'First to 50, no complaint.' } }, 0.2, ines);
const early = add(orders, { ...windDown(), name: 'Close the old order address', reason: '' });
say(early, { type: 'revised', content: content(early) }, 2, ines);

const find = (id: string | undefined): Plan | undefined => made.find((p) => p.id === id);
const run = (p: Plan): Progress | null => (p.state.is === 'running' ? p.state : p.state.is === 'paused' ? p.state.progress : null);
function waits(p: Plan): Wait[] {
  const [now, s] = [run(p), p.steps[p.at_step]];
  if (!now || !s) return [];
  const rest = s.shortest_ms + now.extended * 7 * DAY - now.served_ms;
  return [
    ...(rest > 0 ? [{ time: { left_ms: rest } }] : []), ...now.gates.flatMap((g, i) => (g.verdict === 'pass' ? [] : [{ gate: { gate: i, verdict: g.verdict ?? ('fail' as const) } }])),
    ...s.tasks.flatMap((one, i) => (one.done ? [] : [{ task: { task: i } }])), ...s.outside.flatMap((one, i) => (one.confirmed ? [] : [{ outside: { item: i } }])),
  ];
}
function inForce(p: Plan, at: number): { stage: Stage; overlays: Overlay[] } {
  const past = p.steps.slice(0, at + 1);
  return { stage: past.findLast((s) => s.stage)?.stage ?? base.stage, overlays: past.flatMap((s, i) => (s.keeps || i === at ? (s.windows.length ? [] : s.overlays) : [])) };
}
/** What the program saw of what it can look at itself, in the step that runs. */
function outside(p: Plan): PlanView['outside'] {
  if (!run(p)) return [];
  const items = p.steps[p.at_step]?.outside ?? [];
  return items.flatMap((one, item) => (one.probe ? [{ step: p.at_step, item, at: now - HOUR / 3, passed: 'dns_has' in one.probe, seen: 'dns_has' in one.probe ? 'old.northwind.example has that record.' : 'The page still names “help@northwind.example”.' }] : []));
}
function view(p: Plan): PlanView {
  const active: PlanView['commands'] = ['extend', 'pause', 'roll_back', 'undo', 'abandon', 'change_gates', 'do_task', 'confirm', p.at_step + 1 < p.steps.length ? 'go_on' : 'finish'];
  const commands: PlanView['commands'] = p.state.is === 'draft' ? ['start', 'abandon'] : p.state.is === 'paused' ? ['resume', 'roll_back', 'undo', 'abandon', 'do_task', 'confirm'] : p.state.is === 'running' ? active.filter((c) => c !== 'roll_back' || p.at_step > 0) : p.state.is === 'finished' ? ['undo'] : [];
  const readings = Object.fromEntries([['urgent_elsewhere_p90_change', 0.02, 61], ['wrote_again_elsewhere', 0.124, 508], ['complaints_of_told', 0.007, 143], ['dead_ends', 0, 12]].map(([m, v, n]) => [m, { value: v, low: v, high: v, n, at: now }]));
  return { plan: p, waits: waits(p), effective: run(p) ? inForce(p, p.at_step) : base, readings, commands, outside: outside(p), updated_at: now, kit: kits.get(p.id) ?? null } as PlanView;
}
function rehearsal(p: Plan): SeenDay[] {
  const doors = f.channels.find((c) => c.id === p.channel)!.doors;
  let at = Date.now();
  const day = (when: number, n: number | null, force: { stage: Stage; overlays: Overlay[] }, closed = false): SeenDay => {
    const away = closed || force.stage === 'closed' || force.overlays.some((o) => typeof o === 'object');
    const landing = force.stage === 'closed' ? 'redirected' : closed ? 'signpost' : away ? 'redirected' : 'queue';
    return { at: when, step: n, ...force, doors: doors.map((d) => ({ door: d.id, label: d.address, medium: 'mail', landing, texts: [away ? 'channel_closed' : 'acknowledgement', ...(force.overlays.includes('announce') ? ['announcement'] : [])], via: away ? orders : p.channel })) };
  };
  const all = p.steps.flatMap((s, n) => {
    if (run(p) && n < p.at_step) return [];
    const [begin, force] = [at, inForce(p, n)];
    at += n === p.at_step ? 6 * DAY : s.shortest_ms;
    return [day(begin, n, force), ...s.windows.flatMap((w) => [day(begin + w.from_ms, n, force, true), day(begin + w.to_ms, n, force)])];
  });
  return [...all, day(at, null, inForce(p, p.steps.length - 1))];
}
const wrong = (status: number, code: string, message: string, details: string[] = []): unknown => answer(status, { error: { code, message, field: null, request_id: 'req_mock', details } });
const witness = 'Somebody who writes Spanish by text only, after 18:00, is sent from the form to mail and from mail to the form; nothing is kept and nothing promised.';
function command(p: Plan, b: Record<string, unknown>): unknown {
  if (b['version'] !== p.version) return wrong(409, 'version_conflict', 'Somebody else changed the plan in the meantime. Look at it again.');
  const [what, why, now] = [String(b['do']), String(b['why'] ?? ''), run(p)];
  const enter = (n: number, how: string): void => {
    p.at_step = n;
    p.state = { is: 'running', ...fresh(p.steps[n]!) };
    say(p, { type: 'entered', step: n, how, why });
  };
  if (what === 'start' && p.channel === orders) return wrong(409, 'dead_end', witness, [witness]);
  if (what === 'start') enter(0, 'started');
  else if (what === 'go_on' && waits(p).length > 0) return wrong(409, 'gate_fails', 'A gate fails.');
  else if (what === 'go_on') enter(p.at_step + 1, 'went_on');
  else if (what === 'roll_back') enter(p.at_step - 1, 'rolled_back');
  else if (what === 'pause' && now) p.state = { is: 'paused', progress: now, since: Date.now(), cause: 'person', why };
  else if (what === 'resume' && now) p.state = { is: 'running', ...now };
  else if (what === 'do_task') p.steps[Number(b['step'])]!.tasks[Number(b['task'])]!.done = { at: Date.now(), by: teo, note: String(b['note'] ?? '') };
  else if (what === 'confirm') p.steps[Number(b['step'])]!.outside[Number(b['item'])]!.confirmed = { at: Date.now(), by: teo, note: String(b['note'] ?? '') };
  else if (what === 'undo' || what === 'abandon' || what === 'finish') p.state = { is: what === 'undo' ? 'undone' : what === 'finish' ? 'finished' : 'abandoned', at: Date.now() };
  p.version += 1;
  const types: Record<string, object> = { pause: { type: 'paused', cause: 'person', why }, resume: { type: 'resumed' }, undo: { type: 'undone', cause: 'person', why }, do_task: { type: 'task_done', step: b['step'], task: b['task'], done: { note: b['note'] } }, confirm: { type: 'item_confirmed', step: b['step'], item: b['item'], confirmed: { by: teo, note: b['note'] } } };
  if (types[what]) say(p, types[what]);
  return view(p);
}
const metrics: Metric[] = [...['answered_in_target', 'abandoned', 'told_reached', 'complaints_of_told', 'wrote_again_elsewhere', 'dead_ends_seen'].map((m) => ({ metric: m, unit: 'share' as const, measured: true, about: '' })), ...['unsolved_change', 'urgent_elsewhere_p90_change'].map((m) => ({ metric: m, unit: 'change' as const, measured: m !== 'unsolved_change', about: '' })), ...['volume_of_before', 'captive_left', 'dead_ends', 'backlog_days'].map((m) => ({ metric: m, unit: 'amount' as const, measured: true, about: '' }))];
const or = (p: Plan | undefined, work: (p: Plan) => unknown): unknown => (p ? work(p) : wrong(404, 'not_found', 'No such plan.'));

/** The step in which somebody would be stranded. */
const BAD = 3;
const asked = new Map<string, number>();
/** It takes a while: the first two answers say how far it is. */
async function lookedAt(plan: Plan): Promise<unknown> {
  const times = asked.get(plan.id) ?? 0;
  asked.set(plan.id, (times + 1) % 3);
  await new Promise((resolve) => setTimeout(resolve, 300));
  if (times < 2) return { steps: [], progress: { done: times + 1, of: plan.steps.length } };
  return { steps: plan.steps.map((s, n) => ({ step: n, name: s.name, dead_ends: n === BAD ? [witness] : [], mends: [] })), progress: null };
}

export const planRoutes: [string, RegExp, Handler][] = [
  ['GET', /^\/plans$/, (_p, _b, query) => ({ items: made.filter((p) => (!query.get('channel') || p.channel === query.get('channel')) && (query.get('state') !== 'active' || run(p))).map((p) => ({ id: p.id, channel: p.channel, kind: p.kind, name: p.name, owner: p.owner, state: p.state.is, at_step: p.at_step, steps: p.steps.length, step_name: p.steps[p.at_step]?.name ?? null, since: run(p)?.entered ?? null, version: p.version, updated_at: now })), next: null })],
  ['POST', /^\/plans$/, (_p, b) => answer(201, view(add(String(b['channel']), b['content'] as Content)))],
  ['GET', /^\/plans\/([^/]+)$/, (p) => or(find(p[0]), view)],
  ['PUT', /^\/plans\/([^/]+)$/, (p, b) => or(find(p[0]), (plan) => (b['version'] === plan.version ? view(Object.assign(plan, structuredClone(b['content']), { version: plan.version + 1 })) : wrong(409, 'version_conflict', 'Somebody else changed the plan in the meantime. Look at it again.')))],
  ['DELETE', /^\/plans\/([^/]+)$/, (p) => { made.splice(made.findIndex((one) => one.id === p[0]), 1); return null; }],
  ['POST', /^\/plans\/([^/]+)\/commands$/, (p, b) => or(find(p[0]), (plan) => command(plan, b))],
  ['GET', /^\/plans\/([^/]+)\/events$/, (p) => ({ items: events.get(p[0]!) ?? [], next: null })],
  ['GET', /^\/plans\/([^/]+)\/rehearsal$/, (p) => or(find(p[0]), (plan) => ({ days: rehearsal(plan) }))],
  ['GET', /^\/plan-templates$/, () => ({ recommended: { launch: { template: 'hand_picked', reason: 'With 260 contacts a month figures of a share stay unclear; hand-picked customers and the agents say more.' }, wind_down: { template: 'wind_down', reason: 'Taken off the site first, a channel shows who really depends on it, while all can still be undone.' } }, templates: [{ template: 'wind_down', kind: 'wind_down', content: windDown() }, { template: 'light_wind_down', kind: 'wind_down', content: { ...windDown(), steps: windDown().steps.slice(1, 2) } }, { template: 'hand_picked', kind: 'launch', content: { ...windDown(), kind: 'launch', name: 'Launch', close_plan: 'Unlist it, write to those who use it, sign-post.', steps: [step('Hand-picked customers', 14, { stage: 'pilot', audience: { contacts: [] }, overlays: [{ limited_to: { audience: '' } }] })] } }] })],
  ['GET', /^\/plan-metrics$/, () => metrics],
  ['GET', /^\/dead-ends\/plans\/([^/]+)$/, (p) => or(find(p[0]), lookedAt)],
  ['GET', /^\/dead-ends\/plans\/([^/]+)\/steps\/(\d+)$/, (p) => or(find(p[0]), (plan) => (plan.steps[Number(p[1])] ? inStep(Number(p[1]) === BAD) : wrong(404, 'not_found', 'No such step.')))],
];
