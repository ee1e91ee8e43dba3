//! What customers said: figures of a period by kind of survey, divided, beside the period before and over time; and their
//! comments. Who may see a conversation may see what was said of it. Counting is `domain::survey`, away from the database.

use crate::figures::{Days, Question, days_of, earlier, names, period};
use crate::settings::bad;
use crate::{By, Desk, DeskError, Result, audit, organization};
use domain::access::{Access, Permission};
use domain::cause::below;
use domain::figures::Dimension;
use domain::hours::{Date, Local, date_of_day, days_between, days_later};
use domain::score::Estimate;
use domain::survey::{Kind, Row, Side, Summary, change, summary};
use domain::{AgentId, ChannelId, Millis, SurveyAskId, SurveyId, TeamId, TopicId};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::Tx;
use store::survey::read::{Comment, Line, Wanted, comments, passed_over};
use uuid::Uuid;

/// Resampling begins here, so that a report says the same twice.
const SEED: u64 = 0x5eed_0f5c_0e5e_5eed;
/// Parts of one division, the most asked first; the rest is not shown.
const PARTS_MAX: usize = 200;
/// Longer periods are followed by month.
const WEEKS_UP_TO_DAYS: i64 = 120;

/// A question, in days of the organization's zone; by when somebody was asked.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub of: Of,
    /// Channel, team, topic or agent, as they were when it was asked.
    pub by: Option<Dimension>,
}

/// Of what is asked; all, where nothing is said. Channel, team and topic are those of the time of asking.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Of {
    pub survey: Option<SurveyId>,
    pub channel: Option<ChannelId>,
    pub team: Option<TeamId>,
    /// With what stands below it.
    pub topic: Option<TopicId>,
}

/// The same, with the tree looked up.
struct Picked {
    of: Of,
    topics: Option<BTreeSet<TopicId>>,
}

impl Picked {
    async fn new(tx: &mut Tx, of: Of) -> Result<Self> {
        let topics = match of.topic {
            Some(root) => {
                let all = store::tag::topics(tx).await?;
                let parents = all.iter().map(|t| (t.id, t.parent)).collect();
                Some(below(&parents, root))
            }
            None => None,
        };
        Ok(Self { of, topics })
    }

    fn has(
        &self,
        channel: Option<ChannelId>,
        team: Option<TeamId>,
        topic: Option<TopicId>,
    ) -> bool {
        self.of.channel.is_none_or(|c| channel == Some(c))
            && self.of.team.is_none_or(|t| team == Some(t))
            && self
                .topics
                .as_ref()
                .is_none_or(|all| topic.is_some_and(|t| all.contains(&t)))
    }

    /// Whether it is about a part of the desk, of which is not known who was passed over.
    fn is_part(&self) -> bool {
        Of {
            survey: None,
            ..self.of
        } != Of::default()
    }
}

/// A part of a division.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    Id(Uuid),
    None,
    /// Agents that the caller may not tell apart.
    Others,
}

/// One kind of survey.
#[derive(Debug, Clone)]
pub struct Section {
    pub kind: Kind,
    pub now: Summary,
    pub before: Summary,
    /// How far the figure moved; `None` when either period has no answer.
    pub change: Option<Estimate>,
    /// The most asked first.
    pub parts: Vec<(Key, Summary)>,
    /// From its first day on, a week or a month each.
    pub trend: Vec<(Date, Summary)>,
}

#[derive(Debug, Clone)]
pub struct Reported {
    pub days: Days,
    pub before: Days,
    pub zone: String,
    pub as_of: Millis,
    pub by: Option<Dimension>,
    /// Of kinds that asked somebody.
    pub sections: Vec<Section>,
    /// Who could have been asked and was not: reason and number. Nothing is said of a part of the desk.
    pub passed: Vec<(String, i64)>,
    /// Names of the parts.
    pub names: HashMap<Uuid, String>,
}

/// A page of comments.
#[derive(Debug, Clone)]
pub struct Comments {
    pub items: Vec<Comment>,
    pub next: Option<(Millis, SurveyAskId)>,
}

/// Which comments are wanted.
#[derive(Debug, Clone, Default)]
pub struct Saying {
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub of: Of,
    /// Scores from, and to, both included; only for one survey do they mean one thing.
    pub scores: Option<(i64, i64)>,
    /// On this side of the scale, whichever it is.
    pub side: Option<Side>,
    pub cursor: Option<(Millis, SurveyAskId)>,
    pub limit: usize,
}

impl Desk {
    /// Counts. By agent it is logged; without [`Permission::ReportPersons`] other agents are not told apart.
    ///
    /// # Errors
    /// `not_permitted`, `bad_period`, `period_too_long`, `bad_choice`.
    pub async fn survey_report(&self, by: &By, asked: &Asked) -> Result<Reported> {
        by.demand(Permission::ReportRead)?;
        if matches!(asked.by, Some(Dimension::Urgency | Dimension::Hour)) {
            return bad(
                "bad_choice",
                "by",
                "Divide by channel, team, topic or agent.",
            );
        }
        self.log_persons(by, asked).await?;
        let (access, now, asked) = (by.access.clone(), by.now, asked.clone());
        let loaded = self
            .db
            .read(async move |tx| {
                let zone = organization::of(tx).await?.zone;
                let question = Question {
                    from: asked.from,
                    to: asked.to,
                    ..Question::default()
                };
                let days = days_of(&question, &zone, now)?;
                let before = earlier(days)?;
                let (then, here) = (period(before, &zone)?, period(days, &zone)?);
                let mut lines = store::survey::read::lines(tx, &access, then.from, here.to).await?;
                let picked = Picked::new(tx, asked.of).await?;
                lines.retain(|l| {
                    asked.of.survey.is_none_or(|id| id == l.survey)
                        && picked.has(l.channel, l.team, l.topic)
                });
                let day = |at: Millis| at.div_euclid(24 * 60 * 60 * 1000);
                let passed = match picked.is_part() {
                    true => Vec::new(),
                    false => passed_over(tx, day(here.from), day(here.to - 1)).await?,
                };
                let local = Local::new(&zone, then.from, here.to)?;
                Ok::<_, DeskError>(Loaded {
                    names: names(tx, asked.by).await?,
                    me: only(&access),
                    wanted: asked.of.survey,
                    by: asked.by,
                    begins_at: here.from,
                    lines,
                    passed,
                    local,
                    days,
                    before,
                    zone,
                    now,
                })
            })
            .await?;
        // Resampling takes a while: not on a thread that others wait for.
        tokio::task::spawn_blocking(move || loaded.counted())
            .await
            .map_err(|_| DeskError::refused("not_counted", "Counting broke off. Try again."))
    }

    async fn log_persons(&self, by: &By, asked: &Asked) -> Result<()> {
        if asked.by != Some(Dimension::Agent) || !by.access.may(Permission::ReportPersons) {
            return Ok(());
        }
        let by = by.clone();
        let day = |d: Option<Date>| d.map(|d| d.to_string());
        let detail = json!({ "from": day(asked.from), "to": day(asked.to) });
        self.write(async move |tx| {
            audit::act(tx, &by, "report.persons", "surveys", detail.clone()).await
        })
        .await
    }

    /// Answers with words, newest first, by when they were given.
    ///
    /// # Errors
    /// `not_permitted`, `bad_period`, `period_too_long`.
    pub async fn survey_comments(&self, by: &By, saying: &Saying) -> Result<Comments> {
        by.demand(Permission::ReportRead)?;
        let (access, now, saying) = (by.access.clone(), by.now, saying.clone());
        self.db
            .read(async move |tx| {
                let zone = organization::of(tx).await?.zone;
                let question = Question {
                    from: saying.from,
                    to: saying.to,
                    ..Question::default()
                };
                let here = period(days_of(&question, &zone, now)?, &zone)?;
                // Above all: the first of the next page stands below it.
                let top = (here.to, SurveyAskId(Uuid::nil()));
                let place = saying.cursor.filter(|c| c.0 <= here.to).unwrap_or(top);
                let picked = Picked::new(tx, saying.of).await?;
                let wanted = Wanted {
                    survey: saying.of.survey,
                    from: here.from,
                    before: place.0,
                    before_id: place.1,
                    scores: saying.scores.unwrap_or((i64::MIN, i64::MAX)),
                };
                let limit = saying.limit.clamp(1, 100);
                let keep = |c: &Comment| {
                    let at = c.score.map(|score| c.kind.side(score));
                    picked.has(c.channel, c.team, c.topic)
                        && saying.side.is_none_or(|side| at == Some(side))
                };
                let (items, next) = comments(tx, &access, &wanted, &keep, limit).await?;
                Ok(Comments { items, next })
            })
            .await
    }
}

/// Whom the one who asks may see as a person: `None` is everybody.
fn only(access: &Access) -> Option<AgentId> {
    match access.may(Permission::ReportPersons) {
        true => None,
        false => Some(access.agent.unwrap_or(AgentId(Uuid::nil()))),
    }
}

struct Loaded {
    lines: Vec<Line>,
    passed: Vec<(SurveyId, String, i64)>,
    names: HashMap<Uuid, String>,
    me: Option<AgentId>,
    wanted: Option<SurveyId>,
    by: Option<Dimension>,
    begins_at: Millis,
    local: Local,
    days: Days,
    before: Days,
    zone: String,
    now: Millis,
}

impl Loaded {
    fn counted(self) -> Reported {
        let sections = Kind::ALL
            .into_iter()
            .filter_map(|kind| self.section(kind))
            .collect();
        let mut passed: BTreeMap<String, i64> = BTreeMap::new();
        for (survey, reason, n) in &self.passed {
            if self.wanted.is_none_or(|id| id == *survey) {
                *passed.entry(reason.clone()).or_default() += n;
            }
        }
        Reported {
            sections,
            passed: passed.into_iter().collect(),
            days: self.days,
            before: self.before,
            zone: self.zone,
            as_of: self.now,
            by: self.by,
            names: self.names,
        }
    }

    /// `None` for a kind by which nobody was asked.
    fn section(&self, kind: Kind) -> Option<Section> {
        let of_kind = || self.lines.iter().filter(move |l| l.kind == kind);
        let within = || of_kind().filter(|l| l.asked_at >= self.begins_at);
        let now: Vec<Row> = within().map(row).collect();
        if now.is_empty() {
            return None;
        }
        let before: Vec<Row> = of_kind()
            .filter(|l| l.asked_at < self.begins_at)
            .map(row)
            .collect();
        let mut parts: BTreeMap<Key, Vec<Row>> = BTreeMap::new();
        if let Some(by) = self.by {
            for line in within() {
                parts.entry(self.key(by, line)).or_default().push(row(line));
            }
        }
        let mut trend: BTreeMap<Date, Vec<Row>> = BTreeMap::new();
        for line in within() {
            trend
                .entry(self.step(line.asked_at))
                .or_default()
                .push(row(line));
        }
        let (now, before) = (summary(kind, &now, SEED), summary(kind, &before, SEED));
        let mut parts: Vec<_> = parts
            .into_iter()
            .map(|(key, rows)| (key, summary(kind, &rows, SEED)))
            .collect();
        parts.sort_by(|a, b| (b.1.asked, a.0).cmp(&(a.1.asked, b.0)));
        parts.truncate(PARTS_MAX);
        Some(Section {
            kind,
            change: change(&now, &before),
            now,
            before,
            parts,
            trend: trend
                .into_iter()
                .map(|(day, rows)| (day, summary(kind, &rows, SEED)))
                .collect(),
        })
    }

    fn key(&self, by: Dimension, line: &Line) -> Key {
        let id = match by {
            Dimension::Channel => line.channel.map(|c| c.0),
            Dimension::Team => line.team.map(|t| t.0),
            Dimension::Topic => line.topic.map(|t| t.0),
            Dimension::Agent => {
                let known = |a: &AgentId| self.me.is_none_or(|me| me == *a);
                if line.agent.is_some_and(|a| !known(&a)) {
                    return Key::Others;
                }
                line.agent.map(|a| a.0)
            }
            Dimension::Urgency | Dimension::Hour => None,
        };
        id.map_or(Key::None, Key::Id)
    }

    /// The first day of the week or month of an instant, not before the period.
    fn step(&self, at: Millis) -> Date {
        let (day, weekday, _) = self.local.place(at);
        let weekly = days_between(self.days.from, self.days.to) < WEEKS_UP_TO_DAYS;
        let first = if weekly {
            date_of_day(day - i64::from(weekday))
        } else {
            date_of_day(day).and_then(|d| days_later(d, 1 - i64::from(d.day())).ok())
        };
        first.unwrap_or(self.days.from).max(self.days.from)
    }
}

fn row(line: &Line) -> Row {
    Row {
        score: line.score,
        person: line.person(),
    }
}
