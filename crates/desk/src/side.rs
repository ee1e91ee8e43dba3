//! Side conversations: a third party is asked beside a conversation. Outgoing mail goes by the same outbox with a token of its
//! own, and answers come back to the side thread: nothing in it ever names a mail of the customer's, and nothing of it is
//! quoted to them. Who may reach the parent may do here what they may do there.

use crate::utterance::{Utterance, Written, utter};
use crate::writing::{self, OutIds, Words};
use crate::{By, Desk, DeskError, Result, carry_out, fresh, letter};
use domain::access::Permission;
use domain::conversation::{Command, Conversation, Opening, SideState, StatusState, open};
use domain::message::MessageKind;
use domain::{ConversationId, MessageId, Refusal};
use mail::token::TokenKey;
use store::Tx;

/// Side conversations of one conversation.
pub const MOST: usize = 30;

/// A third party is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct NewSide {
    pub parent: ConversationId,
    pub words: Words,
    /// A message of the parent that they shall read.
    pub quote: Option<MessageId>,
}

impl Desk {
    /// # Errors
    /// As for a reply (`erased` too); `bad_subject` without a subject, `bad_quote`, `too_many_sides`.
    pub async fn ask_aside(&self, by: &By, new: NewSide) -> Result<Written> {
        let w = &new.words;
        letter::check_recipients(&w.to, &w.cc, &w.bcc)?;
        if w.subject.as_deref().unwrap_or_default().trim().is_empty() {
            return Err(
                Refusal::new("bad_subject", "A side conversation needs a subject.")
                    .on("subject")
                    .into(),
            );
        }
        let files = self.files(by, w).await?;
        let ids = OutIds::new(by.now, w);
        let id = ConversationId(fresh::id(by.now));
        let (by, key) = (by.clone(), self.tokens.clone());
        self.write(async move |tx| ask(tx, &by, &key, &new, &files, &ids, id).await)
            .await
    }

    /// More is written to the third party.
    ///
    /// # Errors
    /// As for a reply; `no_side_conversation`.
    pub async fn say_aside(&self, by: &By, side: ConversationId, words: Words) -> Result<Written> {
        letter::check_recipients(&words.to, &words.cc, &words.bcc)?;
        let files = self.files(by, &words).await?;
        let ids = OutIds::new(by.now, &words);
        let (by, key) = (by.clone(), self.tokens.clone());
        self.write(async move |tx| say(tx, &by, &key, side, &words, &files, &ids).await)
            .await
    }

    /// Done with, or not.
    ///
    /// # Errors
    /// `not_found`, `not_permitted`, `no_side_conversation`.
    pub async fn set_aside(
        &self,
        by: &By,
        side: ConversationId,
        to: SideState,
    ) -> Result<Conversation> {
        let by = by.clone();
        self.write(async move |tx| {
            let mut c = carry_out::load(tx, side).await?;
            by.demand_on(Permission::ConversationWrite, &c)?;
            carry_out::command(tx, &mut c, Command::SetSide(to), &by.ctx()).await?;
            carry_out::save(tx, &mut c, None).await?;
            Ok(c)
        })
        .await
    }
}

async fn ask(
    tx: &mut Tx,
    by: &By,
    key: &TokenKey,
    new: &NewSide,
    files: &writing::Files,
    ids: &OutIds,
    id: ConversationId,
) -> Result<Written> {
    let parent = carry_out::load(tx, new.parent).await?;
    by.demand_on(Permission::ConversationReply, &parent)?;
    carry_out::unforgotten(tx, &parent).await?;
    if !parent.state.status().is_work() {
        return Err(DeskError::refused(
            "conversation_is_merged",
            format!(
                "#{} is no conversation of its own (any more).",
                parent.number
            ),
        ));
    }
    if store::side::of(tx, parent.id, MOST).await?.len() >= MOST {
        let text = format!("A conversation has at most {MOST} side conversations.");
        return Err(DeskError::refused("too_many_sides", text));
    }
    let quote = match new.quote {
        Some(id) => Some(quoted(tx, &parent, id).await?),
        None => None,
    };
    let subject = new.words.subject.clone().unwrap_or_default();
    // Not told as a new conversation: rules, clocks and reports have nothing to do with it.
    let (mut c, _) = open(Opening {
        id,
        subject,
        contact: None,
        channel: parent.channel,
        door: parent.door,
        team: parent.team,
        language: None,
        at: by.now,
    });
    c.assignee = parent.assignee;
    c.state = StatusState::Side {
        parent: parent.id,
        side: SideState::Waiting,
    };
    store::conversation::insert(tx, &mut c, None).await?;
    let utterance = Utterance {
        words: &new.words,
        files,
        ids,
        subject: c.subject.clone(),
        quote,
        thread: letter::Thread::default(),
        told: c.clone(),
        command: Command::SideSay {
            message: ids.message,
        },
        role: "third_party",
        draft: c.id,
    };
    utter(tx, by, key, c, utterance).await
}

async fn quoted(tx: &mut Tx, parent: &Conversation, id: MessageId) -> Result<String> {
    let m = store::message::load(tx, id).await?;
    // Notes are for colleagues alone.
    let public = |m: &store::message::Stored| {
        matches!(m.kind, MessageKind::Customer | MessageKind::Agent)
            && m.conversation == parent.id
            && m.cancelled_at.is_none()
    };
    m.filter(public).map(|m| writing::quote(&m)).ok_or_else(|| {
        Refusal::new("bad_quote", "This message is not in the conversation.")
            .on("quote")
            .into()
    })
}

async fn say(
    tx: &mut Tx,
    by: &By,
    key: &TokenKey,
    id: ConversationId,
    words: &Words,
    files: &writing::Files,
    ids: &OutIds,
) -> Result<Written> {
    let c = carry_out::load(tx, id).await?;
    by.demand_on(Permission::ConversationReply, &c)?;
    carry_out::unforgotten(tx, &c).await?;
    let answered = store::message::latest_customer(tx, c.id).await?;
    let utterance = Utterance {
        words,
        files,
        ids,
        subject: domain::reply_rules::reply_subject(&c.subject),
        quote: answered.as_ref().map(writing::quote),
        thread: letter::thread(tx, &c).await?,
        told: c.clone(),
        command: Command::SideSay {
            message: ids.message,
        },
        role: "third_party",
        draft: c.id,
    };
    utter(tx, by, key, c, utterance).await
}
