//! Passkeys with a software authenticator. How its answers are proven has tests of its own in `desk`.

use crate::support::{Client, Desk, parts, refused};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use ciborium::Value as Cbor;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

struct Authenticator {
    pair: EcdsaKeyPair,
    random: SystemRandom,
    origin: String,
    count: u32,
}

impl Authenticator {
    fn new(desk: &Desk) -> Self {
        let random = SystemRandom::new();
        let key =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).expect("a key");
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, key.as_ref(), &random)
            .expect("it");
        Self {
            pair,
            random,
            origin: desk.base.clone(),
            count: 0,
        }
    }

    fn client(&self, kind: &str, challenge: &Value) -> Vec<u8> {
        json!({ "type": kind, "challenge": challenge, "origin": self.origin })
            .to_string()
            .into_bytes()
    }

    fn head(&self, flags: u8) -> Vec<u8> {
        let mut out = Sha256::digest(b"127.0.0.1").to_vec();
        out.push(flags);
        out.extend(self.count.to_be_bytes());
        out
    }

    fn create(&self, options: &Value) -> Value {
        let point = self.pair.public_key().as_ref();
        let int = |n: i64| Cbor::Integer(n.into());
        let key = Cbor::Map(vec![
            (int(1), int(2)),
            (int(3), int(-7)),
            (int(-1), int(1)),
            (int(-2), Cbor::Bytes(point[1..33].to_vec())),
            (int(-3), Cbor::Bytes(point[33..].to_vec())),
        ]);
        let mut data = self.head(0x45);
        data.extend([0; 16]);
        data.extend(4_u16.to_be_bytes());
        data.extend(b"cred");
        ciborium::into_writer(&key, &mut data).expect("written");
        let object = Cbor::Map(vec![
            (Cbor::Text("fmt".into()), Cbor::Text("none".into())),
            (Cbor::Text("attStmt".into()), Cbor::Map(vec![])),
            (Cbor::Text("authData".into()), Cbor::Bytes(data)),
        ]);
        let mut attestation = Vec::new();
        ciborium::into_writer(&object, &mut attestation).expect("written");
        json!({
            "ticket": options["ticket"], "name": "Laptop",
            "client_data": B64.encode(self.client("webauthn.create", &options["challenge"])),
            "attestation": B64.encode(attestation),
        })
    }

    fn get(&mut self, options: &Value, user: &Value) -> Value {
        self.count += 1;
        let client = self.client("webauthn.get", &options["challenge"]);
        let auth = self.head(0x05);
        let message = [auth.as_slice(), &Sha256::digest(&client)].concat();
        let signature = self.pair.sign(&self.random, &message).expect("signed");
        json!({
            "ticket": options["ticket"], "credential": B64.encode(b"cred"), "client_data": B64.encode(client),
            "authenticator_data": B64.encode(auth), "signature": B64.encode(signature.as_ref()), "user_handle": user,
        })
    }
}

/// Registers; answers authenticator and user handle.
async fn register(desk: &Desk, client: &Client) -> (Authenticator, Value) {
    let key = Authenticator::new(desk);
    let (status, options) = parts(client.post("/me/passkeys/options", json!({})).await).await;
    assert_eq!(
        (status.as_u16(), &options["rp_id"]),
        (200, &json!("127.0.0.1")),
        "{options}"
    );
    let (status, made) = parts(client.post("/me/passkeys", key.create(&options)).await).await;
    assert_eq!(status, 201, "{made}");
    (key, options["user_id"].clone())
}

async fn challenge(client: &Client) -> Value {
    let (status, options) = parts(client.put("/session/passkey", json!({})).await).await;
    assert_eq!(status, 200, "{options}");
    options
}

#[tokio::test]
async fn a_passkey_signs_in_without_a_password_and_without_a_code() {
    let (desk, admin) = Desk::ready().await;
    let (mut key, user) = register(&desk, &admin).await;
    let client = desk.client();
    let options = challenge(&client).await;
    let given = key.get(&options, &user);
    let (status, boot) = parts(client.post("/session/passkey", given.clone()).await).await;
    assert_eq!(status, 200, "{boot}");
    assert_eq!(boot["me"]["email"], "kaarel@example.com");
    refused(
        desk.client().post("/session/passkey", given).await,
        410,
        "expired_link",
    )
    .await;
    let list = admin.json("/me/passkeys").await;
    assert_eq!(list["items"][0]["name"], "Laptop");
    assert!(list["items"][0]["last_used_at"].is_i64());
}

#[tokio::test]
async fn a_copied_authenticator_another_user_and_another_key_are_refused() {
    let (desk, admin) = Desk::ready().await;
    let (mut key, user) = register(&desk, &admin).await;
    let client = desk.client();
    let given = key.get(&challenge(&client).await, &user);
    assert_eq!(client.post("/session/passkey", given).await.status(), 200);
    let client = desk.client();
    key.count = 0;
    let given = key.get(&challenge(&client).await, &user);
    refused(
        client.post("/session/passkey", given).await,
        422,
        "passkey_refused",
    )
    .await;
    key.count = 9;
    let nobody = json!(B64.encode([0; 16]));
    let given = key.get(&challenge(&client).await, &nobody);
    refused(
        client.post("/session/passkey", given).await,
        422,
        "passkey_refused",
    )
    .await;
    let mut other = Authenticator::new(&desk);
    other.count = 20;
    let given = other.get(&challenge(&client).await, &user);
    refused(
        client.post("/session/passkey", given).await,
        422,
        "passkey_refused",
    )
    .await;
    key.origin = "http://evil.example".to_owned();
    let given = key.get(&challenge(&client).await, &user);
    refused(
        client.post("/session/passkey", given).await,
        422,
        "passkey_refused",
    )
    .await;
    let given = key.get(&challenge(&client).await, &user);
    desk.clock.advance(6 * 60 * 1000);
    refused(
        client.post("/session/passkey", given).await,
        410,
        "expired_link",
    )
    .await;
}

#[tokio::test]
async fn a_passkey_is_of_one_agent_alone_and_a_deleted_one_opens_nothing() {
    let (desk, admin) = Desk::ready().await;
    let (mut key, user) = register(&desk, &admin).await;
    let other = admin
        .colleague(&desk, "liis@example.com", "agent", &Value::Null)
        .await;
    let (_, options) = parts(other.post("/me/passkeys/options", json!({})).await).await;
    refused(
        other.post("/me/passkeys", key.create(&options)).await,
        409,
        "passkey_taken",
    )
    .await;
    let (_, options) = parts(admin.post("/me/passkeys/options", json!({})).await).await;
    let stolen = Authenticator::new(&desk).create(&options);
    refused(
        other.post("/me/passkeys", stolen).await,
        410,
        "expired_link",
    )
    .await;
    let id = admin.json("/me/passkeys").await["items"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    refused(
        other.delete(&format!("/me/passkeys/{id}")).await,
        404,
        "not_found",
    )
    .await;
    assert_eq!(
        admin.delete(&format!("/me/passkeys/{id}")).await.status(),
        204
    );
    let client = desk.client();
    let given = key.get(&challenge(&client).await, &user);
    refused(
        client.post("/session/passkey", given).await,
        422,
        "passkey_refused",
    )
    .await;
}

#[tokio::test]
async fn passwords_end_only_while_a_passkey_of_an_administrator_stands() {
    let (desk, admin) = Desk::ready().await;
    let off = json!({ "passwords": false, "second_factor": "nobody", "provider": null });
    refused(
        admin.put("/sign-in", off.clone()).await,
        409,
        "last_administrator",
    )
    .await;
    let (mut key, user) = register(&desk, &admin).await;
    assert_eq!(admin.put("/sign-in", off).await.status(), 200);
    let (client, status, body) = super::sign_in(&desk, "kaarel@example.com").await;
    assert_eq!(
        (status, body["error"]["code"].as_str()),
        (403, Some("passwords_off"))
    );
    let id = admin.json("/me/passkeys").await["items"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    refused(
        admin.delete(&format!("/me/passkeys/{id}")).await,
        409,
        "last_administrator",
    )
    .await;
    let given = key.get(&challenge(&client).await, &user);
    assert_eq!(client.post("/session/passkey", given).await.status(), 200);
    assert_eq!(client.json("/setup").await["passwords"], false);
}
