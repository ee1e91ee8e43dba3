//! What an agent may see and do: other teams, other people's ids, other people's rights.

use crate::support::{Client, Desk, parts, refused};
use serde_json::{Value, json};

/// An agent of a team of their own, and a conversation of the administrator's team.
async fn stranger(desk: &Desk, admin: &Client) -> (Client, String) {
    let (status, team) = parts(admin.post("/teams", json!({ "name": "Billing" })).await).await;
    assert_eq!(status, 201, "{team}");
    let other = admin
        .colleague(desk, "liis@example.com", "agent", &team["id"])
        .await;
    let id = desk.question(admin, "Not yours").await;
    (other, id)
}

#[tokio::test]
async fn another_teams_conversation_is_not_there_in_any_way() {
    let (desk, admin) = Desk::ready().await;
    let (other, id) = stranger(&desk, &admin).await;
    let message = admin.json(&format!("/conversations/{id}")).await["messages"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    assert_eq!(
        other.json("/conversations?view=all").await["items"],
        json!([])
    );
    assert_eq!(other.json("/search?q=order").await["items"], json!([]));
    assert_eq!(other.json("/counts").await["all"], 0);
    for path in [
        format!("/conversations/{id}"),
        "/conversations/1".to_owned(),
        format!("/conversations/{id}/messages"),
        format!("/messages/{message}/raw"),
        format!("/messages/{message}/original"),
        format!("/conversations/{id}/draft"),
    ] {
        refused(other.get(&path).await, 404, "not_found").await;
    }
    let reply =
        json!({ "kind": "reply", "html": "<p>x</p>", "to": [{ "address": "mari@example.org" }] });
    refused(
        other
            .post(&format!("/conversations/{id}/messages"), reply)
            .await,
        404,
        "not_found",
    )
    .await;
    refused(
        other
            .put(
                &format!("/conversations/{id}/status"),
                json!({ "status": "resolved" }),
            )
            .await,
        404,
        "not_found",
    )
    .await;
    refused(
        other
            .put(
                &format!("/conversations/{id}/read"),
                json!({ "read": true }),
            )
            .await,
        404,
        "not_found",
    )
    .await;
    refused(
        other
            .post(&format!("/conversations/{id}/block"), json!({}))
            .await,
        404,
        "not_found",
    )
    .await;
    let poll: Value = other.json("/feed/poll?position=0&wait_ms=0").await;
    let told = poll["events"].as_array().map_or(0, |events| {
        events
            .iter()
            .filter(|e| e["conversation"] == id.as_str())
            .count()
    });
    assert_eq!(told, 0, "{poll}");
    assert_eq!(poll["patches"]["conversations"], json!([]));
}

#[tokio::test]
async fn an_agent_cannot_do_what_takes_an_administrator() {
    let (desk, admin) = Desk::ready().await;
    let (other, id) = stranger(&desk, &admin).await;
    refused(other.post("/agents", json!({ "name": "X", "email": "x@example.com", "permission_set": "agent", "teams": [] })).await, 403, "not_permitted").await;
    refused(
        other.delete(&format!("/conversations/{id}")).await,
        404,
        "not_found",
    )
    .await;
    let me = other.json("/me").await;
    let path = format!("/agents/{}", me["id"].as_str().expect("an id"));
    refused(
        other
            .patch(&path, json!({ "permission_set": "administrator" }))
            .await,
        403,
        "not_permitted",
    )
    .await;
    assert_eq!(other.json("/me").await["permission_set"], "agent");
}

#[tokio::test]
async fn an_invitation_is_good_once() {
    let (desk, admin) = Desk::ready().await;
    let body = json!({ "name": "Liis", "email": "liis@example.com", "permission_set": "agent", "teams": [] });
    let (_, made) = parts(admin.post("/agents", body).await).await;
    let token = made["link"]
        .as_str()
        .expect("a link")
        .rsplit('/')
        .next()
        .expect("a token")
        .to_owned();
    let client = desk.client();
    assert_eq!(
        client.json(&format!("/invitations/{token}")).await["email"],
        "liis@example.com"
    );
    refused(
        client
            .post(
                &format!("/invitations/{token}"),
                json!({ "name": "Liis", "password": "short" }),
            )
            .await,
        422,
        "weak_password",
    )
    .await;
    let good = json!({ "name": "Liis", "password": crate::support::PASSWORD });
    assert_eq!(
        client
            .post(&format!("/invitations/{token}"), good.clone())
            .await
            .status(),
        200
    );
    refused(
        desk.client()
            .post(&format!("/invitations/{token}"), good)
            .await,
        410,
        "expired_link",
    )
    .await;
    refused(
        desk.client().get("/invitations/nonsense").await,
        410,
        "expired_link",
    )
    .await;
    let answer = client
        .post("/password/forgot", json!({ "email": "nobody@example.com" }))
        .await;
    assert_eq!(answer.status(), 202, "nobody learns who is known");
    let wrong = json!({ "token": "nonsense", "password": crate::support::PASSWORD });
    refused(
        client.post("/password/reset", wrong).await,
        410,
        "expired_link",
    )
    .await;
}
