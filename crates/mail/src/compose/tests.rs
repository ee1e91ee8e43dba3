//! Mail that is written can be read again, and nothing in it can become a header.

use super::*;
use crate::mime::read;
use proptest::prelude::*;

fn person(name: &str, address: &str) -> Address {
    Address {
        name: Some(name.to_owned()).filter(|n| !n.is_empty()),
        address: address.to_owned(),
    }
}

fn sample() -> Outgoing {
    Outgoing {
        from: person("Jörg, Support", "help@example.org"),
        to: vec![person("你好", "a@x.cn"), person("", "b@x.org")],
        cc: vec![person("O'Neil \"Bob\"", "c@x.org")],
        reply_to: vec![person("", "help+t.abc@example.org")],
        subject: "Re: Grüße, 注文 and a rather long subject that has to be folded somewhere in the middle of it".to_owned(),
        message_id: "1.abc@example.org".to_owned(),
        in_reply_to: vec!["z@x.org".to_owned()],
        references: vec!["y@x.org".to_owned(), "z@x.org".to_owned()],
        date_ms: 1_709_631_900_000,
        text: "Hello,\n\n.dot at the start\nFrom here on\n-- \nBob".to_owned(),
        html: Some("<p>Hello <img src=\"cid:i1@x\" alt=\"\"></p>".to_owned()),
        inline: vec![Part { name: "logo.png".to_owned(), media_type: "image/png".to_owned(), content_id: Some("i1@x".to_owned()), bytes: vec![0, 1, 2] }],
        attachments: vec![Part { name: "Lepingu lisa – 合同.pdf".to_owned(), media_type: "application/pdf".to_owned(), content_id: None, bytes: (0..=255).cycle().take(5_000).collect() }],
        headers: vec![("Auto-Submitted".to_owned(), "auto-replied".to_owned())],
    }
}

fn check_lines(raw: &[u8]) {
    for line in raw.split_inclusive(|&b| b == b'\n') {
        assert!(
            line.ends_with(b"\r\n"),
            "{:?}",
            String::from_utf8_lossy(line)
        );
        assert!(line.len() <= 1_000, "{}", line.len());
        assert!(!line[..line.len() - 2].contains(&b'\r'));
    }
    assert!(!raw.contains(&0));
}

#[test]
fn what_is_written_is_read_again() {
    let mail = sample();
    let raw = build(&mail).expect("writes");
    check_lines(&raw);
    let back = read(&raw, &Limits::default());
    assert_eq!(back.problems, []);
    assert_eq!(back.from, std::slice::from_ref(&mail.from));
    assert_eq!(
        (&back.to, &back.cc, &back.reply_to),
        (&mail.to, &mail.cc, &mail.reply_to)
    );
    assert_eq!(back.subject, mail.subject);
    assert_eq!(back.message_id.as_ref(), Some(&mail.message_id));
    assert_eq!(
        (&back.in_reply_to, &back.references),
        (&mail.in_reply_to, &mail.references)
    );
    assert_eq!(back.date, Some(mail.date_ms));
    assert_eq!(back.text, mail.text);
    assert_eq!(
        back.html_safe.as_deref().map(str::trim),
        Some("<p>Hello <img data-cid=\"i1@x\" alt=\"\"></p>")
    );
    assert_eq!(back.attachments.len(), 2);
    assert!(back.attachments[0].inline && back.attachments[0].bytes == mail.inline[0].bytes);
    assert_eq!(
        (&back.attachments[1].name, &back.attachments[1].bytes),
        (&mail.attachments[0].name, &mail.attachments[0].bytes)
    );
    let head = String::from_utf8_lossy(&raw);
    assert!(head.contains("filename*"), "RFC 2231 name");
    assert!(head.contains("Auto-Submitted: auto-replied\r\n"));
    assert!(head[..head.find("\r\n\r\n").expect("headers")].is_ascii());
}

#[test]
fn the_same_mail_gives_the_same_bytes() {
    assert_eq!(build(&sample()), build(&sample()));
}

#[test]
fn headers_cannot_be_smuggled_in() {
    let mut mail = sample();
    mail.subject = "Hello\r\nBcc: evil@x.org\r\n\r\nbody\0".to_owned();
    mail.from.name = Some("Bob\r\nBcc: evil@x.org".to_owned());
    mail.attachments[0].name = "a\"\r\nX-Evil: 1\r\n.pdf".to_owned();
    let raw = build(&mail).expect("writes");
    check_lines(&raw);
    let text = String::from_utf8_lossy(&raw);
    assert!(
        !text
            .lines()
            .any(|l| l.starts_with("Bcc") || l.starts_with("X-Evil"))
    );
    let back = read(&raw, &Limits::default());
    assert_eq!(back.bcc, []);
    assert_eq!(back.subject, "Hello Bcc: evil@x.org body");

    for broken in [
        "a@x.org\r\nBcc: e@x.org",
        "a@x.org, b@x.org",
        "<a@x.org>\n",
        "",
        "nobody",
        "a b@x.org",
        "a@x.org>",
    ] {
        let mail = Outgoing {
            to: vec![person("", broken)],
            ..sample()
        };
        assert!(
            matches!(build(&mail), Err(ComposeError::Address(_))) || broken == "a@x.org>",
            "{broken:?}"
        );
    }
    for (name, value) in [
        ("X-A\r\nBcc", "x"),
        ("X-A", "x\r\nBcc: e@x.org"),
        ("", "x"),
        ("X A", "x"),
        ("X-A:", "x"),
        ("From", "e@x.org"),
        ("X-A", "a\0b"),
        ("X-Ä", "x"),
    ] {
        let mail = Outgoing {
            headers: vec![(name.to_owned(), value.to_owned())],
            ..sample()
        };
        assert!(
            matches!(build(&mail), Err(ComposeError::Field(_))),
            "{name:?} {value:?}"
        );
    }
    for id in ["", "a\r\nBcc: x", "a b", "<a@x>", "ä@x"] {
        assert!(
            build(&Outgoing {
                message_id: id.to_owned(),
                ..sample()
            })
            .is_err(),
            "{id:?}"
        );
        assert!(
            build(&Outgoing {
                references: vec![id.to_owned()],
                ..sample()
            })
            .is_err(),
            "{id:?}"
        );
    }
    let mut mail = sample();
    mail.attachments[0].media_type = "text/plain\r\nX-Evil: 1".to_owned();
    assert!(build(&mail).is_err());
    assert_eq!(
        build(&Outgoing {
            to: vec![],
            cc: vec![],
            ..sample()
        }),
        Err(ComposeError::NoRecipient)
    );
}

#[test]
fn very_long_lines_and_lists_are_written_within_bounds() {
    let mail = Outgoing {
        text: "x".repeat(5_000) + " " + &"注".repeat(5_000),
        html: Some("<p>".to_owned() + &"y".repeat(10_000) + "</p>"),
        subject: "s".repeat(3_000),
        to: (0..200)
            .map(|n| person("Name", &format!("a{n}@x.org")))
            .collect(),
        references: (0..500).map(|n| format!("{n}@x.org")).collect(),
        ..sample()
    };
    let raw = build(&mail).expect("writes");
    check_lines(&raw);
    let back = read(&raw, &Limits::default());
    assert_eq!((back.text, back.to.len()), (mail.text, 200));
    assert_eq!(
        (
            back.references.first().map(String::as_str),
            back.references.last().map(String::as_str)
        ),
        (Some("0@x.org"), Some("499@x.org"))
    );
}

#[test]
fn domains_outside_ascii_travel_in_ascii() {
    let raw = build(&Outgoing {
        to: vec![person("", "a@bücher.example")],
        ..sample()
    })
    .expect("writes");
    assert!(String::from_utf8_lossy(&raw).contains("a@xn--bcher-kva.example"));
}

#[test]
fn the_editor_gives_clean_html_and_readable_text() {
    let given = "<p onclick=x style=color:red>Hi <b>you</b> <a href='https://x.org' class=y>link</a><script>1</script></p><ul><li>a</ul><img src='https://t.org/p.png'><img data-cid='i@x' alt=z><h4>t</h4><iframe src=x></iframe>";
    assert_eq!(
        html_from_editor(given),
        "<p>Hi <b>you</b> <a href=\"https://x.org/\">link</a></p><ul><li>a</li></ul><img src=\"cid:i@x\" alt=\"z\">t"
    );
    assert_eq!(
        text_from_html("<p>Hi <b>you</b></p><p><a href='https://x.org/'>link</a></p>"),
        "Hi you\n\nlink <https://x.org/>"
    );
    assert!(html_from_editor(&"<div>".repeat(5_000)).len() < 100);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_words_survive_the_way_out_and_in(subject in "\\PC{0,200}", name in "\\PC{0,60}", text in "(\\PC{0,80}\n){0,20}", file in "\\PC{0,40}", bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let mail = Outgoing {
            from: person(&name, "a@x.org"),
            subject,
            text,
            html: None,
            inline: vec![],
            attachments: vec![Part { name: file, media_type: "application/x-thing".to_owned(), content_id: None, bytes }],
            ..sample()
        };
        let raw = build(&mail).expect("writes");
        check_lines(&raw);
        let back = read(&raw, &Limits::default());
        let squeeze = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert_eq!(squeeze(&back.subject), squeeze(&words::clean(&mail.subject)));
        prop_assert_eq!(back.from[0].address.as_str(), "a@x.org");
        prop_assert_eq!(&back.attachments.last().expect("a file").bytes, &mail.attachments[0].bytes);
        prop_assert_eq!(&back.attachments.last().expect("a file").name, &crate::filename::safe(&mail.attachments[0].name, "application/x-thing", 1));
        let lines = |s: &str| s.trim_end().trim_start_matches('\n').lines().map(|l| l.trim_end().to_owned()).collect::<Vec<_>>();
        prop_assert_eq!(lines(&back.text), lines(&crate::mime::clean_text(&mail.text)));
    }
}
