//! Languages of readers: which one a page is answered in, how it is called, which way it is written. Pure.

use domain::language::{base_language, is_same_language};

/// Octets of an `Accept-Language` that are looked at, and ranges of it.
const OCTETS: usize = 1_000;
const RANGES: usize = 24;

/// Whether a locale is written from right to left, by its script or its language.
#[must_use]
pub fn is_rtl(locale: &str) -> bool {
    let mut parts = locale.split(['-', '_']);
    let language = parts.next().unwrap_or_default().to_ascii_lowercase();
    match parts.find(|p| p.len() == 4) {
        Some(script) => ["arab", "hebr", "thaa", "syrc", "nkoo", "adlm"]
            .contains(&script.to_ascii_lowercase().as_str()),
        None => [
            "ar", "he", "iw", "fa", "ur", "ps", "sd", "ug", "yi", "dv", "ckb",
        ]
        .contains(&language.as_str()),
    }
}

/// `rtl` or `ltr`.
#[must_use]
pub fn direction(locale: &str) -> &'static str {
    if is_rtl(locale) { "rtl" } else { "ltr" }
}

/// The offered locale that suits an `Accept-Language` header best (RFC 9110 §12.5.4, lookup as in RFC 4647 §3.4); `or` when
/// none does. What cannot be read in the header is passed over.
#[must_use]
pub fn best<'a>(header: &str, offered: &'a [String], or: &'a str) -> &'a str {
    let cut = header.floor_char_boundary(OCTETS);
    let mut ranges: Vec<(&str, u16)> = header[..cut]
        .split(',')
        .take(RANGES)
        .filter_map(range)
        .collect();
    // Stable: of equal weight, the first named.
    ranges.sort_by_key(|r| std::cmp::Reverse(r.1));
    ranges
        .iter()
        .find_map(|(wanted, _)| {
            if *wanted == "*" {
                return Some(or);
            }
            lookup(wanted, offered)
        })
        .unwrap_or(or)
}

fn range(text: &str) -> Option<(&str, u16)> {
    let (name, rest) = text.split_once(';').unwrap_or((text, ""));
    let name = name.trim();
    let good = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'*';
    if name.is_empty() || name.len() > 35 || !name.bytes().all(good) {
        return None;
    }
    let weight = match rest.trim().strip_prefix("q=") {
        Some(q) => thousandths(q.trim())?,
        None => 1_000,
    };
    (weight > 0).then_some((name, weight))
}

/// `0.8` as 800.
fn thousandths(q: &str) -> Option<u16> {
    let (whole, rest) = q.split_once('.').unwrap_or((q, ""));
    if rest.len() > 3 || !rest.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let rest: u16 = format!("{rest:0<3}").parse().ok()?;
    match whole {
        "0" => Some(rest),
        "1" => Some(1_000),
        _ => None,
    }
}

/// The same locale; else one of the same language, of the same script where that differs (Chinese).
fn lookup<'a>(wanted: &str, offered: &'a [String]) -> Option<&'a str> {
    let exact = offered.iter().find(|o| o.eq_ignore_ascii_case(wanted));
    let same = |o: &&String| is_same_language(o, wanted);
    let written = |o: &&String| same(o) && is_traditional(o) == is_traditional(wanted);
    exact
        .or_else(|| offered.iter().find(written))
        .or_else(|| offered.iter().find(same))
        .map(String::as_str)
}

/// Whether Chinese of that locale is written in traditional characters.
fn is_traditional(locale: &str) -> bool {
    let is = |p: &str| {
        ["hant", "tw", "hk", "mo"]
            .iter()
            .any(|t| p.eq_ignore_ascii_case(t))
    };
    is_same_language(locale, "zh") && locale.split('-').skip(1).any(is)
}

/// Languages by the name that their speakers know them by, in the order of their codes.
const NAMES: [(&str, &str); 50] = [
    ("ar", "العربية"),
    ("be", "Беларуская"),
    ("bg", "Български"),
    ("bn", "বাংলা"),
    ("ca", "Català"),
    ("cs", "Čeština"),
    ("cy", "Cymraeg"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("es", "Español"),
    ("et", "Eesti"),
    ("eu", "Euskara"),
    ("fa", "فارسی"),
    ("fi", "Suomi"),
    ("fr", "Français"),
    ("ga", "Gaeilge"),
    ("gl", "Galego"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("hr", "Hrvatski"),
    ("hu", "Magyar"),
    ("hy", "Հայերեն"),
    ("id", "Bahasa Indonesia"),
    ("is", "Íslenska"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ka", "ქართული"),
    ("kk", "Қазақ тілі"),
    ("ko", "한국어"),
    ("lt", "Lietuvių"),
    ("lv", "Latviešu"),
    ("ms", "Bahasa Melayu"),
    ("nb", "Norsk bokmål"),
    ("nl", "Nederlands"),
    ("nn", "Norsk nynorsk"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("sk", "Slovenčina"),
    ("sl", "Slovenščina"),
    ("sr", "Српски"),
    ("sv", "Svenska"),
    ("th", "ไทย"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("vi", "Tiếng Việt"),
    ("zh", "中文"),
];

/// What speakers call their language; its code when we do not know.
#[must_use]
pub fn endonym(locale: &str) -> String {
    let code = base_language(locale).to_ascii_lowercase();
    if code == "zh" && locale.len() > 2 {
        let name = if is_traditional(locale) {
            "繁體中文"
        } else {
            "简体中文"
        };
        return name.to_owned();
    }
    let known = NAMES
        .binary_search_by_key(&code.as_str(), |n| n.0)
        .ok()
        .map(|at| NAMES[at].1);
    match known {
        None => locale.to_owned(),
        // "Português (BR)".
        Some(name) => match locale.split_once('-') {
            Some((_, rest)) => format!("{name} ({rest})"),
            None => name.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered(list: &[&str]) -> Vec<String> {
        list.iter().map(|l| (*l).to_owned()).collect()
    }

    #[test]
    fn the_reader_is_answered_in_the_language_that_suits_best() {
        let all = offered(&["en", "et", "zh-CN", "zh-TW", "pt-BR"]);
        for (header, wanted) in [
            ("et-EE,et;q=0.9,en;q=0.8", "et"),
            ("fr, de;q=0.9", "en"),
            ("zh-HK", "zh-TW"),
            ("zh", "zh-CN"),
            ("zh-Hans-SG", "zh-CN"),
            ("en;q=0.1, pt;q=0.9", "pt-BR"),
            ("ET", "et"),
            ("fr, *;q=0.1", "en"),
            ("et;q=0, en;q=0.5", "en"),
            ("", "en"),
        ] {
            assert_eq!(best(header, &all, "en"), wanted, "{header}");
        }
    }

    #[test]
    fn a_header_of_nonsense_falls_back() {
        let all = offered(&["en", "et"]);
        let long = format!("{},et", "x,".repeat(10_000));
        for header in [
            "et;q=2",
            "et;q=0.12345",
            "é,ü",
            ";;;",
            "\u{202e}te",
            &long,
            &"ü".repeat(999),
        ] {
            assert_eq!(best(header, &all, "en"), "en", "{header}");
        }
    }

    #[test]
    fn arabic_and_hebrew_are_written_from_the_right_unless_their_script_says_otherwise() {
        assert!(is_rtl("ar") && is_rtl("he-IL") && is_rtl("az-Arab"));
        assert!(!is_rtl("en") && !is_rtl("ar-Latn") && !is_rtl("uz"));
    }

    #[test]
    fn names_of_languages_are_in_order_and_found() {
        assert!(NAMES.is_sorted_by_key(|n| n.0));
        assert_eq!(endonym("et"), "Eesti");
        assert_eq!(endonym("zh-CN"), "简体中文");
        assert_eq!(endonym("pt-BR"), "Português (BR)");
        assert_eq!(endonym("xx"), "xx");
    }
}
