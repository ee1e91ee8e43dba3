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
        assert_eq!((young.looked_at, young.deleted), (2, 0));
        let old = blobs.sweep(db, i64::MAX).await.unwrap();
        assert_eq!((old.looked_at, old.deleted), (2, 1));
        assert!(blobs.get(&loose).await.is_err());
        assert_eq!(&blobs.get(&named).await.unwrap()[..], b"named");
        db.write(async |tx| forget_loose_uploads(tx, 11).await).await.unwrap();
        assert_eq!(blobs.sweep(db, i64::MAX).await.unwrap().deleted, 1);
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
        assert_eq!(blobs.sweep(db, i64::MAX).await.unwrap().deleted, 0);
    }
}
