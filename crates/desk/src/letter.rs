//! A message of ours on its way out: composed once, stored raw, with one delivery per recipient (M21, M22, M35).
//!
//! Used by the verbs that write to customers. Everything is decided when the message is written: recipients, Message-ID,
//! return paths, bytes. The outbox only carries.

use crate::ingest::without_tag;
use crate::{Desk, DeskError, Result, fresh};
use domain::channel::{Channel, ReplyForm};
use domain::contact::email_key;
use domain::conversation::{BeforeReply, Conversation};
use domain::message::DeliveryState;
use domain::reply_rules::{Person, is_plain_address};
use domain::{DeliveryId, MessageId, Millis, Refusal};
use mail::Address;
use mail::compose::{self, Outgoing, Part};
use mail::token::{self, TokenKey};
use store::Tx;
use store::delivery::NewDelivery;
use store::message::Attached;
use store::outbound::NewOutbound;
use store::thread_ref::NewRef;

/// Recipients of one message.
pub const RECIPIENTS_MAX: usize = 100;
/// Earlier messages whose ids are named as references.
const REFERENCES: usize = 12;

/// Everything about a message that is to go out.
pub(crate) struct Letter {
    pub message: MessageId,
    /// One per recipient, made before the transaction.
    pub deliveries: Vec<DeliveryId>,
    pub from_name: String,
    pub from: String,
    /// How the mailbox of `from` takes answers.
    pub reply_form: ReplyForm,
    pub to: Vec<Person>,
    pub cc: Vec<Person>,
    pub bcc: Vec<Person>,
    pub subject: String,
    pub html: Option<String>,
    pub text: String,
    pub files: Vec<(Attached, Vec<u8>)>,
    pub answers: Thread,
    pub voice: Voice,
    pub now: Millis,
    /// Deliveries may start then.
    pub send_at: Millis,
    pub before: Option<BeforeReply>,
    /// Further fields of the head.
    pub headers: Vec<(String, String)>,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Voice {
    Agent,
    /// The program: marked as such, so that no program answers it (RFC 3834 §5).
    Program,
}

/// Ids of the mails that a message answers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Thread {
    pub in_reply_to: Option<String>,
    /// Oldest first.
    pub references: Vec<String>,
}

/// The door that a conversation is answered from: its own, else the first open one of its channel.
pub(crate) async fn from_door(
    tx: &mut Tx,
    c: &Conversation,
    channel: &Channel,
) -> Result<store::door::Door> {
    let doors = store::door::of_channel(tx, channel.id).await?;
    let open = |d: &&store::door::Door| d.removed_at.is_none();
    let own = doors.iter().filter(open).find(|d| Some(d.id) == c.door);
    if let Some(door) = own.or_else(|| doors.iter().find(open)).or(doors.first()) {
        return Ok(door.clone());
    }
    // What came by a form is answered by mail, from the address that the form names.
    if let Some(door) = store::form::reply_door(tx, channel.id).await? {
        return Ok(door);
    }
    if let Some(door) = store::chat::reply_door(tx, channel.id).await? {
        return Ok(door);
    }
    // A channel without doors still answers by the door that the customer knows.
    let known = match c.door {
        Some(id) => store::door::load(tx, id).await?,
        None => None,
    };
    known
        .filter(|door| door.address.contains('@'))
        .ok_or_else(|| {
            DeskError::refused(
                "channel_without_door",
                "This channel has no address to write from. Add a door in its settings.",
            )
        })
}

/// Whether an address is a door of ours, in any of its forms.
pub(crate) async fn is_ours(tx: &mut Tx, address: &str) -> Result<bool> {
    let key = without_tag(&email_key(address));
    if store::door::by_address(tx, &key).await?.is_some() {
        return Ok(true);
    }
    Ok(match key.rsplit_once('@') {
        Some((_, domain)) if token::is_bare_form(&key) => {
            store::door::has_domain(tx, domain).await?
        }
        _ => false,
    })
}

fn form(of: ReplyForm) -> token::Form {
    match of {
        ReplyForm::Tagged => token::Form::Tagged,
        ReplyForm::Domain => token::Form::Domain,
        ReplyForm::Plain => token::Form::Plain,
    }
}

/// Where an answer to a mail about the conversation goes, by the door it was written from; `None`: to the door itself.
pub(crate) fn reply_to(
    key: &TokenKey,
    c: domain::ConversationId,
    door: &store::door::Door,
) -> Option<String> {
    let (local, domain) = door.address.rsplit_once('@')?;
    token::reply_address(key, &c.to_string(), local, domain, form(door.reply_form))
}

/// What to name as answered, from the messages of the conversation.
pub(crate) async fn thread(tx: &mut Tx, c: &Conversation) -> Result<Thread> {
    Ok(thread_of(
        store::message::latest_public(tx, c.id, REFERENCES).await?,
    ))
}

/// The same, of messages newest first; the newest [`REFERENCES`] count.
pub(crate) fn thread_of(mut messages: Vec<store::message::Stored>) -> Thread {
    messages.truncate(REFERENCES);
    let in_reply_to = messages
        .iter()
        .find(|m| m.kind == domain::message::MessageKind::Customer)
        .or(messages.first())
        .and_then(|m| m.provider_id.clone())
        .filter(|id| writable_id(id));
    let mut references: Vec<String> = messages
        .into_iter()
        .rev()
        .filter_map(|m| m.provider_id)
        .filter(|id| writable_id(id))
        .collect();
    // The answered mail stands last (RFC 5322 §3.6.4).
    if let Some(answered) = &in_reply_to {
        references.retain(|id| id != answered);
        references.push(answered.clone());
    }
    Thread {
        in_reply_to,
        references,
    }
}

/// Foreign ids may hold anything; only plain ones are repeated.
fn writable_id(id: &str) -> bool {
    id.contains('@')
        && id.len() <= 250
        && id
            .bytes()
            .all(|b| b.is_ascii_graphic() && !b"<>\"(),;:\\[]".contains(&b))
}

/// Checks recipients before anything is written.
///
/// # Errors
/// `no_recipient`, `too_many_recipients`, `bad_address` with the field.
pub(crate) fn check_recipients(to: &[Person], cc: &[Person], bcc: &[Person]) -> Result<()> {
    if to.is_empty() && cc.is_empty() && bcc.is_empty() {
        return Err(
            Refusal::new("no_recipient", "The message has no recipient.")
                .on("to")
                .into(),
        );
    }
    if to.len() + cc.len() + bcc.len() > RECIPIENTS_MAX {
        let text = format!("At most {RECIPIENTS_MAX} recipients can be written to at once.");
        return Err(Refusal::new("too_many_recipients", text).on("to").into());
    }
    for (field, people) in [("to", to), ("cc", cc), ("bcc", bcc)] {
        if let Some(bad) = people.iter().find(|p| !is_plain_address(&p.address)) {
            let shown: String = bad
                .address
                .chars()
                .filter(|c| !c.is_control())
                .take(80)
                .collect();
            let text = format!("“{shown}” is not an address that can be written to.");
            return Err(Refusal::new("bad_address", text).on(field).into());
        }
    }
    Ok(())
}

/// How many deliveries these recipients need: each address once.
pub(crate) fn envelope(to: &[Person], cc: &[Person], bcc: &[Person]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for p in to.iter().chain(cc).chain(bcc) {
        if out
            .iter()
            .all(|known| email_key(known) != email_key(&p.address))
        {
            out.push(p.address.clone());
        }
    }
    out
}

/// Writes the mail and its deliveries; answers its Message-ID.
pub(crate) async fn post(
    tx: &mut Tx,
    key: &TokenKey,
    c: &Conversation,
    letter: &Letter,
) -> Result<String> {
    let (local, domain) = letter
        .from
        .rsplit_once('@')
        .ok_or_else(|| DeskError::refused("channel_without_door", "The door is not an address."))?;
    let id = token::message_id(key, &letter.message.to_string(), domain)
        .ok_or_else(|| DeskError::refused("bad_message_id", "The message could not be named."))?;
    let bytes =
        compose::build(&outgoing(key, c, letter, local, domain, &id)).map_err(unwritable)?;
    store::outbound::insert(
        tx,
        &NewOutbound {
            message: letter.message,
            message_id_header: id.clone(),
            bytes,
            from: letter.from.clone(),
            signed: false,
            before: letter.before,
            created_at: letter.now,
        },
    )
    .await?;
    let held = letter.send_at > letter.now;
    let recipients = envelope(&letter.to, &letter.cc, &letter.bcc);
    let deliveries: Vec<NewDelivery> = recipients
        .into_iter()
        .zip(&letter.deliveries)
        .map(|(recipient, &delivery)| NewDelivery {
            id: delivery,
            message: letter.message,
            conversation: c.id,
            recipient,
            envelope_from: token::verp_address(
                key,
                &delivery.to_string(),
                local,
                domain,
                form(letter.reply_form),
            )
            .unwrap_or_else(|| letter.from.clone()),
            state: if held {
                DeliveryState::Held
            } else {
                DeliveryState::Queued
            },
            next_at: letter.send_at,
            created_at: letter.now,
            // What the conversation was is kept for whoever may take it back.
            undo_until: (held && letter.before.is_some()).then_some(letter.send_at),
        })
        .collect();
    store::delivery::insert(tx, &deliveries).await?;
    let own = NewRef {
        key: id.clone(),
        message: Some(letter.message),
        own: true,
    };
    store::thread_ref::remember(tx, c.id, letter.now, &[own]).await?;
    Ok(id)
}

fn outgoing(
    key: &TokenKey,
    c: &Conversation,
    letter: &Letter,
    local: &str,
    domain: &str,
    id: &str,
) -> Outgoing {
    let reply_to = token::reply_address(
        key,
        &c.id.to_string(),
        local,
        domain,
        form(letter.reply_form),
    );
    let mut headers = vec![("X-Fairlead-Instance".to_owned(), key.instance_mark())];
    if letter.voice == Voice::Program {
        headers.push(("Auto-Submitted".to_owned(), "auto-replied".to_owned()));
        headers.push(("X-Auto-Response-Suppress".to_owned(), "All".to_owned()));
    }
    headers.extend(letter.headers.iter().cloned());
    let (inline, attachments): (Vec<_>, Vec<_>) = letter
        .files
        .iter()
        .map(|(file, bytes)| {
            let part = Part {
                name: file.name.clone(),
                media_type: file.media_type.clone(),
                content_id: file.content_id.clone().filter(|_| file.inline),
                bytes: bytes.clone(),
            };
            (file.inline && file.content_id.is_some(), part)
        })
        .partition(|(inline, _)| *inline);
    let parts = |list: Vec<(bool, Part)>| list.into_iter().map(|(_, part)| part).collect();
    // A mail to blind copies alone still names somebody: ourselves.
    let to = if letter.to.is_empty() && letter.cc.is_empty() {
        vec![address(None, &letter.from)]
    } else {
        letter
            .to
            .iter()
            .map(|p| address(p.name.as_deref(), &p.address))
            .collect()
    };
    Outgoing {
        from: address(Some(&letter.from_name), &letter.from),
        to,
        cc: letter
            .cc
            .iter()
            .map(|p| address(p.name.as_deref(), &p.address))
            .collect(),
        reply_to: reply_to
            .map(|a| address(Some(&letter.from_name), &a))
            .into_iter()
            .collect(),
        subject: letter.subject.clone(),
        message_id: id.to_owned(),
        in_reply_to: letter.answers.in_reply_to.clone().into_iter().collect(),
        references: letter.answers.references.clone(),
        date_ms: letter.now,
        text: letter.text.clone(),
        html: letter.html.clone(),
        inline: parts(inline),
        attachments: parts(attachments),
        headers,
    }
}

fn address(name: Option<&str>, address: &str) -> Address {
    Address {
        name: name.map(str::to_owned).filter(|n| !n.trim().is_empty()),
        address: address.to_owned(),
    }
}

fn unwritable(error: compose::ComposeError) -> DeskError {
    Refusal::new(
        "cannot_compose",
        format!("The mail cannot be written: {error}."),
    )
    .into()
}

/// Ids for the deliveries of these recipients.
pub(crate) fn delivery_ids(now: Millis, recipients: usize) -> Vec<DeliveryId> {
    (0..recipients)
        .map(|_| DeliveryId(fresh::id(now)))
        .collect()
}

impl Desk {
    /// The bytes of files that are to be sent.
    pub(crate) async fn file_bytes(&self, files: &[Attached]) -> Result<Vec<Vec<u8>>> {
        let mut out = Vec::with_capacity(files.len());
        for file in files {
            out.push(self.blobs.get(&file.blob).await?.to_vec());
        }
        Ok(out)
    }
}
