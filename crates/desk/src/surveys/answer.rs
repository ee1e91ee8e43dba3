//! Answering: what the page behind a link shows, and what becomes of an answer. Whoever has the link may answer: it is
//! unguessable and was mailed to one person. Nothing is recorded by looking.

use super::letter::{place, question};
use crate::account::token_hash;
use crate::settings::emit;
use crate::text::{Form, Variables, fill};
use crate::texts::{self, Key};
use crate::{By, Desk, DeskError, Result, carry_out, fresh, merge, organization};
use domain::access::Permission;
use domain::conversation::{Command, Ctx, Status};
use domain::event::{Actor, EventKind};
use domain::survey::{Kind, Side, answer};
use domain::{BrandId, ContactId, MessageId, Millis};
use serde_json::json;
use store::Tx;
use store::survey::Ask;

/// Longer texts are no token.
const TOKEN_MAX: usize = 64;

/// What the page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub kind: Kind,
    /// Of the words.
    pub locale: String,
    pub question: String,
    pub thanks: String,
    pub organization: String,
    /// Whose look the page has.
    pub brand: BrandId,
    /// What was answered before.
    pub score: Option<i64>,
    pub comment: String,
    /// Whether an answer is taken (any more).
    pub open: bool,
    pub test: bool,
}

/// What somebody posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    pub score: i64,
    pub comment: String,
}

impl Desk {
    /// The page behind a link. Changes nothing: mail scanners follow links.
    ///
    /// # Errors
    /// `not_found` for what is no link of ours, or whose person was forgotten.
    pub async fn survey_page(&self, token: &str, now: Millis) -> Result<Page> {
        let hash = hash_of(token)?;
        self.db
            .read(async move |tx| {
                let ask = found(tx, &hash).await?;
                page(tx, &ask, now).await
            })
            .await
    }

    /// Records an answer, or changes it. The same again does nothing.
    ///
    /// # Errors
    /// `not_found`, `bad_score`, `too_long`, `too_late`.
    pub async fn answer_survey(&self, token: &str, posted: Posted, now: Millis) -> Result<()> {
        let hash = hash_of(token)?;
        let line = MessageId(fresh::id(now));
        self.write(async move |tx| {
            let ask = found(tx, &hash).await?;
            let given = answer(&ask.plain(), posted.score, &posted.comment, now)?;
            if given.same {
                return Ok(());
            }
            store::survey::answer(tx, &ask, &given, now).await?;
            if ask.test {
                return Ok(());
            }
            tell(tx, &ask, &given, line, now).await
        })
        .await
    }

    /// Whoever has the link does not want to be asked any more. The same again does nothing.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn refuse_surveys(&self, token: &str, now: Millis) -> Result<()> {
        let hash = hash_of(token)?;
        self.write(async move |tx| {
            let ask = found(tx, &hash).await?;
            if let Some(contact) = ask.contact {
                let contact = root(tx, contact).await?;
                store::survey::refuse(tx, contact, now).await?;
            }
            Ok(())
        })
        .await
    }
}

impl Desk {
    /// Whether a contact wants to be asked.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn refuses_surveys(&self, by: &By, contact: ContactId) -> Result<bool> {
        by.demand(Permission::ConversationRead)?;
        self.db
            .read(async move |tx| {
                let person = store::contact::root(tx, contact).await?;
                let person = person.ok_or_else(|| DeskError::missing("contact"))?;
                Ok(store::survey::find::memory(tx, person.id).await?.1)
            })
            .await
    }

    /// Notes what a contact said about being asked; it holds for all records that were merged into theirs.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn note_refusal(&self, by: &By, contact: ContactId, refused: bool) -> Result<()> {
        by.demand(Permission::ContactWrite)?;
        let by = by.clone();
        self.write(async move |tx| {
            let person = store::contact::root(tx, contact).await?;
            let person = person.ok_or_else(|| DeskError::missing("contact"))?;
            if refused {
                store::survey::refuse(tx, person.id, by.now).await?;
            } else {
                for id in store::contact::merged_family(tx, person.id).await? {
                    store::survey::allow(tx, id).await?;
                }
            }
            let kind = EventKind::ContactChanged { contact: person.id };
            emit(tx, &by, kind);
            Ok(())
        })
        .await
    }
}

/// The record that a contact was merged into in the end.
async fn root(tx: &mut Tx, contact: ContactId) -> Result<ContactId> {
    Ok(store::contact::root(tx, contact)
        .await?
        .map_or(contact, |p| p.id))
}

fn hash_of(token: &str) -> Result<Vec<u8>> {
    let plain = token.len() <= TOKEN_MAX && token.bytes().all(|b| b.is_ascii_alphanumeric());
    if !plain || token.is_empty() {
        return Err(DeskError::missing("survey"));
    }
    Ok(token_hash(token))
}

async fn found(tx: &mut Tx, hash: &[u8]) -> Result<Ask> {
    let ask = store::survey::by_token(tx, hash).await?;
    ask.ok_or_else(|| DeskError::missing("survey"))
}

async fn page(tx: &mut Tx, ask: &Ask, now: Millis) -> Result<Page> {
    let channel = match ask.channel {
        Some(id) => store::channel::load(tx, id).await?,
        None => None,
    };
    let place = place(tx, channel.as_ref()).await?;
    let organization = organization::of(tx).await?;
    let asked = question(tx, ask.kind, &place, &ask.locale).await?;
    let variables = Variables::default().with("organization.name", &*organization.name);
    let key = Key::SurveyThanks;
    let thanks = texts::find_for(
        tx,
        key,
        place.0,
        &place.1,
        &ask.locale,
        &organization.locale,
    )
    .await?;
    let plain = ask.plain();
    Ok(Page {
        kind: ask.kind,
        locale: asked.locale,
        question: asked.body,
        thanks: fill(&thanks.body, &variables, Form::Plain)?,
        organization: organization.name,
        brand: place.0,
        score: ask.score,
        comment: ask.comment.clone(),
        open: plain.open(now),
        test: ask.test,
    })
}

/// A line in the conversation, an event for rules, figures and consoles; and the conversation opens again, where that was
/// chosen and the score is low.
pub(super) async fn tell(
    tx: &mut Tx,
    ask: &Ask,
    given: &domain::survey::Answer,
    line: MessageId,
    now: Millis,
) -> Result<()> {
    let Some(id) = ask.conversation else {
        return Ok(());
    };
    // Deleted since, or merged away: whoever asked still counts the answer.
    let Some(c) = store::conversation::living(tx, id).await? else {
        return Ok(());
    };
    let Some(mut c) = merge::survivor(tx, c).await? else {
        return Ok(());
    };
    let event = json!({
        "name": "survey_answered", "kind": ask.kind, "score": given.score, "changed": !given.first,
        "comment": !given.comment.is_empty(),
    });
    store::conversation::add_event_line(tx, c.id, line, now, None, &event).await?;
    let actor = match ask.contact {
        Some(contact) => Actor::Customer(root(tx, contact).await?),
        None => Actor::System,
    };
    let ctx = Ctx { now, actor };
    let kind = EventKind::SurveyAnswered {
        conversation: c.id,
        survey: ask.survey,
        score: given.score,
    };
    carry_out::happened(tx, &mut c, kind, &ctx).await?;
    let low = ask.kind.side(given.score) == Side::Low;
    if ask.reopen_low && low && c.state.status() == Status::Resolved {
        let ctx = Ctx {
            now,
            actor: Actor::System,
        };
        carry_out::command(tx, &mut c, Command::SetStatus(Status::Open), &ctx).await?;
    }
    carry_out::save(tx, &mut c, None).await
}
