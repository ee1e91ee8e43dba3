//! One folder per channel kind: adapters to the outside world.
//!
//! Sees [`host::Host`], `mail` and `domain`; never desk or store. A new kind is one folder and one line in [`registry`].

mod bounds;
pub mod chat;
pub mod dns;
pub mod email;
pub mod form;
pub mod host;
pub mod registry;
pub mod tls;
pub mod wire;
