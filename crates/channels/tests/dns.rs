//! Look-ups over the wire against a name server of our own.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

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
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
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
            if asked_name == "silent.test." {
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
    (address, asked)
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
