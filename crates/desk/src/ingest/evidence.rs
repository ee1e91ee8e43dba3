//! Looks up which conversations a mail names, for `threading::place`.

use super::digest::Digest;
use super::land::WayIn;
use crate::{Result, merge};
use domain::conversation::Conversation;
use domain::threading::{Candidate, Evidence, Named, Placement, number_in_subject, place};
use domain::{ChannelId, ContactId, ConversationId};
use store::Tx;

/// Conversations that are looked at for one mail.
const CONVERSATIONS_MAX: usize = 8;

/// Names of conversations, before anything is known about them.
struct Naming {
    conversation: ConversationId,
    named: Named,
    rank: usize,
}

/// Where the mail goes, with the conversations that were loaded on the way.
pub(super) struct Judged {
    pub placement: Placement,
    pub loaded: Vec<Conversation>,
}

pub(super) async fn judge(
    tx: &mut Tx,
    d: &Digest,
    way: &WayIn,
    contact: Option<ContactId>,
) -> Result<Judged> {
    let namings = namings(tx, d).await?;
    let mut loaded: Vec<Conversation> = Vec::new();
    let mut candidates = Vec::new();
    let mut facts: Vec<(ConversationId, bool, bool)> = Vec::new();
    let mut ways: Vec<(ConversationId, ConversationId)> = Vec::new();
    let mut lost = None;
    for naming in namings {
        if ways.iter().all(|w| w.0 != naming.conversation) {
            if ways.len() >= CONVERSATIONS_MAX {
                continue;
            }
            // Nothing joins a conversation whose words were erased.
            let Some(c) = store::conversation::living(tx, naming.conversation).await? else {
                continue;
            };
            // A signpost leads on.
            let Some(c) = merge::living(tx, c).await? else {
                lost = lost.or(Some(naming.conversation));
                continue;
            };
            ways.push((naming.conversation, c.id));
            if loaded.iter().all(|known| known.id != c.id) {
                let participates = takes_part(tx, &c, d, contact).await?;
                let channels = store::conversation::channels(tx, c.id).await?;
                facts.push((c.id, participates, reaches(&channels, way)));
                loaded.push(c);
            }
        }
        let root = ways.iter().find(|w| w.0 == naming.conversation);
        let c = loaded.iter().find(|c| root.is_some_and(|w| w.1 == c.id));
        let known = facts.iter().find(|f| root.is_some_and(|w| w.1 == f.0));
        if let (Some(c), Some(&(_, participates, same_channel))) = (c, known) {
            candidates.push(Candidate {
                conversation: c.id,
                named: naming.named,
                rank: naming.rank,
                participates,
                same_channel,
                takes: c.takes_customer_message(d.at),
                last_at: c.last_at,
            });
        }
    }
    let evidence = Evidence {
        proof: d.proof,
        automatic: d.speaks_for_nobody(),
        number: number(tx, d).await?,
    };
    Ok(Judged {
        placement: place(&evidence, &candidates).or_hint(lost),
        loaded,
    })
}

async fn namings(tx: &mut Tx, d: &Digest) -> Result<Vec<Naming>> {
    let mut out: Vec<Naming> = d
        .tokens
        .iter()
        .map(|&conversation| Naming {
            conversation,
            named: Named::Token,
            rank: 0,
        })
        .collect();
    // The return path is as unguessable as a reply token: an out-of-office note to it belongs there.
    for delivery in &d.returns {
        if let Some(delivery) = store::delivery::load(tx, *delivery).await? {
            out.push(Naming {
                conversation: delivery.conversation,
                named: Named::Token,
                rank: 1,
            });
        }
    }
    let keys = keys(d);
    if keys.is_empty() {
        return Ok(out);
    }
    for found in store::thread_ref::find(tx, &keys).await? {
        let own_id = Some(&found.key) == d.message_id.as_ref();
        // Another mail with this very id is no evidence: gateways reuse ids (M19).
        if own_id && found.message.is_some() {
            continue;
        }
        let named = if found.key.starts_with("ti:") || found.key.starts_with("ref:") {
            Named::ThreadIndex
        } else if found.message.is_some() {
            Named::MessageId
        } else {
            Named::SharedReference
        };
        let rank = keys
            .iter()
            .position(|k| *k == found.key)
            .unwrap_or(keys.len());
        out.push(Naming {
            conversation: found.conversation,
            named,
            rank,
        });
    }
    out.sort_by(|a, b| b.named.cmp(&a.named).then(a.rank.cmp(&b.rank)));
    Ok(out)
}

/// Everything to look up: references, the own id (a child may have come first, M38), Outlook's thread, foreign numbers.
fn keys(d: &Digest) -> Vec<String> {
    let mut keys = d.references.clone();
    keys.extend(d.message_id.clone());
    if let Some(index) = &d.mail.thread_index {
        keys.push(store::thread_ref::thread_index_key(index));
    }
    keys.extend(foreign_refs(&d.mail.subject));
    keys
}

/// Numbers that other desks put into subjects and rely on (M39): `[ABC-123]`, `ref:_00D…:ref`.
pub(super) fn foreign_refs(subject: &str) -> Vec<String> {
    let mut found = Vec::new();
    if let Some((_, rest)) = subject.split_once("ref:")
        && let Some((inner, _)) = rest.split_once(":ref")
        && (8..=80).contains(&inner.len())
    {
        found.push(format!("ref:{}", inner.to_lowercase()));
    }
    for part in subject.split(['[', '(']).skip(1).take(8) {
        let Some((inner, _)) = part.split_once([']', ')']) else {
            continue;
        };
        let letters = inner.chars().take_while(char::is_ascii_uppercase).count();
        let digits = inner[letters..].trim_start_matches('-');
        let numbered = digits.len() >= 2 && digits.chars().all(|c| c.is_ascii_digit());
        if (2..=12).contains(&letters) && numbered && inner.len() <= 40 {
            found.push(format!("ref:{}", inner.to_lowercase()));
        }
    }
    found
}

async fn takes_part(
    tx: &mut Tx,
    c: &Conversation,
    d: &Digest,
    contact: Option<ContactId>,
) -> Result<bool> {
    if d.sender_key.is_empty() {
        return Ok(false);
    }
    if contact.is_some() && c.contact == contact {
        return Ok(true);
    }
    Ok(store::conversation::takes_part(tx, c.id, &d.sender_key).await?)
}

fn reaches(channels: &[ChannelId], way: &WayIn) -> bool {
    way.reached.iter().any(|c| channels.contains(c))
}

async fn number(tx: &mut Tx, d: &Digest) -> Result<Option<ConversationId>> {
    match number_in_subject(&d.mail.subject) {
        Some(number) => Ok(store::conversation::by_number(tx, number).await?),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::foreign_refs;

    #[test]
    fn m39_numbers_of_other_desks_are_found_in_subjects() {
        assert_eq!(foreign_refs("Re: [ABC-123] Lamp"), ["ref:abc-123"]);
        assert_eq!(foreign_refs("[INC0012345] Lamp"), ["ref:inc0012345"]);
        assert_eq!(
            foreign_refs("x ref:_00D20Abc._500:ref"),
            ["ref:_00d20abc._500"]
        );
        assert!(foreign_refs("[Important] (2) ref::ref [õõ-12]").is_empty());
    }
}
