//! Shares of an audience by chance.

use super::*;
use proptest::prelude::*;

proptest! {
    #[test]
    fn a_share_is_sticky_and_grows(
        who in proptest::collection::vec(any::<u128>(), 1..200),
        less in 0_u16..=1_000,
        more in 0_u16..=1_000,
        later in 0_i64..4_000,
    ) {
        let (less, more) = (less.min(more), less.max(more));
        let holds = |per_mille: u16, stable: Option<Uuid>, at: Millis| {
            let person = Person { stable, ..Person::default() };
            Audience::Share { per_mille }.holds(&person, channel(1), at)
        };
        for who in who {
            let who = Some(Uuid::from_u128(who));
            let now = holds(less, who, 0);
            prop_assert_eq!(now, holds(less, who, later * DAY), "sticky");
            prop_assert!(!now || holds(more, who, 0), "who was let in stays in");
            prop_assert!(holds(1_000, who, 0) && !holds(0, who, 0));
        }
        prop_assert!(!holds(1_000, None, 0), "strangers are not let in by chance");
    }
}

#[test]
fn a_share_is_as_large_as_it_says_and_another_one_on_another_channel() {
    let held = |channel: ChannelId, per_mille: u16| -> BTreeSet<u128> {
        let holds = |n: &u128| {
            let stable = Some(Uuid::from_u128(*n));
            let person = Person {
                stable,
                ..Person::default()
            };
            Audience::Share { per_mille }.holds(&person, channel, 0)
        };
        (0..20_000).filter(holds).collect()
    };
    for (per_mille, expected) in [(50, 1_000), (200, 4_000), (500, 10_000)] {
        let found = held(channel(1), per_mille).len();
        assert!(found.abs_diff(expected) < 250, "{per_mille}: {found}");
    }
    let (one, two) = (held(channel(1), 200), held(channel(2), 200));
    let both = one.intersection(&two).count();
    assert!(both.abs_diff(800) < 150, "chosen apart: {both}");
}
