//! Figures on both engines: following the feed gives the same rows as a rebuild, in any batches, and reports count them.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fixture;

use domain::access::{Access, PermissionSet};
use domain::conversation::{Source, Status, Urgency};
use domain::event::{Actor, Event, EventKind};
use domain::figures::{Dimension, Key, Measure, Period, Pick};
use domain::filter::{Field, Filter, Item, Test};
use domain::{AgentId, ConversationId, Millis, TeamId};
use fairlead_store as store;
use fixture::{Conversation, agent, channel, conversation, message, team};
use store::figures::{self, Asked, Counting, Fineness, Share};
use store::{Db, StoreError, on_both_engines, sql};
use uuid::Uuid;

const HOUR: Millis = 60 * 60 * 1000;
const DAY: Millis = 24 * HOUR;
const NOW: Millis = 40 * DAY;

fn opened(n: u128, team: Option<TeamId>) -> EventKind {
    EventKind::ConversationOpened {
        conversation: conversation(n),
        contact: None,
        channel: channel(),
        door: None,
        team,
    }
}
fn received(n: u128, at: Millis) -> EventKind {
    EventKind::ConversationReceived {
        conversation: conversation(n),
        message: message(1),
        door: None,
        automatic: false,
        arrived_at: at,
    }
}
fn replied(n: u128, first: bool) -> EventKind {
    EventKind::ConversationReplied {
        conversation: conversation(n),
        message: message(2),
        first,
    }
}
fn status(n: u128, from: Status, to: Status) -> EventKind {
    EventKind::StatusChanged {
        conversation: conversation(n),
        from,
        to,
    }
}
fn assigned(n: u128, to: AgentId) -> EventKind {
    EventKind::Assigned {
        conversation: conversation(n),
        agent: Some(to),
        because: None,
    }
}

/// A few lives: the number of the conversation, and when it came.
async fn happens(db: &Db) {
    let mut all: Vec<(Millis, EventKind)> = Vec::new();
    for n in 1..=60u128 {
        let at = (n as Millis) * 12 * HOUR;
        let of = [None, Some(team(1)), Some(team(2))][n as usize % 3];
        all.push((at, opened(n, of)));
        all.push((at, received(n, at)));
        if n % 2 == 0 {
            all.push((at + HOUR, replied(n, true)));
            all.push((at + HOUR, assigned(n, agent(n % 4))));
            all.push((at + HOUR, status(n, Status::Open, Status::Waiting)));
        }
        if n % 4 == 0 {
            all.push((at + 2 * HOUR, status(n, Status::Waiting, Status::Resolved)));
        }
        if n % 8 == 0 {
            all.push((at + 5 * HOUR, received(n, at + 5 * HOUR)));
            all.push((at + 5 * HOUR, status(n, Status::Resolved, Status::Open)));
            all.push((
                at + 6 * HOUR,
                EventKind::UrgencyChanged {
                    conversation: conversation(n),
                    urgency: Urgency::High,
                    source: Source::Agent,
                },
            ));
            all.push((at + 7 * HOUR, replied(n, false)));
            all.push((at + 7 * HOUR, status(n, Status::Open, Status::Resolved)));
        }
        if n % 15 == 0 {
            all.push((at + 8 * HOUR, status(n, Status::Open, Status::Spam)));
        }
        if n % 16 == 0 {
            all.push((
                at + 9 * HOUR,
                EventKind::Deleted {
                    conversation: conversation(n),
                },
            ));
        }
    }
    all.sort_by_key(|(at, _)| *at);
    let n = all.len() as i64;
    let mut hints = db.hints();
    db.write(async move |tx| {
        for (at, kind) in &all {
            tx.emit(Event {
                at: *at,
                actor: Actor::System,
                kind: kind.clone(),
            });
        }
        Ok::<_, StoreError>(())
    })
    .await
    .unwrap();
    // On PostgreSQL events get their positions after the commit.
    while db
        .read(async |tx| store::feed::newest(tx).await)
        .await
        .unwrap()
        < n
    {
        hints.changed().await.unwrap();
    }
}

async fn follow(db: &Db, batch: usize) {
    while db
        .write(async move |tx| figures::follow(tx, batch).await)
        .await
        .unwrap()
        .taken
        > 0
    {}
}

async fn rows(db: &Db) -> Vec<String> {
    db.read(async |tx| {
        let lives = sql!(
            "SELECT arrived_at, status, asks, waiting_since, first_reply_at, resolved_at, left_at, deleted_at ",
            "FROM figure_conversation ORDER BY arrived_at, conversation"
        );
        let traits = sql!(
            "SELECT conversation, team, assignee, urgency, ours, reopened, last_customer_at, last_reply_at ",
            "FROM figure_conversation ORDER BY arrived_at, conversation"
        );
        let spells = sql!(
            "SELECT kind, began_at, conversation, ended_at, outcome, assignee, urgency, counted ",
            "FROM figure_spell ORDER BY kind, began_at, conversation"
        );
        let mut out = Vec::new();
        for statement in [lives, traits, spells] {
            for mut row in tx.query(statement, &[]).await? {
                let mut line = String::new();
                while row.left() > 0 {
                    line += &format!("{:?} ", row.take::<store::Val<'static>>()?);
                }
                out.push(line);
            }
        }
        Ok::<_, StoreError>(out)
    })
    .await
    .unwrap()
}

fn everyone() -> Access {
    Access::of(agent(9), PermissionSet::Administrator, vec![])
}

fn asked(from: i64, to: i64) -> Asked {
    Asked {
        period: Period {
            from: from * DAY,
            to: to * DAY,
        },
        before: None,
        by: None,
        fineness: Fineness::Calendar,
        filter: None,
        now: NOW,
        progress: None,
    }
}

async fn report(db: &Db, access: Access, asked: Asked) -> domain::figures::Report {
    db.read(async move |tx| {
        let counting = Counting::load(tx, &asked, "UTC").await?;
        let mut shares = Vec::new();
        for share in [Share::Whole, Share::Early, Share::Late] {
            shares.push(figures::count(tx, &access, &asked, &counting, share).await?);
        }
        let halves = figures::report(&access, &asked, &counting, shares.split_off(1));
        let whole = figures::report(&access, &asked, &counting, shares);
        assert_eq!(halves, whole, "two shares are the whole");
        Ok::<_, StoreError>(whole)
    })
    .await
    .unwrap()
}

async fn picked(db: &Db, asked: Asked, pick: Pick) -> Vec<ConversationId> {
    db.read(async move |tx| {
        let counting = Counting::load(tx, &asked, "UTC").await?;
        figures::picked(tx, &everyone(), &asked, &counting, pick, 0, 1000).await
    })
    .await
    .unwrap()
    .items
    .into_iter()
    .map(|(_, id)| id)
    .collect()
}

on_both_engines! {
    async fn a_rebuild_gives_the_rows_that_following_gave(db: &TestDb) {
        happens(db).await;
        follow(db, 3).await;
        let live = rows(db).await;
        assert!(live.len() > 120, "{}", live.len());
        db.write(async |tx| figures::rebuild(tx).await).await.unwrap();
        assert!(rows(db).await.is_empty());
        follow(db, 500).await;
        assert_eq!(rows(db).await, live);
    }

    async fn a_report_counts_what_happened(db: &TestDb) {
        happens(db).await;
        follow(db, 100).await;
        // Days 10 to 19: conversations 20 to 39; of 30, spam, nothing is counted.
        let r = report(db, everyone(), Asked { before: Some(Period { from: 0, to: 10 * DAY }), by: Some(Dimension::Team), ..asked(10, 20) }).await;
        let c = r.totals.count;
        assert_eq!((c.of(Measure::Arrived), c.of(Measure::Answered)), (19, 9));
        // Every fourth: 20, 24, 28, 32, 36; of these 24 and 32 came back once, and were resolved again.
        assert_eq!((c.of(Measure::Resolved), c.of(Measure::Reopened), c.of(Measure::Resolutions)), (5, 2, 7));
        assert_eq!((c.of(Measure::NextAnswered), c.of(Measure::NextWaiting)), (2, 0));
        assert_eq!((r.deleted, r.groups.len(), r.days.len()), (1, 3, 10));
        let before = r.before.clone().unwrap().count;
        assert_eq!(before.of(Measure::Arrived), 18, "1 to 19 without 15");
        let first = &r.totals.first_response;
        assert_eq!((first.n, first.ended, first.median_s), (19, 9, None), "most still wait");
        assert_eq!(r.totals.next_response.median_s, Some(2 * 3600));
        // Not resolved at the end: 1 to 39 but every fourth (9), the spam (15 and 30).
        assert_eq!(c.of(Measure::Backlog), 28);
        assert_eq!(r.days.last().unwrap().backlog, Some(28));
        let sums: u64 = r.groups.iter().map(|g| g.totals.count.of(Measure::Arrived)).sum();
        assert_eq!(sums, 19);
    }

    async fn the_list_behind_a_bar_of_ages_is_as_long_as_the_bar(db: &TestDb) {
        happens(db).await;
        follow(db, 100).await;
        // A period that is over, and one that goes on.
        for (from, to) in [(10, 20), (20, 1000)] {
            let r = report(db, everyone(), asked(from, to)).await;
            let mut all = Vec::new();
            for (group, age) in r.ages.iter().enumerate() {
                let pick = Pick { measure: Measure::Backlog, key: None, day: None, slot: None, age: Some(group) };
                let list = picked(db, asked(from, to), pick).await;
                assert_eq!(list.len() as u64, age.n, "{group} of {from}");
                all.extend(list);
            }
            let filled = r.ages.iter().filter(|a| a.n > 0).count();
            assert!(filled > 1, "ages of several groups: {:?}", r.ages);
            assert_eq!(all.len() as u64, r.totals.count.of(Measure::Backlog));
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len() as u64, r.totals.count.of(Measure::Backlog), "each once");
        }
    }

    async fn a_filter_and_the_reach_hold_for_reports_and_lists(db: &TestDb) {
        happens(db).await;
        follow(db, 100).await;
        db.write(async |tx| {
            for n in 1..=60u128 {
                let mut c = Conversation::open(n);
                c.team = [None, Some(1), Some(2)][n as usize % 3];
                c.urgency = if n % 2 == 0 { "high" } else { "normal" };
                c.insert(tx).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
        let urgent = Filter::is(Field::Urgency, Test::AnyOf(vec![Item::Word("high".to_owned())]));
        let question = Asked { filter: Some(urgent), ..asked(10, 20) };
        let r = report(db, everyone(), question.clone()).await;
        assert_eq!(r.totals.count.of(Measure::Arrived), 9);
        let pick = Pick { measure: Measure::Arrived, key: None, day: None, slot: None, age: None };
        let list = picked(db, question, pick).await;
        assert_eq!(list.len(), 9);
        assert_eq!(list[0], conversation(38), "the newest first");
        // An agent of team 1: what no team has, what is theirs, and what is assigned to them.
        let one = Access::of(agent(77), PermissionSet::Agent, vec![team(1)]);
        let r = report(db, one, Asked { by: Some(Dimension::Agent), ..asked(10, 20) }).await;
        assert_eq!(r.totals.count.of(Measure::Arrived), 12);
        assert!(r.groups.iter().all(|g| matches!(g.key, Key::Others | Key::None)), "{:?}", r.groups);
        let light = Access::of(agent(9), PermissionSet::LightAgent, vec![team(1)]);
        let nothing = report(db, light, asked(0, 30)).await;
        assert_eq!(nothing.totals.count.of(Measure::Arrived), 0);
    }

    async fn conversations_without_events_are_taken_in_as_they_are(db: &TestDb) {
        db.write(async |tx| {
            for n in 1..=7u128 {
                Conversation::open(n).insert(tx).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
        let mut after = None;
        loop {
            after = db.write(async move |tx| figures::adopt(tx, after, 3).await).await.unwrap();
            if after.is_none() {
                break;
            }
        }
        assert!(!db.read(async |tx| figures::adopting(tx).await).await.unwrap());
        let r = report(db, everyone(), asked(0, 1)).await;
        assert_eq!(r.totals.count.of(Measure::Unanswered), 7);
    }

    async fn what_a_newer_program_wrote_is_passed_over(db: &TestDb) {
        happens(db).await;
        db.write(async |tx| {
            let odd = sql!(
                "INSERT INTO event (seq, id, at, actor, kind, conversation, payload) ",
                "SELECT 1000000, $1, 5, '{\"by\":\"system\"}', 'conversation.turned_blue.v9', conversation, '{\"kind\":\"conversation.turned_blue.v9\"}' ",
                "FROM event WHERE seq = 1"
            );
            tx.run(odd, &[Uuid::from_u128(7).into()]).await?;
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
        follow(db, 100).await;
        assert!(rows(db).await.len() > 120);
    }
}
