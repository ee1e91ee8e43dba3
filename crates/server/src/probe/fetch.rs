//! Fetches a page under bounds: some seconds, one megabyte, no redirects but those that are asked for.

use crate::app::App;
use crate::workers::webhooks::{client, client_of, plainly, target};
use reqwest::{Client, RequestBuilder, Response, Url};

/// Octets of a page that are read.
const PAGE_MAX: usize = 1024 * 1024;
/// Redirects of a page elsewhere that are followed, each looked at like the first.
const HOPS: usize = 4;

/// A page as it came.
#[derive(Debug, Clone)]
pub struct Fetched {
    pub status: u16,
    pub location: Option<String>,
    pub text: String,
}

/// What goes to our own pages: to the configured address wherever that is, to hosts that users chose by the rules of webhooks.
pub struct Own<'a> {
    app: &'a App,
    client: Client,
    /// Without a slash at its end.
    pub base: String,
}

impl<'a> Own<'a> {
    pub fn of(app: &'a App) -> anyhow::Result<Self> {
        let base = base(app);
        let host = Url::parse(&base)?.host_str().map(str::to_owned);
        Ok(Self {
            client: client_of(app, host.as_deref())?,
            app,
            base,
        })
    }

    /// What went wrong is said in words.
    pub async fn get(&self, url: &str) -> Result<Fetched, String> {
        fetched(self.client.get(self.allowed(url)?)).await
    }

    pub async fn post(
        &self,
        url: &str,
        with: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Result<Fetched, String> {
        fetched(with(self.client.post(self.allowed(url)?))).await
    }

    fn allowed(&self, url: &str) -> Result<Url, String> {
        let asked = Url::parse(url).map_err(|_| "The page has no address.".to_owned())?;
        let own = Url::parse(&self.base).is_ok_and(|base| base.origin() == asked.origin());
        if own {
            Ok(asked)
        } else {
            target(self.app, url)
        }
    }
}

/// Where our pages are for the world: as configured, else where this process listens.
fn base(app: &App) -> String {
    let at = app.bound.http.get().filter(|at| !at.ip().is_unspecified());
    match (&app.config.public_url, at) {
        (None, Some(at)) => {
            let scheme = if app.config.has_tls() {
                "https"
            } else {
                "http"
            };
            format!("{scheme}://{at}")
        }
        _ => app.console_url(),
    }
}

/// A page that users named, by the rules for targets of webhooks at each hop.
///
/// # Errors
/// In words, for a person.
pub async fn outside(app: &App, url: &str) -> Result<Fetched, String> {
    let client = client(app).map_err(|error| error.to_string())?;
    let mut at = web(target(app, url)?)?;
    for _ in 0..HOPS {
        let page = fetched(client.get(at.clone())).await?;
        let Some(location) = page
            .location
            .as_deref()
            .filter(|_| (300..400).contains(&page.status))
        else {
            return Ok(page);
        };
        let next = at
            .join(location)
            .map_err(|_| "The page leads to no address.".to_owned())?;
        at = web(target(app, next.as_str())?)?;
    }
    Err("The page leads on and on.".to_owned())
}

fn web(url: Url) -> Result<Url, String> {
    match url.scheme() {
        "http" | "https" => Ok(url),
        _ => Err("Only pages of the web can be looked at.".to_owned()),
    }
}

async fn fetched(request: RequestBuilder) -> Result<Fetched, String> {
    let answer = request.send().await.map_err(|error| plainly(&error))?;
    let status = answer.status().as_u16();
    let location = answer.headers().get("location");
    let location = location.and_then(|l| l.to_str().ok()).map(str::to_owned);
    Ok(Fetched {
        status,
        location,
        text: body(answer).await?,
    })
}

/// The beginning of the body: what is beyond the bound is not read.
async fn body(mut answer: Response) -> Result<String, String> {
    let mut octets: Vec<u8> = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(|error| plainly(&error))? {
        let room = PAGE_MAX.saturating_sub(octets.len());
        octets.extend_from_slice(&piece[..piece.len().min(room)]);
        if octets.len() >= PAGE_MAX {
            break;
        }
    }
    Ok(String::from_utf8_lossy(&octets).into_owned())
}
