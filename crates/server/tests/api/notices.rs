//! Notices over HTTP: written, looked at, sent and left; and who may do what.

use crate::support::{Client, Desk, client, parts, refused};
use reqwest::header;
use serde_json::{Value, json};

async fn channel(admin: &Client) -> String {
    let boot = admin.json("/bootstrap").await;
    boot["channels"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned()
}

fn content(from: &str) -> Value {
    json!({
        "name": "Mail goes",
        "to": { "days": 90 },
        "from": from,
        "texts": { "en": { "subject": "News", "html": "<p>Hello {{customer.name|there}}, {{ways}}</p>" } },
    })
}

async fn draft(admin: &Client) -> (String, Value) {
    let from = channel(admin).await;
    let input = json!({ "channel": from, "content": content(&from) });
    let (status, made) = parts(admin.post("/notices", input).await).await;
    assert_eq!(status, 201, "{made}");
    let id = made["notice"]["id"].as_str().expect("an id").to_owned();
    (id, made)
}

fn order(view: &Value, what: &str) -> Value {
    json!({ "version": view["notice"]["version"], "do": what })
}

#[tokio::test]
async fn a_notice_goes_from_draft_to_letter_and_its_link_is_the_last_one() {
    let (desk, admin) = Desk::ready().await;
    desk.question(&admin, "Parcel").await;
    let from = channel(&admin).await;
    let seen = admin
        .json(&format!("/channels/{from}/dependents?days=30"))
        .await;
    assert_eq!(
        (&seen["people"], &seen["frequent"]),
        (&json!(1), &json!(1)),
        "{seen}"
    );
    assert_eq!(seen["items"][0]["email"], "mari@example.org");
    assert_eq!(seen["items"][0]["reach"], "mail");
    let voices = admin
        .json(&format!("/notice-templates?channel={from}"))
        .await;
    assert_eq!(voices["items"].as_array().map(Vec::len), Some(3));

    let (id, made) = draft(&admin).await;
    assert_eq!(
        (&made["people"], &made["notice"]["state"]),
        (&json!(1), &json!("draft"))
    );
    let contact = seen["items"][0]["contact"].as_str().expect("an id");
    let shown = admin
        .json(&format!("/notices/{id}/rendered/{contact}"))
        .await;
    assert!(
        shown["text"]
            .as_str()
            .is_some_and(|t| t.contains("Mari Maasikas")),
        "{shown}"
    );
    let commands = format!("/notices/{id}/commands");
    let (status, view) = parts(admin.post(&commands, order(&made, "sample")).await).await;
    assert_eq!(status, 200, "{view}");
    let (status, view) = parts(admin.post(&commands, order(&view, "send")).await).await;
    assert_eq!(
        (status.as_u16(), &view["notice"]["state"]),
        (200, &json!("sending")),
        "{view}"
    );
    refused(
        admin.delete(&format!("/notices/{id}")).await,
        409,
        "notice_sent",
    )
    .await;
    desk.clock.advance(15_000);
    let told = format!("/notices/{id}/recipients?state=told");
    let told = admin
        .until(&told, |list| list["items"][0]["state"] == "told")
        .await;
    let begun = told["items"][0]["conversation"].as_str().expect("an id");
    let thread = admin.json(&format!("/conversations/{begun}")).await;
    assert_eq!(thread["conversation"]["status"], "resolved");
    let message = thread["messages"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|m| m["kind"] == "agent");
    let message = message.expect("ours")["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let raw = admin
        .get(&format!("/messages/{message}/raw"))
        .await
        .text()
        .await
        .expect("text");
    let raw = raw.replace("\r\n ", "");
    let token = raw
        .split("/n/")
        .nth(1)
        .expect("a link")
        .split('>')
        .next()
        .expect("a token")
        .to_owned();
    leaves(&desk, &admin, token.trim()).await;
    desk.running.stop().await;
}

/// The page asks; a press, or a mail program, is answered at once.
async fn leaves(desk: &Desk, admin: &Client, token: &str) {
    let http = client();
    let url = desk.url(&format!("/n/{token}"));
    let list = || admin.json("/notice-suppressions");
    let page = http.get(&url).send().await.expect("answered");
    assert_eq!(page.status(), 200);
    assert_eq!(page.headers()[header::REFERRER_POLICY], "no-referrer");
    assert!(page.text().await.expect("text").contains("method=\"post\""));
    assert_eq!(list().await["items"], json!([]), "looking changes nothing");
    for _ in 0..2 {
        let click = http.post(&url).form(&[("List-Unsubscribe", "One-Click")]);
        let done = click.send().await.expect("answered");
        assert_eq!(done.status(), 200, "no redirect: mail programs follow none");
        assert!(!done.text().await.expect("text").contains("method=\"post\""));
    }
    let kept = list().await;
    assert_eq!(
        (
            kept["items"].as_array().map(Vec::len),
            &kept["items"][0]["why"]
        ),
        (Some(1), &json!("asked"))
    );
    for odd in ["x", &"A".repeat(64), &"A".repeat(5_000)] {
        let none = http
            .get(desk.url(&format!("/n/{odd}")))
            .send()
            .await
            .expect("answered");
        assert_eq!(none.status(), 404);
    }
    let big = http
        .post(&url)
        .body("x".repeat(10_000))
        .send()
        .await
        .expect("answered");
    assert_eq!(big.status(), 413);
    for _ in 0..40 {
        let click = http.post(&url).send().await.expect("answered");
        assert_eq!(click.status(), 200, "a provider presses from one address");
    }
    let forged = desk.url(&format!("/n/{}", "A".repeat(64)));
    let mut last = 404;
    for _ in 0..40 {
        last = http
            .post(&forged)
            .send()
            .await
            .expect("answered")
            .status()
            .as_u16();
    }
    assert_eq!(last, 429, "who guesses is slowed");
    let id = kept["items"][0]["id"].as_str().expect("an id");
    let contact = kept["items"][0]["contact"].as_str().expect("a contact");
    let path = format!("/contacts/{contact}");
    let theirs = || admin.json(&path);
    assert_eq!(theirs().await["no_notices"], "asked");
    assert_eq!(
        admin
            .delete(&format!("/notice-suppressions/{id}"))
            .await
            .status(),
        204
    );
    assert_eq!(theirs().await["no_notices"], Value::Null);
    refused(
        admin.delete(&format!("/notice-suppressions/{id}")).await,
        404,
        "not_found",
    )
    .await;
}

#[tokio::test]
async fn what_makes_no_sense_or_is_not_theirs_is_refused() {
    let (desk, admin) = Desk::ready().await;
    desk.question(&admin, "Parcel").await;
    let from = channel(&admin).await;
    let post = async |change: &dyn Fn(&mut Value)| {
        let mut content = content(&from);
        change(&mut content);
        admin
            .post("/notices", json!({ "channel": from, "content": content }))
            .await
    };
    refused(post(&|c| c["name"] = json!(" ")).await, 422, "bad_name").await;
    refused(post(&|c| c["texts"] = json!({})).await, 422, "bad_text").await;
    refused(
        post(&|c| c["texts"]["not a language"] = c["texts"]["en"].clone()).await,
        422,
        "bad_locale",
    )
    .await;
    assert!(
        post(&|c| c["to"]["days"] = json!(-1))
            .await
            .status()
            .is_client_error()
    );
    let (status, all) = parts(post(&|c| c["to"]["days"] = json!(0)).await).await;
    assert_eq!(
        (status.as_u16(), &all["findings"][0]["code"]),
        (201, &json!("not_justified")),
        "{all}"
    );
    let id = all["notice"]["id"].as_str().expect("an id");
    let commands = format!("/notices/{id}/commands");
    refused(
        admin.post(&commands, order(&all, "send")).await,
        409,
        "not_justified",
    )
    .await;
    refused(
        admin.post(&commands, order(&all, "dance")).await,
        422,
        "invalid",
    )
    .await;
    refused(
        admin
            .post(&commands, json!({ "version": 99, "do": "send" }))
            .await,
        409,
        "conflict",
    )
    .await;
    assert_eq!(admin.delete(&format!("/notices/{id}")).await.status(), 204);
    refused(admin.get("/notices?cursor=nonsense").await, 422, "invalid").await;
    refused(
        admin
            .get(&format!("/channels/{from}/dependents?days=401"))
            .await,
        422,
        "invalid",
    )
    .await;
    refused(
        admin.post("/notice-suppressions", json!({})).await,
        422,
        "bad_choice",
    )
    .await;
    let team = admin.json("/bootstrap").await["teams"][0]["id"].clone();
    let agent = admin
        .colleague(&desk, "liis@north.example", "agent", &team)
        .await;
    refused(agent.get("/notices").await, 403, "not_permitted").await;
    refused(
        agent.get(&format!("/channels/{from}/dependents")).await,
        403,
        "not_permitted",
    )
    .await;
    desk.running.stop().await;
}
