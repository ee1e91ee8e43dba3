//! The REST API: one file per resource. A handler extracts, calls one verb, converts and answers.

mod account;
mod bootstrap;
mod changes;
mod contact_changes;
mod contacts;
mod conversations;
mod drafts;
mod evidence;
mod feed;
mod files;
mod quarantine;
mod search;
mod session;
mod settings;
mod thread;
pub mod types;
mod views;
mod waiting;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;

/// Every route below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(session::routes())
        .merge(account::routes())
        .merge(bootstrap::routes())
        .merge(conversations::routes())
        .merge(thread::routes())
        .merge(changes::routes())
        .merge(drafts::routes())
        .merge(files::routes())
        .merge(search::routes())
        .merge(views::routes())
        .merge(evidence::routes())
        .merge(contacts::routes())
        .merge(contact_changes::routes())
        .merge(quarantine::routes())
        .merge(settings::routes())
        .merge(feed::routes())
}
