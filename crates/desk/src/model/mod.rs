//! The language-model service: how it is set up, what it may be used for, and the money. It is off until somebody sets it up.
//!
//! Here: the setting with its sealed key ([`Setup`]), calls with their reservation, breaker and log ([`calls`]), what agents ask
//! of it ([`beside`]). Nothing here opens a connection: `server::model` does. What is sent and what is believed is decided by
//! `domain::answer`; the grounds of an answer are found by `suggest`.

mod beside;
mod calls;

pub use beside::Talk;
pub use calls::{About, Outcome, Ready};

use crate::settings::{bad, one_line, webhooks};
use crate::{By, Desk, DeskError, Keys, Result, audit};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use domain::access::Permission;
use domain::answer::Prices;
use domain::{FormId, Millis, TeamId};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Tx;
use store::model::Month;
use zeroize::Zeroizing;

const KEY: &str = "language_model";
const PLACE: &str = "language_model";
/// A million units of a currency: whoever means more has mistaken the unit.
const MICROS_MAX: i64 = 1_000_000_000_000;
const KEY_MAX: usize = 1_000;
const LISTED_MAX: usize = 200;

/// What the service is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    Answer,
    Translation,
    Summary,
    /// Somebody tries the setting.
    Test,
}

impl Use {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Translation => "translation",
            Self::Summary => "summary",
            Self::Test => "test",
        }
    }
}

/// Where it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    Search,
    Form,
    Thread,
    Composer,
    Settings,
}

impl Spot {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Search => "search",
            Self::Form => "form",
            Self::Thread => "thread",
            Self::Composer => "composer",
            Self::Settings => "settings",
        }
    }
}

/// How the service is set up. Money in micros of `currency`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Setup {
    pub enabled: bool,
    /// `https://models.example/v1`; `/chat/completions` is added.
    pub base_url: String,
    /// What the service calls it.
    pub model: String,
    /// ISO 4217.
    pub currency: String,
    pub prices: Prices,
    /// A calendar month (UTC) may cost so much.
    pub cap_micros: i64,
    /// For the whole answer.
    pub timeout_ms: i64,
    /// Calls are kept so long.
    pub keep_days: i64,
    pub search: bool,
    pub in_forms: bool,
    /// Forms with answers; empty: all.
    pub forms: Vec<FormId>,
    pub summaries: bool,
    pub translations: bool,
    /// Teams whose conversations may be sent; empty: all.
    pub teams: Vec<TeamId>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            enabled: false,
            base_url: String::new(),
            model: String::new(),
            currency: "EUR".to_owned(),
            prices: Prices::default(),
            cap_micros: 0,
            timeout_ms: 8_000,
            keep_days: 30,
            search: false,
            in_forms: false,
            forms: Vec::new(),
            summaries: false,
            translations: false,
            teams: Vec::new(),
        }
    }
}

impl Setup {
    /// Whether readers of search pages may be answered.
    #[must_use]
    pub fn answers_in_search(&self) -> bool {
        self.enabled && self.search
    }

    #[must_use]
    pub fn answers_in_form(&self, form: FormId) -> bool {
        self.enabled && self.in_forms && (self.forms.is_empty() || self.forms.contains(&form))
    }

    /// Whether conversations of a team may be sent. One of no team may when no teams are chosen.
    #[must_use]
    pub fn takes_team(&self, team: Option<TeamId>) -> bool {
        self.enabled
            && (self.teams.is_empty() || team.is_some_and(|team| self.teams.contains(&team)))
    }

    fn checked(mut self) -> Result<Self> {
        let url = one_line("base_url", &self.base_url, 500)?;
        let url = url.trim_end_matches('/');
        if !url.is_empty() && (webhooks::address(url).is_err() || url.contains(['?', '#'])) {
            let form = "This has to be an address such as https://models.example/v1.";
            return bad("bad_url", "base_url", form);
        }
        self.base_url = url.to_owned();
        self.model = one_line("model", &self.model, 200)?;
        if self.enabled && (self.base_url.is_empty() || self.model.is_empty()) {
            let field = if self.model.is_empty() {
                "model"
            } else {
                "base_url"
            };
            return bad(
                "incomplete",
                field,
                "An address and a model are needed to switch it on.",
            );
        }
        if self.currency.len() != 3 || !self.currency.bytes().all(|b| b.is_ascii_uppercase()) {
            return bad(
                "bad_currency",
                "currency",
                "A currency has three letters, such as EUR.",
            );
        }
        let money = [
            ("price_sent_micros", self.prices.sent_micros),
            ("price_came_micros", self.prices.came_micros),
            ("cap_micros", self.cap_micros),
        ];
        if let Some((field, _)) = money
            .into_iter()
            .find(|(_, m)| !(0..=MICROS_MAX).contains(m))
        {
            return bad("bad_amount", field, "This is no amount of money.");
        }
        if !(1_000..=60_000).contains(&self.timeout_ms) {
            return bad("bad_time", "timeout_ms", "Wait between 1 and 60 seconds.");
        }
        if !(1..=365).contains(&self.keep_days) {
            return bad(
                "bad_time",
                "keep_days",
                "Keep calls between 1 and 365 days.",
            );
        }
        if self.forms.len() > LISTED_MAX || self.teams.len() > LISTED_MAX {
            return bad("too_many", "teams", format!("Choose at most {LISTED_MAX}."));
        }
        Ok(self)
    }

    /// The part of the address that a key is for.
    fn origin(&self) -> String {
        let mut parts = self.base_url.splitn(4, '/');
        let (scheme, host) = (parts.next(), parts.nth(1));
        format!("{}{}", scheme.unwrap_or_default(), host.unwrap_or_default())
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    setup: Setup,
    /// Base 64 of the sealed key; empty: none.
    sealed: String,
    version: i64,
}

impl Kept {
    fn key(&self, keys: &Keys) -> Result<Option<Zeroizing<Vec<u8>>>> {
        if self.sealed.is_empty() {
            return Ok(None);
        }
        let damaged =
            || DeskError::refused("cannot_open", "The key of the language model is damaged.");
        let sealed = BASE64.decode(&self.sealed).map_err(|_| damaged())?;
        keys.open(PLACE, &sealed).map(Some)
    }
}

/// As it is shown: never the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub setup: Setup,
    pub has_key: bool,
    pub version: i64,
    pub month: Month,
    /// After several failures in a row nobody asks before then.
    pub resting_until: Option<Millis>,
}

impl Desk {
    /// # Errors
    /// `not_permitted`.
    pub async fn language_model(&self, by: &By) -> Result<Shown> {
        by.demand(Permission::OrganizationManage)?;
        let now = by.now;
        self.db
            .read(async move |tx| {
                let kept = kept(tx).await?;
                Ok(Shown {
                    setup: kept.setup,
                    has_key: !kept.sealed.is_empty(),
                    version: kept.version,
                    month: store::model::month(tx, calls::month_of(now)).await?,
                    resting_until: calls::resting_until(tx, now).await?,
                })
            })
            .await
    }

    /// Sets it up. `key`: none leaves what there is, an empty one takes it away. A key goes nowhere but where it was given for:
    /// another scheme, host or port begins without.
    ///
    /// # Errors
    /// `not_permitted`, `bad_url`, `bad_key`, `incomplete`, `bad_currency`, `bad_amount`, `bad_time`, `conflict`.
    pub async fn set_language_model(
        &self,
        by: &By,
        wanted: Setup,
        key: Option<String>,
        version: Option<i64>,
    ) -> Result<()> {
        by.demand(Permission::OrganizationManage)?;
        let setup = wanted.checked()?;
        let sealed = key.map(|k| sealed(&self.keys, &k)).transpose()?;
        let by = by.clone();
        self.write(async move |tx| {
            let was = kept(tx).await?;
            if version.is_some_and(|seen| seen != was.version) {
                return Err(DeskError::Stale);
            }
            let same = was.setup.origin() == setup.origin();
            let row = Kept {
                sealed: match &sealed {
                    Some(sealed) => sealed.clone(),
                    None if same => was.sealed,
                    None => String::new(),
                },
                setup: setup.clone(),
                version: was.version + 1,
            };
            store::setting::put(tx, KEY, &row).await?;
            let detail = json!({
                "url": row.setup.base_url, "model": row.setup.model, "enabled": row.setup.enabled,
                "cap_micros": row.setup.cap_micros, "search": row.setup.search, "in_forms": row.setup.in_forms,
                "summaries": row.setup.summaries, "translations": row.setup.translations, "key": !row.sealed.is_empty(),
            });
            audit::act(tx, &by, "language_model.changed", KEY, detail).await?;
            audit::settings_changed(tx, &by, "language_model");
            Ok(())
        })
        .await
    }

    /// What it may be used for.
    ///
    /// # Errors
    /// See [`store::StoreError`].
    pub async fn model_setup(&self) -> Result<Setup> {
        Ok(self.db.read(async |tx| kept(tx).await).await?.setup)
    }
}

async fn kept(tx: &mut Tx) -> Result<Kept> {
    Ok(store::setting::get(tx, KEY).await?.unwrap_or_default())
}

fn sealed(keys: &Keys, key: &str) -> Result<String> {
    let key = Zeroizing::new(key.trim().to_owned());
    if key.is_empty() {
        return Ok(String::new());
    }
    if key.len() > KEY_MAX || !key.bytes().all(|b| b.is_ascii_graphic()) {
        return bad(
            "bad_key",
            "key",
            "A key is one word of at most 1000 characters.",
        );
    }
    Ok(BASE64.encode(keys.seal(PLACE, key.as_bytes())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setup(url: &str) -> Setup {
        Setup {
            enabled: true,
            base_url: url.to_owned(),
            model: "small".to_owned(),
            ..Setup::default()
        }
    }

    #[test]
    fn a_key_is_for_one_scheme_host_and_port() {
        let origin = |url: &str| setup(url).origin();
        assert_eq!(
            origin("https://a.example/v1"),
            origin("https://a.example/v2/x")
        );
        for other in [
            "http://a.example/v1",
            "https://b.example/v1",
            "https://a.example:8443/v1",
        ] {
            assert_ne!(origin("https://a.example/v1"), origin(other));
        }
    }

    #[test]
    fn a_setting_that_cannot_work_is_refused() {
        let good = setup("https://a.example/v1/").checked().unwrap();
        assert_eq!(good.base_url, "https://a.example/v1");
        for url in [
            "",
            "ftp://a.example",
            "https://u:p@a.example",
            "https://a.example/?x=1",
            "https://a b",
        ] {
            assert!(setup(url).checked().is_err(), "{url}");
        }
        let with = |change: fn(&mut Setup)| {
            let mut odd = setup("https://a.example");
            change(&mut odd);
            odd.checked().map_err(|e| e.code())
        };
        assert_eq!(with(|s| s.model.clear()), Err("incomplete"));
        assert_eq!(with(|s| s.currency = "eur".into()), Err("bad_currency"));
        assert_eq!(with(|s| s.cap_micros = -1), Err("bad_amount"));
        assert_eq!(with(|s| s.prices.came_micros = i64::MAX), Err("bad_amount"));
        assert_eq!(with(|s| s.timeout_ms = 0), Err("bad_time"));
        assert_eq!(with(|s| s.keep_days = 0), Err("bad_time"));
    }

    #[test]
    fn nothing_is_on_before_somebody_switches_it_on() {
        let off = Setup::default();
        assert!(!off.answers_in_search() && !off.takes_team(None));
        let team = TeamId(uuid::Uuid::from_u128(1));
        let mut on = setup("https://a.example");
        assert!(on.takes_team(None) && !on.answers_in_search());
        on.teams = vec![team];
        assert!(on.takes_team(Some(team)) && !on.takes_team(None));
    }
}
