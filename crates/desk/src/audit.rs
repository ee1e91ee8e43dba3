//! The trail of administrative acts, and the hint to consoles that settings have changed.

use crate::{By, Result, fresh, organization};
use domain::AuditId;
use domain::event::Event;
use serde_json::Value;
use store::{Json, Tx};

/// `act` is one of [`domain::audit::ACTS`]; `detail` never holds secrets.
pub(crate) async fn act(
    tx: &mut Tx,
    by: &By,
    act: &str,
    target: &str,
    detail: Value,
) -> Result<()> {
    debug_assert!(domain::audit::is_act(act), "{act} has no name in the trail");
    let row = store::audit::Act {
        id: AuditId(fresh::id(by.now)),
        at: by.now,
        agent: by.access.agent,
        act: act.to_owned(),
        target: target.to_owned(),
        detail: Json(detail),
        ip: by.ip.clone(),
    };
    Ok(store::audit::add(tx, &row).await?)
}

pub(crate) fn settings_changed(tx: &mut Tx, by: &By, what: &str) {
    tx.emit(Event {
        at: by.now,
        actor: by.actor(),
        kind: organization::changed(what),
    });
}

#[cfg(test)]
mod tests {
    use domain::audit::{ACTS, is_act};
    use std::path::Path;

    /// Words of the same form that are no acts: what texts may say, and where a secret stands.
    const OTHERS: [&str; 17] = [
        "agent.first_name",
        "agent.name",
        "channel.name",
        "contact.address",
        "contact.first_name",
        "contact.name",
        "contact.organization",
        "conversation.number",
        "conversation.subject",
        "customer.first_name",
        "customer.name",
        "organization.name",
        "outage.words",
        "sign_in.provider",
        "survey.link",
        "survey.question",
        "team.name",
    ];

    /// Quoted words `noun.verb` of the sources in a folder.
    fn quoted(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                quoted(&path, found);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a source");
            let plain = |word: &str| {
                !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
            };
            for part in text.split('"') {
                if part
                    .split_once('.')
                    .is_some_and(|(a, b)| plain(a) && plain(b))
                {
                    found.push(part.to_owned());
                }
            }
        }
    }

    #[test]
    fn every_act_in_the_sources_has_a_name_in_the_trail() {
        let mut found = Vec::new();
        quoted(
            Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")),
            &mut found,
        );
        let halves = || ACTS.iter().filter_map(|act| act.split_once('.'));
        let like_an_act = |word: &&String| {
            let (noun, verb) = word.split_once('.').expect("two halves");
            halves().any(|(n, v)| n == noun || v == verb) && !OTHERS.contains(&word.as_str())
        };
        let acts: Vec<&String> = found.iter().filter(like_an_act).collect();
        assert!(acts.len() > 90, "the sources are read: {}", acts.len());
        let unknown: Vec<_> = acts.into_iter().filter(|act| !is_act(act)).collect();
        assert!(unknown.is_empty(), "not in domain::audit: {unknown:?}");
        assert!(is_act(store::node::LOST));
    }
}
