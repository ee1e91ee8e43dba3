//! ARC chains: good ones pass, and each defect by its name does not, even when everything is freshly and rightly signed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fairlead_mail::auth::canon::{self, Form};
use fairlead_mail::auth::check_with;
use fairlead_mail::auth::message::{Field, Message};
use fairlead_mail::auth::zone::Zone;
use fairlead_mail::dkim::{KeyKind, SigningKey};
use fairlead_mail::{AuthResult, Envelope};
use serde_json::json;

const NOW: i64 = 1_700_000_000;
const MAIL: &str = "MIME-Version: 1.0\r\nFrom: Ann <ann@example.org>\r\nTo: bob@example.net\r\nSubject: Lunch\r\n\r\nAt noon?\r\n";

fn key() -> SigningKey {
    SigningKey::generate(KeyKind::Ed25519, [4; 32]).expect("a key")
}

/// Templates of one set; `BH` and `B` are filled in, `N` is the instance.
#[derive(Clone)]
struct Set {
    results: String,
    message: String,
    seal: String,
}

fn set(cv: &str) -> Set {
    Set {
        results: "i=N; lists.example.net; spf=pass smtp.mfrom=ann@example.org; dkim=pass".into(),
        message: "i=N; a=ed25519-sha256; c=relaxed/relaxed; d=example.net; s=s; t=1699999000; h=from:to:subject; bh=BH; b=B".into(),
        seal: format!("i=N; a=ed25519-sha256; t=1699999000; cv={cv}; d=example.net; s=s; b=B"),
    }
}

/// The name of a defect, and how it is made.
type Edit = (&'static str, fn(&mut Set));

fn value_of(template: &str, tag: &str) -> String {
    let found = template.split(';').find_map(|part| {
        part.trim()
            .split_once('=')
            .filter(|(name, _)| name.trim() == tag)
    });
    found.map(|(_, value)| value.to_owned()).unwrap_or_default()
}

/// `mail` with the sets on top, all signed as their templates say.
fn chain(mail: &str, sets: &[Set]) -> String {
    chain_over(&vec![mail; sets.len()], sets)
}

/// The mail as each hop left it, the last one on the wire.
fn chain_over(mails: &[&str], sets: &[Set]) -> String {
    let key = key();
    let mut head = String::new();
    let mut sealed = Vec::new();
    for (at, (mail, set)) in mails.iter().zip(sets).enumerate() {
        let raw = format!("{head}{mail}");
        let fill = |template: &str| template.replace('N', &(at + 1).to_string());
        let results = format!("ARC-Authentication-Results: {}", fill(&set.results));
        let below = format!("{results}\r\n{raw}");
        let body_hash = {
            let message = Message::parse(mail.as_bytes());
            STANDARD.encode(canon::body_hash(Form::Relaxed, &message.body).0)
        };
        let unsigned = format!(
            "ARC-Message-Signature: {}",
            fill(&set.message).replace("BH", &body_hash)
        );
        let message = {
            let parsed = Message::parse(below.as_bytes());
            let names: Vec<String> = value_of(&unsigned, "h")
                .split(':')
                .map(|n| n.trim().to_ascii_lowercase())
                .collect();
            let mut text = canon::chosen(Form::Relaxed, &parsed, &names);
            text.extend_from_slice(&relaxed(&unsigned.replace("b=B", "b=")));
            unsigned.replace(
                "b=B",
                &format!(
                    "b={}",
                    STANDARD.encode(key.signature(&text).expect("signs"))
                ),
            )
        };
        for field in [&results, &message] {
            sealed.extend_from_slice(&relaxed(field));
            sealed.extend_from_slice(b"\r\n");
        }
        let unsigned = format!("ARC-Seal: {}", fill(&set.seal));
        let text = [sealed.as_slice(), &relaxed(&unsigned.replace("b=B", "b="))].concat();
        let seal = unsigned.replace(
            "b=B",
            &format!(
                "b={}",
                STANDARD.encode(key.signature(&text).expect("signs"))
            ),
        );
        sealed.extend_from_slice(&relaxed(&seal));
        sealed.extend_from_slice(b"\r\n");
        head = format!("{seal}\r\n{message}\r\n{results}\r\n{head}");
    }
    format!("{head}{}", mails.last().copied().unwrap_or_default())
}

fn relaxed(field: &str) -> Vec<u8> {
    let at = field.find(':').expect("a field");
    canon::field(
        Form::Relaxed,
        &Field {
            name: field[..at].to_ascii_lowercase(),
            raw: field.as_bytes().into(),
            value_at: at + 1,
        },
    )
}

fn judge(raw: &str) -> AuthResult {
    judge_with(raw, &key().record())
}

fn judge_with(raw: &str, record: &str) -> AuthResult {
    let zone = Zone::from_json(&json!({"s._domainkey.example.net": {"TXT": [record]}, "slow._domainkey.example.net": "TIMEOUT"})).expect("a zone");
    check_with(raw.as_bytes(), &Envelope::default(), NOW, |question| {
        zone.answer(question)
    })
    .arc
}

fn three() -> Vec<Set> {
    vec![set("none"), set("pass"), set("pass")]
}

#[test]
fn whole_chains_pass_and_mail_without_one_has_none() {
    for mail in ["", "\r\n", "body only", MAIL] {
        assert_eq!(judge(mail), AuthResult::None);
    }
    for sets in 1..=3 {
        assert_eq!(
            judge(&chain(MAIL, &three()[..sets])),
            AuthResult::Pass,
            "{sets} sets"
        );
    }
    let fifty: Vec<Set> = (0..50)
        .map(|n| set(if n == 0 { "none" } else { "pass" }))
        .collect();
    assert_eq!(judge(&chain(MAIL, &fifty)), AuthResult::Pass);
}

#[test]
fn harmless_differences_of_form_still_pass() {
    let edits: [fn(&mut Set); 9] = [
        |set| set.message = set.message.replace("; t=1699999000", ""),
        |set| set.seal = set.seal.replace(" t=1699999000;", ""),
        |set| set.message = set.message.replace("d=example.net", "d = example.net "),
        |set| set.seal.push(';'),
        |set| set.message.push(';'),
        |set| set.message.push_str("; dara=google.com"),
        |set| {
            set.message = set.message.replace(
                "h=from:to",
                "h=from:arc-authentication-results:arc-message-signature:to",
            )
        },
        |set| set.results = "i=N; lists.example.net 1; none".into(),
        |set| set.results = "  i = N ; lists.example.net; none".into(),
    ];
    for (at, edit) in edits.iter().enumerate() {
        let mut sets = three();
        edit(&mut sets[2]);
        assert_eq!(judge(&chain(MAIL, &sets)), AuthResult::Pass, "edit {at}");
    }
    let raw = chain(MAIL, &three());
    for same in [
        raw.replace("ARC-Seal:", "ARC-SEAL:  "),
        raw.replace("From: Ann <", "FROM:  Ann\r\n  <"),
        raw.replace("\r\n", "\n"),
        format!("Received: by somebody\r\n{raw}\r\n\r\n"),
    ] {
        assert_eq!(judge(&same), AuthResult::Pass);
    }
}

#[test]
fn each_defect_in_a_rightly_signed_set_fails() {
    let edits: [Edit; 39] = [
        ("seal without a", |set| {
            set.seal = set.seal.replace(" a=ed25519-sha256;", "")
        }),
        ("seal a empty", |set| {
            set.seal = set.seal.replace("a=ed25519-sha256", "a=")
        }),
        ("seal a unknown", |set| {
            set.seal = set.seal.replace("a=ed25519-sha256", "a=rsa-sha42")
        }),
        ("seal a sha1", |set| {
            set.seal = set.seal.replace("a=ed25519-sha256", "a=rsa-sha1")
        }),
        ("seal without d", |set| {
            set.seal = set.seal.replace(" d=example.net;", "")
        }),
        ("seal d invalid", |set| {
            set.seal = set.seal.replace("d=example.net", "d=^%$#")
        }),
        ("seal without s", |set| {
            set.seal = set.seal.replace(" s=s;", "")
        }),
        ("seal s empty", |set| {
            set.seal = set.seal.replace("s=s", "s=")
        }),
        ("seal S", |set| set.seal = set.seal.replace("s=s", "S=s")),
        ("seal t invalid", |set| {
            set.seal = set.seal.replace("t=1699999000", "t=icecream")
        }),
        ("seal t with space", |set| {
            set.seal = set.seal.replace("t=1699999000", "t=16 99999000")
        }),
        ("seal t empty", |set| {
            set.seal = set.seal.replace("t=1699999000", "t=")
        }),
        ("seal h", |set| set.seal.push_str("; h=from:to")),
        ("seal unknown tag", |set| set.seal.push_str("; w=catparty")),
        ("seal _ tag", |set| set.seal.push_str("; _=")),
        ("seal doubled tag", |set| {
            set.seal = set.seal.replace("s=s;", "s=s; s=s;")
        }),
        ("seal stray semicolon", |set| {
            set.seal = set.seal.replace("s=s;", "s=s;;")
        }),
        ("seal i missing", |set| {
            set.seal = set.seal.replace("i=N; ", "")
        }),
        ("seal i zero", |set| {
            set.seal = set.seal.replace("i=N", "i=0")
        }),
        ("seal i word", |set| {
            set.seal = set.seal.replace("i=N", "i=blorp")
        }),
        ("seal i 03", |set| {
            set.seal = set.seal.replace("i=N", "i=0N")
        }),
        ("seal cv missing", |set| {
            set.seal = set.seal.replace(" cv=pass;", "")
        }),
        ("seal cv none", |set| {
            set.seal = set.seal.replace("cv=pass", "cv=none")
        }),
        ("seal cv fail", |set| {
            set.seal = set.seal.replace("cv=pass", "cv=fail")
        }),
        ("seal cv Pass", |set| {
            set.seal = set.seal.replace("cv=pass", "cv=Pass")
        }),
        ("message without a", |set| {
            set.message = set.message.replace(" a=ed25519-sha256;", "")
        }),
        ("message a sha1", |set| {
            set.message = set.message.replace("a=ed25519-sha256", "a=rsa-sha1")
        }),
        ("message doubled tag", |set| {
            set.message = set.message.replace("s=s;", "s=s; s=s;")
        }),
        ("message upper-case tag", |set| {
            set.message = set.message.replace("t=1699999000", "T=1699999000")
        }),
        ("message stray semicolon", |set| {
            set.message = set.message.replace("s=s;", "s=s;;")
        }),
        ("message v", |set| set.message.push_str("; v=1")),
        ("message h with arc-seal", |set| {
            set.message = set.message.replace("h=from", "h=arc-seal:from")
        }),
        ("message h without from", |set| {
            set.message = set.message.replace("h=from:", "h=")
        }),
        ("message without h", |set| {
            set.message = set.message.replace("h=from:to:subject; ", "")
        }),
        ("message without bh", |set| {
            set.message = set.message.replace("bh=BH; ", "")
        }),
        ("message t invalid", |set| {
            set.message = set.message.replace("t=1699999000", "t=icecream")
        }),
        ("message c invalid", |set| {
            set.message = set.message.replace("c=relaxed/relaxed", "c=pancake/waffle")
        }),
        ("results i not first", |set| {
            set.results = "lists.example.net; i=N; none".into()
        }),
        ("results i without semicolon", |set| {
            set.results = "i=N lists.example.net; none".into()
        }),
    ];
    for (name, edit) in edits {
        let mut sets = three();
        edit(&mut sets[2]);
        assert_eq!(
            judge(&chain(MAIL, &sets)),
            AuthResult::Fail,
            "{name} in the newest set"
        );
        if name.starts_with("seal") && !name.contains("cv") {
            let mut sets = three();
            edit(&mut sets[1]);
            assert_eq!(
                judge(&chain(MAIL, &sets)),
                AuthResult::Fail,
                "{name} in an older set"
            );
        }
    }
    for cvs in [["pass"], ["fail"], ["invalid"]] {
        assert_eq!(
            judge(&chain(MAIL, &cvs.map(set))),
            AuthResult::Fail,
            "{cvs:?} alone"
        );
    }
}

#[test]
fn chains_that_are_not_whole_fail() {
    let raw = chain(MAIL, &three());
    let lines: Vec<&str> = raw.split_inclusive("\r\n").collect();
    for at in 0..9 {
        let mut kept = lines.clone();
        let gone = kept.remove(at);
        assert_eq!(judge(&kept.concat()), AuthResult::Fail, "without {gone}");
        let mut doubled = lines.clone();
        doubled.insert(at, gone);
        assert_eq!(judge(&doubled.concat()), AuthResult::Fail, "twice {gone}");
    }
    assert_eq!(
        judge(&lines[3..].concat()),
        AuthResult::Pass,
        "the outermost set may never have been"
    );
    assert_eq!(
        judge(&[&lines[..3], &lines[6..]].concat().concat()),
        AuthResult::Fail,
        "a gap"
    );
    let many: Vec<Set> = (0..51)
        .map(|n| set(if n == 0 { "none" } else { "pass" }))
        .collect();
    assert_eq!(
        judge(&chain(MAIL, &many)),
        AuthResult::Fail,
        "fifty-one sets"
    );
}

#[test]
fn changed_mail_and_changed_sets_fail() {
    let raw = chain(MAIL, &three());
    for (from, to) in [
        ("At noon?", "At nine?"),
        ("Subject: Lunch", "Subject: Money"),
        ("From: Ann", "From: x@evil.org\r\nFrom: Ann"),
        ("spf=pass", "spf=fail"),
        ("d=example.net", "d=Example.net"),
        ("MIME-Version", "Subject: more\r\nMIME-Version"),
    ] {
        assert_eq!(
            judge(&raw.replacen(from, to, 1)),
            AuthResult::Fail,
            "{from} -> {to}"
        );
    }
    let older = raw.replace(
        "i=1; lists.example.net; spf=pass",
        "i=1; lists.example.net; spf=fail",
    );
    assert_eq!(judge(&older), AuthResult::Fail, "results of the first hop");
    let key = key();
    let p = key.record().rsplit_once("p=").expect("p").1.to_owned();
    for record in [
        "v=DKIM1; k=ed25519; p=".to_owned(),
        format!("v=DKIM1; k=rsa; p={p}"),
        format!("v=DKIM1; k=ed25519; s=other; p={p}"),
        format!("v=DKIM1; k=ed25519; t=y; p={p}"),
        "v=DKIM1; k=ed25519; omgwhatsgoingon".to_owned(),
        SigningKey::generate(KeyKind::Ed25519, [8; 32])
            .expect("a key")
            .record(),
    ] {
        assert_eq!(judge_with(&raw, &record), AuthResult::Fail, "{record}");
    }
    let mut sets = three();
    sets[0].seal = sets[0].seal.replace("s=s", "s=none");
    assert_eq!(
        judge(&chain(MAIL, &sets)),
        AuthResult::Fail,
        "no key for an older seal"
    );
    sets[0].seal = sets[0].seal.replace("s=none", "s=slow");
    assert_eq!(
        judge(&chain(MAIL, &sets)),
        AuthResult::Temperror,
        "no answer for an older seal"
    );
}

#[test]
fn a_later_hop_may_have_changed_the_mail() {
    // Only the newest message signature speaks for the mail as it is; the older ones are sealed, not checked (RFC 8617 §5.2).
    let changed = MAIL
        .replace("Lunch", "[list] Lunch")
        .replace("noon", "nine");
    assert_eq!(
        judge(&chain_over(&[MAIL, MAIL, &changed], &three())),
        AuthResult::Pass
    );
    assert_eq!(
        judge(&chain_over(&[&changed, &changed, MAIL], &three()).replace("At noon", "At nine")),
        AuthResult::Fail
    );
}
