//! How many customers the audience of a step holds.

use crate::Result;
use domain::plan::{Audience, DAY, Person, Plan, Reach};
use domain::{ChannelId, Millis};
use std::collections::BTreeMap;
use store::Tx;
use store::plan::Who;

/// Customers that are read at once.
const PAGE: usize = 5_000;
/// Of more customers nobody is counted: an audience then counts as not counted.
const MOST: i64 = 300_000;

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
    if !asked.is_empty() && all <= MOST {
        for ((index, _), people) in asked
            .iter()
            .zip(count(tx, plan.channel, &asked, now).await?)
        {
            out.insert(*index, Reach { people, of: all });
        }
    }
    Ok(out)
}

/// Asks each audience of everybody.
async fn count(
    tx: &mut Tx,
    channel: ChannelId,
    asked: &[(usize, &Audience)],
    now: Millis,
) -> Result<Vec<i64>> {
    let (mut counts, mut after) = (vec![0; asked.len()], 0);
    loop {
        let page = store::plan::who(tx, after, PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(counts);
        };
        after = last.n;
        for who in page {
            let person = person(who);
            for ((_, audience), count) in asked.iter().zip(&mut counts) {
                *count += i64::from(audience.holds(&person, channel, now));
            }
        }
    }
}

fn person(who: Who) -> Person {
    Person {
        contact: Some(who.id),
        stable: Some(who.id.0),
        plan: who.plan.filter(|p| !p.is_empty()),
        life_cycle: who.life_cycle,
        country: who.country,
        language: who.language,
        organization: who.organization,
        ..Person::default()
    }
}
