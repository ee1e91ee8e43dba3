//! The dead-end audit on the real house: what `domain::dead_end` looks at, assembled from rows in one read; of now, and of
//! the steps of plans before they begin (F4). The decisions are the domain's, here is where its facts come from.

mod assemble;
mod doors;
mod kinds;
mod named;
mod rows;
mod step;
mod times;
pub mod words;

pub use assemble::{CONTACT_PAGE, Names};
pub use step::{Ahead, of_plan, of_running, of_step};

use crate::Result;
use domain::Millis;
use domain::dead_end::House;
use rows::{Depth, Rows};
use store::Tx;

/// The house of now, with all that is known of it.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn house(tx: &mut Tx, now: Millis) -> Result<(House, Names)> {
    let rows = Rows::read(tx, Depth::All, now).await?;
    Ok(assemble::assemble(&rows))
}
