//! What people do with imports: begin, say how to read, look, run, stop, undo, forget.

use super::{Counts, Place, Plan, Setting, State};
use crate::settings::{bad, one_line};
use crate::{By, Desk, DeskError, Result, audit, fresh};
use domain::access::Permission;
use domain::contact::{email_key, word_key};
use domain::field::Entity;
use domain::moving::columns::Column;
use domain::moving::{House, Kind};
use domain::reply_rules::is_plain_address;
use domain::{ImportId, Millis};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use store::imports::Import;
use store::{Json, Tx};

/// Imports that are kept in the list.
const MOST: usize = 200;
/// Addresses and domains of one's own.
const OWN_MAX: usize = 200;

impl Desk {
    /// The newest first.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn imports(&self, by: &By) -> Result<Vec<Import>> {
        by.demand(Permission::OrganizationManage)?;
        Ok(self
            .db
            .read(async move |tx| store::imports::all(tx, MOST).await)
            .await?)
    }

    /// # Errors
    /// `not_permitted`, `not_found`.
    pub async fn import(&self, by: &By, id: ImportId) -> Result<Import> {
        by.demand(Permission::OrganizationManage)?;
        self.db.read(async move |tx| loaded(tx, id).await).await
    }

    /// A new import, whose file is yet to come. `path` is a file on the server, which only its command line names.
    ///
    /// # Errors
    /// `not_permitted`, `bad_text`, `too_many_imports`.
    pub async fn begin_import(
        &self,
        by: &By,
        kind: Kind,
        name: &str,
        path: Option<(String, i64)>,
    ) -> Result<Import> {
        by.demand(Permission::OrganizationManage)?;
        let name = one_line("name", name, 200)?;
        let (path, size) = path.map_or((None, 0), |(path, size)| (Some(path), size));
        let import = Import {
            id: ImportId(fresh::id(by.now)),
            kind: kind.word().to_owned(),
            name,
            size,
            state: if path.is_some() {
                State::Ready
            } else {
                State::Uploading
            }
            .word()
            .to_owned(),
            path,
            plan: Json(json!(Plan::default())),
            place: Json(json!(Place::default())),
            done: 0,
            looked: Json(json!({})),
            counts: Json(json!({})),
            report: 0,
            error: None,
            agent: by.access.agent,
            created_at: by.now,
            started_at: None,
            finished_at: None,
            version: 1,
        };
        let by = by.clone();
        self.write(async move |tx| {
            if store::imports::all(tx, MOST).await?.len() >= MOST {
                return bad(
                    "too_many_imports",
                    "name",
                    format!("There are at most {MOST} imports: forget old ones."),
                );
            }
            store::imports::insert(tx, &import).await?;
            noted(tx, &by, &import, "import.begun").await?;
            Ok(import.clone())
        })
        .await
    }

    /// More of the file has come: it has `size` bytes now; `whole` ends the upload.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `import_busy`.
    pub async fn import_grown(
        &self,
        by: &By,
        id: ImportId,
        size: u64,
        whole: bool,
    ) -> Result<Import> {
        by.demand(Permission::OrganizationManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let mut import = loaded(tx, id).await?;
            demand(&import, &[State::Uploading])?;
            import.size = i64::try_from(size).unwrap_or(i64::MAX);
            if whole {
                import.state = State::Ready.word().to_owned();
            }
            store::imports::save(tx, &mut import).await?;
            if whole {
                audit::settings_changed(tx, &by, "imports");
            }
            Ok(import)
        })
        .await
    }

    /// Says how the file is to be read, and begins the dry run.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `import_busy`, `bad_choice`, `bad_address`, `bad_channel`, `no_channel`,
    /// `no_address_column`.
    pub async fn look_at_import(&self, by: &By, id: ImportId, plan: Plan) -> Result<Import> {
        by.demand(Permission::OrganizationManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let mut import = loaded(tx, id).await?;
            demand(
                &import,
                &[
                    State::Ready,
                    State::Checked,
                    State::Cancelled,
                    State::Failed,
                    State::Done,
                    State::Undone,
                ],
            )?;
            let plan = checked(tx, &import, plan.clone()).await?;
            import.plan = Json(json!(plan));
            begin(&mut import, State::Checking, by.now);
            import.looked = Json(json!({}));
            store::imports::save(tx, &mut import).await?;
            audit::settings_changed(tx, &by, "imports");
            Ok(import)
        })
        .await
    }

    /// Carries the import out; one that was stopped goes on where it was.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `import_busy`, `not_looked_at`.
    pub async fn run_import(&self, by: &By, id: ImportId) -> Result<Import> {
        by.demand(Permission::OrganizationManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let mut import = loaded(tx, id).await?;
            demand(&import, &[State::Checked, State::Cancelled, State::Failed])?;
            let begun = import.started_at.is_some() && counts_of(&import).records > 0;
            if begun && import.state != State::Checked.word() {
                import.state = State::Running.word().to_owned();
                (import.error, import.finished_at) = (None, None);
            } else if import.state == State::Checked.word() {
                begin(&mut import, State::Running, by.now);
                import.counts = Json(json!({}));
            } else {
                return Err(DeskError::refused(
                    "not_looked_at",
                    "Look at the file first: its dry run has not ended.",
                ));
            }
            store::imports::save(tx, &mut import).await?;
            noted(tx, &by, &import, "import.run").await?;
            Ok(import)
        })
        .await
    }

    /// Stops what it is doing. What it has brought so far stays, and it can go on later.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `import_busy`.
    pub async fn cancel_import(&self, by: &By, id: ImportId) -> Result<Import> {
        by.demand(Permission::OrganizationManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let mut import = loaded(tx, id).await?;
            demand(&import, &[State::Checking, State::Running])?;
            let to = if import.state == State::Checking.word() {
                State::Ready
            } else {
                State::Cancelled
            };
            import.state = to.word().to_owned();
            import.finished_at = Some(by.now);
            store::imports::save(tx, &mut import).await?;
            noted(tx, &by, &import, "import.cancelled").await?;
            Ok(import)
        })
        .await
    }

    /// Takes away all that an import made, as long as nobody has added to it.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `import_busy`, `import_added_to`.
    pub async fn undo_import(&self, by: &By, id: ImportId) -> Result<Import> {
        by.demand(Permission::OrganizationManage)?;
        by.demand(Permission::ConversationDelete)?;
        let by = by.clone();
        self.write(async move |tx| {
            let mut import = loaded(tx, id).await?;
            demand(&import, &[State::Done, State::Cancelled, State::Failed])?;
            let added = store::imports::added_to(tx, id).await?;
            if !added.is_empty() {
                let numbers: Vec<String> = added.iter().map(|n| format!("#{n}")).collect();
                return Err(DeskError::refused(
                    "import_added_to",
                    format!(
                        "Something was added since to {}. What people wrote is not taken away.",
                        numbers.join(", ")
                    ),
                ));
            }
            begin(&mut import, State::Undoing, by.now);
            store::imports::save(tx, &mut import).await?;
            noted(tx, &by, &import, "import.undone").await?;
            Ok(import)
        })
        .await
    }

    /// The import leaves the list; what it brought stays.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `import_busy`.
    pub async fn forget_import(&self, by: &By, id: ImportId) -> Result<Import> {
        by.demand(Permission::OrganizationManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let import = loaded(tx, id).await?;
            if busy(&import) {
                return Err(refused_busy());
            }
            store::imports::delete(tx, id).await?;
            noted(tx, &by, &import, "import.forgotten").await?;
            Ok(import)
        })
        .await
    }

    /// What other programs' words are read by here.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn import_house(&self) -> Result<House> {
        self.db
            .read(async move |tx| {
                let agents = store::agent::all(tx).await?;
                house(tx, &agents).await
            })
            .await
    }

    /// What holds for the whole of an import.
    ///
    /// # Errors
    /// `no_channel`.
    pub async fn import_setting(&self, import: &Import) -> Result<Setting> {
        let import = import.clone();
        self.db
            .read(async move |tx| setting(tx, &import).await)
            .await
    }
}

/// Back to the beginning, for another act.
fn begin(import: &mut Import, state: State, now: Millis) {
    import.state = state.word().to_owned();
    import.place = Json(json!(Place::default()));
    (import.done, import.report) = (0, 0);
    import.error = None;
    import.started_at = Some(now);
    import.finished_at = None;
}

pub(super) async fn loaded(tx: &mut Tx, id: ImportId) -> Result<Import> {
    store::imports::load(tx, id)
        .await?
        .ok_or_else(|| DeskError::missing("import"))
}

pub(super) fn counts_of(import: &Import) -> Counts {
    serde_json::from_value(import.counts.0.clone()).unwrap_or_default()
}

fn busy(import: &Import) -> bool {
    [State::Checking, State::Running, State::Undoing]
        .iter()
        .any(|s| s.word() == import.state)
}

fn refused_busy() -> DeskError {
    DeskError::refused(
        "import_busy",
        "The import is doing something else now, or not ready for this yet.",
    )
}

fn demand(import: &Import, states: &[State]) -> Result<()> {
    if states.iter().any(|s| s.word() == import.state) {
        return Ok(());
    }
    Err(refused_busy())
}

async fn checked(tx: &mut Tx, import: &Import, mut plan: Plan) -> Result<Plan> {
    plan.label = one_line("label", &plan.label, 60)?;
    if plan.columns.len() > domain::moving::csv::CELLS_MAX {
        return bad("bad_choice", "columns", "These are too many columns.");
    }
    if import.kind == Kind::Csv.word() {
        let address = |c: &Column| matches!(c, Column::Email | Column::Phone);
        if !plan.columns.iter().any(address) {
            return bad(
                "no_address_column",
                "columns",
                "One column has to hold email addresses or phone numbers.",
            );
        }
    }
    if plan.delimiter.len() > 1
        || plan
            .delimiter
            .bytes()
            .any(|b| !domain::moving::csv::DELIMITERS.contains(&b))
    {
        return bad(
            "bad_choice",
            "delimiter",
            "The separator is a comma, semicolon, tab or |.",
        );
    }
    if plan.own.len() > OWN_MAX {
        return bad(
            "too_many",
            "own",
            format!("These are more than {OWN_MAX} addresses."),
        );
    }
    for own in &mut plan.own {
        *own = own.trim().to_lowercase();
        let whole = own
            .strip_prefix('@')
            .map_or_else(|| own.clone(), |d| format!("a@{d}"));
        if !is_plain_address(&whole) {
            return bad(
                "bad_address",
                "own",
                format!("{own:?} is neither an address nor @ and a domain."),
            );
        }
    }
    if let Some(channel) = plan.channel
        && store::channel::load(tx, channel).await?.is_none()
    {
        return bad("bad_channel", "channel", "There is no such channel.");
    }
    let mut tried = import.clone();
    tried.plan = Json(json!(plan));
    let house = setting(tx, &tried).await?.house;
    for column in &plan.columns {
        if let Column::Field(id) = column
            && !matches!(
                house.entity(*id),
                Some(Entity::Contact | Entity::Organization)
            )
        {
            let what = "There is no such field of contacts or organizations.";
            return bad("bad_choice", "columns", what);
        }
    }
    Ok(plan)
}

pub(super) async fn setting(tx: &mut Tx, import: &Import) -> Result<Setting> {
    let plan: Plan = serde_json::from_value(import.plan.0.clone()).unwrap_or_default();
    let kind = Kind::from_word(&import.kind).unwrap_or(Kind::Csv);
    let channels = store::channel::all(tx).await?;
    let chosen = match plan.channel {
        Some(id) => channels.iter().find(|c| c.id == id),
        None => channels.iter().find(|c| c.kind.0 == "email"),
    };
    let Some(channel) = chosen else {
        return bad(
            "no_channel",
            "channel",
            "There is no email channel yet: make one first.",
        );
    };
    let doors = store::door::all(tx).await?;
    let mut own: HashSet<String> = doors.iter().map(|d| email_key(&d.address)).collect();
    let mut own_domains = HashSet::new();
    for address in &plan.own {
        match address.strip_prefix('@') {
            Some(domain) => own_domains.insert(domain.to_owned()),
            None => own.insert(email_key(address)),
        };
    }
    let all = store::agent::all(tx).await?;
    let agents: HashMap<_, _> = all.iter().map(|a| (email_key(&a.email), a.id)).collect();
    own.extend(agents.keys().cloned());
    Ok(Setting {
        kind,
        source: if plan.label.is_empty() {
            kind.word().to_owned()
        } else {
            format!("{}:{}", kind.word(), plan.label)
        },
        channel: channel.id,
        team: channel.team,
        door: doors.iter().find(|d| d.channel == channel.id).map(|d| d.id),
        own,
        own_domains,
        agents,
        house: house(tx, &all).await?,
    })
}

/// What other programs' words are read by. A name that two agents have means neither.
pub(super) async fn house(tx: &mut Tx, agents: &[domain::team::Agent]) -> Result<House> {
    let active = || agents.iter().filter(|a| a.active);
    let mut owners = HashMap::new();
    for agent in active() {
        let key = word_key(&agent.name);
        if active().filter(|a| word_key(&a.name) == key).count() == 1 {
            owners.insert(key, agent.id);
        }
    }
    owners.extend(active().map(|a| (email_key(&a.email), a.id)));
    let fields = store::field::all(tx).await?;
    Ok(House {
        fields: fields.into_iter().filter(|f| !f.archived).collect(),
        owners,
    })
}

async fn noted(tx: &mut Tx, by: &By, import: &Import, act: &str) -> Result<()> {
    let detail = json!({ "kind": import.kind, "name": import.name, "size": import.size });
    audit::act(tx, by, act, &import.id.to_string(), detail).await?;
    audit::settings_changed(tx, by, "imports");
    Ok(())
}
