//! The dry run: what an import would do, told without writing anything.

use super::{Counts, Item, Read, Setting, letters, matters, organizations, people};
use crate::{Desk, Result};
use domain::moving::{Organization, Person};
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use store::Tx;

/// Keys that the file itself has named so far, as hashes: 8 bytes for each, up to a bound; beyond it what the file repeats
/// is counted again.
#[derive(Debug, Default)]
pub struct Seen(HashSet<u64>);

/// About 100 MB at most, while a dry run of millions of rows is on its way.
const SEEN_MAX: usize = 4_000_000;

impl Seen {
    /// Whether it is the first time.
    fn first(&mut self, kind: &str, key: &str) -> bool {
        let mut hash = DefaultHasher::new();
        (kind, key).hash(&mut hash);
        let hash = hash.finish();
        if self.0.len() >= SEEN_MAX {
            return !self.0.contains(&hash);
        }
        self.0.insert(hash)
    }

    fn has(&self, kind: &str, key: &str) -> bool {
        let mut hash = DefaultHasher::new();
        (kind, key).hash(&mut hash);
        self.0.contains(&hash.finish())
    }
}

/// What the database knows of an item.
#[derive(Debug, Default)]
struct Here {
    people: Vec<bool>,
    /// Of the item itself, or of its people in their order.
    organizations: Vec<bool>,
    conversation: bool,
    messages: Vec<bool>,
}

impl Here {
    async fn add(&mut self, tx: &mut Tx, source: &str, person: &Person) -> Result<()> {
        let known = people::known(tx, source, person).await?;
        self.people.push(known.is_some());
        self.organizations.push(match &person.company {
            Some(told) => organizations::known(tx, source, told).await?.is_some(),
            None => false,
        });
        Ok(())
    }
}

impl Desk {
    /// What carrying out this part would do.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn look_at_batch(
        &self,
        setting: &Arc<Setting>,
        read: Arc<Vec<Read>>,
        seen: &mut Seen,
    ) -> Result<Counts> {
        let (all, setting) = (read.clone(), setting.clone());
        let here: Vec<Here> = self
            .db
            .read(async move |tx| {
                let mut out = Vec::with_capacity(all.len());
                for one in all.iter() {
                    out.push(here(tx, &setting, &one.item).await?);
                }
                Ok::<_, crate::DeskError>(out)
            })
            .await?;
        let mut counts = Counts::default();
        for (one, here) in read.iter().zip(here) {
            counts.records += 1;
            for problem in &one.problems {
                if problem.lost {
                    counts.not_taken += 1;
                } else {
                    counts.odd += 1;
                }
            }
            count(&mut counts, seen, &one.item, &here);
        }
        Ok(counts)
    }
}

async fn here(tx: &mut Tx, setting: &Setting, item: &Item) -> Result<Here> {
    let mut out = Here::default();
    let source = &setting.source;
    match item {
        Item::Organization(told) => {
            let known = organizations::known(tx, source, told).await?;
            out.organizations.push(known.is_some());
        }
        Item::Person(person) => out.add(tx, source, person).await?,
        Item::Matter(matter) => {
            for person in &matter.people {
                out.add(tx, source, person).await?;
            }
            let kind = matters::CONVERSATION;
            out.conversation = store::imports::item(tx, source, kind, &matter.key)
                .await?
                .is_some();
            for u in &matter.utterances {
                let known = store::imports::item(tx, source, matters::MESSAGE, &u.key).await?;
                out.messages.push(known.is_some());
            }
        }
        Item::Utterance(u) => {
            let known = store::imports::item(tx, source, matters::MESSAGE, &u.key).await?;
            out.messages.push(known.is_some());
        }
        Item::Letter(letter) => {
            out.messages
                .push(letters::is_here(tx, source, letter).await?);
            out.conversation = letters::conversation(tx, &letter.digest).await?.is_some();
            let kind = domain::contact::IdentityKind::Email;
            let known = store::contact::by_identity(tx, kind, &letter.digest.sender_key).await?;
            out.people
                .push(known.is_some() || setting.is_own(&letter.digest.sender_key));
        }
        Item::Nothing => {}
    }
    Ok(out)
}

fn count(counts: &mut Counts, seen: &mut Seen, item: &Item, here: &Here) {
    let known = |at: usize| here.people.get(at).copied().unwrap_or(false);
    let company = |at: usize| here.organizations.get(at).copied().unwrap_or(false);
    match item {
        Item::Organization(told) => organization(counts, seen, told, company(0)),
        Item::Person(person) => someone(counts, seen, person, known(0), company(0)),
        Item::Matter(matter) => {
            for (at, person) in matter.people.iter().enumerate() {
                if !seen.has("key", &person.key) {
                    someone(counts, seen, person, known(at), company(at));
                }
            }
            if seen.first("conversation", &matter.key) && !here.conversation {
                counts.conversations_made += 1;
            } else {
                counts.conversations_known += 1;
            }
            for (u, known) in matter.utterances.iter().zip(&here.messages) {
                message(counts, seen, &u.key, *known);
            }
        }
        Item::Utterance(u) => {
            message(
                counts,
                seen,
                &u.key,
                here.messages.first().copied().unwrap_or(false),
            );
        }
        Item::Letter(letter) => {
            let d = &letter.digest;
            if here.messages.first().copied().unwrap_or(false)
                || !seen.first("message", &letter.key)
            {
                counts.messages_known += 1;
                return;
            }
            counts.messages_made += 1;
            counts.files += d.mail.attachments.len() as u64;
            if !known(0) && d.sender.is_some() && seen.first("address", &d.sender_key) {
                counts.contacts_made += 1;
            }
            let ids: Vec<&String> = d.message_id.iter().chain(&d.references).collect();
            let joins = here.conversation || ids.iter().any(|id| seen.has("id", id));
            for id in ids {
                seen.first("id", id);
            }
            if !joins {
                counts.conversations_made += 1;
            }
        }
        Item::Nothing => {}
    }
}

fn message(counts: &mut Counts, seen: &mut Seen, key: &str, known: bool) {
    if seen.first("message", key) && !known {
        counts.messages_made += 1;
    } else {
        counts.messages_known += 1;
    }
}

fn organization(counts: &mut Counts, seen: &mut Seen, told: &Organization, known: bool) {
    if told.name.is_empty() {
        return;
    }
    if seen.first("organization", &organizations::name_key(told)) && !known {
        counts.organizations_made += 1;
    } else {
        counts.organizations_known += 1;
    }
}

fn someone(counts: &mut Counts, seen: &mut Seen, person: &Person, known: bool, company: bool) {
    if person.agent {
        return;
    }
    if let Some(told) = &person.company {
        organization(counts, seen, told, company);
    }
    seen.first("key", &person.key);
    let ways = people::ways(person, "");
    let mut fresh = !known;
    for (_, _, key) in &ways {
        fresh &= seen.first("address", key);
    }
    if fresh {
        counts.contacts_made += 1;
    } else {
        counts.contacts_known += 1;
    }
}
