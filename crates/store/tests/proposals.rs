//! Proposals of articles: what they are made of, what is kept, what is forgotten, who looks: on both engines.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fixture;

use domain::{ArticleId, HelpCenterId, ProposalId};
use fairlead_store as store;
use fixture::{
    Conversation, access, contact, conversation, insert_contact, insert_message, message,
};
use store::proposal::{self as proposal, Proposal};
use store::{Json, Result, Tx, on_both_engines, sql, vals};
use uuid::Uuid;

const CENTER: HelpCenterId = HelpCenterId(Uuid::from_u128(1));

fn proposed(n: u128, state: &str, a_month: i64) -> Proposal {
    Proposal {
        id: ProposalId(Uuid::from_u128(n)),
        kind: "questions".into(),
        help_center: None,
        locale: "en".into(),
        query_key: String::new(),
        query: String::new(),
        terms: Json(vec![("gift".into(), 0.75), ("card".into(), 0.5)]),
        times: 6,
        people: 4,
        a_month,
        first_at: 1,
        last_at: 2,
        state: state.into(),
        article: None,
        decided_by: None,
        decided_at: None,
        times_then: 0,
        since: 0,
        near_article: None,
        seen_at: 100,
        created_at: 1,
        version: 1,
    }
}

/// A conversation of a team with a question and an answer after it.
async fn answered(tx: &mut Tx, n: u128, team: u128, status: &'static str) -> Result<()> {
    let row = Conversation {
        contact: Some(n),
        team: Some(team),
        status,
        ..Conversation::open(n)
    };
    row.insert(tx).await?;
    insert_contact(tx, n, "Ann Lee", "ann@example.com").await?;
    insert_message(tx, n, n, "My gift card has expired").await?;
    let answer = sql!(
        "INSERT INTO message (id, conversation, kind, at, text) VALUES ($1, $2, 'agent', $3, 'We extend it once.')"
    );
    let params = vals![message(n + 1000), conversation(n), (n + 1000) as i64];
    tx.run(answer, &params).await.map(|_| ())
}

on_both_engines! {
    async fn questions_that_were_answered_are_read_newest_first_in_pages(db: &TestDb) {
        db.write(async |tx| {
            for n in 1..=4 {
                answered(tx, n, 1, "resolved").await?;
            }
            Conversation::open(5).insert(tx).await?;
            insert_message(tx, 5, 5, "Nobody answered this").await?;
            answered(tx, 6, 1, "spam").await?;
            tx.run(sql!("UPDATE message SET automatic = 'auto_reply' WHERE id = $1"), &vals![message(4)]).await?;
            let sent = sql!(
                "INSERT INTO article (id, help_center, audience, source_locale, created_at, updated_at) VALUES ($1, $2, 'public', 'en', 1, 1)"
            );
            let center = sql!(
                "INSERT INTO help_center (id, brand, slug, names, locales, default_locale, public, created_at) ",
                "VALUES ($1, $1, 'help', '{}', '[\"en\"]', 'en', 1, 1)"
            );
            tx.run(center, &vals![CENTER]).await?;
            tx.run(sent, &vals![ArticleId(Uuid::from_u128(9)), CENTER]).await?;
            let link = sql!("INSERT INTO article_sent (message, article, locale, conversation, at) VALUES ($1, $2, 'en', $3, 1)");
            tx.run(link, &vals![message(1003), ArticleId(Uuid::from_u128(9)), conversation(3)]).await?;
            let first = proposal::questions(tx, None, 0, 2).await?;
            let seen: Vec<_> = first.iter().map(|a| (a.conversation, a.answered)).collect();
            assert_eq!(seen, [(conversation(3), true), (conversation(2), false)]);
            assert_eq!((first[0].contact, first[0].text.as_str()), (Some(contact(3)), "My gift card has expired"));
            let rest = proposal::questions(tx, Some(conversation(2)), 0, 2).await?;
            assert_eq!(rest.len(), 1);
            assert!(proposal::questions(tx, None, 2, 9).await?.is_empty(), "their ids say that they are older");
            Ok::<_, store::StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn a_proposal_quotes_only_what_is_in_reach_and_nothing_that_was_erased(db: &TestDb) {
        db.write(async |tx| {
            answered(tx, 1, 1, "resolved").await?;
            answered(tx, 2, 2, "resolved").await?;
            answered(tx, 3, 1, "open").await?;
            answered(tx, 4, 1, "resolved").await?;
            insert_message(tx, 4000, 4, "That did not help").await?;
            tx.run(sql!("UPDATE conversation SET last_customer_at = 4000 WHERE id = $1"), &vals![conversation(4)]).await?;
            let p = proposed(1, "open", 20);
            proposal::put(tx, &p).await?;
            let questions: Vec<_> = (1..=4).map(|n: u128| (conversation(n), n as i64, 900 - n as i64)).collect();
            proposal::put_questions(tx, p.id, &questions).await?;
            let me = access(7, &[1]);
            let said = proposal::said(tx, &me, p.id, 10, 10).await?;
            assert_eq!(said.iter().map(|s| s.number).collect::<Vec<_>>(), [1, 3, 4]);
            assert_eq!(said[0].name, "Ann Lee");
            let answers = proposal::answers(tx, &me, p.id, 10, 10).await?;
            assert_eq!(answers.iter().map(|a| a.number).collect::<Vec<_>>(), [1], "resolved, in reach, and nobody came back");
            assert_eq!(answers, proposal::answers_in(tx, &me, &[conversation(1), conversation(2)]).await?);
            store::erase::conversation(tx, conversation(1), 9).await?;
            assert!(proposal::answers(tx, &me, p.id, 10, 10).await?.is_empty());
            proposal::put_questions(tx, p.id, &questions).await?;
            assert_eq!(proposal::said(tx, &me, p.id, 10, 10).await?.len(), 2, "what was erased does not come back");
            Ok::<_, store::StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn what_was_decided_is_kept_and_what_is_not_found_again_goes(db: &TestDb) {
        db.write(async |tx| {
            for (n, state) in [(1, "open"), (2, "open"), (3, "dismissed"), (4, "taken")] {
                proposal::put(tx, &proposed(n, state, n as i64)).await?;
            }
            let mut again = proposed(2, "open", 50);
            again.seen_at = 200;
            proposal::put(tx, &again).await?;
            proposal::tidy(tx, 200, 50).await?;
            let left = proposal::all(tx, 10).await?;
            let ids: Vec<u128> = left.iter().map(|p| p.id.0.as_u128()).collect();
            assert_eq!(ids, [2, 4, 3], "most contacts a month first");
            assert_eq!(left[0].version, 2);
            // The article of the fourth is not there: nothing was made of it.
            let four = ProposalId(Uuid::from_u128(4));
            assert_eq!(proposal::load(tx, four).await?.map(|p| p.state), Some("taken".into()));
            tx.run(sql!("UPDATE proposal SET article = $1 WHERE id = $2"), &vals![ArticleId(Uuid::from_u128(5)), four]).await?;
            proposal::tidy(tx, 0, 0).await?;
            assert_eq!(proposal::load(tx, four).await?.map(|p| p.state), Some("open".into()));
            assert!(proposal::in_state(tx, "dismissed", 10).await?.len() == 1);
            proposal::tidy(tx, 0, 101).await?;
            assert!(proposal::in_state(tx, "dismissed", 10).await?.is_empty(), "long of no use");
            Ok::<_, store::StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn one_looks_at_a_time_and_who_was_slow_keeps_nothing(db: &TestDb) {
        db.write(async |tx| {
            assert_eq!(proposal::look(tx).await?, proposal::Look::default());
            proposal::want(tx, 5).await?;
            assert!(proposal::begin(tx, 10, 20).await?);
            assert!(!proposal::begin(tx, 15, 25).await?, "somebody has the lease");
            assert!(proposal::come_to(tx, 10, 21, 250).await?);
            assert!(proposal::begin(tx, 21, 31).await?, "the lease has run out");
            assert!(!proposal::come_to(tx, 10, 99, 500).await?);
            assert!(!proposal::end(tx, 10, 22, 1, (500, 2)).await?);
            assert!(proposal::end(tx, 21, 23, 1, (9, 2)).await?);
            assert!(!proposal::end(tx, 21, 24, 1, (9, 2)).await?, "it has ended");
            let look = proposal::look(tx).await?;
            assert_eq!((look.wanted_at, look.started_at, look.finished_at, look.questions), (5, 21, 23, 9));
            assert!(proposal::begin(tx, 24, 30).await?);
            Ok::<_, store::StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn searches_in_vain_are_read_by_how_often(db: &TestDb) {
        db.write(async |tx| {
            let center = sql!(
                "INSERT INTO help_center (id, brand, slug, names, locales, default_locale, public, created_at) ",
                "VALUES ($1, $1, 'help', '{}', '[\"en\"]', 'en', 1, 1)"
            );
            tx.run(center, &vals![CENTER]).await?;
            for (query, times, found) in [("gift card", 3, false), ("anchor", 1, false), ("parcel", 5, true)] {
                let searched = domain::article::searched(query).unwrap();
                for n in 0..times {
                    store::help_center::log_search(tx, CENTER, "en", &searched, found, n).await?;
                }
            }
            let found = proposal::searches(tx, 2, 10).await?;
            assert_eq!(found.iter().map(|s| (s.query.as_str(), s.times)).collect::<Vec<_>>(), [("gift card", 3)]);
            Ok::<_, store::StoreError>(())
        })
        .await
        .unwrap();
    }
}
