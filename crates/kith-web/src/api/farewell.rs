//! Leaving: deactivate my account, or delete it for good.

use kith_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::Write,
    reply::{Answer, Reply},
};
use crate::state::WebState;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new().routes(routes!(deactivate)).routes(routes!(delete_account))
}

/// The password again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"password": "correct horse battery"}))]
struct Confirmed {
    /// My password.
    #[schema(format = Password)]
    password: String,
}

/// Until when I may come back.
#[derive(Debug, Serialize, ToSchema)]
struct Deactivated {
    /// The instant at which the account is deleted for good.
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
}

/// Deactivate my account
///
/// Nobody sees it from now on, and every session and token ends. Signing in with `come_back` before
/// `until` makes it visible again as it was; then it is deleted for good.
#[utoipa::path(post, path = "/members/me/deactivate", tag = "members",
    request_body = Confirmed,
    responses((status = 200, body = Deactivated, description = "It is hidden")))]
async fn deactivate(write: Write<Confirmed>) -> Answer {
    let written = write.asker.app().deactivate(&write.ask, &write.body.password).await?;
    Ok(Reply::ok(&Deactivated { until: written.value }).at(&written.revision))
}

/// Delete my account for good
///
/// At once, and nothing brings it back. Profile, pictures, posts, reactions, ties and settings are
/// gone; messages and comments under others' posts stay there without my name.
#[utoipa::path(post, path = "/members/me/delete", tag = "members",
    request_body = Confirmed,
    responses((status = 204, description = "It is gone")))]
async fn delete_account(write: Write<Confirmed>) -> Answer {
    let written = write.asker.app().delete_account(&write.ask, &write.body.password).await?;
    Ok(Reply::done(&written))
}
