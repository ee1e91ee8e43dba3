//! The work at one import: a thread reads the file, parts of it go to the desk one after the other. Killed at any moment,
//! it goes on behind the last part that was committed.

use super::source::{Raw, each};
use super::{file_of, folder, report_of};
use crate::app::App;
use anyhow::Context as _;
use desk::DeskError;
use desk::moving::{Batch, Counts, Item, Place, Plan, Problem, Read, Seen, Setting, State, line};
use domain::Millis;
use domain::field::Entity;
use domain::moving::organizations::Odd;
use domain::moving::{Directory, Kind, Organization, Record, chatwoot, columns, zendesk};
use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use store::StoreError;
use store::imports::Import;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Things of one part: a transaction of few milliseconds.
const PART: usize = 25;
/// Bytes of mail of one part.
const PART_BYTES: usize = 4 * 1024 * 1024;
/// The right to work lasts so long without being renewed.
const LEASE_MS: Millis = 60_000;
const RENEW: Duration = Duration::from_secs(15);
/// A dry run says so often how far it is.
const SAY: Duration = Duration::from_millis(700);

/// Times that a file of records is gone through.
pub const PASSES: u32 = 4;
/// Custom fields that nobody knows here, each told once.
const STRANGE_MAX: usize = 1000;

/// What the reading thread hands over.
struct Chunk {
    read: Vec<Read>,
    pass: u32,
    number: u64,
    done: u64,
}

/// Works at an import until it is done, stopped, or `stop` says so. False: another node has it, or its file.
///
/// # Errors
/// When the database is away; whoever calls tries again.
pub async fn work(app: &App, import: &Import, stop: &CancellationToken) -> anyhow::Result<bool> {
    let now = app.clock.now();
    let undoing = import.state == State::Undoing.word();
    if !undoing && !file_of(app, import).exists() {
        if import.path.is_none() && app.config.database_url.is_some() {
            return Ok(false);
        }
        let gone = "The file is not there any more.".to_owned();
        app.desk
            .end_import(import.id, None, Some(gone), now)
            .await?;
        return Ok(true);
    }
    if !app
        .desk
        .lease_import(import.id, app.desk.node(), now, LEASE_MS)
        .await?
    {
        return Ok(false);
    }
    let outcome = if undoing {
        undo(app, import, stop).await
    } else {
        read(app, import, stop).await
    };
    match outcome {
        Ok(()) => Ok(true),
        Err(error) => {
            let desk = error.downcast_ref::<DeskError>();
            if desk.is_some_and(|e| matches!(e.code(), "import_stopped" | "not_found")) {
                return Ok(true);
            }
            if matches!(desk, Some(DeskError::Store(StoreError::Unavailable(_)))) {
                return Err(error);
            }
            tracing::warn!(import = %import.id, error = format!("{error:#}"), "an import failed");
            let text = format!("{error:#}");
            let ended = app
                .desk
                .end_import(import.id, None, Some(text), app.clock.now())
                .await;
            match ended {
                Err(e) if e.code() == "import_stopped" => Ok(true),
                other => {
                    other?;
                    Ok(true)
                }
            }
        }
    }
}

async fn undo(app: &App, import: &Import, stop: &CancellationToken) -> anyhow::Result<()> {
    let mut lease = Instant::now();
    while !stop.is_cancelled() {
        if !app.desk.undo_step(import.id, app.clock.now()).await? {
            app.desk
                .end_import(import.id, None, None, app.clock.now())
                .await?;
            return Ok(());
        }
        renew(app, import, &mut lease).await?;
    }
    Ok(())
}

async fn renew(app: &App, import: &Import, since: &mut Instant) -> anyhow::Result<()> {
    if since.elapsed() < RENEW {
        return Ok(());
    }
    *since = Instant::now();
    let now = app.clock.now();
    if app
        .desk
        .lease_import(import.id, app.desk.node(), now, LEASE_MS)
        .await?
    {
        return Ok(());
    }
    Err(DeskError::refused("import_stopped", "Another node works at it.").into())
}

async fn read(app: &App, import: &Import, stop: &CancellationToken) -> anyhow::Result<()> {
    let setting = Arc::new(app.desk.import_setting(import).await?);
    let plan: Plan = serde_json::from_value(import.plan.0.clone())?;
    let looking = import.state == State::Checking.word();
    let place: Place = if looking {
        Place::default()
    } else {
        serde_json::from_value(import.place.0.clone())?
    };
    let mut report = Report::open(app, import, &place, looking)?;
    let (give, mut take) = mpsc::channel::<Chunk>(2);
    let reader = Reader {
        app: app.clone(),
        path: file_of(app, import),
        setting: setting.clone(),
        plan,
        place: place.clone(),
        give,
        done: Arc::new(AtomicU64::new(0)),
    };
    let reading = tokio::task::spawn_blocking(move || reader.run());
    let mut lease = Instant::now();
    let (mut seen, mut counts, mut said) = (Seen::default(), Counts::default(), Instant::now());
    while let Some(chunk) = take.recv().await {
        if stop.is_cancelled() {
            return Ok(());
        }
        renew(app, import, &mut lease).await?;
        if looking {
            let read = Arc::new(chunk.read);
            counts.add(
                &app.desk
                    .look_at_batch(&setting, read.clone(), &mut seen)
                    .await?,
            );
            let problems = read.iter().flat_map(|r| &r.problems);
            report.append(&problems.map(line).collect::<String>())?;
            if said.elapsed() > SAY {
                said = Instant::now();
                app.desk
                    .import_looked(import.id, chunk.done, report.length, counts)
                    .await?;
            }
        } else {
            carry_out(app, import, &setting, chunk, &mut report).await?;
        }
    }
    reading.await.context("the reader failed")??;
    if looking {
        let size = u64::try_from(import.size).unwrap_or(0);
        app.desk
            .import_looked(import.id, size, report.length, counts)
            .await?;
    }
    let looked = looking.then_some(counts);
    app.desk
        .end_import(import.id, looked, None, app.clock.now())
        .await?;
    Ok(())
}

/// Writes a part. When it cannot be written as a whole, its things are written one by one, and only what cannot be
/// written itself is left out and told.
async fn carry_out(
    app: &App,
    import: &Import,
    setting: &Arc<Setting>,
    chunk: Chunk,
    report: &mut Report,
) -> anyhow::Result<()> {
    let batch = |read: Vec<Read>, number: u64| Batch {
        read,
        place: Place {
            pass: chunk.pass,
            number,
            ..Place::default()
        },
        done: chunk.done,
        now: app.clock.now(),
    };
    let whole = batch(chunk.read.clone(), chunk.number);
    let error = match app.desk.import_batch(import.id, setting, whole).await {
        Ok(done) => return report.append(&done.lines),
        Err(error) => error,
    };
    if !may_be_one(&error) {
        return Err(error.into());
    }
    let before = chunk.number;
    for (at, one) in chunk.read.iter().enumerate() {
        // Until the last, the place stays before the part: what is written twice is known by its key.
        let number = if at + 1 == chunk.read.len() {
            before
        } else {
            first(&chunk.read)
        };
        let alone = batch(vec![one.clone()], number);
        let done = match app.desk.import_batch(import.id, setting, alone).await {
            Err(error) if may_be_one(&error) => {
                let left_out = Read {
                    place: one.place,
                    item: Item::Nothing,
                    problems: vec![Problem {
                        place: one.place,
                        key: String::new(),
                        code: "failed",
                        detail: error.to_string(),
                        lost: true,
                    }],
                };
                let batch = batch(vec![left_out], number);
                app.desk.import_batch(import.id, setting, batch).await?
            }
            other => other?,
        };
        report.append(&done.lines)?;
    }
    Ok(())
}

/// Number before the first of these.
fn first(read: &[Read]) -> u64 {
    read.first().map_or(0, |r| r.place.saturating_sub(1))
}

/// Whether one thing of a part may be at fault, and not the house.
fn may_be_one(error: &DeskError) -> bool {
    match error {
        DeskError::Store(StoreError::Unavailable(_)) => false,
        error => !matches!(error.code(), "import_stopped" | "not_found"),
    }
}

/// The thread that reads.
struct Reader {
    app: App,
    path: PathBuf,
    setting: Arc<Setting>,
    plan: Plan,
    /// Where to go on.
    place: Place,
    give: mpsc::Sender<Chunk>,
    done: Arc<AtomicU64>,
}

impl Reader {
    fn run(self) -> anyhow::Result<()> {
        let kind = self.setting.kind;
        let passes = match kind {
            Kind::Csv | Kind::Mbox => 1,
            // Organizations, people, matters, what was said apart from them.
            Kind::Zendesk | Kind::Chatwoot => PASSES,
        };
        let directory = self.directory()?;
        for pass in self.place.pass..passes {
            self.done.store(0, Ordering::Relaxed);
            let skip = if pass == self.place.pass {
                self.place.number
            } else {
                0
            };
            let mut part = Part::new(pass);
            let mut before = self.app.clock.now();
            let mut number = 0;
            let mut strange = HashSet::new();
            let most = self.app.config.limits.mail_bytes;
            each(&self.path, kind, &self.plan, most, &self.done, &mut |raw| {
                number += 1;
                part.number = number;
                if number <= skip {
                    return if self.give.is_closed() {
                        ControlFlow::Break(())
                    } else {
                        ControlFlow::Continue(())
                    };
                }
                let read = self.understood(raw, number, pass, &directory, &mut before);
                if let Some(mut read) = read {
                    read.problems.retain(|p| is_news(p, &mut strange));
                    part.add(read);
                }
                if part.full() {
                    self.send(&mut part)
                } else {
                    ControlFlow::Continue(())
                }
            })?;
            if self.send(&mut part).is_break() {
                return Ok(());
            }
        }
        Ok(())
    }

    fn send(&self, part: &mut Part) -> ControlFlow<()> {
        let chunk = Chunk {
            read: std::mem::take(&mut part.read),
            pass: part.pass,
            number: part.number,
            done: self.done.load(Ordering::Relaxed),
        };
        part.bytes = 0;
        part.passed = part.number;
        match self.give.blocking_send(chunk) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }

    /// What has to be known before: names of organizations, and who is of the team.
    fn directory(&self) -> anyhow::Result<Directory> {
        let mut directory = Directory::default();
        if matches!(self.setting.kind, Kind::Csv | Kind::Mbox) {
            return Ok(directory);
        }
        each(
            &self.path,
            self.setting.kind,
            &self.plan,
            0,
            &self.done,
            &mut |raw| {
                if let Raw::Record(found) = raw
                    && let Ok(value) = &found.value
                {
                    directory.learn(&self.record(value, &found.list));
                }
                if self.give.is_closed() {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            },
        )?;
        Ok(directory)
    }

    fn record(&self, value: &serde_json::Value, list: &str) -> Record {
        match self.setting.kind {
            Kind::Chatwoot => chatwoot::record(value),
            _ => zendesk::record(value, list),
        }
    }

    /// `None` for what is not of this pass.
    fn understood(
        &self,
        raw: Raw,
        number: u64,
        pass: u32,
        directory: &Directory,
        before: &mut Millis,
    ) -> Option<Read> {
        Some(match raw {
            Raw::Row(row) => self.row(row),
            Raw::Mail(found) => self.mail(found, number, before),
            Raw::Record(found) => {
                let value = match &found.value {
                    Ok(value) => value,
                    Err(broken) if pass == 0 => {
                        return Some(lost(number, String::new(), broken.code(), String::new()));
                    }
                    Err(_) => return None,
                };
                let record = directory.settled(self.record(value, &found.list));
                let item = match (record, pass) {
                    (Record::Organization(told), 0) => Item::Organization(told),
                    (Record::Person(person), 1) if !person.agent => Item::Person(person),
                    (Record::Matter(matter), 2) => Item::Matter(matter),
                    (Record::Utterance(utterance), 3) => Item::Utterance(utterance),
                    (Record::Other(code), 0) => {
                        let key = value["id"].to_string();
                        return Some(lost(number, key, code, String::new()));
                    }
                    _ => return None,
                };
                Read {
                    place: number,
                    problems: self.odd(number, &item),
                    item,
                }
            }
        })
    }

    fn row(&self, row: domain::moving::csv::Row) -> Read {
        let cells = match row.cells {
            Ok(cells) => cells,
            Err(broken) => return lost(row.line, String::new(), broken.code(), String::new()),
        };
        match columns::person(&cells, &self.plan.columns, &self.setting.house) {
            Ok(read) => {
                let key = &read.person.key;
                let odd = read.odd.into_iter().map(|odd| problem(row.line, key, odd));
                let mut problems: Vec<Problem> = odd.collect();
                let item = Item::Person(read.person);
                problems.extend(self.odd(row.line, &item));
                Read {
                    place: row.line,
                    problems,
                    item,
                }
            }
            Err((code, detail)) => lost(row.line, String::new(), code, detail),
        }
    }

    /// What the desk does not understand of a person or an organization, in dry runs and in earnest.
    fn odd(&self, place: u64, item: &Item) -> Vec<Problem> {
        let house = &self.setting.house;
        let of_organization = |told: &Organization, key: &str| -> Vec<Problem> {
            let odd = house.organization(told).1.into_iter();
            odd.map(|odd| problem(place, key, odd)).collect()
        };
        match item {
            Item::Organization(told) => of_organization(told, &told.own_key()),
            Item::Person(person) => {
                let odd = house.values(Entity::Contact, &person.fields).1.into_iter();
                let mut all: Vec<_> = odd.map(|odd| problem(place, &person.key, odd)).collect();
                if let Some(told) = &person.company {
                    all.extend(of_organization(told, &person.key));
                }
                all
            }
            _ => Vec::new(),
        }
    }

    fn mail(&self, found: mail::mbox::Found, number: u64, before: &mut Millis) -> Read {
        let bytes = match found.bytes {
            Ok(bytes) => bytes,
            Err(size) => return lost(number, String::new(), "mail_too_large", size.to_string()),
        };
        match self
            .app
            .desk
            .letter(bytes, found.date, *before, self.app.clock.now())
        {
            Ok((letter, odd)) => {
                *before = letter.at;
                let problems = odd.map(|odd| letter.problem(number, odd));
                Read {
                    place: number,
                    problems: problems.into_iter().collect(),
                    item: Item::Letter(Box::new(letter)),
                }
            }
            Err((code, detail)) => lost(number, String::new(), code, detail),
        }
    }
}

fn problem(place: u64, key: &str, (code, detail): Odd) -> Problem {
    Problem {
        place,
        key: key.to_owned(),
        code,
        detail,
        lost: false,
    }
}

/// False for a custom field that was told to be unknown before.
fn is_news(problem: &Problem, strange: &mut HashSet<String>) -> bool {
    problem.code != "no_such_field"
        || (strange.len() < STRANGE_MAX && strange.insert(problem.detail.clone()))
}

fn lost(place: u64, key: String, code: &'static str, detail: String) -> Read {
    Read {
        place,
        item: Item::Nothing,
        problems: vec![Problem {
            place,
            key,
            code,
            detail,
            lost: true,
        }],
    }
}

struct Part {
    read: Vec<Read>,
    bytes: usize,
    pass: u32,
    number: u64,
    /// Handed over up to here.
    passed: u64,
}

impl Part {
    fn new(pass: u32) -> Self {
        Self {
            read: Vec::new(),
            bytes: 0,
            pass,
            number: 0,
            passed: 0,
        }
    }

    fn add(&mut self, read: Read) {
        self.bytes += match &read.item {
            Item::Letter(letter) => letter.bytes.len() * 2,
            Item::Matter(matter) => {
                200 + matter
                    .utterances
                    .iter()
                    .map(|u| u.text.len() * 2 + 500)
                    .sum::<usize>()
            }
            _ => 500,
        };
        self.read.push(read);
    }

    fn full(&self) -> bool {
        // Also a long way without anything is told, so that the progress is seen.
        self.read.len() >= PART || self.bytes >= PART_BYTES || self.number - self.passed >= 20_000
    }
}

/// The report of an import: as long as its row says, and not longer.
struct Report {
    file: File,
    length: u64,
}

impl Report {
    fn open(app: &App, import: &Import, place: &Place, fresh: bool) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder(app, import.id))
            .context("cannot make the folder of the import")?;
        let path = report_of(app, import.id);
        let length = if fresh {
            0
        } else {
            u64::try_from(import.report).unwrap_or(0)
        };
        let mut file = open(&path)?;
        let there = file.metadata()?.len();
        if there + place.tail.len() as u64 == length {
            // Killed between the commit and the report.
            file.seek(SeekFrom::End(0))?;
            file.write_all(place.tail.as_bytes())?;
        }
        file.set_len(length)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Self { file, length })
    }

    fn append(&mut self, lines: &str) -> anyhow::Result<()> {
        self.file
            .write_all(lines.as_bytes())
            .context("cannot write the report")?;
        self.length += lines.len() as u64;
        Ok(())
    }
}

fn open(path: &Path) -> anyhow::Result<File> {
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(path)
        .with_context(|| format!("cannot open {}", path.display()))
}
