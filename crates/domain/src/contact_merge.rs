//! Two records of one person: what makes us think so, what the one that stays takes over, and what is given back when they
//! turn out to be two. Nothing is merged by itself: a suggestion is shown to an agent, who decides.

use crate::contact::Verification;
use crate::{ContactId, Millis, OrganizationId, Refusal};
use serde::{Deserialize, Serialize};

/// What is known about a contact beside identities and fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Card {
    pub name: String,
    /// As shown; the name of `organization_id` when that is set.
    pub organization: Option<String>,
    pub organization_id: Option<OrganizationId>,
    pub language: Option<String>,
    pub zone: Option<String>,
    pub country: Option<String>,
    pub note: String,
}

/// Where a contact stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub id: ContactId,
    pub blocked: bool,
    pub merged_into: Option<ContactId>,
    pub erased_at: Option<Millis>,
}

/// What the survivor took over from the other: only what it did not have.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization_id: Option<OrganizationId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// What was added at the end of the note, with the empty line before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Whether `other` may be merged into `survivor`.
///
/// # Errors
/// `same_contact`, `merged`, `erased`, and `blocked_differs`: mail of a blocked person must not come in by a merge.
pub fn allowed(survivor: &Standing, other: &Standing) -> Result<(), Refusal> {
    if survivor.id == other.id {
        return Err(Refusal::new("same_contact", "This is the same contact."));
    }
    for one in [survivor, other] {
        if one.erased_at.is_some() {
            return Err(Refusal::new("erased", "This contact has been erased."));
        }
        if one.merged_into.is_some() {
            return Err(Refusal::new(
                "merged",
                "This contact has been merged into another one. Separate them first.",
            ));
        }
    }
    if survivor.blocked != other.blocked {
        return Err(Refusal::new(
            "blocked_differs",
            "One of the two is blocked. Block or unblock both first.",
        ));
    }
    Ok(())
}

/// Fills what `card` lacks from `other`; notes are put one below the other.
pub fn take_over(card: &mut Card, other: &Card) -> Filled {
    fn fill(own: &mut Option<String>, theirs: &Option<String>) -> Option<String> {
        if own.is_none() {
            own.clone_from(theirs);
            return own.clone();
        }
        None
    }
    let mut filled = Filled::default();
    if card.name.is_empty() && !other.name.is_empty() {
        card.name.clone_from(&other.name);
        filled.name = Some(other.name.clone());
    }
    if card.organization.is_none() {
        card.organization_id = other.organization_id;
        filled.organization_id = other.organization_id;
        filled.organization = fill(&mut card.organization, &other.organization);
    }
    filled.language = fill(&mut card.language, &other.language);
    filled.zone = fill(&mut card.zone, &other.zone);
    filled.country = fill(&mut card.country, &other.country);
    if !other.note.is_empty() && other.note != card.note {
        let added = if card.note.is_empty() {
            other.note.clone()
        } else {
            format!("\n\n{}", other.note)
        };
        card.note.push_str(&added);
        filled.note = Some(added);
    }
    filled
}

/// Takes back what was filled, as far as nobody has changed it since.
pub fn give_back(card: &mut Card, filled: &Filled) {
    fn empty(own: &mut Option<String>, was: &Option<String>) {
        if was.is_some() && own == was {
            *own = None;
        }
    }
    if filled.name.as_ref() == Some(&card.name) {
        card.name.clear();
    }
    if filled.organization.is_some() && card.organization == filled.organization
        || filled.organization_id.is_some() && card.organization_id == filled.organization_id
    {
        (card.organization, card.organization_id) = (None, None);
    }
    empty(&mut card.language, &filled.language);
    empty(&mut card.zone, &filled.zone);
    empty(&mut card.country, &filled.country);
    if let Some(at) = filled.note.as_ref().and_then(|n| card.note.rfind(n)) {
        let end = at + filled.note.as_ref().map_or(0, String::len);
        card.note.replace_range(at..end, "");
        card.note = card.note.trim_start_matches('\n').to_owned();
    }
}

/// Why two records may be one person, strongest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// First and last name are the same.
    SameName,
    /// The same part before the `@`, and it is no `info` or `support`.
    SameLocalPart,
    /// The same name, and addresses in the same domain, which is not one where everybody has a mailbox.
    SameNameAndDomain,
    /// Answered in a conversation of the other with the unguessable address that only they were sent.
    AnsweredForThem,
}

/// What evidence looks at.
#[derive(Debug, Clone, Default)]
pub struct Traits {
    pub name: String,
    /// Email addresses as compared, with their verification.
    pub addresses: Vec<(String, Verification)>,
    /// They wrote into a conversation of the other, with a signed token.
    pub answered_for: bool,
}

const ROLES: [&str; 14] = [
    "info", "support", "sales", "office", "contact", "hello", "mail", "admin", "help", "service",
    "noreply", "no-reply", "billing", "team",
];
const EVERYBODYS: [&str; 12] = [
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "hotmail.com",
    "live.com",
    "yahoo.com",
    "icloud.com",
    "gmx.de",
    "gmx.net",
    "web.de",
    "qq.com",
    "163.com",
];

/// Why these two may be one person. Empty: no reason to ask. A name alone is little, and is named as such.
#[must_use]
pub fn evidence(a: &Traits, b: &Traits) -> Vec<Evidence> {
    let mut found = Vec::new();
    let plain = |name: &str| -> String {
        let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
        words.join(" ")
    };
    let same_name = plain(&a.name).contains(' ') && plain(&a.name) == plain(&b.name);
    let parts = |t: &Traits| -> Vec<(String, String)> {
        let split = |(address, _): &(String, Verification)| {
            let (local, domain) = address.rsplit_once('@')?;
            let local = local.split('+').next().unwrap_or(local);
            Some((local.to_owned(), domain.to_owned()))
        };
        t.addresses.iter().filter_map(split).collect()
    };
    let (ours, theirs) = (parts(a), parts(b));
    let telling = |local: &str| local.len() >= 5 && !ROLES.contains(&local);
    let local = ours
        .iter()
        .any(|(l, _)| telling(l) && theirs.iter().any(|(m, _)| l == m));
    let domain = ours.iter().any(|(_, d)| {
        !EVERYBODYS.contains(&d.as_str()) && theirs.iter().any(|(_, other)| d == other)
    });
    if same_name {
        found.push(Evidence::SameName);
    }
    if local {
        found.push(Evidence::SameLocalPart);
    }
    if same_name && domain {
        found.push(Evidence::SameNameAndDomain);
    }
    if a.answered_for || b.answered_for {
        found.push(Evidence::AnsweredForThem);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(name: &str, note: &str) -> Card {
        Card {
            name: name.to_owned(),
            note: note.to_owned(),
            ..Card::default()
        }
    }

    #[test]
    fn what_was_filled_is_given_back() {
        let mut stays = card("", "Likes tea.");
        stays.language = Some("et".to_owned());
        let before = stays.clone();
        let mut other = card("Mari Maasikas", "Pays late.");
        (other.language, other.zone) = (Some("en".to_owned()), Some("Europe/Tallinn".to_owned()));
        let filled = take_over(&mut stays, &other);
        assert_eq!(stays.name, "Mari Maasikas");
        assert_eq!(stays.note, "Likes tea.\n\nPays late.");
        assert_eq!(stays.language.as_deref(), Some("et"));
        give_back(&mut stays, &filled);
        assert_eq!(stays, before);
    }

    #[test]
    fn what_was_changed_after_the_merge_stays() {
        let mut stays = card("", "");
        let filled = take_over(&mut stays, &card("Mari", "Old."));
        stays.name = "Mari Maasikas".to_owned();
        stays.note.push_str("\nNew.");
        give_back(&mut stays, &filled);
        assert_eq!(
            (stays.name.as_str(), stays.note.as_str()),
            ("Mari Maasikas", "New.")
        );
    }

    #[test]
    fn the_erased_the_merged_and_the_blocked_are_not_merged() {
        let id = |n| ContactId(uuid::Uuid::from_u128(n));
        let a = Standing {
            id: id(1),
            blocked: false,
            merged_into: None,
            erased_at: None,
        };
        let b = Standing { id: id(2), ..a };
        assert!(allowed(&a, &b).is_ok());
        for (other, code) in [
            (a, "same_contact"),
            (Standing { blocked: true, ..b }, "blocked_differs"),
            (
                Standing {
                    erased_at: Some(1),
                    ..b
                },
                "erased",
            ),
            (
                Standing {
                    merged_into: Some(id(3)),
                    ..b
                },
                "merged",
            ),
        ] {
            assert_eq!(allowed(&a, &other).map_err(|r| r.code), Err(code));
        }
    }

    #[test]
    fn evidence_is_more_than_a_first_name_or_a_role() {
        let who = |name: &str, address: &str| Traits {
            name: name.to_owned(),
            addresses: vec![(address.to_owned(), Verification::Nothing)],
            answered_for: false,
        };
        let mari = who("Mari Maasikas", "mari.maasikas@gmail.com");
        assert_eq!(
            evidence(&mari, &who("mari  MAASIKAS", "m@work.example")),
            [Evidence::SameName]
        );
        assert_eq!(
            evidence(&mari, &who("", "mari.maasikas+shop@work.example")),
            [Evidence::SameLocalPart]
        );
        assert!(
            evidence(
                &who("Mari", "info@a.example"),
                &who("Mari", "info@b.example")
            )
            .is_empty()
        );
        assert_eq!(
            evidence(
                &who("Mari Maasikas", "m@work.example"),
                &who("Mari Maasikas", "mm@work.example")
            ),
            [Evidence::SameName, Evidence::SameNameAndDomain]
        );
    }
}
