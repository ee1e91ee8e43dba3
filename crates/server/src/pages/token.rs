//! What stands hidden in every form, and what is asked of a post: that it came from a page of ours, not too fast, not from a
//! robot that fills every field. Nothing here refuses for good: who fails is told what to do.

use super::site::Site;
use crate::app::App;
use crate::http::client::Client;
use crate::http::session;
use axum::http::HeaderMap;
use desk::page_token::PageToken;
use domain::Millis;
use maud::{Markup, html};

/// The field of the token.
pub const FIELD: &str = "t";
/// The field that people do not see and robots fill.
pub const HONEY: &str = "website";
/// A page that was open for longer is loaded anew: two days, so that nobody loses what was left overnight.
pub const OLDEST_MS: Millis = 2 * 24 * 60 * 60 * 1000;

/// A post that has what a page of ours gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof {
    pub token: PageToken,
    /// Since the page was made; what is too fast for a person depends on the form.
    pub took_ms: Millis,
    /// The field that people do not see was filled.
    pub honeyed: bool,
}

/// Why a post is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// No token, or one for something else.
    NotOurs,
    /// The page was open for too long.
    TooOld,
}

/// The hidden fields of a form. `purpose` names what may be posted with them, such as `form:frm_…`.
#[must_use]
pub fn hidden(app: &App, site: &Site, purpose: &str, now: Millis) -> Markup {
    let token = PageToken::fresh(now)
        .map(|token| app.desk.keys().page_token(purpose, &token))
        .unwrap_or_default();
    html! {
        input type="hidden" name=(FIELD) value=(token);
        (honeypot(site))
    }
}

/// The field that is out of sight of people, of keyboards and of readers of the screen alike.
#[must_use]
pub fn honeypot(site: &Site) -> Markup {
    html! {
        div class="away" aria-hidden="true" {
            label { (site.words.get("leave-empty"))
                input type="text" name=(HONEY) value="" tabindex="-1" autocomplete="off";
            }
        }
    }
}

/// Looks at the hidden fields of a post. `token` and `honey` are what came in [`FIELD`] and [`HONEY`].
///
/// # Errors
/// [`Doubt`].
pub fn check(
    app: &App,
    purpose: &str,
    token: &str,
    honey: &str,
    now: Millis,
) -> Result<Proof, Doubt> {
    let token = app
        .desk
        .keys()
        .read_page_token(purpose, token)
        .ok_or(Doubt::NotOurs)?;
    let took_ms = now - token.made_at;
    // A clock of another node may be ahead by a little.
    if !(-60_000..=OLDEST_MS).contains(&took_ms) {
        return Err(Doubt::TooOld);
    }
    Ok(Proof {
        token,
        took_ms: took_ms.max(0),
        honeyed: !honey.is_empty(),
    })
}

/// Whether a post came from a page of the same origin, as far as the browser says (Fetch Metadata; else `Origin`, which all
/// browsers of today send). Programs that send neither are stopped by the token.
#[must_use]
pub fn is_from_here(app: &App, headers: &HeaderMap, client: &Client) -> bool {
    let said = headers
        .get("sec-fetch-site")
        .and_then(|v| v.to_str().ok())
        .unwrap_or("same-origin");
    matches!(said, "same-origin" | "none") && session::check_origin(app, headers, client).is_ok()
}
