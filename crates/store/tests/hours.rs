//! Hours, holidays, policies, clocks and due times, on both engines.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fixture;

use domain::hours::{Date, Exception, Holiday, Interval, Schedule, Span};
use domain::sla::{Clock, ClockKind, Ended, Outcome, Policy, Targets};
use domain::{BusinessHoursId, HolidayCalendarId, SlaPolicyId};
use fairlead_store as store;
use fixture::{Conversation, access, channel, conversation, team};
use store::hours::{BusinessHours, HolidayCalendar};
use store::inbox::{Filter, Sort, View, list_conversations};
use store::{Result, StoreError, Tx, on_both_engines, sla, sql, vals};
use uuid::Uuid;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn office(n: u128) -> BusinessHours {
    BusinessHours {
        id: BusinessHoursId(Uuid::from_u128(n)),
        name: format!("Office {n}"),
        schedule: Schedule {
            zone: "Europe/Tallinn".into(),
            week: vec![Interval {
                day: 0,
                from: 540,
                to: 1020,
            }],
            exceptions: vec![Exception {
                date: date("2026-12-24"),
                name: "Eve".into(),
                open: vec![Span { from: 540, to: 720 }],
            }],
        },
        calendars: Vec::new(),
        channels: Vec::new(),
        teams: Vec::new(),
        created_at: 1,
        version: 1,
    }
}

fn estonia() -> HolidayCalendar {
    let day = |d: &str, name: &str| Holiday {
        date: date(d),
        name: name.into(),
    };
    HolidayCalendar {
        id: HolidayCalendarId(Uuid::from_u128(1)),
        name: "Estonia".into(),
        days: vec![
            day("2026-02-24", "Independence Day"),
            day("2026-12-25", "J\u{f5}ulud"),
        ],
        created_at: 1,
        version: 1,
    }
}

async fn house(tx: &mut Tx) -> Result<()> {
    let insert = sql!(
        "INSERT INTO channel (id, kind, brand, name, stage, first_response_target_min, created_at) ",
        "VALUES ($1, 'email', $1, 'Support', 'live', 60, 0)"
    );
    tx.run(insert, &vals![channel()]).await?;
    for n in 1..=2 {
        let t = domain::team::Team {
            id: team(n),
            name: format!("Team {n}"),
            signature: String::new(),
            archived: false,
        };
        store::team::insert(tx, &t, 1).await?;
    }
    Ok(())
}

fn clock(kind: ClockKind, started_at: i64, due_at: i64) -> Clock {
    Clock {
        kind,
        started_at,
        policy: None,
        target_ms: 60,
        warn_ms: 10,
        spent_ms: 0,
        since: Some(started_at),
        due_at: Some(due_at),
        warn_at: Some(due_at - 10),
        warned_at: None,
        breached_at: None,
        ended: None,
    }
}

on_both_engines! {
    async fn hours_come_back_as_they_were_set_with_whose_they_are(db: &TestDb) {
        db.write(async |tx| {
            house(tx).await?;
            store::hours::insert_calendar(tx, &estonia()).await?;
            let mut first = BusinessHours { calendars: vec![estonia().id], channels: vec![channel()], teams: vec![team(1)], ..office(1) };
            store::hours::insert(tx, &first).await?;
            assert_eq!(store::hours::load(tx, first.id).await?, Some(first.clone()));
            assert_eq!(store::hours::schedule(tx, first.id).await?, Some(first.schedule.clone()));
            let days = store::hours::holidays(tx, first.id, date("2026-03-01"), 10).await?;
            assert_eq!(days, estonia().days[1..]);
            // Whoever gets other hours has no longer these.
            let second = BusinessHours { channels: vec![channel()], ..office(2) };
            store::hours::insert(tx, &second).await?;
            first.channels.clear();
            assert_eq!(store::hours::all(tx).await?, [first.clone(), second.clone()]);
            first.teams = vec![team(2)];
            first.schedule.week.clear();
            store::hours::save(tx, &mut first).await?;
            assert_eq!(first.version, 2);
            assert_eq!(store::hours::load(tx, first.id).await?, Some(first.clone()));
            let stale = store::hours::save(tx, &mut BusinessHours { version: 1, ..first.clone() }).await;
            assert!(matches!(stale, Err(StoreError::Conflict(_))));
            assert!(store::hours::delete(tx, second.id).await?);
            assert!(!store::hours::delete(tx, second.id).await?);
            assert_eq!(sla::terms(tx, channel(), None).await?.unwrap().hours, None);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn a_calendar_is_replaced_as_a_whole(db: &TestDb) {
        db.write(async |tx| {
            let mut c = estonia();
            store::hours::insert_calendar(tx, &c).await?;
            store::hours::insert(tx, &BusinessHours { calendars: vec![c.id], ..office(1) }).await?;
            c.days.remove(0);
            store::hours::save_calendar(tx, &mut c).await?;
            assert_eq!(store::hours::calendars(tx).await?, [c.clone()]);
            let stale = store::hours::save_calendar(tx, &mut estonia()).await;
            assert!(matches!(stale, Err(StoreError::Conflict(_))));
            assert!(store::hours::delete_calendar(tx, c.id).await?);
            assert_eq!(store::hours::load(tx, office(1).id).await?.unwrap().calendars, []);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn the_channels_hours_hold_before_the_teams(db: &TestDb) {
        db.write(async |tx| {
            house(tx).await?;
            store::hours::insert(tx, &BusinessHours { channels: vec![channel()], ..office(1) }).await?;
            store::hours::insert(tx, &BusinessHours { teams: vec![team(1)], ..office(2) }).await?;
            let terms = sla::terms(tx, channel(), Some(team(1))).await?.unwrap();
            assert_eq!((terms.hours, terms.target_min), (Some(office(1).id), 60));
            store::hours::delete(tx, office(1).id).await?;
            assert_eq!(sla::terms(tx, channel(), Some(team(1))).await?.unwrap().hours, Some(office(2).id));
            assert_eq!(sla::terms(tx, channel(), Some(team(2))).await?.unwrap().hours, None);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn policies_keep_their_order_and_their_version(db: &TestDb) {
        db.write(async |tx| {
            let policy = |n: u128, position| Policy {
                id: SlaPolicyId(Uuid::from_u128(n)),
                name: format!("Policy {n}"),
                position,
                channel: Some(channel()),
                urgency: Some(domain::conversation::Urgency::Urgent),
                in_hours: true,
                targets: Targets { first_response_ms: Some(60), next_response_ms: None, resolution_ms: Some(600), warn_ms: 5 },
                version: 1,
            };
            let (mut a, b) = (policy(1, 2), policy(2, 1));
            sla::insert_policy(tx, &a, 1).await?;
            sla::insert_policy(tx, &b, 1).await?;
            assert_eq!(sla::policies(tx).await?, [b.clone(), a.clone()]);
            a.position = 0;
            a.channel = None;
            sla::save_policy(tx, &mut a).await?;
            assert_eq!(sla::policies(tx).await?, [a.clone(), b.clone()]);
            let stale = sla::save_policy(tx, &mut policy(1, 9)).await;
            assert!(matches!(stale, Err(StoreError::Conflict(_))));
            assert!(sla::delete_policy(tx, b.id).await?);
            assert_eq!(sla::policy(tx, b.id).await?, None);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn a_due_clock_is_found_and_marked_once(db: &TestDb) {
        db.write(async |tx| {
            Conversation::open(1).insert(tx).await?;
            let id = conversation(1);
            let mut met = clock(ClockKind::NextResponse, 5, 50);
            (met.since, met.due_at, met.warn_at) = (None, None, None);
            met.ended = Some(Ended { at: 40, outcome: Outcome::Met });
            sla::put_clock(tx, id, &met).await?;
            let running = clock(ClockKind::FirstResponse, 10, 100);
            sla::put_clock(tx, id, &running).await?;
            assert_eq!(sla::due(tx, 89, 10).await?, []);
            assert_eq!(sla::due(tx, 90, 10).await?, [(id, running.clone())]);
            let mut warned = running.clone();
            warned.tick(90);
            assert!(sla::mark(tx, id, &running, &warned).await?);
            assert!(!sla::mark(tx, id, &running, &warned).await?, "only once");
            assert_eq!(sla::due(tx, 99, 10).await?, []);
            assert_eq!(sla::due(tx, 100, 10).await?, [(id, warned.clone())]);
            assert_eq!(sla::clocks(tx, id, None).await?, [warned.clone()], "an old answer is not needed any more");
            assert_eq!(sla::clocks(tx, id, Some(5)).await?, [met.clone(), warned.clone()]);
            assert_eq!(sla::history(tx, id).await?, [warned, met]);
            store::conversation::delete(tx, id).await?;
            assert_eq!(sla::due(tx, i64::MAX, 10).await?, []);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn lists_are_ordered_by_what_is_due_first(db: &TestDb) {
        db.write(async |tx| {
            for n in 1..=6u128 {
                let c = Conversation { team: Some(1 + n % 2), assignee: (n == 3).then_some(7), ..Conversation::open(n) };
                c.insert(tx).await?;
                if n != 4 {
                    let due = 1000 - i64::try_from(n).unwrap();
                    sla::set_due(tx, conversation(n), Some((due, ClockKind::Resolution)), 1).await?;
                }
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
        let list = async |who: domain::access::Access, view, limit| {
            let filter = Filter::new(view).sort(Sort::Due);
            db.read(async move |tx| {
                let mut found = Vec::new();
                let mut after = None;
                loop {
                    let page = list_conversations(tx, &who, &filter, after, limit).await?;
                    found.extend(page.items.iter().map(|c| c.number));
                    after = page.next;
                    if after.is_none() {
                        return Ok::<_, StoreError>(found);
                    }
                }
            })
            .await
            .unwrap()
        };
        assert_eq!(list(domain::access::Access::system(), View::All, 2).await, [6, 5, 3, 2, 1]);
        assert_eq!(list(domain::access::Access::system(), View::Unassigned, 2).await, [6, 5, 2, 1]);
        assert_eq!(list(domain::access::Access::system(), View::Team(team(1)), 1).await, [6, 2]);
        assert_eq!(list(access(7, &[1]), View::All, 2).await, [6, 3, 2], "own teams, and what is one's own");
        assert_eq!(list(access(7, &[1]), View::Mine, 2).await, [3]);
    }

    async fn after_a_change_of_settings_every_open_conversation_is_looked_at(db: &TestDb) {
        db.write(async |tx| {
            for n in 1..=3u128 {
                Conversation { status: if n == 3 { "resolved" } else { "open" }, ..Conversation::open(n) }.insert(tx).await?;
            }
            house(tx).await?;
            assert_eq!(sla::outdated(tx, 10).await?, [conversation(1), conversation(2)]);
            let epoch = sla::terms(tx, channel(), None).await?.unwrap().epoch;
            sla::set_due(tx, conversation(1), None, epoch).await?;
            assert_eq!(sla::outdated(tx, 10).await?, [conversation(2)]);
            sla::turn_epoch(tx).await?;
            assert_eq!(sla::outdated(tx, 10).await?.len(), 2);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    }
}
