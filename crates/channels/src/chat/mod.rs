//! The chat channel: a widget in the pages of sites is its door. It needs no adapter of its own: the server speaks with the
//! widget, and what is not seen there leaves by the email channel.

use crate::registry::{Capabilities, Field, FieldForm, Kind};

/// Chats as the registry knows them. Sites, look and invitations have an editor of their own.
pub const KIND: Kind = Kind {
    name: "chat",
    capabilities: Capabilities {
        rich_text: true,
        files: true,
        max_octets: 25 * 1024 * 1024,
        subject_and_copies: false,
        threads: true,
        // Nobody can be talked to who is not there.
        begin: false,
        typing: true,
        receipts: true,
        reply_window_hours: None,
        live_audio: false,
    },
    fields: &[Field {
        key: "reply_door",
        form: FieldForm::Address,
        required: false,
        secret: false,
    }],
};
