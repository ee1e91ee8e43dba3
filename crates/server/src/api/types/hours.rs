//! Business hours, holidays, SLA policies and clocks on the wire.

use domain::conversation::Urgency;
use domain::hours::{Date, Exception, Holiday, Imported, Interval, Schedule, Span};
use domain::sla::{Clock, ClockKind, ClockState, Outcome, Policy, Targets};
use domain::{BusinessHoursId, ChannelId, HolidayCalendarId, Millis, SlaPolicyId, TeamId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Open every week from `from` to `to`, minutes since midnight; `to` may be up to 24 hours later: past midnight.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WeekInterval {
    /// 0 is Monday.
    #[schema(minimum = 0, maximum = 6)]
    pub day: u8,
    #[schema(minimum = 0, maximum = 1439)]
    pub from: u16,
    #[schema(minimum = 1, maximum = 2880)]
    pub to: u16,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DaySpan {
    #[schema(minimum = 0, maximum = 1439)]
    pub from: u16,
    #[schema(minimum = 1, maximum = 2880)]
    pub to: u16,
}

/// What is different on one date; nothing in `open`: closed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoursException {
    #[schema(value_type = String, format = Date)]
    pub date: Date,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub open: Vec<DaySpan>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BusinessHours {
    #[schema(value_type = String)]
    pub id: BusinessHoursId,
    pub name: String,
    /// IANA name.
    pub zone: String,
    pub week: Vec<WeekInterval>,
    pub exceptions: Vec<HoursException>,
    #[schema(value_type = Vec<String>)]
    pub calendars: Vec<HolidayCalendarId>,
    #[schema(value_type = Vec<String>)]
    pub channels: Vec<ChannelId>,
    #[schema(value_type = Vec<String>)]
    pub teams: Vec<TeamId>,
    /// Now.
    pub open: bool,
    /// Null: not within five years.
    pub next_open: Option<Millis>,
    /// Null: never.
    pub next_close: Option<Millis>,
    pub version: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HolidayDay {
    #[schema(value_type = String, format = Date)]
    pub date: Date,
    #[serde(default)]
    pub name: String,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HolidayCalendar {
    #[schema(value_type = String)]
    pub id: HolidayCalendarId,
    pub name: String,
    pub days: Vec<HolidayDay>,
    pub version: i64,
}

/// What an iCalendar file says; nothing is stored.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CalendarPreview {
    /// What the calendar calls itself, or empty.
    pub name: String,
    pub days: Vec<HolidayDay>,
    /// The first hundred events that are not taken.
    pub skipped: Vec<SkippedEvent>,
    /// All that are not taken.
    pub skipped_count: usize,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SkippedEvent {
    pub name: String,
    /// `timed`, `recurrence`, `cancelled`, `override`, `too_long` or `malformed`.
    pub why: String,
}

/// Targets are milliseconds, of open time when `in_hours`; null: no promise of that kind.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SlaPolicy {
    #[schema(value_type = String)]
    pub id: SlaPolicyId,
    pub name: String,
    /// The first that fits a conversation holds.
    pub position: i64,
    #[schema(value_type = Option<String>)]
    pub channel: Option<ChannelId>,
    #[schema(value_type = Option<String>)]
    pub urgency: Option<Urgency>,
    pub in_hours: bool,
    pub first_response_ms: Option<Millis>,
    pub next_response_ms: Option<Millis>,
    pub resolution_ms: Option<Millis>,
    /// A warning so long before; 0: none.
    pub warn_ms: Millis,
    pub version: i64,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SlaClock {
    /// `first_response`, `next_response` or `resolution`.
    #[schema(value_type = String)]
    pub kind: ClockKind,
    /// `running`, `paused`, `warned`, `breached`, `met` or `cancelled`.
    #[schema(value_type = String)]
    pub state: ClockState,
    /// Null: the channel's own target.
    #[schema(value_type = Option<String>)]
    pub policy: Option<SlaPolicyId>,
    pub target_ms: Millis,
    pub started_at: Millis,
    /// Only while it runs.
    pub due_at: Option<Millis>,
    pub warn_at: Option<Millis>,
    pub warned_at: Option<Millis>,
    pub breached_at: Option<Millis>,
    pub ended_at: Option<Millis>,
    #[schema(value_type = Option<String>)]
    pub outcome: Option<Outcome>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SlaClocks {
    pub items: Vec<SlaClock>,
}

impl From<desk::settings::hours::Standing> for BusinessHours {
    fn from(s: desk::settings::hours::Standing) -> Self {
        let h = s.hours;
        let week = h.schedule.week.into_iter();
        let exceptions = h.schedule.exceptions.into_iter();
        Self {
            id: h.id,
            name: h.name,
            zone: h.schedule.zone,
            week: week
                .map(|i| WeekInterval {
                    day: i.day,
                    from: i.from,
                    to: i.to,
                })
                .collect(),
            exceptions: exceptions
                .map(|e| HoursException {
                    date: e.date,
                    name: e.name,
                    open: e
                        .open
                        .into_iter()
                        .map(|s| DaySpan {
                            from: s.from,
                            to: s.to,
                        })
                        .collect(),
                })
                .collect(),
            calendars: h.calendars,
            channels: h.channels,
            teams: h.teams,
            open: s.open,
            next_open: s.next_open,
            next_close: s.next_close,
            version: h.version,
        }
    }
}

/// Opening times as they come in.
#[must_use]
pub fn schedule(
    zone: String,
    week: Vec<WeekInterval>,
    exceptions: Vec<HoursException>,
) -> Schedule {
    let interval = |i: WeekInterval| Interval {
        day: i.day,
        from: i.from,
        to: i.to,
    };
    let exception = |e: HoursException| Exception {
        date: e.date,
        name: e.name,
        open: e
            .open
            .into_iter()
            .map(|s| Span {
                from: s.from,
                to: s.to,
            })
            .collect(),
    };
    Schedule {
        zone,
        week: week.into_iter().map(interval).collect(),
        exceptions: exceptions.into_iter().map(exception).collect(),
    }
}

impl From<Holiday> for HolidayDay {
    fn from(h: Holiday) -> Self {
        Self {
            date: h.date,
            name: h.name,
        }
    }
}

impl From<HolidayDay> for Holiday {
    fn from(h: HolidayDay) -> Self {
        Self {
            date: h.date,
            name: h.name,
        }
    }
}

impl From<store::hours::HolidayCalendar> for HolidayCalendar {
    fn from(c: store::hours::HolidayCalendar) -> Self {
        Self {
            id: c.id,
            name: c.name,
            days: c.days.into_iter().map(HolidayDay::from).collect(),
            version: c.version,
        }
    }
}

impl From<Imported> for CalendarPreview {
    fn from(i: Imported) -> Self {
        let skipped = i.skipped.into_iter();
        Self {
            name: i.name,
            days: i.days.into_iter().map(HolidayDay::from).collect(),
            skipped: skipped
                .map(|s| SkippedEvent {
                    name: s.name,
                    why: s.why.to_owned(),
                })
                .collect(),
            skipped_count: i.skipped_count,
        }
    }
}

impl From<Policy> for SlaPolicy {
    fn from(p: Policy) -> Self {
        let Targets {
            first_response_ms,
            next_response_ms,
            resolution_ms,
            warn_ms,
        } = p.targets;
        Self {
            id: p.id,
            name: p.name,
            position: p.position,
            channel: p.channel,
            urgency: p.urgency,
            in_hours: p.in_hours,
            first_response_ms,
            next_response_ms,
            resolution_ms,
            warn_ms,
            version: p.version,
        }
    }
}

impl From<Clock> for SlaClock {
    fn from(c: Clock) -> Self {
        Self {
            kind: c.kind,
            state: c.state(),
            policy: c.policy,
            target_ms: c.target_ms,
            started_at: c.started_at,
            due_at: c.due_at,
            warn_at: c.warn_at,
            warned_at: c.warned_at,
            breached_at: c.breached_at,
            ended_at: c.ended.map(|e| e.at),
            outcome: c.ended.map(|e| e.outcome),
        }
    }
}
