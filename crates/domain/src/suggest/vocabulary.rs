//! Every word form of the indexed articles and the term that it stands for, so that what was typed finds terms that it does
//! not spell: words that begin with it, words that begin as it does, words that differ by a slip of the finger.
//!
//! Forms are held sorted in one string; a question looks at a bounded number of them, whatever the size of the index.

use crate::tokens::{Script, script_of};
use std::collections::HashMap;

/// Number of a term of the index.
pub(super) type Term = u32;

/// Forms with a common beginning that are looked at for one word.
const RANGE_MAX: usize = 400;
/// Terms that one word becomes at most, in each way.
const TERMS_MAX: usize = 24;
/// Forms whose trigrams agree best and are then compared letter by letter.
const COMPARED: usize = 24;
/// Forms that one trigram leads to at most; a more frequent one tells too little.
const TRIGRAM_FORMS_MAX: usize = 3_000;
/// Words shorter than this, in characters, are taken as they are typed.
const FUZZY_LEAST: usize = 4;
const KIN_LEAST: usize = 5;
/// Stems that may be made of others.
const MADE_LEAST: usize = 8;

/// Words in their order, each with its term.
#[derive(Debug, Default)]
struct Sorted {
    letters: String,
    /// Where each word begins in `letters`, and the end of the last.
    starts: Vec<u32>,
    terms: Vec<Term>,
}

impl Sorted {
    fn new(mut words: Vec<(String, Term)>) -> Self {
        words.sort_unstable();
        words.dedup();
        let mut made = Self::default();
        for (word, term) in &words {
            let Ok(at) = u32::try_from(made.letters.len()) else {
                break;
            };
            made.starts.push(at);
            made.letters.push_str(word);
            made.terms.push(*term);
        }
        made.starts.push(at_u32(made.letters.len()));
        made.letters.shrink_to_fit();
        made
    }

    fn word(&self, n: usize) -> &str {
        &self.letters[self.starts[n] as usize..self.starts[n + 1] as usize]
    }

    /// The first word that is not before `word`.
    fn first_from(&self, word: &str) -> usize {
        let (mut low, mut high) = (0, self.terms.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.word(middle) < word {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    fn beginning_with<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = usize> + 'a {
        (self.first_from(prefix)..self.terms.len())
            .take_while(move |&n| self.word(n).starts_with(prefix))
            .take(RANGE_MAX)
    }

    fn bytes(&self) -> usize {
        self.letters.capacity() + 4 * (self.starts.capacity() + self.terms.capacity())
    }
}

/// Forms with their terms.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    forms: Sorted,
    /// Stems of long words from their end, for what they are made of.
    backwards: Sorted,
    /// From three letters to the forms that have them, as (first of `lists`, count).
    trigrams: HashMap<[char; 3], (u32, u32)>,
    lists: Vec<u32>,
}

/// A term that what was typed may mean, and how surely (0 to 1).
pub(super) type Guess = (Term, f32);

impl Vocabulary {
    /// Of forms with their terms, in any order; a form may have several terms, one for each language. `stems` are those of the
    /// same words.
    pub fn new(forms: Vec<(String, Term)>, stems: &[(String, Term)]) -> Self {
        let long = |(stem, _): &&(String, Term)| stem.chars().count() >= MADE_LEAST && spaced(stem);
        let backwards = stems
            .iter()
            .filter(long)
            .map(|(stem, term)| (stem.chars().rev().collect(), *term))
            .collect();
        let mut v = Self {
            forms: Sorted::new(forms),
            backwards: Sorted::new(backwards),
            ..Self::default()
        };
        let mut grams: HashMap<[char; 3], Vec<u32>> = HashMap::new();
        for n in 0..v.forms.terms.len() {
            let form = v.forms.word(n);
            if spaced(form) && form.chars().count() >= FUZZY_LEAST {
                for gram in trigrams(form) {
                    let list = grams.entry(gram).or_default();
                    let n = at_u32(n);
                    if list.last() != Some(&n) && list.len() < TRIGRAM_FORMS_MAX {
                        list.push(n);
                    }
                }
            }
        }
        for (gram, list) in grams {
            let first = at_u32(v.lists.len());
            v.trigrams.insert(gram, (first, at_u32(list.len())));
            v.lists.extend(list);
        }
        v.lists.shrink_to_fit();
        v
    }

    fn form(&self, n: usize) -> &str {
        self.forms.word(n)
    }

    fn beginning_with<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = usize> + 'a {
        self.forms.beginning_with(prefix)
    }

    /// Whether the articles have this very form.
    pub fn has(&self, word: &str) -> bool {
        let n = self.forms.first_from(word);
        n < self.forms.terms.len() && self.form(n) == word
    }

    /// The terms of this very form.
    pub fn exactly<'a>(&'a self, word: &'a str) -> impl Iterator<Item = Term> + 'a {
        (self.forms.first_from(word)..self.forms.terms.len())
            .take_while(move |&n| self.form(n) == word)
            .map(|n| self.forms.terms[n])
    }

    /// Longer words whose stems end as this stem does: what they are made of carries them (`automaat`, `pakiautomaat`).
    pub fn made_with(&self, stem: &str) -> Vec<Guess> {
        if stem.chars().count() < 4 || !spaced(stem) {
            return Vec::new();
        }
        let ending: String = stem.chars().rev().collect();
        let guesses = self
            .backwards
            .beginning_with(&ending)
            .filter(|n| self.backwards.word(*n).len() > ending.len() + 2)
            .map(|n| (self.backwards.terms[n], 1.0))
            .collect();
        best(guesses)
    }

    /// What a half-typed word may become; less sure the more is missing.
    pub fn completed(&self, prefix: &str) -> Vec<Guess> {
        let typed = length(prefix);
        if typed < 2.0 || !spaced(prefix) {
            return Vec::new();
        }
        let guesses = self
            .beginning_with(prefix)
            .map(|n| {
                let whole = length(self.form(n));
                (self.forms.terms[n], (typed / whole.max(1.0)).sqrt() * 0.9)
            })
            .collect();
        best(guesses)
    }

    /// Words that begin as this one does and end otherwise: other forms and words made of it.
    pub fn kin(&self, word: &str) -> Vec<Guess> {
        let chars = word.chars().count();
        if chars < KIN_LEAST || !spaced(word) {
            return Vec::new();
        }
        let shared = (chars * 3).div_ceil(5).max(KIN_LEAST - 1);
        let prefix = first_chars(word, shared);
        let guesses = self
            .beginning_with(prefix)
            .filter_map(|n| {
                let form = self.form(n);
                let common = common_beginning(word, form);
                let share = 2.0 * common / (length(word) + length(form));
                (share >= 0.66).then_some((self.forms.terms[n], (share - 0.2) * 0.85))
            })
            .collect();
        best(guesses)
    }

    /// Words that differ by a slip: one letter, or two in long words; letters that changed places count as one.
    pub fn resembling(&self, word: &str) -> Vec<Guess> {
        let letters: Vec<char> = word.chars().collect();
        if letters.len() < FUZZY_LEAST || !spaced(word) {
            return Vec::new();
        }
        let allowed = if letters.len() >= 8 { 2 } else { 1 };
        let mut agreeing: HashMap<u32, u32> = HashMap::new();
        for gram in trigrams(word) {
            let Some(&(first, count)) = self.trigrams.get(&gram) else {
                continue;
            };
            for n in &self.lists[first as usize..(first + count) as usize] {
                *agreeing.entry(*n).or_default() += 1;
            }
        }
        let mut ranked: Vec<(u32, u32)> = agreeing.into_iter().map(|(n, k)| (k, n)).collect();
        ranked.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        ranked.truncate(COMPARED);
        let guesses = ranked
            .into_iter()
            .filter_map(|(_, n)| {
                let form: Vec<char> = self.form(n as usize).chars().collect();
                let slips = slips(&letters, &form, allowed)?;
                let sure = if slips <= 1 { 0.75 } else { 0.5 };
                Some((self.forms.terms[n as usize], sure))
            })
            .collect();
        best(guesses)
    }

    /// Where a long word falls into two that the articles have: `pakiautomaat`, `tagastamistähtaeg`. The later part carries
    /// more in the languages that build such words.
    pub fn parts<'a>(&self, word: &'a str) -> Option<(&'a str, &'a str)> {
        if !spaced(word) || word.chars().count() < 8 {
            return None;
        }
        let cuts = word.char_indices().map(|(at, _)| at).skip(4);
        let mut found = None;
        for at in cuts {
            let (a, b) = word.split_at(at);
            if b.chars().count() < 4 {
                break;
            }
            if self.has(b) && self.beginning_with(a).next().is_some() {
                let whole = self.has(a);
                if whole || found.is_none() {
                    found = Some((a, b));
                }
                if whole {
                    break;
                }
            }
        }
        found
    }

    pub fn len(&self) -> usize {
        self.forms.terms.len()
    }

    /// Bytes that it holds, about.
    pub fn bytes(&self) -> usize {
        self.forms.bytes()
            + self.backwards.bytes()
            + 4 * self.lists.capacity()
            + self.trigrams.capacity() * 24
    }
}

fn at_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[expect(clippy::cast_precision_loss, reason = "words are short")]
fn length(word: &str) -> f32 {
    word.chars().count() as f32
}

/// Words of scripts with spaces can be completed and mended; pairs of characters of others cannot.
fn spaced(word: &str) -> bool {
    word.chars()
        .next()
        .is_some_and(|c| script_of(c) == Some(Script::Spaced))
}

fn first_chars(word: &str, n: usize) -> &str {
    word.char_indices()
        .nth(n)
        .map_or(word, |(at, _)| &word[..at])
}

#[expect(clippy::cast_precision_loss, reason = "words are short")]
fn common_beginning(a: &str, b: &str) -> f32 {
    a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count() as f32
}

/// Three letters each, with a mark before the first and after the last.
fn trigrams(word: &str) -> impl Iterator<Item = [char; 3]> {
    let letters: Vec<char> = std::iter::once('\u{2}')
        .chain(word.chars())
        .chain(std::iter::once('\u{3}'))
        .collect();
    (0..letters.len().saturating_sub(2)).map(move |i| [letters[i], letters[i + 1], letters[i + 2]])
}

/// The surest guess for each term, surest first.
fn best(mut guesses: Vec<Guess>) -> Vec<Guess> {
    guesses.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    guesses.dedup_by_key(|g| g.0);
    guesses.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    guesses.truncate(TERMS_MAX);
    guesses
}

/// Slips between two words (optimal string alignment: Damerau, 1964, without editing twice), if at most `allowed`.
fn slips(a: &[char], b: &[char], allowed: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > allowed {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let differs = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + differs);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        if row.iter().min().is_some_and(|&least| least > allowed) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|&n| n <= allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary(words: &str) -> Vocabulary {
        let forms: Vec<(String, Term)> = words
            .split(' ')
            .zip(0..)
            .map(|(w, n)| (w.to_owned(), n))
            .collect();
        Vocabulary::new(forms.clone(), &forms)
    }

    fn terms(guesses: Vec<Guess>) -> Vec<Term> {
        guesses.into_iter().map(|g| g.0).collect()
    }

    #[test]
    fn a_half_typed_word_finds_what_it_may_become() {
        let v = vocabulary("refund refunded return parcel");
        assert_eq!(terms(v.completed("refu")), [0, 1]);
        assert!(v.completed("r").is_empty() && v.completed("").is_empty());
    }

    #[test]
    fn a_slip_of_the_finger_is_forgiven_and_another_word_is_not() {
        let v = vocabulary("refund invoice delivery parcel paper");
        assert_eq!(terms(v.resembling("refnud")), [0]);
        assert_eq!(terms(v.resembling("invoise")), [1]);
        assert_eq!(terms(v.resembling("delviery")), [2]);
        assert!(v.resembling("parrot").is_empty());
        assert!(v.resembling("pap").is_empty(), "too short to guess");
    }

    #[test]
    fn words_that_begin_alike_are_kin_and_the_closest_is_the_surest() {
        let v = vocabulary("tagastada tagastamistahtaeg tagasi taganema");
        assert_eq!(terms(v.kin("tagastamine")).first(), Some(&0));
        assert!(!terms(v.kin("tagastamine")).contains(&3));
    }

    #[test]
    fn a_long_word_falls_into_words_that_are_known() {
        let v = vocabulary("paki automaat pakk");
        assert_eq!(v.parts("pakiautomaat"), Some(("paki", "automaat")));
        assert_eq!(v.parts("automaat"), None);
        assert_eq!(
            terms(vocabulary("pakiautomaat kinkekaart").made_with("automaat")),
            [0]
        );
    }

    #[test]
    fn nothing_and_much_are_bounded() {
        let v = vocabulary("");
        assert!(v.kin("something").is_empty() && v.resembling("something").is_empty());
        let long = "a".repeat(500);
        assert!(
            Vocabulary::new(vec![(long.clone(), 0)], &[])
                .resembling(&long)
                .len()
                <= TERMS_MAX
        );
        assert_eq!(Vocabulary::new(Vec::new(), &[]).len(), 0);
    }
}
