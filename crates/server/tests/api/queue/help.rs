//! Helpers that are called in: the teams that help another one do so at once, for a while.

use super::console::{Console, offer};
use super::next;
use crate::chat::{Shop, text};
use crate::settings::{audited, told};
use crate::support::{Client, Desk, refused};
use serde_json::{Value, json};

const MINUTE: i64 = 60_000;

/// The team of the desk, and another one with an agent, which may help it.
async fn teams(desk: &Desk, admin: &Client) -> (Value, Value, Client) {
    let support = admin.json("/bootstrap").await["teams"][0]["id"].clone();
    let team = told(
        admin.post("/teams", json!({ "name": "Returns" })).await,
        201,
    )
    .await;
    let helper = admin
        .colleague(desk, "helper@example.com", "agent", &team["id"])
        .await;
    (support, team["id"].clone(), helper)
}

async fn overflow(admin: &Client, team: &Value, to: Value) {
    let mut rules = admin.json("/routing-rules").await;
    rules["overflow"] = json!([{ "team": team, "to": to }]);
    told(admin.put("/routing-rules", rules).await, 200).await;
}

async fn call(admin: &Client, team: &Value, minutes: i64) -> reqwest::Response {
    let said = json!({ "team": team, "minutes": minutes });
    admin.post("/queue/help", said).await
}

#[tokio::test]
async fn helpers_who_are_called_in_help_at_once_until_the_time_is_over() {
    let (desk, admin) = Desk::ready().await;
    let (support, returns, helper) = teams(&desk, &admin).await;
    let waits = desk.question(&admin, "Of support").await;
    overflow(&admin, &support, json!([returns])).await;
    assert_eq!(next(&helper, &[]).await, Value::Null, "not yet");
    told(call(&admin, &support, 15).await, 204).await;
    let queue = admin.json("/queue").await;
    let helping = &queue["helping"][0];
    assert_eq!(
        (&helping["team"], &helping["to"]),
        (&support, &json!([returns]))
    );
    let until = helping["until"].as_i64().expect("a time");
    assert!(until <= desk.clock.now() + 15 * MINUTE, "{queue}");
    let given = next(&helper, &[]).await;
    assert_eq!(given["conversation"]["id"], json!(waits));

    desk.clock.advance(15 * MINUTE);
    desk.question(&admin, "Also of support").await;
    assert_eq!(next(&helper, &[&waits]).await, Value::Null, "it is over");
    assert_eq!(admin.json("/queue").await["helping"], json!([]));
    assert!(audited(&admin, "team.help_called").await);
}

#[tokio::test]
async fn helpers_who_are_sent_back_help_when_the_rules_say_so() {
    let (desk, admin) = Desk::ready().await;
    let (support, returns, helper) = teams(&desk, &admin).await;
    overflow(&admin, &support, json!([returns])).await;
    told(call(&admin, &support, 480).await, 204).await;
    let path = format!("/queue/help/{}", text(&support));
    told(admin.delete(&path).await, 204).await;
    told(admin.delete(&path).await, 204).await;
    assert_eq!(admin.json("/queue").await["helping"], json!([]));
    desk.question(&admin, "Of support").await;
    assert_eq!(next(&helper, &[]).await, Value::Null);
    assert!(audited(&admin, "team.help_ended").await);
}

#[tokio::test]
async fn a_chat_rings_at_a_helper_as_soon_as_helpers_are_called() {
    let shop = Shop::open().await;
    let (support, returns, helper) = teams(&shop.desk, &shop.admin).await;
    overflow(&shop.admin, &support, json!([returns])).await;
    let _console = Console::open(&shop.desk, &helper, "helper@example.com").await;
    let visitor = shop.visitor().await;
    visitor.says("first-message", "Hello?").await;
    let one = |q: &Value| q["waiting"] == 1;
    shop.admin.until("/queue", one).await;
    assert_eq!(offer(&helper).await, Value::Null, "not yet");
    told(call(&shop.admin, &support, 60).await, 204).await;
    let rings = |m: &Value| !m["offer"].is_null();
    let mine = helper.until("/queue/mine", rings).await;
    let id = text(&mine["offer"]["conversation"]["id"]);
    // It rings on there when they are sent back.
    let path = format!("/queue/help/{}", text(&support));
    told(shop.admin.delete(&path).await, 204).await;
    let accept = format!("/queue/offers/{id}/accept");
    let said = json!({ "version": mine["offer"]["version"] });
    told(helper.post(&accept, said).await, 200).await;
}

#[tokio::test]
async fn nobody_is_called_who_is_not_named_or_does_not_exist_or_by_whoever_may_not() {
    let (desk, admin) = Desk::ready().await;
    let (support, returns, helper) = teams(&desk, &admin).await;
    let body = refused(call(&admin, &support, 60).await, 409, "no_helpers").await;
    let said = text(&body["error"]["message"]);
    assert!(said.contains("Queue rules"), "{said}");
    overflow(&admin, &support, json!([returns])).await;
    for minutes in [14, 481, -1, i64::MAX] {
        let answer = call(&admin, &support, minutes).await;
        let body = refused(answer, 422, "bad_value").await;
        assert_eq!(body["error"]["field"], "minutes");
    }
    refused(call(&helper, &support, 60).await, 403, "not_permitted").await;
    let path = format!("/queue/help/{}", text(&support));
    refused(helper.delete(&path).await, 403, "not_permitted").await;
    let nobody = json!("tem_00000000000000000000000000");
    refused(call(&admin, &nobody, 60).await, 404, "not_found").await;
}
