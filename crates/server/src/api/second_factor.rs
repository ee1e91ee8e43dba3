//! The agent's own second factor: one-time codes and recovery codes.

use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::Json;
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use qrcodegen::{QrCode, QrCodeEcc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(state, begin, end))
        .routes(routes!(confirm))
        .routes(routes!(renew))
}

#[derive(Serialize, ToSchema)]
struct SecondFactorState {
    on: bool,
    /// Recovery codes that can still be used.
    recovery_left: i64,
    /// The organization asks this agent for one.
    required: bool,
}

#[utoipa::path(get, path = "/me/second-factor", tag = "account",
    responses((status = 200, body = SecondFactorState), (status = 403, body = ErrorBody)))]
async fn state(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<SecondFactorState>> {
    caller.session()?;
    let state = app.desk.second_factor(&caller.by()).await?;
    Ok(axum::Json(SecondFactorState {
        on: state.on,
        recovery_left: state.recovery_left,
        required: state.required,
    }))
}

/// A secret to be put into an authenticator app.
#[derive(Serialize, ToSchema)]
struct SecondFactorSecret {
    /// Base 32, to be typed.
    secret: String,
    /// The same as a link.
    uri: String,
    qr: Qr,
}

/// A QR code as one path of an SVG picture, in modules, quiet zone included.
#[derive(Serialize, ToSchema)]
struct Qr {
    size: i32,
    path: String,
}

/// Begins setting one up. Nothing is asked at sign-in until a first code was typed.
#[utoipa::path(post, path = "/me/second-factor", tag = "account",
    responses((status = 200, body = SecondFactorSecret), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody)))]
async fn begin(
    State(app): State<App>,
    caller: Caller,
) -> ApiResult<axum::Json<SecondFactorSecret>> {
    caller.session()?;
    let begun = app.desk.begin_second_factor(&caller.by()).await?;
    let qr = qr(&begun.uri)?;
    Ok(axum::Json(SecondFactorSecret {
        secret: begun.secret,
        uri: begun.uri,
        qr,
    }))
}

fn qr(text: &str) -> ApiResult<Qr> {
    const QUIET: i32 = 4;
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).map_err(ApiError::internal)?;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in 0..code.size() {
            if code.get_module(x, y) {
                path.push_str(&format!("M{},{}h1v1h-1z", x + QUIET, y + QUIET));
            }
        }
    }
    Ok(Qr {
        size: code.size() + 2 * QUIET,
        path,
    })
}

#[derive(Deserialize, ToSchema)]
struct CodeInput {
    /// Six digits of the app, or a recovery code where one is in use.
    code: String,
}

/// Codes that let in once each, when the phone is gone. Shown now and never again.
#[derive(Serialize, ToSchema)]
struct RecoveryCodes {
    recovery_codes: Vec<String>,
}

/// Turns it on with the first code.
#[utoipa::path(post, path = "/me/second-factor/confirm", tag = "account", request_body = CodeInput,
    responses((status = 200, body = RecoveryCodes), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody), (status = 429, body = ErrorBody)))]
async fn confirm(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<CodeInput>,
) -> ApiResult<axum::Json<RecoveryCodes>> {
    caller.session()?;
    let recovery_codes = app
        .desk
        .confirm_second_factor(&caller.by(), &input.code)
        .await?;
    app.sessions.forget();
    Ok(axum::Json(RecoveryCodes { recovery_codes }))
}

/// Fresh recovery codes; the old ones end.
#[utoipa::path(post, path = "/me/second-factor/recovery-codes", tag = "account", request_body = CodeInput,
    responses((status = 200, body = RecoveryCodes), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody), (status = 429, body = ErrorBody)))]
async fn renew(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<CodeInput>,
) -> ApiResult<axum::Json<RecoveryCodes>> {
    caller.session()?;
    let recovery_codes = app
        .desk
        .renew_recovery_codes(&caller.by(), &input.code)
        .await?;
    Ok(axum::Json(RecoveryCodes { recovery_codes }))
}

/// Turns it off, with a code of it.
#[utoipa::path(delete, path = "/me/second-factor", tag = "account", request_body = CodeInput,
    responses((status = 204), (status = 409, body = ErrorBody), (status = 422, body = ErrorBody), (status = 429, body = ErrorBody)))]
async fn end(
    State(app): State<App>,
    caller: Caller,
    Json(input): Json<CodeInput>,
) -> ApiResult<StatusCode> {
    caller.session()?;
    app.desk
        .end_second_factor(&caller.by(), &input.code)
        .await?;
    app.sessions.forget();
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_qr_code_is_one_plain_path() {
        let code = super::qr("otpauth://totp/x").expect("drawn");
        assert!(code.size > 21);
        assert!(
            code.path
                .chars()
                .all(|c| c.is_ascii_digit() || "M,hvz-".contains(c))
        );
    }
}
