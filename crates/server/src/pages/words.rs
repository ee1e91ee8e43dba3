//! The words around what a help center says: Fluent texts, four languages, English for all others.
//!
//! One bundle for each language, parsed when it is first asked for. A page renders once and is kept, so nobody waits here.

use domain::Millis;
use domain::language::{base_language, is_same_language};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::sync::OnceLock;
use unic_langid::LanguageIdentifier;

/// Languages of the words, English first.
pub const LANGUAGES: [&str; 4] = ["en", "et", "zh", "de"];

/// The texts of a language, one file for each room that draws pages.
const TEXTS: [&[&str]; 4] = [
    &[
        include_str!("../../words/public/en.ftl"),
        include_str!("../../words/public/en-forms.ftl"),
        include_str!("../../words/public/en-answer.ftl"),
        include_str!("../../words/public/en-suggest.ftl"),
        include_str!("../../words/public/en-survey.ftl"),
        include_str!("../../words/public/en-notice.ftl"),
    ],
    &[
        include_str!("../../words/public/et.ftl"),
        include_str!("../../words/public/et-forms.ftl"),
        include_str!("../../words/public/et-answer.ftl"),
        include_str!("../../words/public/et-suggest.ftl"),
        include_str!("../../words/public/et-survey.ftl"),
        include_str!("../../words/public/et-notice.ftl"),
    ],
    &[
        include_str!("../../words/public/zh.ftl"),
        include_str!("../../words/public/zh-forms.ftl"),
        include_str!("../../words/public/zh-answer.ftl"),
        include_str!("../../words/public/zh-suggest.ftl"),
        include_str!("../../words/public/zh-survey.ftl"),
        include_str!("../../words/public/zh-notice.ftl"),
    ],
    &[
        include_str!("../../words/public/de.ftl"),
        include_str!("../../words/public/de-forms.ftl"),
        include_str!("../../words/public/de-answer.ftl"),
        include_str!("../../words/public/de-suggest.ftl"),
        include_str!("../../words/public/de-survey.ftl"),
        include_str!("../../words/public/de-notice.ftl"),
    ],
];

/// Words in one language.
pub struct Words {
    language: usize,
    bundle: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Words({})", LANGUAGES[self.language])
    }
}

/// The words for a page in that locale.
#[must_use]
pub fn words(locale: &str) -> &'static Words {
    static ALL: [OnceLock<Words>; 4] = [const { OnceLock::new() }; 4];
    let code = base_language(locale);
    let known = LANGUAGES
        .iter()
        .position(|l| l.eq_ignore_ascii_case(code))
        .unwrap_or(0);
    ALL[known].get_or_init(|| Words::new(known))
}

impl Words {
    fn new(language: usize) -> Self {
        let id: LanguageIdentifier = LANGUAGES[language].parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // What users wrote stands in <bdi>; marks within texts would be copied along.
        bundle.set_use_isolating(false);
        for text in TEXTS[language] {
            // What does not parse is left out by the parser; a test says that all of it does.
            let resource = match FluentResource::try_new((*text).to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            if let Err(errors) = bundle.add_resource(resource) {
                tracing::error!(?errors, "a word is there twice");
            }
        }
        Self { language, bundle }
    }

    /// The language that the words are in: of a page in another one, they are marked with it.
    #[must_use]
    pub fn locale(&self) -> &'static str {
        LANGUAGES[self.language]
    }

    /// `Some` with the words' own language when it is not the page's.
    #[must_use]
    pub fn lang_within(&self, locale: &str) -> Option<&'static str> {
        (!is_same_language(locale, self.locale())).then(|| self.locale())
    }

    /// A text without anything to fill in.
    #[must_use]
    pub fn get(&self, id: &str) -> String {
        self.formatted(id, None)
    }

    /// A text with values by name.
    #[must_use]
    pub fn with<'a>(
        &self,
        id: &str,
        values: impl IntoIterator<Item = (&'a str, FluentValue<'a>)>,
    ) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(name, value);
        }
        self.formatted(id, Some(&args))
    }

    /// `with` of one text.
    #[must_use]
    pub fn naming(&self, id: &str, name: &str, value: &str) -> String {
        self.with(id, [(name, FluentValue::from(value))])
    }

    /// `with` of one count.
    #[must_use]
    pub fn counting(&self, id: &str, n: u64) -> String {
        self.with(id, [("n", FluentValue::from(n))])
    }

    /// A day as people write it in this language.
    #[must_use]
    pub fn day(&self, at: Millis, zone: &TimeZone) -> String {
        let date = Timestamp::from_millisecond(at)
            .unwrap_or(Timestamp::UNIX_EPOCH)
            .to_zoned(zone.clone())
            .date();
        self.with(
            "day",
            [
                ("day", FluentValue::from(date.day().to_string())),
                ("month", FluentValue::from(i64::from(date.month()))),
                ("year", FluentValue::from(date.year().to_string())),
            ],
        )
    }

    /// How a language is called in this one; its own name for itself when we have no word.
    #[must_use]
    pub fn language(&self, locale: &str) -> String {
        let code = base_language(locale).to_ascii_lowercase();
        let id = format!("language-{code}");
        if code.len() <= 3 && self.bundle.has_message(&id) {
            self.get(&id)
        } else {
            super::locale::endonym(locale)
        }
    }

    fn formatted(&self, id: &str, args: Option<&FluentArgs<'_>>) -> String {
        let Some(pattern) = self.bundle.get_message(id).and_then(|m| m.value()) else {
            if self.language != 0 {
                return words("en").formatted(id, args);
            }
            tracing::error!(id, "there is no such word");
            return id.to_owned();
        };
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, args, &mut errors);
        if !errors.is_empty() {
            tracing::error!(id, ?errors, "a word lacks a value");
        }
        text.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    /// Ids with the variables that they name, as the texts stand.
    fn named(texts: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
        let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut now = String::new();
        for line in texts.iter().flat_map(|t| t.lines()) {
            if let Some((id, _)) = line.split_once(" =")
                && line.starts_with(|c: char| c.is_ascii_lowercase())
            {
                id.clone_into(&mut now);
                assert!(
                    out.insert(now.clone(), BTreeSet::new()).is_none(),
                    "{id} twice"
                );
            }
            for part in line.split('$').skip(1) {
                let name: String = part
                    .chars()
                    .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
                    .collect();
                out.get_mut(&now).expect("within a text").insert(name);
            }
        }
        out
    }

    #[test]
    fn every_language_has_every_text_with_the_same_values() {
        let english = named(TEXTS[0]);
        assert!(english.len() > 50);
        for (language, texts) in LANGUAGES.iter().zip(TEXTS).skip(1) {
            assert_eq!(named(texts), english, "{language}");
        }
    }

    #[test]
    fn every_text_parses_and_says_something() {
        for (at, texts) in TEXTS.iter().enumerate() {
            for text in *texts {
                assert!(
                    FluentResource::try_new((*text).to_owned()).is_ok(),
                    "{}",
                    LANGUAGES[at]
                );
            }
            let words = words(LANGUAGES[at]);
            for (id, values) in named(texts) {
                let values = values.iter().map(|v| (v.as_str(), FluentValue::from(2)));
                let said = words.with(&id, values);
                assert!(!said.trim().is_empty() && said != id, "{id}");
                assert!(!said.contains('{'), "{id}: {said}");
            }
        }
    }

    #[test]
    fn a_day_reads_as_people_write_it() {
        let at = 1_778_025_600_000; // 2026-05-06 00:00 UTC
        let said = |l| words(l).day(at, &TimeZone::UTC);
        assert_eq!(said("en"), "6 May 2026");
        assert_eq!(said("et-EE"), "6. mai 2026");
        assert_eq!(said("de"), "6. Mai 2026");
        assert_eq!(said("zh-CN"), "2026年5月6日");
        assert_eq!(said("ar"), said("en"));
    }

    #[test]
    fn one_and_many_are_told_apart() {
        assert_eq!(words("en").counting("articles", 1), "1 article");
        assert_eq!(words("en").counting("articles", 3), "3 articles");
        assert_eq!(words("et").counting("articles", 1), "1 artikkel");
    }
}
