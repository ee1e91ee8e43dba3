//! What others say about spam: a relay in front of us, or rspamd. Their word is one piece of evidence; `desk` decides.
//!
//! Anybody can write such headers, so they count only when the mail came from a relay that the operator named (M41).

use mail::Mail;
use serde::{Deserialize, Serialize};

use super::gate::Network;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SpamVerdict {
    /// Who says so: `rspamd`, or the header's name.
    pub source: String,
    pub spam: bool,
    /// As the source counts; scales differ.
    pub score: Option<f64>,
    /// One line for people.
    pub reason: String,
}

/// The verdict of a trusted relay in the mail's own headers; `None` when the peer is not trusted or says nothing.
/// When several headers speak, one that says spam wins.
#[must_use]
pub fn upstream(
    mail: &Mail,
    peer: Option<std::net::IpAddr>,
    trusted: &[Network],
) -> Option<SpamVerdict> {
    let peer = peer?;
    if !trusted.iter().any(|network| network.contains(peer)) {
        return None;
    }
    let said: Vec<SpamVerdict> = mail
        .verdict_headers
        .iter()
        .filter_map(|(name, value)| read(name, value))
        .collect();
    let spam = said.iter().find(|v| v.spam).cloned();
    spam.or_else(|| said.into_iter().next())
}

fn read(name: &str, value: &str) -> Option<SpamVerdict> {
    let value = value.trim();
    let lower = value.to_ascii_lowercase();
    let (spam, score) = match name.to_ascii_lowercase().as_str() {
        "x-spam-flag" | "x-spam" => match lower.split([' ', ';', ',']).next()? {
            "yes" | "true" => (true, None),
            "no" | "false" => (false, None),
            _ => return None,
        },
        "x-spam-status" => {
            let word = lower.split([',', ' ']).next()?;
            let score = number_after(&lower, "score=").or_else(|| number_after(&lower, "hits="));
            match word {
                "yes" => (true, score),
                "no" => (false, score),
                _ => return None,
            }
        }
        "x-rspamd-action" => (
            matches!(
                lower.as_str(),
                "reject" | "add header" | "rewrite subject" | "quarantine"
            ),
            None,
        ),
        "x-rspamd-score" => {
            let score = first_number(&lower)?;
            // `7.1 / 6.0` names the limit; 6 is what rspamd ships for "add header".
            let limit = lower
                .split_once('/')
                .and_then(|(_, limit)| first_number(limit))
                .unwrap_or(6.0);
            (score >= limit, Some(score))
        }
        "x-spamd-result" => {
            let spam = lower.split(';').next()?.contains("true");
            (spam, number_after(&lower, "["))
        }
        // Exchange: -1 trusted, 5 and more junk.
        "x-ms-exchange-organization-scl" => {
            let score = first_number(&lower)?;
            (score >= 5.0, Some(score))
        }
        _ => return None,
    };
    let reason: String = format!("{name}: {value}")
        .chars()
        .filter(|c| !c.is_control())
        .take(200)
        .collect();
    Some(SpamVerdict {
        source: name.to_owned(),
        spam,
        score,
        reason,
    })
}

fn first_number(text: &str) -> Option<f64> {
    let text = text.trim_start();
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+')))
        .unwrap_or(text.len());
    text[..end].parse().ok().filter(|n: &f64| n.is_finite())
}

fn number_after(text: &str, mark: &str) -> Option<f64> {
    first_number(text.split_once(mark)?.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(headers: &[(&str, &str)]) -> Mail {
        Mail {
            verdict_headers: headers
                .iter()
                .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
                .collect(),
            ..Mail::default()
        }
    }

    fn judge(headers: &[(&str, &str)]) -> Option<(bool, Option<f64>)> {
        let trusted = [Network::parse("192.0.2.0/24").unwrap()];
        let peer = "192.0.2.7".parse().ok();
        upstream(&with(headers), peer, &trusted).map(|v| (v.spam, v.score))
    }

    #[test]
    fn a_trusted_relay_s_words_are_read() {
        for (name, value, expected) in [
            ("X-Spam-Flag", "YES", (true, None)),
            ("X-Spam-Flag", "no", (false, None)),
            (
                "X-Spam-Status",
                "Yes, score=7.2 required=5.0 tests=A,B",
                (true, Some(7.2)),
            ),
            ("X-Spam-Status", "No, hits=-1.9", (false, Some(-1.9))),
            ("X-Rspamd-Action", "add header", (true, None)),
            ("X-Rspamd-Action", "no action", (false, None)),
            ("X-Rspamd-Score", "7.10 / 15.00", (false, Some(7.1))),
            ("X-Rspamd-Score", "9", (true, Some(9.0))),
            ("X-MS-Exchange-Organization-SCL", "-1", (false, Some(-1.0))),
            ("X-MS-Exchange-Organization-SCL", "6", (true, Some(6.0))),
        ] {
            assert_eq!(judge(&[(name, value)]), Some(expected), "{name}: {value}");
        }
        assert_eq!(
            judge(&[("X-Spam-Flag", "NO"), ("X-Rspamd-Action", "reject")]),
            Some((true, None))
        );
    }

    #[test]
    fn a_stranger_s_words_and_nonsense_are_not_read() {
        let mail = with(&[("X-Spam-Flag", "NO")]);
        let trusted = [Network::parse("192.0.2.0/24").unwrap()];
        assert_eq!(upstream(&mail, "198.51.100.1".parse().ok(), &trusted), None);
        assert_eq!(upstream(&mail, None, &trusted), None);
        for (name, value) in [
            ("X-Spam-Flag", "maybe"),
            ("X-Rspamd-Score", "high"),
            ("X-MS-Exchange-Organization-SCL", ""),
            ("X-Rspamd-Score", "é"),
            ("Subject", "YES"),
        ] {
            assert_eq!(judge(&[(name, value)]), None, "{name}: {value}");
        }
    }
}
