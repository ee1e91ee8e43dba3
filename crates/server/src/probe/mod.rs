//! Goes where a customer goes: to our own doors (N10), and to things elsewhere that a plan says have changed. Here are
//! sockets and bounds; what is expected and what it means is `domain::probe`, what is due and kept is `desk::probes`.
//!
//! A look at a door only goes to addresses of our own: the configured one of the pages, hosts of help centers, our SMTP door.
//! Where users chose the address (a help center's own host, a page elsewhere) the rules for targets of webhooks hold.

mod deliver;
mod elsewhere;
mod fetch;
mod pages;

pub(crate) use deliver::deliver;
pub(crate) use elsewhere::elsewhere;

use crate::app::App;
use desk::probes::{Over, Target};
use domain::Millis;
use domain::probe::{Place, Verdict};
use mail::smtp::client::Job;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};
use store::probe::Probe;

/// For one SMTP transaction.
const PATIENCE: Duration = Duration::from_secs(30);

/// Looks at one door, and keeps what was seen. A letter is only sent here: it ends when it comes in.
///
/// # Errors
/// When the database cannot be reached.
pub(crate) async fn look(app: &App, probe: &Probe, target: &Target) -> anyhow::Result<()> {
    // How long it takes is real time, also under a virtual clock.
    let began = Instant::now();
    let found = match &target.place {
        Place::Address(address) => write(app, probe, address).await,
        Place::Form { center, slug } => pages::form(app, probe, *center, slug).await,
        Place::Widget { key, site } => pages::widget(app, key, site).await.map(Some),
        Place::Contact { center } => pages::contact(app, *center).await.map(Some),
    };
    let Some(verdict) = found? else {
        return Ok(());
    };
    let took = Millis::try_from(began.elapsed().as_millis()).unwrap_or(Millis::MAX);
    end(app, probe, target, verdict, Some(took)).await
}

/// Ends it with this word, unless it has ended meanwhile.
///
/// # Errors
/// When the database cannot be reached.
pub(crate) async fn end(
    app: &App,
    probe: &Probe,
    target: &Target,
    verdict: Verdict,
    took: Option<Millis>,
) -> anyhow::Result<()> {
    let now = app.clock.now();
    let counts = app
        .desk
        .end_probe(probe.id, verdict.clone(), took, now)
        .await?;
    if counts {
        told(&Over {
            probe: probe.id,
            way: target.place.way(),
            verdict,
        });
    }
    Ok(())
}

/// Counts a look that is over, and says so where it failed.
pub(crate) fn told(over: &Over) {
    let way = over.way.word();
    let outcome = if over.verdict.passed {
        "passed"
    } else {
        "failed"
    };
    metrics::counter!("fairlead_probes_total", "way" => way, "outcome" => outcome).increment(1);
    if !over.verdict.passed {
        tracing::warn!(probe = %over.probe, way, seen = over.verdict.seen, "a door of ours does not answer");
    }
}

/// By our own outgoing mail; where there is none, straight to our own SMTP door. `None`: it is on its way.
async fn write(app: &App, probe: &Probe, address: &str) -> anyhow::Result<Option<Verdict>> {
    let now = app.clock.now();
    if sends(app).await? {
        app.desk.send_probe(probe.id, address, now).await?;
        app.wake_sender();
        return Ok(None);
    }
    let Some(door) = app.bound.smtp.get() else {
        let seen = "No mail leaves the house and no SMTP door is open: nothing can be sent to it.";
        return Ok(Some(Verdict::failed(seen)));
    };
    let letter = app.desk.probe_letter(probe.id, address, now).await?;
    let job = Job {
        mail_from: letter.from,
        rcpt_to: letter.to,
        data: letter.bytes,
    };
    let helo = app.config.mail_hostname();
    let given = deliver(reachable(*door), &helo, job);
    Ok(match tokio::time::timeout(PATIENCE, given).await {
        Ok(Ok(())) => None,
        Ok(Err(error)) => Some(Verdict::failed(format!("Our own SMTP door: {error:#}."))),
        Err(_) => Some(Verdict::failed("Our own SMTP door was too slow.")),
    })
}

/// Whether mail leaves the house.
async fn sends(app: &App) -> anyhow::Result<bool> {
    if app.config.direct_delivery {
        return Ok(true);
    }
    let all = app.db().read(async |tx| store::smarthost::all(tx).await);
    Ok(all.await?.iter().any(|s| s.enabled))
}

/// Who listens everywhere is here.
fn reachable(at: SocketAddr) -> SocketAddr {
    match at.ip().is_unspecified() {
        true => SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), at.port()),
        false => at,
    }
}
