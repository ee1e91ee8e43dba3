//! How much agents take at once, what they can, and whether they are here.

use crate::value::{Json, Val, json};
use crate::{Result, StoreError, Tx, record, sql, vals};
use domain::routing::{CAPACITY, Firmness, LIVE_CAP};
use domain::{AgentId, Millis, SkillId, TopicId};

record! {
    /// An agent at work.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct AgentWork {
        pub agent: AgentId,
        /// Load units.
        pub capacity: u16,
        /// Most live contacts at once.
        pub live_cap: u16,
        /// For one week, another cap.
        pub trial_cap: Option<u16>,
        pub trial_until: Option<Millis>,
        /// A console is connected, or none is; since then.
        pub here: bool,
        pub since: Millis,
        pub wrap_until: Option<Millis>,
        pub idle_since: Millis,
        /// Offers in a row that nobody answered.
        pub missed: u32,
        /// So many live contacts since then.
        pub level: u16,
        pub level_since: Millis,
        /// When a console was last heard of, by the clock of heartbeats.
        pub seen_at: Millis,
        pub version: i64,
    }
}

impl AgentWork {
    /// Of somebody of whom nothing was said yet.
    #[must_use]
    pub fn new(agent: AgentId) -> Self {
        Self {
            agent,
            capacity: CAPACITY,
            live_cap: LIVE_CAP,
            trial_cap: None,
            trial_until: None,
            here: false,
            since: 0,
            wrap_until: None,
            idle_since: 0,
            missed: 0,
            level: 0,
            level_since: 0,
            seen_at: 0,
            version: 0,
        }
    }

    /// The cap that holds now.
    #[must_use]
    pub fn cap(&self, now: Millis) -> u16 {
        match (self.trial_cap, self.trial_until) {
            (Some(cap), Some(until)) if now < until => cap,
            _ => self.live_cap,
        }
    }
}

macro_rules! whole {
    () => {
        concat!(
            "SELECT agent, capacity, live_cap, trial_cap, trial_until, here, since, wrap_until, idle_since, missed, ",
            "level, level_since, seen_at, version FROM agent_work "
        )
    };
}

/// # Errors
/// See [`StoreError`].
pub async fn all(tx: &mut Tx) -> Result<Vec<AgentWork>> {
    tx.all(sql!(whole!(), "ORDER BY agent"), &[]).await
}

/// The row of an agent, or what holds without one.
///
/// # Errors
/// See [`StoreError`].
pub async fn of(tx: &mut Tx, agent: AgentId) -> Result<AgentWork> {
    let row = tx
        .one(sql!(whole!(), "WHERE agent = $1"), &vals![agent])
        .await?;
    Ok(row.unwrap_or_else(|| AgentWork::new(agent)))
}

/// Stores it over the version that was seen; 0: there was none. When it was seen is told by [`beat`] alone.
///
/// # Errors
/// `Conflict` when somebody was faster.
pub async fn save(tx: &mut Tx, a: &mut AgentWork) -> Result<()> {
    let params = vals![
        a.agent,
        i64::from(a.capacity),
        i64::from(a.live_cap),
        a.trial_cap.map(i64::from),
        a.trial_until,
        a.here,
        a.since,
        a.wrap_until,
        a.idle_since,
        a.missed,
        i64::from(a.level),
        a.level_since,
        a.version
    ];
    let changed = if a.version == 0 {
        let insert = sql!(
            "INSERT INTO agent_work (agent, capacity, live_cap, trial_cap, trial_until, here, since, wrap_until, ",
            "idle_since, missed, level, level_since, version) ",
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, CAST($13 AS BIGINT) + 1)"
        );
        tx.run(insert, &params).await?
    } else {
        let update = sql!(
            "UPDATE agent_work SET capacity = $2, live_cap = $3, trial_cap = $4, trial_until = $5, here = $6, since = $7, ",
            "wrap_until = $8, idle_since = $9, missed = $10, level = $11, level_since = $12, version = version + 1 ",
            "WHERE agent = $1 AND version = $13"
        );
        tx.run(update, &params).await?
    };
    if changed == 0 {
        return Err(StoreError::stale("the agent"));
    }
    a.version += 1;
    Ok(())
}

/// What was heard so much later than now was heard before the clock was set back.
const AHEAD_MS: Millis = 60_000;

/// Consoles of these agents were heard of then.
///
/// # Errors
/// See [`StoreError`].
pub async fn beat(tx: &mut Tx, seen: &[(AgentId, Millis)]) -> Result<()> {
    let update = sql!(
        "UPDATE agent_work SET seen_at = $2 WHERE agent = $1 AND (seen_at < $2 OR seen_at > $3)"
    );
    let rows: Vec<_> = seen
        .iter()
        .map(|(agent, at)| (update, vals![*agent, *at, *at + AHEAD_MS].to_vec()))
        .collect();
    tx.batch(&rows).await
}

/// Who was here, and of whom nothing was heard since that time of the clock of heartbeats.
///
/// # Errors
/// See [`StoreError`].
pub async fn lost(tx: &mut Tx, before: Millis) -> Result<Vec<AgentWork>> {
    let select = sql!(
        whole!(),
        "WHERE here = 1 AND (seen_at < $1 OR seen_at > $2) ORDER BY agent"
    );
    tx.all(select, &vals![before, before + AHEAD_MS]).await
}

record! {
    /// What was done with so many live contacts at once.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Level {
        pub level: u16,
        pub agent_ms: Millis,
        pub ended: i64,
    }
}

/// Adds to what was measured.
///
/// # Errors
/// See [`StoreError`].
pub async fn add_level(tx: &mut Tx, agent: AgentId, day: i64, add: Level) -> Result<()> {
    let upsert = sql!(
        "INSERT INTO live_level (agent, day, level, agent_ms, ended) VALUES ($1, $2, $3, $4, $5) ",
        "ON CONFLICT (agent, day, level) DO UPDATE SET agent_ms = live_level.agent_ms + excluded.agent_ms, ",
        "ended = live_level.ended + excluded.ended"
    );
    let level = i64::from(add.level);
    tx.run(upsert, &vals![agent, day, level, add.agent_ms, add.ended])
        .await
        .map(|_| ())
}

/// What was measured since that day, of one agent.
///
/// # Errors
/// See [`StoreError`].
pub async fn levels(tx: &mut Tx, agent: AgentId, since_day: i64) -> Result<Vec<Level>> {
    let select = sql!(
        "SELECT level, CAST(sum(agent_ms) AS BIGINT), CAST(sum(ended) AS BIGINT) FROM live_level ",
        "WHERE agent = $1 AND day >= $2 GROUP BY level ORDER BY level LIMIT 100"
    );
    tx.all(select, &vals![agent, since_day]).await
}

record! {
    /// Something that agents are good at, apart from languages and topics.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct NamedSkill {
        pub id: SkillId,
        pub name: String,
        /// Work of these topics needs it...
        pub topics: Json<Vec<TopicId>>,
        /// ...at this level.
        pub level: u32,
        pub firmness: Firmness,
        pub version: i64,
    }
}

macro_rules! whole_skill {
    () => {
        "SELECT id, name, topics, level, firmness, version FROM skill "
    };
}

/// By name.
///
/// # Errors
/// See [`StoreError`].
pub async fn skills(tx: &mut Tx) -> Result<Vec<NamedSkill>> {
    tx.all(sql!(whole_skill!(), "ORDER BY name_key LIMIT 1000"), &[])
        .await
}

/// # Errors
/// See [`StoreError`].
pub async fn skill(tx: &mut Tx, id: SkillId) -> Result<Option<NamedSkill>> {
    tx.one(sql!(whole_skill!(), "WHERE id = $1"), &vals![id])
        .await
}

/// How names are compared.
fn name_key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// # Errors
/// `Conflict` when the name is taken.
pub async fn insert_skill(tx: &mut Tx, s: &NamedSkill, at: Millis) -> Result<()> {
    let insert = sql!(
        "INSERT INTO skill (id, name, name_key, topics, level, firmness, created_at, version) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7, 1)"
    );
    let params = vals![
        s.id,
        &s.name,
        name_key(&s.name),
        json(&s.topics.0),
        s.level,
        s.firmness,
        at
    ];
    tx.run(insert, &params).await.map(|_| ())
}

/// # Errors
/// `Conflict` when somebody was faster, or the name is taken.
pub async fn save_skill(tx: &mut Tx, s: &mut NamedSkill) -> Result<()> {
    let update = sql!(
        "UPDATE skill SET name = $3, name_key = $4, topics = $5, level = $6, firmness = $7, version = version + 1 ",
        "WHERE id = $1 AND version = $2"
    );
    let params = vals![
        s.id,
        s.version,
        &s.name,
        name_key(&s.name),
        json(&s.topics.0),
        s.level,
        s.firmness
    ];
    if tx.run(update, &params).await? == 0 {
        return Err(StoreError::stale("the skill"));
    }
    s.version += 1;
    Ok(())
}

/// Nobody has it any more.
///
/// # Errors
/// See [`StoreError`].
pub async fn delete_skill(tx: &mut Tx, id: SkillId) -> Result<bool> {
    let had = sql!("DELETE FROM agent_skill WHERE kind = 'named' AND key = $1");
    tx.run(had, &vals![id.to_string()]).await?;
    let delete = sql!("DELETE FROM skill WHERE id = $1");
    Ok(tx.run(delete, &vals![id]).await? > 0)
}

record! {
    /// What an agent can, and how well.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct AgentSkill {
        pub agent: AgentId,
        /// `language`, `topic`, `named`.
        pub kind: String,
        pub key: String,
        pub level: u32,
    }
}

/// Of all agents.
///
/// # Errors
/// See [`StoreError`].
pub async fn agent_skills(tx: &mut Tx) -> Result<Vec<AgentSkill>> {
    let select = sql!("SELECT agent, kind, key, level FROM agent_skill ORDER BY agent, kind, key");
    tx.all(select, &[]).await
}

/// # Errors
/// See [`StoreError`].
pub async fn skills_of(tx: &mut Tx, agent: AgentId) -> Result<Vec<AgentSkill>> {
    let select =
        sql!("SELECT agent, kind, key, level FROM agent_skill WHERE agent = $1 ORDER BY kind, key");
    tx.all(select, &vals![agent]).await
}

/// Makes these the agent's skills.
///
/// # Errors
/// See [`StoreError`].
pub async fn set_skills(tx: &mut Tx, agent: AgentId, skills: &[AgentSkill]) -> Result<()> {
    tx.run(
        sql!("DELETE FROM agent_skill WHERE agent = $1"),
        &vals![agent],
    )
    .await?;
    let insert = sql!("INSERT INTO agent_skill (agent, kind, key, level) VALUES ($1, $2, $3, $4)");
    let rows: Vec<_> = skills
        .iter()
        .map(|s| {
            let key = Val::Text(s.key.clone().into());
            let kind = Val::Text(s.kind.clone().into());
            (insert, vec![agent.into(), kind, key, s.level.into()])
        })
        .collect();
    tx.batch(&rows).await
}
