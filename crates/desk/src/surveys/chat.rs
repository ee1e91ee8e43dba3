//! Ratings of chats: the card in the widget is a survey of the house's own. It is asked when a visitor has really seen the
//! card, once for each chat, and nobody sets it up: whether there is a card is a matter of the widget. Called by `chat`.

use super::answer::tell;
use super::letter::token;
use crate::account::token_hash;
use crate::{Result, fresh};
use domain::conversation::Conversation;
use domain::survey::{Answer, CHAT, Kind, Trigger, answer};
use domain::{MessageId, Millis, SurveyAskId};
use store::survey::{Ask, NewAsk, Survey};
use store::{Json, Tx};
use uuid::Uuid;

/// What people read in files and tables; no customer does.
const NAME: &str = "Rating of chats";

/// What an ask needs that is made before the transaction.
#[derive(Debug, Clone)]
pub(crate) struct Card {
    ask: SurveyAskId,
    /// Nobody is given it: a card has no link.
    token: String,
    line: MessageId,
}

impl Card {
    pub fn new(now: Millis) -> Result<Self> {
        Ok(Self {
            ask: SurveyAskId(fresh::id(now)),
            token: token()?,
            line: MessageId(fresh::id(now)),
        })
    }
}

/// The conversation that a card is about, and the chat that it began as.
#[derive(Debug, Clone, Copy)]
pub(crate) struct About<'a> {
    pub chat: &'a store::chat::Chat,
    /// What became of it when it was merged.
    pub c: &'a Conversation,
    pub locale: &'a str,
}

/// Whether the card of a chat was seen.
pub(crate) async fn was_shown(tx: &mut Tx, chat: &store::chat::Chat) -> Result<bool> {
    Ok(found(tx, chat).await?.is_some())
}

async fn found(tx: &mut Tx, chat: &store::chat::Chat) -> Result<Option<Ask>> {
    Ok(store::survey::of_subject(tx, CHAT, chat.conversation.0, 0).await?)
}

/// The card was seen. The same again does nothing.
pub(crate) async fn shown(tx: &mut Tx, about: About<'_>, card: &Card, now: Millis) -> Result<()> {
    let (chat, c) = (about.chat, about.c);
    store::survey::insert_once(tx, &survey(now)).await?;
    let new = NewAsk {
        id: card.ask,
        survey: CHAT,
        kind: Kind::Csat,
        subject: chat.conversation.0,
        basis: 0,
        conversation: Some(c.id),
        contact: c.contact,
        channel: Some(c.channel),
        team: c.team,
        topic: c.topic,
        agent: c.assignee,
        locale: about.locale.to_owned(),
        token_hash: token_hash(&card.token),
        test: false,
        at: now,
    };
    store::survey::ask(tx, &new).await?;
    Ok(())
}

/// An answer was given on the card, or changed. Whoever answered has seen it.
pub(crate) async fn rated(
    tx: &mut Tx,
    about: About<'_>,
    card: &Card,
    (score, comment): (i64, &str),
    now: Millis,
) -> Result<Answer> {
    shown(tx, about, card, now).await?;
    let ask = found(tx, about.chat).await?;
    let ask = ask.ok_or_else(|| crate::DeskError::missing("survey"))?;
    let given = answer(&ask.plain(), score, comment, now)?;
    if !given.same {
        store::survey::answer(tx, &ask, &given, now).await?;
        tell(tx, &ask, &given, card.line, now).await?;
    }
    Ok(given)
}

fn survey(now: Millis) -> Survey {
    Survey {
        id: CHAT,
        name: NAME.to_owned(),
        kind: Kind::Csat,
        trigger: Json(Trigger::Chat),
        channels: Json(Vec::new()),
        languages: Json(Vec::new()),
        share_permille: 1_000,
        cool_down_days: 1,
        reopen_low: false,
        enabled: true,
        archived: false,
        swept_at: now,
        swept_id: Uuid::nil(),
        created_at: now,
        version: 1,
    }
}
