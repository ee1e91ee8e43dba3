//! Which help center a page belongs to, in which language it is drawn, and how its addresses are written.
//!
//! A help center is found by its slug under `/help/` or by its own host name. Requests for an own host are given the same
//! paths as the others before they are routed ([`by_host`]), so every handler exists once. A `Host` header is compared and
//! never repeated: addresses of pages are made from what is configured.

use super::answer::Public;
use super::locale::best;
use super::words::{Words, words};
use super::{Pages, missing};
use crate::app::App;
use crate::http::client::Client;
use axum::extract::{FromRequestParts, Path, Request, State};
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use domain::accent::Rgb;
use domain::article::Elsewhere;
use domain::{ArticleFileId, BrandId, HelpCenterId, Millis};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Where help centers without a host of their own are found.
pub const UNDER: &str = "/help/";
/// Longest path that is looked at, octets.
const PATH_MAX: usize = 2_048;

/// A help center as its pages need it.
#[derive(Debug, Clone, PartialEq)]
pub struct Center {
    pub id: HelpCenterId,
    pub brand: BrandId,
    pub slug: String,
    pub host: Option<String>,
    pub names: BTreeMap<String, String>,
    /// In the order in which they are offered; the default is among them.
    pub locales: Vec<String>,
    pub default_locale: String,
    /// Of the brand, in the header.
    pub links: Vec<Elsewhere>,
    pub accent: Option<Rgb>,
    pub logo: Option<ArticleFileId>,
    pub held_out_permille: u32,
    /// `https://help.example.org`, without a slash: for addresses that leave the page.
    pub origin: Arc<str>,
}

impl Center {
    /// Its name in that language, else in its own.
    #[must_use]
    pub fn name(&self, locale: &str) -> &str {
        self.names
            .get(locale)
            .or_else(|| self.names.get(&self.default_locale))
            .or_else(|| self.names.values().next())
            .map_or(self.slug.as_str(), String::as_str)
    }
}

/// Where and in which language a page is drawn.
#[derive(Debug, Clone)]
pub struct Site {
    /// `None` for pages of no help center: a survey of a brand that has none, an address that names none.
    pub center: Option<Arc<Center>>,
    /// The name that stands at its head.
    pub name: String,
    /// What stands before every path: empty on a host of its own.
    pub prefix: String,
    /// `https://help.example.org`, without a slash: for addresses that leave the page.
    pub origin: Arc<str>,
    pub locale: String,
    pub words: &'static Words,
}

impl Site {
    /// A page of a help center.
    #[must_use]
    pub fn of(center: Arc<Center>, locale: &str, own_host: bool) -> Self {
        let prefix = if own_host {
            String::new()
        } else {
            format!("{UNDER}{}", segment(&center.slug))
        };
        Self {
            name: center.name(locale).to_owned(),
            prefix,
            origin: center.origin.clone(),
            locale: locale.to_owned(),
            words: words(locale),
            center: Some(center),
        }
    }

    /// A page that belongs to no help center.
    #[must_use]
    pub fn without(app: &App, name: &str, locale: &str) -> Self {
        Self {
            center: None,
            name: name.to_owned(),
            prefix: String::new(),
            origin: app.console_url().into(),
            locale: locale.to_owned(),
            words: words(locale),
        }
    }

    /// The path of a page in this language: `rest` is written already (see [`segment`]), without a slash before it.
    #[must_use]
    pub fn path(&self, rest: &str) -> String {
        self.path_in(&self.locale, rest)
    }

    /// The same in another language.
    #[must_use]
    pub fn path_in(&self, locale: &str, rest: &str) -> String {
        let slash = if rest.is_empty() { "" } else { "/" };
        format!("{}/{}{slash}{rest}", self.prefix, segment(locale))
    }

    /// A path of this site as a whole address. Where the help center has a host of its own that is the one, whichever way
    /// the reader came.
    #[must_use]
    pub fn absolute(&self, path: &str) -> String {
        let own = self.center.as_ref().is_some_and(|c| c.host.is_some());
        let path = if own {
            path.strip_prefix(self.prefix.as_str()).unwrap_or(path)
        } else {
            path
        };
        format!("{}{path}", self.origin)
    }

    /// `Some` when the words around a page are not in the page's language.
    #[must_use]
    pub fn words_lang(&self) -> Option<&'static str> {
        self.words.lang_within(&self.locale)
    }
}

/// Where an article stands below the language.
#[must_use]
pub fn article_path(slug: &str) -> String {
    format!("a/{}", segment(slug))
}

pub use desk::ways::segment;

/// The name in a `Host` header, without port and final dot, in lower case; `None` when it is none.
#[must_use]
pub fn host_name(host: &str) -> Option<String> {
    let name = match host.strip_prefix('[') {
        Some(_) => return None,
        None => host.split(':').next().unwrap_or_default(),
    };
    let name = name.strip_suffix('.').unwrap_or(name);
    let good = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'.';
    if name.is_empty() || name.len() > 253 || !name.bytes().all(good) {
        return None;
    }
    Some(name.to_ascii_lowercase())
}

/// The request came to a host of a help center's own.
#[derive(Debug, Clone, Copy)]
struct OwnHost;

/// Middleware before routing: requests for a help center's own host are given the paths of that help center. What is the
/// same everywhere (assets of pages, surveys, the API, health) keeps its path; the console is on its own address alone.
pub async fn by_host(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let everywhere = [
        "/api/", "/assets/", "/n/", "/p/", "/s/", "/w/", "/w.js", "/healthz", "/readyz", "/metrics",
    ];
    if everywhere.iter().any(|begin| path.starts_with(begin)) {
        return next.run(request).await;
    }
    let host = request
        .extensions()
        .get::<Client>()
        .and_then(|client| host_name(&client.host));
    let Some(host) = host else {
        return next.run(request).await;
    };
    let Some(center) = app.pages.by_host(&app, &host).await else {
        return next.run(request).await;
    };
    match moved_under(&center, request.uri()) {
        Some(uri) => {
            *request.uri_mut() = uri;
            request.extensions_mut().insert(OwnHost);
            next.run(request).await
        }
        None => missing::bare(&app),
    }
}

fn moved_under(center: &Center, uri: &Uri) -> Option<Uri> {
    if uri.path().len() > PATH_MAX {
        return None;
    }
    let query = uri.query().map(|q| format!("?{q}")).unwrap_or_default();
    let path = uri.path().trim_end_matches('/');
    let moved = format!("{UNDER}{}{path}{query}", segment(&center.slug));
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(moved).ok()?);
    Uri::from_parts(parts).ok()
}

/// A request for a page of a help center: the page's site, and who asks.
#[derive(Debug, Clone)]
pub struct At {
    pub site: Site,
    pub center: Arc<Center>,
    pub client: Client,
    pub now: Millis,
    /// What the path says beside help center and language: `slug`, `id`, `form`...
    named: HashMap<String, String>,
}

impl At {
    /// A request that came another way than by a page of the help center.
    #[must_use]
    pub fn of(site: Site, center: Arc<Center>, client: Client, now: Millis) -> Self {
        Self {
            site,
            center,
            client,
            now,
            named: HashMap::new(),
        }
    }

    /// A named part of the path; empty when the route has none of that name.
    #[must_use]
    pub fn part(&self, name: &str) -> &str {
        self.named.get(name).map_or("", String::as_str)
    }

    /// Whether the help center is asked for by a host of its own.
    #[must_use]
    pub fn own_host(&self) -> bool {
        self.site.prefix.is_empty()
    }
}

impl FromRequestParts<App> for At {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let named = Path::<HashMap<String, String>>::from_request_parts(parts, app)
            .await
            .map(|Path(named)| named)
            .unwrap_or_default();
        if parts.uri.path().len() > PATH_MAX {
            return Err(missing::bare(app));
        }
        let slug = named.get("center").map_or("", String::as_str);
        let Some(center) = app.pages.by_slug(app, slug).await? else {
            return Err(missing::bare(app));
        };
        let own_host = parts.extensions.get::<OwnHost>().is_some();
        let client = parts.extensions.get::<Client>().cloned().unwrap_or(Client {
            ip: std::net::Ipv4Addr::UNSPECIFIED.into(),
            https: false,
            host: String::new(),
        });
        let wanted = named.get("locale").map_or("", String::as_str);
        let known = center
            .locales
            .iter()
            .find(|l| l.eq_ignore_ascii_case(wanted));
        let locale = match known {
            Some(known) => known.clone(),
            None => accepted(&parts.headers, &center).to_owned(),
        };
        let site = Site::of(center.clone(), &locale, own_host);
        if !wanted.is_empty() && known.is_none() {
            return Err(missing::page(app, &site).await);
        }
        Ok(Self {
            site,
            center,
            client,
            now: app.clock.now(),
            named,
        })
    }
}

/// The language of a help center that suits the reader's browser.
#[must_use]
pub fn accepted<'a>(headers: &HeaderMap, center: &'a Center) -> &'a str {
    let wanted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    best(wanted, &center.locales, &center.default_locale)
}

/// The origin of a help center's pages. Its scheme, and a port that is not the usual one, are those of the console.
#[must_use]
pub fn origin(console: &str, host: Option<&str>) -> Arc<str> {
    let Some(host) = host else {
        return console.into();
    };
    let port = url::Url::parse(console)
        .ok()
        .and_then(|url| url.port())
        .map(|port| format!(":{port}"))
        .unwrap_or_default();
    let scheme = if console.starts_with("https:") {
        "https"
    } else {
        "http"
    };
    format!("{scheme}://{host}{port}").into()
}

impl Pages {
    /// The public help center of that slug.
    ///
    /// # Errors
    /// A page that says so, when the database cannot be asked.
    pub async fn by_slug(&self, app: &App, slug: &str) -> Result<Option<Arc<Center>>, Response> {
        let known = self.known(app).await.public(app)?;
        Ok(known.centers.iter().find(|c| c.slug == slug).cloned())
    }

    /// The public help center of that host. When the database cannot be asked: what was known last.
    pub async fn by_host(&self, app: &App, host: &str) -> Option<Arc<Center>> {
        let known = match self.known(app).await {
            Ok(known) => known,
            Err(_) => self.last_known()?,
        };
        known
            .centers
            .iter()
            .find(|c| c.host.as_deref() == Some(host))
            .cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn center() -> Center {
        Center {
            id: HelpCenterId(uuid::Uuid::nil()),
            brand: BrandId(uuid::Uuid::nil()),
            slug: "north".into(),
            host: Some("help.example.org".into()),
            names: [
                ("en".into(), "Northwind".into()),
                ("et".into(), "Põhjatuul".into()),
            ]
            .into(),
            locales: vec!["en".into(), "et".into(), "ar".into()],
            default_locale: "en".into(),
            links: Vec::new(),
            accent: None,
            logo: None,
            held_out_permille: 50,
            origin: "https://help.example.org".into(),
        }
    }

    #[test]
    fn addresses_that_leave_the_page_name_the_host_of_its_own() {
        assert_eq!(
            &*origin("https://desk.example.org", None),
            "https://desk.example.org"
        );
        assert_eq!(
            &*origin("https://desk.example.org", Some("help.example.org")),
            "https://help.example.org"
        );
        assert_eq!(
            &*origin("http://127.0.0.1:8080", Some("help.test")),
            "http://help.test:8080"
        );
        let site = Site::of(Arc::new(center()), "et", false);
        assert_eq!(site.path("a/x"), "/help/north/et/a/x");
        assert_eq!(
            site.absolute(&site.path("a/x")),
            "https://help.example.org/et/a/x"
        );
        let own = Site::of(Arc::new(center()), "et", true);
        assert_eq!(own.absolute(&own.path("")), "https://help.example.org/et");
    }

    #[test]
    fn a_host_is_read_without_its_port_and_nothing_else_is_a_host() {
        assert_eq!(
            host_name("Help.Example.org:8443").as_deref(),
            Some("help.example.org")
        );
        assert_eq!(
            host_name("help.example.org.").as_deref(),
            Some("help.example.org")
        );
        for odd in [
            "",
            ":80",
            "[::1]:80",
            "a b",
            "a/b",
            "évil.example",
            "a@b",
            "a\u{0}",
            &"a".repeat(300),
        ] {
            assert_eq!(host_name(odd), None, "{odd}");
        }
    }

    #[test]
    fn paths_of_an_own_host_are_moved_under_the_help_center() {
        for (from, to) in [
            ("/", "/help/north"),
            ("/en/a/x?y=1", "/help/north/en/a/x?y=1"),
            ("/sitemap.xml", "/help/north/sitemap.xml"),
            ("/en/", "/help/north/en"),
            // A reader cannot reach another help center through this host.
            ("/help/other/en", "/help/north/help/other/en"),
        ] {
            let uri: Uri = from.parse().expect("a path");
            let moved = moved_under(&center(), &uri).expect("moved");
            assert_eq!(moved.to_string(), to);
        }
        let long: Uri = format!("/{}", "a".repeat(3_000)).parse().expect("a path");
        assert_eq!(moved_under(&center(), &long), None);
    }

    #[test]
    fn a_name_falls_back_to_the_default_language() {
        assert_eq!(center().name("et"), "Põhjatuul");
        assert_eq!(center().name("ar"), "Northwind");
    }

    #[test]
    fn segments_of_any_script_are_written_in_ascii() {
        assert_eq!(
            segment("退款 a/b?#%"),
            "%E9%80%80%E6%AC%BE%20a%2Fb%3F%23%25"
        );
        assert_eq!(segment("plain-slug_1.~"), "plain-slug_1.~");
    }
}
