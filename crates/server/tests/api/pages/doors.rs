//! What customers meet at the pages of channels that are closed, that change, or that only some may use.

use super::forms::{PATH, Shop, shop, text};
use crate::queue::console::Console;
use crate::support::{Client, Desk, parts};
use domain::door::Overlay;
use serde_json::{Value, json};

const CONTACT: &str = "/help/north/en/contact";

/// What a plan that is over left in force at the doors of a channel.
pub async fn lay(desk: &Desk, channel: &str, overlays: Vec<Overlay>) {
    let channel = channel.parse().expect("an id");
    let app = &desk.running.app;
    let laid = testkit::houses::lay(app.db(), channel, overlays, 0).await;
    laid.expect("laid");
    app.chats.forget();
}

async fn stage(admin: &Client, channel: &str, word: &str, successor: Option<&str>) {
    let path = format!("/channels/{channel}/stage");
    let body = json!({ "stage": word, "reason": "over", "successor": successor });
    let (status, told) = parts(admin.put(&path, body).await).await;
    assert_eq!(status, 200, "{told}");
}

fn channel(shop: &Shop) -> &str {
    text(&shop.form["channel"])
}

/// Another form of the same help center.
async fn another(admin: &Client, name: &str) -> Value {
    let team = admin.json("/bootstrap").await["teams"][0]["id"].clone();
    let new = json!({ "kind": "form", "name": name, "team": team });
    let (status, made) = parts(admin.post("/channels", new).await).await;
    assert_eq!(status, 201, "{made}");
    stage(admin, text(&made["id"]), "live", None).await;
    made
}

#[tokio::test]
async fn a_closed_form_is_gone_and_shows_the_ways_with_their_promises() {
    let shop = shop().await;
    stage(&shop.help.admin, channel(&shop), "closed", None).await;
    for path in [PATH.to_owned(), format!("{PATH}/embed")] {
        let page = shop.help.get(&path).await;
        assert_eq!(page.status, 410, "{}", page.text);
        for wanted in [
            "This form is closed",
            "href=\"mailto:",
            "aim to answer",
            "Other ways",
            "content=\"noindex\"",
        ] {
            assert!(page.text.contains(wanted), "{wanted}: {}", page.text);
        }
        assert!(!page.text.contains("<textarea"), "{}", page.text);
    }
    let estonian = shop.help.get(&PATH.replace("/en/", "/et/")).await;
    assert!(
        estonian.text.contains("See vorm on suletud"),
        "{}",
        estonian.text
    );
}

#[tokio::test]
async fn a_closed_form_leads_to_the_form_that_follows_it_and_keeps_what_is_sent() {
    let shop = shop().await;
    let token = shop.opened().await;
    let next = another(&shop.help.admin, "Ask us").await;
    stage(
        &shop.help.admin,
        channel(&shop),
        "closed",
        Some(text(&next["id"])),
    )
    .await;
    let page = shop.help.get(PATH).await;
    assert_eq!(page.status, 307, "{}", page.text);
    let there = page.header("location").to_owned();
    assert_eq!(there, "/help/north/en/f/ask-us");
    assert_eq!(shop.help.get(&there).await.status, 200);
    // A site that embeds the one form is not known to the other.
    let embedded = shop.help.get(&format!("{PATH}/embed")).await;
    assert_eq!(embedded.status, 410);
    let first = embedded.text.find("/f/ask-us").expect("a way");
    let mail = embedded.text.find("mailto:").expect("another");
    assert!(first < mail, "what follows comes first: {}", embedded.text);
    assert!(
        embedded.text.contains("target=\"_blank\""),
        "{}",
        embedded.text
    );
    let answer = shop.sends(shop.filled(&token)).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    let kept = shop.conversations().await;
    assert_eq!(
        (kept.len(), &kept[0]["channel"]),
        (1, &next["id"]),
        "{kept:?}"
    );
}

#[tokio::test]
async fn what_is_unlisted_is_served_in_full_and_named_nowhere() {
    let shop = shop().await;
    let before = shop.help.get(CONTACT).await;
    assert!(before.text.contains(PATH), "{}", before.text);
    lay(&shop.help.desk, channel(&shop), vec![Overlay::Unlist]).await;
    let contact = shop.help.get(CONTACT).await;
    assert!(!contact.text.contains(PATH), "{}", contact.text);
    let page = shop.help.get(PATH).await;
    assert_eq!(page.status, 200);
    for wanted in ["content=\"noindex\"", "<textarea", "aim to answer"] {
        assert!(page.text.contains(wanted), "{wanted}: {}", page.text);
    }
}

#[tokio::test]
async fn a_change_is_announced_above_the_form_and_other_ways_are_offered_before_it() {
    let shop = shop().await;
    lay(&shop.help.desk, channel(&shop), vec![Overlay::Announce]).await;
    let page = shop.help.get(PATH).await;
    assert!(
        page.text.contains("The ways to reach us are changing"),
        "{}",
        page.text
    );
    lay(
        &shop.help.desk,
        channel(&shop),
        vec![Overlay::OfferAlternatives],
    )
    .await;
    let page = shop.help.get(PATH).await;
    let ways = page.text.find("These ways may be quicker").expect("ways");
    let mail = page.text.find("mailto:").expect("an address");
    let form = page.text.find("<textarea").expect("a form");
    assert!(ways < mail && mail < form, "{}", page.text);
    let token = shop.opened().await;
    assert_eq!(shop.sends(shop.filled(&token)).await.status, 303);
    assert_eq!(shop.conversations().await.len(), 1);
}

#[tokio::test]
async fn a_signpost_shows_the_ways_and_a_limited_form_is_not_gone() {
    let shop = shop().await;
    lay(&shop.help.desk, channel(&shop), vec![Overlay::Signpost]).await;
    let page = shop.help.get(PATH).await;
    assert_eq!(page.status, 410, "{}", page.text);
    assert!(page.text.contains("href=\"mailto:"), "{}", page.text);
    let limited = Overlay::LimitedTo {
        audience: "nobody/0".into(),
    };
    lay(&shop.help.desk, channel(&shop), vec![limited]).await;
    let page = shop.help.get(PATH).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(
        page.text.contains("href=\"mailto:") && !page.text.contains("<textarea"),
        "{}",
        page.text
    );
    let contact = shop.help.get(CONTACT).await;
    assert!(!contact.text.contains(PATH), "{}", contact.text);
}

#[tokio::test]
async fn the_list_of_ways_can_stand_in_a_page_of_any_site() {
    let shop = shop().await;
    let page = shop.help.get(&format!("{CONTACT}/embed")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let policy = page.header("content-security-policy");
    assert!(policy.ends_with("frame-ancestors *"), "{policy}");
    assert_eq!(page.header("cross-origin-resource-policy"), "cross-origin");
    for wanted in [PATH, "mailto:", "target=\"_blank\"", "content=\"noindex\""] {
        assert!(page.text.contains(wanted), "{wanted}: {}", page.text);
    }
    let about = format!("{CONTACT}/embed?topic={}", shop.topic);
    assert!(page.text.contains(&about), "{}", page.text);
    let chosen = shop.help.get(&about).await;
    assert!(
        chosen
            .text
            .contains(&format!("{PATH}?topic={}", shop.topic)),
        "{}",
        chosen.text
    );
    // The page itself stands in nobody's.
    let own = shop.help.get(CONTACT).await;
    let policy = own.header("content-security-policy");
    assert!(policy.ends_with("frame-ancestors 'none'"), "{policy}");
}

#[tokio::test]
async fn a_chat_is_among_the_ways_while_somebody_is_there() {
    let shop = shop().await;
    let admin = &shop.help.admin;
    let team = admin.json("/bootstrap").await["teams"][0]["id"].clone();
    let new = json!({ "kind": "chat", "name": "Chat", "team": team });
    let (status, chat) = parts(admin.post("/channels", new).await).await;
    assert_eq!(status, 201, "{chat}");
    stage(admin, text(&chat["id"]), "live", None).await;
    let app = &shop.help.desk.running.app;
    assert!(!shop.help.get(CONTACT).await.text.contains("Start a chat"));
    let _there = Console::open(&shop.help.desk, admin, "kaarel@example.com").await;
    for _ in 0..1_200 {
        app.chats.forget();
        let page = shop.help.get(CONTACT).await;
        if let Some(at) = page.text.find("Start a chat") {
            let mail = page.text.find("Send an email").expect("mail");
            assert!(at < mail, "at once is best: {}", page.text);
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("{}", shop.help.get(CONTACT).await.text);
}
