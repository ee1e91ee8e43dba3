//! Guesses, what people say of them, and how often they were wrong.

use crate::support::{Desk, parts, refused};
use serde_json::{Value, json};

async fn told(answer: reqwest::Response, status: u16) -> Value {
    let (is, body) = parts(answer).await;
    assert_eq!(is.as_u16(), status, "{body}");
    body
}

#[tokio::test]
async fn guesses_are_confirmed_or_corrected_and_their_errors_counted() {
    let (desk, admin) = Desk::ready().await;
    let far = admin
        .colleague(&desk, "far@example.com", "agent", &Value::Null)
        .await;
    let mut topics = Vec::new();
    for name in ["Money", "Delivery"] {
        let made = told(admin.post("/topics", json!({ "name": name })).await, 201).await;
        topics.push(made["id"].as_str().expect("an id").to_owned());
    }
    let (money, delivery) = (&topics[0], &topics[1]);
    let rule = json!({
        "name": "Money", "trigger": { "event": "conversation_created" },
        "filter": { "field": "subject", "op": "contains", "value": "refund" },
        "actions": [{ "do": "topic", "topic": money }, { "do": "urgency", "urgency": "high" }], "enabled": true,
    });
    told(admin.post("/rules", rule).await, 201).await;
    let right = desk.question(&admin, "Refund one").await;
    let wrong = desk.question(&admin, "Refund two").await;
    desk.question(&admin, "Something else").await;
    let subjects = |list: &Value| -> Vec<String> {
        let items = list["items"].as_array().expect("a list");
        items
            .iter()
            .map(|c| c["subject"].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    let view = admin.json("/conversations?view=triage&sort=oldest").await;
    assert_eq!(subjects(&view), ["Refund one", "Refund two"]);
    assert_eq!(view["items"][0]["topic_source"], "rule");

    for (conversation, topic) in [(&right, money), (&wrong, delivery)] {
        let path = format!("/conversations/{conversation}");
        let said = json!({ "topic": topic, "force": true });
        told(admin.put(&format!("{path}/topic"), said).await, 200).await;
        let said = json!({ "urgency": "high", "force": true });
        told(
            admin.put(&format!("{path}/urgency"), said.clone()).await,
            200,
        )
        .await;
        // What an agent said is no guess any more.
        told(admin.put(&format!("{path}/urgency"), said).await, 200).await;
    }
    let view = admin.json("/conversations?view=triage").await;
    assert!(subjects(&view).is_empty());
    let rates = admin.json("/triage/rates").await;
    let one = &rates["items"][0];
    assert_eq!(
        (
            &one["source"],
            &one["guess"],
            &one["n"],
            &one["wrong"],
            &one["rate"]
        ),
        (
            &json!("rule"),
            &json!(money),
            &json!(2),
            &json!(1),
            &json!(0.5)
        )
    );
    let (low, high) = (
        one["low"].as_f64().expect("low"),
        one["high"].as_f64().expect("high"),
    );
    assert!(
        low > 0.09 && low < 0.1 && high > 0.9 && high < 0.91,
        "{low} {high}"
    );
    let urgency = admin.json("/triage/rates?field=urgency").await;
    assert_eq!(
        (&urgency["items"][0]["n"], &urgency["items"][0]["wrong"]),
        (&json!(2), &json!(0))
    );
    let path = format!("/triage/wrong?field=topic&source=rule&guess={money}");
    assert_eq!(subjects(&admin.json(&path).await), ["Refund two"]);

    // Of another team's work neither numbers nor subjects.
    assert_eq!(far.json("/triage/rates").await["items"], json!([]));
    assert!(!far.json(&path).await.to_string().contains("Refund"));
    refused(
        admin.get("/triage/rates?field=mood").await,
        400,
        "bad_query",
    )
    .await;
    desk.running.stop().await;
}
