//! Forgetting: the words of a conversation, a person, and where else their addresses stand. Figures (times, counts, channels,
//! states) stay. Every function may run twice; what is done in steps is written down in `erasure`.

use crate::search::unindex_contact;
use crate::value::Json;
use crate::{Result, Tx, record, sql, vals};
use domain::message::MessageKind;
use domain::reply_rules::Person;
use domain::{
    AgentId, ContactId, ConversationId, ErasureId, InboundId, MessageId, Millis, RetentionRuleId,
};
use serde::{Deserialize, Serialize};

/// What an erasure has taken, or would take.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub contacts: i64,
    pub identities: i64,
    pub conversations: i64,
    pub messages: i64,
    pub files: i64,
    /// Raw mails as they came in and went out.
    pub mails: i64,
    /// Messages in conversations of others, and lines that named an address.
    pub elsewhere: i64,
}

impl Counts {
    pub fn add(&mut self, other: Self) {
        self.contacts += other.contacts;
        self.identities += other.identities;
        self.conversations += other.conversations;
        self.messages += other.messages;
        self.files += other.files;
        self.mails += other.mails;
        self.elsewhere += other.elsewhere;
    }
}

/// Whom a running erasure is about. Emptied at its end.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whom {
    pub contacts: Vec<ContactId>,
    /// Email addresses as compared.
    pub keys: Vec<String>,
}

record! {
    #[derive(Debug, Clone, PartialEq)]
    pub struct Erasure {
        pub id: ErasureId,
        pub at: Millis,
        pub agent: Option<AgentId>,
        pub rule: Option<RetentionRuleId>,
        pub state: String,
        pub stage: String,
        pub cursor: i64,
        /// Mails accepted up to there belong to what is forgotten.
        pub inbound_n: i64,
        pub message_n: i64,
        pub whom: Json<Whom>,
        pub counts: Json<Counts>,
        pub finished_at: Option<Millis>,
    }
}

/// Overwrites on the disk what is deleted in the rest of the transaction (SQLite); [`careless`] ends it.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn careful(tx: &mut Tx) -> Result<()> {
    let set = sql!(lite: ["PRAGMA secure_delete = ON"], pg: ["SELECT 1::bigint"]);
    tx.query(set, &[]).await.map(|_| ())
}

/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn careless(tx: &mut Tx) -> Result<()> {
    let set = sql!(lite: ["PRAGMA secure_delete = OFF"], pg: ["SELECT 1::bigint"]);
    tx.query(set, &[]).await.map(|_| ())
}

/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn insert(tx: &mut Tx, e: &Erasure) -> Result<()> {
    let insert = sql!(
        "INSERT INTO erasure (id, at, agent, rule, state, stage, cursor, inbound_n, message_n, whom, counts) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    );
    let params = vals![
        e.id,
        e.at,
        e.agent,
        e.rule,
        &e.state,
        &e.stage,
        e.cursor,
        e.inbound_n,
        e.message_n,
        &e.whom,
        &e.counts
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// Writes down how far it has come; `false` when somebody else has gone on meanwhile.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn advance(tx: &mut Tx, e: &Erasure, was: (&str, i64)) -> Result<bool> {
    let update = sql!(
        "UPDATE erasure SET state = $2, stage = $3, cursor = $4, whom = $5, counts = $6, finished_at = $7 ",
        "WHERE id = $1 AND state = 'running' AND stage = $8 AND cursor = $9"
    );
    let params = vals![
        e.id,
        &e.state,
        &e.stage,
        e.cursor,
        &e.whom,
        &e.counts,
        e.finished_at,
        was.0,
        was.1
    ];
    Ok(tx.run(update, &params).await? > 0)
}

/// Every column that a record has, from its table.
macro_rules! whole {
    () => {
        concat!(
            "SELECT id, at, agent, rule, state, stage, cursor, inbound_n, message_n, whom, counts, finished_at ",
            "FROM erasure "
        )
    };
}

/// Those that are not finished, oldest first.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn running(tx: &mut Tx, limit: usize) -> Result<Vec<Erasure>> {
    let select = sql!(whole!(), "WHERE state = 'running' ORDER BY at LIMIT $1");
    tx.all(select, &vals![limit]).await
}

/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn load(tx: &mut Tx, id: ErasureId) -> Result<Option<Erasure>> {
    let select = sql!(whole!(), "WHERE id = $1");
    tx.one(select, &vals![id]).await
}

/// The record of what was forgotten, newest first.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn log(tx: &mut Tx, limit: usize) -> Result<Vec<Erasure>> {
    let select = sql!(whole!(), "ORDER BY at DESC, id DESC LIMIT $1");
    tx.all(select, &vals![limit]).await
}

/// The newest mail that was accepted, and the newest message.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn newest(tx: &mut Tx) -> Result<(i64, i64)> {
    let select = sql!(
        "SELECT COALESCE((SELECT max(n) FROM inbound_raw), 0), COALESCE((SELECT max(n) FROM message), 0)"
    );
    Ok(tx.one(select, &[]).await?.unwrap_or_default())
}

/// Conversations of a contact whose words are still there.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn conversations(
    tx: &mut Tx,
    contact: ContactId,
    limit: usize,
) -> Result<Vec<ConversationId>> {
    let select = sql!(
        "SELECT id FROM conversation WHERE contact = $1 AND erased_at IS NULL ORDER BY last_at LIMIT $2"
    );
    let rows: Vec<(ConversationId,)> = tx.all(select, &vals![contact, limit]).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// When the words of a conversation were taken.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn erased_at(tx: &mut Tx, id: ConversationId) -> Result<Option<Millis>> {
    let select = sql!("SELECT erased_at FROM conversation WHERE id = $1");
    let row: Option<(Option<Millis>,)> = tx.one(select, &vals![id]).await?;
    Ok(row.and_then(|r| r.0))
}

/// Whether nobody may be written to from a conversation any more: its words were taken, or whose it is was forgotten.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn is_forgotten(tx: &mut Tx, id: ConversationId) -> Result<bool> {
    let select = sql!(
        "SELECT count(*) FROM conversation c LEFT JOIN contact p ON p.id = c.contact ",
        "WHERE c.id = $1 AND (c.erased_at IS NOT NULL OR p.erased_at IS NOT NULL)"
    );
    let row: Option<(i64,)> = tx.one(select, &vals![id]).await?;
    Ok(row.is_some_and(|(n,)| n > 0))
}

/// Whether a mail of the conversation, or of one beside it, is on its way at this moment.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn is_sending(tx: &mut Tx, id: ConversationId) -> Result<bool> {
    let select = sql!(
        "SELECT count(*) FROM delivery WHERE state = 'sending' AND (conversation = $1 ",
        "OR conversation IN (SELECT id FROM conversation WHERE parent = $1))"
    );
    let row: Option<(i64,)> = tx.one(select, &vals![id]).await?;
    Ok(row.is_some_and(|(n,)| n > 0))
}

/// What erasing a conversation takes.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn counted(tx: &mut Tx, id: ConversationId) -> Result<Counts> {
    let select = sql!(
        "SELECT (SELECT count(*) FROM message WHERE conversation = $1 AND kind <> 'event'), ",
        "(SELECT count(*) FROM message m JOIN attachment a ON a.message = m.id WHERE m.conversation = $1), ",
        "(SELECT count(*) FROM inbound_raw WHERE conversation = $1 AND (bytes IS NOT NULL OR blob IS NOT NULL)), ",
        "(SELECT count(*) FROM message m JOIN outbound o ON o.message = m.id WHERE m.conversation = $1)"
    );
    let row: Option<(i64, i64, i64, i64)> = tx.one(select, &vals![id]).await?;
    let (messages, files, came, went) = row.unwrap_or_default();
    Ok(Counts {
        conversations: 1,
        messages,
        files,
        mails: came + went,
        ..Counts::default()
    })
}

/// Takes the words of a conversation: subject, texts, addresses, files, raw mails, index, drafts, fields, traces. Times,
/// kinds, states and numbers stay. What was still to be sent is not sent.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn conversation(tx: &mut Tx, id: ConversationId, at: Millis) -> Result<Counts> {
    let counts = counted(tx, id).await?;
    crate::search::unindex_conversation(tx, id).await?;
    let doom = sql!(
        "INSERT INTO doomed_blob (name, at) SELECT name, $2 /*pg ::bigint */ FROM (SELECT a.blob AS name FROM message m ",
        "JOIN attachment a ON a.message = m.id WHERE m.conversation = $1 UNION SELECT raw_blob FROM message ",
        "WHERE conversation = $1 UNION SELECT o.raw_blob FROM message m JOIN outbound o ON o.message = m.id ",
        "WHERE m.conversation = $1 UNION SELECT blob FROM inbound_raw WHERE conversation = $1) x WHERE name IS NOT NULL ",
        "ON CONFLICT (name) DO NOTHING"
    );
    tx.run(doom, &vals![id, at]).await?;
    for statement in [
        sql!(
            "DELETE FROM attachment WHERE message IN (SELECT id FROM message WHERE conversation = $1)"
        ),
        sql!(
            "UPDATE outbound SET bytes = NULL, raw_blob = NULL WHERE message IN (SELECT id FROM message ",
            "WHERE conversation = $1)"
        ),
        sql!(
            "UPDATE inbound_raw SET bytes = NULL, blob = NULL, from_ = '', subject = '', mail_from = '', rcpt = '[]', ",
            "peer_ip = '', helo = '' WHERE conversation = $1"
        ),
        sql!(
            "UPDATE delivery SET state = 'cancelled' WHERE conversation = $1 AND state IN ('held', 'queued', 'retrying', 'uncertain')"
        ),
        sql!("UPDATE delivery SET recipient = '', last_text = NULL WHERE conversation = $1"),
        sql!(
            "UPDATE message SET subject = '', text = '', html = NULL, reply = NULL, folded = '[]', from_ = '[]', to_ = '[]', ",
            "cc = '[]', bcc = '[]', reply_to = '[]', provider_id = NULL, raw_blob = NULL, authentication = NULL, ",
            "warnings = '[]' WHERE conversation = $1"
        ),
        sql!("DELETE FROM thread_ref WHERE conversation = $1"),
        sql!("DELETE FROM participant WHERE conversation = $1"),
        sql!("DELETE FROM draft WHERE conversation = $1"),
        sql!("DELETE FROM field_value WHERE entity = $1"),
        sql!("DELETE FROM rule_run WHERE conversation = $1"),
        sql!("DELETE FROM proposal_question WHERE conversation = $1"),
        sql!(
            "DELETE FROM house_mail WHERE purpose = 'survey' AND about IN (SELECT id FROM survey_ask WHERE conversation = $1)"
        ),
        sql!(
            "UPDATE survey_ask SET comment = '', token_hash = NULL, version = version + 1 WHERE conversation = $1"
        ),
        sql!("UPDATE form_post SET answers = '[]' WHERE conversation = $1"),
        sql!(
            "UPDATE visitor SET name = '', email = '', email_key = '', page_url = '', page_title = '', contact = NULL ",
            "WHERE id IN (SELECT visitor FROM chat WHERE conversation = $1)"
        ),
        sql!(
            "DELETE FROM visitor_token WHERE visitor IN (SELECT visitor FROM chat WHERE conversation = $1)"
        ),
        sql!(
            "DELETE FROM visitor_code WHERE visitor IN (SELECT visitor FROM chat WHERE conversation = $1)"
        ),
        sql!("DELETE FROM house_mail WHERE purpose = 'transcript' AND about = $1"),
        sql!("UPDATE chat SET comment = '' WHERE conversation = $1"),
        sql!("UPDATE model_call SET sent = '', came = '', visitor = '' WHERE conversation = $1"),
    ] {
        tx.run(statement, &vals![id]).await?;
    }
    // Answers that are kept for a day, so that a repeated request gets the same one.
    let kept = sql!("DELETE FROM idempotency WHERE body LIKE $1");
    tx.run(kept, &vals![format!("%{id}%")]).await?;
    let done = sql!(
        "UPDATE conversation SET subject = '', preview = '', spam_reason = NULL, erased_at = $2, version = version + 1 ",
        "WHERE id = $1"
    );
    tx.run(done, &vals![id, at]).await?;
    Ok(counts)
}

/// Takes one message in a conversation of somebody else: its words, files and raw mail.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn message(tx: &mut Tx, id: MessageId, n: i64, at: Millis) -> Result<()> {
    crate::search::unindex_message(tx, n).await?;
    let doom = sql!(
        "INSERT INTO doomed_blob (name, at) SELECT name, $2 /*pg ::bigint */ FROM (SELECT blob AS name FROM attachment ",
        "WHERE message = $1 UNION SELECT raw_blob FROM message WHERE id = $1 UNION SELECT blob FROM inbound_raw ",
        "WHERE message = $1) x WHERE name IS NOT NULL ON CONFLICT (name) DO NOTHING"
    );
    tx.run(doom, &vals![id, at]).await?;
    for statement in [
        // Summaries and translations of the conversation may tell what the message said.
        sql!(
            "UPDATE model_call SET sent = '', came = '' WHERE conversation = (SELECT conversation FROM message WHERE id = $1)"
        ),
        sql!("DELETE FROM attachment WHERE message = $1"),
        sql!(
            "UPDATE inbound_raw SET bytes = NULL, blob = NULL, from_ = '', subject = '', mail_from = '', rcpt = '[]', ",
            "peer_ip = '', helo = '' WHERE message = $1"
        ),
        sql!(
            "UPDATE message SET subject = '', text = '', html = NULL, reply = NULL, folded = '[]', from_ = '[]', to_ = '[]', ",
            "cc = '[]', bcc = '[]', reply_to = '[]', provider_id = NULL, raw_blob = NULL, authentication = NULL, ",
            "warnings = '[]' WHERE id = $1"
        ),
        sql!(
            "UPDATE conversation SET preview = '' WHERE id = (SELECT conversation FROM message WHERE id = $1)"
        ),
    ] {
        tx.run(statement, &vals![id]).await?;
    }
    Ok(())
}

record! {
    /// A message that may name somebody.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Scanned {
        pub n: i64,
        pub id: MessageId,
        pub conversation: ConversationId,
        pub kind: MessageKind,
        pub contact: Option<ContactId>,
        pub from: Json<Vec<Person>>,
        pub to: Json<Vec<Person>>,
        pub cc: Json<Vec<Person>>,
        pub bcc: Json<Vec<Person>>,
        pub reply_to: Json<Vec<Person>>,
    }
}

/// Messages after `after` up to `upto`, by their insert order.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn scan(tx: &mut Tx, after: i64, upto: i64, limit: usize) -> Result<Vec<Scanned>> {
    let select = sql!(
        "SELECT n, id, conversation, kind, contact, from_, to_, cc, bcc, reply_to FROM message ",
        "WHERE n > $1 AND n <= $2 ORDER BY n LIMIT $3"
    );
    tx.all(select, &vals![after, upto, limit]).await
}

/// Writes the addresses of a message anew, and forgets this address among participants and deliveries of its conversation.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn without_address(tx: &mut Tx, m: &Scanned, key: &str) -> Result<()> {
    let update = sql!(
        "UPDATE message SET from_ = $2, to_ = $3, cc = $4, bcc = $5, reply_to = $6 WHERE id = $1"
    );
    tx.run(
        update,
        &vals![m.id, &m.from, &m.to, &m.cc, &m.bcc, &m.reply_to],
    )
    .await?;
    let gone = sql!("DELETE FROM participant WHERE conversation = $1 AND address_key = $2");
    tx.run(gone, &vals![m.conversation, key]).await?;
    let sent = sql!(
        "UPDATE delivery SET recipient = '', last_text = NULL, state = CASE WHEN state IN ('held', 'queued', 'retrying', ",
        "'uncertain') THEN 'cancelled' ELSE state END WHERE conversation = $1 AND lower(recipient) = $2"
    );
    tx.run(sent, &vals![m.conversation, key]).await.map(|_| ())
}

/// Accepted mails after `after` up to `upto`: place, id, envelope sender.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn scan_mails(
    tx: &mut Tx,
    after: i64,
    upto: i64,
    limit: usize,
) -> Result<Vec<(i64, InboundId, String)>> {
    let select = sql!(
        "SELECT n, id, mail_from FROM inbound_raw WHERE n > $1 AND n <= $2 ORDER BY n LIMIT $3"
    );
    tx.all(select, &vals![after, upto, limit]).await
}

/// Mails in quarantine up to `upto`: id, and From as far as it could be read.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn quarantined(tx: &mut Tx, upto: i64) -> Result<Vec<(InboundId, String)>> {
    let select = sql!(
        "SELECT id, from_ FROM inbound_raw WHERE state = 'quarantined' AND n <= $1 ORDER BY n LIMIT 10000"
    );
    tx.all(select, &vals![upto]).await
}

/// Takes a raw mail; its hash and dedupe key stay, so that it does not come back.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn mail(tx: &mut Tx, id: InboundId, at: Millis) -> Result<()> {
    let doom = sql!(
        "INSERT INTO doomed_blob (name, at) SELECT blob, $2 /*pg ::bigint */ FROM inbound_raw WHERE id = $1 AND blob IS NOT NULL ",
        "ON CONFLICT (name) DO NOTHING"
    );
    tx.run(doom, &vals![id, at]).await?;
    let update = sql!(
        "UPDATE inbound_raw SET bytes = NULL, blob = NULL, from_ = '', subject = '', mail_from = '', rcpt = '[]', ",
        "peer_ip = '', helo = '', state = CASE WHEN state = 'quarantined' THEN 'discarded' ELSE state END WHERE id = $1"
    );
    tx.run(update, &vals![id]).await.map(|_| ())
}

/// Whether a mail up to there still waits to be read.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn waits(tx: &mut Tx, upto: i64) -> Result<bool> {
    let select = sql!(
        "SELECT count(*) FROM (SELECT 1 AS one FROM inbound_raw WHERE state = 'pending' AND n <= $1 LIMIT 1) x"
    );
    let row: Option<(i64,)> = tx.one(select, &vals![upto]).await?;
    Ok(row.is_some_and(|(n,)| n > 0))
}

/// Mails of a contact's conversations: place, message, its place.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn mails_of(tx: &mut Tx, contact: ContactId) -> Result<Vec<(i64, MessageId, i64)>> {
    let select = sql!(
        "SELECT r.n, m.id, m.n FROM conversation c JOIN message m ON m.conversation = c.id JOIN inbound_raw r ",
        "ON r.message = m.id WHERE c.contact = $1 AND m.contact = $1 ORDER BY r.n LIMIT 10000"
    );
    tx.all(select, &vals![contact]).await
}

/// Takes all that is known of a contact; the empty row stays, for figures.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn contact(tx: &mut Tx, id: ContactId, n: i64, at: Millis) -> Result<i64> {
    unindex_contact(tx, n).await?;
    let identities = tx
        .run(sql!("DELETE FROM identity WHERE contact = $1"), &vals![id])
        .await?;
    for statement in [
        sql!("DELETE FROM field_value WHERE entity = $1"),
        // Keys of other programs may be addresses.
        sql!("DELETE FROM import_item WHERE kind = 'contact' AND entity = $1"),
        sql!("UPDATE contact_merge SET filled = '{}' WHERE survivor = $1 OR absorbed = $1"),
        sql!(
            "DELETE FROM visitor_token WHERE visitor IN (SELECT id FROM visitor WHERE contact = $1)"
        ),
        sql!(
            "UPDATE visitor SET name = '', email = '', email_key = '', page_url = '', page_title = '', contact = NULL ",
            "WHERE contact = $1"
        ),
        // What it was, and that it was this browser; counts stay.
        sql!("UPDATE suggestion SET visitor = '', question_key = '' WHERE contact = $1"),
        sql!(
            "DELETE FROM house_mail WHERE purpose = 'survey' AND about IN (SELECT id FROM survey_ask WHERE contact = $1)"
        ),
        sql!(
            "UPDATE survey_ask SET comment = '', token_hash = NULL, version = version + 1 WHERE contact = $1"
        ),
        sql!("DELETE FROM survey_refusal WHERE contact = $1"),
        sql!("DELETE FROM notice_suppression WHERE contact = $1"),
        // What was asked and answered; what it cost stays.
        sql!(
            "UPDATE model_call SET sent = '', came = '', visitor = '' WHERE contact = $1 ",
            "OR contact IN (SELECT id FROM contact WHERE merged_into = $1)"
        ),
    ] {
        tx.run(statement, &vals![id]).await?;
    }
    let empty = sql!(
        "UPDATE contact SET name = '', address = '', organization = NULL, organization_id = NULL, language = NULL, ",
        "zone = NULL, country = NULL, note = '', erased_at = $2, updated_at = $2, version = version + 1 WHERE id = $1"
    );
    tx.run(empty, &vals![id, at]).await?;
    Ok(i64::try_from(identities).unwrap_or(i64::MAX))
}

/// Where an address stands by itself: blocked senders, automatic answers, targets in the audit trail.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn address(tx: &mut Tx, key: &str) -> Result<()> {
    for statement in [
        sql!("DELETE FROM blocked_sender WHERE address_key = $1"),
        sql!("DELETE FROM auto_answer WHERE address_key = $1"),
        sql!("DELETE FROM notice_suppression WHERE address_key = $1"),
        sql!("UPDATE audit SET target = 'erased', detail = '{}' WHERE target = $1"),
    ] {
        tx.run(statement, &vals![key]).await?;
    }
    Ok(())
}

/// Makes the full-text index forget what was deleted, a bounded piece at a time; `true` while there is more to do.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn tidy_index(tx: &mut Tx) -> Result<bool> {
    let changes = sql!(lite: ["SELECT total_changes()"], pg: ["SELECT 0::bigint"]);
    let merge = sql!(
        lite: ["INSERT INTO message_fts (message_fts, rank) VALUES ('merge', -200)"],
        pg: ["SELECT 1::bigint"],
    );
    let contacts = sql!(
        lite: ["INSERT INTO contact_fts (contact_fts, rank) VALUES ('merge', -200)"],
        pg: ["SELECT 1::bigint"],
    );
    let before: Option<(i64,)> = tx.one(changes, &[]).await?;
    tx.query(merge, &[]).await?;
    tx.query(contacts, &[]).await?;
    let after: Option<(i64,)> = tx.one(changes, &[]).await?;
    Ok(after.unwrap_or_default().0 - before.unwrap_or_default().0 >= 4)
}

/// Raw mails that came for a conversation after its words were taken (late bounces, copies that were collected again).
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn late_mails(tx: &mut Tx, limit: usize) -> Result<Vec<InboundId>> {
    let select = sql!(
        "SELECT r.id FROM conversation c JOIN inbound_raw r ON r.conversation = c.id WHERE c.erased_at IS NOT NULL ",
        "AND (r.bytes IS NOT NULL OR r.blob IS NOT NULL) AND r.state <> 'pending' LIMIT $1"
    );
    let rows: Vec<(InboundId,)> = tx.all(select, &vals![limit]).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// Names of blobs that may be deleted.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn doomed(tx: &mut Tx, limit: usize) -> Result<Vec<String>> {
    let select = sql!("SELECT name FROM doomed_blob ORDER BY at, name LIMIT $1");
    let rows: Vec<(String,)> = tx.all(select, &vals![limit]).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn spared(tx: &mut Tx, name: &str) -> Result<()> {
    let delete = sql!("DELETE FROM doomed_blob WHERE name = $1");
    tx.run(delete, &vals![name]).await.map(|_| ())
}
