//! What the report may say, with published figures.

use super::*;

fn near(found: f64, expected: f64, by: f64) {
    assert!((found - expected).abs() <= by, "{found} is not {expected}");
}

/// `k` of `n` wrote, the rest gave up.
fn visitors(arm: Arm, k: usize, n: usize) -> Vec<Counted> {
    (0..n)
        .map(|i| Counted {
            arm,
            urgent: false,
            at: 0,
            contacted: i < k,
            solved: false,
            known: true,
        })
        .collect()
}

fn both(held: (usize, usize), shown: (usize, usize)) -> Report {
    let mut all = visitors(Arm::HeldOut, held.0, held.1);
    all.extend(visitors(Arm::Shown, shown.0, shown.1));
    report(&all, OUTCOME_MS)
}

#[test]
fn the_difference_is_that_of_newcombe() {
    // His example: 56 of 70 less 48 of 80 is 0.2 (0.0524 to 0.3339), method 10.
    let found = both((56, 70), (48, 80)).difference.expect("a difference");
    near(found.value, 0.2, 1e-9);
    near(found.between.low, 0.0524, 5e-5);
    near(found.between.high, 0.3339, 5e-5);
}

#[test]
fn the_effect_is_the_share_of_contacts_that_is_spared() {
    let found = both((375, 1_251), (313, 1_251)).effect.expect("an effect");
    near(found.value, 1.0 - 313.0 / 375.0, 1e-9);
    assert!(found.between.low < found.value && found.value < found.between.high);
    // It and the difference agree on whether there is one.
    let difference = both((375, 1_251), (313, 1_251)).difference.expect("it");
    assert_eq!(found.between.low > 0.0, difference.between.low > 0.0);
    assert_eq!(both((0, 50), (3, 50)).effect, None, "nothing to spare");
    let none = both((20, 50), (0, 50)).effect.expect("an effect");
    near(none.value, 1.0, 1e-9);
    near(none.between.high, 1.0, 1e-9);
}

#[test]
fn too_few_is_not_measured_and_says_how_many_are_needed() {
    let empty = report(&[], 0);
    let Verdict::NotMeasured {
        held_needed,
        shown_needed,
    } = empty.verdict
    else {
        panic!("{:?}", empty.verdict);
    };
    // With one in twenty held out: 1,251 in each of two equal arms are 658.4 and 12,510.
    assert_eq!((held_needed, shown_needed), (659, 12_510));
    let equal = both((30, 99), (25, 99));
    assert_eq!(
        equal.verdict,
        Verdict::NotMeasured {
            held_needed: 1_251 - 99,
            shown_needed: 1_251 - 99
        }
    );
}

#[test]
fn enough_without_a_difference_is_none_seen() {
    assert_eq!(both((600, 2_000), (595, 2_000)).verdict, Verdict::NoneSeen);
}

#[test]
fn what_is_plain_is_said_in_both_directions() {
    assert_eq!(both((600, 2_000), (450, 2_000)).verdict, Verdict::Helps);
    assert_eq!(both((450, 2_000), (600, 2_000)).verdict, Verdict::Harms);
    assert_eq!(both((350, 700), (140, 700)).verdict, Verdict::Helps);
}

#[test]
fn one_look_may_call_significant_what_many_looks_may_not() {
    // 5.6 points at half of the planned numbers: beyond 1.96 standard errors, not beyond 3.2.
    let found = both((205, 626), (170, 626));
    let once = found.difference.expect("a difference").between;
    assert!(once.low > 0.0, "{once:?}");
    assert!(
        matches!(found.verdict, Verdict::NotMeasured { .. }),
        "{:?}",
        found.verdict
    );
}

#[test]
fn the_limit_falls_to_the_planned_end_and_never_below_that_of_one_look() {
    // Half of 5 % up to the planned end: 4 (1 - Φ(B)) = 0.025.
    near(looks::limit(1.0), 2.4977, 1e-3);
    near(looks::limit(0.25), 2.0 * looks::limit(1.0), 1e-9);
    let mut t = 0.01;
    while t < 100.0 {
        assert!(looks::limit(t) > 1.96, "{t}");
        t *= 1.07;
    }
}

#[test]
fn looking_every_day_finds_no_effect_where_there_is_none() {
    // 400 experiments without effect, each looked at 60 times; the seed is fixed.
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut chance = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let (mut once, mut whenever) = (0, 0);
    for _ in 0..400 {
        let (mut held, mut shown) = ((0_i64, 0_i64), (0_i64, 0_i64));
        let (mut false_once, mut false_whenever) = (false, false);
        for _ in 0..60 {
            for arm in [&mut held, &mut shown] {
                for _ in 0..20 {
                    arm.1 += 1;
                    arm.0 += i64::from(chance() < 0.3);
                }
            }
            let plain = score::newcombe(held, shown).expect("both arms").between;
            false_once |= !plain.holds(0.0);
            let wide = looks::whenever(held, shown, 1_251).expect("both arms");
            false_whenever |= !wide.holds(0.0);
        }
        once += i32::from(false_once);
        whenever += i32::from(false_whenever);
    }
    assert!(once > 80, "many looks at one-look intervals: {once} of 400");
    assert!(whenever <= 20, "at most 5 %: {whenever} of 400");
}

#[test]
fn an_arm_is_kept_and_its_share_is_exact() {
    let held = |permille: u32| {
        (0..=999_u64)
            .filter(|i| {
                let hash = u32::try_from((i << 32) / 1000 + 1).expect("32 bits");
                arm(hash, permille, false) == Arm::HeldOut
            })
            .count()
    };
    assert_eq!((held(0), held(50), held(100), held(500)), (0, 50, 100, 500));
    assert_eq!(held(1_000), 500, "never more than half");
    assert_eq!(arm(7, 50, false), arm(7, 50, false));
}

#[test]
fn an_urgent_topic_is_never_held_out_nor_counted() {
    assert_eq!(arm(0, 500, true), Arm::Shown);
    let mut all = visitors(Arm::HeldOut, 5, 10);
    for one in &mut all {
        one.urgent = true;
    }
    let found = report(&all, OUTCOME_MS);
    assert_eq!((found.urgent, found.held_out.visitors), (10, 0));
}

#[test]
fn silence_is_given_up_and_not_solved() {
    let mut all = visitors(Arm::Shown, 1, 4);
    all[0].solved = true;
    all[1].solved = true;
    let sum = report(&all, OUTCOME_MS).shown;
    assert_eq!((sum.solved, sum.gave_up, sum.solved_and_wrote), (1, 2, 1));
}

#[test]
fn the_last_seven_days_are_pending() {
    let found = report(&visitors(Arm::Shown, 1, 3), OUTCOME_MS - 1);
    assert_eq!((found.pending, found.shown.visitors), (3, 0));
}

#[test]
fn words_of_arms_are_read_back() {
    for arm in [Arm::Shown, Arm::HeldOut] {
        assert_eq!(Arm::from_word(arm.word()), Some(arm));
    }
    assert_eq!(Arm::from_word("both"), None);
}
