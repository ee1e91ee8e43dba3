//! How promises went, of a period: by channel and urgency, and by day.

use super::{Basis, ENOUGH, Score, Stated, Wait};
use crate::conversation::Urgency;
use crate::{ChannelId, Millis};
use std::collections::BTreeMap;

/// A promise and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    pub channel: ChannelId,
    pub urgency: Urgency,
    /// On which it was made.
    pub day: i64,
    pub basis: Basis,
    pub made_at: Millis,
    /// As it was told.
    pub almost_always_at: Millis,
    /// Before words rounded it.
    pub wait: Option<Wait>,
    pub answered_at: Option<Millis>,
    /// When the customer stopped waiting without an answer.
    pub gone_at: Option<Millis>,
}

impl Line {
    /// Kept as it was told, broken, or neither yet: who went in time was promised nothing any more.
    fn kept(&self, now: Millis) -> Option<bool> {
        let late = self.gone_at.unwrap_or(now) > self.almost_always_at;
        match self.answered_at {
            Some(at) => Some(at <= self.almost_always_at),
            None => late.then_some(false),
        }
    }

    /// Of those who were told "almost always", by numbers.
    fn stated(&self) -> Option<Stated> {
        let wait = self.wait.filter(|_| self.basis != Basis::Target)?;
        let answered = self.answered_at?;
        Some(Stated {
            usually_ms: wait.usually_ms,
            almost_always_ms: wait.almost_always_ms,
            waited_ms: Some((answered - self.made_at).max(0)),
        })
    }
}

/// How many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kept {
    pub n: i64,
    pub kept: i64,
}

impl Kept {
    pub fn add(&mut self, line: &Line, now: Millis) {
        if let Some(kept) = line.kept(now) {
            self.n += 1;
            self.kept += i64::from(kept);
        }
    }

    /// Takes in those of another channel.
    pub fn join(&mut self, other: Self) {
        self.n += other.n;
        self.kept += other.kept;
    }

    /// In whole percent, rounded down; `None` of nothing.
    #[must_use]
    pub fn percent(&self) -> Option<i64> {
        (self.n > 0).then(|| self.kept * 100 / self.n)
    }

    /// The same where there are enough to say it.
    #[must_use]
    pub fn told(self) -> Option<Self> {
        (self.n >= i64::try_from(ENOUGH).unwrap_or(i64::MAX)).then_some(self)
    }
}

/// Of one channel and urgency.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub channel: ChannelId,
    pub urgency: Urgency,
    pub kept: Kept,
    /// Of those who were told a 90th percentile and answered.
    pub score: Score,
    /// Median of what lies between usually and almost always.
    pub width_median_ms: Option<Millis>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    pub day: i64,
    pub n: i64,
    pub covered: i64,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tallied {
    pub rows: Vec<Row>,
    /// Of those who were told a 90th percentile and answered, by the day of the promise.
    pub days: Vec<Day>,
}

#[must_use]
pub fn tally(lines: impl IntoIterator<Item = Line>, now: Millis) -> Tallied {
    let mut rows: BTreeMap<(ChannelId, Urgency), (Kept, Score, Vec<Millis>)> = BTreeMap::new();
    let mut days: BTreeMap<i64, Score> = BTreeMap::new();
    for line in lines {
        let (kept, score, widths) = rows.entry((line.channel, line.urgency)).or_default();
        kept.add(&line, now);
        if let Some(stated) = line.stated() {
            score.add(stated);
            widths.push((stated.almost_always_ms - stated.usually_ms).max(0));
            days.entry(line.day).or_default().add(stated);
        }
    }
    let row = |((channel, urgency), (kept, score, mut widths)): (_, (_, _, Vec<Millis>))| {
        widths.sort_unstable();
        Row {
            channel,
            urgency,
            kept,
            score,
            width_median_ms: widths.get(widths.len() / 2).copied(),
        }
    };
    let day = |(day, score): (i64, Score)| Day {
        day,
        n: score.n,
        covered: score.almost_always,
    };
    Tallied {
        rows: rows.into_iter().map(row).collect(),
        days: days.into_iter().map(day).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(answered_at: Option<Millis>) -> Line {
        Line {
            channel: ChannelId(uuid::Uuid::nil()),
            urgency: Urgency::Normal,
            day: 3,
            basis: Basis::Forward,
            made_at: 100,
            almost_always_at: 250,
            wait: Some(Wait::of(40, 120)),
            answered_at,
            gone_at: None,
        }
    }

    #[test]
    fn kept_is_by_the_words_and_covered_by_the_number() {
        // Answered after 130: later than the number, earlier than what it was rounded up to.
        let t = tally([line(Some(230)), line(Some(150)), line(Some(251))], 300);
        let row = &t.rows[0];
        assert_eq!((row.kept.n, row.kept.kept), (3, 2));
        assert_eq!((row.score.n, row.score.almost_always), (3, 1));
        assert_eq!(row.width_median_ms, Some(80));
        let days = [Day {
            day: 3,
            n: 3,
            covered: 1,
        }];
        assert_eq!(t.days, days);
    }

    #[test]
    fn a_promise_is_broken_when_its_time_is_over_unless_nobody_waits_any_more() {
        let count = |l: Line, now| {
            let mut kept = Kept::default();
            kept.add(&l, now);
            (kept.n, kept.kept)
        };
        assert_eq!(count(line(None), 250), (0, 0));
        assert_eq!(count(line(None), 251), (1, 0));
        let went = Line {
            gone_at: Some(200),
            ..line(None)
        };
        assert_eq!(count(went, 999), (0, 0));
        let waited = Line {
            gone_at: Some(260),
            ..went
        };
        assert_eq!(count(waited, 999), (1, 0));
    }

    #[test]
    fn an_aim_was_no_ninetieth_percentile() {
        let aim = Line {
            basis: Basis::Target,
            ..line(Some(150))
        };
        let t = tally([aim], 300);
        assert_eq!((t.rows[0].kept.n, t.rows[0].score.n), (1, 0));
        assert_eq!((t.rows[0].width_median_ms, t.days.len()), (None, 0));
        assert_eq!(Kept { n: 19, kept: 19 }.told(), None);
        assert_eq!(Kept { n: 20, kept: 19 }.percent(), Some(95));
    }
}
