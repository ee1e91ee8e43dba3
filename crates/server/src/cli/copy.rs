//! `fairlead copy`: moves an installation between SQLite and PostgreSQL, with its key and its files.

use super::files::bar;
use crate::config::Config;
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
    #[arg(long, value_name = "DIR|URL", requires = "to")]
    from: Option<String>,
    /// Where they go: an empty data folder, or an empty PostgreSQL
    #[arg(long, value_name = "DIR|URL", requires = "from")]
    to: Option<String>,
    /// Folder of the key and the files when --from is a URL [default: --data]
    #[arg(long, value_name = "DIR")]
    from_data: Option<PathBuf>,
    /// Folder for the key and the files when --to is a URL [default: --data]
    #[arg(long, value_name = "DIR")]
    to_data: Option<PathBuf>,
    /// Where the files are: a folder of blobs, or s3://… [default: blobs in the data folder]
    #[arg(long, value_name = "DIR|URL")]
    blobs_from: Option<String>,
    /// Where they go; without --from and --to the files alone move, and the desk of --data or --database-url looks there
    #[arg(long, value_name = "DIR|URL")]
    blobs_to: Option<String>,
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
pub fn run(config: &Config, args: &CopyArgs) -> anyhow::Result<ExitCode> {
    let (Some(from_text), Some(to_text)) = (&args.from, &args.to) else {
        return files_alone(config, args);
    };
    let data = &config.data;
    let from = side(from_text, args.from_data.as_ref(), data);
    let to = side(to_text, args.to_data.as_ref(), data);
    ensure!(from_text != to_text, "--from and --to are the same");
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
    if !same_folder(&from.data, &to.data) {
        key(&from.data, &to.data)?;
    }
    let blobs_from = place(args.blobs_from.as_ref(), &from.data);
    let blobs_to = place(args.blobs_to.as_ref(), &to.data);
    let blobs = if blobs_from == blobs_to {
        None
    } else {
        Some(super::runtime()?.block_on(files(config, &blobs_from, &blobs_to, &bar))?)
    };
    super::runtime()?.block_on(house(config, &to, &blobs_to))?;
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

/// Files that move without rows; the desk then looks for them there.
fn files_alone(config: &Config, args: &CopyArgs) -> anyhow::Result<ExitCode> {
    ensure!(
        args.blobs_to.is_some(),
        "say what to copy: --from and --to for everything, --blobs-to for the files alone"
    );
    let from = match (&args.blobs_from, &config.blobs) {
        (None, Some(bucket)) => bucket.clone(),
        (given, _) => place(given.as_ref(), &config.data),
    };
    let to = place(args.blobs_to.as_ref(), &config.data);
    let rows = match &config.database_url {
        Some(url) => Location::Postgres(url.clone()),
        None => Location::Folder(config.data.clone()),
    };
    let here = Side {
        rows,
        data: config.data.clone(),
    };
    let bar = bar();
    let copied = super::runtime()?.block_on(async {
        let copied = files(config, &from, &to, &bar).await?;
        house(config, &here, &to).await?;
        Ok::<_, anyhow::Error>(copied)
    })?;
    bar.finish_and_clear();
    println!("{copied:>10}  files are in {to} now; start the server with --blobs {to}");
    Ok(ExitCode::SUCCESS)
}

/// The address of a place of files: a bucket's, or a folder's.
fn place(given: Option<&String>, data: &Path) -> String {
    given.map_or_else(|| data.join("blobs").display().to_string(), Clone::clone)
}

fn blobs_at(config: &Config, place: &str) -> anyhow::Result<Blobs> {
    if place.starts_with("s3://") {
        return Ok(Blobs::bucket(crate::app::bucket(config, place)?));
    }
    Ok(Blobs::folder(Path::new(place))?)
}

/// On PostgreSQL the desk remembers where its files are.
async fn house(config: &Config, side: &Side, blobs: &str) -> anyhow::Result<()> {
    let Location::Postgres(_) = &side.rows else {
        return Ok(());
    };
    let config = Config {
        data: side.data.clone(),
        blobs: Some(blobs.to_owned()).filter(|place| place.starts_with("s3://")),
        ..config.clone()
    };
    let db = Db::open(&side.rows).await?;
    crate::cluster::moved_blobs(&db, &config).await?;
    db.close().await;
    Ok(())
}

async fn files(config: &Config, from: &str, to: &str, bar: &ProgressBar) -> anyhow::Result<u64> {
    let (from, to) = (blobs_at(config, from)?, blobs_at(config, to)?);
    let copied = store::blob::copy(&from, &to, &mut |done, of| {
        bar.set_message("files");
        bar.set_length(of);
        bar.set_position(done);
    })
    .await;
    copied.context("not all files are there: copy them again with --blobs-from and --blobs-to")
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
