//! The map of my network.

use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::Asker,
    reply::{Answer, Reply},
    schema,
};
use crate::state::WebState;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new().routes(routes!(get_map))
}

/// The map of my network
///
/// My connections in clusters of people who know each other, each named by what its people share
/// and everybody else does not; of more than 300 those with most mutual connections. With
/// `filter` and `connection_of` people search finds all of my connections who share it.
#[utoipa::path(get, path = "/network/map", tag = "network",
    responses((status = 200, body = schema::NetworkMap, description = "Clusters and edges")))]
async fn get_map(asker: Asker) -> Answer {
    Ok(Reply::ok(&asker.read(|app, me| app.network_map(me)).await?))
}
