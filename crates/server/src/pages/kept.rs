//! What this process holds of the public pages: the help centers, and pages as they were drawn.
//!
//! All of it holds until the store's counter of public changes (`help`) has moved. The counter is looked at only when
//! something was committed since the last look, so a page that is asked for again costs no statement.

use super::answer::Packed;
use super::form::Crowd;
use super::pace::Paces;
use super::read;
use super::site::Center;
use crate::app::App;
use crate::http::error::ApiResult;
use domain::Millis;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A page names times and counts: drawn anew after this.
const FRESH_MS: Millis = 60_000;
/// Packed octets of pages that are kept, and how many pages.
const OCTETS: usize = 8 * 1024 * 1024;
const PAGES: usize = 2_000;

/// The public help centers as of one state of the store.
#[derive(Debug)]
pub struct Known {
    /// The counter of public changes.
    pub epoch: i64,
    pub centers: Vec<Arc<Center>>,
}

/// Held in the application, one for the process.
#[derive(Default)]
pub struct Pages {
    held: Mutex<Option<Held>>,
    drawn: Mutex<Drawn>,
    pub(super) paces: Paces,
    /// How fast forms are sent.
    pub(super) crowd: Crowd,
}

struct Held {
    /// The position of the feed at which the counter was looked at.
    position: i64,
    known: Arc<Known>,
}

#[derive(Default)]
struct Drawn {
    pages: HashMap<String, (Arc<Packed>, Stamp)>,
    octets: usize,
}

/// When a page was drawn, and of which state.
#[derive(Debug, Clone, Copy)]
struct Stamp {
    epoch: i64,
    at: Millis,
}

impl Pages {
    /// The public help centers as they stand.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn known(&self, app: &App) -> ApiResult<Arc<Known>> {
        // Before the look: what is committed during it is looked at next time.
        let position = app.db().position();
        let held = self.held();
        if let Some((at, known)) = &held
            && *at == position
        {
            return Ok(known.clone());
        }
        let before = held.map(|(_, known)| known);
        let epoch = app.db().read(async |tx| read::epoch(tx).await).await?;
        let known = match before {
            Some(known) if known.epoch == epoch => known,
            _ => {
                let console = app.console_url();
                let read = app
                    .db()
                    .read(async move |tx| read::known(tx, &console).await);
                Arc::new(read.await?)
            }
        };
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = Some(Held {
            position,
            known: known.clone(),
        });
        Ok(known)
    }

    /// As they stood at the last look.
    pub(super) fn last_known(&self) -> Option<Arc<Known>> {
        self.held().map(|(_, known)| known)
    }

    fn held(&self) -> Option<(i64, Arc<Known>)> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().map(|h| (h.position, h.known.clone()))
    }

    /// A page that was drawn of this state, and not long ago.
    pub(super) fn find(&self, key: &str, epoch: i64, now: Millis) -> Option<Arc<Packed>> {
        let drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        let (page, stamp) = drawn.pages.get(key)?;
        let holds = stamp.epoch == epoch && (0..FRESH_MS).contains(&(now - stamp.at));
        holds.then(|| page.clone())
    }

    /// Keeps a page. When there are too many, those that hold no more go first, and all if that is not enough.
    pub(super) fn keep(&self, key: String, page: &Arc<Packed>, epoch: i64, now: Millis) {
        let mut guard = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        let drawn = &mut *guard;
        if let Some((old, _)) = drawn.pages.remove(&key) {
            drawn.octets -= old.len();
        }
        if drawn.octets + page.len() > OCTETS || drawn.pages.len() >= PAGES {
            drawn
                .pages
                .retain(|_, (_, s)| s.epoch == epoch && now - s.at < FRESH_MS);
            drawn.octets = drawn.pages.values().map(|(p, _)| p.len()).sum();
        }
        if drawn.octets + page.len() > OCTETS || drawn.pages.len() >= PAGES {
            *drawn = Drawn::default();
        }
        drawn.octets += page.len();
        drawn
            .pages
            .insert(key, (page.clone(), Stamp { epoch, at: now }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Arc<Packed> {
        Arc::new(Packed::new("text/html", "no-store", text.as_bytes()).expect("packed"))
    }

    #[test]
    fn a_page_is_found_until_something_changed_or_time_has_passed() {
        let pages = Pages::default();
        pages.keep("a".into(), &page("one"), 7, 1_000);
        assert!(pages.find("a", 7, 1_000).is_some());
        assert!(pages.find("a", 7, 60_999).is_some());
        assert!(pages.find("a", 7, 61_000).is_none(), "old");
        assert!(pages.find("a", 8, 1_000).is_none(), "changed");
        assert!(pages.find("a", 7, 999).is_none(), "the clock went back");
        assert!(pages.find("b", 7, 1_000).is_none());
    }

    #[test]
    fn what_is_kept_has_a_bound() {
        let pages = Pages::default();
        for n in 0..PAGES * 2 + 5 {
            pages.keep(n.to_string(), &page("x"), 1, 0);
        }
        let drawn = pages.drawn.lock().expect("held");
        assert!(drawn.pages.len() <= PAGES);
        let counted: usize = drawn.pages.values().map(|(p, _)| p.len()).sum();
        assert_eq!(drawn.octets, counted);
    }
}
