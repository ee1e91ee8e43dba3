//! Files: uploads for a message, downloads, the raw mail and the mail as its sender meant it to look.

use super::types::Attachment;
use crate::app::App;
use crate::http::download::{self, Disposition};
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use domain::{AttachmentId, MessageId};
use serde::Deserialize;
use std::fmt::Write as _;

/// Longest HTML that is shown as an original.
const ORIGINAL_MAX: usize = 4 * 1024 * 1024;

pub fn routes() -> OpenApiRouter<App> {
    // The limit is the configured one, counted while reading.
    let upload = OpenApiRouter::new()
        .routes(routes!(upload))
        .layer(DefaultBodyLimit::disable());
    OpenApiRouter::new()
        .merge(upload)
        .routes(routes!(attachment))
        .routes(routes!(raw))
        .routes(routes!(original))
}

/// Keeps a file for a message that is being written. Multipart, field `file`.
#[utoipa::path(post, path = "/attachments", tag = "files", request_body(content_type = "multipart/form-data", content = String),
    responses((status = 201, body = Attachment), (status = 413, body = ErrorBody)))]
async fn upload(
    State(app): State<App>,
    caller: Caller,
    mut form: Multipart,
) -> ApiResult<(StatusCode, axum::Json<Attachment>)> {
    while let Some(field) = form.next_field().await.map_err(broken)? {
        if field.name() != Some("file") {
            continue;
        }
        let name = field.file_name().unwrap_or("file").to_owned();
        let kind = field
            .content_type()
            .unwrap_or("application/octet-stream")
            .to_owned();
        let bytes = take(&app, field).await?;
        let id = app.desk.upload(&caller.by(), &name, &kind, &bytes).await?;
        let access = caller.access().clone();
        let kept = app
            .db()
            .read(async move |tx| store::read::attachment(tx, &access, id).await)
            .await?;
        let kept = kept.ok_or_else(ApiError::not_found)?;
        return Ok((StatusCode::CREATED, axum::Json(Attachment::from(kept))));
    }
    Err(ApiError::invalid(
        "file",
        "Send the file as multipart/form-data in the field `file`.",
    ))
}

/// Reads a file piece by piece, up to the limit.
async fn take(app: &App, mut field: Field<'_>) -> ApiResult<Vec<u8>> {
    let most = app.config.limits.attachment_bytes;
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(broken)? {
        if bytes.len() + piece.len() > most {
            return Err(too_large(app));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

fn too_large(app: &App) -> ApiError {
    let most = app.config.limits.attachment_bytes / 1_048_576;
    ApiError::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too_large",
        format!("A file may have {most} MB at most."),
    )
}

fn broken(error: MultipartError) -> ApiError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return ApiError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            "This file is larger than is taken here.",
        );
    }
    ApiError::new(
        StatusCode::BAD_REQUEST,
        "bad_upload",
        "The upload could not be read to its end.",
    )
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct FileQuery {
    /// `1`: shown in place, when its type is harmless.
    inline: Option<u8>,
}

/// A file of a message, or of the agent's own draft.
#[utoipa::path(get, path = "/attachments/{id}", tag = "files", params(("id" = String, Path), FileQuery),
    responses((status = 200, description = "The bytes"), (status = 404, body = ErrorBody)))]
async fn attachment(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<AttachmentId>,
    Query(query): Query<FileQuery>,
) -> ApiResult<Response> {
    let access = caller.access().clone();
    let found = app
        .db()
        .read(async move |tx| store::read::attachment(tx, &access, id).await)
        .await?;
    let found = found.ok_or_else(ApiError::not_found)?;
    let bytes = app.desk.blobs().get(&found.blob).await?;
    let wanted = if query.inline == Some(1) {
        Disposition::Inline
    } else {
        Disposition::Attachment
    };
    Ok(download::file(
        &found.name,
        &found.media_type,
        bytes,
        wanted,
    ))
}

/// The raw mail behind a message.
#[utoipa::path(get, path = "/messages/{id}/raw", tag = "files", params(("id" = String, Path)),
    responses((status = 200, description = "message/rfc822"), (status = 404, body = ErrorBody)))]
async fn raw(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<MessageId>,
) -> ApiResult<Response> {
    let bytes = app
        .desk
        .message_raw(&caller.by(), id)
        .await
        .map_err(unseen)?;
    Ok(download::file(
        &format!("{id}.eml"),
        "message/rfc822",
        bytes.into(),
        Disposition::Attachment,
    ))
}

/// Whether a mail is there is not told to whom it does not belong.
fn unseen(error: desk::DeskError) -> ApiError {
    if error.code() == "not_permitted" {
        ApiError::not_found()
    } else {
        error.into()
    }
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct OriginalQuery {
    /// `1`: outside images are fetched, which tells the sender.
    images: Option<u8>,
}

/// The mail as a page of its own, made safe, for a sandboxed frame.
#[utoipa::path(get, path = "/messages/{id}/original", tag = "files", params(("id" = String, Path), OriginalQuery),
    responses((status = 200, description = "text/html"), (status = 404, body = ErrorBody)))]
async fn original(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<MessageId>,
    Query(query): Query<OriginalQuery>,
) -> ApiResult<Response> {
    let access = caller.access().clone();
    let shown = app
        .db()
        .read(async move |tx| store::read::message(tx, &access, id).await)
        .await?;
    let shown = shown.ok_or_else(ApiError::not_found)?;
    let mut body = shown
        .message
        .html
        .unwrap_or_else(|| plain(&shown.message.text));
    body.truncate(body.floor_char_boundary(ORIGINAL_MAX));
    for file in &shown.attachments {
        if let Some(cid) = &file.content_id {
            let from = format!("data-cid=\"{cid}\"");
            body = body.replace(
                &from,
                &format!("src=\"/api/v1/attachments/{}?inline=1\"", file.id),
            );
        }
    }
    let outside = query.images == Some(1);
    if outside {
        body = body.replace("data-remote-src=", "src=");
    }
    let page = format!(
        "<!doctype html><html><head><meta charset=utf-8><base target=_blank><style>body{{margin:12px;font:14px/1.5 system-ui,sans-serif;\
         overflow-wrap:anywhere}}img{{max-width:100%;height:auto}}</style></head><body>{body}</body></html>"
    );
    let images = if outside { " https: http:" } else { "" };
    let policy = format!(
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data: 'self'{images}; \
         style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
    );
    let mut response = ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response.headers_mut().insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    Ok(response)
}

fn plain(text: &str) -> String {
    let mut out = String::from("<pre style=\"white-space:pre-wrap\">");
    mail::html::escape(text, &mut out);
    let _ = write!(out, "</pre>");
    out
}
