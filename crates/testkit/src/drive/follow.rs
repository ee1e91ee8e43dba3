//! A console that follows the feed while nodes are killed: it asks whichever node answers for what happened since its
//! position, and notes what it sees. An administrator sees every event, so positions follow each other without a gap.

use super::client::Api;
use super::soak::Shared;
use anyhow::{Context, Result};
use serde_json::Value;
use std::fmt;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

/// What a console saw.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Followed {
    pub events: u64,
    /// Positions that were passed over.
    pub lost: Vec<i64>,
    /// Positions that came twice, or after a later one.
    pub disordered: Vec<i64>,
    /// How often it was told to start anew, because more had happened than one answer holds.
    pub resets: u64,
}

impl Followed {
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.lost.is_empty() && self.disordered.is_empty()
    }
}

impl fmt::Display for Followed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let few = |list: &[i64]| format!("{} {:?}", list.len(), &list[..list.len().min(5)]);
        write!(
            f,
            "console: {} events in order, lost {}, twice or out of order {}, started anew {}",
            self.events,
            few(&self.lost),
            few(&self.disordered),
            self.resets
        )
    }
}

/// Follows until the nodes are at rest and nothing more comes.
pub(super) fn follow(shared: &Shared) -> Result<Followed> {
    let mut seen = Followed::default();
    let mut position = 0;
    let mut api: Option<Api> = None;
    loop {
        let rests = shared.rest.load(Ordering::Relaxed);
        let Some(session) = &mut api else {
            api = Api::sign_in(shared.http()).ok();
            continue;
        };
        let path = format!("/api/v1/feed/poll?position={position}&wait_ms=500");
        let Ok(frame) = session.get(&path) else {
            // Another node, from the same place, with the same session.
            if session.reconnect(shared.http()).is_err() {
                thread::sleep(Duration::from_millis(2));
            }
            continue;
        };
        let before = position;
        position = take(&frame, position, &mut seen)?;
        if rests && position == before {
            return Ok(seen);
        }
    }
}

/// Notes one answer; the position to go on from.
fn take(frame: &Value, position: i64, seen: &mut Followed) -> Result<i64> {
    let to = frame["position"].as_i64().context("no position")?;
    if frame["type"] == "reset" {
        seen.resets += 1;
        return Ok(to);
    }
    let mut at = position;
    for event in frame["events"].as_array().context("no events")? {
        let place = event["position"].as_i64().context("no position")?;
        if place <= at {
            seen.disordered.push(place);
            continue;
        }
        seen.lost.extend(at + 1..place);
        seen.events += 1;
        at = place;
    }
    seen.lost.extend(at + 1..=to);
    Ok(to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_gap_and_a_repetition_are_noticed() {
        let mut seen = Followed::default();
        let frame = |to: i64, places: &[i64]| {
            let events: Vec<Value> = places.iter().map(|p| json!({ "position": p })).collect();
            json!({ "type": "events", "position": to, "events": events })
        };
        assert_eq!(take(&frame(2, &[1, 2]), 0, &mut seen).expect("read"), 2);
        assert!(seen.is_clean());
        take(&frame(6, &[2, 3, 5]), 2, &mut seen).expect("read");
        assert_eq!((seen.lost, seen.disordered), (vec![4, 6], vec![2]));
        assert_eq!(seen.events, 4);
    }
}
