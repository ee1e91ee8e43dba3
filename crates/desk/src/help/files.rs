//! Pictures, videos and files of articles. What a file is, is found out from its bytes; what could run is refused.

use super::may_read;
use crate::drafts::safe_name;
use crate::settings::bad;
use crate::{By, Desk, DeskError, Result, fresh};
use domain::access::Permission;
use domain::article::{Doc, sniff};
use domain::{ArticleFileId, HelpCenterId};
use store::Tx;
use store::article::File;

impl Desk {
    /// Keeps a file for the articles of a help center.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `file_is_empty`, `file_not_safe`, `file_too_large`.
    pub async fn upload_article_file(
        &self,
        by: &By,
        center: HelpCenterId,
        name: &str,
        bytes: &[u8],
    ) -> Result<File> {
        by.demand(Permission::ContentManage)?;
        let found = sniff(bytes)?;
        let side = |pick: fn((u32, u32)) -> u32| found.size.map(|s| i64::from(pick(s)));
        let file = File {
            id: ArticleFileId(fresh::id(by.now)),
            help_center: center,
            blob: self.blobs.put(bytes).await?,
            name: safe_name(name),
            media_type: found.media_type.to_owned(),
            size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
            width: side(|s| s.0),
            height: side(|s| s.1),
            by: by.access.agent,
            created_at: by.now,
        };
        let row = file.clone();
        self.write(async move |tx| {
            super::center(tx, center).await?;
            Ok(store::article::insert_file(tx, &row).await?)
        })
        .await?;
        Ok(file)
    }

    /// A file, for agents. Its bytes are the blob that it names.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn article_file(&self, by: &By, id: ArticleFileId) -> Result<File> {
        may_read(by)?;
        let found = self
            .db
            .read(async move |tx| store::article::file(tx, id).await)
            .await?;
        found.ok_or_else(|| DeskError::missing("file"))
    }

    /// A file that readers are shown. Its bytes are the blob that it names.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn public_article_file(
        &self,
        center: HelpCenterId,
        id: ArticleFileId,
    ) -> Result<File> {
        let found = self
            .db
            .read(async move |tx| store::article::public_file(tx, center, id).await)
            .await?;
        found.ok_or_else(|| DeskError::missing("file"))
    }
}

/// Every file that a document holds was uploaded to the help center.
pub(super) async fn held(tx: &mut Tx, center: HelpCenterId, doc: &Doc) -> Result<()> {
    for id in doc.files() {
        let file = store::article::file(tx, id).await?;
        if file.is_none_or(|f| f.help_center != center) {
            return bad(
                "bad_file",
                "doc",
                "A picture or a file is missing. Insert it again.",
            );
        }
    }
    Ok(())
}
