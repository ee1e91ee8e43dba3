import { describe, expect, it } from 'vitest';
import { below, tree } from '../settings/topics.ts';

const topics = [
  { id: 'b', name: 'Lamps' }, { id: 'c', name: 'Desk lamps', parent: 'b' }, { id: 'd', name: 'Bulbs', parent: 'c' }, { id: 'e', name: 'Floor lamps', parent: 'b' },
  { id: 'a', name: 'Bills', parent: null }, { id: 'f', name: 'Lost', parent: 'gone' }, { id: 'g', name: 'Hen', parent: 'h' }, { id: 'h', name: 'Egg', parent: 'g' },
];

describe('topics', () => {
  it('stand below their parents by name, and none is lost', () => {
    const lines = tree(topics);
    expect(lines.map((l) => `${l.depth} ${l.path}`).slice(0, 6)).toEqual(['0 Bills', '0 Lamps', '1 Lamps / Desk lamps', '2 Lamps / Desk lamps / Bulbs', '1 Lamps / Floor lamps', '0 Lost']);
    expect(lines.map((l) => l.topic.id).sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
  });
  it('are taken with all that stands below', () => {
    const lines = tree(topics);
    expect(below(lines, 'b')).toEqual(['b', 'c', 'd', 'e']);
    expect(below(lines, 'c')).toEqual(['c', 'd']);
    expect(below(lines, 'f')).toEqual(['f']);
    expect(below(lines, 'nobody')).toEqual(['nobody']);
  });
});
