//! Languages by their tags (BCP 47), as far as people tell them apart: `pt` and `pt-BR` are one.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_and_the_case_make_no_other_language() {
        assert!(is_same_language("pt", "pt-BR") && is_same_language("ET_ee", "et"));
        assert!(!is_same_language("et", "en") && !is_same_language("", "en"));
        assert_eq!(base_language("zh-Hant-TW"), "zh");
    }
}
