//! Whether the process lives, whether it is ready, and what it counts.

use std::sync::Arc;

use axum::{
    Extension,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::metrics::{self, Metrics};
use crate::state::WebState;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(healthz))
        .routes(routes!(readyz))
        .routes(routes!(get_metrics))
}

/// Whether the process lives
#[utoipa::path(get, path = "/healthz", tag = "health", security(()),
    responses((status = 200, body = String, description = "`ok`")))]
async fn healthz() -> &'static str {
    "ok"
}

/// Whether the process is ready to answer
#[utoipa::path(get, path = "/readyz", tag = "health", security(()),
    responses(
        (status = 200, body = String, description = "`ok`"),
        (status = 503, body = String, description = "Why not, in a word"),
    ))]
async fn readyz(State(state): State<WebState>) -> (StatusCode, &'static str) {
    let checked = state.read(|app| {
        app.ping()?;
        Ok(app.stats().ready)
    });
    match checked.await {
        Ok(true) => (StatusCode::OK, "ok"),
        Ok(false) => (StatusCode::SERVICE_UNAVAILABLE, "starting"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "store")
        }
    }
}

/// What the process counts, for Prometheus
#[utoipa::path(get, path = "/metrics", tag = "health", security(()),
    responses((status = 200, body = String, content_type = "text/plain",
        description = "Prometheus' text format")))]
async fn get_metrics(
    State(state): State<WebState>,
    Extension(counted): Extension<Arc<Metrics>>,
) -> Response {
    let stats = tokio::task::spawn_blocking(move || state.app.stats()).await.unwrap_or_default();
    let text = counted.text() + &metrics::of_app(&stats);
    let media = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    ([(header::CONTENT_TYPE, media)], text).into_response()
}
