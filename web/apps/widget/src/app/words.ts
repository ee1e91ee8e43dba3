// The widget's own words; another language than English is a chunk of its own.
import { en, type Words } from './words/en.ts';

export let w: Words = en;
const others: Record<string, () => Promise<{ words: Words }>> = {
  et: () => import('./words/et.ts'),
  zh: () => import('./words/zh.ts'),
  ar: () => import('./words/ar.ts'),
};

export async function speak(locale: string): Promise<void> {
  const load = others[locale.slice(0, 2).toLowerCase()];
  try {
    w = load ? (await load()).words : en;
  } catch {
    w = en; // a chunk that did not come must not keep anybody from writing
  }
}

export const say = (sentence: string, what: string | number): string => sentence.replace('#', () => `${what}`);
