//! What the last weeks were like, and of whom something was heard: what the router and the promise go by.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fixture;

use domain::access::PermissionSet;
use domain::ledger::{Line, Thing, Time};
use domain::{AgentId, Millis, TopicId, VisitorId, WidgetId};
use fairlead_store as store;
use fixture::{Conversation, agent, channel, insert_contact};
use store::agent_work::{self, AgentWork};
use store::plan::measured;
use store::{StoreError, Tx, activity, chat, on_both_engines, sql, vals};
use uuid::Uuid;

const MINUTE: Millis = 60_000;
const RETURNS: TopicId = TopicId(Uuid::from_u128(50));

async fn person(tx: &mut Tx, n: u128) -> store::Result<AgentId> {
    let row = domain::team::Agent {
        id: agent(n),
        name: format!("Agent {n}"),
        email: format!("{n}@example.com"),
        permission_set: PermissionSet::Agent.into(),
        teams: vec![],
        zone: "UTC".into(),
        locale: "en".into(),
        active: true,
        invited: false,
        created_at: 0,
    };
    store::agent::insert(tx, &row, None).await?;
    Ok(agent(n))
}

/// A chat of a topic that was first answered after a while and ended after another, or was left.
async fn talk(tx: &mut Tx, n: u128, topic: Option<TopicId>, answered: bool) -> store::Result<()> {
    let id = Conversation::open(n).insert(tx).await?;
    let begun = chat::Chat {
        conversation: id,
        visitor: VisitorId(Uuid::from_u128(n)),
        widget: WidgetId(Uuid::from_u128(1)),
        began_at: 0,
        agent_read_n: 0,
        left_at: None,
        score: None,
        comment: String::new(),
        rated_at: None,
        alternative_at: None,
        alternative_choice: None,
    };
    chat::begin(tx, &begun).await?;
    let first = answered.then_some(MINUTE);
    let update = sql!("UPDATE conversation SET topic = $2, first_reply_at = $3 WHERE id = $1");
    tx.run(update, &vals![id, topic, first]).await?;
    let left = if answered { 5 * MINUTE } else { 2 * MINUTE };
    chat::set_left(tx, id, Some(left)).await.map(|_| ())
}

on_both_engines! {
    async fn time_is_known_by_channel_and_topic(db: &TestDb) {
        let line = |day, topic, thing, ms, n| Line {
            day,
            agent: agent(1),
            channel: Some(channel()),
            topic,
            thing,
            time: Time { ms, assumed_ms: 0 },
            n,
        };
        let lines = [
            line(100, Some(RETURNS), Thing::Reading, 60_000, 2),
            line(101, Some(RETURNS), Thing::Writing, 30_000, 1),
            line(101, None, Thing::Writing, 5_000, 1),
            line(99, Some(RETURNS), Thing::Reading, 999, 9),
        ];
        db.write(async move |tx| {
            person(tx, 1).await?;
            activity::sum_up(tx, 0, 500, &lines).await
        })
        .await
        .unwrap();
        let mut worked = db.read(async |tx| activity::worked(tx, 100).await).await.unwrap();
        worked.sort_by_key(|w| w.1);
        assert_eq!(worked, [(channel(), None, 5_000, 1), (channel(), Some(RETURNS), 90_000, 3)]);
    }

    async fn what_chats_were_like_is_known_by_channel_and_topic(db: &TestDb) {
        db.write(async |tx| {
            talk(tx, 1, Some(RETURNS), true).await?;
            talk(tx, 2, Some(RETURNS), false).await?;
            talk(tx, 3, None, true).await
        })
        .await
        .unwrap();
        let mut seen = db.read(async |tx| chat::record(tx, 0).await).await.unwrap();
        seen.sort_by_key(|c| c.topic);
        let told: Vec<_> = seen.iter().map(|c| (c.topic, c.waited_ms, c.left, c.talked_ms, c.talked)).collect();
        assert_eq!(
            told,
            [(None, MINUTE, 0, 4 * MINUTE, 1), (Some(RETURNS), 3 * MINUTE, 1, 4 * MINUTE, 1)]
        );
    }

    async fn who_was_heard_before_the_clock_was_set_back_is_lost_when_not_heard_again(db: &TestDb) {
        let hour = 60 * MINUTE;
        db.write(async move |tx| {
            for n in 1..=2 {
                let mut seat = AgentWork { here: true, ..AgentWork::new(person(tx, n).await?) };
                agent_work::save(tx, &mut seat).await?;
            }
            agent_work::beat(tx, &[(agent(1), 2 * hour), (agent(2), 2 * hour)]).await?;
            // Another machine heard of it a little later.
            agent_work::beat(tx, &[(agent(1), 2 * hour - 100)]).await?;
            assert_eq!(agent_work::of(tx, agent(1)).await?.seen_at, 2 * hour);
            assert_eq!(agent_work::lost(tx, 2 * hour - 10_000).await?.len(), 0);
            // An hour back: one is heard of again.
            agent_work::beat(tx, &[(agent(1), hour)]).await?;
            assert_eq!(agent_work::of(tx, agent(1)).await?.seen_at, hour);
            let lost = agent_work::lost(tx, hour - 10_000).await?;
            assert_eq!(lost.iter().map(|a| a.agent).collect::<Vec<_>>(), [agent(2)]);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn urgent_matters_that_nobody_answered_by_the_end_of_a_window_waited_until_then(db: &TestDb) {
        let other = domain::ChannelId(Uuid::from_u128(2));
        let urgent = |n, status| Conversation { status, urgency: "urgent", ..Conversation::open(n) };
        db.write(async move |tx| {
            let answered = urgent(10, "waiting").insert(tx).await?;
            let reply = sql!("UPDATE conversation SET first_reply_at = $2 WHERE id = $1");
            tx.run(reply, &vals![answered, 15_i64]).await?;
            urgent(20, "open").insert(tx).await?;
            let late = urgent(25, "waiting").insert(tx).await?;
            tx.run(reply, &vals![late, 500_i64]).await?;
            urgent(30, "resolved").insert(tx).await?;
            urgent(60, "open").insert(tx).await?;
            Conversation::open(40).insert(tx).await.map(|_| ())
        })
        .await
        .unwrap();
        let waits = db
            .read(async move |tx| measured::urgent_elsewhere(tx, other, (5, 50)).await)
            .await
            .unwrap();
        assert_eq!(waits, [25, 30, 5], "the newest first; what was resolved without an answer waits no more");
    }

    async fn what_came_is_counted_where_it_lies(db: &TestDb) {
        db.write(async |tx| {
            for n in [5, 12, 13, 25] {
                Conversation::open(n).insert(tx).await?;
            }
            Conversation { status: "spam", ..Conversation::open(14) }.insert(tx).await.map(|_| ())
        })
        .await
        .unwrap();
        let (count, mut by) = db
            .read(async |tx| {
                let count = measured::begun(tx, channel(), 12, 25).await?;
                Ok::<_, StoreError>((count, measured::begun_by(tx, channel(), 6, 10).await?))
            })
            .await
            .unwrap();
        by.sort_unstable();
        assert_eq!((count, by), (2, vec![(1, 2), (2, 1)]));
    }

    async fn people_without_an_address_are_all_counted_and_some_are_named(db: &TestDb) {
        db.write(async |tx| {
            for n in 1..=3 {
                insert_contact(tx, n, "Ann", "").await?;
                Conversation { contact: Some(n), ..Conversation::open(n) }.insert(tx).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
        let (all, named) = db
            .read(async |tx| {
                let all = measured::count_without_mail(tx, channel(), 0).await?;
                Ok::<_, StoreError>((all, measured::without_mail(tx, channel(), 0, 2).await?))
            })
            .await
            .unwrap();
        assert_eq!((all, named.len()), (3, 2));
    }
}
