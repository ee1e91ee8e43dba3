//! The live board: what the desk looks like now. Asked anew every few seconds.

use super::shapes::ReportTimes;
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use desk::figures::{Progress, Question};
use domain::access::Permission;
use domain::conversation::Urgency;
use domain::figures::Measure;
use domain::{AgentId, ChannelId, Millis};
use serde::Serialize;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(board))
}

/// Customers who wait for us, of one channel and urgency.
#[derive(Debug, Serialize, ToSchema)]
struct BoardWaiting {
    #[schema(value_type = String)]
    channel: ChannelId,
    #[schema(value_type = crate::api::types::words::Urgency)]
    urgency: Urgency,
    n: i64,
    /// Since when the one who has waited longest does.
    oldest: Millis,
    /// Their due time has passed.
    late: i64,
    /// Due within the hour.
    soon: i64,
}

/// An agent who is here, or who holds something.
#[derive(Debug, Serialize, ToSchema)]
struct BoardAgent {
    #[schema(value_type = String)]
    agent: AgentId,
    here: bool,
    /// Open conversations.
    holds: i64,
}

#[derive(Debug, Serialize, ToSchema)]
struct BoardToday {
    arrived: u64,
    answered: u64,
    resolutions: u64,
    backlog: u64,
    first_response: ReportTimes,
}

/// The desk as it is now.
#[derive(Debug, Serialize, ToSchema)]
struct Board {
    as_of: Millis,
    waiting: Vec<BoardWaiting>,
    /// Consoles of how many agents are open.
    here: usize,
    /// Open conversations that somebody holds, and that nobody does.
    held: i64,
    unassigned: i64,
    /// Empty without the permission to see persons; then only oneself.
    agents: Vec<BoardAgent>,
    today: BoardToday,
}

/// What waits now, who is here and what they hold, and today so far.
#[utoipa::path(get, path = "/reports/now", tag = "reports",
    responses((status = 200, body = Board), (status = 403, body = ErrorBody)))]
async fn board(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<Board>> {
    caller.demand(Permission::ReportRead)?;
    let persons = app.desk.sees_persons_on_the_board(&caller.by()).await?;
    let (access, now) = (caller.access().clone(), caller.now);
    let (waiting, held) = app
        .db()
        .read(async move |tx| {
            let waiting = store::board::waiting(tx, &access, now).await?;
            Ok::<_, store::StoreError>((waiting, store::board::held(tx, &access).await?))
        })
        .await?;
    let here = app.live.here();
    let agents = here.iter().copied().chain(held.keys().filter_map(|a| *a));
    let mut agents: Vec<AgentId> = agents.filter(|a| persons || *a == caller.agent()).collect();
    agents.sort_unstable();
    agents.dedup();
    let today = Question {
        from: Some(app.desk.today(now).await?),
        ..Question::default()
    };
    let today = app
        .desk
        .report(&caller.by(), &today, Progress::default())
        .await?;
    let totals = today.report.totals;
    Ok(axum::Json(Board {
        as_of: now,
        waiting: waiting
            .into_iter()
            .map(|((channel, urgency), w)| BoardWaiting {
                channel,
                urgency,
                n: w.n,
                oldest: w.oldest,
                late: w.late,
                soon: w.soon,
            })
            .collect(),
        here: here.len(),
        held: held
            .iter()
            .filter(|(a, _)| a.is_some())
            .map(|(_, n)| n)
            .sum(),
        unassigned: held.get(&None).copied().unwrap_or(0),
        agents: agents
            .into_iter()
            .map(|agent| BoardAgent {
                agent,
                here: here.contains(&agent),
                holds: held.get(&Some(agent)).copied().unwrap_or(0),
            })
            .collect(),
        today: BoardToday {
            arrived: totals.count.of(Measure::Arrived),
            answered: totals.count.of(Measure::Answered),
            resolutions: totals.count.of(Measure::Resolutions),
            backlog: totals.count.of(Measure::Backlog),
            first_response: totals.first_response.into(),
        },
    }))
}
