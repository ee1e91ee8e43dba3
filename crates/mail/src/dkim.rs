//! Our own DKIM keys and the signature on each mail that goes out (RFC 6376, RFC 8463).
//!
//! Checking the signatures of others is in [`crate::auth::dkim`]. Keys are made from a seed that the caller draws; the
//! private bytes are for the caller to seal.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use sha2::{Digest, Sha256};

use crate::auth::canon::{self, Form};
use crate::auth::message::{Field, Message};
use crate::auth::tags::{is_domain, is_labels};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// Understood everywhere.
    Rsa2048,
    /// Shorter; publish it beside an RSA key, not instead of one.
    Ed25519,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SignError {
    #[error("the key cannot be read")]
    BadKey,
    #[error("the domain or the selector is not a name")]
    BadName,
    #[error("the mail has not exactly one From, or a header that cannot be signed")]
    BadMail,
}

/// A private key. Its `Debug` shows only the kind.
pub struct SigningKey {
    secret: Vec<u8>,
    pair: Pair,
}

enum Pair {
    Rsa(Box<RsaKeyPair>),
    Ed25519(Ed25519KeyPair),
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKey")
            .field("kind", &self.kind())
            .finish_non_exhaustive()
    }
}

impl SigningKey {
    /// A new key; `seed` must come from a secure source and be used once. RSA takes up to a few seconds.
    pub fn generate(kind: KeyKind, seed: [u8; 32]) -> Result<Self, SignError> {
        match kind {
            KeyKind::Ed25519 => Self::from_bytes(&[b"E", seed.as_slice()].concat()),
            KeyKind::Rsa2048 => {
                use rsa::pkcs1::EncodeRsaPrivateKey;
                use rsa::rand_core::SeedableRng;
                let mut random = rand_chacha::ChaCha20Rng::from_seed(seed);
                let key =
                    rsa::RsaPrivateKey::new(&mut random, 2048).map_err(|_| SignError::BadKey)?;
                let der = key.to_pkcs1_der().map_err(|_| SignError::BadKey)?;
                Self::from_bytes(&[b"R", der.as_bytes()].concat())
            }
        }
    }

    /// What [`SigningKey::to_bytes`] gave.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SignError> {
        let pair = match bytes.split_first() {
            Some((b'E', seed)) => Pair::Ed25519(
                Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| SignError::BadKey)?,
            ),
            Some((b'R', der)) => Pair::Rsa(Box::new(
                RsaKeyPair::from_der(der).map_err(|_| SignError::BadKey)?,
            )),
            _ => return Err(SignError::BadKey),
        };
        Ok(Self {
            secret: bytes.to_vec(),
            pair,
        })
    }

    /// The secret, to be sealed: one letter for the kind, then PKCS#1 DER or the seed.
    pub fn to_bytes(&self) -> &[u8] {
        &self.secret
    }

    pub fn kind(&self) -> KeyKind {
        match self.pair {
            Pair::Rsa(_) => KeyKind::Rsa2048,
            Pair::Ed25519(_) => KeyKind::Ed25519,
        }
    }

    /// The TXT to publish at [`record_name`].
    pub fn record(&self) -> String {
        match &self.pair {
            Pair::Rsa(pair) => format!(
                "v=DKIM1; k=rsa; p={}",
                STANDARD.encode(subject_public_key(pair.public_key().as_ref()))
            ),
            Pair::Ed25519(pair) => format!(
                "v=DKIM1; k=ed25519; p={}",
                STANDARD.encode(pair.public_key().as_ref())
            ),
        }
    }

    /// Signature over `text`, as DKIM and ARC use it.
    pub fn signature(&self, text: &[u8]) -> Result<Vec<u8>, SignError> {
        match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(
                    &RSA_PKCS1_SHA256,
                    &SystemRandom::new(),
                    text,
                    &mut signature,
                )
                .map_err(|_| SignError::BadKey)?;
                Ok(signature)
            }
            Pair::Ed25519(pair) => Ok(pair.sign(&Sha256::digest(text)).as_ref().to_vec()),
        }
    }

    fn algorithm(&self) -> &'static str {
        match self.kind() {
            KeyKind::Rsa2048 => "rsa-sha256",
            KeyKind::Ed25519 => "ed25519-sha256",
        }
    }
}

/// Where the key's TXT record is published.
pub fn record_name(selector: &str, domain: &str) -> String {
    format!("{selector}._domainkey.{domain}")
}

/// A TXT text in pieces of at most 255 octets, quoted as zone files want them.
pub fn quoted_record(record: &str) -> String {
    let pieces: Vec<String> = record
        .as_bytes()
        .chunks(255)
        .map(|piece| format!("\"{}\"", String::from_utf8_lossy(piece)))
        .collect();
    pieces.join(" ")
}

/// Signed once more than they occur, so that none can be added on the way.
const OVERSIGNED: [&str; 12] = [
    "from",
    "to",
    "cc",
    "subject",
    "date",
    "message-id",
    "reply-to",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
];
/// Signed when they are there.
const SIGNED: [&str; 5] = [
    "auto-submitted",
    "list-id",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "sender",
];

/// The whole DKIM-Signature field with its CRLF, to be put before `raw`. Both forms are relaxed.
///
/// `raw` may have bare LF line ends; it is signed as it goes over the wire. `now_s` is in seconds since 1970 UTC.
pub fn sign(
    raw: &[u8],
    key: &SigningKey,
    domain: &str,
    selector: &str,
    now_s: i64,
) -> Result<Vec<u8>, SignError> {
    if !is_domain(domain) || !is_labels(selector) {
        return Err(SignError::BadName);
    }
    let message = Message::parse(raw);
    if message.odd || message.count("from") != 1 {
        return Err(SignError::BadMail);
    }
    let mut names = Vec::new();
    for name in OVERSIGNED {
        names.extend(std::iter::repeat_n(
            name.to_owned(),
            message.count(name) + 1,
        ));
    }
    for name in SIGNED {
        names.extend(std::iter::repeat_n(name.to_owned(), message.count(name)));
    }
    let (body_hash, _) = canon::body_hash(Form::Relaxed, &message.body);
    let mut field = format!(
        "DKIM-Signature: v=1; a={}; c=relaxed/relaxed; d={domain}; s={selector};\r\n\tt={now_s}; bh={};\r\n\th={};\r\n\tb=",
        key.algorithm(),
        STANDARD.encode(body_hash),
        fold(&names, ":")
    );
    let mut text = canon::chosen(Form::Relaxed, &message, &names);
    let unsigned = Field {
        name: "dkim-signature".into(),
        raw: field.as_bytes().into(),
        value_at: "DKIM-Signature:".len(),
    };
    text.extend_from_slice(&canon::field(Form::Relaxed, &unsigned));
    let signature = STANDARD.encode(key.signature(&text)?);
    let pieces: Vec<String> = signature
        .as_bytes()
        .chunks(70)
        .map(|piece| String::from_utf8_lossy(piece).into_owned())
        .collect();
    field.push_str(&pieces.join("\r\n\t"));
    field.push_str("\r\n");
    Ok(field.into_bytes())
}

/// Words with a separator, folded before lines grow long.
fn fold(words: &[String], separator: &str) -> String {
    let mut text = String::new();
    let mut column = 8;
    for (at, word) in words.iter().enumerate() {
        if at > 0 {
            text.push_str(separator);
            column += separator.len();
            if column + word.len() > 72 {
                text.push_str("\r\n\t ");
                column = 9;
            }
        }
        text.push_str(word);
        column += word.len();
    }
    text
}

/// SubjectPublicKeyInfo around an RSAPublicKey (RFC 5280 §4.1, RFC 3279 §2.3.1).
fn subject_public_key(public: &[u8]) -> Vec<u8> {
    const RSA_ENCRYPTION: [u8; 15] = [
        0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
    ];
    let bits = der(0x03, &[&[0], public].concat());
    der(0x30, &[RSA_ENCRYPTION.as_slice(), &bits].concat())
}

fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut text = vec![tag];
    match length {
        0..=0x7f => text.push(length as u8),
        0x80..=0xff => text.extend([0x81, length as u8]),
        _ => text.extend([0x82, (length >> 8) as u8, length as u8]),
    }
    text.extend_from_slice(content);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::{check_with, zone::Zone};
    use crate::{AuthResult, Envelope};

    const MAIL: &[u8] = b"From: Desk <support@example.org>\nTo: you@example.net\nSubject: =?utf-8?q?H=C3=A4?=\n\nHello,\n\n.dot\n\n";

    fn verdict(raw: &[u8], record: &str) -> crate::Authentication {
        let zone = serde_json::json!({"s1._domainkey.example.org": {"TXT": [record]},
            "_dmarc.example.org": {"TXT": ["v=DMARC1; p=reject"]}});
        let zone = Zone::from_json(&zone).unwrap();
        check_with(raw, &Envelope::default(), 2_000_000_000, |question| {
            zone.answer(question)
        })
    }

    #[test]
    fn what_we_sign_passes_and_what_is_added_or_changed_does_not() {
        for kind in [KeyKind::Rsa2048, KeyKind::Ed25519] {
            let key = SigningKey::generate(kind, [3; 32]).unwrap();
            let key = SigningKey::from_bytes(key.to_bytes()).unwrap();
            let field = sign(MAIL, &key, "example.org", "s1", 1_900_000_000).unwrap();
            assert!(
                field.split(|b| *b == b'\n').all(|line| line.len() <= 90),
                "{}",
                String::from_utf8_lossy(&field)
            );
            let signed = [&field, MAIL].concat();
            let found = verdict(&signed, &key.record());
            assert_eq!(
                (found.dkim, found.dmarc),
                (AuthResult::Pass, AuthResult::Pass),
                "{found:?}"
            );
            let wire = crate::smtp::data::stuff(&signed);
            let wire = String::from_utf8_lossy(&wire).replace("\r\n..", "\r\n.");
            assert_eq!(
                verdict(wire.trim_end_matches(".\r\n").as_bytes(), &key.record()).dkim,
                AuthResult::Pass
            );
            for added in [
                "Subject: other\r\n",
                "To: other@x.y\r\n",
                "Cc: x@y.z\r\n",
                "Reply-To: e@vil.org\r\n",
                "From: e@vil.org\r\n",
            ] {
                let changed = [added.as_bytes(), &signed].concat();
                assert_eq!(
                    verdict(&changed, &key.record()).dkim,
                    AuthResult::Fail,
                    "{added}"
                );
            }
            assert_eq!(
                verdict(&[&signed, b"more".as_slice()].concat(), &key.record()).dkim,
                AuthResult::Fail
            );
        }
    }

    #[test]
    fn bad_names_mails_and_keys_are_refused() {
        let key = SigningKey::generate(KeyKind::Ed25519, [1; 32]).unwrap();
        assert_eq!(sign(MAIL, &key, "org", "s", 0), Err(SignError::BadName));
        assert_eq!(
            sign(MAIL, &key, "example.org", "s;x", 0),
            Err(SignError::BadName)
        );
        assert_eq!(
            sign(b"To: x\n\n", &key, "example.org", "s", 0),
            Err(SignError::BadMail)
        );
        assert_eq!(SigningKey::from_bytes(b"X").unwrap_err(), SignError::BadKey);
        assert_eq!(
            SigningKey::from_bytes(b"R123").unwrap_err(),
            SignError::BadKey
        );
        assert!(quoted_record(&"x".repeat(300)).contains("\" \""));
    }
}
