// What the pages of the help center share: which text is newest, how states look, where an article is read.
import type { Article, ArticleText, ArticleWords, HelpCenter, TextState } from '@fairlead/api';

export const emptyDoc = { type: 'doc', content: [] };
/** What is being written, or else what readers are shown. */
export function newest(text: ArticleText): ArticleWords {
  return text.draft ?? text.published ?? { title: '', summary: '', doc: emptyDoc, asked: [] };
}
export const stateChip: Record<TextState, string> = { missing: 'chip-line', draft: 'chip-warn', published: 'chip-ok', outdated: 'chip-bad' };

/** How a text stands in a locale; `missing` when nobody has begun. */
export function stateIn(texts: { locale: string; state: TextState }[], locale: string): TextState {
  return texts.find((text) => text.locale === locale)?.state ?? 'missing';
}
/** The name of a language in the language of the console. */
export function languageName(locale: string, shownIn: string): string {
  try {
    return new Intl.DisplayNames([shownIn], { type: 'language' }).of(locale) ?? locale;
  } catch {
    return locale;
  }
}
export function centerName(center: HelpCenter, locale: string): string {
  return center.names[locale] ?? center.names[center.default_locale] ?? Object.values(center.names)[0] ?? center.slug;
}
/** Where readers find a text, whole; null while they are not shown it. */
export function address(center: HelpCenter | null, article: Article, text: ArticleText | null): string | null {
  if (!center?.public || !text?.shown || article.audience !== 'public' || article.archived_at !== null) return null;
  const tail = `${text.locale}/a/${encodeURIComponent(text.slug)}`;
  return center.host ? `https://${center.host}/${tail}` : `${location.origin}/help/${center.slug}/${tail}`;
}
