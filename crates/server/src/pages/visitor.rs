//! A visitor's own mark: 128 random bits in a cookie of the first party, so that what somebody says twice counts once and
//! whoever is shown no suggestions stays so. Set when a form or a search is used, and for nothing else.
//!
//! A browser that takes no cookies, or gives none within the page of another site, is told apart by the page that it was given
//! ([`Visitor::on`]): for as long as the page is open.

use super::site::Site;
use axum::http::{HeaderMap, HeaderValue, header};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use desk::page_token::PageToken;
use sha2::{Digest as _, Sha256};

pub const COOKIE: &str = "fl_v";
/// 180 days.
const SECONDS: u64 = 180 * 24 * 60 * 60;
const OCTETS: usize = 16;
/// Characters of a mark.
const TEXT: usize = 22;

/// Who somebody is among visitors, and nothing more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    pub mark: String,
    /// Not known to the browser yet.
    pub is_new: bool,
}

impl Visitor {
    /// The mark that the browser sent, if it is one of ours by its form.
    #[must_use]
    pub fn known(headers: &HeaderMap) -> Option<Self> {
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|v| v.to_str().ok())
            .flat_map(|v| v.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, mark)| *name == COOKIE && is_mark(mark))
            .map(|(_, mark)| Self {
                mark: mark.to_owned(),
                is_new: false,
            })
    }

    /// The mark that the browser sent, else the one of the page that it was given.
    #[must_use]
    pub fn on(headers: &HeaderMap, page: Option<&PageToken>) -> Option<Self> {
        Self::known(headers).or_else(|| {
            page.map(|page| Self {
                mark: mark_of(page),
                is_new: true,
            })
        })
    }

    /// The same, or a new one. Without randomness there is none, and what is said is not told apart.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        Self::known(headers).unwrap_or_else(|| {
            let mut octets = [0; OCTETS];
            if let Err(error) = getrandom::fill(&mut octets) {
                tracing::error!(%error, "no randomness for a visitor");
            }
            Self {
                mark: BASE64_URL_SAFE_NO_PAD.encode(octets),
                is_new: true,
            }
        })
    }

    /// What the browser is asked to keep.
    #[must_use]
    pub fn cookie(&self, site: &Site, https: bool) -> Option<HeaderValue> {
        if !self.is_new {
            return None;
        }
        let secure = if https { "; Secure" } else { "" };
        let path = if site.prefix.is_empty() {
            "/"
        } else {
            site.prefix.as_str()
        };
        HeaderValue::from_str(&format!(
            "{COOKIE}={}; Path={path}; Max-Age={SECONDS}; HttpOnly; SameSite=Lax{secure}",
            self.mark
        ))
        .ok()
    }
}

/// The same for one page as often as it is asked for; the nonce itself is not told to the browser again.
fn mark_of(page: &PageToken) -> String {
    let mut hash = Sha256::new();
    hash.update(b"visitor");
    hash.update(page.nonce);
    BASE64_URL_SAFE_NO_PAD.encode(&hash.finalize()[..OCTETS])
}

fn is_mark(text: &str) -> bool {
    let good = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    text.len() == TEXT && text.bytes().all(good)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_cookies_the_page_is_the_visitor_and_a_cookie_goes_before_it() {
        let page = |first: u8| PageToken {
            made_at: 1,
            nonce: [first; OCTETS],
        };
        let none = HeaderMap::new();
        let one = Visitor::on(&none, Some(&page(1))).expect("a visitor");
        assert!(one.is_new && is_mark(&one.mark));
        assert_eq!(Visitor::on(&none, Some(&page(1))), Some(one.clone()));
        assert_ne!(Visitor::on(&none, Some(&page(2))), Some(one.clone()));
        assert_eq!(Visitor::on(&none, None), None);
        let mut headers = HeaderMap::new();
        let cookie = HeaderValue::from_str(&format!("{COOKIE}={}", one.mark));
        headers.insert(header::COOKIE, cookie.expect("a header"));
        let back = Visitor::on(&headers, Some(&page(2))).expect("a visitor");
        assert_eq!((back.mark, back.is_new), (one.mark, false));
    }

    #[test]
    fn a_mark_comes_back_and_nothing_else_does() {
        let fresh = Visitor::of(&HeaderMap::new());
        assert!(fresh.is_new && is_mark(&fresh.mark));
        let sent = |cookie: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(
                header::COOKIE,
                HeaderValue::from_str(cookie).expect("a header"),
            );
            Visitor::known(&headers)
        };
        let back = sent(&format!("a=b; {COOKIE}={}; c=d", fresh.mark)).expect("known");
        assert_eq!((back.mark, back.is_new), (fresh.mark, false));
        for odd in [
            "fl_v=",
            "fl_v=short",
            "fl_v=\"><script>alert(1)<",
            "xfl_v=AAAAAAAAAAAAAAAAAAAAAA",
        ] {
            assert_eq!(sent(odd), None, "{odd}");
        }
    }
}
