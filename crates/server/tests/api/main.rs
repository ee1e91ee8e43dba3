//! The whole program in this process, asked over HTTP as a browser would. On SQLite; with `FAIRLEAD_TEST_ENGINE=postgres`
//! on PostgreSQL.

mod activity;
mod automation;
mod changes;
mod chat;
mod consent;
mod conversations;
mod dead_ends;
mod demo;
mod edge;
mod feed;
mod help;
mod language_model;
mod lookup;
mod merging;
mod notifications;
mod outages;
mod pages;
mod people;
mod plans;
mod promise;
mod proposals;
mod quarantine;
mod queue;
mod reach;
mod reports;
mod rough;
mod safety;
mod scorecards;
mod settings;
mod sign_in;
mod suggestions;
mod support;
mod survey_pages;
mod surveys;
mod triage;
