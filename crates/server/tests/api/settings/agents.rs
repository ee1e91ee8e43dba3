//! Agents: invited, changed, and what they may not do.

use super::{audited, id, told};
use crate::support::{Desk, refused};
use serde_json::json;

#[tokio::test]
async fn an_invited_agent_is_listed_until_they_join() {
    let (desk, admin) = Desk::ready().await;
    let new = json!({ "name": "Liis Lepp", "email": "liis@example.com", "permission_set": "agent", "teams": [] });
    let made = told(admin.post("/agents", new).await, 201).await;
    assert_eq!(
        (made["invited"].as_bool(), made["active"].as_bool()),
        (Some(true), Some(true))
    );
    assert_eq!(made["zone"], "Europe/Tallinn");
    let listed = admin.json("/agents").await;
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(2));
    let mail = listed["items"]
        .as_array()
        .and_then(|items| items.iter().find(|a| a["email"] == "liis@example.com"))
        .map(|a| a["mail"].clone())
        .expect("the invited agent");
    assert_eq!(
        (mail["purpose"].as_str(), mail["to"].as_str()),
        (Some("invitation"), Some("liis@example.com")),
        "the list tells how the invitation fares: {mail}"
    );
    let again = told(
        admin
            .post(&format!("/agents/{}/invitation", id(&made)), json!({}))
            .await,
        200,
    )
    .await;
    assert_ne!(
        again["link"], made["link"],
        "a fresh link, and the old one is void"
    );
    let old = made["link"]
        .as_str()
        .and_then(|l| l.rsplit('/').next())
        .expect("a token");
    refused(
        desk.client().get(&format!("/invitations/{old}")).await,
        410,
        "expired_link",
    )
    .await;
    assert!(audited(&admin, "agent.invited").await);
    desk.running.stop().await;
}

#[tokio::test]
async fn a_deactivated_agent_is_out_at_once() {
    let (desk, admin) = Desk::ready().await;
    let liis = admin
        .colleague(&desk, "liis@example.com", "agent", &json!(null))
        .await;
    let own = id(&liis.json("/me").await);
    told(
        admin
            .patch(&format!("/agents/{own}"), json!({ "active": false }))
            .await,
        200,
    )
    .await;
    refused(liis.get("/me").await, 401, "signed_out").await;
    desk.running.stop().await;
}

#[tokio::test]
async fn an_agent_cannot_invite_or_promote() {
    let (desk, admin) = Desk::ready().await;
    let liis = admin
        .colleague(&desk, "liis@example.com", "agent", &json!(null))
        .await;
    let own = id(&liis.json("/me").await);
    let new = json!({ "name": "X", "email": "x@example.com", "permission_set": "administrator" });
    refused(liis.post("/agents", new).await, 403, "not_permitted").await;
    let promote = json!({ "permission_set": "administrator" });
    refused(
        liis.patch(&format!("/agents/{own}"), promote).await,
        403,
        "not_permitted",
    )
    .await;
    refused(
        liis.post(&format!("/agents/{own}/invitation"), json!({}))
            .await,
        403,
        "not_permitted",
    )
    .await;
    desk.running.stop().await;
}

#[tokio::test]
async fn the_last_administrator_stays_one() {
    let (desk, admin) = Desk::ready().await;
    let own = id(&admin.json("/me").await);
    for change in [
        json!({ "active": false }),
        json!({ "permission_set": "agent" }),
    ] {
        refused(
            admin.patch(&format!("/agents/{own}"), change).await,
            409,
            "last_administrator",
        )
        .await;
    }
    desk.running.stop().await;
}

#[tokio::test]
async fn taken_and_hostile_addresses_and_names_are_refused() {
    let (desk, admin) = Desk::ready().await;
    let new = |name: &str, email: &str| json!({ "name": name, "email": email, "permission_set": "agent" });
    refused(
        admin.post("/agents", new("K", "KAAREL@example.com")).await,
        422,
        "address_taken",
    )
    .await;
    refused(
        admin
            .post("/agents", new("K", "a@b.example\r\nBcc: x@y.example"))
            .await,
        422,
        "bad_address",
    )
    .await;
    refused(
        admin
            .post("/agents", new("K\r\nSubject: x", "k@example.com"))
            .await,
        422,
        "bad_name",
    )
    .await;
    let wrong = json!({ "name": "K", "email": "k@example.com", "permission_set": "owner" });
    let body = refused(
        admin.post("/agents", wrong).await,
        422,
        "bad_permission_set",
    )
    .await;
    assert_eq!(body["error"]["field"], "permission_set");
    let nowhere = json!({ "name": "K", "email": "k@example.com", "permission_set": "agent", "teams": ["tem_00000000000000000000000000"] });
    refused(admin.post("/agents", nowhere).await, 422, "bad_team").await;
    refused(
        admin
            .patch(
                "/agents/agt_00000000000000000000000000",
                json!({ "name": "X" }),
            )
            .await,
        404,
        "not_found",
    )
    .await;
    refused(
        admin
            .patch("/agents/tem_00000000000000000000000000", json!({}))
            .await,
        404,
        "not_found",
    )
    .await;
    desk.running.stop().await;
}
