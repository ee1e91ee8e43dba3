//! The REST API: one file per resource. A handler extracts, calls one verb, converts and answers.

pub mod types;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
}
