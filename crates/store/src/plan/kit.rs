//! The article and the macro that were made for a plan.

use crate::{Result, Tx, record, sql, vals};
use domain::{ArticleId, MacroId, Millis, PlanId};

record! {
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Kit {
        pub article: ArticleId,
        pub macro_: MacroId,
    }
}

/// # Errors
/// See [`crate::StoreError`].
pub async fn kit(tx: &mut Tx, plan: PlanId) -> Result<Option<Kit>> {
    let select = sql!("SELECT article, macro FROM plan_kit WHERE plan = $1");
    tx.one(select, &vals![plan]).await
}

/// # Errors
/// `Conflict` when one was made before.
pub async fn add_kit(tx: &mut Tx, plan: PlanId, kit: Kit, at: Millis) -> Result<()> {
    let insert = sql!("INSERT INTO plan_kit (plan, article, macro, at) VALUES ($1, $2, $3, $4)");
    let params = vals![plan, kit.article, kit.macro_, at];
    tx.run(insert, &params).await.map(|_| ())
}
