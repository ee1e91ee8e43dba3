//! The right to be forgotten. One transaction takes the person: name, addresses, numbers, notes, fields, place in the index.
//! The words of their conversations follow in bounded steps, each written down, so that it goes on wherever it was killed.
//! Mail that was accepted before the request and is read after it belongs to what is forgotten.

use super::loaded;
use crate::settings::emit;
use crate::{By, Desk, DeskError, Result, audit, carry_out, fresh, later, side};
use domain::access::Permission;
use domain::contact::{IdentityKind, email_key};
use domain::conversation::{Command, Ctx, Status};
use domain::event::{Actor, Event, EventKind};
use domain::reply_rules::Person as Addressed;
use domain::{ContactId, ConversationId, ErasureId, Millis, RetentionRuleId};
use serde_json::json;
use store::erase::{self, Counts, Erasure, Scanned, Whom};
use store::legal_hold::Hold;
use store::{Json, Tx};

/// Conversations of one step.
const CONVERSATIONS: usize = 20;
/// Messages and mails that one step looks through.
const SCAN: usize = 2000;
/// Conversations that a preview counts.
const PREVIEW: usize = 10_000;
/// Erasures that go on side by side.
const RUNNING: usize = 4;
/// Steps of the index after an erasure; a very large one is tidied over several erasures.
const TIDY: i64 = 400;
/// Files are left alone for this long after they were written: their row may be on the way.
const GRACE_MS: Millis = 10 * 60 * 1000;

/// What erasing somebody would take, and what stands in its way.
#[derive(Debug, Clone)]
pub struct Preview {
    pub counts: Counts,
    pub holds: Vec<Hold>,
    /// More conversations than were counted.
    pub more: bool,
}

impl Desk {
    /// # Errors
    /// `not_permitted`, `not_found`, `merged`, `erased`.
    pub async fn erasure_preview(&self, by: &By, id: ContactId) -> Result<Preview> {
        by.demand(Permission::PrivacyManage)?;
        self.db
            .read(async move |tx| {
                loaded(tx, id).await?;
                let family = store::contact::merged_family(tx, id).await?;
                let mut counts = Counts::default();
                let mut more = false;
                for &contact in &family {
                    counts.contacts += 1;
                    counts.identities +=
                        i64::try_from(store::contact::identity_values(tx, contact).await?.len())
                            .unwrap_or(i64::MAX);
                    let all = erase::conversations(tx, contact, PREVIEW + 1).await?;
                    more |= all.len() > PREVIEW;
                    for c in all.into_iter().take(PREVIEW) {
                        counts.add(erase::counted(tx, c).await?);
                    }
                }
                Ok(Preview {
                    counts,
                    holds: store::legal_hold::on_contact(tx, id).await?,
                    more,
                })
            })
            .await
    }

    /// Forgets a contact and all that were merged into it, for good.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `merged`, `erased`, and `held` while a legal hold stands.
    pub async fn erase_contact(&self, by: &By, id: ContactId) -> Result<ErasureId> {
        by.demand(Permission::PrivacyManage)?;
        let erasure = ErasureId(fresh::id(by.now));
        let by = by.clone();
        self.write(async move |tx| {
            begin(tx, &by, id, erasure, None).await?;
            erase::careless(tx).await?;
            Ok(erasure)
        })
        .await
    }

    /// What was forgotten: when and by whom, never whom.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn erasures(&self, by: &By) -> Result<Vec<Erasure>> {
        by.demand(Permission::PrivacyManage)?;
        Ok(self
            .db
            .read(async move |tx| erase::log(tx, 100).await)
            .await?)
    }

    /// Takes every running erasure one step further; `true` while there is more to do at once.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn go_on_erasing(&self, now: Millis) -> Result<bool> {
        let running = self
            .db
            .read(async move |tx| erase::running(tx, RUNNING).await)
            .await?;
        let mut more = false;
        for one in running {
            let id = one.id;
            more |= self
                .write(async move |tx| {
                    erase::careful(tx).await?;
                    let done = step(tx, id, now).await;
                    erase::careless(tx).await?;
                    done
                })
                .await?;
        }
        Ok(more)
    }

    /// Deletes files whose rows were erased, and mails that came late for erased conversations; how many.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn forget_files(&self, now: Millis) -> Result<u64> {
        self.forget_files_after(now, GRACE_MS).await
    }

    /// The same with another grace, for tests.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn forget_files_after(&self, now: Millis, grace_ms: Millis) -> Result<u64> {
        let late = self
            .db
            .read(async move |tx| erase::late_mails(tx, SCAN).await)
            .await?;
        if !late.is_empty() {
            self.write(async move |tx| {
                erase::careful(tx).await?;
                for &mail in &late {
                    erase::mail(tx, mail, now).await?;
                }
                Ok(erase::careless(tx).await?)
            })
            .await?;
        }
        Ok(store::blob::delete_doomed(&self.db, &self.blobs, grace_ms, 500).await?)
    }
}

/// Takes the person, and writes down what is left to do. The caller ends the careful deleting.
pub(super) async fn begin(
    tx: &mut Tx,
    by: &By,
    id: ContactId,
    erasure: ErasureId,
    rule: Option<RetentionRuleId>,
) -> Result<()> {
    loaded(tx, id).await?;
    if !store::legal_hold::on_contact(tx, id).await?.is_empty() {
        return Err(DeskError::refused(
            "held",
            "A legal hold stands in the way. It has to end first.",
        ));
    }
    let (inbound_n, message_n) = erase::newest(tx).await?;
    let mut whom = Whom {
        contacts: store::contact::merged_family(tx, id).await?,
        keys: Vec::new(),
    };
    let mut counts = Counts::default();
    erase::careful(tx).await?;
    for &contact in &whom.contacts {
        whom.keys
            .extend(store::contact::email_keys(tx, contact).await?);
        counts.add(take_person(tx, contact, by.now).await?);
        emit(tx, by, EventKind::ContactErased { contact });
    }
    for key in &whom.keys {
        erase::address(tx, key).await?;
    }
    let row = Erasure {
        id: erasure,
        at: by.now,
        agent: by.access.agent,
        rule,
        state: "running".to_owned(),
        stage: "conversations".to_owned(),
        cursor: 0,
        inbound_n,
        message_n,
        whom: Json(whom),
        counts: Json(counts),
        finished_at: None,
    };
    erase::insert(tx, &row).await?;
    audit::act(tx, by, "contact.erased", &erasure.to_string(), json!({})).await
}

async fn take_person(tx: &mut Tx, id: ContactId, now: Millis) -> Result<Counts> {
    let Some(person) = store::contact::load(tx, id).await? else {
        return Ok(Counts::default());
    };
    Ok(Counts {
        contacts: 1,
        identities: erase::contact(tx, id, person.n, now).await?,
        ..Counts::default()
    })
}

/// One step of one erasure; `true` when the next may follow at once.
async fn step(tx: &mut Tx, id: ErasureId, now: Millis) -> Result<bool> {
    let Some(mut e) = erase::load(tx, id).await?.filter(|e| e.state == "running") else {
        return Ok(false);
    };
    let was = (e.stage.clone(), e.cursor);
    let more = match e.stage.as_str() {
        "conversations" => conversations(tx, &mut e, now).await?,
        "messages" => messages(tx, &mut e, now).await?,
        "mails" => mails(tx, &mut e, now).await?,
        "late" => late(tx, &mut e, now).await?,
        _ => index(tx, &mut e, now).await?,
    };
    if !erase::advance(tx, &e, (&was.0, was.1)).await? {
        return Err(DeskError::Stale);
    }
    Ok(more)
}

fn next(e: &mut Erasure, stage: &str) {
    e.stage = stage.to_owned();
    e.cursor = 0;
}

async fn conversations(tx: &mut Tx, e: &mut Erasure, now: Millis) -> Result<bool> {
    let mut left = CONVERSATIONS;
    for contact in e.whom.0.contacts.clone() {
        for id in erase::conversations(tx, contact, left).await? {
            if erase::is_sending(tx, id).await? {
                // Its outcome would be written after us.
                e.cursor += 1;
                return Ok(false);
            }
            e.counts.0.add(take_words(tx, id, now).await?);
            left -= 1;
        }
        if left == 0 {
            e.cursor += 1;
            return Ok(true);
        }
    }
    next(e, "messages");
    Ok(true)
}

/// The words of one conversation. One that is still open is resolved: nobody can answer it. A signpost stays one.
/// Side conversations go along, as they may quote it.
pub(super) async fn take_words(tx: &mut Tx, id: ConversationId, now: Millis) -> Result<Counts> {
    let mut counts = take_own_words(tx, id, now).await?;
    for side in store::side::of(tx, id, side::MOST).await? {
        counts.add(take_own_words(tx, side.id, now).await?);
    }
    Ok(counts)
}

async fn take_own_words(tx: &mut Tx, id: ConversationId, now: Millis) -> Result<Counts> {
    let mut c = carry_out::load(tx, id).await?;
    let ctx = Ctx {
        now,
        actor: Actor::System,
    };
    if matches!(
        c.state.status(),
        Status::Open | Status::Waiting | Status::Snoozed
    ) {
        carry_out::command(tx, &mut c, Command::SetStatus(Status::Resolved), &ctx).await?;
        carry_out::save(tx, &mut c, None).await?;
    }
    later::drop_acknowledgement(tx, id).await?;
    let counts = erase::conversation(tx, id, now).await?;
    tx.emit(Event {
        at: now,
        actor: Actor::System,
        kind: EventKind::ConversationErased { conversation: id },
    });
    Ok(counts)
}

/// What they wrote into conversations of others, and their addresses in what others wrote.
async fn messages(tx: &mut Tx, e: &mut Erasure, now: Millis) -> Result<bool> {
    let found = erase::scan(tx, e.cursor, e.message_n, SCAN).await?;
    let Some(last) = found.last().map(|m| m.n) else {
        next(e, "mails");
        return Ok(true);
    };
    for mut m in found {
        if m.contact.is_some_and(|c| e.whom.0.contacts.contains(&c)) {
            if !m.from.0.is_empty() {
                e.counts.0.elsewhere += 1;
            }
            erase::message(tx, m.id, m.n, now).await?;
            continue;
        }
        for key in &e.whom.0.keys {
            if unname(&mut m, key) {
                erase::without_address(tx, &m, key).await?;
                e.counts.0.elsewhere += 1;
            }
        }
    }
    e.cursor = last;
    Ok(true)
}

/// Takes an address out of the lists of a message; whether it was there.
fn unname(m: &mut Scanned, key: &str) -> bool {
    let mut found = false;
    for list in [
        &mut m.from,
        &mut m.to,
        &mut m.cc,
        &mut m.bcc,
        &mut m.reply_to,
    ] {
        let before = list.0.len();
        list.0.retain(|p: &Addressed| email_key(&p.address) != key);
        found |= list.0.len() != before;
    }
    found
}

/// Raw mails of theirs that belong to no conversation: in quarantine, thrown away, doubled.
async fn mails(tx: &mut Tx, e: &mut Erasure, now: Millis) -> Result<bool> {
    if erase::waits(tx, e.inbound_n).await? {
        // Accepted before the request and not read yet.
        return Ok(false);
    }
    let theirs = |from: &str| {
        let address = from
            .rsplit_once('<')
            .map_or(from, |(_, a)| a.trim_end_matches('>'));
        e.whom.0.keys.contains(&email_key(address))
    };
    let mut taken = Vec::new();
    if e.cursor == 0 {
        for (id, from) in erase::quarantined(tx, e.inbound_n).await? {
            if theirs(&from) {
                taken.push(id);
            }
        }
    }
    let found = erase::scan_mails(tx, e.cursor, e.inbound_n, SCAN).await?;
    let last = found.last().map(|(n, ..)| *n);
    let direct = found
        .into_iter()
        .filter(|(_, _, from)| !from.is_empty() && theirs(from));
    taken.extend(direct.map(|(_, id, _)| id));
    e.counts.0.mails += i64::try_from(taken.len()).unwrap_or(0);
    let quarantine = !taken.is_empty();
    for id in taken {
        erase::mail(tx, id, now).await?;
    }
    if quarantine {
        crate::ingest::quarantine_changed(tx, now).await?;
    }
    match last {
        Some(n) => e.cursor = n,
        None => next(e, "late"),
    }
    Ok(true)
}

/// Who was made anew by mail that had been accepted before the request.
async fn late(tx: &mut Tx, e: &mut Erasure, now: Millis) -> Result<bool> {
    let mut again = Vec::new();
    for key in e.whom.0.keys.clone() {
        let known = store::contact::by_identity(tx, IdentityKind::Email, &key).await?;
        let Some(known) = known.filter(|k| !e.whom.0.contacts.contains(&k.contact)) else {
            continue;
        };
        let all = erase::mails_of(tx, known.contact).await?;
        let (old, new): (Vec<_>, Vec<_>) = all.into_iter().partition(|(n, ..)| *n <= e.inbound_n);
        if old.is_empty() {
            continue;
        }
        if new.is_empty() {
            e.counts.0.add(take_person(tx, known.contact, now).await?);
            tx.emit(Event {
                at: now,
                actor: Actor::System,
                kind: EventKind::ContactErased {
                    contact: known.contact,
                },
            });
            again.push(known.contact);
        } else {
            for (_, message, n) in old {
                erase::message(tx, message, n, now).await?;
                e.counts.0.messages += 1;
            }
        }
    }
    if again.is_empty() {
        next(e, "index");
    } else {
        e.whom.0.contacts.extend(again);
        (_, e.message_n) = erase::newest(tx).await?;
        next(e, "conversations");
    }
    Ok(true)
}

/// The index forgets; then nothing says any more whom it was about.
async fn index(tx: &mut Tx, e: &mut Erasure, now: Millis) -> Result<bool> {
    e.cursor += 1;
    if erase::tidy_index(tx).await? && e.cursor < TIDY {
        return Ok(false);
    }
    e.state = "done".to_owned();
    e.finished_at = Some(now);
    e.whom = Json(Whom::default());
    Ok(false)
}
