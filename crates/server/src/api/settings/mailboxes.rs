//! IMAP mailboxes of channels. Passwords come in and never go out.

use super::given;
use super::health::{self, MailboxHealth};
use crate::api::types::Page;
use crate::app::App;
use crate::host::{DeskHost, mailboxes as settings_of};
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Json, Path};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use channels::email::imap::{ImapOptions, reconcile as compare, test_mailbox};
use desk::settings::mailboxes::{MailboxChange, MailboxSettings};
use domain::access::Permission;
use domain::{ChannelId, MailboxId, Millis};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use store::mailbox::Mailbox;
use utoipa::ToSchema;

/// Longest that somebody waits for a mail server here.
const PATIENCE: Duration = Duration::from_secs(20);

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(change, remove))
        .routes(routes!(test))
        .routes(routes!(reconcile))
}

#[utoipa::path(get, path = "/channels/{id}/mailboxes", tag = "settings", params(("id" = String, Path)),
    responses((status = 200, body = Page<MailboxHealth>), (status = 403, body = ErrorBody)))]
async fn list(
    State(app): State<App>,
    caller: Caller,
    Path(channel): Path<ChannelId>,
) -> ApiResult<axum::Json<Page<MailboxHealth>>> {
    caller.demand(Permission::ChannelManage)?;
    Ok(axum::Json(Page::all(
        health::mailboxes(&app, channel).await?,
    )))
}

#[derive(Deserialize, ToSchema)]
struct MailboxInput {
    host: String,
    port: u16,
    /// `implicit`, `starttls` or `none`.
    tls: Option<String>,
    username: String,
    password: Option<String>,
    /// `password`, `oauth_google` or `oauth_microsoft`.
    auth: Option<String>,
    folder: Option<String>,
    /// `leave`, `flag` or `move`.
    after_commit: Option<String>,
    move_to: Option<String>,
    /// `now` or `all`.
    start_from: Option<String>,
    enabled: Option<bool>,
    /// For a test without a password: the stored mailbox whose password is meant.
    #[schema(value_type = Option<String>)]
    mailbox: Option<MailboxId>,
}

impl MailboxInput {
    fn settings(self) -> MailboxSettings {
        let or = |given: Option<String>, usual: &str| {
            given
                .filter(|g| !g.trim().is_empty())
                .unwrap_or_else(|| usual.to_owned())
        };
        MailboxSettings {
            host: self.host,
            port: self.port,
            tls: or(self.tls, "implicit"),
            username: self.username,
            auth: or(self.auth, "password"),
            password: self.password,
            folder: or(self.folder, "INBOX"),
            after_commit: or(self.after_commit, "leave"),
            move_to: self.move_to.filter(|m| !m.trim().is_empty()),
            start_from: or(self.start_from, "now"),
            enabled: self.enabled.unwrap_or(true),
        }
    }
}

#[utoipa::path(post, path = "/channels/{id}/mailboxes", tag = "settings", params(("id" = String, Path)), request_body = MailboxInput,
    responses((status = 201, body = MailboxHealth), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn create(
    State(app): State<App>,
    caller: Caller,
    Path(channel): Path<ChannelId>,
    Json(input): Json<MailboxInput>,
) -> ApiResult<(StatusCode, axum::Json<MailboxHealth>)> {
    let made = app
        .desk
        .create_mailbox(&caller.by(), channel, input.settings())
        .await?;
    app.wake_config();
    Ok((StatusCode::CREATED, axum::Json(shown(&app, made).await?)))
}

#[derive(Deserialize, ToSchema)]
struct MailboxPatch {
    host: Option<String>,
    port: Option<u16>,
    tls: Option<String>,
    username: Option<String>,
    /// Has to be given again when the server changes.
    password: Option<String>,
    auth: Option<String>,
    folder: Option<String>,
    after_commit: Option<String>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    move_to: Option<Option<String>>,
    start_from: Option<String>,
    enabled: Option<bool>,
    version: Option<i64>,
}

/// Fields that are left out stay.
#[utoipa::path(patch, path = "/mailboxes/{id}", tag = "settings", params(("id" = String, Path)), request_body = MailboxPatch,
    responses((status = 200, body = MailboxHealth), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<MailboxId>,
    Json(input): Json<MailboxPatch>,
) -> ApiResult<axum::Json<MailboxHealth>> {
    let change = MailboxChange {
        host: input.host,
        port: input.port,
        tls: input.tls,
        username: input.username,
        auth: input.auth,
        password: input.password,
        folder: input.folder,
        after_commit: input.after_commit,
        move_to: input.move_to,
        start_from: input.start_from,
        enabled: input.enabled,
        version: input.version,
    };
    let kept = app.desk.change_mailbox(&caller.by(), id, change).await?;
    app.wake_config();
    Ok(axum::Json(shown(&app, kept).await?))
}

/// Ends the collecting. What was collected stays, and nothing on the server is touched.
#[utoipa::path(delete, path = "/mailboxes/{id}", tag = "settings", params(("id" = String, Path)),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn remove(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<MailboxId>,
) -> ApiResult<StatusCode> {
    app.desk.remove_mailbox(&caller.by(), id).await?;
    app.wake_config();
    Ok(StatusCode::NO_CONTENT)
}

/// What a test found.
#[derive(Default, Serialize, ToSchema)]
struct MailboxTest {
    ok: bool,
    /// What went wrong, for a person.
    message: Option<String>,
    messages: Option<u32>,
    folders: Vec<String>,
    idle: bool,
    encrypted: bool,
}

/// Signs in and opens the folder read-only. Nothing on the server is changed.
#[utoipa::path(post, path = "/mailboxes/test", tag = "settings", request_body = MailboxInput,
    responses((status = 200, body = MailboxTest), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn test(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<MailboxInput>,
) -> ApiResult<axum::Json<MailboxTest>> {
    let stored = input.mailbox;
    let row = app
        .desk
        .trial_mailbox(&caller.by(), &input.settings(), stored)
        .await?;
    let config = settings_of::config(app.desk.keys(), &row)?;
    let tls = app.client_tls().map_err(ApiError::internal)?;
    let host = DeskHost::new(app.clone());
    let options = ImapOptions::default();
    let tried = tokio::time::timeout(PATIENCE, test_mailbox(config, &host, &tls, &options)).await;
    Ok(axum::Json(match tried {
        Ok(Ok(found)) => MailboxTest {
            ok: true,
            message: None,
            messages: Some(found.messages),
            folders: found.folders,
            idle: found.idle,
            encrypted: found.encrypted,
        },
        Ok(Err(error)) => failed(error.to_string()),
        Err(_) => failed("The server did not answer within 20 seconds.".to_owned()),
    }))
}

fn failed(message: String) -> MailboxTest {
    MailboxTest {
        message: Some(message.chars().take(500).collect()),
        ..MailboxTest::default()
    }
}

/// On the server = stored + quarantined + skipped + waiting + missing + not yet looked at (+ what was there before).
#[derive(Default, Serialize, ToSchema)]
struct Report {
    on_server: Option<i64>,
    before_start: i64,
    stored: i64,
    quarantined: i64,
    skipped: i64,
    waiting: i64,
    missing: i64,
    not_yet: i64,
    last_success_at: Option<Millis>,
    age_ms: Option<i64>,
    /// Why the server could not be looked at now; the figures are then those of the last look.
    error: Option<String>,
    /// Messages that are not plainly stored.
    items: Vec<ReportItem>,
}

#[derive(Serialize, ToSchema)]
struct ReportItem {
    uid: u32,
    /// `quarantined`, `skipped`, `retry` or `missing`.
    state: String,
    error: Option<String>,
}

/// Compares what lies on the server now with what is stored here, read-only.
#[utoipa::path(get, path = "/mailboxes/{id}/reconcile", tag = "settings", params(("id" = String, Path)),
    responses((status = 200, body = Report), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn reconcile(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<MailboxId>,
) -> ApiResult<axum::Json<Report>> {
    let row = app.desk.mailbox(&caller.by(), id).await?;
    let mut report = match look(&app, &row).await {
        Ok(report) => report,
        Err(why) => remembered(&app, id, why).await?,
    };
    report.last_success_at = row.last_success_at;
    report.age_ms = row.last_success_at.map(|at| caller.now - at);
    report.error = report.error.or(row.last_error);
    Ok(axum::Json(report))
}

async fn look(app: &App, row: &Mailbox) -> Result<Report, String> {
    let config = settings_of::config(app.desk.keys(), row).map_err(|e| e.to_string())?;
    let tls = app.client_tls().map_err(|e| e.to_string())?;
    let host = DeskHost::new(app.clone());
    let options = ImapOptions::default();
    let found = tokio::time::timeout(PATIENCE, compare(config, &host, &tls, &options))
        .await
        .map_err(|_| "The server did not answer within 20 seconds.".to_owned())?
        .map_err(|error| error.to_string())?;
    let word = |state| {
        serde_json::to_value(state)
            .ok()
            .and_then(|v| v.as_str().map(str::to_owned))
            .unwrap_or_default()
    };
    let mut items: Vec<ReportItem> = found
        .items
        .into_iter()
        .map(|i| ReportItem {
            uid: i.uid,
            state: word(i.state),
            error: i.error,
        })
        .collect();
    items.extend(found.missing.iter().map(|&uid| ReportItem {
        uid,
        state: "missing".to_owned(),
        error: None,
    }));
    items.truncate(500);
    Ok(Report {
        on_server: Some(found.on_server.into()),
        before_start: found.before_start.into(),
        stored: found.stored.into(),
        quarantined: found.quarantined.into(),
        skipped: found.skipped.into(),
        waiting: found.waiting.into(),
        missing: i64::try_from(found.missing.len()).unwrap_or(i64::MAX),
        not_yet: found.not_yet.into(),
        items,
        ..Report::default()
    })
}

/// The figures of the last look.
async fn remembered(app: &App, id: MailboxId, why: String) -> ApiResult<Report> {
    let known = app
        .db()
        .read(async move |tx| store::mailbox::reconcile(tx, id).await)
        .await?
        .unwrap_or_default();
    Ok(Report {
        on_server: known.server,
        stored: known.stored,
        quarantined: known.quarantined,
        skipped: known.skipped,
        waiting: known.retry,
        missing: known.missing().unwrap_or(0).max(0),
        error: Some(why.chars().take(500).collect()),
        ..Report::default()
    })
}

async fn shown(app: &App, row: Mailbox) -> ApiResult<MailboxHealth> {
    let id = row.id;
    let figures = app
        .db()
        .read(async move |tx| store::mailbox::reconcile(tx, id).await)
        .await?;
    Ok(MailboxHealth::of(row, &figures.unwrap_or_default()))
}
