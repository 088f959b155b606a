//! My budgets and where I stand on the ladder.

use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Write},
    rate,
    reply::{Answer, Reply},
    schema,
};
use crate::state::WebState;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new().routes(routes!(get_limits)).routes(routes!(appeal))
}

/// My limits
///
/// Every budget with what is used, what is left and when the next one frees; where I stand on
/// the restriction ladder; running boosts. The budgets also as `RateLimit` headers.
#[utoipa::path(get, path = "/limits", tag = "limits",
    responses((status = 200, body = schema::Limits, description = "My limits now")))]
async fn get_limits(asker: Asker) -> Answer {
    let (limits, now) = asker.read(|app, me| Ok((app.limits(me)?, app.now()))).await?;
    Ok(Reply::ok(&limits).with(rate::headers(&limits, now)))
}

/// An appeal.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "I invited the attendees of the congress that I organised."}))]
struct Appeal {
    /// What the operator should know.
    text: String,
}

/// Ask the operator to look at my restriction again
#[utoipa::path(post, path = "/limits/appeal", tag = "limits", request_body = Appeal,
    responses((status = 204, description = "The operators see it")))]
async fn appeal(write: Write<Appeal>) -> Answer {
    let written = write.asker.app().appeal(&write.ask, &write.body.text).await?;
    Ok(Reply::done(&written))
}
