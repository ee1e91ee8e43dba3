//! ID tokens (OpenID Connect Core 1.0 §3.1.3.7, RFC 7515, RFC 7517, RFC 7519): one signed JSON object, proven or refused.

use anyhow::{Context as _, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Millis;
use ring::signature;
use serde::Deserialize;
use subtle::ConstantTimeEq as _;

const TOKEN_MAX: usize = 64 * 1024;
const KEYS_MAX: usize = 64;
/// Clocks of provider and desk may differ by this, in seconds.
const LEEWAY_S: i64 = 60;
/// A token is taken this long after it was made, in seconds: it comes straight from the provider.
const OLD_S: i64 = 10 * 60;

/// Keys of a provider.
#[derive(Debug, Clone, Deserialize)]
pub struct Keys {
    keys: Vec<Jwk>,
}

#[derive(Debug, Clone, Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl Keys {
    /// Keys that can be used here.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "it is a count for people")]
    pub fn len(&self) -> usize {
        let known = |key: &&Jwk| ["RS256", "ES256", "EdDSA"].iter().any(|alg| key.fits(alg));
        self.keys.iter().take(KEYS_MAX).filter(known).count()
    }
}

/// What a token has to say.
pub struct Expected<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub nonce: &'a str,
    pub now: Millis,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    /// RFC 7515 §4.1.11: what must be understood, and is not.
    crit: Option<serde_json::Value>,
}

/// What is said about somebody.
#[derive(Debug, Clone, Deserialize)]
pub struct About {
    pub sub: String,
    pub email: Option<String>,
    #[serde(default)]
    pub email_verified: serde_json::Value,
    pub name: Option<String>,
}

impl About {
    /// Some providers write it as text.
    #[must_use]
    pub fn is_verified(&self) -> bool {
        self.email_verified == true || self.email_verified == "true"
    }
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    azp: Option<String>,
    exp: i64,
    iat: i64,
    nbf: Option<i64>,
    nonce: Option<String>,
    #[serde(flatten)]
    about: About,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

/// Proves a token and answers what it says.
///
/// # Errors
/// What is not as it has to be, for the log.
pub fn verify(token: &str, keys: &Keys, expected: &Expected<'_>) -> anyhow::Result<About> {
    ensure!(token.len() <= TOKEN_MAX, "the token is too long");
    let parts: Vec<&str> = token.split('.').collect();
    let [head, body, given] = parts[..] else {
        bail!("this is no signed token");
    };
    let header: Header = serde_json::from_slice(&decode(head)?).context("header")?;
    ensure!(
        header.crit.is_none(),
        "the token asks for what is not understood"
    );
    let signed = &token[..head.len() + 1 + body.len()];
    proven(&header, signed.as_bytes(), &decode(given)?, keys)?;
    let claims: Claims = serde_json::from_slice(&decode(body)?).context("claims")?;
    check(&claims, expected)?;
    Ok(claims.about)
}

fn decode(part: &str) -> anyhow::Result<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(part).context("not base 64 for URLs")
}

fn check(claims: &Claims, expected: &Expected<'_>) -> anyhow::Result<()> {
    ensure!(
        claims.iss == expected.issuer,
        "the token is of another issuer"
    );
    let (ours, many) = match &claims.aud {
        Audience::One(aud) => (aud == expected.client_id, false),
        Audience::Many(all) => (all.iter().any(|a| a == expected.client_id), all.len() > 1),
    };
    ensure!(ours, "the token is for somebody else");
    ensure!(
        !many || claims.azp.is_some(),
        "the token is for many, and names no party"
    );
    ensure!(
        claims
            .azp
            .as_deref()
            .is_none_or(|azp| azp == expected.client_id),
        "the token was given to somebody else"
    );
    let now_s = expected.now.div_euclid(1000);
    ensure!(
        claims.exp.saturating_add(LEEWAY_S) > now_s,
        "the token has expired"
    );
    ensure!(
        claims.iat.saturating_sub(LEEWAY_S) <= now_s,
        "the token is from the future"
    );
    ensure!(claims.iat.saturating_add(OLD_S) > now_s, "the token is old");
    ensure!(
        claims
            .nbf
            .is_none_or(|nbf| nbf.saturating_sub(LEEWAY_S) <= now_s),
        "the token is not good yet"
    );
    let nonce = claims.nonce.as_deref().unwrap_or_default();
    ensure!(
        bool::from(nonce.as_bytes().ct_eq(expected.nonce.as_bytes())),
        "the token answers another sign-in"
    );
    let sub = &claims.about.sub;
    ensure!(
        !sub.is_empty() && sub.len() <= 255,
        "the token names nobody"
    );
    Ok(())
}

fn proven(header: &Header, signed: &[u8], given: &[u8], keys: &Keys) -> anyhow::Result<()> {
    ensure!(
        matches!(header.alg.as_str(), "RS256" | "ES256" | "EdDSA"),
        "the token is signed in a way that is not taken"
    );
    let candidates = keys
        .keys
        .iter()
        .take(KEYS_MAX)
        .filter(|key| key.fits(&header.alg) && (header.kid.is_none() || key.kid == header.kid));
    let mut any = false;
    for key in candidates {
        any = true;
        if key.verifies(&header.alg, signed, given) {
            return Ok(());
        }
    }
    ensure!(any, "no key of the provider fits the token");
    bail!("the signature is wrong")
}

impl Jwk {
    fn fits(&self, alg: &str) -> bool {
        let kind = match alg {
            "RS256" => self.kty == "RSA",
            "ES256" => self.kty == "EC" && self.crv.as_deref() == Some("P-256"),
            "EdDSA" => self.kty == "OKP" && self.crv.as_deref() == Some("Ed25519"),
            _ => false,
        };
        kind && self.alg.as_deref().is_none_or(|a| a == alg)
            && self.purpose.as_deref().is_none_or(|u| u == "sig")
    }

    fn verifies(&self, alg: &str, signed: &[u8], given: &[u8]) -> bool {
        let part = |text: &Option<String>| text.as_deref().and_then(|t| decode(t).ok());
        match alg {
            "RS256" => {
                let (Some(n), Some(e)) = (part(&self.n), part(&self.e)) else {
                    return false;
                };
                signature::RsaPublicKeyComponents { n, e }
                    .verify(&signature::RSA_PKCS1_2048_8192_SHA256, signed, given)
                    .is_ok()
            }
            "ES256" => {
                let (Some(x), Some(y)) = (part(&self.x), part(&self.y)) else {
                    return false;
                };
                let point = [&[4_u8][..], &x, &y].concat();
                signature::UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, point)
                    .verify(signed, given)
                    .is_ok()
            }
            "EdDSA" => part(&self.x).is_some_and(|x| {
                signature::UnparsedPublicKey::new(&signature::ED25519, x)
                    .verify(signed, given)
                    .is_ok()
            }),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// RFC 7515, appendix A.2.
    const SIGNED: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    const SIGNATURE: &str = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

    fn keys(change: impl FnOnce(&mut serde_json::Value)) -> Keys {
        let mut key = json!({ "kty": "RSA", "e": "AQAB", "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ" });
        change(&mut key);
        serde_json::from_value(json!({ "keys": [key] })).expect("keys")
    }

    fn rs256(keys: &Keys, kid: Option<&str>) -> Result<(), String> {
        let header = Header {
            alg: "RS256".to_owned(),
            kid: kid.map(str::to_owned),
            crit: None,
        };
        let given = decode(SIGNATURE).expect("bytes");
        proven(&header, SIGNED.as_bytes(), &given, keys).map_err(|e| e.to_string())
    }

    #[test]
    fn the_signature_of_the_rfc_is_proven_by_its_key_alone() {
        assert_eq!(rs256(&keys(|_| ()), None), Ok(()));
        assert_eq!(rs256(&keys(|k| k["kid"] = json!("a")), Some("a")), Ok(()));
        for (wrong, kid) in [
            (keys(|k| k["kid"] = json!("a")), Some("b")),
            (keys(|k| k["use"] = json!("enc")), None),
            (keys(|k| k["alg"] = json!("RS512")), None),
            (keys(|k| k["kty"] = json!("oct")), None),
            (keys(|k| k["n"] = json!("AQAB")), None),
        ] {
            assert!(rs256(&wrong, kid).is_err());
        }
    }

    fn claims(change: impl FnOnce(&mut serde_json::Value)) -> Result<(), String> {
        let mut value = json!({ "iss": "https://id.example", "aud": "desk", "sub": "s", "exp": 1_300, "iat": 1_000, "nonce": "n" });
        change(&mut value);
        let claims: Claims = serde_json::from_value(value).map_err(|e| e.to_string())?;
        let expected = Expected {
            issuer: "https://id.example",
            client_id: "desk",
            nonce: "n",
            now: 1_000_000,
        };
        check(&claims, &expected).map_err(|e| e.to_string())
    }

    #[test]
    fn every_claim_is_checked() {
        assert_eq!(claims(|_| ()), Ok(()));
        assert_eq!(claims(|c| c["aud"] = json!(["desk"])), Ok(()));
        assert_eq!(
            claims(|c| {
                c["aud"] = json!(["desk", "other"]);
                c["azp"] = json!("desk");
            }),
            Ok(())
        );
        let wrong: [(&str, serde_json::Value); 12] = [
            ("iss", json!("https://id.example/")),
            ("aud", json!("other")),
            ("aud", json!(["desk", "other"])),
            ("azp", json!("other")),
            ("exp", json!(940)),
            ("exp", json!(i64::MIN)),
            ("iat", json!(1_061)),
            ("iat", json!(300)),
            ("nbf", json!(1_100)),
            ("nonce", json!("m")),
            ("nonce", serde_json::Value::Null),
            ("sub", json!("")),
        ];
        for (name, value) in wrong {
            assert!(
                claims(|c| c[name] = value.clone()).is_err(),
                "{name} {value}"
            );
        }
    }

    #[test]
    fn what_is_no_token_is_refused() {
        let expected = Expected {
            issuer: "i",
            client_id: "c",
            nonce: "n",
            now: 0,
        };
        for odd in [
            "",
            ".",
            "..",
            "a.b.c",
            "a.b",
            "a.b.c.d",
            &"x".repeat(70_000),
        ] {
            assert!(verify(odd, &keys(|_| ()), &expected).is_err());
        }
    }
}
