//! Into which conversation a mail goes: by authority, not by likeness (email.md, M30 to M38).
//!
//! Pure: `desk` looks up who is known and asks [`place`]. The right to post in a conversation is either a signed reply
//! token, or a known Message-ID together with a sender who takes part in it. Everything else is at most a hint.

use crate::{ConversationId, Millis};
use serde::{Deserialize, Serialize};

/// What DMARC says about the visible sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SenderProof {
    Passed,
    /// No policy, no answer, not checked.
    Unknown,
    Failed,
}

/// What a mail brings along, apart from the conversations that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    pub proof: SenderProof,
    /// A program wrote it: it may join a conversation that has long been resolved.
    pub automatic: bool,
    /// The conversation whose number stands in the subject. Never more than a hint (M30).
    pub number: Option<ConversationId>,
}

/// How a conversation came to be named, strongest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Named {
    /// Outlook's Thread-Index (M35).
    ThreadIndex,
    /// A Message-ID that both mails refer to, or that this mail itself has and an earlier reply referred to (M37, M38).
    SharedReference,
    /// A Message-ID of a message in the conversation.
    MessageId,
    /// Our signed token in an address of this mail.
    Token,
}

/// A conversation that the mail names in some way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub conversation: ConversationId,
    pub named: Named,
    /// Place of the naming id in the mail: 0 is the newest (In-Reply-To, then References from the end).
    pub rank: usize,
    /// The sender takes part in it.
    pub participates: bool,
    /// The mail is addressed to a door through which the conversation has come before. False for a forward of an old
    /// mail to another of our addresses, which is a new matter (M34).
    pub same_channel: bool,
    /// It still takes customer messages (not resolved for more than 14 days).
    pub takes: bool,
    pub last_at: Millis,
}

/// As whom the sender joins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    Participant,
    /// Had the token, but was not on the conversation before: shown to the agent (M34).
    NewParticipant,
    /// Had the token, but the visible sender failed DMARC: shown to the agent, proves no identity.
    Unproven,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placement {
    Join {
        conversation: ConversationId,
        standing: Standing,
        /// Other conversations that the mail also names with authority (M36): linked and shown.
        also: Vec<ConversationId>,
    },
    New {
        /// "May belong to #N."
        hint: Option<ConversationId>,
        /// Conversations that this one follows on from, proven.
        follows: Vec<ConversationId>,
    },
}

impl Placement {
    /// The same, with this hint for a new conversation that neither follows another one nor has a better hint: a signpost
    /// whose way leads nowhere any more.
    #[must_use]
    pub fn or_hint(mut self, lost: Option<ConversationId>) -> Self {
        if let Self::New { hint, follows } = &mut self
            && follows.is_empty()
        {
            *hint = hint.or(lost);
        }
        self
    }
}

/// Where the mail goes. `candidates` in any order; the same conversation may stand there several times.
#[must_use]
pub fn place(evidence: &Evidence, candidates: &[Candidate]) -> Placement {
    let mut by_strength: Vec<&Candidate> = candidates.iter().collect();
    by_strength.sort_by(|a, b| {
        b.named
            .cmp(&a.named)
            .then(a.rank.cmp(&b.rank))
            .then(b.last_at.cmp(&a.last_at))
            .then(a.conversation.cmp(&b.conversation))
            // The facts about one conversation are the same in practice; a whole order decides all the same.
            .then(b.takes.cmp(&a.takes))
            .then(b.participates.cmp(&a.participates))
            .then(b.same_channel.cmp(&a.same_channel))
    });
    let mut proven: Vec<&Candidate> = Vec::new();
    for candidate in by_strength.iter().filter(|c| has_authority(evidence, c)) {
        if proven
            .iter()
            .all(|p| p.conversation != candidate.conversation)
        {
            proven.push(candidate);
        }
    }
    let taking = |c: &&&Candidate| c.takes || evidence.automatic;
    if let Some(first) = proven.iter().find(taking) {
        return Placement::Join {
            conversation: first.conversation,
            standing: standing(evidence, first),
            also: others(&proven, first.conversation),
        };
    }
    let hint = by_strength.first().map(|c| c.conversation);
    Placement::New {
        hint: if proven.is_empty() {
            hint.or(evidence.number)
        } else {
            None
        },
        follows: proven.first().map(|c| c.conversation).into_iter().collect(),
    }
}

fn has_authority(evidence: &Evidence, c: &Candidate) -> bool {
    match c.named {
        Named::Token => true,
        Named::MessageId | Named::SharedReference | Named::ThreadIndex => {
            c.participates && c.same_channel && evidence.proof != SenderProof::Failed
        }
    }
}

fn standing(evidence: &Evidence, c: &Candidate) -> Standing {
    match (evidence.proof, c.participates) {
        (SenderProof::Failed, _) => Standing::Unproven,
        (_, true) => Standing::Participant,
        (_, false) => Standing::NewParticipant,
    }
}

fn others(proven: &[&Candidate], chosen: ConversationId) -> Vec<ConversationId> {
    proven
        .iter()
        .map(|c| c.conversation)
        .filter(|&c| c != chosen)
        .take(5)
        .collect()
}

/// The number in `[#1042]`, `(#1042)` or `#1042` of a subject; the last one, as replies prepend.
#[must_use]
pub fn number_in_subject(subject: &str) -> Option<i64> {
    let mut found = None;
    for (at, _) in subject.match_indices('#') {
        let digits: String = subject[at + 1..]
            .chars()
            .take_while(char::is_ascii_digit)
            .take(12)
            .collect();
        let bounded = !subject[at + 1 + digits.len()..].starts_with(|c: char| c.is_alphanumeric());
        if let (true, Ok(number)) = (bounded, digits.parse()) {
            found = Some(number);
        }
    }
    found
}

/// Subject without reply and forward marks of many languages and without our number, for comparing (M33) and prefixing.
#[must_use]
pub fn bare_subject(subject: &str) -> &str {
    let mut rest = subject.trim();
    loop {
        let next = strip_mark(rest).trim_start();
        if next.len() == rest.len() {
            return rest;
        }
        rest = next;
    }
}

/// Marks that mail programs put in front, lower case, without the colon. Sources: the programs' own localisations.
const MARKS: &[&str] = &[
    "re",
    "aw",
    "fw",
    "fwd",
    "wg",
    "tr",
    "sv",
    "vs",
    "vb",
    "vl",
    "rv",
    "res",
    "enc",
    "antw",
    "odp",
    "pd",
    "ref",
    "rif",
    "i",
    "r",
    "ynt",
    "ilt",
    "atb",
    "bls",
    "vá",
    "továbbítás",
    "σχετ",
    "πρθ",
    "отв",
    "回复",
    "答复",
    "转发",
    "回覆",
    "轉寄",
    "答覆",
    "返信",
    "転送",
    "ответ",
    "на",
    "edasi",
    "vs",
    "rcv",
];

fn strip_mark(subject: &str) -> &str {
    let Some((at, colon)) = subject
        .char_indices()
        .take(24)
        .find(|(_, c)| matches!(c, ':' | '：'))
    else {
        return subject;
    };
    let mut mark = subject[..at].trim().to_lowercase();
    if let Some(open) = mark.rfind(['[', '(']) {
        // `Re[2]:`, `Re(3):`
        let count = mark[open + 1..].trim_end_matches([']', ')']);
        if !count.is_empty() && count.chars().all(|c| c.is_ascii_digit()) {
            mark.truncate(open);
        }
    }
    if MARKS.contains(&mark.trim()) {
        &subject[at + colon.len_utf8()..]
    } else {
        subject
    }
}

/// Whether somebody goes on in an old thread with a new matter (M33): kept in the thread, a split is offered.
#[must_use]
pub fn is_other_matter(conversation_subject: &str, mail_subject: &str) -> bool {
    let (old, new) = (
        bare_subject(conversation_subject),
        bare_subject(mail_subject),
    );
    !new.is_empty() && !old.is_empty() && !new.to_lowercase().contains(&old.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn id(n: u128) -> ConversationId {
        ConversationId(Uuid::from_u128(n))
    }

    fn plain() -> Evidence {
        Evidence {
            proof: SenderProof::Unknown,
            automatic: false,
            number: None,
        }
    }

    fn known(n: u128, named: Named) -> Candidate {
        Candidate {
            conversation: id(n),
            named,
            rank: 0,
            participates: true,
            same_channel: true,
            takes: true,
            last_at: 0,
        }
    }

    fn joined(p: Placement) -> Option<(ConversationId, Standing)> {
        match p {
            Placement::Join {
                conversation,
                standing,
                ..
            } => Some((conversation, standing)),
            Placement::New { .. } => None,
        }
    }

    fn new(hint: Option<u128>) -> Placement {
        Placement::New {
            hint: hint.map(id),
            follows: vec![],
        }
    }

    #[test]
    fn m30_a_stranger_with_a_number_in_the_subject_gets_a_new_conversation_and_a_hint() {
        let evidence = Evidence {
            number: Some(id(4)),
            ..plain()
        };
        assert_eq!(place(&evidence, &[]), new(Some(4)));
    }

    #[test]
    fn m30_a_forged_sender_with_a_known_message_id_is_a_hint_only() {
        let evidence = Evidence {
            proof: SenderProof::Failed,
            ..plain()
        };
        assert_eq!(
            place(&evidence, &[known(1, Named::MessageId)]),
            new(Some(1))
        );
    }

    #[test]
    fn a_known_message_id_from_a_participant_joins() {
        let p = place(&plain(), &[known(1, Named::MessageId)]);
        assert_eq!(joined(p), Some((id(1), Standing::Participant)));
    }

    #[test]
    fn a_known_message_id_from_a_stranger_is_a_hint() {
        let stranger = Candidate {
            participates: false,
            ..known(1, Named::MessageId)
        };
        assert_eq!(place(&plain(), &[stranger]), new(Some(1)));
    }

    #[test]
    fn m34_a_third_party_with_the_token_joins_as_a_marked_newcomer() {
        let third = Candidate {
            participates: false,
            ..known(1, Named::Token)
        };
        assert_eq!(
            joined(place(&plain(), &[third])),
            Some((id(1), Standing::NewParticipant))
        );
    }

    #[test]
    fn m34_a_forward_to_another_of_our_addresses_is_a_new_conversation() {
        let elsewhere = Candidate {
            same_channel: false,
            ..known(1, Named::MessageId)
        };
        assert_eq!(place(&plain(), &[elsewhere]), new(Some(1)));
    }

    #[test]
    fn a_token_with_a_failed_sender_joins_but_proves_nobody() {
        let evidence = Evidence {
            proof: SenderProof::Failed,
            ..plain()
        };
        let p = place(&evidence, &[known(1, Named::Token)]);
        assert_eq!(joined(p), Some((id(1), Standing::Unproven)));
    }

    #[test]
    fn m35_thread_index_alone_needs_a_participant() {
        let outlook = known(1, Named::ThreadIndex);
        assert!(joined(place(&plain(), std::slice::from_ref(&outlook))).is_some());
        let stranger = Candidate {
            participates: false,
            ..outlook
        };
        assert_eq!(place(&plain(), &[stranger]), new(Some(1)));
    }

    #[test]
    fn m36_the_newest_known_id_wins_and_the_conflict_is_kept() {
        let old = Candidate {
            rank: 3,
            ..known(1, Named::MessageId)
        };
        let p = place(&plain(), &[old, known(2, Named::MessageId)]);
        assert_eq!(
            p,
            Placement::Join {
                conversation: id(2),
                standing: Standing::Participant,
                also: vec![id(1)],
            }
        );
    }

    #[test]
    fn m36_the_right_id_in_references_is_found_behind_a_strangers_in_reply_to() {
        let foreign = Candidate {
            participates: false,
            ..known(9, Named::MessageId)
        };
        let right = Candidate {
            rank: 1,
            ..known(2, Named::MessageId)
        };
        assert_eq!(
            joined(place(&plain(), &[foreign, right])),
            Some((id(2), Standing::Participant))
        );
    }

    #[test]
    fn m37_a_root_that_nobody_saw_joins_two_mails_of_participants() {
        let p = place(&plain(), &[known(1, Named::SharedReference)]);
        assert_eq!(joined(p), Some((id(1), Standing::Participant)));
    }

    #[test]
    fn the_token_is_stronger_than_any_id() {
        let p = place(
            &plain(),
            &[known(1, Named::MessageId), known(2, Named::Token)],
        );
        assert_eq!(joined(p), Some((id(2), Standing::Participant)));
    }

    #[test]
    fn a_long_resolved_conversation_is_followed_by_a_new_one() {
        let old = Candidate {
            takes: false,
            ..known(1, Named::Token)
        };
        assert_eq!(
            place(&plain(), std::slice::from_ref(&old)),
            Placement::New {
                hint: None,
                follows: vec![id(1)],
            }
        );
        let automatic = Evidence {
            automatic: true,
            ..plain()
        };
        assert!(joined(place(&automatic, &[old])).is_some());
    }

    #[test]
    fn numbers_in_subjects_are_read_and_other_hashes_are_not() {
        assert_eq!(number_in_subject("Re: [#1042] Lamp"), Some(1042));
        assert_eq!(number_in_subject("#12 and #15"), Some(15));
        assert_eq!(number_in_subject("colour #12ab34"), None);
        assert_eq!(number_in_subject("#99999999999999999999"), None);
        assert_eq!(number_in_subject("no number #"), None);
    }

    #[test]
    fn reply_marks_of_many_languages_are_no_subject() {
        for subject in [
            "Re: AW: Lamp",
            "回复：Lamp",
            "Re[2]: Lamp",
            "SV: Fwd:  Lamp",
            "Lamp",
        ] {
            assert_eq!(bare_subject(subject), "Lamp", "{subject}");
        }
        assert_eq!(bare_subject("Note: lamp"), "Note: lamp");
        assert_eq!(bare_subject(""), "");
    }

    #[test]
    fn m33_another_matter_in_an_old_thread_is_noticed() {
        assert!(is_other_matter("Lamp", "Re: Invoice 12"));
        assert!(!is_other_matter("Lamp", "AW: [#7] lamp"));
        assert!(!is_other_matter("Lamp", "Re:"));
    }
}
