//! `fairlead demo`: a throw-away instance with a believable company, months of history, and customers who keep writing.
//!
//! Everything goes the real way: the past by the verbs of the desk, the present through the SMTP door and the outbox. Nothing
//! leaves this machine: the only smarthost is the sink of this process, and DNS is an empty zone.

pub mod chance;
pub mod company;
pub mod files;
pub mod history;
pub mod hours;
pub mod letters;
pub mod plan;
