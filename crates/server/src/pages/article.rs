//! The page of an article: contents beside the text, who keeps it true and since when, whether it helped, what is near, and
//! the ways to a person.

use super::draw::{Drawing, drawn};
use super::icons::{Icon, icon};
use super::layout::{Head, Place, trail};
use super::read::{self, Article, Line, Shelf};
use super::site::{At, Site, article_path};
use super::ways::{self, Ways};
use super::{collection, data};
use crate::app::App;
use crate::http::error::ApiResult;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use domain::article::{Block, Entry, Links, html_of};
use domain::{ArticleFileId, ArticleId};
use jiff::tz::TimeZone;
use maud::{Markup, PreEscaped, html};

/// From so many answers on, readers are told how many it helped.
const ENOUGH: u64 = 20;
/// Articles that are named at the end.
const RELATED: usize = 4;
/// Fewest headings that make contents worth a list, and most that are shown without being asked for on a phone.
const HEADINGS: std::ops::RangeInclusive<usize> = 2..=6;

/// `GET {p}/{locale}/a/{slug}`.
pub async fn page(State(app): State<App>, at: At, headers: HeaderMap) -> Response {
    let rest = article_path(at.part("slug"));
    drawn(&app, &at, &headers, &rest, draw(&app, &at)).await
}

/// What is read for one page.
struct Found {
    article: Article,
    near: Vec<Line>,
    shelves: Vec<Shelf>,
}

async fn draw(app: &App, at: &At) -> ApiResult<Drawing> {
    let (center, locale) = (at.center.clone(), at.site.locale.clone());
    let slug = at.part("slug").to_owned();
    let found = app
        .db()
        .read(async move |tx| {
            let (id, locale) = (center.id, locale.as_str());
            let Some(article) = read::article(tx, id, locale, &slug).await? else {
                return read::elsewhere(tx, id, locale, &slug).await.map(Err);
            };
            let near = read::lines(tx, id, locale, article.collection).await?;
            let shelves = read::shelves(tx, id, locale, &center.default_locale).await?;
            Ok::<_, store::StoreError>(Ok(Found {
                near: nearest(near, &article),
                article,
                shelves,
            }))
        })
        .await?;
    match found {
        Ok(found) => {
            let ways = Ways::of(app, &at.site).await?.about(found.article.topic);
            Ok(Drawing::Page(whole(&at.site, &found, &ways)))
        }
        Err(read::Elsewhere::Moved(slug)) => {
            let path = at.site.path(&article_path(&slug));
            Ok(Drawing::Moved(path))
        }
        Err(read::Elsewhere::Gone) => Ok(Drawing::Gone),
        Err(read::Elsewhere::Unknown) => Ok(Drawing::Missing),
    }
}

/// Those of the same collection, the next ones first; of no collection, those of none.
fn nearest(mut lines: Vec<Line>, article: &Article) -> Vec<Line> {
    lines.retain(|l| l.collection == article.collection);
    let own = lines.iter().position(|l| l.article == article.id);
    if let Some(own) = own {
        lines.rotate_left(own);
        lines.remove(0);
    }
    lines.truncate(RELATED);
    lines
}

fn whole(site: &Site, found: &Found, ways: &Ways) -> (Head, Markup) {
    let article = &found.article;
    let path = site.path(&article.path());
    let steps = steps(site, found);
    let mut way = vec![(site.path(""), site.name.clone())];
    way.extend(steps.iter().cloned());
    way.push((path.clone(), article.title.clone()));
    let head = Head {
        description: article.summary.clone(),
        languages: languages(site, article, &path),
        data: vec![
            data::article(
                site,
                &article.title,
                &article.summary,
                &path,
                article.published_at,
            ),
            data::trail(site, &way),
        ],
        is_article: true,
        place: Place::Help,
        path: Some(path),
        ..Head::new(article.title.clone())
    };
    let outline = article.doc.outline();
    let contents = outline.len() >= *HEADINGS.start();
    let places = Places { site, article };
    let (lead, rest) = led(&article.doc.blocks, contents);
    let body = html! {
        article class="article" {
            (trail(site, &steps))
            div {
                h1 { bdi { (article.title) } }
                (about(site, article, &ways.zone))
            }
            div class="side" {
                @if contents {
                    nav class="contents" aria-label=(site.words.get("contents")) {
                        h2 lang=[site.words_lang()] { (site.words.get("contents")) }
                        (entries(&outline))
                    }
                }
                (acts(site, article))
            }
            @if !lead.is_empty() {
                div class="doc intro" { (PreEscaped(html_of(lead, &places))) }
            }
            @if contents {
                details class="contents" open[HEADINGS.contains(&outline.len())] {
                    summary lang=[site.words_lang()] { (site.words.get("contents")) }
                    (entries(&outline))
                }
            }
            div class="doc" { (PreEscaped(html_of(rest, &places))) }
            (helped(site, article))
            div class="end" {
                @if !found.near.is_empty() {
                    nav aria-labelledby="_related" {
                        h2 id="_related" lang=[site.words_lang()] { (site.words.get("related")) }
                        ul class="plain" {
                            @for line in &found.near {
                                li { a href=(site.path(&line.path())) { bdi { (line.title) } } }
                            }
                        }
                    }
                }
                (ways::unsolved(site, ways))
            }
        }
    };
    (head, body)
}

/// The first paragraph, which stands before the contents where they are not beside the text; and what follows.
fn led(blocks: &[Block], contents: bool) -> (&[Block], &[Block]) {
    match blocks.first() {
        Some(Block::Paragraph(_)) if contents => blocks.split_at(1),
        _ => (&[], blocks),
    }
}

/// The collections that it stands in, the outermost first.
fn steps(site: &Site, found: &Found) -> Vec<(String, String)> {
    let own = found
        .shelves
        .iter()
        .find(|s| Some(s.id) == found.article.collection);
    let Some(own) = own else {
        return Vec::new();
    };
    collection::above(&found.shelves, own)
        .into_iter()
        .chain([own])
        .map(|s| (site.path(&s.path()), s.name.clone()))
        .collect()
}

fn languages(site: &Site, article: &Article, path: &str) -> Vec<(String, String)> {
    let offered = site.center.as_ref().map(|c| c.locales.as_slice());
    let mut out = vec![(site.locale.clone(), path.to_owned())];
    for (locale, slug) in &article.others {
        if *locale != site.locale && offered.is_some_and(|o| o.contains(locale)) {
            let path = site.path_in(locale, &article_path(slug));
            out.push((locale.clone(), path));
        }
    }
    out
}

/// When it was last made true, by whom, and whether it is a translation.
fn about(site: &Site, article: &Article, zone: &str) -> Markup {
    let words = site.words;
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let day = words.day(article.published_at, &zone);
    let updated = match &article.owner_team {
        Some(team) => words.with(
            "updated-by",
            [("date", day.into()), ("team", team.as_str().into())],
        ),
        None => words.naming("updated", "date", &day),
    };
    html! {
        p class="about" lang=[site.words_lang()] {
            time datetime=(data::moment(article.published_at)) { (updated) }
            @if let Some(from) = &article.translated_from {
                " "
                (words.naming(if article.is_behind { "translated-behind" } else { "translated" }, "language", &words.language(from)))
            }
        }
    }
}

fn entries(outline: &[Entry]) -> Markup {
    html! {
        ul {
            @for entry in outline {
                li class=[(entry.level > 2).then_some("deep")] { a href={ "#" (entry.id) } { bdi { (entry.text) } } }
            }
        }
    }
}

/// What needs a script is shown by it.
fn acts(site: &Site, article: &Article) -> Markup {
    let words = site.words;
    html! {
        div class="acts" lang=[site.words_lang()] {
            button type="button" data-act="print" hidden { (icon(Icon::Printer)) span { (words.get("print")) } }
            button type="button" data-act="copy" data-url=(site.absolute(&site.path(&article.path()))) data-done=(words.get("copied")) hidden {
                (icon(Icon::Link)) span aria-live="polite" { (words.get("copy-link")) }
            }
        }
    }
}

/// Two buttons that need no script; the page that answers asks for a word.
fn helped(site: &Site, article: &Article) -> Markup {
    let words = site.words;
    let path = format!("{}/helped", site.path(&article.path()));
    html! {
        section class="helped" aria-labelledby="_helped" lang=[site.words_lang()] {
            h2 id="_helped" { (words.get("helped-question")) }
            form method="post" action=(path) {
                button name="helped" value="yes" { (icon(Icon::Up)) (words.get("helped-yes")) }
                button name="helped" value="no" { (icon(Icon::Down)) (words.get("helped-no")) }
            }
            @if article.answers >= ENOUGH {
                p class="n" {
                    (words.with("helped-count", [("yes", article.helped.into()), ("n", article.answers.into())]))
                }
            }
        }
    }
}

/// Where the article's links and pictures lie on this site.
struct Places<'a> {
    site: &'a Site,
    article: &'a Article,
}

impl Links for Places<'_> {
    fn article(&self, id: ArticleId) -> Option<String> {
        let found = self.article.links.iter().find(|(to, ..)| *to == id)?;
        Some(self.site.path_in(&found.1, &article_path(&found.2)))
    }

    fn file(&self, id: ArticleFileId) -> Option<String> {
        Some(format!("{}/file/{id}/file", self.site.prefix))
    }
}
