//! Conversations of different customers that were merged: what is sent never shows one customer's words, name, subject or
//! Message-IDs to another. Agents see all of it, customers what they were on.

use crate::writing::Words;
use crate::{DeskError, Result, carry_out, letter};
use domain::conversation::Conversation;
use domain::message::MessageKind;
use domain::reply_rules::{Person, seen_by_all};
use store::Tx;
use store::message::Stored;

/// Messages that are looked at, newest first.
const LOOK_AT: usize = 100;

/// What a mail may build on.
pub(crate) struct Ground {
    /// The customer's message that it answers.
    pub answered: Option<Stored>,
    pub thread: letter::Thread,
    /// The conversation as these recipients know it: with their subject and their contact.
    pub told: Conversation,
}

/// # Errors
/// `erased`; `different_customers` when the recipients have seen nothing in common.
pub(crate) async fn ground(tx: &mut Tx, c: &Conversation, words: &Words) -> Result<Ground> {
    carry_out::unforgotten(tx, c).await?;
    if !store::merge::is_mixed(tx, c.id).await? {
        return Ok(Ground {
            answered: store::message::latest_customer(tx, c.id).await?,
            thread: letter::thread(tx, c).await?,
            told: c.clone(),
        });
    }
    let messages = store::message::latest_public(tx, c.id, LOOK_AT).await?;
    let circles: Vec<Vec<&Person>> = messages
        .iter()
        .map(|m| {
            [&m.from.0, &m.reply_to.0, &m.to.0, &m.cc.0, &m.bcc.0]
                .into_iter()
                .flatten()
                .collect()
        })
        .collect();
    let recipients: Vec<&Person> = words.to.iter().chain(&words.cc).chain(&words.bcc).collect();
    let common = seen_by_all(&circles, &recipients).ok_or_else(|| {
        DeskError::refused(
            "different_customers",
            "These recipients are different customers of a merged conversation. Write to each of them alone.",
        )
    })?;
    let mut at = 0;
    let mut seen = messages;
    seen.retain(|_| {
        at += 1;
        common.contains(&(at - 1))
    });
    let answered = seen
        .iter()
        .find(|m| m.kind == MessageKind::Customer)
        .cloned();
    let told = Conversation {
        contact: answered.as_ref().and_then(|m| m.contact),
        subject: seen.first().map(|m| m.subject.clone()).unwrap_or_default(),
        ..c.clone()
    };
    if told.subject.trim().is_empty() && words.subject.is_none() {
        return Err(DeskError::refused(
            "bad_subject",
            "None of these recipients has written here before: give the message a subject of its own.",
        ));
    }
    Ok(Ground {
        thread: letter::thread_of(seen),
        answered,
        told,
    })
}
