//! What a conversation is to the queue, by what it says of itself and what was noted of it: live, deferred or no work at all,
//! and what somebody must be able to do for it. The rows that say so are others' business.

use super::work::{Firmness, Kind, Language, NEEDS_MAX, Need, QUIET_MS, Skill, Standing};
use crate::alternative::Offered;
use crate::conversation::Status;
use crate::language::base_language;
use crate::{AgentId, Millis, TopicId};
use std::collections::BTreeSet;

/// What a conversation says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Talk {
    /// Somebody is, or was, at a widget.
    pub is_chat: bool,
    pub left_at: Option<Millis>,
    /// They were offered another way than to wait on the line.
    pub alternative: Option<Offered>,
    pub status: Status,
    pub waiting_since: Option<Millis>,
    pub assignee: Option<AgentId>,
    /// The last word of either side.
    pub last_at: Millis,
}

/// What was noted of it as work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Noted {
    pub kind: Kind,
    pub standing: Standing,
    /// Since when it stands so.
    pub at: Millis,
}

impl Talk {
    /// The work that it is at this moment, and where that stands; `None`: none, or none of the kind that was noted.
    #[must_use]
    pub fn work(&self, noted: Option<&Noted>, now: Millis) -> Option<(Kind, Standing)> {
        let kind = self.kind(noted, now)?;
        if noted.is_some_and(|n| n.kind != kind) {
            return None;
        }
        Some((kind, self.standing(kind, noted)?))
    }

    /// Whether the visitor is still there to be spoken with: they have not gone, and left no message instead.
    #[must_use]
    pub fn is_on_the_line(&self) -> bool {
        let stays = |a: Offered| a.kind(self.waiting_since) == Kind::Live;
        self.left_at.is_none() && self.alternative.is_none_or(stays)
    }

    /// Whether anybody waits on the line; `None`: it is no work.
    fn kind(&self, noted: Option<&Noted>, now: Millis) -> Option<Kind> {
        let rings = noted.is_some_and(|n| matches!(n.standing, Standing::Offered { .. }));
        let live = self.is_chat
            && self.is_on_the_line()
            && matches!(self.status, Status::Open | Status::Waiting)
            && (rings || self.last_at > now - QUIET_MS)
            && (self.waiting_since.is_some() || self.assignee.is_some() || noted.is_some());
        let waits = self.status == Status::Open && self.waiting_since.is_some();
        match (live, waits) {
            (true, _) => Some(Kind::Live),
            (false, true) => Some(Kind::Deferred),
            (false, false) => None,
        }
    }

    fn standing(&self, kind: Kind, noted: Option<&Noted>) -> Option<Standing> {
        let was = noted.map_or(Standing::Waiting, |n| n.standing);
        match (kind, self.assignee) {
            // Whoever a chat is assigned to has it, however that came about.
            (Kind::Live, Some(agent)) => Some(Standing::Held { agent }),
            (Kind::Live, None) => match was {
                Standing::Held { .. } => None,
                other => Some(other),
            },
            // Taken up by whoever it is assigned to, or not taken up.
            (Kind::Deferred, assignee) => match was {
                Standing::Held { agent } if assignee == Some(agent) => Some(was),
                Standing::Held { .. } | Standing::Offered { .. } => None,
                Standing::Waiting => Some(Standing::Waiting),
            },
        }
    }
}

/// A skill that whatever has one of these topics asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub topics: Vec<TopicId>,
    pub need: Need,
}

/// What is known of skills: only what somebody has can be wished for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Skills {
    /// What somebody who works has been said to know.
    pub known: BTreeSet<Skill>,
    pub asked: Vec<Asked>,
}

impl Skills {
    /// A customer's language as somebody is said to know it, or without its region.
    #[must_use]
    pub fn language(&self, tag: &str) -> Option<Language> {
        let whole = Language::of(tag).filter(|l| self.known.contains(&Skill::Language(*l)));
        whole.or_else(|| Language::of(base_language(tag)))
    }

    /// What somebody must be able to do for work of this language and topic. `own`: what is somebody's already is nobody
    /// else's next.
    #[must_use]
    pub fn needs(
        &self,
        language: Option<Language>,
        topic: Option<TopicId>,
        own: Option<AgentId>,
    ) -> Vec<Need> {
        let wish = |skill| Need {
            skill,
            level: 1,
            firmness: Firmness::Wish,
        };
        let wished = [language.map(Skill::Language), topic.map(Skill::Topic)];
        let wished = wished.into_iter().flatten();
        let mut needs: Vec<Need> = wished
            .filter(|s| self.known.contains(s))
            .map(wish)
            .collect();
        let of_topic = |a: &&Asked| topic.is_some_and(|t| a.topics.contains(&t));
        let room = (NEEDS_MAX - 1).saturating_sub(needs.len());
        needs.extend(
            self.asked
                .iter()
                .filter(of_topic)
                .map(|a| a.need)
                .take(room),
        );
        needs.extend(own.map(|agent| Need {
            skill: Skill::own(agent),
            level: 1,
            firmness: Firmness::Must,
        }));
        needs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alternative::Choice;
    use uuid::Uuid;

    const NOW: Millis = 100 * QUIET_MS;
    const ANNA: AgentId = AgentId(Uuid::from_u128(1));
    const BERT: AgentId = AgentId(Uuid::from_u128(2));
    const TOPIC: TopicId = TopicId(Uuid::from_u128(3));

    /// A visitor who has just asked something.
    fn chat() -> Talk {
        Talk {
            is_chat: true,
            left_at: None,
            alternative: None,
            status: Status::Open,
            waiting_since: Some(NOW - 1_000),
            assignee: None,
            last_at: NOW - 1_000,
        }
    }

    fn noted(kind: Kind, standing: Standing) -> Noted {
        Noted {
            kind,
            standing,
            at: NOW - 5_000,
        }
    }

    #[test]
    fn who_leaves_a_message_instead_waits_as_messages_do_until_it_is_answered() {
        let offered = |at, choice| {
            Some(Offered {
                at,
                choice: Some(choice),
            })
        };
        let kind = |alternative| {
            let talk = Talk {
                alternative,
                ..chat()
            };
            talk.work(None, NOW).map(|(kind, _)| kind)
        };
        assert_eq!(kind(offered(NOW, Choice::Message)), Some(Kind::Deferred));
        assert_eq!(kind(offered(NOW, Choice::Wait)), Some(Kind::Live));
        let before = offered(NOW - 60_000, Choice::Message);
        assert_eq!(kind(before), Some(Kind::Live), "of an earlier answer");
    }

    #[test]
    fn a_visitor_who_asks_waits_on_the_line_and_a_mail_does_not() {
        let waits = |kind| Some((kind, Standing::Waiting));
        assert_eq!(chat().work(None, NOW), waits(Kind::Live));
        let mail = Talk {
            is_chat: false,
            ..chat()
        };
        assert_eq!(mail.work(None, NOW), waits(Kind::Deferred));
        let left = Talk {
            left_at: Some(NOW),
            ..chat()
        };
        assert_eq!(left.work(None, NOW), waits(Kind::Deferred));
        let answered = Talk {
            waiting_since: None,
            ..mail
        };
        assert_eq!(answered.work(None, NOW), None);
        let resolved = Talk {
            status: Status::Resolved,
            ..chat()
        };
        assert_eq!(resolved.work(None, NOW), None);
    }

    #[test]
    fn a_chat_in_which_nobody_says_anything_is_live_no_more_unless_it_rings() {
        let quiet = Talk {
            last_at: NOW - QUIET_MS,
            ..chat()
        };
        assert_eq!(
            quiet.work(None, NOW),
            Some((Kind::Deferred, Standing::Waiting))
        );
        let rings = Standing::Offered {
            agent: ANNA,
            until: NOW + 1,
        };
        let row = noted(Kind::Live, rings);
        assert_eq!(quiet.work(Some(&row), NOW), Some((Kind::Live, rings)));
        // What was noted as live ends before it begins to wait as other work does.
        let row = noted(Kind::Live, Standing::Waiting);
        assert_eq!(quiet.work(Some(&row), NOW), None);
    }

    #[test]
    fn whoever_a_chat_is_assigned_to_has_it() {
        let given = Talk {
            assignee: Some(BERT),
            waiting_since: None,
            ..chat()
        };
        let held = Some((Kind::Live, Standing::Held { agent: BERT }));
        assert_eq!(given.work(None, NOW), held);
        let row = noted(Kind::Live, Standing::Held { agent: ANNA });
        assert_eq!(given.work(Some(&row), NOW), held);
        // Taken from whoever had it, and given to nobody: that piece of work is over.
        assert_eq!(chat().work(Some(&row), NOW), None);
    }

    #[test]
    fn a_mail_is_held_only_by_whoever_took_it_up() {
        let mail = |assignee| Talk {
            is_chat: false,
            assignee,
            ..chat()
        };
        let waits = Some((Kind::Deferred, Standing::Waiting));
        assert_eq!(mail(Some(ANNA)).work(None, NOW), waits);
        let held = Standing::Held { agent: ANNA };
        let row = noted(Kind::Deferred, held);
        assert_eq!(
            mail(Some(ANNA)).work(Some(&row), NOW),
            Some((Kind::Deferred, held))
        );
        assert_eq!(mail(Some(BERT)).work(Some(&row), NOW), None);
        assert_eq!(mail(None).work(Some(&row), NOW), None);
    }

    #[test]
    fn only_what_somebody_knows_is_wished_for_and_what_is_ones_own_is_a_must() {
        let et = Language::of("et").expect("a tag");
        let named = Need {
            skill: Skill::Named(crate::SkillId(Uuid::from_u128(9))),
            level: 3,
            firmness: Firmness::Must,
        };
        let skills = Skills {
            known: BTreeSet::from([Skill::Language(et)]),
            asked: vec![Asked {
                topics: vec![TOPIC],
                need: named,
            }],
        };
        assert_eq!(skills.language("et-EE"), Some(et));
        let of = |needs: Vec<Need>| needs.iter().map(|n| n.skill).collect::<Vec<_>>();
        assert_eq!(of(skills.needs(Language::of("fi"), None, None)), []);
        assert_eq!(
            of(skills.needs(Some(et), Some(TOPIC), Some(ANNA))),
            [Skill::Language(et), named.skill, Skill::own(ANNA)]
        );
    }

    #[test]
    fn needs_have_a_bound_and_keep_room_for_the_owner() {
        let asked = |n: u128| Asked {
            topics: vec![TOPIC],
            need: Need {
                skill: Skill::Named(crate::SkillId(Uuid::from_u128(n))),
                level: 1,
                firmness: Firmness::Wish,
            },
        };
        let skills = Skills {
            known: BTreeSet::new(),
            asked: (100..200).map(asked).collect(),
        };
        let needs = skills.needs(None, Some(TOPIC), Some(ANNA));
        assert_eq!(needs.len(), NEEDS_MAX);
        assert_eq!(needs[NEEDS_MAX - 1].skill, Skill::own(ANNA));
    }
}
