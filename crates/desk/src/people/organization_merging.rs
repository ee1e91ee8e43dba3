//! Two records of one organization become one, and two again, without loss. An agent decides.

use super::organizations::{found, renewed};
use crate::settings::emit;
use crate::{By, Desk, DeskError, Result, audit, fresh};
use domain::access::Permission;
use domain::event::EventKind;
use domain::organization_merge::{Standing, allowed, may_come_apart};
use domain::{Millis, OrganizationId, OrganizationMergeId};
use serde_json::json;
use store::organization::Organization;
use store::organization_merge::{Merge, TakenOver};
use store::{Json, Tx};

impl Desk {
    /// `other` becomes part of `survivor`: people, domains, and what the survivor has not itself; its own row stays as it was.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `same_organization`, `merged`, `held`.
    pub async fn merge_organizations(
        &self,
        by: &By,
        survivor: OrganizationId,
        other: OrganizationId,
    ) -> Result<OrganizationMergeId> {
        by.demand(Permission::ContactWrite)?;
        let id = OrganizationMergeId(fresh::id(by.now));
        let (this, by) = (self, by.clone());
        let done = this
            .write(async move |tx| {
                let mut stays = found(tx, survivor).await?;
                let goes = found(tx, other).await?;
                allowed(&standing(tx, &stays).await?, &standing(tx, &goes).await?)?;
                let mut traits = stays.traits();
                let filled = traits.fill(&goes.traits());
                stays.take(traits);
                store::organization::save(tx, &mut stays, by.now).await?;
                let taken = TakenOver {
                    traits: filled,
                    fields: store::field::take_over(tx, survivor.0, other.0, by.now).await?,
                    domains: store::organization_merge::move_domains(tx, other, survivor).await?,
                };
                let merge = Merge {
                    id,
                    survivor,
                    absorbed: other,
                    at: by.now,
                    agent: by.access.agent,
                    filled: Json(taken),
                    undone_at: None,
                };
                store::organization_merge::insert(tx, &merge, &goes).await?;
                let people =
                    store::organization_merge::move_people(tx, &merge, &stays.name).await?;
                renewed(tx, people).await?;
                let detail = json!({ "other": other });
                audit::act(
                    tx,
                    &by,
                    "organization.merged",
                    &survivor.to_string(),
                    detail,
                )
                .await?;
                let kind = EventKind::OrganizationMerged {
                    organization: survivor,
                    other,
                };
                emit(tx, &by, kind);
                Ok(id)
            })
            .await?;
        // Rules that name the other mean the one that stays.
        self.forget_rules();
        Ok(done)
    }

    /// Two again: the other gets back what came with it and is still here; what came later stays.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `merged` when the survivor has been merged on, `held`.
    pub async fn unmerge_organizations(
        &self,
        by: &By,
        id: OrganizationMergeId,
    ) -> Result<OrganizationId> {
        by.demand(Permission::ContactWrite)?;
        let (this, by) = (self, by.clone());
        let done = this
            .write(async move |tx| {
                let merge = store::organization_merge::load(tx, id).await?;
                let merge = merge
                    .filter(|m| m.undone_at.is_none())
                    .ok_or_else(|| DeskError::missing("merge"))?;
                let mut stays = found(tx, merge.survivor).await?;
                may_come_apart(&standing(tx, &stays).await?)?;
                let goes = found(tx, merge.absorbed).await?;
                give_back(tx, &mut stays, &merge, by.now).await?;
                let agent = by.access.agent;
                let people =
                    store::organization_merge::undo(tx, &merge, &goes, agent, by.now).await?;
                renewed(tx, people).await?;
                let detail = json!({ "other": goes.id });
                let target = stays.id.to_string();
                audit::act(tx, &by, "organization.unmerged", &target, detail).await?;
                let kind = EventKind::OrganizationUnmerged {
                    organization: stays.id,
                    other: goes.id,
                };
                emit(tx, &by, kind);
                Ok(goes.id)
            })
            .await?;
        self.forget_rules();
        Ok(done)
    }
}

/// The survivor gives up what it took over and nobody has changed since. What one that was merged later, and still is, can
/// fill of that, it fills; earlier ones had nothing to fill there, or somebody had emptied it.
async fn give_back(
    tx: &mut Tx,
    stays: &mut Organization,
    merge: &Merge,
    now: Millis,
) -> Result<()> {
    let taken = &merge.filled.0;
    let mut traits = stays.traits();
    let given = traits.give_back(&taken.traits);
    let lost = store::field::give_back(tx, stays.id.0, &taken.fields).await?;
    let all = store::organization_merge::standing(tx, stays.id).await?;
    let later = all.into_iter().skip_while(|m| m.id != merge.id).skip(1);
    for mut other in later {
        let from = found(tx, other.absorbed).await?;
        let more = traits.fill(&from.traits().only(&given));
        let before = other.filled.0.clone();
        other.filled.0.traits.fill(&more);
        for field in &lost {
            let own = (stays.id.0, from.id.0);
            let copied = store::field::take_over_one(tx, own.0, own.1, *field, now).await?;
            other.filled.0.fields.extend(copied);
        }
        if other.filled.0 != before {
            store::organization_merge::save_filled(tx, &other).await?;
        }
    }
    stays.take(traits);
    Ok(store::organization::save(tx, stays, now).await?)
}

async fn standing(tx: &mut Tx, o: &Organization) -> Result<Standing> {
    Ok(Standing {
        id: o.id,
        merged_into: o.merged_into,
        held: !store::legal_hold::on(tx, o.id.0).await?.is_empty(),
    })
}
