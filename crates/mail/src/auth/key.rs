//! Public keys in DNS (RFC 6376 §3.6.1, RFC 8301, RFC 8463) and the one place where a signature is verified.

use ring::signature::{ED25519, RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, UnparsedPublicKey};

use super::lookup::{Lookup, Missing};
use super::tags::{Tags, base64};
use crate::{Answer, RecordKind};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    RsaSha256,
    Ed25519Sha256,
}

impl Algorithm {
    /// `a=`; SHA-1 is none (RFC 8301 §3.1).
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "rsa-sha256" => Some(Algorithm::RsaSha256),
            "ed25519-sha256" => Some(Algorithm::Ed25519Sha256),
            _ => None,
        }
    }
}

/// Why there is no usable key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unusable {
    /// DNS did not answer.
    Temporary,
    Why(&'static str),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    algorithm: Algorithm,
    /// RSAPublicKey (PKCS#1 DER), or the 32 octets of Ed25519.
    public: Vec<u8>,
    /// `t=s`: the identity must be in the very domain of the signature.
    pub exact_identity: bool,
    /// `t=y`: the domain asks for its signatures to be ignored.
    pub testing: bool,
}

/// The key of `selector` and `domain` for `algorithm`.
pub fn find(
    lookup: &Lookup,
    selector: &str,
    domain: &str,
    algorithm: Algorithm,
) -> Result<Result<Key, Unusable>, Missing> {
    let name = format!("{selector}._domainkey.{domain}");
    Ok(match lookup.get(&name, RecordKind::Txt)? {
        Answer::Failed => Err(Unusable::Temporary),
        Answer::NoSuchName => Err(Unusable::Why("no key")),
        Answer::Records(records) => match records.as_slice() {
            [] => Err(Unusable::Why("no key")),
            [record] => Key::parse(record, algorithm).map_err(Unusable::Why),
            _ => Err(Unusable::Why("several key records")),
        },
    })
}

impl Key {
    /// Reads a key record for use in mail.
    pub fn parse(record: &str, algorithm: Algorithm) -> Result<Self, &'static str> {
        let tags = Tags::parse(record.as_bytes()).ok_or("key record is malformed")?;
        if let Some(version) = tags.get("v") {
            let first = tags.first().is_some_and(|tag| tag.name == "v");
            if version != "DKIM1" || !first {
                return Err("key record of an unknown version");
            }
        }
        let list = |name: &str| {
            tags.get(name)
                .map(|text| text.split(':').map(str::trim).collect::<Vec<_>>())
        };
        if list("h").is_some_and(|hashes| !hashes.contains(&"sha256")) {
            return Err("key is not for this hash");
        }
        if list("s").is_some_and(|services| {
            !services
                .iter()
                .any(|service| matches!(*service, "*" | "email"))
        }) {
            return Err("key is for another service");
        }
        let wanted = match algorithm {
            Algorithm::RsaSha256 => "rsa",
            Algorithm::Ed25519Sha256 => "ed25519",
        };
        if tags.get("k").unwrap_or("rsa") != wanted {
            return Err("key is of another kind");
        }
        let text = tags.get("p").ok_or("key record without a key")?;
        if text.is_empty() {
            return Err("key is revoked");
        }
        let public = base64(text).ok_or("key is malformed")?;
        let public = match algorithm {
            Algorithm::RsaSha256 => rsa_public(&public)
                .ok_or("key is malformed or shorter than 1024 bits")?
                .to_vec(),
            Algorithm::Ed25519Sha256 if public.len() == 32 => public,
            Algorithm::Ed25519Sha256 => return Err("key is malformed"),
        };
        let flags = list("t").unwrap_or_default();
        Ok(Self {
            algorithm,
            public,
            exact_identity: flags.contains(&"s"),
            testing: flags.contains(&"y"),
        })
    }

    /// Is `signature` by this key over `text`? Ed25519 signs the SHA-256 of the text (RFC 8463 §3).
    pub fn verifies(&self, text: &[u8], signature: &[u8]) -> bool {
        match self.algorithm {
            Algorithm::RsaSha256 => UnparsedPublicKey::new(
                &RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
                &self.public,
            )
            .verify(text, signature)
            .is_ok(),
            Algorithm::Ed25519Sha256 => {
                use sha2::Digest;
                UnparsedPublicKey::new(&ED25519, &self.public)
                    .verify(&sha2::Sha256::digest(text), signature)
                    .is_ok()
            }
        }
    }
}

/// RSAPublicKey inside a SubjectPublicKeyInfo, or alone, of at least 1024 bits.
fn rsa_public(der: &[u8]) -> Option<&[u8]> {
    const RSA_ENCRYPTION: [u8; 11] = [
        0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01,
    ];
    let (outer, rest) = element(der, 0x30)?;
    if !rest.is_empty() {
        return None;
    }
    let public = match element(outer, 0x30) {
        Some((algorithm, rest)) => {
            let (bits, rest) = element(rest, 0x03)?;
            if !algorithm.starts_with(&RSA_ENCRYPTION)
                || !rest.is_empty()
                || bits.first() != Some(&0)
            {
                return None;
            }
            &bits[1..]
        }
        None => der,
    };
    let (inner, rest) = element(public, 0x30)?;
    let (modulus, exponent) = element(inner, 0x02)?;
    let (_, end) = element(exponent, 0x02)?;
    let modulus = &modulus[modulus.iter().position(|b| *b != 0)?..];
    let bits = modulus.len() * 8 - modulus[0].leading_zeros() as usize;
    (rest.is_empty() && end.is_empty() && bits >= 1024).then_some(public)
}

/// The content of one DER element, and what follows it.
fn element(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&found, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81 => (usize::from(*rest.first()?), &rest[1..]),
        0x82 => (
            usize::from(*rest.first()?) << 8 | usize::from(*rest.get(1)?),
            &rest[2..],
        ),
        _ => return None,
    };
    (found == tag && rest.len() >= length).then(|| rest.split_at(length))
}
