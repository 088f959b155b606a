//! Links by which whoever has one joins a group.

use axum::extract::Path;
use kith_app::AppError;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Write},
    posts::id,
    reply::{Answer, Reply},
    schema,
};
use crate::state::WebState;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(get_group_link, make_group_link, revoke_group_link))
        .routes(routes!(follow_group_link))
        .routes(routes!(join_by_link))
}

/// How long a link holds.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"days": 7}))]
struct NewLink {
    /// In days, at most 366; absent: until it is revoked.
    days: Option<u32>,
}

/// The link by which whoever has it joins a group that I moderate
///
/// 404 where there is none.
#[utoipa::path(get, path = "/groups/{id}/link", tag = "groups",
    params(("id" = String, Path, description = "Which")),
    responses((status = 200, body = schema::GroupLink, description = "The link")))]
async fn get_group_link(asker: Asker, Path(group): Path<String>) -> Answer {
    let group = id(&group)?;
    let link =
        asker.read(move |app, me| app.group_link(me, group)?.ok_or(AppError::NotFound)).await?;
    Ok(Reply::ok(&link))
}

/// Make the link of a group that I moderate
///
/// The one before it leads nowhere any more.
#[utoipa::path(post, path = "/groups/{id}/link", tag = "groups",
    params(("id" = String, Path, description = "Which")), request_body = NewLink,
    responses((status = 201, body = schema::GroupLink, description = "The link")))]
async fn make_group_link(Path(group): Path<String>, write: Write<NewLink>) -> Answer {
    let Write { asker, ask, body } = write;
    let written = asker.app().make_group_link(&ask, id(&group)?, body.days).await?;
    let location = format!("/api/v1/group-links/{}", written.value.token);
    Ok(Reply::created(&location, &written.value).at(&written.revision))
}

/// Revoke the link of a group that I moderate
#[utoipa::path(delete, path = "/groups/{id}/link", tag = "groups",
    params(("id" = String, Path, description = "Which")),
    responses((status = 204, description = "There is none now")))]
async fn revoke_group_link(Path(group): Path<String>, write: Write) -> Answer {
    Ok(Reply::done(&write.asker.app().revoke_group_link(&write.ask, id(&group)?).await?))
}

/// The group where a link leads
///
/// 404 where it is revoked or has lapsed.
#[utoipa::path(get, path = "/group-links/{token}", tag = "groups",
    params(("token" = String, Path, description = "Its secret")),
    responses((status = 200, body = schema::LinkedGroup, description = "What it tells")))]
async fn follow_group_link(asker: Asker, Path(token): Path<String>) -> Answer {
    Ok(Reply::ok(&asker.read(move |app, me| app.linked_group(me, &token)).await?))
}

/// Join the group where a link leads, a hidden one too
///
/// 403 `removed` for whom a moderator removed: a moderator invites them again.
#[utoipa::path(put, path = "/group-links/{token}/membership", tag = "groups",
    params(("token" = String, Path, description = "Its secret")),
    responses((status = 200, body = schema::GroupView, description = "The group, which I am in")))]
async fn join_by_link(Path(token): Path<String>, write: Write) -> Answer {
    let written = write.asker.app().join_by_link(&write.ask, &token).await?;
    let group = written.value;
    let view = write.asker.read(move |app, me| app.group(me, group)).await?;
    Ok(Reply::ok(&view).at(&written.revision))
}
