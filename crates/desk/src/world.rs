//! The picture of a channel that `door::resolve` decides on.

use crate::Result;
use crate::plans::force::{self, InForce};
use domain::channel::Channel;
use domain::door::{Hours, Overlay, Stand, Successor, World, line};
use domain::outage::{Content, of_channel};
use domain::plan::Person;
use domain::{ChannelId, ContactId, Millis, OutageId};
use std::collections::HashMap;
use store::{Json, Tx};

/// What is true about a channel now, for somebody of whom nothing is known.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn of(tx: &mut Tx, channel: &Channel, now: Millis) -> Result<World> {
    of_visitor(tx, channel, None, now).await
}

/// What is true about a channel now, for whoever comes. Who is not known belongs to no audience but everyone.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn of_visitor(
    tx: &mut Tx,
    channel: &Channel,
    contact: Option<ContactId>,
    now: Millis,
) -> Result<World> {
    Look::new(contact, now).world(tx, channel).await
}

/// One visitor at one moment: what was read for one channel is not read again for the next.
pub(crate) struct Look {
    contact: Option<ContactId>,
    now: Millis,
    channels: HashMap<ChannelId, Channel>,
    laid: HashMap<ChannelId, InForce>,
    outages: Option<Vec<(OutageId, Json<Content>)>>,
}

impl Look {
    pub fn new(contact: Option<ContactId>, now: Millis) -> Self {
        Self {
            contact,
            now,
            channels: HashMap::new(),
            laid: HashMap::new(),
            outages: None,
        }
    }

    /// At every channel: all of them in their order, and what lies on them, in two reads.
    pub async fn at_all(
        tx: &mut Tx,
        contact: Option<ContactId>,
        now: Millis,
    ) -> Result<(Self, Vec<Channel>)> {
        let mut look = Self::new(contact, now);
        let all = store::channel::all(tx).await?;
        look.laid = force::of_all(tx, now).await?;
        for channel in &all {
            look.channels.insert(channel.id, channel.clone());
            look.laid.entry(channel.id).or_default();
        }
        Ok((look, all))
    }

    pub async fn world(&mut self, tx: &mut Tx, channel: &Channel) -> Result<World> {
        let laid = self.laid(tx, channel.id).await?;
        self.with(tx, channel, laid).await
    }

    /// The same with other effects in force. The last word is laid over it by [`crate::last_word`] alone: it asks for the
    /// pictures of all others.
    pub async fn with(&mut self, tx: &mut Tx, channel: &Channel, laid: InForce) -> Result<World> {
        let inside = self.is_inside(tx, channel.id, &laid).await?;
        let own = stand(channel, &laid, inside);
        // What is announced names the one that follows.
        let successor = match own.takes() && laid.overlays.is_empty() {
            true => None,
            false => self.successor(tx, &own).await?,
        };
        let mut overlays = laid.overlays;
        if of_channel(self.outages(tx).await?, channel.id, |(_, c)| &c.0).is_some() {
            overlays.push(Overlay::Outage);
        }
        Ok(World {
            channel: channel.id,
            stage: channel.stage,
            paused: channel.paused,
            team: channel.team,
            successor,
            overlays,
            inside,
            hours: Hours::Always,
            staffed: true,
            load: 0.0,
            promise: None,
            failures: Vec::new(),
            version: channel.version,
        })
    }

    /// Down the line as far as the first that takes what they bring.
    async fn successor(&mut self, tx: &mut Tx, from: &Stand<'_>) -> Result<Option<Successor>> {
        let mut met: Vec<(Channel, InForce, bool)> = Vec::new();
        let mut next = from.next();
        while let Some(id) = next.filter(|id| met.iter().all(|(c, ..)| c.id != *id)) {
            let Some(channel) = self.channel(tx, id).await? else {
                break;
            };
            let laid = self.laid(tx, id).await?;
            let inside = self.is_inside(tx, id, &laid).await?;
            let here = stand(&channel, &laid, inside);
            next = if here.takes() { None } else { here.next() };
            met.push((channel, laid, inside));
        }
        let look = |id| {
            let found = met.iter().find(|(c, ..)| c.id == id)?;
            Some(stand(&found.0, &found.1, found.2))
        };
        Ok(line(from, look).taken())
    }

    async fn channel(&mut self, tx: &mut Tx, id: ChannelId) -> Result<Option<Channel>> {
        if let Some(known) = self.channels.get(&id) {
            return Ok(Some(known.clone()));
        }
        let found = store::channel::load(tx, id).await?;
        if let Some(channel) = &found {
            self.channels.insert(id, channel.clone());
        }
        Ok(found)
    }

    async fn laid(&mut self, tx: &mut Tx, id: ChannelId) -> Result<InForce> {
        if let Some(known) = self.laid.get(&id) {
            return Ok(known.clone());
        }
        let laid = force::of(tx, id, self.now).await?;
        self.laid.insert(id, laid.clone());
        Ok(laid)
    }

    async fn outages(&mut self, tx: &mut Tx) -> Result<&[(OutageId, Json<Content>)]> {
        if self.outages.is_none() {
            self.outages = Some(store::outage::in_force(tx).await?);
        }
        Ok(self.outages.as_deref().unwrap_or_default())
    }

    async fn is_inside(&self, tx: &mut Tx, channel: ChannelId, laid: &InForce) -> Result<bool> {
        let person = match (laid.is_limited(), self.contact) {
            (false, _) => return Ok(true),
            (true, None) => Person::default(),
            (true, Some(contact)) => force::person(tx, channel, contact).await?,
        };
        Ok(laid.holds(&person, channel, self.now))
    }
}

fn stand<'a>(channel: &Channel, laid: &'a InForce, inside: bool) -> Stand<'a> {
    Stand {
        channel: channel.id,
        team: channel.team,
        stage: channel.stage,
        paused: channel.paused,
        overlays: &laid.overlays,
        inside,
        successor: channel.successor,
    }
}
