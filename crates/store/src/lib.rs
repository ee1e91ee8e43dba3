//! The only SQL: SQLite and PostgreSQL, migrations, search, jobs, outbox, blobs.
//!
//! One SQL text serves both engines ([`sql!`]); the seam is the pipe ([`Tx`]), not the queries. Writes run as jobs on
//! [`Db::write`]; reads run on [`Db::read`] and take an `&Access`, so that the permission filter cannot be forgotten.
//! No clock here: `now` comes from the caller.

mod db;
mod error;
pub mod event;
pub mod inbox;
mod lite;
mod migrate;
mod pg;
pub mod search;
pub mod sql;
#[cfg(feature = "testing")]
pub mod testing;
mod tx;
pub mod value;

#[doc(hidden)]
pub use linkme;

pub use db::{Db, Location};
pub use error::{Result, StoreError};
pub use tx::{Engine, Tx};
pub use value::{FromRow, FromVal, Json, Row, Val, json};
