//! Visitors, the tokens that they come back with and the codes that were mailed to them. Names, addresses and pages of
//! visitors stand here; `erase` takes them.

use crate::{Result, Tx, record, sql, vals};
use domain::chat::Proved;
use domain::{ContactId, Millis, VisitorId, WidgetId};

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
