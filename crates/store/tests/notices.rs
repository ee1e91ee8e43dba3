//! Notices: who depends on a channel, who is told once, who is left alone, and what was heard since.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fixture;

use domain::notice::{
    Content, Passed, Silence, Standing, State, Stopped, Text, To, Voice, Waves, Way,
};
use domain::{
    AgentId, ChannelId, ContactId, IdentityId, Millis, NoticeId, NoticeSuppressionId, PlanId,
};
use fairlead_store as store;
use fixture::{
    Conversation, channel, contact, conversation, insert_contact, insert_message, message,
};
use store::notice::{self, Notice, Part, Recipient, Suppressed, Told, Used, Volume};
use store::testing::TestDb;
use store::{Json, Tx, on_both_engines, sql, vals};
use uuid::Uuid;

const OTHER: ChannelId = ChannelId(Uuid::from_u128(2));
const ALL: Part = Part {
    after: 0,
    limit: 10,
};
/// And when it began.
const PLAN: (PlanId, Millis) = (PlanId(Uuid::from_u128(7)), 100);

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
        closes_at: None,
        plan_step: None,
        stopped_why: None,
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
            let all = notice::dependents(tx, used, ALL).await?;
            let found: Vec<_> = all.iter().map(|d| (d.contact, d.conversations, d.open, d.only_here)).collect();
            assert_eq!(found, [(contact(1), 2, 2, false), (contact(2), 1, 1, true), (contact(4), 1, 1, true)]);
            assert_eq!((all[0].email.as_deref(), all[0].last_at), (Some("c1@shop.example"), 110));
            let rest = notice::dependents(tx, used, Part { after: 2, limit: 10 }).await?;
            assert_eq!(rest.iter().map(|d| d.contact).collect::<Vec<_>>(), [contact(4)]);
            store::contact::set_undeliverable(tx, "c1@shop.example", true).await?;
            assert_eq!(notice::address(tx, contact(1)).await?, None);
            assert_eq!(notice::dependents(tx, used, Part { after: 0, limit: 1 }).await?[0].email, None);
            assert_eq!(notice::threads(tx, channel(), contact(1)).await?, [conversation(12), conversation(11)]);
            let users = notice::users_before(tx, channel(), (50, 135), PLAN).await?;
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
            (n.closes_at, n.plan_step, n.stopped_why) = (Some(99), Some(1), Some(Stopped::Day));
            notice::save(tx, &mut n, 25).await?;
            assert!(notice::save(tx, &mut old, 26).await.is_err());
            assert_eq!(notice::load(tx, n.id).await?, Some(n.clone()));
            assert!(!notice::delete(tx, n.id).await?, "no draft any more");
            assert!(notice::sending(tx, 29).await?.is_empty(), "held");
            assert_eq!(notice::sending(tx, 30).await?, [n.id]);
            let ids: Vec<_> = notice::page(tx, None, None, 10).await?.iter().map(|n| n.id).collect();
            assert_eq!(ids, [row(2).id, row(1).id], "a wave moves none");
            assert_eq!(notice::page(tx, None, Some((20, row(2).id)), 10).await?.len(), 1);
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
                notice::begin(tx, n.id, &[recipient(who, place, 1 + u32::from(place > 1))]).await?;
            }
            assert_eq!(notice::waiting(tx, n.id, 1, 10).await?.len(), 2);
            assert_eq!(notice::waves(tx, n.id, 1, 10).await?.iter().map(|w| (w.n, w.people)).collect::<Vec<_>>(), [(1, 2), (2, 1)]);
            assert_eq!(notice::waves(tx, n.id, 2, 10).await?.len(), 1);
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
            let states = notice::states(tx, n.id).await?;
            assert_eq!(states, notice::Counts { waiting: 0, told: 2, passed: 1, ..Default::default() });
            let line = &notice::page(tx, None, None, 10).await?[0];
            assert_eq!((line.name.as_str(), line.waiting, line.told, line.passed), ("Mail goes", 0, 2, 1));
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
                why: Silence::Asked, at: 5, by: None, name: None,
            };
            let one = entry(1, Some(contact(1)), None);
            assert!(notice::suppress(tx, &one).await?);
            assert!(!notice::suppress(tx, &entry(3, Some(contact(1)), None)).await?, "once");
            assert!(notice::suppress(tx, &entry(2, None, Some("c2@shop.example"))).await?);
            assert_eq!(notice::silence(tx, contact(1)).await?, Some(Silence::Asked));
            assert_eq!(notice::silence(tx, contact(2)).await?, Some(Silence::Asked));
            assert_eq!(notice::silence(tx, contact(4)).await?, None);
            let merge = sql!("UPDATE contact SET merged_into = $2 WHERE id = $1");
            tx.run(merge, &vals![contact(1), contact(4)]).await?;
            assert!(notice::silence(tx, contact(4)).await?.is_some(), "what one said holds for whom they became");
            assert_eq!(notice::suppressed(tx, None, 10).await?.len(), 2);
            let all = notice::suppressed(tx, Some((5, NoticeSuppressionId(Uuid::from_u128(2)))), 10).await?;
            assert_eq!(all, [Suppressed { name: Some("C1".into()), ..one.clone() }]);
            let kept = notice::of_address(tx, None, Some(contact(1))).await?.unwrap();
            assert_eq!(kept.name.as_deref(), Some("C1"));
            assert_eq!(notice::of_address(tx, None, None).await?, None);
            store::erase::address(tx, "c2@shop.example").await?;
            assert_eq!(notice::silence(tx, contact(2)).await?, None);
            assert!(notice::allow(tx, one.id).await? && !notice::allow(tx, one.id).await?);
            Ok::<_, store::StoreError>(())
        }).await.unwrap();
    }

    async fn merged_records_were_told_once_and_are_heard_as_who_they_became(db: &TestDb) {
        people(db).await;
        db.write(async |tx| {
            notice::insert(tx, &Notice { plan: Some(PLAN.0), ..row(1) }).await?;
            notice::insert(tx, &Notice { channel: OTHER, ..row(2) }).await?;
            let at = Told::At { at: 115, way: Way::Mail };
            notice::begin(tx, row(1).id, &[recipient(1, 0, 1)]).await?;
            assert!(notice::told(tx, row(1).id, contact(1), at).await?);
            let merge = |survivor, absorbed| store::contact_merge::Merge {
                id: domain::ContactMergeId(Uuid::from_u128(absorbed)), survivor: contact(survivor), absorbed: contact(absorbed),
                at: 1, agent: None, filled: Json(store::contact_merge::TakenOver::default()), undone_at: None,
            };
            // By way of another: 1 is 2, who is 4.
            store::contact_merge::merge(tx, &merge(2, 1)).await?;
            store::contact_merge::merge(tx, &merge(4, 2)).await?;
            assert!(notice::told_before(tx, row(2).id, channel(), contact(4)).await?, "under their first name");
            let used = Used { channel: channel(), since: 50 };
            let all = notice::dependents(tx, used, ALL).await?;
            assert_eq!(all.iter().map(|d| (d.contact, d.told_at)).collect::<Vec<_>>(), [(contact(4), Some(115))]);
            let mut were = notice::absorbed(tx, used, ALL).await?;
            were.sort_unstable();
            assert_eq!(were, [(contact(4), contact(1)), (contact(4), contact(2))]);
            let users = notice::users_before(tx, channel(), (50, 150), PLAN).await?;
            assert_eq!(users.iter().map(|u| u.told).collect::<Vec<_>>(), [true]);
            let of = (row(1).id, channel());
            let counts = notice::counts(tx, of).await?;
            assert_eq!((counts.told, counts.silent, counts.moved), (1, 0, 0), "what they write now is theirs");
            assert_eq!(notice::recipients(tx, of, None, -1, 10).await?[0].old_at, Some(140));
            insert_message(tx, 140, 41, "again").await?;
            let (_, heard) = notice::heard(tx, of).await?;
            assert_eq!(heard.iter().map(|h| (h.contact, h.at)).collect::<Vec<_>>(), [(contact(1), 140)]);
            Ok::<_, store::StoreError>(())
        }).await.unwrap();
    }

    async fn an_answer_to_a_notice_is_no_other_way(db: &TestDb) {
        people(db).await;
        db.write(async |tx| {
            notice::insert(tx, &row(1)).await?;
            notice::begin(tx, row(1).id, &[recipient(2, 0, 1)]).await?;
            assert!(notice::told(tx, row(1).id, contact(2), Told::At { at: 131, way: Way::Mail }).await?);
            // The letter was sent by the other channel, and they answered it.
            Conversation { contact: Some(2), last_at: 135, ..Conversation::open(22) }.insert(tx).await?;
            let other = sql!("UPDATE conversation SET channel = $2 WHERE id = $1");
            tx.run(other, &vals![conversation(22), OTHER]).await?;
            let used = Used { channel: channel(), since: 50 };
            let mine = async |tx: &mut Tx| -> store::Result<bool> {
                Ok(notice::dependents(tx, used, ALL).await?.iter().any(|d| d.contact == contact(2) && d.only_here))
            };
            assert!(!mine(tx).await?, "a conversation of their own is one");
            notice::by_message(tx, row(1).id, contact(2), (conversation(22), message(5))).await?;
            assert!(mine(tx).await?);
            assert_eq!(notice::kinds(tx, channel(), contact(2)).await?, Vec::<String>::new());
            assert!(notice::users_before(tx, channel(), (50, 150), PLAN).await?[1].only_here);
            assert_eq!(notice::volume(tx, used).await?.only_here, 2);
            Ok::<_, store::StoreError>(())
        }).await.unwrap();
    }

    async fn the_users_are_counted_as_the_domain_counts_them(db: &TestDb) {
        db.write(async |tx| {
            let mut next = 100;
            for (who, times) in [(1_u128, 5_u128), (2, 3), (3, 1), (4, 1)] {
                let wrote: Vec<_> = (next..next + times).map(|n| (n, 100, channel())).collect();
                person(tx, who, &wrote).await?;
                next += times;
            }
            person(tx, 5, &[(99, 90, OTHER)]).await?;
            store::contact::set_undeliverable(tx, "c4@shop.example", true).await?;
            let closed = sql!("UPDATE conversation SET status = 'resolved' WHERE contact = $1");
            tx.run(closed, &vals![contact(4)]).await?;
            let used = Used { channel: channel(), since: 50 };
            let frequent = domain::notice::frequent(&[5, 3, 1, 1]) as i64;
            let all = notice::volume(tx, used).await?;
            assert_eq!(all, Volume { people: 4, only_here: 4, unreachable: 1, frequent });
            assert_eq!(frequent, 2);
            let part = Part { after: 1, limit: 2 };
            let some = notice::dependents(tx, used, part).await?;
            assert_eq!(some.iter().map(|d| d.contact).collect::<Vec<_>>(), [contact(2), contact(3)]);
            let tag = domain::TagId(Uuid::from_u128(1));
            let tagged = store::tag::Tag { id: tag, name: "vip".into(), colour: "grey".into(), created_at: 1 };
            store::tag::put(tx, &tagged).await?;
            for c in [100_u128, 105] {
                let insert = sql!("INSERT INTO conversation_tag (conversation, tag) VALUES ($1, $2)");
                tx.run(insert, &vals![conversation(c), tag]).await?;
            }
            assert_eq!(notice::tags(tx, used, part).await?, [(contact(2), tag)]);
            assert!(notice::topics(tx, used, part).await?.is_empty());
            assert_eq!(notice::volume(tx, Used { channel: channel(), since: 500 }).await?, Volume::default());
            Ok::<_, store::StoreError>(())
        }).await.unwrap();
    }

    async fn the_address_is_the_one_used_last_and_a_dead_one_silences_nobody_who_has_another(db: &TestDb) {
        people(db).await;
        db.write(async |tx| {
            let kind = domain::contact::IdentityKind::Email;
            let second = "a1@shop.example";
            store::contact::add_identity(tx, IdentityId(Uuid::from_u128(50)), contact(1), kind, second, second).await?;
            let takes_part = async |tx: &mut Tx, c: u128, address: &str| {
                let insert = sql!("INSERT INTO participant (conversation, address_key, address, role, since) VALUES ($1, $2, $2, 'customer', 1)");
                tx.run(insert, &vals![conversation(c), address]).await
            };
            takes_part(tx, 11, second).await?;
            takes_part(tx, 12, "c1@shop.example").await?;
            let to = async |tx: &mut Tx| notice::address(tx, contact(1)).await;
            assert_eq!(to(tx).await?.as_deref(), Some("c1@shop.example"), "not the first by the alphabet");
            let entry = |n: u128, address: &str, why| Suppressed {
                id: NoticeSuppressionId(Uuid::from_u128(n)), contact: None, address: Some(address.to_owned()), why, at: 5,
                by: None, name: None,
            };
            assert!(notice::suppress(tx, &entry(1, "c1@shop.example", Silence::Bounced)).await?);
            assert_eq!(to(tx).await?.as_deref(), Some(second));
            assert_eq!(notice::silence(tx, contact(1)).await?, None);
            let used = Used { channel: channel(), since: 50 };
            let first = notice::dependents(tx, used, ALL).await?.remove(0);
            assert_eq!((first.email.as_deref(), first.suppressed), (Some(second), None));
            assert!(notice::suppress(tx, &entry(2, second, Silence::Bounced)).await?);
            assert!(notice::silence(tx, contact(1)).await?.is_some(), "no other is left");
            assert!(notice::suppress(tx, &entry(3, "c2@shop.example", Silence::Asked)).await?);
            let third = "z2@shop.example";
            store::contact::add_identity(tx, IdentityId(Uuid::from_u128(51)), contact(2), kind, third, third).await?;
            assert!(notice::silence(tx, contact(2)).await?.is_some(), "who asked is left alone at every address");
            assert_eq!(notice::suppressed(tx, None, 10).await?[0].name.as_deref(), Some("C2"));
            Ok::<_, store::StoreError>(())
        }).await.unwrap();
    }

    async fn a_gate_counts_notices_of_its_plan_and_those_since_it_began(db: &TestDb) {
        people(db).await;
        db.write(async |tx| {
            notice::insert(tx, &row(1)).await?;
            for (who, at) in [(1, 99), (2, 101)] {
                notice::begin(tx, row(1).id, &[recipient(who, at, 1)]).await?;
                assert!(notice::told(tx, row(1).id, contact(who), Told::At { at, way: Way::Mail }).await?);
            }
            let told = async |tx: &mut Tx| -> store::Result<Vec<bool>> {
                let users = notice::users_before(tx, channel(), (50, 135), PLAN).await?;
                Ok(users.iter().map(|u| u.told).collect())
            };
            assert_eq!(told(tx).await?, [false, true], "the older one was about something else");
            let mut n = notice::load(tx, row(1).id).await?.unwrap();
            n.plan = Some(PLAN.0);
            notice::save(tx, &mut n, 20).await?;
            assert_eq!(told(tx).await?, [true, true]);
            Ok::<_, store::StoreError>(())
        }).await.unwrap();
    }

    async fn a_merged_conversation_is_still_the_one_in_which_they_were_told(db: &TestDb) {
        people(db).await;
        db.write(async |tx| {
            notice::insert(tx, &row(1)).await?;
            notice::begin(tx, row(1).id, &[recipient(2, 0, 1)]).await?;
            assert!(notice::told(tx, row(1).id, contact(2), Told::At { at: 115, way: Way::Thread }).await?);
            insert_message(tx, 115, 21, "It goes").await?;
            notice::by_message(tx, row(1).id, contact(2), (conversation(21), message(115))).await?;
            let of = (row(1).id, channel());
            let counts = notice::counts(tx, of).await?;
            assert_eq!((counts.replied, counts.silent), (1, 1));
            Conversation { contact: Some(2), last_at: 130, ..Conversation::open(25) }.insert(tx).await?;
            let moved = sql!("UPDATE message SET conversation = $2 WHERE conversation = $1");
            tx.run(moved, &vals![conversation(21), conversation(25)]).await?;
            let gone = sql!("UPDATE conversation SET status = 'merged', merged_into = $2 WHERE id = $1");
            tx.run(gone, &vals![conversation(21), conversation(25)]).await?;
            let counts = notice::counts(tx, of).await?;
            assert_eq!((counts.replied, counts.silent, counts.moved), (1, 1, 0), "their answer is an answer");
            assert_eq!(notice::recipients(tx, of, None, -1, 10).await?[0].conversation, Some(conversation(25)));
            insert_message(tx, 120, 25, "All right").await?;
            assert!(notice::heard(tx, of).await?.1.is_empty());
            let used = Used { channel: channel(), since: 115 };
            assert_eq!(notice::since(tx, used, contact(2)).await?, (None, None));
            Ok::<_, store::StoreError>(())
        }).await.unwrap();
    }
}
