//! The SMTP client machine against scripted servers and against our own server machine.

use std::sync::Arc;

use fairlead_mail::smtp::client::{Awaiting, Client, Config, Job, Login, Out, Outcome, TlsPolicy};
use fairlead_mail::smtp::server;
use proptest::prelude::*;

fn config(tls: TlsPolicy, login: Option<Login>) -> Config {
    Config {
        helo: "desk.example".into(),
        tls,
        login,
    }
}

fn password() -> Option<Login> {
    Some(Login::Password {
        user: "me".into(),
        password: "secret".into(),
    })
}

fn job(to: &str) -> Job {
    Job {
        mail_from: "bounce@desk.example".into(),
        rcpt_to: to.into(),
        data: b"Subject: x\r\n\r\n.hello\n".to_vec(),
    }
}

/// What the client sent, and how its job ended, when the server answers with `script` line by line.
fn talk(config: Config, script: &[&str]) -> (Vec<String>, Vec<Outcome>) {
    let mut client = Client::new(config);
    client.submit(job("you@example.net"));
    let mut answers = script.iter();
    let (mut sent, mut outcomes) = (vec![], vec![]);
    loop {
        match client.poll() {
            Out::Send(bytes) => sent.push(String::from_utf8(bytes).expect("text")),
            Out::UpgradeTls => client.tls_started(),
            Out::Done(outcome) => {
                outcomes.push(outcome);
                client.quit();
            }
            Out::Close | Out::Wait(Awaiting::Closed) => return (sent, outcomes),
            Out::Wait(_) => match answers.next() {
                Some(answer) => client.handle(format!("{answer}\r\n").as_bytes()),
                None => client.lost("gone"),
            },
        }
    }
}

const EHLO: &str = "250-mx\r\n250-SIZE 1000\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN XOAUTH2";

#[test]
fn a_mail_is_delivered_with_stuffed_dots_and_repaired_line_ends() {
    let script = [
        "220 mx",
        EHLO,
        "250 ok",
        "250 ok",
        "354 go",
        "250 2.0.0 queued as 7",
        "221 bye",
    ];
    let (sent, outcomes) = talk(config(TlsPolicy::Never, None), &script);
    let expected = [
        "EHLO desk.example\r\n",
        "MAIL FROM:<bounce@desk.example> SIZE=21\r\n",
        "RCPT TO:<you@example.net>\r\n",
        "DATA\r\n",
        "Subject: x\r\n\r\n..hello\r\n",
        ".\r\n",
        "QUIT\r\n",
    ];
    assert_eq!(sent, expected);
    let [Outcome::Delivered(reply)] = outcomes.as_slice() else {
        panic!("{outcomes:?}")
    };
    assert_eq!(
        (reply.code, reply.enhanced.as_deref(), reply.text.as_str()),
        (250, Some("2.0.0"), "queued as 7")
    );
}

#[test]
fn each_stage_of_failure_has_its_outcome() {
    let plain = || config(TlsPolicy::Never, None);
    let start = ["220 mx", EHLO];
    for (answers, kind) in [
        (vec!["250 ok", "550 5.1.1 unknown"], "permanent"),
        (vec!["451 later"], "temporary"),
        (vec!["552 too big"], "permanent"),
        (vec!["250 ok", "250 ok", "451 later"], "temporary"),
        (vec!["250 ok", "250 ok", "354 go", "554 spam"], "permanent"),
        (vec!["250 ok", "250 ok", "354 go", "452 full"], "temporary"),
        (
            vec!["250 ok", "250 ok", "354 go", "421 closing"],
            "temporary",
        ),
        (vec!["250 ok", "250 ok", "354 go"], "uncertain"),
        (vec!["250 ok", "250 ok", "354 go", "gibberish"], "uncertain"),
        (vec!["250 ok", "250 ok"], "not sent"),
        (vec!["250 ok", "HTTP/1.1 200"], "not sent"),
        (vec!["250 ok", "250 ok", "250 what"], "not sent"),
        (vec!["421 closing"], "temporary"),
    ] {
        let script: Vec<&str> = start.into_iter().chain(answers.iter().copied()).collect();
        let (_, outcomes) = talk(plain(), &script);
        let seen = match outcomes.as_slice() {
            [Outcome::Permanent(_)] => "permanent",
            [Outcome::Temporary(_)] => "temporary",
            [Outcome::Uncertain(_)] => "uncertain",
            [Outcome::NotSent(_)] => "not sent",
            other => panic!("{answers:?}: {other:?}"),
        };
        assert_eq!(seen, kind, "{answers:?}");
    }
    assert!(matches!(
        talk(plain(), &["554 no"]).1[..],
        [Outcome::Temporary(_)]
    ));
    assert!(matches!(talk(plain(), &[]).1[..], [Outcome::NotSent(_)]));
}

#[test]
fn an_old_server_is_greeted_with_helo() {
    let (sent, outcomes) = talk(
        config(TlsPolicy::Opportunistic, None),
        &["220 mx", "502 what", "250 mx", "250", "250", "354", "250"],
    );
    assert_eq!(sent[1], "HELO desk.example\r\n");
    assert_eq!(sent[2], "MAIL FROM:<bounce@desk.example>\r\n");
    assert!(matches!(outcomes[..], [Outcome::Delivered(_)]));
}

#[test]
fn required_tls_sends_nothing_in_the_clear() {
    let required = || config(TlsPolicy::Required, password());
    for script in [
        vec!["220 mx", EHLO],
        vec!["220 mx", "250-mx\r\n250 STARTTLS", "454 no"],
        vec!["220 mx", "502", "250 mx"],
    ] {
        let (sent, outcomes) = talk(required(), &script);
        assert!(
            matches!(outcomes[..], [Outcome::NotSent(_)]),
            "{outcomes:?}"
        );
        assert!(
            !sent
                .iter()
                .any(|line| line.starts_with("AUTH") || line.starts_with("MAIL")),
            "{sent:?}"
        );
    }
    let (sent, outcomes) = talk(
        required(),
        &[
            "220 mx",
            "250-mx\r\n250 STARTTLS",
            "220 go\r\n250-injected\r\n250 AUTH PLAIN",
        ],
    );
    assert!(
        matches!(&outcomes[..], [Outcome::NotSent(why)] if why.contains("before TLS")),
        "{outcomes:?} {sent:?}"
    );
    let script = [
        "220 mx",
        "250-mx\r\n250 STARTTLS",
        "220 go",
        EHLO,
        "235 ok",
        "250",
        "250",
        "354",
        "250",
    ];
    let (sent, outcomes) = talk(required(), &script);
    assert_eq!(sent[2], "EHLO desk.example\r\n");
    assert_eq!(sent[3], "AUTH PLAIN AG1lAHNlY3JldA==\r\n");
    assert!(matches!(outcomes[..], [Outcome::Delivered(_)]));
}

#[test]
fn logins_speak_their_dialects_and_tell_a_refusal() {
    let run = |login, offer: &str, answers: &[&str]| {
        let ehlo = format!("250-mx\r\n250 AUTH {offer}");
        let mut script = vec!["220 mx", &ehlo];
        script.extend(answers);
        talk(config(TlsPolicy::Active, login), &script)
    };
    let (sent, outcomes) = run(
        password(),
        "LOGIN",
        &[
            "334 VXNlcm5hbWU6",
            "334 UGFzc3dvcmQ6",
            "235 ok",
            "250",
            "250",
            "354",
            "250",
        ],
    );
    assert_eq!(sent[1..4], ["AUTH LOGIN\r\n", "bWU=\r\n", "c2VjcmV0\r\n"]);
    assert!(matches!(outcomes[..], [Outcome::Delivered(_)]));
    assert!(matches!(
        run(password(), "PLAIN", &["535 5.7.8 bad"]).1[..],
        [Outcome::AuthFailed(_)]
    ));
    assert!(matches!(
        run(password(), "PLAIN", &["454 later"]).1[..],
        [Outcome::Temporary(_)]
    ));
    assert!(matches!(
        run(password(), "GSSAPI", &[]).1[..],
        [Outcome::AuthFailed(_)]
    ));
    let oauth = Some(Login::OAuth {
        user: "me".into(),
        token: "t".into(),
    });
    let (sent, outcomes) = run(
        oauth,
        "XOAUTH2",
        &["334 eyJzdGF0dXMiOiI0MDEifQ==", "535 5.7.8 bad"],
    );
    assert_eq!(
        sent[1..3],
        ["AUTH XOAUTH2 dXNlcj1tZQFhdXRoPUJlYXJlciB0AQE=\r\n", "\r\n"]
    );
    assert!(matches!(outcomes[..], [Outcome::AuthFailed(_)]));
}

#[test]
fn addresses_cannot_carry_commands() {
    for bad in ["a@b>\r\nRCPT TO:<c@d", "a b@c", "", "a@b\n"] {
        let mut client = Client::new(config(TlsPolicy::Never, None));
        client.submit(job(bad));
        client.handle(format!("220 mx\r\n{EHLO}\r\n").as_bytes());
        let mut ended = false;
        loop {
            match client.poll() {
                Out::Send(bytes) => assert!(bytes.starts_with(b"EHLO")),
                Out::Done(outcome) => ended = matches!(outcome, Outcome::Permanent(_)),
                Out::Wait(_) => break,
                other => panic!("{other:?}"),
            }
        }
        assert!(ended, "{bad:?}");
    }
}

/// Runs `jobs` against our own server in fragments of the given sizes; returns outcomes and what the server stored.
fn against_our_server(jobs: Vec<Job>, sizes: &[usize]) -> (Vec<Outcome>, Vec<server::Received>) {
    let mut client = Client::new(config(TlsPolicy::Opportunistic, None));
    let tls = server::Tls::Available;
    let mut desk = server::Session::new(Arc::new(server::Config {
        tls,
        max_size: 2000,
        ..server::Config::default()
    }));
    let mut sizes = sizes.iter().copied().cycle();
    let mut pieces = |bytes: &[u8]| -> Vec<Vec<u8>> {
        let mut rest = bytes;
        let mut all = vec![];
        while !rest.is_empty() {
            let (piece, tail) = rest.split_at(sizes.next().unwrap_or(1).clamp(1, rest.len()));
            all.push(piece.to_vec());
            rest = tail;
        }
        all
    };
    let mut jobs = jobs.into_iter();
    client.submit(jobs.next().expect("a job"));
    let (mut outcomes, mut stored) = (vec![], vec![]);
    for _ in 0..1000 {
        match desk.poll() {
            server::Out::Send(bytes) => {
                pieces(&bytes).iter().for_each(|piece| client.handle(piece))
            }
            server::Out::CheckRecipient { address } => {
                desk.recipient(if address.starts_with("no") {
                    server::RcptAnswer::Unknown
                } else {
                    server::RcptAnswer::Ok
                });
            }
            server::Out::Accept(mail) => {
                stored.push(*mail);
                desk.accepted(server::AcceptAnswer::Stored { id: "1".into() });
            }
            server::Out::UpgradeTls => desk.tls_started(),
            server::Out::Close | server::Out::Wait(_) => {}
        }
        match client.poll() {
            Out::Send(bytes) => pieces(&bytes).iter().for_each(|piece| desk.handle(piece)),
            Out::UpgradeTls => client.tls_started(),
            Out::Done(outcome) => {
                outcomes.push(outcome);
                match jobs.next() {
                    Some(job) => client.submit(job),
                    None => client.quit(),
                }
            }
            Out::Close => break,
            Out::Wait(_) => {}
        }
    }
    (outcomes, stored)
}

#[test]
fn one_refused_recipient_does_not_hold_up_the_next() {
    let big = Job {
        data: vec![b'x'; 3000],
        ..job("big@here")
    };
    let (outcomes, stored) = against_our_server(
        vec![job("a@here"), job("nobody@here"), big, job("b@here")],
        &[7],
    );
    assert!(
        matches!(
            outcomes[..],
            [
                Outcome::Delivered(_),
                Outcome::Permanent(_),
                Outcome::Permanent(_),
                Outcome::Delivered(_)
            ]
        ),
        "{outcomes:?}"
    );
    assert_eq!(
        stored
            .iter()
            .map(|mail| mail.rcpt_to[0].as_str())
            .collect::<Vec<_>>(),
        ["a@here", "b@here"]
    );
    assert!(stored.iter().all(|mail| mail.tls));
}

proptest! {
    #[test]
    fn our_client_and_our_server_agree_in_any_fragmentation(
        text in "[a.\r\n\u{e4}]{0,60}",
        sizes in proptest::collection::vec(1usize..40, 1..10),
    ) {
        let job = Job { data: text.clone().into_bytes(), ..job("a@here") };
        let (outcomes, stored) = against_our_server(vec![job.clone(), job], &sizes);
        prop_assert_eq!(outcomes.iter().filter(|o| matches!(o, Outcome::Delivered(_))).count(), 2);
        prop_assert_eq!(stored.len(), 2);
        prop_assert_eq!(&stored[0].data, &stored[1].data);
        let plain = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n").trim_end_matches('\n').to_owned();
        prop_assert_eq!(plain(&String::from_utf8_lossy(&stored[0].data)), plain(&text));
    }

    #[test]
    fn garbage_from_a_server_always_ends_and_never_delivers(input in proptest::collection::vec(any::<u8>(), 0..300)) {
        let mut client = Client::new(config(TlsPolicy::Opportunistic, password()));
        client.submit(job("a@b"));
        client.handle(&input);
        client.lost("gone");
        let mut outcomes = vec![];
        for _ in 0..50 {
            if let Out::Done(outcome) = client.poll() {
                outcomes.push(outcome);
            }
        }
        prop_assert_eq!(outcomes.len(), 1);
        prop_assert!(!matches!(outcomes[0], Outcome::Delivered(_)));
    }
}
