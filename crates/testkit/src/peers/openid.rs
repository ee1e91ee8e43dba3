//! A small OpenID provider that keeps to the protocol, or lies in one way at a time.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// In what the provider lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lie {
    Nothing,
    OtherNonce,
    OtherIssuer,
    OtherAudience,
    Unsigned,
    /// HMAC under the public key: algorithm confusion.
    Symmetric,
    Expired,
    FromTheFuture,
    /// Signs with a key that it does not publish.
    OtherKey,
    /// A signature of the right key over other claims.
    ChangedClaims,
    UnverifiedEmail,
    NoSubject,
    Huge,
    HangsAtToken,
    NotJson,
    OtherIssuerInDiscovery,
}

/// Whom the next token is about.
#[derive(Debug, Clone)]
pub struct Person {
    pub subject: String,
    pub email: String,
    pub name: String,
}

struct State {
    lie: Lie,
    person: Person,
    now_s: i64,
    /// Nonce and code challenge by code.
    codes: HashMap<String, (String, String)>,
    given: u64,
}

/// A provider on a free port of this machine.
#[derive(Clone)]
pub struct Provider {
    pub issuer: String,
    state: Arc<Mutex<State>>,
    pair: Arc<EcdsaKeyPair>,
    other: Arc<EcdsaKeyPair>,
}

/// The only client that it knows.
pub const CLIENT: (&str, &str) = ("desk", "a secret: 100%");

fn pair() -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let alg = &ECDSA_P256_SHA256_FIXED_SIGNING;
    let key = EcdsaKeyPair::generate_pkcs8(alg, &random).expect("a key can be made");
    EcdsaKeyPair::from_pkcs8(alg, key.as_ref(), &random).expect("it was just made")
}

impl Provider {
    /// # Errors
    /// When no port is free.
    pub async fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let person = Person {
            subject: "s1".to_owned(),
            email: "kaarel@example.com".to_owned(),
            name: "Kaarel Kask".to_owned(),
        };
        let provider = Self {
            issuer: format!("http://{}", listener.local_addr()?),
            state: Arc::new(Mutex::new(State {
                lie: Lie::Nothing,
                person,
                now_s: 0,
                codes: HashMap::new(),
                given: 0,
            })),
            pair: Arc::new(pair()),
            other: Arc::new(pair()),
        };
        let this = provider.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let this = this.clone();
                tokio::spawn(async move {
                    let _ = this.serve(stream).await;
                });
            }
        });
        Ok(provider)
    }

    /// What it does from now on; `now_s` is its clock, in seconds.
    pub fn behave(&self, lie: Lie, person: Option<Person>, now_s: i64) {
        let mut state = self.lock();
        state.lie = lie;
        state.now_s = now_s;
        if let Some(person) = person {
            state.person = person;
        }
    }

    /// What a person does at the provider: says yes. Answers where the browser is sent back to.
    ///
    /// # Errors
    /// When the address is not one of ours.
    pub fn consent(&self, address: &str) -> anyhow::Result<String> {
        let (_, query) = address
            .split_once('?')
            .ok_or_else(|| anyhow::anyhow!("no query in {address}"))?;
        let field = |name: &str| {
            query
                .split('&')
                .filter_map(|pair| pair.split_once('='))
                .find(|(key, _)| *key == name)
                .map(|(_, value)| unescape(value))
                .ok_or_else(|| anyhow::anyhow!("no {name} in {address}"))
        };
        anyhow::ensure!(
            field("client_id")? == CLIENT.0 && field("code_challenge_method")? == "S256"
        );
        let mut state = self.lock();
        state.given += 1;
        let code = format!("code-{}", state.given);
        let kept = (field("nonce")?, field("code_challenge")?);
        state.codes.insert(code.clone(), kept);
        Ok(format!(
            "{}?code={code}&state={}",
            field("redirect_uri")?,
            field("state")?
        ))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn serve(&self, mut stream: TcpStream) -> anyhow::Result<()> {
        let mut bytes = Vec::new();
        let (head, body) = loop {
            let mut part = [0; 4096];
            let n = stream.read(&mut part).await?;
            anyhow::ensure!(n > 0 && bytes.len() < 100_000);
            bytes.extend_from_slice(&part[..n]);
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let Some((head, body)) = text.split_once("\r\n\r\n") else {
                continue;
            };
            let length = head
                .lines()
                .filter_map(|l| l.split_once(':'))
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .and_then(|(_, value)| value.trim().parse().ok())
                .unwrap_or(0);
            if body.len() >= length {
                break (head.to_owned(), body.to_owned());
            }
        };
        let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
        if path == "/token" && self.lock().lie == Lie::HangsAtToken {
            std::future::pending::<()>().await;
        }
        let (status, answer) = self.answer(&path, &head, &body);
        let text = format!(
            "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{answer}",
            answer.len()
        );
        stream.write_all(text.as_bytes()).await?;
        Ok(())
    }

    fn answer(&self, path: &str, head: &str, body: &str) -> (u16, String) {
        let lie = self.lock().lie;
        let said = match path {
            "/.well-known/openid-configuration" => {
                let issuer = match lie {
                    Lie::OtherIssuerInDiscovery => "https://elsewhere.example",
                    _ => &self.issuer,
                };
                json!({
                    "issuer": issuer,
                    "authorization_endpoint": format!("{}/authorize", self.issuer),
                    "token_endpoint": format!("{}/token", self.issuer),
                    "jwks_uri": format!("{}/keys", self.issuer),
                })
            }
            "/keys" => json!({ "keys": [self.jwk()] }),
            "/token" => match self.token(head, body) {
                Some(token) => {
                    json!({ "id_token": token, "access_token": "x", "token_type": "Bearer" })
                }
                None => return (400, json!({ "error": "invalid_grant" }).to_string()),
            },
            _ => return (404, "{}".to_owned()),
        };
        match lie {
            Lie::Huge if path == "/token" => (200, format!("\"{}\"", "x".repeat(3_000_000))),
            Lie::NotJson if path == "/keys" => (200, "<html>maintenance</html>".to_owned()),
            _ => (200, said.to_string()),
        }
    }

    fn jwk(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        json!({ "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "k1",
            "x": B64.encode(&point[1..33]), "y": B64.encode(&point[33..]) })
    }

    fn token(&self, head: &str, body: &str) -> Option<String> {
        let form: HashMap<String, String> = body
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(k, v)| (unescape(k), unescape(v)))
            .collect();
        let basic = head
            .lines()
            .filter_map(|l| l.split_once(':'))
            .find(|(name, _)| name.eq_ignore_ascii_case("authorization"))
            .and_then(|(_, value)| value.trim().strip_prefix("Basic "))
            .and_then(|text| base64::engine::general_purpose::STANDARD.decode(text).ok())
            .and_then(|bytes| String::from_utf8(bytes).ok())?;
        let (id, secret) = basic.split_once(':')?;
        if (unescape(id).as_str(), unescape(secret).as_str()) != CLIENT {
            return None;
        }
        let (nonce, challenge) = self.lock().codes.remove(form.get("code")?)?;
        let digest =
            ring::digest::digest(&ring::digest::SHA256, form.get("code_verifier")?.as_bytes());
        if B64.encode(digest.as_ref()) != challenge {
            return None;
        }
        Some(self.id_token(&nonce))
    }

    fn id_token(&self, nonce: &str) -> String {
        let (lie, person, now) = {
            let state = self.lock();
            (state.lie, state.person.clone(), state.now_s)
        };
        let mut claims = json!({
            "iss": self.issuer, "aud": CLIENT.0, "sub": person.subject, "exp": now + 300, "iat": now, "nonce": nonce,
            "email": person.email, "email_verified": true, "name": person.name,
        });
        let mut header = json!({ "alg": "ES256", "kid": "k1" });
        match lie {
            Lie::OtherNonce => claims["nonce"] = "another".into(),
            Lie::OtherIssuer => claims["iss"] = "https://elsewhere.example".into(),
            Lie::OtherAudience => claims["aud"] = "another".into(),
            Lie::Unsigned => header["alg"] = "none".into(),
            Lie::Symmetric => header["alg"] = "HS256".into(),
            Lie::Expired => {
                claims["exp"] = (now - 120).into();
                claims["iat"] = (now - 400).into();
            }
            Lie::FromTheFuture => claims["iat"] = (now + 3600).into(),
            Lie::UnverifiedEmail => claims["email_verified"] = false.into(),
            Lie::NoSubject => claims["sub"] = "".into(),
            _ => {}
        }
        let part = |value: &Value| B64.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(&claims));
        let signature = match lie {
            Lie::Unsigned => Vec::new(),
            Lie::Symmetric => {
                let public = self.pair.public_key().as_ref();
                let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, public);
                ring::hmac::sign(&key, signed.as_bytes()).as_ref().to_vec()
            }
            Lie::OtherKey => sign(&self.other, &signed),
            _ => sign(&self.pair, &signed),
        };
        if lie == Lie::ChangedClaims {
            claims["sub"] = "somebody-else".into();
        }
        format!(
            "{}.{}.{}",
            part(&header),
            part(&claims),
            B64.encode(signature)
        )
    }
}

fn sign(pair: &EcdsaKeyPair, text: &str) -> Vec<u8> {
    let signed = pair.sign(&SystemRandom::new(), text.as_bytes());
    signed
        .expect("a short text can be signed")
        .as_ref()
        .to_vec()
}

/// Percent-decoding of a form.
fn unescape(text: &str) -> String {
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(b) = bytes.next() {
        match b {
            b'+' => out.push(b' '),
            b'%' => {
                let pair = [bytes.next().unwrap_or(b'0'), bytes.next().unwrap_or(b'0')];
                let hex = String::from_utf8_lossy(&pair).into_owned();
                out.push(u8::from_str_radix(&hex, 16).unwrap_or(b'?'));
            }
            other => out.push(other),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
