//! Oddities of real mail, each named by what is odd.

use super::*;

fn mail(raw: &str) -> Mail {
    read(raw.replace('\n', "\r\n").as_bytes(), &Limits::default())
}

fn has(mail: &Mail, code: &str) -> bool {
    mail.problems.iter().any(|p| p.code == code)
}

#[test]
fn an_ordinary_mail_is_read_whole() {
    let m = mail(
        "From: Bob <bob@Example.org>\nTo: help@x.net\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\nDate: Tue, 5 Mar 2024 11:45:00 +0200\nMessage-ID: <1@example.org>\nReferences: <a@x> <b@x>\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nHello =C3=A4\nworld\n",
    );
    assert_eq!(m.from[0].address, "bob@example.org");
    assert_eq!(m.subject, "Grüße");
    assert_eq!(m.date, Some(1_709_631_900_000));
    assert_eq!(m.message_id.as_deref(), Some("1@example.org"));
    assert_eq!(m.references, ["a@x", "b@x"]);
    assert_eq!(m.text, "Hello ä\nworld");
    assert!(!has(&m, "charset_guessed"));
    assert_eq!(m.problems, []);
}

fn html_mail(html: &str) -> Mail {
    mail(&format!(
        "From: a@x.org\nMessage-ID: <1@x>\nContent-Type: text/html; charset=utf-8\n\n{html}\n"
    ))
}

#[test]
fn m5_a_mail_without_usable_id_is_read_and_gets_a_stable_one_from_its_bytes() {
    for id in [
        "",
        "Message-ID: \n",
        "Message-ID: <>\n",
        "Message-ID: <<>>\n",
    ] {
        let m = mail(&format!("From: a@x.org\n{id}Subject: s\n\nhi\n"));
        assert_eq!((m.message_id.as_deref(), m.text.as_str()), (None, "hi"));
        assert!(has(&m, "message_id_missing"));
    }
    assert_eq!(
        mail("Message-ID: <<a@x>>\n\nhi").message_id.as_deref(),
        Some("a@x")
    );
    let m = mail("Message-ID: <a@x> <b@x>\n\nhi");
    assert_eq!(m.message_id.as_deref(), Some("a@x"));
    assert!(has(&m, "message_id_doubled"));
    assert_eq!(content_id(b"x"), content_id(b"x"));
    assert_ne!(content_id(b"x"), content_id(b"y"));
}

#[test]
fn m11_nobody_as_sender_is_told_and_the_return_path_is_kept() {
    for from in [
        "",
        "From: \n",
        "From: <>\n",
        "From: undisclosed-recipients:;\n",
    ] {
        let m = mail(&format!(
            "Return-Path: <bob@X.org>\n{from}To: undisclosed-recipients:;\nSubject: s\n\nhi\n"
        ));
        assert!(m.from.iter().all(|a| a.address.is_empty()), "{from}");
        assert_eq!(m.return_path.as_deref(), Some("bob@x.org"));
        assert!(has(&m, "sender_missing"), "{from}");
        assert_eq!(m.text, "hi");
    }
    assert_eq!(
        mail("Return-Path: <>\n\nx").return_path.as_deref(),
        Some("")
    );
    let m = mail("From: Group: a@x.org, b@x.org;\n\nx");
    assert_eq!(m.from.len(), 2);
    assert!(has(&mail("From: root\n\nx"), "sender_without_domain"));
}

#[test]
fn m10_every_trace_of_the_recipient_is_kept_topmost_first() {
    let m = mail(
        "Delivered-To: a@x.org\nX-Original-To: b@x.org\nEnvelope-To: <c@x.org>\nDelivered-To: a@x.org\nOriginal-Recipient: rfc822;d@x.org\nTo: broken <\n\nx",
    );
    assert_eq!(m.delivered_to, ["a@x.org", "b@x.org", "c@x.org", "d@x.org"]);
}

#[test]
fn m36_references_with_comments_commas_and_folds_are_all_found() {
    let m = mail(
        "In-Reply-To: <a@x> (Bob's message of\n Monday), <b@x>\nReferences: <r@x>,\n\t<a@x>\n <b@x> <>\nThread-Index: AQHXkQ2Vx3x0sGJ3vkCg8d3d3d3d3d3d3d3d3d3d\n\nx",
    );
    assert_eq!(m.in_reply_to, ["a@x", "b@x"]);
    assert_eq!(m.references, ["r@x", "a@x", "b@x"]);
    assert_eq!(m.thread_index.as_deref().map(str::len), Some(44));
}

#[test]
fn m42_html_beyond_all_bounds_is_shown_as_text() {
    let m = html_mail(&("<div>".repeat(5_000) + "the words"));
    assert_eq!((m.html_safe, m.text.as_str()), (None, "the words"));
    assert!(m.problems.iter().any(|p| p.code == "html_too_deep"));
    let m = html_mail(&("<a href='https://x.org/'>y</a>".repeat(3_000) + &" ".repeat(2_000_000)));
    assert!(m.html_safe.is_some());
    let m = read(
        &[b"From: a@x.org\n\n", &b"word ".repeat(1_000_000)[..]].concat(),
        &Limits::default(),
    );
    assert!(m.text.len() <= Limits::default().text_bytes && has(&m, "text_too_long"));
}

#[test]
fn m44_mails_without_plain_text_are_readable() {
    let m = html_mail("<p>Hello <b>you</b></p>");
    assert_eq!(m.text, "Hello you");
    let m = mail(
        "From: a@x.org\nContent-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\nJVBERg==\n",
    );
    assert_eq!(
        (
            m.attachments[0].name.as_str(),
            m.attachments[0].bytes.as_slice()
        ),
        ("a.pdf", &b"%PDF"[..])
    );
    assert!(has(&mail("From: a@x.org\nSubject: s\n\n"), "no_text"));
    let m = mail(
        "From: a@x.org\nContent-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:Visit\nDTSTART:20260304T100000Z\nATTENDEE;PARTSTAT=ACCEPTED:mailto:a@x.org\nEND:VEVENT\nEND:VCALENDAR\n",
    );
    assert_eq!(
        (m.calendar.len(), m.calendar[0].method.as_str()),
        (1, "REPLY")
    );
    assert!(
        m.text.contains("Visit")
            && m.text.contains("2026-03-04 10:00 UTC")
            && m.text.contains("ACCEPTED")
    );
    assert_eq!(m.attachments[0].name, "file-1.ics");
    let m = mail(
        "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n \n--b\nContent-Type: text/html\n\n<p>real</p>\n--b--\n",
    );
    assert_eq!(m.text, "real");
}

#[test]
fn m44_a_winmail_dat_that_is_none_stays_a_file() {
    let m = mail(
        "From: a@x.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n--b\nContent-Type: application/ms-tnef; name=winmail.dat\n\njunk\n--b--\n",
    );
    assert_eq!(
        (m.text.as_str(), m.attachments[0].name.as_str()),
        ("hi", "winmail.dat")
    );
    assert!(has(&m, "tnef_broken"));
}

const TWO_IMAGES: &str = "From: a@x.org\nMessage-ID: <1@x>\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\nold <img src=\"cid:i@x\"> and <img src=\"cid:i@x\">\n--b\nContent-Type: image/png\nContent-ID: <i@x>\n\nAAA\n--b\nContent-Type: image/png\nContent-ID: <i@x>\nContent-Disposition: inline\n\nBBB\n--b\nContent-Type: image/png\nContent-ID: <unused@x>\n\nCCC\n--b--\n";

#[test]
fn m45_images_are_shown_once_and_never_lost_from_the_list() {
    let m = mail(TWO_IMAGES);
    let seen: Vec<(&str, bool)> = m
        .attachments
        .iter()
        .map(|a| (a.name.as_str(), a.inline))
        .collect();
    assert_eq!(
        seen,
        [
            ("file-1.png", true),
            ("file-2.png", false),
            ("file-3.png", false)
        ]
    );
    assert_eq!(
        m.html_safe
            .as_deref()
            .map(|h| h.matches("data-cid=\"i@x\"").count()),
        Some(2)
    );
}

#[test]
fn m46_names_in_all_their_forms_are_safe_and_the_original_is_kept() {
    for (header, name) in [
        (
            "attachment; filename=\"=?utf-8?Q?Caf=C3?= =?utf-8?Q?=A9.pdf?=\"",
            "Café.pdf",
        ),
        (
            "attachment; filename*0*=utf-8''Caf%C3; filename*1*=%A9.pdf",
            "Café.pdf",
        ),
        ("attachment; filename=\"..\\..\\evil.exe\"", "evil.exe"),
        ("attachment; filename=\"/etc/passwd\"", "passwd"),
        ("attachment; filename=\"x\u{202E}gpj.exe\"", "xgpj.exe"),
        ("attachment", "file-1"),
        ("attachment; filename=\"\"", "file-1"),
    ] {
        let m = read(
            format!("Content-Type: application/x-thing\nContent-Disposition: {header}\n\nx")
                .as_bytes(),
            &Limits::default(),
        );
        assert_eq!(m.attachments[0].name, name, "{header}");
    }
    let m = mail("Content-Type: application/pdf; name=\"a/b.pdf\"\n\nx");
    assert_eq!(m.attachments[0].original_name.as_deref(), Some("a/b.pdf"));
}

#[test]
fn m47_nul_and_broken_unicode_never_get_through() {
    let m = read(b"From: \"B\0b\xff\" <a@x.org>\nSubject: s\0\xed\xa0\x80 =?utf-8?Q?=00=ED=A0=80x?=\nContent-Type: text/plain; charset=utf-8\n\na\0b\xed\xa0\x80c\xff", &Limits::default());
    let all = serde_json::to_string(&m).expect("serialises");
    assert!(!all.contains("\\u0000") && !all.contains('\0'));
    assert!(m.text.starts_with("ab") && m.subject.ends_with('x'));
}

#[test]
fn m48_nested_messages_become_files_that_open() {
    let mut inner = "Subject: level 0\n\ndeep\n".to_owned();
    for level in 1..=5 {
        inner = format!(
            "Subject: level {level}\nContent-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n\ntext {level}\n--b{level}\nContent-Type: message/rfc822\n\n{inner}\n--b{level}--\n"
        );
    }
    let mut m = mail(&inner);
    for level in (0..5).rev() {
        let file = &m.attachments[0];
        assert_eq!(
            (file.name.as_str(), file.media_type.as_str()),
            (format!("level {level}.eml").as_str(), "message/rfc822")
        );
        m = read(&file.bytes.clone(), &Limits::default());
    }
    assert_eq!(m.text, "deep");
    let digest = mail(
        "Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: one\n\nx\n--b\n\nSubject: two\n\ny\n--b--\n",
    );
    assert_eq!(
        digest
            .attachments
            .iter()
            .map(|a| a.name.as_str())
            .collect::<Vec<_>>(),
        ["one.eml", "two.eml"]
    );
}

#[test]
fn m48_signed_and_encrypted_mail_keeps_its_parts() {
    let m = mail(
        "Content-Type: multipart/signed; boundary=b; protocol=\"application/pgp-signature\"\n\n--b\nContent-Type: text/plain\n\nsigned words\n--b\nContent-Type: application/pgp-signature\n\n-----BEGIN PGP SIGNATURE-----\n--b--\n",
    );
    assert_eq!(
        (m.text.as_str(), m.attachments[0].media_type.as_str()),
        ("signed words", "application/pgp-signature")
    );
    let m = mail(
        "Content-Type: multipart/encrypted; boundary=b\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream; name=encrypted.asc\n\n-----BEGIN PGP MESSAGE-----\n--b--\n",
    );
    assert!(has(&m, "encrypted") && m.attachments.len() == 2);
}

#[test]
fn a_boundary_quoted_in_mid_line_loses_no_words() {
    let m = mail(
        "Content-Type: multipart/mixed; boundary=BND\n\n--BND\n\nthe mail has --BND in it\nand goes on\n--BND--\n",
    );
    assert_eq!(m.text, "the mail has --BND in it\nand goes on");
}

#[test]
fn raw_8_bit_subjects_and_names_take_the_charset_of_the_body() {
    let m = read(b"From: \"\xcf\xe5\xf2\xf0\" <p@x.ru>\nSubject: \xcf\xf0\xe8\xe2\xe5\xf2\nContent-Type: text/plain; charset=windows-1251\n\n\xcf\xf0\xe8\xe2\xe5\xf2", &Limits::default());
    assert_eq!(
        (
            m.from[0].name.as_deref(),
            m.subject.as_str(),
            m.text.as_str()
        ),
        (Some("Петр"), "Привет", "Привет")
    );
}

#[test]
fn labels_nobody_else_knows_and_labels_that_lie_are_read() {
    for (label, body, text) in [
        ("cp932", &b"\x82\xb1\x82\xf1"[..], "こん"),
        ("cp949", b"\xbe\xc8\xb3\xe7", "안녕"),
        ("ms949", b"\xbe\xc8\xb3\xe7", "안녕"),
        ("iso-2022-kr", b"\x1b$)C\x0e>H3g\x0f", "안녕"),
        ("hz-gb-2312", b"~{VPND~}", "中文"),
        ("iso-2022-jp-ms", b"\x1b$B$3$s\x1b(B", "こん"),
        ("default", "Grüße".as_bytes(), "Grüße"),
        ("utf-8", b"Gr\xfc\xdfe aus M\xfcnchen", "Grüße aus München"),
    ] {
        let raw = [
            format!("Content-Type: text/plain; charset={label}\n\n").as_bytes(),
            body,
        ]
        .concat();
        assert_eq!(read(&raw, &Limits::default()).text, text, "{label}");
    }
    let m = read(
        b"Content-Type: text/plain; charset=utf-8\n\nGr\xfc\xdfe aus M\xfcnchen",
        &Limits::default(),
    );
    assert!(has(&m, "charset_guessed"));
}

#[test]
fn carriage_returns_alone_end_lines_too() {
    let m = read(
        b"From: a@x.org\rSubject: old Mac\r\rline one\rline two\r",
        &Limits::default(),
    );
    assert_eq!(
        (m.subject.as_str(), m.text.as_str()),
        ("old Mac", "line one\nline two")
    );
    assert!(has(&m, "line_ends_repaired"));
}

#[test]
fn uuencoded_files_leave_the_text() {
    let m = mail("From: a@x.org\n\nHi\nbegin 644 cat.txt\n#0V%T\n`\nend\nbye\n");
    assert_eq!(
        (
            m.text.as_str(),
            m.attachments[0].name.as_str(),
            m.attachments[0].bytes.as_slice()
        ),
        ("Hi\nbye", "cat.txt", &b"Cat"[..])
    );
}

#[test]
fn several_text_parts_are_read_one_after_the_other() {
    let m = mail(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\nContent-Type: image/png; name=a.png\n\nx\n--b\nContent-Type: text/plain\n\ntwo\n--b\nContent-Type: text/plain; name=notes.txt\nContent-Disposition: attachment\n\nthree\n--b--\n",
    );
    assert_eq!(m.text, "one\n\ntwo");
    assert_eq!(
        m.attachments
            .iter()
            .map(|a| a.name.as_str())
            .collect::<Vec<_>>(),
        ["a.png", "notes.txt"]
    );
    let m = mail(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>one</p>\n--b\n\ntwo <3\n--b--\n",
    );
    assert_eq!(m.text, "one\n\ntwo <3");
    assert!(
        m.html_safe
            .is_some_and(|h| h.contains("<p>one</p>") && h.contains("two &lt;3"))
    );
}

#[test]
fn of_alternatives_the_plain_text_is_text_and_the_richest_is_html() {
    let m = mail(
        "Content-Type: multipart/alternative; boundary=a\n\n--a\n\nplain\n--a\nContent-Type: multipart/related; boundary=r\n\n--r\nContent-Type: text/html\n\n<b>rich</b><img src=cid:i>\n--r\nContent-Type: image/png\nContent-ID: <i>\n\nx\n--r--\n--a\nContent-Type: text/x-amp-html\n\n<html amp>no</html>\n--a--\n",
    );
    assert_eq!(m.text, "plain");
    assert!(m.html_safe.is_some_and(|h| h.starts_with("<b>rich</b>")));
    assert!(m.attachments.len() == 1 && m.attachments[0].inline);
}

#[test]
fn flowed_text_is_joined_into_paragraphs() {
    let m =
        mail("Content-Type: text/plain; format=flowed\n\nA long \nparagraph.\n\nBye\n-- \nBob\n");
    assert_eq!(m.text, "A long paragraph.\n\nBye\n-- \nBob");
}

#[test]
fn bare_text_is_read_like_a_mail() {
    let m = read_text(
        "Thank you, it works!\r\n\r\n> old words\r\n",
        &Limits::default(),
    );
    assert!(m.text.contains("> old words"));
    assert_eq!(m.reply, "Thank you, it works!");
}

#[test]
fn lists_loops_and_verdicts_are_kept_for_those_who_judge() {
    let m = mail(
        "Received: a\nReceived: b\nX-Loop: help@x.org\nList-Id: <l.x.org>\nX-Spam-Flag: YES\nAuthentication-Results: mx; dkim=pass\n\nx",
    );
    assert_eq!(
        (m.received_count, m.loop_marks.as_slice()),
        (2, &["help@x.org".to_owned()][..])
    );
    assert_eq!(m.list.and_then(|l| l.id).as_deref(), Some("l.x.org"));
    assert_eq!(m.verdict_headers.len(), 2);
    assert_eq!(m.automatic, Automatic::List);
}

#[test]
fn hostile_shapes_give_a_bounded_answer() {
    let nested = |head: &str, count: usize| {
        (0..count)
            .map(|n| head.replace('#', &n.to_string()))
            .collect::<String>()
    };
    let shapes: Vec<(&str, Vec<u8>)> = vec![
        (
            "nested multiparts",
            nested(
                "Content-Type: multipart/mixed; boundary=b#\n\n--b#\n",
                20_000,
            )
            .into_bytes(),
        ),
        (
            "nested messages",
            nested("Content-Type: message/rfc822\n\n", 20_000).into_bytes(),
        ),
        (
            "empty parts",
            format!(
                "Content-Type: multipart/mixed; boundary=b\n\n{}",
                "--b\n\n".repeat(200_000)
            )
            .into_bytes(),
        ),
        (
            "files",
            format!(
                "Content-Type: multipart/mixed; boundary=b\n\n{}",
                "--b\nContent-Type: image/png\n\nx\n".repeat(5_000)
            )
            .into_bytes(),
        ),
        (
            "a header of megabytes",
            format!("Subject: {}\n\nx", "a".repeat(5_000_000)).into_bytes(),
        ),
        (
            "many headers",
            format!("{}\nx", "A: b\n".repeat(200_000)).into_bytes(),
        ),
        (
            "references",
            format!("References: {}\n\nx", "<a@x> ".repeat(300_000)).into_bytes(),
        ),
        (
            "addresses",
            format!("To: {}\n\nx", "a@x.org, ".repeat(100_000)).into_bytes(),
        ),
        (
            "open comments",
            format!(
                "To: {}\nContent-Type: text/plain; {}\n\nx",
                "(".repeat(500_000),
                "(".repeat(500_000)
            )
            .into_bytes(),
        ),
        (
            "encoded words",
            format!("Subject: {}\n\nx", "=?utf-8?Q?=C3?= ".repeat(100_000)).into_bytes(),
        ),
        (
            "megabytes of tags",
            format!("Content-Type: text/html\n\n{}", "<div>".repeat(300_000)).into_bytes(),
        ),
        (
            "parameters",
            format!(
                "Content-Type: text/plain; {}\n\nx",
                "a*1=b;".repeat(300_000)
            )
            .into_bytes(),
        ),
        (
            "begin lines",
            format!("\n{}", "begin 644 x\n".repeat(100_000)).into_bytes(),
        ),
        (
            "quotes",
            format!("\n{}", ">".repeat(1_000_000)).into_bytes(),
        ),
    ];
    for (name, raw) in shapes {
        let m = read(&raw, &Limits::default());
        assert!(!has(&m, "reader_failed"), "{name}");
        assert!(
            m.attachments.len() <= Limits::default().attachments,
            "{name}"
        );
        let json = serde_json::to_string(&m).expect("serialises");
        assert!(
            json.len() <= 4 * Limits::default().text_bytes,
            "{name}: {}",
            json.len()
        );
    }
}
