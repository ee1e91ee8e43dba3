//! Passwords and tokens of servers that we sign in to: what they may look like, and what they are bound to when sealed.

use super::bad;
use crate::{Keys, Result};
use domain::{DkimKeyId, MailboxId, SmarthostId};

const LONGEST: usize = 1024;

/// What the secret of a mailbox is bound to.
#[must_use]
pub fn mailbox_place(id: MailboxId) -> String {
    format!("mailbox:{id}")
}

/// What the secret of a smarthost is bound to.
#[must_use]
pub fn smarthost_place(id: SmarthostId) -> String {
    format!("smarthost:{id}")
}

/// What a private signing key is bound to.
#[must_use]
pub fn dkim_place(id: DkimKeyId) -> String {
    format!("dkim:{id}")
}

/// Seals a password for its row.
pub(crate) fn seal_password(keys: &Keys, place: &str, password: &str) -> Result<Vec<u8>> {
    if password.is_empty() || password.len() > LONGEST || password.contains(['\r', '\n', '\0']) {
        return bad(
            "bad_password",
            "password",
            "A password has one line of 1 to 1024 bytes.",
        );
    }
    keys.seal(place, password.as_bytes())
}
