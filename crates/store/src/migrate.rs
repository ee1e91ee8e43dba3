//! Migrations: forward only, one folder per engine, same numbers and names.

mod sqlite {
    refinery::embed_migrations!("migrations/sqlite");
}
mod postgres {
    refinery::embed_migrations!("migrations/postgres");
}

use crate::error::chain;
use crate::{Result, StoreError};

pub(crate) fn lite(conn: &mut rusqlite::Connection) -> Result<()> {
    sqlite::migrations::runner()
        .run(conn)
        .map(|report| told(&report))
        .map_err(|e| StoreError::Corrupt(chain(&e)))
}

pub(crate) async fn pg(client: &mut tokio_postgres::Client) -> Result<()> {
    postgres::migrations::runner()
        .run_async(client)
        .await
        .map(|report| told(&report))
        .map_err(|e| StoreError::Corrupt(chain(&e)))
}

/// What the library says of itself at each start is not worth a line; that the tables have changed is.
fn told(report: &refinery::Report) {
    let applied = report.applied_migrations();
    if let Some(last) = applied.last() {
        tracing::info!(migrations = applied.len(), newest = %last, "the tables were brought up to date");
    }
}
