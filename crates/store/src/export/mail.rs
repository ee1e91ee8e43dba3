//! Mail as it came (`mail/in`) and as it went (`mail/out`), and the blobs that rows name (`blobs`).

use super::{Progress, Summary, make_folder};
use crate::sql::Sql;
use crate::{Blobs, Db, Result, StoreError, Tx, sql, vals};
use domain::{InboundId, MessageId};
use futures_util::TryStreamExt;
use std::collections::HashSet;
use std::path::Path;
use tokio::io::AsyncWriteExt;
use uuid::Uuid;

pub(super) async fn export(
    db: &Db,
    blobs: &Blobs,
    out: &Path,
    progress: &mut (dyn FnMut(Progress) + Send),
    summary: &mut Summary,
) -> Result<()> {
    let came = sql!("SELECT id, bytes, blob FROM inbound_raw WHERE id > $1 ORDER BY id LIMIT 1");
    let came_name = |id| InboundId(id).to_string();
    mails(
        db,
        blobs,
        &out.join("mail/in"),
        came,
        came_name,
        progress,
        summary,
    )
    .await?;
    let went = sql!(
        "SELECT message, bytes, raw_blob FROM outbound WHERE message > $1 ORDER BY message LIMIT 1"
    );
    let went_name = |id| MessageId(id).to_string();
    mails(
        db,
        blobs,
        &out.join("mail/out"),
        went,
        went_name,
        progress,
        summary,
    )
    .await?;
    files(db, blobs, &out.join("blobs"), progress, summary).await
}

/// One mail at a time: each may have 50 MB.
async fn mails(
    db: &Db,
    blobs: &Blobs,
    folder: &Path,
    statement: Sql,
    name: impl Fn(Uuid) -> String,
    progress: &mut (dyn FnMut(Progress) + Send),
    summary: &mut Summary,
) -> Result<()> {
    make_folder(folder)?;
    let mut after = Uuid::nil();
    loop {
        let row: Option<(Uuid, Option<Vec<u8>>, Option<String>)> = db
            .read(async move |tx: &mut Tx| tx.one(statement, &vals![after]).await)
            .await?;
        let Some((id, bytes, blob)) = row else {
            return Ok(());
        };
        after = id;
        let path = folder.join(format!("{}.eml", name(id)));
        let written = match (bytes, blob) {
            (Some(bytes), _) => tokio::fs::write(&path, bytes)
                .await
                .map(|()| true)
                .map_err(StoreError::unavailable)?,
            (None, Some(blob)) => copy(blobs, &blob, &path, summary).await?,
            // Erased with its conversation.
            (None, None) => false,
        };
        summary.mails += u64::from(written);
        progress(Progress {
            what: "mail".into(),
            done: summary.mails,
        });
    }
}

async fn files(
    db: &Db,
    blobs: &Blobs,
    folder: &Path,
    progress: &mut (dyn FnMut(Progress) + Send),
    summary: &mut Summary,
) -> Result<()> {
    make_folder(folder)?;
    let next = sql!(
        "SELECT blob FROM attachment WHERE blob > $1 UNION SELECT blob FROM article_file WHERE blob > $1 ",
        "ORDER BY blob LIMIT 500"
    );
    let mut after = String::new();
    let mut seen = HashSet::new();
    loop {
        let from = after.clone();
        let page: Vec<(String,)> = db
            .read(async move |tx: &mut Tx| tx.all(next, &vals![&from]).await)
            .await?;
        let Some((last,)) = page.last() else {
            return Ok(());
        };
        after = last.clone();
        for (name,) in page {
            if seen.insert(name.clone())
                && copy(blobs, &name, &folder.join(plain(&name)), summary).await?
            {
                summary.blobs += 1;
                progress(Progress {
                    what: "blobs".into(),
                    done: summary.blobs,
                });
            }
        }
    }
}

/// Copies a blob; one that is missing is noted and passed over.
async fn copy(blobs: &Blobs, name: &str, path: &Path, summary: &mut Summary) -> Result<bool> {
    let mut pieces = match blobs.stream(name).await {
        Ok((_, pieces)) => pieces,
        Err(StoreError::Corrupt(_)) => {
            summary.missing.push(name.to_owned());
            return Ok(false);
        }
        Err(e) => return Err(e),
    };
    let mut file = tokio::fs::File::create(path)
        .await
        .map_err(StoreError::unavailable)?;
    while let Some(piece) = pieces.try_next().await? {
        file.write_all(&piece)
            .await
            .map_err(StoreError::unavailable)?;
    }
    file.sync_all().await.map_err(StoreError::unavailable)?;
    Ok(true)
}

/// Names of blobs are hexadecimal; anything else in a row must not become a path.
fn plain(name: &str) -> String {
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .take(80)
        .collect()
}
