//! Organizations of customers: who answers for them, what they pay for, which mail domains are theirs.

use super::reindex;
use crate::settings::{bad, domain_name, emit, one_line};
use crate::{By, Desk, DeskError, Result, audit, check, fresh};
use domain::access::Permission;
use domain::contact::LifeCycle;
use domain::event::EventKind;
use domain::{AgentId, ContactId, OrganizationId};
use serde_json::json;
use store::Tx;
use store::legal_hold::Hold;
use store::organization::{Listed, Member, Organization};
use store::organization_merge::Absorbed;

const NOTE_MAX: usize = 20_000;
const DOMAINS_MAX: usize = 100;
/// People whose index entry is renewed when an organization is renamed.
const PEOPLE_MAX: usize = 5000;
/// Providers where everybody has a mailbox: their domains are nobody's.
const EVERYBODYS: [&str; 8] = [
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "hotmail.com",
    "live.com",
    "yahoo.com",
    "icloud.com",
    "qq.com",
];

/// All of an organization that people set.
#[derive(Debug, Clone, Default)]
pub struct OrganizationInput {
    pub name: String,
    pub owner: Option<AgentId>,
    pub plan: String,
    pub life_cycle: Option<LifeCycle>,
    pub segment: String,
    pub language: Option<String>,
    pub zone: Option<String>,
    pub note: String,
    pub domains: Vec<String>,
}

/// With its domains and its people.
#[derive(Debug, Clone)]
pub struct OrganizationView {
    pub organization: Organization,
    pub domains: Vec<String>,
    pub people: Vec<Member>,
    /// Who have an address in one of its domains and no organization.
    pub strays: Vec<Member>,
    /// Records that were merged into it.
    pub merged: Vec<Absorbed>,
    /// Legal holds that stand on it.
    pub holds: Vec<Hold>,
}

impl Desk {
    /// By name; `after` is the name that the page before ended with, as compared.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn organizations(
        &self,
        by: &By,
        words: String,
        after: String,
        limit: usize,
    ) -> Result<Vec<Listed>> {
        let access = by.access.clone();
        Ok(self
            .db
            .read(async move |tx| {
                store::organization::list(tx, &access, &words, &after, limit).await
            })
            .await?)
    }

    /// One that was merged into another answers as that one.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn organization_view(&self, by: &By, id: OrganizationId) -> Result<OrganizationView> {
        by.demand(Permission::ConversationRead)?;
        self.db
            .read(async move |tx| {
                let row = store::organization::root(tx, id).await?;
                let row = row.ok_or_else(|| DeskError::missing("organization"))?;
                view(tx, row.id, row).await
            })
            .await
    }

    /// # Errors
    /// `not_permitted`, `bad_name`, `name_taken`, `bad_domain`, `domain_taken`, `bad_text`, `bad_zone`, `bad_language`.
    pub async fn create_organization(
        &self,
        by: &By,
        input: OrganizationInput,
    ) -> Result<OrganizationView> {
        by.demand(Permission::ContactWrite)?;
        let id = OrganizationId(fresh::id(by.now));
        let by = by.clone();
        self.write(async move |tx| {
            let row = read(tx, id, &input, by.now, 1).await?;
            store::organization::insert(tx, &row).await?;
            let domains = domains(tx, id, &input).await?;
            store::organization::set_domains(tx, id, &domains).await?;
            told(tx, &by, id, "organization.created").await?;
            view(tx, id, row).await
        })
        .await
    }

    /// Replaces all of it.
    ///
    /// # Errors
    /// `not_found`, `merged`, `conflict`, and those of [`Desk::create_organization`].
    pub async fn change_organization_of(
        &self,
        by: &By,
        id: OrganizationId,
        version: i64,
        input: OrganizationInput,
    ) -> Result<OrganizationView> {
        by.demand(Permission::ContactWrite)?;
        let by = by.clone();
        self.write(async move |tx| {
            let was = loaded(tx, id).await?;
            if was.version != version {
                return Err(DeskError::Stale);
            }
            let mut row = read(tx, id, &input, was.created_at, version).await?;
            store::organization::save(tx, &mut row, by.now).await?;
            let domains = domains(tx, id, &input).await?;
            store::organization::set_domains(tx, id, &domains).await?;
            if row.name != was.name {
                let people = store::organization::rename_people(tx, id, &row.name).await?;
                renewed(tx, people).await?;
            }
            told(tx, &by, id, "organization.customer_changed").await?;
            view(tx, id, row).await
        })
        .await
    }

    /// Its people stay, with its name as a text. What was merged into it goes with it.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `merged`, `held`.
    pub async fn remove_organization(&self, by: &By, id: OrganizationId) -> Result<()> {
        by.demand(Permission::ContactWrite)?;
        let by = by.clone();
        self.write(async move |tx| {
            loaded(tx, id).await?;
            if !store::legal_hold::on(tx, id.0).await?.is_empty() {
                return Err(DeskError::refused(
                    "held",
                    "This organization is on legal hold.",
                ));
            }
            store::organization::delete(tx, id).await?;
            told(tx, &by, id, "organization.removed").await
        })
        .await
    }

    /// Takes these people into the organization.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `merged`.
    pub async fn take_into_organization(
        &self,
        by: &By,
        id: OrganizationId,
        people: Vec<ContactId>,
    ) -> Result<OrganizationView> {
        by.demand(Permission::ContactWrite)?;
        let by = by.clone();
        self.write(async move |tx| {
            let row = loaded(tx, id).await?;
            for &contact in people.iter().take(200) {
                let mut person = super::loaded(tx, contact).await?;
                person.organization = Some(row.name.clone());
                person.organization_id = Some(id);
                store::contact::save(tx, &person, by.now).await?;
                reindex(tx, &person).await?;
                emit(tx, &by, EventKind::ContactChanged { contact });
            }
            view(tx, id, row).await
        })
        .await
    }
}

/// Also one that was merged into another.
pub(super) async fn found(tx: &mut Tx, id: OrganizationId) -> Result<Organization> {
    store::organization::load(tx, id)
        .await?
        .ok_or_else(|| DeskError::missing("organization"))
}

/// One that stands for itself.
///
/// # Errors
/// `not_found`, `merged`.
pub(crate) async fn loaded(tx: &mut Tx, id: OrganizationId) -> Result<Organization> {
    let row = found(tx, id).await?;
    if row.merged_into.is_some() {
        return Err(DeskError::refused(
            "merged",
            "This organization has been merged into another one.",
        ));
    }
    Ok(row)
}

/// These people belong to an organization of another name now, and are found by that.
pub(super) async fn renewed(tx: &mut Tx, people: Vec<ContactId>) -> Result<()> {
    for person in people.into_iter().take(PEOPLE_MAX) {
        if let Some(person) = store::contact::load(tx, person).await?
            && person.merged_into.is_none()
            && person.erased_at.is_none()
        {
            reindex(tx, &person).await?;
        }
    }
    Ok(())
}

async fn view(
    tx: &mut Tx,
    id: OrganizationId,
    organization: Organization,
) -> Result<OrganizationView> {
    let domains = store::organization::domains(tx, id).await?;
    let mut strays = Vec::new();
    for domain in domains.iter().take(5) {
        strays.extend(store::organization::strays(tx, domain, 50).await?);
    }
    Ok(OrganizationView {
        organization,
        people: store::organization::people(tx, id, 200).await?,
        merged: store::organization_merge::absorbed(tx, id).await?,
        holds: store::legal_hold::on(tx, id.0).await?,
        domains,
        strays,
    })
}

async fn read(
    tx: &mut Tx,
    id: OrganizationId,
    input: &OrganizationInput,
    created_at: domain::Millis,
    version: i64,
) -> Result<Organization> {
    check::name(&input.name)?;
    let name = one_line("name", &input.name, 200)?;
    if let Some(other) = store::organization::by_name(tx, &name).await?
        && other != id
    {
        let merged = found(tx, other).await?.merged_into.is_some();
        let what = if merged {
            "An organization that was merged into another one has this name, and gets it back when they are separated."
        } else {
            "Another organization has this name."
        };
        return bad("name_taken", "name", what);
    }
    if let Some(owner) = input.owner {
        let agent = store::agent::load(tx, owner).await?;
        agent
            .filter(|a| a.active)
            .ok_or_else(|| DeskError::missing("agent"))?;
    }
    let text = |field, text: &Option<String>, most| -> Result<Option<String>> {
        let line = one_line(field, text.as_deref().unwrap_or_default(), most)?;
        Ok(Some(line).filter(|l| !l.is_empty()))
    };
    let language = text("language", &input.language, 35)?;
    check::language(language.as_deref())?;
    let zone = text("zone", &input.zone, 60)?;
    zone.as_deref().map(check::zone).transpose()?;
    let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if input.note.chars().count() > NOTE_MAX || input.note.chars().any(odd) {
        return bad(
            "bad_text",
            "note",
            format!("A note has at most {NOTE_MAX} characters."),
        );
    }
    Ok(Organization {
        id,
        name,
        owner: input.owner,
        plan: one_line("plan", &input.plan, 80)?,
        life_cycle: input.life_cycle,
        segment: one_line("segment", &input.segment, 80)?,
        language,
        zone,
        note: input.note.clone(),
        created_at,
        version,
        merged_into: None,
    })
}

async fn domains(
    tx: &mut Tx,
    id: OrganizationId,
    input: &OrganizationInput,
) -> Result<Vec<String>> {
    let mut out: Vec<String> = Vec::new();
    for text in &input.domains {
        let domain = domain_name("domains", text.trim().trim_start_matches('@'))?;
        if is_everybodys(&domain) {
            let what = format!("Everybody may have a mailbox at {domain}.");
            return bad("bad_domain", "domains", what);
        }
        let holder = store::organization::by_domain(tx, &domain).await?;
        if holder.is_some_and(|o| o != id) {
            let what = format!("{domain} belongs to another organization.");
            return bad("domain_taken", "domains", what);
        }
        if !out.contains(&domain) {
            out.push(domain);
        }
    }
    // One that was merged may have more, and is changed all the same.
    let most = DOMAINS_MAX.max(store::organization::domains(tx, id).await?.len());
    if out.len() > most {
        return bad(
            "too_many_domains",
            "domains",
            format!("Give at most {most} domains."),
        );
    }
    Ok(out)
}

/// Whether everybody may have a mailbox in a domain.
pub(crate) fn is_everybodys(domain: &str) -> bool {
    EVERYBODYS.contains(&domain)
}

async fn told(tx: &mut Tx, by: &By, id: OrganizationId, act: &str) -> Result<()> {
    audit::act(tx, by, act, &id.to_string(), json!({})).await?;
    emit(tx, by, EventKind::OrganizationChanged { organization: id });
    Ok(())
}
