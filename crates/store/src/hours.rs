//! Business hours, holiday calendars, and whose hours they are. What they mean is `domain::hours`.

use crate::{Json, Result, StoreError, Tx, Val, record, sql, vals};
use domain::hours::{Date, Exception, Holiday, Interval, Schedule};
use domain::{BusinessHoursId, ChannelId, HolidayCalendarId, Millis, TeamId};

/// Schedules and calendars that are listed.
const MOST: usize = 500;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusinessHours {
    pub id: BusinessHoursId,
    pub name: String,
    pub schedule: Schedule,
    pub calendars: Vec<HolidayCalendarId>,
    /// Whose hours they are.
    pub channels: Vec<ChannelId>,
    pub teams: Vec<TeamId>,
    pub created_at: Millis,
    pub version: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolidayCalendar {
    pub id: HolidayCalendarId,
    pub name: String,
    /// In order, one for each date.
    pub days: Vec<Holiday>,
    pub created_at: Millis,
    pub version: i64,
}

record! {
    struct Row {
        id: BusinessHoursId,
        name: String,
        zone: String,
        week: Json<Vec<Interval>>,
        exceptions: Json<Vec<Exception>>,
        created_at: Millis,
        version: i64,
    }
}

record! {
    struct CalendarRow {
        id: HolidayCalendarId,
        name: String,
        created_at: Millis,
        version: i64,
    }
}

/// By name.
///
/// # Errors
/// See [`StoreError`].
pub async fn all(tx: &mut Tx) -> Result<Vec<BusinessHours>> {
    let rows: Vec<Row> = tx
        .all(
            sql!(
                "SELECT id, name, zone, week, exceptions, created_at, version FROM business_hours ",
                "ORDER BY name, id LIMIT $1"
            ),
            &vals![MOST],
        )
        .await?;
    let mut out = Vec::with_capacity(rows.len());
    for row in rows {
        out.push(whole(tx, row).await?);
    }
    Ok(out)
}

/// # Errors
/// See [`StoreError`].
pub async fn load(tx: &mut Tx, id: BusinessHoursId) -> Result<Option<BusinessHours>> {
    let select = sql!(
        "SELECT id, name, zone, week, exceptions, created_at, version FROM business_hours WHERE id = $1"
    );
    match tx.one::<Row>(select, &vals![id]).await? {
        Some(row) => whole(tx, row).await.map(Some),
        None => Ok(None),
    }
}

/// What is needed to reckon with, and nothing else.
///
/// # Errors
/// See [`StoreError`].
pub async fn schedule(tx: &mut Tx, id: BusinessHoursId) -> Result<Option<Schedule>> {
    let select = sql!("SELECT zone, week, exceptions FROM business_hours WHERE id = $1");
    type Columns = (String, Json<Vec<Interval>>, Json<Vec<Exception>>);
    let found: Option<Columns> = tx.one(select, &vals![id]).await?;
    Ok(found.map(|(zone, week, exceptions)| Schedule {
        zone,
        week: week.0,
        exceptions: exceptions.0,
    }))
}

async fn whole(tx: &mut Tx, row: Row) -> Result<BusinessHours> {
    let calendars: Vec<(HolidayCalendarId,)> = tx
        .all(
            sql!("SELECT calendar FROM business_hours_calendar WHERE business_hours = $1 ORDER BY calendar"),
            &vals![row.id],
        )
        .await?;
    let channels: Vec<(ChannelId,)> = tx
        .all(
            sql!("SELECT id FROM channel WHERE business_hours = $1 ORDER BY created_at, id"),
            &vals![row.id],
        )
        .await?;
    let teams: Vec<(TeamId,)> = tx
        .all(
            sql!("SELECT id FROM team WHERE business_hours = $1 ORDER BY created_at, id"),
            &vals![row.id],
        )
        .await?;
    Ok(BusinessHours {
        id: row.id,
        name: row.name,
        schedule: Schedule {
            zone: row.zone,
            week: row.week.0,
            exceptions: row.exceptions.0,
        },
        calendars: calendars.into_iter().map(|r| r.0).collect(),
        channels: channels.into_iter().map(|r| r.0).collect(),
        teams: teams.into_iter().map(|r| r.0).collect(),
        created_at: row.created_at,
        version: row.version,
    })
}

/// # Errors
/// See [`StoreError`].
pub async fn insert(tx: &mut Tx, h: &BusinessHours) -> Result<()> {
    tx.run(
        sql!(
            "INSERT INTO business_hours (id, name, zone, week, exceptions, created_at, version) ",
            "VALUES ($1, $2, $3, $4, $5, $6, 1)"
        ),
        &vals![
            h.id,
            &h.name,
            &h.schedule.zone,
            &Json(&h.schedule.week),
            &Json(&h.schedule.exceptions),
            h.created_at
        ],
    )
    .await?;
    links(tx, h).await
}

/// # Errors
/// `Conflict` when somebody else changed it since it was loaded.
pub async fn save(tx: &mut Tx, h: &mut BusinessHours) -> Result<()> {
    let touched = tx
        .run(
            sql!(
                "UPDATE business_hours SET name = $3, zone = $4, week = $5, exceptions = $6, version = version + 1 ",
                "WHERE id = $1 AND version = $2"
            ),
            &vals![
                h.id,
                h.version,
                &h.name,
                &h.schedule.zone,
                &Json(&h.schedule.week),
                &Json(&h.schedule.exceptions)
            ],
        )
        .await?;
    if touched == 0 {
        return Err(StoreError::stale("the business hours"));
    }
    h.version += 1;
    links(tx, h).await
}

/// Who had these hours has none afterwards.
///
/// # Errors
/// See [`StoreError`].
pub async fn delete(tx: &mut Tx, id: BusinessHoursId) -> Result<bool> {
    release(tx, id).await?;
    let delete = sql!("DELETE FROM business_hours WHERE id = $1");
    Ok(tx.run(delete, &vals![id]).await? > 0)
}

async fn release(tx: &mut Tx, id: BusinessHoursId) -> Result<()> {
    for statement in [
        sql!("DELETE FROM business_hours_calendar WHERE business_hours = $1"),
        sql!("UPDATE channel SET business_hours = NULL WHERE business_hours = $1"),
        sql!("UPDATE team SET business_hours = NULL WHERE business_hours = $1"),
    ] {
        tx.run(statement, &vals![id]).await?;
    }
    Ok(())
}

async fn links(tx: &mut Tx, h: &BusinessHours) -> Result<()> {
    release(tx, h.id).await?;
    let calendar = sql!(
        "INSERT INTO business_hours_calendar (business_hours, calendar) VALUES ($1, $2) ",
        "ON CONFLICT (business_hours, calendar) DO NOTHING"
    );
    let channel = sql!("UPDATE channel SET business_hours = $1 WHERE id = $2");
    let team = sql!("UPDATE team SET business_hours = $1 WHERE id = $2");
    let mut rows: Vec<(_, Vec<Val<'static>>)> = Vec::new();
    rows.extend(
        h.calendars
            .iter()
            .map(|&c| (calendar, vec![h.id.into(), c.into()])),
    );
    rows.extend(
        h.channels
            .iter()
            .map(|&c| (channel, vec![h.id.into(), c.into()])),
    );
    rows.extend(h.teams.iter().map(|&t| (team, vec![h.id.into(), t.into()])));
    tx.batch(&rows).await
}

/// The holidays of these hours from a date on; more than `limit` are not read.
///
/// # Errors
/// See [`StoreError`].
pub async fn holidays(
    tx: &mut Tx,
    id: BusinessHoursId,
    from: Date,
    limit: usize,
) -> Result<Vec<Holiday>> {
    let rows: Vec<(String, String)> = tx
        .all(
            sql!(
                "SELECT h.date, h.name FROM business_hours_calendar l JOIN holiday h ON h.calendar = l.calendar ",
                "WHERE l.business_hours = $1 AND h.date >= $2 ORDER BY h.date, h.name LIMIT $3"
            ),
            &vals![id, from.to_string(), limit],
        )
        .await?;
    rows.into_iter().map(day).collect()
}

fn day((date, name): (String, String)) -> Result<Holiday> {
    let date = date.parse().map_err(StoreError::corrupt)?;
    Ok(Holiday { date, name })
}

/// By name.
///
/// # Errors
/// See [`StoreError`].
pub async fn calendars(tx: &mut Tx) -> Result<Vec<HolidayCalendar>> {
    let rows: Vec<CalendarRow> = tx
        .all(
            sql!("SELECT id, name, created_at, version FROM holiday_calendar ORDER BY name, id LIMIT $1"),
            &vals![MOST],
        )
        .await?;
    let mut out = Vec::with_capacity(rows.len());
    for row in rows {
        out.push(with_days(tx, row).await?);
    }
    Ok(out)
}

/// # Errors
/// See [`StoreError`].
pub async fn calendar(tx: &mut Tx, id: HolidayCalendarId) -> Result<Option<HolidayCalendar>> {
    let select = sql!("SELECT id, name, created_at, version FROM holiday_calendar WHERE id = $1");
    match tx.one::<CalendarRow>(select, &vals![id]).await? {
        Some(row) => with_days(tx, row).await.map(Some),
        None => Ok(None),
    }
}

async fn with_days(tx: &mut Tx, row: CalendarRow) -> Result<HolidayCalendar> {
    let select = sql!("SELECT date, name FROM holiday WHERE calendar = $1 ORDER BY date");
    let days: Vec<(String, String)> = tx.all(select, &vals![row.id]).await?;
    Ok(HolidayCalendar {
        id: row.id,
        name: row.name,
        days: days.into_iter().map(day).collect::<Result<_>>()?,
        created_at: row.created_at,
        version: row.version,
    })
}

/// # Errors
/// See [`StoreError`].
pub async fn insert_calendar(tx: &mut Tx, c: &HolidayCalendar) -> Result<()> {
    tx.run(
        sql!("INSERT INTO holiday_calendar (id, name, created_at, version) VALUES ($1, $2, $3, 1)"),
        &vals![c.id, &c.name, c.created_at],
    )
    .await?;
    write_days(tx, c).await
}

/// # Errors
/// `Conflict` when somebody else changed it since it was loaded.
pub async fn save_calendar(tx: &mut Tx, c: &mut HolidayCalendar) -> Result<()> {
    let touched = tx
        .run(
            sql!("UPDATE holiday_calendar SET name = $3, version = version + 1 WHERE id = $1 AND version = $2"),
            &vals![c.id, c.version, &c.name],
        )
        .await?;
    if touched == 0 {
        return Err(StoreError::stale("the calendar"));
    }
    c.version += 1;
    tx.run(
        sql!("DELETE FROM holiday WHERE calendar = $1"),
        &vals![c.id],
    )
    .await?;
    write_days(tx, c).await
}

async fn write_days(tx: &mut Tx, c: &HolidayCalendar) -> Result<()> {
    let insert = sql!(
        "INSERT INTO holiday (calendar, date, name) VALUES ($1, $2, $3) ",
        "ON CONFLICT (calendar, date) DO UPDATE SET name = excluded.name"
    );
    let row = |d: &Holiday| {
        let cells = vec![
            c.id.into(),
            Val::from(d.date.to_string()),
            Val::from(d.name.clone()),
        ];
        (insert, cells)
    };
    let rows: Vec<(_, Vec<Val<'static>>)> = c.days.iter().map(row).collect();
    tx.batch(&rows).await
}

/// # Errors
/// See [`StoreError`].
pub async fn delete_calendar(tx: &mut Tx, id: HolidayCalendarId) -> Result<bool> {
    tx.run(
        sql!("DELETE FROM business_hours_calendar WHERE calendar = $1"),
        &vals![id],
    )
    .await?;
    tx.run(sql!("DELETE FROM holiday WHERE calendar = $1"), &vals![id])
        .await?;
    let delete = sql!("DELETE FROM holiday_calendar WHERE id = $1");
    Ok(tx.run(delete, &vals![id]).await? > 0)
}
