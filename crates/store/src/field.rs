//! Custom fields: definitions, and values in a typed side table.

use crate::facts::{Valued, valued};
use crate::sql::Sql;
use crate::value::{Json, json};
use crate::{Result, Tx, Val, record, sql, vals};
use domain::field::{Definition, Entity, FieldKind, FieldValue};
use domain::{ContactId, ConversationId, FieldId, Millis};
use uuid::Uuid;

record! {
    struct Row {
        id: FieldId,
        entity: Entity,
        key: String,
        name: String,
        kind: FieldKind,
        choices: Json<Vec<String>>,
        position: i64,
        archived: bool,
        created_at: Millis,
    }
}

/// All fields in their order, archived ones too.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn all(tx: &mut Tx) -> Result<Vec<Definition>> {
    let select = sql!(
        "SELECT id, entity, key, name, kind, choices, position, archived, created_at FROM field ",
        "ORDER BY position, created_at, id"
    );
    let rows: Vec<Row> = tx.all(select, &[]).await?;
    Ok(rows
        .into_iter()
        .map(|r| Definition {
            id: r.id,
            entity: r.entity,
            key: r.key,
            name: r.name,
            kind: r.kind,
            choices: r.choices.0,
            position: r.position,
            archived: r.archived,
            created_at: r.created_at,
        })
        .collect())
}

/// Adds a field, or changes it; entity, key and kind stay as they were.
///
/// # Errors
/// `Conflict` when another one has this key.
pub async fn put(tx: &mut Tx, f: &Definition) -> Result<()> {
    let upsert = sql!(
        "INSERT INTO field (id, entity, key, name, kind, choices, position, archived, created_at) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO UPDATE SET name = excluded.name, ",
        "choices = excluded.choices, position = excluded.position, archived = excluded.archived"
    );
    let params = vals![
        f.id,
        f.entity,
        &f.key,
        &f.name,
        f.kind,
        json(&f.choices),
        f.position,
        f.archived,
        f.created_at
    ];
    tx.run(upsert, &params).await.map(|_| ())
}

/// Values of a conversation, of its contact, and of the organization of the contact.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn values(
    tx: &mut Tx,
    conversation: ConversationId,
    contact: Option<ContactId>,
) -> Result<Vec<Valued>> {
    let select = sql!(
        "SELECT v.field, f.kind, v.v_text, v.v_int FROM field_value v JOIN field f ON f.id = v.field ",
        "WHERE v.entity IN ($1, $2, (SELECT organization_id FROM contact WHERE id = $2)) AND f.archived = 0 ",
        "ORDER BY v.field"
    );
    rows(tx, select, &vals![conversation, contact]).await
}

/// Values of one conversation, contact or organization.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn of_entity(tx: &mut Tx, entity: Uuid) -> Result<Vec<Valued>> {
    let select = sql!(
        "SELECT v.field, f.kind, v.v_text, v.v_int FROM field_value v JOIN field f ON f.id = v.field ",
        "WHERE v.entity = $1 AND f.archived = 0 ORDER BY v.field"
    );
    rows(tx, select, &vals![entity]).await
}

async fn rows(tx: &mut Tx, select: Sql, params: &[Val<'_>]) -> Result<Vec<Valued>> {
    type Row = (FieldId, FieldKind, Option<String>, Option<i64>);
    let rows: Vec<Row> = tx.all(select, params).await?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, kind, text, int)| valued(id, kind, text, int))
        .collect())
}

/// Sets a value, or takes it away.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn set(
    tx: &mut Tx,
    entity: Uuid,
    field: FieldId,
    value: Option<&FieldValue>,
    at: Millis,
) -> Result<()> {
    let Some(value) = value else {
        let delete = sql!("DELETE FROM field_value WHERE entity = $1 AND field = $2");
        return tx.run(delete, &vals![entity, field]).await.map(|_| ());
    };
    let upsert = sql!(
        "INSERT INTO field_value (entity, field, v_text, v_int, at) VALUES ($1, $2, $3, $4, $5) ",
        "ON CONFLICT (entity, field) DO UPDATE SET v_text = excluded.v_text, v_int = excluded.v_int, at = excluded.at"
    );
    let params = vals![entity, field, value.text(), value.int(), at];
    tx.run(upsert, &params).await.map(|_| ())
}

/// A value that was copied from another record: text, number.
pub type TakenField = (FieldId, Option<String>, Option<i64>);

/// Values that `other` has and `own` has not, copied.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn take_over(tx: &mut Tx, own: Uuid, other: Uuid, at: Millis) -> Result<Vec<TakenField>> {
    let insert = sql!(
        "INSERT INTO field_value (entity, field, v_text, v_int, at) SELECT $1, v.field, v.v_text, v.v_int, $3 ",
        "FROM field_value v WHERE v.entity = $2 AND NOT EXISTS (SELECT 1 FROM field_value o WHERE o.entity = $1 ",
        "AND o.field = v.field) RETURNING field, v_text, v_int"
    );
    tx.all(insert, &vals![own, other, at]).await
}

/// The same for one field.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn take_over_one(
    tx: &mut Tx,
    own: Uuid,
    other: Uuid,
    field: FieldId,
    at: Millis,
) -> Result<Option<TakenField>> {
    let insert = sql!(
        "INSERT INTO field_value (entity, field, v_text, v_int, at) SELECT $1, v.field, v.v_text, v.v_int, $3 ",
        "FROM field_value v WHERE v.entity = $2 AND v.field = $4 AND NOT EXISTS (SELECT 1 FROM field_value o ",
        "WHERE o.entity = $1 AND o.field = v.field) RETURNING field, v_text, v_int"
    );
    tx.one(insert, &vals![own, other, at, field]).await
}

/// Takes back the values that are still as they were copied; which fields.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn give_back(tx: &mut Tx, own: Uuid, taken: &[TakenField]) -> Result<Vec<FieldId>> {
    let delete = sql!(
        "DELETE FROM field_value WHERE entity = $1 AND field = $2 AND COALESCE(v_text, '') = $3 ",
        "AND COALESCE(v_int, 0) = $4"
    );
    let mut gone = Vec::new();
    for (field, text, number) in taken {
        let text = text.as_deref().unwrap_or_default();
        let params = vals![own, *field, text, number.unwrap_or(0)];
        if tx.run(delete, &params).await? > 0 {
            gone.push(*field);
        }
    }
    Ok(gone)
}

/// What goes with a conversation, contact or organization that is deleted.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn forget(tx: &mut Tx, entity: Uuid) -> Result<()> {
    let delete = sql!("DELETE FROM field_value WHERE entity = $1");
    tx.run(delete, &vals![entity]).await.map(|_| ())
}
