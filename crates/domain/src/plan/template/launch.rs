//! Plans that open a channel.

use super::{
    Params, change_at_most, counted_at_most, guard, harm, outside, share_at_least, share_at_most,
    step, task,
};
use crate::channel::Stage;
use crate::door::Overlay;
use crate::plan::{Audience, Content, GoesOn, GuardRail, Kind, Response, Step, Task};

/// How each would be closed again, unless the lead writes it better.
const CLOSE_PLAN: &str = "Brief the team, take it off the site, write to those who still use it, announce the date and \
     the other ways a month before, then sign-post; what comes in is kept and answered by its team.";

fn content(params: &Params, name: String, steps: Vec<Step>) -> Content {
    Content {
        kind: Kind::Launch,
        name,
        reason: params.reason.clone(),
        owner: params.owner,
        close_plan: CLOSE_PLAN.to_owned(),
        steps,
    }
}

/// One step: live at once.
pub fn first(params: &Params) -> Content {
    let live = Step {
        stage: Some(Stage::Live),
        goes_on: GoesOn::ByItself,
        ..step("Live", 1)
    };
    let mut content = content(params, format!("Open {}", params.name), vec![live]);
    if content.reason.is_empty() {
        "It is the first channel.".clone_into(&mut content.reason);
    }
    content
}

/// Two weeks with a weekly talk, two more that size the staff, then announce.
pub fn hand_picked(params: &Params) -> Content {
    let steps = vec![
        prepare(),
        Step {
            tasks: vec![talk("first", 7), talk("second", 14)],
            ..pilot("Hand-picked customers", 14, picked(params))
        },
        Step {
            gates: vec![
                share_at_least("answered_in_target", 0.80),
                counted_at_most("backlog_days", 1.0),
            ],
            tasks: vec![
                talk("third", 7),
                task("Decide how many agents it takes, and when", 14),
            ],
            ..pilot("Size the staff", 14, picked(params))
        },
        announce(30),
    ];
    content(params, format!("Launch {}", params.name), steps)
}

/// For a team of three: one week, one talk, live.
pub fn light(params: &Params) -> Content {
    let steps = vec![
        Step {
            clears: true,
            tasks: vec![talk("only", 7)],
            ..pilot("A few customers", 7, picked(params))
        },
        Step {
            stage: Some(Stage::Live),
            tasks: vec![task("Look back together: keep it?", 14)],
            outside: vec![outside(
                "Name it on the contact page, with hours and purpose",
            )],
            guards: harm(),
            ..step("Live", 14)
        },
    ];
    content(params, format!("Launch {}", params.name), steps)
}

/// 5, 20, 50 % of the customers, then all.
pub fn ramp(params: &Params) -> Content {
    let at = |per_mille| Audience::Share { per_mille };
    let steps = vec![
        prepare(),
        Step {
            tasks: vec![talk("first", 7), talk("second", 14)],
            ..pilot("5 % of the customers", 14, at(50))
        },
        Step {
            gates: vec![
                share_at_most("abandoned", 0.08),
                share_at_least("answered_in_target", 0.75),
                counted_at_most("backlog_days", 1.0),
            ],
            ..pilot("20 % of the customers", 14, at(200))
        },
        Step {
            gates: vec![
                share_at_most("satisfaction_loss", 0.05),
                change_at_most("urgent_elsewhere_p90_change", 0.10),
            ],
            ..pilot("50 % of the customers", 14, at(500))
        },
        Step {
            gates: vec![
                change_at_most("contacts_per_customer_change", 0.10),
                change_at_most("overtaking_change", 0.0),
            ],
            ..announce(90)
        },
    ];
    content(params, format!("Launch {}", params.name), steps)
}

fn talk(which: &str, day: i64) -> Task {
    let what = format!("Talk with the agents, the {which}: what surprised, what is missing");
    task(&what, day)
}

fn picked(params: &Params) -> Audience {
    Audience::Contacts(params.pilots.clone())
}

/// Nobody is let in yet; what an earlier closure left at the doors is in force until the pilot.
fn prepare() -> Step {
    Step {
        tasks: vec![
            task("Brief the team: what it is for, and what not", 3),
            task("Write the ten answers that will be needed most", 5),
            task("Write to it yourselves, also when nobody is there", 7),
        ],
        ..step("Prepare", 7)
    }
}

fn pilot(name: &str, days: i64, audience: Audience) -> Step {
    let audience_only = Overlay::LimitedTo {
        audience: String::new(),
    };
    Step {
        stage: Some(Stage::Pilot),
        audience,
        overlays: vec![audience_only],
        clears: true,
        guards: pilot_guards(),
        ..step(name, days)
    }
}

fn pilot_guards() -> Vec<GuardRail> {
    // Half of the target: whoever is let in must be served.
    let served = guard(
        share_at_least("answered_in_target", 0.40),
        Response::RollBack,
    );
    harm().into_iter().chain([served]).collect()
}

fn announce(days: i64) -> Step {
    Step {
        stage: Some(Stage::Live),
        overlays: vec![Overlay::Announce],
        clears: true,
        gates: vec![share_at_least("answered_in_target", 0.80)],
        guards: harm(),
        tasks: vec![
            task("Announce it by mail, with hours and purpose", 2),
            task("Compare the first weeks with what was expected", days),
        ],
        outside: vec![
            outside("Name it on the site, with hours and purpose"),
            outside("Name it in profiles, signatures and listings"),
        ],
        ..step("Announce", days)
    }
}
