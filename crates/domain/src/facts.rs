//! What filters and rules look at: a conversation with what hangs on it, as plain data. `store::facts` loads it.

use crate::contact::LifeCycle;
use crate::conversation::Conversation;
use crate::field::FieldValue;
use crate::{AgentId, CauseId, FieldId, Millis, OrganizationId, TagId};
use std::sync::OnceLock;

#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    pub conversation: Conversation,
    pub message_count: i64,
    /// `customer`, `agent` or `note`.
    pub last_kind: String,
    /// When the next of its running SLA clocks is due.
    pub due_at: Option<Millis>,
    pub tags: Vec<TagId>,
    pub followers: Vec<AgentId>,
    /// Email addresses of the contact, as compared.
    pub addresses: Vec<String>,
    pub has_attachment: bool,
    /// Of the surveys about it, the newest.
    pub last_score: Option<i64>,
    pub cause: Option<CauseId>,
    /// Of the contact.
    pub organization: Option<OrganizationId>,
    pub life_cycle: Option<LifeCycle>,
    /// As compared; empty: none.
    pub plan: String,
    pub segment: String,
    /// Of the conversation and of its contact.
    pub fields: Vec<(FieldId, FieldValue)>,
    /// What was just written, where a rule asks for it.
    pub body: Option<String>,
    /// Who looks: "me" in a view. Nobody in a rule.
    pub viewer: Option<AgentId>,
    small: [Small; 2],
}

/// A text with small ASCII letters, made when a filter first asks for it.
#[derive(Debug, Clone, Default)]
struct Small(OnceLock<String>);

/// What was looked at makes no difference.
impl PartialEq for Small {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Facts {
    /// With nothing that hangs on it.
    #[must_use]
    pub fn of(conversation: Conversation) -> Self {
        Self {
            conversation,
            message_count: 0,
            last_kind: "customer".to_owned(),
            due_at: None,
            tags: Vec::new(),
            followers: Vec::new(),
            addresses: Vec::new(),
            has_attachment: false,
            last_score: None,
            cause: None,
            organization: None,
            life_cycle: None,
            plan: String::new(),
            segment: String::new(),
            fields: Vec::new(),
            body: None,
            viewer: None,
            small: Default::default(),
        }
    }

    /// The subject with small ASCII letters. It must not change once it was asked for; no action of a rule changes it.
    #[must_use]
    pub fn small_subject(&self) -> &str {
        let subject = &self.conversation.subject;
        self.small[0].0.get_or_init(|| subject.to_ascii_lowercase())
    }

    /// As [`Facts::small_subject`], of what was just written.
    #[must_use]
    pub fn small_body(&self) -> Option<&str> {
        let body = self.body.as_ref()?;
        Some(self.small[1].0.get_or_init(|| body.to_ascii_lowercase()))
    }

    #[must_use]
    pub fn field(&self, id: FieldId) -> Option<&FieldValue> {
        self.fields.iter().find(|(f, _)| *f == id).map(|(_, v)| v)
    }
}
