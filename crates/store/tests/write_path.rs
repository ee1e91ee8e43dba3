//! Fences and keys of the write path on both engines.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::channel::{Channel, ChannelKind, Stage};
use domain::conversation::{Opening, StatusState, open};
use domain::message::{AutoText, DeliveryState, MessageKind};
use domain::{
    BrandId, ChannelId, ConversationId, DeliveryId, DoorId, InboundId, JobId, MailboxId, MessageId,
};
use fairlead_store as store;
use store::delivery::{Ended, NewDelivery};
use store::inbound::{Failed, Finished, NewInbound};
use store::message::NewMessage;
use store::thread_ref::NewRef;
use store::{Db, Result, StoreError, Tx, on_both_engines};
use uuid::Uuid;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn raw(n: u128) -> NewInbound {
    NewInbound {
        id: InboundId(id(n)),
        channel: None,
        source: "smtp",
        imap: None,
        mail_from: "a@a.example".into(),
        rcpt: vec!["help@desk.example".into()],
        peer_ip: "192.0.2.1".into(),
        helo: "mx".into(),
        tls: false,
        received_at: 1,
        freshness: "new".into(),
        internal_date: None,
        headers_only_of: None,
        bytes: b"Subject: x\r\n\r\nx".to_vec(),
        sha256: vec![1; 32],
    }
}

async fn conversation(db: &Db) -> ConversationId {
    db.write(async |tx| {
        let (mut c, _) = open(Opening {
            id: ConversationId(id(1)),
            subject: "Lamp".into(),
            contact: None,
            channel: ChannelId(id(2)),
            door: None,
            team: None,
            language: None,
            at: 5,
        });
        store::conversation::insert(tx, &mut c, None).await?;
        Ok::<_, StoreError>(c.id)
    })
    .await
    .unwrap()
}

async fn message(tx: &mut Tx, n: u128, dedupe: Option<&str>) -> Result<i64> {
    let mut m = NewMessage::new(
        MessageId(id(n)),
        ConversationId(id(1)),
        MessageKind::Customer,
        5,
    );
    m.channel = Some(ChannelId(id(2)));
    m.dedupe_key = dedupe.map(str::to_owned);
    store::message::insert(tx, &m).await
}

on_both_engines! {
    async fn a_conversation_comes_back_as_it_was_stored(db: &TestDb) {
        let cid = conversation(db).await;
        let c = db.write(async move |tx| {
            let mut c = store::conversation::load(tx, cid).await?.unwrap();
            c.state = StatusState::Snoozed { until: 99, by: None };
            c.waiting_since = Some(7);
            store::conversation::save(tx, &mut c, None).await?;
            Ok::<_, StoreError>(c)
        }).await.unwrap();
        let again = db.read(async move |tx| store::conversation::load(tx, cid).await).await.unwrap().unwrap();
        assert_eq!(again, c);
        assert_eq!((c.number, c.version), (1, 2));
    }

    async fn a_stale_row_is_not_stored(db: &TestDb) {
        let cid = conversation(db).await;
        let result = db.write(async move |tx| {
            let mut c = store::conversation::load(tx, cid).await?.unwrap();
            let mut other = c.clone();
            store::conversation::save(tx, &mut c, None).await?;
            store::conversation::save(tx, &mut other, None).await
        }).await;
        assert!(matches!(result, Err(StoreError::Conflict(_))));
    }

    async fn only_the_newest_claim_of_a_mail_may_finish_it(db: &TestDb) {
        db.write(async |tx| store::inbound::accept(tx, &raw(1)).await).await.unwrap();
        let finish = async |attempt| {
            db.write(async move |tx| {
                let done = Finished { id: InboundId(id(1)), attempt, state: "done", channel: None, dedupe_key: None, message: None, conversation: None };
                store::inbound::finish(tx, &done).await
            }).await.unwrap()
        };
        let claim = async |now| db.write(async move |tx| store::inbound::claim(tx, now, now + 10, "a", 5).await).await.unwrap();
        assert_eq!(claim(100).await[0].attempt, 1);
        assert!(claim(105).await.is_empty());
        assert_eq!(claim(110).await[0].attempt, 2);
        assert!(!finish(1).await);
        assert!(finish(2).await);
        assert!(claim(1_000).await.is_empty());
    }

    async fn the_same_imap_place_is_kept_once(db: &TestDb) {
        let first = db.write(async |tx| {
            let channel = Channel {
                id: ChannelId(id(2)), kind: ChannelKind("email".into()), brand: BrandId(id(3)), name: "E".into(), team: None,
                stage: Stage::Live, paused: false, successor: None, owner: None, purpose: String::new(), first_response_target_min: 60, acknowledge: true, version: 1,
            };
            store::channel::insert(tx, &channel, 1).await?;
            let mailbox = store::mailbox::Mailbox {
                id: MailboxId(id(4)), channel: channel.id, host: "h".into(), port: 993, tls: "implicit".into(), username: "u".into(),
                auth: "password".into(), secret: None, folder: "INBOX".into(), after_commit: "leave".into(), move_to: None,
                start_from: "all".into(), uidvalidity: None, last_uid: None, server_count: None, state: store::Json(serde_json::json!({})),
                last_success_at: None, last_error: None, error_at: None, enabled: true, created_at: 1, version: 1,
            };
            store::mailbox::insert(tx, &mailbox).await?;
            let mut mail = raw(1);
            mail.imap = Some(store::inbound::ImapPlace { mailbox: mailbox.id, uidvalidity: 7, uid: 9 });
            let first = store::inbound::accept(tx, &mail).await?;
            mail.id = InboundId(id(2));
            let second = store::inbound::accept(tx, &mail).await?;
            assert_eq!(first, second);
            store::inbound::pending_count(tx).await
        }).await.unwrap();
        assert_eq!(first, 1);
    }

    async fn a_quarantined_mail_is_listed_released_and_read_from_the_start(db: &TestDb) {
        let states = db.write(async |tx| {
            store::inbound::accept(tx, &raw(1)).await?;
            store::inbound::claim(tx, 1, 2, "a", 5).await?;
            let failed = Failed { id: InboundId(id(1)), attempt: 1, error: "bad".into(), again_at: None, from: "f".into(), subject: "s".into() };
            assert!(store::inbound::fail(tx, &failed).await?);
            let listed = store::inbound::quarantined(tx, None, 10).await?;
            assert!(store::inbound::release(tx, InboundId(id(1))).await?);
            let claimed = store::inbound::claim(tx, 5, 6, "a", 5).await?;
            Ok::<_, StoreError>((listed.len(), claimed[0].attempt, claimed[0].freshness.clone()))
        }).await.unwrap();
        assert_eq!(states, (1, 1, "released".to_owned()));
    }

    async fn a_message_is_stored_once_per_channel_and_dedupe_key(db: &TestDb) {
        conversation(db).await;
        db.write(async |tx| message(tx, 10, Some("k")).await).await.unwrap();
        let again = db.write(async |tx| message(tx, 11, Some("k")).await).await;
        assert!(matches!(again, Err(StoreError::Conflict(_))));
        db.write(async |tx| message(tx, 12, None).await).await.unwrap();
        db.write(async |tx| message(tx, 13, None).await).await.unwrap();
    }

    async fn only_the_running_attempt_may_end_a_delivery(db: &TestDb) {
        conversation(db).await;
        let (late, ended, again) = db.write(async |tx| {
            message(tx, 10, None).await?;
            let new = NewDelivery {
                id: DeliveryId(id(20)), message: MessageId(id(10)), conversation: ConversationId(id(1)), recipient: "c@c.example".into(),
                envelope_from: "b@b.example".into(), state: DeliveryState::Held, next_at: 100, created_at: 90, undo_until: Some(100),
            };
            store::delivery::insert(tx, &[new]).await?;
            assert!(store::delivery::claim(tx, 99, 200, "w", 5).await?.is_empty());
            let claimed = store::delivery::claim(tx, 100, 200, "w", 5).await?;
            assert_eq!(store::delivery::lost(tx, 200, 5).await?.len(), 1);
            let mut end = Ended {
                id: claimed[0].id, attempt: claimed[0].attempt + 1, state: DeliveryState::Sent, next_at: None, unknown: false,
                code: None, text: None, smarthost: None, at: 150,
            };
            let late = store::delivery::end(tx, &end).await?;
            end.attempt -= 1;
            Ok::<_, StoreError>((late, store::delivery::end(tx, &end).await?, store::delivery::end(tx, &end).await?))
        }).await.unwrap();
        assert_eq!((late, ended, again), (false, true, false));
    }

    async fn m31_m38_ids_are_found_and_a_child_learns_its_parent(db: &TestDb) {
        assert_eq!(store::thread_ref::key(" <> "), None);
        conversation(db).await;
        let found = db.write(async |tx| {
            let cid = ConversationId(id(1));
            let seen = NewRef { key: "p@x".into(), message: None, own: false };
            store::thread_ref::remember(tx, cid, 1, &[seen]).await?;
            message(tx, 10, None).await?;
            let itself = NewRef { key: "p@x".into(), message: Some(MessageId(id(10))), own: false };
            store::thread_ref::remember(tx, cid, 2, &[itself]).await?;
            let many: Vec<String> = (0..40).map(|n| format!("{n}@x")).chain(["p@x".into()]).collect();
            store::thread_ref::find(tx, &many).await
        }).await.unwrap();
        assert_eq!((found.len(), found[0].message), (1, Some(MessageId(id(10)))));
    }

    async fn a_door_is_one_channels_until_it_is_removed(db: &TestDb) {
        let outcome = db.write(async |tx| {
            for n in [2, 3] {
                let channel = Channel {
                    id: ChannelId(id(n)), kind: ChannelKind("email".into()), brand: BrandId(id(9)), name: "E".into(), team: None,
                    stage: Stage::Live, paused: false, successor: None, owner: None, purpose: String::new(), first_response_target_min: 60, acknowledge: true, version: 1,
                };
                store::channel::insert(tx, &channel, 1).await?;
            }
            let first = store::door::add(tx, DoorId(id(5)), ChannelId(id(2)), "A@x", "a@x", 1).await?;
            let taken = store::door::add(tx, DoorId(id(6)), ChannelId(id(3)), "a@x", "a@x", 1).await;
            store::door::remove(tx, first, 2).await?;
            let moved = store::door::add(tx, DoorId(id(7)), ChannelId(id(3)), "a@x", "a@x", 3).await?;
            let door = store::door::by_address(tx, "a@x").await?.unwrap();
            Ok::<_, StoreError>((taken.is_err(), moved == first, door.channel, door.removed_at))
        }).await.unwrap();
        assert_eq!(outcome, (true, true, ChannelId(id(3)), None));
    }

    async fn a_word_is_scheduled_once_and_taken_once(db: &TestDb) {
        let (due, first, second, memory) = db.write(async |tx| {
            store::auto_answer::schedule(tx, JobId(id(1)), "acknowledge", "k", "{}", 10).await?;
            store::auto_answer::schedule(tx, JobId(id(2)), "acknowledge", "k", "{}", 5).await?;
            assert!(store::auto_answer::due(tx, 9, 5).await?.is_empty());
            let due = store::auto_answer::due(tx, 10, 5).await?.len();
            let first = store::auto_answer::take(tx, "acknowledge", "k").await?.is_some();
            let second = store::auto_answer::take(tx, "acknowledge", "k").await?.is_some();
            store::auto_answer::remember(tx, "a@b.example", ChannelId(id(2)), AutoText::Acknowledgement, 7, b"h").await?;
            let question = store::auto_answer::Question {
                email_key: "z@b.example", kind: AutoText::Acknowledgement, content_hash: b"h", domain_since: 0, content_since: 0,
            };
            Ok::<_, StoreError>((due, first, second, store::auto_answer::recall(tx, &question).await?))
        }).await.unwrap();
        assert_eq!((due, first, second), (1, true, false));
        assert_eq!((memory.last_to_address, memory.recent_to_domain, memory.same_content), (None, 1, 1));
    }
}
