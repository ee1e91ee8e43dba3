//! What makes sense to ask of a plan as it is; [`super::decide`] can still refuse each for what the world is like.

use super::{EXTENSIONS_MAX, Plan, Progress, State, Verdict, Wait, waits};

/// By the names of the commands.
#[must_use]
pub fn commands(plan: &Plan) -> Vec<&'static str> {
    let back = (plan.at_step > 0).then_some("roll_back");
    let work = ["do_task", "confirm", "change_gates", "undo", "abandon"];
    match &plan.state {
        State::Draft => vec!["start", "change_gates", "abandon"],
        State::Running(progress) => {
            let last = plan.at_step + 1 >= plan.steps.len();
            let on = if last { "finish" } else { "go_on" };
            let on = is_free(plan, progress).then_some(on);
            let longer = (progress.extended < EXTENSIONS_MAX).then_some("extend");
            let first = on.into_iter().chain(longer);
            first.chain(["pause"]).chain(back).chain(work).collect()
        }
        State::Paused { .. } => ["resume"].into_iter().chain(back).chain(work).collect(),
        State::Finished { .. } => vec!["undo"],
        State::Undone { .. } | State::Abandoned { .. } => Vec::new(),
    }
}

/// Nothing holds the step but what a person may decide in writing.
fn is_free(plan: &Plan, progress: &Progress) -> bool {
    let decided = progress.extended >= EXTENSIONS_MAX;
    let unclear = Verdict::Inconclusive;
    let may = |w: &Wait| decided && matches!(w, Wait::Gate { verdict, .. } if *verdict == unclear);
    waits(plan).iter().all(may)
}
