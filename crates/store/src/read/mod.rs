//! What people look at: a conversation with its messages, attachments, contacts. Every function takes an `&Access` and
//! answers as if what is out of reach did not exist. Lists of conversations live in [`inbox`](crate::inbox).

mod contacts;
mod thread;

pub use contacts::{ContactView, IdentityView, contact, identities, list_contacts};
pub use thread::{
    DeliveryView, Detail, LinkView, MessagePage, MessageView, More, Shown, attachment,
    conversation, message, messages, raw_of_message,
};
