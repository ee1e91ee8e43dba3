use super::*;

const DSN: &str = "From: MAILER-DAEMON@mx.example.org\nSubject: Undelivered Mail Returned to Sender\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nSorry.\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; anna@example.net\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 5.1.1 no such\n user\n\nFinal-Recipient: rfc822; berta@example.net\nAction: delayed\nStatus: 4.4.1\n\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <one@example.com>\nTo: anna@example.net\n\nHello\n--b--\n";

#[test]
fn a_report_names_each_recipient_with_its_own_fate() {
    let report = read(DSN.as_bytes()).expect("a bounce");
    assert_eq!(
        report.original_message_id.as_deref(),
        Some("one@example.com")
    );
    let facts: Vec<_> = report
        .recipients
        .iter()
        .map(|r| {
            (
                r.recipient.as_str(),
                r.action,
                r.status.as_deref(),
                r.permanent,
            )
        })
        .collect();
    assert_eq!(
        facts,
        [
            (
                "anna@example.net",
                BounceAction::Failed,
                Some("5.1.1"),
                true
            ),
            (
                "berta@example.net",
                BounceAction::Delayed,
                Some("4.4.1"),
                false
            )
        ]
    );
}

#[test]
fn a_report_with_bare_carriage_returns_is_read_too() {
    let mac = DSN.replace('\n', "\r");
    assert_eq!(
        read(mac.as_bytes()).map(|report| report.recipients.len()),
        Some(2)
    );
}

#[test]
fn a_person_who_quotes_a_bounce_is_no_bounce() {
    let mail = "From: Anna <anna@example.org>\nSubject: Re: Undelivered Mail Returned to Sender\n\nI got this:\n> Final-Recipient: rfc822; x@example.net\n> could not be delivered to x@example.net\n";
    assert_eq!(read(mail.as_bytes()), None);
}

#[test]
fn a_person_who_forwards_a_bounce_is_no_bounce() {
    let mail = format!(
        "From: Anna <anna@example.org>\nSubject: Fwd: help\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nWhat is this? It could not be delivered.\n--x\nContent-Type: message/rfc822\n\n{DSN}\n--x--\n"
    );
    assert_eq!(read(mail.as_bytes()), None);
}

#[test]
fn a_read_receipt_is_no_bounce() {
    let mail = "From: MAILER-DAEMON@example.org\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;a@example.org\n--b--\n";
    assert_eq!(read(mail.as_bytes()), None);
}

#[test]
fn a_complaint_is_marked_and_names_nobody_as_failed() {
    let mail = "From: fbl@example.org\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nFinal-Recipient: rfc822;a@example.org\n--b--\n";
    let report = read(mail.as_bytes()).expect("a complaint");
    assert!(report.complaint && report.recipients.is_empty());
}

#[test]
fn prose_notices_name_recipients_but_not_the_sender() {
    let mail = "From: MAILER-DAEMON@mx.example.org\nTo: me@example.com\nSubject: failure notice\n\nA message sent by\n  <me@example.com>\ncould not be delivered to:\n\n<full@example.net>:\n552 5.2.2 mailbox full\n\n<gone@example.net>:\nno such user\n\n--- Below this line is a copy of the message.\n\nMessage-ID: <x@example.com>\nTo: third@example.net\n";
    let report = read(mail.as_bytes()).expect("a bounce");
    let facts: Vec<_> = report
        .recipients
        .iter()
        .map(|r| (r.recipient.as_str(), r.status.as_deref(), r.permanent))
        .collect();
    assert_eq!(
        facts,
        [
            ("full@example.net", Some("5.2.2"), true),
            ("gone@example.net", Some("5.1.1"), true)
        ]
    );
    assert_eq!(report.original_message_id.as_deref(), Some("x@example.com"));
}

#[test]
fn a_delayed_notice_is_not_permanent() {
    let mail = "From: Mail Delivery System <Mailer-Daemon@mx.example.org>\nSubject: Warning: message delayed 24 hours\n\nYour message has not yet been delivered to:\n  slow@example.net\nDelivery attempts will continue.\n";
    let report = read(mail.as_bytes()).expect("a bounce");
    let first = report.recipients.first().expect("one");
    assert_eq!(
        (first.recipient.as_str(), first.action, first.permanent),
        ("slow@example.net", BounceAction::Delayed, false)
    );
}

#[test]
fn the_address_that_was_written_to_is_told_when_another_failed() {
    let mail = DSN.replace(
        "Final-Recipient: rfc822; anna@example.net",
        "Original-Recipient: rfc822;anna@example.com\nFinal-Recipient: rfc822; anna@example.net",
    );
    let report = read(mail.as_bytes()).expect("a bounce");
    let names: Vec<_> = report
        .recipients
        .iter()
        .map(|r| (r.recipient.as_str(), r.original.as_deref()))
        .collect();
    assert_eq!(
        names,
        [
            ("anna@example.net", Some("anna@example.com")),
            ("berta@example.net", None)
        ]
    );
}

#[test]
fn a_wounded_report_is_read_by_its_words() {
    // The fields name nobody; sender, subject and language tell nothing.
    let wounded = DSN
        .replace("MAILER-DAEMON@mx.example.org", "relay@mx.example.org")
        .replace("Undelivered Mail Returned to Sender", "Teade")
        .replace("Sorry.", "<anna@example.net>: 550 5.1.1 kasutajat ei ole")
        .replace("rfc822; anna@example.net", "")
        .replace("rfc822; berta@example.net", "unknown");
    for mail in [
        wounded.clone(),
        wounded.replace(" report-type=delivery-status;", ""),
        wounded.replace("Final-Recipient:", "Final Recipient"),
    ] {
        let report = read(mail.as_bytes()).expect("a bounce");
        let first = report.recipients.first().expect("one");
        assert_eq!(
            (first.recipient.as_str(), first.status.as_deref()),
            ("anna@example.net", Some("5.1.1")),
            "{mail}"
        );
        assert_eq!(
            report.original_message_id.as_deref(),
            Some("one@example.com")
        );
    }
}

#[test]
fn a_person_who_passes_on_the_parts_of_a_report_is_no_bounce() {
    let mail = DSN
        .replace("MAILER-DAEMON@mx.example.org", "Anna <anna@example.org>")
        .replace("Undelivered", "Fwd: Undelivered")
        .replace(
            "multipart/report; report-type=delivery-status;",
            "multipart/mixed;",
        );
    assert_eq!(read(mail.as_bytes()), None);
}

#[test]
fn failed_mailboxes_may_be_named_without_their_domain() {
    let notice = |names: &str| {
        let mail = format!(
            "From: MAILER-DAEMON@example.net\nTo: me@example.com\nSubject: Mail Delivery Problem\n\nYour mail to the following recipients could not be delivered, they take no mail from me@example.com:\n{names}\n\nBye\n"
        );
        let report = read(mail.as_bytes()).expect("a bounce");
        let names = report.recipients.into_iter().map(|r| r.recipient);
        names.collect::<Vec<_>>()
    };
    assert_eq!(
        notice("\tanna\n\tb.erta"),
        ["anna@example.net", "b.erta@example.net"]
    );
    // Sentences are no names.
    assert_eq!(notice("we are sorry"), Vec::<String>::new());
}

#[test]
fn examples_and_copies_that_nobody_got_do_not_hide_who_failed() {
    let mail = "From: postmaster@example.net\nSubject: FAILED MAIL to anna\n\nThe standard form of address here is name.number@example.net.\nThe address to which your message was addressed, anna@example.net, did not exactly match one.\n";
    let names = |mail: &str| {
        let report = read(mail.as_bytes()).expect("a bounce");
        let names = report.recipients.into_iter().map(|r| r.recipient);
        names.collect::<Vec<_>>()
    };
    assert_eq!(names(mail), ["anna@example.net"]);
    let mail = "From: MDaemon@example.net\nSubject: Permanent Delivery Failure\n\nThe following addresses did NOT receive a copy of your message:\n\n> berta@example.net\n\n--- Session Transcript ---\n 550 no\n";
    assert_eq!(names(mail), ["berta@example.net"]);
}

#[test]
fn hostile_shapes_are_read_in_bounds() {
    for mail in [
        "From: <>\n\n".to_owned() + &"a@b.example\n".repeat(200_000),
        "From: MAILER-DAEMON\nSubject: failure notice\n\n".to_owned() + &"@\"".repeat(300_000),
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n".to_owned()
            + &"--b\n".repeat(300_000),
        "Subject: ".to_owned() + &"=?utf-8?q?=?= ".repeat(100_000),
    ] {
        assert!(
            read(mail.as_bytes()).is_none_or(|report| report.recipients.len() <= MAX_RECIPIENTS)
        );
    }
}

#[test]
fn people_and_vacation_notes_are_no_bounces() {
    let mails = [
        "From: Anna <anna@example.org>\nSubject: Delivery failed, parcel 550\n\nMy parcel could not be delivered. Why?\nanna@example.org\n",
        "From: Shop <no-reply@example.org>\nSubject: Your order\n\nYour parcel could not be delivered to anna@example.org.\n",
        "Return-Path: <>\nFrom: Anna <anna@example.org>\nSubject: Abwesend\n\nIch konnte nicht antworten. Schreiben Sie an b@example.org.\n",
        "Return-Path: <>\nFrom: Anna <anna@example.org>\nAuto-Submitted: auto-replied\nSubject: Automatic reply\n\nThis address does not exist any more: use b@example.org.\n",
        "From: Postmaster <postmaster@example.org>\nSubject: Re: mail trouble\n\nThe address is fine now.\n\n> <b@example.net>: 550 user unknown\n",
        "From: Anna <anna@example.org>\nSubject: Zustellung\n\nWann ist die Zustellung? Die Adresse ist c@example.org, 5.1.2 im Plan.\n",
        "Subject: nobody\n\nuser unknown: x@example.org\n",
    ];
    for mail in mails {
        assert_eq!(read(mail.as_bytes()), None, "{mail}");
    }
}

/// A stray byte of windows-1252 in an address is a C1 control: such an address is none.
#[test]
fn an_address_with_a_control_character_is_none() {
    let raw = DSN.as_bytes();
    for at in 0..raw.len() {
        for byte in [0x00, 0x1f, 0x7f, 0x8d, 0x9d] {
            let mut wounded = raw.to_vec();
            wounded.insert(at, byte);
            let report = read(&wounded).unwrap_or_default();
            assert!(
                report
                    .recipients
                    .iter()
                    .all(|one| !one.recipient.contains(char::is_control)),
                "{byte:#x} at {at}"
            );
        }
    }
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_read_without_a_fault(raw in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..600)) {
        let _ = read(&raw);
    }

    #[test]
    fn any_wound_of_a_report_is_read_without_a_fault(cuts in proptest::collection::vec((0usize..700, 0usize..40, proptest::prelude::any::<u8>()), 0..6)) {
        let mut raw = DSN.as_bytes().to_vec();
        for (at, length, byte) in cuts {
            let at = at.min(raw.len());
            let end = (at + length).min(raw.len());
            raw.splice(at..end, [byte]);
        }
        if let Some(report) = read(&raw) {
            assert!(report.recipients.iter().all(|one| one.recipient.contains('@') && !one.recipient.contains(char::is_control)));
        }
    }
}
