//! Webhooks after the Standard Webhooks convention: subscriptions, secrets and their rotation, the log, and the steps that
//! turn the feed into signed messages. Nothing here opens a connection: `server::workers::webhooks` does.

use super::{bad, one_line};
use crate::{By, Desk, DeskError, Keys, Result, audit, check, fresh};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use domain::access::Permission;
use domain::conversation::Conversation;
use domain::event::{Actor, Event, EventKind};
use domain::{Millis, WebhookDeliveryId, WebhookId};
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use store::webhook::{Claimed, Logged, NewDelivery, Outcome, Webhook};
use store::{Json, Tx};
use uuid::Uuid;

/// Webhooks of one organization.
const WEBHOOKS_MAX: usize = 50;
const URL_MAX: usize = 1000;
/// Events that become messages in one go.
const EVENTS: usize = 500;
/// The old secret signs as well for this long after a rotation.
const ROTATION_MS: Millis = 24 * 60 * 60 * 1000;
/// After this long without a success a webhook is switched off.
pub const GIVE_UP_MS: Millis = 5 * 24 * 60 * 60 * 1000;
/// Waits between attempts.
const AGAIN_MS: [Millis; 9] = [
    5_000,
    5 * 60_000,
    30 * 60_000,
    2 * 60 * 60_000,
    5 * 60 * 60_000,
    10 * 60 * 60_000,
    14 * 60 * 60_000,
    20 * 60 * 60_000,
    24 * 60 * 60_000,
];
/// Kept in the log.
const LOG_MS: Millis = 30 * 24 * 60 * 60 * 1000;
/// Traces of rules are kept.
const TRACE_MS: Millis = 90 * 24 * 60 * 60 * 1000;
const SECRET_BYTES: usize = 24;
const PREFIX: &str = "whsec_";

#[derive(Debug, Clone)]
pub struct NewWebhook {
    pub name: String,
    pub url: String,
    /// Names of events; empty: all.
    pub events: Vec<String>,
}

/// Changes of a webhook; `None` leaves as it is.
#[derive(Debug, Clone, Default)]
pub struct WebhookChange {
    pub name: Option<String>,
    pub url: Option<String>,
    pub events: Option<Vec<String>>,
    pub enabled: Option<bool>,
    /// The version that was seen; `None` overrules what somebody else did meanwhile.
    pub version: Option<i64>,
}

/// A message that is ready to go.
#[derive(Debug, Clone)]
pub struct Ready {
    pub claimed: Claimed,
    pub url: String,
    /// `webhook-id`.
    pub id: String,
    /// `webhook-timestamp`, in seconds.
    pub timestamp: i64,
    /// `webhook-signature`.
    pub signature: String,
}

/// How a target answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// HTTP status; `None` when there was no answer.
    pub status: Option<u16>,
    pub error: Option<String>,
    pub took_ms: i64,
}

impl Desk {
    /// # Errors
    /// `not_permitted`.
    pub async fn webhooks(&self, by: &By) -> Result<Vec<Webhook>> {
        by.demand(Permission::OrganizationManage)?;
        Ok(self
            .db
            .read(async move |tx| store::webhook::all(tx).await)
            .await?)
    }

    /// Answers the webhook and its secret, which is shown this once.
    ///
    /// # Errors
    /// `not_permitted`, `bad_name`, `bad_url`, `bad_events`, `too_many_webhooks`.
    pub async fn create_webhook(&self, by: &By, new: NewWebhook) -> Result<(Webhook, String)> {
        by.demand(Permission::OrganizationManage)?;
        let id = WebhookId(fresh::id(by.now));
        let (secret, sealed) = new_secret(&self.keys, id)?;
        let change = WebhookChange {
            name: Some(new.name),
            url: Some(new.url),
            events: Some(new.events),
            enabled: None,
            version: None,
        };
        let blank = Webhook {
            id,
            name: String::new(),
            url: String::new(),
            events: Json(Vec::new()),
            enabled: true,
            secret: sealed,
            old_secret: None,
            old_until: None,
            position: 0,
            failing_since: None,
            switched_off: None,
            created_at: by.now,
            version: 1,
        };
        let row = applied(blank, &change)?;
        let by = by.clone();
        let made = self
            .write(async move |tx| {
                if store::webhook::all(tx).await?.len() >= WEBHOOKS_MAX {
                    let most = format!("Keep at most {WEBHOOKS_MAX} webhooks.");
                    return bad("too_many_webhooks", "name", most);
                }
                let mut row = row.clone();
                row.position = store::webhook::newest_position(tx).await?;
                store::webhook::insert(tx, &row).await?;
                told(tx, &by, &row, "webhook.created").await?;
                Ok(row)
            })
            .await?;
        Ok((made, secret))
    }

    /// # Errors
    /// `not_found`, and those of [`Desk::create_webhook`].
    pub async fn change_webhook(
        &self,
        by: &By,
        id: WebhookId,
        change: WebhookChange,
    ) -> Result<Webhook> {
        by.demand(Permission::OrganizationManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let was = loaded(tx, id).await?;
            if change.version.is_some_and(|seen| seen != was.version) {
                return Err(DeskError::Stale);
            }
            let on_again = change.enabled == Some(true) && !was.enabled;
            let mut row = applied(was, &change)?;
            if on_again {
                // What happened while it was off is not sent.
                row.position = store::webhook::newest_position(tx).await?;
                (row.failing_since, row.switched_off) = (None, None);
            }
            store::webhook::save(tx, &mut row).await?;
            told(tx, &by, &row, "webhook.changed").await?;
            Ok(row)
        })
        .await
    }

    /// A new secret; the old one signs as well for a day.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn rotate_webhook(&self, by: &By, id: WebhookId) -> Result<(Webhook, String)> {
        by.demand(Permission::OrganizationManage)?;
        let (secret, sealed) = new_secret(&self.keys, id)?;
        let by = by.clone();
        let row = self
            .write(async move |tx| {
                let mut row = loaded(tx, id).await?;
                row.old_secret = Some(std::mem::replace(&mut row.secret, sealed.clone()));
                row.old_until = Some(by.now + ROTATION_MS);
                store::webhook::save(tx, &mut row).await?;
                told(tx, &by, &row, "webhook.rotated").await?;
                Ok(row)
            })
            .await?;
        Ok((row, secret))
    }

    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn remove_webhook(&self, by: &By, id: WebhookId) -> Result<()> {
        by.demand(Permission::OrganizationManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let row = loaded(tx, id).await?;
            store::webhook::delete(tx, id).await?;
            told(tx, &by, &row, "webhook.removed").await
        })
        .await
    }

    /// A message that says hello, to try the target.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn test_webhook(&self, by: &By, id: WebhookId) -> Result<WebhookDeliveryId> {
        by.demand(Permission::OrganizationManage)?;
        let delivery = WebhookDeliveryId(fresh::id(by.now));
        let now = by.now;
        self.write(async move |tx| {
            loaded(tx, id).await?;
            let row = NewDelivery {
                id: delivery,
                webhook: id,
                kind: "webhook.test.v1".to_owned(),
                conversation: None,
                body: body("webhook.test.v1", now, json!({ "webhook": id }), None),
                at: now,
            };
            Ok(store::webhook::enqueue(tx, &row).await?)
        })
        .await?;
        Ok(delivery)
    }

    /// The log of a webhook, newest first.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn webhook_log(
        &self,
        by: &By,
        id: WebhookId,
        before: Option<(Millis, WebhookDeliveryId)>,
        limit: usize,
    ) -> Result<Vec<Logged>> {
        by.demand(Permission::OrganizationManage)?;
        let before = before.unwrap_or((Millis::MAX, WebhookDeliveryId(Uuid::max())));
        Ok(self
            .db
            .read(async move |tx| store::webhook::log(tx, id, before, limit).await)
            .await?)
    }

    /// Sends a message once more.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn replay_webhook(
        &self,
        by: &By,
        id: WebhookId,
        delivery: WebhookDeliveryId,
    ) -> Result<()> {
        by.demand(Permission::OrganizationManage)?;
        let now = by.now;
        self.write(async move |tx| {
            if store::webhook::replay(tx, id, delivery, now).await? {
                return Ok(());
            }
            Err(DeskError::missing("delivery"))
        })
        .await
    }

    /// Writes messages for what has happened since; how many. Each webhook has its own place in the feed, so nothing is lost
    /// and nothing is doubled when this is killed half-way.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn write_webhooks(&self, now: Millis) -> Result<usize> {
        let all = self
            .db
            .read(async move |tx| store::webhook::all(tx).await)
            .await?;
        let mut written = 0;
        for webhook in all.into_iter().filter(|w| w.enabled) {
            if webhook.position < self.db.position() || self.db.position() == 0 {
                let ids: Vec<Uuid> = (0..EVENTS).map(|_| fresh::id(now)).collect();
                written += self
                    .db
                    .write(async move |tx| fan_out(tx, &webhook, &ids, now).await)
                    .await?;
            }
        }
        Ok(written)
    }

    /// Claims and signs messages that are due, until `until`.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn claim_webhooks(
        &self,
        now: Millis,
        until: Millis,
        limit: usize,
    ) -> Result<Vec<Ready>> {
        let node = self.node().to_owned();
        let (claimed, hooks) = self
            .db
            .write(async move |tx| {
                let claimed = store::webhook::claim(tx, now, until, &node, limit).await?;
                let hooks = if claimed.is_empty() {
                    Vec::new()
                } else {
                    store::webhook::all(tx).await?
                };
                Ok::<_, DeskError>((claimed, hooks))
            })
            .await?;
        let mut out = Vec::with_capacity(claimed.len());
        for c in claimed {
            let Some(w) = hooks.iter().find(|w| w.id == c.webhook) else {
                continue;
            };
            let (id, timestamp) = (c.id.to_string(), now / 1000);
            let signature = signature(&self.keys, w, &id, timestamp, &c.body, now)?;
            out.push(Ready {
                url: w.url.clone(),
                id,
                timestamp,
                signature,
                claimed: c,
            });
        }
        Ok(out)
    }

    /// Writes down how an attempt went: sent, tried again later, or given up. A target that says it is gone, or that has
    /// been failing for days, is switched off.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn report_webhook(
        &self,
        claimed: &Claimed,
        answered: &Answered,
        now: Millis,
    ) -> Result<()> {
        let good = answered.status.is_some_and(|s| (200..300).contains(&s));
        let gone = answered.status == Some(410);
        let wait = usize::try_from(claimed.attempt - 1)
            .ok()
            .and_then(|n| AGAIN_MS.get(n));
        let outcome = Outcome {
            id: claimed.id,
            attempt: claimed.attempt,
            status: answered.status.map(i64::from),
            error: answered
                .error
                .as_ref()
                .map(|e| e.chars().take(300).collect()),
            took_ms: answered.took_ms,
            at: now,
            retry_at: match (good, wait) {
                (true, _) => None,
                (false, Some(ms)) if !gone => Some(Some(now + ms)),
                _ => Some(None),
            },
        };
        let webhook = claimed.webhook;
        self.write(async move |tx| {
            if !store::webhook::report(tx, &outcome).await? {
                return Ok(());
            }
            let Some(mut row) = store::webhook::load(tx, webhook).await? else {
                return Ok(());
            };
            if good {
                if row.failing_since.take().is_some() {
                    store::webhook::save(tx, &mut row).await?;
                }
                return Ok(());
            }
            let since = *row.failing_since.get_or_insert(now);
            if row.enabled && (gone || now - since >= GIVE_UP_MS) {
                row.enabled = false;
                row.switched_off = Some(if gone { "gone" } else { "failing" }.to_owned());
                for kind in [
                    EventKind::WebhookSwitchedOff { webhook },
                    EventKind::SettingsChanged {
                        what: "webhooks".to_owned(),
                    },
                ] {
                    tx.emit(Event {
                        at: now,
                        actor: Actor::System,
                        kind,
                    });
                }
            }
            Ok(store::webhook::save(tx, &mut row).await?)
        })
        .await
    }

    /// Forgets old lines of the log, and old traces of rules.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn sweep_automation(&self, now: Millis) -> Result<()> {
        self.write(async move |tx| {
            store::webhook::sweep(tx, now - LOG_MS).await?;
            store::rule::sweep(tx, now - TRACE_MS).await?;
            Ok(())
        })
        .await?;
        self.sweep_model_calls(now).await
    }
}

async fn fan_out(tx: &mut Tx, w: &Webhook, ids: &[Uuid], now: Millis) -> Result<usize> {
    let events = store::webhook::happened(tx, w.position, ids.len()).await?;
    let Some(last) = events.last() else {
        return Ok(0);
    };
    if !store::webhook::wrote(tx, w.id, w.position, last.seq).await? {
        return Ok(0);
    }
    let mut written = 0;
    for (event, &id) in events.iter().zip(ids) {
        let wanted = w.events.0.is_empty() || w.events.0.contains(&event.kind);
        // What an agent is told is between the program and them.
        if !wanted || event.kind == "agent.notified.v1" {
            continue;
        }
        let c = match event.conversation {
            Some(id) => store::conversation::load(tx, id).await?,
            None => None,
        };
        let mut data = event.payload.0.clone();
        if let Some(object) = data.as_object_mut() {
            object.remove("kind");
            object.insert("actor".to_owned(), event.actor.0.clone());
            object.insert("position".to_owned(), json!(event.seq));
        }
        let row = NewDelivery {
            id: WebhookDeliveryId(id),
            webhook: w.id,
            kind: event.kind.clone(),
            conversation: event.conversation,
            body: body(&event.kind, event.at, data, c.as_ref()),
            at: now,
        };
        store::webhook::enqueue(tx, &row).await?;
        written += 1;
    }
    Ok(written)
}

/// The text of a message: type, time, and data. The conversation comes as it is now: ids, enums and times, no words.
pub(crate) fn body(kind: &str, at: Millis, mut data: Value, c: Option<&Conversation>) -> String {
    if let (Some(c), Some(object)) = (c, data.as_object_mut()) {
        let now = json!({
            "id": c.id, "number": c.number, "status": c.state.status(), "urgency": c.urgency,
            "urgency_source": c.urgency_source, "topic": c.topic, "team": c.team, "assignee": c.assignee,
            "contact": c.contact, "channel": c.channel, "created_at": c.created_at, "last_at": c.last_at,
            "waiting_since": c.waiting_since, "first_reply_at": c.first_reply_at, "version": c.version,
        });
        object.insert("conversation_now".to_owned(), now);
    }
    let time = jiff::Timestamp::from_millisecond(at).unwrap_or_default();
    json!({ "type": kind, "timestamp": time.to_string(), "data": data }).to_string()
}

fn place(id: WebhookId) -> String {
    format!("webhook:{id}")
}

fn new_secret(keys: &Keys, id: WebhookId) -> Result<(String, Vec<u8>)> {
    fresh_secret(keys, &place(id))
}

/// A secret as it is shown once, and sealed for its place.
pub(crate) fn fresh_secret(keys: &Keys, place: &str) -> Result<(String, Vec<u8>)> {
    let mut bytes = [0u8; SECRET_BYTES];
    getrandom::fill(&mut bytes)
        .map_err(|_| DeskError::refused("cannot_seal", "The machine has no randomness to give."))?;
    let sealed = keys.seal(place, &bytes)?;
    Ok((format!("{PREFIX}{}", BASE64.encode(bytes)), sealed))
}

/// `v1,<base64>` for each secret that is valid now, separated by spaces.
fn signature(
    keys: &Keys,
    w: &Webhook,
    id: &str,
    at: i64,
    body: &str,
    now: Millis,
) -> Result<String> {
    let mut out = sign(&keys.open(&place(w.id), &w.secret)?, id, at, body);
    if let (Some(old), true) = (&w.old_secret, w.old_until.is_some_and(|until| now < until)) {
        out.push(' ');
        out.push_str(&sign(&keys.open(&place(w.id), old)?, id, at, body));
    }
    Ok(out)
}

/// Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`.
pub(crate) fn sign(secret: &[u8], id: &str, at: i64, body: &str) -> String {
    let mut mac =
        <Hmac<Sha256> as Mac>::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.update(format!("{id}.{at}.").as_bytes());
    mac.update(body.as_bytes());
    format!("v1,{}", BASE64.encode(mac.finalize().into_bytes()))
}

async fn loaded(tx: &mut Tx, id: WebhookId) -> Result<Webhook> {
    store::webhook::load(tx, id)
        .await?
        .ok_or_else(|| DeskError::missing("webhook"))
}

fn applied(mut row: Webhook, change: &WebhookChange) -> Result<Webhook> {
    if let Some(name) = &change.name {
        check::name(name)?;
        row.name = one_line("name", name, 100)?;
    }
    if let Some(url) = &change.url {
        row.url = address(&one_line("url", url, URL_MAX)?)?;
    }
    if let Some(events) = &change.events {
        let fits = |e: &String| {
            e.len() <= 60
                && e.bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'_')
        };
        if events.len() > 100 || !events.iter().all(fits) {
            return bad("bad_events", "events", "These are no names of events.");
        }
        row.events = Json(events.clone());
    }
    row.enabled = change.enabled.unwrap_or(row.enabled);
    Ok(row)
}

/// Where a target may be: a web address without a name before its host.
pub(crate) fn address(url: &str) -> Result<String> {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    let host = rest
        .and_then(|r| r.split(['/', '?', '#']).next())
        .unwrap_or_default();
    if host.is_empty() || host.contains('@') || url.contains(char::is_whitespace) {
        return bad(
            "bad_url",
            "url",
            "This has to be an address such as https://example.org/hook.",
        );
    }
    Ok(url.to_owned())
}

async fn told(tx: &mut Tx, by: &By, row: &Webhook, act: &str) -> Result<()> {
    let detail = json!({ "name": row.name, "url": row.url, "enabled": row.enabled });
    audit::act(tx, by, act, &row.id.to_string(), detail).await?;
    audit::settings_changed(tx, by, "webhooks");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_that_of_the_convention() {
        // The worked example of the specification.
        let secret = BASE64
            .decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
            .expect("base 64");
        let body = r#"{"test": 2432232314}"#;
        let signed = sign(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
