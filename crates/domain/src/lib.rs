//! What is true: the types, machines and rules of a support desk.
//!
//! Pure. No tokio, SQL, HTTP, clock or randomness; `now` is a value (milliseconds since 1970, UTC).

pub mod accent;
pub mod access;
pub mod acknowledge;
pub mod alternative;
pub mod answer;
pub mod article;
pub mod audit;
pub mod automation;
pub mod away;
pub mod cause;
pub mod channel;
pub mod chat;
pub mod contact;
pub mod contact_merge;
pub mod conversation;
pub mod dead_end;
pub mod deflection;
pub mod delivery;
pub mod door;
pub mod event;
pub mod facts;
pub mod field;
pub mod figures;
pub mod filter;
pub mod form;
pub mod hours;
pub mod ids;
pub mod language;
pub mod ledger;
pub mod message;
pub mod migration;
pub mod moving;
pub mod notice;
pub mod notification;
pub mod organization_merge;
pub mod outage;
pub mod panel;
pub mod phone;
pub mod plan;
pub mod promise;
pub mod proposal;
pub mod refusal;
pub mod reply_rules;
pub mod retention;
pub mod routing;
pub mod score;
pub mod scorecard;
pub mod simulate;
pub mod sla;
pub mod staffing;
pub mod suggest;
pub mod survey;
pub mod team;
pub mod threading;
pub mod tokens;
pub mod triage;
pub mod wording;

pub use ids::*;
pub use refusal::Refusal;

/// Milliseconds since 1970-01-01 UTC.
pub type Millis = i64;
