//! A copy's side on PostgreSQL. Rows are read through cursors, in one snapshot of all tables.

use super::{
    BATCH_ROWS, BEGUN, Cells, INDEXES, LEFT_BEHIND, MARK, Table, insert, not_empty, quoted,
};
use crate::value::{Val, from_pg};
use crate::{Result, StoreError, migrate, pg_tls};
use futures_util::future::try_join_all;
use tokio_postgres::Client;
use tokio_postgres::types::{ToSql, Type};
use uuid::Uuid;

/// A machine that was seen within this time is at work.
const AT_WORK_MS: i64 = 10_000;
/// Rows read at once of a table that holds mails.
const HEAVY_ROWS: usize = 8;

pub(super) struct PgSide {
    runtime: tokio::runtime::Runtime,
    client: Client,
}

impl PgSide {
    pub fn open(url: &str) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(StoreError::unavailable)?;
        let (mut config, encrypt) = pg_tls::parse(url)?;
        config.application_name("fairlead copy");
        let client = runtime.block_on(async {
            let (mut client, connection) = config.connect(encrypt).await?;
            tokio::spawn(connection);
            migrate::pg(&mut client).await?;
            Ok::<_, StoreError>(client)
        })?;
        Ok(Self { runtime, client })
    }

    fn run(&self, sql: &str) -> Result<()> {
        Ok(self.runtime.block_on(self.client.batch_execute(sql))?)
    }

    fn number(&self, sql: &str) -> Result<i64> {
        let row = self.runtime.block_on(self.client.query_one(sql, &[]))?;
        Ok(row.try_get(0)?)
    }

    pub fn is_at_rest(&mut self) -> Result<()> {
        let busy = self.number(&format!(
            "SELECT count(*) FROM node WHERE seen_at > extract(epoch FROM clock_timestamp()) * 1000 - {AT_WORK_MS}"
        ))?;
        if busy > 0 {
            return Err(StoreError::unavailable(
                "a machine is at work on this database: stop all servers, and wait ten seconds after a crash",
            ));
        }
        Ok(())
    }

    pub fn tables(&mut self) -> Result<Vec<Table>> {
        let list = "SELECT table_name::text, string_agg(column_name::text, ',' ORDER BY column_name::text COLLATE \"C\") \
                    FROM information_schema.columns WHERE table_schema = current_schema() \
                    AND table_name NOT LIKE '%\\_fts' AND table_name <> 'refinery_schema_history' GROUP BY table_name";
        let keys = "SELECT c.conrelid::regclass::text, c.confrelid::regclass::text FROM pg_constraint c \
                    WHERE c.contype = 'f'";
        let (tables, keys) = self.runtime.block_on(async {
            tokio::try_join!(self.client.query(list, &[]), self.client.query(keys, &[]))
        })?;
        let mut needs = Vec::with_capacity(keys.len());
        for row in &keys {
            needs.push((row.try_get::<_, String>(0)?, row.try_get::<_, String>(1)?));
        }
        let mut out = Vec::with_capacity(tables.len());
        for row in &tables {
            let (name, columns): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            out.push(Table {
                columns: columns.split(',').map(str::to_owned).collect(),
                needs: needs
                    .iter()
                    .filter(|(of, _)| *of == name)
                    .map(|(_, to)| to.clone())
                    .collect(),
                name,
            });
        }
        Ok(out)
    }

    pub fn prepare(&mut self, tables: &[Table]) -> Result<()> {
        let marked = self.number(&format!(
            "SELECT count(*) FROM counter WHERE name = '{MARK}'"
        ))? > 0;
        if !marked {
            for table in tables.iter().filter(|t| !BEGUN.contains(&t.name.as_str())) {
                if self.count(&table.name)? > 0 {
                    return Err(not_empty());
                }
            }
        }
        let names = tables.iter().map(|t| t.name.as_str());
        let mut empty = vec!["BEGIN".to_owned()];
        // What points to others goes first.
        for name in names.rev().chain(INDEXES).chain(LEFT_BEHIND) {
            empty.push(format!("DELETE FROM \"{name}\""));
        }
        empty.push(format!(
            "INSERT INTO counter (name, value) VALUES ('{MARK}', 1)"
        ));
        empty.push("COMMIT".to_owned());
        self.run(&empty.join("; "))
    }

    pub fn count(&mut self, table: &str) -> Result<u64> {
        let n = self.number(&format!("SELECT count(*) FROM \"{table}\""))?;
        u64::try_from(n).map_err(StoreError::corrupt)
    }

    /// One picture of all rows, whatever others write.
    pub fn begin_reading(&mut self) -> Result<()> {
        self.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    }

    pub fn end_reading(&mut self) -> Result<()> {
        self.run("COMMIT")
    }

    pub fn start(&mut self, table: &Table) -> Result<()> {
        self.declare(&format!(
            "SELECT {} FROM \"{}\"",
            quoted(&table.columns),
            table.name
        ))
    }

    fn declare(&self, select: &str) -> Result<()> {
        self.run("CLOSE ALL")?;
        self.run(&format!(
            "DECLARE rows_of_copy NO SCROLL CURSOR FOR {select}"
        ))
    }

    pub fn next(&mut self, table: &Table) -> Result<Vec<Cells>> {
        let heavy = matches!(
            table.name.as_str(),
            "inbound_raw" | "outbound" | "house_mail"
        );
        let rows = self.fetch(if heavy { HEAVY_ROWS } else { BATCH_ROWS })?;
        rows.iter().map(|row| Ok(from_pg(row)?.cells())).collect()
    }

    fn fetch(&self, rows: usize) -> Result<Vec<tokio_postgres::Row>> {
        let fetch = format!("FETCH {rows} FROM rows_of_copy");
        Ok(self.runtime.block_on(self.client.query(&fetch, &[]))?)
    }

    pub fn write(&mut self, table: &Table, rows: &[Cells]) -> Result<()> {
        let client = &self.client;
        self.runtime.block_on(async {
            let statement = client.prepare(&insert(table, '$')).await?;
            let types = statement.params();
            let rows: Vec<Cells> = rows
                .iter()
                .map(|row| {
                    row.iter()
                        .zip(types)
                        .map(|(cell, ty)| typed(cell, ty))
                        .collect()
                })
                .collect::<Result<_>>()?;
            client.batch_execute("BEGIN").await?;
            // Sent one behind the other, answered together.
            let runs = rows.iter().map(|row| {
                let params: Vec<&(dyn ToSql + Sync)> =
                    row.iter().map(|cell| cell as &(dyn ToSql + Sync)).collect();
                let statement = &statement;
                async move { client.execute(statement, &params).await }
            });
            try_join_all(runs).await?;
            Ok(client.batch_execute("COMMIT").await?)
        })
    }

    pub fn start_index(&mut self, index: &str) -> Result<u64> {
        self.declare(&format!("SELECT n, t::text FROM \"{index}\""))?;
        self.count(index)
    }

    pub fn next_index(&mut self, _: &str) -> Result<Vec<(i64, Vec<String>)>> {
        let rows = self.fetch(BATCH_ROWS)?;
        rows.iter()
            .map(|row| {
                let words: String = row.try_get(1)?;
                Ok((row.try_get(0)?, tokens_of(&words)))
            })
            .collect()
    }

    pub fn write_index(&mut self, index: &str, documents: &[(i64, Vec<String>)]) -> Result<()> {
        let sql = format!("INSERT INTO \"{index}\" (n, t) VALUES ($1, ($2::text)::tsvector)");
        let client = &self.client;
        self.runtime.block_on(async {
            let statement = client.prepare(&sql).await?;
            client.batch_execute("BEGIN").await?;
            let runs = documents.iter().map(|(n, tokens)| {
                let (statement, words) = (&statement, crate::search::positioned(tokens));
                async move { client.execute(statement, &[n, &words]).await }
            });
            try_join_all(runs).await?;
            Ok(client.batch_execute("COMMIT").await?)
        })
    }

    /// After the last row: numbers that the server gives go on behind those that were copied.
    pub fn written(&mut self, tables: &[Table]) -> Result<()> {
        let list = "SELECT table_name::text, column_name::text FROM information_schema.columns \
                    WHERE table_schema = current_schema() AND is_identity = 'YES'";
        let rows = self.runtime.block_on(self.client.query(list, &[]))?;
        for row in &rows {
            let (table, column): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            if tables.iter().any(|t| t.name == table) {
                self.run(&format!(
                    "SELECT setval(pg_get_serial_sequence('\"{table}\"', '{column}'), \
                     (SELECT GREATEST(max(\"{column}\"), 1) FROM \"{table}\"), \
                     (SELECT count(*) > 0 FROM \"{table}\"))"
                ))?;
            }
        }
        self.run("ANALYZE")
    }

    pub fn unmark(&mut self) -> Result<()> {
        self.run(&format!("DELETE FROM counter WHERE name = '{MARK}'"))
    }
}

/// Ids have a type here.
fn typed(cell: &Val<'static>, ty: &Type) -> Result<Val<'static>> {
    match cell {
        Val::Bytes(bytes) if *ty == Type::UUID => Uuid::from_slice(bytes)
            .map(Val::Id)
            .map_err(StoreError::corrupt),
        other => Ok(other.clone()),
    }
}

/// The tokens of a printed `tsvector` (`'tok':1,7 'word':2`), by position. Tokens hold no quotes and no spaces.
fn tokens_of(printed: &str) -> Vec<String> {
    let mut places: Vec<(u32, &str)> = Vec::new();
    for entry in printed.split(' ') {
        let Some((word, positions)) = entry.rsplit_once(':') else {
            continue;
        };
        let word = word.trim_matches('\'');
        places.extend(
            positions
                .split(',')
                .filter_map(|p| p.parse().ok())
                .map(|p| (p, word)),
        );
    }
    places.sort_unstable();
    places
        .into_iter()
        .map(|(_, word)| word.to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_printed_vector_becomes_its_tokens_again() {
        let tokens = super::tokens_of("'arve':2,4 '京都':3 'tere':1");
        assert_eq!(tokens, ["tere", "arve", "京都", "arve"]);
        assert!(super::tokens_of("").is_empty());
    }
}
