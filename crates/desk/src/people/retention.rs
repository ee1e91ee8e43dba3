//! Retention: rules with somebody who answers for them, a dry run that counts, and a pass once a day in bounded steps.

use super::erasing;
use crate::settings::{bad, one_line};
use crate::{By, Desk, DeskError, Result, audit, check, fresh};
use domain::access::Permission;
use domain::retention::{DAYS, Rule, before, is_over, rule_for};
use domain::{AgentId, ChannelId, ErasureId, Millis, RetentionRuleId};
use serde_json::json;
use store::Tx;
use store::erase::{self, Counts};
use store::retention::{Old, Pass, RetentionRule};

const RULES_MAX: usize = 100;
/// Conversations that one step looks at, and that it takes.
const LOOK: usize = 200;
const TAKE: usize = 20;
/// Conversations that a dry run looks at.
const DRY: usize = 20_000;
/// A pass begins this long after the one before.
const EVERY_MS: Millis = 24 * 60 * 60 * 1000;
const STATUSES: [&str; 2] = ["resolved", "spam"];

/// All of a rule that people set.
#[derive(Debug, Clone)]
pub struct RuleInput {
    pub name: String,
    pub channel: Option<ChannelId>,
    pub country: Option<String>,
    pub after_days: i64,
    pub contacts: bool,
    pub owner: AgentId,
    pub enabled: bool,
}

/// What a rule would take now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DryRun {
    pub counts: Counts,
    /// Kept by a legal hold.
    pub held: i64,
    pub oldest_at: Option<Millis>,
    /// False when there was more than it looked at.
    pub complete: bool,
}

impl Desk {
    /// # Errors
    /// `not_permitted`.
    pub async fn retention_rules(&self, by: &By) -> Result<Vec<RetentionRule>> {
        by.demand(Permission::PrivacyManage)?;
        Ok(self
            .db
            .read(async move |tx| store::retention::all(tx).await)
            .await?)
    }

    /// # Errors
    /// `not_permitted`, `bad_name`, `bad_days`, `bad_country`, `not_found` (channel, owner), `too_many_rules`.
    pub async fn create_retention_rule(&self, by: &By, input: RuleInput) -> Result<RetentionRule> {
        by.demand(Permission::PrivacyManage)?;
        let id = RetentionRuleId(fresh::id(by.now));
        let by = by.clone();
        self.write(async move |tx| {
            if store::retention::all(tx).await?.len() >= RULES_MAX {
                let most = format!("Keep at most {RULES_MAX} rules.");
                return bad("too_many_rules", "name", most);
            }
            let row = read(tx, id, &input, by.now, 1).await?;
            store::retention::insert(tx, &row).await?;
            told(tx, &by, &row, "retention.created").await?;
            Ok(row)
        })
        .await
    }

    /// Replaces all of it.
    ///
    /// # Errors
    /// `not_found`, `conflict`, and those of [`Desk::create_retention_rule`].
    pub async fn change_retention_rule(
        &self,
        by: &By,
        id: RetentionRuleId,
        version: i64,
        input: RuleInput,
    ) -> Result<RetentionRule> {
        by.demand(Permission::PrivacyManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let was = found(tx, id).await?;
            if was.version != version {
                return Err(DeskError::Stale);
            }
            let mut row = read(tx, id, &input, was.created_at, version).await?;
            store::retention::save(tx, &mut row).await?;
            told(tx, &by, &row, "retention.changed").await?;
            Ok(row)
        })
        .await
    }

    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn remove_retention_rule(&self, by: &By, id: RetentionRuleId) -> Result<()> {
        by.demand(Permission::PrivacyManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let row = found(tx, id).await?;
            store::retention::delete(tx, id).await?;
            told(tx, &by, &row, "retention.removed").await
        })
        .await
    }

    /// What this rule would take now, as if it were on beside those that are. Nothing is changed.
    ///
    /// # Errors
    /// `not_permitted`, and those of [`Desk::create_retention_rule`].
    pub async fn try_retention_rule(
        &self,
        by: &By,
        id: Option<RetentionRuleId>,
        input: RuleInput,
    ) -> Result<DryRun> {
        by.demand(Permission::PrivacyManage)?;
        let tried = id.unwrap_or(RetentionRuleId(fresh::id(by.now)));
        let now = by.now;
        self.db
            .read(async move |tx| {
                let row = read(tx, tried, &input, now, 1).await?;
                let mut rules = active(tx).await?;
                rules.retain(|r| r.id != tried);
                rules.push(row.rule());
                dry_run(tx, &rules, &row.rule(), now).await
            })
            .await
    }

    /// Looks at some old conversations and takes the words of those whose time is over; `true` while the pass goes on.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn retain(&self, now: Millis) -> Result<bool> {
        let (rules, pass) = self
            .db
            .read(async move |tx| {
                let rules = active(tx).await?;
                let pass = if rules.is_empty() {
                    None
                } else {
                    store::retention::pass(tx).await?
                };
                Ok::<_, DeskError>((rules, pass))
            })
            .await?;
        let resting = |p: &Pass| p.status.is_empty() && now - p.began < EVERY_MS;
        if rules.is_empty() || pass.as_ref().is_some_and(resting) {
            return Ok(false);
        }
        let ids: Vec<ErasureId> = (0..TAKE).map(|_| ErasureId(fresh::id(now))).collect();
        self.write(async move |tx| {
            erase::careful(tx).await?;
            let done = sweep(tx, &rules, &ids, now).await;
            erase::careless(tx).await?;
            done
        })
        .await
    }
}

async fn active(tx: &mut Tx) -> Result<Vec<Rule>> {
    let all = store::retention::all(tx).await?;
    Ok(all
        .iter()
        .filter(|r| r.enabled)
        .map(RetentionRule::rule)
        .collect())
}

async fn sweep(tx: &mut Tx, rules: &[Rule], ids: &[ErasureId], now: Millis) -> Result<bool> {
    let mut pass = match store::retention::pass(tx).await? {
        Some(pass) if !pass.status.is_empty() => pass,
        Some(pass) if now - pass.began < EVERY_MS => return Ok(false),
        _ => Pass {
            began: now,
            status: STATUSES[0].to_owned(),
            last_at: 0,
            id: None,
        },
    };
    let shortest = rules.iter().map(|r| r.after_days).min().unwrap_or(i64::MAX);
    let place = (pass.last_at, pass.id);
    let found = store::retention::old(tx, &pass.status, place, before(shortest, now), LOOK).await?;
    let whole = found.len() < LOOK;
    let mut taken = 0;
    let mut stopped = false;
    for old in found {
        let Some(rule) = due(rules, &old, now) else {
            (pass.last_at, pass.id) = (old.last_at, Some(old.id));
            continue;
        };
        if taken == ids.len() {
            stopped = true;
            break;
        }
        (pass.last_at, pass.id) = (old.last_at, Some(old.id));
        if !store::legal_hold::on_conversation(tx, old.id)
            .await?
            .is_empty()
            || erase::is_sending(tx, old.id).await?
        {
            continue;
        }
        erasing::take_words(tx, old.id, now).await?;
        if rule.contacts
            && let Some(contact) = old.contact
            && !store::retention::has_more(tx, contact).await?
        {
            let by = By::system(now);
            match erasing::begin(tx, &by, contact, ids[taken], Some(rule.id)).await {
                // Held, merged or gone: the person stays as they are.
                Ok(()) | Err(DeskError::Refused(_)) => {}
                Err(other) => return Err(other),
            }
        }
        taken += 1;
    }
    if whole && !stopped {
        let at = STATUSES.iter().position(|s| *s == pass.status);
        let following = at.and_then(|n| STATUSES.get(n + 1));
        pass.status = following.map_or_else(String::new, |s| (*s).to_owned());
        (pass.last_at, pass.id) = (0, None);
    }
    let more = !pass.status.is_empty();
    store::retention::put_pass(tx, &pass).await?;
    Ok(more)
}

fn due<'a>(rules: &'a [Rule], old: &Old, now: Millis) -> Option<&'a Rule> {
    if old.erased_at.is_some() {
        return None;
    }
    rule_for(rules, old.channel, old.country.as_deref())
        .filter(|rule| is_over(rule, old.last_at, now))
}

async fn dry_run(tx: &mut Tx, rules: &[Rule], tried: &Rule, now: Millis) -> Result<DryRun> {
    let mut run = DryRun {
        complete: true,
        ..DryRun::default()
    };
    let mut looked = 0;
    for status in STATUSES {
        let mut place = (0, None);
        loop {
            let until = before(tried.after_days, now);
            let found = store::retention::old(tx, status, place, until, LOOK).await?;
            let whole = found.len() < LOOK;
            looked += found.len();
            for old in &found {
                place = (old.last_at, Some(old.id));
                if due(rules, old, now).is_none_or(|r| r.id != tried.id) {
                    continue;
                }
                if !store::legal_hold::on_conversation(tx, old.id)
                    .await?
                    .is_empty()
                {
                    run.held += 1;
                    continue;
                }
                run.counts.add(erase::counted(tx, old.id).await?);
                run.oldest_at = Some(run.oldest_at.map_or(old.last_at, |o| o.min(old.last_at)));
            }
            if whole {
                break;
            }
            if looked >= DRY {
                run.complete = false;
                break;
            }
        }
    }
    Ok(run)
}

async fn found(tx: &mut Tx, id: RetentionRuleId) -> Result<RetentionRule> {
    let all = store::retention::all(tx).await?;
    all.into_iter()
        .find(|r| r.id == id)
        .ok_or_else(|| DeskError::missing("retention rule"))
}

async fn read(
    tx: &mut Tx,
    id: RetentionRuleId,
    input: &RuleInput,
    created_at: Millis,
    version: i64,
) -> Result<RetentionRule> {
    check::name(&input.name)?;
    if !DAYS.contains(&input.after_days) {
        return bad(
            "bad_days",
            "after_days",
            format!("Give {} to {} days.", DAYS.start(), DAYS.end()),
        );
    }
    let country = input.country.as_deref().map(str::trim);
    let country = country
        .filter(|c| !c.is_empty())
        .map(str::to_ascii_uppercase);
    let odd = |c: &String| c.len() != 2 || !c.bytes().all(|b| b.is_ascii_uppercase());
    if country.as_ref().is_some_and(odd) {
        return bad(
            "bad_country",
            "country",
            "A country is written with two letters, such as EE.",
        );
    }
    if let Some(channel) = input.channel {
        let known = store::channel::load(tx, channel).await?;
        known.ok_or_else(|| DeskError::missing("channel"))?;
    }
    let owner = store::agent::load(tx, input.owner).await?;
    owner
        .filter(|a| a.active)
        .ok_or_else(|| DeskError::missing("agent"))?;
    Ok(RetentionRule {
        id,
        name: one_line("name", &input.name, 100)?,
        channel: input.channel,
        country,
        after_days: input.after_days,
        contacts: input.contacts,
        owner: input.owner,
        enabled: input.enabled,
        created_at,
        version,
    })
}

async fn told(tx: &mut Tx, by: &By, row: &RetentionRule, act: &str) -> Result<()> {
    let detail = json!({
        "name": row.name, "after_days": row.after_days, "channel": row.channel, "country": row.country,
        "contacts": row.contacts, "owner": row.owner, "enabled": row.enabled,
    });
    audit::act(tx, by, act, &row.id.to_string(), detail).await?;
    audit::settings_changed(tx, by, "retention");
    Ok(())
}
