//! Holiday calendars: typed in, or read from an iCalendar file. A file is looked at first and taken over by a second act,
//! as a calendar that people have seen.

use super::hours::{changed, window};
use super::{bad, one_line};
use crate::{By, Desk, DeskError, Result, audit, check, fresh};
use domain::HolidayCalendarId;
use domain::access::Permission;
use domain::hours::{DAYS_MAX, Holiday, Imported, read_calendar};
use serde_json::json;
use store::Tx;
use store::hours::HolidayCalendar;

const NAME_MAX: usize = 120;
const MOST: usize = 100;

#[derive(Debug, Clone, Default)]
pub struct CalendarInput {
    pub name: String,
    pub days: Vec<Holiday>,
}

impl Desk {
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn holiday_calendars(&self) -> Result<Vec<HolidayCalendar>> {
        Ok(self
            .db
            .read(async move |tx| store::hours::calendars(tx).await)
            .await?)
    }

    /// What an iCalendar file says about the years around now. Nothing is stored.
    ///
    /// # Errors
    /// `not_permitted`, `not_a_calendar`, `too_large`, `too_many_events`, `too_many_days`, `too_complex`.
    pub fn read_holidays(&self, by: &By, file: &[u8]) -> Result<Imported> {
        by.demand(Permission::ChannelManage)?;
        let (from, to) = window(by.now);
        Ok(read_calendar(file, from, to)?)
    }

    /// # Errors
    /// `not_permitted`, `bad_name`, `bad_text`, `too_many_days`, `too_many_calendars`.
    pub async fn create_holiday_calendar(
        &self,
        by: &By,
        input: CalendarInput,
    ) -> Result<HolidayCalendar> {
        by.demand(Permission::ChannelManage)?;
        let calendar = HolidayCalendar {
            id: HolidayCalendarId(fresh::id(by.now)),
            name: String::new(),
            days: Vec::new(),
            created_at: by.now,
            version: 1,
        };
        let calendar = filled(calendar, input)?;
        let by = by.clone();
        self.write(async move |tx| {
            if store::hours::calendars(tx).await?.len() >= MOST {
                return bad(
                    "too_many_calendars",
                    "name",
                    format!("There are at most {MOST} holiday calendars."),
                );
            }
            store::hours::insert_calendar(tx, &calendar).await?;
            noted(tx, &by, &calendar, "holiday_calendar.created").await?;
            Ok(calendar.clone())
        })
        .await
    }

    /// # Errors
    /// `not_found`, `conflict`, and those of [`Desk::create_holiday_calendar`].
    pub async fn change_holiday_calendar(
        &self,
        by: &By,
        id: HolidayCalendarId,
        version: i64,
        input: CalendarInput,
    ) -> Result<HolidayCalendar> {
        by.demand(Permission::ChannelManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let known = loaded(tx, id).await?;
            if known.version != version {
                return Err(DeskError::Stale);
            }
            let mut calendar = filled(known, input.clone())?;
            store::hours::save_calendar(tx, &mut calendar).await?;
            noted(tx, &by, &calendar, "holiday_calendar.changed").await?;
            Ok(calendar)
        })
        .await
    }

    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn remove_holiday_calendar(&self, by: &By, id: HolidayCalendarId) -> Result<()> {
        by.demand(Permission::ChannelManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let calendar = loaded(tx, id).await?;
            store::hours::delete_calendar(tx, id).await?;
            noted(tx, &by, &calendar, "holiday_calendar.removed").await
        })
        .await
    }
}

async fn loaded(tx: &mut Tx, id: HolidayCalendarId) -> Result<HolidayCalendar> {
    let missing = || DeskError::missing("holiday calendar");
    store::hours::calendar(tx, id).await?.ok_or_else(missing)
}

/// One day for each date; two names on one date are both kept.
fn filled(mut calendar: HolidayCalendar, input: CalendarInput) -> Result<HolidayCalendar> {
    check::name(&input.name)?;
    if input.days.len() > DAYS_MAX {
        return bad(
            "too_many_days",
            "days",
            format!("A calendar has at most {DAYS_MAX} days."),
        );
    }
    calendar.name = input.name.trim().to_owned();
    let mut days = input.days;
    days.sort_unstable();
    days.dedup();
    calendar.days.clear();
    for day in days {
        let name = one_line("days", &day.name, NAME_MAX)?;
        match calendar.days.last_mut() {
            Some(last) if last.date == day.date => {
                last.name = [last.name.as_str(), &name]
                    .join(", ")
                    .chars()
                    .take(NAME_MAX)
                    .collect();
            }
            _ => calendar.days.push(Holiday {
                date: day.date,
                name,
            }),
        }
    }
    Ok(calendar)
}

async fn noted(tx: &mut Tx, by: &By, calendar: &HolidayCalendar, act: &str) -> Result<()> {
    let detail = json!({ "name": calendar.name, "days": calendar.days.len() });
    audit::act(tx, by, act, &calendar.id.to_string(), detail).await?;
    changed(tx, by, "holiday_calendars").await
}
