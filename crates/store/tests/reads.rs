//! What people look at, through their access; and the feed.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fixture;

use domain::access::Access;
use domain::event::{Actor, Event, EventKind};
use domain::*;
use fairlead_store as store;
use fixture::{
    Conversation, access, agent, conversation, insert_contact, insert_message, message, team,
};
use store::feed::{Feed, FeedEvent, events_since};
use store::message::NewAttachment;
use store::{Db, Result, StoreError, Tx, inbox, on_both_engines, read, search};
use uuid::Uuid;

fn file(n: u128, of: Option<u128>, by: Option<u128>) -> NewAttachment {
    NewAttachment {
        id: AttachmentId(Uuid::from_u128(n)),
        message: of.map(message),
        agent: by.map(agent),
        name: format!("{n}.pdf"),
        original_name: String::new(),
        media_type: "application/pdf".into(),
        size: 1,
        inline: false,
        content_id: None,
        blob: "b".into(),
        position: 0,
        created_at: 0,
    }
}

/// Conversation 1 of team 1 and 2 of team 2, five messages each, files on the first.
async fn seed(tx: &mut Tx) -> Result<()> {
    insert_contact(tx, 1, "Ann", "ann@example.com").await?;
    for c in 1..=2u128 {
        Conversation {
            team: Some(c),
            contact: Some(1),
            ..Conversation::open(c)
        }
        .insert(tx)
        .await?;
        for m in 1..=5u128 {
            insert_message(tx, c * 10 + m, c, "text").await?;
        }
        store::message::attach(
            tx,
            &[
                file(c * 10 + 1, Some(c * 10 + 1), None),
                file(c * 10 + 2, Some(c * 10 + 1), None),
            ],
        )
        .await?;
    }
    store::message::attach(tx, &[file(99, None, Some(7))]).await
}

fn moved(c: u128) -> Event {
    let kind = EventKind::Moved {
        conversation: conversation(c),
        team: Some(team(c)),
    };
    Event {
        at: 1,
        actor: Actor::Agent(agent(3)),
        kind,
    }
}

fn opened(c: u128) -> Event {
    Event {
        at: 1,
        actor: Actor::System,
        kind: EventKind::Woken {
            conversation: conversation(c),
        },
    }
}

async fn since(db: &Db, access: Access, position: i64, limit: usize) -> Feed {
    db.settle().await.unwrap();
    db.read(async move |tx| events_since(tx, &access, position, limit).await)
        .await
        .unwrap()
}

fn events(feed: Feed) -> (Vec<FeedEvent>, i64, bool) {
    match feed {
        Feed::Events {
            events,
            position,
            more,
        } => (events, position, more),
        Feed::Reset { .. } => panic!("events were expected"),
    }
}

on_both_engines! {
    async fn messages_come_in_pages_with_their_files(db: &TestDb) {
        db.write(async |tx| seed(tx).await).await.unwrap();
        db.read(async |tx| {
            let all = Access::system();
            let last = read::messages(tx, &all, conversation(1), None, 2).await?;
            let first = read::messages(tx, &all, conversation(1), last.earlier, 9).await?;
            let ids: Vec<u128> = first.messages.iter().chain(&last.messages).map(|m| m.message.id.0.as_u128()).collect();
            assert_eq!(ids, [11, 12, 13, 14, 15]);
            assert_eq!(first.earlier, None);
            assert_eq!(first.messages[0].attachments.len(), 2);
            assert!(first.messages[1].attachments.is_empty());
            let detail = read::conversation(tx, &all, conversation(1)).await?.unwrap();
            assert_eq!(detail.summary.contact_name.as_deref(), Some("Ann"));
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn what_is_out_of_reach_does_not_exist(db: &TestDb) {
        db.write(async |tx| seed(tx).await).await.unwrap();
        db.read(async |tx| {
            let me = access(7, &[1]);
            let att = |n| AttachmentId(Uuid::from_u128(n));
            assert!(read::conversation(tx, &me, conversation(1)).await?.is_some());
            assert!(read::conversation(tx, &me, conversation(2)).await?.is_none());
            assert!(read::messages(tx, &me, conversation(2), None, 9).await?.messages.is_empty());
            assert!(read::message(tx, &me, message(11)).await?.is_some());
            assert!(read::message(tx, &me, message(21)).await?.is_none());
            assert!(read::attachment(tx, &me, att(11)).await?.is_some());
            assert!(read::attachment(tx, &me, att(21)).await?.is_none());
            assert!(read::attachment(tx, &me, att(99)).await?.is_some());
            assert!(read::attachment(tx, &access(8, &[1, 2]), att(99)).await?.is_none());
            assert!(read::raw_of_message(tx, &me, message(21)).await?.is_none());
            assert_eq!(inbox::summaries(tx, &me, &[conversation(1), conversation(2)]).await?.len(), 1);
            let mut nobody = me.clone();
            nobody.permissions.clear();
            assert!(read::contact(tx, &nobody, fixture::contact(1)).await?.is_none());
            assert!(read::contact(tx, &me, fixture::contact(1)).await?.is_some());
            assert_eq!(read::list_contacts(tx, &me, None, 5).await?.len(), 1);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn a_deleted_conversation_leaves_nothing_to_be_found(db: &TestDb) {
        db.write(async |tx| seed(tx).await).await.unwrap();
        db.write(async |tx| store::conversation::delete(tx, conversation(1)).await).await.unwrap();
        db.read(async |tx| {
            let what = search::Search { text: "text".into(), order: search::Order::Newest, limit: 9, before: None, filter: None };
            let hits = search::search(tx, &Access::system(), &what).await?.hits;
            assert_eq!(hits.iter().map(|h| h.number).collect::<Vec<_>>(), [2]);
            assert!(read::message(tx, &Access::system(), message(11)).await?.is_none());
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn the_feed_shows_each_agent_what_they_reach(db: &TestDb) {
        db.write(async |tx| {
            seed(tx).await?;
            for e in [opened(1), opened(2), moved(2), moved(1)] {
                tx.emit(e);
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
        let (all, position, _) = events(since(db, Access::system(), 0, 100).await);
        assert_eq!(all.len(), 4);
        assert_eq!(position, all[3].seq);
        assert!(matches!(all[0].what.as_ref().unwrap().kind, EventKind::Woken { .. }));
        let (mine, mine_at, _) = events(since(db, access(7, &[1]), 0, 100).await);
        let shown: Vec<_> = mine.iter().map(|e| (e.conversation, e.what.is_some())).collect();
        let c = |n| Some(conversation(n));
        // The one that left is named, so that a list can drop it, and nothing is said about it.
        assert_eq!(shown, [(c(1), true), (c(2), false), (c(1), true)]);
        assert_eq!(mine_at, position);
        let (page, at, more) = events(since(db, Access::system(), 0, 3).await);
        assert_eq!((page.len(), at, more), (3, all[2].seq, true));
        assert_eq!(events(since(db, Access::system(), at, 3).await).0.len(), 1);
        assert!(events(since(db, Access::system(), position, 3).await).0.is_empty());
        let told = db
            .read(async |tx| store::feed::activity(tx, &access(7, &[1]), conversation(2), None, 9).await)
            .await
            .unwrap();
        assert!(told.is_empty());
    }

    async fn a_position_of_another_time_is_reset(db: &TestDb) {
        assert_eq!(events(since(db, Access::system(), 0, 9).await).1, 0);
        assert_eq!(since(db, Access::system(), 77, 9).await, Feed::Reset { position: 0 });
        db.write(async |tx| {
            for _ in 0..=store::feed::MAX_BEHIND {
                tx.emit(opened(1));
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
        let newest = store::feed::MAX_BEHIND + 1;
        assert_eq!(since(db, Access::system(), 0, 9).await, Feed::Reset { position: newest });
        assert!(matches!(since(db, Access::system(), 1, 9).await, Feed::Events { .. }));
    }
}
