//! `fairlead serve`: the whole desk in one process.

use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::run::Running;
use crate::{http, logs, supervisor};
use std::process::ExitCode;

pub fn run(config: Config) -> anyhow::Result<ExitCode> {
    logs::start(&config);
    let problems = config.problems();
    if !problems.is_empty() {
        anyhow::bail!(
            "the configuration cannot work:\n  {}",
            problems.join("\n  ")
        );
    }
    super::runtime()?.block_on(async {
        let url = config.console_url();
        let app = App::open(config, Clock::System).await?;
        let running = Running::start(app).await?;
        if !http::console::is_built() {
            tracing::warn!("the console is not in this binary; the page at / says how to build it");
        }
        tracing::info!(console = url, http = ?running.http, "fairlead is running");
        supervisor::asked_to_stop().await?;
        tracing::info!("stopping");
        running.stop().await;
        Ok(ExitCode::SUCCESS)
    })
}
