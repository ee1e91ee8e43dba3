//! The machines that are this desk: who is at work, how far its clock is off, what it alone looks after.

use crate::app::App;
use crate::cluster::{SWEEPS, mailbox_lease};
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use crate::workers::nodes::{SILENT_MS, SKEW_MS};
use axum::extract::State;
use domain::access::Permission;
use domain::{MailboxId, Millis};
use serde::Serialize;
use store::mailbox::Mailbox;
use store::node::Node;
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// One machine at work. Times by the database's clock.
#[derive(Debug, Serialize, ToSchema)]
struct ClusterNode {
    /// Names it in leases and logs; another one after each start.
    id: String,
    name: String,
    /// The one that answers.
    here: bool,
    /// Of the program.
    version: String,
    started_at: Millis,
    seen_at: Millis,
    /// How far its own clock is ahead of the database's.
    skew_ms: i64,
    /// `well`, `silent` (not heard of for five seconds; after ten it is gone from here and others take over), `clock` (off by more than a second) or `version`
    /// (of another version than the one that answers).
    state: &'static str,
    /// Whether it looks after what falls due.
    sweeps: bool,
    /// The mailboxes that it collects.
    mailboxes: Vec<ClusterMailbox>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ClusterMailbox {
    #[schema(value_type = String)]
    id: MailboxId,
    /// User name at its server.
    name: String,
}

/// One that fell silent, and whose work others have taken over.
#[derive(Debug, Serialize, ToSchema)]
struct LostNode {
    name: String,
    /// When the others noticed.
    at: Millis,
}

/// Machines that were lost are told of for so long: a week.
const LOST_MS: Millis = 7 * 24 * 60 * 60 * 1000;

#[derive(Debug, Serialize, ToSchema)]
struct Nodes {
    /// On SQLite there is one machine, and there can be no other.
    alone: bool,
    /// The database's clock.
    now: Millis,
    items: Vec<ClusterNode>,
    /// Those of the last seven days, the newest first, at most 20. Who stopped in order is not among them.
    lost: Vec<LostNode>,
}

/// The machines of this desk.
#[utoipa::path(get, path = "/nodes", tag = "settings",
    responses((status = 200, body = Nodes), (status = 403, body = ErrorBody)))]
async fn list(State(app): State<App>, caller: Caller) -> ApiResult<axum::Json<Nodes>> {
    caller.demand(Permission::OrganizationManage)?;
    let alone = app.cluster.is_alone();
    let since = app.clock.now() - LOST_MS;
    let (now, known, leases, mailboxes, lost) = app
        .db()
        .read(async move |tx| {
            let now = store::node::database_time(tx).await?;
            let leases = store::job::leases(tx, now).await?;
            let known = store::node::all(tx).await?;
            let mailboxes = store::mailbox::all(tx).await?;
            let lost = store::node::lost(tx, since).await?;
            Ok::<_, store::StoreError>((now, known, leases, mailboxes, lost))
        })
        .await?;
    if alone {
        let now = app.clock.now();
        return Ok(axum::Json(Nodes {
            alone,
            now,
            items: vec![this_machine(&app, now, &mailboxes)],
            lost: Vec::new(),
        }));
    }
    let holds = |name: &str, node: &Node| leases.iter().any(|(l, o)| l == name && *o == node.id);
    let items = known
        .iter()
        .map(|node| ClusterNode {
            state: state_of(node, now),
            here: node.id == app.desk.node(),
            sweeps: holds(SWEEPS, node),
            mailboxes: collected(
                mailboxes
                    .iter()
                    .filter(|m| holds(&mailbox_lease(m.id), node)),
            ),
            id: node.id.clone(),
            name: node.name.clone(),
            version: node.program.clone(),
            started_at: node.started_at,
            seen_at: node.seen_at,
            skew_ms: node.skew_ms,
        })
        .collect();
    let lost = lost.into_iter().map(|(name, at)| LostNode { name, at });
    Ok(axum::Json(Nodes {
        alone,
        now,
        items,
        lost: lost.collect(),
    }))
}

fn this_machine(app: &App, now: Millis, mailboxes: &[Mailbox]) -> ClusterNode {
    ClusterNode {
        id: app.desk.node().to_owned(),
        name: app.config.mail_hostname(),
        here: true,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        started_at: app.started_at,
        seen_at: now,
        skew_ms: 0,
        state: "well",
        sweeps: true,
        mailboxes: collected(mailboxes.iter().filter(|m| m.enabled)),
    }
}

fn state_of(node: &Node, now: Millis) -> &'static str {
    if now - node.seen_at > SILENT_MS {
        "silent"
    } else if node.skew_ms.abs() > SKEW_MS {
        "clock"
    } else if node.knows != store::migrate::known() {
        "version"
    } else {
        "well"
    }
}

fn collected<'a>(mailboxes: impl Iterator<Item = &'a Mailbox>) -> Vec<ClusterMailbox> {
    let named = |m: &Mailbox| ClusterMailbox {
        id: m.id,
        name: m.username.clone(),
    };
    mailboxes.map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_is_silent_before_its_clock_or_version_matters() {
        let node = |seen_at, skew_ms, knows| Node {
            id: "a".into(),
            name: "one".into(),
            program: "0.1.0".into(),
            knows,
            started_at: 0,
            seen_at,
            skew_ms,
        };
        let known = store::migrate::known();
        assert_eq!(state_of(&node(95_000, 0, known), 100_000), "well");
        assert_eq!(state_of(&node(94_999, 9_000, known), 100_000), "silent");
        assert_eq!(state_of(&node(99_000, 1_000, known), 100_000), "well");
        assert_eq!(state_of(&node(99_000, -1_001, known), 100_000), "clock");
        assert_eq!(state_of(&node(99_000, 0, known - 1), 100_000), "version");
    }
}
