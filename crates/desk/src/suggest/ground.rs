//! What an answer of a language model may stand on: the best places of the articles that answer a reader's question, in one
//! language. Who is held out from suggestions gets none, nor whoever asks about something that must be answered at once.

use super::{Asking, bits};
use crate::{Desk, Result};
use domain::answer::{SOURCE_CHARS_MAX, SOURCES_MAX, gives_orders};
use domain::deflection::{Arm, arm};
use domain::language::base_language;
use domain::suggest::{Index, Question, Readers, Suggestion, passage};
use domain::{ArticleId, HelpCenterId};
use std::sync::Arc;
use store::StoreError;

/// Characters before the best place that are taken along.
const BEFORE: usize = 600;
/// Suggestions that are looked at for sources in the language.
const LOOKED_AT: usize = 8;

/// A place of a published article that readers of the help center may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    pub article: ArticleId,
    pub locale: String,
    pub slug: String,
    pub title: String,
    pub text: String,
}

impl Desk {
    /// The grounds for an answer in the language of `asking.locale`, best first; none when there is to be no answer. Articles
    /// that speak to machines are no ground.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn answer_grounds(&self, index: Arc<Index>, asking: Asking) -> Result<Vec<Ground>> {
        let question = Question {
            text: &asking.text,
            locale: &asking.locale,
            topic: asking.topic,
            readers: Readers::Public(asking.center),
            now: asking.now,
        };
        let language = base_language(&asking.locale).to_owned();
        let mut found = index.suggest(&question, LOOKED_AT);
        found.retain(|s| base_language(&s.locale) == language);
        found.truncate(SOURCES_MAX);
        if found.is_empty() || gives_orders(&asking.text) {
            return Ok(Vec::new());
        }
        let salt = self.suggestion_salt().await?;
        let at = bits(&salt, asking.center, &asking.visitor);
        if arm(at, asking.held_out_permille, false) == Arm::HeldOut {
            return Ok(Vec::new());
        }
        let (center, topic) = (asking.center, asking.topic);
        Ok(self
            .db
            .read(async move |tx| {
                let asked = match topic {
                    Some(topic) => store::suggestion::is_urgent(tx, topic).await?,
                    None => false,
                };
                // The first is what the question is about, as far as that can be told.
                if asked || store::suggestion::is_about_urgent(tx, found[0].article).await? {
                    return Ok(Vec::new());
                }
                grounds(tx, center, &found).await
            })
            .await?)
    }
}

async fn grounds(
    tx: &mut store::Tx,
    center: HelpCenterId,
    found: &[Suggestion],
) -> Result<Vec<Ground>, StoreError> {
    let mut all = Vec::with_capacity(found.len());
    for suggestion in found {
        let words = store::suggestion::words_of(tx, suggestion.article, &suggestion.locale).await?;
        // The index may be older than what readers may see.
        let Some(words) = words.filter(|w| !w.internal && w.help_center == center) else {
            continue;
        };
        let whole = format!("{}\n{}", words.summary, words.text);
        let text = around(&whole, &passage(&whole, &suggestion.sought).text);
        if gives_orders(&words.title) || gives_orders(&text) {
            continue;
        }
        all.push(Ground {
            article: suggestion.article,
            locale: suggestion.locale.clone(),
            slug: words.slug,
            title: words.title,
            text,
        });
    }
    Ok(all)
}

/// A text, or of a long one what stands around its best place.
fn around(whole: &str, best: &str) -> String {
    let whole = whole.trim();
    let long = whole.chars().count();
    if long <= SOURCE_CHARS_MAX {
        return whole.to_owned();
    }
    let best = best.trim_end_matches('…').trim();
    let at = whole
        .find(best)
        .map_or(0, |octet| whole[..octet].chars().count());
    let from = at
        .saturating_sub(BEFORE)
        .min(long.saturating_sub(SOURCE_CHARS_MAX));
    whole.chars().skip(from).take(SOURCE_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_text_the_best_place_is_taken_whatever_its_script() {
        assert_eq!(around(" short ", "x"), "short");
        let whole = format!("{}退款需要五天。{}", "前".repeat(5_000), "后".repeat(5_000));
        let text = around(&whole, "退款需要五天。");
        assert_eq!(text.chars().count(), SOURCE_CHARS_MAX);
        assert!(text.contains("退款需要五天。"));
        let end = around(&whole, &"后".repeat(10));
        assert_eq!(end.chars().count(), SOURCE_CHARS_MAX);
        assert!(around(&whole, "not there").starts_with('前'));
    }
}
