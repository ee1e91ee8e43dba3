//! An export holds everything that people wrote, and no secret.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fixture;

use domain::event::{Actor, Event, EventKind};
use fairlead_store as store;
use fixture::{Conversation, conversation, insert_contact, insert_message};
use serde_json::Value;
use std::path::Path;
use store::export::export;
use store::{Blobs, StoreError, on_both_engines, sql, vals};
use uuid::Uuid;

fn lines(folder: &Path, file: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(folder.join(file)).unwrap();
    text.lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect()
}

fn everything(folder: &Path) -> String {
    let mut all = String::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_file() {
            all.push_str(&std::fs::read_to_string(entry.path()).unwrap());
        }
    }
    all
}

on_both_engines! {
    async fn everything_that_people_wrote_is_in_the_export_and_no_secret(db: &TestDb) {
        let blobs = Blobs::folder(&db.folder.path().join("blobs")).unwrap();
        let name = blobs.put(b"raw mail").await.unwrap();
        let named = name.clone();
        db.write(async move |tx| {
            insert_contact(tx, 1, "Ann", "ann@example.com").await?;
            for n in 1..=1203u128 {
                Conversation::open(n).insert(tx).await?;
                insert_message(tx, n, n, &format!("text of {n} \n\"quoted\" ü")).await?;
            }
            let brand = Uuid::from_u128(1);
            tx.run(sql!("INSERT INTO tag (id, name, name_key, created_at) VALUES ($1, 'Vip', 'vip', 0)"), &vals![brand]).await?;
            tx.run(sql!("INSERT INTO conversation_tag (conversation, tag) VALUES ($1, $2)"), &vals![conversation(1), brand]).await?;
            let raw = sql!(
                "INSERT INTO inbound_raw (id, source, received_at, bytes, blob, size, sha256, state) ",
                "VALUES ($1, 'smtp', 0, $2, $3, 8, $4, 'done')"
            );
            tx.run(raw, &vals![Uuid::from_u128(1), b"in the row".as_slice(), None::<String>, b"x".as_slice()]).await?;
            tx.run(raw, &vals![Uuid::from_u128(2), None::<Vec<u8>>, &named, b"x".as_slice()]).await?;
            let agent = sql!(
                "INSERT INTO agent (id, name, email, email_key, password_hash, permission_set, zone, locale, created_at) ",
                "VALUES ($1, 'A', 'a@b', 'a@b', 'TOPSECRET', 'agent', 'UTC', 'en', 0)"
            );
            tx.run(agent, &vals![brand]).await?;
            tx.emit(Event { at: 1, actor: Actor::System, kind: EventKind::Woken { conversation: conversation(1) } });
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
        let out = db.folder.path().join("export");
        let mut steps = 0;
        let summary = export(db, &blobs, &out, &mut |_| steps += 1).await.unwrap();
        assert_eq!((summary.rows["messages.jsonl"], summary.mails), (1203, 2));
        assert!(steps > 20);
        let messages = lines(&out, "messages.jsonl");
        assert_eq!(messages.len(), 1203);
        assert_eq!(messages[1202]["text"], "text of 1203 \n\"quoted\" ü");
        assert_eq!(messages[0]["conversation"], conversation(1).to_string());
        let conversations = lines(&out, "conversations.jsonl");
        assert_eq!(conversations.len(), 1203);
        assert!(conversations[0]["tags"][0].as_str().unwrap().starts_with("tag_"));
        assert_eq!(lines(&out, "contacts.jsonl")[0]["address"], "ann@example.com");
        assert_eq!(lines(&out, "events.jsonl")[0]["event"]["kind"], "conversation.woken.v1");
        let mail = |n: u128| out.join(format!("mail/in/{}.eml", domain::InboundId(Uuid::from_u128(n))));
        assert_eq!(std::fs::read(mail(1)).unwrap(), b"in the row");
        assert_eq!(std::fs::read(mail(2)).unwrap(), b"raw mail");
        assert!(!everything(&out).contains("TOPSECRET"));
        let again = export(db, &blobs, &out, &mut |_| ()).await;
        assert!(matches!(again, Err(StoreError::Conflict(_))));
    }
}

on_both_engines! {
    async fn every_table_is_exported_or_has_a_reason_to_stay(db: &TestDb) {
        let list = sql!(
            lite: ["SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%\\_fts\\_%' ESCAPE '\\'"],
            pg: ["SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'"],
        );
        let tables: Vec<(String,)> = db.read(async move |tx| tx.all(list, &[]).await).await.unwrap();
        assert!(tables.len() > 50);
        let exported = store::export::exported();
        let stays = |table: &str| store::export::STAY.iter().any(|(name, _)| *name == table);
        let mut wrong = Vec::new();
        for (table,) in &tables {
            if exported.contains(table) == stays(table) {
                wrong.push(table.as_str());
            }
        }
        assert_eq!(wrong, Vec::<&str>::new(), "add these to crates/store/src/export, or to STAY with a reason");
        for (name, why) in store::export::STAY {
            let own = name.starts_with("sqlite") || name.ends_with("_fts");
            assert!(own || tables.iter().any(|t| t.0 == name), "{name} is no table ({why})");
        }
    }
}
