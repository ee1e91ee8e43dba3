//! `/healthz` (the process answers), `/readyz` (it can do its work), `/metrics` (Prometheus).

use super::client::Client;
use crate::app::App;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use serde_json::json;
use std::sync::OnceLock;
use subtle::ConstantTimeEq as _;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/healthz", get(|| async { Json(json!({ "ok": true })) }))
        .route("/readyz", get(ready))
        .route("/metrics", get(figures))
}

async fn ready(State(app): State<App>) -> Response {
    match app.ready().await {
        Ok(()) => Json(json!({ "ready": true })).into_response(),
        Err(why) => (
            StatusCode::SERVICE_UNAVAILABLE,
            Json(json!({ "ready": false, "why": why })),
        )
            .into_response(),
    }
}

/// For this machine, or for whoever has the token. Behind a proxy "this machine" is the client, not the proxy.
async fn figures(
    State(app): State<App>,
    client: Option<Extension<Client>>,
    headers: HeaderMap,
) -> Response {
    let local = client.is_some_and(|client| client.ip.is_loopback());
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.strip_prefix("Bearer "))
        .unwrap_or_default();
    let known = app
        .config
        .metrics_token
        .as_ref()
        .is_some_and(|token| token.as_bytes().ct_eq(given.as_bytes()).into());
    if !local && !known {
        return StatusCode::NOT_FOUND.into_response();
    }
    if let Err(error) = gauges(&app).await {
        tracing::warn!(%error, "queues cannot be counted");
    }
    let recorder = recorder();
    recorder.run_upkeep();
    (
        [(
            header::CONTENT_TYPE,
            "text/plain; version=0.0.4; charset=utf-8",
        )],
        recorder.render(),
    )
        .into_response()
}

/// What waits: counted when somebody asks.
async fn gauges(app: &App) -> Result<(), store::StoreError> {
    let (mails, quarantined, deliveries) = app
        .db()
        .read(async |tx| {
            Ok::<_, store::StoreError>((
                store::inbound::pending_count(tx).await?,
                store::inbound::quarantine_count(tx).await?,
                store::delivery::waiting_count(tx).await?,
            ))
        })
        .await?;
    metrics::gauge!("fairlead_inbound_pending").set(mails as f64);
    metrics::gauge!("fairlead_inbound_quarantined").set(quarantined as f64);
    metrics::gauge!("fairlead_deliveries_waiting").set(deliveries as f64);
    Ok(())
}

/// The one recorder of this process.
pub fn recorder() -> &'static PrometheusHandle {
    static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
    RECORDER.get_or_init(|| {
        let recorder = PrometheusBuilder::new()
            .set_buckets(&[0.001, 0.005, 0.02, 0.1, 0.5, 2.0, 10.0])
            .map_or_else(
                |_| PrometheusBuilder::new().build_recorder(),
                PrometheusBuilder::build_recorder,
            );
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::debug!("another recorder is in place");
        }
        handle
    })
}
