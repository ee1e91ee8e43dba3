//! What each door does with whoever comes.

use super::*;
use uuid::Uuid;

fn channel(n: u128) -> ChannelId {
    ChannelId(Uuid::from_u128(n))
}

fn team(n: u128) -> Option<TeamId> {
    Some(TeamId(Uuid::from_u128(n)))
}

fn live() -> World {
    World {
        channel: channel(1),
        stage: Stage::Live,
        paused: false,
        team: team(1),
        successor: None,
        overlays: vec![],
        inside: true,
        hours: Hours::Always,
        staffed: true,
        load: 0.0,
        promise: None,
        failures: vec![],
        version: 1,
    }
}

fn with_successor(world: World) -> World {
    World {
        successor: Some(Successor {
            channel: channel(2),
            team: team(2),
        }),
        ..world
    }
}

fn mail() -> Arrival {
    Arrival {
        door: DoorId(Uuid::from_u128(1)),
        medium: Medium::Mail,
        visitor: Visitor::Kind(VisitorKind::default()),
        continues: None,
        topic: None,
        at: 0,
    }
}

#[test]
fn a_live_door_leads_into_the_queue_of_its_team() {
    let o = resolve(&mail(), &live());
    assert_eq!(o.landing, Landing::Queue { team: team(1) });
    assert_eq!(o.texts, [TEXT_ACKNOWLEDGEMENT]);
}

#[test]
fn what_continues_a_conversation_is_delivered_whatever_the_door() {
    let id = ConversationId(Uuid::from_u128(9));
    let arrival = Arrival {
        continues: Some(id),
        ..mail()
    };
    for stage in [
        Stage::Draft,
        Stage::Pilot,
        Stage::Live,
        Stage::WindingDown,
        Stage::Closed,
    ] {
        for paused in [false, true] {
            let world = World {
                stage,
                paused,
                overlays: vec![Overlay::OutboundOnly],
                ..live()
            };
            let o = resolve(&arrival, &world);
            assert_eq!(o.landing, Landing::Continue(id));
            assert!(o.texts.is_empty());
        }
    }
}

#[test]
fn a_closed_door_leads_to_the_successor_and_says_so() {
    let world = with_successor(World {
        stage: Stage::Closed,
        ..live()
    });
    let o = resolve(&mail(), &world);
    assert_eq!(o.landing, Landing::Redirected { team: team(2) });
    assert_eq!((o.via, o.texts), (channel(2), vec![TEXT_CLOSED.to_owned()]));
}

#[test]
fn a_paused_door_without_successor_keeps_the_mail_in_its_own_team() {
    let world = World {
        paused: true,
        ..live()
    };
    let o = resolve(&mail(), &world);
    assert_eq!(o.landing, Landing::KeptWithoutSuccessor { team: team(1) });
    assert_eq!(o.texts, [TEXT_PAUSED]);
}

#[test]
fn closed_is_said_before_paused() {
    let world = World {
        stage: Stage::Closed,
        paused: true,
        ..live()
    };
    assert_eq!(resolve(&mail(), &world).texts, [TEXT_CLOSED]);
}

#[test]
fn no_mail_and_no_form_that_was_sent_ever_ends_at_a_signpost_or_dead_end() {
    for stage in [
        Stage::Draft,
        Stage::Pilot,
        Stage::Live,
        Stage::WindingDown,
        Stage::Closed,
    ] {
        for paused in [false, true] {
            for overlays in [vec![], vec![Overlay::OutboundOnly], vec![Overlay::Signpost]] {
                let world = World {
                    stage,
                    paused,
                    overlays,
                    ..live()
                };
                for medium in [Medium::Mail, Medium::Post] {
                    let arrival = Arrival { medium, ..mail() };
                    let landing = resolve(&arrival, &world).landing;
                    assert!(!matches!(landing, Landing::Signpost | Landing::DeadEnd));
                }
            }
        }
    }
}

#[test]
fn a_call_to_a_closed_channel_without_successor_is_a_dead_end() {
    let world = World {
        stage: Stage::Closed,
        ..live()
    };
    let call = Arrival {
        medium: Medium::Call,
        ..mail()
    };
    assert_eq!(resolve(&call, &world).landing, Landing::DeadEnd);
    let page = Arrival {
        medium: Medium::Page,
        ..mail()
    };
    assert_eq!(resolve(&page, &world).landing, Landing::Signpost);
}

#[test]
fn a_widget_takes_a_message_when_nobody_is_there_to_talk() {
    let look = Arrival {
        medium: Medium::Widget,
        ..mail()
    };
    let text = |world: World| resolve(&look, &world).texts;
    assert_eq!(text(live()), [TEXT_ACKNOWLEDGEMENT]);
    let closed = World {
        hours: Hours::Closed,
        ..live()
    };
    let alone = World {
        staffed: false,
        ..live()
    };
    for world in [closed, alone] {
        assert_eq!(text(world.clone()), [TEXT_ACKNOWLEDGEMENT, TEXT_MESSAGE]);
        assert_eq!(
            resolve(&look, &world).landing,
            Landing::Queue { team: team(1) }
        );
    }
    // Words that were sent need no such word.
    let sent = Arrival {
        medium: Medium::Post,
        ..mail()
    };
    let world = World {
        staffed: false,
        ..live()
    };
    assert_eq!(resolve(&sent, &world).texts, [TEXT_ACKNOWLEDGEMENT]);
}

#[test]
fn who_would_wait_too_long_on_the_line_is_asked_for_a_message() {
    use crate::promise::{Basis, Estimate, Told};
    let look = Arrival {
        medium: Medium::Widget,
        ..mail()
    };
    let waiting = |usually_ms| World {
        promise: Some(Estimate {
            told: Told::In {
                usually_ms,
                almost_always_ms: usually_ms,
            },
            wait: None,
            basis: Basis::Forward,
            n: 40,
        }),
        ..live()
    };
    let texts = |ms| resolve(&look, &waiting(ms)).texts;
    assert_eq!(texts(LINE_MAX_MS), [TEXT_ACKNOWLEDGEMENT]);
    let message = [TEXT_ACKNOWLEDGEMENT, TEXT_MESSAGE];
    assert_eq!(texts(LINE_MAX_MS + 1), message);
}

#[test]
fn a_draft_is_heard_but_says_nothing() {
    let world = World {
        stage: Stage::Draft,
        ..live()
    };
    let o = resolve(&mail(), &world);
    assert_eq!(o.landing, Landing::Queue { team: team(1) });
    assert!(o.texts.is_empty());
}

fn limited(inside: bool) -> World {
    World {
        overlays: vec![Overlay::LimitedTo {
            audience: "plan/0".into(),
        }],
        inside,
        ..live()
    }
}

fn by(medium: Medium) -> Arrival {
    Arrival { medium, ..mail() }
}

fn under(overlay: Overlay) -> World {
    World {
        overlays: vec![overlay],
        ..live()
    }
}

#[test]
fn a_limited_door_lets_in_who_belongs_to_its_audience() {
    let o = resolve(&mail(), &limited(true));
    assert_eq!(o.landing, Landing::Queue { team: team(1) });
    assert_eq!(o.texts, [TEXT_ACKNOWLEDGEMENT]);
}

#[test]
fn whoever_is_outside_of_the_audience_is_heard_and_shown_the_way() {
    let o = resolve(&mail(), &limited(false));
    assert_eq!(o.landing, Landing::KeptWithoutSuccessor { team: team(1) });
    assert_eq!(o.texts, [TEXT_SIGNPOST]);
    let o = resolve(&mail(), &with_successor(limited(false)));
    assert_eq!(o.landing, Landing::Redirected { team: team(2) });
    let world = with_successor(limited(false));
    let o = resolve(&by(Medium::Page), &world);
    assert_eq!(
        (o.landing, o.texts),
        (Landing::Signpost, vec![TEXT_SIGNPOST.to_owned()])
    );
}

#[test]
fn nobody_is_outside_where_nothing_is_limited() {
    let world = World {
        inside: false,
        ..live()
    };
    assert!(is_offered(&mail(), &world));
}

#[test]
fn alternatives_come_first_for_who_looks_and_do_not_hold_up_who_sends() {
    let world = under(Overlay::OfferAlternatives);
    for medium in [Medium::Page, Medium::Widget, Medium::Call] {
        let o = resolve(&by(medium), &world);
        assert_eq!(o.texts, [TEXT_ALTERNATIVES, TEXT_ACKNOWLEDGEMENT]);
        assert_eq!(o.landing, Landing::Queue { team: team(1) });
    }
    for medium in [Medium::Mail, Medium::Post] {
        assert_eq!(resolve(&by(medium), &world).texts, [TEXT_ACKNOWLEDGEMENT]);
    }
}

#[test]
fn a_redirect_to_a_channel_that_takes_nothing_keeps_the_mail() {
    let world = under(Overlay::Redirect { to: channel(7) });
    let o = resolve(&mail(), &world);
    assert_eq!(o.landing, Landing::KeptWithoutSuccessor { team: team(1) });
    let o = resolve(&mail(), &with_successor(world));
    assert_eq!(
        (o.landing, o.via),
        (Landing::Redirected { team: team(2) }, channel(2))
    );
    assert_eq!(o.texts, [TEXT_ANNOUNCEMENT]);
}

#[test]
fn a_line_that_takes_messages_keeps_them_also_when_it_is_closed() {
    let closed = World {
        stage: Stage::Closed,
        ..under(Overlay::TakeMessage)
    };
    let o = resolve(&by(Medium::Call), &closed);
    assert_eq!(o.landing, Landing::KeptWithoutSuccessor { team: team(1) });
    assert_eq!(o.texts, [TEXT_CLOSED, TEXT_MESSAGE]);
    let o = resolve(&by(Medium::Call), &under(Overlay::TakeMessage));
    assert_eq!(o.texts, [TEXT_ACKNOWLEDGEMENT, TEXT_MESSAGE]);
    // A form is a message already.
    let o = resolve(&by(Medium::Page), &under(Overlay::TakeMessage));
    assert_eq!(o.texts, [TEXT_ACKNOWLEDGEMENT]);
}

#[test]
fn a_line_that_was_told_to_speaks_the_signpost() {
    let o = resolve(&by(Medium::Call), &under(Overlay::Signpost));
    assert_eq!(o.landing, Landing::Signpost);
    let o = resolve(&by(Medium::Call), &under(Overlay::OutboundOnly));
    assert_eq!(o.landing, Landing::DeadEnd);
}

#[test]
fn the_last_effect_that_turns_away_counts() {
    let both = vec![Overlay::Redirect { to: channel(2) }, Overlay::Signpost];
    let world = with_successor(World {
        overlays: both.clone(),
        ..live()
    });
    assert_eq!(
        resolve(&by(Medium::Page), &world).landing,
        Landing::Signpost
    );
    let world = World {
        overlays: both.into_iter().rev().collect(),
        ..world
    };
    let landing = resolve(&by(Medium::Page), &world).landing;
    assert_eq!(landing, Landing::Redirected { team: team(2) });
}

#[test]
fn what_is_unlisted_paused_closed_or_a_draft_is_in_no_list() {
    let offered = |world: World| is_offered(&by(Medium::Page), &world);
    assert!(offered(live()));
    assert!(offered(limited(true)));
    assert!(!offered(limited(false)));
    assert!(!offered(under(Overlay::Unlist)));
    assert!(!offered(under(Overlay::OutboundOnly)));
    for stage in [Stage::Draft, Stage::Closed] {
        assert!(!offered(World { stage, ..live() }));
    }
    let paused = World {
        paused: true,
        ..live()
    };
    assert!(!is_gone(&paused) && !is_gone(&limited(false)));
    assert!(is_gone(&under(Overlay::Signpost)) && !offered(paused));
}

#[test]
fn the_last_word_refuses_the_letter_of_a_stranger_and_nothing_else() {
    let world = with_successor(World {
        stage: Stage::Closed,
        overlays: vec![Overlay::Refuse],
        ..live()
    });
    let o = resolve(&mail(), &world);
    assert_eq!((o.landing, o.via), (Landing::Refused, channel(1)));
    assert_eq!(o.texts, [TEXT_CLOSED]);
    let contact = ContactId(Uuid::from_u128(7));
    let known = Arrival {
        visitor: Visitor::Known(contact),
        ..mail()
    };
    let answer = Arrival {
        continues: Some(ConversationId(Uuid::from_u128(8))),
        ..mail()
    };
    for taken in [known, answer] {
        assert_ne!(resolve(&taken, &world).landing, Landing::Refused);
    }
    for medium in [Medium::Page, Medium::Post, Medium::Text, Medium::Call] {
        let other = Arrival { medium, ..mail() };
        assert_ne!(
            resolve(&other, &world).landing,
            Landing::Refused,
            "{medium:?}"
        );
    }
    // Opened again it takes everybody, whatever is left of the switch.
    let again = World {
        stage: Stage::Live,
        ..world
    };
    assert_eq!(
        resolve(&mail(), &again).landing,
        Landing::Queue { team: team(1) }
    );
}
