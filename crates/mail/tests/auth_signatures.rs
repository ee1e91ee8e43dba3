//! DKIM and ARC: third-party mail that must pass, thousands of mutations that must not, and each defect by name.

mod corpus_place;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fairlead_mail::auth::canon::{self, Form};
use fairlead_mail::auth::check_with;
use fairlead_mail::auth::message::{Field, Message};
use fairlead_mail::auth::zone::Zone;
use fairlead_mail::dkim::{KeyKind, SigningKey, sign};
use fairlead_mail::{Answer, AuthResult, Authentication, Envelope};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const NOW: i64 = 1_668_000_000;

fn judge_at(raw: &[u8], zone: &Value, now_s: i64) -> Authentication {
    let zone = Zone::from_json(zone).expect("a zone");
    check_with(raw, &Envelope::default(), now_s, |question| {
        zone.answer(question)
    })
}

/// A file of the corpus: `name record` lines, an empty line, the mail.
fn corpus_mail(name: &str) -> Option<(Value, Vec<u8>)> {
    let text = std::fs::read_to_string(corpus_place::corpus(&format!(
        "mail/auth/mail-auth/{name}"
    ))?)
    .expect("text");
    let text = text.replace("\r\n", "\n");
    let (keys, mail) = text.split_once("\n\n").expect("keys, then the mail");
    let mut zone = Map::new();
    for line in keys.lines() {
        let (name, record) = line.split_once(' ').expect("name and record");
        zone.insert(name.into(), json!({"TXT": [record]}));
    }
    Some((
        Value::Object(zone),
        mail.trim_start_matches('\n')
            .replace('\n', "\r\n")
            .into_bytes(),
    ))
}

#[test]
fn third_party_mail_passes() {
    // The expected results: (file, time, dkim, arc).
    for (name, now, dkim, arc) in [
        (
            "dkim/001.txt",
            1_667_843_664,
            AuthResult::Pass,
            AuthResult::None,
        ),
        (
            "dkim/002.txt",
            1_667_843_664,
            AuthResult::Pass,
            AuthResult::None,
        ),
        (
            "dkim/003.txt",
            1_667_843_664,
            AuthResult::Pass,
            AuthResult::None,
        ),
        (
            "dkim/004.txt",
            1_667_863_000,
            AuthResult::Pass,
            AuthResult::None,
        ),
        (
            "dkim/005.txt",
            1_700_000_000,
            AuthResult::Fail,
            AuthResult::None,
        ),
        (
            "dkim/005.txt",
            1_667_843_664,
            AuthResult::Pass,
            AuthResult::None,
        ),
        (
            "dkim/006.txt",
            1_667_843_664,
            AuthResult::Pass,
            AuthResult::None,
        ),
        ("arc/001.txt", NOW, AuthResult::Pass, AuthResult::Pass),
        (
            "arc/002.txt",
            1_674_138_000,
            AuthResult::Pass,
            AuthResult::Pass,
        ),
    ] {
        let Some((zone, mail)) = corpus_mail(name) else {
            return;
        };
        let found = judge_at(&mail, &zone, now);
        assert_eq!(
            (found.dkim, found.arc),
            (dkim, arc),
            "{name}: {:?}",
            found.details
        );
    }
}

/// A small generator with a printed seed (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
}

struct Signed {
    raw: Vec<u8>,
    zone: Value,
}

const MAIL: &str = "From: Ann <ann@example.org>\r\nTo: bob@example.net\r\nSubject: Lunch  today\r\nDate: Mon, 1 Jan 2024 10:00:00 +0000\r\n\
    MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nShall we meet at noon?\r\n\r\nAnn\r\n";

fn key(seed: u8) -> SigningKey {
    SigningKey::generate(KeyKind::Ed25519, [seed; 32]).expect("a key")
}

fn zone(record: &str) -> Value {
    json!({"s._domainkey.example.org": {"TXT": [record]}, "_dmarc.example.org": {"TXT": ["v=DMARC1; p=reject"]}})
}

fn signed() -> Signed {
    let key = key(9);
    let field = sign(MAIL.as_bytes(), &key, "example.org", "s", NOW).expect("signs");
    Signed {
        raw: [&field, MAIL.as_bytes()].concat(),
        zone: zone(&key.record()),
    }
}

/// What the signature protects, without the freedom that relaxed forms leave: words of header and body.
fn meaning(raw: &[u8]) -> Vec<u8> {
    let message = Message::parse(raw);
    let mut text = Vec::new();
    for field in &message.fields {
        text.extend_from_slice(
            &canon::field(Form::Relaxed, field)
                .into_iter()
                .filter(|b| *b != b' ')
                .collect::<Vec<u8>>(),
        );
        text.push(b'\n');
    }
    text.extend_from_slice(&canon::body_hash(Form::Relaxed, &message.body).0);
    text
}

#[test]
fn five_thousand_mutations_of_a_signed_mail_do_not_pass() {
    let Signed { raw, zone } = signed();
    assert_eq!(judge_at(&raw, &zone, NOW).dmarc, AuthResult::Pass);
    let seed = 20_261_121;
    println!("seed {seed}");
    let mut random = Random(seed);
    let plain = meaning(&raw);
    let (mut tried, mut same) = (0, 0);
    while tried < 5_000 {
        let mut mutant = raw.clone();
        let at = random.below(mutant.len());
        match random.below(4) {
            0 => mutant[at] ^= 1 << random.below(8),
            1 => {
                mutant.remove(at);
            }
            2 => mutant.insert(at, random.next() as u8),
            _ => {
                let to = random.below(mutant.len());
                let piece: Vec<u8> = mutant[at..(at + 40).min(mutant.len())].to_vec();
                mutant.splice(to..to, piece);
            }
        }
        tried += 1;
        if meaning(&mutant) == plain {
            same += 1;
            continue;
        }
        let found = judge_at(&mutant, &zone, NOW);
        if found.dkim == AuthResult::Pass {
            // Allowed only when nothing that is signed or shown differs: a field that says nothing was added.
            let message = Message::parse(&mutant);
            let shown = [
                "from",
                "to",
                "subject",
                "date",
                "mime-version",
                "content-type",
                "cc",
                "reply-to",
                "message-id",
            ];
            for name in shown {
                let value = |raw: &[u8]| {
                    Message::parse(raw)
                        .named(name)
                        .map(|f| canon::field(Form::Relaxed, f))
                        .collect::<Vec<_>>()
                };
                assert_eq!(
                    value(&mutant),
                    value(&raw),
                    "{}",
                    String::from_utf8_lossy(&mutant)
                );
            }
            assert_eq!(
                canon::body_hash(Form::Relaxed, &message.body),
                canon::body_hash(Form::Relaxed, &Message::parse(&raw).body)
            );
        }
    }
    println!("{tried} mutants, {same} of the same meaning");
    assert!(same < tried / 4);
}

/// Signs MAIL with exactly these tags (`b=` and `bh=` are filled in) under `key`.
fn with_tags(mail: &str, tags: &str, key: &SigningKey) -> Vec<u8> {
    let message = Message::parse(mail.as_bytes());
    let relaxed_body = tags.contains("/relaxed");
    let (hash, _) = canon::body_hash(
        if relaxed_body {
            Form::Relaxed
        } else {
            Form::Simple
        },
        &message.body,
    );
    let header_form = if tags.contains("c=relaxed") {
        Form::Relaxed
    } else {
        Form::Simple
    };
    let text = format!(
        "DKIM-Signature: {}; b=",
        tags.replace("BH", &STANDARD.encode(hash))
    );
    let names: Vec<String> = tags
        .split("h=")
        .find(|part| part.to_ascii_lowercase().starts_with("from"))
        .map(|part| {
            part.split(';')
                .next()
                .unwrap_or_default()
                .split(':')
                .map(|n| n.trim().to_ascii_lowercase())
                .collect()
        })
        .unwrap_or_default();
    let mut input = canon::chosen(header_form, &message, &names);
    let field = Field {
        name: "dkim-signature".into(),
        raw: text.as_bytes().into(),
        value_at: 15,
    };
    input.extend_from_slice(&canon::field(header_form, &field));
    format!(
        "{text}{}\r\n{mail}",
        STANDARD.encode(key.signature(&input).expect("signs"))
    )
    .into_bytes()
}

#[test]
fn each_defect_of_a_signature_or_key_by_name() {
    let key = key(5);
    let record = key.record();
    let p = record.rsplit_once("p=").expect("p").1;
    let base =
        "v=1; a=ed25519-sha256; c=relaxed/relaxed; d=example.org; s=s; h=from:to:subject; bh=BH";
    let judge =
        |tags: &str, record: &str| judge_at(&with_tags(MAIL, tags, &key), &zone(record), NOW).dkim;
    assert_eq!(judge(base, &record), AuthResult::Pass, "the base itself");
    for good in [
        &base.replace("c=relaxed/relaxed; ", ""),
        &base.replace("relaxed/relaxed", "simple/relaxed"),
        &base.replace("relaxed/relaxed", "relaxed"),
        &format!("{base}; t=1667000000; x=1700000000"),
        &format!("{base}; i=@mail.example.org; q=dns/txt; unknown=1"),
        &base.replace("d=example.org", "d=Example.ORG"),
        &base.replace("h=from:to", "h=From : to"),
        &format!("{base}; l=31"),
    ] {
        assert_eq!(judge(good, &record), AuthResult::Pass, "{good}");
    }
    for bad in [
        &base.replace("v=1", "v=2"),
        &base.replace("v=1; ", ""),
        &base.replace("ed25519-sha256", "ed25519-sha1"),
        &base.replace("a=ed25519-sha256", "a=rsa-sha256"),
        &base.replace("a=ed25519-sha256; ", ""),
        &base.replace("d=example.org", "d="),
        &base.replace("d=example.org", "d=^example.org"),
        &base.replace("d=example.org", "d=org"),
        &base.replace("d=example.org", "d=.example.org"),
        &base.replace("d=example.org; ", ""),
        &base.replace("s=s; ", ""),
        &base.replace("s=s", "s="),
        &base.replace("from:", ""),
        &base.replace("h=from:to:subject", "h=from::subject"),
        &base.replace("c=relaxed/relaxed", "c=pancake/waffle"),
        &base.replace("c=relaxed/relaxed", "c="),
        &base.replace("bh=BH", "bh=AAAA"),
        &base.replace("; bh=BH", ""),
        &format!("{base}; t=1668100000"),
        &format!("{base}; x=1667999999"),
        &format!("{base}; t=1667000000; x=1667000000"),
        &format!("{base}; t=abc"),
        &format!("{base}; i=@other.org"),
        &format!("{base}; i=@evilexample.org"),
        &format!("{base}; i=nothing"),
        &format!("{base}; q=dns/other"),
        &format!("{base}; s=s"),
        &format!("{base};"),
        &format!("{base}; _=1"),
        &format!("{base}; l=10"),
        &format!("{base}; l=0"),
        &format!("{base}; l=99999"),
        &format!("{base}; l=-1"),
    ] {
        let found = judge(bad, &record);
        assert!(
            found != AuthResult::Pass && found != AuthResult::None,
            "{bad}: {found:?}"
        );
    }
    for bad in [
        "",
        "v=DKIM1; k=ed25519; p=",
        "v=DKIM1; k=ed25519",
        &format!("v=DKIM2; k=ed25519; p={p}"),
        &format!("k=ed25519; p={p}; v=DKIM1"),
        &format!("v=DKIM1; p={p}"),
        &format!("v=DKIM1; k=ed25519; s=tlsrpt; p={p}"),
        &format!("v=DKIM1; k=ed25519; h=sha1; p={p}"),
        &format!("v=DKIM1; k=ed25519; t=y; p={p}"),
        &format!("v=DKIM1; k=ed25519; k=ed25519; p={p}"),
        &format!("v=DKIM1; k=ed25519;; p={p}"),
        &format!("v=DKIM1; k=ed25519; p={p}AAAA"),
        &format!("v=DKIM1; k=ed25519; p=!{p}"),
    ] {
        assert_ne!(judge(base, bad), AuthResult::Pass, "{bad}");
    }
    for good in [
        format!("v=DKIM1; k=ed25519; s=*; h=sha256:sha1; t=s; n=note; p={p};"),
        format!("k=ed25519; s=x : email; p={p}"),
    ] {
        assert_eq!(judge(base, &good), AuthResult::Pass, "{good}");
    }
    assert_eq!(
        judge(
            &format!("{base}; i=@mail.example.org"),
            &format!("v=DKIM1; k=ed25519; t=s; p={p}")
        ),
        AuthResult::Permerror
    );
}

#[test]
fn a_mail_shaped_to_be_read_in_two_ways_does_not_pass() {
    let key = key(5);
    let base = "v=1; a=ed25519-sha256; c=relaxed/relaxed; d=example.org; s=s; h=from:to:subject:content-type; bh=BH";
    let raw = String::from_utf8(with_tags(MAIL, base, &key)).expect("text");
    let zone = zone(&key.record());
    assert_eq!(judge_at(raw.as_bytes(), &zone, NOW).dkim, AuthResult::Pass);
    let bare = raw.replace("\r\n", "\n");
    assert_eq!(
        judge_at(bare.as_bytes(), &zone, NOW).dkim,
        AuthResult::Pass,
        "a file saved with bare line feeds"
    );
    for (what, shaped) in [
        ("two From", format!("From: x@evil.org\r\n{raw}")),
        ("From with a space", format!("From : x@evil.org\r\n{raw}")),
        ("two Subjects", format!("Subject: pay\r\n{raw}")),
        (
            "two Content-Types",
            format!("Content-Type: text/html\r\n{raw}"),
        ),
        (
            "a hidden line feed",
            raw.replace("Subject: Lunch", "Subject: Lunch\nFrom: x@evil.org\nX:"),
        ),
        (
            "a bare CR",
            raw.replace("Subject: Lunch", "Subject: Lunch\rFrom: x@evil.org"),
        ),
        ("NUL in a header", format!("X: \0\r\n{raw}")),
        (
            "a line that is no field",
            format!("From x@evil.org\r\n\r{raw}"),
        ),
        ("more body", format!("{raw}Pay to account 1\r\n")),
    ] {
        let found = judge_at(shaped.as_bytes(), &zone, NOW);
        assert!(
            found.dkim != AuthResult::Pass && found.dmarc != AuthResult::Pass,
            "{what}: {found:?}"
        );
    }
}

#[test]
fn monstrous_headers_cost_little_and_do_not_pass() {
    let Signed { raw, zone } = signed();
    let text = String::from_utf8(raw).expect("text");
    let end = text.find("From:").expect("From");
    let (signature, mail) = text.split_at(end);
    let found = judge_at(
        format!("{}{mail}", signature.repeat(1000)).as_bytes(),
        &zone,
        NOW,
    );
    assert!(found.details.len() < 20, "{}", found.details.len());
    let names = "from:".repeat(200_000);
    let tags: String = (0..200_000).map(|n| format!("a{n}=1;")).collect();
    for shaped in [
        format!("{}{text}", "X: y\r\n".repeat(200_000)),
        format!(
            "DKIM-Signature: v=1; a=ed25519-sha256; d=example.org; s=s; bh=YQ==; b=YQ==; h={names}to\r\n{mail}"
        ),
        format!("DKIM-Signature: {tags}\r\nARC-Seal: {tags}\r\n{mail}"),
        format!("{}{mail}", "ARC-Seal: i=1; a=x\r\n".repeat(50_000)),
        format!("From: {}\r\n\r\n", "(".repeat(1_000_000)),
        format!(
            "From: {}x@example.org\r\n\r\n",
            "a@example.org, ".repeat(200_000)
        ),
        format!("X: {}\r\n{text}", "y".repeat(2_000_000)),
    ] {
        let found = judge_at(shaped.as_bytes(), &zone, NOW);
        assert!(
            found.dkim != AuthResult::Pass && found.dmarc != AuthResult::Pass,
            "{}",
            &shaped[..60]
        );
    }
}

proptest! {
    #[test]
    fn garbage_mail_and_garbage_dns_end_without_a_pass(
        raw in "(From: [a@<>,(\"]{0,12}\r\n|DKIM-Signature: [vabdhs=1;: ]{0,40}\r\n|ARC-Seal: [icvab=1;]{0,20}\r\n|ARC-Message-Signature: [i=1;]{0,9}\r\n|\\PC{0,30}\n){0,8}",
        records in proptest::collection::vec("(v=spf1 |v=DMARC1; p=none;|v=DKIM1; )?[a-z:/%{}. =;\u{e4}-]{0,40}", 1..5),
        sender in "\\PC{0,20}(@[a-z.%]{0,12})?",
    ) {
        let envelope = Envelope { ip: "192.0.2.1".parse().ok(), helo: sender.clone(), mail_from: sender, rcpt_to: vec![] };
        let mut at = 0;
        let found = check_with(raw.as_bytes(), &envelope, NOW, |question| {
            at += 1;
            match (question.kind, at % 7) {
                (_, 0) => Answer::Failed,
                (_, 1) => Answer::NoSuchName,
                _ => Answer::Records(vec![records[at % records.len()].clone()]),
            }
        });
        prop_assert!(at < 500);
        prop_assert!(found.dkim != AuthResult::Pass && found.arc != AuthResult::Pass);
    }
}
