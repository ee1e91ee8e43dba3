//! What stands on the page of a form whose door does not simply take what is sent: a word above it, other ways before it, or
//! a page that shows only the ways. Nobody meets an error, and nobody who has typed something loses it.

use super::{Again, Frame, title};
use crate::app::App;
use crate::pages::answer;
use crate::pages::site::{At, Site, segment};
use crate::pages::ways::{self, Ways};
use axum::http::StatusCode;
use axum::response::Response;
use desk::forms::Seen;
use domain::channel::Stage;
use domain::door::{Landing, TEXT_ALTERNATIVES, TEXT_ANNOUNCEMENT};
use maud::{Markup, html};

/// What the page is to somebody who only looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// The form, whatever stands above it.
    Form,
    /// Only the ways: for a while, or for this one.
    Shut,
    /// Only the ways, for good.
    Gone,
}

impl Look {
    pub fn of(seen: &Seen, again: &Again) -> Self {
        // Whoever has typed something sees it again, and may send it: it is kept.
        if !again.untouched {
            return Self::Form;
        }
        match seen.landing {
            Landing::Signpost | Landing::DeadEnd | Landing::Redirected { .. } if seen.gone => {
                Self::Gone
            }
            Landing::Signpost | Landing::DeadEnd => Self::Shut,
            _ => Self::Form,
        }
    }

    pub fn status(self) -> StatusCode {
        match self {
            Self::Gone => StatusCode::GONE,
            Self::Form | Self::Shut => StatusCode::OK,
        }
    }
}

/// The form that follows this one: whoever looks is led there. Not in a frame, whose site the other may not know. It can be
/// undone, so browsers do not keep it.
pub(super) fn successor(at: &At, frame: Frame, seen: &Seen) -> Option<Response> {
    let next = seen
        .next
        .as_ref()
        .filter(|_| frame == Frame::Own && seen.gone)?;
    matches!(seen.landing, Landing::Redirected { .. }).then(|| {
        let path = at.site.path(&format!("f/{}", segment(next)));
        answer::moved(StatusCode::TEMPORARY_REDIRECT, &path, answer::OWN)
    })
}

/// The other ways, where the page shows any.
pub(super) async fn ways(app: &App, site: &Site, seen: &Seen, again: &Again) -> Option<Ways> {
    let says = |text: &str| seen.texts.iter().any(|t| t == text);
    let shown =
        Look::of(seen, again) != Look::Form || says(TEXT_ALTERNATIVES) || says(TEXT_ANNOUNCEMENT);
    if !shown {
        return None;
    }
    let ways = Ways::of(app, site).await.ok()?;
    Some(ways.around(seen.form.channel, seen.via))
}

/// A word above a form that is not announced, whose channel takes nothing, or which is going to change; and other ways where
/// they come first.
pub(super) fn standing(site: &Site, seen: &Seen, ways: Option<&Ways>, frame: Frame) -> Markup {
    let says = |text: &str| seen.texts.iter().any(|t| t == text);
    let word = match seen.landing {
        Landing::Redirected { .. } | Landing::KeptWithoutSuccessor { .. } => Some("form-elsewhere"),
        Landing::Signpost | Landing::DeadEnd => Some("form-elsewhere"),
        _ if says(TEXT_ANNOUNCEMENT) => Some("form-announced"),
        _ if seen.stage == Stage::Draft => Some("form-draft"),
        _ => None,
    };
    html! {
        @if let Some(broken) = &seen.outage { (ways::broken(site, broken)) }
        @if let Some(word) = word { p class="notice" lang=[site.words_lang()] { (site.words.get(word)) } }
        @if let Some(ways) = ways.filter(|_| says(TEXT_ALTERNATIVES)) { (others(site, ways, "form-others-first", frame)) }
    }
}

/// Below the form: what to use next time, where only something changes.
pub(super) fn after(site: &Site, seen: &Seen, ways: Option<&Ways>, frame: Frame) -> Markup {
    let first = seen.texts.iter().any(|t| t == TEXT_ALTERNATIVES);
    match ways.filter(|_| !first) {
        Some(ways) => others(site, ways, "form-next-time", frame),
        None => html! {},
    }
}

fn others(site: &Site, ways: &Ways, title: &str, frame: Frame) -> Markup {
    html! {
        @if !ways.list.is_empty() {
            section class="instead" aria-labelledby="_instead" {
                h2 id="_instead" lang=[site.words_lang()] { (site.words.get(title)) }
                (ways::list(site, ways, target(frame)))
            }
        }
    }
}

/// The channel takes nothing: the ways that are open.
pub(super) fn signpost(
    at: &At,
    seen: &Seen,
    look: Look,
    ways: Option<&Ways>,
    frame: Frame,
) -> Markup {
    let (site, words) = (&at.site, at.site.words);
    let word = match look {
        Look::Gone => "form-gone",
        Look::Form | Look::Shut => "form-shut",
    };
    let listed = ways.filter(|w| !w.list.is_empty());
    html! {
        h1 { (title(site, seen)) }
        @if let Some(broken) = &seen.outage { (ways::broken(site, broken)) }
        p class="lead" lang=[site.words_lang()] { (words.get(word)) }
        @if let Some(ways) = listed {
            section aria-labelledby="_ways" {
                h2 id="_ways" lang=[site.words_lang()] { (words.get("contact-reach")) }
                (ways::list(site, ways, target(frame)))
            }
        }
        p {
            a class={ "button" @if listed.is_none() { " main" } } href=(site.path("contact")) target=[target(frame)]
                rel=[target(frame).map(|_| "noopener")] lang=[site.words_lang()] { (words.get("other-ways")) }
        }
    }
}

/// The pages that are linked do not stand in frames.
fn target(frame: Frame) -> Option<&'static str> {
    (frame == Frame::Embedded).then_some("_blank")
}
