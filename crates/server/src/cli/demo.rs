//! `fairlead demo`: a throw-away desk with a believable company, for looking around.

use crate::config::{Config, Flags, Listen};
use crate::demo::company::Book;
use crate::demo::hours::MINUTE;
use crate::demo::{Demo, Wish, company, shared};
use crate::{http, logs, supervisor};
use anyhow::Context as _;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Conversations of the past
    #[arg(long, value_name = "N", default_value_t = 1500, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    pub conversations: u32,
    /// The same seed tells the same past
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub seed: u64,
    /// How much faster than real time the demo's clock runs
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(i64).range(1..=1_000))]
    pub speed: i64,
    /// When the demo's clock begins, as 2026-11-23T07:00:00Z [default: now]
    #[arg(long, value_name = "TIME")]
    pub from: Option<jiff::Timestamp>,
    /// Customers write for so many minutes of the demo's clock, 0: nobody writes [default: to the end]
    #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(i64).range(0..=100_000))]
    pub lively: Option<i64>,
    /// Be a further process of the demo that stands in --database-url, on the same data folder
    #[arg(long, requires = "database_url")]
    pub join: bool,
}

/// The data folder is the one that the caller named; otherwise it is made and removed. Only a database that the caller named
/// here is written to, never one that the configuration names for the desk itself.
pub fn run(mut config: Config, args: &DemoArgs, flags: &Flags) -> anyhow::Result<ExitCode> {
    let kept = flags.data.as_deref();
    if config.log == Config::default().log {
        // The screen is for the words below.
        "warn".clone_into(&mut config.log);
    }
    logs::start(&config);
    let problems = config.problems();
    anyhow::ensure!(
        problems.is_empty(),
        "the configuration cannot work:\n  {}",
        problems.join("\n  ")
    );
    let _folder = match kept {
        Some(_) => None,
        None => {
            let folder = Folder::make()?;
            config.data.clone_from(&folder.0);
            Some(folder)
        }
    };
    if config.smtp == Config::default().smtp
        && std::net::TcpListener::bind("127.0.0.1:2525").is_err()
    {
        config.smtp = Listen::at([127, 0, 0, 1], 0);
    }
    let wish = Wish {
        conversations: usize::try_from(args.conversations).unwrap_or(usize::MAX),
        seed: args.seed,
        speed: args.speed,
        pace: None,
        from: args.from.map(jiff::Timestamp::as_millisecond),
        database: flags.database_url.clone(),
        lively_ms: args.lively.map(|minutes| minutes * MINUTE),
    };
    let url = config.console_url();
    if args.join {
        anyhow::ensure!(
            kept.is_some(),
            "--join needs the data folder of the demo: name it with --data"
        );
        config.database_url = wish.database;
        return super::runtime()?.block_on(joined(config, &url));
    }
    super::runtime()?.block_on(async {
        let begun = Instant::now();
        let bar = bar();
        let progress = |done: usize, all: usize| {
            bar.set_length(u64::try_from(all).unwrap_or(0));
            bar.set_position(u64::try_from(done).unwrap_or(0));
        };
        let demo = tokio::select! {
            demo = Demo::start(config, &wish, &progress) => demo?,
            stopped = supervisor::asked_to_stop() => {
                bar.abandon();
                stopped?;
                return Ok(ExitCode::SUCCESS);
            }
        };
        bar.finish_and_clear();
        welcome(&demo, &url, begun.elapsed().as_secs_f64(), kept);
        supervisor::asked_to_stop().await?;
        println!("\nStopping.");
        demo.running.stop().await;
        Ok(ExitCode::SUCCESS)
    })
}

/// A further process of a demo, until somebody stops it.
async fn joined(config: Config, url: &str) -> anyhow::Result<ExitCode> {
    let running = shared::join(config, Book::open()?.company).await?;
    println!("Joined the demo. Console: {url}");
    supervisor::asked_to_stop().await?;
    running.stop().await;
    Ok(ExitCode::SUCCESS)
}

fn bar() -> ProgressBar {
    let style =
        ProgressStyle::with_template("Telling the past of the company  {bar:40}  {percent} %");
    ProgressBar::new(1).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn welcome(demo: &Demo, url: &str, seconds: f64, kept: Option<&Path>) {
    let made = &demo.made;
    println!(
        "{} conversations, {} mails in, {} answers, in {seconds:.1} s.\n",
        made.conversations, made.mails, made.answers
    );
    println!("Console: {url}");
    println!(
        "Sign in with any of these, password: {}\n",
        company::PASSWORD
    );
    for member in &demo.cast.members {
        println!(
            "  {:<28} {:<18} {}",
            member.email, member.zone_name, member.name
        );
    }
    if let Some(smtp) = demo.running.smtp {
        println!(
            "\nCustomers write through the SMTP door at {smtp} and answer what you send them."
        );
    }
    println!("Nothing leaves this machine.");
    match kept {
        Some(folder) => println!("Everything stays in {}. Ctrl-C stops.", folder.display()),
        None => println!("Everything is thrown away at the end. Ctrl-C stops."),
    }
    if !http::console::is_built() {
        println!("The console is not in this binary; the page at / says how to build it.");
    }
}

/// A folder of our own that goes with the demo.
struct Folder(PathBuf);

impl Folder {
    fn make() -> anyhow::Result<Self> {
        let path =
            std::env::temp_dir().join(format!("fairlead-demo-{}", uuid::Uuid::now_v7().simple()));
        std::fs::create_dir(&path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            eprintln!(
                "fairlead: {} could not be removed: {error}",
                self.0.display()
            );
        }
    }
}
