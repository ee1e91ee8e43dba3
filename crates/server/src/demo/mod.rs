//! `fairlead demo`: a throw-away instance with a believable company, months of history, and customers who keep writing.
//!
//! Everything goes the real way: the past by the verbs of the desk, the present through the SMTP door and the outbox. Nothing
//! leaves this machine: the only smarthost is the sink of this process, and DNS is an empty zone.

pub mod asked;
pub mod attendance;
pub mod chance;
pub mod company;
pub mod customers;
pub mod drafts;
pub mod files;
pub mod finding;
pub mod form;
pub mod furnish;
pub mod history;
pub mod hours;
pub mod letters;
pub mod plan;
pub mod said;
pub mod shared;
pub mod shelf;
pub mod sink;
pub mod visitors;

use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::run::Running;
use crate::supervisor::Stage;
use anyhow::Context as _;
use company::{Book, Cast};
use customers::{Customers, Pace};
use domain::Millis;
use history::Made;
use plan::Size;
use sink::Sink;
use std::sync::Arc;

/// What kind of a demo.
#[derive(Debug, Clone)]
pub struct Wish {
    pub conversations: usize,
    pub seed: u64,
    /// How much faster than real time its clock runs.
    pub speed: i64,
    /// `None`: as the book says.
    pub pace: Option<Pace>,
    /// When its clock begins; `None`: now.
    pub from: Option<Millis>,
    /// An empty PostgreSQL in place of the data folder's own database.
    pub database: Option<String>,
    /// For how long customers write, by the demo's clock; `None`: until the end.
    pub lively_ms: Option<Millis>,
}

impl Default for Wish {
    fn default() -> Self {
        Self {
            conversations: 1,
            seed: 1,
            speed: 1,
            pace: None,
            from: None,
            database: None,
            lively_ms: None,
        }
    }
}

/// A demo that runs.
pub struct Demo {
    pub running: Running,
    pub cast: Cast,
    pub made: Made,
}

impl Demo {
    /// Founds the company in the empty data folder of `config`, tells its past, and lets its customers write.
    ///
    /// # Errors
    /// When the folder is in use or not empty, or a port cannot be had.
    pub async fn start(
        mut config: Config,
        wish: &Wish,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> anyhow::Result<Self> {
        let book = Arc::new(Book::open()?);
        config.database_url.clone_from(&wish.database);
        enclose(&mut config)?;
        let clock = match (wish.speed, wish.from) {
            (1, None) => Clock::System,
            (speed, from) => {
                Clock::virtual_from(from.unwrap_or_else(|| Clock::System.now()), speed)
            }
        };
        let app = App::open_as(config, clock.clone(), Some(book.company.clone())).await?;
        anyhow::ensure!(
            app.desk.needs_setup().await?,
            "the {} holds a desk already; a demo needs an empty one",
            match wish.database {
                Some(_) => "database".to_owned(),
                None => format!("data folder {}", app.config.data.display()),
            }
        );
        shared::keep(&app).await?;
        let size = Size {
            conversations: wish.conversations,
            until: clock.now(),
            seed: wish.seed,
        };
        let cast = company::found(&app.desk, &book, &app.console_url(), size.founded()).await?;
        let plan = plan::plan(&book, &size);
        let all = plan.steps.len();
        let (made, conversations) = history::tell(&app.desk, &book, &cast, &plan, &size, &|done| {
            progress(done, all)
        })
        .await?;
        attendance::tell(&app.desk, &cast, &plan, &size, &conversations).await?;
        company::pause(&app.desk, &cast, size.until - 2 * hours::DAY).await?;
        furnish::furnish(&app.desk, &cast, size.until).await?;
        shelf::fill(&app.desk, &cast, size.until).await?;
        visitors::tell(&app.desk, &plan, &size, &conversations).await?;
        asked::tell(&app.desk, &cast, &app.console_url(), size.until, wish.seed).await?;
        form::put_up(&app.desk, &cast, size.until).await?;
        said::put_up(&app.desk, &cast, size.until).await?;
        drafts::write(&app.desk, &cast, size.until).await?;
        let (sink, taken) = Sink::bind().await?;
        company::send_through(&app.desk, sink.address()?.port(), clock.now()).await?;
        let running = Running::start(app).await?;
        let sink = Arc::new(sink);
        running
            .supervisor
            .spawn("demo_sink", Stage::Base, move |stop| {
                let sink = sink.clone();
                async move {
                    sink.run(stop).await;
                    Ok(())
                }
            });
        let customers = Customers {
            door: running.smtp.context("a demo needs its SMTP door")?,
            pace: wish.pace.unwrap_or(Pace {
                again: usual(book.simulated.again_after_s, wish.speed),
                answer: (8, 45),
                answered: 80,
            }),
            book,
            until: wish.lively_ms.map(|ms| clock.now() + ms),
            clock,
            taken,
            site: site(&running, wish.speed)?,
            regulars: Arc::new(regulars(plan)),
        };
        running
            .supervisor
            .spawn("demo_customers", Stage::Edge, move |stop| {
                customers::live(customers.clone(), stop)
            });
        Ok(Self {
            running,
            cast,
            made,
        })
    }
}

/// However fast its clock runs, by that clock customers write at least as often as they did in the past.
fn usual((low, high): (i64, i64), speed: i64) -> (i64, i64) {
    let past = hours::DAY / plan::DAILY / 1_000 / speed.max(1);
    (low.min(past / 2).max(1), high.min(past * 3 / 2).max(1))
}

/// Where customers look for a way in.
fn site(running: &Running, speed: i64) -> anyhow::Result<finding::Site> {
    let (shelf, _) = shelf::open()?;
    Ok(finding::Site {
        http: running.http.context("a demo needs its pages")?,
        slug: shelf.slug,
        locales: shelf.locales,
        form: form::slug()?,
        speed,
    })
}

/// Who wrote in the past, and may again.
fn regulars(plan: plan::Plan) -> Vec<letters::Person> {
    let matters = plan
        .threads
        .into_iter()
        .filter(|t| t.kind == plan::Kind::Matter);
    matters.map(|t| t.person).collect()
}

/// Nothing comes from or goes to other machines by mail: no DNS, no direct delivery, a door on loopback.
fn enclose(config: &mut Config) -> anyhow::Result<()> {
    std::fs::create_dir_all(&config.data)
        .with_context(|| format!("cannot make the data folder {}", config.data.display()))?;
    let zone = config.file("no-dns.json");
    std::fs::write(&zone, "{}").with_context(|| format!("cannot write {}", zone.display()))?;
    config.dns_zone = Some(zone);
    config.direct_delivery = false;
    config.rspamd_url = None;
    config.acme.clear();
    if let Some(address) = &mut config.smtp.0 {
        anyhow::ensure!(
            address.ip().is_loopback(),
            "the mail door of a demo is on this machine alone; {address} is not"
        );
    } else {
        config.smtp = crate::config::Listen::at([127, 0, 0, 1], 0);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn customers_write_as_often_as_in_the_past_by_any_clock() {
        assert_eq!(usual((20, 90), 1), (20, 90));
        assert_eq!(usual((20, 90), 10), (20, 90));
        assert_eq!(usual((20, 90), 1_000), (3, 9));
    }
}
