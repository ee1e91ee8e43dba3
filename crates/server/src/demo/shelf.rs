//! The help center of the demo: the company's articles in five languages, put up by its own people, some with a history.
//!
//! What they say is data (`articles/*.json`); the evaluation of the suggestions is built from the same files.

use super::company::{Cast, Member};
use anyhow::Context as _;
use desk::Desk;
use desk::help::articles::{ArticleChange, NewArticle};
use desk::help::centers::CenterChange;
use desk::help::collections::{CollectionChange, NewWords};
use desk::help::drafts::DraftChange;
use desk::help::readers::NewVoice;
use domain::article::{Audience, Elsewhere, of_plain};
use domain::{ArticleId, CollectionId, HelpCenterId, Millis};
use serde::Deserialize;
use std::collections::BTreeMap;

const SHELF: &str = include_str!("articles/shelf.json");
/// By locale; the first one is what the others are translated from.
const TEXTS: [(&str, &str); 5] = [
    ("en", include_str!("articles/en.json")),
    ("et", include_str!("articles/et.json")),
    ("zh", include_str!("articles/zh.json")),
    ("ja", include_str!("articles/ja.json")),
    ("ko", include_str!("articles/ko.json")),
];
const DAY: Millis = 24 * 60 * 60 * 1000;
/// Articles are looked at twice a year.
const REVIEW_DAYS: i64 = 180;

/// How the articles stand.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shelf {
    /// Locale → name of the help center.
    pub name: BTreeMap<String, String>,
    pub slug: String,
    pub locales: Vec<String>,
    pub accent: String,
    /// To the shop and the orders.
    pub links: Vec<Elsewhere>,
    pub collections: Vec<Section>,
    /// For agents alone.
    pub internal: Inside,
    /// Articles that somebody forgot, and that say something else than a newer one.
    pub forgotten: Forgotten,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    pub key: String,
    pub topic: String,
    /// Who looks after it, by the local part of the address.
    pub owner: String,
    /// Locale → name and description.
    pub words: BTreeMap<String, (String, String)>,
    pub articles: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inside {
    pub topic: String,
    pub owner: String,
    pub words: BTreeMap<String, (String, String)>,
    pub articles: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forgotten {
    pub collection: String,
    pub articles: Vec<String>,
}

/// One article in one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    pub title: String,
    pub summary: String,
    pub asked: Vec<String>,
    /// Plain text, for `domain::article::of_plain`.
    pub lines: Vec<String>,
}

/// Key of an article → its text.
pub type Texts = BTreeMap<String, Text>;

/// # Errors
/// When the files in the binary are damaged: a test reads them.
pub fn open() -> anyhow::Result<(Shelf, Vec<(&'static str, Texts)>)> {
    let shelf = serde_json::from_str(SHELF).context("the shelf of the demo cannot be read")?;
    let mut texts = Vec::new();
    for (locale, json) in TEXTS {
        let read = serde_json::from_str(json);
        texts.push((
            locale,
            read.with_context(|| format!("the articles in {locale} cannot be read"))?,
        ));
    }
    Ok((shelf, texts))
}

/// Puts the help center up, as of `now`.
///
/// # Errors
/// When a verb refuses, or the store fails.
pub async fn fill(desk: &Desk, cast: &Cast, now: Millis) -> anyhow::Result<()> {
    let (shelf, texts) = open()?;
    let by = cast.chief().by(now - 200 * DAY);
    let center = desk
        .create_help_center(
            &by,
            CenterChange {
                names: Some(shelf.name.clone()),
                locales: Some(shelf.locales.clone()),
                default_locale: Some("en".to_owned()),
                slug: Some(shelf.slug.clone()),
                links: Some(shelf.links.clone()),
                accent: Some(Some(shelf.accent.clone())),
                public: Some(true),
                ..CenterChange::default()
            },
        )
        .await?
        .id;
    let mut filling = Filling {
        desk,
        cast,
        center,
        texts: &texts,
        now,
        done: 0,
    };
    for section in &shelf.collections {
        let collection = filling.collection(&section.words, false).await?;
        let owner = filling.owner(&section.owner)?;
        for key in &section.articles {
            filling
                .article(key, collection, &section.topic, owner, Audience::Public)
                .await?;
        }
        if section.key == shelf.forgotten.collection {
            for key in &shelf.forgotten.articles {
                filling
                    .article(key, collection, &section.topic, owner, Audience::Public)
                    .await?;
            }
        }
    }
    let inside = &shelf.internal;
    let collection = filling.collection(&inside.words, true).await?;
    let owner = filling.owner(&inside.owner)?;
    for key in &inside.articles {
        filling
            .article(key, collection, &inside.topic, owner, Audience::Internal)
            .await?;
    }
    filling.searches().await
}

struct Filling<'a> {
    desk: &'a Desk,
    cast: &'a Cast,
    center: HelpCenterId,
    texts: &'a [(&'static str, Texts)],
    now: Millis,
    /// Articles so far: what the history of each is drawn from.
    done: u32,
}

impl<'a> Filling<'a> {
    fn owner(&self, local: &str) -> anyhow::Result<&'a Member> {
        let found = self
            .cast
            .members
            .iter()
            .find(|m| m.email.split('@').next() == Some(local));
        found.with_context(|| format!("{local} is nobody of the demo"))
    }

    async fn collection(
        &self,
        words: &BTreeMap<String, (String, String)>,
        internal: bool,
    ) -> anyhow::Result<CollectionId> {
        let words = words.iter().map(|(locale, (name, description))| {
            let new = NewWords {
                name: name.clone(),
                slug: None,
                description: description.clone(),
            };
            (locale.clone(), new)
        });
        let change = CollectionChange {
            words: Some(words.collect()),
            internal: Some(internal),
            ..CollectionChange::default()
        };
        let by = self.cast.chief().by(self.now - 200 * DAY);
        Ok(self
            .desk
            .create_collection(&by, self.center, change)
            .await?
            .id)
    }

    async fn article(
        &mut self,
        key: &str,
        collection: CollectionId,
        topic: &str,
        owner: &Member,
        audience: Audience,
    ) -> anyhow::Result<()> {
        self.done += 1;
        let begun = self.now - Millis::from(190 - self.done * 3) * DAY;
        let chief = self.cast.chief();
        let (source, texts) = &self.texts[0];
        let text = texts
            .get(key)
            .with_context(|| format!("{key} is not written"))?;
        let new = NewArticle {
            center: self.center,
            collection: Some(collection),
            locale: (*source).to_owned(),
            title: text.title.clone(),
            summary: text.summary.clone(),
            doc: of_plain(&text.lines.join("\n")),
            asked: text.asked.clone(),
            audience,
            topic: self.cast.topics.get(topic).copied(),
            owner: Some(owner.id),
            from_conversation: None,
        };
        let by = chief.by(begun);
        let id = self.desk.create_article(&by, new).await?.article.id;
        let review = ArticleChange {
            review_every_days: Some(Some(REVIEW_DAYS)),
            ..ArticleChange::default()
        };
        self.desk.change_article(&by, id, review).await?;
        self.publish(id, source, begun).await?;
        for (locale, texts) in &self.texts[1..] {
            if let Some(text) = texts.get(key) {
                self.translate(id, locale, text, begun + DAY).await?;
            }
        }
        self.history(id, text, begun).await?;
        self.voices(id, audience).await
    }

    async fn publish(&self, id: ArticleId, locale: &str, at: Millis) -> anyhow::Result<()> {
        let by = self.cast.chief().by(at);
        self.desk
            .publish_article(&by, id, locale.to_owned(), None, String::new())
            .await?;
        Ok(())
    }

    async fn translate(
        &self,
        id: ArticleId,
        locale: &str,
        text: &Text,
        at: Millis,
    ) -> anyhow::Result<()> {
        let by = self.cast.chief().by(at);
        self.desk
            .translate_article(&by, id, locale.to_owned())
            .await?;
        let change = DraftChange {
            title: Some(text.title.clone()),
            summary: Some(text.summary.clone()),
            doc: Some(of_plain(&text.lines.join("\n"))),
            asked: Some(text.asked.clone()),
            ..DraftChange::default()
        };
        self.desk
            .save_article_draft(&by, id, locale.to_owned(), change)
            .await?;
        self.publish(id, locale, at).await
    }

    /// Every seventh article was changed in English later: its translations are outdated. Every ninth has a draft.
    async fn history(&self, id: ArticleId, text: &Text, begun: Millis) -> anyhow::Result<()> {
        let by = self.cast.chief().by(begun + 60 * DAY);
        let mut change = DraftChange::default();
        if self.done.is_multiple_of(7) {
            change.summary = Some(format!("{} Updated for this season.", text.summary));
            self.desk
                .save_article_draft(&by, id, "en".to_owned(), change)
                .await?;
            return self.publish(id, "en", begun + 60 * DAY).await;
        }
        if self.done.is_multiple_of(9) {
            change.title = Some(format!("{} (new)", text.title));
            self.desk
                .save_article_draft(&by, id, "en".to_owned(), change)
                .await?;
        }
        Ok(())
    }

    async fn voices(&self, id: ArticleId, audience: Audience) -> anyhow::Result<()> {
        if audience == Audience::Internal {
            return Ok(());
        }
        for n in 0..(self.done * 7) % 23 {
            let voice = NewVoice {
                article: id,
                locale: "en".to_owned(),
                // Two of three say yes, but for one article that helps nobody.
                helped: n % 3 != 0 && !self.done.is_multiple_of(11),
                word: String::new(),
                visitor: format!("demo-{n}"),
            };
            self.desk
                .article_feedback(voice, self.now - Millis::from(n) * DAY)
                .await?;
        }
        Ok(())
    }

    /// What readers looked for, some of it in vain.
    async fn searches(&self) -> anyhow::Result<()> {
        for (locale, query, times, found) in [
            ("en", "gift card expired", 9, false),
            ("en", "where is my parcel", 31, true),
            ("en", "repair boots", 12, true),
            ("et", "kinkekaart aegus", 4, false),
            ("zh", "退款", 8, true),
            ("ja", "ギフトカード 期限", 3, false),
            ("ko", "선물 포장", 5, false),
            ("en", "gift wrapping", 6, false),
        ] {
            for n in 0..times {
                let at = self.now - Millis::from(n) * DAY;
                self.desk
                    .help_searched(self.center, locale, query, found, at)
                    .await?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::article::Doc;

    #[test]
    fn every_article_of_the_demo_is_there_in_every_language_and_can_be_stored() {
        let (shelf, texts) = open().expect("the files can be read");
        let all: Vec<&String> = shelf.collections.iter().flat_map(|s| &s.articles).collect();
        assert!(all.len() >= 25, "{}", all.len());
        for (locale, texts) in &texts {
            assert!(shelf.locales.iter().any(|l| l == locale));
            for key in &all {
                let text = texts
                    .get(*key)
                    .unwrap_or_else(|| panic!("{key} is not there in {locale}"));
                let doc = of_plain(&text.lines.join("\n"));
                assert!(doc.blocks.len() >= 2, "{locale} {key}");
                assert_eq!(
                    Doc::parse(&doc.to_json()).as_ref(),
                    Ok(&doc),
                    "{locale} {key}"
                );
                assert!(!text.title.is_empty() && !text.summary.is_empty());
            }
        }
        for section in &shelf.collections {
            assert_eq!(section.words.len(), shelf.locales.len(), "{}", section.key);
        }
    }
}
