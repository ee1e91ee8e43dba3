//! What there is to look after: searches in vain, what readers said, articles that worry, pairs that say different things;
//! and finding articles from the inside.

use super::shapes::ArticleLine;
use crate::api::types::Page;
use crate::app::App;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::{Path, Query};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use axum::http::StatusCode;
use domain::article::Worry;
use domain::{ArticleId, HelpCenterId, Millis};
use serde::{Deserialize, Serialize};
use store::search::Snippet;
use utoipa::ToSchema;

/// Articles of one search.
const FOUND_MAX: usize = 30;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(find))
        .routes(routes!(searches, drop_search))
        .routes(routes!(voices))
        .routes(routes!(worries))
        .routes(routes!(twins))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct FindQuery {
    q: Option<String>,
    /// Texts in it come first.
    locale: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct FoundArticle {
    #[schema(value_type = String)]
    article: ArticleId,
    locale: String,
    slug: String,
    title: String,
    summary: String,
    #[schema(value_type = Object)]
    snippet: Snippet,
}

/// Articles by their words, internal ones and drafts among them; each once.
#[utoipa::path(get, path = "/articles/found", tag = "help", params(FindQuery),
    responses((status = 200, body = Page<FoundArticle>), (status = 403, body = ErrorBody)))]
async fn find(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<FindQuery>,
) -> ApiResult<axum::Json<Page<FoundArticle>>> {
    caller
        .by()
        .demand(domain::access::Permission::ConversationRead)?;
    let access = caller.access().clone();
    let words: String = query.q.unwrap_or_default().chars().take(500).collect();
    let locale = query.locale.unwrap_or_default();
    let hits = app
        .db()
        .read(async move |tx| {
            store::article_search::agents(tx, &access, &locale, &words, FOUND_MAX).await
        })
        .await?;
    let line = |h: store::article_search::Hit| FoundArticle {
        article: h.article,
        locale: h.locale,
        slug: h.slug,
        title: h.title,
        summary: h.summary,
        snippet: h.snippet,
    };
    Ok(axum::Json(Page::all(hits.into_iter().map(line).collect())))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct SearchesQuery {
    /// `1`: what was looked for in vain.
    in_vain: Option<u8>,
}

#[derive(Serialize, ToSchema)]
struct HelpSearch {
    locale: String,
    /// The same for what differs in case, signs and spaces alone.
    key: String,
    query: String,
    times: i64,
    without_result: i64,
    last_at: Millis,
}

/// What readers looked for most often in the last 180 days. What may name somebody is not kept.
#[utoipa::path(get, path = "/help-centers/{id}/searches", tag = "help", params(("id" = String, Path), SearchesQuery),
    responses((status = 200, body = Page<HelpSearch>), (status = 403, body = ErrorBody)))]
async fn searches(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<HelpCenterId>,
    Query(query): Query<SearchesQuery>,
) -> ApiResult<axum::Json<Page<HelpSearch>>> {
    let in_vain = query.in_vain == Some(1);
    let all = app.desk.help_searches(&caller.by(), id, in_vain).await?;
    let line = |s: store::help_center::Search| HelpSearch {
        locale: s.locale,
        key: s.key,
        query: s.query,
        times: s.times,
        without_result: s.without_result,
        last_at: s.last_at,
    };
    Ok(axum::Json(Page::all(all.into_iter().map(line).collect())))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct DropQuery {
    #[serde(default)]
    locale: String,
    #[serde(default)]
    key: String,
}

/// Takes a search off the list: there is an article now, or it is nonsense.
#[utoipa::path(delete, path = "/help-centers/{id}/searches", tag = "help", params(("id" = String, Path), DropQuery),
    responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
async fn drop_search(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<HelpCenterId>,
    Query(query): Query<DropQuery>,
) -> ApiResult<StatusCode> {
    app.desk
        .drop_help_search(&caller.by(), id, query.locale, query.key)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Serialize, ToSchema)]
struct ArticleVoice {
    locale: String,
    /// Of the text that was read.
    version: i64,
    helped: bool,
    word: String,
    at: Millis,
}

/// What readers said of an article with words.
#[utoipa::path(get, path = "/articles/{id}/voices", tag = "help", params(("id" = String, Path)),
    responses((status = 200, body = Page<ArticleVoice>), (status = 403, body = ErrorBody)))]
async fn voices(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<ArticleId>,
) -> ApiResult<axum::Json<Page<ArticleVoice>>> {
    let all = app.desk.article_voices(&caller.by(), id).await?;
    let line = |s: store::article::Said| ArticleVoice {
        locale: s.locale,
        version: s.version,
        helped: s.helped,
        word: s.word,
        at: s.at,
    };
    Ok(axum::Json(Page::all(all.into_iter().map(line).collect())))
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct LocaleQuery {
    /// Titles are shown in it.
    locale: Option<String>,
}

/// Why somebody should look at an article: `review_due` (since), `old` (days), `unhelpful` (yes, no), `outdated` (locales),
/// `no_owner`.
#[derive(Serialize, ToSchema)]
struct ArticleWorry {
    worry: String,
    since: Option<Millis>,
    days: Option<i64>,
    yes: Option<i64>,
    no: Option<i64>,
    locales: Option<i64>,
}

impl From<Worry> for ArticleWorry {
    fn from(worry: Worry) -> Self {
        let mut out = Self {
            worry: String::new(),
            since: None,
            days: None,
            yes: None,
            no: None,
            locales: None,
        };
        out.worry = match worry {
            Worry::ReviewDue { since } => {
                out.since = Some(since);
                "review_due"
            }
            Worry::Old { days } => {
                out.days = Some(days);
                "old"
            }
            Worry::Unhelpful { yes, no } => {
                (out.yes, out.no) = (Some(yes), Some(no));
                "unhelpful"
            }
            Worry::Outdated { locales } => {
                out.locales = Some(locales);
                "outdated"
            }
            Worry::NoOwner => "no_owner",
        }
        .to_owned();
        out
    }
}

#[derive(Serialize, ToSchema)]
struct WorriedArticle {
    article: ArticleLine,
    /// The worst first.
    worries: Vec<ArticleWorry>,
}

/// Articles that somebody should look at, the worst first.
#[utoipa::path(get, path = "/help-centers/{id}/worries", tag = "help", params(("id" = String, Path), LocaleQuery),
    responses((status = 200, body = Page<WorriedArticle>), (status = 403, body = ErrorBody)))]
async fn worries(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<HelpCenterId>,
    Query(query): Query<LocaleQuery>,
) -> ApiResult<axum::Json<Page<WorriedArticle>>> {
    let locale = query.locale.unwrap_or_default();
    let all = app.desk.worried_articles(&caller.by(), id, locale).await?;
    let line = |w: desk::help::reviews::Worried| WorriedArticle {
        article: w.row.into(),
        worries: w.worries.into_iter().map(ArticleWorry::from).collect(),
    };
    Ok(axum::Json(Page::all(
        all.into_iter().take(500).map(line).collect(),
    )))
}

#[derive(Serialize, ToSchema)]
struct ArticleDifference {
    one: String,
    other: String,
}

#[derive(Serialize, ToSchema)]
struct ArticlePair {
    locale: String,
    #[schema(value_type = String)]
    one: ArticleId,
    one_title: String,
    #[schema(value_type = String)]
    other: ArticleId,
    other_title: String,
    /// What the one says and the other does not: "14 days", "30 days". Empty: they merely answer the same.
    differ: Vec<ArticleDifference>,
}

/// Pairs of articles that answer the same question, those that say different things first. A proposal: a person decides.
#[utoipa::path(get, path = "/help-centers/{id}/twins", tag = "help", params(("id" = String, Path)),
    responses((status = 200, body = Page<ArticlePair>), (status = 403, body = ErrorBody)))]
async fn twins(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<HelpCenterId>,
) -> ApiResult<axum::Json<Page<ArticlePair>>> {
    let all = app.desk.article_twins(&caller.by(), id).await?;
    let line = |p: desk::help::reviews::Pair| ArticlePair {
        locale: p.locale,
        one: p.twins.one,
        one_title: p.one,
        other: p.twins.other,
        other_title: p.other,
        differ: p
            .twins
            .differ
            .into_iter()
            .map(|(one, other)| ArticleDifference { one, other })
            .collect(),
    };
    Ok(axum::Json(Page::all(all.into_iter().map(line).collect())))
}
