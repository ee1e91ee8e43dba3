//! SLA policies: made, ordered, changed; and what one would mean for a mail that arrives at some time.

use super::bad;
use super::hours::changed;
use crate::{By, Desk, DeskError, Result, audit, check, clocks, fresh};
use domain::access::Permission;
use domain::conversation::Urgency;
use domain::sla::{self, Clock, Policy, Promised, TARGET_MAX_MS, Targets};
use domain::{ChannelId, Millis, SlaPolicyId, TeamId};
use serde_json::json;
use store::Tx;
use store::sla::POLICIES_MAX;

/// Shortest target.
const TARGET_MIN_MS: Millis = 60_000;

/// A policy as a whole: every change says all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyInput {
    pub name: String,
    /// Lower comes first.
    pub position: i64,
    pub channel: Option<ChannelId>,
    pub urgency: Option<Urgency>,
    pub in_hours: bool,
    pub targets: Targets,
}

/// What a policy would mean for a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    pub at: Millis,
    /// Whose opening hours count; `None`: those of the policy's channel, or none.
    pub channel: Option<ChannelId>,
    pub team: Option<TeamId>,
}

impl Desk {
    /// In their order.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn sla_policies(&self) -> Result<Vec<Policy>> {
        Ok(self
            .db
            .read(async move |tx| store::sla::policies(tx).await)
            .await?)
    }

    /// # Errors
    /// `not_permitted`, `bad_name`, `bad_target`, `bad_channel`, `too_many_policies`.
    pub async fn create_sla_policy(&self, by: &By, input: PolicyInput) -> Result<Policy> {
        by.demand(Permission::ChannelManage)?;
        let (by, id) = (by.clone(), SlaPolicyId(fresh::id(by.now)));
        self.write(async move |tx| {
            if store::sla::policies(tx).await?.len() >= POLICIES_MAX {
                return bad(
                    "too_many_policies",
                    "name",
                    format!("There are at most {POLICIES_MAX} policies."),
                );
            }
            let policy = checked(tx, &input, id, 1).await?;
            store::sla::insert_policy(tx, &policy, by.now).await?;
            noted(tx, &by, &policy, "sla_policy.created").await?;
            Ok(policy)
        })
        .await
    }

    /// # Errors
    /// `not_found`, `conflict`, and those of [`Desk::create_sla_policy`].
    pub async fn change_sla_policy(
        &self,
        by: &By,
        id: SlaPolicyId,
        version: i64,
        input: PolicyInput,
    ) -> Result<Policy> {
        by.demand(Permission::ChannelManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            if loaded(tx, id).await?.version != version {
                return Err(DeskError::Stale);
            }
            let mut policy = checked(tx, &input, id, version).await?;
            store::sla::save_policy(tx, &mut policy).await?;
            noted(tx, &by, &policy, "sla_policy.changed").await?;
            Ok(policy)
        })
        .await
    }

    /// Clocks that ran under it go on under the next policy that fits, or the channel's own target.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn remove_sla_policy(&self, by: &By, id: SlaPolicyId) -> Result<()> {
        by.demand(Permission::ChannelManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let policy = loaded(tx, id).await?;
            store::sla::delete_policy(tx, id).await?;
            noted(tx, &by, &policy, "sla_policy.removed").await
        })
        .await
    }

    /// The clocks that a mail would start. Nothing is stored.
    ///
    /// # Errors
    /// Those of [`Desk::create_sla_policy`].
    pub async fn preview_sla_policy(
        &self,
        by: &By,
        input: PolicyInput,
        mail: Arrival,
    ) -> Result<Vec<Clock>> {
        by.demand(Permission::ChannelManage)?;
        let (id, now) = (SlaPolicyId(fresh::id(by.now)), by.now);
        self.db
            .read(async move |tx| {
                let policy = checked(tx, &input, id, 1).await?;
                let channel = mail.channel.or(policy.channel);
                let terms = match channel {
                    Some(channel) => store::sla::terms(tx, channel, mail.team).await?,
                    None => None,
                };
                let hours = match terms.and_then(|t| t.hours).filter(|_| policy.in_hours) {
                    Some(id) => clocks::hours(tx, id, mail.at.min(now)).await?,
                    None => None,
                };
                let promised = Promised {
                    policy: Some(id),
                    targets: policy.targets,
                    hours: hours.as_ref(),
                };
                Ok(sla::preview(&promised, mail.at))
            })
            .await
    }
}

async fn loaded(tx: &mut Tx, id: SlaPolicyId) -> Result<Policy> {
    let missing = || DeskError::missing("policy");
    store::sla::policy(tx, id).await?.ok_or_else(missing)
}

async fn checked(
    tx: &mut Tx,
    input: &PolicyInput,
    id: SlaPolicyId,
    version: i64,
) -> Result<Policy> {
    check::name(&input.name)?;
    let t = &input.targets;
    let fields = [
        ("first_response_ms", t.first_response_ms),
        ("next_response_ms", t.next_response_ms),
        ("resolution_ms", t.resolution_ms),
    ];
    if fields.iter().all(|(_, ms)| ms.is_none()) {
        return bad(
            "bad_target",
            "first_response_ms",
            "A policy promises at least one thing.",
        );
    }
    for (field, ms) in fields {
        if ms.is_some_and(|ms| !(TARGET_MIN_MS..=TARGET_MAX_MS).contains(&ms)) {
            return bad(
                "bad_target",
                field,
                "A target is between one minute and a year.",
            );
        }
    }
    if !(0..=TARGET_MAX_MS).contains(&t.warn_ms) {
        return bad(
            "bad_target",
            "warn_ms",
            "A warning comes at most a year ahead.",
        );
    }
    if let Some(channel) = input.channel
        && store::channel::load(tx, channel).await?.is_none()
    {
        return bad("bad_channel", "channel", "There is no such channel.");
    }
    Ok(Policy {
        id,
        name: input.name.trim().to_owned(),
        position: input.position,
        channel: input.channel,
        urgency: input.urgency,
        in_hours: input.in_hours,
        targets: input.targets,
        version,
    })
}

async fn noted(tx: &mut Tx, by: &By, policy: &Policy, act: &str) -> Result<()> {
    let detail = json!({ "name": policy.name, "position": policy.position, "channel": policy.channel,
        "urgency": policy.urgency, "in_hours": policy.in_hours, "targets": policy.targets });
    audit::act(tx, by, act, &policy.id.to_string(), detail).await?;
    changed(tx, by, "sla_policies").await
}
