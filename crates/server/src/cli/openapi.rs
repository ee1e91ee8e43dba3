//! `fairlead openapi`.

use std::io::Write;
use std::process::ExitCode;

pub fn run() -> anyhow::Result<ExitCode> {
    std::io::stdout().write_all(&document()?)?;
    Ok(ExitCode::SUCCESS)
}

/// As the routes say it.
#[cfg(debug_assertions)]
fn document() -> anyhow::Result<Vec<u8>> {
    Ok(crate::http::openapi::make::json()?.into_bytes())
}

/// As it was committed.
#[cfg(not(debug_assertions))]
fn document() -> anyhow::Result<bytes::Bytes> {
    Ok(crate::http::openapi::json()?)
}
