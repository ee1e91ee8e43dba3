//! An answer to a survey: one score, and a line if they like. Given once, changeable for a week.

use super::Kind;
use crate::{Millis, Refusal};

const DAY_MS: Millis = 24 * 60 * 60 * 1000;
/// From asking on, so long it can be answered.
pub const OPEN_MS: Millis = 60 * DAY_MS;
/// From the first answer on, so long it can be changed.
pub const CHANGEABLE_MS: Millis = 7 * DAY_MS;
/// Characters of a comment.
pub const COMMENT_MAX: usize = 2_000;
/// Changes of one answer: more is no change of mind.
const CHANGES: i64 = 20;

/// The ask as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub kind: Kind,
    pub asked_at: Millis,
    /// The first time.
    pub answered_at: Option<Millis>,
    pub score: Option<i64>,
    pub comment: String,
    /// How often the answer was changed.
    pub changes: i64,
}

impl Asked {
    /// Whether an answer is taken (any more).
    #[must_use]
    pub fn open(&self, now: Millis) -> bool {
        match self.answered_at {
            Some(at) => now < at + CHANGEABLE_MS && self.changes < CHANGES,
            None => now < self.asked_at + OPEN_MS,
        }
    }
}

/// What is to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub score: i64,
    /// One line, without what is no text.
    pub comment: String,
    /// The time of the first answer.
    pub answered_at: Millis,
    pub first: bool,
    /// The same as before: nothing happens.
    pub same: bool,
}

/// Decides about an answer.
///
/// # Errors
/// `bad_score` off the scale, `too_long` for the comment, `too_late` when it is not taken any more.
pub fn answer(ask: &Asked, score: i64, comment: &str, now: Millis) -> Result<Answer, Refusal> {
    if !ask.kind.scale().contains(&score) {
        let (low, high) = (ask.kind.scale().start().to_owned(), *ask.kind.scale().end());
        let why = format!("Choose a number from {low} to {high}.");
        return Err(Refusal::new("bad_score", why).on("score"));
    }
    let comment = one_line(comment);
    if comment.chars().count() > COMMENT_MAX {
        return Err(Refusal::new("too_long", "This is more than 2,000 characters.").on("comment"));
    }
    let same = ask.score == Some(score) && ask.comment == comment;
    // A repeated post, or a page that was loaded again, is no change: it is never too late to say the same.
    if !same && !ask.open(now) {
        return Err(Refusal::new(
            "too_late",
            "This answer cannot be given or changed any more.",
        ));
    }
    Ok(Answer {
        score,
        comment,
        answered_at: ask.answered_at.unwrap_or(now),
        first: ask.answered_at.is_none(),
        same,
    })
}

/// Breaks become spaces; what steers a screen or hides text is taken out.
fn one_line(text: &str) -> String {
    let unseen = |c: char| matches!(c, '\u{200b}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    let spaced = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c });
    let plain: String = spaced.filter(|c| !c.is_control() && !unseen(*c)).collect();
    plain
        .split(' ')
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASKED: Millis = 1_700_000_000_000;

    fn ask() -> Asked {
        Asked {
            kind: Kind::Csat,
            asked_at: ASKED,
            answered_at: None,
            score: None,
            comment: String::new(),
            changes: 0,
        }
    }

    fn answered() -> Asked {
        Asked {
            answered_at: Some(ASKED + DAY_MS),
            score: Some(4),
            comment: "quick".to_owned(),
            ..ask()
        }
    }

    fn code(found: Result<Answer, Refusal>) -> &'static str {
        found.expect_err("a refusal").code
    }

    #[test]
    fn an_answer_is_taken_once_and_changed_for_a_week() {
        let first = answer(&ask(), 4, " quick\r\n", ASKED + DAY_MS).expect("taken");
        assert!(first.first && !first.same);
        assert_eq!((first.score, first.comment.as_str()), (4, "quick"));
        let changed = answer(&answered(), 2, "", ASKED + 7 * DAY_MS).expect("taken");
        assert!(!changed.first);
        assert_eq!(changed.answered_at, ASKED + DAY_MS, "the first time stays");
        assert_eq!(
            code(answer(&answered(), 2, "", ASKED + 8 * DAY_MS)),
            "too_late"
        );
    }

    #[test]
    fn saying_the_same_again_changes_nothing_however_late() {
        let again = answer(&answered(), 4, "quick", ASKED + 90 * DAY_MS).expect("no harm");
        assert!(again.same);
    }

    #[test]
    fn a_score_off_the_scale_and_a_mind_changed_too_often_are_refused() {
        for score in [i64::MIN, -1, 0, 6, i64::MAX] {
            assert_eq!(code(answer(&ask(), score, "", ASKED)), "bad_score");
        }
        let restless = Asked {
            changes: CHANGES,
            ..answered()
        };
        assert_eq!(code(answer(&restless, 1, "", ASKED + DAY_MS)), "too_late");
        assert_eq!(code(answer(&ask(), 1, "", ASKED + OPEN_MS)), "too_late");
    }

    #[test]
    fn a_comment_is_one_bounded_line_of_text() {
        let long = "ä".repeat(COMMENT_MAX);
        assert!(answer(&ask(), 3, &long, ASKED).is_ok());
        assert_eq!(code(answer(&ask(), 3, &(long + "x"), ASKED)), "too_long");
        let odd = answer(&ask(), 3, "a\0b\u{202e}c\u{200b}\n\n  d\u{7}", ASKED).expect("taken");
        assert_eq!(odd.comment, "abc d");
    }
}
