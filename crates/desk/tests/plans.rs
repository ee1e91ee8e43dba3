//! Plans in force: what a step changes at the doors, what is done once, and how all of it goes back.

mod support;

use desk::channels::NewChannel;
use desk::plans::View;
use desk::settings::tags::TopicChange;
use domain::channel::{Channel, Stage};
use domain::door::Overlay;
use domain::plan::metrics::{METRICS, Metric};
use domain::plan::template::Template;
use domain::plan::{
    Audience, Bound, Command, Content, Counted, DAY, Frozen, GATES_MAX, Gate, GoesOn, GuardRail,
    HOUR, Happened, Kind, LOOK_MS, Matching, Response, State, Step, Task, Unit, Verdict, template,
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
        keeps: false,
        goes_on: GoesOn::default(),
        ..testkit::houses::step(name, Audience::Everyone, overlays)
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

async fn diary(w: &World, id: PlanId) -> Vec<Happened> {
    let entries = w.desk.plan_diary(&w.by(), id, None, true, 100).await;
    let entries = entries.expect("a diary").into_iter().rev();
    entries.map(|n| n.event.0.what).collect()
}

/// Mails of the house that were not handed over yet.
async fn letters(w: &World) -> usize {
    mails(w).await.len()
}

async fn mails(w: &World) -> Vec<String> {
    let (now, until) = (w.now, w.now + DAY);
    let claim = w
        .desk
        .db()
        .write(async move |tx| store::house_mail::claim(tx, now, until, "test", 9).await);
    let claimed = claim.await.expect("claimed").into_iter();
    // Long lines are broken on the wire.
    let text =
        |m: store::house_mail::Claimed| String::from_utf8_lossy(&m.bytes).replace("=\r\n", "");
    claimed.map(text).collect()
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
        // One that was given up stands no more in the way of the first than one that was undone.
        let third = made(&w, content(&w, vec![step("Listed", vec![Overlay::Unlist])])).await;
        let third = does(&w, &third, Command::Start).await;
        does(&w, &third, Command::Abandon { why: "Better not.".into() }).await;
        does(&w, &over, undo()).await;
        assert_eq!(lands(&w, "mari@x.example", 4).await.0, own);
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

    async fn a_step_lets_in_whose_conversations_carry_a_tag_or_are_about_a_topic(db: &TestDb) {
        let w = world(db).await;
        let own = w.started.channel.id;
        let next = next(&w).await;
        let change = desk::channels::ChannelChange { successor: Some(Some(next.id)), ..Default::default() };
        w.desk.change_channel(&w.by(), own, change).await.expect("a successor");
        let first = w.opened(from("mari@x.example", "Lamp", "a@x.example", "Hi")).await.0;
        lands(&w, "juhan@x.example", 1).await;
        let tag = w.desk.create_tag(&w.by(), "vip", None).await.expect("a tag").id;
        let named = TopicChange { name: Some("Lamps".into()), ..TopicChange::default() };
        let topic = w.desk.create_topic(&w.by(), named).await.expect("a topic").id;
        let few = |matching| Step {
            audience: Audience::Matching(matching),
            ..step("A few", vec![Overlay::LimitedTo { audience: String::new() }])
        };
        let vip = few(Matching { tags: [tag].into(), ..Matching::default() });
        let lamps = few(Matching { topics: [topic].into(), ..Matching::default() });
        let plan = made(&w, content(&w, vec![vip.clone()])).await;
        assert_eq!(told(&w, &plan, Command::Start).await.err(), Some("audience_is_empty"));
        w.desk.db().write(async move |tx| {
            let mut c = store::conversation::load(tx, first).await?.expect("of Mari");
            c.topic = Some(topic);
            store::conversation::save(tx, &mut c, None).await?;
            store::conversation::tag(tx, first, tag).await
        }).await.expect("marked");
        for (n, step) in [(2, vip), (4, lamps)] {
            let plan = made(&w, content(&w, vec![step])).await;
            let runs = does(&w, &plan, Command::Start).await;
            assert_eq!(lands(&w, "mari@x.example", n).await.0, own);
            assert_eq!(lands(&w, "juhan@x.example", n + 1).await.0, next.id);
            does(&w, &runs, undo()).await;
        }
    }

    async fn a_draft_is_shown_on_the_channel_as_it_is_now_and_one_that_is_over_shows_the_channel(db: &TestDb) {
        let w = world(db).await;
        let own = w.started.channel.id;
        let draft = made(&w, content(&w, vec![step("Announce", vec![Overlay::Announce])])).await;
        let given_up = made(&w, content(&w, vec![step("Nothing", vec![])])).await;
        does(&w, &given_up, Command::Abandon { why: "Better not.".into() }).await;
        w.desk.set_stage(&w.by(), own, Stage::WindingDown, None, "few write").await.expect("winding down");
        for (plan, overlays) in [(&draft, 1), (&given_up, 0)] {
            let seen = w.desk.plan(&w.by(), plan.plan.id).await.expect("a plan");
            assert_eq!(seen.effective.stage, Stage::WindingDown);
            let days = w.desk.rehearse_plan(&w.by(), plan.plan.id, w.now).await.expect("days");
            assert_eq!((days[0].0.stage, days[0].0.overlays.len()), (Stage::WindingDown, overlays));
        }
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

    async fn a_look_that_was_faster_is_no_conflict_for_a_lead(db: &TestDb) {
        let mut w = world(db).await;
        let plan = made(&w, content(&w, vec![step("One", vec![Overlay::Unlist])])).await;
        let runs = does(&w, &plan, Command::Start).await;
        w.now += LOOK_MS;
        let pause = Command::Pause { why: "Wait.".into() };
        let (paused, looked) = tokio::join!(told(&w, &runs, pause), w.desk.look_at_plans(w.now));
        assert!(matches!(paused.expect("paused").plan.state, State::Paused { .. }));
        looked.expect("looked");
    }

    async fn plans_are_listed_by_when_they_were_written_whatever_was_looked_at_since(db: &TestDb) {
        let mut w = world(db).await;
        let plan = made(&w, content(&w, vec![step("One", vec![])])).await;
        does(&w, &plan, Command::Start).await;
        w.now += MINUTE;
        let newer = made(&w, content(&w, vec![step("Two", vec![])])).await;
        w.now += LOOK_MS;
        w.desk.look_at_plans(w.now).await.expect("looked");
        let listed = w.desk.plans(&w.by(), Wanted::default(), None, 2).await.expect("a page");
        let ids: Vec<PlanId> = listed.iter().map(|s| s.plan.0.id).collect();
        assert_eq!(ids, [newer.plan.id, plan.plan.id]);
    }

    async fn what_was_decided_is_done_once_whatever_dies_in_between(db: &TestDb) {
        let w = world(db).await;
        let task = |what: &str| Task { what: what.into(), owner: None, due_ms: DAY, done: None };
        let busy = Step { tasks: vec![task("Call Mari"), task("Write it down")], ..step("Busy", vec![Overlay::Unlist]) };
        let plan = made(&w, content(&w, vec![busy])).await;
        let runs = does(&w, &plan, Command::Start).await;
        assert_eq!(letters(&w).await, 0, "decided, not done yet");
        // It dies after the deed and before the commit: neither counts.
        let open = w.desk.db().read(async |tx| store::plan::effects_open(tx, 9).await).await.expect("read");
        assert_eq!(open.len(), 1, "what changes at the channel is done with the decision: {open:?}");
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

    async fn what_is_told_is_what_was_decided_and_only_while_it_is_so(db: &TestDb) {
        let mut w = world(db).await;
        // Without a successor nobody can say who is left: the guard rail has no figure.
        let gate = Gate {
            metric: "captive_left".into(),
            bound: Bound::AtMost,
            threshold: 0.0,
            unit: Unit::Amount,
            counted: Counted::InFull,
            smallest_n: 1,
            window_ms: DAY,
        };
        let then = Response::Pause;
        let rail = GuardRail { gate, breaches: 1, of: 1, then, missing: 1, then_missing: then };
        let watched = Step { guards: vec![rail], ..step("Watched", vec![]) };
        let plan = made(&w, content(&w, vec![watched])).await;
        does(&w, &plan, Command::Start).await;
        let id = plan.plan.id;
        let looked = async |w: &mut World| {
            w.now += LOOK_MS;
            w.desk.look_at_plans(w.now).await.expect("looked");
            w.desk.plan(&w.by(), id).await.expect("a plan")
        };
        let paused = looked(&mut w).await;
        assert!(matches!(paused.plan.state, State::Paused { .. }));
        w.desk.carry_out_plans(URL, w.now).await.expect("told");
        let told = mails(&w).await;
        let link = format!("/settings/channels/{}/plans/{id}", w.started.channel.id);
        assert!(told.len() == 1 && told[0].contains("People without another way") && told[0].contains(&link), "{told:?}");
        does(&w, &paused, Command::Resume).await;
        let again = looked(&mut w).await;
        does(&w, &again, Command::Resume).await;
        w.desk.carry_out_plans(URL, w.now).await.expect("nothing to tell");
        assert_eq!(letters(&w).await, 0, "it is not paused any more");
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
        assert_eq!(w.channel(own).await.stage, Stage::WindingDown);
        let meter = w.desk.migration(&w.by(), own).await.expect("a meter");
        let expected = meter.expected.expect("frozen when it turned");
        assert_eq!((expected.vanishes, expected.again, expected.share_moved()), (0.0, 0.2, 1.0));
        assert_eq!((expected.shares, meter.findings), (vec![(next.id, 1.0)], vec![]));
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
        assert_eq!(w.channel(own).await.stage, Stage::Live);
    }

    async fn every_figure_that_is_measured_is_read_and_no_other(db: &TestDb) {
        let mut w = world(db).await;
        let next = next(&w).await;
        let change = desk::channels::ChannelChange { successor: Some(Some(next.id)), ..Default::default() };
        w.desk.change_channel(&w.by(), w.started.channel.id, change).await.expect("a successor");
        lands(&w, "mari@x.example", 1).await;
        let gate = |m: &Metric| Gate {
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
        let watched = |m: &Metric| GuardRail {
            gate: gate(m),
            breaches: 100,
            of: 100,
            then: Response::Pause,
            missing: 100,
            then_missing: Response::Pause,
        };
        let steps = [&measured, &not].map(|all| Step {
            gates: all.iter().take(GATES_MAX).map(&gate).collect(),
            guards: all.iter().skip(GATES_MAX).map(&watched).collect(),
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
        let unclear = |f: &Frozen| f.verdict == Some(Verdict::Inconclusive);
        assert!(seen.plan.progress().expect("it runs").gates.iter().all(unclear));
        let wanted = Wanted { channel: Some(w.started.channel.id), active: true };
        let listed = w.desk.plans(&w.by(), wanted, None, 9).await.expect("a page");
        assert_eq!(listed.iter().map(|s| s.plan.0.id).collect::<Vec<_>>(), [runs.plan.id]);
        let first = w.desk.plans(&w.by(), Wanted::default(), None, 2).await.expect("a page");
        let last = first.last().expect("two");
        let before = Some((last.created_at, last.plan.0.id));
        let rest = w.desk.plans(&w.by(), Wanted::default(), before, 9).await.expect("a page");
        assert!(matches!(rest[0].plan.0.state, State::Finished { .. }), "the plan of the first channel");
        assert_eq!((first.len(), rest.len()), (2, 1));
    }
}
