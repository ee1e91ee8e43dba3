//! Words between nodes by `NOTIFY`, on a connection of its own: that the feed has grown, and soft state such as presence.
//!
//! Nothing rests on it: a word may be lost, and a database that does not know `LISTEN` only makes things slower.

use super::Node;
use crate::pg_tls::Encrypt;
use crate::{Result, StoreError};
use std::future::poll_fn;
use std::rc::Rc;
use std::time::Duration;
use tokio::sync::{broadcast, mpsc};
use tokio::task::JoinHandle;
use tokio_postgres::{AsyncMessage, Config};

/// The channel of positions; its payload is for people who watch.
const FEED: &str = "fairlead_feed";
/// The channel of soft state.
const SOFT: &str = "fairlead_soft";
/// PostgreSQL refuses payloads of 8000 bytes and more.
const LONGEST: usize = 7_900;
/// Before the next attempt to connect.
const PAUSE: Duration = Duration::from_secs(2);

pub(super) struct Wire {
    pub config: Config,
    pub encrypt: Encrypt,
    /// What this node wants to say.
    pub said: mpsc::Receiver<String>,
    pub heard: broadcast::Sender<String>,
}

impl Wire {
    pub(super) async fn serve(mut self, node: Rc<Node>) {
        loop {
            if let Err(error) = self.session(&node).await {
                tracing::debug!(%error, "no words from other nodes for a while");
            }
            // What happened meanwhile was not told.
            node.grown.notify_one();
            tokio::time::sleep(PAUSE).await;
            // Soft state of then is old now.
            while self.said.try_recv().is_ok() {}
        }
    }

    /// Speaks and listens until the connection ends.
    async fn session(&mut self, node: &Rc<Node>) -> Result<()> {
        let (client, mut connection) = self.config.connect(self.encrypt.clone()).await?;
        let (told, mut hear) = mpsc::channel(64);
        // The connection has to be driven while the client waits for its answers.
        let _driver = Driver(tokio::task::spawn_local(async move {
            while let Some(Ok(message)) = poll_fn(|cx| connection.poll_message(cx)).await {
                if let AsyncMessage::Notification(word) = message {
                    // Full: a hint more or less.
                    let _ = told.try_send((word.channel().to_owned(), word.payload().to_owned()));
                }
            }
        }));
        client
            .batch_execute("LISTEN fairlead_feed; LISTEN fairlead_soft")
            .await?;
        node.grown.notify_one();
        let notify = client.prepare("SELECT pg_notify($1, $2)").await?;
        let mut hints = node.hints.subscribe();
        let mut told_at = *hints.borrow_and_update();
        loop {
            tokio::select! {
                word = hear.recv() => match word {
                    Some((channel, _)) if channel == FEED => node.grown.notify_one(),
                    Some((_, payload)) => drop(self.heard.send(payload)),
                    None => return Err(StoreError::unavailable("the connection ended")),
                },
                word = self.said.recv() => match word {
                    Some(word) if word.len() < LONGEST => {
                        client.execute(&notify, &[&SOFT, &word]).await?;
                    }
                    Some(_) => {}
                    None => return Ok(()),
                },
                changed = hints.changed() => {
                    changed.map_err(StoreError::unavailable)?;
                    let at = *hints.borrow_and_update();
                    // What we heard of from others has been told by them.
                    if at > told_at && node.given.get() >= at {
                        client.execute(&notify, &[&FEED, &at.to_string()]).await?;
                    }
                    told_at = at;
                }
            }
        }
    }
}

/// Ends the task with the session.
struct Driver(JoinHandle<()>);

impl Drop for Driver {
    fn drop(&mut self) {
        self.0.abort();
    }
}
