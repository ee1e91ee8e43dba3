//! Who floods, guesses, lies or is not wanted.

use super::{SITE, Shop, text};
use crate::support::{Desk, client, parts};
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn a_token_of_another_widget_is_none() {
    let (desk, admin) = Desk::ready().await;
    let one = Shop::on(desk, admin).await;
    let visitor = one.visitor().await;
    visitor
        .says("first-one", "A secret of the first shop")
        .await;
    let Shop { desk, admin, .. } = one;
    let other = Shop::on(desk, admin).await;
    let mut thief = visitor.clone();
    thief.base = other.url("");
    let (status, body) = thief.post("/read", json!({ "upto": "1" })).await;
    assert_eq!(
        (status, &body["error"]["code"]),
        (401, &json!("token_unknown"))
    );
    let (status, body) = other.begin(json!({ "token": visitor.token })).await;
    assert_eq!(
        (status, &body["error"]["code"]),
        (401, &json!("token_unknown"))
    );
}

#[tokio::test]
async fn nothing_is_read_with_an_invented_or_touched_token() {
    let shop = Shop::open().await;
    let visitor = shop.visitor().await;
    visitor.says("first-one", "Mine alone").await;
    let stranger = shop.visitor().await;
    assert!(stranger.texts().await.is_empty());
    let mut touched = visitor.token.clone().into_bytes();
    touched[20] = if touched[20] == b'A' { b'B' } else { b'A' };
    for token in [
        String::from_utf8(touched).expect("text"),
        "x".into(),
        String::new(),
        "é".repeat(10),
    ] {
        let asked = client().get(shop.url("/messages"));
        let asked = match axum::http::HeaderValue::from_str(&format!("Bearer {token}")) {
            Ok(value) => asked.header("authorization", value),
            Err(_) => continue,
        };
        let (status, body) = parts(asked.send().await.expect("answered")).await;
        assert_eq!(status, 401, "{token}: {body}");
    }
    let none = shop.get("/messages").await;
    assert_eq!(none.status(), 401);
}

#[tokio::test]
async fn a_replaced_token_is_good_for_ten_minutes_and_no_longer() {
    let shop = Shop::open().await;
    let mut visitor = shop.visitor().await;
    visitor.says("first-one", "Hello?").await;
    shop.desk.clock.advance(60_000);
    let old = visitor.clone();
    let (_, session) = shop.begin(json!({ "token": visitor.token })).await;
    visitor.token = text(&session["token"]);
    assert_ne!(old.token, visitor.token);
    shop.desk.clock.advance(9 * 60_000);
    assert_eq!(old.texts().await, ["Hello?"]);
    let (status, _) = old
        .send("second-one", json!({ "text": "Still here" }))
        .await;
    assert_eq!(status, 201, "writing does not make it good for longer");
    shop.desk.clock.advance(2 * 60_000);
    let (status, body) = old.post("/read", json!({ "upto": "1" })).await;
    assert_eq!(
        (status, &body["error"]["code"]),
        (401, &json!("token_unknown"))
    );
    assert_eq!(visitor.texts().await.len(), 2);
}

#[tokio::test]
async fn a_page_that_lies_about_its_origin_is_told_so_and_framed_nowhere() {
    let shop = Shop::open().await;
    for origin in [
        "https://evil.example",
        "https://shop.example.evil.example",
        "null",
        "",
        "https://shop.example/x",
        "javascript:alert(1)",
    ] {
        let asked = client().get(shop.url("/frame")).query(&[("o", origin)]);
        let answer = asked.send().await.expect("answered");
        let csp = text(&json!(
            answer.headers()["content-security-policy"]
                .to_str()
                .expect("text")
        ));
        assert_eq!(answer.status(), 403, "{origin}");
        assert!(csp.contains("frame-ancestors 'none'"), "{csp}");
        assert!(!answer.headers().contains_key("x-frame-options"));
    }
    let asked = client()
        .get(shop.url("/frame"))
        .query(&[("o", "<script>alert(1)</script>")]);
    let page = asked
        .send()
        .await
        .expect("answered")
        .text()
        .await
        .expect("text");
    assert!(!page.contains("<script>alert"), "{page}");
    let asked = client().get(shop.url("/frame")).query(&[("o", SITE)]);
    let answer = asked.send().await.expect("answered");
    match answer.status().as_u16() {
        200 => {
            let csp = answer.headers()["content-security-policy"]
                .to_str()
                .expect("text")
                .to_owned();
            assert!(
                csp.contains(&format!("frame-ancestors {SITE} 'self'")),
                "{csp}"
            );
            assert_eq!(
                answer.headers()["cross-origin-resource-policy"],
                "cross-origin"
            );
        }
        // Of a program without the built widget.
        other => assert_eq!(other, 503),
    }
}

#[tokio::test]
async fn a_flood_of_ten_thousand_messages_is_slowed_and_the_desk_goes_on() {
    let shop = Shop::open().await;
    let visitor = shop.visitor().await;
    let (mut taken, mut slowed) = (0, 0);
    for n in 0..10_000 / 100 {
        let (status, body) = visitor
            .send(&format!("message-{n}"), json!({ "text": "Buy!" }))
            .await;
        match status {
            201 => taken += 1,
            429 => {
                assert_eq!(body["error"]["code"], "too_many");
                slowed += 1;
            }
            other => panic!("{other} {body}"),
        }
    }
    assert!(
        (20..=50).contains(&taken) && slowed > 0,
        "{taken} taken, {slowed} slowed"
    );
    let neighbour = shop.visitor().await;
    neighbour.says("first-one", "A real question").await;
}

#[tokio::test]
async fn a_day_has_a_bound_whatever_the_pace() {
    let shop = Shop::open().await;
    let visitor = shop.visitor().await;
    visitor.says("first-one", "Hello?").await;
    let db = shop.desk.running.app.db();
    db.write(async move |tx| {
        let all = store::chat::widgets(tx).await?;
        let c = store::conversation::by_number(tx, 1)
            .await?
            .expect("a conversation");
        let chat = store::chat::of_conversation(tx, c).await?.expect("a chat");
        assert_eq!(all.len(), 1);
        let mut v = store::chat::visitor(tx, chat.visitor)
            .await?
            .expect("a visitor");
        v.day_messages = domain::chat::MESSAGES_A_DAY;
        store::chat::put_visitor(tx, &v).await
    })
    .await
    .expect("written");
    let (status, body) = visitor.send("one-more", json!({ "text": "x" })).await;
    assert_eq!((status, &body["error"]["code"]), (429, &json!("too_many")));
    shop.desk.clock.advance(24 * 60 * 60_000);
    visitor.says("next-day", "x").await;
}

#[tokio::test]
async fn a_blocked_contact_is_told_so_and_nothing_is_written() {
    let shop = Shop::open().await;
    let visitor = shop.visitor().await;
    visitor.says("first-one", "Rude words").await;
    let c = shop.conversation().await;
    let detail = shop
        .admin
        .json(&format!("/conversations/{}", text(&c["id"])))
        .await;
    let contact = text(&detail["conversation"]["contact"]["id"]);
    let answer = shop
        .admin
        .put(&format!("/contacts/{contact}/block"), json!({}))
        .await;
    assert!(answer.status().is_success(), "{}", answer.status());
    let (status, body) = visitor
        .send("second-one", json!({ "text": "More of it" }))
        .await;
    assert_eq!((status, &body["error"]["code"]), (403, &json!("blocked")));
    assert_eq!(visitor.texts().await, ["Rude words"]);
}

#[tokio::test]
async fn what_is_too_large_empty_or_misnamed_is_refused_by_name() {
    let shop = Shop::open().await;
    let visitor = shop.visitor().await;
    let long = "x".repeat(8_001);
    for (id, body, wanted) in [
        ("too-long-1", json!({ "text": long }), (413, "too_large")),
        (
            "empty-one",
            json!({ "text": " \u{0} " }),
            (422, "empty_message"),
        ),
        ("short", json!({ "text": "x" }), (422, "bad_client_id")),
        (
            "bad-mail",
            json!({ "text": "x", "email": "nobody" }),
            (422, "bad_address"),
        ),
        (
            "bad-topic",
            json!({ "text": "x", "topic": "top_00000000000000000000000009" }),
            (422, "bad_topic"),
        ),
        (
            "bad-files",
            json!({ "text": "x", "files": ["a"] }),
            (422, "bad_files"),
        ),
        (
            "six-files",
            json!({ "text": "x", "files": ["a", "a", "a", "a", "a", "a"] }),
            (413, "too_large"),
        ),
    ] {
        let (status, told) = visitor.send(id, body).await;
        assert_eq!(
            (status, told["error"]["code"].as_str()),
            (wanted.0, Some(wanted.1)),
            "{told}"
        );
    }
    let big = visitor
        .ask(Method::POST, "/files")
        .body(vec![0; domain::chat::FILE_BYTES + 1]);
    assert_eq!(big.send().await.expect("answered").status(), 413);
    let list = shop.admin.json("/conversations?view=all").await;
    assert_eq!(list["items"], json!([]), "nothing was written");
    assert!(visitor.session["conversation"] == Value::Null);
}
