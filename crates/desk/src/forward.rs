//! A conversation's last words, sent on to a third party. Their answer joins as a participant; the customer is not told.

use crate::reply::Written;
use crate::writing::{self, OutIds, Outgoing, Words};
use crate::{By, Desk, Result, carry_out, letter};
use domain::ConversationId;
use domain::access::Permission;
use domain::conversation::{Command, UNDO_MS};
use domain::message::MessageKind;
use domain::reply_rules::forward_subject;
use mail::token::TokenKey;
use store::Tx;
use store::conversation::Glance;

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
    let mut c = carry_out::load(tx, forward.conversation).await?;
    by.demand_on(Permission::ConversationWrite, &c)?;
    let channel = writing::channel_of(tx, &c).await?;
    let speaker = writing::speaker(tx, by, &c, &channel).await?;
    let last = store::message::latest_customer(tx, c.id).await?;
    let mut files = files.clone();
    let quote = last.as_ref().map(writing::quote);
    let said = writing::say(&forward.words.html, &speaker, quote.as_deref(), &mut files)?;
    let subject = forward
        .words
        .subject
        .clone()
        .unwrap_or_else(|| forward_subject(&c.subject));
    let before = c.before_reply();
    let command = Command::Forward {
        message: ids.message,
    };
    carry_out::command(tx, &mut c, command, &by.ctx()).await?;
    let preview = writing::preview(&said.text);
    let glance = Glance {
        preview: &preview,
        kind: MessageKind::Agent,
    };
    carry_out::save(tx, &mut c, Some(glance)).await?;
    let outgoing = Outgoing {
        ids,
        words: &forward.words,
        subject,
        said,
        files: &files,
        speaker: &speaker,
        // A new thread for them: they have none of the old mails.
        thread: letter::Thread::default(),
        agent: by.access.agent,
        auto_text: None,
        now: by.now,
        before: Some(before),
    };
    writing::store_and_post(tx, key, &c, outgoing).await?;
    let people = forward.words.to.iter().chain(&forward.words.cc);
    writing::invite(tx, &c, people, "third_party", by.now).await?;
    if let Some(agent) = by.access.agent {
        store::draft::delete(tx, c.id, agent).await?;
    }
    Ok(Written {
        message: ids.message,
        conversation: c,
        undo_until: Some(by.now + UNDO_MS),
    })
}
