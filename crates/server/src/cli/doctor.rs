//! `fairlead doctor`: looks at ports, DNS, TLS, disk, clock and database; says what is wrong and what to do.

use crate::app::App;
use crate::config::Config;
use crate::http::tls;
use crate::workers::nodes::{GONE_MS, SKEW_MS};
use channels::dns::Resolver;
use mail::{Answer, Question, RecordKind};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const PATIENCE: Duration = Duration::from_secs(4);
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Bytes of free disk under which mail is at risk.
const LOW_DISK: u64 = 1024 * 1024 * 1024;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub level: Level,
    pub what: String,
    /// What to do about it; empty when all is well.
    pub remedy: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Well,
    Hint,
    Wrong,
}

impl Finding {
    #[must_use]
    pub fn well(what: impl Into<String>) -> Self {
        Self {
            level: Level::Well,
            what: what.into(),
            remedy: String::new(),
        }
    }

    #[must_use]
    pub fn hint(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            level: Level::Hint,
            what: what.into(),
            remedy: remedy.into(),
        }
    }

    #[must_use]
    pub fn wrong(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            level: Level::Wrong,
            what: what.into(),
            remedy: remedy.into(),
        }
    }
}

/// Prints findings as they are made; the exit code says whether anything is wrong.
pub fn print(findings: &[Finding]) -> ExitCode {
    for finding in findings {
        let mark = match finding.level {
            Level::Well => "ok  ",
            Level::Hint => "hint",
            Level::Wrong => "BAD ",
        };
        println!("{mark}  {}", finding.what);
        if !finding.remedy.is_empty() {
            println!("      -> {}", finding.remedy);
        }
    }
    let wrong = findings.iter().filter(|f| f.level == Level::Wrong).count();
    if wrong == 0 {
        println!("\nNothing is wrong.");
        ExitCode::SUCCESS
    } else {
        println!(
            "\n{wrong} {} wrong.",
            if wrong == 1 { "thing is" } else { "things are" }
        );
        ExitCode::FAILURE
    }
}

/// What does not need the database.
pub async fn surroundings(config: &Config, now: i64) -> Vec<Finding> {
    let mut out: Vec<Finding> = config
        .problems()
        .into_iter()
        .map(|problem| {
            Finding::wrong(
                problem,
                "Correct fairlead.toml, the environment or the flags.",
            )
        })
        .collect();
    out.push(disk(config));
    out.extend(clock(now));
    for (name, address, http) in [
        ("console", config.http.0, true),
        ("mail (smtp)", config.smtp.0, false),
        ("mail (smtps)", config.smtps.0, false),
    ] {
        if let Some(address) = address {
            out.push(port(name, address, http, config.has_tls()).await);
        }
    }
    out.extend(certificate(config, now));
    if config.public_url.is_none() {
        out.push(Finding::hint(
            "public_url is not set: links in mails to agents point at this machine only.",
            "Set public_url to the address that agents type, e.g. https://desk.example.org.",
        ));
    } else if config.public_url.as_deref().is_some_and(|url| {
        url.starts_with("http://") && !url.contains("localhost") && !url.contains("127.0.0.1")
    }) {
        out.push(Finding::hint(
            "public_url is plain http: passwords would travel in the clear.",
            "Use tls_cert and tls_key, acme, or a proxy with HTTPS and behind_proxy.",
        ));
    }
    out
}

fn disk(config: &Config) -> Finding {
    let folder = config.data.display();
    if let Err(error) = std::fs::create_dir_all(&config.data) {
        return Finding::wrong(
            format!("The data folder {folder} cannot be made: {error}"),
            "Choose another with --data, or correct its owner.",
        );
    }
    let probe = config.file(".doctor");
    if let Err(error) = std::fs::write(&probe, b"probe") {
        return Finding::wrong(
            format!("The data folder {folder} cannot be written: {error}"),
            "Correct its owner, or free the disk.",
        );
    }
    let _ = std::fs::remove_file(&probe);
    match fs4::available_space(&config.data) {
        Ok(free) if free < LOW_DISK => Finding::wrong(
            format!(
                "Only {} MB are free for {folder}; with a full disk mail is refused (senders try again).",
                free / 1_048_576
            ),
            "Free some space, or move the data folder to a larger disk.",
        ),
        Ok(free) => Finding::well(format!(
            "Disk: {} GB free for {folder}.",
            free / 1_073_741_824
        )),
        Err(error) => Finding::hint(
            format!("Free space of {folder} cannot be told: {error}"),
            "Look at it by hand (df).",
        ),
    }
}

fn clock(now: i64) -> Vec<Finding> {
    // Before this program was written, or far after: signatures and sessions would fail.
    if !(1_767_225_600_000..4_102_444_800_000).contains(&now) {
        return vec![Finding::wrong(
            "The machine's clock is wrong: it says a year that cannot be.",
            "Switch on time synchronisation (timedatectl set-ntp true).",
        )];
    }
    vec![Finding::well(format!(
        "Clock: {}.",
        jiff::Timestamp::from_millisecond(now)
            .map(|at| at.to_string())
            .unwrap_or_default()
    ))]
}

/// Either we can listen there, or our own server answers there.
async fn port(name: &str, address: SocketAddr, http: bool, tls: bool) -> Finding {
    match TcpListener::bind(address).await {
        Ok(_) => return Finding::well(format!("Port {address} is free for the {name}.")),
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            return Finding::wrong(
                format!("Listening on {address} for the {name} is not permitted."),
                "Ports under 1024 need root, CAP_NET_BIND_SERVICE (systemd: AmbientCapabilities), or a redirect.",
            );
        }
        Err(error) if error.kind() == std::io::ErrorKind::AddrNotAvailable => {
            return Finding::wrong(
                format!("This machine does not have the address {address} ({name})."),
                "Listen on an address of this machine, or on 0.0.0.0.",
            );
        }
        Err(_) => {}
    }
    if tls || name.contains("smtps") {
        return Finding::hint(
            format!("Something listens on {address} ({name})."),
            "If it is Fairlead, all is well.",
        );
    }
    match tokio::time::timeout(PATIENCE, greeting(address, http)).await {
        Ok(Ok(text)) if text.contains("\"ok\":true") || text.contains("ESMTP") => {
            Finding::well(format!("A running Fairlead answers on {address} ({name})."))
        }
        _ => Finding::wrong(
            format!("Another program listens on {address}, which is meant for the {name}."),
            format!(
                "Find it (ss -ltnp 'sport = :{}') and stop it, or choose another port.",
                address.port()
            ),
        ),
    }
}

async fn greeting(address: SocketAddr, http: bool) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    if http {
        stream
            .write_all(b"GET /healthz HTTP/1.1\r\nHost: doctor\r\nConnection: close\r\n\r\n")
            .await?;
    }
    let mut buffer = vec![0; 4096];
    let mut text = String::new();
    loop {
        let n = stream.read(&mut buffer).await?;
        text.push_str(&String::from_utf8_lossy(&buffer[..n]));
        if n == 0 || !http || text.len() > 8192 {
            return Ok(text);
        }
    }
}

fn certificate(config: &Config, now: i64) -> Option<Finding> {
    let file = config.tls_cert.as_ref()?;
    let chain = match tls::certificates(file) {
        Ok(chain) => chain,
        Err(error) => {
            return Some(Finding::wrong(
                format!("{error:#}"),
                "Give a PEM file with the certificate first and its chain after it.",
            ));
        }
    };
    let Some(until) = chain.first().and_then(|leaf| tls::not_after(leaf)) else {
        return Some(Finding::hint(
            "The end of the certificate cannot be read.",
            "Look at it by hand (openssl x509 -enddate).",
        ));
    };
    let days = (until - now) / DAY_MS;
    Some(if until < now {
        Finding::wrong(
            "The TLS certificate has ended: browsers and mail servers refuse it.",
            "Renew it; the running server picks up the new file within a minute.",
        )
    } else if days < 14 {
        Finding::hint(
            format!("The TLS certificate ends in {days} days."),
            "Renew it; the running server picks up the new file within a minute.",
        )
    } else {
        Finding::well(format!("TLS certificate: {days} days left."))
    })
}

/// Whether files can be written, read and deleted.
pub async fn blobs(app: &App) -> Finding {
    let place = match &app.config.blobs {
        Some(address) => address.split('?').next().unwrap_or(address).to_owned(),
        None => app.config.file("blobs").display().to_string(),
    };
    let probe = format!("fairlead doctor {}", app.desk.node());
    match app.desk.blobs().probe(probe.as_bytes()).await {
        Ok(()) => Finding::well(format!("Files can be kept in {place}.")),
        Err(error) => Finding::wrong(
            format!("Files cannot be kept in {place}: {error}"),
            "Check the address, the keys, the rights, and the free space.",
        ),
    }
}

/// The machines that are at work on the same database.
///
/// # Errors
/// When the database cannot be read.
pub async fn nodes(app: &App) -> anyhow::Result<Vec<Finding>> {
    if app.cluster.is_alone() {
        return Ok(Vec::new());
    }
    let all = app.db().read(async |tx| store::node::all(tx).await).await?;
    let (known, now) = (store::migrate::known(), app.clock.now());
    let mut out = Vec::new();
    if all.is_empty() {
        out.push(Finding::hint(
            "No machine is at work on this database.",
            "Start one with `fairlead serve`.",
        ));
    }
    for node in all {
        let name = format!("{} (version {})", node.name, node.program);
        out.push(if now - node.seen_at > GONE_MS {
            Finding::wrong(
                format!("{name} was at work and has not been heard of for {} s.", (now - node.seen_at) / 1_000),
                "Start it again; the others do its work meanwhile.",
            )
        } else if node.skew_ms.abs() > SKEW_MS {
            Finding::wrong(
                format!("The clock of {name} is {} ms off.", node.skew_ms),
                "Let it follow a time server (chrony, systemd-timesyncd). The desk goes by the database's clock meanwhile.",
            )
        } else if node.knows != known {
            Finding::hint(
                format!("{name} is of another version than this program: it knows migration {}, this one {known}.", node.knows),
                "Bring all machines to the same version, one after the other.",
            )
        } else {
            Finding::well(format!("{name} is at work."))
        });
    }
    Ok(out)
}

/// Whether the world can send to this domain, and believes what it sends.
pub async fn domain(dns: &Resolver, domain: &str, selectors: &[(String, String)]) -> Vec<Finding> {
    let ask =
        |name: String, kind: RecordKind| async move { dns.answer(&Question { name, kind }).await };
    let mut out = Vec::new();
    match ask(domain.to_owned(), RecordKind::Mx).await {
        Answer::Records(hosts) if !hosts.is_empty() => out.push(Finding::well(format!("{domain}: mail goes to {}.", hosts.join(", ")))),
        Answer::Failed => {
            out.push(Finding::hint(format!("{domain}: DNS does not answer."), "Check the machine's name servers (/etc/resolv.conf), then look again."));
            return out;
        }
        _ => out.push(Finding::wrong(
            format!("{domain} has no MX record: nobody can send mail there."),
            format!("Publish: {domain}. MX 10 <the name of this server>. Not needed when mail is collected by IMAP or forwarded."),
        )),
    }
    let texts = |answer: Answer| match answer {
        Answer::Records(records) => records,
        _ => Vec::new(),
    };
    let spf: Vec<String> = texts(ask(domain.to_owned(), RecordKind::Txt).await)
        .into_iter()
        .filter(|text| text.to_ascii_lowercase().starts_with("v=spf1"))
        .collect();
    out.push(match spf.as_slice() {
        [one] => Finding::well(format!("{domain}: SPF is {one}")),
        [] => Finding::wrong(
            format!("{domain} has no SPF record: answers may land in spam."),
            format!("Publish: {domain}. TXT \"v=spf1 mx ~all\" (name your smarthost, too)."),
        ),
        _ => Finding::wrong(
            format!(
                "{domain} has {} SPF records, which counts as none.",
                spf.len()
            ),
            "Keep one TXT record that begins with v=spf1.",
        ),
    });
    let dmarc = texts(ask(format!("_dmarc.{domain}"), RecordKind::Txt).await);
    out.push(if dmarc.iter().any(|text| text.starts_with("v=DMARC1")) {
        Finding::well(format!("{domain}: DMARC is published."))
    } else {
        Finding::hint(format!("{domain} has no DMARC record."), format!("Publish: _dmarc.{domain}. TXT \"v=DMARC1; p=none; rua=mailto:postmaster@{domain}\"."))
    });
    for (selector, expected) in selectors {
        let name = format!("{selector}._domainkey.{domain}");
        let found = texts(ask(name.clone(), RecordKind::Txt).await);
        out.push(if found.iter().any(|text| same_key(text, expected)) {
            Finding::well(format!("{domain}: the DKIM key {selector} is published."))
        } else {
            Finding::wrong(
                format!("{domain}: the DKIM key {selector} is not published (or another one is)."),
                format!("Publish: {name}. TXT \"{expected}\""),
            )
        });
    }
    if selectors.is_empty() {
        out.push(Finding::hint(
            format!("{domain} has no DKIM key here."),
            "Make one under Settings, Sending, and publish its record.",
        ));
    }
    out
}

fn same_key(a: &str, b: &str) -> bool {
    let key = |text: &str| {
        text.split(';')
            .filter_map(|tag| {
                tag.trim()
                    .strip_prefix("p=")
                    .map(|p| p.split_whitespace().collect::<String>())
            })
            .next()
    };
    key(a).is_some() && key(a) == key(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_compared_without_their_spaces() {
        assert!(same_key("v=DKIM1; k=rsa; p=AB CD", "v=DKIM1;p=ABCD"));
        assert!(!same_key("v=DKIM1; p=AB", "v=DKIM1; p=AC"));
        assert!(!same_key("v=DKIM1", "v=DKIM1"));
    }

    #[tokio::test]
    async fn a_port_taken_by_a_stranger_is_told() {
        let stranger = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = stranger.local_addr().expect("an address");
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = stranger.accept().await {
                let _ = stream.write_all(b"hello\r\n").await;
            }
        });
        let finding = port("console", address, true, false).await;
        assert_eq!(finding.level, Level::Wrong, "{}", finding.what);
    }
}
