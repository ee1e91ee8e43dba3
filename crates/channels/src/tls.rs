//! TLS for the doors we open and the servers we call: certificates that can change while connections live, trusted roots.

use std::io;
use std::sync::{Arc, RwLock};

use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, ServerConfig};

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
pub struct ClientTls(pub(crate) Arc<ClientConfig>);

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
        Ok(Self(Arc::new(config)))
    }
}
