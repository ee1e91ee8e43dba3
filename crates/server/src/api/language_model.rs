//! The language-model service: how it is set up, what was sent and what came back, and what agents ask of it.

use super::changes::hidden;
use super::conversations::find;
use crate::api::types::{Page, PageQuery};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use crate::model::{self, Why};
use axum::extract::State;
use axum::http::StatusCode;
use desk::model::{About, Setup, Shown, Spot, Talk, Use};
use domain::answer::{Message, Prices, Refused, Role, judge_summary, judge_translation};
use domain::{
    AgentId, ArticleId, ContactId, ConversationId, FormId, HelpCenterId, Millis, ModelCallId,
    TeamId,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::model::Call;
use utoipa::ToSchema;

/// Characters of a code of a language.
const LANGUAGE_MAX: usize = 20;
/// Octets of a text that is to be translated.
const TEXT_MAX: usize = 64 * 1024;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(setting, set))
        .routes(routes!(test))
        .routes(routes!(calls))
        .routes(routes!(call))
        .routes(routes!(summary))
        .routes(routes!(translation))
}

/// Money is in millionths of `currency`.
#[derive(Serialize, ToSchema)]
struct LanguageModel {
    enabled: bool,
    /// `/chat/completions` is added to it. Empty: none was set.
    base_url: String,
    model: String,
    /// Whether there is a key; it is never shown.
    has_key: bool,
    /// ISO 4217.
    currency: String,
    /// For a million tokens that are sent.
    price_sent_micros: i64,
    /// For a million tokens that come back.
    price_came_micros: i64,
    /// The most that a calendar month (UTC) may cost.
    cap_micros: i64,
    timeout_ms: i64,
    /// Calls are kept for so many days.
    keep_days: i64,
    /// Readers of search pages are answered.
    search: bool,
    /// Readers who write into a form are answered.
    in_forms: bool,
    /// Forms with answers; empty: all.
    #[schema(value_type = Vec<String>)]
    forms: Vec<FormId>,
    summaries: bool,
    translations: bool,
    /// Teams whose conversations may be sent; empty: all.
    #[schema(value_type = Vec<String>)]
    teams: Vec<TeamId>,
    version: i64,
    /// Of this month.
    spent_micros: i64,
    /// Of calls that are on their way.
    reserved_micros: i64,
    /// Calls of this month.
    calls: i64,
    /// It failed several times in a row and is left alone until then.
    resting_until: Option<Millis>,
}

impl From<Shown> for LanguageModel {
    fn from(s: Shown) -> Self {
        Self {
            enabled: s.setup.enabled,
            base_url: s.setup.base_url,
            model: s.setup.model,
            has_key: s.has_key,
            currency: s.setup.currency,
            price_sent_micros: s.setup.prices.sent_micros,
            price_came_micros: s.setup.prices.came_micros,
            cap_micros: s.setup.cap_micros,
            timeout_ms: s.setup.timeout_ms,
            keep_days: s.setup.keep_days,
            search: s.setup.search,
            in_forms: s.setup.in_forms,
            forms: s.setup.forms,
            summaries: s.setup.summaries,
            translations: s.setup.translations,
            teams: s.setup.teams,
            version: s.version,
            spent_micros: s.month.spent_micros,
            reserved_micros: s.month.reserved_micros,
            calls: s.month.calls,
            resting_until: s.resting_until,
        }
    }
}

/// How the language model is set up, and what this month has cost.
#[utoipa::path(get, path = "/language-model", tag = "settings",
    responses((status = 200, body = LanguageModel), (status = 403, body = ErrorBody)))]
async fn setting(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<LanguageModel>> {
    Ok(axum::Json(
        app.desk.language_model(&caller.by()).await?.into(),
    ))
}

#[derive(Deserialize, ToSchema)]
struct LanguageModelInput {
    enabled: bool,
    base_url: String,
    model: String,
    /// Left out: stays as it is, unless the address now names another host. Empty: is taken away.
    key: Option<String>,
    currency: String,
    price_sent_micros: i64,
    price_came_micros: i64,
    cap_micros: i64,
    timeout_ms: i64,
    keep_days: i64,
    search: bool,
    in_forms: bool,
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    forms: Vec<FormId>,
    summaries: bool,
    translations: bool,
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    teams: Vec<TeamId>,
    /// The version that was seen: 409 when somebody else has changed it since. Left out: overrules that.
    version: Option<i64>,
}

/// Sets it up. It may not lead into the own network unless the operator has allowed that.
#[utoipa::path(put, path = "/language-model", tag = "settings", request_body = LanguageModelInput,
    responses((status = 200, body = LanguageModel), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn set(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<LanguageModelInput>,
) -> ApiResult<axum::Json<LanguageModel>> {
    let wanted = Setup {
        enabled: input.enabled,
        base_url: input.base_url,
        model: input.model,
        currency: input.currency,
        prices: Prices {
            sent_micros: input.price_sent_micros,
            came_micros: input.price_came_micros,
        },
        cap_micros: input.cap_micros,
        timeout_ms: input.timeout_ms,
        keep_days: input.keep_days,
        search: input.search,
        in_forms: input.in_forms,
        forms: input.forms,
        summaries: input.summaries,
        translations: input.translations,
        teams: input.teams,
    };
    let by = caller.by();
    app.desk
        .set_language_model(&by, wanted, input.key, input.version)
        .await?;
    app.models.forget();
    Ok(axum::Json(app.desk.language_model(&by).await?.into()))
}

/// What a try brought.
#[derive(Serialize, ToSchema)]
struct LanguageModelTried {
    /// What the service said.
    text: Option<String>,
    /// A stable word when it failed: `timeout`, `unreachable`, `own_network`, `http_401`, `bad_shape`, `too_large`, `busy`…
    error: Option<String>,
}

/// Asks for one word, with the key and within the month's money.
#[utoipa::path(post, path = "/language-model/test", tag = "settings",
    responses((status = 200, body = LanguageModelTried), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn test(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<LanguageModelTried>> {
    let by = caller.by();
    app.desk.language_model_tried(&by).await?;
    let message = |role, content: &str| Message {
        role,
        content: content.to_owned(),
    };
    let messages = [
        message(Role::System, "Reply with one short sentence in English."),
        message(Role::User, "Are you there?"),
    ];
    let about = About {
        agent: by.access.agent,
        came_max: 60,
        ..About::new(Use::Test, Spot::Settings, "en", by.now)
    };
    let said = model::ask(&app, about, &messages, |raw| {
        let text: String = raw.trim().chars().take(300).collect();
        if text.is_empty() {
            return Err(Refused::Nonsense);
        }
        Ok(text)
    })
    .await?;
    Ok(axum::Json(match said {
        Ok(text) => LanguageModelTried {
            text: Some(text),
            error: None,
        },
        Err(why) => LanguageModelTried {
            text: None,
            error: Some(why.word()),
        },
    }))
}

/// One call of the service.
#[derive(Serialize, ToSchema)]
struct ModelCall {
    #[schema(value_type = String)]
    id: ModelCallId,
    at: Millis,
    /// `answer`, `translation`, `summary` or `test`.
    purpose: String,
    /// `search`, `form`, `thread`, `composer` or `settings`.
    place: String,
    #[schema(value_type = Option<String>)]
    help_center: Option<HelpCenterId>,
    #[schema(value_type = Option<String>)]
    form: Option<FormId>,
    #[schema(value_type = Option<String>)]
    conversation: Option<ConversationId>,
    #[schema(value_type = Option<String>)]
    contact: Option<ContactId>,
    #[schema(value_type = Option<String>)]
    agent: Option<AgentId>,
    /// Language of the answer.
    language: String,
    model: String,
    /// `pending`, `given`, `refused` (it came and was not shown) or `failed`.
    verdict: String,
    /// Why it was refused or failed, as a stable word.
    reason: Option<String>,
    /// Articles that were given as sources, in order.
    #[schema(value_type = Vec<String>)]
    articles: Vec<ArticleId>,
    tokens_sent: i64,
    tokens_came: i64,
    /// The service did not say what it counted: the most that it can have been is charged.
    estimated: bool,
    cost_micros: i64,
    took_ms: i64,
}

impl From<Call> for ModelCall {
    fn from(c: Call) -> Self {
        Self {
            id: c.id,
            at: c.at,
            purpose: c.use_,
            place: c.place,
            help_center: c.help_center,
            form: c.form,
            conversation: c.conversation,
            contact: c.contact,
            agent: c.agent,
            language: c.locale,
            model: c.model,
            verdict: c.verdict,
            reason: c.reason,
            articles: c.articles.0,
            tokens_sent: c.tokens_sent,
            tokens_came: c.tokens_came,
            estimated: c.estimated,
            cost_micros: c.cost_micros,
            took_ms: c.took_ms,
        }
    }
}

/// A call with its words.
#[derive(Serialize, ToSchema)]
struct ModelCallWords {
    call: ModelCall,
    /// Messages as they were sent, each with `role` and `content`. None: they were erased.
    #[schema(value_type = Vec<Object>)]
    sent: Vec<Value>,
    came: String,
}

/// Calls, newest first, without their words.
#[utoipa::path(get, path = "/language-model/calls", tag = "settings", params(PageQuery),
    responses((status = 200, body = Page<ModelCall>), (status = 403, body = ErrorBody)))]
async fn calls(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<PageQuery>,
) -> ApiResult<axum::Json<Page<ModelCall>>> {
    let before = match query.cursor.as_deref() {
        None => None,
        Some(text) => {
            let parts = text.split_once('.');
            let read = parts.and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
            Some(read.ok_or_else(|| {
                ApiError::invalid(
                    "cursor",
                    "This is no cursor of this list; begin anew without one.",
                )
            })?)
        }
    };
    let limit = query.limit();
    let mut rows = app
        .desk
        .model_calls(&caller.by(), before, limit + 1)
        .await?;
    let next = (rows.len() > limit).then(|| {
        rows.truncate(limit);
        rows.last().map(|c| format!("{}.{}", c.at, c.id))
    });
    Ok(axum::Json(Page {
        items: rows.into_iter().map(ModelCall::from).collect(),
        next: next.flatten(),
    }))
}

/// What was sent and what came back. Of a conversation that is not in reach: 403.
#[utoipa::path(get, path = "/language-model/calls/{id}", tag = "settings", params(("id" = String, Path)),
    responses((status = 200, body = ModelCallWords), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn call(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ModelCallId>,
) -> ApiResult<axum::Json<ModelCallWords>> {
    let found = app.desk.model_call(&caller.by(), id).await?;
    Ok(axum::Json(ModelCallWords {
        sent: found.messages(),
        came: found.came.clone(),
        call: found.into(),
    }))
}

/// What a machine proposes; nothing of it is sent or kept before an agent takes it.
#[derive(Serialize, ToSchema)]
struct ModelProposal {
    /// Nothing: see `refused`.
    text: Option<String>,
    /// Why there is none, as a stable word: `timeout`, `http_500`, `added_number`, `other_language`…
    refused: Option<String>,
    language: String,
    /// What was sent to the service.
    #[schema(value_type = Vec<Object>)]
    sent: Vec<Message>,
}

#[derive(Deserialize, ToSchema)]
struct SummaryInput {
    /// Of the summary: `en`, `et`.
    language: String,
}

/// A summary of the conversation, as a proposal.
#[utoipa::path(post, path = "/conversations/{id}/summary", tag = "conversations", params(("id" = String, Path)), request_body = SummaryInput,
    responses((status = 200, body = ModelProposal), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 503, body = ErrorBody)))]
async fn summary(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Json(input): Json<SummaryInput>,
) -> ApiResult<axum::Json<ModelProposal>> {
    let language = language(&input.language)?;
    let id = find(&app, &caller, &id).await?;
    let turn = app.models.turn().ok_or_else(busy)?;
    let talk = match app.desk.begin_summary(&caller.by(), id, &language).await {
        Ok(talk) => talk,
        Err(error) => return Err(hidden(&app, &caller, id, error).await),
    };
    let Talk {
        ready,
        text,
        language,
        sent,
    } = talk;
    let wanted = language.clone();
    let said = model::finish(&app, turn, ready, move |raw| {
        judge_summary(raw, &text, &wanted, mail::language::detect)
    })
    .await;
    Ok(axum::Json(proposal(said, language, sent)))
}

#[derive(Deserialize, ToSchema)]
struct TranslationInput {
    text: String,
    /// Left out: the customer's.
    language: Option<String>,
}

/// What an agent writes, in the customer's language, as a proposal.
#[utoipa::path(post, path = "/conversations/{id}/translation", tag = "conversations", params(("id" = String, Path)), request_body = TranslationInput,
    responses((status = 200, body = ModelProposal), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 503, body = ErrorBody)))]
async fn translation(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Json(input): Json<TranslationInput>,
) -> ApiResult<axum::Json<ModelProposal>> {
    if input.text.len() > TEXT_MAX {
        return Err(ApiError::invalid("text", "This is too much text."));
    }
    let to = input.language.as_deref().map(language).transpose()?;
    let id = find(&app, &caller, &id).await?;
    let turn = app.models.turn().ok_or_else(busy)?;
    let begun = app
        .desk
        .begin_translation(&caller.by(), id, input.text, to)
        .await;
    let Talk {
        ready,
        text,
        language,
        sent,
    } = match begun {
        Ok(talk) => talk,
        Err(error) => return Err(hidden(&app, &caller, id, error).await),
    };
    let wanted = language.clone();
    let said = model::finish(&app, turn, ready, move |raw| {
        judge_translation(raw, &text, &wanted, mail::language::detect)
    })
    .await;
    Ok(axum::Json(proposal(said, language, sent)))
}

fn proposal(said: Result<String, Why>, language: String, sent: Vec<Message>) -> ModelProposal {
    let (text, refused) = match said {
        Ok(text) => (Some(text), None),
        Err(why) => (None, Some(why.word())),
    };
    ModelProposal {
        text,
        refused,
        language,
        sent,
    }
}

fn busy() -> ApiError {
    ApiError::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "model_busy",
        "The language model has too much to do at the moment.",
    )
    .after(5)
}

fn language(text: &str) -> ApiResult<String> {
    let good = !text.is_empty()
        && text.len() <= LANGUAGE_MAX
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if good {
        return Ok(text.to_owned());
    }
    Err(ApiError::invalid(
        "language",
        "This has to be a code such as et or zh-Hant.",
    ))
}
