//! Tags and topics: what conversations are sorted by.

use super::{bad, one_line};
use crate::{By, Desk, DeskError, Result, audit, check, fresh};
use domain::access::Permission;
use domain::{AgentId, TagId, TopicId};
use serde_json::json;
use store::Tx;
use store::tag::{Tag, Topic};

/// Topics stand under one another this deep at most.
const DEPTH_MAX: usize = 5;
/// Of a topic, in characters.
const DESCRIPTION_MAX: usize = 500;

/// Changes of a topic; `None` leaves as it is.
#[derive(Debug, Clone, Default)]
pub struct TopicChange {
    pub name: Option<String>,
    pub parent: Option<Option<TopicId>>,
    pub archived: Option<bool>,
    pub owner: Option<Option<AgentId>>,
    pub description: Option<String>,
}

impl TopicChange {
    /// Fills in what is said; the owner is somebody who can sign in.
    async fn apply(&self, tx: &mut Tx, topic: &mut Topic) -> Result<()> {
        if let Some(name) = &self.name {
            topic.name = name.trim().to_owned();
        }
        if let Some(parent) = self.parent {
            topic.parent = parent;
        }
        if let Some(owner) = self.owner {
            crate::causes::known_owner(tx, owner).await?;
            topic.owner = owner;
        }
        if let Some(description) = &self.description {
            if description.chars().count() > DESCRIPTION_MAX {
                return bad(
                    "too_large",
                    "description",
                    "A description has at most 500 characters.",
                );
            }
            topic.description = description.trim().to_owned();
        }
        topic.archived = self.archived.unwrap_or(topic.archived);
        Ok(())
    }
}

impl Desk {
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn tags(&self) -> Result<Vec<Tag>> {
        Ok(self
            .db
            .read(async move |tx| store::tag::all(tx).await)
            .await?)
    }

    /// Answers the tag of that name, made if there was none; whoever answers customers may make one.
    ///
    /// # Errors
    /// `not_permitted`, `bad_name`, `bad_colour`.
    pub async fn create_tag(&self, by: &By, name: &str, colour: Option<&str>) -> Result<Tag> {
        by.demand(Permission::ConversationWrite)?;
        check::name(name)?;
        let tag = Tag {
            id: TagId(fresh::id(by.now)),
            name: name.trim().to_owned(),
            colour: checked_colour(colour.unwrap_or_default())?,
            created_at: by.now,
        };
        let by = by.clone();
        self.write(async move |tx| {
            if let Some(known) = store::tag::by_name(tx, &tag.name).await? {
                return Ok(known);
            }
            store::tag::put(tx, &tag).await?;
            audit::settings_changed(tx, &by, "tags");
            Ok(tag.clone())
        })
        .await
    }

    /// # Errors
    /// `not_permitted`, `not_found`, `bad_name`, `bad_colour`, `name_taken`.
    pub async fn change_tag(
        &self,
        by: &By,
        id: TagId,
        name: Option<String>,
        colour: Option<String>,
    ) -> Result<Tag> {
        by.demand(Permission::ContentManage)?;
        if let Some(name) = &name {
            check::name(name)?;
        }
        let colour = match &colour {
            Some(colour) => Some(checked_colour(colour)?),
            None => None,
        };
        let by = by.clone();
        self.write(async move |tx| {
            let mut tag = store::tag::load(tx, id)
                .await?
                .ok_or_else(|| DeskError::missing("tag"))?;
            if let Some(name) = &name {
                let known = store::tag::by_name(tx, name).await?;
                if known.is_some_and(|t| t.id != id) {
                    return bad("name_taken", "name", "Another tag has this name.");
                }
                tag.name = name.trim().to_owned();
            }
            if let Some(colour) = &colour {
                tag.colour.clone_from(colour);
            }
            store::tag::put(tx, &tag).await?;
            let detail = json!({ "name": tag.name });
            audit::act(tx, &by, "tag.changed", &id.to_string(), detail).await?;
            audit::settings_changed(tx, &by, "tags");
            Ok(tag)
        })
        .await
    }

    /// Takes a tag from all conversations, too.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn remove_tag(&self, by: &By, id: TagId) -> Result<()> {
        by.demand(Permission::ContentManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let tag = store::tag::load(tx, id)
                .await?
                .ok_or_else(|| DeskError::missing("tag"))?;
            store::tag::delete(tx, id).await?;
            let detail = json!({ "name": tag.name });
            audit::act(tx, &by, "tag.removed", &id.to_string(), detail).await?;
            audit::settings_changed(tx, &by, "tags");
            Ok(())
        })
        .await
    }

    /// Every topic, archived ones too, by name.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn topics(&self) -> Result<Vec<Topic>> {
        Ok(self
            .db
            .read(async move |tx| store::tag::topics(tx).await)
            .await?)
    }

    /// # Errors
    /// `not_permitted`, `bad_name`, `bad_parent`, `name_taken`, `bad_owner`, `too_large`.
    pub async fn create_topic(&self, by: &By, new: TopicChange) -> Result<Topic> {
        by.demand(Permission::ContentManage)?;
        check::name(new.name.as_deref().unwrap_or_default())?;
        let (by, id) = (by.clone(), TopicId(fresh::id(by.now)));
        self.write(async move |tx| {
            let mut topic = Topic {
                id,
                name: String::new(),
                parent: None,
                archived: false,
                created_at: by.now,
                owner: None,
                description: String::new(),
            };
            new.apply(tx, &mut topic).await?;
            save_topic(tx, &by, topic, "topic.created").await
        })
        .await
    }

    /// # Errors
    /// `not_permitted`, `not_found`, `bad_name`, `bad_parent`, `name_taken`, `bad_owner`, `too_large`.
    pub async fn change_topic(&self, by: &By, id: TopicId, change: TopicChange) -> Result<Topic> {
        by.demand(Permission::ContentManage)?;
        if let Some(name) = &change.name {
            check::name(name)?;
        }
        let by = by.clone();
        self.write(async move |tx| {
            let all = store::tag::topics(tx).await?;
            let known = all.into_iter().find(|t| t.id == id);
            let mut topic = known.ok_or_else(|| DeskError::missing("topic"))?;
            change.apply(tx, &mut topic).await?;
            save_topic(tx, &by, topic, "topic.changed").await
        })
        .await
    }
}

async fn save_topic(tx: &mut Tx, by: &By, topic: Topic, act: &str) -> Result<Topic> {
    let all = store::tag::topics(tx).await?;
    let mut next = topic.parent;
    for _ in 0..DEPTH_MAX {
        let Some(id) = next else { break };
        let above = all.iter().find(|t| t.id == id && t.id != topic.id);
        let Some(above) = above else {
            return bad(
                "bad_parent",
                "parent",
                "A topic stands under another one, not under itself.",
            );
        };
        next = above.parent;
    }
    if next.is_some() {
        return bad(
            "bad_parent",
            "parent",
            "Topics cannot stand that deep under one another.",
        );
    }
    let key = topic.name.to_lowercase();
    let same = |t: &&Topic| t.id != topic.id && t.parent == topic.parent && !t.archived;
    if all
        .iter()
        .filter(same)
        .any(|t| t.name.to_lowercase() == key)
    {
        return bad("name_taken", "name", "Another topic has this name.");
    }
    store::tag::put_topic(tx, &topic).await?;
    let detail = json!({ "name": topic.name, "archived": topic.archived });
    audit::act(tx, by, act, &topic.id.to_string(), detail).await?;
    audit::settings_changed(tx, by, "topics");
    Ok(topic)
}

/// `#rrggbb`, a plain name such as `teal`, or nothing.
fn checked_colour(colour: &str) -> Result<String> {
    let colour = one_line("colour", colour, 20)?.to_ascii_lowercase();
    let named = colour.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    let hex = colour
        .strip_prefix('#')
        .is_some_and(|h| h.len() == 6 && h.bytes().all(|b| b.is_ascii_hexdigit()));
    if named || hex {
        return Ok(colour);
    }
    bad("bad_colour", "colour", "A colour is written as #rrggbb.")
}
