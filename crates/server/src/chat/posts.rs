//! What a widget sends, and what it asks for: always plain HTTP, so that a dead socket loses no message.

use super::bounds::What;
use super::shape::{self, Thread};
use super::{At, refused, token};
use crate::app::App;
use crate::cluster::Word;
use crate::http::download::{self, Disposition};
use crate::http::error::{ApiError, ApiResult};
use crate::http::extract::{Json, Query};
use axum::Json as Answer;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use desk::chat::{Begin, Chosen, NewPost, Page, Part, Rated, Session};
use desk::loose::NewFile;
use domain::alternative::Choice;
use domain::chat::FILE_BYTES;
use domain::{AttachmentId, TopicId, VisitorId};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::chat::Outcome;

/// Messages of one page at most.
const PAGE: usize = 100;

#[derive(Debug, Default, Deserialize)]
pub struct PageBody {
    #[serde(default)]
    url: String,
    #[serde(default)]
    title: String,
}

impl From<PageBody> for Page {
    fn from(p: PageBody) -> Self {
        Self {
            url: p.url,
            title: p.title,
        }
    }
}

#[derive(Debug, Deserialize)]
pub struct SessionBody {
    token: Option<String>,
    identity: Option<String>,
    #[serde(default)]
    locale: String,
    #[serde(default)]
    zone: String,
    #[serde(default)]
    page: PageBody,
}

pub async fn session(
    State(app): State<App>,
    at: At,
    Json(body): Json<SessionBody>,
) -> ApiResult<Answer<Value>> {
    app.chats
        .bounds
        .count(What::Session, at.client.ip, None, at.now)?;
    let begin = Begin {
        token: body.token,
        identity: body.identity,
        locale: body.locale,
        zone: body.zone,
        page: body.page.into(),
    };
    let locale = Some(begin.locale.clone()).filter(|l| !l.is_empty());
    let session = app.desk.begin_chat(&at.widget, begin, at.now).await;
    let session = session.map_err(refused)?;
    Ok(begun(&app, &at, &session, locale.as_deref()))
}

fn begun(app: &App, at: &At, session: &Session, locale: Option<&str>) -> Answer<Value> {
    Answer(shape::session(app, &at.widget, session, locale, at.now))
}

/// Who sends; counted.
async fn visitor(app: &App, at: &At, headers: &HeaderMap, what: What) -> ApiResult<VisitorId> {
    let token = token(headers)?;
    let found = app.desk.chat_visitor(&at.widget, token, at.now).await;
    let visitor = found.map_err(refused)?;
    app.chats
        .bounds
        .count(what, at.client.ip, Some(visitor), at.now)?;
    Ok(visitor)
}

#[derive(Debug, Deserialize)]
pub struct MessagesQuery {
    before: Option<String>,
    after: Option<String>,
    limit: Option<usize>,
}

/// A place in a thread as it is written in addresses.
pub fn cursor(text: &str) -> ApiResult<i64> {
    let bad = || ApiError::invalid("cursor", "A cursor is one that was given out here.");
    text.parse::<i64>().ok().filter(|n| *n >= 0).ok_or_else(bad)
}

pub async fn messages(
    State(app): State<App>,
    at: At,
    headers: HeaderMap,
    Query(query): Query<MessagesQuery>,
) -> ApiResult<Answer<Value>> {
    let visitor = visitor(&app, &at, &headers, What::Light).await?;
    let part = match (&query.after, &query.before) {
        (Some(after), _) => Part::After(cursor(after)?),
        (None, Some(before)) => Part::Before(cursor(before)?),
        (None, None) => Part::Before(i64::MAX),
    };
    let limit = query.limit.unwrap_or(50).clamp(1, PAGE);
    let (page, seen) = app.desk.chat_thread(visitor, part, limit, at.now).await?;
    let thread = Thread {
        widget: &at.widget,
        seen: seen.as_ref(),
        read_n: page.read_n,
        now: at.now,
    };
    let items: Vec<Value> = page
        .items
        .iter()
        .map(|i| shape::message(&app, &thread, i))
        .collect();
    Ok(Answer(
        json!({ "items": items, "cursor": page.cursor.to_string(), "more": page.more }),
    ))
}

#[derive(Debug, Deserialize)]
pub struct MessageBody {
    #[serde(default)]
    text: String,
    #[serde(default)]
    files: Vec<String>,
    topic: Option<TopicId>,
    #[serde(default)]
    fields: BTreeMap<String, String>,
    email: Option<String>,
    #[serde(default)]
    page: PageBody,
}

pub async fn message(
    State(app): State<App>,
    at: At,
    headers: HeaderMap,
    Json(body): Json<MessageBody>,
) -> ApiResult<(StatusCode, Answer<Value>)> {
    // Counted by whom the token was made for; whether it still holds is asked where the message is written.
    let claimed = app.desk.chat_claimed(&at.widget, token(&headers)?, at.now);
    let claimed = claimed.map_err(refused)?;
    app.chats
        .bounds
        .count(What::Message, at.client.ip, Some(claimed), at.now)?;
    let client_id = headers
        .get("idempotency-key")
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let post = NewPost {
        client_id,
        text: body.text,
        files: body.files,
        topic: body.topic,
        fields: body.fields,
        email: body.email,
        page: body.page.into(),
    };
    let posted = app
        .desk
        .post_chat(at.widget.id, token(&headers)?, post, at.now);
    let posted = posted.await.map_err(refused)?;
    if let Some(seen) = &posted.seen {
        app.chats.typed_no_more(seen.conversation);
    }
    let thread = Thread {
        widget: &at.widget,
        seen: posted.seen.as_ref(),
        read_n: 0,
        now: at.now,
    };
    let told = json!({
        "message": shape::message(&app, &thread, &posted.shown),
        "conversation": posted.seen.as_ref().map(|s| shape::conversation(s, None, at.now)),
    });
    Ok((StatusCode::CREATED, Answer(told)))
}

pub async fn keep_file(
    State(app): State<App>,
    at: At,
    headers: HeaderMap,
    bytes: Bytes,
) -> ApiResult<(StatusCode, Answer<Value>)> {
    let visitor = visitor(&app, &at, &headers, What::File).await?;
    if bytes.len() > FILE_BYTES || bytes.is_empty() {
        let status = StatusCode::PAYLOAD_TOO_LARGE;
        return Err(ApiError::new(
            status,
            "too_large",
            "A file has 1 octet to 10 MB.",
        ));
    }
    let text = |name: &str| {
        let value = headers.get(name).and_then(|v| v.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    let name = percent(&text("x-file-name"));
    let file = NewFile {
        name,
        media_type: text(header::CONTENT_TYPE.as_str()),
        bytes: bytes.to_vec(),
    };
    let kept = app.desk.keep_chat_file(visitor, file, at.now).await?;
    let told = json!({ "id": kept.reference, "name": kept.name, "size": kept.size, "kind": kept.media_type });
    Ok((StatusCode::CREATED, Answer(told)))
}

/// Percent-encoded UTF-8 (RFC 3986 §2.1); what is none is kept as it is.
fn percent(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, more)) = rest.split_first() {
        let hex = more.get(..2).and_then(|h| std::str::from_utf8(h).ok());
        match hex.and_then(|h| u8::from_str_radix(h, 16).ok()) {
            Some(octet) if first == b'%' => {
                out.push(octet);
                rest = &more[2..];
            }
            _ => {
                out.push(first);
                rest = more;
            }
        }
    }
    String::from_utf8_lossy(&out).chars().take(300).collect()
}

#[derive(Debug, Deserialize)]
pub struct FileQuery {
    #[serde(default)]
    ticket: String,
}

pub async fn file(
    State(app): State<App>,
    at: At,
    Query(query): Query<FileQuery>,
) -> ApiResult<Response> {
    let id: AttachmentId = at.id.parse().map_err(|_| ApiError::not_found())?;
    let found = app
        .desk
        .chat_file(at.widget.id, id, &query.ticket, at.now)
        .await?;
    let file = found.ok_or_else(ApiError::not_found)?;
    let bytes = app.desk.blobs().get(&file.blob).await?;
    Ok(download::file(
        &file.name,
        &file.media_type,
        bytes,
        Disposition::Inline,
    ))
}

pub async fn typing(State(app): State<App>, at: At, headers: HeaderMap) -> ApiResult<StatusCode> {
    let visitor = visitor(&app, &at, &headers, What::Light).await?;
    // Their place in the thread is in memory of nobody: the newest conversation is one row.
    let (_, seen) = app
        .desk
        .chat_thread(visitor, Part::After(i64::MAX), 1, at.now)
        .await?;
    if let Some(seen) = seen {
        app.chats.typed(seen.conversation, app.clock.heartbeat());
        app.live.nudge_presence();
        if !app.cluster.is_alone() {
            let word = Word::Typing {
                conversation: seen.conversation,
            };
            app.db().whisper(word.text());
        }
    }
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize)]
pub struct ReadBody {
    upto: String,
}

pub async fn read(
    State(app): State<App>,
    at: At,
    headers: HeaderMap,
    Json(body): Json<ReadBody>,
) -> ApiResult<StatusCode> {
    visitor(&app, &at, &headers, What::Light).await?;
    let upto = cursor(&body.upto)?;
    let done = app
        .desk
        .chat_read(&at.widget, token(&headers)?, upto, at.now);
    done.await.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize)]
pub struct TranscriptBody {
    email: Option<String>,
}

pub async fn transcript(
    State(app): State<App>,
    at: At,
    headers: HeaderMap,
    Json(body): Json<TranscriptBody>,
) -> ApiResult<StatusCode> {
    visitor(&app, &at, &headers, What::Code).await?;
    if !at.widget.look.transcript {
        return Err(ApiError::not_found());
    }
    let sent = app
        .desk
        .mail_transcript(&at.widget, token(&headers)?, body.email, at.now);
    sent.await.map_err(refused)?;
    app.wake_sender();
    Ok(StatusCode::ACCEPTED)
}

#[derive(Debug, Deserialize)]
pub struct Nothing {}

#[derive(Debug, Deserialize)]
pub struct RatingBody {
    score: i64,
    #[serde(default)]
    comment: String,
}

pub async fn rating(
    State(app): State<App>,
    at: At,
    headers: HeaderMap,
    Json(body): Json<RatingBody>,
) -> ApiResult<StatusCode> {
    visitor(&app, &at, &headers, What::Light).await?;
    let rated = Rated {
        score: body.score,
        comment: body.comment,
    };
    let done = app
        .desk
        .rate_chat(&at.widget, token(&headers)?, rated, at.now);
    done.await.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT)
}

/// The card that asks for a rating was really seen.
pub async fn rating_shown(
    State(app): State<App>,
    at: At,
    headers: HeaderMap,
    Json(Nothing {}): Json<Nothing>,
) -> ApiResult<StatusCode> {
    visitor(&app, &at, &headers, What::Light).await?;
    let done = app
        .desk
        .chat_rating_shown(&at.widget, token(&headers)?, at.now);
    done.await.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT)
}

pub async fn leave(State(app): State<App>, at: At, headers: HeaderMap) -> ApiResult<StatusCode> {
    visitor(&app, &at, &headers, What::Light).await?;
    let done = app.desk.leave_chat(&at.widget, token(&headers)?, at.now);
    done.await.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize)]
pub struct AlternativeBody {
    choice: Choice,
    email: Option<String>,
}

/// Takes another way than to wait on the line, or stays in it.
pub async fn alternative(
    State(app): State<App>,
    at: At,
    headers: HeaderMap,
    Json(body): Json<AlternativeBody>,
) -> ApiResult<Answer<Value>> {
    let visitor = visitor(&app, &at, &headers, What::Light).await?;
    let chosen = Chosen {
        choice: body.choice,
        email: body.email,
    };
    let done = app
        .desk
        .choose_alternative(&at.widget, token(&headers)?, chosen, at.now);
    let seen = done.await.map_err(refused)?;
    app.chats.wake(visitor);
    app.wakes.router.notify_one();
    let told = seen.as_ref();
    let told = told.map(|s| shape::conversation(s, None, at.now));
    Ok(Answer(json!({ "conversation": told })))
}

#[derive(Debug, Deserialize)]
pub struct EmailBody {
    email: String,
    #[serde(default)]
    locale: String,
}

pub async fn email(
    State(app): State<App>,
    at: At,
    headers: HeaderMap,
    Json(body): Json<EmailBody>,
) -> ApiResult<StatusCode> {
    visitor(&app, &at, &headers, What::Code).await?;
    let token = token(&headers)?;
    let locale = shape::locale(&body.locale);
    let sent = app
        .desk
        .mail_chat_code(&at.widget, token, &body.email, &locale, at.now);
    sent.await.map_err(refused)?;
    app.wake_sender();
    Ok(StatusCode::ACCEPTED)
}

#[derive(Debug, Deserialize)]
pub struct CodeBody {
    email: String,
    code: String,
}

pub async fn code(
    State(app): State<App>,
    at: At,
    headers: HeaderMap,
    Json(body): Json<CodeBody>,
) -> ApiResult<Answer<Value>> {
    let before = visitor(&app, &at, &headers, What::Light).await?;
    let token = token(&headers)?;
    let proved = app
        .desk
        .prove_chat_email(&at.widget, token, &body.email, &body.code, at.now);
    let session = proved.await.map_err(refused)?;
    // Other tabs of who they were begin anew.
    app.chats.wake(before);
    app.chats.wake(session.visitor);
    Ok(begun(&app, &at, &session, None))
}

#[derive(Debug, Deserialize)]
pub struct InvitationBody {
    outcome: OutcomeWord,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OutcomeWord {
    Shown,
    Accepted,
    Dismissed,
}

pub async fn invitation(
    State(app): State<App>,
    at: At,
    Json(body): Json<InvitationBody>,
) -> ApiResult<StatusCode> {
    app.chats
        .bounds
        .count(What::Light, at.client.ip, None, at.now)?;
    let outcome = match body.outcome {
        OutcomeWord::Shown => Outcome::Shown,
        OutcomeWord::Accepted => Outcome::Accepted,
        OutcomeWord::Dismissed => Outcome::Dismissed,
    };
    app.desk
        .count_invitation(&at.widget, &at.id, outcome, at.now)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_read_and_nonsense_is_kept() {
        assert_eq!(percent("%C3%B5un.png"), "õun.png");
        assert_eq!(percent("100%"), "100%");
        assert_eq!(percent("a%zzb%4"), "a%zzb%4");
        assert_eq!(percent("%é1"), "%é1");
        assert_eq!(percent("%FF"), "\u{fffd}");
    }

    #[test]
    fn a_cursor_is_a_number_and_nothing_else() {
        assert_eq!(cursor("17").ok(), Some(17));
        for bad in ["", "-1", "1;", "99999999999999999999", "x"] {
            assert!(cursor(bad).is_err(), "{bad}");
        }
    }
}
