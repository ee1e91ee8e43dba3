//! `fairlead check`: whether the configuration makes sense, doors that lead nowhere, and languages without words.

use super::doctor::{Finding, print};
use super::opened;
use crate::app::App;
use crate::config::Config;
use crate::http::tls;
use desk::dead_end::{CONTACT_PAGE, DoorSeen, Found};
use desk::texts::missing::{Missing, What};
use domain::dead_end::{Failure, Verdict};
use std::process::ExitCode;
use store::door::Door;
use tokio::task::spawn_blocking;

pub fn run(config: Config) -> anyhow::Result<ExitCode> {
    let mut findings: Vec<Finding> = config
        .problems()
        .into_iter()
        .map(|p| Finding::wrong(p, "Correct fairlead.toml, the environment or the flags."))
        .collect();
    if findings.is_empty() {
        findings.push(Finding::well("The configuration makes sense."));
    }
    super::runtime()?.block_on(async {
        let opened = opened::for_reading(config).await?;
        findings.extend(doors(&opened.app).await?);
        findings.extend(languages(&opened.app).await?);
        Ok(print(&findings))
    })
}

/// What the dead-end audit finds on an ordinary day: dead ends are wrong, what is to be mended is a hint, and a door that
/// leads to somebody is well.
///
/// # Errors
/// When the database cannot be read.
pub async fn doors(app: &App) -> anyhow::Result<Vec<Finding>> {
    let Some(ready) = app.desk.to_audit(true, app.clock.now()).await? else {
        return Ok(Vec::new());
    };
    let ready = ready.resting_on(tls::rests_on(&app.config));
    let audit = spawn_blocking(move || ready.look()).await?;
    let told = audit.findings.iter().filter(|f| is_ordinary(&f.finding));
    let mut out: Vec<Finding> = told.filter_map(found).collect();
    for door in &audit.doors {
        let dead = |f: &&Found| f.finding.verdict == Verdict::DeadEnd && is_ordinary(&f.finding);
        let named = |f: &Found| f.finding.door == Some(door.id);
        if !audit.findings.iter().filter(dead).any(named) {
            let channel = audit.channels.iter().find(|c| c.id == door.channel);
            let name = channel.map_or("", |c| c.name.as_str());
            out.push(Finding::well(format!(
                "{} ({name}) leads to somebody.",
                door.label
            )));
        }
    }
    let is_own = |d: &DoorSeen| {
        let channel = audit.channels.iter().find(|c| c.id == d.channel);
        channel.is_some_and(|c| c.kind != CONTACT_PAGE)
    };
    if !audit.doors.iter().any(is_own) {
        out.extend(nobody_can_write(app).await?);
    }
    Ok(out)
}

/// What happens only while something is away is drawn on the map, and is no fault of the configuration.
fn is_ordinary(finding: &domain::dead_end::Finding) -> bool {
    finding.failures.is_empty() || finding.failures.contains(&Failure::None)
}

fn found(found: &Found) -> Option<Finding> {
    let (what, remedy) = (found.sentence.clone(), found.what_to_do.clone());
    match found.finding.verdict {
        Verdict::DeadEnd => Some(Finding::wrong(what, remedy)),
        Verdict::Mend => Some(Finding::hint(what, remedy)),
        Verdict::NotMeasured => None,
    }
}

async fn nobody_can_write(app: &App) -> anyhow::Result<Vec<Finding>> {
    let mut out = vec![Finding::wrong(
        "There is no door: nobody can write to you.",
        "Add an address under Settings, Channels.",
    )];
    let waiting = app
        .db()
        .read(async |tx| Ok::<_, store::StoreError>(store::notification::waiting(tx).await?.len()))
        .await?;
    if waiting > 0 {
        out.push(Finding::wrong(
            format!("Mail about unread notifications waits for {waiting} agents: there is no address to send it from."),
            "Add an address under Settings, Channels; what waits leaves by itself.",
        ));
    }
    Ok(out)
}

/// One finding for each thing that a language of a public help center has no words for.
///
/// # Errors
/// When the database cannot be read.
pub async fn languages(app: &App) -> anyhow::Result<Vec<Finding>> {
    let missing = app.desk.missing_words().await?;
    Ok(missing.iter().map(told).collect())
}

fn told(missing: &Missing) -> Finding {
    let Missing {
        center,
        locale,
        what,
    } = missing;
    match what {
        What::Text(key) => Finding::hint(
            format!(
                "{center} is offered in {locale}, and the text {} is not there in it: customers get it in another language.",
                key.word()
            ),
            "Write it under Settings, Texts.",
        ),
        What::Form(title) => Finding::hint(
            format!("{center} is offered in {locale}, and its form “{title}” has no words in it."),
            "Add the language to the form under Settings, Channels.",
        ),
    }
}

/// The domains that we send from, each with its DKIM selectors and the record that should be published.
///
/// # Errors
/// When the database cannot be read.
pub async fn domains(app: &App) -> anyhow::Result<Vec<(String, Vec<(String, String)>)>> {
    let keys = app
        .desk
        .dkim_keys(&desk::By::system(app.clock.now()))
        .await?;
    let doors: Vec<Door> = app.db().read(async |tx| store::door::all(tx).await).await?;
    let mut domains: Vec<String> = doors
        .iter()
        .filter(|d| d.removed_at.is_none())
        .filter_map(|d| Some(d.address.rsplit_once('@')?.1.to_lowercase()))
        .collect();
    domains.sort();
    domains.dedup();
    let with_keys = |domain: String| {
        let own = keys
            .iter()
            .filter(|k| k.active && k.domain == domain)
            .map(|k| (k.selector.clone(), k.public_dns.clone()))
            .collect();
        (domain, own)
    };
    Ok(domains.into_iter().map(with_keys).collect())
}
