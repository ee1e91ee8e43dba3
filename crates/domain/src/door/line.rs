//! Whether a channel takes whoever comes, and the line of channels that follow each other until one does. The one rule of
//! live traffic, the contact page and the dead-end audit.

use super::{
    Overlay, Successor, TEXT_ANNOUNCEMENT, TEXT_CLOSED, TEXT_PAUSED, TEXT_SIGNPOST, World,
};
use crate::channel::Stage;
use crate::{ChannelId, TeamId};

/// How a channel stands to one visitor.
#[derive(Debug, Clone, Copy)]
pub struct Stand<'a> {
    pub channel: ChannelId,
    pub team: Option<TeamId>,
    pub stage: Stage,
    pub paused: bool,
    pub overlays: &'a [Overlay],
    /// They belong to the audience of each `LimitedTo` in force; `true` where there is none.
    pub inside: bool,
    /// Its own.
    pub successor: Option<ChannelId>,
}

/// Where a line of channels ends.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    /// This one takes what comes.
    Taken(Successor),
    Nobody,
    Circle,
}

impl Stand<'_> {
    /// Whether it takes what they bring.
    #[must_use]
    pub fn takes(&self) -> bool {
        self.refusal().is_none()
    }

    /// The text of what lets nobody in, or not this one.
    pub(super) fn refusal(&self) -> Option<&'static str> {
        let laid = self.overlays.iter().rev().find_map(|o| match o {
            Overlay::Redirect { .. } => Some(TEXT_ANNOUNCEMENT),
            Overlay::OutboundOnly | Overlay::Signpost => Some(TEXT_SIGNPOST),
            _ => None,
        });
        laid.or_else(|| match (self.stage, self.is_outside(), self.paused) {
            (Stage::Closed, ..) => Some(TEXT_CLOSED),
            (_, true, _) => Some(TEXT_SIGNPOST),
            (_, _, true) => Some(TEXT_PAUSED),
            _ => None,
        })
    }

    fn is_outside(&self) -> bool {
        let limited = |o: &Overlay| matches!(o, Overlay::LimitedTo { .. });
        !self.inside && self.overlays.iter().any(limited)
    }

    /// The next: of the last overlay that turns everybody away when it is a redirect, else its own successor.
    #[must_use]
    pub fn next(&self) -> Option<ChannelId> {
        let last = self.overlays.iter().rev().find_map(|o| match o {
            Overlay::Redirect { to } => Some(Some(*to)),
            Overlay::OutboundOnly | Overlay::Signpost => Some(None),
            _ => None,
        });
        last.flatten().or(self.successor)
    }
}

impl<'a> From<&'a World> for Stand<'a> {
    fn from(world: &'a World) -> Self {
        Self {
            channel: world.channel,
            team: world.team,
            stage: world.stage,
            paused: world.paused,
            overlays: &world.overlays,
            inside: world.inside,
            successor: world.successor.as_ref().map(|s| s.channel),
        }
    }
}

impl Line {
    #[must_use]
    pub fn taken(self) -> Option<Successor> {
        match self {
            Self::Taken(successor) => Some(successor),
            Self::Nobody | Self::Circle => None,
        }
    }
}

/// The first channel after `from` that takes what comes. `look` answers with a channel as it stands to the same visitor.
#[must_use]
pub fn line<'a>(from: &Stand<'a>, look: impl Fn(ChannelId) -> Option<Stand<'a>>) -> Line {
    let mut seen = vec![from.channel];
    let mut next = from.next();
    while let Some(id) = next {
        if seen.contains(&id) {
            return Line::Circle;
        }
        let Some(here) = look(id) else {
            return Line::Nobody;
        };
        if here.takes() {
            return Line::Taken(Successor {
                channel: id,
                team: here.team,
            });
        }
        seen.push(id);
        next = here.next();
    }
    Line::Nobody
}
