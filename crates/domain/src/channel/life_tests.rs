use super::*;
use crate::BrandId;
use crate::channel::ChannelKind;
use uuid::Uuid;

const STAGES: [Stage; 5] = [
    Stage::Draft,
    Stage::Pilot,
    Stage::Live,
    Stage::WindingDown,
    Stage::Closed,
];

fn channel(stage: Stage) -> Channel {
    Channel {
        id: ChannelId(Uuid::from_u128(1)),
        kind: ChannelKind("email".into()),
        brand: BrandId(Uuid::from_u128(2)),
        name: "Support".into(),
        team: None,
        stage,
        paused: false,
        successor: None,
        owner: None,
        purpose: String::new(),
        first_response_target_min: 60,
        acknowledge: true,
        version: 1,
    }
}

fn turn(from: Stage, to: Stage) -> Turn {
    Turn::Stage { from, to }
}

fn past(turn: Turn) -> Past {
    Past {
        turn: Some(turn),
        undone: false,
        last: true,
    }
}

fn whole() -> Facts {
    Facts {
        owner: true,
        purpose: true,
        team: true,
        staff: 1,
        hours: true,
        target_min: 60,
        door: true,
        successor: false,
    }
}

#[test]
fn every_stage_may_follow_every_other_but_what_was_met_is_no_draft_again() {
    for from in STAGES {
        for to in STAGES {
            let met = !matches!(from, Stage::Draft | Stage::Pilot);
            let refused = met && to == Stage::Draft;
            assert_eq!(may_follow(from, to).is_err(), refused, "{from:?} {to:?}");
        }
    }
    let refusal = may_follow(Stage::Live, Stage::Draft).expect_err("refused");
    assert_eq!(
        (refusal.code, refusal.field),
        ("bad_stage_change", Some("stage"))
    );
}

#[test]
fn who_winds_down_or_closes_says_why() {
    for to in STAGES {
        let needs = matches!(to, Stage::WindingDown | Stage::Closed);
        let blank = check_reason(turn(Stage::Pilot, to), " \n", &[]);
        assert_eq!(blank.is_err(), needs, "{to:?}");
        assert!(check_reason(turn(Stage::Pilot, to), "the fair is over", &[]).is_ok());
    }
    assert!(check_reason(Turn::Paused { to: true }, "", &[]).is_ok());
}

#[test]
fn who_goes_live_without_what_is_needed_says_why() {
    let live = turn(Stage::Draft, Stage::Live);
    let missing = [Need::Hours, Need::Door];
    let refusal = check_reason(live, "", &missing).expect_err("refused");
    assert_eq!(refusal.code, "reason_needed");
    assert!(refusal.message.contains("business hours, a way in"));
    assert!(check_reason(live, "a trial", &missing).is_ok());
    assert!(check_reason(live, "", &[]).is_ok());
    let pilot = turn(Stage::Draft, Stage::Pilot);
    assert!(check_reason(pilot, "", &missing).is_ok());
}

#[test]
fn a_channel_is_ready_when_all_that_is_needed_is_there() {
    let ready = readiness(&whole());
    assert!(ready.is_ready(), "a successor can wait");
    assert_eq!(ready.items.len(), 8);
    let bare = readiness(&Facts::default());
    assert_eq!(bare.missing(), Need::ALL[..7]);
    let alone = Facts {
        staff: 0,
        ..whole()
    };
    assert_eq!(readiness(&alone).missing(), [Need::Staff]);
}

#[test]
fn what_was_done_is_taken_back_by_its_opposite_also_to_a_draft() {
    let done = turn(Stage::Draft, Stage::Live);
    let back = undo(past(done), &channel(Stage::Live)).expect("open");
    assert_eq!(back, turn(Stage::Live, Stage::Draft));
    let mut now = channel(Stage::Live);
    back.make(&mut now);
    assert_eq!(now, channel(Stage::Draft));
    let owner = AgentId(Uuid::from_u128(7));
    let given = Turn::Owner {
        from: None,
        to: Some(owner),
    };
    let mut now = channel(Stage::Live);
    given.make(&mut now);
    undo(past(given), &now).expect("open").make(&mut now);
    assert_eq!(now.owner, None);
}

#[test]
fn what_changed_since_or_was_taken_back_or_has_no_opposite_stays() {
    let done = turn(Stage::Live, Stage::Pilot);
    let code = |past, now| undo(past, &channel(now)).expect_err("refused").code;
    assert_eq!(code(past(done), Stage::Closed), "changed_since");
    let earlier = Past {
        last: false,
        ..past(done)
    };
    assert_eq!(code(earlier, Stage::Pilot), "changed_since");
    let undone = Past {
        undone: true,
        ..past(done)
    };
    assert_eq!(code(undone, Stage::Live), "already_undone");
    let other = Past {
        turn: None,
        ..past(done)
    };
    assert_eq!(code(other, Stage::Pilot), "not_undoable");
}

#[test]
fn an_entry_is_read_as_it_was_written() {
    let turns = [
        turn(Stage::WindingDown, Stage::Closed),
        Turn::Paused { to: true },
        Turn::Paused { to: false },
        Turn::Successor {
            from: None,
            to: Some(ChannelId(Uuid::from_u128(9))),
        },
        Turn::Owner {
            from: Some(AgentId(Uuid::from_u128(9))),
            to: None,
        },
    ];
    for turn in turns {
        let (from, to) = turn.words();
        let read = Turn::read(turn.what(), from.as_deref(), to.as_deref());
        assert_eq!(read, Some(turn));
        assert_eq!(turn.opposite().opposite(), turn);
    }
}

#[test]
fn an_entry_without_opposite_or_sense_is_none_to_take_back() {
    for (what, from, to) in [
        ("created", None, Some("Support")),
        ("stage", Some("live"), Some("live")),
        ("stage", Some("live"), Some("gone")),
        ("successor", Some("nobody"), None),
        ("owner", None, None),
        ("door_added", None, Some("help@example.com")),
    ] {
        assert_eq!(Turn::read(what, from, to), None, "{what} {from:?} {to:?}");
    }
}

#[test]
fn evidence_is_kept_without_what_does_not_apply() {
    let text = serde_json::to_string(&Evidence::default()).expect("plain data");
    assert!(
        !text.contains("missing") && text.contains("\"kept\":null"),
        "{text}"
    );
    let lacking = Evidence {
        missing: vec![Need::Owner],
        ..Evidence::default()
    };
    let text = serde_json::to_string(&lacking).expect("plain data");
    assert!(text.contains("\"missing\":[\"owner\"]"), "{text}");
    assert_eq!(
        serde_json::from_str::<Evidence>(&text).expect("read"),
        lacking
    );
}
