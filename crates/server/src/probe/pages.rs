//! Looks at our own pages as a browser does: a form, the files of a widget, a list of ways.

use super::fetch::Own;
use crate::app::App;
use crate::pages::site::{Center, origin, segment};
use desk::forms::Page as Which;
use domain::HelpCenterId;
use domain::probe::{self, Page, Shows, Verdict};
use std::sync::Arc;
use store::probe::Probe;

/// Between the parts of what is sent by a form.
const BOUNDARY: &str = "fairlead-probe-e4a1c0";

/// The page of a form shows what its door says, and what is sent by it is read. Whoever reads it ends the look: what is said
/// here then is too late, and counts for nothing.
pub async fn form(
    app: &App,
    probe: &Probe,
    center: HelpCenterId,
    slug: &str,
) -> anyhow::Result<Option<Verdict>> {
    let own = Own::of(app)?;
    let Some(at) = known(app, center).await? else {
        return Ok(Some(Verdict::failed("Its help center is not public.")));
    };
    let now = app.clock.now();
    let named = Which::Named(center, slug.to_lowercase());
    let seen = app.desk.seen_form(named, &at.default_locale, now).await?;
    let Some(seen) = seen else {
        return Ok(Some(Verdict::failed("The form is not there any more.")));
    };
    let shows = Shows::of(&seen.landing, seen.gone, seen.next.is_some());
    let url = address(&own, &at, &format!("f/{}", segment(slug)));
    let page = match own.get(&url).await {
        Ok(page) => page,
        Err(why) => return Ok(Some(Verdict::failed(format!("The page: {why}")))),
    };
    let token = hidden(&page.text);
    let looked = Page {
        status: page.status,
        form: token.is_some(),
        leads: page.location.is_some(),
    };
    if let Err(verdict) = probe::page(shows, looked) {
        return Ok(Some(verdict));
    }
    let Some(token) = token.filter(|_| shows == Shows::Form) else {
        let seen = "The page shows the ways on, as its door says.";
        return Ok(Some(Verdict::passed(seen)));
    };
    let proof = app.desk.form_probe_token(probe.id, now);
    Ok(Some(
        send(&own, &url, &[("t", &token), ("probe", &proof)]).await,
    ))
}

/// Whoever reads it says that it passed; what is said here counts only if nobody did.
async fn send(own: &Own<'_>, url: &str, fields: &[(&str, &str)]) -> Verdict {
    let mut body = String::new();
    for (name, value) in fields {
        body.push_str(&format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        ));
    }
    body.push_str(&format!("--{BOUNDARY}--\r\n"));
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let sent = own
        .post(url, |r| r.header("content-type", kind).body(body))
        .await;
    match sent {
        Ok(answer) if answer.status == 204 => Verdict::failed(
            "The page was sent, but to another installation: the public address does not lead here.",
        ),
        Ok(answer) => Verdict::failed(format!(
            "The page is there, but what is sent by it is answered with HTTP {}.",
            answer.status
        )),
        Err(why) => Verdict::failed(format!("The page is there, but sending fails: {why}")),
    }
}

/// Loader, frame, configuration and session, as the page of a site asks for them.
pub async fn widget(app: &App, key: &str, site: &str) -> anyhow::Result<Verdict> {
    let own = Own::of(app)?;
    Ok(match fetched(&own, key, site).await {
        Ok(()) => Verdict::passed("Loader, frame, configuration and session are there."),
        Err(why) => Verdict::failed(why),
    })
}

async fn fetched(own: &Own<'_>, key: &str, site: &str) -> Result<(), String> {
    let base = &own.base;
    let loader = own.get(&format!("{base}/w.js")).await;
    let loader = loader.map_err(|why| format!("The loader: {why}"))?;
    if loader.status != 200 || loader.text.trim().is_empty() {
        return Err(format!("The loader answers HTTP {}.", loader.status));
    }
    let site: String = url::form_urlencoded::byte_serialize(site.as_bytes()).collect();
    let frame = own.get(&format!("{base}/w/{key}/frame?o={site}")).await;
    let frame = frame.map_err(|why| format!("The frame: {why}"))?;
    if frame.status != 200 || !frame.text.contains(key) {
        return Err(format!(
            "The frame answers HTTP {} to its site.",
            frame.status
        ));
    }
    let config = own.get(&format!("{base}/w/{key}/config?lang=en")).await;
    let config = config.map_err(|why| format!("The configuration: {why}"))?;
    if config.status != 200 || field(&config.text, "key").as_deref() != Some(key) {
        return Err(format!("The configuration answers HTTP {}.", config.status));
    }
    let url = format!("{base}/w/{key}/session");
    let session = own.post(&url, |r| r.json(&serde_json::json!({}))).await;
    let session = session.map_err(|why| format!("The session: {why}"))?;
    match (session.status, field(&session.text, "token")) {
        (200, Some(token)) if !token.is_empty() => Ok(()),
        (status, _) => Err(format!("No session begins: HTTP {status}.")),
    }
}

fn field(json: &str, name: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(json).ok()?;
    Some(value.get(name)?.as_str()?.to_owned())
}

/// The list of ways names what is open.
pub async fn contact(app: &App, center: HelpCenterId) -> anyhow::Result<Verdict> {
    let own = Own::of(app)?;
    let Some(at) = known(app, center).await? else {
        return Ok(Verdict::failed("Its help center is not public."));
    };
    let now = app.clock.now();
    let named = app.desk.named_on_contact(center, now).await?;
    Ok(match own.get(&address(&own, &at, "contact")).await {
        Ok(page) => probe::contact(page.status, &page.text, &named.ways),
        Err(why) => Verdict::failed(format!("The page: {why}")),
    })
}

async fn known(app: &App, id: HelpCenterId) -> anyhow::Result<Option<Arc<Center>>> {
    let known = app.pages.known(app).await;
    let known = known.map_err(|error| anyhow::anyhow!("{error:?}"))?;
    Ok(known.centers.iter().find(|c| c.id == id).cloned())
}

/// A page of a help center in its own language, at its public address.
fn address(own: &Own<'_>, center: &Center, rest: &str) -> String {
    let origin = origin(&own.base, center.host.as_deref());
    let locale = segment(&center.default_locale);
    match center.host {
        Some(_) => format!("{origin}/{locale}/{rest}"),
        None => format!("{origin}/help/{}/{locale}/{rest}", segment(&center.slug)),
    }
}

/// The token that stands hidden in a form of ours.
fn hidden(page: &str) -> Option<String> {
    let (_, after) = page.split_once("name=\"t\" value=\"")?;
    let (token, _) = after.split_once('"')?;
    (token.len() == desk::page_token::TEXT).then(|| token.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_known_by_the_token_that_stands_in_it() {
        let token = "A".repeat(desk::page_token::TEXT);
        let page = format!("<form><input type=\"hidden\" name=\"t\" value=\"{token}\"></form>");
        assert_eq!(hidden(&page), Some(token));
        assert_eq!(
            hidden("<form><input type=\"hidden\" name=\"t\" value=\"x\"></form>"),
            None
        );
        assert_eq!(hidden("an empty page"), None);
    }
}
