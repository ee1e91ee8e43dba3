//! What holds for the whole organization (JSON by key), and its brands.

use crate::value::{FromVal, Json, json};
use crate::{Result, Tx, record, sql, vals};
use domain::{BrandId, Millis};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A setting, if it was ever made.
pub async fn get<T: DeserializeOwned>(tx: &mut Tx, key: &str) -> Result<Option<T>>
where
    Json<T>: FromVal,
{
    let row: Option<(Json<T>,)> = tx
        .one(
            sql!("SELECT value FROM setting WHERE key = $1"),
            &vals![key],
        )
        .await?;
    Ok(row.map(|r| r.0.0))
}

pub async fn put<T: Serialize + ?Sized>(tx: &mut Tx, key: &str, value: &T) -> Result<()> {
    let upsert = sql!(
        "INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
    );
    tx.run(upsert, &[key.into(), json(value)]).await.map(|_| ())
}

/// Makes a setting only if there is none; answers what holds.
pub async fn get_or_put<T: Serialize + DeserializeOwned>(
    tx: &mut Tx,
    key: &str,
    value: T,
) -> Result<T> {
    let insert =
        sql!("INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING");
    tx.run(insert, &[key.into(), json(&value)]).await?;
    Ok(get(tx, key).await?.unwrap_or(value))
}

record! {
    #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
    pub struct Brand {
        pub id: BrandId,
        pub name: String,
        pub locale: String,
        pub created_at: Millis,
    }
}

/// Adds a brand, or changes its name and locale.
pub async fn put_brand(tx: &mut Tx, brand: &Brand) -> Result<()> {
    let upsert = sql!(
        "INSERT INTO brand (id, name, locale, created_at) VALUES ($1, $2, $3, $4) ",
        "ON CONFLICT (id) DO UPDATE SET name = excluded.name, locale = excluded.locale"
    );
    tx.run(
        upsert,
        &vals![brand.id, &brand.name, &brand.locale, brand.created_at],
    )
    .await
    .map(|_| ())
}

pub async fn brands(tx: &mut Tx) -> Result<Vec<Brand>> {
    tx.all(
        sql!("SELECT id, name, locale, created_at FROM brand ORDER BY created_at, id"),
        &[],
    )
    .await
}
