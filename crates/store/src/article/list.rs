//! The console's list of articles, and what the review page and the suggestions look at.

use crate::value::Json;
use crate::{Result, StoreError, Tx, record, sql, vals};
use domain::access::{Access, Permission};
use domain::article::{Audience, State};
use domain::{AgentId, ArticleId, CollectionId, HelpCenterId, Millis, TopicId};

/// What is asked for; `None` is everything.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ListFilter {
    pub center: Option<HelpCenterId>,
    pub collection: Option<CollectionId>,
    pub owner: Option<AgentId>,
    pub audience: Option<Audience>,
    /// Titles are shown in this locale, and `state` is looked for in it.
    pub locale: String,
    /// `missing`, `draft`, `published`, `outdated`, or `changed` (there is a draft beside what is shown).
    pub state: Option<String>,
    /// Whose review was due at that time.
    pub due: Option<Millis>,
    /// Those that were put away, in place of the others.
    pub archived: bool,
    /// `(updated_at, id)` of the last row of the page before.
    pub before: Option<(Millis, ArticleId)>,
    pub limit: usize,
}

/// One translation, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brief {
    pub locale: String,
    pub state: State,
    /// Of the text that was published last.
    pub published: Option<i64>,
    pub based_on: Option<i64>,
    /// Whether something is being written beside what is shown.
    pub draft: bool,
}

/// An article in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub id: ArticleId,
    pub help_center: HelpCenterId,
    pub collection: Option<CollectionId>,
    pub owner: Option<AgentId>,
    pub audience: Audience,
    pub source_locale: String,
    pub topic: Option<TopicId>,
    pub archived_at: Option<Millis>,
    pub review_at: Option<Millis>,
    pub position: i64,
    pub updated_at: Millis,
    /// In the locale asked for, or in that of the source.
    pub title: String,
    pub translations: Vec<Brief>,
    pub helped: (i64, i64),
}

impl crate::FromRow for Row {
    fn from_row(row: &mut crate::Row) -> Result<Self> {
        Ok(Self {
            id: row.take()?,
            help_center: row.take()?,
            collection: row.take()?,
            owner: row.take()?,
            audience: row.take()?,
            source_locale: row.take()?,
            topic: row.take()?,
            archived_at: row.take()?,
            review_at: row.take()?,
            position: row.take()?,
            updated_at: row.take()?,
            title: row.take()?,
            translations: briefs(&row.take::<Option<String>>()?.unwrap_or_default())?,
            helped: (row.take()?, row.take()?),
        })
    }
}

/// `en:published:3:0:1,et:draft:0:2:0`: locale, state, published version, based on, whether there is a draft.
fn briefs(text: &str) -> Result<Vec<Brief>> {
    let mut out = Vec::new();
    for part in text.split(',').filter(|p| !p.is_empty()) {
        let mut cells = part.split(':');
        let mut next = || cells.next().unwrap_or_default();
        let (locale, state) = (next().to_owned(), next().to_owned());
        let mut number = || next().parse::<i64>().map_err(StoreError::corrupt);
        let (published, based_on, draft) = (number()?, number()?, number()?);
        out.push(Brief {
            locale,
            state: crate::value::code_parse(&state)?,
            published: (published > 0).then_some(published),
            based_on: (based_on > 0).then_some(based_on),
            draft: draft > 0,
        });
    }
    out.sort_by(|a, b| a.locale.cmp(&b.locale));
    Ok(out)
}

macro_rules! brief {
    ($join:literal, $end:literal) => {
        concat!(
            "(SELECT ",
            $join,
            "(b.locale || ':' || b.state || ':' || coalesce(b.published_version, 0) || ':' || coalesce(b.based_on, 0) \
             || ':' || (CASE WHEN b.draft_at IS NULL THEN 0 ELSE 1 END), ',') FROM article_translation b WHERE b.article = a.id)",
            $end
        )
    };
}

macro_rules! cells {
    () => {
        "SELECT a.id, a.help_center, a.collection, a.owner, a.audience, a.source_locale, a.topic, a.archived_at, a.review_at, \
         a.position, a.updated_at, coalesce((SELECT coalesce(s.draft_title, s.title) FROM article_translation s \
         WHERE s.article = a.id ORDER BY CASE WHEN s.locale = $1 THEN 0 WHEN s.locale = a.source_locale THEN 1 ELSE 2 END, \
         s.locale LIMIT 1), ''), "
    };
}

macro_rules! sums {
    () => {
        ", (SELECT CAST(coalesce(sum(h.helped_yes), 0) AS BIGINT) FROM article_translation h WHERE h.article = a.id), \
         (SELECT CAST(coalesce(sum(h.helped_no), 0) AS BIGINT) FROM article_translation h WHERE h.article = a.id) FROM article a "
    };
}

/// `$2` to `$11`.
macro_rules! wanted {
    () => {
        "WHERE ($2 /*pg ::uuid */ IS NULL OR a.help_center = $2) AND ($3 /*pg ::uuid */ IS NULL OR a.collection = $3) \
         AND ($4 /*pg ::uuid */ IS NULL OR a.owner = $4) AND ($5 /*pg ::text */ IS NULL OR a.audience = $5) \
         AND (a.archived_at IS NOT NULL) = ($6 /*pg ::bigint */ = 1) \
         AND ($7 /*pg ::bigint */ IS NULL OR a.review_at <= $7) \
         AND ($8 = '' OR ($8 = 'missing') = (NOT EXISTS (SELECT 1 FROM article_translation x WHERE x.article = a.id AND x.locale = $1))) \
         AND ($8 IN ('', 'missing') OR EXISTS (SELECT 1 FROM article_translation x WHERE x.article = a.id AND x.locale = $1 AND ( \
         ($8 = 'draft' AND x.state = 'draft') OR ($8 = 'published' AND x.state = 'published') \
         OR ($8 = 'changed' AND x.state = 'published' AND x.draft_at IS NOT NULL) \
         OR ($8 = 'outdated' AND x.state = 'published' AND x.based_on < (SELECT y.published_version FROM article_translation y \
         WHERE y.article = a.id AND y.locale = a.source_locale AND y.state = 'published'))))) \
         AND (a.updated_at, a.id) < ($9, $10) ORDER BY a.updated_at DESC, a.id DESC LIMIT $11"
    };
}

/// The last touched first. Who may read no conversations sees none.
///
/// # Errors
/// See [`StoreError`].
pub async fn list(tx: &mut Tx, access: &Access, f: &ListFilter) -> Result<Vec<Row>> {
    if !may_read(access) {
        return Ok(Vec::new());
    }
    let select = sql!(
        lite: [cells!(), brief!("group_concat", ""), sums!(), wanted!()],
        pg: [cells!(), brief!("string_agg", ""), sums!(), wanted!()],
    );
    let (at, id) = f
        .before
        .unwrap_or((Millis::MAX, ArticleId(uuid::Uuid::max())));
    let params = vals![
        &f.locale,
        f.center,
        f.collection,
        f.owner,
        f.audience,
        f.archived,
        f.due,
        f.state.as_deref().unwrap_or(""),
        at,
        id,
        f.limit
    ];
    tx.all(select, &params).await
}

/// One of them.
///
/// # Errors
/// See [`StoreError`].
pub async fn row(tx: &mut Tx, access: &Access, id: ArticleId, locale: &str) -> Result<Option<Row>> {
    if !may_read(access) {
        return Ok(None);
    }
    let select = sql!(
        lite: [cells!(), brief!("group_concat", ""), sums!(), "WHERE a.id = $2"],
        pg: [cells!(), brief!("string_agg", ""), sums!(), "WHERE a.id = $2"],
    );
    tx.one(select, &vals![locale, id]).await
}

/// Whether an agent may read articles, internal ones and drafts among them.
fn may_read(access: &Access) -> bool {
    access.may(Permission::ConversationRead)
}

record! {
    /// A published text with its words, for what is built of all of them.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Shelved {
        pub n: i64,
        pub article: ArticleId,
        pub help_center: HelpCenterId,
        pub collection_internal: bool,
        pub audience: Audience,
        pub locale: String,
        pub slug: String,
        pub title: String,
        pub summary: String,
        pub text: String,
        pub asked: Json<Vec<String>>,
        pub topic: Option<TopicId>,
        pub published_at: Option<Millis>,
        pub helped_yes: i64,
        pub helped_no: i64,
        /// Answers that held it since `$1`.
        pub sent: i64,
    }
}

/// Published texts that were not put away, public and internal ones, a page at a time by `n`.
///
/// # Errors
/// See [`StoreError`].
pub async fn shelf(
    tx: &mut Tx,
    sent_since: Millis,
    after: i64,
    limit: usize,
) -> Result<Vec<Shelved>> {
    let select = sql!(
        "SELECT t.n, a.id, a.help_center, coalesce(c.internal, 0), a.audience, t.locale, t.slug, t.title, t.summary, t.text, ",
        "t.asked, a.topic, t.published_at, t.helped_yes, t.helped_no, ",
        "(SELECT count(*) FROM article_sent s WHERE s.article = a.id AND s.locale = t.locale AND s.at > $1) ",
        "FROM article_translation t JOIN article a ON a.id = t.article LEFT JOIN collection c ON c.id = a.collection ",
        "WHERE t.n > $2 AND t.state = 'published' AND a.archived_at IS NULL ORDER BY t.n LIMIT $3"
    );
    tx.all(select, &vals![sent_since, after, limit]).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_database_joins_comes_apart_again() {
        let found = briefs("et:draft:0:2:1,en:published:3:0:0").expect("briefs");
        assert_eq!(found[0].locale, "en");
        assert_eq!(
            (found[0].published, found[0].based_on, found[0].draft),
            (Some(3), None, false)
        );
        assert_eq!(
            (found[1].state, found[1].based_on, found[1].draft),
            (State::Draft, Some(2), true)
        );
        assert!(briefs("").expect("none").is_empty());
        assert!(briefs("en:lost:1:1:1").is_err() && briefs("en:draft").is_err());
    }
}
