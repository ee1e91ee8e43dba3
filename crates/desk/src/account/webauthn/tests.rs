//! A software authenticator, honest and otherwise.

use super::*;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _};

const CHALLENGE: &[u8] = b"0123456789abcdef0123456789abcdef";

fn rp() -> RelyingParty {
    RelyingParty {
        id: "desk.example.org".to_owned(),
        origin: "https://desk.example.org".to_owned(),
    }
}

fn client(kind: &str, challenge: &[u8], origin: &str) -> Vec<u8> {
    serde_json::json!({ "type": kind, "challenge": URL_SAFE_NO_PAD.encode(challenge), "origin": origin })
        .to_string()
        .into_bytes()
}

fn head(id: &str, flags: u8, count: u32) -> Vec<u8> {
    let mut out = Sha256::digest(id.as_bytes()).to_vec();
    out.push(flags);
    out.extend(count.to_be_bytes());
    out
}

fn cbor(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    ciborium::into_writer(value, &mut out).expect("written");
    out
}

fn int(n: i64) -> Value {
    Value::Integer(n.into())
}

struct Authenticator {
    pair: EcdsaKeyPair,
    random: SystemRandom,
}

impl Authenticator {
    fn new() -> Self {
        let random = SystemRandom::new();
        let document =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).expect("a key");
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_ref(), &random)
                .expect("the key");
        Self { pair, random }
    }

    fn cose(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        Value::Map(vec![
            (int(1), int(2)),
            (int(3), int(-7)),
            (int(-1), int(1)),
            (int(-2), Value::Bytes(point[1..33].to_vec())),
            (int(-3), Value::Bytes(point[33..].to_vec())),
        ])
    }

    fn attestation(&self, flags: u8) -> Vec<u8> {
        attested(&cbor(&self.cose()), flags)
    }

    fn sign(&self, client: &[u8], auth: &[u8]) -> Vec<u8> {
        let message = [auth, &Sha256::digest(client)].concat();
        self.pair
            .sign(&self.random, &message)
            .expect("signed")
            .as_ref()
            .to_vec()
    }
}

fn attested(key: &[u8], flags: u8) -> Vec<u8> {
    let mut data = head("desk.example.org", flags, 7);
    data.extend([0; 16]);
    data.extend(5_u16.to_be_bytes());
    data.extend(b"creds");
    data.extend(key);
    cbor(&Value::Map(vec![
        (Value::Text("fmt".into()), Value::Text("none".into())),
        (Value::Text("attStmt".into()), Value::Map(vec![])),
        (Value::Text("authData".into()), Value::Bytes(data)),
    ]))
}

const GOOD: u8 = USER_PRESENT | USER_VERIFIED | HAS_CREDENTIAL;

#[test]
fn a_registered_key_signs_in() {
    let key = Authenticator::new();
    let made = client("webauthn.create", CHALLENGE, "https://desk.example.org");
    let registered =
        registration(&made, &key.attestation(GOOD), CHALLENGE, &rp()).expect("registered");
    assert_eq!(
        (registered.credential.as_slice(), registered.sign_count),
        (b"creds".as_slice(), 7)
    );
    let used = client("webauthn.get", CHALLENGE, "https://desk.example.org");
    let auth = head(
        "desk.example.org",
        USER_PRESENT | USER_VERIFIED | BACKUP_ELIGIBLE | BACKED_UP,
        8,
    );
    let proven = assertion(
        &used,
        &auth,
        &key.sign(&used, &auth),
        &registered.public_key,
        CHALLENGE,
        &rp(),
    );
    assert_eq!(
        proven,
        Ok(Used {
            sign_count: 8,
            backed_up: true
        })
    );
}

#[test]
fn a_key_of_ed25519_signs_in_too() {
    let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).expect("a key");
    let pair = Ed25519KeyPair::from_pkcs8(document.as_ref()).expect("the key");
    let cose = cbor(&Value::Map(vec![
        (int(1), int(1)),
        (int(3), int(-8)),
        (int(-1), int(6)),
        (int(-2), Value::Bytes(pair.public_key().as_ref().to_vec())),
    ]));
    let used = client("webauthn.get", CHALLENGE, "https://desk.example.org");
    let auth = head("desk.example.org", USER_PRESENT | USER_VERIFIED, 0);
    let message = [auth.as_slice(), &Sha256::digest(&used)].concat();
    let given = pair.sign(&message);
    assert!(assertion(&used, &auth, given.as_ref(), &cose, CHALLENGE, &rp()).is_ok());
}

#[test]
fn answers_to_something_else_are_not_believed() {
    let key = Authenticator::new();
    let cose = cbor(&key.cose());
    let good = head("desk.example.org", USER_PRESENT | USER_VERIFIED, 1);
    let of = |kind: &str, challenge: &[u8], origin: &str| client(kind, challenge, origin);
    let here = "https://desk.example.org";
    for (client, auth, expected) in [
        (
            of("webauthn.create", CHALLENGE, here),
            good.clone(),
            Unproven::OtherCeremony,
        ),
        (
            of("webauthn.get", b"another", here),
            good.clone(),
            Unproven::OtherChallenge,
        ),
        (
            of(
                "webauthn.get",
                CHALLENGE,
                "https://desk.example.org.evil.example",
            ),
            good.clone(),
            Unproven::OtherOrigin,
        ),
        (
            of("webauthn.get", CHALLENGE, "http://desk.example.org"),
            good.clone(),
            Unproven::OtherOrigin,
        ),
        (
            of("webauthn.get", CHALLENGE, here),
            head("evil.example", 5, 1),
            Unproven::OtherOrigin,
        ),
        (
            of("webauthn.get", CHALLENGE, here),
            head("desk.example.org", USER_PRESENT, 1),
            Unproven::NotVerified,
        ),
        (
            of("webauthn.get", CHALLENGE, here),
            head("desk.example.org", USER_VERIFIED, 1),
            Unproven::NotVerified,
        ),
        (
            of("webauthn.get", CHALLENGE, here),
            head("desk.example.org", 5 | BACKED_UP, 1),
            Unproven::Unreadable,
        ),
        (b"{}".to_vec(), good.clone(), Unproven::Unreadable),
        (
            of("webauthn.get", CHALLENGE, here),
            good[..36].to_vec(),
            Unproven::Unreadable,
        ),
    ] {
        let given = key.sign(&client, &auth);
        assert_eq!(
            assertion(&client, &auth, &given, &cose, CHALLENGE, &rp()),
            Err(expected)
        );
    }
}

#[test]
fn a_cross_origin_frame_is_not_believed() {
    let key = Authenticator::new();
    let text = serde_json::json!({ "type": "webauthn.get", "challenge": URL_SAFE_NO_PAD.encode(CHALLENGE),
        "origin": "https://desk.example.org", "crossOrigin": true });
    let client = text.to_string().into_bytes();
    let auth = head("desk.example.org", 5, 1);
    let given = key.sign(&client, &auth);
    assert_eq!(
        assertion(&client, &auth, &given, &cbor(&key.cose()), CHALLENGE, &rp()),
        Err(Unproven::OtherOrigin)
    );
}

#[test]
fn another_key_or_a_changed_byte_does_not_fit() {
    let (key, other) = (Authenticator::new(), Authenticator::new());
    let used = client("webauthn.get", CHALLENGE, "https://desk.example.org");
    let auth = head("desk.example.org", 5, 1);
    let given = other.sign(&used, &auth);
    let cose = cbor(&key.cose());
    assert_eq!(
        assertion(&used, &auth, &given, &cose, CHALLENGE, &rp()),
        Err(Unproven::BadSignature)
    );
    let given = key.sign(&used, &auth);
    for place in 0..given.len() {
        let mut changed = given.clone();
        changed[place] ^= 1;
        assert!(assertion(&used, &auth, &changed, &cose, CHALLENGE, &rp()).is_err());
    }
    assert_eq!(
        assertion(&used, &auth, &[], &cose, CHALLENGE, &rp()),
        Err(Unproven::BadSignature)
    );
}

#[test]
fn weak_and_unknown_keys_are_refused_when_they_are_registered() {
    let made = client("webauthn.create", CHALLENGE, "https://desk.example.org");
    let map = |pairs: Vec<(i64, Value)>| {
        cbor(&Value::Map(
            pairs.into_iter().map(|(k, v)| (int(k), v)).collect(),
        ))
    };
    let zeros = |n: usize| Value::Bytes(vec![0; n]);
    for (key, expected) in [
        (
            map(vec![
                (1, int(3)),
                (3, int(-257)),
                (-1, zeros(128)),
                (-2, zeros(3)),
            ]),
            Unproven::UnknownKey,
        ),
        (
            map(vec![
                (1, int(2)),
                (3, int(-47)),
                (-1, int(8)),
                (-2, zeros(32)),
                (-3, zeros(32)),
            ]),
            Unproven::UnknownKey,
        ),
        (
            map(vec![
                (1, int(2)),
                (3, int(-7)),
                (-1, int(1)),
                (-2, zeros(31)),
                (-3, zeros(32)),
            ]),
            Unproven::Unreadable,
        ),
        (map(vec![]), Unproven::UnknownKey),
        (b"\xff".to_vec(), Unproven::Unreadable),
    ] {
        assert_eq!(
            registration(&made, &attested(&key, GOOD), CHALLENGE, &rp()),
            Err(expected)
        );
    }
}

#[test]
fn every_cut_and_every_changed_byte_of_an_attestation_is_taken_or_refused_but_never_panics() {
    let key = Authenticator::new();
    let made = client("webauthn.create", CHALLENGE, "https://desk.example.org");
    let whole = key.attestation(GOOD);
    for end in 0..whole.len() {
        assert!(registration(&made, &whole[..end], CHALLENGE, &rp()).is_err());
    }
    for place in 0..whole.len() {
        for bit in 0..8 {
            let mut changed = whole.clone();
            changed[place] ^= 1 << bit;
            let _ = registration(&made, &changed, CHALLENGE, &rp());
        }
    }
    let deep = [vec![0x81; 10_000], vec![0]].concat();
    assert_eq!(
        registration(&made, &deep, CHALLENGE, &rp()),
        Err(Unproven::Unreadable)
    );
}
