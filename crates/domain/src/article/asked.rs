//! What people looked for, as far as it is kept: the words of a question, and nobody in it.

use unicode_normalization::UnicodeNormalization;

/// Characters of a search that is kept; a longer one is a letter and not a search.
pub const SEARCH_MAX: usize = 120;
/// Digits in a row: a number of an order, a telephone, a card.
const DIGITS_MAX: usize = 4;

/// A search to be counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Searched {
    /// The same for what differs in case, signs and spaces alone.
    pub key: String,
    pub query: String,
}

/// `None` for what is empty or too long, and for what may name somebody: an address, or a long number.
#[must_use]
pub fn searched(query: &str) -> Option<Searched> {
    if query.len() > 4 * SEARCH_MAX {
        return None;
    }
    let kept: String = query
        .nfkc()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let query = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    let digits = |c: char| c.is_numeric() || matches!(c, ' ' | '-' | '/' | '.' | '(' | ')' | '+');
    let numbers = query
        .split(|c| !digits(c))
        .map(|run| run.chars().filter(|c| c.is_numeric()).count());
    if query.contains('@')
        || query.chars().count() > SEARCH_MAX
        || numbers.max().unwrap_or(0) > DIGITS_MAX
    {
        return None;
    }
    let lower = query.to_lowercase();
    let words = lower.split(|c: char| {
        !c.is_alphanumeric() && !unicode_normalization::char::is_combining_mark(c)
    });
    let key = words
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    (!key.is_empty()).then_some(Searched { key, query })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_question_is_counted_once_however_it_is_typed() {
        let key = |q: &str| searched(q).map(|s| s.key);
        assert_eq!(key("Where is my  parcel?"), key("where is my parcel"));
        assert_eq!(
            key("我的 包裹，在哪里"),
            Some("我的 包裹 在哪里".to_owned())
        );
        assert_eq!(key("minu pakk — kus?"), Some("minu pakk kus".to_owned()));
    }

    #[test]
    fn what_may_name_somebody_or_says_nothing_is_not_kept() {
        for query in [
            "",
            "???",
            "ann@example.com",
            "order 10423",
            "+372 5123 4567",
            "12 34 56",
            &"word ".repeat(50),
        ] {
            assert_eq!(searched(query), None, "{query}");
        }
        assert!(searched("error 404").is_some() && searched("iphone 15 pro").is_some());
    }
}
