//! The owner's consent to a mailbox, from the button to the mail server: a live authorization server, and an IMAP server
//! that takes nothing but its newest token.

use crate::support::{Client, Desk, parts};
use axum::routing::post;
use axum::{Form, Json, Router};
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What the authorization server was asked, and the challenge of the consent that is under way.
#[derive(Default)]
struct Authority {
    challenge: String,
    grants: Vec<String>,
}

type Shared = Arc<Mutex<Authority>>;

/// The first token ends at once, so that it must be refreshed before it is of any use.
fn token(authority: &mut Authority, form: &HashMap<String, String>) -> Result<Value, &'static str> {
    let of = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    if (of("client_id"), of("client_secret")) != ("desk-1", "s3cret-s3cret") {
        return Err("invalid_client");
    }
    authority.grants.push(of("grant_type").to_owned());
    match of("grant_type") {
        "authorization_code" => {
            let print = Sha256::digest(of("code_verifier").as_bytes());
            let fits = BASE64_URL_SAFE_NO_PAD.encode(print) == authority.challenge;
            if of("code") != "code-1" || !fits {
                return Err("invalid_grant");
            }
            Ok(
                json!({ "access_token": "first", "token_type": "Bearer", "expires_in": 1, "refresh_token": "again" }),
            )
        }
        "refresh_token" if of("refresh_token") == "again" => {
            Ok(json!({ "access_token": "second", "token_type": "Bearer", "expires_in": 3600 }))
        }
        _ => Err("invalid_grant"),
    }
}

async fn authority() -> (Shared, String) {
    let shared = Shared::default();
    let state = shared.clone();
    let answer = move |Form(form): Form<HashMap<String, String>>| async move {
        let mut authority = state.lock().expect("nobody panicked");
        match token(&mut authority, &form) {
            Ok(token) => (axum::http::StatusCode::OK, Json(token)),
            Err(code) => (
                axum::http::StatusCode::BAD_REQUEST,
                Json(json!({ "error": code })),
            ),
        }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let base = format!("http://{}", listener.local_addr().expect("bound"));
    let router = Router::new().route("/token", post(answer));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (shared, base)
}

/// An empty mailbox behind XOAUTH2; the tokens that were shown.
async fn mail_server() -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("bound").port();
    let shown = Arc::new(Mutex::new(Vec::new()));
    let tokens = shown.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(speak(stream, tokens.clone()));
        }
    });
    (port, shown)
}

async fn speak(stream: TcpStream, shown: Arc<Mutex<Vec<String>>>) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"* OK ready\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let (tag, rest) = line.split_once(' ').unwrap_or((&line, ""));
        let untagged = match rest.split(' ').next().unwrap_or_default() {
            "AUTHENTICATE" => {
                write.write_all(b"+ \r\n").await?;
                let said = lines.next_line().await?.unwrap_or_default();
                let said = BASE64_STANDARD.decode(said).unwrap_or_default();
                let said = String::from_utf8_lossy(&said).into_owned();
                let good = said.contains("auth=Bearer second");
                shown.lock().expect("nobody panicked").push(said);
                if !good {
                    write
                        .write_all(format!("{tag} NO out\r\n").as_bytes())
                        .await?;
                    continue;
                }
                ""
            }
            "CAPABILITY" => "* CAPABILITY IMAP4rev1\r\n",
            "SELECT" | "EXAMINE" => {
                "* 0 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n* OK [UIDNEXT 1] x\r\n"
            }
            _ => "",
        };
        write
            .write_all(format!("{untagged}{tag} OK done\r\n").as_bytes())
            .await?;
    }
    Ok(())
}

async fn told(answer: reqwest::Response) -> Value {
    let (status, body) = parts(answer).await;
    assert!(status.is_success(), "{status} {body}");
    body
}

async fn mailbox(admin: &Client, port: u16) -> String {
    let channel = admin.json("/bootstrap").await["channels"][0]["id"].clone();
    let path = format!("/channels/{}/mailboxes", channel.as_str().expect("an id"));
    let settings = json!({
        "host": "127.0.0.1", "port": port, "tls": "none", "username": "support@example.com", "auth": "oauth_google",
        "folder": "INBOX", "after_commit": "leave", "start_from": "all",
    });
    let made = told(admin.post(&path, settings).await).await;
    made["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn a_consent_brings_a_token_that_is_refreshed_and_opens_the_mailbox() {
    let (desk, admin) = Desk::ready().await;
    let (shared, base) = authority().await;
    let (port, shown) = mail_server().await;
    let application = json!({
        "client_id": "desk-1", "client_secret": "s3cret-s3cret",
        "auth_url": format!("{base}/auth"), "token_url": format!("{base}/token"),
    });
    told(
        admin
            .put("/oauth-applications/oauth_google", application)
            .await,
    )
    .await;
    let id = mailbox(&admin, port).await;
    let start = format!("/mailboxes/{id}/oauth/start");
    let url = told(admin.post(&start, json!({})).await).await;
    let url = reqwest::Url::parse(url["url"].as_str().expect("a url")).expect("a url");
    assert!(url.as_str().starts_with(&base), "{url}");
    let query: HashMap<String, String> = url.query_pairs().into_owned().collect();
    assert_eq!(query["code_challenge_method"], "S256");
    shared.lock().expect("nobody panicked").challenge = query["code_challenge"].clone();

    // The owner says yes; the provider sends the browser back.
    let state = &query["state"];
    let back = admin
        .get(&format!("/oauth/callback?code=code-1&state={state}"))
        .await;
    let place = back.headers()["location"].to_str().expect("text");
    assert!(place.ends_with("oauth=done"), "{place}");
    let report = admin
        .until(&format!("/mailboxes/{id}/reconcile"), |report| {
            report["error"].is_null() && report["last_success_at"].is_i64()
        })
        .await;
    assert_eq!(
        (report["on_server"].as_i64(), report["missing"].as_i64()),
        (Some(0), Some(0)),
        "{report}"
    );
    let grants = shared.lock().expect("nobody panicked").grants.clone();
    assert_eq!(grants[0], "authorization_code");
    assert!(
        grants[1..].iter().all(|g| g == "refresh_token") && grants.len() > 1,
        "{grants:?}"
    );
    let shown = shown.lock().expect("nobody panicked").clone();
    assert!(
        shown
            .iter()
            .all(|said| said.contains("user=support@example.com") && !said.contains("first")),
        "{shown:?}"
    );
    // Neither secret nor tokens are told to anybody.
    let settings = admin
        .json(&format!("/mailboxes/{id}/reconcile"))
        .await
        .to_string()
        + &admin.json("/oauth-applications").await.to_string();
    for secret in ["s3cret", "second", "again"] {
        assert!(!settings.contains(secret), "{settings}");
    }
    desk.running.stop().await;
}
