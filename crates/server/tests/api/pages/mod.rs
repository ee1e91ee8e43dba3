//! The public pages, asked as a browser asks: HTML, files for machines, and what readers send.

mod answered;
pub mod asking;
mod contact;
pub mod doors;
pub mod forms;
mod hostile;
mod reading;
mod speaking;
mod typing;

use crate::support::{Client, Desk, client};
use axum::http::HeaderMap;
use desk::By;
use desk::help::articles::{ArticleChange, NewArticle};
use desk::help::centers::CenterChange;
use desk::help::collections::{CollectionChange, NewWords};
use desk::help::drafts::DraftChange;
use domain::article::{Audience, Doc};
use domain::{ArticleId, CollectionId, HelpCenterId};
use flate2::read::GzDecoder;
use serde_json::{Value, json};
use std::io::Read as _;

/// An answer.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
    /// As text; empty when it came packed.
    pub text: String,
}

impl Page {
    /// Empty when there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
    }

    pub fn unpacked(&self) -> String {
        let mut text = String::new();
        GzDecoder::new(self.bytes.as_slice())
            .read_to_string(&mut text)
            .expect("packed");
        text
    }
}

/// A paragraph in the editor's JSON.
pub fn paragraph(text: &str) -> Value {
    json!({ "type": "paragraph", "content": [{ "type": "text", "text": text }] })
}

fn heading(text: &str) -> Value {
    json!({ "type": "heading", "attrs": { "level": 2 }, "content": [{ "type": "text", "text": text }] })
}

fn document(blocks: Value) -> Doc {
    Doc::parse(&json!({ "type": "doc", "content": blocks })).expect("a document")
}

/// A desk with a help center `north` in English and Estonian: one collection, two public articles (one of them in both
/// languages), an internal one and a draft.
pub struct Help {
    pub desk: Desk,
    pub admin: Client,
    pub refund_id: ArticleId,
    /// The path of the article about refunds.
    pub refund: String,
}

impl Help {
    pub async fn open() -> Self {
        Self::open_with(json!({})).await
    }

    /// `how`: `host`, `accent`, `locales`.
    pub async fn open_with(how: Value) -> Self {
        let (desk, admin) = Desk::ready().await;
        Self::on(desk, admin, how).await
    }

    /// The same on a desk that was set up.
    pub async fn on(desk: Desk, admin: Client, how: Value) -> Self {
        let by = By::system(desk.clock.now());
        let names = [("en", "Northwind"), ("et", "Põhjatuul")];
        let locales = how["locales"].as_array().map_or_else(
            || vec!["en".to_owned(), "et".to_owned()],
            |all| {
                all.iter()
                    .filter_map(|l| l.as_str().map(str::to_owned))
                    .collect()
            },
        );
        let text = |key: &str| Some(how[key].as_str().map(str::to_owned));
        let center = desk
            .running
            .app
            .desk
            .create_help_center(
                &by,
                CenterChange {
                    slug: Some("north".into()),
                    names: Some(names.map(|(l, n)| (l.to_owned(), n.to_owned())).into()),
                    locales: Some(locales),
                    default_locale: Some("en".into()),
                    host: text("host"),
                    accent: text("accent"),
                    public: Some(true),
                    ..CenterChange::default()
                },
            )
            .await
            .expect("a help center");
        let words = |name: &str, slug: &str| NewWords {
            name: name.into(),
            slug: Some(slug.into()),
            description: String::new(),
        };
        let change = CollectionChange {
            words: Some(
                [
                    ("en".to_owned(), words("Returns and refunds", "returns")),
                    ("et".to_owned(), words("Tagastused", "tagastused")),
                ]
                .into(),
            ),
            ..CollectionChange::default()
        };
        let returns = desk
            .running
            .app
            .desk
            .create_collection(&by, center.id, change)
            .await
            .expect("a collection")
            .id;
        let mut help = Self {
            desk,
            admin,
            refund_id: ArticleId(uuid::Uuid::nil()),
            refund: "/help/north/en/a/when-will-my-refund-arrive".into(),
        };
        help.fill(center.id, returns).await;
        help
    }

    async fn fill(&mut self, center: HelpCenterId, returns: CollectionId) {
        let refund = json!([
            paragraph("We pay refunds within three working days after the parcel has come back."),
            heading("How long it takes"),
            paragraph("Your bank may need one to two days more."),
            heading("When the time is over"),
            paragraph("Write to us with the number of your return."),
        ]);
        let title = "When will my refund arrive?";
        self.refund_id = self
            .article(center, returns, title, refund, Audience::Public)
            .await;
        self.publish_draft(&self.refund_id, "en").await;
        let label = json!([paragraph("Sign in and print it.")]);
        let label = self
            .article(
                center,
                returns,
                "Print a return label again",
                label,
                Audience::Public,
            )
            .await;
        self.publish_draft(&label, "en").await;
        let secret = json!([paragraph("Secret: up to 500 without asking.")]);
        let internal = self
            .article(
                center,
                returns,
                "Secret refund limits",
                secret.clone(),
                Audience::Internal,
            )
            .await;
        self.publish_draft(&internal, "en").await;
        self.article(center, returns, "Secret draft", secret, Audience::Public)
            .await;
        let (by, desk) = (self.by(), &self.desk.running.app.desk);
        desk.translate_article(&by, self.refund_id, "et".into())
            .await
            .expect("a translation");
        let change = DraftChange {
            title: Some("Millal tagastuse raha kätte saan?".into()),
            slug: Some("millal-raha-saan".into()),
            doc: Some(document(json!([paragraph(
                "Kanname raha tagasi kolme tööpäeva jooksul."
            )]))),
            ..DraftChange::default()
        };
        desk.save_article_draft(&by, self.refund_id, "et".into(), change)
            .await
            .expect("saved");
        self.publish_draft(&self.refund_id, "et").await;
        self.settled().await;
    }

    fn by(&self) -> By {
        By::system(self.desk.clock.now())
    }

    async fn article(
        &self,
        center: HelpCenterId,
        collection: CollectionId,
        title: &str,
        blocks: Value,
        audience: Audience,
    ) -> ArticleId {
        let new = NewArticle {
            center,
            collection: Some(collection),
            locale: "en".into(),
            title: title.into(),
            summary: String::new(),
            doc: document(blocks),
            asked: Vec::new(),
            audience,
            topic: None,
            owner: None,
            from_conversation: None,
        };
        let made = self
            .desk
            .running
            .app
            .desk
            .create_article(&self.by(), new)
            .await;
        made.expect("an article").article.id
    }

    async fn publish_draft(&self, id: &ArticleId, locale: &str) {
        let desk = &self.desk.running.app.desk;
        desk.publish_article(&self.by(), *id, locale.into(), None, String::new())
            .await
            .expect("published");
    }

    /// On PostgreSQL events have their positions a moment after the commit.
    async fn settled(&self) {
        self.desk.running.app.db().settle().await.expect("settled");
    }

    async fn change(&self, id: &ArticleId, locale: &str, change: DraftChange) {
        let desk = &self.desk.running.app.desk;
        desk.save_article_draft(&self.by(), *id, locale.into(), change)
            .await
            .expect("saved");
        self.publish_draft(id, locale).await;
        self.settled().await;
    }

    /// Readers are shown this from now on.
    pub async fn publish(&self, id: &ArticleId, locale: &str, title: &str, blocks: Value) {
        let change = DraftChange {
            title: Some(title.into()),
            doc: Some(document(blocks)),
            ..DraftChange::default()
        };
        self.change(id, locale, change).await;
    }

    pub async fn rename(&self, id: &ArticleId, locale: &str, slug: &str) {
        let change = DraftChange {
            slug: Some(slug.into()),
            ..DraftChange::default()
        };
        self.change(id, locale, change).await;
    }

    pub async fn archive(&self, id: &ArticleId) {
        let change = ArticleChange {
            archived: Some(true),
            ..ArticleChange::default()
        };
        let desk = &self.desk.running.app.desk;
        desk.change_article(&self.by(), *id, change)
            .await
            .expect("archived");
        self.settled().await;
    }

    /// How many said that the article about refunds helped, and that it did not.
    pub async fn counts(&self) -> (i64, i64) {
        let id = self.refund_id;
        let found = self
            .desk
            .running
            .app
            .db()
            .read(async move |tx| store::article::translation(tx, id, "en").await);
        let found = found.await.expect("read").expect("there");
        (found.helped_yes, found.helped_no)
    }

    /// What readers said of it.
    pub async fn words(&self) -> Vec<String> {
        let id = self.refund_id;
        let said = self
            .desk
            .running
            .app
            .db()
            .read(async move |tx| store::article::said(tx, id, 10).await);
        said.await
            .expect("read")
            .into_iter()
            .map(|s| s.word)
            .collect()
    }

    pub async fn get(&self, path: &str) -> Page {
        self.get_with(path, &[]).await
    }

    pub async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Page {
        let request = client().get(self.desk.url(path));
        sent(request, headers).await
    }

    pub async fn post(&self, path: &str, body: &str, headers: &[(&str, &str)]) -> Page {
        let request = client()
            .post(self.desk.url(path))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body.to_owned());
        sent(request, headers).await
    }
}

async fn sent(mut request: reqwest::RequestBuilder, headers: &[(&str, &str)]) -> Page {
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = request.send().await.expect("answered");
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    let bytes = answer.bytes().await.expect("a body").to_vec();
    Page {
        status,
        headers,
        text: String::from_utf8(bytes.clone()).unwrap_or_default(),
        bytes,
    }
}
