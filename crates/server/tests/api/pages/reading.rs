//! What readers are shown: whole without script, in their language, only what is public, and at once when it changes.

use super::{Help, Page, paragraph};
use serde_json::{Value, json};

/// Elements of a page that begin like that, each until its end.
fn elements<'a>(page: &'a Page, begin: &str) -> Vec<&'a str> {
    page.text
        .split(begin)
        .skip(1)
        .filter_map(|rest| rest.split('>').next())
        .collect()
}

fn canonical(page: &Page) -> &str {
    page.text
        .split("<link rel=\"canonical\" href=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap_or_default()
}

#[tokio::test]
async fn the_first_page_leads_to_the_language_of_the_browser() {
    let help = Help::open().await;
    for (accepted, language) in [("et-EE,en;q=0.5", "et"), ("fr", "en"), ("", "en")] {
        let page = help
            .get_with("/help/north/", &[("accept-language", accepted)])
            .await;
        assert_eq!(
            (page.status, page.header("location")),
            (302, format!("/help/north/{language}").as_str())
        );
        assert_eq!(page.header("vary"), "accept-language");
    }
    let page = help.get("/help/north/en").await;
    assert_eq!(page.status, 200);
    assert!(
        page.text.contains("<html lang=\"en\" dir=\"ltr\">"),
        "{}",
        page.text
    );
    assert!(
        page.text.contains("Returns and refunds") && page.text.contains("2 articles"),
        "{}",
        page.text
    );
    let page = help.get("/help/north/et").await;
    assert!(page.text.contains("Kuidas saame aidata?"), "{}", page.text);
}

#[tokio::test]
async fn an_article_is_whole_without_script() {
    let help = Help::open().await;
    let page = help.get(&help.refund).await;
    assert_eq!(page.status, 200, "{}", page.text);
    for wanted in [
        "<h1><bdi>When will my refund arrive?</bdi></h1>",
        "Updated 2 March 2026",
        "<h2 id=\"how-long-it-takes\">How long it takes</h2>",
        "<a href=\"#how-long-it-takes\">",
        "method=\"post\"",
        "Yes, it helped",
        "Still not solved?",
        "mailto:support@example.com",
        "Print a return label again",
        "lang=\"et\"",
        "Skip to content",
    ] {
        assert!(page.text.contains(wanted), "{wanted}: {}", page.text);
    }
    // On a phone the first paragraph comes before the contents.
    let at = |what: &str| page.text.find(what).expect("there");
    assert!(at("We pay refunds within") < at("<details class=\"contents\""));
    assert!(at("<details class=\"contents\"") < at("<h2 id=\"how-long-it-takes\""));
    // Under 20 answers nobody is told a share.
    assert!(!page.text.contains("of 0 readers"), "{}", page.text);
    // What needs a script is hidden until the script shows it.
    for button in elements(&page, "<button type=\"button\"") {
        assert!(button.contains(" hidden"), "{button}");
    }
}

#[tokio::test]
async fn nothing_runs_and_nothing_comes_from_elsewhere() {
    let help = Help::open().await;
    for path in [
        &help.refund,
        "/help/north/en",
        "/help/north/en/search?q=refund",
        "/help/north/en/contact",
        "/help/north/en/nothing",
    ] {
        let page = help.get(path).await;
        let policy = page.header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && !policy.contains("unsafe"),
            "{path}: {policy}"
        );
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        for script in elements(&page, "<script") {
            let from_here = script.starts_with(" src=\"/p/public.");
            assert!(
                from_here || script == " type=\"application/ld+json\"",
                "{path}: {script}"
            );
        }
        assert!(
            !page.text.contains(" style=") && !page.text.contains("<style"),
            "{path}"
        );
        assert!(
            !page.text.contains(" onclick") && !page.text.contains("javascript:"),
            "{path}"
        );
        assert_eq!(
            page.header("set-cookie"),
            "",
            "{path}: reading sets nothing"
        );
    }
}

#[tokio::test]
async fn machines_are_told_what_the_page_shows() {
    let help = Help::open().await;
    let page = help.get(&help.refund).await;
    let data: Vec<Value> = page
        .text
        .split("<script type=\"application/ld+json\">")
        .skip(1)
        .filter_map(|rest| rest.split("</script>").next())
        .map(|text| serde_json::from_str(text).expect("JSON"))
        .collect();
    assert_eq!(data[0]["@type"], "Article");
    assert_eq!(data[0]["headline"], "When will my refund arrive?");
    assert_eq!(data[1]["@type"], "BreadcrumbList");
    let own = canonical(&page);
    assert!(
        own.starts_with("http://") && own.ends_with(&help.refund),
        "{own}"
    );
    assert!(
        page.text.contains("rel=\"alternate\" hreflang=\"et\""),
        "{}",
        page.text
    );
    // A reader of any other language: of an article the page in the help center's own, of the beginning the one that chooses.
    let others = |text: &str, path: &str| {
        let ends = format!("{path}\">");
        text.split("hreflang=\"x-default\" href=\"")
            .nth(1)
            .and_then(|rest| rest.split_inclusive('>').next())
            .is_some_and(|link| link.ends_with(&ends))
    };
    assert!(others(&page.text, &help.refund), "{}", page.text);
    let home = help.get("/help/north/en").await;
    assert!(others(&home.text, "/help/north/"), "{}", home.text);
    assert!(
        page.text
            .contains("property=\"og:type\" content=\"article\""),
        "{}",
        page.text
    );
    let map = help.get("/help/north/sitemap.xml").await;
    assert!(
        map.text.contains(&format!("<loc>{own}</loc>")),
        "{}",
        map.text
    );
    assert!(map.text.contains("hreflang=\"et\""), "{}", map.text);
    let feed = help.get("/help/north/en/feed.xml").await;
    assert!(
        feed.header("content-type")
            .starts_with("application/atom+xml")
    );
    assert!(
        feed.text
            .contains("<title>When will my refund arrive?</title>"),
        "{}",
        feed.text
    );
    let robots = help.get("/robots.txt").await;
    assert!(
        robots.text.contains("Disallow: /\n") && robots.text.contains("/help/north/sitemap.xml"),
        "{}",
        robots.text
    );
}

#[tokio::test]
async fn what_is_not_public_is_nowhere() {
    let help = Help::open().await;
    for path in [
        &help.refund,
        "/help/north/en",
        "/help/north/en/c/returns",
        "/help/north/sitemap.xml",
        "/help/north/en/feed.xml",
        "/help/north/en/search?q=refund",
        "/help/north/en/search.json?q=secret",
    ] {
        let page = help.get(path).await;
        assert!(
            !page.text.to_lowercase().contains("secret"),
            "{path}: {}",
            page.text
        );
    }
    for path in [
        "/help/north/en/a/secret-refund-limits",
        "/help/north/en/a/secret-draft",
        "/help/nowhere/en",
        "/help/north/fr",
        "/help/north/en/c/nothing",
        "/help/north/en/x/y/z",
    ] {
        let page = help.get(path).await;
        assert_eq!(page.status, 404, "{path}");
        assert!(page.text.contains("<h1"), "{path}: {}", page.text);
    }
    // What is not there leads on.
    let page = help.get("/help/north/en/a/nothing").await;
    for wanted in [
        "role=\"search\"",
        "Returns and refunds",
        "mailto:support@example.com",
    ] {
        assert!(page.text.contains(wanted), "{wanted}: {}", page.text);
    }
}

#[tokio::test]
async fn an_old_address_leads_on_and_what_was_taken_back_is_gone() {
    let help = Help::open().await;
    help.rename(&help.refund_id, "en", "where-is-my-money")
        .await;
    let page = help.get(&help.refund).await;
    assert_eq!(
        (page.status, page.header("location")),
        (301, "/help/north/en/a/where-is-my-money")
    );
    assert_eq!(help.get(page.header("location")).await.status, 200);
    help.archive(&help.refund_id).await;
    for path in [help.refund.as_str(), "/help/north/en/a/where-is-my-money"] {
        let page = help.get(path).await;
        assert_eq!(page.status, 410, "{path}");
        assert!(
            page.text.contains("mailto:support@example.com"),
            "{}",
            page.text
        );
    }
}

#[tokio::test]
async fn who_has_a_page_is_told_when_it_has_changed_and_at_once() {
    let help = Help::open().await;
    let first = help.get(&help.refund).await;
    let tag = first.header("etag").to_owned();
    let again = help
        .get_with(&help.refund, &[("if-none-match", &tag)])
        .await;
    assert_eq!((again.status, again.text.as_str()), (304, ""));
    assert!(
        again
            .header("cache-control")
            .contains("stale-while-revalidate")
    );
    help.publish(
        &help.refund_id,
        "en",
        "When will my refund arrive?",
        json!([paragraph("Within a week.")]),
    )
    .await;
    let changed = help
        .get_with(&help.refund, &[("if-none-match", &tag)])
        .await;
    assert_eq!(changed.status, 200);
    assert!(changed.text.contains("Within a week."), "{}", changed.text);
    // Mail comes in, the feed moves on, the page does not change.
    let tag = changed.header("etag").to_owned();
    help.desk.question(&help.admin, "Another").await;
    assert_eq!(
        help.get_with(&help.refund, &[("if-none-match", &tag)])
            .await
            .status,
        304
    );
}

#[tokio::test]
async fn a_page_is_the_same_packed_and_unpacked() {
    let help = Help::open().await;
    let plain = help
        .get_with(&help.refund, &[("accept-encoding", "identity")])
        .await;
    let packed = help
        .get_with(&help.refund, &[("accept-encoding", "gzip")])
        .await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.bytes.len() * 2 < plain.bytes.len());
    assert_eq!(packed.unpacked(), plain.text);
    assert_eq!(plain.header("vary"), "accept-encoding");
}

#[tokio::test]
async fn a_host_of_its_own_has_the_same_pages_without_the_prefix_and_no_console() {
    let help = Help::open_with(json!({ "host": "help.example.org" })).await;
    let at = |path: &'static str| help.get_with(path, &[("host", "help.example.org")]);
    let page = at("/en/a/when-will-my-refund-arrive").await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(
        page.text.contains("href=\"/en/c/returns\""),
        "{}",
        page.text
    );
    assert!(
        page.text
            .contains("rel=\"canonical\" href=\"http://help.example.org"),
        "{}",
        page.text
    );
    assert_eq!(at("/").await.header("location"), "/en");
    assert_eq!(at("/sitemap.xml").await.status, 200);
    assert!(at("/robots.txt").await.text.contains("/sitemap.xml"));
    for path in [
        "/inbox/all",
        "/settings/agents",
        "/index.html",
        "/help/north/en",
    ] {
        let page = at(path).await;
        assert_eq!(page.status, 404, "{path}");
    }
    let style = page
        .text
        .split("href=\"/p/")
        .nth(1)
        .and_then(|r| r.split('"').next())
        .expect("a stylesheet");
    let style = help
        .get_with(&format!("/p/{style}"), &[("host", "help.example.org")])
        .await;
    assert_eq!(style.status, 200);
    assert!(style.header("cache-control").contains("immutable"));
    // The other way in still works, and names this one.
    let page = help.get(&help.refund).await;
    assert!(
        page.text
            .contains("rel=\"canonical\" href=\"http://help.example.org"),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn a_page_in_arabic_is_written_from_the_right_with_english_words_marked_as_such() {
    let help = Help::open_with(json!({ "locales": ["en", "et", "ar"] })).await;
    let page = help.get("/help/north/ar").await;
    assert!(
        page.text.contains("<html lang=\"ar\" dir=\"rtl\">"),
        "{}",
        page.text
    );
    assert!(
        page.text.contains("<h1 lang=\"en\">How can we help?</h1>"),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn what_is_offered_while_typing_is_found_after_pressing_enter() {
    let help = Help::open().await;
    for query in [
        "when%20do%20i%20get%20my%20money%20back",
        "refnud",
        "refund%20how%20long",
    ] {
        let quick = help
            .get(&format!("/help/north/en/search.json?q={query}"))
            .await;
        assert!(quick.text.contains(&help.refund), "{query}: {}", quick.text);
        let page = help.get(&format!("/help/north/en/search?q={query}")).await;
        assert!(page.text.contains("Results for"), "{query}: {}", page.text);
        assert!(page.text.contains(&help.refund), "{query}: {}", page.text);
    }
}

#[tokio::test]
async fn what_only_comes_near_is_shown_and_counts_as_not_found() {
    let help = Help::open().await;
    let page = help
        .get("/help/north/en/search?q=return%20submarine%20lease")
        .await;
    for wanted in [
        "Nothing found for “return submarine lease”",
        "These come near",
        "Print a return label again",
    ] {
        assert!(page.text.contains(wanted), "{wanted}: {}", page.text);
    }
    let centers = help.admin.json("/help-centers").await;
    let id = centers["items"][0]["id"].as_str().expect("an id");
    let path = format!("/help-centers/{id}/searches?in_vain=1");
    let counted = help.admin.json(&path).await;
    assert_eq!(
        counted["items"][0]["query"], "return submarine lease",
        "{counted}"
    );
}

#[tokio::test]
async fn a_search_finds_leads_on_and_is_counted_without_the_person() {
    let help = Help::open().await;
    let page = help.get("/help/north/en/search?q=refund").await;
    assert!(
        page.text.contains("When will my") && page.text.contains("<mark>"),
        "{}",
        page.text
    );
    assert!(page.text.contains("noindex"), "{}", page.text);
    let page = help.get("/help/north/en/search?q=submarine").await;
    assert_eq!(page.status, 200);
    for wanted in [
        "Nothing found for “submarine”",
        "Ask us instead",
        "Returns and refunds",
    ] {
        assert!(page.text.contains(wanted), "{wanted}: {}", page.text);
    }
    // Only in the other language: told, with the language of the words.
    let page = help.get("/help/north/en/search?q=raha").await;
    assert!(
        page.text.contains("In Estonian") && page.text.contains("lang=\"et\""),
        "{}",
        page.text
    );
    let found: Value =
        serde_json::from_str(&help.get("/help/north/en/search.json?q=ref").await.text)
            .expect("JSON");
    assert_eq!(found["items"][0]["url"], help.refund.as_str(), "{found}");
    assert_eq!(help.get("/help/north/en/search").await.status, 200);
}

#[tokio::test]
async fn a_page_of_a_usual_article_is_small() {
    let help = Help::open().await;
    let words: Vec<String> = (0..2_000)
        .map(|n| format!("word{}", (n * 7919) % 1_301))
        .collect();
    let blocks: Vec<Value> = words.chunks(80).map(|c| paragraph(&c.join(" "))).collect();
    help.publish(
        &help.refund_id,
        "en",
        "When will my refund arrive?",
        Value::Array(blocks),
    )
    .await;
    let packed = help
        .get_with(&help.refund, &[("accept-encoding", "gzip")])
        .await;
    assert!(packed.bytes.len() <= 20 * 1024, "{}", packed.bytes.len());
}
