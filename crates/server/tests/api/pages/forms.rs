//! Forms as browsers without script send them, and as programs do.

use super::{Help, Page, sent};
use crate::support::{client, parts};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

pub const PATH: &str = "/help/north/en/f/write-to-us";
/// Time to read and write.
const AWHILE: i64 = 40_000;

pub struct Shop {
    pub help: Help,
    /// The form as the API tells it.
    pub form: Value,
    pub topic: String,
}

/// A live form with two topics; a return asks for the order number.
pub async fn shop() -> Shop {
    let help = Help::open().await;
    let admin = &help.admin;
    let mut topics = Vec::new();
    for name in ["Invoice", "Return"] {
        let (status, made) = parts(admin.post("/topics", json!({ "name": name })).await).await;
        assert_eq!(status, 201, "{made}");
        topics.push(made["id"].as_str().expect("an id").to_owned());
    }
    let field =
        json!({ "entity": "conversation", "key": "order", "name": "Order number", "kind": "text" });
    let (status, field) = parts(admin.post("/fields", field).await).await;
    assert_eq!(status, 201, "{field}");
    let team = &admin.json("/bootstrap").await["teams"][0]["id"];
    let new = json!({ "kind": "form", "name": "Write to us", "team": team });
    let (status, channel) = parts(admin.post("/channels", new).await).await;
    assert_eq!(status, 201, "{channel}");
    assert_eq!(channel["stage"], "draft");
    let mut form = admin.json("/forms").await["items"][0].clone();
    let order = json!({ "key": "order", "kind": "field", "field": field["id"], "required": true, "topics": [topics[1]] });
    form["questions"]
        .as_array_mut()
        .expect("questions")
        .insert(2, order);
    let put = admin
        .put(&format!("/forms/{}", text(&form["id"])), form)
        .await;
    let (status, form) = parts(put).await;
    assert_eq!(status, 200, "{form}");
    let stage = format!("/channels/{}/stage", text(&channel["id"]));
    assert_eq!(
        admin
            .put(&stage, json!({ "stage": "live", "reason": "tried" }))
            .await
            .status(),
        200
    );
    Shop {
        topic: topics[1].clone(),
        help,
        form,
    }
}

pub fn text(value: &Value) -> &str {
    value.as_str().expect("text")
}

/// The value of the hidden field of that name.
pub fn hidden(page: &str, name: &str) -> String {
    let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1);
    let value = rest.and_then(|r| r.split('"').next());
    value.unwrap_or_default().to_owned()
}

impl Shop {
    /// Loads the page and takes its time; the token.
    pub async fn opened(&self) -> String {
        let page = self.help.get(PATH).await;
        assert_eq!(page.status, 200, "{}", page.text);
        self.help.desk.clock.advance(AWHILE);
        hidden(&page.text, "t")
    }

    pub fn filled(&self, token: &str) -> Form {
        Form::new()
            .text("t", token.to_owned())
            .text("w", "")
            .text("website", "")
            .text("q.topic", self.topic.clone())
            .text(
                "q.question",
                "Where is my money?\nI sent it back on Friday.",
            )
            .text("q.order", "NW-10482")
            .text("q.name", "Kadri Tamm")
            .text("q.email", "kadri@post.example")
    }

    pub async fn sends(&self, form: Form) -> Page {
        let request = client().post(self.help.desk.url(PATH)).multipart(form);
        sent(request, &[]).await
    }

    /// Conversations of forms, of whatever status.
    pub async fn conversations(&self) -> Vec<Value> {
        let mut all = Vec::new();
        for view in ["all", "spam"] {
            let list = self
                .help
                .admin
                .json(&format!("/conversations?view={view}"))
                .await;
            for item in list["items"].as_array().expect("a list") {
                if all.iter().all(|known: &Value| known["id"] != item["id"]) {
                    all.push(item.clone());
                }
            }
        }
        all
    }
}

fn picture(name: &str, bytes: usize) -> Part {
    Part::bytes(vec![7; bytes])
        .file_name(name.to_owned())
        .mime_str("image/jpeg")
        .expect("a type")
}

#[tokio::test]
async fn a_question_with_a_file_is_sent_without_script_and_thanked_for() {
    let shop = shop().await;
    let token = shop.opened().await;
    let form = shop.filled(&token).part("f", picture("slip.jpg", 412_000));
    let answer = shop.sends(form).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    let thanks = shop.help.get(answer.header("location")).await;
    assert_eq!(thanks.status, 200);
    assert!(
        thanks.text.contains("Thank you, we have your question"),
        "{}",
        thanks.text
    );
    assert!(
        thanks.text.contains("#1") && thanks.text.contains("we aim to answer"),
        "{}",
        thanks.text
    );
    let all = shop.conversations().await;
    assert_eq!(all.len(), 1);
    let id = text(&all[0]["id"]);
    assert_eq!(all[0]["subject"], "Where is my money?");
    let detail = shop.help.admin.json(&format!("/conversations/{id}")).await;
    assert_eq!(detail["messages"][0]["attachments"][0]["name"], "slip.jpg");
    assert_eq!(
        detail["messages"][0]["warnings"][0]["code"],
        "address_unproven"
    );
    let sent = shop
        .help
        .admin
        .json(&format!("/conversations/{id}/form-posts"))
        .await;
    let answers = sent["items"][0]["answers"].as_array().expect("answers");
    assert!(
        answers
            .iter()
            .any(|a| a["label"] == "Order number" && a["value"] == "NW-10482"),
        "{sent}"
    );
    assert!(
        answers
            .iter()
            .any(|a| a["kind"] == "topic" && a["value"] == "Return"),
        "{sent}"
    );
    assert_eq!(sent["items"][0]["title"], "Write to us");
    let fields = shop
        .help
        .admin
        .json(&format!("/conversations/{id}/fields"))
        .await;
    assert!(fields.to_string().contains("NW-10482"), "{fields}");
}

#[tokio::test]
async fn what_is_wrong_brings_the_page_back_with_everything_in_it() {
    let shop = shop().await;
    let token = shop.opened().await;
    let form = shop
        .filled(&token)
        .text("q.email", "nobody")
        .part("f", picture("slip.jpg", 500));
    let page = shop.sends(form).await;
    assert_eq!(page.status, 422);
    assert!(
        page.text
            .contains("Where is my money?\nI sent it back on Friday.</textarea>"),
        "{}",
        page.text
    );
    assert!(page.text.contains("NW-10482") && page.text.contains("value=\"nobody\""));
    assert!(page.text.contains("slip.jpg") && page.text.contains("href=\"#q-email\""));
    assert_eq!(hidden(&page.text, "t"), token, "the same page still");
    assert!(shop.conversations().await.is_empty());
    let kept = hidden(&page.text, "k");
    let answer = shop
        .sends(shop.filled(&token).text("k", kept.clone()))
        .await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    let all = shop.conversations().await;
    let detail = shop
        .help
        .admin
        .json(&format!("/conversations/{}", text(&all[0]["id"])))
        .await;
    assert_eq!(detail["messages"][0]["attachments"][0]["name"], "slip.jpg");
    // A reference that we did not make brings nothing.
    let other = shop.opened().await;
    let made_up = kept.replace(|c: char| c.is_ascii_digit(), "A");
    let answer = shop.sends(shop.filled(&other).text("k", made_up)).await;
    assert_eq!(answer.status, 303);
}

#[tokio::test]
async fn pressing_twice_and_loading_again_send_once() {
    let shop = shop().await;
    let token = shop.opened().await;
    let (a, b) = tokio::join!(
        shop.sends(shop.filled(&token)),
        shop.sends(shop.filled(&token))
    );
    assert_eq!((a.status, b.status), (303, 303));
    let (a, b) = (
        a.header("location").to_owned(),
        b.header("location").to_owned(),
    );
    for path in [&a, &b, &a] {
        assert!(shop.help.get(path).await.text.contains("#1"));
    }
    assert_eq!(shop.conversations().await.len(), 1);
    // Somebody else's reference, or none, leads back to the form.
    let lost = shop.help.get(&format!("{PATH}/sent?r=nonsense")).await;
    assert_eq!((lost.status, lost.header("location")), (303, PATH));
}

#[tokio::test]
async fn a_wrong_token_keeps_what_was_typed_in_the_page() {
    let shop = shop().await;
    for token in ["", "nonsense", &"A".repeat(54), &"x".repeat(100_000)] {
        shop.help.desk.clock.advance(60_000);
        let page = shop.sends(shop.filled(token)).await;
        assert_eq!(page.status, 422);
        assert!(page.text.contains("Where is my money?"), "{}", page.text);
        let fresh = hidden(&page.text, "t");
        assert!(!fresh.is_empty() && fresh != token);
    }
    assert!(shop.conversations().await.is_empty());
    let token = shop.opened().await;
    shop.help.desk.clock.advance(3 * 24 * 3_600_000);
    let page = shop.sends(shop.filled(&token)).await;
    assert!(page.text.contains("open for a long time"), "{}", page.text);
    shop.help.desk.clock.advance(AWHILE);
    let answer = shop.sends(shop.filled(&hidden(&page.text, "t"))).await;
    assert_eq!(answer.status, 303);
}

#[tokio::test]
async fn robots_are_thanked_and_end_among_spam_with_the_reason() {
    let shop = shop().await;
    let token = shop.opened().await;
    let trapped = shop.filled(&token).text("website", "https://buy.example");
    assert_eq!(shop.sends(trapped).await.status, 303);
    shop.help.desk.clock.advance(120_000);
    let page = shop.help.get(PATH).await;
    // However slow this machine is: no time has passed.
    shop.help.desk.clock.advance(-30_000);
    let at_once = shop.filled(&hidden(&page.text, "t"));
    assert_eq!(shop.sends(at_once).await.status, 303);
    shop.help.desk.clock.advance(30_000);
    let all = shop.conversations().await;
    let reasons: Vec<&str> = all
        .iter()
        .filter_map(|c| c["spam_reason"].as_str())
        .collect();
    assert_eq!(all.len(), 2);
    assert!(
        reasons.contains(&"form_trap") && reasons.contains(&"form_instant"),
        "{reasons:?}"
    );
    assert!(all.iter().all(|c| c["status"] == "spam"), "{all:?}");
    let figures = shop
        .help
        .admin
        .json(&format!("/forms/{}/figures", text(&shop.form["id"])))
        .await;
    assert_eq!(
        (figures["posts"].clone(), figures["spam"].clone()),
        (json!(2), json!(2))
    );
}

#[tokio::test]
async fn a_bombardment_is_slowed_and_loses_nobodys_words() {
    let shop = shop().await;
    let token = shop.opened().await;
    let mut later = None;
    for n in 0..40 {
        let form = shop
            .filled(&token)
            .text("q.question", format!("Question {n}, and again."));
        let page = shop.sends(form).await;
        if page.status == 429 {
            later = Some(page);
            break;
        }
        assert_eq!(page.status, 303, "{}", page.text);
    }
    let page = later.expect("a flood ends");
    assert!(
        page.header("retry-after")
            .parse::<u32>()
            .is_ok_and(|s| s > 0)
    );
    assert!(
        page.text.contains("and again.") && page.text.contains("wait a minute"),
        "{}",
        page.text
    );
    let before = shop.conversations().await.len();
    assert!((5..30).contains(&before), "{before}");
    shop.help.desk.clock.advance(30 * 60_000);
    assert_eq!(shop.sends(shop.filled(&token)).await.status, 303);
    assert_eq!(shop.conversations().await.len(), before + 1);
}

#[tokio::test]
async fn fields_of_ten_megabytes_and_a_thousand_files_are_bounded() {
    let shop = shop().await;
    let token = shop.opened().await;
    let long = "long words ".repeat(1_000_000);
    let page = shop
        .sends(shop.filled(&token).text("q.question", long))
        .await;
    assert_eq!(page.status, 422);
    assert!(
        page.text.len() < 1_000_000 && page.text.contains("long words"),
        "{}",
        page.text.len()
    );
    shop.help.desk.clock.advance(60_000);
    let mut many = shop.filled(&token);
    for n in 0..1_000 {
        many = many.part("f", picture(&format!("{n}.jpg"), 10));
    }
    let page = shop.sends(many).await;
    assert_eq!(page.status, 422);
    assert!(page.text.contains("5 files at most"), "{}", page.text);
    assert_eq!(page.text.matches("name=\"k\"").count(), 5);
    shop.help.desk.clock.advance(60_000);
    let large = shop
        .filled(&token)
        .part("f", picture("large.jpg", 21_000_000));
    let page = shop.sends(large).await;
    assert_eq!(page.status, 422);
    assert!(
        page.text.contains("20 MB") && page.text.contains("Kadri Tamm"),
        "{}",
        page.text
    );
    shop.help.desk.clock.advance(60_000);
    let mut odd = shop.filled(&token);
    for n in 0..5_000 {
        odd = odd.text(format!("q.x{n}"), "x");
    }
    assert_eq!(shop.sends(odd).await.status, 422);
    let broken = client()
        .post(shop.help.desk.url(PATH))
        .header("content-type", "multipart/form-data; boundary=x")
        .body("--x\r\nContent-Disposition: form-data; name=\"q.question\"\r\n\r\nhalf");
    assert_eq!(sent(broken, &[]).await.status, 400);
    let no_form = client().post(shop.help.desk.url(PATH)).body("q.question=x");
    assert_eq!(sent(no_form, &[]).await.status, 400);
    assert!(shop.conversations().await.is_empty());
}

#[tokio::test]
async fn questions_of_a_topic_are_asked_for_without_script() {
    let shop = shop().await;
    let page = shop.help.get(PATH).await;
    let hides = |text: &str| {
        let at = text.find("data-q=\"order\"").expect("there");
        text[..at]
            .rsplit('<')
            .next()
            .is_some_and(|tag| tag.contains("hidden"))
    };
    assert!(hides(&page.text));
    let token = shop.opened().await;
    let step = shop.filled(&token).text("step", "topic");
    let page = shop.sends(step).await;
    assert_eq!(page.status, 200);
    assert!(!hides(&page.text) && page.text.contains("Where is my money?"));
    assert_eq!(hidden(&page.text, "t"), token);
    assert!(shop.conversations().await.is_empty());
    let linked = shop.help.get(&format!("{PATH}?topic={}", shop.topic)).await;
    assert!(!hides(&linked.text));
}

#[tokio::test]
async fn lies_about_topics_are_refused() {
    let shop = shop().await;
    let token = shop.opened().await;
    for topic in [
        "top_00000000000000000000000009",
        "' OR 1=1",
        "cnv_00000000000000000000000009",
    ] {
        shop.help.desk.clock.advance(60_000);
        let page = shop.sends(shop.filled(&token).text("q.topic", topic)).await;
        assert_eq!(page.status, 422, "{topic}");
        assert!(
            page.text.contains("Please choose one of the topics."),
            "{}",
            page.text
        );
    }
}

#[tokio::test]
async fn only_sites_of_the_form_may_show_it_within_their_pages() {
    let mut shop = shop().await;
    let own = shop.help.get(PATH).await;
    assert!(
        own.header("content-security-policy")
            .contains("frame-ancestors 'none'")
    );
    let embedded = shop.help.get(&format!("{PATH}/embed")).await;
    let policy = embedded.header("content-security-policy").to_owned();
    assert!(policy.ends_with("frame-ancestors 'self'"), "{policy}");
    shop.form["hosts"] = json!(["https://shop.example"]);
    let path = format!("/forms/{}", text(&shop.form["id"]));
    let (status, form) = parts(shop.help.admin.put(&path, shop.form.clone()).await).await;
    assert_eq!(status, 200, "{form}");
    assert!(
        text(&form["snippet"]).contains("/f/write-to-us/embed\""),
        "{form}"
    );
    assert!(text(&form["csp"]).starts_with("frame-src http"), "{form}");
    let embedded = shop.help.get(&format!("{PATH}/embed")).await;
    let policy = embedded.header("content-security-policy");
    assert!(
        policy.ends_with("frame-ancestors 'self' https://shop.example"),
        "{policy}"
    );
    assert_eq!(
        embedded.header("cross-origin-resource-policy"),
        "cross-origin"
    );
    shop.help.desk.clock.advance(AWHILE);
    let form = shop.filled(&hidden(&embedded.text, "t"));
    let request = client()
        .post(shop.help.desk.url(&format!("{PATH}/embed")))
        .multipart(form);
    let answer = sent(request, &[]).await;
    assert_eq!(answer.status, 303);
    assert!(
        answer
            .header("location")
            .starts_with(&format!("{PATH}/embed/sent"))
    );
}

#[tokio::test]
async fn a_form_that_is_shut_shows_other_ways_and_keeps_what_was_being_written() {
    let shop = shop().await;
    let token = shop.opened().await;
    let stage = format!("/channels/{}/stage", text(&shop.form["channel"]));
    let shut = shop
        .help
        .admin
        .put(&stage, json!({ "stage": "closed", "reason": "done" }))
        .await;
    assert_eq!(shut.status(), 200);
    let page = shop.help.get(PATH).await;
    assert!(
        page.status == 410
            && page.text.contains("This form is closed")
            && !page.text.contains("<textarea"),
        "{}",
        page.text
    );
    let answer = shop.sends(shop.filled(&token)).await;
    assert_eq!(answer.status, 303);
    let thanks = shop.help.get(answer.header("location")).await;
    assert!(
        thanks.text.contains("another team looks after"),
        "{}",
        thanks.text
    );
    assert_eq!(shop.conversations().await.len(), 1);
}

#[tokio::test]
async fn a_file_is_kept_while_one_writes_on_and_refused_without_the_page() {
    let shop = shop().await;
    let token = shop.opened().await;
    let upload = async |form: Form| {
        let request = client()
            .post(shop.help.desk.url(&format!("{PATH}/file")))
            .multipart(form);
        sent(request, &[]).await
    };
    let kept = upload(
        Form::new()
            .text("t", token.clone())
            .part("f", picture("a.jpg", 2_000)),
    )
    .await;
    assert_eq!(kept.status, 201, "{}", kept.text);
    let kept: Value = serde_json::from_str(&kept.text).expect("JSON");
    assert_eq!(kept["items"][0]["said"], "2 kB, added");
    let reference = text(&kept["items"][0]["reference"]).to_owned();
    let answer = shop.sends(shop.filled(&token).text("k", reference)).await;
    assert_eq!(answer.status, 303);
    let refused = upload(Form::new().part("f", picture("a.jpg", 10))).await;
    assert_eq!(refused.status, 403);
    let large = upload(
        Form::new()
            .text("t", token)
            .part("f", picture("a.jpg", 21_000_000)),
    )
    .await;
    assert_eq!(large.status, 413);
}

#[tokio::test]
async fn a_draft_is_not_offered_and_not_found_and_still_heard() {
    let shop = shop().await;
    let stage = format!("/channels/{}/stage", text(&shop.form["channel"]));
    // What is live goes back to a draft by way of a pilot.
    for (word, status) in [("draft", 422), ("pilot", 200), ("draft", 200)] {
        let set = shop.help.admin.put(&stage, json!({ "stage": word })).await;
        assert_eq!(set.status(), status);
    }
    let page = shop.help.get(PATH).await;
    assert!(
        page.text.contains("name=\"robots\" content=\"noindex\""),
        "{}",
        page.text
    );
    let contact = shop.help.get("/help/north/en/contact").await;
    assert!(!contact.text.contains("write-to-us"));
    let token = shop.opened().await;
    let answer = shop.sends(shop.filled(&token)).await;
    assert_eq!(answer.status, 303);
    assert!(
        !shop
            .help
            .get(answer.header("location"))
            .await
            .text
            .contains("we aim to answer")
    );
    assert_eq!(
        shop.help
            .admin
            .put(&stage, json!({ "stage": "live", "reason": "tried" }))
            .await
            .status(),
        200
    );
    let contact = shop.help.get("/help/north/en/contact").await;
    assert!(contact.text.contains(PATH), "{}", contact.text);
    assert_eq!(
        shop.help.get("/help/north/en/f/no-such-form").await.status,
        404
    );
}

#[tokio::test]
async fn a_definition_is_refused_with_its_field_and_looked_at_before_it_is_stored() {
    let shop = shop().await;
    let admin = &shop.help.admin;
    let path = format!("/forms/{}", text(&shop.form["id"]));
    for (key, value, field) in [
        ("slug", json!("a/b"), "slug"),
        ("words", json!({}), "words"),
        ("questions", json!([]), "questions"),
        ("files_max", json!(1_000), "files_max"),
        ("hosts", json!(["*"]), "hosts"),
        (
            "reply_door",
            json!("dor_00000000000000000000000009"),
            "reply_door",
        ),
        (
            "help_center",
            json!("hlp_00000000000000000000000009"),
            "help_center",
        ),
    ] {
        let mut form = shop.form.clone();
        form[key] = value;
        let (status, refusal) = parts(admin.put(&path, form).await).await;
        assert_eq!(
            (status.as_u16(), refusal["error"]["field"].as_str()),
            (422, Some(field)),
            "{refusal}"
        );
    }
    let mut stale = shop.form.clone();
    stale["version"] = json!(1);
    assert_eq!(admin.put(&path, stale).await.status(), 409);
    let mut form = shop.form.clone();
    form["words"]["et"] = json!({ "title": "Kirjuta meile" });
    let look = json!({ "form": form, "locale": "et" });
    let (status, look) = parts(admin.post(&format!("{path}/preview"), look).await).await;
    assert_eq!(status, 200, "{look}");
    let page = text(&look["html"]);
    assert!(
        page.contains("Kirjuta meile") && page.contains("Saada küsimus"),
        "{page}"
    );
    let stored = admin.json(&path).await;
    assert!(stored["words"]["et"].is_null());
    assert_eq!(stored["missing"]["et"][0], "");
    let door = format!("/channels/{}/doors", text(&shop.form["channel"]));
    assert_eq!(
        admin
            .post(&door, json!({ "address": "form@example.com" }))
            .await
            .status(),
        422
    );
}

#[tokio::test]
async fn what_was_shown_belongs_to_what_is_sent_where_no_cookie_comes_back() {
    let shop = shop().await;
    let centers = shop.help.admin.json("/help-centers").await;
    let center = format!("/help-centers/{}", text(&centers["items"][0]["id"]));
    let change = json!({ "held_out_permille": 0 });
    assert_eq!(shop.help.admin.patch(&center, change).await.status(), 200);
    let token = shop.opened().await;
    let asked = async |what: &str, token: &str| {
        let path = format!("{PATH}/embed/suggest?topic=&t={token}&q={what}");
        let page = shop.help.get(&path).await;
        let found: Value = serde_json::from_str(&page.text).expect("JSON");
        text(&found["session"]).to_owned()
    };
    let session = asked("where%20is%20my%20refund", &token).await;
    assert_eq!(
        asked("where%20is%20my%20refund%20now", &token).await,
        session
    );
    // Another page is another visitor, and one that we did not make is nobody.
    let other = shop.opened().await;
    assert_ne!(asked("where%20is%20my%20refund", &other).await, session);
    assert_ne!(asked("where%20is%20my%20refund", "A").await, session);
    let solved = format!("{PATH}/embed/solved");
    let here: &[(&str, &str)] = &[("sec-fetch-site", "same-origin")];
    // Only the page itself is believed.
    for (token, helped) in [(token.as_str(), 0), ("A", 1), (other.as_str(), 1)] {
        let article = shop.help.refund_id;
        let body = format!("session={session}&article={article}&helped={helped}&t={token}");
        assert_eq!(shop.help.post(&solved, &body, here).await.status, 204);
    }
    shop.sends(shop.filled(&token)).await;
    let all = shop.conversations().await;
    assert_eq!(all.len(), 1);
    let shown = format!("/conversations/{}/suggestions", text(&all[0]["id"]));
    let before = &shop.help.admin.json(&shown).await["before"];
    assert_eq!(
        before["articles"][0]["article"],
        json!(shop.help.refund_id),
        "{before}"
    );
    assert_eq!(before["answer"], "kept_writing", "{before}");
}

#[tokio::test]
async fn a_line_that_drops_half_way_leaves_nothing_and_ten_kilobytes_arrive_whole() {
    let shop = shop().await;
    let token = shop.opened().await;
    let base = shop.help.desk.url("");
    let host = base.strip_prefix("http://").expect("a plain address");
    for body in [
        "",
        "--x",
        "--x\r\nContent-Disposition: form-data; name=\"q.question\"\r\n\r\nWhere is my",
    ] {
        let mut line = TcpStream::connect(host).await.expect("a connection");
        let head = format!(
            "POST {PATH} HTTP/1.1\r\nHost: {host}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 50000\r\n\r\n{body}"
        );
        line.write_all(head.as_bytes()).await.expect("sent in part");
        drop(line);
    }
    let long = "Where is my money? ".repeat(550);
    let form = shop.filled(&token).text("q.question", long.clone());
    assert_eq!(shop.sends(form).await.status, 303);
    let all = shop.conversations().await;
    assert_eq!(all.len(), 1, "{all:?}");
    let path = format!("/conversations/{}", text(&all[0]["id"]));
    let detail = shop.help.admin.json(&path).await;
    assert!(detail.to_string().contains(long.trim()), "whole, not cut");
}
