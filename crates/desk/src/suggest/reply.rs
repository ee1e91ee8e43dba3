//! What agents are offered in their reply box: articles for what the customer asks, or for what the agent has begun to write,
//! and how the same was answered before. Beside it, what the customer was shown before they sent.

use super::{OFFERED, Offered, offered};
use crate::{By, Desk, DeskError, Result};
use domain::access::Permission;
use domain::suggest::{self, Index, Passage, Question, Readers};
use domain::{ArticleId, ConversationId, Millis};
use serde::Serialize;
use std::sync::Arc;
use store::suggestion::Resolved;
use store::{StoreError, Tx};

/// Articles that agents are offered.
const ARTICLES: usize = 5;
/// Earlier conversations that are looked at and shown.
const LOOKED_AT: usize = 40;
/// Words that earlier conversations are looked for by.
const WORDS: usize = 8;
/// Octets of what the agent has written, or the customer.
const TEXT_MAX: usize = 8_000;

/// What an agent is offered.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReplyOffer {
    pub articles: Vec<Offered>,
    pub past: Vec<Past>,
}

/// How the same was answered before.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Past {
    pub conversation: ConversationId,
    pub number: i64,
    pub subject: String,
    /// Of what the customer asked then.
    pub question: Passage,
    /// What the agent answered.
    pub answer: String,
    pub at: Millis,
}

/// What a customer was shown before they sent their question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Before {
    /// Nothing was shown, because the visitor is held out.
    pub held_out: bool,
    /// `solved`, `kept_writing` or nothing.
    pub answer: Option<String>,
    pub articles: Vec<BeforeArticle>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BeforeArticle {
    pub article: ArticleId,
    pub title: String,
    pub locale: String,
}

impl Desk {
    /// Articles and earlier answers for a conversation. `text`: what the agent looks for instead of what the customer asks.
    ///
    /// # Errors
    /// `not_found`, `not_permitted`.
    pub async fn suggest_reply(
        &self,
        by: &By,
        index: Arc<Index>,
        id: ConversationId,
        text: Option<String>,
    ) -> Result<ReplyOffer> {
        by.demand(Permission::ConversationRead)?;
        let by = by.clone();
        self.db
            .read(async move |tx| {
                let asked = asked(tx, &by, id, text.as_deref()).await?;
                let question = Question {
                    text: &asked.text,
                    locale: &asked.locale,
                    topic: asked.topic,
                    readers: Readers::Agents,
                    now: by.now,
                };
                let found = index.suggest(&question, ARTICLES);
                Ok(ReplyOffer {
                    articles: offered(tx, &found).await?,
                    past: past(tx, &by, id, &asked).await?,
                })
            })
            .await
    }

    /// What the customer was shown before they sent; `None` when it did not come from a form, or nothing was found for it.
    ///
    /// # Errors
    /// `not_found`, `not_permitted`.
    pub async fn shown_before(&self, by: &By, id: ConversationId) -> Result<Option<Before>> {
        by.demand(Permission::ConversationRead)?;
        let by = by.clone();
        self.db
            .read(async move |tx| {
                seen(tx, &by, id).await?;
                let Some(session) = store::suggestion::before(tx, id).await? else {
                    return Ok(None);
                };
                let mut articles = Vec::new();
                for article in session.shown.0.iter().take(OFFERED) {
                    let words = store::suggestion::words_of(tx, *article, &session.locale).await?;
                    articles.extend(words.map(|w| BeforeArticle {
                        article: *article,
                        title: w.title,
                        locale: session.locale.clone(),
                    }));
                }
                Ok(Some(Before {
                    held_out: session.arm == "held_out",
                    answer: session.answer,
                    articles,
                }))
            })
            .await
    }
}

/// What is asked, in which language, about what.
struct Asked {
    text: String,
    locale: String,
    topic: Option<domain::TopicId>,
}

/// The conversation, if the caller may read it.
async fn seen(
    tx: &mut Tx,
    by: &By,
    id: ConversationId,
) -> Result<domain::conversation::Conversation> {
    let c = store::conversation::load(tx, id)
        .await?
        .ok_or_else(|| DeskError::missing("conversation"))?;
    by.demand_on(Permission::ConversationRead, &c)?;
    Ok(c)
}

async fn asked(tx: &mut Tx, by: &By, id: ConversationId, text: Option<&str>) -> Result<Asked> {
    let c = seen(tx, by, id).await?;
    let text = match text.map(str::trim).filter(|t| !t.is_empty()) {
        Some(text) => text.to_owned(),
        None => {
            let last = store::message::latest_customer(tx, id).await?;
            let written = last.map_or_else(String::new, |m| m.reply.unwrap_or(m.text));
            format!("{}\n{written}\n", c.subject)
        }
    };
    Ok(Asked {
        text: beginning(&text, TEXT_MAX).to_owned(),
        locale: c.language.unwrap_or_default(),
        topic: c.topic,
    })
}

/// Resolved conversations that speak of the same, the most alike first.
async fn past(
    tx: &mut Tx,
    by: &By,
    id: ConversationId,
    asked: &Asked,
) -> Result<Vec<Past>, StoreError> {
    let words = suggest::telling_words(&asked.text, WORDS);
    let found = store::suggestion::resolved_like(tx, &by.access, &words, id, LOOKED_AT).await?;
    let texts: Vec<(&str, &str)> = found
        .iter()
        .map(|r| (r.subject.as_str(), r.question.as_str()))
        .collect();
    let alike = suggest::alike(&asked.text, &asked.locale, &texts, OFFERED);
    Ok(alike
        .into_iter()
        .filter_map(|(at, sought)| Some(shown(found.get(at)?, &sought)))
        .collect())
}

fn shown(resolved: &Resolved, sought: &suggest::Sought) -> Past {
    Past {
        conversation: resolved.conversation,
        number: resolved.number,
        subject: resolved.subject.clone(),
        question: suggest::passage(&resolved.question, sought),
        answer: resolved.answer.clone(),
        at: resolved.at,
    }
}

fn beginning(text: &str, octets: usize) -> &str {
    &text[..text.floor_char_boundary(octets)]
}
