//! Certificates for HTTPS and SMTP: from files, re-read when they change, or by ACME.

use crate::config::Config;
use anyhow::Context as _;
use domain::dead_end::Expiry;
use futures_util::StreamExt as _;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use rustls_acme::AcmeConfig;
use rustls_acme::caches::DirCache;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const RELOAD_EVERY: Duration = Duration::from_secs(5);

/// What answers "which certificate now?" for every TLS door of the house.
#[derive(Debug, Clone)]
pub struct Certificates {
    resolver: Arc<dyn ResolvesServerCert>,
    acme: bool,
}

/// What keeps them fresh; to be run by the supervisor.
pub enum Upkeep {
    Files(Arc<FromFiles>),
    Acme(Box<Config>, Arc<Delegate>),
}

impl Certificates {
    /// `None` when the configuration asks for no TLS.
    ///
    /// # Errors
    /// Files that cannot be read, or hold no certificate or key.
    pub fn from_config(config: &Config) -> anyhow::Result<Option<(Self, Upkeep)>> {
        if let (Some(cert), Some(key)) = (&config.tls_cert, &config.tls_key) {
            let files = Arc::new(FromFiles::load(cert, key)?);
            let certificates = Self {
                resolver: files.clone(),
                acme: false,
            };
            return Ok(Some((certificates, Upkeep::Files(files))));
        }
        if config.acme.is_empty() {
            return Ok(None);
        }
        let delegate = Arc::new(Delegate::default());
        let certificates = Self {
            resolver: delegate.clone(),
            acme: true,
        };
        Ok(Some((
            certificates,
            Upkeep::Acme(Box::new(config.clone()), delegate),
        )))
    }

    /// For HTTPS.
    #[must_use]
    pub fn http(&self) -> Arc<ServerConfig> {
        let mut config = self.server();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        if self.acme {
            config.alpn_protocols.push(b"acme-tls/1".to_vec());
        }
        Arc::new(config)
    }

    /// For SMTP.
    #[must_use]
    pub fn smtp(&self) -> Arc<ServerConfig> {
        Arc::new(self.server())
    }

    fn server(&self) -> ServerConfig {
        ServerConfig::builder()
            .with_no_client_auth()
            .with_cert_resolver(self.resolver.clone())
    }
}

impl Upkeep {
    /// Runs until told to stop.
    ///
    /// # Errors
    /// When ACME cannot be set up.
    pub async fn run(&self, stop: CancellationToken) -> anyhow::Result<()> {
        match self {
            Self::Files(files) => files.watch(stop).await,
            Self::Acme(config, delegate) => acme(config, delegate, stop).await?,
        }
        Ok(())
    }
}

/// A certificate and key from PEM files.
#[derive(Debug)]
pub struct FromFiles {
    cert: PathBuf,
    key: PathBuf,
    current: RwLock<Arc<CertifiedKey>>,
}

impl FromFiles {
    fn load(cert: &Path, key: &Path) -> anyhow::Result<Self> {
        Ok(Self {
            cert: cert.to_owned(),
            key: key.to_owned(),
            current: RwLock::new(Arc::new(certified_key(cert, key)?)),
        })
    }

    async fn watch(&self, stop: CancellationToken) {
        let mut seen = self.stamp();
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(RELOAD_EVERY) => {}
            }
            let stamp = self.stamp();
            if stamp == seen {
                continue;
            }
            match certified_key(&self.cert, &self.key) {
                Ok(fresh) => {
                    *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fresh);
                    seen = stamp;
                    tracing::info!("certificate re-read");
                }
                Err(error) => tracing::error!(
                    error = format!("{error:#}"),
                    "new certificate cannot be used; the old one stays"
                ),
            }
        }
    }

    fn stamp(&self) -> [Option<std::time::SystemTime>; 2] {
        [&self.cert, &self.key].map(|file| std::fs::metadata(file).and_then(|m| m.modified()).ok())
    }
}

impl ResolvesServerCert for FromFiles {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(
            self.current
                .read()
                .unwrap_or_else(PoisonError::into_inner)
                .clone(),
        )
    }
}

/// Stands in for the ACME resolver, which is made anew when its task is started again.
#[derive(Debug, Default)]
pub struct Delegate(RwLock<Option<Arc<dyn ResolvesServerCert>>>);

impl ResolvesServerCert for Delegate {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let inner = self
            .0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        inner?.resolve(hello)
    }
}

async fn acme(config: &Config, delegate: &Delegate, stop: CancellationToken) -> anyhow::Result<()> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    // A company's own authority.
    if let Some(file) = &config.extra_roots {
        for root in certificates(file)? {
            roots.add(root).context("extra_roots")?;
        }
    }
    let client = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let mut acme = AcmeConfig::new_with_client_config(&config.acme, Arc::new(client))
        .cache(DirCache::new(config.file("acme")))
        .directory_lets_encrypt(true);
    if let Some(email) = &config.acme_email {
        acme = acme.contact_push(format!("mailto:{email}"));
    }
    if let Some(directory) = &config.acme_directory {
        acme = acme.directory(directory);
    }
    let mut state = acme.state();
    *delegate.0.write().unwrap_or_else(PoisonError::into_inner) = Some(state.resolver());
    loop {
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            event = state.next() => match event {
                Some(Ok(event)) => tracing::info!(?event, "certificate"),
                Some(Err(error)) => tracing::error!(%error, "certificate authority"),
                None => return Ok(()),
            },
        }
    }
}

fn certified_key(cert: &Path, key: &Path) -> anyhow::Result<CertifiedKey> {
    let chain = certificates(cert)?;
    let pem = std::fs::read(key).with_context(|| format!("cannot read {}", key.display()))?;
    let key_der = rustls_pemfile::private_key(&mut pem.as_slice())
        .with_context(|| format!("{} is no PEM", key.display()))?
        .with_context(|| format!("{} holds no private key", key.display()))?;
    let signing = rustls::crypto::ring::sign::any_supported_type(&key_der)
        .context("this kind of key cannot be used")?;
    let pair = CertifiedKey::new(chain, signing);
    match pair.keys_match() {
        Ok(()) | Err(rustls::Error::InconsistentKeys(rustls::InconsistentKeys::Unknown)) => {
            Ok(pair)
        }
        Err(error) => Err(error).context("certificate and key do not belong together"),
    }
}

/// The chain in a PEM file.
///
/// # Errors
/// When the file cannot be read or holds no certificate.
pub fn certificates(
    file: &Path,
) -> anyhow::Result<Vec<rustls::pki_types::CertificateDer<'static>>> {
    let pem = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let chain = rustls_pemfile::certs(&mut pem.as_slice())
        .collect::<Result<Vec<_>, _>>()
        .with_context(|| format!("{} is no PEM", file.display()))?;
    anyhow::ensure!(!chain.is_empty(), "{} holds no certificate", file.display());
    Ok(chain)
}

/// What doors rest on that are served here: the certificate of a file ends when it says so, one that is fetched is renewed by
/// itself. `None`: somebody before us speaks TLS, and knows.
#[must_use]
pub fn rests_on(config: &Config) -> Option<Vec<Expiry>> {
    let Some(file) = &config.tls_cert else {
        return (!config.acme.is_empty()).then(Vec::new);
    };
    let chain = certificates(file).ok()?;
    let at = not_after(chain.first()?)?;
    let what = "the TLS certificate".to_owned();
    Some(vec![Expiry { what, at }])
}

/// `notAfter` of a certificate (RFC 5280 §4.1.2.5): the second of two adjacent UTCTime or GeneralizedTime values.
#[must_use]
pub fn not_after(der: &[u8]) -> Option<i64> {
    let mut at = 0;
    while at + 4 < der.len() {
        if let Some((_, next)) = time_at(der, at)
            && let Some((until, _)) = time_at(der, next)
        {
            return Some(until);
        }
        at += 1;
    }
    None
}

fn time_at(der: &[u8], at: usize) -> Option<(i64, usize)> {
    let (&tag, &len) = (der.get(at)?, der.get(at + 1)?);
    let text = std::str::from_utf8(der.get(at + 2..at + 2 + usize::from(len))?).ok()?;
    let digits = text
        .strip_suffix('Z')
        .filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?;
    let full = match (tag, digits.len()) {
        (0x17, 12) => format!("{}{digits}", if digits < "50" { "20" } else { "19" }),
        (0x18, 14) => digits.to_owned(),
        _ => return None,
    };
    let iso = format!(
        "{}-{}-{}T{}:{}:{}Z",
        &full[..4],
        &full[4..6],
        &full[6..8],
        &full[8..10],
        &full[10..12],
        &full[12..14]
    );
    let at_ms = iso.parse::<jiff::Timestamp>().ok()?.as_millisecond();
    Some((at_ms, at + 2 + usize::from(len)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_certificate_is_read() {
        let mut der = b"\x30\x82".to_vec();
        der.extend(b"\x17\x0d260101000000Z\x17\x0d260401000000Z");
        assert_eq!(
            not_after(&der),
            "2026-04-01T00:00:00Z"
                .parse::<jiff::Timestamp>()
                .ok()
                .map(|t| t.as_millisecond())
        );
        assert_eq!(not_after(b""), None);
        assert_eq!(not_after(&[0x17, 0xff, 0x17]), None);
    }

    #[test]
    fn what_is_not_ours_is_not_known_and_what_is_fetched_is_renewed() {
        let mut config = Config::default();
        assert_eq!(rests_on(&config), None);
        config.acme = vec!["desk.example".into()];
        assert_eq!(rests_on(&config), Some(vec![]));
        config.tls_cert = Some("/nowhere/at/all.pem".into());
        assert_eq!(rests_on(&config), None);
    }
}
