//! Asking an rspamd about a mail, over HTTP (`POST /checkv2`). A silent or broken rspamd means no verdict, never lost mail.

use std::time::Duration;

use bytes::Bytes;
use mail::Envelope;
use metrics::counter;
use serde::Deserialize;

use super::verdict::SpamVerdict;
use crate::tls::ClientTls;

const LIMIT: Duration = Duration::from_secs(10);
/// Octets of the answer that are read.
const ANSWER_MAX: usize = 1024 * 1024;
/// Larger mails are not spam in practice, and rspamd refuses them by default.
const MAIL_MAX: usize = 20 * 1024 * 1024;

#[derive(Clone)]
pub struct Rspamd {
    http: reqwest::Client,
    url: reqwest::Url,
    password: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("rspamd: {0}")]
pub struct RspamdError(String);

#[derive(Deserialize)]
struct Checked {
    action: String,
    score: Option<f64>,
    required_score: Option<f64>,
    #[serde(default)]
    is_skipped: bool,
}

impl Rspamd {
    /// `base` is `http://127.0.0.1:11333`.
    pub fn new(base: &str, password: Option<String>, tls: &ClientTls) -> Result<Self, RspamdError> {
        let told = |error: String| RspamdError(error);
        let url = reqwest::Url::parse(base)
            .and_then(|base| base.join("checkv2"))
            .map_err(|e| told(e.to_string()))?;
        let http = tls
            .http()
            .timeout(LIMIT)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|e| told(e.to_string()))?;
        Ok(Self {
            http,
            url,
            password,
        })
    }

    /// The verdict, or `None` when there is none: not reachable, too slow, nonsense, or the mail is too large. Counted.
    pub async fn judge(&self, raw: Bytes, envelope: &Envelope) -> Option<SpamVerdict> {
        if raw.len() > MAIL_MAX {
            return None;
        }
        match self.ask(raw, envelope).await {
            Ok(verdict) => {
                counter!("fairlead_rspamd_asked_total", "answer" => "verdict").increment(1);
                verdict
            }
            Err(error) => {
                counter!("fairlead_rspamd_asked_total", "answer" => "none").increment(1);
                tracing::warn!(%error, "no verdict");
                None
            }
        }
    }

    async fn ask(
        &self,
        raw: Bytes,
        envelope: &Envelope,
    ) -> Result<Option<SpamVerdict>, RspamdError> {
        let told = |error: reqwest::Error| RspamdError(error.without_url().to_string());
        let mut request = self.http.post(self.url.clone());
        for (name, value) in headers(envelope, self.password.as_deref()) {
            request = request.header(name, value);
        }
        let answer = request.body(raw).send().await.map_err(told)?;
        let mut answer = answer.error_for_status().map_err(told)?;
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(told)? {
            body.extend_from_slice(&chunk);
            if body.len() > ANSWER_MAX {
                return Err(RspamdError("the answer is too long".to_owned()));
            }
        }
        let checked: Checked =
            serde_json::from_slice(&body).map_err(|e| RspamdError(e.to_string()))?;
        Ok((!checked.is_skipped).then(|| verdict(&checked)))
    }
}

/// Values from outside that HTTP cannot carry are left out rather than bent.
fn headers(envelope: &Envelope, password: Option<&str>) -> Vec<(&'static str, String)> {
    let mut headers = Vec::new();
    if let Some(ip) = envelope.ip {
        headers.push(("IP", ip.to_string()));
    }
    headers.push(("Helo", envelope.helo.clone()));
    headers.push(("From", envelope.mail_from.clone()));
    for recipient in envelope.rcpt_to.iter().take(100) {
        headers.push(("Rcpt", recipient.clone()));
    }
    if let Some(password) = password {
        headers.push(("Password", password.to_owned()));
    }
    headers.retain(|(_, value)| value.bytes().all(|b| (0x20..0x7f).contains(&b)));
    headers
}

fn verdict(checked: &Checked) -> SpamVerdict {
    let spam = matches!(
        checked.action.as_str(),
        "reject" | "add header" | "rewrite subject" | "quarantine"
    );
    let score = checked.score.filter(|s| s.is_finite());
    let action: String = checked
        .action
        .chars()
        .filter(|c| !c.is_control())
        .take(40)
        .collect();
    let reason = match (score, checked.required_score) {
        (Some(score), Some(limit)) => format!("{action} ({score:.1} of {limit:.1})"),
        (Some(score), None) => format!("{action} ({score:.1})"),
        _ => action,
    };
    SpamVerdict {
        source: "rspamd".to_owned(),
        spam,
        score,
        reason,
    }
}
