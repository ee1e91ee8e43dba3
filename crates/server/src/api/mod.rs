//! The REST API: one file per resource. A handler extracts, calls one verb, converts and answers.

mod account;
mod activity;
mod agent_security;
mod away;
mod bootstrap;
mod causes;
mod changes;
mod contact_changes;
mod contacts;
mod conversations;
mod drafts;
mod feed;
mod files;
mod forms;
mod help;
mod language_model;
mod lookup;
mod merging;
mod notices;
mod notifications;
mod oidc;
mod organizations;
mod outages;
mod passkeys;
mod people;
mod pinned;
mod plans;
mod privacy;
mod public;
mod quarantine;
mod queue;
mod reports;
mod search;
mod second_factor;
mod session;
mod settings;
mod sides;
mod suggestions;
mod surveys;
mod thread;
mod tokens;
mod triage;
pub mod types;
mod views;
mod waiting;
mod widgets;

use crate::app::App;
use crate::http::routes::OpenApiRouter;

/// Every route below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(session::routes())
        .merge(account::routes())
        .merge(second_factor::routes())
        .merge(passkeys::routes())
        .merge(tokens::routes())
        .merge(agent_security::routes())
        .merge(oidc::routes())
        .merge(bootstrap::routes())
        .merge(conversations::routes())
        .merge(thread::routes())
        .merge(changes::routes())
        .merge(merging::routes())
        .merge(pinned::routes())
        .merge(plans::routes())
        .merge(sides::routes())
        .merge(drafts::routes())
        .merge(files::routes())
        .merge(forms::routes())
        .merge(search::routes())
        .merge(views::routes())
        .merge(notices::routes())
        .merge(notifications::routes())
        .merge(away::routes())
        .merge(triage::routes())
        .merge(activity::routes())
        .merge(contacts::routes())
        .merge(contact_changes::routes())
        .merge(people::routes())
        .merge(lookup::routes())
        .merge(privacy::routes())
        .merge(public::routes())
        .merge(organizations::routes())
        .merge(help::routes())
        .merge(quarantine::routes())
        .merge(queue::routes())
        .merge(reports::routes())
        .merge(suggestions::routes())
        .merge(surveys::routes())
        .merge(causes::routes())
        .merge(outages::routes())
        .merge(language_model::routes())
        .merge(settings::routes())
        .merge(widgets::routes())
        .merge(feed::routes())
}
