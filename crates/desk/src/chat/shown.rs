//! What a widget is shown: the thread of its visitor, and what its door says to somebody who looks.

use super::alternative::{self, Alternative};
use super::loaded;
use crate::promise::{self, Asking, Forecasts};
use crate::{Desk, DeskError, Result, clocks, organization, queue, world};
use domain::channel::{Channel, Stage};
use domain::chat::{Proved, Widget};
use domain::contact::email_key;
use domain::conversation::{Conversation, Status, StatusState, Urgency};
use domain::door::{
    self, Arrival, Hours, Landing, Medium, Outcome, Overlay, TEXT_ACKNOWLEDGEMENT, TEXT_MESSAGE,
    Visitor, VisitorKind,
};
use domain::field::Definition;
use domain::message::MessageKind;
use domain::outage::Content;
use domain::promise::{Basis, Estimate};
use domain::reply_rules::Person;
use domain::routing::Kind;
use domain::{AgentId, ContactId, ConversationId, MessageId, Millis, TopicId, VisitorId, WidgetId};
use std::collections::{HashMap, HashSet};
use store::Tx;
use store::chat::{Chat, Line};
use store::message::Attached;

/// Lines that are read for one page: some of them may not be the visitor's to see.
const READ: usize = 200;
/// How often that is done for one page.
const ROUNDS: usize = 5;

/// What the visitor sees of the conversation they are in.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Seen {
    pub conversation: ConversationId,
    pub number: i64,
    /// `open`, `waiting` or `resolved`.
    pub status: &'static str,
    pub agent: Option<String>,
    pub agent_read_n: i64,
    /// An answer has left by mail as well.
    pub by_mail: bool,
    /// A rating is asked for.
    pub rate: bool,
    /// What there is to choose for somebody in the line.
    pub alternative: Option<Alternative>,
    /// What the visitor reads, as far as it is known.
    pub locale: String,
}

/// A message with its files.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    pub line: Line,
    pub files: Vec<Attached>,
}

/// Messages in the order of `n`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Thread {
    pub items: Vec<Shown>,
    /// Where to go on.
    pub cursor: i64,
    pub more: bool,
    /// Up to where the visitor has seen it, in some widget of theirs.
    pub read_n: i64,
}

/// What the door of a widget says now.
#[derive(Debug, Clone, PartialEq)]
pub struct Door {
    pub stage: Stage,
    pub name: String,
    pub organization: String,
    pub landing: Landing,
    /// What it says to somebody who looks, by the keys of `domain::door`.
    pub texts: Vec<String>,
    /// What does not work now.
    pub outage: Option<Content>,
    /// Closed for good, or led elsewhere: what is left of it shows the ways.
    pub gone: bool,
    /// Only those see it who have written in it.
    pub hidden: bool,
    /// Somebody is there to talk, soon enough to wait for it.
    pub online: bool,
    /// Somebody is there, and so many wait that a message is better.
    pub busy: bool,
    pub promise: Option<Estimate>,
    /// When hours begin again, if they are over.
    pub opens_at: Option<Millis>,
    pub zone: String,
    pub fields: Vec<Definition>,
    pub topics: Vec<(TopicId, String)>,
}

impl Desk {
    /// What a widget says to somebody who looks at it. `here`: agents who are at a console.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn chat_door(
        &self,
        widget: WidgetId,
        here: HashSet<AgentId>,
        now: Millis,
    ) -> Result<Door> {
        let forecasts = self.forecasts.clone();
        self.db
            .read(async move |tx| {
                let widget = loaded(tx, widget).await?;
                let channel = channel(tx, &widget).await?;
                let look = Looking {
                    widget: &widget,
                    channel: &channel,
                    staffed: staffed(tx, &channel, &here, now).await?,
                    contact: None,
                };
                let seen = look.ahead(tx, &forecasts, now).await?;
                let outcome = &seen.outcome;
                let names = store::tag::topics(tx).await?;
                let topics = widget.look.topics.iter().filter_map(|id| {
                    let known = names.iter().find(|t| t.id == *id && !t.archived);
                    known.map(|t| (*id, t.name.clone()))
                });
                let organization = organization::of(tx).await?;
                let broken = crate::outage::of(tx, channel.id).await?;
                Ok(Door {
                    outage: broken.map(|(_, content)| content),
                    stage: channel.stage,
                    name: channel.name.clone(),
                    online: seen.talk == Talk::Now,
                    busy: seen.talk == Talk::Busy,
                    landing: outcome.landing.clone(),
                    texts: outcome.texts.clone(),
                    gone: seen.gone,
                    hidden: seen.hidden,
                    promise: seen.promise,
                    opens_at: seen.opens_at,
                    topics: topics.collect(),
                    fields: store::field::all(tx).await?,
                    zone: organization.zone,
                    organization: organization.name,
                })
            })
            .await
    }

    /// What a visitor may read after or before a place, and the conversation they are in.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn chat_thread(
        &self,
        visitor: VisitorId,
        part: Part,
        limit: usize,
        now: Millis,
    ) -> Result<(Thread, Option<Seen>)> {
        let forecasts = self.forecasts.clone();
        self.db
            .read(async move |tx| {
                let Some(v) = store::chat::visitor(tx, visitor).await? else {
                    return Ok((Thread::default(), None));
                };
                let thread = thread(tx, &v, part, limit).await?;
                Ok((thread, seen(tx, &forecasts, &v, now).await?))
            })
            .await
    }

    /// Whose widgets show something of that conversation.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn chat_visitors(&self, id: ConversationId) -> Result<Vec<VisitorId>> {
        Ok(self
            .db
            .read(async move |tx| store::chat::visitors_of(tx, id).await)
            .await?)
    }
}

/// Which part of a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    After(i64),
    Before(i64),
}

pub(super) async fn channel(tx: &mut Tx, widget: &Widget) -> Result<Channel> {
    store::channel::load(tx, widget.channel)
        .await?
        .ok_or_else(|| DeskError::missing("channel"))
}

/// Whether the channel is open, and when it opens again.
async fn hours(tx: &mut Tx, channel: &Channel, now: Millis) -> Result<(Hours, Option<Millis>)> {
    let terms = clocks::terms(tx, channel.id, channel.team, Urgency::Normal, now).await?;
    Ok(match terms.and_then(|t| t.hours) {
        None => (Hours::Always, None),
        Some(hours) if hours.is_open(now) => (Hours::Open, None),
        Some(hours) => (Hours::Closed, hours.next_open(now)),
    })
}

/// Somebody looks at a widget, or begins a chat in it.
pub(super) struct Looking<'a> {
    pub widget: &'a Widget,
    pub channel: &'a Channel,
    /// An agent is at a console.
    pub staffed: bool,
    /// Who it is, where that is known.
    pub contact: Option<ContactId>,
}

/// Whether somebody can wait on the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Talk {
    Now,
    /// It would take too long.
    Busy,
    Shut,
}

/// What there is for somebody who looks.
pub(super) struct Ahead {
    pub outcome: Outcome,
    pub talk: Talk,
    /// For a talk where there is one, else for a message.
    pub promise: Option<Estimate>,
    pub opens_at: Option<Millis>,
    pub gone: bool,
    pub hidden: bool,
}

impl Looking<'_> {
    /// What the door says now, and what it promises.
    pub async fn ahead(&self, tx: &mut Tx, forecasts: &Forecasts, now: Millis) -> Result<Ahead> {
        let (hours, opens_at) = hours(tx, self.channel, now).await?;
        let written = Asking::written(None);
        let live = Asking {
            kind: Kind::Live,
            ..written
        };
        let open = self.staffed && hours != Hours::Closed;
        let wait = match open {
            true => Some(promise::of(tx, forecasts, self.channel, live, now).await?),
            false => None,
        };
        let world = door::World {
            hours,
            staffed: self.staffed,
            // How long mails took says nothing of a line.
            promise: wait.filter(|w| w.basis == Basis::Forward),
            ..world::of_visitor(tx, self.channel, self.contact, now).await?
        };
        let outcome = resolve(self.widget, Medium::Widget, None, &world, now);
        let said = |text: &str| outcome.texts.iter().any(|t| t == text);
        let takes = matches!(outcome.landing, Landing::Queue { .. });
        let talk = match (takes && !said(TEXT_MESSAGE), takes && open) {
            (true, _) => Talk::Now,
            (false, true) => Talk::Busy,
            (false, false) => Talk::Shut,
        };
        let promises = said(TEXT_ACKNOWLEDGEMENT) && self.channel.acknowledge;
        let promise = match (promises, wait.filter(|_| talk == Talk::Now)) {
            (false, _) => None,
            (true, Some(wait)) => Some(wait),
            (true, None) => Some(promise::of(tx, forecasts, self.channel, written, now).await?),
        };
        let gone = door::is_gone(&world);
        // Whoever is outside of an audience is no more to see it than who looks for it in a list.
        let closed = !gone && !world.paused && matches!(outcome.landing, Landing::Signpost);
        let unlisted = world.overlays.contains(&Overlay::Unlist);
        Ok(Ahead {
            outcome,
            talk,
            promise,
            opens_at,
            gone,
            hidden: !gone && (unlisted || closed),
        })
    }
}

/// Whether somebody may be there to talk: of the team, or of those who help it when it has too much.
async fn staffed(
    tx: &mut Tx,
    channel: &Channel,
    here: &HashSet<AgentId>,
    now: Millis,
) -> Result<bool> {
    if here.is_empty() {
        return Ok(false);
    }
    let away = store::away::all(tx).await?;
    let Some(team) = channel.team else {
        return Ok(domain::away::staffed(here, None, &away, now));
    };
    let mut able = store::team::members(tx, team).await?;
    let rules = queue::rules(tx).await?;
    for helper in rules.overflow.get(&team).into_iter().flatten() {
        able.extend(store::team::members(tx, *helper).await?);
    }
    Ok(domain::away::staffed(here, Some(&able), &away, now))
}

/// What the door does with somebody.
pub(super) fn resolve(
    widget: &Widget,
    medium: Medium,
    who: Option<(ContactId, Option<TopicId>)>,
    world: &door::World,
    now: Millis,
) -> Outcome {
    let visitor = match who {
        Some((contact, _)) => Visitor::Known(contact),
        None => Visitor::Kind(VisitorKind::default()),
    };
    let arrival = Arrival {
        door: widget.door,
        medium,
        visitor,
        continues: None,
        topic: who.and_then(|(_, topic)| topic),
        at: now,
    };
    door::resolve(&arrival, world)
}

/// Whether a visitor may read a line: what was said in their widget, and mails between us and their address. A line in
/// another's widget, a note, a forward, a word to a third party never is.
fn may_see(v: &store::chat::Visitor, line: &Line) -> bool {
    match line.visitor {
        Some(other) => other == v.id,
        None => by_mail(v, line),
    }
}

fn by_mail(v: &store::chat::Visitor, line: &Line) -> bool {
    let same = |p: &Person| !v.email_key.is_empty() && email_key(&p.address) == v.email_key;
    match line.kind {
        MessageKind::Customer => line.from.0.first().is_some_and(same),
        MessageKind::Agent => line.to.0.iter().chain(&line.cc.0).any(same),
        _ => false,
    }
}

pub(super) async fn thread(
    tx: &mut Tx,
    v: &store::chat::Visitor,
    part: Part,
    limit: usize,
) -> Result<Thread> {
    let mut out = Thread {
        cursor: match part {
            Part::After(n) | Part::Before(n) => n,
        },
        read_n: v.read_n,
        ..Thread::default()
    };
    let mut lines: Vec<Line> = Vec::new();
    for _ in 0..ROUNDS {
        let page = match part {
            Part::After(_) => store::chat::lines_after(tx, v.id, out.cursor, READ).await?,
            Part::Before(_) => store::chat::lines_before(tx, v.id, out.cursor, READ).await?,
        };
        out.more = page.len() == READ;
        for line in page {
            if lines.len() == limit {
                out.more = true;
                break;
            }
            out.cursor = line.n;
            if may_see(v, &line) {
                lines.push(line);
            }
        }
        if !out.more || lines.len() == limit {
            break;
        }
    }
    if matches!(part, Part::Before(_)) {
        lines.reverse();
    }
    let mut files: HashMap<MessageId, Vec<Attached>> = HashMap::new();
    for line in &lines {
        let of = store::message::attachments(tx, line.id).await?;
        if !of.is_empty() {
            files.insert(line.id, of);
        }
    }
    out.items = lines
        .into_iter()
        .map(|line| Shown {
            files: files.remove(&line.id).unwrap_or_default(),
            line,
        })
        .collect();
    Ok(out)
}

/// The chat that a visitor is in, and what became of its conversation.
pub(super) async fn talk(
    tx: &mut Tx,
    v: &store::chat::Visitor,
) -> Result<Option<(Chat, Conversation)>> {
    let Some(chat) = store::chat::newest(tx, v.id).await? else {
        return Ok(None);
    };
    let Some(c) = store::conversation::load(tx, chat.conversation).await? else {
        return Ok(None);
    };
    let c = match c.state {
        StatusState::Merged { into } => store::conversation::load(tx, into).await?.unwrap_or(c),
        _ => c,
    };
    Ok(Some((chat, c)))
}

/// Whether the widget asks what its visitor thought of it: once it is over, and nobody who does not want to be asked.
pub(super) async fn asks_for_rating(
    tx: &mut Tx,
    widget: &Widget,
    chat: &Chat,
    c: &Conversation,
) -> Result<bool> {
    let over = widget.look.rating
        && chat.rated_at.is_none()
        && c.first_reply_at.is_some()
        && c.state.status() == Status::Resolved;
    Ok(match c.contact {
        Some(contact) if over => !store::survey::find::memory(tx, contact).await?.1,
        _ => over,
    })
}

/// The conversation that a visitor is in.
pub(super) async fn seen(
    tx: &mut Tx,
    forecasts: &Forecasts,
    v: &store::chat::Visitor,
    now: Millis,
) -> Result<Option<Seen>> {
    let Some((chat, c)) = talk(tx, v).await? else {
        return Ok(None);
    };
    let agent = match c.assignee {
        Some(id) => store::agent::load(tx, id).await?.map(|a| a.name),
        None => None,
    };
    let widget = loaded(tx, chat.widget).await?;
    let locale = match v.locale.is_empty() {
        true => c.language.clone().unwrap_or_default(),
        false => v.locale.clone(),
    };
    Ok(Some(Seen {
        alternative: alternative::open(tx, &widget, (&chat, &c), forecasts, now).await?,
        locale,
        conversation: c.id,
        number: c.number,
        status: word(&c),
        agent,
        agent_read_n: chat.agent_read_n,
        by_mail: store::chat::went_by_mail(tx, v.id).await?,
        rate: asks_for_rating(tx, &widget, &chat, &c).await?,
    }))
}

/// A customer need not know that we think it spam, or when we look again.
fn word(c: &Conversation) -> &'static str {
    match c.state.status() {
        Status::Waiting => "waiting",
        Status::Resolved => "resolved",
        _ => "open",
    }
}

/// How it is told that somebody showed who they are.
#[must_use]
pub fn proof_word(proved: Proved) -> &'static str {
    match proved {
        Proved::None => "none",
        Proved::Code => "code",
        Proved::Signed => "signed",
    }
}
