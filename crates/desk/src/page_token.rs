//! What stands hidden in a form of a public page: when the page was made and a nonce, under a MAC of the desk's key.
//!
//! One value does three things: a post that did not come from a page of ours has none (CSRF), the time since the page was
//! made shows a robot (time trap), and the nonce says that two posts are one (idempotency). Nothing is stored until it is
//! used. Whoever draws a form asks [`Keys::page_token`]; whoever takes its post asks [`Keys::read_page_token`].

use crate::Keys;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::Millis;

/// Octets of the nonce and of the MAC that is kept.
const NONCE: usize = 16;
const MAC: usize = 16;
/// Octets in all; the text has 4/3 of it.
const ALL: usize = 8 + NONCE + MAC;
/// Characters of a token.
pub const TEXT: usize = ALL.div_ceil(3) * 4 - 2;

/// A page was made, and this is its proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageToken {
    pub made_at: Millis,
    /// Two posts with the same nonce are one.
    pub nonce: [u8; NONCE],
}

impl PageToken {
    /// A token of now.
    ///
    /// # Errors
    /// When the machine has no randomness to give.
    pub fn fresh(now: Millis) -> Result<Self, getrandom::Error> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce)?;
        Ok(Self {
            made_at: now,
            nonce,
        })
    }

    /// The nonce in hex, for a column.
    #[must_use]
    pub fn nonce_text(&self) -> String {
        crate::fresh::hex(&self.nonce)
    }
}

impl Keys {
    /// The token as text for a hidden field. `purpose` (which form, which article) is bound to it: it is good there alone.
    #[must_use]
    pub fn page_token(&self, purpose: &str, token: &PageToken) -> String {
        let head = head(token);
        let mac = self.page_mac(purpose.as_bytes(), &head);
        BASE64_URL_SAFE_NO_PAD.encode([head.as_slice(), &mac[..MAC]].concat())
    }

    /// What a token says; `None` when it is not ours, or for something else.
    #[must_use]
    pub fn read_page_token(&self, purpose: &str, text: &str) -> Option<PageToken> {
        if text.len() != TEXT {
            return None;
        }
        let octets = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        let (said, mac) = octets.split_at_checked(8 + NONCE)?;
        if !self.is_page_mac(purpose.as_bytes(), said, mac) {
            return None;
        }
        let (at, nonce) = said.split_at_checked(8)?;
        Some(PageToken {
            made_at: Millis::from_be_bytes(at.try_into().ok()?),
            nonce: nonce.try_into().ok()?,
        })
    }
}

fn head(token: &PageToken) -> Vec<u8> {
    [token.made_at.to_be_bytes().as_slice(), &token.nonce].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys::new(&[7; 32])
    }

    #[test]
    fn a_token_is_read_only_for_what_it_was_made_for() {
        let token = PageToken::fresh(1_772_531_400_000).expect("randomness");
        let text = keys().page_token("form:1", &token);
        assert_eq!(text.len(), TEXT);
        assert_eq!(keys().read_page_token("form:1", &text), Some(token));
        assert_eq!(keys().read_page_token("form:2", &text), None);
        assert_eq!(Keys::new(&[8; 32]).read_page_token("form:1", &text), None);
        let again = PageToken::fresh(token.made_at).expect("randomness");
        assert_ne!(again.nonce, token.nonce);
    }

    #[test]
    fn a_token_that_was_touched_is_none() {
        let token = PageToken::fresh(5).expect("randomness");
        let text = keys().page_token("x", &token);
        for at in 0..text.len() {
            let mut other = text.clone().into_bytes();
            other[at] = if other[at] == b'A' { b'B' } else { b'A' };
            let other = String::from_utf8(other).expect("text");
            let read = keys().read_page_token("x", &other);
            // The last character holds bits that no octet has.
            assert!(read.is_none() || at + 1 == text.len(), "{at}");
        }
        for odd in [
            "",
            "A",
            &"A".repeat(TEXT),
            &"é".repeat(TEXT / 2),
            &"A".repeat(10_000),
        ] {
            assert_eq!(keys().read_page_token("x", odd), None);
        }
    }
}
