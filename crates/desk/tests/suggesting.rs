//! Suggestions for a visitor: one session for one question, arms that last, answers, learning, sending.

mod support;

use desk::suggest::{Asking, Offer, Place, Said};
use domain::article::{Audience, Doc, State};
use domain::suggest::Index;
use domain::{ArticleId, BrandId, HelpCenterId, SuggestionId};
use fairlead_desk as desk;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::article::{Article, Translation};
use store::help_center::HelpCenter;
use store::on_both_engines;
use store::testing::TestDb;
use store::{Json, StoreError, Tx};
use support::*;
use uuid::Uuid;

const CENTER: HelpCenterId = HelpCenterId(Uuid::from_u128(1));

fn article_id(n: u128) -> ArticleId {
    ArticleId(Uuid::from_u128(n))
}

async fn shelf(tx: &mut Tx) -> Result<(), StoreError> {
    let center = HelpCenter {
        id: CENTER,
        brand: BrandId(Uuid::from_u128(1)),
        slug: "help".into(),
        host: None,
        names: Json(BTreeMap::from([("en".to_owned(), "Help".to_owned())])),
        locales: Json(vec!["en".into()]),
        default_locale: "en".into(),
        links: Json(Vec::new()),
        accent: None,
        logo: None,
        public: true,
        held_out_permille: 50,
        created_at: START,
        version: 1,
    };
    store::help_center::insert(tx, &center).await?;
    for (n, title, text) in [
        (
            1,
            "When do I get my refund?",
            "We refund within three working days.",
        ),
        (2, "Opening hours", "Open from nine to five."),
    ] {
        published(tx, n, title, text).await?;
    }
    Ok(())
}

async fn published(tx: &mut Tx, n: u128, title: &str, text: &str) -> Result<(), StoreError> {
    let article = Article {
        id: article_id(n),
        help_center: CENTER,
        collection: None,
        owner: None,
        audience: Audience::Public,
        source_locale: "en".into(),
        topic: None,
        archived_at: None,
        review_every_days: None,
        review_at: None,
        reviewed_at: None,
        reviewed_by: None,
        position: 0,
        from_conversation: None,
        created_at: START,
        updated_at: START,
        version: 1,
    };
    store::article::insert(tx, &article).await?;
    let doc = json!({ "type": "doc", "content": [{ "type": "paragraph", "content": [{ "type": "text", "text": text }] }] });
    let mut translation = Translation {
        n: 0,
        article: article.id,
        help_center: CENTER,
        locale: "en".into(),
        slug: format!("a{n}"),
        title: title.into(),
        summary: String::new(),
        doc: Json(Doc::parse(&doc).expect("a document")),
        asked: Json(Vec::new()),
        state: State::Published,
        published_version: Some(1),
        published_at: Some(START),
        based_on: None,
        draft_title: None,
        draft_summary: None,
        draft_doc: None,
        draft_asked: None,
        draft_slug: None,
        draft_based_on: None,
        draft_at: None,
        draft_by: None,
        helped_yes: 0,
        helped_no: 0,
        updated_at: START,
        updated_by: None,
        version: 1,
    };
    store::article::insert_translation(tx, &translation).await?;
    store::article::save_translation(tx, &mut translation).await
}

fn asking(w: &World, visitor: &str, text: &str) -> Asking {
    Asking {
        center: CENTER,
        held_out_permille: 0,
        form: None,
        place: Place::Form,
        locale: "en".into(),
        topic: None,
        text: text.into(),
        visitor: visitor.into(),
        most: 3,
        now: w.now,
    }
}

async fn index(w: &World) -> Arc<Index> {
    let (_, sources) = w.desk.suggestion_sources().await.expect("sources");
    Arc::new(Index::build(sources))
}

async fn stored(w: &World, id: SuggestionId) -> store::suggestion::Session {
    let found: Option<store::suggestion::Session> = w
        .desk
        .db()
        .read(async move |tx| store::suggestion::load(tx, id).await)
        .await
        .expect("read");
    found.expect("a session")
}

async fn ready(db: &TestDb) -> (World, Arc<Index>) {
    let w = world(db).await;
    db.write(async |tx| shelf(tx).await).await.expect("a shelf");
    let index = index(&w).await;
    (w, index)
}

async fn offered(w: &World, index: &Arc<Index>, asking: Asking) -> Offer {
    w.desk
        .suggest(Arc::clone(index), asking)
        .await
        .expect("an offer")
}

on_both_engines! {
    async fn one_question_is_one_session_however_often_it_is_asked_for(db: &TestDb) {
        let (mut w, index) = ready(db).await;
        let first = offered(&w, &index, asking(&w, "anna", "when is my ref")).await;
        assert_eq!(first.items[0].article, article_id(1));
        assert!(first.items[0].passage.text.contains("three working days"));
        w.now += MINUTE;
        let second = offered(&w, &index, asking(&w, "anna", "when is my refund coming")).await;
        assert_eq!(first.session, second.session);
        let nothing = offered(&w, &index, asking(&w, "anna", "hello there")).await;
        assert_eq!((nothing.session, nothing.items.len()), (None, 0));
        w.now += 31 * MINUTE;
        let later = offered(&w, &index, asking(&w, "anna", "opening hours")).await;
        assert!(later.session.is_some() && later.session != first.session);
        let other = offered(&w, &index, asking(&w, "ben", "refund")).await;
        assert!(other.session.is_some() && other.session != later.session);
        let nobody = offered(&w, &index, asking(&w, "", "refund")).await;
        assert_eq!((nobody.session, nobody.items.len()), (None, 1), "without a mark nothing is kept");
    }

    async fn who_is_held_out_is_shown_nothing_and_counted(db: &TestDb) {
        let (w, index) = ready(db).await;
        let mut held = 0;
        for n in 0..40 {
            let mut ask = asking(&w, &format!("visitor {n}"), "refund");
            ask.held_out_permille = 500;
            let offer = offered(&w, &index, ask.clone()).await;
            let again = offered(&w, &index, ask).await;
            assert_eq!(offer, again, "an arm lasts");
            held += usize::from(offer.items.is_empty());
            assert_eq!(offer.items.is_empty(), offer.session.is_none());
        }
        assert!((8..33).contains(&held), "{held} of 40");
        let report = w.desk.deflection(&w.by(), CENTER, None, Some(w.now + 1)).await;
        // Begun now: nobody's seven days are over.
        let report = report.expect("a report").report;
        assert_eq!((report.pending, report.shown.visitors), (0, 0), "the last moment is not in it");
        let mut later = World { desk: w.desk.clone(), started: w.started.clone(), now: w.now + MINUTE };
        let report = later.desk.deflection(&later.by(), CENTER, None, None).await.expect("a report");
        assert_eq!(report.report.pending, 40);
        later.now += 8 * DAY;
        let report = later.desk.deflection(&later.by(), CENTER, None, None).await.expect("a report").report;
        assert_eq!(report.held_out.visitors, i64::try_from(held).expect("few"));
        assert_eq!(report.held_out.gave_up + report.shown.gave_up, 40, "silence is given up");
    }

    async fn what_solved_a_question_is_learned_once_and_from_nobody_else(db: &TestDb) {
        let (w, index) = ready(db).await;
        let said = |session, visitor: &str, solved| Said {
            session,
            visitor: visitor.into(),
            solved,
            article: Some(article_id(1)),
            words: vec!["dosh".into(), "a12".into(), "x".repeat(60)],
            now: w.now,
        };
        for visitor in ["anna", "ben"] {
            let session = offered(&w, &index, asking(&w, visitor, "refund of my dosh")).await.session.expect("a session");
            assert!(w.desk.suggestion_answered(said(session, "somebody else", true)).await.is_err());
            for solved in [true, true, false, true] {
                w.desk.suggestion_answered(said(session, visitor, solved)).await.expect("taken");
            }
            assert_eq!(stored(&w, session).await.solved_by, Some(article_id(1)));
        }
        let (_, sources) = w.desk.suggestion_sources().await.expect("sources");
        let learned = &sources.iter().find(|s| s.article == article_id(1)).expect("it").learned;
        assert_eq!(learned.as_slice(), [("dosh".to_owned(), 2)]);
        let missing = SuggestionId(Uuid::from_u128(404));
        assert!(w.desk.suggestion_answered(said(missing, "anna", true)).await.is_err());
    }

    async fn a_question_that_is_sent_says_who_the_visitor_is(db: &TestDb) {
        let (w, index) = ready(db).await;
        let session = offered(&w, &index, asking(&w, "cleo", "refund")).await.session.expect("a session");
        let (id, _) = w.opened(from("Cleo <cleo@c.example>", "Refund", "1@c.example", "Where is it?")).await;
        w.desk.suggestion_sent("cleo".into(), CENTER, id, w.now).await.expect("noted");
        w.desk.suggestion_sent("cleo".into(), CENTER, id, w.now).await.expect("twice is once");
        w.desk.suggestion_sent("nobody".into(), CENTER, id, w.now).await.expect("nothing to note");
        let found = stored(&w, session).await;
        assert_eq!((found.conversation, found.sent_at), (Some(id), Some(w.now)));
        assert!(found.contact.is_some());
        let before = w.desk.shown_before(&w.by(), id).await.expect("read").expect("shown");
        assert_eq!((before.held_out, before.articles.len()), (false, 1));
        let offer = w.desk.suggest_reply(&w.by(), index, id, None).await.expect("an offer");
        assert_eq!(offer.articles[0].article, article_id(1));
        assert!(offer.past.is_empty());
    }

    async fn an_article_that_is_gone_since_the_index_was_built_is_not_shown(db: &TestDb) {
        let (w, index) = ready(db).await;
        db.write(async |tx| {
            let mut article = store::article::load(tx, article_id(1)).await?.expect("it");
            article.archived_at = Some(START);
            store::article::save(tx, &mut article).await
        })
        .await
        .expect("archived");
        let offer = offered(&w, &index, asking(&w, "anna", "refund")).await;
        assert_eq!((offer.session, offer.items.len()), (None, 0));
    }
}
