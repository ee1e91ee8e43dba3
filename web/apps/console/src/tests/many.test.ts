import { describe, expect, it } from 'vitest';
import type { Summary } from '@fairlead/api';
import { grouped, numbers } from '../store/groups.ts';

const line = (number: number, status: Summary['status']): Summary => ({ id: `cnv_${number}`, number, status }) as Summary;

describe('many at once', () => {
  it('undoes with one request for each way to be as before', () => {
    const groups = grouped([line(1, 'open'), line(2, 'waiting'), line(3, 'open')], (c) => ({ status: c.status }));
    expect(groups.map(([set, all]) => [set, all.map((c) => c.number)])).toEqual([
      [{ status: 'open' }, [1, 3]],
      [{ status: 'waiting' }, [2]],
    ]);
  });
  it('tells "nobody" from another agent', () => {
    const groups = grouped([line(1, 'open'), line(2, 'open')], (c) => ({ assignee: c.number === 1 ? null : 'agt_1' }));
    expect(groups).toHaveLength(2);
  });
  it('names a few and says that there are more', () => {
    expect(numbers([4, 5])).toBe('#4, #5');
    expect(numbers([1, 2, 3, 4, 5, 6, 7])).toBe('#1, #2, #3, #4, #5, #6 …');
  });
});
