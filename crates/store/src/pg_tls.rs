//! TLS to PostgreSQL: `sslmode` and `sslrootcert` of the connection string, as `psql` reads them.
//!
//! `disable`: never. `prefer` (without a word about it): encrypted when the server can. `require`: encrypted, whoever the
//! server is. `verify-full`: encrypted, and the certificate must be good for the host: by the public authorities, or by
//! those in the file `sslrootcert`.

use crate::{Result, StoreError};
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::config::SslMode;
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use tokio_postgres::{Config, Socket};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use tokio_rustls::rustls::crypto::{
    CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature,
};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};

/// The connection string's parts: what the driver understands, and how to encrypt.
///
/// # Errors
/// `Corrupt` names what is wrong with the string, `Unavailable` the file that cannot be read.
pub(crate) fn parse(url: &str) -> Result<(Config, Encrypt)> {
    let (rest, [mode, roots]) = take(url, ["sslmode", "sslrootcert"]);
    let mut config: Config = rest.parse().map_err(StoreError::corrupt)?;
    let (driver, verified) = match mode.as_deref() {
        Some("disable") => (SslMode::Disable, false),
        None | Some("prefer" | "allow") => (SslMode::Prefer, false),
        Some("require") => (SslMode::Require, false),
        Some("verify-full") => (SslMode::Require, true),
        Some(other) => {
            return Err(StoreError::corrupt(format!(
                "sslmode={other} is not known: use disable, prefer, require or verify-full"
            )));
        }
    };
    config.ssl_mode(driver);
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(StoreError::corrupt)?;
    let tls = if verified {
        builder.with_root_certificates(authorities(roots.as_deref())?)
    } else {
        builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(AnyCertificate(ring::default_provider())))
    };
    Ok((config, Encrypt(Arc::new(tls.with_no_client_auth()))))
}

fn authorities(file: Option<&str>) -> Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    let Some(file) = file.filter(|file| *file != "system") else {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        return Ok(roots);
    };
    let unusable = |e: &dyn std::fmt::Display| {
        StoreError::unavailable(format!("the certificates in {file} cannot be used: {e}"))
    };
    for root in CertificateDer::pem_file_iter(file).map_err(|e| unusable(&e))? {
        let root = root.map_err(|e| unusable(&e))?;
        roots.add(root).map_err(|e| unusable(&e))?;
    }
    if roots.is_empty() {
        return Err(unusable(&"there is none"));
    }
    Ok(roots)
}

/// Takes parameters out of a connection string, which is a URL or a list of `name=value`.
fn take<const N: usize>(url: &str, names: [&str; N]) -> (String, [Option<String>; N]) {
    let mut found = [const { None }; N];
    let mut keep = |part: &&str| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        match names.iter().position(|n| *n == name) {
            Some(at) => {
                found[at] = Some(decoded(value));
                false
            }
            None => true,
        }
    };
    let rest = if url.contains("://") {
        let (head, query) = url.split_once('?').unwrap_or((url, ""));
        let kept: Vec<&str> = query.split('&').filter(&mut keep).collect();
        match kept.join("&") {
            query if query.is_empty() => head.to_owned(),
            query => format!("{head}?{query}"),
        }
    } else {
        let kept: Vec<&str> = url.split_ascii_whitespace().filter(&mut keep).collect();
        if kept.len() == url.split_ascii_whitespace().count() {
            // Nothing was taken: quoted values keep their spaces.
            url.to_owned()
        } else {
            kept.join(" ")
        }
    };
    (rest, found)
}

/// Percent signs in a URL's parameter.
fn decoded(value: &str) -> String {
    let mut out = Vec::with_capacity(value.len());
    let mut bytes = value.as_bytes();
    while let [first, rest @ ..] = bytes {
        let code = (*first == b'%')
            .then(|| rest.get(..2))
            .flatten()
            .and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        out.push(code.unwrap_or(*first));
        bytes = if code.is_some() { &rest[2..] } else { rest };
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// How connections are encrypted; cheap to clone.
#[derive(Clone)]
pub(crate) struct Encrypt(Arc<ClientConfig>);

impl MakeTlsConnect<Socket> for Encrypt {
    type Stream = Encrypted;
    type TlsConnect = EncryptTo;
    type Error = io::Error;

    fn make_tls_connect(&mut self, host: &str) -> io::Result<EncryptTo> {
        // A socket in a folder has no name; PostgreSQL never encrypts there.
        let name = ServerName::try_from(host.to_owned()).ok();
        Ok(EncryptTo {
            connector: TlsConnector::from(Arc::clone(&self.0)),
            name,
        })
    }
}

pub(crate) struct EncryptTo {
    connector: TlsConnector,
    name: Option<ServerName<'static>>,
}

impl TlsConnect<Socket> for EncryptTo {
    type Stream = Encrypted;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Encrypted>> + Send>>;

    fn connect(self, socket: Socket) -> Self::Future {
        Box::pin(async move {
            let name = self
                .name
                .ok_or_else(|| io::Error::other("no host name for the certificate"))?;
            Ok(Encrypted(self.connector.connect(name, socket).await?))
        })
    }
}

pub(crate) struct Encrypted(tokio_rustls::client::TlsStream<Socket>);

impl TlsStream for Encrypted {
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl AsyncRead for Encrypted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

impl AsyncWrite for Encrypted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}

/// For `prefer` and `require`, which promise encryption and nothing about who the server is.
#[derive(Debug)]
struct AnyCertificate(CryptoProvider);

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> std::result::Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(
            message,
            cert,
            dss,
            &self.0.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(
            message,
            cert,
            dss,
            &self.0.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_concerns_encryption_is_taken_out_of_either_kind_of_string() {
        let names = ["sslmode", "sslrootcert"];
        let (rest, found) = take(
            "postgres://u@h/d?sslmode=verify-full&application_name=x&sslrootcert=/a%20b.pem",
            names,
        );
        assert_eq!(rest, "postgres://u@h/d?application_name=x");
        assert_eq!(
            found,
            [Some("verify-full".to_owned()), Some("/a b.pem".to_owned())]
        );
        let (rest, found) = take("host=/tmp user=u sslmode=disable", names);
        assert_eq!(rest, "host=/tmp user=u");
        assert_eq!(found, [Some("disable".to_owned()), None]);
        let quoted = "host=h password='a  b'";
        assert_eq!(take(quoted, names).0, quoted);
    }

    #[test]
    fn a_mode_that_is_not_known_is_refused_instead_of_weakened() {
        for bad in ["verify-ca", "Require", ""] {
            let url = format!("postgres://u@h/d?sslmode={bad}");
            assert!(parse(&url).is_err(), "{bad}");
        }
        let missing = "postgres://u@h/d?sslmode=verify-full&sslrootcert=/nowhere.pem";
        assert!(matches!(parse(missing), Err(StoreError::Unavailable(_))));
        assert!(parse("postgres://u@h/d?sslmode=verify-full").is_ok());
    }
}
