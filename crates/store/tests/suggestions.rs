//! Sessions of suggestions, what the index is made of, what is learned, what the report counts: on both engines.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fixture;

use domain::{ArticleId, HelpCenterId, SuggestionId, TopicId};
use fairlead_store as store;
use fixture::{
    Conversation, access, contact, conversation, insert_contact, insert_message, message,
};
use store::suggestion::{self as suggestion, Session, Unsent};
use store::{Json, Result, Tx, on_both_engines, sql, vals};
use uuid::Uuid;

const CENTER: HelpCenterId = HelpCenterId(Uuid::from_u128(1));
const WEEK_MS: i64 = 7 * 24 * 60 * 60 * 1000;

fn article(n: u128) -> ArticleId {
    ArticleId(Uuid::from_u128(n))
}

async fn center(tx: &mut Tx) -> Result<()> {
    let insert = sql!(
        "INSERT INTO help_center (id, brand, slug, names, locales, default_locale, public, created_at) ",
        "VALUES ($1, $1, 'help', '{}', '[\"en\"]', 'en', 1, 1)"
    );
    tx.run(insert, &vals![CENTER]).await.map(|_| ())
}

/// A published translation of a new article.
async fn published(tx: &mut Tx, n: u128, locale: &str, title: &str, audience: &str) -> Result<()> {
    let article_row = sql!(
        "INSERT INTO article (id, help_center, audience, source_locale, created_at, updated_at) ",
        "VALUES ($1, $2, $3, 'en', 1, 1) ON CONFLICT (id) DO NOTHING"
    );
    tx.run(article_row, &vals![article(n), CENTER, audience])
        .await?;
    let text = sql!(
        "INSERT INTO article_translation (article, help_center, locale, slug, title, summary, doc, text, asked, state, ",
        "published_version, published_at, helped_yes, helped_no, updated_at) ",
        "VALUES ($1, $2, $3, $4, $4, 'In short', '{}', 'The text of it', '[\"Why?\"]', 'published', 1, 5, 3, 1, 1)"
    );
    tx.run(text, &vals![article(n), CENTER, locale, title])
        .await
        .map(|_| ())
}

fn session(n: u128, visitor: &str, at: i64) -> Session {
    Session {
        id: SuggestionId(Uuid::from_u128(n)),
        help_center: Some(CENTER),
        form: None,
        place: "form".into(),
        locale: "en".into(),
        topic: None,
        urgent: false,
        visitor: visitor.into(),
        agent: None,
        arm: "shown".into(),
        question_key: "k".into(),
        shown: Json(vec![article(1), article(2)]),
        answer: None,
        solved_by: None,
        conversation: None,
        sent_at: None,
        contact: None,
        at,
        updated_at: at,
    }
}

on_both_engines! {
    async fn a_session_is_kept_changed_answered_and_sent_once(db: &TestDb) {
        db.write(async |tx| {
            let mut s = session(1, "anna", 1_000);
            suggestion::insert(tx, &s).await?;
            assert_eq!(suggestion::unsent_of(tx, "anna", CENTER, "form", Unsent::Open, 0).await?, Some(s.clone()));
            assert_eq!(suggestion::unsent_of(tx, "anna", CENTER, "form", Unsent::Open, 1_001).await?, None);
            assert_eq!(suggestion::unsent_of(tx, "", CENTER, "form", Unsent::Open, 0).await?, None);
            s.shown = Json(vec![article(2)]);
            s.question_key = "other".into();
            s.updated_at = 1_500;
            suggestion::show(tx, &s).await?;
            assert_eq!(suggestion::load(tx, s.id).await?, Some(s.clone()));
            assert!(suggestion::answer(tx, s.id, "solved", Some(article(2)), 2_000).await?);
            assert!(!suggestion::answer(tx, s.id, "solved", Some(article(2)), 2_001).await?);
            assert_eq!(suggestion::unsent_of(tx, "anna", CENTER, "form", Unsent::Open, 0).await?, None, "it came to an end");
            let unsent = suggestion::unsent_of(tx, "anna", CENTER, "form", Unsent::Any, 0).await?;
            assert_eq!(unsent.map(|u| u.id), Some(s.id), "whatever was said of it");
            suggestion::sent(tx, s.id, conversation(7), None, 3_000).await?;
            suggestion::sent(tx, s.id, conversation(8), None, 4_000).await?;
            assert_eq!(suggestion::unsent_of(tx, "anna", CENTER, "form", Unsent::Any, 0).await?, None);
            suggestion::identify(tx, "anna", contact(5), 0).await?;
            suggestion::identify(tx, "anna", contact(6), 0).await?;
            let found = suggestion::before(tx, conversation(7)).await?.unwrap();
            assert_eq!((found.sent_at, found.contact), (Some(3_000), Some(contact(5))));
            assert_eq!(suggestion::before(tx, conversation(8)).await?, None);
            assert_eq!(suggestion::forget(tx, 1_001).await?, 1);
            Ok::<_, store::StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn the_index_is_made_of_what_is_published_and_internal_is_marked(db: &TestDb) {
        db.write(async |tx| {
            center(tx).await?;
            published(tx, 1, "en", "refund", "public").await?;
            published(tx, 1, "et", "raha", "public").await?;
            published(tx, 2, "en", "goodwill", "internal").await?;
            published(tx, 3, "en", "draft", "public").await?;
            published(tx, 4, "en", "old", "public").await?;
            tx.run(sql!("UPDATE article_translation SET state = 'draft' WHERE article = $1"), &vals![article(3)]).await?;
            tx.run(sql!("UPDATE article SET archived_at = 9 WHERE id = $1"), &vals![article(4)]).await?;
            let words = ["money".to_owned()];
            suggestion::learn(tx, article(1), "en", &words, 1).await?;
            assert!(suggestion::sources(tx).await?.iter().all(|s| s.learned.is_empty()), "one person alone");
            suggestion::learn(tx, article(1), "en", &words, 2).await?;
            suggestion::learn(tx, article(99), "en", &words, 2).await?;
            let found = suggestion::sources(tx).await?;
            let seen: Vec<_> = found.iter().map(|s| (s.article, s.locale.as_str(), s.internal)).collect();
            assert_eq!(seen, [(article(1), "en", false), (article(1), "et", false), (article(2), "en", true)]);
            assert_eq!(found[0].learned, [("money".to_owned(), 2)]);
            assert_eq!((found[0].helped, found[0].asked.len()), ((6, 2), 1));
            assert!(found[1].learned.is_empty());
            let shown = suggestion::words_of(tx, article(2), "en").await?.unwrap();
            assert!(shown.internal && shown.title == "goodwill");
            assert_eq!(suggestion::words_of(tx, article(4), "en").await?, None);
            tx.run(sql!("UPDATE help_center SET public = 0 WHERE id = $1"), &vals![CENTER]).await?;
            assert!(suggestion::sources(tx).await?.iter().all(|s| s.internal), "nothing of a hidden help center is public");
            Ok::<_, store::StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn learned_words_are_forgotten_when_nobody_shares_them_or_there_are_too_many(db: &TestDb) {
        db.write(async |tx| {
            center(tx).await?;
            published(tx, 1, "en", "refund", "public").await?;
            let words: Vec<String> = ["a", "b", "c", "d"].map(str::to_owned).into();
            for (times, word) in (1..).zip(&words) {
                for at in 0..times {
                    suggestion::learn(tx, article(1), "en", std::slice::from_ref(word), 100 + at).await?;
                }
            }
            // `a` was used once and long ago; of the others the two most used stay.
            assert_eq!(suggestion::forget_words(tx, 1_000, 2).await?, 2);
            let left = suggestion::sources(tx).await?.remove(0).learned;
            assert_eq!(left, [("c".to_owned(), 3), ("d".to_owned(), 4)]);
            Ok::<_, store::StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn whoever_wrote_on_any_channel_within_a_week_is_counted_as_having_written(db: &TestDb) {
        let lead = domain::access::Access::system();
        let found = db
            .write(async move |tx| {
                insert_contact(tx, 5, "Anna", "anna@example.com").await?;
                let mut wrote = Conversation::open(20);
                wrote.contact = Some(5);
                wrote.last_at = 5_000;
                wrote.insert(tx).await?;
                insert_message(tx, 5_000, 20, "by mail").await?;
                // Before the mail, after it, and too long before it.
                for (n, at) in [(1, 4_000), (2, 6_000), (3, 5_000 - WEEK_MS - 1)] {
                    let mut s = session(n, &format!("v{n}"), at);
                    s.contact = Some(contact(5));
                    suggestion::insert(tx, &s).await?;
                }
                let mut sent = session(4, "v4", 4_000);
                sent.sent_at = Some(4_500);
                suggestion::insert(tx, &sent).await?;
                suggestion::insert(tx, &session(5, "v5", 4_000)).await?;
                let mut reply = session(6, "", 4_000);
                reply.place = "reply".into();
                suggestion::insert(tx, &reply).await?;
                let all = suggestion::outcomes(tx, &lead, CENTER, i64::MIN / 4, 10_000, WEEK_MS).await?;
                let none = suggestion::outcomes(tx, &access(1, &[]), HelpCenterId(Uuid::nil()), 0, 10_000, WEEK_MS).await?;
                Ok::<_, store::StoreError>((all, none))
            })
            .await
            .unwrap();
        let contacted: Vec<_> = found.0.iter().map(|o| (o.visitor.as_str(), o.contacted)).collect();
        assert_eq!(contacted, [("v3", false), ("v1", true), ("v4", true), ("v5", false), ("v2", false)]);
        assert!(found.1.is_empty());
    }

    async fn an_answer_with_an_article_is_learned_from_once(db: &TestDb) {
        db.write(async |tx| {
            center(tx).await?;
            published(tx, 1, "en", "refund", "public").await?;
            Conversation::open(20).insert(tx).await?;
            insert_message(tx, 50, 20, "where is my money").await?;
            insert_message(tx, 60, 20, "after the answer").await?;
            store::article::sent(tx, message(50), article(1), "en", conversation(20), None, 55).await?;
            let found = suggestion::answered_since(tx, 0, 10).await?;
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].question.as_deref(), Some("where is my money"));
            assert!(suggestion::set_learned_until(tx, 0, 55).await?);
            assert!(!suggestion::set_learned_until(tx, 0, 55).await?, "another machine was faster");
            assert_eq!(suggestion::learned_until(tx).await?, 55);
            assert!(suggestion::answered_since(tx, 55, 10).await?.is_empty());
            Ok::<_, store::StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn earlier_conversations_are_those_that_were_resolved_answered_and_are_in_reach(db: &TestDb) {
        let words = ["refund".to_owned(), "missing".to_owned()];
        db.write(async move |tx| {
            for (n, status, team) in [(20, "resolved", None), (21, "open", None), (22, "resolved", Some(9)), (23, "resolved", None)] {
                let mut c = Conversation::open(n);
                (c.status, c.team) = (status, team);
                c.insert(tx).await?;
                insert_message(tx, 100 + n, n, "I want a refund").await?;
                if n != 23 {
                    let answer = sql!("INSERT INTO message (id, conversation, kind, at, text) VALUES ($1, $2, 'agent', 500, 'Done.')");
                    tx.run(answer, &vals![message(200 + n), conversation(n)]).await?;
                }
            }
            let found = suggestion::resolved_like(tx, &access(1, &[1]), &words, conversation(99), 10).await?;
            let ids: Vec<_> = found.iter().map(|r| r.conversation).collect();
            assert_eq!(ids, [conversation(20)]);
            assert_eq!((found[0].question.as_str(), found[0].answer.as_str()), ("I want a refund", "Done."));
            assert!(suggestion::resolved_like(tx, &access(1, &[1]), &words, conversation(20), 10).await?.is_empty());
            assert!(suggestion::resolved_like(tx, &access(1, &[1]), &[], conversation(99), 10).await?.is_empty());
            let odd = ["' | \" ) NEAR".to_owned(), "\u{0}".to_owned()];
            assert!(suggestion::resolved_like(tx, &access(1, &[1]), &odd, conversation(99), 10).await?.is_empty());
            Ok::<_, store::StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn a_topic_is_urgent_when_somebody_says_so(db: &TestDb) {
        let topic = TopicId(Uuid::from_u128(3));
        db.write(async move |tx| {
            tx.run(sql!("INSERT INTO topic (id, name, created_at) VALUES ($1, 'Person over board', 1)"), &vals![topic]).await?;
            assert!(!suggestion::is_urgent(tx, topic).await?);
            suggestion::set_urgent(tx, topic, true).await?;
            assert!(suggestion::is_urgent(tx, topic).await?);
            assert_eq!(suggestion::urgent_topics(tx).await?, [topic]);
            assert!(!suggestion::is_urgent(tx, TopicId(Uuid::nil())).await?);
            Ok::<_, store::StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn whoever_is_erased_leaves_counts_and_no_browser(db: &TestDb) {
        db.write(async |tx| {
            insert_contact(tx, 5, "Anna", "anna@example.com").await?;
            let mut s = session(1, "anna", 1_000);
            s.contact = Some(contact(5));
            suggestion::insert(tx, &s).await?;
            store::erase::contact(tx, contact(5), 1, 9_000).await?;
            let left = suggestion::load(tx, s.id).await?.unwrap();
            assert_eq!((left.visitor.as_str(), left.question_key.as_str()), ("", ""));
            Ok::<_, store::StoreError>(())
        })
        .await
        .unwrap();
    }
}
