//! Where a form is, for who sets it up: its address, what a site puts into its own page, and a look at it before it is stored.

use super::draw::{self, View};
use super::{Frame, shut, title};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult};
use crate::pages::layout::{self, Head};
use crate::pages::site::{Center, Site, segment};
use desk::forms::Seen;
use domain::form::Form;
use maud::html;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where a form can be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub address: String,
    /// HTML for another site's page.
    pub snippet: String,
    /// What that page's content security policy has to allow.
    pub csp: String,
    /// Languages of the help center.
    pub locales: Vec<String>,
}

/// `None` while its help center is not public, or it has none.
///
/// # Errors
/// When the database cannot be asked.
pub async fn place(app: &App, form: &Form) -> ApiResult<Option<Place>> {
    let Some(center) = center(app, form).await? else {
        return Ok(None);
    };
    let site = Site::of(center.clone(), &center.default_locale, false);
    let address = site.absolute(&site.path(&format!("f/{}", segment(&form.slug))));
    let origin = url::Url::parse(&address).map(|url| url.origin().ascii_serialization());
    let title = form.words_in(&site.locale, &site.locale);
    let title = title.map(|(_, w)| w.title.as_str()).unwrap_or_default();
    let frame = html! {
        iframe src=(format!("{address}/embed")) title=(title) width="100%" height="720" loading="lazy" {}
    };
    Ok(Some(Place {
        snippet: frame.into_string(),
        csp: format!("frame-src {}", origin.unwrap_or_default()),
        locales: center.locales.clone(),
        address,
    }))
}

async fn center(app: &App, form: &Form) -> ApiResult<Option<Arc<Center>>> {
    let Some(id) = form.help_center else {
        return Ok(None);
    };
    let known = app.pages.known(app).await?;
    Ok(known.centers.iter().find(|c| c.id == id).cloned())
}

/// A page that is only looked at: nothing can be sent from it.
///
/// # Errors
/// `form_nowhere` without a public help center, whose look it would have.
pub async fn preview(
    app: &App,
    seen: Seen,
    locale: &str,
    values: BTreeMap<String, String>,
) -> ApiResult<String> {
    let Some(center) = center(app, &seen.form).await? else {
        return Err(ApiError::conflict(
            "form_nowhere",
            "A preview has the look of a public help center. Choose one first.",
        ));
    };
    let known = center.locales.iter().find(|l| l.as_str() == locale);
    let locale = known.unwrap_or(&center.default_locale).clone();
    let site = Site::of(center, &locale, false);
    let bounded = values
        .into_iter()
        .take(100)
        .map(|(k, v)| (k, v.chars().take(1_000).collect::<String>()));
    let values: BTreeMap<String, String> = bounded.collect();
    let view = View {
        site: &site,
        seen: &seen,
        action: "#",
        token: "",
        values: &values,
        files: &[],
        problems: &[],
        notice: None,
        work: 0,
        now: app.clock.now(),
        panel: None,
    };
    let page = html! { (shut::standing(&site, &seen, None, Frame::Own)) (draw::form(&view)) };
    let page = layout::frame(&site, &Head::new(title(&site, &seen)), &page);
    Ok(page.into_string())
}
