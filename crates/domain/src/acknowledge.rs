//! Whether the program may write to a customer by itself: acknowledgements and channel notices (M23, M28).
//!
//! Asked twice: when a mail comes in, and again when the held answer is due, as an agent may have been quicker.

use crate::Millis;
use serde::{Deserialize, Serialize};

/// An acknowledgement waits this long: an agent's answer in that time makes it needless.
pub const HOLD_MS: Millis = 2 * 60 * 1000;
/// One address gets at most one acknowledgement in this time.
pub const ADDRESS_WINDOW_MS: Millis = 24 * 60 * 60 * 1000;
/// One sender is told that a channel is paused or closed at most once in this time.
pub const NOTICE_WINDOW_MS: Millis = 7 * 24 * 60 * 60 * 1000;
/// Autoresponders that change their address each time share a domain (M23).
pub const DOMAIN_WINDOW_MS: Millis = 10 * 60 * 1000;
/// Automatic answers to one domain within [`DOMAIN_WINDOW_MS`].
pub const DOMAIN_LIMIT: u32 = 20;
/// The same while an outage lasts: half the customers of a shop may have their mail at one house, and all of them write now.
pub const OUTAGE_DOMAIN_LIMIT: u32 = 1_000;
/// Older mail is a backlog or an import; its writer no longer waits for a word (M15).
pub const STALE_MS: Millis = 24 * 60 * 60 * 1000;

/// What is known about the mail and its sender.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub now: Millis,
    pub arrived_at: Millis,
    /// Written by a program: auto-reply, bounce, list, bulk, loop.
    pub automatic: bool,
    /// `<>`, or nobody in From.
    pub null_sender: bool,
    /// A door of ours, or a local part that only programs have.
    pub own_or_robot: bool,
    pub suspected_spam: bool,
    pub dmarc_failed: bool,
    pub undeliverable: bool,
    /// An agent has written in the conversation.
    pub agent_answered: bool,
    /// When this address last got an answer of the same kind.
    pub last_to_address: Option<Millis>,
    /// Automatic answers to the sender's domain within [`DOMAIN_WINDOW_MS`].
    pub recent_to_domain: u32,
    /// The same words came from this domain within a day: a machine talks to us.
    pub same_content_seen: bool,
}

/// Why nothing is sent. Shown to agents who wonder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    ChannelDoesNot,
    NotFirstMessage,
    Automatic,
    NullSender,
    OwnAddress,
    Spam,
    DmarcFailed,
    Undeliverable,
    AgentAnswered,
    ToldRecently,
    DomainFlood,
    SameContent,
    Stale,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Not before this time.
    SendAt(Millis),
    Silent(Silence),
}

/// Whether, and when, to acknowledge. `first` says whether the message opened its conversation and the channel
/// acknowledges at all.
#[must_use]
pub fn acknowledge(first: Occasion, facts: &Facts) -> Verdict {
    match first {
        Occasion::ChannelDoesNot => return Verdict::Silent(Silence::ChannelDoesNot),
        Occasion::LaterMessage => return Verdict::Silent(Silence::NotFirstMessage),
        Occasion::FirstMessage | Occasion::Form => {}
    }
    if facts.agent_answered {
        return Verdict::Silent(Silence::AgentAnswered);
    }
    let hold = match first {
        // The page has said that it is on its way.
        Occasion::Form => 0,
        _ => HOLD_MS,
    };
    match common(facts, facts.now - ADDRESS_WINDOW_MS, DOMAIN_LIMIT) {
        Some(why) => Verdict::Silent(why),
        None => Verdict::SendAt(facts.now.max(facts.arrived_at + hold)),
    }
}

/// Whether to tell the sender that the channel is paused or closed: at once, once in seven days.
#[must_use]
pub fn notice(facts: &Facts) -> Verdict {
    match common(facts, facts.now - NOTICE_WINDOW_MS, DOMAIN_LIMIT) {
        Some(why) => Verdict::Silent(why),
        None => Verdict::SendAt(facts.now),
    }
}

/// Whether to tell the sender what does not work since `began`: at once, and once in each outage (in one that lasts, once in
/// seven days).
#[must_use]
pub fn outage(facts: &Facts, began: Millis) -> Verdict {
    let since = began.max(facts.now - NOTICE_WINDOW_MS);
    // What was told at the very moment of its beginning was told of it.
    match common(facts, since - 1, OUTAGE_DOMAIN_LIMIT) {
        Some(why) => Verdict::Silent(why),
        None => Verdict::SendAt(facts.now),
    }
}

/// Why a rule does not answer with a macro; `None`: it may. `last_to_address` is its last answer in this conversation: one a
/// day, and automatic mail never.
#[must_use]
pub fn by_rule(facts: &Facts) -> Option<Silence> {
    common(facts, facts.now - ADDRESS_WINDOW_MS, DOMAIN_LIMIT)
}

/// What an acknowledgement would be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    FirstMessage,
    /// A form was sent; its page has promised a mail.
    Form,
    LaterMessage,
    ChannelDoesNot,
}

/// `told_after`: an answer to the address after that is one too many.
fn common(f: &Facts, told_after: Millis, domain_limit: u32) -> Option<Silence> {
    let told = f.last_to_address.is_some_and(|at| at > told_after);
    [
        (f.automatic, Silence::Automatic),
        (f.null_sender, Silence::NullSender),
        (f.own_or_robot, Silence::OwnAddress),
        (f.suspected_spam, Silence::Spam),
        (f.dmarc_failed, Silence::DmarcFailed),
        (f.undeliverable, Silence::Undeliverable),
        (told, Silence::ToldRecently),
        (f.recent_to_domain >= domain_limit, Silence::DomainFlood),
        (f.same_content_seen, Silence::SameContent),
        (f.now > f.arrived_at + STALE_MS, Silence::Stale),
    ]
    .into_iter()
    .find_map(|(hit, why)| hit.then_some(why))
}

/// Local parts behind which no person reads (M27, M28).
#[must_use]
pub fn is_robot(address: &str) -> bool {
    let local = address.split('@').next().unwrap_or_default().to_lowercase();
    let bare: String = local.chars().filter(char::is_ascii_alphanumeric).collect();
    [
        "mailerdaemon",
        "postmaster",
        "noreply",
        "donotreply",
        "bounce",
        "bounces",
    ]
    .iter()
    .any(|robot| bare == *robot || bare.starts_with("noreply") || bare.starts_with("donotreply"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person() -> Facts {
        Facts {
            now: 1_000,
            arrived_at: 1_000,
            automatic: false,
            null_sender: false,
            own_or_robot: false,
            suspected_spam: false,
            dmarc_failed: false,
            undeliverable: false,
            agent_answered: false,
            last_to_address: None,
            recent_to_domain: 0,
            same_content_seen: false,
        }
    }

    fn silence(change: impl FnOnce(&mut Facts)) -> Option<Silence> {
        let mut facts = person();
        change(&mut facts);
        match acknowledge(Occasion::FirstMessage, &facts) {
            Verdict::Silent(why) => Some(why),
            Verdict::SendAt(_) => None,
        }
    }

    #[test]
    fn a_person_is_acknowledged_after_two_minutes() {
        assert_eq!(
            acknowledge(Occasion::FirstMessage, &person()),
            Verdict::SendAt(1_000 + HOLD_MS)
        );
    }

    #[test]
    fn what_a_form_sent_is_acknowledged_at_once() {
        assert_eq!(
            acknowledge(Occasion::Form, &person()),
            Verdict::SendAt(1_000)
        );
        let told = Facts {
            last_to_address: Some(0),
            ..person()
        };
        assert_eq!(
            acknowledge(Occasion::Form, &told),
            Verdict::Silent(Silence::ToldRecently)
        );
    }

    #[test]
    fn only_the_first_message_is_acknowledged() {
        assert_eq!(
            acknowledge(Occasion::LaterMessage, &person()),
            Verdict::Silent(Silence::NotFirstMessage)
        );
    }

    #[test]
    fn nobody_is_acknowledged_whom_an_agent_has_answered() {
        assert_eq!(
            silence(|f| f.agent_answered = true),
            Some(Silence::AgentAnswered)
        );
    }

    #[test]
    fn one_address_is_acknowledged_once_a_day() {
        assert_eq!(
            silence(|f| f.last_to_address = Some(0)),
            Some(Silence::ToldRecently)
        );
        let next_day = silence(|f| {
            f.last_to_address = Some(0);
            f.now = ADDRESS_WINDOW_MS;
            f.arrived_at = f.now;
        });
        assert_eq!(next_day, None);
    }

    #[test]
    fn m28_programs_nobody_and_ourselves_are_never_answered() {
        assert_eq!(silence(|f| f.automatic = true), Some(Silence::Automatic));
        assert_eq!(silence(|f| f.null_sender = true), Some(Silence::NullSender));
        assert_eq!(
            silence(|f| f.own_or_robot = true),
            Some(Silence::OwnAddress)
        );
    }

    #[test]
    fn suspected_spam_and_forged_senders_get_no_backscatter() {
        assert_eq!(silence(|f| f.suspected_spam = true), Some(Silence::Spam));
        assert_eq!(
            silence(|f| f.dmarc_failed = true),
            Some(Silence::DmarcFailed)
        );
    }

    #[test]
    fn m23_a_machine_that_changes_its_address_is_recognised_by_domain_and_words() {
        assert_eq!(
            silence(|f| f.recent_to_domain = DOMAIN_LIMIT),
            Some(Silence::DomainFlood)
        );
        assert_eq!(
            silence(|f| f.same_content_seen = true),
            Some(Silence::SameContent)
        );
    }

    #[test]
    fn m15_old_mail_of_a_backlog_is_not_acknowledged() {
        assert_eq!(silence(|f| f.now = STALE_MS + 2_000), Some(Silence::Stale));
    }

    #[test]
    fn a_channel_notice_is_told_at_once_and_once_in_seven_days() {
        assert_eq!(notice(&person()), Verdict::SendAt(1_000));
        let again = Facts {
            now: NOTICE_WINDOW_MS - 1,
            arrived_at: NOTICE_WINDOW_MS - 1,
            last_to_address: Some(0),
            ..person()
        };
        assert_eq!(notice(&again), Verdict::Silent(Silence::ToldRecently));
    }

    #[test]
    fn each_outage_is_told_once_and_a_big_mail_house_is_no_machine() {
        let week = Facts {
            now: 10 * NOTICE_WINDOW_MS,
            arrived_at: 10 * NOTICE_WINDOW_MS,
            ..person()
        };
        let told = |at| Facts {
            last_to_address: Some(at),
            ..week.clone()
        };
        let began = week.now - STALE_MS;
        let send = Verdict::SendAt(week.now);
        assert_eq!(outage(&told(began - 1), began), send, "of another one");
        let again = Verdict::Silent(Silence::ToldRecently);
        assert_eq!(outage(&told(began), began), again);
        assert_eq!(outage(&told(week.now - 1), began), again);
        let long = week.now - 2 * NOTICE_WINDOW_MS;
        assert_eq!(outage(&told(long + 1), long), send, "a week ago");
        let many = |n| Facts {
            recent_to_domain: n,
            ..week.clone()
        };
        assert_eq!(outage(&many(DOMAIN_LIMIT), began), send);
        let flood = Verdict::Silent(Silence::DomainFlood);
        assert_eq!(outage(&many(OUTAGE_DOMAIN_LIMIT), began), flood);
    }

    #[test]
    fn robots_are_known_by_their_local_part() {
        for robot in [
            "MAILER-DAEMON@a.example",
            "no-reply@x.example",
            "do_not_reply@y",
            "noreply-12@z",
        ] {
            assert!(is_robot(robot), "{robot}");
        }
        assert!(!is_robot("nora@example.org"));
    }
}
