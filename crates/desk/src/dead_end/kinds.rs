//! The kinds of customer that are looked at: each language that somebody is served in, times each way of being able to reach
//! us. Few on purpose: a kind is only worth asking about where its answer can differ, and a finding that is told for fifty
//! kinds is read by nobody. Whom a plan lets in is a segment of its own while such a plan is in force.

use super::rows::Rows;
use domain::dead_end::Kind;
use domain::door::{Medium, Overlay, VisitorKind};
use domain::language::{base_language, is_same_language};

/// Of the organization, its help centers, and what contacts read.
const LANGUAGES_MAX: usize = 8;
/// Audiences that are told apart.
const SEGMENTS_MAX: usize = 4;

/// What people can use, by name; empty means everything.
const ABILITIES: [(&str, &[Medium]); 4] = [
    ("", &[]),
    ("mail only", &[Medium::Mail]),
    (
        "no mail",
        &[
            Medium::Page,
            Medium::Widget,
            Medium::Post,
            Medium::Text,
            Medium::Call,
        ],
    ),
    (
        "no script",
        &[
            Medium::Mail,
            Medium::Page,
            Medium::Post,
            Medium::Text,
            Medium::Call,
        ],
    ),
];
/// Where somebody can call.
const OF_CALLS: [(&str, &[Medium]); 2] = [
    ("voice only", &[Medium::Call]),
    (
        "text only",
        &[
            Medium::Mail,
            Medium::Page,
            Medium::Widget,
            Medium::Post,
            Medium::Text,
        ],
    ),
];

/// The languages, the house's own first.
pub(super) fn languages(rows: &Rows) -> Vec<String> {
    let own = std::iter::once(&rows.organization.locale);
    let brands = rows.brands.iter().map(|b| &b.locale);
    let centers = rows.centers.iter().flat_map(|c| &c.locales.0);
    let mut out: Vec<String> = Vec::new();
    for locale in own.chain(brands).chain(centers).chain(&rows.languages) {
        let known = out.iter().any(|l| is_same_language(l, locale));
        if !known && !locale.is_empty() && out.len() < LANGUAGES_MAX {
            out.push(base_language(locale).to_lowercase());
        }
    }
    out
}

pub(super) fn kinds(segments: &[Segment], languages: &[String], calls: bool) -> Vec<Kind> {
    let able = (ABILITIES.iter()).chain(if calls { &OF_CALLS[..] } else { &[] });
    let mut out = Vec::new();
    for (ability, media) in able {
        for language in languages {
            for segment in segments {
                out.push(kind(ability, media, language, segment.clone()));
            }
        }
    }
    out
}

/// Whom a plan lets in; `None`: nobody in particular.
pub(super) type Segment = Option<String>;

/// Nobody in particular, and whoever belongs to an audience that is let in.
pub(super) fn segments(rows: &Rows) -> Vec<Segment> {
    let mut out = vec![None];
    let laid = rows.channels.iter().flat_map(|(_, overlays)| overlays);
    for overlay in laid {
        if let Overlay::LimitedTo { audience } = overlay
            && out.len() <= SEGMENTS_MAX
            && !out.iter().any(|s| s.as_ref() == Some(audience))
        {
            out.push(Some(audience.clone()));
        }
    }
    out
}

fn kind(ability: &str, media: &[Medium], language: &str, segment: Segment) -> Kind {
    let let_in = if segment.is_some() { "let in" } else { "" };
    let words = [name_of(language), ability, let_in];
    let words: Vec<&str> = words.into_iter().filter(|w| !w.is_empty()).collect();
    Kind {
        name: words.join(", "),
        visitor: VisitorKind {
            segment,
            language: Some(language.to_owned()),
            abilities: media.to_vec(),
            signed_in: false,
        },
    }
}

/// In English; a language that has no name here is told by its tag.
fn name_of(tag: &str) -> &str {
    match tag {
        "ar" => "Arabic",
        "de" => "German",
        "en" => "English",
        "es" => "Spanish",
        "et" => "Estonian",
        "fi" => "Finnish",
        "fr" => "French",
        "it" => "Italian",
        "ja" => "Japanese",
        "lt" => "Lithuanian",
        "lv" => "Latvian",
        "nl" => "Dutch",
        "pl" => "Polish",
        "pt" => "Portuguese",
        "ru" => "Russian",
        "sv" => "Swedish",
        "uk" => "Ukrainian",
        "zh" => "Chinese",
        other => other,
    }
}
