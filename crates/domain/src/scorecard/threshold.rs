//! Thresholds of the scorecard and where each comes from. "Template" is the field's own practice of winding a channel down
//! and of launching one, as the plan templates follow it (`plan::template`); the numbers are defaults of that practice.

use crate::Millis;

pub const DAY_MS: Millis = 24 * 60 * 60 * 1000;
pub const WEEK_MS: Millis = 7 * DAY_MS;

/// Fewer cases, answers or promises say nothing: as gates ask for (`plan::template`), and as survey reports draw grey
/// (`survey::report::FEW`).
pub const FEW: i64 = 20;
/// Weeks in which more came than was resolved, one after the other (wind-down template, "decide": burn-down "never" for
/// four weeks). Burn-down is backlog / (resolved - arrived) a day, "never" when that is not above nought.
pub const NEVER_WEEKS: usize = 4;
/// Days of work that may lie there without anybody being late for it (launch template, pilot: backlog at most one day).
pub const BACKLOG_DAYS: f64 = 1.0;
/// Of promises that name a 90th percentile, so many should be kept: 90 % less the 3 points within which coverage counts
/// as honest.
pub const KEPT: f64 = 0.87;
/// Of all contacts (wind-down template, "decide": less than 3 % of issues ...).
pub const SHARE: f64 = 0.03;
/// Of its users, those with no other way in (... and at most 5 % captive).
pub const ONLY_DOOR: f64 = 0.05;
/// Of agents' time (wind-down template, "decide": overtaking above 5 % of agent time).
pub const OVERTAKING: f64 = 0.05;
/// Less agent time says nothing: a working day.
pub const AGENT_MS: Millis = 8 * 60 * 60 * 1000;
/// Who asks again on any channel was not helped (first-contact resolution within 7 days).
pub const REPEATED_WITHIN_DAYS: i64 = 7;
/// Re-contacts that are well, and those that are red (wind-down template, rehearsals of closing: at most 20 %, red at 40 %).
pub const REPEATED: f64 = 0.20;
pub const REPEATED_RED: f64 = 0.40;
/// Points, as a share, by which satisfaction may be lower than elsewhere (launch template, ramp: not worse by 5 points).
pub const CSAT_MARGIN: f64 = 0.05;
