//! `fairlead copy`: moves an installation between SQLite and PostgreSQL, with its key and its files.

use super::files::bar;
use anyhow::{Context as _, bail, ensure};
use clap::Args;
use indicatif::ProgressBar;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::copy::Copied;
use store::{Blobs, Db, Location};

#[derive(Debug, Args)]
pub struct CopyArgs {
    /// Where the rows are: a data folder, or postgres://…
    #[arg(long, value_name = "DIR|URL")]
    from: String,
    /// Where they go: an empty data folder, or an empty PostgreSQL
    #[arg(long, value_name = "DIR|URL")]
    to: String,
    /// Folder of the key and the files when --from is a URL [default: --data]
    #[arg(long, value_name = "DIR")]
    from_data: Option<PathBuf>,
    /// Folder for the key and the files when --to is a URL [default: --data]
    #[arg(long, value_name = "DIR")]
    to_data: Option<PathBuf>,
}

/// Rows, and the folder of what goes with them.
struct Side {
    rows: Location,
    data: PathBuf,
}

fn side(text: &str, folder: Option<&PathBuf>, data: &Path) -> Side {
    if text.contains("://") || text.contains("dbname=") {
        return Side {
            rows: Location::Postgres(text.to_owned()),
            data: folder.map_or_else(|| data.to_path_buf(), Clone::clone),
        };
    }
    Side {
        rows: Location::Folder(PathBuf::from(text)),
        data: PathBuf::from(text),
    }
}

/// Both servers must be stopped.
pub fn run(data: &Path, args: &CopyArgs) -> anyhow::Result<ExitCode> {
    let from = side(&args.from, args.from_data.as_ref(), data);
    let to = side(&args.to, args.to_data.as_ref(), data);
    ensure!(args.from != args.to, "--from and --to are the same");
    if let Location::Folder(folder) = &from.rows {
        ensure!(
            folder.join("fairlead.db").exists(),
            "there is no instance in {}",
            folder.display()
        );
    }
    super::runtime()?.block_on(settled(&from.rows))?;
    let bar = bar();
    let rows = store::copy::copy(&from.rows, &to.rows, &mut |p| {
        let doing = if p.checking { "checking" } else { "copying" };
        bar.set_message(format!("{doing} {}", p.table));
        bar.set_length(p.of);
        bar.set_position(p.done);
    })
    .context("nothing was moved; the source is as it was, and the copy can be begun again")?;
    let blobs = if same_folder(&from.data, &to.data) {
        None
    } else {
        key(&from.data, &to.data)?;
        Some(super::runtime()?.block_on(files(&from.data, &to.data, &bar))?)
    };
    bar.finish_and_clear();
    tell(&rows, blobs);
    Ok(ExitCode::SUCCESS)
}

/// Events that a server committed shortly before it stopped have their positions.
async fn settled(location: &Location) -> anyhow::Result<()> {
    let db = Db::open(location).await.context("stop the server first")?;
    db.settle().await?;
    db.close().await;
    Ok(())
}

fn same_folder(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => a == b,
    }
}

/// Sealed secrets are opened with the key that sealed them.
fn key(from: &Path, to: &Path) -> anyhow::Result<()> {
    let (from, to) = (from.join("key"), to.join("key"));
    let Ok(bytes) = std::fs::read(&from) else {
        bail!("the key file {} cannot be read", from.display());
    };
    if let Ok(there) = std::fs::read(&to) {
        ensure!(
            there == bytes,
            "there is another key file in {}; sealed secrets could not be opened with it",
            to.display()
        );
        return Ok(());
    }
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&to)
        .with_context(|| format!("cannot write {}", to.display()))?;
    file.write_all(&bytes)?;
    Ok(file.sync_all()?)
}

async fn files(from: &Path, to: &Path, bar: &ProgressBar) -> anyhow::Result<u64> {
    let (from, to) = (
        Blobs::folder(&from.join("blobs"))?,
        Blobs::folder(&to.join("blobs"))?,
    );
    let copied = store::blob::copy(&from, &to, &mut |done, of| {
        bar.set_message("files");
        bar.set_length(of);
        bar.set_position(done);
    })
    .await;
    copied.context("rows are there; some files are not: copy them again with the same command into an empty target")
}

fn tell(rows: &[Copied], blobs: Option<u64>) {
    let mut all = 0;
    for table in rows.iter().filter(|t| t.rows > 0) {
        all += table.rows;
        println!("{:>10}  {:<24} {}", table.rows, table.table, table.hash);
    }
    println!("{all:>10}  rows, the same on both sides");
    match blobs {
        Some(n) => println!("{n:>10}  files, and the key file"),
        None => println!("files and key stay in the data folder"),
    }
}
