//! The form of the demo's help center: topics in the words of customers, and what the workshop and the returns desk need to know.
//! What it says is data (`form.json`).

use super::company::Cast;
use anyhow::Context as _;
use desk::Desk;
use desk::channels::NewChannel;
use desk::forms::FormInput;
use desk::settings::fields::NewField;
use domain::channel::Stage;
use domain::field::{Entity, FieldKind};
use domain::form::{FormWords, Kind, Question, Words};
use domain::{DoorId, FieldId, Millis, TopicId};
use serde::Deserialize;
use std::collections::BTreeMap;

const FORM: &str = include_str!("form.json");
const TARGET_MIN: u32 = 4 * 60;

/// Locale → words.
type Said = BTreeMap<String, String>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Book {
    slug: String,
    words: BTreeMap<String, FormWords>,
    /// In the order of their names; name in the house → words.
    topics: BTreeMap<String, Said>,
    topic: Said,
    question: Said,
    files: Said,
    files_help: Said,
    name: Said,
    email: Said,
    order: Said,
    order_help: Said,
    order_topics: Vec<String>,
    sent_on: Said,
    sent_on_help: Said,
    sent_by: Said,
    ways: BTreeMap<String, Said>,
}

fn open() -> anyhow::Result<Book> {
    serde_json::from_str(FORM).context("the form of the demo cannot be read")
}

/// Of its page.
///
/// # Errors
/// When the file in the binary is damaged: a test reads it.
pub fn slug() -> anyhow::Result<String> {
    Ok(open()?.slug)
}

/// What a topic of the house is called on the form, in each of its languages.
///
/// # Errors
/// When the file in the binary is damaged: a test reads it.
pub fn topic_words(topic: &str) -> anyhow::Result<Vec<String>> {
    let words = open()?.topics.remove(topic);
    Ok(words.unwrap_or_default().into_values().collect())
}

/// Makes the form and sets it live; after the help center and the custom fields.
///
/// # Errors
/// When a verb refuses, or the store fails.
pub async fn put_up(desk: &Desk, cast: &Cast, now: Millis) -> anyhow::Result<()> {
    let (book, by) = (open()?, cast.chief().by(now));
    let sent_on = field(desk, cast, now, "sent_on", "Sent on", FieldKind::Date, &[]).await?;
    let ways: Vec<&str> = book.ways.keys().map(String::as_str).collect();
    let sent_by = field(
        desk,
        cast,
        now,
        "sent_by",
        "Sent by",
        FieldKind::Choice,
        &ways,
    )
    .await?;
    let fields = desk.fields().await?;
    let order = fields.iter().find(|f| f.key == "order");
    let order = order.context("the demo has no field for orders")?.id;
    let channels = desk.channels().await?;
    let new = NewChannel {
        name: "Contact form".to_owned(),
        kind: "form".to_owned(),
        brand: None,
        team: channels
            .iter()
            .find(|c| c.id == cast.successor)
            .and_then(|c| c.team),
        address: None,
        first_response_target_min: TARGET_MIN,
    };
    let channel = desk.create_channel(&by, new).await?;
    let forms = desk.forms(&by).await?;
    let form = forms.into_iter().find(|f| f.channel == channel.id);
    let form = form.context("the channel has no form")?;
    let input = FormInput {
        help_center: form.help_center,
        slug: book.slug.clone(),
        words: book.words.clone(),
        questions: questions(&book, cast, order, sent_on, sent_by),
        files_max: form.files_max,
        bytes_max: form.bytes_max,
        reply_door: sender(desk, cast).await?.or(form.reply_door),
        hosts: Vec::new(),
    };
    desk.change_form(&by, form.id, form.version, input).await?;
    desk.set_stage(&by, channel.id, Stage::Live, None, "The shop is open.")
        .await?;
    Ok(())
}

/// Answers come from the address that customers know, also when it takes no new questions any more.
async fn sender(desk: &Desk, cast: &Cast) -> anyhow::Result<Option<DoorId>> {
    let known = cast.successor;
    let doors = desk
        .db()
        .read(async move |tx| store::door::of_channel(tx, known).await)
        .await?;
    Ok(doors.first().map(|d| d.id))
}

async fn field(
    desk: &Desk,
    cast: &Cast,
    now: Millis,
    key: &str,
    name: &str,
    kind: FieldKind,
    choices: &[&str],
) -> anyhow::Result<FieldId> {
    let new = NewField {
        entity: Entity::Conversation,
        key: Some(key.to_owned()),
        name: name.to_owned(),
        kind,
        choices: choices.iter().map(|c| (*c).to_owned()).collect(),
    };
    Ok(desk.create_field(&cast.chief().by(now), new).await?.id)
}

fn questions(
    book: &Book,
    cast: &Cast,
    order: FieldId,
    sent_on: FieldId,
    sent_by: FieldId,
) -> Vec<Question> {
    let topic = |name: &String| cast.topics.get(name).copied();
    let ask = |key: &str, kind: Kind, label: &Said, help: Option<&Said>| Question {
        key: key.to_owned(),
        kind,
        required: false,
        topics: Vec::new(),
        when: None,
        words: words(label, help),
    };
    let offered: Vec<TopicId> = book.topics.keys().filter_map(topic).collect();
    let mut about = ask("topic", Kind::Topic { offered }, &book.topic, None);
    about.required = true;
    for (name, said) in &book.topics {
        if let Some(id) = topic(name) {
            choices(&mut about, &id.to_string(), said);
        }
    }
    let mut by = ask(
        "sent_by",
        Kind::Field { field: sent_by },
        &book.sent_by,
        None,
    );
    for (way, said) in &book.ways {
        choices(&mut by, way, said);
    }
    let returns: Vec<TopicId> = cast.topics.get("Returns").copied().into_iter().collect();
    by.topics.clone_from(&returns);
    let on = Question {
        topics: returns,
        ..ask(
            "sent_on",
            Kind::Field { field: sent_on },
            &book.sent_on,
            Some(&book.sent_on_help),
        )
    };
    let order = Question {
        topics: book.order_topics.iter().filter_map(topic).collect(),
        ..ask(
            "order",
            Kind::Field { field: order },
            &book.order,
            Some(&book.order_help),
        )
    };
    vec![
        about,
        ask("question", Kind::Question, &book.question, None),
        order,
        on,
        by,
        ask("files", Kind::Files, &book.files, Some(&book.files_help)),
        ask("name", Kind::Name, &book.name, None),
        ask("email", Kind::Email, &book.email, None),
    ]
}

fn words(label: &Said, help: Option<&Said>) -> BTreeMap<String, Words> {
    label
        .iter()
        .map(|(locale, label)| {
            let words = Words {
                label: label.clone(),
                help: help
                    .and_then(|h| h.get(locale))
                    .cloned()
                    .unwrap_or_default(),
                choices: BTreeMap::new(),
            };
            (locale.clone(), words)
        })
        .collect()
}

fn choices(question: &mut Question, value: &str, said: &Said) {
    for (locale, shown) in said {
        let words = question.words.entry(locale.clone()).or_default();
        words.choices.insert(value.to_owned(), shown.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_the_demo_says_everything_in_each_of_its_languages() {
        let book = open().expect("a form");
        let locales: Vec<&String> = book.words.keys().collect();
        let all = [
            &book.topic,
            &book.question,
            &book.files,
            &book.files_help,
            &book.name,
            &book.email,
            &book.order,
            &book.order_help,
            &book.sent_on,
            &book.sent_on_help,
            &book.sent_by,
        ];
        for said in all
            .into_iter()
            .chain(book.topics.values())
            .chain(book.ways.values())
        {
            assert_eq!(said.keys().collect::<Vec<_>>(), locales);
            assert!(said.values().all(|s| !s.trim().is_empty()));
        }
        assert!(
            book.order_topics
                .iter()
                .all(|t| book.topics.contains_key(t))
        );
    }
}
