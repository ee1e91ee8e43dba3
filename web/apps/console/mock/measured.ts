// The dead-end audit, scorecards and the meter of those who moved, of the mock.
import type { Audit, End, Failure, Finding, Flow, Kind } from '../src/channels/audit.ts';
import type { Figure, Migration, Scorecard, Standing, Test, Verdict } from '../src/channels/score.ts';
import * as data from './data.ts';
import { answer, type Handler } from './plugin.ts';

const f = data.fixtures;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const now = Date.now();

const languages = ['English', 'Spanish', 'Estonian', 'Chinese'];
const abilities: [string, string[]][] = [['any way', []], ['text only', ['mail', 'chat', 'form']], ['voice only', ['call']]];
const kinds: Kind[] = languages.flatMap((language) => abilities.map(([name, able]): Kind => ({ name: `${language}, ${name}`, segment: null, language: language.slice(0, 2).toLowerCase(), abilities: able, signed_in: false })));
const all = kinds.map((_, at) => at);
const text = all.filter((at) => at % 3 !== 2);
const voice = all.filter((at) => at % 3 !== 1);
const spanish = [3, 4];
const slots = ['Mon 08:00', 'Mon 18:00', 'Tue 08:00', 'Tue 18:00', 'Wed 08:00', 'Wed 18:00', 'Thu 08:00', 'Thu 18:00', 'Fri 08:00', 'Fri 18:00'].map((label, at) => ({ label, at: now + at * 12 * HOUR }));
const week = slots.map((_, at) => at);
const open = week.filter((at) => at % 2 === 0);
const shut = week.filter((at) => at % 2 === 1);
const channel = (at: number): string => f.channels[at % f.channels.length]!.id;
const doors: Audit['doors'] = [
  { id: 'dor_help', channel: channel(0), label: 'help@northwind.example', medium: 'mail' },
  { id: 'dor_orders', channel: channel(0), label: 'orders@northwind.example', medium: 'mail' },
  { id: 'dor_es', channel: channel(1), label: 'northwind.example/es/contact', medium: 'form' },
  { id: 'dor_form', channel: channel(1), label: 'northwind.example/contact', medium: 'form' },
  { id: 'dor_shop', channel: channel(2), label: 'Widget, shop', medium: 'chat' },
  { id: 'dor_phone', channel: channel(2), label: '+46 8 465 004 10', medium: 'call' },
];
const flow = (door: string, texts: string[], via: string | null, end: End, who: number[], when: number[], on: string | null = null, failure: Failure = 'none'): Flow => ({ door, failure, texts, on, via, end, kinds: who, slots: when, classes: who.length * when.length });
const flows: Flow[] = [
  flow('dor_help', ['channel_closed'], null, { dead_end: 'circle' }, spanish, shut, 'dor_es'),
  flow('dor_help', ['channel_closed'], channel(1), 'promise', text.filter((k) => !spanish.includes(k)), week, 'dor_form'),
  flow('dor_help', ['channel_closed'], channel(1), 'promise', spanish, open, 'dor_es'),
  flow('dor_orders', ['acknowledgement'], channel(0), 'promise', text, week),
  flow('dor_es', ['page'], channel(1), 'promise', spanish, open),
  flow('dor_es', ['page'], null, { dead_end: 'nothing' }, [4], shut),
  flow('dor_form', ['acknowledgement'], channel(1), 'promise', text, week),
  flow('dor_shop', [], channel(2), 'human', text, open),
  flow('dor_shop', ['message_instead'], channel(2), 'promise', text, shut),
  flow('dor_phone', [], channel(2), 'human', voice, open),
  flow('dor_phone', ['announcement'], channel(0), 'self_service', voice, shut, 'dor_orders'),
  flow('dor_help', [], null, { dead_end: { away: 'mail_host_away' } }, text, week, null, 'mail_host_away'),
  flow('dor_orders', [], null, { dead_end: { away: 'mail_host_away' } }, text, week, null, 'mail_host_away'),
  flow('dor_form', ['acknowledgement'], channel(1), 'promise', text, week, null, 'mail_host_away'),
];
const findings: Finding[] = [
  {
    door: 'dor_help', invariant: 'no_trap', cause: { dead_end: 'circle' }, verdict: 'dead_end', kinds: spanish, slots: shut, failures: ['none'], classes: 10,
    sentence: 'Mon 18:00, Spanish, text only: help@northwind.example -> closed text -> northwind.example/es/contact -> back to help@northwind.example', what_to_do: 'Let the Spanish form take a message while it is closed, or show another way in the closed text.',
    witness: {
      sentence: 'Mon 18:00, Spanish, text only: help@northwind.example -> closed text -> northwind.example/es/contact -> back to help@northwind.example', kind: 4, slot: 1, failure: 'none',
      steps: [
        { door: 'dor_help', text: 'channel_closed', says: 'Este buzón se cierra. Use el formulario: northwind.example/es/contact', landing: 'on' },
        { door: 'dor_es', text: 'page', says: 'Abierto de 8 a 18 h. A otra hora, escriba a help@northwind.example', landing: 'on' },
        { door: null, text: null, says: 'back to help@northwind.example', landing: 'dead_end' },
      ],
    },
  },
  { door: 'dor_es', invariant: 'reach', cause: { dead_end: 'nothing' }, verdict: 'dead_end', kinds: [4], slots: shut, failures: ['none'], classes: 5, sentence: 'Mon 18:00, Spanish, text only: northwind.example/es/contact -> nothing', what_to_do: 'Keep what is sent while nobody is there.', witness: { sentence: 'Mon 18:00, Spanish, text only: northwind.example/es/contact -> nothing', kind: 4, slot: 1, failure: 'none', steps: [{ door: 'dor_es', text: 'page', says: 'Abierto de 8 a 18 h.', landing: 'on' }, { door: null, text: null, says: 'nothing', landing: 'dead_end' }] } },
  { door: 'dor_phone', invariant: 'context', cause: 'context_is_lost', verdict: 'mend', kinds: voice, slots: shut, failures: ['none'], classes: 40, sentence: 'Who calls is told an address, and has to say everything again there.', what_to_do: 'Send a link to the caller that carries the call along.', witness: { sentence: 'Mon 18:00, English, any way: +46 8 465 004 10 -> announcement -> a promise', kind: 0, slot: 1, failure: 'none', steps: [{ door: 'dor_phone', text: 'announcement', says: 'We are closed. Write to orders@northwind.example and we answer by 10 tomorrow.', landing: 'on' }, { door: 'dor_orders', text: 'acknowledgement', says: 'Thank you. Usually we answer by 09:10, almost always by 10:00.', landing: 'on' }, { door: null, text: null, says: 'a promise', landing: 'promise' }] } },
  { door: 'dor_help', invariant: 'same_ability', cause: { no_text_in: 'zh' }, verdict: 'mend', kinds: [9, 10], slots: week, failures: ['none'], classes: 20, sentence: 'The closed text answers in English instead.', what_to_do: 'Write the closed text in Chinese.', witness: null },
  { door: null, invariant: 'owned', cause: { ends: 'certificate of help.example.org' }, verdict: 'mend', kinds: [], slots: [], failures: [], classes: 0, sentence: 'The certificate of help.example.org ends in 71 days.', what_to_do: 'Renew it.', witness: null },
  { door: 'dor_form', invariant: 'alive', cause: 'probe_failed', verdict: 'mend', kinds: [], slots: [], failures: [], classes: 0, sentence: 'northwind.example/contact was tried, and the try failed.', what_to_do: 'Look at what the program saw at the door, and at the health of the channel, under Settings, Channels.', witness: null },
  { door: null, invariant: 'floor', cause: 'not_measured', verdict: 'not_measured', kinds: [], slots: [], failures: [], classes: 0, sentence: 'It is not known which ways have to be open by law.', what_to_do: 'Name them in the settings of the organization.', witness: null },
];
const ran = (stale: boolean): Audit => ({ at: Date.now(), version: 1, took_ms: 640, stale, looked: 468_720, left_off: 0, summary: { dead_end: 2, mend: 4, unmeasured: 1 }, kinds, slots, doors, channels: f.channels.map((c) => ({ id: c.id, name: c.name, kind: c.kind, stage: c.stage, paused: c.paused, team: c.team })), teams: f.teams.map((team) => ({ id: team.id, name: team.name })), findings, flows });
let last = ran(true);
const lost: Finding = { door: 'dor_orders', invariant: 'reach', cause: { dead_end: 'nothing' }, verdict: 'dead_end', kinds: spanish, slots: week, failures: ['none'], classes: 20, sentence: 'orders@northwind.example leads nowhere. For example, Mon 08:00, Spanish, text only: orders@northwind.example -> announcement -> nothing.', what_to_do: 'Choose a successor that takes what comes.', witness: { sentence: 'Mon 08:00, Spanish, text only: orders@northwind.example -> announcement -> nothing', kind: 4, slot: 0, failure: 'none', steps: [{ door: 'dor_orders', text: 'announcement', says: 'Este buzón se cierra.', landing: 'on' }, { door: null, text: null, says: 'nothing', landing: 'dead_end' }] } };
/** Where everybody would land in a step: one of them would leave somebody with nothing. */
export function inStep(bad: boolean): Audit {
  const now = ran(false);
  if (!bad) return now;
  const others = flows.filter((one) => one.door !== 'dor_orders' || one.failure !== 'none');
  return { ...now, summary: { ...now.summary, dead_end: 3 }, findings: [lost, ...findings], flows: [...others, flow('dor_orders', ['acknowledgement'], channel(0), 'promise', text.filter((k) => !spanish.includes(k)), week), flow('dor_orders', ['announcement'], null, { dead_end: 'nothing' }, spanish, week)] };
}

const figure = (key: string, unit: Figure['unit'], value: number | null, part: Partial<Figure> = {}): Figure => ({ key, unit, value, n: null, low: null, high: null, before: null, threshold: null, better: null, why_missing: value === null ? 'not_measured' : null, ...part });
const tests: Test[] = [
  { key: 'keep_up', verdict: 'bad', figures: [figure('open', 'count', 31, { before: 18, better: 'low' }), figure('burn_down', 'ms', null, { why_missing: 'never', better: 'low' }), figure('resolved', 'count', 371, { before: 402, better: 'high' }), figure('first_response_p50', 'ms', 42 * 60_000, { n: 402, low: 38 * 60_000, high: 51 * 60_000, before: 31 * 60_000, better: 'low' }), figure('first_response_p90', 'ms', 9 * HOUR, { n: 402, before: 5 * HOUR, better: 'low' }), figure('promises_kept', 'share', 0.78, { n: 402, low: 0.74, high: 0.82, before: 0.86, threshold: 0.87, better: 'high' })] },
  { key: 'afford', verdict: 'unknown', figures: [figure('cost_per_resolution', 'count', null, { better: 'low' })] },
  { key: 'used', verdict: 'watch', figures: [figure('new', 'count', 402, { before: 455 }), figure('new_per_day', 'count', 4.5, { before: 5.1 }), figure('share_of_all', 'share', 0.13, { n: 3_092, low: 0.12, high: 0.14, before: 0.17, threshold: 0.03, better: 'high' }), figure('users', 'count', 311), figure('only_door_users', 'count', 31), figure('only_door_share', 'share', 0.1, { n: 311, low: 0.07, high: 0.14, threshold: 0.05, better: 'low' }), figure('outside_purpose', 'share', null, { why_missing: 'no_purpose_topics', better: 'low' })] },
  { key: 'harm', verdict: 'good', figures: [figure('overtaking', 'ms', 3.4 * HOUR, { n: 71, better: 'low' }), figure('overtaking_share', 'share', 0.012, { threshold: 0.05, better: 'low' }), figure('repeated', 'share', 0.04, { n: 371, low: 0.025, high: 0.065, before: 0.05, threshold: 0.2, better: 'low' })] },
  { key: 'satisfied', verdict: 'unknown', figures: [figure('csat', 'share', 0.86, { n: 7, low: 0.49, high: 0.97, threshold: 0.79, better: 'high' }), figure('ces', 'score', null, { n: 0, why_missing: 'nobody', better: 'high' })] },
];
const card = (id: string, days: number): Scorecard => ({
  channel: id, from: now - days * DAY, to: now, days, tests,
  trend: Array.from({ length: Math.max(2, Math.ceil(days / 7)) }, (_, at) => ({ at: now - (Math.ceil(days / 7) - at) * 7 * DAY, new: 38 - at + (at % 3) * 4, resolved: 34 - at + (at % 4) * 3, open: 12 + at * 2 })),
  recommendation: { what: 'wind_down', why: ['keep_up_bad', 'afford_unknown', 'used_watch', 'satisfied_unknown'].map((key) => ({ key, sentence: key })), template: 'light_wind_down' },
});
const stands: Record<string, Verdict>[] = [
  { keep_up: 'bad', afford: 'unknown', used: 'watch', harm: 'good', satisfied: 'unknown' },
  { keep_up: 'good', afford: 'unknown', used: 'good', harm: 'good', satisfied: 'good' },
  { keep_up: 'good', afford: 'unknown', used: 'bad', harm: 'good', satisfied: 'watch' },
];
const says = ['wind_down', 'keep', 'adjust'] as const;
const standings = (): Standing[] => f.channels.map((c, at) => ({ channel: c.id, verdicts: stands[at % 3] as Standing['verdicts'], recommendation: says[at % 3]! }));
const part = (days: 30 | 90 | 180, until: number, people: number, moved: number, vanished: number, back: number): Migration['at'][number] => ({ days, measured_until: now - (until > 0 ? 0 : DAY), complete: until <= 0, people, moved, vanished, back_by_old_door: back, repeated: 4, complaints: 1, csat_before: { value: 0.74, n: 158, low: 0.67, high: 0.8 }, csat_after: { value: 0.85, n: 61, low: 0.74, high: 0.92 }, moved_to: f.channels.slice(1).map((c, at) => ({ channel: c.id, people: Math.round(moved / (at + 2)) })) });
const migration: Migration = { since: now - 100 * DAY, state: 'closed', expected: { share_moved: 0.9, vanished: 0.1 }, findings: [{ code: 'reopening_hearing', days: 90, what: 'moved', expected: 1, value: 0.54, low: 0.48, high: 0.6, n: 210 }], at: [part(30, 0, 240, 142, 70, 48), part(90, 0, 240, 113, 30, 109), part(180, 80, 240, 113, 30, 109)] };

export const measuredRoutes: [string, RegExp, Handler][] = [
  ['GET', /^\/dead-ends$/, () => last],
  ['POST', /^\/dead-ends$/, () => (last = ran(false))],
  ['GET', /^\/scorecards$/, () => ({ items: standings() })],
  ['GET', /^\/channels\/([^/]+)\/scorecard$/, (p, _b, query) => card(p[0]!, Number(query.get('days') ?? 90))],
  ['GET', /^\/channels\/([^/]+)\/migration$/, (p) => {
    const stage: string | undefined = f.channels.find((c) => c.id === p[0])?.stage;
    if (stage === 'closed' || stage === 'winding_down') return { ...migration, state: stage === 'closed' ? 'closed' : 'closing' };
    return answer(409, { error: { code: 'channel_open', message: 'This channel is neither closed nor winding down.', field: null, request_id: 'req_mock' } });
  }],
];
