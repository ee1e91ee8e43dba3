//! Typed ids: UUIDv7 inside, a prefix and 26 base-32 characters (Crockford, lower case) outside.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// Why a text is no id of the kind that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an id of the form {prefix}_…")]
pub struct BadId {
    pub prefix: &'static str,
}

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// 16 bytes as 26 base-32 characters, most significant first.
#[must_use]
pub fn encode(id: Uuid) -> String {
    let mut n = id.as_u128();
    let mut out = [b'0'; 26];
    for slot in out.iter_mut().rev() {
        *slot = ALPHABET[(n & 31) as usize];
        n >>= 5;
    }
    out.iter().map(|&b| b as char).collect()
}

/// The inverse of [`encode`]; `None` for a wrong length, character or overflow.
#[must_use]
pub fn decode(text: &str) -> Option<Uuid> {
    let bytes = text.as_bytes();
    if bytes.len() != 26 || bytes[0] > b'7' {
        return None;
    }
    let mut n: u128 = 0;
    for &b in bytes {
        let digit = ALPHABET.iter().position(|&a| a == b)?;
        n = (n << 5) | digit as u128;
    }
    Some(Uuid::from_u128(n))
}

macro_rules! id_types {
    ($($(#[$doc:meta])* $name:ident, $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub Uuid);

        impl $name {
            pub const PREFIX: &'static str = $prefix;

            /// A new id from a UUIDv7 made by the caller.
            #[must_use]
            pub const fn new(id: Uuid) -> Self {
                Self(id)
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}_{}", Self::PREFIX, encode(self.0))
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
        impl FromStr for $name {
            type Err = BadId;
            fn from_str(s: &str) -> Result<Self, BadId> {
                s.strip_prefix(concat!($prefix, "_")).and_then(decode).map(Self).ok_or(BadId { prefix: $prefix })
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                std::borrow::Cow::<'de, str>::deserialize(d)?.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

id_types! {
    AgentId, "agt";
    ApiTokenId, "apt";
    /// A file that stands in articles: a picture, a video, something to download.
    ArticleFileId, "arf";
    ArticleId, "art";
    /// One published state of an article in one locale.
    ArticleVersionId, "arv";
    AttachmentId, "att";
    AuditId, "aud";
    BrandId, "brd";
    BusinessHoursId, "bhr";
    /// Why people write about a topic.
    CauseId, "cau";
    /// One entry of a channel's diary.
    ChannelEntryId, "che";
    ChannelId, "chn";
    /// Articles that belong together.
    CollectionId, "col";
    ContactId, "con";
    ContactMergeId, "mrg";
    ConversationId, "cnv";
    /// One message to one recipient.
    DeliveryId, "dlv";
    DkimKeyId, "dkm";
    DoorId, "dor";
    /// Somebody or something was forgotten.
    ErasureId, "ers";
    EventId, "evt";
    /// An export of everything, as a file to download.
    ExportId, "exp";
    /// A custom field of conversations or contacts.
    FieldId, "fld";
    /// A channel of kind `form`.
    FormId, "frm";
    /// What somebody sent by a form.
    FormPostId, "fps";
    HelpCenterId, "hlp";
    HolidayCalendarId, "hol";
    IdentityId, "idn";
    /// Contacts, mail or conversations of another program that are brought in.
    ImportId, "imp";
    /// A raw mail as it was accepted.
    InboundId, "inb";
    JobId, "job";
    LegalHoldId, "hld";
    MacroId, "mac";
    /// One IMAP mailbox that is collected.
    MailboxId, "mbx";
    /// One conversation becoming part of another.
    MergeId, "mrg";
    MessageId, "msg";
    /// One call of the language-model service.
    ModelCallId, "mdc";
    /// What the house writes to those who use a channel that changes or goes.
    NoticeId, "ntc";
    /// Somebody, or an address, that gets no notices.
    NoticeSuppressionId, "nsp";
    NotificationId, "ntf";
    /// An organization of customers.
    OrganizationId, "org";
    /// One organization becoming part of another.
    OrganizationMergeId, "omg";
    /// Something that does not work, told at every door while it lasts.
    OutageId, "otg";
    /// What is told everybody whom an outage concerns.
    OutageUpdateId, "oup";
    PasskeyId, "psk";
    PermissionSetId, "pst";
    /// What is to become of a channel, step by step.
    PlanId, "pln";
    PromiseId, "prm";
    /// An article that is proposed, because many asked the same.
    ProposalId, "prp";
    /// A report that is mailed regularly.
    ReportScheduleId, "rsc";
    RetentionRuleId, "ret";
    RuleId, "rul";
    /// One firing of a rule, in the trace of a conversation.
    RuleRunId, "run";
    SessionId, "ses";
    /// Something that agents are good at, apart from languages and topics.
    SkillId, "skl";
    SlaPolicyId, "slp";
    SmarthostId, "smh";
    /// What one visitor was shown for one question, and what came of it.
    SuggestionId, "sug";
    /// One survey sent to one person.
    SurveyAskId, "ask";
    SurveyId, "srv";
    TagId, "tag";
    TeamId, "tem";
    /// Invitation or password reset.
    TicketId, "tkt";
    TopicId, "top";
    ViewId, "viw";
    /// Somebody who was at a site with our widget and wrote.
    VisitorId, "vis";
    WebhookId, "whk";
    /// One message to one webhook.
    WebhookDeliveryId, "whd";
    /// A channel of kind `chat`.
    WidgetId, "wid";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_the_round_trip() {
        let id = ConversationId(Uuid::from_u128(0x0191_2345_6789_7abc_8def_0123_4567_89ab));
        assert_eq!(id.to_string().len(), 30);
        assert_eq!(id.to_string().parse::<ConversationId>(), Ok(id));
    }

    #[test]
    fn a_wrong_prefix_does_not_parse() {
        let id = ConversationId(Uuid::nil()).to_string();
        assert!(id.parse::<MessageId>().is_err());
        assert!(
            "cnv_zzzzzzzzzzzzzzzzzzzzzzzzzz"
                .parse::<ConversationId>()
                .is_err()
        );
        assert!("cnv_".parse::<ConversationId>().is_err());
    }
}
