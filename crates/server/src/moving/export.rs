//! Everything, as one zip: the same files that `fairlead export` writes.

use super::export_file;
use crate::app::App;
use anyhow::Context as _;
use serde_json::json;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use store::Json;
use store::imports::Export;
use tokio::sync::watch;

/// How often the progress is written down.
const SAY: Duration = Duration::from_secs(1);

/// Writes an export that was asked for. One that was removed meanwhile is given up.
///
/// # Errors
/// When the database is away.
pub async fn write(app: &App, export: &Export) -> anyhow::Result<()> {
    let gone = Arc::new(AtomicBool::new(false));
    let (say, heard) = watch::channel((String::new(), 0u64));
    let telling = tell(app.clone(), export.clone(), heard, gone.clone());
    let writing = async {
        let result = make(app, export, &say, &gone).await;
        drop(say);
        result
    };
    let (result, told) = tokio::join!(writing, telling);
    told?;
    let folder = folder(app, export);
    let _ = tokio::fs::remove_dir_all(&folder).await;
    let mut end = export.clone();
    end.finished_at = Some(app.clock.now());
    match result {
        Ok((summary, size)) => {
            end.state = "done".to_owned();
            end.summary = Json(summary);
            end.size = i64::try_from(size).ok();
        }
        Err(error) => {
            if !gone.load(Ordering::Relaxed) {
                tracing::warn!(export = %export.id, error = format!("{error:#}"), "an export failed");
            }
            end.state = "failed".to_owned();
            end.error = Some(format!("{error:#}"));
        }
    }
    if !app.desk.report_export(end, app.clock.now()).await? {
        let _ = tokio::fs::remove_file(export_file(app, export.id)).await;
    }
    Ok(())
}

fn folder(app: &App, export: &Export) -> PathBuf {
    app.config.file("exports").join(export.id.to_string())
}

/// Writes down how far it is, as long as somebody says so.
async fn tell(
    app: App,
    export: Export,
    mut heard: watch::Receiver<(String, u64)>,
    gone: Arc<AtomicBool>,
) -> anyhow::Result<()> {
    while heard.changed().await.is_ok() {
        let (what, done) = heard.borrow_and_update().clone();
        let row = Export {
            what,
            done: i64::try_from(done).unwrap_or(i64::MAX),
            ..export.clone()
        };
        if !app.desk.report_export(row, app.clock.now()).await? {
            gone.store(true, Ordering::Relaxed);
            return Ok(());
        }
        tokio::time::sleep(SAY).await;
    }
    Ok(())
}

async fn make(
    app: &App,
    export: &Export,
    say: &watch::Sender<(String, u64)>,
    gone: &Arc<AtomicBool>,
) -> anyhow::Result<(serde_json::Value, u64)> {
    let folder = folder(app, export);
    // What a run that was killed has left.
    let _ = tokio::fs::remove_dir_all(&folder).await;
    let summary = store::export::export(app.db(), app.desk.blobs(), &folder, &mut |p| {
        let _ = say.send((p.what, p.done));
    })
    .await
    .context("the rows could not be written")?;
    let _ = say.send(("zip".to_owned(), 0));
    let (from, to) = (folder.clone(), export_file(app, export.id));
    let stop = gone.clone();
    let size = tokio::task::spawn_blocking(move || pack(&from, &to, &stop))
        .await
        .context("packing failed")??;
    Ok((json!(summary), size))
}

/// Packs a folder; the file is there when it is whole.
fn pack(from: &Path, to: &Path, stop: &AtomicBool) -> anyhow::Result<u64> {
    let part = to.with_extension("part");
    let mut zip = zip::ZipWriter::new(BufWriter::new(File::create(&part)?));
    let mut folders = vec![from.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if stop.load(Ordering::Relaxed) {
                let _ = std::fs::remove_file(&part);
                anyhow::bail!("the export was removed");
            }
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path
                .strip_prefix(from)?
                .to_string_lossy()
                .replace('\\', "/");
            let large = path.metadata()?.len() > 3_000_000_000;
            let options = zip::write::SimpleFileOptions::default().large_file(large);
            zip.start_file(name, options)?;
            std::io::copy(&mut File::open(&path)?, &mut zip)?;
        }
    }
    let file = zip
        .finish()?
        .into_inner()
        .map_err(|e| anyhow::anyhow!(e.to_string()))?;
    file.sync_all()?;
    std::fs::rename(&part, to)?;
    Ok(to.metadata()?.len())
}
