//! The letter of a look at a mail door: it carries a token of ours in its subject, which no server on the way changes, and
//! whoever reads it when it comes in knows it by that.

use crate::page_token::{PageToken, TEXT};
use crate::{Desk, DeskError, Keys, Result, fresh};
use domain::probe::Verdict;
use domain::{DeliveryId, Millis, ProbeId};
use mail::compose::{self, Outgoing};
use mail::{Address, Automatic, Mail};
use store::Tx;
use store::house_mail::{NewHouseMail, Purpose};
use uuid::Uuid;

/// Stands before the token.
const SUBJECT: &str = "Probe";
const WORDS: &str = "The program writes to its own address to see whether mail comes in. Nobody has to do anything: it \
                     takes this letter out again by itself.\n";
const TO_DOOR: &str = "probe:letter";
/// A token that is older is not looked at: a letter that was kept somewhere is no probe.
const OLDEST_MS: Millis = 2 * 24 * 60 * 60 * 1000;
/// After that it is not tried again to send it.
const GOOD_FOR_MS: Millis = domain::probe::LETTER_MS;

/// A letter that our own SMTP door is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub from: String,
    pub to: String,
    pub bytes: Vec<u8>,
}

/// How a letter of ours was met again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ByLetter {
    In,
    /// A delivery report.
    Back(String),
    /// A program answered it.
    Echo,
}

/// A letter of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Arrived {
    pub probe: ProbeId,
    pub by: ByLetter,
}

impl Desk {
    /// Sends the letter of a look by our own outgoing mail.
    ///
    /// # Errors
    /// `invalid_recipient`; see also [`store::StoreError`].
    pub async fn send_probe(&self, probe: ProbeId, address: &str, now: Millis) -> Result<()> {
        let letter = self.probe_letter(probe, address, now).await?;
        let row = NewHouseMail {
            id: DeliveryId(fresh::id(now)),
            purpose: Purpose::Probe,
            about: probe.0,
            recipient: letter.to,
            envelope_from: letter.from,
            bytes: letter.bytes,
            at: now,
            expires_at: now + GOOD_FOR_MS,
        };
        self.write(async move |tx| Ok(store::house_mail::insert(tx, &row).await?))
            .await
    }

    /// The letter, from the door to itself: what comes back comes there as well.
    ///
    /// # Errors
    /// `invalid_recipient`; see also [`store::StoreError`].
    pub async fn probe_letter(&self, probe: ProbeId, address: &str, now: Millis) -> Result<Letter> {
        let name = self.organization().await?.name;
        let domain = address.rsplit('@').next().unwrap_or("localhost");
        let token = token(&self.keys, TO_DOOR, probe, now);
        let own = |name: Option<String>| Address {
            name,
            address: address.to_owned(),
        };
        let outgoing = Outgoing {
            from: own(Some(name)),
            to: vec![own(None)],
            subject: format!("{SUBJECT} {token}"),
            // In a delivery report it may be all that is left of the letter.
            message_id: format!("{token}.probe@{domain}"),
            date_ms: now,
            text: WORDS.to_owned(),
            headers: vec![("Auto-Submitted".to_owned(), "auto-generated".to_owned())],
            ..Outgoing::default()
        };
        let bytes = compose::build(&outgoing)
            .map_err(|error| DeskError::refused("invalid_recipient", error.to_string()))?;
        Ok(Letter {
            from: address.to_owned(),
            to: address.to_owned(),
            bytes,
        })
    }
}

pub(super) fn token(keys: &Keys, purpose: &str, probe: ProbeId, now: Millis) -> String {
    let token = PageToken {
        made_at: now,
        nonce: probe.0.into_bytes(),
    };
    keys.page_token(purpose, &token)
}

pub(super) fn probe_of(keys: &Keys, purpose: &str, text: &str, now: Millis) -> Option<ProbeId> {
    let token = keys.read_page_token(purpose, text)?;
    let age = now.saturating_sub(token.made_at);
    // A clock of another node may be ahead by a little.
    let good = (-60_000..=OLDEST_MS).contains(&age);
    good.then(|| ProbeId(Uuid::from_bytes(token.nonce)))
}

/// Whether a mail is a letter of ours, or what became of one. What a person wrote is none, whatever its subject quotes.
pub(crate) fn read(keys: &Keys, mail: &Mail, now: Millis) -> Option<Arrived> {
    let bounce = mail.automatic == Automatic::Bounce;
    let (quoted, original) = match bounce {
        true => (mail.text.as_str(), mail.bounce_original.as_deref()),
        false => ("", None),
    };
    let original = original.and_then(|id| id.split('.').next());
    let words = mail
        .subject
        .split_whitespace()
        .chain(quoted.split_whitespace());
    let mut found = words.chain(original).filter(|w| w.len() == TEXT);
    let probe = found.find_map(|w| probe_of(keys, TO_DOOR, w, now))?;
    let by = if bounce {
        let said = mail.bounce.first().and_then(|b| b.diagnostic.clone());
        ByLetter::Back(said.unwrap_or_else(|| mail.subject.clone()))
    } else if mail.in_reply_to.is_empty() && is_plain(&mail.subject) {
        ByLetter::In
    } else if mail.automatic != Automatic::None {
        ByLetter::Echo
    } else {
        return None;
    };
    Some(Arrived { probe, by })
}

/// As it was sent, or with a mark that a filter put before it; not the subject of an answer.
fn is_plain(subject: &str) -> bool {
    let before = subject
        .rsplit_once(SUBJECT)
        .map_or("", |(before, _)| before);
    let before = before.trim();
    before.is_empty() || (before.starts_with('[') && before.ends_with(']'))
}

/// Whether it has left by the outgoing mail of the house.
pub(super) async fn is_sent(tx: &mut Tx, probe: ProbeId) -> Result<bool> {
    let fared = store::probe::letter(tx, probe).await?;
    Ok(fared.is_some_and(|(state, _)| state == "sent"))
}

/// It did not come in: by what became of it on its way out.
pub(super) async fn overdue(tx: &mut Tx, probe: ProbeId) -> Result<Verdict> {
    let fared = store::probe::letter(tx, probe).await?;
    let minutes = domain::probe::LETTER_MS / 60_000;
    Ok(Verdict::failed(match fared {
        Some((state, said)) if state != "sent" => {
            let said = said.filter(|s| !s.is_empty());
            let said = said.unwrap_or_else(|| "no server has taken it yet".to_owned());
            format!("The letter did not leave the house: {said}")
        }
        Some(_) => format!("The letter was sent and did not come in within {minutes} minutes."),
        None => format!("The letter did not come in within {minutes} minutes."),
    }))
}
