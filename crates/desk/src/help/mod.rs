//! The help center: centers and their collections, articles from the first draft to the last version, their files, what
//! readers said and looked for, and what agents learn from their own answers.
//!
//! Articles are written with `content_manage`; help centers are doors and set up with `channel_manage`; who reads
//! conversations reads articles, internal ones and drafts among them. What is public is decided by `store::article`.

pub mod articles;
pub mod centers;
pub mod collections;
pub mod drafts;
pub mod files;
pub mod learning;
pub mod proposals;
pub mod publishing;
pub mod readers;
pub mod reviews;

use crate::settings::{bad, one_line};
use crate::{By, DeskError, Result, audit, check};
use domain::access::Permission;
use domain::article::{Doc, Standing, TranslationState, slug, slug_taken, translation_state};
use domain::{ArticleId, HelpCenterId};
use serde_json::Value;
use store::Tx;
use store::article::{Article, Translation};
use store::help_center::HelpCenter;

/// Attempts at a slug that is free.
const SLUGS: u32 = 200;

/// Who reads conversations reads articles.
fn may_read(by: &By) -> Result<()> {
    by.demand(Permission::ConversationRead)
}

async fn center(tx: &mut Tx, id: HelpCenterId) -> Result<HelpCenter> {
    store::help_center::load(tx, id)
        .await?
        .ok_or_else(|| DeskError::missing("help center"))
}

async fn article(tx: &mut Tx, id: ArticleId) -> Result<Article> {
    store::article::load(tx, id)
        .await?
        .ok_or_else(|| DeskError::missing("article"))
}

async fn translation(tx: &mut Tx, id: ArticleId, locale: &str) -> Result<Translation> {
    store::article::translation(tx, id, locale)
        .await?
        .ok_or_else(|| DeskError::missing("translation"))
}

/// A locale that the help center offers.
fn offered(center: &HelpCenter, locale: &str) -> Result<()> {
    check::locale(locale)?;
    if center.locales.0.iter().any(|l| l == locale) {
        return Ok(());
    }
    bad(
        "locale_not_offered",
        "locale",
        "The help center does not offer this language. Add it there first.",
    )
}

/// The version that the caller saw is the stored one; `None` overrules what others did.
fn seen(version: Option<i64>, stored: i64) -> Result<()> {
    if version.is_some_and(|v| v != stored) {
        return Err(DeskError::Stale);
    }
    Ok(())
}

/// One line that is not empty.
fn title(text: &str) -> Result<String> {
    let title = one_line("title", text, domain::article::TITLE_MAX)?;
    if title.is_empty() {
        return bad("bad_title", "title", "An article has a title.");
    }
    Ok(title)
}

/// A slug made from a title that no other article of the help center has in that locale.
async fn free_slug(
    tx: &mut Tx,
    center: HelpCenterId,
    locale: &str,
    title: &str,
    own: ArticleId,
) -> Result<String> {
    let base = slug(title);
    let mut wanted = base.clone();
    for attempt in 2..SLUGS {
        let holder = store::article::slug_holder(tx, center, locale, &wanted).await?;
        if holder.is_none_or(|h| h == own) {
            return Ok(wanted);
        }
        wanted = slug_taken(&base, attempt);
    }
    bad(
        "slug_taken",
        "title",
        "Too many articles have this title. Choose another.",
    )
}

/// What is being written, or else what readers are shown.
struct Text<'a> {
    title: &'a str,
    summary: &'a str,
    doc: &'a Doc,
    asked: &'a [String],
}

impl<'a> Text<'a> {
    fn newest(t: &'a Translation) -> Self {
        Self {
            title: t.draft_title.as_deref().unwrap_or(&t.title),
            summary: t.draft_summary.as_deref().unwrap_or(&t.summary),
            doc: t.draft_doc.as_ref().map_or(&t.doc.0, |d| &d.0),
            asked: t.draft_asked.as_ref().map_or(&t.asked.0, |a| &a.0),
        }
    }
}

/// Puts what is found into the index: what readers are shown, or while there is nothing, what is being written.
async fn index(tx: &mut Tx, t: &Translation) -> Result<()> {
    let shown = Text {
        title: &t.title,
        summary: &t.summary,
        doc: &t.doc.0,
        asked: &t.asked.0,
    };
    let text = if t.published_version.is_some() {
        shown
    } else {
        Text::newest(t)
    };
    let words = text.doc.text();
    let mut parts = vec![text.title, text.summary, &words];
    parts.extend(text.asked.iter().map(String::as_str));
    Ok(store::article_search::index(tx, t.n, &parts).await?)
}

/// How a translation stands beside the text that it was made from.
#[must_use]
pub fn standing(all: &[Translation], source_locale: &str, locale: &str) -> TranslationState {
    let shown = |t: &Translation| {
        t.published_version
            .filter(|_| t.state == domain::article::State::Published)
    };
    let source = all
        .iter()
        .find(|t| t.locale == source_locale)
        .and_then(shown);
    let found = all.iter().find(|t| t.locale == locale).map(|t| Standing {
        published: shown(t),
        based_on: t.based_on.filter(|_| t.locale != source_locale),
    });
    translation_state(source, found)
}

/// Consoles look again, and what was made of the articles is made anew.
async fn told(tx: &mut Tx, by: &By, act: &str, target: &str, detail: Value) -> Result<()> {
    store::help_center::turn_epoch(tx).await?;
    audit::act(tx, by, act, target, detail).await?;
    audit::settings_changed(tx, by, "help");
    Ok(())
}
