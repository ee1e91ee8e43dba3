import { describe, expect, it } from 'vitest';
import { rows } from '../lib/csv.ts';

describe('tables', () => {
  it('are read with quotes, commas and ends of lines inside of cells', () => {
    expect(rows('place,why\r\n2,no_address\r\n3,"a ""b"", c"\r\n4,"two\nlines"\n')).toEqual([['place', 'why'], ['2', 'no_address'], ['3', 'a "b", c'], ['4', 'two\nlines']]);
    expect(rows('a,,b')).toEqual([['a', '', 'b']]);
    expect(rows('')).toEqual([]);
  });
  it('lose the line in which they are cut off, and no other', () => {
    expect(rows('1,a\n2,"half of', true)).toEqual([['1', 'a']]);
    expect(rows('1,a\n2,b\n', true)).toEqual([['1', 'a'], ['2', 'b']]);
  });
  it('do not fail on what is no table', () => {
    expect(rows('"'.repeat(999)).length).toBeLessThan(2);
    expect(rows('a"b,"c"d\n')).toEqual([['a"b', 'cd']]);
  });
});
