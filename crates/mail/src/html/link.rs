//! Where links really go, and whether their words say otherwise.

use ammonia::Url;

/// A link that may be shown: its address and true host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub address: String,
    /// Host of a web link, the whole address of a `mailto:` link.
    pub host: Option<String>,
}

const MAX_ADDRESS: usize = 8_000;

/// Reads an `href`; `None` for anything but http, https, mailto and tel.
pub fn target(href: &str) -> Option<Target> {
    // Browsers ignore these characters inside an address, so `java\tscript:` is a script.
    let clean: String = href
        .trim()
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r') && !c.is_control())
        .collect();
    if clean.is_empty() || clean.len() > MAX_ADDRESS {
        return None;
    }
    let clean = if clean.starts_with("//") {
        format!("https:{clean}")
    } else {
        clean
    };
    let clean = if clean
        .get(..4)
        .is_some_and(|p| p.eq_ignore_ascii_case("www."))
    {
        format!("https://{clean}")
    } else {
        clean
    };
    let url = Url::parse(&clean).ok()?;
    match url.scheme() {
        "http" | "https" => {
            let host = url.host_str().filter(|h| !h.is_empty())?.to_owned();
            Some(Target {
                address: url.to_string(),
                host: Some(host),
            })
        }
        "mailto" => Some(Target {
            host: Some(url.path().to_lowercase()),
            address: url.to_string(),
        }),
        "tel" => Some(Target {
            address: url.to_string(),
            host: None,
        }),
        _ => None,
    }
}

/// The true host, when the visible words name another one.
pub fn mismatch(words: &str, target: &Target) -> Option<String> {
    let truth = target.host.as_deref()?;
    let shown = words.trim();
    if shown.is_empty() || shown.len() > 2_000 {
        return None;
    }
    if let Some((_, domain)) = shown.rsplit_once('@')
        && !shown.contains("://")
        && !shown.contains(char::is_whitespace)
    {
        // An address as words: a mail link must go to it, a web link to its domain at least.
        let same = if target.address.starts_with("mailto:") {
            truth == shown.to_lowercase()
        } else {
            related(&normal(domain)?, truth)
        };
        return (!same).then(|| truth.to_owned());
    }
    if target.address.starts_with("mailto:") {
        return None;
    }
    let host = shown_host(shown)?;
    (!related(&host, truth)).then(|| truth.to_owned())
}

/// The host that the words name, when they look like an address.
fn shown_host(words: &str) -> Option<String> {
    let first = words
        .split_whitespace()
        .next()?
        .trim_matches(['<', '>', '(', ')', '"', '\'', '[', ']', ',', '.']);
    let has_scheme = first
        .get(..7)
        .is_some_and(|p| p.eq_ignore_ascii_case("http://"))
        || first
            .get(..8)
            .is_some_and(|p| p.eq_ignore_ascii_case("https://"));
    // Prose that begins with a dotted word (`node.js is here`) is no address.
    if !has_scheme && words.split_whitespace().nth(1).is_some() {
        return None;
    }
    let rest = first.split_once("://").map_or(first, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', '…']).next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, h)| h);
    let (name, top) = host.rsplit_once('.')?;
    let top = top.split(':').next().unwrap_or_default();
    let plausible =
        !name.is_empty() && top.chars().count() >= 2 && top.chars().all(char::is_alphabetic);
    if !plausible || (!has_scheme && is_file_extension(&top.to_lowercase())) {
        return None;
    }
    normal(host)
}

/// A host in the form the browser compares (lower case, punycode).
fn normal(host: &str) -> Option<String> {
    Url::parse(&format!("http://{host}"))
        .ok()?
        .host_str()
        .map(str::to_owned)
}

/// Equal, or one is a subdomain of the other.
fn related(shown: &str, truth: &str) -> bool {
    let (a, b) = (
        shown.trim_start_matches("www."),
        truth.trim_start_matches("www."),
    );
    let below = |long: &str, short: &str| {
        short.contains('.')
            && long
                .strip_suffix(short)
                .is_some_and(|rest| rest.ends_with('.'))
    };
    a == b || below(a, b) || below(b, a)
}

fn is_file_extension(top: &str) -> bool {
    matches!(
        top,
        "pdf"
            | "doc"
            | "docx"
            | "xls"
            | "xlsx"
            | "ppt"
            | "pptx"
            | "txt"
            | "csv"
            | "png"
            | "jpg"
            | "jpeg"
            | "gif"
            | "html"
            | "htm"
            | "xml"
            | "json"
            | "js"
            | "exe"
            | "rar"
            | "mp3"
            | "mp4"
            | "eml"
            | "php"
            | "aspx"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(words: &str, href: &str) -> Option<String> {
        mismatch(words, &target(href).expect("a link"))
    }

    #[test]
    fn words_that_name_another_host_are_told() {
        assert_eq!(
            told("https://bank.example/login", "https://evil.example.net/x").as_deref(),
            Some("evil.example.net")
        );
        assert_eq!(
            told("bank.example", "https://bank.example@evil.net/").as_deref(),
            Some("evil.net")
        );
        assert_eq!(
            told("www.bank.example", "http://bank.example.evil.net").as_deref(),
            Some("evil.net").map(|_| "bank.example.evil.net")
        );
        assert_eq!(
            told("help@bank.example", "mailto:me@evil.net").as_deref(),
            Some("me@evil.net")
        );
        assert_eq!(
            told("bücher.example", "https://bucher.example").as_deref(),
            Some("bucher.example")
        );
    }

    #[test]
    fn honest_links_and_plain_words_are_not() {
        for (words, href) in [
            ("Click here", "https://evil.net"),
            ("www.Example.org/a", "https://example.org/b"),
            ("example.org", "https://click.example.org/?u=1"),
            ("report.pdf", "https://files.net/1"),
            ("bücher.example", "https://xn--bcher-kva.example"),
            ("a@x.org", "mailto:A@x.org"),
            ("+372 5555", "tel:+3725555"),
            ("node.js is nice", "https://evil.net"),
        ] {
            assert_eq!(told(words, href), None, "{words}");
        }
    }

    #[test]
    fn only_web_mail_and_telephone_links_exist() {
        for href in [
            "javascript:alert(1)",
            "java\tscript:alert(1)",
            " JaVaScRiPt:x",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "/relative",
            "#top",
            "",
            "http://",
        ] {
            assert_eq!(target(href), None, "{href}");
        }
        assert_eq!(
            target("//x.org/a").map(|t| t.address).as_deref(),
            Some("https://x.org/a")
        );
        assert!(target(&("https://x.org/".to_owned() + &"a".repeat(10_000))).is_none());
    }
}
