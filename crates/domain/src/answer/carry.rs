//! Whether a source says what a sentence says: its words within a few sentences of the source, its numbers and addresses there,
//! and no denial more or less. Words are compared by stem, as suggestions compare them; nothing here understands anything.

use super::Refused;
use super::orders::words;
use crate::suggest::{content, sentences};
use unicode_normalization::UnicodeNormalization as _;

/// Sentences of a source that are looked at together.
const WINDOW: usize = 3;
/// Share of a sentence's words that has to be found, in hundredths; of pairs of characters less, because pairs cross words.
const ENOUGH: usize = 70;
const ENOUGH_PAIRS: usize = 60;
/// Pieces of one text.
const PIECES: usize = 1_200;

/// A source that is ready to be compared with.
pub(super) struct Ground {
    windows: Vec<Window>,
    clauses: Vec<Window>,
    addresses: Vec<String>,
    numbers: Vec<String>,
}

struct Window {
    terms: Vec<String>,
    numbers: Vec<String>,
    denies: bool,
}

impl Window {
    fn of(text: &str, title: &[String], language: &str) -> Self {
        let mut terms = content(text, language, PIECES);
        terms.extend(title.iter().cloned());
        Self {
            terms,
            numbers: numbers(text),
            denies: denies(text),
        }
    }
}

impl Ground {
    pub fn of(title: &str, text: &str, language: &str) -> Self {
        let named = content(title, language, PIECES);
        let ranges = sentences(text);
        let mut windows = Vec::new();
        let mut clauses = vec![Window::of(title, &[], language)];
        for (at, first) in ranges.iter().enumerate() {
            let last = ranges[(at + WINDOW).min(ranges.len()) - 1].end;
            windows.push(Window::of(&text[first.start..last], &named, language));
            for clause in text[first.clone()].split([',', ';', ':', '，', '；', '：', '、']) {
                clauses.push(Window::of(clause, &[], language));
            }
        }
        windows.push(Window::of(title, &[], language));
        let whole = format!("{title}\n{text}");
        Self {
            windows,
            clauses,
            addresses: addresses(&whole),
            numbers: numbers(&whole),
        }
    }
}

/// # Errors
/// `AddedAddress`, `AddedNumber`, `NotCarried`.
pub(super) fn carried(sentence: &str, grounds: &[&Ground], language: &str) -> Result<(), Refused> {
    let known = |a: &String| grounds.iter().any(|g| g.addresses.contains(a));
    if !addresses(sentence).iter().all(known) {
        return Err(Refused::AddedAddress);
    }
    let said = Window::of(sentence, &[], language);
    let known = |n: &String| grounds.iter().any(|g| g.numbers.contains(n));
    if !said.numbers.iter().all(known) {
        return Err(Refused::AddedNumber);
    }
    let stands = |window: &&Window| {
        says(&window.terms, &said.terms)
            && said.numbers.iter().all(|n| window.numbers.contains(n))
            && (!said.denies || window.denies)
    };
    // "Refunds are possible" is not carried by "refunds are not possible".
    let denied = |ground: &&Ground| {
        let nearest = ground
            .clauses
            .iter()
            .map(|c| (shared(&c.terms, &said.terms), c))
            .max_by_key(|(n, c)| (*n, std::cmp::Reverse(c.terms.len())));
        !said.denies && nearest.is_some_and(|(_, c)| c.denies && says(&c.terms, &said.terms))
    };
    let found = grounds
        .iter()
        .any(|g| g.windows.iter().any(|w| stands(&w)) && !denied(g));
    if said.terms.is_empty() || !found {
        return Err(Refused::NotCarried);
    }
    Ok(())
}

/// Whether these terms hold enough of those.
fn says(all: &[String], wanted: &[String]) -> bool {
    let pairs = wanted.iter().filter(|t| !is_spaced(t)).count() * 2 > wanted.len();
    let enough = if pairs { ENOUGH_PAIRS } else { ENOUGH };
    shared(all, wanted) * 100 >= wanted.len() * enough
}

fn shared(all: &[String], wanted: &[String]) -> usize {
    wanted
        .iter()
        .filter(|w| all.iter().any(|t| same(t, w)))
        .count()
}

/// The same word, or another form of it where no rule for stems is known.
fn same(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    if !is_spaced(a) || !is_spaced(b) {
        return false;
    }
    let common = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    let longer = a.chars().count().max(b.chars().count());
    common >= 4 && common * 10 >= longer * 7
}

fn is_spaced(term: &str) -> bool {
    use crate::tokens::{Script, script_of};
    term.chars()
        .next()
        .is_some_and(|c| script_of(c) == Some(Script::Spaced))
}

/// Words that deny, folded.
#[rustfmt::skip]
const DENIALS: &[&str] = &[
    "not", "no", "never", "cannot", "without", "nor", "neither", "none", "t", "ei", "mitte", "ara", "arge", "pole",
    "polnud", "ilma", "arvatud", "nicht", "kein", "keine", "keinen", "keiner", "keinem", "nie", "niemals", "ohne", "ne",
    "pas", "jamais", "sans", "aucun", "aucune", "nao", "non", "nunca", "sin", "senza", "mai", "eivat", "emme", "ette",
    "ala", "alka", "eika", "не", "нет", "нельзя", "без", "никогда", "inte", "ikke", "niet", "geen", "nie", "nem",
];
const DENIALS_UNSPACED: &[&str] = &[
    "不",
    "没",
    "沒",
    "无法",
    "無法",
    "别",
    "勿",
    "未",
    "ない",
    "ません",
    "ず、",
    "않",
    "없",
    "못",
    "마세요",
    "ไม่",
];

/// Whether a text denies something.
pub(super) fn denies(text: &str) -> bool {
    words(text).iter().any(|w| DENIALS.contains(&w.as_str()))
        || DENIALS_UNSPACED.iter().any(|d| text.contains(d))
}

/// Numbers in words that a text may not bring along either, folded.
#[rustfmt::skip]
const NUMBER_WORDS: &[&str] = &[
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "fourteen", "fifteen",
    "twenty", "thirty", "forty", "fifty", "sixty", "ninety", "hundred", "thousand", "half", "double", "twice",
    "kaks", "kahe", "kolm", "kolme", "neli", "nelja", "viis", "viie", "kuus", "kuue", "seitse", "seitsme", "kaheksa",
    "uheksa", "kumme", "neliteist", "kolmkumend", "sada", "saja", "tuhat", "pool",
    "zwei", "drei", "vier", "funf", "sechs", "sieben", "acht", "neun", "zehn", "vierzehn", "dreissig", "hundert",
    "deux", "trois", "quatre", "cinq", "sept", "huit", "neuf", "dix", "quatorze", "trente", "cent",
    "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "catorce", "treinta", "cien",
];

/// Numbers of a text, each as it is written; in words as well.
pub(super) fn numbers(text: &str) -> Vec<String> {
    let folded: String = text.nfkc().collect();
    let chars: Vec<char> = folded.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if !chars[at].is_numeric() {
            at += 1;
            continue;
        }
        let mut number = String::new();
        while at < chars.len() {
            let inner = matches!(chars[at], '.' | ',' | ':')
                && chars.get(at + 1).is_some_and(|c| c.is_numeric());
            if !chars[at].is_numeric() && !inner {
                break;
            }
            number.push(if chars[at] == ',' { '.' } else { chars[at] });
            at += 1;
        }
        found.push(number);
    }
    found.extend(
        words(&folded)
            .into_iter()
            .filter(|w| NUMBER_WORDS.contains(&w.as_str())),
    );
    found.extend(han_numbers(&folded));
    found
}

/// Numbers in Han characters; a single "one" is a word like others.
fn han_numbers(text: &str) -> Vec<String> {
    let is_number = |c: char| "一二三四五六七八九十百千万两兩半".contains(c);
    text.split(|c: char| !is_number(c))
        .filter(|n| !n.is_empty() && *n != "一")
        .map(str::to_owned)
        .collect()
}

/// Addresses, links and names of sites, as written but for case and the marks around them.
pub(super) fn addresses(text: &str) -> Vec<String> {
    let folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let part = |c: char| {
        c.is_ascii_alphanumeric()
            || "@._-+/:?=&%#~".contains(c)
            || (c.is_alphabetic() && !is_wide(c))
    };
    folded
        .split(|c| !part(c))
        .map(|w| w.trim_matches(|c: char| ".:?/-_=&".contains(c)))
        .filter(|w| is_address(w))
        .map(|w| {
            let bare = w.split_once("://").map_or(w, |(_, rest)| rest);
            bare.strip_prefix("mailto:").unwrap_or(bare).to_owned()
        })
        .collect()
}

/// Scripts that write without spaces around an address.
fn is_wide(c: char) -> bool {
    use crate::tokens::{Script, script_of};
    script_of(c) == Some(Script::Unspaced)
}

fn is_address(word: &str) -> bool {
    if word.contains("://") || word.starts_with("www.") || word.starts_with("mailto:") {
        return true;
    }
    if word.contains('@') {
        return word.len() > 2;
    }
    let host = word.split(['/', ':', '?', '#']).next().unwrap_or(word);
    let labels: Vec<&str> = host.split('.').collect();
    let last = labels.last().copied().unwrap_or_default();
    labels.len() >= 2
        && labels.iter().all(|l| !l.is_empty())
        && last.chars().count() >= 2
        && last.chars().all(char::is_alphabetic)
        // "z.B." and "e.g." are no sites.
        && labels.iter().any(|l| l.chars().count() > 2)
}
