//! Drafts: what an agent has begun to write, kept on the server.

use super::types::{Addr, Attachment, Draft};
use crate::http::error::ApiResult;
use domain::{AgentId, ConversationId};
use store::Tx;

/// The draft of this agent in that conversation.
pub(super) async fn load(
    tx: &mut Tx,
    conversation: ConversationId,
    agent: AgentId,
) -> ApiResult<Option<Draft>> {
    match store::draft::load(tx, conversation, agent).await? {
        Some(draft) => Ok(Some(wire(tx, draft).await?)),
        None => Ok(None),
    }
}

pub(super) async fn wire(tx: &mut Tx, draft: store::draft::Draft) -> ApiResult<Draft> {
    let mut attachments = Vec::with_capacity(draft.attachments.0.len());
    for id in draft.attachments.0 {
        attachments.extend(
            store::message::attachment(tx, id)
                .await?
                .map(Attachment::from),
        );
    }
    let people = |list: store::Json<Vec<domain::reply_rules::Person>>| {
        list.0.into_iter().map(Addr::from).collect()
    };
    Ok(Draft {
        kind: draft.kind,
        html: draft.html,
        to: people(draft.to),
        cc: people(draft.cc),
        bcc: people(draft.bcc),
        subject: Some(draft.subject).filter(|s| !s.is_empty()),
        attachments,
        updated_at: draft.updated_at,
    })
}

impl From<store::message::Attached> for Attachment {
    fn from(a: store::message::Attached) -> Self {
        Self {
            id: a.id,
            name: a.name,
            media_type: a.media_type,
            size: a.size,
            inline: a.inline,
            content_id: a.content_id,
        }
    }
}
