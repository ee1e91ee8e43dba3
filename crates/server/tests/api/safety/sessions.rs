//! Where agents are signed in.

use super::{id_of, sign_in};
use crate::support::{Desk, refused};
use serde_json::Value;

#[tokio::test]
async fn one_ends_ones_other_sessions_one_by_one_or_all_at_once() {
    let (desk, admin) = Desk::ready().await;
    let (second, ..) = sign_in(&desk, "kaarel@example.com").await;
    let (third, ..) = sign_in(&desk, "kaarel@example.com").await;
    let list = admin.json("/me/sessions").await;
    let items = list["items"].as_array().expect("a list");
    assert_eq!(items.len(), 3);
    assert!(items.iter().all(|s| s["method"] == "password"));
    let here: Vec<&Value> = items.iter().filter(|s| s["current"] == true).collect();
    assert_eq!(here.len(), 1);
    let mine = second.json("/me/sessions").await;
    let its = mine["items"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|s| s["current"] == true)
        .expect("there");
    let path = format!("/me/sessions/{}", its["id"].as_str().expect("an id"));
    assert_eq!(admin.delete(&path).await.status(), 204);
    refused(second.get("/me").await, 401, "signed_out").await;
    assert_eq!(admin.delete("/me/sessions").await.status(), 204);
    refused(third.get("/me").await, 401, "signed_out").await;
    assert_eq!(admin.get("/me").await.status(), 200);
}

#[tokio::test]
async fn administrators_see_and_end_sessions_of_others_and_agents_do_not() {
    let (desk, admin) = Desk::ready().await;
    let other = admin
        .colleague(&desk, "liis@example.com", "agent", &Value::Null)
        .await;
    let (boss, liis) = (id_of(&admin).await, id_of(&other).await);
    let list = admin.json(&format!("/agents/{liis}/sessions")).await;
    let session = list["items"][0]["id"].as_str().expect("an id").to_owned();
    refused(
        other.get(&format!("/agents/{boss}/sessions")).await,
        403,
        "not_permitted",
    )
    .await;
    let theirs = admin.json("/me/sessions").await["items"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    refused(
        other.delete(&format!("/me/sessions/{theirs}")).await,
        404,
        "not_found",
    )
    .await;
    refused(
        other
            .delete(&format!("/agents/{boss}/sessions/{theirs}"))
            .await,
        403,
        "not_permitted",
    )
    .await;
    refused(
        admin
            .delete(&format!("/agents/{boss}/sessions/{session}"))
            .await,
        404,
        "not_found",
    )
    .await;
    assert_eq!(
        admin
            .delete(&format!("/agents/{liis}/sessions/{session}"))
            .await
            .status(),
        204
    );
    refused(other.get("/me").await, 401, "signed_out").await;
    let trail = admin
        .json(&format!("/audit?act=session.ended&target={session}"))
        .await;
    assert_eq!(trail["items"][0]["agent"], boss.as_str());
}
