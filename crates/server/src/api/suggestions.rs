//! What agents are offered in their reply box, and the report on what suggestions in forms spare.

use super::changes::hidden;
use super::conversations::find;
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{Json, Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use desk::suggest::{Before, Offered, Past, Reported};
use domain::deflection::{Sum, Verdict};
use domain::score::Estimate;
use domain::suggest::{Passage, Reason};
use domain::{ArticleId, ConversationId, HelpCenterId, Millis, TopicId};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(reply))
        .routes(routes!(report))
        .routes(routes!(urgent))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ReplyQuery {
    /// What to look for instead of what the customer asks; at most 8,000 octets are looked at.
    q: Option<String>,
}

/// Articles and earlier answers for a conversation, and what the customer was shown before they sent it.
#[derive(Debug, Serialize, ToSchema)]
struct ReplySuggestions {
    /// Best first.
    articles: Vec<SuggestedArticle>,
    /// Resolved conversations that the caller may read and that ask the same.
    past: Vec<SuggestedPast>,
    /// Nothing: it came from no form, or nothing was found for it.
    before: Option<ShownBefore>,
}

#[derive(Debug, Serialize, ToSchema)]
struct SuggestedArticle {
    #[schema(value_type = String)]
    article: ArticleId,
    locale: String,
    title: String,
    passage: SuggestedPassage,
    reasons: Vec<SuggestionReason>,
    updated_at: Option<Millis>,
    /// Nobody but agents may read it.
    internal: bool,
    /// Where customers read it; nothing for internal ones.
    url: Option<String>,
}

/// A piece of a text.
#[derive(Debug, Serialize, ToSchema)]
struct SuggestedPassage {
    text: String,
    /// Start and end of each mark, in UTF-16 units.
    marks: Vec<(usize, usize)>,
}

/// Why it is suggested.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
enum SuggestionReason {
    /// These words of the question.
    Words { words: Vec<String> },
    /// The topic.
    Topic,
    /// It helped `yes` of `n` who said.
    Helped { yes: u32, n: u32 },
    /// Agents sent it.
    Sent { times: u32 },
    /// It was changed not long ago.
    Fresh { updated_at: Millis },
    /// It is there in another language only.
    Language { locale: String },
}

#[derive(Debug, Serialize, ToSchema)]
struct SuggestedPast {
    #[schema(value_type = String)]
    conversation: ConversationId,
    number: i64,
    subject: String,
    question: SuggestedPassage,
    answer: String,
    at: Millis,
}

#[derive(Debug, Serialize, ToSchema)]
struct ShownBefore {
    /// They were shown nothing, because they are held out.
    held_out: bool,
    /// `solved`, `kept_writing` or nothing.
    answer: Option<String>,
    articles: Vec<ShownArticle>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ShownArticle {
    #[schema(value_type = String)]
    article: ArticleId,
    title: String,
    locale: String,
}

/// Articles and earlier answers for what the customer asks, or for what the agent looks for.
#[utoipa::path(get, path = "/conversations/{id}/suggestions", tag = "conversations",
    params(("id" = String, Path), ReplyQuery),
    responses((status = 200, body = ReplySuggestions), (status = 404, body = ErrorBody)))]
async fn reply(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Query(query): Query<ReplyQuery>,
) -> ApiResult<axum::Json<ReplySuggestions>> {
    let id = find(&app, &caller, &id).await?;
    let by = caller.by();
    let before = match app.desk.shown_before(&by, id).await {
        Ok(before) => before,
        Err(error) => return Err(hidden(&app, &caller, id, error).await),
    };
    let index = app.suggestions.index(&app).await?;
    let found = match app.desk.suggest_reply(&by, index, id, query.q).await {
        Ok(found) => found,
        Err(error) => return Err(hidden(&app, &caller, id, error).await),
    };
    let places = places(&app).await?;
    let article = |o| suggested(o, &places);
    Ok(axum::Json(ReplySuggestions {
        articles: found.articles.into_iter().map(article).collect(),
        past: found.past.into_iter().map(SuggestedPast::from).collect(),
        before: before.map(ShownBefore::from),
    }))
}

/// Where the pages of each help center begin.
async fn places(app: &App) -> ApiResult<HashMap<HelpCenterId, String>> {
    let centers = app
        .db()
        .read(async |tx| store::help_center::all(tx).await)
        .await?;
    let console = app.console_url();
    let console = console.trim_end_matches('/');
    Ok(centers
        .into_iter()
        .map(|c| {
            let place = match &c.host {
                Some(host) => format!("https://{host}"),
                None => format!("{console}/help/{}", c.slug),
            };
            (c.id, place)
        })
        .collect())
}

fn suggested(o: Offered, places: &HashMap<HelpCenterId, String>) -> SuggestedArticle {
    let url = places
        .get(&o.center)
        .filter(|_| !o.internal)
        .map(|place| format!("{place}/{}/a/{}", segment(&o.locale), segment(&o.slug)));
    SuggestedArticle {
        article: o.article,
        locale: o.locale,
        title: o.title,
        passage: o.passage.into(),
        reasons: o.reasons.into_iter().map(SuggestionReason::from).collect(),
        updated_at: o.updated_at,
        internal: o.internal,
        url,
    }
}

/// One segment of a path (RFC 3986 §3.3): all but unreserved characters are encoded.
fn segment(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(b).to_string()
            }
            _ => format!("%{b:02X}"),
        })
        .collect()
}

impl From<Passage> for SuggestedPassage {
    fn from(p: Passage) -> Self {
        Self {
            text: p.text,
            marks: p.marks,
        }
    }
}

impl From<Reason> for SuggestionReason {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::Words { words } => Self::Words { words },
            Reason::Topic => Self::Topic,
            Reason::Helped { yes, n } => Self::Helped { yes, n },
            Reason::Sent { times } => Self::Sent { times },
            Reason::Fresh { updated_at } => Self::Fresh { updated_at },
            Reason::Language { locale } => Self::Language { locale },
        }
    }
}

impl From<Past> for SuggestedPast {
    fn from(p: Past) -> Self {
        Self {
            conversation: p.conversation,
            number: p.number,
            subject: p.subject,
            question: p.question.into(),
            answer: p.answer,
            at: p.at,
        }
    }
}

impl From<Before> for ShownBefore {
    fn from(b: Before) -> Self {
        let articles = b.articles.into_iter().map(|a| ShownArticle {
            article: a.article,
            title: a.title,
            locale: a.locale,
        });
        Self {
            held_out: b.held_out,
            answer: b.answer,
            articles: articles.collect(),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ReportQuery {
    #[param(value_type = String)]
    help_center: HelpCenterId,
    /// Milliseconds since 1970; 90 days ago if nothing is said, and never more than 400.
    from: Option<Millis>,
    /// Now if nothing is said.
    until: Option<Millis>,
}

/// What suggestions in the forms of a help center spare.
#[derive(Debug, Serialize, ToSchema)]
struct SuggestionReport {
    from: Millis,
    until: Millis,
    held_out_permille: u32,
    shown: ArmSum,
    held_out: ArmSum,
    /// Visitors whose seven days are not over.
    pending: i64,
    /// Visitors with an urgent topic; they are no part of this.
    urgent: i64,
    /// How much smaller the share that writes is where suggestions are shown: 0.05 is five points. Newcombe, 95 %.
    difference: Option<WithInterval>,
    /// The interval of the difference that holds however often somebody looks; the verdict rests on it.
    whenever: Option<Between>,
    /// The share of contacts that suggestions spare.
    effect: Option<WithInterval>,
    verdict: SuggestionVerdict,
    #[schema(value_type = Vec<String>)]
    urgent_topics: Vec<TopicId>,
}

/// One arm. Visitors are counted by their first question for which there was something to suggest.
#[derive(Debug, Serialize, ToSchema)]
struct ArmSum {
    visitors: i64,
    /// Reached people on any channel within seven days.
    contacted: i64,
    /// Said that it solved their question, and did not write.
    solved: i64,
    /// Neither wrote nor said that it was solved.
    gave_up: i64,
    /// Said that it was solved, and wrote all the same.
    solved_and_wrote: i64,
    /// Of whom contacts on other channels could be recognised.
    known: i64,
}

#[derive(Debug, Serialize, ToSchema)]
struct WithInterval {
    value: f64,
    low: f64,
    high: f64,
}

#[derive(Debug, Serialize, ToSchema)]
struct Between {
    low: f64,
    high: f64,
}

/// What can be said.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "state")]
enum SuggestionVerdict {
    /// Too few; so many more visitors are needed at the present shares.
    NotMeasured { held_needed: i64, shown_needed: i64 },
    /// Fewer people write.
    Helps,
    /// More people write.
    Harms,
    /// Enough were counted, and no difference can be seen.
    NoneSeen,
}

/// What suggestions spare, against visitors who are shown none.
#[utoipa::path(get, path = "/reports/suggestions", tag = "reports", params(ReportQuery),
    responses((status = 200, body = SuggestionReport), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn report(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<ReportQuery>,
) -> ApiResult<axum::Json<SuggestionReport>> {
    let reported = app
        .desk
        .deflection(&caller.by(), query.help_center, query.from, query.until)
        .await?;
    Ok(axum::Json(reported.into()))
}

#[derive(Debug, Deserialize, ToSchema)]
struct UrgentInput {
    urgent: bool,
}

/// Says whether a topic is urgent: nobody with it is held out from suggestions, and nothing with it is counted.
#[utoipa::path(put, path = "/topics/{id}/urgent", tag = "settings", params(("id" = String, Path)), request_body = UrgentInput,
    responses((status = 204), (status = 403, body = ErrorBody)))]
async fn urgent(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<TopicId>,
    Json(input): Json<UrgentInput>,
) -> ApiResult<StatusCode> {
    app.desk
        .set_topic_urgent(&caller.by(), id, input.urgent)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

impl From<Reported> for SuggestionReport {
    fn from(r: Reported) -> Self {
        let with = |e: Estimate| WithInterval {
            value: e.value,
            low: e.between.low,
            high: e.between.high,
        };
        Self {
            from: r.from,
            until: r.until,
            held_out_permille: r.held_out_permille,
            shown: r.report.shown.into(),
            held_out: r.report.held_out.into(),
            pending: r.report.pending,
            urgent: r.report.urgent,
            difference: r.report.difference.map(with),
            whenever: r.report.whenever.map(|i| Between {
                low: i.low,
                high: i.high,
            }),
            effect: r.report.effect.map(with),
            verdict: r.report.verdict.into(),
            urgent_topics: r.urgent_topics,
        }
    }
}

impl From<Sum> for ArmSum {
    fn from(s: Sum) -> Self {
        Self {
            visitors: s.visitors,
            contacted: s.contacted,
            solved: s.solved,
            gave_up: s.gave_up,
            solved_and_wrote: s.solved_and_wrote,
            known: s.known,
        }
    }
}

impl From<Verdict> for SuggestionVerdict {
    fn from(v: Verdict) -> Self {
        match v {
            Verdict::NotMeasured {
                held_needed,
                shown_needed,
            } => Self::NotMeasured {
                held_needed,
                shown_needed,
            },
            Verdict::Helps => Self::Helps,
            Verdict::Harms => Self::Harms,
            Verdict::NoneSeen => Self::NoneSeen,
        }
    }
}
