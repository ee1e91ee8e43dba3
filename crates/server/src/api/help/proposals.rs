//! Articles that are proposed, because many asked the same or because readers looked for it in vain. Nothing is published here.

use super::shapes::Article;
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{Json, Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use crate::workers::proposals::nudge;
use axum::extract::State;
use axum::http::StatusCode;
use desk::help::proposals::{Grounds, Proposed, WINDOW_MS};
use domain::proposal::{LEAST_PEOPLE, LEAST_QUESTIONS, LEAST_SEARCHES};
use domain::{
    ArticleId, CollectionId, ConversationId, HelpCenterId, MessageId, Millis, ProposalId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Answers that a draft is made of.
const ANSWERS_MAX: usize = 20;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(look))
        .routes(routes!(read))
        .routes(routes!(dismiss, take_back))
        .routes(routes!(draft))
        .routes(routes!(answered))
}

#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ProposalState {
    #[default]
    Open,
    Dismissed,
    /// An article was made of it, or named.
    Taken,
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ProposalsQuery {
    /// Left out: `open`.
    #[param(inline)]
    state: Option<ProposalState>,
}

/// How far the last look came.
#[derive(Serialize, ToSchema)]
struct ProposalLook {
    /// Null: nobody has looked yet.
    finished_at: Option<Millis>,
    /// A look is under way, or asked for.
    looking: bool,
    /// Questions that were looked at, or have been so far.
    questions: i64,
    /// Searches in vain that were looked at.
    searches: i64,
    /// The oldest question.
    looked_from: Option<Millis>,
    /// Questions of so many days are looked at.
    days: i64,
    /// So many questions of so many customers, or so many searches in vain, are a proposal.
    least_questions: usize,
    least_people: usize,
    least_searches: i64,
}

/// A proposal. Its title is a customer's question, without what may name somebody, or what was looked for.
#[derive(Serialize, ToSchema)]
struct ArticleProposal {
    #[schema(value_type = String)]
    id: ProposalId,
    /// `questions` or `search`
    kind: String,
    state: String,
    title: String,
    locale: String,
    /// Of a search.
    #[schema(value_type = Option<String>)]
    help_center: Option<HelpCenterId>,
    /// Questions, or searches in vain.
    times: i64,
    /// Customers who asked; 0 for searches.
    people: i64,
    /// Contacts in thirty days.
    a_month: f64,
    first_at: Millis,
    last_at: Millis,
    /// The article that was made of it.
    #[schema(value_type = Option<String>)]
    article: Option<ArticleId>,
    article_title: Option<String>,
    decided_at: Option<Millis>,
    /// Similar questions, or searches in vain, since it was decided.
    since: i64,
    /// An article that suggestions lead these questions to.
    #[schema(value_type = Option<String>)]
    near_article: Option<ArticleId>,
    near_title: Option<String>,
}

impl From<Proposed> for ArticleProposal {
    #[expect(clippy::cast_precision_loss, reason = "contacts of a month")]
    fn from(p: Proposed) -> Self {
        let row = p.row;
        Self {
            id: row.id,
            kind: row.kind,
            state: row.state,
            title: p.title,
            locale: row.locale,
            help_center: row.help_center,
            times: row.times,
            people: row.people,
            a_month: row.a_month as f64 / 10.0,
            first_at: row.first_at,
            last_at: row.last_at,
            article: row.article,
            article_title: p.article_title,
            decided_at: row.decided_at,
            since: row.since,
            near_article: row.near_article,
            near_title: p.near_title,
        }
    }
}

#[derive(Serialize, ToSchema)]
struct ArticleProposals {
    look: ProposalLook,
    items: Vec<ArticleProposal>,
}

/// Articles that are proposed, those with most contacts a month first, and when was looked for them.
#[utoipa::path(get, path = "/article-proposals", tag = "help", params(ProposalsQuery),
    responses((status = 200, body = ArticleProposals), (status = 403, body = ErrorBody)))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<ProposalsQuery>,
) -> ApiResult<axum::Json<ArticleProposals>> {
    let state = match query.state.unwrap_or_default() {
        ProposalState::Open => "open",
        ProposalState::Dismissed => "dismissed",
        ProposalState::Taken => "taken",
    };
    let (look, all) = app.desk.proposals(&caller.by(), state.to_owned()).await?;
    let some = |at: Millis| (at > 0).then_some(at);
    let look = ProposalLook {
        finished_at: some(look.finished_at),
        looking: look.lease_until > app.clock.now() || look.wanted_at > look.started_at,
        questions: look.questions,
        searches: look.searches,
        looked_from: some(look.looked_from),
        days: WINDOW_MS / (24 * 60 * 60 * 1000),
        least_questions: LEAST_QUESTIONS,
        least_people: LEAST_PEOPLE,
        least_searches: LEAST_SEARCHES,
    };
    let items = all.into_iter().map(ArticleProposal::from).collect();
    Ok(axum::Json(ArticleProposals { look, items }))
}

/// Asks for a look soon; otherwise one is taken once a day.
#[utoipa::path(post, path = "/article-proposals/look", tag = "help",
    responses((status = 202), (status = 403, body = ErrorBody)))]
async fn look(State(app): State<App>, caller: Caller) -> ApiResult<StatusCode> {
    app.desk.want_proposals(&caller.by()).await?;
    nudge(&app);
    Ok(StatusCode::ACCEPTED)
}

/// A question of a customer, in a conversation that the caller may read.
#[derive(Serialize, ToSchema)]
struct ProposalQuestion {
    #[schema(value_type = String)]
    conversation: ConversationId,
    number: i64,
    subject: String,
    text: String,
    at: Millis,
}

/// A past answer that the customer did not come back on, by paragraphs, without what may name somebody.
#[derive(Serialize, ToSchema)]
struct ProposalAnswer {
    #[schema(value_type = String)]
    conversation: ConversationId,
    number: i64,
    #[schema(value_type = String)]
    message: MessageId,
    passages: Vec<String>,
    at: Millis,
}

#[derive(Serialize, ToSchema)]
struct ProposalGrounds {
    proposal: ArticleProposal,
    /// What goes into the draft as the question in other words.
    typical: Vec<String>,
    questions: Vec<ProposalQuestion>,
    answers: Vec<ProposalAnswer>,
}

impl From<Grounds> for ProposalGrounds {
    fn from(g: Grounds) -> Self {
        let question = |q: store::proposal::Said| ProposalQuestion {
            conversation: q.conversation,
            number: q.number,
            subject: q.subject,
            text: q.text.chars().take(600).collect(),
            at: q.at,
        };
        let answer = |(a, passages): (store::proposal::Answer, Vec<String>)| ProposalAnswer {
            conversation: a.conversation,
            number: a.number,
            message: a.message,
            passages,
            at: a.at,
        };
        Self {
            proposal: g.proposed.into(),
            typical: g.typical,
            questions: g.questions.into_iter().map(question).collect(),
            answers: g.answers.into_iter().map(answer).collect(),
        }
    }
}

/// A proposal with the questions and answers that it rests on, as far as the caller may read them.
#[utoipa::path(get, path = "/article-proposals/{id}", tag = "help", params(("id" = String, Path)),
    responses((status = 200, body = ProposalGrounds), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn read(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ProposalId>,
) -> ApiResult<axum::Json<ProposalGrounds>> {
    let grounds = app.desk.proposal(&caller.by(), id).await?;
    Ok(axum::Json(grounds.into()))
}

/// Puts a proposal away. It stays away when it is found again.
#[utoipa::path(put, path = "/article-proposals/{id}/dismissal", tag = "help", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn dismiss(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ProposalId>,
) -> ApiResult<StatusCode> {
    app.desk.dismiss_proposal(&caller.by(), id, true).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a dismissal back.
#[utoipa::path(delete, path = "/article-proposals/{id}/dismissal", tag = "help", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn take_back(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ProposalId>,
) -> ApiResult<StatusCode> {
    app.desk.dismiss_proposal(&caller.by(), id, false).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
struct ProposalDraft {
    /// Left out: the one that was searched, or the first one.
    #[schema(value_type = Option<String>)]
    center: Option<HelpCenterId>,
    #[schema(value_type = Option<String>)]
    collection: Option<CollectionId>,
    /// Messages whose passages go into it; left out: the best.
    #[schema(value_type = Option<Vec<String>>)]
    answers: Option<Vec<MessageId>>,
}

/// Begins the draft of an article: title, questions in other words, and the past answers as its words.
#[utoipa::path(post, path = "/article-proposals/{id}/draft", tag = "help", params(("id" = String, Path)), request_body = ProposalDraft,
    responses((status = 201, body = Article), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn draft(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ProposalId>,
    Json(input): Json<ProposalDraft>,
) -> ApiResult<(StatusCode, axum::Json<Article>)> {
    let answers = input
        .answers
        .map(|all| all.into_iter().take(ANSWERS_MAX).collect());
    let made = app
        .desk
        .draft_of_proposal(&caller.by(), id, input.center, input.collection, answers)
        .await?;
    Ok((StatusCode::CREATED, axum::Json(made.into())))
}

#[derive(Deserialize, ToSchema)]
struct ProposalAnswered {
    #[schema(value_type = String)]
    article: ArticleId,
}

/// Says that an article answers it that is there already.
#[utoipa::path(put, path = "/article-proposals/{id}/article", tag = "help", params(("id" = String, Path)), request_body = ProposalAnswered,
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn answered(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ProposalId>,
    Json(input): Json<ProposalAnswered>,
) -> ApiResult<StatusCode> {
    app.desk
        .proposal_answered(&caller.by(), id, input.article)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
