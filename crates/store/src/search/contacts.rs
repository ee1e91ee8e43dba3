//! Finding contacts by name, address or organization.

use super::clauses::clauses;
use super::{document, printed, query_text};
use crate::{Result, Tx, record, sql, vals};
use domain::ContactId;
use domain::access::{Access, Permission};

record! {
    /// A contact that was found.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ContactHit {
        pub id: ContactId,
        pub name: String,
        pub address: String,
        pub organization: Option<String>,
        pub blocked: bool,
    }
}

/// Puts a contact into the index, or replaces what the index holds. `parts`: name, addresses, organization.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn index_contact(tx: &mut Tx, n: i64, parts: &[&str]) -> Result<()> {
    let tokens = printed(tx, &document(parts));
    let insert = sql!(
        lite: ["INSERT OR REPLACE INTO contact_fts (rowid, t) VALUES ($1, $2)"],
        pg: [
            "INSERT INTO contact_fts (n, t) VALUES ($1, ($2::text)::tsvector) ",
            "ON CONFLICT (n) DO UPDATE SET t = excluded.t"
        ],
    );
    tx.run(insert, &vals![n, tokens]).await.map(|_| ())
}

/// Takes a contact out of the index.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn unindex_contact(tx: &mut Tx, n: i64) -> Result<()> {
    let delete = sql!(
        lite: ["DELETE FROM contact_fts WHERE rowid = $1"],
        pg: ["DELETE FROM contact_fts WHERE n = $1"],
    );
    tx.run(delete, &vals![n]).await.map(|_| ())
}

/// Contacts that match, newest first. Who may read no conversations finds nobody.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn search_contacts(
    tx: &mut Tx,
    access: &Access,
    text: &str,
    limit: usize,
) -> Result<Vec<ContactHit>> {
    let clauses = clauses(text);
    if clauses.is_empty() || !access.may(Permission::ConversationRead) {
        return Ok(Vec::new());
    }
    let query = query_text(tx, &clauses);
    let select = sql!(
        lite: [
            "SELECT p.id, p.name, p.address, p.organization, p.blocked FROM contact_fts f ",
            "CROSS JOIN contact p ON p.n = f.rowid WHERE f.t MATCH $1 ORDER BY f.rowid DESC LIMIT $2"
        ],
        pg: [
            "SELECT p.id, p.name, p.address, p.organization, p.blocked FROM contact_fts f JOIN contact p ON p.n = f.n ",
            "WHERE f.t @@ ($1::text)::tsquery ORDER BY f.n DESC LIMIT $2"
        ],
    );
    tx.all(select, &vals![query, limit]).await
}
