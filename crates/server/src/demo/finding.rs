//! How the customers of now find their way in, as customers do: some write to an address that they have always used, the others
//! look at the contact page and take what it names, and who was told of another way takes that one next time. So a door that
//! is taken off the site loses most of those who come through it, and none of what they have to say.

use super::company::Story;
use super::letters::Person;
use anyhow::Context as _;
use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::time::Duration;

/// Of a hundred customers, so many have the address by heart. In one known case nine of ten contacts fell away when the address
/// was taken off the site (`planning.md`, 4.7).
const BY_HEART: u64 = 12;
/// Of a hundred who were told of another way, so many take it from then on.
const HEED: u64 = 85;
/// Who was told is remembered for so many.
const TOLD_MAX: usize = 5_000;
/// A page larger than this is none of ours.
const PAGE_MAX: usize = 500_000;
const PATIENCE: Duration = Duration::from_secs(10);
/// Nobody reads, writes and sends a form in less, by their own clock.
const WRITING_MS: i64 = 30_000;

/// Where they look.
#[derive(Debug, Clone)]
pub struct Site {
    /// The desk's own address.
    pub http: SocketAddr,
    /// Of the help center.
    pub slug: String,
    /// Languages of its pages; the first is for everybody else.
    pub locales: Vec<String>,
    /// Of the form.
    pub form: String,
    /// How fast their clock runs.
    pub speed: i64,
}

/// What they do with something new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Mail,
    Form,
}

/// What they know.
pub struct Finding {
    site: Site,
    http: reqwest::Client,
    /// Addresses of those who were told of the form.
    told: HashSet<String>,
}

impl Finding {
    /// # Errors
    /// When this machine can make no connections at all.
    pub fn new(site: Site) -> anyhow::Result<Self> {
        let http = reqwest::Client::builder()
            .no_proxy()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::limited(3))
            .build()
            .context("customers cannot look at pages")?;
        Ok(Self {
            site,
            http,
            told: HashSet::new(),
        })
    }

    /// Somebody reads a mail of the desk.
    pub fn read(&mut self, who: &str, text: &str) {
        let named = text.contains(&format!("/f/{}", self.site.form));
        if named && self.told.len() < TOLD_MAX {
            self.told.insert(who.to_owned());
        }
    }

    /// What they do who have something new to say to that address.
    pub async fn way(&self, person: &Person, to: &str) -> anyhow::Result<Way> {
        let nature = nature(&person.address);
        if self.told.contains(&person.address) && nature % 100 < HEED {
            return Ok(Way::Form);
        }
        if (nature / 100) % 100 < BY_HEART {
            return Ok(Way::Mail);
        }
        let page = self.page(&format!("{}/contact", self.home(person))).await?;
        let names = |what: &str| page.contains(&format!("href=\"{what}"));
        let form = format!("{}/f/{}", self.home(person), self.site.form);
        // They have always written, and go on while there is an address.
        Ok(match names(&form) && !names(&format!("mailto:{to}\"")) {
            true => Way::Form,
            false => Way::Mail,
        })
    }

    /// Opens the form, writes, and sends it.
    pub async fn send(&self, person: &Person, story: &Story, said: &str) -> anyhow::Result<()> {
        let path = format!("{}/f/{}", self.home(person), self.site.form);
        let page = self.page(&path).await?;
        let token = field(&page, "t").context("the form has no token")?;
        let about = topic(&page, story).context("the form asks about nothing")?;
        let writing = Duration::from_millis(
            u64::try_from(WRITING_MS / self.site.speed.max(1)).unwrap_or_default(),
        );
        tokio::time::sleep(writing).await;
        let sent = reqwest::multipart::Form::new()
            .text("t", token)
            .text("w", "")
            .text("website", "")
            .text("q.topic", about)
            .text("q.question", said.to_owned())
            .text("q.name", person.name.clone())
            .text("q.email", person.address.clone());
        let url = format!("http://{}{path}", self.site.http);
        let answer = self.http.post(url).multipart(sent).send().await?;
        let (status, at) = (answer.status(), answer.url().path().to_owned());
        anyhow::ensure!(
            status.is_success() && at.ends_with("/sent"),
            "the form was not taken: {status} {at}"
        );
        Ok(())
    }

    /// Where the pages in their language begin.
    fn home(&self, person: &Person) -> String {
        let own = self.site.locales.iter().find(|l| **l == person.lang);
        let locale = own
            .or(self.site.locales.first())
            .map_or("en", String::as_str);
        format!("/help/{}/{locale}", self.site.slug)
    }

    async fn page(&self, path: &str) -> anyhow::Result<String> {
        let url = format!("http://{}{path}", self.site.http);
        let text = self.http.get(url).send().await?.text().await?;
        anyhow::ensure!(text.len() < PAGE_MAX, "{path} is too long");
        Ok(text)
    }
}

/// What somebody is like, always the same (FNV-1a).
fn nature(address: &str) -> u64 {
    address.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    }) >> 16
}

/// The value of a hidden field.
fn field(page: &str, name: &str) -> Option<String> {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\""))?;
    Some(rest.split('"').next()?.to_owned())
}

/// The choice about the topic of a story; the first when the form does not ask about it.
fn topic(page: &str, story: &Story) -> Option<String> {
    let (_, options) = page.split_once("data-topic>")?;
    let options = options.split("</select>").next()?;
    let mut known = HashMap::new();
    for option in options.split("<option value=\"").skip(1) {
        let (id, rest) = option.split_once("\">")?;
        let label = rest.split('<').next().unwrap_or_default();
        known.insert(label.to_owned(), id.to_owned());
    }
    known.retain(|_, id| !id.is_empty());
    let words = super::form::topic_words(&story.topic).ok()?;
    let own = words.iter().find_map(|label| known.get(label));
    own.or(known.values().min()).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_customers_are_like_is_spread_and_stays_the_same() {
        let all: Vec<u64> = (0..1_000)
            .map(|n| nature(&format!("ann.{n}@mail.example")))
            .collect();
        let heed = all.iter().filter(|n| *n % 100 < HEED).count();
        let by_heart = all.iter().filter(|n| (*n / 100) % 100 < BY_HEART).count();
        assert!((800..900).contains(&heed), "{heed}");
        assert!((80..165).contains(&by_heart), "{by_heart}");
        assert_eq!(nature("a@b.example"), nature("a@b.example"));
    }

    #[test]
    fn the_token_of_a_form_is_found() {
        let page = "<input type=\"hidden\" name=\"t\" value=\"AAAB-x_9\">";
        assert_eq!(field(page, "t").as_deref(), Some("AAAB-x_9"));
        assert_eq!(field(page, "w"), None);
    }
}
