import { describe, expect, it } from 'vitest';
import { surplus } from '../store/surplus.ts';

describe('what is held of conversations', () => {
  it('goes when it is over the limit, the oldest first', () => {
    expect(surplus(['a', 'b', 'c', 'd'], ['d'], 2)).toEqual(['a', 'b']);
    expect(surplus(['a', 'b'], ['b'], 2)).toEqual([]);
  });
  it('stays when it is on the screen, however old it is', () => {
    expect(surplus(['a', 'b', 'c', 'd'], ['d', 'a'], 2)).toEqual(['b', 'c']);
    expect(surplus(['a', 'b'], ['b', 'a'], 1)).toEqual([]);
    expect(surplus(['a', 'b'], ['b', null], 1)).toEqual(['a']);
  });
});
