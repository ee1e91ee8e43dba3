//! Legal holds: what must be kept whatever rule or request would erase it.

use crate::settings::{bad, emit, one_line};
use crate::{By, Desk, DeskError, Result, audit, fresh};
use domain::access::Permission;
use domain::event::EventKind;
use domain::retention::Held;
use domain::{ContactId, ConversationId, LegalHoldId, Millis, OrganizationId};
use serde_json::json;
use store::Tx;
use store::legal_hold::Hold;

/// What a hold is put on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Contact(ContactId),
    Organization(OrganizationId),
    Conversation(ConversationId),
}

impl Target {
    /// By the prefix of its id.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        id.parse()
            .map(Self::Contact)
            .or_else(|_| id.parse().map(Self::Organization))
            .or_else(|_| id.parse().map(Self::Conversation))
            .ok()
    }

    /// Of a row.
    #[must_use]
    pub fn of(hold: &Hold) -> Self {
        match hold.kind {
            Held::Contact => Self::Contact(ContactId(hold.target)),
            Held::Organization => Self::Organization(OrganizationId(hold.target)),
            Held::Conversation => Self::Conversation(ConversationId(hold.target)),
        }
    }
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Contact(id) => id.fmt(f),
            Self::Organization(id) => id.fmt(f),
            Self::Conversation(id) => id.fmt(f),
        }
    }
}

impl Desk {
    /// Those that stand first, newest first.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn legal_holds(&self, by: &By) -> Result<Vec<Hold>> {
        by.demand(Permission::PrivacyManage)?;
        Ok(self
            .db
            .read(async move |tx| store::legal_hold::all(tx).await)
            .await?)
    }

    /// When the words of a conversation were erased, and the holds that stand on it or on whose it is.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn conversation_privacy(
        &self,
        by: &By,
        id: ConversationId,
    ) -> Result<(Option<Millis>, Vec<Hold>)> {
        let by = by.clone();
        self.db
            .read(async move |tx| {
                let c = crate::carry_out::load(tx, id).await?;
                by.demand_on(Permission::ConversationRead, &c)?;
                let erased = store::erase::erased_at(tx, id).await?;
                Ok((erased, store::legal_hold::on_conversation(tx, id).await?))
            })
            .await
    }

    /// Nothing of it is erased or deleted until the hold ends.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `erased`, `bad_text`.
    pub async fn hold(&self, by: &By, target: Target, reason: &str) -> Result<Hold> {
        by.demand(Permission::PrivacyManage)?;
        let reason = one_line("reason", reason, 300)?;
        if reason.is_empty() {
            return bad("bad_text", "reason", "Say why this has to be kept.");
        }
        let id = LegalHoldId(fresh::id(by.now));
        let by = by.clone();
        self.write(async move |tx| {
            let (kind, uuid) = exists(tx, target).await?;
            let hold = Hold {
                id,
                kind,
                target: uuid,
                reason: reason.clone(),
                at: by.now,
                agent: by.access.agent,
                ended_at: None,
                ended_by: None,
                name: String::new(),
            };
            store::legal_hold::insert(tx, &hold).await?;
            let detail = json!({ "on": target.to_string() });
            audit::act(tx, &by, "legal_hold.began", &id.to_string(), detail).await?;
            told(tx, &by, target);
            let hold = store::legal_hold::load(tx, id).await?;
            hold.ok_or_else(|| DeskError::missing("legal hold"))
        })
        .await
    }

    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn end_hold(&self, by: &By, id: LegalHoldId) -> Result<()> {
        by.demand(Permission::PrivacyManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let hold = store::legal_hold::load(tx, id).await?;
            let hold = hold.ok_or_else(|| DeskError::missing("legal hold"))?;
            if !store::legal_hold::end(tx, id, by.access.agent, by.now).await? {
                return Err(DeskError::missing("legal hold"));
            }
            let target = Target::of(&hold);
            let detail = json!({ "on": target.to_string() });
            audit::act(tx, &by, "legal_hold.ended", &id.to_string(), detail).await?;
            told(tx, &by, target);
            Ok(())
        })
        .await
    }
}

async fn exists(tx: &mut Tx, target: Target) -> Result<(Held, uuid::Uuid)> {
    match target {
        Target::Contact(id) => {
            let person = store::contact::root(tx, id).await?;
            let person = person.ok_or_else(|| DeskError::missing("contact"))?;
            super::loaded(tx, person.id).await?;
            Ok((Held::Contact, id.0))
        }
        Target::Organization(id) => {
            let found = store::organization::root(tx, id).await?;
            let found = found.ok_or_else(|| DeskError::missing("organization"))?;
            Ok((Held::Organization, found.id.0))
        }
        Target::Conversation(id) => {
            crate::carry_out::load(tx, id).await?;
            Ok((Held::Conversation, id.0))
        }
    }
}

fn told(tx: &mut Tx, by: &By, target: Target) {
    match target {
        Target::Contact(contact) => emit(tx, by, EventKind::ContactChanged { contact }),
        Target::Organization(organization) => {
            emit(tx, by, EventKind::OrganizationChanged { organization });
        }
        Target::Conversation(conversation) => {
            emit(tx, by, EventKind::FieldsChanged { conversation });
        }
    }
}

/// Refuses while a hold stands on a conversation or on whose it is.
///
/// # Errors
/// `held`.
pub(crate) async fn free(tx: &mut Tx, id: ConversationId) -> Result<()> {
    if store::legal_hold::on_conversation(tx, id).await?.is_empty() {
        return Ok(());
    }
    Err(DeskError::refused(
        "held",
        "A legal hold stands in the way. It has to end first.",
    ))
}
