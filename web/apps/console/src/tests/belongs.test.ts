import type { Summary } from '@fairlead/api';
import { describe, expect, it } from 'vitest';
import { belongs, place } from '../store/belongs.ts';

const me = { id: 'agt_me', teams: ['tem_a'] };
function c(part: Partial<Summary>): Summary {
  return { id: 'cnv_1', status: 'open', assignee: null, team: 'tem_a', last_at: 100, waiting_since: 50, version: 1, ...part } as Summary;
}

describe('belongs', () => {
  it('keeps resolved conversations out of every open view', () => {
    for (const view of ['mine', 'unassigned', 'all', 'tem_a']) expect(belongs(c({ status: 'resolved', assignee: view === 'mine' ? me.id : null }), view, me)).toBe(false);
    expect(belongs(c({ status: 'resolved' }), 'resolved', me)).toBe(true);
  });
  it('shows an assigned conversation in mine and not in unassigned', () => {
    expect(belongs(c({ assignee: me.id }), 'mine', me)).toBe(true);
    expect(belongs(c({ assignee: me.id }), 'unassigned', me)).toBe(false);
  });
  it('leaves to the server what only the server knows', () => {
    expect(belongs(c({}), 'mentions', me)).toBe(null);
    expect(belongs(c({}), 'unheard-of', me)).toBe(null);
  });
});

describe('place', () => {
  const map = new Map([['a', c({ id: 'a', waiting_since: 10, last_at: 10 })], ['b', c({ id: 'b', waiting_since: 20, last_at: 20 })], ['x', c({ id: 'x', waiting_since: 15, last_at: 15 })], ['z', c({ id: 'z', waiting_since: 99, last_at: 99 })]]);
  const get = (id: string): Summary | undefined => map.get(id);
  it('inserts by waiting time in oldest order and by last message in newest order', () => {
    expect(place(['a', 'b'], 'x', 'oldest', get, false)).toEqual(['a', 'x', 'b']);
    expect(place(['b', 'a'], 'z', 'newest', get, true)).toEqual(['z', 'b', 'a']);
  });
  it('does not append what belongs to a page that is not loaded', () => {
    expect(place(['a', 'b'], 'z', 'oldest', get, true)).toEqual(['a', 'b']);
    expect(place(['a', 'b'], 'z', 'oldest', get, false)).toEqual(['a', 'b', 'z']);
  });
  it('returns the same array when nothing moved', () => {
    const ids = ['a', 'x', 'b'];
    expect(place(ids, 'x', 'oldest', get, true)).toBe(ids);
  });
  it('moves what is already there', () => {
    expect(place(['z', 'a', 'b'], 'z', 'oldest', get, false)).toEqual(['a', 'b', 'z']);
  });
});
