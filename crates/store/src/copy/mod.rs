//! Moves a whole installation's rows from one database to another, of either engine: every table as it is, the full-text
//! index token by token, then a comparison of both sides by count and hash of each table.
//!
//! The target must be empty. It carries a mark while rows are on their way: no program starts on it, and a copy that was
//! interrupted is begun anew. What describes machines that run now (nodes, leases) is left behind.

mod lite;
mod pg;

use crate::{Location, Result, StoreError, Val};
use lite::LiteSide;
use pg::PgSide;
use sha2::{Digest, Sha256};

/// Bytes of rows that are in memory at once, about.
const BATCH_BYTES: usize = 8 * 1024 * 1024;
const BATCH_ROWS: usize = 500;
/// Not copied: they speak of processes that run on the source, or follow from other rows, as figures do from events.
const LEFT_BEHIND: [&str; 5] = [
    "node",
    "lease",
    "figure_conversation",
    "figure_spell",
    "figure_place",
];
/// Tables in which the migrations put rows: an empty database has them too.
const BEGUN: [&str; 2] = ["counter", "feed_place"];
/// The full-text tables.
const INDEXES: [&str; 3] = ["message_fts", "contact_fts", "article_fts"];
/// The counter that says that a copy into this database is not finished.
pub(crate) const MARK: &str = "copying";

/// How far a copy has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    pub table: String,
    pub done: u64,
    pub of: u64,
    /// The comparison at the end.
    pub checking: bool,
}

/// Rows of a table, the same on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    pub table: String,
    pub rows: u64,
    /// Of all rows, whatever their order; hexadecimal.
    pub hash: String,
}

type Cells = Vec<Val<'static>>;

/// A table and its columns, in the order in which the other side takes them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Table {
    name: String,
    columns: Vec<String>,
    /// Tables that its rows point to.
    needs: Vec<String>,
}

enum Side {
    Lite(LiteSide),
    Pg(PgSide),
}

/// Calls the same function on either side.
macro_rules! on {
    ($side:expr, $s:ident => $call:expr) => {
        match $side {
            Side::Lite($s) => $call,
            Side::Pg($s) => $call,
        }
    };
}

impl Side {
    fn open(location: &Location) -> Result<Self> {
        Ok(match location {
            Location::Folder(folder) => Self::Lite(LiteSide::open(folder)?),
            Location::Postgres(url) => Self::Pg(PgSide::open(url)?),
        })
    }
}

/// The count and the hash of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Sum {
    rows: u64,
    hash: u128,
}

impl Sum {
    fn add(&mut self, cells: &[Val<'_>]) {
        let mut hash = Sha256::new();
        let mut part = |tag: u8, bytes: &[u8]| {
            hash.update([tag]);
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        };
        for cell in cells {
            match cell {
                Val::Null => part(0, &[]),
                Val::Int(i) => part(1, &i.to_le_bytes()),
                Val::Real(f) => part(2, &f.to_le_bytes()),
                Val::Text(t) => part(3, t.as_bytes()),
                // One engine has a type for ids, the other keeps their bytes.
                Val::Bytes(b) => part(4, b),
                Val::Id(id) => part(4, id.as_bytes()),
            }
        }
        let digest = hash.finalize();
        let mut first = [0; 16];
        first.copy_from_slice(&digest[..16]);
        self.rows += 1;
        // A sum, because the engines list rows in different orders.
        self.hash = self.hash.wrapping_add(u128::from_le_bytes(first));
    }
}

/// Copies all rows and compares them. Blocks; call it outside of an async runtime.
///
/// # Errors
/// `Conflict` when the target holds something already, `Corrupt` when the two sides differ afterwards, `Unavailable` when a
/// server or a program is on either of them.
pub fn copy(
    from: &Location,
    to: &Location,
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<Copied>> {
    let (mut source, mut target) = (Side::open(from)?, Side::open(to)?);
    on!(&mut source, s => s.is_at_rest())?;
    on!(&mut target, s => s.is_at_rest())?;
    let tables = in_order(on!(&mut target, s => s.tables())?)?;
    let others = in_order(on!(&mut source, s => s.tables())?)?;
    if names(&tables) != names(&others) {
        return Err(StoreError::corrupt(
            "the two databases do not have the same tables",
        ));
    }
    on!(&mut source, s => s.begin_reading())?;
    on!(&mut target, s => s.prepare(&tables))?;
    let mut sums = Vec::new();
    for table in &tables {
        let sum = copy_table(&mut source, &mut target, table, progress)?;
        sums.push((table.clone(), sum));
    }
    for index in INDEXES {
        copy_index(&mut source, &mut target, index, progress)?;
    }
    on!(&mut target, s => s.written(&tables))?;
    let copied = compare(&mut target, &sums, progress)?;
    on!(&mut target, s => s.unmark())?;
    Ok(copied)
}

fn names(tables: &[Table]) -> Vec<(String, Vec<String>)> {
    let mut all: Vec<(String, Vec<String>)> = tables
        .iter()
        .map(|t| (t.name.clone(), t.columns.clone()))
        .collect();
    all.sort();
    all
}

/// What is pointed to comes first.
fn in_order(mut waiting: Vec<Table>) -> Result<Vec<Table>> {
    waiting.retain(|t| !LEFT_BEHIND.contains(&t.name.as_str()));
    waiting.sort_by(|a, b| a.name.cmp(&b.name));
    let mut out: Vec<Table> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let there = |name: &String, own: &str| name == own || out.iter().any(|t| t.name == *name);
        let next = waiting
            .iter()
            .position(|t| t.needs.iter().all(|need| there(need, &t.name)))
            .ok_or_else(|| StoreError::corrupt("tables point at each other in a circle"))?;
        out.push(waiting.remove(next));
    }
    Ok(out)
}

fn copy_table(
    source: &mut Side,
    target: &mut Side,
    table: &Table,
    progress: &mut dyn FnMut(Progress),
) -> Result<Sum> {
    let of = on!(&mut *source, s => s.count(&table.name))?;
    let mut sum = Sum::default();
    on!(&mut *source, s => s.start(table))?;
    loop {
        let rows = on!(&mut *source, s => s.next(table))?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            sum.add(row);
        }
        on!(&mut *target, s => s.write(table, &rows))?;
        progress(Progress {
            table: table.name.clone(),
            done: sum.rows,
            of,
            checking: false,
        });
    }
    Ok(sum)
}

fn copy_index(
    source: &mut Side,
    target: &mut Side,
    index: &str,
    progress: &mut dyn FnMut(Progress),
) -> Result<()> {
    let of = on!(&mut *source, s => s.start_index(index))?;
    let mut done = 0;
    loop {
        let documents = on!(&mut *source, s => s.next_index(index))?;
        if documents.is_empty() {
            return Ok(());
        }
        done += documents.len() as u64;
        on!(&mut *target, s => s.write_index(index, &documents))?;
        progress(Progress {
            table: index.to_owned(),
            done,
            of,
            checking: false,
        });
    }
}

/// Reads the target again.
fn compare(
    target: &mut Side,
    sums: &[(Table, Sum)],
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<Copied>> {
    let mut out = Vec::with_capacity(sums.len());
    on!(&mut *target, s => s.begin_reading())?;
    for (table, sum) in sums {
        let mut found = Sum::default();
        on!(&mut *target, s => s.start(table))?;
        loop {
            let rows = on!(&mut *target, s => s.next(table))?;
            if rows.is_empty() {
                break;
            }
            for row in &rows {
                // The mark of the copy itself is not a row of the source.
                if table.name != "counter" || row.first() != Some(&Val::Text(MARK.into())) {
                    found.add(row);
                }
            }
            progress(Progress {
                table: table.name.clone(),
                done: found.rows,
                of: sum.rows,
                checking: true,
            });
        }
        if found != *sum {
            return Err(StoreError::corrupt(format!(
                "{} differs after the copy: {} rows were read and {} are there",
                table.name, sum.rows, found.rows
            )));
        }
        out.push(Copied {
            table: table.name.clone(),
            rows: sum.rows,
            hash: format!("{:032x}", sum.hash),
        });
    }
    on!(&mut *target, s => s.end_reading())?;
    Ok(out)
}

/// What stands in front of a database whose copy was not finished.
pub(crate) fn unfinished() -> StoreError {
    StoreError::unavailable(
        "a copy into this database was not finished: run `fairlead copy` again, or empty it",
    )
}

fn not_empty() -> StoreError {
    StoreError::Conflict("the target is not empty; a copy goes into an empty one".to_owned())
}

fn bytes_of(cells: &[Val<'_>]) -> usize {
    let size = |cell: &Val<'_>| match cell {
        Val::Text(t) => t.len(),
        Val::Bytes(b) => b.len(),
        _ => 16,
    };
    cells.iter().map(size).sum()
}

/// `"a", "b"`; names come from the schema.
fn quoted(columns: &[String]) -> String {
    let all: Vec<String> = columns.iter().map(|c| format!("\"{c}\"")).collect();
    all.join(", ")
}

fn insert(table: &Table, parameter: char) -> String {
    let places: Vec<String> = (1..=table.columns.len())
        .map(|n| format!("{parameter}{n}"))
        .collect();
    format!(
        "INSERT INTO \"{}\" ({}) VALUES ({})",
        table.name,
        quoted(&table.columns),
        places.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str, needs: &[&str]) -> Table {
        Table {
            name: name.into(),
            columns: vec!["id".into()],
            needs: needs.iter().map(|n| (*n).to_owned()).collect(),
        }
    }

    #[test]
    fn what_is_pointed_to_is_copied_first_and_a_circle_is_refused() {
        let all = vec![
            table("a", &["b", "a"]),
            table("b", &["c"]),
            table("c", &[]),
            table("node", &[]),
        ];
        let order: Vec<String> = in_order(all)
            .expect("an order")
            .into_iter()
            .map(|t| t.name)
            .collect();
        assert_eq!(order, ["c", "b", "a"]);
        assert!(in_order(vec![table("a", &["b"]), table("b", &["a"])]).is_err());
    }

    #[test]
    fn the_sum_does_not_see_order_or_how_an_id_is_kept_and_sees_all_else() {
        let id = uuid::Uuid::from_u128(7);
        let (mut one, mut two) = (Sum::default(), Sum::default());
        one.add(&[Val::Id(id), Val::Null]);
        one.add(&[Val::Text("ab".into()), Val::Text("c".into())]);
        two.add(&[Val::Text("ab".into()), Val::Text("c".into())]);
        two.add(&[Val::Bytes(id.as_bytes().to_vec().into()), Val::Null]);
        assert_eq!(one, two);
        let mut other = Sum::default();
        other.add(&[Val::Text("a".into()), Val::Text("bc".into())]);
        other.add(&[Val::Id(id), Val::Null]);
        assert_ne!(one, other);
    }
}
