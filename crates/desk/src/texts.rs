//! Texts that customers read: shipped in some languages, overridden by rows (by key, brand, locale and stage).

use crate::{By, Desk, DeskError, Result, audit};
use domain::access::Permission;
use domain::channel::Channel;
use domain::message::AutoText;
use domain::{BrandId, Refusal};
use serde_json::json;
use store::Tx;
use store::words::Text;

/// Which text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Acknowledgement,
    ChannelPaused,
    ChannelClosed,
}

/// All keys.
pub const KEYS: [Key; 3] = [Key::Acknowledgement, Key::ChannelPaused, Key::ChannelClosed];

/// Languages of the shipped texts.
pub const LANGUAGES: [&str; 4] = ["en", "et", "de", "zh"];

/// What a text may name.
pub const VARIABLES: [&str; 7] = [
    "contact.name",
    "contact.first_name",
    "conversation.number",
    "conversation.subject",
    "organization.name",
    "channel.name",
    "promise",
];

impl Key {
    #[must_use]
    pub fn of(text: AutoText) -> Self {
        match text {
            // A rule's answer brings its own words.
            AutoText::Acknowledgement | AutoText::RuleReply => Self::Acknowledgement,
            AutoText::ChannelPaused => Self::ChannelPaused,
            AutoText::ChannelClosed => Self::ChannelClosed,
        }
    }

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Acknowledgement => "acknowledgement",
            Self::ChannelPaused => "channel_paused",
            Self::ChannelClosed => "channel_closed",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        KEYS.into_iter().find(|k| k.word() == word)
    }
}

/// A shipped text. An empty subject means "as an answer to the customer's own".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shipped {
    pub locale: &'static str,
    pub body: &'static str,
}

/// In that language, or in English.
#[must_use]
pub fn shipped(key: Key, locale: &str) -> Shipped {
    let short = locale.get(..2).unwrap_or_default().to_ascii_lowercase();
    let locale = LANGUAGES.into_iter().find(|l| *l == short).unwrap_or("en");
    let body = match (key, locale) {
        (Key::Acknowledgement, "et") => {
            "Tere!\n\nSaime teie kirja kätte (number {{conversation.number}}): {{promise}}.\n\nKui soovite midagi lisada, vastake lihtsalt sellele kirjale.\n\n{{organization.name}}"
        }
        (Key::Acknowledgement, "de") => {
            "Guten Tag,\n\nIhre Nachricht ist bei uns angekommen (Nummer {{conversation.number}}). Wann Sie eine Antwort bekommen: {{promise}}.\n\nWenn Sie etwas ergänzen möchten, antworten Sie einfach auf diese Mail.\n\n{{organization.name}}"
        }
        (Key::Acknowledgement, "zh") => {
            "您好！\n\n我们已收到您的来信（编号 {{conversation.number}}）。回复时间：{{promise}}。\n\n如需补充，请直接回复此邮件。\n\n{{organization.name}}"
        }
        (Key::Acknowledgement, _) => {
            "Hello,\n\nwe have your message (number {{conversation.number}}). When to expect an answer: {{promise}}.\n\nTo add something, just reply to this mail.\n\n{{organization.name}}"
        }
        (Key::ChannelPaused, "et") => {
            "Tere!\n\nSee aadress on praegu peatatud. Teie kiri on alles ja sellega tegeleb teine meeskond; vastame samas kirjavahetuses.\n\n{{organization.name}}"
        }
        (Key::ChannelPaused, "de") => {
            "Guten Tag,\n\ndiese Adresse ist zurzeit nicht besetzt. Ihre Nachricht ist nicht verloren: Ein anderes Team kümmert sich darum und antwortet Ihnen hier.\n\n{{organization.name}}"
        }
        (Key::ChannelPaused, "zh") => {
            "您好！\n\n此邮箱目前暂停使用。您的来信已保留，将由其他同事处理，并在此邮件中回复您。\n\n{{organization.name}}"
        }
        (Key::ChannelPaused, _) => {
            "Hello,\n\nthis address is paused at the moment. Your message is kept: another team looks after it and will answer you here.\n\n{{organization.name}}"
        }
        (Key::ChannelClosed, "et") => {
            "Tere!\n\nSee aadress on suletud. Teie kiri on alles ja sellega tegeleb teine meeskond; vastame samas kirjavahetuses.\n\n{{organization.name}}"
        }
        (Key::ChannelClosed, "de") => {
            "Guten Tag,\n\ndiese Adresse gibt es nicht mehr. Ihre Nachricht ist nicht verloren: Ein anderes Team kümmert sich darum und antwortet Ihnen hier.\n\n{{organization.name}}"
        }
        (Key::ChannelClosed, "zh") => {
            "您好！\n\n此邮箱已停用。您的来信已保留，将由其他同事处理，并在此邮件中回复您。\n\n{{organization.name}}"
        }
        (Key::ChannelClosed, _) => {
            "Hello,\n\nthis address has been closed. Your message is kept: another team looks after it and will answer you here.\n\n{{organization.name}}"
        }
    };
    Shipped { locale, body }
}

/// A text as it will be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub locale: String,
    pub subject: String,
    pub body: String,
}

/// The customer's language first, then the brand's, then English; in each the stage's own text before the general one,
/// and an edited text before the shipped one.
pub(crate) async fn find(
    tx: &mut Tx,
    key: Key,
    channel: &Channel,
    language: &str,
    fallback: &str,
) -> Result<Found> {
    let rows = store::words::texts_of(tx, key.word(), channel.brand).await?;
    let stage = serde_json::to_value(channel.stage)
        .ok()
        .and_then(|v| v.as_str().map(str::to_owned))
        .unwrap_or_default();
    for wanted in [language, fallback, "en"] {
        let short = wanted.get(..2).unwrap_or(wanted);
        for stage in [stage.as_str(), ""] {
            let hit = rows.iter().find(|t| {
                t.stage == stage
                    && (t.locale.eq_ignore_ascii_case(wanted)
                        || t.locale.eq_ignore_ascii_case(short))
            });
            if let Some(t) = hit {
                return Ok(Found {
                    locale: t.locale.clone(),
                    subject: t.subject.clone(),
                    body: t.body.clone(),
                });
            }
        }
        if LANGUAGES.iter().any(|l| l.eq_ignore_ascii_case(short)) {
            let shipped = shipped(key, short);
            return Ok(Found {
                locale: shipped.locale.to_owned(),
                subject: String::new(),
                body: shipped.body.to_owned(),
            });
        }
    }
    let english = shipped(key, "en");
    Ok(Found {
        locale: english.locale.to_owned(),
        subject: String::new(),
        body: english.body.to_owned(),
    })
}

impl Desk {
    /// Overrides a text.
    ///
    /// # Errors
    /// `not_permitted`, `bad_key`, `unknown_variable`, `too_large`.
    pub async fn put_text(&self, by: &By, text: Text) -> Result<Text> {
        by.demand(Permission::ContentManage)?;
        if Key::parse(&text.key).is_none() {
            return Err(Refusal::new("bad_key", "There is no text of that name.")
                .on("key")
                .into());
        }
        if text.body.trim().is_empty() || text.body.len() > 20_000 || text.subject.len() > 300 {
            return Err(
                Refusal::new("too_large", "A text has 1 to 20,000 characters.")
                    .on("body")
                    .into(),
            );
        }
        known_variables(&text.body)?;
        known_variables(&text.subject)?;
        let by = by.clone();
        self.write(async move |tx| {
            store::words::put_text(tx, &text).await?;
            let detail = json!({ "locale": text.locale, "stage": text.stage });
            audit::act(tx, &by, "text.changed", &text.key, detail).await?;
            audit::settings_changed(tx, &by, "texts");
            Ok(text.clone())
        })
        .await
    }

    /// Back to the shipped text.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn reset_text(
        &self,
        by: &By,
        key: &str,
        brand: BrandId,
        locale: &str,
        stage: &str,
    ) -> Result<()> {
        by.demand(Permission::ContentManage)?;
        let (by, key) = (by.clone(), key.to_owned());
        let (locale, stage) = (locale.to_owned(), stage.to_owned());
        self.write(async move |tx| {
            if !store::words::delete_text(tx, &key, brand, &locale, &stage).await? {
                return Err(DeskError::missing("text"));
            }
            audit::act(
                tx,
                &by,
                "text.reset",
                &key,
                json!({ "locale": locale, "stage": stage }),
            )
            .await?;
            audit::settings_changed(tx, &by, "texts");
            Ok(())
        })
        .await
    }
}

fn known_variables(text: &str) -> Result<()> {
    for part in text.split("{{").skip(1) {
        let Some((inside, _)) = part.split_once("}}") else {
            continue;
        };
        let name = inside.split('|').next().unwrap_or_default().trim();
        if !VARIABLES.contains(&name) {
            let shown: String = name.chars().filter(|c| !c.is_control()).take(60).collect();
            let words = format!("There is no variable “{shown}”.");
            return Err(Refusal::new("unknown_variable", words).on("body").into());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_text_names_only_known_variables() {
        for key in KEYS {
            for language in LANGUAGES {
                assert!(known_variables(shipped(key, language).body).is_ok());
            }
        }
        assert!(known_variables("{{nonsense}}").is_err());
    }

    #[test]
    fn an_unknown_language_is_served_in_english() {
        assert_eq!(shipped(Key::Acknowledgement, "xx").locale, "en");
        assert_eq!(shipped(Key::Acknowledgement, "et-EE").locale, "et");
        assert_eq!(shipped(Key::Acknowledgement, "").locale, "en");
    }
}
