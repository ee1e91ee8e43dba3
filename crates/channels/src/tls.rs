//! TLS for the doors we open and the servers we call: certificates that can change while connections live, trusted roots.

use std::io;
use std::sync::{Arc, RwLock};

use tokio_rustls::rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use tokio_rustls::rustls::crypto::{ring, verify_tls12_signature, verify_tls13_signature};
use tokio_rustls::rustls::pki_types::{
    CertificateDer, PrivateKeyDer, ServerName, UnixTime, pem::PemObject,
};
use tokio_rustls::rustls::{
    ClientConfig, DigitallySignedStruct, Error, RootCertStore, ServerConfig, SignatureScheme,
};

/// The certificate of our listeners. Cloned freely; [`ServerTls::replace`] changes it for every later handshake.
#[derive(Clone)]
pub struct ServerTls(Arc<RwLock<Arc<ServerConfig>>>);

impl ServerTls {
    /// From a ready configuration (ACME makes its own).
    #[must_use]
    pub fn new(config: Arc<ServerConfig>) -> Self {
        Self(Arc::new(RwLock::new(config)))
    }

    /// From PEM: certificate chain (leaf first) and private key.
    pub fn from_pem(chain: &[u8], key: &[u8]) -> io::Result<Self> {
        Ok(Self::new(Arc::new(server_config(chain, key)?)))
    }

    pub fn replace(&self, config: Arc<ServerConfig>) {
        *self
            .0
            .write()
            .expect("nobody panics while holding this lock") = config;
    }

    #[must_use]
    pub fn current(&self) -> Arc<ServerConfig> {
        self.0
            .read()
            .expect("nobody panics while holding this lock")
            .clone()
    }
}

/// A server configuration from PEM: certificate chain (leaf first) and private key.
pub fn server_config(chain: &[u8], key: &[u8]) -> io::Result<ServerConfig> {
    let chain = CertificateDer::pem_slice_iter(chain)
        .collect::<Result<Vec<_>, _>>()
        .map_err(io::Error::other)?;
    let key = PrivateKeyDer::from_pem_slice(key).map_err(io::Error::other)?;
    ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(io::Error::other)
}

/// What we trust when we call others.
#[derive(Clone)]
pub struct ClientTls {
    verified: Arc<ClientConfig>,
    anybody: Arc<ClientConfig>,
}

impl ClientTls {
    /// The public roots, and `extra_roots` (PEM, for a company's own authority and for tests).
    pub fn new(extra_roots: &[u8]) -> io::Result<Self> {
        let mut roots = RootCertStore::empty();
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        for root in CertificateDer::pem_slice_iter(extra_roots) {
            roots
                .add(root.map_err(io::Error::other)?)
                .map_err(io::Error::other)?;
        }
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let anybody = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(AnyCertificate))
            .with_no_client_auth();
        Ok(Self {
            verified: Arc::new(config),
            anybody: Arc::new(anybody),
        })
    }

    /// Encryption without proof of who the other is: only for servers that would otherwise get clear text, as between
    /// mail servers (RFC 7435). Never for one that gets a password.
    #[must_use]
    pub(crate) fn opportunistic(&self) -> Self {
        Self {
            verified: Arc::clone(&self.anybody),
            anybody: Arc::clone(&self.anybody),
        }
    }

    /// For calls over HTTP: the same trust, so that a provider behind a company's own authority is believed here as well.
    pub(crate) fn http(&self) -> reqwest::ClientBuilder {
        reqwest::Client::builder().use_preconfigured_tls(ClientConfig::clone(&self.verified))
    }

    pub(crate) fn config(&self) -> Arc<ClientConfig> {
        Arc::clone(&self.verified)
    }
}

/// Believes any certificate; the handshake's signature is still checked against it.
#[derive(Debug)]
struct AnyCertificate;

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = ring::default_provider().signature_verification_algorithms;
        verify_tls12_signature(message, cert, dss, &known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = ring::default_provider().signature_verification_algorithms;
        verify_tls13_signature(message, cert, dss, &known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        ring::default_provider()
            .signature_verification_algorithms
            .supported_schemes()
    }
}
