//! Passwords: argon2id, and what is too weak.

use crate::{DeskError, Result};
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::Refusal;

const SHORTEST: usize = 10;
const LONGEST: usize = 1024;

/// OWASP's second choice: 19 MiB, two rounds, one lane.
fn argon() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Slow on purpose (tens of milliseconds): call it off the async threads.
///
/// # Errors
/// `weak_password`.
pub fn hash(password: &str) -> Result<String> {
    let length = password.chars().count();
    let uniform = password.chars().all(|c| password.starts_with(c));
    if length < SHORTEST || password.len() > LONGEST || uniform {
        let text = format!("A password has at least {SHORTEST} characters, not all the same.");
        return Err(Refusal::new("weak_password", text).on("password").into());
    }
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).map_err(|_| no_hash())?;
    let salt = SaltString::encode_b64(&bytes).map_err(|_| no_hash())?;
    let hash = argon()
        .hash_password(password.as_bytes(), &salt)
        .map_err(|_| no_hash())?;
    Ok(hash.to_string())
}

/// Takes the same time whether there is a hash or not, so that nobody learns who exists.
#[must_use]
pub fn verify(password: &str, stored: Option<&str>) -> bool {
    /// Of a password that nobody has.
    const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let Ok(parsed) = PasswordHash::new(stored.unwrap_or(NOBODY)) else {
        return false;
    };
    let right = password.len() <= LONGEST
        && argon()
            .verify_password(password.as_bytes(), &parsed)
            .is_ok();
    right && stored.is_some()
}

fn no_hash() -> DeskError {
    DeskError::refused("cannot_hash", "The password could not be stored.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_fits() {
        let stored = hash("correct horse").expect("hashed");
        assert!(stored.starts_with("$argon2id$"));
        assert!(verify("correct horse", Some(&stored)));
        assert!(!verify("correct horsf", Some(&stored)));
        assert!(!verify("correct horse", None));
        assert!(!verify("correct horse", Some("garbage")));
    }

    #[test]
    fn weak_passwords_are_refused() {
        for weak in ["", "short", "aaaaaaaaaaaaaaaa"] {
            assert_eq!(hash(weak).expect_err("refused").code(), "weak_password");
        }
    }
}
