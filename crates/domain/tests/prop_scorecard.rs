//! Scorecards over any counts: more work lying there is never better, less of what people do never closes a channel that
//! somebody needs, and nothing is taken away for want of data.

use fairlead_domain as domain;

use domain::ChannelId;
use domain::channel::Stage;
use domain::figures::Times;
use domain::promise::Kept;
use domain::scorecard::{
    Advice, Answers, Facts, Flow, Key, Of, Overtaking, Scorecard, Users, Verdict, Week, scorecard,
};
use domain::survey::{Kind, Row, Summary, summary};
use proptest::prelude::*;
use uuid::Uuid;

const DAY: i64 = 24 * 60 * 60 * 1000;

fn stages() -> impl Strategy<Value = Stage> {
    prop_oneof![
        1 => Just(Stage::Draft),
        1 => Just(Stage::Pilot),
        4 => Just(Stage::Live),
        3 => Just(Stage::WindingDown),
        1 => Just(Stage::Closed),
    ]
}

/// `k` of `n`.
fn of(most: i64) -> impl Strategy<Value = (i64, i64)> {
    (0..=most).prop_flat_map(|n| (0..=n, Just(n)))
}

fn answers() -> impl Strategy<Value = Option<Summary>> {
    let rows = prop::collection::vec(prop::option::of(1..=5_i64), 0..60);
    prop::option::of(rows.prop_map(|scores| {
        let row = |(i, score): (usize, Option<i64>)| Row {
            score,
            person: Uuid::from_u128(i as u128),
        };
        let rows: Vec<Row> = scores.into_iter().enumerate().map(row).collect();
        summary(Kind::Csat, &rows, 1)
    }))
}

prop_compose! {
    fn flows()(
        (new, _) in of(2_000),
        open in prop_oneof![Just(0_i64), 0..500_i64],
        weeks in prop::collection::vec((0..80_i64, 0..80_i64), 0..14),
    ) -> Flow {
        let week = |(came, left)| Week { came, left, ..Week::default() };
        Flow { new, open, weeks: weeks.into_iter().map(week).collect(), ..Flow::default() }
    }
}

prop_compose! {
    fn facts()(
        stage in stages(),
        flow in flows(),
        age in 0..400_i64,
        more in 0..5_000_i64,
        (only_here, all) in of(400),
        (kept, promised) in of(300),
        overtaking in 0..40_000_000_i64,
        agent_ms in prop_oneof![Just(0_i64), 0..400_000_000_i64],
        (again, resolved) in of(400),
        (csat, csat_others, csat_before) in (answers(), answers(), answers()),
        others in 0..3_usize,
    ) -> Facts {
        Facts {
            stage,
            days: 90,
            age_ms: age * DAY,
            all_new: (flow.new + more, 0),
            flow,
            first_response: Times::default(),
            first_response_before: Times::default(),
            users: Users { all, only_here },
            promises: Kept { n: promised, kept },
            promises_before: Kept::default(),
            overtaking: Overtaking { ms: overtaking, times: 1 },
            agent_ms,
            repeated: Of { k: again, n: resolved },
            repeated_before: Of::default(),
            answers: Answers { csat, csat_others, csat_before, ces: None, ces_before: None },
            others,
            team: 4,
            knows_again: true,
        }
    }
}

fn card(facts: &Facts) -> Scorecard {
    scorecard(ChannelId(Uuid::nil()), 0, 90 * DAY, facts)
}

fn no_better(worse: &Facts, facts: &Facts, key: Key) -> Result<(), TestCaseError> {
    let (worse, before) = (card(worse).verdict(key), card(facts).verdict(key));
    prop_assert!(worse >= before, "{before:?} became {worse:?}");
    Ok(())
}

proptest! {
    #[test]
    fn more_backlog_is_never_better(facts in facts(), more in 1..200_i64) {
        let mut worse = facts.clone();
        worse.flow.open += more;
        no_better(&worse, &facts, Key::KeepUp)?;
    }

    #[test]
    fn more_that_comes_and_less_that_is_done_is_never_better(facts in facts(), more in 1..20_i64, at in 0..14_usize) {
        let mut worse = facts.clone();
        if let Some(week) = worse.flow.weeks.get_mut(at) {
            week.came += more;
        }
        no_better(&worse, &facts, Key::KeepUp)?;
        if let Some(week) = worse.flow.weeks.get_mut(at) {
            week.left = (week.left - more).max(0);
        }
        no_better(&worse, &facts, Key::KeepUp)?;
    }

    #[test]
    fn fewer_kept_promises_are_never_better(facts in facts()) {
        let mut worse = facts.clone();
        worse.promises.kept = (worse.promises.kept - 1).max(0);
        no_better(&worse, &facts, Key::KeepUp)?;
    }

    #[test]
    fn more_harm_is_never_better(facts in facts(), ms in 1..9_000_000_i64) {
        let mut worse = facts.clone();
        worse.overtaking.ms += ms;
        worse.repeated.k = (worse.repeated.k + 1).min(worse.repeated.n);
        no_better(&worse, &facts, Key::Harm)?;
    }

    #[test]
    fn fewer_contacts_are_never_better_and_more_captives_never_worse(facts in facts(), fewer in 1..50_i64) {
        let mut worse = facts.clone();
        worse.flow.new = (worse.flow.new - fewer).max(0);
        no_better(&worse, &facts, Key::Used)?;
        let mut needed = facts.clone();
        needed.users.only_here = (needed.users.only_here + 1).min(needed.users.all);
        no_better(&facts, &needed, Key::Used)?;
    }

    #[test]
    fn nothing_is_taken_away_for_want_of_data(facts in facts()) {
        let card = card(&facts);
        let what = card.recommendation.what;
        let (keep_up, used) = (card.verdict(Key::KeepUp), card.verdict(Key::Used));
        if matches!(what, Advice::Close | Advice::WindDown) {
            prop_assert!(used != Verdict::Unknown && keep_up != Verdict::Unknown);
            prop_assert!(used == Verdict::Bad || card.verdict(Key::Harm) == Verdict::Bad);
            prop_assert!(facts.others > 0 && facts.all_new.0 >= 20);
            prop_assert!(card.recommendation.template.is_some());
        }
        if what == Advice::Close {
            prop_assert!(facts.stage == Stage::WindingDown && facts.flow.open == 0);
            prop_assert_eq!(used, Verdict::Bad);
        }
        if card.tests.iter().all(|t| t.verdict == Verdict::Unknown) {
            prop_assert_eq!(what, Advice::NotEnoughData);
        }
    }

    #[test]
    fn every_figure_has_a_value_or_says_why_not(facts in facts()) {
        let card = card(&facts);
        prop_assert_eq!(card.tests.len(), 5);
        prop_assert!(!card.recommendation.why.is_empty());
        for figure in card.tests.iter().flat_map(|t| &t.figures) {
            prop_assert!(figure.value.is_some() != figure.why_missing.is_some(), "{:?}", figure);
            let within = |v: f64| v.is_finite() && v >= 0.0;
            prop_assert!(figure.value.is_none_or(within), "{:?}", figure);
            if let (Some(low), Some(v), Some(high)) = (figure.low, figure.value, figure.high) {
                prop_assert!(low <= v + 1e-9 && v <= high + 1e-9, "{:?}", figure);
            }
        }
    }
}
