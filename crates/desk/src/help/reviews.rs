//! What there is to look after: articles that are due, old, unhelpful or outdated, and pairs that say different things.

use super::may_read;
use crate::{By, Desk, Result};
use domain::article::{Audience, Facts, Told, Twins, Worry, twins, worries};
use domain::{ArticleId, HelpCenterId, Millis};
use std::collections::HashMap;
use store::Tx;
use store::article::{ListFilter, Row, Shelved};

/// Answers of so long ago count.
pub const SENT_MS: Millis = 90 * 24 * 60 * 60 * 1000;
/// Articles that are looked through.
const LOOK_AT: usize = 20_000;
const PAGE: usize = 500;

/// An article with what there is to worry about.
#[derive(Debug, Clone)]
pub struct Worried {
    pub row: Row,
    pub worries: Vec<Worry>,
}

/// Two articles of one locale that answer the same.
#[derive(Debug, Clone)]
pub struct Pair {
    pub locale: String,
    pub twins: Twins,
    /// Their titles.
    pub one: String,
    pub other: String,
}

impl Desk {
    /// Articles of a help center that somebody should look at, the worst first.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn worried_articles(
        &self,
        by: &By,
        center: HelpCenterId,
        locale: String,
    ) -> Result<Vec<Worried>> {
        may_read(by)?;
        let (by, now) = (by.clone(), by.now);
        let mut all = self
            .db
            .read(async move |tx| worried(tx, &by, center, &locale).await)
            .await?;
        all.retain(|w| !w.worries.is_empty());
        all.sort_by_key(|w| rank(&w.worries, now));
        Ok(all)
    }

    /// Pairs of articles that answer the same question, those that say different things first.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn article_twins(&self, by: &By, center: HelpCenterId) -> Result<Vec<Pair>> {
        may_read(by)?;
        let mut shelved: Vec<Shelved> = Vec::new();
        loop {
            let after = shelved.last().map_or(0, |s| s.n);
            let page = self
                .db
                .read(async move |tx| store::article::shelf(tx, Millis::MAX, after, PAGE).await)
                .await?;
            let ended = page.len() < PAGE;
            shelved.extend(page);
            if ended || shelved.len() >= LOOK_AT {
                break;
            }
        }
        shelved.retain(|s| s.help_center == center && s.audience == Audience::Public);
        Ok(pairs(&shelved))
    }
}

fn pairs(shelved: &[Shelved]) -> Vec<Pair> {
    let mut by_locale: HashMap<&str, Vec<&Shelved>> = HashMap::new();
    for one in shelved {
        by_locale.entry(&one.locale).or_default().push(one);
    }
    let mut locales: Vec<_> = by_locale.into_iter().collect();
    locales.sort_by_key(|(locale, _)| *locale);
    let mut out = Vec::new();
    for (locale, all) in locales {
        let told: Vec<Told<'_>> = all
            .iter()
            .map(|s| Told {
                article: s.article,
                title: &s.title,
                asked: &s.asked.0,
                text: &s.text,
            })
            .collect();
        let title = |id: ArticleId| {
            let found = all.iter().find(|s| s.article == id);
            found.map_or_else(String::new, |s| s.title.clone())
        };
        out.extend(twins(&told).into_iter().map(|twins| Pair {
            locale: locale.to_owned(),
            one: title(twins.one),
            other: title(twins.other),
            twins,
        }));
    }
    out.sort_by_key(|p| p.twins.differ.is_empty());
    out
}

async fn worried(tx: &mut Tx, by: &By, center: HelpCenterId, locale: &str) -> Result<Vec<Worried>> {
    let mut out: Vec<Worried> = Vec::new();
    let mut filter = ListFilter {
        center: Some(center),
        locale: locale.to_owned(),
        limit: PAGE,
        ..ListFilter::default()
    };
    let mut voices: HashMap<ArticleId, (i64, i64)> = HashMap::new();
    for (article, helped, times) in
        store::article::voices_since(tx, center, by.now - SENT_MS).await?
    {
        let (yes, no) = voices.entry(article).or_default();
        *(if helped { yes } else { no }) += times;
    }
    loop {
        let rows = store::article::list(tx, &by.access, &filter).await?;
        let ended = rows.len() < PAGE;
        filter.before = rows.last().map(|r| (r.updated_at, r.id));
        for row in rows {
            let facts = facts(&row, voices.get(&row.id).copied().unwrap_or_default());
            let worries = facts.map_or_else(Vec::new, |f| worries(&f, by.now));
            out.push(Worried { row, worries });
        }
        if ended || out.len() >= LOOK_AT {
            return Ok(out);
        }
    }
}

/// `None` for an article that readers are not shown in any language: nobody is misled by it.
fn facts(row: &Row, helped: (i64, i64)) -> Option<Facts> {
    use domain::article::State;
    let shown = |t: &&store::article::Brief| t.state == State::Published;
    row.translations.iter().find(shown)?;
    let source = row
        .translations
        .iter()
        .find(|t| t.locale == row.source_locale)
        .filter(shown)
        .and_then(|t| t.published);
    let outdated = row.translations.iter().filter(shown).filter(|t| {
        t.locale != row.source_locale && t.based_on.is_some_and(|b| source.is_some_and(|s| b < s))
    });
    Some(Facts {
        review_at: row.review_at,
        looked_at: row.updated_at,
        helped,
        outdated: i64::try_from(outdated.count()).unwrap_or(i64::MAX),
        has_owner: row.owner.is_some(),
    })
}

/// The worst first: what does not help, what is due for long, what is outdated, what is old.
fn rank(worries: &[Worry], now: Millis) -> (u8, i64) {
    match worries.first() {
        Some(Worry::Unhelpful { no, .. }) => (0, -no),
        Some(Worry::ReviewDue { since }) => (1, since - now),
        Some(Worry::Outdated { locales }) => (2, -locales),
        Some(Worry::Old { days }) => (3, -days),
        Some(Worry::NoOwner) | None => (4, 0),
    }
}
