//! What the pages read, in the shapes that they draw. The store's own functions say `public` in their names: none of them
//! shows what is not published, and none asks who reads.

use super::kept::Known;
use super::site::{Center, article_path, origin, segment};
use domain::accent::Rgb;
use domain::article::Doc;
use domain::score::wilson;
use domain::{AgentId, ArticleId, CollectionId, HelpCenterId, Millis, TopicId};
use std::collections::HashMap;
use std::sync::Arc;
use store::article::Address;
use store::help_center::HelpCenter;
use store::{Result, Tx};

/// The counter of changes to what readers may be shown.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn epoch(tx: &mut Tx) -> Result<i64> {
    store::help_center::epoch(tx).await
}

/// Every public help center, as of one moment. `console` is where the desk itself is found.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn known(tx: &mut Tx, console: &str) -> Result<Known> {
    let epoch = epoch(tx).await?;
    let centers = store::help_center::public_all(tx).await?;
    Ok(Known {
        epoch,
        centers: centers
            .into_iter()
            .map(|c| Arc::new(center(c, console)))
            .collect(),
    })
}

fn center(c: HelpCenter, console: &str) -> Center {
    Center {
        origin: origin(console, c.host.as_deref()),
        id: c.id,
        brand: c.brand,
        accent: c.accent.as_deref().and_then(Rgb::parse),
        links: c.links.0,
        logo: c.logo,
        held_out_permille: u32::try_from(c.held_out_permille).unwrap_or(0),
        slug: c.slug,
        host: c.host,
        names: c.names.0,
        locales: c.locales.0,
        default_locale: c.default_locale,
    }
}

/// A collection as readers see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Shelf {
    pub id: CollectionId,
    pub parent: Option<CollectionId>,
    pub name: String,
    pub slug: String,
    pub description: String,
    /// The language of its words: the reader's, or the help center's own where it has none in that.
    pub locale: String,
    /// Articles in it and in what is within it, in the reader's language.
    pub articles: u64,
}

impl Shelf {
    /// Below the language.
    #[must_use]
    pub fn path(&self) -> String {
        format!("c/{}", segment(&self.slug))
    }
}

/// An article in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub article: ArticleId,
    pub collection: Option<CollectionId>,
    pub title: String,
    pub slug: String,
    pub summary: String,
    pub published_at: Millis,
}

impl Line {
    /// Below the language.
    #[must_use]
    pub fn path(&self) -> String {
        article_path(&self.slug)
    }
}

/// All public collections of a help center, in their order, with how much is in them. A collection without words in either
/// language is left out.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn shelves(
    tx: &mut Tx,
    center: HelpCenterId,
    locale: &str,
    fallback: &str,
) -> Result<Vec<Shelf>> {
    let lines = lines(tx, center, locale, None).await?;
    let tree = store::collection::public_tree(tx, center).await?;
    let mut shelves: Vec<Shelf> = tree
        .into_iter()
        .filter_map(|c| {
            let mut words = c.words.0;
            let (locale, words) = [locale, fallback]
                .into_iter()
                .find_map(|l| Some((l.to_owned(), words.remove(l)?)))?;
            Some(Shelf {
                id: c.id,
                parent: c.parent,
                name: words.name,
                slug: words.slug,
                description: words.description,
                locale,
                articles: 0,
            })
        })
        .collect();
    let parents: HashMap<CollectionId, Option<CollectionId>> =
        shelves.iter().map(|s| (s.id, s.parent)).collect();
    let mut counts: HashMap<CollectionId, u64> = HashMap::new();
    for line in &lines {
        let mut at = line.collection;
        // Bounded, should a circle ever stand there.
        for _ in 0..8 {
            let Some(id) = at else { break };
            *counts.entry(id).or_default() += 1;
            at = parents.get(&id).copied().flatten();
        }
    }
    for shelf in &mut shelves {
        shelf.articles = counts.get(&shelf.id).copied().unwrap_or(0);
    }
    Ok(shelves)
}

/// In which languages a collection has words, and its slug in each.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn shelf_languages(
    tx: &mut Tx,
    center: HelpCenterId,
    shelf: CollectionId,
) -> Result<Vec<(String, String)>> {
    let tree = store::collection::public_tree(tx, center).await?;
    let found = tree.into_iter().find(|c| c.id == shelf);
    Ok(found
        .map(|c| c.words.0.into_iter().map(|(l, w)| (l, w.slug)).collect())
        .unwrap_or_default())
}

/// Public articles in a language: of one collection, or all of them, in their order.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn lines(
    tx: &mut Tx,
    center: HelpCenterId,
    locale: &str,
    collection: Option<CollectionId>,
) -> Result<Vec<Line>> {
    let lines = store::article::public_lines(tx, center, locale, collection).await?;
    Ok(lines
        .into_iter()
        .map(|l| Line {
            article: l.article,
            collection: l.collection,
            title: l.title,
            slug: l.slug,
            summary: l.summary,
            published_at: l.published_at.unwrap_or(0),
        })
        .collect())
}

/// An article that answers what many ask.
#[derive(Debug, Clone, PartialEq)]
pub struct Helpful {
    pub title: String,
    pub slug: String,
    /// Readers who said that it helped, of those who said anything.
    pub helped: u64,
    pub answers: u64,
}

impl Helpful {
    /// Below the language.
    #[must_use]
    pub fn path(&self) -> String {
        article_path(&self.slug)
    }
}

/// Articles that are compared.
const COMPARED: usize = 60;

/// The public articles about a topic that helped most surely, by the lower end of Wilson's interval; those of which nobody
/// said anything last, in their order. Without a topic, of all that helped anybody.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn helpful(
    tx: &mut Tx,
    center: HelpCenterId,
    locale: &str,
    topic: Option<TopicId>,
    most: usize,
) -> Result<Vec<Helpful>> {
    let mut found = store::article::public_helpful(tx, center, locale, topic, COMPARED).await?;
    let sure = |v: &store::article::Voiced| wilson(v.yes, v.yes + v.no).map_or(0.0, |i| i.low);
    found.sort_by(|a, b| sure(b).total_cmp(&sure(a)));
    let count = |n: i64| u64::try_from(n).unwrap_or(0);
    let first = found.into_iter().take(most);
    Ok(first
        .map(|v| Helpful {
            title: v.title,
            slug: v.slug,
            helped: count(v.yes),
            answers: count(v.yes + v.no),
        })
        .collect())
}

/// An article as its page draws it.
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    pub id: ArticleId,
    pub collection: Option<CollectionId>,
    pub topic: Option<TopicId>,
    pub slug: String,
    pub title: String,
    pub summary: String,
    pub doc: Doc,
    pub published_at: Millis,
    /// The team of whoever looks after it: readers are told of teams, never of persons.
    pub owner_team: Option<String>,
    pub translated_from: Option<String>,
    /// The original was published anew since it was translated.
    pub is_behind: bool,
    /// Readers whom it helped, of those who said whether it did.
    pub helped: u64,
    pub answers: u64,
    /// Other languages, with the slug in each.
    pub others: Vec<(String, String)>,
    /// Where the articles are that it names: article, language, slug.
    pub links: Vec<(ArticleId, String, String)>,
}

impl Article {
    /// Below the language.
    #[must_use]
    pub fn path(&self) -> String {
        article_path(&self.slug)
    }
}

/// The public article of that slug.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn article(
    tx: &mut Tx,
    center: HelpCenterId,
    locale: &str,
    slug: &str,
) -> Result<Option<Article>> {
    let Some(a) = store::article::public_by_slug(tx, center, locale, slug).await? else {
        return Ok(None);
    };
    let mut links = Vec::new();
    for id in a.doc.articles() {
        let place = store::article::public_where(tx, center, locale, id).await?;
        links.extend(place.map(|(locale, slug)| (id, locale, slug)));
    }
    let (yes, no) = a.helped;
    let count = |n: i64| u64::try_from(n).unwrap_or(0);
    Ok(Some(Article {
        owner_team: team_of(tx, a.owner).await?,
        is_behind: is_behind(tx, a.id, locale, a.translated_from.as_deref()).await?,
        id: a.id,
        collection: a.collection,
        topic: a.topic,
        slug: a.slug,
        title: a.title,
        summary: a.summary,
        doc: a.doc,
        published_at: a.published_at,
        translated_from: a.translated_from,
        helped: count(yes),
        answers: count(yes) + count(no),
        others: a.others,
        links,
    }))
}

async fn team_of(tx: &mut Tx, owner: Option<AgentId>) -> Result<Option<String>> {
    let Some(owner) = owner else {
        return Ok(None);
    };
    let teams = store::agent::teams_of(tx, owner).await?;
    let Some(first) = teams.first() else {
        return Ok(None);
    };
    let all = store::team::all(tx).await?;
    Ok(all.into_iter().find(|t| t.id == *first).map(|t| t.name))
}

async fn is_behind(tx: &mut Tx, id: ArticleId, locale: &str, from: Option<&str>) -> Result<bool> {
    let Some(from) = from else {
        return Ok(false);
    };
    let own = store::article::translation(tx, id, locale).await?;
    let source = store::article::translation(tx, id, from).await?;
    let based_on = own.and_then(|t| t.based_on);
    let newest = source.and_then(|t| t.published_version);
    Ok(matches!((based_on, newest), (Some(b), Some(n)) if b < n))
}

/// Where an article is that is not at a slug.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Elsewhere {
    /// At this slug now.
    Moved(String),
    /// It was public once.
    Gone,
    Unknown,
}

/// What became of a slug that no public article has.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn elsewhere(
    tx: &mut Tx,
    center: HelpCenterId,
    locale: &str,
    slug: &str,
) -> Result<Elsewhere> {
    if let Some((_, now)) = store::article::redirected(tx, center, locale, slug).await? {
        return Ok(Elsewhere::Moved(now));
    }
    Ok(if store::article::gone(tx, center, locale, slug).await? {
        Elsewhere::Gone
    } else {
        Elsewhere::Unknown
    })
}

/// An article that was found, in pieces: words that were looked for, and the others.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    pub slug: String,
    pub title: String,
    pub passage: Vec<(String, bool)>,
    /// It says what was asked; else it comes near.
    pub fits: bool,
}

impl Hit {
    /// Below the language.
    #[must_use]
    pub fn path(&self) -> String {
        article_path(&self.slug)
    }
}

/// Public articles in which the words are, the best first.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn search(
    tx: &mut Tx,
    center: HelpCenterId,
    locale: &str,
    query: &str,
    most: usize,
) -> Result<Vec<Hit>> {
    let hits = store::search::articles::public(tx, center, locale, query, most).await?;
    Ok(hits
        .into_iter()
        .map(|h| Hit {
            passage: within(h.snippet.cut, pieces(&h.snippet.text, &h.snippet.marks)),
            slug: h.slug,
            title: h.title,
            fits: h.whole,
        })
        .collect())
}

/// Says that more stands before and after.
fn within(cut: bool, mut pieces: Vec<(String, bool)>) -> Vec<(String, bool)> {
    if cut {
        pieces.insert(0, ("… ".to_owned(), false));
    }
    let ends = |c: char| matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟');
    if pieces
        .last()
        .is_some_and(|(text, _)| !text.trim_end().ends_with(ends))
    {
        pieces.push((" …".to_owned(), false));
    }
    pieces
}

/// A text cut at its marks, which count UTF-16 units. They are in order and do not overlap; one that fits nowhere is passed
/// over.
#[must_use]
pub fn pieces(text: &str, marks: &[(usize, usize)]) -> Vec<(String, bool)> {
    let mut out: Vec<(String, bool)> = Vec::new();
    let mut marks = marks.iter().filter(|(from, to)| from < to).peekable();
    let mut units = 0;
    for c in text.chars() {
        while marks.peek().is_some_and(|(_, to)| *to <= units) {
            marks.next();
        }
        let hit = marks.peek().is_some_and(|(from, _)| *from <= units);
        match out.last_mut() {
            Some((piece, was)) if *was == hit => piece.push(c),
            _ => out.push((c.to_string(), hit)),
        }
        units += c.len_utf16();
    }
    out
}

/// Every public collection: its slug by language.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn public_shelves(
    tx: &mut Tx,
    center: HelpCenterId,
) -> Result<Vec<Vec<(String, String)>>> {
    let tree = store::collection::public_tree(tx, center).await?;
    Ok(tree
        .into_iter()
        .map(|c| c.words.0.into_iter().map(|(l, w)| (l, w.slug)).collect())
        .collect())
}

/// Where articles are, all of them up to a number.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn addresses(tx: &mut Tx, center: HelpCenterId, most: usize) -> Result<Vec<Address>> {
    store::article::public_addresses(tx, center, 0, most).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passage_is_cut_at_its_marks() {
        let cut = |marks: &[(usize, usize)]| pieces("see the refund", marks);
        assert_eq!(
            cut(&[(8, 14)]),
            [("see the ".to_owned(), false), ("refund".to_owned(), true)]
        );
        assert_eq!(cut(&[]), [("see the refund".to_owned(), false)]);
        // A sign outside of the first plane is two units.
        assert_eq!(pieces("🧥 coat", &[(3, 7)])[1], ("coat".to_owned(), true));
    }

    #[test]
    fn marks_that_fit_nowhere_harm_nobody() {
        for marks in [[(99, 100), (0, 1)], [(1, 2), (0, 3)], [(5, 2), (0, 0)]] {
            let whole: String = pieces("退款ab", &marks).into_iter().map(|p| p.0).collect();
            assert_eq!(whole, "退款ab");
        }
    }
}
