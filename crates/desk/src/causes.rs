//! Why people write: causes of topics, what an agent found out about a conversation, and how often each makes customers write,
//! month by month, before and after it was mended.

pub mod report;

use crate::settings::{bad, one_line};
use crate::{By, Desk, DeskError, Result, audit, carry_out, check, fresh};
use domain::access::Permission;
use domain::cause::{CAUSES_MAX, State, mended};
use domain::event::EventKind;
use domain::{AgentId, CauseId, ConversationId, Millis, TopicId};
use serde_json::json;
use store::Tx;
use store::cause::Cause;

/// Longest description, in characters.
const DESCRIPTION_MAX: usize = 2_000;

/// A cause as people set it.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub topic: TopicId,
    pub name: String,
    pub description: String,
    pub owner: Option<AgentId>,
    /// Empty, or http(s).
    pub link: String,
    pub state: State,
    pub mended_at: Option<Millis>,
    pub archived: bool,
}

impl Desk {
    /// Every cause, archived ones too, by name.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn causes(&self) -> Result<Vec<Cause>> {
        Ok(self
            .db
            .read(async move |tx| store::cause::all(tx).await)
            .await?)
    }

    /// # Errors
    /// `not_permitted`, `bad_name`, `name_taken`, `bad_topic`, `bad_owner`, `bad_url`, `bad_date`, `too_large`,
    /// `too_many_causes`.
    pub async fn create_cause(&self, by: &By, wanted: Wanted) -> Result<Cause> {
        by.demand(Permission::ContentManage)?;
        let (by, id) = (by.clone(), CauseId(fresh::id(by.now)));
        self.write(async move |tx| {
            if store::cause::all(tx).await?.len() >= CAUSES_MAX {
                return Err(DeskError::refused(
                    "too_many_causes",
                    "There are too many causes already.",
                ));
            }
            let mut row = Cause {
                id,
                topic: wanted.topic,
                name: String::new(),
                description: String::new(),
                owner: None,
                link: String::new(),
                state: State::Open,
                mended_at: None,
                archived: false,
                created_at: by.now,
                version: 1,
            };
            fill(tx, &mut row, &wanted, by.now).await?;
            store::cause::insert(tx, &row).await?;
            told(tx, &by, "cause.made", &row).await?;
            Ok(row)
        })
        .await
    }

    /// # Errors
    /// As [`Desk::create_cause`]; `not_found`, and `conflict` when somebody else changed it.
    pub async fn change_cause(
        &self,
        by: &By,
        id: CauseId,
        wanted: Wanted,
        version: Option<i64>,
    ) -> Result<Cause> {
        by.demand(Permission::ContentManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let mut row = found(tx, id).await?;
            if version.is_some_and(|v| v != row.version) {
                return Err(DeskError::Stale);
            }
            fill(tx, &mut row, &wanted, by.now).await?;
            store::cause::save(tx, &mut row).await?;
            told(tx, &by, "cause.changed", &row).await?;
            Ok(row)
        })
        .await
    }

    /// Notes why the customer wrote; `None` takes it back. A conversation without a topic, or with another one that a program
    /// guessed, gets that of the cause.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `archived`, `conversation_is_merged`.
    pub async fn set_cause(
        &self,
        by: &By,
        id: ConversationId,
        cause: Option<CauseId>,
    ) -> Result<Option<CauseId>> {
        let by = by.clone();
        self.write(async move |tx| {
            let mut c = carry_out::load(tx, id).await?;
            by.demand_on(Permission::ConversationWrite, &c)?;
            if !c.state.status().is_work() {
                return Err(DeskError::refused(
                    "conversation_is_merged",
                    "It is no conversation of its own (any more).",
                ));
            }
            if store::cause::of_conversation(tx, id).await? == cause {
                return Ok(cause);
            }
            let row = match cause {
                Some(cause) => Some(found(tx, cause).await?),
                None => None,
            };
            if row.as_ref().is_some_and(|r| r.archived) {
                return bad("archived", "cause", "This cause is archived.");
            }
            store::cause::set(tx, id, cause).await?;
            let kind = EventKind::CauseChanged {
                conversation: id,
                cause,
            };
            carry_out::happened(tx, &mut c, kind, &by.ctx()).await?;
            if let Some(row) = row {
                adopt_topic(tx, &mut c, row.topic, &by).await?;
            }
            carry_out::save(tx, &mut c, None).await?;
            Ok(cause)
        })
        .await
    }
}

/// What an agent said about the topic stands.
async fn adopt_topic(
    tx: &mut Tx,
    c: &mut domain::conversation::Conversation,
    topic: TopicId,
    by: &By,
) -> Result<()> {
    use domain::conversation::{Command, Source};
    if c.topic == Some(topic) || (c.topic.is_some() && c.topic_source == Source::Agent) {
        return Ok(());
    }
    let command = Command::SetTopic(Some(topic), Source::Agent);
    carry_out::command(tx, c, command, &by.ctx()).await?;
    Ok(())
}

async fn told(tx: &mut Tx, by: &By, act: &str, row: &Cause) -> Result<()> {
    let detail = json!({ "name": row.name, "state": row.state });
    audit::act(tx, by, act, &row.id.to_string(), detail).await?;
    audit::settings_changed(tx, by, "causes");
    Ok(())
}

async fn found(tx: &mut Tx, id: CauseId) -> Result<Cause> {
    let row = store::cause::load(tx, id).await?;
    row.ok_or_else(|| DeskError::missing("cause"))
}

async fn fill(tx: &mut Tx, row: &mut Cause, wanted: &Wanted, now: Millis) -> Result<()> {
    check::name(&wanted.name)?;
    let topics = store::tag::topics(tx).await?;
    if !topics.iter().any(|t| t.id == wanted.topic) {
        return bad("bad_topic", "topic", "There is no such topic (any more).");
    }
    let key = wanted.name.trim().to_lowercase();
    let same = |c: &&Cause| c.id != row.id && c.topic == wanted.topic && !c.archived;
    if store::cause::all(tx)
        .await?
        .iter()
        .filter(same)
        .any(|c| c.name.to_lowercase() == key)
    {
        return bad(
            "name_taken",
            "name",
            "Another cause of this topic has this name.",
        );
    }
    if wanted.description.chars().count() > DESCRIPTION_MAX {
        return bad(
            "too_large",
            "description",
            "A description has at most 2,000 characters.",
        );
    }
    let link = one_line("link", &wanted.link, 500)?;
    if !link.is_empty() && !check::is_web_address(&link) {
        return bad(
            "bad_url",
            "link",
            "This is not an address that begins with http:// or https://.",
        );
    }
    known_owner(tx, wanted.owner).await?;
    row.topic = wanted.topic;
    row.name = wanted.name.trim().to_owned();
    row.description = wanted.description.trim().to_owned();
    (row.owner, row.link) = (wanted.owner, link);
    row.mended_at = mended(wanted.state, wanted.mended_at, now)?;
    (row.state, row.archived) = (wanted.state, wanted.archived);
    Ok(())
}

/// Whoever looks after a topic or a cause is somebody who can sign in.
pub(crate) async fn known_owner(tx: &mut Tx, owner: Option<AgentId>) -> Result<()> {
    let Some(owner) = owner else { return Ok(()) };
    let agent = store::agent::load(tx, owner).await?;
    if agent.is_none_or(|a| !a.active) {
        return bad("bad_owner", "owner", "Choose somebody who can sign in.");
    }
    Ok(())
}
