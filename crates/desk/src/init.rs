//! The first start: organization, brand, first administrator, first team, first channel with its door. Done once.

use crate::channels::{self, NewChannel};
use crate::organization::{self, Organization};
use crate::{By, Desk, Result, audit, check, fresh, password, plans};
use domain::access::{Access, Permission, PermissionSet};
use domain::channel::Channel;
use domain::event::EventKind;
use domain::team::{Agent, Team};
use domain::{AgentId, BrandId, ChannelId, DoorId, Millis, PlanId, Refusal, TeamId};
use serde_json::json;
use store::Tx;
use store::setting::Brand;

/// What the set-up page asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setup {
    pub organization: String,
    /// Name of the first administrator.
    pub name: String,
    pub email: String,
    pub password: String,
    pub zone: String,
    pub locale: String,
    pub public_url: String,
    pub team_name: String,
    pub channel_name: String,
    /// The address that customers write to.
    pub address: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Started {
    pub agent: Agent,
    pub team: Team,
    pub channel: Channel,
}

struct Ids {
    brand: BrandId,
    agent: AgentId,
    team: TeamId,
    channel: ChannelId,
    door: DoorId,
    plan: PlanId,
}

impl Desk {
    /// Whether nobody has set this instance up yet.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn needs_setup(&self) -> Result<bool> {
        self.db.read(async move |tx| empty(tx).await).await
    }

    /// # Errors
    /// `already_set_up`; `bad_name`, `bad_address`, `bad_zone`, `weak_password` with their fields.
    pub async fn init(&self, setup: Setup, ip: &str, now: Millis) -> Result<Started> {
        check::name(&setup.organization).map_err(|e| on(e, "organization"))?;
        check::name(&setup.name)?;
        check::name(&setup.channel_name).map_err(|e| on(e, "channel_name"))?;
        check::name(&setup.team_name).map_err(|e| on(e, "team_name"))?;
        check::address("email", &setup.email)?;
        check::address("address", &setup.address)?;
        check::zone(&setup.zone)?;
        let hash = password::hash(&setup.password)?;
        let ids = Ids {
            brand: BrandId(fresh::id(now)),
            agent: AgentId(fresh::id(now)),
            team: TeamId(fresh::id(now)),
            channel: ChannelId(fresh::id(now)),
            door: DoorId(fresh::id(now)),
            plan: PlanId(fresh::id(now)),
        };
        let access = Access::of(ids.agent, PermissionSet::Administrator, vec![ids.team]);
        let by = By::agent(access, now, ip);
        self.write(async move |tx| start(tx, &by, &setup, &hash, &ids).await)
            .await
    }
}

async fn empty(tx: &mut Tx) -> Result<bool> {
    Ok(
        store::permission_set::active_with(tx, Permission::AgentManage)
            .await?
            .is_empty(),
    )
}

async fn start(tx: &mut Tx, by: &By, setup: &Setup, hash: &str, ids: &Ids) -> Result<Started> {
    if !empty(tx).await? {
        return Err(
            Refusal::new("already_set_up", "This instance has been set up already.").into(),
        );
    }
    let organization = Organization {
        name: setup.organization.trim().to_owned(),
        zone: setup.zone.clone(),
        locale: setup.locale.clone(),
        public_url: setup.public_url.clone(),
    };
    store::setting::put(tx, organization::KEY, &organization).await?;
    let brand = Brand {
        id: ids.brand,
        name: organization.name.clone(),
        locale: setup.locale.clone(),
        created_at: by.now,
    };
    store::setting::put_brand(tx, &brand).await?;
    let team = Team {
        id: ids.team,
        name: setup.team_name.trim().to_owned(),
        signature: String::new(),
        archived: false,
    };
    store::team::insert(tx, &team, by.now).await?;
    let agent = Agent {
        id: ids.agent,
        name: setup.name.trim().to_owned(),
        email: setup.email.trim().to_owned(),
        permission_set: PermissionSet::Administrator.into(),
        teams: vec![team.id],
        zone: setup.zone.clone(),
        locale: setup.locale.clone(),
        active: true,
        invited: false,
        created_at: by.now,
    };
    store::agent::insert(tx, &agent, Some(hash)).await?;
    let new = NewChannel {
        name: setup.channel_name.clone(),
        kind: "email".to_owned(),
        brand: Some(ids.brand),
        team: Some(team.id),
        address: Some(setup.address.clone()),
        first_response_target_min: 8 * 60,
    };
    let channel = channels::create(tx, by, &new, ids.channel, ids.door).await?;
    plans::opened(tx, by, &channel, ids.plan).await?;
    tx.emit(domain::event::Event {
        at: by.now,
        actor: by.actor(),
        kind: EventKind::AgentChanged {
            agent: agent.id,
            permission_set: agent.permission_set.clone(),
        },
    });
    audit::act(tx, by, "instance.set_up", &organization.name, json!({})).await?;
    Ok(Started {
        agent,
        team,
        channel,
    })
}

fn on(error: crate::DeskError, field: &'static str) -> crate::DeskError {
    match error {
        crate::DeskError::Refused(refusal) => refusal.on(field).into(),
        other => other,
    }
}
