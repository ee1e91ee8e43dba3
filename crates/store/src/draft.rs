//! What agents have begun to write. One draft per agent and conversation; the nil id is a conversation to be started.

use crate::{Json, Result, Tx, record, sql, vals};
use domain::reply_rules::Person;
use domain::{AgentId, AttachmentId, ConversationId, Millis};

record! {
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Draft {
        /// `reply`, `note` or `forward`.
        pub kind: String,
        pub html: String,
        pub to: Json<Vec<Person>>,
        pub cc: Json<Vec<Person>>,
        pub bcc: Json<Vec<Person>>,
        pub subject: String,
        pub attachments: Json<Vec<AttachmentId>>,
        pub updated_at: Millis,
    }
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn load(
    tx: &mut Tx,
    conversation: ConversationId,
    agent: AgentId,
) -> Result<Option<Draft>> {
    tx.one(
        sql!(
            "SELECT kind, html, to_, cc, bcc, subject, attachments, updated_at FROM draft ",
            "WHERE conversation = $1 AND agent = $2"
        ),
        &vals![conversation, agent],
    )
    .await
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn save(
    tx: &mut Tx,
    conversation: ConversationId,
    agent: AgentId,
    d: &Draft,
) -> Result<()> {
    tx.run(
        sql!(
            "INSERT INTO draft (conversation, agent, kind, html, to_, cc, bcc, subject, attachments, updated_at) ",
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (conversation, agent) DO UPDATE SET ",
            "kind = excluded.kind, html = excluded.html, to_ = excluded.to_, cc = excluded.cc, bcc = excluded.bcc, ",
            "subject = excluded.subject, attachments = excluded.attachments, updated_at = excluded.updated_at"
        ),
        &vals![
            conversation,
            agent,
            &d.kind,
            &d.html,
            &d.to,
            &d.cc,
            &d.bcc,
            &d.subject,
            &d.attachments,
            d.updated_at
        ],
    )
    .await?;
    Ok(())
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn delete(tx: &mut Tx, conversation: ConversationId, agent: AgentId) -> Result<()> {
    tx.run(
        sql!("DELETE FROM draft WHERE conversation = $1 AND agent = $2"),
        &vals![conversation, agent],
    )
    .await?;
    Ok(())
}
