//! What the five tests come to, in plain words. The order is that of the field's own practice: a channel is wound down for
//! one of four reasons with evidence (backlog, cost, usage, harm elsewhere) and after other ways were tried; only one that is
//! being wound down already, that nobody needs any more, is closed. Nothing is taken away for want of data.

use super::{Facts, Key, Test, Verdict, real};
use crate::channel::Stage;
use crate::plan::template::{Template, for_launch, for_wind_down};
use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Advice {
    Invest,
    Keep,
    Adjust,
    WindDown,
    Close,
    NotEnoughData,
}

/// One reason: a stable key, and what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    pub key: &'static str,
    pub sentence: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recommendation {
    pub what: Advice,
    pub why: Vec<Reason>,
    /// The plan that would do it.
    pub template: Option<Template>,
}

fn verdict(tests: &[Test], key: Key) -> Verdict {
    let of = tests.iter().find(|t| t.key == key);
    of.map_or(Verdict::Unknown, |t| t.verdict)
}

#[must_use]
pub fn recommend(facts: &Facts, tests: &[Test]) -> Recommendation {
    let (what, mut why) = advised(facts, tests);
    why.extend(tests.iter().filter_map(told));
    Recommendation {
        what,
        template: template(facts, what),
        why,
    }
}

fn advised(f: &Facts, tests: &[Test]) -> (Advice, Vec<Reason>) {
    let unmet = match f.stage {
        Stage::Draft => Some(("draft", "Customers do not meet this channel yet.")),
        Stage::Closed => Some((
            "closed",
            "This channel is closed. Its migration says where the customers went.",
        )),
        Stage::Pilot | Stage::Live | Stage::WindingDown => None,
    };
    if let Some((key, text)) = unmet {
        return (Advice::NotEnoughData, vec![reason(key, text)]);
    }
    let of = |key| verdict(tests, key);
    let any_bad = tests.iter().any(|t| t.verdict == Verdict::Bad);
    if of(Key::Used) == Verdict::Unknown || of(Key::KeepUp) == Verdict::Unknown {
        let text = "Not everything is known, but something is bad.";
        return match any_bad {
            true => (Advice::Adjust, vec![reason("known_is_bad", text)]),
            false => (Advice::NotEnoughData, Vec::new()),
        };
    }
    let (what, key, text) = taken_away(f, tests).unwrap_or_else(|| goes_on(f, tests, any_bad));
    (what, vec![reason(key, text)])
}

/// Advice, key of the reason, its sentence.
type Said = (Advice, &'static str, &'static str);

/// What is known to be hardly used, or to hurt more than it is used.
fn taken_away(f: &Facts, tests: &[Test]) -> Option<Said> {
    use Verdict::{Bad, Good};
    let (used, harm) = (verdict(tests, Key::Used), verdict(tests, Key::Harm));
    if used != Bad && (harm != Bad || used == Good) {
        return None;
    }
    Some(if f.others == 0 {
        let text = "No other channel takes customers: open one before you take this one away.";
        (Advice::Adjust, "only_way_in", text)
    } else if used == Bad && f.stage == Stage::WindingDown && f.flow.open == 0 {
        let text = "It is being wound down, hardly anybody uses it, and nothing is open.";
        (Advice::Close, "nothing_left", text)
    } else {
        let text = "What it is used for does not outweigh what it takes. First take it out of sight, and see who still needs it.";
        (Advice::WindDown, "take_out_of_sight", text)
    })
}

fn goes_on(f: &Facts, tests: &[Test], any_bad: bool) -> Said {
    use Verdict::{Bad, Good};
    let of = |key| verdict(tests, key);
    let (keep_up, used) = (of(Key::KeepUp), of(Key::Used));
    let harmless = of(Key::Harm) != Bad && of(Key::Satisfied) != Bad;
    if keep_up == Bad && used == Good && harmless {
        let text = "People use it: give it more hands, or shorter hours until there are.";
        (Advice::Invest, "used_but_late", text)
    } else if any_bad {
        let text = "Before a channel is taken away, other ways are tried: hours, audience, topics, prominence.";
        (Advice::Adjust, "other_ways_first", text)
    } else if f.stage == Stage::Pilot && keep_up == Good && used == Good {
        let text = "The pilot keeps up and is used.";
        (Advice::Invest, "pilot_works", text)
    } else {
        (Advice::Keep, "nothing_bad", "None of the tests is bad.")
    }
}

/// What a test says, where it is worth a reason: bad, to be watched, or not known.
fn told(test: &Test) -> Option<Reason> {
    let (key, sentence) = match test.verdict {
        Verdict::Good => return None,
        Verdict::Bad => bad(test.key),
        Verdict::Watch => watch(test.key),
        Verdict::Unknown => unknown(test.key),
    };
    Some(reason(key, sentence))
}

fn bad(key: Key) -> (&'static str, &'static str) {
    match key {
        Key::KeepUp => (
            "keep_up_bad",
            "More comes than is resolved, week after week, or promises are broken.",
        ),
        Key::Afford => ("afford_bad", "A resolution costs more than elsewhere."),
        Key::Used => (
            "used_bad",
            "Few customers come this way, and nearly all of them know another.",
        ),
        Key::Harm => (
            "harm_bad",
            "Its work goes before more urgent work of others, or who wrote asks again within days.",
        ),
        Key::Satisfied => (
            "satisfied_bad",
            "Customers are less satisfied than elsewhere, or than before.",
        ),
    }
}

fn watch(key: Key) -> (&'static str, &'static str) {
    match key {
        Key::KeepUp => (
            "keep_up_watch",
            "The backlog grew lately, or promises are only just kept.",
        ),
        Key::Afford => ("afford_watch", "A resolution may cost more than elsewhere."),
        Key::Used => (
            "used_watch",
            "Few customers come this way, but that is not certain, or some of them know no other.",
        ),
        Key::Harm => (
            "harm_watch",
            "Many of those who wrote may have to ask again within days.",
        ),
        Key::Satisfied => (
            "satisfied_watch",
            "Customers may be less satisfied than elsewhere, or than before.",
        ),
    }
}

fn unknown(key: Key) -> (&'static str, &'static str) {
    match key {
        Key::KeepUp => (
            "keep_up_unknown",
            "It is too young to say whether you can keep up.",
        ),
        Key::Afford => ("afford_unknown", "Costs are not measured."),
        Key::Used => ("used_unknown", "Too few customers wrote at all."),
        Key::Harm => (
            "harm_unknown",
            "Too little was measured to say whether it hurts the rest.",
        ),
        Key::Satisfied => (
            "satisfied_unknown",
            "Too few customers said how satisfied they are.",
        ),
    }
}

fn reason(key: &'static str, sentence: &str) -> Reason {
    Reason {
        key,
        sentence: sentence.to_owned(),
    }
}

fn template(f: &Facts, what: Advice) -> Option<Template> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to what fits"
    )]
    let a_month = (real(f.flow.new) * 30.0 / real(f.days.max(1)))
        .round()
        .clamp(0.0, 4e9) as u32;
    match what {
        Advice::WindDown | Advice::Close => Some(for_wind_down(a_month, f.team).template),
        Advice::Invest if f.stage == Stage::Pilot => {
            Some(for_launch(a_month, f.team, f.knows_again).template)
        }
        _ => None,
    }
}
