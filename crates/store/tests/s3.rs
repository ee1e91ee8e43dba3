//! Blobs in a bucket, against a server of others that checks every signature: both styles of address, moving from a folder
//! and back, the sweeper, and what is refused.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use fairlead_store as store;
use futures_util::TryStreamExt;
use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::host::SingleDomain;
use s3s::service::S3ServiceBuilder;
use std::sync::Arc;
use store::s3::Bucket;
use store::testing::TestDb;
use store::{Blobs, StoreError};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;

const BUCKET: &str = "files";

struct Server {
    port: u16,
    folder: tempfile::TempDir,
}

impl Server {
    async fn start() -> Self {
        Self::over(None).await
    }

    /// With a certificate that no public authority has signed; itself as PEM.
    async fn with_own_authority() -> (Self, Vec<u8>) {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let key = PrivateKeyDer::from_pem_slice(made.key_pair.serialize_pem().as_bytes()).unwrap();
        let tls = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
        let server = Self::over(Some(TlsAcceptor::from(Arc::new(tls)))).await;
        (server, made.cert.pem().into_bytes())
    }

    async fn over(tls: Option<TlsAcceptor>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(BUCKET)).unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let mut builder = S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder.path()).unwrap());
        builder.set_auth(SimpleAuth::from_single("key", "secret"));
        builder.set_host(SingleDomain::new(&format!("localhost:{port}")).unwrap());
        let service = builder.build();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (service, tls) = (service.clone(), tls.clone());
                tokio::spawn(async move {
                    let server = hyper::server::conn::http1::Builder::new();
                    match tls {
                        None => drop(server.serve_connection(TokioIo::new(stream), service).await),
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                drop(server.serve_connection(TokioIo::new(stream), service).await);
                            }
                        }
                    }
                });
            }
        });
        Self { port, folder }
    }

    fn bucket(&self, prefix: &str, path_style: bool, secret: &str) -> Bucket {
        let address = format!(
            "s3://{BUCKET}/{prefix}?endpoint=http://localhost:{}&path_style={path_style}",
            self.port
        );
        let bucket = Bucket::parse(&address, "key", secret, Arc::new(now)).unwrap();
        let address = std::net::SocketAddr::from(([127, 0, 0, 1], self.port));
        bucket.reached_at(address).unwrap()
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the server compares with its own clock"
)]
fn now() -> i64 {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    since.as_millis() as i64
}

#[tokio::test]
async fn what_was_put_is_got_whole_or_in_pieces_in_both_styles_of_address() {
    let server = Server::start().await;
    for (prefix, path_style) in [("", true), ("desk/one", true), ("desk-two", false)] {
        let blobs = Blobs::bucket(server.bucket(prefix, path_style, "secret"));
        let bytes = vec![9_u8; 700_000];
        let name = blobs.put(&bytes).await.unwrap();
        assert_eq!(blobs.put(&bytes).await.unwrap(), name);
        assert_eq!(blobs.get(&name).await.unwrap(), bytes);
        let (size, pieces) = blobs.stream(&name).await.unwrap();
        let pieces: Vec<_> = pieces.try_collect().await.unwrap();
        assert_eq!((size, pieces.concat()), (700_000, bytes));
        assert!(blobs.names().await.unwrap().contains(&name));
        blobs.probe(b"probe").await.unwrap();
        let empty = blobs.put(b"").await.unwrap();
        assert_eq!(blobs.get(&empty).await.unwrap().len(), 0);
        for gone in [&name, &empty] {
            blobs.delete(gone).await.unwrap();
            blobs.delete(gone).await.unwrap();
            assert!(matches!(blobs.get(gone).await, Err(StoreError::Corrupt(_))));
        }
    }
}

#[tokio::test]
async fn a_bucket_behind_a_companys_own_authority_is_reached_once_that_is_trusted() {
    let (server, pem) = Server::with_own_authority().await;
    let address = format!(
        "s3://{BUCKET}?endpoint=https://localhost:{}&path_style=true",
        server.port
    );
    let bucket = || Bucket::parse(&address, "key", "secret", Arc::new(now)).unwrap();
    let stranger = Blobs::bucket(bucket()).put(b"x").await;
    assert!(
        matches!(stranger, Err(StoreError::Unavailable(_))),
        "{stranger:?}"
    );
    let trusting = Blobs::bucket(bucket().trusting(&pem).unwrap());
    let name = trusting.put(b"x").await.unwrap();
    assert_eq!(&trusting.get(&name).await.unwrap()[..], b"x");
    let broken = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    assert!(bucket().trusting(broken).is_err());
}

#[tokio::test]
async fn a_wrong_secret_and_a_missing_bucket_are_unavailable_and_lose_nothing() {
    let server = Server::start().await;
    let stranger = Blobs::bucket(server.bucket("", true, "guess"));
    let refused = stranger.put(b"x").await;
    assert!(
        matches!(refused, Err(StoreError::Unavailable(_))),
        "{refused:?}"
    );
    let said = format!("{refused:?}");
    assert!(!said.contains("guess"), "{said}");
    // Nobody listens there.
    let away = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = away.local_addr().unwrap().port();
    drop(away);
    let address = format!("s3://files?endpoint=http://127.0.0.1:{port}&path_style=true");
    let other = Bucket::parse(&address, "key", "secret", Arc::new(now)).unwrap();
    let refused = Blobs::bucket(other).get(&"0".repeat(64)).await;
    assert!(
        matches!(refused, Err(StoreError::Unavailable(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_long_list_is_read_page_by_page() {
    let server = Server::start().await;
    let there = Blobs::bucket(server.bucket("desk", true, "secret"));
    let mut names: Vec<String> = Vec::new();
    // More than a server tells at once; written past it, which is quicker.
    for n in 0..1_100_u32 {
        let name = format!("{n:064x}");
        let folder = server
            .folder
            .path()
            .join(BUCKET)
            .join("desk")
            .join(&name[..2]);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(&name), b"x").unwrap();
        names.push(name);
    }
    assert_eq!(there.names().await.unwrap(), names);
}

#[tokio::test]
async fn blobs_move_from_a_folder_to_a_bucket_and_back() {
    let server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let here = Blobs::folder(&folder.path().join("a")).unwrap();
    let mut names = Vec::new();
    for n in 0..30_u32 {
        names.push(here.put(&n.to_le_bytes()).await.unwrap());
    }
    names.sort();
    let there = Blobs::bucket(server.bucket("desk", true, "secret"));
    let mut last = (0, 0);
    let copied = store::blob::copy(&here, &there, &mut |done, of| last = (done, of)).await;
    assert_eq!((copied, last), (Ok(30), (30, 30)));
    assert_eq!(there.names().await.unwrap(), names);
    // Begun again, nothing is to be done.
    assert_eq!(
        store::blob::copy(&here, &there, &mut |_, _| {}).await,
        Ok(30)
    );
    let back = Blobs::folder(&folder.path().join("b")).unwrap();
    store::blob::copy(&there, &back, &mut |_, _| {})
        .await
        .unwrap();
    assert_eq!(back.names().await.unwrap(), names);
    assert_eq!(
        back.get(&names[7]).await.unwrap(),
        here.get(&names[7]).await.unwrap()
    );
}

#[tokio::test]
async fn the_sweeper_works_in_a_bucket_as_in_a_folder() {
    let server = Server::start().await;
    let db = TestDb::sqlite().await;
    let blobs = Blobs::bucket(server.bucket("desk", true, "secret"));
    let loose = blobs.put(b"loose").await.unwrap();
    assert_eq!(blobs.sweep(&db, 0).await.unwrap().laid_aside, 0);
    assert_eq!(blobs.sweep(&db, i64::MAX).await.unwrap().laid_aside, 1);
    assert_eq!(&blobs.get(&loose).await.unwrap()[..], b"loose");
    assert_eq!(blobs.sweep(&db, i64::MAX).await.unwrap().deleted, 1);
    assert!(blobs.get(&loose).await.is_err());
    assert!(blobs.names().await.unwrap().is_empty());
}
