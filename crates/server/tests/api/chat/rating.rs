//! Ratings of chats are answers to a survey of the house's own: asked when the card was seen, counted beside the others.

use super::{Shop, Visitor, text};
use crate::support::parts;
use serde_json::{Value, json};

/// A chat of a new visitor that an agent answered and resolved.
async fn over(shop: &Shop, asked: &str) -> (Visitor, Value) {
    let visitor = shop.visitor().await;
    let said = visitor.says("first-one", asked).await;
    let c = found(shop, &said["conversation"]["number"]).await;
    resolve(shop, &c).await;
    (visitor, c)
}

async fn found(shop: &Shop, number: &Value) -> Value {
    let list = shop.admin.json("/conversations?view=all").await;
    let items = list["items"].as_array().expect("a list");
    let theirs = |c: &&Value| &c["number"] == number;
    items.iter().find(theirs).expect("listed").clone()
}

async fn resolve(shop: &Shop, c: &Value) {
    let path = format!("/conversations/{}/messages", text(&c["id"]));
    let body =
        json!({ "kind": "reply", "html": "<p>Done</p>", "to": [], "then": { "do": "resolve" } });
    let (status, said) = parts(shop.admin.post(&path, body).await).await;
    assert_eq!(status, 201, "{said}");
}

async fn shown(visitor: &Visitor) -> u16 {
    visitor.post("/rating/shown", json!({})).await.0
}

async fn rates(visitor: &Visitor, score: i64, comment: &str) -> (u16, Value) {
    let body = json!({ "score": score, "comment": comment });
    visitor.post("/rating", body).await
}

async fn section(shop: &Shop) -> Value {
    let report = shop.admin.json("/reports/surveys?by=channel").await;
    report["sections"][0].clone()
}

#[tokio::test]
async fn a_card_that_was_seen_is_asked_and_a_rating_is_its_answer_by_channel() {
    let shop = Shop::open().await;
    let (one, c) = over(&shop, "Is it red?").await;
    let (other, _) = over(&shop, "Is it blue?").await;
    let (_unseen, _) = over(&shop, "Is it green?").await;
    assert_eq!(section(&shop).await, Value::Null, "nobody has seen a card");
    for visitor in [&one, &other] {
        assert_eq!(shown(visitor).await, 204);
    }
    assert_eq!(shown(&one).await, 204, "the same again");
    assert_eq!(rates(&one, 2, "Slow,\n very slow").await.0, 204);
    let found = section(&shop).await;
    let now = &found["now"];
    assert_eq!(
        (&found["kind"], &now["asked"], &now["answered"]),
        (&json!("csat"), &json!(2), &json!(1)),
        "{found}"
    );
    assert_eq!(found["parts"][0]["key"], json!(shop.channel));
    assert_eq!(now["figure"]["value"], 0.0);
    let words = shop.admin.json("/reports/surveys/comments?side=low").await;
    assert_eq!(words["items"][0]["conversation"], c["id"]);
    assert_eq!(words["items"][0]["comment"], "Slow, very slow");
    let path = format!("/conversations/{}", text(&c["id"]));
    let detail = shop.admin.json(&path).await;
    let lines = detail["messages"].as_array().expect("messages");
    let answered = lines
        .iter()
        .filter(|m| m["event"]["name"] == "survey_answered");
    assert_eq!(answered.count(), 1);

    // Said again nothing is counted twice; changed it is changed.
    assert_eq!(rates(&one, 2, "Slow, very slow").await.0, 204);
    assert_eq!(rates(&one, 5, "").await.0, 204);
    assert_eq!(shown(&one).await, 204);
    let now = section(&shop).await["now"].clone();
    assert_eq!(
        (&now["asked"], &now["answered"], &now["figure"]["value"]),
        (&json!(2), &json!(1), &json!(100.0))
    );
    let chat = shop.admin.json(&format!("{path}/chat")).await;
    assert_eq!(chat["score"], 5);
    // It is set up by the widget alone.
    assert_eq!(shop.admin.json("/surveys").await["items"], json!([]));
}

#[tokio::test]
async fn a_card_that_is_not_there_is_seen_by_nobody() {
    let mut shop = Shop::open().await;
    let stranger = shop.visitor().await;
    assert_eq!(shown(&stranger).await, 204, "a stranger has no chat");
    let visitor = shop.visitor().await;
    let said = visitor.says("first-one", "Hello?").await;
    assert_eq!(shown(&visitor).await, 409, "it goes on");
    assert_eq!(visitor.post("/rating/shown", json!(7)).await.0, 422);
    let c = found(&shop, &said["conversation"]["number"]).await;
    resolve(&shop, &c).await;
    shop.change(|w| w["look"]["rating"] = json!(false)).await;
    assert_eq!(shown(&visitor).await, 409, "this widget asks for no rating");
    assert_eq!(section(&shop).await, Value::Null);
    shop.change(|w| w["look"]["rating"] = json!(true)).await;

    // Many tabs see one card, and who answers without having said that they saw it has seen it.
    let (a, b, c) = tokio::join!(shown(&visitor), rates(&visitor, 4, ""), shown(&visitor));
    assert_eq!((a, b.0, c), (204, 204, 204), "{}", b.1);
    let now = section(&shop).await["now"].clone();
    assert_eq!((&now["asked"], &now["answered"]), (&json!(1), &json!(1)));
    for score in [0, 6, -1] {
        let (status, body) = rates(&visitor, score, "").await;
        assert_eq!((status, &body["error"]["code"]), (422, &json!("bad_score")));
    }
}
