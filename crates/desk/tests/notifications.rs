//! Notifications are written from the feed once, also by two followers; digests leave when they are due.

mod support;

use domain::access::PermissionSet;
use domain::event::{Actor, Event, EventKind};
use domain::notification::{Digest, NotificationKind, Preferences, Quiet, QuietHours};
use domain::team::Agent;
use domain::{AgentId, ConversationId, Millis};
use fairlead_desk::By;
use fairlead_desk::change::Mark;
use fairlead_desk::note::NewNote;
use fairlead_desk::notifications::Follower;
use store::{StoreError, on_both_engines};
use support::*;
use uuid::Uuid;

const HOUR: Millis = 60 * MINUTE;

/// A colleague in the team.
async fn colleague(w: &World) -> AgentId {
    let agent = Agent {
        id: AgentId(Uuid::from_u128(77)),
        name: "Bo Beck".to_owned(),
        email: "bo@lamps.example".to_owned(),
        permission_set: PermissionSet::Agent.into(),
        zone: "UTC".to_owned(),
        locale: "et".to_owned(),
        active: true,
        invited: false,
        created_at: START,
        teams: vec![w.started.team.id],
    };
    let id = agent.id;
    w.desk
        .db()
        .write(async move |tx| store::agent::insert(tx, &agent, None).await)
        .await
        .expect("an agent");
    id
}

fn of(w: &World, agent: AgentId) -> By {
    let access = domain::access::Access::of(agent, PermissionSet::Agent, vec![w.started.team.id]);
    By::agent(access, w.now, "127.0.0.1")
}

async fn mention(w: &World, conversation: ConversationId, agent: AgentId) {
    let note = NewNote {
        conversation,
        html: "<p>Look</p>".to_owned(),
        attachments: Vec::new(),
        mentions: vec![agent],
    };
    w.desk.note(&w.by(), note).await.expect("noted");
}

async fn follow(w: &World, follower: &mut Follower) {
    w.desk.db().settle().await.expect("settled");
    for _ in 0..20 {
        if !w
            .desk
            .write_notifications(follower, w.now)
            .await
            .expect("followed")
        {
            return;
        }
    }
    panic!("the follower does not come to an end");
}

async fn told(w: &World, agent: AgentId) -> Vec<(Vec<NotificationKind>, i64)> {
    let told = w
        .desk
        .notifications(&of(w, agent), None, 100)
        .await
        .expect("read");
    let line = |n: store::notification::Notification| (NotificationKind::of_bits(n.kinds), n.n);
    told.items.into_iter().map(line).collect()
}

/// The texts of the digests that wait to be sent.
async fn digests(w: &World) -> Vec<String> {
    let mails = w
        .desk
        .db()
        .write(async |tx| store::house_mail::claim(tx, i64::MAX / 2, 0, "test", 100).await)
        .await
        .expect("claimed");
    let read = |bytes: &[u8]| {
        let mail = mail::read(bytes, &mail::Limits::default());
        format!("{}\n{}", mail.subject, mail.text)
    };
    mails.iter().map(|m| read(&m.bytes)).collect()
}

on_both_engines! {
    async fn two_followers_of_one_feed_tell_everything_once(db: &TestDb) {
        let mut w = world(db).await;
        let bo = colleague(&w).await;
        let (mut one, mut two) = (Follower::default(), Follower::default());
        follow(&w, &mut one).await;
        follow(&w, &mut two).await;
        let mut conversations = Vec::new();
        for n in 0..3 {
            let raw = from("mari@shop.example", &format!("Lamp {n}"), &format!("{n}@shop.example"), "Dark.");
            let (conversation, _) = w.opened(raw).await;
            mention(&w, conversation, bo).await;
            conversations.push(conversation);
        }
        follow(&w, &mut one).await;
        // It has looked at a place that is not the written one any more, and a third one begins anew, as after a kill.
        follow(&w, &mut two).await;
        follow(&w, &mut Follower::default()).await;
        let mentioned = (vec![NotificationKind::Mentioned], 1);
        assert_eq!(told(&w, bo).await, vec![mentioned; 3]);
        assert!(told(&w, w.started.agent.id).await.is_empty(), "one's own acts");

        // Whoever has looked since is told no more of it.
        w.now += MINUTE;
        mention(&w, conversations[0], bo).await;
        w.now += MINUTE;
        w.desk.mark_read(&of(&w, bo), conversations[0], Mark::Read).await.expect("read");
        follow(&w, &mut two).await;
        let unread = w.desk.notifications(&of(&w, bo), None, 100).await.expect("read").unread;
        assert_eq!(unread, 2);
        w.desk.db().settle().await.expect("settled");
        let feed = w.desk.db().read(async |tx| {
            let access = domain::access::Access::system();
            store::feed::events_since(tx, &access, 0, 1000).await
        }).await.expect("read");
        let store::feed::Feed::Events { events, .. } = feed else { panic!("events") };
        let nudges = events.iter().filter(|e| {
            e.what.as_ref().is_some_and(|w| matches!(w.kind, EventKind::AgentNotified { .. }))
        });
        assert_eq!(nudges.count(), 0, "they are between the program and the agent");
    }

    async fn what_was_said_before_somebody_came_is_not_told_also_while_that_has_no_position(db: &TestDb) {
        let w = world(db).await;
        let bo = colleague(&w).await;
        let raw = from("mari@shop.example", "Lamp", "1@shop.example", "Dark.");
        let (conversation, _) = w.opened(raw).await;
        w.desk.db().settle().await.expect("settled");
        // As another node has committed it a moment ago: the follower is there, the event is on its way into the feed.
        w.desk.db().write(async move |tx| {
            store::conversation::follow(tx, conversation, bo).await?;
            let kind = EventKind::Followed { conversation, agent: bo };
            store::testing::leave(tx, Event { at: START, actor: Actor::System, kind }).await
        }).await.expect("written");
        let mut follower = Follower::default();
        w.desk.write_notifications(&mut follower, w.now).await.expect("followed");
        assert!(told(&w, bo).await.is_empty());
    }

    async fn a_digest_is_one_mail_of_what_is_still_unread(db: &TestDb) {
        let mut w = world(db).await;
        let bo = colleague(&w).await;
        let wanted = Preferences {
            digest: Digest::Hourly,
            quiet: Quiet { hours: Some(QuietHours { from: 18 * 60, to: 7 * 60 }), days: Vec::new() },
            ..Preferences::default()
        };
        w.desk.choose_notifications(&of(&w, bo), wanted).await.expect("chosen");
        for subject in ["A red lamp", "A blue lamp"] {
            let (conversation, _) = w.opened(from("mari@shop.example", subject, &format!("{}@x.example", subject.len()), "Dark.")).await;
            mention(&w, conversation, bo).await;
            follow(&w, &mut Follower::default()).await;
            if subject == "A red lamp" {
                w.desk.mark_read(&of(&w, bo), conversation, Mark::Read).await.expect("read");
            }
        }
        let url = "https://desk.example/";
        assert_eq!(w.desk.send_digests(url, w.now).await.expect("looked"), 0, "not before the hour");
        // 19:50 is quiet, and so is the night.
        w.now += 10 * HOUR;
        assert_eq!(w.desk.send_digests(url, w.now).await.expect("looked"), 0);
        w.now += 12 * HOUR;
        assert_eq!(w.desk.send_digests(url, w.now).await.expect("sent"), 1);
        let mails = digests(&w).await;
        assert_eq!(mails.len(), 1);
        let text = &mails[0];
        assert!(text.starts_with("Lugemata: 1"), "{text}");
        assert!(text.contains("A blue lamp") && !text.contains("A red lamp"), "{text}");
        assert!(text.contains("https://desk.example/inbox/all/2"), "{text}");
        w.now += 2 * HOUR;
        assert_eq!(w.desk.send_digests(url, w.now).await.expect("looked"), 0, "each is mailed once");
        assert_eq!(told(&w, bo).await.len(), 2);
    }

    async fn a_digest_waits_until_there_is_an_address_to_send_it_from(db: &TestDb) {
        let w = world(db).await;
        let bo = colleague(&w).await;
        let hourly = Preferences { digest: Digest::Hourly, ..Preferences::default() };
        w.desk.choose_notifications(&of(&w, bo), hourly).await.expect("chosen");
        let (conversation, _) = w.opened(from("mari@shop.example", "Lamp", "1@x.example", "Dark.")).await;
        mention(&w, conversation, bo).await;
        follow(&w, &mut Follower::default()).await;
        let door = w.desk.doors().await.expect("doors").remove(0);
        w.desk.remove_door(&w.by(), door.id).await.expect("removed");
        let late = w.now + 2 * HOUR;
        assert_eq!(w.desk.send_digests("https://desk.example", late).await.expect("looked"), 0);
        w.desk.add_door(&w.by(), door.channel, DOOR).await.expect("added");
        assert_eq!(w.desk.send_digests("https://desk.example", late).await.expect("sent"), 1, "nothing was taken from the list");
        assert_eq!(digests(&w).await.len(), 1);
    }

    async fn old_ones_fall_off(db: &TestDb) {
        let mut w = world(db).await;
        let bo = colleague(&w).await;
        let (conversation, _) = w.opened(from("mari@shop.example", "Lamp", "1@x.example", "Dark.")).await;
        mention(&w, conversation, bo).await;
        follow(&w, &mut Follower::default()).await;
        w.desk.sweep_notifications(w.now + 89 * DAY).await.expect("swept");
        assert_eq!(told(&w, bo).await.len(), 1);
        w.desk.sweep_notifications(w.now + 91 * DAY).await.expect("swept");
        assert!(told(&w, bo).await.is_empty());
        // Beyond a thousand the oldest go.
        w.now += DAY;
        w.desk.db().write(async move |tx| {
            for n in 0..1005u128 {
                let news = store::notification::News {
                    id: domain::NotificationId(Uuid::from_u128(n + 1)),
                    agent: bo, conversation, kinds: 1, n: 1, actor: domain::event::Actor::System, message: None,
                    at: START + n as i64, page: true, email: false,
                };
                store::notification::tell(tx, &news).await?;
                store::notification::read_conversation(tx, bo, conversation, START).await?;
            }
            Ok::<_, StoreError>(())
        }).await.expect("written");
        w.desk.sweep_notifications(START).await.expect("swept");
        let kept = w.desk.db().read(async move |tx| {
            store::notification::page(tx, bo, (i64::MAX, domain::NotificationId(Uuid::max())), 2000).await
        }).await.expect("read");
        assert_eq!((kept.len(), kept.last().map(|n| n.at)), (1000, Some(START + 5)));
    }
}
