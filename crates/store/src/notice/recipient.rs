//! Who is told by a notice, and what they did since.

use super::parts::{family, root, told_in};
use crate::{Result, Tx, record, sql, vals};
use domain::notice::{Heard, Passed, Standing, Way};
use domain::{ChannelId, ContactId, ConversationId, MessageId, Millis, NoticeId};

/// What somebody wrote that is looked at, the newest.
const HEARD: usize = 200_000;
/// Rows that are put in at once.
const BLOCK: usize = 500;

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Recipient {
        pub contact: ContactId,
        pub place: i64,
        pub name: String,
        pub language: String,
        pub way: Way,
        pub state: Standing,
        pub why: Option<Passed>,
        pub wave: u32,
        pub told_at: Option<Millis>,
        pub conversation: Option<ConversationId>,
        pub message: Option<MessageId>,
        /// They wrote in that conversation since.
        pub replied: bool,
        /// When they last wrote by another channel, apart from what the notice began.
        pub other_at: Option<Millis>,
        /// When they last wrote by the channel that it is about, in another conversation.
        pub old_at: Option<Millis>,
    }
}

/// Some of the list of the notice `$1`: who was merged since is who they have become (`root`), and the conversation in which they
/// were told is where its messages are (`held`). Each part has a `LIMIT`, so that both are looked up once and not for each use.
macro_rules! listed {
    ($part:literal) => {
        concat!(
            "(SELECT t.*, ",
            root!("t.contact"),
            " AS root, ",
            told_in!("t"),
            " AS held FROM notice_recipient t WHERE t.notice = $1 ",
            $part,
            ") r "
        )
    };
}

/// In another conversation, since they were told.
macro_rules! elsewhere {
    () => {
        concat!(
            "AND c.status IN ('open', 'waiting', 'snoozed', 'resolved') AND c.last_customer_at > r.told_at ",
            "AND (r.held IS NULL OR c.id <> r.held)"
        )
    };
}

/// Whether they answered; when they wrote elsewhere; when by the old channel. `$2`: the channel.
macro_rules! since {
    () => {
        concat!(
            "CASE WHEN EXISTS (SELECT 1 FROM conversation c WHERE c.id = r.held AND c.last_customer_at > r.told_at) ",
            "THEN 1 ELSE 0 END AS replied, ",
            "(SELECT max(c.last_customer_at) FROM conversation c LEFT JOIN door d ON d.id = c.door WHERE r.state = 'told' ",
            "AND c.contact = r.root AND c.channel <> $2 AND (d.channel IS NULL OR d.channel <> $2) ",
            elsewhere!(),
            ") AS other_at, ",
            "(SELECT max(c.last_customer_at) FROM conversation c LEFT JOIN door d ON d.id = c.door WHERE r.state = 'told' ",
            "AND c.contact = r.root AND (c.channel = $2 OR d.channel = $2) ",
            elsewhere!(),
            ") AS old_at "
        )
    };
}

/// Puts them on the list.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn begin(tx: &mut Tx, notice: NoticeId, list: &[Recipient]) -> Result<()> {
    let insert = sql!(
        "INSERT INTO notice_recipient (notice, contact, place, wave, by_, language, state, why) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    for block in list.chunks(BLOCK) {
        let rows: Vec<_> = block
            .iter()
            .map(|r| {
                let params = vals![
                    notice,
                    r.contact,
                    r.place,
                    r.wave,
                    r.way,
                    &r.language,
                    r.state,
                    r.why
                ];
                (insert, params.to_vec())
            })
            .collect();
        tx.batch(&rows).await?;
    }
    Ok(())
}

/// Empties the list of a notice of which nobody was told.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn clear(tx: &mut Tx, notice: NoticeId) -> Result<()> {
    let delete = sql!("DELETE FROM notice_recipient WHERE notice = $1");
    tx.run(delete, &vals![notice]).await.map(|_| ())
}

/// In their order, after a place; of one state, or of all.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn recipients(
    tx: &mut Tx,
    (notice, channel): (NoticeId, ChannelId),
    state: Option<Standing>,
    after: i64,
    limit: usize,
) -> Result<Vec<Recipient>> {
    let select = sql!(
        "SELECT r.contact, r.place, COALESCE(p.name, ''), r.language, r.by_, r.state, r.why, r.wave, r.told_at, ",
        "r.held, r.message, ",
        since!(),
        "FROM ",
        listed!("AND t.place > $3 AND ($4 = '' OR t.state = $4) ORDER BY t.place LIMIT $5"),
        "LEFT JOIN contact p ON p.id = r.contact ORDER BY r.place"
    );
    let state = state
        .map(|s| crate::value::code_name(&s))
        .unwrap_or_default();
    tx.all(select, &vals![notice, channel, after, state, limit])
        .await
}

/// Who waits and belongs to a wave that has begun.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn waiting(
    tx: &mut Tx,
    notice: NoticeId,
    wave: u32,
    limit: usize,
) -> Result<Vec<(ContactId, Way)>> {
    let select = sql!(
        "SELECT contact, by_ FROM notice_recipient WHERE notice = $1 AND state = 'waiting' AND wave <= $2 ",
        "ORDER BY place LIMIT $3"
    );
    tx.all(select, &vals![notice, wave, limit]).await
}

/// What became of somebody's turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    At { at: Millis, way: Way },
    Not(Passed),
}

/// Notes it; `false` when something was noted before.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn told(tx: &mut Tx, notice: NoticeId, contact: ContactId, told: Told) -> Result<bool> {
    let changed = match told {
        Told::At { at, way } => {
            let note = sql!(
                "UPDATE notice_recipient SET state = 'told', told_at = $3, by_ = $4 ",
                "WHERE notice = $1 AND contact = $2 AND state = 'waiting'"
            );
            tx.run(note, &vals![notice, contact, at, way]).await?
        }
        Told::Not(why) => {
            let note = sql!(
                "UPDATE notice_recipient SET state = 'passed', why = $3 ",
                "WHERE notice = $1 AND contact = $2 AND state = 'waiting'"
            );
            tx.run(note, &vals![notice, contact, why]).await?
        }
    };
    Ok(changed > 0)
}

/// Notes by which message somebody was told.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn by_message(
    tx: &mut Tx,
    notice: NoticeId,
    contact: ContactId,
    (conversation, message): (ConversationId, MessageId),
) -> Result<()> {
    let note = sql!(
        "UPDATE notice_recipient SET conversation = $3, message = $4 WHERE notice = $1 AND contact = $2"
    );
    let params = vals![notice, contact, conversation, message];
    tx.run(note, &params).await.map(|_| ())
}

/// The letter came back: they were not told after all. `false` when it was no letter of a notice.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn bounced(tx: &mut Tx, message: MessageId) -> Result<bool> {
    let note = sql!(
        "UPDATE notice_recipient SET state = 'passed', why = $2 WHERE message = $1 AND state = 'told'"
    );
    Ok(tx.run(note, &vals![message, Passed::Bounced]).await? > 0)
}

/// Whether this notice has told somebody.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn is_told(tx: &mut Tx, notice: NoticeId, contact: ContactId) -> Result<bool> {
    let select = sql!(
        "SELECT count(*) FROM notice_recipient WHERE notice = $1 AND contact = $2 AND state = 'told'"
    );
    let row: Option<(i64,)> = tx.one(select, &vals![notice, contact]).await?;
    Ok(row.is_some_and(|r| r.0 > 0))
}

/// Whether another notice about the channel has told somebody, by whatever name.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn told_before(
    tx: &mut Tx,
    notice: NoticeId,
    channel: ChannelId,
    contact: ContactId,
) -> Result<bool> {
    let select = sql!(
        "SELECT count(*) FROM notice_recipient r JOIN notice n ON n.id = r.notice WHERE r.contact IN ",
        family!("$3"),
        " AND r.state = 'told' AND n.channel = $2 AND n.id <> $1"
    );
    let row: Option<(i64,)> = tx.one(select, &vals![notice, channel, contact]).await?;
    Ok(row.is_some_and(|r| r.0 > 0))
}

record! {
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
    pub struct Counts {
        pub waiting: i64,
        pub told: i64,
        pub passed: i64,
        pub replied: i64,
        pub moved: i64,
        /// Of whom nothing was heard since.
        pub silent: i64,
    }
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn counts(tx: &mut Tx, (notice, channel): (NoticeId, ChannelId)) -> Result<Counts> {
    let select = sql!(
        "SELECT count(CASE WHEN state = 'waiting' THEN 1 END), count(CASE WHEN state = 'told' THEN 1 END), ",
        "count(CASE WHEN state = 'passed' THEN 1 END), count(CASE WHEN state = 'told' AND replied = 1 THEN 1 END), ",
        "count(CASE WHEN other_at IS NOT NULL AND other_at >= COALESCE(old_at, 0) THEN 1 END), ",
        "count(CASE WHEN state = 'told' AND other_at IS NULL AND old_at IS NULL THEN 1 END) FROM (SELECT r.state, ",
        since!(),
        "FROM ",
        listed!("LIMIT 1000000"),
        "LIMIT 1000000) w"
    );
    Ok(tx
        .one(select, &vals![notice, channel])
        .await?
        .unwrap_or_default())
}

/// How many stand where; what they did since is not counted.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn states(tx: &mut Tx, notice: NoticeId) -> Result<Counts> {
    let select = sql!(
        "SELECT count(CASE WHEN state = 'waiting' THEN 1 END), count(CASE WHEN state = 'told' THEN 1 END), ",
        "count(CASE WHEN state = 'passed' THEN 1 END), 0, 0, 0 FROM notice_recipient WHERE notice = $1"
    );
    Ok(tx.one(select, &vals![notice]).await?.unwrap_or_default())
}

record! {
    struct Word {
        contact: ContactId,
        at: Millis,
        by_old: bool,
    }
}

/// What those who were told have written since, apart from answers to the notice; and when each was told.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn heard(
    tx: &mut Tx,
    (notice, channel): (NoticeId, ChannelId),
) -> Result<(Vec<(ContactId, Millis)>, Vec<Heard>)> {
    let told = sql!(
        "SELECT contact, told_at FROM notice_recipient WHERE notice = $1 AND state = 'told' ORDER BY place"
    );
    let told = tx.all(told, &vals![notice]).await?;
    let select = sql!(
        "SELECT r.contact, m.at, CASE WHEN c.channel = $2 OR COALESCE(d.channel, c.channel) = $2 THEN 1 ELSE 0 END ",
        "FROM ",
        listed!("AND t.state = 'told' LIMIT 1000000"),
        "JOIN conversation c ON c.contact = r.root LEFT JOIN door d ON d.id = c.door ",
        "JOIN message m ON m.conversation = c.id WHERE m.kind = 'customer' AND m.automatic = 'none' AND m.at > r.told_at ",
        elsewhere!(),
        " ORDER BY m.at DESC LIMIT $3"
    );
    let rows: Vec<Word> = tx.all(select, &vals![notice, channel, HEARD]).await?;
    let heard = rows.into_iter().map(|w| Heard {
        contact: w.contact,
        at: w.at,
        by_old: w.by_old,
    });
    Ok((told, heard.collect()))
}

record! {
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Wave {
        pub n: u32,
        pub people: i64,
        pub waiting: i64,
    }
}

/// Waves of a notice, from one on.
///
/// # Errors
/// See [`crate::StoreError`].
pub async fn waves(tx: &mut Tx, notice: NoticeId, from: u32, limit: usize) -> Result<Vec<Wave>> {
    let select = sql!(
        "SELECT wave, count(*), count(CASE WHEN state = 'waiting' THEN 1 END) FROM notice_recipient ",
        "WHERE notice = $1 AND wave >= $2 AND wave > 0 GROUP BY wave ORDER BY wave LIMIT $3"
    );
    tx.all(select, &vals![notice, from, limit]).await
}
