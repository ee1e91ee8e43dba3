//! Forms: how they are defined, and what is sent by them. A form is a channel; its door is a page, and answers leave by the
//! address of an email channel, so that what follows is mail.

mod file;
mod landing;
mod post;
mod shown;
pub mod trace;

pub use post::{Post, Taken, Told};
pub use shown::{Page, Seen};

use crate::settings::bad;
use crate::{By, Desk, DeskError, Result, audit, carry_out, fresh};
use domain::access::Permission;
use domain::channel::{Channel, Stage};
use domain::form::{Form, FormWords, Question};
use domain::{ConversationId, DoorId, FormId, HelpCenterId, Millis};
use serde_json::json;
use std::collections::BTreeMap;
use store::{StoreError, Tx};

/// A new form takes so many files...
const FILES: u32 = 5;
/// ...of so many octets together.
const BYTES: i64 = 20_000_000;
/// Figures are of so many days.
const FIGURES_MS: Millis = 28 * 24 * 60 * 60 * 1000;

/// A form as a whole: every change says all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormInput {
    pub help_center: Option<HelpCenterId>,
    pub slug: String,
    pub words: BTreeMap<String, FormWords>,
    pub questions: Vec<Question>,
    pub files_max: u32,
    pub bytes_max: i64,
    pub reply_door: Option<DoorId>,
    pub hosts: Vec<String>,
}

/// How much was sent by a form, and how well spam was told from questions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    pub since: Millis,
    pub posts: i64,
    /// Taken for spam when they came.
    pub spam: i64,
    /// Why, whether or not it was enough: word and count, the most frequent first.
    pub reasons: Vec<(String, i64)>,
    /// Taken for spam, and an agent said that it was none.
    pub taken_back: i64,
    /// Not taken for spam, and an agent said that it was.
    pub missed: i64,
}

impl Desk {
    /// Every form, oldest first.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn forms(&self, by: &By) -> Result<Vec<Form>> {
        by.demand(Permission::ChannelManage)?;
        let all = async move |tx: &mut Tx| store::form::all(tx).await;
        Ok(self.db.read(all).await?)
    }

    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn form(&self, by: &By, id: FormId) -> Result<Form> {
        by.demand(Permission::ChannelManage)?;
        self.db.read(async move |tx| loaded(tx, id).await).await
    }

    /// Changes a form. What was sent keeps the words in which it was asked.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `conflict` when `version` is not the stored one, `bad_help_center`, `bad_reply_door`,
    /// `slug_taken`, and what [`Form::check_definition`] refuses.
    pub async fn change_form(
        &self,
        by: &By,
        id: FormId,
        version: i64,
        input: FormInput,
    ) -> Result<Form> {
        by.demand(Permission::ChannelManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let known = loaded(tx, id).await?;
            if known.version != version {
                return Err(DeskError::Stale);
            }
            let mut form = with(known, &input);
            checked(tx, &form).await?;
            store::form::save(tx, &mut form).await?;
            let detail = json!({ "slug": form.slug, "questions": form.questions.len() });
            audit::act(tx, &by, "form.changed", &id.to_string(), detail).await?;
            audit::settings_changed(tx, &by, "forms");
            Ok(form)
        })
        .await
    }

    /// Whether that definition could be stored, without storing it: for a preview.
    ///
    /// # Errors
    /// As for [`Desk::change_form`].
    pub async fn imagined_form(&self, by: &By, id: FormId, input: FormInput) -> Result<Form> {
        by.demand(Permission::ChannelManage)?;
        self.db
            .read(async move |tx| {
                let form = with(loaded(tx, id).await?, &input);
                checked(tx, &form).await?;
                Ok(form)
            })
            .await
    }

    /// How much was sent in the last four weeks.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn form_figures(&self, by: &By, id: FormId) -> Result<Figures> {
        by.demand(Permission::ChannelManage)?;
        let since = by.now - FIGURES_MS;
        self.db
            .read(async move |tx| {
                loaded(tx, id).await?;
                let rows = store::form::figures(tx, id, since).await?;
                let (_, taken_back, missed) = store::form::judged(tx, id, since).await?;
                let mut figures = Figures {
                    since,
                    taken_back,
                    missed,
                    ..Figures::default()
                };
                let mut reasons: BTreeMap<String, i64> = BTreeMap::new();
                for row in rows {
                    figures.posts += row.posts;
                    figures.spam += if row.spam { row.posts } else { 0 };
                    for word in row.suspicion.0 {
                        *reasons.entry(word).or_default() += row.posts;
                    }
                }
                figures.reasons = reasons.into_iter().collect();
                figures.reasons.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
                Ok(figures)
            })
            .await
    }

    /// What was sent by forms in a conversation, oldest first, each with its form.
    ///
    /// # Errors
    /// `not_found`, `not_permitted`.
    pub async fn form_posts(
        &self,
        by: &By,
        id: ConversationId,
    ) -> Result<Vec<(store::form::Post, Option<Form>)>> {
        let by = by.clone();
        self.db
            .read(async move |tx| {
                let c = carry_out::load(tx, id).await?;
                by.demand_on(Permission::ConversationRead, &c)?;
                let mut out = Vec::new();
                for post in store::form::posts_of(tx, id).await? {
                    let form = store::form::load(tx, post.form).await?;
                    out.push((post, form));
                }
                Ok(out)
            })
            .await
    }
}

fn with(known: Form, input: &FormInput) -> Form {
    let trimmed = |w: &FormWords| FormWords {
        title: w.title.trim().to_owned(),
        intro: w.intro.trim().to_owned(),
        thanks: w.thanks.trim().to_owned(),
    };
    Form {
        help_center: input.help_center,
        slug: input.slug.trim().to_lowercase(),
        words: input
            .words
            .iter()
            .map(|(locale, w)| (locale.clone(), trimmed(w)))
            .collect(),
        questions: input.questions.clone(),
        files_max: input.files_max,
        bytes_max: input.bytes_max,
        reply_door: input.reply_door,
        hosts: input
            .hosts
            .iter()
            .map(|h| h.trim().to_lowercase())
            .collect(),
        ..known
    }
}

async fn loaded(tx: &mut Tx, id: FormId) -> Result<Form> {
    let missing = || DeskError::missing("form");
    store::form::load(tx, id).await?.ok_or_else(missing)
}

async fn checked(tx: &mut Tx, form: &Form) -> Result<()> {
    form.check_definition(&store::field::all(tx).await?)?;
    let topics = store::tag::topics(tx).await?;
    if form
        .offered()
        .iter()
        .any(|o| topics.iter().all(|t| t.id != *o))
    {
        return bad(
            "bad_questions",
            "questions",
            "The form offers a topic that is not there.",
        );
    }
    if let Some(center) = form.help_center {
        if store::help_center::load(tx, center).await?.is_none() {
            return bad(
                "bad_help_center",
                "help_center",
                "There is no such help center.",
            );
        }
        let twin = store::form::by_slug(tx, center, &form.slug).await?;
        if twin.is_some_and(|twin| twin.id != form.id) {
            return bad(
                "slug_taken",
                "slug",
                "Another form of this help center has this name.",
            );
        }
    }
    let Some(door) = form.reply_door else {
        return Ok(());
    };
    let open = store::door::all(tx).await?;
    if !open.iter().any(|d| d.id == door && d.removed_at.is_none()) {
        return bad(
            "bad_reply_door",
            "reply_door",
            "Answers come from an email address of yours; this is none.",
        );
    }
    Ok(())
}

/// Ids of a new form, made before the transaction.
pub(crate) struct Ids {
    form: FormId,
    door: DoorId,
}

impl Ids {
    pub fn new(now: Millis) -> Self {
        Self {
            form: FormId(fresh::id(now)),
            door: DoorId(fresh::id(now)),
        }
    }
}

/// The form of a channel that was just made: the first questions, every topic, the words of its name, the help center and the
/// address of its brand as far as there are any. All of it can be changed.
pub(crate) async fn create(tx: &mut Tx, by: &By, channel: &Channel, ids: &Ids) -> Result<()> {
    let centers = store::help_center::all(tx).await?;
    let center = centers
        .iter()
        .find(|c| c.brand == channel.brand)
        .or(centers.first());
    let locale = match center {
        Some(center) => center.default_locale.clone(),
        None => crate::organization::of(tx).await?.locale,
    };
    let topics = store::tag::topics(tx).await?;
    let topics: Vec<_> = topics
        .iter()
        .filter(|t| !t.archived)
        .map(|t| t.id)
        .collect();
    let title = FormWords {
        title: channel.name.clone(),
        ..FormWords::default()
    };
    let mut form = Form {
        id: ids.form,
        channel: channel.id,
        help_center: center.map(|c| c.id),
        door: ids.door,
        slug: slug(&channel.name),
        words: BTreeMap::from([(locale, title)]),
        questions: Form::first_questions(&topics),
        files_max: FILES,
        bytes_max: BYTES,
        reply_door: first_door(tx, channel).await?,
        hosts: Vec::new(),
        created_at: by.now,
        version: 1,
    };
    form.slug = free(tx, &form).await?;
    checked(tx, &form).await?;
    let path = format!("form {}", form.slug);
    store::door::add_page(tx, form.door, channel.id, &path, by.now).await?;
    Ok(store::form::insert(tx, &form).await?)
}

/// An open address of an email channel, of the same brand if there is one.
pub(crate) async fn first_door(tx: &mut Tx, channel: &Channel) -> Result<Option<DoorId>> {
    let doors = store::door::all(tx).await?;
    let channels = store::channel::all(tx).await?;
    let of = |d: &store::door::Door| channels.iter().find(|c| c.id == d.channel);
    let brand = |d: &&store::door::Door| {
        of(d).is_some_and(|c| c.brand == channel.brand && !c.paused && c.stage != Stage::Closed)
    };
    let team = |d: &&store::door::Door| of(d).is_some_and(|c| c.team == channel.team);
    let open: Vec<_> = doors.iter().filter(|d| d.removed_at.is_none()).collect();
    let known = open.iter().copied().find(|d| brand(d) && team(d));
    let own = known.or_else(|| open.iter().copied().find(|d| brand(d)));
    Ok(own.or(open.first().copied()).map(|d| d.id))
}

/// A name for the address of the page, from a name in any script.
fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in name
        .trim()
        .to_lowercase()
        .chars()
        .take(domain::form::SLUG_MAX)
    {
        if c.is_alphanumeric() && !c.is_uppercase() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    let out: String = out.chars().take(domain::form::SLUG_MAX - 4).collect();
    match out.trim_end_matches('-') {
        "" => "form".to_owned(),
        some => some.to_owned(),
    }
}

/// The name, or with the first number that makes it another one.
async fn free(tx: &mut Tx, form: &Form) -> Result<String, StoreError> {
    let Some(center) = form.help_center else {
        return Ok(form.slug.clone());
    };
    for n in 1..1_000 {
        let name = match n {
            1 => form.slug.clone(),
            n => format!("{}-{n}", form.slug),
        };
        if store::form::by_slug(tx, center, &name).await?.is_none() {
            return Ok(name);
        }
    }
    Ok(form.id.to_string())
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn a_name_in_any_script_names_a_page() {
        assert_eq!(slug("  Kirjuta meile! "), "kirjuta-meile");
        assert_eq!(slug("联系我们"), "联系我们");
        assert_eq!(slug("?!"), "form");
        assert!(slug(&"a b ".repeat(100)).chars().count() <= domain::form::SLUG_MAX);
    }
}
