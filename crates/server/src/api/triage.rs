//! Triage: conversations with guesses, and how often guesses of each source are wrong.

use super::types::{Page, Summary};
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::Query;
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use crate::reads;
use axum::extract::State;
use domain::access::Permission;
use domain::conversation::Source;
use domain::filter::{Field, Filter, Item, Test};
use domain::score::wilson;
use domain::triage::Guessed;
use domain::{AgentId, Millis};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

const DAY_MS: Millis = 24 * 60 * 60 * 1000;
/// Verdicts are counted over so many days, unless something else is asked for.
const DAYS: i64 = 90;
/// Conversations behind a number.
const LISTED: usize = 100;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(rates))
        .routes(routes!(wrong))
}

/// Conversations in work with a topic or an urgency that a rule or a model has set.
pub(super) fn guesses() -> Filter {
    let words = |all: &[&str]| all.iter().map(|w| Item::Word((*w).to_owned())).collect();
    let guessed = |field| Filter::is(field, Test::AnyOf(words(&["rule", "model"])));
    Filter::All(vec![
        Filter::is(
            Field::Status,
            Test::AnyOf(words(&["open", "waiting", "snoozed"])),
        ),
        Filter::Any(vec![
            guessed(Field::TopicSource),
            guessed(Field::UrgencySource),
        ]),
    ])
}

/// How guesses of one source fared.
#[derive(Debug, Serialize, ToSchema)]
struct Rate {
    /// `rule`, `customer` or `model`.
    #[schema(value_type = super::types::words::Source)]
    source: Source,
    /// Id of the topic, or the urgency, as it was guessed.
    guess: String,
    /// Guesses that somebody confirmed or corrected.
    n: i64,
    wrong: i64,
    /// Share of wrong ones with its 95 % interval (Wilson).
    rate: f64,
    low: f64,
    high: f64,
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct RatesQuery {
    /// `topic` (default) or `urgency`.
    #[param(value_type = Option<String>)]
    field: Option<Guessed>,
    /// Looks back so many days; 90.
    days: Option<i64>,
}

fn since(now: Millis, days: Option<i64>) -> Millis {
    now - days.unwrap_or(DAYS).clamp(1, 3660) * DAY_MS
}

/// How often guesses were wrong, by source and guess, in conversations within reach; the most often wrong first.
#[utoipa::path(get, path = "/triage/rates", tag = "triage", params(RatesQuery), responses((status = 200, body = Page<Rate>)))]
async fn rates(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<RatesQuery>,
) -> ApiResult<axum::Json<Page<Rate>>> {
    let access = caller.access().clone();
    if !access.may(Permission::ConversationRead) {
        return Ok(axum::Json(Page::all(Vec::new())));
    }
    let (field, since) = (
        query.field.unwrap_or(Guessed::Topic),
        since(caller.now, query.days),
    );
    let me = access.agent.unwrap_or(AgentId(Uuid::nil()));
    let found: Vec<store::verdict::Tally> = app
        .db()
        .read(async move |tx| store::verdict::tallies(tx, field, since, me).await)
        .await?;
    let mut sums: BTreeMap<(&'static str, String), (Source, i64, i64)> = BTreeMap::new();
    for t in found {
        if access.reaches(t.team, t.own.then_some(me)) {
            let sum = sums
                .entry((t.source.word(), t.guess))
                .or_insert((t.source, 0, 0));
            sum.1 += t.n;
            sum.2 += t.wrong;
        }
    }
    let mut items: Vec<Rate> = sums
        .into_iter()
        .filter_map(|((_, guess), (source, n, wrong))| {
            let between = wilson(wrong, n)?;
            #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
            let rate = wrong as f64 / n as f64;
            Some(Rate {
                source,
                guess,
                n,
                wrong,
                rate,
                low: between.low,
                high: between.high,
            })
        })
        .collect();
    items.sort_by(|a, b| b.low.total_cmp(&a.low));
    Ok(axum::Json(Page::all(items)))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct WrongQuery {
    #[param(value_type = Option<String>)]
    field: Option<Guessed>,
    #[param(value_type = super::types::words::Source)]
    source: Source,
    guess: String,
    days: Option<i64>,
}

/// The conversations in which a guess was wrong, as far as they are within reach; at most 100.
#[utoipa::path(get, path = "/triage/wrong", tag = "triage", params(WrongQuery),
    responses((status = 200, body = Page<Summary>), (status = 422, body = ErrorBody)))]
async fn wrong(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<WrongQuery>,
) -> ApiResult<axum::Json<Page<Summary>>> {
    let since = since(caller.now, query.days);
    let field = query.field.unwrap_or(Guessed::Topic);
    let ids = app
        .db()
        .read(async move |tx| {
            let (source, guess) = (query.source, query.guess.as_str());
            store::verdict::wrong(tx, field, source, guess, since, LISTED).await
        })
        .await?;
    Ok(axum::Json(Page::all(
        reads::summaries(&app, &caller, ids).await?,
    )))
}
