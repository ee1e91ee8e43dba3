//! Help centers and articles: what readers are shown and what not, addresses that lead on, what they say, on both engines.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fixture;

use domain::article::{Audience, Doc, State, of_plain, searched};
use domain::{
    ArticleFileId, ArticleId, ArticleVersionId, BrandId, CollectionId, HelpCenterId, TopicId,
};
use fairlead_store as store;
use fixture::access;
use std::collections::BTreeMap;
use store::article::{Article, File, ListFilter, Translation, Version, Voice};
use store::collection::{Collection, Words};
use store::help_center::HelpCenter;
use store::{Json, Result, StoreError, Tx, on_both_engines};
use uuid::Uuid;

fn center(n: u128) -> HelpCenterId {
    HelpCenterId(Uuid::from_u128(n))
}

fn article(n: u128) -> ArticleId {
    ArticleId(Uuid::from_u128(n))
}

fn file(n: u128) -> ArticleFileId {
    ArticleFileId(Uuid::from_u128(n))
}

async fn put_center(tx: &mut Tx, n: u128, slug: &str, public: bool) -> Result<()> {
    let row = HelpCenter {
        id: center(n),
        brand: BrandId(Uuid::from_u128(1)),
        slug: slug.to_owned(),
        host: public.then(|| format!("{slug}.example.org")),
        names: Json(BTreeMap::from([("en".to_owned(), "Help".to_owned())])),
        locales: Json(vec!["en".to_owned(), "et".to_owned()]),
        default_locale: "en".to_owned(),
        links: Json(Vec::new()),
        accent: None,
        logo: None,
        public,
        held_out_permille: 50,
        created_at: 1,
        version: 1,
    };
    store::help_center::insert(tx, &row).await
}

async fn put_collection(tx: &mut Tx, n: u128, parent: Option<u128>, internal: bool) -> Result<()> {
    let words = Words {
        name: format!("Collection {n}"),
        slug: format!("collection-{n}"),
        description: String::new(),
    };
    let row = Collection {
        id: CollectionId(Uuid::from_u128(n)),
        help_center: center(1),
        parent: parent.map(|p| CollectionId(Uuid::from_u128(p))),
        position: 0,
        internal,
        words: Json(BTreeMap::from([("en".to_owned(), words)])),
        created_at: 1,
        version: 1,
    };
    store::collection::insert(tx, &row).await
}

struct Put<'a> {
    n: u128,
    collection: Option<u128>,
    audience: Audience,
    title: &'a str,
    text: &'a str,
}

impl<'a> Put<'a> {
    fn public(n: u128, title: &'a str, text: &'a str) -> Self {
        Self {
            n,
            collection: None,
            audience: Audience::Public,
            title,
            text,
        }
    }

    async fn draft(&self, tx: &mut Tx) -> Result<Translation> {
        let row = Article {
            id: article(self.n),
            help_center: center(1),
            collection: self.collection.map(|c| CollectionId(Uuid::from_u128(c))),
            owner: None,
            audience: self.audience,
            source_locale: "en".to_owned(),
            topic: None,
            archived_at: None,
            review_every_days: None,
            review_at: None,
            reviewed_at: None,
            reviewed_by: None,
            position: 0,
            from_conversation: None,
            created_at: 1,
            updated_at: self.n as i64,
            version: 1,
        };
        store::article::insert(tx, &row).await?;
        self.text(tx, "en").await
    }

    async fn text(&self, tx: &mut Tx, locale: &str) -> Result<Translation> {
        let mut t = Translation {
            n: 0,
            article: article(self.n),
            help_center: center(1),
            locale: locale.to_owned(),
            slug: domain::article::slug(self.title),
            title: String::new(),
            summary: String::new(),
            doc: Json(Doc::default()),
            asked: Json(Vec::new()),
            state: State::Draft,
            published_version: None,
            published_at: None,
            based_on: None,
            draft_title: Some(self.title.to_owned()),
            draft_summary: None,
            draft_doc: Some(Json(of_plain(self.text))),
            draft_asked: None,
            draft_slug: None,
            draft_based_on: None,
            draft_at: Some(1),
            draft_by: None,
            helped_yes: 0,
            helped_no: 0,
            updated_at: 1,
            updated_by: None,
            version: 1,
        };
        t.n = store::article::insert_translation(tx, &t).await?;
        Ok(t)
    }

    async fn published(&self, tx: &mut Tx) -> Result<Translation> {
        let mut t = self.draft(tx).await?;
        publish(tx, &mut t, 1).await?;
        Ok(t)
    }
}

async fn publish(tx: &mut Tx, t: &mut Translation, version: i64) -> Result<()> {
    t.title = t.draft_title.take().unwrap();
    t.doc = t.draft_doc.take().unwrap();
    t.draft_at = None;
    t.state = State::Published;
    t.published_version = Some(version);
    t.published_at = Some(5);
    store::article::save_translation(tx, t).await?;
    let words = t.doc.0.text();
    store::article_search::index(tx, t.n, &[&t.title, &words]).await
}

on_both_engines! {
    async fn readers_are_shown_what_is_published_and_public_and_nothing_else(db: &TestDb) {
        db.write(async |tx| {
            put_center(tx, 1, "pine", true).await?;
            put_center(tx, 2, "secret", false).await?;
            put_collection(tx, 1, None, true).await?;
            put_collection(tx, 2, Some(1), false).await?;
            put_collection(tx, 3, None, false).await?;
            Put::public(1, "Returns", "Sixty days").published(tx).await?;
            Put::public(2, "Unfinished returns", "A draft").draft(tx).await?;
            Put { audience: Audience::Internal, ..Put::public(3, "Goodwill returns", "Up to 40") }.published(tx).await?;
            Put { collection: Some(1), ..Put::public(4, "Hidden returns", "In an internal collection") }.published(tx).await?;
            Put::public(5, "Archived returns", "Put away").published(tx).await?;
            let mut old = store::article::load(tx, article(5)).await?.unwrap();
            old.archived_at = Some(9);
            store::article::save(tx, &mut old).await
        })
        .await
        .unwrap();
        db.read(async |tx| {
            assert_eq!(store::help_center::public_all(tx).await?.len(), 1);
            assert!(store::help_center::public_by_slug(tx, "secret").await?.is_none());
            assert!(store::help_center::public_by_host(tx, "pine.example.org").await?.is_some());
            let tree = store::collection::public_tree(tx, center(1)).await?;
            assert_eq!(tree.iter().map(|c| c.id.0.as_u128()).collect::<Vec<_>>(), [3]);
            let lines = store::article::public_lines(tx, center(1), "en", None).await?;
            assert_eq!(lines.iter().map(|l| l.title.as_str()).collect::<Vec<_>>(), ["Returns"]);
            let found = store::article_search::public(tx, center(1), "en", "returns", 10).await?;
            assert_eq!(found.iter().map(|h| h.slug.as_str()).collect::<Vec<_>>(), ["returns"]);
            for slug in ["unfinished-returns", "goodwill-returns", "hidden-returns", "archived-returns"] {
                assert!(store::article::public_by_slug(tx, center(1), "en", slug).await?.is_none(), "{slug}");
            }
            let shown = store::article::public_by_slug(tx, center(1), "en", "returns").await?.unwrap();
            assert_eq!((shown.version, shown.doc.text().as_str()), (1, "Sixty days"));
            assert!(store::article::gone(tx, center(1), "en", "archived-returns").await?);
            assert!(!store::article::gone(tx, center(1), "en", "unfinished-returns").await?);
            let agents = store::article_search::agents(tx, &access(1, &[]), "en", "returns", 10).await?;
            // The draft was never put into the index here; archived ones are not proposed.
            assert_eq!(agents.len(), 3);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn an_old_address_leads_to_where_the_article_is_and_circles_cannot_arise(db: &TestDb) {
        db.write(async |tx| {
            put_center(tx, 1, "pine", true).await?;
            let mut one = Put::public(1, "a", "first").published(tx).await?;
            let mut other = Put::public(2, "b", "second").published(tx).await?;
            // They change places: a → c, b → a, c → b.
            for (t, from, to) in [(&mut one, "a", "c"), (&mut other, "b", "a")] {
                store::article::redirect(tx, center(1), "en", from, t.article, 7).await?;
                to.clone_into(&mut t.slug);
                store::article::save_translation(tx, t).await?;
                store::article::clear_redirect(tx, center(1), "en", to).await?;
            }
            store::article::redirect(tx, center(1), "en", "c", one.article, 8).await?;
            "b".clone_into(&mut one.slug);
            store::article::save_translation(tx, &mut one).await?;
            store::article::clear_redirect(tx, center(1), "en", "b").await
        })
        .await
        .unwrap();
        db.read(async |tx| {
            let at = |slug: &'static str| slug;
            assert_eq!(store::article::public_by_slug(tx, center(1), "en", at("a")).await?.unwrap().id, article(2));
            assert_eq!(store::article::public_by_slug(tx, center(1), "en", at("b")).await?.unwrap().id, article(1));
            assert_eq!(store::article::redirected(tx, center(1), "en", "c").await?, Some((article(1), "b".to_owned())));
            assert_eq!(store::article::redirected(tx, center(1), "en", "a").await?, None);
            assert_eq!(store::article::redirected(tx, center(1), "en", "nowhere").await?, None);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn two_articles_cannot_have_one_address_and_two_editors_not_one_version(db: &TestDb) {
        db.write(async |tx| {
            put_center(tx, 1, "pine", true).await?;
            Put::public(1, "Returns", "x").published(tx).await.map(|_| ())
        })
        .await
        .unwrap();
        let taken = db.write(async |tx| Put::public(2, "Returns", "y").draft(tx).await.map(|_| ())).await;
        assert!(matches!(taken, Err(StoreError::Conflict(_))), "{taken:?}");
        let stale = db
            .write(async |tx| {
                let mut one = store::article::translation(tx, article(1), "en").await?.unwrap();
                let mut other = one.clone();
                one.draft_title = Some("Mine".to_owned());
                store::article::save_translation(tx, &mut one).await?;
                other.draft_title = Some("Theirs".to_owned());
                store::article::save_translation(tx, &mut other).await
            })
            .await;
        assert!(matches!(stale, Err(StoreError::Conflict(_))), "{stale:?}");
    }

    async fn one_reader_counts_once_and_may_change_their_mind(db: &TestDb) {
        let said = async |helped, word: &'static str, visitor: &'static str| {
            db.write(async move |tx| {
                let voice = Voice { article: article(1), locale: "en", helped, word, visitor, at: 10 };
                store::article::feedback(tx, &voice).await
            })
            .await
            .unwrap()
        };
        assert!(!said(true, "", "x").await, "there is no such article");
        db.write(async |tx| {
            put_center(tx, 1, "pine", true).await?;
            Put::public(1, "Returns", "x").published(tx).await.map(|_| ())
        })
        .await
        .unwrap();
        for (helped, word, visitor) in [(true, "", "a"), (true, "", "b"), (false, "too short", "a"), (false, "", "a")] {
            assert!(said(helped, word, visitor).await);
        }
        db.read(async |tx| {
            let shown = store::article::public_by_slug(tx, center(1), "en", "returns").await?.unwrap();
            assert_eq!(shown.helped, (1, 1));
            let words = store::article::said(tx, article(1), 10).await?;
            assert_eq!(words.iter().map(|s| (s.word.as_str(), s.helped)).collect::<Vec<_>>(), [("too short", false)]);
            let mut voices = store::article::voices_since(tx, center(1), 0).await?;
            voices.sort_by_key(|v| v.1);
            assert_eq!(voices, [(article(1), false, 1), (article(1), true, 1)]);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn articles_about_a_topic_and_what_stands_below_it_come_by_how_many_they_helped(db: &TestDb) {
        let topic = |n: u128| TopicId(Uuid::from_u128(n));
        db.write(async move |tx| {
            put_center(tx, 1, "pine", true).await?;
            for (n, name, parent) in [(1, "Returns", None), (2, "Refunds", Some(topic(1))), (3, "Lamps", None)] {
                let row = store::tag::Topic { id: topic(n), name: name.to_owned(), parent, archived: false, created_at: 1, owner: None, description: String::new() };
                store::tag::put_topic(tx, &row).await?;
            }
            let internal = Put { audience: Audience::Internal, ..Put::public(4, "Limits", "x") };
            for (put, about) in [
                (Put::public(1, "Labels", "x"), topic(1)),
                (Put::public(2, "Money", "x"), topic(2)),
                (Put::public(3, "Bulbs", "x"), topic(3)),
                (internal, topic(1)),
            ] {
                put.published(tx).await?;
                let mut row = store::article::load(tx, article(put.n)).await?.unwrap();
                row.topic = Some(about);
                store::article::save(tx, &mut row).await?;
            }
            for (n, visitor) in [(2, "a"), (2, "b"), (3, "a")] {
                let voice = Voice { article: article(n), locale: "en", helped: true, word: "", visitor, at: 10 };
                store::article::feedback(tx, &voice).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
        let titles = async |about: Option<TopicId>, most| {
            let found = db.read(async move |tx| store::article::public_helpful(tx, center(1), "en", about, most).await).await.unwrap();
            found.into_iter().map(|v| (v.title, v.yes)).collect::<Vec<_>>()
        };
        let named = |title: &str, yes| (title.to_owned(), yes);
        assert_eq!(titles(Some(topic(1)), 9).await, [named("Money", 2), named("Labels", 0)]);
        assert_eq!(titles(Some(topic(2)), 9).await, [named("Money", 2)]);
        assert_eq!(titles(None, 9).await, [named("Money", 2), named("Bulbs", 1)]);
        assert_eq!(titles(None, 1).await, [named("Money", 2)]);
        assert_eq!(titles(Some(topic(9)), 9).await, []);
    }

    async fn a_file_is_given_to_readers_only_while_a_shown_text_holds_it(db: &TestDb) {
        db.write(async |tx| {
            put_center(tx, 1, "pine", true).await?;
            put_center(tx, 2, "other", true).await?;
            Put::public(1, "Returns", "x").published(tx).await?;
            for n in 1..=3 {
                let row = File {
                    id: file(n),
                    help_center: center(1),
                    blob: "0".repeat(64),
                    name: "box.png".to_owned(),
                    media_type: "image/png".to_owned(),
                    size: 8,
                    width: Some(640),
                    height: Some(480),
                    by: None,
                    created_at: 1,
                };
                store::article::insert_file(tx, &row).await?;
            }
            store::article::keeps(tx, article(1), "en", &[file(1), file(2)]).await?;
            store::article::shows(tx, article(1), "en", &[file(1)]).await
        })
        .await
        .unwrap();
        let seen = async |c, f| db.read(async move |tx| store::article::public_file(tx, c, f).await).await.unwrap().is_some();
        assert!(seen(center(1), file(1)).await);
        assert!(!seen(center(1), file(2)).await && !seen(center(1), file(3)).await && !seen(center(2), file(1)).await);
        let gone = db
            .write(async |tx| {
                store::article::shows(tx, article(1), "en", &[]).await?;
                store::article::forget_loose_files(tx, 100).await
            })
            .await
            .unwrap();
        assert_eq!(gone, 1, "what no text ever held");
        assert!(!seen(center(1), file(1)).await);
    }

    async fn the_list_is_narrowed_by_every_filter_and_paged(db: &TestDb) {
        db.write(async |tx| {
            put_center(tx, 1, "pine", true).await?;
            let mut one = Put::public(1, "One", "x").published(tx).await?;
            let two = Put::public(2, "Two", "x");
            two.draft(tx).await?;
            Put { audience: Audience::Internal, ..Put::public(3, "Three", "x") }.published(tx).await?;
            let mut et = Put::public(1, "Üks", "x").text(tx, "et").await?;
            et.based_on = Some(1);
            publish(tx, &mut et, 1).await?;
            // The source is published again: the translation is outdated.
            one.draft_title = Some("One".to_owned());
            one.draft_doc = Some(one.doc.clone());
            publish(tx, &mut one, 2).await?;
            one.draft_title = Some("One more".to_owned());
            one.draft_at = Some(9);
            store::article::save_translation(tx, &mut one).await?;
            let mut due = store::article::load(tx, article(2)).await?.unwrap();
            due.review_at = Some(50);
            store::article::save(tx, &mut due).await
        })
        .await
        .unwrap();
        let titles = async |change: fn(&mut ListFilter)| {
            let mut filter = ListFilter { locale: "en".to_owned(), limit: 10, ..ListFilter::default() };
            change(&mut filter);
            let rows = db.read(async move |tx| store::article::list(tx, &access(1, &[]), &filter).await).await.unwrap();
            rows.into_iter().map(|r| r.title).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(titles(|_| ()).await, "Three Two One more");
        assert_eq!(titles(|f| f.state = Some("draft".to_owned())).await, "Two");
        assert_eq!(titles(|f| f.state = Some("changed".to_owned())).await, "One more");
        assert_eq!(titles(|f| (f.locale, f.state) = ("et".to_owned(), Some("outdated".to_owned()))).await, "Üks");
        assert_eq!(titles(|f| (f.locale, f.state) = ("et".to_owned(), Some("missing".to_owned()))).await, "Three Two");
        assert_eq!(titles(|f| f.audience = Some(Audience::Internal)).await, "Three");
        assert_eq!(titles(|f| f.due = Some(60)).await, "Two");
        assert_eq!(titles(|f| f.due = Some(40)).await, "");
        assert_eq!(titles(|f| f.archived = true).await, "");
        assert_eq!(titles(|f| f.limit = 1).await, "Three");
        assert_eq!(titles(|f| f.before = Some((2, article(2)))).await, "One more");
        let nobody = domain::access::Access { permissions: Vec::new(), ..access(1, &[]) };
        let filter = ListFilter { limit: 10, ..ListFilter::default() };
        let none = db.read(async move |tx| store::article::list(tx, &nobody, &filter).await).await.unwrap();
        assert!(none.is_empty());
    }

    async fn versions_are_kept_and_searches_counted_without_people(db: &TestDb) {
        db.write(async |tx| {
            put_center(tx, 1, "pine", true).await?;
            Put::public(1, "Returns", "x").published(tx).await?;
            for number in 1..=3 {
                let version = Version {
                    id: ArticleVersionId(Uuid::from_u128(number)),
                    article: article(1),
                    locale: "en".to_owned(),
                    number: number as i64,
                    title: format!("Title {number}"),
                    summary: String::new(),
                    doc: Json(of_plain("words")),
                    by: None,
                    at: 1,
                    note: String::new(),
                };
                store::article::insert_version(tx, &version).await?;
            }
            for (query, found) in [("Gift card?", false), ("gift  CARD", false), ("returns", true)] {
                let searched = searched(query).unwrap();
                store::help_center::log_search(tx, center(1), "en", &searched, found, 5).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
        db.read(async |tx| {
            assert_eq!(store::article::newest_number(tx, article(1), "en").await?, 3);
            assert_eq!(store::article::versions(tx, article(1), "en").await?[0].title, "Title 3");
            assert_eq!(store::article::version(tx, article(1), "en", 2).await?.unwrap().doc.0.text(), "words");
            let vain = store::help_center::searches(tx, center(1), true, 10).await?;
            assert_eq!(vain.iter().map(|s| (s.query.as_str(), s.times, s.without_result)).collect::<Vec<_>>(), [("gift CARD", 2, 2)]);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
        let gone = db.write(async |tx| store::help_center::forget_searches(tx, 10).await).await.unwrap();
        assert_eq!(gone, 2);
    }

    async fn words_of_many_languages_find_their_article(db: &TestDb) {
        db.write(async |tx| {
            put_center(tx, 1, "pine", true).await?;
            Put::public(1, "退款什么时候到账", "收到退货后三个工作日内退款").published(tx).await?;
            Put::public(2, "パスワードを忘れました", "メールのリンクを開きます").published(tx).await?;
            Put::public(3, "Kuidas tühistada", "Ava tellimus ja vali tühista").published(tx).await?;
            Put::public(4, "환불은 언제 되나요", "반품을 받은 뒤 환불합니다").published(tx).await.map(|_| ())
        })
        .await
        .unwrap();
        for (query, wanted) in [("退款", 1), ("パスワード", 2), ("tuhistada tellimus", 3), ("환불", 4), ("vali midagi tellimus", 3)] {
            let found = db.read(async move |tx| store::article_search::public(tx, center(1), "en", query, 5).await).await.unwrap();
            assert_eq!(found.first().map(|h| h.article), Some(article(wanted)), "{query}");
        }
        let none = db.read(async |tx| store::article_search::public(tx, center(1), "en", "\" ' *", 5).await).await.unwrap();
        assert!(none.is_empty());
        let long = "x ".repeat(5000);
        let bounded = db.read(async move |tx| store::article_search::public(tx, center(1), "en", &long, 5).await).await.unwrap();
        assert!(bounded.is_empty());
    }
}
