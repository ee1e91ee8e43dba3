//! Agents' own affairs: signing in and out, invitations and forgotten passwords.

pub(crate) mod house_mail;
pub mod invite;
pub mod passkeys;
pub mod policy;
pub mod provider;
pub mod reset;
pub mod second_factor;
pub mod sessions;
pub mod sign_in;
pub mod tokens;
pub mod totp;
pub mod ways;
pub mod webauthn;

pub use invite::{AgentChange, Invited, NewAgent};
pub use sign_in::{Attempt, Entered, Method, SignedIn};

use crate::{DeskError, Result};
use sha2::{Digest as _, Sha256};

/// How tokens are kept: whoever reads the database cannot use them.
#[must_use]
pub fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

fn secret() -> Result<String> {
    crate::fresh::secret()
        .map_err(|_| DeskError::refused("no_randomness", "The machine has no randomness to give."))
}
