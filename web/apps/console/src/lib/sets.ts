// Names of permission sets: shipped ones in the language of the console, one's own as they were named.
import { maybe } from './words.svelte.ts';

export function setName(set: { key: string; name?: string | null }): string {
  return set.name ?? maybe(`set-${set.key.replaceAll('_', '-')}`) ?? set.key;
}
