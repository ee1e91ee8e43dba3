//! Words and their forms: a light stem for each language that has rules here, over folded tokens (marks are gone: `õ` is
//! `o`). Two forms of a word should meet; a stem need not be a word. What the rules miss, [`super::vocabulary`] finds by
//! common beginnings, which also serves languages without rules.
//!
//! Endings are from descriptive grammars (Erelt et al., *Eesti keele grammatika*; Duden); the English rules are the plural
//! and participle steps of Harman's S-stemmer and of Porter (1980), without the rest.

use crate::language::base_language;
use std::borrow::Cow;

/// What is left before an ending is cut off, in characters.
const LEAST: usize = 3;

/// The stem of a folded token in a language; the token itself where no rule is known.
#[must_use]
pub fn stem<'a>(token: &'a str, locale: &str) -> Cow<'a, str> {
    if !token.is_ascii() || token.len() <= LEAST || token.bytes().any(|b| b.is_ascii_digit()) {
        return Cow::Borrowed(token);
    }
    match base_language(locale) {
        "en" => english(token),
        "et" => estonian(token),
        "de" => german(token),
        "fi" => finnish(token),
        "fr" | "es" | "it" | "pt" | "ca" => romance(token),
        "nl" | "sv" | "da" | "nb" | "no" => germanic(token),
        _ => Cow::Borrowed(token),
    }
}

/// Whether rules for the language are here.
#[must_use]
pub fn knows(locale: &str) -> bool {
    matches!(
        base_language(locale),
        "en" | "et"
            | "de"
            | "fi"
            | "fr"
            | "es"
            | "it"
            | "pt"
            | "ca"
            | "nl"
            | "sv"
            | "da"
            | "nb"
            | "no"
    )
}

/// Without the first of the endings that fits and leaves enough; longer ones stand first.
fn cut<'a>(word: &'a str, endings: &[&str], least: usize) -> &'a str {
    endings
        .iter()
        .find_map(|e| word.strip_suffix(e).filter(|rest| rest.len() >= least))
        .unwrap_or(word)
}

fn is_vowel(b: u8) -> bool {
    matches!(b, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// `stopp` becomes `stop`: the two grades of a stem meet.
fn single(word: &str) -> &str {
    let b = word.as_bytes();
    match b {
        [.., x, y] if x == y && !is_vowel(*x) && b.len() > LEAST => &word[..word.len() - 1],
        _ => word,
    }
}

fn without_last_vowels(word: &str, most: usize, least: usize) -> &str {
    let mut word = word;
    for _ in 0..most {
        match word.as_bytes() {
            [.., last] if is_vowel(*last) && word.len() > least => word = &word[..word.len() - 1],
            _ => break,
        }
    }
    word
}

fn english(word: &str) -> Cow<'_, str> {
    if let Some(irregular) = IRREGULAR.iter().find(|(from, _)| *from == word) {
        return Cow::Borrowed(irregular.1);
    }
    let word = match word {
        w if w.ends_with("ies") && w.len() > 4 => &w[..w.len() - 2],
        w if w.ends_with("sses") => &w[..w.len() - 2],
        w if w.ends_with("ss") || w.ends_with("us") || w.ends_with("is") => w,
        w => cut(w, &["s"], LEAST),
    };
    let shorter = cut(word, &["ingly", "edly", "ing", "ed", "ment", "ly"], LEAST);
    // `string` and `thing` keep their ends: what is left needs a vowel.
    let word = if shorter.bytes().any(is_vowel) {
        shorter
    } else {
        word
    };
    let word = if word.len() > 4 { single(word) } else { word };
    Cow::Borrowed(match word.as_bytes() {
        [.., b'e' | b'y' | b'i'] if word.len() > LEAST => &word[..word.len() - 1],
        _ => word,
    })
}

/// Forms that endings do not explain, of words that questions are made of.
const IRREGULAR: &[(&str, &str)] = &[
    ("bought", "buy"),
    ("buys", "buy"),
    ("sent", "send"),
    ("paid", "pay"),
    ("broke", "break"),
    ("broken", "break"),
    ("lost", "los"),
    ("losing", "los"),
    ("forgot", "forget"),
    ("forgotten", "forget"),
    ("chose", "choos"),
    ("chosen", "choos"),
    ("wrote", "writ"),
    ("written", "writ"),
    ("got", "get"),
    ("went", "go"),
    ("gone", "go"),
    ("came", "com"),
    ("took", "tak"),
    ("taken", "tak"),
    ("gave", "giv"),
    ("given", "giv"),
    ("stolen", "steal"),
    ("stole", "steal"),
    ("torn", "tear"),
    ("worn", "wear"),
    ("children", "child"),
    ("feet", "foot"),
];

/// Endings of number and case (14 cases, often after a plural), of persons, participles and of nouns made of verbs. Then the
/// last vowel goes, and the strong grade becomes the weak one (`pakki`, `paki`, `pakk`; `tagastamine`, `tagastus`).
fn estonian(word: &str) -> Cow<'_, str> {
    const CASES: &[&str] = &[
        "destki", "tesse", "desse", "tele", "dele", "telt", "delt", "test", "dest", "teks", "deks",
        "tega", "dega", "teta", "deta", "teni", "deni", "tena", "dena", "tel", "del", "tes", "des",
        "sse", "ksi", "st", "le", "lt", "ks", "ga", "ni", "na", "id", "te", "de",
    ];
    const MADE: &[&str] = &[
        "amisega", "amiseks", "amisel", "amiseta", "amist", "amine", "amise", "amata", "akse",
        "atakse", "itakse", "etakse", "takse", "amas", "amast", "asin", "asid", "isin", "isid",
        "asime", "asite", "isime", "isite", "ataks", "aksin", "aksid", "iksin", "aks", "iks",
        "atud", "itud", "etud", "anud", "inud", "enud", "nud", "tud", "dud", "ada", "ida", "eda",
        "ama", "ima", "ema", "usega", "usest", "usele", "useks", "uses", "usel", "ustega", "uste",
        "used", "use", "ust", "us", "imine", "imise", "imist", "emine", "emise", "emist", "mine",
        "mise", "mist", "misel", "mas", "mast", "sin", "sid", "sime", "site", "ma", "an", "ab",
        "in", "ib", "en", "eb", "ate", "avad", "ame",
    ];
    if let Some((_, to)) = ESTONIAN_IRREGULAR.iter().find(|(from, _)| *from == word) {
        return Cow::Borrowed(to);
    }
    let made = cut(word, MADE, 4);
    let rest = if made.len() < word.len() {
        made
    } else {
        without_short_case(cut(word, CASES, LEAST), word)
    };
    // A case after `us`: `tellimusest`, `tellimustele`.
    let rest = if rest.len() < word.len() {
        cut(rest, &["use", "uste", "us", "mise", "mis"], 4)
    } else {
        rest
    };
    voiceless(single(without_last_vowels(rest, 1, LEAST)))
}

/// The weak grade ends softly (`automaadi`, `automaat`).
fn voiceless(word: &str) -> Cow<'_, str> {
    let hard = match word.as_bytes().last() {
        Some(b'b') => 'p',
        Some(b'd') => 't',
        Some(b'g') => 'k',
        _ => return Cow::Borrowed(word),
    };
    Cow::Owned(format!("{}{hard}", &word[..word.len() - 1]))
}

/// Cases of one letter stand behind a single vowel (`kontol`, not `parool`) and are cut from what is whole so far.
fn without_short_case<'a>(cut: &'a str, word: &str) -> &'a str {
    match cut.as_bytes() {
        [.., before, vowel, b's' | b'l' | b't' | b'd']
            if cut.len() == word.len()
                && cut.len() > LEAST
                && is_vowel(*vowel)
                && !is_vowel(*before) =>
        {
            &cut[..cut.len() - 1]
        }
        _ => cut,
    }
}

/// Short words whose stems change in the middle.
const ESTONIAN_IRREGULAR: &[(&str, &str)] = &[
    ("raha", "rah"),
    ("rahad", "rah"),
    ("lehe", "leht"),
    ("lehel", "leht"),
    ("lehelt", "leht"),
    ("lehte", "leht"),
    ("lehed", "leht"),
    ("kaob", "kadu"),
    ("kadus", "kadu"),
    ("kadunud", "kadu"),
    ("kaduda", "kadu"),
    ("kaotasin", "kadu"),
    ("kaotada", "kadu"),
    ("kaotanud", "kadu"),
    ("kaotsi", "kadu"),
    ("ostan", "ost"),
    ("ostetud", "ost"),
    ("oste", "ost"),
    ("tood", "toode"),
    ("toote", "toode"),
    ("tooted", "toode"),
    ("toodet", "toode"),
    ("tooteid", "toode"),
    ("tootel", "toode"),
    ("toodete", "toode"),
    ("hind", "hinn"),
    ("hinda", "hinn"),
    ("hinna", "hinn"),
    ("hinnad", "hinn"),
    ("hinnaga", "hinn"),
    ("hindu", "hinn"),
    ("joudnud", "joud"),
    ("joudis", "joud"),
    ("jouab", "joud"),
    ("jouda", "joud"),
    ("jouavad", "joud"),
];

fn german(word: &str) -> Cow<'_, str> {
    // `gesendet` and `senden`.
    let bare = word
        .strip_prefix("ge")
        .filter(|w| w.len() > 5)
        .and_then(|w| w.strip_suffix("et").or_else(|| w.strip_suffix('t')))
        .unwrap_or(word);
    let word = cut(
        bare,
        &[
            "ungen", "ung", "innen", "lich", "isch", "ern", "em", "en", "er", "es", "e", "n", "s",
        ],
        LEAST,
    );
    Cow::Borrowed(single(cut(word, &["ier", "en", "er", "e"], 4)))
}

/// As Estonian, with its own cases.
fn finnish(word: &str) -> Cow<'_, str> {
    const ENDINGS: &[&str] = &[
        "issa", "ista", "iden", "ille", "illa", "ilta", "iksi", "ssa", "sta", "lla", "lta", "lle",
        "ksi", "nen", "sen", "set", "ien", "jen", "ni", "si", "mme", "nne", "nsa", "an", "in",
        "en", "on", "un", "ta", "t", "n", "a",
    ];
    Cow::Borrowed(single(without_last_vowels(
        cut(word, ENDINGS, LEAST),
        1,
        LEAST,
    )))
}

fn romance(word: &str) -> Cow<'_, str> {
    const ENDINGS: &[&str] = &[
        "ements", "ement", "amento", "amiento", "aciones", "acion", "ations", "ation", "azione",
        "azioni", "acao", "acoes", "emos", "amos", "ando", "endo", "ado", "ada", "ados", "adas",
        "ido", "ida", "ees", "ee", "er", "ez", "ar", "ir", "re", "es", "os", "as", "aux", "s", "x",
        "e", "a", "o", "i",
    ];
    Cow::Borrowed(single(cut(word, ENDINGS, 4)))
}

fn germanic(word: &str) -> Cow<'_, str> {
    const ENDINGS: &[&str] = &[
        "ingen", "ingar", "inger", "ing", "heden", "heid", "arna", "erna", "erne", "orna", "ende",
        "ande", "ar", "or", "er", "en", "et", "es", "te", "de", "s", "n", "e", "a", "t",
    ];
    Cow::Borrowed(single(cut(word, ENDINGS, LEAST)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::tokens;

    fn meet(locale: &str, words: &str) {
        let all: Vec<String> = tokens(words)
            .iter()
            .map(|t| stem(t, locale).into_owned())
            .collect();
        assert!(
            all.windows(2).all(|w| w[0] == w[1]),
            "{words} in {locale}: {all:?}"
        );
    }

    #[test]
    fn forms_of_an_english_word_meet() {
        meet("en", "return returns returned returning");
        meet("en", "delivery deliver delivered delivering deliveries");
        meet("en-GB", "cancel cancels cancelled cancelling");
        meet("en", "charge charged charges charging");
        meet("en", "pay paid paying payment payments");
    }

    #[test]
    fn cases_of_an_estonian_word_meet() {
        meet("et", "pakk paki pakki pakid pakist pakiga pakile");
        meet(
            "et",
            "tellimus tellimuse tellimust tellimused tellimusest tellimustele",
        );
        meet(
            "et",
            "tagastada tagastan tagastamine tagastamise tagastus tagastasin tagastatud",
        );
        meet("et", "arve arvet arved arvel arvele arvega");
        meet("et", "konto kontole kontot kontol kontolt");
        meet("et", "parool parooli paroolid parooliga");
        meet("et", "muuta muutma muutmine muutmise muutsin muutis");
        meet("et", "saatma saatmine saatsin saatis");
        meet("et", "automaat automaadi automaadis automaadid");
    }

    #[test]
    fn forms_of_a_german_word_meet() {
        meet("de", "Rechnung Rechnungen");
        meet("de", "Paket Pakete Paketen Pakets");
    }

    #[test]
    fn different_words_stay_apart() {
        let s = |w: &'static str, l: &str| stem(w, l).into_owned();
        assert_ne!(s("string", "en"), s("strong", "en"));
        assert_ne!(s("thing", "en"), s("this", "en"));
        assert_ne!(s("arve", "et"), s("arvuti", "et"));
    }

    #[test]
    fn what_has_no_rules_stays_as_it_is() {
        assert_eq!(stem("退款", "zh"), "退款");
        assert_eq!(stem("посылка", "ru"), "посылка");
        assert_eq!(stem("nw10482", "en"), "nw10482");
        assert_eq!(stem("", "et"), "");
    }
}
