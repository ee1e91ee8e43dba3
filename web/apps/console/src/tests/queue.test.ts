import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ChatLevel, Overflow, QueueAgent, QueueItem, RoutingRules, RulesPreview } from '@fairlead/api';
import { alarmText, columns, dueIn, exact, filled, matrix, ordered, parts, percent, ringLeft, teamOf, TICK, tone, why } from '../queue/model.ts';
import { compared } from '../queue/preview.ts';
import { verdict } from '../queue/promises.ts';
import { groups, readField, readRules, writtenRules, type Helpers } from '../queue/rules.ts';
import { capWord, nextCap } from '../queue/skills.ts';
import { keptToday } from '../queue/sums.ts';
import { byHour, channelsOf, choices, teamsOf } from '../queue/waits.ts';
import { pageWords } from '../lib/words.svelte.ts';
import { desk } from '../store/desk.svelte.ts';
import { lastSeen } from '../thread/seen.ts';

await pageWords();
const MIN = 60_000;
const NOW = 1_000_000_000;
function item(part: Partial<QueueItem> & { waited?: number }): QueueItem {
  const limit_ms = part.limit_ms ?? 10 * MIN;
  const due = NOW + limit_ms - (part.waited ?? 0);
  return { conversation: { id: 'cnv_1', urgency: 'normal', channel: 'chn_1', contact: { name: 'Mari' } } as QueueItem['conversation'], kind: 'live', language: 'et', since: NOW, due, place: 'fresh', standing: 'waiting', agent: null, until: null, version: 1, why: { rule: 'earliest_due', due }, can: { n: 3, agents: [] }, lowered: 0, overflown: false, ...part, limit_ms };
}
for (const [id, name] of [['agt_a', 'Ann'], ['agt_b', 'Bo'], ['agt_c', 'Cy']] as const) desk.agents.set(id, { id, name } as never);
for (const kind of ['chat', 'call']) desk.channels.set(`chn_${kind}`, { id: `chn_${kind}`, kind, name: kind } as never);

describe('the bar of what was waited', () => {
  it('reaches the tick when it is due and goes past it after, however little', () => {
    expect(filled(item({ waited: 5 * MIN }), NOW)).toBeCloseTo(TICK / 2);
    expect(filled(item({ waited: 10 * MIN }), NOW)).toBeCloseTo(TICK);
    expect(filled(item({ waited: 10 * MIN + 1 }), NOW)).toBeGreaterThan(TICK + 0.02);
    expect(filled(item({ waited: 1000 * MIN }), NOW)).toBe(1);
  });
  it('stays on its track when a clock runs behind, or there is no limit', () => {
    expect(filled(item({ waited: -MIN }), NOW)).toBe(0);
    expect(filled(item({ limit_ms: 0, due: NOW - 1 }), NOW)).toBeLessThanOrEqual(1);
  });
  it('warns by what is left of the limit, and calls late what is late', () => {
    expect(tone(item({ limit_ms: 2 * MIN, waited: 91_000 }), NOW)).toBe('warn');
    expect(tone(item({ limit_ms: 2 * MIN, waited: 62_000 }), NOW)).toBe('plain');
    expect(tone(item({ limit_ms: 240 * MIN, waited: 218 * MIN }), NOW)).toBe('plain');
    expect(tone(item({ waited: 10 * MIN }), NOW)).toBe('bad');
  });
  it('tells seconds while they count', () => {
    expect([exact(29_000), exact(91_000), exact(120_000), exact(246 * MIN)]).toEqual(['29 s', '1 min 31 s', '2 min', '4 h 06 min']);
    expect(dueIn(NOW + 29_000, NOW)).toBe('in 29 s');
    expect(dueIn(NOW - 6 * MIN, NOW)).toBe('6 min late');
  });
});

describe('why something stands where it stands', () => {
  it('names who can, up to two of them', () => {
    expect(why(item({ can: { n: 1, agents: ['agt_a'] } }), NOW)).toBe('Ann');
    expect(why(item({ can: { n: 2, agents: ['agt_a', 'agt_b'] } }), NOW)).toBe('Ann or Bo');
    expect(why(item({}), NOW)).toBe('Any of 3');
    expect(why(item({ can: { n: 0, agents: [] } }), NOW)).toContain('Nobody');
  });
  it('says where it rings before all else, and what was lowered', () => {
    expect(why(item({ standing: 'offered', agent: 'agt_b', lowered: 1 }), NOW)).toBe('Rings at Bo');
    expect(why(item({ lowered: 1 }), NOW)).toContain('lowered by 1');
  });
  it('does not call first what is late already', () => {
    const urgent = item({ waited: 8 * MIN, why: { rule: 'out_of_slack', due: NOW + 2 * MIN } });
    expect(why(urgent, NOW)).toContain('goes first');
    expect(why({ ...urgent, due: NOW - 1 }, NOW)).not.toContain('goes first');
  });
  it('tells an alarm with whom it is about', () => {
    const text = alarmText({ kind: 'nobody_can', conversation: 'cnv_1', channel: null, n: 1, expected: null, since: NOW }, [item({})]);
    expect(text).toContain('Mari');
  });
});

describe('how long it rings', () => {
  it('never tells less than nothing', () => {
    expect(ringLeft({ since: NOW, until: NOW + 20_000 }, NOW + 5_001)).toEqual({ seconds: 15, part: 0.74995 });
    expect(ringLeft({ since: NOW, until: NOW + 20_000 }, NOW + 90_000)).toEqual({ seconds: 0, part: 0 });
  });
});

describe('agents', () => {
  const a = (part: Partial<QueueAgent>): QueueAgent => ({ agent: 'agt_a', presence: { state: 'online', reason: null, until: null, since: null }, load: 40, capacity: 60, live: 2, live_cap: 3, holds: [], ringing: null, ...part });
  it('have load bars whose parts are the load', () => {
    const all = parts(a({ load: 60, holds: [{ conversation: '1', kind: 'live', channel: 'chn_chat' }, { conversation: '2', kind: 'live', channel: 'chn_call' }] }));
    expect(all.reduce((sum, p) => sum + p.percent, 0)).toBeCloseTo(100);
    expect(all[1]?.percent).toBeCloseTo(75);
  });
  it('are never more than full, and nobody without capacity breaks the page', () => {
    expect(percent({ load: 90, capacity: 60 })).toBe(100);
    expect(percent({ load: 20, capacity: 0 })).toBe(0);
  });
  it('stand in one order: where it rings, who is here, who is not', () => {
    const all = ordered([a({ agent: 'agt_c', presence: { state: 'away', reason: null, until: null, since: null } }), a({ agent: 'agt_b' }), a({ agent: 'agt_a', presence: { state: 'offline', reason: null, until: null, since: null }, ringing: { conversation: 'x', until: 1 } })]);
    expect(all.map((one) => one.agent)).toEqual(['agt_a', 'agt_b', 'agt_c']);
  });
});

describe('columns of chats', () => {
  const held = (conversation: string, since: number, kind: 'live' | 'deferred' = 'live') => ({ conversation, since, kind });
  it('keep their places when one comes or goes', () => {
    expect(columns([held('b', 2), held('a', 1)], [])).toEqual(['a', 'b']);
    expect(columns([held('c', 0), held('a', 1), held('b', 2)], ['b', 'a'])).toEqual(['b', 'a', 'c']);
    expect(columns([held('b', 2)], ['a', 'b'])).toEqual(['b']);
  });
  it('are of chats alone', () => expect(columns([held('a', 1, 'deferred'), held('b', 2)], [])).toEqual(['b']));
});

describe('overtaking', () => {
  it('is told for each hundred hours of agents, and sums what stands twice', () => {
    const m = matrix({ agent_ms: 200 * 60 * MIN, per_100h: 30, harmful_per_100h: 5, matrix: [{ served: 'form', over: 'chat', ms: 40 * MIN, harmful_ms: 10 * MIN }, { served: 'form', over: 'chat', ms: 20 * MIN, harmful_ms: 0 }] });
    expect(m.kinds).toEqual(['chat', 'form']);
    expect(m.cell('form', 'chat')).toEqual({ per: 30, harmful: 5 });
    expect(m.cell('chat', 'form')).toEqual({ per: 0, harmful: 0 });
  });
  it('is told by kind where that is asked for', () => {
    const m = matrix({ agent_ms: 60 * 60 * MIN, per_100h: null, harmful_per_100h: null, matrix: [{ served: 'chn_chat', over: 'chn_call', ms: MIN, harmful_ms: 0 }] }, (id) => desk.channels.get(id)?.kind ?? id);
    expect(m.kinds).toEqual(['call', 'chat']);
  });
  it('divides by no hours without a fault', () => expect(matrix({ agent_ms: 0, per_100h: 0, harmful_per_100h: 0, matrix: [{ served: 'a', over: 'b', ms: 5, harmful_ms: 0 }] }).cell('a', 'b').per).toBe(0));
});

describe('a preview', () => {
  const row = (rules: 'now' | 'wanted', part: object) => ({ rules, urgent_on_time: 97, late: 10, live_left: 5, live_in_a_minute: null, moved: 0, median_wait_ms: 1000, p90_wait_ms: 2000, ...part });
  it('says what is better, worse and the same, and what nobody knows', () => {
    const lines = compared({ from: 0, to: 1, arrivals: 9, calibrated: true, basis: [], rows: [row('now', {}), row('wanted', { urgent_on_time: 99, late: 12, moved: 0 })], per_urgency: [{ rules: 'now', urgency: 'high', n: 1, on_time: 50, median_wait_ms: null, p90_wait_ms: null }] } as RulesPreview);
    const of = (name: string) => lines.find((line) => line.name === name)?.verdict;
    expect([of('urgent'), of('late'), of('moved'), of('minute'), of('on-time')]).toEqual(['better', 'worse', 'same', 'unknown', 'unknown']);
  });
});

describe('rules in a form', () => {
  const rules: RoutingRules & Record<Helpers, Overflow[]> = { guard_ms: 420_000, admission_percent: null, offer_ms: 20_000, again_ms: 60_000, sticky_percent: 50, overflow_percent: 60, overflow: [{ team: 'a', to: ['b'] }], hand_over: [], grace_ms: 15_000, wrap_up_ms: 30_500, missed_max: 2, keep_ms: 1_800_000, spike_percent: 40, version: 7 };
  it('come back as they went in', () => {
    expect(readRules(rules, writtenRules(rules), null, rules)).toEqual({ rules, unread: [] });
  });
  it('name each field that cannot be read, and make no rules of them', () => {
    const text = { ...writtenRules(rules), offer_ms: 'soon', missed_max: '2.5' };
    expect(readRules(rules, text, 'x', rules)).toEqual({ rules: null, unread: ['offer_ms', 'missed_max', 'admission_percent'] });
  });
  it('bear commas and refuse signs, exponents and what is endless', () => {
    expect([readField('1,5', 'minutes'), readField('-1', 'seconds'), readField('1e9', 'seconds'), readField('12345678', 'seconds'), readField('', 'count')]).toEqual([90_000, null, null, null, null]);
  });
  it('drop helpers that help nobody', () => {
    expect(readRules(rules, writtenRules(rules), '100', { overflow: [{ team: 'a', to: [] }], hand_over: [] }).rules).toMatchObject({ overflow: [], admission_percent: 100 });
  });
  it('have a name and a sentence for every field', () => {
    const words = readFileSync(join(import.meta.dirname, '../../words/pages/en-queue.ftl'), 'utf8');
    const keys = groups.flatMap((g) => [`rules-group-${g.id}`, ...g.fields.flatMap((f) => [`rules-${f.name.replace(/_ms$/, '').replaceAll('_', '-')}`, `rules-${f.name.replace(/_ms$/, '').replaceAll('_', '-')}-what`, `rules-unit-${f.unit}`])]);
    expect(keys.filter((key) => !words.includes(`\n${key} = `))).toEqual([]);
    expect(groups.flatMap((g) => g.fields).length + 4).toBe(Object.keys(rules).length);
  });
});

describe('a chat cap', () => {
  const level = (n: number, rate: number, part: Partial<ChatLevel> = {}): ChatLevel => ({ level: n, ended_per_hour: rate, low: rate - 1, high: rate + 1, n: 100, harmful: false, ...part });
  const chats = [level(1, 4), level(2, 7), level(3, 8), level(4, 6, { harmful: true }), level(5, 9, { n: 3 })];
  it('is warned of where it harms, also above such a level', () => {
    expect(capWord(chats, 4)).toMatchObject({ kind: 'harmful', best: 3, better: '8' });
    expect(capWord(chats, 5)).toMatchObject({ kind: 'harmful' });
    expect(capWord(chats, 3)).toBeNull();
  });
  it('is called unknown above what was measured; nothing is concluded from nothing', () => {
    expect(capWord(chats.slice(0, 3), 4)).toMatchObject({ kind: 'unknown', best: 3 });
    expect(capWord([], 9)).toBeNull();
  });
  it('may be tried one higher, once at a time, and not where it harms', () => {
    expect(nextCap({ chats: chats.slice(0, 3), live_cap: 3, trial: null, next: 'not_measured' })).toBe(4);
    expect(nextCap({ chats, live_cap: 3, trial: null, next: 'harmful' })).toBeNull();
    expect(nextCap({ chats: [], live_cap: 3, trial: { cap: 4, until: 1 }, next: 'good' })).toBeNull();
  });
});

describe('promises', () => {
  it('are honest when nine in ten may be true, and nothing is said of few', () => {
    const of = (low: number, high: number, answered = 100) => verdict({ answered, coverage: (low + high) / 2, low, high });
    expect([of(0.88, 0.92), of(0.95, 0.97), of(0.8, 0.86), of(0.8, 0.86, 19)]).toEqual(['honest', 'careful', 'bold', 'few']);
  });
  it('are summed by how many they are', () => {
    const row = (n: number, kept_percent: number | null) => ({ channel: 'c', name: null, urgency: 'normal' as const, n, answered: n, kept_percent, coverage: null, low: null, high: null, width_median_ms: null });
    expect(keptToday({ rows: [row(90, 100), row(10, 0), row(5, null)] })).toEqual({ percent: 90, n: 100 });
    expect(keptToday({ rows: [] })).toEqual({ percent: null, n: 0 });
  });
});

describe('waits', () => {
  const row = (channel: string, team: string | null, hour: number | null, n = 1) => ({ channel, team, hour, n, median_ms: 1, p90_ms: n });
  const rows = [row('a', null, null, 3), row('b', null, null, 9), row('a', 't', null), row('a', null, 7)];
  it('are taken apart into channels, teams and hours', () => {
    expect(channelsOf(rows).map((r) => r.channel)).toEqual(['b', 'a']);
    expect(teamsOf(rows)).toHaveLength(1);
    expect(byHour(rows, 'a').flatMap((r, hour) => (r ? [hour] : []))).toEqual([7]);
  });
  it('say what visitors chose, with shares only of enough', () => {
    expect(choices({ offered: 40, message: 10, wait: 30, unanswered: 0 }).map((c) => c.text)).toEqual(['10 (25 %)', '30 (75 %)', '0 (0 %)']);
    expect(choices({ offered: 3, message: 1, wait: 1, unanswered: 1 }).map((c) => c.text)).toEqual(['1', '1', '1']);
  });
});

describe('whose helpers an alarm wants', () => {
  const alarm = { kind: 'late', conversation: 'cnv_1', channel: null, n: 1, expected: null, since: null };
  it('those of the team that has it, else of the one that its channel goes to', () => {
    const of = (team: string | null, channel = 'chn_chat'): QueueItem => item({ conversation: { id: 'cnv_1', team, channel } as QueueItem['conversation'] });
    desk.channels.set('chn_teamed', { id: 'chn_teamed', kind: 'chat', name: 'x', team: 'tem_b' } as never);
    expect(teamOf(alarm, [of('tem_a')])).toBe('tem_a');
    expect(teamOf(alarm, [of(null, 'chn_teamed')])).toBe('tem_b');
    expect(teamOf({ ...alarm, conversation: null, channel: 'chn_teamed' }, [])).toBe('tem_b');
    expect(teamOf(alarm, [])).toBeNull();
  });
});

describe('what a visitor has seen', () => {
  const messages = [{ id: 'm1', kind: 'agent', at: 10 }, { id: 'm2', kind: 'customer', at: 20 }, { id: 'm3', kind: 'agent', at: 30 }, { id: 'm4', kind: 'agent', at: 40 }] as const;
  it('is the last answer up to the message that the server names', () => {
    expect(lastSeen([...messages], 'm2', null)).toBe('m1');
    expect(lastSeen([...messages], 'm3', null)).toBe('m3');
  });
  it('goes on by what the feed tells, and never back', () => {
    expect(lastSeen([...messages], 'm1', 35)).toBe('m3');
    expect(lastSeen([...messages], 'm4', 35)).toBe('m4');
    expect(lastSeen([...messages], null, null)).toBeNull();
  });
});
