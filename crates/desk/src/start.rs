//! A conversation that an agent begins.

use crate::utterance::{Utterance, Written, utter};
use crate::writing::{self, OutIds, Words};
use crate::{By, Desk, DeskError, Result, carry_out, fresh, letter};
use domain::access::Permission;
use domain::contact::{IdentityKind, Verification, email_key};
use domain::conversation::{AfterReply, Command, Opening, Source, Urgency, open};
use domain::reply_rules::Person;
use domain::{AgentId, ChannelId, ContactId, ConversationId, IdentityId, Millis, Refusal, TeamId};
use mail::token::TokenKey;
use store::Tx;
use store::contact::NewContact;

/// A conversation to be started.
#[derive(Debug, Clone, PartialEq)]
pub struct NewConversation {
    pub channel: ChannelId,
    pub words: Words,
    pub urgency: Option<Urgency>,
    /// `None`: the channel's team.
    pub team: Option<TeamId>,
    /// `None`: who starts it.
    pub assignee: Option<AgentId>,
    pub then: AfterReply,
}

/// Ids that are made before the transaction.
pub(crate) struct Ids {
    pub out: OutIds,
    conversation: ConversationId,
    contact: ContactId,
    identity: IdentityId,
}

impl Ids {
    pub fn new(now: Millis, words: &Words) -> Self {
        Self {
            out: OutIds::new(now, words),
            conversation: ConversationId(fresh::id(now)),
            contact: ContactId(fresh::id(now)),
            identity: IdentityId(fresh::id(now)),
        }
    }
}

impl Desk {
    /// # Errors
    /// As for a reply; `bad_subject` without a subject.
    pub async fn start(&self, by: &By, new: NewConversation) -> Result<Written> {
        by.demand(Permission::ConversationReply)?;
        let w = &new.words;
        letter::check_recipients(&w.to, &w.cc, &w.bcc)?;
        if w.subject.as_deref().unwrap_or_default().trim().is_empty() {
            return Err(
                Refusal::new("bad_subject", "A new conversation needs a subject.")
                    .on("subject")
                    .into(),
            );
        }
        let files = self.files(by, w).await?;
        let ids = Ids::new(by.now, w);
        let (by, key) = (by.clone(), self.tokens.clone());
        self.write(async move |tx| write(tx, &by, &key, &new, &files, &ids).await)
            .await
    }
}

pub(crate) async fn write(
    tx: &mut Tx,
    by: &By,
    key: &TokenKey,
    new: &NewConversation,
    files: &writing::Files,
    ids: &Ids,
) -> Result<Written> {
    let missing = || DeskError::missing("channel");
    let channel = store::channel::load(tx, new.channel)
        .await?
        .ok_or_else(missing)?;
    let contact = match new.words.to.first().or(new.words.cc.first()) {
        Some(person) => Some(contact(tx, by, person, ids).await?),
        None => None,
    };
    let subject = new.words.subject.clone().unwrap_or_default();
    let (mut c, opened) = open(Opening {
        id: ids.conversation,
        subject,
        contact,
        channel: channel.id,
        door: None,
        team: new.team.or(channel.team),
        language: None,
        at: by.now,
    });
    let ctx = by.ctx();
    carry_out::happened(tx, &mut c, opened, &ctx).await?;
    if let Some(urgency) = new.urgency {
        let command = Command::SetUrgency(urgency, Source::Agent);
        carry_out::command(tx, &mut c, command, &ctx).await?;
    }
    if new.assignee.is_some() {
        carry_out::command(tx, &mut c, Command::Assign(new.assignee), &ctx).await?;
    }
    // The row comes before what hangs on it.
    store::conversation::insert(tx, &mut c, None).await?;
    let utterance = Utterance {
        words: &new.words,
        files,
        ids: &ids.out,
        subject: c.subject.clone(),
        quote: None,
        thread: letter::Thread::default(),
        told: c.clone(),
        command: Command::Reply {
            message: ids.out.message,
            then: new.then,
        },
        role: "customer",
        draft: crate::drafts::NEW,
    };
    utter(tx, by, key, c, utterance).await
}

/// The contact behind an address that an agent typed: known, or new and unverified.
async fn contact(tx: &mut Tx, by: &By, person: &Person, ids: &Ids) -> Result<ContactId> {
    let key = email_key(&person.address);
    if let Some(known) = store::contact::by_identity(tx, IdentityKind::Email, &key).await? {
        return Ok(known.contact);
    }
    let name = person.name.clone().unwrap_or_default();
    let fresh = NewContact {
        id: ids.contact,
        identity: ids.identity,
        name: name.clone(),
        kind: IdentityKind::Email,
        value: person.address.clone(),
        value_key: key,
        verified: Verification::Nothing,
        language: None,
        at: by.now,
    };
    let (n, _) = store::contact::insert(tx, &fresh).await?;
    store::search::index_contact(tx, n, &[&name, &person.address]).await?;
    Ok(fresh.id)
}
