//! Notices: who depends on a channel, who is told once, who is left alone, and what was heard since.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fixture;

use domain::notice::{Content, Passed, Standing, State, Text, To, Voice, Waves, Way};
use domain::{AgentId, ChannelId, ContactId, IdentityId, Millis, NoticeId, NoticeSuppressionId};
use fairlead_store as store;
use fixture::{
    Conversation, channel, contact, conversation, insert_contact, insert_message, message,
};
use store::notice::{self, Notice, Recipient, Suppressed, Told, Used};
use store::testing::TestDb;
use store::{Json, Tx, on_both_engines, sql, vals};
use uuid::Uuid;

const OTHER: ChannelId = ChannelId(Uuid::from_u128(2));

fn row(n: u128) -> Notice {
    let content = Content {
        name: "Mail goes".into(),
        to: To {
            days: 90,
            ..To::default()
        },
        from: channel(),
        in_thread: true,
        voice: Voice::Own,
        texts: [(
            "en".to_owned(),
            Text {
                subject: "News".into(),
                html: "x".into(),
            },
        )]
        .into(),
        follow_up: false,
        exceptions: [contact(9)].into(),
        waves: Waves::default(),
        costs_meant: false,
    };
    Notice {
        id: NoticeId(Uuid::from_u128(n)),
        channel: channel(),
        plan: None,
        content: Json(content),
        state: State::Draft,
        written_by: AgentId(Uuid::from_u128(1)),
        sent_by: None,
        held_until: None,
        wave: 0,
        waves: 0,
        next_at: None,
        created_at: 10,
        updated_at: 10,
        version: 1,
    }
}

fn recipient(who: u128, place: i64, wave: u32) -> Recipient {
    Recipient {
        contact: contact(who),
        place,
        name: String::new(),
        language: "en".into(),
        way: Way::Mail,
        state: Standing::Waiting,
        why: None,
        wave,
        told_at: None,
        conversation: None,
        message: None,
        replied: false,
        other_at: None,
        old_at: None,
    }
}

/// Somebody with an address, and their conversations: number, when they wrote, by which channel.
async fn person(
    tx: &mut Tx,
    n: u128,
    wrote: &[(u128, Millis, ChannelId)],
) -> store::Result<ContactId> {
    let address = format!("c{n}@shop.example");
    let id = insert_contact(tx, n, &format!("C{n}"), &address).await?;
    let kind = domain::contact::IdentityKind::Email;
    store::contact::add_identity(
        tx,
        IdentityId(Uuid::from_u128(n)),
        id,
        kind,
        &address,
        &address,
    )
    .await?;
    for (c, at, by) in wrote {
        Conversation {
            contact: Some(n),
            last_at: *at,
            ..Conversation::open(*c)
        }
        .insert(tx)
        .await?;
        let update = sql!("UPDATE conversation SET channel = $2 WHERE id = $1");
        tx.run(update, &vals![conversation(*c), *by]).await?;
    }
    Ok(id)
}

async fn people(db: &TestDb) {
    db.write(async |tx| {
        person(
            tx,
            1,
            &[(11, 100, channel()), (12, 110, channel()), (13, 120, OTHER)],
        )
        .await?;
        person(tx, 2, &[(21, 130, channel())]).await?;
        person(tx, 3, &[(31, 5, channel())]).await?;
        person(tx, 4, &[(41, 140, channel())]).await.map(|_| ())
    })
    .await
    .unwrap();
}

on_both_engines! {
    async fn those_who_wrote_by_the_channel_are_found_the_heaviest_first(db: &TestDb) {
        people(db).await;
        db.write(async |tx| {
            let used = Used { channel: channel(), since: 50 };
            let all = notice::dependents(tx, used, None, 10).await?;
            let found: Vec<_> = all.iter().map(|d| (d.contact, d.conversations, d.open, d.only_here)).collect();
            assert_eq!(found, [(contact(1), 2, 2, false), (contact(2), 1, 1, true), (contact(4), 1, 1, true)]);
            assert_eq!((all[0].email.as_deref(), all[0].last_at), (Some("c1@shop.example"), 110));
            let after = notice::Place { conversations: 1, contact: contact(2) };
            let rest = notice::dependents(tx, used, Some(after), 10).await?;
            assert_eq!(rest.iter().map(|d| d.contact).collect::<Vec<_>>(), [contact(4)]);
            store::contact::set_undeliverable(tx, "c1@shop.example", true).await?;
            assert_eq!(notice::address(tx, contact(1)).await?, None);
            assert_eq!(notice::dependents(tx, used, None, 1).await?[0].email, None);
            assert_eq!(notice::threads(tx, channel(), contact(1)).await?, [conversation(12), conversation(11)]);
            let users = notice::users_before(tx, channel(), 50, 135).await?;
            let users: Vec<_> = users.iter().map(|u| (u.contact, u.only_here, u.told)).collect();
            assert_eq!(users, [(contact(1), false, false), (contact(2), true, false)]);
            Ok::<_, store::StoreError>(())
        }).await.unwrap();
    }

    async fn a_notice_is_kept_and_changed_by_whoever_saw_it_last(db: &TestDb) {
        db.write(async |tx| {
            let mut n = row(1);
            notice::insert(tx, &n).await?;
            notice::insert(tx, &Notice { created_at: 20, channel: OTHER, ..row(2) }).await?;
            assert_eq!(notice::load(tx, n.id).await?, Some(n.clone()));
            let mut old = n.clone();
            n.state = State::Sending;
            (n.held_until, n.waves, n.next_at) = (Some(30), 2, Some(30));
            notice::save(tx, &mut n, 25).await?;
            assert!(notice::save(tx, &mut old, 26).await.is_err());
            assert!(!notice::delete(tx, n.id).await?, "no draft any more");
            assert!(notice::sending(tx, 29).await?.is_empty(), "held");
            assert_eq!(notice::sending(tx, 30).await?, [n.clone()]);
            let ids: Vec<_> = notice::page(tx, None, None, 10).await?.iter().map(|n| n.id).collect();
            assert_eq!(ids, [row(1).id, row(2).id]);
            assert_eq!(notice::page(tx, None, Some((25, n.id)), 10).await?.len(), 1);
            assert_eq!(notice::page(tx, Some(OTHER), None, 10).await?[0].id, row(2).id);
            assert!(notice::delete(tx, row(2).id).await?);
            Ok::<_, store::StoreError>(())
        }).await.unwrap();
    }

    async fn each_is_noted_once_and_what_they_did_since_is_seen(db: &TestDb) {
        people(db).await;
        db.write(async |tx| {
            let n = row(1);
            notice::insert(tx, &n).await?;
            let of = (n.id, channel());
            for (place, who) in [1, 2, 4].into_iter().enumerate() {
                let place = place as i64;
                notice::begin(tx, n.id, &recipient(who, place, 1 + u32::from(place > 1))).await?;
            }
            assert_eq!(notice::waiting(tx, n.id, 1, 10).await?.len(), 2);
            assert_eq!(notice::waves(tx, n.id, 10).await?.iter().map(|w| (w.n, w.people)).collect::<Vec<_>>(), [(1, 2), (2, 1)]);
            let at = Told::At { at: 115, way: Way::Thread };
            assert!(notice::told(tx, n.id, contact(1), at).await?);
            assert!(!notice::told(tx, n.id, contact(1), at).await?, "once");
            assert!(!notice::told(tx, n.id, contact(1), Told::Not(Passed::Erased)).await?);
            notice::by_message(tx, n.id, contact(1), (conversation(11), message(5))).await?;
            assert!(notice::told(tx, n.id, contact(2), at).await?);
            assert!(notice::told(tx, n.id, contact(4), Told::Not(Passed::NoWay)).await?);
            assert!(notice::is_told(tx, n.id, contact(1)).await? && !notice::is_told(tx, n.id, contact(4)).await?);
            assert!(!notice::told_before(tx, n.id, channel(), contact(1)).await?, "by this one");
            assert!(notice::told_before(tx, row(2).id, channel(), contact(1)).await?);
            let counts = notice::counts(tx, of).await?;
            assert_eq!((counts.waiting, counts.told, counts.passed), (0, 2, 1));
            assert_eq!((counts.replied, counts.moved, counts.silent), (0, 1, 0));
            let all = notice::recipients(tx, of, None, -1, 10).await?;
            assert_eq!((all[0].other_at, all[0].old_at), (Some(120), None));
            assert_eq!((all[1].other_at, all[1].old_at), (None, Some(130)));
            assert_eq!(all[2].why, Some(Passed::NoWay));
            assert_eq!(notice::recipients(tx, of, Some(Standing::Told), 0, 10).await?.len(), 1);
            insert_message(tx, 130, 21, "again").await?;
            let (told, heard) = notice::heard(tx, of).await?;
            assert_eq!(told, [(contact(1), 115), (contact(2), 115)]);
            assert_eq!(heard.iter().map(|h| (h.contact, h.at, h.by_old)).collect::<Vec<_>>(), [(contact(2), 130, true)]);
            let used = Used { channel: channel(), since: 115 };
            assert_eq!(notice::since(tx, used, contact(2)).await?, (None, Some(130)));
            assert!(notice::bounced(tx, message(5)).await? && !notice::bounced(tx, message(5)).await?);
            assert_eq!(notice::counts(tx, of).await?.told, 1);
            notice::clear(tx, n.id).await?;
            assert!(notice::recipients(tx, of, None, -1, 10).await?.is_empty());
            Ok::<_, store::StoreError>(())
        }).await.unwrap();
    }

    async fn whoever_is_on_the_list_is_known_by_name_address_and_merge(db: &TestDb) {
        people(db).await;
        db.write(async |tx| {
            let entry = |n: u128, contact: Option<ContactId>, address: Option<&str>| Suppressed {
                id: NoticeSuppressionId(Uuid::from_u128(n)), contact, address: address.map(str::to_owned),
                why: "asked".into(), at: 5, by: None,
            };
            let one = entry(1, Some(contact(1)), None);
            assert!(notice::suppress(tx, &one).await?);
            assert!(!notice::suppress(tx, &entry(3, Some(contact(1)), None)).await?, "once");
            assert!(notice::suppress(tx, &entry(2, None, Some("c2@shop.example"))).await?);
            assert!(notice::is_suppressed(tx, contact(1)).await? && notice::is_suppressed(tx, contact(2)).await?);
            assert!(!notice::is_suppressed(tx, contact(4)).await?);
            let merge = sql!("UPDATE contact SET merged_into = $2 WHERE id = $1");
            tx.run(merge, &vals![contact(1), contact(4)]).await?;
            assert!(notice::is_suppressed(tx, contact(4)).await?, "what one said holds for whom they became");
            assert_eq!(notice::suppressed(tx, None, 10).await?.len(), 2);
            assert_eq!(notice::suppressed(tx, Some((5, NoticeSuppressionId(Uuid::from_u128(2)))), 10).await?, std::slice::from_ref(&one));
            assert_eq!(notice::of_address(tx, None, Some(contact(1))).await?, Some(one.clone()));
            assert_eq!(notice::of_address(tx, None, None).await?, None);
            store::erase::address(tx, "c2@shop.example").await?;
            assert!(!notice::is_suppressed(tx, contact(2)).await?);
            assert!(notice::allow(tx, one.id).await? && !notice::allow(tx, one.id).await?);
            Ok::<_, store::StoreError>(())
        }).await.unwrap();
    }
}
