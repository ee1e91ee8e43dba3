//! BDAT (RFC 3030) against well-behaved and hostile clients.

use std::sync::Arc;

use fairlead_mail::smtp::server::{
    AcceptAnswer, Awaiting, Config, Out, RcptAnswer, Received, Session,
};
use proptest::prelude::*;

/// A session with a caller that knows every address at `here`, and stores or cannot store.
struct Desk {
    session: Session,
    answer: AcceptAnswer,
    stored: Vec<Received>,
    closed: bool,
}

impl Desk {
    fn with(config: Config) -> Self {
        let session = Session::new(Arc::new(config));
        let answer = AcceptAnswer::Stored { id: "raw_1".into() };
        let mut desk = Desk {
            session,
            answer,
            stored: vec![],
            closed: false,
        };
        desk.say(b"EHLO client\r\n");
        desk
    }

    /// A mail is begun: sender and one recipient.
    fn begun() -> Self {
        let mut desk = Self::with(Config::default());
        let reply = desk.say(b"MAIL FROM:<a@b>\r\nRCPT TO:<x@here>\r\n");
        assert_eq!(reply, ["250", "250"]);
        desk
    }

    /// Sends octets; the codes that came back.
    fn say(&mut self, octets: &[u8]) -> Vec<String> {
        let mut said = String::new();
        self.session.handle(octets);
        loop {
            match self.session.poll() {
                Out::Send(bytes) => said.push_str(&String::from_utf8_lossy(&bytes)),
                Out::CheckRecipient { address } => {
                    let known = address.ends_with("@here") && !address.starts_with("nobody");
                    let answer = if known {
                        RcptAnswer::Ok
                    } else {
                        RcptAnswer::Unknown
                    };
                    self.session.recipient(answer);
                }
                Out::Accept(mail) => {
                    self.stored.push(*mail);
                    self.session.accepted(self.answer.clone());
                }
                Out::UpgradeTls => unreachable!("not offered"),
                Out::Close => self.closed = true,
                Out::Wait(_) => break,
            }
        }
        said.lines()
            .filter(|line| line.as_bytes().get(3) == Some(&b' '))
            .filter_map(|line| line.get(..3).map(str::to_owned))
            .collect()
    }

    fn is_alive(&mut self) -> bool {
        self.say(b"NOOP\r\n") == ["250"]
    }
}

#[test]
fn pieces_become_one_mail_octet_for_octet() {
    let mut desk = Desk::begun();
    assert_eq!(
        desk.say(b"BDAT 15\r\nSubject: x\r\n\r\n."),
        ["250"],
        "a piece alone is no mail"
    );
    assert!(desk.stored.is_empty());
    assert_eq!(desk.say(b"BDAT 6\r\n\r\n.\r\n\n"), ["250"]);
    assert_eq!(desk.say(b"BDAT 4 LAST\r\n..\r\n"), ["250"]);
    assert_eq!(desk.stored[0].data, b"Subject: x\r\n\r\n.\r\n.\r\n\n..\r\n");
    assert_eq!(desk.stored[0].rcpt_to, ["x@here"]);
    assert_eq!(
        desk.say(b"MAIL FROM:<a@b>\r\nRCPT TO:<x@here>\r\nBDAT 0 LAST\r\n"),
        ["250", "250", "250"],
        "the next mail on the same connection, an empty one"
    );
    assert_eq!(desk.stored[1].data, b"");
}

#[test]
fn a_whole_pipelined_transaction_is_answered_in_order() {
    let mut desk = Desk::with(Config::default());
    let group = b"MAIL FROM:<a@b>\r\nRCPT TO:<nobody@here>\r\nRCPT TO:<x@here>\r\nBDAT 7\r\nQUIT\r\n!BDAT 2 LAST\r\n\r\nMAIL FROM:<c@d>\r\nQUIT\r\n";
    assert_eq!(
        desk.say(group),
        ["250", "550", "250", "250", "250", "250", "221"]
    );
    assert_eq!(desk.stored.len(), 1);
    assert_eq!(desk.stored[0].data, b"QUIT\r\n!\r\n");
}

#[test]
fn the_last_piece_is_answered_only_by_what_the_store_says() {
    for (answer, code) in [
        (AcceptAnswer::NoSpace, "452"),
        (AcceptAnswer::TryLater, "451"),
        (AcceptAnswer::TooBig, "552"),
        (AcceptAnswer::Reject("no".into()), "550"),
    ] {
        let mut desk = Desk::begun();
        desk.answer = answer;
        assert_eq!(desk.say(b"BDAT 3\r\nab\n"), ["250"]);
        assert_eq!(desk.say(b"BDAT 1 LAST\r\nc"), [code]);
        assert_eq!(
            desk.say(b"BDAT 1 LAST\r\nd"),
            ["503"],
            "the transaction is over"
        );
    }
    let mut session = Session::new(Arc::new(Config::default()));
    session.handle(b"EHLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<x@here>\r\nBDAT 2 LAST\r\nhiNOOP\r\n");
    let mut said = String::new();
    loop {
        match session.poll() {
            Out::Send(bytes) => said.push_str(&String::from_utf8_lossy(&bytes)),
            Out::CheckRecipient { .. } => session.recipient(RcptAnswer::Ok),
            Out::Accept(mail) => assert_eq!(mail.data, b"hi"),
            Out::Wait(Awaiting::Answer) => break,
            other => panic!("{other:?}"),
        }
    }
    assert!(
        said.ends_with("250 2.1.5 Ok\r\n"),
        "nothing after RCPT before the store has answered: {said}"
    );
}

#[test]
fn a_missing_last_piece_stores_nothing() {
    for end in ["QUIT\r\n", "RSET\r\n", "EHLO again\r\n"] {
        let mut desk = Desk::begun();
        assert_eq!(desk.say(b"BDAT 4\r\nmail"), ["250"]);
        desk.say(end.as_bytes());
        assert!(desk.stored.is_empty(), "{end}");
        if !desk.closed {
            assert_eq!(desk.say(b"BDAT 1 LAST\r\n."), ["503"]);
        }
        assert!(desk.stored.is_empty(), "{end}");
    }
    let mut desk = Desk::begun();
    desk.say(b"BDAT 4 LAST\r\nmai");
    assert_eq!(desk.session.awaiting(), Awaiting::Data);
    desk.session.timed_out();
    desk.say(b"l");
    assert!(desk.closed && desk.stored.is_empty());
}

#[test]
fn data_and_pieces_do_not_mix() {
    let mut desk = Desk::begun();
    desk.say(b"BDAT 1\r\nx");
    assert_eq!(desk.say(b"DATA\r\n"), ["503"]);
    assert_eq!(desk.say(b"RCPT TO:<y@here>\r\n"), ["503"]);
    assert_eq!(desk.say(b"MAIL FROM:<a@b>\r\n"), ["503"]);
    assert_eq!(desk.say(b"BDAT 1 LAST\r\ny"), ["250"]);
    assert_eq!(desk.stored[0].data, b"xy");
    assert_eq!(desk.stored[0].rcpt_to, ["x@here"]);

    let mut desk = Desk::begun();
    assert_eq!(desk.say(b"DATA\r\n"), ["354"]);
    assert_eq!(desk.say(b"BDAT 3 LAST\r\nabc\r\n.\r\n"), ["250"]);
    assert_eq!(
        desk.stored[0].data, b"BDAT 3 LAST\r\nabc\r\n",
        "text, no command"
    );
    assert_eq!(desk.say(b"BDAT 3 LAST\r\nabc"), ["503"]);
    assert_eq!(desk.stored.len(), 1);
}

#[test]
fn a_refused_piece_is_thrown_away_and_never_read_as_commands() {
    let smuggled = b"RSET\r\nMAIL FROM:<evil@x>\r\nRCPT TO:<x@here>\r\n";
    let piece = [
        format!("BDAT {} LAST\r\n", smuggled.len()).into_bytes(),
        smuggled.to_vec(),
    ]
    .concat();
    // No mail begun; no recipient known.
    let mut desk = Desk::with(Config::default());
    assert_eq!(desk.say(&piece), ["503"]);
    assert!(desk.is_alive());
    assert_eq!(
        desk.say(b"MAIL FROM:<a@b>\r\nRCPT TO:<nobody@here>\r\n"),
        ["250", "550"]
    );
    assert_eq!(desk.say(&piece), ["554"]);
    assert_eq!(desk.say(&piece), ["503"]);
    assert!(desk.is_alive() && desk.stored.is_empty());
}

#[test]
fn a_wrong_size_ends_in_an_error_and_not_in_another_mail() {
    // Too small: what is left over is no command.
    let mut desk = Desk::begun();
    let reply = desk.say(b"BDAT 3 LAST\r\nabcdef\r\n");
    assert_eq!(reply, ["250", "500"]);
    assert_eq!(desk.stored[0].data, b"abc");
    // Too large: the following commands are swallowed, and nothing is stored before all octets came.
    let mut desk = Desk::begun();
    assert_eq!(
        desk.say(b"BDAT 99 LAST\r\nabc\r\nQUIT\r\n"),
        Vec::<String>::new()
    );
    assert!(desk.stored.is_empty() && !desk.closed);
}

#[test]
fn a_line_that_announces_a_piece_and_cannot_be_understood_ends_the_connection() {
    for line in [
        "BDAT\r\n",
        "BDAT \r\n",
        "BDAT LAST\r\n",
        "BDAT -5\r\n",
        "BDAT +5 LAST\r\n",
        "BDAT 0x10 LAST\r\n",
        "BDAT 5LAST\r\n",
        "BDAT 5 FIRST\r\n",
        "bdat 5 LAST\n",
        "BDAT 5\r \r\n",
        "BDAT 5 LAST\0\r\n",
        "BDAT 18446744073709551615 LAST\r\n",
        "BDAT 18446744073709551616 LAST\r\n",
        "BDAT 99999999999999999999999999 LAST\r\n",
        "BDAT 4294967296000 LAST\r\n",
        &format!("BDAT 5{}LAST\r\n", " ".repeat(5_000)),
        &format!("BDAT {}5 LAST", " ".repeat(5_000)),
    ] {
        let mut desk = Desk::begun();
        let reply = desk.say(format!("{line}QUIT\r\nMAIL FROM:<evil@x>\r\n").as_bytes());
        assert!(desk.closed, "{line:?} {reply:?}");
        assert_eq!(reply.len(), 1, "{line:?} {reply:?}");
        assert!(desk.stored.is_empty());
    }
}

#[test]
fn the_size_limit_holds_over_all_pieces() {
    let small = || {
        let mut desk = Desk::with(Config {
            max_size: 4_000,
            ..Config::default()
        });
        desk.say(b"MAIL FROM:<a@b>\r\nRCPT TO:<x@here>\r\n");
        desk
    };
    let piece = |size: usize, last: &str| {
        [
            format!("BDAT {size}{last}\r\n").into_bytes(),
            vec![b'x'; size],
        ]
        .concat()
    };
    let mut desk = small();
    assert_eq!(desk.say(&piece(2_000, "")), ["250"]);
    assert_eq!(desk.say(&piece(2_000, " LAST")), ["250"]);
    assert_eq!(desk.stored[0].data.len(), 4_000);

    let mut desk = small();
    assert_eq!(desk.say(&piece(2_000, "")), ["250"]);
    let mut pipelined = piece(2_001, "");
    pipelined.extend(piece(1, " LAST"));
    assert_eq!(desk.say(&pipelined), ["552", "503"]);
    assert_eq!(desk.session.held_octets(), 0);
    assert!(desk.is_alive() && desk.stored.is_empty());

    // Announced, and not a single octet of it kept.
    let mut desk = small();
    desk.say(b"BDAT 100000000 LAST\r\n");
    for _ in 0..20 {
        assert_eq!(desk.say(&[b'x'; 10_000]), Vec::<String>::new());
        assert_eq!(desk.session.held_octets(), 0);
    }
}

#[test]
fn tiny_pieces_without_end_cost_the_connection() {
    let mut desk = Desk::begun();
    let mut sent = 0;
    while !desk.closed && sent < 1_000 {
        desk.say(b"BDAT 1\r\nx");
        desk.say(b"BDAT 0\r\n");
        sent += 1;
    }
    assert!(desk.closed && desk.stored.is_empty());
    assert!(sent < 100, "{sent}");
}

#[test]
fn binary_bodies_are_not_offered() {
    let mut desk = Desk::with(Config::default());
    assert_eq!(desk.say(b"MAIL FROM:<a@b> BODY=BINARYMIME\r\n"), ["555"]);
}

proptest! {
    #[test]
    fn any_cut_into_pieces_and_packets_reads_the_same_mail(
        mail in "[ab.\r\n]{1,120}",
        pieces in proptest::collection::vec(1usize..40, 1..8),
        cuts in proptest::collection::vec(0usize..400, 0..12),
    ) {
        let mut wire = b"MAIL FROM:<a@b>\r\nRCPT TO:<x@here>\r\n".to_vec();
        let mut rest = mail.as_bytes();
        for size in pieces {
            let (head, tail) = rest.split_at(size.min(rest.len()));
            wire.extend_from_slice(format!("BDAT {}\r\n", head.len()).as_bytes());
            wire.extend_from_slice(head);
            rest = tail;
        }
        wire.extend_from_slice(format!("BDAT {} LAST\r\n", rest.len()).as_bytes());
        wire.extend_from_slice(rest);
        wire.extend_from_slice(b"QUIT\r\n");
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(wire.len())).collect();
        cuts.extend([0, wire.len()]);
        cuts.sort_unstable();
        let mut desk = Desk::with(Config::default());
        for pair in cuts.windows(2) {
            desk.say(&wire[pair[0]..pair[1]]);
        }
        prop_assert!(desk.closed);
        prop_assert_eq!(desk.stored.len(), 1);
        prop_assert_eq!(&desk.stored[0].data, mail.as_bytes());
    }

    #[test]
    fn no_octets_make_a_mail_out_of_refused_pieces(noise in "(BDAT [0-9]{1,3}( LAST)?\r\n|[a-z.\r\n]{0,20}){0,12}") {
        let mut desk = Desk::with(Config::default());
        desk.say(noise.as_bytes());
        prop_assert!(desk.stored.is_empty());
    }
}
