//! What rules did: one row for each moment, found by conversation and by rule, counted, and forgotten in time.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fixture;

use domain::automation::{Action, Occasion, Trigger};
use domain::filter::Filter;
use domain::{ConversationId, Millis, RuleId, RuleRunId, TagId};
use fairlead_store as store;
use fixture::{Conversation, conversation};
use serde_json::json;
use store::rule::{self, NewRun, Rule, Step};
use store::{Json, Result, Tx, on_both_engines};
use uuid::{NoContext, Timestamp, Uuid};

fn id(n: u128) -> RuleId {
    RuleId(Uuid::from_u128(n))
}

async fn make(tx: &mut Tx, n: u128) -> Result<()> {
    let rule = Rule {
        id: id(n),
        name: format!("Rule {n}"),
        enabled: true,
        position: i64::try_from(n).unwrap(),
        trigger: Json(Trigger::Event(Occasion::CustomerReplied)),
        filter: Json(Filter::everything()),
        actions: Json(vec![Action::Tag {
            tag: TagId(Uuid::from_u128(n)),
        }]),
        stop: false,
        switched_off: None,
        created_at: 1,
        updated_at: 1,
        version: 1,
    };
    rule::insert(tx, &rule).await
}

fn fire(of: ConversationId, at: Millis, rules: &[u128]) -> NewRun {
    let seconds = u64::try_from(at / 1000).unwrap();
    let nanos = u32::try_from(at % 1000).unwrap() * 1_000_000;
    let made = Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, nanos));
    let step = |&n: &u128| Step::new(id(n), "customer_replied", json!([{ "field": "subject" }]));
    NewRun {
        id: RuleRunId(made),
        conversation: of,
        at,
        steps: rules.iter().map(step).collect(),
    }
}

on_both_engines! {
    async fn firings_are_found_by_conversation_and_by_rule_and_forgotten_in_time(db: &TestDb) {
        db.write(async |tx| {
            for n in [1, 2] {
                make(tx, n).await?;
                Conversation::open(n).insert(tx).await?;
            }
            rule::trace(tx, &fire(conversation(1), 10_000, &[1, 2])).await?;
            rule::trace(tx, &fire(conversation(1), 20_000, &[2])).await?;
            rule::trace(tx, &fire(conversation(2), 30_000, &[1, 9])).await
        })
        .await
        .unwrap();
        let said = db
            .read(async |tx| {
                let of_first = rule::runs_of_conversation(tx, conversation(1), 10).await?;
                let of_two = rule::runs_of_conversation(tx, conversation(1), 2).await?;
                let by_one = rule::runs_of_rule(tx, id(1), 10).await?;
                let fired = rule::fired(tx, 10_001).await?;
                let busy = rule::busy(tx, conversation(1), 10_000).await?;
                Ok::<_, store::StoreError>((of_first, of_two.len(), by_one, fired, busy))
            })
            .await
            .unwrap();
        let (of_first, of_two, by_one, mut fired, busy) = said;
        let told: Vec<_> = of_first.iter().map(|r| (r.at, r.place, r.name.as_deref())).collect();
        assert_eq!(told, [(20_000, 0, Some("Rule 2")), (10_000, 1, Some("Rule 2")), (10_000, 0, Some("Rule 1"))]);
        assert_eq!(of_two, 2);
        let of_one: Vec<_> = by_one.iter().map(|r| (r.at, r.rule, r.conversation)).collect();
        assert_eq!(of_one, [(30_000, id(1), conversation(2)), (10_000, id(1), conversation(1))]);
        fired.sort();
        assert_eq!(fired, [(id(1), 1, 30_000), (id(2), 1, 20_000)], "a rule that is no more is not counted");
        assert_eq!(busy, [(id(2), 2), (id(1), 1)]);

        let gone = db.write(async |tx| rule::sweep(tx, 20_000).await).await.unwrap();
        assert_eq!(gone, 1);
        let left = db.read(async |tx| {
            Ok::<_, store::StoreError>((
                rule::runs_of_conversation(tx, conversation(1), 10).await?.len(),
                rule::runs_of_rule(tx, id(1), 10).await?.len(),
                rule::fired(tx, 0).await?.len(),
            ))
        });
        assert_eq!(left.await.unwrap(), (1, 1, 2));
        db.write(async |tx| rule::delete(tx, id(2)).await).await.unwrap();
        let kept = db.read(async |tx| rule::runs_of_conversation(tx, conversation(1), 10).await).await.unwrap();
        assert_eq!(kept.iter().map(|r| r.name.as_deref()).collect::<Vec<_>>(), [None], "what a removed rule did is still told");
    }
}
