// A plan of a channel: what its gates say, how far it is, where a reading lies beside its threshold, and a draft that is written.
import { ApiError } from '@fairlead/api';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Names } from '../channels/diary.ts';
import { plans, refused } from '../channels/plan-calls.ts';
import { audienceKinds, audienceOf, begun, emptyMatching, lacks, newGate, newProbe, newStep, onMetric, overlayKinds, probeKinds, shifted, turned } from '../channels/plan-edit.ts';
import { asTyped, audienceWords, eventSentence, eventWhy, fromTyped, gateWords, holds, interval, landing, overlayWords, stepWords, value, where } from '../channels/plan-words.ts';
import { DAY, HOUR, asksInWriting, bar, begins, held, left, onDay, place, seenOutside, stretches, type Gate, type Plan, type PlanEvent, type PlanView, type Progress, type Reading, type SeenDay, type Step, type Templates } from '../channels/plan.ts';
import { maybe, pageWords } from '../lib/words.svelte.ts';

await pageWords();

const names: Names = { agent: (id) => (id === 'agt_1' ? 'Mara Lund' : null), channel: (id) => (id === 'chn_2' ? 'Web form' : null) };
const gate = (part: Partial<Gate> = {}): Gate => ({ metric: 'told_reached', bound: 'at_least', threshold: 0.95, unit: 'share', counted: 'sample', smallest_n: 20, window_ms: 14 * DAY, ...part });
const reading = (part: Partial<Reading> = {}): Reading => ({ n: 143, value: 0.986, low: 0.95, high: 0.996, at: 5, ...part });
const running = (part: Partial<Progress> = {}): Progress => ({ entered: 0, seen: 0, served_ms: 0, extended: 0, told_ready: false, asked: false, gates: [], guards: [], ...part });
const step = (name: string, days: number, part: Partial<Step> = {}): Step => ({ ...newStep(name), shortest_ms: days * DAY, ...part });
const plan = (part: Partial<Plan> = {}): Plan => ({
  id: 'pln_1', channel: 'chn_1', kind: 'wind_down', name: 'Wind down', reason: 'Few use it.', owner: 'agt_1', close_plan: '', steps: [step('Brief', 10), step('Unlist', 28), step('Close', 365)],
  state: { is: 'running', ...running() }, base: { stage: 'live', overlays: [] }, at_step: 1, version: 3, ...part,
});
const view = (part: Partial<PlanView> = {}): PlanView => ({ plan: plan(), waits: [], effective: { stage: 'winding_down', overlays: [] }, readings: {}, commands: [], outside: [], updated_at: 0, kit: null, ...part });

describe('the words of a gate', () => {
  it('say a share in per cent and a change with its sign', () => {
    expect(value('share', 0.986)).toBe('98.6%');
    expect(value('change', 0.1)).toBe('+10%');
    expect(value('amount', 1.25)).toBe('1.25');
  });
  it('say the figure, how good it must be, of how many and of how much time', () => {
    expect(gateWords(gate())).toBe('People reached: at least 95%, of 20 or more, in 14 days');
    expect(gateWords(gate({ metric: 'captive_left', bound: 'at_most', threshold: 0, unit: 'amount', counted: 'in_full', smallest_n: 1 }))).toBe('People without another way: at most 0, counted in full, in 14 days');
  });
  it('take what the server says of a figure that has no word here', () => {
    expect(gateWords(gate({ metric: 'new_one' }), [{ metric: 'new_one', unit: 'share', measured: true, about: 'Something new' }])).toContain('Something new: at least');
    expect(gateWords(gate({ metric: 'new_one' }))).toContain('new one: at least');
  });
  it('give the interval of a sample, and none of what was counted in full', () => {
    expect(interval(gate(), reading())).toBe('95% to 99.6%');
    expect(interval(gate({ counted: 'in_full' }), reading())).toBe('counted in full');
  });
  it('are written and read back in per cent', () => {
    expect(asTyped('share', 0.075)).toBe(7.5);
    expect(fromTyped('share', asTyped('share', 0.075))).toBeCloseTo(0.075);
    expect(asTyped('amount', 0.85)).toBe(0.85);
  });
});

describe('a reading beside its threshold', () => {
  it('has the passing side at the end for at least, at the start for at most', () => {
    const least = bar(gate(), reading());
    expect([least.from, least.to]).toEqual([least.tick, 100]);
    const most = bar(gate({ bound: 'at_most' }), reading());
    expect([most.from, most.to]).toEqual([0, most.tick]);
  });
  it('lies wholly on the side on which the numbers lie', () => {
    const pass = bar(gate({ threshold: 0.9 }), reading());
    expect(pass.low).toBeGreaterThan(pass.tick);
    const unclear = bar(gate({ threshold: 0.97 }), reading());
    expect(unclear.low).toBeLessThan(unclear.tick);
    expect(unclear.high).toBeGreaterThan(unclear.tick);
    expect(unclear.low).toBeLessThan(unclear.at);
  });
  it('is a point without an interval when everybody was counted', () => {
    const full = bar(gate({ counted: 'in_full', unit: 'amount', bound: 'at_most', threshold: 0 }), reading({ value: 2, low: 0, high: 9 }));
    expect(full.low).toBe(full.at);
    expect(full.high).toBe(full.at);
    expect(full.at).toBeGreaterThan(full.tick);
  });
  it('stays within the drawing, also for what is nought or absurd', () => {
    for (const [of, read] of [[gate({ threshold: 0 }), reading({ value: 0, low: 0, high: 0 })], [gate({ unit: 'change', threshold: 0.1 }), reading({ value: -1, low: -1, high: 40 })], [gate({ threshold: 1 }), reading({ value: 1, low: 1, high: 1 })]] as const) {
      for (const x of Object.values(bar(of, read))) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x).toBeLessThanOrEqual(100);
      }
    }
  });
});

describe('how far a plan is', () => {
  it('tells what is behind from what comes', () => {
    expect([0, 1, 2].map((n) => place(plan(), n))).toEqual(['past', 'here', 'next']);
    expect(place(plan({ state: { is: 'draft' } }), 0)).toBe('next');
    expect(place(plan({ state: { is: 'finished', at: 9 } }), 2)).toBe('past');
  });
  it('counts what is left, with extensions, and never less than nothing', () => {
    const at = (part: Partial<Progress>): number => left(plan({ state: { is: 'running', ...running(part) } }));
    expect(at({ served_ms: 25 * DAY })).toBe(3 * DAY);
    expect(at({ served_ms: 28 * DAY, extended: 1 })).toBe(7 * DAY);
    expect(at({ served_ms: 90 * DAY })).toBe(0);
  });
  it('says when each step begins at the earliest', () => {
    const started = plan({ state: { is: 'running', ...running({ served_ms: 25 * DAY }) } });
    expect(begins(started, 100 * DAY)).toEqual([null, null, 103 * DAY, 468 * DAY]);
    expect(begins(plan({ state: { is: 'draft' }, at_step: 0 }), 0)).toEqual([0, 10 * DAY, 38 * DAY, 403 * DAY]);
  });
  it('is one line in the list of channels', () => {
    const row = { at_step: 1, steps: 5, state: 'running' as const };
    expect(where(row, 2.2 * DAY)).toBe('Plan: step 2 of 5, 3 days left');
    expect(where(row, 5 * HOUR)).toBe('Plan: step 2 of 5, 5 hours left');
    expect(where(row, 0)).toBe('Plan: step 2 of 5, its time is over');
    expect(where(row, null)).toBe('Plan: step 2 of 5');
    expect(where({ ...row, state: 'paused' }, null)).toBe('Plan: step 2 of 5, paused');
  });
  it('says what holds it', () => {
    const waits = [{ time: { left_ms: 3 * DAY } }, { gate: { gate: 0, verdict: 'fail' as const } }, { gate: { gate: 1, verdict: 'inconclusive' as const } }, { task: { task: 0 } }, { task: { task: 2 } }];
    expect(held(waits)).toEqual({ time: 3 * DAY, fails: 1, unclear: 1, tasks: 2, outside: 0 });
    expect(holds(waits)).toBe('Held: 1 gate fails, 1 gate is inconclusive, 2 tasks are open, and 3 days left');
    expect(holds([])).toBe('Nothing holds it');
  });
  it('asks for a decision in writing only after the last extension, when nothing else holds it', () => {
    const unclear = [{ gate: { gate: 0, verdict: 'inconclusive' as const } }];
    const after = (extended: number, waits: PlanView['waits']): boolean => asksInWriting(view({ waits, plan: plan({ state: { is: 'running', ...running({ extended }) } }) }));
    expect(after(2, unclear)).toBe(true);
    expect(after(1, unclear)).toBe(false);
    expect(after(2, [...unclear, { task: { task: 0 } }])).toBe(false);
    expect(after(2, [])).toBe(false);
  });
});

describe('a step and its audience in words', () => {
  it('say how long, for whom, what changes, and what must be good', () => {
    const write = step('Write', 14, { stage: 'winding_down', audience: { used: { days: 90 } }, overlays: ['unlist', { redirect: { to: 'chn_2' } }], gates: [gate()], tasks: [{ what: 'Call', owner: null, due_ms: 0, done: null }] });
    expect(stepWords(write, names)).toEqual(['At least 14 days, then somebody decides.', 'The channel becomes: Winding down.', 'For: Who used the channel in the last 90 days.', 'Unlisted everywhere, served in full. Redirected to Web form.', 'With 1 gate and 1 task.']);
  });
  it('name what an audience has in common', () => {
    expect(audienceWords({ share: { per_mille: 50 } })).toContain('5%');
    expect(audienceWords({ contacts: ['con_1'] })).toBe('1 invited person');
    expect(audienceWords({ matching: { plans: [], life_cycles: ['paying'], tags: ['t'], countries: [], languages: [], organizations: [], topics: [] } })).toBe('Who matches life-cycle (1) and tag (1)');
  });
  it('never show the id of a channel that is gone', () => {
    expect(overlayWords({ redirect: { to: 'chn_9' } }, names)).not.toContain('chn_9');
  });
});

describe('the diary of a plan', () => {
  const event = (part: object): PlanEvent => ({ id: 'ple_1', at: 0, by: { by: 'agent', id: 'agt_1' }, ...part }) as PlanEvent;
  const steps = [step('Brief', 10, { tasks: [{ what: 'Tell the team', owner: null, due_ms: 0, done: null }] })];
  it('says who did what, and quotes why', () => {
    expect(eventSentence(event({ type: 'paused', cause: 'person', why: 'x' }), steps, names)).toBe('Mara Lund paused the plan.');
    const done = event({ type: 'task_done', step: 0, task: 0, done: { note: 'On Monday.' } });
    expect(eventSentence(done, steps, names)).toBe('Mara Lund did: Tell the team.');
    expect(eventWhy(done)).toBe('On Monday.');
  });
  it('names the figure when a guard rail did it, without the words of the machine', () => {
    const by = event({ by: { by: 'system', id: null }, type: 'paused', cause: { guard_rail: 'answered_in_target' }, why: 'the guard rail on answered_in_target' });
    expect(eventSentence(by, steps, names)).toBe('The plan paused by itself: Answered in time.');
    expect(eventWhy(by)).toBeNull();
  });
  it('is silent about a mere look', () => {
    expect(eventSentence(event({ type: 'looked' }), steps, names)).toBeNull();
  });
});

describe('a rehearsal', () => {
  const day = (at: number, landing: string, step: number | null = 0): SeenDay => ({ at, step, stage: 'live', overlays: [], doors: [{ door: 'dor_1', label: 'help@', medium: 'mail', landing, texts: [], via: null }] });
  it('joins days that are the same for whoever comes', () => {
    const all = stretches([day(0, 'queue'), day(DAY, 'queue'), day(2 * DAY, 'signpost'), day(2 * DAY + 3 * HOUR, 'queue'), day(3 * DAY, 'queue', null)]);
    expect(all.map((one) => [one.from.at, one.until])).toEqual([[0, 2 * DAY], [2 * DAY, 2 * DAY + 3 * HOUR], [2 * DAY + 3 * HOUR, 3 * DAY], [3 * DAY, null]]);
    expect(onDay(all, 2 * DAY)?.from.at).toBe(0);
    expect(onDay(all, 900 * DAY)?.step).toBeNull();
    expect(onDay([], 0)).toBeNull();
  });
  it('has a word and a tone for each landing, however it is written', () => {
    expect(landing('dead_end')).toMatchObject({ word: 'Dead end', tone: 'bad' });
    expect(landing({ redirected: { team: null } })).toMatchObject({ word: 'Answered elsewhere', tone: 'warn' });
    expect(landing('queue').tone).toBe('ok');
  });
});

describe('a draft', () => {
  it('is begun from a template with what was said, or with one empty step', () => {
    const content = { kind: 'wind_down' as const, name: 'Wind down Mail', reason: '', owner: 'agt_2', close_plan: '', steps: [step('Brief', 10)] };
    const all: Templates = { recommended: { launch: { template: 'light', reason: '' }, wind_down: { template: 'wind_down', reason: '' } }, templates: [{ template: 'wind_down', kind: 'wind_down', content }] };
    expect(begun('wind_down', 'wind_down', all, { name: ' ', reason: 'Few.', owner: null }, 'First')).toEqual({ ...content, reason: 'Few.' });
    expect(begun('adjust', 'wind_down', all, { name: 'Hours', reason: '', owner: 'agt_1' }, 'First').steps.map((s) => s.name)).toEqual(['First']);
  });
  it('moves a step and stays as it is at its ends', () => {
    expect(shifted(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
    expect(shifted(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
    expect(shifted(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
  });
  it('sends arrivals to one place at most', () => {
    expect(turned(['unlist', 'signpost'], 'redirect', true, 'chn_2')).toEqual(['unlist', { redirect: { to: 'chn_2' } }]);
    expect(turned(['unlist', { redirect: { to: 'chn_2' } }], 'redirect', false)).toEqual(['unlist']);
    expect(turned([], 'limited_to', true)).toEqual([{ limited_to: { audience: '' } }]);
  });
  it('keeps what was chosen of the same kind of audience and figure', () => {
    expect(audienceOf('used', { used: { days: 30 } })).toEqual({ used: { days: 30 } });
    expect(audienceOf('share', 'everyone')).toEqual({ share: { per_mille: 50 } });
    const kept = onMetric(gate({ threshold: 0.5 }), { metric: 'abandoned', unit: 'share', measured: true, about: '' });
    expect([kept.metric, kept.threshold]).toEqual(['abandoned', 0.5]);
    expect(onMetric(gate(), { metric: 'backlog_days', unit: 'amount', measured: true, about: '' })).toEqual(newGate({ metric: 'backlog_days', unit: 'amount', measured: true, about: '' }));
  });
  it('says what is missing before it can start', () => {
    expect(lacks(plan())).toEqual([]);
    expect(lacks({ ...plan(), kind: 'launch', reason: ' ', owner: null, steps: [step('', 1, { stage: 'live', audience: { contacts: [] } })] })).toEqual(['reason', 'owner', 'close-plan', 'step-name', 'audience']);
  });
});

describe('the words of plans', () => {
  const each = (begin: string, keys: readonly string[], end = ''): string[] => keys.map((key) => `${begin}${key.replaceAll('_', '-')}${end}`);
  it('are there for each kind, state, audience, effect, probe, act and landing', () => {
    const acts = ['start', 'go_on', 'extend', 'pause', 'resume', 'roll_back', 'undo', 'finish', 'abandon', 'change_gates', 'do_task', 'confirm'];
    const kinds = ['launch', 'adjust', 'wind_down'];
    const keys = [
      ...each('plan-kind-', kinds), ...each('plan-kind-', kinds, '-what'), ...each('plan-state-', ['draft', 'running', 'paused', 'finished', 'undone', 'abandoned']),
      ...each('plan-template-', ['first', 'hand_picked', 'light', 'ramp', 'wind_down', 'light_wind_down', 'full_wind_down']),
      ...each('plan-audience-', audienceKinds), ...each('plan-effect-', overlayKinds), ...each('plan-effect-', overlayKinds, '-what'), ...each('plan-overlay-', overlayKinds),
      ...each('plan-probe-', probeKinds), ...each('plan-probe-kind-', probeKinds), ...probeKinds.flatMap((kind) => each('plan-probe-field-', Object.keys(Object.values(newProbe(kind) ?? {})[0] as object))),
      ...each('plan-do-', acts), ...each('plan-do-', acts, '-go'), ...each('plan-do-', acts, '-what'), ...each('plan-did-', acts),
      ...each('plan-matching-', Object.keys(emptyMatching())), ...each('plan-verdict-', ['pass', 'fail', 'inconclusive', 'none']), ...each('plan-threshold-', ['share', 'change', 'amount']),
      ...each('plan-answer-', ['pause', 'roll_back']), ...each('plan-then-', ['pause', 'roll_back']), ...each('plan-lack-', ['name', 'reason', 'owner', 'steps', 'close_plan', 'step_name', 'audience']),
      ...each('plan-event-', ['revised', 'started', 'went_on', 'rolled_back', 'ready', 'extended', 'asked', 'decided', 'gates_changed', 'task_done', 'confirmed', 'seen', 'paused', 'paused_rail', 'resumed', 'undone', 'undone_rail', 'finished', 'abandoned']),
      ...each('plan-landing-', ['queue', 'continue', 'redirected', 'kept_without_successor', 'signpost', 'dead_end']),
    ];
    expect(keys.length).toBeGreaterThan(150);
    expect(keys.filter((key) => maybe(key) === null)).toEqual([]);
  });
});

describe('the calls', () => {
  afterEach(() => vi.unstubAllGlobals());
  const answers = (status: number, body: unknown): ReturnType<typeof vi.fn> => {
    const fetch = vi.fn(() => Promise.resolve(new Response(JSON.stringify(body), { status })));
    vi.stubGlobal('fetch', fetch);
    return fetch;
  };
  it('send a command with the version that was seen', async () => {
    const fetch = answers(200, view());
    await plans.command('pln_1', 7, { do: 'pause', why: 'Stocktaking' });
    const [path, init] = fetch.mock.calls[0] as [string, RequestInit];
    expect(path).toBe('/api/v1/plans/pln_1/commands');
    expect(JSON.parse(String(init.body))).toEqual({ version: 7, do: 'pause', why: 'Stocktaking' });
  });
  it('give the witnesses of a dead end, from the details or the message', async () => {
    answers(409, { error: { code: 'dead_end', message: 'First.', details: ['First.', 'Second.'] } });
    const many = refused(await plans.command('pln_1', 7, { do: 'start' }).catch((cause: unknown) => cause));
    expect(many.witnesses).toEqual(['First.', 'Second.']);
    expect(refused(new ApiError(409, 'dead_end', 'Only this.')).witnesses).toEqual(['Only this.']);
    expect(refused(new ApiError(409, 'version_conflict', 'Look again.'))).toEqual({ text: 'Look again.', code: 'version_conflict', field: null, witnesses: [] });
  });
  it('take the figures as a list', async () => {
    answers(200, [{ metric: 'a' }]);
    expect(await plans.metrics()).toEqual([{ metric: 'a' }]);
  });
});

describe('something elsewhere', () => {
  it('is shown as it was seen last', () => {
    const seen = (step: number, item: number, at: number, passed: boolean) => ({ step, item, at, passed, seen: '' });
    const all = view({ outside: [seen(1, 0, 1, false), seen(1, 0, 3, true), seen(1, 1, 5, false), seen(0, 0, 9, false)] });
    expect(seenOutside(all, 1, 0)).toMatchObject({ at: 3, passed: true });
    expect(seenOutside(all, 2, 0)).toBeNull();
  });
});
