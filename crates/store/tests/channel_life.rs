//! The diary of a channel and what is measured of it, on both engines.

mod fixture;

use domain::channel::life::Evidence;
use domain::channel::{Channel, ChannelKind, Stage};
use domain::event::Actor;
use domain::{BrandId, ChannelEntryId, ChannelId};
use fairlead_store as store;
use fixture::{Conversation, agent, channel, conversation, insert_contact};
use store::channel::{Change, measured};
use store::{StoreError, Tx, on_both_engines, sql, vals};
use uuid::Uuid;

async fn made(tx: &mut Tx) -> Result<Channel, StoreError> {
    let brand = store::setting::Brand {
        id: BrandId(Uuid::from_u128(3)),
        name: "Lamps".into(),
        locale: "en".into(),
        created_at: 1,
    };
    store::setting::put_brand(tx, &brand).await?;
    let made = Channel {
        id: channel(),
        kind: ChannelKind("email".into()),
        brand: brand.id,
        name: "Support".into(),
        team: None,
        stage: Stage::Live,
        paused: false,
        successor: None,
        owner: Some(agent(7)),
        purpose: "Questions about orders.".into(),
        first_response_target_min: 60,
        acknowledge: true,
        version: 1,
    };
    store::channel::insert(tx, &made, 1).await?;
    Ok(made)
}

fn entry(n: u128) -> ChannelEntryId {
    ChannelEntryId(Uuid::from_u128(n))
}

fn change(n: u128, what: &str) -> Change<'_> {
    Change {
        id: entry(n),
        channel: channel(),
        at: i64::try_from(n / 2).expect("small"),
        actor: Actor::System,
        what,
        from: Some("live"),
        to: None,
        reason: "why",
        evidence: None,
        undoes: None,
    }
}

on_both_engines! {
    async fn owner_and_purpose_are_kept(db: &TestDb) {
        db.write(async |tx| {
            let mut kept = made(tx).await?;
            assert_eq!(store::channel::load(tx, kept.id).await?.as_ref(), Some(&kept));
            kept.owner = None;
            kept.purpose.clear();
            store::channel::save(tx, &mut kept).await?;
            assert_eq!(store::channel::all(tx).await?, [kept]);
            Ok::<_, StoreError>(())
        }).await.expect("written");
    }

    async fn the_diary_tells_what_takes_back_what_and_what_is_the_last_of_its_kind(db: &TestDb) {
        db.write(async |tx| {
            made(tx).await?;
            let evidence = Evidence { days: 30, open: 4, ..Evidence::default() };
            store::channel::note(tx, &Change { evidence: Some(&evidence), ..change(1, "stage") }).await?;
            store::channel::note(tx, &change(2, "stage")).await?;
            store::channel::note(tx, &change(3, "paused")).await?;
            store::channel::note(tx, &Change { undoes: Some(entry(2)), ..change(4, "stage") }).await?;
            let all = store::channel::history(tx, channel(), None, 9).await?;
            let told: Vec<_> = all.iter().map(|n| (n.id, n.last, n.undoes, n.undone_by)).collect();
            assert_eq!(told, [
                (entry(4), true, Some(entry(2)), None),
                (entry(3), true, None, None),
                (entry(2), false, None, Some(entry(4))),
                (entry(1), false, None, None),
            ]);
            let first = store::channel::entry(tx, channel(), entry(1)).await?.expect("kept");
            assert_eq!(first.evidence.map(|e| e.0), Some(evidence));
            let older = store::channel::history(tx, channel(), Some((1, entry(3))), 9).await?;
            assert_eq!(older.iter().map(|n| n.id).collect::<Vec<_>>(), [entry(2), entry(1)]);
            let elsewhere = ChannelId(Uuid::from_u128(9));
            assert_eq!(store::channel::entry(tx, elsewhere, entry(1)).await?, None);
            Ok::<_, StoreError>(())
        }).await.expect("written");
        let twice = db.write(async |tx| {
            store::channel::note(tx, &Change { undoes: Some(entry(2)), ..change(5, "stage") }).await
        }).await;
        assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
    }

    async fn what_came_what_is_open_and_who_writes_nowhere_else_is_counted(db: &TestDb) {
        db.write(async |tx| {
            made(tx).await?;
            for n in 1..=3 {
                insert_contact(tx, n, "Mari", &format!("{n}@example.org")).await?;
            }
            // Two customers within the month, one of them twice; one before; spam; one that also writes elsewhere.
            for (n, status, who, at) in [
                (1, "open", 1, 100), (2, "waiting", 1, 110), (3, "resolved", 2, 120), (4, "resolved", 3, 50), (5, "spam", 3, 130),
                (6, "open", 2, 90),
            ] {
                let c = Conversation { contact: Some(who), last_at: at, status, ..Conversation::open(n) };
                c.insert(tx).await?;
            }
            let away = sql!("UPDATE conversation SET channel = $1 WHERE id = $2");
            tx.run(away, &vals![ChannelId(Uuid::from_u128(9)), conversation(6)]).await?;
            let came = measured::came(tx, channel(), 100, 40).await?;
            assert_eq!((came.since, came.before), (3, 1));
            assert_eq!(measured::backlog(tx, channel()).await?, (1, 1));
            let users = measured::users(tx, channel(), 100, 0).await?;
            assert_eq!((users.all, users.only_here), (2, 1));
            assert_eq!(measured::users(tx, channel(), 100, 95).await?.only_here, 2);
            Ok::<_, StoreError>(())
        }).await.expect("written");
    }
}
