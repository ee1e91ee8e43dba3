//! A finding as somebody would live it: "Tue 22:10, Spanish, text only: help@… -> closed text -> form -> …".

use super::ground::Ground;
use super::house::Failure;
use super::walk::{End, Walk, Why};
use crate::DoorId;
use crate::door::{
    TEXT_ACKNOWLEDGEMENT, TEXT_ALTERNATIVES, TEXT_ANNOUNCEMENT, TEXT_CLOSED, TEXT_MESSAGE,
    TEXT_PAUSED, TEXT_SIGNPOST,
};
use serde::{Deserialize, Serialize};

/// The first who meets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witness {
    /// Place in the house's list; so is `kind`.
    pub slot: usize,
    pub kind: usize,
    pub failure: Failure,
    pub steps: Vec<Step>,
    pub end: End,
    /// In English, for the console's list, the command line and logs.
    pub sentence: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub door: DoorId,
    pub label: String,
    /// Keys of the texts that they are told there.
    pub texts: Vec<String>,
}

impl Ground<'_> {
    pub fn witness(&self, walk: &Walk, kind: usize, slot: usize) -> Witness {
        let house = self.index.house;
        let step = |&(door, stop): &(usize, usize)| Step {
            door: house.doors[door].id,
            label: house.doors[door].label.clone(),
            texts: self.stops.all[stop].texts.clone(),
        };
        let steps: Vec<Step> = walk.path.iter().map(step).collect();
        let back = walk.back_to.map(|d| house.doors[d].label.as_str());
        let mut words: Vec<String> = Vec::new();
        for step in &steps {
            words.push(step.label.clone());
            words.extend(
                step.texts
                    .iter()
                    .filter_map(|t| named(t))
                    .map(str::to_owned),
            );
        }
        words.push(last_word(walk.end, back));
        let holiday = &house.slots[slot].holiday;
        let when = holiday
            .as_ref()
            .map_or(String::new(), |h| format!(" ({h})"));
        let sentence = format!(
            "{}{when}, {}: {}",
            house.slots[slot].name,
            house.kinds[kind].name,
            words.join(" -> ")
        );
        Witness {
            slot,
            kind,
            failure: self.failure,
            steps,
            end: walk.end,
            sentence,
        }
    }
}

/// A receipt is nothing to tell.
fn named(text: &str) -> Option<&str> {
    match text {
        TEXT_ACKNOWLEDGEMENT => None,
        TEXT_CLOSED => Some("closed text"),
        TEXT_PAUSED => Some("paused text"),
        TEXT_SIGNPOST => Some("signpost"),
        TEXT_ANNOUNCEMENT => Some("announcement"),
        TEXT_ALTERNATIVES => Some("other ways first"),
        TEXT_MESSAGE => Some("nobody here"),
        other => Some(other),
    }
}

fn last_word(end: End, back: Option<&str>) -> String {
    match (end, back) {
        (End::Human, _) => "a person".to_owned(),
        (End::Promise | End::SelfService, _) => "a promise".to_owned(),
        (End::DeadEnd(Why::Circle), Some(door)) => format!("back to {door}"),
        (End::DeadEnd(Why::Circle), None) => "redirected in a circle".to_owned(),
        (End::DeadEnd(Why::Nothing), _) => "nothing".to_owned(),
        (End::DeadEnd(Why::TooManyChoices), _) => "too many choices".to_owned(),
        (End::DeadEnd(Why::NothingPromised), _) => "kept, nothing promised".to_owned(),
        (End::DeadEnd(Why::Away(failure)), _) => away(failure).to_owned(),
    }
}

fn away(failure: Failure) -> &'static str {
    match failure {
        Failure::MailHostAway => "the mail host is away",
        Failure::CarrierAway => "the carrier is away",
        Failure::ModelAway => "the model is away",
        Failure::NoAgent => "nobody is there",
        Failure::None => "nothing",
    }
}
