//! What happened to a plan, and what is to be done about it once.

use crate::value::json;
use crate::{Json, Result, Tx, record, sql, vals};
use domain::plan::{Effect, Event, Happened};
use domain::{Millis, PlanId};

record! {
    #[derive(Debug, Clone, PartialEq)]
    pub struct Noted {
        /// Its place in the diary, from 1.
        pub n: i64,
        pub event: Json<Event>,
    }
}

/// Adds to the diary.
///
/// # Errors
/// `Conflict` when somebody else did meanwhile.
pub async fn add(tx: &mut Tx, plan: PlanId, events: &[Event]) -> Result<()> {
    let last = sql!("SELECT COALESCE(max(n), 0) FROM plan_event WHERE plan = $1");
    let last: Option<(i64,)> = tx.one(last, &vals![plan]).await?;
    let from = last.map_or(0, |r| r.0) + 1;
    for (n, event) in (from..).zip(events) {
        let look = matches!(event.what, Happened::Looked { .. });
        let insert =
            sql!("INSERT INTO plan_event (plan, n, at, look, body) VALUES ($1, $2, $3, $4, $5)");
        tx.run(insert, &vals![plan, n, event.at, look, json(event)])
            .await?;
    }
    Ok(())
}

/// Newest first, before that place; mere looks only where they are asked for.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn diary(
    tx: &mut Tx,
    plan: PlanId,
    before: Option<i64>,
    looks: bool,
    limit: usize,
) -> Result<Vec<Noted>> {
    let select = sql!(
        "SELECT n, body FROM plan_event WHERE plan = $1 AND n < $2 AND ($3 = 1 OR look = 0) ORDER BY n DESC LIMIT $4"
    );
    let before = before.unwrap_or(i64::MAX);
    tx.all(select, &vals![plan, before, looks, limit]).await
}

record! {
    /// Something that is not done yet.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Open {
        pub plan: PlanId,
        pub effect: Json<Effect>,
        /// When it was decided.
        pub at: Millis,
    }
}

/// Written with the decision; one that is known already is the same.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn add_effects(tx: &mut Tx, plan: PlanId, effects: &[&Effect], at: Millis) -> Result<()> {
    for effect in effects {
        let insert = sql!(
            "INSERT INTO plan_effect (key, plan, body, at) VALUES ($1, $2, $3, $4) ON CONFLICT (key) DO NOTHING"
        );
        tx.run(insert, &vals![&effect.key, plan, json(effect), at])
            .await?;
    }
    Ok(())
}

/// What is to be done, the oldest first.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn effects_open(tx: &mut Tx, limit: usize) -> Result<Vec<Open>> {
    let select = sql!(
        "SELECT plan, body, at FROM plan_effect WHERE done_at IS NULL ORDER BY at, key LIMIT $1"
    );
    tx.all(select, &vals![limit]).await
}

/// Marks it; false when it was done already: then it must not be done again.
///
/// # Errors
/// See [`StoreError`](crate::StoreError).
pub async fn effect_done(tx: &mut Tx, key: &str, at: Millis) -> Result<bool> {
    let update = sql!("UPDATE plan_effect SET done_at = $2 WHERE key = $1 AND done_at IS NULL");
    Ok(tx.run(update, &vals![key, at]).await? > 0)
}
