//! Reading, judging and writing mail.
//!
//! Pure: no clock, no network, no file, no `await`, no crate of ours. The same [`read`] serves live mail and
//! `fairlead inspect`. What comes in is hostile: nothing here may panic, loop or take memory out of proportion.

pub mod automatic;
pub mod bounce;
pub mod reply;
pub mod smtp;
pub mod token;
pub mod types;

pub use types::*;
