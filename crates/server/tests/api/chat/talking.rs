//! A message of a visitor becomes a conversation, and an answer comes back.

use super::{Shop, text};
use crate::support::parts;
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn a_message_is_a_conversation_in_the_inbox_and_the_answer_reaches_the_widget() {
    let shop = Shop::open().await;
    let visitor = shop.visitor().await;
    assert_eq!(visitor.session["conversation"], Value::Null);
    let sent = visitor
        .says("first-one", "Where is my lamp?\nI ordered it on Monday.")
        .await;
    assert_eq!(sent["message"]["from"], "customer");
    assert_eq!(sent["message"]["client_id"], "first-one");
    assert_eq!(sent["conversation"]["status"], "open");
    let c = shop.conversation().await;
    assert_eq!(c["subject"], "Where is my lamp?");
    shop.answer(&c, "<p>It is on its <b>way</b>.</p>").await;
    let thread = visitor.thread().await;
    assert_eq!(thread.len(), 2, "{thread:?}");
    assert_eq!(thread[1]["from"], "agent");
    assert_eq!(thread[1]["author"]["name"], "Kaarel Kask");
    assert!(
        text(&thread[1]["html"]).contains("<b>way</b>"),
        "{}",
        thread[1]
    );
    let (status, session) = shop.begin(json!({ "token": visitor.token })).await;
    assert_eq!(status, 200);
    assert_eq!(session["conversation"]["agent"]["name"], "Kaarel Kask");
    assert_eq!(session["conversation"]["status"], "waiting");
    assert_eq!(session["outbox_ids"], json!(["first-one"]));
}

#[tokio::test]
async fn a_message_is_delivered_when_it_is_in_the_inbox_and_an_answer_read_when_it_was_seen() {
    let shop = Shop::open().await;
    let visitor = shop.visitor().await;
    let sent = visitor.says("first-one", "Anybody?").await;
    assert_eq!(sent["message"]["state"], "delivered");
    let c = shop.conversation().await;
    shop.answer(&c, "<p>Yes</p>").await;
    let states = async || -> Vec<String> {
        let thread = visitor.thread().await;
        thread.iter().map(|m| text(&m["state"])).collect()
    };
    assert_eq!(states().await, ["delivered", "sent"]);
    let seen_by_agents = format!("/conversations/{}/chat", text(&c["id"]));
    let chat = shop.admin.json(&seen_by_agents).await;
    assert_eq!(chat["read_message"], Value::Null);
    let cursor = visitor.thread().await[1]["cursor"].clone();
    let (status, body) = visitor.post("/read", json!({ "upto": cursor })).await;
    assert_eq!(status, 204, "{body}");
    assert_eq!(states().await, ["delivered", "read"]);
    let chat = shop.admin.json(&seen_by_agents).await;
    assert_eq!(chat["read_message"], visitor.thread().await[1]["id"]);
    // On another device it is known as well.
    let (_, session) = shop.begin(json!({ "token": visitor.token })).await;
    assert_eq!(session["messages"][1]["state"], "read");
}

#[tokio::test]
async fn the_same_message_sent_again_is_written_once_even_at_the_same_moment() {
    let shop = Shop::open().await;
    let visitor = shop.visitor().await;
    let body = json!({ "text": "Hello?" });
    let send = || visitor.send("same-name", body.clone());
    let all = tokio::join!(send(), send(), send(), send());
    for (status, told) in [&all.0, &all.1, &all.2, &all.3] {
        assert_eq!(*status, 201, "{told}");
        assert_eq!(told["message"]["id"], all.0.1["message"]["id"]);
    }
    assert_eq!(visitor.texts().await, ["Hello?"]);
    shop.conversation().await;
}

#[tokio::test]
async fn notes_and_forwards_never_reach_the_widget() {
    let shop = Shop::open().await;
    let visitor = shop.visitor().await;
    visitor.says("first-one", "Hello?").await;
    let c = shop.conversation().await;
    let path = format!("/conversations/{}", text(&c["id"]));
    let note = json!({ "kind": "note", "html": "<p>Secret note</p>" });
    let (status, said) = parts(shop.admin.post(&format!("{path}/messages"), note).await).await;
    assert_eq!(status, 201, "{said}");
    let forward = json!({ "kind": "forward", "html": "<p>Secret forward</p>", "to": [{ "address": "boss@example.net" }] });
    let (status, said) = parts(shop.admin.post(&format!("{path}/messages"), forward).await).await;
    assert_eq!(status, 201, "{said}");
    assert_eq!(visitor.texts().await, ["Hello?"]);
}

#[tokio::test]
async fn an_answer_that_is_seen_spares_the_mail_and_one_that_is_not_leaves_by_mail() {
    let shop = Shop::open().await;
    let visitor = shop.visitor().await;
    let first = json!({ "text": "Hello?", "email": "mari@post.example" });
    let (status, told) = visitor.send("first-one", first).await;
    assert_eq!(status, 201, "{told}");
    let c = shop.conversation().await;
    shop.answer(&c, "<p>Seen at once</p>").await;
    let thread = visitor.thread().await;
    let (status, body) = visitor
        .post("/read", json!({ "upto": thread[1]["cursor"] }))
        .await;
    assert_eq!(status, 204, "{body}");
    shop.answer(&c, "<p>Seen never</p>").await;
    let path = format!("/conversations/{}/messages", text(&c["id"]));
    let states = |list: &Value| -> Vec<String> {
        let mut out = Vec::new();
        for m in list["items"].as_array().into_iter().flatten() {
            for d in m["deliveries"].as_array().into_iter().flatten() {
                out.push(text(&d["state"]));
            }
        }
        out.sort();
        out
    };
    let list = shop.admin.json(&path).await;
    assert_eq!(states(&list), ["cancelled", "held"], "{list}");
    shop.desk.clock.advance(3 * 60_000);
    // No smarthost takes it here; that it was taken up is what counts.
    shop.admin
        .until(&path, |list| states(list).iter().all(|s| s != "held"))
        .await;
    let list = shop.admin.json(&path).await;
    assert!(states(&list).contains(&"cancelled".to_owned()), "{list}");
}

#[tokio::test]
async fn an_answer_by_mail_lands_in_the_conversation_and_in_the_widget() {
    let shop = Shop::open().await;
    let visitor = shop.visitor().await;
    let first = json!({ "text": "Hello?", "email": "mari@post.example" });
    visitor.send("first-one", first).await;
    let c = shop.conversation().await;
    shop.answer(&c, "<p>How can I help?</p>").await;
    let id = text(&c["id"]).parse().expect("an id");
    let key = shop.desk.running.app.desk.tokens().clone();
    let door = ("support", "example.com");
    let id: domain::ConversationId = id;
    let to = mail::token::reply_address(
        &key,
        &id.to_string(),
        door.0,
        door.1,
        mail::token::Form::Tagged,
    );
    let to = to.expect("an address");
    let mail = format!(
        "From: Mari <mari@post.example>\nTo: {to}\nSubject: Re: Hello?\nMessage-ID: <x@post.example>\n\
         Date: Mon, 2 Mar 2026 09:05:00 +0000\n\nMy lamp is broken.\n"
    );
    let said = shop.desk.mail("mari@post.example", &to, &mail).await;
    assert!(said.starts_with("250"), "{said}");
    for _ in 0..400 {
        if visitor.thread().await.len() == 3 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let thread = visitor.thread().await;
    assert_eq!(thread.len(), 3, "{thread:?}");
    assert_eq!(
        (text(&thread[2]["text"]), text(&thread[2]["by"])),
        ("My lamp is broken.".to_owned(), "mail".to_owned())
    );
    shop.conversation().await;
}

#[tokio::test]
async fn a_file_is_sent_shown_by_ticket_and_taken_from_nobody_else() {
    let shop = Shop::open().await;
    let (visitor, other) = (shop.visitor().await, shop.visitor().await);
    let upload = visitor
        .ask(Method::POST, "/files")
        .header("content-type", "image/png");
    let upload = upload
        .header("x-file-name", "%C3%B5un.png")
        .body(vec![7; 100]);
    let (status, kept) = parts(upload.send().await.expect("answered")).await;
    assert_eq!(status, 201, "{kept}");
    assert_eq!(kept["name"], "õun.png");
    let with = json!({ "text": "", "files": [kept["id"]] });
    let (status, refused) = other.send("stolen-file", with.clone()).await;
    assert_eq!(
        (status, &refused["error"]["code"]),
        (422, &json!("bad_files"))
    );
    let (status, told) = visitor.send("with-a-file", with).await;
    assert_eq!(status, 201, "{told}");
    let url = text(&told["message"]["files"][0]["url"]);
    let file = crate::support::client()
        .get(shop.desk.url(&url))
        .send()
        .await
        .expect("answered");
    assert_eq!(file.status(), 200);
    assert_eq!(file.bytes().await.expect("bytes").len(), 100);
    let other_ticket = url.replace("ticket=", "ticket=A");
    let file = crate::support::client()
        .get(shop.desk.url(&other_ticket))
        .send()
        .await
        .expect("answered");
    assert_eq!(file.status(), 404);
}

#[tokio::test]
async fn a_resolved_chat_is_rated_and_goes_on_and_an_old_one_is_followed() {
    let shop = Shop::open().await;
    let visitor = shop.visitor().await;
    visitor.says("first-one", "Hello?").await;
    let c = shop.conversation().await;
    let path = format!("/conversations/{}/messages", text(&c["id"]));
    let body =
        json!({ "kind": "reply", "html": "<p>Done</p>", "to": [], "then": { "do": "resolve" } });
    let (status, said) = parts(shop.admin.post(&path, body).await).await;
    assert_eq!(status, 201, "{said}");
    let (_, session) = shop.begin(json!({ "token": visitor.token })).await;
    assert_eq!(
        (
            &session["conversation"]["status"],
            &session["conversation"]["rate"]
        ),
        (&json!("resolved"), &json!(true))
    );
    let (status, _) = visitor.post("/rating", json!({ "score": 6 })).await;
    assert_eq!(status, 422);
    let (status, body) = visitor
        .post("/rating", json!({ "score": 5, "comment": "Quick!" }))
        .await;
    assert_eq!(status, 204, "{body}");
    let chat = shop
        .admin
        .json(&format!("/conversations/{}/chat", text(&c["id"])))
        .await;
    assert_eq!(
        (&chat["score"], &chat["comment"]),
        (&json!(5), &json!("Quick!"))
    );
    let again = visitor.says("second-one", "One more thing").await;
    assert_eq!(again["conversation"]["number"], c["number"]);
}
