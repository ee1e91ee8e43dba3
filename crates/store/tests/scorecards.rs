//! Scorecards and migrations on both engines, in worlds so small that every figure is counted on fingers.

mod fixture;

use domain::access::{Access, PermissionSet, Scope};
use domain::channel::{Channel, ChannelKind, Stage};
use domain::event::Actor;
use domain::figures::{Dimension, Key, Measure, Period};
use domain::migration::Look;
use domain::scorecard::{Counted, Counting, Of, Users};
use domain::survey::{Answer, Kind, Trigger};
use domain::{
    BrandId, ChannelEntryId, ChannelId, ConversationId, DoorId, Millis, SurveyAskId, SurveyId,
};
use fairlead_store as store;
use fixture::{agent, contact, conversation, message, team};
use std::collections::BTreeMap;
use store::channel::Change;
use store::figures::{self, Asked, Fineness, Share};
use store::survey::{NewAsk, Survey};
use store::{Json, Result, StoreError, Tx, on_both_engines, sql, vals};
use uuid::Uuid;

const HOUR: Millis = 60 * 60 * 1000;
const DAY: Millis = 24 * HOUR;
const NOW: Millis = 1_000 * DAY;
const FROM: Millis = NOW - 90 * DAY;
const WEEK: Millis = 7 * DAY;
const MAIL: ChannelId = ChannelId(Uuid::from_u128(1));
const CHAT: ChannelId = ChannelId(Uuid::from_u128(2));
const OLD: ChannelId = ChannelId(Uuid::from_u128(3));
const OLD_DOOR: DoorId = DoorId(Uuid::from_u128(9));

/// A conversation, in days before now.
#[derive(Clone, Copy)]
struct Talk {
    n: u128,
    channel: ChannelId,
    contact: Option<u128>,
    arrived: i64,
    resolved: Option<i64>,
    /// The customer's last word; the first, if nothing is said.
    last: Option<i64>,
    team: Option<u128>,
    spam: bool,
    ours: bool,
    door: Option<DoorId>,
}

fn talk(n: u128, channel: ChannelId, person: u128, arrived: i64) -> Talk {
    Talk {
        n,
        channel,
        contact: Some(person),
        arrived,
        resolved: None,
        last: None,
        team: None,
        spam: false,
        ours: false,
        door: None,
    }
}

fn ago(days: i64) -> Millis {
    NOW - days * DAY
}

impl Talk {
    fn resolved(self, days: i64) -> Self {
        Self {
            resolved: Some(days),
            ..self
        }
    }

    async fn insert(self, tx: &mut Tx) -> Result<ConversationId> {
        let (id, at) = (conversation(self.n), ago(self.arrived));
        let resolved = self.resolved.map(ago);
        let last = self.last.map_or(at, ago);
        let (status, code) = match (self.spam, resolved) {
            (true, _) => ("spam", 4_i64),
            (false, Some(_)) => ("resolved", 3),
            (false, None) => ("open", 0),
        };
        let insert = sql!(
            "INSERT INTO conversation (id, number, subject, status, resolved_at, team, contact, channel, door, created_at, ",
            "last_at, last_customer_at) VALUES ($1, $2, 'Lamp', $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        );
        let wrote = (!self.ours || self.last.is_some()).then_some(last);
        let params = vals![
            id,
            self.n as i64,
            status,
            resolved,
            self.team.map(team),
            self.contact.map(contact),
            self.channel,
            self.door,
            at,
            last.max(resolved.unwrap_or(0)),
            wrote
        ];
        tx.run(insert, &params).await?;
        let insert = sql!(
            "INSERT INTO figure_conversation (conversation, arrived_at, channel, team, urgency, status, ours, asks, ",
            "first_reply_at, resolved_at, reopened, left_at, last_customer_at) ",
            "VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, 0, $10, $11)"
        );
        let left = if self.spam { Some(at + HOUR) } else { resolved };
        let params = vals![
            id,
            at,
            self.channel,
            self.team.map(team),
            code,
            self.ours,
            i64::from(!self.ours),
            resolved.map(|_| at + HOUR),
            resolved,
            left,
            wrote
        ];
        tx.run(insert, &params).await?;
        Ok(id)
    }
}

async fn customer_wrote(tx: &mut Tx, n: u128, of: u128, days: i64) -> Result<()> {
    let insert = sql!(
        "INSERT INTO message (id, conversation, kind, at, text) VALUES ($1, $2, 'customer', $3, 'x')"
    );
    let params = vals![message(n), conversation(of), ago(days)];
    tx.run(insert, &params).await.map(|_| ())
}

/// Three channels of one brand.
async fn channels(tx: &mut Tx) -> Result<()> {
    let brand = store::setting::Brand {
        id: BrandId(Uuid::from_u128(3)),
        name: "Lamps".into(),
        locale: "en".into(),
        created_at: 1,
    };
    store::setting::put_brand(tx, &brand).await?;
    for id in [MAIL, CHAT, OLD] {
        let made = Channel {
            id,
            kind: ChannelKind("email".into()),
            brand: brand.id,
            name: "Support".into(),
            team: None,
            stage: Stage::Live,
            paused: false,
            successor: None,
            owner: None,
            purpose: String::new(),
            first_response_target_min: 60,
            acknowledge: true,
            version: 1,
        };
        store::channel::insert(tx, &made, ago(500)).await?;
    }
    Ok(())
}

/// What the comments at the figures below count.
async fn world(tx: &mut Tx) -> Result<()> {
    channels(tx).await?;
    let talks = [
        talk(1, MAIL, 1, 80).resolved(79),
        // Three days after that.
        talk(2, MAIL, 1, 76).resolved(70),
        // Ten days after that, and elsewhere.
        talk(3, CHAT, 1, 60).resolved(59),
        // Came back after two days.
        talk(4, MAIL, 2, 50).resolved(49),
        Talk {
            team: Some(2),
            ..talk(5, MAIL, 3, 40)
        },
        // Resolved two days ago: whether it is asked again nobody knows yet.
        talk(6, MAIL, 2, 3).resolved(2),
        talk(7, CHAT, 4, 10),
        Talk {
            spam: true,
            ..talk(8, MAIL, 5, 20)
        },
        talk(9, MAIL, 5, 120).resolved(110),
        talk(10, MAIL, 5, 100),
        // Of nobody known.
        Talk {
            contact: None,
            ..talk(11, MAIL, 0, 30).resolved(29)
        },
        // We wrote first.
        Talk {
            ours: true,
            ..talk(12, CHAT, 6, 15).resolved(14)
        },
    ];
    for t in talks {
        t.insert(tx).await?;
    }
    let insert = sql!(
        "INSERT INTO figure_spell (kind, began_at, conversation, ended_at, outcome, channel, urgency, counted) ",
        "VALUES (2, $1, $2, $3, 1, $4, 1, 1)"
    );
    let params = vals![ago(47), conversation(4), ago(46), MAIL];
    tx.run(insert, &params).await.map(|_| ())
}

fn all() -> Access {
    Access::of(agent(1), PermissionSet::Administrator, vec![])
}

fn team_of_one() -> Access {
    Access {
        scope: Scope::Teams,
        ..Access::of(agent(1), PermissionSet::Lead, vec![team(1)])
    }
}

async fn counted(tx: &mut Tx, access: &Access) -> Result<(Counted, Counted, (i64, i64))> {
    let mut counting = Counting::new(FROM, NOW);
    figures::walked(tx, access, &mut counting).await?;
    let all_new = counting.all_new();
    Ok((counting.take(MAIL), counting.take(CHAT), all_new))
}

/// What the reports count by channel: arrived, resolutions, backlog.
async fn reported(tx: &mut Tx, period: Period) -> Result<BTreeMap<Key, (u64, u64, u64)>> {
    let asked = Asked {
        period,
        before: None,
        by: Some(Dimension::Channel),
        fineness: Fineness::Calendar,
        filter: None,
        now: NOW,
        progress: None,
    };
    let counting = figures::Counting::load(tx, &asked, "UTC").await?;
    let counted = figures::count(tx, &all(), &asked, &counting, Share::Whole).await?;
    let report = figures::report(&all(), &asked, &counting, vec![counted]);
    let of = |g: &domain::figures::Group| {
        let c = &g.totals.count;
        let n = |m| c.of(m);
        (
            n(Measure::Arrived),
            n(Measure::Resolutions),
            n(Measure::Backlog),
        )
    };
    Ok(report.groups.iter().map(|g| (g.key, of(g))).collect())
}

async fn repeated(tx: &mut Tx, access: &Access) -> Result<BTreeMap<ChannelId, Of>> {
    let period = Period {
        from: FROM,
        to: NOW,
    };
    figures::repeated(tx, access, period, WEEK).await
}

fn survey() -> Survey {
    Survey {
        id: SurveyId(Uuid::from_u128(1)),
        name: "After".to_owned(),
        kind: Kind::Csat,
        trigger: Json(Trigger::Resolved { after_hours: 24 }),
        channels: Json(vec![]),
        languages: Json(vec![]),
        share_permille: 1000,
        cool_down_days: 0,
        reopen_low: false,
        enabled: true,
        archived: false,
        swept_at: 10,
        swept_id: Uuid::nil(),
        created_at: 5,
        version: 1,
    }
}

async fn rated(
    tx: &mut Tx,
    n: u8,
    channel: ChannelId,
    person: u128,
    days: i64,
    score: i64,
) -> Result<()> {
    let ask = NewAsk {
        id: SurveyAskId(Uuid::from_u128(u128::from(n))),
        survey: survey().id,
        kind: Kind::Csat,
        subject: Uuid::from_u128(u128::from(n)),
        basis: 1,
        conversation: None,
        contact: Some(contact(person)),
        channel: Some(channel),
        team: None,
        topic: None,
        agent: None,
        locale: "en".to_owned(),
        token_hash: vec![n; 32],
        test: false,
        at: ago(days),
    };
    assert!(store::survey::ask(tx, &ask).await?);
    let found = store::survey::by_token(tx, &[n; 32]).await?.expect("asked");
    let at = ago(days) + HOUR;
    let answer = Answer {
        score,
        comment: String::new(),
        answered_at: at,
        first: true,
        same: false,
    };
    store::survey::answer(tx, &found, &answer, at).await
}

/// A channel that was closed 100 days ago, and its people.
async fn closed_world(tx: &mut Tx) -> Result<()> {
    channels(tx).await?;
    let door = sql!(
        "INSERT INTO door (id, channel, address, address_key, created_at) VALUES ($1, $2, 'old@example.com', 'old', 1)"
    );
    tx.run(door, &vals![OLD_DOOR, OLD]).await?;
    let going_on = |t: Talk, last| Talk {
        last: Some(last),
        ..t
    };
    let talks = [
        // Moved to mail, and two days later to chat as well.
        talk(1, OLD, 1, 120).resolved(119),
        talk(2, MAIL, 1, 95),
        talk(3, CHAT, 1, 93),
        // Moved to chat after fifty days.
        talk(4, OLD, 2, 130).resolved(129),
        talk(5, CHAT, 2, 50),
        // Came back by the old door, which leads to mail now.
        talk(6, OLD, 3, 110).resolved(109),
        Talk {
            door: Some(OLD_DOOR),
            ..talk(7, MAIL, 3, 98)
        },
        // Was not heard of again.
        Talk {
            team: Some(2),
            ..talk(8, OLD, 4, 105)
        },
        // Only finished what was open.
        going_on(talk(9, OLD, 6, 105), 99),
        // Wrote long before, and again after it was closed: none of its last people.
        going_on(talk(10, OLD, 7, 250), 99),
        talk(11, OLD, 5, 300).resolved(299),
        // We wrote to somebody who did not answer.
        Talk {
            ours: true,
            ..talk(12, MAIL, 4, 97)
        },
        // Of nobody known.
        Talk {
            contact: None,
            ..talk(13, OLD, 0, 101)
        },
    ];
    for t in talks {
        t.insert(tx).await?;
    }
    for (n, of, days) in [(1, 9, 105), (2, 9, 99), (3, 10, 250), (4, 10, 99)] {
        customer_wrote(tx, n, of, days).await?;
    }
    store::survey::insert(tx, &survey()).await?;
    rated(tx, 1, OLD, 1, 118, 5).await?;
    rated(tx, 2, OLD, 4, 104, 2).await?;
    rated(tx, 3, CHAT, 2, 49, 1).await
}

async fn looks(tx: &mut Tx, access: &Access) -> Result<Vec<Look>> {
    let meter = store::migration::measured(tx, access, OLD, ago(100), NOW).await?;
    Ok(meter.looks())
}

fn people(l: &Look) -> [i64; 6] {
    [
        l.people,
        l.moved,
        l.vanished,
        l.back_by_old_door,
        l.repeated,
        l.complaints,
    ]
}

on_both_engines! {
    async fn what_came_to_a_channel_and_left_it_is_what_reports_count(db: &TestDb) {
        db.write(async |tx| {
            world(tx).await?;
            let (mail, chat, all_new) = counted(tx, &all()).await?;
            let f = &mail.flow;
            // 1, 2, 4, 5, 6, 11; before 9, 10.
            assert_eq!((f.new, f.new_before), (6, 2));
            // 1, 2, 4 twice, 6, 11; before 9.
            assert_eq!((f.resolved, f.resolved_before), (6, 1));
            // 5 and 10; at the beginning 10.
            assert_eq!((f.open, f.open_before), (2, 1));
            assert_eq!((chat.flow.new, chat.flow.resolved, chat.flow.open), (2, 2, 1));
            assert_eq!(all_new, (8, 2));
            assert_eq!(mail.first_response.n, 6);
            assert_eq!(mail.first_response.median_s, Some(3_600));
            assert_eq!(f.weeks.len(), 12);
            assert_eq!(f.weeks.iter().map(|w| w.new).sum::<i64>(), 6);
            let last = f.weeks[11];
            assert_eq!((last.new, last.resolved, last.open), (1, 1, 2));
            let now = reported(tx, Period { from: FROM, to: NOW }).await?;
            assert_eq!(now[&Key::Id(MAIL.0)], (6, 6, 2));
            assert_eq!(now[&Key::Id(CHAT.0)], (2, 2, 1));
            let before = reported(tx, Period { from: FROM - 90 * DAY, to: FROM }).await?;
            assert_eq!(before[&Key::Id(MAIL.0)], (2, 1, 1));
            Ok::<_, StoreError>(())
        }).await.expect("counted");
    }

    async fn users_are_people_and_some_know_no_other_channel(db: &TestDb) {
        db.write(async |tx| {
            world(tx).await?;
            let found = figures::users(tx, &all(), FROM, ago(365)).await?;
            // 1, 2, 3; the first wrote in the chat too. The eleventh is of nobody known.
            assert_eq!(found[&MAIL], Users { all: 3, only_here: 2 });
            // 1 and 4; to 6 we wrote, and heard nothing.
            assert_eq!(found[&CHAT], Users { all: 2, only_here: 1 });
            Ok::<_, StoreError>(())
        }).await.expect("counted");
    }

    async fn who_asks_again_by_any_channel_within_a_week_is_counted_once_the_week_is_over(db: &TestDb) {
        db.write(async |tx| {
            world(tx).await?;
            let found = repeated(tx, &all()).await?;
            // Of 1, 2, 4 and 11: the first asked again, the third came back.
            assert_eq!(found[&MAIL], Of { k: 2, n: 4 });
            assert_eq!(found[&CHAT], Of { k: 0, n: 1 });
            Ok::<_, StoreError>(())
        }).await.expect("counted");
    }

    async fn what_is_out_of_reach_is_not_counted(db: &TestDb) {
        db.write(async |tx| {
            world(tx).await?;
            let mine = team_of_one();
            let (mail, _, all_new) = counted(tx, &mine).await?;
            // The fifth is another team's.
            assert_eq!((mail.flow.new, mail.flow.open, all_new.0), (5, 1, 7));
            let users = figures::users(tx, &mine, FROM, ago(365)).await?;
            assert_eq!(users[&MAIL], Users { all: 2, only_here: 1 });
            let own = Access { scope: Scope::Own, ..team_of_one() };
            assert_eq!(counted(tx, &own).await?.2, (0, 0));
            assert!(repeated(tx, &own).await?.is_empty());
            assert!(figures::users(tx, &own, FROM, ago(365)).await?.is_empty());
            let nobody = Access::of(agent(1), PermissionSet::LightAgent, vec![]);
            let blind = Access { permissions: Default::default(), ..nobody };
            assert_eq!(counted(tx, &blind).await?.2, (0, 0));
            assert!(repeated(tx, &blind).await?.is_empty());
            Ok::<_, StoreError>(())
        }).await.expect("counted");
    }

    async fn an_empty_desk_counts_nothing(db: &TestDb) {
        db.write(async |tx| {
            let (mail, _, all_new) = counted(tx, &all()).await?;
            assert_eq!((mail.flow.new, mail.flow.weeks.len(), all_new), (0, 12, (0, 0)));
            assert!(repeated(tx, &all()).await?.is_empty());
            assert_eq!(people(&looks(tx, &all()).await?[0]), [0; 6]);
            Ok::<_, StoreError>(())
        }).await.expect("counted");
    }

    async fn the_people_of_a_closed_channel_moved_came_back_or_were_not_heard_of(db: &TestDb) {
        db.write(async |tx| {
            closed_world(tx).await?;
            let found = looks(tx, &all()).await?;
            // 1, 2, 3, 4 and 6 were its people.
            assert_eq!(people(&found[0]), [5, 1, 3, 1, 1, 0]);
            assert_eq!(people(&found[1]), [5, 2, 2, 1, 1, 1]);
            assert_eq!(people(&found[2]), [5, 2, 2, 1, 1, 1]);
            assert_eq!(found[0].moved_to, [(MAIL, 1), (CHAT, 1)]);
            assert_eq!(found[1].moved_to, [(CHAT, 2), (MAIL, 1)]);
            let complete: Vec<_> = found.iter().map(|l| (l.complete, l.measured_until)).collect();
            assert_eq!(complete, [(true, ago(70)), (true, ago(10)), (false, NOW)]);
            let n = |c: Option<domain::migration::Csat>| c.map(|c| (c.n, c.value));
            assert_eq!((n(found[0].csat_before), n(found[0].csat_after)), (Some((2, 0.5)), None));
            assert_eq!(n(found[1].csat_after), Some((1, 0.0)));
            // The fourth is another team's; where the others went does not depend on who asks.
            assert_eq!(people(&looks(tx, &team_of_one()).await?[1]), [4, 2, 1, 1, 1, 1]);
            Ok::<_, StoreError>(())
        }).await.expect("counted");
    }

    async fn changes_of_stage_are_read_from_the_diary_newest_first(db: &TestDb) {
        db.write(async |tx| {
            channels(tx).await?;
            for (n, what, to) in [(1, "stage", "winding_down"), (2, "owner", "x"), (3, "stage", "closed")] {
                let change = Change {
                    id: ChannelEntryId(Uuid::from_u128(n)),
                    channel: OLD,
                    at: i64::try_from(n).expect("small"),
                    actor: Actor::System,
                    what,
                    from: Some("live"),
                    to: Some(to),
                    reason: "why",
                    evidence: None,
                    undoes: None,
                };
                store::channel::note(tx, &change).await?;
            }
            let found = store::channel::stages(tx, OLD, 10).await?;
            let told: Vec<_> = found.iter().map(|c| (c.at, c.to.as_deref())).collect();
            assert_eq!(told, [(3, Some("closed")), (1, Some("winding_down"))]);
            assert_eq!(store::channel::stages(tx, OLD, 1).await?.len(), 1);
            assert_eq!(store::channel::made(tx).await?.len(), 3);
            Ok::<_, StoreError>(())
        }).await.expect("read");
    }
}
