//! Random rules on random facts: they always end, each fires once at most, and the same is decided twice.

use fairlead_domain as domain;

use domain::automation::{Action, Occasion, Rule, Trigger, apply, decide};
use domain::conversation::{Opening, Status, Urgency, open};
use domain::facts::Facts;
use domain::filter::{Field, Filter, Item, Test};
use domain::{ChannelId, ConversationId, RuleId, TagId, TeamId};
use proptest::prelude::*;
use uuid::Uuid;

fn id(n: u8) -> Uuid {
    Uuid::from_u128(u128::from(n))
}

fn filter() -> impl Strategy<Value = Filter> {
    let word = |w: &str| Item::Word(w.to_owned());
    let leaf = prop_oneof![
        (0..3u8).prop_map(|n| Filter::is(Field::Tag, Test::AnyOf(vec![Item::Id(id(n))]))),
        (0..3u8).prop_map(|n| Filter::is(Field::Team, Test::NoneOf(vec![Item::Id(id(n))]))),
        Just(Filter::is(
            Field::Status,
            Test::AnyOf(vec![word("open"), word("waiting")])
        )),
        Just(Filter::is(Field::Urgency, Test::NoneOf(vec![word("high")]))),
        Just(Filter::is(Field::Assignee, Test::Empty)),
        Just(Filter::everything()),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Filter::All),
            prop::collection::vec(inner.clone(), 1..3).prop_map(Filter::Any),
            inner.prop_map(|f| Filter::Not(Box::new(f))),
        ]
    })
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        (0..3u8).prop_map(|n| Action::Tag { tag: TagId(id(n)) }),
        (0..3u8).prop_map(|n| Action::Untag { tag: TagId(id(n)) }),
        (0..3u8).prop_map(|n| Action::Team {
            team: Some(TeamId(id(n)))
        }),
        Just(Action::Urgency {
            urgency: Urgency::High
        }),
        Just(Action::Urgency {
            urgency: Urgency::Low
        }),
        Just(Action::Status {
            status: Status::Waiting
        }),
        Just(Action::Status {
            status: Status::Open
        }),
        Just(Action::Snooze { minutes: 5 }),
        Just(Action::Note { text: "x".into() }),
    ]
}

fn occasion() -> impl Strategy<Value = Occasion> {
    prop_oneof![
        Just(Occasion::ConversationCreated),
        Just(Occasion::CustomerReplied),
        Just(Occasion::TagAdded),
        Just(Occasion::TagRemoved),
        Just(Occasion::TeamChanged),
        Just(Occasion::StatusChanged),
        Just(Occasion::UrgencyChanged),
        Just(Occasion::Snoozed),
    ]
}

fn rules() -> impl Strategy<Value = Vec<Rule>> {
    let rule = (
        occasion(),
        filter(),
        prop::collection::vec(action(), 1..4),
        prop::bool::weighted(0.1),
    );
    prop::collection::vec(rule, 0..30).prop_map(|rules| {
        rules
            .into_iter()
            .zip(1u8..)
            .map(|((on, filter, actions, stop), n)| Rule {
                id: RuleId(id(n)),
                name: String::new(),
                trigger: Trigger::Event(on),
                filter,
                actions,
                stop,
            })
            .collect()
    })
}

fn facts(tags: Vec<u8>) -> Facts {
    let (c, _) = open(Opening {
        id: ConversationId(id(1)),
        subject: String::new(),
        contact: None,
        channel: ChannelId(id(1)),
        door: None,
        team: None,
        language: None,
        at: 0,
    });
    let mut facts = Facts::of(c);
    facts.tags = tags.into_iter().map(|n| TagId(id(n))).collect();
    facts.tags.sort_unstable();
    facts.tags.dedup();
    facts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn random_rules_end_fire_once_and_decide_the_same_again(
        rules in rules(), on in occasion(), tags in prop::collection::vec(0..3u8, 0..3), budget in 0..40usize,
    ) {
        let rules: Vec<&Rule> = rules.iter().collect();
        let facts = facts(tags);
        let plan = decide(&rules, &[on], &facts, 1_000_000, budget);
        prop_assert_eq!(&plan, &decide(&rules, &[on], &facts, 1_000_000, budget));
        prop_assert!(plan.steps.len() <= rules.len().min(budget));
        let mut fired: Vec<RuleId> = plan.steps.iter().map(|s| s.rule).collect();
        fired.sort_unstable();
        fired.dedup();
        prop_assert_eq!(fired.len(), plan.steps.len(), "a rule fired twice");
        // Every action that is planned does something when the plan is carried out in order.
        let mut after = facts;
        for action in plan.steps.iter().flat_map(|s| &s.actions) {
            prop_assert!(apply(action, &mut after, 1_000_000).is_some());
        }
    }
}
