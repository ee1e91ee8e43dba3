//! A conversation that an agent begins.

use crate::reply::Written;
use crate::writing::{self, OutIds, Outgoing, Words};
use crate::{By, Desk, DeskError, Result, carry_out, fresh, letter};
use domain::access::Permission;
use domain::contact::{IdentityKind, Verification, email_key};
use domain::conversation::{
    AfterReply, Command, Conversation, Opening, Source, UNDO_MS, Urgency, open,
};
use domain::message::MessageKind;
use domain::reply_rules::Person;
use domain::{AgentId, ChannelId, ContactId, ConversationId, IdentityId, Refusal, TeamId};
use mail::token::TokenKey;
use store::Tx;
use store::contact::NewContact;
use store::conversation::Glance;

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

struct Ids {
    out: OutIds,
    conversation: ConversationId,
    contact: ContactId,
    identity: IdentityId,
}

impl Desk {
    /// # Errors
    /// As for a reply; `bad_subject` without a subject.
    pub async fn start(&self, by: &By, new: NewConversation) -> Result<Written> {
        by.demand(Permission::ConversationWrite)?;
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
        let ids = Ids {
            out: OutIds::new(by.now, w),
            conversation: ConversationId(fresh::id(by.now)),
            contact: ContactId(fresh::id(by.now)),
            identity: IdentityId(fresh::id(by.now)),
        };
        let (by, key) = (by.clone(), self.tokens.clone());
        self.write(async move |tx| write(tx, &by, &key, &new, &files, &ids).await)
            .await
    }
}

async fn write(
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
    let before = c.before_reply();
    let command = Command::Reply {
        message: ids.out.message,
        then: new.then,
    };
    carry_out::command(tx, &mut c, command, &ctx).await?;
    speak(tx, by, key, new, files, ids, &mut c, before).await?;
    Ok(Written {
        message: ids.out.message,
        conversation: c,
        undo_until: Some(by.now + UNDO_MS),
    })
}

#[expect(
    clippy::too_many_arguments,
    reason = "the second half of `write`; a struct would only rename them"
)]
async fn speak(
    tx: &mut Tx,
    by: &By,
    key: &TokenKey,
    new: &NewConversation,
    files: &writing::Files,
    ids: &Ids,
    c: &mut Conversation,
    before: domain::conversation::BeforeReply,
) -> Result<()> {
    let channel = writing::channel_of(tx, c).await?;
    let speaker = writing::speaker(tx, by, c, &channel).await?;
    let mut files = files.clone();
    let said = writing::say(&new.words.html, &speaker, None, &mut files)?;
    let preview = writing::preview(&said.text);
    let glance = Glance {
        preview: &preview,
        kind: MessageKind::Agent,
    };
    carry_out::save(tx, c, Some(glance)).await?;
    let outgoing = Outgoing {
        ids: &ids.out,
        words: &new.words,
        subject: c.subject.clone(),
        said,
        files: &files,
        speaker: &speaker,
        thread: letter::Thread::default(),
        agent: by.access.agent,
        auto_text: None,
        now: by.now,
        before: Some(before),
    };
    writing::store_and_post(tx, key, c, outgoing).await?;
    let people = new
        .words
        .to
        .iter()
        .chain(&new.words.cc)
        .chain(&new.words.bcc);
    writing::invite(tx, c, people, "customer", by.now).await?;
    if let Some(agent) = by.access.agent {
        store::draft::delete(tx, crate::drafts::NEW, agent).await?;
    }
    Ok(())
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
    let n = store::contact::insert(tx, &fresh).await?;
    store::search::index_contact(tx, n, &[&name, &person.address]).await?;
    Ok(fresh.id)
}
