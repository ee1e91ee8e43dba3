//! Signing in and out.
//!
//! Failures are counted per address-and-network and per network, never per address alone: nobody can lock an agent out by
//! typing wrong passwords elsewhere.

use super::{policy, secret, token_hash};
use crate::{By, Desk, DeskError, Result, audit, fresh, password};
use domain::access::Access;
use domain::contact::email_key;
use domain::{AgentId, Millis, SessionId};
use std::net::IpAddr;
use store::session::Session;

/// A session ends this long after it was last used.
pub const SESSION_MS: Millis = 14 * 24 * 60 * 60 * 1000;
const WINDOW_MS: Millis = 15 * 60 * 1000;
const PER_ADDRESS: i64 = 10;
const PER_NETWORK: i64 = 60;
/// What a client is told to wait, in seconds.
pub const WAIT_S: u64 = 15 * 60;

/// Who tries, from where.
#[derive(Debug, Clone)]
pub struct Attempt {
    pub email: String,
    pub password: String,
    pub ip: IpAddr,
    pub user_agent: String,
}

/// A session that has begun. `token` is known to the browser alone.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub agent: AgentId,
    pub session: SessionId,
    pub token: String,
    pub csrf: String,
}

/// What somebody proved when they came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Password,
    /// A password and a one-time or recovery code.
    Totp,
    Passkey,
    /// An OpenID provider vouched for them.
    Oidc,
}

impl Method {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Totp => "totp",
            Self::Passkey => "passkey",
            Self::Oidc => "oidc",
        }
    }
}

/// Whether a right password was enough.
#[derive(Debug, Clone)]
pub enum Entered {
    In(SignedIn),
    /// A code is asked for. The ticket stands for the password until then.
    SecondFactor {
        ticket: String,
        expires_at: Millis,
    },
}

/// A good session as it is now.
#[derive(Debug, Clone)]
pub struct Present {
    pub session: Session,
    pub access: Access,
    /// The organization asks for a second factor that this agent has not set up: nothing else may be done before.
    pub must_enrol: bool,
}

impl Desk {
    /// Checks a password; begins a session, or asks for the second factor.
    ///
    /// # Errors
    /// `wrong_credentials`, `passwords_off`; `too_many_attempts` with the seconds to wait in the message's end.
    pub async fn sign_in(&self, attempt: Attempt, now: Millis) -> Result<Entered> {
        if !self.sign_in_policy().await?.passwords {
            return Err(policy::passwords_off());
        }
        let key = email_key(&attempt.email);
        let network = network(attempt.ip);
        let keys = vec![format!("{key} {network}"), network];
        let (asked, bounds) = (key.clone(), keys.clone());
        let found = self
            .db
            .write(async move |tx| {
                let since = now - WINDOW_MS;
                for (bound, most) in bounds.iter().zip([PER_ADDRESS, PER_NETWORK]) {
                    let (failures, last) = store::session::failures(tx, bound, since).await?;
                    if failures >= most {
                        let wait_s = (last.unwrap_or(now) + WINDOW_MS - now).max(1_000) / 1_000;
                        return Err(DeskError::refused(
                            "too_many_attempts",
                            format!("Too many wrong passwords from your network. Try again in {wait_s} seconds."),
                        ));
                    }
                }
                // Counted before the slow check, so that attempts at the same time count too.
                for bound in &bounds {
                    store::session::note_attempt(tx, bound, now, false).await?;
                }
                Ok(store::agent::credentials(tx, &asked).await?)
            })
            .await?;
        let hash = found
            .as_ref()
            .filter(|c| c.active)
            .and_then(|c| c.password_hash.clone());
        let given = attempt.password.clone();
        let right = blocking(move || password::verify(&given, hash.as_deref())).await?;
        let Some(agent) = found.filter(|_| right).map(|c| c.agent) else {
            return Err(DeskError::refused(
                "wrong_credentials",
                "This address and password do not belong together.",
            ));
        };
        self.db
            .write(async move |tx| {
                for key in &keys {
                    store::session::note_attempt(tx, key, now, true).await?;
                }
                Ok::<_, DeskError>(())
            })
            .await?;
        self.enter(agent, attempt.ip, &attempt.user_agent, now)
            .await
    }

    /// For an agent who has proven their password, or their mailbox: the session, or the question for a code.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn enter(
        &self,
        agent: AgentId,
        ip: IpAddr,
        user_agent: &str,
        now: Millis,
    ) -> Result<Entered> {
        let asks = self
            .db
            .read(async move |tx| store::second_factor::is_on(tx, agent).await)
            .await?;
        if !asks {
            let signed = self
                .begin_session(agent, Method::Password, ip, user_agent, now)
                .await?;
            return Ok(Entered::In(signed));
        }
        let (ticket, expires_at) = self.ask_second_factor(agent, now).await?;
        Ok(Entered::SecondFactor { ticket, expires_at })
    }

    /// Begins a session for an agent who has proven who they are.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn begin_session(
        &self,
        agent: AgentId,
        method: Method,
        ip: IpAddr,
        user_agent: &str,
        now: Millis,
    ) -> Result<SignedIn> {
        let (token, csrf) = (secret()?, secret()?);
        let hash = token_hash(&token);
        let row = Session {
            id: SessionId(fresh::id(now)),
            agent,
            csrf: csrf.clone(),
            created_at: now,
            last_seen_at: now,
            expires_at: now + SESSION_MS,
            ip: ip.to_string(),
            user_agent: user_agent
                .chars()
                .filter(|c| !c.is_control())
                .take(300)
                .collect(),
            method: method.word().to_owned(),
        };
        let session = row.id;
        self.write(async move |tx| {
            store::session::insert(tx, &row, &hash).await?;
            let Some(access) = store::agent::access(tx, agent).await? else {
                return Err(DeskError::missing("agent"));
            };
            let by = By::agent(access, now, row.ip.clone());
            let detail = serde_json::json!({ "method": row.method });
            audit::act(tx, &by, "session.began", &row.id.to_string(), detail).await
        })
        .await?;
        Ok(SignedIn {
            agent,
            session,
            token,
            csrf,
        })
    }

    /// The session of a token, by its hash, and what its agent may do now.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn session(&self, token_hash: Vec<u8>, now: Millis) -> Result<Option<Present>> {
        self.db
            .read(async move |tx| {
                let Some(session) = store::session::by_token(tx, &token_hash, now).await? else {
                    return Ok(None);
                };
                let Some(access) = store::agent::access(tx, session.agent).await? else {
                    return Ok(None);
                };
                let must_enrol = policy::must_enrol(tx, &session, &access).await?;
                Ok(Some(Present {
                    session,
                    access,
                    must_enrol,
                }))
            })
            .await
    }

    /// Notes that a session is in use.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn touch_session(&self, id: SessionId, now: Millis) -> Result<()> {
        Ok(self
            .db
            .write(async move |tx| store::session::touch(tx, id, now, now + SESSION_MS).await)
            .await?)
    }

    /// Ends a session of that agent.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn end_session(&self, id: SessionId, agent: AgentId) -> Result<()> {
        let ended = self
            .db
            .write(async move |tx| store::session::delete(tx, agent, id).await)
            .await?;
        if ended {
            Ok(())
        } else {
            Err(DeskError::missing("session"))
        }
    }
}

/// Runs what takes long and no input or output.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| DeskError::refused("failed", "The program failed while checking."))
}

/// What one party can easily change within does not count: IPv4 /24, IPv6 /56.
pub(crate) fn network(ip: IpAddr) -> String {
    match ip.to_canonical() {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(ip) => {
            let bits = u128::from(ip) & !((1u128 << 72) - 1);
            format!("{}/56", std::net::Ipv6Addr::from(bits))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_one_network() {
        let of = |text: &str| network(text.parse().expect("an address"));
        assert_eq!(of("192.0.2.1"), of("::ffff:192.0.2.200"));
        assert_ne!(of("192.0.2.1"), of("192.0.3.1"));
        assert_eq!(of("2001:db8:0:1::1"), of("2001:db8:0:1:ffff::1"));
    }
}
