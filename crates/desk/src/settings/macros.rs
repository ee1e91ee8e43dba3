//! Macros: words and acts that agents use again and again.

use super::{bad, mail_html, one_line};
use crate::text::{Form, empty_places, fill_known};
use crate::{By, Desk, DeskError, Result, audit, carry_out, check, fresh, writing};
use domain::access::{Permission, Scope};
use domain::conversation::{Status, Urgency};
use domain::{AgentId, ConversationId, MacroId, Millis, TagId, TeamId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::words::Macro;
use store::{Json, Tx};

const HTML_MAX: usize = 100 * 1024;
const ACTIONS_MAX: usize = 20;
const SHORTCUT_MAX: usize = 40;

/// What a macro does besides inserting words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    Status { status: Status },
    Tag { tag: TagId },
    Assign { agent: Option<AgentId> },
    Team { team: Option<TeamId> },
    Urgency { urgency: Urgency },
}

/// A macro, filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    pub html: String,
    /// Names that have no value here; they are still in the text.
    pub empty: Vec<String>,
}

#[derive(Debug, Clone, Default)]
pub struct NewMacro {
    pub name: String,
    pub shortcut: String,
    pub html: String,
    pub actions: Vec<Action>,
    pub team: Option<TeamId>,
}

/// Changes of a macro; `None` leaves as it is.
#[derive(Debug, Clone, Default)]
pub struct MacroChange {
    pub name: Option<String>,
    pub shortcut: Option<String>,
    pub html: Option<String>,
    pub actions: Option<Vec<Action>>,
    pub team: Option<Option<TeamId>>,
    pub archived: Option<bool>,
    pub position: Option<i64>,
}

/// A macro that the program makes for somebody, in their transaction.
pub(crate) async fn made(tx: &mut Tx, by: &By, blank: Macro, change: &MacroChange) -> Result<()> {
    let row = applied(blank, change)?;
    save(tx, by, row, "macro.created").await?;
    Ok(())
}

impl Desk {
    /// Macros in their order; archived ones are left out.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn macros(&self) -> Result<Vec<Macro>> {
        let all = self
            .db
            .read(async move |tx| store::words::macros(tx).await)
            .await?;
        Ok(all.into_iter().filter(|m| !m.archived).collect())
    }

    /// # Errors
    /// `not_permitted`, `bad_name`, `bad_text`, `too_large`, `bad_team`, `shortcut_taken`.
    pub async fn create_macro(&self, by: &By, new: NewMacro) -> Result<Macro> {
        by.demand(Permission::ContentManage)?;
        let change = MacroChange {
            name: Some(new.name),
            shortcut: Some(new.shortcut),
            html: Some(new.html),
            actions: Some(new.actions),
            team: Some(new.team),
            ..MacroChange::default()
        };
        let blank = blank(MacroId(fresh::id(by.now)), by.now);
        let row = applied(blank, &change)?;
        let by = by.clone();
        self.write(async move |tx| save(tx, &by, row.clone(), "macro.created").await)
            .await
    }

    /// # Errors
    /// `not_found`, and those of [`Desk::create_macro`].
    pub async fn change_macro(&self, by: &By, id: MacroId, change: MacroChange) -> Result<Macro> {
        by.demand(Permission::ContentManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let row = applied(loaded(tx, id).await?, &change)?;
            save(tx, &by, row, "macro.changed").await
        })
        .await
    }

    /// The text of a macro for a conversation, and which of its places are empty; counts it as used.
    ///
    /// # Errors
    /// `not_found`, `not_permitted`.
    pub async fn use_macro(
        &self,
        by: &By,
        id: MacroId,
        conversation: ConversationId,
    ) -> Result<Used> {
        let by = by.clone();
        self.write(async move |tx| {
            let c = carry_out::load(tx, conversation).await?;
            by.demand_on(Permission::ConversationWrite, &c)?;
            let row = loaded(tx, id).await?;
            let mine = row.team.is_none_or(|team| by.access.teams.contains(&team));
            if row.archived || !(mine || by.access.scope == Scope::All) {
                return Err(DeskError::missing("macro"));
            }
            let variables = writing::variables(tx, by.access.agent, &c).await?;
            store::words::macro_used(tx, id).await?;
            Ok(Used {
                html: fill_known(&row.html, &variables, Form::Html),
                empty: empty_places(&row.html, &variables),
            })
        })
        .await
    }

    /// Puts a macro away. What was written with it stays; so does how often it was used.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn remove_macro(&self, by: &By, id: MacroId) -> Result<()> {
        by.demand(Permission::ContentManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let mut row = loaded(tx, id).await?;
            row.archived = true;
            row.shortcut = String::new();
            save(tx, &by, row, "macro.removed").await.map(|_| ())
        })
        .await
    }
}

async fn loaded(tx: &mut Tx, id: MacroId) -> Result<Macro> {
    store::words::load_macro(tx, id)
        .await?
        .ok_or_else(|| DeskError::missing("macro"))
}

fn applied(mut row: Macro, change: &MacroChange) -> Result<Macro> {
    if let Some(name) = &change.name {
        check::name(name)?;
        row.name = name.trim().to_owned();
    }
    if let Some(shortcut) = &change.shortcut {
        let shortcut = one_line("shortcut", shortcut, SHORTCUT_MAX)?;
        let shortcut = shortcut.trim_start_matches('/').to_lowercase();
        if shortcut.chars().any(char::is_whitespace) {
            return bad("bad_text", "shortcut", "A shortcut is one word.");
        }
        row.shortcut = shortcut;
    }
    if let Some(html) = &change.html {
        row.html = mail_html("html", html, HTML_MAX)?;
    }
    if let Some(actions) = &change.actions {
        if actions.len() > ACTIONS_MAX {
            return bad(
                "too_many_actions",
                "actions",
                format!("A macro does at most {ACTIONS_MAX} things."),
            );
        }
        row.actions = Json(json!(actions));
    }
    if let Some(team) = change.team {
        row.team = team;
    }
    row.archived = change.archived.unwrap_or(row.archived);
    row.position = change.position.unwrap_or(row.position).clamp(0, 1_000_000);
    Ok(row)
}

async fn save(tx: &mut Tx, by: &By, row: Macro, act: &str) -> Result<Macro> {
    if let Some(team) = row.team
        && store::team::load(tx, team).await?.is_none()
    {
        return bad("bad_team", "team", "There is no such team.");
    }
    let others = store::words::macros(tx).await?;
    let same = |m: &Macro| {
        m.id != row.id && !m.archived && m.shortcut == row.shortcut && m.team == row.team
    };
    if !row.shortcut.is_empty() && !row.archived && others.iter().any(same) {
        return bad(
            "shortcut_taken",
            "shortcut",
            "Another macro has this shortcut.",
        );
    }
    store::words::put_macro(tx, &row).await?;
    audit::act(
        tx,
        by,
        act,
        &row.id.to_string(),
        json!({ "name": row.name }),
    )
    .await?;
    audit::settings_changed(tx, by, "macros");
    Ok(row)
}

/// One without a word in it.
pub(crate) fn blank(id: MacroId, now: Millis) -> Macro {
    Macro {
        id,
        name: String::new(),
        shortcut: String::new(),
        html: String::new(),
        actions: Json(json!([])),
        team: None,
        archived: false,
        position: 0,
        used_count: 0,
        created_at: now,
    }
}
