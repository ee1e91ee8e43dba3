//! Asking: a sweep looks at what was resolved since it looked last, and walks over all contacts for surveys by schedule. Who is
//! asked, who is passed over and how far it has looked are one transaction, so that a crash, or a second node, asks nobody
//! twice. And a test to oneself.

use super::letter::{To, token};
use crate::account::{house_mail::NO_SENDER, token_hash};
use crate::{By, Desk, DeskError, Result, audit, carry_out, fresh, letter, organization};
use domain::access::Permission;
use domain::acknowledge::is_robot;
use domain::conversation::{Conversation, Status};
use domain::survey::{self, Matter, PassedOver, Trigger};
use domain::{ContactId, ConversationId, DeliveryId, Millis, SurveyAskId, SurveyId};
use serde_json::json;
use std::collections::BTreeMap;
use store::Tx;
use store::survey::find::{Resolved, Way};
use store::survey::{NewAsk, Survey};
use uuid::Uuid;

const HOUR_MS: Millis = 60 * 60 * 1000;
const DAY_MS: Millis = 24 * HOUR_MS;
/// Conversations that are looked at in one transaction.
const BATCH: usize = 40;
/// Contacts that are looked at in one transaction: most have no turn, which costs nothing.
const WALK: usize = 400;
/// Transactions of one survey in one round.
const ROUNDS: usize = 25;
/// A walk over all contacts begins so long after the last one began.
const WALK_EVERY_MS: Millis = 6 * HOUR_MS;

/// What an ask needs that is made before the transaction.
#[derive(Debug, Clone)]
struct Fresh {
    ask: SurveyAskId,
    mail: DeliveryId,
    token: String,
}

impl Fresh {
    fn some(n: usize, now: Millis) -> Result<Vec<Self>> {
        (0..n)
            .map(|_| {
                Ok(Self {
                    ask: SurveyAskId(fresh::id(now)),
                    mail: DeliveryId(fresh::id(now)),
                    token: token()?,
                })
            })
            .collect()
    }
}

/// What one transaction did.
#[derive(Debug, Clone, Copy, Default)]
struct Done {
    asked: usize,
    more: bool,
}

type Passed = BTreeMap<PassedOver, i64>;

impl Desk {
    /// Asks whoever is due; how many mails wait to leave. Nothing happens while there is no address to send from.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn ask_surveys(&self, public_url: &str, now: Millis) -> Result<usize> {
        let all: Vec<Survey> = self
            .db
            .read(async |tx| store::survey::all(tx).await)
            .await?;
        let mut asked = 0;
        for row in all.into_iter().filter(|s| s.enabled && !s.archived) {
            for _ in 0..ROUNDS {
                let done = match self.ask_some(row.id, public_url, now).await {
                    // Another node was faster, or somebody changed the survey: next time.
                    Err(DeskError::Stale) => Done::default(),
                    Err(DeskError::Refused(no)) if no.code == NO_SENDER => return Ok(asked),
                    Err(DeskError::Refused(no)) => {
                        tracing::warn!(survey = %row.id, code = no.code, "a survey cannot be sent");
                        Done::default()
                    }
                    other => other?,
                };
                asked += done.asked;
                if !done.more {
                    break;
                }
            }
        }
        Ok(asked)
    }

    async fn ask_some(&self, id: SurveyId, public_url: &str, now: Millis) -> Result<Done> {
        let (this, url) = (self.clone(), public_url.to_owned());
        let fresh = Fresh::some(BATCH, now)?;
        self.write(async move |tx| {
            let Some(row) = store::survey::load(tx, id).await? else {
                return Ok(Done::default());
            };
            match row.trigger.0 {
                Trigger::Resolved { after_hours } => {
                    let until = now - after_hours * HOUR_MS;
                    this.after_conversations(tx, &row, until, &url, &fresh, now)
                        .await
                }
                Trigger::Schedule { .. } => this.by_schedule(tx, &row, &url, &fresh, now).await,
                Trigger::Chat => Ok(Done::default()),
            }
        })
        .await
    }

    async fn after_conversations(
        &self,
        tx: &mut Tx,
        row: &Survey,
        until: Millis,
        url: &str,
        fresh: &[Fresh],
        now: Millis,
    ) -> Result<Done> {
        let was = (row.swept_at, row.swept_id);
        let found = store::survey::find::resolved(tx, was, until, BATCH).await?;
        let Some(last) = found.last().map(|r| (r.resolved_at, r.id.0)) else {
            return Ok(Done::default());
        };
        let (mut passed, mut asked) = (Passed::new(), 0);
        let survey = row.plain();
        for (r, fresh) in found.iter().zip(fresh) {
            match self.about(tx, &survey, r, url, fresh, now).await? {
                Ok(()) => asked += 1,
                Err(why) => *passed.entry(why).or_default() += 1,
            }
        }
        tell_passed(tx, row.id, &passed, now).await?;
        if !store::survey::advance(tx, row.id, was, last).await? {
            return Err(DeskError::Stale);
        }
        Ok(Done {
            asked,
            more: found.len() == BATCH,
        })
    }

    /// One conversation.
    async fn about(
        &self,
        tx: &mut Tx,
        survey: &survey::Survey,
        r: &Resolved,
        url: &str,
        fresh: &Fresh,
        now: Millis,
    ) -> Result<Result<(), PassedOver>> {
        let matter = Matter {
            resolved_at: (r.status == Status::Resolved).then_some(r.resolved_at),
            channel: r.channel,
            language: r.language.clone(),
            automatic: r.automatic,
            mixed: r.mixed,
            erased: r.erased,
        };
        let Some(contact) = r.contact else {
            return Ok(Err(PassedOver::NoAddress));
        };
        let Some((known, person, way)) = somebody(tx, contact, Some(r.id)).await? else {
            return Ok(Err(PassedOver::NoAddress));
        };
        if let Err(why) = survey::due(survey, r.id.0, &matter, &person, now) {
            return Ok(Err(why));
        }
        let Some(way) = way else {
            return Ok(Err(PassedOver::NoAddress));
        };
        let language = person.language.or(matter.language);
        let locale = language_of(tx, language).await?;
        let c = carry_out::load(tx, r.id).await?;
        let new = NewAsk {
            id: fresh.ask,
            survey: survey.id,
            kind: survey.kind,
            subject: r.id.0,
            basis: r.resolved_at,
            conversation: Some(r.id),
            contact: Some(contact),
            channel: Some(r.channel),
            team: r.team,
            topic: r.topic,
            agent: r.assignee,
            locale: locale.clone(),
            token_hash: token_hash(&fresh.token),
            test: false,
            at: now,
        };
        let to = To {
            ask: fresh.ask,
            kind: survey.kind,
            name: &known,
            address: &way.address,
            language: &locale,
            conversation: Some(&c),
            example: false,
            token: &fresh.token,
        };
        self.post(tx, &new, &to, url, fresh, now).await
    }

    async fn by_schedule(
        &self,
        tx: &mut Tx,
        row: &Survey,
        url: &str,
        fresh: &[Fresh],
        now: Millis,
    ) -> Result<Done> {
        let was = (row.swept_at, row.swept_id);
        let mut began = row.swept_at;
        if row.swept_id.is_nil() {
            if now < row.swept_at + WALK_EVERY_MS {
                return Ok(Done::default());
            }
            began = now;
        }
        let contacts = store::survey::find::contacts(tx, row.swept_id, WALK).await?;
        let (mut passed, mut asked, mut seen) = (Passed::new(), 0, 0);
        let mut fresh = fresh.iter();
        let (survey, mut last) = (row.plain(), Uuid::nil());
        for &contact in &contacts {
            // What follows from ids alone costs no look at the database.
            if let Some(turn) = survey.turn(contact.0, now).filter(|t| t.at <= now) {
                let done = if survey.place(contact.0, turn.number) >= survey.share_permille {
                    Err(PassedOver::OutsideTheShare)
                } else {
                    let Some(fresh) = fresh.next() else { break };
                    self.somebody_by_schedule(tx, &survey, contact, url, fresh, now)
                        .await?
                };
                match done {
                    Ok(()) => asked += 1,
                    // Told of once, not with each walk until the round is over.
                    Err(why) if turn.at > now - WALK_EVERY_MS => {
                        *passed.entry(why).or_default() += 1;
                    }
                    Err(_) => {}
                }
            }
            (last, seen) = (contact.0, seen + 1);
        }
        let more = seen < contacts.len() || contacts.len() == WALK;
        let to = (began, if more { last } else { Uuid::nil() });
        tell_passed(tx, row.id, &passed, now).await?;
        if !store::survey::advance(tx, row.id, was, to).await? {
            return Err(DeskError::Stale);
        }
        Ok(Done { asked, more })
    }

    async fn somebody_by_schedule(
        &self,
        tx: &mut Tx,
        survey: &survey::Survey,
        contact: ContactId,
        url: &str,
        fresh: &Fresh,
        now: Millis,
    ) -> Result<Result<(), PassedOver>> {
        let Some((name, person, way)) = somebody(tx, contact, None).await? else {
            return Ok(Err(PassedOver::NotTheirTurn));
        };
        let turn = match survey::due_by_schedule(survey, contact.0, &person, now) {
            Ok(turn) => turn,
            Err(why) => return Ok(Err(why)),
        };
        let Some(way) = way else {
            return Ok(Err(PassedOver::NoAddress));
        };
        let locale = language_of(tx, person.language).await?;
        let new = NewAsk {
            id: fresh.ask,
            survey: survey.id,
            kind: survey.kind,
            subject: contact.0,
            basis: turn.begin,
            conversation: None,
            contact: Some(contact),
            channel: None,
            team: None,
            topic: None,
            agent: None,
            locale: locale.clone(),
            token_hash: token_hash(&fresh.token),
            test: false,
            at: now,
        };
        let to = To {
            ask: fresh.ask,
            kind: survey.kind,
            name: &name,
            address: &way.address,
            language: &locale,
            conversation: None,
            example: false,
            token: &fresh.token,
        };
        self.post(tx, &new, &to, url, fresh, now).await
    }

    /// The row and its mail, or neither.
    async fn post(
        &self,
        tx: &mut Tx,
        new: &NewAsk,
        to: &To<'_>,
        url: &str,
        fresh: &Fresh,
        now: Millis,
    ) -> Result<Result<(), PassedOver>> {
        if !domain::reply_rules::is_plain_address(to.address) {
            return Ok(Err(PassedOver::NoAddress));
        }
        if !store::survey::ask(tx, new).await? {
            // Asked before a crash, or before the survey was switched off and on again.
            return Ok(Err(PassedOver::AskedRecently));
        }
        match self.post_survey(tx, to, url, fresh.mail, now).await {
            Ok(()) => Ok(Ok(())),
            // One mail that cannot be written must not keep the others waiting.
            Err(DeskError::Refused(no)) if no.code != NO_SENDER => {
                tracing::warn!(code = no.code, "the mail of a survey cannot be written");
                store::survey::unask(tx, new.id).await?;
                Ok(Err(PassedOver::NoAddress))
            }
            Err(error) => Err(error),
        }
    }

    /// Asks the one who asks, about nothing: the mail and its page, as customers get them. It counts nowhere.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `no_sender`, `empty_variable`.
    pub async fn test_survey(
        &self,
        by: &By,
        id: SurveyId,
        locale: &str,
        public_url: &str,
    ) -> Result<DeliveryId> {
        by.demand(Permission::ContentManage)?;
        crate::check::locale(locale)?;
        let me = by.person()?;
        let (by, this, url) = (by.clone(), self.clone(), public_url.to_owned());
        let locale = locale.to_owned();
        let fresh = Fresh::some(1, by.now)?.remove(0);
        self.write(async move |tx| {
            let row = super::found(tx, id).await?;
            let agent = store::agent::load(tx, me).await?;
            let agent = agent.ok_or_else(|| DeskError::missing("agent"))?;
            let about = match row.trigger.0 {
                Trigger::Resolved { .. } => to_show(tx, &by).await?,
                Trigger::Schedule { .. } | Trigger::Chat => None,
            };
            let new = NewAsk {
                id: fresh.ask,
                survey: row.id,
                kind: row.kind,
                subject: fresh.ask.0,
                basis: by.now,
                conversation: None,
                contact: None,
                channel: about.as_ref().map(|c| c.channel),
                team: None,
                topic: None,
                agent: None,
                locale: locale.clone(),
                token_hash: token_hash(&fresh.token),
                test: true,
                at: by.now,
            };
            store::survey::ask(tx, &new).await?;
            let to = To {
                ask: fresh.ask,
                kind: row.kind,
                name: &agent.name,
                address: &agent.email,
                language: &locale,
                conversation: about.as_ref(),
                example: matches!(row.trigger.0, Trigger::Resolved { .. }),
                token: &fresh.token,
            };
            this.post_survey(tx, &to, &url, fresh.mail, by.now).await?;
            audit::act(tx, &by, "survey.tested", &row.id.to_string(), json!({})).await?;
            Ok(fresh.mail)
        })
        .await
    }
}

/// The newest conversation that a survey could be about: a resolved one, or one that may be some day.
async fn to_show(tx: &mut Tx, by: &By) -> Result<Option<Conversation>> {
    for status in [
        Status::Resolved,
        Status::Open,
        Status::Waiting,
        Status::Snoozed,
    ] {
        let mut newest = store::inbox::Filter::new(store::inbox::View::All);
        newest.status = status;
        let page = store::inbox::list_conversations(tx, &by.access, &newest, None, 1).await?;
        if let Some(c) = page.items.first() {
            return carry_out::load(tx, c.id).await.map(Some);
        }
    }
    Ok(None)
}

async fn tell_passed(tx: &mut Tx, survey: SurveyId, passed: &Passed, now: Millis) -> Result<()> {
    for (why, n) in passed.iter().filter(|(why, _)| why.counts()) {
        store::survey::passed_over(tx, survey, now.div_euclid(DAY_MS), *why, *n).await?;
    }
    Ok(())
}

/// The name, what the rules ask about them, and the way to them.
async fn somebody(
    tx: &mut Tx,
    contact: ContactId,
    conversation: Option<ConversationId>,
) -> Result<Option<(String, survey::Person, Option<Way>)>> {
    let Some(found) = store::survey::find::person(tx, contact).await? else {
        return Ok(None);
    };
    let (last_asked, refused) = store::survey::find::memory(tx, contact).await?;
    let way = store::survey::find::way(tx, contact, conversation).await?;
    let (mut own, mut blocked) = (false, found.blocked);
    if let Some(way) = &way {
        own = is_robot(&way.address_key) || letter::is_ours(tx, &way.address_key).await?;
        blocked |= store::contact::is_blocked(tx, &way.address_key).await?;
    }
    let person = survey::Person {
        blocked,
        erased: found.erased,
        has_address: way.is_some(),
        undeliverable: way.as_ref().is_some_and(|w| w.undeliverable),
        own_or_robot: own,
        refused,
        last_asked,
        last_wrote: found.last_wrote,
        language: found.language,
    };
    Ok(Some((found.name, person, way)))
}

/// The person's own, the conversation's, or that of the house.
async fn language_of(tx: &mut Tx, known: Option<String>) -> Result<String> {
    Ok(match known.filter(|l| !l.is_empty()) {
        Some(known) => known,
        None => organization::of(tx).await?.locale,
    })
}
