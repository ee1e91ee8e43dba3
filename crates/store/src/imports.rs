//! Imports, what became of each thing that they brought, and exports of everything: their rows. The files lie beside the
//! database and are the server's matter.

use crate::{Json, Result, StoreError, Tx, record, sql, vals};
use domain::contact::word_key;
use domain::field::FieldValue;
use domain::organization_merge::Traits;
use domain::{
    AgentId, ContactId, ConversationId, ExportId, FieldId, ImportId, MessageId, Millis,
    OrganizationId,
};
use serde_json::Value;
use uuid::Uuid;

record! {
    #[derive(Debug, Clone, PartialEq)]
    pub struct Import {
        pub id: ImportId,
        /// `csv`, `mbox`, `zendesk`, `chatwoot`.
        pub kind: String,
        pub name: String,
        /// Bytes of the file, as far as it has come.
        pub size: i64,
        /// A file on the server in place of an upload.
        pub path: Option<String>,
        pub plan: Json<Value>,
        pub state: String,
        pub place: Json<Value>,
        pub done: i64,
        pub looked: Json<Value>,
        pub counts: Json<Value>,
        /// Bytes of the report that are true.
        pub report: i64,
        pub error: Option<String>,
        pub agent: Option<AgentId>,
        pub created_at: Millis,
        pub started_at: Option<Millis>,
        pub finished_at: Option<Millis>,
        pub version: i64,
    }
}

/// # Errors
/// See [`StoreError`].
pub async fn insert(tx: &mut Tx, i: &Import) -> Result<()> {
    let insert = sql!(
        "INSERT INTO import (id, kind, name, size, path, plan, state, agent, created_at) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    let params = vals![
        i.id,
        &i.kind,
        &i.name,
        i.size,
        &i.path,
        &i.plan,
        &i.state,
        i.agent,
        i.created_at
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// Every column that a record has, from its table.
macro_rules! whole {
    () => {
        concat!(
            "SELECT id, kind, name, size, path, plan, state, place, done, looked, counts, report, error, agent, ",
            "created_at, started_at, finished_at, version FROM import "
        )
    };
}

/// The newest first.
///
/// # Errors
/// See [`StoreError`].
pub async fn all(tx: &mut Tx, limit: usize) -> Result<Vec<Import>> {
    let select = sql!(whole!(), "ORDER BY created_at DESC, id DESC LIMIT $1");
    tx.all(select, &vals![limit]).await
}

/// # Errors
/// See [`StoreError`].
pub async fn load(tx: &mut Tx, id: ImportId) -> Result<Option<Import>> {
    let select = sql!(whole!(), "WHERE id = $1");
    tx.one(select, &vals![id]).await
}

/// What a worker may take up, oldest first.
///
/// # Errors
/// See [`StoreError`].
pub async fn waiting(tx: &mut Tx) -> Result<Vec<Import>> {
    let select = sql!(
        whole!(),
        "WHERE state IN ('checking', 'running', 'undoing') ",
        "ORDER BY created_at, id LIMIT 20"
    );
    tx.all(select, &[]).await
}

/// # Errors
/// `Conflict` when somebody else changed it since it was loaded.
pub async fn save(tx: &mut Tx, i: &mut Import) -> Result<()> {
    let update = sql!(
        "UPDATE import SET name = $3, size = $4, plan = $5, state = $6, place = $7, done = $8, looked = $9, counts = $10, ",
        "report = $11, error = $12, started_at = $13, finished_at = $14, version = version + 1 ",
        "WHERE id = $1 AND version = $2"
    );
    let params = vals![
        i.id,
        i.version,
        &i.name,
        i.size,
        &i.plan,
        &i.state,
        &i.place,
        i.done,
        &i.looked,
        &i.counts,
        i.report,
        &i.error,
        i.started_at,
        i.finished_at
    ];
    if tx.run(update, &params).await? == 0 {
        return Err(StoreError::stale("the import"));
    }
    i.version += 1;
    Ok(())
}

/// The import is forgotten; what it brought stays, and so does the memory of where it came from.
///
/// # Errors
/// See [`StoreError`].
pub async fn delete(tx: &mut Tx, id: ImportId) -> Result<()> {
    tx.run(sql!("DELETE FROM import WHERE id = $1"), &vals![id])
        .await
        .map(|_| ())
}

/// What something of the other program is here.
///
/// # Errors
/// See [`StoreError`].
pub async fn item(tx: &mut Tx, source: &str, kind: &str, key: &str) -> Result<Option<Uuid>> {
    let select =
        sql!("SELECT entity FROM import_item WHERE source = $1 AND kind = $2 AND key = $3");
    let row: Option<(Uuid,)> = tx.one(select, &vals![source, kind, key]).await?;
    Ok(row.map(|(id,)| id))
}

/// Where something of the other program went.
#[derive(Debug, Clone, Copy)]
pub struct NewItem<'a> {
    pub source: &'a str,
    /// `contact`, `conversation`, `message`.
    pub kind: &'a str,
    pub key: &'a str,
    pub import: ImportId,
    pub entity: Uuid,
    /// False: it was there before.
    pub made: bool,
}

/// Remembers it; what was known before of this key (and is gone) is replaced.
///
/// # Errors
/// See [`StoreError`].
pub async fn put_item(tx: &mut Tx, i: NewItem<'_>) -> Result<()> {
    let upsert = sql!(
        "INSERT INTO import_item (source, kind, key, import, entity, made) VALUES ($1, $2, $3, $4, $5, $6) ",
        "ON CONFLICT (source, kind, key) DO UPDATE SET import = excluded.import, entity = excluded.entity, ",
        "made = excluded.made"
    );
    tx.run(
        upsert,
        &vals![i.source, i.kind, i.key, i.import, i.entity, i.made],
    )
    .await
    .map(|_| ())
}

/// Nobody works at any import or export now: the next one need not wait.
///
/// # Errors
/// See [`StoreError`].
pub async fn end_leases(tx: &mut Tx, now: Millis) -> Result<()> {
    let update = sql!(
        "UPDATE lease SET until = $1 WHERE until > $1 AND (name LIKE 'import %' OR name = 'export')"
    );
    tx.run(update, &vals![now - 1]).await.map(|_| ())
}

/// Ids of what an import made, after `after`.
///
/// # Errors
/// See [`StoreError`].
pub async fn made(
    tx: &mut Tx,
    import: ImportId,
    kind: &str,
    after: Uuid,
    limit: usize,
) -> Result<Vec<Uuid>> {
    let select = sql!(
        "SELECT entity FROM import_item WHERE import = $1 AND kind = $2 AND entity > $3 AND made = 1 ORDER BY entity LIMIT $4"
    );
    let rows: Vec<(Uuid,)> = tx.all(select, &vals![import, kind, after, limit]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Forgets where one thing came from.
///
/// # Errors
/// See [`StoreError`].
pub async fn forget(tx: &mut Tx, import: ImportId, kind: &str, entity: Uuid) -> Result<()> {
    let delete = sql!("DELETE FROM import_item WHERE import = $1 AND kind = $2 AND entity = $3");
    tx.run(delete, &vals![import, kind, entity])
        .await
        .map(|_| ())
}

/// Forgets all that is left of an import.
///
/// # Errors
/// See [`StoreError`].
pub async fn forget_all(tx: &mut Tx, import: ImportId) -> Result<()> {
    tx.run(
        sql!("DELETE FROM import_item WHERE import = $1"),
        &vals![import],
    )
    .await
    .map(|_| ())
}

/// Numbers of conversations that an import made and to which something was added since, at most 20.
///
/// # Errors
/// See [`StoreError`].
pub async fn added_to(tx: &mut Tx, import: ImportId) -> Result<Vec<i64>> {
    let select = sql!(
        "SELECT c.number FROM conversation c JOIN import_item i ON i.entity = c.id AND i.kind = 'conversation' ",
        "WHERE i.import = $1 AND i.made = 1 AND EXISTS (SELECT 1 FROM message m WHERE m.conversation = c.id ",
        "AND m.kind <> 'event' AND NOT EXISTS (SELECT 1 FROM import_item k WHERE k.import = $1 AND k.kind = 'message' ",
        "AND k.entity = m.id)) ORDER BY c.number LIMIT 20"
    );
    let rows: Vec<(i64,)> = tx.all(select, &vals![import]).await?;
    Ok(rows.into_iter().map(|(n,)| n).collect())
}

/// Whether a conversation has only messages that this import made.
///
/// # Errors
/// See [`StoreError`].
pub async fn untouched(tx: &mut Tx, import: ImportId, id: ConversationId) -> Result<bool> {
    let select = sql!(
        "SELECT 1 FROM message m WHERE m.conversation = $2 AND m.kind <> 'event' AND NOT EXISTS (SELECT 1 FROM ",
        "import_item k WHERE k.import = $1 AND k.kind = 'message' AND k.entity = m.id) LIMIT 1"
    );
    Ok(tx
        .one::<(i64,)>(select, &vals![import, id])
        .await?
        .is_none())
}

/// Whether an import made this conversation.
///
/// # Errors
/// See [`StoreError`].
pub async fn made_here(tx: &mut Tx, import: ImportId, id: ConversationId) -> Result<bool> {
    let select = sql!(
        "SELECT 1 FROM import_item WHERE import = $1 AND kind = 'conversation' AND entity = $2 AND made = 1 LIMIT 1"
    );
    Ok(tx
        .one::<(i64,)>(select, &vals![import, id])
        .await?
        .is_some())
}

/// Whether a contact has a conversation, has written a message, or is on legal hold.
///
/// # Errors
/// See [`StoreError`].
pub async fn in_use(tx: &mut Tx, id: ContactId) -> Result<bool> {
    let select = sql!(
        "SELECT 1 FROM conversation WHERE contact = $1 UNION ALL SELECT 1 FROM identity i JOIN participant p ",
        "ON p.address_key = i.value_key WHERE i.contact = $1 AND i.kind = 'email' UNION ALL ",
        "SELECT 1 FROM legal_hold WHERE target = $1 AND ended_at IS NULL LIMIT 1"
    );
    Ok(tx.one::<(i64,)>(select, &vals![id]).await?.is_some())
}

/// Takes away a contact that nobody uses; false when it was changed by somebody since it was made.
///
/// # Errors
/// See [`StoreError`].
pub async fn delete_contact(tx: &mut Tx, id: ContactId) -> Result<bool> {
    let row: Option<(i64,)> = tx
        .one(
            sql!("SELECT n FROM contact WHERE id = $1 AND version = 1"),
            &vals![id],
        )
        .await?;
    let Some((n,)) = row else { return Ok(false) };
    crate::search::unindex_contact(tx, n).await?;
    tx.run(
        sql!("DELETE FROM field_value WHERE entity = $1"),
        &vals![id],
    )
    .await?;
    tx.run(sql!("DELETE FROM identity WHERE contact = $1"), &vals![id])
        .await?;
    tx.run(sql!("DELETE FROM contact WHERE id = $1"), &vals![id])
        .await?;
    Ok(true)
}

/// Takes away a message that an import added to a conversation which it did not make.
///
/// # Errors
/// See [`StoreError`].
pub async fn delete_message(tx: &mut Tx, id: MessageId) -> Result<Option<ConversationId>> {
    let row: Option<(i64, ConversationId)> = tx
        .one(
            sql!("SELECT n, conversation FROM message WHERE id = $1"),
            &vals![id],
        )
        .await?;
    let Some((n, conversation)) = row else {
        return Ok(None);
    };
    crate::search::unindex_message(tx, n).await?;
    tx.run(
        sql!("UPDATE thread_ref SET message = NULL WHERE conversation = $2 AND message = $1"),
        &vals![id, conversation],
    )
    .await?;
    tx.run(sql!("DELETE FROM message WHERE id = $1"), &vals![id])
        .await?;
    Ok(Some(conversation))
}

/// A further address or number of a contact; false when somebody has it already.
///
/// # Errors
/// See [`StoreError`].
pub async fn add_identity(
    tx: &mut Tx,
    id: domain::IdentityId,
    contact: ContactId,
    kind: domain::contact::IdentityKind,
    value: &str,
    key: &str,
) -> Result<bool> {
    let insert = sql!(
        "INSERT INTO identity (id, contact, kind, value, value_key, verified) VALUES ($1, $2, $3, $4, $5, 'nothing') ",
        "ON CONFLICT (kind, value_key) DO NOTHING"
    );
    Ok(tx
        .run(insert, &vals![id, contact, kind, value, key])
        .await?
        > 0)
}

/// What the other program says of a contact, where nothing is known here; its version stays, so that a change by a
/// person can be told from it.
///
/// # Errors
/// See [`StoreError`].
pub async fn fill_contact(tx: &mut Tx, id: ContactId, p: &domain::moving::Person) -> Result<()> {
    let fill = sql!(
        "UPDATE contact SET name = CASE WHEN name = '' THEN $2 ELSE name END, ",
        "organization = COALESCE(organization, $3), language = COALESCE(language, $4), zone = COALESCE(zone, $5), ",
        "note = CASE WHEN note = '' THEN $6 ELSE note END WHERE id = $1"
    );
    let some = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
    let params = vals![
        id,
        &p.name,
        some(&p.organization),
        some(&p.language),
        some(&p.zone),
        &p.note
    ];
    tx.run(fill, &params).await.map(|_| ())
}

/// What the other program says of an organization, where nothing is known here; its version stays, as that of a contact.
///
/// # Errors
/// See [`StoreError`].
pub async fn fill_organization(tx: &mut Tx, id: OrganizationId, t: &Traits) -> Result<()> {
    let fill = sql!(
        "UPDATE organization SET owner = COALESCE(owner, $2), plan = CASE WHEN plan = '' THEN $3 ELSE plan END, ",
        "plan_key = CASE WHEN plan_key = '' THEN $4 ELSE plan_key END, life_cycle = COALESCE(life_cycle, $5), ",
        "segment = CASE WHEN segment = '' THEN $6 ELSE segment END, ",
        "segment_key = CASE WHEN segment_key = '' THEN $7 ELSE segment_key END, ",
        "language = COALESCE(language, $8), note = CASE WHEN note = '' THEN $9 ELSE note END WHERE id = $1"
    );
    let plan = t.plan.as_deref().unwrap_or_default();
    let segment = t.segment.as_deref().unwrap_or_default();
    let params = vals![
        id,
        t.owner,
        plan,
        word_key(plan),
        t.life_cycle,
        segment,
        word_key(segment),
        &t.language,
        t.note.as_deref().unwrap_or_default()
    ];
    tx.run(fill, &params).await.map(|_| ())
}

/// A value of a custom field, where there is none.
///
/// # Errors
/// See [`StoreError`].
pub async fn fill_field(
    tx: &mut Tx,
    entity: Uuid,
    field: FieldId,
    value: &FieldValue,
    at: Millis,
) -> Result<()> {
    let insert = sql!(
        "INSERT INTO field_value (entity, field, v_text, v_int, at) VALUES ($1, $2, $3, $4, $5) ",
        "ON CONFLICT (entity, field) DO NOTHING"
    );
    let params = vals![entity, field, value.text(), value.int(), at];
    tx.run(insert, &params).await.map(|_| ())
}

/// A mail domain of an organization; false when it belongs to another one.
///
/// # Errors
/// See [`StoreError`].
pub async fn add_domain(tx: &mut Tx, id: OrganizationId, domain: &str) -> Result<bool> {
    let insert = sql!(
        "INSERT INTO organization_domain (domain, organization) VALUES ($1, $2) ON CONFLICT (domain) DO NOTHING"
    );
    tx.run(insert, &vals![domain, id]).await?;
    let holder = crate::organization::by_domain(tx, domain).await?;
    Ok(holder == Some(id))
}

/// A contact of whom no other organization is known than `told` belongs to this one; their version stays.
///
/// # Errors
/// See [`StoreError`].
pub async fn join(
    tx: &mut Tx,
    contact: ContactId,
    told: &str,
    id: OrganizationId,
    name: &str,
) -> Result<()> {
    let update = sql!(
        "UPDATE contact SET organization_id = $2, organization = $3 WHERE id = $1 AND organization_id IS NULL ",
        "AND (organization IS NULL OR organization = $4)"
    );
    let params = vals![contact, id, name, told];
    tx.run(update, &params).await.map(|_| ())
}

/// Whether an organization is as it was made: nobody has changed or merged it, nobody belongs to it, and it is not held.
///
/// # Errors
/// See [`StoreError`].
pub async fn is_untouched_organization(tx: &mut Tx, id: OrganizationId) -> Result<bool> {
    let select = sql!(
        "SELECT 1 FROM organization o WHERE o.id = $1 AND o.version = 1 AND o.merged_into IS NULL ",
        "AND NOT EXISTS (SELECT 1 FROM contact c WHERE c.organization_id = $1) ",
        "AND NOT EXISTS (SELECT 1 FROM organization_merge m WHERE m.survivor = $1 OR m.absorbed = $1) ",
        "AND NOT EXISTS (SELECT 1 FROM legal_hold h WHERE h.target = $1 AND h.ended_at IS NULL)"
    );
    Ok(tx.one::<(i64,)>(select, &vals![id]).await?.is_some())
}

/// After messages were brought in: times, counts and preview as the messages say. Nobody waits, so no clock starts, and
/// no change of settings makes one: `sla_epoch` lies ahead of all.
///
/// # Errors
/// See [`StoreError`].
pub async fn settle(tx: &mut Tx, c: ConversationId, preview: &str) -> Result<()> {
    let statement = sql!(
        "UPDATE conversation SET sla_epoch = CASE WHEN waiting_since IS NULL THEN 9223372036854775807 ELSE sla_epoch END, ",
        "preview = $2, message_count = (SELECT count(*) FROM message m ",
        "WHERE m.conversation = conversation.id AND m.cancelled_at IS NULL AND m.kind <> 'event'), ",
        "last_kind = COALESCE((SELECT m.kind FROM message m WHERE m.conversation = conversation.id ",
        "AND m.kind IN ('customer', 'agent') AND m.cancelled_at IS NULL ORDER BY m.at DESC, m.n DESC LIMIT 1), last_kind), ",
        "created_at = COALESCE((SELECT min(m.at) FROM message m WHERE m.conversation = conversation.id), created_at), ",
        "last_at = COALESCE((SELECT max(m.at) FROM message m WHERE m.conversation = conversation.id ",
        "AND m.kind IN ('customer', 'agent')), last_at), ",
        "last_customer_at = (SELECT max(m.at) FROM message m WHERE m.conversation = conversation.id AND m.kind = 'customer'), ",
        "last_agent_at = (SELECT max(m.at) FROM message m WHERE m.conversation = conversation.id AND m.kind = 'agent'), ",
        "first_reply_at = COALESCE(first_reply_at, (SELECT min(m.at) FROM message m WHERE m.conversation = conversation.id ",
        "AND m.kind = 'agent' AND m.at >= (SELECT min(k.at) FROM message k WHERE k.conversation = conversation.id ",
        "AND k.kind = 'customer'))), ",
        "resolved_at = CASE WHEN status = 'resolved' THEN COALESCE((SELECT max(m.at) FROM message m ",
        "WHERE m.conversation = conversation.id), resolved_at) END ",
        "WHERE id = $1"
    );
    tx.run(statement, &vals![c, preview]).await.map(|_| ())
}

/// Whether one of our own mails has this Message-ID.
///
/// # Errors
/// See [`StoreError`].
pub async fn is_outbound(tx: &mut Tx, message_id: &str) -> Result<bool> {
    let select = sql!("SELECT 1 FROM outbound WHERE message_id_header = $1 LIMIT 1");
    Ok(tx
        .one::<(i64,)>(select, &vals![message_id])
        .await?
        .is_some())
}

record! {
    /// An export of everything.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Export {
        pub id: ExportId,
        /// `running`, `done`, `cancelled`, `failed`.
        pub state: String,
        pub what: String,
        pub done: i64,
        /// Bytes of the file.
        pub size: Option<i64>,
        pub summary: Json<Value>,
        pub error: Option<String>,
        pub agent: Option<AgentId>,
        pub created_at: Millis,
        pub finished_at: Option<Millis>,
    }
}

/// # Errors
/// See [`StoreError`].
pub async fn insert_export(tx: &mut Tx, e: &Export) -> Result<()> {
    let insert = sql!("INSERT INTO export (id, state, agent, created_at) VALUES ($1, $2, $3, $4)");
    tx.run(insert, &vals![e.id, &e.state, e.agent, e.created_at])
        .await
        .map(|_| ())
}

/// The newest first.
///
/// # Errors
/// See [`StoreError`].
pub async fn exports(tx: &mut Tx) -> Result<Vec<Export>> {
    let select = sql!(
        "SELECT id, state, what, done, size, summary, error, agent, created_at, finished_at FROM export ",
        "ORDER BY created_at DESC, id DESC LIMIT 50"
    );
    tx.all(select, &[]).await
}

/// # Errors
/// See [`StoreError`].
pub async fn save_export(tx: &mut Tx, e: &Export) -> Result<bool> {
    let update = sql!(
        "UPDATE export SET state = $2, what = $3, done = $4, size = $5, summary = $6, error = $7, finished_at = $8 ",
        "WHERE id = $1 AND state = 'running'"
    );
    let params = vals![
        e.id,
        &e.state,
        &e.what,
        e.done,
        e.size,
        &e.summary,
        &e.error,
        e.finished_at
    ];
    Ok(tx.run(update, &params).await? > 0)
}

/// # Errors
/// See [`StoreError`].
pub async fn delete_export(tx: &mut Tx, id: ExportId) -> Result<bool> {
    Ok(tx
        .run(sql!("DELETE FROM export WHERE id = $1"), &vals![id])
        .await?
        > 0)
}
