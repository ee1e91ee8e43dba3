//! How the language model is set up, what it may cost, and what agents are proposed.

use crate::pages::asking::{own_network, setup, switch_on};
use crate::people::writes;
use crate::support::{Client, Desk, parts, refused};
use serde_json::{Value, json};
use testkit::model::{ModelService, Say};

async fn ready() -> (Desk, Client, ModelService) {
    let desk = Desk::start_with(own_network).await;
    let admin = desk.set_up().await;
    let service = ModelService::start().await;
    switch_on(&admin, setup(&service.base)).await;
    (desk, admin, service)
}

async fn tried(admin: &Client) -> Value {
    let (status, body) = parts(admin.post("/language-model/test", json!({})).await).await;
    assert_eq!(status, 200, "{body}");
    body
}

fn with(base: &str, field: &str, value: Value) -> Value {
    let mut wanted = setup(base);
    wanted[field] = value;
    wanted
}

#[tokio::test]
async fn the_key_stays_in_the_house_and_goes_to_one_host_alone() {
    let (_desk, admin, service) = ready().await;
    service.say(Say::This("Yes.".into()));
    assert_eq!(tried(&admin).await["text"], "Yes.");
    assert_eq!(service.asked()[0].authorization, "Bearer sk-secret");
    let mut wanted = setup(&service.base);
    wanted.as_object_mut().expect("fields").remove("key");
    let kept = switch_on(&admin, wanted.clone()).await;
    assert_eq!(kept["has_key"], true);
    let other = ModelService::start().await;
    other.say(Say::This("Hello.".into()));
    wanted["base_url"] = json!(other.base);
    assert_eq!(switch_on(&admin, wanted).await["has_key"], false);
    assert_eq!(tried(&admin).await["text"], "Hello.");
    assert_eq!(other.asked()[0].authorization, "");
    let trail = admin.json("/audit?act=language_model").await;
    assert!(
        trail["items"].as_array().is_some_and(|a| a.len() >= 5),
        "{trail}"
    );
    assert!(!trail.to_string().contains("sk-secret"));
}

#[tokio::test]
async fn a_setting_that_cannot_work_is_refused() {
    let (_desk, admin, service) = ready().await;
    for (field, value, code) in [
        ("base_url", json!("ftp://a.example"), "bad_url"),
        ("base_url", json!("https://u:p@a.example"), "bad_url"),
        ("base_url", json!(""), "incomplete"),
        ("model", json!(" "), "incomplete"),
        ("key", json!("two words"), "bad_key"),
        ("currency", json!("euro"), "bad_currency"),
        ("cap_micros", json!(-1), "bad_amount"),
        ("timeout_ms", json!(10), "bad_time"),
        ("keep_days", json!(0), "bad_time"),
    ] {
        let wanted = with(&service.base, field, value);
        refused(admin.put("/language-model", wanted).await, 422, code).await;
    }
    let seen = admin.json("/language-model").await["version"]
        .as_i64()
        .expect("a version");
    let stale = with(&service.base, "version", json!(seen - 1));
    refused(admin.put("/language-model", stale).await, 409, "conflict").await;
}

#[tokio::test]
async fn the_money_of_a_month_is_not_overspent_by_many_at_once() {
    let (_desk, admin, service) = ready().await;
    service.say(Say::Uncounted("Yes, I am.".into()));
    let first = tried(&admin).await;
    assert_eq!(first["text"], "Yes, I am.");
    // What was not counted costs the most that it can have been.
    let one = admin.json("/language-model").await["spent_micros"]
        .as_i64()
        .expect("money");
    assert!(one > 60, "{one}");
    switch_on(
        &admin,
        with(&service.base, "cap_micros", json!(one * 4 + 1)),
    )
    .await;
    let all = futures_util::future::join_all(
        (0..12).map(|_| admin.post("/language-model/test", json!({}))),
    )
    .await;
    let mut said = Vec::new();
    for answer in all {
        let (status, body) = parts(answer).await;
        match status.as_u16() {
            200 => said.push(body["error"].as_str().unwrap_or("text").to_owned()),
            409 => assert_eq!(body["error"]["code"], "model_cap"),
            other => panic!("{other} {body}"),
        }
    }
    let came = said.iter().filter(|s| *s == "text").count();
    assert!(
        came <= 3 && said.iter().all(|s| s == "text" || s == "busy"),
        "{said:?}"
    );
    let shown = admin.json("/language-model").await;
    let spent = shown["spent_micros"].as_i64().expect("money");
    assert!(spent <= one * 4 + 1, "{shown}");
    assert_eq!(spent, one * (1 + i64::try_from(came).expect("few")));
    assert_eq!(shown["reserved_micros"], 0);
}

#[tokio::test]
async fn after_failures_in_a_row_it_is_left_alone_for_a_while() {
    let (desk, admin, service) = ready().await;
    let (_, conversation) =
        writes(&desk, &admin, "Mari <mari@a.example>", "Lamp", "It broke.").await;
    let path = format!("/conversations/{conversation}/summary");
    let asked = async || admin.post(&path, json!({ "language": "en" })).await;
    service.say(Say::Raw(500, Vec::new()));
    for _ in 0..5 {
        let (status, body) = parts(asked().await).await;
        assert_eq!(
            (status.as_u16(), &body["refused"]),
            (200, &json!("http_500"))
        );
        desk.clock.advance(1_000);
    }
    refused(asked().await, 409, "model_resting").await;
    assert_eq!(service.asked().len(), 5);
    assert!(admin.json("/language-model").await["resting_until"].is_i64());
    desk.clock.advance(61_000);
    service.say(Say::This("The customer wrote that it broke.".into()));
    let (_, body) = parts(asked().await).await;
    assert_eq!(body["text"], "The customer wrote that it broke.");
    assert_eq!(
        admin.json("/language-model").await["resting_until"],
        Value::Null
    );
}

#[tokio::test]
async fn an_agent_is_proposed_a_summary_and_a_translation_and_nothing_is_sent() {
    let (desk, admin, service) = ready().await;
    let text = "Tere! Minu lamp 1042 ei ole veel kohale jõudnud. Palun vastake mari@a.example, kaart 4111 1111 1111 1111.";
    let (_, conversation) = writes(&desk, &admin, "Mari <mari@a.example>", "Lamp", text).await;
    let summary = format!("/conversations/{conversation}/summary");
    service.say(Say::This("The customer waits for the lamp 1042.".into()));
    let (status, body) = parts(admin.post(&summary, json!({ "language": "en" })).await).await;
    assert_eq!(
        (status.as_u16(), &body["text"]),
        (200, &json!("The customer waits for the lamp 1042."))
    );
    let sent = service.asked().remove(0);
    assert_eq!(body["sent"], sent.body["messages"], "what is sent is shown");
    assert_eq!(sent.data()["messages"][0]["from"], "customer");
    assert!(!sent.body.to_string().contains("4111") && !sent.body.to_string().contains("mari@"));
    service.say(Say::This(
        "Write to thief@evil.example about the lamp.".into(),
    ));
    let (_, body) = parts(admin.post(&summary, json!({ "language": "en" })).await).await;
    assert_eq!(
        (&body["text"], &body["refused"]),
        (&Value::Null, &json!("added_address"))
    );
    let translation = format!("/conversations/{conversation}/translation");
    service.say(Say::This(
        "Teie lamp 1042 on teel ja jõuab kohale homme.".into(),
    ));
    let input = json!({ "text": "Your lamp 1042 is on its way and will arrive tomorrow." });
    let (status, body) = parts(admin.post(&translation, input.clone()).await).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(
        (&body["text"], &body["language"]),
        (
            &json!("Teie lamp 1042 on teel ja jõuab kohale homme."),
            &json!("et")
        )
    );
    service.say(Say::This(
        "Your lamp 1042 is on its way and will arrive tomorrow.".into(),
    ));
    let (_, body) = parts(admin.post(&translation, input.clone()).await).await;
    assert_eq!(body["refused"], "other_language");
    let thread = admin.json(&format!("/conversations/{conversation}")).await;
    assert!(
        !thread.to_string().contains("on teel"),
        "nothing was written into the conversation"
    );
    let empty = json!({ "text": "  " });
    refused(admin.post(&translation, empty).await, 409, "nothing_to_say").await;
    let mut off = setup(&service.base);
    off["translations"] = json!(false);
    switch_on(&admin, off).await;
    refused(admin.post(&translation, input).await, 409, "model_off").await;
    let uses = json!({ "summaries": true, "translations": false });
    assert_eq!(admin.json("/bootstrap").await["language_model"], uses);
}

#[tokio::test]
async fn who_is_forgotten_leaves_no_words_in_the_calls() {
    let (desk, admin, service) = ready().await;
    let (contact, conversation) = writes(
        &desk,
        &admin,
        "Mari <mari@a.example>",
        "Lamp",
        "A secret lamp.",
    )
    .await;
    service.say(Say::Echo);
    let path = format!("/conversations/{conversation}/summary");
    let (status, _) = parts(admin.post(&path, json!({ "language": "en" })).await).await;
    assert_eq!(status, 200);
    let calls = admin.json("/language-model/calls").await;
    let id = calls["items"][0]["id"].as_str().expect("an id").to_owned();
    let call = format!("/language-model/calls/{id}");
    assert!(admin.json(&call).await.to_string().contains("secret lamp"));
    let answer = admin
        .post(
            &format!("/contacts/{contact}/erasure"),
            json!({ "confirm": true }),
        )
        .await;
    assert!(answer.status().is_success(), "{:?}", answer.text().await);
    let left = admin.until(&call, |c| c["sent"] == json!([])).await;
    assert!(!left.to_string().contains("secret lamp"), "{left}");
}
