//! Whatever somebody sends as a document: it is refused, or it is stored and read back the same, and its HTML holds only
//! what we write.

use domain::article::{Doc, Links, is_slug, of_plain, of_reply, searched, slug, sniff};
use domain::{ArticleFileId, ArticleId};
use fairlead_domain as domain;
use proptest::prelude::*;
use serde_json::{Value, json};

const KINDS: [&str; 20] = [
    "paragraph",
    "heading",
    "bulletList",
    "orderedList",
    "steps",
    "listItem",
    "table",
    "tableRow",
    "tableCell",
    "tableHeader",
    "codeBlock",
    "callout",
    "blockquote",
    "image",
    "video",
    "horizontalRule",
    "hardBreak",
    "text",
    "script",
    "",
];
const TAGS: [&str; 30] = [
    "p",
    "h2",
    "h3",
    "ul",
    "ol",
    "li",
    "div",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "pre",
    "code",
    "blockquote",
    "figure",
    "figcaption",
    "img",
    "video",
    "hr",
    "br",
    "strong",
    "em",
    "s",
    "a",
    "/",
    "span",
    "i",
    "b",
];

struct Nasty;

impl Links for Nasty {
    fn article(&self, _: ArticleId) -> Option<String> {
        Some("/a/\"><script>".to_owned())
    }
    fn file(&self, _: ArticleFileId) -> Option<String> {
        Some("/f/'\" onerror=x".to_owned())
    }
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,20}",
        Just("<script>alert(1)</script>".to_owned()),
        Just("\" onmouseover=\"x".to_owned()),
        Just("javascript:alert(1)".to_owned()),
        Just("https://example.com/?a=\"'<>&".to_owned()),
        Just("art_00000000000000000000000009".to_owned()),
        Just("article:art_00000000000000000000000009".to_owned()),
        Just("arf_00000000000000000000000009".to_owned()),
        Just("#returns".to_owned()),
    ]
}

fn attributes() -> impl Strategy<Value = Value> {
    (words(), words(), words(), 0_u64..100_000).prop_map(|(a, b, c, n)| {
        json!({ "file": "arf_00000000000000000000000009", "alt": a, "caption": b, "tone": c, "language": b, "id": a,
            "level": n % 9, "start": n, "width": n, "height": n, "colspan": n % 3, "href": c })
    })
}

fn node() -> impl Strategy<Value = Value> {
    let leaf = (0..KINDS.len(), words(), attributes(), words()).prop_map(|(kind, text, attrs, href)| {
        json!({ "type": KINDS[kind], "text": text, "attrs": attrs,
            "marks": [{ "type": "bold" }, { "type": "link", "attrs": { "href": href } }, { "type": text }] })
    });
    leaf.prop_recursive(5, 40, 5, |inner| {
        (0..KINDS.len(), attributes(), prop::collection::vec(inner, 0..5))
            .prop_map(|(kind, attrs, content)| json!({ "type": KINDS[kind], "attrs": attrs, "content": content }))
    })
}

fn only_ours(html: &str) -> Result<(), TestCaseError> {
    for piece in html.split('<').skip(1) {
        let inside = piece.split('>').next().unwrap_or_default();
        let name = inside
            .trim_start_matches('/')
            .split(' ')
            .next()
            .unwrap_or_default();
        prop_assert!(TAGS.contains(&name), "{name} in {html}");
        // Within a tag every quote closes what it opened: an even number.
        prop_assert_eq!(inside.matches('"').count() % 2, 0, "{} in {}", inside, html);
        prop_assert!(!inside.contains('\''), "{} in {}", inside, html);
    }
    prop_assert!(!html.contains("href=\"javascript:"));
    Ok(())
}

proptest! {
    #[test]
    fn a_document_is_refused_or_stored_whole(content in prop::collection::vec(node(), 0..6)) {
        let value = json!({ "type": "doc", "content": content });
        if let Ok(doc) = Doc::parse(&value) {
            let again = Doc::parse(&doc.to_json());
            prop_assert_eq!(again.as_ref(), Ok(&doc));
            only_ours(&doc.html(&Nasty))?;
            prop_assert!(!doc.text().contains('\0'));
        }
    }

    #[test]
    fn plain_text_always_becomes_a_document(text in "(\\PC|\n|\\||- |1\\. |## |!warn |https://){0,60}") {
        for doc in [of_plain(&text), of_reply(&text)] {
            let again = Doc::parse(&doc.to_json());
            prop_assert_eq!(again.as_ref(), Ok(&doc));
            only_ours(&doc.html(&Nasty))?;
        }
    }

    #[test]
    fn a_slug_is_one_already(title in "\\PC{0,200}") {
        let made = slug(&title);
        prop_assert!(is_slug(&made), "{title:?} → {made:?}");
        prop_assert!(made.len() <= domain::article::SLUG_MAX);
    }

    #[test]
    fn no_bytes_and_no_search_make_it_fall(bytes in prop::collection::vec(any::<u8>(), 0..200), query in "\\PC{0,300}") {
        if let Ok(found) = sniff(&bytes) {
            prop_assert!(!found.media_type.contains("svg") && !found.media_type.contains("html"));
        }
        if let Some(found) = searched(&query) {
            prop_assert!(!found.key.is_empty() && !found.query.contains('@'));
        }
    }
}
