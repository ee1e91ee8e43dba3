//! Pictures, videos and files of articles. A reader gets one only while a text that is shown holds it.

use crate::{Result, Tx, record, sql, vals};
use domain::{AgentId, ArticleFileId, ArticleId, HelpCenterId, Millis};

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct File {
        pub id: ArticleFileId,
        pub help_center: HelpCenterId,
        pub blob: String,
        pub name: String,
        /// Found out from its bytes.
        pub media_type: String,
        pub size: i64,
        /// Pixels, of pictures.
        pub width: Option<i64>,
        pub height: Option<i64>,
        pub by: Option<AgentId>,
        pub created_at: Millis,
    }
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn insert_file(tx: &mut Tx, f: &File) -> Result<()> {
    let insert = sql!(
        "INSERT INTO article_file (id, help_center, blob, name, media_type, size, width, height, by_, created_at) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    );
    let params = vals![
        f.id,
        f.help_center,
        &f.blob,
        &f.name,
        &f.media_type,
        f.size,
        f.width,
        f.height,
        f.by,
        f.created_at
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn file(tx: &mut Tx, id: ArticleFileId) -> Result<Option<File>> {
    let select = sql!(
        "SELECT id, help_center, blob, name, media_type, size, width, height, by_, created_at FROM article_file WHERE id = $1"
    );
    tx.one(select, &vals![id]).await
}

/// Those that are there, of many.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn files_of(tx: &mut Tx, ids: &[ArticleFileId]) -> Result<Vec<File>> {
    let mut out = Vec::with_capacity(ids.len());
    for id in ids {
        out.extend(file(tx, *id).await?);
    }
    Ok(out)
}

/// A text that is being written holds these files; they are kept as long as the article is.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn keeps(
    tx: &mut Tx,
    article: ArticleId,
    locale: &str,
    files: &[ArticleFileId],
) -> Result<()> {
    for id in files {
        let insert = sql!(
            "INSERT INTO article_file_use (article, locale, file, shown) VALUES ($1, $2, $3, 0) ",
            "ON CONFLICT (article, locale, file) DO NOTHING"
        );
        tx.run(insert, &vals![article, locale, *id]).await?;
    }
    Ok(())
}

/// The text that readers are shown holds these files, and no others any more.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn shows(
    tx: &mut Tx,
    article: ArticleId,
    locale: &str,
    files: &[ArticleFileId],
) -> Result<()> {
    let clear = sql!("UPDATE article_file_use SET shown = 0 WHERE article = $1 AND locale = $2");
    tx.run(clear, &vals![article, locale]).await?;
    for id in files {
        let upsert = sql!(
            "INSERT INTO article_file_use (article, locale, file, shown) VALUES ($1, $2, $3, 1) ",
            "ON CONFLICT (article, locale, file) DO UPDATE SET shown = 1"
        );
        tx.run(upsert, &vals![article, locale, *id]).await?;
    }
    Ok(())
}

/// Files uploaded before `before` that no text ever held: their rows; their blobs fall to the sweep.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn forget_loose_files(tx: &mut Tx, before: Millis) -> Result<u64> {
    let delete = sql!(
        "DELETE FROM article_file WHERE created_at < $1 ",
        "AND NOT EXISTS (SELECT 1 FROM article_file_use u WHERE u.file = article_file.id) ",
        "AND NOT EXISTS (SELECT 1 FROM help_center h WHERE h.logo = article_file.id)"
    );
    tx.run(delete, &vals![before]).await
}
