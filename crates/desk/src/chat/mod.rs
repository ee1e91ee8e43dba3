//! Chats: how a widget is set up, who its visitors are, what they write and are told. A widget is a channel; its door is a
//! row of medium `widget`, and what nobody sees in it leaves by the address of an email channel.

mod alternative;
pub(crate) mod answer;
mod file;
mod identity;
mod post;
mod proof;
mod session;
mod shown;
mod visit;

pub use alternative::{Alternative, Chosen};
pub use post::{NewPost, Page, Posted};
pub use session::{Begin, Session};
pub use shown::{Door, Part, Seen, Shown, Thread, proof_word};
pub use visit::{ChatOf, Rated};

use crate::settings::bad;
use crate::{By, Desk, DeskError, Result, audit, fresh};
use domain::access::Permission;
use domain::channel::Channel;
use domain::chat::{AskEmail, Look, Widget};
use domain::{DoorId, Millis, WidgetId};
use serde_json::json;
use store::Tx;

/// Counts of invitations are of so many days.
const FIGURES_DAYS: i64 = 28;
const DAY_MS: Millis = 24 * 60 * 60 * 1000;

/// A widget as a whole: every change says all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WidgetInput {
    pub sites: Vec<String>,
    pub look: Look,
    pub reply_door: Option<DoorId>,
}

impl Desk {
    /// Every widget, oldest first.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn widgets(&self, by: &By) -> Result<Vec<Widget>> {
        by.demand(Permission::ChannelManage)?;
        Ok(self
            .db
            .read(async move |tx| store::chat::widgets(tx).await)
            .await?)
    }

    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn widget(&self, by: &By, id: WidgetId) -> Result<Widget> {
        by.demand(Permission::ChannelManage)?;
        self.db.read(async move |tx| loaded(tx, id).await).await
    }

    /// The widget of that public key.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn widget_by_key(&self, key: &str) -> Result<Option<Widget>> {
        let key = key.to_owned();
        Ok(self
            .db
            .read(async move |tx| store::chat::widget_by_key(tx, &key).await)
            .await?)
    }

    /// # Errors
    /// `not_permitted`, `not_found`, `conflict` when `version` is not the stored one, `bad_reply_door`, and what
    /// [`Widget::check`] refuses.
    pub async fn change_widget(
        &self,
        by: &By,
        id: WidgetId,
        version: i64,
        input: WidgetInput,
    ) -> Result<Widget> {
        by.demand(Permission::ChannelManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let mut widget = loaded(tx, id).await?;
            if widget.version != version {
                return Err(DeskError::Stale);
            }
            widget.sites = input
                .sites
                .iter()
                .map(|s| s.trim().trim_end_matches('/').to_lowercase())
                .collect();
            widget.look = input.look.clone();
            widget.reply_door = input.reply_door;
            checked(tx, &widget).await?;
            store::chat::save_widget(tx, &mut widget).await?;
            let detail =
                json!({ "sites": widget.sites, "invitations": widget.look.invitations.len() });
            audit::act(tx, &by, "widget.changed", &id.to_string(), detail).await?;
            audit::settings_changed(tx, &by, "widgets");
            Ok(widget)
        })
        .await
    }

    /// A new secret with which the site's server says who a visitor is; shown this once. The old one is good no more.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn new_widget_secret(&self, by: &By, id: WidgetId) -> Result<(Widget, String)> {
        by.demand(Permission::ChannelManage)?;
        let secret = fresh::secret().map_err(|_| no_randomness())?;
        let sealed = self.keys.seal(&place(id), secret.as_bytes())?;
        let by = by.clone();
        let widget = self
            .write(async move |tx| {
                let mut widget = loaded(tx, id).await?;
                widget.secret = Some(sealed.clone());
                store::chat::save_widget(tx, &mut widget).await?;
                audit::act(tx, &by, "widget.secret", &id.to_string(), json!({})).await?;
                audit::settings_changed(tx, &by, "widgets");
                Ok(widget)
            })
            .await?;
        Ok((widget, secret))
    }

    /// What invitations brought and what they annoyed in the last four weeks.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn invited(&self, by: &By, id: WidgetId) -> Result<Vec<store::chat::Invited>> {
        by.demand(Permission::ChannelManage)?;
        let since = by.now.div_euclid(DAY_MS) - FIGURES_DAYS;
        self.db
            .read(async move |tx| {
                loaded(tx, id).await?;
                Ok(store::chat::invited(tx, id, since).await?)
            })
            .await
    }
}

pub(crate) fn no_randomness() -> DeskError {
    DeskError::refused("no_randomness", "The machine has no randomness to give.")
}

/// Where the secret of a widget is sealed to.
fn place(id: WidgetId) -> String {
    format!("widget:{id}")
}

async fn loaded(tx: &mut Tx, id: WidgetId) -> Result<Widget> {
    let missing = || DeskError::missing("widget");
    store::chat::widget(tx, id).await?.ok_or_else(missing)
}

async fn checked(tx: &mut Tx, widget: &Widget) -> Result<()> {
    widget.check()?;
    let fields = store::field::all(tx).await?;
    let known = |a: &domain::chat::Asked| {
        let of = |f: &&domain::field::Definition| f.id == a.field && !f.archived;
        fields
            .iter()
            .find(of)
            .is_some_and(|f| f.entity == domain::field::Entity::Conversation)
    };
    if !widget.look.fields.iter().all(known) {
        return bad(
            "bad_fields",
            "look",
            "The widget asks for a field of conversations that is not there.",
        );
    }
    let topics = store::tag::topics(tx).await?;
    if !widget
        .look
        .topics
        .iter()
        .all(|id| topics.iter().any(|t| t.id == *id))
    {
        return bad(
            "bad_topics",
            "look",
            "The widget offers a topic that is not there.",
        );
    }
    if let Some(center) = widget.look.help_center
        && store::help_center::load(tx, center).await?.is_none()
    {
        return bad("bad_help_center", "look", "There is no such help center.");
    }
    let Some(door) = widget.reply_door else {
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

/// What a new widget has, made before the transaction.
pub(crate) struct Ids {
    widget: WidgetId,
    door: DoorId,
    key: String,
}

impl Ids {
    pub fn new(now: Millis) -> Result<Self> {
        let random = fresh::secret().map_err(|_| no_randomness())?;
        Ok(Self {
            widget: WidgetId(fresh::id(now)),
            door: DoorId(fresh::id(now)),
            key: format!("wgt_{}", &random[..24]),
        })
    }
}

/// The widget of a channel that was just made: on no site yet, with the topics, the help center and the address of its brand
/// as far as there are any.
pub(crate) async fn create(tx: &mut Tx, by: &By, channel: &Channel, ids: &Ids) -> Result<()> {
    let centers = store::help_center::all(tx).await?;
    let center = centers
        .iter()
        .find(|c| c.brand == channel.brand && c.public);
    let widget = Widget {
        id: ids.widget,
        channel: channel.id,
        door: ids.door,
        key: ids.key.clone(),
        sites: Vec::new(),
        look: Look {
            help_center: center.map(|c| c.id),
            ask_email: AskEmail::Optional,
            rating: true,
            transcript: true,
            sound: true,
            invitations_per_day: 2,
            ..Look::default()
        },
        reply_door: crate::forms::first_door(tx, channel).await?,
        secret: None,
        created_at: by.now,
        version: 1,
    };
    store::door::add_widget(tx, ids.door, channel.id, &ids.key, by.now).await?;
    Ok(store::chat::insert_widget(tx, &widget).await?)
}
