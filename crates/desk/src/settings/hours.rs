//! Business hours: made, changed, given to channels and teams.

use super::{bad, one_line};
use crate::{By, Desk, DeskError, Result, audit, check, clocks, fresh};
use domain::access::Permission;
use domain::hours::{Date, HOLIDAYS_MAX, Hours, Schedule, date_in_utc};
use domain::{BusinessHoursId, ChannelId, HolidayCalendarId, Millis, TeamId};
use serde_json::json;
use store::Tx;
use store::hours::BusinessHours;

const NAME_MAX: usize = 120;
const MOST: usize = 200;

/// Business hours as a whole: every change says all of it.
#[derive(Debug, Clone, Default)]
pub struct HoursInput {
    pub name: String,
    pub schedule: Schedule,
    pub calendars: Vec<HolidayCalendarId>,
    /// Whose hours they are from now on; who had others before has these.
    pub channels: Vec<ChannelId>,
    pub teams: Vec<TeamId>,
}

/// Hours, and how they stand at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub hours: BusinessHours,
    pub open: bool,
    pub next_open: Option<Millis>,
    pub next_close: Option<Millis>,
}

impl Desk {
    /// All business hours, and whether they are open now.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn business_hours(&self, now: Millis) -> Result<Vec<Standing>> {
        self.db
            .read(async move |tx| {
                let mut out = Vec::new();
                for hours in store::hours::all(tx).await? {
                    out.push(standing(tx, hours, now).await?);
                }
                Ok(out)
            })
            .await
    }

    /// # Errors
    /// `not_permitted`, `bad_name`, `bad_calendar`, `bad_channel`, `bad_team`, `too_many_hours`, and what
    /// [`Hours::new`] refuses.
    pub async fn create_business_hours(&self, by: &By, input: HoursInput) -> Result<Standing> {
        by.demand(Permission::ChannelManage)?;
        let (by, id) = (by.clone(), BusinessHoursId(fresh::id(by.now)));
        self.write(async move |tx| {
            if store::hours::all(tx).await?.len() >= MOST {
                return bad(
                    "too_many_hours",
                    "name",
                    format!("There are at most {MOST} business hours."),
                );
            }
            let hours = checked(tx, &input, id, by.now, 1).await?;
            store::hours::insert(tx, &hours).await?;
            noted(tx, &by, &hours, "business_hours.created").await?;
            standing(tx, hours, by.now).await
        })
        .await
    }

    /// # Errors
    /// `not_found`, `conflict` when `version` is not the stored one, and those of [`Desk::create_business_hours`].
    pub async fn change_business_hours(
        &self,
        by: &By,
        id: BusinessHoursId,
        version: i64,
        input: HoursInput,
    ) -> Result<Standing> {
        by.demand(Permission::ChannelManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let known = loaded(tx, id).await?;
            if known.version != version {
                return Err(DeskError::Stale);
            }
            let mut hours = checked(tx, &input, id, known.created_at, version).await?;
            store::hours::save(tx, &mut hours).await?;
            noted(tx, &by, &hours, "business_hours.changed").await?;
            standing(tx, hours, by.now).await
        })
        .await
    }

    /// Who had these hours has none afterwards: always open.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn remove_business_hours(&self, by: &By, id: BusinessHoursId) -> Result<()> {
        by.demand(Permission::ChannelManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let hours = loaded(tx, id).await?;
            store::hours::delete(tx, id).await?;
            noted(tx, &by, &hours, "business_hours.removed").await
        })
        .await
    }
}

async fn loaded(tx: &mut Tx, id: BusinessHoursId) -> Result<BusinessHours> {
    let missing = || DeskError::missing("schedule of business hours");
    store::hours::load(tx, id).await?.ok_or_else(missing)
}

async fn standing(tx: &mut Tx, hours: BusinessHours, now: Millis) -> Result<Standing> {
    let ready = clocks::hours(tx, hours.id, now).await?;
    Ok(Standing {
        open: ready.as_ref().is_none_or(|h| h.is_open(now)),
        next_open: ready.as_ref().and_then(|h| h.next_open(now)),
        next_close: ready.as_ref().and_then(|h| h.next_close(now)),
        hours,
    })
}

async fn checked(
    tx: &mut Tx,
    input: &HoursInput,
    id: BusinessHoursId,
    created_at: Millis,
    version: i64,
) -> Result<BusinessHours> {
    check::name(&input.name)?;
    // An exception that was read has a name of any length.
    for exception in &input.schedule.exceptions {
        one_line("exceptions", &exception.name, NAME_MAX)?;
    }
    Hours::new(&input.schedule, &[])?;
    let (mut calendars, mut channels, mut teams) = (
        input.calendars.clone(),
        input.channels.clone(),
        input.teams.clone(),
    );
    calendars.sort_unstable();
    calendars.dedup();
    channels.sort_unstable();
    channels.dedup();
    teams.sort_unstable();
    teams.dedup();
    let known = store::hours::calendars(tx).await?;
    if calendars.iter().any(|c| known.iter().all(|k| k.id != *c)) {
        return bad(
            "bad_calendar",
            "calendars",
            "One of the holiday calendars does not exist.",
        );
    }
    let days: usize = known
        .iter()
        .filter(|k| calendars.contains(&k.id))
        .map(|k| k.days.len())
        .sum();
    if days > HOLIDAYS_MAX {
        return bad(
            "too_many_days",
            "calendars",
            format!("These calendars have more than {HOLIDAYS_MAX} days."),
        );
    }
    let known = store::channel::all(tx).await?;
    if channels.iter().any(|c| known.iter().all(|k| k.id != *c)) {
        return bad(
            "bad_channel",
            "channels",
            "One of the channels does not exist.",
        );
    }
    let known = store::team::all(tx).await?;
    if teams.iter().any(|t| known.iter().all(|k| k.id != *t)) {
        return bad("bad_team", "teams", "One of the teams does not exist.");
    }
    Ok(BusinessHours {
        id,
        name: input.name.trim().to_owned(),
        schedule: input.schedule.clone(),
        calendars,
        channels,
        teams,
        created_at,
        version,
    })
}

async fn noted(tx: &mut Tx, by: &By, hours: &BusinessHours, act: &str) -> Result<()> {
    let detail = json!({ "name": hours.name, "zone": hours.schedule.zone, "channels": hours.channels, "teams": hours.teams });
    audit::act(tx, by, act, &hours.id.to_string(), detail).await?;
    changed(tx, by, "business_hours").await
}

/// Every running clock has to be looked at again, and open consoles read these settings anew.
pub(super) async fn changed(tx: &mut Tx, by: &By, what: &str) -> Result<()> {
    store::sla::turn_epoch(tx).await?;
    audit::settings_changed(tx, by, what);
    Ok(())
}

/// Days of a calendar are taken from a year ago to ten years ahead.
pub(super) fn window(now: Millis) -> (Date, Date) {
    let today = date_in_utc(now).unwrap_or(Date::ZERO);
    let years = |from: i16, by: i16| from.saturating_add(by).clamp(1, 9999);
    let from = Date::new(years(today.year(), -1), 1, 1).unwrap_or(Date::MIN);
    let to = Date::new(years(today.year(), 10), 12, 31).unwrap_or(Date::MAX);
    (from, to)
}
