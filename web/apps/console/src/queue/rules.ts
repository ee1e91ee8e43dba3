// The rules of the queue as a form shows them: each in the unit in which people say it.
import type { Overflow, RoutingRules } from '@fairlead/api';

export type Unit = 'seconds' | 'minutes' | 'percent' | 'count';
export type Helpers = 'overflow' | 'hand_over';
type Numbers = Exclude<keyof RoutingRules, Helpers | 'version' | 'admission_percent'>;
export interface RuleField { name: Numbers; unit: Unit }
export const groups: { id: 'order' | 'live' | 'fit' | 'watch'; fields: RuleField[] }[] = [
  { id: 'order', fields: [{ name: 'guard_ms', unit: 'minutes' }, { name: 'keep_ms', unit: 'minutes' }] },
  { id: 'live', fields: [{ name: 'offer_ms', unit: 'seconds' }, { name: 'again_ms', unit: 'seconds' }, { name: 'missed_max', unit: 'count' }, { name: 'grace_ms', unit: 'seconds' }, { name: 'wrap_up_ms', unit: 'seconds' }] },
  { id: 'fit', fields: [{ name: 'sticky_percent', unit: 'percent' }, { name: 'overflow_percent', unit: 'percent' }] },
  { id: 'watch', fields: [{ name: 'spike_percent', unit: 'percent' }] },
];
const SIZE: Record<Unit, number> = { seconds: 1_000, minutes: 60_000, percent: 1, count: 1 };
export type Written = Record<Numbers, string>;
const all = groups.flatMap((group) => group.fields);

export function writtenRules(rules: RoutingRules): Written {
  return Object.fromEntries(all.map(({ name, unit }) => [name, String(rules[name] / SIZE[unit])])) as Written;
}
/** A number as it was typed, in the unit of the server; null: it cannot be read. */
export function readField(text: string, unit: Unit): number | null {
  const plain = text.trim().replace(',', '.');
  if (!/^\d{1,6}(\.\d{1,2})?$/.test(plain) || (unit === 'count' && plain.includes('.'))) return null;
  return Math.round(Number(plain) * SIZE[unit]);
}
/** The rules that stand in the form, and which fields cannot be read. */
export function readRules(held: RoutingRules, text: Written, admission: string | null, helpers: Record<Helpers, Overflow[]>): { rules: RoutingRules | null; unread: string[] } {
  const read = all.map(({ name, unit }) => [name, readField(text[name], unit)] as const);
  const given = admission === null ? null : readField(admission, 'percent');
  const unread: string[] = read.filter(([, value]) => value === null).map(([name]) => name);
  if (admission !== null && given === null) unread.push('admission_percent');
  if (unread.length > 0) return { rules: null, unread };
  return { rules: { ...held, ...(Object.fromEntries(read) as Record<Numbers, number>), admission_percent: given, overflow: some(helpers.overflow), hand_over: some(helpers.hand_over) }, unread };
}
const some = (all: Overflow[]): Overflow[] => all.filter((one) => one.to.length > 0);
