//! What the company of the demo says itself at doors that announce, redirect and are closed, in the languages of its customers.
//! The words are data (`said.json`); everything else is said as it is shipped.

use super::company::Cast;
use anyhow::Context as _;
use desk::Desk;
use domain::Millis;
use serde::Deserialize;
use std::collections::BTreeMap;
use store::words::Text;

const SAID: &str = include_str!("said.json");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    /// Of the channel; empty: whatever it is.
    stage: String,
    /// Locale → text.
    words: BTreeMap<String, String>,
}

fn open() -> anyhow::Result<BTreeMap<String, Said>> {
    serde_json::from_str(SAID).context("the texts of the demo cannot be read")
}

/// # Errors
/// When a verb refuses, or the store fails.
pub async fn put_up(desk: &Desk, cast: &Cast, now: Millis) -> anyhow::Result<()> {
    let by = cast.chief().by(now);
    let channels = desk.channels().await?;
    let own = channels.iter().find(|c| c.id == cast.successor);
    let brand = own.context("the demo has no first channel")?.brand;
    for (key, said) in open()? {
        for (locale, body) in said.words {
            let text = Text {
                key: key.clone(),
                brand,
                locale,
                stage: said.stage.clone(),
                subject: String::new(),
                body,
                updated_at: now,
            };
            desk.put_text(&by, text).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_there_in_each_language_and_names_the_ways_on() {
        let all = open().expect("readable");
        for (key, said) in &all {
            let locales: Vec<&String> = said.words.keys().collect();
            assert_eq!(locales, ["ar", "de", "en", "et", "zh"], "{key}");
            assert!(said.words.values().all(|w| w.contains("{{ways|")), "{key}");
        }
    }
}
