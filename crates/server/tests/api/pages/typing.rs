//! Suggestions while a question is typed into a form: for whom, of what, and what is believed of the answer.

use super::Help;
use serde_json::{Value, json};

const FORM: &str = "/help/north/en/f/write";

fn encoded(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

async fn asked(help: &Help, path: &str, text: &str) -> (Value, String) {
    let page = help
        .get(&format!("{path}/suggest?q={}&topic=", encoded(text)))
        .await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert_eq!(page.header("cache-control"), "private, no-store");
    let cookie = page
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap_or_default();
    let body = serde_json::from_str(&page.text).expect("JSON");
    (body, cookie.to_owned())
}

/// Held out or not is chance; here nobody is.
async fn all_shown() -> Help {
    let help = Help::open().await;
    let centers = help.admin.json("/help-centers").await;
    let id = centers["items"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let change = json!({ "held_out_permille": 0 });
    let answer = help
        .admin
        .patch(&format!("/help-centers/{id}"), change)
        .await;
    assert!(answer.status().is_success());
    help
}

#[tokio::test]
async fn an_article_is_shown_with_its_passage_and_why() {
    let help = all_shown().await;
    let (found, cookie) = asked(&help, FORM, "Hello, when will I get my REFUND").await;
    assert!(cookie.starts_with("fl_v="), "{cookie}");
    let first = &found["suggestions"][0];
    assert_eq!(first["title"], "When will my refund arrive?");
    assert_eq!(first["url"], json!(help.refund));
    assert!(
        first["reason"]
            .as_str()
            .is_some_and(|r| r.contains("“REFUND”")),
        "{first}"
    );
    let marked = first["passage"].as_array().expect("pieces");
    assert!(
        marked
            .iter()
            .any(|p| p[1] == true && p[0].as_str().is_some_and(|t| t.starts_with("refund")))
    );
    assert!(
        found["session"]
            .as_str()
            .is_some_and(|s| s.starts_with("sug_"))
    );
    let (estonian, _) = asked(&help, "/help/north/et/f/write", "kus mu raha on").await;
    assert_eq!(
        estonian["suggestions"][0]["title"],
        "Millal tagastuse raha kätte saan?"
    );
    let (other, _) = asked(&help, "/help/north/et/f/write", "return label").await;
    assert!(
        other["suggestions"][0]["reason"]
            .as_str()
            .is_some_and(|r| r.contains("artikkel on keeles")),
        "{other}"
    );
}

#[tokio::test]
async fn nothing_that_is_internal_or_a_draft_is_shown_whatever_is_asked() {
    let help = all_shown().await;
    for text in [
        "Secret refund limits",
        "Secret draft",
        "up to 500 without asking",
    ] {
        let (found, _) = asked(&help, FORM, text).await;
        assert!(!found.to_string().contains("Secret"), "{found}");
    }
    let search = help
        .get("/help/north/en/search.json?q=secret%20limits")
        .await;
    assert!(!search.text.contains("Secret"), "{}", search.text);
}

#[tokio::test]
async fn whatever_is_typed_is_answered() {
    let help = all_shown().await;
    for text in [
        "",
        "  ",
        "🙂",
        "\u{0}\u{202e}",
        "'\"; DROP TABLE article; --",
        "<script>alert(1)</script>",
        "退款 возврат คืนเงิน refund",
        &"refund ".repeat(90),
    ] {
        let (found, _) = asked(&help, FORM, text).await;
        assert!(found["suggestions"].is_array(), "{found}");
    }
    // Ten kilobytes are too long for an address, or looked at in part.
    let long = help
        .get(&format!("{FORM}/suggest?q={}", "refund%20".repeat(1_200)))
        .await;
    assert!([200, 414, 431].contains(&long.status), "{}", long.status);
    for query in ["", "?q", "?topic=top_x&q=refund", "?q=%ff%fe", "?q=a&q=b"] {
        let page = help.get(&format!("{FORM}/suggest{query}")).await;
        assert_eq!(page.status, 200, "{query}: {}", page.text);
    }
}

#[tokio::test]
async fn who_says_that_it_helped_is_believed_about_their_own_question_alone() {
    let help = all_shown().await;
    let (found, cookie) = asked(&help, FORM, "where is my refund").await;
    let session = found["session"].as_str().expect("a session");
    let body = format!("session={session}&article={}&helped=1", help.refund_id);
    let own: &[(&str, &str)] = &[("cookie", &cookie), ("sec-fetch-site", "same-origin")];
    let solved = format!("{FORM}/solved");
    assert_eq!(help.post(&solved, &body, own).await.status, 204);
    assert_eq!(
        help.post(&solved, &body, own).await.status,
        204,
        "twice is once"
    );
    let stranger: &[(&str, &str)] = &[
        ("cookie", "fl_v=AAAAAAAAAAAAAAAAAAAAAA"),
        ("sec-fetch-site", "same-origin"),
    ];
    assert_eq!(
        help.post(&solved, &body, stranger).await.status,
        204,
        "passed over"
    );
    let elsewhere: &[(&str, &str)] = &[
        ("cookie", &cookie),
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
    ];
    assert_eq!(help.post(&solved, &body, elsewhere).await.status, 403);
    for odd in [
        "",
        "session=&article=&helped=",
        "session=sug_x",
        "helped=1&session=../../etc/passwd",
    ] {
        assert_eq!(help.post(&solved, odd, own).await.status, 204, "{odd}");
    }
}

#[tokio::test]
async fn who_is_held_out_is_answered_like_one_for_whom_there_is_nothing() {
    let help = Help::open().await;
    let centers = help.admin.json("/help-centers").await;
    let id = centers["items"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let change = json!({ "held_out_permille": 500 });
    let answer = help
        .admin
        .patch(&format!("/help-centers/{id}"), change)
        .await;
    assert!(answer.status().is_success());
    let (mut shown, mut held) = (0, 0);
    for _ in 0..40 {
        let (found, _) = asked(&help, FORM, "where is my refund").await;
        match found["suggestions"].as_array().map(Vec::len) {
            Some(0) => {
                assert_eq!(found, json!({ "session": null, "suggestions": [] }));
                held += 1;
            }
            _ => shown += 1,
        }
    }
    assert!(shown > 3 && held > 3, "{shown} shown, {held} held out");
    help.desk.clock.advance(1_000);
    let report = help
        .admin
        .json(&format!("/reports/suggestions?help_center={id}"))
        .await;
    assert_eq!(report["pending"], 40);
}
