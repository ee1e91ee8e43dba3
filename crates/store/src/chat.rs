//! Widgets, visitors and their chats. Names, addresses and pages of visitors stand in `visitor`, what they said of us in
//! `chat.comment`; `erase` takes them.

use crate::sql::Sql;
use crate::value::{Json, json};
use crate::{Result, StoreError, Tx, Val, record, sql, vals};
use domain::alternative::{Choice, Offered};
use domain::chat::{Look, Proved, Widget};
use domain::message::MessageKind;
use domain::reply_rules::Person;
use domain::{
    AgentId, ChannelId, ContactId, ConversationId, DoorId, MessageId, Millis, TeamId, TopicId,
    VisitorId, WidgetId,
};

record! {
    struct Row {
        id: WidgetId,
        channel: ChannelId,
        door: DoorId,
        key: String,
        sites: Json<Vec<String>>,
        look: Json<Look>,
        reply_door: Option<DoorId>,
        secret: Option<Vec<u8>>,
        created_at: Millis,
        version: i64,
    }
}

impl From<Row> for Widget {
    fn from(r: Row) -> Self {
        Self {
            id: r.id,
            channel: r.channel,
            door: r.door,
            key: r.key,
            sites: r.sites.0,
            look: r.look.0,
            reply_door: r.reply_door,
            secret: r.secret,
            created_at: r.created_at,
            version: r.version,
        }
    }
}

/// Every column that a record has, from its table.
macro_rules! whole {
    () => {
        "SELECT id, channel, door, key, sites, look, reply_door, secret, created_at, version FROM widget "
    };
}

/// Every widget, oldest first.
///
/// # Errors
/// See [`StoreError`].
pub async fn widgets(tx: &mut Tx) -> Result<Vec<Widget>> {
    let rows: Vec<Row> = tx
        .all(sql!(whole!(), "ORDER BY created_at, id LIMIT 1000"), &[])
        .await?;
    Ok(rows.into_iter().map(Widget::from).collect())
}

/// # Errors
/// See [`StoreError`].
pub async fn widget(tx: &mut Tx, id: WidgetId) -> Result<Option<Widget>> {
    found(tx, sql!(whole!(), "WHERE id = $1"), &vals![id]).await
}

/// # Errors
/// See [`StoreError`].
pub async fn widget_by_key(tx: &mut Tx, key: &str) -> Result<Option<Widget>> {
    found(tx, sql!(whole!(), "WHERE key = $1"), &vals![key]).await
}

/// The widget that a channel is.
///
/// # Errors
/// See [`StoreError`].
pub async fn widget_of_channel(tx: &mut Tx, channel: ChannelId) -> Result<Option<Widget>> {
    found(tx, sql!(whole!(), "WHERE channel = $1"), &vals![channel]).await
}

async fn found(tx: &mut Tx, select: Sql, params: &[Val<'_>]) -> Result<Option<Widget>> {
    let row: Option<Row> = tx.one(select, params).await?;
    Ok(row.map(Widget::from))
}

/// The email door that answers to a chat of this channel come from.
///
/// # Errors
/// See [`StoreError`].
pub async fn reply_door(tx: &mut Tx, channel: ChannelId) -> Result<Option<crate::door::Door>> {
    let select = sql!("SELECT reply_door FROM widget WHERE channel = $1");
    let row: Option<(Option<DoorId>,)> = tx.one(select, &vals![channel]).await?;
    match row.and_then(|(door,)| door) {
        Some(door) => crate::door::load(tx, door).await,
        None => Ok(None),
    }
}

/// # Errors
/// `Conflict` when the channel is a widget already.
pub async fn insert_widget(tx: &mut Tx, w: &Widget) -> Result<()> {
    let insert = sql!(
        "INSERT INTO widget (id, channel, door, key, sites, look, reply_door, secret, created_at, version) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)"
    );
    let params = vals![
        w.id,
        w.channel,
        w.door,
        &w.key,
        json(&w.sites),
        json(&w.look),
        w.reply_door,
        w.secret.clone(),
        w.created_at
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// # Errors
/// `Conflict` when somebody else changed it since it was loaded.
pub async fn save_widget(tx: &mut Tx, w: &mut Widget) -> Result<()> {
    let update = sql!(
        "UPDATE widget SET sites = $3, look = $4, reply_door = $5, secret = $6, version = version + 1 ",
        "WHERE id = $1 AND version = $2"
    );
    let params = vals![
        w.id,
        w.version,
        json(&w.sites),
        json(&w.look),
        w.reply_door,
        w.secret.clone()
    ];
    if tx.run(update, &params).await? == 0 {
        return Err(StoreError::stale("the widget"));
    }
    w.version += 1;
    Ok(())
}

record! {
    /// Somebody who wrote, or showed who they are.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Visitor {
        pub id: VisitorId,
        pub widget: WidgetId,
        pub contact: Option<ContactId>,
        pub name: String,
        pub email: String,
        pub email_key: String,
        pub proved: Proved,
        pub locale: String,
        pub zone: String,
        pub page_url: String,
        pub page_title: String,
        pub messages: i64,
        pub day: i64,
        pub day_messages: i64,
        pub read_n: i64,
        pub created_at: Millis,
        pub seen_at: Millis,
    }
}

macro_rules! whole_visitor {
    () => {
        concat!(
            "SELECT id, widget, contact, name, email, email_key, proved, locale, zone, page_url, page_title, messages, ",
            "day, day_messages, read_n, created_at, seen_at FROM visitor "
        )
    };
}

/// # Errors
/// See [`StoreError`].
pub async fn visitor(tx: &mut Tx, id: VisitorId) -> Result<Option<Visitor>> {
    tx.one(sql!(whole_visitor!(), "WHERE id = $1"), &vals![id])
        .await
}

/// The one in whose thread a contact goes on who has shown who they are.
///
/// # Errors
/// See [`StoreError`].
pub async fn proved_visitor(
    tx: &mut Tx,
    widget: WidgetId,
    contact: ContactId,
) -> Result<Option<Visitor>> {
    let select = sql!(
        whole_visitor!(),
        "WHERE contact = $2 AND widget = $1 AND proved <> 'none' ORDER BY created_at, id LIMIT 1"
    );
    tx.one(select, &vals![widget, contact]).await
}

/// Who wrote as that contact without having shown it.
///
/// # Errors
/// See [`StoreError`].
pub async fn unproved_visitors(
    tx: &mut Tx,
    widget: WidgetId,
    contact: ContactId,
) -> Result<Vec<VisitorId>> {
    let select = sql!(
        "SELECT id FROM visitor WHERE contact = $2 AND widget = $1 AND proved = 'none' ORDER BY id LIMIT 50"
    );
    let rows: Vec<(VisitorId,)> = tx.all(select, &vals![widget, contact]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Stores a visitor as they are now.
///
/// # Errors
/// See [`StoreError`].
pub async fn put_visitor(tx: &mut Tx, v: &Visitor) -> Result<()> {
    let put = sql!(
        "INSERT INTO visitor (id, widget, contact, name, email, email_key, proved, locale, zone, page_url, page_title, ",
        "messages, day, day_messages, read_n, created_at, seen_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, ",
        "$12, $13, $14, $15, $16, $17) ON CONFLICT (id) DO UPDATE SET contact = excluded.contact, name = excluded.name, ",
        "email = excluded.email, email_key = excluded.email_key, proved = excluded.proved, locale = excluded.locale, ",
        "zone = excluded.zone, page_url = excluded.page_url, page_title = excluded.page_title, ",
        "messages = excluded.messages, day = excluded.day, day_messages = excluded.day_messages, ",
        "read_n = CASE WHEN excluded.read_n > visitor.read_n THEN excluded.read_n ELSE visitor.read_n END, ",
        "seen_at = excluded.seen_at"
    );
    let params = vals![
        v.id,
        v.widget,
        v.contact,
        &v.name,
        &v.email,
        &v.email_key,
        v.proved,
        &v.locale,
        &v.zone,
        &v.page_url,
        &v.page_title,
        v.messages,
        v.day,
        v.day_messages,
        v.read_n,
        v.created_at,
        v.seen_at
    ];
    tx.run(put, &params).await.map(|_| ())
}

/// Seen in the widget up to there; whether that is news.
///
/// # Errors
/// See [`StoreError`].
pub async fn visitor_read(tx: &mut Tx, id: VisitorId, n: i64) -> Result<bool> {
    let update = sql!("UPDATE visitor SET read_n = $2 WHERE id = $1 AND read_n < $2");
    Ok(tx.run(update, &vals![id, n]).await? > 0)
}

/// All that one visitor said and was told is another's from now on: they turned out to be one person.
///
/// # Errors
/// See [`StoreError`].
pub async fn hand_over(
    tx: &mut Tx,
    from: VisitorId,
    to: VisitorId,
    contact: ContactId,
    at: Millis,
) -> Result<()> {
    let params = vals![from, to];
    for statement in [
        // What a client named is known to that client alone.
        sql!("UPDATE chat_message SET visitor = $2, client_id = NULL WHERE visitor = $1"),
        sql!("UPDATE chat SET visitor = $2 WHERE visitor = $1"),
    ] {
        tx.run(statement, &params).await?;
    }
    own(tx, to, contact).await?;
    end_tokens(tx, from, at).await
}

/// The chats of a visitor are those of that contact.
///
/// # Errors
/// See [`StoreError`].
pub async fn own(tx: &mut Tx, visitor: VisitorId, contact: ContactId) -> Result<()> {
    let params = vals![visitor, contact];
    for statement in [
        sql!(
            "UPDATE message SET contact = $2 WHERE kind = 'customer' AND id IN (SELECT message FROM chat_message WHERE visitor = $1)"
        ),
        sql!(
            "UPDATE conversation SET contact = $2, version = version + 1 WHERE (contact IS NULL OR contact <> $2) ",
            "AND id IN (SELECT conversation FROM chat WHERE visitor = $1)"
        ),
    ] {
        tx.run(statement, &params).await?;
    }
    Ok(())
}

/// Whose token that is, while it is good.
///
/// # Errors
/// See [`StoreError`].
pub async fn token(tx: &mut Tx, hash: &str, now: Millis) -> Result<Option<VisitorId>> {
    let select = sql!("SELECT visitor FROM visitor_token WHERE hash = $1 AND good_until > $2");
    let row: Option<(VisitorId,)> = tx.one(select, &vals![hash, now]).await?;
    Ok(row.map(|(v,)| v))
}

/// Keeps a token, and forgets those that are good no more or too many.
///
/// # Errors
/// See [`StoreError`].
pub async fn add_token(
    tx: &mut Tx,
    hash: &str,
    visitor: VisitorId,
    now: Millis,
    good_until: Millis,
    most: usize,
) -> Result<()> {
    let insert = sql!(
        "INSERT INTO visitor_token (hash, visitor, made_at, good_until) VALUES ($1, $2, $3, $4) ",
        "ON CONFLICT (hash) DO UPDATE SET good_until = excluded.good_until"
    );
    tx.run(insert, &vals![hash, visitor, now, good_until])
        .await?;
    let old = sql!("DELETE FROM visitor_token WHERE visitor = $1 AND good_until <= $2");
    tx.run(old, &vals![visitor, now]).await?;
    let beyond = sql!(
        "DELETE FROM visitor_token WHERE visitor = $1 AND hash NOT IN (SELECT hash FROM visitor_token ",
        "WHERE visitor = $1 ORDER BY made_at DESC, hash LIMIT $2)"
    );
    tx.run(beyond, &vals![visitor, most]).await.map(|_| ())
}

/// A token was replaced: it is good for a little longer.
///
/// # Errors
/// See [`StoreError`].
pub async fn retire_token(tx: &mut Tx, hash: &str, good_until: Millis) -> Result<()> {
    let update =
        sql!("UPDATE visitor_token SET good_until = $2 WHERE hash = $1 AND good_until > $2");
    tx.run(update, &vals![hash, good_until]).await.map(|_| ())
}

/// Nobody goes on as this visitor with what they had.
///
/// # Errors
/// See [`StoreError`].
pub async fn end_tokens(tx: &mut Tx, visitor: VisitorId, now: Millis) -> Result<()> {
    let delete = sql!("UPDATE visitor_token SET good_until = $2 WHERE visitor = $1");
    tx.run(delete, &vals![visitor, now]).await.map(|_| ())
}

record! {
    /// Which conversation is whose chat.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Chat {
        pub conversation: ConversationId,
        pub visitor: VisitorId,
        pub widget: WidgetId,
        pub began_at: Millis,
        pub agent_read_n: i64,
        pub left_at: Option<Millis>,
        pub score: Option<i64>,
        pub comment: String,
        pub rated_at: Option<Millis>,
        pub alternative_at: Option<Millis>,
        pub alternative_choice: Option<Choice>,
    }
}

impl Chat {
    /// Another way that the visitor was offered.
    #[must_use]
    pub fn alternative(&self) -> Option<Offered> {
        Some(Offered {
            at: self.alternative_at?,
            choice: self.alternative_choice,
        })
    }
}

macro_rules! whole_chat {
    () => {
        concat!(
            "SELECT conversation, visitor, widget, began_at, agent_read_n, left_at, score, comment, rated_at, ",
            "alternative_at, alternative_choice FROM chat "
        )
    };
}

/// # Errors
/// See [`StoreError`].
pub async fn of_conversation(tx: &mut Tx, id: ConversationId) -> Result<Option<Chat>> {
    tx.one(sql!(whole_chat!(), "WHERE conversation = $1"), &vals![id])
        .await
}

/// The newest chat of a visitor.
///
/// # Errors
/// See [`StoreError`].
pub async fn newest(tx: &mut Tx, visitor: VisitorId) -> Result<Option<Chat>> {
    let select = sql!(
        whole_chat!(),
        "WHERE visitor = $1 ORDER BY began_at DESC, conversation DESC LIMIT 1"
    );
    tx.one(select, &vals![visitor]).await
}

/// Whose chats these conversations are, or what was merged into them.
///
/// # Errors
/// See [`StoreError`].
pub async fn visitors_of(tx: &mut Tx, id: ConversationId) -> Result<Vec<VisitorId>> {
    let select = sql!(
        "SELECT DISTINCT visitor FROM chat WHERE conversation = $1 OR conversation IN ",
        "(SELECT id FROM conversation WHERE merged_into = $1) LIMIT 100"
    );
    let rows: Vec<(VisitorId,)> = tx.all(select, &vals![id]).await?;
    Ok(rows.into_iter().map(|(v,)| v).collect())
}

/// # Errors
/// `Conflict` when it is a chat already.
pub async fn begin(tx: &mut Tx, c: &Chat) -> Result<()> {
    let insert = sql!(
        "INSERT INTO chat (conversation, visitor, widget, began_at, agent_read_n) VALUES ($1, $2, $3, $4, $5)"
    );
    let params = vals![
        c.conversation,
        c.visitor,
        c.widget,
        c.began_at,
        c.agent_read_n
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// Seen by an agent up to its newest message; whether that is news.
///
/// # Errors
/// See [`StoreError`].
pub async fn agent_read(tx: &mut Tx, id: ConversationId) -> Result<bool> {
    let update = sql!(
        "UPDATE chat SET agent_read_n = (SELECT max(n) FROM message WHERE conversation = $1) WHERE conversation = $1 ",
        "AND agent_read_n < (SELECT max(n) FROM message WHERE conversation = $1 AND kind = 'customer')"
    );
    Ok(tx.run(update, &vals![id]).await? > 0)
}

/// # Errors
/// See [`StoreError`].
pub async fn set_left(tx: &mut Tx, id: ConversationId, at: Option<Millis>) -> Result<bool> {
    let update = sql!("UPDATE chat SET left_at = $2 WHERE conversation = $1");
    Ok(tx.run(update, &vals![id, at]).await? > 0)
}

/// Somebody in the line is offered another way; `false` when they were offered it for the same answer before.
///
/// # Errors
/// See [`StoreError`].
pub async fn offer_alternative(tx: &mut Tx, id: ConversationId, at: Millis) -> Result<bool> {
    let update = sql!(
        "UPDATE chat SET alternative_at = $2, alternative_choice = NULL, chosen_at = NULL WHERE conversation = $1 ",
        "AND (alternative_at IS NULL OR alternative_at < (SELECT waiting_since FROM conversation WHERE id = $1))"
    );
    Ok(tx.run(update, &vals![id, at]).await? > 0)
}

/// What they chose.
///
/// # Errors
/// `Conflict` when they chose before.
pub async fn choose_alternative(
    tx: &mut Tx,
    id: ConversationId,
    choice: Choice,
    at: Millis,
) -> Result<()> {
    let update = sql!(
        "UPDATE chat SET alternative_choice = $2, chosen_at = $3 WHERE conversation = $1 ",
        "AND alternative_at IS NOT NULL AND alternative_choice IS NULL"
    );
    match tx.run(update, &vals![id, choice, at]).await? {
        0 => Err(StoreError::stale("the choice")),
        _ => Ok(()),
    }
}

record! {
    /// Somebody who was offered another way.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Alternative {
        pub channel: ChannelId,
        pub team: Option<TeamId>,
        pub assignee: Option<AgentId>,
        pub choice: Option<Choice>,
    }
}

/// Who was offered another way from `from` on, before `to`, at most `limit`. What turned out to be spam is none.
///
/// # Errors
/// See [`StoreError`].
pub async fn alternatives(
    tx: &mut Tx,
    from: Millis,
    to: Millis,
    limit: usize,
) -> Result<Vec<Alternative>> {
    let select = sql!(
        "SELECT c.channel, c.team, c.assignee, h.alternative_choice FROM chat h JOIN conversation c ",
        "ON c.id = h.conversation WHERE h.alternative_at >= $1 AND h.alternative_at < $2 AND c.status <> 'spam' ",
        "ORDER BY h.alternative_at, h.conversation LIMIT $3"
    );
    tx.all(select, &vals![from, to, limit]).await
}

/// # Errors
/// See [`StoreError`].
pub async fn rate(
    tx: &mut Tx,
    id: ConversationId,
    score: i64,
    comment: &str,
    at: Millis,
) -> Result<bool> {
    let update =
        sql!("UPDATE chat SET score = $2, comment = $3, rated_at = $4 WHERE conversation = $1");
    Ok(tx.run(update, &vals![id, score, comment, at]).await? > 0)
}

/// Says that a message is for a visitor's widget, or came from it.
///
/// # Errors
/// `Conflict` when the client has sent it before.
pub async fn add_message(
    tx: &mut Tx,
    message: MessageId,
    visitor: VisitorId,
    client_id: Option<&str>,
) -> Result<()> {
    let insert = sql!("INSERT INTO chat_message (message, visitor, client_id) VALUES ($1, $2, $3)");
    tx.run(insert, &vals![message, visitor, client_id])
        .await
        .map(|_| ())
}

/// The newest message of ours in a conversation that a visitor has seen in their widget.
///
/// # Errors
/// See [`StoreError`].
pub async fn newest_read(
    tx: &mut Tx,
    id: ConversationId,
    visitor: VisitorId,
) -> Result<Option<MessageId>> {
    let select = sql!(
        "SELECT m.id FROM message m JOIN chat_message x ON x.message = m.id JOIN visitor v ON v.id = x.visitor ",
        "WHERE m.conversation = $1 AND x.visitor = $2 AND m.kind = 'agent' AND m.cancelled_at IS NULL ",
        "AND m.n <= v.read_n ORDER BY m.n DESC LIMIT 1"
    );
    let row: Option<(MessageId,)> = tx.one(select, &vals![id, visitor]).await?;
    Ok(row.map(|(m,)| m))
}

/// Whose widget shows this message.
///
/// # Errors
/// See [`StoreError`].
pub async fn visitor_of_message(tx: &mut Tx, message: MessageId) -> Result<Option<VisitorId>> {
    let select = sql!("SELECT visitor FROM chat_message WHERE message = $1");
    let row: Option<(VisitorId,)> = tx.one(select, &vals![message]).await?;
    Ok(row.map(|(v,)| v))
}

/// What a client has sent before under that name.
///
/// # Errors
/// See [`StoreError`].
pub async fn by_client_id(
    tx: &mut Tx,
    visitor: VisitorId,
    client_id: &str,
) -> Result<Option<MessageId>> {
    let select = sql!("SELECT message FROM chat_message WHERE visitor = $1 AND client_id = $2");
    let row: Option<(MessageId,)> = tx.one(select, &vals![visitor, client_id]).await?;
    Ok(row.map(|(m,)| m))
}

record! {
    /// A message as a widget may show it.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Line {
        pub n: i64,
        pub id: MessageId,
        pub conversation: ConversationId,
        pub kind: MessageKind,
        pub at: Millis,
        pub agent: Option<AgentId>,
        pub agent_name: Option<String>,
        pub text: String,
        pub html: Option<String>,
        pub reply: Option<String>,
        pub from: Json<Vec<Person>>,
        pub to: Json<Vec<Person>>,
        pub cc: Json<Vec<Person>>,
        pub auto_text: Option<String>,
        /// In whose widget; `None`: it came or went by mail.
        pub visitor: Option<VisitorId>,
        pub client_id: Option<String>,
    }
}

macro_rules! lines {
    ($($rest:literal),+) => {
        concat!(
            "SELECT m.n, m.id, m.conversation, m.kind, m.at, m.agent, a.name, m.text, m.html, m.reply, m.from_, m.to_, m.cc, ",
            "m.auto_text, x.visitor, x.client_id FROM message m LEFT JOIN chat_message x ON x.message = m.id ",
            "LEFT JOIN agent a ON a.id = m.agent WHERE m.kind IN ('customer', 'agent') AND m.cancelled_at IS NULL AND ",
            "m.conversation IN (SELECT COALESCE(c.merged_into, c.id) FROM chat k JOIN conversation c ON c.id = k.conversation ",
            "WHERE k.visitor = $1) ",
            $($rest),+
        )
    };
}

/// Messages of the conversations of a visitor after `n`, oldest first. Not all of them are the visitor's to see.
///
/// # Errors
/// See [`StoreError`].
pub async fn lines_after(
    tx: &mut Tx,
    visitor: VisitorId,
    n: i64,
    limit: usize,
) -> Result<Vec<Line>> {
    let select = sql!(lines!("AND m.n > $2 ORDER BY m.n LIMIT $3"));
    tx.all(select, &vals![visitor, n, limit]).await
}

/// The same before `n`, newest first.
///
/// # Errors
/// See [`StoreError`].
pub async fn lines_before(
    tx: &mut Tx,
    visitor: VisitorId,
    n: i64,
    limit: usize,
) -> Result<Vec<Line>> {
    let select = sql!(lines!("AND m.n < $2 ORDER BY m.n DESC LIMIT $3"));
    tx.all(select, &vals![visitor, n, limit]).await
}

/// Mails to that address that were held back for the widget and need not leave: messages up to `n`.
///
/// # Errors
/// See [`StoreError`].
pub async fn spare_mails(tx: &mut Tx, visitor: VisitorId, n: i64) -> Result<Vec<MessageId>> {
    let select = sql!(
        "SELECT DISTINCT m.id FROM chat_message x JOIN message m ON m.id = x.message JOIN delivery d ON d.message = m.id ",
        "WHERE x.visitor = $1 AND x.client_id IS NULL AND m.n <= $2 AND d.state = 'held' LIMIT 200"
    );
    let rows: Vec<(MessageId,)> = tx.all(select, &vals![visitor, n]).await?;
    Ok(rows.into_iter().map(|(m,)| m).collect())
}

/// Whether an answer of this conversation has left by mail.
///
/// # Errors
/// See [`StoreError`].
pub async fn went_by_mail(tx: &mut Tx, visitor: VisitorId) -> Result<bool> {
    let select = sql!(
        "SELECT 1 FROM chat_message x JOIN delivery d ON d.message = x.message WHERE x.visitor = $1 ",
        "AND d.state IN ('sending', 'sent', 'uncertain', 'queued', 'retrying') LIMIT 1"
    );
    let row: Option<(i64,)> = tx.one(select, &vals![visitor]).await?;
    Ok(row.is_some())
}

record! {
    /// A code that was mailed.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Code {
        pub id: uuid::Uuid,
        pub hash: String,
        pub tries: i64,
        pub good_until: Millis,
    }
}

/// Keeps the code of a visitor for an address; earlier ones are good no more.
///
/// # Errors
/// See [`StoreError`].
pub async fn add_code(
    tx: &mut Tx,
    visitor: VisitorId,
    widget: WidgetId,
    email_key: &str,
    code: &Code,
    at: Millis,
) -> Result<()> {
    let end =
        sql!("UPDATE visitor_code SET good_until = $2 WHERE visitor = $1 AND good_until > $2");
    tx.run(end, &vals![visitor, at]).await?;
    let insert = sql!(
        "INSERT INTO visitor_code (id, visitor, widget, email_key, hash, tries, made_at, good_until) ",
        "VALUES ($1, $2, $3, $4, $5, 0, $6, $7)"
    );
    let params = vals![
        code.id,
        visitor,
        widget,
        email_key,
        &code.hash,
        at,
        code.good_until
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// Codes that went to an address since then.
///
/// # Errors
/// See [`StoreError`].
pub async fn codes_to(tx: &mut Tx, email_key: &str, since: Millis) -> Result<i64> {
    let select = sql!("SELECT count(*) FROM visitor_code WHERE email_key = $1 AND made_at > $2");
    let row: Option<(i64,)> = tx.one(select, &vals![email_key, since]).await?;
    Ok(row.map_or(0, |(n,)| n))
}

/// The code that is good now. Counts the try, so that two at once are two.
///
/// # Errors
/// See [`StoreError`].
pub async fn try_code(
    tx: &mut Tx,
    visitor: VisitorId,
    email_key: &str,
    now: Millis,
    most: i64,
) -> Result<Option<Code>> {
    let update = sql!(
        "UPDATE visitor_code SET tries = tries + 1 WHERE visitor = $1 AND email_key = $2 AND good_until > $3 AND tries < $4 ",
        "RETURNING id, hash, tries, good_until"
    );
    tx.one(update, &vals![visitor, email_key, now, most]).await
}

/// It was right, and is good no more.
///
/// # Errors
/// See [`StoreError`].
pub async fn end_code(tx: &mut Tx, id: uuid::Uuid, now: Millis) -> Result<()> {
    let update = sql!("UPDATE visitor_code SET good_until = $2 WHERE id = $1");
    tx.run(update, &vals![id, now]).await.map(|_| ())
}

/// Forgets tokens and codes that have been good no more since `before`.
///
/// # Errors
/// See [`StoreError`].
pub async fn sweep(tx: &mut Tx, before: Millis) -> Result<u64> {
    let tokens = sql!("DELETE FROM visitor_token WHERE good_until < $1");
    let codes = sql!("DELETE FROM visitor_code WHERE good_until < $1");
    Ok(tx.run(tokens, &vals![before]).await? + tx.run(codes, &vals![before]).await?)
}

/// What became of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Shown,
    Accepted,
    Dismissed,
}

/// # Errors
/// See [`StoreError`].
pub async fn count_invitation(
    tx: &mut Tx,
    widget: WidgetId,
    invitation: &str,
    day: i64,
    outcome: Outcome,
) -> Result<()> {
    let one = |o: Outcome| i64::from(outcome == o);
    let put = sql!(
        "INSERT INTO invitation_count (widget, invitation, day, shown, accepted, dismissed) VALUES ($1, $2, $3, $4, $5, $6) ",
        "ON CONFLICT (widget, invitation, day) DO UPDATE SET shown = invitation_count.shown + excluded.shown, ",
        "accepted = invitation_count.accepted + excluded.accepted, ",
        "dismissed = invitation_count.dismissed + excluded.dismissed"
    );
    let params = vals![
        widget,
        invitation,
        day,
        one(Outcome::Shown),
        one(Outcome::Accepted),
        one(Outcome::Dismissed)
    ];
    tx.run(put, &params).await.map(|_| ())
}

record! {
    /// What an invitation brought and what it annoyed.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Invited {
        pub invitation: String,
        pub shown: i64,
        pub accepted: i64,
        pub dismissed: i64,
    }
}

/// Since that day.
///
/// # Errors
/// See [`StoreError`].
pub async fn invited(tx: &mut Tx, widget: WidgetId, since_day: i64) -> Result<Vec<Invited>> {
    let select = sql!(
        "SELECT invitation, CAST(sum(shown) AS BIGINT), CAST(sum(accepted) AS BIGINT), CAST(sum(dismissed) AS BIGINT) ",
        "FROM invitation_count WHERE widget = $1 AND day >= $2 ",
        "GROUP BY invitation ORDER BY invitation LIMIT 100"
    );
    tx.all(select, &vals![widget, since_day]).await
}

record! {
    /// What the chats of a channel and topic were like.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Record {
        pub channel: ChannelId,
        pub topic: Option<TopicId>,
        /// All waiting on the line for a first answer.
        pub waited_ms: Millis,
        /// Who left before it.
        pub left: i64,
        /// From the first answer to the end, of those that ended within an hour of it.
        pub talked_ms: Millis,
        pub talked: i64,
    }
}

/// The chats that began since then, by channel and topic; those that still wait are not among them.
///
/// # Errors
/// See [`StoreError`].
pub async fn record(tx: &mut Tx, since: Millis) -> Result<Vec<Record>> {
    let select = sql!(
        "SELECT channel, topic, CAST(sum(CASE WHEN wrote_at IS NOT NULL THEN wrote_at WHEN gone = 1 THEN left_at ",
        "ELSE first_reply_at END - began_at) AS bigint), CAST(sum(CASE WHEN wrote_at IS NULL THEN gone ELSE 0 END) AS bigint), ",
        "CAST(sum(CASE WHEN talked BETWEEN 1 AND 3600000 THEN talked ELSE 0 END) AS bigint), ",
        "CAST(sum(CASE WHEN talked BETWEEN 1 AND 3600000 THEN 1 ELSE 0 END) AS bigint) FROM (SELECT c.channel, c.topic, h.began_at, ",
        "h.left_at, c.first_reply_at, CASE WHEN h.left_at IS NOT NULL AND (c.first_reply_at IS NULL OR h.left_at < c.first_reply_at) ",
        "THEN 1 ELSE 0 END AS gone, coalesce(c.resolved_at, h.left_at) - c.first_reply_at AS talked, ",
        // Who left a message instead waited on the line until then.
        "CASE WHEN h.alternative_choice = 'message' AND (c.first_reply_at IS NULL OR h.chosen_at < c.first_reply_at) ",
        "THEN h.chosen_at END AS wrote_at FROM chat h ",
        "JOIN conversation c ON c.id = h.conversation WHERE h.began_at >= $1 AND c.status <> 'spam' ",
        "AND (h.left_at IS NOT NULL OR c.first_reply_at IS NOT NULL)) AS t GROUP BY channel, topic"
    );
    tx.all(select, &vals![since]).await
}
