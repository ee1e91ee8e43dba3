//! What agents ask of it: a summary of a conversation, a translation of what they are writing. Both are proposals.

use super::{About, Ready, Spot, Use, kept};
use crate::{By, Desk, DeskError, Result};
use domain::ConversationId;
use domain::access::Permission;
use domain::answer::{Turn, summarize, translate};
use domain::conversation::Conversation;
use domain::message::MessageKind;
use store::Tx;

/// Messages that are looked at, the newest.
const MESSAGES: usize = 200;

/// A call about a conversation, and what its answer is held against.
pub struct Talk {
    pub ready: Ready,
    /// Everything that was sent of it, as text.
    pub text: String,
    /// Language of the answer.
    pub language: String,
    /// As it was sent: role and content.
    pub sent: Vec<domain::answer::Message>,
}

impl Desk {
    /// The summary of a conversation, for an agent who reads it. Notes stay in the house.
    ///
    /// # Errors
    /// `not_found`, `not_permitted`, `nothing_to_say`, and those of [`Desk::begin_model_call`].
    pub async fn begin_summary(&self, by: &By, id: ConversationId, language: &str) -> Result<Talk> {
        by.demand(Permission::ConversationRead)?;
        let agent = by.person()?;
        let asking = by.clone();
        let (c, turns) = self
            .db
            .read(async move |tx| {
                let c = within(tx, &asking, id, Permission::ConversationRead).await?;
                let mut found = store::message::latest_public(tx, id, MESSAGES).await?;
                found.reverse();
                let turns: Vec<Turn> = found
                    .into_iter()
                    .map(|m| Turn {
                        customer: m.kind == MessageKind::Customer,
                        text: m.reply.unwrap_or(m.text),
                    })
                    .filter(|t| !t.text.trim().is_empty())
                    .collect();
                Ok::<_, DeskError>((c, turns))
            })
            .await?;
        let sent = summarize(&c.subject, &turns, language).ok_or_else(nothing)?;
        let about = About {
            agent: Some(agent),
            conversation: Some(id),
            contact: c.contact,
            ..About::new(Use::Summary, Spot::Thread, language, by.now)
        };
        let mut text = c.subject;
        for turn in &turns {
            text.push('\n');
            text.push_str(&turn.text);
        }
        Ok(Talk {
            ready: self.begin_model_call(about, &sent).await?,
            text,
            language: language.to_owned(),
            sent,
        })
    }

    /// The translation of what an agent is writing. `to`: another language than the customer's.
    ///
    /// # Errors
    /// `not_found`, `not_permitted`, `nothing_to_say`, `no_language`, and those of [`Desk::begin_model_call`].
    pub async fn begin_translation(
        &self,
        by: &By,
        id: ConversationId,
        text: String,
        to: Option<String>,
    ) -> Result<Talk> {
        by.demand(Permission::ConversationReply)?;
        let agent = by.person()?;
        let asking = by.clone();
        let c = self
            .db
            .read(async move |tx| within(tx, &asking, id, Permission::ConversationReply).await)
            .await?;
        let language = to.or(c.language.clone()).ok_or_else(|| {
            DeskError::refused(
                "no_language",
                "It is not known what language the customer writes.",
            )
        })?;
        let sent = translate(&text, &language).ok_or_else(nothing)?;
        let about = About {
            agent: Some(agent),
            conversation: Some(id),
            contact: c.contact,
            // A character is rarely more than two tokens.
            came_max: 200 + 2 * text.chars().count() as u64,
            ..About::new(Use::Translation, Spot::Composer, &language, by.now)
        };
        Ok(Talk {
            ready: self.begin_model_call(about, &sent).await?,
            text,
            language,
            sent,
        })
    }
}

/// The conversation, if the caller may do that with it and its team's conversations may be sent.
async fn within(
    tx: &mut Tx,
    by: &By,
    id: ConversationId,
    permission: Permission,
) -> Result<Conversation> {
    let c = store::conversation::load(tx, id)
        .await?
        .ok_or_else(|| DeskError::missing("conversation"))?;
    by.demand_on(permission, &c)?;
    if !kept(tx).await?.setup.takes_team(c.team) {
        return Err(DeskError::refused(
            "model_off",
            "The language model is not switched on for this team.",
        ));
    }
    Ok(c)
}

fn nothing() -> DeskError {
    DeskError::refused("nothing_to_say", "There is no text, or too much of it.")
}
