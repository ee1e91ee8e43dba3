//! A demo that several processes on one PostgreSQL are: the first tells the past and writes down how its clock runs, the others
//! join it by that. Customers live in the first one only.

use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::run::Running;
use anyhow::Context as _;
use domain::Millis;
use serde::{Deserialize, Serialize};
use store::{Db, Location, Tx};
use tokio::time::Instant;

/// The setting that says how the clock of a demo runs; only demos have it.
const KEY: &str = "demo_clock";

/// A clock that is no further from the database's was not set.
const NEAR_MS: u64 = 60_000;

/// How the clock of a demo runs, by the clock of its database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pulse {
    /// What the demo's clock said when the database's said `by`.
    said: Millis,
    by: Millis,
    speed: i64,
}

impl Pulse {
    /// What the demo's clock says when the database's says `now`.
    #[must_use]
    pub const fn at(self, now: Millis) -> Millis {
        self.said + (now - self.by).saturating_mul(self.speed)
    }
}

/// Writes down how this demo's clock runs.
///
/// # Errors
/// When the store fails.
pub async fn keep(app: &App) -> anyhow::Result<()> {
    let clock = app.clock.clone();
    let write = async move |tx: &mut Tx| {
        let by = store::node::database_time(tx).await?;
        let (said, speed) = (clock.now(), clock.speed());
        store::setting::put(tx, KEY, &Pulse { said, by, speed }).await
    };
    Ok(app.db().write(write).await?)
}

/// Runs a further process of a demo that stands in `config.database_url`.
///
/// # Errors
/// When no demo is there, the data folder is another's, or a port cannot be had.
pub async fn join(mut config: Config, company: String) -> anyhow::Result<Running> {
    super::enclose(&mut config)?;
    let url = config.database_url.clone();
    let url =
        url.context("only a demo on PostgreSQL can be joined: name it with --database-url")?;
    let db = Db::open(&Location::Postgres(url)).await?;
    let known = db
        .read(async |tx| {
            let pulse: Option<Pulse> = store::setting::get(tx, KEY).await?;
            Ok::<_, store::StoreError>((pulse, store::node::database_time(tx).await?))
        })
        .await;
    let asked = Instant::now();
    db.close().await;
    let (pulse, then) = known?;
    let pulse = pulse.context("there is no demo in this database; begin one without --join")?;
    let clock = match pulse.speed {
        // The demo goes by the clock of the machine.
        1 if pulse.said.abs_diff(pulse.by) < NEAR_MS => Clock::System,
        speed => {
            let since = Millis::try_from(asked.elapsed().as_millis()).unwrap_or(0);
            Clock::virtual_from(pulse.at(then + since), speed)
        }
    };
    Running::start(App::open_as(config, clock, Some(company)).await?).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_goes_on_where_the_first_one_began() {
        let pulse = Pulse {
            said: 1_000_000,
            by: 500,
            speed: 10,
        };
        assert_eq!(pulse.at(500), 1_000_000);
        assert_eq!(pulse.at(2_500), 1_020_000);
        let text = serde_json::to_string(&pulse).expect("JSON");
        assert_eq!(
            serde_json::from_str::<Pulse>(&text).expect("the same"),
            pulse
        );
    }
}
