//! Surveys and causes over the API: set up, asked, told of; who may see what.

use crate::support::{Client, Desk, parts, refused};
use domain::access::PermissionSet;
use domain::survey::Kind;
use domain::{ContactId, ConversationId, SurveyAskId, SurveyId, TeamId};
use serde_json::{Value, json};
use store::survey::NewAsk;
use uuid::Uuid;

fn wanted() -> Value {
    json!({
        "name": "How did we do?", "kind": "csat", "trigger": { "on": "resolved", "after_hours": 24 }, "enabled": true,
        "cool_down_days": 30,
    })
}

async fn made(admin: &Client, path: &str, body: Value) -> Value {
    let (status, made) = parts(admin.post(path, body).await).await;
    assert_eq!(status, 201, "{made}");
    made
}

fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}

/// Puts an ask about a conversation down, as the sweep does, with a token that is known.
pub async fn asked(desk: &Desk, admin: &Client, survey: &str, conversation: &str, token: &str) {
    let c = admin.json(&format!("/conversations/{conversation}")).await["conversation"].clone();
    let id = |value: &Value| value.as_str().map(str::to_owned);
    let now = desk.clock.now();
    let conversation: ConversationId = conversation.parse().expect("an id");
    let ask = NewAsk {
        id: SurveyAskId(Uuid::now_v7()),
        survey: survey.parse::<SurveyId>().expect("an id"),
        kind: Kind::Csat,
        subject: conversation.0,
        basis: now,
        conversation: Some(conversation),
        contact: id(&c["contact"]["id"]).and_then(|c| c.parse::<ContactId>().ok()),
        channel: id(&c["channel"]).and_then(|c| c.parse().ok()),
        team: id(&c["team"]).and_then(|t| t.parse::<TeamId>().ok()),
        topic: id(&c["topic"]).and_then(|t| t.parse().ok()),
        agent: None,
        locale: "et".to_owned(),
        token_hash: desk::account::token_hash(token),
        test: false,
        at: now,
    };
    let new = desk
        .running
        .app
        .db()
        .write(async move |tx| store::survey::ask(tx, &ask).await)
        .await
        .expect("written");
    assert!(new);
}

pub async fn answer(desk: &Desk, token: &str, score: i64, comment: &str) {
    let posted = desk::surveys::Posted {
        score,
        comment: comment.to_owned(),
    };
    let now = desk.clock.now();
    desk.running
        .app
        .desk
        .answer_survey(token, posted, now)
        .await
        .expect("taken");
}

#[tokio::test]
async fn a_survey_is_set_up_changed_archived_and_refused_with_its_field() {
    let (_desk, admin) = Desk::ready().await;
    let survey = made(&admin, "/surveys", wanted()).await;
    assert_eq!(
        (&survey["share_permille"], &survey["version"]),
        (&json!(1000), &json!(1))
    );
    let path = format!("/surveys/{}", text(&survey["id"]));
    for (change, code, field) in [
        (json!({ "name": " " }), "bad_name", "name"),
        (
            json!({ "trigger": { "on": "resolved", "after_hours": 0 } }),
            "bad_trigger",
            "trigger",
        ),
        (
            json!({ "share_permille": 1001 }),
            "bad_share",
            "share_permille",
        ),
        (
            json!({ "cool_down_days": 0 }),
            "bad_cool_down",
            "cool_down_days",
        ),
        (
            json!({ "languages": ["Eesti keel"] }),
            "bad_languages",
            "languages",
        ),
        (
            json!({ "channels": ["chn_00000000000000000000000009"] }),
            "bad_channels",
            "channels",
        ),
        (json!({ "kind": "nps" }), "kind_stays", "kind"),
    ] {
        let mut body = wanted();
        for (name, value) in change.as_object().expect("an object") {
            body[name] = value.clone();
        }
        let no = refused(admin.put(&path, body).await, 422, code).await;
        assert_eq!(no["error"]["field"], field);
    }
    let odd = json!({ "name": "x", "kind": "stars", "trigger": { "on": "full_moon" } });
    let (status, _) = parts(admin.post("/surveys", odd).await).await;
    assert_eq!(status, 422);
    let mut body = wanted();
    body["archived"] = json!(true);
    body["version"] = json!(1);
    let (status, kept) = parts(admin.put(&path, body.clone()).await).await;
    assert_eq!(status, 200, "{kept}");
    assert_eq!(
        (&kept["archived"], &kept["enabled"]),
        (&json!(true), &json!(false))
    );
    refused(admin.put(&path, body).await, 409, "conflict").await;
    assert_eq!(admin.delete(&path).await.status(), 204);
    refused(admin.delete(&path).await, 404, "not_found").await;
}

#[tokio::test]
async fn what_a_customer_said_is_counted_listed_and_shown_beside_the_conversation() {
    let (desk, admin) = Desk::ready().await;
    let survey = text(&made(&admin, "/surveys", wanted()).await["id"]);
    let mut asked_about = Vec::new();
    for n in 0..3 {
        let id = desk.question(&admin, &format!("Parcel {n}")).await;
        asked(&desk, &admin, &survey, &id, &format!("token{n}")).await;
        asked_about.push(id);
    }
    answer(&desk, "token0", 5, "").await;
    answer(&desk, "token1", 2, "=SUM(A1), never came").await;
    let report = admin.json("/reports/surveys?by=channel").await;
    let section = &report["sections"][0];
    assert_eq!(
        (
            &section["now"]["asked"],
            &section["now"]["answered"],
            &section["now"]["high"]
        ),
        (&json!(3), &json!(2), &json!(1))
    );
    assert_eq!(section["now"]["figure"]["value"], 50.0);
    assert_eq!(section["now"]["few"], true);
    let bounds = &section["now"]["bounds"];
    assert!(bounds["low"].as_f64().expect("a number") < 34.0);
    assert!(bounds["high"].as_f64().expect("a number") > 66.0);
    assert_eq!(section["parts"].as_array().map(Vec::len), Some(1));
    assert_eq!(section["change"], Value::Null);
    let words = admin.json("/reports/surveys/comments").await;
    assert_eq!(words["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(words["items"][0]["subject"], "Parcel 1");
    assert_eq!(words["items"][0]["conversation"], json!(asked_about[1]));
    let high = admin.json("/reports/surveys/comments?least=3").await;
    assert_eq!(high["items"], json!([]));
    let beside = admin
        .json(&format!("/conversations/{}/surveys", asked_about[1]))
        .await;
    assert_eq!(
        (&beside["items"][0]["score"], &beside["items"][0]["most"]),
        (&json!(2), &json!(5))
    );
    let detail = admin
        .json(&format!("/conversations/{}", asked_about[1]))
        .await;
    let lines = detail["messages"].as_array().expect("messages");
    assert!(
        lines
            .iter()
            .any(|m| m["event"]["name"] == "survey_answered")
    );
    let csv = admin
        .get("/reports/surveys/export/parts.csv?by=channel")
        .await;
    assert_eq!(csv.status(), 200);
    let csv = csv.text().await.expect("text");
    assert!(csv.starts_with("kind,key,name,asked,"), "{csv}");
    assert!(csv.contains("csat,all,,3,2,0.6667,50.00,"), "{csv}");
    let (status, _) = parts(admin.get("/reports/surveys/export/other.csv").await).await;
    assert_eq!(status, 404);
    for wrong in [
        "by=hour",
        "from=yesterday",
        "survey=x",
        "from=2026-03-05&to=2026-03-01",
    ] {
        let (status, _) = parts(admin.get(&format!("/reports/surveys?{wrong}")).await).await;
        assert_eq!(status, 422, "{wrong}");
    }
    let (status, _) = parts(admin.get("/reports/surveys/comments?cursor=1-2").await).await;
    assert_eq!(status, 422);
}

#[tokio::test]
async fn a_report_is_about_a_topic_with_what_stands_below_it_and_low_is_low_on_each_scale() {
    let (desk, admin) = Desk::ready().await;
    let survey = text(&made(&admin, "/surveys", wanted()).await["id"]);
    let lamps = made(&admin, "/topics", json!({ "name": "Lamps" })).await;
    let below = json!({ "name": "Desk lamps", "parent": lamps["id"] });
    let below = made(&admin, "/topics", below).await;
    let other = made(&admin, "/topics", json!({ "name": "Parcels" })).await;
    for (n, (topic, score)) in [(&below, 1), (&lamps, 3), (&other, 2)]
        .into_iter()
        .enumerate()
    {
        let id = desk.question(&admin, &format!("Question {n}")).await;
        let path = format!("/conversations/{id}/topic");
        let body = json!({ "topic": topic["id"], "force": true });
        assert_eq!(admin.put(&path, body).await.status(), 200);
        asked(&desk, &admin, &survey, &id, &format!("token{n}")).await;
        answer(&desk, &format!("token{n}"), score, &format!("word {n}")).await;
        desk.clock.advance(1_000);
    }
    let said = async |query: &str| {
        let page = admin
            .json(&format!("/reports/surveys/comments?{query}"))
            .await;
        let items = page["items"].as_array().expect("items").clone();
        items
            .iter()
            .map(|c| text(&c["comment"]))
            .collect::<Vec<_>>()
    };
    let of = |topic: &Value| format!("topic={}", text(&topic["id"]));
    assert_eq!(said(&of(&lamps)).await, ["word 1", "word 0"]);
    assert_eq!(said(&of(&below)).await, ["word 0"]);
    assert_eq!(said("side=low").await, ["word 2", "word 0"]);
    assert_eq!(said(&format!("side=low&{}", of(&lamps))).await, ["word 0"]);
    let report = admin
        .json(&format!("/reports/surveys?by=topic&{}", of(&lamps)))
        .await;
    let section = &report["sections"][0];
    assert_eq!(section["now"]["answered"], 2);
    assert_eq!(section["parts"].as_array().map(Vec::len), Some(2));
    let nobody = admin
        .json("/reports/surveys?team=tem_00000000000000000000000009")
        .await;
    assert_eq!(nobody["sections"], json!([]));
    for wrong in ["topic=x", "team=x", "channel=x", "side=below"] {
        let path = format!("/reports/surveys/comments?{wrong}");
        assert_eq!(admin.get(&path).await.status(), 422, "{wrong}");
    }
}

#[tokio::test]
async fn comments_come_in_pages_and_nothing_of_another_team_is_among_them() {
    let (desk, admin) = Desk::ready().await;
    let survey = text(&made(&admin, "/surveys", wanted()).await["id"]);
    for n in 0..5 {
        let id = desk.question(&admin, &format!("Parcel {n}")).await;
        asked(&desk, &admin, &survey, &id, &format!("token{n}")).await;
        answer(&desk, &format!("token{n}"), 4, &format!("word {n}")).await;
        desk.clock.advance(1_000);
    }
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = admin
            .json(&format!(
                "/reports/surveys/comments?limit=2&cursor={cursor}"
            ))
            .await;
        seen.extend(
            page["items"]
                .as_array()
                .expect("items")
                .iter()
                .map(|c| text(&c["comment"])),
        );
        match page["next"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => break,
        }
    }
    assert_eq!(seen, ["word 4", "word 3", "word 2", "word 1", "word 0"]);
    let billing = made(&admin, "/teams", json!({ "name": "Billing" })).await;
    let set = PermissionSet::Agent;
    let key = domain::access::SetKey::from(set).0;
    let other = admin
        .colleague(&desk, "liis@example.com", &key, &billing["id"])
        .await;
    assert_eq!(other.json("/reports/surveys").await["sections"], json!([]));
    assert_eq!(
        other.json("/reports/surveys/comments").await["items"],
        json!([])
    );
}

#[tokio::test]
async fn causes_are_kept_set_and_counted() {
    let (desk, admin) = Desk::ready().await;
    let topic = made(
        &admin,
        "/topics",
        json!({ "name": "Lamps", "description": "All that shines." }),
    )
    .await;
    assert_eq!(topic["description"], "All that shines.");
    let cause = made(
        &admin,
        "/causes",
        json!({ "name": "Old driver", "topic": topic["id"], "link": "https://issues.example/7" }),
    )
    .await;
    let id = desk.question(&admin, "The lamp flickers").await;
    let path = format!("/conversations/{id}/cause");
    assert_eq!(admin.json(&path).await["cause"], Value::Null);
    let (status, set) = parts(admin.put(&path, json!({ "cause": cause["id"] })).await).await;
    assert_eq!((status.as_u16(), &set["cause"]), (200, &cause["id"]));
    let detail = admin.json(&format!("/conversations/{id}")).await;
    assert_eq!(detail["conversation"]["topic"], topic["id"]);
    // The question may be counted before its cause and its topic are.
    let report = admin
        .until("/reports/causes?months=2", |r| {
            r["with_cause"] == json!([0, 1]) && r["topics"][0]["all"] == json!([0, 1])
        })
        .await;
    assert_eq!(report["total"], json!([0, 1]));
    assert_eq!(report["causes"][0]["n"], json!([0, 1]));
    let filter = json!({ "field": "cause", "op": "is", "value": cause["id"] });
    let found = parts(
        admin
            .post("/conversations/query", json!({ "filter": filter }))
            .await,
    )
    .await;
    assert_eq!(found.1["items"][0]["id"], json!(id), "{}", found.1);
    let csv = admin.get("/reports/causes/export/causes.csv").await;
    assert!(csv.text().await.expect("text").contains("Old driver"));
    let (status, _) = parts(admin.get("/reports/causes?months=99").await).await;
    assert_eq!(status, 422);
    refused(
        admin
            .post(
                "/causes",
                json!({ "name": "old DRIVER", "topic": topic["id"] }),
            )
            .await,
        422,
        "name_taken",
    )
    .await;
    let evil = json!({ "name": "X", "topic": topic["id"], "link": "javascript:alert(1)" });
    refused(admin.post("/causes", evil).await, 422, "bad_url").await;
    let mended = json!({
        "name": "Old driver", "topic": topic["id"], "state": "mended", "mended_at": desk.clock.now(), "version": 1,
    });
    let at = format!("/causes/{}", text(&cause["id"]));
    let (status, kept) = parts(admin.put(&at, mended.clone()).await).await;
    assert_eq!((status.as_u16(), &kept["state"]), (200, &json!("mended")));
    refused(admin.put(&at, mended).await, 409, "conflict").await;
    let body =
        json!({ "name": "Why", "about": "causes", "every": "week", "hour": 8, "agents": [] });
    let schedule = made(&admin, "/report-schedules", body).await;
    assert_eq!(schedule["about"], "causes");
    let test = format!("/report-schedules/{}/test", text(&schedule["id"]));
    assert_eq!(admin.post(&test, json!({})).await.status(), 204);
}
