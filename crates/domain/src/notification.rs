//! Notifications: who is told of what has happened, by which ways, and when not. Desk asks while it follows the feed; nothing
//! here reads a clock, and zones are known only to `quiet_until` and `slot`.

use crate::event::{Actor, EventKind};
use crate::hours::DAY_MIN;
use crate::{AgentId, Millis, Refusal};
use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Kept for each agent.
pub const KEPT: usize = 1_000;
/// Kept for so long.
pub const KEPT_MS: Millis = 90 * 24 * 60 * 60 * 1000;
/// The hour of the wall clock at which the daily mail leaves.
const DAILY_HOUR: i8 = 8;

/// What one is told of; the more pressing the later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotificationKind {
    /// Somebody wrote in a conversation that is mine, or that I follow.
    Replied,
    /// A rule wants me to look.
    Rule,
    SlaWarned,
    Assigned,
    Mentioned,
    SlaBreached,
}

impl NotificationKind {
    pub const ALL: [Self; 6] = [
        Self::Replied,
        Self::Rule,
        Self::SlaWarned,
        Self::Assigned,
        Self::Mentioned,
        Self::SlaBreached,
    ];

    /// Its place in a set of kinds, as tables keep them.
    #[must_use]
    pub fn bit(self) -> i64 {
        1 << (self as u8)
    }

    /// Whether the event itself names the agent; otherwise it is told to all who have to do with the conversation.
    #[must_use]
    pub fn names(self) -> bool {
        matches!(self, Self::Assigned | Self::Mentioned | Self::Rule)
    }

    /// The kinds of a set, the most pressing first.
    #[must_use]
    pub fn of_bits(bits: i64) -> Vec<Self> {
        let mut all: Vec<Self> = Self::ALL
            .into_iter()
            .filter(|k| bits & k.bit() != 0)
            .collect();
        all.reverse();
        all
    }
}

/// By which ways one is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ways {
    /// In the list of the console, with a badge.
    pub page: bool,
    /// A notice of the desktop, when the browser may show them.
    pub desktop: bool,
    pub sound: bool,
    /// In the next digest.
    pub email: bool,
}

/// How often what is still unread is mailed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Digest {
    #[default]
    Off,
    Hourly,
    Daily,
}

/// When nothing rings and no digest leaves, by the wall clock of the agent's zone. The list in the console goes on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Quiet {
    /// From that minute of each day to that one; past midnight when `to` is not later than `from`.
    pub hours: Option<QuietHours>,
    /// Whole days; 0 is Monday.
    pub days: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuietHours {
    /// 0 to 1439.
    pub from: u16,
    /// 0 to 1439.
    pub to: u16,
}

/// What an agent chose. Kinds that they did not speak of go as shipped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Preferences {
    pub ways: BTreeMap<NotificationKind, Ways>,
    pub digest: Digest,
    pub quiet: Quiet,
    /// Whether notices of the desktop show names and subjects.
    pub content: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            ways: NotificationKind::ALL
                .into_iter()
                .map(|kind| (kind, shipped(kind)))
                .collect(),
            digest: Digest::Off,
            quiet: Quiet::default(),
            content: true,
        }
    }
}

fn shipped(kind: NotificationKind) -> Ways {
    let loud = kind != NotificationKind::SlaWarned;
    Ways {
        page: true,
        desktop: loud,
        sound: loud,
        email: kind != NotificationKind::Replied && loud,
    }
}

impl Preferences {
    #[must_use]
    pub fn of(&self, kind: NotificationKind) -> Ways {
        self.ways
            .get(&kind)
            .copied()
            .unwrap_or_else(|| shipped(kind))
    }

    /// Checked and with every kind spoken of.
    ///
    /// # Errors
    /// `invalid` for minutes and days that are none.
    pub fn checked(mut self) -> Result<Self, Refusal> {
        let quiet = &mut self.quiet;
        quiet.days.sort_unstable();
        quiet.days.dedup();
        if quiet.days.iter().any(|&d| d > 6) {
            return Err(Refusal::new("invalid", "Days go from 0 (Monday) to 6.").on("quiet.days"));
        }
        if quiet
            .hours
            .is_some_and(|h| h.from >= DAY_MIN || h.to >= DAY_MIN || h.from == h.to)
        {
            let why = "Quiet hours go from one time of the day to another one.";
            return Err(Refusal::new("invalid", why).on("quiet.hours"));
        }
        for kind in NotificationKind::ALL {
            let ways = self.of(kind);
            self.ways.insert(kind, ways);
        }
        Ok(self)
    }

    /// Whether a digest is due: its time has come since the last one, and it is not quiet.
    #[must_use]
    pub fn digest_due(&self, zone: &str, last: Millis, now: Millis) -> bool {
        self.slot(zone, now).is_some_and(|slot| slot > last)
            && self.quiet.until(zone, now).is_none()
    }

    /// The last time at or before `now` at which a digest leaves.
    fn slot(&self, zone: &str, now: Millis) -> Option<Millis> {
        let local = zoned(zone, now)?;
        let start = match self.digest {
            Digest::Off => return None,
            Digest::Hourly => local.date().at(local.hour(), 0, 0, 0),
            Digest::Daily if local.hour() >= DAILY_HOUR => local.date().at(DAILY_HOUR, 0, 0, 0),
            Digest::Daily => local.date().yesterday().ok()?.at(DAILY_HOUR, 0, 0, 0),
        };
        let at = start.to_zoned(local.time_zone().clone()).ok()?;
        // In the hour that is repeated in autumn the start may lie ahead.
        Some(at.timestamp().as_millisecond().min(now))
    }
}

impl Quiet {
    /// Until when it is quiet; `None` when it is not.
    #[must_use]
    pub fn until(&self, zone: &str, now: Millis) -> Option<Millis> {
        /// Turns of the state that are looked at: two a day, for a week of quiet days and more.
        const TURNS: usize = 24;
        let mut at = zoned(zone, now)?;
        if !self.at(&at) {
            return None;
        }
        for _ in 0..TURNS {
            let next = self.next_turn(&at)?;
            at = next;
            if !self.at(&at) {
                break;
            }
        }
        Some(at.timestamp().as_millisecond())
    }

    fn at(&self, local: &jiff::Zoned) -> bool {
        let day = local.weekday().to_monday_zero_offset();
        let minute = minute_of(local.time());
        let in_hours = self.hours.is_some_and(|h| {
            if h.from < h.to {
                (h.from..h.to).contains(&minute)
            } else {
                minute >= h.from || minute < h.to
            }
        });
        in_hours || self.days.iter().any(|&d| i16::from(d) == i16::from(day))
    }

    /// The next midnight, or the next end of the quiet hours, whichever comes first.
    fn next_turn(&self, local: &jiff::Zoned) -> Option<jiff::Zoned> {
        let zone = local.time_zone().clone();
        let tomorrow = local.date().tomorrow().ok()?;
        let midnight = tomorrow.at(0, 0, 0, 0).to_zoned(zone.clone()).ok()?;
        let end = self.hours.and_then(|h| {
            let (hour, minute) = (i8::try_from(h.to / 60).ok()?, i8::try_from(h.to % 60).ok()?);
            let at = local.date().at(hour, minute, 0, 0).to_zoned(zone).ok()?;
            (at > *local).then_some(at)
        });
        Some(match end {
            Some(end) if end < midnight => end,
            _ => midnight,
        })
    }
}

fn minute_of(time: Time) -> u16 {
    let minutes = i16::from(time.hour()) * 60 + i16::from(time.minute());
    u16::try_from(minutes).unwrap_or(0)
}

/// In a zone that nobody knows any more, UTC counts.
fn zoned(zone: &str, now: Millis) -> Option<jiff::Zoned> {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    Some(Timestamp::from_millisecond(now).ok()?.to_zoned(zone))
}

/// Whose a conversation is, when something happens in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Circle {
    pub assignee: Option<AgentId>,
    pub followers: Vec<AgentId>,
}

/// Who is told of an event, each once. Never whoever did it.
#[must_use]
pub fn told(what: &EventKind, actor: Actor, circle: &Circle) -> Vec<(AgentId, NotificationKind)> {
    use NotificationKind::{Assigned, Mentioned, Replied, Rule, SlaBreached, SlaWarned};
    let around = |kind| {
        let all = circle.assignee.iter().chain(&circle.followers);
        all.map(|&agent| (agent, kind)).collect::<Vec<_>>()
    };
    let mut out = match what {
        EventKind::ConversationReceived {
            automatic: false, ..
        }
        | EventKind::ConversationReplied { .. } => around(Replied),
        EventKind::ConversationNoted { mentions, .. } => {
            let named = mentions.iter().map(|&agent| (agent, Mentioned));
            named.chain(around(Replied)).collect()
        }
        // Whoever has given it away meanwhile need not be told.
        EventKind::Assigned {
            agent: Some(agent), ..
        } if circle.assignee == Some(*agent) => vec![(*agent, Assigned)],
        EventKind::RulesFired { agents, .. } => agents.iter().map(|&a| (a, Rule)).collect(),
        EventKind::SlaWarned { .. } => around(SlaWarned),
        EventKind::SlaBreached { .. } => around(SlaBreached),
        _ => Vec::new(),
    };
    // The most pressing of each.
    out.sort_unstable_by(|a, b| (a.0, b.1).cmp(&(b.0, a.1)));
    out.dedup_by_key(|(agent, _)| *agent);
    out.retain(|(agent, _)| actor != Actor::Agent(*agent));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ConversationId, MessageId};
    use uuid::Uuid;

    const HOUR: Millis = 60 * 60 * 1000;
    /// 2026-03-02 09:00 UTC, a Monday; 11:00 in Tallinn.
    const MONDAY: Millis = 1_772_442_000_000;

    fn agent(n: u128) -> AgentId {
        AgentId(Uuid::from_u128(n))
    }

    fn noted(mentions: Vec<AgentId>) -> EventKind {
        EventKind::ConversationNoted {
            conversation: ConversationId(Uuid::nil()),
            message: MessageId(Uuid::nil()),
            mentions,
        }
    }

    fn circle() -> Circle {
        Circle {
            assignee: Some(agent(1)),
            followers: vec![agent(2), agent(3)],
        }
    }

    #[test]
    fn whoever_is_mentioned_is_told_so_once_and_the_author_never() {
        let told = told(
            &noted(vec![agent(2), agent(9)]),
            Actor::Agent(agent(1)),
            &circle(),
        );
        assert_eq!(
            told,
            [
                (agent(2), NotificationKind::Mentioned),
                (agent(3), NotificationKind::Replied),
                (agent(9), NotificationKind::Mentioned),
            ]
        );
        assert!(
            super::told(
                &noted(vec![agent(1)]),
                Actor::Agent(agent(1)),
                &Circle::default()
            )
            .is_empty()
        );
    }

    #[test]
    fn an_assignment_that_was_undone_meanwhile_is_not_told() {
        let assigned = EventKind::Assigned {
            conversation: ConversationId(Uuid::nil()),
            agent: Some(agent(9)),
            because: None,
        };
        assert!(told(&assigned, Actor::System, &circle()).is_empty());
        let now = Circle {
            assignee: Some(agent(9)),
            ..Circle::default()
        };
        assert_eq!(told(&assigned, Actor::System, &now).len(), 1);
        assert!(told(&assigned, Actor::Agent(agent(9)), &now).is_empty());
    }

    #[test]
    fn a_machine_that_writes_tells_nobody() {
        let received = |automatic| EventKind::ConversationReceived {
            conversation: ConversationId(Uuid::nil()),
            message: MessageId(Uuid::nil()),
            door: None,
            automatic,
            arrived_at: 0,
        };
        assert!(told(&received(true), Actor::System, &circle()).is_empty());
        assert_eq!(told(&received(false), Actor::System, &circle()).len(), 3);
    }

    #[test]
    fn kinds_survive_as_bits_and_the_most_pressing_comes_first() {
        let bits = NotificationKind::Replied.bit() | NotificationKind::Mentioned.bit();
        assert_eq!(
            NotificationKind::of_bits(bits),
            [NotificationKind::Mentioned, NotificationKind::Replied]
        );
        assert!(NotificationKind::of_bits(0).is_empty());
    }

    fn quiet(from: u16, to: u16, days: &[u8]) -> Quiet {
        Quiet {
            hours: Some(QuietHours { from, to }),
            days: days.to_vec(),
        }
    }

    #[test]
    fn quiet_hours_end_in_the_morning_of_the_agents_zone() {
        let night = quiet(22 * 60, 7 * 60, &[]);
        assert_eq!(night.until("Europe/Tallinn", MONDAY), None);
        // 23:00 in Tallinn.
        let late = MONDAY + 12 * HOUR;
        assert_eq!(night.until("Europe/Tallinn", late), Some(late + 8 * HOUR));
        // 06:00 in Tallinn.
        assert_eq!(
            night.until("Europe/Tallinn", late + 7 * HOUR),
            Some(late + 8 * HOUR)
        );
        assert_eq!(night.until("UTC", late), None);
    }

    #[test]
    fn quiet_days_run_into_quiet_hours() {
        // Saturday and Sunday, and nights until 7.
        let weekend = quiet(20 * 60, 7 * 60, &[5, 6]);
        let saturday_noon = MONDAY + 5 * 24 * HOUR;
        // Monday 07:00 in Tallinn is 05:00 UTC.
        assert_eq!(
            weekend.until("Europe/Tallinn", saturday_noon),
            Some(MONDAY + 7 * 24 * HOUR - 4 * HOUR)
        );
        let always = quiet(0, 1, &[0, 1, 2, 3, 4, 5, 6]);
        assert!(
            always
                .until("UTC", MONDAY)
                .is_some_and(|u| u > MONDAY + 7 * 24 * HOUR)
        );
    }

    #[test]
    fn a_digest_leaves_once_for_each_slot_and_waits_for_the_morning() {
        let mut p = Preferences {
            digest: Digest::Hourly,
            quiet: quiet(22 * 60, 7 * 60, &[]),
            ..Preferences::default()
        };
        assert!(p.digest_due("UTC", MONDAY - 1, MONDAY));
        assert!(!p.digest_due("UTC", MONDAY, MONDAY + HOUR - 1));
        assert!(p.digest_due("UTC", MONDAY, MONDAY + HOUR));
        assert!(!p.digest_due("UTC", MONDAY, MONDAY + 14 * HOUR), "quiet");
        p.digest = Digest::Daily;
        // The slot of Monday is 08:00; the next one is on Tuesday.
        assert!(!p.digest_due("UTC", MONDAY, MONDAY + 22 * HOUR));
        assert!(p.digest_due("UTC", MONDAY, MONDAY + 23 * HOUR));
        p.digest = Digest::Off;
        assert!(!p.digest_due("UTC", 0, MONDAY + 23 * HOUR));
    }

    #[test]
    fn choices_that_are_none_are_refused_and_gaps_are_filled() {
        let p: Preferences = serde_json::from_str(
            r#"{"ways":{"replied":{"page":true,"desktop":false,"sound":false,"email":false}}}"#,
        )
        .expect("choices");
        let p = p.checked().expect("good");
        assert_eq!(p.ways.len(), NotificationKind::ALL.len());
        assert!(!p.of(NotificationKind::Replied).desktop);
        for bad in [quiet(0, 0, &[]), quiet(0, DAY_MIN, &[]), quiet(1, 2, &[7])] {
            let p = Preferences {
                quiet: bad,
                ..Preferences::default()
            };
            assert!(p.checked().is_err());
        }
        assert!(serde_json::from_str::<Preferences>(r#"{"digest":"weekly"}"#).is_err());
    }
}
