//! A desk for a command: the data folder itself, or, for commands that only read, a copy when a server holds the folder.

use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use anyhow::{Context as _, bail};
use store::{Location, StoreError};

/// An opened desk; a copy is removed when this is dropped.
pub struct Opened {
    pub app: App,
    _copy: Option<Copy>,
}

struct Copy(std::path::PathBuf);

impl Drop for Copy {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Opens for changing. Fails while a server runs on the folder.
///
/// # Errors
/// When the folder is held or cannot be read.
pub async fn for_writing(config: Config) -> anyhow::Result<App> {
    App::open(config, Clock::System)
        .await
        .context("stop the server first, or use the console")
}

/// Opens for reading; beside a running server a copy of this moment is read, made in the data folder.
///
/// # Errors
/// When there is no instance, or it cannot be read or copied.
pub async fn for_reading(config: Config) -> anyhow::Result<Opened> {
    if config.database_url.is_none() && !config.file("fairlead.db").exists() {
        bail!(
            "there is no instance in {} (begin with `fairlead init` or `fairlead serve`)",
            config.data.display()
        );
    }
    let error = match App::open(config.clone(), Clock::System).await {
        Ok(app) => return Ok(Opened { app, _copy: None }),
        Err(error) => error,
    };
    if config.database_url.is_some() || !is_held(&error) {
        return Err(error);
    }
    let copy = config.file(&format!("copy-{}", std::process::id()));
    let kept = Copy(copy.clone());
    let location = Location::Folder(config.data.clone());
    store::backup::backup(
        &location,
        &config.data,
        &copy,
        Clock::System.now(),
        &mut |_| {},
    )?;
    let copied = Config {
        data: copy,
        ..config
    };
    Ok(Opened {
        app: App::open(copied, Clock::System).await?,
        _copy: Some(kept),
    })
}

fn is_held(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        matches!(cause.downcast_ref::<StoreError>(), Some(StoreError::Unavailable(text)) if text.to_string().contains("lock file"))
    })
}
