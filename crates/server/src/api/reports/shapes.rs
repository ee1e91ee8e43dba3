//! Reports as they go over the wire. Durations are whole seconds, shares 0 to 1.

use crate::figures::tables::{name_of, word_of};
use desk::figures::{Days, Reported};
use domain::Millis;
use domain::figures::{self, Count, Measure, Totals};
use domain::hours::date_of_day;
use serde::Serialize;
use utoipa::ToSchema;

/// Steps of a curve that are sent.
const STEPS: usize = 240;

/// Days of the zone of the report, inclusive.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportDays {
    from: String,
    to: String,
}

impl From<Days> for ReportDays {
    fn from(d: Days) -> Self {
        Self {
            from: d.from.to_string(),
            to: d.to.to_string(),
        }
    }
}

/// How long something took, with what is still open counted as long as it has been watched (Kaplan and Meier).
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportTimes {
    /// Watched, and happened.
    n: usize,
    ended: usize,
    /// By then it has happened for half; null when it has not yet.
    median_s: Option<i64>,
    /// 95 % interval of the median.
    low_s: Option<i64>,
    high_s: Option<i64>,
    /// By then it has happened for nine of ten.
    p90_s: Option<i64>,
}

impl From<figures::Times> for ReportTimes {
    fn from(t: figures::Times) -> Self {
        Self {
            n: t.n,
            ended: t.ended,
            median_s: t.median_s,
            low_s: t.between_s.0,
            high_s: t.between_s.1,
            p90_s: t.most_s,
        }
    }
}

/// How often each thing was counted.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportCounts {
    arrived: u64,
    ours: u64,
    answered: u64,
    unanswered: u64,
    resolved: u64,
    unresolved: u64,
    resolutions: u64,
    reopened: u64,
    next_answered: u64,
    next_waiting: u64,
    backlog: u64,
}

impl From<Count> for ReportCounts {
    fn from(c: Count) -> Self {
        Self {
            arrived: c.of(Measure::Arrived),
            ours: c.of(Measure::Ours),
            answered: c.of(Measure::Answered),
            unanswered: c.of(Measure::Unanswered),
            resolved: c.of(Measure::Resolved),
            unresolved: c.of(Measure::Unresolved),
            resolutions: c.of(Measure::Resolutions),
            reopened: c.of(Measure::Reopened),
            next_answered: c.of(Measure::NextAnswered),
            next_waiting: c.of(Measure::NextWaiting),
            backlog: c.of(Measure::Backlog),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ReportSums {
    counts: ReportCounts,
    first_response: ReportTimes,
    next_response: ReportTimes,
    resolution: ReportTimes,
}

impl From<Totals> for ReportSums {
    fn from(t: Totals) -> Self {
        Self {
            counts: t.count.into(),
            first_response: t.first_response.into(),
            next_response: t.next_response.into(),
            resolution: t.resolution.into(),
        }
    }
}

/// A part of a divided report.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportPart {
    /// An id, an hour, an urgency, `none` or `others`.
    key: String,
    /// Null for what has no name of its own.
    name: Option<String>,
    sums: ReportSums,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ReportDay {
    day: String,
    arrived: u64,
    resolutions: u64,
    reopened: u64,
    /// Not resolved at the end of the day; null for a day to come.
    backlog: Option<u64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ReportAge {
    /// Younger than that; null: older than all others.
    under_ms: Option<Millis>,
    n: u64,
}

/// The share for whom it has not happened, from that time on.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportStep {
    after_s: i64,
    share: f64,
    low: f64,
    high: f64,
    at_risk: usize,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ReportCurves {
    first_response: Vec<ReportStep>,
    next_response: Vec<ReportStep>,
    resolution: Vec<ReportStep>,
}

fn steps(curve: &figures::Curve) -> Vec<ReportStep> {
    let step = |s: figures::Step| ReportStep {
        after_s: s.after_s,
        share: s.share,
        low: s.low,
        high: s.high,
        at_risk: s.at_risk,
    };
    curve.thinned(STEPS).into_iter().map(step).collect()
}

/// Figures of a period.
#[derive(Debug, Serialize, ToSchema)]
pub struct FigureReport {
    days: ReportDays,
    before_days: Option<ReportDays>,
    zone: String,
    as_of: Millis,
    /// Events that are committed and not counted yet.
    behind: i64,
    /// Counted, and deleted since: no list shows them.
    deleted: u64,
    sums: ReportSums,
    before: Option<ReportSums>,
    /// Largest first; hours and urgencies in their own order.
    parts: Vec<ReportPart>,
    by_day: Vec<ReportDay>,
    /// Arrivals by weekday, from Monday, and hour.
    by_hour: Vec<Vec<u64>>,
    /// The backlog at the end of the period.
    ages: Vec<ReportAge>,
    curves: ReportCurves,
}

impl From<Reported> for FigureReport {
    fn from(r: Reported) -> Self {
        let part = |g: &figures::Group| ReportPart {
            key: r.by.map(|by| word_of(by, g.key)).unwrap_or_default(),
            name: name_of(&r, g.key),
            sums: g.totals.clone().into(),
        };
        let day = |d: &figures::Day| ReportDay {
            day: date_of_day(d.day)
                .map(|d| d.to_string())
                .unwrap_or_default(),
            arrived: d.arrived,
            resolutions: d.resolutions,
            reopened: d.reopened,
            backlog: d.backlog,
        };
        let report = &r.report;
        Self {
            days: r.days.into(),
            before_days: r.before.map(ReportDays::from),
            zone: r.zone.clone(),
            as_of: r.as_of,
            behind: r.behind,
            deleted: report.deleted,
            sums: report.totals.clone().into(),
            before: report.before.clone().map(ReportSums::from),
            parts: report.groups.iter().map(part).collect(),
            by_day: report.days.iter().map(day).collect(),
            by_hour: report.heat.iter().map(|d| d.to_vec()).collect(),
            ages: report
                .ages
                .iter()
                .map(|a| ReportAge {
                    under_ms: a.under_ms,
                    n: a.n,
                })
                .collect(),
            curves: ReportCurves {
                first_response: steps(&report.first_response),
                next_response: steps(&report.next_response),
                resolution: steps(&report.resolution),
            },
        }
    }
}
