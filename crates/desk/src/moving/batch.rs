//! One small part of an import, in one transaction with how far it has come.

use super::imports::{counts_of, loaded};
use super::{
    Counts, Item, Place, Problem, Read, Setting, State, letters, matters, organizations, people,
};
use crate::{By, Desk, DeskError, Result, audit};
use domain::{ImportId, Millis};
use serde_json::json;
use store::imports::Import;
use store::{Json, Tx};

/// A part of an import.
#[derive(Debug, Clone)]
pub struct Batch {
    pub read: Vec<Read>,
    /// Where the import stands behind it.
    pub place: Place,
    /// Bytes of the file that were read in this pass.
    pub done: u64,
    pub now: Millis,
}

/// What a batch did.
#[derive(Debug, Clone)]
pub struct Done {
    pub import: Import,
    /// Its lines of the report, to be appended now.
    pub lines: String,
}

/// What hands on of an item say while they are written.
pub(super) struct Hand<'a> {
    pub import: ImportId,
    pub setting: &'a Setting,
    pub now: Millis,
    pub counts: Counts,
    pub problems: Vec<Problem>,
    /// The record that is being written.
    pub place: u64,
}

impl Hand<'_> {
    pub fn odd(&mut self, key: &str, code: &'static str, detail: impl Into<String>) {
        self.problems.push(Problem {
            place: self.place,
            key: key.to_owned(),
            code,
            detail: detail.into(),
            lost: false,
        });
    }
}

impl Desk {
    /// Carries out a part of an import. `Err` with `import_stopped` when somebody stopped it.
    ///
    /// # Errors
    /// `import_stopped`, and those of the store: nothing of the part is written then.
    pub async fn import_batch(
        &self,
        id: ImportId,
        setting: &std::sync::Arc<Setting>,
        batch: Batch,
    ) -> Result<Done> {
        let mut blobs = Vec::new();
        for read in &batch.read {
            blobs.push(match &read.item {
                Item::Letter(letter) => Some(self.keep_letter(letter).await?),
                _ => None,
            });
        }
        let setting = setting.clone();
        self.write(async move |tx| {
            let mut import = loaded(tx, id).await?;
            if import.state != State::Running.word() {
                return Err(stopped());
            }
            let mut hand = Hand {
                import: id,
                setting: &setting,
                now: batch.now,
                counts: Counts::default(),
                problems: Vec::new(),
                place: 0,
            };
            for (read, kept) in batch.read.iter().zip(&blobs) {
                hand.counts.records += 1;
                hand.place = read.place;
                hand.problems.extend(read.problems.iter().cloned());
                match (&read.item, kept) {
                    (Item::Organization(told), _) => {
                        organizations::write(tx, &mut hand, told).await?;
                    }
                    (Item::Person(person), _) => {
                        people::write(tx, &mut hand, person).await?;
                    }
                    (Item::Matter(matter), _) => matters::write(tx, &mut hand, matter).await?,
                    (Item::Utterance(one), _) => matters::add(tx, &mut hand, one).await?,
                    (Item::Letter(letter), Some(kept)) => {
                        letters::write(tx, &mut hand, letter, kept).await?;
                    }
                    (Item::Letter(_) | Item::Nothing, _) => {}
                }
            }
            save(tx, &mut import, &batch, hand.counts, &hand.problems).await
        })
        .await
    }

    /// The import has come to its end, or has failed for good.
    ///
    /// # Errors
    /// `import_stopped` when it was stopped meanwhile.
    pub async fn end_import(
        &self,
        id: ImportId,
        counts: Option<Counts>,
        error: Option<String>,
        now: Millis,
    ) -> Result<Import> {
        self.write(async move |tx| {
            let mut import = loaded(tx, id).await?;
            let state = match (import.state.as_str(), &error) {
                ("checking" | "running" | "undoing", Some(_)) => State::Failed,
                ("checking", None) => State::Checked,
                ("running", None) => State::Done,
                ("undoing", None) => State::Undone,
                _ => return Err(stopped()),
            };
            if let Some(counts) = counts {
                import.looked = Json(json!(counts));
            }
            import.state = state.word().to_owned();
            import.error.clone_from(&error);
            import.finished_at = Some(now);
            store::imports::save(tx, &mut import).await?;
            // What came without events is counted as it is.
            store::figures::adopt_again(tx).await?;
            audit::settings_changed(tx, &By::system(now), "imports");
            Ok(import)
        })
        .await
    }

    /// How far a dry run has come, and its report. `Err` when somebody stopped it.
    ///
    /// # Errors
    /// `import_stopped`.
    pub async fn import_looked(
        &self,
        id: ImportId,
        done: u64,
        report: u64,
        counts: Counts,
    ) -> Result<()> {
        self.write(async move |tx| {
            let mut import = loaded(tx, id).await?;
            if import.state != State::Checking.word() {
                return Err(stopped());
            }
            import.done = i64::try_from(done).unwrap_or(i64::MAX);
            import.report = i64::try_from(report).unwrap_or(i64::MAX);
            import.looked = Json(json!(counts));
            Ok(store::imports::save(tx, &mut import).await?)
        })
        .await
    }

    /// What waits to be checked, run or undone.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn waiting_imports(&self) -> Result<Vec<Import>> {
        Ok(self
            .db
            .read(async move |tx| store::imports::waiting(tx).await)
            .await?)
    }

    /// Takes or renews the right to work at an import.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn lease_import(
        &self,
        id: ImportId,
        owner: &str,
        now: Millis,
        ms: Millis,
    ) -> Result<bool> {
        let (name, owner) = (format!("import {id}"), owner.to_owned());
        self.write(async move |tx| {
            Ok(store::job::lease(tx, &name, &owner, now, now + ms)
                .await?
                .is_some())
        })
        .await
    }
}

pub(super) fn stopped() -> DeskError {
    DeskError::refused("import_stopped", "The import was stopped.")
}

async fn save(
    tx: &mut Tx,
    import: &mut Import,
    batch: &Batch,
    mut counts: Counts,
    problems: &[Problem],
) -> Result<Done> {
    let lines: String = problems.iter().map(line).collect();
    counts.not_taken += problems.iter().filter(|p| p.lost).count() as u64;
    counts.odd += problems.iter().filter(|p| !p.lost).count() as u64;
    let mut all = counts_of(import);
    all.add(&counts);
    import.counts = Json(json!(all));
    import.place = Json(json!(Place {
        tail: lines.clone(),
        ..batch.place.clone()
    }));
    import.done = i64::try_from(batch.done).unwrap_or(i64::MAX);
    import.report += i64::try_from(lines.len()).unwrap_or(0);
    store::imports::save(tx, import).await?;
    Ok(Done {
        import: import.clone(),
        lines,
    })
}

/// First line of every report.
pub const HEAD: &str = "place,what,taken,why,detail\r\n";

/// A line of the report, as CSV (RFC 4180). What a spreadsheet would take for a formula is made text.
#[must_use]
pub fn line(p: &Problem) -> String {
    let detail: String = p.detail.chars().take(500).collect();
    let taken = if p.lost { "no" } else { "yes" };
    let place = p.place.to_string();
    [place.as_str(), &p.key, taken, p.code, &detail]
        .map(cell)
        .join(",")
        + "\r\n"
}

fn cell(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let clean = if clean.starts_with(['=', '+', '-', '@']) {
        format!("'{clean}")
    } else {
        clean
    };
    if clean.contains(['"', ',']) {
        return format!("\"{}\"", clean.replace('"', "\"\""));
    }
    clean
}
