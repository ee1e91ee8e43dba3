//! Figures: rows that reports count. [`follow`] makes them from the feed, [`count`] and [`picked`] count them, and [`report`] sums up.
//!
//! No verb writes these rows: a worker follows the feed, so that taking in mail costs nothing more. What they say follows
//! from the events alone (`domain::figures::Folding`); [`rebuild`] forgets them, and following makes the same rows again.

mod arrivals;
mod channels;
mod follow;
mod report;
mod rows;
mod scan;
mod waits;

pub use arrivals::{Arrived, arrivals};
pub use channels::{repeated, users, walked};
pub use follow::{Followed, adopt, adopt_again, adopting, behind, follow, forget, rebuild};
pub use report::{Asked, Counted, Counting, Fineness, Picked, count, picked, report, span};
pub use scan::Share;
pub use waits::{Came, Wait, came, waits};
