//! The tables of a report as CSV, and what the parts of a report are called outside.

use crate::http::csv;
use desk::figures::Reported;
use domain::figures::{Curve, Dimension, Key, Measure, Times, Totals};
use domain::hours::date_of_day;
use domain::{AgentId, ChannelId, TeamId, TopicId};

/// How one table becomes a file.
pub type Table = fn(&Reported) -> String;

/// Every file, by its name.
pub const FILES: [(&str, Table); 5] = [
    ("sums.csv", sums),
    ("days.csv", days),
    ("parts.csv", parts),
    ("hours.csv", hours),
    ("times.csv", times),
];

#[must_use]
pub fn named(file: &str) -> Option<Table> {
    FILES
        .iter()
        .find(|(name, _)| *name == file)
        .map(|(_, t)| *t)
}

/// The word of a part: an id with its prefix, an hour, an urgency, `none` or `others`.
#[must_use]
pub fn word_of(by: Dimension, key: Key) -> String {
    match (key, by) {
        (Key::None, _) => "none".to_owned(),
        (Key::Others, _) => "others".to_owned(),
        (Key::Hour(hour), _) => hour.to_string(),
        (Key::Urgency(urgency), _) => urgency.word().to_owned(),
        (Key::Id(id), Dimension::Channel) => ChannelId(id).to_string(),
        (Key::Id(id), Dimension::Team) => TeamId(id).to_string(),
        (Key::Id(id), Dimension::Topic) => TopicId(id).to_string(),
        (Key::Id(id), _) => AgentId(id).to_string(),
    }
}

/// The part of a word; `None` for what is no part of this dimension.
#[must_use]
pub fn key_of(by: Dimension, word: &str) -> Option<Key> {
    Some(match (word, by) {
        ("none", _) => Key::None,
        ("others", _) => Key::Others,
        (_, Dimension::Hour) => Key::Hour(word.parse().ok().filter(|h| *h < 24)?),
        (_, Dimension::Urgency) => {
            Key::Urgency(serde_json::from_value(serde_json::Value::from(word)).ok()?)
        }
        (_, Dimension::Channel) => Key::Id(word.parse::<ChannelId>().ok()?.0),
        (_, Dimension::Team) => Key::Id(word.parse::<TeamId>().ok()?.0),
        (_, Dimension::Topic) => Key::Id(word.parse::<TopicId>().ok()?.0),
        (_, Dimension::Agent) => Key::Id(word.parse::<AgentId>().ok()?.0),
    })
}

/// What a part is called; empty for those that have no name of their own.
#[must_use]
pub fn name_of(reported: &Reported, key: Key) -> Option<String> {
    match key {
        Key::Id(id) => reported.names.get(&id).cloned(),
        _ => None,
    }
}

fn some(n: Option<i64>) -> String {
    n.map(|n| n.to_string()).unwrap_or_default()
}

fn heads() -> Vec<String> {
    let mut heads: Vec<String> = Measure::ALL.iter().map(|m| m.word().to_owned()).collect();
    for span in ["first_response", "next_response", "resolution"] {
        for what in [
            "n",
            "ended",
            "median_s",
            "median_low_s",
            "median_high_s",
            "p90_s",
        ] {
            heads.push(format!("{span}_{what}"));
        }
    }
    heads
}

fn cells(totals: &Totals) -> Vec<String> {
    let mut cells: Vec<String> = Measure::ALL
        .iter()
        .map(|m| totals.count.of(*m).to_string())
        .collect();
    for t in [
        &totals.first_response,
        &totals.next_response,
        &totals.resolution,
    ] {
        let Times {
            n,
            ended,
            median_s,
            between_s: (low, high),
            most_s,
        } = t;
        cells.extend([n.to_string(), ended.to_string()]);
        cells.extend([*median_s, *low, *high, *most_s].map(some));
    }
    cells
}

fn sums(r: &Reported) -> String {
    let head = ["from", "to"].into_iter().map(str::to_owned).chain(heads());
    let mut out = csv::line(&head.collect::<Vec<_>>());
    let periods = [
        (Some(r.days), Some(&r.report.totals)),
        (r.before, r.report.before.as_ref()),
    ];
    for (days, totals) in periods {
        if let (Some(days), Some(totals)) = (days, totals) {
            let row = [days.from.to_string(), days.to.to_string()];
            out += &csv::line(&row.into_iter().chain(cells(totals)).collect::<Vec<_>>());
        }
    }
    out
}

fn days(r: &Reported) -> String {
    let mut out = csv::line(&["day", "arrived", "resolutions", "reopened", "backlog"]);
    for d in &r.report.days {
        let day = date_of_day(d.day)
            .map(|d| d.to_string())
            .unwrap_or_default();
        let backlog = d.backlog.map(|b| b.to_string()).unwrap_or_default();
        let row = [
            day,
            d.arrived.to_string(),
            d.resolutions.to_string(),
            d.reopened.to_string(),
            backlog,
        ];
        out += &csv::line(&row);
    }
    out
}

/// Needs a dimension; without one there is only the head.
fn parts(r: &Reported) -> String {
    let head = ["part", "name"]
        .into_iter()
        .map(str::to_owned)
        .chain(heads());
    let mut out = csv::line(&head.collect::<Vec<_>>());
    let Some(by) = r.by else { return out };
    for group in &r.report.groups {
        let row = [
            word_of(by, group.key),
            name_of(r, group.key).unwrap_or_default(),
        ];
        out += &csv::line(
            &row.into_iter()
                .chain(cells(&group.totals))
                .collect::<Vec<_>>(),
        );
    }
    out
}

fn hours(r: &Reported) -> String {
    let mut out = csv::line(&["weekday", "hour", "arrived"]);
    for (weekday, day) in r.report.heat.iter().enumerate() {
        for (hour, n) in day.iter().enumerate() {
            // ISO 8601: Monday is 1.
            out += &csv::line(&[(weekday + 1).to_string(), hour.to_string(), n.to_string()]);
        }
    }
    out
}

fn times(r: &Reported) -> String {
    let mut out = csv::line(&["what", "after_s", "share_not_yet", "low", "high", "at_risk"]);
    let mut curve = |what: &str, curve: &Curve| {
        for s in curve.thinned(1000) {
            let shares = [s.share, s.low, s.high].map(|v| format!("{v:.4}"));
            let [share, low, high] = shares;
            out += &csv::line(&[
                what.to_owned(),
                s.after_s.to_string(),
                share,
                low,
                high,
                s.at_risk.to_string(),
            ]);
        }
    };
    curve("first_response", &r.report.first_response);
    curve("next_response", &r.report.next_response);
    curve("resolution", &r.report.resolution);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn every_part_is_found_by_its_word() {
        use domain::conversation::Urgency;
        let id = Key::Id(Uuid::from_u128(77));
        for (by, key) in [
            (Dimension::Channel, id),
            (Dimension::Team, id),
            (Dimension::Topic, id),
            (Dimension::Agent, id),
            (Dimension::Agent, Key::Others),
            (Dimension::Team, Key::None),
            (Dimension::Hour, Key::Hour(23)),
            (Dimension::Urgency, Key::Urgency(Urgency::Urgent)),
        ] {
            assert_eq!(key_of(by, &word_of(by, key)), Some(key));
        }
        assert_eq!(key_of(Dimension::Hour, "24"), None);
        assert_eq!(
            key_of(Dimension::Team, &ChannelId(Uuid::nil()).to_string()),
            None
        );
    }
}
