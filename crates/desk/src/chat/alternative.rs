//! Another way for a visitor who waits on the line: what they are told of it, and what follows when they choose. When it is
//! offered the queue decides; what holds of an offer, `domain::alternative`.

use super::loaded;
use super::post::{address, known_as, takes_part};
use super::session::{ContactIds, who};
use super::shown::{Seen, channel, seen};
use super::visit::told;
use crate::promise::{self, Asking, Forecasts};
use crate::{Desk, DeskError, Result, fresh, organization};
use domain::alternative::{Choice, Line, Step, choose};
use domain::chat::{Change, Widget};
use domain::conversation::Conversation;
use domain::promise::Estimate;
use domain::routing::Kind;
use domain::{MessageId, Millis, PromiseId, VisitorId};
use serde_json::json;
use store::Tx;
use store::chat::Chat;

/// What a visitor in the line may choose between.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Alternative {
    pub at: Millis,
    /// How long they would wait on it, and when a message is answered; `None`: this channel promises nothing.
    pub told: Option<(Estimate, Estimate)>,
    pub zone: String,
}

/// What a visitor chose, and the address that they typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    pub choice: Choice,
    pub email: Option<String>,
}

/// Ids made before the transaction, which may run twice.
struct Ids {
    contact: ContactIds,
    line: MessageId,
    promise: PromiseId,
}

impl Desk {
    /// Takes another way, or stays in the line. The same choice again changes nothing but the address.
    ///
    /// # Errors
    /// `token_unknown`, `nothing_offered`, `blocked`, `email_required`, `bad_address`.
    pub async fn choose_alternative(
        &self,
        widget: &Widget,
        token: &str,
        chosen: Chosen,
        now: Millis,
    ) -> Result<Option<Seen>> {
        let ids = Ids {
            contact: ContactIds::new(now),
            line: MessageId(fresh::id(now)),
            promise: PromiseId(fresh::id(now)),
        };
        let (keys, widget, token) = (self.keys.clone(), widget.id, token.to_owned());
        let forecasts = self.forecasts.clone();
        self.write(async move |tx| {
            let widget = loaded(tx, widget).await?;
            let none = VisitorId(uuid::Uuid::nil());
            let who = who(tx, &keys, &widget, Some(&token), none, now).await?;
            let Some(mut visitor) = who.stored else {
                // A stranger waits nowhere.
                choose(None, line_of(None), chosen.choice)?;
                return Ok(None);
            };
            let (chat, c) = waits(tx, visitor.id).await?.unzip();
            let offered = chat.as_ref().and_then(Chat::alternative);
            let step = choose(
                offered,
                line_of(chat.as_ref().zip(c.as_ref())),
                chosen.choice,
            )?;
            let c = c.ok_or_else(|| DeskError::missing("conversation"))?;
            // Said again, an address is taken where there was none.
            let news = step == Step::Chosen || visitor.email.is_empty();
            if chosen.choice == Choice::Message && news {
                address(&widget, &mut visitor, chosen.email.as_deref())?;
                known_as(tx, &mut visitor, &ids.contact, now).await?;
                store::chat::put_visitor(tx, &visitor).await?;
                takes_part(tx, &c, &visitor, now).await?;
            }
            if step == Step::Chosen {
                write(tx, &widget, &c, (chosen.choice, &forecasts), &ids, now).await?;
                told(tx, &visitor, Change::Chose, now).await?;
            }
            seen(tx, &forecasts, &visitor, now).await
        })
        .await
    }
}

/// The chat that a visitor is in, with its conversation; `None`: they are in none of their own any more.
async fn waits(tx: &mut Tx, visitor: VisitorId) -> Result<Option<(Chat, Conversation)>> {
    let Some(chat) = store::chat::newest(tx, visitor).await? else {
        return Ok(None);
    };
    let c = store::conversation::living(tx, chat.conversation).await?;
    Ok(c.map(|c| (chat, c)))
}

/// Where somebody stands in the line.
fn line_of(of: Option<(&Chat, &Conversation)>) -> Line {
    Line {
        since: of.and_then(|(_, c)| c.waiting_since),
        taken: of.is_some_and(|(_, c)| c.assignee.is_some()),
        left: of.is_some_and(|(chat, _)| chat.left_at.is_some()),
    }
}

async fn write(
    tx: &mut Tx,
    widget: &Widget,
    c: &Conversation,
    (choice, forecasts): (Choice, &Forecasts),
    ids: &Ids,
    now: Millis,
) -> Result<()> {
    store::chat::choose_alternative(tx, c.id, choice, now).await?;
    let said = match choice {
        Choice::Message => json!({ "name": "alternative_message" }),
        Choice::Wait => json!({ "name": "alternative_wait" }),
    };
    store::conversation::add_event_line(tx, c.id, ids.line, now, None, &said).await?;
    let channel = channel(tx, widget).await?;
    if choice == Choice::Message && channel.acknowledge {
        let asking = asking(Kind::Deferred, c);
        let estimate = promise::of(tx, forecasts, &channel, asking, now).await?;
        promise::keep(tx, c, &channel, &estimate, ids.promise, now).await?;
    }
    Ok(())
}

fn asking(kind: Kind, c: &Conversation) -> Asking<'_> {
    Asking {
        kind,
        urgency: c.urgency,
        language: c.language.as_deref(),
    }
}

/// How long somebody waits who stays. Of the line is known how long those wait in it who stand there by the holding limit;
/// who was offered another way stands behind them, by the target, and no later than what is written now.
fn stays(line: Estimate, message: Estimate, now: Millis) -> Estimate {
    let at = |e: &Estimate| e.told.almost_always_at(now);
    match at(&line) > at(&message) {
        true => line,
        false => message,
    }
}

/// What there is to choose in a chat, with what either way takes as things stand now.
pub(super) async fn open(
    tx: &mut Tx,
    widget: &Widget,
    (chat, c): (&Chat, &Conversation),
    forecasts: &Forecasts,
    now: Millis,
) -> Result<Option<Alternative>> {
    let line = line_of(Some((chat, c)));
    let open = chat.conversation == c.id;
    let Some(offered) = chat.alternative().filter(|a| open && a.is_open(line)) else {
        return Ok(None);
    };
    let channel = channel(tx, widget).await?;
    let told = match channel.acknowledge {
        true => {
            let (live, written) = (asking(Kind::Live, c), asking(Kind::Deferred, c));
            let line = promise::of(tx, forecasts, &channel, live, now).await?;
            let message = promise::of(tx, forecasts, &channel, written, now).await?;
            Some((stays(line, message, now), message))
        }
        false => None,
    };
    Ok(Some(Alternative {
        at: offered.at,
        told,
        zone: organization::of(tx).await?.zone,
    }))
}
