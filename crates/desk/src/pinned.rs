//! The pinned summary of a long conversation: what we know, what was agreed, what is open. For agents alone.

use crate::{By, Desk, DeskError, Result, carry_out};
use domain::access::Permission;
use domain::event::EventKind;
use domain::{ConversationId, Refusal};
use store::pinned::Pinned;

/// Longest part, in characters.
pub const PART_MAX: usize = 600;

/// The three parts as an agent wrote them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewPinned {
    pub known: String,
    pub agreed: String,
    pub open: String,
    /// The version that it was written over; 0: there was none.
    pub over: i64,
}

impl Desk {
    /// Writes the next version. Three empty parts take the summary away; earlier versions stay.
    ///
    /// # Errors
    /// `Stale` when somebody else has written since; `too_long`, `not_found`, `not_permitted`.
    pub async fn pin(&self, by: &By, id: ConversationId, new: NewPinned) -> Result<Pinned> {
        for (field, part) in [
            ("known", &new.known),
            ("agreed", &new.agreed),
            ("open", &new.open),
        ] {
            if part.chars().count() > PART_MAX {
                let text = format!("At most {PART_MAX} characters: it is a summary.");
                return Err(Refusal::new("too_long", text).on(field).into());
            }
        }
        let by = by.clone();
        self.write(async move |tx| {
            let mut c = carry_out::load(tx, id).await?;
            by.demand_on(Permission::ConversationWrite, &c)?;
            if !c.state.status().is_work() {
                return Err(DeskError::refused(
                    "conversation_is_merged",
                    "It is no conversation of its own (any more).",
                ));
            }
            let there = store::pinned::versions(tx, id, 1).await?;
            if there.first().map_or(0, |p| p.version) != new.over {
                return Err(DeskError::Stale);
            }
            let next = Pinned {
                version: new.over + 1,
                known: new.known.trim().to_owned(),
                agreed: new.agreed.trim().to_owned(),
                open: new.open.trim().to_owned(),
                agent: by.access.agent,
                at: by.now,
            };
            store::pinned::insert(tx, id, &next).await?;
            let kind = EventKind::PinnedChanged { conversation: id };
            carry_out::happened(tx, &mut c, kind, &by.ctx()).await?;
            Ok(next)
        })
        .await
    }
}
