//! Migrations: forward only, one folder per engine, same numbers and names; expand first, contract in a later release.
//!
//! Several nodes may start at the same moment, and an older program may meet a newer schema. The counter `schema_needs`
//! says how new a program must be for the tables as they are (by the newest migration that it knows): a migration that
//! takes something away raises it. A program that is too old for that refuses to work; one that is merely older works on.

mod sqlite {
    refinery::embed_migrations!("migrations/sqlite");
}
mod postgres {
    refinery::embed_migrations!("migrations/postgres");
}

use crate::error::chain;
use crate::{Result, StoreError};
use std::time::Duration;

/// Attempts while other nodes migrate at the same moment.
const ATTEMPTS: u32 = 20;
const PAUSE: Duration = Duration::from_millis(250);

/// The newest migration that this program knows.
#[must_use]
pub fn known() -> i64 {
    newest_of(&postgres::migrations::runner())
}

fn newest_of(runner: &refinery::Runner) -> i64 {
    let versions = runner
        .get_migrations()
        .iter()
        .map(|m| i64::from(m.version()));
    versions.max().unwrap_or(0)
}

pub(crate) fn lite(conn: &mut rusqlite::Connection) -> Result<()> {
    let there: bool = conn.query_row(
        "SELECT count(*) FROM sqlite_master WHERE name = 'refinery_schema_history'",
        [],
        |row| row.get(0),
    )?;
    if there {
        let select = "SELECT version FROM refinery_schema_history";
        let applied = conn
            .prepare(select)?
            .query_map([], |row| row.get(0))?
            .collect::<Result<Vec<i64>, _>>()?;
        let needs = "SELECT value FROM counter WHERE name = 'schema_needs'";
        let needs = if applied.is_empty() {
            None
        } else {
            conn.prepare(needs)?
                .query_map([], |row| row.get(0))?
                .next()
                .transpose()?
        };
        if works_without(&sqlite::migrations::runner(), &applied, needs)? {
            return Ok(());
        }
    }
    sqlite::migrations::runner()
        .run(conn)
        .map(|report| told(&report))
        .map_err(|e| StoreError::Corrupt(chain(&e)))
}

/// Two nodes that start together both try; whoever comes second finds the work done.
pub(crate) async fn pg(client: &mut tokio_postgres::Client) -> Result<()> {
    let mut attempt = 0;
    loop {
        if is_current(client).await? {
            return Ok(());
        }
        let ran = postgres::migrations::runner().run_async(client).await;
        match ran {
            Ok(report) => {
                told(&report);
                return Ok(());
            }
            Err(error) if attempt == ATTEMPTS => return Err(StoreError::Corrupt(chain(&error))),
            Err(error) => {
                attempt += 1;
                tracing::debug!(error = chain(&error), "migrations are tried again");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Whether nothing is to be done. Most starts end here, without a lock.
async fn is_current(client: &tokio_postgres::Client) -> Result<bool> {
    let there = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename IN \
                 ('refinery_schema_history', 'counter')";
    let there: i64 = client.query_one(there, &[]).await?.try_get(0)?;
    if there < 2 {
        return Ok(false);
    }
    let rows = client
        .query("SELECT version FROM refinery_schema_history", &[])
        .await?;
    let applied = rows
        .iter()
        .map(|row| row.try_get::<_, i32>(0).map(i64::from))
        .collect::<Result<Vec<i64>, _>>()?;
    let needs = client
        .query_opt("SELECT value FROM counter WHERE name = 'schema_needs'", &[])
        .await?
        .map(|row| row.try_get(0))
        .transpose()?;
    works_without(&postgres::migrations::runner(), &applied, needs)
}

/// Whether this program works with what was applied without applying anything.
fn works_without(runner: &refinery::Runner, applied: &[i64], needs: Option<i64>) -> Result<bool> {
    let known = newest_of(runner);
    if let Some(needs) = needs.filter(|needs| *needs > known) {
        return Err(StoreError::Unavailable(too_old(needs, known)));
    }
    let all = runner
        .get_migrations()
        .iter()
        .all(|m| applied.contains(&i64::from(m.version())));
    let newest = applied.iter().copied().max().unwrap_or(0);
    if all && newest > known {
        tracing::warn!(
            newest,
            known,
            "the tables are newer than this program; it works with them, and should be brought up to date"
        );
    }
    Ok(all && newest >= known)
}

/// What is said by a program that the tables have left behind.
pub(crate) fn too_old(needs: i64, known: i64) -> String {
    format!(
        "this program is too old for the database: it knows migration {known}, and at least {needs} is needed. \
         Install the version that the other machines run"
    )
}

/// What the library says of itself at each start is not worth a line; that the tables have changed is.
fn told(report: &refinery::Report) {
    let applied = report.applied_migrations();
    if let Some(last) = applied.last() {
        tracing::info!(migrations = applied.len(), newest = %last, "the tables were brought up to date");
    }
}

#[cfg(test)]
mod tests {
    use super::sqlite;
    use refinery::Target;
    use rusqlite::Connection;

    #[test]
    fn traces_of_rules_from_before_are_kept_in_their_new_form() {
        let mut conn = Connection::open_in_memory().expect("a database");
        let before = sqlite::migrations::runner().set_target(Target::Version(23));
        before.run(&mut conn).expect("the older tables");
        let rows = "INSERT INTO conversation (id, number, subject, status, channel, created_at, last_at) \
                    VALUES (x'0a', 1, 'Lamp', 'open', x'0b', 5, 5); \
                    INSERT INTO rule_run (id, rule, conversation, at, trigger_, detail) VALUES (x'0c', \
                    x'0123456789abcdef0123456789abcdef', x'0a', 7, 'customer_replied', \
                    '{\"because\":[],\"did\":[{\"do\":\"tag\"}],\"refused\":[]}')";
        conn.execute_batch(rows).expect("older rows");
        super::lite(&mut conn).expect("the newer tables");
        let (at, steps): (i64, String) = conn
            .query_row(
                "SELECT r.at, steps FROM rule_firing f JOIN rule_run r ON r.id = f.run AND f.at = r.at",
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .expect("one run");
        let steps: Vec<crate::rule::Step> = serde_json::from_str(&steps).expect("steps");
        assert_eq!(at, 7);
        let step = steps.first().expect("one step");
        assert_eq!(
            step.rule().0.simple().to_string(),
            "0123456789abcdef0123456789abcdef"
        );
        assert_eq!(
            (step.trigger.as_str(), step.did.len()),
            ("customer_replied", 1)
        );
    }
}
