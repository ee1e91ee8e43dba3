//! Backup under load, restore, and what a restore refuses.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fixture;

use fairlead_store as store;
use fixture::{Conversation, insert_message};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use store::backup::{Manifest, backup, restore};
use store::testing::TestDb;
use store::{Blobs, Db, Location, Result, StoreError, sql};

fn data(db: &TestDb) -> std::path::PathBuf {
    db.folder.path().join("data")
}

fn take(db: &TestDb, to: &Path) -> Result<Manifest> {
    backup(&db.location, &data(db), to, 5, &mut |_| {})
}

async fn add(db: &Db, n: u128) {
    db.write(async move |tx| {
        Conversation::open(n).insert(tx).await?;
        insert_message(tx, n, n, "some words").await
    })
    .await
    .unwrap();
}

async fn count(db: &Db) -> i64 {
    let both = sql!("SELECT (SELECT count(*) FROM conversation), (SELECT count(*) FROM message)");
    let (conversations, messages): (i64, i64) = db
        .read(async move |tx| tx.one(both, &[]).await)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(conversations, messages, "half a job was seen");
    conversations
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_under_load_holds_whole_jobs_only_and_can_be_restored() {
    let db = TestDb::sqlite().await;
    let blobs = Blobs::folder(&data(&db).join("blobs")).unwrap();
    let name = blobs.put(b"a file").await.unwrap();
    std::fs::write(data(&db).join("key"), b"secret").unwrap();
    for n in 1..=200 {
        add(&db, n).await;
    }
    let (stop, written) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicI64::new(200)),
    );
    let writing = tokio::spawn({
        let (db, stop, written) = (db.db.clone(), stop.clone(), written.clone());
        async move {
            while !stop.load(Ordering::Relaxed) {
                let n = written.load(Ordering::Relaxed) + 1;
                add(&db, n as u128).await;
                written.store(n, Ordering::Relaxed);
            }
        }
    });
    let mut seen = 0;
    for round in 0..5 {
        let before = written.load(Ordering::Relaxed);
        let to = db.folder.path().join(format!("backup{round}"));
        let (location, from, out) = (db.location.clone(), data(&db), to.clone());
        let manifest =
            tokio::task::spawn_blocking(move || backup(&location, &from, &out, 5, &mut |_| {}))
                .await
                .unwrap()
                .unwrap();
        let paths: Vec<_> = manifest.files.iter().map(|f| f.path.as_str()).collect();
        assert_eq!(paths.len(), 3, "{paths:?}");
        let back = db.folder.path().join(format!("restored{round}"));
        restore(&to, &back, &mut |_| {}).unwrap();
        let restored = Db::open(&Location::Folder(back.clone())).await.unwrap();
        let n = count(&restored).await;
        assert!(n >= before, "{n} < {before}");
        assert!(n >= seen);
        seen = n;
        add(&restored, 1_000_000).await;
        let file = Blobs::folder(&back.join("blobs"))
            .unwrap()
            .get(&name)
            .await
            .unwrap();
        assert_eq!(&file[..], b"a file");
        assert_eq!(std::fs::read(back.join("key")).unwrap(), b"secret");
    }
    stop.store(true, Ordering::Relaxed);
    writing.await.unwrap();
    assert!(count(&db).await > 200);
}

#[tokio::test]
async fn a_damaged_or_foreign_backup_is_not_restored() {
    let db = TestDb::sqlite().await;
    add(&db, 1).await;
    let to = db.folder.path().join("b");
    take(&db, &to).unwrap();
    let fresh = |n: &str| db.folder.path().join(n);
    let again = take(&db, &to);
    assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
    let onto = restore(&to, &data(&db), &mut |_| {});
    assert!(matches!(onto, Err(StoreError::Conflict(_))), "{onto:?}");

    let file = to.join("fairlead.db");
    let whole = std::fs::read(&file).unwrap();
    let mut hurt = whole.clone();
    hurt[5000] ^= 1;
    std::fs::write(&file, &hurt).unwrap();
    let refused = restore(&to, &fresh("r1"), &mut |_| {});
    assert!(
        matches!(refused, Err(StoreError::Corrupt(_))),
        "{refused:?}"
    );
    assert!(!fresh("r1").join("fairlead.db").exists());
    std::fs::write(&file, &whole).unwrap();

    let manifest = std::fs::read_to_string(to.join("manifest.json")).unwrap();
    let outside = manifest.replace("\"path\": \"fairlead.db\"", "\"path\": \"blobs/../../x\"");
    std::fs::write(to.join("manifest.json"), outside).unwrap();
    assert!(matches!(
        restore(&to, &fresh("r2"), &mut |_| {}),
        Err(StoreError::Corrupt(_))
    ));
    std::fs::remove_file(to.join("manifest.json")).unwrap();
    assert!(matches!(
        restore(&to, &fresh("r3"), &mut |_| {}),
        Err(StoreError::Corrupt(_))
    ));
}

#[tokio::test]
async fn postgres_is_backed_up_by_its_own_tool() {
    let nowhere = Location::Postgres("host=/nowhere".into());
    let folder = tempfile::tempdir().unwrap();
    let refused = backup(
        &nowhere,
        folder.path(),
        &folder.path().join("b"),
        1,
        &mut |_| {},
    );
    assert!(matches!(refused, Err(StoreError::Unavailable(text)) if text.contains("pg_dump")));
}

#[tokio::test]
async fn an_instance_that_is_stopped_can_be_backed_up_too() {
    let db = TestDb::sqlite().await;
    add(&db, 1).await;
    db.close().await;
    let TestDb {
        db,
        location,
        folder,
    } = db;
    drop(db);
    let (data, to, back) = (
        folder.path().join("data"),
        folder.path().join("b"),
        folder.path().join("r"),
    );
    let mut told = Vec::new();
    let manifest = backup(&location, &data, &to, 5, &mut |p| told.push(p)).unwrap();
    assert_eq!(manifest.files.len(), 1);
    assert!(
        matches!(told[0], store::backup::Progress::Database { pages, of } if pages > 0 && pages <= of)
    );
    assert_eq!(restore(&to, &back, &mut |_| {}).unwrap(), manifest);
    let restored = Db::open(&Location::Folder(back)).await.unwrap();
    assert_eq!(count(&restored).await, 1);
}
