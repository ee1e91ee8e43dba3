//! Suggestions: what is offered while a question is typed, what came of it, what is learned from it, and what agents are
//! offered in their reply box.
//!
//! The index ([`domain::suggest::Index`]) is built of [`Desk::suggestion_sources`] and kept by the server; every verb here is
//! given it. [`Desk::suggest`] is for visitors of a form or a search: it keeps one session for one question, in the arm that
//! the visitor is in for good, and offers nothing to who is held out. [`Desk::suggestion_answered`] takes "yes, thanks" and
//! "no, keep writing"; [`Desk::suggestion_sent`] says that the question became a conversation.
//! [`Desk::suggest_reply`] is for agents, [`Desk::deflection`] the report.

mod ground;
mod learn;
mod reply;
mod report;

pub use ground::Ground;
pub use reply::{Before, BeforeArticle, Past, ReplyOffer};
pub use report::Reported;

use crate::{Desk, DeskError, Result, fresh};
use domain::deflection::{Arm, arm};
use domain::suggest::{self, Index, Passage, Question, Readers, Reason, Source, Suggestion};
use domain::{
    ArticleId, ContactId, ConversationId, FormId, HelpCenterId, Millis, SuggestionId, TopicId,
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use store::suggestion::{Session, Unsent, Words};
use store::{Json, Tx};

/// Suggestions that are offered at once.
pub const OFFERED: usize = 3;
/// A visitor who pauses longer than this asks another question.
const SESSION_MS: Millis = 30 * 60 * 1000;
/// "Yes, thanks" is taken so long after the question.
const ANSWER_MS: Millis = 24 * 60 * 60 * 1000;
/// Words that are learned from one question.
const WORDS_MAX: usize = 24;
/// The setting that arms and keys of questions are made with. Whoever deletes it begins a new experiment.
const SALT: &str = "suggest_salt";

/// Where a question is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Form,
    /// Whoever searches has asked to be shown something: nobody is held out there, and nothing is measured.
    Search,
}

impl Place {
    fn word(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Search => "search",
        }
    }
}

/// What a visitor has typed so far.
#[derive(Debug, Clone)]
pub struct Asking {
    pub center: HelpCenterId,
    pub held_out_permille: u32,
    pub form: Option<FormId>,
    pub place: Place,
    pub locale: String,
    pub topic: Option<TopicId>,
    pub text: String,
    /// The mark of the browser; empty: none, and nothing is kept.
    pub visitor: String,
    /// Suggestions at most.
    pub most: usize,
    pub now: Millis,
}

/// What a visitor is shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Offer {
    /// To be named with the answer; `None` when there is nothing to answer.
    pub session: Option<SuggestionId>,
    pub items: Vec<Offered>,
}

/// One article with the place that answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Offered {
    pub article: ArticleId,
    pub locale: String,
    pub slug: String,
    pub title: String,
    pub passage: Passage,
    pub reasons: Vec<Reason>,
    pub updated_at: Option<Millis>,
    /// For agents alone.
    pub internal: bool,
    /// How much of the question it says, 0 to 1 ([`Suggestion::covers`]).
    #[serde(skip)]
    pub covers: f32,
    #[serde(skip)]
    pub center: HelpCenterId,
}

/// What a visitor says of what they were shown.
#[derive(Debug, Clone)]
pub struct Said {
    pub session: SuggestionId,
    pub visitor: String,
    pub solved: bool,
    /// The article that solved it.
    pub article: Option<ArticleId>,
    /// Of the question as it was typed ([`suggest::words_to_learn`]); empty: nothing is learned.
    pub words: Vec<String>,
    pub now: Millis,
}

/// A question that became a conversation.
#[derive(Debug)]
struct Sent<'a> {
    visitor: &'a str,
    center: HelpCenterId,
    conversation: ConversationId,
    contact: Option<ContactId>,
    now: Millis,
}

impl Desk {
    /// What the index is built of, and the number (of the help centers) that it stands for.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn suggestion_sources(&self) -> Result<(i64, Vec<Source>)> {
        Ok(self
            .db
            .read(async |tx| {
                let epoch = store::help_center::epoch(tx).await?;
                Ok::<_, store::StoreError>((epoch, store::suggestion::sources(tx).await?))
            })
            .await?)
    }

    /// The number that an index was built for, while nothing has changed since.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn suggestion_epoch(&self) -> Result<i64> {
        Ok(self
            .db
            .read(async |tx| store::help_center::epoch(tx).await)
            .await?)
    }

    /// Suggestions for what a visitor has typed so far. Nothing is written while the same is shown for the same question.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn suggest(&self, index: Arc<Index>, asking: Asking) -> Result<Offer> {
        let question = Question {
            text: &asking.text,
            locale: &asking.locale,
            topic: asking.topic,
            readers: Readers::Public(asking.center),
            now: asking.now,
        };
        let found = index.suggest(&question, asking.most);
        if found.is_empty() {
            return Ok(Offer {
                session: None,
                items: Vec::new(),
            });
        }
        let salt = self.suggestion_salt().await?;
        let asking = Arc::new(asking);
        let seen = self.looked_up(found, &asking).await?;
        if seen.items.is_empty() {
            return Ok(Offer {
                session: None,
                items: Vec::new(),
            });
        }
        let session = self.session_for(&asking, &seen, &salt).await?;
        let held = session
            .as_ref()
            .is_some_and(|s| Arm::from_word(&s.arm) == Some(Arm::HeldOut));
        Ok(Offer {
            session: session.filter(|_| !held).map(|s| s.id),
            items: if held { Vec::new() } else { seen.items },
        })
    }

    /// What somebody said. Saying the same twice is once; an answer to another visitor's question is no answer.
    ///
    /// # Errors
    /// `not_found`; see [`store::StoreError`].
    pub async fn suggestion_answered(&self, said: Said) -> Result<()> {
        let said = Arc::new(said);
        self.write(async move |tx| {
            let session = store::suggestion::load(tx, said.session)
                .await?
                .filter(|s| !s.visitor.is_empty() && s.visitor == said.visitor)
                .filter(|s| said.now - s.at <= ANSWER_MS)
                .ok_or_else(|| DeskError::missing("suggestion"))?;
            let article = said.article.filter(|a| session.shown.0.contains(a));
            let word = if said.solved {
                "solved"
            } else {
                "kept_writing"
            };
            let solved_by = article.filter(|_| said.solved);
            store::suggestion::answer(tx, session.id, word, solved_by, said.now).await?;
            // Once for a question, however often it is said.
            if let Some(article) = solved_by
                && session.answer.is_none()
            {
                let known = |w: &&String| suggest::learnable(w);
                let words: Vec<String> = said
                    .words
                    .iter()
                    .filter(known)
                    .take(WORDS_MAX)
                    .cloned()
                    .collect();
                store::suggestion::learn(tx, article, &session.locale, &words, said.now).await?;
            }
            Ok(())
        })
        .await
    }

    /// A visitor's question became a conversation; from now on it is known who the visitor is.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn suggestion_sent(
        &self,
        visitor: String,
        center: HelpCenterId,
        conversation: ConversationId,
        now: Millis,
    ) -> Result<()> {
        self.write(async move |tx| {
            let contact = store::conversation::load(tx, conversation)
                .await?
                .and_then(|c| c.contact);
            let told = Sent {
                visitor: &visitor,
                center,
                conversation,
                contact,
                now,
            };
            sent(tx, &told).await
        })
        .await
    }

    /// The secret that arms and keys are made with; made at the first use.
    async fn suggestion_salt(&self) -> Result<String> {
        let there: Option<String> = self
            .db
            .read(async |tx| store::setting::get(tx, SALT).await)
            .await?;
        if let Some(salt) = there {
            return Ok(salt);
        }
        let fresh = fresh::secret().map_err(|_| {
            DeskError::refused("no_randomness", "The machine has no randomness to give.")
        })?;
        self.write(async move |tx| Ok(store::setting::get_or_put(tx, SALT, fresh.clone()).await?))
            .await
    }

    async fn looked_up(&self, found: Vec<Suggestion>, asking: &Arc<Asking>) -> Result<Seen> {
        let asking = Arc::clone(asking);
        Ok(self
            .db
            .read(async move |tx| {
                let urgent = match asking.topic {
                    Some(topic) => store::suggestion::is_urgent(tx, topic).await?,
                    None => false,
                };
                let mut items = offered(tx, &found).await?;
                // The index may be older than what readers may see.
                items.retain(|i| !i.internal && i.center == asking.center);
                let since = asking.now - SESSION_MS;
                let open = store::suggestion::unsent_of(
                    tx,
                    &asking.visitor,
                    asking.center,
                    asking.place.word(),
                    Unsent::Open,
                    since,
                )
                .await?;
                Ok::<_, store::StoreError>(Seen {
                    urgent,
                    items,
                    open,
                })
            })
            .await?)
    }

    /// The session of this question: the open one, changed if something else is shown, or a new one.
    async fn session_for(
        &self,
        asking: &Arc<Asking>,
        seen: &Seen,
        salt: &str,
    ) -> Result<Option<Session>> {
        if asking.visitor.is_empty() {
            return Ok(None);
        }
        let now_shown = Session {
            question_key: key(salt, "question", &asking.text),
            shown: Json(seen.items.iter().map(|i| i.article).collect()),
            topic: asking.topic,
            urgent: seen.urgent,
            updated_at: asking.now,
            ..seen
                .open
                .clone()
                .unwrap_or_else(|| begun(asking, seen, salt))
        };
        let new = seen.open.is_none();
        let same = seen.open.as_ref().is_some_and(|o| {
            o.shown == now_shown.shown
                && o.question_key == now_shown.question_key
                && o.topic == now_shown.topic
        });
        if same {
            return Ok(Some(now_shown));
        }
        let session = now_shown.clone();
        self.write(async move |tx| {
            if new {
                store::suggestion::insert(tx, &session).await?;
            } else {
                store::suggestion::show(tx, &session).await?;
            }
            Ok(())
        })
        .await?;
        Ok(Some(now_shown))
    }
}

struct Seen {
    urgent: bool,
    items: Vec<Offered>,
    open: Option<Session>,
}

fn begun(asking: &Asking, seen: &Seen, salt: &str) -> Session {
    let arm = match asking.place {
        Place::Form => arm(
            bits(salt, asking.center, &asking.visitor),
            asking.held_out_permille,
            seen.urgent,
        ),
        Place::Search => Arm::Shown,
    };
    Session {
        id: SuggestionId(fresh::id(asking.now)),
        help_center: Some(asking.center),
        form: asking.form,
        place: asking.place.word().to_owned(),
        locale: asking.locale.clone(),
        topic: asking.topic,
        urgent: seen.urgent,
        visitor: asking.visitor.clone(),
        agent: None,
        arm: arm.word().to_owned(),
        question_key: String::new(),
        shown: Json(Vec::new()),
        answer: None,
        solved_by: None,
        conversation: None,
        sent_at: None,
        contact: None,
        at: asking.now,
        updated_at: asking.now,
    }
}

/// The question became a conversation, and it is known who asked. Does nothing for a visitor of whom there is no session.
async fn sent(tx: &mut Tx, sent: &Sent<'_>) -> Result<()> {
    if sent.visitor.is_empty() {
        return Ok(());
    }
    let since = sent.now - ANSWER_MS;
    // "No, keep writing" is what most say before they send.
    let unsent = store::suggestion::unsent_of(
        tx,
        sent.visitor,
        sent.center,
        Place::Form.word(),
        Unsent::Any,
        since,
    )
    .await?;
    if let Some(session) = unsent {
        store::suggestion::sent(tx, session.id, sent.conversation, sent.contact, sent.now).await?;
    }
    if let Some(contact) = sent.contact {
        let since = sent.now - report::KEPT_MS;
        store::suggestion::identify(tx, sent.visitor, contact, since).await?;
        store::model::identify(tx, sent.visitor, contact, since).await?;
    }
    Ok(())
}

/// With their words, in the same order; those that are gone are left out.
async fn offered(tx: &mut Tx, found: &[Suggestion]) -> Result<Vec<Offered>, store::StoreError> {
    let mut items = Vec::with_capacity(found.len());
    for suggestion in found {
        let words = store::suggestion::words_of(tx, suggestion.article, &suggestion.locale).await?;
        if let Some(words) = words {
            items.push(item(suggestion, words));
        }
    }
    Ok(items)
}

fn item(suggestion: &Suggestion, words: Words) -> Offered {
    let whole = format!("{}\n{}", words.summary, words.text);
    Offered {
        article: suggestion.article,
        locale: suggestion.locale.clone(),
        slug: words.slug,
        title: words.title,
        passage: suggest::passage(&whole, &suggestion.sought),
        reasons: suggestion.reasons.clone(),
        updated_at: words.published_at,
        internal: words.internal,
        covers: suggestion.covers,
        center: words.help_center,
    }
}

/// 32 even bits of a visitor in the experiment of a help center.
fn bits(salt: &str, center: HelpCenterId, visitor: &str) -> u32 {
    let digest = digest(salt, &format!("arm {center}"), visitor);
    u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
}

/// A question as something that can be compared and not be read.
fn key(salt: &str, purpose: &str, text: &str) -> String {
    fresh::hex(&digest(salt, purpose, text.trim())[..16])
}

fn digest(salt: &str, purpose: &str, text: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [salt, purpose, text] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn visitors_fall_into_arms_evenly_and_stay_there() {
        let center = HelpCenterId(Uuid::from_u128(1));
        let held = (0..20_000)
            .filter(|n| {
                let visitor = format!("visitor {n}");
                let first = arm(bits("salt", center, &visitor), 50, false);
                assert_eq!(first, arm(bits("salt", center, &visitor), 50, false));
                first == Arm::HeldOut
            })
            .count();
        // 1,000 expected; 31 is a standard deviation.
        assert!((850..1_150).contains(&held), "{held}");
    }

    #[test]
    fn the_key_of_a_question_says_nothing_without_the_salt() {
        assert_eq!(
            key("a", "question", " where? "),
            key("a", "question", "where?")
        );
        assert_ne!(
            key("a", "question", "where?"),
            key("b", "question", "where?")
        );
        assert_ne!(
            key("a", "question", "where?"),
            key("a", "questio", "nwhere?")
        );
    }
}
