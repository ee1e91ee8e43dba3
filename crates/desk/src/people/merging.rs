//! Two records of one person become one, and two again. An agent decides; evidence only suggests.

use super::{loaded, reindex};
use crate::settings::emit;
use crate::{By, Desk, DeskError, Result, audit, fresh};
use domain::access::Permission;
use domain::contact::Verification;
use domain::contact_merge::{
    Evidence, Filled, Traits, allowed, carried, evidence, refill, take_over,
};
use domain::event::EventKind;
use domain::{ContactId, ContactMergeId, Millis};
use serde_json::json;
use store::contact::Person;
use store::contact_merge::{Merge, TakenOver};
use store::read::IdentityView;
use store::search::unindex_contact;
use store::{Json, Tx};

/// Records that are looked at for one suggestion.
const CANDIDATES: usize = 20;

/// Somebody who may be the same person, and why.
#[derive(Debug, Clone)]
pub struct Suggestion {
    pub contact: ContactId,
    pub name: String,
    pub address: String,
    pub evidence: Vec<Evidence>,
    /// One of their addresses was verified. What is typed in is never proof.
    pub verified: bool,
}

impl Desk {
    /// `other` becomes part of `survivor`: identities, conversations, fields and notes; its own row stays as it was.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `same_contact`, `merged`, `erased`, `blocked_differs`.
    pub async fn merge_contacts(
        &self,
        by: &By,
        survivor: ContactId,
        other: ContactId,
    ) -> Result<ContactMergeId> {
        by.demand(Permission::ContactWrite)?;
        let id = ContactMergeId(fresh::id(by.now));
        let by = by.clone();
        self.write(async move |tx| {
            let mut stays = found(tx, survivor).await?;
            let goes = found(tx, other).await?;
            allowed(&stays.standing(), &goes.standing())?;
            let mut card = stays.card();
            let filled = take_over(&mut card, &goes.card());
            stays.take(card);
            store::contact::save(tx, &stays, by.now).await?;
            let fields = store::field::take_over(tx, survivor.0, other.0, by.now).await?;
            let merge = Merge {
                id,
                survivor,
                absorbed: other,
                at: by.now,
                agent: by.access.agent,
                filled: Json(TakenOver {
                    card: filled,
                    fields,
                }),
                undone_at: None,
            };
            store::contact_merge::merge(tx, &merge).await?;
            unindex_contact(tx, goes.n).await?;
            reindex(tx, &stays).await?;
            let detail = json!({ "other": other });
            audit::act(tx, &by, "contact.merged", &survivor.to_string(), detail).await?;
            emit(
                tx,
                &by,
                EventKind::ContactMerged {
                    contact: survivor,
                    other,
                },
            );
            Ok(id)
        })
        .await
    }

    /// Two again: the other gets back what came from it and is still here; what came later stays.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `erased`.
    pub async fn unmerge_contacts(&self, by: &By, id: ContactMergeId) -> Result<ContactId> {
        by.demand(Permission::ContactWrite)?;
        let by = by.clone();
        self.write(async move |tx| {
            let merge = store::contact_merge::load(tx, id).await?;
            let merge = merge
                .filter(|m| m.undone_at.is_none())
                .ok_or_else(|| DeskError::missing("merge"))?;
            let holder = store::contact::root(tx, merge.survivor).await?;
            let holder = holder.ok_or_else(|| DeskError::missing("contact"))?;
            loaded(tx, holder.id).await?;
            give_all_back(tx, &merge, by.now).await?;
            store::contact_merge::unmerge(tx, &merge, holder.id, by.access.agent, by.now).await?;
            let free = found(tx, merge.absorbed).await?;
            reindex(tx, &free).await?;
            let holder = found(tx, holder.id).await?;
            reindex(tx, &holder).await?;
            let detail = json!({ "other": merge.absorbed });
            audit::act(tx, &by, "contact.unmerged", &holder.id.to_string(), detail).await?;
            emit(
                tx,
                &by,
                EventKind::ContactUnmerged {
                    contact: holder.id,
                    other: merge.absorbed,
                },
            );
            Ok(merge.absorbed)
        })
        .await
    }

    /// Who may be the same person, strongest reason first.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn merge_suggestions(&self, by: &By, id: ContactId) -> Result<Vec<Suggestion>> {
        by.demand(Permission::ConversationRead)?;
        let access = by.access.clone();
        self.db
            .read(async move |tx| {
                let person = loaded(tx, id).await?;
                let own = traits(tx, &person, false).await?;
                let answered = store::contact_merge::who_answered(tx, id, CANDIDATES).await?;
                let mut candidates = answered.clone();
                let mut words = vec![person.name.clone()];
                words.extend(
                    own.addresses
                        .iter()
                        .filter_map(|(a, _)| a.split('@').next())
                        .map(str::to_owned),
                );
                for text in words.iter().take(4).filter(|w| w.chars().count() > 3) {
                    let hits =
                        store::search::search_contacts(tx, &access, text, CANDIDATES).await?;
                    candidates.extend(hits.into_iter().map(|h| h.id));
                }
                candidates.sort_unstable();
                candidates.dedup();
                let mut out = Vec::new();
                for other in candidates.into_iter().filter(|c| *c != id) {
                    let Some(other) = store::contact::load(tx, other).await? else {
                        continue;
                    };
                    if allowed(&person.standing(), &other.standing()).is_err() {
                        continue;
                    }
                    let theirs = traits(tx, &other, answered.contains(&other.id)).await?;
                    let why = evidence(&own, &theirs);
                    if !why.is_empty() {
                        out.push(Suggestion {
                            contact: other.id,
                            verified: theirs
                                .addresses
                                .iter()
                                .any(|(_, v)| *v != Verification::Nothing),
                            name: other.name,
                            address: other.address,
                            evidence: why,
                        });
                    }
                }
                out.sort_by_key(|s| std::cmp::Reverse(s.evidence.iter().max().copied()));
                out.truncate(8);
                Ok(out)
            })
            .await
    }

    /// Conversations that came to a merged contact in the moment of its merge follow it, and people a merged organization; how
    /// many.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn adopt_merged(&self, now: domain::Millis) -> Result<u64> {
        const LATE_MS: domain::Millis = 60 * 60 * 1000;
        self.write(async move |tx| {
            let since = now - LATE_MS;
            let conversations = store::contact_merge::adopt_strays(tx, since).await?;
            let people = store::organization_merge::adopt_strays(tx, since).await?;
            let n = people.len() as u64;
            super::organizations::renewed(tx, people).await?;
            Ok(conversations + n)
        })
        .await
    }
}

/// The survivor gives back what it took over; and so does whoever it was merged into itself, up to the last.
async fn give_all_back(tx: &mut Tx, merge: &Merge, now: Millis) -> Result<()> {
    let mut stays = found(tx, merge.survivor).await?;
    let mut fills = standing(tx, stays.id).await?;
    let mut which = place(&fills, merge.absorbed)?;
    let mut less = TakenOver::default();
    let mut gone = merge.filled.0.fields.clone();
    loop {
        let before = stays.card();
        let mut card = stays.card();
        let cards: Vec<Filled> = fills.iter().map(|m| m.filled.0.card.clone()).collect();
        refill(&mut card, &cards, which, &less.card);
        stays.take(card);
        let lost = store::field::give_back(tx, stays.id.0, &gone).await?;
        store::contact::save(tx, &stays, now).await?;
        if fills[which].id != merge.id {
            fills[which].filled = Json(less);
            store::contact_merge::lessen(tx, &fills[which], merge.id).await?;
        }
        let Some(up) = stays.merged_into else {
            return Ok(());
        };
        let below = stays;
        stays = found(tx, up).await?;
        fills = standing(tx, up).await?;
        which = place(&fills, below.id)?;
        let taken = &fills[which].filled.0;
        let (not, still) = taken
            .fields
            .iter()
            .cloned()
            .partition(|f| lost.contains(&f.0));
        gone = not;
        less = TakenOver {
            card: carried(&taken.card, &before, &below.card()),
            fields: still,
        };
    }
}

/// The merges into a contact that stand, with the organizations that they brought as those stand now: merged on, renamed.
async fn standing(tx: &mut Tx, id: ContactId) -> Result<Vec<Merge>> {
    let mut fills = store::contact_merge::standing(tx, id).await?;
    for fill in &mut fills {
        let card = &mut fill.filled.0.card;
        if let Some(organization) = card.organization_id
            && let Some(now) = store::organization::root(tx, organization).await?
        {
            (card.organization_id, card.organization) = (Some(now.id), Some(now.name));
        }
    }
    Ok(fills)
}

fn place(fills: &[Merge], absorbed: ContactId) -> Result<usize> {
    let place = fills.iter().position(|m| m.absorbed == absorbed);
    place.ok_or_else(|| DeskError::missing("merge"))
}

async fn found(tx: &mut Tx, id: ContactId) -> Result<Person> {
    store::contact::load(tx, id)
        .await?
        .ok_or_else(|| DeskError::missing("contact"))
}

async fn traits(tx: &mut Tx, person: &Person, answered_for: bool) -> Result<Traits> {
    let identities: Vec<IdentityView> = store::read::identities(tx, person.id).await?;
    Ok(Traits {
        name: person.name.clone(),
        addresses: identities
            .into_iter()
            .filter(|i| i.kind == domain::contact::IdentityKind::Email)
            .map(|i| (domain::contact::email_key(&i.value), i.verified))
            .collect(),
        answered_for,
    })
}
