//! What was sent by a form becomes a conversation: one transaction, before anybody is thanked. The way of a mail
//! ([`crate::ingest`]), apart from what makes a mail one.

use super::shown::{at_the_door, channel, promised};
use crate::ingest::land::tell_lead;
use crate::later::{self, AutoJob, Heard, Shown};
use crate::loose::KeptFile;
use crate::promise::{Forecasts, keep};
use crate::{Result, carry_out, clocks, fresh, outage};
use domain::channel::Channel;
use domain::contact::{IdentityKind, Verification, email_key};
use domain::conversation::{self, Command, Conversation, Ctx, Opening, Source, Written};
use domain::door::{Landing, Medium};
use domain::event::{Actor, Event, EventKind};
use domain::form::guard::Suspicion;
use domain::form::{Filled, Form, is_name};
use domain::message::MessageKind;
use domain::reply_rules::Person;
use domain::{
    AttachmentId, ContactId, ConversationId, FormPostId, IdentityId, JobId, MessageId, Millis,
    PromiseId,
};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use store::contact::NewContact;
use store::conversation::{Glance, Participant};
use store::form::Answer;
use store::message::{NewAttachment, NewMessage};
use store::{Json, Tx};

/// A post that can be written down.
pub(super) struct Ready {
    pub form: Form,
    pub filled: Filled,
    pub answers: Vec<Answer>,
    pub files: Vec<KeptFile>,
    pub locale: String,
    pub nonce: String,
    pub page: String,
    pub suspicion: Vec<Suspicion>,
    pub spam: bool,
    pub now: Millis,
}

/// Ids made before the transaction, which may run twice.
pub(super) struct Ids {
    post: FormPostId,
    message: MessageId,
    conversation: ConversationId,
    contact: ContactId,
    identity: IdentityId,
    job: JobId,
    promise: PromiseId,
    lead_line: MessageId,
    copies: Vec<AttachmentId>,
}

impl Ids {
    pub fn new(now: Millis) -> Self {
        Self {
            post: FormPostId(fresh::id(now)),
            message: MessageId(fresh::id(now)),
            conversation: ConversationId(fresh::id(now)),
            contact: ContactId(fresh::id(now)),
            identity: IdentityId(fresh::id(now)),
            job: JobId(fresh::id(now)),
            promise: PromiseId(fresh::id(now)),
            lead_line: MessageId(fresh::id(now)),
            copies: (0..domain::form::FILES_MAX)
                .map(|_| AttachmentId(fresh::id(now)))
                .collect(),
        }
    }
}

/// Whose address was typed. Nobody has proved that it is theirs.
struct Writer {
    contact: ContactId,
    email_key: String,
    proven: bool,
    blocked: bool,
    undeliverable: bool,
}

/// Writes the post down; answers the earlier one when the same was sent before.
pub(super) async fn land(
    tx: &mut Tx,
    forecasts: &Forecasts,
    p: &Ready,
    ids: &Ids,
) -> Result<(FormPostId, ConversationId)> {
    if let Some(earlier) = store::form::post_by_nonce(tx, &p.nonce).await? {
        return Ok((earlier.id, earlier.conversation));
    }
    let before = store::form::post_of_page(tx, &p.page).await?;
    let channel = channel(tx, &p.form).await?;
    let writer = writer(tx, p, ids).await?;
    let who = Some((writer.contact, p.filled.topic));
    let outcome = at_the_door(tx, &p.form, &channel, Medium::Post, who, p.now).await?;
    let (team, landing) = match outcome.landing {
        Landing::Queue { team } => (team, "queue"),
        Landing::Redirected { team } => (team, "redirected"),
        Landing::KeptWithoutSuccessor { team } => (team, "kept"),
        // What was sent leaves words behind; `resolve` never sends it elsewhere.
        Landing::Continue(_) | Landing::Signpost | Landing::Refused | Landing::DeadEnd => {
            (channel.team, "kept")
        }
    };
    let spam = spam_reason(p, &writer);
    let opening = Opening {
        id: ids.conversation,
        subject: p.filled.subject(),
        contact: Some(writer.contact),
        channel: outcome.via,
        door: Some(p.form.door),
        team,
        language: Some(language(p)),
        at: p.now,
    };
    let mut c = open(tx, p, opening, ids, spam.as_deref()).await?;
    message(tx, p, &c, &channel, &writer, ids).await?;
    attach(tx, p, ids).await?;
    for (field, value) in &p.filled.fields {
        store::field::set(tx, c.id.0, *field, Some(value), p.now).await?;
    }
    if let Some(before) = before {
        follow(tx, p, &mut c, before.conversation).await?;
    }
    if landing == "kept" {
        tell_lead(tx, channel.id, &mut c, ids.lead_line, p.now, p.now).await?;
    }
    store::form::insert_post(tx, &row(p, &c, landing, spam.is_some(), ids)).await?;
    let promise = match spam {
        Some(_) => None,
        None => promised(tx, (forecasts, &p.locale), &channel, &outcome, p.now).await?,
    };
    if let Some(promise) = &promise {
        keep(tx, &c, &channel, promise, ids.promise, p.now).await?;
    }
    let words = Sha256::digest(p.filled.text.as_bytes());
    let heard = Heard {
        now: p.now,
        at: p.now,
        fresh: true,
        sender_key: &writer.email_key,
        words: &words,
        automatic: false,
        null_sender: false,
        dmarc_failed: false,
        spam: spam.is_some(),
        undeliverable: writer.undeliverable,
        form: Some(Shown { at: p.now, promise }),
    };
    let job = AutoJob {
        id: ids.job,
        conversation: c.id,
        message: ids.message,
        told: channel.id,
    };
    later::speak(tx, &heard, &outcome, &job).await?;
    outage::arrived(tx, &c, channel.id, p.now).await?;
    Ok((ids.post, c.id))
}

/// Known by the address, or new and unproven. A known contact keeps the name that it has: a stranger may have typed this one.
async fn writer(tx: &mut Tx, p: &Ready, ids: &Ids) -> Result<Writer> {
    let key = email_key(&p.filled.email);
    let listed = store::contact::is_blocked(tx, &key).await?;
    if let Some(known) = store::contact::by_identity(tx, IdentityKind::Email, &key).await? {
        return Ok(Writer {
            contact: known.contact,
            email_key: key,
            proven: known.verified != Verification::Nothing,
            blocked: known.blocked || listed,
            undeliverable: known.undeliverable,
        });
    }
    let new = NewContact {
        id: ids.contact,
        identity: ids.identity,
        name: name(p).to_owned(),
        kind: IdentityKind::Email,
        value: p.filled.email.clone(),
        value_key: key.clone(),
        verified: Verification::Nothing,
        language: Some(p.locale.clone()),
        at: p.now,
    };
    let (n, _) = store::contact::insert(tx, &new).await?;
    store::search::index_contact(tx, n, &[&new.name, &new.value]).await?;
    tx.emit(Event {
        at: p.now,
        actor: Actor::System,
        kind: EventKind::ContactChanged { contact: new.id },
    });
    Ok(Writer {
        contact: new.id,
        email_key: key,
        proven: false,
        blocked: listed,
        undeliverable: false,
    })
}

/// Names stand at the head of mails; what is none stays among the answers.
fn name(p: &Ready) -> &str {
    if is_name(&p.filled.name) {
        &p.filled.name
    } else {
        ""
    }
}

/// What agents read as the reason; `None`: it is none.
fn spam_reason(p: &Ready, writer: &Writer) -> Option<String> {
    if writer.blocked {
        return Some("blocked_sender".to_owned());
    }
    let first = p.suspicion.first().filter(|_| p.spam);
    first.map(|why| format!("form_{}", why.word()))
}

/// The language of the words, where they are enough to tell; else that of the page.
fn language(p: &Ready) -> String {
    mail::language::detect(&p.filled.text).unwrap_or_else(|| p.locale.clone())
}

async fn open(
    tx: &mut Tx,
    p: &Ready,
    opening: Opening,
    ids: &Ids,
    spam: Option<&str>,
) -> Result<Conversation> {
    let actor = opening.contact.map_or(Actor::System, Actor::Customer);
    let ctx = Ctx { now: p.now, actor };
    let by_itself = Ctx {
        actor: Actor::System,
        ..ctx
    };
    let (mut c, opened) = conversation::open(opening);
    carry_out::happened(tx, &mut c, opened, &ctx).await?;
    let receive = Command::Receive {
        message: ids.message,
        door: Some(p.form.door),
        written: Written::ByPerson,
        at: p.now,
    };
    carry_out::command(tx, &mut c, receive, &ctx).await?;
    if let Some(topic) = p.filled.topic {
        let command = Command::SetTopic(Some(topic), Source::Customer);
        carry_out::command(tx, &mut c, command, &ctx).await?;
    }
    if !p.filled.fields.is_empty() {
        let kind = EventKind::FieldsChanged { conversation: c.id };
        carry_out::happened(tx, &mut c, kind, &ctx).await?;
    }
    if spam.is_some() {
        carry_out::command(tx, &mut c, Command::MarkSpam, &by_itself).await?;
    }
    let preview = carry_out::preview(&p.filled.text);
    let glance = Glance {
        preview: &preview,
        kind: MessageKind::Customer,
    };
    store::conversation::insert(tx, &mut c, Some(glance)).await?;
    clocks::follow(tx, &c, p.now).await?;
    if spam.is_some() {
        store::conversation::set_spam_reason(tx, c.id, spam).await?;
    }
    Ok(c)
}

async fn message(
    tx: &mut Tx,
    p: &Ready,
    c: &Conversation,
    channel: &Channel,
    writer: &Writer,
    ids: &Ids,
) -> Result<()> {
    let (text, name) = (&p.filled.text, name(p));
    let mut warnings = Vec::new();
    if !writer.proven {
        warnings.push(json!({
            "code": "address_unproven",
            "message": "The address was typed into a form: nobody has proved yet that it is theirs.",
        }));
    }
    let m = NewMessage {
        contact: Some(writer.contact),
        door: Some(p.form.door),
        channel: Some(channel.id),
        subject: c.subject.clone(),
        text: text.clone(),
        reply: Some(text.clone()),
        from: vec![Person {
            name: Some(name.to_owned()).filter(|n| !n.is_empty()),
            address: p.filled.email.clone(),
        }],
        language: c.language.clone(),
        dedupe_key: Some(p.nonce.clone()),
        warnings: warnings.into(),
        size: i64::try_from(text.len()).unwrap_or(i64::MAX),
        ..NewMessage::new(ids.message, c.id, MessageKind::Customer, p.now)
    };
    let n = store::message::insert(tx, &m).await?;
    let mut parts: Vec<&str> = vec![&m.subject, text, name, &p.filled.email];
    parts.extend(p.answers.iter().map(|a| a.value.as_str()));
    store::search::index_message(tx, n, &parts).await?;
    let customer = Participant {
        address_key: writer.email_key.clone(),
        address: p.filled.email.clone(),
        name: name.to_owned(),
        role: "customer".to_owned(),
        since: p.now,
        new_to_conversation: false,
    };
    Ok(store::conversation::add_participants(tx, c.id, &[customer]).await?)
}

/// Gives the kept files to the message. One that an earlier post of the same page has is given as a second copy.
async fn attach(tx: &mut Tx, p: &Ready, ids: &Ids) -> Result<()> {
    let mut copies = Vec::new();
    for ((file, &copy), position) in p.files.iter().zip(&ids.copies).zip(0..) {
        if store::message::use_attachment(tx, file.id, ids.message, false, position).await? {
            continue;
        }
        if let Some(known) = store::message::attachment(tx, file.id).await? {
            copies.push(NewAttachment {
                id: copy,
                message: Some(ids.message),
                agent: None,
                original_name: known.name.clone(),
                name: known.name,
                media_type: known.media_type,
                size: known.size,
                inline: false,
                content_id: None,
                blob: known.blob,
                position,
                created_at: p.now,
            });
        }
    }
    Ok(store::message::attach(tx, &copies).await?)
}

/// Something else was sent from the same page before: they went back and wrote it anew.
async fn follow(
    tx: &mut Tx,
    p: &Ready,
    c: &mut Conversation,
    before: ConversationId,
) -> Result<()> {
    if store::conversation::load(tx, before).await?.is_none() {
        return Ok(());
    }
    let ctx = Ctx {
        now: p.now,
        actor: Actor::System,
    };
    store::conversation::link(tx, c.id, before, "follows", p.now).await?;
    carry_out::command(tx, c, Command::Link(before), &ctx).await?;
    Ok(())
}

fn row(p: &Ready, c: &Conversation, landing: &str, spam: bool, ids: &Ids) -> store::form::Post {
    let suspicion = p.suspicion.iter().map(|why| why.word().to_owned());
    store::form::Post {
        id: ids.post,
        form: p.form.id,
        nonce: p.nonce.clone(),
        page: p.page.clone(),
        conversation: c.id,
        at: p.now,
        locale: p.locale.clone(),
        answers: Json(p.answers.clone()),
        suspicion: Json(suspicion.collect()),
        spam,
        landing: landing.to_owned(),
    }
}
