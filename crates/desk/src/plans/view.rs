//! A plan as a lead looks at it: what holds the step, what its figures say now, and what can be done.

use super::readings;
use crate::Result;
use domain::Millis;
use domain::plan::{
    EXTENSIONS_MAX, Effective, Plan, Reading, State, Verdict, Wait, effective, overlays_at, waits,
};
use std::collections::BTreeMap;
use store::Tx;
use store::plan::Stored;

/// A plan with what follows from it.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    pub plan: Plan,
    pub waits: Vec<Wait>,
    /// With the windows that are open now.
    pub effective: Effective,
    pub readings: BTreeMap<String, Reading>,
    /// What the program saw last of things elsewhere.
    pub outside: Vec<store::probe::Outside>,
    /// What makes sense as the plan is; each can still be refused by the world.
    pub commands: Vec<&'static str>,
    pub updated_at: Millis,
}

pub(super) async fn of(tx: &mut Tx, stored: Stored, now: Millis) -> Result<View> {
    let plan = stored.plan.0;
    Ok(View {
        waits: waits(&plan),
        effective: Effective {
            overlays: overlays_at(&plan, now),
            ..effective(&plan)
        },
        readings: readings::of(tx, &plan, now).await?,
        outside: store::probe::outside(tx, plan.id).await?,
        commands: commands(&plan),
        updated_at: stored.updated_at,
        plan,
    })
}

fn commands(plan: &Plan) -> Vec<&'static str> {
    let back = (plan.at_step > 0).then_some("roll_back");
    let work = ["do_task", "confirm", "change_gates", "undo", "abandon"];
    match &plan.state {
        State::Draft => vec!["start", "change_gates", "abandon"],
        State::Running(progress) => {
            let free = waits(plan).iter().all(|w| {
                let unclear = Verdict::Inconclusive;
                let decided = progress.extended >= EXTENSIONS_MAX;
                decided && matches!(w, Wait::Gate { verdict, .. } if *verdict == unclear)
            });
            let last = plan.at_step + 1 >= plan.steps.len();
            let on = if last { "finish" } else { "go_on" };
            let longer = (progress.extended < EXTENSIONS_MAX).then_some("extend");
            let first = free.then_some(on).into_iter().chain(longer);
            first.chain(["pause"]).chain(back).chain(work).collect()
        }
        State::Paused { .. } => ["resume"].into_iter().chain(back).chain(work).collect(),
        State::Finished { .. } => vec!["undo"],
        State::Undone { .. } | State::Abandoned { .. } => Vec::new(),
    }
}
