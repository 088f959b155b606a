//! HTTP: the JSON API, the pages and sign-in. No rule and no SQL lives here.

mod api;
pub mod auth;
mod form;
pub mod pages;
pub mod state;

use std::{any::Any, sync::Arc, time::Duration};

use axum::{
    Extension, Router,
    extract::{DefaultBodyLimit, Request, State},
    handler::Handler,
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
};
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer,
    set_header::SetResponseHeaderLayer, timeout::TimeoutLayer,
};

use api::{metrics, problem};
pub use state::{Options, WebState};

/// How large a request may be that brings no file.
const BODY_LIMIT: usize = 256 * 1024;
/// How large one may be that brings one file.
pub(crate) const FILE_BODY: usize = kith_app::images::FILE_LIMIT + BODY_LIMIT;
/// How large one may be that brings an archive.
pub(crate) const ARCHIVE_BODY: usize = kith_app::archives::FILE_LIMIT + BODY_LIMIT;
/// How long a request may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The headers that every answer has.
const SECURITY: [(HeaderName, &str); 5] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// The whole site.
///
/// From the outside in: every answer is counted, gets the security headers and is not kept by
/// caches unless it says otherwise, and is compressed; errors below `/api` become problems, also
/// those of the layers further in, which stop panics, requests that take too long, those of other
/// sites, and those that are too large.
pub fn router(state: WebState) -> Router {
    let counted = Arc::<metrics::Metrics>::default();
    let site = Router::new()
        .merge(api::routes(state.options.sandbox.is_some()))
        .merge(pages::routes())
        .fallback(not_found)
        .layer(Extension(Arc::clone(&counted)))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(from_fn(auth::same_site))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIMEOUT))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(state.clone(), problem::dress))
        .layer(CompressionLayer::new())
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-store"),
        ));
    let secure = |site: Router<WebState>, (name, value): (HeaderName, &'static str)| {
        site.layer(SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value)))
    };
    SECURITY
        .into_iter()
        .fold(site, secure)
        .layer(from_fn_with_state(counted, metrics::observe))
        .with_state(state)
}

/// An address that is nowhere: a page, and below `/api` a problem.
async fn not_found(State(state): State<WebState>, request: Request) -> Response {
    if problem::is_api(request.uri().path()) {
        return problem::Problem::status(StatusCode::NOT_FOUND).into_response();
    }
    pages::not_found.call(request, state).await
}

/// A panic is logged and says nothing to the client.
fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
    tracing::error!(panic = text, "a handler panicked");
    (StatusCode::INTERNAL_SERVER_ERROR, "Something failed here. It has been logged.")
        .into_response()
}
