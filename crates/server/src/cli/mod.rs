//! The command line: flags and commands, one file per command.

mod agent;
mod check;
mod copy;
mod demo;
pub mod doctor;
mod files;
mod import;
mod init;
mod inspect;
pub mod memory;
mod openapi;
mod opened;
mod serve;

use crate::config::{Config, Flags};
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// A self-hosted customer-support desk: mail in, answer out, nothing lost.
#[derive(Debug, Parser)]
#[command(name = "fairlead", version, propagate_version = true)]
pub struct Cli {
    #[command(flatten)]
    pub flags: Flags,
    #[command(subcommand)]
    pub command: Option<Command>,
}

impl Cli {
    /// Whether this runs until somebody stops it.
    #[must_use]
    pub fn runs_for_long(&self) -> bool {
        matches!(
            self.command,
            None | Some(Command::Serve) | Some(Command::Demo(_))
        )
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the desk (what happens without a command, too)
    Serve,
    /// Set up an empty data folder without a browser
    Init(init::InitArgs),
    /// Look at the configuration and at doors that lead nowhere
    Check,
    /// Look at ports, DNS, TLS, disk and clock: what is wrong and what to do
    Doctor,
    /// Copy the whole instance while it runs
    Backup(files::BackupArgs),
    /// Check a backup and put it into an empty data folder
    Restore(files::RestoreArgs),
    /// Write everything as JSON Lines, raw mail and files
    Export(files::ExportArgs),
    /// Move everything between SQLite and PostgreSQL
    Copy(copy::CopyArgs),
    /// Bring in contacts, mail or the export of another desk; begins with a dry run
    Import(import::ImportArgs),
    /// List, add and lock out agents
    #[command(subcommand)]
    Agent(agent::AgentCommand),
    /// A throw-away desk with a believable company and customers who keep writing
    Demo(demo::DemoArgs),
    /// Show what the program makes of a mail, as JSON
    Inspect(inspect::InspectArgs),
    /// Print the description of the API (OpenAPI, JSON)
    Openapi,
}

/// Carries out a command line.
///
/// # Errors
/// What went wrong, with its causes, for a person.
pub fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let config = || Config::load(&cli.flags);
    match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => serve::run(config()?),
        Command::Init(args) => init::run(config()?, args),
        Command::Check => check::run(config()?),
        Command::Doctor => doctor_run(config()?),
        Command::Backup(args) => files::backup(&config()?, &args),
        Command::Restore(args) => files::restore(&config()?, &args),
        Command::Export(args) => files::export(config()?, &args),
        Command::Copy(args) => copy::run(&config()?, &args),
        Command::Import(args) => import::run(config()?, &args),
        Command::Agent(command) => agent::run(config()?, command),
        Command::Demo(args) => demo::run(config()?, &args, &cli.flags),
        Command::Inspect(args) => inspect::run(&args),
        Command::Openapi => openapi::run(),
    }
}

/// The surroundings, the doors, and the domains of the doors with their keys.
fn doctor_run(config: Config) -> anyhow::Result<ExitCode> {
    let now = crate::clock::Clock::System.now();
    runtime()?.block_on(async {
        let mut findings = doctor::surroundings(&config, now).await;
        let dns = crate::app::resolver(&config)?;
        match opened::for_reading(config).await {
            Ok(opened) => {
                findings.push(doctor::blobs(&opened.app).await);
                findings.extend(doctor::nodes(&opened.app).await?);
                findings.extend(check::doors(&opened.app).await?);
                findings.extend(check::languages(&opened.app).await?);
                for (domain, selectors) in check::domains(&opened.app).await? {
                    findings.extend(doctor::domain(&dns, &domain, &selectors).await);
                }
            }
            Err(error) => findings.push(doctor::Finding::wrong(
                format!("{error:#}"),
                "Begin with `fairlead init`, or start the server and open the console.",
            )),
        }
        Ok(doctor::print(&findings))
    })
}

/// The runtime of every command that needs one: two to eight workers, small stacks, few blocking threads.
///
/// # Errors
/// When threads cannot be made.
pub fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    Ok(tokio::runtime::Builder::new_multi_thread()
        .worker_threads(cores.clamp(2, 8))
        .max_blocking_threads(16)
        .thread_stack_size(2 * 1024 * 1024)
        .thread_name("fairlead")
        .enable_all()
        .build()?)
}
