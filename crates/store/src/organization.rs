//! Organizations of customers.

use crate::{Result, StoreError, Tx, record, sql, vals};
use domain::access::{Access, Permission};
use domain::contact::{LifeCycle, word_key};
use domain::organization_merge::Traits;
use domain::{AgentId, ContactId, Millis, OrganizationId};

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Organization {
        pub id: OrganizationId,
        pub name: String,
        /// The agent who answers for it.
        pub owner: Option<AgentId>,
        pub plan: String,
        pub life_cycle: Option<LifeCycle>,
        pub segment: String,
        pub language: Option<String>,
        pub zone: Option<String>,
        pub note: String,
        pub created_at: Millis,
        pub version: i64,
        /// The one that it was merged into. Its own row stays as it was.
        pub merged_into: Option<OrganizationId>,
    }
}

impl Organization {
    /// One that was just made.
    #[must_use]
    pub fn new(id: OrganizationId, name: &str, traits: Traits, at: Millis) -> Self {
        let mut new = Self {
            id,
            name: name.to_owned(),
            owner: None,
            plan: String::new(),
            life_cycle: None,
            segment: String::new(),
            language: None,
            zone: None,
            note: String::new(),
            created_at: at,
            version: 1,
            merged_into: None,
        };
        new.take(traits);
        new
    }

    /// What a merge takes over.
    #[must_use]
    pub fn traits(&self) -> Traits {
        let text = |t: &String| Some(t.clone()).filter(|t| !t.is_empty());
        Traits {
            owner: self.owner,
            plan: text(&self.plan),
            life_cycle: self.life_cycle,
            segment: text(&self.segment),
            language: self.language.clone(),
            zone: self.zone.clone(),
            note: text(&self.note),
        }
    }

    /// Has these from now on.
    pub fn take(&mut self, traits: Traits) {
        self.owner = traits.owner;
        self.plan = traits.plan.unwrap_or_default();
        self.life_cycle = traits.life_cycle;
        self.segment = traits.segment.unwrap_or_default();
        self.language = traits.language;
        self.zone = traits.zone;
        self.note = traits.note.unwrap_or_default();
    }
}

/// # Errors
/// See [`StoreError`].
pub async fn load(tx: &mut Tx, id: OrganizationId) -> Result<Option<Organization>> {
    let select = sql!(
        "SELECT id, name, owner, plan, life_cycle, segment, language, zone, note, created_at, version, ",
        "merged_into FROM organization WHERE id = $1"
    );
    tx.one(select, &vals![id]).await
}

/// Who stands for an organization: itself, or the one that it was merged into, over several merges.
///
/// # Errors
/// See [`StoreError`].
pub async fn root(tx: &mut Tx, id: OrganizationId) -> Result<Option<Organization>> {
    /// Merges one upon the other.
    const DEEP: usize = 32;
    let mut at = id;
    for _ in 0..DEEP {
        let Some(found) = load(tx, at).await? else {
            return Ok(None);
        };
        match found.merged_into {
            Some(next) => at = next,
            None => return Ok(Some(found)),
        }
    }
    Err(StoreError::corrupt("organizations are merged in a circle"))
}

/// By its name as compared; also one that was merged into another, for it keeps its name.
///
/// # Errors
/// See [`StoreError`].
pub async fn by_name(tx: &mut Tx, name: &str) -> Result<Option<OrganizationId>> {
    let select = sql!("SELECT id FROM organization WHERE name_key = $1");
    let row: Option<(OrganizationId,)> = tx.one(select, &vals![word_key(name)]).await?;
    Ok(row.map(|r| r.0))
}

/// # Errors
/// `Conflict` when another one has this name.
pub async fn insert(tx: &mut Tx, o: &Organization) -> Result<()> {
    let insert = sql!(
        "INSERT INTO organization (id, name, name_key, owner, plan, plan_key, life_cycle, segment, segment_key, language, ",
        "zone, note, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)"
    );
    let params = vals![
        o.id,
        &o.name,
        word_key(&o.name),
        o.owner,
        &o.plan,
        word_key(&o.plan),
        o.life_cycle,
        &o.segment,
        word_key(&o.segment),
        &o.language,
        &o.zone,
        &o.note,
        o.created_at
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// # Errors
/// `Conflict` when somebody else changed it, or another one has this name.
pub async fn save(tx: &mut Tx, o: &mut Organization, at: Millis) -> Result<()> {
    let update = sql!(
        "UPDATE organization SET name = $3, name_key = $4, owner = $5, plan = $6, plan_key = $7, life_cycle = $8, ",
        "segment = $9, segment_key = $10, language = $11, zone = $12, note = $13, updated_at = $14, ",
        "version = version + 1 WHERE id = $1 AND version = $2"
    );
    let params = vals![
        o.id,
        o.version,
        &o.name,
        word_key(&o.name),
        o.owner,
        &o.plan,
        word_key(&o.plan),
        o.life_cycle,
        &o.segment,
        word_key(&o.segment),
        &o.language,
        &o.zone,
        &o.note,
        at
    ];
    if tx.run(update, &params).await? == 0 {
        return Err(StoreError::stale("the organization"));
    }
    o.version += 1;
    Ok(())
}

/// Its people keep the name as a text; the values of its custom fields go, and what was merged into it.
///
/// # Errors
/// See [`StoreError`].
pub async fn delete(tx: &mut Tx, id: OrganizationId) -> Result<()> {
    let family = sql!(
        "WITH RECURSIVE family(id) AS (SELECT id FROM organization WHERE id = $1 UNION ",
        "SELECT o.id FROM family f JOIN organization o ON o.merged_into = f.id) SELECT id FROM family"
    );
    let family: Vec<(OrganizationId,)> = tx.all(family, &vals![id]).await?;
    for (id,) in family {
        for statement in [
            sql!(
                "UPDATE contact SET organization_id = NULL, version = version + 1 WHERE organization_id = $1"
            ),
            sql!("DELETE FROM organization_merge WHERE survivor = $1 OR absorbed = $1"),
            sql!("DELETE FROM organization WHERE id = $1"),
        ] {
            tx.run(statement, &vals![id]).await?;
        }
        crate::field::forget(tx, id.0).await?;
    }
    Ok(())
}

/// Mail domains, in order.
///
/// # Errors
/// See [`StoreError`].
pub async fn domains(tx: &mut Tx, id: OrganizationId) -> Result<Vec<String>> {
    let select =
        sql!("SELECT domain FROM organization_domain WHERE organization = $1 ORDER BY domain");
    let rows: Vec<(String,)> = tx.all(select, &vals![id]).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// Whose domain this is.
///
/// # Errors
/// See [`StoreError`].
pub async fn by_domain(tx: &mut Tx, domain: &str) -> Result<Option<OrganizationId>> {
    let select = sql!("SELECT organization FROM organization_domain WHERE domain = $1");
    let row: Option<(OrganizationId,)> = tx.one(select, &vals![domain]).await?;
    Ok(row.map(|r| r.0))
}

/// # Errors
/// `Conflict` when one of them belongs to another organization.
pub async fn set_domains(tx: &mut Tx, id: OrganizationId, domains: &[String]) -> Result<()> {
    let delete = sql!("DELETE FROM organization_domain WHERE organization = $1");
    tx.run(delete, &vals![id]).await?;
    let insert = sql!("INSERT INTO organization_domain (domain, organization) VALUES ($1, $2)");
    for domain in domains {
        tx.run(insert, &vals![domain, id]).await?;
    }
    Ok(())
}

record! {
    /// One line of the list.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Listed {
        pub id: OrganizationId,
        pub name: String,
        pub owner: Option<AgentId>,
        pub plan: String,
        pub life_cycle: Option<LifeCycle>,
        pub segment: String,
        pub people: i64,
    }
}

/// By name, after `after` (as compared); `words` has to be part of the name, or of the name of one that was merged into it.
///
/// # Errors
/// See [`StoreError`].
pub async fn list(
    tx: &mut Tx,
    access: &Access,
    words: &str,
    after: &str,
    limit: usize,
) -> Result<Vec<Listed>> {
    if !access.may(Permission::ConversationRead) {
        return Ok(Vec::new());
    }
    let select = sql!(
        "WITH RECURSIVE up(id, above) AS (SELECT id, merged_into FROM organization WHERE merged_into IS NOT NULL ",
        "AND name_key LIKE $2 ESCAPE '\\' UNION SELECT o.id, o.merged_into FROM up u JOIN organization o ON o.id = u.above) ",
        "SELECT o.id, o.name, o.owner, o.plan, o.life_cycle, o.segment, (SELECT count(*) FROM contact c ",
        "WHERE c.organization_id = o.id AND c.merged_into IS NULL AND c.erased_at IS NULL) FROM organization o ",
        "WHERE o.merged_into IS NULL AND o.name_key > $1 AND (o.name_key LIKE $2 ESCAPE '\\' ",
        "OR o.id IN (SELECT id FROM up)) ORDER BY o.name_key LIMIT $3"
    );
    let like = format!("%{}%", escaped(&word_key(words)));
    tx.all(select, &vals![after, like, limit]).await
}

pub(crate) fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_")
}

record! {
    /// Somebody of an organization, or who may be.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Member {
        pub id: ContactId,
        pub name: String,
        pub address: String,
    }
}

/// Its people, newest first.
///
/// # Errors
/// See [`StoreError`].
pub async fn people(tx: &mut Tx, id: OrganizationId, limit: usize) -> Result<Vec<Member>> {
    let select = sql!(
        "SELECT id, name, address FROM contact WHERE organization_id = $1 AND merged_into IS NULL ",
        "AND erased_at IS NULL ORDER BY n DESC LIMIT $2"
    );
    tx.all(select, &vals![id, limit]).await
}

/// People with an address in this domain who have no organization.
///
/// # Errors
/// See [`StoreError`].
pub async fn strays(tx: &mut Tx, domain: &str, limit: usize) -> Result<Vec<Member>> {
    let select = sql!(
        "SELECT c.id, c.name, i.value FROM identity i JOIN contact c ON c.id = i.contact WHERE i.kind = 'email' ",
        "AND i.value_key LIKE $1 ESCAPE '\\' AND c.organization_id IS NULL AND c.organization IS NULL ",
        "AND c.merged_into IS NULL AND c.erased_at IS NULL ORDER BY c.n DESC LIMIT $2"
    );
    let like = format!("%@{}", escaped(domain));
    tx.all(select, &vals![like, limit]).await
}

/// Gives the people of an organization its new name; answers them, for the index.
///
/// # Errors
/// See [`StoreError`].
pub async fn rename_people(tx: &mut Tx, id: OrganizationId, name: &str) -> Result<Vec<ContactId>> {
    let update = sql!(
        "UPDATE contact SET organization = $2, version = version + 1 WHERE organization_id = $1 RETURNING id"
    );
    let rows: Vec<(ContactId,)> = tx.all(update, &vals![id, name]).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// The organization of a contact, when it has a record.
///
/// # Errors
/// See [`StoreError`].
pub async fn of_contact(tx: &mut Tx, contact: ContactId) -> Result<Option<OrganizationId>> {
    let select = sql!(
        "SELECT o.id FROM contact c JOIN organization o ON o.id = c.organization_id WHERE c.id = $1"
    );
    let row: Option<(OrganizationId,)> = tx.one(select, &vals![contact]).await?;
    Ok(row.map(|r| r.0))
}

/// What filters and rules ask of the organization of a contact: itself, life-cycle, plan and segment as compared.
///
/// # Errors
/// See [`StoreError`].
pub async fn facts(
    tx: &mut Tx,
    contact: ContactId,
) -> Result<Option<(OrganizationId, Option<LifeCycle>, String, String)>> {
    let select = sql!(
        "SELECT o.id, o.life_cycle, o.plan_key, o.segment_key FROM contact c ",
        "JOIN organization o ON o.id = c.organization_id WHERE c.id = $1"
    );
    tx.one(select, &vals![contact]).await
}
