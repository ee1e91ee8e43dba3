//! For machines: the feed of new articles (Atom, RFC 4287), the site map (sitemaps.org) and what robots are asked.

use super::answer::{self, Public};
use super::data;
use super::draw::{Drawing, drawn};
use super::read;
use super::site::{At, Site, UNDER, article_path, segment};
use crate::app::App;
use crate::http::error::ApiResult;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use maud::{Markup, PreEscaped, html};
use std::collections::BTreeMap;

/// Entries of a feed.
const ENTRIES: usize = 50;
/// Addresses of a site map, by its specification.
const ADDRESSES: usize = 50_000;
const XML: &str = r#"<?xml version="1.0" encoding="utf-8"?>"#;

/// `GET {p}/{locale}/feed.xml`.
pub async fn feed(State(app): State<App>, at: At, headers: HeaderMap) -> Response {
    drawn(&app, &at, &headers, "feed.xml", async {
        let text = draw_feed(&app, &at).await?;
        Ok(Drawing::Text("application/atom+xml; charset=utf-8", text))
    })
    .await
}

async fn draw_feed(app: &App, at: &At) -> ApiResult<String> {
    let site = &at.site;
    let (center, locale) = (at.center.id, site.locale.clone());
    let mut lines = app
        .db()
        .read(async move |tx| read::lines(tx, center, &locale, None).await)
        .await?;
    lines.sort_by_key(|l| (std::cmp::Reverse(l.published_at), l.article));
    lines.truncate(ENTRIES);
    let newest = lines.first().map_or(0, |l| l.published_at);
    let home = site.absolute(&site.path(""));
    let own = site.absolute(&site.path("feed.xml"));
    let feed = html! {
        (PreEscaped(XML))
        feed xmlns="http://www.w3.org/2005/Atom" xml:lang=(site.locale) {
            title { (plain(&site.name)) }
            id { (home) }
            link href=(home) {}
            link rel="self" href=(own) {}
            updated { (data::moment(newest)) }
            author { name { (plain(&site.name)) } }
            @for line in &lines {
                (entry(site, line))
            }
        }
    };
    Ok(feed.into_string())
}

fn entry(site: &Site, line: &read::Line) -> Markup {
    let address = site.absolute(&site.path(&line.path()));
    html! {
        entry {
            title { (plain(&line.title)) }
            id { "urn:uuid:" (line.article.0.hyphenated()) ":" (site.locale) }
            link href=(address) {}
            updated { (data::moment(line.published_at)) }
            @if !line.summary.is_empty() { summary { (plain(&line.summary)) } }
        }
    }
}

/// Without characters that XML 1.0 has no place for.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect()
}

/// `GET {p}/sitemap.xml`.
pub async fn sitemap(State(app): State<App>, at: At, headers: HeaderMap) -> Response {
    drawn(&app, &at, &headers, "sitemap.xml", async {
        let text = draw_sitemap(&app, &at).await?;
        Ok(Drawing::Text("application/xml; charset=utf-8", text))
    })
    .await
}

/// A page in its languages: locale and path.
type Versions = Vec<(String, String)>;

async fn draw_sitemap(app: &App, at: &At) -> ApiResult<String> {
    let site = &at.site;
    let center = at.center.clone();
    let (shelves, addresses) = app
        .db()
        .read(async move |tx| {
            let shelves = read::public_shelves(tx, center.id).await?;
            let addresses = read::addresses(tx, center.id, ADDRESSES).await?;
            Ok::<_, store::StoreError>((shelves, addresses))
        })
        .await?;
    let locales = &at.center.locales;
    let mut groups: Vec<(Versions, Option<i64>)> = Vec::new();
    groups.push((super::home::languages(site, ""), None));
    groups.push((super::home::languages(site, "contact"), None));
    for words in shelves {
        let versions = words
            .into_iter()
            .filter(|(l, _)| locales.contains(l))
            .map(|(l, slug)| {
                let path = site.path_in(&l, &format!("c/{}", segment(&slug)));
                (l, path)
            });
        groups.push((versions.collect(), None));
    }
    let mut articles: BTreeMap<_, (Versions, i64)> = BTreeMap::new();
    for a in addresses
        .into_iter()
        .filter(|a| locales.contains(&a.locale))
    {
        let path = site.path_in(&a.locale, &article_path(&a.slug));
        let (versions, newest) = articles.entry(a.article).or_default();
        versions.push((a.locale, path));
        *newest = (*newest).max(a.published_at.unwrap_or(0));
    }
    groups.extend(articles.into_values().map(|(v, at)| (v, Some(at))));
    Ok(urls(site, &groups))
}

fn urls(site: &Site, groups: &[(Versions, Option<i64>)]) -> String {
    let each = groups
        .iter()
        .flat_map(|(versions, at)| versions.iter().map(move |(_, path)| (versions, path, at)));
    html! {
        (PreEscaped(XML))
        urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml" {
            @for (versions, path, at) in each.take(ADDRESSES) {
                url {
                    loc { (site.absolute(path)) }
                    @if let Some(at) = at { lastmod { (data::moment(*at)) } }
                    @if versions.len() > 1 {
                        @for (locale, path) in versions {
                            xhtml:link rel="alternate" hreflang=(locale) href=(site.absolute(path)) {}
                        }
                    }
                }
            }
        }
    }
    .into_string()
}

/// `GET {p}/robots.txt`; on a host of its own that is where robots look.
pub async fn robots(at: At) -> Response {
    let site = &at.site;
    let text = format!(
        "User-agent: *\nDisallow: {0}/*/search\nDisallow: {0}/*/helped\n\nSitemap: {1}\n",
        site.prefix,
        site.absolute(&format!("{}/sitemap.xml", site.prefix))
    );
    plain_text(text)
}

/// `GET /robots.txt` of the desk itself: the console is nobody's business, its help centers are.
pub async fn robots_of_desk(State(app): State<App>) -> Response {
    let known = match app.pages.known(&app).await.public(&app) {
        Ok(known) => known,
        Err(response) => return response,
    };
    let mut text = format!("User-agent: *\nAllow: {UNDER}\nAllow: /p/\nDisallow: /\n");
    for center in known.centers.iter().filter(|c| c.host.is_none()) {
        let site = Site::of(center.clone(), &center.default_locale, false);
        let path = format!("{}/sitemap.xml", site.prefix);
        text.push_str(&format!("\nSitemap: {}\n", site.absolute(&path)));
    }
    plain_text(text)
}

fn plain_text(text: String) -> Response {
    let mut response = Response::new(axum::body::Body::from(text));
    answer::put(
        &mut response,
        header::CONTENT_TYPE,
        "text/plain; charset=utf-8",
    );
    answer::put(&mut response, header::CACHE_CONTROL, "public, max-age=3600");
    answer::common(&mut response);
    response
}
