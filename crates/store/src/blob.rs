//! Files by the hash of their content: attachments, and large mails after they were read. Blob first, then the row that
//! names it; what no row names is removed by a sweeper.

use crate::{Result, StoreError};
use bytes::Bytes;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

/// Where blobs lie; cheap to clone.
#[derive(Debug, Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
}

impl Blobs {
    /// A local folder, made if need be. Written files are synced before they are named.
    ///
    /// # Errors
    /// `Unavailable` when the folder cannot be made.
    pub fn folder(path: &Path) -> Result<Self> {
        std::fs::create_dir_all(path).map_err(StoreError::unavailable)?;
        let store = LocalFileSystem::new_with_prefix(path)
            .map_err(StoreError::unavailable)?
            .with_fsync(true);
        Ok(Self {
            store: Arc::new(store),
        })
    }

    /// Keeps the bytes; the answer names them. The same bytes have the same name and are kept once.
    ///
    /// # Errors
    /// `Unavailable` when the disk is full or away.
    pub async fn put(&self, bytes: &[u8]) -> Result<String> {
        let name = name_of(bytes);
        let key = key_of(&name);
        if self.store.head(&key).await.is_ok() {
            return Ok(name);
        }
        self.store
            .put(&key, PutPayload::from(bytes.to_vec()))
            .await
            .map_err(StoreError::unavailable)?;
        Ok(name)
    }

    /// # Errors
    /// `Corrupt` when there is no such blob, `Unavailable` when it cannot be read now.
    pub async fn get(&self, name: &str) -> Result<Bytes> {
        let read = async { self.store.get(&key_of(name)).await?.bytes().await };
        read.await.map_err(|e| match e {
            object_store::Error::NotFound { .. } => StoreError::corrupt(format!("no blob {name}")),
            other => StoreError::unavailable(other),
        })
    }
}

fn name_of(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |mut out, b| {
            // Writing to a String cannot fail.
            let _ = write!(out, "{b:02x}");
            out
        })
}

/// Two letters of the name are a folder, so that none grows too large.
fn key_of(name: &str) -> Key {
    let (folder, file) = name.split_at_checked(2).unwrap_or(("", name));
    Key::from(format!("{folder}/{file}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_put_is_got_and_the_same_bytes_are_kept_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let blobs = Blobs::folder(&folder.path().join("blobs")).expect("blobs");
        let name = blobs.put(b"hello").await.expect("put");
        assert_eq!(blobs.put(b"hello").await.expect("put"), name);
        assert_eq!(&blobs.get(&name).await.expect("got")[..], b"hello");
        assert!(matches!(
            blobs.get(&"00".repeat(32)).await,
            Err(StoreError::Corrupt(_))
        ));
    }
}
