//! Blobs: kept once, swept only when nothing names them.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fixture;

use fairlead_store as store;
use futures_util::TryStreamExt;
use store::blob::{forget_loose_uploads, move_large_mails};
use store::message::NewAttachment;
use store::{Blobs, Result, StoreError, inbound, on_both_engines, sql, vals};
use uuid::Uuid;

fn blobs(db: &store::testing::TestDb) -> Blobs {
    Blobs::folder(&db.folder.path().join("blobs")).unwrap()
}

#[tokio::test]
async fn what_was_put_is_got_whole_or_in_pieces_and_kept_once() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::folder(&folder.path().join("b")).unwrap();
    let bytes = vec![7u8; 300_000];
    let name = blobs.put(&bytes).await.unwrap();
    assert_eq!(blobs.put(&bytes).await.unwrap(), name);
    assert_eq!(blobs.get(&name).await.unwrap(), bytes);
    let (size, pieces) = blobs.stream(&name).await.unwrap();
    let pieces: Vec<_> = pieces.try_collect().await.unwrap();
    assert_eq!((size, pieces.concat()), (300_000, bytes));
    blobs.delete(&name).await.unwrap();
    blobs.delete(&name).await.unwrap();
    for missing in [
        name.as_str(),
        "",
        "a",
        "../../etc/passwd",
        "ä/ö",
        &"0".repeat(64),
    ] {
        assert!(
            matches!(blobs.get(missing).await, Err(StoreError::Corrupt(_))),
            "{missing}"
        );
    }
}

/// A column that names blobs and that the sweeper does not know would lose files.
#[test]
fn every_column_that_names_blobs_is_asked_before_a_blob_is_deleted() {
    let source = include_str!("../src/blob.rs");
    let asked = source
        .split_once("async fn named")
        .unwrap()
        .1
        .split_once("LIMIT 1")
        .unwrap()
        .0;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/postgres");
    let mut columns = 0;
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let text = std::fs::read_to_string(entry.path()).unwrap();
        let mut table = String::new();
        for line in text.lines() {
            let line = line.replace(" TEXT", " text");
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                ["CREATE", "TABLE", name, ..] => table = (*name).to_owned(),
                ["ALTER", "TABLE", name, "ADD", "COLUMN", column, kind, ..]
                    if column.contains("blob") && kind.starts_with("text") =>
                {
                    columns += 1;
                    assert!(
                        asked.contains(&format!("FROM {name} WHERE {column} =")),
                        "{name}.{column}"
                    );
                }
                [column, kind, ..] if column.contains("blob") && kind.starts_with("text") => {
                    columns += 1;
                    assert!(
                        asked.contains(&format!("FROM {table} WHERE {column} =")),
                        "{table}.{column}"
                    );
                }
                _ => {}
            }
        }
    }
    assert!(columns >= 4, "{columns}");
}

on_both_engines! {
    async fn the_sweeper_deletes_old_blobs_that_nothing_names(db: &TestDb) {
        let blobs = blobs(db);
        let named = blobs.put(b"named").await.unwrap();
        let loose = blobs.put(b"loose").await.unwrap();
        let blob = named.clone();
        db.write(async move |tx| {
            let file = NewAttachment {
                id: domain::AttachmentId(Uuid::from_u128(1)),
                message: None,
                agent: None,
                name: String::new(),
                original_name: String::new(),
                media_type: String::new(),
                size: 5,
                inline: false,
                content_id: None,
                blob: blob.clone(),
                position: 0,
                created_at: 10,
            };
            store::message::attach(tx, &[file]).await
        })
        .await
        .unwrap();
        let young = blobs.sweep(db, 0).await.unwrap();
        assert_eq!((young.looked_at, young.laid_aside), (2, 0));
        let old = blobs.sweep(db, i64::MAX).await.unwrap();
        assert_eq!((old.looked_at, old.laid_aside, old.deleted), (2, 1, 0));
        // It can still be read, in case that a row is about to name it.
        assert_eq!(&blobs.get(&loose).await.unwrap()[..], b"loose");
        assert_eq!(blobs.sweep(db, 0).await.unwrap().deleted, 0);
        assert_eq!(blobs.sweep(db, i64::MAX).await.unwrap().deleted, 1);
        assert!(blobs.get(&loose).await.is_err());
        assert_eq!(&blobs.get(&named).await.unwrap()[..], b"named");
        db.write(async |tx| forget_loose_uploads(tx, 11).await).await.unwrap();
        assert_eq!(blobs.sweep(db, i64::MAX).await.unwrap().laid_aside, 1);
        // What is named after all is put back.
        let blob = named.clone();
        db.write(async move |tx| {
            let insert = sql!(
                "INSERT INTO inbound_raw (id, source, received_at, blob, size, sha256, state) ",
                "VALUES ($1, 'smtp', 0, $2, 5, $3, 'done')"
            );
            tx.run(insert, &vals![Uuid::from_u128(9), &blob, b"x".as_slice()]).await
        })
        .await
        .unwrap();
        assert_eq!(blobs.sweep(db, i64::MAX).await.unwrap().put_back, 1);
        let rest = blobs.sweep(db, i64::MAX).await.unwrap();
        assert_eq!((rest.looked_at, rest.laid_aside, rest.deleted), (1, 0, 0));
        assert_eq!(&blobs.get(&named).await.unwrap()[..], b"named");
    }

    async fn large_mails_move_out_of_the_rows_and_stay_readable(db: &TestDb) {
        let blobs = blobs(db);
        let add = async |n: u128, size: usize, state: &'static str| {
            let result: Result<u64> = db
                .write(async move |tx| {
                    let bytes = vec![n as u8; size];
                    let insert = sql!(
                        "INSERT INTO inbound_raw (id, source, received_at, bytes, size, sha256, state) ",
                        "VALUES ($1, 'smtp', 0, $2, $3, $2, $4)"
                    );
                    tx.run(insert, &vals![Uuid::from_u128(n), bytes, size, state]).await
                })
                .await;
            result.unwrap();
        };
        add(1, 300_000, "done").await;
        add(2, 300_000, "pending").await;
        add(3, 1000, "done").await;
        assert_eq!(move_large_mails(db, &blobs).await.unwrap(), 1);
        assert_eq!(move_large_mails(db, &blobs).await.unwrap(), 0);
        let raw = db
            .read(async |tx| inbound::raw(tx, domain::InboundId(Uuid::from_u128(1))).await)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(raw.0, None);
        assert_eq!(blobs.get(&raw.1.unwrap()).await.unwrap(), vec![1u8; 300_000]);
        assert_eq!(blobs.sweep(db, i64::MAX).await.unwrap().laid_aside, 0);
    }
}
