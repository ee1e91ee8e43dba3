//! Notifications and being away, asked over HTTP; the worker follows the feed meanwhile.

use crate::support::{Client, Desk, START, parts, refused};
use serde_json::{Value, json};

const HOUR: i64 = 60 * 60 * 1000;

async fn told(answer: reqwest::Response, status: u16) -> Value {
    let (is, body) = parts(answer).await;
    assert_eq!(is.as_u16(), status, "{body}");
    body
}

async fn me(client: &Client) -> String {
    let me = client.json("/me").await;
    me["id"].as_str().expect("an id").to_owned()
}

async fn team(admin: &Client) -> Value {
    admin.json("/teams").await["items"][0]["id"].clone()
}

async fn note(client: &Client, conversation: &str, mentions: &[&str]) {
    let body = json!({ "kind": "note", "html": "<p>Please look</p>", "mentions": mentions });
    let path = format!("/conversations/{conversation}/messages");
    told(client.post(&path, body).await, 201).await;
}

async fn read(client: &Client, conversation: &str) {
    let path = format!("/conversations/{conversation}/read");
    let answer = client.put(&path, json!({ "read": true })).await;
    assert!(answer.status().is_success(), "{}", answer.status());
}

async fn assign(client: &Client, conversation: &str, agent: &str) {
    let path = format!("/conversations/{conversation}/assignee");
    told(
        client
            .put(&path, json!({ "agent": agent, "force": true }))
            .await,
        200,
    )
    .await;
}

async fn answer_of_the_customer(desk: &Desk, subject: &str, n: u32) {
    let text = format!(
        "From: Mari Maasikas <mari@example.org>\nTo: support@example.com\nSubject: Re: {subject}\n\
         Message-ID: <again.{n}.{0}@example.org>\nIn-Reply-To: <{0}@example.org>\n\
         References: <{0}@example.org>\nDate: Mon, 2 Mar 2026 09:10:00 +0000\n\nAnd another thing.\n",
        subject.replace(' ', ".")
    );
    let reply = desk
        .mail("mari@example.org", "support@example.com", &text)
        .await;
    assert!(reply.starts_with("250"), "{reply}");
}

fn unread(n: i64) -> impl Fn(&Value) -> bool {
    move |list: &Value| list["unread"] == n
}

#[tokio::test]
async fn whoever_is_mentioned_is_told_once_until_the_conversation_is_opened() {
    let (desk, admin) = Desk::ready().await;
    let liis = admin
        .colleague(&desk, "liis@example.com", "agent", &team(&admin).await)
        .await;
    let (boss, her) = (me(&admin).await, me(&liis).await);
    let question = desk.question(&admin, "A lost parcel").await;
    note(&admin, &question, &[her.as_str(), boss.as_str()]).await;
    let list = liis.until("/notifications", unread(1)).await;
    let one = &list["items"][0];
    assert_eq!(one["kinds"], json!(["mentioned"]));
    assert_eq!(one["conversation"]["subject"], "A lost parcel");
    assert_eq!(one["actor"], json!({ "by": "agent", "id": boss }));
    assert_eq!(
        admin.json("/notifications").await["items"],
        json!([]),
        "one's own act"
    );

    // More of the same conversation adds to it.
    note(&admin, &question, &[]).await;
    answer_of_the_customer(&desk, "A lost parcel", 1).await;
    let list = liis
        .until("/notifications", |l| l["items"][0]["n"] == 3)
        .await;
    assert_eq!(list["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(list["items"][0]["kinds"], json!(["mentioned", "replied"]));
    assert_eq!(
        list["items"][0]["actor"]["id"], boss,
        "who mentioned, not who wrote last"
    );

    read(&liis, &question).await;
    let list = liis.json("/notifications").await;
    assert_eq!(
        (&list["unread"], list["items"][0]["read_at"].is_null()),
        (&json!(0), false)
    );
    // What comes later is told anew.
    desk.clock.advance(1000);
    answer_of_the_customer(&desk, "A lost parcel", 2).await;
    let list = liis.until("/notifications", unread(1)).await;
    assert_eq!(list["items"].as_array().map(Vec::len), Some(2));

    let id = list["items"][0]["id"].as_str().expect("an id");
    let path = format!("/notifications/{id}/read");
    // Nobody reads those of others.
    admin.put(&path, json!({ "read": true })).await;
    assert_eq!(liis.json("/notifications").await["unread"], 1);
    liis.put(&path, json!({ "read": true })).await;
    assert_eq!(liis.json("/notifications").await["unread"], 0);
    liis.put(&path, json!({ "read": false })).await;
    assert_eq!(liis.json("/notifications").await["unread"], 1);
    let up_to = json!({ "up_to": desk.clock.now() });
    assert_eq!(liis.put("/notifications/read", up_to).await.status(), 204);
    assert_eq!(liis.json("/notifications").await["unread"], 0);
    refused(
        liis.get("/notifications?cursor=nonsense").await,
        422,
        "invalid",
    )
    .await;
    desk.running.stop().await;
}

#[tokio::test]
async fn an_assignment_is_told_as_the_agent_chose_and_not_out_of_reach() {
    let (desk, admin) = Desk::ready().await;
    let own = team(&admin).await;
    let liis = admin
        .colleague(&desk, "liis@example.com", "agent", &own)
        .await;
    let far = admin
        .colleague(&desk, "far@example.com", "agent", &Value::Null)
        .await;
    let (her, other) = (me(&liis).await, me(&far).await);
    let mut chosen = liis.json("/me/notifications").await;
    assert_eq!(
        (&chosen["digest"], &chosen["ways"]["assigned"]["page"]),
        (&json!("off"), &json!(true))
    );
    chosen["ways"]["assigned"] =
        json!({ "page": false, "desktop": false, "sound": false, "email": false });
    chosen["quiet"] = json!({ "hours": { "from": 600, "to": 720 }, "days": [] });
    told(liis.put("/me/notifications", chosen.clone()).await, 200).await;
    let one = desk.question(&admin, "One").await;
    let two = desk.question(&admin, "Two").await;
    assign(&admin, &one, &her).await;
    note(&admin, &two, &[her.as_str(), other.as_str()]).await;
    let list = liis.until("/notifications", unread(1)).await;
    assert_eq!(list["items"][0]["conversation"]["subject"], "Two");
    // 11:00 in Tallinn is quiet until noon.
    assert_eq!(list["quiet_until"], START + HOUR);
    assert_eq!(
        far.json("/notifications").await["items"],
        json!([]),
        "another team's"
    );
    for bad in [
        json!({ "digest": "weekly" }),
        json!({ "quiet": { "hours": { "from": 5, "to": 5 } } }),
        json!({ "quiet": { "days": [9] } }),
        json!({ "ways": { "applause": { "page": true, "desktop": true, "sound": true, "email": true } } }),
    ] {
        let status = liis.put("/me/notifications", bad.clone()).await.status();
        assert!(status.is_client_error(), "{bad} {status}");
    }
    assert_eq!(
        liis.json("/me/notifications").await["quiet"],
        chosen["quiet"]
    );
    desk.running.stop().await;
}

#[tokio::test]
async fn work_of_somebody_who_is_away_goes_where_they_said_and_comes_back() {
    let (desk, admin) = Desk::ready().await;
    let liis = admin
        .colleague(&desk, "liis@example.com", "agent", &team(&admin).await)
        .await;
    let (boss, her) = (me(&admin).await, me(&liis).await);
    let one = desk.question(&admin, "One").await;
    let two = desk.question(&admin, "Two").await;
    let three = desk.question(&admin, "Three").await;
    for conversation in [&one, &two] {
        assign(&admin, conversation, &her).await;
    }
    let path = format!("/agents/{her}/away");
    let input = json!({ "until": START + 5 * HOUR, "work": "colleague", "agent": boss });
    let stands = told(liis.put(&path, input).await, 200).await;
    assert_eq!(
        (&stands["given"], &stands["away"]["until"]),
        (&json!(2), &json!(START + 5 * HOUR))
    );
    let of = |conversation: &str| format!("/conversations/{conversation}");
    for conversation in [&one, &two] {
        let c = admin.json(&of(conversation)).await;
        assert_eq!(c["conversation"]["assignee"], json!(boss));
    }
    admin.until("/notifications", unread(2)).await;
    let boot = admin.json("/bootstrap").await;
    let shown = boot["agents"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|a| a["id"] == json!(her))
        .expect("listed");
    assert_eq!(shown["away"]["work"], "colleague");

    // By hand it stays hers, until the customer answers.
    assign(&admin, &three, &her).await;
    assert_eq!(
        admin.json(&of(&three)).await["conversation"]["assignee"],
        json!(her)
    );
    answer_of_the_customer(&desk, "Three", 1).await;
    admin
        .until(&of(&three), |c| {
            c["conversation"]["assignee"] == json!(boss)
        })
        .await;

    // What somebody has finished meanwhile stays as it is.
    let resolved = json!({ "status": "resolved", "force": true });
    told(
        admin.put(&format!("{}/status", of(&two)), resolved).await,
        200,
    )
    .await;
    let answer = liis.request(reqwest::Method::DELETE, &format!("{path}?take_back=true"));
    let back = told(answer.send().await.expect("answered"), 200).await;
    assert_eq!(back["taken"], 2);
    for conversation in [&one, &three] {
        let c = admin.json(&of(conversation)).await;
        assert_eq!(c["conversation"]["assignee"], json!(her));
    }
    assert_eq!(
        admin.json(&of(&two)).await["conversation"]["assignee"],
        json!(boss)
    );
    assert_eq!(liis.json(&path).await, json!({ "away": null, "given": 0 }));
    desk.running.stop().await;
}

#[tokio::test]
async fn being_away_ends_by_itself_and_is_ones_own_affair() {
    let (desk, admin) = Desk::ready().await;
    let liis = admin
        .colleague(&desk, "liis@example.com", "agent", &team(&admin).await)
        .await;
    let (boss, her) = (me(&admin).await, me(&liis).await);
    let path = format!("/agents/{her}/away");
    refused(
        liis.put(&format!("/agents/{boss}/away"), json!({})).await,
        403,
        "not_permitted",
    )
    .await;
    for bad in [
        json!({ "until": START - 1 }),
        json!({ "until": i64::MAX }),
        json!({ "work": "colleague" }),
        json!({ "work": "colleague", "agent": her }),
    ] {
        refused(liis.put(&path, bad).await, 422, "invalid").await;
    }
    let nobody = json!({ "work": "colleague", "agent": "agt_00000000000000000000000009" });
    refused(liis.put(&path, nobody).await, 404, "not_found").await;
    // Whoever looks after agents may say it for somebody who is ill.
    told(
        admin.put(&path, json!({ "until": START + HOUR })).await,
        200,
    )
    .await;
    assert!(liis.json("/me").await["away"].is_object());
    desk.clock.advance(HOUR + 1);
    assert!(liis.json("/me").await["away"].is_null());
    liis.until("/feed/poll?position=0", |frame| {
        frame.to_string().contains("\"away\":false")
    })
    .await;
    desk.running.stop().await;
}
