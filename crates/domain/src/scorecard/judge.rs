//! Five tests from the facts.

use super::advice::recommend;
use super::threshold as t;
use super::{Better, Facts, Figure, Flow, Key, Of, Scorecard, Test, Unit, Verdict, real};
use crate::figures::Times;
use crate::score::{Estimate, Interval, difference, wilson};
use crate::survey::Summary;
use crate::{ChannelId, Millis};

/// The scorecard of a channel, of the period that ends with `to`.
#[must_use]
pub fn scorecard(channel: ChannelId, from: Millis, to: Millis, facts: &Facts) -> Scorecard {
    let tests = vec![
        keep_up(facts),
        afford(),
        used(facts),
        harm(facts),
        satisfied(facts),
    ];
    Scorecard {
        channel,
        from,
        to,
        days: facts.days,
        recommendation: recommend(facts, &tests),
        tests,
        trend: facts.flow.weeks.clone(),
    }
}

impl Figure {
    fn of(key: &'static str, unit: Unit, value: Option<f64>) -> Self {
        Self {
            key,
            value,
            unit,
            n: None,
            low: None,
            high: None,
            before: None,
            threshold: None,
            better: None,
            why_missing: None,
        }
    }

    fn count(key: &'static str, n: i64) -> Self {
        Self::of(key, Unit::Count, Some(real(n)))
    }

    fn missing(key: &'static str, unit: Unit, why: &'static str) -> Self {
        Self {
            why_missing: Some(why),
            ..Self::of(key, unit, None)
        }
    }

    /// `k` of `n` with Wilson's interval.
    fn share(key: &'static str, of: Of, why: &'static str) -> Self {
        match wilson(of.k, of.n) {
            None => Self {
                n: Some(of.n.max(0)),
                ..Self::missing(key, Unit::Share, why)
            },
            Some(between) => Self {
                n: Some(of.n),
                ..Self::of(key, Unit::Share, Some(real(of.k) / real(of.n))).between(between)
            },
        }
    }

    fn between(mut self, of: Interval) -> Self {
        (self.low, self.high) = (Some(of.low), Some(of.high));
        self
    }

    fn before(mut self, value: Option<f64>) -> Self {
        self.before = value;
        self
    }

    fn limit(mut self, threshold: f64, better: Better) -> Self {
        (self.threshold, self.better) = (Some(threshold), Some(better));
        self
    }

    fn better(mut self, better: Better) -> Self {
        self.better = Some(better);
        self
    }
}

/// The worst of what is known.
fn worst(parts: &[Verdict]) -> Verdict {
    parts.iter().copied().max().unwrap_or(Verdict::Unknown)
}

/// An interval against a least value: wholly above is good, wholly below bad, across is to be watched.
fn at_least(between: Interval, least: f64) -> Verdict {
    if between.low >= least {
        Verdict::Good
    } else if between.high < least {
        Verdict::Bad
    } else {
        Verdict::Watch
    }
}

/// `k` of `n`; nothing when `n` is none, or too few.
fn share_of(of: Of) -> Option<Interval> {
    wilson(of.k, of.n).filter(|_| of.n >= t::FEW)
}

fn ratio(of: Of) -> Option<f64> {
    (of.n > 0).then(|| real(of.k) / real(of.n))
}

fn keep_up(f: &Facts) -> Test {
    let kept = Of {
        k: f.promises.kept,
        n: f.promises.n,
    };
    let kept_before = Of {
        k: f.promises_before.kept,
        n: f.promises_before.n,
    };
    let promises = share_of(kept).map_or(Verdict::Unknown, |i| at_least(i, t::KEPT));
    let (now, before) = (&f.first_response, &f.first_response_before);
    Test {
        key: Key::KeepUp,
        verdict: worst(&[backlog(f), promises]),
        figures: vec![
            Figure::count("open", f.flow.open)
                .before(Some(real(f.flow.open_before)))
                .better(Better::Low),
            burn_down(&f.flow),
            Figure::count("resolved", f.flow.resolved)
                .before(Some(real(f.flow.resolved_before)))
                .better(Better::High),
            first_response("first_response_p50", now, now.median_s, before.median_s),
            first_response("first_response_p90", now, now.most_s, before.most_s),
            Figure::share("promises_kept", kept, "nobody")
                .before(ratio(kept_before))
                .limit(t::KEPT, Better::High),
        ],
    }
}

fn first_response(
    key: &'static str,
    times: &Times,
    value: Option<i64>,
    before: Option<i64>,
) -> Figure {
    let ms = |s: Option<i64>| s.map(|s| real(s * 1000));
    let why = if times.n == 0 { "nobody" } else { "too_few" };
    let mut figure = match value {
        Some(s) => Figure::of(key, Unit::Ms, ms(Some(s))),
        None => Figure::missing(key, Unit::Ms, why),
    };
    if key == "first_response_p50" {
        (figure.low, figure.high) = (ms(times.between_s.0), ms(times.between_s.1));
    }
    figure.n = Some(i64::try_from(times.n).unwrap_or(i64::MAX));
    figure.before(ms(before)).better(Better::Low)
}

/// The last four weeks; `None` when the period is shorter.
fn last_weeks(flow: &Flow) -> Option<&[super::Week]> {
    let from = flow.weeks.len().checked_sub(t::NEVER_WEEKS)?;
    Some(&flow.weeks[from..])
}

/// Work that came, and work that was done, in the last four weeks.
fn of_last_weeks(flow: &Flow) -> Option<(i64, i64)> {
    let weeks = last_weeks(flow)?;
    Some((
        weeks.iter().map(|w| w.came).sum(),
        weeks.iter().map(|w| w.left).sum(),
    ))
}

fn burn_down(flow: &Flow) -> Figure {
    const KEY: &str = "burn_down";
    let figure = match of_last_weeks(flow) {
        None => Figure::missing(KEY, Unit::Ms, "too_few"),
        Some(_) if flow.open == 0 => Figure::of(KEY, Unit::Ms, Some(0.0)),
        Some((came, left)) if left > came => {
            let weeks = i64::try_from(t::NEVER_WEEKS).unwrap_or(1);
            let ms = real(flow.open) * real(weeks * t::WEEK_MS) / real(left - came);
            Figure::of(KEY, Unit::Ms, Some(ms))
        }
        Some(_) => Figure::missing(KEY, Unit::Ms, "never"),
    };
    figure.better(Better::Low)
}

/// Growing for four weeks is bad, with more than a day's work lying there.
fn backlog(f: &Facts) -> Verdict {
    let Some(weeks) = last_weeks(&f.flow) else {
        return Verdict::Unknown;
    };
    let long_enough = real(f.age_ms) >= real(t::WEEK_MS) * 4.0;
    if !long_enough {
        return Verdict::Unknown;
    }
    let (came, left) = of_last_weeks(&f.flow).unwrap_or_default();
    // What is done in a day, so that more work never makes the same backlog look smaller.
    let a_day = real(left) / 28.0;
    if f.flow.open == 0 || real(f.flow.open) <= a_day * t::BACKLOG_DAYS {
        Verdict::Good
    } else if weeks.iter().all(|w| w.came > w.left) {
        Verdict::Bad
    } else if left >= came {
        Verdict::Good
    } else {
        Verdict::Watch
    }
}

/// Needs wages, seats and carriers' prices, of which the program knows nothing.
fn afford() -> Test {
    Test {
        key: Key::Afford,
        verdict: Verdict::Unknown,
        figures: vec![
            Figure::missing("cost_per_resolution", Unit::Count, "not_measured").better(Better::Low),
        ],
    }
}

fn used(f: &Facts) -> Test {
    let share = Of {
        k: f.flow.new,
        n: f.all_new.0,
    };
    let before = Of {
        k: f.flow.new_before,
        n: f.all_new.1,
    };
    let only = Of {
        k: f.users.only_here,
        n: f.users.all,
    };
    let days = real(f.days.max(1));
    Test {
        key: Key::Used,
        verdict: share_of(share).map_or(Verdict::Unknown, |i| usage(i, only)),
        figures: vec![
            Figure::count("new", f.flow.new).before(Some(real(f.flow.new_before))),
            Figure::of("new_per_day", Unit::Count, Some(real(f.flow.new) / days))
                .before(Some(real(f.flow.new_before) / days)),
            Figure::share("share_of_all", share, "nobody")
                .before(ratio(before))
                .limit(t::SHARE, Better::High),
            Figure::count("users", f.users.all),
            Figure::count("only_door_users", f.users.only_here),
            Figure::share("only_door_share", only, "nobody").limit(t::ONLY_DOOR, Better::Low),
            Figure::missing("outside_purpose", Unit::Share, "no_purpose_topics")
                .better(Better::Low),
        ],
    }
}

/// Few contacts are bad only where hardly anybody has no other way in.
fn usage(share: Interval, only: Of) -> Verdict {
    match at_least(share, t::SHARE) {
        Verdict::Bad => {
            let captive = wilson(only.k, only.n).map_or(0.0, |i| i.high);
            if captive <= t::ONLY_DOOR {
                Verdict::Bad
            } else {
                Verdict::Watch
            }
        }
        other => other,
    }
}

fn harm(f: &Facts) -> Test {
    let measured = f.agent_ms >= t::AGENT_MS;
    let part = real(f.overtaking.ms) / real(f.agent_ms.max(1));
    let (overtaking, share) = if measured {
        let verdict = if part > t::OVERTAKING {
            Verdict::Bad
        } else {
            Verdict::Good
        };
        let share = Figure::of("overtaking_share", Unit::Share, Some(part));
        (verdict, share)
    } else {
        let share = Figure::missing("overtaking_share", Unit::Share, "no_agent_time");
        (Verdict::Unknown, share)
    };
    let repeated = share_of(f.repeated).map_or(Verdict::Unknown, |i| {
        if i.low > t::REPEATED_RED {
            Verdict::Bad
        } else if i.high <= t::REPEATED {
            Verdict::Good
        } else {
            Verdict::Watch
        }
    });
    Test {
        key: Key::Harm,
        verdict: worst(&[overtaking, repeated]),
        figures: vec![
            Figure {
                n: Some(f.overtaking.times),
                ..Figure::of("overtaking", Unit::Ms, Some(real(f.overtaking.ms)))
            }
            .better(Better::Low),
            share.limit(t::OVERTAKING, Better::Low),
            Figure::share("repeated", f.repeated, "nobody")
                .before(ratio(f.repeated_before))
                .limit(t::REPEATED, Better::Low),
        ],
    }
}

/// Percent, as surveys give them, to a share.
fn csat(summary: Option<&Summary>) -> Option<(Estimate, i64)> {
    let summary = summary?;
    let figure = summary.figure?;
    let share = |v: f64| v / 100.0;
    let estimate = Estimate {
        value: share(figure.value),
        between: figure.between.map(share),
    };
    Some((estimate, summary.answered))
}

fn satisfied(f: &Facts) -> Test {
    let enough = |s: Option<&Summary>| csat(s).filter(|(_, n)| *n >= t::FEW);
    let a = &f.answers;
    // Against the others, or where there is nothing to compare with, against itself before.
    let against = enough(a.csat_others.as_ref()).or_else(|| enough(a.csat_before.as_ref()));
    let verdict = match (enough(a.csat.as_ref()), against) {
        (Some((own, _)), Some((other, _))) => {
            at_least(difference(own, other).between, -t::CSAT_MARGIN)
        }
        _ => Verdict::Unknown,
    };
    let mut satisfied = match csat(a.csat.as_ref()) {
        Some((e, n)) => Figure {
            n: Some(n),
            ..Figure::of("csat", Unit::Share, Some(e.value)).between(e.between)
        },
        None => Figure::missing("csat", Unit::Share, "nobody"),
    };
    satisfied.threshold = against.map(|(e, _)| (e.value - t::CSAT_MARGIN).max(0.0));
    let before = csat(a.csat_before.as_ref()).map(|(e, _)| e.value);
    let effort = |s: Option<&Summary>| s.and_then(|s| s.figure.map(|e| (e, s.answered)));
    let ces = match effort(a.ces.as_ref()) {
        Some((e, n)) => Figure {
            n: Some(n),
            ..Figure::of("ces", Unit::Score, Some(e.value)).between(e.between)
        },
        None => Figure::missing("ces", Unit::Score, "nobody"),
    };
    let ces_before = effort(a.ces_before.as_ref()).map(|(e, _)| e.value);
    Test {
        key: Key::Satisfied,
        verdict,
        figures: vec![
            satisfied.before(before).better(Better::High),
            ces.before(ces_before).better(Better::High),
        ],
    }
}
