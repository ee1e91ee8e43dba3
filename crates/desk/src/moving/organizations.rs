//! Organizations of an import: known by the key of the other program or by name, or made; what is known here stays.

use super::batch::Hand;
use crate::people::organizations::is_everybodys;
use crate::{Result, fresh};
use domain::OrganizationId;
use domain::contact::word_key;
use domain::field::Entity;
use domain::moving::columns::one_line;
use domain::moving::organizations::NAME_MAX;
use domain::moving::{Organization, Person};
use store::Tx;
use store::imports::NewItem;
use store::organization::Organization as Row;
use uuid::Uuid;

pub(super) const ORGANIZATION: &str = "organization";

/// The organization that this is, if it is here; one that was merged leads to whom it was merged into.
pub(super) async fn known(
    tx: &mut Tx,
    source: &str,
    told: &Organization,
) -> Result<Option<OrganizationId>> {
    let item = store::imports::item(tx, source, ORGANIZATION, &told.own_key()).await?;
    if let Some(id) = item
        && let Some(row) = store::organization::root(tx, OrganizationId(id)).await?
    {
        return Ok(Some(row.id));
    }
    Ok(named(tx, &told.name).await?.map(|row| row.id))
}

async fn named(tx: &mut Tx, name: &str) -> Result<Option<Row>> {
    let name = one_line(name, NAME_MAX);
    Ok(match store::organization::by_name(tx, &name).await? {
        Some(id) => store::organization::root(tx, id).await?,
        None => None,
    })
}

/// Makes the organization, or gives the one that is here what it has not. What was not understood has been told by whoever
/// read it.
pub(super) async fn write(tx: &mut Tx, hand: &mut Hand<'_>, told: &Organization) -> Result<()> {
    if told.name.is_empty() {
        return Ok(());
    }
    let source = hand.setting.source.clone();
    let (gift, _) = hand.setting.house.organization(told);
    let earlier = known(tx, &source, told).await?;
    let id = match earlier {
        Some(id) => {
            hand.counts.organizations_known += 1;
            store::imports::fill_organization(tx, id, &gift.traits).await?;
            id
        }
        None => {
            let row = Row::new(
                OrganizationId(fresh::id(hand.now)),
                &told.name,
                gift.traits,
                hand.now,
            );
            store::organization::insert(tx, &row).await?;
            hand.counts.organizations_made += 1;
            row.id
        }
    };
    for (field, value) in gift.fields {
        store::imports::fill_field(tx, id.0, field, &value, hand.now).await?;
    }
    domains(tx, hand, id, told).await?;
    let key = told.own_key();
    if store::imports::item(tx, &source, ORGANIZATION, &key)
        .await?
        .is_none()
    {
        let item = NewItem {
            source: &source,
            kind: ORGANIZATION,
            key: &key,
            import: hand.import,
            entity: id.0,
            made: earlier.is_none(),
        };
        store::imports::put_item(tx, item).await?;
    }
    Ok(())
}

async fn domains(
    tx: &mut Tx,
    hand: &mut Hand<'_>,
    id: OrganizationId,
    told: &Organization,
) -> Result<()> {
    for text in told.domains.iter().filter(|d| !d.is_empty()).take(100) {
        let domain = crate::settings::domain_name("domains", text.trim_start_matches('@'));
        let Some(domain) = domain.ok().filter(|d| !is_everybodys(d)) else {
            hand.odd(&told.own_key(), "bad_domain", text.clone());
            continue;
        };
        if !store::imports::add_domain(tx, id, &domain).await? {
            hand.odd(&told.own_key(), "domain_of_another", domain);
        }
    }
    Ok(())
}

/// What a row about a person says of their organization is written first; then they belong to the one of that name, when it
/// is here and nothing else is known.
pub(super) async fn of_person(
    tx: &mut Tx,
    hand: &mut Hand<'_>,
    person: &Person,
    contact: domain::ContactId,
) -> Result<()> {
    if let Some(company) = &person.company {
        write(tx, hand, company).await?;
    }
    let (values, _) = hand.setting.house.values(Entity::Contact, &person.fields);
    for (field, value) in values {
        store::imports::fill_field(tx, contact.0, field, &value, hand.now).await?;
    }
    if !person.organization.is_empty()
        && let Some(row) = named(tx, &person.organization).await?
    {
        store::imports::join(tx, contact, &person.organization, row.id, &row.name).await?;
    }
    Ok(())
}

/// Takes back what an import made, when nobody has changed it and nobody belongs to it.
pub(super) async fn take_back(tx: &mut Tx, id: Uuid) -> Result<()> {
    let id = OrganizationId(id);
    if store::imports::is_untouched_organization(tx, id).await? {
        store::organization::delete(tx, id).await?;
    }
    Ok(())
}

/// By what a dry run counts them.
pub(super) fn name_key(told: &Organization) -> String {
    word_key(&told.name)
}
