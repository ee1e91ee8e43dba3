//! Links of a brand beside its help center: its shop, the page of one's orders. They stand in the header of every page.

use crate::Refusal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Links of one help center.
pub const ELSEWHERE_MAX: usize = 4;
/// Characters of what a link is called.
pub const ELSEWHERE_NAME_MAX: usize = 40;
/// Octets of an address.
const URL_MAX: usize = 500;

/// A link out of the help center.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elsewhere {
    /// `https:` or `http:`.
    pub url: String,
    /// Locale → what it is called.
    pub names: BTreeMap<String, String>,
}

impl Elsewhere {
    /// What it is called in a locale, or in the one that the help center falls back to.
    #[must_use]
    pub fn name(&self, locale: &str, fallback: &str) -> &str {
        self.names
            .get(locale)
            .or_else(|| self.names.get(fallback))
            .or_else(|| self.names.values().next())
            .map_or("", String::as_str)
    }

    /// Without spaces around it and without empty names.
    ///
    /// # Errors
    /// `bad_link`, on `links`.
    pub fn checked(self) -> Result<Self, Refusal> {
        let names: BTreeMap<String, String> = self
            .names
            .into_iter()
            .map(|(locale, name)| {
                (
                    locale,
                    name.split_whitespace().collect::<Vec<_>>().join(" "),
                )
            })
            .filter(|(_, name)| !name.is_empty())
            .collect();
        let url = self.url.trim().to_owned();
        let says = |text: &str| Refusal::new("bad_link", text.to_owned()).on("links");
        if url.len() > URL_MAX || !is_web_address(&url) {
            return Err(says(
                "A link in the header leads to an address that begins with https:// or http://.",
            ));
        }
        let fits = |name: &String| {
            name.chars().count() <= ELSEWHERE_NAME_MAX && !name.chars().any(char::is_control)
        };
        if names.is_empty() || !names.values().all(fits) {
            return Err(says(
                "A link in the header has a name of at most 40 characters.",
            ));
        }
        Ok(Self { url, names })
    }
}

/// An address of a page on the web, with a host.
#[must_use]
pub fn is_web_address(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once(':') else {
        return false;
    };
    let web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    let host = rest
        .strip_prefix("//")
        .is_some_and(|host| !host.is_empty() && !host.starts_with(['/', '\\', '@', '?', '#']));
    web && host && !url.chars().any(|c| c.is_control() || c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(url: &str, name: &str) -> Elsewhere {
        Elsewhere {
            url: url.to_owned(),
            names: BTreeMap::from([("en".to_owned(), name.to_owned())]),
        }
    }

    #[test]
    fn a_link_in_the_header_leads_to_the_web_and_has_a_name() {
        let kept = link(" https://shop.example ", "  Our   shop ").checked();
        assert_eq!(kept, Ok(link("https://shop.example", "Our shop")));
        for (url, name) in [
            ("javascript:alert(1)", "Shop"),
            ("https:evil", "Shop"),
            ("https://", "Shop"),
            ("//shop.example", "Shop"),
            ("https://a b", "Shop"),
            ("https://shop.example", " "),
            ("https://shop.example", &"x".repeat(41)),
            (&format!("https://{}", "x".repeat(500)), "Shop"),
        ] {
            let refused = link(url, name).checked().expect_err(url);
            assert_eq!(refused.code, "bad_link");
        }
    }

    #[test]
    fn a_language_without_a_name_of_a_link_has_that_of_the_fallback() {
        let mut shop = link("https://shop.example", "Shop");
        shop.names.insert("zh".to_owned(), "商店".to_owned());
        assert_eq!(shop.name("zh", "en"), "商店");
        assert_eq!(shop.name("et", "en"), "Shop");
        assert_eq!(shop.name("et", "fi"), "Shop");
    }
}
