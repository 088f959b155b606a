//! Do-not-contact: I want no campaigns of a member, or of anybody.

use axum::extract::Path;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Write},
    problem::About,
    reply::{Answer, Reply},
    schema,
};
use crate::state::WebState;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(list_do_not_contact))
        .routes(routes!(refuse_campaigns, allow_campaigns))
}

/// Whose campaigns I do not want
#[utoipa::path(get, path = "/do-not-contact", tag = "campaigns",
    responses((status = 200, body = schema::NotWanted, description = "All of them")))]
async fn list_do_not_contact(asker: Asker) -> Answer {
    Ok(Reply::ok(&asker.read(|app, me| app.do_not_contact(me)).await?))
}

/// No campaigns of a member any more, or of anybody: what is under way with me ends
#[utoipa::path(put, path = "/do-not-contact/{handle}", tag = "campaigns",
    params(("handle" = String, Path, description = "Whose, or `everyone`")),
    responses((status = 204, description = "None any more")))]
async fn refuse_campaigns(Path(handle): Path<String>, write: Write) -> Answer {
    let written = write.asker.app().refuse_campaigns(&write.ask, &handle).await.about(&handle)?;
    Ok(Reply::done(&written))
}

/// Take that back
#[utoipa::path(delete, path = "/do-not-contact/{handle}", tag = "campaigns",
    params(("handle" = String, Path, description = "Whose, or `everyone`")),
    responses((status = 204, description = "Taken back")))]
async fn allow_campaigns(Path(handle): Path<String>, write: Write) -> Answer {
    let written = write.asker.app().allow_campaigns(&write.ask, &handle).await.about(&handle)?;
    Ok(Reply::done(&written))
}
