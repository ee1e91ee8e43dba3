//! `fairlead import`: a file on this machine, looked at first and carried out when asked for.

use super::opened;
use crate::clock::Clock;
use crate::config::Config;
use crate::moving;
use anyhow::Context as _;
use clap::{Args, ValueEnum};
use desk::By;
use desk::moving::{Counts, Plan};
use domain::moving::Kind;
use domain::moving::columns::guess_fields;
use indicatif::{ProgressBar, ProgressStyle};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use store::imports::Import;
use tokio_util::sync::CancellationToken;

#[derive(Debug, Clone, Copy, ValueEnum)]
enum What {
    /// A table of contacts
    Csv,
    /// Mail in one file
    Mbox,
    /// The JSON export of Zendesk: a file, a zip or a folder
    Zendesk,
    /// Answers of the API of Chatwoot: a file, a zip or a folder
    Chatwoot,
}

#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The file, zip or folder
    file: PathBuf,
    #[arg(long, value_enum)]
    kind: What,
    /// Carry it out after the dry run
    #[arg(long)]
    run: bool,
    /// An address, or @domain, that is your own: mail from it was written by the team (may be repeated)
    #[arg(long, value_name = "ADDRESS")]
    own: Vec<String>,
    /// Tells several instances of one program apart
    #[arg(long, default_value = "")]
    label: String,
    /// Where to write the report of what is not taken
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// The server must not run meanwhile; with one that runs, use Settings → Import.
pub fn run(config: Config, args: &ImportArgs) -> anyhow::Result<ExitCode> {
    super::runtime()?.block_on(async {
        let app = opened::for_writing(config).await?;
        let kind = match args.kind {
            What::Csv => Kind::Csv,
            What::Mbox => Kind::Mbox,
            What::Zendesk => Kind::Zendesk,
            What::Chatwoot => Kind::Chatwoot,
        };
        let path = std::fs::canonicalize(&args.file)
            .with_context(|| format!("there is no {}", args.file.display()))?;
        let seen = moving::preview(&path, kind)?;
        let house = app.desk.import_house().await?;
        let plan = Plan {
            label: args.label.clone(),
            columns: guess_fields(&seen.headings, seen.columns, &house),
            delimiter: seen.delimiter,
            encoding: seen.encoding,
            heading: seen.heading,
            channel: None,
            own: args.own.clone(),
        };
        let size = std::fs::metadata(&path).map_or(0, |m| m.len());
        let name = args
            .file
            .file_name()
            .map(|n| n.to_string_lossy().into_owned());
        let by = By::system(Clock::System.now());
        let place = (
            path.to_string_lossy().into_owned(),
            i64::try_from(size).unwrap_or(0),
        );
        let import = app
            .desk
            .begin_import(&by, kind, &name.unwrap_or_default(), Some(place))
            .await?;
        let import = app.desk.look_at_import(&by, import.id, plan).await?;
        let mut import = watched(&app, &import, "dry run").await?;
        println!("Dry run of {}:", args.file.display());
        print(&counts(&import.looked.0));
        if args.run && import.state == "checked" {
            let begun = app.desk.run_import(&by, import.id).await?;
            import = watched(&app, &begun, "import").await?;
            println!("Done ({}):", import.id);
            print(&counts(&import.counts.0));
        }
        if let Some(report) = &args.report {
            let lines = std::fs::read(moving::report_of(&app, import.id)).unwrap_or_default();
            let mut all = desk::moving::HEAD.as_bytes().to_vec();
            all.extend_from_slice(&lines);
            std::fs::write(report, all)
                .with_context(|| format!("cannot write {}", report.display()))?;
        }
        if let Some(error) = &import.error {
            println!("It failed: {error}");
        }
        let good = matches!(import.state.as_str(), "checked" | "done");
        app.db().close().await;
        Ok(if good {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    })
}

fn counts(value: &serde_json::Value) -> Counts {
    serde_json::from_value(value.clone()).unwrap_or_default()
}

/// Works at it in this process, with a bar.
async fn watched(
    app: &crate::app::App,
    import: &Import,
    what: &'static str,
) -> anyhow::Result<Import> {
    let bar = ProgressBar::new(u64::try_from(import.size).unwrap_or(0));
    if let Ok(style) = ProgressStyle::with_template("{msg:<10} {wide_bar} {bytes}/{total_bytes}") {
        bar.set_style(style);
    }
    bar.set_message(what);
    let stop = CancellationToken::new();
    let by = By::system(Clock::System.now());
    let working = moving::work(app, import, &stop);
    tokio::pin!(working);
    loop {
        tokio::select! {
            done = &mut working => {
                done?;
                break;
            }
            () = tokio::time::sleep(Duration::from_millis(500)) => {
                if let Ok(now) = app.desk.import(&by, import.id).await {
                    bar.set_position(u64::try_from(now.done).unwrap_or(0));
                }
            }
        }
    }
    bar.finish_and_clear();
    Ok(app.desk.import(&by, import.id).await?)
}

fn print(c: &Counts) {
    println!("{:>9}  read", c.records);
    println!(
        "{:>9}  contacts new, {} known",
        c.contacts_made, c.contacts_known
    );
    println!(
        "{:>9}  organizations new, {} known",
        c.organizations_made, c.organizations_known
    );
    println!(
        "{:>9}  conversations new, {} known",
        c.conversations_made, c.conversations_known
    );
    println!(
        "{:>9}  messages new, {} known, {} files",
        c.messages_made, c.messages_known, c.files
    );
    println!(
        "{:>9}  not taken, {} taken but not as they were (see the report)",
        c.not_taken, c.odd
    );
}
