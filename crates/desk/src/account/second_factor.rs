//! One-time codes as a second factor, and recovery codes for the day on which the phone is gone.
//!
//! Wrong codes are counted for the half-done sign-in and for the agent from that network, never for the agent alone: nobody
//! can lock an agent out, and nobody guesses more than a few codes in a quarter of an hour.

use super::invite::may_manage;
use super::policy;
use super::sign_in::{Method, SignedIn, network};
use super::{secret, token_hash, totp};
use crate::{By, Desk, DeskError, Result, audit, organization};
use domain::access::Permission;
use domain::{AgentId, Millis, Refusal, SessionId};
use serde_json::json;
use std::net::IpAddr;
use store::sign_in::Step;
use store::{Json, Tx};
use zeroize::Zeroizing;

const KIND: &str = "second_factor";
/// A password stands for this long while its owner looks for the phone.
const TICKET_MS: Millis = 10 * 60 * 1000;
const PER_TICKET: i64 = 5;
const PER_NETWORK: i64 = 10;
const WINDOW_MS: Millis = 15 * 60 * 1000;
const CODES: usize = 10;

/// A secret that is being set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// Base 32, for those who cannot scan.
    pub secret: String,
    /// What the QR code says.
    pub uri: String,
}

/// What an agent has set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    pub on: bool,
    pub recovery_left: i64,
    /// The organization asks this agent for one.
    pub required: bool,
}

fn place(agent: AgentId) -> String {
    format!("totp:{agent}")
}

fn wrong_code() -> DeskError {
    Refusal::new(
        "wrong_code",
        "This code is not right, or was used. Wait for the next one.",
    )
    .on("code")
    .into()
}

fn not_on() -> DeskError {
    DeskError::refused("second_factor_off", "No second factor is set up.")
}

impl Desk {
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn second_factor(&self, by: &By) -> Result<State> {
        let (agent, access) = (by.person()?, by.access.clone());
        self.db
            .read(async move |tx| {
                let required = policy::of(tx).await?.second_factor.asks(&access);
                Ok(State {
                    on: store::second_factor::is_on(tx, agent).await?,
                    recovery_left: store::second_factor::recovery_left(tx, agent).await?,
                    required,
                })
            })
            .await
    }

    /// A fresh secret. It asks for nothing until a first code was typed.
    ///
    /// # Errors
    /// `second_factor_on` when one is in use.
    pub async fn begin_second_factor(&self, by: &By) -> Result<Enrolment> {
        let agent = by.person()?;
        let mut bytes = Zeroizing::new([0_u8; totp::SECRET_BYTES]);
        getrandom::fill(&mut *bytes).map_err(|_| {
            DeskError::refused("no_randomness", "The machine has no randomness to give.")
        })?;
        let sealed = self.keys.seal(&place(agent), &*bytes)?;
        let now = by.now;
        let (name, email) = self
            .write(async move |tx| {
                if !store::second_factor::begin(tx, agent, &sealed, now).await? {
                    return Err(DeskError::refused(
                        "second_factor_on",
                        "A second factor is in use. Turn it off first.",
                    ));
                }
                let row = store::agent::load(tx, agent)
                    .await?
                    .ok_or_else(|| DeskError::missing("agent"))?;
                Ok((organization::of(tx).await?.name, row.email))
            })
            .await?;
        Ok(Enrolment {
            secret: totp::base32(&*bytes),
            uri: totp::uri(&*bytes, &name, &email),
        })
    }

    /// Turns the second factor on with its first code. Answers the recovery codes, which are never shown again.
    ///
    /// # Errors
    /// `wrong_code`, `second_factor_off` when none was begun.
    pub async fn confirm_second_factor(&self, by: &By, code: &str) -> Result<Vec<String>> {
        let agent = by.person()?;
        let (codes, hashes) = recovery_codes()?;
        let (this, by, code) = (self.clone(), by.clone(), code.to_owned());
        self.guarded(agent, &by.ip.clone(), by.now, async move |tx| {
            let kept = store::second_factor::load(tx, agent)
                .await?
                .filter(|t| t.confirmed_at.is_none())
                .ok_or_else(not_on)?;
            if !this
                .code_fits(tx, agent, &kept.sealed, &code, by.now)
                .await?
            {
                return Ok(false);
            }
            store::second_factor::confirm(tx, agent, by.now).await?;
            store::second_factor::set_recovery(tx, agent, &hashes).await?;
            audit::act(
                tx,
                &by,
                "agent.second_factor_on",
                &agent.to_string(),
                json!({}),
            )
            .await?;
            Ok(true)
        })
        .await?;
        Ok(codes)
    }

    /// Fresh recovery codes in the place of all others.
    ///
    /// # Errors
    /// `wrong_code`, `second_factor_off`.
    pub async fn renew_recovery_codes(&self, by: &By, code: &str) -> Result<Vec<String>> {
        let agent = by.person()?;
        let (codes, hashes) = recovery_codes()?;
        let (this, by, code) = (self.clone(), by.clone(), code.to_owned());
        self.guarded(agent, &by.ip.clone(), by.now, async move |tx| {
            if !this.proves(tx, agent, &code, by.now).await? {
                return Ok(false);
            }
            store::second_factor::set_recovery(tx, agent, &hashes).await?;
            audit::act(
                tx,
                &by,
                "agent.recovery_codes_renewed",
                &agent.to_string(),
                json!({}),
            )
            .await?;
            Ok(true)
        })
        .await?;
        Ok(codes)
    }

    /// Turns one's own second factor off, with a code of it.
    ///
    /// # Errors
    /// `wrong_code`, `second_factor_off`, `second_factor_required` when the organization asks for one.
    pub async fn end_second_factor(&self, by: &By, code: &str) -> Result<()> {
        let agent = by.person()?;
        if self.second_factor(by).await?.required {
            return Err(DeskError::refused(
                "second_factor_required",
                "The organization asks for a second factor; it cannot be turned off.",
            ));
        }
        let (this, by, code) = (self.clone(), by.clone(), code.to_owned());
        self.guarded(agent, &by.ip.clone(), by.now, async move |tx| {
            if !this.proves(tx, agent, &code, by.now).await? {
                return Ok(false);
            }
            store::second_factor::remove(tx, agent).await?;
            audit::act(
                tx,
                &by,
                "agent.second_factor_off",
                &agent.to_string(),
                json!({}),
            )
            .await?;
            Ok(true)
        })
        .await
    }

    /// Takes second factor and passkeys from an agent who has lost them, and ends their sessions.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `last_administrator`.
    pub async fn reset_second_factor(&self, by: &By, agent: AgentId) -> Result<()> {
        by.demand(Permission::AgentManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            may_manage(tx, &by, agent).await?;
            let had = store::second_factor::remove(tx, agent).await?;
            let passkeys = store::passkey::delete_all(tx, agent).await?;
            super::ways::stand(tx).await?;
            store::session::delete_all(tx, agent, None).await?;
            let detail = json!({ "second_factor": had, "passkeys": passkeys });
            audit::act(
                tx,
                &by,
                "agent.second_factor_reset",
                &agent.to_string(),
                detail,
            )
            .await
        })
        .await
    }

    /// Remembers that a password was right, while its owner looks for the code.
    pub(crate) async fn ask_second_factor(
        &self,
        agent: AgentId,
        now: Millis,
    ) -> Result<(String, Millis)> {
        let ticket = secret()?;
        let hash = token_hash(&ticket);
        let step = Step {
            kind: KIND.to_owned(),
            agent: Some(agent),
            data: Json(json!({})),
            tries: 0,
            expires_at: now + TICKET_MS,
        };
        let expires_at = step.expires_at;
        self.db
            .write(async move |tx| store::sign_in::insert_step(tx, &step, &hash).await)
            .await?;
        Ok((ticket, expires_at))
    }

    /// The second half of a sign-in: a one-time code, or a recovery code.
    ///
    /// # Errors
    /// `wrong_code`, `expired_link` when it has to begin anew, `too_many_attempts`.
    pub async fn finish_sign_in(
        &self,
        ticket: &str,
        code: &str,
        ip: IpAddr,
        user_agent: &str,
        now: Millis,
    ) -> Result<SignedIn> {
        let hash = token_hash(ticket);
        let asked = hash.clone();
        let step = self
            .db
            .write(async move |tx| {
                store::sign_in::try_step(tx, &asked, KIND, PER_TICKET, now).await
            })
            .await?;
        let agent = step.and_then(|s| s.agent).ok_or_else(|| {
            DeskError::refused(
                "expired_link",
                "This sign-in took too long or too many tries. Begin anew with your password.",
            )
        })?;
        let (this, code) = (self.clone(), code.to_owned());
        self.guarded(agent, &ip.to_string(), now, async move |tx| {
            if !this.proves(tx, agent, &code, now).await? {
                return Ok(false);
            }
            Ok(store::sign_in::take_step(tx, &hash, KIND, now)
                .await?
                .is_some())
        })
        .await?;
        self.begin_session(agent, Method::Totp, ip, user_agent, now)
            .await
    }

    /// Notes that a session has proven itself by more than a password.
    pub(crate) async fn prove_session(
        tx: &mut Tx,
        session: SessionId,
        method: Method,
    ) -> Result<()> {
        Ok(store::session::set_method(tx, session, method.word()).await?)
    }

    /// Runs a check of a code under the bounds on guessing.
    async fn guarded<F>(&self, agent: AgentId, ip: &str, now: Millis, check: F) -> Result<()>
    where
        F: AsyncFn(&mut Tx) -> Result<bool> + Send + Sync + 'static,
    {
        let from = ip.parse().map(network).unwrap_or_default();
        let key = format!("code {agent} {from}");
        let counted = key.clone();
        // Counted in a transaction of its own, which a wrong code does not take back.
        self.write(async move |tx| {
            let (failures, _) = store::session::failures(tx, &counted, now - WINDOW_MS).await?;
            if failures >= PER_NETWORK {
                return Err(DeskError::refused(
                    "too_many_attempts",
                    "Too many wrong codes from your network. Try again in a quarter of an hour.",
                ));
            }
            Ok(store::session::note_attempt(tx, &counted, now, false).await?)
        })
        .await?;
        self.write(async move |tx| {
            if !check(tx).await? {
                return Err(wrong_code());
            }
            Ok(store::session::note_attempt(tx, &key, now, true).await?)
        })
        .await
    }

    /// A one-time code or a recovery code of an agent whose second factor is on; it is used up.
    async fn proves(&self, tx: &mut Tx, agent: AgentId, code: &str, now: Millis) -> Result<bool> {
        let kept = store::second_factor::load(tx, agent)
            .await?
            .filter(|t| t.confirmed_at.is_some())
            .ok_or_else(not_on)?;
        let recovery = normal(code);
        if recovery.len() == RECOVERY_LETTERS {
            let hash = token_hash(&recovery);
            return Ok(store::second_factor::use_recovery(tx, agent, &hash, now).await?);
        }
        self.code_fits(tx, agent, &kept.sealed, code, now).await
    }

    async fn code_fits(
        &self,
        tx: &mut Tx,
        agent: AgentId,
        sealed: &[u8],
        code: &str,
        now: Millis,
    ) -> Result<bool> {
        let key = self.keys.open(&place(agent), sealed)?;
        match totp::step_of(&key, code, now) {
            Some(step) => Ok(store::second_factor::use_step(tx, agent, step).await?),
            None => Ok(false),
        }
    }
}

/// 80 bits: a plain hash of it cannot be searched through.
const RECOVERY_LETTERS: usize = 16;

/// Codes as they are shown, and as they are kept.
fn recovery_codes() -> Result<(Vec<String>, Vec<Vec<u8>>)> {
    let mut codes = Vec::with_capacity(CODES);
    let mut hashes = Vec::with_capacity(CODES);
    for _ in 0..CODES {
        let mut bytes = [0_u8; 10];
        getrandom::fill(&mut bytes).map_err(|_| {
            DeskError::refused("no_randomness", "The machine has no randomness to give.")
        })?;
        let text = totp::base32(&bytes).to_lowercase();
        hashes.push(token_hash(&text));
        let groups = [&text[..4], &text[4..8], &text[8..12], &text[12..]];
        codes.push(groups.join("-"));
    }
    Ok((codes, hashes))
}

/// As people type it: in any case, with or without dashes and spaces.
fn normal(code: &str) -> String {
    code.chars()
        .filter(char::is_ascii_alphanumeric)
        .take(RECOVERY_LETTERS + 1)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recovery_codes_differ_and_are_read_as_people_type_them() {
        let (codes, hashes) = recovery_codes().expect("codes");
        assert_eq!((codes.len(), hashes.len()), (CODES, CODES));
        let typed = format!(" {} ", codes[3].to_uppercase().replace('-', " "));
        assert_eq!(token_hash(&normal(&typed)), hashes[3]);
        let mut unique = codes.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), CODES);
    }
}
