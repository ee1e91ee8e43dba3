//! Documents of articles: what comes in is checked, what goes out is only what was built.

use domain::article::{Doc, Links, TEXT_MAX};
use domain::{ArticleFileId, ArticleId};
use fairlead_domain as domain;
use serde_json::{Value, json};
use uuid::Uuid;

struct Here;

impl Links for Here {
    fn article(&self, id: ArticleId) -> Option<String> {
        (id.0 != Uuid::nil()).then(|| format!("/help/a/{}?x=\"<", id.0.as_u128()))
    }
    fn file(&self, id: ArticleFileId) -> Option<String> {
        (id.0 != Uuid::nil()).then(|| format!("/help/file/{}", id.0.as_u128()))
    }
}

fn article(n: u128) -> ArticleId {
    ArticleId(Uuid::from_u128(n))
}

fn file(n: u128) -> ArticleFileId {
    ArticleFileId(Uuid::from_u128(n))
}

fn doc(content: Value) -> Result<Doc, &'static str> {
    Doc::parse(&json!({ "type": "doc", "content": content })).map_err(|refusal| refusal.code)
}

fn text(words: &str) -> Value {
    json!({ "type": "text", "text": words })
}

fn paragraph(words: &str) -> Value {
    json!({ "type": "paragraph", "content": [text(words)] })
}

fn linked(href: &str) -> Value {
    json!([{ "type": "paragraph", "content": [
        { "type": "text", "text": "here", "marks": [{ "type": "link", "attrs": { "href": href, "onclick": "x()" } }] }
    ] }])
}

fn everything() -> Value {
    json!([
        { "type": "heading", "attrs": { "level": 2 }, "content": [text("Before you begin")] },
        { "type": "paragraph", "content": [
            { "type": "text", "text": "Bold", "marks": [{ "type": "bold" }, { "type": "italic" }] },
            { "type": "hardBreak" },
            text("& <plain>"),
        ] },
        { "type": "bulletList", "content": [{ "type": "listItem", "content": [paragraph("one")] }] },
        { "type": "orderedList", "attrs": { "start": 3 }, "content": [
            { "type": "listItem", "content": [paragraph("three"), paragraph("more")] }
        ] },
        { "type": "steps", "content": [{ "type": "listItem", "content": [paragraph("do it")] }] },
        { "type": "table", "content": [
            { "type": "tableRow", "content": [{ "type": "tableHeader", "content": [paragraph("Country")] },
                { "type": "tableHeader", "content": [paragraph("Days")] }] },
            { "type": "tableRow", "content": [{ "type": "tableCell", "content": [paragraph("Estonia")] },
                { "type": "tableCell", "content": [paragraph("1–2")] }] },
        ] },
        { "type": "codeBlock", "attrs": { "language": "Bash" }, "content": [text("echo '<b>'")] },
        { "type": "callout", "attrs": { "tone": "warn" }, "content": [paragraph("Careful")] },
        { "type": "blockquote", "content": [paragraph("said")] },
        { "type": "image", "attrs": { "file": file(7), "alt": "A \"box\"", "width": 640, "height": 480 } },
        { "type": "video", "attrs": { "file": file(8), "caption": "How", "alt": "A hand & a \"box\"" } },
        { "type": "horizontalRule" },
        { "type": "heading", "attrs": { "level": 2 }, "content": [text("Before you begin")] },
    ])
}

#[test]
fn every_kind_of_block_is_read_stored_and_written() {
    let doc = doc(everything()).unwrap();
    assert_eq!(Doc::parse(&doc.to_json()).unwrap(), doc);
    let html = doc.html(&Here);
    for piece in [
        "<h2 id=\"before-you-begin\">Before you begin</h2>",
        "<p><strong><em>Bold</em></strong><br>&amp; &lt;plain&gt;</p>",
        "<ul><li>one</li></ul>",
        "<ol start=\"3\"><li><p>three</p><p>more</p></li></ol>",
        "<ol class=\"steps\"><li>do it</li></ol>",
        "<thead><tr><th scope=\"col\">Country</th>",
        "<tbody><tr><td>Estonia</td>",
        "<code class=\"language-bash\">echo &#39;&lt;b&gt;&#39;</code>",
        "<div class=\"callout callout-warn\" role=\"note\"><p>Careful</p></div>",
        "<blockquote><p>said</p></blockquote>",
        "<img src=\"/help/file/7\" alt=\"A &quot;box&quot;\" width=\"640\" height=\"480\"",
        "<video controls preload=\"none\" src=\"/help/file/8\" aria-label=\"How\"></video>",
        "<figcaption>How<p>A hand &amp; a &quot;box&quot;</p></figcaption>",
        "<hr>",
        "<h2 id=\"before-you-begin-2\">",
    ] {
        assert!(html.contains(piece), "{piece} is not in {html}");
    }
    assert_eq!(doc.files(), [file(7), file(8)]);
    assert_eq!(doc.outline().len(), 2);
    assert!(doc.text().contains("Estonia  1–2\n") && doc.text().contains("A \"box\""));
}

#[test]
fn links_lead_only_where_links_may_lead() {
    for href in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "blob:x",
        "//evil.example",
        "/relative",
        "https:evil",
        "https://",
        "http:///x",
        "https://@x",
        "mailto:",
        "article:art_x",
        "file:../../etc/passwd",
        "#\"><script>",
        "",
        "x".repeat(3000).as_str(),
    ] {
        assert_eq!(doc(linked(href)), Err("link_not_allowed"), "{href}");
    }
    for href in [
        "https://example.com/?a=\"<b",
        "mailto:a@b",
        "tel:+372",
        "#returns",
    ] {
        assert!(doc(linked(href)).is_ok(), "{href}");
    }
    let outside = doc(linked("https://example.com/?a=\"<b"))
        .unwrap()
        .html(&Here);
    assert!(
        outside.contains("href=\"https://example.com/?a=&quot;&lt;b\" rel=\"noopener noreferrer\""),
        "{outside}"
    );
    let inside = doc(linked(&format!("article:{}", article(5)))).unwrap();
    assert_eq!(inside.articles(), [article(5)]);
    assert!(
        inside
            .html(&Here)
            .contains("<a href=\"/help/a/5?x=&quot;&lt;\">here</a>")
    );
    let nowhere = doc(linked(&format!("article:{}", article(0)))).unwrap();
    assert_eq!(nowhere.html(&Here), "<p>here</p>");
}

#[test]
fn script_has_no_way_into_the_page() {
    let nasty = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'";
    let doc = doc(json!([
        paragraph(nasty),
        { "type": "heading", "attrs": { "level": 2, "id": nasty }, "content": [text(nasty)] },
        { "type": "codeBlock", "attrs": { "language": nasty }, "content": [text(nasty)] },
        { "type": "callout", "attrs": { "tone": nasty, "class": nasty, "style": nasty }, "content": [paragraph(nasty)] },
        { "type": "image", "attrs": { "file": file(1), "src": "javascript:x", "alt": nasty, "onerror": nasty } },
        { "type": "video", "attrs": { "file": file(0), "caption": nasty, "alt": nasty } },
    ]))
    .unwrap();
    let html = doc.html(&Here);
    assert!(
        !html.contains("<script")
            && !html.contains("<img src=x")
            && !html.contains("onerror=alert(1)>\""),
        "{html}"
    );
    assert!(
        !html.contains("style=") && !html.contains("javascript:"),
        "{html}"
    );
    // Every `<` is one of ours.
    let tags = ["p", "h2", "pre", "code", "div", "figure", "img"];
    for piece in html.split('<').skip(1) {
        let name = piece
            .trim_start_matches('/')
            .split([' ', '>'])
            .next()
            .unwrap();
        assert!(tags.contains(&name), "{name} in {html}");
    }
}

#[test]
fn what_is_unknown_is_refused_by_name() {
    for kind in ["iframe", "html", "script", "", "taskList", "<b>"] {
        assert_eq!(
            doc(json!([{ "type": kind }])),
            Err("unknown_block"),
            "{kind}"
        );
    }
    assert_eq!(
        doc(json!([{ "type": "image", "attrs": { "src": "https://x/y.png" } }])),
        Err("picture_not_uploaded")
    );
    assert_eq!(doc(json!(["words"])), Err("not_a_document"));
    assert_eq!(
        Doc::parse(&json!([])).map_err(|r| r.code),
        Err("not_a_document")
    );
    assert_eq!(Doc::read("{").map_err(|r| r.code), Err("not_a_document"));
    // A mark carries no words: it is left out.
    let marked = json!([{ "type": "paragraph", "content": [{ "type": "text", "text": "x", "marks": [{ "type": "textStyle" }, 5] }] }]);
    assert_eq!(doc(marked).unwrap().html(&Here), "<p>x</p>");
    let cell = json!({ "type": "tableCell", "content": [] });
    let uneven = json!([{ "type": "table", "content": [
        { "type": "tableRow", "content": [cell, cell] }, { "type": "tableRow", "content": [cell] }
    ] }]);
    assert_eq!(doc(uneven), Err("table_not_even"));
}

#[test]
fn depth_number_and_size_have_bounds() {
    let mut nested = paragraph("x");
    for _ in 0..40 {
        nested = json!({ "type": "blockquote", "content": [nested] });
    }
    assert_eq!(doc(json!([nested])), Err("document_too_deep"));
    let bomb = format!(
        "{{\"type\":\"doc\",\"content\":{}{}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    assert_eq!(Doc::read(&bomb).map_err(|r| r.code), Err("not_a_document"));
    assert_eq!(
        doc(json!(vec![json!({ "type": "paragraph" }); 6000])),
        Err("document_too_large")
    );
    assert_eq!(
        doc(json!([paragraph(&"x".repeat(TEXT_MAX + 1))])),
        Err("document_too_large")
    );
    let two = format!(
        "{{\"type\":\"doc\",\"x\":\"{}\"}}",
        "x".repeat(2 * 1024 * 1024)
    );
    assert_eq!(
        Doc::read(&two).map_err(|r| r.code),
        Err("document_too_large")
    );
    let empty = doc(json!([{ "type": "paragraph" }, { "type": "paragraph" }])).unwrap();
    assert!(empty.blocks.is_empty() && empty.is_empty());
}
