//! Teams.

use super::{audited, id, told};
use crate::support::{Desk, refused};
use serde_json::json;

#[tokio::test]
async fn a_team_is_made_changed_and_archived() {
    let (desk, admin) = Desk::ready().await;
    let me = id(&admin.json("/me").await);
    let made = told(
        admin
            .post("/teams", json!({ "name": "Billing", "members": [me] }))
            .await,
        201,
    )
    .await;
    let path = format!("/teams/{}", id(&made));
    assert_eq!(made["members"], json!([me]));
    let html = json!({ "signature": "<p>Yours, {{agent.name}}</p><script>alert(1)</script>" });
    let kept = told(admin.patch(&path, html).await, 200).await;
    let signature = kept["signature"].as_str().expect("text");
    assert!(
        signature.contains("{{agent.name}}") && !signature.contains("script"),
        "{signature}"
    );
    let kept = told(
        admin
            .patch(&path, json!({ "archived": true, "members": [] }))
            .await,
        200,
    )
    .await;
    assert_eq!(
        (
            kept["archived"].as_bool(),
            kept["members"].as_array().map(Vec::len)
        ),
        (Some(true), Some(0))
    );
    assert!(audited(&admin, "team.changed").await);
    desk.running.stop().await;
}

#[tokio::test]
async fn a_team_that_a_channel_needs_is_not_archived() {
    let (desk, admin) = Desk::ready().await;
    let team = admin.json("/channels").await["items"][0]["team"]
        .as_str()
        .expect("a team")
        .to_owned();
    refused(
        admin
            .patch(&format!("/teams/{team}"), json!({ "archived": true }))
            .await,
        422,
        "team_in_use",
    )
    .await;
    desk.running.stop().await;
}

#[tokio::test]
async fn agents_and_strange_members_are_refused() {
    let (desk, admin) = Desk::ready().await;
    let liis = admin
        .colleague(&desk, "liis@example.com", "agent", &json!(null))
        .await;
    refused(
        liis.post("/teams", json!({ "name": "Mine" })).await,
        403,
        "not_permitted",
    )
    .await;
    assert!(liis.get("/teams").await.status().is_success());
    let stranger = json!({ "name": "X", "members": ["agt_00000000000000000000000000"] });
    refused(admin.post("/teams", stranger).await, 422, "bad_members").await;
    refused(
        admin.post("/teams", json!({ "name": "a\r\nb" })).await,
        422,
        "bad_name",
    )
    .await;
    refused(
        admin.post("/teams", json!({ "name": 7 })).await,
        422,
        "wrong_type",
    )
    .await;
    refused(
        admin
            .patch(
                "/teams/tem_00000000000000000000000000",
                json!({ "name": "X" }),
            )
            .await,
        404,
        "not_found",
    )
    .await;
    let huge = json!({ "name": "X", "signature": "x".repeat(30_000) });
    refused(admin.post("/teams", huge).await, 413, "too_large").await;
    desk.running.stop().await;
}

#[tokio::test]
async fn a_repeated_create_makes_one_team() {
    let (desk, admin) = Desk::ready().await;
    let send = |name: &'static str| {
        admin
            .request(reqwest::Method::POST, "/teams")
            .header("idempotency-key", "the-same-key")
            .json(&json!({ "name": name }))
            .send()
    };
    let first = told(send("Night").await.expect("answered"), 201).await;
    let second = told(send("Night").await.expect("answered"), 201).await;
    assert_eq!(first, second);
    refused(
        send("Day").await.expect("answered"),
        422,
        "idempotency_key_reused",
    )
    .await;
    assert_eq!(
        admin.json("/teams").await["items"].as_array().map(Vec::len),
        Some(2)
    );
    desk.running.stop().await;
}
