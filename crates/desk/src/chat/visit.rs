//! What a visitor does beside writing: sees, leaves, rates, asks for a transcript, waves an invitation away. And that an agent
//! has seen what they wrote.

use super::session::who;
use super::shown::{Part, asks_for_rating, talk, thread};
use super::{DAY_MS, loaded};
use crate::account::house_mail::Letter;
use crate::surveys::chat::{About, Card};
use crate::{Desk, DeskError, Result, fresh, organization, surveys};
use domain::chat::{Change, Proved, Widget};
use domain::contact::email_key;
use domain::conversation::Conversation;
use domain::event::{Actor, Event, EventKind};
use domain::language::base_language;
use domain::message::{DeliveryState, MessageKind};
use domain::reply_rules::is_plain_address;
use domain::{ConversationId, DeliveryId, MessageId, Millis, Refusal, VisitorId};
use store::Tx;
use store::chat::{Chat, Outcome, Visitor};
use store::house_mail::Purpose;

/// Messages of one transcript, the newest.
const TRANSCRIPT: usize = 500;
/// Characters of a comment.
const COMMENT: usize = 2_000;
const TRANSCRIPT_GOOD_MS: Millis = 24 * 60 * 60 * 1000;

/// What a visitor thought of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rated {
    pub score: i64,
    pub comment: String,
}

/// The chat of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatOf {
    pub chat: store::chat::Chat,
    pub visitor: Option<Visitor>,
    /// The newest message of ours that the visitor has seen in their widget.
    pub read_message: Option<MessageId>,
}

impl Desk {
    /// A visitor has seen everything up to there: mails that were held back for it need not leave.
    ///
    /// # Errors
    /// `token_unknown`.
    pub async fn chat_read(&self, widget: &Widget, token: &str, n: i64, now: Millis) -> Result<()> {
        self.visit(widget, token, now, async move |tx, v| {
            let newest = thread(tx, &v, Part::Before(i64::MAX), 1).await?;
            // Nobody has seen what is still to come.
            let n = n.min(newest.items.last().map_or(0, |s| s.line.n));
            if !store::chat::visitor_read(tx, v.id, n).await? {
                return Ok(());
            }
            for message in store::chat::spare_mails(tx, v.id, n).await? {
                spare(tx, &v, message, now).await?;
            }
            told(tx, &v, Change::SeenByCustomer, now).await
        })
        .await
    }

    /// # Errors
    /// `token_unknown`.
    pub async fn leave_chat(&self, widget: &Widget, token: &str, now: Millis) -> Result<()> {
        self.visit(widget, token, now, async move |tx, v| {
            let Some(chat) = store::chat::newest(tx, v.id).await? else {
                return Ok(());
            };
            if chat.left_at.is_none() {
                store::chat::set_left(tx, chat.conversation, Some(now)).await?;
                told(tx, &v, Change::Left, now).await?;
            }
            Ok(())
        })
        .await
    }

    /// A visitor sees the card that asks for a rating. The same again does nothing.
    ///
    /// # Errors
    /// `token_unknown`, `nothing_to_rate`.
    pub async fn chat_rating_shown(&self, widget: &Widget, token: &str, now: Millis) -> Result<()> {
        let card = Card::new(now)?;
        self.visit(widget, token, now, async move |tx, v| {
            let (chat, c) = talk(tx, &v).await?.ok_or_else(nothing_to_rate)?;
            if surveys::chat::was_shown(tx, &chat).await? {
                return Ok(());
            }
            let widget = loaded(tx, chat.widget).await?;
            if !asks_for_rating(tx, &widget, &chat, &c).await? {
                return Err(nothing_to_rate());
            }
            surveys::chat::shown(tx, about(&v, &chat, &c), &card, now).await
        })
        .await
    }

    /// # Errors
    /// `token_unknown`, `bad_score`, `nothing_to_rate`, and `too_late` for a change after a week.
    pub async fn rate_chat(
        &self,
        widget: &Widget,
        token: &str,
        rated: Rated,
        now: Millis,
    ) -> Result<()> {
        let comment: String = rated.comment.trim().chars().take(COMMENT).collect();
        let card = Card::new(now)?;
        self.visit(widget, token, now, async move |tx, v| {
            let (chat, c) = talk(tx, &v).await?.ok_or_else(nothing_to_rate)?;
            let said = (rated.score, comment.as_str());
            let given = surveys::chat::rated(tx, about(&v, &chat, &c), &card, said, now).await?;
            store::chat::rate(tx, chat.conversation, given.score, &given.comment, now).await?;
            told(tx, &v, Change::Rated, now).await
        })
        .await
    }

    /// Mails what was said. To an address that was typed only if it is the one they write under: a transcript is no way to send
    /// words to strangers.
    ///
    /// # Errors
    /// `token_unknown`, `bad_address`, `nothing_to_send`, `no_sender`.
    pub async fn mail_transcript(
        &self,
        widget: &Widget,
        token: &str,
        email: Option<String>,
        now: Millis,
    ) -> Result<()> {
        let id = DeliveryId(fresh::id(now));
        let desk = self.clone();
        self.visit(widget, token, now, async move |tx, mut v| {
            let typed = email.as_deref().map(str::trim).unwrap_or_default();
            if !typed.is_empty() && email_key(typed) != v.email_key {
                let other = !v.email.is_empty() || v.proved != Proved::None;
                if other || !is_plain_address(typed) {
                    let text = "The transcript goes to the address of this chat.";
                    return Err(Refusal::new("bad_address", text).on("email").into());
                }
                v.email_key = email_key(typed);
                v.email = typed.to_owned();
                store::chat::put_visitor(tx, &v).await?;
            }
            if v.email.is_empty() {
                let text = "Say to which address the transcript goes.";
                return Err(Refusal::new("bad_address", text).on("email").into());
            }
            transcript(tx, &desk, &v, id, now).await
        })
        .await
    }

    /// Counts what became of an invitation.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn count_invitation(
        &self,
        widget: &Widget,
        invitation: &str,
        outcome: Outcome,
        now: Millis,
    ) -> Result<()> {
        if !widget.look.invitations.iter().any(|i| i.id == invitation) {
            return Err(DeskError::missing("invitation"));
        }
        let (widget, invitation) = (widget.id, invitation.to_owned());
        self.write(async move |tx| {
            let day = now.div_euclid(DAY_MS);
            Ok(store::chat::count_invitation(tx, widget, &invitation, day, outcome).await?)
        })
        .await
    }

    /// An agent looks at a conversation: what the visitor wrote counts as read.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn chat_seen_by_agent(&self, id: ConversationId, now: Millis) -> Result<()> {
        let unread = async move |tx: &mut Tx| {
            let chat = store::chat::of_conversation(tx, id).await?;
            let newest = store::message::newest_n(tx, id).await?;
            Ok::<_, DeskError>(chat.is_some_and(|c| c.agent_read_n < newest))
        };
        // Most conversations are no chats, and most looks are no news.
        if !self.db.read(unread).await? {
            return Ok(());
        }
        self.write(async move |tx| {
            if store::chat::agent_read(tx, id).await? {
                tx.emit(Event {
                    at: now,
                    actor: Actor::System,
                    kind: EventKind::ChatChanged {
                        conversation: id,
                        what: Change::SeenByAgent,
                    },
                });
            }
            Ok(())
        })
        .await
    }

    /// The chat of a conversation, for whoever may read the conversation.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn chat_of(&self, id: ConversationId) -> Result<Option<ChatOf>> {
        self.db
            .read(async move |tx| {
                let Some(chat) = store::chat::of_conversation(tx, id).await? else {
                    return Ok(None);
                };
                Ok(Some(ChatOf {
                    visitor: store::chat::visitor(tx, chat.visitor).await?,
                    read_message: store::chat::newest_read(tx, id, chat.visitor).await?,
                    chat,
                }))
            })
            .await
    }

    /// Runs `act` for the visitor of a token; nothing is done for a stranger, who has no thread yet.
    async fn visit<F>(&self, widget: &Widget, token: &str, now: Millis, act: F) -> Result<()>
    where
        F: AsyncFn(&mut Tx, Visitor) -> Result<()> + Send + Sync + 'static,
    {
        let (keys, widget, token) = (self.keys.clone(), widget.id, token.to_owned());
        self.write(async move |tx| {
            let widget = loaded(tx, widget).await?;
            let none = VisitorId(uuid::Uuid::nil());
            match who(tx, &keys, &widget, Some(&token), none, now)
                .await?
                .stored
            {
                Some(visitor) => act(tx, visitor).await,
                None => Ok(()),
            }
        })
        .await
    }
}

fn nothing_to_rate() -> DeskError {
    DeskError::refused("nothing_to_rate", "There is no chat to rate yet.")
}

fn about<'a>(v: &'a Visitor, chat: &'a Chat, c: &'a Conversation) -> About<'a> {
    let locale = match v.locale.is_empty() {
        true => c.language.as_deref().unwrap_or("en"),
        false => &v.locale,
    };
    About { chat, c, locale }
}

pub(super) async fn told(tx: &mut Tx, v: &Visitor, what: Change, now: Millis) -> Result<()> {
    if let Some(chat) = store::chat::newest(tx, v.id).await? {
        tx.emit(Event {
            at: now,
            actor: v.contact.map_or(Actor::System, Actor::Customer),
            kind: EventKind::ChatChanged {
                conversation: chat.conversation,
                what,
            },
        });
    }
    Ok(())
}

/// The mail of a message that was seen need not leave; to others it does.
async fn spare(tx: &mut Tx, v: &Visitor, message: domain::MessageId, now: Millis) -> Result<()> {
    for d in store::delivery::of_message(tx, message).await? {
        let theirs = d.state == DeliveryState::Held && email_key(&d.recipient) == v.email_key;
        let (held, to) = (DeliveryState::Held, DeliveryState::Cancelled);
        if theirs && store::delivery::shift(tx, d.id, held, to, None, None).await? {
            tx.emit(Event {
                at: now,
                actor: Actor::System,
                kind: EventKind::DeliveryChanged {
                    conversation: d.conversation,
                    message,
                    delivery: d.id,
                    state: to,
                },
            });
        }
    }
    Ok(())
}

async fn transcript(
    tx: &mut Tx,
    desk: &Desk,
    v: &Visitor,
    id: DeliveryId,
    now: Millis,
) -> Result<()> {
    let said = thread(tx, v, Part::Before(i64::MAX), TRANSCRIPT).await?;
    let chat = store::chat::newest(tx, v.id).await?;
    let (Some(chat), false) = (chat, said.items.is_empty()) else {
        return Err(DeskError::refused(
            "nothing_to_send",
            "Nothing was said yet.",
        ));
    };
    let house = organization::of(tx).await?;
    let zone = [v.zone.as_str(), house.zone.as_str()]
        .into_iter()
        .find_map(|z| jiff::tz::TimeZone::get(z).ok())
        .unwrap_or(jiff::tz::TimeZone::UTC);
    let mut text = String::new();
    for shown in &said.items {
        let line = &shown.line;
        let at = jiff::Timestamp::from_millisecond(line.at).unwrap_or_default();
        let at = at
            .to_zoned(zone.clone())
            .strftime("%Y-%m-%d %H:%M")
            .to_string();
        let name = match line.kind {
            MessageKind::Agent => line.agent_name.as_deref().unwrap_or(&house.name),
            _ if v.name.is_empty() => v.email.as_str(),
            _ => v.name.as_str(),
        };
        let words = line.reply.as_deref().unwrap_or(&line.text);
        let files: String = shown
            .files
            .iter()
            .map(|f| format!("\n[{}]", f.name))
            .collect();
        text.push_str(&format!("{at} · {name}\n{words}{files}\n\n"));
    }
    let letter = Letter {
        purpose: Purpose::Transcript,
        about: chat.conversation.0,
        from: None,
        to_name: &v.name,
        to: &v.email,
        subject: format!("{} · {}", house.name, subject(&v.locale)),
        text,
        good_for_ms: TRANSCRIPT_GOOD_MS,
    };
    desk.send_letter(tx, &letter, id, now).await?;
    Ok(())
}

fn subject(locale: &str) -> &'static str {
    match base_language(locale) {
        "et" => "vestluse ärakiri",
        "zh" => "对话记录",
        "de" => "Mitschrift des Gesprächs",
        _ => "transcript of the chat",
    }
}
