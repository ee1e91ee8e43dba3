//! Two conversations that are one matter become one, and come apart again; chosen messages become a conversation of their own.
//!
//! Messages really move, with deliveries and raw mails; the other conversation stays as a signpost that keeps its number, its
//! reply tokens and its references, so that whatever still comes for it is led to the survivor (`ingest`, `GET`), and undoing
//! is exact. Only roots merge into roots, so there are no circles. Both rows are saved with their versions in the order of
//! their ids: two who merge crosswise at once, or a mail that arrives meanwhile, make one of the two decide again.

use crate::{By, Desk, DeskError, Result, carry_out, fresh};
use domain::access::Permission;
use domain::conversation::merge::{DEPTH_MAX, Joint, MESSAGES_MAX, SURVIVOR_MAX, apart, told_by};
use domain::conversation::{Command, Conversation, Opening, Outline, StatusState, UNDO_MS, open};
use domain::message::MessageKind;
use domain::{ConversationId, MergeId, MessageId, Refusal};
use serde_json::json;
use store::merge::Merge;
use store::{Json, Tx};

/// Whether both are of one customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Customers {
    /// Different ones are refused.
    Same,
    /// The agent was warned and wants it all the same.
    MayDiffer,
}

/// What was merged, as it is now.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    pub survivor: Conversation,
    pub signpost: Conversation,
}

/// Messages that begin a conversation of their own.
#[derive(Debug, Clone, PartialEq)]
pub struct NewSplit {
    pub from: ConversationId,
    pub messages: Vec<MessageId>,
    /// `None`: that of the first of them.
    pub subject: Option<String>,
}

impl Desk {
    /// Everything in `from` goes to `into`, and `from` becomes a signpost.
    ///
    /// # Errors
    /// `merge_with_itself`, `conversation_is_merged`, `conversation_is_spam`, `different_customers`, `too_many_messages`,
    /// `merged_too_often`, `not_found`, `not_permitted`.
    pub async fn merge(
        &self,
        by: &By,
        into: ConversationId,
        from: ConversationId,
        customers: Customers,
    ) -> Result<Merged> {
        let id = MergeId(fresh::id(by.now));
        let line = MessageId(fresh::id(by.now));
        let by = by.clone();
        self.write(async move |tx| merge(tx, &by, into, from, customers, id, line).await)
            .await
    }

    /// A signpost becomes what it was. What came after the merge stays with the survivor.
    ///
    /// # Errors
    /// `not_merged`; `merged_further` when the survivor was merged itself; `not_found`, `not_permitted`.
    pub async fn unmerge(&self, by: &By, signpost: ConversationId) -> Result<Merged> {
        let line = MessageId(fresh::id(by.now));
        let by = by.clone();
        self.write(async move |tx| unmerge(tx, &by, signpost, line).await)
            .await
    }

    /// Chosen messages go to a new conversation, with their ids, so that answers to them follow.
    ///
    /// # Errors
    /// `nothing_to_split`, `too_many_messages`, `not_found`, `not_permitted`, `conversation_is_merged`.
    pub async fn split(&self, by: &By, new: NewSplit) -> Result<Conversation> {
        let id = ConversationId(fresh::id(by.now));
        let lines = [MessageId(fresh::id(by.now)), MessageId(fresh::id(by.now))];
        let by = by.clone();
        self.write(async move |tx| split(tx, &by, &new, id, lines).await)
            .await
    }
}

/// What mail for a conversation may join: itself, or what it was merged into in the end, unless that one's words were erased.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn living(tx: &mut Tx, c: Conversation) -> Result<Option<Conversation>> {
    let asked = c.id;
    let Some(there) = survivor(tx, c).await? else {
        return Ok(None);
    };
    let forgotten = there.id != asked && store::erase::erased_at(tx, there.id).await?.is_some();
    Ok((!forgotten).then_some(there))
}

/// Where a conversation is to be found: itself, or what it was merged into in the end.
///
/// # Errors
/// See [`store::StoreError`].
pub async fn survivor(tx: &mut Tx, c: Conversation) -> Result<Option<Conversation>> {
    let mut c = c;
    for _ in 0..=DEPTH_MAX {
        let StatusState::Merged { into } = c.state else {
            return Ok(Some(c));
        };
        match store::conversation::load(tx, into).await? {
            Some(next) => c = next,
            None => return Ok(None),
        }
    }
    Ok(None)
}

async fn merge(
    tx: &mut Tx,
    by: &By,
    into: ConversationId,
    from: ConversationId,
    customers: Customers,
    id: MergeId,
    line: MessageId,
) -> Result<Merged> {
    let mut other = carry_out::load(tx, from).await?;
    by.demand_on(Permission::ConversationWrite, &other)?;
    let mut c = carry_out::load(tx, into).await?;
    by.demand_on(Permission::ConversationWrite, &c)?;
    let ctx = by.ctx();
    let (before, survivor_before) = (other.clone(), c.outline());
    carry_out::command(tx, &mut other, Command::MergeInto { into }, &ctx).await?;
    let absorb = Command::Absorb(Box::new(before.clone()));
    carry_out::command(tx, &mut c, absorb, &ctx).await?;
    let mixed = mixed(tx, &c, &before, customers).await?;
    bounded(tx, &c, &before).await?;
    let survivor_mixed = store::merge::is_mixed(tx, c.id).await?;
    let brought = store::merge::bring(tx, other.id, c.id).await?;
    // Several at once keep their order.
    let newest = store::merge::newest(tx, c.id).await?;
    let at = newest.map_or(by.now, |newest| by.now.max(newest + 1));
    store::merge::insert(
        tx,
        &Merge {
            id,
            merged: other.id,
            survivor: c.id,
            at,
            agent: by.access.agent,
            merged_before: Json(before.outline()),
            survivor_before: Json(survivor_before),
            survivor_after: Json(c.outline()),
            survivor_mixed,
            brought: Json(brought),
        },
    )
    .await?;
    store::merge::move_all(tx, id, other.id, c.id).await?;
    if !mixed {
        store::merge::move_drafts(tx, other.id, c.id).await?;
    }
    store::merge::set_mixed(tx, c.id, mixed).await?;
    store::outage::merged(tx, other.id, c.id).await?;
    let event = json!({ "name": "merged", "conversation": other.id, "number": other.number });
    store::conversation::add_event_line(tx, c.id, line, by.now, None, &event).await?;
    settle(tx, by, [&mut c, &mut other]).await?;
    Ok(Merged {
        survivor: c,
        signpost: other,
    })
}

/// Whether the survivor holds words of different customers from now on.
async fn mixed(
    tx: &mut Tx,
    c: &Conversation,
    other: &Conversation,
    customers: Customers,
) -> Result<bool> {
    let differ = matches!((c.contact, other.contact), (Some(a), Some(b)) if a != b);
    if differ && customers == Customers::Same {
        return Err(DeskError::refused(
            "different_customers",
            format!(
                "#{} and #{} are of different customers. Merged, both stay apart in answers; confirm that you want it.",
                c.number, other.number
            ),
        ));
    }
    Ok(differ
        || store::merge::is_mixed(tx, c.id).await?
        || store::merge::is_mixed(tx, other.id).await?)
}

/// One transaction moves only so much, and a way over signposts is short.
async fn bounded(tx: &mut Tx, c: &Conversation, other: &Conversation) -> Result<()> {
    let moving = store::merge::count(tx, other.id, MESSAGES_MAX + 1).await?;
    let there = store::merge::count(tx, c.id, SURVIVOR_MAX + 1).await?;
    if moving > MESSAGES_MAX || moving + there > SURVIVOR_MAX {
        return Err(DeskError::refused(
            "too_many_messages",
            format!(
                "At most {MESSAGES_MAX} messages are merged at once, into at most {SURVIVOR_MAX}. Link the two instead."
            ),
        ));
    }
    if store::merge::depth(tx, other.id, DEPTH_MAX).await? + 1 >= DEPTH_MAX {
        return Err(DeskError::refused(
            "merged_too_often",
            format!(
                "#{} was merged on and on. Merge into it instead.",
                other.number
            ),
        ));
    }
    Ok(())
}

async fn unmerge(tx: &mut Tx, by: &By, id: ConversationId, line: MessageId) -> Result<Merged> {
    let mut other = carry_out::load(tx, id).await?;
    by.demand_on(Permission::ConversationWrite, &other)?;
    let not_merged = || DeskError::refused("not_merged", "This conversation was not merged.");
    let m = store::merge::of(tx, id).await?.ok_or_else(not_merged)?;
    let mut c = carry_out::load(tx, m.survivor).await?;
    by.demand_on(Permission::ConversationWrite, &c)?;
    if let StatusState::Merged { .. } = c.state {
        return Err(DeskError::refused(
            "merged_further",
            format!("#{} was merged itself; take that back first.", c.number),
        ));
    }
    let ctx = by.ctx();
    store::merge::move_back(tx, m.id, c.id, other.id).await?;
    store::merge::take_away(tx, c.id, other.id, &m.brought.0).await?;
    let standing = store::merge::standing(tx, c.id).await?;
    store::merge::undone(tx, m.id, by.now).await?;
    let remains = remains(tx, &c, &standing, m.id).await?;
    let untouched = c.outline() == m.survivor_after.0;
    if untouched && !m.survivor_mixed {
        store::merge::set_mixed(tx, c.id, false).await?;
    }
    let back = Command::ComeBack(Box::new(m.merged_before.0));
    carry_out::command(tx, &mut other, back, &ctx).await?;
    let give = Command::GiveBack {
        other: other.id,
        remains: Box::new(remains),
    };
    carry_out::command(tx, &mut c, give, &ctx).await?;
    let event = json!({ "name": "unmerged", "conversation": other.id, "number": other.number });
    store::conversation::add_event_line(tx, c.id, line, by.now, None, &event).await?;
    settle(tx, by, [&mut c, &mut other]).await?;
    Ok(Merged {
        survivor: c,
        signpost: other,
    })
}

/// How the survivor stands without one of the merges into it; the later ones are told anew.
async fn remains(
    tx: &mut Tx,
    c: &Conversation,
    standing: &[Merge],
    gone: MergeId,
) -> Result<Outline> {
    let from = standing.iter().position(|m| m.id == gone);
    let from = &standing[from.unwrap_or(standing.len())..];
    let joint = |m: &Merge| Joint {
        merged: m.merged_before.0,
        before: m.survivor_before.0,
        after: m.survivor_after.0,
    };
    let joints: Vec<Joint> = from.iter().map(joint).collect();
    let said = store::merge::said(tx, c.id).await?;
    let (remains, retold) = apart(&c.outline(), &joints, &said, c.created_at);
    for (m, joint) in from.iter().skip(1).zip(retold) {
        store::merge::retell(tx, m.id, joint.before, joint.after).await?;
    }
    Ok(remains)
}

async fn split(
    tx: &mut Tx,
    by: &By,
    new: &NewSplit,
    id: ConversationId,
    lines: [MessageId; 2],
) -> Result<Conversation> {
    let mut c = carry_out::load(tx, new.from).await?;
    by.demand_on(Permission::ConversationWrite, &c)?;
    let chosen = chosen(tx, &c, &new.messages).await?;
    let first = chosen
        .iter()
        .find(|m| m.kind == MessageKind::Customer)
        .or(chosen.first())
        .ok_or_else(nothing_to_split)?;
    let subject = new.subject.clone().filter(|s| !s.trim().is_empty());
    let (mut own, opened) = open(Opening {
        id,
        subject: subject.unwrap_or_else(|| match first.subject.trim() {
            "" => c.subject.clone(),
            of => of.to_owned(),
        }),
        contact: first.contact.or(c.contact),
        channel: first.channel.unwrap_or(c.channel),
        door: first.door.or(c.door),
        team: c.team,
        language: c.language.clone(),
        at: first.at,
    });
    own.assignee = c.assignee;
    let ctx = by.ctx();
    carry_out::happened(tx, &mut own, opened, &ctx).await?;
    store::conversation::insert(tx, &mut own, None).await?;
    for m in &chosen {
        store::merge::move_one(tx, m.id, c.id, own.id).await?;
    }
    take_part(tx, &c, &own, &chosen).await?;
    let mixed = store::merge::is_mixed(tx, c.id).await?;
    store::merge::set_mixed(tx, own.id, mixed).await?;
    let outline = told_by(
        &store::merge::said(tx, own.id).await?,
        &c.outline(),
        first.at,
    );
    let begins = Command::SplitOff {
        from: c.id,
        outline: Box::new(outline),
    };
    carry_out::command(tx, &mut own, begins, &ctx).await?;
    let remains = told_by(
        &store::merge::said(tx, c.id).await?,
        &c.outline(),
        c.created_at,
    );
    let give = Command::GiveBack {
        other: own.id,
        remains: Box::new(remains),
    };
    carry_out::command(tx, &mut c, give, &ctx).await?;
    store::conversation::link(tx, own.id, c.id, "follows", by.now).await?;
    for (of, other, line, name) in [
        (&c, &own, lines[0], "split_away"),
        (&own, &c, lines[1], "split_off"),
    ] {
        let event = json!({ "name": name, "conversation": other.id, "number": other.number });
        store::conversation::add_event_line(tx, of.id, line, by.now, None, &event).await?;
    }
    settle(tx, by, [&mut c, &mut own]).await?;
    Ok(own)
}

fn nothing_to_split() -> DeskError {
    Refusal::new(
        "nothing_to_split",
        "Choose messages of this conversation, and leave at least one of the customer's or ours.",
    )
    .on("messages")
    .into()
}

/// The messages, in their order: some of this conversation, and not all.
async fn chosen(
    tx: &mut Tx,
    c: &Conversation,
    ids: &[MessageId],
) -> Result<Vec<store::message::Stored>> {
    if i64::try_from(ids.len()).unwrap_or(i64::MAX) > MESSAGES_MAX {
        let text = format!("At most {MESSAGES_MAX} messages are split off at once.");
        return Err(DeskError::refused("too_many_messages", text));
    }
    let mut chosen = Vec::with_capacity(ids.len());
    for &id in ids {
        let m = store::message::load(tx, id).await?;
        let m = m.filter(|m| m.conversation == c.id && m.cancelled_at.is_none());
        let m = m.ok_or_else(|| DeskError::missing("message"))?;
        if chosen.iter().all(|k: &store::message::Stored| k.id != m.id) {
            chosen.push(m);
        }
    }
    let speaks = |k: MessageKind| matches!(k, MessageKind::Customer | MessageKind::Agent);
    let all = store::merge::said(tx, c.id).await?.len();
    let taken = chosen.iter().filter(|m| speaks(m.kind)).count();
    if taken == 0 || taken >= all {
        return Err(nothing_to_split());
    }
    chosen.sort_by_key(|m| (m.at, m.n));
    Ok(chosen)
}

/// Who is on the messages takes part in their conversation.
async fn take_part(
    tx: &mut Tx,
    c: &Conversation,
    own: &Conversation,
    chosen: &[store::message::Stored],
) -> Result<()> {
    let keys: Vec<String> = chosen
        .iter()
        .flat_map(|m| [&m.from.0, &m.reply_to.0, &m.to.0, &m.cc.0])
        .flatten()
        .map(|p| domain::contact::email_key(&p.address))
        .collect();
    let mut people = store::conversation::participants(tx, c.id).await?;
    people.retain(|p| keys.contains(&p.address_key));
    Ok(store::conversation::add_participants(tx, own.id, &people).await?)
}

/// Saves both, in the order of their ids, as two that do so at once must not wait for each other; lists show what is newest
/// in each.
async fn settle(tx: &mut Tx, by: &By, mut both: [&mut Conversation; 2]) -> Result<()> {
    both.sort_by_key(|c| c.id);
    for c in both {
        carry_out::save(tx, c, None).await?;
        carry_out::look_again(tx, c.id).await?;
        store::merge::forget_before(tx, c.id, by.now - UNDO_MS).await?;
    }
    Ok(())
}
