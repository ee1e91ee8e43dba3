//! Signature Version 4 in the `Authorization` header: pure, checked against Amazon's published example.

use crate::blob::{hex, name_of};
use chrono::{DateTime, Utc};
use domain::Millis;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// SHA-256 of nothing.
pub(super) const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// What is signed. `path` is encoded, `query` is not.
pub(super) struct Request<'a> {
    pub method: &'a str,
    pub host: &'a str,
    pub path: &'a str,
    pub query: &'a [(&'a str, &'a str)],
    /// Of the body, SHA-256 in hexadecimal.
    pub hash: &'a str,
    pub at: Millis,
}

/// `x-amz-date` and `authorization`.
pub(super) fn authorization(
    request: &Request<'_>,
    region: &str,
    access_key: &str,
    secret_key: &str,
) -> (String, String) {
    let at = DateTime::<Utc>::from_timestamp_millis(request.at).unwrap_or_default();
    let date = at.format("%Y%m%dT%H%M%SZ").to_string();
    let day = &date[..8];
    let signed = "host;x-amz-content-sha256;x-amz-date";
    let canonical = format!(
        "{}\n{}\n{}\nhost:{}\nx-amz-content-sha256:{}\nx-amz-date:{date}\n\n{signed}\n{}",
        request.method,
        request.path,
        query(request.query),
        request.host,
        request.hash,
        request.hash
    );
    let scope = format!("{day}/{region}/s3/aws4_request");
    let text = format!(
        "AWS4-HMAC-SHA256\n{date}\n{scope}\n{}",
        name_of(canonical.as_bytes())
    );
    let mut key = mac(format!("AWS4{secret_key}").as_bytes(), day);
    for part in [region, "s3", "aws4_request"] {
        key = mac(&key, part);
    }
    let signature = hex(&mac(&key, &text));
    let header = format!(
        "AWS4-HMAC-SHA256 Credential={access_key}/{scope},SignedHeaders={signed},Signature={signature}"
    );
    (date, header)
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac =
        <Hmac<Sha256> as Mac>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// Parameters encoded, in the order of their names.
pub(super) fn query(parameters: &[(&str, &str)]) -> String {
    let mut all: Vec<String> = parameters
        .iter()
        .map(|(name, value)| format!("{}={}", encoded(name, false), encoded(value, false)))
        .collect();
    all.sort();
    all.join("&")
}

/// Percent-encoded but for what RFC 3986 leaves as it is; slashes stay in a path.
pub(super) fn encoded(text: &str, path: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte))
            }
            b'/' if path => out.push('/'),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "GET Bucket Lifecycle" and "GET Bucket (List Objects)" of the examples beside the specification.
    #[test]
    fn the_published_examples_are_signed_as_published() {
        let at = "2013-05-24T00:00:00Z"
            .parse::<DateTime<Utc>>()
            .expect("a time")
            .timestamp_millis();
        let signature = |query: &[(&str, &str)]| {
            let request = Request {
                method: "GET",
                host: "examplebucket.s3.amazonaws.com",
                path: "/",
                query,
                hash: EMPTY,
                at,
            };
            let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
            let (date, header) =
                authorization(&request, "us-east-1", "AKIAIOSFODNN7EXAMPLE", secret);
            assert_eq!(date, "20130524T000000Z");
            header.rsplit_once('=').expect("a signature").1.to_owned()
        };
        assert_eq!(
            signature(&[("lifecycle", "")]),
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"
        );
        assert_eq!(
            signature(&[("max-keys", "2"), ("prefix", "J")]),
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
        );
    }

    #[test]
    fn only_what_rfc_3986_leaves_alone_is_not_encoded() {
        assert_eq!(encoded("a b/ü~", true), "a%20b/%C3%BC~");
        assert_eq!(encoded("a/b", false), "a%2Fb");
    }
}
