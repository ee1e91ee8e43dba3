//! What waits, in one order over all channels: where it stands, who gets it next, and why. The rule is `domain::routing`; here
//! its rows are read, its decisions written down.

mod abilities;
mod chores;
mod handover;
mod help;
mod live;
mod mine;
mod next;
mod pass;
mod plan;
mod presence;
mod preview;
mod record;
mod rules;
mod state;
mod verbs;
pub(crate) mod waits;

pub use abilities::{Abilities, AbilityInput, Measured, SkillInput};
pub use help::Helping;
pub use live::{Alarm, AlarmKind, LIVE_MAX, LateAhead, Live, LiveAgent, LiveFilter, LiveItem};
pub use mine::{Mine, Ringing, Stand};
pub use next::{Given, SKIPPED_MAX};
pub use pass::Passed;
pub use presence::LOST_MS;
pub use preview::{Basis, Did, DidUrgency, Preview, Previewing, Which};
pub(crate) use rules::rules;
pub use rules::{Kept, Routing};
pub(crate) use state::able;
pub use state::state;
pub use store::work::Busy;
pub use waits::{Alternatives, WaitRow, Waits, WaitsAsked};
