//! What DNS says of a mail domain of ours: where its mail goes, who may send for it, what signs.

use super::dkim_keys::looked_up;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::Query;
use crate::http::routes::{OpenApiRouter, routes};
use crate::http::session::Caller;
use axum::extract::State;
use channels::dns::Resolver;
use mail::{Answer, Question, RecordKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(check))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct DomainQuery {
    domain: String,
}

#[derive(Serialize, ToSchema)]
struct DnsCheck {
    domain: String,
    items: Vec<DnsItem>,
}

#[derive(Serialize, ToSchema)]
struct DnsItem {
    /// `mx`, `spf`, `dkim` or `dmarc`.
    what: &'static str,
    name: String,
    /// `ok`, `missing`, `different`, `warning` or `unknown` (DNS did not answer).
    state: &'static str,
    found: Vec<String>,
    /// For a person: what it means and what to do.
    message: String,
}

/// Asks DNS now; answers in seconds even when a name server is silent.
#[utoipa::path(get, path = "/dns-check", tag = "settings", params(DomainQuery),
    responses((status = 200, body = DnsCheck), (status = 403, body = ErrorBody), (status = 422, body = ErrorBody)))]
async fn check(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<DomainQuery>,
) -> ApiResult<axum::Json<DnsCheck>> {
    let keys = app.desk.dkim_keys(&caller.by()).await?;
    let domain = query
        .domain
        .trim()
        .trim_end_matches('.')
        .to_ascii_lowercase();
    if !mail::auth::tags::is_domain(&domain) || domain.contains('_') {
        return Err(ApiError::invalid(
            "domain",
            "This is not a domain such as example.org.",
        ));
    }
    let dns = app.dns().map_err(ApiError::internal)?;
    let (mx, spf, dmarc) = tokio::join!(
        route(&dns, &domain),
        senders(&dns, &domain),
        policy(&dns, &domain)
    );
    let mut items = vec![mx, spf];
    for key in keys.iter().filter(|k| k.domain == domain) {
        let seen = looked_up(&dns, key).await;
        items.push(DnsItem {
            what: "dkim",
            name: mail::dkim::record_name(&key.selector, &domain),
            state: if seen.state == "published" {
                "ok"
            } else {
                seen.state
            },
            found: seen.found.into_iter().collect(),
            message: match seen.state {
                "published" => "Our key is published.".to_owned(),
                "different" => "Another key is published here. Replace it by ours.".to_owned(),
                "missing" => format!("Publish this TXT record: {}", key.public_dns),
                _ => "DNS did not answer.".to_owned(),
            },
        });
    }
    items.push(dmarc);
    Ok(axum::Json(DnsCheck { domain, items }))
}

async fn ask(dns: &Resolver, name: &str, kind: RecordKind) -> Result<Vec<String>, ()> {
    let question = Question {
        name: name.to_owned(),
        kind,
    };
    match dns.answer(&question).await {
        Answer::Records(records) => Ok(records.into_iter().take(20).collect()),
        Answer::NoSuchName => Ok(Vec::new()),
        Answer::Failed => Err(()),
    }
}

fn item(
    what: &'static str,
    name: &str,
    state: &'static str,
    found: Vec<String>,
    message: &str,
) -> DnsItem {
    let short = |f: String| f.chars().take(1_000).collect();
    DnsItem {
        what,
        name: name.to_owned(),
        state,
        found: found.into_iter().map(short).collect(),
        message: message.to_owned(),
    }
}

const SILENT: &str = "DNS did not answer.";

async fn route(dns: &Resolver, domain: &str) -> DnsItem {
    match ask(dns, domain, RecordKind::Mx).await {
        Err(()) => item("mx", domain, "unknown", Vec::new(), SILENT),
        Ok(found) if found.is_empty() => item(
            "mx",
            domain,
            "missing",
            found,
            "No mail server is named for this domain: customers' mail does not arrive anywhere.",
        ),
        Ok(found) => item(
            "mx",
            domain,
            "ok",
            found,
            "Mail for this domain goes there. It has to be this desk, or forward to it, or be collected as a mailbox.",
        ),
    }
}

async fn senders(dns: &Resolver, domain: &str) -> DnsItem {
    let Ok(found) = ask(dns, domain, RecordKind::Txt).await else {
        return item("spf", domain, "unknown", Vec::new(), SILENT);
    };
    let is_spf = |t: &String| {
        let t = t.to_ascii_lowercase();
        t == "v=spf1" || t.starts_with("v=spf1 ")
    };
    let found: Vec<String> = found.into_iter().filter(is_spf).collect();
    let (state, message) = match found.len() {
        0 => (
            "missing",
            "Nothing says who may send for this domain. Publish a TXT record such as: v=spf1 include:your-smarthost.example -all",
        ),
        1 if found[0].to_ascii_lowercase().contains("+all") => (
            "warning",
            "This allows everybody to send for this domain (+all).",
        ),
        1 => (
            "ok",
            "Check that the servers by which answers leave are named in it.",
        ),
        _ => (
            "warning",
            "There are several SPF records; receivers ignore all of them. Keep one.",
        ),
    };
    item("spf", domain, state, found, message)
}

async fn policy(dns: &Resolver, domain: &str) -> DnsItem {
    let name = format!("_dmarc.{domain}");
    let Ok(found) = ask(dns, &name, RecordKind::Txt).await else {
        return item("dmarc", &name, "unknown", Vec::new(), SILENT);
    };
    let is_dmarc = |t: &String| t.trim_start().to_ascii_lowercase().starts_with("v=dmarc1");
    let found: Vec<String> = found.into_iter().filter(is_dmarc).collect();
    let (state, message) = match found.len() {
        0 => (
            "missing",
            "Large providers ask for a policy. Begin with the TXT record: v=DMARC1; p=none",
        ),
        1 => ("ok", "A policy is published."),
        _ => (
            "warning",
            "There are several policies; receivers ignore all of them. Keep one.",
        ),
    };
    item("dmarc", &name, state, found, message)
}
