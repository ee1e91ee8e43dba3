//! The email channel: mail comes in by SMTP or is collected by IMAP, and goes out through smarthosts.

mod connection;
pub mod gate;
pub mod imap;
pub mod listener;
pub mod oauth;
pub mod outbox;
pub mod rspamd;
pub mod verdict;

use crate::registry::{Capabilities, Field, FieldForm, Kind};

/// Email as the registry knows it. Mailboxes, smarthosts and DKIM keys have pages of their own.
pub const KIND: Kind = Kind {
    name: "email",
    capabilities: Capabilities {
        rich_text: true,
        files: true,
        max_octets: 25 * 1024 * 1024,
        subject_and_copies: true,
        threads: true,
        begin: true,
        typing: false,
        receipts: false,
        reply_window_hours: None,
        live_audio: false,
    },
    fields: &[
        Field {
            key: "address",
            form: FieldForm::Address,
            required: true,
            secret: false,
        },
        Field {
            key: "sender_name",
            form: FieldForm::Text,
            required: false,
            secret: false,
        },
        Field {
            key: "trusted_relays",
            form: FieldForm::Text,
            required: false,
            secret: false,
        },
        Field {
            key: "rspamd_url",
            form: FieldForm::Text,
            required: false,
            secret: false,
        },
        Field {
            key: "rspamd_password",
            form: FieldForm::Text,
            required: false,
            secret: true,
        },
    ],
};
