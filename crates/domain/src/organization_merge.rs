//! Two records of one organization: whether they may become one, what the one that stays takes over, and what it gives back
//! when they turn out to be two. Nothing is merged by itself: an agent decides.

use crate::contact::LifeCycle;
use crate::{AgentId, OrganizationId, Refusal};
use serde::{Deserialize, Serialize};

/// Where an organization stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub id: OrganizationId,
    pub merged_into: Option<OrganizationId>,
    /// A legal hold stands on it: it covers the people that it has now.
    pub held: bool,
}

/// Whether `other` may be merged into `survivor`.
///
/// # Errors
/// `same_organization`, `merged`, `held`.
pub fn allowed(survivor: &Standing, other: &Standing) -> Result<(), Refusal> {
    if survivor.id == other.id {
        return Err(Refusal::new(
            "same_organization",
            "This is the same organization.",
        ));
    }
    if survivor.merged_into.is_some() || other.merged_into.is_some() {
        return Err(Refusal::new(
            "merged",
            "This organization has been merged into another one. Separate them first.",
        ));
    }
    if survivor.held || other.held {
        return Err(held());
    }
    Ok(())
}

/// Whether what was merged into `survivor` may come out again.
///
/// # Errors
/// `merged` when the survivor has been merged on itself, `held`.
pub fn may_come_apart(survivor: &Standing) -> Result<(), Refusal> {
    if survivor.merged_into.is_some() {
        return Err(Refusal::new(
            "merged",
            "The organization that it was merged into has been merged into another one itself. Separate those first.",
        ));
    }
    if survivor.held {
        return Err(held());
    }
    Ok(())
}

fn held() -> Refusal {
    Refusal::new(
        "held",
        "A legal hold stands on an organization, and on its people with it. It has to end first.",
    )
}

/// What is known about an organization beside name, domains, people and custom fields; and equally a part of that, such as
/// what was taken over. An empty text is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Traits {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<AgentId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub life_cycle: Option<LifeCycle>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The same for every trait; what it answers is a part again.
macro_rules! of_each {
    ($how:ident, $own:expr, $other:expr) => {
        Traits {
            owner: $how(&mut $own.owner, &$other.owner),
            plan: $how(&mut $own.plan, &$other.plan),
            life_cycle: $how(&mut $own.life_cycle, &$other.life_cycle),
            segment: $how(&mut $own.segment, &$other.segment),
            language: $how(&mut $own.language, &$other.language),
            zone: $how(&mut $own.zone, &$other.zone),
            note: $how(&mut $own.note, &$other.note),
        }
    };
}

impl Traits {
    /// Fills what is lacking from `other`; what that was.
    pub fn fill(&mut self, other: &Self) -> Self {
        fn lacking<T: Clone>(own: &mut Option<T>, theirs: &Option<T>) -> Option<T> {
            if own.is_some() {
                return None;
            }
            own.clone_from(theirs);
            own.clone()
        }
        of_each!(lacking, self, other)
    }

    /// Empties what is still as it was `filled`; what that was. What somebody has changed since stays.
    pub fn give_back(&mut self, filled: &Self) -> Self {
        fn still<T: PartialEq>(own: &mut Option<T>, was: &Option<T>) -> Option<T> {
            if own == was { own.take() } else { None }
        }
        of_each!(still, self, filled)
    }

    /// Only those that `which` has.
    #[must_use]
    pub fn only(mut self, which: &Self) -> Self {
        fn wanted<T>(own: &mut Option<T>, which: &Option<T>) -> Option<T> {
            which.as_ref().and_then(|_| own.take())
        }
        of_each!(wanted, self, which)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn traits(plan: &str, note: &str) -> Traits {
        let some = |t: &str| Some(t.to_owned()).filter(|t| !t.is_empty());
        Traits {
            plan: some(plan),
            note: some(note),
            ..Traits::default()
        }
    }

    #[test]
    fn only_what_is_lacking_is_filled_and_given_back() {
        let mut stays = traits("Gold", "");
        let before = stays.clone();
        let mut other = traits("Tin", "Yearly.");
        other.life_cycle = Some(LifeCycle::Paying);
        let filled = stays.fill(&other);
        assert_eq!(stays.plan.as_deref(), Some("Gold"));
        assert_eq!(stays.note.as_deref(), Some("Yearly."));
        assert_eq!(filled.plan, None);
        assert_eq!(stays.give_back(&filled), filled);
        assert_eq!(stays, before);
    }

    #[test]
    fn what_was_changed_or_emptied_since_stays() {
        let mut stays = traits("", "");
        let filled = stays.fill(&traits("Tin", "Yearly."));
        (stays.plan, stays.note) = (Some("Gold".to_owned()), None);
        assert_eq!(stays.give_back(&filled), Traits::default());
        assert_eq!(stays, traits("Gold", ""));
    }

    #[test]
    fn another_fills_only_what_was_given_back() {
        let mut stays = traits("", "");
        let filled = stays.fill(&traits("Tin", "Yearly."));
        stays.note = None;
        let given = stays.give_back(&filled);
        let more = stays.fill(&traits("Gold", "Monthly.").only(&given));
        assert_eq!(more, traits("Gold", ""));
        assert_eq!(stays, traits("Gold", ""));
    }

    #[test]
    fn itself_the_merged_and_the_held_are_not_merged() {
        let a = Standing {
            id: OrganizationId(Uuid::from_u128(1)),
            merged_into: None,
            held: false,
        };
        let b = Standing {
            id: OrganizationId(Uuid::from_u128(2)),
            ..a
        };
        let merged = Standing {
            merged_into: Some(OrganizationId(Uuid::from_u128(3))),
            ..b
        };
        let on_hold = Standing { held: true, ..b };
        assert!(allowed(&a, &b).is_ok() && may_come_apart(&a).is_ok());
        for (other, code) in [
            (a, "same_organization"),
            (merged, "merged"),
            (on_hold, "held"),
        ] {
            assert_eq!(allowed(&a, &other).map_err(|r| r.code), Err(code));
            if other != a {
                assert_eq!(allowed(&other, &a).map_err(|r| r.code), Err(code));
                assert_eq!(may_come_apart(&other).map_err(|r| r.code), Err(code));
            }
        }
    }
}
