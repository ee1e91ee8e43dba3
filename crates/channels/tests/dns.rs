//! Look-ups over the wire against a name server of our own.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use fairlead_channels::dns::{Resolver, Route};
use hickory_resolver::proto::op::{Message, ResponseCode};
use hickory_resolver::proto::rr::rdata::{A, CNAME, MX, PTR, TXT};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use mail::{Answer, Question, RecordKind};
use tokio::net::UdpSocket;

fn name(text: &str) -> Name {
    Name::from_ascii(text).unwrap()
}

/// Answers by name; `silent.test` is never answered, `broken.test` fails, all else does not exist.
async fn server() -> (SocketAddr, Arc<AtomicUsize>) {
    let (address, asked, _) = server_that_may_fall_silent().await;
    (address, asked)
}

async fn server_that_may_fall_silent() -> (SocketAddr, Arc<AtomicUsize>, Arc<AtomicBool>) {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let silent = Arc::new(AtomicBool::new(false));
    let mute = Arc::clone(&silent);
    tokio::spawn(async move {
        let mut buffer = [0; 4096];
        loop {
            let (n, peer) = socket.recv_from(&mut buffer).await.unwrap();
            let Ok(query) = Message::from_vec(&buffer[..n]) else {
                continue;
            };
            count.fetch_add(1, Ordering::SeqCst);
            let question = query.queries[0].clone();
            let asked_name = question.name().to_ascii().to_ascii_lowercase();
            if asked_name == "silent.test." || mute.load(Ordering::SeqCst) {
                continue;
            }
            let mut answer = Message::response(query.metadata.id, query.metadata.op_code);
            answer.metadata.recursion_desired = true;
            answer.metadata.recursion_available = true;
            answer.metadata.response_code = match asked_name.as_str() {
                "broken.test." => ResponseCode::ServFail,
                "known.test." | "alias.test." | "1.2.0.192.in-addr.arpa." => ResponseCode::NoError,
                _ => ResponseCode::NXDomain,
            };
            for data in data(&asked_name, question.query_type()) {
                answer.add_answer(Record::from_rdata(question.name().clone(), 300, data));
            }
            answer.add_query(question);
            socket
                .send_to(&answer.to_vec().unwrap(), peer)
                .await
                .unwrap();
        }
    });
    (address, asked, silent)
}

fn data(asked: &str, kind: RecordType) -> Vec<RData> {
    match (asked, kind) {
        ("known.test.", RecordType::TXT) => vec![
            RData::TXT(TXT::new(vec!["v=spf1 ".to_owned(), "-all".to_owned()])),
            RData::TXT(TXT::new(vec!["other".to_owned()])),
        ],
        ("known.test.", RecordType::A) => vec![RData::A(A::new(192, 0, 2, 1))],
        ("known.test.", RecordType::MX) => vec![
            RData::MX(MX::new(20, name("b.test."))),
            RData::MX(MX::new(10, name("a.test."))),
        ],
        ("alias.test.", RecordType::MX) => vec![RData::MX(MX::new(0, Name::root()))],
        ("alias.test.", _) => vec![RData::CNAME(CNAME(name("known.test.")))],
        ("1.2.0.192.in-addr.arpa.", RecordType::PTR) => vec![RData::PTR(PTR(name("mx.test.")))],
        _ => Vec::new(),
    }
}

fn records(list: &[&str]) -> Answer {
    Answer::Records(list.iter().map(|s| (*s).to_owned()).collect())
}

async fn ask(dns: &Resolver, name: &str, kind: RecordKind) -> Answer {
    let name = name.to_owned();
    dns.answer(&Question { name, kind }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_answer_is_told_apart_and_kept() {
    let (address, asked) = server().await;
    let dns = Resolver::servers(&[address]).unwrap();
    let txt = ask(&dns, "known.test", RecordKind::Txt).await;
    assert_eq!(txt, records(&["v=spf1 -all", "other"]));
    assert_eq!(
        ask(&dns, "known.test", RecordKind::Mx).await,
        records(&["a.test", "b.test"])
    );
    assert_eq!(
        ask(&dns, "known.test", RecordKind::A).await,
        records(&["192.0.2.1"])
    );
    assert_eq!(
        ask(&dns, "known.test", RecordKind::Aaaa).await,
        records(&[])
    );
    let ptr = ask(&dns, "1.2.0.192.in-addr.arpa", RecordKind::Ptr).await;
    assert_eq!(ptr, records(&["mx.test"]));
    assert_eq!(
        ask(&dns, "nothing.test", RecordKind::Txt).await,
        Answer::NoSuchName
    );
    assert_eq!(
        ask(&dns, "broken.test", RecordKind::Txt).await,
        Answer::Failed
    );
    assert_eq!(
        ask(&dns, "alias.test", RecordKind::A).await,
        records(&["192.0.2.1"])
    );
    assert_eq!(dns.mail_route("alias.test").await, Route::TakesNoMail);
    let before = asked.load(Ordering::SeqCst);
    assert_eq!(ask(&dns, "known.test", RecordKind::Txt).await, txt);
    assert_eq!(
        asked.load(Ordering::SeqCst),
        before,
        "answered from the cache"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_server_is_no_answer_and_takes_bounded_time() {
    let (address, _) = server().await;
    let dns = Resolver::servers(&[address]).unwrap();
    let asked = ask(&dns, "silent.test", RecordKind::Txt);
    let limit = std::time::Duration::from_secs(30);
    let answer = tokio::time::timeout(limit, asked).await.unwrap();
    assert_eq!(answer, Answer::Failed);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_dns_cannot_hold_do_not_exist() {
    let (address, _) = server().await;
    let dns = Resolver::servers(&[address]).unwrap();
    for odd in [
        "",
        ".",
        "a..b",
        &"x".repeat(64),
        &format!("{}.test", "x.".repeat(200)),
        "bad name.test",
        "nul\0.test",
    ] {
        let answer = ask(&dns, odd, RecordKind::Txt).await;
        assert!(
            !matches!(answer, Answer::Records(ref r) if !r.is_empty()),
            "{odd:?}: {answer:?}"
        );
    }
}

fn envelope() -> mail::Envelope {
    mail::Envelope {
        ip: Some("192.0.2.1".parse().unwrap()),
        helo: "mx.known.test".to_owned(),
        mail_from: "a@known.test".to_owned(),
        rcpt_to: Vec::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_no_name_server_answers_no_mail_waits_and_what_is_not_known_is_said() {
    let (address, _, silent) = server_that_may_fall_silent().await;
    let dns = Resolver::servers(&[address]).unwrap();
    let raw = b"From: a@known.test\r\n\r\nx\r\n";
    silent.store(true, Ordering::SeqCst);
    let began = Instant::now();
    // One mail may ask too little to prove anything: a few together do.
    let mails = (0..4).map(|_| async {
        let began = Instant::now();
        let judged = dns.authenticate(raw, &envelope(), 1_790_000_000).await;
        assert_eq!(judged.spf, mail::AuthResult::Temperror, "{judged:?}");
        began.elapsed()
    });
    for held_up in futures_util::future::join_all(mails).await {
        assert!(held_up < Duration::from_secs(7), "{held_up:?}");
    }
    while !dns.is_down() {
        assert!(began.elapsed() < Duration::from_secs(30), "not noticed");
        tokio::task::yield_now().await;
    }
    let began = Instant::now();
    let judged = dns.authenticate(raw, &envelope(), 1_790_000_000).await;
    assert_eq!(judged.spf, mail::AuthResult::Temperror, "{judged:?}");
    assert!(began.elapsed() < Duration::from_secs(1));

    silent.store(false, Ordering::SeqCst);
    while dns.is_down() {
        assert!(began.elapsed() < Duration::from_secs(30), "not noticed");
        tokio::task::yield_now().await;
    }
    let judged = dns.authenticate(raw, &envelope(), 1_790_000_000).await;
    assert_eq!(judged.spf, mail::AuthResult::Fail, "{judged:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_domains_alone_do_not_make_the_name_servers_dead() {
    let (address, _) = server().await;
    let dns = Resolver::servers(&[address]).unwrap();
    let slow = (0..8).map(|_| ask(&dns, "silent.test", RecordKind::Txt));
    let answers = futures_util::future::join_all(slow).await;
    assert!(answers.iter().all(|a| *a == Answer::Failed));
    let answer = ask(&dns, "known.test", RecordKind::A).await;
    assert_eq!(answer, Answer::Records(vec!["192.0.2.1".to_owned()]));
    assert!(!dns.is_down());
}
