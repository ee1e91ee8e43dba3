//! Mail in, answer out.

use crate::support::{Desk, parts, refused};
use domain::access::{Access, PermissionSet};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

fn reply(text: &str) -> Value {
    json!({ "kind": "reply", "html": format!("<p>{text}</p>"), "to": [{ "name": "Mari", "address": "mari@example.org" }], "then": { "do": "wait" } })
}

#[tokio::test]
async fn a_mail_becomes_a_conversation_that_can_be_answered() {
    let (desk, admin) = Desk::ready().await;
    let id = desk.question(&admin, "Parcel 7").await;
    let open = admin.json(&format!("/conversations/{id}")).await;
    assert_eq!(
        open["conversation"]["contact"]["address"],
        "mari@example.org"
    );
    assert_eq!(open["messages"][0]["text"], "Where is my order?");
    assert_eq!(open["reply"]["to"][0]["address"], "mari@example.org");
    let number = open["conversation"]["number"].as_i64().expect("a number");
    assert_eq!(
        admin.json(&format!("/conversations/{number}")).await["conversation"]["id"],
        id.as_str()
    );
    let (status, written) = parts(
        admin
            .post(
                &format!("/conversations/{id}/messages"),
                reply("On its way."),
            )
            .await,
    )
    .await;
    assert_eq!(status, 201, "{written}");
    assert_eq!(written["conversation"]["status"], "waiting");
    assert_eq!(written["message"]["deliveries"][0]["state"], "held");
    let message = written["message"]["id"].as_str().expect("an id");
    let (status, undone) = parts(admin.delete(&format!("/messages/{message}/sending")).await).await;
    assert_eq!(status, 200, "{undone}");
    assert_eq!(undone["conversation"]["status"], "open");
    assert!(
        undone["draft"]["html"]
            .as_str()
            .expect("text")
            .contains("On its way")
    );
}

#[tokio::test]
async fn mail_for_nobody_is_refused_at_the_door() {
    let (desk, _) = Desk::ready().await;
    assert!(
        desk.mail("a@b.example", "nobody@example.com", "Subject: x\n\nx")
            .await
            .starts_with("550")
    );
    assert!(
        desk.mail(
            "a@b.example",
            "support@elsewhere.example",
            "Subject: x\n\nx"
        )
        .await
        .starts_with("550")
    );
}

#[tokio::test]
async fn a_reply_is_refused_when_the_customer_has_written_again() {
    let (desk, admin) = Desk::ready().await;
    let id = desk.question(&admin, "Parcel 8").await;
    let seen = admin.json(&format!("/conversations/{id}")).await["messages"][0]["id"].clone();
    let again = "From: mari@example.org\nTo: support@example.com\nSubject: Re: Parcel 8\nIn-Reply-To: <Parcel.8@example.org>\n\
                 Message-ID: <again@example.org>\n\nAnd the invoice?\n";
    assert!(
        desk.mail("mari@example.org", "support@example.com", again)
            .await
            .starts_with("250")
    );
    admin
        .until(&format!("/conversations/{id}"), |open| {
            open["messages"].as_array().is_some_and(|m| m.len() == 2)
        })
        .await;
    let mut body = reply("Done.");
    body["last_seen"] = seen;
    let refusal = refused(
        admin
            .post(&format!("/conversations/{id}/messages"), body.clone())
            .await,
        409,
        "newer_message",
    )
    .await;
    assert_eq!(refusal["messages"][0]["text"], "And the invoice?");
    body["force"] = json!(true);
    assert_eq!(
        admin
            .post(&format!("/conversations/{id}/messages"), body)
            .await
            .status(),
        201
    );
}

#[tokio::test]
async fn nonsense_ids_and_hostile_recipients_are_refused() {
    let (desk, admin) = Desk::ready().await;
    let id = desk.question(&admin, "Parcel 9").await;
    for path in [
        "/conversations/cnv_00000000000000000000000000",
        "/conversations/999999",
        "/conversations/msg_x",
        "/conversations/%00",
    ] {
        refused(admin.get(path).await, 404, "not_found").await;
    }
    let mut body = reply("x");
    body["to"] = json!([{ "address": "mari@example.org>\r\nRCPT TO:<x@y.z" }]);
    refused(
        admin
            .post(&format!("/conversations/{id}/messages"), body)
            .await,
        422,
        "bad_address",
    )
    .await;
    let mut body = reply("x");
    body["to"] = json!([]);
    refused(
        admin
            .post(&format!("/conversations/{id}/messages"), body)
            .await,
        422,
        "no_recipient",
    )
    .await;
    refused(
        admin.get("/conversations?view=nothing").await,
        422,
        "invalid",
    )
    .await;
    refused(admin.get("/conversations?cursor=x").await, 422, "invalid").await;
    refused(
        admin.get("/conversations?limit=many").await,
        400,
        "bad_query",
    )
    .await;
}

/// The request as its middleware knows it.
fn once(boot: &Value, id: &str, body: &Value) -> desk::Once {
    desk::Once {
        key: "0123456789abcdef".to_owned(),
        agent: boot["me"]["id"]
            .as_str()
            .expect("an agent")
            .parse()
            .expect("an id"),
        route: format!("/api/v1/conversations/{id}/messages"),
        print: Sha256::digest(body.to_string().as_bytes())
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect(),
    }
}

#[tokio::test]
async fn an_answer_whose_process_died_before_it_told_is_not_written_twice() {
    let (desk, admin) = Desk::ready().await;
    let id = desk.question(&admin, "Parcel 11").await;
    let body = reply("Once.");
    let who = once(&admin.json("/bootstrap").await, &id, &body);
    let (app, claimed) = (&desk.running.app, who.clone());
    let now = desk.clock.now();
    app.db()
        .write(async move |tx| {
            let w = &claimed;
            store::idempotency::begin(tx, &w.key, w.agent, &w.route, "a", now, 0).await
        })
        .await
        .expect("claimed");
    // What the handler does before its process ends.
    let access = Access::of(who.agent, PermissionSet::Administrator, Vec::new());
    let mut by = desk::By::agent(access, now, "");
    by.once = Some(std::sync::Arc::new(who));
    let written = app
        .desk
        .reply(
            &by,
            desk::reply::NewReply {
                conversation: id.parse().expect("an id"),
                words: desk::writing::Words {
                    html: "<p>Once.</p>".to_owned(),
                    to: vec![domain::reply_rules::Person {
                        name: None,
                        address: "mari@example.org".to_owned(),
                    }],
                    ..Default::default()
                },
                then: domain::conversation::AfterReply::Wait,
                last_seen: None,
                force: true,
            },
        )
        .await
        .expect("written");
    let answer = admin
        .request(
            reqwest::Method::POST,
            &format!("/conversations/{id}/messages"),
        )
        .header("idempotency-key", "0123456789abcdef")
        .json(&body)
        .send()
        .await
        .expect("answered");
    let (status, told) = parts(answer).await;
    assert_eq!(status, 201, "{told}");
    assert_eq!(told["message"]["id"], written.message.to_string());
    let open = admin.json(&format!("/conversations/{id}")).await;
    let ours = open["messages"].as_array().expect("a list").iter();
    assert_eq!(ours.filter(|m| m["kind"] == "agent").count(), 1);
}

#[tokio::test]
async fn what_is_kept_of_an_answer_does_not_let_anybody_in() {
    let (desk, admin) = Desk::ready().await;
    let body = json!({ "name": "Liis", "email": "liis@example.com", "permission_set": "agent", "teams": [] });
    let send = || {
        admin
            .request(reqwest::Method::POST, "/agents")
            .header("idempotency-key", "invite-liis-once")
            .json(&body)
            .send()
    };
    let (status, first) = parts(send().await.expect("answered")).await;
    assert_eq!(status, 201, "{first}");
    let (_, second) = parts(send().await.expect("answered")).await;
    assert_eq!(first, second, "who asks again is told again");
    let token = first["link"].as_str().expect("a link");
    let token = token.rsplit('/').next().expect("a token").to_owned();
    let boot = admin.json("/bootstrap").await;
    let agent = boot["me"]["id"].as_str().expect("an agent").parse();
    let agent = agent.expect("an id");
    let kept = desk
        .running
        .app
        .db()
        .write(async move |tx| {
            store::idempotency::begin(tx, "invite-liis-once", agent, "/api/v1/agents", "a", 0, 0)
                .await
        })
        .await
        .expect("read");
    let store::idempotency::Begun::Done { body, .. } = kept else {
        panic!("the answer is kept: {kept:?}");
    };
    assert!(!body.contains(&token) && !body.contains("liis@"), "{body}");
}

#[tokio::test]
async fn the_same_request_twice_is_carried_out_once() {
    let (desk, admin) = Desk::ready().await;
    let id = desk.question(&admin, "Parcel 10").await;
    let send = |text: &str| {
        admin
            .request(
                reqwest::Method::POST,
                &format!("/conversations/{id}/messages"),
            )
            .header("idempotency-key", "0123456789abcdef")
            .json(&reply(text))
            .send()
    };
    let (_, first) = parts(send("Once.").await.expect("answered")).await;
    let (status, second) = parts(send("Once.").await.expect("answered")).await;
    assert_eq!(status, 201);
    assert_eq!(first["message"]["id"], second["message"]["id"]);
    refused(
        send("Other words.").await.expect("answered"),
        422,
        "idempotency_key_reused",
    )
    .await;
    let open = admin.json(&format!("/conversations/{id}")).await;
    let ours = open["messages"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|m| m["kind"] == "agent")
        .count();
    assert_eq!(ours, 1);
}
