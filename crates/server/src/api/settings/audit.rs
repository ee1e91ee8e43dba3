//! The trail of administrative acts.

use crate::api::types::{AuditEntry, Page};
use crate::app::App;
use crate::http::csv;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use domain::access::{Access, Permission};
use domain::{AgentId, AuditId, Millis};
use futures_util::StreamExt as _;
use serde::Deserialize;
use store::StoreError;
use store::audit::Wanted;
use utoipa::IntoParams;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(export))
}

/// What of the trail is wanted.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct AuditQuery {
    cursor: Option<String>,
    limit: Option<usize>,
    /// Who did it.
    #[param(value_type = Option<String>)]
    agent: Option<AgentId>,
    /// A verb (`agent.changed`) or its noun (`agent`).
    act: Option<String>,
    /// What it was done to: an id, or a key.
    target: Option<String>,
    /// From then on.
    from: Option<Millis>,
    /// Before then.
    until: Option<Millis>,
}

impl AuditQuery {
    fn wanted(&self) -> Wanted {
        let word = |text: &Option<String>| {
            text.as_deref()
                .map(str::trim)
                .filter(|t| !t.is_empty())
                .map(|t| t.chars().take(120).collect())
        };
        Wanted {
            agent: self.agent,
            act: word(&self.act),
            target: word(&self.target),
            from: self.from,
            until: self.until,
        }
    }
}

/// Newest first.
#[utoipa::path(get, path = "/audit", tag = "settings", params(AuditQuery),
    responses((status = 200, body = Page<AuditEntry>), (status = 403, body = ErrorBody)))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<AuditQuery>,
) -> ApiResult<axum::Json<Page<AuditEntry>>> {
    caller.demand(Permission::AuditRead)?;
    let limit = query.limit.unwrap_or(50).clamp(1, 100);
    let before = query.cursor.as_deref().map(cursor).transpose()?;
    let (access, wanted) = (caller.access().clone(), query.wanted());
    let mut acts = app
        .db()
        .read(async move |tx| store::audit::list(tx, &access, &wanted, before, limit + 1).await)
        .await?;
    let more = acts.len() > limit;
    acts.truncate(limit);
    let next = acts
        .last()
        .filter(|_| more)
        .map(|a| format!("{}.{}", a.at, a.id));
    Ok(axum::Json(Page {
        items: acts.into_iter().map(entry).collect(),
        next,
    }))
}

fn entry(a: store::audit::Act) -> AuditEntry {
    AuditEntry {
        id: a.id,
        at: a.at,
        agent: a.agent,
        act: a.act,
        target: a.target,
        detail: a.detail.0,
        ip: a.ip,
    }
}

/// The same as a file, all of it: `audit.csv` or `audit.jsonl`.
#[utoipa::path(get, path = "/audit/export/{file}", tag = "settings", params(("file" = String, Path), AuditQuery),
    responses((status = 200, description = "CSV (RFC 4180) or JSON Lines", content_type = "text/csv", body = String), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn export(
    State(app): State<App>,
    caller: Caller,
    Path(file): Path<String>,
    Query(query): Query<AuditQuery>,
) -> ApiResult<Response> {
    caller.demand(Permission::AuditRead)?;
    let form = match file.as_str() {
        "audit.csv" => Form::Csv,
        "audit.jsonl" => Form::JsonLines,
        _ => return Err(ApiError::not_found()),
    };
    let (access, wanted) = (caller.access().clone(), query.wanted());
    let start = Walk {
        app,
        access,
        wanted,
        form,
        before: None,
        over: false,
        head: form == Form::Csv,
    };
    // Compression asks once more after the end.
    let body = futures_util::stream::unfold(start, Walk::next).fuse();
    let headers = [
        (header::CONTENT_TYPE, form.media_type()),
        (header::CONTENT_DISPOSITION, form.disposition()),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, Body::from_stream(body)).into_response())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Csv,
    JsonLines,
}

impl Form {
    fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::JsonLines => "application/x-ndjson",
        }
    }

    fn disposition(self) -> &'static str {
        match self {
            Self::Csv => "attachment; filename=\"audit.csv\"",
            Self::JsonLines => "attachment; filename=\"audit.jsonl\"",
        }
    }

    fn line(self, entry: &AuditEntry) -> String {
        match self {
            Self::JsonLines => serde_json::to_string(entry).unwrap_or_default() + "\n",
            Self::Csv => {
                let at = jiff::Timestamp::from_millisecond(entry.at)
                    .map(|t| t.to_string())
                    .unwrap_or_default();
                let agent = entry.agent.map(|a| a.to_string()).unwrap_or_default();
                let detail = entry.detail.to_string();
                let id = entry.id.to_string();
                csv::line(&[
                    &at,
                    &agent,
                    &entry.act,
                    &entry.target,
                    &entry.ip,
                    &id,
                    &detail,
                ])
            }
        }
    }
}

/// Where an export is: pages are read as the client takes them.
struct Walk {
    app: App,
    access: Access,
    wanted: Wanted,
    form: Form,
    before: Option<(Millis, AuditId)>,
    over: bool,
    head: bool,
}

impl Walk {
    const PAGE: usize = 500;

    async fn next(mut self) -> Option<(Result<Bytes, StoreError>, Self)> {
        if self.over {
            return None;
        }
        if std::mem::take(&mut self.head) {
            let head = Bytes::from_static(b"at,agent,act,target,ip,id,detail\r\n");
            return Some((Ok(head), self));
        }
        let (access, wanted, before) = (self.access.clone(), self.wanted.clone(), self.before);
        let page: Result<Vec<store::audit::Act>, StoreError> = self
            .app
            .db()
            .read(async move |tx| {
                store::audit::list(tx, &access, &wanted, before, Self::PAGE).await
            })
            .await;
        let page = match page {
            Ok(page) => page,
            Err(error) => {
                self.over = true;
                return Some((Err(error), self));
            }
        };
        self.over = page.len() < Self::PAGE;
        self.before = page.last().map(|a| (a.at, a.id));
        let lines: String = page
            .into_iter()
            .map(|a| self.form.line(&entry(a)))
            .collect();
        Some((Ok(Bytes::from(lines)), self))
    }
}

fn cursor(text: &str) -> ApiResult<(Millis, AuditId)> {
    let parsed = text
        .split_once('.')
        .and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    parsed.ok_or_else(|| {
        ApiError::invalid(
            "cursor",
            "This is no cursor of this list; begin anew without one.",
        )
    })
}
