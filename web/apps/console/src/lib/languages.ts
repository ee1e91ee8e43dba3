// Languages that are chosen from, each by its code.
/** In which the desk itself writes to customers. */
export const written: readonly string[] = ['en', 'et', 'de', 'zh'];
/** In which the widget speaks. */
export const inWidget: readonly string[] = [...written, 'ar'];
/** That are offered for a text, before another is named by its code. */
export const common: readonly string[] = [...inWidget, 'es', 'fi', 'fr', 'it', 'ja', 'lt', 'lv', 'nb', 'nl', 'pl', 'pt', 'ru', 'sv', 'uk'];

/** The code as the server writes it, "pt-BR"; null for what is none. */
export function codeOf(typed: string): string | null {
  const code = typed.trim().replaceAll('_', '-');
  if (!/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(code)) return null;
  try {
    return Intl.getCanonicalLocales(code)[0] ?? null;
  } catch {
    return null;
  }
}
