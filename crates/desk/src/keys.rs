//! Keys that come from the one key file: sealing of stored secrets, and tokens in mail.

use crate::{DeskError, Result};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use mail::token::TokenKey;
use sha2::Sha256;
use zeroize::Zeroizing;

/// Bytes of the key file.
pub const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

/// Everything that is derived from the key file. Lost with it: sealed secrets cannot be read any more.
#[derive(Clone)]
pub struct Keys {
    seal: Zeroizing<[u8; 32]>,
    token: Zeroizing<[u8; 32]>,
    page: Zeroizing<[u8; 32]>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(…)")
    }
}

impl Keys {
    #[must_use]
    pub fn new(file: &[u8; KEY_BYTES]) -> Self {
        Self {
            seal: derive(file, b"fairlead seal 1"),
            token: derive(file, b"fairlead mail token 1"),
            page: derive(file, b"fairlead page 1"),
        }
    }

    /// The key of tokens in mail, for an instance with that id.
    #[must_use]
    pub fn tokens(&self, instance: &str) -> TokenKey {
        TokenKey::new(*self.token, instance)
    }

    /// Encrypts a secret for the database. `place` (table, id) is bound to it, so that a sealed secret cannot be moved
    /// to another row.
    ///
    /// # Errors
    /// When the machine has no randomness to give.
    pub fn seal(&self, place: &str, secret: &[u8]) -> Result<Vec<u8>> {
        let mut nonce = [0u8; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(|_| no_seal())?;
        let payload = Payload {
            msg: secret,
            aad: place.as_bytes(),
        };
        let sealed = self
            .cipher()
            .encrypt(XNonce::from_slice(&nonce), payload)
            .map_err(|_| no_seal())?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// # Errors
    /// `sealed_with_another_key` when the key file is not the one it was sealed with.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let wrong = || {
            DeskError::refused(
                "sealed_with_another_key",
                "A stored secret cannot be opened: the key file is not the one it was sealed with. Enter it again.",
            )
        };
        let (nonce, text) = sealed.split_at_checked(NONCE_BYTES).ok_or_else(wrong)?;
        let payload = Payload {
            msg: text,
            aad: place.as_bytes(),
        };
        self.cipher()
            .decrypt(XNonce::from_slice(nonce), payload)
            .map(Zeroizing::new)
            .map_err(|_| wrong())
    }

    /// The MAC of what stands in a form of a public page ([`crate::page_token`]).
    pub(crate) fn page_mac(&self, purpose: &[u8], said: &[u8]) -> [u8; 32] {
        self.page_hmac(purpose, said).finalize().into_bytes().into()
    }

    /// Whether it is that, or its beginning; in a time that says nothing.
    pub(crate) fn is_page_mac(&self, purpose: &[u8], said: &[u8], mac: &[u8]) -> bool {
        mac.len() >= 16
            && self
                .page_hmac(purpose, said)
                .verify_truncated_left(mac)
                .is_ok()
    }

    fn page_hmac(&self, purpose: &[u8], said: &[u8]) -> Hmac<Sha256> {
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&*self.page)
            .expect("HMAC takes a key of any length");
        // The length comes first, so that a purpose cannot go over into what is said.
        mac.update(&(purpose.len() as u64).to_be_bytes());
        mac.update(purpose);
        mac.update(said);
        mac
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(Key::from_slice(&*self.seal))
    }
}

fn no_seal() -> DeskError {
    DeskError::refused("cannot_seal", "The secret could not be encrypted.")
}

fn derive(file: &[u8], label: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut mac =
        <Hmac<Sha256> as Mac>::new_from_slice(file).expect("HMAC takes a key of any length");
    mac.update(label);
    Zeroizing::new(mac.finalize().into_bytes().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_only_in_its_place_and_with_its_key() {
        let keys = Keys::new(&[1; 32]);
        let sealed = keys.seal("mailbox:1", b"hunter2").expect("sealed");
        assert_eq!(
            &**keys.open("mailbox:1", &sealed).expect("opened"),
            b"hunter2"
        );
        assert!(keys.open("mailbox:2", &sealed).is_err());
        assert!(Keys::new(&[2; 32]).open("mailbox:1", &sealed).is_err());
        assert!(keys.open("mailbox:1", &sealed[..5]).is_err());
        assert!(!sealed.windows(7).any(|w| w == b"hunter2"));
    }

    #[test]
    fn the_same_secret_is_sealed_differently_each_time() {
        let keys = Keys::new(&[1; 32]);
        assert_ne!(
            keys.seal("a", b"x").expect("sealed"),
            keys.seal("a", b"x").expect("sealed")
        );
    }
}
