//! One call over HTTP, and what its answer looks like. Whatever is not of the agreed form is a failure with a word for it.

use crate::app::App;
use crate::workers::webhooks::{plainly, target};
use desk::model::Ready;
use domain::answer::Usage;
use serde::Deserialize;
use serde_json::Value;

/// Octets of an answer.
const OCTETS_MAX: usize = 256 * 1024;

/// What the service said.
pub(super) struct Said {
    pub text: String,
    pub usage: Option<Usage>,
    /// It stopped because there was no more room.
    pub cut: bool,
}

/// Why nothing came.
#[derive(Debug)]
pub(super) struct Failure {
    /// A stable word.
    pub why: String,
    /// The service may have worked, and charge for it.
    pub may_cost: bool,
    pub usage: Option<Usage>,
}

impl Failure {
    /// Nothing was asked.
    pub fn before(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            may_cost: false,
            usage: None,
        }
    }

    /// It was asked.
    fn after(why: impl Into<String>) -> Self {
        Self {
            may_cost: true,
            ..Self::before(why)
        }
    }
}

/// One attempt, without any other: what failed half-way may have cost already.
pub(super) async fn call(
    app: &App,
    client: &reqwest::Client,
    ready: &Ready,
) -> Result<Said, Failure> {
    match tokio::time::timeout(ready.timeout, attempt(app, client, ready)).await {
        Ok(came) => came,
        Err(_) => Err(Failure::after("timeout")),
    }
}

async fn attempt(app: &App, client: &reqwest::Client, ready: &Ready) -> Result<Said, Failure> {
    let url = target(app, &ready.url).map_err(|_| Failure::before("own_network"))?;
    let mut request = client
        .post(url)
        .timeout(ready.timeout)
        .header("content-type", "application/json")
        .header("accept", "application/json")
        .body(ready.body.clone());
    if let Some(key) = &ready.key {
        let mut value =
            reqwest::header::HeaderValue::from_bytes(&[&b"Bearer "[..], &key[..]].concat())
                .map_err(|_| Failure::before("bad_key"))?;
        value.set_sensitive(true);
        request = request.header("authorization", value);
    }
    let mut answer = request.send().await.map_err(|e| broken(&e))?;
    let status = answer.status().as_u16();
    if !(200..300).contains(&status) {
        // Who is told that they ask too much, or wrongly, is not charged for it.
        let why = format!("http_{status}");
        return Err(if status >= 500 {
            Failure::after(why)
        } else {
            Failure::before(why)
        });
    }
    let mut bytes = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(|e| broken(&e))? {
        if bytes.len() + piece.len() > OCTETS_MAX {
            return Err(Failure::after("too_large"));
        }
        bytes.extend_from_slice(&piece);
    }
    read(&bytes)
}

fn broken(error: &reqwest::Error) -> Failure {
    let why = plainly(error);
    tracing::info!(%why, "the language model did not answer");
    if error.is_timeout() {
        return Failure::after("timeout");
    }
    if error.is_connect() {
        return Failure::before("unreachable");
    }
    Failure::after("broken_off")
}

#[derive(Deserialize)]
struct Shape {
    #[serde(default)]
    choices: Vec<Choice>,
    usage: Option<Value>,
}

#[derive(Deserialize)]
struct Choice {
    message: Spoken,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Spoken {
    content: Option<String>,
}

#[derive(Deserialize)]
struct Counted {
    prompt_tokens: u64,
    #[serde(default)]
    completion_tokens: u64,
}

fn read(bytes: &[u8]) -> Result<Said, Failure> {
    let shape: Shape = serde_json::from_slice(bytes).map_err(|_| Failure::after("bad_shape"))?;
    let usage = shape
        .usage
        .and_then(|u| serde_json::from_value::<Counted>(u).ok())
        .map(|u| Usage {
            sent: u.prompt_tokens,
            came: u.completion_tokens,
        });
    let nothing = Failure {
        usage,
        ..Failure::after("bad_shape")
    };
    let choice = shape.choices.into_iter().next();
    let Some(choice) = choice else {
        return Err(nothing);
    };
    Ok(Said {
        text: choice.message.content.ok_or(nothing)?,
        usage,
        cut: choice.finish_reason.as_deref() == Some("length"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_of_the_agreed_form_is_read_and_any_other_is_a_failure() {
        let good = br#"{"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],
            "usage":{"prompt_tokens":7,"completion_tokens":2,"total_tokens":9}}"#;
        let said = read(good).ok().unwrap();
        assert_eq!((said.text.as_str(), said.cut), ("Hello", false));
        assert_eq!(said.usage, Some(Usage { sent: 7, came: 2 }));
        for odd in [
            &b""[..],
            b"<html>",
            b"null",
            b"{}",
            b"{\"choices\":[]}",
            b"{\"choices\":{}}",
            b"{\"choices\":[{\"message\":{\"content\":null}}]}",
            b"{\"choices\":[{\"message\":{\"content\":[1]}}]}",
            b"\xff\xfe",
        ] {
            let failure = read(odd).err().unwrap();
            assert_eq!(
                (failure.why.as_str(), failure.may_cost),
                ("bad_shape", true)
            );
        }
        // What it counted is not believed when it is no count, and the answer is.
        let uncounted =
            br#"{"choices":[{"message":{"content":"Hi"}}],"usage":{"prompt_tokens":-1}}"#;
        assert_eq!(read(uncounted).ok().unwrap().usage, None);
    }
}
