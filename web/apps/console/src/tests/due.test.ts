import { describe, expect, it } from 'vitest';
import { due } from '../lib/due.ts';

const minute = 60_000;
describe('due', () => {
  it('says nothing without a clock and above an hour', () => {
    expect(due({ due_at: null }, 0)).toBe(null);
    expect(due({ due_at: 61 * minute }, 0)).toBe(null);
  });
  it('grows louder as the time comes near', () => {
    expect(due({ due_at: 48 * minute }, 0)?.tone).toBe('plain');
    expect(due({ due_at: 12 * minute }, 0)?.tone).toBe('warn');
    expect(due({ due_at: 0 }, 1)?.tone).toBe('bad');
    expect(due({ due_at: 0 }, 6 * minute)?.tone).toBe('bad');
  });
});
