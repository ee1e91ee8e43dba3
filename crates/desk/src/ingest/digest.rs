//! What can be told of a mail before the database is asked: addresses, tokens, references, hashes.

use super::Reading;
use domain::contact::email_key;
use domain::reply_rules::Person;
use domain::threading::SenderProof;
use domain::{ConversationId, DeliveryId, MessageId, Millis};
use mail::token::{self, TokenKey};
use mail::{Address, AuthResult, Authentication, Automatic, Mail};
use sha2::{Digest as _, Sha256};
use store::inbound::Claimed;

/// References looked at; a mail with a thousand of them is answered by the newest.
const REFERENCES_MAX: usize = 48;
/// Addresses looked at for doors and tokens.
const ADDRESSES_MAX: usize = 200;

/// A mail, ready for its transaction.
#[derive(Debug, Clone)]
pub struct Digest {
    pub claimed: Claimed,
    pub mail: Mail,
    pub authentication: Option<Authentication>,
    pub spam: Option<String>,
    pub now: Millis,
    /// When the customer wrote as far as we can vouch for it: the server's time, not the Date header.
    pub at: Millis,
    /// Who wrote; `None` for nobody (M11).
    pub sender: Option<Person>,
    pub sender_key: String,
    pub proof: SenderProof,
    /// Where it was sent to: envelope first, then Delivered-To and the like, then To, Cc, Bcc (M10).
    pub addressed: Vec<String>,
    /// Conversations whose signed token stands in an address.
    pub tokens: Vec<ConversationId>,
    /// Deliveries whose return path it was sent to.
    pub returns: Vec<DeliveryId>,
    /// Our own mail came back (M24).
    pub own: bool,
    /// Which message of ours it is, when its id survived the way.
    pub own_message: Option<MessageId>,
    /// Ids that it names, newest first, without its own.
    pub references: Vec<String>,
    pub message_id: Option<String>,
    /// Message-ID and a hash of From, Date, subject and body (M18, M19).
    pub content_key: String,
    /// Hash of the words alone: a machine repeats itself (M23).
    pub words: Vec<u8>,
}

impl Digest {
    #[must_use]
    pub fn of(reading: Reading, key: &TokenKey, now: Millis) -> Self {
        let Reading {
            claimed,
            mail,
            authentication,
            spam,
        } = reading;
        let addressed = addressed(&claimed, &mail);
        let sender = sender(&mail, &claimed);
        let sender_key = sender
            .as_ref()
            .map(|p| email_key(&p.address))
            .unwrap_or_default();
        let tokens = distinct(addressed.iter().filter_map(|a| {
            token::read_reply_address(key, a)?
                .parse::<ConversationId>()
                .ok()
        }));
        let returns = distinct(
            addressed
                .iter()
                .filter_map(|a| token::read_verp(key, a)?.parse::<DeliveryId>().ok()),
        );
        let message_id = mail.message_id.as_deref().and_then(store::thread_ref::key);
        let own_message = message_id
            .as_deref()
            .and_then(|id| token::is_ours(key, id))
            .and_then(|id| id.parse().ok());
        let mark = key.instance_mark();
        let own = own_message.is_some() || mail.loop_marks.iter().any(|m| m.contains(&mark));
        let words = words_of(&mail);
        let content_key = content_key(&mail, &words);
        Self {
            proof: proof(authentication.as_ref()),
            at: claimed
                .internal_date
                .map_or(claimed.received_at, |d| d.min(claimed.received_at)),
            references: references(&mail, message_id.as_deref()),
            claimed,
            mail,
            authentication,
            spam,
            now,
            sender,
            sender_key,
            addressed,
            tokens,
            returns,
            own,
            own_message,
            message_id,
            content_key,
            words,
        }
    }

    /// A program wrote it, or it came through a list.
    #[must_use]
    pub fn automatic(&self) -> bool {
        self.mail.automatic != Automatic::None
    }

    /// It must neither reopen nor stop a clock (M29). A person on a list is still a person.
    #[must_use]
    pub fn speaks_for_nobody(&self) -> bool {
        matches!(
            self.mail.automatic,
            Automatic::AutoReply | Automatic::Bounce | Automatic::Loop
        )
    }

    /// The null sender, or a From without an address.
    #[must_use]
    pub fn null_sender(&self) -> bool {
        let smtp = self.claimed.source == "smtp" && self.claimed.mail_from.is_empty();
        smtp || self.mail.return_path.as_deref() == Some("") || self.sender.is_none()
    }

    #[must_use]
    pub fn automatic_word(&self) -> &'static str {
        match self.mail.automatic {
            Automatic::None => "none",
            Automatic::AutoReply => "auto-reply",
            Automatic::Bounce => "bounce",
            Automatic::List => "list",
            Automatic::Loop => "loop",
        }
    }
}

pub(super) fn person(a: &Address) -> Person {
    Person {
        name: a.name.clone().filter(|n| !n.trim().is_empty()),
        address: a.address.clone(),
    }
}

pub(crate) fn people(list: &[Address]) -> Vec<Person> {
    list.iter().map(person).collect()
}

fn addressed(claimed: &Claimed, mail: &Mail) -> Vec<String> {
    let heads = mail
        .to
        .iter()
        .chain(&mail.cc)
        .chain(&mail.bcc)
        .map(|a| &a.address);
    distinct(
        claimed
            .rcpt
            .0
            .iter()
            .chain(&mail.delivered_to)
            .chain(heads)
            .filter(|a| a.contains('@'))
            .take(ADDRESSES_MAX)
            .cloned(),
    )
}

/// From, else Sender, else Reply-To, else the envelope: a mail always has somebody behind it, if only by name (M11).
fn sender(mail: &Mail, claimed: &Claimed) -> Option<Person> {
    let usable = |a: &&Address| a.address.contains('@');
    mail.from
        .iter()
        .find(usable)
        .or_else(|| mail.sender.as_ref().filter(usable))
        .or_else(|| mail.reply_to.iter().find(usable))
        .map(person)
        .or_else(|| {
            let path = mail
                .return_path
                .clone()
                .unwrap_or_else(|| claimed.mail_from.clone());
            path.contains('@').then_some(Person {
                name: None,
                address: path,
            })
        })
}

fn proof(authentication: Option<&Authentication>) -> SenderProof {
    match authentication.map(|a| a.dmarc) {
        Some(AuthResult::Pass) => SenderProof::Passed,
        Some(AuthResult::Fail) => SenderProof::Failed,
        _ => SenderProof::Unknown,
    }
}

/// In-Reply-To, then References from the end (M36).
fn references(mail: &Mail, own: Option<&str>) -> Vec<String> {
    let ids = mail
        .in_reply_to
        .iter()
        .chain(mail.references.iter().rev())
        .take(REFERENCES_MAX)
        .filter_map(|id| store::thread_ref::key(id))
        .filter(|id| Some(id.as_str()) != own);
    distinct(ids)
}

fn words_of(mail: &Mail) -> Vec<u8> {
    let mut hash = Sha256::new();
    for word in mail.text.split_whitespace() {
        hash.update(word.as_bytes());
        hash.update(b" ");
    }
    for file in &mail.attachments {
        hash.update(file.size.to_be_bytes());
        hash.update(Sha256::digest(&file.bytes));
    }
    hash.finalize().to_vec()
}

fn content_key(mail: &Mail, words: &[u8]) -> String {
    let mut hash = Sha256::new();
    let from = mail
        .from
        .first()
        .map(|a| email_key(&a.address))
        .unwrap_or_default();
    let date = mail.date.map(|d| d.to_string()).unwrap_or_default();
    let id = mail.message_id.as_deref().unwrap_or_default();
    for part in [id, &from, &date, mail.subject.trim()] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.update(words);
    crate::fresh::hex(&hash.finalize()[..20])
}

fn distinct<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut out: Vec<T> = Vec::new();
    for item in items {
        if !out.contains(&item) {
            out.push(item);
        }
    }
    out
}
