//! The trail: searched and taken home.

use super::id_of;
use crate::support::{Desk, parts, refused};
use serde_json::{Value, json};

fn acts(list: &Value) -> Vec<&str> {
    let items = list["items"].as_array().expect("a list");
    items.iter().filter_map(|a| a["act"].as_str()).collect()
}

#[tokio::test]
async fn the_trail_is_searched_by_who_what_on_what_and_when() {
    let (desk, admin) = Desk::ready().await;
    let other = admin
        .colleague(&desk, "liis@example.com", "lead", &Value::Null)
        .await;
    let (_, team) = parts(admin.post("/teams", json!({ "name": "Billing" })).await).await;
    desk.clock.advance(60 * 60 * 1000);
    let later = desk.clock.now();
    let team = team["id"].as_str().expect("an id");
    parts(
        other
            .patch(&format!("/teams/{team}"), json!({ "name": "Bills" }))
            .await,
    )
    .await;
    let liis = id_of(&other).await;
    let by = admin.json(&format!("/audit?agent={liis}&act=team")).await;
    assert_eq!(acts(&by).len(), 1, "{by}");
    assert!(acts(&by)[0].starts_with("team."));
    let on = admin.json(&format!("/audit?target={team}")).await;
    assert_eq!(acts(&on).len(), 2, "{on}");
    let since = admin.json(&format!("/audit?from={later}")).await;
    assert_eq!(acts(&since).len(), 1, "{since}");
    let before = admin.json(&format!("/audit?until={later}&act=team")).await;
    assert_eq!(acts(&before).len(), 1, "{before}");
    assert!(
        acts(&admin.json("/audit?act=tea").await).is_empty(),
        "a noun is a whole word"
    );
    assert!(acts(&admin.json("/audit?act=%25").await).is_empty());
    refused(admin.get("/audit?agent=nobody").await, 400, "bad_query").await;
}

#[tokio::test]
async fn the_trail_is_taken_home_as_csv_and_as_json_lines() {
    let (desk, admin) = Desk::ready().await;
    let other = admin
        .colleague(&desk, "liis@example.com", "agent", &Value::Null)
        .await;
    refused(
        other.get("/audit/export/audit.csv").await,
        403,
        "not_permitted",
    )
    .await;
    refused(admin.get("/audit/export/audit.exe").await, 404, "not_found").await;
    parts(
        admin
            .post("/teams", json!({ "name": "=HYPERLINK(\"x\")" }))
            .await,
    )
    .await;
    let answer = admin.get("/audit/export/audit.csv").await;
    assert_eq!(
        answer.headers()["content-disposition"],
        "attachment; filename=\"audit.csv\""
    );
    let csv = answer.text().await.expect("text");
    let mut lines = csv.split("\r\n");
    assert_eq!(lines.next(), Some("at,agent,act,target,ip,id,detail"));
    let shown = admin.json("/audit?limit=100").await["items"]
        .as_array()
        .expect("a list")
        .len();
    assert_eq!(lines.filter(|l| !l.is_empty()).count(), shown);
    let text = admin
        .get("/audit/export/audit.jsonl?act=team")
        .await
        .text()
        .await
        .expect("text");
    let rows: Vec<Value> = text
        .lines()
        .map(|l| serde_json::from_str(l).expect("JSON"))
        .collect();
    assert_eq!(rows.len(), 1, "{text}");
    assert!(
        rows[0]["act"]
            .as_str()
            .is_some_and(|a| a.starts_with("team."))
    );
}
