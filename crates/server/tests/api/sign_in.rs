//! Set-up, signing in and out, and what is refused on the way.

use crate::support::{Desk, PASSWORD, parts, refused, set_up};
use serde_json::json;

#[tokio::test]
async fn a_newcomer_sets_up_once_and_is_signed_in() {
    let desk = Desk::start().await;
    let client = desk.client();
    assert_eq!(client.json("/setup").await["needed"], true);
    refused(client.get("/bootstrap").await, 401, "signed_out").await;
    let admin = desk.set_up().await;
    let boot = admin.json("/bootstrap").await;
    assert_eq!(boot["me"]["permission_set"], "administrator");
    assert_eq!(
        boot["channels"][0]["doors"][0]["address"],
        "support@example.com"
    );
    assert_eq!(client.json("/setup").await["needed"], false);
    refused(client.post("/setup", set_up()).await, 409, "already_set_up").await;
}

#[tokio::test]
async fn a_weak_password_and_a_broken_address_are_refused_with_their_field() {
    let desk = Desk::start().await;
    let client = desk.client();
    let with = |key: &str, value: &str| {
        let mut body = set_up();
        body[key] = json!(value);
        body
    };
    let body = refused(
        client.post("/setup", with("password", "short")).await,
        422,
        "weak_password",
    )
    .await;
    assert_eq!(body["error"]["field"], "password");
    let body = refused(
        client
            .post("/setup", with("address", "x@y\r\nBcc: z@z"))
            .await,
        422,
        "bad_address",
    )
    .await;
    assert_eq!(body["error"]["field"], "address");
    refused(
        client.post("/setup", with("zone", "Mars/Olympus")).await,
        422,
        "bad_zone",
    )
    .await;
    assert_eq!(client.json("/setup").await["needed"], true);
}

#[tokio::test]
async fn a_password_opens_a_session_and_signing_out_ends_it() {
    let (desk, _) = Desk::ready().await;
    let mut client = desk.client();
    let wrong = json!({ "email": "kaarel@example.com", "password": "not this one either" });
    refused(
        client.post("/session", wrong).await,
        401,
        "wrong_credentials",
    )
    .await;
    let unknown = json!({ "email": "nobody@example.com", "password": "not this one either" });
    refused(
        client.post("/session", unknown).await,
        401,
        "wrong_credentials",
    )
    .await;
    let answer = client
        .post(
            "/session",
            json!({ "email": " Kaarel@Example.com", "password": PASSWORD }),
        )
        .await;
    let cookie = answer.headers()["set-cookie"]
        .to_str()
        .expect("text")
        .to_owned();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    let (status, boot) = parts(answer).await;
    assert_eq!(status, 200);
    client.csrf = boot["csrf"].as_str().expect("a token").to_owned();
    assert_eq!(client.delete("/session").await.status(), 204);
    refused(client.get("/bootstrap").await, 401, "signed_out").await;
}

#[tokio::test]
async fn many_wrong_passwords_are_slowed_for_that_network_only_and_the_wait_ends() {
    let (desk, admin) = Desk::ready().await;
    let client = desk.client();
    let wrong = json!({ "email": "kaarel@example.com", "password": "not this one either" });
    for _ in 0..10 {
        refused(
            client.post("/session", wrong.clone()).await,
            401,
            "wrong_credentials",
        )
        .await;
    }
    let right = json!({ "email": "kaarel@example.com", "password": PASSWORD });
    let answer = client.post("/session", right.clone()).await;
    assert!(answer.headers().contains_key("retry-after"));
    refused(answer, 429, "too_many_attempts").await;
    assert_eq!(
        admin.get("/bootstrap").await.status(),
        200,
        "open sessions go on"
    );
    desk.clock.advance(16 * 60 * 1000);
    assert_eq!(client.post("/session", right).await.status(), 200);
}

#[tokio::test]
async fn unsafe_requests_need_the_token_and_our_origin() {
    let (_desk, mut admin) = Desk::ready().await;
    let path = "/me";
    let body = json!({ "settings": { "theme": "dark" } });
    let foreign = admin
        .request(reqwest::Method::PATCH, path)
        .header("origin", "https://evil.example")
        .json(&body);
    refused(foreign.send().await.expect("answered"), 403, "wrong_origin").await;
    assert_eq!(admin.patch(path, body.clone()).await.status(), 200);
    admin.csrf = "0".repeat(64);
    refused(admin.patch(path, body.clone()).await, 403, "csrf").await;
    admin.csrf = String::new();
    refused(admin.patch(path, body).await, 403, "csrf").await;
    assert_eq!(admin.json("/me").await["settings"]["theme"], "dark");
}

#[tokio::test]
async fn a_session_ends_when_it_is_not_used() {
    let (desk, admin) = Desk::ready().await;
    desk.clock.advance(15 * 24 * 60 * 60 * 1000);
    refused(admin.get("/bootstrap").await, 401, "signed_out").await;
}

#[tokio::test]
async fn wrong_types_huge_bodies_and_other_content_are_refused_clearly() {
    let (_desk, admin) = Desk::ready().await;
    let client = &admin;
    let body = refused(
        client
            .post("/session", json!({ "email": 5, "password": [] }))
            .await,
        422,
        "wrong_type",
    )
    .await;
    assert_eq!(body["error"]["field"], "email");
    refused(client.post("/session", json!({})).await, 422, "wrong_type").await;
    let form = client
        .request(reqwest::Method::POST, "/session")
        .form(&[("email", "x")]);
    refused(form.send().await.expect("answered"), 415, "not_json").await;
    let raw = |text: String| {
        client
            .request(reqwest::Method::POST, "/session")
            .header("content-type", "application/json")
            .body(text)
    };
    refused(
        raw("{".to_owned()).send().await.expect("answered"),
        400,
        "bad_json",
    )
    .await;
    refused(
        raw("[".repeat(50_000)).send().await.expect("answered"),
        400,
        "json_too_deep",
    )
    .await;
    refused(
        raw(format!("\"{}\"", "x".repeat(2_000_000)))
            .send()
            .await
            .expect("answered"),
        413,
        "too_large",
    )
    .await;
    let put = client
        .request(reqwest::Method::PUT, "/session")
        .send()
        .await
        .expect("answered");
    refused(put, 405, "method_not_allowed").await;
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions() {
    let (desk, admin) = Desk::ready().await;
    let mut other = desk.client();
    let (_, boot) = parts(
        other
            .post(
                "/session",
                json!({ "email": "kaarel@example.com", "password": PASSWORD }),
            )
            .await,
    )
    .await;
    other.csrf = boot["csrf"].as_str().expect("a token").to_owned();
    refused(
        admin
            .put(
                "/me/password",
                json!({ "old": "wrong", "new": "another long one" }),
            )
            .await,
        422,
        "wrong_password",
    )
    .await;
    let answer = admin
        .put(
            "/me/password",
            json!({ "old": PASSWORD, "new": "another long one" }),
        )
        .await;
    assert_eq!(answer.status(), 204);
    assert_eq!(admin.get("/bootstrap").await.status(), 200);
    refused(other.get("/bootstrap").await, 401, "signed_out").await;
}
