//! Plans as a lead lives through them.

mod share;
mod world;

use super::template::{Params, Template};
use super::*;
use crate::event::Actor;
use crate::{ChannelId, ContactId, PlanId};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

fn channel(n: u128) -> ChannelId {
    ChannelId(Uuid::from_u128(n))
}

fn lead() -> AgentId {
    AgentId(Uuid::from_u128(7))
}

fn params() -> Params {
    Params {
        name: "chat".into(),
        owner: Some(lead()),
        reason: "Customers ask for it.".into(),
        pilots: BTreeSet::from([ContactId(Uuid::from_u128(50))]),
        successor: Some(channel(2)),
    }
}

fn live(successor: Option<ChannelId>) -> Neighbour {
    Neighbour {
        stage: Stage::Live,
        paused: false,
        ends: false,
        successor,
    }
}

fn ctx(now: Millis) -> Ctx {
    Ctx {
        now,
        actor: Actor::Agent(lead()),
        expected: None,
        channel: ChannelFacts {
            stage: Stage::Draft,
            overlays: vec![],
            lacks: vec![],
            successor: Some(channel(2)),
            knows_again: true,
            other_plan: None,
        },
        channels: BTreeMap::from([(channel(2), live(None))]),
        reach: BTreeMap::new(),
        readings: BTreeMap::new(),
        dead_ends: Some(vec![]),
        absorb: Some(absorb::Answer {
            targets: vec![],
            captive_left: vec![],
            pass: true,
        }),
    }
}

fn base(stage: Stage) -> Base {
    Base {
        stage,
        overlays: vec![],
    }
}

fn of(content: Content, stage: Stage) -> Plan {
    Plan::draft(PlanId(Uuid::from_u128(3)), channel(1), base(stage), content)
        .expect("within the bounds")
}

fn launch() -> Plan {
    of(Template::HandPicked.content(&params()), Stage::Draft)
}

/// A pilot with one gate, then live.
fn gated() -> Plan {
    let mut content = Template::HandPicked.content(&params());
    content.steps.remove(0);
    content.steps.remove(0);
    for step in &mut content.steps {
        step.tasks.clear();
        step.outside.clear();
        step.guards.clear();
        step.gates.truncate(1);
        step.goes_on = GoesOn::ByItself;
    }
    of(content, Stage::Draft)
}

fn done(plan: &Plan, command: Command, ctx: &Ctx) -> (Plan, Decision) {
    let decision = decide(plan, command, ctx).expect("allowed");
    let mut plan = plan.clone();
    for event in &decision.events {
        plan.apply(event);
    }
    (plan, decision)
}

fn code(plan: &Plan, command: Command, ctx: &Ctx) -> &'static str {
    decide(plan, command, ctx).expect_err("refused").code
}

fn started(plan: &Plan) -> Plan {
    done(plan, Command::Start, &ctx(0)).0
}

/// Looked at every hour, with what is read then.
fn after(mut plan: Plan, from: Millis, hours: i64, reading: Option<(i64, i64)>) -> Plan {
    for n in 1..=hours {
        let at = from + n * HOUR;
        plan = done(&plan, Command::Tick, &reads(at, reading)).0;
    }
    plan
}

fn reads(at: Millis, reading: Option<(i64, i64)>) -> Ctx {
    let mut ctx = ctx(at);
    if let Some((k, n)) = reading {
        let read = Reading::share(k, n, at);
        ctx.readings
            .insert(("answered_in_target".into(), 14 * DAY), read);
    }
    ctx
}

fn why() -> String {
    "It is better so.".into()
}

const GOOD: Option<(i64, i64)> = Some((195, 200));
const BAD: Option<(i64, i64)> = Some((20, 200));
const UNCLEAR: Option<(i64, i64)> = Some((160, 200));

#[test]
fn a_started_plan_moves_the_stage_and_limits_the_doors() {
    let plan = gated();
    let (plan, decision) = done(&plan, Command::Start, &ctx(0));
    let stage = What::SetStage {
        channel: channel(1),
        stage: Stage::Pilot,
    };
    assert!(decision.effects.iter().any(|e| e.what == stage));
    let overlays = overlays_at(&plan, 1);
    let [Overlay::LimitedTo { audience }] = &overlays[..] else {
        panic!("{overlays:?}")
    };
    let audience = audience_of(&plan, audience).expect("of the step");
    assert_eq!(*audience, plan.steps[0].audience);
}

#[test]
fn a_step_goes_on_by_itself_when_its_time_is_over_and_its_gates_open() {
    let plan = after(started(&gated()), 0, 14 * 24 - 1, GOOD);
    assert_eq!(plan.at_step, 0);
    let plan = after(plan, (14 * 24 - 1) * HOUR, 1, GOOD);
    assert_eq!(plan.at_step, 1);
    assert_eq!(effective(&plan).stage, Stage::Live);
}

#[test]
fn a_failed_or_unread_gate_never_opens() {
    for reading in [BAD, None] {
        let plan = after(started(&gated()), 0, 40 * 24, reading);
        assert_eq!(plan.at_step, 0);
        let written = Some(why());
        let now = reads(40 * DAY, reading);
        assert_eq!(code(&plan, Command::GoOn { written }, &now), "gate_fails");
    }
}

#[test]
fn an_inconclusive_gate_extends_twice_and_then_asks_a_person_in_writing() {
    let plan = after(started(&gated()), 0, 27 * 24, UNCLEAR);
    assert_eq!(
        plan.progress().map(|p| (p.extended, p.asked)),
        Some((2, false))
    );
    let go_on = |written| Command::GoOn { written };
    let early = reads(27 * DAY, UNCLEAR);
    assert_eq!(code(&plan, go_on(Some(why())), &early), "too_early");
    let plan = after(plan, 27 * DAY, 24, UNCLEAR);
    assert_eq!(
        plan.progress().map(|p| (p.extended, p.asked)),
        Some((2, true))
    );
    let now = reads(28 * DAY, UNCLEAR);
    assert_eq!(code(&plan, go_on(None), &now), "gate_is_inconclusive");
    assert_eq!(code(&plan, go_on(Some(" ".into())), &now), "reason_missing");
    let extend = Command::Extend { why: why() };
    assert_eq!(code(&plan, extend, &now), "extended_twice");
    let (plan, _) = done(&plan, go_on(Some(why())), &now);
    assert_eq!(plan.at_step, 1);
}

#[test]
fn nobody_came_is_inconclusive_and_no_data_fails() {
    let gate = &gated().steps[0].gates[0];
    let nobody = Reading::share(0, 0, 5);
    assert_eq!(
        judge(gate, Some(&nobody), 0, 9),
        Some(Verdict::Inconclusive)
    );
    let few = Reading::share(19, 19, 5);
    assert_eq!(judge(gate, Some(&few), 0, 9), Some(Verdict::Inconclusive));
    assert_eq!(judge(gate, None, 0, 9), None);
    let many = Reading::share(195, 200, 5);
    assert_eq!(judge(gate, Some(&many), 0, 9), Some(Verdict::Pass));
    for (since, now) in [(6, 9), (0, 4), (0, 6 + STALE_MS)] {
        assert_eq!(judge(gate, Some(&many), since, now), None, "{since} {now}");
    }
}

#[test]
fn the_verdicts_are_those_of_the_drawn_plan() {
    let mut gate = gated().steps[0].gates[0].clone();
    gate.threshold = 0.95;
    let read = Reading::share(141, 143, 5);
    assert_eq!(judge(&gate, Some(&read), 0, 9), Some(Verdict::Pass));
    let complaints = Gate {
        bound: Bound::AtMost,
        threshold: 0.02,
        ..gate
    };
    let read = Reading::share(1, 143, 5);
    assert_eq!(
        judge(&complaints, Some(&read), 0, 9),
        Some(Verdict::Inconclusive)
    );
}

#[test]
fn thresholds_are_frozen_and_changing_one_starts_the_step_anew() {
    let plan = after(started(&gated()), 0, 10 * 24, GOOD);
    let mut gates = plan.steps[0].gates.clone();
    gates[0].threshold = 0.5;
    let change = Command::ChangeGates {
        step: 0,
        gates,
        why: why(),
    };
    let (plan, decision) = done(&plan, change, &ctx(10 * DAY));
    let progress = plan.progress().expect("runs");
    assert_eq!(
        (progress.served_ms, progress.gates[0].gate.threshold),
        (0, 0.5)
    );
    assert!(decision.effects.is_empty(), "nothing changed at the doors");
}

#[test]
fn a_guard_rail_pauses_or_rolls_back_and_data_that_stops_pauses() {
    let mut plan = launch();
    plan.steps[1]
        .guards
        .retain(|g| g.gate.metric == "answered_in_target");
    plan.steps[0].tasks.clear();
    let plan = started(&plan);
    let entered = |plan: &Plan| {
        let plan = after(plan.clone(), 0, 7 * 24, None);
        done(&plan, Command::GoOn { written: None }, &ctx(7 * DAY)).0
    };
    let plan = entered(&plan);
    let bad = after(plan.clone(), 7 * DAY, 3, BAD);
    assert_eq!(bad.at_step, 0);
    assert!(
        matches!(&bad.state, State::Paused { cause: Cause::GuardRail(m), .. } if m == "answered_in_target")
    );
    assert_eq!(effective(&bad).stage, Stage::Draft);
    let silent = after(plan.clone(), 7 * DAY, 2, None);
    assert_eq!(silent.at_step, 1);
    assert!(matches!(silent.state, State::Paused { .. }));
    let good = after(plan, 7 * DAY, 50, GOOD);
    assert!(matches!(good.state, State::Running(_)));
}

#[test]
fn a_gate_and_a_guard_rail_on_one_figure_read_each_its_own_time() {
    let mut plan = launch();
    let mut rail = plan.steps[1].guards.pop().expect("served");
    rail.gate.window_ms = DAY;
    let mut step = gated();
    step.steps[0].guards = vec![rail];
    let plan = started(&step);
    let mut now = reads(HOUR, GOOD);
    let bad = Reading::share(20, 200, HOUR);
    let day = ("answered_in_target".into(), DAY);
    now.readings.insert(day, bad);
    let (plan, _) = done(&plan, Command::Tick, &now);
    let progress = plan.progress().expect("runs");
    assert_eq!(progress.gates[0].verdict, Some(Verdict::Pass));
    assert_eq!(progress.guards[0].checks, [Some(Verdict::Fail)]);
}

#[test]
fn a_clock_that_was_set_neither_skips_a_gate_nor_time_nor_runs_a_step_twice() {
    let plan = after(started(&gated()), 0, 3 * 24, GOOD);
    let served = |plan: &Plan| plan.progress().map(|p| p.served_ms);
    // Ten years ahead: a day counts, at most.
    let (ahead, _) = done(&plan, Command::Tick, &reads(3_650 * DAY, GOOD));
    assert_eq!((ahead.at_step, served(&ahead)), (0, Some(4 * DAY)));
    // And back: nothing counts, and what is read afterwards is believed again.
    let (back, _) = done(&ahead, Command::Tick, &reads(3 * DAY + HOUR, GOOD));
    assert_eq!((back.at_step, served(&back)), (0, Some(4 * DAY)));
    let on = after(back, 3 * DAY + HOUR, 10 * 24 - 1, GOOD);
    assert_eq!(on.at_step, 0);
    let on = after(on, 13 * DAY, 1, GOOD);
    assert_eq!(on.at_step, 1);
}

#[test]
fn two_leads_at_once_one_is_told() {
    let plan = started(&gated());
    let seen = Ctx {
        expected: Some(plan.version),
        ..ctx(HOUR)
    };
    let pause = || Command::Pause { why: why() };
    let (paused, _) = done(&plan, pause(), &seen);
    assert_eq!(code(&paused, pause(), &seen), "version_conflict");
    let looked = after(plan.clone(), 0, 5, GOOD);
    assert_eq!(looked.version, plan.version, "a look is no change");
}

#[test]
fn undo_gives_back_what_was_also_after_the_end() {
    let plan = started(&gated());
    let undo = || Command::Undo { why: why() };
    let (undone, decision) = done(&plan, undo(), &ctx(HOUR));
    assert_eq!(effective(&undone).stage, Stage::Draft);
    assert!(overlays_at(&undone, HOUR).is_empty());
    let back = What::SetStage {
        channel: channel(1),
        stage: Stage::Draft,
    };
    assert!(decision.effects.iter().any(|e| e.what == back));

    let plan = after(plan, 0, 60 * 24, GOOD);
    assert!(matches!(plan.state, State::Finished { .. }));
    let mut now = ctx(60 * DAY);
    now.channel.stage = Stage::Live;
    assert_eq!(effective(&done(&plan, undo(), &now).0).stage, Stage::Draft);
    now.channel.stage = Stage::WindingDown;
    assert_eq!(code(&plan, undo(), &now), "changed_since");
}

#[test]
fn what_is_paused_stands_still_and_pausing_costs_no_time() {
    let plan = after(started(&gated()), 0, 24, GOOD);
    let (paused, _) = done(&plan, Command::Pause { why: why() }, &ctx(DAY));
    let (still, decision) = done(&paused, Command::Tick, &ctx(90 * DAY));
    assert_eq!((&still, decision), (&paused, Decision::default()));
    let (on, _) = done(&paused, Command::Resume, &ctx(90 * DAY));
    assert_eq!(on.progress().map(|p| p.served_ms), Some(DAY));
    assert_eq!(effective(&on), effective(&plan));
}
