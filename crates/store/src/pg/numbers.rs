//! Numbers of new conversations, taken before their transactions end.
//!
//! A transaction that raises the counter itself keeps its row until it is committed, and all others wait for it: one
//! conversation at a time on all nodes together. So a node takes numbers in a statement of their own, as many as are wanted
//! at that moment: one when it is quiet, and then they are without gaps; more under load, when a node that ends, or a job that
//! is run again, may leave some unused. Given twice they are never.

use super::OWN;
use crate::{Result, StoreError, sql};
use deadpool_postgres::{Object, Pool};
use std::ops::Range;
use std::sync::atomic::{AtomicI64, Ordering};
use tokio::sync::Mutex;

/// Most that are taken at once.
const BLOCK: i64 = 64;

pub(crate) struct Numbers {
    /// Of the node's own: jobs hold connections of the other pool while they wait here.
    pool: Pool,
    wanted: AtomicI64,
    left: Mutex<Range<i64>>,
}

/// Somebody who waits for a number; also when nobody waits for them any more.
struct Want<'a>(&'a AtomicI64);

impl Drop for Want<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Numbers {
    pub fn new(pool: Pool) -> Self {
        Self {
            pool,
            wanted: AtomicI64::new(0),
            left: Mutex::new(0..0),
        }
    }

    /// One that nobody has.
    pub async fn next(&self) -> Result<i64> {
        self.wanted.fetch_add(1, Ordering::Relaxed);
        let _want = Want(&self.wanted);
        let mut left = self.left.lock().await;
        if left.is_empty() {
            *left = self
                .take(self.wanted.load(Ordering::Relaxed).clamp(1, BLOCK))
                .await?;
        }
        let number = left.start;
        left.start += 1;
        Ok(number)
    }

    async fn take(&self, count: i64) -> Result<Range<i64>> {
        let raise = sql!(
            "UPDATE counter SET value = value + $1 WHERE name = 'conversation' RETURNING value"
        );
        // After a restart of the server idle connections are dead; numbers that were taken on one of them stay unused.
        let mut dead = 0;
        loop {
            let client = self.pool.get().await?;
            let raised = async {
                let statement = client.prepare_cached(raise.pg()).await?;
                client.query_opt(&statement, &[&count]).await
            };
            match raised.await {
                Ok(row) => {
                    let row = row.ok_or_else(|| {
                        StoreError::corrupt("the counter of conversations is missing")
                    })?;
                    let last: i64 = row.try_get(0)?;
                    return Ok(last - count + 1..last + 1);
                }
                Err(error) => {
                    drop(Object::take(client));
                    dead += 1;
                    if dead > OWN {
                        return Err(error.into());
                    }
                }
            }
        }
    }
}
