//! Looks at something elsewhere that a step of a plan asks for.

use super::fetch::outside;
use crate::app::App;
use domain::contact::email_key;
use domain::plan::Probe;
use domain::probe::{Elsewhere, Verdict, elsewhere as judged};
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
    Ok(Elsewhere::Page {
        status: page.status,
        text: mail::html::text_of(&page.text, TEXT_MAX),
        raw: page.text,
    })
}

async fn records(app: &App, name: &str) -> Result<Elsewhere, String> {
    let dns = app.dns().map_err(|error| error.to_string())?;
    let mut all = Vec::new();
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
            Answer::Failed => return Err(format!("No name server answers for {name}.")),
        }
    }
    Ok(Elsewhere::Records(all))
}

/// Of our own addresses only: other people's servers are not asked whom they know.
async fn taken(app: &App, address: &str) -> Result<Elsewhere, String> {
    let doors = app.desk.doors().await.map_err(|error| error.to_string())?;
    let key = email_key(address);
    let ours = doors
        .iter()
        .any(|d| d.removed_at.is_none() && d.address_key == key);
    let said = "it is no address of this house; confirm by hand that it takes mail.";
    Ok(Elsewhere::Mail {
        taken: ours,
        said: said.to_owned(),
    })
}
