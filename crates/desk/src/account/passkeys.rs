//! Passkeys: registered by an agent who is signed in, and then enough to sign in, for the authenticator has checked its owner.

use super::sign_in::{Method, SignedIn, network};
use super::webauthn::{self, RelyingParty, Unproven};
use super::{secret, token_hash, ways};
use crate::settings::one_line;
use crate::{By, Desk, DeskError, Result, audit, fresh};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{AgentId, Millis, PasskeyId, SessionId};
use serde_json::json;
use std::net::IpAddr;
use store::passkey::Passkey;
use store::sign_in::Step;
use store::{Json, StoreError};

const NEW: &str = "passkey_new";
const USE: &str = "passkey";
const CEREMONY_MS: Millis = 5 * 60 * 1000;
const MOST: usize = 20;
/// Sign-ins that are begun from one network in a quarter of an hour.
const PER_NETWORK: i64 = 300;
const WINDOW_MS: Millis = 15 * 60 * 1000;

/// What the browser hands to the authenticator.
#[derive(Debug, Clone)]
pub struct Ceremony {
    /// Held by the browser until it answers.
    pub ticket: String,
    /// Base 64 for URLs.
    pub challenge: String,
}

/// A registration, with what else the browser has to know.
#[derive(Debug, Clone)]
pub struct NewCeremony {
    pub ceremony: Ceremony,
    pub user: AgentId,
    pub email: String,
    pub name: String,
    /// Credentials that the agent has: an authenticator is not registered twice.
    pub known: Vec<Vec<u8>>,
}

/// What came back, in bytes.
#[derive(Debug, Clone)]
pub struct Answer {
    pub credential: Vec<u8>,
    pub client: Vec<u8>,
    pub authenticator: Vec<u8>,
    pub signature: Vec<u8>,
    pub user: Option<Vec<u8>>,
}

fn refused(why: Unproven) -> DeskError {
    tracing::info!(%why, "passkey refused");
    DeskError::refused(
        "passkey_refused",
        "This passkey could not be verified. Try again, or sign in another way.",
    )
}

fn expired() -> DeskError {
    DeskError::refused("expired_link", "This took too long. Begin again.")
}

/// What a browser made of a challenge, and how its owner calls it.
#[derive(Debug, Clone, Copy)]
pub struct NewPasskey<'a> {
    pub name: &'a str,
    /// The client data, JSON.
    pub client: &'a [u8],
    /// The attestation object, CBOR.
    pub attestation: &'a [u8],
}

impl Desk {
    async fn begin_ceremony(
        &self,
        kind: &'static str,
        agent: Option<AgentId>,
        rp: &RelyingParty,
        now: Millis,
    ) -> Result<Ceremony> {
        let (ticket, challenge) = (secret()?, secret()?);
        let hash = token_hash(&ticket);
        // The text of the secret is what is signed: as good as its bytes, and longer.
        let step = Step {
            kind: kind.to_owned(),
            agent,
            data: Json(json!({ "challenge": challenge, "rp": rp.id })),
            tries: 0,
            expires_at: now + CEREMONY_MS,
        };
        self.db
            .write(async move |tx| store::sign_in::insert_step(tx, &step, &hash).await)
            .await?;
        Ok(Ceremony {
            ticket,
            challenge: URL_SAFE_NO_PAD.encode(challenge),
        })
    }

    /// The challenge of a ceremony, once.
    async fn end_ceremony(
        &self,
        kind: &'static str,
        ticket: &str,
        agent: Option<AgentId>,
        rp: &RelyingParty,
        now: Millis,
    ) -> Result<Vec<u8>> {
        let hash = token_hash(ticket);
        let step = self
            .db
            .write(async move |tx| store::sign_in::take_step(tx, &hash, kind, now).await)
            .await?
            .filter(|s| s.agent == agent && s.data.0["rp"] == rp.id.as_str())
            .ok_or_else(expired)?;
        let challenge = step.data.0["challenge"].as_str().ok_or_else(expired)?;
        Ok(challenge.as_bytes().to_vec())
    }

    /// # Errors
    /// `too_many` passkeys.
    pub async fn begin_passkey(&self, by: &By, rp: &RelyingParty) -> Result<NewCeremony> {
        let agent = by.person()?;
        let (row, known) = self
            .db
            .read(async move |tx| {
                Ok::<_, StoreError>((
                    store::agent::load(tx, agent).await?,
                    store::passkey::of_agent(tx, agent).await?,
                ))
            })
            .await?;
        let row = row.ok_or_else(|| DeskError::missing("agent"))?;
        if known.len() >= MOST {
            return Err(DeskError::refused(
                "too_many",
                format!("You have {MOST} passkeys. Delete one first."),
            ));
        }
        Ok(NewCeremony {
            ceremony: self.begin_ceremony(NEW, Some(agent), rp, by.now).await?,
            user: agent,
            email: row.email,
            name: row.name,
            known: known.into_iter().map(|k| k.credential).collect(),
        })
    }

    /// Keeps a new passkey. The session counts as proven by it.
    ///
    /// # Errors
    /// `expired_link`, `passkey_refused`, `passkey_taken`, `bad_text`.
    pub async fn finish_passkey(
        &self,
        by: &By,
        session: SessionId,
        ticket: &str,
        made: NewPasskey<'_>,
        rp: &RelyingParty,
    ) -> Result<Passkey> {
        let agent = by.person()?;
        let name = one_line("name", made.name, 60)?;
        let challenge = self
            .end_ceremony(NEW, ticket, Some(agent), rp, by.now)
            .await?;
        let made = webauthn::registration(made.client, made.attestation, &challenge, rp)
            .map_err(refused)?;
        let key = Passkey {
            id: PasskeyId(fresh::id(by.now)),
            agent,
            name: if name.is_empty() {
                "Passkey".to_owned()
            } else {
                name
            },
            credential: made.credential,
            public_key: made.public_key,
            sign_count: made.sign_count.into(),
            backed_up: made.backed_up,
            created_at: by.now,
            last_used_at: None,
        };
        let (row, by) = (key.clone(), by.clone());
        let kept = self
            .db
            .write(async move |tx| {
                store::passkey::insert(tx, &row).await?;
                Self::prove_session(tx, session, Method::Passkey).await?;
                let detail = json!({ "name": row.name });
                audit::act(tx, &by, "passkey.made", &row.id.to_string(), detail).await
            })
            .await;
        match kept {
            Err(DeskError::Store(StoreError::Conflict(_))) => Err(DeskError::refused(
                "passkey_taken",
                "This passkey is registered already.",
            )),
            other => other.map(|()| key),
        }
    }

    /// # Errors
    /// See [`store::StoreError`].
    pub async fn passkeys(&self, by: &By) -> Result<Vec<Passkey>> {
        let agent = by.person()?;
        Ok(self
            .db
            .read(async move |tx| store::passkey::of_agent(tx, agent).await)
            .await?)
    }

    /// # Errors
    /// `not_found`, `last_administrator` when it was the last way in.
    pub async fn delete_passkey(&self, by: &By, id: PasskeyId) -> Result<()> {
        let agent = by.person()?;
        let by = by.clone();
        self.write(async move |tx| {
            if !store::passkey::delete(tx, agent, id).await? {
                return Err(DeskError::missing("passkey"));
            }
            ways::stand(tx).await?;
            audit::act(tx, &by, "passkey.deleted", &id.to_string(), json!({})).await
        })
        .await
    }

    /// Begins a sign-in by whatever passkey the authenticator has for us.
    ///
    /// # Errors
    /// `too_many_attempts` from one network.
    pub async fn begin_passkey_sign_in(
        &self,
        rp: &RelyingParty,
        ip: IpAddr,
        now: Millis,
    ) -> Result<Ceremony> {
        self.bound_network("passkey", ip, PER_NETWORK, now).await?;
        self.begin_ceremony(USE, None, rp, now).await
    }

    /// # Errors
    /// `expired_link`, `passkey_refused`.
    pub async fn finish_passkey_sign_in(
        &self,
        ticket: &str,
        answer: Answer,
        rp: &RelyingParty,
        ip: IpAddr,
        user_agent: &str,
        now: Millis,
    ) -> Result<SignedIn> {
        let challenge = self.end_ceremony(USE, ticket, None, rp, now).await?;
        let credential = answer.credential.clone();
        let key = self
            .db
            .read(async move |tx| store::passkey::by_credential(tx, &credential).await)
            .await?
            .ok_or_else(|| refused(Unproven::UnknownKey))?;
        if answer
            .user
            .as_ref()
            .is_some_and(|user| user.as_slice() != key.agent.0.as_bytes())
        {
            return Err(refused(Unproven::UnknownKey));
        }
        let used = webauthn::assertion(
            &answer.client,
            &answer.authenticator,
            &answer.signature,
            &key.public_key,
            &challenge,
            rp,
        )
        .map_err(refused)?;
        let row = key.clone();
        let grew = self
            .db
            .write(async move |tx| {
                store::passkey::note_use(tx, &row, used.sign_count.into(), used.backed_up, now)
                    .await
            })
            .await?;
        if !grew {
            tracing::warn!(passkey = %key.id, "the counter of a passkey did not grow: it may have been copied");
            return Err(DeskError::refused(
                "passkey_refused",
                "This passkey may have been copied: its counter went back. Sign in another way and register it anew.",
            ));
        }
        self.begin_session(key.agent, Method::Passkey, ip, user_agent, now)
            .await
    }

    /// Bounds what strangers may begin, by the network they come from.
    pub(crate) async fn bound_network(
        &self,
        what: &str,
        ip: IpAddr,
        most: i64,
        now: Millis,
    ) -> Result<()> {
        let key = format!("{what} {}", network(ip));
        self.write(async move |tx| {
            let (begun, _) = store::session::failures(tx, &key, now - WINDOW_MS).await?;
            if begun >= most {
                return Err(DeskError::refused(
                    "too_many_attempts",
                    "Too many sign-ins were begun from your network. Try again in a quarter of an hour.",
                ));
            }
            Ok(store::session::note_attempt(tx, &key, now, false).await?)
        })
        .await
    }
}
