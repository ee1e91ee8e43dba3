//! Permission sets of one's own, and what nobody can do with them.

use super::id_of;
use crate::support::{Desk, parts, refused};
use serde_json::{Value, json};

#[tokio::test]
async fn a_set_is_made_given_changed_and_takes_effect_at_once() {
    let (desk, admin) = Desk::ready().await;
    let list = admin.json("/permission-sets").await;
    let keys: Vec<&str> = list["items"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|s| s["key"].as_str())
        .collect();
    assert_eq!(keys, ["administrator", "lead", "agent", "light_agent"]);
    let input = json!({ "name": "Auditor", "permissions": ["conversation_read", "audit_read"], "scope": "all" });
    let (status, set) = parts(admin.post("/permission-sets", input.clone()).await).await;
    assert_eq!(status, 201, "{set}");
    refused(
        admin.post("/permission-sets", input).await,
        422,
        "name_taken",
    )
    .await;
    let key = set["key"].as_str().expect("a key").to_owned();
    let auditor = admin
        .colleague(&desk, "liis@example.com", &key, &Value::Null)
        .await;
    assert_eq!(auditor.get("/audit").await.status(), 200);
    let change = json!({ "version": 1, "name": "Reader", "permissions": ["conversation_read"], "scope": "all" });
    let path = format!("/permission-sets/{key}");
    let (status, changed) = parts(admin.put(&path, change.clone()).await).await;
    assert_eq!((status.as_u16(), &changed["version"]), (200, &json!(2)));
    refused(admin.put(&path, change).await, 409, "conflict").await;
    refused(auditor.get("/audit").await, 403, "not_permitted").await;
    refused(admin.delete(&path).await, 409, "in_use").await;
    let id = id_of(&auditor).await;
    let (status, _) = parts(
        admin
            .patch(
                &format!("/agents/{id}"),
                json!({ "permission_set": "agent" }),
            )
            .await,
    )
    .await;
    assert_eq!(status, 200);
    assert_eq!(admin.delete(&path).await.status(), 204);
    refused(admin.delete(&path).await, 404, "not_found").await;
    refused(
        admin.delete("/permission-sets/administrator").await,
        404,
        "not_found",
    )
    .await;
}

#[tokio::test]
async fn the_last_who_may_manage_agents_keeps_that_right_whatever_is_changed() {
    let (_desk, admin) = Desk::ready().await;
    let all = admin.json("/permission-sets").await["items"][0]["permissions"].clone();
    let input = json!({ "name": "Owner", "permissions": all, "scope": "all" });
    let (_, set) = parts(admin.post("/permission-sets", input).await).await;
    let me = format!("/agents/{}", id_of(&admin).await);
    refused(
        admin.patch(&me, json!({ "permission_set": "lead" })).await,
        409,
        "last_administrator",
    )
    .await;
    refused(
        admin.patch(&me, json!({ "active": false })).await,
        409,
        "last_administrator",
    )
    .await;
    let (status, body) = parts(
        admin
            .patch(&me, json!({ "permission_set": set["key"] }))
            .await,
    )
    .await;
    assert_eq!(
        status, 200,
        "another set that may do the same is fine: {body}"
    );
    let path = format!("/permission-sets/{}", set["key"].as_str().expect("a key"));
    let less = json!({ "version": 1, "name": "Owner", "permissions": ["conversation_read"], "scope": "all" });
    refused(admin.put(&path, less).await, 409, "last_administrator").await;
    assert_eq!(
        admin.get("/agents").await.status(),
        200,
        "and nothing has changed"
    );
    refused(
        admin
            .patch(
                &me,
                json!({ "permission_set": "pst_00000000000000000000000001" }),
            )
            .await,
        422,
        "bad_permission_set",
    )
    .await;
}

#[tokio::test]
async fn nobody_gives_more_than_they_have_nor_manages_those_who_have_more() {
    let (desk, admin) = Desk::ready().await;
    let input = json!({ "name": "Personnel", "permissions": ["agent_manage", "conversation_read"], "scope": "teams" });
    let (_, set) = parts(admin.post("/permission-sets", input).await).await;
    let personnel = admin
        .colleague(
            &desk,
            "liis@example.com",
            set["key"].as_str().expect("a key"),
            &Value::Null,
        )
        .await;
    let boss = id_of(&admin).await;
    let me = id_of(&personnel).await;
    refused(
        personnel
            .patch(
                &format!("/agents/{me}"),
                json!({ "permission_set": "administrator" }),
            )
            .await,
        403,
        "not_permitted",
    )
    .await;
    refused(
        personnel
            .patch(&format!("/agents/{boss}"), json!({ "active": false }))
            .await,
        403,
        "not_permitted",
    )
    .await;
    refused(
        personnel.get(&format!("/agents/{boss}/sessions")).await,
        403,
        "not_permitted",
    )
    .await;
    refused(
        personnel
            .delete(&format!("/agents/{boss}/second-factor"))
            .await,
        403,
        "not_permitted",
    )
    .await;
    let new =
        json!({ "name": "X", "email": "x@example.com", "permission_set": "agent", "teams": [] });
    refused(personnel.post("/agents", new).await, 403, "not_permitted").await;
    let wide = json!({ "name": "Wide", "permissions": ["conversation_read"], "scope": "all" });
    refused(
        personnel.post("/permission-sets", wide).await,
        403,
        "not_permitted",
    )
    .await;
    let more = json!({ "name": "More", "permissions": ["audit_read"], "scope": "own" });
    refused(
        personnel.post("/permission-sets", more).await,
        403,
        "not_permitted",
    )
    .await;
    let blind = json!({ "name": "Blind", "permissions": ["conversation_reply"], "scope": "own" });
    refused(
        admin.post("/permission-sets", blind).await,
        422,
        "bad_permissions",
    )
    .await;
}

#[tokio::test]
async fn a_light_agent_reads_and_notes_but_writes_to_nobody_and_assigns_nothing() {
    let (desk, admin) = Desk::ready().await;
    let team = admin.json("/teams").await["items"][0]["id"].clone();
    let light = admin
        .colleague(&desk, "liis@example.com", "light_agent", &team)
        .await;
    let id = desk.question(&admin, "For all of us").await;
    let path = |rest: &str| format!("/conversations/{id}{rest}");
    assert_eq!(light.get(&path("")).await.status(), 200);
    let note = json!({ "kind": "note", "html": "<p>I know them.</p>" });
    assert_eq!(light.post(&path("/messages"), note).await.status(), 201);
    let reply =
        json!({ "kind": "reply", "html": "<p>x</p>", "to": [{ "address": "mari@example.org" }] });
    refused(
        light.post(&path("/messages"), reply).await,
        403,
        "not_permitted",
    )
    .await;
    refused(
        light
            .put(
                &path("/assignee"),
                json!({ "agent": id_of(&light).await, "force": true }),
            )
            .await,
        403,
        "not_permitted",
    )
    .await;
    refused(
        light
            .put(&path("/status"), json!({ "status": "resolved" }))
            .await,
        403,
        "not_permitted",
    )
    .await;
    let follow = light
        .put(
            &path(&format!("/followers/{}", id_of(&light).await)),
            json!({}),
        )
        .await;
    assert_eq!(follow.status(), 200, "whoever reads may follow");
    refused(
        light
            .put(
                &path(&format!("/followers/{}", id_of(&admin).await)),
                json!({}),
            )
            .await,
        403,
        "not_permitted",
    )
    .await;
}
