//! Reading, judging and writing mail.
//!
//! Pure: no clock, no network, no file, no `await`, no crate of ours. The same [`read`] serves live mail and
//! `fairlead inspect`. What comes in is hostile: nothing here may panic, loop or take memory out of proportion.

pub mod auth;
pub mod automatic;
pub mod bounce;
pub mod calendar;
pub mod charset;
pub mod compose;
pub mod dkim;
pub mod filename;
pub mod html;
pub mod language;
pub mod mbox;
pub mod mime;
pub mod reply;
pub mod smtp;
pub mod tnef;
pub mod token;
pub mod types;

pub use mime::{read, read_text};
pub use types::*;
