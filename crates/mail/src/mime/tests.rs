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
