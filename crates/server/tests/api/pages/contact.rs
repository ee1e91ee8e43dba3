//! The contact page: what it is about, what most people find, the way that suits.

use super::forms::{PATH, Shop, shop, text};
use domain::TopicId;
use serde_json::json;

const CONTACT: &str = "/help/north/en/contact";

/// The article about refunds is about returns.
async fn about_returns() -> Shop {
    let shop = shop().await;
    let path = format!("/articles/{}", shop.help.refund_id);
    let change = json!({ "topic": shop.topic });
    let answer = shop.help.admin.patch(&path, change).await;
    assert!(answer.status().is_success(), "{}", answer.status());
    shop
}

#[tokio::test]
async fn a_topic_leads_to_its_articles_and_to_the_form_with_its_questions() {
    let shop = about_returns().await;
    let page = shop.help.get(CONTACT).await;
    for wanted in [
        "What is it about?",
        ">Return<",
        ">Invoice<",
        "Reach us",
        PATH,
    ] {
        assert!(page.text.contains(wanted), "{wanted}: {}", page.text);
    }
    // Nobody has said that anything helped.
    assert!(!page.text.contains("Answered here"), "{}", page.text);
    let chosen = format!("{CONTACT}?topic={}", shop.topic);
    assert!(page.text.contains(&chosen), "{}", page.text);
    let page = shop.help.get(&chosen).await;
    let form = format!("{PATH}?topic={}", shop.topic);
    for wanted in [
        "Answered here for most people",
        "When will my refund arrive?",
        "Reach us about: ",
        "Best for this",
        &form,
    ] {
        assert!(page.text.contains(wanted), "{wanted}: {}", page.text);
    }
    assert!(!page.text.contains("Print a return label again"));
    // The form asks at once for what a return needs.
    let asked = shop.help.get(&form).await;
    assert!(asked.text.contains("selected"), "{}", asked.text);
    // So does the way at the end of the article.
    let article = shop.help.get(&shop.help.refund).await;
    assert!(article.text.contains(&form), "{}", article.text);
}

#[tokio::test]
async fn a_topic_that_no_form_asks_about_is_passed_over() {
    let shop = about_returns().await;
    let unknown = TopicId(uuid::Uuid::from_u128(7)).to_string();
    for odd in [
        unknown.as_str(),
        "",
        "top_",
        "%00",
        "\"><script>",
        &"x".repeat(4_000),
    ] {
        let page = shop.help.get(&format!("{CONTACT}?topic={odd}")).await;
        assert_eq!(page.status, 200, "{odd}");
        assert!(page.text.contains("Reach us<"), "{odd}: {}", page.text);
    }
    let page = shop.help.get(&format!("{CONTACT}?topic=a&topic=b")).await;
    assert_eq!(page.status, 200);
}

#[tokio::test]
async fn what_is_internal_is_not_among_the_answers() {
    let shop = about_returns().await;
    let all = shop.help.admin.json("/articles").await;
    let items = all["items"].as_array().expect("a list");
    let secret = items
        .iter()
        .find(|a| a.to_string().contains("Secret refund limits"));
    let path = format!("/articles/{}", text(&secret.expect("there")["id"]));
    let change = json!({ "topic": shop.topic });
    assert!(
        shop.help
            .admin
            .patch(&path, change)
            .await
            .status()
            .is_success()
    );
    let page = shop
        .help
        .get(&format!("{CONTACT}?topic={}", shop.topic))
        .await;
    assert!(!page.text.contains("Secret"), "{}", page.text);
}
