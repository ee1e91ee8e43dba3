//! Reports: what is counted, the lists behind, files, who may see whom.

use crate::safety::id_of;
use crate::support::{Desk, parts, refused};
use domain::access::PermissionSet;
use serde_json::{Value, json};

fn reply(then: &str) -> Value {
    json!({ "kind": "reply", "html": "<p>On its way.</p>", "to": [{ "address": "mari@example.org" }], "then": { "do": then } })
}

/// Waits until everything that happened is counted.
async fn counted(admin: &crate::support::Client, path: &str, n: i64) -> Value {
    admin
        .until(path, |r| {
            r["behind"] == 0 && r["sums"]["counts"]["arrived"] == n
        })
        .await
}

#[tokio::test]
async fn figures_count_what_happened_and_every_number_leads_to_its_conversations() {
    let (desk, admin) = Desk::ready().await;
    let first = desk.question(&admin, "Parcel 1").await;
    let second = desk.question(&admin, "Parcel 2").await;
    desk.question(&admin, "Parcel 3").await;
    let at = |id: &str| format!("/conversations/{id}/messages");
    let (status, said) = parts(admin.post(&at(&first), reply("wait")).await).await;
    assert_eq!(status, 201, "{said}");
    let (status, said) = parts(admin.post(&at(&second), reply("resolve")).await).await;
    assert_eq!(status, 201, "{said}");
    let path = "/reports/conversations?by=urgency&compare=true";
    let report = admin
        .until(path, |r| r["sums"]["counts"]["resolved"] == 1)
        .await;
    let counts = &report["sums"]["counts"];
    assert_eq!(
        (
            &counts["arrived"],
            &counts["answered"],
            &counts["unanswered"]
        ),
        (&json!(3), &json!(2), &json!(1))
    );
    assert_eq!(
        (&counts["backlog"], &counts["ours"]),
        (&json!(2), &json!(0))
    );
    assert_eq!(report["sums"]["first_response"]["n"], 3);
    assert_eq!(report["before"]["counts"]["arrived"], 0);
    assert_eq!(report["zone"], "Europe/Tallinn");
    assert_eq!(report["days"]["to"], "2026-03-02");
    // A Monday, at 11 in Tallinn.
    assert_eq!(report["by_hour"][0][11], 3);
    for (measure, n) in counts.as_object().expect("counts") {
        let list = admin
            .json(&format!(
                "/reports/conversations/list?by=urgency&measure={measure}&key=normal"
            ))
            .await;
        assert_eq!(&list["n"], n, "{measure}");
        assert_eq!(
            list["items"].as_array().map(Vec::len),
            n.as_u64().map(|n| n as usize),
            "{measure}"
        );
    }
    let waiting = admin
        .json("/reports/conversations/list?measure=unanswered&slot=0-11&day=2026-03-02")
        .await;
    assert_eq!(waiting["items"][0]["subject"], "Parcel 3");
    let ages = report["ages"].as_array().expect("ages");
    assert_eq!((ages.len(), &ages[0]["n"]), (5, &json!(2)));
    // A day later they are older, but not in the list behind the bar that was drawn today.
    desk.clock.advance(26 * 60 * 60 * 1000);
    let as_of = &report["as_of"];
    for (group, age) in ages.iter().enumerate() {
        let path = format!("/reports/conversations/list?measure=backlog&age={group}&to=2026-03-03");
        let list = admin.json(&format!("{path}&as_of={as_of}")).await;
        assert_eq!(list["n"], age["n"], "{group}");
        let later = admin.json(&path).await;
        assert_eq!(later["n"], if group == 1 { 2 } else { 0 }, "{group}");
    }
    for wrong in ["measure=backlog&age=5", "measure=arrived&age=0"] {
        let answer = admin
            .get(&format!("/reports/conversations/list?{wrong}"))
            .await;
        refused(answer, 422, "invalid").await;
    }
    for odd in [i64::MIN, i64::MAX, -1, 0] {
        let path = format!("/reports/conversations/list?measure=backlog&as_of={odd}&to=2026-03-02");
        let n = if odd == i64::MAX { 2 } else { 0 };
        assert_eq!(admin.json(&path).await["n"], n, "{odd}");
    }
    let page = admin.json("/reports/conversations/list?limit=2").await;
    assert_eq!((&page["n"], &page["next"]), (&json!(3), &json!(2)));
    let rest = admin
        .json("/reports/conversations/list?limit=2&cursor=2")
        .await;
    assert_eq!(rest["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(rest["next"], Value::Null);
}

#[tokio::test]
async fn a_filter_narrows_a_report_and_business_hours_measure_it() {
    let (desk, admin) = Desk::ready().await;
    desk.question(&admin, "Parcel 1").await;
    desk.question(&admin, "Refund 2").await;
    counted(&admin, "/reports/conversations", 2).await;
    let filter = json!({ "field": "subject", "op": "contains", "value": "refund" }).to_string();
    let answer = admin
        .request(reqwest::Method::GET, "/reports/conversations")
        .query(&[("filter", filter.as_str()), ("time", "business")])
        .send()
        .await
        .expect("answered");
    let (status, report) = parts(answer).await;
    assert_eq!(status, 200, "{report}");
    assert_eq!(report["sums"]["counts"]["arrived"], 1);
    let lines = admin
        .request(reqwest::Method::GET, "/reports/conversations")
        .header("accept", "application/x-ndjson")
        .send()
        .await
        .expect("answered")
        .text()
        .await
        .expect("text");
    let last: Value = serde_json::from_str(lines.lines().last().expect("a line")).expect("JSON");
    assert_eq!(last["report"]["sums"]["counts"]["arrived"], 2);
}

#[tokio::test]
async fn files_have_a_head_and_lines_and_unknown_ones_are_not_there() {
    let (desk, admin) = Desk::ready().await;
    desk.question(&admin, "Parcel 1").await;
    counted(&admin, "/reports/conversations", 1).await;
    for (file, lines) in [
        ("sums", 2),
        ("days", 29),
        ("parts", 2),
        ("hours", 169),
        ("times", 1),
    ] {
        let path = format!("/reports/conversations/export/{file}.csv?by=channel");
        let answer = admin.get(&path).await;
        assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8");
        let text = answer.text().await.expect("text");
        assert_eq!(text.lines().count(), lines, "{file}: {text}");
    }
    refused(
        admin.get("/reports/conversations/export/all.csv").await,
        404,
        "not_found",
    )
    .await;
}

#[tokio::test]
async fn odd_questions_are_refused_and_name_what_is_wrong() {
    let (_desk, admin) = Desk::ready().await;
    for (query, code) in [
        ("from=2026-13-01", "invalid"),
        ("from=yesterday", "invalid"),
        ("from=2026-03-02&to=2026-03-01", "bad_period"),
        ("from=1990-01-01&to=2026-03-01", "period_too_long"),
        ("from=9999-12-31&to=9999-12-31", "bad_date"),
        ("by=colour", "invalid"),
        ("time=dog", "invalid"),
        ("filter=%7B%22any%22%3A5%7D", "bad_filter"),
    ] {
        refused(
            admin.get(&format!("/reports/conversations?{query}")).await,
            422,
            code,
        )
        .await;
    }
    refused(
        admin.get("/reports/conversations?filter=%7B").await,
        400,
        "bad_json",
    )
    .await;
    for query in [
        "measure=profit",
        "key=none",
        "by=team&key=chn_1",
        "slot=7-0",
        "slot=0-24",
        "slot=x",
        "day=1",
    ] {
        refused(
            admin
                .get(&format!("/reports/conversations/list?{query}"))
                .await,
            422,
            "invalid",
        )
        .await;
    }
}

#[tokio::test]
async fn figures_of_single_agents_need_their_own_permission_and_are_logged() {
    let (desk, admin) = Desk::ready().await;
    let question = desk.question(&admin, "Parcel 1").await;
    let team = admin.json("/bootstrap").await["teams"][0]["id"].clone();
    let agent = admin
        .colleague(&desk, "liis@example.com", PermissionSet::Agent.key(), &team)
        .await;
    let me = id_of(&admin).await;
    let (status, said) = parts(
        admin
            .put(
                &format!("/conversations/{question}/assignee"),
                json!({ "agent": me }),
            )
            .await,
    )
    .await;
    assert_eq!(status, 200, "{said}");
    let path = "/reports/conversations?by=agent";
    admin
        .until(path, |r| r["parts"][0]["key"] == me.as_str())
        .await;
    let report = agent.json(path).await;
    assert_eq!(report["parts"][0]["key"], "others", "{}", report["parts"]);
    assert_eq!(report["parts"][0]["name"], Value::Null);
    let filter = json!({ "field": "assignee", "op": "any_of", "value": [me] }).to_string();
    let asked = agent
        .request(reqwest::Method::GET, "/reports/conversations")
        .query(&[("filter", filter.as_str())])
        .send()
        .await
        .expect("answered");
    refused(asked, 403, "not_permitted").await;
    let trail = admin.json("/audit?act=report.persons").await;
    assert!(
        trail["items"]
            .as_array()
            .is_some_and(|acts| !acts.is_empty())
    );
    let board = agent.json("/reports/now").await;
    assert!(
        board["agents"]
            .as_array()
            .expect("agents")
            .iter()
            .all(|a| a["agent"] != me.as_str())
    );
    let light = admin
        .colleague(
            &desk,
            "light@example.com",
            PermissionSet::LightAgent.key(),
            &Value::Null,
        )
        .await;
    refused(light.get(path).await, 403, "not_permitted").await;
    refused(light.get("/reports/now").await, 403, "not_permitted").await;
}

#[tokio::test]
async fn the_board_tells_who_waits_and_logs_names_once() {
    let (desk, admin) = Desk::ready().await;
    let question = desk.question(&admin, "Parcel 1").await;
    desk.question(&admin, "Parcel 2").await;
    counted(&admin, "/reports/conversations", 2).await;
    let (status, said) = parts(
        admin
            .put(
                &format!("/conversations/{question}/urgency"),
                json!({ "urgency": "urgent" }),
            )
            .await,
    )
    .await;
    assert_eq!(status, 200, "{said}");
    let board = admin.json("/reports/now").await;
    let waiting = board["waiting"].as_array().expect("a list");
    assert_eq!(waiting.len(), 2, "{board}");
    assert!(waiting.iter().all(|w| w["n"] == 1));
    assert_eq!(
        (&board["today"]["arrived"], &board["unassigned"]),
        (&json!(2), &json!(2))
    );
    admin.json("/reports/now").await;
    let trail = admin.json("/audit?act=board.persons").await;
    assert_eq!(trail["items"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_report_is_mailed_when_it_is_due_and_tested_before() {
    let (desk, admin) = Desk::ready().await;
    desk.question(&admin, "Parcel 1").await;
    let me = id_of(&admin).await;
    let wanted = |enabled: bool, hour: i64| json!({ "name": "Our <week>", "every": "week", "weekday": 0, "hour": hour, "agents": [me], "by": "team", "enabled": enabled });
    let (status, made) = parts(admin.post("/report-schedules", wanted(false, 8)).await).await;
    assert_eq!(status, 201, "{made}");
    assert_eq!(
        (&made["enabled"], &made["sent_for"]),
        (&json!(false), &Value::Null)
    );
    let path = format!("/report-schedules/{}", made["id"].as_str().expect("an id"));
    assert_eq!(
        admin
            .post(&format!("{path}/test"), json!({}))
            .await
            .status(),
        204
    );
    let schedule: domain::ReportScheduleId =
        made["id"].as_str().expect("an id").parse().expect("an id");
    let mails = || {
        let db = desk.running.app.db().clone();
        async move {
            db.read(async move |tx| store::house_mail::newest_about(tx, schedule.0).await)
                .await
                .expect("read")
        }
    };
    let mail = mails().await.expect("a mail of the house");
    assert_eq!(
        (mail.purpose.as_str(), mail.recipient.as_str()),
        ("report", "kaarel@example.com")
    );
    // A Monday, 11 in Tallinn: what was due at eight is not made up for, when it is turned on.
    let (status, on) = parts(admin.put(&path, wanted(true, 8)).await).await;
    assert_eq!(status, 200, "{on}");
    assert_eq!(on["sent_for"], "2026-03-01");
    let app = &desk.running.app;
    let now = desk.clock.now();
    let write = fairlead_server::figures::WRITER;
    assert_eq!(app.desk.mail_reports(now, write).await.expect("looked"), 0);
    let week = 7 * 24 * 3_600_000;
    assert_eq!(
        app.desk
            .mail_reports(now + week, write)
            .await
            .expect("mailed"),
        1
    );
    assert_eq!(
        app.desk
            .mail_reports(now + week, write)
            .await
            .expect("looked"),
        0,
        "once"
    );
    assert_eq!(
        admin.json("/report-schedules").await["items"][0]["sent_for"],
        "2026-03-08"
    );
    for (body, code) in [
        (
            json!({ "name": "x", "every": "day", "hour": 8, "agents": [] }),
            "invalid",
        ),
        (
            json!({ "name": "x", "every": "week", "hour": 24, "agents": [] }),
            "bad_time",
        ),
        (
            json!({ "name": "x", "every": "week", "hour": 8, "agents": [], "by": "agent" }),
            "by_agent",
        ),
        (
            json!({ "name": "x", "every": "week", "hour": 8, "agents": ["agt_00000000000000000000000009"] }),
            "bad_agents",
        ),
    ] {
        refused(admin.post("/report-schedules", body).await, 422, code).await;
    }
    assert_eq!(admin.delete(&path).await.status(), 204);
    refused(admin.delete(&path).await, 404, "not_found").await;
}
