//! The form channel: a page is its door, and what follows is mail. It needs no adapter of its own: the page is drawn and read
//! by the server, answers leave by the email channel.

use crate::registry::{Capabilities, Field, FieldForm, Kind};

/// Forms as the registry knows them. Questions and words have an editor of their own.
pub const KIND: Kind = Kind {
    name: "form",
    capabilities: Capabilities {
        rich_text: true,
        files: true,
        max_octets: 25 * 1024 * 1024,
        subject_and_copies: true,
        threads: true,
        // Nobody can be sent a form that they did not fill in.
        begin: false,
        typing: false,
        receipts: false,
        reply_window_hours: None,
        live_audio: false,
    },
    fields: &[
        Field {
            key: "slug",
            form: FieldForm::Text,
            required: true,
            secret: false,
        },
        Field {
            key: "reply_door",
            form: FieldForm::Address,
            required: true,
            secret: false,
        },
    ],
};
