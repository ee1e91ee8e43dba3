//! Plans over random commands, figures, crashes and clocks: two of them on one channel, with whoever carries out effects
//! dying before or after it remembers.

use fairlead_domain as domain;

use domain::channel::Stage;
use domain::event::Actor;
use domain::plan::template::{Params, Template};
use domain::plan::{
    Base, ChannelFacts, Command, Ctx, DAY, Decision, Effect, Entry, Happened, Neighbour, Plan,
    Reading, Readings, STALE_MS, State, What, absorb, commands, decide, effective, overlays_at,
};
use domain::{AgentId, ChannelId, ContactId, Millis, PlanId};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

const CHANNEL: ChannelId = ChannelId(Uuid::from_u128(1));
const OTHER: ChannelId = ChannelId(Uuid::from_u128(2));

/// One thing that happens to one of the two plans.
#[derive(Debug, Clone)]
struct Act {
    plan: usize,
    verb: Verb,
    /// The clock moves by so much, also back.
    by: Millis,
    /// How each figure reads: good, unclear, bad, stopped, from the future.
    reads: u8,
    crash: u8,
}

#[derive(Debug, Clone)]
enum Verb {
    Tick,
    Start,
    GoOn(bool),
    Finish(bool),
    Extend,
    Pause,
    Resume,
    RollBack,
    Undo,
    Abandon,
    Gates,
    /// The first one that is open.
    Task,
}

fn verb() -> impl Strategy<Value = Verb> {
    prop_oneof![
        12 => Just(Verb::Tick),
        3 => Just(Verb::Start),
        6 => any::<bool>().prop_map(Verb::GoOn),
        2 => any::<bool>().prop_map(Verb::Finish),
        1 => Just(Verb::Extend),
        1 => Just(Verb::Pause),
        3 => Just(Verb::Resume),
        1 => Just(Verb::RollBack),
        1 => Just(Verb::Undo),
        1 => Just(Verb::Abandon),
        1 => Just(Verb::Gates),
        6 => Just(Verb::Task),
    ]
}

fn act() -> impl Strategy<Value = Act> {
    let by = prop_oneof![
        10 => DAY / 4..DAY * 2,
        3 => 0..DAY / 12,
        1 => -30 * DAY..0,
        1 => 30 * DAY..4_000 * DAY,
    ];
    let plan = prop_oneof![4 => Just(0_usize), 1 => Just(1_usize)];
    let reads = prop_oneof![12 => Just(0_u8), 6 => Just(1_u8), 1 => 0_u8..5];
    (plan, verb(), by, reads, 0_u8..4).prop_map(|(plan, verb, by, reads, crash)| Act {
        plan,
        verb,
        by,
        reads,
        crash,
    })
}

struct World {
    now: Millis,
    plans: [Plan; 2],
    stage: Stage,
    /// Effects that were carried out.
    done: BTreeMap<String, What>,
    /// Time that each plan was watched in its step, counted apart.
    watched: [(Millis, Millis); 2],
}

fn plan(n: u128, template: Template) -> Plan {
    let params = Params {
        name: "chat".into(),
        owner: Some(AgentId(Uuid::from_u128(7))),
        reason: "Because.".into(),
        pilots: BTreeSet::from([ContactId(Uuid::from_u128(50))]),
        successor: Some(OTHER),
    };
    let mut content = template.content(&params);
    for step in &mut content.steps {
        step.outside.clear();
        step.shortest_ms /= 7;
        // Half of the steps go on by themselves.
        if step.name.len() % 2 == 0 {
            step.goes_on = domain::plan::GoesOn::ByItself;
            step.tasks.clear();
        }
    }
    let base = Base {
        stage: Stage::Draft,
        overlays: vec![],
    };
    Plan::draft(PlanId(Uuid::from_u128(n)), CHANNEL, base, content).expect("within the bounds")
}

fn readings(plan: &Plan, how: u8, now: Millis) -> Readings {
    let Some(progress) = plan.progress() else {
        return Readings::new();
    };
    let gates = progress.gates.iter().map(|f| &f.gate);
    let gates = gates.chain(progress.guards.iter().map(|w| &w.rail.gate));
    let read = |gate: &domain::plan::Gate| {
        let up = match gate.bound {
            domain::plan::Bound::AtLeast => 1.0,
            domain::plan::Bound::AtMost => -1.0,
        };
        // Far from every threshold, and numbers that JSON keeps to the last place.
        let (value, half, at) = match how {
            0 => (8.0 * up, 1.0, now),
            1 => (gate.threshold, 8.0, now),
            2 => (-8.0 * up, 1.0, now),
            3 => (8.0 * up, 1.0, now - STALE_MS - 1),
            _ => (8.0 * up, 1.0, now + 1),
        };
        let middle = if how == 1 { 0.0 } else { value };
        Reading {
            n: 500,
            value,
            low: middle - half,
            high: middle + half,
            at,
        }
    };
    gates.map(|g| (g.asks(), read(g))).collect()
}

impl World {
    fn new(second: Template) -> Self {
        Self {
            now: 1_000 * DAY,
            plans: [plan(10, Template::HandPicked), plan(11, second)],
            stage: Stage::Draft,
            done: BTreeMap::new(),
            watched: [(0, 0); 2],
        }
    }

    fn ctx(&self, act: &Act) -> Ctx {
        let other = &self.plans[1 - act.plan];
        let neighbour = Neighbour {
            stage: Stage::Live,
            paused: false,
            ends: false,
            successor: None,
        };
        Ctx {
            now: self.now,
            actor: Actor::Agent(AgentId(Uuid::from_u128(7))),
            expected: None,
            channel: ChannelFacts {
                stage: self.stage,
                overlays: match other.state {
                    State::Finished { .. } => effective(other).overlays,
                    _ => vec![],
                },
                lacks: vec![],
                successor: Some(OTHER),
                knows_again: true,
                other_plan: other.is_active().then_some(other.id),
            },
            channels: BTreeMap::from([(OTHER, neighbour)]),
            reach: BTreeMap::new(),
            readings: readings(&self.plans[act.plan], act.reads, self.now),
            dead_ends: Some(vec![]),
            absorb: Some(absorb::Answer {
                targets: vec![],
                captive_left: vec![],
                pass: true,
            }),
        }
    }

    fn command(&self, act: &Act) -> Command {
        let why = || "So.".to_owned();
        let written = |w: bool| w.then(why);
        let plan = &self.plans[act.plan];
        match &act.verb {
            Verb::Tick => Command::Tick,
            Verb::Start => Command::Start,
            Verb::GoOn(w) => Command::GoOn {
                written: written(*w),
            },
            Verb::Finish(w) => Command::Finish {
                written: written(*w),
            },
            Verb::Extend => Command::Extend { why: why() },
            Verb::Pause => Command::Pause { why: why() },
            Verb::Resume => Command::Resume,
            Verb::RollBack => Command::RollBack { why: why() },
            Verb::Undo => Command::Undo { why: why() },
            Verb::Abandon => Command::Abandon { why: why() },
            Verb::Gates => Command::ChangeGates {
                step: plan.at_step,
                gates: plan.steps[plan.at_step].gates.clone(),
                why: why(),
            },
            Verb::Task => Command::DoTask {
                step: plan.at_step,
                task: plan.steps[plan.at_step]
                    .tasks
                    .iter()
                    .position(|t| t.done.is_none())
                    .unwrap_or(99),
                note: String::new(),
            },
        }
    }

    /// Whoever carries out effects remembers each key; a crash is doing it again, all or some.
    fn carry_out(&mut self, effects: &[Effect], crash: u8) -> Result<(), TestCaseError> {
        let half = effects.len() / 2;
        let again = match crash {
            0 => [effects, effects],
            1 => [&effects[..half], effects],
            _ => [effects, &[]],
        };
        for effect in again.into_iter().flatten() {
            if let Some(known) = self.done.get(&effect.key) {
                prop_assert_eq!(known, &effect.what, "one key, one effect");
                continue;
            }
            self.done.insert(effect.key.clone(), effect.what.clone());
            if let What::SetStage { stage, .. } = effect.what {
                self.stage = stage;
            }
        }
        Ok(())
    }

    fn step(&mut self, act: &Act) -> Result<(), TestCaseError> {
        self.now += act.by;
        let (ctx, command) = (self.ctx(act), self.command(act));
        let before = self.plans[act.plan].clone();
        let Ok(decision) = decide(&before, command.clone(), &ctx) else {
            return Ok(());
        };
        let keys = |d: &Decision| d.effects.iter().map(|e| e.key.clone()).collect::<Vec<_>>();
        let fresh: BTreeSet<String> = keys(&decision).into_iter().collect();
        prop_assert_eq!(fresh.len(), decision.effects.len(), "each key once");
        prop_assert!(fresh.iter().all(|k| !self.done.contains_key(k)));
        let again = decide(&before, command, &ctx).expect("as before");
        prop_assert_eq!(
            &again,
            &decision,
            "a crash before it is stored changes nothing"
        );

        for event in &decision.events {
            self.judge(act, &ctx, &decision, &event.what)?;
            let text = serde_json::to_string(event).expect("json");
            let read = serde_json::from_str(&text).expect("read");
            prop_assert_eq!(event, &read);
            self.plans[act.plan].apply(&read);
        }
        self.carry_out(&decision.effects, act.crash)?;
        self.offered(act)?;
        self.holds()
    }

    /// What is offered is never refused for the state in which the plan is.
    fn offered(&self, act: &Act) -> Result<(), TestCaseError> {
        const STATE: [&str; 10] = [
            "extended_twice",
            "first_step",
            "last_step",
            "plan_has_started",
            "plan_is_draft",
            "plan_is_not_paused",
            "plan_is_over",
            "plan_is_paused",
            "step_is_over",
            "steps_left",
        ];
        let (plan, ctx) = (&self.plans[act.plan], self.ctx(act));
        for word in commands(plan) {
            let verb = match word {
                "start" => Verb::Start,
                "go_on" => Verb::GoOn(true),
                "finish" => Verb::Finish(true),
                "extend" => Verb::Extend,
                "pause" => Verb::Pause,
                "resume" => Verb::Resume,
                "roll_back" => Verb::RollBack,
                "undo" => Verb::Undo,
                "abandon" => Verb::Abandon,
                "change_gates" => Verb::Gates,
                _ => Verb::Task,
            };
            let command = self.command(&Act {
                verb,
                ..act.clone()
            });
            let code = decide(plan, command, &ctx).err().map(|r| r.code);
            prop_assert!(
                !code.is_some_and(|c| STATE.contains(&c)),
                "{word} was offered: {code:?}"
            );
        }
        Ok(())
    }

    /// What may never happen, counted apart from the machine.
    fn judge(
        &mut self,
        act: &Act,
        ctx: &Ctx,
        decision: &Decision,
        what: &Happened,
    ) -> Result<(), TestCaseError> {
        let plan = &self.plans[act.plan];
        let (seen, watched) = &mut self.watched[act.plan];
        match what {
            Happened::Looked { .. } => {
                *watched += (ctx.now - *seen).clamp(0, DAY);
                *seen = ctx.now;
            }
            Happened::Resumed => *seen = ctx.now,
            Happened::Entered { step, how, .. } => {
                match how {
                    Entry::Started => prop_assert_eq!(*step, 0),
                    Entry::WentOn => prop_assert_eq!(*step, plan.at_step + 1),
                    Entry::RolledBack => prop_assert_eq!(*step + 1, plan.at_step),
                }
                if *how == Entry::WentOn {
                    passed(plan, act, decision, *watched)?;
                }
                (*seen, *watched) = (ctx.now, 0);
            }
            Happened::GatesChanged { .. } => (*seen, *watched) = (ctx.now, 0),
            Happened::Finished => passed(plan, act, decision, *watched)?,
            _ => {}
        }
        Ok(())
    }

    fn holds(&self) -> Result<(), TestCaseError> {
        let [one, two] = &self.plans;
        prop_assert!(!(one.is_active() && two.is_active()), "one plan at a time");
        let active = self.plans.iter().find(|p| p.is_active());
        if let Some(plan) = active {
            prop_assert_eq!(
                self.stage,
                effective(plan).stage,
                "what is in force is what was done"
            );
            let limited = overlays_at(plan, self.now);
            let limits =
                |o: &&domain::door::Overlay| matches!(o, domain::door::Overlay::LimitedTo { .. });
            prop_assert!(limited.iter().filter(limits).count() <= 1, "{:?}", limited);
        }
        Ok(())
    }
}

/// Long enough, and each gate good, or unclear and answered for in writing.
fn passed(
    plan: &Plan,
    act: &Act,
    decision: &Decision,
    watched: Millis,
) -> Result<(), TestCaseError> {
    let step = &plan.steps[plan.at_step];
    prop_assert!(
        watched >= step.shortest_ms,
        "{} lasted {}",
        step.name,
        watched
    );
    if !step.gates.is_empty() {
        let decided = |e: &domain::plan::Event| matches!(e.what, Happened::Decided { .. });
        let written = decision.events.iter().any(decided);
        let full = |g: &domain::plan::Gate| g.counted == domain::plan::Counted::InFull;
        let unclear = act.reads == 1 && !step.gates.iter().all(full);
        prop_assert!(
            act.reads == 0 || act.reads == 1,
            "past a gate that fails or is unread"
        );
        prop_assert!(!unclear || written, "past an unclear gate without a word");
    }
    let open = step.tasks.iter().filter(|t| t.done.is_none()).count();
    prop_assert_eq!(open, 0);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn plans_keep_their_word_whatever_happens(
        acts in proptest::collection::vec(act(), 1..250),
        ramp in any::<bool>(),
    ) {
        let second = if ramp { Template::Ramp } else { Template::Light };
        let mut world = World::new(second);
        for act in &acts {
            world.step(act)?;
        }
    }

    #[test]
    fn undoing_everything_gives_back_the_base(acts in proptest::collection::vec(act(), 1..150)) {
        let mut world = World::new(Template::Light);
        for act in &acts {
            world.step(&Act { plan: 0, ..act.clone() })?;
        }
        let undo = Act { plan: 0, verb: Verb::Undo, by: 1, reads: 0, crash: 0 };
        world.step(&undo)?;
        let plan = &world.plans[0];
        let over = matches!(plan.state, State::Finished { .. });
        prop_assert!(!plan.is_active() && !over);
        prop_assert_eq!(world.stage, Stage::Draft);
        prop_assert!(overlays_at(plan, world.now).is_empty());
    }
}
