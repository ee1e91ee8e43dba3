//! Calls of the language-model service and their money, on both engines.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fixture;

use domain::answer::{Message, Role};
use domain::{ArticleId, ModelCallId};
use fairlead_store as store;
use fixture::{Conversation, contact, conversation, insert_contact};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use store::model::{self, Call, Ended, Month};
use store::{Json, StoreError, on_both_engines};
use uuid::Uuid;

const MONTH: i64 = 202_611;

fn id(n: u128) -> ModelCallId {
    ModelCallId(Uuid::from_u128(n))
}

fn call(n: u128, at: i64) -> Call {
    let message = Message {
        role: Role::User,
        content: "where is my parcel".into(),
    };
    Call {
        id: id(n),
        use_: "answer".into(),
        place: "search".into(),
        help_center: None,
        form: None,
        conversation: None,
        contact: None,
        agent: None,
        visitor: "anna".into(),
        locale: "en".into(),
        model: "small".into(),
        sent: Call::as_sent(&[message]),
        came: String::new(),
        verdict: "pending".into(),
        reason: None,
        articles: Json(vec![ArticleId(Uuid::from_u128(7))]),
        tokens_sent: 0,
        tokens_came: 0,
        estimated: false,
        month: MONTH,
        reserved_micros: 100,
        cost_micros: 0,
        at,
        took_ms: 0,
    }
}

fn ended(verdict: &'static str, cost: Option<i64>) -> Ended {
    Ended {
        came: "It is on its way.".into(),
        verdict,
        reason: None,
        tokens: (50, 5),
        estimated: cost.is_none(),
        cost_micros: cost,
        took_ms: 12,
    }
}

on_both_engines! {
    async fn money_is_reserved_given_back_and_charged_once(db: &TestDb) {
        db.write(async |tx| {
            assert!(model::reserve(tx, MONTH, 100, 250).await?);
            model::insert(tx, &call(1, 1_000)).await?;
            assert!(model::reserve(tx, MONTH, 100, 250).await?);
            model::insert(tx, &call(2, 1_001)).await?;
            assert!(!model::reserve(tx, MONTH, 100, 250).await?, "50 are left");
            assert!(model::reserve(tx, 202_612, 100, 250).await?, "another month");
            assert!(model::end(tx, id(1), &ended("given", Some(30))).await?);
            assert!(!model::end(tx, id(1), &ended("given", Some(30))).await?, "it is over");
            assert!(model::end(tx, id(2), &ended("refused", None)).await?);
            let month = model::month(tx, MONTH).await?;
            assert_eq!(month, Month { spent_micros: 130, reserved_micros: 0, calls: 2 });
            assert_eq!(model::month(tx, 202_501).await?, Month::default());
            let one = model::load(tx, id(1)).await?.unwrap();
            assert_eq!((one.verdict.as_str(), one.cost_micros, one.tokens_sent), ("given", 30, 50));
            assert_eq!(one.messages()[0]["content"], "where is my parcel");
            let two = model::load(tx, id(2)).await?.unwrap();
            assert_eq!((two.cost_micros, two.estimated), (100, true), "all that was reserved");
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn however_many_ask_at_once_the_cap_holds(db: &TestDb) {
        let given = Arc::new(AtomicUsize::new(0));
        let mut asking = tokio::task::JoinSet::new();
        for _ in 0..40 {
            let (db, given) = (db.db.clone(), Arc::clone(&given));
            asking.spawn(async move {
                loop {
                    match db.write(async |tx| model::reserve(tx, MONTH, 100, 1_050).await).await {
                        Ok(true) => { given.fetch_add(1, Ordering::Relaxed); return; }
                        Ok(false) => return,
                        // Somebody else was faster: as `desk` does it.
                        Err(StoreError::Conflict(_)) => {}
                        Err(error) => panic!("{error}"),
                    }
                }
            });
        }
        asking.join_all().await;
        assert_eq!(given.load(Ordering::Relaxed), 10);
        let month = db.read(async |tx| model::month(tx, MONTH).await).await.unwrap();
        assert_eq!((month.reserved_micros, month.calls), (1_000, 10));
    }

    async fn the_log_is_read_newest_first_and_forgotten_in_time(db: &TestDb) {
        db.write(async |tx| {
            for n in 1..=5 {
                model::insert(tx, &call(n, i64::try_from(n).unwrap() * 1_000)).await?;
                model::reserve(tx, MONTH, 100, 1_000).await?;
            }
            for n in 1..=4 {
                model::end(tx, id(n), &ended(if n == 4 { "given" } else { "failed" }, Some(1))).await?;
            }
            let newest = model::newest(tx, 2).await?;
            assert_eq!(newest, [("given".to_owned(), 4_000), ("failed".to_owned(), 3_000)]);
            assert_eq!(model::on_their_way(tx, 5_000).await?, 1);
            assert_eq!(model::on_their_way(tx, 5_001).await?, 0);
            let page = model::calls(tx, (i64::MAX, ModelCallId(Uuid::max())), 2).await?;
            assert_eq!(page.iter().map(|c| c.id).collect::<Vec<_>>(), [id(5), id(4)]);
            let next = model::calls(tx, (4_000, id(4)), 2).await?;
            assert_eq!(next.iter().map(|c| c.id).collect::<Vec<_>>(), [id(3), id(2)]);
            assert_eq!(model::lost(tx, 6_000, 10).await?, [id(5)]);
            assert!(model::lost(tx, 5_000, 10).await?.is_empty());
            assert_eq!(model::forget(tx, 9_000).await?, 4, "one is on its way");
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn who_is_forgotten_leaves_no_words_behind(db: &TestDb) {
        db.write(async |tx| {
            insert_contact(tx, 1, "Anna", "anna@a.example").await?;
            Conversation { contact: Some(1), ..Conversation::open(1) }.insert(tx).await?;
            model::reserve(tx, MONTH, 100, 1_000).await?;
            model::insert(tx, &call(1, 1_000)).await?;
            model::identify(tx, "anna", contact(1), 0).await?;
            model::identify(tx, "", contact(2), 0).await?;
            assert_eq!(model::load(tx, id(1)).await?.unwrap().contact, Some(contact(1)));
            let about = Call { conversation: Some(conversation(1)), visitor: String::new(), ..call(2, 2_000) };
            model::insert(tx, &about).await?;
            store::erase::contact(tx, contact(1), 1, 5_000).await?;
            store::erase::conversation(tx, conversation(1), 5_000).await?;
            // The answer comes after that.
            model::end(tx, id(1), &ended("given", Some(30))).await?;
            for n in [1, 2] {
                let left = model::load(tx, id(n)).await?.unwrap();
                assert_eq!((left.sent.as_str(), left.came.as_str(), left.visitor.as_str()), ("", "", ""));
                assert!(left.messages().is_empty());
            }
            assert_eq!(model::month(tx, MONTH).await?.spent_micros, 30);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    }
}
