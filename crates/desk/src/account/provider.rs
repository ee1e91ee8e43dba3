//! Signing in through an OpenID provider: what is remembered while the browser is away, and who somebody is to us.
//! Talking to the provider, and proving what it says, is for `server`.

use super::invite::may_give;
use super::policy::{self, Provider};
use super::sign_in::{Method, SignedIn};
use super::token_hash;
use crate::{By, Desk, DeskError, Result, audit, check, fresh, organization};
use domain::access::Access;
use domain::team::Agent;
use domain::{AgentId, Millis};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::net::IpAddr;
use store::sign_in::Step;
use store::{Json, Tx};

const KIND: &str = "oidc";
/// How long somebody may take at the provider.
const AWAY_MS: Millis = 15 * 60 * 1000;
const PER_NETWORK: i64 = 120;

/// What is remembered while the browser is away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Away {
    pub issuer: String,
    pub nonce: String,
    pub verifier: String,
    /// Hash of a cookie: only the browser that went away may come back.
    pub browser: Vec<u8>,
    pub redirect_url: String,
}

/// Somebody as the provider describes them, proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub issuer: String,
    pub subject: String,
    /// Only when the provider says that it was verified.
    pub verified_email: Option<String>,
    pub name: Option<String>,
}

fn not_let_in() -> DeskError {
    DeskError::refused(
        "not_let_in",
        "Your account at the provider does not belong to an agent of this desk. Ask an administrator to invite that address.",
    )
}

impl Desk {
    /// Remembers what the browser went away with, under the hash of `state`.
    ///
    /// # Errors
    /// `too_many_attempts` from one network.
    pub async fn begin_away(&self, state: &str, away: Away, ip: IpAddr, now: Millis) -> Result<()> {
        self.bound_network("oidc", ip, PER_NETWORK, now).await?;
        let hash = token_hash(state);
        let sealed = self
            .keys
            .seal(KIND, &serde_json::to_vec(&away).unwrap_or_default())?;
        let step = Step {
            kind: KIND.to_owned(),
            agent: None,
            data: Json(json!(sealed)),
            tries: 0,
            expires_at: now + AWAY_MS,
        };
        Ok(self
            .db
            .write(async move |tx| store::sign_in::insert_step(tx, &step, &hash).await)
            .await?)
    }

    /// Takes it back up, once, for the browser that went away.
    ///
    /// # Errors
    /// `expired_link`.
    pub async fn take_away(&self, state: &str, browser: &str, now: Millis) -> Result<Away> {
        let expired = || {
            DeskError::refused(
                "expired_link",
                "This sign-in was begun elsewhere, or too long ago. Begin again.",
            )
        };
        let hash = token_hash(state);
        let step = self
            .db
            .write(async move |tx| store::sign_in::take_step(tx, &hash, KIND, now).await)
            .await?
            .ok_or_else(expired)?;
        let sealed: Vec<u8> = serde_json::from_value(step.data.0).map_err(|_| expired())?;
        let opened = self.keys.open(KIND, &sealed)?;
        let away: Away = serde_json::from_slice(&opened).map_err(|_| expired())?;
        if away.browser != token_hash(browser) {
            return Err(expired());
        }
        Ok(away)
    }

    /// Signs in whom the provider vouched for: by what is remembered of them, else by their verified address, else (when
    /// that is set up) as a new agent.
    ///
    /// # Errors
    /// `not_let_in`.
    pub async fn sign_in_vouched(
        &self,
        person: Person,
        ip: IpAddr,
        user_agent: &str,
        now: Millis,
    ) -> Result<SignedIn> {
        let from = ip.to_string();
        let new = AgentId(fresh::id(now));
        let agent = self
            .write(async move |tx| {
                let provider = policy::of(tx)
                    .await?
                    .provider
                    .filter(|p| p.issuer == person.issuer)
                    .ok_or_else(not_let_in)?;
                let agent = who(tx, &provider, &person, new, now, &from).await?;
                store::sign_in::note_identity(tx, &person.issuer, &person.subject, agent, now)
                    .await?;
                Ok(agent)
            })
            .await?;
        self.begin_session(agent, Method::Oidc, ip, user_agent, now)
            .await
    }
}

async fn who(
    tx: &mut Tx,
    provider: &Provider,
    person: &Person,
    new: AgentId,
    now: Millis,
    ip: &str,
) -> Result<AgentId> {
    if let Some(known) = store::sign_in::agent_of(tx, &person.issuer, &person.subject).await? {
        let row = store::agent::load(tx, known).await?;
        return row
            .filter(|a| a.active)
            .map(|a| a.id)
            .ok_or_else(not_let_in);
    }
    let email = person
        .verified_email
        .as_deref()
        .filter(|e| check::address("email", e).is_ok() && in_domains(e, &provider.domains))
        .ok_or_else(not_let_in)?;
    if let Some(agent) = store::agent::by_email(tx, email).await? {
        // An address that moved to another account is not the same person any more.
        let taken = store::sign_in::has_identity(tx, &person.issuer, agent.id).await?;
        if !agent.active || taken {
            return Err(not_let_in());
        }
        let by = of_agent(tx, agent.id, now, ip).await?;
        let detail = json!({ "issuer": person.issuer });
        audit::act(tx, &by, "agent.linked", &agent.id.to_string(), detail).await?;
        return Ok(agent.id);
    }
    let Some(set) = &provider.create else {
        return Err(not_let_in());
    };
    // The set may have been deleted since.
    may_give(tx, &By::system(now), set).await?;
    let organization = organization::of(tx).await?;
    let name = person
        .name
        .as_deref()
        .map(str::trim)
        .filter(|n| check::name(n).is_ok());
    let local = email.split('@').next().unwrap_or(email);
    let agent = Agent {
        id: new,
        name: name.unwrap_or(local).to_owned(),
        email: email.to_owned(),
        permission_set: set.clone(),
        teams: Vec::new(),
        zone: organization.zone,
        locale: organization.locale,
        active: true,
        invited: false,
        created_at: now,
    };
    store::agent::insert(tx, &agent, None).await?;
    let by = of_agent(tx, new, now, ip).await?;
    let detail = json!({ "issuer": person.issuer, "permission_set": set });
    audit::act(tx, &by, "agent.made_by_provider", &new.to_string(), detail).await?;
    audit::settings_changed(tx, &by, "agents");
    Ok(new)
}

async fn of_agent(tx: &mut Tx, agent: AgentId, now: Millis, ip: &str) -> Result<By> {
    let access: Access = store::agent::access(tx, agent)
        .await?
        .ok_or_else(not_let_in)?;
    Ok(By::agent(access, now, ip))
}

fn in_domains(email: &str, domains: &[String]) -> bool {
    let domain = email.rsplit('@').next().unwrap_or_default();
    domains.is_empty() || domains.iter().any(|d| d.eq_ignore_ascii_case(domain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_not_its_neighbour() {
        let ours = ["example.org".to_owned()];
        assert!(in_domains("a@Example.org", &ours));
        assert!(!in_domains("a@notexample.org", &ours));
        assert!(!in_domains("a@sub.example.org", &ours));
        assert!(!in_domains("\"a@example.org\"@evil.example", &ours));
        assert!(in_domains("a@any.example", &[]));
    }
}
