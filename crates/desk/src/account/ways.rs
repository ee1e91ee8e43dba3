//! Whether the desk can still be administered: after every change that could take the last way from the last administrator.

use super::policy;
use crate::{DeskError, Result};
use domain::AgentId;
use domain::access::Permission;
use store::Tx;

/// Somebody who may manage agents can still sign in.
///
/// # Errors
/// `last_administrator`.
pub(crate) async fn stand(tx: &mut Tx) -> Result<()> {
    let policy = policy::of(tx).await?;
    for agent in store::permission_set::active_with(tx, Permission::AgentManage).await? {
        if policy.passwords && has_password(tx, agent).await? {
            return Ok(());
        }
        if without_password(tx, &policy, agent).await? {
            return Ok(());
        }
    }
    Err(DeskError::refused(
        "last_administrator",
        "After this nobody who may manage agents could sign in any more.",
    ))
}

async fn has_password(tx: &mut Tx, agent: AgentId) -> Result<bool> {
    Ok(store::agent::credentials_of(tx, agent)
        .await?
        .is_some_and(|c| c.password_hash.is_some()))
}

/// By passkey, or by the provider that is set up.
async fn without_password(tx: &mut Tx, policy: &policy::Policy, agent: AgentId) -> Result<bool> {
    if !store::passkey::of_agent(tx, agent).await?.is_empty() {
        return Ok(true);
    }
    match &policy.provider {
        Some(provider) => Ok(store::sign_in::has_identity(tx, &provider.issuer, agent).await?),
        None => Ok(false),
    }
}
