// What speaks against a notice, as sentences; of what the console does not know, the server's own.
import { languageName } from '../lib/time.svelte.ts';
import { maybe, t } from '../lib/words.svelte.ts';
import { listed } from '../channels/plan-words.ts';
import { dash } from '../reports/model.ts';
import { names as known } from '../channels/names.ts';
import type { NoticeFinding } from './notice.ts';

type Finding = Pick<NoticeFinding, 'code' | 'n' | 'names'>;
/** Whose names are languages. */
const inLanguages = new Set(['says_costs', 'captive', 'no_way_on', 'missing_language']);
/** That say nothing without a name. */
const named = new Set([...inLanguages, 'bad_sender', 'empty_variable']);
/** The most that are named. */
const MOST = 10;

const word = (one: Finding, end = ''): string | null => maybe(`notice-finding-${dash(one.code)}${end}`, { ...args(one) });
function args({ code, n, names = [] }: Finding): Record<string, string | number> {
  const all = names.map((name) => (inLanguages.has(code) ? languageName(name) : (known.channel(name) ?? name)));
  const more = all.length - MOST;
  return { n: n ?? 0, names: listed(more > 0 ? [...all.slice(0, MOST), t('notice-finding-more', { n: more })] : all) };
}
/** A few words above it. */
export const headline = (one: Finding): string | null => word(one);
export function sentence(one: NoticeFinding): string {
  const told = one.n !== undefined && one.names !== undefined && (one.names.length > 0 || !named.has(one.code));
  return (told ? word(one, '-said') : null) ?? one.sentence;
}
export const whatToDo = (one: NoticeFinding): string => word(one, '-do') ?? one.what_to_do;
