//! Shapes of imports and exports.

use super::words;
use domain::moving::columns::Column;
use domain::{AgentId, ChannelId, ExportId, ImportId, Millis};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Something that is brought in from another program.
#[derive(Debug, Serialize, ToSchema)]
pub struct Import {
    #[schema(value_type = String)]
    pub id: ImportId,
    #[schema(value_type = words::ImportKind)]
    pub kind: String,
    pub name: String,
    /// Bytes of the file, as far as it has come.
    pub size: i64,
    #[schema(value_type = words::ImportState)]
    pub state: String,
    pub plan: ImportPlan,
    /// Which time the file is gone through, from 1, and how often in all.
    pub pass: u32,
    pub passes: u32,
    /// Bytes of the file that were read in this pass.
    pub done: i64,
    /// What the dry run found.
    pub looked: ImportCounts,
    /// What was carried out so far.
    pub counts: ImportCounts,
    /// Why it failed.
    pub error: Option<String>,
    #[schema(value_type = Option<String>)]
    pub agent: Option<AgentId>,
    pub created_at: Millis,
    pub started_at: Option<Millis>,
    pub finished_at: Option<Millis>,
}

/// How much there was of each.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ImportCounts {
    /// Rows, mails or records that were read.
    pub records: u64,
    pub contacts_made: u64,
    pub contacts_known: u64,
    /// Organizations that are described, not only named.
    pub organizations_made: u64,
    pub organizations_known: u64,
    pub conversations_made: u64,
    pub conversations_known: u64,
    pub messages_made: u64,
    pub messages_known: u64,
    pub files: u64,
    /// Records of which nothing was taken; each stands in the report.
    pub not_taken: u64,
    /// Records that were taken, but not as they were; each stands in the report.
    pub odd: u64,
}

/// How a file is to be read, and where to what it holds goes.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ImportPlan {
    /// Tells several instances of one program apart.
    pub label: String,
    /// Of a table: what each column means.
    #[schema(value_type = Vec<words::ImportColumn>)]
    pub columns: Vec<Column>,
    /// Of a table: `,`, `;`, tab or `|`; empty: told from the file.
    pub delimiter: String,
    /// Of a table: name of the encoding, such as `windows-1252`; empty: told from the file.
    pub encoding: String,
    /// Of a table: the first row holds headings.
    pub heading: bool,
    /// Whose conversations they become; the oldest email channel when absent.
    #[schema(value_type = Option<String>)]
    pub channel: Option<ChannelId>,
    /// Addresses, or `@domains`, that are one's own: mail from them was written by the team. Doors and agents are known.
    pub own: Vec<String>,
}

impl From<ImportPlan> for desk::moving::Plan {
    fn from(p: ImportPlan) -> Self {
        Self {
            label: p.label,
            columns: p.columns,
            delimiter: p.delimiter,
            encoding: p.encoding,
            heading: p.heading,
            channel: p.channel,
            own: p.own,
        }
    }
}

impl From<desk::moving::Plan> for ImportPlan {
    fn from(p: desk::moving::Plan) -> Self {
        Self {
            label: p.label,
            columns: p.columns,
            delimiter: p.delimiter,
            encoding: p.encoding,
            heading: p.heading,
            channel: p.channel,
            own: p.own,
        }
    }
}

impl From<store::imports::Import> for Import {
    fn from(i: store::imports::Import) -> Self {
        let plan: desk::moving::Plan = serde_json::from_value(i.plan.0).unwrap_or_default();
        let place: desk::moving::Place = serde_json::from_value(i.place.0).unwrap_or_default();
        let counts = |value| serde_json::from_value(value).unwrap_or_default();
        Self {
            id: i.id,
            passes: if matches!(i.kind.as_str(), "csv" | "mbox") {
                1
            } else {
                crate::moving::PASSES
            },
            kind: i.kind,
            name: i.name,
            size: i.size,
            state: i.state,
            plan: plan.into(),
            pass: place.pass + 1,
            done: i.done,
            looked: counts(i.looked.0),
            counts: counts(i.counts.0),
            error: i.error,
            agent: i.agent,
            created_at: i.created_at,
            started_at: i.started_at,
            finished_at: i.finished_at,
        }
    }
}

/// What can be told of a file before its dry run.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportPreview {
    pub encoding: String,
    pub delimiter: String,
    pub heading: bool,
    /// The first row, when it holds headings; else empty texts.
    pub headings: Vec<String>,
    /// A guess for each column.
    #[schema(value_type = Vec<words::ImportColumn>)]
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<String>>,
    /// Names of the files in a zip that are read.
    pub files: Vec<String>,
}

impl From<crate::moving::Preview> for ImportPreview {
    fn from(p: crate::moving::Preview) -> Self {
        Self {
            encoding: p.encoding,
            delimiter: p.delimiter,
            heading: p.heading,
            headings: p.headings,
            columns: p.columns,
            rows: p.rows,
            files: p.files,
        }
    }
}

/// An export of everything.
#[derive(Debug, Serialize, ToSchema)]
pub struct Export {
    #[schema(value_type = String)]
    pub id: ExportId,
    #[schema(value_type = words::ExportState)]
    pub state: String,
    /// The file that is being written, and how many rows, mails or files of it.
    pub what: String,
    pub done: i64,
    /// Bytes of the zip.
    pub size: Option<i64>,
    pub error: Option<String>,
    #[schema(value_type = Option<String>)]
    pub agent: Option<AgentId>,
    pub created_at: Millis,
    pub finished_at: Option<Millis>,
}

impl From<store::imports::Export> for Export {
    fn from(e: store::imports::Export) -> Self {
        Self {
            id: e.id,
            state: e.state,
            what: e.what,
            done: e.done,
            size: e.size,
            error: e.error,
            agent: e.agent,
            created_at: e.created_at,
            finished_at: e.finished_at,
        }
    }
}
