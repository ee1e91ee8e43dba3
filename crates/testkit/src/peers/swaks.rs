//! Programs that send mail to us and end.

use std::process::{Output, Stdio};

use tokio::process::Command;

use super::program;

/// Runs swaks against a port of ours. `None` when it is not installed. Its exit code names the stage that failed.
pub async fn swaks(port: u16, args: &[&str]) -> anyhow::Result<Option<Output>> {
    let Some(program) = program("swaks", "swaks libnet-ssleay-perl") else {
        return Ok(None);
    };
    let output = Command::new(program)
        .args(["--server", &format!("127.0.0.1:{port}"), "--timeout", "20"])
        .args(args)
        .stdin(Stdio::null())
        .output()
        .await?;
    Ok(Some(output))
}

/// Runs postfix's load maker. `None` when it is not installed.
pub async fn smtp_source(port: u16, args: &[&str]) -> anyhow::Result<Option<Output>> {
    let Some(program) = program("smtp-source", "postfix") else {
        return Ok(None);
    };
    let output = Command::new(program)
        .args(args)
        .arg(format!("127.0.0.1:{port}"))
        .stdin(Stdio::null())
        .output()
        .await?;
    Ok(Some(output))
}
