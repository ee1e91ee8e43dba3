//! The closed sets of words on the wire, for the published description alone: the domain knows nothing of it. Each set is
//! written as a conversion from the domain's own enum, so that a word too few or too many does not compile.

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// What the trail tells of. One that is no longer written stays, for the entries that there are.
pub struct AuditAct;

impl PartialSchema for AuditAct {
    fn schema() -> RefOr<Schema> {
        let words = ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("What the trail tells of: noun and verb."))
            .enum_values(Some(domain::audit::ACTS));
        words.into()
    }
}

impl ToSchema for AuditAct {}

/// What a column of a table means: a word, or the id of a custom field.
pub struct ImportColumn;

impl PartialSchema for ImportColumn {
    fn schema() -> RefOr<Schema> {
        let words: Vec<_> = domain::moving::columns::COLUMNS
            .iter()
            .map(|c| c.1)
            .collect();
        let what = format!(
            "What a column of a table means: {}, or the id of a custom field of contacts or organizations.",
            words.join(", ")
        );
        let text = ObjectBuilder::new().schema_type(Type::String);
        text.description(Some(what)).into()
    }
}

impl ToSchema for ImportColumn {}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident from $domain:path { $($word:ident),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(ToSchema)]
        #[schema(rename_all = "snake_case")]
        pub enum $name { $($word),+ }

        impl From<$domain> for $name {
            fn from(word: $domain) -> Self {
                match word { $(<$domain>::$word => Self::$word),+ }
            }
        }
    )+};
}

words! {
    /// Of a conversation.
    Status from domain::conversation::Status { Open, Waiting, Snoozed, Resolved, Spam, Merged, Side }
    /// Whose turn it is in a side conversation.
    SideState from domain::conversation::SideState { Waiting, Answered, Done }
    Urgency from domain::conversation::Urgency { Low, Normal, High, Urgent }
    /// Who said so, for topic and urgency.
    Source from domain::conversation::Source { Default, Rule, Customer, Agent, Model }
    /// Where a channel is in its life.
    Stage from domain::channel::Stage { Draft, Pilot, Live, WindingDown, Closed }
    /// What a channel should have before it goes live.
    ChannelNeed from domain::channel::life::Need { Owner, Purpose, Team, Staff, Hours, Target, Door, Successor }
    /// How answers to a door come back: `name+mark@`, `mark@`, `name@`.
    ReplyForm from domain::channel::ReplyForm { Tagged, Domain, Plain }
    Permission from domain::access::Permission {
        ConversationRead, ConversationNote, ConversationReply, ConversationAssign, ConversationWrite, ConversationDelete,
        ContactWrite, SenderBlock, QuarantineManage, ContentManage, ChannelManage, TeamManage, AgentManage,
        OrganizationManage, AuditRead, ReportRead, ReportPersons, PrivacyManage
    }
    /// Which conversations a permission set reaches.
    Scope from domain::access::Scope { Own, Teams, All }
    /// Who has to have a second factor.
    Required from desk::account::policy::Required { Nobody, Administrators, Everybody }
    /// Of one message to one recipient.
    DeliveryState from domain::message::DeliveryState {
        Held, Queued, Sending, Sent, Retrying, Uncertain, Failed, Bounced, Cancelled,
    }
    /// What an agent is away for, as they say.
    AwayReason from domain::away::Reason { Away, Break, Meeting, Training, Unanswered }
    /// What kind of file is brought in.
    ImportKind from domain::moving::Kind { Csv, Mbox, Zendesk, Chatwoot }
    ImportState from desk::moving::State {
        Uploading, Ready, Checking, Checked, Running, Done, Cancelled, Failed, Undoing, Undone,
    }
    ExportState from desk::moving::ExportState { Running, Done, Failed }
    MessageKind from domain::message::MessageKind { Customer, Agent, Note, Call, Event }
    AutoText from domain::message::AutoText { Acknowledgement, ChannelPaused, ChannelClosed, Announcement, Signpost, RuleReply }
    FoldKind from mail::FoldKind { Quote, Signature }
}
