//! What is known of an article apart from its words: topic, what helped others, freshness. Each counts within a bound, so
//! that none makes up for words that do not fit; all together they move a score by less than a third.

use super::{Question, Reason, Source};
use crate::{Millis, TopicId};

const DAY_MS: Millis = 24 * 60 * 60 * 1000;
/// An article that was changed within so many days is called fresh.
const FRESH_DAYS: Millis = 60;
/// How far each can move a score.
const TOPIC: f32 = 0.12;
const HELPED: f32 = 0.08;
const SENT: f32 = 0.05;
const FRESH: f32 = 0.02;
/// Voices that are added to both sides, so that the first few decide nothing.
const VOICES: f32 = 4.0;
/// Fewer voices are no reason that is shown.
const SAID_LEAST: u32 = 5;
const SENT_LEAST: u32 = 3;

#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    topic: Option<TopicId>,
    updated_at: Millis,
    helped: (u32, u32),
    sent: u32,
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^24")]
impl Standing {
    pub fn of(source: &Source) -> Self {
        Self {
            topic: source.topic,
            updated_at: source.updated_at,
            helped: source.helped,
            sent: source.sent,
        }
    }

    fn on_topic(&self, question: &Question<'_>) -> bool {
        question.topic.is_some() && question.topic == self.topic
    }

    fn fresh(&self, question: &Question<'_>) -> bool {
        (0..FRESH_DAYS * DAY_MS).contains(&question.now.saturating_sub(self.updated_at))
    }

    /// What the score of its words is multiplied by.
    pub fn factor(&self, question: &Question<'_>) -> f32 {
        let (yes, no) = (self.helped.0 as f32, self.helped.1 as f32);
        let helped = 2.0 * ((yes + VOICES) / (yes + no + 2.0 * VOICES) - 0.5);
        let sent = ((1.0 + self.sent as f32).ln() / 50_f32.ln()).min(1.0);
        let mut factor = 1.0 + HELPED * helped + SENT * sent;
        if self.on_topic(question) {
            factor += TOPIC;
        }
        if self.fresh(question) {
            factor += FRESH;
        }
        factor
    }

    /// What of it is worth saying.
    pub fn reasons(&self, question: &Question<'_>) -> Vec<Reason> {
        let mut reasons = Vec::new();
        if self.on_topic(question) {
            reasons.push(Reason::Topic);
        }
        let (yes, no) = self.helped;
        let n = yes.saturating_add(no);
        if n >= SAID_LEAST && yes > no {
            reasons.push(Reason::Helped { yes, n });
        }
        if self.sent >= SENT_LEAST {
            reasons.push(Reason::Sent { times: self.sent });
        }
        if self.fresh(question) {
            reasons.push(Reason::Fresh {
                updated_at: self.updated_at,
            });
        }
        reasons
    }
}
