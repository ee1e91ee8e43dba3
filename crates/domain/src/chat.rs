//! Chat: what a widget is, who may embed it, what may be written in it, and when an answer leaves by mail as well.
//!
//! Pure. Desk loads and saves, server speaks HTTP and WebSocket; both ask here.

use crate::form::is_origin;
use crate::language::{best, is_locale};
use crate::{ChannelId, DoorId, FieldId, HelpCenterId, Millis, Refusal, TopicId, WidgetId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Characters of one message of a visitor.
pub const TEXT_MAX: usize = 8_000;
/// Files of one message.
pub const FILES_MAX: usize = 5;
/// Octets of one file.
pub const FILE_BYTES: usize = 10 * 1024 * 1024;
/// Messages that one visitor may write in a day; above a person's, below a program's.
pub const MESSAGES_A_DAY: i64 = 2_000;
/// An answer that was not seen leaves by mail after this.
pub const GRACE_MS: Millis = 2 * 60 * 1000;
/// A token that was replaced is good for this long.
pub const TOKEN_GRACE_MS: Millis = 10 * 60 * 1000;
/// Two tabs of a stranger that ask at the same moment are answered in any order: a token may be made so long after the other
/// tab's first words were written.
const TOKEN_RACE_MS: Millis = 60 * 1000;
/// A visitor who was away for longer is a stranger again.
pub const TOKEN_MS: Millis = 180 * 24 * 60 * 60 * 1000;
/// A code that was mailed is good for this long...
pub const CODE_MS: Millis = 15 * 60 * 1000;
/// ...and for so many tries.
pub const CODE_TRIES: i64 = 5;
/// Codes to one address in an hour.
pub const CODES_AN_HOUR: i64 = 5;
/// Tokens of one visitor: devices and tabs that were not heard of for longest fall out.
pub const TOKENS_MAX: usize = 20;
/// Characters of what a page tells of itself.
pub const PAGE_MAX: usize = 500;

const SITES_MAX: usize = 50;
const FIELDS_MAX: usize = 20;
const INVITATIONS_MAX: usize = 20;
const LOCALES_MAX: usize = 30;
const LINE_MAX: usize = 300;

/// On which side the button is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Start,
    #[default]
    End,
}

/// Whether visitors are asked for an address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AskEmail {
    Never,
    #[default]
    Optional,
    Required,
}

/// Something asked for before the chat: a custom field of conversations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub field: FieldId,
    /// By locale; without one the name of the field.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    #[serde(default)]
    pub required: bool,
    /// Asked for these topics alone; empty: always.
    #[serde(default)]
    pub topics: Vec<TopicId>,
}

/// An offer to talk, by page, time and visitor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Names it in counts: letters a to z, digits and `_`.
    pub id: String,
    /// By locale.
    pub texts: BTreeMap<String, String>,
    /// Empty: on every page.
    #[serde(default)]
    pub url_contains: String,
    pub after_s: u32,
    pub visits_min: u32,
    pub active: bool,
}

/// Everything about a widget that is chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Look {
    /// `#405ec9`; the house's own when there is none.
    pub color: Option<String>,
    pub position: Side,
    /// By locale.
    pub greeting: BTreeMap<String, String>,
    /// Where articles are from.
    pub help_center: Option<HelpCenterId>,
    /// Articles are shown before the first message.
    pub articles_first: bool,
    pub topics: Vec<TopicId>,
    pub fields: Vec<Asked>,
    pub ask_email: AskEmail,
    pub rating: bool,
    pub transcript: bool,
    pub sound: bool,
    pub invitations: Vec<Invitation>,
    /// Shown to one visitor in a day.
    pub invitations_per_day: u32,
}

/// A channel of kind `chat`, as its widget is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Widget {
    pub id: WidgetId,
    pub channel: ChannelId,
    pub door: DoorId,
    /// `wgt_…`: public.
    pub key: String,
    /// Origins that may embed it: `https://shop.example`, `https://*.shop.example`.
    pub sites: Vec<String>,
    pub look: Look,
    /// The address that answers by mail come from.
    pub reply_door: Option<DoorId>,
    /// Sealed; signs who a visitor is.
    pub secret: Option<Vec<u8>>,
    pub created_at: Millis,
    pub version: i64,
}

impl Widget {
    /// # Errors
    /// `bad_sites`, `bad_color`, `bad_words`, `bad_fields`, `bad_invitations`.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.sites.len() > SITES_MAX || !self.sites.iter().all(|s| is_site(s)) {
            return refuse(
                "bad_sites",
                "sites",
                "A site is written as https://shop.example or https://*.shop.example; 50 at most.",
            );
        }
        let look = &self.look;
        let color = look.color.as_deref();
        if color.is_some_and(|c| crate::accent::Rgb::parse(c).is_none()) {
            return refuse(
                "bad_color",
                "look",
                "A colour is written as # and six digits.",
            );
        }
        if !are_lines(&look.greeting) {
            return refuse(
                "bad_words",
                "look",
                "A greeting has 300 characters at most, in 30 languages at most.",
            );
        }
        let twice = |a: &Asked| look.fields.iter().filter(|b| b.field == a.field).count() > 1;
        if look.fields.len() > FIELDS_MAX
            || look.topics.len() > FIELDS_MAX * 2
            || look
                .fields
                .iter()
                .any(|a| twice(a) || !are_lines(&a.labels))
        {
            return refuse(
                "bad_fields",
                "look",
                "A widget asks for 20 fields and offers 40 topics at most, each field once.",
            );
        }
        let bad = |i: &Invitation| {
            !is_key(&i.id)
                || i.texts.is_empty()
                || !are_lines(&i.texts)
                || i.url_contains.len() > LINE_MAX
                || i.after_s > 86_400
                || look.invitations.iter().filter(|o| o.id == i.id).count() > 1
        };
        if look.invitations.len() > INVITATIONS_MAX
            || look.invitations_per_day > 20
            || look.invitations.iter().any(bad)
        {
            return refuse(
                "bad_invitations",
                "look",
                "An invitation has a name of its own and a text of 300 characters at most; 20 invitations at most, 20 a day.",
            );
        }
        Ok(())
    }

    /// Whether a page of that origin may embed the widget.
    #[must_use]
    pub fn takes(&self, origin: &str) -> bool {
        self.sites.iter().any(|site| matches(site, origin))
    }
}

fn refuse(code: &'static str, field: &'static str, text: &str) -> Result<(), Refusal> {
    Err(Refusal::new(code, text).on(field))
}

/// A site may be plain HTTP (a house's own network, a developer's machine); its visitors then are as safe as the rest of it.
fn is_site(site: &str) -> bool {
    match site.strip_prefix("http://") {
        Some(rest) => is_origin(&format!("https://{rest}")),
        None => is_origin(site),
    }
}

fn is_key(key: &str) -> bool {
    (1..=40).contains(&key.len())
        && key
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn are_lines(words: &BTreeMap<String, String>) -> bool {
    words.len() <= LOCALES_MAX
        && words.iter().all(|(locale, text)| {
            is_locale(locale)
                && text.chars().count() <= LINE_MAX
                && !text.chars().any(|c| c.is_control() && c != '\n')
        })
}

/// `https://*.shop.example` takes every name below it, on the same port, and not the name itself.
fn matches(site: &str, origin: &str) -> bool {
    if !is_site(origin) || origin.contains('*') {
        return false;
    }
    let Some((scheme, host)) = site.split_once("://*.") else {
        return site.eq_ignore_ascii_case(origin);
    };
    let Some((s, h)) = origin.split_once("://") else {
        return false;
    };
    let (h, host) = (h.to_ascii_lowercase(), host.to_ascii_lowercase());
    s.eq_ignore_ascii_case(scheme)
        && h.strip_suffix(&host)
            .is_some_and(|name| name.len() > 1 && name.ends_with('.'))
}

/// How somebody showed who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proved {
    None,
    /// A code that was mailed.
    Code,
    /// The site's server said so.
    Signed,
}

/// What happened in a chat apart from messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    SeenByCustomer,
    SeenByAgent,
    Left,
    Rated,
    /// They took another way, or chose to wait all the same.
    Chose,
    /// The thread goes on as that of a contact who showed who they are.
    Proved,
}

/// What a visitor writes, checked.
///
/// # Errors
/// `empty_message`, `too_large`.
pub fn text(text: &str, files: usize) -> Result<String, Refusal> {
    let text: String = text
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect();
    let text = text.trim().to_owned();
    if text.is_empty() && files == 0 {
        return Err(Refusal::new("empty_message", "The message is empty.").on("text"));
    }
    if text.chars().count() > TEXT_MAX {
        return Err(Refusal::new("too_large", "The message is too long.").on("text"));
    }
    if files > FILES_MAX {
        return Err(Refusal::new("too_large", "A message takes five files.").on("files"));
    }
    Ok(text)
}

/// A name that a client gives to what it sends: the same name is the same message.
#[must_use]
pub fn is_client_id(id: &str) -> bool {
    (8..=64).contains(&id.len())
        && id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// When the mails of an answer may leave. To the customer of a chat alone: after a grace, in which seeing it in the widget
/// spares the mail. Anything else is a mail like every other.
#[must_use]
pub fn leaves_at(to_visitor_alone: ToVisitor, now: Millis, undo_ms: Millis) -> Millis {
    match to_visitor_alone {
        ToVisitor::Alone => now + GRACE_MS,
        ToVisitor::AndOthers => now + undo_ms,
    }
}

/// Who an answer goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToVisitor {
    Alone,
    AndOthers,
}

/// The text of a language, else of English, else of any.
#[must_use]
pub fn in_locale<'a>(words: &'a BTreeMap<String, String>, locale: &str) -> Option<&'a str> {
    best(words, locale, "en")
        .map(|(_, text)| text.as_str())
        .filter(|text| !text.trim().is_empty())
}

/// Whether a token of ours that is not kept was another tab's of a stranger who wrote a moment ago. `made_at`: of the token,
/// `began_at`: when they first wrote.
#[must_use]
pub fn was_beside(made_at: Millis, began_at: Millis, now: Millis) -> bool {
    made_at <= began_at + TOKEN_RACE_MS && now < began_at + TOKEN_GRACE_MS
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn widget(sites: &[&str]) -> Widget {
        Widget {
            id: WidgetId(Uuid::nil()),
            channel: ChannelId(Uuid::nil()),
            door: DoorId(Uuid::nil()),
            key: "wgt_a".into(),
            sites: sites.iter().map(|s| (*s).to_owned()).collect(),
            look: Look::default(),
            reply_door: None,
            secret: None,
            created_at: 0,
            version: 1,
        }
    }

    #[test]
    fn the_token_of_a_tab_beside_is_good_for_a_while_whichever_request_was_quicker() {
        let began = 1_000_000;
        for made in [began - 5_000, began, began + 40] {
            assert!(was_beside(made, began, began + 50), "{made}");
            assert!(!was_beside(made, began, began + TOKEN_GRACE_MS));
        }
        assert!(!was_beside(
            began + TOKEN_RACE_MS + 1,
            began,
            began + 90_000
        ));
    }

    #[test]
    fn a_site_takes_its_own_pages_and_no_name_that_only_looks_like_it() {
        let w = widget(&["https://shop.example", "https://*.cafe.example"]);
        assert!(w.check().is_ok());
        for good in [
            "https://shop.example",
            "https://SHOP.example",
            "https://a.cafe.example",
            "https://a.b.cafe.example",
        ] {
            assert!(w.takes(good), "{good}");
        }
        for bad in [
            "http://shop.example",
            "https://shop.example.evil.example",
            "https://evilshop.example",
            "https://cafe.example",
            "https://evilcafe.example",
            "https://.cafe.example",
            "https://*.cafe.example",
            "https://shop.example:8443",
            "https://shop.example/x",
            "null",
            "",
        ] {
            assert!(!w.takes(bad), "{bad}");
        }
        assert!(!widget(&[]).takes("https://shop.example"));
    }

    #[test]
    fn hostile_settings_are_refused_by_name() {
        let w = widget(&["https://a.example; script-src *"]);
        assert_eq!(w.check().unwrap_err().code, "bad_sites");
        let mut w = widget(&[]);
        w.look.color = Some("red; }".into());
        assert_eq!(w.check().unwrap_err().code, "bad_color");
        let mut w = widget(&[]);
        w.look.greeting = [("en".into(), "x".repeat(301))].into();
        assert_eq!(w.check().unwrap_err().code, "bad_words");
        let mut w = widget(&[]);
        let one = Invitation {
            id: "a".into(),
            texts: [("en".into(), "Hello".into())].into(),
            url_contains: String::new(),
            after_s: 5,
            visits_min: 0,
            active: true,
        };
        w.look.invitations = vec![one.clone(), one];
        assert_eq!(w.check().unwrap_err().code, "bad_invitations");
    }

    #[test]
    fn a_message_keeps_its_lines_and_loses_what_nobody_sees() {
        assert_eq!(text(" a\u{0}\u{7}\nb ", 0).unwrap(), "a\nb");
        assert_eq!(text("", 1).unwrap(), "");
        assert_eq!(text("\u{0}", 0).unwrap_err().code, "empty_message");
        assert_eq!(
            text(&"x".repeat(TEXT_MAX + 1), 0).unwrap_err().code,
            "too_large"
        );
        assert_eq!(text("x", FILES_MAX + 1).unwrap_err().code, "too_large");
    }

    #[test]
    fn an_answer_to_the_visitor_alone_waits_for_them_before_it_leaves_by_mail() {
        assert_eq!(leaves_at(ToVisitor::Alone, 5, 10), 5 + GRACE_MS);
        assert_eq!(leaves_at(ToVisitor::AndOthers, 5, 10), 15);
    }

    #[test]
    fn only_plain_names_are_names_of_what_a_client_sends() {
        assert!(is_client_id("a-b_C-123"));
        for bad in ["", "short", "with space here", &"x".repeat(65), "äääääääää"] {
            assert!(!is_client_id(bad), "{bad}");
        }
    }
}
