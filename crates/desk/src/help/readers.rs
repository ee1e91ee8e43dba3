//! What readers do whom nobody knows: they say whether an article helped, and look for things. Called by the public pages.

use super::{may_read, told};
use crate::{By, Desk, DeskError, Result};
use domain::access::Permission;
use domain::article::{WORD_MAX, searched};
use domain::{ArticleId, HelpCenterId, Millis};
use serde_json::json;
use store::article::{Said, Voice};
use store::help_center::Search;

/// Bytes of what tells readers apart.
const VISITOR_MAX: usize = 64;
/// Searches are kept for so long.
const SEARCHES_MS: Millis = 180 * 24 * 60 * 60 * 1000;
/// Uploads that no text holds are kept for so long.
const LOOSE_MS: Millis = 7 * 24 * 60 * 60 * 1000;
const LISTED: usize = 200;

/// A reader's word on an article.
#[derive(Debug, Clone)]
pub struct NewVoice {
    pub article: ArticleId,
    pub locale: String,
    pub helped: bool,
    /// Cut at [`WORD_MAX`] characters.
    pub word: String,
    /// Random: who says it again changes what was said.
    pub visitor: String,
}

impl Desk {
    /// Notes whether an article helped; false when readers are not shown such an article.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn article_feedback(&self, voice: NewVoice, now: Millis) -> Result<bool> {
        if voice.visitor.is_empty() || voice.visitor.len() > VISITOR_MAX {
            return Ok(false);
        }
        let kept = |c: &char| !c.is_control() || *c == '\n';
        let word: String = voice.word.chars().filter(kept).take(WORD_MAX).collect();
        self.write(async move |tx| {
            let voice = Voice {
                article: voice.article,
                locale: &voice.locale,
                helped: voice.helped,
                word: word.trim(),
                visitor: &voice.visitor,
                at: now,
            };
            Ok(store::article::feedback(tx, &voice).await?)
        })
        .await
    }

    /// Counts what was looked for. What may name somebody is not kept.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn help_searched(
        &self,
        center: HelpCenterId,
        locale: &str,
        query: &str,
        found: bool,
        now: Millis,
    ) -> Result<()> {
        let Some(searched) = searched(query) else {
            return Ok(());
        };
        let locale = locale.to_owned();
        self.write(async move |tx| {
            let log = store::help_center::log_search(tx, center, &locale, &searched, found, now);
            Ok(log.await?)
        })
        .await
    }

    /// What readers looked for most often; `in_vain`: what was not there.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn help_searches(
        &self,
        by: &By,
        center: HelpCenterId,
        in_vain: bool,
    ) -> Result<Vec<Search>> {
        may_read(by)?;
        Ok(self
            .db
            .read(async move |tx| store::help_center::searches(tx, center, in_vain, LISTED).await)
            .await?)
    }

    /// Takes a search off the list.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn drop_help_search(
        &self,
        by: &By,
        center: HelpCenterId,
        locale: String,
        key: String,
    ) -> Result<()> {
        by.demand(Permission::ContentManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            if !store::help_center::drop_search(tx, center, &locale, &key).await? {
                return Err(DeskError::missing("search"));
            }
            told(
                tx,
                &by,
                "help_search.dropped",
                "",
                json!({ "locale": locale }),
            )
            .await
        })
        .await
    }

    /// What readers said of an article with words.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn article_voices(&self, by: &By, id: ArticleId) -> Result<Vec<Said>> {
        may_read(by)?;
        Ok(self
            .db
            .read(async move |tx| store::article::said(tx, id, LISTED).await)
            .await?)
    }

    /// Old searches, and uploads that no text holds. Asks nothing of a desk without help centers.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn tidy_help(&self, now: Millis) -> Result<()> {
        let any = self
            .db
            .read(async |tx| store::help_center::all(tx).await)
            .await?;
        if any.is_empty() {
            return Ok(());
        }
        self.write(async move |tx| {
            store::help_center::forget_searches(tx, now - SEARCHES_MS).await?;
            store::article::forget_loose_files(tx, now - LOOSE_MS).await?;
            Ok(())
        })
        .await
    }
}
