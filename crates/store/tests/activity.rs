//! What consoles told: kept once, summed up once, forgotten in steps.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fixture;

use domain::access::PermissionSet;
use domain::ledger::{Doing, Line, Presence, Slice, Thing, Time};
use domain::{AgentId, Millis};
use fairlead_store as store;
use fixture::{Conversation, agent, channel, conversation};
use store::{StoreError, Tx, activity, on_both_engines, sql, vals};
use uuid::Uuid;

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

fn slice(from: Millis, to: Millis, doing: Option<Doing>) -> Slice {
    Slice {
        from,
        to,
        work: doing.map(|d| (conversation(1), d)),
        presence: Presence::Online,
    }
}

async fn spans(db: &store::Db) -> Vec<(Millis, Millis)> {
    db.read(async |tx| {
        tx.all(
            sql!("SELECT from_at, to_at FROM activity ORDER BY from_at"),
            &[],
        )
        .await
    })
    .await
    .unwrap()
}

on_both_engines! {
    async fn a_stretch_that_goes_on_grows_and_another_one_begins_where_it_changes(db: &TestDb) {
        let source = Uuid::from_u128(9);
        db.write(async move |tx| {
            let me = person(tx, 1).await?;
            activity::begin(tx, source, me, 0).await?;
            activity::begin(tx, source, me, 77).await?;
            for (from, to, doing) in [
                (0, 15_000, Some(Doing::Focused)),
                (15_000, 30_000, Some(Doing::Focused)),
                (30_000, 31_000, Some(Doing::Writing)),
                (40_000, 41_000, Some(Doing::Writing)),
                (41_000, 42_000, None),
            ] {
                activity::add(tx, source, me, &[slice(from, to, doing)]).await?;
            }
            activity::add(tx, source, me, &[slice(42_000, 42_000 + activity::GROWN_MS, None)]).await
        })
        .await
        .unwrap();
        let seen = spans(db).await;
        assert_eq!(
            seen,
            [(0, 30_000), (30_000, 31_000), (40_000, 41_000), (41_000, 42_000), (42_000, 42_000 + activity::GROWN_MS)],
            "no stretch is longer than what is looked back for"
        );
        let (known, own, first) = db
            .write(async move |tx| {
                Ok::<_, StoreError>((
                    activity::source(tx, source).await?,
                    activity::of(tx, agent(1), 29_999, 40_500).await?,
                    activity::first_since(tx, 1).await?,
                ))
            })
            .await
            .unwrap();
        assert_eq!(known.map(|k| (k.0, k.1.seq, k.1.to)), Some((agent(1), 0, 0)));
        assert_eq!(own.len(), 3);
        assert_eq!(own[0].slice, slice(0, 30_000, Some(Doing::Focused)));
        assert_eq!(own[0].number, None, "the conversation is gone");
        assert_eq!(first, Some(30_000));
    }

    async fn a_day_is_summed_up_by_one_machine_only(db: &TestDb) {
        let line = Line {
            day: 20_000,
            agent: agent(1),
            channel: Some(channel()),
            topic: None,
            thing: Thing::Reading,
            time: Time { ms: 61_000, assumed_ms: 1_000 },
            n: 2,
        };
        let first = db.write(async move |tx| { person(tx, 1).await?; activity::sum_up(tx, 0, 500, &[line]).await }).await.unwrap();
        let second = db.write(async move |tx| activity::sum_up(tx, 0, 500, &[line]).await).await.unwrap();
        assert!(first && !second);
        let (all, own, other, day) = db
            .read(async |tx| {
                Ok::<_, StoreError>((
                    activity::days(tx, 20_000, 20_000).await?,
                    activity::days_of(tx, agent(1), 0, 30_000).await?,
                    activity::days_of(tx, agent(2), 0, 30_000).await?,
                    activity::first_day(tx).await?,
                ))
            })
            .await
            .unwrap();
        assert_eq!((all, own, other.len(), day), (vec![line], vec![line], 0, Some(20_000)));
        assert_eq!(db.read(async |tx| activity::summed(tx).await).await.unwrap(), 500);
    }

    async fn what_is_told_at_once_is_kept_as_if_it_were_told_piece_by_piece(db: &TestDb) {
        let (pieces, whole) = (Uuid::from_u128(1), Uuid::from_u128(2));
        // Eleven minutes of reading in pieces of a minute, some writing, a gap, and nothing.
        let mut told: Vec<Slice> = (0..11)
            .map(|n| slice(n * 60_000, (n + 1) * 60_000, Some(Doing::Focused)))
            .collect();
        told.push(slice(660_000, 700_000, Some(Doing::Writing)));
        told.push(slice(700_000, 710_000, Some(Doing::Writing)));
        told.push(slice(720_000, 730_000, Some(Doing::Writing)));
        told.push(slice(730_000, 740_000, None));
        let rest = told.split_off(4);
        db.write(async move |tx| {
            let me = person(tx, 1).await?;
            for source in [pieces, whole] {
                activity::begin(tx, source, me, 0).await?;
            }
            for one in told.iter().chain(&rest) {
                activity::add(tx, pieces, me, std::slice::from_ref(one)).await?;
            }
            activity::add(tx, whole, me, &told).await?;
            activity::add(tx, whole, me, &rest).await?;
            activity::add(tx, whole, me, &[]).await
        })
        .await
        .unwrap();
        let seen: Vec<(Millis, Millis)> = spans(db).await;
        let expected = [(0, 600_000), (600_000, 660_000), (660_000, 710_000), (720_000, 730_000), (730_000, 740_000)];
        assert_eq!(seen, expected.iter().flat_map(|&span| [span, span]).collect::<Vec<_>>());
    }

    async fn old_stretches_are_forgotten_in_steps_and_their_consoles_last(db: &TestDb) {
        let old = Uuid::from_u128(1);
        let new = Uuid::from_u128(2);
        db.write(async move |tx| {
            let me = person(tx, 1).await?;
            Conversation::open(1).insert(tx).await?;
            for source in [old, new] {
                activity::begin(tx, source, me, 0).await?;
            }
            for n in 0..5 {
                let doing = if n % 2 == 0 { Some(Doing::Writing) } else { None };
                activity::add(tx, old, me, &[slice(n * 10, n * 10 + 10, doing)]).await?;
            }
            activity::add(tx, new, me, &[slice(900, 950, Some(Doing::Open))]).await?;
            let heard = domain::ledger::Heard { seq: 3, to: 950 };
            activity::heard(tx, new, heard).await?;
            let note = sql!("INSERT INTO evidence (at, agent, kind) VALUES ($1, $2, 'focus')");
            tx.run(note, &vals![5, me]).await?;
            tx.run(note, &vals![905, me]).await
        })
        .await
        .unwrap();
        let mut steps = Vec::new();
        loop {
            let gone = db.write(async |tx| activity::sweep(tx, 900, 2).await).await.unwrap();
            if gone == 0 {
                break;
            }
            steps.push(gone);
        }
        assert_eq!(steps, [2, 2, 1, 1, 1], "stretches, the console, what earlier versions noted");
        assert_eq!(spans(db).await, [(900, 950)]);
        let seen = db.read(async |tx| activity::between(tx, 0, 1_000).await).await.unwrap();
        assert_eq!((seen[0].number, seen[0].channel), (Some(1), Some(channel())));
        let notes: Vec<(i64,)> = db.read(async |tx| tx.all(sql!("SELECT at FROM evidence"), &[]).await).await.unwrap();
        assert_eq!(notes, [(905,)]);
        let sources = db.read(async |tx| activity::sources_since(tx, agent(1), 0).await).await.unwrap();
        assert_eq!(sources, 1);
    }
}
