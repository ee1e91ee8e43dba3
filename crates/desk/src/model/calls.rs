//! Calls: money is reserved and the call written down before it leaves; when it is over, what came of it is. The breaker is read
//! from the log, so that all nodes see the same.

use super::{KEY, Kept, Spot, Use, kept};
use crate::{By, Desk, DeskError, Result, audit, fresh};
use domain::access::Permission;
use domain::answer::{Message, Prices, Usage, most_tokens};
use domain::{
    AgentId, ArticleId, ContactId, ConversationId, FormId, HelpCenterId, Millis, ModelCallId,
};
use serde_json::json;
use std::time::Duration;
use store::model::{Call, Ended};
use store::{Json, Tx};
use uuid::Uuid;
use zeroize::Zeroizing;

/// So many failures in a row, and nobody asks for a while; then one may try.
const FAILURES: usize = 5;
const REST_MS: Millis = 60_000;
/// A call that was not heard of for longer is lost with its node.
const LOST_MS: Millis = 15 * 60 * 1000;
/// Characters of an answer that are kept.
const KEPT_CHARS: usize = 16_000;
/// No call costs more, whatever a service says.
const COST_MAX: i64 = 1_000_000_000_000;
const TOKENS_MAX: u64 = 1_000_000_000;
/// A visitor's calls become those of the contact whom they turn out to be, so far back.
const DAY_MS: Millis = 24 * 60 * 60 * 1000;

/// What a call is for, and for whom.
#[derive(Debug, Clone)]
pub struct About {
    pub what: Use,
    pub spot: Spot,
    pub help_center: Option<HelpCenterId>,
    pub form: Option<FormId>,
    pub conversation: Option<ConversationId>,
    pub contact: Option<ContactId>,
    pub agent: Option<AgentId>,
    pub visitor: String,
    /// Language of the answer.
    pub locale: String,
    pub articles: Vec<ArticleId>,
    /// Tokens that may come back.
    pub came_max: u64,
    pub now: Millis,
}

impl About {
    /// About nothing yet.
    #[must_use]
    pub fn new(what: Use, spot: Spot, locale: &str, now: Millis) -> Self {
        Self {
            what,
            spot,
            help_center: None,
            form: None,
            conversation: None,
            contact: None,
            agent: None,
            visitor: String::new(),
            locale: locale.to_owned(),
            articles: Vec::new(),
            came_max: 600,
            now,
        }
    }
}

/// A call that is ready to go.
pub struct Ready {
    pub id: ModelCallId,
    pub url: String,
    pub key: Option<Zeroizing<Vec<u8>>>,
    pub body: String,
    pub timeout: Duration,
    prices: Prices,
}

/// How a call ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What the service said, if it said something.
    pub came: String,
    /// given, refused, failed
    pub verdict: &'static str,
    pub reason: Option<String>,
    pub usage: Option<Usage>,
    /// Whether the service may charge for it although it did not say what it counted.
    pub may_cost: bool,
    pub took_ms: i64,
}

impl Desk {
    /// Reserves the most that a call may cost, and writes it down.
    ///
    /// # Errors
    /// `model_off`, `model_resting` after failures, `model_cap` when the month's money would not do.
    pub async fn begin_model_call(&self, about: About, messages: &[Message]) -> Result<Ready> {
        let sent = Call::as_sent(messages);
        let most = Usage {
            sent: most_tokens(messages),
            came: about.came_max,
        };
        let id = ModelCallId(fresh::id(about.now));
        let kept = self
            .write(async move |tx| {
                let kept = kept(tx).await?;
                allowed(tx, &kept, &about).await?;
                let reserved = kept.setup.prices.cost(most);
                let month = month_of(about.now);
                let cap = kept.setup.cap_micros;
                if reserved > cap || !store::model::reserve(tx, month, reserved, cap).await? {
                    return Err(DeskError::refused(
                        "model_cap",
                        "The money for the language model is used up for this month.",
                    ));
                }
                let row = row(&about, &kept, id, sent.clone(), reserved);
                store::model::insert(tx, &row).await?;
                Ok(kept)
            })
            .await?;
        let body = json!({
            "model": kept.setup.model,
            "messages": messages,
            "max_tokens": most.came,
            "temperature": 0,
        });
        Ok(Ready {
            id,
            url: format!("{}/chat/completions", kept.setup.base_url),
            key: kept.key(&self.keys)?,
            body: body.to_string(),
            timeout: Duration::from_millis(u64::try_from(kept.setup.timeout_ms).unwrap_or(8_000)),
            prices: kept.setup.prices,
        })
    }

    /// Writes down how it ended, and charges the month.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn end_model_call(&self, ready: &Ready, outcome: Outcome) -> Result<()> {
        let usage = outcome.usage.map(|u| Usage {
            sent: u.sent.min(TOKENS_MAX),
            came: u.came.min(TOKENS_MAX),
        });
        let cost = match usage {
            Some(usage) => Some(ready.prices.cost(usage).min(COST_MAX)),
            None if outcome.may_cost => None,
            None => Some(0),
        };
        let tokens = usage.unwrap_or_default();
        let ended = Ended {
            came: outcome
                .came
                .chars()
                .filter(|c| *c != '\0')
                .take(KEPT_CHARS)
                .collect(),
            verdict: outcome.verdict,
            reason: outcome.reason,
            tokens: (
                i64::try_from(tokens.sent).unwrap_or_default(),
                i64::try_from(tokens.came).unwrap_or_default(),
            ),
            estimated: cost.is_none(),
            cost_micros: cost,
            took_ms: outcome.took_ms,
        };
        let id = ready.id;
        self.write(async move |tx| {
            store::model::end(tx, id, &ended).await?;
            Ok(())
        })
        .await
    }

    /// Calls, newest first.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn model_calls(
        &self,
        by: &By,
        before: Option<(Millis, ModelCallId)>,
        limit: usize,
    ) -> Result<Vec<Call>> {
        by.demand(Permission::AuditRead)?;
        let before = before.unwrap_or((Millis::MAX, ModelCallId(Uuid::max())));
        Ok(self
            .db
            .read(async move |tx| store::model::calls(tx, before, limit).await)
            .await?)
    }

    /// One call with what was sent and what came back. What was said in a conversation is read by whom it is in reach of.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn model_call(&self, by: &By, id: ModelCallId) -> Result<Call> {
        by.demand(Permission::AuditRead)?;
        let by = by.clone();
        self.db
            .read(async move |tx| {
                let call = store::model::load(tx, id)
                    .await?
                    .ok_or_else(|| DeskError::missing("call"))?;
                if let Some(conversation) = call.conversation
                    && let Some(c) = store::conversation::load(tx, conversation).await?
                {
                    by.demand_on(Permission::ConversationRead, &c)?;
                }
                Ok(call)
            })
            .await
    }

    /// Ends calls that were lost with their node, as dear as they may have been; forgets those that were kept long enough.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn sweep_model_calls(&self, now: Millis) -> Result<()> {
        self.write(async move |tx| {
            let kept = kept(tx).await?;
            for id in store::model::lost(tx, now - LOST_MS, 500).await? {
                let ended = Ended {
                    came: String::new(),
                    verdict: "failed",
                    reason: Some("lost".to_owned()),
                    tokens: (0, 0),
                    estimated: true,
                    cost_micros: None,
                    took_ms: 0,
                };
                store::model::end(tx, id, &ended).await?;
            }
            store::model::forget(tx, now - kept.setup.keep_days * DAY_MS).await?;
            Ok(())
        })
        .await
    }

    /// Whoever may change the setting has tried it.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn language_model_tried(&self, by: &By) -> Result<()> {
        by.demand(Permission::OrganizationManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            audit::act(tx, &by, "language_model.tried", KEY, json!({})).await
        })
        .await
    }
}

async fn allowed(tx: &mut Tx, kept: &Kept, about: &About) -> Result<()> {
    let setup = &kept.setup;
    let on = match about.what {
        Use::Answer => match about.form {
            Some(form) => setup.answers_in_form(form),
            None => setup.answers_in_search(),
        },
        Use::Translation => setup.enabled && setup.translations,
        Use::Summary => setup.enabled && setup.summaries,
        Use::Test => !setup.base_url.is_empty() && !setup.model.is_empty(),
    };
    if !on {
        return Err(DeskError::refused(
            "model_off",
            "The language model is not switched on for this.",
        ));
    }
    // Whoever tries it wants to know whether it works again.
    if about.what != Use::Test && resting_until(tx, about.now).await?.is_some() {
        return Err(DeskError::refused(
            "model_resting",
            "The language model has failed several times in a row; it is asked again in a minute.",
        ));
    }
    Ok(())
}

/// Until when nobody asks, after failures in a row. When the time is over one call may try, and others wait for it.
pub(super) async fn resting_until(tx: &mut Tx, now: Millis) -> Result<Option<Millis>> {
    let newest = store::model::newest(tx, FAILURES).await?;
    let broken = newest.len() == FAILURES && newest.iter().all(|(verdict, _)| verdict == "failed");
    let Some((_, last)) = newest.first().filter(|_| broken) else {
        return Ok(None);
    };
    if now < last + REST_MS {
        return Ok(Some(last + REST_MS));
    }
    let trying = store::model::on_their_way(tx, now - REST_MS).await?;
    Ok((trying > 0).then_some(now + 1_000))
}

fn row(about: &About, kept: &Kept, id: ModelCallId, sent: String, reserved: i64) -> Call {
    Call {
        id,
        use_: about.what.word().to_owned(),
        place: about.spot.word().to_owned(),
        help_center: about.help_center,
        form: about.form,
        conversation: about.conversation,
        contact: about.contact,
        agent: about.agent,
        visitor: about.visitor.clone(),
        locale: about.locale.clone(),
        model: kept.setup.model.clone(),
        sent,
        came: String::new(),
        verdict: "pending".to_owned(),
        reason: None,
        articles: Json(about.articles.clone()),
        tokens_sent: 0,
        tokens_came: 0,
        estimated: false,
        month: month_of(about.now),
        reserved_micros: reserved,
        cost_micros: 0,
        at: about.now,
        took_ms: 0,
    }
}

/// The calendar month of a time in UTC: 202611.
pub(super) fn month_of(now: Millis) -> i64 {
    let at = jiff::Timestamp::from_millisecond(now).unwrap_or_default();
    let date = at.to_zoned(jiff::tz::TimeZone::UTC).date();
    i64::from(date.year()) * 100 + i64::from(date.month())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_begins_at_midnight_of_its_first_day_in_utc() {
        assert_eq!(month_of(0), 197_001);
        assert_eq!(month_of(1_796_083_200_000 - 1), 202_611);
        assert_eq!(month_of(1_796_083_200_000), 202_612);
    }
}
