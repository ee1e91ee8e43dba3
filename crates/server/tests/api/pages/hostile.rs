//! Questions, paths, hosts and titles that mean harm.

use super::{Help, paragraph};
use serde_json::json;

#[tokio::test]
async fn a_hostile_question_is_shown_as_it_stands_and_cut() {
    let help = Help::open().await;
    let search = async |q: &str| help.get(&format!("/help/north/en/search?q={q}")).await;
    let page =
        search("%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%3E%3Cimg%20src%3Dx%20onerror%3D1%3E").await;
    assert_eq!(page.status, 200);
    assert!(
        !page.text.contains("<script>alert") && !page.text.contains("<img src=x"),
        "{}",
        page.text
    );
    assert!(
        page.text.contains("&lt;script&gt;alert(1)"),
        "{}",
        page.text
    );
    let page = search(&"refund%20".repeat(1_100)).await;
    assert_eq!(page.status, 200);
    assert!(
        page.text.contains("That was too long to search for"),
        "{}",
        page.text
    );
    assert!(page.text.len() < 40_000, "{}", page.text.len());
    for odd in [
        "%00",
        "%E2%80%AEtxt",
        "%E2%81%A6%E2%81%A6",
        "%1b%5b2J",
        "*",
        "%22",
        "%22%22%22",
        "AND%20OR%20NOT",
        "-",
        "%28%28%28",
        "a%3A*",
        "%ff%fe",
        "%F0%9F%A7%A5",
    ] {
        let page = search(odd).await;
        assert_eq!(page.status, 200, "{odd}");
        let turned =
            |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c);
        assert!(!page.text.contains(turned), "{odd}");
    }
    let page = help.get("/help/north/en/search?q=a&q=b&q=c").await;
    assert!(page.status == 200, "{}", page.status);
}

#[tokio::test]
async fn a_hostile_path_leads_nowhere() {
    let help = Help::open().await;
    let long = format!("/help/north/en/a/{}", "a".repeat(3_000));
    let deep = format!("/help/north/en{}", "/a".repeat(500));
    for path in [
        "/help/north/en/a/%ff%fe",
        "/help/north/en/a/..%2f..%2fetc%2fpasswd",
        "/help/north/en/a/%00",
        "/help/north/en/a/%0d%0aset-cookie:x=y",
        "/help/north/%E2%80%AEen/",
        "/help//en",
        "/help/north/en/file/x/y",
        "/help/north/file/arf_00000000000000000000000000/x",
        "/help/north/file/..%2f..%2fkey/x",
        "/p/public.000000000000.ffffff.css",
        "/p/public.x.css",
        "/p/..%2fCargo.toml",
        &long,
        &deep,
    ] {
        let page = help.get(path).await;
        assert_eq!(page.status, 404, "{path}: {}", page.text);
        assert_eq!(page.header("set-cookie"), "", "{path}");
    }
}

#[tokio::test]
async fn a_hostile_host_is_never_repeated() {
    let help = Help::open().await;
    for host in [
        "evil.example",
        "help.example.org.evil.example",
        "evil.example:80",
        "127.0.0.1",
        "[::1]",
        "evil\"><script>",
    ] {
        let page = help
            .get_with(
                &help.refund,
                &[("host", host), ("x-forwarded-host", "evil.example")],
            )
            .await;
        // What is no host at all does not reach the pages.
        assert!(
            page.status == 200 || page.status == 400,
            "{host}: {}",
            page.status
        );
        assert!(!page.text.contains("evil"), "{host}");
    }
}

#[tokio::test]
async fn hostile_words_of_an_agent_are_words() {
    let help = Help::open().await;
    let title = "</title><script>alert(1)</script>\u{202e}\"onload=\"x";
    help.publish(
        &help.refund_id,
        "en",
        title,
        json!([
            paragraph("<img src=x onerror=alert(1)>"),
            paragraph("]]></script>")
        ]),
    )
    .await;
    for path in [
        &help.refund,
        "/help/north/en/c/returns",
        "/help/north/en/feed.xml",
        "/help/north/en/search?q=alert",
        "/help/north/sitemap.xml",
    ] {
        let page = help.get(path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.text);
        assert!(
            !page.text.contains("<script>alert") && !page.text.contains("<img src=x"),
            "{path}: {}",
            page.text
        );
        assert_eq!(
            page.text.matches("</title>").count(),
            page.text.matches("<title>").count(),
            "{path}"
        );
    }
}

#[tokio::test]
async fn only_colours_that_a_help_center_has_are_made() {
    let help = Help::open_with(json!({ "accent": "#ffd400" })).await;
    let page = help.get("/help/north/en").await;
    let style = page
        .text
        .split("href=\"/p/")
        .nth(1)
        .and_then(|r| r.split('"').next())
        .expect("a stylesheet")
        .to_owned();
    assert!(style.ends_with(".ffd400.css"), "{style}");
    let css = help.get(&format!("/p/{style}")).await;
    assert!(
        css.text.contains("--accent:#ffd400;--on-accent:#000000"),
        "{}",
        css.text
    );
    let other = style.replace("ffd400", "ffd401");
    assert_eq!(help.get(&format!("/p/{other}")).await.status, 404);
}
