//! Languages by their tags (BCP 47), as far as people tell them apart: `pt` and `pt-BR` are one.

use std::collections::BTreeMap;

/// `et` of `et-EE`, as it stands.
#[must_use]
pub fn base_language(locale: &str) -> &str {
    locale.split(['-', '_']).next().unwrap_or(locale)
}

/// Whether two locales are of the same language, whatever the region.
#[must_use]
pub fn is_same_language(a: &str, b: &str) -> bool {
    base_language(a).eq_ignore_ascii_case(base_language(b))
}

/// Whether this is written as a language tag: `en`, `pt-BR` (BCP 47, loosely).
#[must_use]
pub fn is_locale(text: &str) -> bool {
    let part = |p: &str| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric());
    text.len() <= 35 && text.split('-').all(part)
}

/// What is said in that language, else in `fallback`, else in English, else in any.
#[must_use]
pub fn best<'a, T>(
    all: &'a BTreeMap<String, T>,
    locale: &str,
    fallback: &str,
) -> Option<(&'a str, &'a T)> {
    near(all, locale)
        .or_else(|| near(all, fallback))
        .or_else(|| near(all, "en"))
        .or_else(|| all.iter().next().map(|(k, v)| (k.as_str(), v)))
}

/// `pt-BR` itself, else `pt`, else another `pt-…`.
#[must_use]
pub fn near<'a, T>(all: &'a BTreeMap<String, T>, locale: &str) -> Option<(&'a str, &'a T)> {
    let exact = all.iter().find(|(k, _)| k.eq_ignore_ascii_case(locale));
    let close = || {
        let same = |k: &&String| is_same_language(k, locale);
        let bare = all.keys().find(|k| same(k) && !k.contains('-'));
        let key = bare.or_else(|| all.keys().find(same))?;
        all.get_key_value(key)
    };
    exact.or_else(close).map(|(k, v)| (k.as_str(), v))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_and_the_case_make_no_other_language() {
        assert!(is_same_language("pt", "pt-BR") && is_same_language("ET_ee", "et"));
        assert!(!is_same_language("et", "en") && !is_same_language("", "en"));
        assert_eq!(base_language("zh-Hant-TW"), "zh");
    }

    #[test]
    fn a_tag_has_short_parts_of_letters_and_digits() {
        assert!(is_locale("en") && is_locale("zh-Hant-TW") && is_locale("es-419"));
        assert!(
            !is_locale("")
                && !is_locale("en_GB")
                && !is_locale("en-")
                && !is_locale("notalanguage")
        );
        assert!(!is_locale("en-aaaaaaaa-aaaaaaaa-aaaaaaaa-aaaaaaa"));
    }
}
