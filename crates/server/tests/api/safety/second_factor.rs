//! One-time codes, recovery codes, and the policy that asks for them.

use super::{id_of, sign_in};
use crate::support::{Client, Desk, parts, refused};
use desk::account::totp;
use serde_json::{Value, json};

fn unbase32(text: &str) -> Vec<u8> {
    let (mut held, mut bits, mut out) = (0_u32, 0, Vec::new());
    for c in text.bytes() {
        let value = match c {
            b'A'..=b'Z' => c - b'A',
            _ => c - b'2' + 26,
        };
        held = (held << 5) | u32::from(value);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits) as u8);
        }
    }
    out
}

/// An authenticator app.
struct App(Vec<u8>);

impl App {
    fn code(&self, desk: &Desk) -> String {
        totp::code(&self.0, desk.clock.now() / 30_000)
    }
}

/// Turns it on; answers the app and the recovery codes.
async fn enrol(desk: &Desk, client: &Client) -> (App, Vec<String>) {
    let (status, begun) = parts(client.post("/me/second-factor", json!({})).await).await;
    assert_eq!(status, 200, "{begun}");
    assert!(
        begun["qr"]["path"]
            .as_str()
            .is_some_and(|p| p.starts_with('M'))
    );
    let app = App(unbase32(begun["secret"].as_str().expect("a secret")));
    let code = json!({ "code": app.code(desk) });
    let (status, body) = parts(client.post("/me/second-factor/confirm", code).await).await;
    assert_eq!(status, 200, "{body}");
    let codes: Vec<String> = serde_json::from_value(body["recovery_codes"].clone()).expect("codes");
    assert_eq!(codes.len(), 10);
    (app, codes)
}

async fn answer(client: &Client, ticket: &Value, code: &str) -> reqwest::Response {
    client
        .post(
            "/session/second-factor",
            json!({ "ticket": ticket, "code": code }),
        )
        .await
}

#[tokio::test]
async fn a_password_alone_is_no_longer_enough_and_a_code_works_once() {
    let (desk, admin) = Desk::ready().await;
    let (app, _) = enrol(&desk, &admin).await;
    refused(
        admin.post("/me/second-factor", json!({})).await,
        409,
        "second_factor_on",
    )
    .await;
    desk.clock.advance(60_000);
    let (client, status, asked) = sign_in(&desk, "kaarel@example.com").await;
    assert_eq!(status, 202, "{asked}");
    assert!(asked["csrf"].is_null());
    refused(client.get("/me").await, 401, "signed_out").await;
    refused(
        answer(&client, &asked["ticket"], "000000").await,
        422,
        "wrong_code",
    )
    .await;
    let code = app.code(&desk);
    let (status, boot) = parts(answer(&client, &asked["ticket"], &code).await).await;
    assert_eq!(status, 200, "{boot}");
    refused(
        answer(&client, &asked["ticket"], &code).await,
        410,
        "expired_link",
    )
    .await;
    let (other, _, asked) = sign_in(&desk, "kaarel@example.com").await;
    refused(
        answer(&other, &asked["ticket"], &code).await,
        422,
        "wrong_code",
    )
    .await;
    let sessions = client.json("/me/sessions").await;
    let here = sessions["items"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|s| s["current"] == true)
        .expect("here");
    assert_eq!(here["method"], "totp");
}

#[tokio::test]
async fn a_recovery_code_lets_in_once_and_fresh_ones_end_the_old() {
    let (desk, admin) = Desk::ready().await;
    let (app, codes) = enrol(&desk, &admin).await;
    let typed = codes[0].to_uppercase().replace('-', " ");
    let (client, _, asked) = sign_in(&desk, "kaarel@example.com").await;
    assert_eq!(
        answer(&client, &asked["ticket"], &typed).await.status(),
        200
    );
    let (client, _, asked) = sign_in(&desk, "kaarel@example.com").await;
    refused(
        answer(&client, &asked["ticket"], &codes[0]).await,
        422,
        "wrong_code",
    )
    .await;
    assert_eq!(admin.json("/me/second-factor").await["recovery_left"], 9);
    desk.clock.advance(60_000);
    let code = json!({ "code": app.code(&desk) });
    let (status, fresh) = parts(admin.post("/me/second-factor/recovery-codes", code).await).await;
    assert_eq!(status, 200, "{fresh}");
    refused(
        answer(&client, &asked["ticket"], &codes[1]).await,
        422,
        "wrong_code",
    )
    .await;
    assert_eq!(admin.json("/me/second-factor").await["recovery_left"], 10);
}

#[tokio::test]
async fn guessing_is_bounded_and_locks_out_nobody_else() {
    let (desk, admin) = Desk::ready().await;
    let (app, _) = enrol(&desk, &admin).await;
    let (client, _, asked) = sign_in(&desk, "kaarel@example.com").await;
    for _ in 0..5 {
        refused(
            answer(&client, &asked["ticket"], "123456").await,
            422,
            "wrong_code",
        )
        .await;
    }
    refused(
        answer(&client, &asked["ticket"], &app.code(&desk)).await,
        410,
        "expired_link",
    )
    .await;
    let (client, _, asked) = sign_in(&desk, "kaarel@example.com").await;
    for _ in 0..4 {
        refused(
            answer(&client, &asked["ticket"], "123456").await,
            422,
            "wrong_code",
        )
        .await;
    }
    let (client, _, asked) = sign_in(&desk, "kaarel@example.com").await;
    refused(
        answer(&client, &asked["ticket"], "123456").await,
        422,
        "wrong_code",
    )
    .await;
    desk.clock.advance(60_000);
    refused(
        answer(&client, &asked["ticket"], &app.code(&desk)).await,
        429,
        "too_many_attempts",
    )
    .await;
    // Somebody else, from the same network even, is not touched by it.
    let other = admin
        .colleague(&desk, "liis@example.com", "agent", &Value::Null)
        .await;
    let (theirs, _) = enrol(&desk, &other).await;
    desk.clock.advance(60_000);
    let (client, _, asked) = sign_in(&desk, "liis@example.com").await;
    assert_eq!(
        answer(&client, &asked["ticket"], &theirs.code(&desk))
            .await
            .status(),
        200
    );
}

#[tokio::test]
async fn a_reset_mail_does_not_go_around_the_second_factor() {
    let (desk, admin) = Desk::ready().await;
    let other = admin
        .colleague(&desk, "liis@example.com", "agent", &Value::Null)
        .await;
    let (app, _) = enrol(&desk, &other).await;
    let token = "known-to-the-test-alone";
    let agent = id_of(&other).await.parse().expect("an id");
    let now = desk.clock.now();
    let ticket = store::session::Ticket {
        id: domain::TicketId(uuid::Uuid::from_u128(7)),
        kind: "reset".to_owned(),
        agent,
        created_at: now,
        expires_at: now + 60_000,
    };
    desk.running
        .app
        .db()
        .write(async move |tx| {
            store::session::insert_ticket(tx, &ticket, &desk::account::token_hash(token)).await
        })
        .await
        .expect("written");
    let client = desk.client();
    let body = json!({ "token": token, "password": "another long one" });
    let (status, asked) = parts(client.post("/password/reset", body).await).await;
    assert_eq!(status, 202, "{asked}");
    refused(client.get("/me").await, 401, "signed_out").await;
    desk.clock.advance(31_000);
    assert_eq!(
        answer(&client, &asked["ticket"], &app.code(&desk))
            .await
            .status(),
        200
    );
}

#[tokio::test]
async fn who_has_to_have_one_can_do_nothing_before_and_cannot_turn_it_off() {
    let (desk, admin) = Desk::ready().await;
    let other = admin
        .colleague(&desk, "liis@example.com", "agent", &Value::Null)
        .await;
    let policy = |second_factor: &str| json!({ "passwords": true, "second_factor": second_factor, "provider": null });
    assert_eq!(
        admin
            .put("/sign-in", policy("administrators"))
            .await
            .status(),
        200
    );
    refused(
        admin.get("/conversations?view=all").await,
        403,
        "second_factor_required",
    )
    .await;
    refused(
        admin.put("/sign-in", policy("nobody")).await,
        403,
        "second_factor_required",
    )
    .await;
    assert_eq!(other.get("/conversations?view=all").await.status(), 200);
    assert_eq!(admin.json("/bootstrap").await["me"]["must_enrol"], true);
    let (app, _) = enrol(&desk, &admin).await;
    assert_eq!(admin.get("/conversations?view=all").await.status(), 200);
    desk.clock.advance(60_000);
    let code = json!({ "code": app.code(&desk) });
    let end = admin
        .request(reqwest::Method::DELETE, "/me/second-factor")
        .json(&code);
    refused(
        end.send().await.expect("answered"),
        409,
        "second_factor_required",
    )
    .await;
    assert_eq!(
        admin.put("/sign-in", policy("everybody")).await.status(),
        200
    );
    refused(
        other.get("/conversations?view=all").await,
        403,
        "second_factor_required",
    )
    .await;
    assert_eq!(admin.put("/sign-in", policy("nobody")).await.status(), 200);
    let end = admin
        .request(reqwest::Method::DELETE, "/me/second-factor")
        .json(&code);
    assert_eq!(end.send().await.expect("answered").status(), 204);
    let (_, status, _) = sign_in(&desk, "kaarel@example.com").await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn an_administrator_resets_what_was_lost_and_it_is_written_down() {
    let (desk, admin) = Desk::ready().await;
    let other = admin
        .colleague(&desk, "liis@example.com", "agent", &Value::Null)
        .await;
    enrol(&desk, &other).await;
    let liis = id_of(&other).await;
    let path = format!("/agents/{liis}/second-factor");
    refused(other.delete(&path).await, 403, "not_permitted").await;
    assert_eq!(admin.delete(&path).await.status(), 204);
    refused(other.get("/me").await, 401, "signed_out").await;
    let (_, status, _) = sign_in(&desk, "liis@example.com").await;
    assert_eq!(status, 200);
    let trail = admin
        .json(&format!(
            "/audit?act=agent.second_factor_reset&target={liis}"
        ))
        .await;
    assert_eq!(trail["items"][0]["agent"], id_of(&admin).await.as_str());
}
