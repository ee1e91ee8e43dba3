//! The ledger: sums are exact, whatever consoles say and in whatever order.

use fairlead_domain as domain;

use domain::hours::Midnights;
use domain::ledger::{Doing, FEWEST, Heard, Ledger, Presence, Said, Slice, apportion};
use domain::{ConversationId, Millis};
use proptest::prelude::*;
use uuid::Uuid;

/// 2026-03-28T12:00:00Z: the clocks of Tallinn change in the next night.
const START: Millis = 1_774_699_200_000;
const HOUR: Millis = 3_600_000;

fn slices() -> impl Strategy<Value = Vec<Slice>> {
    let work = prop::option::of((0..4_u128, 0..3_usize));
    let slice = (0..60 * HOUR, 0..3 * HOUR, work, 0..Presence::ALL.len());
    let made = slice.prop_map(|(from, ms, work, presence)| Slice {
        from: START + from,
        to: START + from + ms,
        work: work.map(|(n, doing)| (ConversationId(Uuid::from_u128(n)), Doing::ALL[doing])),
        presence: Presence::ALL[presence],
    });
    prop::collection::vec(made, 0..24)
}

/// Milliseconds that any slice covers, counted another way.
fn covered(slices: &[Slice]) -> Millis {
    let mut spans: Vec<(Millis, Millis)> = slices.iter().map(|s| (s.from, s.to)).collect();
    spans.sort_unstable();
    let (mut sum, mut end) = (0, Millis::MIN);
    for (from, to) in spans {
        sum += (to - from.max(end)).max(0);
        end = end.max(to);
    }
    sum
}

proptest! {
    #[test]
    fn every_millisecond_belongs_to_exactly_one_thing(all in slices()) {
        let ledger = Ledger::of(&all);
        prop_assert_eq!(ledger.total(), covered(&all));
        prop_assert!(ledger.0.values().all(|t| t.ms > 0 || t.assumed_ms == 0));
        prop_assert!(ledger.0.values().all(|t| 0 <= t.assumed_ms && t.assumed_ms <= t.ms));
    }

    #[test]
    fn the_order_in_which_slices_come_makes_no_difference(all in slices(), turn in 0..24_usize) {
        let mut other = all.clone();
        other.reverse();
        let turn = if other.is_empty() { 0 } else { turn % other.len() };
        other.rotate_left(turn);
        prop_assert_eq!(Ledger::of(&all), Ledger::of(&other));
    }

    #[test]
    fn where_slices_are_cut_makes_no_difference(all in slices(), at in 0..60 * HOUR) {
        let at = START + at;
        let halves: Vec<Slice> = all
            .iter()
            .flat_map(|s| {
                let middle = at.clamp(s.from, s.to);
                [Slice { to: middle, ..*s }, Slice { from: middle, ..*s }]
            })
            .collect();
        prop_assert_eq!(Ledger::of(&all), Ledger::of(&halves));
    }

    #[test]
    fn the_days_of_a_zone_sum_to_the_whole_also_when_clocks_change(all in slices()) {
        for zone in ["Europe/Tallinn", "Pacific/Chatham", "America/New_York", "UTC"] {
            let midnights = Midnights::new(zone, START, START + 63 * HOUR).expect("a zone");
            let days = Ledger::by_day(&all, &midnights);
            prop_assert_eq!(days.values().map(Ledger::total).sum::<Millis>(), covered(&all));
            prop_assert!(days.values().all(|d| d.total() <= 25 * HOUR));
        }
    }

    #[test]
    fn parts_sum_to_the_whole(total in 0..i64::MAX, weights in prop::collection::vec(0..i64::MAX, 1..12)) {
        let parts = apportion(total, &weights);
        let any = weights.iter().any(|w| *w > 0);
        prop_assert_eq!(parts.iter().map(|&p| i128::from(p)).sum::<i128>(), if any { i128::from(total) } else { 0 });
        prop_assert!(parts.iter().all(|p| *p >= 0));
    }

    #[test]
    fn no_console_has_more_time_than_has_passed_whatever_it_says(
        said in prop::collection::vec((any::<i64>(), any::<i64>(), any::<i64>(), 0..40_000_i64), 0..30),
        small in prop::collection::vec((0..50_i64, -5_000..200_000_i64, -5_000..90_000_i64, 0..40_000_i64), 0..60),
    ) {
        let mut heard = Heard::begin(START);
        let mut now = START;
        let mut end = START;
        let mut sum = 0;
        for (seq, ms, ago_ms, passed) in small.into_iter().chain(said) {
            now += passed;
            let said = Said { seq, ms, ago_ms, work: None, presence: Presence::Online };
            if let Some(slice) = heard.take(now, &said) {
                prop_assert!(end <= slice.from && slice.from < slice.to && slice.to <= now, "{slice:?}");
                end = slice.to;
                sum += slice.to - slice.from;
            }
            prop_assert_eq!(heard.take(now, &said), None, "said again it counts once");
        }
        prop_assert!(sum <= now - START);
        prop_assert!(FEWEST > 1);
    }
}
