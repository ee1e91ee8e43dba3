//! Fetches a page under bounds: some seconds, one megabyte, no redirects but those that are asked for.

use crate::app::App;
use crate::workers::webhooks::{client, client_of, plainly, target};
use encoding_rs::{Encoding, UTF_8};
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
    /// Nothing was left unread, and every letter could be told.
    pub whole: bool,
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

/// Where our pages are for the world: as configured, else where this process listens. A certificate is for a name, and fits
/// no bare address.
fn base(app: &App) -> String {
    let (config, at) = (&app.config, app.bound.http.get());
    let name = config.acme.first();
    match (&config.public_url, at, name) {
        (None, Some(at), Some(name)) => format!("https://{name}:{}", at.port()),
        (None, Some(at), None) if !config.has_tls() && !at.ip().is_unspecified() => {
            format!("http://{at}")
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
    let header = |name| answer.headers().get(name).and_then(|v| v.to_str().ok());
    let location = header("location").map(str::to_owned);
    let charset = header("content-type").and_then(charset).map(str::to_owned);
    let (octets, all) = body(answer).await?;
    let (text, clear) = decoded(&octets, charset.as_deref());
    Ok(Fetched {
        status,
        location,
        text,
        whole: all && clear,
    })
}

/// The beginning of the body, and whether that is all of it: what is beyond the bound is not read.
async fn body(mut answer: Response) -> Result<(Vec<u8>, bool), String> {
    let mut octets: Vec<u8> = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(|error| plainly(&error))? {
        let room = PAGE_MAX.saturating_sub(octets.len());
        if piece.len() > room {
            octets.extend_from_slice(&piece[..room]);
            return Ok((octets, false));
        }
        octets.extend_from_slice(&piece);
    }
    Ok((octets, true))
}

/// As its head says, as it says itself within so many octets (HTML §13.2.3.2), or as UTF-8; and whether that fits.
fn decoded(octets: &[u8], stated: Option<&str>) -> (String, bool) {
    const HEAD: usize = 1024;
    let head = String::from_utf8_lossy(octets.get(..HEAD).unwrap_or(octets)).to_lowercase();
    let label = stated.or_else(|| charset(&head));
    let known = label.and_then(|l| Encoding::for_label(l.as_bytes()));
    let (text, _, errors) = known.unwrap_or(UTF_8).decode(octets);
    (text.into_owned(), !errors)
}

/// What follows `charset=` there.
fn charset(text: &str) -> Option<&str> {
    let at = text.to_ascii_lowercase().find("charset=")?;
    let rest = text[at + "charset=".len()..].trim_start_matches(['"', '\'', ' ']);
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.:+".contains(c)));
    let label = &rest[..end.unwrap_or(rest.len())];
    (!label.is_empty()).then_some(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_in_the_letters_it_was_written_in() {
        let latin = b"<p>M\xfcnchen</p>";
        let stated = charset("text/html; Charset=\"ISO-8859-1\"");
        assert_eq!(stated, Some("ISO-8859-1"));
        assert_eq!(decoded(latin, stated), ("<p>München</p>".to_owned(), true));
        let (_, clear) = decoded(latin, None);
        assert!(!clear, "nobody says in which");
        let within = b"<meta charset='windows-1252'><p>M\xfcnchen</p>";
        let (text, clear) = decoded(within, charset("text/html"));
        assert!(clear && text.contains("München"), "{text}");
        let (text, clear) = decoded("退款".as_bytes(), Some("no-such-letters"));
        assert_eq!((text.as_str(), clear), ("退款", true));
    }
}
