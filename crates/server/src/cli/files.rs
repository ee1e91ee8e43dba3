//! `fairlead backup`, `restore` and `export`: data out and in, with progress.

use super::opened;
use crate::clock::Clock;
use crate::config::Config;
use anyhow::Context as _;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use store::Location;
use store::backup::Progress;

#[derive(Debug, Args)]
pub struct BackupArgs {
    /// Folder to make; must be empty or absent
    #[arg(long, value_name = "DIR")]
    output: PathBuf,
}

#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// Folder that `fairlead backup` wrote
    #[arg(value_name = "BACKUP")]
    from: PathBuf,
}

#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Folder to make; must be empty or absent
    #[arg(long, value_name = "DIR")]
    output: PathBuf,
}

pub(super) fn bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{msg:<24} {wide_bar} {pos}/{len}") {
        bar.set_style(style);
    }
    bar
}

fn show(bar: &ProgressBar, progress: Progress) {
    let (what, done, of) = match progress {
        Progress::Database { pages, of } => (
            "database (pages)",
            u64::try_from(pages).unwrap_or(0),
            u64::try_from(of).unwrap_or(0),
        ),
        Progress::Files { done, of } => ("files", done, of),
    };
    bar.set_message(what);
    bar.set_length(of);
    bar.set_position(done);
}

/// Works beside a running server.
pub fn backup(config: &Config, args: &BackupArgs) -> anyhow::Result<ExitCode> {
    let location = match &config.database_url {
        Some(url) => Location::Postgres(url.clone()),
        None => Location::Folder(config.data.clone()),
    };
    anyhow::ensure!(
        config.database_url.is_some() || config.file("fairlead.db").exists(),
        "there is no instance in {}",
        config.data.display()
    );
    let bar = bar();
    let manifest = store::backup::backup(
        &location,
        &config.data,
        &args.output,
        Clock::System.now(),
        &mut |p| show(&bar, p),
    )
    .context("no backup was made")?;
    bar.finish_and_clear();
    let bytes: u64 = manifest.files.iter().map(|f| f.size).sum();
    println!(
        "{}: {} files, {} MB, with the key file. Keep it where nobody else reads.",
        args.output.display(),
        manifest.files.len(),
        bytes / 1_000_000
    );
    Ok(ExitCode::SUCCESS)
}

pub fn restore(config: &Config, args: &RestoreArgs) -> anyhow::Result<ExitCode> {
    anyhow::ensure!(
        config.database_url.is_none(),
        "rows on PostgreSQL are restored with pg_restore; copy the folder of blobs and the key file"
    );
    let bar = bar();
    let manifest = store::backup::restore(&args.from, &config.data, &mut |p| show(&bar, p))
        .context("nothing was restored")?;
    bar.finish_and_clear();
    println!(
        "{}: {} files, each as it was backed up. Start with `fairlead serve --data {}`.",
        config.data.display(),
        manifest.files.len(),
        config.data.display()
    );
    Ok(ExitCode::SUCCESS)
}

/// Beside a running server a copy of this moment is exported.
pub fn export(config: Config, args: &ExportArgs) -> anyhow::Result<ExitCode> {
    let out = args.output.clone();
    super::runtime()?.block_on(async {
        let opened = opened::for_reading(config).await?;
        let spinner = ProgressBar::new_spinner();
        spinner.enable_steady_tick(Duration::from_millis(200));
        let summary =
            store::export::export(opened.app.db(), opened.app.desk.blobs(), &out, &mut |p| {
                spinner.set_message(format!("{} {}", p.what, p.done));
            })
            .await
            .context("the export is not whole")?;
        spinner.finish_and_clear();
        for (file, rows) in &summary.rows {
            println!("{rows:>9}  {file}");
        }
        println!("{:>9}  mail/\n{:>9}  blobs/", summary.mails, summary.blobs);
        for missing in &summary.missing {
            println!("MISSING  {missing}");
        }
        Ok(if summary.missing.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    })
}
