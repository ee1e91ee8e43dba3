//! Messages, attachments, drafts and contacts on the wire.

use super::Addr;
use super::{shapes, words};
use domain::message::{AutoText, DeliveryState, MessageKind};
use domain::{
    AttachmentId, ContactId, DeliveryId, DoorId, IdentityId, MessageId, Millis, OrganizationId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Message {
    #[schema(value_type = String)]
    pub id: MessageId,
    #[schema(value_type = words::MessageKind)]
    pub kind: MessageKind,
    pub at: Millis,
    pub author: Author,
    pub subject: Option<String>,
    /// Safe HTML with `data-fold`, `data-remote-src` and `data-cid` marks.
    pub html: Option<String>,
    pub text: String,
    pub reply: Option<String>,
    #[schema(value_type = Vec<shapes::Folded>)]
    pub folded: serde_json::Value,
    pub from: Option<Addr>,
    pub to: Vec<Addr>,
    pub cc: Vec<Addr>,
    pub bcc: Vec<Addr>,
    pub attachments: Vec<Attachment>,
    pub automatic: String,
    #[schema(value_type = Option<words::AutoText>)]
    pub auto_text: Option<AutoText>,
    pub language: Option<String>,
    #[schema(value_type = Option<shapes::Authentication>)]
    pub authentication: Option<serde_json::Value>,
    #[schema(value_type = Vec<Warning>)]
    pub warnings: serde_json::Value,
    pub deliveries: Vec<Delivery>,
    #[schema(value_type = Option<Object>)]
    pub event: Option<serde_json::Value>,
    pub has_raw: bool,
    pub remote_images: usize,
    #[schema(value_type = Option<String>)]
    pub door: Option<DoorId>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Author {
    /// `agent`, `contact` or `system`.
    pub r#type: &'static str,
    pub id: Option<String>,
    pub name: Option<String>,
    pub address: Option<String>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Warning {
    pub code: String,
    pub message: String,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Delivery {
    #[schema(value_type = String)]
    pub id: DeliveryId,
    pub recipient: String,
    #[schema(value_type = words::DeliveryState)]
    pub state: DeliveryState,
    pub attempt: i64,
    pub next_at: Option<Millis>,
    pub last_text: Option<String>,
    pub undo_until: Option<Millis>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Attachment {
    #[schema(value_type = String)]
    pub id: AttachmentId,
    pub name: String,
    #[serde(rename = "type")]
    pub media_type: String,
    pub size: i64,
    pub inline: bool,
    pub content_id: Option<String>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Draft {
    #[schema(value_type = crate::api::thread::WriteKind)]
    pub kind: String,
    pub html: String,
    pub to: Vec<Addr>,
    pub cc: Vec<Addr>,
    pub bcc: Vec<Addr>,
    pub subject: Option<String>,
    pub attachments: Vec<Attachment>,
    pub updated_at: Millis,
}

/// A draft as a client sends it. Attachments may be whole or ids alone.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct DraftInput {
    #[schema(value_type = Option<crate::api::thread::WriteKind>)]
    pub kind: Option<String>,
    #[serde(default)]
    pub html: String,
    #[serde(default)]
    pub to: Vec<Addr>,
    #[serde(default)]
    pub cc: Vec<Addr>,
    #[serde(default)]
    pub bcc: Vec<Addr>,
    #[serde(default)]
    pub subject: Option<String>,
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub attachments: Vec<AttachmentRef>,
}

/// An id, or an object that has one.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(untagged)]
pub enum AttachmentRef {
    Id(AttachmentId),
    Whole { id: AttachmentId },
}

impl AttachmentRef {
    #[must_use]
    pub fn id(&self) -> AttachmentId {
        match self {
            Self::Id(id) | Self::Whole { id } => *id,
        }
    }
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Contact {
    #[schema(value_type = String)]
    pub id: ContactId,
    pub name: Option<String>,
    pub organization: Option<String>,
    pub language: Option<String>,
    pub zone: Option<String>,
    pub note: Option<String>,
    pub blocked: bool,
    pub created_at: Millis,
    pub identities: Vec<Identity>,
    pub conversation_count: i64,
    /// The record of the organization, when it has one.
    #[schema(value_type = Option<String>)]
    pub organization_id: Option<OrganizationId>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    pub erased_at: Option<Millis>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Identity {
    #[schema(value_type = String)]
    pub id: IdentityId,
    pub kind: String,
    pub value: String,
    /// How: `nothing`, `mail_round_trip`, `dmarc`, `signed_token` or `code`.
    pub verified: String,
    pub verified_at: Option<Millis>,
    pub undeliverable: bool,
}
