//! The people of a channel that was closed, or began to wind down: where each of them wrote afterwards, and how satisfied
//! they said they were. Counting is `domain::migration`.

use crate::filter::Built;
use crate::tx::Line;
use crate::{Json, Result, StoreError, Tx, record, sql, vals};
use domain::access::{Access, Permission};
use domain::migration::{BEFORE_DAYS, Expected, LOOKS, Meter, Person, Rated, Wrote};
use domain::{AgentId, ChannelId, ContactId, ConversationId, Millis, PlanId, TeamId};
use std::collections::{BTreeMap, BTreeSet};

const DAY_MS: Millis = 24 * 60 * 60 * 1000;

/// Which people, and of which time.
#[derive(Debug, Clone, Copy)]
struct Of {
    channel: ChannelId,
    first: Millis,
    since: Millis,
    until: Millis,
}

/// Counts everybody who wrote by the channel in the days before it turned, by a conversation in reach, one after the other.
/// Where they wrote afterwards is asked of the whole house, or whoever moved to another team's channel would seem to be gone:
/// what comes out are counts.
///
/// # Errors
/// See [`StoreError`].
pub async fn measured(
    tx: &mut Tx,
    access: &Access,
    channel: ChannelId,
    since: Millis,
    now: Millis,
) -> Result<Meter> {
    let mut meter = Meter::new(channel, since, now);
    if !access.may(Permission::ReportRead) {
        return Ok(meter);
    }
    let days = LOOKS.iter().max().copied().unwrap_or(0);
    let of = Of {
        channel,
        first: since - BEFORE_DAYS * DAY_MS,
        since,
        until: since + days * DAY_MS,
    };
    let mut rated = rated(tx, of).await?;
    let built = wrote_built(tx, of);
    let mut one: Option<Gathering> = None;
    tx.each(&built, &mut |line| {
        let missing = || StoreError::corrupt("a person without an id");
        let contact = ContactId(line.id(0)?.ok_or_else(missing)?);
        if one.as_ref().is_none_or(|g| g.contact != contact)
            && let Some(done) = one.replace(Gathering::of(contact))
        {
            done.end(&mut meter, &mut rated);
        }
        match &mut one {
            Some(gathering) => gathering.take(line, access),
            None => Ok(()),
        }
    })
    .await?;
    if let Some(last) = one {
        last.end(&mut meter, &mut rated);
    }
    Ok(meter)
}

/// One person while the rows about them are read.
struct Gathering {
    contact: ContactId,
    in_reach: bool,
    seen: BTreeSet<ConversationId>,
    person: Person,
}

impl Gathering {
    fn of(contact: ContactId) -> Self {
        Self {
            contact,
            in_reach: false,
            seen: BTreeSet::new(),
            person: Person::default(),
        }
    }

    /// One row: a conversation that the person had by the channel, beside one in which they wrote afterwards.
    fn take(&mut self, line: &Line<'_>, access: &Access) -> Result<()> {
        let (team, assignee) = (line.id(1)?.map(TeamId), line.id(2)?.map(AgentId));
        self.in_reach |= access.reaches(team, assignee);
        let (Some(conversation), Some(channel), Some(at)) =
            (line.id(3)?, line.id(4)?, line.int(6)?)
        else {
            return Ok(());
        };
        // It comes once for each team that had one of the person's conversations.
        if self.seen.insert(ConversationId(conversation)) {
            self.person.wrote.push(Wrote {
                at,
                channel: ChannelId(channel),
                old_door: line.int(5)? == Some(1),
                begun: line.int(7)? == Some(1),
            });
        }
        Ok(())
    }

    fn end(mut self, meter: &mut Meter, rated: &mut BTreeMap<ContactId, Vec<Rated>>) {
        self.person.rated = rated.remove(&self.contact).unwrap_or_default();
        if self.in_reach {
            meter.take(&self.person);
        }
    }
}

/// Who wrote by the channel in the days before. What goes on since then had to be written in at that time, too.
fn people(b: &mut Built, of: Of, columns: &'static str) {
    b.add("(SELECT DISTINCT ").add(columns);
    b.add(" FROM conversation p WHERE p.status IN ('open', 'waiting', 'snoozed', 'resolved') AND p.channel = ")
        .bind(of.channel)
        .add(" AND p.last_at >= ")
        .bind(of.first)
        .add(" AND p.last_customer_at >= ")
        .bind(of.first)
        .add(" AND p.created_at < ")
        .bind(of.since)
        .add(" AND p.contact IS NOT NULL AND (p.last_customer_at < ")
        .bind(of.since)
        .add(" OR EXISTS (SELECT 1 FROM message m WHERE m.conversation = p.id AND m.kind = 'customer' AND m.at >= ")
        .bind(of.first)
        .add(" AND m.at < ")
        .bind(of.since)
        .add("))) w");
}

fn wrote_built(tx: &Tx, of: Of) -> Built {
    let mut b = Built::new(tx.engine());
    b.add("SELECT w.contact, w.team, w.assignee, o.id, o.channel, CAST(CASE WHEN d.channel = ")
        .bind(of.channel)
        .add(" THEN 1 ELSE 0 END AS bigint), CASE WHEN o.created_at >= ")
        .bind(of.since)
        .add(" AND coalesce(g.ours, 0) = 0 THEN o.created_at ELSE (SELECT min(m.at) FROM message m WHERE m.conversation = o.id ")
        .add("AND m.kind = 'customer' AND m.at >= ")
        .bind(of.since)
        .add(") END, CAST(CASE WHEN o.created_at >= ")
        .bind(of.since)
        .add(" AND coalesce(g.ours, 0) = 0 THEN 1 ELSE 0 END AS bigint) FROM ");
    people(&mut b, of, "p.contact, p.team, p.assignee");
    b.add(" LEFT JOIN conversation o ON o.contact = w.contact AND o.last_at >= ")
        .bind(of.since)
        .add(" AND o.last_customer_at >= ")
        .bind(of.since)
        .add(" AND o.created_at < ")
        .bind(of.until)
        .add(" AND o.status IN ('open', 'waiting', 'snoozed', 'resolved') ")
        .add("LEFT JOIN figure_conversation g ON g.conversation = o.id LEFT JOIN door d ON d.id = o.door ")
        .add("ORDER BY w.contact");
    b
}

/// What these people said of how satisfied they were, before and after.
async fn rated(tx: &mut Tx, of: Of) -> Result<BTreeMap<ContactId, Vec<Rated>>> {
    let mut b = Built::new(tx.engine());
    b.add("SELECT a.contact, a.asked_at, a.score, CAST(CASE WHEN a.channel = ")
        .bind(of.channel)
        .add(" THEN 1 ELSE 0 END AS bigint) FROM ");
    people(&mut b, of, "p.contact");
    b.add(" JOIN survey_ask a ON a.contact = w.contact AND a.kind = 'csat' AND a.score IS NOT NULL AND a.test = 0 ")
        .add("AND a.lost = 0 AND a.asked_at >= ")
        .bind(of.first)
        .add(" AND a.asked_at < ")
        .bind(of.until);
    let mut out: BTreeMap<ContactId, Vec<Rated>> = BTreeMap::new();
    tx.each(&b, &mut |line| {
        let row = (line.id(0)?, line.int(1)?, line.int(2)?);
        if let (Some(contact), Some(asked_at), Some(score)) = row {
            out.entry(ContactId(contact)).or_default().push(Rated {
                asked_at,
                score,
                about_it: line.int(3)? == Some(1),
            });
        }
        Ok(())
    })
    .await?;
    Ok(out)
}

record! {
    /// What was expected when a channel turned.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Frozen {
        pub plan: PlanId,
        pub at: Millis,
        pub expected: Json<Expected>,
    }
}

/// Keeps what a plan expects of a channel that turns now, in place of what an earlier one did.
///
/// # Errors
/// See [`StoreError`].
pub async fn freeze(tx: &mut Tx, channel: ChannelId, frozen: &Frozen) -> Result<()> {
    let put = sql!(
        "INSERT INTO migration_expected (channel, plan, at, expected) VALUES ($1, $2, $3, $4) ",
        "ON CONFLICT (channel) DO UPDATE SET plan = excluded.plan, at = excluded.at, expected = excluded.expected"
    );
    let params = vals![channel, frozen.plan, frozen.at, &frozen.expected];
    tx.run(put, &params).await.map(|_| ())
}

/// # Errors
/// See [`StoreError`].
pub async fn frozen(tx: &mut Tx, channel: ChannelId) -> Result<Option<Frozen>> {
    let select = sql!("SELECT plan, at, expected FROM migration_expected WHERE channel = $1");
    tx.one(select, &vals![channel]).await
}
