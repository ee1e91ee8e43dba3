//! Where a door is named: in the texts that customers are sent, and in words of our own that nobody thinks of when it goes.

use super::doors;
use super::rows::Rows;
use crate::Result;
use domain::DoorId;
use domain::channel::Stage;
use std::collections::BTreeMap;
use store::Tx;
use store::help_center::HelpCenter;

/// Places that are named for one door.
const PLACES_MAX: usize = 50;

/// A door, and what stands in a text that names it.
pub(super) struct Door {
    pub id: DoorId,
    pub place: Place,
}

/// In lower case, as is every text in which it is looked for.
pub(super) enum Place {
    Address(String),
    Page {
        /// `/f/question`, after its locale.
        path: String,
        /// `/help/shop`, and the host of its own.
        before: Vec<String>,
    },
}

impl Place {
    pub fn page(center: &HelpCenter, path: &str) -> Self {
        let slug = format!("/help/{}", center.slug.to_lowercase());
        Self::Page {
            path: path.to_lowercase(),
            before: std::iter::once(slug).chain(center.host.clone()).collect(),
        }
    }

    /// The piece that a search looks for first.
    fn needle(&self) -> &str {
        match self {
            Self::Address(address) => address,
            Self::Page { path, .. } => path,
        }
    }

    /// Whether a text in lower case names it.
    pub fn stands_in(&self, text: &str) -> bool {
        let needle = self.needle();
        let fits = |at: usize| {
            let (before, after) = (&text[..at], &text[at + needle.len()..]);
            ends(after) && self.follows(before)
        };
        !needle.is_empty() && text.match_indices(needle).any(|(at, _)| fits(at))
    }

    fn follows(&self, text: &str) -> bool {
        match self {
            Self::Address(_) => !text.ends_with(|c: char| in_word(c) || "._+".contains(c)),
            Self::Page { before, .. } => {
                let with_locale = text.rsplit_once('/').map(|(head, _)| head);
                let whole = before.iter().map(String::as_str);
                whole
                    .into_iter()
                    .any(|b| text.ends_with(b) || with_locale.is_some_and(|head| head.ends_with(b)))
            }
        }
    }
}

fn in_word(c: char) -> bool {
    c.is_alphanumeric() || c == '-'
}

/// Whether a name is over where this text begins: a full stop after it is none of it.
fn ends(text: &str) -> bool {
    let mut next = text.chars();
    match next.next() {
        Some('.') => !next.next().is_some_and(in_word),
        Some(c) => !in_word(c) && c != '_',
        None => true,
    }
}

/// Own words that name doors of channels that wind down or are closed.
pub(super) async fn search(tx: &mut Tx, rows: &Rows) -> Result<BTreeMap<DoorId, Vec<String>>> {
    let going = |id: DoorId| {
        let mail = rows.mail.iter().find(|d| d.id == id).map(|d| d.channel);
        let form = || rows.forms.iter().find(|f| f.door == id).map(|f| f.channel);
        let channel = mail.or_else(form).and_then(|c| rows.channel(c));
        channel.is_some_and(|c| matches!(c.stage, Stage::WindingDown | Stage::Closed))
    };
    let gone: Vec<Door> = doors::named(rows)
        .into_iter()
        .filter(|d| going(d.id))
        .collect();
    let mut out = BTreeMap::new();
    if gone.is_empty() {
        return Ok(out);
    }
    let words = words(tx, rows).await?;
    for door in gone {
        let mut places: Vec<String> = (words.iter())
            .filter(|(_, text)| door.place.stands_in(text))
            .map(|(name, _)| name.clone())
            .take(PLACES_MAX)
            .collect();
        let left = PLACES_MAX - places.len();
        for found in store::dead_end::articles_with(tx, door.place.needle(), left).await? {
            if door.place.stands_in(&found.words()) {
                places.push(format!("article “{}” ({})", found.title, found.locale));
            }
        }
        out.insert(door.id, places);
    }
    Ok(out)
}

/// Everything but articles, with what it is called.
async fn words(tx: &mut Tx, rows: &Rows) -> Result<Vec<(String, String)>> {
    let mut out = Vec::new();
    for t in &rows.texts {
        out.push((format!("text {} ({})", t.key, t.locale), t.body.clone()));
    }
    for m in store::words::macros(tx).await? {
        if !m.archived {
            out.push((format!("macro “{}”", m.name), m.html));
        }
    }
    for t in rows.teams.iter().filter(|t| !t.archived) {
        let name = format!("signature of {}", t.name);
        out.push((name, t.signature.clone()));
    }
    for f in &rows.forms {
        for (locale, w) in &f.words {
            let said = format!("{}\n{}", w.intro, w.thanks);
            out.push((format!("form “{}” ({locale})", w.title), said));
        }
    }
    for (_, text) in &mut out {
        *text = text.to_lowercase();
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_named_as_a_whole_and_not_as_a_part_of_another() {
        let door = Place::Address("help@shop.ee".into());
        for text in [
            "write to help@shop.ee.",
            "<help@shop.ee>",
            "help@shop.ee",
            "a: help@shop.ee, b",
        ] {
            assert!(door.stands_in(text), "{text}");
        }
        for text in [
            "webhelp@shop.ee",
            "help@shop.ee.com",
            "help@shop.eesti",
            "more.help@shop.ee",
            "",
        ] {
            assert!(!door.stands_in(text), "{text}");
        }
    }

    #[test]
    fn a_page_is_named_by_its_path_in_its_own_help_center() {
        let form = Place::Page {
            path: "/f/ask".into(),
            before: vec!["/help/shop".into(), "help.shop.ee".into()],
        };
        assert!(form.stands_in("https://desk.example/help/shop/en/f/ask"));
        assert!(form.stands_in("https://help.shop.ee/et/f/ask?topic=1"));
        assert!(!form.stands_in("https://desk.example/help/other/en/f/ask"));
        assert!(!form.stands_in("https://desk.example/help/shop/en/f/asking"));
    }
}
