//! The help center from the inside: a life of an article, two editors, hostile documents and files, learning from answers.

use crate::settings::{id, told};
use crate::support::{Client, Desk, parts, refused};
use reqwest::Method;
use serde_json::{Value, json};

fn paragraph(words: &str) -> Value {
    json!({ "type": "paragraph", "content": [{ "type": "text", "text": words }] })
}

fn doc(blocks: Value) -> Value {
    json!({ "type": "doc", "content": blocks })
}

async fn center(admin: &Client) -> String {
    let new = json!({ "names": { "en": "Pine help", "et": "Abi" }, "locales": ["en", "et", "zh"], "default_locale": "en", "public": true });
    id(&told(admin.post("/help-centers", new).await, 201).await)
}

async fn article(admin: &Client, center: &str, title: &str, words: &str) -> Value {
    let new = json!({ "center": center, "locale": "en", "title": title, "doc": doc(json!([paragraph(words)])) });
    told(admin.post("/articles", new).await, 201).await
}

/// The text of an article in a locale.
fn text<'a>(article: &'a Value, locale: &str) -> &'a Value {
    let texts = article["texts"].as_array().expect("a list");
    texts
        .iter()
        .find(|t| t["locale"] == locale)
        .expect("a text")
}

async fn publish(admin: &Client, id: &str, locale: &str) -> Value {
    let path = format!("/articles/{id}/texts/{locale}/publication");
    told(admin.put(&path, json!({})).await, 200).await
}

#[tokio::test]
async fn an_article_is_written_published_changed_and_restored() {
    let (desk, admin) = Desk::ready().await;
    let center = center(&admin).await;
    let made = article(
        &admin,
        &center,
        "How can I return something?",
        "Within 60 days.",
    )
    .await;
    let own = id(&made);
    assert_eq!(text(&made, "en")["slug"], "how-can-i-return-something");
    assert_eq!(text(&made, "en")["state"], "draft");
    let shown = publish(&admin, &own, "en").await;
    assert_eq!(
        (&shown["published_version"], &shown["shown"]),
        (&json!(1), &json!(true))
    );
    refused(
        admin
            .put(&format!("/articles/{own}/texts/en/publication"), json!({}))
            .await,
        409,
        "nothing_to_publish",
    )
    .await;
    let path = format!("/articles/{own}/texts/en");
    let change = json!({ "title": "Returning things", "slug": "returns", "doc": doc(json!([paragraph("Within 30 days.")])), "version": shown["version"] });
    let draft = told(admin.put(&path, change).await, 200).await;
    assert_eq!(
        (&draft["slug"], &draft["next_slug"]),
        (&json!("how-can-i-return-something"), &json!("returns"))
    );
    assert_eq!(draft["published"]["title"], "How can I return something?");
    assert_eq!(draft["draft"]["title"], "Returning things");
    let shown = publish(&admin, &own, "en").await;
    assert_eq!(
        (&shown["slug"], &shown["published_version"]),
        (&json!("returns"), &json!(2))
    );
    let versions = admin.json(&format!("{path}/versions")).await;
    assert_eq!(versions["items"].as_array().map(Vec::len), Some(2));
    let old = admin.json(&format!("{path}/versions/1")).await;
    assert_eq!(old["html"], "<p>Within 60 days.</p>");
    let back = told(
        admin
            .post(
                &format!("{path}/versions/1/restoration"),
                json!({ "version": shown["version"] }),
            )
            .await,
        200,
    )
    .await;
    assert_eq!(back["draft"]["title"], "How can I return something?");
    assert_eq!(back["published"]["title"], "Returning things");
    assert_eq!(admin.delete(&path).await.status(), 204);
    let now = admin.json(&format!("/articles/{own}")).await;
    assert_eq!(text(&now, "en")["draft"], Value::Null);
    refused(
        admin.delete(&format!("/articles/{own}")).await,
        409,
        "was_published",
    )
    .await;
    let away = told(
        admin
            .patch(&format!("/articles/{own}"), json!({ "archived": true }))
            .await,
        200,
    )
    .await;
    assert!(away["archived_at"].is_number());
    assert_eq!(admin.json("/articles").await["items"], json!([]));
    assert_eq!(
        admin.json("/articles?archived=1").await["items"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
    desk.running.stop().await;
}

#[tokio::test]
async fn of_two_editors_none_overwrites_the_other_unseen() {
    let (desk, admin) = Desk::ready().await;
    let center = center(&admin).await;
    let made = article(&admin, &center, "Returns", "x").await;
    let path = format!("/articles/{}/texts/en", id(&made));
    let seen = text(&made, "en")["version"].clone();
    told(
        admin
            .put(&path, json!({ "title": "Mine", "version": seen }))
            .await,
        200,
    )
    .await;
    for late in [
        admin
            .put(&path, json!({ "title": "Theirs", "version": seen }))
            .await,
        admin
            .put(&format!("{path}/publication"), json!({ "version": seen }))
            .await,
        admin.delete(&format!("{path}?version={seen}")).await,
    ] {
        refused(late, 409, "conflict").await;
    }
    let now = admin.json(&format!("/articles/{}", id(&made))).await;
    assert_eq!(text(&now, "en")["draft"]["title"], "Mine");
    desk.running.stop().await;
}

#[tokio::test]
async fn a_translation_stands_beside_its_source_and_grows_old_with_it() {
    let (desk, admin) = Desk::ready().await;
    let center = center(&admin).await;
    let own = id(&article(&admin, &center, "Returns", "Within 60 days.").await);
    publish(&admin, &own, "en").await;
    let path = format!("/articles/{own}/texts/et");
    refused(
        admin.put(&path, json!({ "title": "Tagastamine" })).await,
        404,
        "not_found",
    )
    .await;
    let begun = told(admin.post(&path, json!({})).await, 201).await;
    assert_eq!(
        (
            &begun["state"],
            &begun["draft"]["title"],
            &begun["based_on"]
        ),
        (&json!("draft"), &json!("Returns"), &json!(1))
    );
    refused(
        admin.post(&path, json!({})).await,
        422,
        "translation_exists",
    )
    .await;
    refused(
        admin
            .post(&format!("/articles/{own}/texts/fr"), json!({}))
            .await,
        422,
        "locale_not_offered",
    )
    .await;
    let words =
        json!({ "title": "Tagastamine", "doc": doc(json!([paragraph("60 päeva jooksul.")])) });
    let draft = told(admin.put(&path, words).await, 200).await;
    assert_eq!(
        draft["slug"], "tagastamine",
        "until readers know it, the address follows the title"
    );
    assert_eq!(publish(&admin, &own, "et").await["state"], "published");
    told(
        admin
            .put(
                &format!("/articles/{own}/texts/en"),
                json!({ "summary": "New" }),
            )
            .await,
        200,
    )
    .await;
    publish(&admin, &own, "en").await;
    let now = admin.json(&format!("/articles/{own}")).await;
    assert_eq!(text(&now, "et")["state"], "outdated");
    let worries = admin.json(&format!("/help-centers/{center}/worries")).await;
    assert_eq!(
        worries["items"][0]["worries"][0]["worry"], "outdated",
        "{worries}"
    );
    for (query, wanted) in [
        ("state=outdated&locale=et", 1),
        ("state=missing&locale=zh", 1),
        ("state=missing&locale=et", 0),
    ] {
        let found = admin.json(&format!("/articles?{query}")).await;
        assert_eq!(
            found["items"].as_array().map(Vec::len),
            Some(wanted),
            "{query}"
        );
    }
    let followed = told(
        admin.put(&path, json!({ "follows_source": true })).await,
        200,
    )
    .await;
    assert_eq!(followed["based_on"], 2);
    assert_eq!(publish(&admin, &own, "et").await["state"], "published");
    desk.running.stop().await;
}

#[tokio::test]
async fn hostile_documents_are_refused_and_words_stay_words() {
    let (desk, admin) = Desk::ready().await;
    let center = center(&admin).await;
    let own = id(&article(&admin, &center, "Returns", "x").await);
    let path = format!("/articles/{own}/texts/en");
    let link = |href: &str| {
        json!([{ "type": "paragraph", "content": [
            { "type": "text", "text": "here", "marks": [{ "type": "link", "attrs": { "href": href } }] }
        ] }])
    };
    let mut nested = paragraph("x");
    for _ in 0..13 {
        nested = json!({ "type": "callout", "content": [nested] });
    }
    let missing =
        json!([{ "type": "image", "attrs": { "file": "arf_00000000000000000000000009" } }]);
    for (blocks, status, code) in [
        (link("javascript:alert(1)"), 422, "link_not_allowed"),
        (link("data:text/html,x"), 422, "link_not_allowed"),
        (
            json!([{ "type": "iframe", "attrs": { "src": "https://evil.example" } }]),
            422,
            "unknown_block",
        ),
        (json!([nested]), 422, "document_too_deep"),
        (
            json!(vec![json!({ "type": "paragraph" }); 6000]),
            422,
            "document_too_large",
        ),
        (
            json!([paragraph(&"x".repeat(1_200_000))]),
            422,
            "document_too_large",
        ),
        (json!([paragraph(&"x".repeat(3_000_000))]), 413, "too_large"),
        (missing, 422, "bad_file"),
    ] {
        refused(
            admin.put(&path, json!({ "doc": doc(blocks) })).await,
            status,
            code,
        )
        .await;
    }
    let bomb = format!("{{\"doc\":{}{}}}", "[".repeat(5000), "]".repeat(5000));
    let answer = admin
        .request(Method::PUT, &path)
        .header("content-type", "application/json")
        .body(bomb)
        .send()
        .await
        .expect("answered");
    refused(answer, 400, "json_too_deep").await;
    let script = doc(json!([paragraph("<script>alert(1)</script>")]));
    told(
        admin
            .put(
                &path,
                json!({ "title": "<img src=x onerror=alert(1)>", "doc": script }),
            )
            .await,
        200,
    )
    .await;
    let preview = admin.json(&format!("{path}/preview")).await;
    assert_eq!(
        preview["html"],
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"
    );
    for (change, code) in [
        (json!({ "title": "" }), "bad_title"),
        (json!({ "title": "a\nb" }), "bad_text"),
        (json!({ "summary": "x".repeat(501) }), "bad_text"),
        (json!({ "slug": "A b" }), "bad_slug"),
        (json!({ "slug": "../x" }), "bad_slug"),
        (
            json!({ "asked": vec!["a"; 5000].iter().enumerate().map(|(n, a)| format!("{a}{n}")).collect::<Vec<_>>() }),
            "too_many",
        ),
    ] {
        refused(admin.put(&path, change).await, 422, code).await;
    }
    desk.running.stop().await;
}

async fn upload(client: &Client, center: &str, name: &str, bytes: Vec<u8>) -> reqwest::Response {
    let part = reqwest::multipart::Part::bytes(bytes)
        .file_name(name.to_owned())
        .mime_str("image/png")
        .expect("a type");
    client
        .request(Method::POST, &format!("/help-centers/{center}/files"))
        .multipart(reqwest::multipart::Form::new().part("file", part))
        .send()
        .await
        .expect("answered")
}

fn png() -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    out.extend(640_u32.to_be_bytes());
    out.extend(480_u32.to_be_bytes());
    out.extend([8, 6, 0, 0, 0]);
    out
}

#[tokio::test]
async fn a_picture_is_kept_by_what_it_is_and_a_drawing_with_script_is_not() {
    let (desk, admin) = Desk::ready().await;
    let center = center(&admin).await;
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec();
    refused(
        upload(&admin, &center, "innocent.png", svg).await,
        422,
        "file_not_safe",
    )
    .await;
    refused(
        upload(&admin, &center, "page.png", b"<!doctype html><p>".to_vec()).await,
        422,
        "file_not_safe",
    )
    .await;
    refused(
        upload(&admin, &center, "empty.png", Vec::new()).await,
        422,
        "file_is_empty",
    )
    .await;
    let kept = told(
        upload(&admin, &center, "../../box\u{202e}.png", png()).await,
        201,
    )
    .await;
    assert_eq!(
        (
            &kept["media_type"],
            &kept["width"],
            &kept["height"],
            &kept["kind"]
        ),
        (
            &json!("image/png"),
            &json!(640),
            &json!(480),
            &json!("image")
        )
    );
    assert!(
        !kept["name"]
            .as_str()
            .expect("a name")
            .contains(['/', '\u{202e}'])
    );
    let read = admin.get(&format!("/article-files/{}", id(&kept))).await;
    assert_eq!(read.headers()["content-type"], "image/png");
    assert!(
        read.headers()["content-security-policy"]
            .to_str()
            .expect("text")
            .contains("sandbox")
    );
    let other = told(
        upload(&admin, &center, "data.bin", b"\0\x01\x02".to_vec()).await,
        201,
    )
    .await;
    let read = admin.get(&format!("/article-files/{}", id(&other))).await;
    assert!(
        read.headers()["content-disposition"]
            .to_str()
            .expect("text")
            .starts_with("attachment")
    );
    let own = id(&article(&admin, &center, "Boxes", "x").await);
    let shown = doc(
        json!([{ "type": "image", "attrs": { "file": kept["id"], "alt": "A box", "width": 640, "height": 480 } }]),
    );
    told(
        admin
            .put(
                &format!("/articles/{own}/texts/en"),
                json!({ "doc": shown }),
            )
            .await,
        200,
    )
    .await;
    publish(&admin, &own, "en").await;
    let liis = admin
        .colleague(&desk, "liis@example.com", "agent", &json!(null))
        .await;
    refused(
        upload(&liis, &center, "x.png", png()).await,
        403,
        "not_permitted",
    )
    .await;
    assert_eq!(
        liis.get(&format!("/article-files/{}", id(&kept)))
            .await
            .status(),
        200
    );
    desk.running.stop().await;
}

#[tokio::test]
async fn an_answer_becomes_a_draft_and_an_article_in_an_answer_is_counted() {
    let (desk, admin) = Desk::ready().await;
    let center = center(&admin).await;
    let own = id(&article(&admin, &center, "Returns", "Within 60 days.").await);
    publish(&admin, &own, "en").await;
    let conversation = desk.question(&admin, "Where is my order").await;
    let html = "<p>Dear Mari,</p><p>You can return it within 60 days: <a href=\"https://desk.test/help/pine-help/en/a/returns\">how</a></p><p>Best,<br>Ann</p>";
    let reply = json!({ "kind": "reply", "html": html, "to": [{ "address": "mari@example.org" }] });
    let (status, sent) = parts(
        admin
            .post(&format!("/conversations/{conversation}/messages"), reply)
            .await,
    )
    .await;
    assert_eq!(status, 201, "{sent}");
    assert_eq!(admin.json(&format!("/articles/{own}")).await["sent"], 1);
    let detail = admin.json(&format!("/conversations/{conversation}")).await;
    let messages = detail["messages"].as_array().expect("a list");
    let of = |kind: &str| {
        id(messages
            .iter()
            .find(|m| m["kind"] == kind)
            .expect("a message"))
    };
    let made = told(
        admin
            .post(&format!("/messages/{}/article", of("agent")), json!({}))
            .await,
        201,
    )
    .await;
    let draft = &text(&made, "en")["draft"];
    assert_eq!(draft["title"], "Where is my order");
    let words = draft["doc"].to_string();
    assert!(
        words.contains("60 days") && !words.contains("Dear Mari"),
        "{words}"
    );
    assert_eq!(made["from_conversation"], json!(conversation));
    refused(
        admin
            .post(&format!("/messages/{}/article", of("customer")), json!({}))
            .await,
        409,
        "not_an_answer",
    )
    .await;
    let liis = admin
        .colleague(&desk, "liis@example.com", "agent", &json!(null))
        .await;
    refused(
        liis.post(&format!("/messages/{}/article", of("agent")), json!({}))
            .await,
        403,
        "not_permitted",
    )
    .await;
    desk.running.stop().await;
}

#[tokio::test]
async fn collections_stand_in_a_tree_and_what_is_below_something_internal_is_internal() {
    let (desk, admin) = Desk::ready().await;
    let center = center(&admin).await;
    let list = format!("/help-centers/{center}/collections");
    let named = |name: &str| json!({ "words": { "en": { "name": name } } });
    refused(
        admin
            .post(&list, json!({ "words": { "et": { "name": "Tarne" } } }))
            .await,
        422,
        "bad_name",
    )
    .await;
    let top = id(&told(admin.post(&list, named("Delivery")).await, 201).await);
    let mut below = named("Abroad");
    below["parent"] = json!(top);
    let below = id(&told(admin.post(&list, below).await, 201).await);
    let same = told(admin.post(&list, named("Delivery")).await, 201).await;
    assert_eq!(same["words"]["en"]["slug"], "delivery-2");
    refused(
        admin
            .patch(&format!("/collections/{top}"), json!({ "parent": below }))
            .await,
        422,
        "in_itself",
    )
    .await;
    told(
        admin
            .patch(&format!("/collections/{top}"), json!({ "internal": true }))
            .await,
        200,
    )
    .await;
    let all = admin.json(&list).await;
    let internal = |id: &str| {
        let items = all["items"].as_array().expect("a list");
        items.iter().find(|c| c["id"] == id).expect("a collection")["internal"].clone()
    };
    assert_eq!(
        (internal(&top), internal(&below)),
        (json!(true), json!(true))
    );
    let order = json!({ "collections": [same["id"], top, below] });
    assert_eq!(admin.put("/collections/order", order).await.status(), 204);
    assert_eq!(admin.json(&list).await["items"][0]["id"], same["id"]);
    let new = json!({ "center": center, "locale": "en", "title": "Secret", "collection": top });
    told(admin.post("/articles", new).await, 201).await;
    refused(
        admin.delete(&format!("/collections/{top}")).await,
        409,
        "in_use",
    )
    .await;
    assert_eq!(
        admin
            .delete(&format!("/collections/{}", id(&same)))
            .await
            .status(),
        204
    );
    desk.running.stop().await;
}

#[tokio::test]
async fn help_centers_have_bounds_and_addresses_of_their_own() {
    let (desk, admin) = Desk::ready().await;
    let first = center(&admin).await;
    let with = |key: &str, value: Value| {
        let mut body = json!({ "names": { "en": "Other" }, "locales": ["en"], "default_locale": "en", "slug": "other" });
        body[key] = value;
        body
    };
    for (key, value, code) in [
        ("slug", json!("pine-help"), "slug_taken"),
        ("slug", json!("Ä b"), "bad_slug"),
        ("host", json!("no host"), "bad_domain"),
        ("locales", json!([]), "bad_locale"),
        ("locales", json!(["../x"]), "bad_locale"),
        ("default_locale", json!("fr"), "bad_locale"),
        ("names", json!({ "et": "Abi" }), "bad_name"),
        ("accent", json!("red;}"), "bad_colour"),
        (
            "links",
            json!([{ "url": "javascript:alert(1)", "names": { "en": "Shop" } }]),
            "bad_link",
        ),
        (
            "links",
            json!([{ "url": "https://shop.example", "names": { "en": " " } }]),
            "bad_link",
        ),
        (
            "links",
            json!(vec![
                json!({ "url": "https://shop.example", "names": { "en": "Shop" } });
                5
            ]),
            "too_many",
        ),
    ] {
        let (status, body) = parts(admin.post("/help-centers", with(key, value)).await).await;
        assert_eq!(status.as_u16(), 422, "{key}: {body}");
        if key != "host" {
            assert_eq!(body["error"]["code"], code, "{key}");
        }
    }
    let other = told(
        admin
            .post("/help-centers", with("host", json!("Help.Example.org")))
            .await,
        201,
    )
    .await;
    assert_eq!(
        (&other["host"], &other["public"]),
        (&json!("help.example.org"), &json!(false))
    );
    refused(
        admin
            .patch(
                &format!("/help-centers/{first}"),
                json!({ "host": "help.example.org" }),
            )
            .await,
        422,
        "host_taken",
    )
    .await;
    article(&admin, &first, "Returns", "x").await;
    refused(
        admin.delete(&format!("/help-centers/{first}")).await,
        409,
        "in_use",
    )
    .await;
    assert_eq!(
        admin
            .delete(&format!("/help-centers/{}", id(&other)))
            .await
            .status(),
        204
    );
    let lead = admin
        .colleague(&desk, "lead@example.com", "agent", &json!(null))
        .await;
    refused(
        lead.post("/help-centers", with("slug", json!("x"))).await,
        403,
        "not_permitted",
    )
    .await;
    assert_eq!(
        lead.json("/help-centers").await["items"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
    desk.running.stop().await;
}

#[tokio::test]
async fn articles_that_say_different_things_are_listed_and_drafts_are_not_among_them() {
    let (desk, admin) = Desk::ready().await;
    let center = center(&admin).await;
    let one = id(&article(
        &admin,
        &center,
        "How long can I return a product?",
        "Send it back within 14 days.",
    )
    .await);
    let other = id(&article(
        &admin,
        &center,
        "How long can I return products",
        "You have 30 days for it.",
    )
    .await);
    publish(&admin, &one, "en").await;
    let path = format!("/help-centers/{center}/twins");
    assert_eq!(admin.json(&path).await["items"], json!([]));
    publish(&admin, &other, "en").await;
    let pairs = admin.json(&path).await;
    let pair = &pairs["items"][0];
    assert_eq!((&pair["one"], &pair["other"]), (&json!(one), &json!(other)));
    assert_eq!(
        pair["differ"],
        json!([{ "one": "14 days", "other": "30 days" }])
    );
    told(
        admin
            .patch(&format!("/articles/{other}"), json!({ "archived": true }))
            .await,
        200,
    )
    .await;
    assert_eq!(admin.json(&path).await["items"], json!([]));
    desk.running.stop().await;
}
