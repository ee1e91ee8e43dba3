//! What another system says about a contact: asked with a signature, shown as text, and harmless whatever it does.

use crate::people::writes;
use crate::support::{Desk, parts, refused};
use serde_json::{Value, json};
use testkit::receiver::Receiver;

fn own_network(config: &mut fairlead_server::config::Config) {
    config.webhook_networks = vec!["127.0.0.0/8".parse().expect("a range")];
}

async fn set(admin: &crate::support::Client, url: &str) -> Value {
    let input = json!({ "url": url, "enabled": true });
    let (status, body) = parts(admin.put("/contact-lookup", input).await).await;
    assert_eq!(status, 200, "{body}");
    body
}

#[tokio::test]
async fn a_look_up_is_signed_and_its_answer_is_shown_for_a_minute() {
    let desk = Desk::start_with(own_network).await;
    let admin = desk.set_up().await;
    let (contact, _) = writes(&desk, &admin, "Mari <mari@a.example>", "Lamp", "?").await;
    let path = format!("/contacts/{contact}/lookup");
    assert_eq!(admin.json(&path).await["state"], "off");
    refused(
        admin.post("/contact-lookup/test", json!({})).await,
        404,
        "not_found",
    )
    .await;
    let receiver = Receiver::start().await;
    receiver.say(
        r#"{"sections":[{"title":"Orders","lines":[{"label":"Last","value":"<b>1042</b>","url":"https://shop.example/1042"}]}]}"#,
    );
    let made = set(&admin, &receiver.url).await;
    let secret = made["secret"].as_str().expect("shown once").to_owned();
    assert_eq!(set(&admin, &receiver.url).await["secret"], Value::Null);
    assert_eq!(admin.json("/contact-lookup").await["secret"], Value::Null);
    let answer = admin.json(&path).await;
    assert_eq!(answer["state"], "known", "{answer}");
    assert_eq!(answer["sections"][0]["lines"][0]["text"], "<b>1042</b>");
    let got = receiver.wait_for(1).await.remove(0);
    assert!(got.is_signed_with(&secret), "{got:?}");
    let body: Value = serde_json::from_str(&got.body).expect("JSON");
    assert_eq!(body["type"], "contact.lookup.v1");
    assert_eq!(body["data"]["contact"], contact.as_str());
    assert_eq!(
        body["data"]["identities"],
        json!([{ "kind": "email", "value": "mari@a.example", "verified": "nothing" }])
    );
    admin.json(&path).await;
    assert_eq!(receiver.count(), 1, "answered from what is kept");
    let (_, rotated) = parts(admin.post("/contact-lookup/secret", json!({})).await).await;
    receiver.say(r#"{"lines":[]}"#);
    let (_, tried) = parts(admin.post("/contact-lookup/test", json!({})).await).await;
    assert_eq!(tried["state"], "known", "{tried}");
    let got = receiver.wait_for(2).await.remove(1);
    assert!(got.is_signed_with(rotated["secret"].as_str().expect("shown")));
    assert!(!got.is_signed_with(&secret));
}

#[tokio::test]
async fn a_target_that_lies_is_shown_as_such() {
    let desk = Desk::start_with(own_network).await;
    let admin = desk.set_up().await;
    let receiver = Receiver::start().await;
    set(&admin, &receiver.url).await;
    let tried = async || {
        let (status, body) = parts(admin.post("/contact-lookup/test", json!({})).await).await;
        assert_eq!(status, 200, "{body}");
        (
            body["state"].as_str().unwrap_or_default().to_owned(),
            body["error"].as_str().unwrap_or_default().to_owned(),
        )
    };
    for (status, body, state, error) in [
        (200, b"<html>".to_vec(), "failed", "The answer is no JSON."),
        (
            200,
            vec![b'{'; 100_000],
            "failed",
            "The answer is larger than 64 kB.",
        ),
        (500, b"{}".to_vec(), "failed", "HTTP 500"),
        (302, b"{}".to_vec(), "failed", "HTTP 302"),
        (404, b"no".to_vec(), "known", ""),
    ] {
        receiver.answer(status);
        receiver.say(body);
        assert_eq!(tried().await, (state.to_owned(), error.to_owned()));
    }
    // Nobody there.
    set(&admin, "http://127.0.0.1:1/").await;
    assert_eq!(tried().await.0, "failed");
    for url in ["ftp://a.example", "https://u@a.example/", "https://", "x"] {
        refused(
            admin
                .put("/contact-lookup", json!({ "url": url, "enabled": true }))
                .await,
            422,
            "bad_url",
        )
        .await;
    }
}

#[tokio::test]
async fn the_own_network_is_not_asked() {
    let (desk, admin) = Desk::ready().await;
    let receiver = Receiver::start().await;
    set(&admin, &receiver.url).await;
    let (contact, _) = writes(&desk, &admin, "Mari <mari@a.example>", "Lamp", "?").await;
    let answer = admin.json(&format!("/contacts/{contact}/lookup")).await;
    assert_eq!(answer["state"], "failed");
    assert!(
        answer["error"]
            .as_str()
            .is_some_and(|e| e.contains("own network"))
    );
    assert_eq!(receiver.count(), 0);
}
