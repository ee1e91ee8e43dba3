//! Structured data for search engines (schema.org, as JSON-LD). Only what the page itself shows.

use super::site::Site;
use domain::Millis;
use jiff::Timestamp;
use serde_json::{Value, json};

/// A moment as machines write it.
#[must_use]
pub fn moment(at: Millis) -> String {
    Timestamp::from_millisecond(at)
        .unwrap_or(Timestamp::UNIX_EPOCH)
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string()
}

/// The help center as a site with a search of its own.
#[must_use]
pub fn website(site: &Site) -> Value {
    json!({
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": site.name,
        "inLanguage": site.locale,
        "url": site.absolute(&site.path("")),
        "potentialAction": {
            "@type": "SearchAction",
            "target": { "@type": "EntryPoint", "urlTemplate": format!("{}?q={{q}}", site.absolute(&site.path("search"))) },
            "query-input": "required name=q",
        },
    })
}

/// An article.
#[must_use]
pub fn article(site: &Site, title: &str, summary: &str, path: &str, updated_at: Millis) -> Value {
    let mut value = json!({
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": title,
        "inLanguage": site.locale,
        "dateModified": moment(updated_at),
        "mainEntityOfPage": site.absolute(path),
        "publisher": { "@type": "Organization", "name": site.name },
    });
    if !summary.is_empty() {
        value["description"] = json!(summary);
    }
    value
}

/// Where a page stands: names and paths from the beginning on.
#[must_use]
pub fn trail(site: &Site, steps: &[(String, String)]) -> Value {
    let items: Vec<Value> = steps
        .iter()
        .enumerate()
        .map(|(at, (path, name))| {
            json!({ "@type": "ListItem", "position": at + 1, "name": name, "item": site.absolute(path) })
        })
        .collect();
    json!({ "@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_for_machines() {
        assert_eq!(moment(1_778_025_600_000), "2026-05-06T00:00:00Z");
        assert_eq!(moment(Millis::MAX), "1970-01-01T00:00:00Z");
    }
}
