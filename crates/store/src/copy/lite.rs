//! A copy's side on SQLite. Rows are read by `rowid`; the tokens of the full-text index come out of `fts5vocab`.

use super::{
    BATCH_BYTES, BATCH_ROWS, BEGUN, Cells, INDEXES, LEFT_BEHIND, MARK, Table, bytes_of, insert,
    not_empty, quoted,
};
use crate::lite::{FILE, connect, lock};
use crate::value::from_lite;
use crate::{Result, StoreError, migrate};
use rusqlite::{Connection, params, params_from_iter};
use std::fs::File;
use std::path::Path;

pub(super) struct LiteSide {
    conn: Connection,
    /// The last row that was read.
    after: i64,
    _lock: File,
}

impl LiteSide {
    pub fn open(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(StoreError::unavailable)?;
        let lock = lock(folder)?;
        let mut conn = connect(&folder.join(FILE))?;
        // Tokens on their way must not fill the memory.
        conn.execute_batch("PRAGMA temp_store = FILE")?;
        migrate::lite(&mut conn)?;
        Ok(Self {
            conn,
            after: i64::MIN,
            _lock: lock,
        })
    }

    /// The lock says so already.
    #[expect(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "the same as the other side's"
    )]
    pub fn is_at_rest(&mut self) -> Result<()> {
        Ok(())
    }

    pub fn tables(&mut self) -> Result<Vec<Table>> {
        let list = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' \
                    AND name NOT LIKE '%\\_fts%' ESCAPE '\\' AND name <> 'refinery_schema_history'";
        let names = self.strings(list, "")?;
        let mut out = Vec::with_capacity(names.len());
        for name in names {
            let mut columns = self.strings("SELECT name FROM pragma_table_info(?1)", &name)?;
            columns.sort();
            let needs = self.strings("SELECT \"table\" FROM pragma_foreign_key_list(?1)", &name)?;
            out.push(Table {
                name,
                columns,
                needs,
            });
        }
        Ok(out)
    }

    fn strings(&self, sql: &str, of: &str) -> Result<Vec<String>> {
        let mut statement = self.conn.prepare(sql)?;
        let wanted = statement.parameter_count();
        let rows = statement.query_map(params_from_iter([of].iter().take(wanted)), |r| r.get(0))?;
        Ok(rows.collect::<Result<Vec<String>, _>>()?)
    }

    /// Refuses what holds something already, unless a copy was begun here; marks and empties it.
    pub fn prepare(&mut self, tables: &[Table]) -> Result<()> {
        let marked = self.conn.query_row(
            "SELECT count(*) FROM counter WHERE name = ?1",
            [MARK],
            |r| r.get::<_, i64>(0),
        )? > 0;
        if !marked {
            for table in tables.iter().filter(|t| !BEGUN.contains(&t.name.as_str())) {
                if self.count(&table.name)? > 0 {
                    return Err(not_empty());
                }
            }
        }
        self.conn
            .execute_batch("PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE")?;
        for name in tables
            .iter()
            .map(|t| t.name.as_str())
            .chain(INDEXES)
            .chain(LEFT_BEHIND)
        {
            self.conn.execute(&format!("DELETE FROM \"{name}\""), [])?;
        }
        self.conn
            .execute("INSERT INTO counter (name, value) VALUES (?1, 1)", [MARK])?;
        self.conn.execute_batch("COMMIT")?;
        Ok(())
    }

    pub fn count(&mut self, table: &str) -> Result<u64> {
        let sql = format!("SELECT count(*) FROM \"{table}\"");
        let n: i64 = self.conn.query_row(&sql, [], |r| r.get(0))?;
        u64::try_from(n).map_err(StoreError::corrupt)
    }

    /// The lock keeps others away: what is read stays as it is.
    #[expect(clippy::unnecessary_wraps, reason = "the same as the other side's")]
    pub fn begin_reading(&mut self) -> Result<()> {
        self.after = i64::MIN;
        Ok(())
    }

    #[expect(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "the same as the other side's"
    )]
    pub fn end_reading(&mut self) -> Result<()> {
        Ok(())
    }

    #[expect(clippy::unnecessary_wraps, reason = "the same as the other side's")]
    pub fn start(&mut self, _: &Table) -> Result<()> {
        self.after = i64::MIN;
        Ok(())
    }

    pub fn next(&mut self, table: &Table) -> Result<Vec<Cells>> {
        let sql = format!(
            "SELECT rowid, {} FROM \"{}\" WHERE rowid > ?1 ORDER BY rowid LIMIT ?2",
            quoted(&table.columns),
            table.name
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let limit = i64::try_from(BATCH_ROWS).map_err(StoreError::corrupt)?;
        let mut rows = statement.query(params![self.after, limit])?;
        let (mut out, mut bytes) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            let mut cells: Cells = Vec::with_capacity(table.columns.len());
            for i in 1..=table.columns.len() {
                cells.push(from_lite(row.get_ref(i)?)?);
            }
            self.after = row.get(0)?;
            bytes += bytes_of(&cells);
            out.push(cells);
            if bytes > BATCH_BYTES {
                break;
            }
        }
        Ok(out)
    }

    pub fn write(&mut self, table: &Table, rows: &[Cells]) -> Result<()> {
        let tx = self.conn.transaction()?;
        let mut statement = tx.prepare_cached(&insert(table, '?'))?;
        for row in rows {
            statement.execute(params_from_iter(row))?;
        }
        drop(statement);
        Ok(tx.commit()?)
    }

    /// Lays the tokens of an index out by document; how many documents there are.
    pub fn start_index(&mut self, index: &str) -> Result<u64> {
        self.after = i64::MIN;
        self.conn.execute_batch(&format!(
            "CREATE VIRTUAL TABLE temp.{index}_words USING fts5vocab('main', '{index}', 'instance');
             CREATE TABLE temp.{index}_places AS SELECT doc, offset, term FROM temp.{index}_words;
             CREATE INDEX temp.{index}_by_doc ON {index}_places (doc, offset);"
        ))?;
        let sql = format!("SELECT count(DISTINCT doc) FROM temp.{index}_places");
        let n: i64 = self.conn.query_row(&sql, [], |r| r.get(0))?;
        u64::try_from(n).map_err(StoreError::corrupt)
    }

    /// Documents with their tokens, in order.
    pub fn next_index(&mut self, index: &str) -> Result<Vec<(i64, Vec<String>)>> {
        let list = format!(
            "SELECT DISTINCT doc FROM temp.{index}_places WHERE doc > ?1 ORDER BY doc LIMIT ?2"
        );
        let mut statement = self.conn.prepare_cached(&list)?;
        let limit = i64::try_from(BATCH_ROWS).map_err(StoreError::corrupt)?;
        let documents = statement
            .query_map(params![self.after, limit], |r| r.get(0))?
            .collect::<Result<Vec<i64>, _>>()?;
        let words = format!("SELECT term FROM temp.{index}_places WHERE doc = ?1 ORDER BY offset");
        let mut words = self.conn.prepare_cached(&words)?;
        let mut out = Vec::with_capacity(documents.len());
        for n in documents {
            let tokens = words
                .query_map([n], |r| r.get(0))?
                .collect::<Result<Vec<String>, _>>()?;
            self.after = n;
            out.push((n, tokens));
        }
        Ok(out)
    }

    pub fn write_index(&mut self, index: &str, documents: &[(i64, Vec<String>)]) -> Result<()> {
        let tx = self.conn.transaction()?;
        let sql = format!("INSERT INTO \"{index}\" (rowid, t) VALUES (?1, ?2)");
        let mut statement = tx.prepare_cached(&sql)?;
        for (n, tokens) in documents {
            statement.execute(params![n, tokens.join(" ")])?;
        }
        drop(statement);
        Ok(tx.commit()?)
    }

    /// After the last row: whether all that is pointed to is there.
    pub fn written(&mut self, _: &[Table]) -> Result<()> {
        let loose: i64 =
            self.conn
                .query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |r| {
                    r.get(0)
                })?;
        if loose > 0 {
            return Err(StoreError::corrupt(format!(
                "{loose} rows point at nothing"
            )));
        }
        Ok(())
    }

    pub fn unmark(&mut self) -> Result<()> {
        self.conn
            .execute("DELETE FROM counter WHERE name = ?1", [MARK])?;
        self.conn
            .execute_batch("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);")?;
        Ok(())
    }
}
