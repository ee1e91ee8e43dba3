//! Settings: what administrators and leads set up. One file per resource; a handler extracts, calls one verb, converts
//! and answers.

mod agents;
mod audit;
mod blocked_senders;
mod business_hours;
mod channel_life;
mod channels;
mod dead_ends;
mod dkim_keys;
mod dns_check;
mod doors;
mod exports;
mod fields;
mod health;
mod holiday_calendars;
mod house_mail;
mod imports;
mod macros;
mod mailboxes;
mod nodes;
mod oauth;
mod organization;
mod permission_sets;
mod probes;
mod rules;
mod sign_in;
mod sla_policies;
mod smarthosts;
mod tags;
mod teams;
mod texts;
mod topics;
mod webhooks;

use crate::app::App;
use crate::http::routes::OpenApiRouter;
use serde::{Deserialize, Deserializer};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(organization::routes())
        .merge(agents::routes())
        .merge(permission_sets::routes())
        .merge(sign_in::routes())
        .merge(teams::routes())
        .merge(channels::routes())
        .merge(channel_life::routes())
        .merge(dead_ends::routes())
        .merge(doors::routes())
        .merge(probes::routes())
        .merge(mailboxes::routes())
        .merge(oauth::routes())
        .merge(smarthosts::routes())
        .merge(dkim_keys::routes())
        .merge(dns_check::routes())
        .merge(macros::routes())
        .merge(texts::routes())
        .merge(tags::routes())
        .merge(topics::routes())
        .merge(audit::routes())
        .merge(blocked_senders::routes())
        .merge(fields::routes())
        .merge(rules::routes())
        .merge(webhooks::routes())
        .merge(business_hours::routes())
        .merge(holiday_calendars::routes())
        .merge(sla_policies::routes())
        .merge(imports::routes())
        .merge(exports::routes())
        .merge(nodes::routes())
}

/// Tells "left out" (`None`) from null (`Some(None)`), for fields that can be emptied.
pub(in crate::api) fn given<'de, D, T>(from: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::<T>::deserialize(from).map(Some)
}
