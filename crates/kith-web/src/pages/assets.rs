//! Stylesheet, script and icon, embedded, under addresses that change with their content.

use std::sync::LazyLock;

use axum::{
    Router,
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use sha2::{Digest, Sha256};

use crate::state::WebState;

/// One embedded file.
struct Asset {
    address: String,
    kind: &'static str,
    body: &'static str,
}

impl Asset {
    fn new(name: &str, extension: &str, kind: &'static str, body: &'static str) -> Self {
        let hash = Sha256::digest(body.as_bytes());
        let hash: String = hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        Self { address: format!("/assets/{name}-{hash}.{extension}"), kind, body }
    }
}

static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("kith", "css", "text/css; charset=utf-8", include_str!("../assets/kith.css"))
});
static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("kith", "js", "text/javascript; charset=utf-8", include_str!("../assets/kith.js"))
});
static ICON: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("kith", "svg", "image/svg+xml", include_str!("../assets/kith.svg"))
});

/// The address of the stylesheet.
pub(crate) fn style() -> &'static str {
    &STYLE.address
}

/// The address of the script.
pub(crate) fn script() -> &'static str {
    &SCRIPT.address
}

/// The address of the icon.
pub(crate) fn icon() -> &'static str {
    &ICON.address
}

pub(super) fn routes() -> Router<WebState> {
    Router::new().route("/assets/{file}", get(asset)).route("/favicon.ico", get(favicon))
}

async fn asset(Path(file): Path<String>) -> Response {
    let found = [&STYLE, &SCRIPT, &ICON]
        .into_iter()
        .find(|asset| asset.address.strip_prefix("/assets/") == Some(file.as_str()));
    match found {
        Some(asset) => send(asset, "public, max-age=31536000, immutable"),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn favicon() -> Response {
    send(&ICON, "public, max-age=86400")
}

fn send(asset: &Asset, cache: &'static str) -> Response {
    let headers = [(header::CONTENT_TYPE, asset.kind), (header::CACHE_CONTROL, cache)];
    (headers, asset.body).into_response()
}
