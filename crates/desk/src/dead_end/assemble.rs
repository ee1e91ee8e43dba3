//! Rows become the house that the audit looks at.

use super::kinds::Segment;
use super::rows::Rows;
use super::times::Times;
use super::{doors, kinds};
use domain::channel::{ChannelKind, Stage};
use domain::dead_end::{Channel, Failure, House, Laid, Serves, Team, When};
use domain::door::Medium;
use domain::{AgentId, TeamId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::help_center::HelpCenter;

/// The kind of the channel that stands for the contact page of a help center.
pub const CONTACT_PAGE: &str = "contact_page";

/// What findings name and the audit itself need not know.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Names {
    pub teams: BTreeMap<TeamId, String>,
}

/// The house and its names. What is not measured anywhere yet (load, ways that the law asks for, addresses elsewhere) is
/// `None`, and the audit says so.
pub(super) fn assemble(rows: &Rows) -> (House, Names) {
    assemble_for(rows, &kinds::segments(rows))
}

/// The same asked about these segments: findings of two houses are only compared when both ask about the same kinds.
pub(super) fn assemble_for(rows: &Rows, segments: &[Segment]) -> (House, Names) {
    let times = Times::of(rows);
    let languages = kinds::languages(rows);
    let doors = doors::all(rows, &languages);
    let calls = doors.iter().any(|d| d.medium == Medium::Call);
    let phones = calls || doors.iter().any(|d| d.medium == Medium::Text);
    let own =
        (rows.channels.iter()).map(|(c, overlays)| channel(rows, c, overlays, &times, &languages));
    let pages = rows.centers.iter().map(contact_page);
    let house = House {
        now: rows.now,
        channels: own.chain(pages).collect(),
        teams: teams(rows, &times),
        kinds: kinds::kinds(segments, &languages, calls),
        slots: times.slots(&rows.organization.zone, rows.now),
        failures: failures(phones),
        // While nothing is said to be urgent nobody knows what is.
        urgent: Some(rows.urgent.clone()).filter(|all| !all.is_empty()),
        floors: None,
        strangers: None,
        doors,
    };
    let names = rows.teams.iter().map(|t| (t.id, t.name.clone()));
    (
        house,
        Names {
            teams: names.collect(),
        },
    )
}

/// Those that can change an answer here.
fn failures(phones: bool) -> Vec<Failure> {
    let mut out = vec![Failure::None, Failure::NoAgent, Failure::MailHostAway];
    if phones {
        out.push(Failure::CarrierAway);
    }
    out
}

fn channel(
    rows: &Rows,
    c: &domain::channel::Channel,
    overlays: &[domain::door::Overlay],
    times: &Times,
    languages: &[String],
) -> Channel {
    let laid = |overlay: &domain::door::Overlay| Laid {
        overlay: overlay.clone(),
        when: When::Always,
    };
    Channel {
        id: c.id,
        kind: c.kind.clone(),
        name: c.name.clone(),
        stage: c.stage,
        paused: c.paused,
        successor: c.successor,
        team: c.team,
        owner: c.owner.filter(|o| is_here(rows, *o)),
        hours: times.of_channel(c.id, c.team).cloned(),
        overlays: overlays.iter().map(laid).collect(),
        // What is promised now says nothing about another night of the week.
        promise: None,
        tells: c.acknowledge,
        serves: Serves::People,
        languages: doors::spoken(rows, c, languages),
        version: c.version,
    }
}

fn is_here(rows: &Rows, id: AgentId) -> bool {
    rows.agents.iter().any(|a| a.id == id && a.active)
}

/// A page of the program itself: whoever owns the channels that it lists owns what is on it, and the program answers for the
/// page.
fn contact_page(center: &HelpCenter) -> Channel {
    Channel {
        id: doors::contact_page(center).1,
        kind: ChannelKind(CONTACT_PAGE.to_owned()),
        name: center.name(&center.default_locale).to_owned(),
        stage: Stage::Live,
        paused: false,
        successor: None,
        team: None,
        owner: Some(AgentId(uuid::Uuid::nil())),
        hours: None,
        overlays: Vec::new(),
        promise: None,
        tells: false,
        serves: Serves::Pages,
        languages: Some(center.locales.0.clone()),
        version: center.version,
    }
}

/// Agents who are in no team are one: they work on what is nobody's.
fn teams(rows: &Rows, times: &Times) -> Vec<Team> {
    let here = || rows.agents.iter().filter(|a| a.active && !a.invited);
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let own = rows.teams.iter().map(|t| Team {
        id: t.id,
        agents: count(here().filter(|a| a.teams.contains(&t.id)).count()),
        archived: t.archived,
        hours: times.of_team(t.id).cloned(),
        load: None,
    });
    let mut out: Vec<Team> = own.collect();
    let alone = here().filter(|a| a.teams.is_empty()).count();
    if alone > 0 {
        out.push(Team {
            id: TeamId(uuid::Uuid::nil()),
            agents: count(alone),
            archived: false,
            hours: None,
            load: None,
        });
    }
    out
}
