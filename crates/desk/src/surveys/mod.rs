//! Surveys: set up here; asked by [`ask`], answered by [`answer`], told of by [`report`]. Who is asked is decided in
//! `domain::survey`.

pub mod answer;
pub mod ask;
pub(crate) mod chat;
mod letter;
pub mod report;

pub use answer::{Page, Posted};

use crate::settings::bad;
use crate::{By, Desk, DeskError, Result, audit, check, fresh};
use domain::access::Permission;
use domain::survey::{CHAT, Kind, Trigger};
use domain::{ChannelId, Millis, SurveyId};
use serde_json::json;
use store::survey::Survey;
use store::{Json, Tx};
use uuid::Uuid;

const HOUR_MS: Millis = 60 * 60 * 1000;
/// Surveys of one organization, archived ones among them.
const SURVEYS_MAX: usize = 100;
/// "Asked so many, answered so many" looks this far back.
const COUNTED_MS: Millis = 90 * 24 * HOUR_MS;

/// A survey as people set it.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub name: String,
    pub kind: Kind,
    pub trigger: Trigger,
    pub channels: Vec<ChannelId>,
    pub languages: Vec<String>,
    pub share_permille: i64,
    pub cool_down_days: i64,
    pub reopen_low: bool,
    pub enabled: bool,
    pub archived: bool,
}

/// A survey with how it fares.
#[derive(Debug, Clone)]
pub struct Listed {
    pub survey: Survey,
    /// Within ninety days.
    pub asked: i64,
    pub answered: i64,
}

impl Desk {
    /// By name, archived ones too. The rating of chats is not among them: each widget has it or not.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn surveys(&self, by: &By) -> Result<Vec<Listed>> {
        by.demand(Permission::ContentManage)?;
        let since = by.now - COUNTED_MS;
        self.db
            .read(async move |tx| {
                let counts = store::survey::read::counts(tx, since).await?;
                let all = store::survey::all(tx).await?;
                let listed = |survey: Survey| {
                    let found = counts.iter().find(|c| c.0 == survey.id);
                    Listed {
                        asked: found.map_or(0, |c| c.1),
                        answered: found.map_or(0, |c| c.2),
                        survey,
                    }
                };
                Ok(all
                    .into_iter()
                    .filter(|s| s.id != CHAT)
                    .map(listed)
                    .collect())
            })
            .await
    }

    /// # Errors
    /// `not_permitted`, `bad_name`, `bad_channels`, `too_many_surveys`, `no_public_address`; what
    /// [`domain::survey::Survey::check`] refuses.
    pub async fn create_survey(&self, by: &By, wanted: Wanted) -> Result<Survey> {
        by.demand(Permission::ContentManage)?;
        let (by, id) = (by.clone(), SurveyId(fresh::id(by.now)));
        self.write(async move |tx| {
            if store::survey::all(tx).await?.len() >= SURVEYS_MAX {
                return Err(DeskError::refused(
                    "too_many_surveys",
                    "There are too many surveys already.",
                ));
            }
            let mut row = Survey {
                id,
                name: String::new(),
                kind: wanted.kind,
                trigger: Json(wanted.trigger),
                channels: Json(Vec::new()),
                languages: Json(Vec::new()),
                share_permille: 0,
                cool_down_days: 0,
                reopen_low: false,
                enabled: false,
                archived: false,
                swept_at: by.now,
                swept_id: Uuid::nil(),
                created_at: by.now,
                version: 1,
            };
            fill(tx, &mut row, &wanted, by.now).await?;
            store::survey::insert(tx, &row).await?;
            told(tx, &by, "survey.made", &row).await?;
            Ok(row)
        })
        .await
    }

    /// The kind stays as it is.
    ///
    /// # Errors
    /// As [`Desk::create_survey`]; `not_found`, `kind_stays`, and `conflict` when somebody else changed it.
    pub async fn change_survey(
        &self,
        by: &By,
        id: SurveyId,
        wanted: Wanted,
        version: Option<i64>,
    ) -> Result<Survey> {
        by.demand(Permission::ContentManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let mut row = found(tx, id).await?;
            if version.is_some_and(|v| v != row.version) {
                return Err(DeskError::Stale);
            }
            if wanted.kind != row.kind {
                return bad(
                    "kind_stays",
                    "kind",
                    "Answers on one scale are none on another. Make a new survey, and archive this one.",
                );
            }
            fill(tx, &mut row, &wanted, by.now).await?;
            store::survey::save(tx, &mut row).await?;
            told(tx, &by, "survey.changed", &row).await?;
            Ok(row)
        })
        .await
    }

    /// Deletes a survey that asked nobody yet.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `has_asked`.
    pub async fn remove_survey(&self, by: &By, id: SurveyId) -> Result<()> {
        by.demand(Permission::ContentManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let row = found(tx, id).await?;
            if !store::survey::delete(tx, id).await? {
                return Err(DeskError::refused(
                    "has_asked",
                    "Customers were asked by this survey, and what they said is kept. Archive it.",
                ));
            }
            told(tx, &by, "survey.removed", &row).await
        })
        .await
    }
}

async fn told(tx: &mut Tx, by: &By, act: &str, row: &Survey) -> Result<()> {
    let detail = json!({ "name": row.name, "enabled": row.enabled });
    audit::act(tx, by, act, &row.id.to_string(), detail).await?;
    audit::settings_changed(tx, by, "surveys");
    Ok(())
}

pub(crate) async fn found(tx: &mut Tx, id: SurveyId) -> Result<Survey> {
    let row = store::survey::load(tx, id).await?;
    row.filter(|s| s.id != CHAT)
        .ok_or_else(|| DeskError::missing("survey"))
}

async fn fill(tx: &mut Tx, row: &mut Survey, wanted: &Wanted, now: Millis) -> Result<()> {
    check::name(&wanted.name)?;
    let channels = store::channel::all(tx).await?;
    if !wanted
        .channels
        .iter()
        .all(|id| channels.iter().any(|c| c.id == *id))
    {
        return bad(
            "bad_channels",
            "channels",
            "One of these channels is not there (any more).",
        );
    }
    // Whoever could not be asked while it was off, or by other times, is not asked for it now.
    let begins = wanted.enabled && (!row.enabled || row.trigger.0 != wanted.trigger);
    row.name = wanted.name.trim().to_owned();
    row.trigger = Json(wanted.trigger);
    row.channels = Json(wanted.channels.clone());
    row.languages = Json(wanted.languages.clone());
    row.share_permille = wanted.share_permille;
    row.cool_down_days = wanted.cool_down_days;
    row.reopen_low = wanted.reopen_low;
    row.archived = wanted.archived;
    row.enabled = wanted.enabled && !wanted.archived;
    row.plain().check()?;
    if begins {
        (row.swept_at, row.swept_id) = (begin(row.trigger.0, now), Uuid::nil());
    }
    Ok(())
}

/// From where on a survey looks that is switched on now: what was resolved so short a time ago that its turn is yet to come.
fn begin(trigger: Trigger, now: Millis) -> Millis {
    match trigger {
        Trigger::Resolved { after_hours } => now - after_hours * HOUR_MS,
        // The first walk begins at once.
        Trigger::Schedule { .. } => 0,
        Trigger::Chat => now,
    }
}
