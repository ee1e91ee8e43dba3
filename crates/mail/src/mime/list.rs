//! What a mailing list says of itself: List-Id (RFC 2919), List-Unsubscribe and List-Post (RFC 2369, RFC 8058).
//!
//! Said by the mail and proven by nothing: good for "came through the list X", never for a decision about trust. Addresses
//! are kept as text and never followed here.

use super::header::Headers;
use crate::ListHeaders;

/// Addresses of one field that are kept.
const MAX_ADDRESSES: usize = 5;
const MAX_CHARS: usize = 2_000;

/// `None` when nothing in the head speaks of a list.
pub fn read(headers: &Headers) -> Option<ListHeaders> {
    const NAMES: [&str; 9] = [
        "list-id",
        "list-unsubscribe",
        "list-post",
        "list-help",
        "list-subscribe",
        "list-owner",
        "list-archive",
        "mailing-list",
        "x-mailing-list",
    ];
    if !NAMES.iter().any(|name| headers.has(name)) {
        return None;
    }
    let (name, id) = headers
        .text("list-id")
        .map_or((None, None), |value| name_and_id(&value));
    let unsubscribe = addresses(headers, "list-unsubscribe");
    let one_click = headers.text("list-unsubscribe-post").is_some_and(|value| {
        value
            .trim()
            .eq_ignore_ascii_case("List-Unsubscribe=One-Click")
    }) && unsubscribe.iter().any(|address| is(address, "https://"));
    let post = addresses(headers, "list-post")
        .into_iter()
        .find_map(|address| {
            let rest = is(&address, "mailto:").then(|| address.get(7..))??;
            let plain = rest.split('?').next().unwrap_or_default();
            plain.contains('@').then(|| plain.to_owned())
        });
    Some(ListHeaders {
        id,
        name,
        unsubscribe,
        one_click,
        post,
    })
}

/// `"The words" <announce.example.org>`; some lists leave the brackets out.
fn name_and_id(value: &str) -> (Option<String>, Option<String>) {
    let (name, id) = match value.rsplit_once('<') {
        Some((name, rest)) => (name, rest.split('>').next().unwrap_or_default()),
        None => ("", value),
    };
    let id: String = id.chars().filter(|c| !c.is_whitespace()).collect();
    let name = name.trim().trim_matches('"').trim();
    let short = |text: &str| text.chars().take(255).collect::<String>();
    (
        (!name.is_empty()).then(|| short(name)),
        (!id.is_empty()).then(|| short(&id.to_lowercase())),
    )
}

/// The https and mailto addresses in angle brackets, in order; other schemes are left out.
fn addresses(headers: &Headers, name: &str) -> Vec<String> {
    let value = headers.text(name).unwrap_or_default();
    value
        .split('<')
        .skip(1)
        .filter_map(|rest| rest.split_once('>'))
        .map(|(address, _)| {
            let solid: String = address.chars().filter(|c| !c.is_whitespace()).collect();
            solid
        })
        .filter(|address| is(address, "https://") || is(address, "mailto:"))
        .filter(|address| {
            address.len() <= MAX_CHARS && address.bytes().all(|b| b.is_ascii_graphic())
        })
        .take(MAX_ADDRESSES)
        .collect()
}

fn is(address: &str, scheme: &str) -> bool {
    address
        .get(..scheme.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

#[cfg(test)]
mod tests {
    use crate::{Limits, ListHeaders, read};

    fn list(head: &str) -> Option<ListHeaders> {
        read(format!("{head}\r\n\r\nx").as_bytes(), &Limits::default()).list
    }

    #[test]
    fn a_list_says_its_name_its_address_and_how_to_leave() {
        let found = list(
            "List-Id: =?utf-8?q?Uudised_=E2=80=93_k=C3=B5ik?= <News.Example.ORG>\r\n\
             List-Unsubscribe: <https://example.org/u?x=1>,\r\n <mailto:news-leave@example.org?subject=out>\r\n\
             List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nList-Post: <mailto:news@example.org?a=b>",
        )
        .expect("a list");
        assert_eq!(found.id.as_deref(), Some("news.example.org"));
        assert_eq!(found.name.as_deref(), Some("Uudised – kõik"));
        assert_eq!(
            found.unsubscribe,
            [
                "https://example.org/u?x=1",
                "mailto:news-leave@example.org?subject=out"
            ]
        );
        assert_eq!(
            (found.one_click, found.post.as_deref()),
            (true, Some("news@example.org"))
        );
    }

    #[test]
    fn a_list_that_takes_no_mail_and_one_without_brackets_are_read() {
        let found =
            list("List-Id: \"A, B\" <a.b>\r\nList-Post: NO (announcements only)").expect("a list");
        assert_eq!((found.name.as_deref(), found.post), (Some("A, B"), None));
        let found = list("List-Id: plain.example.org").expect("a list");
        assert_eq!(
            (found.id.as_deref(), found.name),
            (Some("plain.example.org"), None)
        );
        assert_eq!(list("Subject: no list"), None);
    }

    #[test]
    fn hostile_addresses_are_left_out() {
        let found = list(
            "List-Unsubscribe: <javascript:alert(1)>, <http://plain.example>, <data:text/html,x>, <https://\u{202e}x>, <mailto:\r\n\
             List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        )
        .expect("a list");
        assert_eq!(found.unsubscribe, Vec::<String>::new());
        assert!(!found.one_click, "one click needs an https address");
        let many = "<https://x.example/>,".repeat(10_000);
        let found = list(&format!(
            "List-Unsubscribe: {many}\r\nList-Id: {}",
            "<".repeat(10_000)
        ));
        let found = found.expect("a list");
        assert!(found.unsubscribe.len() <= 5 && found.id.is_none());
    }
}
