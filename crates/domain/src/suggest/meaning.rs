//! Words that mean the same in everyday questions, in six languages: a short list that is shipped (`meaning.txt`). It gives
//! a question about *money back* and an article about a *refund* something in common, and both the same in Korean.
//!
//! It is general knowledge and no desk's own; what a desk knows beyond it comes from its articles and from what they answered.

use super::stem::stem;
use crate::tokens::{Run, Script, runs};
use std::collections::HashMap;
use std::sync::OnceLock;

const LIST: &str = include_str!("meaning.txt");

/// Number of a line of the list.
pub(super) type Meaning = u16;

/// A phrase of words in a row, by their stems.
#[derive(Debug)]
struct Phrase {
    language: &'static str,
    stems: Vec<String>,
    meaning: Meaning,
}

/// The list, ready to be looked up.
#[derive(Debug, Default)]
pub(super) struct Meanings {
    /// By the first stem.
    phrases: HashMap<String, Vec<Phrase>>,
    /// Of scripts without spaces, by the first character: the rest of the phrase is compared.
    unspaced: HashMap<char, Vec<(Vec<char>, Meaning)>>,
}

/// A meaning found in a row of words, or of characters: where it begins and how many it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub meaning: Meaning,
    pub at: usize,
    pub len: usize,
}

/// The shipped list.
pub(super) fn shipped() -> &'static Meanings {
    static SHIPPED: OnceLock<Meanings> = OnceLock::new();
    SHIPPED.get_or_init(|| Meanings::read(LIST))
}

/// Languages that the shipped list has words of.
#[must_use]
pub fn languages() -> Vec<&'static str> {
    let mut all: Vec<&str> = LIST
        .lines()
        .filter(|l| !l.starts_with('#'))
        .flat_map(|l| l.split('|').skip(1))
        .filter_map(|part| Some(part.split_once(':')?.0.trim()))
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

impl Meanings {
    fn read(list: &'static str) -> Self {
        let mut read = Self::default();
        let lines = list
            .lines()
            .filter(|l| !l.starts_with('#') && l.contains('|'));
        for (meaning, line) in (0..).zip(lines) {
            for part in line.split('|').skip(1) {
                let Some((language, words)) = part.split_once(':') else {
                    continue;
                };
                for phrase in words.split(',') {
                    read.add(language.trim(), phrase.trim(), meaning);
                }
            }
        }
        read
    }

    fn add(&mut self, language: &'static str, phrase: &str, meaning: Meaning) {
        let mut stems = Vec::new();
        let mut unspaced: Vec<char> = Vec::new();
        for run in runs(phrase) {
            match run.script {
                Script::Spaced => stems.push(stem(&run.folded(), language).into_owned()),
                Script::Unspaced => unspaced.extend(run.folded().chars()),
            }
        }
        // A phrase is of one kind of script; in those without spaces, spaces say little.
        if let Some(first) = unspaced.first() {
            // One character means too many things.
            if unspaced.len() > 1 {
                let list = self.unspaced.entry(*first).or_default();
                list.push((unspaced, meaning));
            }
        } else if let Some(first) = stems.first() {
            let list = self.phrases.entry(first.clone()).or_default();
            list.push(Phrase {
                language,
                stems,
                meaning,
            });
        }
    }

    /// The phrases of a language in a row of stems.
    pub fn in_words(&self, stems: &[String], language: &str) -> Vec<Found> {
        let mut found = Vec::new();
        for at in 0..stems.len() {
            for phrase in self.phrases.get(&stems[at]).into_iter().flatten() {
                if phrase.language == language && stems[at..].starts_with(&phrase.stems) {
                    found.push(Found {
                        meaning: phrase.meaning,
                        at,
                        len: phrase.stems.len(),
                    });
                }
            }
        }
        found
    }

    /// The phrases in a run of a script without spaces.
    pub fn in_run(&self, run: &Run) -> Vec<Found> {
        let chars: Vec<char> = run.folded().chars().collect();
        let mut found = Vec::new();
        for at in 0..chars.len() {
            for (phrase, meaning) in self.unspaced.get(&chars[at]).into_iter().flatten() {
                if chars[at..].starts_with(phrase) {
                    found.push(Found {
                        meaning: *meaning,
                        at,
                        len: phrase.len(),
                    });
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::tokens;

    fn in_words(text: &str, language: &str) -> Vec<Meaning> {
        let stems: Vec<String> = tokens(text)
            .iter()
            .map(|t| stem(t, language).into_owned())
            .collect();
        let found = shipped().in_words(&stems, language);
        found.into_iter().map(|f| f.meaning).collect()
    }

    fn in_run(text: &str) -> Vec<Meaning> {
        runs(text)
            .flat_map(|r| shipped().in_run(&r))
            .map(|f| f.meaning)
            .collect()
    }

    #[test]
    fn the_same_is_meant_in_every_language() {
        let refund = in_words("I want my money back", "en");
        assert_eq!(refund.len(), 1, "{refund:?}");
        assert!(in_words("kas saaksin raha tagasi", "et").contains(&refund[0]));
        assert!(in_words("Wann kommt die Rückerstattung", "de").contains(&refund[0]));
        for text in ["什么时候退款", "返金してください", "환불하고 싶어요"] {
            assert!(in_run(text).contains(&refund[0]), "{text}");
        }
    }

    #[test]
    fn every_line_has_every_language_and_a_name_of_its_own() {
        let lines: Vec<&str> = LIST
            .lines()
            .filter(|l| !l.starts_with('#') && !l.is_empty())
            .collect();
        for line in &lines {
            assert_eq!(line.split('|').count(), 7, "{line}");
            assert!(line.split('|').skip(1).all(|p| p.contains(": ")), "{line}");
        }
        let mut names: Vec<&str> = lines.iter().filter_map(|l| l.split('|').next()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), lines.len());
        assert_eq!(languages(), ["de", "en", "et", "ja", "ko", "zh"]);
    }
}
