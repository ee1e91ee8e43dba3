//! What an agent says to the outside: an answer, a forward, the first words of a conversation. One way for all three to
//! be composed, stored, queued and followed by the draft's end; called by the verbs `reply`, `forward` and `start`.

use crate::writing::{self, Files, OutIds, Outgoing, Words};
use crate::{By, Result, carry_out, letter};
use domain::conversation::{Command, Conversation, UNDO_MS};
use domain::message::MessageKind;
use domain::{ConversationId, MessageId, Millis};
use mail::token::TokenKey;
use store::Tx;
use store::conversation::Glance;

/// What was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    pub message: MessageId,
    pub conversation: Conversation,
    /// It can be taken back until then; `None` for what does not leave the house.
    pub undo_until: Option<Millis>,
}

/// Words on their way out, and what they do to their conversation.
pub(crate) struct Utterance<'a> {
    pub words: &'a Words,
    pub files: &'a Files,
    pub ids: &'a OutIds,
    pub subject: String,
    /// The mail that is answered or handed on, as HTML.
    pub quote: Option<String>,
    pub thread: letter::Thread,
    /// The conversation as those who are written to know it: what `{{variables}}` stand for.
    pub told: Conversation,
    pub command: Command,
    /// What those who are written to are in the conversation: `cc`, `customer`, `third_party`.
    pub role: &'static str,
    /// Whose draft ends with it.
    pub draft: ConversationId,
}

/// Composes, changes the conversation, stores and queues.
///
/// # Errors
/// Those of the command, `empty_variable`, `empty_message`, `too_large`; see also [`store::StoreError`].
pub(crate) async fn utter(
    tx: &mut Tx,
    by: &By,
    key: &TokenKey,
    mut c: Conversation,
    utterance: Utterance<'_>,
) -> Result<Written> {
    let Utterance { words, ids, .. } = utterance;
    let channel = writing::channel_of(tx, &c).await?;
    let speaker = writing::speaker(tx, by, &utterance.told, &channel).await?;
    let mut files = utterance.files.clone();
    let quote = utterance.quote.as_deref();
    let said = writing::say(&words.html, &speaker, quote, &mut files)?;
    let before = c.before_reply();
    carry_out::command(tx, &mut c, utterance.command, &by.ctx()).await?;
    let preview = writing::preview(&said.text);
    let glance = Glance {
        preview: &preview,
        kind: MessageKind::Agent,
    };
    carry_out::save(tx, &mut c, Some(glance)).await?;
    let outgoing = Outgoing {
        ids,
        words,
        subject: utterance.subject,
        said,
        files: &files,
        speaker: &speaker,
        thread: utterance.thread,
        agent: by.access.agent,
        auto_text: None,
        now: by.now,
        before: Some(before),
        posting: writing::Posting::held(by.now),
    };
    writing::store_and_post(tx, key, &c, outgoing).await?;
    let people = words.to.iter().chain(&words.cc).chain(&words.bcc);
    writing::invite(tx, &c, people, utterance.role, by.now).await?;
    if let Some(agent) = by.access.agent {
        store::draft::delete(tx, utterance.draft, agent).await?;
    }
    crate::help::learning::count_sent(tx, by, &c, ids.message, &words.html).await?;
    by.carried_out(tx, ids.message).await?;
    Ok(Written {
        message: ids.message,
        conversation: c,
        undo_until: Some(by.now + UNDO_MS),
    })
}
