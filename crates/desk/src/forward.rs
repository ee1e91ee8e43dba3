//! A conversation's last words, sent on to a third party. Their answer joins as a participant; the customer is not told.

use crate::utterance::{Utterance, Written, utter};
use crate::writing::{self, OutIds, Words};
use crate::{By, Desk, Result, apart, carry_out, letter};
use domain::ConversationId;
use domain::access::Permission;
use domain::conversation::Command;
use domain::reply_rules::forward_subject;
use mail::token::TokenKey;
use store::Tx;

/// A forward as the composer sends it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewForward {
    pub conversation: ConversationId,
    pub words: Words,
}

impl Desk {
    /// # Errors
    /// As for a reply.
    pub async fn forward(&self, by: &By, forward: NewForward) -> Result<Written> {
        let w = &forward.words;
        letter::check_recipients(&w.to, &w.cc, &w.bcc)?;
        let files = self.files(by, w).await?;
        let ids = OutIds::new(by.now, w);
        let (by, key) = (by.clone(), self.tokens.clone());
        self.write(async move |tx| write(tx, &by, &key, &forward, &files, &ids).await)
            .await
    }
}

async fn write(
    tx: &mut Tx,
    by: &By,
    key: &TokenKey,
    forward: &NewForward,
    files: &writing::Files,
    ids: &OutIds,
) -> Result<Written> {
    let c = carry_out::load(tx, forward.conversation).await?;
    by.demand_on(Permission::ConversationReply, &c)?;
    let apart::Ground {
        answered: mut last,
        told,
        ..
    } = apart::ground(tx, &c, &forward.words).await?;
    if last.is_none() {
        // To somebody outside: they see the newest.
        last = store::message::latest_customer(tx, c.id).await?;
    }
    let subject = forward.words.subject.clone();
    let utterance = Utterance {
        words: &forward.words,
        files,
        ids,
        subject: subject.unwrap_or_else(|| forward_subject(&told.subject)),
        quote: last.as_ref().map(writing::quote),
        // A new thread for them: they have none of the old mails.
        thread: letter::Thread::default(),
        told,
        command: Command::Forward {
            message: ids.message,
        },
        role: "third_party",
        draft: c.id,
    };
    utter(tx, by, key, c, utterance).await
}
