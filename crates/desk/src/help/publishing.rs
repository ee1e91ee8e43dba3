//! From a draft to what readers are shown, and back. Every published text is a version; an address that readers may hold
//! leads on for ever.

use super::{drafts, index, seen, told};
use crate::settings::one_line;
use crate::{By, Desk, DeskError, Result, fresh};
use domain::access::Permission;
use domain::article::{State, next_review};
use domain::{ArticleId, ArticleVersionId};
use serde_json::json;
use store::Tx;
use store::article::{Article, Translation, Version};

const NOTE_MAX: usize = 300;

impl Desk {
    /// Shows readers what was written. `note`: what has changed, for colleagues.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `conflict`, `archived`, `empty_article`, `nothing_to_publish`, `slug_taken`.
    pub async fn publish_article(
        &self,
        by: &By,
        id: ArticleId,
        locale: String,
        version: Option<i64>,
        note: String,
    ) -> Result<Translation> {
        by.demand(Permission::ContentManage)?;
        let note = one_line("note", &note, NOTE_MAX)?;
        let new = ArticleVersionId(fresh::id(by.now));
        let by = by.clone();
        self.write(async move |tx| {
            let mut article = super::article(tx, id).await?;
            let mut t = super::translation(tx, id, &locale).await?;
            seen(version, t.version)?;
            if article.archived_at.is_some() {
                return Err(DeskError::refused(
                    "archived",
                    "The article was put away. Take it back first.",
                ));
            }
            let is_source = article.source_locale == locale;
            if t.draft_at.is_some() {
                take_over(tx, &by, &article, &mut t, new, &note).await?;
            } else if t.state == State::Published {
                return Err(DeskError::refused(
                    "nothing_to_publish",
                    "Readers are shown this text already.",
                ));
            }
            t.state = State::Published;
            t.published_at = Some(by.now);
            t.updated_at = by.now;
            t.updated_by = by.access.agent;
            store::article::save_translation(tx, &mut t).await?;
            store::article::shows(tx, id, &locale, &t.doc.0.files()).await?;
            index(tx, &t).await?;
            if is_source {
                article.reviewed_at = Some(by.now);
                article.reviewed_by = by.access.agent;
                article.review_at = next_review(article.review_every_days, by.now);
            }
            article.updated_at = by.now;
            store::article::save(tx, &mut article).await?;
            let detail = json!({ "locale": locale, "version": t.published_version });
            told(tx, &by, "article.published", &id.to_string(), detail).await?;
            Ok(t)
        })
        .await
    }

    /// Readers are not shown it any more; its words stay as a draft.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `conflict`, `not_published`.
    pub async fn unpublish_article(
        &self,
        by: &By,
        id: ArticleId,
        locale: String,
        version: Option<i64>,
    ) -> Result<Translation> {
        by.demand(Permission::ContentManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let mut t = super::translation(tx, id, &locale).await?;
            seen(version, t.version)?;
            if t.state != State::Published {
                return Err(DeskError::refused(
                    "not_published",
                    "Readers are not shown this text.",
                ));
            }
            t.state = State::Draft;
            t.updated_at = by.now;
            t.updated_by = by.access.agent;
            store::article::save_translation(tx, &mut t).await?;
            store::article::shows(tx, id, &locale, &[]).await?;
            store::article::touch(tx, id, by.now).await?;
            told(
                tx,
                &by,
                "article.withdrawn",
                &id.to_string(),
                json!({ "locale": locale }),
            )
            .await?;
            Ok(t)
        })
        .await
    }
}

/// The draft becomes what readers are shown.
async fn take_over(
    tx: &mut Tx,
    by: &By,
    article: &Article,
    t: &mut Translation,
    new: ArticleVersionId,
    note: &str,
) -> Result<()> {
    if let Some(title) = t.draft_title.take() {
        t.title = title;
    }
    if let Some(summary) = t.draft_summary.take() {
        t.summary = summary;
    }
    if let Some(doc) = t.draft_doc.take() {
        t.doc = doc;
    }
    if let Some(asked) = t.draft_asked.take() {
        t.asked = asked;
    }
    if t.title.is_empty() || t.doc.0.is_empty() {
        return Err(DeskError::refused(
            "empty_article",
            "An article that readers are shown has a title and words.",
        ));
    }
    if let Some(slug) = t.draft_slug.take().filter(|s| *s != t.slug) {
        let holder = store::article::slug_holder(tx, t.help_center, &t.locale, &slug).await?;
        if holder.is_some_and(|h| h != t.article) {
            return Err(DeskError::refused(
                "slug_taken",
                "Another article has taken this address meanwhile.",
            ));
        }
        if t.published_version.is_some() {
            store::article::redirect(tx, t.help_center, &t.locale, &t.slug, t.article, by.now)
                .await?;
        }
        t.slug = slug;
    }
    // What leads elsewhere from here is this article's now.
    store::article::clear_redirect(tx, t.help_center, &t.locale, &t.slug).await?;
    if t.locale == article.source_locale {
        t.based_on = None;
    } else if let Some(based_on) = t.draft_based_on.take() {
        t.based_on = Some(based_on);
    }
    drafts::clear(t);
    let number = store::article::newest_number(tx, t.article, &t.locale).await? + 1;
    t.published_version = Some(number);
    let version = Version {
        id: new,
        article: t.article,
        locale: t.locale.clone(),
        number,
        title: t.title.clone(),
        summary: t.summary.clone(),
        doc: t.doc.clone(),
        by: by.access.agent,
        at: by.now,
        note: note.to_owned(),
    };
    Ok(store::article::insert_version(tx, &version).await?)
}
