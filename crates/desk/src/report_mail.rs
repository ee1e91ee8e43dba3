//! Reports by mail: who gets which, when they go out. Each recipient's figures are those that their own permissions reach, so
//! nobody learns more by mail than by looking. Off until somebody turns one on.

use crate::figures::{Question, Reported};
use crate::{By, Desk, DeskError, Result, audit, check, fresh, organization};
use domain::access::Permission;
use domain::figures::{Dimension, Due, Every, newest_due};
use domain::filter::Filter;
use domain::{AgentId, DeliveryId, Millis, Refusal, ReportScheduleId};
use mail::compose::Part;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::house_mail::Purpose;
use store::report_schedule::Schedule;
use store::{Json, Tx};

use crate::account::house_mail::{Enclosed, Letter};

/// Recipients of one report.
const AGENTS_MAX: usize = 100;
/// Schedules of one organization.
const SCHEDULES_MAX: usize = 100;
/// A report that could not leave for so long says nothing new.
const GOOD_FOR_MS: Millis = 3 * 24 * 60 * 60 * 1000;

/// What a mail is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// How the work goes.
    #[default]
    Conversations,
    /// Why people write: contacts by topic and cause.
    Causes,
}

/// A schedule as people set it.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub name: String,
    pub about: About,
    pub every: Every,
    pub weekday: i64,
    pub hour: i64,
    pub agents: Vec<AgentId>,
    /// Never by agent: figures of persons do not travel by mail.
    pub by: Option<Dimension>,
    pub open_hours: bool,
    pub filter: Option<Filter>,
    pub enabled: bool,
}

/// What one mail says; made of the figures by the caller, who knows the tables.
#[derive(Debug, Clone, Default)]
pub struct Written {
    pub subject: String,
    pub text: String,
    pub html: String,
    /// Name and content.
    pub files: Vec<(String, String)>,
}

/// How figures become a mail: the name of the schedule, the figures.
#[derive(Clone, Copy)]
pub struct Writer {
    pub conversations: fn(&str, &Reported) -> Written,
    pub causes: fn(&str, &crate::causes::report::Reported) -> Written,
}

/// Months that a mail about causes looks back.
const MONTHS: u32 = 6;

impl Desk {
    /// # Errors
    /// `not_permitted`; see [`store::StoreError`].
    pub async fn report_schedules(&self, by: &By) -> Result<Vec<Schedule>> {
        by.demand(Permission::ContentManage)?;
        by.demand(Permission::ReportRead)?;
        let all = self
            .db
            .read(async |tx| store::report_schedule::all(tx).await);
        Ok(all.await?)
    }

    /// # Errors
    /// `not_permitted`, `bad_name`, `bad_agents`, `bad_time`, `by_agent`, `too_many_schedules`.
    pub async fn create_report_schedule(&self, by: &By, wanted: Wanted) -> Result<Schedule> {
        demand(by)?;
        let by = by.clone();
        self.write(async move |tx| {
            let mut row = Schedule {
                id: ReportScheduleId(fresh::id(by.now)),
                name: String::new(),
                every: Every::Week,
                weekday: 0,
                hour: 0,
                agents: Json(Vec::new()),
                question: Json(Value::Null),
                enabled: false,
                sent_for: String::new(),
                created_at: by.now,
                version: 1,
            };
            if store::report_schedule::all(tx).await?.len() >= SCHEDULES_MAX {
                return Err(DeskError::refused(
                    "too_many_schedules",
                    "There are too many schedules already.",
                ));
            }
            fill(tx, &mut row, &wanted, by.now).await?;
            store::report_schedule::insert(tx, &row).await?;
            audit::act(
                tx,
                &by,
                "report_schedule.made",
                &row.id.to_string(),
                json!({ "name": row.name }),
            )
            .await?;
            Ok(row)
        })
        .await
    }

    /// # Errors
    /// As [`Desk::create_report_schedule`], `not_found`, and `conflict` when somebody else changed it.
    pub async fn change_report_schedule(
        &self,
        by: &By,
        id: ReportScheduleId,
        wanted: Wanted,
        version: Option<i64>,
    ) -> Result<Schedule> {
        demand(by)?;
        let by = by.clone();
        self.write(async move |tx| {
            let mut row = found(tx, id).await?;
            if version.is_some_and(|v| v != row.version) {
                return Err(DeskError::Stale);
            }
            fill(tx, &mut row, &wanted, by.now).await?;
            store::report_schedule::save(tx, &mut row).await?;
            audit::act(
                tx,
                &by,
                "report_schedule.changed",
                &id.to_string(),
                json!({ "name": row.name }),
            )
            .await?;
            Ok(row)
        })
        .await
    }

    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn remove_report_schedule(&self, by: &By, id: ReportScheduleId) -> Result<()> {
        demand(by)?;
        let by = by.clone();
        self.write(async move |tx| {
            if !store::report_schedule::delete(tx, id).await? {
                return Err(DeskError::missing("schedule"));
            }
            audit::act(
                tx,
                &by,
                "report_schedule.removed",
                &id.to_string(),
                json!({}),
            )
            .await
        })
        .await
    }

    /// Mails the newest report of a schedule to the one who asks, as they would get it.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `no_sender`.
    pub async fn test_report_schedule(
        &self,
        by: &By,
        id: ReportScheduleId,
        write: Writer,
    ) -> Result<()> {
        demand(by)?;
        let me = by.person()?;
        let row = self.db.read(async move |tx| found(tx, id).await).await?;
        let due = self.due(&row, by.now).await?;
        if !self.mail_report(&row, due, me, by.now, write).await? {
            return Err(DeskError::refused(
                "not_permitted",
                "Your permissions do not include reports.",
            ));
        }
        Ok(())
    }

    /// Mails what has come due; how many schedules that were.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn mail_reports(&self, now: Millis, write: Writer) -> Result<usize> {
        let all = self
            .db
            .read(async |tx| store::report_schedule::all(tx).await);
        let all: Vec<Schedule> = all.await?;
        let mut sent = 0;
        for row in all.into_iter().filter(|s| s.enabled) {
            let due = match self.due(&row, now).await {
                Ok(due) => due,
                Err(DeskError::Refused(_)) => continue,
                Err(error) => return Err(error),
            };
            // `YYYY-MM-DD` sorts by time: a clock that was set back sends nothing again.
            if due.to.to_string() <= row.sent_for {
                continue;
            }
            let (id, before, to) = (row.id, row.sent_for.clone(), due.to.to_string());
            let ours = self
                .db
                .write(async move |tx| store::report_schedule::sending(tx, id, &before, &to).await)
                .await?;
            if !ours {
                continue;
            }
            for agent in &row.agents.0 {
                match self.mail_report(&row, due, *agent, now, write).await {
                    // Who may not see reports any more gets none; a desk without an address has nobody to send from.
                    Ok(_) | Err(DeskError::Refused(_)) => {}
                    Err(error) => return Err(error),
                }
            }
            sent += 1;
        }
        Ok(sent)
    }

    async fn due(&self, row: &Schedule, now: Millis) -> Result<Due> {
        let zone = self.organization().await?.zone;
        Ok(due_of(row, &zone, now)?)
    }

    /// False for somebody who may not read reports, or is not active.
    async fn mail_report(
        &self,
        row: &Schedule,
        due: Due,
        agent: AgentId,
        now: Millis,
        write: Writer,
    ) -> Result<bool> {
        let found = self
            .db
            .read(async move |tx| {
                let agent = store::agent::load(tx, agent).await?;
                let access = match &agent {
                    Some(a) if a.active => store::agent::access(tx, a.id).await?,
                    _ => None,
                };
                Ok::<_, store::StoreError>(agent.zip(access))
            })
            .await?;
        let Some((agent, access)) = found.filter(|(_, a)| a.may(Permission::ReportRead)) else {
            return Ok(false);
        };
        let by = By::agent(access, now, "");
        let written = match about_of(row) {
            About::Conversations => {
                let question = question_of(row, due)?;
                let progress = crate::figures::Progress::default();
                let reported = self.report(&by, &question, progress).await?;
                (write.conversations)(&row.name, &reported)
            }
            About::Causes => {
                let asked = crate::causes::report::Asked {
                    to: Some(due.to),
                    months: MONTHS,
                };
                (write.causes)(&row.name, &self.why_report(&by, asked).await?)
            }
        };
        let (this, about) = (self.clone(), row.id.0);
        let id = DeliveryId(fresh::id(now));
        self.write(async move |tx| {
            let letter = Letter {
                purpose: Purpose::Report,
                about,
                from: None,
                to_name: &agent.name,
                to: &agent.email,
                subject: written.subject.clone(),
                text: written.text.clone(),
                good_for_ms: GOOD_FOR_MS,
            };
            let enclosed = Enclosed {
                html: Some(written.html.clone()),
                files: written.files.iter().map(csv).collect(),
                ..Enclosed::default()
            };
            this.send_enclosed(tx, &letter, enclosed, id, now)
                .await
                .map(|_| true)
        })
        .await
    }
}

fn csv((name, content): &(String, String)) -> Part {
    Part {
        name: name.clone(),
        media_type: "text/csv".to_owned(),
        content_id: None,
        // Spreadsheets take it for UTF-8 by its mark.
        bytes: format!("\u{feff}{content}").into_bytes(),
    }
}

fn demand(by: &By) -> Result<()> {
    by.demand(Permission::ContentManage)?;
    by.demand(Permission::ReportRead)
}

async fn found(tx: &mut Tx, id: ReportScheduleId) -> Result<Schedule> {
    let row = store::report_schedule::load(tx, id).await?;
    row.ok_or_else(|| DeskError::missing("schedule"))
}

fn due_of(row: &Schedule, zone: &str, now: Millis) -> Result<Due, Refusal> {
    let small = |n: i64| u8::try_from(n).unwrap_or(0);
    newest_due(row.every, small(row.weekday), small(row.hour), zone, now)
}

/// What a schedule is about; those from before there was a choice are about conversations.
#[must_use]
pub fn about_of(row: &Schedule) -> About {
    serde_json::from_value(row.question.0["about"].clone()).unwrap_or_default()
}

/// What the stored question asks about these days.
fn question_of(row: &Schedule, due: Due) -> Result<Question> {
    let stored = &row.question.0;
    let broken = |_| {
        DeskError::refused(
            "bad_filter",
            "The filter of this report is not understood any more.",
        )
    };
    let filter = match &stored["filter"] {
        Value::Null => None,
        filter => Some(serde_json::from_value(filter.clone()).map_err(broken)?),
    };
    Ok(Question {
        from: Some(due.from),
        to: Some(due.to),
        compare: true,
        by: serde_json::from_value(stored["by"].clone()).unwrap_or(None),
        open_hours: stored["open_hours"] == true,
        filter,
    })
}

async fn fill(tx: &mut Tx, row: &mut Schedule, wanted: &Wanted, now: Millis) -> Result<()> {
    check::name(&wanted.name)?;
    let bad = |code, field, text: &str| DeskError::from(Refusal::new(code, text).on(field));
    if !(0..7).contains(&wanted.weekday) || !(0..24).contains(&wanted.hour) {
        return Err(bad(
            "bad_time",
            "hour",
            "A weekday is 0 (Monday) to 6, an hour 0 to 23.",
        ));
    }
    if wanted.by == Some(Dimension::Agent) {
        return Err(bad(
            "by_agent",
            "by",
            "Figures of single agents are not mailed.",
        ));
    }
    let agents = store::agent::all(tx).await?;
    let known = |id: &AgentId| agents.iter().any(|a| a.id == *id && a.active);
    if wanted.agents.len() > AGENTS_MAX || !wanted.agents.iter().all(known) {
        return Err(bad(
            "bad_agents",
            "agents",
            "Choose up to 100 agents who can sign in.",
        ));
    }
    let turned_on = wanted.enabled && !row.enabled;
    row.name = wanted.name.trim().to_owned();
    (row.every, row.weekday, row.hour) = (wanted.every, wanted.weekday, wanted.hour);
    row.agents = Json(wanted.agents.clone());
    row.question = Json(json!({
        "about": wanted.about, "by": wanted.by, "open_hours": wanted.open_hours, "filter": wanted.filter,
    }));
    row.enabled = wanted.enabled;
    if turned_on {
        // What was due before is not made up for.
        let zone = organization::of(tx).await?.zone;
        row.sent_for = due_of(row, &zone, now)?.to.to_string();
    }
    Ok(())
}
