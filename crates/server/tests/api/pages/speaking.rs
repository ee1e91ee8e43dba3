//! What readers say, and who is not believed.

use super::Help;

fn helped(help: &Help) -> String {
    format!("{}/helped", help.refund)
}

/// The value of the hidden field of that name.
fn hidden<'a>(text: &'a str, name: &str) -> &'a str {
    text.split(&format!("name=\"{name}\" value=\""))
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap_or_default()
}

#[tokio::test]
async fn a_reader_says_that_it_helped_and_counts_once() {
    let help = Help::open().await;
    let answer = help.post(&helped(&help), "helped=yes", &[]).await;
    let path = answer.header("location").to_owned();
    assert_eq!(
        (answer.status, path.as_str()),
        (303, format!("{}?v=yes", helped(&help)).as_str())
    );
    let cookie = answer.header("set-cookie").to_owned();
    assert!(
        cookie.starts_with("fl_v=")
            && cookie.contains("HttpOnly")
            && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    assert!(cookie.contains("Path=/help/north"), "{cookie}");
    let mark = cookie.split(';').next().expect("a mark").to_owned();
    let page = help.get(&path).await;
    assert!(
        page.text.contains("Good to know that it helped."),
        "{}",
        page.text
    );
    let again = help
        .post(&helped(&help), "helped=no", &[("cookie", &mark)])
        .await;
    assert_eq!(again.header("set-cookie"), "", "known already");
    assert_eq!(help.counts().await, (0, 1));
    // To look at the page that thanks says nothing.
    help.get(&format!("{}?v=yes", helped(&help))).await;
    assert_eq!(help.counts().await, (0, 1));
}

#[tokio::test]
async fn from_twenty_answers_on_readers_are_told_how_many_it_helped() {
    let help = Help::open().await;
    for n in 0..20 {
        let said = if n < 15 { "helped=yes" } else { "helped=no" };
        assert_eq!(help.post(&helped(&help), said, &[]).await.status, 303);
    }
    assert_eq!(help.counts().await, (15, 5));
    help.desk.clock.advance(61_000);
    let page = help.get(&help.refund).await;
    assert!(
        page.text.contains("It helped 15 of 20 readers"),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn a_word_needs_the_page_that_asks_for_it() {
    let help = Help::open().await;
    let page = help.get(&format!("{}?v=no", helped(&help))).await;
    assert!(
        page.text.contains("What was missing?") && page.text.contains("Still not solved?"),
        "{}",
        page.text
    );
    let token = hidden(&page.text, "t").to_owned();
    assert_eq!(token.len(), 54, "{}", page.text);
    let said = format!("helped=no&t={token}&website=&word=The+bank%0Acard");
    let answer = help.post(&helped(&help), &said, &[]).await;
    assert!(
        answer.header("location").ends_with("?v=no&said=1"),
        "{answer:?}"
    );
    assert_eq!(help.words().await, ["The bank card"]);
    // A robot fills every field; it is thanked, and nothing is kept.
    let robot = format!("helped=no&t={token}&website=http%3A%2F%2Fx.example&word=Buy");
    assert_eq!(help.post(&helped(&help), &robot, &[]).await.status, 303);
    for forged in ["", "x", &token.replace(&token[..4], "AAAA")] {
        let said = format!("helped=no&t={forged}&word=Buy");
        let answer = help.post(&helped(&help), &said, &[]).await;
        assert!(answer.header("location").ends_with("?v=no"), "{answer:?}");
    }
    assert_eq!(help.words().await, ["The bank card"]);
}

#[tokio::test]
async fn another_site_cannot_say_anything() {
    let help = Help::open().await;
    for headers in [
        [("sec-fetch-site", "cross-site"), ("x-a", "b")],
        [("sec-fetch-site", "same-site"), ("x-a", "b")],
        [("origin", "https://evil.example"), ("x-a", "b")],
        [("origin", "null"), ("sec-fetch-site", "same-origin")],
    ] {
        let answer = help.post(&helped(&help), "helped=yes", &headers).await;
        assert_eq!(answer.status, 403, "{headers:?}");
        assert!(
            answer.text.contains("This did not come from our page"),
            "{}",
            answer.text
        );
    }
    assert_eq!(help.counts().await, (0, 0));
}

#[tokio::test]
async fn one_address_cannot_say_everything() {
    let help = Help::open().await;
    let mut refused = 0;
    for _ in 0..30 {
        let status = help.post(&helped(&help), "helped=yes", &[]).await.status;
        refused += u32::from(status == 429);
    }
    // Some of the allowance comes back while the test runs.
    assert!((5..=10).contains(&refused), "{refused}");
}

#[tokio::test]
async fn nonsense_is_sent_back_to_the_article() {
    let help = Help::open().await;
    for body in ["", "helped=maybe", "helped=%ff", "%%%", "word=x"] {
        let answer = help.post(&helped(&help), body, &[]).await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, help.refund.as_str()),
            "{body}"
        );
    }
    let large = format!("helped=yes&word={}", "x".repeat(200_000));
    assert_eq!(help.post(&helped(&help), &large, &[]).await.status, 303);
    assert_eq!(help.counts().await, (0, 0));
}
