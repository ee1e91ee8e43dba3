//! What is being written beside what readers are shown: saved with the version that the writer saw, so that of two
//! editors none overwrites the other unseen.

use super::{Text, free_slug, index, offered, seen, title, told};
use crate::settings::{bad, one_line};
use crate::{By, Desk, DeskError, Result};
use domain::ArticleId;
use domain::access::Permission;
use domain::article::{ASKED_COUNT_MAX, ASKED_MAX, Doc, SUMMARY_MAX, State, is_slug};
use serde_json::json;
use store::article::{Article, Translation};
use store::{Json, Tx};

/// What the editor saves; `None` leaves as it is.
#[derive(Debug, Clone, Default)]
pub struct DraftChange {
    pub title: Option<String>,
    pub summary: Option<String>,
    pub doc: Option<Doc>,
    pub asked: Option<Vec<String>>,
    /// Its name in the address, from the next publishing on.
    pub slug: Option<String>,
    /// It now says what the source says as readers are shown it.
    pub follows_source: bool,
    /// The version of the text that was seen; `None` overrules what somebody else did meanwhile.
    pub version: Option<i64>,
}

impl Desk {
    /// Saves what is being written. Readers see nothing of it.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `conflict`, `bad_title`, `bad_text`, `bad_slug`, `slug_taken`, `bad_file`.
    pub async fn save_article_draft(
        &self,
        by: &By,
        id: ArticleId,
        locale: String,
        change: DraftChange,
    ) -> Result<Translation> {
        by.demand(Permission::ContentManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let article = super::article(tx, id).await?;
            let mut t = super::translation(tx, id, &locale).await?;
            seen(change.version, t.version)?;
            apply(tx, &article, &mut t, &change).await?;
            written(tx, &by, &mut t).await?;
            Ok(t)
        })
        .await
    }

    /// Drops what is being written: readers are shown what they were shown. A text that they were never shown is taken away.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `only_text` for the one from which others are translated.
    pub async fn discard_article_draft(
        &self,
        by: &By,
        id: ArticleId,
        locale: String,
        version: Option<i64>,
    ) -> Result<Option<Translation>> {
        by.demand(Permission::ContentManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let article = super::article(tx, id).await?;
            let mut t = super::translation(tx, id, &locale).await?;
            seen(version, t.version)?;
            if t.published_version.is_some() {
                clear(&mut t);
                t.updated_at = by.now;
                t.updated_by = by.access.agent;
                store::article::save_translation(tx, &mut t).await?;
                index(tx, &t).await?;
                told(
                    tx,
                    &by,
                    "article.draft_dropped",
                    &id.to_string(),
                    json!({ "locale": locale }),
                )
                .await?;
                return Ok(Some(t));
            }
            if locale == article.source_locale {
                return Err(DeskError::refused(
                    "only_text",
                    "Other languages are made from this text. Delete the article instead.",
                ));
            }
            store::article::delete_translation(tx, &t).await?;
            told(
                tx,
                &by,
                "article.draft_dropped",
                &id.to_string(),
                json!({ "locale": locale }),
            )
            .await?;
            Ok(None)
        })
        .await
    }

    /// Begins a translation: a draft with the words of the source, to be written over.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `locale_not_offered`, `translation_exists`.
    pub async fn translate_article(
        &self,
        by: &By,
        id: ArticleId,
        locale: String,
    ) -> Result<Translation> {
        by.demand(Permission::ContentManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let article = super::article(tx, id).await?;
            let center = super::center(tx, article.help_center).await?;
            offered(&center, &locale)?;
            if store::article::translation(tx, id, &locale)
                .await?
                .is_some()
            {
                return bad(
                    "translation_exists",
                    "locale",
                    "There is a text in this language already.",
                );
            }
            let source = super::translation(tx, id, &article.source_locale).await?;
            let text = shown(&source);
            let slug = free_slug(tx, article.help_center, &locale, text.title, id).await?;
            let mut t = super::articles::blank(&article, &locale, slug, &by);
            t.draft_title = Some(text.title.to_owned());
            t.draft_summary = Some(text.summary.to_owned());
            t.draft_doc = Some(Json(text.doc.clone()));
            t.draft_asked = Some(Json(Vec::new()));
            t.draft_based_on = source.published_version;
            t.n = store::article::insert_translation(tx, &t).await?;
            store::article::keeps(tx, id, &locale, &text.doc.files()).await?;
            index(tx, &t).await?;
            store::article::touch(tx, id, by.now).await?;
            told(
                tx,
                &by,
                "article.translation_begun",
                &id.to_string(),
                json!({ "locale": locale }),
            )
            .await?;
            Ok(t)
        })
        .await
    }

    /// Makes a draft of an old version. Readers see it when it is published.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `conflict`.
    pub async fn restore_article_version(
        &self,
        by: &By,
        id: ArticleId,
        locale: String,
        number: i64,
        version: Option<i64>,
    ) -> Result<Translation> {
        by.demand(Permission::ContentManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let mut t = super::translation(tx, id, &locale).await?;
            seen(version, t.version)?;
            let old = store::article::version(tx, id, &locale, number)
                .await?
                .ok_or_else(|| DeskError::missing("version"))?;
            t.draft_asked = Some(t.draft_asked.take().unwrap_or_else(|| t.asked.clone()));
            t.draft_title = Some(old.title);
            t.draft_summary = Some(old.summary);
            t.draft_doc = Some(old.doc);
            written(tx, &by, &mut t).await?;
            Ok(t)
        })
        .await
    }
}

/// What readers are shown of the source; while there is nothing, what is being written.
fn shown(t: &Translation) -> Text<'_> {
    if t.published_version.is_none() {
        return Text::newest(t);
    }
    Text {
        title: &t.title,
        summary: &t.summary,
        doc: &t.doc.0,
        asked: &t.asked.0,
    }
}

/// Summary and questions in other words, in their bounds.
pub(super) fn checked(summary: &str, asked: &[String]) -> Result<(String, Vec<String>)> {
    let summary = one_line("summary", summary, SUMMARY_MAX)?;
    let mut questions: Vec<String> = Vec::new();
    for question in asked {
        let question = one_line("asked", question, ASKED_MAX)?;
        if !question.is_empty() && !questions.contains(&question) {
            questions.push(question);
        }
    }
    if questions.len() > ASKED_COUNT_MAX {
        return bad(
            "too_many",
            "asked",
            format!("Keep at most {ASKED_COUNT_MAX} questions in other words."),
        );
    }
    Ok((summary, questions))
}

async fn apply(
    tx: &mut Tx,
    article: &Article,
    t: &mut Translation,
    change: &DraftChange,
) -> Result<()> {
    let now = Text::newest(t);
    let title = match &change.title {
        Some(text) => title(text)?,
        None => now.title.to_owned(),
    };
    let (summary, asked) = checked(
        change.summary.as_deref().unwrap_or(now.summary),
        change.asked.as_deref().unwrap_or(now.asked),
    )?;
    let doc = change.doc.clone().unwrap_or_else(|| now.doc.clone());
    if change.doc.is_some() {
        super::files::held(tx, article.help_center, &doc).await?;
        store::article::keeps(tx, article.id, &t.locale, &doc.files()).await?;
    }
    if let Some(slug) = &change.slug {
        wanted_slug(tx, article, t, slug).await?;
    } else if t.published_version.is_none() && change.title.is_some() && t.draft_slug.is_none() {
        // Until readers know the address it follows the title.
        t.slug = free_slug(tx, article.help_center, &t.locale, &title, article.id).await?;
    }
    if change.follows_source && t.locale != article.source_locale {
        let source = super::translation(tx, article.id, &article.source_locale).await?;
        t.draft_based_on = source.published_version;
    }
    t.draft_title = Some(title);
    t.draft_summary = Some(summary);
    t.draft_asked = Some(Json(asked));
    t.draft_doc = Some(Json(doc));
    Ok(())
}

/// A slug that somebody chose: taken at the next publishing; the old one leads on to it.
async fn wanted_slug(
    tx: &mut Tx,
    article: &Article,
    t: &mut Translation,
    slug: &str,
) -> Result<()> {
    let slug = slug.trim();
    if !is_slug(slug) {
        return bad(
            "bad_slug",
            "slug",
            "The name in the address has small letters, digits and single hyphens.",
        );
    }
    let holder = store::article::slug_holder(tx, article.help_center, &t.locale, slug).await?;
    if holder.is_some_and(|h| h != article.id) {
        return bad("slug_taken", "slug", "Another article has this address.");
    }
    if t.published_version.is_none() {
        t.slug = slug.to_owned();
        // Chosen: it no longer follows the title.
        t.draft_slug = Some(slug.to_owned());
    } else {
        t.draft_slug = (slug != t.slug).then(|| slug.to_owned());
    }
    Ok(())
}

/// Nothing is being written any more.
pub(super) fn clear(t: &mut Translation) {
    t.draft_title = None;
    t.draft_summary = None;
    t.draft_doc = None;
    t.draft_asked = None;
    t.draft_slug = None;
    t.draft_based_on = None;
    t.draft_at = None;
    t.draft_by = None;
}

/// Whether the draft says what readers are shown.
fn says_the_same(t: &Translation) -> bool {
    let draft = Text::newest(t);
    t.state == State::Published
        && draft.title == t.title
        && draft.summary == t.summary
        && *draft.doc == t.doc.0
        && draft.asked == t.asked.0.as_slice()
        && t.draft_slug.is_none()
        && t.draft_based_on.is_none_or(|b| Some(b) == t.based_on)
}

async fn written(tx: &mut Tx, by: &By, t: &mut Translation) -> Result<()> {
    if says_the_same(t) {
        clear(t);
    } else {
        t.draft_at = Some(by.now);
        t.draft_by = by.access.agent;
    }
    t.updated_at = by.now;
    t.updated_by = by.access.agent;
    store::article::save_translation(tx, t).await?;
    if t.published_version.is_none() {
        index(tx, t).await?;
    }
    // Nobody but the writers sees it: no event, no epoch.
    Ok(store::article::touch(tx, t.article, by.now).await?)
}
