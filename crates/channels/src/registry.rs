//! The kinds of channels that there are. A new kind is its folder and one line in [`KINDS`].
//!
//! Core and console ask for [`Capabilities`] and [`Field`]s; nobody outside its folder asks "is it email?".

use domain::channel::ChannelKind;
use serde::Serialize;

use crate::{chat, email, form};

/// Every kind, in the order in which the console offers them.
pub const KINDS: &[&Kind] = &[&email::KIND, &form::KIND, &chat::KIND];

/// One kind of channel, as data.
#[derive(Debug, Serialize)]
pub struct Kind {
    /// As in `ChannelKind`.
    pub name: &'static str,
    pub capabilities: Capabilities,
    /// What its settings form asks for, in order.
    pub fields: &'static [Field],
}

/// What core and composer may offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Capabilities {
    pub rich_text: bool,
    pub files: bool,
    /// Octets of one outgoing message with its files.
    pub max_octets: u64,
    /// A message has a subject and further recipients.
    pub subject_and_copies: bool,
    /// Answers find their conversation by themselves.
    pub threads: bool,
    /// An agent can begin a conversation.
    pub begin: bool,
    pub typing: bool,
    pub receipts: bool,
    /// How long after the customer's last message an answer may be sent; `None`: always.
    pub reply_window_hours: Option<u32>,
    pub live_audio: bool,
}

/// One line of a settings form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Field {
    pub key: &'static str,
    pub form: FieldForm,
    pub required: bool,
    /// Sealed in storage, and never shown again.
    pub secret: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldForm {
    Text,
    Address,
    Number,
    Toggle,
    Choice(&'static [&'static str]),
}

/// The kind of that name; `None` for a name that nobody registered.
#[must_use]
pub fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().copied().find(|kind| kind.name == name)
}

/// A checked [`ChannelKind`].
#[must_use]
pub fn checked(name: &str) -> Option<ChannelKind> {
    kind(name).map(|kind| ChannelKind(kind.name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_kind_has_its_own_name_and_clear_fields() {
        let names: HashSet<_> = KINDS.iter().map(|kind| kind.name).collect();
        assert_eq!(names.len(), KINDS.len());
        for one in KINDS {
            assert!(
                one.name
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b == b'_')
            );
            let keys: HashSet<_> = one.fields.iter().map(|field| field.key).collect();
            assert_eq!(keys.len(), one.fields.len(), "{}", one.name);
            assert_eq!(kind(one.name).unwrap().name, one.name);
        }
        assert!(kind("pigeon").is_none() && checked("Email").is_none());
        assert_eq!(checked("email").unwrap().0, "email");
    }
}
