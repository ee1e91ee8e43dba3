//! What a house is assembled from, read in one go.

use crate::organization::{self, Organization};
use crate::world::Look;
use crate::{Result, last_word, queue};
use domain::channel::Channel;
use domain::conversation::Urgency;
use domain::dead_end::{Probe, Urgent};
use domain::door::{Arrival, Hours, Medium, Overlay, Visitor, VisitorKind, World, is_offered};
use domain::form::Form;
use domain::plan::Effective;
use domain::routing::rank;
use domain::team::{Agent, Team};
use domain::{BrandId, ChannelId, DoorId, Millis};
use std::collections::BTreeMap;
use store::Tx;
use store::help_center::HelpCenter;
use store::hours::{BusinessHours, HolidayCalendar};
use store::setting::Brand;
use store::words::Text;

/// Languages of contacts that are asked about.
const LANGUAGES: usize = 5;

/// How much is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// What decides where somebody lands.
    Ways,
    /// With what takes a search through contacts and words of our own.
    All,
}

pub(super) struct Rows {
    pub now: Millis,
    pub organization: Organization,
    pub brands: Vec<Brand>,
    /// With the overlays in force.
    pub channels: Vec<(Channel, Vec<Overlay>)>,
    /// Of mail, without those that are given up.
    pub mail: Vec<store::door::Door>,
    pub forms: Vec<Form>,
    pub widgets: Vec<domain::chat::Widget>,
    /// Public ones.
    pub centers: Vec<HelpCenter>,
    pub teams: Vec<Team>,
    pub agents: Vec<Agent>,
    pub hours: Vec<BusinessHours>,
    pub calendars: Vec<HolidayCalendar>,
    pub texts: Vec<Text>,
    /// Topics that are urgent, and by when somebody must be reached.
    pub urgent: Vec<Urgent>,
    /// What contacts read, the most frequent first.
    pub languages: Vec<String>,
    /// Own texts that name a door; of doors of which nobody asked nothing is here.
    pub named: BTreeMap<DoorId, Vec<String>>,
    /// The newest look at each door.
    pub probes: BTreeMap<DoorId, Probe>,
}

impl Rows {
    pub async fn read(tx: &mut Tx, depth: Depth, now: Millis) -> Result<Self> {
        let mut channels = Vec::new();
        let (mut look, all) = Look::at_all(tx, None, now).await?;
        for channel in all {
            let mut world = look.world(tx, &channel).await?;
            last_word::lay(tx, &channel, &mut world, now).await?;
            let mut overlays = world.overlays;
            // A limit that lets everybody in is none.
            overlays.retain(|o| !(world.inside && matches!(o, Overlay::LimitedTo { .. })));
            channels.push((channel, overlays));
        }
        let mail = store::door::all(tx).await?.into_iter();
        let mut rows = Self {
            now,
            organization: organization::of(tx).await?,
            brands: store::setting::brands(tx).await?,
            channels,
            mail: mail.filter(|d| d.removed_at.is_none()).collect(),
            forms: store::form::all(tx).await?,
            widgets: store::chat::widgets(tx).await?,
            centers: store::help_center::public_all(tx).await?,
            teams: store::team::all(tx).await?,
            agents: store::agent::all(tx).await?,
            hours: store::hours::all(tx).await?,
            calendars: store::hours::calendars(tx).await?,
            texts: store::words::texts(tx).await?,
            urgent: urgent(tx).await?,
            languages: Vec::new(),
            named: BTreeMap::new(),
            probes: BTreeMap::new(),
        };
        if depth == Depth::All {
            rows.languages = store::dead_end::languages(tx, LANGUAGES).await?;
            rows.named = super::named::search(tx, &rows).await?;
            let newest = store::probe::newest(tx).await?.into_iter();
            let probe = |(door, at, passed)| (door, Probe { at, passed });
            rows.probes = newest.map(probe).collect();
        }
        Ok(rows)
    }

    pub fn channel(&self, id: ChannelId) -> Option<&Channel> {
        let known = self.channels.iter().find(|(c, _)| c.id == id);
        known.map(|(c, _)| c)
    }

    pub fn effective(&self, id: ChannelId) -> Option<Effective> {
        let known = self.channels.iter().find(|(c, _)| c.id == id);
        known.map(|(c, overlays)| Effective {
            stage: c.stage,
            overlays: overlays.clone(),
        })
    }

    /// As if the channel were so.
    pub fn turn(&mut self, id: ChannelId, to: Effective) {
        if let Some((channel, overlays)) = self.channels.iter_mut().find(|(c, _)| c.id == id) {
            channel.stage = to.stage;
            *overlays = to.overlays;
        }
    }

    /// In which customers of a brand are written to when theirs is not known.
    pub fn locale_of(&self, brand: BrandId) -> &str {
        let own = self.brands.iter().find(|b| b.id == brand);
        own.map_or(self.organization.locale.as_str(), |b| b.locale.as_str())
    }

    /// Whether a contact page names the channel to a stranger.
    pub fn is_listed(&self, id: ChannelId, door: DoorId, medium: Medium) -> bool {
        let Some((channel, overlays)) = self.channels.iter().find(|(c, _)| c.id == id) else {
            return false;
        };
        let limited = |o: &Overlay| matches!(o, Overlay::LimitedTo { .. });
        let world = World {
            channel: id,
            stage: channel.stage,
            paused: channel.paused,
            team: channel.team,
            // Where it leads does not matter: it takes what comes, or is not named.
            successor: None,
            inside: !overlays.iter().any(limited),
            overlays: overlays.clone(),
            hours: Hours::Always,
            staffed: true,
            load: 0.0,
            promise: None,
            failures: Vec::new(),
            version: channel.version,
        };
        let arrival = Arrival {
            door,
            medium,
            visitor: Visitor::Kind(VisitorKind::default()),
            continues: None,
            topic: None,
            at: self.now,
        };
        is_offered(&arrival, &world)
    }
}

async fn urgent(tx: &mut Tx) -> Result<Vec<Urgent>> {
    let said = store::suggestion::urgent_topics(tx).await?;
    if said.is_empty() {
        return Ok(Vec::new());
    }
    let target_ms = queue::rules(tx).await?.limits[rank(Urgency::Urgent)].target_ms;
    let topics = store::tag::topics(tx).await?.into_iter();
    let ours = topics.filter(|t| !t.archived && said.contains(&t.id));
    let urgent = ours.map(|t| Urgent {
        topic: t.id,
        name: t.name,
        target_ms,
    });
    Ok(urgent.collect())
}
