//! Whether a text tells customers that it is about saving money. They read it as "you are not worth it"; whoever means it may
//! still write it, knowingly. Words that belong together stand near each other in one sentence: "reduce our costs" is, "costs
//! you nothing" is not, and what saves the reader something is not either.

use crate::language::base_language;

/// Words between the two that belong together.
const NEAR: usize = 3;
/// Characters between them where words are not parted.
const NEAR_CHARS: usize = 8;

struct Words {
    /// What is saved, as whole words.
    what: &'static [&'static str],
    /// What is done to it, as beginnings of words.
    done: &'static [&'static str],
    /// Enough by themselves, within a sentence.
    phrases: &'static [&'static str],
    /// Said of the reader: no saving of ours.
    yours: &'static [&'static str],
    /// Said of the house: its own saving, where it stands nearer.
    ours: &'static [&'static str],
    /// Begins another matter: what is said of the reader before it is not said of what follows.
    joins: &'static [&'static str],
}

const ENGLISH: Words = Words {
    what: &[
        "cost",
        "costs",
        "expense",
        "expenses",
        "spending",
        "overhead",
        "overheads",
        "budget",
        "budgets",
        "money",
    ],
    done: &[
        "reduc", "cut", "sav", "lower", "trim", "minimi", "slash", "control",
    ],
    phrases: &[
        "cost-cutting",
        "cost cutting",
        "cost-saving",
        "cost saving",
        "cost reduction",
        "cost-effective",
        "cost effective",
        "cost-efficient",
        "cost efficien",
        "cost reasons",
        "reasons of cost",
        "financial reasons",
        "economic reasons",
        "too expensive",
        "economise",
        "economize",
        "because of the cost",
        "because of cost",
    ],
    yours: &["you", "your", "yours"],
    ours: &[
        "we", "us", "our", "ours", "i", "my", "company", "they", "their",
    ],
    joins: &["and", "or", "but", "by"],
};
const GERMAN: Words = Words {
    what: &[
        "kosten",
        "ausgaben",
        "budget",
        "geld",
        "betriebskosten",
        "personalkosten",
        "servicekosten",
        "supportkosten",
        "aufwendungen",
    ],
    done: &[
        "senk",
        "gesenk",
        "reduzier",
        "spar",
        "gespar",
        "einspar",
        "eingespar",
        "kürz",
        "gekürz",
        "verringer",
        "minimier",
    ],
    phrases: &[
        "kostensenkung",
        "kosteneinsparung",
        "kostenersparnis",
        "kostengründe",
        "kostengruend",
        "kosteneffizien",
        "kostenreduzierung",
        "kostenreduktion",
        "sparmaßnahme",
        "sparmassnahme",
        "einsparung",
        "finanziellen gründen",
        "wirtschaftlichen gründen",
        "zu teuer",
    ],
    yours: &[
        "sie", "ihnen", "ihr", "ihre", "ihrer", "ihren", "du", "dir", "dein", "deine", "deiner",
        "deinen",
    ],
    ours: &[
        "wir", "uns", "unser", "unsere", "unseren", "unserer", "unseres", "ich", "mein", "meine",
    ],
    joins: &["und", "oder", "aber"],
};
const ESTONIAN: Words = Words {
    what: &[
        "kulu",
        "kulud",
        "kulusid",
        "kulude",
        "kuludelt",
        "kuludega",
        "kulutusi",
        "kulutuste",
        "raha",
        "eelarve",
        "eelarvet",
    ],
    done: &[
        "vähenda",
        "kokku",
        "säästa",
        "säästma",
        "säästmise",
        "kärpi",
        "kärbi",
        "alanda",
        "hoida",
        "hoiame",
    ],
    phrases: &[
        "kokkuhoid",
        "kokkuhoiu",
        "kokkuhoidu",
        "kulusääst",
        "kuluefektiiv",
        "kulutõhus",
        "rahalistel põhjustel",
        "majanduslikel põhjustel",
        "liiga kallis",
        "liiga kulukas",
    ],
    yours: &[
        "te",
        "teie",
        "teil",
        "teile",
        "teid",
        "sina",
        "sinu",
        "sul",
        "sulle",
        // The reader does it: no other word says so.
        "säästate",
        "säästad",
        "hoiate",
        "hoiad",
        "vähendate",
        "vähendad",
        "alandate",
        "alandad",
    ],
    ours: &[
        "me",
        "meie",
        "meil",
        "meile",
        "meid",
        "ma",
        "mina",
        "minu",
        "ettevõte",
    ],
    joins: &["ja", "ning", "või", "aga"],
};
/// Both writings.
const CHINESE: Words = Words {
    what: &[
        "成本", "开支", "開支", "费用", "費用", "预算", "預算", "经费", "經費", "支出",
    ],
    done: &[
        "降低", "节约", "節約", "节省", "節省", "削减", "削減", "减少", "減少", "控制", "压缩",
        "壓縮", "缩减", "縮減",
    ],
    phrases: &[
        "省钱",
        "省錢",
        "成本原因",
        "经济原因",
        "經濟原因",
        "财务原因",
        "財務原因",
        "太贵",
        "太貴",
    ],
    yours: &["您", "你"],
    ours: &["我", "本公司", "公司"],
    joins: &["并", "並", "且"],
};

fn words(language: &str) -> Option<&'static Words> {
    match base_language(language) {
        "de" => Some(&GERMAN),
        "et" => Some(&ESTONIAN),
        "zh" => Some(&CHINESE),
        "en" => Some(&ENGLISH),
        _ => None,
    }
}

/// Whether a plain text in that language speaks of saving costs; a language that is not known is looked through with the
/// English words.
#[must_use]
pub fn says_costs(text: &str, language: &str) -> bool {
    let lower = text.to_lowercase();
    let language = language.to_ascii_lowercase();
    let words = words(&language).unwrap_or(&ENGLISH);
    let end = |c: char| matches!(c, '.' | '!' | '?' | ';' | '\n' | '。' | '！' | '？' | '；');
    lower.split(end).any(|sentence| {
        let sentence = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
        match base_language(&language) {
            "zh" => unparted(&sentence, words),
            _ => parted(&sentence, words),
        }
    })
}

fn parted(sentence: &str, words: &Words) -> bool {
    if words.phrases.iter().any(|p| sentence.contains(p)) {
        return true;
    }
    let apart = |c: char| !c.is_alphanumeric();
    let said: Vec<&str> = sentence.split(apart).filter(|w| !w.is_empty()).collect();
    let places = |hit: &dyn Fn(&str) -> bool| -> Vec<usize> {
        let all = said.iter().enumerate();
        all.filter(|(_, w)| hit(w)).map(|(n, _)| n).collect()
    };
    let what = places(&|w| words.what.contains(&w));
    let done = places(&|w| words.done.iter().any(|d| w.starts_with(d)));
    what.iter().any(|a| {
        done.iter().any(|b| {
            let (from, to) = (*a.min(b), *a.max(b));
            let these = said.get(from..=to).unwrap_or_default();
            let before = said.get(from.saturating_sub(NEAR)..from);
            to - from <= NEAR + 1
                && !these.iter().any(|w| words.yours.contains(w))
                && !is_for_reader(before.unwrap_or_default(), from == *b, words)
        })
    })
}

/// Whether the words before speak of the reader, and not of the house nearer by; a verb that is joined to them is another matter
/// ("help you and cut costs"), what is saved may be one of two ("damit Sie Zeit und Geld sparen").
fn is_for_reader(before: &[&str], verb: bool, words: &Words) -> bool {
    let joined = verb && before.last().is_some_and(|w| words.joins.contains(w));
    let mut near = before.iter().rev();
    let who = near.find(|w| words.yours.contains(w) || words.ours.contains(w));
    !joined && who.is_some_and(|w| words.yours.contains(w))
}

fn unparted(sentence: &str, words: &Words) -> bool {
    if words.phrases.iter().any(|p| sentence.contains(p)) {
        return true;
    }
    words.done.iter().any(|done| {
        sentence.match_indices(done).any(|(at, _)| {
            let (before, after) = sentence.split_at(at);
            let after = after.get(done.len()..).unwrap_or_default();
            let ends = |c: &char| matches!(c, '，' | ',' | '、');
            let near = after.chars().take_while(|c| !ends(c));
            let near: String = near.take(NEAR_CHARS).collect();
            let before = before.chars().rev().take_while(|c| !ends(c));
            let before: Vec<char> = before.take(NEAR_CHARS).collect();
            let before: String = before.into_iter().rev().collect();
            !reader_is_last(&before, words)
                && words.what.iter().any(|what| {
                    let between = near.split_once(what).map(|(between, _)| between);
                    between.is_some_and(|b| !words.yours.iter().any(|y| b.contains(y)))
                })
        })
    })
}

/// Whether the reader is named last before it, with nothing that begins another matter between.
fn reader_is_last(before: &str, words: &Words) -> bool {
    let last = |of: &[&str]| of.iter().filter_map(|w| before.rfind(w)).max();
    let other = last(words.ours).max(last(words.joins));
    last(words.yours).is_some_and(|at| other.is_none_or(|other| other < at))
}
