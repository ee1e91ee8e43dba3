//! Addresses of articles in what somebody wrote: `https://HOST/help/CENTER/LOCALE/a/SLUG`, or `https://HOST/LOCALE/a/SLUG`
//! on a help center's own host. Whether there is such an article is for the caller to find out.

use crate::language::is_locale;

/// Links of one text that are looked at.
const LINKS_MAX: usize = 50;

/// What an address may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// In lower case, without a port.
    pub host: String,
    /// The slug of the help center; `None` on its own host.
    pub center: Option<String>,
    pub locale: String,
    pub slug: String,
}

/// Addresses of articles in HTML, each once.
#[must_use]
pub fn linked(html: &str) -> Vec<Linked> {
    let mut out: Vec<Linked> = Vec::new();
    for (at, _) in html.match_indices("/a/").take(LINKS_MAX) {
        let is_end = |c: char| c.is_whitespace() || "\"'<>?#&".contains(c);
        let start = html[..at].rfind(is_end).map_or(0, |i| {
            i + html[i..].chars().next().map_or(1, char::len_utf8)
        });
        let tail = &html[at + 3..];
        let slug = &tail[..tail.find(is_end).unwrap_or(tail.len())];
        if let Some(found) = one(&html[start..at], slug)
            && !out.contains(&found)
        {
            out.push(found);
        }
    }
    out
}

fn one(before: &str, slug: &str) -> Option<Linked> {
    let rest = before
        .strip_prefix("https://")
        .or_else(|| before.strip_prefix("http://"))?;
    let mut parts = rest.split('/');
    let host = parts.next()?.split(':').next()?.to_ascii_lowercase();
    let path: Vec<&str> = parts.collect();
    let (center, locale) = match path.as_slice() {
        [locale] => (None, *locale),
        [.., "help", center, locale] => (Some(unescaped(center)?), *locale),
        _ => return None,
    };
    let slug = unescaped(slug.trim_end_matches('/'))?;
    (!host.is_empty() && is_locale(locale) && super::is_slug(&slug)).then(|| Linked {
        host,
        center,
        locale: locale.to_owned(),
        slug,
    })
}

/// Without percent signs (RFC 3986 §2.1).
fn unescaped(text: &str) -> Option<String> {
    if text.len() > 3 * super::SLUG_MAX {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut all = text.bytes();
    while let Some(b) = all.next() {
        if b == b'%' {
            let mut digit = || all.next().and_then(|d| char::from(d).to_digit(16));
            let (high, low) = (digit()?, digit()?);
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(b);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_articles_are_found_on_the_desk_and_on_an_own_host() {
        let html = "<p>See <a href=\"https://desk.example:8443/help/pine/et/a/minu-p%C3%A4rast\">this</a> or \
                    https://help.example/zh/a/%E9%80%80%E8%B4%A7?x=1 &amp; <a href='https://help.example/zh/a/退货'>x</a></p>";
        let found = linked(html);
        assert_eq!(found.len(), 2);
        assert_eq!(
            (found[0].host.as_str(), found[0].center.as_deref()),
            ("desk.example", Some("pine"))
        );
        assert_eq!(
            (found[0].locale.as_str(), found[0].slug.as_str()),
            ("et", "minu-pärast")
        );
        assert_eq!(
            (found[1].center.as_deref(), found[1].slug.as_str()),
            (None, "退货")
        );
    }

    #[test]
    fn what_merely_looks_like_one_is_none() {
        for html in [
            "/a/x",
            "https://x/a/y",
            "ftp://x/en/a/y",
            "https://x/en/a/",
            "https://x/en/a/%zz",
            "https://x/en/a/%ff",
            "https://x/en/a/A%20B",
            "https:///en/a/y",
            &"https://x/en/a/".repeat(1000),
        ] {
            assert!(linked(html).is_empty(), "{}", &html[..html.len().min(40)]);
        }
    }
}
