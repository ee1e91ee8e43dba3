// Looks at our own doors, and the last word of a closed address.
import { describe, expect, it } from 'vitest';
import type { DoorProbe, LastWord } from '@fairlead/api';
import { earliest, heldBack, line } from '../channels/last-word.ts';
import { contactPage, joined, looked, pause } from '../channels/probes.ts';
import { pageWords } from '../lib/words.svelte.ts';

await pageWords();

const DAY = 24 * 3_600_000;
const look = (id: string, asked_at: number, part: Partial<DoorProbe> = {}): DoorProbe => ({ id, door: 'dor_a', channel: 'chn_a', way: 'mail', asked_at, asked_by: null, ended_at: asked_at + 1, passed: true, seen: 'The letter came in.', took_ms: null, ...part });
const word = (part: Partial<LastWord> = {}): LastWord => ({ on: false, set_at: null, set_by: null, closed_at: null, in_force: false, held_back: [], said: '', ...part });

describe('the looks at a door', () => {
  it('are its own, with the newest that is over before the earlier ones', () => {
    const all = [look('c', 3, { ended_at: null, passed: null }), look('x', 3, { door: 'dor_b' }), look('b', 2), look('a', 1)];
    const { going, last, earlier } = looked(all, 'dor_a');
    expect([going?.id, last?.id, earlier.map((one) => one.id)]).toEqual(['c', 'b', ['a']]);
    expect(looked([], 'dor_a')).toEqual({ going: null, last: null, earlier: [] });
  });
  it('hold the one that was asked for once, also where it was under way', () => {
    const all = joined([look('b', 2), look('a', 1)], look('c', 3));
    expect(all.map((one) => one.id)).toEqual(['c', 'b', 'a']);
    expect(joined(all, look('b', 2, { passed: false })).map((one) => [one.id, one.passed])).toEqual([['c', true], ['b', false], ['a', true]]);
  });
  it('are waited for shortly at first, then at ease, and not for ever', () => {
    expect(pause('mail', 0)).toBe(1_500);
    expect(pause('mail', 60_000)).toBe(10_000);
    expect(pause('mail', 15 * 60_000)).toBe(10_000);
    expect(pause('mail', 16 * 60_000)).toBeNull();
    expect(pause('widget', 3 * 60_000)).toBeNull();
  });
  it('of a contact page stand under the number of its help center', () => {
    expect(contactPage('hlc_01abc')).toEqual({ channel: 'chn_01abc', door: 'dor_01abc' });
  });
});

describe('the last word', () => {
  it('may be said twelve months after the address was closed', () => {
    expect(earliest(word())).toBeNull();
    expect(earliest(word({ closed_at: DAY }))).toBe(366 * DAY);
  });
  it('says in words what holds it back, and what the server says where there are none', () => {
    expect(heldBack({ code: 'no_way_on', sentence: 'x' }, word())).toBe('There is no open way that it could name.');
    expect(heldBack({ code: 'too_early', sentence: 'x' }, word({ closed_at: Date.UTC(2026, 0, 10, 12) }))).toBe('Twelve months since it was closed are over only on Jan 10, 2027.');
    expect(heldBack({ code: 'too_early', sentence: 'Too early.' }, word())).toBe('Too early.');
    expect(heldBack({ code: 'some_thing', sentence: 'Because.' }, word())).toBe('Because.');
  });
  it('has words for every reason that the server gives', () => {
    for (const code of ['not_wished', 'not_closed', 'too_early', 'open_conversations', 'no_other_door', 'no_way_on']) expect(heldBack({ code, sentence: '' }, word({ closed_at: 0 }))).not.toBe('');
  });
  it('is what another server reads', () => {
    expect(line('Northwind: a@b.example (X) -> c@b.example')).toBe('550 5.1.6 Northwind: a@b.example (X) -> c@b.example');
  });
});
