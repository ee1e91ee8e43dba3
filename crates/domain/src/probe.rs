//! Probes: the program comes to its own doors as a customer would (N10 of the dead-end audit), and looks at things elsewhere
//! that a plan says have changed. Here is what is expected and what what was seen means; nothing here fetches anything.

use crate::door::Landing;
use crate::plan;
use crate::{HelpCenterId, Millis};
use serde::{Deserialize, Serialize};

const HOUR_MS: Millis = 60 * 60 * 1000;
/// A door is tried again after so long: well before a probe is too old to say anything ([`crate::dead_end`]).
pub const EVERY_MS: Millis = 20 * HOUR_MS;
/// A door that is younger is still being set up: it is tried only when somebody asks.
pub const SETTLED_MS: Millis = HOUR_MS;
/// A letter that has not come in by then has not arrived.
pub const LETTER_MS: Millis = 15 * 60 * 1000;
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

/// Whether a door is tried now, by itself: `asked` is when it was tried last.
#[must_use]
pub fn is_due(made: Millis, asked: Option<Millis>, now: Millis) -> bool {
    match asked {
        Some(at) => now.saturating_sub(at) >= EVERY_MS,
        None => now.saturating_sub(made) >= SETTLED_MS,
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

/// Whether the list of ways names what it has to: addresses and paths of what is open now.
#[must_use]
pub fn contact(status: u16, page: &str, ways: &[String]) -> Verdict {
    if status != 200 {
        return Verdict::failed(format!("The page answered HTTP {status}."));
    }
    match ways.iter().find(|w| !page.contains(w.as_str())) {
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

/// Something elsewhere, as it was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Elsewhere {
    /// The page as it came, and as it reads without tags.
    Page {
        status: u16,
        raw: String,
        text: String,
    },
    /// Of a name in DNS.
    Records(Vec<String>),
    /// Whether a server takes mail for an address, and what it said.
    Mail { taken: bool, said: String },
}

/// Whether what a plan asked for elsewhere is done.
#[must_use]
pub fn elsewhere(asked: &plan::Probe, found: &Elsewhere) -> Verdict {
    use plan::Probe;
    match (asked, found) {
        (
            Probe::PageNames { text, .. },
            Elsewhere::Page {
                status,
                raw,
                text: read,
            },
        ) => {
            let named = stands_in(text, raw) || stands_in(text, read);
            match (is_there(*status), named) {
                (false, _) => no_page(*status),
                (true, true) => Verdict::passed(format!("The page names “{text}”.")),
                (true, false) => Verdict::failed(format!("The page does not name “{text}” yet.")),
            }
        }
        (
            Probe::PageNamesNot { text, .. },
            Elsewhere::Page {
                status,
                raw,
                text: read,
            },
        ) => {
            let named = stands_in(text, raw) || stands_in(text, read);
            match (*status, named) {
                // Whoever looks for it there finds nothing that names it.
                (404 | 410, _) => Verdict::passed("The page is gone."),
                (status, _) if !is_there(status) => no_page(status),
                (_, true) => Verdict::failed(format!("The page still names “{text}”.")),
                (_, false) => Verdict::passed(format!("The page does not name “{text}”.")),
            }
        }
        (Probe::DnsHas { name, value }, Elsewhere::Records(all)) => {
            let plain = |v: &str| v.trim().trim_end_matches('.').to_lowercase();
            match all.iter().any(|v| plain(v) == plain(value)) {
                true => Verdict::passed(format!("{name} has that record.")),
                false => Verdict::failed(format!("{name} does not have that record yet.")),
            }
        }
        (Probe::MailIsTaken { address }, Elsewhere::Mail { taken, said }) => match taken {
            true => Verdict::passed(format!("Mail for {address} is taken.")),
            false => Verdict::failed(format!("Mail for {address} is not taken: {said}")),
        },
        _ => Verdict::failed("Something else was looked at than was asked for."),
    }
}

fn is_there(status: u16) -> bool {
    (200..300).contains(&status)
}

fn no_page(status: u16) -> Verdict {
    Verdict::failed(format!("The page answered HTTP {status}."))
}

/// Whatever the case, and however the words are set.
fn stands_in(text: &str, page: &str) -> bool {
    let plain = |t: &str| {
        t.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase()
    };
    let text = plain(text);
    !text.is_empty() && plain(page).contains(&text)
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

    #[test]
    fn a_door_is_tried_once_it_is_settled_and_then_before_a_day_is_over() {
        assert!(!is_due(0, None, SETTLED_MS - 1));
        assert!(is_due(0, None, SETTLED_MS));
        assert!(!is_due(0, Some(SETTLED_MS), SETTLED_MS + EVERY_MS - 1));
        assert!(is_due(0, Some(SETTLED_MS), SETTLED_MS + EVERY_MS));
        const { assert!(EVERY_MS < 24 * HOUR_MS) };
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
        let ways = ["help@a.example".to_owned(), "/en/f/ask".to_owned()];
        let page = "<a href=\"/help/x/en/f/ask\">Ask</a> help@a.example";
        assert!(contact(200, page, &ways).passed);
        let less = contact(200, "<a href=\"/en/f/ask\">", &ways);
        assert!(!less.passed && less.seen.contains("help@a.example"));
        assert!(!contact(503, page, &ways).passed);
        assert!(contact(200, "", &[]).passed);
    }

    fn names(text: &str) -> plan::Probe {
        plan::Probe::PageNames {
            url: "https://a.example".into(),
            text: text.into(),
        }
    }

    fn names_not(text: &str) -> plan::Probe {
        plan::Probe::PageNamesNot {
            url: "https://a.example".into(),
            text: text.into(),
        }
    }

    fn fetched(status: u16, raw: &str, text: &str) -> Elsewhere {
        Elsewhere::Page {
            status,
            raw: raw.into(),
            text: text.into(),
        }
    }

    #[test]
    fn a_page_elsewhere_names_something_in_its_words_or_in_its_links() {
        let page = fetched(
            200,
            "<a href='mailto:Old@a.example'>write</a> to\n<b>our  desk</b>",
            "write to our desk",
        );
        for there in ["old@a.example", "Our desk", "to our desk"] {
            assert!(elsewhere(&names(there), &page).passed, "{there}");
            assert!(!elsewhere(&names_not(there), &page).passed, "{there}");
        }
        assert!(elsewhere(&names_not("new@a.example"), &page).passed);
        assert!(!elsewhere(&names("new@a.example"), &page).passed);
    }

    #[test]
    fn a_page_that_is_gone_names_nothing_and_one_that_is_broken_says_nothing() {
        assert!(elsewhere(&names_not("x"), &fetched(404, "", "")).passed);
        assert!(elsewhere(&names_not("x"), &fetched(410, "x", "x")).passed);
        assert!(!elsewhere(&names_not("x"), &fetched(500, "", "")).passed);
        assert!(!elsewhere(&names_not("x"), &fetched(302, "", "")).passed);
        assert!(!elsewhere(&names("x"), &fetched(500, "x", "x")).passed);
        assert!(!elsewhere(&names(" "), &fetched(200, "x", "x")).passed);
    }

    #[test]
    fn a_record_is_there_however_it_ends_and_what_was_seen_is_one_short_line() {
        let has = plan::Probe::DnsHas {
            name: "a.example".into(),
            value: "mx.b.example.".into(),
        };
        let all = Elsewhere::Records(vec!["MX.b.example".into()]);
        assert!(elsewhere(&has, &all).passed);
        assert!(!elsewhere(&has, &Elsewhere::Records(Vec::new())).passed);
        assert!(!elsewhere(&has, &fetched(200, "", "")).passed);
        let long = Verdict::failed("a\r\n".repeat(1_000)).seen;
        assert!(long.chars().count() <= SEEN_MAX && !long.contains('\n'));
    }
}
