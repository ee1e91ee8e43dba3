//! Surveys: what is asked, when, and whom not. A [`Survey`] is what somebody set up; an ask is one survey sent to one person.
//!
//! Pure: whoever calls knows the conversation and the person, and says what time it is. Who belongs to the share that is
//! asked follows from ids alone, so that every node and every repetition decides alike.

mod answer;
mod report;

pub use answer::{Answer, Asked, CHANGEABLE_MS, COMMENT_MAX, OPEN_MS, answer};
pub use report::{FEW, Row, Summary, change, summary};

use crate::language::base_language;
use crate::{ChannelId, Millis, Refusal, SurveyId};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;
use uuid::Uuid;

const HOUR_MS: Millis = 60 * 60 * 1000;
const DAY_MS: Millis = 24 * HOUR_MS;
/// A resolution that is older than that when it is looked at is not asked about any more.
pub const LATE_MS: Millis = 3 * DAY_MS;

/// The survey of the house's own that the rating of chats is. Its card stands in the widget; nobody sets it up.
pub const CHAT: SurveyId = SurveyId(Uuid::from_u128(0x6368_6174));

/// What kind of question it is, and with it the scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// How satisfied, 1 to 5; the figure is the share of 4 and 5.
    Csat,
    /// "It was easy", 1 (not at all) to 7 (entirely); the figure is the mean.
    Ces,
    /// Would recommend, 0 to 10; the figure is the share of 9 and 10 less that of 0 to 6.
    Nps,
}

/// Where on its scale a score stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Low,
    Middle,
    High,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Csat, Self::Ces, Self::Nps];

    /// The word in tables and in the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Csat => "csat",
            Self::Ces => "ces",
            Self::Nps => "nps",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.word() == word)
    }

    #[must_use]
    pub fn scale(self) -> RangeInclusive<i64> {
        match self {
            Self::Csat => 1..=5,
            Self::Ces => 1..=7,
            Self::Nps => 0..=10,
        }
    }

    /// Up to which score it is low, and from which on high.
    #[must_use]
    pub fn ends(self) -> (i64, i64) {
        match self {
            Self::Csat => (2, 4),
            Self::Ces => (3, 5),
            Self::Nps => (6, 9),
        }
    }

    #[must_use]
    pub fn side(self, score: i64) -> Side {
        let (low, high) = self.ends();
        if score <= low {
            Side::Low
        } else if score >= high {
            Side::High
        } else {
            Side::Middle
        }
    }
}

/// When somebody is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "on", rename_all = "snake_case", deny_unknown_fields)]
pub enum Trigger {
    /// So long after a conversation was resolved, if it still is.
    Resolved { after_hours: i64 },
    /// Each person at a time of their own within each round, if they wrote to us within the last days.
    Schedule {
        every_days: i64,
        wrote_within_days: i64,
    },
    /// In the widget, when a chat is over: [`CHAT`] alone.
    Chat,
}

/// A survey as it was set up.
#[derive(Debug, Clone, PartialEq)]
pub struct Survey {
    pub id: SurveyId,
    pub name: String,
    pub kind: Kind,
    pub trigger: Trigger,
    /// Empty: all.
    pub channels: Vec<ChannelId>,
    /// BCP 47, by their first part; empty: all.
    pub languages: Vec<String>,
    /// Of a thousand who could be asked.
    pub share_permille: i64,
    /// Nobody whom any survey asked within so many days is asked by this one.
    pub cool_down_days: i64,
    /// A low score opens the conversation again.
    pub reopen_low: bool,
    pub created_at: Millis,
}

impl Survey {
    /// # Errors
    /// `bad_trigger`, `bad_share`, `bad_cool_down`, `bad_languages`, `too_many_channels`, each with its field.
    pub fn check(&self) -> Result<(), Refusal> {
        let fail = |code, field: &'static str, why: &str| Err(Refusal::new(code, why).on(field));
        let good = match self.trigger {
            Trigger::Resolved { after_hours } => (1..=720).contains(&after_hours),
            Trigger::Schedule {
                every_days,
                wrote_within_days,
            } => (30..=730).contains(&every_days) && (7..=730).contains(&wrote_within_days),
            Trigger::Chat => false,
        };
        if !good {
            let why = "A survey follows 1 to 720 hours after the resolution, or comes every 30 to 730 days to those who wrote within 7 to 730 days.";
            return fail("bad_trigger", "trigger", why);
        }
        if !(1..=1000).contains(&self.share_permille) {
            let why = "The share is 1 to 1,000 of a thousand.";
            return fail("bad_share", "share_permille", why);
        }
        if !(1..=730).contains(&self.cool_down_days) {
            let why = "Nobody is asked twice within 1 to 730 days.";
            return fail("bad_cool_down", "cool_down_days", why);
        }
        let short =
            |l: &String| (2..=3).contains(&l.len()) && l.bytes().all(|b| b.is_ascii_lowercase());
        if self.languages.len() > 50 || !self.languages.iter().all(short) {
            let why = "Languages are named by two or three letters.";
            return fail("bad_languages", "languages", why);
        }
        if self.channels.len() > 200 {
            return fail(
                "too_many_channels",
                "channels",
                "Choose up to 200 channels.",
            );
        }
        Ok(())
    }

    fn speaks(&self, language: Option<&str>) -> bool {
        let short = language.map(base_language);
        self.languages.is_empty()
            || short.is_some_and(|s| self.languages.iter().any(|l| l.eq_ignore_ascii_case(s)))
    }

    /// Of a thousand: where the subject stands among all that this survey could ask about in that round. The same for
    /// ever, and unlike that of any other survey.
    #[must_use]
    pub fn place(&self, subject: Uuid, round: i64) -> i64 {
        self.mixed(subject, round, 0, 1000)
    }

    /// The round in which `now` lies, and when the person's turn is in it. `None` when it is not asked by schedule, or not
    /// yet.
    #[must_use]
    pub fn turn(&self, person: Uuid, now: Millis) -> Option<Turn> {
        let Trigger::Schedule { every_days, .. } = self.trigger else {
            return None;
        };
        let every = every_days.max(1) * DAY_MS;
        let since = now - self.created_at;
        if since < 0 {
            return None;
        }
        let number = since / every;
        let begin = self.created_at + number * every;
        let minutes = every / 60_000;
        let at = begin + self.mixed(person, number, 1, minutes) * 60_000;
        Some(Turn { number, begin, at })
    }

    fn mixed(&self, subject: Uuid, round: i64, salt: u64, below: i64) -> i64 {
        let (a, b) = self.id.0.as_u64_pair();
        let (c, d) = subject.as_u64_pair();
        let mut hash = salt ^ 0x5375_7276_6579_7321;
        for part in [a, b, c, d, round.cast_unsigned()] {
            // The finalizer of SplitMix64: every bit moves every other.
            let mut z = (hash ^ part).wrapping_add(0x9e37_79b9_7f4a_7c15);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            hash = z ^ (z >> 31);
        }
        let wide = u128::from(hash) * u128::from(below.max(1).cast_unsigned());
        i64::try_from(wide >> 64).unwrap_or(0)
    }
}

/// A person's turn in a round of a survey by schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    pub number: i64,
    pub begin: Millis,
    pub at: Millis,
}

/// What is known of a conversation that might be asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    /// When it was resolved, if it is resolved now: spam, signposts and side conversations are not.
    pub resolved_at: Option<Millis>,
    pub channel: ChannelId,
    /// The customer's, as far as it is known.
    pub language: Option<String>,
    /// Only programs wrote in it.
    pub automatic: bool,
    /// It holds words of different customers: who would be asked is nobody's business to guess.
    pub mixed: bool,
    pub erased: bool,
}

/// What is known of somebody who might be asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent reasons to leave somebody alone"
)]
pub struct Person {
    pub blocked: bool,
    pub erased: bool,
    pub has_address: bool,
    pub undeliverable: bool,
    /// One of our own addresses, or one behind which no person reads.
    pub own_or_robot: bool,
    /// They asked not to be asked.
    pub refused: bool,
    /// When any survey asked them last.
    pub last_asked: Option<Millis>,
    /// When they last wrote; for surveys by schedule.
    pub last_wrote: Option<Millis>,
    pub language: Option<String>,
}

/// Why somebody is not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PassedOver {
    NotResolved,
    TooLate,
    OtherChannel,
    OtherLanguage,
    OutsideTheShare,
    Automatic,
    Mixed,
    Erased,
    Blocked,
    NoAddress,
    Undeliverable,
    OwnOrRobot,
    Refused,
    AskedRecently,
    WroteLongAgo,
    NotTheirTurn,
}

impl PassedOver {
    /// The word in tables and in the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NotResolved => "not_resolved",
            Self::TooLate => "too_late",
            Self::OtherChannel => "other_channel",
            Self::OtherLanguage => "other_language",
            Self::OutsideTheShare => "outside_the_share",
            Self::Automatic => "automatic",
            Self::Mixed => "mixed",
            Self::Erased => "erased",
            Self::Blocked => "blocked",
            Self::NoAddress => "no_address",
            Self::Undeliverable => "undeliverable",
            Self::OwnOrRobot => "own_or_robot",
            Self::Refused => "refused",
            Self::AskedRecently => "asked_recently",
            Self::WroteLongAgo => "wrote_long_ago",
            Self::NotTheirTurn => "not_their_turn",
        }
    }

    /// Whether it would have been a case for this survey at all: those who could have been asked, and were not, are told
    /// of beside the figure.
    #[must_use]
    pub fn counts(self) -> bool {
        !matches!(
            self,
            Self::NotResolved | Self::OtherChannel | Self::WroteLongAgo | Self::NotTheirTurn
        )
    }
}

/// Whether to ask about a conversation now. The first reason that speaks against it is told.
///
/// # Errors
/// Why not.
pub fn due(
    survey: &Survey,
    subject: Uuid,
    matter: &Matter,
    person: &Person,
    now: Millis,
) -> Result<(), PassedOver> {
    let Trigger::Resolved { after_hours } = survey.trigger else {
        return Err(PassedOver::NotTheirTurn);
    };
    let resolved_at = matter.resolved_at.ok_or(PassedOver::NotResolved)?;
    let at = resolved_at + after_hours * HOUR_MS;
    if at > now {
        return Err(PassedOver::NotResolved);
    }
    if !survey.channels.is_empty() && !survey.channels.contains(&matter.channel) {
        return Err(PassedOver::OtherChannel);
    }
    let language = person.language.as_deref().or(matter.language.as_deref());
    let reasons = [
        (matter.erased, PassedOver::Erased),
        (matter.automatic, PassedOver::Automatic),
        (matter.mixed, PassedOver::Mixed),
        (now > at + LATE_MS, PassedOver::TooLate),
        (!survey.speaks(language), PassedOver::OtherLanguage),
    ];
    first(&reasons)?;
    may_be_asked(survey, person, now)?;
    in_share(survey, subject, 0)
}

/// Whether to ask a person by schedule now, and for which turn.
///
/// # Errors
/// Why not.
pub fn due_by_schedule(
    survey: &Survey,
    subject: Uuid,
    person: &Person,
    now: Millis,
) -> Result<Turn, PassedOver> {
    let Trigger::Schedule {
        wrote_within_days, ..
    } = survey.trigger
    else {
        return Err(PassedOver::NotTheirTurn);
    };
    let turn = survey.turn(subject, now).ok_or(PassedOver::NotTheirTurn)?;
    if turn.at > now {
        return Err(PassedOver::NotTheirTurn);
    }
    if person
        .last_wrote
        .is_none_or(|at| at < now - wrote_within_days * DAY_MS)
    {
        return Err(PassedOver::WroteLongAgo);
    }
    first(&[(
        !survey.speaks(person.language.as_deref()),
        PassedOver::OtherLanguage,
    )])?;
    may_be_asked(survey, person, now)?;
    in_share(survey, subject, turn.number)?;
    Ok(turn)
}

fn may_be_asked(survey: &Survey, p: &Person, now: Millis) -> Result<(), PassedOver> {
    let cool_down = survey.cool_down_days * DAY_MS;
    let recently = p.last_asked.is_some_and(|at| now < at + cool_down);
    first(&[
        (p.erased, PassedOver::Erased),
        (p.blocked, PassedOver::Blocked),
        (!p.has_address, PassedOver::NoAddress),
        (p.own_or_robot, PassedOver::OwnOrRobot),
        (p.undeliverable, PassedOver::Undeliverable),
        (p.refused, PassedOver::Refused),
        (recently, PassedOver::AskedRecently),
    ])
}

fn in_share(survey: &Survey, subject: Uuid, round: i64) -> Result<(), PassedOver> {
    let outside = survey.place(subject, round) >= survey.share_permille;
    first(&[(outside, PassedOver::OutsideTheShare)])
}

fn first(reasons: &[(bool, PassedOver)]) -> Result<(), PassedOver> {
    match reasons.iter().find(|(hit, _)| *hit) {
        Some((_, why)) => Err(*why),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
