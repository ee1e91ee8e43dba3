//! Looks at something elsewhere that a step of a plan asks for.

use super::fetch::outside;
use crate::app::App;
use domain::dead_end::PROBE_MS;
use domain::plan::Probe;
use domain::probe::{Elsewhere, Site, Verdict, elsewhere as judged};
use mail::{Answer, Question, RecordKind};

/// Octets of what a page reads without its tags.
const TEXT_MAX: usize = 1024 * 1024;

/// What was seen, as the plan wants it or not.
pub(crate) async fn elsewhere(app: &App, asked: &Probe) -> Verdict {
    let found = match asked {
        Probe::PageNames { url, .. } | Probe::PageNamesNot { url, .. } => page(app, url).await,
        Probe::DnsHas { name, .. } => records(app, name).await,
        Probe::MailIsTaken { address } => taken(app, address).await,
    };
    match found {
        Ok(found) => judged(asked, &found),
        Err(why) => Verdict::failed(why),
    }
}

async fn page(app: &App, url: &str) -> Result<Elsewhere, String> {
    let page = outside(app, url).await?;
    Ok(Elsewhere::Page(Site {
        status: page.status,
        text: mail::html::text_of(&page.text, TEXT_MAX),
        raw: page.text,
        whole: page.whole,
    }))
}

async fn records(app: &App, name: &str) -> Result<Elsewhere, String> {
    let dns = app.dns().map_err(|error| error.to_string())?;
    let (mut all, mut whole) = (Vec::new(), true);
    for kind in [
        RecordKind::Txt,
        RecordKind::Mx,
        RecordKind::A,
        RecordKind::Aaaa,
    ] {
        let question = Question {
            name: name.trim_end_matches('.').to_ascii_lowercase(),
            kind,
        };
        match dns.answer(&question).await {
            Answer::Records(found) => all.extend(found),
            Answer::NoSuchName => {}
            Answer::Failed => whole = false,
        }
    }
    Ok(Elsewhere::Records { all, whole })
}

/// Of our own addresses only, by the newest letter of ours: other people's servers are not asked whom they know.
async fn taken(app: &App, address: &str) -> Result<Elsewhere, String> {
    let tried = app.desk.tried_address(address).await;
    let (tried, now) = (tried.map_err(|error| error.to_string())?, app.clock.now());
    let (taken, said) = match tried {
        None => (
            false,
            "it is no address of this house; confirm by hand that it takes mail.".to_owned(),
        ),
        Some(None) => (
            false,
            "its door was not tried yet; that is done an hour after it was made, and when somebody asks."
                .to_owned(),
        ),
        Some(Some((at, passed))) => {
            let minutes = now.saturating_sub(at).max(0) / 60_000;
            let ago = format!("the look at its door {minutes} minutes ago");
            match passed && now.saturating_sub(at) <= PROBE_MS {
                true => (true, format!("{ago} passed.")),
                false if passed => (false, format!("{ago} passed, which is too long ago.")),
                false => (false, format!("{ago} failed.")),
            }
        }
    };
    Ok(Elsewhere::Mail { taken, said })
}
