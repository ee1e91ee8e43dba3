//! What a post is known by: which page it came from, and whether the same things were sent from it before; and the work that
//! a browser does when many posts come at once. Over [`PageToken`], which says that the page was ours.

use crate::fresh;
use crate::page_token::PageToken;
use domain::FormId;
use sha2::{Digest as _, Sha256};

/// Octets of a name.
const NAME: usize = 16;
/// Zero bits that a browser looks for: about 16,000 hashes, a second on a slow phone.
pub const WORK_BITS: u32 = 14;

/// What a token of a form's page is bound to.
#[must_use]
pub fn page(form: FormId) -> String {
    format!("form:{form}")
}

/// What a reference to a file is bound to that was kept for a form.
#[must_use]
pub fn file(form: FormId) -> String {
    format!("form-file:{form}")
}

/// What a reference to something sent is bound to.
#[must_use]
pub fn sent(form: FormId) -> String {
    format!("form-sent:{form}")
}

/// Names what was sent: the same things from the same page have the same name.
#[must_use]
pub fn name_of_post(token: &PageToken, parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    hash.update(token.nonce);
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    fresh::hex(&hash.finalize()[..NAME])
}

/// Names the page, whatever was sent from it.
#[must_use]
pub fn name_of_page(token: &PageToken) -> String {
    fresh::hex(&Sha256::digest(token.nonce)[..NAME])
}

/// Whether `answer` is what was asked of a browser: SHA-256 of token, `:` and answer begins with so many zero bits (Back,
/// Hashcash, 2002). About 2^bits hashes to find, one to check.
#[must_use]
pub fn is_worked(token: &str, answer: &str, bits: u32) -> bool {
    if answer.is_empty() || answer.len() > 20 || !answer.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let hash = Sha256::digest(format!("{token}:{answer}").as_bytes());
    let mut zeros = 0;
    for byte in hash {
        zeros += byte.leading_zeros();
        if byte != 0 {
            break;
        }
    }
    zeros >= bits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(n: u8) -> PageToken {
        PageToken {
            made_at: 1_000,
            nonce: [n; 16],
        }
    }

    #[test]
    fn the_same_things_from_the_same_page_have_the_same_name() {
        let name = |n, parts: &[&str]| name_of_post(&token(n), parts);
        assert_eq!(name(7, &["a", "b"]), name(7, &["a", "b"]));
        assert_ne!(name(7, &["a", "b"]), name(7, &["ab", ""]));
        assert_ne!(name(7, &["a"]), name(8, &["a"]));
        assert_ne!(name_of_page(&token(7)), name_of_page(&token(8)));
    }

    #[test]
    fn work_is_checked_by_one_hash() {
        let found = (0..100_000).find(|n: &u32| is_worked("t", &n.to_string(), 10));
        let found = found
            .expect("an answer within a hundred thousand")
            .to_string();
        assert!(is_worked("t", &found, 10) && !is_worked("t", &found, 200));
        for wrong in ["", "-1", "1e5", "ä", "111111111111111111111"] {
            assert!(!is_worked("t", wrong, 0), "{wrong}");
        }
    }
}
