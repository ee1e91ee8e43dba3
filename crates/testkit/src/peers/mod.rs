//! Real programs that tests talk to: each with its own folder and free ports, ended on drop.
//!
//! A program that is not installed makes its test skip with a clear word, and fail where `CI` is set.

mod dovecot;
pub mod openid;
mod pebble;
mod postfix;
mod postgres;
mod smtp_sink;
mod swaks;

pub use crate::drive::process::free_port;
pub use dovecot::Dovecot;
pub use pebble::Pebble;
pub use postfix::Postfix;
pub use postgres::Postgres;
pub use smtp_sink::SmtpSink;
pub use swaks::{smtp_source, swaks};

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::{Instant, sleep};

/// The longest that a peer may take to listen.
const START: Duration = Duration::from_secs(20);

/// The program, or `None` after saying what to install. Panics where `CI` is set.
#[must_use]
pub fn program(name: &str, package: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&folders)
        .chain(["/usr/sbin", "/usr/local/sbin", "/sbin"].map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|path| path.is_file());
    if found.is_none() {
        let word = format!("{name} is missing: apt-get install {package}");
        assert!(std::env::var_os("CI").is_none(), "{word}");
        eprintln!("{word}; test skipped");
    }
    found
}

/// Waits until somebody listens on the port.
pub async fn listening(port: u16) -> anyhow::Result<()> {
    let until = Instant::now() + START;
    loop {
        match TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await {
            Ok(_) => return Ok(()),
            Err(error) if Instant::now() > until => anyhow::bail!("port {port}: {error}"),
            Err(_) => sleep(Duration::from_millis(20)).await,
        }
    }
}

/// Whether this process is root.
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|m| m.uid() == 0)
}

/// Names of the user who runs the tests and of their group.
fn user_and_group() -> anyhow::Result<(String, String)> {
    let ask = |flag: &str| -> anyhow::Result<String> {
        let out = Command::new("id").arg(flag).output()?;
        Ok(String::from_utf8(out.stdout)?.trim().to_owned())
    };
    Ok((ask("-un")?, ask("-gn")?))
}

fn signal(pid: u32, name: &str) {
    if let Err(error) = Command::new("kill")
        .args([format!("-{name}"), pid.to_string()])
        .status()
    {
        eprintln!("could not signal {pid}: {error}");
    }
}

/// To every process of the group that `leader` began and that still lives.
fn signal_group(leader: u32, name: &str) {
    let to = [format!("-{name}"), "--".to_owned(), format!("-{leader}")];
    // An empty group is what is hoped for: its complaint is nobody's business.
    if let Err(error) = Command::new("kill").args(to).stderr(Stdio::null()).status() {
        eprintln!("could not signal the group of {leader}: {error}");
    }
}

/// A certificate for `localhost` and 127.0.0.1, its own authority.
pub struct Certificate {
    pub certificate_pem: String,
    pub key_pem: String,
}

impl Certificate {
    pub fn localhost() -> anyhow::Result<Self> {
        let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        let made = rcgen::generate_simple_self_signed(names)?;
        Ok(Self {
            certificate_pem: made.cert.pem(),
            key_pem: made.key_pair.serialize_pem(),
        })
    }
}
