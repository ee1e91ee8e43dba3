use super::*;

const NOW: Millis = 1_700_000_000_000;

fn survey() -> Survey {
    Survey {
        id: SurveyId(Uuid::from_u128(77)),
        name: "After a conversation".to_owned(),
        kind: Kind::Csat,
        trigger: Trigger::Resolved { after_hours: 24 },
        channels: Vec::new(),
        languages: Vec::new(),
        share_permille: 1000,
        cool_down_days: 90,
        reopen_low: false,
        created_at: NOW - 400 * DAY_MS,
    }
}

fn by_schedule() -> Survey {
    Survey {
        kind: Kind::Nps,
        trigger: Trigger::Schedule {
            every_days: 180,
            wrote_within_days: 90,
        },
        ..survey()
    }
}

fn matter() -> Matter {
    Matter {
        resolved_at: Some(NOW - 25 * HOUR_MS),
        channel: ChannelId(Uuid::from_u128(5)),
        language: Some("et".to_owned()),
        automatic: false,
        mixed: false,
        erased: false,
    }
}

fn person() -> Person {
    Person {
        has_address: true,
        last_wrote: Some(NOW - DAY_MS),
        ..Person::default()
    }
}

fn subject() -> Uuid {
    Uuid::from_u128(0xabc)
}

fn why(change: impl FnOnce(&mut Survey, &mut Matter, &mut Person)) -> Option<PassedOver> {
    let (mut s, mut m, mut p) = (survey(), matter(), person());
    change(&mut s, &mut m, &mut p);
    due(&s, subject(), &m, &p, NOW).err()
}

#[test]
fn somebody_is_asked_hours_after_the_resolution_if_it_still_is_resolved() {
    assert_eq!(why(|_, _, _| {}), None);
    let early = why(|_, m, _| m.resolved_at = Some(NOW - 23 * HOUR_MS));
    assert_eq!(early, Some(PassedOver::NotResolved));
    let reopened = why(|_, m, _| m.resolved_at = None);
    assert_eq!(reopened, Some(PassedOver::NotResolved));
    let forgotten = why(|_, m, _| m.resolved_at = Some(NOW - 5 * DAY_MS));
    assert_eq!(
        forgotten,
        Some(PassedOver::TooLate),
        "the machine stood still"
    );
}

#[test]
fn nobody_is_asked_twice_within_the_cool_down_by_any_survey() {
    let asked = |days: i64| why(|_, _, p| p.last_asked = Some(NOW - days * DAY_MS));
    assert_eq!(asked(89), Some(PassedOver::AskedRecently));
    assert_eq!(asked(90), None);
    assert_eq!(
        asked(-1),
        Some(PassedOver::AskedRecently),
        "a clock that was set back"
    );
}

#[test]
fn who_should_be_left_alone_is() {
    use PassedOver::*;
    assert_eq!(why(|_, _, p| p.blocked = true), Some(Blocked));
    assert_eq!(why(|_, _, p| p.erased = true), Some(Erased));
    assert_eq!(why(|_, _, p| p.has_address = false), Some(NoAddress));
    assert_eq!(why(|_, _, p| p.undeliverable = true), Some(Undeliverable));
    assert_eq!(why(|_, _, p| p.own_or_robot = true), Some(OwnOrRobot));
    assert_eq!(why(|_, _, p| p.refused = true), Some(Refused));
    assert_eq!(why(|_, m, _| m.automatic = true), Some(Automatic));
    assert_eq!(why(|_, m, _| m.mixed = true), Some(Mixed));
    assert_eq!(why(|_, m, _| m.erased = true), Some(Erased));
}

#[test]
fn channels_and_languages_that_were_chosen_are_kept_to() {
    let other = why(|s, _, _| s.channels = vec![ChannelId(Uuid::from_u128(6))]);
    assert_eq!(other, Some(PassedOver::OtherChannel));
    assert_eq!(
        why(|s, _, _| s.channels = vec![ChannelId(Uuid::from_u128(5))]),
        None
    );
    assert_eq!(why(|s, _, _| s.languages = vec!["et".into()]), None);
    let german = why(|s, _, p| {
        s.languages = vec!["et".into()];
        p.language = Some("de-AT".into());
    });
    assert_eq!(
        german,
        Some(PassedOver::OtherLanguage),
        "the person's own comes first"
    );
    let unknown = why(|s, m, _| {
        s.languages = vec!["et".into()];
        m.language = None;
    });
    assert_eq!(unknown, Some(PassedOver::OtherLanguage));
}

#[test]
fn the_share_is_sticky_and_of_the_size_that_was_set() {
    let mut s = survey();
    s.share_permille = 250;
    let asked = |s: &Survey| {
        (0..4000u128)
            .filter(|n| due(s, Uuid::from_u128(n * 7919), &matter(), &person(), NOW).is_ok())
            .count()
    };
    let n = asked(&s);
    assert!((880..1120).contains(&n), "{n} of 4,000");
    assert_eq!(n, asked(&s));
    let subject = Uuid::from_u128(12);
    let rounds: Vec<i64> = (0..50).map(|r| s.place(subject, r)).collect();
    assert!(rounds.iter().any(|p| *p < 250) && rounds.iter().any(|p| *p >= 250));
    assert!(rounds.iter().all(|p| (0..1000).contains(p)));
}

#[test]
fn by_schedule_everybody_has_a_turn_of_their_own_once_a_round() {
    let s = by_schedule();
    let mut days = Vec::new();
    for n in 0..1000u128 {
        let person = Uuid::from_u128(n * 104_729);
        let turn = s.turn(person, NOW).expect("a turn");
        assert_eq!(turn.number, 2, "400 days are two rounds of 180 and a bit");
        assert!(turn.begin <= turn.at && turn.at < turn.begin + 180 * DAY_MS);
        assert_eq!(s.turn(person, NOW + DAY_MS).map(|t| t.at), Some(turn.at));
        days.push((turn.at - turn.begin) / DAY_MS);
    }
    let early = days.iter().filter(|d| **d < 90).count();
    assert!((420..580).contains(&early), "{early} in the first half");
    assert_eq!(s.turn(Uuid::nil(), s.created_at - 1), None);
    assert_eq!(survey().turn(Uuid::nil(), NOW), None);
}

#[test]
fn by_schedule_only_those_who_wrote_lately_are_asked_and_in_their_turn() {
    let s = by_schedule();
    let ready = (0..5000u128)
        .map(Uuid::from_u128)
        .find(|p| s.turn(*p, NOW).is_some_and(|t| t.at <= NOW))
        .expect("one of so many has had its turn");
    assert!(due_by_schedule(&s, ready, &person(), NOW).is_ok());
    let long_ago = Person {
        last_wrote: Some(NOW - 91 * DAY_MS),
        ..person()
    };
    let found = due_by_schedule(&s, ready, &long_ago, NOW);
    assert_eq!(found, Err(PassedOver::WroteLongAgo));
    let waiting = (0..5000u128)
        .map(Uuid::from_u128)
        .find(|p| s.turn(*p, NOW).is_some_and(|t| t.at > NOW))
        .expect("one of so many has still to wait");
    let found = due_by_schedule(&s, waiting, &person(), NOW);
    assert_eq!(found, Err(PassedOver::NotTheirTurn));
    let wrong = due(&s, ready, &matter(), &person(), NOW);
    assert_eq!(wrong, Err(PassedOver::NotTheirTurn));
}

#[test]
fn a_survey_out_of_bounds_is_refused_by_field() {
    let code = |change: fn(&mut Survey)| {
        let mut s = survey();
        change(&mut s);
        s.check().err().map(|no| (no.code, no.field))
    };
    assert_eq!(code(|_| {}), None);
    for (change, expected) in [
        (
            (|s| s.trigger = Trigger::Resolved { after_hours: 0 }) as fn(&mut Survey),
            ("bad_trigger", "trigger"),
        ),
        (
            |s| {
                s.trigger = Trigger::Schedule {
                    every_days: 1,
                    wrote_within_days: 30,
                }
            },
            ("bad_trigger", "trigger"),
        ),
        (|s| s.share_permille = 0, ("bad_share", "share_permille")),
        (|s| s.share_permille = 1001, ("bad_share", "share_permille")),
        (
            |s| s.cool_down_days = 0,
            ("bad_cool_down", "cool_down_days"),
        ),
        (
            |s| s.languages = vec!["Estonian".into()],
            ("bad_languages", "languages"),
        ),
    ] {
        let found = code(change).expect("a refusal");
        assert_eq!(found, (expected.0, Some(expected.1)));
    }
}

#[test]
fn every_score_has_a_side() {
    for (kind, low, middle, high) in [
        (Kind::Csat, 2, 3, 4),
        (Kind::Ces, 3, 4, 5),
        (Kind::Nps, 6, 7, 9),
    ] {
        assert_eq!(kind.side(low), Side::Low);
        assert_eq!(kind.side(middle), Side::Middle);
        assert_eq!(kind.side(high), Side::High);
        assert!(kind.scale().contains(&high));
        assert_eq!(Kind::parse(kind.word()), Some(kind));
    }
    assert_eq!(Kind::parse("stars"), None);
}
