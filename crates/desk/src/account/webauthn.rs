//! Web Authentication (W3C WebAuthn Level 3), the part of the relying party: what an authenticator sends back is proven
//! here. Attestation is not asked for and not looked at. Pure; who belongs to a credential is for [`super::passkeys`].

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ciborium::Value;
use ring::signature;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// Bytes of any one part; authenticators send a few hundred.
const PART_MAX: usize = 16 * 1024;
/// §5.8.3: the longest credential id.
const CREDENTIAL_MAX: usize = 1023;

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const BACKUP_ELIGIBLE: u8 = 0x08;
const BACKED_UP: u8 = 0x10;
const HAS_CREDENTIAL: u8 = 0x40;

/// Who we are to browsers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelyingParty {
    /// The host name, without a port.
    pub id: String,
    /// Scheme, host and port as in `Origin`.
    pub origin: String,
}

/// Why an answer is not believed; for the log, the client hears one sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unproven {
    #[error("it cannot be read")]
    Unreadable,
    #[error("it is an answer to something else")]
    OtherCeremony,
    #[error("it answers another challenge")]
    OtherChallenge,
    #[error("it was made for another site")]
    OtherOrigin,
    #[error("the user was not verified")]
    NotVerified,
    #[error("the kind of key is not supported")]
    UnknownKey,
    #[error("the signature is wrong")]
    BadSignature,
}

/// A new credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    pub credential: Vec<u8>,
    /// COSE_Key, checked to be of a kind that [`assertion`] can verify.
    pub public_key: Vec<u8>,
    pub sign_count: u32,
    pub backed_up: bool,
}

/// A proven use of a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Used {
    pub sign_count: u32,
    pub backed_up: bool,
}

/// Base 64 for URLs, as browsers send bytes in JSON; padding is tolerated.
///
/// # Errors
/// [`Unproven::Unreadable`].
pub fn bytes(text: &str) -> Result<Vec<u8>, Unproven> {
    if text.len() > PART_MAX * 2 {
        return Err(Unproven::Unreadable);
    }
    URL_SAFE_NO_PAD
        .decode(text.trim_end_matches('='))
        .map_err(|_| Unproven::Unreadable)
}

#[derive(Deserialize)]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default, rename = "crossOrigin")]
    cross_origin: bool,
}

/// §7.1, steps 5 to 10, and §7.2, steps 11 to 14.
fn client_data(
    raw: &[u8],
    kind: &str,
    challenge: &[u8],
    rp: &RelyingParty,
) -> Result<(), Unproven> {
    if raw.len() > PART_MAX {
        return Err(Unproven::Unreadable);
    }
    let data: ClientData = serde_json::from_slice(raw).map_err(|_| Unproven::Unreadable)?;
    if data.kind != kind {
        return Err(Unproven::OtherCeremony);
    }
    let given = bytes(&data.challenge)?;
    if challenge.is_empty() || !bool::from(given.ct_eq(challenge)) {
        return Err(Unproven::OtherChallenge);
    }
    if data.origin != rp.origin || data.cross_origin {
        return Err(Unproven::OtherOrigin);
    }
    Ok(())
}

struct AuthData<'a> {
    flags: u8,
    sign_count: u32,
    rest: &'a [u8],
}

/// §6.1.
fn auth_data<'a>(raw: &'a [u8], rp: &RelyingParty) -> Result<AuthData<'a>, Unproven> {
    if raw.len() > PART_MAX {
        return Err(Unproven::Unreadable);
    }
    let (hash, rest) = raw.split_at_checked(32).ok_or(Unproven::Unreadable)?;
    let (head, rest) = rest.split_at_checked(5).ok_or(Unproven::Unreadable)?;
    if !bool::from(hash.ct_eq(&Sha256::digest(rp.id.as_bytes()))) {
        return Err(Unproven::OtherOrigin);
    }
    let flags = head[0];
    if flags & USER_PRESENT == 0 || flags & USER_VERIFIED == 0 {
        return Err(Unproven::NotVerified);
    }
    // §6.1.3: what cannot be backed up is not backed up.
    if flags & BACKUP_ELIGIBLE == 0 && flags & BACKED_UP != 0 {
        return Err(Unproven::Unreadable);
    }
    Ok(AuthData {
        flags,
        sign_count: u32::from_be_bytes([head[1], head[2], head[3], head[4]]),
        rest,
    })
}

/// Proves a registration (§7.1). `attestation` is the attestation object in CBOR.
///
/// # Errors
/// What is not as it has to be.
pub fn registration(
    client: &[u8],
    attestation: &[u8],
    challenge: &[u8],
    rp: &RelyingParty,
) -> Result<Registered, Unproven> {
    client_data(client, "webauthn.create", challenge, rp)?;
    if attestation.len() > PART_MAX {
        return Err(Unproven::Unreadable);
    }
    let object: Value = ciborium::from_reader(attestation).map_err(|_| Unproven::Unreadable)?;
    let raw = object
        .as_map()
        .and_then(|map| map.iter().find(|(k, _)| k.as_text() == Some("authData")))
        .and_then(|(_, v)| v.as_bytes())
        .ok_or(Unproven::Unreadable)?;
    let data = auth_data(raw, rp)?;
    if data.flags & HAS_CREDENTIAL == 0 {
        return Err(Unproven::Unreadable);
    }
    // AAGUID, length, id, key (§6.5.1); extensions may follow.
    let rest = data.rest.get(16..).ok_or(Unproven::Unreadable)?;
    let (length, rest) = rest.split_at_checked(2).ok_or(Unproven::Unreadable)?;
    let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
    if length == 0 || length > CREDENTIAL_MAX {
        return Err(Unproven::Unreadable);
    }
    let (credential, rest) = rest.split_at_checked(length).ok_or(Unproven::Unreadable)?;
    let mut reader = rest;
    let _: Value = ciborium::from_reader(&mut reader).map_err(|_| Unproven::Unreadable)?;
    let public_key = &rest[..rest.len() - reader.len()];
    Key::read(public_key)?;
    Ok(Registered {
        credential: credential.to_vec(),
        public_key: public_key.to_vec(),
        sign_count: data.sign_count,
        backed_up: data.flags & BACKED_UP != 0,
    })
}

/// Proves a sign-in (§7.2) with a stored key. Whether the counter grew is for the caller to know.
///
/// # Errors
/// What is not as it has to be.
pub fn assertion(
    client: &[u8],
    authenticator: &[u8],
    given: &[u8],
    public_key: &[u8],
    challenge: &[u8],
    rp: &RelyingParty,
) -> Result<Used, Unproven> {
    client_data(client, "webauthn.get", challenge, rp)?;
    let data = auth_data(authenticator, rp)?;
    let signed = [authenticator, &Sha256::digest(client)].concat();
    Key::read(public_key)?.verify(&signed, given)?;
    Ok(Used {
        sign_count: data.sign_count,
        backed_up: data.flags & BACKED_UP != 0,
    })
}

/// A public key of a kind that we offer (RFC 9053, RFC 8812).
enum Key {
    /// Uncompressed point.
    P256([u8; 65]),
    Ed25519(Vec<u8>),
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
}

impl Key {
    fn read(cose: &[u8]) -> Result<Self, Unproven> {
        let value: Value = ciborium::from_reader(cose).map_err(|_| Unproven::Unreadable)?;
        let map = value.as_map().ok_or(Unproven::Unreadable)?;
        let at = |label: i64| {
            map.iter()
                .find(|(k, _)| k.as_integer() == Some(label.into()))
                .map(|(_, v)| v)
        };
        let number = |label| {
            at(label)
                .and_then(Value::as_integer)
                .and_then(|i| i64::try_from(i).ok())
        };
        let octets = |label| at(label).and_then(Value::as_bytes).cloned();
        match (number(1), number(3)) {
            // EC2, ES256, P-256
            (Some(2), Some(-7)) if number(-1) == Some(1) => {
                let (x, y) = (
                    octets(-2).unwrap_or_default(),
                    octets(-3).unwrap_or_default(),
                );
                if x.len() != 32 || y.len() != 32 {
                    return Err(Unproven::Unreadable);
                }
                let mut point = [4_u8; 65];
                point[1..33].copy_from_slice(&x);
                point[33..].copy_from_slice(&y);
                Ok(Self::P256(point))
            }
            // OKP, EdDSA, Ed25519
            (Some(1), Some(-8)) if number(-1) == Some(6) => octets(-2)
                .filter(|x| x.len() == 32)
                .map(Self::Ed25519)
                .ok_or(Unproven::Unreadable),
            // RSA, RS256
            (Some(3), Some(-257)) => {
                let (n, e) = (
                    octets(-1).unwrap_or_default(),
                    octets(-2).unwrap_or_default(),
                );
                if !(256..=1024).contains(&n.len()) || e.is_empty() || e.len() > 8 {
                    return Err(Unproven::UnknownKey);
                }
                Ok(Self::Rsa { n, e })
            }
            _ => Err(Unproven::UnknownKey),
        }
    }

    fn verify(&self, message: &[u8], given: &[u8]) -> Result<(), Unproven> {
        let verified = match self {
            Self::P256(point) => {
                signature::UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_ASN1, point)
                    .verify(message, given)
            }
            Self::Ed25519(key) => {
                signature::UnparsedPublicKey::new(&signature::ED25519, key).verify(message, given)
            }
            Self::Rsa { n, e } => signature::RsaPublicKeyComponents { n, e }.verify(
                &signature::RSA_PKCS1_2048_8192_SHA256,
                message,
                given,
            ),
        };
        verified.map_err(|_| Unproven::BadSignature)
    }
}

#[cfg(test)]
mod tests;
