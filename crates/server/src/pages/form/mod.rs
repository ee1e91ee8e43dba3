//! The page of a form, and what is sent from it. Works without script: files come with the post, questions that depend on a
//! topic are asked for by a button, and whatever is wrong shows the page again with everything in it.
//!
//! A post is written down before anybody is thanked; the thanks are a page of their own (303), so that loading it again
//! sends nothing. Decisions are in `domain::form`, the writing is `desk::forms`.

mod answers;
mod body;
mod crowd;
mod draw;
mod place;
mod sent;
mod shut;

pub use crowd::Crowd;
pub use place::{Place, place, preview};

use super::answer::{self, Public};
use super::ask;
use super::layout::{self, Head, trail};
use super::site::{At, Site, segment};
use super::token::{self, Doubt};
use super::visitor::Visitor;
use super::ways::Ways;
use super::{assets, missing};
use crate::app::App;
use answers::Panel;
use axum::Router;
use axum::extract::multipart::MultipartError;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use body::{Room, Sent};
use crowd::Paces;
use desk::forms::{Page, Post, Seen, Taken, trace};
use desk::loose::KeptFile;
use desk::page_token::PageToken;
use desk::probes::Posted;
use domain::channel::Stage;
use domain::door::Landing;
use domain::form::guard::{Signals, Work, links};
use domain::form::rate::Pace;
use domain::form::{Code, Problem};
use draw::{Notice, View};
use maud::{Markup, html};
use serde::Deserialize;
use shut::Look;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use tokio::sync::Semaphore;

/// Bodies that are read at the same time: each may have all the files of a form in memory.
static READING: Semaphore = Semaphore::const_new(12);
/// What the page can do more with a script.
const JS: &str = include_str!("../../../public/form.js");
/// The same with what fetches an answer of a language model, in one piece: three files would be too much for a slow phone.
static WITH_ANSWERS: LazyLock<String> = LazyLock::new(|| format!("{JS}\n{}", ask::JS));
/// Change with the scripts.
static BUILDS: LazyLock<[String; 2]> = LazyLock::new(|| [JS, &WITH_ANSWERS].map(assets::build_of));

/// Whether a page stands by itself or in a frame of somebody's site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Frame {
    Own,
    Embedded,
}

/// Below `/help/{center}/{locale}`.
pub fn routes() -> Router<App> {
    let form = "/help/{center}/{locale}/f/{form}";
    // Counted while reading: bodies have bounds of their own.
    Router::new()
        .route(form, get(page).post(send))
        .route(&format!("{form}/embed"), get(embed).post(send_embedded))
        .route(&format!("{form}/file"), post(keep))
        .route(&format!("{form}/embed/file"), post(keep))
        .layer(DefaultBodyLimit::disable())
        .route(&format!("{form}/sent"), get(sent::page))
        .route(&format!("{form}/embed/sent"), get(sent::embed))
        .route("/p/form.js", get(script))
        .route("/p/form-answer.js", get(script_with_answers))
}

async fn script(headers: HeaderMap) -> Response {
    static PACKED: LazyLock<Option<answer::Packed>> = LazyLock::new(|| assets::sent_script(JS));
    packed(PACKED.as_ref(), &headers)
}

async fn script_with_answers(headers: HeaderMap) -> Response {
    static PACKED: LazyLock<Option<answer::Packed>> =
        LazyLock::new(|| assets::sent_script(&WITH_ANSWERS));
    packed(PACKED.as_ref(), &headers)
}

fn packed(script: Option<&answer::Packed>, headers: &HeaderMap) -> Response {
    match script {
        Some(packed) => packed.answer(headers),
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[derive(Debug, Deserialize)]
struct Asked {
    /// Chosen already, by a link from elsewhere.
    #[serde(default)]
    topic: String,
}

async fn page(State(app): State<App>, at: At, Query(asked): Query<Asked>) -> Response {
    show(&app, &at, Frame::Own, asked).await
}

async fn embed(State(app): State<App>, at: At, Query(asked): Query<Asked>) -> Response {
    show(&app, &at, Frame::Embedded, asked).await
}

async fn show(app: &App, at: &At, frame: Frame, asked: Asked) -> Response {
    let seen = match seen(app, at).await {
        Ok(seen) => seen,
        Err(answer) => return answer,
    };
    if let Some(elsewhere) = shut::successor(at, frame, &seen) {
        return elsewhere;
    }
    let mut values = BTreeMap::new();
    if let Some(key) = seen.form.key_of("topic")
        && seen
            .topics
            .iter()
            .any(|(id, _)| id.to_string() == asked.topic)
    {
        values.insert(key.to_owned(), asked.topic);
    }
    let mut again = Again {
        untouched: true,
        values,
        ..Again::default()
    };
    again.ways = shut::ways(app, &at.site, &seen, &again).await;
    let status = Look::of(&seen, &again).status();
    shown(app, at, frame, &seen, again, status)
}

async fn send(State(app): State<App>, at: At, request: Request) -> Response {
    take(&app, &at, Frame::Own, request).await
}

async fn send_embedded(State(app): State<App>, at: At, request: Request) -> Response {
    take(&app, &at, Frame::Embedded, request).await
}

/// The form of the address, or a page that says that there is none.
async fn seen(app: &App, at: &At) -> Result<Seen, Response> {
    let named = Page::Named(at.center.id, at.part("form").to_lowercase());
    let seen = app
        .desk
        .seen_form(named, &at.site.locale, at.now)
        .await
        .public(app)?;
    // Looked at here, so that the page can be drawn without waiting.
    app.models.setup(app).await.public(app)?;
    match seen {
        Some(seen) => Ok(seen),
        None => Err(missing::page(app, &at.site).await),
    }
}

/// What a page has in it when it is shown again.
#[derive(Default)]
struct Again {
    /// Nothing was sent yet.
    untouched: bool,
    /// The one that it had, while it is good.
    token: String,
    values: BTreeMap<String, String>,
    files: Vec<KeptFile>,
    problems: Vec<Problem>,
    notice: Option<Notice>,
    panel: Panel,
    /// Other ways, where they are shown.
    ways: Option<Ways>,
}

async fn take(app: &App, at: &At, frame: Frame, request: Request) -> Response {
    let seen = match seen(app, at).await {
        Ok(seen) => seen,
        Err(answer) => return answer,
    };
    let headers = request.headers().clone();
    let mut sent = match read(&seen, request).await {
        Ok(sent) => sent,
        Err(_) => {
            // Nothing is known of what was typed; the browser still has it.
            let again = Again {
                notice: Some(Notice::Cut),
                ..Again::default()
            };
            return shown(app, at, frame, &seen, again, StatusCode::BAD_REQUEST);
        }
    };
    let paces = app.pages.crowd.post(at.client.ip, at.now);
    let mut again = Again {
        token: sent.token.clone(),
        values: sent.values.clone(),
        ..Again::default()
    };
    let left_out = match gather(app, at, &seen, &mut sent, paces, &mut again).await {
        Ok(left_out) => left_out,
        Err(_) => return failed(app, at, frame, &seen, again),
    };
    let purpose = trace::page(seen.form.id);
    let proof = match token::check(app, &purpose, &sent.token, &sent.honey, at.now) {
        Ok(proof) => proof,
        Err(doubt) => {
            again.token.clear();
            again.notice = Some(match doubt {
                Doubt::TooOld => Notice::Old,
                Doubt::NotOurs => Notice::Foreign,
            });
            return shown(
                app,
                at,
                frame,
                &seen,
                again,
                StatusCode::UNPROCESSABLE_ENTITY,
            );
        }
    };
    if !sent.probe.is_empty()
        && let Some(answer) = probed(app, at, &seen, &sent).await
    {
        return answer;
    }
    if let Some(step) = &sent.step {
        let from = (&headers, &proof.token);
        let (panel, visitor) = answers::stepped(app, at, &seen, from, step, &sent.values).await;
        again.panel = panel;
        let mut page = shown(app, at, frame, &seen, again, StatusCode::OK);
        know_again(&mut page, at, visitor.as_ref());
        return page;
    }
    if sent.dropped {
        return shown(app, at, frame, &seen, again, StatusCode::OK);
    }
    if sent.cut || !left_out.is_empty() {
        again.notice = sent.cut.then_some(Notice::Cut);
        again.problems = left_out;
        return shown(
            app,
            at,
            frame,
            &seen,
            again,
            StatusCode::UNPROCESSABLE_ENTITY,
        );
    }
    let signals = Signals {
        took_ms: proof.took_ms,
        trapped: proof.honeyed,
        address: paces.address,
        network: paces.network,
        work: work(app, at, &sent),
        links: sent.values.values().map(|v| links(v)).sum(),
    };
    write_down(
        app,
        at,
        frame,
        &seen,
        again,
        (proof.token, signals),
        &headers,
    )
    .await
}

/// A look of our own, read like any post: kept as a look and as nothing else. `None`: it is none, and a post like others.
async fn probed(app: &App, at: &At, seen: &Seen, sent: &Sent) -> Option<Response> {
    let posted = app.desk.probe_posted(seen.form.id, &sent.probe, at.now);
    match posted.await {
        Ok(Posted::NoLook) => None,
        Ok(Posted::Look(over)) => {
            over.iter().for_each(crate::probe::told);
            Some(StatusCode::NO_CONTENT.into_response())
        }
        Err(error) => {
            tracing::error!(%error, "a look at a form was not kept");
            Some(StatusCode::SERVICE_UNAVAILABLE.into_response())
        }
    }
}

async fn write_down(
    app: &App,
    at: &At,
    frame: Frame,
    seen: &Seen,
    mut again: Again,
    (token, signals): (PageToken, Signals),
    headers: &HeaderMap,
) -> Response {
    let post = Post {
        form: seen.form.id,
        token,
        locale: at.site.locale.clone(),
        values: again.values.clone(),
        files: again.files.clone(),
        signals,
    };
    match app.desk.post_form(post, at.now).await {
        Ok(Taken::Kept { post, conversation }) => {
            app.wakes.due.notify_one();
            super::question_sent(app, at, headers, &token, conversation).await;
            let reference = app.desk.form_post_reference(seen.form.id, post, at.now);
            answer::see_other(&format!("{}/sent?r={reference}", path(at, frame)))
        }
        Ok(Taken::Wrong(problems)) => {
            again.problems = problems;
            shown(
                app,
                at,
                frame,
                seen,
                again,
                StatusCode::UNPROCESSABLE_ENTITY,
            )
        }
        Ok(Taken::Later { seconds }) => {
            again.notice = Some(Notice::Later);
            let mut page = shown(app, at, frame, seen, again, StatusCode::TOO_MANY_REQUESTS);
            answer::put(&mut page, header::RETRY_AFTER, &seconds.to_string());
            page
        }
        Err(error) => {
            tracing::error!(%error, "a form was not kept");
            failed(app, at, frame, seen, again)
        }
    }
}

/// Asks the browser to keep who they are among visitors, if they are new.
fn know_again(page: &mut Response, at: &At, visitor: Option<&Visitor>) {
    let cookie = visitor.and_then(|v| v.cookie(&at.site, at.client.https));
    if let Some(cookie) = cookie {
        page.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// Our fault: everything is shown again, to be sent once more.
fn failed(app: &App, at: &At, frame: Frame, seen: &Seen, mut again: Again) -> Response {
    again.notice = Some(Notice::Failed);
    shown(app, at, frame, seen, again, StatusCode::SERVICE_UNAVAILABLE)
}

async fn read(seen: &Seen, request: Request) -> Result<Sent, Option<MultipartError>> {
    let parts = Multipart::from_request(request, &())
        .await
        .map_err(|_| None)?;
    let room = Room {
        files: usize::try_from(seen.form.files_max).unwrap_or(0),
        octets: usize::try_from(seen.form.bytes_max).unwrap_or(0),
    };
    // Closed never: who waits here is answered when another body has been read, or by the time limit of requests.
    let _turn = READING.acquire().await;
    body::read(parts, room).await.map_err(Some)
}

/// Brings together the files that were kept before and new ones, as far as there is room; what is wrong with the rest.
async fn gather(
    app: &App,
    at: &At,
    seen: &Seen,
    sent: &mut Sent,
    paces: Paces,
    again: &mut Again,
) -> desk::Result<Vec<Problem>> {
    let form = &seen.form;
    let files = form.key_of("files").unwrap_or("files").to_owned();
    let wrong = |code| Problem {
        question: files.clone(),
        code,
    };
    again.files = app
        .desk
        .kept_form_files(form.id, &sent.kept, at.now)
        .await?;
    let most = usize::try_from(form.files_max).unwrap_or(0);
    again.files.truncate(most);
    let mut room = form.bytes_max - again.files.iter().map(|f| f.size).sum::<i64>();
    let (mut fitting, mut problems) = (Vec::new(), Vec::new());
    let new = std::mem::take(&mut sent.files);
    let many = new.len() + sent.left_out.len() > most;
    let calm =
        paces.address < Pace::Flood && app.pages.crowd.files(at.client.ip, new.len(), at.now);
    for file in new {
        let size = i64::try_from(file.bytes.len()).unwrap_or(i64::MAX);
        if again.files.len() + fitting.len() >= most || !calm {
            problems.push(wrong(Code::TooManyFiles));
        } else if size > room {
            problems.push(wrong(Code::FilesTooLarge));
        } else {
            room -= size;
            fitting.push(file);
        }
    }
    if !sent.left_out.is_empty() {
        problems.push(wrong(if many {
            Code::TooManyFiles
        } else {
            Code::FilesTooLarge
        }));
    }
    if !fitting.is_empty() {
        let kept = app.desk.keep_form_files(form.id, fitting, at.now).await?;
        again.files.extend(kept);
    }
    // One word for each kind of fault, however many files there are.
    problems.dedup();
    problems.truncate(2);
    Ok(problems)
}

fn work(app: &App, at: &At, sent: &Sent) -> Work {
    if !sent.work.is_empty() {
        return match trace::is_worked(&sent.token, &sent.work, trace::WORK_BITS) {
            true => Work::Done,
            false => Work::False,
        };
    }
    match app.pages.crowd.pressed(at.now) {
        true => Work::Missing,
        false => Work::NotAsked,
    }
}

/// Where the form of the address is, in this frame.
fn path(at: &At, frame: Frame) -> String {
    let below = match frame {
        Frame::Own => "",
        Frame::Embedded => "/embed",
    };
    at.site
        .path(&format!("f/{}{below}", segment(at.part("form"))))
}

/// The page of a form, with what is in it.
fn shown(
    app: &App,
    at: &At,
    frame: Frame,
    seen: &Seen,
    mut again: Again,
    status: StatusCode,
) -> Response {
    if again.token.is_empty() {
        again.token = fresh_token(app, seen, at.now);
    }
    let action = path(at, frame);
    let view = View {
        site: &at.site,
        seen,
        action: &action,
        token: &again.token,
        values: &again.values,
        files: &again.files,
        problems: &again.problems,
        notice: again.notice,
        work: if app.pages.crowd.pressed(at.now) {
            trace::WORK_BITS
        } else {
            0
        },
        now: at.now,
        panel: Some(&again.panel),
    };
    let answers = (app.models.held()).is_some_and(|setup| setup.answers_in_form(seen.form.id));
    let body = html! {
        @if frame == Frame::Own {
            (trail(&at.site, &[(at.site.path("contact"), at.site.words.get("contact"))]))
        }
        @match Look::of(seen, &again) {
            look @ (Look::Shut | Look::Gone) => (shut::signpost(at, seen, look, again.ways.as_ref(), frame)),
            Look::Form => {
                (shut::standing(&at.site, seen, again.ways.as_ref(), frame)) (draw::form(&view))
                (shut::after(&at.site, seen, again.ways.as_ref(), frame))
                @if answers { (ask::beside(&format!("{action}/answer"), &again.token)) }
                (script_tag(answers))
            }
        }
    };
    finish(&at.site, frame, seen, status, &head(at, seen, frame), &body)
}

fn fresh_token(app: &App, seen: &Seen, now: domain::Millis) -> String {
    match PageToken::fresh(now) {
        Ok(token) => app
            .desk
            .keys()
            .page_token(&trace::page(seen.form.id), &token),
        // Sent without one, the page comes back with everything in it.
        Err(_) => String::new(),
    }
}

fn script_tag(answers: bool) -> Markup {
    let (name, build) = match answers {
        false => ("form", &BUILDS[0]),
        true => ("form-answer", &BUILDS[1]),
    };
    html! { script src=(format!("/p/{name}.js?v={build}")) defer {} }
}

fn title(site: &Site, seen: &Seen) -> String {
    let fallback = site
        .center
        .as_ref()
        .map_or("", |c| c.default_locale.as_str());
    let words = seen.form.words_in(&site.locale, fallback);
    words.map(|(_, w)| w.title.clone()).unwrap_or_default()
}

fn head(at: &At, seen: &Seen, frame: Frame) -> Head {
    let place = format!("f/{}", segment(&seen.form.slug));
    let listed = seen.stage != Stage::Draft && !seen.unlisted;
    let open = matches!(seen.landing, Landing::Queue { .. });
    let live = listed && open && frame == Frame::Own;
    let fallback = at.center.default_locale.as_str();
    let words = seen.form.words_in(&at.site.locale, fallback);
    Head {
        // A form that is not announced is not found by search engines either.
        path: live.then(|| at.site.path(&place)),
        description: match words {
            Some((_, own)) if !own.intro.is_empty() => own.intro.clone(),
            _ => at
                .site
                .words
                .naming("form-description", "name", &at.site.name),
        },
        languages: at
            .center
            .locales
            .iter()
            .map(|l| (l.clone(), at.site.path_in(l, &place)))
            .collect(),
        place: layout::Place::Contact,
        ..Head::new(title(&at.site, seen))
    }
}

fn finish(
    site: &Site,
    frame: Frame,
    seen: &Seen,
    status: StatusCode,
    head: &Head,
    body: &Markup,
) -> Response {
    if frame == Frame::Own {
        return answer::own(site, status, head, body);
    }
    let hosts: Vec<&str> = seen.form.hosts.iter().map(String::as_str).collect();
    let ancestors = [&["'self'"], &hosts[..]].concat().join(" ");
    let page = layout::frame(site, head, body);
    answer::framed(status, page.into_string(), &ancestors)
}

/// A file that a script sends as soon as it was chosen, so that its progress can be seen.
async fn keep(State(app): State<App>, at: At, request: Request) -> Response {
    let seen = match seen(&app, &at).await {
        Ok(seen) => seen,
        Err(answer) => return answer,
    };
    let refuse = |status: StatusCode, code: &str| {
        (status, axum::Json(serde_json::json!({ "error": code }))).into_response()
    };
    let Ok(sent) = read(&seen, request).await else {
        return refuse(StatusCode::BAD_REQUEST, "bad_upload");
    };
    let purpose = trace::page(seen.form.id);
    if token::check(&app, &purpose, &sent.token, &sent.honey, at.now).is_err() {
        return refuse(StatusCode::FORBIDDEN, "bad_token");
    }
    if !app
        .pages
        .crowd
        .files(at.client.ip, sent.files.len(), at.now)
    {
        return refuse(StatusCode::TOO_MANY_REQUESTS, "too_fast");
    }
    if sent.files.is_empty() || seen.form.key_of("files").is_none() {
        return refuse(StatusCode::PAYLOAD_TOO_LARGE, "too_large");
    }
    match app
        .desk
        .keep_form_files(seen.form.id, sent.files, at.now)
        .await
    {
        Ok(kept) => {
            let items: Vec<_> = kept
                .iter()
                .map(|f| {
                    let size = draw::size(&at.site, f.size);
                    serde_json::json!({
                        "reference": f.reference,
                        "name": f.name,
                        "octets": f.size,
                        "said": at.site.words.naming("form-file-kept", "size", &size),
                    })
                })
                .collect();
            (
                StatusCode::CREATED,
                axum::Json(serde_json::json!({ "items": items })),
            )
                .into_response()
        }
        Err(error) => {
            tracing::error!(%error, "a file of a form was not kept");
            refuse(StatusCode::SERVICE_UNAVAILABLE, "unavailable")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scripts_of_the_page_together_are_small() {
        let size = |text: &str| assets::sent_script(text).expect("packed").len();
        let general = include_str!("../../../public/public.js");
        let all = size(&WITH_ANSWERS) + size(general);
        assert!(all <= 5_000, "{all}");
    }

    #[test]
    fn the_script_fetches_nothing_from_elsewhere_and_makes_no_html_of_texts() {
        for word in [
            "http",
            "innerHTML",
            "eval(",
            "insertAdjacent",
            "document.write",
        ] {
            assert!(!JS.contains(word), "{word}");
        }
    }
}
