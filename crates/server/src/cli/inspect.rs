//! `fairlead inspect`: what the program makes of a mail, as one JSON object, by the code that live mail runs through.
//!
//! No network and no database. Any file is answered for, garbage and emptiness too; only a file that cannot be read, or a
//! wrong flag, is an error.

use crate::clock::Clock;
use anyhow::Context as _;
use clap::Args;
use mail::{Answer, Authentication, Envelope, Limits, Mail};
use serde_json::{Value, json};
use std::io::Write as _;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, Args)]
pub struct InspectArgs {
    /// A raw mail
    #[arg(
        value_name = "FILE.eml",
        required_unless_present = "text",
        conflicts_with = "text"
    )]
    file: Option<PathBuf>,
    /// Bare text instead of a mail: shows what is folded
    #[arg(long, value_name = "FILE")]
    text: Option<PathBuf>,
    /// Replaces DNS wholly: {"name": {"TXT": [..], "A": [..], "MX": [..]}}
    #[arg(long, value_name = "ZONE.json")]
    dns: Option<PathBuf>,
    /// Address that the mail came from (SPF)
    #[arg(long, value_name = "ADDRESS")]
    ip: Option<IpAddr>,
    /// Name in its EHLO (SPF)
    #[arg(long, value_name = "NAME")]
    helo: Option<String>,
    /// Address in its MAIL FROM (SPF); empty for the null sender
    #[arg(long, value_name = "ADDRESS")]
    mail_from: Option<String>,
}

pub fn run(args: &InspectArgs) -> anyhow::Result<ExitCode> {
    let limits = Limits::default();
    let (read, authentication) = if let Some(file) = &args.text {
        let text = bytes_of(file)?;
        (
            mail::read_text(&String::from_utf8_lossy(&text), &limits),
            Authentication::default(),
        )
    } else {
        let file = args.file.as_deref().context("name a file")?;
        let raw = bytes_of(file)?;
        let authentication = judge(args, &raw)?;
        (mail::read(&raw, &limits), authentication)
    };
    let mut out = serde_json::to_string_pretty(&shape(&read, &authentication))?;
    out.push('\n');
    match std::io::stdout().write_all(out.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(ExitCode::SUCCESS),
    }
}

fn bytes_of(file: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

/// Without a zone every lookup fails: no network here, and no result is invented.
fn judge(args: &InspectArgs, raw: &[u8]) -> anyhow::Result<Authentication> {
    let envelope = Envelope {
        ip: args.ip,
        helo: args.helo.clone().unwrap_or_default(),
        mail_from: args
            .mail_from
            .as_deref()
            .unwrap_or_default()
            .trim_matches(['<', '>'])
            .to_owned(),
        rcpt_to: Vec::new(),
    };
    let now_s = Clock::System.now() / 1_000;
    let Some(file) = &args.dns else {
        return Ok(mail::auth::check_with(raw, &envelope, now_s, |_| {
            Answer::Failed
        }));
    };
    let text = String::from_utf8(bytes_of(file)?)
        .with_context(|| format!("{} is no text", file.display()))?;
    let zone = mail::auth::zone::Zone::parse(&text)
        .with_context(|| format!("{} is no zone", file.display()))?;
    Ok(mail::auth::check_with(raw, &envelope, now_s, |question| {
        zone.answer(question)
    }))
}

/// The JSON of the manual: these keys, always all of them.
fn shape(mail: &Mail, authentication: &Authentication) -> Value {
    let address = |a: &mail::Address| json!({ "name": a.name.as_deref().unwrap_or_default(), "address": a.address });
    let attachments: Vec<Value> = mail
        .attachments
        .iter()
        .map(
            |a| json!({ "name": a.name, "type": a.media_type, "size": a.size, "inline": a.inline }),
        )
        .collect();
    let bounce: Vec<Value> = mail
        .bounce
        .iter()
        .map(|b| json!({ "recipient": b.recipient, "action": b.action, "status": b.status, "permanent": b.permanent }))
        .collect();
    json!({
        "from": mail.from.first().map(address),
        "to": mail.to.iter().map(address).collect::<Vec<_>>(),
        "subject": mail.subject,
        "date": mail.date.and_then(rfc3339),
        "message_id": mail.message_id,
        "references": mail.references,
        "text": mail.text,
        "html_safe": mail.html_safe,
        "reply": mail.reply,
        "folded": mail.folded,
        "attachments": attachments,
        "language": mail.language,
        "automatic": mail.automatic,
        "bounce": bounce,
        "list": mail.list,
        "bimi": { "selector": mail.bimi_selector, "location": authentication.bimi },
        "authentication": {
            "spf": authentication.spf,
            "dkim": authentication.dkim,
            "dmarc": authentication.dmarc,
            "arc": authentication.arc,
        },
    })
}

fn rfc3339(ms: i64) -> Option<String> {
    jiff::Timestamp::from_millisecond(ms)
        .ok()
        .map(|at| at.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 17] = [
        "attachments",
        "authentication",
        "automatic",
        "bimi",
        "bounce",
        "date",
        "folded",
        "from",
        "html_safe",
        "language",
        "list",
        "message_id",
        "references",
        "reply",
        "subject",
        "text",
        "to",
    ];

    fn shaped(raw: &[u8]) -> Value {
        shape(
            &mail::read(raw, &Limits::default()),
            &Authentication::default(),
        )
    }

    #[test]
    fn the_object_has_all_its_keys_for_any_bytes() {
        for raw in [
            &b""[..],
            b"\0\xff\xfe\0",
            b"From",
            b"Subject: x\r\n\r\nhello",
        ] {
            let value = shaped(raw);
            let mut keys: Vec<&str> = value
                .as_object()
                .expect("an object")
                .keys()
                .map(String::as_str)
                .collect();
            keys.sort_unstable();
            assert_eq!(keys, KEYS);
        }
    }

    #[test]
    fn a_plain_mail_is_told_plainly() {
        let value = shaped(
            b"From: \"Mari Maasikas\" <mari@example.org>\r\nTo: support@example.com\r\nSubject: Hello\r\n\
              Date: Mon, 2 Mar 2026 09:00:00 +0000\r\nMessage-ID: <a@b>\r\n\r\nWhere is it?\r\n",
        );
        assert_eq!(
            value["from"],
            json!({ "name": "Mari Maasikas", "address": "mari@example.org" })
        );
        assert_eq!(
            value["to"],
            json!([{ "name": "", "address": "support@example.com" }])
        );
        assert_eq!(value["date"], "2026-03-02T09:00:00Z");
        assert_eq!(value["message_id"], "a@b");
        assert_eq!(value["reply"], "Where is it?");
        assert_eq!(value["automatic"], "none");
        assert_eq!(value["bounce"], json!([]));
    }
}
