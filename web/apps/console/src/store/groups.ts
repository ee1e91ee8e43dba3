// Several conversations: those that go back to the same, and how a notice names them. Pure.
import type { BulkSet, Summary } from '@fairlead/api';

/** Numbers that a notice names. */
const NAMED = 6;

export function grouped(before: Summary[], back: (c: Summary) => BulkSet): [BulkSet, Summary[]][] {
  const groups = new Map<string, [BulkSet, Summary[]]>();
  for (const c of before) {
    const set = back(c);
    const key = JSON.stringify(set);
    const held = groups.get(key);
    if (held) held[1].push(c);
    else groups.set(key, [set, [c]]);
  }
  return [...groups.values()];
}

/** "#12, #15, #16 …" */
export function numbers(all: number[]): string {
  const named = all.slice(0, NAMED).map((n) => `#${n}`).join(', ');
  return all.length > NAMED ? `${named} …` : named;
}
