//! Online backup of an instance on SQLite, and its restore.
//!
//! A backup is a folder: the database as it was at one moment, the blobs, the key file, and last of all a manifest with
//! the hash of every file. Without its manifest it is no backup. Works beside a running server: it only reads.

use crate::blob::hex;
use crate::lite::FILE;
use crate::{Location, Result, StoreError};
use domain::Millis;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Names in the data folder, and in the backup.
const BLOBS: &str = "blobs";
const KEY: &str = "key";
const MANIFEST: &str = "manifest.json";
/// The database while it is being restored.
const PARTIAL: &str = "fairlead.db.partial";
/// Pages of the database copied between two words about progress.
const PAGES: i32 = 2000;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Of this layout.
    pub format: u32,
    /// The program that wrote it.
    pub program: String,
    pub at: Millis,
    pub files: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Inside the backup, with `/`.
    pub path: String,
    pub size: u64,
    pub sha256: String,
}

/// How far a backup or a restore has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    Database { pages: i64, of: i64 },
    Files { done: u64, of: u64 },
}

/// Copies the instance whose data lie in `data` to the folder `out`, which must be empty or absent.
///
/// # Errors
/// `Unavailable` when a file cannot be read or written, or the rows are on PostgreSQL (`pg_dump` does that).
pub fn backup(
    location: &Location,
    data: &Path,
    out: &Path,
    at: Millis,
    progress: &mut dyn FnMut(Progress),
) -> Result<Manifest> {
    let Location::Folder(rows) = location else {
        return Err(StoreError::unavailable(
            "the rows are in PostgreSQL: use pg_dump for them, and copy the folder of blobs and the key file",
        ));
    };
    empty(out)?;
    copy_database(&rows.join(FILE), &out.join(FILE), progress)?;
    let mut files = vec![entry(out, FILE)?];
    // After the database: a blob is there before the row that names it.
    let mut paths = blob_paths(data)?;
    if data.join(KEY).exists() {
        paths.push(KEY.to_owned());
    }
    let of = paths.len() as u64;
    for (done, path) in (1..).zip(&paths) {
        if let Some(entry) = copy(data, out, path)? {
            files.push(entry);
        }
        progress(Progress::Files { done, of });
    }
    let manifest = Manifest {
        format: 1,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        at,
        files,
    };
    let text = serde_json::to_vec_pretty(&manifest).map_err(StoreError::corrupt)?;
    write_synced(&out.join(MANIFEST), &text)?;
    sync_folder(out)?;
    Ok(manifest)
}

/// Checks a backup and copies it into `data`, which must hold no instance. The database appears there last, so that a
/// restore that was interrupted is not mistaken for an instance.
///
/// # Errors
/// `Corrupt` when a file is missing, is another than the manifest says, or the database is damaged; `Conflict` when
/// there is an instance already.
pub fn restore(from: &Path, data: &Path, progress: &mut dyn FnMut(Progress)) -> Result<Manifest> {
    let manifest = read_manifest(from)?;
    for taken in [FILE, BLOBS, KEY] {
        if data.join(taken).exists() {
            return Err(StoreError::Conflict(format!(
                "{} is there already",
                data.join(taken).display()
            )));
        }
    }
    fs::create_dir_all(data).map_err(|e| io(data, e))?;
    let of = manifest.files.len() as u64;
    for (done, expected) in (1..).zip(&manifest.files) {
        let name = if expected.path == FILE {
            PARTIAL
        } else {
            &expected.path
        };
        let got = copy_as(&from.join(&expected.path), data, name)?;
        let got =
            got.ok_or_else(|| StoreError::corrupt(format!("{} is missing", expected.path)))?;
        if (got.size, &got.sha256) != (expected.size, &expected.sha256) {
            return Err(StoreError::corrupt(format!(
                "{} is not what was backed up",
                expected.path
            )));
        }
        progress(Progress::Files { done, of });
    }
    let partial = data.join(PARTIAL);
    check(&partial)?;
    fs::rename(&partial, data.join(FILE)).map_err(|e| io(&partial, e))?;
    sync_folder(data)?;
    Ok(manifest)
}

/// Reads the manifest of a backup; its paths are inside the backup.
fn read_manifest(from: &Path) -> Result<Manifest> {
    let path = from.join(MANIFEST);
    let text =
        fs::read(&path).map_err(|e| StoreError::corrupt(format!("{}: {e}", path.display())))?;
    let manifest: Manifest = serde_json::from_slice(&text).map_err(StoreError::corrupt)?;
    if manifest.format != 1 {
        return Err(StoreError::corrupt(
            "the backup was written by a newer program",
        ));
    }
    let plain = |p: &str| p == FILE || p == KEY || p.strip_prefix("blobs/").is_some_and(is_plain);
    if let Some(odd) = manifest.files.iter().find(|f| !plain(&f.path)) {
        return Err(StoreError::corrupt(format!(
            "a backup does not hold {:?}",
            odd.path
        )));
    }
    if !manifest.files.iter().any(|f| f.path == FILE) {
        return Err(StoreError::corrupt("the manifest names no database"));
    }
    Ok(manifest)
}

fn is_plain(path: &str) -> bool {
    let part = |p: &str| !p.is_empty() && p.bytes().all(|b| b.is_ascii_alphanumeric());
    path.split('/').all(part)
}

fn copy_database(from: &Path, to: &Path, progress: &mut dyn FnMut(Progress)) -> Result<()> {
    let source = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    source.busy_timeout(Duration::from_secs(10))?;
    // One picture from the first page to the last, however much is written meanwhile.
    source.execute_batch("BEGIN; SELECT count(*) FROM sqlite_master;")?;
    let mut target = Connection::open(to)?;
    {
        let copy = Backup::new(&source, &mut target)?;
        loop {
            let step = copy.step(PAGES)?;
            let at = copy.progress();
            let of = i64::from(at.pagecount);
            progress(Progress::Database {
                pages: of - i64::from(at.remaining),
                of,
            });
            match step {
                StepResult::Done => break,
                StepResult::More => {}
                _ => std::thread::sleep(Duration::from_millis(20)),
            }
        }
    }
    target.execute_batch("PRAGMA journal_mode = DELETE;")?;
    target.close().map_err(|(_, e)| StoreError::from(e))?;
    check(to)?;
    File::open(to)
        .and_then(|f| f.sync_all())
        .map_err(|e| io(to, e))
}

/// The database is whole.
fn check(file: &Path) -> Result<()> {
    let conn = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let verdict: String = conn.query_row("PRAGMA integrity_check(1)", [], |r| r.get(0))?;
    if verdict != "ok" {
        return Err(StoreError::Corrupt(format!(
            "the database is damaged: {verdict}"
        )));
    }
    let orphan = conn.prepare("PRAGMA foreign_key_check")?.exists([])?;
    if orphan {
        return Err(StoreError::corrupt(
            "a row of the database names one that is missing",
        ));
    }
    Ok(())
}

/// The blobs of a data folder, as paths inside it.
fn blob_paths(data: &Path) -> Result<Vec<String>> {
    let root = data.join(BLOBS);
    let mut found = Vec::new();
    if !root.exists() {
        return Ok(found);
    }
    for folder in names(&root)? {
        for file in names(&root.join(&folder))? {
            // What is being written has a name with a sign in it.
            if is_plain(&file) {
                found.push(format!("{BLOBS}/{folder}/{file}"));
            }
        }
    }
    found.sort();
    Ok(found)
}

fn names(folder: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder).map_err(|e| io(folder, e))?;
    Ok(entries
        .flatten()
        .filter_map(|e| e.file_name().into_string().ok())
        .collect())
}

fn copy(from: &Path, to: &Path, path: &str) -> Result<Option<Entry>> {
    copy_as(&from.join(path), to, path)
}

/// Copies a file, hashing it on the way; `None` when it is gone (swept meanwhile).
fn copy_as(from: &Path, to: &Path, path: &str) -> Result<Option<Entry>> {
    let mut source = match File::open(from) {
        Ok(file) => file,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(io(from, e)),
    };
    let target = to.join(path);
    let parent = target.parent().unwrap_or(to);
    fs::create_dir_all(parent).map_err(|e| io(parent, e))?;
    let mut out = private(&target)?;
    let mut hash = Sha256::new();
    let mut size = 0;
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let n = source.read(&mut buffer).map_err(|e| io(from, e))?;
        if n == 0 {
            break;
        }
        hash.update(&buffer[..n]);
        out.write_all(&buffer[..n]).map_err(|e| io(&target, e))?;
        size += n as u64;
    }
    out.sync_all().map_err(|e| io(&target, e))?;
    sync_folder(parent)?;
    Ok(Some(Entry {
        path: path.to_owned(),
        size,
        sha256: hex(&hash.finalize()),
    }))
}

fn entry(folder: &Path, path: &str) -> Result<Entry> {
    let file = folder.join(path);
    let mut hash = Sha256::new();
    let mut source = File::open(&file).map_err(|e| io(&file, e))?;
    let size = std::io::copy(&mut source, &mut hash).map_err(|e| io(&file, e))?;
    Ok(Entry {
        path: path.to_owned(),
        size,
        sha256: hex(&hash.finalize()),
    })
}

/// A new file that its owner alone may read: backups hold mail and keys.
fn private(path: &Path) -> Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|e| io(path, e))
}

fn write_synced(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = private(path)?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .map_err(|e| io(path, e))
}

fn sync_folder(path: &Path) -> Result<()> {
    File::open(path)
        .and_then(|f| f.sync_all())
        .map_err(|e| io(path, e))
}

fn empty(out: &Path) -> Result<()> {
    fs::create_dir_all(out).map_err(|e| io(out, e))?;
    if names(out)?.is_empty() {
        return Ok(());
    }
    Err(StoreError::Conflict(format!(
        "{} is not empty",
        out.display()
    )))
}

fn io(path: &Path, error: std::io::Error) -> StoreError {
    let path: PathBuf = path.into();
    StoreError::unavailable(format!("{}: {error}", path.display()))
}
