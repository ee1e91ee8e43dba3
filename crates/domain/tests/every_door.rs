//! The two rules of [`door::resolve`](fairlead_domain::door::resolve) for every medium, stage and set of effects.

use fairlead_domain as domain;

use domain::channel::Stage;
use domain::door::{
    Arrival, Hours, Landing, Medium, Outcome, Overlay, Successor, TEXT_ANNOUNCEMENT, Visitor,
    VisitorKind, World, is_offered, resolve,
};
use domain::{ChannelId, ConversationId, DoorId, TeamId};
use uuid::Uuid;

const MEDIA: [Medium; 6] = [
    Medium::Mail,
    Medium::Page,
    Medium::Widget,
    Medium::Call,
    Medium::Text,
    Medium::Post,
];
const STAGES: [Stage; 5] = [
    Stage::Draft,
    Stage::Pilot,
    Stage::Live,
    Stage::WindingDown,
    Stage::Closed,
];

fn channel(n: u128) -> ChannelId {
    ChannelId(Uuid::from_u128(n))
}

fn overlays() -> [Overlay; 8] {
    [
        Overlay::Unlist,
        Overlay::OfferAlternatives,
        Overlay::LimitedTo {
            audience: "plan/0".into(),
        },
        Overlay::OutboundOnly,
        Overlay::TakeMessage,
        Overlay::Announce,
        Overlay::Redirect { to: channel(2) },
        Overlay::Signpost,
    ]
}

/// Every set of effects, in both orders.
fn sets() -> Vec<Vec<Overlay>> {
    let mut sets = Vec::new();
    for bits in 0..256_u32 {
        let held = |n: &usize| bits & (1 << n) != 0;
        let all = overlays();
        let set: Vec<Overlay> = (0..8).filter(held).map(|n| all[n].clone()).collect();
        sets.push(set.iter().rev().cloned().collect());
        sets.push(set);
    }
    sets
}

fn worlds() -> Vec<World> {
    let mut worlds = Vec::new();
    for overlays in sets() {
        for stage in STAGES {
            for n in 0..16_u32 {
                let is = |bit: u32| n & bit != 0;
                worlds.push(World {
                    channel: channel(1),
                    stage,
                    paused: is(1),
                    team: Some(TeamId(Uuid::from_u128(1))),
                    successor: is(2).then(|| Successor {
                        channel: channel(2),
                        team: Some(TeamId(Uuid::from_u128(2))),
                    }),
                    overlays: overlays.clone(),
                    inside: is(4),
                    hours: Hours::Always,
                    staffed: is(8),
                    load: 0.0,
                    promise: None,
                    failures: vec![],
                    version: 1,
                });
            }
        }
    }
    worlds
}

fn arrival(medium: Medium) -> Arrival {
    Arrival {
        door: DoorId(Uuid::from_u128(1)),
        medium,
        visitor: Visitor::Kind(VisitorKind::default()),
        continues: None,
        topic: None,
        at: 0,
    }
}

fn says(outcome: &Outcome, text: &str) -> bool {
    outcome.texts.iter().any(|t| t == text)
}

#[test]
fn what_continues_a_conversation_is_always_delivered() {
    let id = ConversationId(Uuid::from_u128(9));
    for world in worlds() {
        for medium in MEDIA {
            let arrival = Arrival {
                continues: Some(id),
                ..arrival(medium)
            };
            let outcome = resolve(&arrival, &world);
            assert_eq!(outcome.landing, Landing::Continue(id), "{world:?}");
            assert_eq!((outcome.via, outcome.texts.len()), (world.channel, 0));
        }
    }
}

#[test]
fn what_was_written_is_never_refused_and_never_silent() {
    for world in worlds() {
        for medium in [Medium::Mail, Medium::Text, Medium::Post] {
            let outcome = resolve(&arrival(medium), &world);
            let kept = !matches!(outcome.landing, Landing::Signpost | Landing::DeadEnd);
            assert!(kept, "{world:?}");
            let heard = matches!(outcome.landing, Landing::Queue { .. });
            let unannounced = heard && world.stage == Stage::Draft;
            assert!(unannounced || !outcome.texts.is_empty(), "{world:?}");
        }
    }
}

#[test]
fn a_page_and_a_widget_never_end_at_nothing_and_a_sign_says_something() {
    for world in worlds() {
        for medium in [Medium::Page, Medium::Widget] {
            let outcome = resolve(&arrival(medium), &world);
            assert_ne!(outcome.landing, Landing::DeadEnd, "{world:?}");
            let let_in = matches!(outcome.landing, Landing::Queue { .. });
            assert!(let_in || !outcome.texts.is_empty(), "{world:?}");
        }
    }
}

#[test]
fn a_line_that_takes_messages_is_no_dead_end() {
    for world in worlds() {
        let outcome = resolve(&arrival(Medium::Call), &world);
        if world.overlays.contains(&Overlay::TakeMessage) {
            let nothing = matches!(outcome.landing, Landing::Signpost | Landing::DeadEnd);
            assert!(!nothing, "{world:?}");
        }
    }
}

#[test]
fn whoever_looks_and_whoever_sends_is_let_in_by_the_same_rule() {
    for world in worlds() {
        let enters = |medium| {
            let outcome = resolve(&arrival(medium), &world);
            matches!(outcome.landing, Landing::Queue { .. })
        };
        let mail = enters(Medium::Mail);
        assert!(MEDIA.iter().all(|m| enters(*m) == mail), "{world:?}");
    }
}

#[test]
fn a_successor_hears_what_was_written_in_its_name() {
    for world in worlds() {
        for medium in MEDIA {
            let outcome = resolve(&arrival(medium), &world);
            match outcome.landing {
                Landing::Redirected { team } => {
                    let next = world.successor.as_ref().expect("a successor");
                    assert_eq!((outcome.via, team), (next.channel, next.team));
                }
                Landing::KeptWithoutSuccessor { .. } => assert_eq!(world.successor, None),
                _ => assert_eq!(outcome.via, world.channel),
            }
        }
    }
}

#[test]
fn unlisting_changes_nothing_at_the_door_and_takes_it_off_the_lists() {
    for world in worlds() {
        let listed = World {
            overlays: (world.overlays.iter())
                .filter(|o| **o != Overlay::Unlist)
                .cloned()
                .collect(),
            ..world.clone()
        };
        for medium in MEDIA {
            let arrival = arrival(medium);
            assert_eq!(resolve(&arrival, &world), resolve(&arrival, &listed));
            if world.overlays.contains(&Overlay::Unlist) {
                assert!(!is_offered(&arrival, &world));
            }
        }
    }
}

#[test]
fn only_what_takes_arrivals_and_is_announced_is_offered() {
    for world in worlds() {
        let limited = |o: &Overlay| matches!(o, Overlay::LimitedTo { .. });
        let turning = |o: &Overlay| {
            matches!(
                o,
                Overlay::Redirect { .. } | Overlay::OutboundOnly | Overlay::Signpost
            )
        };
        let laid = &world.overlays;
        let shut = world.paused
            || matches!(world.stage, Stage::Draft | Stage::Closed)
            || (world.stage == Stage::Pilot && !laid.iter().any(limited))
            || laid.contains(&Overlay::Unlist)
            || laid.iter().any(turning)
            || (!world.inside && laid.iter().any(limited));
        for medium in MEDIA {
            assert_eq!(is_offered(&arrival(medium), &world), !shut, "{world:?}");
        }
    }
}

#[test]
fn what_is_announced_is_told_to_everybody_who_is_let_in() {
    for world in worlds() {
        let announced = world.overlays.contains(&Overlay::Announce);
        for medium in MEDIA {
            let outcome = resolve(&arrival(medium), &world);
            if matches!(outcome.landing, Landing::Queue { .. }) {
                assert_eq!(says(&outcome, TEXT_ANNOUNCEMENT), announced, "{world:?}");
            }
        }
    }
}
