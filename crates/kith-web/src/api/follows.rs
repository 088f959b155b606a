//! Following.

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
        .routes(routes!(list_following))
        .routes(routes!(list_followers))
        .routes(routes!(follow, unfollow))
}

/// Whom I follow
#[utoipa::path(get, path = "/follows", tag = "follows", params(PageOf),
    responses((status = 200, body = schema::List<schema::Row>, description = "Newest first")))]
async fn list_following(asker: Asker, Params(page): Params<PageOf>) -> Answer {
    Ok(Reply::ok(&asker.read(move |app, me| app.following(me, &page.into())).await?))
}

/// Who follows me
#[utoipa::path(get, path = "/followers", tag = "follows", params(PageOf),
    responses((status = 200, body = schema::List<schema::Row>, description = "Newest first")))]
async fn list_followers(asker: Asker, Params(page): Params<PageOf>) -> Answer {
    Ok(Reply::ok(&asker.read(move |app, me| app.followers(me, &page.into())).await?))
}

/// Follow a member
#[utoipa::path(put, path = "/follows/{handle}", tag = "follows",
    params(("handle" = String, Path, description = "Whom")),
    responses((status = 204, description = "I follow them")))]
async fn follow(Path(handle): Path<String>, write: Write) -> Answer {
    let written = write.asker.app().follow(&write.ask, &handle).await.about(&handle)?;
    Ok(Reply::done(&written))
}

/// Stop following a member; a connection stays
#[utoipa::path(delete, path = "/follows/{handle}", tag = "follows",
    params(("handle" = String, Path, description = "Whom")),
    responses((status = 204, description = "I do not follow them")))]
async fn unfollow(Path(handle): Path<String>, write: Write) -> Answer {
    let written = write.asker.app().unfollow(&write.ask, &handle).await.about(&handle)?;
    Ok(Reply::done(&written))
}
