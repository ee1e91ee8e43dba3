//! Channels, doors, macros and texts on the wire.

use super::{shapes, words};
use domain::channel::{ReplyForm, Stage};
use domain::{
    AgentId, AuditId, BrandId, ChannelId, DoorId, InboundId, MacroId, MailboxId, Millis, TeamId,
};
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Channel {
    #[schema(value_type = String)]
    pub id: ChannelId,
    pub kind: String,
    pub name: String,
    #[schema(value_type = String)]
    pub brand: BrandId,
    #[schema(value_type = Option<String>)]
    pub team: Option<TeamId>,
    #[schema(value_type = words::Stage)]
    pub stage: Stage,
    pub paused: bool,
    #[schema(value_type = Option<String>)]
    pub successor: Option<ChannelId>,
    /// Who answers for it.
    #[schema(value_type = Option<String>)]
    pub owner: Option<AgentId>,
    /// What it is for, in one sentence; empty when unsaid.
    pub purpose: String,
    pub first_response_target_min: u32,
    pub acknowledge: bool,
    pub version: i64,
    pub doors: Vec<Door>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Door {
    #[schema(value_type = String)]
    pub id: DoorId,
    #[schema(value_type = String)]
    pub channel: ChannelId,
    pub address: String,
    #[schema(value_type = words::ReplyForm)]
    pub reply_form: ReplyForm,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Macro {
    #[schema(value_type = String)]
    pub id: MacroId,
    pub name: String,
    pub shortcut: Option<String>,
    pub html: String,
    #[schema(value_type = Vec<shapes::MacroAction>)]
    pub actions: serde_json::Value,
    #[schema(value_type = Option<String>)]
    pub team: Option<TeamId>,
    pub archived: bool,
    pub used_count: i64,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QuarantineItem {
    #[schema(value_type = String)]
    pub id: InboundId,
    pub received_at: Millis,
    pub from: String,
    pub subject: String,
    pub size: i64,
    pub error: Option<String>,
    pub attempts: i64,
    #[schema(value_type = Option<String>)]
    pub mailbox: Option<MailboxId>,
    #[schema(value_type = Option<String>)]
    pub channel: Option<ChannelId>,
    pub peer_ip: String,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AuditEntry {
    #[schema(value_type = String)]
    pub id: AuditId,
    pub at: Millis,
    #[schema(value_type = Option<String>)]
    pub agent: Option<AgentId>,
    #[schema(value_type = words::AuditAct)]
    pub act: String,
    pub target: String,
    #[schema(value_type = Object)]
    pub detail: serde_json::Value,
    pub ip: String,
}
