//! Texts that customers read: shipped in some languages, overridden by rows (by key, brand, locale and stage).

mod doors;
pub mod missing;
mod surveys;

use crate::{By, Desk, DeskError, Result, audit};
use domain::access::Permission;
use domain::channel::Channel;
use domain::message::AutoText;
use domain::survey::Kind;
use domain::{BrandId, Refusal};
use serde_json::json;
use store::Tx;
use store::words::Text;

/// The number and the subject of a conversation that stand for any: shown to whoever tries a text where none can be shown yet.
pub(crate) const EXAMPLE: (&str, &str) = ("1001", "Where is my order?");

/// Which text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Acknowledgement,
    ChannelPaused,
    ChannelClosed,
    /// What will change at a door, told to whoever writes to it.
    Announcement,
    /// Something does not work, and we know.
    Outage,
    /// A door that takes no new questions shows the way.
    Signpost,
    /// What a form sent has arrived.
    FormReceived,
    /// What a form sent has arrived, although its channel takes nothing: somebody else looks after it.
    FormRedirected,
    /// The mail that asks.
    Survey(Kind),
    /// On the page, and as `{{survey.question}}` in the mail.
    SurveyQuestion(Kind),
    /// On the page, after the answer.
    SurveyThanks,
}

/// All keys.
pub const KEYS: [Key; 15] = [
    Key::Acknowledgement,
    Key::ChannelPaused,
    Key::ChannelClosed,
    Key::Announcement,
    Key::Outage,
    Key::Signpost,
    Key::FormReceived,
    Key::FormRedirected,
    Key::Survey(Kind::Csat),
    Key::Survey(Kind::Ces),
    Key::Survey(Kind::Nps),
    Key::SurveyQuestion(Kind::Csat),
    Key::SurveyQuestion(Kind::Ces),
    Key::SurveyQuestion(Kind::Nps),
    Key::SurveyThanks,
];

/// Languages of the shipped texts.
pub const LANGUAGES: [&str; 4] = ["en", "et", "de", "zh"];

/// What every text about a conversation may name, and what a kind of text has beside it.
macro_rules! about_a_conversation {
    ($($more:literal),*) => {
        &[
            "contact.name",
            "contact.first_name",
            "conversation.number",
            "conversation.subject",
            "organization.name",
            "channel.name",
            $($more),*
        ]
    };
}

/// What a text about a conversation may name.
pub const VARIABLES: &[&str] = about_a_conversation!("promise");
/// The same at a door that leads on.
const LEADING_ON: &[&str] = about_a_conversation!("promise", "successor.name", "ways");
/// The same while something does not work.
const BROKEN: &[&str] = about_a_conversation!("outage.words");
/// The same for the mail of a survey after a conversation.
const ASKING: &[&str] = about_a_conversation!("survey.link", "survey.question");
/// And of one by schedule, which is about none.
const ASKING_ALL: &[&str] = &[
    "contact.name",
    "contact.first_name",
    "organization.name",
    "survey.link",
    "survey.question",
];

impl Key {
    /// What it may name; the rest would have no value when it is used.
    #[must_use]
    pub fn variables(self) -> &'static [&'static str] {
        match self {
            Self::Acknowledgement | Self::FormReceived => VARIABLES,
            Self::Outage => BROKEN,
            Self::ChannelPaused
            | Self::ChannelClosed
            | Self::Announcement
            | Self::Signpost
            | Self::FormRedirected => LEADING_ON,
            Self::Survey(Kind::Nps) => ASKING_ALL,
            Self::Survey(Kind::Csat | Kind::Ces) => ASKING,
            Self::SurveyQuestion(_) | Self::SurveyThanks => &["organization.name"],
        }
    }

    #[must_use]
    pub fn of(text: AutoText) -> Self {
        match text {
            // A rule's answer brings its own words.
            AutoText::Acknowledgement | AutoText::RuleReply => Self::Acknowledgement,
            AutoText::ChannelPaused => Self::ChannelPaused,
            AutoText::ChannelClosed => Self::ChannelClosed,
            AutoText::Announcement => Self::Announcement,
            AutoText::Outage => Self::Outage,
            AutoText::Signpost => Self::Signpost,
        }
    }

    /// The same, said to somebody who has sent a form.
    #[must_use]
    pub fn of_form(text: AutoText) -> Self {
        match text {
            AutoText::Acknowledgement | AutoText::RuleReply => Self::FormReceived,
            AutoText::Outage => Self::Outage,
            AutoText::ChannelPaused
            | AutoText::ChannelClosed
            | AutoText::Announcement
            | AutoText::Signpost => Self::FormRedirected,
        }
    }

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Acknowledgement => "acknowledgement",
            Self::ChannelPaused => "channel_paused",
            Self::ChannelClosed => "channel_closed",
            Self::Announcement => "announcement",
            Self::Outage => "outage",
            Self::Signpost => "signpost",
            Self::FormReceived => "form_received",
            Self::FormRedirected => "form_redirected",
            Self::Survey(Kind::Csat) => "survey_csat",
            Self::Survey(Kind::Ces) => "survey_ces",
            Self::Survey(Kind::Nps) => "survey_nps",
            Self::SurveyQuestion(Kind::Csat) => "survey_csat_question",
            Self::SurveyQuestion(Kind::Ces) => "survey_ces_question",
            Self::SurveyQuestion(Kind::Nps) => "survey_nps_question",
            Self::SurveyThanks => "survey_thanks",
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
    pub subject: &'static str,
    pub body: &'static str,
}

/// In that language, or in English.
#[must_use]
pub fn shipped(key: Key, locale: &str) -> Shipped {
    let short = locale.get(..2).unwrap_or_default().to_ascii_lowercase();
    let locale = LANGUAGES.into_iter().find(|l| *l == short).unwrap_or("en");
    if let Some((subject, body)) = surveys::shipped(key, locale) {
        return Shipped {
            locale,
            subject,
            body,
        };
    }
    if let Some(body) = doors::shipped(key, locale) {
        return Shipped {
            locale,
            subject: "",
            body,
        };
    }
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
        (Key::FormReceived, "et") => {
            "Tere!\n\nSaime teie küsimuse kätte (number {{conversation.number}}): {{promise}}.\n\nKui soovite midagi lisada, vastake lihtsalt sellele kirjale.\n\nKui teie ei ole meile kirjutanud, ei pea te midagi tegema.\n\n{{organization.name}}"
        }
        (Key::FormReceived, "de") => {
            "Guten Tag,\n\nIhre Frage ist bei uns angekommen (Nummer {{conversation.number}}). Wann Sie eine Antwort bekommen: {{promise}}.\n\nWenn Sie etwas ergänzen möchten, antworten Sie einfach auf diese Mail.\n\nWenn Sie uns nicht geschrieben haben, brauchen Sie nichts zu tun.\n\n{{organization.name}}"
        }
        (Key::FormReceived, "zh") => {
            "您好！\n\n我们已收到您的问题（编号 {{conversation.number}}）。回复时间：{{promise}}。\n\n如需补充，请直接回复此邮件。\n\n如果您没有联系过我们，请忽略此邮件。\n\n{{organization.name}}"
        }
        (Key::FormReceived, _) => {
            "Hello,\n\nwe have your question (number {{conversation.number}}). When to expect an answer: {{promise}}.\n\nTo add something, just reply to this mail.\n\nIf it was not you who wrote to us, you need not do anything.\n\n{{organization.name}}"
        }
        (Key::FormRedirected, "et") => {
            "Tere!\n\nTeie küsimus on alles (number {{conversation.number}}). Vorm, millega selle saatsite, ei ole praegu kasutusel: küsimusega tegeleb teine meeskond, kes vastab teile siinsamas.\n\n{{organization.name}}"
        }
        (Key::FormRedirected, "de") => {
            "Guten Tag,\n\nIhre Frage ist nicht verloren (Nummer {{conversation.number}}). Das Formular, mit dem Sie sie geschickt haben, ist zurzeit nicht besetzt: Ein anderes Team kümmert sich darum und antwortet Ihnen hier.\n\n{{organization.name}}"
        }
        (Key::FormRedirected, "zh") => {
            "您好！\n\n您的问题已保留（编号 {{conversation.number}}）。您使用的表单目前暂停使用，将由其他同事处理，并在此邮件中回复您。\n\n{{organization.name}}"
        }
        (_, _) => {
            "Hello,\n\nyour question is kept (number {{conversation.number}}). The form that you sent it with is not in use at the moment: another team looks after it and will answer you here.\n\n{{organization.name}}"
        }
    };
    Shipped {
        locale,
        subject: "",
        body,
    }
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
    let stage = serde_json::to_value(channel.stage)
        .ok()
        .and_then(|v| v.as_str().map(str::to_owned))
        .unwrap_or_default();
    find_for(tx, key, channel.brand, &stage, language, fallback).await
}

/// The same for a brand, and the stage of a channel in one word (empty: none).
pub(crate) async fn find_for(
    tx: &mut Tx,
    key: Key,
    brand: BrandId,
    stage: &str,
    language: &str,
    fallback: &str,
) -> Result<Found> {
    let rows = store::words::texts_of(tx, key.word(), brand).await?;
    let rows: Vec<&Text> = rows.iter().collect();
    Ok(chosen(&rows, key, stage, language, fallback))
}

/// The same from the versions of one text of one brand.
pub(crate) fn chosen(
    rows: &[&Text],
    key: Key,
    stage: &str,
    language: &str,
    fallback: &str,
) -> Found {
    for wanted in [language, fallback, "en"] {
        let short = wanted.get(..2).unwrap_or(wanted);
        for stage in [stage, ""] {
            let hit = rows.iter().find(|t| {
                t.stage == stage
                    && (t.locale.eq_ignore_ascii_case(wanted)
                        || t.locale.eq_ignore_ascii_case(short))
            });
            if let Some(t) = hit {
                return Found {
                    locale: t.locale.clone(),
                    subject: t.subject.clone(),
                    body: t.body.clone(),
                };
            }
        }
        if LANGUAGES.iter().any(|l| l.eq_ignore_ascii_case(short)) {
            return Found::from(shipped(key, short));
        }
    }
    Found::from(shipped(key, "en"))
}

impl From<Shipped> for Found {
    fn from(shipped: Shipped) -> Self {
        Self {
            locale: shipped.locale.to_owned(),
            subject: shipped.subject.to_owned(),
            body: shipped.body.to_owned(),
        }
    }
}

impl Desk {
    /// Overrides a text.
    ///
    /// # Errors
    /// `not_permitted`, `bad_key`, `unknown_variable`, `too_large`.
    pub async fn put_text(&self, by: &By, text: Text) -> Result<Text> {
        by.demand(Permission::ContentManage)?;
        let Some(key) = Key::parse(&text.key) else {
            return Err(Refusal::new("bad_key", "There is no text of that name.")
                .on("key")
                .into());
        };
        if text.body.trim().is_empty() || text.body.len() > 20_000 || text.subject.len() > 300 {
            return Err(
                Refusal::new("too_large", "A text has 1 to 20,000 characters.")
                    .on("body")
                    .into(),
            );
        }
        known_variables(key, &text.body)?;
        known_variables(key, &text.subject)?;
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

fn known_variables(key: Key, text: &str) -> Result<()> {
    for part in text.split("{{").skip(1) {
        let Some((inside, _)) = part.split_once("}}") else {
            continue;
        };
        let name = inside.split('|').next().unwrap_or_default().trim();
        if !key.variables().contains(&name) {
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
                let text = shipped(key, language);
                assert!(known_variables(key, text.body).is_ok());
                assert!(known_variables(key, text.subject).is_ok());
                assert_eq!(text.locale, language);
            }
        }
        assert!(known_variables(Key::Acknowledgement, "{{nonsense}}").is_err());
        assert!(known_variables(Key::Survey(Kind::Nps), "{{promise}}").is_err());
    }

    #[test]
    fn every_key_is_found_by_its_word_and_a_mail_that_asks_holds_its_link() {
        for key in KEYS {
            assert_eq!(Key::parse(key.word()), Some(key));
            if let Key::Survey(_) = key {
                for language in LANGUAGES {
                    let text = shipped(key, language);
                    assert!(text.body.contains("{{survey.link}}") && !text.subject.is_empty());
                }
            }
        }
    }

    #[test]
    fn an_unknown_language_is_served_in_english() {
        assert_eq!(shipped(Key::Acknowledgement, "xx").locale, "en");
        assert_eq!(shipped(Key::Acknowledgement, "et-EE").locale, "et");
        assert_eq!(shipped(Key::Acknowledgement, "").locale, "en");
    }
}
