//! Files by the hash of their content: attachments, and large mails after they were read. Blob first, then the row that
//! names it; what no row names is removed by a sweeper.
//!
//! They lie in a folder, or in a bucket that several nodes share ([`crate::s3`]). Nobody can know whether another node has
//! just written the same bytes again, so the sweeper lays a blob aside before it deletes it a sweep later: until then
//! it can still be read, and is put back when a row names it after all.

use crate::{Db, Result, StoreError, Tx, inbound, sql, vals};
use bytes::Bytes;
use domain::Millis;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{GetResult, ObjectMeta, ObjectStore, ObjectStoreExt, PutPayload};
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::RwLock;

/// Where blobs lie; cheap to clone.
#[derive(Debug, Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    /// Who writes shares it; who deletes at once holds it alone.
    sweeping: Arc<RwLock<()>>,
}

/// Where blobs are laid aside.
const ASIDE: &str = "aside";

/// What a sweep did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    pub looked_at: u64,
    /// Named by no row: to be deleted by a later sweep.
    pub laid_aside: u64,
    pub deleted: u64,
    /// A row named them after all.
    pub put_back: u64,
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
            sweeping: Arc::default(),
        })
    }

    /// A bucket.
    #[must_use]
    pub fn bucket(bucket: crate::s3::Bucket) -> Self {
        Self {
            store: Arc::new(bucket),
            sweeping: Arc::default(),
        }
    }

    /// Keeps the bytes; the answer names them. The same bytes have the same name and are kept once. What is there
    /// already is written again, so that its age starts anew and the sweeper leaves it to the row that will name it.
    ///
    /// # Errors
    /// `Unavailable` when the disk is full or away.
    pub async fn put(&self, bytes: &[u8]) -> Result<String> {
        let name = name_of(bytes);
        let _shared = self.sweeping.read().await;
        self.store
            .put(&key_of(&name)?, PutPayload::from(bytes.to_vec()))
            .await
            .map_err(StoreError::unavailable)?;
        Ok(name)
    }

    /// # Errors
    /// `Corrupt` when there is no such blob, `Unavailable` when it cannot be read now.
    pub async fn get(&self, name: &str) -> Result<Bytes> {
        let read = async { self.found(name).await?.bytes().await };
        read.await.map_err(|e| away(e, name))
    }

    /// The blob, or what was laid aside of it.
    async fn found(&self, name: &str) -> Result<GetResult, object_store::Error> {
        let key = key_of(name).map_err(|_| nowhere(name))?;
        match self.store.get(&key).await {
            Err(object_store::Error::NotFound { .. }) => self.store.get(&aside(&key)).await,
            other => other,
        }
    }

    /// The size, and the bytes in pieces.
    ///
    /// # Errors
    /// As [`Blobs::get`]; a piece fails with `Unavailable`.
    pub async fn stream(&self, name: &str) -> Result<(u64, BoxStream<'static, Result<Bytes>>)> {
        let found = self.found(name).await.map_err(|e| away(e, name))?;
        let size = found.meta.size;
        let pieces = found.into_stream().map_err(StoreError::unavailable);
        Ok((size, pieces.boxed()))
    }

    /// All that are there.
    ///
    /// # Errors
    /// `Unavailable` when they cannot be listed.
    pub async fn names(&self) -> Result<Vec<String>> {
        let mut all = self.store.list(None);
        let mut out = Vec::new();
        while let Some(found) = all.try_next().await.map_err(StoreError::unavailable)? {
            out.extend(name_in(&found));
        }
        // What is laid aside may be there twice.
        out.sort_unstable();
        out.dedup();
        Ok(out)
    }

    /// Deletes a blob; one that is not there is as good.
    ///
    /// # Errors
    /// `Unavailable` when it cannot be deleted now.
    pub async fn delete(&self, name: &str) -> Result<()> {
        let key = key_of(name)?;
        self.take_away(&aside(&key)).await?;
        self.take_away(&key).await
    }

    async fn take_away(&self, key: &Key) -> Result<()> {
        match self.store.delete(key).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(e) => Err(StoreError::unavailable(e)),
        }
    }

    /// What time it is where the blobs lie: the age of a file is judged by the clock that stamped it.
    async fn clock(&self) -> Result<Millis> {
        let probe = Key::from("probe");
        let put = async {
            self.store
                .put(&probe, PutPayload::from_static(b"fairlead"))
                .await?;
            self.store.head(&probe).await
        };
        let seen = put.await.map_err(StoreError::unavailable)?;
        Ok(seen.last_modified.timestamp_millis())
    }

    /// When a blob was last written; `None` when it is not there.
    async fn written_at(&self, name: &str) -> Result<Option<Millis>> {
        match self.store.head(&key_of(name)?).await {
            Ok(seen) => Ok(Some(seen.last_modified.timestamp_millis())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(e) => Err(StoreError::unavailable(e)),
        }
    }

    /// Writes a blob, reads it and takes it away again: whether this place can be used.
    ///
    /// # Errors
    /// What goes wrong.
    pub async fn probe(&self, bytes: &[u8]) -> Result<()> {
        let name = self.put(bytes).await?;
        if self.get(&name).await? != bytes {
            return Err(StoreError::corrupt("what was written is not what is read"));
        }
        self.delete(&name).await
    }

    /// Lays aside what was written before `before` and is named by no row, and deletes what was laid aside before that. A
    /// day is a good age: an upload may wait that long for the row that names it.
    ///
    /// # Errors
    /// See [`StoreError`]; what was done until then stays done.
    pub async fn sweep(&self, db: &Db, before: Millis) -> Result<Swept> {
        let mut swept = Swept::default();
        let mut laid = self.store.list(Some(&Key::from(ASIDE)));
        while let Some(found) = laid.try_next().await.map_err(StoreError::unavailable)? {
            let Some(name) = name_in(&found) else {
                continue;
            };
            if named(db, &name).await? {
                let bytes = self.get(&name).await?;
                self.put(&bytes).await?;
                self.take_away(&found.location).await?;
                swept.put_back += 1;
            } else if is_old(&found, before) {
                self.take_away(&found.location).await?;
                swept.deleted += 1;
            }
        }
        let mut all = self.store.list(None);
        while let Some(found) = all.try_next().await.map_err(StoreError::unavailable)? {
            let Some(name) =
                name_in(&found).filter(|_| !found.location.as_ref().starts_with(ASIDE))
            else {
                continue;
            };
            swept.looked_at += 1;
            if is_old(&found, before) && !named(db, &name).await? {
                let bytes = self.get(&name).await?;
                let payload = PutPayload::from(bytes);
                let put = self.store.put(&aside(&found.location), payload).await;
                put.map_err(StoreError::unavailable)?;
                // Somebody may have written the same bytes again, a moment ago: those are aside now as well.
                self.take_away(&found.location).await?;
                swept.laid_aside += 1;
            }
        }
        Ok(swept)
    }
}

fn aside(key: &Key) -> Key {
    Key::from(format!("{ASIDE}/{key}"))
}

fn name_in(found: &ObjectMeta) -> Option<String> {
    let name = found.location.filename()?;
    is_name(name).then(|| name.to_owned())
}

fn is_old(found: &ObjectMeta, before: Millis) -> bool {
    found.last_modified.timestamp_millis() < before
}

fn nowhere(name: &str) -> object_store::Error {
    object_store::Error::NotFound {
        path: name.to_owned(),
        source: "not the name of a blob".into(),
    }
}

/// Copies what the other place does not have; how many blobs there are. `progress` is told how many of how many are done.
///
/// # Errors
/// `Corrupt` when a blob is not what its name says, `Unavailable` when it cannot be read or written.
pub async fn copy(
    from: &Blobs,
    to: &Blobs,
    progress: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<u64> {
    let names = from.names().await?;
    let there: HashSet<String> = to.names().await?.into_iter().collect();
    let of = names.len() as u64;
    for (done, name) in (1..).zip(&names) {
        if !there.contains(name) {
            let bytes = from.get(name).await?;
            if name_of(&bytes) != *name {
                return Err(StoreError::corrupt(format!("the blob {name} is damaged")));
            }
            to.put(&bytes).await?;
        }
        progress(done, of);
    }
    Ok(of)
}

/// Deletes files whose last row was erased, unless another row names them; how many. What was written again within
/// `grace_ms` (by the clock of the place where blobs lie) waits: its row may be on the way.
///
/// # Errors
/// See [`StoreError`]; what is left is taken the next time.
pub async fn delete_doomed(db: &Db, blobs: &Blobs, grace_ms: Millis, limit: usize) -> Result<u64> {
    let names = db
        .read(async move |tx: &mut Tx| crate::erase::doomed(tx, limit).await)
        .await?;
    if names.is_empty() {
        return Ok(0);
    }
    let now = blobs.clock().await?;
    let mut gone = 0;
    for name in names {
        let _alone = blobs.sweeping.write().await;
        if !named(db, &name).await? {
            if blobs.written_at(&name).await? > Some(now - grace_ms) && grace_ms > 0 {
                continue;
            }
            blobs.delete(&name).await?;
            gone += 1;
        }
        db.write(async move |tx: &mut Tx| crate::erase::spared(tx, &name).await)
            .await?;
    }
    Ok(gone)
}

/// Whether a row names the blob.
async fn named(db: &Db, name: &str) -> Result<bool> {
    let name = name.to_owned();
    let select = sql!(
        "SELECT 1 FROM attachment WHERE blob = $1 UNION ALL SELECT 1 FROM inbound_raw WHERE blob = $1 UNION ALL ",
        "SELECT 1 FROM message WHERE raw_blob = $1 UNION ALL SELECT 1 FROM outbound WHERE raw_blob = $1 UNION ALL ",
        "SELECT 1 FROM article_file WHERE blob = $1 LIMIT 1"
    );
    db.read(async move |tx: &mut Tx| Ok(tx.one::<(i64,)>(select, &vals![&name]).await?.is_some()))
        .await
}

/// Moves the bytes of large mails that have been read from their rows into blobs; how many.
///
/// # Errors
/// See [`StoreError`]; each mail is moved by itself.
pub async fn move_large_mails(db: &Db, blobs: &Blobs) -> Result<u64> {
    let mut moved = 0;
    loop {
        // One at a time: each may have 50 MB.
        let Some((id, bytes)) = db
            .read(async |tx: &mut Tx| inbound::large(tx, 1).await)
            .await?
            .pop()
        else {
            return Ok(moved);
        };
        let name = blobs.put(&bytes).await?;
        db.write(async move |tx: &mut Tx| inbound::moved_to_blob(tx, id, &name).await)
            .await?;
        moved += 1;
    }
}

/// Forgets uploads that were never sent: rows older than `before` without a message. Their blobs fall to the sweep.
///
/// # Errors
/// See [`StoreError`].
pub async fn forget_loose_uploads(tx: &mut Tx, before: Millis) -> Result<u64> {
    let delete = sql!("DELETE FROM attachment WHERE message IS NULL AND created_at < $1");
    tx.run(delete, &vals![before]).await
}

fn away(error: object_store::Error, name: &str) -> StoreError {
    match error {
        object_store::Error::NotFound { .. } => StoreError::corrupt(format!("no blob {name}")),
        other => StoreError::unavailable(other),
    }
}

/// SHA-256 in lower-case hexadecimal.
pub(crate) fn name_of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, b| {
        // Writing to a String cannot fail.
        let _ = write!(out, "{b:02x}");
        out
    })
}

fn is_name(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Two letters of the name are a folder, so that none grows too large. Names come from rows, and may be anything.
fn key_of(name: &str) -> Result<Key> {
    match name.split_at_checked(2) {
        Some((folder, _)) if is_name(name) => Ok(Key::from(format!("{folder}/{name}"))),
        _ => Err(StoreError::corrupt("not the name of a blob")),
    }
}
