//! What lies on each channel in each slot, and to whom it hands on then: the same rule as for live traffic
//! ([`door::line`]), asked for each kind of customer.

use super::house::{House, When};
use super::index::Index;
use crate::door::{self, Hours, Line, Overlay, Stand, Successor};

/// Hours and overlays, worked out once for all failures.
pub(super) struct InSlots {
    /// By channel.
    of: Vec<Of>,
}

struct Of {
    /// By slot.
    hours: Vec<Hours>,
    /// Always, and while it is closed.
    open: Vec<Overlay>,
    shut: Vec<Overlay>,
    /// It, or one to which it may hand on, is not for everybody.
    limited: bool,
}

impl InSlots {
    pub fn of(house: &House, chain: &[Vec<usize>]) -> Self {
        let limits = |c: &usize| {
            let laid = &house.channels[*c].overlays;
            let is = |o: &Overlay| matches!(o, Overlay::LimitedTo { .. });
            laid.iter().any(|l| is(&l.overlay))
        };
        let of = house.channels.iter().zip(chain).map(|(channel, chain)| {
            let hours = house.slots.iter().map(|slot| match &channel.hours {
                None => Hours::Always,
                Some(hours) if hours.is_open(slot.at) => Hours::Open,
                Some(_) => Hours::Closed,
            });
            let always = channel.overlays.iter().filter(|l| l.when == When::Always);
            Of {
                hours: hours.collect(),
                open: always.map(|l| l.overlay.clone()).collect(),
                shut: (channel.overlays.iter())
                    .map(|l| l.overlay.clone())
                    .collect(),
                limited: chain.iter().any(limits),
            }
        });
        Self { of: of.collect() }
    }

    pub fn hours(&self, channel: usize, slot: usize) -> Hours {
        self.of[channel].hours[slot]
    }

    fn overlays(&self, channel: usize, slot: usize) -> &[Overlay] {
        match self.hours(channel, slot) {
            Hours::Closed => &self.of[channel].shut,
            Hours::Always | Hours::Open => &self.of[channel].open,
        }
    }

    pub fn is_limited(&self, channel: usize) -> bool {
        self.of[channel].limited
    }
}

impl Index<'_> {
    /// How the channel stands to somebody of that audience; `None`: of no audience.
    pub fn stand(&self, channel: usize, slot: usize, audience: Option<&str>) -> Stand<'_> {
        let of = &self.house.channels[channel];
        let overlays = self.laid.overlays(channel, slot);
        let holds = |o: &Overlay| match o {
            Overlay::LimitedTo { audience: limit } => audience == Some(limit),
            _ => true,
        };
        Stand {
            channel: of.id,
            team: of.team,
            stage: of.stage,
            paused: of.paused,
            overlays,
            inside: overlays.iter().all(holds),
            successor: of.successor,
        }
    }

    /// Where it goes from there on.
    pub fn line<'a>(&'a self, from: &Stand<'a>, slot: usize, audience: Option<&str>) -> Line {
        door::line(from, |id| {
            Some(self.stand(self.channel(id)?, slot, audience))
        })
    }

    /// Nobody asks for it where the channel takes what comes.
    pub fn successor<'a>(
        &'a self,
        from: &Stand<'a>,
        slot: usize,
        audience: Option<&str>,
    ) -> Option<Successor> {
        match from.takes() {
            true => None,
            false => self.line(from, slot, audience).taken(),
        }
    }
}
