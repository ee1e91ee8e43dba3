//! What a bucket answers: its list of objects (XML), and times.

use chrono::{DateTime, Utc};

/// One page of a list.
#[derive(Debug, PartialEq, Eq, Default)]
pub(super) struct Listed {
    /// Key, time and size.
    pub objects: Vec<(String, DateTime<Utc>, u64)>,
    /// Asks for the next page.
    pub next: Option<String>,
}

/// Of a `ListBucketResult`; `None` when it is none. The bucket is ours, and its answers have one shape: no more of XML is
/// needed than elements and five entities.
pub(super) fn listed(xml: &str) -> Option<Listed> {
    let body = element(xml, "ListBucketResult")?.0;
    let mut out = Listed::default();
    let mut rest = body;
    while let Some((contents, after)) = element(rest, "Contents") {
        let key = unescaped(element(contents, "Key")?.0);
        let at = DateTime::parse_from_rfc3339(element(contents, "LastModified")?.0).ok()?;
        let size = element(contents, "Size")?.0.parse().ok()?;
        out.objects.push((key, at.with_timezone(&Utc), size));
        rest = after;
    }
    if element(body, "IsTruncated").is_some_and(|(text, _)| text == "true") {
        out.next = Some(unescaped(element(body, "NextContinuationToken")?.0));
    }
    Some(out)
}

/// The text in the first such element, and what follows it.
fn element<'a>(xml: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    let mut from = 0;
    loop {
        let at = from + xml[from..].find(&format!("<{name}"))?;
        let rest = &xml[at + 1 + name.len()..];
        if rest.starts_with(['>', ' ', '/', '\n', '\r', '\t']) {
            let (head, rest) = rest.split_once('>')?;
            if head.ends_with('/') {
                return Some(("", rest));
            }
            return rest.split_once(&format!("</{name}>"));
        }
        from = at + 1;
    }
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}

/// `Last-Modified` (RFC 9110 §8.8.2).
pub(super) fn modified(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc2822(text)
        .ok()
        .map(|at| at.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_and_says_whether_there_is_another() {
        let xml = "<?xml version=\"1.0\"?><ListBucketResult xmlns=\"x\"><KeyCount>1</KeyCount><IsTruncated>true</IsTruncated>\
            <Contents><Key>a/b&amp;c</Key><LastModified>2026-11-22T10:00:00.000Z</LastModified><Size>7</Size></Contents>\
            <NextContinuationToken>to==</NextContinuationToken></ListBucketResult>";
        let page = listed(xml).expect("a list");
        assert_eq!(page.objects.len(), 1);
        assert_eq!(
            (page.objects[0].0.as_str(), page.objects[0].2),
            ("a/b&c", 7)
        );
        assert_eq!(page.next.as_deref(), Some("to=="));
    }

    #[test]
    fn an_empty_bucket_is_a_list_and_an_error_is_none() {
        let empty = listed("<ListBucketResult><Contents_/></ListBucketResult>");
        assert_eq!(empty, Some(Listed::default()));
        for wrong in [
            "",
            "<Error><Code>x</Code></Error>",
            "<ListBucketResult>",
            "<ListBucketResult><Contents><Key>a</Key></Contents></ListBucketResult>",
        ] {
            assert_eq!(listed(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn times_of_headers_are_read() {
        let at = modified("Sun, 22 Nov 2026 10:00:00 GMT").expect("a time");
        assert_eq!(at.timestamp(), 1_795_341_600);
        assert_eq!(modified("yesterday"), None);
    }
}
