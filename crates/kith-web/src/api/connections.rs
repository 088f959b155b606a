//! Lists of connections, and removing one.

use axum::extract::Path;
use kith_app::Paging;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Params, Write},
    problem::About,
    reply::{Answer, Reply},
    schema,
};
use crate::state::WebState;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new().routes(routes!(list_connections)).routes(routes!(remove_connection))
}

/// Whose connections are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListConnections {
    /// Whose, by handle; absent: mine.
    of: Option<String>,
    /// Only those whose name or headline has words that begin so.
    query: Option<String>,
    /// How many items.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// Connections, mine or another member's
///
/// 403 `list_hidden` where the member or the distance does not allow it.
#[utoipa::path(get, path = "/connections", tag = "connections", params(ListConnections),
    responses((status = 200, body = schema::List<schema::ConnectionView>,
        description = "Newest first")))]
async fn list_connections(asker: Asker, Params(asked): Params<ListConnections>) -> Answer {
    let paging = Paging { limit: asked.limit, after: asked.after };
    let (of, query) = (asked.of, asked.query);
    let page =
        asker.read(move |app, me| app.connections(me, of.as_deref(), query.as_deref(), &paging));
    Ok(Reply::ok(&page.await?))
}

/// Remove a connection, silently
#[utoipa::path(delete, path = "/connections/{handle}", tag = "connections",
    params(("handle" = String, Path, description = "Whom")),
    responses((status = 204, description = "Not connected any more; both follows have ended")))]
async fn remove_connection(Path(handle): Path<String>, write: Write) -> Answer {
    let written = write.asker.app().remove_connection(&write.ask, &handle).await;
    Ok(Reply::done(&written.about(&handle)?))
}
