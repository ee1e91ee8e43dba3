//! The absorb check against cases worked out by hand.

use super::*;
use uuid::Uuid;

fn source(per_hour: f64) -> Source {
    Source {
        by_hour: vec![per_hour; HOURS],
        weeks: 8,
        vanishes: 0.0,
        again: AGAIN,
        handle_s: 360.0,
        captive: vec![],
    }
}

/// Monday to Friday, nine to five.
fn office(agents: u32) -> Vec<u32> {
    let open = |h: usize| h < 120 && (9..17).contains(&(h % 24));
    (0..HOURS)
        .map(|h| if open(h) { agents } else { 0 })
        .collect()
}

fn form(per_hour: f64, open_hours: f64) -> Target {
    Target {
        channel: ChannelId(Uuid::from_u128(2)),
        name: "Form".into(),
        share: 1.0,
        by_hour: vec![per_hour; HOURS],
        handle_s: 360.0,
        agents: office(8),
        aim: Aim::Write { open_hours },
    }
}

fn needed(target: &Target) -> f64 {
    let answer = check(&source(0.0), std::slice::from_ref(target)).expect("measured");
    match answer.targets[0].reached {
        Reached::Write { needed, .. } => needed,
        Reached::Talk { .. } => panic!("writes"),
    }
}

#[test]
fn written_work_needs_what_the_interval_bound_says() {
    // Ten an hour round the clock, open on working days from nine to five (reference case E).
    for (promise, expected) in [(8.0, 80.0), (6.0, 640.0 / 6.0), (4.0, 160.0), (2.0, 320.0)] {
        let found = needed(&form(10.0, promise));
        assert!((found - expected).abs() < 1e-6, "{promise}: {found}");
    }
    assert!((needed(&form(10.0, 1_000.0)) - 42.0).abs() < 1e-6);
}

#[test]
fn a_target_passes_when_it_can_carry_both_and_fails_when_it_cannot() {
    // Eight agents answer 80 an open hour; the form alone needs 40 of it.
    let light = check(&source(4.0), &[form(5.0, 8.0)]).expect("measured");
    assert!(light.pass, "{light:?}");
    let heavy = check(&source(5.0), &[form(5.0, 8.0)]).expect("measured");
    assert!(!heavy.pass, "a fifth more comes again: {heavy:?}");
    let said = heavy.targets[0].say();
    assert_eq!(
        said,
        "Form: 840 a week and 1008 more; 88.0 an open hour needed, 80.0 possible."
    );
}

#[test]
fn who_talks_is_judged_by_those_who_hang_up_too() {
    let chat = |agents| Target {
        agents: office(agents),
        aim: Aim::Talk {
            share: 0.8,
            within_s: 60.0,
            patience_s: 180.0,
        },
        ..form(20.0, 8.0)
    };
    let passes = |agents| {
        let answer = check(&source(10.0), &[chat(agents)]).expect("measured");
        answer.pass
    };
    assert!(!passes(2));
    assert!(passes(8));
    let never = Target {
        agents: vec![0; HOURS],
        ..chat(1)
    };
    assert!(!check(&source(10.0), &[never]).expect("measured").pass);
}

#[test]
fn without_measured_demand_nothing_is_said() {
    let code = |source: &Source, targets: &[Target]| {
        check(source, targets).map_or_else(|r| r.code, |_| "said")
    };
    let good = form(1.0, 8.0);
    let young = Source {
        weeks: 3,
        ..source(1.0)
    };
    assert_eq!(code(&young, std::slice::from_ref(&good)), "not_measured");
    let half = Target {
        share: 0.5,
        ..good.clone()
    };
    assert_eq!(code(&source(1.0), &[half]), "split_incomplete");
    let unknown = Target {
        by_hour: vec![],
        ..good
    };
    assert_eq!(code(&source(1.0), &[unknown]), "not_measured");
}

#[test]
fn who_has_no_other_way_is_named() {
    let captive = |n: u128, alternative: Option<&str>| Captive {
        contact: ContactId(Uuid::from_u128(n)),
        alternative: alternative.map(str::to_owned),
    };
    let source = Source {
        captive: vec![captive(1, Some("a scheduled call")), captive(2, None)],
        ..source(1.0)
    };
    let answer = check(&source, &[form(1.0, 8.0)]).expect("measured");
    assert_eq!(answer.captive_left, [ContactId(Uuid::from_u128(2))]);
}
