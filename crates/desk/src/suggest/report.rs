//! The report on what suggestions spare. Counting is `domain::deflection`; here is who may ask, and for which days.

use crate::{By, Desk, DeskError, Result, audit};
use domain::access::Permission;
use domain::deflection::{Arm, Counted, OUTCOME_MS, Report, report};
use domain::{ContactId, HelpCenterId, Millis, Refusal, TopicId};
use serde_json::json;
use std::collections::HashSet;
use store::StoreError;
use store::suggestion::Outcome;

const DAY_MS: Millis = 24 * 60 * 60 * 1000;
/// Sessions are kept so long, and no report reaches further back.
pub(super) const KEPT_MS: Millis = 400 * DAY_MS;
/// What is reported if nothing is said.
const USUAL_MS: Millis = 90 * DAY_MS;

/// The report of one help center.
#[derive(Debug, Clone, PartialEq)]
pub struct Reported {
    pub from: Millis,
    pub until: Millis,
    pub held_out_permille: u32,
    pub report: Report,
    /// Topics that are neither held out nor counted.
    pub urgent_topics: Vec<TopicId>,
}

impl Desk {
    /// What suggestions in the forms of a help center spare, over questions that were begun in a time.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `bad_period`.
    pub async fn deflection(
        &self,
        by: &By,
        center: HelpCenterId,
        from: Option<Millis>,
        until: Option<Millis>,
    ) -> Result<Reported> {
        by.demand(Permission::ReportRead)?;
        let now = by.now;
        let until = until.unwrap_or(now).min(now);
        let from = from.unwrap_or(until - USUAL_MS).max(now - KEPT_MS);
        if from >= until {
            let empty = Refusal::new("bad_period", "The time must not be empty.");
            return Err(empty.on("from").into());
        }
        let access = by.access.clone();
        let (held_out_permille, outcomes, urgent_topics) = self
            .db
            .read(async move |tx| {
                let Some(found) = store::help_center::load(tx, center).await? else {
                    return Ok((None, Vec::new(), Vec::new()));
                };
                let outcomes =
                    store::suggestion::outcomes(tx, &access, center, from, until, OUTCOME_MS)
                        .await?;
                let urgent = store::suggestion::urgent_topics(tx).await?;
                Ok::<_, StoreError>((Some(found.held_out_permille), outcomes, urgent))
            })
            .await?;
        let Some(held_out_permille) = held_out_permille else {
            return Err(DeskError::missing("help center"));
        };
        Ok(Reported {
            from,
            until,
            held_out_permille: u32::try_from(held_out_permille).unwrap_or(0),
            report: report(&people(outcomes), now),
            urgent_topics,
        })
    }

    /// Says that a topic is urgent, or that it is not: nobody with it is held out, and nothing with it is counted.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn set_topic_urgent(&self, by: &By, topic: TopicId, urgent: bool) -> Result<()> {
        by.demand(Permission::ChannelManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            store::suggestion::set_urgent(tx, topic, urgent).await?;
            let target = topic.to_string();
            audit::act(
                tx,
                &by,
                "topic.urgent",
                &target,
                json!({ "urgent": urgent }),
            )
            .await?;
            audit::settings_changed(tx, &by, "topics");
            Ok(())
        })
        .await
    }
}

/// Each person once, by their first question; a contact with two browsers is one person.
fn people(outcomes: Vec<Outcome>) -> Vec<Counted> {
    let mut visitors: HashSet<String> = HashSet::new();
    let mut contacts: HashSet<ContactId> = HashSet::new();
    let mut counted = Vec::new();
    for o in outcomes {
        let known = o.contact.is_some_and(|c| !contacts.insert(c));
        let seen = !o.visitor.is_empty() && !visitors.insert(o.visitor.clone());
        let nobody = o.visitor.is_empty() && o.contact.is_none();
        if known || seen || nobody {
            continue;
        }
        counted.push(Counted {
            arm: Arm::from_word(&o.arm).unwrap_or(Arm::Shown),
            urgent: o.urgent,
            at: o.at,
            contacted: o.contacted,
            solved: o.answer.as_deref() == Some("solved"),
            known: o.contact.is_some(),
        });
    }
    counted
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn outcome(visitor: &str, contact: Option<u128>, at: Millis) -> Outcome {
        Outcome {
            visitor: visitor.to_owned(),
            contact: contact.map(|n| ContactId(Uuid::from_u128(n))),
            arm: "shown".to_owned(),
            urgent: false,
            at,
            answer: None,
            contacted: false,
        }
    }

    #[test]
    fn a_person_counts_once_by_their_first_question() {
        let found = people(vec![
            outcome("a", None, 1),
            outcome("a", Some(7), 2),
            outcome("b", Some(7), 3),
            outcome("", None, 4),
            outcome("", Some(8), 5),
            outcome("c", None, 6),
        ]);
        let times: Vec<Millis> = found.iter().map(|c| c.at).collect();
        assert_eq!(times, [1, 5, 6]);
    }
}
