//! Articles that are proposed: from questions and from searches in vain, to a draft, and what was decided is remembered.

use crate::settings::{audited, id, told};
use crate::support::{Client, Desk, refused};
use serde_json::{Value, json};

const QUESTIONS: [&str; 6] = [
    "My gift card expired last week. Can it still be used?",
    "Is it possible to extend an expired gift card?",
    "The checkout says that my gift card has expired. Could you extend the card?",
    "How long is a gift card valid? Mine has expired.",
    "My gift card is expired, can I still pay with it?",
    "The gift card that I was given expired on Sunday. Can you extend it?",
];

/// A question of a customer of its own.
async fn asked(desk: &Desk, admin: &Client, n: usize, words: &str) -> String {
    let subject = format!("Gift card, case {n}");
    let from = format!("customer{n}@example.org");
    let mail = format!(
        "From: Nadia{n} Ristmets <{from}>\nTo: support@example.com\nSubject: {subject}\nMessage-ID: <card.{n}@example.org>\n\
         Date: Mon, 2 Mar 2026 09:00:00 +0000\n\nHello,\n\n{words}\nMy number is 555 123 4567.\n\nNadia{n} Ristmets\n"
    );
    let reply = desk.mail(&from, "support@example.com", &mail).await;
    assert!(reply.starts_with("250"), "{reply}");
    let list = admin
        .until("/conversations?view=all", |list| {
            let items = list["items"].as_array();
            items.is_some_and(|i| i.iter().any(|c| c["subject"] == json!(subject)))
        })
        .await;
    let items = list["items"].as_array().expect("a list");
    let found = items.iter().find(|c| c["subject"] == json!(subject));
    id(found.expect("listed"))
}

/// Answers and resolves.
async fn answered(admin: &Client, conversation: &str, n: usize) {
    let html = format!(
        "<p>Dear Nadia{n},</p><p>A gift card is valid for three years. We extend it once when you send us its picture.</p>\
         <p>Call Nadia{n} Ristmets at 555 123 4567.</p><p>Kind regards,<br>Ann</p>"
    );
    let reply = json!({
        "kind": "reply", "html": html, "to": [{ "address": format!("customer{n}@example.org") }], "then": { "do": "resolve" },
    });
    told(
        admin
            .post(&format!("/conversations/{conversation}/messages"), reply)
            .await,
        201,
    )
    .await;
}

async fn looked(admin: &Client) -> Value {
    let before = admin.json("/article-proposals").await["look"]["finished_at"].clone();
    assert_eq!(
        admin
            .post("/article-proposals/look", json!({}))
            .await
            .status(),
        202
    );
    admin
        .until("/article-proposals", |page| {
            page["look"]["looking"] == false && page["look"]["finished_at"] != before
        })
        .await
}

#[tokio::test]
async fn whoever_asks_while_a_look_goes_on_is_looked_for_after_it() {
    let (_desk, admin) = Desk::ready().await;
    let center = json!({ "names": { "en": "Help" }, "locales": ["en"], "default_locale": "en", "public": true });
    told(admin.post("/help-centers", center).await, 201).await;
    for _ in 0..25 {
        let answer = admin.post("/article-proposals/look", json!({})).await;
        assert_eq!(answer.status(), 202);
    }
    admin
        .until("/article-proposals", |page| {
            page["look"]["looking"] == false
        })
        .await;
}

#[tokio::test]
async fn what_many_customers_ask_is_proposed_and_becomes_a_draft_that_names_nobody() {
    let (desk, admin) = Desk::ready().await;
    let center = json!({ "names": { "en": "Help" }, "locales": ["en"], "default_locale": "en", "public": true });
    told(admin.post("/help-centers", center).await, 201).await;
    let first = looked(&admin).await;
    assert_eq!(first["items"], json!([]));
    assert_eq!(first["look"]["least_questions"], 5);
    for (n, words) in QUESTIONS.iter().enumerate() {
        let conversation = asked(&desk, &admin, n, words).await;
        answered(&admin, &conversation, n).await;
    }
    let page = looked(&admin).await;
    assert_eq!(page["look"]["questions"], 6);
    let items = page["items"].as_array().expect("a list");
    assert_eq!(items.len(), 1, "{page}");
    let proposal = &items[0];
    assert_eq!(
        (&proposal["times"], &proposal["people"]),
        (&json!(6), &json!(6))
    );
    let title = proposal["title"].as_str().expect("a title");
    assert!(title.to_lowercase().contains("gift card"), "{title}");
    let path = format!("/article-proposals/{}", id(proposal));
    let grounds = admin.json(&path).await;
    assert_eq!(grounds["questions"].as_array().map(Vec::len), Some(6));
    assert!(
        grounds["answers"].as_array().is_some_and(|a| !a.is_empty()),
        "{grounds}"
    );
    for quoted in [&grounds["typical"], &grounds["answers"]] {
        let words = quoted.to_string();
        assert!(
            !words.contains("555") && !words.contains("Ristmets"),
            "{words}"
        );
    }

    // Dismissed, it stays away when it is found again; taken back, it is there again.
    let dismissal = format!("{path}/dismissal");
    assert_eq!(admin.put(&dismissal, json!({})).await.status(), 204);
    assert_eq!(looked(&admin).await["items"], json!([]));
    let away = admin.json("/article-proposals?state=dismissed").await;
    assert_eq!(away["items"][0]["id"], proposal["id"]);
    assert_eq!(admin.delete(&dismissal).await.status(), 204);

    let made = told(admin.post(&format!("{path}/draft"), json!({})).await, 201).await;
    let draft = &made["texts"][0]["draft"];
    assert_eq!(draft["title"], json!(title));
    let words = draft["doc"].to_string();
    assert!(
        words.contains("three years") && !words.contains("Nadia") && !words.contains("555"),
        "{words}"
    );
    assert!(
        draft["asked"].as_array().is_some_and(|a| a.len() > 1),
        "{draft}"
    );
    assert_eq!(
        made["texts"][0]["state"], "draft",
        "nothing is published by itself"
    );
    for late in [
        admin.post(&format!("{path}/draft"), json!({})).await,
        admin.put(&dismissal, json!({})).await,
        admin
            .put(&format!("{path}/article"), json!({ "article": made["id"] }))
            .await,
    ] {
        refused(late, 409, "proposal_taken").await;
    }
    // Who asks the same later is counted beside the article.
    let later = asked(&desk, &admin, 7, "Can an expired gift card be extended?").await;
    answered(&admin, &later, 7).await;
    assert_eq!(looked(&admin).await["items"], json!([]));
    let taken = admin.json("/article-proposals?state=taken").await;
    assert_eq!(
        (&taken["items"][0]["article"], &taken["items"][0]["since"]),
        (&made["id"], &json!(1))
    );
    assert_eq!(taken["items"][0]["article_title"], json!(title));
    assert!(audited(&admin, "proposal.taken").await && audited(&admin, "proposal.dismissed").await);
    // A draft that is thrown away was no article.
    assert_eq!(
        admin
            .delete(&format!("/articles/{}", id(&made)))
            .await
            .status(),
        204
    );
    assert_eq!(looked(&admin).await["items"][0]["id"], proposal["id"]);
    desk.running.stop().await;
}

#[tokio::test]
async fn a_search_in_vain_is_proposed_from_the_second_time_on() {
    let (desk, admin) = Desk::ready().await;
    let center = json!({ "slug": "help", "names": { "en": "Help" }, "locales": ["en"], "default_locale": "en", "public": true });
    let center = id(&told(admin.post("/help-centers", center).await, 201).await);
    let search = desk.url("/help/help/en/search?q=opening+hours");
    let once = reqwest::get(&search).await.expect("answered");
    assert_eq!(once.status(), 200);
    assert_eq!(
        looked(&admin).await["items"],
        json!([]),
        "once may be a slip"
    );
    reqwest::get(&search).await.expect("answered");
    let page = looked(&admin).await;
    let proposal = &page["items"][0];
    assert_eq!(
        (
            &proposal["kind"],
            &proposal["title"],
            &proposal["times"],
            &proposal["help_center"]
        ),
        (
            &json!("search"),
            &json!("opening hours"),
            &json!(2),
            &json!(center)
        )
    );
    let path = format!("/article-proposals/{}", id(proposal));
    let made = told(admin.post(&format!("{path}/draft"), json!({})).await, 201).await;
    assert_eq!(made["texts"][0]["draft"]["asked"], json!(["opening hours"]));
    let path = format!("/articles/{}/texts/en", id(&made));
    refused(
        admin.put(&format!("{path}/publication"), json!({})).await,
        409,
        "empty_article",
    )
    .await;
    let words = json!({ "type": "doc", "content": [{ "type": "paragraph", "content": [{ "type": "text", "text": "From nine to five." }] }] });
    told(admin.put(&path, json!({ "doc": words })).await, 200).await;
    told(
        admin.put(&format!("{path}/publication"), json!({})).await,
        200,
    )
    .await;
    let found = reqwest::get(&search)
        .await
        .expect("answered")
        .text()
        .await
        .expect("a page");
    assert!(found.contains("/a/opening-hours"), "{found}");
    assert_eq!(looked(&admin).await["items"], json!([]));
    let taken = admin.json("/article-proposals?state=taken").await;
    assert_eq!(taken["items"][0]["since"], 0, "the same search finds it");
    desk.running.stop().await;
}

#[tokio::test]
async fn proposals_are_for_who_writes_articles_and_reads_conversations() {
    let (desk, admin) = Desk::ready().await;
    let liis = admin
        .colleague(&desk, "liis@example.com", "agent", &json!(null))
        .await;
    refused(liis.get("/article-proposals").await, 403, "not_permitted").await;
    let writer = json!({ "name": "Writer", "permissions": ["content_manage"], "scope": "all" });
    let writer = told(admin.post("/permission-sets", writer).await, 201).await;
    let key = writer["key"].as_str().expect("a key");
    let jaan = admin
        .colleague(&desk, "jaan@example.com", key, &json!(null))
        .await;
    refused(jaan.get("/article-proposals").await, 403, "not_permitted").await;
    refused(
        admin
            .get("/article-proposals/prp_00000000000000000000000009")
            .await,
        404,
        "not_found",
    )
    .await;
    assert_eq!(
        admin
            .get("/article-proposals?state=nonsense")
            .await
            .status()
            .as_u16()
            / 100,
        4
    );
    desk.running.stop().await;
}
