//! Message ids in Message-ID, In-Reply-To and References (RFC 5322 §3.6.4), tolerant of what clients do to them.

/// Ids of one field that are kept: the first, and the last ones before this many.
pub const MAX_IDS: usize = 200;

/// All ids of a field, oldest first, without brackets, inner blanks, comments and repetitions; never an empty one.
pub fn list(raw: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(raw);
    let mut found: Vec<&str> = Vec::new();
    let mut rest: &str = &text;
    let mut bare = String::new();
    while let Some(open) = rest.find('<') {
        bare.push_str(&rest[..open]);
        bare.push(' ');
        let inner = rest[open..].trim_start_matches('<');
        // A bracket that is never closed ends at the next one.
        let end = inner.find(['>', '<']).unwrap_or(inner.len());
        found.push(&inner[..end]);
        rest = inner[end..].trim_start_matches('>');
    }
    bare.push_str(rest);
    let ids: Vec<String> = if found.iter().any(|f| !f.trim().is_empty()) {
        found.into_iter().filter_map(clean).collect()
    } else {
        without_comments(&bare)
            .split([' ', ',', ';', '\t'])
            .filter(|w| w.contains('@'))
            .filter_map(clean)
            .collect()
    };
    bounded(ids)
}

/// The one id of a Message-ID field: the first, when somebody wrote several.
pub fn single(raw: &[u8]) -> Option<String> {
    list(raw).into_iter().next().or_else(|| {
        let bare = String::from_utf8_lossy(raw);
        clean(bare.trim_matches(['<', '>', ' ']))
    })
}

fn clean(id: &str) -> Option<String> {
    let id: String = id
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>'))
        .take(998)
        .collect();
    (!id.is_empty() && id != "@").then_some(id)
}

fn without_comments(text: &str) -> String {
    let mut depth = 0usize;
    text.chars()
        .filter(|&c| {
            match c {
                '(' => depth += 1,
                ')' if depth > 0 => {
                    depth -= 1;
                    return false;
                }
                _ => {}
            }
            depth == 0
        })
        .collect()
}

fn bounded(ids: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    let mut ids: Vec<String> = ids.into_iter().filter(|i| seen.insert(i.clone())).collect();
    if ids.len() > MAX_IDS {
        let tail = ids.split_off(ids.len() - (MAX_IDS - 1));
        ids.truncate(1);
        ids.extend(tail);
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_with_commas_comments_and_folds_are_split() {
        assert_eq!(
            list(b"<a@x> , <b@x>\t<c@ x> (comment <no>)"),
            ["a@x", "b@x", "c@x", "no"]
        );
        assert_eq!(list(b"Your message of \"Mon, 1 Jan\" <a@x>"), ["a@x"]);
        assert_eq!(list(b"a@x (bob's mail) b@x"), ["a@x", "b@x"]);
        assert_eq!(list(b"<a@x <b@x>"), ["a@x", "b@x"]);
    }

    #[test]
    fn empty_ids_do_not_exist() {
        for raw in [&b""[..], b"<>", b"<<>>", b"< >", b"   ", b"<@>"] {
            assert_eq!(list(raw), Vec::<String>::new());
            assert_eq!(single(raw), None);
        }
    }

    #[test]
    fn the_first_of_two_ids_is_the_mails_own() {
        assert_eq!(single(b"<a@x> <b@x>").as_deref(), Some("a@x"));
        assert_eq!(single(b"<<a@x>>").as_deref(), Some("a@x"));
        assert_eq!(single(b"no-at-sign").as_deref(), Some("no-at-sign"));
    }

    #[test]
    fn a_million_references_keep_the_root_and_the_newest() {
        let raw: String = (0..300_000).map(|n| format!("<{n}@x> ")).collect();
        let ids = list(raw.as_bytes());
        assert_eq!(
            (ids.len(), ids[0].as_str(), ids[MAX_IDS - 1].as_str()),
            (MAX_IDS, "0@x", "299999@x")
        );
    }
}
