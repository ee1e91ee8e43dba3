//! Things elsewhere that a plan asks for: whether what was fetched shows that they are done.

use super::Verdict;
use crate::plan::Probe;

/// Something elsewhere, as it was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Elsewhere {
    Page(Site),
    /// Of a name in DNS; not `whole`: some question about it was not answered.
    Records {
        all: Vec<String>,
        whole: bool,
    },
    /// Whether a server takes mail for an address, and how that was seen, or what it said.
    Mail {
        taken: bool,
        said: String,
    },
}

/// The page as it came, and as it reads without tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    pub status: u16,
    pub raw: String,
    pub text: String,
    /// All of it was read, in the letters it was written in: what it does not name here it does not name.
    pub whole: bool,
}

/// Whether what a plan asked for elsewhere is done.
#[must_use]
pub fn elsewhere(asked: &Probe, found: &Elsewhere) -> Verdict {
    match (asked, found) {
        (Probe::PageNames { text, .. }, Elsewhere::Page(page)) => named(page, text),
        (Probe::PageNamesNot { text, .. }, Elsewhere::Page(page)) => not_named(page, text),
        (Probe::DnsHas { name, value }, Elsewhere::Records { all, whole }) => {
            let plain = |v: &str| v.trim().trim_end_matches('.').to_lowercase();
            match (all.iter().any(|v| plain(v) == plain(value)), *whole) {
                (true, _) => Verdict::passed(format!("{name} has that record.")),
                (false, true) => Verdict::failed(format!("{name} does not have that record yet.")),
                (false, false) => Verdict::failed(format!(
                    "Not every question about {name} was answered by its name servers."
                )),
            }
        }
        (Probe::MailIsTaken { address }, Elsewhere::Mail { taken, said }) => match taken {
            true => Verdict::passed(format!("Mail for {address} is taken: {said}")),
            false => Verdict::failed(format!("Mail for {address} is not taken: {said}")),
        },
        _ => Verdict::failed("Something else was looked at than was asked for."),
    }
}

fn named(page: &Site, text: &str) -> Verdict {
    match (is_there(page.status), names(page, text)) {
        (false, _) => no_page(page.status),
        (true, true) => Verdict::passed(format!("The page names “{text}”.")),
        (true, false) => Verdict::failed(format!("The page does not name “{text}” yet.")),
    }
}

fn not_named(page: &Site, text: &str) -> Verdict {
    match page.status {
        // Whoever looks for it there finds nothing that names it.
        404 | 410 => Verdict::passed("The page is gone."),
        status if !is_there(status) => no_page(status),
        _ if names(page, text) => Verdict::failed(format!("The page still names “{text}”.")),
        _ if !page.whole => Verdict::failed(format!(
            "The page could not be read whole: it may still name “{text}”. Confirm it by hand."
        )),
        _ => Verdict::passed(format!("The page does not name “{text}”.")),
    }
}

fn is_there(status: u16) -> bool {
    (200..300).contains(&status)
}

fn no_page(status: u16) -> Verdict {
    Verdict::failed(format!("The page answered HTTP {status}."))
}

/// In its links or in its words; whatever the case, and however the words are set.
fn names(page: &Site, text: &str) -> bool {
    let plain = |t: &str| {
        t.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase()
    };
    let text = plain(text);
    let stands_in = |t: &str| plain(t).contains(&text);
    !text.is_empty() && (stands_in(&page.raw) || stands_in(&page.text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(text: &str) -> Probe {
        Probe::PageNames {
            url: "https://a.example".into(),
            text: text.into(),
        }
    }

    fn asks_not(text: &str) -> Probe {
        Probe::PageNamesNot {
            url: "https://a.example".into(),
            text: text.into(),
        }
    }

    fn page(status: u16, raw: &str, text: &str) -> Site {
        Site {
            status,
            raw: raw.into(),
            text: text.into(),
            whole: true,
        }
    }

    fn fetched(status: u16, raw: &str, text: &str) -> Elsewhere {
        Elsewhere::Page(page(status, raw, text))
    }

    #[test]
    fn a_page_elsewhere_names_something_in_its_words_or_in_its_links() {
        let page = fetched(
            200,
            "<a href='mailto:Old@a.example'>write</a> to\n<b>our  desk</b>",
            "write to our desk",
        );
        for there in ["old@a.example", "Our desk", "to our desk"] {
            assert!(elsewhere(&asks(there), &page).passed, "{there}");
            assert!(!elsewhere(&asks_not(there), &page).passed, "{there}");
        }
        assert!(elsewhere(&asks_not("new@a.example"), &page).passed);
        assert!(!elsewhere(&asks("new@a.example"), &page).passed);
    }

    #[test]
    fn a_page_that_is_gone_names_nothing_and_one_that_is_broken_says_nothing() {
        assert!(elsewhere(&asks_not("x"), &fetched(404, "", "")).passed);
        assert!(elsewhere(&asks_not("x"), &fetched(410, "x", "x")).passed);
        assert!(!elsewhere(&asks_not("x"), &fetched(500, "", "")).passed);
        assert!(!elsewhere(&asks_not("x"), &fetched(302, "", "")).passed);
        assert!(!elsewhere(&asks("x"), &fetched(500, "x", "x")).passed);
        assert!(!elsewhere(&asks(" "), &fetched(200, "x", "x")).passed);
    }

    #[test]
    fn what_was_not_read_whole_does_not_pass_for_not_naming_something() {
        let cut = Elsewhere::Page(Site {
            whole: false,
            ..page(200, "old@a.example", "")
        });
        let seen = elsewhere(&asks_not("new@a.example"), &cut);
        assert!(!seen.passed && seen.seen.contains("read whole"), "{seen:?}");
        assert!(
            elsewhere(&asks("old@a.example"), &cut).passed,
            "it is there"
        );
    }

    #[test]
    fn a_record_is_there_however_it_ends_and_whatever_else_was_not_answered() {
        let has = Probe::DnsHas {
            name: "a.example".into(),
            value: "mx.b.example.".into(),
        };
        let found = |all: &[&str], whole| {
            let all = all.iter().map(|v| (*v).to_owned()).collect();
            elsewhere(&has, &Elsewhere::Records { all, whole })
        };
        assert!(found(&["MX.b.example"], true).passed);
        assert!(found(&["MX.b.example"], false).passed);
        assert!(!found(&[], true).passed);
        let half = found(&["other"], false);
        assert!(!half.passed && half.seen.contains("Not every question"));
        assert!(!elsewhere(&has, &fetched(200, "", "")).passed);
    }

    #[test]
    fn mail_is_taken_as_it_was_seen() {
        let asked = Probe::MailIsTaken {
            address: "new@a.example".into(),
        };
        let seen = |taken| {
            let said = "a letter came in an hour ago.".to_owned();
            elsewhere(&asked, &Elsewhere::Mail { taken, said })
        };
        assert!(seen(true).passed && seen(true).seen.contains("an hour ago"));
        assert!(!seen(false).passed);
    }
}
