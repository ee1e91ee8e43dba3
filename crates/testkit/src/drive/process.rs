//! Child processes that are measured: started on free ports, waited for by state, killed on drop.

use anyhow::{Context, Result, bail};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Below the ports that the kernel gives to outgoing connections: one of these may take any of those between being found
/// free and being listened at, and may even connect to itself.
const PORTS: std::ops::Range<u16> = 12_000..32_000;
/// Attempts to start a program.
const STARTS: u32 = 5;

/// A port of 127.0.0.1 that was free a moment ago, and that nobody else of this process is given before all others were.
pub fn free_port() -> Result<u16> {
    static NEXT: OnceLock<AtomicU32> = OnceLock::new();
    let next = NEXT.get_or_init(|| AtomicU32::new(std::process::id().wrapping_mul(7_919)));
    let many = u32::from(PORTS.end - PORTS.start);
    for _ in 0..many {
        let step = next.fetch_add(1, Ordering::Relaxed) % many;
        let port = PORTS.start + u16::try_from(step)?;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return Ok(port);
        }
    }
    bail!("no port of {PORTS:?} is free")
}

/// Waits until something accepts connections.
pub fn wait_for_port(port: u16, limit: Duration) -> Result<Duration> {
    let start = Instant::now();
    loop {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return Ok(start.elapsed());
        }
        if start.elapsed() > limit {
            bail!("nothing listens on port {port} after {limit:?}");
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// A child that dies with its owner.
pub struct Running {
    child: Child,
}

impl Running {
    pub fn spawn(command: &mut Command) -> Result<Self> {
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .with_context(|| format!("starting {command:?}"))?;
        Ok(Self { child })
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// CPU seconds used so far by the process (all threads), user and system.
    pub fn cpu_seconds(&self) -> Result<f64> {
        cpu_seconds(&self.pid().to_string())
    }

    /// Resident memory in MiB.
    pub fn rss_mib(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid()))?;
        let line = status
            .lines()
            .find(|l| l.starts_with("VmRSS:"))
            .context("no VmRSS")?;
        let kib: f64 = line
            .split_whitespace()
            .nth(1)
            .context("no number")?
            .parse()?;
        Ok(kib / 1024.0)
    }

    /// Asks it to stop and waits.
    pub fn stop(&mut self) -> Result<()> {
        let pid = self.pid().to_string();
        Command::new("kill").args(["-TERM", &pid]).status()?;
        let begun = Instant::now();
        while self.child.try_wait()?.is_none() {
            if begun.elapsed() > Duration::from_secs(30) {
                bail!("it did not stop within 30 s");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    /// SIGKILL.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}

fn cpu_seconds(pid: &str) -> Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let after = stat.rsplit(')').next().context("no ) in /proc stat")?;
    let fields: Vec<&str> = after.split_whitespace().collect();
    let ticks: f64 = fields[11].parse::<f64>()? + fields[12].parse::<f64>()?;
    Ok(ticks / 100.0)
}

/// CPU seconds of this process.
pub fn own_cpu_seconds() -> Result<f64> {
    cpu_seconds("self")
}

/// A Fairlead with its own data folder.
pub struct Fairlead {
    pub process: Running,
    pub http: u16,
    pub smtp: u16,
    pub data: PathBuf,
    /// From start to the first answered HTTP request.
    pub started_in: Duration,
}

/// The door that the measured mails are sent to.
pub const DOOR: &str = "help@example.test";
/// The administrator of the measured installation.
pub const ADMIN: &str = "admin@example.test";
pub const PASSWORD: &str = "correct horse battery staple";

/// Creates an installation in `data` with one administrator and one door, as the first visit to the console does.
pub fn init(binary: &Path, data: &Path) -> Result<()> {
    init_on(binary, data, None)
}

/// The same on a PostgreSQL.
pub fn init_on(binary: &Path, data: &Path, database: Option<&str>) -> Result<()> {
    let desk = Fairlead::start_on(binary, data, database)?;
    let setup = serde_json::json!({
        "organization": "Bench",
        "name": "Admin",
        "email": ADMIN,
        "password": PASSWORD,
        "zone": "UTC",
        "locale": "en",
        "channel_name": "Email",
        "address": DOOR,
        "team_name": "Support",
    });
    let (status, body) = crate::drive::client::Api::anonymous(desk.http)?.call(
        "POST",
        "/setup",
        Some(&setup),
        None,
    )?;
    if status >= 300 {
        bail!("set-up answered {status}: {body}");
    }
    desk.stop()
}

impl Fairlead {
    /// Starts the binary on an installation and waits for its first answer.
    pub fn start(binary: &Path, data: &Path) -> Result<Self> {
        Self::start_on(binary, data, None)
    }

    /// The same on a PostgreSQL, if one is named. A port that another program was quicker to take is no reason to give up.
    pub fn start_on(binary: &Path, data: &Path, database: Option<&str>) -> Result<Self> {
        for _ in 0..STARTS {
            if let Some(started) = Self::try_start(binary, data, database)? {
                return Ok(started);
            }
        }
        bail!(
            "{} ended {STARTS} times before it was ready",
            binary.display()
        )
    }

    /// `None` when it ended before it was ready.
    fn try_start(binary: &Path, data: &Path, database: Option<&str>) -> Result<Option<Self>> {
        let (http, smtp) = (free_port()?, free_port()?);
        let begun = Instant::now();
        let mut process = Running::spawn(
            Command::new(binary)
                .arg("serve")
                .arg("--data")
                .arg(data)
                .args([
                    "--http",
                    &format!("127.0.0.1:{http}"),
                    "--smtp",
                    &format!("127.0.0.1:{smtp}"),
                ])
                .args(database.into_iter().flat_map(|url| ["--database-url", url]))
                .stderr(Stdio::null()),
        )?;
        while !matches!(get(http, "/readyz", ""), Ok((200, _))) {
            if process.child.try_wait()?.is_some() {
                return Ok(None);
            }
            if begun.elapsed() > Duration::from_secs(60) {
                bail!("it is not ready after a minute");
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        let started_in = begun.elapsed();
        wait_for_port(smtp, Duration::from_secs(60))?;
        Ok(Some(Self {
            process,
            http,
            smtp,
            data: data.to_path_buf(),
            started_in,
        }))
    }
}

impl Fairlead {
    /// Stops it as an administrator would, so that the next start finds everything written.
    pub fn stop(mut self) -> Result<()> {
        self.process.stop()
    }
}

/// One HTTP GET on a new connection: status and body.
pub fn get(port: u16, path: &str, headers: &str) -> Result<(u16, Vec<u8>)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{headers}\r\n"
    )?;
    let mut all = Vec::new();
    stream.read_to_end(&mut all)?;
    let split = all
        .windows(4)
        .position(|w| w == b"\r\n\r\n")
        .context("no end of headers")?;
    let head = String::from_utf8_lossy(&all[..split]).into_owned();
    let status = head.split(' ').nth(1).context("no status")?.parse()?;
    Ok((status, all[split + 4..].to_vec()))
}
