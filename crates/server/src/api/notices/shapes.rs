//! What is said of notices.

use desk::notice::{self, Rendered, Template, View};
use domain::notice::{
    Content, Finding, Passed, Silence, Standing, State, Stopped, Text, Voice, Way,
};
use domain::{
    AgentId, ChannelId, ContactId, ConversationId, Millis, NoticeId, NoticeSuppressionId, PlanId,
};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Somebody who used a channel.
#[derive(Serialize, ToSchema)]
pub struct Dependent {
    #[schema(value_type = String)]
    contact: ContactId,
    name: String,
    /// One that works.
    email: Option<String>,
    language: Option<String>,
    organization: Option<String>,
    /// Those in which they wrote in these days.
    conversations: i64,
    last_at: Millis,
    open: i64,
    /// They wrote by no other channel in these days.
    only_here: bool,
    /// Kinds of other ways that are known: `email`, `chat`, `form`.
    has: Vec<String>,
    /// `mail`; `thread`: only in the conversation that they have open, if the notice may go there; null: not at all.
    #[schema(value_type = Option<String>)]
    reach: Option<Way>,
    /// When a notice about this channel told them last.
    told_at: Option<Millis>,
    /// Since then: by another channel (true), by this one (false), or nothing (null).
    moved: Option<bool>,
    /// Why they get no notices: `asked`, `bounced` or `by_hand`.
    #[schema(value_type = Option<String>)]
    suppressed: Option<Silence>,
}

impl From<notice::Dependent> for Dependent {
    fn from(d: notice::Dependent) -> Self {
        let who = d.who;
        Self {
            contact: who.contact,
            name: who.name,
            email: who.email,
            language: who.language,
            organization: who.organization,
            conversations: who.conversations,
            last_at: who.last_at,
            open: who.open,
            only_here: who.only_here,
            has: d.has,
            reach: d.reach,
            told_at: who.told_at,
            moved: d.moved,
            suppressed: who.suppressed,
        }
    }
}

/// Who depends on a channel, the heaviest users first.
#[derive(Serialize, ToSchema)]
pub struct Dependents {
    days: u16,
    people: usize,
    only_here: usize,
    /// They have no address that works and no conversation that is open.
    unreachable: usize,
    /// So many of the first make 80 % of the volume.
    frequent: usize,
    items: Vec<Dependent>,
    next: Option<String>,
}

impl Dependents {
    pub fn of(days: u16, d: notice::Dependents) -> Self {
        Self {
            days,
            people: d.people,
            only_here: d.only_here,
            unreachable: d.unreachable,
            frequent: d.frequent,
            items: d.items.into_iter().map(Dependent::from).collect(),
            next: d.next.map(|n| n.to_string()),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct NoticeCounts {
    waiting: i64,
    told: i64,
    passed: i64,
    /// Of those who were told: they answered. Null, like the next two, where it was not asked for.
    replied: Option<i64>,
    /// Of those who were told: they wrote by another channel last.
    moved: Option<i64>,
    /// Of those who were told: nothing was heard of them.
    silent: Option<i64>,
}

impl NoticeCounts {
    fn of(c: store::notice::Counts, metered: bool) -> Self {
        let asked = |n: i64| metered.then_some(n);
        Self {
            waiting: c.waiting,
            told: c.told,
            passed: c.passed,
            replied: asked(c.replied),
            moved: asked(c.moved),
            silent: asked(c.silent),
        }
    }
}

/// A notice in a list.
#[derive(Serialize, ToSchema)]
pub struct NoticeRow {
    #[schema(value_type = String)]
    id: NoticeId,
    #[schema(value_type = String)]
    channel: ChannelId,
    #[schema(value_type = Option<String>)]
    plan: Option<PlanId>,
    name: String,
    /// `draft`, `sending`, `stopped` or `done`.
    #[schema(value_type = String)]
    state: State,
    counts: NoticeCounts,
    created_at: Millis,
    updated_at: Millis,
    version: i64,
}

impl NoticeRow {
    fn of(n: &store::notice::Notice, counts: NoticeCounts) -> Self {
        Self {
            id: n.id,
            channel: n.channel,
            plan: n.plan,
            name: n.content.0.name.clone(),
            state: n.state,
            counts,
            created_at: n.created_at,
            updated_at: n.updated_at,
            version: n.version,
        }
    }
}

impl From<store::notice::Line> for NoticeRow {
    fn from(n: store::notice::Line) -> Self {
        let counts = store::notice::Counts {
            waiting: n.waiting,
            told: n.told,
            passed: n.passed,
            ..Default::default()
        };
        Self {
            id: n.id,
            channel: n.channel,
            plan: n.plan,
            name: n.name,
            state: n.state,
            counts: NoticeCounts::of(counts, false),
            created_at: n.created_at,
            updated_at: n.updated_at,
            version: n.version,
        }
    }
}

/// What is to be said about a notice before it is sent.
#[derive(Serialize, ToSchema)]
pub struct NoticeFinding {
    /// `not_justified`, `nobody`, `too_many`, `bad_sender`, `says_costs`, `empty_variable`, `plan_waits`, `captive`,
    /// `no_way_on`, `missing_language` or `unreachable`.
    code: &'static str,
    sentence: String,
    what_to_do: String,
    /// It cannot be sent like that.
    blocks: bool,
    /// How many people it is about, or the bound: of `not_justified` the most days (0 when it would go to everybody), of
    /// `too_many` the most people; otherwise nought.
    n: i64,
    /// Languages of texts or readers, the place that has no value, or the channel that cannot write.
    names: Vec<String>,
}

impl From<Finding> for NoticeFinding {
    fn from(f: Finding) -> Self {
        Self {
            code: f.code.word(),
            sentence: f.sentence,
            what_to_do: f.what_to_do,
            blocks: f.blocks,
            n: f.n,
            names: f.names,
        }
    }
}

/// A part of the sending.
#[derive(Serialize, ToSchema)]
pub struct NoticeWave {
    /// Counted from one.
    n: u32,
    /// People in it.
    of: i64,
    /// `waiting`, `sending` or `done`.
    state: &'static str,
    due_at: Option<Millis>,
}

/// What those who were told by the end of a week had done by then.
#[derive(Serialize, ToSchema)]
pub struct MovedWeek {
    /// The end of the week, or now.
    at: Millis,
    moved: i64,
    still: i64,
    silent: i64,
}

#[derive(Serialize, ToSchema)]
pub struct NoticeView {
    notice: NoticeRow,
    /// `{ name, to: { days, only_here, frequent, open, matching }, from, in_thread, voice, texts, follow_up, exceptions, waves,
    /// costs_meant }`.
    #[schema(value_type = Object)]
    content: Content,
    /// Who would be told, or is.
    people: i64,
    findings: Vec<NoticeFinding>,
    /// At most 200: those around the newest that has begun.
    waves: Vec<NoticeWave>,
    /// Nobody is told before; it can be taken back until the first wave begins.
    held_until: Option<Millis>,
    /// Why it stopped by itself: `author` (whoever sent it may write no more), `sender` (the channel that writes cannot),
    /// `plan` (its plan was taken back, or went back), `day` (the day in the letters has passed, or the plan closes
    /// the channel before it) or `words` (they could not be made into a letter).
    #[schema(value_type = Option<String>)]
    stopped_why: Option<Stopped>,
    /// Empty where it was not asked for.
    moved_by_week: Vec<MovedWeek>,
}

impl From<View> for NoticeView {
    fn from(v: View) -> Self {
        let wave = |w: notice::Wave| NoticeWave {
            n: w.n,
            of: w.people,
            state: w.state,
            due_at: w.due_at,
        };
        let week = |w: domain::notice::Week| MovedWeek {
            at: w.at,
            moved: w.moved,
            still: w.still,
            silent: w.silent,
        };
        Self {
            notice: NoticeRow::of(&v.notice, NoticeCounts::of(v.counts, v.metered)),
            people: v.people,
            findings: v.findings.into_iter().map(NoticeFinding::from).collect(),
            waves: v.waves.into_iter().map(wave).collect(),
            held_until: v.notice.held_until,
            stopped_why: v.notice.stopped_why,
            moved_by_week: v.moved_by_week.into_iter().map(week).collect(),
            content: v.notice.content.0,
        }
    }
}

/// Somebody on the list of a notice.
#[derive(Serialize, ToSchema)]
pub struct NoticeRecipient {
    #[schema(value_type = String)]
    contact: ContactId,
    name: String,
    language: String,
    /// `mail` or `thread`.
    #[schema(value_type = String)]
    by: Way,
    /// `waiting`, `told` or `passed`.
    #[schema(value_type = String)]
    state: Standing,
    /// Why they were passed over: `suppressed`, `exception`, `told_before`, `no_way`, `erased`, `bounced` or `refused`.
    #[schema(value_type = Option<String>)]
    why: Option<Passed>,
    /// Counted from one; nought for whoever is in none.
    wave: u32,
    told_at: Option<Millis>,
    #[schema(value_type = Option<String>)]
    conversation: Option<ConversationId>,
    replied: bool,
    moved: Option<bool>,
}

impl From<store::notice::Recipient> for NoticeRecipient {
    fn from(r: store::notice::Recipient) -> Self {
        let moved = r
            .told_at
            .and_then(|told| domain::notice::has_moved(told, r.other_at, r.old_at));
        Self {
            contact: r.contact,
            name: r.name,
            language: r.language,
            by: r.way,
            state: r.state,
            why: r.why,
            wave: r.wave,
            told_at: r.told_at,
            conversation: r.conversation,
            replied: r.replied,
            moved,
        }
    }
}

/// What somebody would read.
#[derive(Serialize, ToSchema)]
pub struct RenderedNotice {
    subject: String,
    html: String,
    text: String,
    /// `mail` or `thread`.
    #[schema(value_type = String)]
    by: Way,
    /// An address; empty where the words stay in a chat.
    to: String,
    language: String,
    from: String,
}

impl From<Rendered> for RenderedNotice {
    fn from(r: Rendered) -> Self {
        Self {
            subject: r.subject,
            html: r.html,
            text: r.text,
            by: r.way,
            to: r.to,
            language: r.language,
            from: r.from,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct NoticeText {
    subject: String,
    html: String,
}

/// One voice.
#[derive(Serialize, ToSchema)]
pub struct NoticeTemplate {
    /// `benefit`, `ways` or `own`.
    #[schema(value_type = String)]
    voice: Voice,
    /// By language.
    texts: BTreeMap<String, NoticeText>,
}

impl From<Template> for NoticeTemplate {
    fn from(t: Template) -> Self {
        let text = |(language, t): (String, Text)| {
            let (subject, html) = (t.subject, t.html);
            (language, NoticeText { subject, html })
        };
        Self {
            voice: t.voice,
            texts: t.texts.into_iter().map(text).collect(),
        }
    }
}

/// Somebody, or an address, that gets no notices.
#[derive(Serialize, ToSchema)]
pub struct NoticeSuppression {
    #[schema(value_type = String)]
    id: NoticeSuppressionId,
    address: Option<String>,
    #[schema(value_type = Option<String>)]
    contact: Option<ContactId>,
    /// Of the customer, or of whoever has that address.
    name: Option<String>,
    /// `asked`, `bounced` (nobody is at that address; others of theirs get them) or `by_hand`.
    #[schema(value_type = String)]
    why: Silence,
    at: Millis,
    #[schema(value_type = Option<String>)]
    by: Option<AgentId>,
}

impl From<store::notice::Suppressed> for NoticeSuppression {
    fn from(s: store::notice::Suppressed) -> Self {
        Self {
            id: s.id,
            address: s.address,
            contact: s.contact,
            name: s.name,
            why: s.why,
            at: s.at,
            by: s.by,
        }
    }
}
