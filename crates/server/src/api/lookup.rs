//! What another system of ours says about a contact, and where it is asked.

use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{Json, Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use crate::lookup::{Answer, Asked, ask};
use axum::extract::State;
use desk::people::lookup::Lookup;
use domain::{ContactId, ConversationId, Millis};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(look))
        .routes(routes!(setting, set))
        .routes(routes!(rotate))
        .routes(routes!(test))
}

#[derive(Serialize, ToSchema)]
struct LookupAnswer {
    /// `off`, `known`, `failed` or `busy`.
    state: String,
    /// Why it failed.
    error: Option<String>,
    sections: Vec<LookupSection>,
    /// Something in the answer was left out or cut.
    cut: bool,
    at: Millis,
    took_ms: i64,
}

#[derive(Serialize, ToSchema)]
struct LookupSection {
    title: String,
    lines: Vec<LookupLine>,
}

/// Text, never markup.
#[derive(Serialize, ToSchema)]
struct LookupLine {
    label: String,
    text: String,
    link: Option<String>,
}

fn shown(asked: &Asked) -> LookupAnswer {
    let (state, error, panel) = match &asked.answer {
        Answer::Known(panel) => ("known", None, panel.clone()),
        Answer::Failed(why) => ("failed", Some(why.clone()), Default::default()),
        Answer::Busy => ("busy", None, Default::default()),
    };
    LookupAnswer {
        state: state.to_owned(),
        error,
        cut: panel.cut,
        sections: panel
            .sections
            .into_iter()
            .map(|s| LookupSection {
                title: s.title,
                lines: s
                    .lines
                    .into_iter()
                    .map(|l| LookupLine {
                        label: l.label,
                        text: l.text,
                        link: l.link,
                    })
                    .collect(),
            })
            .collect(),
        at: asked.at,
        took_ms: asked.took_ms,
    }
}

#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct LookupQuery {
    /// The conversation beside which it is shown.
    #[param(value_type = Option<String>)]
    conversation: Option<ConversationId>,
}

/// Asks the set target, or answers what it answered within the last minute.
#[utoipa::path(get, path = "/contacts/{id}/lookup", tag = "contacts", params(("id" = String, Path), LookupQuery),
    responses((status = 200, body = LookupAnswer), (status = 404, body = ErrorBody)))]
async fn look(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ContactId>,
    Query(query): Query<LookupQuery>,
) -> ApiResult<axum::Json<LookupAnswer>> {
    let question = app
        .desk
        .lookup_question(&caller.by(), id, query.conversation)
        .await?;
    let Some(question) = question else {
        return Ok(axum::Json(LookupAnswer {
            state: "off".to_owned(),
            error: None,
            sections: Vec::new(),
            cut: false,
            at: caller.now,
            took_ms: 0,
        }));
    };
    Ok(axum::Json(shown(&*ask(&app, &question).await)))
}

#[derive(Serialize, ToSchema)]
struct LookupSetting {
    /// Empty: none was set.
    url: String,
    enabled: bool,
    /// Shown once, when it is made: `whsec_…`.
    secret: Option<String>,
}

#[utoipa::path(get, path = "/contact-lookup", tag = "settings", responses((status = 200, body = LookupSetting), (status = 403, body = ErrorBody)))]
async fn setting(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<LookupSetting>> {
    let found = app.desk.lookup(&caller.by()).await?;
    Ok(axum::Json(LookupSetting {
        url: found.url,
        enabled: found.enabled,
        secret: None,
    }))
}

#[derive(Deserialize, ToSchema)]
struct LookupInput {
    url: String,
    enabled: bool,
}

/// The first time, the answer has the secret that signs questions.
#[utoipa::path(put, path = "/contact-lookup", tag = "settings", request_body = LookupInput,
    responses((status = 200, body = LookupSetting), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn set(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<LookupInput>,
) -> ApiResult<axum::Json<LookupSetting>> {
    let wanted = Lookup {
        url: input.url,
        enabled: input.enabled,
    };
    let secret = app.desk.set_lookup(&caller.by(), wanted).await?;
    let found = app.desk.lookup(&caller.by()).await?;
    Ok(axum::Json(LookupSetting {
        url: found.url,
        enabled: found.enabled,
        secret,
    }))
}

/// A new secret; the old one signs no more.
#[utoipa::path(post, path = "/contact-lookup/secret", tag = "settings",
    responses((status = 200, body = LookupSetting), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn rotate(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<LookupSetting>> {
    let secret = app.desk.rotate_lookup(&caller.by()).await?;
    let found = app.desk.lookup(&caller.by()).await?;
    Ok(axum::Json(LookupSetting {
        url: found.url,
        enabled: found.enabled,
        secret: Some(secret),
    }))
}

/// Asks about nobody, and shows the answer.
#[utoipa::path(post, path = "/contact-lookup/test", tag = "settings",
    responses((status = 200, body = LookupAnswer), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn test(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<LookupAnswer>> {
    let question = app.desk.lookup_test(&caller.by()).await?;
    Ok(axum::Json(shown(&*ask(&app, &question).await)))
}
