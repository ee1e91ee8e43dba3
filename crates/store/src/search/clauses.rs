//! What somebody typed, as clauses that both engines understand alike.

use domain::tokens::{Script, runs};

/// Tokens that stand next to each other; all clauses of a query must be met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    pub tokens: Vec<String>,
    /// The last token may go on.
    pub prefix: bool,
}

/// Clauses of one query; more are not looked at.
const MAX_CLAUSES: usize = 16;
/// Tokens of one clause.
const MAX_PHRASE: usize = 64;

/// Words must all be there; what stands in quotes, or is joined by signs (`A-100`, an address), stands together; the
/// last word is a beginning.
#[must_use]
pub fn clauses(query: &str) -> Vec<Clause> {
    let mut out: Vec<Clause> = Vec::new();
    for (i, part) in query.split('"').enumerate() {
        if i % 2 == 1 {
            group(part, &mut out);
        } else {
            part.split_whitespace()
                .for_each(|word| group(word, &mut out));
        }
    }
    let quoted = query.trim_end().ends_with('"');
    if let Some(last) = out.last_mut() {
        last.prefix |= !quoted;
    }
    out
}

/// Spaced runs that follow each other form one phrase; each unspaced run is a phrase of its own, because its last
/// character is a token between it and its neighbour.
fn group(part: &str, out: &mut Vec<Clause>) {
    let mut phrase: Vec<String> = Vec::new();
    for run in runs(part).take(MAX_PHRASE) {
        match run.script {
            Script::Spaced => phrase.extend(run.query_tokens()),
            Script::Unspaced => {
                push(std::mem::take(&mut phrase), false, out);
                push(run.query_tokens(), run.is_one_character(), out);
            }
        }
    }
    push(phrase, false, out);
}

fn push(mut tokens: Vec<String>, prefix: bool, out: &mut Vec<Clause>) {
    if !tokens.is_empty() && out.len() < MAX_CLAUSES {
        tokens.truncate(MAX_PHRASE);
        out.push(Clause { tokens, prefix });
    }
}

/// For `MATCH` of FTS5.
#[must_use]
pub fn fts5(clauses: &[Clause]) -> String {
    let print = |c: &Clause| {
        format!(
            "\"{}\"{}",
            c.tokens.join(" "),
            if c.prefix { " *" } else { "" }
        )
    };
    clauses.iter().map(print).collect::<Vec<_>>().join(" AND ")
}

/// For a cast to `tsquery`.
#[must_use]
pub fn tsquery(clauses: &[Clause]) -> String {
    let print = |c: &Clause| {
        let words = c
            .tokens
            .iter()
            .map(|t| format!("'{t}'"))
            .collect::<Vec<_>>()
            .join(" <-> ");
        format!("({words}{})", if c.prefix { ":*" } else { "" })
    };
    clauses.iter().map(print).collect::<Vec<_>>().join(" & ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_all_wanted_and_the_last_may_go_on() {
        assert_eq!(fts5(&clauses("Order arr")), r#""order" AND "arr" *"#);
        assert_eq!(tsquery(&clauses("Order arr")), "('order') & ('arr':*)");
    }

    #[test]
    fn quotes_and_signs_keep_words_together() {
        assert_eq!(
            fts5(&clauses(r#""not arrived" A-100"#)),
            r#""not arrived" AND "a 100" *"#
        );
        assert_eq!(
            fts5(&clauses(r#"say "not arrived""#)),
            r#""say" AND "not arrived""#
        );
    }

    #[test]
    fn a_single_character_without_spaces_is_a_beginning() {
        assert_eq!(fts5(&clauses("单 x")), r#""单" * AND "x" *"#);
        assert_eq!(tsquery(&clauses("東京都")), "('東京' <-> '京都':*)");
    }

    #[test]
    fn signs_of_the_query_languages_have_no_meaning() {
        assert_eq!(
            fts5(&clauses("a) OR NEAR('b' & c:* \\")),
            r#""a" AND "or" AND "near b" AND "c" *"#
        );
        assert!(clauses("\" ' * ( ) \\ \0").is_empty());
        assert!(clauses(&"w ".repeat(1000)).len() <= MAX_CLAUSES);
    }
}
