//! A question in a form that is answered by an article without a line of script: looked for by a button, said by another, and
//! sent all the same by a third.

use super::forms::{PATH, Shop, shop, text};
use super::{Page, sent};
use crate::support::client;
use reqwest::multipart::Form;
use serde_json::{Value, json};

/// A form whose visitors are shown articles, or half of them are not.
async fn asked_of(held_out_permille: u32) -> Shop {
    let shop = shop().await;
    let centers = shop.help.admin.json("/help-centers").await;
    let path = format!("/help-centers/{}", text(&centers["items"][0]["id"]));
    let change = json!({ "held_out_permille": held_out_permille });
    assert!(
        shop.help
            .admin
            .patch(&path, change)
            .await
            .status()
            .is_success()
    );
    shop
}

async fn presses(shop: &Shop, token: &str, step: &str, cookie: &str) -> Page {
    let form = shop.filled(token).text("step", step.to_owned());
    posts(shop, form, cookie).await
}

async fn posts(shop: &Shop, form: Form, cookie: &str) -> Page {
    let request = client().post(shop.help.desk.url(PATH)).multipart(form);
    sent(request, &[("cookie", cookie)]).await
}

fn cookie(page: &Page) -> String {
    let set = page.header("set-cookie").split(';').next();
    set.unwrap_or_default().to_owned()
}

/// The value of the button that begins so.
fn button(page: &Page, begin: &str) -> String {
    let rest = page.text.split(&format!("value=\"{begin} ")).nth(1);
    let rest = rest.and_then(|r| r.split('"').next()).unwrap_or_default();
    format!("{begin} {rest}")
}

async fn counted(shop: &Shop) -> Value {
    let centers = shop.help.admin.json("/help-centers").await;
    let id = text(&centers["items"][0]["id"]).to_owned();
    shop.help.desk.clock.advance(1_000);
    shop.help
        .admin
        .json(&format!("/reports/suggestions?help_center={id}"))
        .await
}

#[tokio::test]
async fn an_article_is_shown_by_a_button_and_everything_stays_in_the_page() {
    let shop = asked_of(0).await;
    let token = shop.opened().await;
    let page = shop.help.get(PATH).await;
    assert!(page.text.contains("<noscript"), "{}", page.text);
    let page = presses(&shop, &token, "look", "").await;
    assert_eq!(page.status, 200, "{}", page.text);
    for wanted in [
        "This may be your answer",
        "When will my refund arrive?",
        "Shown because you wrote",
        "I sent it back on Friday.",
        "value=\"NW-10482\"",
        "value=\"kadri@post.example\"",
    ] {
        assert!(page.text.contains(wanted), "{wanted}: {}", page.text);
    }
    let own = cookie(&page);
    assert!(own.starts_with("fl_v="), "{own}");
    let solved = presses(&shop, &token, &button(&page, "yes"), &own).await;
    assert_eq!(solved.status, 200);
    for wanted in ["Good to know that it helped", "I sent it back on Friday."] {
        assert!(solved.text.contains(wanted), "{wanted}: {}", solved.text);
    }
    assert!(shop.conversations().await.is_empty(), "nothing was sent");
    assert_eq!(counted(&shop).await["pending"], 1);
}

#[tokio::test]
async fn who_sends_all_the_same_is_kept_with_what_was_shown() {
    let shop = asked_of(0).await;
    let token = shop.opened().await;
    let page = presses(&shop, &token, "look", "").await;
    let own = cookie(&page);
    let page = presses(&shop, &token, &button(&page, "no"), &own).await;
    assert!(
        !page.text.contains("Shown because you wrote"),
        "{}",
        page.text
    );
    let sent = posts(&shop, shop.filled(&token), &own).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    let conversation = shop.conversations().await.remove(0);
    let path = format!("/conversations/{}/suggestions", text(&conversation["id"]));
    let beside = shop.help.admin.json(&path).await;
    let before = &beside["before"]["articles"][0]["title"];
    assert_eq!(before, "When will my refund arrive?", "{beside}");
}

#[tokio::test]
async fn who_is_held_out_is_told_what_everybody_is_told_for_whom_there_is_nothing() {
    let shop = asked_of(500).await;
    let token = shop.opened().await;
    let (mut shown, mut held) = (0, 0);
    for n in 0..40 {
        let visitor = format!("fl_v={n:022}");
        let page = presses(&shop, &token, "look", &visitor).await;
        match page.text.contains("When will my refund arrive?") {
            true => shown += 1,
            false => {
                assert!(page.text.contains("We found no article about this"));
                held += 1;
            }
        }
    }
    assert!(shown > 3 && held > 3, "{shown} shown, {held} held out");
}

#[tokio::test]
async fn a_button_that_we_never_made_sends_nothing_and_is_believed_nothing() {
    let shop = asked_of(0).await;
    let token = shop.opened().await;
    let first = presses(&shop, &token, "look", "fl_v=AAAAAAAAAAAAAAAAAAAAAA").await;
    let yes = button(&first, "yes");
    for step in [
        "",
        "yes",
        "yes sug_x art_y",
        "<script>alert(1)</script>",
        &"look ".repeat(20_000),
    ] {
        let page = presses(&shop, &token, step, "").await;
        assert!([200, 422].contains(&page.status), "{}", page.status);
        assert!(!page.text.contains("<script>alert"), "{}", page.text);
    }
    // Of another visitor's question: thanked, and not counted.
    let page = presses(&shop, &token, &yes, "fl_v=BBBBBBBBBBBBBBBBBBBBBB").await;
    assert_eq!(page.status, 200);
    let page = presses(&shop, "made up", "look", "").await;
    assert_eq!(page.status, 422, "{}", page.text);
    assert!(page.text.contains("value=\"kadri@post.example\""));
    assert!(shop.conversations().await.is_empty());
}
