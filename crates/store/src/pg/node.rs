//! What a node does by itself: it gives positions to events, looks whether the feed has grown elsewhere, and notices when
//! the database is away or has left this program behind.
//!
//! Looking at the tables is the truth; what other nodes say over the [`wire`](super::wire) only makes it quicker.

use super::wire::Wire;
use super::{Mode, Node, OWN};
use crate::boxed::{pack, unpack};
use crate::{Result, Standing, StoreError, event, migrate, sql};
use deadpool_postgres::Object;
use std::rc::Rc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// Without a word from others.
const LOOK: Duration = Duration::from_secs(1);
/// What one look may take before the database counts as away.
const PATIENCE: Duration = Duration::from_secs(4);
/// Between two passes of the sequencer: what is committed meanwhile shares the next one.
const GATHER: Duration = Duration::from_millis(3);

/// The tasks of a node; they end with it.
pub(super) struct Upkeep(Vec<JoinHandle<()>>);

impl Upkeep {
    pub(super) fn start(node: &Rc<Node>, wire: Wire) -> Self {
        Self(vec![
            tokio::task::spawn_local(sequencer(node.clone())),
            tokio::task::spawn_local(watch(node.clone())),
            tokio::task::spawn_local(wire.serve(node.clone())),
        ])
    }
}

impl Drop for Upkeep {
    fn drop(&mut self) {
        for task in &self.0 {
            task.abort();
        }
    }
}

async fn sequencer(node: Rc<Node>) {
    loop {
        node.committed.notified().await;
        if node.own.is_closed() {
            return;
        }
        if let Err(error) = node.sequence().await {
            // The next look finds what is left, here or on another node.
            tracing::debug!(%error, "positions are given later");
        }
        tokio::time::sleep(GATHER).await;
    }
}

async fn watch(node: Rc<Node>) {
    loop {
        if node.own.is_closed() {
            return;
        }
        let looked = timeout(PATIENCE, node.look()).await;
        let standing = match looked {
            Ok(Ok(standing)) => standing,
            Ok(Err(error)) => Standing::Away(error.to_string()),
            Err(_) => Standing::Away("the database does not answer".to_owned()),
        };
        node.standing.send_if_modified(|at| {
            let other = std::mem::discriminant(at) != std::mem::discriminant(&standing);
            if other {
                match &standing {
                    Standing::Well => tracing::info!("the database is there again"),
                    Standing::Away(why) => tracing::error!(why, "the database is away"),
                    Standing::Outdated(why) => tracing::error!(why, "this program works no more"),
                }
                *at = standing;
            }
            other
        });
        tokio::select! {
            () = node.grown.notified() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

impl Node {
    /// Gives positions to all that is committed; answers the newest.
    pub(super) async fn sequence(&self) -> Result<i64> {
        loop {
            let finished = self.run(Mode::Own, &*pack(event::sequence)).await;
            let (newest, moved) = unpack::<(i64, u64), StoreError>(finished)?;
            if moved > 0 {
                self.given.set(newest);
            }
            self.announce(newest);
            if moved == 0 {
                return Ok(newest);
            }
        }
    }

    /// One look at the tables: how far the feed is, what others have left, and whether this program is new enough.
    async fn look(&self) -> Result<Standing> {
        let select = sql!(
            "SELECT (SELECT value FROM counter WHERE name = 'event'), ",
            "(SELECT value FROM counter WHERE name = 'schema_needs'), (SELECT count(*) FROM ",
            "(SELECT 1 FROM event_outbox LIMIT 1) AS waiting)"
        );
        // As for a job: a connection that ended while it waited says nothing about the database, and the next one is tried.
        let mut dead = 0;
        let row = loop {
            let client = self.own.get().await?;
            let looked = async {
                let statement = client.prepare_cached(select.pg()).await?;
                client.query_one(&statement, &[]).await
            };
            match looked.await {
                Ok(row) => break row,
                Err(error) => {
                    drop(Object::take(client));
                    dead += 1;
                    if dead > OWN {
                        return Err(error.into());
                    }
                }
            }
        };
        let (newest, needs): (i64, Option<i64>) = (row.try_get(0)?, row.try_get(1)?);
        let waiting: i64 = row.try_get(2)?;
        self.announce(newest);
        if waiting > 0 {
            // Perhaps of a node that was killed; if it is at work, whoever comes second finds nothing.
            self.committed.notify_one();
        }
        let known = migrate::known();
        Ok(match needs {
            Some(needs) if needs > known => Standing::Outdated(migrate::too_old(needs, known)),
            _ => Standing::Well,
        })
    }
}
