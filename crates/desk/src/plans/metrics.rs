//! The figures that a gate may name: what each is, in words, and whether the program measures it.

use domain::plan::Unit;
use serde::Serialize;

/// A figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Metric {
    pub metric: &'static str,
    pub unit: Unit,
    /// Without, a gate on it never opens.
    pub measured: bool,
    pub about: &'static str,
}

const fn yes(metric: &'static str, unit: Unit, about: &'static str) -> Metric {
    Metric {
        metric,
        unit,
        measured: true,
        about,
    }
}

const fn no(metric: &'static str, unit: Unit, about: &'static str) -> Metric {
    Metric {
        metric,
        unit,
        measured: false,
        about,
    }
}

/// Every one, in order.
pub const METRICS: [Metric; 23] = [
    yes(
        "abandoned",
        Unit::Share,
        "Chats that were left before the first word.",
    ),
    yes(
        "answered_in_target",
        Unit::Share,
        "First answers that came in time, of those that were due since the step began.",
    ),
    yes(
        "backlog_days",
        Unit::Amount,
        "Open conversations over those that are resolved in a day.",
    ),
    yes(
        "captive_left",
        Unit::Amount,
        "People who used the channel in the last 90 days and have no address by which the successor reaches them.",
    ),
    yes(
        "captive_reached",
        Unit::Share,
        "Of those who used the channel and no other in the 90 days before the step, those whom a notice about it has told.",
    ),
    yes(
        "complaints_of_told",
        Unit::Share,
        "People who used the channel and said since the step began, in a survey, that they are dissatisfied.",
    ),
    yes(
        "contacts_per_customer_change",
        Unit::Change,
        "Conversations of all channels for each person who wrote, against as long before.",
    ),
    no(
        "cost",
        Unit::Amount,
        "What the channel costs: not measured.",
    ),
    yes(
        "csat",
        Unit::Share,
        "Satisfied people, of those who answered a survey about the channel.",
    ),
    yes(
        "dead_ends",
        Unit::Amount,
        "Dead ends that the audit finds with the step in force and not without.",
    ),
    yes(
        "dead_ends_seen",
        Unit::Share,
        "Of what came by the channel's doors since the step began, what nobody else took over.",
    ),
    yes(
        "frequent_reached",
        Unit::Share,
        "Of those who made 80 % of the channel's volume in the 90 days before the step, those whom a notice about it has told.",
    ),
    yes(
        "new_contacts_change",
        Unit::Change,
        "New conversations of the channel, against as long before.",
    ),
    no(
        "occupancy",
        Unit::Amount,
        "How busy agents are: not measured.",
    ),
    yes(
        "open_backlog",
        Unit::Amount,
        "Open conversations of the channel.",
    ),
    yes(
        "overtaking_change",
        Unit::Change,
        "How often its work overtook something more urgent, against as long before.",
    ),
    yes(
        "promises_kept",
        Unit::Share,
        "Promises of the channel that were kept, of those that are decided.",
    ),
    yes(
        "satisfaction_loss",
        Unit::Share,
        "How much smaller the share of satisfied people is than as long before.",
    ),
    yes(
        "told_reached",
        Unit::Share,
        "Of those who used the channel in the 90 days before the step, those to whom somebody has written since.",
    ),
    yes(
        "unsolved_change",
        Unit::Change,
        "Resolved conversations of all channels that had to be opened again, against as long before.",
    ),
    yes(
        "urgent_elsewhere_p90_change",
        Unit::Change,
        "The wait of urgent matters in other channels that nine of ten stay below, against as long before.",
    ),
    yes(
        "volume_of_before",
        Unit::Amount,
        "New conversations a day, over those of the 28 days before the step.",
    ),
    yes(
        "wrote_again_elsewhere",
        Unit::Share,
        "Of those who used the channel before and wrote by another since, those who had to write there twice.",
    ),
];
