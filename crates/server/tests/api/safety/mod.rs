//! Permissions, ways to sign in, and what is written down about them.

mod audit;
mod matrix;
mod openid;
mod passkeys;
mod permission_sets;
mod second_factor;
mod sessions;
mod tokens;

use crate::support::{Client, Desk, PASSWORD, parts};
use serde_json::{Value, json};

/// The id of whoever asks.
pub async fn id_of(client: &Client) -> String {
    client.json("/me").await["id"]
        .as_str()
        .expect("an id")
        .to_owned()
}

/// Asks for a session; answers status and body without keeping anything.
async fn sign_in(desk: &Desk, email: &str) -> (Client, u16, Value) {
    let mut client = desk.client();
    let (status, body) = parts(
        client
            .post("/session", json!({ "email": email, "password": PASSWORD }))
            .await,
    )
    .await;
    client.csrf = body["csrf"].as_str().unwrap_or_default().to_owned();
    (client, status.as_u16(), body)
}

/// A program with a token: no cookies, no CSRF token.
async fn program(desk: &Desk, owner: &Client, permissions: &[&str]) -> (Program, String) {
    let expires_at = desk.clock.now() + 24 * 60 * 60 * 1000;
    let made = owner
        .post(
            "/me/tokens",
            json!({ "name": "Export", "permissions": permissions, "expires_at": expires_at }),
        )
        .await;
    let (status, body) = parts(made).await;
    assert_eq!(status, 201, "{body}");
    let id = body["id"].as_str().expect("an id").to_owned();
    let token = body["token"].as_str().expect("a token").to_owned();
    (
        Program {
            http: crate::support::client(),
            base: desk.base.clone(),
            token,
        },
        id,
    )
}

struct Program {
    http: reqwest::Client,
    base: String,
    token: String,
}

impl Program {
    async fn send(
        &self,
        method: reqwest::Method,
        path: &str,
        body: Option<Value>,
    ) -> reqwest::Response {
        let mut request = self
            .http
            .request(method, format!("{}/api/v1{path}", self.base))
            .bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        request.send().await.expect("answered")
    }

    async fn get(&self, path: &str) -> reqwest::Response {
        self.send(reqwest::Method::GET, path, None).await
    }
}
