//! Everything that people wrote, as files that other programs read: JSON Lines for rows, `.eml` for mail as it came and
//! went, blobs as they are. Works on both engines, beside a running server. No password, token or sealed secret leaves.

mod chats;
mod forms;
mod mail;
mod people;
#[macro_use]
mod rest;
mod queue;
mod shelf;
mod tables;

use crate::{Blobs, Db, Result, StoreError, Tx};
use serde_json::Value;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use tables::{Table, object};

pub use rest::STAY;

/// Names of the tables that are exported, as rows, as mail or as files.
#[must_use]
pub fn exported() -> std::collections::BTreeSet<String> {
    let mut found =
        std::collections::BTreeSet::from(["inbound_raw".to_owned(), "outbound".to_owned()]);
    for table in tables::all() {
        let mut words = table.sql.lite().split([' ', '(', ')', ',']);
        while let Some(word) = words.next() {
            if matches!(word, "FROM" | "JOIN") {
                found.extend(words.next().map(str::to_owned));
            }
        }
    }
    found
}

/// How far an export has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The file or folder that is being written: `messages.jsonl`, `mail`, `blobs`.
    pub what: String,
    pub done: u64,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Summary {
    /// Rows of each file.
    pub rows: std::collections::BTreeMap<String, u64>,
    pub mails: u64,
    pub blobs: u64,
    /// Blobs that a row names and that are not there.
    pub missing: Vec<String>,
}

/// Rows read at once.
const PAGE: usize = 500;

/// Writes everything into `out`, which must be empty or absent.
///
/// # Errors
/// `Conflict` when `out` is not empty, `Unavailable` when a file cannot be written.
pub async fn export(
    db: &Db,
    blobs: &Blobs,
    out: &Path,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Summary> {
    make_folder(out)?;
    if std::fs::read_dir(out)
        .map_err(StoreError::unavailable)?
        .next()
        .is_some()
    {
        return Err(StoreError::Conflict(format!(
            "{} is not empty",
            out.display()
        )));
    }
    let mut summary = Summary::default();
    for table in tables::all() {
        let rows = rows(db, &table, out, progress).await?;
        summary.rows.insert(table.file.to_owned(), rows);
    }
    mail::export(db, blobs, out, progress, &mut summary).await?;
    let text = serde_json::to_vec_pretty(&summary).map_err(StoreError::corrupt)?;
    std::fs::write(out.join("summary.json"), text).map_err(StoreError::unavailable)?;
    Ok(summary)
}

async fn rows(
    db: &Db,
    table: &Table,
    out: &Path,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<u64> {
    let file = File::create(out.join(table.file)).map_err(StoreError::unavailable)?;
    let mut file = BufWriter::new(file);
    let mut done = 0;
    let mut after = table.start();
    loop {
        let (page, last) = page(db, table, after.clone()).await?;
        for line in &page {
            serde_json::to_writer(&mut file, line).map_err(StoreError::unavailable)?;
            file.write_all(b"\n").map_err(StoreError::unavailable)?;
        }
        done += page.len() as u64;
        progress(Progress {
            what: table.file.to_owned(),
            done,
        });
        match last {
            Some(last) if page.len() == PAGE => after = last,
            _ => break,
        }
    }
    file.into_inner()
        .map_err(|e| StoreError::unavailable(e.error()))?
        .sync_all()
        .map_err(StoreError::unavailable)?;
    Ok(done)
}

/// One page of lines, and the key of its last row.
async fn page(
    db: &Db,
    table: &Table,
    after: Vec<crate::Val<'static>>,
) -> Result<(Vec<Value>, Option<Vec<crate::Val<'static>>>)> {
    let (statement, columns, keys) = (table.sql, table.columns, table.keys);
    db.read(async move |tx: &mut Tx| {
        let mut params = after.clone();
        params.push(PAGE.into());
        let mut lines = Vec::new();
        let mut last = None;
        for mut row in tx.query(statement, &params).await? {
            let mut key = Vec::with_capacity(keys);
            for _ in 0..keys {
                key.push(row.take()?);
            }
            lines.push(object(columns, &mut row)?);
            last = Some(key);
        }
        Ok((lines, last))
    })
    .await
}

fn make_folder(path: &Path) -> Result<()> {
    std::fs::create_dir_all(path)
        .map_err(|e| StoreError::unavailable(format!("{}: {e}", path.display())))
}
