//! Articles as things: begun, put somewhere, given to somebody, put away. Their words are in `drafts` and `publishing`.

use super::{free_slug, index, may_read, offered, seen, title, told};
use crate::settings::bad;
use crate::{By, Desk, DeskError, Result, fresh};
use domain::access::Permission;
use domain::article::{Audience, Doc, REVIEW_DAYS, State, next_review};
use domain::{AgentId, ArticleId, CollectionId, ConversationId, HelpCenterId, TopicId};
use serde_json::json;
use store::article::{Article, ListFilter, Row, Translation, VersionLine};
use store::{Json, Tx};

/// Articles of one help center, with those that were put away.
const ARTICLES_MAX: i64 = 50_000;
const ORDER_MAX: usize = 5000;

#[derive(Debug, Clone)]
pub struct NewArticle {
    pub center: HelpCenterId,
    pub collection: Option<CollectionId>,
    pub locale: String,
    pub title: String,
    pub summary: String,
    pub doc: Doc,
    pub asked: Vec<String>,
    pub audience: Audience,
    pub topic: Option<TopicId>,
    pub owner: Option<AgentId>,
    /// The conversation whose answer it is made from.
    pub from_conversation: Option<ConversationId>,
}

/// How an article is to be; `None` leaves as it is.
#[derive(Debug, Clone, Default)]
pub struct ArticleChange {
    pub collection: Option<Option<CollectionId>>,
    pub owner: Option<Option<AgentId>>,
    pub audience: Option<Audience>,
    pub source_locale: Option<String>,
    pub topic: Option<Option<TopicId>>,
    pub review_every_days: Option<Option<i64>>,
    pub archived: Option<bool>,
    pub version: Option<i64>,
}

/// An article with all its texts.
#[derive(Debug, Clone)]
pub struct Whole {
    pub article: Article,
    pub translations: Vec<Translation>,
    /// In how many answers in the last 90 days.
    pub sent: i64,
}

impl Desk {
    /// # Errors
    /// `not_permitted`.
    pub async fn article(&self, by: &By, id: ArticleId) -> Result<Whole> {
        may_read(by)?;
        let since = by.now - super::reviews::SENT_MS;
        self.db
            .read(async move |tx| whole(tx, id, since).await)
            .await
    }

    /// # Errors
    /// `not_permitted`.
    pub async fn articles(&self, by: &By, filter: ListFilter) -> Result<Vec<Row>> {
        may_read(by)?;
        let access = by.access.clone();
        Ok(self
            .db
            .read(async move |tx| store::article::list(tx, &access, &filter).await)
            .await?)
    }

    /// Versions of a text, the newest first.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn article_versions(
        &self,
        by: &By,
        id: ArticleId,
        locale: String,
    ) -> Result<Vec<VersionLine>> {
        may_read(by)?;
        Ok(self
            .db
            .read(async move |tx| store::article::versions(tx, id, &locale).await)
            .await?)
    }

    /// One version.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn article_version(
        &self,
        by: &By,
        id: ArticleId,
        locale: String,
        number: i64,
    ) -> Result<store::article::Version> {
        may_read(by)?;
        let found = self
            .db
            .read(async move |tx| store::article::version(tx, id, &locale, number).await)
            .await?;
        found.ok_or_else(|| DeskError::missing("version"))
    }

    /// Begins an article as a draft; nobody outside sees it.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `bad_title`, `bad_text`, `locale_not_offered`, `bad_file`, `too_many`.
    pub async fn create_article(&self, by: &By, new: NewArticle) -> Result<Whole> {
        by.demand(Permission::ContentManage)?;
        let id = ArticleId(fresh::id(by.now));
        let by = by.clone();
        self.write(async move |tx| begin(tx, &by, id, &new).await)
            .await
    }

    /// # Errors
    /// `not_permitted`, `not_found`, `conflict`, `bad_review`, `locale_not_offered`.
    pub async fn change_article(
        &self,
        by: &By,
        id: ArticleId,
        change: ArticleChange,
    ) -> Result<Whole> {
        by.demand(Permission::ContentManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let mut row = super::article(tx, id).await?;
            seen(change.version, row.version)?;
            apply(tx, &by, &mut row, &change).await?;
            row.updated_at = by.now;
            store::article::save(tx, &mut row).await?;
            let act = match change.archived {
                Some(true) => "article.archived",
                Some(false) => "article.taken_back",
                None => "article.changed",
            };
            told(tx, &by, act, &id.to_string(), json!({})).await?;
            whole(tx, id, by.now - super::reviews::SENT_MS).await
        })
        .await
    }

    /// Takes an article away that readers were never shown; others are archived, and their addresses kept.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `was_published`.
    pub async fn remove_article(&self, by: &By, id: ArticleId) -> Result<()> {
        by.demand(Permission::ContentManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            super::article(tx, id).await?;
            let texts = store::article::translations(tx, id).await?;
            if texts.iter().any(|t| t.published_version.is_some()) {
                return Err(DeskError::refused(
                    "was_published",
                    "Readers may hold its address. Archive it instead.",
                ));
            }
            store::article::delete(tx, id).await?;
            told(tx, &by, "article.removed", &id.to_string(), json!({})).await
        })
        .await
    }

    /// Puts articles into this order.
    ///
    /// # Errors
    /// `not_permitted`, `too_many`.
    pub async fn order_articles(&self, by: &By, ids: Vec<ArticleId>) -> Result<()> {
        by.demand(Permission::ContentManage)?;
        if ids.len() > ORDER_MAX {
            return bad("too_many", "articles", "Too many to be put into order.");
        }
        let by = by.clone();
        self.write(async move |tx| {
            for (position, &id) in (0..).zip(&ids) {
                store::article::place(tx, id, position).await?;
            }
            told(tx, &by, "articles.ordered", "", json!({})).await
        })
        .await
    }

    /// Somebody has looked, and it is still true.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn article_reviewed(&self, by: &By, id: ArticleId) -> Result<Whole> {
        by.demand(Permission::ContentManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let mut row = super::article(tx, id).await?;
            row.reviewed_at = Some(by.now);
            row.reviewed_by = by.access.agent;
            row.review_at = next_review(row.review_every_days, by.now);
            store::article::save(tx, &mut row).await?;
            told(tx, &by, "article.reviewed", &id.to_string(), json!({})).await?;
            whole(tx, id, by.now - super::reviews::SENT_MS).await
        })
        .await
    }
}

pub(super) async fn whole(tx: &mut Tx, id: ArticleId, since: domain::Millis) -> Result<Whole> {
    let article = super::article(tx, id).await?;
    Ok(Whole {
        article,
        translations: store::article::translations(tx, id).await?,
        sent: store::article::sent_times(tx, id, since).await?,
    })
}

/// The row of the article and of its first text.
pub(crate) async fn begin(tx: &mut Tx, by: &By, id: ArticleId, new: &NewArticle) -> Result<Whole> {
    let center = super::center(tx, new.center).await?;
    offered(&center, &new.locale)?;
    in_center(tx, new.center, new.collection).await?;
    if store::article::count(tx, new.center).await? >= ARTICLES_MAX {
        return bad(
            "too_many",
            "title",
            format!("A help center holds at most {ARTICLES_MAX} articles."),
        );
    }
    let title = title(&new.title)?;
    let text = super::drafts::checked(&new.summary, &new.asked)?;
    super::files::held(tx, new.center, &new.doc).await?;
    let row = Article {
        id,
        help_center: new.center,
        collection: new.collection,
        owner: new.owner.or(by.access.agent),
        audience: new.audience,
        source_locale: new.locale.clone(),
        topic: new.topic,
        archived_at: None,
        review_every_days: None,
        review_at: None,
        reviewed_at: None,
        reviewed_by: None,
        position: store::article::count(tx, new.center).await?,
        from_conversation: new.from_conversation,
        created_at: by.now,
        updated_at: by.now,
        version: 1,
    };
    store::article::insert(tx, &row).await?;
    let slug = free_slug(tx, new.center, &new.locale, &title, id).await?;
    let mut first = blank(&row, &new.locale, slug, by);
    first.draft_title = Some(title);
    first.draft_summary = Some(text.0);
    first.draft_asked = Some(Json(text.1));
    first.draft_doc = Some(Json(new.doc.clone()));
    first.n = store::article::insert_translation(tx, &first).await?;
    store::article::keeps(tx, id, &new.locale, &new.doc.files()).await?;
    index(tx, &first).await?;
    told(tx, by, "article.begun", &id.to_string(), json!({})).await?;
    whole(tx, id, by.now).await
}

/// A text in a locale of which nothing is written.
pub(super) fn blank(article: &Article, locale: &str, slug: String, by: &By) -> Translation {
    Translation {
        n: 0,
        article: article.id,
        help_center: article.help_center,
        locale: locale.to_owned(),
        slug,
        title: String::new(),
        summary: String::new(),
        doc: Json(Doc::default()),
        asked: Json(Vec::new()),
        state: State::Draft,
        published_version: None,
        published_at: None,
        based_on: None,
        draft_title: None,
        draft_summary: None,
        draft_doc: None,
        draft_asked: None,
        draft_slug: None,
        draft_based_on: None,
        draft_at: Some(by.now),
        draft_by: by.access.agent,
        helped_yes: 0,
        helped_no: 0,
        updated_at: by.now,
        updated_by: by.access.agent,
        version: 1,
    }
}

async fn in_center(
    tx: &mut Tx,
    center: HelpCenterId,
    collection: Option<CollectionId>,
) -> Result<()> {
    let Some(id) = collection else {
        return Ok(());
    };
    let found = store::collection::load(tx, id).await?;
    if found.is_some_and(|c| c.help_center == center) {
        return Ok(());
    }
    Err(DeskError::missing("collection"))
}

async fn apply(tx: &mut Tx, by: &By, row: &mut Article, change: &ArticleChange) -> Result<()> {
    if let Some(collection) = change.collection {
        in_center(tx, row.help_center, collection).await?;
        row.collection = collection;
    }
    if let Some(owner) = change.owner {
        if let Some(agent) = owner
            && store::agent::load(tx, agent).await?.is_none()
        {
            return bad("bad_owner", "owner", "There is no such agent.");
        }
        row.owner = owner;
    }
    if let Some(audience) = change.audience {
        row.audience = audience;
    }
    if let Some(locale) = &change.source_locale {
        // A text has to be there from which others are translated.
        super::translation(tx, row.id, locale).await?;
        row.source_locale.clone_from(locale);
    }
    if let Some(topic) = change.topic {
        let known = store::tag::topics(tx).await?;
        if topic.is_some_and(|t| !known.iter().any(|k| k.id == t)) {
            return bad("bad_topic", "topic", "There is no such topic.");
        }
        row.topic = topic;
    }
    if let Some(days) = change.review_every_days {
        if days.is_some_and(|d| !REVIEW_DAYS.contains(&d)) {
            return bad(
                "bad_review",
                "review_every_days",
                "An article is looked at again after 1 to 3650 days.",
            );
        }
        row.review_every_days = days;
        row.review_at = next_review(days, row.reviewed_at.unwrap_or(by.now));
    }
    match change.archived {
        Some(true) if row.archived_at.is_none() => row.archived_at = Some(by.now),
        Some(false) => row.archived_at = None,
        _ => {}
    }
    Ok(())
}
