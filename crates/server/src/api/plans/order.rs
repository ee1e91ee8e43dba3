//! What a lead wants done with a plan, as it comes over the wire.

use crate::http::error::{ApiError, ApiResult};
use domain::plan::{Command, Gate};
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    Start,
    GoOn,
    Extend,
    Pause,
    Resume,
    RollBack,
    Undo,
    Finish,
    Abandon,
    ChangeGates,
    DoTask,
    Confirm,
}

/// What is needed beside `do`: `why` to extend, pause, roll back, undo, abandon and change gates; `step` and `task`, or
/// `item`, to do and confirm; `step` and `gates` to change gates; `written` to go on although a gate is inconclusive.
#[derive(Deserialize, ToSchema)]
#[schema(as = PlanOrder)]
pub struct Order {
    /// Of the plan as it was seen.
    pub version: i64,
    #[serde(rename = "do")]
    r#do: Verb,
    #[serde(default)]
    why: String,
    written: Option<String>,
    step: Option<usize>,
    task: Option<usize>,
    item: Option<usize>,
    #[serde(default)]
    note: String,
    /// `[{ metric, bound: "at_least" | "at_most", threshold, unit: "share" | "change" | "amount", counted: "sample" | "in_full",
    /// smallest_n, window_ms }]`.
    #[schema(value_type = Option<Vec<Object>>)]
    gates: Option<Vec<Gate>>,
}

fn needed<T>(given: Option<T>, field: &str) -> ApiResult<T> {
    given.ok_or_else(|| ApiError::invalid(field, "This is needed here."))
}

impl Order {
    pub fn command(self) -> ApiResult<Command> {
        let why = self.why;
        Ok(match self.r#do {
            Verb::Start => Command::Start,
            Verb::GoOn => Command::GoOn {
                written: self.written,
            },
            Verb::Finish => Command::Finish {
                written: self.written,
            },
            Verb::Extend => Command::Extend { why },
            Verb::Pause => Command::Pause { why },
            Verb::Resume => Command::Resume,
            Verb::RollBack => Command::RollBack { why },
            Verb::Undo => Command::Undo { why },
            Verb::Abandon => Command::Abandon { why },
            Verb::ChangeGates => Command::ChangeGates {
                step: needed(self.step, "step")?,
                gates: needed(self.gates, "gates")?,
                why,
            },
            Verb::DoTask => Command::DoTask {
                step: needed(self.step, "step")?,
                task: needed(self.task, "task")?,
                note: self.note,
            },
            Verb::Confirm => Command::Confirm {
                step: needed(self.step, "step")?,
                item: needed(self.item, "item")?,
                note: self.note,
            },
        })
    }
}
