//! Who depends on a channel, and who of them a notice goes to.

use crate::{By, Desk, DeskError, Result};
use domain::access::Permission;
use domain::notice::{Content, Known, PEOPLE_MAX, Passed, Way, frequent, has_moved, way};
use domain::plan::{Audience, DAY, Person};
use domain::{ChannelId, Millis};
use store::Tx;
use store::notice::{self, Place, Used};

/// Rows that are read at once.
const PAGE: usize = 5_000;

/// Somebody who used a channel.
#[derive(Debug, Clone, PartialEq)]
pub struct Dependent {
    pub who: notice::Dependent,
    /// Kinds of other ways that are known of them.
    pub has: Vec<String>,
    /// How a notice would reach them; `None`: not at all.
    pub reach: Option<Way>,
    pub moved: Option<bool>,
}

/// Everybody who used a channel, in figures, and a part of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Dependents {
    pub people: usize,
    pub only_here: usize,
    pub unreachable: usize,
    /// So many of the first make 80 % of the volume.
    pub frequent: usize,
    pub items: Vec<Dependent>,
    /// The place after the last, when there are more.
    pub next: Option<usize>,
}

impl Desk {
    /// Who wrote by a channel in the last days, the heaviest users first.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn dependents(
        &self,
        by: &By,
        channel: ChannelId,
        days: u16,
        (after, limit): (usize, usize),
    ) -> Result<Dependents> {
        by.demand(Permission::ChannelManage)?;
        let now = by.now;
        self.db
            .read(async move |tx| {
                if store::channel::load(tx, channel).await?.is_none() {
                    return Err(DeskError::missing("channel"));
                }
                let all = all(tx, used(channel, days, now)).await?;
                let volumes: Vec<i64> = all.iter().map(|d| d.conversations).collect();
                let mut items = Vec::new();
                for who in all.iter().skip(after).take(limit) {
                    items.push(looked_at(tx, channel, who.clone()).await?);
                }
                let end = after.saturating_add(items.len());
                Ok(Dependents {
                    people: all.len(),
                    only_here: all.iter().filter(|d| d.only_here).count(),
                    unreachable: all.iter().filter(|d| reach(d).is_none()).count(),
                    frequent: frequent(&volumes),
                    next: (end < all.len()).then_some(end),
                    items,
                })
            })
            .await
    }
}

pub(super) fn used(channel: ChannelId, days: u16, now: Millis) -> Used {
    Used {
        channel,
        since: now.saturating_sub(i64::from(days) * DAY),
    }
}

fn reach(d: &notice::Dependent) -> Option<Way> {
    match (&d.email, d.open) {
        (Some(_), _) => Some(Way::Mail),
        (None, 1..) => Some(Way::Thread),
        (None, _) => None,
    }
}

async fn looked_at(tx: &mut Tx, channel: ChannelId, who: notice::Dependent) -> Result<Dependent> {
    let mut has = notice::kinds(tx, channel, who.contact).await?;
    if who.email.is_some() && has.iter().all(|k| k != "email") {
        has.insert(0, "email".to_owned());
    }
    let moved = match who.told_at {
        Some(since) => {
            let used = Used { channel, since };
            let (other, old) = notice::since(tx, used, who.contact).await?;
            has_moved(since, other, old)
        }
        None => None,
    };
    Ok(Dependent {
        reach: reach(&who),
        has,
        moved,
        who,
    })
}

/// Everybody, up to one more than a notice may have.
pub(super) async fn all(tx: &mut Tx, used: Used) -> Result<Vec<notice::Dependent>> {
    let mut out: Vec<notice::Dependent> = Vec::new();
    loop {
        let after = out.last().map(|d| Place {
            conversations: d.conversations,
            contact: d.contact,
        });
        let page = notice::dependents(tx, used, after, PAGE).await?;
        let more = page.len() == PAGE;
        out.extend(page);
        if !more || out.len() > PEOPLE_MAX {
            return Ok(out);
        }
    }
}

/// Somebody whom a notice is about, and how they are told.
pub(super) struct Chosen {
    pub who: notice::Dependent,
    pub way: std::result::Result<Way, Passed>,
}

/// Those whom the content names, in their order. Nobody when it is about everybody.
pub(super) async fn chosen(
    tx: &mut Tx,
    channel: ChannelId,
    content: &Content,
    now: Millis,
) -> Result<Vec<Chosen>> {
    let to = &content.to;
    if !(1..=domain::notice::USED_DAYS_MAX).contains(&to.days) {
        return Ok(Vec::new());
    }
    let mut all = all(tx, used(channel, to.days, now)).await?;
    if to.frequent {
        let volumes: Vec<i64> = all.iter().map(|d| d.conversations).collect();
        all.truncate(frequent(&volumes));
    }
    all.retain(|d| (!to.only_here || d.only_here) && (!to.open || d.open > 0));
    if let Some(matching) = &to.matching {
        let audience = Audience::Matching(matching.clone());
        all.retain(|d| audience.holds(&person(d), channel, now));
    }
    let told = |who: notice::Dependent| {
        let known = Known {
            erased: false,
            exception: content.exceptions.contains(&who.contact),
            suppressed: who.suppressed.is_some(),
            blocked: who.blocked,
            told_before: who.told_at.is_some(),
            has_address: who.email.is_some(),
            has_thread: who.open > 0,
        };
        let way = way(&known, content.in_thread, content.follow_up);
        Chosen { who, way }
    };
    Ok(all.into_iter().map(told).collect())
}

fn person(d: &notice::Dependent) -> Person {
    Person {
        contact: Some(d.contact),
        stable: Some(d.contact.0),
        plan: d.plan.clone().filter(|p| !p.is_empty()),
        life_cycle: d.life_cycle,
        country: d.country.clone(),
        language: d.language.clone(),
        organization: d.organization_id,
        used_at: Some(d.last_at),
        ..Person::default()
    }
}
