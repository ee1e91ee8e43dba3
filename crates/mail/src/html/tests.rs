//! Hostile and ordinary HTML of mails.

use super::*;

fn safe(html: &str) -> String {
    sanitise(html, &Limits::default())
        .html
        .expect("within bounds")
}

#[test]
fn nothing_that_runs_or_loads_comes_through() {
    for html in [
        "<script>alert(1)</script>x",
        "<img src=x onerror=alert(1)>x",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='JaVa\tScript:alert(1)'>x</a>",
        "<svg><script>alert(1)</script></svg>x",
        "<svg/onload=alert(1)>x",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>x",
        "<iframe src='https://x.org'></iframe>x",
        "<object data='x.swf'><embed src='x.swf'></object>x",
        "<form action='https://x.org'><input name=p><button>x</button></form>",
        "<style>@import 'https://x.org/a.css'</style>x",
        "<link rel=stylesheet href='https://x.org'>x",
        "<meta http-equiv=refresh content='0;url=https://x.org'>x",
        "<base href='https://x.org'>x",
        "<div style='background:url(https://x.org/p)' background='https://x.org/p' class=evil id=login>x</div>",
        "<video src='https://x.org/v' poster='https://x.org/p'>x</video>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>x</noscript>",
        "<textarea><img src=x onerror=alert(1)></textarea>x",
        "<a href='data:text/html,<script>1</script>'>x</a>",
        "<img src='data:image/svg+xml;base64,AAAA'>x",
        "<p/onclick=alert(1)>x",
        "<!--><img src=x onerror=alert(1)>-->x",
        "<![CDATA[<img src=x onerror=alert(1)>]]>x",
        "<xmp><p title='</xmp><script>alert(1)</script>'>x",
        "<select><template><img src=x onerror=1></template></select>x",
    ] {
        let out = safe(html);
        let lower = out.to_lowercase();
        for bad in [
            "<script",
            "javascript:",
            "<iframe",
            "<object",
            "<embed",
            "<form",
            "<input",
            "<style",
            "<link",
            "<meta",
            "<base",
            "<svg",
            "<math",
            "<video",
        ] {
            assert!(!lower.contains(bad), "{html} -> {out}");
        }
        // What looks like a handler may stand as escaped text, never inside a tag.
        for tag in lower.split('<').skip(1).filter_map(|t| t.split('>').next()) {
            for bad in [" on", " style=", " class=", " id=", " src=", " background="] {
                assert!(!tag.contains(bad), "{html} -> {out}");
            }
        }
        assert!(out.contains('x'), "{html} -> {out}");
    }
}

#[test]
fn outside_images_are_blocked_and_images_of_the_mail_are_named() {
    assert_eq!(
        safe("<img src='https://x.org/a.png' alt='A \"b\"' width=100 height=50%>"),
        "<img data-remote-src=\"https://x.org/a.png\" alt=\"A &quot;b&quot;\" width=\"100\">"
    );
    let found = sanitise(
        "<img src='cid:part1%40x'><img src='CID:part1@x'><img src='cid:b'>",
        &Limits::default(),
    );
    assert_eq!(found.content_ids, ["part1@x", "b"]);
    assert!(
        found
            .html
            .is_some_and(|h| h.contains("data-cid=\"part1@x\"") && !h.contains(" src="))
    );
    assert_eq!(
        safe("<img src='data:image/png;base64,AAAA'>"),
        "<img src=\"data:image/png;base64,AAAA\" alt=\"\">"
    );
    assert_eq!(
        safe(&format!(
            "x<img src='data:image/png;base64,{}'>",
            "A".repeat(800_000)
        )),
        "x"
    );
}

#[test]
fn tracking_pixels_are_dropped() {
    for pixel in [
        "<img src='https://t.org/o' width=1 height=1>",
        "<img src='https://t.org/o' style='width:1px; height:1px'>",
        "<img src='https://t.org/o' style='display:none'>",
        "<img src='https://t.org/o' width='0'>",
        "<div style='display: none'><img src='https://t.org/o'></div>",
    ] {
        assert_eq!(safe(&format!("x{pixel}")), "x", "{pixel}");
    }
}

#[test]
fn links_are_safe_and_honest() {
    assert_eq!(
        safe("<a href='https://evil.net/a?b=1&c=2'>https://bank.example</a>"),
        "<a href=\"https://evil.net/a?b=1&amp;c=2\" rel=\"noopener noreferrer nofollow\" target=\"_blank\" data-mismatch=\"evil.net\">https://bank.example</a>"
    );
    assert!(!safe("<a href='https://x.org'><b>Click</b> here</a>").contains("mismatch"));
    assert!(
        safe("<a href='https://evil.net'><b>bank</b>.example</a>")
            .contains("data-mismatch=\"evil.net\"")
    );
    assert_eq!(safe("<a href='javascript:x'>words</a>"), "words");
}

#[test]
fn structure_direction_and_language_stay() {
    let html = "<h1>T</h1><ul><li>a<li>b</ul><table><tr><td colspan=2>c</table><pre>d\n e</pre><p dir=rtl lang=ar>نص</p><div style='direction: rtl'>x</div><span dir=ltr>y</span>";
    let out = safe(html);
    for part in [
        "<h1>T</h1>",
        "<li>a</li><li>b</li>",
        "<td colspan=\"2\">c</td>",
        "<pre>d\n e</pre>",
        "<p dir=\"rtl\" lang=\"ar\">نص</p>",
        "<div dir=\"rtl\">x</div>",
        "<span dir=\"ltr\">y</span>",
    ] {
        assert!(out.contains(part), "{part} in {out}");
    }
    assert_eq!(
        safe("<p>bdo \u{202E}evil\u{202C}</p>"),
        "<p>bdo evil\u{202C}</p>"
    );
}

#[test]
fn quotes_of_common_programs_are_folded() {
    for (name, quote) in [
        (
            "gmail",
            "<div class=\"gmail_quote\"><div class=gmail_attr>On Monday Al wrote:</div><blockquote>old</blockquote></div>",
        ),
        (
            "apple",
            "<blockquote type=\"cite\"><div>On Monday Al wrote:</div>old</blockquote>",
        ),
        (
            "yahoo",
            "<div id=\"ydp1yahoo_quoted_1\" class=\"ydp1yahoo_quoted\">old</div>",
        ),
        ("proton", "<div class=\"protonmail_quote\">old</div>"),
        ("quoted gmail", "<div class=\"x_gmail_quote\">old</div>"),
        (
            "outlook web",
            "<div id=\"appendonsend\"></div><hr><div id=\"divRplyFwdMsg\"><b>From:</b> Al</div><div>old</div>",
        ),
        (
            "outlook desktop",
            "<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p><b>From:</b> Al</p></div></div><p>old</p>",
        ),
        (
            "separator line",
            "<p>-----Original Message-----<br>From: Al</p><p>old</p>",
        ),
        (
            "german separator",
            "<div>-----Ursprüngliche Nachricht-----</div><div>old</div>",
        ),
    ] {
        let out = safe(&format!(
            "<html><body><div>new words</div>{quote}</body></html>"
        ));
        let fold = out
            .find("data-fold=\"quote\"")
            .unwrap_or_else(|| panic!("{name}: {out}"));
        assert!(
            out.find("new words").is_some_and(|n| n < fold),
            "{name}: {out}"
        );
        assert!(out.rfind("old").is_some_and(|n| n > fold), "{name}: {out}");
        // Every word after the mark is inside a fold.
        let after_last_close = out.rfind("</div>").unwrap_or(0);
        assert!(
            out.rfind("old").is_some_and(|n| n < after_last_close),
            "{name}: {out}"
        );
    }
}

#[test]
fn a_line_that_only_begins_like_a_header_is_not_folded() {
    assert!(
        !safe("<p>From: the beginning it was broken.</p><p>To: be fixed please</p>")
            .contains("data-fold")
    );
    assert!(!safe("<p>As I wrote</p><blockquote>my own block</blockquote>").contains("data-fold"));
}

#[test]
fn signatures_are_folded_and_words_after_a_quote_stay() {
    let out = safe("<div>new</div><div class=gmail_signature>Bob<br>Sales</div>");
    assert!(
        out.contains("<div data-fold=\"signature\"><div>Bob<br>Sales</div></div>"),
        "{out}"
    );
    let out = safe("<blockquote type=cite>old</blockquote><p>bottom answer</p>");
    assert!(out.ends_with("</div><p>bottom answer</p>"), "{out}");
}

#[test]
fn a_mail_that_is_all_quote_is_shown_whole() {
    assert!(!safe("<div class=gmail_quote>forwarded text</div>").contains("data-fold"));
    assert!(
        !safe("<blockquote type=cite>old <b>my answer inside</b></blockquote>")
            .contains("data-fold")
    );
}

#[test]
fn hidden_text_is_not_shown_unless_it_would_hide_everything() {
    assert_eq!(safe("<div style='display:none'>preheader</div>x"), "x");
    assert!(
        safe("<div style='display:none'>the whole mail, never closed").contains("the whole mail")
    );
    assert!(safe("<svg>the whole mail").contains("the whole mail"));
}

#[test]
fn broken_nesting_comes_out_well_formed() {
    for html in [
        "<b><p>x</b></p>",
        "</div></td>x",
        "<table><td>x<table><tr>y",
        "<a href='https://x.org'><a href='https://y.org'>x",
        "<p><div><p>x</div>",
        "<ul><li><ul><li>x</ul></ul></ul>",
    ] {
        let out = safe(html);
        assert_eq!(
            out.matches("<div").count(),
            out.matches("</div>").count(),
            "{html} -> {out}"
        );
        assert!(out.contains('x'));
        assert_eq!(safe(&out), out, "a second pass changes nothing");
    }
}

#[test]
fn too_deep_html_becomes_text_and_megabytes_of_it_are_bounded() {
    let deep = "<div>".repeat(5_000) + "x";
    let found = sanitise(&deep, &Limits::default());
    assert_eq!(found.html, None);
    assert!(found.problems.iter().any(|p| p.code == "html_too_deep"));
    let wide = "<div>a</div>".repeat(450_000);
    let found = sanitise(&wide, &Limits::default());
    assert!(found.html.is_some_and(|h| h.len() <= 5 * 1024 * 1024));
    let links = "<a href='https://x.org/'>y</a> ".repeat(5_000);
    assert_eq!(safe(&links).matches("<a ").count(), 5_000);
    let fonts = "<font color=red>".repeat(15_000) + "x";
    assert!(safe(&fonts).contains('x'));
    let never_closed = "<b>".repeat(150) + &"</i>".repeat(200_000) + "x";
    assert!(safe(&never_closed).contains('x'));
}

#[test]
fn text_is_escaped_into_html() {
    assert_eq!(
        from_text("a<b>&\"\nc"),
        "<div>a&lt;b&gt;&amp;&quot;<br>\nc</div>"
    );
}

#[test]
fn the_charset_of_a_meta_tag_is_found() {
    assert_eq!(
        stated_charset(
            b"<html><META http-equiv=Content-Type content=\"text/html; charset=KOI8-R\">"
        )
        .as_deref(),
        Some("koi8-r")
    );
    assert_eq!(
        stated_charset(b"<meta charset='gbk'>").as_deref(),
        Some("gbk")
    );
    assert_eq!(stated_charset(b"charset=x"), None);
}
