//! What administrators and leads set up, and what agents keep about customers: one verb file per noun.
//!
//! Every verb asks for its permission, leaves a line in the audit trail when it is an administrative act, and puts an event
//! on the feed, so that open consoles follow. Secrets come in as text, are sealed here, and never go out again.

pub mod blocked;
pub mod contacts;
pub mod dkim;
pub mod edited_texts;
pub mod fields;
pub mod findings;
pub mod holidays;
pub mod hours;
pub mod macros;
pub mod mailboxes;
pub mod oauth;
pub mod permission_sets;
pub mod quarantine;
pub mod rules;
pub mod secrets;
pub mod sla;
pub mod smarthosts;
pub mod tags;
pub mod teams;
pub mod test_mail;
pub mod views;
pub mod webhooks;

use crate::{By, Result};
use domain::Refusal;
use domain::event::{Event, EventKind};
use store::Tx;

pub(crate) fn emit(tx: &mut Tx, by: &By, kind: EventKind) {
    tx.emit(Event {
        at: by.now,
        actor: by.actor(),
        kind,
    });
}

/// A refusal that names its field.
pub(crate) fn bad<T>(
    code: &'static str,
    field: &'static str,
    message: impl Into<String>,
) -> Result<T> {
    Err(Refusal::new(code, message).on(field).into())
}

/// Text without line breaks and other control characters, of at most `most` characters.
pub(crate) fn one_line(field: &'static str, text: &str, most: usize) -> Result<String> {
    let trimmed = text.trim();
    if trimmed.chars().count() > most || trimmed.chars().any(char::is_control) {
        return bad(
            "bad_text",
            field,
            format!("This has to be one line of at most {most} characters."),
        );
    }
    Ok(trimmed.to_owned())
}

/// The name of a server: host name or IP address, nothing that could be more than that.
pub(crate) fn host(text: &str) -> Result<String> {
    let host = text.trim().trim_end_matches('.').to_ascii_lowercase();
    let label = |l: &str| {
        !l.is_empty()
            && l.len() <= 63
            && !l.starts_with('-')
            && !l.ends_with('-')
            && l.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    let name = host.len() <= 253 && host.split('.').all(label);
    let address = host.parse::<std::net::IpAddr>().is_ok();
    if !name && !address {
        return bad(
            "bad_host",
            "host",
            "This is not the name of a server, such as mail.example.org.",
        );
    }
    Ok(host)
}

/// A domain in which mail addresses are: at least two labels.
pub(crate) fn domain_name(field: &'static str, text: &str) -> Result<String> {
    let domain = host(text)
        .ok()
        .filter(|d| d.contains('.') && !d.contains('_') && d.parse::<std::net::IpAddr>().is_err());
    match domain {
        Some(domain) => Ok(domain),
        None => bad(
            "bad_domain",
            field,
            "This is not a domain such as example.org.",
        ),
    }
}

/// One of a few words.
pub(crate) fn one_of(field: &'static str, word: &str, known: &[&str]) -> Result<String> {
    if known.contains(&word) {
        return Ok(word.to_owned());
    }
    bad(
        "bad_choice",
        field,
        format!("This has to be one of: {}.", known.join(", ")),
    )
}

/// HTML that an agent wrote, made fit to send.
pub(crate) fn mail_html(field: &'static str, html: &str, most: usize) -> Result<String> {
    if html.len() > most {
        return bad(
            "too_large",
            field,
            format!("This text is longer than {most} bytes."),
        );
    }
    match mail::html::for_mail(html, &mail::Limits::default()) {
        Some(html) => Ok(html),
        None => bad("bad_html", field, "This text is nested too deeply."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_a_name_or_an_address_and_nothing_else() {
        for good in [
            "mail.example.org",
            "Mail.Example.ORG.",
            "localhost",
            "127.0.0.1",
            "::1",
            "a_b.example",
        ] {
            assert!(host(good).is_ok(), "{good}");
        }
        for evil in [
            "",
            " ",
            "a b",
            "mail.example.org\r\nX: y",
            "http://x",
            "a..b",
            "-a.b",
            "x/y",
            "user@host",
            &"a".repeat(300),
        ] {
            assert!(host(evil).is_err(), "{evil}");
        }
    }

    #[test]
    fn a_mail_domain_has_two_labels() {
        assert_eq!(
            domain_name("domain", " Example.ORG ").expect("good"),
            "example.org"
        );
        for evil in ["localhost", "127.0.0.1", "a.b\nx: y", "_dmarc.example.org"] {
            assert!(domain_name("domain", evil).is_err(), "{evil}");
        }
    }
}
