//! What is learned: the words of customers whom an agent answered with an article. Single words are counted, nothing is kept
//! of the text, and a word counts from the second person on.

use crate::{Desk, Result};
use domain::{Millis, suggest};
use store::StoreError;

/// Answers that are learned from with one transaction.
const BATCH: usize = 100;
/// A word that one person alone used is forgotten after this.
const ONCE_MS: Millis = 180 * 24 * 60 * 60 * 1000;
/// Words that are kept of one translation.
const WORDS_MAX: i64 = 300;

impl Desk {
    /// Learns from answers with articles since the last time; how many it looked at. To be called again soon when that is
    /// not 0.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn learn_from_answers(&self) -> Result<usize> {
        let (until, answers) = self
            .db
            .read(async |tx| {
                let until = store::suggestion::learned_until(tx).await?;
                let answers = store::suggestion::answered_since(tx, until, BATCH).await?;
                Ok::<_, StoreError>((until, answers))
            })
            .await?;
        let Some(last) = answers.last().map(|a| a.at) else {
            return Ok(0);
        };
        let count = answers.len();
        self.write(async move |tx| {
            // Another node does the same, and was faster.
            if !store::suggestion::set_learned_until(tx, until, last).await? {
                return Ok(());
            }
            for answer in &answers {
                let question = answer.question.as_deref().unwrap_or_default();
                let words = suggest::words_to_learn(question);
                store::suggestion::learn(tx, answer.article, &answer.locale, &words, answer.at)
                    .await?;
            }
            Ok(())
        })
        .await?;
        Ok(count)
    }

    /// Forgets what is too old for any report, and words that tell nothing; how much went.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn tidy_suggestions(&self, now: Millis) -> Result<u64> {
        self.write(async move |tx| {
            let sessions = store::suggestion::forget(tx, now - super::report::KEPT_MS).await?;
            let words = store::suggestion::forget_words(tx, now - ONCE_MS, WORDS_MAX).await?;
            Ok(sessions + words)
        })
        .await
    }
}
