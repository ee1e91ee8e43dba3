//! Routes together with their description. That is made in builds with debug assertions only, where it is committed and
//! tested; what makes it would be a tenth of a released program.

use axum::extract::DefaultBodyLimit;
use axum::routing::MethodRouter;
#[cfg(debug_assertions)]
use utoipa_axum::router::UtoipaMethodRouter;

/// Handlers as [`routes!`] names them.
pub struct Handlers<S> {
    pub routes: Vec<(String, MethodRouter<S>)>,
    #[cfg(debug_assertions)]
    pub describe: fn() -> UtoipaMethodRouter<S>,
}

/// Names handlers that carry `#[utoipa::path]`; path and methods are what that says.
macro_rules! routes {
    ($($handler:ident),+ $(,)?) => {{
        use utoipa_axum::PathItemExt as _;
        $crate::http::routes::Handlers {
            routes: vec![$({
                let methods = utoipa_axum::routes!(@path [methods()] of $handler);
                let handler = methods.iter().fold(axum::routing::MethodRouter::new(), |router, method| {
                    router.on(method.to_method_filter(), $handler)
                });
                (utoipa_axum::routes!(@path [path()] of $handler), handler)
            }),+],
            #[cfg(debug_assertions)]
            describe: || utoipa_axum::routes!($($handler),+),
        }
    }};
}
pub(crate) use routes;

/// An [`axum::Router`] that can say what it serves.
pub struct OpenApiRouter<S> {
    router: axum::Router<S>,
    #[cfg(debug_assertions)]
    describe: Vec<fn() -> UtoipaMethodRouter<S>>,
}

impl<S: Send + Sync + Clone + 'static> Default for OpenApiRouter<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S: Send + Sync + Clone + 'static> OpenApiRouter<S> {
    #[must_use]
    pub fn new() -> Self {
        Self {
            router: axum::Router::new(),
            #[cfg(debug_assertions)]
            describe: Vec::new(),
        }
    }

    #[must_use]
    pub fn routes(mut self, handlers: Handlers<S>) -> Self {
        for (path, handler) in handlers.routes {
            self.router = self.router.route(&path, handler);
        }
        #[cfg(debug_assertions)]
        self.describe.push(handlers.describe);
        self
    }

    /// A route that the description leaves out.
    #[must_use]
    pub fn route(mut self, path: &str, handler: MethodRouter<S>) -> Self {
        self.router = self.router.route(path, handler);
        self
    }

    /// Another bound for bodies than the usual one.
    #[must_use]
    pub fn layer(mut self, bound: DefaultBodyLimit) -> Self {
        self.router = self.router.layer(bound);
        self
    }

    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        #[cfg(debug_assertions)]
        self.describe.extend(other.describe);
        self
    }

    /// The routes alone.
    pub fn into_router(self) -> axum::Router<S> {
        self.router
    }

    /// Adds the description of every route to a document, under a prefix.
    #[cfg(debug_assertions)]
    #[must_use]
    pub fn describe(
        self,
        prefix: &str,
        document: utoipa::openapi::OpenApi,
    ) -> utoipa::openapi::OpenApi {
        let described = self.describe.into_iter().fold(
            utoipa_axum::router::OpenApiRouter::<S>::new(),
            |router, describe| router.routes(describe()),
        );
        utoipa_axum::router::OpenApiRouter::<S>::with_openapi(document)
            .nest(prefix, described)
            .into_openapi()
    }
}
