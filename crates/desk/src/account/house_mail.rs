//! Mails of the house, to its own agents and as surveys to customers: written here, queued in the transaction that causes
//! them.

use crate::{Desk, DeskError, Result, fresh, organization};
use domain::{DeliveryId, Millis};
use mail::Address;
use mail::compose::{self, Outgoing, Part};
use store::Tx;
use store::house_mail::{NewHouseMail, Purpose};
use uuid::Uuid;

/// Code of a refusal: no channel has an address.
pub(crate) const NO_SENDER: &str = "no_sender";

/// What a mail of the house says.
pub(crate) struct Letter<'a> {
    pub purpose: Purpose,
    /// The agent or the channel that it concerns.
    pub about: Uuid,
    /// `None`: the address of the first door.
    pub from: Option<&'a str>,
    pub to_name: &'a str,
    pub to: &'a str,
    pub subject: String,
    /// Paragraphs; a lone link is one of them.
    pub text: String,
    pub good_for_ms: Millis,
}

/// What goes with the text of a letter.
#[derive(Debug, Clone, Default)]
pub(crate) struct Enclosed {
    pub html: Option<String>,
    pub files: Vec<Part>,
    /// Where answers go, when that is not the sender.
    pub reply_to: Option<String>,
    /// Further fields of the head.
    pub headers: Vec<(String, String)>,
}

impl Desk {
    /// Queues a letter that is text alone.
    pub(crate) async fn send_letter(
        &self,
        tx: &mut Tx,
        letter: &Letter<'_>,
        id: DeliveryId,
        now: Millis,
    ) -> Result<DeliveryId> {
        self.send_enclosed(tx, letter, Enclosed::default(), id, now)
            .await
    }

    /// Queues a letter. It comes from an address of ours, which our smarthosts may send for.
    pub(crate) async fn send_enclosed(
        &self,
        tx: &mut Tx,
        letter: &Letter<'_>,
        enclosed: Enclosed,
        id: DeliveryId,
        now: Millis,
    ) -> Result<DeliveryId> {
        let name = organization::of(tx).await?.name;
        let from = match letter.from {
            Some(from) => from.to_owned(),
            None => first_door(tx).await?,
        };
        let domain = from.rsplit('@').next().unwrap_or("localhost").to_owned();
        let mut headers = vec![("Auto-Submitted".to_owned(), "auto-generated".to_owned())];
        headers.extend(enclosed.headers);
        let reply_to = enclosed.reply_to.map(|address| Address {
            name: Some(name.clone()),
            address,
        });
        let outgoing = Outgoing {
            reply_to: reply_to.into_iter().collect(),
            from: Address {
                name: Some(name),
                address: from.clone(),
            },
            to: vec![Address {
                name: Some(letter.to_name.to_owned()).filter(|n| !n.is_empty()),
                address: letter.to.to_owned(),
            }],
            subject: letter.subject.clone(),
            message_id: format!("{}@{domain}", fresh::id(now).simple()),
            date_ms: now,
            text: letter.text.clone(),
            html: enclosed.html,
            attachments: enclosed.files,
            headers,
            ..Outgoing::default()
        };
        let bytes = compose::build(&outgoing)
            .map_err(|error| DeskError::refused("invalid_recipient", error.to_string()))?;
        let row = NewHouseMail {
            id,
            purpose: letter.purpose,
            about: letter.about,
            recipient: letter.to.to_owned(),
            // Nobody answers to delivery reports about these; the state is shown where it matters.
            envelope_from: from,
            bytes,
            at: now,
            expires_at: now + letter.good_for_ms,
        };
        store::house_mail::insert(tx, &row).await?;
        Ok(id)
    }
}

/// The address that a letter comes from when nothing else is said.
///
/// # Errors
/// `no_sender`.
pub(crate) async fn first_door(tx: &mut Tx) -> Result<String> {
    let doors = store::door::all(tx).await?;
    doors
        .into_iter()
        .find(|d| d.removed_at.is_none())
        .map(|d| d.address)
        .ok_or_else(|| {
            DeskError::refused(
                NO_SENDER,
                "There is no channel with an address to send from yet.",
            )
        })
}
