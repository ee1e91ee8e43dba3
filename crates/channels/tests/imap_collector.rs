//! Collecting from a real dovecot, and from scripted servers that misbehave.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::sync::Arc;
use std::time::Duration;

use domain::{ChannelId, MailboxId};
use fairlead_channels::email::imap::{
    ImapError, ImapOptions, collect_all, reconcile, test_mailbox,
};
use fairlead_channels::host::{
    AfterCommit, Freshness, HostError, ItemState, MailboxConfig, MailboxPhase, MailboxState,
    Secret, Source, StartFrom, Transport,
};
use fairlead_channels::tls::ClientTls;
use testkit::memory_host::{Inside, MemoryHost};
use testkit::peers::Dovecot;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const USER: &str = "support";

fn id() -> MailboxId {
    MailboxId(Uuid::from_u128(7))
}

fn config(port: u16) -> MailboxConfig {
    MailboxConfig {
        id: id(),
        channel: ChannelId(Uuid::from_u128(1)),
        host: "localhost".to_owned(),
        port,
        tls: Transport::None,
        username: USER.to_owned(),
        secret: Secret::Password(Dovecot::PASSWORD.to_owned()),
        folder: "INBOX".to_owned(),
        after_commit: AfterCommit::Leave,
        start_from: StartFrom::All,
        cursor: None,
        state: MailboxState::default(),
        max_size: 1_000_000,
    }
}

fn quick() -> ImapOptions {
    ImapOptions {
        backoff: (Duration::from_millis(50), Duration::from_millis(400)),
        idle: Duration::from_secs(5),
        done: Duration::from_secs(2),
        poll: Duration::from_millis(200),
        refused: Duration::from_millis(200),
        command: Duration::from_secs(10),
        attempts: 3,
        ..ImapOptions::default()
    }
}

struct Collecting {
    host: Arc<MemoryHost>,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

fn collect(config: MailboxConfig, roots: &str, options: ImapOptions) -> Collecting {
    let host = MemoryHost::new();
    host.inside().mailboxes.push(config);
    start(host, roots, options)
}

fn start(host: Arc<MemoryHost>, roots: &str, options: ImapOptions) -> Collecting {
    let stop = CancellationToken::new();
    let tls = ClientTls::new(roots.as_bytes()).unwrap();
    let task = tokio::spawn(collect_all(host.clone(), tls, options, stop.clone()));
    Collecting { host, stop, task }
}

impl Collecting {
    async fn end(self) -> Arc<MemoryHost> {
        self.stop.cancel();
        self.task.await.unwrap();
        self.host
    }
}

fn mail(n: u32) -> String {
    format!(
        "From: customer@example.net\nTo: support@example.org\nSubject: number {n}\nMessage-ID: <m{n}@example.net>\n\nText {n}\n"
    )
}

async fn dovecot_with(mails: u32) -> Option<Dovecot> {
    let dovecot = Dovecot::start().await.unwrap()?;
    for n in 1..=mails {
        dovecot.deliver(USER, &mail(n)).await.unwrap();
    }
    Some(dovecot)
}

fn holds(texts: &[String], n: u32) -> usize {
    let line = format!("Subject: number {n}\r\n");
    texts.iter().filter(|text| text.contains(&line)).count()
}

fn waits(inside: &Inside) -> bool {
    inside
        .reports
        .last()
        .is_some_and(|(_, _, report)| report.state.phase == MailboxPhase::Idle)
}

fn freshness(inside: &Inside) -> Vec<Freshness> {
    let of = |source: &Source| match source {
        Source::Imap(origin) => origin.freshness,
        Source::Smtp => panic!("came by IMAP"),
    };
    inside
        .accepted
        .iter()
        .map(|(_, mail)| of(&mail.source))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lies_there_is_taken_and_new_mail_is_told_while_waiting() {
    let Some(dovecot) = dovecot_with(3).await else {
        return;
    };
    // A colleague has read one of them: that decides nothing (M2).
    let mut other = dovecot.imap(USER).await.unwrap();
    other.command("SELECT INBOX").await.unwrap();
    other.command("STORE 2 +FLAGS (\\Seen)").await.unwrap();
    let mut options = quick();
    options.idle = Duration::from_secs(50);
    let running = collect(config(dovecot.imap_port), "", options);
    running.host.wait_for("waiting in IDLE", waits).await;
    assert_eq!(running.host.texts().len(), 3);
    dovecot.deliver(USER, &mail(4)).await.unwrap();
    running
        .host
        .wait_for("the fourth", |inside| inside.accepted.len() == 4)
        .await;
    let host = running.end().await;
    let texts = host.texts();
    assert!((1..=4).all(|n| holds(&texts, n) == 1));
    let inside = host.inside();
    let old = Freshness::Backfill;
    assert_eq!(freshness(&inside), [old, old, old, Freshness::New]);
    assert_eq!(inside.items.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn from_now_on_leaves_the_old_mail_and_a_restart_goes_on_where_it_was() {
    let Some(dovecot) = dovecot_with(2).await else {
        return;
    };
    let mut now = config(dovecot.imap_port);
    now.start_from = StartFrom::Now;
    let running = collect(now, "", quick());
    running.host.wait_for("waiting", waits).await;
    let host = running.end().await;
    assert!(host.inside().accepted.is_empty());
    // Away for a while: everything above the cursor is taken, read or not (M1, M2).
    for n in 3..=5 {
        dovecot.deliver(USER, &mail(n)).await.unwrap();
    }
    let mut other = dovecot.imap(USER).await.unwrap();
    other.command("SELECT INBOX").await.unwrap();
    other.command("STORE 1:* +FLAGS (\\Seen)").await.unwrap();
    let running = start(host, "", quick());
    running
        .host
        .wait_for("three", |inside| inside.accepted.len() == 3)
        .await;
    let host = running.end().await;
    let texts = host.texts();
    assert!((3..=5).all(|n| holds(&texts, n) == 1), "{texts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_uidvalidity_rescans_without_taking_what_was_there_before() {
    let Some(mut dovecot) = dovecot_with(2).await else {
        return;
    };
    let host = MemoryHost::new();
    host.inside().now = 4_000_000_000_000; // Later than the INTERNALDATE of all that lies there.
    let mut now = config(dovecot.imap_port);
    now.start_from = StartFrom::Now;
    host.inside().mailboxes.push(now);
    let running = start(host, "", quick());
    running.host.wait_for("waiting", waits).await;
    let first = running.host.inside().mailboxes[0].cursor.unwrap();
    dovecot.forget_uids(USER).await.unwrap();
    running
        .host
        .wait_for("new UIDVALIDITY", |inside| {
            let cursor = inside.mailboxes[0].cursor;
            cursor.is_some_and(|c| c.uidvalidity != first.uidvalidity && c.last_uid > 0)
                || inside
                    .items
                    .values()
                    .filter(|i| i.state == ItemState::Skipped)
                    .count()
                    == 2
        })
        .await;
    dovecot.deliver(USER, &mail(3)).await.unwrap();
    running
        .host
        .wait_for("the new one", |inside| !inside.accepted.is_empty())
        .await;
    let host = running.end().await;
    let texts = host.texts();
    assert_eq!(
        (texts.len(), holds(&texts, 3)),
        (1, 1),
        "no flood: {texts:?}"
    );
    let config = host.inside().mailboxes[0].clone();
    let tls = ClientTls::new(b"").unwrap();
    let report = reconcile(config, &*host, &tls, &quick()).await.unwrap();
    assert_eq!((report.on_server, report.stored, report.skipped), (3, 1, 2));
    assert!(report.missing.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_rescan_marks_what_it_sees_again() {
    let Some(mut dovecot) = dovecot_with(2).await else {
        return;
    };
    let running = collect(config(dovecot.imap_port), "", quick());
    running.host.wait_for("waiting", waits).await;
    dovecot.forget_uids(USER).await.unwrap();
    running
        .host
        .wait_for("seen again", |inside| inside.accepted.len() == 4)
        .await;
    let host = running.end().await;
    let seen = freshness(&host.inside());
    assert_eq!(seen[2..], [Freshness::Rescan, Freshness::Rescan]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_restarts_during_idle_is_found_again() {
    let Some(mut dovecot) = dovecot_with(1).await else {
        return;
    };
    let running = collect(config(dovecot.imap_port), "", quick());
    running.host.wait_for("waiting", waits).await;
    dovecot.stop();
    running
        .host
        .wait_for("the failure is told", |inside| {
            let last = inside.reports.last();
            last.is_some_and(|(_, _, r)| r.error.is_some())
        })
        .await;
    dovecot.restart().await.unwrap();
    dovecot.deliver(USER, &mail(2)).await.unwrap();
    running
        .host
        .wait_for("mail after the restart", |inside| {
            inside.accepted.len() == 2
        })
        .await;
    running.host.wait_for("healthy again", waits).await;
    running.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_committed_mail_is_moved_or_flagged() {
    let Some(dovecot) = dovecot_with(2).await else {
        return;
    };
    let mut other = dovecot.imap(USER).await.unwrap();
    other.command("CREATE Done").await.unwrap();
    let mut moving = config(dovecot.imap_port);
    moving.after_commit = AfterCommit::Move("Done".to_owned());
    let host = MemoryHost::new();
    host.inside().mailboxes.push(moving);
    host.inside().accepting = Err(HostError::Unavailable);
    let running = start(host, "", quick());
    running
        .host
        .wait_for("two refusals", |inside| {
            let failed = inside.reports.iter().filter(|(_, _, r)| r.error.is_some());
            failed.count() >= 2
        })
        .await;
    let status = other.command("STATUS INBOX (MESSAGES)").await.unwrap();
    assert!(status.contains("MESSAGES 2"), "{status}");
    running.host.inside().accepting = Ok(());
    running
        .host
        .wait_for("tidied", |inside| {
            inside.accepted.len() == 2
                && inside.mailboxes[0].state.to_finish.is_empty()
                && waits(inside)
        })
        .await;
    let status = other.command("STATUS Done (MESSAGES)").await.unwrap();
    assert!(status.contains("MESSAGES 2"), "{status}");
    let host = running.end().await;

    host.inside().mailboxes[0].after_commit = AfterCommit::Flag;
    dovecot.deliver(USER, &mail(3)).await.unwrap();
    let running = start(host, "", quick());
    running
        .host
        .wait_for("flagged", |inside| {
            let config = &inside.mailboxes[0];
            config.cursor.is_some_and(|c| c.last_uid == 3)
                && config.state.to_finish.is_empty()
                && waits(inside)
        })
        .await;
    let status = other.command("STATUS INBOX (UNSEEN)").await.unwrap();
    assert!(status.contains("UNSEEN 0"), "{status}");
    running.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_over_the_limit_comes_as_its_headers() {
    let Some(dovecot) = dovecot_with(1).await else {
        return;
    };
    let big = format!("{}{}\n", mail(2), "0123456789 ".repeat(5_000));
    dovecot.deliver(USER, &big).await.unwrap();
    dovecot.deliver(USER, &mail(3)).await.unwrap();
    let mut small = config(dovecot.imap_port);
    small.max_size = 20_000;
    let running = collect(small, "", quick());
    running
        .host
        .wait_for("all three", |inside| inside.accepted.len() == 3)
        .await;
    let host = running.end().await;
    let inside = host.inside();
    let Source::Imap(origin) = &inside.accepted[1].1.source else {
        panic!("came by IMAP");
    };
    assert!(origin.headers_only_of.is_some_and(|size| size > 50_000));
    let text = String::from_utf8_lossy(&inside.accepted[1].1.bytes);
    assert!(text.contains("number 2") && !text.contains("0123456789"));
    assert_eq!(inside.items.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_is_spoken_both_ways_and_a_stranger_s_certificate_is_not_trusted() {
    let Some(dovecot) = dovecot_with(1).await else {
        return;
    };
    let roots = dovecot.certificate.certificate_pem.clone();
    let trusted = ClientTls::new(roots.as_bytes()).unwrap();
    let stranger = ClientTls::new(b"").unwrap();
    let host = MemoryHost::new();
    for (tls, port) in [
        (Transport::Implicit, dovecot.imaps_port),
        (Transport::Starttls, dovecot.imap_port),
    ] {
        let mut config = config(port);
        config.tls = tls;
        let tested = test_mailbox(config.clone(), &*host, &trusted, &quick()).await;
        let tested = tested.unwrap();
        assert!(tested.encrypted && tested.idle, "{tls:?}");
        assert_eq!(tested.messages, 1);
        assert!(tested.folders.contains(&"INBOX".to_owned()));
        let refused = test_mailbox(config, &*host, &stranger, &quick()).await;
        assert!(matches!(refused, Err(ImapError::Lost(_))), "{refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_asks_for_a_person() {
    let Some(dovecot) = dovecot_with(0).await else {
        return;
    };
    let mut wrong = config(dovecot.imap_port);
    wrong.secret = Secret::Password("not it".to_owned());
    let tls = ClientTls::new(b"").unwrap();
    let host = MemoryHost::new();
    let tested = test_mailbox(wrong.clone(), &*host, &tls, &quick()).await;
    assert!(matches!(tested, Err(ImapError::Refused(_))), "{tested:?}");
    let running = collect(wrong, "", quick());
    running
        .host
        .wait_for("told", |inside| {
            let last = inside.reports.last();
            last.is_some_and(|(_, _, r)| r.state.phase == MailboxPhase::Reauthorize)
        })
        .await;
    // The administrator corrects it: the collector starts anew at once.
    running.host.inside().mailboxes[0].secret = Secret::Password(Dovecot::PASSWORD.to_owned());
    running.host.nudge_config();
    running.host.wait_for("signed in", waits).await;
    running.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_idle_is_polled() {
    let capability = "imap_capability = IMAP4rev1 UIDPLUS";
    let Some(dovecot) = Dovecot::start_with(capability).await.unwrap() else {
        return;
    };
    let running = collect(config(dovecot.imap_port), "", quick());
    running
        .host
        .wait_for("polling", |inside| {
            let last = inside.reports.last();
            last.is_some_and(|(_, _, r)| r.state.phase == MailboxPhase::Polling)
        })
        .await;
    dovecot.deliver(USER, &mail(1)).await.unwrap();
    running
        .host
        .wait_for("polled", |inside| inside.accepted.len() == 1)
        .await;
    running.end().await;
}

/// How a scripted server answers for the body of each UID.
#[derive(Clone, Copy, PartialEq)]
enum Body {
    Good,
    /// The line makes no sense: the parser gives up the connection.
    Garbage,
    /// There, and empty (M6).
    Empty,
}

/// What else is wrong with a scripted server.
#[derive(Clone, Copy, PartialEq)]
enum Manner {
    Sound,
    /// Dead in IDLE: neither data nor an error nor an answer to DONE, for ever (M8).
    Mute,
    /// Dates that no parser reads.
    OddDates,
    /// `tag BAD` and nothing more, to IDLE.
    BareBad,
    /// A literal of 4 GB, announced after the sign-in.
    HugeLiteral,
    /// A line that never ends, after the sign-in.
    EndlessLine,
    /// Binary rubbish after the sign-in.
    Rubbish,
    /// A folder without UIDVALIDITY.
    NoUidValidity,
}

/// An IMAP server of a few lines: `bodies[n]` is UID n+1.
async fn scripted(bodies: Vec<Body>, manner: Manner) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(speak(stream, bodies.clone(), manner));
        }
    });
    port
}

async fn speak(stream: tokio::net::TcpStream, bodies: Vec<Body>, manner: Manner) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"* OK ready\r\n").await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        let (tag, rest) = line.split_once(' ').unwrap_or((&line, ""));
        let n = bodies.len();
        let mut answer = String::new();
        if rest.starts_with("SELECT") && hostile(&mut write, manner).await {
            return;
        }
        if rest.starts_with("CAPABILITY") {
            answer.push_str("* CAPABILITY IMAP4rev1 IDLE\r\n");
        } else if rest.starts_with("SELECT") {
            answer = format!(
                "* {n} EXISTS\r\n* OK [UIDVALIDITY 9] x\r\n* OK [UIDNEXT {}] x\r\n",
                n + 1
            );
            if manner == Manner::NoUidValidity {
                answer = answer.replace("[UIDVALIDITY 9] ", "");
            }
        } else if rest.starts_with("UID FETCH") {
            answer = fetched(rest, &bodies);
            if manner == Manner::OddDates {
                answer = answer.replace("INTERNALDATE \"", "INTERNALDATE ((");
            }
        } else if rest.starts_with("IDLE") && manner == Manner::BareBad {
            write
                .write_all(format!("{tag} BAD\r\n").as_bytes())
                .await
                .unwrap();
            continue;
        } else if rest.starts_with("IDLE") {
            write.write_all(b"+ idling\r\n").await.unwrap();
            if manner == Manner::Mute {
                while let Ok(Some(_)) = lines.next_line().await {}
                return;
            }
            lines.next_line().await.unwrap();
        }
        answer.push_str(&format!("{tag} OK done\r\n"));
        if write.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

/// Says what the manner asks for until the client is gone; `false` for other manners.
async fn hostile(write: &mut tokio::net::tcp::OwnedWriteHalf, manner: Manner) -> bool {
    let (first, again): (&[u8], Vec<u8>) = match manner {
        Manner::HugeLiteral => (b"* 1 FETCH (BODY[] {4000000000}\r\n", vec![b'x'; 1 << 16]),
        Manner::EndlessLine => (b"* OK ", vec![b'x'; 1 << 16]),
        Manner::Rubbish => (b"\0\xff\xfe)]}\r\n", b"\x80(((\"\r\n".repeat(1000)),
        _ => return false,
    };
    if write.write_all(first).await.is_err() {
        return true;
    }
    // 64 MB at most: a client that takes it all is seen by what it says of it.
    for _ in 0..1024 {
        if write.write_all(&again).await.is_err() {
            break;
        }
    }
    true
}

fn fetched(command: &str, bodies: &[Body]) -> String {
    let set = command.split(' ').nth(2).unwrap_or_default();
    let mut answer = String::new();
    for part in set.split(',') {
        let (from, to) = part.split_once(':').unwrap_or((part, part));
        let from: usize = from.parse().unwrap_or(1);
        let to: usize = to.parse().unwrap_or(bodies.len());
        for uid in from..=to.min(bodies.len()) {
            if command.ends_with("(UID)") {
                answer.push_str(&format!("* {uid} FETCH (UID {uid})\r\n"));
                continue;
            }
            if command.contains("RFC822.SIZE") {
                answer.push_str(&format!(
                    "* {uid} FETCH (UID {uid} RFC822.SIZE 40 INTERNALDATE \"01-Jan-2026 00:00:00 +0000\")\r\n"
                ));
                continue;
            }
            let text = format!("Subject: number {uid}\r\n\r\nText\r\n");
            match bodies[uid - 1] {
                Body::Good => answer.push_str(&format!(
                    "* {uid} FETCH (UID {uid} BODY[] {{{}}}\r\n{text})\r\n",
                    text.len()
                )),
                Body::Garbage => answer.push_str(&format!("* {uid} FETCH ((((]\r\n")),
                Body::Empty => {
                    answer.push_str(&format!("* {uid} FETCH (UID {uid} BODY[] {{0}}\r\n)\r\n"))
                }
            }
        }
    }
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn one_message_that_cannot_be_read_is_set_aside_and_all_others_come() {
    let mut bodies = vec![Body::Good; 12];
    bodies[4] = Body::Garbage;
    bodies[8] = Body::Empty;
    let port = scripted(bodies, Manner::Sound).await;
    let running = collect(config(port), "", quick());
    running
        .host
        .wait_for("two in quarantine", |inside| {
            let set_aside = inside.items.values();
            set_aside
                .filter(|item| item.state == ItemState::Quarantined)
                .count()
                == 2
        })
        .await;
    let host = running.end().await;
    let texts = host.texts();
    for n in 1..=12 {
        let expected = usize::from(n != 5 && n != 9);
        assert_eq!(holds(&texts, n), expected, "number {n}");
    }
    let inside = host.inside();
    let broken = &inside.items[&(id(), 9, 5)];
    assert!(
        broken
            .error
            .as_ref()
            .unwrap()
            .contains("could not read UID 5")
    );
    assert_eq!(broken.attempts, 3);
    assert_eq!(inside.mailboxes[0].cursor.unwrap().last_uid, 12);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_hangs_in_idle_is_given_up() {
    let port = scripted(vec![Body::Good], Manner::Mute).await;
    let mut options = quick();
    options.idle = Duration::from_millis(300);
    options.done = Duration::from_millis(300);
    let running = collect(config(port), "", options);
    running
        .host
        .wait_for("the watchdog barks twice", |inside| {
            let errors = inside
                .reports
                .iter()
                .filter_map(|(_, _, r)| r.error.as_ref());
            errors.filter(|e| e.contains("DONE")).count() >= 2
        })
        .await;
    let host = running.end().await;
    assert_eq!(host.texts().len(), 1, "and nothing came twice");
    assert!(ImapOptions::default().idle + ImapOptions::default().done < Duration::from_secs(60));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_dates_cannot_be_read_is_asked_for_less() {
    let port = scripted(vec![Body::Good; 3], Manner::OddDates).await;
    let running = collect(config(port), "", quick());
    running
        .host
        .wait_for("all three", |inside| inside.accepted.len() == 3)
        .await;
    running.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_server_is_a_clear_error_of_its_mailbox_and_tried_again() {
    for (manner, words) in [
        (Manner::BareBad, "broke the reader"),
        (Manner::HugeLiteral, "announced 4000000000 octets"),
        (Manner::EndlessLine, "a line of more than"),
        (Manner::Rubbish, "unreadable"),
        (Manner::NoUidValidity, "no UIDVALIDITY"),
    ] {
        let port = scripted(vec![Body::Good], manner).await;
        let running = collect(config(port), "", quick());
        running
            .host
            .wait_for(words, |inside| {
                let errors = inside
                    .reports
                    .iter()
                    .filter_map(|(_, _, r)| r.error.as_ref());
                errors.filter(|e| e.contains(words)).count() >= 2
            })
            .await;
        running
            .host
            .wait_for("failing", |inside| {
                let last = inside.reports.last();
                last.is_some_and(|(_, _, r)| r.state.phase == MailboxPhase::Failing)
            })
            .await;
        // The task itself lives: it ends in order when told to.
        running.end().await;
    }
}
