//! The absorb check: whether the other channels can carry what comes to a channel that is to close.
//!
//! λj' = λj + λc (1 − v) s_cj (1 + r): what comes to a target afterwards is its own demand, and of the demand of the closing
//! channel the share that goes there, more often by r (people ask again when they have to change), less by v (what
//! vanishes). v is nought unless it was measured. Demand is that of a bad week ([`bad_week`]).
//!
//! Who talks is judged by Erlang A ([`crate::staffing`]); who writes by the work that must be done in open hours: the most
//! that comes in any stretch of time, over the open hours of that stretch and of the promise.

use crate::staffing::{Line, impatient};
use crate::{ChannelId, ContactId, Refusal};
use serde::{Deserialize, Serialize};

mod demand;
pub use demand::bad_week;

pub const HOURS: usize = 168;
/// Weeks without which nothing is measured.
pub const WEEKS_MIN: u32 = 4;
/// People without another way that are named; more are "at least" so many.
pub const CAPTIVE_MAX: usize = 1_000;
/// More contacts of each displaced one, until it is measured.
pub const AGAIN: f64 = 0.2;

/// The channel that is to close.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// Of a bad week, by its hours from Monday 00:00.
    pub by_hour: Vec<f64>,
    /// Of how many weeks it was measured.
    pub weeks: u32,
    /// Share that vanishes: the lower bound of what was measured, else nought.
    pub vanishes: f64,
    /// r.
    pub again: f64,
    /// Time that one takes on another channel, seconds.
    pub handle_s: f64,
    pub captive: Vec<Captive>,
}

/// Somebody who can use this channel only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Captive {
    pub contact: ContactId,
    /// What was agreed with them.
    pub alternative: Option<String>,
}

/// A channel that is to take over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Target {
    pub channel: ChannelId,
    pub name: String,
    /// s: the share of the displaced that goes there.
    pub share: f64,
    pub by_hour: Vec<f64>,
    pub handle_s: f64,
    /// Agents on duty by hour of the week; 0 is closed.
    pub agents: Vec<u32>,
    pub aim: Aim,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aim {
    /// `share` answered within `within_s` by people who wait `patience_s` on average.
    Talk {
        share: f64,
        within_s: f64,
        patience_s: f64,
    },
    /// Everything answered within so many open hours.
    Write { open_hours: f64 },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    pub targets: Vec<Judged>,
    /// Who can use only the closing channel, with nothing agreed.
    pub captive_left: Vec<ContactId>,
    /// Every target passes.
    pub pass: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    pub channel: ChannelId,
    pub name: String,
    pub pass: bool,
    /// A week.
    pub before: f64,
    pub added: f64,
    pub reached: Reached,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reached {
    Talk {
        /// Share answered in time over the week, of those who come while somebody is there.
        answered: f64,
        wanted: f64,
        /// A week, when nobody is there.
        out_of_hours: f64,
    },
    Write {
        /// Contacts an open hour that must be, and can be, answered.
        needed: f64,
        can: f64,
    },
}

impl Judged {
    /// In words.
    #[must_use]
    pub fn say(&self) -> String {
        let Self {
            name,
            before,
            added,
            ..
        } = self;
        let head = format!("{name}: {before:.0} a week and {added:.0} more;");
        match self.reached {
            Reached::Talk {
                answered, wanted, ..
            } => format!(
                "{head} {:.0} % answered in time of {:.0} % wanted.",
                100.0 * answered,
                100.0 * wanted
            ),
            Reached::Write { needed, can } => {
                format!("{head} {needed:.1} an open hour needed, {can:.1} possible.")
            }
        }
    }
}

/// Judges each target.
pub fn check(source: &Source, targets: &[Target]) -> Result<Answer, Refusal> {
    measured(source)?;
    for target in targets {
        known(target)?;
    }
    let shares: f64 = targets.iter().map(|t| t.share).sum();
    if targets.is_empty() || (shares - 1.0).abs() > 1e-6 {
        let text = "The shares of where people go must sum to all of them.";
        return Err(Refusal::new("split_incomplete", text).on("share"));
    }
    let targets: Vec<Judged> = targets.iter().map(|t| judge(source, t)).collect();
    let left = source.captive.iter().filter(|c| c.alternative.is_none());
    Ok(Answer {
        captive_left: left.map(|c| c.contact).collect(),
        pass: targets.iter().all(|t| t.pass),
        targets,
    })
}

fn is_demand(by_hour: &[f64]) -> bool {
    let good = |x: &f64| x.is_finite() && *x >= 0.0;
    by_hour.len() == HOURS && by_hour.iter().all(good)
}

fn is_share(x: f64) -> bool {
    (0.0..=1.0).contains(&x)
}

fn measured(source: &Source) -> Result<(), Refusal> {
    let good = source.weeks >= WEEKS_MIN
        && is_demand(&source.by_hour)
        && is_share(source.vanishes)
        && (0.0..=10.0).contains(&source.again)
        && source.handle_s > 0.0
        && source.handle_s.is_finite();
    if good {
        return Ok(());
    }
    let text = format!("The demand must have been measured for {WEEKS_MIN} weeks at least.");
    Err(Refusal::new("not_measured", text))
}

fn known(target: &Target) -> Result<(), Refusal> {
    let positive = |x: f64| x > 0.0 && x.is_finite();
    let aim = match target.aim {
        Aim::Talk {
            share,
            within_s,
            patience_s,
        } => is_share(share) && within_s >= 0.0 && within_s.is_finite() && positive(patience_s),
        Aim::Write { open_hours } => positive(open_hours) && open_hours <= 1_000.0,
    };
    let good = aim
        && is_share(target.share)
        && is_demand(&target.by_hour)
        && positive(target.handle_s)
        && target.agents.len() == HOURS;
    if good {
        return Ok(());
    }
    let text = format!("The demand or the staff of {} is not known.", target.name);
    Err(Refusal::new("not_measured", text))
}

/// What comes in an hour afterwards, and how long one of it takes.
struct After {
    per_hour: Vec<f64>,
    handle_s: Vec<f64>,
}

fn judge(source: &Source, target: &Target) -> Judged {
    let factor = (1.0 - source.vanishes) * target.share * (1.0 + source.again);
    let both = target.by_hour.iter().zip(&source.by_hour);
    let (per_hour, handle_s) = both
        .map(|(own, theirs)| {
            let (more, all) = (theirs * factor, own + theirs * factor);
            let work = own * target.handle_s + more * source.handle_s;
            let each = if all > 0.0 {
                work / all
            } else {
                target.handle_s
            };
            (all, each)
        })
        .unzip();
    let after = After { per_hour, handle_s };
    let reached = match target.aim {
        Aim::Talk {
            share,
            within_s,
            patience_s,
        } => talk(target, &after, share, within_s, patience_s),
        Aim::Write { open_hours } => write(target, &after, open_hours),
    };
    let pass = match reached {
        Reached::Talk {
            answered, wanted, ..
        } => answered >= wanted,
        Reached::Write { needed, can } => needed <= can,
    };
    Judged {
        channel: target.channel,
        name: target.name.clone(),
        pass,
        before: target.by_hour.iter().sum(),
        added: source.by_hour.iter().sum::<f64>() * factor,
        reached,
    }
}

fn talk(target: &Target, after: &After, wanted: f64, within_s: f64, patience_s: f64) -> Reached {
    let (mut come, mut in_time, mut out_of_hours) = (0.0, 0.0, 0.0);
    let hours = after.per_hour.iter().zip(&after.handle_s);
    for ((&per_hour, &handle_s), &agents) in hours.zip(&target.agents) {
        if agents == 0 {
            out_of_hours += per_hour;
            continue;
        }
        let line = Line {
            agents,
            per_hour,
            handle_s,
        };
        if per_hour > 0.0 {
            come += per_hour;
            let waits = impatient(line, patience_s, within_s);
            in_time += per_hour * waits.map_or(0.0, |w| w.answered_in_target);
        }
    }
    let nobody_there = come <= 0.0 && out_of_hours > 0.0;
    Reached::Talk {
        answered: match (nobody_there, come > 0.0) {
            (true, _) => 0.0,
            (false, true) => in_time / come,
            (false, false) => 1.0,
        },
        wanted,
        out_of_hours,
    }
}

/// In contacts of the mean time that one takes, so that long ones count for more.
fn write(target: &Target, after: &After, open_hours: f64) -> Reached {
    let work: Vec<f64> = after
        .per_hour
        .iter()
        .zip(&after.handle_s)
        .map(|(n, s)| n * s)
        .collect();
    let contacts: f64 = after.per_hour.iter().sum();
    let all: f64 = work.iter().sum();
    let each = if contacts > 0.0 {
        all / contacts
    } else {
        target.handle_s
    };
    let staffed: Vec<u32> = target.agents.iter().copied().filter(|a| *a > 0).collect();
    let open = f64::from(u32::try_from(staffed.len()).unwrap_or(0));
    let hands: f64 = staffed.iter().map(|a| f64::from(*a)).sum();
    if open <= 0.0 {
        let needed = contacts;
        return Reached::Write { needed, can: 0.0 };
    }
    let needed = (all / open).max(worst_stretch(&work, &target.agents, open_hours));
    Reached::Write {
        needed: needed / each,
        can: hands / open * 3_600.0 / each,
    }
}

/// The most work an open hour of any stretch of up to two weeks, with the open hours of the promise after it.
fn worst_stretch(work: &[f64], agents: &[u32], open_hours: f64) -> f64 {
    let mut most = 0.0_f64;
    for start in 0..work.len() {
        let (mut came, mut open) = (0.0, 0.0);
        let hours = work.iter().zip(agents).cycle().skip(start);
        for (work, agents) in hours.take(2 * HOURS) {
            came += work;
            open += if *agents > 0 { 1.0 } else { 0.0 };
            most = most.max(came / (open + open_hours));
        }
    }
    most
}

#[cfg(test)]
mod tests;
