//! The only SQL: SQLite and PostgreSQL, migrations, search, jobs, outbox, blobs.
//!
//! One SQL text serves both engines ([`sql!`]); the seam is the pipe ([`Tx`]), not the queries. Writes run as jobs on
//! [`Db::write`]; reads run on [`Db::read`] and take an `&Access`, so that the permission filter cannot be forgotten.
//! No clock here: `now` comes from the caller.

pub mod activity;
pub mod agent;
pub mod agent_work;
pub mod api_token;
pub mod article;
pub mod audit;
pub mod auto_answer;
pub mod away;
pub mod backup;
pub mod blob;
pub mod board;
mod boxed;
pub mod cause;
pub mod channel;
pub mod chat;
pub mod collection;
pub mod contact;
pub mod contact_merge;
pub mod conversation;
pub mod copy;
mod db;
pub mod delivery;
pub mod door;
pub mod draft;
pub mod erase;
mod error;
pub mod event;
pub mod export;
pub mod facts;
pub mod feed;
pub mod field;
pub mod figures;
pub mod filter;
pub mod form;
pub mod help_center;
pub mod hours;
pub mod house_mail;
pub mod idempotency;
pub mod imports;
pub mod inbound;
pub mod inbox;
pub mod job;
pub mod legal_hold;
mod lite;
pub mod mailbox;
pub mod merge;
pub mod message;
pub mod migrate;
pub mod migration;
pub mod model;
pub mod node;
pub mod notification;
pub mod organization;
pub mod organization_merge;
pub mod outbound;
pub mod overtaking;
pub mod passkey;
pub mod permission_set;
mod pg;
mod pg_tls;
pub mod pinned;
pub mod promise;
pub mod proposal;
pub mod read;
pub mod report_schedule;
pub mod retention;
pub mod rule;
pub mod s3;
pub mod search;
pub mod second_factor;
pub mod session;
pub mod setting;
pub mod side;
pub mod sign_in;
pub mod sla;
pub mod smarthost;
pub mod sql;
pub mod suggestion;
pub mod survey;
pub mod tag;
pub mod team;
#[cfg(feature = "testing")]
pub mod testing;
pub mod thread_ref;
mod tx;
pub mod value;
pub mod verdict;
pub mod view;
pub mod webhook;
pub mod words;
pub mod work;

#[doc(hidden)]
pub use linkme;

pub use blob::Blobs;
pub use db::{Db, Lane, Location, Standing};
pub use error::{Result, StoreError};
pub use search::articles as article_search;
pub use tx::{Engine, Tx};
pub use value::{FromRow, FromVal, Json, Row, Val, json};
