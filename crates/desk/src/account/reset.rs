//! Forgotten passwords, and changing one's own.

use super::house_mail::Letter;
use super::sign_in::blocking;
use super::{policy, secret, token_hash};
use crate::{By, Desk, DeskError, Result, audit, fresh, password};
use domain::contact::email_key;
use domain::{AgentId, DeliveryId, Millis, SessionId, TicketId};
use store::Tx;
use store::house_mail::Purpose;
use store::session::Ticket;

/// What a ticket lets its holder do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TicketKind {
    Invite,
    Reset,
}

impl TicketKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Invite => "invite",
            Self::Reset => "reset",
        }
    }
}

/// How long the link of a reset mail is good.
pub const RESET_MS: Millis = 60 * 60 * 1000;
/// Reset mails to one address within a day.
const MOST_A_DAY: i64 = 5;

impl Desk {
    /// Sends a reset link when the address belongs to an active agent; says nothing either way.
    ///
    /// # Errors
    /// See [`store::StoreError`]; never whether the address is known.
    pub async fn forgot_password(&self, email: &str, console_url: &str, now: Millis) -> Result<()> {
        let token = secret()?;
        let key = email_key(email);
        let link = format!("{}/reset/{token}", console_url.trim_end_matches('/'));
        let (ticket, letter_id) = (TicketId(fresh::id(now)), DeliveryId(fresh::id(now)));
        let this = self.clone();
        self.write(async move |tx| {
            if !policy::of(tx).await?.passwords {
                return Ok(());
            }
            let Some(known) = store::agent::by_email(tx, &key).await?.filter(|a| a.active) else { return Ok(()) };
            let counted = format!("forgot {key}");
            let (sent, _) = store::session::failures(tx, &counted, now - 24 * 60 * 60 * 1000).await?;
            if sent >= MOST_A_DAY {
                return Ok(());
            }
            store::session::note_attempt(tx, &counted, now, false).await?;
            let row = Ticket {
                id: ticket,
                kind: TicketKind::Reset.name().to_owned(),
                agent: known.id,
                created_at: now,
                expires_at: now + RESET_MS,
            };
            store::session::insert_ticket(tx, &row, &token_hash(&token)).await?;
            let letter = Letter {
                purpose: Purpose::Password,
                about: known.id.0,
                from: None,
                to_name: &known.name,
                to: &known.email,
                subject: "Choose a new password".to_owned(),
                text: format!(
                    "Hello {},\n\nsomebody, probably you, asked for a new password. Choose it here within an hour:\n\n{link}\n\n\
                     If it was not you, do nothing: your password stays as it is.\n",
                    known.name
                ),
                good_for_ms: RESET_MS,
            };
            match this.send_letter(tx, &letter, letter_id, now).await {
                // Nothing to send from yet: an administrator can set a password on the command line.
                Err(DeskError::Refused(refusal)) => {
                    tracing::warn!(code = refusal.code, "reset mail not sent");
                    Ok(())
                }
                other => other.map(|_| ()),
            }
        })
        .await
    }

    /// Takes a new password from the holder of a reset link. All sessions of the agent end.
    ///
    /// # Errors
    /// `expired_link`, `weak_password`.
    pub async fn reset_password(&self, token: &str, new: &str, now: Millis) -> Result<AgentId> {
        self.take_password(token, TicketKind::Reset, None, new, now)
            .await
    }

    pub(crate) async fn take_password(
        &self,
        token: &str,
        kind: TicketKind,
        name: Option<String>,
        new: &str,
        now: Millis,
    ) -> Result<AgentId> {
        if !self.sign_in_policy().await?.passwords {
            return Err(policy::passwords_off());
        }
        let hash = token_hash(token);
        let asked = hash.clone();
        self.db
            .read(
                async move |tx| match good_ticket(tx, &asked, kind, now).await? {
                    Some(ticket) => Ok(store::agent::load(tx, ticket.agent).await?),
                    None => Ok::<_, DeskError>(None),
                },
            )
            .await?
            .filter(|a| a.active)
            .ok_or_else(expired)?;
        let given = new.to_owned();
        let kept = blocking(move || password::hash(&given)).await??;
        self.write(async move |tx| {
            let ticket = good_ticket(tx, &hash, kind, now)
                .await?
                .ok_or_else(expired)?;
            if !store::session::use_ticket(tx, ticket.id, now).await? {
                return Err(expired());
            }
            let agent = ticket.agent;
            store::agent::set_password(tx, agent, &kept).await?;
            if let Some(name) = &name
                && let Some(mut row) = store::agent::load(tx, agent).await?
            {
                row.name.clone_from(name);
                store::agent::save(tx, &row).await?;
            }
            store::session::delete_all(tx, agent, None).await?;
            changed(tx, agent, kind.name(), now, "").await?;
            Ok(agent)
        })
        .await
    }

    /// Changes the caller's own password; their other sessions end.
    ///
    /// # Errors
    /// `wrong_password`, `weak_password`.
    pub async fn change_password(
        &self,
        by: &By,
        session: Option<SessionId>,
        old: &str,
        new: &str,
    ) -> Result<()> {
        let agent = by.person()?;
        let kept = self
            .db
            .read(async move |tx| store::agent::credentials_of(tx, agent).await)
            .await?
            .ok_or_else(|| DeskError::missing("agent"))?;
        let (given, hash) = (old.to_owned(), kept.password_hash);
        if !blocking(move || password::verify(&given, hash.as_deref())).await? {
            return Err(domain::Refusal::new(
                "wrong_password",
                "This is not your present password.",
            )
            .on("old")
            .into());
        }
        self.store_password(agent, new, session, "own", by.now, &by.ip)
            .await
    }

    /// Sets a password without asking for the old one: the command line.
    ///
    /// # Errors
    /// `weak_password`.
    pub async fn set_password(&self, email: &str, new: &str, now: Millis) -> Result<()> {
        let key = email_key(email);
        let known = self
            .db
            .read(async move |tx| store::agent::by_email(tx, &key).await)
            .await?
            .ok_or_else(|| DeskError::missing("agent"))?;
        self.store_password(known.id, new, None, "command_line", now, "")
            .await
    }

    async fn store_password(
        &self,
        agent: AgentId,
        new: &str,
        but: Option<SessionId>,
        how: &'static str,
        now: Millis,
        ip: &str,
    ) -> Result<()> {
        let given = new.to_owned();
        let kept = blocking(move || password::hash(&given)).await??;
        let ip = ip.to_owned();
        self.write(async move |tx| {
            store::agent::set_password(tx, agent, &kept).await?;
            store::session::delete_all(tx, agent, but).await?;
            changed(tx, agent, how, now, &ip).await
        })
        .await
    }
}

/// Leaves a line about a changed password.
async fn changed(tx: &mut Tx, agent: AgentId, how: &str, now: Millis, ip: &str) -> Result<()> {
    let mut by = By::system(now);
    by.ip = ip.to_owned();
    if matches!(how, "own" | "reset" | "invite") {
        by.access.agent = Some(agent);
    }
    let detail = serde_json::json!({ "how": how });
    audit::act(
        tx,
        &by,
        "agent.password_changed",
        &agent.to_string(),
        detail,
    )
    .await
}

/// A ticket of this kind, while it is good.
pub(crate) async fn good_ticket(
    tx: &mut Tx,
    hash: &[u8],
    kind: TicketKind,
    now: Millis,
) -> Result<Option<Ticket>> {
    Ok(store::session::ticket(tx, hash, now)
        .await?
        .filter(|t| t.kind == kind.name()))
}

fn expired() -> DeskError {
    DeskError::refused(
        "expired_link",
        "This link has been used or has ended. Ask for a new one.",
    )
}
