import { describe, expect, it } from 'vitest';
import { looksValid, parseAddresses, sameAddress } from '../lib/address.ts';

describe('addresses', () => {
  it('takes lists with names, quotes, commas inside quotes, semicolons and line ends', () => {
    expect(parseAddresses('Ann Lee <ann@x.example>, "Lee, Bob" <bob@y.example>; c@z.example\nd@w.example')).toEqual([
      { name: 'Ann Lee', address: 'ann@x.example' }, { name: 'Lee, Bob', address: 'bob@y.example' }, { name: null, address: 'c@z.example' }, { name: null, address: 'd@w.example' },
    ]);
  });
  it('survives hostile input without an address in it', () => {
    expect(parseAddresses(',,;; \n')).toEqual([]);
    expect(parseAddresses('"'.repeat(5000)).length).toBeLessThan(2);
    expect(parseAddresses('<<<>>>')).toEqual([{ name: null, address: '<<<>>>' }]);
    expect(looksValid('<<<>>>')).toBe(false);
  });
  it('catches slips and lets international addresses through', () => {
    for (const good of ['a@b.ee', 'jõgi@näide.ee', '用户@例子.中国', 'a+b@c.d.example']) expect(looksValid(good), good).toBe(true);
    for (const bad of ['a', 'a@b', 'a b@c.ee', 'a@b.e', '@c.ee', 'a@@b.ee', `${'a'.repeat(250)}@b.ee`, 'a@b.ee\nbcc: x@y.ee']) expect(looksValid(bad), bad).toBe(false);
  });
  it('compares without case', () => {
    expect(sameAddress(' Ann@X.example', 'ann@x.EXAMPLE')).toBe(true);
  });
});
