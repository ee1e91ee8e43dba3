//! How the things of the help center look over the wire.

use desk::help::articles::Whole;
use desk::help::standing;
use domain::article::{Audience, Elsewhere, Entry, State, TranslationState, translation_state};
use domain::{
    AgentId, ArticleFileId, ArticleId, BrandId, CollectionId, ConversationId, HelpCenterId, Millis,
    TopicId,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use store::article::{Brief, File, Row, Translation};
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct HelpCenter {
    #[schema(value_type = String)]
    pub id: HelpCenterId,
    #[schema(value_type = String)]
    pub brand: BrandId,
    /// Its name in addresses: `/help/{slug}`.
    pub slug: String,
    /// A host name of its own.
    pub host: Option<String>,
    /// Locale → name.
    pub names: BTreeMap<String, String>,
    /// In the order in which they are offered.
    pub locales: Vec<String>,
    pub default_locale: String,
    /// Of the brand, in the header.
    pub links: Vec<HeaderLink>,
    /// `#rrggbb`
    pub accent: Option<String>,
    #[schema(value_type = Option<String>)]
    pub logo: Option<ArticleFileId>,
    pub public: bool,
    /// Visitors of a thousand who are shown no suggestions.
    pub held_out_permille: i64,
    pub created_at: Millis,
    pub version: i64,
}

impl From<store::help_center::HelpCenter> for HelpCenter {
    fn from(h: store::help_center::HelpCenter) -> Self {
        Self {
            id: h.id,
            brand: h.brand,
            slug: h.slug,
            host: h.host,
            names: h.names.0,
            locales: h.locales.0,
            default_locale: h.default_locale,
            links: h.links.0.into_iter().map(HeaderLink::from).collect(),
            accent: h.accent,
            logo: h.logo,
            public: h.public,
            held_out_permille: h.held_out_permille,
            created_at: h.created_at,
            version: h.version,
        }
    }
}

/// A link out of the help center, to the shop for example.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct HeaderLink {
    /// `https:` or `http:`.
    pub url: String,
    /// Locale → what it is called.
    pub names: BTreeMap<String, String>,
}

impl From<Elsewhere> for HeaderLink {
    fn from(link: Elsewhere) -> Self {
        Self {
            url: link.url,
            names: link.names,
        }
    }
}

impl From<HeaderLink> for Elsewhere {
    fn from(link: HeaderLink) -> Self {
        Self {
            url: link.url,
            names: link.names,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CollectionWords {
    pub name: String,
    pub slug: String,
    pub description: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Collection {
    #[schema(value_type = String)]
    pub id: CollectionId,
    #[schema(value_type = String)]
    pub help_center: HelpCenterId,
    #[schema(value_type = Option<String>)]
    pub parent: Option<CollectionId>,
    pub position: i64,
    /// For agents alone.
    pub internal: bool,
    /// By locale.
    pub words: BTreeMap<String, CollectionWords>,
    pub version: i64,
}

impl From<store::collection::Collection> for Collection {
    fn from(c: store::collection::Collection) -> Self {
        let words = c.words.0.into_iter().map(|(locale, w)| {
            let words = CollectionWords {
                name: w.name,
                slug: w.slug,
                description: w.description,
            };
            (locale, words)
        });
        Self {
            id: c.id,
            help_center: c.help_center,
            parent: c.parent,
            position: c.position,
            internal: c.internal,
            words: words.collect(),
            version: c.version,
        }
    }
}

/// Who may read an article.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ArticleAudience {
    Public,
    Internal,
}

impl From<Audience> for ArticleAudience {
    fn from(audience: Audience) -> Self {
        match audience {
            Audience::Public => Self::Public,
            Audience::Internal => Self::Internal,
        }
    }
}

impl From<ArticleAudience> for Audience {
    fn from(audience: ArticleAudience) -> Self {
        match audience {
            ArticleAudience::Public => Self::Public,
            ArticleAudience::Internal => Self::Internal,
        }
    }
}

/// How a translation stands beside the text that it was made from.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TextState {
    Missing,
    Draft,
    Published,
    Outdated,
}

impl From<TranslationState> for TextState {
    fn from(state: TranslationState) -> Self {
        match state {
            TranslationState::Missing => Self::Missing,
            TranslationState::Draft => Self::Draft,
            TranslationState::Published => Self::Published,
            TranslationState::Outdated => Self::Outdated,
        }
    }
}

/// One text in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct TextLine {
    pub locale: String,
    pub state: TextState,
    /// Something is being written beside what is shown.
    pub draft: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ArticleLine {
    #[schema(value_type = String)]
    pub id: ArticleId,
    #[schema(value_type = String)]
    pub help_center: HelpCenterId,
    #[schema(value_type = Option<String>)]
    pub collection: Option<CollectionId>,
    #[schema(value_type = Option<String>)]
    pub owner: Option<AgentId>,
    pub audience: ArticleAudience,
    pub source_locale: String,
    #[schema(value_type = Option<String>)]
    pub topic: Option<TopicId>,
    pub archived_at: Option<Millis>,
    pub review_at: Option<Millis>,
    pub position: i64,
    pub updated_at: Millis,
    /// In the locale asked for, or in that of the source.
    pub title: String,
    pub texts: Vec<TextLine>,
    pub helped_yes: i64,
    pub helped_no: i64,
}

impl From<Row> for ArticleLine {
    fn from(r: Row) -> Self {
        let shown = |t: &Brief| t.published.filter(|_| t.state == State::Published);
        let source = r
            .translations
            .iter()
            .find(|t| t.locale == r.source_locale)
            .and_then(shown);
        let texts = r.translations.iter().map(|t| {
            let standing = domain::article::Standing {
                published: shown(t),
                based_on: t.based_on.filter(|_| t.locale != r.source_locale),
            };
            TextLine {
                locale: t.locale.clone(),
                state: translation_state(source, Some(standing)).into(),
                draft: t.draft,
            }
        });
        Self {
            texts: texts.collect(),
            id: r.id,
            help_center: r.help_center,
            collection: r.collection,
            owner: r.owner,
            audience: r.audience.into(),
            source_locale: r.source_locale,
            topic: r.topic,
            archived_at: r.archived_at,
            review_at: r.review_at,
            position: r.position,
            updated_at: r.updated_at,
            title: r.title,
            helped_yes: r.helped.0,
            helped_no: r.helped.1,
        }
    }
}

/// The words of a text.
#[derive(Debug, Serialize, ToSchema)]
pub struct ArticleWords {
    pub title: String,
    pub summary: String,
    /// A document of the editor (ProseMirror).
    #[schema(value_type = Object)]
    pub doc: Value,
    /// Questions in other words that it answers.
    pub asked: Vec<String>,
}

/// One text of an article.
#[derive(Debug, Serialize, ToSchema)]
pub struct ArticleText {
    pub locale: String,
    pub state: TextState,
    /// Whether readers are shown it just now.
    pub shown: bool,
    pub slug: String,
    /// From the next publishing on.
    pub next_slug: Option<String>,
    /// What was published last; null when nothing was yet.
    pub published: Option<ArticleWords>,
    pub published_version: Option<i64>,
    pub published_at: Option<Millis>,
    /// The version of the source that it was made from.
    pub based_on: Option<i64>,
    /// What is being written; null when nothing differs from what was published.
    pub draft: Option<ArticleWords>,
    pub draft_at: Option<Millis>,
    #[schema(value_type = Option<String>)]
    pub draft_by: Option<AgentId>,
    pub helped_yes: i64,
    pub helped_no: i64,
    pub updated_at: Millis,
    #[schema(value_type = Option<String>)]
    pub updated_by: Option<AgentId>,
    /// Sent back when it is saved: 409 when somebody else was faster.
    pub version: i64,
}

/// A text; how it stands is left to who knows the others.
pub fn text(t: Translation, state: TranslationState) -> ArticleText {
    let published = t.published_version.map(|_| ArticleWords {
        title: t.title.clone(),
        summary: t.summary.clone(),
        doc: t.doc.0.to_json(),
        asked: t.asked.0.clone(),
    });
    let draft = t.draft_at.map(|_| ArticleWords {
        title: t.draft_title.unwrap_or(t.title),
        summary: t.draft_summary.unwrap_or(t.summary),
        doc: t
            .draft_doc
            .map_or_else(|| t.doc.0.to_json(), |d| d.0.to_json()),
        asked: t.draft_asked.unwrap_or(t.asked).0,
    });
    ArticleText {
        locale: t.locale,
        state: state.into(),
        shown: t.state == State::Published,
        slug: t.slug,
        next_slug: t.draft_slug,
        published,
        published_version: t.published_version,
        published_at: t.published_at,
        based_on: t.draft_based_on.or(t.based_on),
        draft,
        draft_at: t.draft_at,
        draft_by: t.draft_by,
        helped_yes: t.helped_yes,
        helped_no: t.helped_no,
        updated_at: t.updated_at,
        updated_by: t.updated_by,
        version: t.version,
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Article {
    #[schema(value_type = String)]
    pub id: ArticleId,
    #[schema(value_type = String)]
    pub help_center: HelpCenterId,
    #[schema(value_type = Option<String>)]
    pub collection: Option<CollectionId>,
    #[schema(value_type = Option<String>)]
    pub owner: Option<AgentId>,
    pub audience: ArticleAudience,
    pub source_locale: String,
    #[schema(value_type = Option<String>)]
    pub topic: Option<TopicId>,
    pub archived_at: Option<Millis>,
    pub review_every_days: Option<i64>,
    pub review_at: Option<Millis>,
    pub reviewed_at: Option<Millis>,
    #[schema(value_type = Option<String>)]
    pub reviewed_by: Option<AgentId>,
    /// The conversation whose answer it was made from.
    #[schema(value_type = Option<String>)]
    pub from_conversation: Option<ConversationId>,
    pub created_at: Millis,
    pub updated_at: Millis,
    pub version: i64,
    /// In how many answers in the last 90 days.
    pub sent: i64,
    pub texts: Vec<ArticleText>,
}

impl From<Whole> for Article {
    fn from(w: Whole) -> Self {
        let a = w.article;
        let states: Vec<TranslationState> = w
            .translations
            .iter()
            .map(|t| standing(&w.translations, &a.source_locale, &t.locale))
            .collect();
        let texts = w.translations.into_iter().zip(states);
        Self {
            texts: texts.map(|(t, state)| text(t, state)).collect(),
            id: a.id,
            help_center: a.help_center,
            collection: a.collection,
            owner: a.owner,
            audience: a.audience.into(),
            source_locale: a.source_locale,
            topic: a.topic,
            archived_at: a.archived_at,
            review_every_days: a.review_every_days,
            review_at: a.review_at,
            reviewed_at: a.reviewed_at,
            reviewed_by: a.reviewed_by,
            from_conversation: a.from_conversation,
            created_at: a.created_at,
            updated_at: a.updated_at,
            version: a.version,
            sent: w.sent,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ArticleFile {
    #[schema(value_type = String)]
    pub id: ArticleFileId,
    pub name: String,
    /// Found out from its bytes.
    pub media_type: String,
    /// `image`, `video` or `download`.
    pub kind: String,
    pub size: i64,
    /// Pixels, of pictures.
    pub width: Option<i64>,
    pub height: Option<i64>,
}

impl From<File> for ArticleFile {
    fn from(f: File) -> Self {
        use domain::article::{FileKind, Sniffed};
        let kind = match Sniffed::kind_of(&f.media_type) {
            FileKind::Image => "image",
            FileKind::Video => "video",
            FileKind::Download => "download",
        };
        Self {
            id: f.id,
            name: f.name,
            kind: kind.to_owned(),
            media_type: f.media_type,
            size: f.size,
            width: f.width,
            height: f.height,
        }
    }
}

/// A text as readers would see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ArticlePreview {
    pub title: String,
    pub summary: String,
    /// Built from the document: holds no script and no style.
    pub html: String,
    pub outline: Vec<OutlineEntry>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct OutlineEntry {
    pub level: u8,
    pub id: String,
    pub text: String,
}

impl From<Entry> for OutlineEntry {
    fn from(e: Entry) -> Self {
        Self {
            level: e.level,
            id: e.id,
            text: e.text,
        }
    }
}
