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
    /// What was added at the end of the note, behind an empty line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Stands between the parts of a note.
const BETWEEN: &str = "\n\n";

impl Filled {
    /// What was added to the note.
    fn part(&self) -> Option<&str> {
        let note = self.note.as_deref()?;
        // Written with the empty line before it once.
        Some(note.strip_prefix(BETWEEN).unwrap_or(note)).filter(|part| !part.is_empty())
    }
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
        card.note = [card.note.as_str(), &other.note]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(BETWEEN);
        filled.note = Some(other.note.clone());
    }
    filled
}

/// What the `which`th of `fills` brought gives way to `now`, as far as nobody has changed it since: to nothing when the two
/// come apart, to less when the other has given something back itself. `fills` is of all that stand merged into this contact,
/// oldest first.
pub fn refill(card: &mut Card, fills: &[Filled], which: usize, now: &Filled) {
    fn set(own: &mut Option<String>, was: &Option<String>, now: &Option<String>) {
        if was.is_some() && own == was {
            own.clone_from(now);
        }
    }
    let Some(was) = fills.get(which) else {
        return;
    };
    if was.name.as_ref() == Some(&card.name) {
        card.name = now.name.clone().unwrap_or_default();
    }
    if was.organization.is_some() && card.organization == was.organization
        || was.organization_id.is_some() && card.organization_id == was.organization_id
    {
        card.organization.clone_from(&now.organization);
        card.organization_id = now.organization_id;
    }
    set(&mut card.language, &was.language, &now.language);
    set(&mut card.zone, &was.zone, &now.zone);
    set(&mut card.country, &was.country, &now.country);
    if let Some(was) = was.part() {
        let parts: Vec<&str> = fills.iter().filter_map(Filled::part).collect();
        let at = fills[..which].iter().filter_map(Filled::part).count();
        card.note = reworded(&card.note, &parts, at, was, now.part());
    }
}

/// What a fill is, once the card that it came from is `after` and no longer `before`.
#[must_use]
pub fn carried(fill: &Filled, before: &Card, after: &Card) -> Filled {
    fn still<T: Clone + PartialEq>(fill: &Option<T>, was: Option<&T>, is: Option<&T>) -> Option<T> {
        if fill.is_some() && fill.as_ref() == was {
            return is.cloned();
        }
        fill.clone()
    }
    let words = |text: &String| Some(text.clone()).filter(|t| !t.is_empty());
    Filled {
        name: still(
            &fill.name,
            words(&before.name).as_ref(),
            words(&after.name).as_ref(),
        ),
        organization: still(
            &fill.organization,
            before.organization.as_ref(),
            after.organization.as_ref(),
        ),
        organization_id: still(
            &fill.organization_id,
            before.organization_id.as_ref(),
            after.organization_id.as_ref(),
        ),
        language: still(
            &fill.language,
            before.language.as_ref(),
            after.language.as_ref(),
        ),
        zone: still(&fill.zone, before.zone.as_ref(), after.zone.as_ref()),
        country: still(
            &fill.country,
            before.country.as_ref(),
            after.country.as_ref(),
        ),
        note: still(
            &fill.part().map(str::to_owned),
            words(&before.note).as_ref(),
            words(&after.note).as_ref(),
        ),
    }
}

/// A note with the part `at`, which reads `was`, replaced or taken out. Where nobody has written below the parts they are its
/// end; else the part is looked for among the lines, and left alone when somebody has changed it.
fn reworded(note: &str, parts: &[&str], at: usize, was: &str, now: Option<&str>) -> String {
    let with = |own: &str, parts: &[&str]| -> String {
        let mut all: Vec<&str> = parts.to_vec();
        match now {
            Some(now) => all[at] = now,
            None => drop(all.remove(at)),
        }
        if !own.is_empty() {
            all.insert(0, own);
        }
        all.join(BETWEEN)
    };
    if let Some(own) = note.strip_suffix(&parts.join(BETWEEN)) {
        if own.is_empty() {
            return with("", parts);
        }
        if let Some(own) = own.strip_suffix(BETWEEN) {
            return with(own, parts);
        }
    }
    let whole = |(start, _): &(usize, &str)| {
        let end = start + was.len();
        (*start == 0 || note[..*start].ends_with('\n'))
            && (end == note.len() || note[end..].starts_with('\n'))
    };
    let Some((start, _)) = note.match_indices(was).filter(whole).last() else {
        return note.to_owned();
    };
    let (above, below) = (&note[..start], &note[start + was.len()..]);
    match now {
        Some(now) => format!("{above}{now}{below}"),
        None if above.is_empty() => below.trim_start_matches('\n').to_owned(),
        None => format!("{}{below}", above.strip_suffix(BETWEEN).unwrap_or(above)),
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
        refill(&mut stays, &[filled], 0, &Filled::default());
        assert_eq!(stays, before);
    }

    #[test]
    fn what_was_changed_after_the_merge_stays() {
        let mut stays = card("", "");
        let filled = take_over(&mut stays, &card("Mari", "Old."));
        stays.name = "Mari Maasikas".to_owned();
        stays.note.push_str("\nNew.");
        refill(&mut stays, &[filled], 0, &Filled::default());
        assert_eq!(
            (stays.name.as_str(), stays.note.as_str()),
            ("Mari Maasikas", "New.")
        );
    }

    #[test]
    fn notes_come_apart_in_any_order_whatever_they_say() {
        let notes = ["", "Lamp.", "About Lamp.", "Lamp.\n\nAbout", "About"];
        for own in notes {
            for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2], [2, 0, 3, 1]] {
                let mut stays = card("Mari", own);
                let mut fills: Vec<(usize, Filled)> = Vec::new();
                for (n, note) in notes.iter().skip(1).enumerate() {
                    fills.push((n, take_over(&mut stays, &card("Mari", note))));
                }
                for gone in order {
                    let which = fills.iter().position(|f| f.0 == gone).expect("merged");
                    let all: Vec<Filled> = fills.iter().map(|f| f.1.clone()).collect();
                    refill(&mut stays, &all, which, &Filled::default());
                    fills.remove(which);
                }
                assert_eq!(stays.note, own, "{order:?}");
            }
        }
    }

    #[test]
    fn what_a_record_gave_back_is_given_on() {
        let (mut middle, mut top) = (card("", "Middle."), card("", ""));
        let mut low = card("Low", "Low.");
        low.zone = Some("Europe/Tallinn".to_owned());
        let into_middle = take_over(&mut middle, &low);
        let into_top = take_over(&mut top, &middle);
        assert_eq!(top.note, "Middle.\n\nLow.");
        let before = middle.clone();
        refill(&mut middle, &[into_middle], 0, &Filled::default());
        let now = carried(&into_top, &before, &middle);
        refill(&mut top, &[into_top], 0, &now);
        assert_eq!(top, card("", "Middle."));
        refill(&mut top, &[now], 0, &Filled::default());
        assert_eq!(top, card("", ""));
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
