//! What is needed to start: flags over environment (`FAIRLEAD_*`) over file (`fairlead.toml`) over defaults.
//! All else is data, edited in the console and live at once.

use crate::cidr::Cidr;
use anyhow::Context as _;
use clap::{Args, ValueEnum};
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Deserializer, Serialize};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// The file that is read without being named, when it is there.
const HERE: &str = "fairlead.toml";

/// The whole configuration, checked for type but not for sense (see [`Config::problems`]).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Folder of the database, the blobs, the key file and the certificates.
    pub data: PathBuf,
    pub http: Listen,
    /// Mail listener with STARTTLS.
    pub smtp: Listen,
    /// Mail listener with TLS from the first byte.
    pub smtps: Listen,
    /// The name by which this server greets other mail servers; the machine's own name when absent.
    pub hostname: Option<String>,
    /// Where agents' browsers find the console, e.g. `https://desk.example.org`.
    pub public_url: Option<String>,
    /// `postgres://...`; absent means SQLite in `data`.
    pub database_url: Option<String>,
    /// `s3://bucket/prefix?endpoint=https://...`; absent means the folder `blobs` in `data`.
    pub blobs: Option<String>,
    pub s3_access_key: Option<String>,
    pub s3_secret_key: Option<String>,
    pub tls_cert: Option<PathBuf>,
    pub tls_key: Option<PathBuf>,
    /// Domains for which certificates are fetched by ACME (TLS-ALPN-01 on the HTTPS port).
    #[serde(deserialize_with = "list")]
    pub acme: Vec<String>,
    pub acme_email: Option<String>,
    /// Directory URL of the certificate authority; Let's Encrypt when absent.
    pub acme_directory: Option<String>,
    /// Peers whose `X-Forwarded-*` headers are believed.
    #[serde(deserialize_with = "list")]
    pub behind_proxy: Vec<Cidr>,
    /// Mail relays whose verdict headers are believed and whose Received line counts as the peer.
    #[serde(deserialize_with = "list")]
    pub trusted_relays: Vec<Cidr>,
    pub log_format: LogFormat,
    /// Filter such as `info` or `info,fairlead_store=debug`.
    pub log: String,
    /// Bearer token that may read `/metrics` from elsewhere than this machine.
    pub metrics_token: Option<String>,
    /// An rspamd to ask about arriving mail, e.g. `http://127.0.0.1:11333`.
    pub rspamd_url: Option<String>,
    /// A zone file that stands in for all of DNS (tests, closed networks).
    pub dns_zone: Option<PathBuf>,
    /// Further root certificates, PEM, for servers that we call.
    pub extra_roots: Option<PathBuf>,
    /// Deliver straight to the recipients' servers while no smarthost is set.
    pub direct_delivery: bool,
    /// Port of other mail servers; 25 outside of tests.
    pub mx_port: u16,
    /// Direct delivery may go to loopback and private addresses (tests, closed networks).
    pub private_mx: bool,
    /// Own networks that webhooks may reach; public addresses always.
    #[serde(deserialize_with = "list")]
    pub webhook_networks: Vec<Cidr>,
    pub limits: Limits,
}

/// Bounds of the program. Sizes in bytes, times in seconds.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    pub json_bytes: usize,
    pub attachment_bytes: usize,
    pub mail_bytes: usize,
    /// Of a file to import.
    pub import_bytes: u64,
    pub http_connections: usize,
    pub http_connections_per_address: usize,
    pub request_seconds: u64,
    /// Of one API token.
    pub token_requests_per_minute: u32,
    pub smtp_connections: usize,
    pub smtp_connections_per_address: usize,
    pub smtp_recipients: usize,
    /// Of one address; a mail counts once for each recipient.
    pub smtp_mails_per_minute: u32,
    pub smtp_burst: u32,
    /// Looks for due deliveries without a nudge.
    pub outbox_look_ms: u64,
}

impl Limits {
    #[must_use]
    pub fn outbox_look(&self) -> std::time::Duration {
        std::time::Duration::from_millis(self.outbox_look_ms.max(50))
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            json_bytes: 1024 * 1024,
            attachment_bytes: 25 * 1024 * 1024,
            mail_bytes: 50 * 1024 * 1024,
            import_bytes: 50 * 1024 * 1024 * 1024,
            http_connections: 4_096,
            http_connections_per_address: 512,
            request_seconds: 60,
            token_requests_per_minute: 600,
            smtp_connections: 1_000,
            smtp_connections_per_address: 100,
            smtp_recipients: 200,
            smtp_mails_per_minute: 120,
            smtp_burst: 200,
            outbox_look_ms: 1_000,
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("./data"),
            http: Listen::at([127, 0, 0, 1], 8080),
            smtp: Listen::at([127, 0, 0, 1], 2525),
            smtps: Listen(None),
            hostname: None,
            public_url: None,
            database_url: None,
            blobs: None,
            s3_access_key: None,
            s3_secret_key: None,
            tls_cert: None,
            tls_key: None,
            acme: Vec::new(),
            acme_email: None,
            acme_directory: None,
            behind_proxy: Vec::new(),
            trusted_relays: Vec::new(),
            log_format: LogFormat::Text,
            log: "info".to_owned(),
            metrics_token: None,
            rspamd_url: None,
            dns_zone: None,
            extra_roots: None,
            direct_delivery: true,
            mx_port: 25,
            private_mx: false,
            webhook_networks: Vec::new(),
            limits: Limits::default(),
        }
    }
}

/// An address and port to listen on, or `off`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listen(pub Option<SocketAddr>);

impl Listen {
    #[must_use]
    pub fn at(ip: [u8; 4], port: u16) -> Self {
        Self(Some(SocketAddr::from((ip, port))))
    }
}

impl std::str::FromStr for Listen {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if matches!(text, "off" | "none" | "") {
            return Ok(Self(None));
        }
        if let Some(port) = text.strip_prefix(':') {
            let port = port.parse().map_err(|_| format!("not a port: {text}"))?;
            return Ok(Self::at([0, 0, 0, 0], port));
        }
        text.parse()
            .map(|address| Self(Some(address)))
            .map_err(|_| {
                format!("not an address: {text} (write 127.0.0.1:8080, [::]:25, :8080 or off)")
            })
    }
}

impl Serialize for Listen {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Some(address) => s.collect_str(&address),
            None => s.serialize_str("off"),
        }
    }
}

impl<'de> Deserialize<'de> for Listen {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Text,
    Json,
}

/// The same as flags; only what was given is merged.
#[derive(Debug, Clone, Default, Args, Serialize)]
pub struct Flags {
    /// Configuration file; `fairlead.toml` in the working folder when it is there.
    #[arg(long, global = true, value_name = "FILE")]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// Folder for everything that is kept [default: ./data]
    #[arg(long, global = true, value_name = "DIR")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<PathBuf>,
    /// Console and API [default: 127.0.0.1:8080]
    #[arg(long, global = true, value_name = "ADDRESS")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http: Option<Listen>,
    /// Mail in, with STARTTLS [default: 127.0.0.1:2525]
    #[arg(long, global = true, value_name = "ADDRESS")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smtp: Option<Listen>,
    /// Mail in, TLS from the first byte [default: off]
    #[arg(long, global = true, value_name = "ADDRESS")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smtps: Option<Listen>,
    /// Name in the SMTP greeting
    #[arg(long, global = true, value_name = "NAME")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hostname: Option<String>,
    /// Where browsers find the console
    #[arg(long, global = true, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_url: Option<String>,
    /// PostgreSQL instead of SQLite
    #[arg(long, global = true, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database_url: Option<String>,
    /// Files in a bucket instead of the data folder: s3://bucket/prefix?endpoint=https://…
    #[arg(long, global = true, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blobs: Option<String>,
    /// Certificate chain, PEM; re-read when it changes
    #[arg(long, global = true, value_name = "FILE", requires = "tls_key")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_cert: Option<PathBuf>,
    /// Private key, PEM
    #[arg(long, global = true, value_name = "FILE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_key: Option<PathBuf>,
    /// Fetch certificates for these domains by ACME
    #[arg(long, global = true, value_name = "DOMAIN", value_delimiter = ',')]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub acme: Vec<String>,
    /// Contact for the certificate authority
    #[arg(long, global = true, value_name = "EMAIL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acme_email: Option<String>,
    /// Directory URL of the certificate authority
    #[arg(long, global = true, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acme_directory: Option<String>,
    /// Believe X-Forwarded-* from these peers
    #[arg(long, global = true, value_name = "CIDR", value_delimiter = ',')]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub behind_proxy: Vec<Cidr>,
    /// Believe verdict headers of these mail relays
    #[arg(long, global = true, value_name = "CIDR", value_delimiter = ',')]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub trusted_relays: Vec<Cidr>,
    #[arg(long, global = true, value_name = "FORMAT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_format: Option<LogFormat>,
    /// Log filter [default: info]
    #[arg(long, global = true, value_name = "FILTER")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,
    /// Ask this rspamd about arriving mail
    #[arg(long, global = true, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rspamd_url: Option<String>,
    /// A zone file in place of DNS
    #[arg(long, global = true, value_name = "ZONE.json")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dns_zone: Option<PathBuf>,
}

impl Config {
    /// Reads and merges all sources.
    ///
    /// # Errors
    /// An unknown key, a wrong type, or a file that was named and cannot be read. The text names key and source.
    pub fn load(flags: &Flags) -> anyhow::Result<Self> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        match &flags.config {
            Some(file) if !file.is_file() => {
                anyhow::bail!("cannot read the configuration file {}", file.display())
            }
            Some(file) => figment = figment.merge(Toml::file_exact(file)),
            None if Path::new(HERE).is_file() => figment = figment.merge(Toml::file_exact(HERE)),
            None => {}
        }
        let keys = known_keys();
        let env = Env::prefixed("FAIRLEAD_")
            .filter(move |key| {
                let first = key
                    .as_str()
                    .split("__")
                    .next()
                    .unwrap_or_default()
                    .to_ascii_lowercase();
                keys.contains(&first)
            })
            .split("__");
        Ok(figment
            .merge(env)
            .merge(Serialized::defaults(flags))
            .extract()?)
    }

    /// What is wrong although the types are right; each line says what to do.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        let mut found = Vec::new();
        if self.tls_cert.is_some() != self.tls_key.is_some() {
            found.push("tls_cert and tls_key belong together: give both or none.".to_owned());
        }
        if self.tls_cert.is_some() && !self.acme.is_empty() {
            found.push("Choose certificate files or ACME, not both.".to_owned());
        }
        if let Some(Err(error)) = self.blobs.as_deref().map(|b| crate::app::bucket(self, b)) {
            found.push(format!("blobs cannot be used: {error:#}."));
        }
        for file in [&self.tls_cert, &self.tls_key].into_iter().flatten() {
            if !file.is_file() {
                found.push(format!("The TLS file {} cannot be read.", file.display()));
            }
        }
        if let Some(public) = &self.public_url {
            match url::Url::parse(public) {
                Ok(url) if matches!(url.scheme(), "http" | "https") && url.host().is_some() => {}
                _ => found.push(format!(
                    "public_url is no web address: {public} (write https://desk.example.org)."
                )),
            }
        }
        if let Some(database) = &self.database_url
            && !(database.starts_with("postgres://") || database.starts_with("postgresql://"))
        {
            found.push("database_url must begin with postgres://; leave it out for SQLite in the data folder.".to_owned());
        }
        if self.smtps.0.is_some() && !self.has_tls() {
            found.push("smtps needs a certificate: give tls_cert and tls_key, or acme.".to_owned());
        }
        found
    }

    #[must_use]
    pub fn has_tls(&self) -> bool {
        self.tls_cert.is_some() || !self.acme.is_empty()
    }

    /// The file `extra_roots`, PEM; nothing when there is none.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn extra_roots(&self) -> anyhow::Result<Vec<u8>> {
        match &self.extra_roots {
            Some(file) => {
                std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))
            }
            None => Ok(Vec::new()),
        }
    }

    /// The name in the SMTP greeting: configured, else the machine's.
    #[must_use]
    pub fn mail_hostname(&self) -> String {
        let machine = || {
            std::fs::read_to_string("/proc/sys/kernel/hostname")
                .ok()
                .map(|name| name.trim().to_owned())
                .filter(|name| !name.is_empty())
        };
        self.hostname
            .clone()
            .or_else(|| self.acme.first().cloned())
            .or_else(machine)
            .unwrap_or_else(|| "localhost".to_owned())
    }

    /// Where the console is, as far as the configuration can tell.
    #[must_use]
    pub fn console_url(&self) -> String {
        if let Some(url) = &self.public_url {
            return url.trim_end_matches('/').to_owned();
        }
        let scheme = if self.has_tls() { "https" } else { "http" };
        match self.http.0 {
            Some(address) if address.ip().is_unspecified() => {
                format!("{scheme}://localhost:{}", address.port())
            }
            Some(address) => format!("{scheme}://{address}"),
            None => format!("{scheme}://localhost"),
        }
    }

    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        Path::new(&self.data).join(name)
    }
}

fn known_keys() -> std::collections::HashSet<String> {
    let value = serde_json::to_value(Config::default()).unwrap_or_default();
    value
        .as_object()
        .map(|o| o.keys().cloned().collect())
        .unwrap_or_default()
}

/// A list, or one text with commas (as in an environment variable).
fn list<'de, D, T>(d: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Form {
        Many(Vec<String>),
        One(String),
    }
    let texts = match Form::deserialize(d)? {
        Form::Many(texts) => texts,
        Form::One(text) => text.split(',').map(str::to_owned).collect(),
    };
    texts
        .iter()
        .map(|text| text.trim())
        .filter(|text| !text.is_empty())
        .map(|text| text.parse().map_err(serde::de::Error::custom))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_private_and_whole() {
        let config = Config::default();
        assert_eq!(config.http, Listen::at([127, 0, 0, 1], 8080));
        assert_eq!(config.smtp, Listen::at([127, 0, 0, 1], 2525));
        assert!(config.problems().is_empty());
    }

    #[test]
    fn an_unknown_key_in_the_file_is_an_error() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join("fairlead.toml");
        std::fs::write(&file, "htttp = \"127.0.0.1:1\"\n").expect("written");
        let flags = Flags {
            config: Some(file),
            ..Flags::default()
        };
        let error = Config::load(&flags).expect_err("refused").to_string();
        assert!(error.contains("htttp"), "{error}");
    }

    #[test]
    fn flags_win_over_the_file() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join("f.toml");
        std::fs::write(&file, "http = \"127.0.0.1:1\"\nsmtp = \"off\"\nbehind_proxy = [\"10.0.0.0/8\"]\n[limits]\njson_bytes = 5\n")
            .expect("written");
        let flags = Flags {
            config: Some(file),
            http: Some(Listen::at([127, 0, 0, 1], 9)),
            ..Flags::default()
        };
        let config = Config::load(&flags).expect("merged");
        assert_eq!(config.http, Listen::at([127, 0, 0, 1], 9));
        assert_eq!(config.smtp, Listen(None));
        assert_eq!(config.behind_proxy.len(), 1);
        assert_eq!(
            (config.limits.json_bytes, config.limits.smtp_recipients),
            (5, 200)
        );
    }

    #[test]
    fn contradictions_are_named() {
        let config = Config {
            tls_cert: Some("/nowhere/cert.pem".into()),
            public_url: Some("desk.example.org".to_owned()),
            database_url: Some("mysql://x".to_owned()),
            ..Config::default()
        };
        assert_eq!(config.problems().len(), 4, "{:?}", config.problems());
    }
}
