//! The rules of the queue as they are kept: how soon what waits is looked at, and how it reaches an agent. The limits have a
//! version of their own.

use crate::settings::bad;
use crate::{By, Desk, DeskError, Result, audit};
use domain::access::Permission;
use domain::routing::{Handing, LIMITS, Limits, Rules, check_limits};
use domain::{Millis, TeamId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use store::Tx;

const TARGETS: &str = "urgency_targets";
const RULES: &str = "routing_rules";
const SECOND: Millis = 1_000;
const MINUTE: Millis = 60 * SECOND;
const HOUR: Millis = 60 * MINUTE;
const DAY: Millis = 24 * HOUR;
/// Teams that help one team.
const HELPERS_MAX: usize = 20;

/// The targets that hold, and which version of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Low first ([`domain::routing::rank`]).
    pub limits: [Limits; 4],
    pub version: i64,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            limits: LIMITS,
            version: 0,
        }
    }
}

/// How work reaches agents; what each means is told at [`Rules`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Routing {
    pub guard_ms: Millis,
    pub admission_percent: Option<u32>,
    pub offer_ms: Millis,
    pub again_ms: Millis,
    pub sticky_percent: u32,
    pub overflow_percent: u32,
    /// Who helps whom, in this order.
    pub overflow: BTreeMap<TeamId, Vec<TeamId>>,
    /// To whom work that was taken up passes at the end of a team's hours: the first that is open.
    pub hand_over: BTreeMap<TeamId, Vec<TeamId>>,
    pub grace_ms: Millis,
    pub wrap_up_ms: Millis,
    pub missed_max: u8,
    pub keep_ms: Millis,
    /// So much more than usual is a spike.
    pub spike_percent: u32,
    pub version: i64,
}

impl Default for Routing {
    fn default() -> Self {
        let rules = Rules::default();
        let grace_ms = match rules.handing {
            Handing::Pulled { grace_ms } => grace_ms,
            Handing::Assigned => 0,
        };
        Self {
            guard_ms: rules.guard_ms,
            admission_percent: rules.admission_percent,
            offer_ms: rules.offer_ms,
            again_ms: rules.again_ms,
            sticky_percent: rules.sticky_percent,
            overflow_percent: rules.overflow_percent,
            overflow: rules.overflow,
            hand_over: BTreeMap::new(),
            grace_ms,
            wrap_up_ms: rules.wrap_up_ms,
            missed_max: rules.missed_max,
            keep_ms: rules.keep_ms,
            spike_percent: 200,
            version: 0,
        }
    }
}

impl Routing {
    /// What the queue goes by.
    #[must_use]
    pub fn rules(&self, limits: [Limits; 4]) -> Rules {
        Rules {
            limits,
            guard_ms: self.guard_ms,
            admission_percent: self.admission_percent,
            offer_ms: self.offer_ms,
            again_ms: self.again_ms,
            sticky_percent: self.sticky_percent,
            overflow_percent: self.overflow_percent,
            overflow: self.overflow.clone(),
            handing: Handing::Pulled {
                grace_ms: self.grace_ms,
            },
            wrap_up_ms: self.wrap_up_ms,
            missed_max: self.missed_max,
            keep_ms: self.keep_ms,
            ..Rules::default()
        }
    }

    /// # Errors
    /// `bad_value` with the field at fault, `bad_overflow`.
    pub fn check(&self) -> Result<()> {
        let spans = [
            ("guard_ms", self.guard_ms, 0, DAY),
            ("offer_ms", self.offer_ms, 5 * SECOND, 5 * MINUTE),
            ("again_ms", self.again_ms, SECOND, DAY),
            ("grace_ms", self.grace_ms, 0, 5 * MINUTE),
            ("wrap_up_ms", self.wrap_up_ms, 0, HOUR),
            ("keep_ms", self.keep_ms, 0, 30 * DAY),
        ];
        for (field, value, least, most) in spans {
            if !(least..=most).contains(&value) {
                let text = format!("This is {least} to {most} milliseconds.");
                return bad("bad_value", field, text);
            }
        }
        let admission = self.admission_percent.unwrap_or(0);
        let shares = [
            ("admission_percent", admission, 0, 1_000),
            ("sticky_percent", self.sticky_percent, 0, 50),
            ("overflow_percent", self.overflow_percent, 0, 1_000),
            ("missed_max", self.missed_max.into(), 0, 20),
            ("spike_percent", self.spike_percent, 110, 10_000),
        ];
        for (field, value, least, most) in shares {
            if !(least..=most).contains(&value) {
                let text = format!("This is {least} to {most}.");
                return bad("bad_value", field, text);
            }
        }
        Ok(())
    }

    /// Teams that exist help teams that exist, and none itself.
    async fn check_teams(&self, tx: &mut Tx) -> Result<()> {
        let all = store::team::all(tx).await?;
        let there = |id: &TeamId| all.iter().any(|t| t.id == *id && !t.archived);
        for (field, team, to) in self
            .overflow
            .iter()
            .map(|(team, to)| ("overflow", team, to))
            .chain(
                self.hand_over
                    .iter()
                    .map(|(team, to)| ("hand_over", team, to)),
            )
        {
            let distinct: BTreeSet<_> = to.iter().collect();
            let twice = distinct.len() != to.len() || to.contains(team);
            if twice || to.len() > HELPERS_MAX || !there(team) || !to.iter().all(there) {
                let text = "Each team is helped by other teams that exist, each named once.";
                return bad("bad_overflow", field, text);
            }
        }
        Ok(())
    }
}

/// The limits that hold.
pub(crate) async fn kept(tx: &mut Tx) -> store::Result<Kept> {
    Ok(store::setting::get(tx, TARGETS).await?.unwrap_or_default())
}

/// How work reaches agents.
pub(crate) async fn routing(tx: &mut Tx) -> store::Result<Routing> {
    Ok(store::setting::get(tx, RULES).await?.unwrap_or_default())
}

/// All rules as the queue goes by them.
pub(crate) async fn rules(tx: &mut Tx) -> store::Result<Rules> {
    let limits = kept(tx).await?.limits;
    let rules = routing(tx).await?.rules(limits);
    Ok(Rules {
        helping: super::help::called(tx).await?,
        ..rules
    })
}

impl Desk {
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn urgency_targets(&self) -> Result<Kept> {
        Ok(self.db.read(async |tx| kept(tx).await).await?)
    }

    /// They hold for whatever is decided next.
    ///
    /// # Errors
    /// `not_permitted`, `conflict`, and those of [`check_limits`].
    pub async fn set_urgency_targets(
        &self,
        by: &By,
        limits: [Limits; 4],
        version: i64,
    ) -> Result<Kept> {
        by.demand(Permission::ChannelManage)?;
        check_limits(&limits)?;
        let by = by.clone();
        self.write(async move |tx| {
            let was = kept(tx).await?;
            if was.version != version {
                return Err(DeskError::Stale);
            }
            let now = Kept {
                limits,
                version: version + 1,
            };
            store::setting::put(tx, TARGETS, &now).await?;
            let detail = json!({ "from": was.limits, "to": limits });
            audit::act(tx, &by, "urgency_targets.changed", TARGETS, detail).await?;
            audit::settings_changed(tx, &by, TARGETS);
            Ok(now)
        })
        .await
    }

    /// # Errors
    /// See [`store::StoreError`].
    pub async fn routing_rules(&self) -> Result<Routing> {
        Ok(self.db.read(async |tx| routing(tx).await).await?)
    }

    /// They hold for whatever is decided next.
    ///
    /// # Errors
    /// `not_permitted`, `conflict`, and those of [`Routing::check`].
    pub async fn set_routing_rules(&self, by: &By, wanted: Routing) -> Result<Routing> {
        by.demand(Permission::ChannelManage)?;
        wanted.check()?;
        let by = by.clone();
        self.write(async move |tx| {
            wanted.check_teams(tx).await?;
            let was = routing(tx).await?;
            if was.version != wanted.version {
                return Err(DeskError::Stale);
            }
            let now = Routing {
                version: was.version + 1,
                ..wanted.clone()
            };
            store::setting::put(tx, RULES, &now).await?;
            let detail = json!({ "from": was, "to": now });
            audit::act(tx, &by, "routing_rules.changed", RULES, detail).await?;
            audit::settings_changed(tx, &by, RULES);
            Ok(now)
        })
        .await
    }
}
