//! To whom an answer goes, and under what subject. The composer shows it, the reply verb checks it.

use crate::contact::email_key;
use crate::threading::bare_subject;
use serde::{Deserialize, Serialize};

/// One mailbox of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub address: String,
}

/// The heads of the message that is answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answered<'a> {
    pub from: &'a [Person],
    pub reply_to: &'a [Person],
    pub to: &'a [Person],
    pub cc: &'a [Person],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyMode {
    /// The sender only.
    Sender,
    /// The sender and everybody else who got it.
    All,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Recipients {
    pub to: Vec<Person>,
    pub cc: Vec<Person>,
    /// The sender wants answers elsewhere than where they wrote from (M40): shown before sending.
    pub reply_to_differs: bool,
}

/// Proposed recipients. `is_ours` knows our own doors: an answer never goes to ourselves.
#[must_use]
pub fn recipients(
    answered: &Answered<'_>,
    mode: ReplyMode,
    is_ours: impl Fn(&str) -> bool,
) -> Recipients {
    let wanted = |people: &[Person]| -> Vec<Person> {
        people
            .iter()
            .filter(|p| is_plain_address(&p.address) && !is_ours(&p.address))
            .cloned()
            .collect()
    };
    let from = wanted(answered.from);
    let elsewhere = wanted(answered.reply_to);
    let reply_to_differs = !elsewhere.is_empty()
        && elsewhere
            .iter()
            .any(|p| from.iter().all(|f| !same(&f.address, &p.address)));
    let mut out = Recipients {
        to: if elsewhere.is_empty() {
            from
        } else {
            elsewhere
        },
        cc: Vec::new(),
        reply_to_differs,
    };
    unique(&mut out.to, &[]);
    if mode == ReplyMode::All {
        out.cc = wanted(answered.to);
        out.cc.extend(wanted(answered.cc));
        let to = out.to.clone();
        unique(&mut out.cc, &to);
        if out.to.is_empty() {
            // Everybody else is ours: the first of the others is written to.
            std::mem::swap(&mut out.to, &mut out.cc);
        }
    }
    out
}

/// In a conversation that holds messages of different customers, by a merge: which of `messages` a mail to these recipients
/// may build on (quote, name as references), as indexes. Those that every recipient has seen; who was on none of them is new
/// and may be let in to what the others know, as in any conversation. `None`: the recipients have nothing in common, so that
/// one of them would read what another wrote.
#[must_use]
pub fn seen_by_all(messages: &[Vec<&Person>], recipients: &[&Person]) -> Option<Vec<usize>> {
    let circles: Vec<Vec<String>> = messages
        .iter()
        .map(|people| people.iter().map(|p| email_key(&p.address)).collect())
        .collect();
    let known: Vec<String> = recipients
        .iter()
        .map(|p| email_key(&p.address))
        .filter(|key| circles.iter().any(|circle| circle.contains(key)))
        .collect();
    if known.is_empty() {
        return Some(Vec::new());
    }
    let common: Vec<usize> = circles
        .iter()
        .enumerate()
        .filter(|(_, circle)| known.iter().all(|key| circle.contains(key)))
        .map(|(at, _)| at)
        .collect();
    (!common.is_empty()).then_some(common)
}

fn unique(people: &mut Vec<Person>, already: &[Person]) {
    let mut seen: Vec<String> = already.iter().map(|p| email_key(&p.address)).collect();
    people.retain(|p| {
        let key = email_key(&p.address);
        let fresh = !seen.contains(&key);
        seen.push(key);
        fresh
    });
}

fn same(a: &str, b: &str) -> bool {
    email_key(a) == email_key(b)
}

/// An address that can be written into an envelope: `local@domain`, no control characters, blanks or brackets, at most
/// 254 octets (RFC 5321 §4.5.3.1.3). Stricter than the grammar on purpose: what is odd is not written to.
#[must_use]
pub fn is_plain_address(address: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else {
        return false;
    };
    let bad = |c: char| c.is_control() || c.is_whitespace() || "<>()[]\\,;:\"".contains(c);
    !local.is_empty()
        && local.len() <= 64
        && address.len() <= 254
        && !local.contains('@')
        && !address.chars().any(bad)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && is_host(domain)
}

fn is_host(domain: &str) -> bool {
    !domain.is_empty()
        && domain.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .chars()
                    .all(|c| c.is_alphanumeric() || c == '-' || c == '_')
        })
}

/// The subject of an answer: one `Re:` in front of what the customer wrote.
#[must_use]
pub fn reply_subject(subject: &str) -> String {
    prefixed("Re:", subject)
}

#[must_use]
pub fn forward_subject(subject: &str) -> String {
    prefixed("Fwd:", subject)
}

fn prefixed(mark: &str, subject: &str) -> String {
    match bare_subject(subject) {
        "" => mark.trim_end_matches(':').to_owned() + ":",
        bare => format!("{mark} {bare}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(address: &str) -> Person {
        Person {
            name: None,
            address: address.to_owned(),
        }
    }

    fn ours(address: &str) -> bool {
        email_key(address).ends_with("@desk.example")
    }

    fn addresses(people: &[Person]) -> Vec<&str> {
        people.iter().map(|p| p.address.as_str()).collect()
    }

    #[test]
    fn an_answer_goes_to_the_sender() {
        let from = [p("ada@a.example")];
        let to = [p("help@desk.example"), p("bob@a.example")];
        let answered = Answered {
            from: &from,
            to: &to,
            ..Answered::default()
        };
        let r = recipients(&answered, ReplyMode::Sender, ours);
        assert_eq!(addresses(&r.to), ["ada@a.example"]);
        assert!(r.cc.is_empty() && !r.reply_to_differs);
    }

    #[test]
    fn an_answer_to_all_never_goes_to_our_own_doors_and_to_nobody_twice() {
        let from = [p("ada@a.example")];
        let to = [
            p("Help@DESK.example"),
            p("bob@a.example"),
            p("ADA@a.example"),
        ];
        let cc = [
            p("bob@A.example"),
            p("cy@c.example"),
            p("sales@desk.example"),
        ];
        let answered = Answered {
            from: &from,
            to: &to,
            cc: &cc,
            ..Answered::default()
        };
        let r = recipients(&answered, ReplyMode::All, ours);
        assert_eq!(addresses(&r.to), ["ada@a.example"]);
        assert_eq!(addresses(&r.cc), ["bob@a.example", "cy@c.example"]);
    }

    #[test]
    fn m40_another_reply_address_is_used_and_warned_of() {
        let from = [p("form@web.example")];
        let reply_to = [p("ada@a.example")];
        let answered = Answered {
            from: &from,
            reply_to: &reply_to,
            ..Answered::default()
        };
        let r = recipients(&answered, ReplyMode::Sender, ours);
        assert_eq!(addresses(&r.to), ["ada@a.example"]);
        assert!(r.reply_to_differs);
    }

    #[test]
    fn a_broken_or_own_reply_address_is_ignored() {
        let from = [p("ada@a.example")];
        for bad in ["nobody", "help@desk.example", "x@y\r\nBcc: z@z", ""] {
            let reply_to = [p(bad)];
            let answered = Answered {
                from: &from,
                reply_to: &reply_to,
                ..Answered::default()
            };
            let r = recipients(&answered, ReplyMode::Sender, ours);
            assert_eq!(addresses(&r.to), ["ada@a.example"], "{bad}");
        }
    }

    #[test]
    fn only_plain_addresses_are_written_to() {
        for good in [
            "a@b",
            "ada+x@mail.example.org",
            "õ@näide.ee",
            "o'neil@x.example",
        ] {
            assert!(is_plain_address(good), "{good}");
        }
        for bad in [
            "", "a", "@b", "a@", "a@@b", "a b@c", "a@b..c", "a@-b", "a@b\n", "<a@b>", ".a@b",
        ] {
            assert!(!is_plain_address(bad), "{bad}");
        }
    }

    #[test]
    fn subjects_get_one_mark() {
        assert_eq!(reply_subject("AW: Re: Lamp"), "Re: Lamp");
        assert_eq!(forward_subject("Re: Lamp"), "Fwd: Lamp");
        assert_eq!(reply_subject(""), "Re:");
    }

    fn at(address: &str) -> Person {
        Person {
            name: None,
            address: address.to_owned(),
        }
    }

    #[test]
    fn what_one_customer_wrote_is_nothing_to_build_on_for_another() {
        let (x, y, boss) = (at("x@a.example"), at("y@b.example"), at("boss@b.example"));
        let messages = [vec![&x], vec![&y], vec![&y, &boss]];
        assert_eq!(seen_by_all(&messages, &[&x]), Some(vec![0]));
        assert_eq!(seen_by_all(&messages, &[&y]), Some(vec![1, 2]));
        assert_eq!(seen_by_all(&messages, &[&y, &boss]), Some(vec![2]));
        assert_eq!(seen_by_all(&messages, &[&x, &y]), None);
    }

    #[test]
    fn a_newcomer_is_let_in_to_what_the_others_know_and_alone_to_nothing() {
        let (x, new) = (at("x@a.example"), at("new@c.example"));
        assert_eq!(
            seen_by_all(&[vec![&x]], &[&at("X@A.example"), &new]),
            Some(vec![0])
        );
        assert_eq!(seen_by_all(&[vec![&x]], &[&new]), Some(vec![]));
    }
}
