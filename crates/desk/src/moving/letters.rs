//! Mail of an import: read by the same code as live mail, put into conversations by the Message-IDs that it names, with its
//! own dates and directions. A mail that has been here before stays as it is.

use super::batch::Hand;
use super::matters::{CONVERSATION, MESSAGE, blank, recount, remember};
use super::people;
use super::{Problem, Setting};
use crate::ingest::digest::{Digest, people as addresses};
use crate::ingest::{self, Reading, land};
use crate::{Desk, Result, carry_out, fresh};
use domain::contact::email_key;
use domain::conversation::StatusState;
use domain::message::MessageKind;
use domain::moving::{Person, plausible};
use domain::{AttachmentId, ContactId, ConversationId, InboundId, MessageId, Millis};
use mail::Automatic;
use store::conversation::Participant;
use store::inbound::Claimed;
use store::message::NewMessage;
use store::{Json, Tx};

/// A mail that was read, ready for its transaction.
#[derive(Debug, Clone)]
pub struct Letter {
    pub digest: Digest,
    /// When it was written.
    pub at: Millis,
    /// The whole mail.
    pub bytes: Vec<u8>,
    /// Hash of the mail, by which it is known.
    pub key: String,
}

/// What cannot be read is not taken, and told.
pub type LetterError = (&'static str, String);

/// Blobs of a mail: itself, and its files.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    raw: String,
    files: Vec<String>,
}

impl Desk {
    /// Reads a mail of an mbox. `date`: of its separator; `before`: of the mail before it, for one without any.
    ///
    /// # Errors
    /// `unreadable` with the reason.
    pub fn letter(
        &self,
        bytes: Vec<u8>,
        date: Option<Millis>,
        before: Millis,
        now: Millis,
    ) -> std::result::Result<(Letter, Option<LetterError>), LetterError> {
        let limits = mail::Limits::default();
        let mail = ingest::read(&bytes, &limits).map_err(|why| ("unreadable", why))?;
        if mail.from.is_empty() && mail.subject.is_empty() && mail.message_id.is_none() {
            return Err(("not_a_mail", String::new()));
        }
        let good = |at: &Millis| plausible(*at) && *at <= now;
        let dated = mail.date.filter(good).or(date.filter(good));
        let odd = dated.is_none().then(|| {
            let said = mail.date.map(|d| d.to_string());
            ("no_date", said.unwrap_or_default())
        });
        let at = dated.unwrap_or(before);
        let claimed = Claimed {
            id: InboundId(uuid::Uuid::nil()),
            attempt: 1,
            channel: None,
            source: "import".to_owned(),
            mailbox: None,
            mail_from: String::new(),
            rcpt: Json(Vec::new()),
            peer_ip: String::new(),
            helo: String::new(),
            received_at: at,
            freshness: "backfill".to_owned(),
            internal_date: Some(at),
            headers_only_of: None,
            bytes: None,
            blob: None,
            size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        };
        let reading = Reading {
            claimed,
            mail,
            authentication: None,
            spam: None,
        };
        let digest = Digest::of(reading, &self.tokens, at);
        let letter = Letter {
            at,
            key: digest.content_key.clone(),
            digest,
            bytes,
        };
        Ok((letter, odd))
    }

    /// Blob first, then row.
    pub(super) async fn keep_letter(&self, letter: &Letter) -> Result<Kept> {
        let mut files = Vec::new();
        for file in &letter.digest.mail.attachments {
            files.push(self.blobs.put(&file.bytes).await?);
        }
        Ok(Kept {
            raw: self.blobs.put(&letter.bytes).await?,
            files,
        })
    }
}

/// Whether the mail has been here: imported, received, or sent by us.
pub(super) async fn is_here(tx: &mut Tx, source: &str, letter: &Letter) -> Result<bool> {
    if let Some(id) = store::imports::item(tx, source, MESSAGE, &letter.key).await?
        && store::message::load(tx, MessageId(id)).await?.is_some()
    {
        return Ok(true);
    }
    if !store::inbound::earlier(tx, &letter.key, InboundId(uuid::Uuid::nil()))
        .await?
        .is_empty()
    {
        return Ok(true);
    }
    let Some(id) = &letter.digest.message_id else {
        return Ok(false);
    };
    Ok(store::imports::is_outbound(tx, id).await?)
}

/// The oldest conversation that knows one of its ids.
pub(super) async fn conversation(tx: &mut Tx, digest: &Digest) -> Result<Option<ConversationId>> {
    let mut keys: Vec<String> = digest.message_id.iter().cloned().collect();
    keys.extend(digest.references.iter().cloned());
    let mut found = store::thread_ref::find(tx, &keys).await?;
    found.sort_by_key(|f| (f.at, f.conversation));
    for place in found {
        if store::conversation::load(tx, place.conversation)
            .await?
            .is_some()
        {
            return Ok(Some(place.conversation));
        }
    }
    Ok(None)
}

pub(super) async fn write(
    tx: &mut Tx,
    hand: &mut Hand<'_>,
    letter: &Letter,
    kept: &Kept,
) -> Result<()> {
    let d = &letter.digest;
    if is_here(tx, &hand.setting.source, letter).await? {
        hand.counts.messages_known += 1;
        return Ok(());
    }
    let ours = d.own || hand.setting.is_own(&d.sender_key);
    let machine = matches!(d.mail.automatic, Automatic::Bounce | Automatic::Loop);
    let writer = if ours || machine {
        None
    } else {
        contact(tx, hand, letter).await?
    };
    let joined = conversation(tx, d).await?;
    let made = match joined {
        Some(id) => store::imports::made_here(tx, hand.import, id).await?,
        None => true,
    };
    let id = match joined {
        Some(id) => id,
        None => open(tx, hand, letter, writer, ours).await?,
    };
    let message = say(tx, hand, letter, kept, id, writer, ours).await?;
    remember(tx, hand, MESSAGE, &letter.key, message.0).await?;
    hand.counts.messages_made += 1;
    hand.counts.files += kept.files.len() as u64;
    if made && store::imports::untouched(tx, hand.import, id).await? {
        let newest = store::message::latest_public(tx, id, 1).await?;
        let preview = newest
            .first()
            .map(|m| m.reply.as_deref().unwrap_or(&m.text));
        let preview = preview.map(carry_out::preview).unwrap_or_default();
        store::imports::settle(tx, id, &preview).await?;
    } else {
        recount(tx, id).await?;
    }
    Ok(())
}

/// The contact who wrote a mail.
async fn contact(tx: &mut Tx, hand: &mut Hand<'_>, letter: &Letter) -> Result<Option<ContactId>> {
    let Some(sender) = &letter.digest.sender else {
        return Ok(None);
    };
    person(tx, hand, sender, letter).await
}

async fn person(
    tx: &mut Tx,
    hand: &mut Hand<'_>,
    who: &domain::reply_rules::Person,
    letter: &Letter,
) -> Result<Option<ContactId>> {
    let key = email_key(&who.address);
    if let Some(known) =
        store::contact::by_identity(tx, domain::contact::IdentityKind::Email, &key).await?
    {
        return Ok(Some(known.contact));
    }
    if !domain::reply_rules::is_plain_address(&who.address) {
        return Ok(None);
    }
    let person = Person {
        key,
        name: domain::moving::columns::one_line(who.name.as_deref().unwrap_or_default(), 200),
        emails: vec![who.address.clone()],
        language: letter.digest.mail.language.clone().unwrap_or_default(),
        created_at: Some(letter.at),
        ..Person::default()
    };
    people::write(tx, hand, &person).await
}

/// A new conversation for a mail that belongs to none. When the team wrote first, it is with whom they wrote to.
async fn open(
    tx: &mut Tx,
    hand: &mut Hand<'_>,
    letter: &Letter,
    writer: Option<ContactId>,
    ours: bool,
) -> Result<ConversationId> {
    let mail = &letter.digest.mail;
    let customer = if ours {
        let to = mail.to.iter().find(|a| !hand.setting.is_own(&a.address));
        match to {
            Some(to) => {
                let to = domain::reply_rules::Person {
                    name: to.name.clone(),
                    address: to.address.clone(),
                };
                person(tx, hand, &to, letter).await?
            }
            None => None,
        }
    } else {
        writer
    };
    let mut c = blank(hand, customer, letter.at);
    c.subject = domain::moving::columns::one_line(&mail.subject, domain::conversation::SUBJECT_MAX);
    c.language.clone_from(&mail.language);
    c.state = StatusState::Resolved { at: letter.at };
    store::conversation::insert(tx, &mut c, None).await?;
    remember(tx, hand, CONVERSATION, &letter.key, c.id.0).await?;
    hand.counts.conversations_made += 1;
    Ok(c.id)
}

async fn say(
    tx: &mut Tx,
    hand: &Hand<'_>,
    letter: &Letter,
    kept: &Kept,
    conversation: ConversationId,
    writer: Option<ContactId>,
    ours: bool,
) -> Result<MessageId> {
    let d = &letter.digest;
    let mail = &d.mail;
    let id = MessageId(fresh::id(hand.now));
    let kind = if ours {
        MessageKind::Agent
    } else {
        MessageKind::Customer
    };
    let m = NewMessage {
        contact: writer,
        agent: hand
            .setting
            .agents
            .get(&d.sender_key)
            .copied()
            .filter(|_| ours),
        door: hand.setting.door,
        channel: Some(hand.setting.channel),
        subject: mail.subject.clone(),
        text: mail.text.clone(),
        html: mail.html_safe.clone(),
        reply: Some(mail.reply.clone()),
        folded: serde_json::to_value(&mail.folded).unwrap_or_default(),
        from: addresses(&mail.from),
        to: addresses(&mail.to),
        cc: addresses(&mail.cc),
        bcc: addresses(&mail.bcc),
        reply_to: addresses(&mail.reply_to),
        automatic: d.automatic_word().to_owned(),
        language: mail.language.clone(),
        provider_id: d.message_id.clone(),
        raw_blob: Some(kept.raw.clone()),
        size: d.claimed.size,
        ..NewMessage::new(id, conversation, kind, letter.at)
    };
    let n = store::message::insert(tx, &m).await?;
    let from = m.from.first();
    let name = from.and_then(|p| p.name.clone()).unwrap_or_default();
    let address = from.map(|p| p.address.as_str()).unwrap_or_default();
    let body = m.reply.as_deref().unwrap_or(&m.text);
    store::search::index_message(tx, n, &[&m.subject, body, &name, address]).await?;
    let ids: Vec<AttachmentId> = kept
        .files
        .iter()
        .map(|_| AttachmentId(fresh::id(hand.now)))
        .collect();
    store::message::attach(tx, &land::files(d, &kept.files, id, &ids)).await?;
    store::thread_ref::remember(tx, conversation, letter.at, &land::refs(d, id)).await?;
    let people = participants(letter, hand.setting, ours);
    store::conversation::add_participants(tx, conversation, &people).await?;
    Ok(id)
}

fn participants(letter: &Letter, setting: &Setting, ours: bool) -> Vec<Participant> {
    let mail = &letter.digest.mail;
    let sender = letter
        .digest
        .sender
        .iter()
        .map(|p| (p.name.clone(), p.address.clone(), "customer"));
    let others = mail.to.iter().chain(&mail.cc).take(100).map(|a| {
        (
            a.name.clone(),
            a.address.clone(),
            if ours { "customer" } else { "cc" },
        )
    });
    let mut out: Vec<Participant> = Vec::new();
    for (name, address, role) in sender.chain(others) {
        let address_key = email_key(&address);
        let known = out.iter().any(|p| p.address_key == address_key);
        if !known && address_key.contains('@') && !setting.is_own(&address) {
            out.push(Participant {
                address_key,
                address,
                name: name.unwrap_or_default(),
                role: role.to_owned(),
                since: letter.at,
                new_to_conversation: false,
            });
        }
    }
    out
}

impl Letter {
    /// What a report calls it.
    #[must_use]
    pub fn name(&self) -> String {
        let d = &self.digest;
        let name = d
            .message_id
            .clone()
            .unwrap_or_else(|| d.mail.subject.clone());
        domain::moving::columns::one_line(&name, 200)
    }

    /// A line of the report for it.
    #[must_use]
    pub fn problem(&self, place: u64, (code, detail): LetterError) -> Problem {
        Problem {
            place,
            key: self.name(),
            code,
            detail,
            lost: false,
        }
    }
}
