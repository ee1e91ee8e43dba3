//! Plans in force: what a step changes at the doors, what is done once, and how all of it goes back.

mod support;

use desk::channels::NewChannel;
use desk::plans::View;
use desk::plans::metrics::METRICS;
use domain::channel::{Channel, Stage};
use domain::door::Overlay;
use domain::plan::template::Template;
use domain::plan::{
    Audience, Bound, Command, Content, Counted, DAY, Frozen, GATES_MAX, Gate, GuardRail, HOUR,
    Happened, Kind, LOOK_MS, Response, State, Step, Task, Verdict, template,
};
use domain::{ChannelId, ContactId, PlanId};
use fairlead_desk as desk;
use std::collections::BTreeSet;
use store::on_both_engines;
use store::plan::Wanted;
use support::*;

const URL: &str = "https://desk.example";

async fn next(w: &World) -> Channel {
    let new = NewChannel {
        name: "Next".into(),
        kind: "email".into(),
        brand: None,
        team: Some(w.started.team.id),
        address: Some("next@desk.example".into()),
        first_response_target_min: 480,
    };
    w.desk
        .create_channel(&w.by(), new)
        .await
        .expect("a channel")
}

fn step(name: &str, overlays: Vec<Overlay>) -> Step {
    Step {
        name: name.into(),
        stage: None,
        audience: Audience::Everyone,
        overlays,
        keeps: false,
        clears: false,
        windows: vec![],
        shortest_ms: DAY,
        goes_on: Default::default(),
        gates: vec![],
        guards: vec![],
        tasks: vec![],
        outside: vec![],
    }
}

fn content(w: &World, steps: Vec<Step>) -> Content {
    Content {
        kind: Kind::Adjust,
        name: "Move over".into(),
        reason: "It is easier.".into(),
        owner: Some(w.started.agent.id),
        close_plan: String::new(),
        steps,
    }
}

async fn made(w: &World, content: Content) -> View {
    let of = w.started.channel.id;
    let made = w.desk.make_plan(&w.by(), of, content).await;
    made.expect("a draft")
}

async fn told(w: &World, view: &View, command: Command) -> Result<View, &'static str> {
    let (id, version) = (view.plan.id, view.plan.version);
    let done = w.desk.command_plan(&w.by(), id, version, command).await;
    done.map_err(|e| e.code())
}

async fn does(w: &World, view: &View, command: Command) -> View {
    let (id, version) = (view.plan.id, view.plan.version);
    let done = w.desk.command_plan(&w.by(), id, version, command).await;
    done.expect("done")
}

fn undo() -> Command {
    Command::Undo {
        why: "It was too early.".into(),
    }
}

/// In which channel a new mail ends up.
async fn lands(w: &World, who: &str, n: u32) -> (ChannelId, Option<ContactId>) {
    let bytes = from(
        who,
        &format!("Question {n}"),
        &format!("{n}@x.example"),
        "Hi",
    );
    let c = w.conversation(w.opened(bytes).await.0).await;
    (c.channel, c.contact)
}

async fn channel(w: &World, id: ChannelId) -> Channel {
    let read = w
        .desk
        .db()
        .read(async move |tx| store::channel::load(tx, id).await);
    read.await.expect("read").expect("a channel")
}

async fn diary(w: &World, id: PlanId) -> Vec<Happened> {
    let entries = w.desk.plan_diary(&w.by(), id, None, true, 100).await;
    let entries = entries.expect("a diary").into_iter().rev();
    entries.map(|n| n.event.0.what).collect()
}

/// Mails of the house that were not handed over yet.
async fn letters(w: &World) -> usize {
    let (now, until) = (w.now, w.now + DAY);
    let claim = w
        .desk
        .db()
        .write(async move |tx| store::house_mail::claim(tx, now, until, "test", 9).await);
    claim.await.expect("claimed").len()
}

on_both_engines! {
    async fn mail_goes_to_the_successor_while_a_step_redirects_and_comes_back_after_undo(db: &TestDb) {
        let mut w = world(db).await;
        let (own, next) = (w.started.channel.id, next(&w).await);
        assert_eq!(lands(&w, "mari@x.example", 1).await.0, own);
        let sent = step("Over there", vec![Overlay::Redirect { to: next.id }]);
        let draft = made(&w, content(&w, vec![sent])).await;
        assert_eq!(lands(&w, "mari@x.example", 2).await.0, own, "a draft changes nothing");
        let runs = does(&w, &draft, Command::Start).await;
        assert!(matches!(runs.plan.state, State::Running(_)));
        assert_eq!(runs.effective.overlays, [Overlay::Redirect { to: next.id }]);
        assert_eq!(lands(&w, "mari@x.example", 3).await.0, next.id);
        w.now += MINUTE;
        let paused = does(&w, &runs, Command::Pause { why: "Wait.".into() }).await;
        assert_eq!(lands(&w, "mari@x.example", 4).await.0, next.id, "paused, it stays in force");
        let undone = does(&w, &paused, undo()).await;
        assert!(matches!(undone.plan.state, State::Undone { .. }));
        assert_eq!(lands(&w, "mari@x.example", 5).await.0, own);
        assert!(undone.commands.is_empty());
    }

    async fn what_a_finished_plan_keeps_stays_in_force_until_it_is_undone(db: &TestDb) {
        let mut w = world(db).await;
        let (own, next) = (w.started.channel.id, next(&w).await);
        let sent = Step { keeps: true, ..step("Over there", vec![Overlay::Redirect { to: next.id }]) };
        let plan = made(&w, content(&w, vec![sent])).await;
        let runs = does(&w, &plan, Command::Start).await;
        assert_eq!(told(&w, &runs, Command::Finish { written: None }).await.err(), Some("too_early"));
        for _ in 0..24 {
            w.now += LOOK_MS;
            assert_eq!(w.desk.look_at_plans(w.now).await.expect("looked"), 1);
            assert_eq!(w.desk.look_at_plans(w.now).await.expect("looked"), 0, "once an hour");
        }
        let ready = w.desk.plan(&w.by(), plan.plan.id).await.expect("a plan");
        assert!(ready.commands.contains(&"finish"), "{:?}", ready.commands);
        let over = does(&w, &ready, Command::Finish { written: None }).await;
        assert_eq!(lands(&w, "mari@x.example", 1).await.0, next.id);
        // A later plan of the channel knows what it began with.
        let later = made(&w, content(&w, vec![Step { clears: true, ..step("Back", vec![]) }])).await;
        let later = does(&w, &later, Command::Start).await;
        assert_eq!(lands(&w, "mari@x.example", 2).await.0, own);
        assert_eq!(told(&w, &over, undo()).await.err(), Some("changed_since"));
        let later = does(&w, &later, undo()).await;
        assert_eq!(later.effective.overlays, [Overlay::Redirect { to: next.id }]);
        assert_eq!(lands(&w, "mari@x.example", 3).await.0, next.id);
    }

    async fn a_step_lets_in_whom_its_list_names_and_shows_others_the_way(db: &TestDb) {
        let w = world(db).await;
        let (own, next) = (w.started.channel.id, next(&w).await);
        let (_, mari) = lands(&w, "mari@x.example", 1).await;
        let change = desk::channels::ChannelChange {
            successor: Some(Some(next.id)),
            ..Default::default()
        };
        w.desk.change_channel(&w.by(), own, change).await.expect("a successor");
        let few = Step {
            audience: Audience::Contacts(BTreeSet::from([mari.expect("a contact")])),
            ..step("A few", vec![Overlay::LimitedTo { audience: String::new() }])
        };
        let plan = made(&w, content(&w, vec![few])).await;
        does(&w, &plan, Command::Start).await;
        assert_eq!(lands(&w, "mari@x.example", 2).await.0, own);
        assert_eq!(lands(&w, "juhan@x.example", 3).await.0, next.id);
    }

    async fn an_audience_of_nobody_and_a_share_of_who_is_not_known_are_refused(db: &TestDb) {
        let w = world(db).await;
        let nobody = ContactId(uuid::Uuid::from_u128(7));
        for (audience, code) in [
            (Audience::Contacts(BTreeSet::from([nobody])), "audience_is_empty"),
            (Audience::Used { days: 30 }, "audience_is_empty"),
            (Audience::Share { per_mille: 100 }, "share_needs_identity"),
        ] {
            let limited = vec![Overlay::LimitedTo { audience: String::new() }];
            let few = Step { audience, ..step("A few", limited) };
            let plan = made(&w, content(&w, vec![few])).await;
            assert_eq!(told(&w, &plan, Command::Start).await.err(), Some(code));
        }
    }

    async fn of_two_leads_who_press_at_once_one_is_told(db: &TestDb) {
        let w = world(db).await;
        let plan = made(&w, content(&w, vec![step("One", vec![Overlay::Unlist])])).await;
        let (by, id, version) = (w.by(), plan.plan.id, plan.plan.version);
        let start = || Box::pin(w.desk.command_plan(&by, id, version, Command::Start));
        let (a, b) = tokio::join!(start(), start());
        let codes: Vec<_> = [a, b].into_iter().filter_map(Result::err).map(|e| e.code()).collect();
        assert_eq!(codes, ["version_conflict"]);
        let begun = |h: &&Happened| matches!(h, Happened::Entered { .. });
        assert_eq!(diary(&w, plan.plan.id).await.iter().filter(begun).count(), 1);
        // Nor do two plans of a channel run.
        let other = made(&w, content(&w, vec![step("Two", vec![])])).await;
        assert_eq!(told(&w, &other, Command::Start).await.err(), Some("another_plan_runs"));
    }

    async fn what_was_decided_is_done_once_whatever_dies_in_between(db: &TestDb) {
        let w = world(db).await;
        let task = |what: &str| Task { what: what.into(), owner: None, due_ms: DAY, done: None };
        let busy = Step { tasks: vec![task("Call Mari"), task("Write it down")], ..step("Busy", vec![]) };
        let plan = made(&w, content(&w, vec![busy])).await;
        let runs = does(&w, &plan, Command::Start).await;
        assert_eq!(letters(&w).await, 0, "decided, not done yet");
        // It dies after the deed and before the commit: neither counts.
        let open = w.desk.db().read(async |tx| store::plan::effects_open(tx, 9).await).await.expect("read");
        let key = open.first().expect("the tasks").effect.0.key.clone();
        let died = w.desk.db().write(async move |tx| {
            assert!(store::plan::effect_done(tx, &key, 1).await?);
            Err::<(), _>(store::StoreError::Conflict("it died".into()))
        });
        died.await.expect_err("died");
        let done = w.desk.carry_out_plans(URL, w.now).await.expect("done");
        assert_eq!(done, open.len());
        assert_eq!(letters(&w).await, 1);
        assert_eq!(w.desk.carry_out_plans(URL, w.now).await.expect("done"), 0);
        does(&w, &runs, Command::DoTask { step: 0, task: 0, note: "She is glad.".into() }).await;
        assert_eq!(w.desk.carry_out_plans(URL, w.now).await.expect("done"), 0);
        assert_eq!(letters(&w).await, 0);
    }

    async fn a_channel_is_wound_down_step_by_step_and_brought_back(db: &TestDb) {
        let mut w = world(db).await;
        let (own, next) = (w.started.channel.id, next(&w).await);
        let params = template::Params {
            name: "Email".into(),
            owner: Some(w.started.agent.id),
            reason: "The form is better.".into(),
            pilots: BTreeSet::new(),
            successor: Some(next.id),
        };
        let plan = made(&w, Template::LightWindDown.content(&params)).await;
        assert_eq!(told(&w, &plan, Command::Start).await.err(), Some("no_successor"));
        let change = desk::channels::ChannelChange { successor: Some(Some(next.id)), ..Default::default() };
        w.desk.change_channel(&w.by(), own, change).await.expect("a successor");
        assert_eq!(told(&w, &plan, Command::Start).await.err(), Some("absorb_not_measured"));
        w.now += 5 * 7 * DAY;
        lands(&w, "mari@x.example", 1).await;
        let runs = does(&w, &plan, Command::Start).await;
        assert_eq!(channel(&w, own).await.stage, Stage::WindingDown);
        assert_eq!(lands(&w, "mari@x.example", 2).await.0, own, "taken off the site, and served in full");
        let history = w.desk.channel_history(&w.by(), own, None, 1).await.expect("a diary");
        let entry = &history.first().expect("an entry").noted;
        assert_eq!((entry.what.as_str(), entry.to.as_deref()), ("stage", Some("winding_down")));
        assert!(entry.reason.contains("Wind down Email"), "{}", entry.reason);
        assert_eq!(entry.evidence.as_ref().map(|e| e.0.new_conversations), Some(1));
        w.now += HOUR;
        w.desk.look_at_plans(w.now).await.expect("looked");
        let seen = w.desk.plan(&w.by(), plan.plan.id).await.expect("a plan");
        assert!(seen.readings.contains_key("dead_ends"), "{:?}", seen.readings);
        let code = told(&w, &seen, Command::GoOn { written: None }).await.err();
        assert_eq!(code, Some("too_early"));
        does(&w, &runs, undo()).await;
        assert_eq!(channel(&w, own).await.stage, Stage::Live);
    }

    async fn every_figure_that_is_measured_is_read_and_no_other(db: &TestDb) {
        let mut w = world(db).await;
        let next = next(&w).await;
        let change = desk::channels::ChannelChange { successor: Some(Some(next.id)), ..Default::default() };
        w.desk.change_channel(&w.by(), w.started.channel.id, change).await.expect("a successor");
        lands(&w, "mari@x.example", 1).await;
        let gate = |m: &desk::plans::metrics::Metric| Gate {
            metric: m.metric.into(),
            bound: Bound::AtMost,
            threshold: 0.5,
            unit: m.unit,
            counted: Counted::Sample,
            smallest_n: 1,
            window_ms: 14 * DAY,
        };
        let (measured, not): (Vec<_>, Vec<_>) = METRICS.iter().partition(|m| m.measured);
        // More figures than a step may have gates: the others are watched.
        let watched = |m: &desk::plans::metrics::Metric| GuardRail {
            gate: gate(m),
            breaches: 100,
            of: 100,
            then: Response::Pause,
            missing: 100,
            then_missing: Response::Pause,
        };
        let steps = [&measured, &not].map(|all| Step {
            gates: all.iter().take(GATES_MAX).map(|m| gate(m)).collect(),
            guards: all.iter().skip(GATES_MAX).map(|m| watched(m)).collect(),
            ..step("Look", vec![])
        });
        let [all, none] = steps;
        let plan = made(&w, content(&w, vec![all])).await;
        let runs = does(&w, &plan, Command::Start).await;
        w.now += LOOK_MS;
        w.desk.look_at_plans(w.now).await.expect("looked");
        let seen = w.desk.plan(&w.by(), runs.plan.id).await.expect("a plan");
        let read: Vec<&str> = seen.readings.keys().map(String::as_str).collect();
        let named: Vec<&str> = measured.iter().map(|m| m.metric).collect();
        assert_eq!(read, named);
        let same = seen.plan.progress().expect("it runs").gates.iter().all(|g| g.reading.is_some());
        assert!(same, "{:?}", seen.plan.progress());
        does(&w, &seen, undo()).await;
        let plan = made(&w, content(&w, vec![none])).await;
        let runs = does(&w, &plan, Command::Start).await;
        w.now += LOOK_MS;
        w.desk.look_at_plans(w.now).await.expect("looked");
        let seen = w.desk.plan(&w.by(), runs.plan.id).await.expect("a plan");
        assert!(seen.readings.is_empty());
        let fails = |f: &Frozen| f.verdict == Some(Verdict::Fail);
        assert!(seen.plan.progress().expect("it runs").gates.iter().all(fails));
        let wanted = Wanted { channel: Some(w.started.channel.id), active: true };
        let listed = w.desk.plans(&w.by(), wanted, None, 9).await.expect("a page");
        assert_eq!(listed.iter().map(|s| s.plan.0.id).collect::<Vec<_>>(), [runs.plan.id]);
        let first = w.desk.plans(&w.by(), Wanted::default(), None, 2).await.expect("a page");
        let last = first.last().expect("two");
        let before = Some((last.updated_at, last.plan.0.id));
        let rest = w.desk.plans(&w.by(), Wanted::default(), before, 9).await.expect("a page");
        assert!(matches!(rest[0].plan.0.state, State::Finished { .. }), "the plan of the first channel");
        assert_eq!((first.len(), rest.len()), (2, 1));
    }
}
