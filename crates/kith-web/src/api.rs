//! The JSON API.

mod accounts;
mod admin;
mod archives;
mod ask;
mod blocks;
mod campaigns;
mod comments;
mod companies;
mod connections;
pub(crate) mod contacts;
mod desk;
mod do_not_contact;
mod docs;
mod email_invitations;
mod events;
mod export;
mod farewell;
mod follows;
mod group_links;
mod groups;
mod health;
mod images;
mod introductions;
mod invitations;
mod limits;
mod live;
mod map;
mod messages;
pub(crate) mod metrics;
mod network;
mod notes;
mod notifications;
mod openapi;
mod paging;
mod people;
mod posts;
pub(crate) mod problem;
mod profiles;
mod rate;
mod reactions;
mod reconnects;
mod reply;
mod reports;
mod sandbox;
mod schema;
mod searches;
mod templates;
mod viewers;
mod webhooks;
mod words;

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::state::WebState;

/// Every route below `/api`, and the health checks; in a sandbox also its clock.
pub(crate) fn routes(sandbox: bool) -> Router<WebState> {
    let (router, spec) = described(sandbox);
    let body = Arc::new(docs::body(&spec));
    let spec = Bytes::from(serde_json::to_vec(&spec).unwrap_or_default());
    let page = async move |State(state): State<WebState>| docs::page(&body, state.app.now());
    router.route("/api/openapi.json", get(async move || json(spec))).route("/api/docs", get(page))
}

/// The routes and their description, from the same handlers.
fn described(sandbox: bool) -> (Router<WebState>, utoipa::openapi::OpenApi) {
    let mut v1 = OpenApiRouter::new()
        .merge(accounts::routes())
        .merge(profiles::routes())
        .merge(export::routes())
        .merge(farewell::routes())
        .merge(images::routes())
        .merge(invitations::routes())
        .merge(email_invitations::routes())
        .merge(connections::routes())
        .merge(follows::routes())
        .merge(blocks::routes())
        .merge(limits::routes())
        .merge(messages::routes())
        .merge(introductions::routes())
        .merge(network::routes())
        .merge(notes::routes())
        .merge(campaigns::routes())
        .merge(do_not_contact::routes())
        .merge(templates::routes())
        .merge(contacts::routes())
        .merge(webhooks::routes())
        .merge(people::routes())
        .merge(searches::routes())
        .merge(posts::routes())
        .merge(comments::routes())
        .merge(reactions::routes())
        .merge(groups::routes())
        .merge(group_links::routes())
        .merge(events::routes())
        .merge(companies::routes())
        .merge(notifications::routes())
        .merge(live::routes())
        .merge(admin::routes())
        .merge(reports::routes())
        .merge(viewers::routes())
        .merge(map::routes())
        .merge(archives::routes())
        .merge(reconnects::routes())
        .merge(desk::routes());
    if sandbox {
        v1 = v1.merge(sandbox::routes());
    }
    let (router, spec) = OpenApiRouter::with_openapi(openapi::Description::openapi())
        .nest("/api/v1", v1)
        .merge(images::files())
        .merge(health::routes())
        .split_for_parts();
    (router, openapi::finish(spec))
}

/// The same for everybody until the next release.
fn json(spec: Bytes) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, spec).into_response()
}
