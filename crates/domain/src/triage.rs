//! Triage: what people say of guesses. A guess is a topic or urgency that a rule, a customer or a model has set; an agent who
//! sets it, to the same or to something else, has judged it.

use crate::conversation::{Command, Conversation, Source};
use serde::{Deserialize, Serialize};

/// What was guessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guessed {
    Topic,
    Urgency,
}

impl Guessed {
    /// The word in tables and in the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Topic => "topic",
            Self::Urgency => "urgency",
        }
    }
}

/// What somebody thought of a guess.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub field: Guessed,
    pub source: Source,
    /// Id of the topic, or the urgency.
    pub guess: String,
    pub right: bool,
}

/// What an agent's command says of the guess that stands in the conversation before it.
#[must_use]
pub fn judge(before: &Conversation, command: &Command) -> Option<Verdict> {
    let verdict = |field, source, guess, right| {
        let guessed = matches!(source, Source::Rule | Source::Customer | Source::Model);
        guessed.then_some(Verdict {
            field,
            source,
            guess,
            right,
        })
    };
    match command {
        Command::SetTopic(topic, Source::Agent) => {
            let guess = before.topic?;
            let right = *topic == Some(guess);
            verdict(
                Guessed::Topic,
                before.topic_source,
                guess.to_string(),
                right,
            )
        }
        Command::SetUrgency(urgency, Source::Agent) => verdict(
            Guessed::Urgency,
            before.urgency_source,
            before.urgency.word().to_owned(),
            *urgency == before.urgency,
        ),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::{Opening, Urgency, open};
    use crate::{ChannelId, ConversationId, TopicId};
    use uuid::Uuid;

    fn guessed(source: Source) -> Conversation {
        let (mut c, _) = open(Opening {
            id: ConversationId(Uuid::nil()),
            subject: String::new(),
            contact: None,
            channel: ChannelId(Uuid::nil()),
            door: None,
            team: None,
            language: None,
            at: 0,
        });
        c.topic = Some(TopicId(Uuid::from_u128(1)));
        (c.topic_source, c.urgency_source) = (source, source);
        c
    }

    #[test]
    fn an_agent_confirms_or_corrects_what_was_guessed() {
        let c = guessed(Source::Rule);
        let same = Command::SetTopic(c.topic, Source::Agent);
        assert_eq!(judge(&c, &same).map(|v| v.right), Some(true));
        let none = Command::SetTopic(None, Source::Agent);
        assert_eq!(judge(&c, &none).map(|v| v.right), Some(false));
        let urgent = Command::SetUrgency(Urgency::Urgent, Source::Agent);
        let said = judge(&c, &urgent).expect("a verdict");
        assert_eq!((said.guess.as_str(), said.right), ("normal", false));
    }

    #[test]
    fn what_nobody_guessed_and_what_a_rule_says_is_no_verdict() {
        let say = Command::SetUrgency(Urgency::Urgent, Source::Agent);
        for source in [Source::Default, Source::Agent] {
            assert_eq!(judge(&guessed(source), &say), None);
        }
        let rule = Command::SetUrgency(Urgency::Urgent, Source::Rule);
        assert_eq!(judge(&guessed(Source::Model), &rule), None);
    }
}
