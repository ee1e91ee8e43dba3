//! Merging, splitting, linking and asking aside, over the API.

use crate::support::{Desk, parts, refused};
use serde_json::json;

#[tokio::test]
async fn opening_or_looking_for_a_merged_number_leads_to_the_survivor() {
    let (desk, admin) = Desk::ready().await;
    let a = desk.question(&admin, "Lamp one").await;
    let s = desk.question(&admin, "Lamp two").await;
    let number = admin.json(&format!("/conversations/{a}")).await["conversation"]["number"].clone();
    let body = json!({ "into": s, "ids": [a, s], "different_customers": true });
    let (status, answer) = parts(admin.post("/conversations/merge", body).await).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["merged"], json!([a]));
    assert_eq!(answer["failed"][0]["code"], "merge_with_itself");
    for path in [
        format!("/conversations/{number}"),
        format!("/conversations/{a}"),
    ] {
        let detail = admin.json(&path).await;
        assert_eq!(detail["conversation"]["id"], json!(s), "{path}");
        assert_eq!(detail["led_from"]["number"], number, "{path}");
        assert_eq!(detail["conversation"]["merged"][0]["id"], json!(a));
        let customers = detail["messages"].as_array().expect("messages");
        assert_eq!(
            customers.iter().filter(|m| m["kind"] == "customer").count(),
            2
        );
    }
    let list = admin.json("/conversations?view=all").await;
    assert_eq!(
        list["items"].as_array().map(Vec::len),
        Some(1),
        "a signpost is in no list"
    );
    let found = admin.json("/search?q=lamp").await;
    assert_eq!(found["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(found["items"][0]["conversation"]["id"], json!(s));
    refused(
        admin
            .put(
                &format!("/conversations/{a}/urgency"),
                json!({ "urgency": "high" }),
            )
            .await,
        409,
        "conversation_is_merged",
    )
    .await;
    let (status, apart) = parts(admin.delete(&format!("/conversations/{a}/merge")).await).await;
    assert_eq!(
        (status.as_u16(), &apart["conversation"]["status"]),
        (200, &json!("open")),
        "{apart}"
    );
    let again = admin.delete(&format!("/conversations/{a}/merge")).await;
    refused(again, 409, "not_merged").await;
    refused(
        admin
            .post("/conversations/merge", json!({ "into": s, "ids": [] }))
            .await,
        422,
        "invalid",
    )
    .await;
}

#[tokio::test]
async fn links_come_and_go_from_both_sides() {
    let (desk, admin) = Desk::ready().await;
    let a = desk.question(&admin, "One").await;
    let b = desk.question(&admin, "Two").await;
    let number = admin.json(&format!("/conversations/{b}")).await["conversation"]["number"].clone();
    let (status, body) = parts(
        admin
            .put(&format!("/conversations/{a}/links/{number}"), json!({}))
            .await,
    )
    .await;
    assert_eq!(status, 200, "{body}");
    let links = admin.json(&format!("/conversations/{b}")).await["conversation"]["links"].clone();
    assert_eq!(
        (&links[0]["kind"], &links[0]["conversation"]["id"]),
        (&json!("related"), &json!(a))
    );
    let (status, _) = parts(admin.delete(&format!("/conversations/{b}/links/{a}")).await).await;
    assert_eq!(status, 200);
    assert_eq!(
        admin.json(&format!("/conversations/{a}")).await["conversation"]["links"],
        json!([])
    );
    let nowhere = admin
        .put(&format!("/conversations/{a}/links/99999"), json!({}))
        .await;
    refused(nowhere, 404, "not_found").await;
}

#[tokio::test]
async fn messages_are_split_off_and_sides_are_asked() {
    let (desk, admin) = Desk::ready().await;
    let id = desk.question(&admin, "Where is it").await;
    let reply = json!({ "kind": "reply", "html": "<p>soon</p>", "to": [{ "address": "mari@example.org" }] });
    let (_, written) = parts(
        admin
            .post(&format!("/conversations/{id}/messages"), reply)
            .await,
    )
    .await;
    let split = json!({ "messages": [written["message"]["id"]], "subject": "Another matter" });
    let (status, own) = parts(
        admin
            .post(&format!("/conversations/{id}/split"), split)
            .await,
    )
    .await;
    assert_eq!(
        (status.as_u16(), &own["conversation"]["subject"]),
        (201, &json!("Another matter")),
        "{own}"
    );
    let none = admin
        .post(
            &format!("/conversations/{id}/split"),
            json!({ "messages": [] }),
        )
        .await;
    refused(none, 422, "nothing_to_split").await;

    let ask = json!({ "to": [{ "address": "carrier@ship.example" }], "subject": "Parcel 7", "html": "<p>Where?</p>" });
    let (status, sides) = parts(admin.post(&format!("/conversations/{id}/sides"), ask).await).await;
    assert_eq!(
        (status.as_u16(), &sides["items"][0]["state"]),
        (201, &json!("waiting")),
        "{sides}"
    );
    let side = sides["items"][0]["id"].as_str().expect("an id").to_owned();
    let path = format!("/conversations/{id}/sides/{side}");
    assert_eq!(
        admin.json(&format!("/conversations/{id}")).await["conversation"]["sides"],
        "waiting"
    );
    let list = admin.json("/conversations?view=all").await;
    let ids: Vec<_> = list["items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|c| c["id"].clone())
        .collect();
    assert!(!ids.contains(&json!(side)), "a side is in no list");
    let led = admin.json(&format!("/conversations/{side}")).await;
    assert_eq!(
        (&led["conversation"]["id"], &led["led_from"]),
        (&json!(id), &json!(null))
    );
    let (status, done) = parts(admin.put(&path, json!({ "state": "done" })).await).await;
    assert_eq!(
        (status.as_u16(), &done["items"][0]["state"]),
        (200, &json!("done")),
        "{done}"
    );
    let other = own["conversation"]["id"].as_str().expect("an id");
    let foreign = admin
        .put(
            &format!("/conversations/{other}/sides/{side}"),
            json!({ "state": "waiting" }),
        )
        .await;
    refused(foreign, 404, "not_found").await;
}
