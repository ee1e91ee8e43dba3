//! Tokens of programs.

use super::{id_of, program};
use crate::support::{Desk, parts, refused};
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn a_token_does_what_it_was_made_for_and_nothing_else() {
    let (desk, admin) = Desk::ready().await;
    let (reader, _) = program(&desk, &admin, &["conversation_read", "conversation_note"]).await;
    let id = desk.question(&admin, "By a program").await;
    assert_eq!(
        reader.get(&format!("/conversations/{id}")).await.status(),
        200
    );
    let note = json!({ "kind": "note", "html": "<p>From a program.</p>" });
    let sent = reader
        .send(
            Method::POST,
            &format!("/conversations/{id}/messages"),
            Some(note),
        )
        .await;
    assert_eq!(sent.status(), 201, "no CSRF token is needed");
    refused(reader.get("/audit").await, 403, "not_permitted").await;
    let status = reader
        .send(
            Method::PUT,
            &format!("/conversations/{id}/status"),
            Some(json!({ "status": "resolved" })),
        )
        .await;
    refused(status, 403, "not_permitted").await;
    for (method, path) in [
        (Method::GET, "/me/tokens"),
        (Method::GET, "/me/sessions"),
        (Method::GET, "/me/passkeys"),
        (Method::POST, "/me/second-factor"),
        (Method::DELETE, "/me/sessions"),
        (Method::DELETE, "/session"),
    ] {
        refused(reader.send(method, path, None).await, 403, "needs_session").await;
    }
    let more = json!({ "name": "More", "permissions": ["audit_read"], "expires_at": desk.clock.now() + 1000 });
    refused(
        reader.send(Method::POST, "/me/tokens", Some(more)).await,
        403,
        "needs_session",
    )
    .await;
    let listed = admin.json("/me/tokens").await;
    assert!(listed["items"][0]["last_used_at"].is_i64(), "{listed}");
    assert!(
        !listed.to_string().contains("flt_"),
        "the text is never shown again"
    );
}

#[tokio::test]
async fn a_token_ends_when_it_is_revoked_expires_or_its_owner_leaves_or_loses_the_right() {
    let (desk, admin) = Desk::ready().await;
    let other = admin
        .colleague(&desk, "liis@example.com", "lead", &Value::Null)
        .await;
    let (first, id) = program(&desk, &other, &["audit_read"]).await;
    assert_eq!(first.get("/audit").await.status(), 200);
    assert_eq!(
        other.delete(&format!("/me/tokens/{id}")).await.status(),
        204
    );
    refused(first.get("/audit").await, 401, "signed_out").await;
    refused(
        other.delete(&format!("/me/tokens/{id}")).await,
        404,
        "not_found",
    )
    .await;
    let (second, _) = program(&desk, &other, &["audit_read"]).await;
    let agent = format!("/agents/{}", id_of(&other).await);
    admin
        .patch(&agent, json!({ "permission_set": "agent" }))
        .await;
    refused(second.get("/audit").await, 403, "not_permitted").await;
    admin
        .patch(&agent, json!({ "permission_set": "lead" }))
        .await;
    assert_eq!(second.get("/audit").await.status(), 200);
    desk.clock.advance(25 * 60 * 60 * 1000);
    refused(second.get("/audit").await, 401, "signed_out").await;
    let (third, third_id) = program(&desk, &other, &["audit_read"]).await;
    assert_eq!(third.get("/audit").await.status(), 200);
    let seen = admin.json(&format!("{agent}/tokens")).await;
    assert!(seen.to_string().contains(&third_id));
    assert_eq!(
        admin
            .delete(&format!("{agent}/tokens/{third_id}"))
            .await
            .status(),
        204
    );
    refused(third.get("/audit").await, 401, "signed_out").await;
    let (fourth, _) = program(&desk, &other, &["audit_read"]).await;
    admin.patch(&agent, json!({ "active": false })).await;
    refused(fourth.get("/audit").await, 401, "signed_out").await;
    let trail = admin.json("/audit?act=token").await;
    let acts: Vec<&str> = trail["items"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|a| a["act"].as_str())
        .collect();
    assert_eq!(acts.iter().filter(|a| **a == "token.made").count(), 4);
    assert_eq!(acts.iter().filter(|a| **a == "token.revoked").count(), 2);
}

#[tokio::test]
async fn a_token_cannot_do_more_than_its_maker_and_has_an_end() {
    let (desk, admin) = Desk::ready().await;
    let other = admin
        .colleague(&desk, "liis@example.com", "agent", &Value::Null)
        .await;
    let now = desk.clock.now();
    let with = |permissions: Value, expires_at: i64, name: &str| json!({ "name": name, "permissions": permissions, "expires_at": expires_at });
    for (body, code) in [
        (
            with(json!(["audit_read"]), now + 1000, "x"),
            "bad_permissions",
        ),
        (with(json!([]), now + 1000, "x"), "bad_permissions"),
        (with(json!(["conversation_read"]), now, "x"), "bad_expiry"),
        (
            with(json!(["conversation_read"]), i64::MAX, "x"),
            "bad_expiry",
        ),
        (
            with(json!(["conversation_read"]), now + 1000, "  "),
            "bad_text",
        ),
        (with(json!(["fly"]), now + 1000, "x"), "wrong_type"),
    ] {
        refused(other.post("/me/tokens", body).await, 422, code).await;
    }
}

#[tokio::test]
async fn other_schemes_and_session_tokens_are_no_bearer_tokens() {
    let (desk, admin) = Desk::ready().await;
    for value in ["Basic eDp5", "Bearer ", "Bearer flt_unknown", "Bearer a b"] {
        let answer = admin
            .request(Method::GET, "/me")
            .header("authorization", value)
            .send()
            .await
            .expect("answered");
        refused(answer, 401, "signed_out").await;
    }
    let (_, status, _) = super::sign_in(&desk, "kaarel@example.com").await;
    assert_eq!(status, 200);
    let answer = desk
        .client()
        .post(
            "/session",
            json!({ "email": "kaarel@example.com", "password": crate::support::PASSWORD }),
        )
        .await;
    let cookie = answer.headers()["set-cookie"]
        .to_str()
        .expect("text")
        .to_owned();
    let token = cookie.split(['=', ';']).nth(1).expect("a token");
    let answer = desk
        .client()
        .request(Method::GET, "/me")
        .bearer_auth(token)
        .send()
        .await
        .expect("answered");
    refused(answer, 401, "signed_out").await;
    let (reader, _) = program(&desk, &admin, &["conversation_read"]).await;
    let answer = desk
        .client()
        .request(Method::GET, "/me")
        .header("cookie", format!("fairlead_session={}", reader.token))
        .send()
        .await
        .expect("answered");
    refused(answer, 401, "signed_out").await;
}

#[tokio::test]
async fn a_program_that_asks_too_often_is_slowed_and_others_are_not() {
    let desk = Desk::start_with(|config| config.limits.token_requests_per_minute = 5).await;
    let admin = desk.set_up().await;
    let (busy, _) = program(&desk, &admin, &["conversation_read"]).await;
    let (calm, _) = program(&desk, &admin, &["conversation_read"]).await;
    for _ in 0..5 {
        assert_eq!(busy.get("/me").await.status(), 200);
    }
    let answer = busy.get("/me").await;
    assert!(answer.headers().contains_key("retry-after"));
    refused(answer, 429, "too_many_requests").await;
    assert_eq!(calm.get("/me").await.status(), 200);
    desk.clock.advance(60_000);
    assert_eq!(busy.get("/me").await.status(), 200);
}

#[tokio::test]
async fn the_same_key_sent_by_a_program_makes_one_thing() {
    let (desk, admin) = Desk::ready().await;
    let (writer, _) = program(&desk, &admin, &["conversation_read", "conversation_write"]).await;
    let send = || {
        writer
            .http
            .post(format!("{}/api/v1/tags", writer.base))
            .bearer_auth(&writer.token)
            .header("idempotency-key", "made-by-a-program")
            .json(&json!({ "name": "VIP" }))
    };
    let (first, one) = parts(send().send().await.expect("answered")).await;
    let (second, two) = parts(send().send().await.expect("answered")).await;
    assert_eq!((first, &one), (second, &two));
    assert!(first.is_success(), "{one}");
}
