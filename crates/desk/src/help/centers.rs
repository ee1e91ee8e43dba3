//! Help centers: made, changed, taken away. They are doors: what stands in them is another matter.

use super::told;
use crate::channels::{known_brand, main_brand};
use crate::settings::{bad, domain_name, one_line};
use crate::{By, Desk, DeskError, Result, check, fresh};
use domain::access::Permission;
use domain::article::{ELSEWHERE_MAX, Elsewhere};
use domain::{ArticleFileId, BrandId, HelpCenterId};
use serde_json::json;
use std::collections::BTreeMap;
use store::help_center::HelpCenter;
use store::{Json, Tx};

const CENTERS_MAX: usize = 50;
const LOCALES_MAX: usize = 30;
const NAME_MAX: usize = 80;

/// How a help center is to be; `None` leaves as it is.
#[derive(Debug, Clone, Default)]
pub struct CenterChange {
    pub brand: Option<BrandId>,
    pub slug: Option<String>,
    pub host: Option<Option<String>>,
    pub names: Option<BTreeMap<String, String>>,
    pub locales: Option<Vec<String>>,
    pub default_locale: Option<String>,
    /// All of them.
    pub links: Option<Vec<Elsewhere>>,
    pub accent: Option<Option<String>>,
    pub logo: Option<Option<ArticleFileId>>,
    pub public: Option<bool>,
    pub held_out_permille: Option<i64>,
    /// The version that was seen; `None` overrules what somebody else did meanwhile.
    pub version: Option<i64>,
}

impl Desk {
    /// All help centers, also those that are not public.
    ///
    /// # Errors
    /// `not_permitted`.
    pub async fn help_centers(&self, by: &By) -> Result<Vec<HelpCenter>> {
        super::may_read(by)?;
        Ok(self
            .db
            .read(async move |tx| store::help_center::all(tx).await)
            .await?)
    }

    /// Names, locales and a default locale have to be among the changes.
    ///
    /// # Errors
    /// `not_permitted`, `bad_name`, `bad_slug`, `slug_taken`, `bad_host`, `host_taken`, `bad_locale`, `bad_link`, `bad_colour`, `too_many`.
    pub async fn create_help_center(&self, by: &By, change: CenterChange) -> Result<HelpCenter> {
        by.demand(Permission::ChannelManage)?;
        let id = HelpCenterId(fresh::id(by.now));
        let by = by.clone();
        self.write(async move |tx| {
            if store::help_center::all(tx).await?.len() >= CENTERS_MAX {
                return bad(
                    "too_many",
                    "names",
                    format!("Keep at most {CENTERS_MAX} help centers."),
                );
            }
            let brand = match change.brand {
                Some(brand) => known_brand(tx, brand).await?,
                None => main_brand(tx).await?,
            };
            let blank = HelpCenter {
                id,
                brand,
                slug: String::new(),
                host: None,
                names: Json(BTreeMap::new()),
                locales: Json(Vec::new()),
                default_locale: String::new(),
                links: Json(Vec::new()),
                accent: None,
                logo: None,
                public: false,
                held_out_permille: 50,
                created_at: by.now,
                version: 1,
            };
            let row = applied(blank, &change)?;
            free(tx, &row).await?;
            store::help_center::insert(tx, &row).await?;
            told(
                tx,
                &by,
                "help_center.made",
                &row.slug,
                json!({ "id": row.id }),
            )
            .await?;
            Ok(row)
        })
        .await
    }

    /// # Errors
    /// `not_found`, `conflict`, `locale_in_use`, and those of [`Desk::create_help_center`].
    pub async fn change_help_center(
        &self,
        by: &By,
        id: HelpCenterId,
        change: CenterChange,
    ) -> Result<HelpCenter> {
        by.demand(Permission::ChannelManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let was = super::center(tx, id).await?;
            super::seen(change.version, was.version)?;
            let mut row = applied(was, &change)?;
            known_brand(tx, row.brand).await?;
            free(tx, &row).await?;
            if let Some(logo) = row.logo {
                let file = store::article::file(tx, logo).await?;
                if file.is_none_or(|f| f.help_center != id) {
                    return bad("bad_file", "logo", "Upload the picture here first.");
                }
            }
            store::help_center::save(tx, &mut row).await?;
            let detail = json!({ "id": row.id, "public": row.public });
            told(tx, &by, "help_center.changed", &row.slug, detail).await?;
            Ok(row)
        })
        .await
    }

    /// One that has articles stays: make it private instead.
    ///
    /// # Errors
    /// `not_permitted`, `not_found`, `in_use`.
    pub async fn remove_help_center(&self, by: &By, id: HelpCenterId) -> Result<()> {
        by.demand(Permission::ChannelManage)?;
        let by = by.clone();
        self.write(async move |tx| {
            let row = super::center(tx, id).await?;
            if store::article::count(tx, id).await? > 0 {
                return Err(DeskError::refused(
                    "in_use",
                    "There are articles in it. Make it private instead: then nobody outside sees it.",
                ));
            }
            store::help_center::delete(tx, id).await?;
            told(tx, &by, "help_center.removed", &row.slug, json!({ "id": id })).await
        })
        .await
    }
}

fn applied(mut row: HelpCenter, change: &CenterChange) -> Result<HelpCenter> {
    if let Some(brand) = change.brand {
        row.brand = brand;
    }
    if let Some(locales) = &change.locales {
        row.locales = Json(checked_locales(locales)?);
    }
    if let Some(names) = &change.names {
        row.names = Json(checked_names(names)?);
    }
    if let Some(locale) = &change.default_locale {
        row.default_locale.clone_from(locale);
    }
    if let Some(slug) = &change.slug {
        row.slug = checked_slug(slug)?;
    }
    if let Some(host) = &change.host {
        row.host = match host.as_deref().map(str::trim).filter(|h| !h.is_empty()) {
            Some(host) => Some(domain_name("host", host)?),
            None => None,
        };
    }
    if let Some(links) = &change.links {
        row.links = Json(checked_links(links)?);
    }
    if let Some(accent) = &change.accent {
        row.accent = match accent.as_deref().map(str::trim).filter(|a| !a.is_empty()) {
            Some(accent) => Some(checked_colour(accent)?),
            None => None,
        };
    }
    if let Some(logo) = change.logo {
        row.logo = logo;
    }
    if let Some(public) = change.public {
        row.public = public;
    }
    if let Some(permille) = change.held_out_permille {
        if !(0..=500).contains(&permille) {
            return bad(
                "bad_share",
                "held_out_permille",
                "Between none and half of the visitors can be left without suggestions.",
            );
        }
        row.held_out_permille = permille;
    }
    if row.slug.is_empty() {
        let name = row.names.0.values().next().cloned().unwrap_or_default();
        row.slug = checked_slug(&ascii(&name))?;
    }
    if !row.locales.0.contains(&row.default_locale) {
        return bad(
            "bad_locale",
            "default_locale",
            "The language that others fall back to is one of those offered.",
        );
    }
    if !row.names.0.contains_key(&row.default_locale) {
        return bad(
            "bad_name",
            "names",
            "A help center has a name in the language that others fall back to.",
        );
    }
    Ok(row)
}

fn checked_locales(locales: &[String]) -> Result<Vec<String>> {
    let mut out: Vec<String> = Vec::new();
    for locale in locales {
        check::locale(locale)?;
        if !out.contains(locale) {
            out.push(locale.clone());
        }
    }
    if out.is_empty() || out.len() > LOCALES_MAX {
        return bad(
            "bad_locale",
            "locales",
            format!("A help center offers 1 to {LOCALES_MAX} languages."),
        );
    }
    Ok(out)
}

fn checked_names(names: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>> {
    let mut out = BTreeMap::new();
    for (locale, name) in names.iter().take(LOCALES_MAX) {
        check::locale(locale)?;
        let name = one_line("names", name, NAME_MAX)?;
        if !name.is_empty() {
            out.insert(locale.clone(), name);
        }
    }
    Ok(out)
}

fn checked_links(links: &[Elsewhere]) -> Result<Vec<Elsewhere>> {
    if links.len() > ELSEWHERE_MAX {
        return bad(
            "too_many",
            "links",
            format!("At most {ELSEWHERE_MAX} links stand in the header."),
        );
    }
    let mut out = Vec::new();
    for link in links {
        for locale in link.names.keys() {
            check::locale(locale)?;
        }
        out.push(link.clone().checked()?);
    }
    Ok(out)
}

/// It stands in addresses before every other part: plain letters.
fn checked_slug(slug: &str) -> Result<String> {
    let slug = slug.trim().to_ascii_lowercase();
    let plain = (1..=60).contains(&slug.len())
        && slug
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !slug.starts_with('-')
        && !slug.ends_with('-');
    if plain {
        return Ok(slug);
    }
    bad(
        "bad_slug",
        "slug",
        "The name in the address has 1 to 60 letters a to z, digits and hyphens.",
    )
}

fn ascii(name: &str) -> String {
    let made: String = domain::article::slug(name)
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .take(60)
        .collect();
    match made.trim_matches('-') {
        "" => "help".to_owned(),
        made => made.to_owned(),
    }
}

fn checked_colour(colour: &str) -> Result<String> {
    let digits = colour.strip_prefix('#').unwrap_or_default();
    if digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(colour.to_ascii_lowercase());
    }
    bad("bad_colour", "accent", "A colour is written as #2f6f4f.")
}

/// No other help center has the slug or the host.
async fn free(tx: &mut Tx, row: &HelpCenter) -> Result<()> {
    for other in store::help_center::all(tx).await? {
        if other.id == row.id {
            continue;
        }
        if other.slug == row.slug {
            return bad(
                "slug_taken",
                "slug",
                "Another help center has this address.",
            );
        }
        if other.host.is_some() && other.host == row.host {
            return bad("host_taken", "host", "Another help center has this host.");
        }
    }
    Ok(())
}
