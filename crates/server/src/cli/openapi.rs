//! `fairlead openapi`.

use std::process::ExitCode;

pub fn run() -> anyhow::Result<ExitCode> {
    print!("{}", crate::http::openapi::json()?);
    Ok(ExitCode::SUCCESS)
}
