//! Probes: the program comes to its own doors as a customer would (N10 of the dead-end audit), and looks at things elsewhere
//! that a plan says have changed. Here is what is expected and what what was seen means; nothing here fetches anything.

mod elsewhere;

pub use elsewhere::{Elsewhere, Site, elsewhere};

use crate::door::Landing;
use crate::{HelpCenterId, Millis};
use serde::{Deserialize, Serialize};

const HOUR_MS: Millis = 60 * 60 * 1000;
/// A door is tried again after so long: well before a probe is too old to say anything ([`crate::dead_end`]).
pub const EVERY_MS: Millis = 20 * HOUR_MS;
/// A door that is younger is still being set up: it is tried only when somebody asks.
pub const SETTLED_MS: Millis = HOUR_MS;
/// A letter that has not come in by then has not arrived.
pub const LETTER_MS: Millis = 15 * 60 * 1000;
/// A door whose look failed is tried once more so soon: a restart or an error of a moment is no dead end.
pub const AGAIN_MS: Millis = 5 * 60 * 1000;
/// What was begun so long ago and did not end was cut off by a crash: it is begun again.
pub const CUT_OFF_MS: Millis = 5 * 60 * 1000;
/// Characters of what is kept of what was seen.
pub const SEEN_MAX: usize = 300;

/// The way in which a door is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// A letter is sent and comes in.
    Mail,
    /// The page is fetched, and something is sent by it.
    Form,
    /// Loader, frame, configuration and session are fetched.
    Widget,
    /// The list of ways is fetched.
    Contact,
}

impl Way {
    /// The word in the table and in the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Form => "form",
            Self::Widget => "widget",
            Self::Contact => "contact",
        }
    }

    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        let all = [Self::Mail, Self::Form, Self::Widget, Self::Contact];
        all.into_iter().find(|w| w.word() == word)
    }
}

/// Where a door is, as a customer finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    Address(String),
    Form {
        center: HelpCenterId,
        slug: String,
    },
    /// A site that may show it, and its key.
    Widget {
        key: String,
        site: String,
    },
    Contact {
        center: HelpCenterId,
    },
}

impl Place {
    #[must_use]
    pub fn way(&self) -> Way {
        match self {
            Self::Address(_) => Way::Mail,
            Self::Form { .. } => Way::Form,
            Self::Widget { .. } => Way::Widget,
            Self::Contact { .. } => Way::Contact,
        }
    }
}

/// One look at a door, as far as it tells when the next is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tried {
    pub asked: Millis,
    /// When it ended without having passed.
    pub failed: Option<Millis>,
}

/// Whether a door is tried now, by itself: `tried` are its looks, the newest first.
#[must_use]
pub fn is_due(made: Millis, tried: &[Tried], now: Millis) -> bool {
    let Some(last) = tried.first() else {
        return now.saturating_sub(made) >= SETTLED_MS;
    };
    let once_more = last.failed.is_some_and(|at| {
        let before = tried.get(1).and_then(|t| t.failed);
        let is_first = before.is_none_or(|b| last.asked.saturating_sub(b) >= HOUR_MS);
        is_first && now.saturating_sub(at) >= AGAIN_MS
    });
    once_more || now.saturating_sub(last.asked) >= EVERY_MS
}

/// A letter that was begun and has not come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnItsWay {
    pub begun: Millis,
    /// It has left by the outgoing mail of the house.
    pub sent: bool,
    /// Mail that came in its time is still to be read: it may be among it.
    pub unread: bool,
}

/// What is done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Late {
    Wait,
    /// Whoever began it was gone before it left.
    Again,
    Failed,
}

/// `since` is since when whoever asks has been there: while nobody was, no letter could come in.
#[must_use]
pub fn late(letter: OnItsWay, since: Millis, now: Millis) -> Late {
    if letter.begun < since && !letter.sent {
        return Late::Again;
    }
    let waited = now.saturating_sub(letter.begun.max(since));
    // A clock of another node may be ahead by a little.
    match (-LETTER_MS..LETTER_MS).contains(&waited) || letter.unread {
        true => Late::Wait,
        false => Late::Failed,
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub passed: bool,
    /// For a person, in one sentence.
    pub seen: String,
}

impl Verdict {
    #[must_use]
    pub fn passed(seen: impl Into<String>) -> Self {
        Self {
            passed: true,
            seen: line(&seen.into()),
        }
    }

    #[must_use]
    pub fn failed(seen: impl Into<String>) -> Self {
        Self {
            passed: false,
            seen: line(&seen.into()),
        }
    }
}

/// One line of bounded length: much of what is seen was written by others.
fn line(text: &str) -> String {
    let clean = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let clean: String = clean.take(SEEN_MAX).collect();
    clean.trim().to_owned()
}

/// What the page of a form has to show to whoever only looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    Form,
    /// Only the ways on, for a while or for this one.
    Ways,
    /// The same for good: 410.
    Gone,
    /// It leads to the form that follows.
    Next,
}

impl Shows {
    /// From what `door::resolve` says of somebody who looks; `gone` as `door::is_gone`, `next`: the successor has a page here.
    #[must_use]
    pub fn of(landing: &Landing, gone: bool, next: bool) -> Self {
        match landing {
            Landing::Redirected { .. } if gone && next => Self::Next,
            Landing::Redirected { .. } | Landing::Signpost | Landing::DeadEnd if gone => Self::Gone,
            Landing::Signpost | Landing::DeadEnd | Landing::Refused => Self::Ways,
            Landing::Continue(_)
            | Landing::Queue { .. }
            | Landing::Redirected { .. }
            | Landing::KeptWithoutSuccessor { .. } => Self::Form,
        }
    }
}

/// A page as it was fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    pub status: u16,
    /// It holds a form with what a post needs.
    pub form: bool,
    /// It leads elsewhere.
    pub leads: bool,
}

/// Whether the page shows what it has to.
///
/// # Errors
/// What was seen instead.
pub fn page(shows: Shows, seen: Page) -> Result<(), Verdict> {
    let right = match shows {
        Shows::Form => seen.status == 200 && seen.form,
        Shows::Ways => seen.status == 200 && !seen.form,
        Shows::Gone => seen.status == 410 && !seen.form,
        Shows::Next => (300..400).contains(&seen.status) && seen.leads,
    };
    if right {
        return Ok(());
    }
    let wanted = match shows {
        Shows::Form => "a form",
        Shows::Ways => "the other ways, and no form",
        Shows::Gone => "that it is gone (410), with the other ways",
        Shows::Next => "the way to the form that follows",
    };
    let status = seen.status;
    let with = if seen.form {
        "with a form"
    } else {
        "without a form"
    };
    Err(Verdict::failed(format!(
        "The page should show {wanted}, and answered HTTP {status} {with}."
    )))
}

/// Whether the list of ways leads to what it has to: `ways` are the ends of links, each from a `/` or a scheme on.
#[must_use]
pub fn contact(status: u16, page: &str, ways: &[String]) -> Verdict {
    if status != 200 {
        return Verdict::failed(format!("The page answered HTTP {status}."));
    }
    let links: Vec<String> = links(page).collect();
    match ways.iter().find(|w| !links.iter().any(|l| leads(l, w))) {
        Some(missing) => {
            Verdict::failed(format!("The page does not name {missing}, which is open."))
        }
        None if ways.is_empty() => Verdict::passed("The page is there; no way is open now."),
        None => Verdict::passed(format!(
            "The page is there and names what is open ({}).",
            ways.len()
        )),
    }
}

/// What the links of a page of ours say, which are all written the same way.
fn links(page: &str) -> impl Iterator<Item = String> {
    let values = page.split("href=\"").skip(1);
    let values = values.filter_map(|after| after.split_once('"'));
    values.map(|(value, _)| value.replace("&quot;", "\"").replace("&amp;", "&"))
}

/// To that very place: the end of a path from a slash on, or the whole of it.
fn leads(link: &str, way: &str) -> bool {
    let place = link.split(['?', '#']).next().unwrap_or_default();
    link == way || place == way || (way.starts_with('/') && place.ends_with(way))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(status: u16, form: bool) -> Page {
        Page {
            status,
            form,
            leads: (300..400).contains(&status),
        }
    }

    fn tried(asked: Millis, failed: Option<Millis>) -> Tried {
        Tried { asked, failed }
    }

    #[test]
    fn a_door_is_tried_once_it_is_settled_and_then_before_a_day_is_over() {
        assert!(!is_due(0, &[], SETTLED_MS - 1));
        assert!(is_due(0, &[], SETTLED_MS));
        let passed = [tried(SETTLED_MS, None)];
        assert!(!is_due(0, &passed, SETTLED_MS + EVERY_MS - 1));
        assert!(is_due(0, &passed, SETTLED_MS + EVERY_MS));
        const { assert!(EVERY_MS < 24 * HOUR_MS) };
    }

    #[test]
    fn a_look_that_failed_is_tried_once_more_after_some_minutes() {
        let first = [tried(EVERY_MS, Some(EVERY_MS + 10)), tried(0, None)];
        assert!(!is_due(0, &first, EVERY_MS + 10 + AGAIN_MS - 1));
        assert!(is_due(0, &first, EVERY_MS + 10 + AGAIN_MS));
        let second = [tried(AGAIN_MS, Some(AGAIN_MS + 1)), tried(0, Some(1))];
        assert!(!is_due(0, &second, 2 * HOUR_MS), "once");
        assert!(is_due(0, &second, AGAIN_MS + EVERY_MS));
        let next_day = [tried(EVERY_MS, Some(EVERY_MS + 1)), tried(0, Some(1))];
        assert!(is_due(0, &next_day, EVERY_MS + 1 + AGAIN_MS));
    }

    #[test]
    fn a_letter_is_late_only_when_somebody_was_there_to_take_it_in() {
        let letter = OnItsWay {
            begun: 1_000,
            sent: true,
            unread: false,
        };
        let at = |since, ms| late(letter, since, ms);
        assert_eq!(at(0, 1_000 + LETTER_MS - 1), Late::Wait);
        assert_eq!(at(0, 1_000 + LETTER_MS), Late::Failed);
        let up = 50 * HOUR_MS;
        assert_eq!(at(up, up + LETTER_MS - 1), Late::Wait, "nobody was there");
        assert_eq!(at(up, up + LETTER_MS), Late::Failed);
        let unread = OnItsWay {
            unread: true,
            ..letter
        };
        assert_eq!(late(unread, 0, 1_000 + LETTER_MS), Late::Wait);
        let unsent = OnItsWay {
            sent: false,
            ..letter
        };
        assert_eq!(late(unsent, 2_000, 2_001), Late::Again, "cut off");
        assert_eq!(late(unsent, 0, 1_000 + LETTER_MS), Late::Failed);
    }

    #[test]
    fn a_page_has_to_show_what_the_door_says() {
        let queue = Landing::Queue { team: None };
        let on = Landing::Redirected { team: None };
        let cases = [
            (Shows::of(&queue, false, false), seen(200, true)),
            (
                Shows::of(&Landing::Signpost, false, false),
                seen(200, false),
            ),
            (Shows::of(&Landing::Signpost, true, false), seen(410, false)),
            (Shows::of(&on, true, false), seen(410, false)),
            (Shows::of(&on, true, true), seen(307, false)),
            // Paused: who has come may write all the same.
            (Shows::of(&on, false, true), seen(200, true)),
        ];
        for (at, (shows, right)) in cases.iter().enumerate() {
            assert_eq!(page(*shows, *right), Ok(()), "{at}");
            for wrong in [seen(500, false), seen(404, false), seen(500, true)] {
                assert!(!page(*shows, wrong).expect_err("wrong").passed, "{at}");
            }
        }
        let empty = page(Shows::Form, seen(200, false)).expect_err("no form");
        assert!(empty.seen.contains("without a form"), "{}", empty.seen);
    }

    #[test]
    fn a_list_of_ways_that_leaves_one_out_fails_and_says_which() {
        let ways = ["mailto:help@a.example".to_owned(), "/en/f/ask".to_owned()];
        let page =
            "<a href=\"/help/x/en/f/ask?topic=1\">Ask</a> <a href=\"mailto:help@a.example\">";
        assert!(contact(200, page, &ways).passed);
        let less = contact(200, "<a href=\"/en/f/ask\"> help@a.example", &ways);
        assert!(!less.passed && less.seen.contains("help@a.example"));
        assert!(!contact(503, page, &ways).passed);
        assert!(contact(200, "", &[]).passed);
    }

    #[test]
    fn a_way_is_named_by_its_whole_link_and_not_by_the_beginning_of_another() {
        let way = ["/f/help".to_owned()];
        assert!(!contact(200, "<a href=\"/en/f/help-desk\">", &way).passed);
        assert!(!contact(200, "/f/help", &way).passed, "no link");
        assert!(contact(200, "<a class=\"x\" href=\"/en/f/help\">", &way).passed);
        let mail = ["mailto:a&b@a.example".to_owned()];
        let page = "<a href=\"mailto:a&amp;b@a.example\">";
        assert!(contact(200, page, &mail).passed);
        assert!(!contact(200, "<a href=\"mailto:xa&amp;b@a.example\">", &mail).passed);
    }

    #[test]
    fn what_was_seen_is_one_short_line() {
        let long = Verdict::failed("a\r\n".repeat(1_000)).seen;
        assert!(long.chars().count() <= SEEN_MAX && !long.contains('\n'));
    }
}
