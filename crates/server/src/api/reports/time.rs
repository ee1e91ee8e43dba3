//! Where the team's time goes, over the wire and as files. Times are milliseconds; shares are thousandths that sum to 1000.

use super::{day, shapes::ReportDays};
use crate::app::App;
use crate::http::csv;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::response::Response;
use desk::figures::Question;
use desk::time;
use domain::hours::date_of_day;
use domain::ledger::{Group, RANKED_FROM, Sums, Thing};
use domain::{AgentId, ChannelId, Millis, TopicId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(persons))
        .routes(routes!(export))
}

/// What is asked.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TimeAsk {
    /// First day, `YYYY-MM-DD`, in the zone of the organization; 28 days ending with `to` if left out.
    from: Option<String>,
    /// Last day, inclusive; today if left out.
    to: Option<String>,
}

impl TimeAsk {
    /// # Errors
    /// When a day cannot be read.
    pub fn question(&self) -> ApiResult<Question> {
        Ok(Question {
            from: day("from", self.from.as_deref())?,
            to: day("to", self.to.as_deref())?,
            ..Question::default()
        })
    }
}

/// Time that belongs to one thing.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimeThing {
    /// `writing`, `reading`, `available`, `break`, `meeting`, `training`, `away` or `unattributed`.
    thing: &'static str,
    ms: Millis,
    /// Of it, divided equally between conversations because nothing told them apart.
    assumed_ms: Millis,
    /// In thousandths; those of all things sum to 1000.
    share: i64,
}

/// Every thing, in one order, also those of which there was nothing.
#[must_use]
pub fn things(sums: &Sums) -> Vec<TimeThing> {
    let shares = sums.shares();
    let share = |thing| shares.iter().find(|s| s.0 == thing).map_or(0, |s| s.1);
    Thing::ALL
        .into_iter()
        .map(|thing| TimeThing {
            thing: thing.word(),
            ms: sums.of(thing),
            assumed_ms: sums.0.get(&thing).map_or(0, |t| t.assumed_ms),
            share: share(thing),
        })
        .collect()
}

#[derive(Debug, Serialize, ToSchema)]
struct TimeDay {
    day: String,
    logged_in_ms: Millis,
    things: Vec<TimeThing>,
}

/// Work on conversations of one channel, or one topic.
#[derive(Debug, Serialize, ToSchema)]
struct TimePart {
    /// An id; `none` for conversations without one, `others` for those that few people worked on.
    key: String,
    name: Option<String>,
    writing_ms: Millis,
    reading_ms: Millis,
    assumed_ms: Millis,
    /// Conversations that were worked on, each once for each agent and day.
    conversations: i64,
}

/// Where the time goes. The sum of all things is the logged-in time.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimeReport {
    days: ReportDays,
    zone: String,
    as_of: Millis,
    /// The first day of which anything is known; null when nothing is.
    since: Option<String>,
    agents: usize,
    logged_in_ms: Millis,
    assumed_ms: Millis,
    conversations: i64,
    /// Days that are left out, because fewer than three agents were there.
    withheld: usize,
    things: Vec<TimeThing>,
    by_day: Vec<TimeDay>,
    by_channel: Vec<TimePart>,
    by_topic: Vec<TimePart>,
}

impl From<time::TimeReport> for TimeReport {
    fn from(r: time::TimeReport) -> Self {
        let t = &r.tallied;
        let part = |word: String, name: Option<&String>, sums: &Sums, n: i64| TimePart {
            key: word,
            name: name.cloned(),
            writing_ms: sums.of(Thing::Writing),
            reading_ms: sums.of(Thing::Reading),
            assumed_ms: sums.assumed(),
            conversations: n,
        };
        let channel = |g: &Group<Option<ChannelId>>| {
            let word = word(g.key.map(|k| k.map(|c| c.to_string())));
            let name = g.key.flatten().and_then(|c| r.names.get(&c.0));
            part(word, name, &g.sums, g.n)
        };
        let topic = |g: &Group<Option<TopicId>>| {
            let word = word(g.key.map(|k| k.map(|c| c.to_string())));
            let name = g.key.flatten().and_then(|c| r.names.get(&c.0));
            part(word, name, &g.sums, g.n)
        };
        Self {
            agents: t.agents,
            logged_in_ms: t.sums.total(),
            assumed_ms: t.sums.assumed(),
            conversations: t.n,
            withheld: t.withheld,
            things: things(&t.sums),
            by_day: t
                .days
                .iter()
                .map(|(day, sums)| TimeDay {
                    day: date_of_day(*day).map_or_else(String::new, |d| d.to_string()),
                    logged_in_ms: sums.total(),
                    things: things(sums),
                })
                .collect(),
            by_channel: t.channels.iter().map(channel).collect(),
            by_topic: t.topics.iter().map(topic).collect(),
            since: r.since.map(|d| d.to_string()),
            days: r.days.into(),
            zone: r.zone,
            as_of: r.as_of,
        }
    }
}

fn word(key: Option<Option<String>>) -> String {
    match key {
        Some(Some(id)) => id,
        Some(None) => "none".to_owned(),
        None => "others".to_owned(),
    }
}

/// Where the time of everybody in reach goes, together. Days on which fewer than three agents were there are left out for
/// those who may not see single agents.
#[utoipa::path(get, path = "/reports/time", tag = "reports", params(TimeAsk),
    responses((status = 200, body = TimeReport), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn show(
    State(app): State<App>,
    caller: Caller,
    Query(ask): Query<TimeAsk>,
) -> ApiResult<axum::Json<TimeReport>> {
    let report = app.desk.time_report(&caller.by(), &ask.question()?).await?;
    Ok(axum::Json(report.into()))
}

#[derive(Debug, Serialize, ToSchema)]
struct TimePerson {
    #[schema(value_type = String)]
    agent: AgentId,
    name: String,
    /// Conversations that they worked on, each once a day.
    conversations: i64,
    /// Null below the number of conversations from which there are figures.
    logged_in_ms: Option<Millis>,
    things: Option<Vec<TimeThing>>,
}

#[derive(Debug, Serialize, ToSchema)]
struct TimePersons {
    days: ReportDays,
    zone: String,
    /// Conversations that an agent needs for figures of their own.
    from_conversations: i64,
    /// By name; never by a figure.
    agents: Vec<TimePerson>,
}

/// The time of single agents. Needs the permission to see persons; each look is on the audit trail.
#[utoipa::path(get, path = "/reports/time/persons", tag = "reports", params(TimeAsk),
    responses((status = 200, body = TimePersons), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn persons(
    State(app): State<App>,
    caller: Caller,
    Query(ask): Query<TimeAsk>,
) -> ApiResult<axum::Json<TimePersons>> {
    let question = ask.question()?;
    let (report, people) = app.desk.time_of_persons(&caller.by(), &question).await?;
    let person = |p: time::Person| TimePerson {
        agent: p.agent,
        name: p.name,
        conversations: p.n,
        logged_in_ms: p.sums.as_ref().map(Sums::total),
        things: p.sums.as_ref().map(things),
    };
    Ok(axum::Json(TimePersons {
        days: report.days.into(),
        zone: report.zone,
        from_conversations: RANKED_FROM,
        agents: people.into_iter().map(person).collect(),
    }))
}

/// A table of the report as a file: `days.csv`, `channels.csv` or `topics.csv`.
#[utoipa::path(get, path = "/reports/time/export/{file}", tag = "reports", params(("file" = String, Path), TimeAsk),
    responses((status = 200, description = "CSV (RFC 4180)", content_type = "text/csv", body = String), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn export(
    State(app): State<App>,
    caller: Caller,
    Path(file): Path<String>,
    Query(ask): Query<TimeAsk>,
) -> ApiResult<Response> {
    let question = ask.question()?;
    let report = app.desk.time_report(&caller.by(), &question).await?;
    let report = TimeReport::from(report);
    let text = match file.as_str() {
        "days.csv" => days_table(&report),
        "channels.csv" => parts_table("channel", &report.by_channel),
        "topics.csv" => parts_table("topic", &report.by_topic),
        _ => return Err(ApiError::not_found()),
    };
    Ok(csv::file(&format!("time-{file}"), text))
}

fn days_table(report: &TimeReport) -> String {
    let mut head = vec!["day", "logged_in_ms"];
    head.extend(Thing::ALL.map(Thing::word));
    let mut out = csv::line(&head);
    for day in &report.by_day {
        let mut row = vec![day.day.clone(), day.logged_in_ms.to_string()];
        row.extend(day.things.iter().map(|t| t.ms.to_string()));
        out += &csv::line(&row);
    }
    out
}

fn parts_table(what: &str, parts: &[TimePart]) -> String {
    let mut out = csv::line(&[
        what,
        "name",
        "writing_ms",
        "reading_ms",
        "assumed_ms",
        "conversations",
    ]);
    for p in parts {
        out += &csv::line(&[
            p.key.clone(),
            p.name.clone().unwrap_or_default(),
            p.writing_ms.to_string(),
            p.reading_ms.to_string(),
            p.assumed_ms.to_string(),
            p.conversations.to_string(),
        ]);
    }
    out
}
