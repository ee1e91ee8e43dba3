//! Surveys, asks and answers. Who is asked is decided in `domain::survey`; [`find`] loads what that looks at, [`read`] what
//! reports and pages show.

pub mod find;
pub mod read;

use crate::value::Json;
use crate::{Result, StoreError, Tx, Val, record, sql, vals};
use domain::survey::{Kind, PassedOver, Trigger};
use domain::{
    AgentId, ChannelId, ContactId, ConversationId, Millis, SurveyAskId, SurveyId, TeamId, TopicId,
};
use uuid::Uuid;

record! {
    #[derive(Debug, Clone, PartialEq)]
    pub struct Survey {
        pub id: SurveyId,
        pub name: String,
        pub kind: Kind,
        pub trigger: Json<Trigger>,
        /// Empty: all.
        pub channels: Json<Vec<ChannelId>>,
        /// Empty: all.
        pub languages: Json<Vec<String>>,
        pub share_permille: i64,
        pub cool_down_days: i64,
        pub reopen_low: bool,
        pub enabled: bool,
        pub archived: bool,
        /// Resolutions up to this time, and of that time up to `swept_id`, were looked at; by schedule, when the walk over all
        /// contacts began.
        pub swept_at: Millis,
        /// The conversation, or the contact, that was looked at last; nil for none.
        pub swept_id: Uuid,
        pub created_at: Millis,
        pub version: i64,
    }
}

impl Survey {
    /// As the rules of `domain` take it.
    #[must_use]
    pub fn plain(&self) -> domain::survey::Survey {
        domain::survey::Survey {
            id: self.id,
            name: self.name.clone(),
            kind: self.kind,
            trigger: self.trigger.0,
            channels: self.channels.0.clone(),
            languages: self.languages.0.clone(),
            share_permille: self.share_permille,
            cool_down_days: self.cool_down_days,
            reopen_low: self.reopen_low,
            created_at: self.created_at,
        }
    }
}

/// Every column that a record has, from its table.
macro_rules! whole {
    () => {
        concat!(
            "SELECT id, name, kind, trigger_, channels, languages, share_permille, cool_down_days, reopen_low, enabled, ",
            "archived, swept_at, swept_id, created_at, version FROM survey "
        )
    };
}

/// By name; archived ones too.
///
/// # Errors
/// See [`StoreError`].
pub async fn all(tx: &mut Tx) -> Result<Vec<Survey>> {
    tx.all(sql!(whole!(), "ORDER BY name, id"), &[]).await
}

/// # Errors
/// See [`StoreError`].
pub async fn load(tx: &mut Tx, id: SurveyId) -> Result<Option<Survey>> {
    tx.one(sql!(whole!(), "WHERE id = $1"), &vals![id]).await
}

macro_rules! insertion {
    ($($rest:literal),*) => {
        concat!(
            "INSERT INTO survey (id, name, kind, trigger_, channels, languages, share_permille, cool_down_days, reopen_low, ",
            "enabled, archived, swept_at, swept_id, created_at, version) ",
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1)"
            $(, $rest)*
        )
    };
}

/// # Errors
/// See [`StoreError`].
pub async fn insert(tx: &mut Tx, s: &Survey) -> Result<()> {
    tx.run(sql!(insertion!()), &cells(s)).await.map(|_| ())
}

/// The same, where it is not there yet.
///
/// # Errors
/// See [`StoreError`].
pub async fn insert_once(tx: &mut Tx, s: &Survey) -> Result<()> {
    let insert = sql!(insertion!(" ON CONFLICT (id) DO NOTHING"));
    tx.run(insert, &cells(s)).await.map(|_| ())
}

fn cells(s: &Survey) -> Vec<Val<'_>> {
    vec![
        s.id.into(),
        (&s.name).into(),
        s.kind.into(),
        (&s.trigger).into(),
        (&s.channels).into(),
        (&s.languages).into(),
        s.share_permille.into(),
        s.cool_down_days.into(),
        s.reopen_low.into(),
        s.enabled.into(),
        s.archived.into(),
        s.swept_at.into(),
        s.swept_id.into(),
        s.created_at.into(),
    ]
}

/// The kind stays: answers on one scale are none on another.
///
/// # Errors
/// `Conflict` when somebody else changed it since it was loaded.
pub async fn save(tx: &mut Tx, s: &mut Survey) -> Result<()> {
    let update = sql!(
        "UPDATE survey SET name = $3, trigger_ = $4, channels = $5, languages = $6, share_permille = $7, ",
        "cool_down_days = $8, reopen_low = $9, enabled = $10, archived = $11, swept_at = $12, swept_id = $13, ",
        "version = version + 1 WHERE id = $1 AND version = $2"
    );
    let params = vals![
        s.id,
        s.version,
        &s.name,
        &s.trigger,
        &s.channels,
        &s.languages,
        s.share_permille,
        s.cool_down_days,
        s.reopen_low,
        s.enabled,
        s.archived,
        s.swept_at,
        s.swept_id
    ];
    if tx.run(update, &params).await? == 0 {
        return Err(StoreError::stale("the survey"));
    }
    s.version += 1;
    Ok(())
}

/// Deletes a survey that asked nobody; `false` when it did, and stays.
///
/// # Errors
/// See [`StoreError`].
pub async fn delete(tx: &mut Tx, id: SurveyId) -> Result<bool> {
    let tests = sql!("DELETE FROM survey_ask WHERE survey = $1 AND test = 1");
    tx.run(tests, &vals![id]).await?;
    let delete = sql!(
        "DELETE FROM survey WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM survey_ask WHERE survey = $1)"
    );
    Ok(tx.run(delete, &vals![id]).await? > 0)
}

/// Moves the place from `was` to where it has looked now; `false` when somebody else has gone on meanwhile, or it was
/// switched off: what was decided since `was` must not stand.
///
/// # Errors
/// See [`StoreError`].
pub async fn advance(
    tx: &mut Tx,
    id: SurveyId,
    was: (Millis, Uuid),
    now: (Millis, Uuid),
) -> Result<bool> {
    let update = sql!(
        "UPDATE survey SET swept_at = $4, swept_id = $5 WHERE id = $1 AND swept_at = $2 AND swept_id = $3 ",
        "AND enabled = 1 AND archived = 0"
    );
    let params = vals![id, was.0, was.1, now.0, now.1];
    Ok(tx.run(update, &params).await? > 0)
}

/// Somebody who is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAsk {
    pub id: SurveyAskId,
    pub survey: SurveyId,
    pub kind: Kind,
    /// The conversation, or the contact, and its resolution, or the beginning of the round: asked about once.
    pub subject: Uuid,
    pub basis: Millis,
    pub conversation: Option<ConversationId>,
    pub contact: Option<ContactId>,
    pub channel: Option<ChannelId>,
    pub team: Option<TeamId>,
    pub topic: Option<TopicId>,
    pub agent: Option<AgentId>,
    pub locale: String,
    pub token_hash: Vec<u8>,
    pub test: bool,
    pub at: Millis,
}

/// `false` when that was asked before.
///
/// # Errors
/// See [`StoreError`].
pub async fn ask(tx: &mut Tx, a: &NewAsk) -> Result<bool> {
    let insert = sql!(
        "INSERT INTO survey_ask (id, survey, kind, subject, basis, conversation, contact, channel, team, topic, agent, ",
        "locale, token_hash, test, asked_at, version) ",
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1) ",
        "ON CONFLICT (survey, subject, basis) DO NOTHING"
    );
    let params = vals![
        a.id,
        a.survey,
        a.kind,
        a.subject,
        a.basis,
        a.conversation,
        a.contact,
        a.channel,
        a.team,
        a.topic,
        a.agent,
        &a.locale,
        &a.token_hash,
        a.test,
        a.at
    ];
    Ok(tx.run(insert, &params).await? > 0)
}

/// Takes an ask back that was made in this transaction.
///
/// # Errors
/// See [`StoreError`].
pub async fn unask(tx: &mut Tx, id: SurveyAskId) -> Result<()> {
    let delete = sql!("DELETE FROM survey_ask WHERE id = $1 AND answered_at IS NULL");
    tx.run(delete, &vals![id]).await.map(|_| ())
}

/// Counts some who could have been asked that day (since 1970, UTC) and were not.
///
/// # Errors
/// See [`StoreError`].
pub async fn passed_over(
    tx: &mut Tx,
    survey: SurveyId,
    day: i64,
    why: PassedOver,
    n: i64,
) -> Result<()> {
    let upsert = sql!(
        "INSERT INTO survey_passed (survey, day, reason, n) VALUES ($1, $2, $3, $4) ",
        "ON CONFLICT (survey, day, reason) DO UPDATE SET n = survey_passed.n + excluded.n"
    );
    tx.run(upsert, &vals![survey, day, why.word(), n])
        .await
        .map(|_| ())
}

record! {
    /// An ask, with what its survey does about low scores.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Ask {
        pub id: SurveyAskId,
        pub survey: SurveyId,
        pub kind: Kind,
        pub conversation: Option<ConversationId>,
        pub contact: Option<ContactId>,
        pub channel: Option<ChannelId>,
        pub locale: String,
        pub test: bool,
        pub asked_at: Millis,
        pub answered_at: Option<Millis>,
        pub score: Option<i64>,
        pub comment: String,
        pub version: i64,
        pub reopen_low: bool,
    }
}

impl Ask {
    /// As the rules of `domain` take it.
    #[must_use]
    pub fn plain(&self) -> domain::survey::Asked {
        domain::survey::Asked {
            kind: self.kind,
            asked_at: self.asked_at,
            answered_at: self.answered_at,
            score: self.score,
            comment: self.comment.clone(),
            // The first version is the question, the second the first answer.
            changes: (self.version - 2).max(0),
        }
    }
}

macro_rules! whole_ask {
    ($($rest:literal),+) => {
        concat!(
            "SELECT a.id, a.survey, a.kind, a.conversation, a.contact, a.channel, a.locale, a.test, a.asked_at, ",
            "a.answered_at, a.score, a.comment, a.version, s.reopen_low FROM survey_ask a ",
            "JOIN survey s ON s.id = a.survey ",
            $($rest),+
        )
    };
}

/// The ask that a token belongs to. Tests count as well.
///
/// # Errors
/// See [`StoreError`].
pub async fn by_token(tx: &mut Tx, token_hash: &[u8]) -> Result<Option<Ask>> {
    let select = sql!(whole_ask!("WHERE a.token_hash = $1"));
    tx.one(select, &vals![token_hash]).await
}

/// What a survey asked about that; see [`NewAsk::subject`].
///
/// # Errors
/// See [`StoreError`].
pub async fn of_subject(
    tx: &mut Tx,
    survey: SurveyId,
    subject: Uuid,
    basis: Millis,
) -> Result<Option<Ask>> {
    let select = sql!(whole_ask!(
        "WHERE a.survey = $1 AND a.subject = $2 AND a.basis = $3"
    ));
    tx.one(select, &vals![survey, subject, basis]).await
}

/// # Errors
/// `Conflict` when another answer came since the ask was loaded.
pub async fn answer(
    tx: &mut Tx,
    ask: &Ask,
    answer: &domain::survey::Answer,
    now: Millis,
) -> Result<()> {
    let update = sql!(
        "UPDATE survey_ask SET score = $3, comment = $4, answered_at = $5, changed_at = $6, lost = 0, ",
        "version = version + 1 ",
        "WHERE id = $1 AND version = $2 AND token_hash IS NOT NULL"
    );
    let params = vals![
        ask.id,
        ask.version,
        answer.score,
        &answer.comment,
        answer.answered_at,
        now
    ];
    if tx.run(update, &params).await? == 0 {
        return Err(StoreError::stale("the answer"));
    }
    Ok(())
}

/// The mails of these asks could not leave: nobody was asked. Called when a mail of the house has ended.
///
/// # Errors
/// See [`StoreError`].
pub(crate) async fn lost(tx: &mut Tx, mail: domain::DeliveryId) -> Result<()> {
    let update = sql!(
        "UPDATE survey_ask SET lost = 1 WHERE answered_at IS NULL AND id IN (SELECT about FROM house_mail ",
        "WHERE id = $1 AND purpose = 'survey' AND state = 'failed')"
    );
    tx.run(update, &vals![mail]).await.map(|_| ())
}

/// They are not asked any more; `false` when they had said so before.
///
/// # Errors
/// See [`StoreError`].
pub async fn refuse(tx: &mut Tx, contact: ContactId, at: Millis) -> Result<bool> {
    let insert = sql!(
        "INSERT INTO survey_refusal (contact, at) VALUES ($1, $2) ON CONFLICT (contact) DO NOTHING"
    );
    Ok(tx.run(insert, &vals![contact, at]).await? > 0)
}

/// They may be asked again.
///
/// # Errors
/// See [`StoreError`].
pub async fn allow(tx: &mut Tx, contact: ContactId) -> Result<bool> {
    let delete = sql!("DELETE FROM survey_refusal WHERE contact = $1");
    Ok(tx.run(delete, &vals![contact]).await? > 0)
}
