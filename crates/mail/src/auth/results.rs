//! Authentication-Results headers (RFC 8601): our own verdict written, and the verdict of a relay that we trust read (M41).

use super::message::Message;
use super::word;
use crate::{AuthResult, Authentication};

/// The header value that states our verdict (without the field name). `server` is our authserv-id.
pub fn compose(server: &str, verdict: &Authentication) -> String {
    let clean: String = server
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || ".-_".contains(*c))
        .collect();
    let mut value = format!(
        "{clean};\r\n\tspf={};\r\n\tdkim={};\r\n\tdmarc={}",
        word(verdict.spf),
        word(verdict.dkim),
        word(verdict.dmarc)
    );
    if let Some(domain) = &verdict.domain {
        value.push_str(&format!(" header.from={domain}"));
    }
    value.push_str(&format!(";\r\n\tarc={}", word(verdict.arc)));
    value
}

/// What the relay called `server` found, from the topmost header with its name; `None` when there is none.
///
/// The caller must know that the mail came straight from that relay, and that the relay removes headers that others wrote in
/// its name; otherwise anybody can write one.
pub fn trusted(raw: &[u8], server: &str) -> Option<Authentication> {
    let message = Message::parse(raw);
    if server.is_empty() {
        return None;
    }
    message.named("authentication-results").find_map(|field| {
        let text = without_comments(&String::from_utf8_lossy(field.value()))?;
        let mut parts = text.split(';');
        // The name may be followed by a version.
        let name = parts.next()?.split_whitespace().next()?;
        name.eq_ignore_ascii_case(server).then(|| read(parts))
    })
}

fn read<'a>(parts: impl Iterator<Item = &'a str>) -> Authentication {
    let mut verdict = Authentication::default();
    for part in parts {
        let mut words = part.split_whitespace();
        let Some((method, result)) = words.next().and_then(|first| first.split_once('=')) else {
            continue;
        };
        let result = read_word(result);
        match method
            .split('/')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
            .as_str()
        {
            "spf" => verdict.spf = result,
            // One of several signatures is enough.
            "dkim" if verdict.dkim != AuthResult::Pass => verdict.dkim = result,
            "dmarc" => {
                verdict.dmarc = result;
                let from = words.find_map(|word| word.strip_prefix("header.from="));
                verdict.domain = from
                    .filter(|_| result == AuthResult::Pass)
                    .map(str::to_ascii_lowercase);
            }
            "arc" => verdict.arc = result,
            _ => continue,
        }
        verdict
            .details
            .push(part.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    verdict
}

fn read_word(text: &str) -> AuthResult {
    match text.to_ascii_lowercase().as_str() {
        "pass" => AuthResult::Pass,
        "fail" | "hardfail" | "policy" => AuthResult::Fail,
        "softfail" => AuthResult::Softfail,
        "neutral" => AuthResult::Neutral,
        "temperror" => AuthResult::Temperror,
        "permerror" => AuthResult::Permerror,
        _ => AuthResult::None,
    }
}

/// Comments and quoted texts become spaces, so that neither can look like a result. `None` when they do not close.
fn without_comments(text: &str) -> Option<String> {
    let mut bare = String::with_capacity(text.len());
    let (mut depth, mut quoted) = (0usize, false);
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                chars.next();
            }
            '"' if depth == 0 => quoted = !quoted,
            _ if quoted => {}
            '(' => depth += 1,
            ')' => {
                depth = depth.checked_sub(1)?;
                bare.push(' ');
            }
            _ if depth > 0 => {}
            _ => bare.push(c),
        }
    }
    (depth == 0 && !quoted).then_some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_verdict_reads_back() {
        let verdict = Authentication {
            spf: AuthResult::Softfail,
            dkim: AuthResult::Pass,
            dmarc: AuthResult::Pass,
            arc: AuthResult::None,
            domain: Some("example.org".into()),
            bimi: None,
            details: vec![],
        };
        let raw = format!(
            "Authentication-Results: {}\r\n\r\n",
            compose("mx.desk\r\nX: y", &verdict)
        );
        let back = trusted(raw.as_bytes(), "mx.deskXy").unwrap();
        assert_eq!(
            (back.spf, back.dkim, back.dmarc, back.arc),
            (verdict.spf, verdict.dkim, verdict.dmarc, verdict.arc)
        );
        assert_eq!(back.domain.as_deref(), Some("example.org"));
    }

    #[test]
    fn only_the_topmost_header_of_the_trusted_server_counts() {
        let raw = b"Authentication-Results: evil.net; dmarc=pass\r\n\
            Authentication-Results: MX.relay.org 1; dkim=fail (dmarc=pass) header.d=a;\r\n\tdkim=pass; spf=none reason=\"; dmarc=pass\"\r\n\
            Authentication-Results: mx.relay.org; dmarc=pass header.from=bank.example\r\n\r\n";
        let verdict = trusted(raw, "mx.relay.org").unwrap();
        assert_eq!(
            (verdict.dkim, verdict.dmarc, verdict.spf),
            (AuthResult::Pass, AuthResult::None, AuthResult::None)
        );
        assert_eq!(verdict.domain, None);
        assert_eq!(trusted(raw, "relay.org"), None);
        assert_eq!(trusted(raw, ""), None);
        assert_eq!(
            trusted(b"Authentication-Results: mx (; dmarc=pass\r\n\r\n", "mx"),
            None
        );
    }
}
