//! What is refused, and the templates.

use super::*;
use crate::plan::template::{for_launch, for_wind_down};

#[test]
fn contradictions_are_refused_when_a_plan_starts() {
    let start = |change: fn(&mut Plan)| {
        let mut plan = gated();
        change(&mut plan);
        code(&plan, Command::Start, &ctx(0))
    };
    assert_eq!(start(|p| p.steps[0].shortest_ms = 0), "step_time");
    assert_eq!(start(|p| p.steps[0].shortest_ms = 500 * DAY), "step_time");
    assert_eq!(
        start(|p| p.steps[0].gates[0].threshold = 1.0),
        "gate_never_passes"
    );
    assert_eq!(
        start(|p| p.steps[0].gates[0].threshold = f64::NAN),
        "gate_never_passes"
    );
    let empty = |p: &mut Plan| p.steps[0].audience = Audience::Contacts(BTreeSet::new());
    assert_eq!(start(empty), "audience_is_empty");
    let all = |p: &mut Plan| p.steps[0].audience = Audience::Share { per_mille: 1_000 };
    assert_eq!(start(all), "audience_is_everybody");
    assert_eq!(start(|p| p.steps.clear()), "no_steps");
    assert_eq!(start(|p| p.owner = None), "no_owner");
    assert_eq!(
        start(|p| p.steps[1].stage = Some(Stage::Closed)),
        "stage_does_not_follow"
    );
    let itself = |p: &mut Plan| p.steps[0].overlays = vec![Overlay::Redirect { to: p.channel }];
    assert_eq!(start(itself), "successor_circle");
    let twice = |p: &mut Plan| p.steps[0].overlays = vec![Overlay::Signpost, Overlay::OutboundOnly];
    assert_eq!(start(twice), "overlays_contradict");
    let exclude = |p: &mut Plan| {
        let mut other = p.steps[0].gates[0].clone();
        (other.bound, other.threshold) = (Bound::AtMost, 0.1);
        p.steps[0].gates.push(other);
    };
    assert_eq!(start(exclude), "gate_never_passes");
}

#[test]
fn a_gate_names_a_figure_that_there_is_in_its_own_unit() {
    let start = |change: fn(&mut Plan)| {
        let mut plan = gated();
        change(&mut plan);
        code(&plan, Command::Start, &ctx(0))
    };
    let typo = |p: &mut Plan| p.steps[0].gates[0].metric = "answered_in_traget".into();
    assert_eq!(start(typo), "no_such_metric");
    let minutes = |p: &mut Plan| p.steps[0].gates[0].unit = Unit::Amount;
    assert_eq!(start(minutes), "metric_unit");
    let watched = |p: &mut Plan| {
        let (mut rail, cost) = (launch().steps[1].guards[0].clone(), cost());
        rail.gate = cost;
        p.steps[0].guards = vec![rail];
    };
    assert_eq!(start(watched), "metric_not_measured");
    let gates = vec![Gate {
        metric: "occupancy".into(),
        ..cost()
    }];
    let change = Command::ChangeGates {
        step: 0,
        gates,
        why: why(),
    };
    assert_eq!(code(&gated(), change, &ctx(0)), "no_such_metric");
}

fn cost() -> Gate {
    Gate {
        metric: "cost".into(),
        bound: Bound::AtMost,
        threshold: 5.0,
        unit: Unit::Amount,
        ..gated().steps[0].gates[0].clone()
    }
}

#[test]
fn a_gate_on_what_nobody_measures_is_decided_in_writing_and_fails_nobody() {
    let mut plan = gated();
    plan.steps[0].gates = vec![cost()];
    let plan = after(started(&plan), 0, 28 * 24, None);
    let asked = plan.progress().map(|p| (p.extended, p.asked));
    assert_eq!((plan.at_step, asked), (0, Some((2, true))));
    let now = ctx(28 * DAY);
    let go_on = |written| Command::GoOn { written };
    assert_eq!(code(&plan, go_on(None), &now), "gate_is_inconclusive");
    assert_eq!(done(&plan, go_on(Some(why())), &now).0.at_step, 1);
}

#[test]
fn templates_name_only_figures_that_are_measured_in_their_own_unit() {
    for template in Template::ALL {
        for step in template.content(&params()).steps {
            let rails = step.guards.iter().map(|g| &g.gate);
            for gate in step.gates.iter().chain(rails) {
                let known = metrics::find(&gate.metric).filter(|m| m.measured);
                let unit = known.map(|m| m.unit);
                assert_eq!(unit, Some(gate.unit), "{template:?}: {}", gate.metric);
            }
        }
    }
}

#[test]
fn the_world_is_asked_about_a_step_only_when_one_may_begin() {
    let plan = gated();
    let go_on = Command::GoOn { written: None };
    assert_eq!(may_begin(&plan, &Command::Start, 0), Some(0));
    let plan = started(&plan);
    assert_eq!(may_begin(&plan, &go_on, HOUR), Some(1));
    assert_eq!(may_begin(&plan, &Command::Tick, HOUR), None);
    let plan = after(plan, 0, 14 * 24 - 1, GOOD);
    assert_eq!(may_begin(&plan, &Command::Tick, 14 * DAY), Some(1));
    assert_eq!(may_begin(&plan, &Command::Resume, 14 * DAY), None);
    assert!(go_on.looks() && !Command::Resume.looks());
}

#[test]
fn a_plan_is_bounded() {
    let mut content = gated().content();
    let step = content.steps[0].clone();
    content.steps = vec![step.clone(); STEPS_MAX + 1];
    let draft = |content| Plan::draft(PlanId(Uuid::nil()), channel(1), base(Stage::Draft), content);
    assert_eq!(
        draft(content.clone()).expect_err("too many").code,
        "too_many"
    );
    content.steps = vec![step];
    let gate = content.steps[0].gates[0].clone();
    content.steps[0].gates = vec![gate; GATES_MAX + 1];
    assert_eq!(draft(content).expect_err("too many").code, "too_many");
}

#[test]
fn the_world_is_asked_before_a_step() {
    let start = |change: fn(&mut Ctx)| {
        let mut now = ctx(0);
        change(&mut now);
        code(&gated(), Command::Start, &now)
    };
    let other = |c: &mut Ctx| c.channel.other_plan = Some(PlanId(Uuid::from_u128(9)));
    assert_eq!(start(other), "another_plan_runs");
    assert_eq!(start(|c| c.dead_ends = None), "not_audited");
    assert_eq!(
        start(|c| c.dead_ends = Some(vec!["Tue 22:10…".into()])),
        "dead_end"
    );
    let nobody = |c: &mut Ctx| _ = c.reach.insert(0, Reach { people: 0, of: 9 });
    assert_eq!(start(nobody), "audience_is_empty");
    let all = |c: &mut Ctx| _ = c.reach.insert(0, Reach { people: 9, of: 9 });
    assert_eq!(start(all), "audience_is_everybody");

    let first = of(Template::First.content(&params()), Stage::Draft);
    let mut now = ctx(0);
    now.channel.lacks = vec![Lack::Owner];
    assert_eq!(code(&first, Command::Start, &now), "not_ready_for_live");
    let mut ramp = of(Template::Ramp.content(&params()), Stage::Draft);
    now.channel.knows_again = false;
    assert_eq!(code(&ramp, Command::Start, &now), "share_needs_identity");
    ramp.close_plan.clear();
}

#[test]
fn a_wind_down_needs_a_successor_that_lasts_and_the_absorb_check() {
    let plan = of(Template::LightWindDown.content(&params()), Stage::Live);
    let start = |change: &dyn Fn(&mut Ctx)| {
        let mut now = ctx(0);
        now.channel.stage = Stage::Live;
        change(&mut now);
        decide(&plan, Command::Start, &now).map_or_else(|r| r.code, |_| "starts")
    };
    let next = |n: Neighbour| move |c: &mut Ctx| _ = c.channels.insert(channel(2), n);
    assert_eq!(start(&|_| {}), "starts");
    assert_eq!(start(&|c| c.channel.successor = None), "no_successor");
    assert_eq!(start(&|c| c.channels.clear()), "successor_unknown");
    let closed = Neighbour {
        stage: Stage::Closed,
        ..live(None)
    };
    assert_eq!(start(&next(closed)), "successor_ends");
    let ends = Neighbour {
        ends: true,
        ..live(None)
    };
    assert_eq!(start(&next(ends)), "successor_ends");
    assert_eq!(start(&next(live(Some(channel(1))))), "successor_circle");
    assert_eq!(start(&|c| c.absorb = None), "absorb_not_measured");
    let close = of(
        Content {
            steps: vec![Step {
                stage: Some(Stage::Closed),
                ..plan.steps[0].clone()
            }],
            ..plan.content()
        },
        Stage::Live,
    );
    let mut now = ctx(0);
    now.channel.stage = Stage::Live;
    let left = vec![ContactId(Uuid::nil()); absorb::CAPTIVE_MAX];
    let answer = now.absorb.as_mut().expect("checked");
    answer.captive_left = left;
    let refused = decide(&close, Command::Start, &now).expect_err("people are left");
    assert!(
        refused.message.starts_with("At least 1000 people"),
        "{refused:?}"
    );
}

#[test]
fn every_template_starts_and_can_be_rehearsed_day_by_day() {
    for template in Template::ALL {
        let content = template.content(&params());
        let mut now = ctx(0);
        if content.kind == Kind::WindDown {
            now.channel.stage = Stage::Live;
        }
        let plan = of(content, now.channel.stage);
        let length: Millis = plan.steps.iter().map(|s| s.shortest_ms).sum();
        let days = rehearse(&plan, 0);
        assert!(days.is_sorted_by(|a, b| a.at < b.at), "{template:?}");
        let whole = days.iter().filter(|d| d.at % DAY == 0).count();
        assert_eq!(Some(whole), usize::try_from(length / DAY + 1).ok());
        let last = days.last().expect("an end");
        assert_eq!((last.at, last.step), (length, None));
        let end = if plan.kind == Kind::Launch {
            Stage::Live
        } else {
            Stage::Closed
        };
        assert_eq!(last.stage, end);
        for step in &plan.steps {
            let late = step.tasks.iter().find(|t| t.due_ms > step.shortest_ms);
            assert_eq!(late, None, "{template:?}");
        }
        let (plan, _) = done(&plan, Command::Start, &now);
        let text = serde_json::to_string(&plan).expect("json");
        assert_eq!(serde_json::from_str::<Plan>(&text).expect("read"), plan);
    }
}

#[test]
fn a_rehearsal_shows_when_the_door_is_closed_for_hours_and_what_stays() {
    let plan = of(Template::FullWindDown.content(&params()), Stage::Live);
    let days = rehearse(&plan, 0);
    let shut = days
        .iter()
        .filter(|d| d.overlays.contains(&Overlay::Signpost));
    assert_eq!(shut.count(), 2, "three hours, and a day");
    let last = &days.last().expect("an end").overlays;
    let kept = [
        Overlay::Unlist,
        Overlay::OfferAlternatives,
        Overlay::Announce,
    ];
    assert_eq!(last[..], kept);
}

#[test]
fn the_first_channel_has_a_plan_of_one_line_that_finishes_by_itself() {
    let plan = started(&of(Template::First.content(&params()), Stage::Draft));
    assert_eq!((plan.steps.len(), effective(&plan).stage), (1, Stage::Live));
    let plan = after(plan, 0, 24, None);
    assert!(matches!(plan.state, State::Finished { .. }));
    assert_eq!(effective(&plan).stage, Stage::Live);
}

#[test]
fn a_template_is_recommended_by_volume_team_and_what_is_known_of_who_comes() {
    let launch = |n, team, known| for_launch(n, team, known).template;
    assert_eq!(launch(200, 3, true), Template::Light);
    assert_eq!(launch(200, 8, true), Template::HandPicked);
    assert_eq!(launch(5_000, 20, true), Template::Ramp);
    assert_eq!(launch(5_000, 20, false), Template::HandPicked);
    assert_eq!(for_wind_down(300, 2).template, Template::LightWindDown);
    assert_eq!(for_wind_down(300, 9).template, Template::WindDown);
    assert_eq!(for_wind_down(9_000, 9).template, Template::FullWindDown);
}

#[test]
fn tasks_and_what_lies_outside_hold_a_step_until_they_are_done() {
    let plan = after(started(&launch()), 0, 7 * 24, None);
    let go_on = || Command::GoOn { written: None };
    let now = ctx(7 * DAY);
    assert_eq!(code(&plan, go_on(), &now), "task_is_open");
    let mut plan = plan;
    for task in 0..3 {
        let note = "Nothing surprised us.".into();
        let step = 0;
        plan = done(&plan, Command::DoTask { step, task, note }, &now).0;
    }
    assert_eq!(waits(&plan), []);
    assert_eq!(done(&plan, go_on(), &now).0.at_step, 1);
}
