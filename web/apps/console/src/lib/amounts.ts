// How many of what, in words: what there is none of is not said.
import { locale, t } from './words.svelte.ts';

const kinds = ['contacts', 'conversations', 'messages', 'files'] as const;

export function amounts(counts: Partial<Record<(typeof kinds)[number], number>>): string {
  const said = kinds.flatMap((kind) => (counts[kind] ? [t(`n-${kind}`, { n: counts[kind] })] : []));
  return new Intl.ListFormat(locale()).format(said) || t('n-nothing');
}
