//! One transaction: the same calls on both engines.

use crate::event::PendingEvent;
use crate::filter::Built;
use crate::pg::Numbers;
use crate::sql;
use crate::sql::Sql;
use crate::value::{FromRow, Row, Val, from_lite, from_pg};
use crate::{Result, StoreError};
use futures_util::TryStreamExt as _;
use futures_util::future::try_join_all;
use std::sync::Arc;
use uuid::Uuid;

/// Which database the program runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// A row while it is walked over: its cells are read where they lie.
pub(crate) enum Line<'a> {
    Lite(&'a rusqlite::Row<'a>),
    Pg(&'a tokio_postgres::Row),
}

impl Line<'_> {
    /// An integer, if there is one.
    pub fn int(&self, at: usize) -> Result<Option<i64>> {
        Ok(match self {
            Self::Lite(row) => row
                .get_ref(at)?
                .as_i64_or_null()
                .map_err(StoreError::corrupt)?,
            Self::Pg(row) => row.try_get(at)?,
        })
    }

    /// An id, if there is one.
    pub fn id(&self, at: usize) -> Result<Option<Uuid>> {
        match self {
            Self::Lite(row) => {
                let bytes = row
                    .get_ref(at)?
                    .as_blob_or_null()
                    .map_err(StoreError::corrupt)?;
                bytes
                    .map(|b| Uuid::from_slice(b).map_err(StoreError::corrupt))
                    .transpose()
            }
            Self::Pg(row) => Ok(row.try_get(at)?),
        }
    }
}

pub(crate) enum Pipe {
    /// Owned, so that a future that holds it can move between threads.
    Lite(rusqlite::Connection),
    Pg(deadpool_postgres::Object),
}

/// A transaction that is open. It ends with the job that it was given to: committed when the job answers `Ok`.
pub struct Tx {
    pub(crate) pipe: Pipe,
    /// Events of this job; written, with their positions, as its last statements.
    pub(crate) events: Vec<PendingEvent>,
    /// PostgreSQL asked for the transaction to be run again (40001, 40P01).
    pub(crate) again: bool,
    /// Where conversations get their numbers on PostgreSQL.
    pub(crate) numbers: Option<Arc<Numbers>>,
}

impl Tx {
    pub(crate) fn new(pipe: Pipe) -> Self {
        Self {
            pipe,
            events: Vec::new(),
            again: false,
            numbers: None,
        }
    }

    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.pipe {
            Pipe::Lite(_) => Engine::Sqlite,
            Pipe::Pg(_) => Engine::Postgres,
        }
    }

    /// The number of a new conversation.
    pub(crate) async fn number(&mut self) -> Result<i64> {
        if let Some(numbers) = &self.numbers {
            return numbers.next().await;
        }
        // The only writer waits for nobody.
        let raise = sql!(
            "UPDATE counter SET value = value + 1 WHERE name = 'conversation' RETURNING value"
        );
        let taken: Option<(i64,)> = self.one(raise, &[]).await?;
        taken
            .map(|(number,)| number)
            .ok_or_else(|| StoreError::corrupt("the counter of conversations is missing"))
    }

    /// All rows of a statement.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn query(&mut self, sql: Sql, params: &[Val<'_>]) -> Result<Vec<Row>> {
        match &self.pipe {
            Pipe::Lite(conn) => {
                let mut statement = conn.prepare_cached(sql.lite())?;
                bind(&mut statement, params)?;
                let columns = statement.column_count();
                let mut rows = statement.raw_query();
                let mut out = Vec::new();
                while let Some(row) = rows.next()? {
                    let mut cells = Vec::with_capacity(columns);
                    for i in 0..columns {
                        cells.push(from_lite(row.get_ref(i)?)?);
                    }
                    out.push(Row::new(cells));
                }
                Ok(out)
            }
            Pipe::Pg(client) => {
                let result = async {
                    let statement = client.prepare_cached(sql.pg()).await?;
                    client.query(&statement, &pg_params(params)).await
                }
                .await;
                let rows = self.noticing(result)?;
                rows.iter().map(from_pg).collect()
            }
        }
    }

    /// All rows of a statement, as records.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn all<R: FromRow>(&mut self, sql: Sql, params: &[Val<'_>]) -> Result<Vec<R>> {
        let rows = self.query(sql, params).await?;
        rows.into_iter()
            .map(|mut row| R::from_row(&mut row))
            .collect()
    }

    /// All rows of a statement that was put together for this call, as records.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub(crate) async fn all_built<R: FromRow>(&mut self, built: &Built) -> Result<Vec<R>> {
        let mut out = Vec::new();
        match &self.pipe {
            Pipe::Lite(conn) => {
                let mut statement = conn.prepare_cached(built.text())?;
                bind(&mut statement, built.params())?;
                let columns = statement.column_count();
                let mut rows = statement.raw_query();
                while let Some(row) = rows.next()? {
                    let mut cells = Vec::with_capacity(columns);
                    for i in 0..columns {
                        cells.push(from_lite(row.get_ref(i)?)?);
                    }
                    out.push(R::from_row(&mut Row::new(cells))?);
                }
            }
            Pipe::Pg(client) => {
                // Not kept: there is no bound to how many different ones there are.
                let result = client.query(built.text(), &pg_params(built.params())).await;
                for row in &self.noticing(result)? {
                    out.push(R::from_row(&mut from_pg(row)?)?);
                }
            }
        }
        Ok(out)
    }

    /// Calls `f` with each row of a statement that was put together for this call; no row is kept.
    ///
    /// # Errors
    /// That of `f`, which ends the walk; see [`StoreError`].
    pub(crate) async fn each(
        &mut self,
        built: &Built,
        f: &mut (dyn FnMut(&Line<'_>) -> Result<()> + Send),
    ) -> Result<()> {
        match &self.pipe {
            Pipe::Lite(conn) => {
                let mut statement = conn.prepare_cached(built.text())?;
                bind(&mut statement, built.params())?;
                let mut rows = statement.raw_query();
                while let Some(row) = rows.next()? {
                    f(&Line::Lite(row))?;
                }
            }
            Pipe::Pg(client) => {
                let started = client
                    .query_raw(built.text(), pg_params(built.params()))
                    .await;
                let mut rows = std::pin::pin!(self.noticing(started)?);
                loop {
                    let row = rows.try_next().await;
                    match self.noticing(row)? {
                        Some(row) => f(&Line::Pg(&row))?,
                        None => break,
                    }
                }
            }
        }
        Ok(())
    }

    /// The events of this job so far.
    #[must_use]
    pub fn emitted(&self) -> Vec<domain::event::Event> {
        self.events.iter().map(|p| p.event.clone()).collect()
    }

    /// The first row of a statement, as a record.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn one<R: FromRow>(&mut self, sql: Sql, params: &[Val<'_>]) -> Result<Option<R>> {
        let rows = self.query(sql, params).await?;
        rows.into_iter()
            .next()
            .map(|mut row| R::from_row(&mut row))
            .transpose()
    }

    /// Runs a statement and says how many rows it touched.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn run(&mut self, sql: Sql, params: &[Val<'_>]) -> Result<u64> {
        match &self.pipe {
            Pipe::Lite(conn) => {
                let mut statement = conn.prepare_cached(sql.lite())?;
                bind(&mut statement, params)?;
                Ok(statement.raw_execute()? as u64)
            }
            Pipe::Pg(client) => {
                let result = async {
                    let statement = client.prepare_cached(sql.pg()).await?;
                    client.execute(&statement, &pg_params(params)).await
                }
                .await;
                self.noticing(result)
            }
        }
    }

    /// Statements whose results nobody waits for, in one round trip.
    ///
    /// # Errors
    /// The first failure; the transaction is then lost on PostgreSQL, so let the job fail.
    pub async fn batch(&mut self, statements: &[(Sql, Vec<Val<'_>>)]) -> Result<()> {
        match &self.pipe {
            Pipe::Lite(_) => {
                for (sql, params) in statements {
                    self.run(sql, params).await?;
                }
                Ok(())
            }
            Pipe::Pg(client) => {
                let result = async {
                    let mut prepared = Vec::with_capacity(statements.len());
                    for (sql, _) in statements {
                        prepared.push(client.prepare_cached(sql.pg()).await?);
                    }
                    // Polled in order, so sent in order: the driver pipelines them.
                    let runs = statements.iter().zip(&prepared).map(
                        |((_, params), statement)| async move {
                            client.execute(statement, &pg_params(params)).await
                        },
                    );
                    try_join_all(runs).await
                }
                .await;
                self.noticing(result).map(|_| ())
            }
        }
    }

    pub(crate) fn noticing<T>(&mut self, result: Result<T, tokio_postgres::Error>) -> Result<T> {
        result.map_err(|error| {
            self.again |= asks_to_run_again(&error);
            error.into()
        })
    }
}

/// Serialization failure or deadlock.
pub(crate) fn asks_to_run_again(error: &tokio_postgres::Error) -> bool {
    error
        .code()
        .is_some_and(|code| matches!(code.code(), "40001" | "40P01"))
}

fn bind(statement: &mut rusqlite::Statement<'_>, params: &[Val<'_>]) -> Result<()> {
    if statement.parameter_count() != params.len() {
        return Err(StoreError::corrupt(format!(
            "{} parameters for a statement with {}",
            params.len(),
            statement.parameter_count()
        )));
    }
    for (i, value) in params.iter().enumerate() {
        statement.raw_bind_parameter(i + 1, value)?;
    }
    Ok(())
}

fn pg_params<'a>(params: &'a [Val<'a>]) -> Vec<&'a (dyn tokio_postgres::types::ToSql + Sync)> {
    params
        .iter()
        .map(|v| v as &(dyn tokio_postgres::types::ToSql + Sync))
        .collect()
}
