//! The help center from the inside: centers, collections, articles, their texts and files, and what readers did. What
//! readers see is served by the public pages.

mod articles;
mod centers;
mod collections;
mod files;
mod looking;
mod proposals;
mod shapes;
mod texts;

use crate::app::App;
use crate::http::routes::OpenApiRouter;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(centers::routes())
        .merge(collections::routes())
        .merge(articles::routes())
        .merge(texts::routes())
        .merge(files::routes())
        .merge(looking::routes())
        .merge(proposals::routes())
}
