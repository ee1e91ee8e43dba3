//! What customers said: figures with their intervals, comments, the same as files.

use crate::api::types::Page;
use crate::app::App;
use crate::http::csv;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::response::Response;
use desk::surveys::report::{Asked, Key, Of, Reported, Saying, Section};
use domain::access::Permission;
use domain::figures::Dimension;
use domain::hours::Date;
use domain::score::{Estimate, Interval};
use domain::survey::{Kind, Side, Summary};
use domain::{AgentId, ChannelId, ConversationId, Millis, SurveyAskId, SurveyId, TeamId, TopicId};
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use utoipa::{IntoParams, ToSchema};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(comments))
        .routes(routes!(export))
}

/// What is asked; days in the zone of the organization.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Ask {
    /// First day on which somebody was asked (for comments: answered), `YYYY-MM-DD`; 28 days ending with `to` if left out.
    from: Option<String>,
    /// Last day, inclusive; today if left out.
    to: Option<String>,
    /// One survey; all if left out.
    survey: Option<String>,
    /// What was asked about one channel, as it was then.
    channel: Option<String>,
    team: Option<String>,
    /// With the topics below it.
    topic: Option<String>,
    /// `channel`, `team`, `topic` or `agent`, as they were when it was asked.
    by: Option<String>,
    /// For comments: scores from here on.
    least: Option<i64>,
    /// For comments: scores up to here.
    most: Option<i64>,
    /// For comments: `low`, `middle` or `high` on the scale of their survey.
    side: Option<String>,
    /// For comments.
    cursor: Option<String>,
    /// For comments, at most 100.
    limit: Option<usize>,
}

impl Ask {
    fn asked(&self) -> ApiResult<Asked> {
        Ok(Asked {
            from: day("from", self.from.as_deref())?,
            to: day("to", self.to.as_deref())?,
            of: self.of()?,
            by: self
                .by
                .as_deref()
                .filter(|b| !b.is_empty())
                .map(dimension)
                .transpose()?,
        })
    }

    fn of(&self) -> ApiResult<Of> {
        Ok(Of {
            survey: id("survey", self.survey.as_deref())?,
            channel: id("channel", self.channel.as_deref())?,
            team: id("team", self.team.as_deref())?,
            topic: id("topic", self.topic.as_deref())?,
        })
    }

    fn saying(&self) -> ApiResult<Saying> {
        let cursor = match self.cursor.as_deref().filter(|c| !c.is_empty()) {
            Some(text) => {
                let bad = || ApiError::invalid("cursor", "This is no place to go on from.");
                Some(place(text).ok_or_else(bad)?)
            }
            None => None,
        };
        let scores = (self.least.is_some() || self.most.is_some()).then(|| {
            (
                self.least.unwrap_or(i64::MIN),
                self.most.unwrap_or(i64::MAX),
            )
        });
        Ok(Saying {
            from: day("from", self.from.as_deref())?,
            to: day("to", self.to.as_deref())?,
            of: self.of()?,
            scores,
            side: self
                .side
                .as_deref()
                .filter(|s| !s.is_empty())
                .map(side)
                .transpose()?,
            cursor,
            limit: self.limit.unwrap_or(50).clamp(1, 100),
        })
    }
}

/// `1772442000000-ask_…`.
fn place(text: &str) -> Option<(Millis, SurveyAskId)> {
    let (at, id) = text.split_once('-')?;
    Some((at.parse().ok()?, id.parse().ok()?))
}

pub(super) fn day(field: &str, text: Option<&str>) -> ApiResult<Option<Date>> {
    let read = |text: &str| {
        text.parse()
            .map_err(|_| ApiError::invalid(field, "Write a day as YYYY-MM-DD."))
    };
    text.filter(|t| !t.is_empty()).map(read).transpose()
}

fn id<T: FromStr>(field: &str, text: Option<&str>) -> ApiResult<Option<T>> {
    let read = |text: &str| {
        text.parse()
            .map_err(|_| ApiError::invalid(field, "There is nothing with this id."))
    };
    text.filter(|t| !t.is_empty()).map(read).transpose()
}

fn side(word: &str) -> ApiResult<Side> {
    match word {
        "low" => Ok(Side::Low),
        "middle" => Ok(Side::Middle),
        "high" => Ok(Side::High),
        _ => Err(ApiError::invalid(
            "side",
            "A score is low, in the middle, or high.",
        )),
    }
}

fn dimension(word: &str) -> ApiResult<Dimension> {
    match word {
        "channel" => Ok(Dimension::Channel),
        "team" => Ok(Dimension::Team),
        "topic" => Ok(Dimension::Topic),
        "agent" => Ok(Dimension::Agent),
        _ => Err(ApiError::invalid(
            "by",
            "Divide by channel, team, topic or agent.",
        )),
    }
}

/// Between what and what, with 95 %.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
struct Between {
    low: f64,
    high: f64,
}

impl From<Interval> for Between {
    fn from(i: Interval) -> Self {
        Self {
            low: i.low,
            high: i.high,
        }
    }
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
struct Figure {
    value: f64,
    low: f64,
    high: f64,
}

impl From<Estimate> for Figure {
    fn from(e: Estimate) -> Self {
        Self {
            value: e.value,
            low: e.between.low,
            high: e.between.high,
        }
    }
}

/// What one kind of survey says. `csat` is a share in percent, `nps` in points from -100 to 100, `ces` a mean from 1 to 7.
#[derive(Debug, Serialize, ToSchema)]
struct SurveySummary {
    asked: i64,
    answered: i64,
    /// On the low side of the scale, in its middle, on the high side.
    low: i64,
    middle: i64,
    high: i64,
    /// Answers by score, from the lowest on.
    scores: Vec<i64>,
    /// Share of those asked who answered, 0 to 1.
    response: Option<Figure>,
    figure: Option<Figure>,
    /// If everybody who kept silent had given the lowest, or the highest score.
    bounds: Option<Between>,
    /// Answers needed for five points to either side.
    needed: Option<i64>,
    /// Fewer than twenty answers: next to nothing can be said.
    few: bool,
}

impl From<&Summary> for SurveySummary {
    fn from(s: &Summary) -> Self {
        Self {
            asked: s.asked,
            answered: s.answered,
            low: s.low,
            middle: s.middle,
            high: s.high,
            scores: s.scores.clone(),
            response: s.response.map(Figure::from),
            figure: s.figure.map(Figure::from),
            bounds: s.bounds.map(Between::from),
            needed: s.needed,
            few: s.few(),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct SurveyPart {
    /// An id, `none`, or `others`: agents that the caller may not tell apart.
    key: String,
    name: Option<String>,
    summary: SurveySummary,
}

#[derive(Debug, Serialize, ToSchema)]
struct SurveyStep {
    /// First day of a week, or of a month in long periods.
    from: String,
    summary: SurveySummary,
}

#[derive(Debug, Serialize, ToSchema)]
struct SurveySection {
    #[schema(value_type = String)]
    kind: Kind,
    least: i64,
    most: i64,
    now: SurveySummary,
    /// As many days just before.
    before: SurveySummary,
    /// How far the figure moved.
    change: Option<Figure>,
    parts: Vec<SurveyPart>,
    trend: Vec<SurveyStep>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Reason {
    reason: String,
    n: i64,
}

#[derive(Debug, Serialize, ToSchema)]
struct SurveyReport {
    from: String,
    to: String,
    before_from: String,
    before_to: String,
    zone: String,
    as_of: Millis,
    /// Of the kinds by which somebody was asked.
    sections: Vec<SurveySection>,
    /// Who could have been asked and was not: `asked_recently`, `no_address`, `refused`, `outside_the_share`, and so on. Over the
    /// whole desk; empty where a channel, team or topic is asked for.
    passed_over: Vec<Reason>,
}

fn word(by: Option<Dimension>, key: Key) -> String {
    match (key, by) {
        (Key::None, _) => "none".to_owned(),
        (Key::Others, _) => "others".to_owned(),
        (Key::Id(id), Some(Dimension::Channel)) => ChannelId(id).to_string(),
        (Key::Id(id), Some(Dimension::Team)) => TeamId(id).to_string(),
        (Key::Id(id), Some(Dimension::Topic)) => TopicId(id).to_string(),
        (Key::Id(id), _) => AgentId(id).to_string(),
    }
}

fn name(r: &Reported, key: Key) -> Option<String> {
    match key {
        Key::Id(id) => r.names.get(&id).cloned(),
        _ => None,
    }
}

fn section(r: &Reported, s: &Section) -> SurveySection {
    SurveySection {
        kind: s.kind,
        least: *s.kind.scale().start(),
        most: *s.kind.scale().end(),
        now: (&s.now).into(),
        before: (&s.before).into(),
        change: s.change.map(Figure::from),
        parts: s
            .parts
            .iter()
            .map(|(key, summary)| SurveyPart {
                key: word(r.by, *key),
                name: name(r, *key),
                summary: summary.into(),
            })
            .collect(),
        trend: s
            .trend
            .iter()
            .map(|(from, summary)| SurveyStep {
                from: from.to_string(),
                summary: summary.into(),
            })
            .collect(),
    }
}

/// What customers said, by kind of survey.
#[utoipa::path(get, path = "/reports/surveys", tag = "surveys", params(Ask),
    responses((status = 200, body = SurveyReport), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn show(
    State(app): State<App>,
    caller: Caller,
    Query(ask): Query<Ask>,
) -> ApiResult<axum::Json<SurveyReport>> {
    caller.demand(Permission::ReportRead)?;
    let r = app.desk.survey_report(&caller.by(), &ask.asked()?).await?;
    Ok(axum::Json(SurveyReport {
        from: r.days.from.to_string(),
        to: r.days.to.to_string(),
        before_from: r.before.from.to_string(),
        before_to: r.before.to.to_string(),
        zone: r.zone.clone(),
        as_of: r.as_of,
        sections: r.sections.iter().map(|s| section(&r, s)).collect(),
        passed_over: r
            .passed
            .iter()
            .map(|(reason, n)| Reason {
                reason: reason.clone(),
                n: *n,
            })
            .collect(),
    }))
}

/// An answer with words.
#[derive(Debug, Serialize, ToSchema)]
struct SurveyComment {
    #[schema(value_type = String)]
    id: SurveyAskId,
    answered_at: Millis,
    #[schema(value_type = String)]
    survey: SurveyId,
    #[schema(value_type = String)]
    kind: Kind,
    score: Option<i64>,
    most: i64,
    comment: String,
    #[schema(value_type = Option<String>)]
    conversation: Option<ConversationId>,
    number: Option<i64>,
    subject: Option<String>,
    contact_name: Option<String>,
    #[schema(value_type = Option<String>)]
    channel: Option<ChannelId>,
    #[schema(value_type = Option<String>)]
    topic: Option<TopicId>,
    #[schema(value_type = Option<String>)]
    team: Option<TeamId>,
}

/// Comments, newest first.
#[utoipa::path(get, path = "/reports/surveys/comments", tag = "surveys", params(Ask),
    responses((status = 200, body = Page<SurveyComment>), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn comments(
    State(app): State<App>,
    caller: Caller,
    Query(ask): Query<Ask>,
) -> ApiResult<axum::Json<Page<SurveyComment>>> {
    caller.demand(Permission::ReportRead)?;
    let found = app
        .desk
        .survey_comments(&caller.by(), &ask.saying()?)
        .await?;
    let items = found
        .items
        .into_iter()
        .map(|c| SurveyComment {
            id: c.id,
            answered_at: c.answered_at,
            survey: c.survey,
            kind: c.kind,
            score: c.score,
            most: *c.kind.scale().end(),
            comment: c.comment,
            conversation: c.conversation,
            number: c.number,
            subject: c.subject,
            contact_name: c.contact_name.filter(|n| !n.is_empty()),
            channel: c.channel,
            topic: c.topic,
            team: c.team,
        })
        .collect();
    Ok(axum::Json(Page {
        items,
        next: found.next.map(|(at, id)| format!("{at}-{id}")),
    }))
}

/// The report as a file: `parts.csv` (the whole and its parts) or `trend.csv`.
#[utoipa::path(get, path = "/reports/surveys/export/{file}", tag = "surveys", params(("file" = String, Path), Ask),
    responses((status = 200, description = "CSV (RFC 4180)", content_type = "text/csv", body = String), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn export(
    State(app): State<App>,
    caller: Caller,
    Path(file): Path<String>,
    Query(ask): Query<Ask>,
) -> ApiResult<Response> {
    caller.demand(Permission::ReportRead)?;
    let table = match file.as_str() {
        "parts.csv" => parts,
        "trend.csv" => trend,
        _ => return Err(ApiError::not_found()),
    };
    let r = app.desk.survey_report(&caller.by(), &ask.asked()?).await?;
    let name = format!("surveys-{}-{}-{file}", r.days.from, r.days.to);
    Ok(csv::file(&name, table(&r)))
}

const COLUMNS: &str = "asked,answered,response,figure,low,high,worst,best,few";

fn parts(r: &Reported) -> String {
    let mut out = format!("kind,key,name,{COLUMNS}\r\n");
    for s in &r.sections {
        out += &lines(s.kind, "all", "", &s.now);
        out += &lines(s.kind, "before", "", &s.before);
        for (key, summary) in &s.parts {
            let name = name(r, *key).unwrap_or_default();
            out += &lines(s.kind, &word(r.by, *key), &name, summary);
        }
    }
    out
}

fn trend(r: &Reported) -> String {
    let mut out = format!("kind,from,,{COLUMNS}\r\n");
    for s in &r.sections {
        for (from, summary) in &s.trend {
            out += &lines(s.kind, &from.to_string(), "", summary);
        }
    }
    out
}

/// Numbers are written as numbers: a promoter score may be below nought, and is no formula.
fn lines(kind: Kind, key: &str, name: &str, s: &Summary) -> String {
    let real = |n: Option<f64>| n.map(|n| format!("{n:.2}")).unwrap_or_default();
    let figure = |of: fn(&Estimate) -> f64| real(s.figure.as_ref().map(of));
    let numbers = [
        s.asked.to_string(),
        s.answered.to_string(),
        s.response
            .map(|e| format!("{:.4}", e.value))
            .unwrap_or_default(),
        figure(|e| e.value),
        figure(|e| e.between.low),
        figure(|e| e.between.high),
        real(s.bounds.map(|b| b.low)),
        real(s.bounds.map(|b| b.high)),
        u8::from(s.few()).to_string(),
    ];
    format!(
        "{},{},{},{}\r\n",
        kind.word(),
        csv::cell(key),
        csv::cell(name),
        numbers.join(",")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::survey::{Row, summary};
    use uuid::Uuid;

    #[test]
    fn a_line_has_as_many_cells_as_the_head_and_a_negative_score_is_a_number() {
        let rows: Vec<Row> = (0..40)
            .map(|n| Row {
                score: (n < 30).then_some(if n < 20 { 2 } else { 10 }),
                person: Uuid::from_u128(n),
            })
            .collect();
        let line = lines(Kind::Nps, "none", "=evil()", &summary(Kind::Nps, &rows, 1));
        let head = format!("kind,key,name,{COLUMNS}");
        assert_eq!(line.trim().split(',').count(), head.split(',').count());
        assert!(
            line.starts_with("nps,none,'=evil(),40,30,0.7500,-33.33,"),
            "{line}"
        );
    }

    #[test]
    fn a_place_survives_the_round_trip_and_nonsense_is_none() {
        let id = SurveyAskId(Uuid::from_u128(5));
        assert_eq!(place(&format!("1700-{id}")), Some((1700, id)));
        for nonsense in [
            "",
            "-",
            "x-ask_1",
            "1700",
            "1700-cnv_00000000000000000000000009",
        ] {
            assert_eq!(place(nonsense), None);
        }
    }
}
