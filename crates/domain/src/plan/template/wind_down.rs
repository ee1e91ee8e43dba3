//! Plans that close a channel, so that nobody is stranded.

use super::{
    Params, change_at_most, counted_at_least, counted_at_most, guard, harm, outside, share_at_most,
    step, task,
};
use crate::channel::Stage;
use crate::door::Overlay;
use crate::plan::{Audience, Content, DAY, GuardRail, HOUR, Kind, Response, Step, Window};

fn content(params: &Params, steps: Vec<Step>) -> Content {
    Content {
        kind: Kind::WindDown,
        name: format!("Wind down {}", params.name),
        reason: params.reason.clone(),
        owner: params.owner,
        close_plan: String::new(),
        steps,
    }
}

/// Brief, unlist, write to those who remain, announce, sign-post, close.
pub fn usual(params: &Params) -> Content {
    let steps = vec![
        brief(),
        unlist(28),
        write(),
        announce(30),
        sign_post(params, 14),
        close(365),
    ];
    content(params, steps)
}

/// For a team of three.
pub fn light(params: &Params) -> Content {
    let unlisted = Step {
        tasks: vec![task("Write to each who used it in the last 90 days", 7)],
        ..unlist(14)
    };
    content(params, vec![unlisted, announce(30), close(365)])
}

/// With two rehearsals of closing, of three hours and of a day.
pub fn full(params: &Params) -> Content {
    let steps = vec![
        brief(),
        unlist(28),
        write(),
        announce(60),
        rehearse(),
        sign_post(params, 14),
        close(365),
    ];
    content(params, steps)
}

fn guards() -> Vec<GuardRail> {
    let again = share_at_most("wrote_again_elsewhere", 0.20);
    let complaints = share_at_most("complaints_of_told", 0.02);
    let more = [again, complaints].map(|g| guard(g, Response::Pause));
    harm().into_iter().chain(more).collect()
}

fn brief() -> Step {
    Step {
        tasks: vec![
            task("Tell the team why, with the figures", 2),
            task("Collect the team's view, also of who is against it", 7),
            task("Write the article and the macro for agents", 10),
        ],
        ..step("Brief the team, collect its view", 10)
    }
}

/// In one known case nine of ten contacts fell away by this alone.
fn unlist(days: i64) -> Step {
    Step {
        stage: Some(Stage::WindingDown),
        overlays: vec![Overlay::Unlist],
        keeps: true,
        gates: vec![
            counted_at_most("volume_of_before", 0.25),
            change_at_most("unsolved_change", 0.10),
        ],
        guards: harm(),
        outside: vec![
            outside("Take it off the site"),
            outside("Take it off signatures, invoices and templates"),
            outside("Take it off maps, listings and profiles"),
        ],
        ..step("Take it off the site", days)
    }
}

fn write() -> Step {
    Step {
        audience: Audience::Used { days: 90 },
        overlays: vec![Overlay::OfferAlternatives],
        keeps: true,
        gates: vec![
            counted_at_least("frequent_reached", 0.95),
            counted_at_most("captive_left", 0.0),
            change_at_most("unsolved_change", 0.10),
        ],
        guards: guards(),
        tasks: vec![
            task("Send the message to yourself, then in stages", 2),
            task("Call those who have no other way, agree on one", 12),
        ],
        ..step("Write to those who still use it", 14)
    }
}

fn announce(days: i64) -> Step {
    Step {
        overlays: vec![Overlay::Announce],
        keeps: true,
        gates: vec![share_at_most("complaints_of_told", 0.02)],
        guards: guards(),
        tasks: vec![task("Announce the date and the other ways", 1)],
        ..step("Announce", days)
    }
}

/// Closed for three hours, and a week later for a day.
fn rehearse() -> Step {
    let window = |day: i64, hours: i64| Window {
        from_ms: day * DAY,
        to_ms: day * DAY + hours * HOUR,
    };
    Step {
        overlays: vec![Overlay::Signpost],
        windows: vec![window(2, 3), window(9, 24)],
        gates: vec![share_at_most("wrote_again_elsewhere", 0.20)],
        guards: guards(),
        tasks: vec![task("Tell the team when it is closed", 1)],
        ..step("Close for some hours", 16)
    }
}

fn sign_post(params: &Params, days: i64) -> Step {
    let sent = params
        .successor
        .map_or(Overlay::Signpost, |to| Overlay::Redirect { to });
    Step {
        overlays: vec![sent],
        gates: vec![share_at_most("dead_ends_seen", 0.01)],
        guards: guards(),
        ..step("Sign-post", days)
    }
}

/// Every door answers with a way on for a year; addresses and numbers are kept after that as well.
fn close(days: i64) -> Step {
    Step {
        stage: Some(Stage::Closed),
        gates: vec![share_at_most("dead_ends_seen", 0.01)],
        guards: harm(),
        tasks: vec![
            task("After 30 days: moved, vanished, repeated, complaints", 30),
            task("After 90 days: the same, against what was expected", 90),
            task("After 180 days: publish the result either way", 180),
        ],
        ..step("Close", days)
    }
}
