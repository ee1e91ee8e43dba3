//! `fairlead check`: whether the configuration makes sense, doors that lead nowhere, and languages without words.

use super::doctor::{Finding, print};
use super::opened;
use crate::app::App;
use crate::config::Config;
use desk::texts::missing::{Missing, What};
use domain::Millis;
use domain::channel::Channel;
use domain::door::{Arrival, Landing, Medium, Visitor, VisitorKind, resolve};
use domain::team::Team;
use std::process::ExitCode;
use store::door::Door;

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

/// One finding for each door, by the function that live mail asks.
///
/// # Errors
/// When the database cannot be read.
pub async fn doors(app: &App) -> anyhow::Result<Vec<Finding>> {
    let now = app.clock.now();
    let findings: Vec<Finding> = app
        .db()
        .read(async move |tx| {
            let (channels, teams) = (store::channel::all(tx).await?, store::team::all(tx).await?);
            let mut out = Vec::new();
            for door in store::door::all(tx)
                .await?
                .into_iter()
                .filter(|d| d.removed_at.is_none())
            {
                let Some(channel) = channels.iter().find(|c| c.id == door.channel) else {
                    continue;
                };
                let world = desk::world::of(tx, channel, now).await?;
                out.push(judge(&door, channel, &teams, &world, now));
            }
            if out.is_empty() {
                out.push(Finding::wrong(
                    "There is no door: nobody can write to you.",
                    "Add an address under Settings, Channels.",
                ));
                let waiting = store::notification::waiting(tx).await?.len();
                if waiting > 0 {
                    out.push(Finding::wrong(
                        format!("Mail about unread notifications waits for {waiting} agents: there is no address to send it from."),
                        "Add an address under Settings, Channels; what waits leaves by itself.",
                    ));
                }
            }
            Ok::<_, desk::DeskError>(out)
        })
        .await?;
    Ok(findings)
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

fn judge(
    door: &Door,
    channel: &Channel,
    teams: &[Team],
    world: &domain::door::World,
    now: Millis,
) -> Finding {
    let arrival = Arrival {
        door: door.id,
        medium: Medium::Mail,
        visitor: Visitor::Kind(VisitorKind::default()),
        continues: None,
        topic: None,
        at: now,
    };
    let (address, name) = (&door.address, &channel.name);
    match resolve(&arrival, world).landing {
        Landing::Queue { team } | Landing::Redirected { team } if nobody(teams, team) => {
            Finding::wrong(
                format!("{address} ({name}) leads to a team that is archived."),
                "Give the channel another team under Settings, Channels.",
            )
        }
        Landing::Continue(_) | Landing::Queue { .. } => {
            Finding::well(format!("{address} leads to {name}."))
        }
        Landing::Redirected { .. } => {
            Finding::well(format!("{address} ({name}) leads to its successor."))
        }
        Landing::KeptWithoutSuccessor { .. } => Finding::wrong(
            format!(
                "{address} leads nowhere: {name} takes nothing and has no successor that does. Mail is kept in its own team."
            ),
            "Choose a successor under Settings, Channels, or take the channel up again.",
        ),
        Landing::Signpost | Landing::DeadEnd => Finding::wrong(
            format!("{address} ({name}) is a dead end."),
            "Choose a successor under Settings, Channels.",
        ),
    }
}

fn nobody(teams: &[Team], team: Option<domain::TeamId>) -> bool {
    team.is_some_and(|id| teams.iter().all(|t| t.id != id || t.archived))
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
