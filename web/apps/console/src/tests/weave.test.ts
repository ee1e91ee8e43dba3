// The map of the audit: one line for all that goes the same way, few crossings, nothing overlapping, every kind of customer seen.
import { describe, expect, it } from 'vitest';
import { crossings, drawn, fitted, folded, untangled, woven, type Stop, type Way } from '../channels/weave.ts';

const stop = (id: string, tone: Stop['tone'] = 'plain'): Stop => ({ id, label: id, sub: null, tone });
const way = (path: string, who: number[]): Way => ({ stops: path.split(' ').map((id) => (id === '-' ? null : stop(id, id.startsWith('dead') ? 'dead' : 'plain'))), who });
const everybody = (): boolean => false;

describe('what is woven', () => {
  it('is one line for all that goes between the same two stops, and counts nobody twice', () => {
    const web = woven([way('a x q end', [1, 2]), way('a x r end', [2, 3])], 4);
    expect(web.columns.map((column) => column.length)).toEqual([1, 1, 2, 1]);
    expect(web.links.find((link) => link.from === '0 a')?.who).toEqual(new Set([1, 2, 3]));
    expect(web.nodes.get('3 end')?.who.size).toBe(3);
  });
  it('passes by a column where nothing stands, by a line of its own for each end', () => {
    const web = woven([way('a x - dead1', [1]), way('b y - dead1', [2]), way('c z - dead2', [3])], 4);
    expect(web.columns[2]).toEqual(['2 pass:dead1', '2 pass:dead2']);
    expect(web.nodes.get('2 pass:dead1')?.tone).toBe('pass');
  });
});

describe('a column with too many stops', () => {
  const many = Array.from({ length: 30 }, (_, i) => way(`door${i} x q${i} ${i === 29 ? 'dead' : 'fine'}`, Array.from({ length: 30 - i }, (_, k) => i * 100 + k)));
  const web = woven(folded(many, 6, new Set(['door28']), (n) => `${n} others`), 4);
  it('shows those with the most people, and the others as one that counts them all', () => {
    expect(web.columns.map((column) => column.length)).toEqual([6, 1, 6, 2]);
    expect(web.nodes.get('0 others')).toMatchObject({ label: '25 others' });
    expect(web.columns[2]).toContain('2 q0');
    const everyone = web.columns[0]?.reduce((sum, id) => sum + (web.nodes.get(id)?.who.size ?? 0), 0);
    expect(everyone).toBe(many.reduce((sum, one) => sum + one.who.length, 0));
  });
  it('never leaves out what is kept, nor a dead end', () => {
    expect(web.columns[0]).toContain('0 door28');
    expect(web.columns[3]).toContain('3 dead');
  });
  it('is left as it is when it is short', () => {
    expect(folded(many.slice(0, 5), 6, new Set(), String)).toEqual(many.slice(0, 5));
  });
});

describe('the order', () => {
  it('crosses nothing where that is possible', () => {
    const web = woven([way('a z', [1]), way('b y', [2]), way('c x', [3])], 2);
    web.columns[1] = ['1 x', '1 y', '1 z'];
    expect(crossings(web.columns, web.links)).toBe(3);
    expect(crossings(untangled(web), web.links)).toBe(0);
  });
  it('never crosses more than the order in which things came', () => {
    for (let seed = 1; seed < 40; seed += 1) {
      const random = (n: number, at: number): number => (seed * 7919 + at * 104_729 + seed * at * 31) % n;
      const web = woven(Array.from({ length: 14 }, (_, i) => way(`a${random(6, i)} b${random(4, i + 5)} c${random(5, i + 9)} d${random(3, i + 2)}`, [i])), 4);
      expect(crossings(untangled(web), web.links)).toBeLessThanOrEqual(crossings(web.columns, web.links));
    }
  });
  it('keeps every stop, and dead ends above', () => {
    const web = woven([way('a x q fine', [1]), way('b y r good', [2]), way('c z - dead', [3])], 4);
    const order = untangled(web);
    expect(order.map((column) => [...column].sort())).toEqual(web.columns.map((column) => [...column].sort()));
    expect(order[3]?.[0]).toBe('3 dead');
    expect(crossings(order, web.links)).toBe(0);
  });
});

describe('what is drawn', () => {
  const ways = [way('a x q fine', Array.from({ length: 35 }, (_, i) => i)), way('a y - dead', [35]), way('b x q fine', [36, 37])];
  const web = woven(ways, 4);
  it('lets one kind of many be seen', () => {
    const { ribbons } = drawn(web, untangled(web), 800, (who) => who === 35, []);
    const thin = ribbons.find((ribbon) => ribbon.to === '1 y');
    expect(thin?.wide).toBeGreaterThanOrEqual(1.5);
    expect(thin?.lit).toBeGreaterThanOrEqual(1.5);
    expect(ribbons.filter((ribbon) => ribbon.lit > 0)).toHaveLength(3);
  });
  it('never lays two boxes of a column over each other, nor out of the map', () => {
    const { boxes, height } = drawn(web, untangled(web), 800, everybody, []);
    for (const one of boxes) {
      expect(one.y).toBeGreaterThanOrEqual(-0.01);
      expect(one.y + one.height).toBeLessThanOrEqual(height + 0.01);
      for (const other of boxes) if (one !== other && one.node.column === other.node.column) expect(one.y + one.height <= other.y || other.y + other.height <= one.y).toBe(true);
    }
  });
  it('holds within each box the lines that come to it', () => {
    const { boxes, ribbons } = drawn(web, untangled(web), 800, everybody, []);
    for (const box of boxes) {
      const sum = (side: 'from' | 'to'): number => ribbons.filter((ribbon) => ribbon[side] === box.node.id).reduce((all, ribbon) => all + ribbon.wide, 0);
      expect(Math.max(sum('from'), sum('to'))).toBeLessThanOrEqual(box.height + 0.01);
    }
  });
  it('lights the way of the witness and no other', () => {
    const red = woven([ways[1] as Way], 4).columns.flat();
    const { ribbons } = drawn(web, untangled(web), 800, everybody, red);
    expect(ribbons.filter((ribbon) => ribbon.witness).map((ribbon) => ribbon.id)).toEqual(['0 a>1 y', '1 y>2 pass:dead', '2 pass:dead>3 dead']);
  });
  it('is nothing where nobody comes', () => {
    const none = woven([], 4);
    expect(drawn(none, untangled(none), 800, everybody, [])).toEqual({ height: 0, boxes: [], ribbons: [] });
  });
});

describe('boxes in a column', () => {
  it('stand where they are wanted when there is room, and move aside when there is not', () => {
    expect(fitted([{ height: 20, wanted: 30 }, { height: 20, wanted: 90 }], 100)).toEqual([20, 80]);
    expect(fitted([{ height: 20, wanted: 50 }, { height: 20, wanted: 50 }], 100)).toEqual([40, 70]);
    expect(fitted([{ height: 20, wanted: 99 }, { height: 20, wanted: 99 }], 100)).toEqual([50, 80]);
  });
});
