//! Something is sent by a form: judged, read, and written down before anybody is thanked. What was sent twice is kept once.

use super::landing::{self, Ids, Ready};
use super::trace;
use crate::loose::KeptFile;
use crate::page_token::PageToken;
use crate::{Desk, DeskError, Result, organization};
use domain::field::{Definition, FieldKind};
use domain::form::guard::{self, Signals, Suspicion, Verdict};
use domain::form::{Answers, Filled, Form, Kind, Problem, check};
use domain::promise::Estimate;
use domain::{ConversationId, FormId, FormPostId, Millis};
use std::collections::BTreeMap;
use store::Tx;
use store::form::Answer;
use store::tag::Topic;
use uuid::Uuid;

/// What somebody sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    pub form: FormId,
    /// Of the page that it was sent from.
    pub token: PageToken,
    /// Of the page.
    pub locale: String,
    /// What was typed, by the keys of the questions.
    pub values: BTreeMap<String, String>,
    pub files: Vec<KeptFile>,
    pub signals: Signals,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// It is written down, now or before.
    Kept {
        post: FormPostId,
        conversation: ConversationId,
    },
    /// Nothing was kept: this has to be put right first.
    Wrong(Vec<Problem>),
    /// Nothing was kept: too much comes from there. In so many seconds it can be sent.
    Later { seconds: u32 },
}

/// What whoever has sent something is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub form: FormId,
    pub number: i64,
    /// Another team looks after it: the channel takes nothing just now.
    pub elsewhere: bool,
    pub at: Millis,
    /// From `at` on.
    pub promise: Option<Estimate>,
    /// IANA; times are told in it.
    pub zone: String,
}

impl Desk {
    /// Takes what was sent by a form.
    ///
    /// # Errors
    /// `not_found`; see also [`store::StoreError`]. Nothing was kept then.
    pub async fn post_form(&self, post: Post, now: Millis) -> Result<Taken> {
        let id = post.form;
        let (form, house) = self
            .db
            .read(async move |tx| {
                let form = super::loaded(tx, id).await?;
                let house = House {
                    fields: store::field::all(tx).await?,
                    topics: store::tag::topics(tx).await?,
                };
                Ok::<_, DeskError>((form, house))
            })
            .await?;
        let (suspicion, spam) = match guard::judge(&post.signals) {
            Verdict::Later { seconds } => return Ok(Taken::Later { seconds }),
            Verdict::Take(why) => (why, false),
            Verdict::Spam(why) => (why, true),
        };
        let answers = Answers {
            values: post.values.clone(),
            files: post.files.iter().map(|f| f.size).collect(),
        };
        let filled = match check(&form, &house.fields, &answers) {
            Ok(filled) => filled,
            Err(problems) => return Ok(Taken::Wrong(problems)),
        };
        let judged = (suspicion, spam);
        let ready = ready(form, &house, post, filled, judged, now);
        let (ids, forecasts) = (Ids::new(now), self.forecasts.clone());
        let (post, conversation) = self
            .write(async move |tx| landing::land(tx, &forecasts, &ready, &ids).await)
            .await?;
        Ok(Taken::Kept { post, conversation })
    }

    /// A reference to something that was sent, for the page that thanks for it.
    #[must_use]
    pub fn form_post_reference(&self, form: FormId, post: FormPostId, now: Millis) -> String {
        let token = PageToken {
            made_at: now,
            nonce: post.0.into_bytes(),
        };
        self.keys.page_token(&trace::sent(form), &token)
    }

    /// What to tell whoever has sent something, by its reference; `None` for a reference that is none, or to what is gone.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn told_of_form_post(&self, form: FormId, reference: &str) -> Result<Option<Told>> {
        let token = self.keys.read_page_token(&trace::sent(form), reference);
        let Some(token) = token else { return Ok(None) };
        let id = FormPostId(Uuid::from_bytes(token.nonce));
        self.db.read(async move |tx| told(tx, id).await).await
    }
}

/// What the answers are read by.
struct House {
    fields: Vec<Definition>,
    topics: Vec<Topic>,
}

async fn told(tx: &mut Tx, id: FormPostId) -> Result<Option<Told>> {
    let Some(post) = store::form::post(tx, id).await? else {
        return Ok(None);
    };
    let Some(c) = store::conversation::load(tx, post.conversation).await? else {
        return Ok(None);
    };
    let promise = store::promise::newest(tx, c.id).await?;
    // A mail may have promised something since.
    let promise = promise.filter(|_| post.landing == "queue" && !post.spam);
    Ok(Some(Told {
        form: post.form,
        number: c.number,
        elsewhere: post.landing != "queue",
        at: post.at,
        promise: promise.map(|p| p.estimate),
        zone: organization::of(tx).await?.zone,
    }))
}

fn ready(
    form: Form,
    house: &House,
    post: Post,
    filled: Filled,
    (suspicion, spam): (Vec<Suspicion>, bool),
    now: Millis,
) -> Ready {
    let answers = said(&form, house, &post, &filled);
    let mut parts: Vec<&str> = Vec::new();
    for key in &filled.asked {
        parts.push(key);
        parts.push(post.values.get(key).map_or("", |v| v.trim()));
    }
    let names: Vec<String> = post.files.iter().map(|f| f.id.to_string()).collect();
    parts.extend(names.iter().map(String::as_str));
    Ready {
        nonce: trace::name_of_post(&post.token, &parts),
        page: trace::name_of_page(&post.token),
        answers,
        filled,
        files: post.files,
        locale: post.locale,
        suspicion,
        spam,
        now,
        form,
    }
}

/// The answers as the customer saw their questions, apart from the question itself, which is the message.
fn said(form: &Form, house: &House, post: &Post, filled: &Filled) -> Vec<Answer> {
    let mut out = Vec::new();
    for key in &filled.asked {
        let Some(q) = form.question(key) else {
            continue;
        };
        let typed = post.values.get(key).map(|v| v.trim()).unwrap_or_default();
        if matches!(q.kind, Kind::Question | Kind::Files) || typed.is_empty() {
            continue;
        }
        let words = q.words_in(&post.locale, &post.locale);
        let field = match &q.kind {
            Kind::Field { field } => house.fields.iter().find(|f| f.id == *field),
            _ => None,
        };
        let label = words.map(|w| w.label.trim()).filter(|l| !l.is_empty());
        let label = label.or(field.map(|f| f.name.as_str())).unwrap_or_default();
        let topic = filled.topic.filter(|_| q.kind.word() == "topic");
        let topic = topic.and_then(|id| house.topics.iter().find(|t| t.id == id));
        let chosen = words.and_then(|w| w.choices.get(typed));
        let chosen = chosen.or(topic.map(|t| &t.name));
        let value = match field.map(|f| f.kind) {
            Some(FieldKind::Checkbox) => "✓",
            _ => chosen.map_or(typed, String::as_str),
        };
        out.push(Answer {
            key: key.clone(),
            kind: q.kind.word().to_owned(),
            label: label.to_owned(),
            value: value.chars().take(1_000).collect(),
        });
    }
    out
}
