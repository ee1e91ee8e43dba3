//! Who depends on a channel, and who of them a notice goes to.

use crate::plans::Marks;
use crate::{By, Desk, DeskError, Result};
use domain::access::Permission;
use domain::notice::{Content, Known, PEOPLE_MAX, Passed, Way, has_moved, way};
use domain::plan::{Audience, DAY, Matching, Person};
use domain::{ChannelId, ContactId, Millis};
use std::collections::BTreeSet;
use store::Tx;
use store::notice::{self, Part, Used};

/// Rows that are read at once.
const PAGE: usize = 5_000;

/// Somebody who used a channel.
#[derive(Debug, Clone, PartialEq)]
pub struct Dependent {
    pub who: notice::Dependent,
    /// Kinds of other ways that are known of them.
    pub has: Vec<String>,
    /// How a notice can reach them: by mail, else, where it may, in what they have open; `None`: not at all.
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
                let used = used(channel, days, now);
                let all = notice::volume(tx, used).await?;
                let mut items = Vec::new();
                for who in notice::dependents(tx, used, Part { after, limit }).await? {
                    items.push(looked_at(tx, channel, who).await?);
                }
                let (end, people) = (after.saturating_add(items.len()), count(all.people));
                Ok(Dependents {
                    people,
                    only_here: count(all.only_here),
                    unreachable: count(all.unreachable),
                    frequent: count(all.frequent),
                    next: (end < people && !items.is_empty()).then_some(end),
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

fn count(n: i64) -> usize {
    usize::try_from(n).unwrap_or(0)
}

fn reach(d: &notice::Dependent) -> Option<Way> {
    let known = Known {
        has_address: d.email.is_some(),
        has_thread: d.open > 0,
        ..Known::default()
    };
    let by = |in_thread| way(&known, in_thread, true);
    by(false).or_else(|_| by(true)).ok()
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

/// Somebody whom a notice is about, and how they are told.
pub(super) struct Chosen {
    pub who: notice::Dependent,
    pub way: std::result::Result<Way, Passed>,
}

/// Those whom a notice is about, in their order.
#[derive(Default)]
pub(super) struct Choice {
    /// As many as one notice may have, those who are told and those who are passed over each.
    pub people: Vec<Chosen>,
    pub told: usize,
    passed: usize,
    /// No address, and no conversation that is open.
    pub unreachable: i64,
}

impl Choice {
    /// More would be told than one notice may tell.
    pub fn too_many(&self) -> bool {
        self.told > PEOPLE_MAX
    }

    fn add(&mut self, one: Chosen) {
        let n = match one.way {
            Ok(_) => &mut self.told,
            Err(_) => &mut self.passed,
        };
        *n += 1;
        let kept = *n <= PEOPLE_MAX;
        self.unreachable += i64::from(one.way == Err(Passed::NoWay));
        if kept {
            self.people.push(one);
        }
    }
}

/// Those whom the content names. Nobody when it is about everybody.
pub(super) async fn chosen(
    tx: &mut Tx,
    channel: ChannelId,
    content: &Content,
    now: Millis,
) -> Result<Choice> {
    let (to, mut out) = (&content.to, Choice::default());
    if !(1..=domain::notice::USED_DAYS_MAX).contains(&to.days) {
        return Ok(out);
    }
    let used = used(channel, to.days, now);
    let last = match to.frequent {
        true => count(notice::volume(tx, used).await?.frequent),
        false => usize::MAX,
    };
    let mut after = 0;
    while after < last && !out.too_many() {
        let limit = PAGE.min(last - after);
        let part = Part { after, limit };
        let mut page = notice::dependents(tx, used, part).await?;
        let whole = page.len() == limit;
        after += page.len();
        page.retain(|d| (!to.only_here || d.only_here) && (!to.open || d.open > 0));
        if let Some(matching) = &to.matching {
            let marks = marks(tx, used, part, matching).await?;
            let audience = Audience::Matching(matching.clone());
            page.retain(|d| audience.holds(&person(d, &marks), channel, now));
        }
        let left_out = exceptions(tx, used, part, content).await?;
        for who in page {
            let way = told(&who, left_out.contains(&who.contact), content);
            out.add(Chosen { who, way });
        }
        if !whole {
            break;
        }
    }
    Ok(out)
}

fn told(
    who: &notice::Dependent,
    exception: bool,
    content: &Content,
) -> std::result::Result<Way, Passed> {
    let known = Known {
        erased: false,
        exception,
        suppressed: who.suppressed.is_some(),
        blocked: who.blocked,
        told_before: who.told_at.is_some(),
        has_address: who.email.is_some(),
        has_thread: who.open > 0,
    };
    way(&known, content.in_thread, content.follow_up)
}

/// What the conversations of a part of the users are about, as far as it is asked.
async fn marks(tx: &mut Tx, used: Used, part: Part, asked: &Matching) -> Result<Marks> {
    let tags = match asked.tags.is_empty() {
        true => Vec::new(),
        false => notice::tags(tx, used, part).await?,
    };
    let topics = match asked.topics.is_empty() {
        true => Vec::new(),
        false => notice::topics(tx, used, part).await?,
    };
    Ok(Marks::of(tags, topics))
}

/// Who of a part of the users is left out, whatever they were called when the author said so.
async fn exceptions(
    tx: &mut Tx,
    used: Used,
    part: Part,
    content: &Content,
) -> Result<BTreeSet<ContactId>> {
    let mut out = content.exceptions.clone();
    if !out.is_empty() {
        let merged = notice::absorbed(tx, used, part).await?.into_iter();
        let left_out = merged.filter(|(_, was)| content.exceptions.contains(was));
        out.extend(left_out.map(|(is, _)| is));
    }
    Ok(out)
}

fn person(d: &notice::Dependent, marks: &Marks) -> Person {
    Person {
        contact: Some(d.contact),
        stable: Some(d.contact.0),
        plan: d.plan.clone().filter(|p| !p.is_empty()),
        life_cycle: d.life_cycle,
        country: d.country.clone(),
        language: d.language.clone(),
        organization: d.organization_id,
        used_at: Some(d.last_at),
        tags: marks.tags(d.contact),
        topics: marks.topics(d.contact),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(n: usize, way: std::result::Result<Way, Passed>) -> Chosen {
        let who = notice::Dependent {
            contact: ContactId(uuid::Uuid::from_u128(n as u128)),
            name: String::new(),
            email: None,
            language: None,
            country: None,
            organization: None,
            organization_id: None,
            plan: None,
            life_cycle: None,
            blocked: false,
            conversations: 1,
            last_at: 0,
            open: 0,
            only_here: true,
            told_at: None,
            suppressed: None,
        };
        Chosen { who, way }
    }

    #[test]
    fn whoever_knows_already_does_not_make_a_notice_too_large() {
        let mut all = Choice::default();
        for n in 0..PEOPLE_MAX {
            all.add(one(n, Err(Passed::ToldBefore)));
        }
        for n in 0..PEOPLE_MAX {
            all.add(one(n, Ok(Way::Mail)));
        }
        all.add(one(0, Err(Passed::NoWay)));
        assert!(!all.too_many());
        assert_eq!((all.people.len(), all.unreachable), (2 * PEOPLE_MAX, 1));
        assert_eq!(
            all.people.iter().filter(|c| c.way.is_ok()).count(),
            PEOPLE_MAX
        );
        all.add(one(0, Ok(Way::Mail)));
        assert!(all.too_many() && all.people.len() == 2 * PEOPLE_MAX);
    }

    #[test]
    fn mail_goes_before_what_is_open_and_who_has_neither_is_not_reached() {
        let of = |email: Option<&str>, open| {
            let who = one(1, Ok(Way::Mail)).who;
            let email = email.map(str::to_owned);
            reach(&notice::Dependent { email, open, ..who })
        };
        assert_eq!(of(Some("a@b.example"), 1), Some(Way::Mail));
        assert_eq!((of(None, 1), of(None, 0)), (Some(Way::Thread), None));
    }
}
