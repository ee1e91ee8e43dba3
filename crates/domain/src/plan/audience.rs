//! Whom a step is about.

use crate::contact::{LifeCycle, word_key};
use crate::{ChannelId, ContactId, Millis, OrganizationId, TagId, TopicId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Contacts of one list.
pub const CONTACTS_MAX: usize = 10_000;
/// Values of one kind.
pub const VALUES_MAX: usize = 200;
pub const USED_DAYS_MAX: u16 = 400;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    Everyone,
    Contacts(BTreeSet<ContactId>),
    Matching(Matching),
    /// Used the channel in the last days.
    Used {
        days: u16,
    },
    /// So many of a thousand, by chance, always the same ones; a larger share holds everybody of a smaller one. Only where
    /// somebody is known again: signed in, or a visitor who was there before.
    Share {
        per_mille: u16,
    },
}

/// What somebody must be: one value of each list that is not empty. Texts are compared without case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Matching {
    pub plans: BTreeSet<String>,
    pub life_cycles: Vec<LifeCycle>,
    pub tags: BTreeSet<TagId>,
    pub countries: BTreeSet<String>,
    pub languages: BTreeSet<String>,
    pub organizations: BTreeSet<OrganizationId>,
    pub topics: BTreeSet<TopicId>,
}

/// Somebody, as far as an audience asks.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Person {
    pub contact: Option<ContactId>,
    /// By what they are known again: their contact when signed in, or the visitor.
    pub stable: Option<Uuid>,
    pub plan: Option<String>,
    pub life_cycle: Option<LifeCycle>,
    pub tags: BTreeSet<TagId>,
    pub country: Option<String>,
    pub language: Option<String>,
    pub organization: Option<OrganizationId>,
    pub topic: Option<TopicId>,
    /// When they used the channel last.
    pub used_at: Option<Millis>,
}

impl Audience {
    /// Whether somebody belongs to it.
    #[must_use]
    pub fn holds(&self, person: &Person, channel: ChannelId, now: Millis) -> bool {
        match self {
            Self::Everyone => true,
            Self::Contacts(list) => person.contact.is_some_and(|c| list.contains(&c)),
            Self::Matching(matching) => matching.holds(person),
            Self::Used { days } => {
                let since = now.saturating_sub(i64::from(*days) * super::DAY);
                person.used_at.is_some_and(|at| at >= since)
            }
            Self::Share { per_mille } => person
                .stable
                .is_some_and(|who| place(channel, who) < *per_mille),
        }
    }

    /// By its own words, whatever the world is like.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Everyone => false,
            Self::Contacts(list) => list.is_empty(),
            Self::Matching(_) => false,
            Self::Used { days } => *days == 0,
            Self::Share { per_mille } => *per_mille == 0,
        }
    }

    #[must_use]
    pub fn is_everybody(&self) -> bool {
        match self {
            Self::Everyone => true,
            Self::Matching(matching) => *matching == Matching::default(),
            Self::Share { per_mille } => *per_mille >= 1_000,
            Self::Contacts(_) | Self::Used { .. } => false,
        }
    }

    /// Within the bounds.
    pub(crate) fn is_bounded(&self) -> bool {
        match self {
            Self::Everyone => true,
            Self::Contacts(list) => list.len() <= CONTACTS_MAX,
            Self::Matching(m) => m.sizes().into_iter().all(|n| n <= VALUES_MAX),
            Self::Used { days } => *days <= USED_DAYS_MAX,
            Self::Share { per_mille } => *per_mille <= 1_000,
        }
    }
}

impl Matching {
    fn holds(&self, person: &Person) -> bool {
        text(&self.plans, person.plan.as_deref())
            && one_of(self.life_cycles.is_empty(), person.life_cycle, |l| {
                self.life_cycles.contains(l)
            })
            && (self.tags.is_empty() || !self.tags.is_disjoint(&person.tags))
            && text(&self.countries, person.country.as_deref())
            && text(&self.languages, person.language.as_deref())
            && one_of(self.organizations.is_empty(), person.organization, |o| {
                self.organizations.contains(o)
            })
            && one_of(self.topics.is_empty(), person.topic, |t| {
                self.topics.contains(t)
            })
    }

    fn sizes(&self) -> [usize; 7] {
        [
            self.plans.len(),
            self.life_cycles.len(),
            self.tags.len(),
            self.countries.len(),
            self.languages.len(),
            self.organizations.len(),
            self.topics.len(),
        ]
    }
}

fn one_of<T>(any: bool, value: Option<T>, holds: impl Fn(&T) -> bool) -> bool {
    any || value.as_ref().is_some_and(holds)
}

fn text(list: &BTreeSet<String>, value: Option<&str>) -> bool {
    one_of(list.is_empty(), value, |v| {
        let key = word_key(v);
        list.iter().any(|l| word_key(l) == key)
    })
}

/// The place of somebody among a thousand, the same for ever: FNV-1a (Fowler, Noll, Vo; RFC 9923) over channel and person,
/// then the finalizer of `SplitMix64` (Steele, Lea, Flood: *Fast splittable pseudorandom number generators*, 2014), as
/// FNV alone spreads its upper bits badly.
fn place(channel: ChannelId, who: Uuid) -> u16 {
    let bytes = channel.0.as_bytes().iter().chain(who.as_bytes());
    let mut h = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |h, b| {
        (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3)
    });
    h = (h ^ (h >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    h = (h ^ (h >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    h ^= h >> 31;
    u16::try_from(h % 1_000).unwrap_or(0)
}
