//! `fairlead init`: organization, first administrator and first email door without a browser.

use super::opened;
use crate::config::Config;
use anyhow::Context as _;
use clap::Args;
use desk::init::Setup;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, Args)]
pub struct InitArgs {
    /// Name of the organization
    #[arg(long, value_name = "NAME")]
    organization: String,
    /// Email address of the first administrator
    #[arg(long, value_name = "EMAIL")]
    admin: String,
    /// Name of the first administrator [default: the local part of the address]
    #[arg(long, value_name = "NAME")]
    admin_name: Option<String>,
    /// File that holds the administrator's password
    #[arg(long, value_name = "FILE")]
    password_file: PathBuf,
    /// The address that customers write to
    #[arg(long, value_name = "EMAIL")]
    email_address: String,
    /// Name of the first channel
    #[arg(long, value_name = "NAME", default_value = "Email")]
    channel_name: String,
    /// Name of the first team
    #[arg(long, value_name = "NAME", default_value = "Support")]
    team: String,
    /// Time zone (IANA)
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    zone: String,
    /// Language (BCP 47)
    #[arg(long, value_name = "LOCALE", default_value = "en")]
    locale: String,
}

/// The first line of a file.
///
/// # Errors
/// When the file cannot be read or is empty.
pub fn password_from(file: &Path) -> anyhow::Result<String> {
    let text =
        std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let line = text.lines().next().unwrap_or_default().to_owned();
    anyhow::ensure!(!line.is_empty(), "{} is empty", file.display());
    Ok(line)
}

pub fn run(config: Config, args: InitArgs) -> anyhow::Result<ExitCode> {
    let password = password_from(&args.password_file)?;
    let local = args.admin.split('@').next().unwrap_or_default().to_owned();
    let setup = Setup {
        organization: args.organization,
        name: args.admin_name.unwrap_or(local),
        email: args.admin,
        password,
        zone: args.zone,
        locale: args.locale,
        public_url: config.public_url.clone().unwrap_or_default(),
        team_name: args.team,
        channel_name: args.channel_name,
        address: args.email_address,
    };
    super::runtime()?.block_on(async {
        let app = opened::for_writing(config).await?;
        let started = app.desk.init(setup, "", app.clock.now()).await?;
        app.db().close().await;
        println!(
            "{} is set up; {} may sign in.",
            started.channel.name, started.agent.email
        );
        Ok(ExitCode::SUCCESS)
    })
}
