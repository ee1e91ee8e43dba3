//! Promises by running the queue forward: on a desk with a record, by what waits and who is there; told alike, stored, scored,
//! and learned from.

mod support;

use domain::access::PermissionSet;
use domain::conversation::Urgency;
use domain::promise::{Basis, Estimate, Expected, Told, Wait};
use domain::routing::Kind;
use domain::team::Agent;
use domain::{AgentId, ConversationId, DoorId, Millis, PromiseId, wording};
use fairlead_desk::figures::Question;
use fairlead_desk::promise::Public;
use fairlead_desk::queue::LiveFilter;
use store::on_both_engines;
use store::promise::NewPromise;
use support::*;
use uuid::Uuid;

const HOUR: Millis = 60 * MINUTE;
/// Enough of them make a record.
const RECORD: usize = 60;

/// Mails of the last days, each answered after an hour.
async fn recorded(db: &store::testing::TestDb) -> (World, Vec<ConversationId>) {
    let mut w = world(db).await;
    let mut all = Vec::new();
    for n in 0..RECORD {
        w.now += 3 * HOUR;
        all.push(asks(&w, &format!("r{n}")).await);
    }
    for &id in &all {
        w.now += MINUTE;
        w.replies(id, "cleo@c.example", "<p>Hello</p>").await;
    }
    w.desk.db().settle().await.expect("settled");
    while w.desk.follow_figures().await.expect("followed") > 0 {}
    w.now += MINUTE;
    (w, all)
}

async fn asks(w: &World, name: &str) -> ConversationId {
    let sender = format!("{name}@{name}.example");
    let text = format!("My lamp {name} does not light any more.");
    let (id, _) = w
        .opened(from(&sender, name, &format!("{name}@c.example"), &text))
        .await;
    id
}

/// Looks ahead as the worker does; whether anything was foreseen.
async fn look(w: &World) -> bool {
    let outlook = w.desk.outlook(w.now).await.expect("read");
    let batch = outlook.map(|o| o.run(|| true));
    let foreseen = batch.is_some();
    w.desk.forecasts().publish(batch, w.now);
    foreseen
}

/// A console of the agent is connected, or none is.
async fn is_here(w: &World, agent: AgentId, here: bool) {
    let now = w.now;
    let set = async move |tx: &mut store::Tx| {
        let mut row = store::agent_work::of(tx, agent).await?;
        (row.here, row.since, row.idle_since) = (here, now, now);
        store::agent_work::save(tx, &mut row).await
    };
    w.desk.db().write(set).await.expect("set");
}

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
    let insert = async move |tx: &mut store::Tx| store::agent::insert(tx, &agent, None).await;
    w.desk.db().write(insert).await.expect("an agent");
    id
}

async fn door(w: &World) -> DoorId {
    let channel = w.started.channel.id;
    let doors = async move |tx: &mut store::Tx| store::door::of_channel(tx, channel).await;
    w.desk.db().read(doors).await.expect("read")[0].id
}

async fn asked(w: &World, name: &str, urgency: Urgency) -> Option<Public> {
    let found = w
        .desk
        .public_promise(name, Kind::Deferred, urgency, "en", w.now);
    found.await.expect("read")
}

async fn promised(w: &World) -> Estimate {
    let name = door(w).await.to_string();
    let found = asked(w, &name, Urgency::Normal).await.expect("a door");
    found.estimate.expect("a promise")
}

async fn usually(w: &World) -> Millis {
    assert!(look(w).await, "something is foreseen");
    let e = promised(w).await;
    assert_eq!(e.basis, Basis::Forward);
    e.wait.expect("within what is looked ahead").usually_ms
}

on_both_engines! {
    async fn a_promise_grows_with_the_queue_and_shrinks_when_somebody_comes(db: &TestDb) {
        let (w, _) = recorded(db).await;
        let (ada, bo) = (w.started.agent.id, colleague(&w).await);
        is_here(&w, ada, true).await;
        let free = usually(&w).await;
        assert!(free < 15 * MINUTE, "an agent has nothing to do: {free}");
        for n in 0..12 {
            asks(&w, &format!("q{n}")).await;
        }
        let long = usually(&w).await;
        assert!(long > free + 30 * MINUTE, "{free}, then {long}");
        is_here(&w, bo, true).await;
        let two = usually(&w).await;
        assert!(two < long * 3 / 4, "{long}, with two {two}");
        assert!(w.desk.forecasts().staffed(w.now).expect("looked"));
        // Nobody at all: what was is what is told, and it says so.
        is_here(&w, ada, false).await;
        is_here(&w, bo, false).await;
        assert!(!look(&w).await);
        assert_eq!(promised(&w).await.basis, Basis::Recent);
    }

    async fn router_and_preview_go_by_how_long_work_took_and_say_what_was_measured(db: &TestDb) {
        let (w, _) = recorded(db).await;
        let limits = domain::routing::LIMITS;
        let previewed = async || {
            let preview = w.desk.preview_rules(&w.by(), limits, None).await.expect("read");
            preview.run().basis
        };
        let (channel, agent) = (w.started.channel.id, w.started.agent.id);
        let assumed = previewed().await;
        assert_eq!(assumed.len(), 1, "{assumed:?}");
        assert_eq!((assumed[0].channel, assumed[0].patience), (channel, None));
        assert_eq!(assumed[0].handling, Expected::Assumed(7 * MINUTE));
        asks(&w, "waits").await;
        let taken = async || {
            let filter = LiveFilter { limit: 9, ..LiveFilter::default() };
            let live = w.desk.live_queue(&w.by(), filter).await;
            live.expect("read").items[0].item.handle_ms
        };
        assert_eq!(taken().await, 7 * MINUTE);

        let line = domain::ledger::Line {
            day: w.now / (24 * HOUR) - 1,
            agent,
            channel: Some(channel),
            topic: None,
            thing: domain::ledger::Thing::Writing,
            time: domain::ledger::Time { ms: 20 * 11 * MINUTE, assumed_ms: 0 },
            n: 20,
        };
        let keep = async move |tx: &mut store::Tx| {
            let since = store::activity::summed(tx).await?;
            store::activity::sum_up(tx, since, since + 1, &[line]).await
        };
        assert!(w.desk.db().write(keep).await.expect("kept"));
        // What is known is read anew every few minutes.
        let mut w = w;
        w.now += 6 * MINUTE;
        let preview = w.desk.preview_rules(&w.by(), limits, None).await.expect("read");
        assert_eq!(preview.run().basis[0].handling, Expected::Measured(11 * MINUTE));
        let filter = LiveFilter { limit: 9, ..LiveFilter::default() };
        let live = w.desk.live_queue(&w.by(), filter).await.expect("read");
        assert_eq!(live.items[0].item.handle_ms, 11 * MINUTE);
    }

    async fn what_will_be_late_is_foreseen_by_the_runs_of_the_promise(db: &TestDb) {
        let (mut w, _) = recorded(db).await;
        let team = w.started.team.id;
        let ahead = async |w: &World, filter| w.desk.live_queue(&w.by(), filter).await.expect("read").ahead;
        let all = LiveFilter::default();
        assert_eq!(ahead(&w, all).await, None, "nothing was foreseen yet");
        for n in 0..12 {
            asks(&w, &format!("q{n}")).await;
        }
        // Due in four hours: within the twenty minutes that are looked at one agent begins some of them.
        w.now = (w.now + 4 * HOUR).div_euclid(HOUR) * HOUR + 40 * MINUTE;
        is_here(&w, w.started.agent.id, true).await;
        assert!(look(&w).await);
        let seen = ahead(&w, all).await.expect("foreseen");
        assert_eq!((seen.at, seen.by), (w.now, w.now + 20 * MINUTE));
        assert!((4..12).contains(&seen.late), "{seen:?}");
        let of = |team, language| LiveFilter { team, language, ..all };
        let late = ahead(&w, of(Some(team), None)).await.map(|a| a.late);
        assert_eq!(late, Some(seen.late));
        let other = Some(domain::TeamId(Uuid::from_u128(5)));
        assert_eq!(ahead(&w, of(other, None)).await.map(|a| a.late), Some(0));
        let spoken = domain::routing::Language::of("et");
        assert_eq!(ahead(&w, of(None, spoken)).await, None);
        // Two begin more of them in time.
        let bo = colleague(&w).await;
        is_here(&w, bo, true).await;
        assert!(look(&w).await);
        let fewer = ahead(&w, all).await.expect("foreseen").late;
        assert!(fewer < seen.late, "{fewer}, not {}", seen.late);
        w.now = seen.by;
        assert_eq!(ahead(&w, all).await, None, "that hour is over");
    }

    async fn an_old_forecast_is_told_no_more_and_a_new_one_is_made_when_somebody_asks(db: &TestDb) {
        let (mut w, _) = recorded(db).await;
        is_here(&w, w.started.agent.id, true).await;
        usually(&w).await;
        let forecasts = w.desk.forecasts().clone();
        w.now += 20_000;
        assert!(!forecasts.is_due(w.now), "nobody asked since");
        assert_eq!(promised(&w).await.basis, Basis::Forward);
        w.now += 1;
        assert!(forecasts.is_due(w.now));
        w.now += 6 * MINUTE;
        assert_eq!(promised(&w).await.basis, Basis::Recent, "too old to be true");
        w.now -= HOUR;
        assert_eq!(promised(&w).await.basis, Basis::Recent, "nor is one from the future");
    }

    async fn a_mail_says_what_the_door_says_and_it_is_stored_and_scored(db: &TestDb) {
        let (mut w, _) = recorded(db).await;
        is_here(&w, w.started.agent.id, true).await;
        for n in 0..12 {
            asks(&w, &format!("q{n}")).await;
        }
        w.sent().await;
        w.desk.acknowledge_due(w.now).await.expect("ran");
        let id = asks(&w, "last").await;
        w.now += 2 * MINUTE;
        assert!(look(&w).await);
        let told = promised(&w).await;
        assert!(w.desk.acknowledge_due(w.now).await.expect("ran") >= 1);
        let mail = w.sent().await.into_iter().find(|(out, _)| out.recipient == "last@last.example");
        let text = mail.expect("an acknowledgement").1.text;
        let words = wording::promise(w.now, &told, "Europe/Tallinn", "en");
        assert!(text.contains(&words), "{words:?} is not in {text}");
        let newest = async move |tx: &mut store::Tx| store::promise::newest(tx, id).await;
        let made = w.desk.db().read(newest).await.expect("read").expect("stored");
        assert_eq!((made.estimate, made.made_at), (told, w.now));
        assert_eq!(Some(made.usually_at), told.told.usually_at(w.now));

        let promises_of = async |w: &World| {
            let report = w.desk.promise_report(&w.by(), &Question::default()).await.expect("counted");
            let of = |r: &domain::promise::Row| r.urgency == Urgency::Normal;
            report.tallied.rows.into_iter().find(of).expect("a row")
        };
        let before = promises_of(&w).await;
        w.now = made.almost_always_at + MINUTE;
        let broken = promises_of(&w).await.kept;
        assert!(broken.n > before.kept.n, "late, answered or not");
        w.replies(id, "last@last.example", "<p>Hello</p>").await;
        let row = promises_of(&w).await;
        assert_eq!((row.kept.n, row.kept.kept), (broken.n, broken.kept));
        assert_eq!((row.score.n, row.score.almost_always), (before.score.n + 1, before.score.almost_always));
    }

    async fn broken_promises_make_the_next_ones_longer_and_who_left_is_no_short_wait(db: &TestDb) {
        let (mut w, all) = recorded(db).await;
        is_here(&w, w.started.agent.id, true).await;
        usually(&w).await;
        let before = promised(&w).await.wait.expect("a wait");
        assert_eq!(before.almost_always_ms, before.uncorrected_ms);
        let (channel, now) = (w.started.channel.id, w.now);
        let stated = Wait::of(5 * MINUTE, 10 * MINUTE);
        let insert = async move |tx: &mut store::Tx| {
            for (n, &conversation) in (0..).zip(&all) {
                let made_at = now - HOUR;
                let p = NewPromise {
                    id: PromiseId(Uuid::from_u128(n + 1)),
                    conversation,
                    channel,
                    urgency: Urgency::Normal,
                    made_at,
                    usually_at: made_at + stated.usually_ms,
                    almost_always_at: made_at + stated.almost_always_ms,
                    estimate: Estimate {
                        told: Told::In { usually_ms: stated.usually_ms, almost_always_ms: stated.almost_always_ms },
                        wait: Some(stated),
                        basis: Basis::Forward,
                        n: 40,
                    },
                };
                store::promise::insert(tx, &p).await?;
                // Three times as long as was said.
                store::promise::score(tx, conversation, made_at + 30 * MINUTE).await?;
            }
            Ok::<_, store::StoreError>(())
        };
        w.desk.db().write(insert).await.expect("written");
        w.now += 6 * MINUTE;
        usually(&w).await;
        let after = promised(&w).await.wait.expect("a wait");
        assert_eq!(after.almost_always_ms, after.uncorrected_ms * 3);
        let name = door(&w).await.to_string();
        let kept = asked(&w, &name, Urgency::Normal).await.expect("a door").kept.expect("enough");
        assert_eq!((kept.n, kept.kept, kept.percent()), (60, 0, Some(0)));
        let other = asked(&w, &name, Urgency::Low).await.expect("a door");
        assert_eq!(other.kept, None, "nothing is known of that urgency");
    }

    async fn an_empty_desk_says_what_it_aims_for_and_unknown_doors_say_nothing(db: &TestDb) {
        let w = world(db).await;
        assert!(!look(&w).await, "no record");
        let e = promised(&w).await;
        assert_eq!(e.basis, Basis::Target);
        assert!(wording::sentence(w.now, &e, "UTC", "en").starts_with("We aim to answer"));
        for name in ["", "nothing", "dor_", "wgt_x", "'; DROP TABLE promise; --", &"x".repeat(5_000), "\u{0}"] {
            assert!(asked(&w, name, Urgency::Normal).await.is_none(), "{name}");
        }
    }
}
