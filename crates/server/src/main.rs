//! Fairlead: a self-hosted customer-support desk.

use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    // Both ring and aws-lc may be linked by dependencies; we choose once, before any TLS.
    if rustls::crypto::ring::default_provider()
        .install_default()
        .is_err()
    {
        eprintln!("fairlead: a TLS provider was already installed");
    }
    let cli = fairlead_server::cli::Cli::parse();
    if cli.runs_for_long() {
        fairlead_server::cli::memory::use_few_pools();
    }
    match fairlead_server::cli::run(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("fairlead: {error:#}");
            ExitCode::FAILURE
        }
    }
}
