// What is shown and inserted of suggestions.
import type { ReplySuggestions } from '@fairlead/api';
import { escapeHtml } from '../lib/html.ts';
import { day, languageName } from '../lib/time.svelte.ts';
import { t } from '../lib/words.svelte.ts';

export type Reason = ReplySuggestions['articles'][number]['reasons'][number];

/** A link to an article; nothing but an address of the web becomes one. */
export function toLink(url: string, title: string): string {
  return /^https?:\/\//.test(url) ? `<a href="${escapeHtml(url)}">${escapeHtml(title)}</a>` : escapeHtml(title);
}

/** A passage in pieces, in order. */
export function marked(passage: { text: string; marks: number[][] }): { text: string; mark: boolean }[] {
  const parts: { text: string; mark: boolean }[] = [];
  let at = 0;
  for (const [from = 0, to = 0] of passage.marks) {
    if (from > at) parts.push({ text: passage.text.slice(at, from), mark: false });
    if (to > Math.max(from, at)) parts.push({ text: passage.text.slice(Math.max(from, at), to), mark: true });
    at = Math.max(at, to);
  }
  if (at < passage.text.length) parts.push({ text: passage.text.slice(at), mark: false });
  return parts;
}

export function reasonText(reason: Reason): string {
  switch (reason.kind) {
    case 'words':
      return t('reason-words', { words: reason.words.map((word) => `“${word}”`).join(', ') });
    case 'topic':
      return t('reason-topic');
    case 'helped':
      return t('reason-helped', { yes: reason.yes, n: reason.n });
    case 'sent':
      return t('reason-sent', { n: reason.times });
    case 'fresh':
      return t('reason-fresh', { when: day(reason.updated_at) });
    case 'language':
      return t('reason-language', { language: languageName(reason.locale) });
  }
}
