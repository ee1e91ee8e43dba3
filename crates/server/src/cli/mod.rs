//! The command line: flags and commands, one file per command.

pub mod doctor;
mod inspect;
mod openapi;
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

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the desk (what happens without a command, too)
    Serve,
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
        Command::Inspect(args) => inspect::run(&args),
        Command::Openapi => openapi::run(),
    }
}

/// The runtime of every command that needs one: two workers, small stacks, few blocking threads.
///
/// # Errors
/// When threads cannot be made.
pub fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(16)
        .thread_stack_size(2 * 1024 * 1024)
        .thread_name("fairlead")
        .enable_all()
        .build()?)
}
