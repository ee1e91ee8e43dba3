//! How many customers the audience of a step holds.

use crate::Result;
use domain::plan::{Audience, DAY, Matching, Person, Plan, Reach};
use domain::{ChannelId, ContactId, Millis, TagId, TopicId};
use std::collections::{BTreeMap, BTreeSet};
use store::Tx;
use store::plan::Who;

/// Customers that are read at once.
const PAGE: usize = 5_000;
/// Customers that are asked: an audience that holds none of so many, or all of them, is not counted.
const ASKED: usize = 50_000;

/// Of these steps.
pub(super) async fn of(
    tx: &mut Tx,
    plan: &Plan,
    steps: impl Iterator<Item = usize>,
    now: Millis,
) -> Result<BTreeMap<usize, Reach>> {
    let all = store::plan::count(tx).await?;
    let (mut out, mut asked) = (BTreeMap::new(), Vec::new());
    for index in steps {
        match plan.steps.get(index).map(|s| &s.audience) {
            None => {}
            Some(Audience::Everyone) => {
                let everyone = Reach {
                    people: all,
                    of: all,
                };
                out.insert(index, everyone);
            }
            Some(Audience::Used { days }) => {
                let since = now.saturating_sub(i64::from(*days) * DAY);
                let users = store::channel::measured::users(tx, plan.channel, since, since).await?;
                let people = users.all;
                out.insert(index, Reach { people, of: all });
            }
            Some(audience) => asked.push((index, audience)),
        }
    }
    let counted = count(tx, plan.channel, &asked, now).await?;
    let counted = asked.iter().map(|a| a.0).zip(counted);
    out.extend(counted.filter_map(|(index, found)| Some((index, found?))));
    Ok(out)
}

/// Asks each audience of everybody, until each is known to hold some and not all. Of more than [`ASKED`], `None` for those that
/// are not known to: the rest would be read on each look.
async fn count(
    tx: &mut Tx,
    channel: ChannelId,
    asked: &[(usize, &Audience)],
    now: Millis,
) -> Result<Vec<Option<Reach>>> {
    let (mut counts, mut after) = (vec![Reach { people: 0, of: 0 }; asked.len()], 0);
    let open = |c: &Reach| c.people == 0 || c.people == c.of;
    let (mut read, mut whole) = (0, false);
    while counts.iter().any(open) && read < ASKED {
        let page = store::plan::who(tx, after, PAGE).await?;
        let Some(last) = page.last() else {
            whole = true;
            break;
        };
        read += page.len();
        let marks = Marks::read(tx, asked, after, last.n).await?;
        after = last.n;
        for who in page {
            let person = marks.person(who);
            for ((_, audience), count) in asked.iter().zip(&mut counts) {
                count.people += i64::from(audience.holds(&person, channel, now));
                count.of += 1;
            }
        }
    }
    let known = |c: Reach| (whole || !open(&c)).then_some(c);
    Ok(counts.into_iter().map(known).collect())
}

/// What the conversations of some customers are about, as far as an audience asks.
#[derive(Default)]
pub(crate) struct Marks {
    tags: BTreeMap<ContactId, BTreeSet<TagId>>,
    topics: BTreeMap<ContactId, BTreeSet<TopicId>>,
}

impl Marks {
    pub(crate) fn of(tags: Vec<(ContactId, TagId)>, topics: Vec<(ContactId, TopicId)>) -> Self {
        let mut marks = Self::default();
        for (contact, tag) in tags {
            marks.tags.entry(contact).or_default().insert(tag);
        }
        for (contact, topic) in topics {
            marks.topics.entry(contact).or_default().insert(topic);
        }
        marks
    }

    pub(crate) fn tags(&self, of: ContactId) -> BTreeSet<TagId> {
        self.tags.get(&of).cloned().unwrap_or_default()
    }

    pub(crate) fn topics(&self, of: ContactId) -> BTreeSet<TopicId> {
        self.topics.get(&of).cloned().unwrap_or_default()
    }

    async fn read(
        tx: &mut Tx,
        asked: &[(usize, &Audience)],
        after: i64,
        upto: i64,
    ) -> Result<Self> {
        let any = |of: fn(&Matching) -> bool| {
            let asks = |a: &Audience| matches!(a, Audience::Matching(m) if of(m));
            asked.iter().any(|(_, audience)| asks(audience))
        };
        let tags = match any(|m| !m.tags.is_empty()) {
            true => store::plan::tags_between(tx, after, upto).await?,
            false => Vec::new(),
        };
        let topics = match any(|m| !m.topics.is_empty()) {
            true => store::plan::topics_between(tx, after, upto).await?,
            false => Vec::new(),
        };
        Ok(Self::of(tags, topics))
    }

    fn person(&self, who: Who) -> Person {
        Person {
            contact: Some(who.id),
            stable: Some(who.id.0),
            plan: who.plan.filter(|p| !p.is_empty()),
            life_cycle: who.life_cycle,
            country: who.country,
            language: who.language,
            organization: who.organization,
            tags: self.tags(who.id),
            topics: self.topics(who.id),
            ..Person::default()
        }
    }
}
