// The diary of a channel: what an entry says, its figures, the days, and what each stage asks.
import type { Evidence, HistoryEntry, ReadinessItem } from '@fairlead/api';
import { describe, expect, it } from 'vitest';
import { became, byDay, figures, lacked, sentence, why, type Names } from '../channels/diary.ts';
import { follows, missing, reasonNeeded, whereSet } from '../channels/life.ts';
import { pageWords } from '../lib/words.svelte.ts';

await pageWords();

const names: Names = { agent: (id) => ({ agt_1: 'Mara Lund', agt_2: 'Ines Duarte' })[id] ?? null, channel: (id) => (id === 'chn_2' ? 'Orders' : null) };
const entry = (part: Partial<HistoryEntry>): HistoryEntry => ({
  id: 'chh_1', at: 0, actor: { by: 'agent', id: 'agt_1' }, what: 'stage', from: 'live', to: 'winding_down', reason: null, evidence: null, undoes: null, undone_by: null, undoable: false, ...part,
});
const measured = (part: Partial<Evidence> = {}): Evidence => ({ days: 30, new_conversations: 84, new_conversations_before: 96, open: 17, waiting: 5, contacts: 61, only_here: 9, kept: { n: 100, kept: 96 }, missing: null, ...part });
const says = (part: Partial<HistoryEntry>): string => sentence(entry(part), names);

describe('a sentence of the diary', () => {
  it('says who did what, in a word of its own for each stage', () => {
    expect(says({})).toBe('Mara Lund began to wind it down.');
    expect(says({ from: 'pilot', to: 'live' })).toBe('Mara Lund took it live.');
    expect(says({ from: 'live', to: 'closed' })).toBe('Mara Lund closed it.');
    expect(says({ what: 'paused', from: 'open', to: 'paused' })).toBe('Mara Lund paused it.');
    expect(says({ what: 'paused', from: 'paused', to: 'open' })).toBe('Mara Lund let it continue.');
  });
  it('names people and channels, not their ids', () => {
    expect(says({ what: 'owner', from: null, to: 'agt_2' })).toBe('Mara Lund made Ines Duarte the owner.');
    expect(says({ what: 'owner', from: 'agt_2', to: null })).toBe('Mara Lund left it without an owner. Before, it was Ines Duarte.');
    expect(says({ what: 'successor', from: null, to: 'chn_2' })).toBe('Mara Lund named Orders as the successor.');
    expect(says({ what: 'successor', from: null, to: 'chn_gone' })).not.toContain('chn_gone');
  });
  it('says the desk where no agent did it, and somebody where the agent is not known', () => {
    expect(says({ actor: { by: 'system', id: null }, what: 'created', from: null, to: 'Mail' })).toBe('The desk created this channel.');
    expect(says({ actor: { by: 'agent', id: 'agt_9' } })).toBe('Somebody began to wind it down.');
  });
  it('says something also of what it does not know', () => {
    expect(says({ what: 'some_thing.new', from: null, to: null })).toBe('Mara Lund changed some thing new.');
    expect(says({ to: 'asleep' })).toBe('Mara Lund changed stage.');
  });
  it('says what an undoing undid, and what it is again', () => {
    const paused = entry({ id: 'chh_0', what: 'paused', from: 'open', to: 'paused' });
    const back = entry({ what: 'paused', from: 'paused', to: 'open', undoes: 'chh_0' });
    expect(sentence(back, names, paused)).toMatch(/^Mara Lund undid the change of .*1970/);
    expect(sentence(back, names)).toBe('Mara Lund undid an earlier change.');
    expect(became(back, names)).toBe('It continues again.');
    expect(became(entry({ what: 'owner', from: 'agt_1', to: null, undoes: 'x' }), names)).toBe('It has no owner again.');
    expect(became(paused, names)).toBeNull();
  });
  it('quotes why, and nothing where nothing was said', () => {
    expect(why(entry({ reason: '  Too few use it. ' }))).toBe('Too few use it.');
    expect(why(entry({ reason: ' ' }))).toBeNull();
    expect(why(entry({ what: 'reply_form', reason: 'a@b.example' }))).toBeNull();
    expect(says({ what: 'reply_form', from: 'tagged', to: 'plain', reason: 'a@b.example' })).toBe('Mara Lund changed how answers to a@b.example come back.');
  });
});

describe('the figures of an entry', () => {
  const text = (evidence: Evidence): string[] => figures(evidence).map((f) => [f.value, f.label, f.change].filter(Boolean).join(' '));
  it('say what was measured, and how that stood against the days before', () => {
    expect(text(measured())).toEqual(['84 new conversations in 30 days 12 fewer than before', '96 of 100 promises kept', '61 customers wrote', '9 of them wrote nowhere else in a year', '17 open', '5 waiting for the customer']);
    expect(figures(measured())[0]?.trend).toBe('down');
    expect(figures(measured({ new_conversations: 97 }))[0]).toMatchObject({ trend: 'up', change: '1 more than before' });
    expect(figures(measured({ new_conversations: 96 }))[0]).toMatchObject({ trend: 'same', change: 'as many as before' });
  });
  it('leave out what there was none of, but not that nobody wrote', () => {
    expect(text(measured({ new_conversations: 0, new_conversations_before: 0, open: 0, waiting: 0, contacts: 0, only_here: 0, kept: null }))).toEqual(['0 new conversations in 30 days as many as before']);
    expect(text(measured({ only_here: 0, contacts: 1 }))).toContain('1 customer wrote');
  });
  it('mark promises of which there were too few to say', () => {
    expect(figures(measured({ kept: { n: 19, kept: 19 } })).find((f) => f.key === 'kept')?.few).toBe(true);
    expect(figures(measured({ kept: { n: 20, kept: 19 } })).find((f) => f.key === 'kept')?.few).toBe(false);
  });
  it('say what was missing when it went live', () => {
    expect(lacked(['owner', 'hours'], 'en')).toBe('an owner and business hours');
  });
});

describe('entries by day', () => {
  it('keep their order, each day once', () => {
    const at = (day: number, hour: number): number => new Date(2026, 2, day, hour).getTime();
    const days = byDay([entry({ id: 'c', at: at(9, 1) }), entry({ id: 'b', at: at(8, 23) }), entry({ id: 'a', at: at(8, 0) })]);
    expect(days.map((d) => d.entries.map((e) => e.id))).toEqual([['c'], ['b', 'a']]);
    expect(byDay([])).toEqual([]);
  });
});

describe('a change of the stage', () => {
  const items: ReadinessItem[] = [{ key: 'owner', met: true, needed: true }, { key: 'hours', met: false, needed: true }, { key: 'successor', met: false, needed: false }];
  it('never makes a draft of what customers know', () => {
    expect(follows('draft')).toEqual(['pilot', 'live', 'winding_down', 'closed']);
    expect(follows('pilot')).toContain('draft');
    for (const stage of ['live', 'winding_down', 'closed'] as const) expect(follows(stage)).not.toContain('draft');
  });
  it('asks why when it takes a channel away, or opens it without what is needed', () => {
    expect(missing(items).map((item) => item.key)).toEqual(['hours']);
    expect(reasonNeeded('winding_down', [])).toBe(true);
    expect(reasonNeeded('closed', [])).toBe(true);
    expect(reasonNeeded('live', items)).toBe(true);
    expect(reasonNeeded('live', [items[0]!, items[2]!])).toBe(false);
    expect(reasonNeeded('pilot', items)).toBe(false);
  });
  it('leads to where each thing is set', () => {
    expect(whereSet('hours', 'chn_1')).toBe('/settings/hours');
    expect(whereSet('owner', 'chn_1')).toBe('/settings/channels/chn_1?at=owner');
  });
});
