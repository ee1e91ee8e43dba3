//! Three voices in four languages. Each says the benefit first, then the date, then what stays; offers whoever can use this
//! channel alone a way; and tells that nothing has to be sent again.

mod de;
mod en;
mod et;
mod zh;

use super::{Text, Voice};
use crate::language::base_language;

/// Languages of the templates.
pub const LANGUAGES: [&str; 4] = ["en", "de", "et", "zh"];

/// What a text may name.
pub const VARIABLES: [&str; 8] = [
    "customer.name",
    "customer.first_name",
    "channel.name",
    "date",
    "ways",
    "contact_url",
    "organization.name",
    "agent.first_name",
];

/// What the templates know of the change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Change<'a> {
    /// The name of the channel that follows.
    pub successor: Option<&'a str>,
    /// Whether the day is known: it then stands as `{{date}}`.
    pub dated: bool,
    /// Whether there is a page with the ways to reach us.
    pub page: bool,
}

/// The sentences of one language.
struct Words {
    subject: [&'static str; 3],
    hello: &'static str,
    /// The first words by voice: with a successor, and without.
    benefit: [(&'static str, &'static str); 3],
    dated: &'static str,
    undated: &'static str,
    stays: &'static str,
    page: &'static str,
    kept: &'static str,
    captive: &'static str,
    /// By voice.
    sign: [&'static str; 3],
}

fn words(language: &str) -> Option<&'static Words> {
    match base_language(language) {
        "en" => Some(&en::WORDS),
        "de" => Some(&de::WORDS),
        "et" => Some(&et::WORDS),
        "zh" => Some(&zh::WORDS),
        _ => None,
    }
}

/// As HTML shows it, and not taken for a place to fill in.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '{' => out.push_str("&#123;"),
            '}' => out.push_str("&#125;"),
            c => out.push(c),
        }
    }
    out
}

/// The text of a voice in a language; `None` for a language without templates.
#[must_use]
pub fn text(voice: Voice, language: &str, change: Change<'_>) -> Option<Text> {
    let words = words(language)?;
    let of = voice as usize;
    let (with, without) = words.benefit.get(of)?;
    let benefit = match change.successor {
        Some(name) => with.replace("[successor]", &escaped(name)),
        None => (*without).to_owned(),
    };
    let date = if change.dated {
        words.dated
    } else {
        words.undated
    };
    let mut html = format!(
        "<p>{}</p><p>{benefit}</p><p>{date}</p><p>{}</p><p>{{{{ways}}}}</p>",
        words.hello, words.stays
    );
    if change.page {
        html += &format!("<p>{}</p>", words.page);
    }
    html += &format!("<p>{}</p><p>{}</p>", words.kept, words.captive);
    html += &format!("<p>{}</p>", words.sign.get(of)?);
    Some(Text {
        subject: (*words.subject.get(of)?).to_owned(),
        html,
    })
}

/// A day as a letter says it; `None` for a language without templates.
#[must_use]
pub fn day(date: jiff::civil::Date, language: &str) -> Option<String> {
    let (day, year) = (date.day(), date.year());
    let name = |names: [&'static str; 12]| {
        let at = usize::try_from(date.month() - 1).unwrap_or(0);
        names.get(at).copied().unwrap_or_default()
    };
    Some(match base_language(language) {
        "en" => format!("{day} {} {year}", name(en::MONTHS)),
        "de" => format!("{day}. {} {year}", name(de::MONTHS)),
        "et" => format!("{day}. {} {year}", name(et::MONTHS)),
        "zh" => format!("{year}年{}月{day}日", date.month()),
        _ => return None,
    })
}
