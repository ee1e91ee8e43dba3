//! The SMTP server machine against well-behaved, careless and hostile clients.

use std::sync::Arc;

use fairlead_mail::smtp::server::{
    AcceptAnswer, Awaiting, Config, Out, RcptAnswer, Received, Session, Tls,
};
use proptest::prelude::*;

/// A session with a caller that knows every address at `here` and stores everything.
struct Desk {
    session: Session,
    said: String,
    stored: Vec<Received>,
    closed: bool,
    upgrades: usize,
}

impl Desk {
    fn new(config: Config) -> Self {
        let session = Session::new(Arc::new(config));
        let mut desk = Desk {
            session,
            said: String::new(),
            stored: vec![],
            closed: false,
            upgrades: 0,
        };
        desk.drain();
        desk
    }

    fn drain(&mut self) {
        loop {
            match self.session.poll() {
                Out::Send(bytes) => self.said.push_str(&String::from_utf8_lossy(&bytes)),
                Out::CheckRecipient { address } => {
                    self.session.recipient(match address.rsplit_once('@') {
                        Some(("nobody", _)) => RcptAnswer::Unknown,
                        Some(("later", _)) => RcptAnswer::Defer,
                        Some((_, "here")) => RcptAnswer::Ok,
                        None if address == "postmaster" => RcptAnswer::Ok,
                        _ => RcptAnswer::NotLocal,
                    })
                }
                Out::Accept(mail) => {
                    self.stored.push(*mail);
                    self.session
                        .accepted(AcceptAnswer::Stored { id: "raw_1".into() });
                }
                Out::UpgradeTls => {
                    self.upgrades += 1;
                    self.session.handle(b"MAIL FROM:<injected@x>\r\n");
                    self.session.tls_started();
                }
                Out::Close => self.closed = true,
                Out::Wait(_) => return,
            }
        }
    }

    /// Sends `text`, returns what was answered.
    fn say(&mut self, text: &str) -> String {
        self.said.clear();
        self.session.handle(text.as_bytes());
        self.drain();
        std::mem::take(&mut self.said)
    }

    fn greet(&mut self) {
        self.say("EHLO client\r\n");
    }

    fn begin(&mut self) {
        self.say("MAIL FROM:<a@b>\r\nRCPT TO:<x@here>\r\n");
        assert!(self.say("DATA\r\n").starts_with("354"));
    }
}

fn codes(reply: &str) -> Vec<&str> {
    reply
        .lines()
        .filter(|l| l.as_bytes().get(3) == Some(&b' '))
        .map(|l| &l[..3])
        .collect()
}

#[test]
fn a_pipelined_mail_is_taken_and_answered_in_order() {
    let mut desk = Desk::new(Config::default());
    let reply = desk.say("EHLO client\r\n");
    for word in [
        "PIPELINING",
        "SIZE 52428800",
        "8BITMIME",
        "CHUNKING",
        "SMTPUTF8",
        "ENHANCEDSTATUSCODES",
    ] {
        assert!(reply.contains(word), "{reply}");
    }
    assert!(!reply.contains("STARTTLS"));
    let group = "MAIL FROM:<a@b> SIZE=100 BODY=8BITMIME\r\nRCPT TO:<x@here>\r\nRCPT TO:<nobody@here>\r\n\
                 RCPT TO:<y@there>\r\nRCPT TO:<later@here>\r\nDATA\r\n";
    assert_eq!(
        codes(&desk.say(group)),
        ["250", "250", "550", "550", "451", "354"]
    );
    let reply = desk.say("Subject: hi\r\n\r\n..dot\r\n.\r\nQUIT\r\n");
    assert_eq!(codes(&reply), ["250", "221"]);
    assert!(desk.closed);
    let mail = &desk.stored[0];
    assert_eq!(
        (mail.mail_from.as_str(), mail.helo.as_str()),
        ("a@b", "client")
    );
    assert_eq!(mail.rcpt_to, ["x@here"]);
    assert_eq!(mail.data, b"Subject: hi\r\n\r\n.dot\r\n");
}

#[test]
fn the_store_decides_about_250() {
    for (answer, code) in [
        (AcceptAnswer::NoSpace, "452"),
        (AcceptAnswer::TryLater, "451"),
        (AcceptAnswer::TooBig, "552"),
        (AcceptAnswer::Reject("no\r\n250 yes".into()), "550"),
        (
            AcceptAnswer::Moved("a@b (X) -> c@d\r\n250 yes".into()),
            "550 5.1.6",
        ),
    ] {
        let mut session = Session::new(Arc::new(Config::default()));
        let mut said = Vec::new();
        for text in [
            "EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<x@here>\r\nDATA\r\n",
            "x\r\n.\r\n",
        ] {
            session.handle(text.as_bytes());
            loop {
                match session.poll() {
                    Out::Send(bytes) => said = bytes,
                    Out::CheckRecipient { .. } => session.recipient(RcptAnswer::Ok),
                    Out::Accept(_) => {
                        said.clear();
                        assert_eq!(
                            session.poll(),
                            Out::Wait(Awaiting::Answer),
                            "silence until the store answers"
                        );
                        session.accepted(answer.clone());
                    }
                    _ => break,
                }
            }
        }
        let said = String::from_utf8(said).unwrap();
        assert!(
            said.starts_with(code) && said.matches("\r\n").count() == 1,
            "{said}"
        );
        assert_eq!(session.awaiting(), Awaiting::Command);
    }
}

#[test]
fn smuggled_mails_stay_inside_the_mail_that_carries_them() {
    for end in [
        "\n.\n",
        "\n.\r\n",
        "\r\n.\n",
        "\r.\r",
        "\r\n.\r",
        "\r\r\n.\r",
        "\r\n\0.\r\n",
    ] {
        let mut desk = Desk::new(Config::default());
        desk.greet();
        desk.begin();
        let smuggled = format!("one{end}MAIL FROM:<admin@here>\r\nRCPT TO:<x@here>\r\nDATA\r\ntwo");
        assert_eq!(desk.say(&smuggled), "", "{end:?}");
        assert_eq!(codes(&desk.say("\r\n.\r\n")), ["250"]);
        assert_eq!(desk.stored.len(), 1, "{end:?}");
        assert!(desk.stored[0].data.ends_with(b"DATA\r\ntwo\r\n"), "{end:?}");
    }
}

#[test]
fn text_before_354_ends_the_connection_and_is_neither_mail_nor_command() {
    let mut desk = Desk::new(Config::default());
    let reply = desk
        .say("EHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<x@here>\r\nDATA\r\nMAIL FROM:<c@d>\r\n.\r\n");
    assert_eq!(codes(&reply).last(), Some(&"503"));
    assert!(desk.closed && desk.stored.is_empty());
    assert_eq!(desk.say("NOOP\r\n"), "");
}

#[test]
fn nothing_said_before_encryption_counts_after_it() {
    let mut desk = Desk::new(Config {
        tls: Tls::Available,
        ..Config::default()
    });
    assert!(desk.say("EHLO c\r\n").contains("STARTTLS"));
    let reply = desk.say("STARTTLS\r\nEHLO injected\r\nMAIL FROM:<injected@x>\r\n");
    assert_eq!(codes(&reply), ["220"]);
    assert_eq!(desk.upgrades, 1);
    assert_eq!(
        codes(&desk.say("MAIL FROM:<a@b>\r\n")),
        ["503"],
        "EHLO is asked for again"
    );
    assert!(!desk.say("EHLO c\r\n").contains("STARTTLS"));
    assert_eq!(codes(&desk.say("STARTTLS\r\n")), ["503"]);
    desk.begin();
    desk.say("x\r\n.\r\n");
    assert!(desk.stored[0].tls);
}

#[test]
fn a_mail_over_the_limit_is_refused_at_mail_and_at_its_end() {
    let mut desk = Desk::new(Config {
        max_size: 100,
        ..Config::default()
    });
    desk.greet();
    assert_eq!(codes(&desk.say("MAIL FROM:<a@b> SIZE=101\r\n")), ["552"]);
    desk.begin();
    for _ in 0..1000 {
        assert_eq!(desk.say(&"y".repeat(1000)), "");
    }
    assert_eq!(codes(&desk.say("\r\n.\r\nNOOP\r\n")), ["552", "250"]);
    assert!(desk.stored.is_empty());
    desk.begin();
    desk.say(&format!("{}\r\n.\r\n", "z".repeat(98)));
    assert_eq!(
        desk.stored.len(),
        1,
        "exactly the limit is fine, and the session lives on"
    );
}

#[test]
fn a_thousand_recipients_are_told_to_come_in_pieces() {
    let mut desk = Desk::new(Config::default());
    desk.say("EHLO c\r\nMAIL FROM:<a@b>\r\n");
    let all: String = (0..1000)
        .map(|n| format!("RCPT TO:<u{n}@here>\r\n"))
        .collect();
    let reply = desk.say(&all);
    assert_eq!(codes(&reply).iter().filter(|c| **c == "250").count(), 100);
    assert_eq!(reply.matches("452 4.5.3").count(), 900);
    desk.say("DATA\r\n");
    assert_eq!(codes(&desk.say("x\r\n.\r\n")), ["250"]);
    assert_eq!(desk.stored[0].rcpt_to.len(), 100);
}

#[test]
fn errors_floods_and_address_guessing_end_the_connection() {
    let mut desk = Desk::new(Config {
        max_errors: 5,
        ..Config::default()
    });
    let reply = desk.say(&"BOGUS\r\n".repeat(50));
    assert_eq!(codes(&reply), ["500", "500", "500", "500", "500", "421"]);
    assert!(desk.closed);

    let mut desk = Desk::new(Config {
        max_unknown: 3,
        ..Config::default()
    });
    desk.say("EHLO c\r\nMAIL FROM:<a@b>\r\n");
    assert_eq!(
        codes(&desk.say(&"RCPT TO:<nobody@here>\r\n".repeat(10))),
        ["550", "550", "550", "421"]
    );

    let mut desk = Desk::new(Config::default());
    let reply = desk.say(&"NOOP\r\n".repeat(100_000));
    assert!(
        reply.len() < 10_000 && desk.closed,
        "a flood of commands is bounded"
    );
}

#[test]
fn commands_out_of_order_or_out_of_shape_get_their_codes() {
    let mut desk = Desk::new(Config {
        max_errors: 100,
        ..Config::default()
    });
    for (command, code) in [
        ("MAIL FROM:<a@b>", "503"),
        ("RCPT TO:<x@here>", "503"),
        ("DATA", "503"),
        ("EHLO", "501"),
        ("HELO c", "250"),
        ("DATA", "503"),
        ("MAIL FROM:<a@b>", "250"),
        ("MAIL FROM:<a@b>", "503"),
        ("DATA", "554"),
        ("RCPT TO:<>", "501"),
        ("RCPT TO:<Postmaster>", "250"),
        ("RSET", "250"),
        ("DATA", "503"),
        ("MAIL FROM:<>", "250"),
        ("RSET", "250"),
        ("MAIL FROM:a@b", "501"),
        ("MAIL FROM:<a@b> WHAT=1", "555"),
        ("MAIL FROM:<a@b> BODY=BINARYMIME", "555"),
        ("MAIL FROM:<a@b> SIZE=abc", "501"),
        ("MAIL FROM:<a b@c>", "501"),
        ("MAIL FROM:<\u{e4}@b>", "553"),
        ("MAIL FROM:<\u{e4}@b> SMTPUTF8", "250"),
        ("RCPT TO:<\u{e4}@here>", "250"),
        ("VRFY x", "252"),
        ("EXPN x", "502"),
        ("HELP", "214"),
        ("AUTH PLAIN", "502"),
        ("STARTTLS", "502"),
        ("LHLO x", "502"),
        ("NO\0OP", "500"),
        ("NOOP\rQUIT", "500"),
        ("ETRN x", "502"),
        ("noop", "250"),
    ] {
        assert_eq!(
            codes(&desk.say(&format!("{command}\r\n"))),
            [code],
            "{command:?}"
        );
    }
    assert!(!desk.closed);
}

#[test]
fn an_endless_line_takes_no_memory_and_costs_one_error() {
    let mut desk = Desk::new(Config::default());
    for _ in 0..10_000 {
        assert_eq!(desk.say(&"A".repeat(1000)), "");
    }
    assert_eq!(codes(&desk.say("\r\nNOOP\r\n")), ["500", "250"]);
}

#[test]
fn other_protocols_are_sent_away() {
    let mut desk = Desk::new(Config::default());
    let reply = desk.say("POST / HTTP/1.1\r\nHost: x\r\n\r\nMAIL FROM:<a@b>\r\n");
    assert_eq!(codes(&reply), ["421"]);
    assert!(desk.closed);
}

#[test]
fn a_time_out_in_the_middle_of_a_mail_stores_nothing() {
    let mut desk = Desk::new(Config::default());
    desk.greet();
    desk.begin();
    assert_eq!(desk.session.awaiting(), Awaiting::Data);
    desk.session.handle(b"half a mail");
    assert_eq!(desk.session.received_octets(), 11);
    desk.session.timed_out();
    desk.drain();
    assert!(desk.said.starts_with("421") && desk.closed && desk.stored.is_empty());
}

#[test]
fn one_connection_carries_a_bounded_number_of_mails() {
    let mut desk = Desk::new(Config {
        max_messages: 2,
        ..Config::default()
    });
    desk.greet();
    for _ in 0..2 {
        desk.begin();
        desk.say("x\r\n.\r\n");
    }
    assert_eq!(codes(&desk.say("MAIL FROM:<a@b>\r\n")), ["421"]);
    assert_eq!(desk.stored.len(), 2);
}

proptest! {
    #[test]
    fn fragments_change_nothing(cuts in proptest::collection::vec(0usize..200, 0..20), body in "[a.\r\n]{0,30}") {
        // Each part is what a client may send without waiting.
        let parts = [
            "EHLO client\r\nMAIL FROM:<a@b>\r\nRCPT TO:<x@here>\r\nRCPT TO:<nobody@here>\r\nDATA\r\n".to_owned(),
            format!("{body}\r\nend\r\n.\r\n"),
        ];
        let run = |cuts: &[usize]| {
            let mut desk = Desk::new(Config::default());
            let mut said = String::new();
            for part in &parts {
                let mut at = 0;
                for cut in cuts {
                    let next = (at + cut % 17).min(part.len());
                    said += &desk.say(&part[at..next]);
                    at = next;
                }
                said += &desk.say(&part[at..]);
            }
            (said, desk.stored)
        };
        if !format!("\r\n{body}\r\n").contains("\r\n.\r\n") {
            let whole = run(&[]);
            prop_assert_eq!(whole.1.len(), 1);
            prop_assert_eq!(run(&cuts), whole);
        }
    }

    #[test]
    fn garbage_neither_panics_nor_stores(input in proptest::collection::vec(any::<u8>(), 0..400)) {
        let mut desk = Desk::new(Config::default());
        desk.session.handle(&input);
        let mut left = 100;
        while left > 0 {
            left -= 1;
            match desk.session.poll() {
                Out::Wait(_) | Out::Close => break,
                Out::CheckRecipient { .. } => desk.session.recipient(RcptAnswer::Ok),
                _ => {}
            }
        }
        prop_assert!(left > 0 && desk.stored.is_empty());
    }
}
