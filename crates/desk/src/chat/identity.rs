//! Who a visitor is by the word of the site's own server: a JSON Web Token (RFC 7519) signed with HS256 by the widget's secret.

use crate::{DeskError, Result};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::reply_rules::is_plain_address;
use domain::{Millis, Refusal};
use ring::hmac;
use serde::Deserialize;

/// Octets of a token.
const MOST: usize = 8 * 1024;
/// Clocks may differ by this, in seconds.
const LEEWAY_S: i64 = 60;
/// A token that is good for longer is refused: it lies in a page.
const LONGEST_S: i64 = 24 * 60 * 60;

#[derive(Deserialize)]
struct Header {
    alg: String,
    /// RFC 7515 §4.1.11: what must be understood, and is not.
    crit: Option<serde_json::Value>,
}

/// What the site says of its visitor.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Claims {
    pub sub: String,
    pub email: Option<String>,
    pub name: Option<String>,
    exp: i64,
    nbf: Option<i64>,
    aud: String,
}

/// Reads a token and proves it.
///
/// # Errors
/// `identity_refused`, which says why: a bad identity is never a silent stranger.
pub(super) fn read(token: &str, secret: &[u8], key: &str, now: Millis) -> Result<Claims> {
    if token.len() > MOST {
        return Err(refused("the token is too long"));
    }
    let mut parts = token.split('.');
    let (Some(head), Some(body), Some(mac), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(refused("it is no token"));
    };
    let decode = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part).ok();
    let header: Option<Header> = decode(head).and_then(|bytes| serde_json::from_slice(&bytes).ok());
    // The algorithm is ours to say: a token that names another one, or none, is none (RFC 8725 §3.1).
    if header.is_none_or(|h| h.alg != "HS256" || h.crit.is_some()) {
        return Err(refused("it is not signed with HS256"));
    }
    let signed = &token[..head.len() + 1 + body.len()];
    let mac = decode(mac).unwrap_or_default();
    let proof = hmac::Key::new(hmac::HMAC_SHA256, secret);
    if hmac::verify(&proof, signed.as_bytes(), &mac).is_err() {
        return Err(refused("the signature is not of this widget's secret"));
    }
    let claims: Claims = decode(body)
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .ok_or_else(|| refused("sub, exp and aud are missing or of the wrong kind"))?;
    check(claims, key, now.div_euclid(1000))
}

fn check(claims: Claims, key: &str, now_s: i64) -> Result<Claims> {
    if claims.aud != key {
        return Err(refused("aud is not the key of this widget"));
    }
    if claims.exp <= now_s - LEEWAY_S {
        return Err(refused("it has expired"));
    }
    if claims.exp > now_s + LONGEST_S + LEEWAY_S {
        return Err(refused("exp is more than a day ahead"));
    }
    if claims.nbf.is_some_and(|nbf| nbf > now_s + LEEWAY_S) {
        return Err(refused("it is not good yet"));
    }
    let long = |text: &str, most: usize| {
        text.trim().is_empty() || text.chars().count() > most || text.chars().any(char::is_control)
    };
    if long(&claims.sub, 200) {
        return Err(refused("sub has 1 to 200 characters"));
    }
    if claims
        .name
        .as_deref()
        .is_some_and(|n| n.chars().count() > 200)
    {
        return Err(refused("name has 200 characters at most"));
    }
    if claims
        .email
        .as_deref()
        .is_some_and(|e| !is_plain_address(e))
    {
        return Err(refused("email is no address"));
    }
    Ok(claims)
}

fn refused(why: &str) -> DeskError {
    Refusal::new(
        "identity_refused",
        format!("The identity was not taken: {why}."),
    )
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const NOW: Millis = 1_772_442_000_000;
    const SECRET: &[u8] = b"a secret of this widget";

    fn token(head: &Value, body: &Value, secret: &[u8]) -> String {
        let part = |v: &Value| BASE64_URL_SAFE_NO_PAD.encode(v.to_string());
        let signed = format!("{}.{}", part(head), part(body));
        let mac = hmac::sign(
            &hmac::Key::new(hmac::HMAC_SHA256, secret),
            signed.as_bytes(),
        );
        format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(mac))
    }

    fn claims() -> Value {
        json!({ "sub": "17", "email": "mari@example.org", "aud": "wgt_a", "exp": NOW / 1000 + 600 })
    }

    fn with(change: Value) -> Value {
        let mut all = claims();
        for (key, value) in change.as_object().expect("an object") {
            all[key] = value.clone();
        }
        all
    }

    #[test]
    fn what_the_site_signed_is_believed() {
        let text = token(&json!({ "alg": "HS256" }), &claims(), SECRET);
        let read = read(&text, SECRET, "wgt_a", NOW).expect("read");
        assert_eq!((read.sub.as_str(), read.name), ("17", None));
    }

    #[test]
    fn everything_else_is_refused_aloud() {
        let head = json!({ "alg": "HS256" });
        let good = token(&head, &claims(), SECRET);
        let mut swapped = good.clone();
        swapped.push('A');
        let bad = [
            (token(&head, &claims(), b"another"), "signature"),
            (token(&json!({ "alg": "none" }), &claims(), SECRET), "HS256"),
            (
                token(&json!({ "alg": "HS512" }), &claims(), SECRET),
                "HS256",
            ),
            (
                token(&json!({ "alg": "HS256", "crit": ["x"] }), &claims(), SECRET),
                "HS256",
            ),
            (
                token(&head, &with(json!({ "aud": "wgt_b" })), SECRET),
                "aud",
            ),
            (
                token(&head, &with(json!({ "aud": ["wgt_a"] })), SECRET),
                "missing",
            ),
            (
                token(&head, &with(json!({ "exp": NOW / 1000 - 61 })), SECRET),
                "expired",
            ),
            (
                token(&head, &with(json!({ "exp": NOW / 1000 + 90_000 })), SECRET),
                "day",
            ),
            (
                token(&head, &with(json!({ "nbf": NOW / 1000 + 90 })), SECRET),
                "yet",
            ),
            (token(&head, &with(json!({ "sub": "" })), SECRET), "sub"),
            (
                token(&head, &with(json!({ "email": "no address" })), SECRET),
                "email",
            ),
            (swapped, "signature"),
            ("a.b".to_owned(), "no token"),
            ("a.b.c".to_owned(), "HS256"),
            ("x".repeat(MOST + 1), "long"),
        ];
        for (text, why) in bad {
            let error = read(&text, SECRET, "wgt_a", NOW).expect_err(why);
            assert_eq!(error.code(), "identity_refused");
            assert!(error.to_string().contains(why), "{error} / {why}");
        }
    }
}
