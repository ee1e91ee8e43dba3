//! Texts that customers read, as administrators look at them: shipped and edited side by side, and previewed with real data.

use super::one_line;
use crate::channels::main_brand;
use crate::promise::{self, Asking, Forecasts};
use crate::text::{Form, Variables, fill};
use crate::texts::{EXAMPLE, KEYS, Key, LANGUAGES, shipped};
use crate::{By, Desk, DeskError, Result, check, organization};
use domain::access::Permission;
use domain::survey::Kind;
use domain::wording;
use store::Tx;
use store::inbox::{ConversationSummary, Filter, View, list_conversations};
use store::words::Text;

/// Stages of a channel that may have words of their own; empty: whatever the stage.
const STAGES: [&str; 6] = ["", "draft", "pilot", "live", "winding_down", "closed"];

/// A text as it would be used now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub key: String,
    pub locale: String,
    pub stage: String,
    /// Empty: as an answer to the customer's own subject.
    pub subject: String,
    pub body: String,
    /// As shipped.
    pub default: bool,
}

/// A text that an administrator writes.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    pub key: String,
    pub locale: String,
    pub stage: String,
    pub subject: String,
    pub body: String,
}

impl Desk {
    /// Every text, in the shipped languages and in those that were added.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn texts(&self, by: &By) -> Result<Vec<Shown>> {
        by.demand(Permission::ContentManage)?;
        self.db.read(async move |tx| all(tx).await).await
    }

    /// Overrides a text of the main brand.
    ///
    /// # Errors
    /// `not_permitted`, `bad_key`, `bad_locale`, `bad_choice`, `bad_text`, `unknown_variable`, `too_large`.
    pub async fn write_text(&self, by: &By, draft: Draft) -> Result<Shown> {
        by.demand(Permission::ContentManage)?;
        check::locale(&draft.locale)?;
        super::one_of("stage", &draft.stage, &STAGES)?;
        let brand = self.db.read(async move |tx| main_brand(tx).await).await?;
        let row = Text {
            key: draft.key,
            brand,
            locale: draft.locale,
            stage: draft.stage,
            subject: one_line("subject", &draft.subject, 200)?,
            body: draft.body,
            updated_at: by.now,
        };
        Ok(shown(self.put_text(by, row).await?))
    }

    /// Back to the shipped text.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn unwrite_text(&self, by: &By, key: &str, locale: &str, stage: &str) -> Result<()> {
        by.demand(Permission::ContentManage)?;
        let brand = self.db.read(async move |tx| main_brand(tx).await).await?;
        self.reset_text(by, key, brand, locale, stage).await
    }

    /// Subject and body with the values of the newest conversation that the caller may see.
    ///
    /// # Errors
    /// `not_permitted`, `bad_key`, `empty_variable`.
    pub async fn preview_text(&self, by: &By, draft: Draft) -> Result<(String, String)> {
        by.demand(Permission::ContentManage)?;
        if Key::parse(&draft.key).is_none() {
            return super::bad("bad_key", "key", "There is no text of that name.");
        }
        if draft.body.len() > 20_000 || draft.subject.len() > 1_000 {
            return super::bad("too_large", "body", "A text has 1 to 20,000 characters.");
        }
        let (by, forecasts) = (by.clone(), self.forecasts.clone());
        self.db
            .read(async move |tx| {
                let filter = Filter::new(View::All);
                let page = list_conversations(tx, &by.access, &filter, None, 1).await?;
                let variables =
                    values(tx, (&by, &forecasts), page.items.first(), &draft.locale).await?;
                let subject = fill(&draft.subject, &variables, Form::Plain)?;
                Ok((subject, fill(&draft.body, &variables, Form::Plain)?))
            })
            .await
    }
}

async fn all(tx: &mut Tx) -> Result<Vec<Shown>> {
    let brand = main_brand(tx).await?;
    let mut out = Vec::new();
    for key in KEYS {
        let rows = store::words::texts_of(tx, key.word(), brand).await?;
        for locale in LANGUAGES {
            if !rows
                .iter()
                .any(|t| t.locale == locale && t.stage.is_empty())
            {
                out.push(Shown {
                    key: key.word().to_owned(),
                    locale: locale.to_owned(),
                    stage: String::new(),
                    subject: shipped(key, locale).subject.to_owned(),
                    body: shipped(key, locale).body.to_owned(),
                    default: true,
                });
            }
        }
        out.extend(rows.into_iter().map(shown));
    }
    Ok(out)
}

fn shown(row: Text) -> Shown {
    Shown {
        key: row.key,
        locale: row.locale,
        stage: row.stage,
        subject: row.subject,
        body: row.body,
        default: false,
    }
}

/// Of a conversation; where there is none yet, of an invented customer.
async fn values(
    tx: &mut Tx,
    (by, forecasts): (&By, &Forecasts),
    of: Option<&ConversationSummary>,
    locale: &str,
) -> Result<Variables> {
    let organization = organization::of(tx).await?;
    let channel = match of {
        Some(c) => store::channel::load(tx, c.channel).await?,
        None => store::channel::all(tx).await?.into_iter().next(),
    };
    let channel = channel.ok_or_else(|| DeskError::missing("channel"))?;
    let estimate = promise::of(
        tx,
        forecasts,
        &channel,
        Asking::written(Some(locale)),
        by.now,
    )
    .await?;
    let name = match of {
        Some(c) => c.contact_name.clone().unwrap_or_default(),
        None => "Mari Maasikas".to_owned(),
    };
    let first = name
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned();
    let number = of.map_or_else(|| EXAMPLE.0.to_owned(), |c| c.number.to_string());
    let subject = of.map_or_else(|| EXAMPLE.1.to_owned(), |c| c.subject.clone());
    Ok(Variables::default()
        .with("contact.name", name)
        .with("contact.first_name", first)
        .with("conversation.number", number)
        .with("conversation.subject", subject)
        .with("organization.name", &*organization.name)
        .with("channel.name", &*channel.name)
        .with("successor.name", &*channel.name)
        .with("ways", "https://help.example.org/en/contact")
        .with(
            "survey.question",
            shipped(Key::SurveyQuestion(Kind::Csat), locale).body,
        )
        .with("survey.link", "https://help.example.org/s/…")
        .with(
            "promise",
            wording::promise(by.now, &estimate, &organization.zone, locale),
        ))
}
