//! An agent answers the customer.

use crate::utterance::{Utterance, Written, utter};
use crate::writing::{self, OutIds, Words};
use crate::{By, Desk, DeskError, Result, apart, carry_out, chat, letter};
use domain::access::Permission;
use domain::conversation::{AfterReply, Command, Conversation};
use domain::reply_rules::{Answered, Recipients, ReplyMode, recipients, reply_subject};
use domain::{ConversationId, MessageId};
use mail::token::TokenKey;
use store::Tx;

/// An answer as the composer sends it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewReply {
    pub conversation: ConversationId,
    pub words: Words,
    pub then: AfterReply,
    /// The newest message that the agent has seen.
    pub last_seen: Option<MessageId>,
    /// Send although the customer has written again.
    pub force: bool,
}

impl Desk {
    /// Writes an answer: stored, composed and queued in one transaction, held for ten seconds.
    ///
    /// # Errors
    /// `newer_message`, `no_recipient`, `bad_address`, `empty_variable`, `empty_message`, `conversation_is_spam`, `erased`...
    pub async fn reply(&self, by: &By, reply: NewReply) -> Result<Written> {
        if !reply.words.is_to_nobody() {
            letter::check_recipients(&reply.words.to, &reply.words.cc, &reply.words.bcc)?;
        }
        let files = self.files(by, &reply.words).await?;
        let ids = OutIds::new(by.now, &reply.words);
        let (by, key) = (by.clone(), self.tokens.clone());
        self.write(async move |tx| write(tx, &by, &key, &reply, &files, &ids).await)
            .await
    }

    /// The recipients that the composer proposes.
    ///
    /// # Errors
    /// `not_found`, `not_permitted`.
    pub async fn proposed_recipients(
        &self,
        by: &By,
        id: ConversationId,
        mode: ReplyMode,
    ) -> Result<Recipients> {
        let by = by.clone();
        self.db
            .read(async move |tx| {
                let c = carry_out::load(tx, id).await?;
                by.demand_on(Permission::ConversationRead, &c)?;
                proposed(tx, &c, mode).await
            })
            .await
    }
}

/// To whom an answer goes by the rules: the customer's newest message decides.
pub(crate) async fn proposed(tx: &mut Tx, c: &Conversation, mode: ReplyMode) -> Result<Recipients> {
    if let Some(visitor) = chat::answer::visitor(tx, c).await? {
        return Ok(Recipients {
            to: chat::answer::recipient(&visitor).into_iter().collect(),
            ..Recipients::default()
        });
    }
    let Some(m) = store::message::latest_customer(tx, c.id).await? else {
        // We began: whom we wrote to is whom we write to again.
        let ours = store::message::latest_public(tx, c.id, 1).await?.pop();
        return Ok(ours.map_or_else(Recipients::default, |m| Recipients {
            to: m.to.0,
            cc: m.cc.0,
            reply_to_differs: false,
        }));
    };
    let mut own = Vec::new();
    let everybody = [&m.from.0, &m.reply_to.0, &m.to.0, &m.cc.0];
    for person in everybody.into_iter().flatten() {
        if letter::is_ours(tx, &person.address).await? {
            own.push(person.address.clone());
        }
    }
    let answered = Answered {
        from: &m.from.0,
        reply_to: &m.reply_to.0,
        to: &m.to.0,
        cc: &m.cc.0,
    };
    Ok(recipients(&answered, mode, |a| own.iter().any(|o| o == a)))
}

pub(crate) async fn write(
    tx: &mut Tx,
    by: &By,
    key: &TokenKey,
    reply: &NewReply,
    files: &writing::Files,
    ids: &OutIds,
) -> Result<Written> {
    let c = carry_out::load(tx, reply.conversation).await?;
    by.demand_on(Permission::ConversationReply, &c)?;
    unseen(tx, reply).await?;
    if let Some(visitor) = chat::answer::visitor(tx, &c).await? {
        return chat::answer::answer(tx, by, key, c, &visitor, reply, (files, ids)).await;
    }
    // A chat has somebody to answer without an address; nothing else does.
    letter::check_recipients(&reply.words.to, &reply.words.cc, &reply.words.bcc)?;
    let apart::Ground {
        answered,
        thread,
        told,
    } = apart::ground(tx, &c, &reply.words).await?;
    let utterance = Utterance {
        words: &reply.words,
        files,
        ids,
        subject: reply.words.subject.clone().unwrap_or_else(|| {
            // The newest matter names the answer (M33).
            reply_subject(answered.as_ref().map_or(&told.subject, |m| &m.subject))
        }),
        quote: answered.as_ref().map(writing::quote),
        thread,
        told,
        command: Command::Reply {
            message: ids.message,
            then: reply.then,
        },
        role: "cc",
        draft: c.id,
    };
    utter(tx, by, key, c, utterance).await
}

/// Nobody answers a question that they have not seen.
async fn unseen(tx: &mut Tx, reply: &NewReply) -> Result<()> {
    let (Some(seen), false) = (reply.last_seen, reply.force) else {
        return Ok(());
    };
    let Some(seen) = store::message::load(tx, seen).await? else {
        return Ok(());
    };
    let newer = store::message::customer_after(tx, reply.conversation, seen.n).await?;
    if newer.is_empty() {
        return Ok(());
    }
    Err(DeskError::NewerMessage(newer))
}
