//! Blocking, and lifting an "I don't know them".

use axum::extract::Path;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Params, Write},
    paging::PageOf,
    problem::About,
    reply::{Answer, Reply},
    schema,
};
use crate::state::WebState;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(list_blocks))
        .routes(routes!(block, unblock))
        .routes(routes!(lift_unknown))
}

/// Whom I block
#[utoipa::path(get, path = "/blocks", tag = "blocks", params(PageOf),
    responses((status = 200, body = schema::List<schema::BlockView>, description = "Newest first")))]
async fn list_blocks(asker: Asker, Params(page): Params<PageOf>) -> Answer {
    Ok(Reply::ok(&asker.read(move |app, me| app.blocks(me, &page.into())).await?))
}

/// Block a member
///
/// Neither sees the other any more; connection, follows and invitations between you end. Nobody
/// is told.
#[utoipa::path(put, path = "/blocks/{handle}", tag = "blocks",
    params(("handle" = String, Path, description = "Whom")),
    responses((status = 204, description = "Blocked")))]
async fn block(Path(handle): Path<String>, write: Write) -> Answer {
    let written = write.asker.app().block(&write.ask, &handle).await.about(&handle)?;
    Ok(Reply::done(&written))
}

/// Unblock a member; restores nothing
#[utoipa::path(delete, path = "/blocks/{handle}", tag = "blocks",
    params(("handle" = String, Path, description = "Whom")),
    responses((status = 204, description = "Not blocked")))]
async fn unblock(Path(handle): Path<String>, write: Write) -> Answer {
    let written = write.asker.app().unblock(&write.ask, &handle).await.about(&handle)?;
    Ok(Reply::done(&written))
}

/// Lift an earlier "I don't know them": they may invite me again as anybody
#[utoipa::path(delete, path = "/unknowns/{handle}", tag = "blocks",
    params(("handle" = String, Path, description = "Whom")),
    responses((status = 204, description = "Lifted")))]
async fn lift_unknown(Path(handle): Path<String>, write: Write) -> Answer {
    let written = write.asker.app().lift_unknown(&write.ask, &handle).await.about(&handle)?;
    Ok(Reply::done(&written))
}
