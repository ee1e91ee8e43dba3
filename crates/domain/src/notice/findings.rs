//! What is to be said about a notice before it is sent.

use super::{Content, Text, USED_DAYS_MAX, says_costs};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    NotJustified,
    Nobody,
    TooMany,
    BadSender,
    SaysCosts,
    EmptyVariable,
    PlanWaits,
    Captive,
    NoWayOn,
    MissingLanguage,
    Unreachable,
}

impl Code {
    /// The code of the refusal.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NotJustified => "not_justified",
            Self::Nobody => "nobody",
            Self::TooMany => "too_many",
            Self::BadSender => "bad_sender",
            Self::SaysCosts => "says_costs",
            Self::EmptyVariable => "empty_variable",
            Self::PlanWaits => "plan_waits",
            Self::Captive => "captive",
            Self::NoWayOn => "no_way_on",
            Self::MissingLanguage => "missing_language",
            Self::Unreachable => "unreachable",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub code: Code,
    pub sentence: String,
    pub what_to_do: String,
    /// It cannot be sent like that.
    pub blocks: bool,
    /// How many people it is about, or the bound; nought where neither is.
    pub n: i64,
    /// Languages, a place to fill in, or the channel that writes.
    pub names: Vec<String>,
}

impl Finding {
    fn of(self, n: i64) -> Self {
        Self { n, ..self }
    }

    fn about<S: Into<String>>(self, names: impl IntoIterator<Item = S>) -> Self {
        let names = names.into_iter().map(Into::into).collect();
        Self { names, ..self }
    }
}

/// What is known of those it would go to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The language of the house.
    pub house: String,
    /// Who would be told, by what they read; an empty language is the house's.
    pub languages: BTreeMap<String, i64>,
    /// More than one notice may have.
    pub too_many: bool,
    /// No address, and no conversation that is open.
    pub unreachable: i64,
    /// Have used no other channel.
    pub captive: i64,
    /// Why the sender cannot write; `None`: it can.
    pub sender: Option<String>,
    /// The channel that writes.
    pub from: Option<String>,
    /// The plain words of each text.
    pub plain: BTreeMap<String, String>,
    /// What texts name that has no value for everybody.
    pub empty: BTreeSet<String>,
    /// The plan that gives {{date}} has not been started.
    pub plan_waits: bool,
    /// Addresses of the channel that it is about.
    pub closing: Vec<String>,
}

impl Facts {
    #[must_use]
    pub fn people(&self) -> i64 {
        self.languages.values().sum()
    }
}

fn finding(
    code: Code,
    blocks: bool,
    sentence: impl Into<String>,
    what_to_do: impl Into<String>,
) -> Finding {
    Finding {
        code,
        sentence: sentence.into(),
        what_to_do: what_to_do.into(),
        blocks,
        n: 0,
        names: Vec::new(),
    }
}

/// Everything, what blocks first.
#[must_use]
pub fn findings(content: &Content, facts: &Facts) -> Vec<Finding> {
    let mut out = Vec::new();
    out.extend(whom(content, facts));
    out.extend(words(content, facts));
    out.sort_by_key(|f| (!f.blocks, f.code));
    out
}

fn whom(content: &Content, facts: &Facts) -> Vec<Finding> {
    let mut out = Vec::new();
    let days = content.to.days;
    if !(1..=USED_DAYS_MAX).contains(&days) {
        let who = match days {
            0 => "It would go to everybody, whether they use this channel or not.".to_owned(),
            _ => format!(
                "It would go to people who have not used this channel in {USED_DAYS_MAX} days and do not depend on it."
            ),
        };
        let mend = format!("Write to those who used it within 1 to {USED_DAYS_MAX} days.");
        let bound = i64::from(if days == 0 { 0 } else { USED_DAYS_MAX });
        out.push(finding(Code::NotJustified, true, who, mend).of(bound));
    } else if facts.people() == 0 {
        let mend = "Choose a longer time or fewer conditions.";
        out.push(finding(Code::Nobody, true, "Nobody would be told.", mend));
    }
    if facts.too_many {
        let text = format!(
            "More than {} people would be told at once.",
            super::PEOPLE_MAX
        );
        let mend = "Write to a part of them first: the frequent ones, or those of one language.";
        let bound = i64::try_from(super::PEOPLE_MAX).unwrap_or(i64::MAX);
        out.push(finding(Code::TooMany, true, text, mend).of(bound));
    }
    if let Some(why) = &facts.sender {
        let mend = "Choose a channel of mail that is live and has an address.";
        let bad = finding(Code::BadSender, true, why, mend);
        out.push(bad.about(facts.from.clone()));
    }
    if facts.unreachable > 0 {
        let text = format!(
            "{} people have no address and no open conversation: they are not told.",
            facts.unreachable
        );
        let mend = "Say it at the door too: an announcement in the plan tells whoever comes.";
        out.push(finding(Code::Unreachable, false, text, mend).of(facts.unreachable));
    }
    out
}

fn words(content: &Content, facts: &Facts) -> Vec<Finding> {
    let mut out = Vec::new();
    let costly = facts.plain.iter().filter(|(l, text)| says_costs(text, l));
    let costly: Vec<&str> = costly.map(|(l, _)| l.as_str()).collect();
    if !costly.is_empty() {
        let text = format!(
            "The text ({}) tells customers that you want to reduce costs. They read that they are not worth it.",
            costly.join(", ")
        );
        let mend = "Say what the customer has of it, or say that you mean it.";
        let said = finding(Code::SaysCosts, !content.costs_meant, text, mend);
        out.push(said.about(costly));
    }
    for name in &facts.empty {
        let text = format!("“{name}” has no value for everybody.");
        let mend = format!("Write words that stand in: {{{{{name}|…}}}}, or take it out.");
        out.push(finding(Code::EmptyVariable, true, text, mend).about([name.as_str()]));
    }
    if facts.plan_waits && content.is_dated() {
        let text = "The plan has not been started: the day that {{date}} names is not fixed.";
        let mend = "Start the plan first, or take {{date}} out.";
        out.push(finding(Code::PlanWaits, true, text, mend));
    }
    let without = |hit: &dyn Fn(&Text) -> bool| -> Vec<&str> {
        let texts = content.texts.iter().filter(|(_, t)| !hit(t));
        texts.map(|(l, _)| l.as_str()).collect()
    };
    let lost = without(&|t| names_a_way(&t.html, &facts.closing));
    if !lost.is_empty() {
        let text = format!("The text ({}) names no way on.", lost.join(", "));
        let mend = "Name the ways that are open: {{ways}}, or {{contact_url}}.";
        out.push(finding(Code::NoWayOn, false, text, mend).about(lost));
    }
    let own = without(&|t| names(&t.html, "ways"));
    if facts.captive > 0 && !own.is_empty() {
        let text = format!(
            "{} people have used no other channel, and the text ({}) does not name the ways that are open to each of them.",
            facts.captive,
            own.join(", ")
        );
        let mend = "Put {{ways}} into it: it lists only what is open to the one who reads it.";
        let captive = finding(Code::Captive, false, text, mend).of(facts.captive);
        out.push(captive.about(own));
    }
    out.extend(missing(content, facts));
    out
}

fn missing(content: &Content, facts: &Facts) -> Option<Finding> {
    let has = |l: &str| l.is_empty() || crate::language::near(&content.texts, l).is_some();
    let lacking = facts.languages.iter().filter(|(l, _)| !has(l));
    let (names, counts): (Vec<&str>, Vec<i64>) = lacking.map(|(l, n)| (l.as_str(), *n)).unzip();
    if names.is_empty() {
        return None;
    }
    let people = counts.iter().sum::<i64>();
    let text = format!(
        "{people} people read a language without a text ({}): they get “{}”.",
        names
            .iter()
            .take(10)
            .copied()
            .collect::<Vec<_>>()
            .join(", "),
        facts.house
    );
    let mend = "Write the text in their language too, if you can.";
    let missing = finding(Code::MissingLanguage, false, text, mend);
    Some(missing.of(people).about(names))
}

/// Whether a text has that place to fill in.
pub(super) fn names(html: &str, variable: &str) -> bool {
    html.split("{{").skip(1).any(|part| {
        let inside = part.split("}}").next().unwrap_or_default();
        inside.split('|').next().unwrap_or_default().trim() == variable
    })
}

/// Whether a text says where else to turn: the ways, a page, an address that stays, or a number to call.
#[must_use]
pub fn names_a_way(html: &str, closing: &[String]) -> bool {
    if names(html, "ways") || names(html, "contact_url") {
        return true;
    }
    if html.contains("http://") || html.contains("https://") || html.contains("tel:") {
        return true;
    }
    let around = |c: char| c.is_whitespace() || "<>\"'()[],;:".contains(c);
    let mut words = html.split(around);
    words.any(|word| {
        let address = word.trim_matches('.').to_lowercase();
        let whole = address.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && domain.contains('.') && domain.len() > 3
        });
        whole && closing.iter().all(|c| c.to_lowercase() != address)
    })
}
