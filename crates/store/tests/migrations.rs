//! The two schemas are the same schema.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use fairlead_store as store;
use std::collections::BTreeMap;
use store::testing::TestDb;
use store::{Engine, StoreError, sql};

type Columns = BTreeMap<(String, String), (String, bool)>;

/// Table and column -> kind, and whether it may be null. Full-text tables differ by nature and are left out.
async fn columns(db: &TestDb) -> Columns {
    let list = sql!(
        lite: [
            "SELECT m.name, c.name, c.type, c.\"notnull\" = 0 AND c.pk = 0 FROM sqlite_master m, ",
            "pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'"
        ],
        pg: [
            "SELECT table_name::text, column_name::text, data_type::text, is_nullable = 'YES' ",
            "FROM information_schema.columns WHERE table_schema = 'public'"
        ],
    );
    let rows: Vec<(String, String, String, bool)> = db
        .read(async move |tx| tx.all(list, &[]).await)
        .await
        .unwrap();
    rows.into_iter()
        .filter(|(table, ..)| !table.contains("_fts") && table != "refinery_schema_history")
        .map(|(table, column, kind, null)| {
            let kind = match kind.as_str() {
                "INTEGER" | "bigint" => "integer",
                "BLOB" | "uuid" | "bytea" => "bytes",
                "TEXT" | "text" => "text",
                other => panic!("{table}.{column} is {other}"),
            };
            ((table, column), (kind.to_owned(), null))
        })
        .collect()
}

async fn indexes(db: &TestDb) -> Vec<String> {
    let list = sql!(
        lite: ["SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"],
        pg: [
            "SELECT indexname::text FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE '%_pkey' ",
            "AND indexname NOT LIKE '%_key' AND indexname NOT LIKE '%_fts_t' ORDER BY indexname"
        ],
    );
    let rows: Vec<(String,)> = db
        .read(async move |tx| tx.all(list, &[]).await)
        .await
        .unwrap();
    rows.into_iter().map(|r| r.0).collect()
}

#[tokio::test]
async fn both_engines_have_the_same_tables_and_indexes() {
    let lite = TestDb::sqlite().await;
    let Some(pg) = TestDb::fresh(Engine::Postgres).await else {
        return;
    };
    let columns_lite = columns(&lite).await;
    assert!(columns_lite.len() > 300, "{}", columns_lite.len());
    assert_eq!(columns_lite, columns(&pg).await);
    assert_eq!(indexes(&lite).await, indexes(&pg).await);
}

#[tokio::test]
async fn tables_of_sqlite_check_their_types() {
    let db = TestDb::sqlite().await;
    let loose: Vec<(String,)> = db
        .read(async |tx| {
            let list = sql!(
                lite: [
                    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 ",
                    "AND name NOT LIKE 'sqlite%' AND name <> 'refinery_schema_history'"
                ],
                pg: ["SELECT ''::text"],
            );
            tx.all(list, &[]).await
        })
        .await
        .unwrap();
    assert!(loose.is_empty(), "{loose:?}");
}

#[tokio::test]
async fn a_wrong_type_is_refused_by_both_engines() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(db) = TestDb::fresh(engine).await else {
            return;
        };
        let wrong = db
            .write(async |tx| {
                let set = sql!("UPDATE counter SET value = $1 WHERE name = 'event'");
                tx.run(set, &store::vals!["text"]).await
            })
            .await;
        assert!(
            matches!(wrong, Err(StoreError::Corrupt(_) | StoreError::Conflict(_))),
            "{wrong:?}"
        );
    }
}

#[tokio::test]
async fn a_program_that_does_not_know_merged_conversations_is_too_old() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(db) = TestDb::fresh(engine).await else {
            return;
        };
        let needs: Vec<(i64,)> = db
            .read(async |tx| {
                let select = sql!("SELECT value FROM counter WHERE name = 'schema_needs'");
                tx.all(select, &[]).await
            })
            .await
            .unwrap();
        assert_eq!(needs, [(25,)], "{engine:?}");
    }
}
