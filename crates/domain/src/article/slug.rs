//! The name of an article in its address: readable in any script, stable, bounded.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Bytes of a slug; in an address each may take three characters.
pub const SLUG_MAX: usize = 160;
const CHARS_MAX: usize = 80;

/// A slug made from a title: letters, digits and their marks of any script in lower case, all else a single `-`.
/// Never empty.
#[must_use]
pub fn slug(title: &str) -> String {
    let mut out = String::new();
    let mut chars = 0;
    let mut gap = false;
    // A title is short; what is longer is a mistake of somebody and is not gone through.
    let folded = title.chars().take(4 * CHARS_MAX).nfkc();
    for c in folded.flat_map(char::to_lowercase).nfc() {
        let goes_on = is_combining_mark(c) && !out.is_empty() && !gap;
        if !c.is_alphanumeric() && !goes_on {
            gap = !out.is_empty();
            continue;
        }
        let size = c.len_utf8() + usize::from(gap);
        if chars == CHARS_MAX || out.len() + size > SLUG_MAX {
            break;
        }
        if std::mem::take(&mut gap) {
            out.push('-');
            chars += 1;
        }
        out.push(c);
        chars += 1;
    }
    if out.is_empty() {
        out.push_str("article");
    }
    out
}

/// Whether somebody's own choice can be one.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    slug(text) == text
}

/// The next one to try when `slug` belongs to another article: `…-2`, `…-3`.
#[must_use]
pub fn slug_taken(slug: &str, attempt: u32) -> String {
    let tail = format!("-{attempt}");
    let mut base = slug;
    while base.len() + tail.len() > SLUG_MAX || base.chars().count() + tail.len() > CHARS_MAX {
        let Some((at, _)) = base.char_indices().next_back() else {
            break;
        };
        base = &base[..at];
    }
    format!("{}{tail}", base.trim_end_matches('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_of_any_script_becomes_a_readable_name() {
        assert_eq!(
            slug("How do I reset my password?"),
            "how-do-i-reset-my-password"
        );
        assert_eq!(
            slug("  Kuidas tühistada tellimus — kohe! "),
            "kuidas-tühistada-tellimus-kohe"
        );
        assert_eq!(slug("如何 重置密码?"), "如何-重置密码");
        assert_eq!(slug("パスワードを忘れた"), "パスワードを忘れた");
        assert_eq!(slug("비밀번호 재설정"), "비밀번호-재설정");
        assert_eq!(slug("हिन्दी में"), "हिन्दी-में");
    }

    #[test]
    fn the_same_letters_written_differently_are_the_same_name() {
        assert_eq!(slug("Cafe\u{301} ＡＢＣ"), slug("Café ABC"));
    }

    #[test]
    fn hostile_titles_stay_bounded_and_are_never_empty() {
        for title in [
            "",
            "???",
            "../../etc/passwd",
            "\u{301}\u{301}",
            "%2e%2e/",
            "\u{202e}abc",
            "a\0b",
        ] {
            let made = slug(title);
            assert!(
                !made.is_empty() && !made.contains(['/', '.', '%', '\0']),
                "{title:?}: {made:?}"
            );
            assert!(is_slug(&made), "{made:?}");
        }
        let long = slug(&"字".repeat(100_000));
        assert!(long.len() <= SLUG_MAX && is_slug(&long));
        let marks = slug(&format!("a{}", "\u{301}".repeat(10_000)));
        assert!(marks.len() <= SLUG_MAX);
        assert!(!is_slug("A b") && !is_slug("") && !is_slug("a--b"));
    }

    #[test]
    fn a_name_that_is_taken_is_numbered_within_the_bounds() {
        assert_eq!(slug_taken("returns", 2), "returns-2");
        let long = slug(&"字".repeat(1000));
        assert!(slug_taken(&long, 17).len() <= SLUG_MAX && slug_taken(&long, 17).ends_with("-17"));
    }
}
