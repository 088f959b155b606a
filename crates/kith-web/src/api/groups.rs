//! Groups: make, find, join, moderate.

use axum::extract::Path;
use kith_app::{
    AppError, Paging,
    communities::CommunityQuery,
    groups::{GroupAct, GroupFields},
};
use kith_core::{
    group::{Access, Standing},
    id::GroupId,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Params, Write},
    problem::{About, Problem},
    reply::{Answer, Reply},
    schema, words,
};
use crate::state::WebState;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(list_groups, create_group))
        .routes(routes!(get_group, change_group, close_group))
        .routes(routes!(join_group, leave_group))
        .routes(routes!(list_group_people))
        .routes(routes!(act_in_group))
}

/// Which groups, or companies, are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListCommunities {
    /// Only mine.
    mine: Option<bool>,
    /// Only those whose name holds this, whatever its case and accents.
    q: Option<String>,
    /// How many items.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

impl From<ListCommunities> for CommunityQuery {
    fn from(asked: ListCommunities) -> Self {
        Self {
            mine: asked.mine.unwrap_or_default(),
            q: asked.q.unwrap_or_default(),
            paging: Paging { limit: asked.limit, after: asked.after },
        }
    }
}

/// A group to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "Bridge builders", "about": "Beams, cables and the people behind them.",
    "access": "open",
}))]
struct NewGroup {
    /// What it is called; at most 100 characters.
    name: String,
    /// What it is about; at most 2,000 characters.
    about: Option<String>,
    /// How one becomes a member; absent: `open`.
    #[schema(value_type = words::Access, required = false)]
    access: Option<Access>,
}

/// Changes to a group; what is absent stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"about": "Beams, cables, arches and the people behind them."}))]
struct GroupChanges {
    /// What it is called.
    name: Option<String>,
    /// What it is about.
    about: Option<String>,
    /// How one becomes a member; only the owner changes this.
    #[schema(value_type = words::Access, required = false)]
    access: Option<Access>,
}

/// Groups that I may know of
///
/// Newest first. With `mine` those that I am in, asked to join or am invited to.
#[utoipa::path(get, path = "/groups", tag = "groups", params(ListCommunities),
    responses((status = 200, body = schema::List<schema::GroupView>, description = "Newest first")))]
async fn list_groups(asker: Asker, Params(asked): Params<ListCommunities>) -> Answer {
    Ok(Reply::ok(&asker.read(move |app, me| app.groups(me, &asked.into())).await?))
}

/// Make a group, which I own
#[utoipa::path(post, path = "/groups", tag = "groups", request_body = NewGroup,
    responses((status = 201, body = schema::GroupView, description = "The new group")))]
async fn create_group(write: Write<NewGroup>) -> Answer {
    let Write { asker, ask, body } = write;
    let fields = GroupFields { name: Some(body.name), about: body.about, access: body.access };
    let written = asker.app().create_group(&ask, fields).await?;
    let id = written.value;
    let view = asker.read(move |app, me| app.group(me, id)).await?;
    Ok(Reply::created(&format!("/api/v1/groups/{id}"), &view).at(&written.revision))
}

/// One group
///
/// 404 for a hidden group that I am neither in nor invited to.
#[utoipa::path(get, path = "/groups/{id}", tag = "groups",
    params(("id" = String, Path, description = "Which")),
    responses((status = 200, body = schema::GroupView, description = "The group")))]
async fn get_group(asker: Asker, Path(id): Path<String>) -> Answer {
    let id = group_id(&id)?;
    Ok(Reply::ok(&asker.read(move |app, me| app.group(me, id)).await?))
}

/// Change what a group says of itself
#[utoipa::path(patch, path = "/groups/{id}", tag = "groups",
    params(("id" = String, Path, description = "Which")),
    request_body = GroupChanges,
    responses((status = 200, body = schema::GroupView, description = "The group")))]
async fn change_group(Path(id): Path<String>, write: Write<GroupChanges>) -> Answer {
    let Write { asker, ask, body } = write;
    let id = group_id(&id)?;
    let fields = GroupFields { name: body.name, about: body.about, access: body.access };
    let written = asker.app().change_group(&ask, id, fields).await?;
    let view = asker.read(move |app, me| app.group(me, id)).await?;
    Ok(Reply::ok(&view).at(&written.revision))
}

/// Close a group that I own: it is gone for everybody
#[utoipa::path(delete, path = "/groups/{id}", tag = "groups",
    params(("id" = String, Path, description = "Which")),
    responses((status = 204, description = "It is closed")))]
async fn close_group(Path(id): Path<String>, write: Write) -> Answer {
    let id = group_id(&id)?;
    Ok(Reply::done(&write.asker.app().close_group(&write.ask, id).await?))
}

/// Join a group, ask to, or take an invitation up
#[utoipa::path(put, path = "/groups/{id}/membership", tag = "groups",
    params(("id" = String, Path, description = "Which")),
    responses((status = 200, body = schema::GroupView,
        description = "`membership` is `member`, or `asked` where a moderator has to approve")))]
async fn join_group(Path(id): Path<String>, write: Write) -> Answer {
    let id = group_id(&id)?;
    let written = write.asker.app().join_group(&write.ask, id).await?;
    let view = write.asker.read(move |app, me| app.group(me, id)).await?;
    Ok(Reply::ok(&view).at(&written.revision))
}

/// Leave a group, take a request back, or decline an invitation
///
/// 403 `owner_stays` for its owner, who hands it over first.
#[utoipa::path(delete, path = "/groups/{id}/membership", tag = "groups",
    params(("id" = String, Path, description = "Which")),
    responses((status = 204, description = "I am nothing to it any more")))]
async fn leave_group(Path(id): Path<String>, write: Write) -> Answer {
    let id = group_id(&id)?;
    Ok(Reply::done(&write.asker.app().leave_group(&write.ask, id).await?))
}

/// Which people of a group are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListGroupPeople {
    /// Only these; absent: all who are in it. `asked` and `invited` are for its moderators.
    #[param(value_type = Option<words::Standing>)]
    standing: Option<Standing>,
    /// How many items.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// Who is in a group
///
/// 403 `list_hidden` where only members see it.
#[utoipa::path(get, path = "/groups/{id}/people", tag = "groups",
    params(("id" = String, Path, description = "Which"), ListGroupPeople),
    responses((status = 200, body = schema::List<schema::GroupPerson>,
        description = "Newest first")))]
async fn list_group_people(
    asker: Asker,
    Path(id): Path<String>,
    Params(asked): Params<ListGroupPeople>,
) -> Answer {
    let id = group_id(&id)?;
    let paging = Paging { limit: asked.limit, after: asked.after };
    let page = asker.read(move |app, me| app.group_people(me, id, asked.standing, &paging));
    Ok(Reply::ok(&page.await?))
}

/// Do something to somebody in a group
///
/// Moderators `invite` a member, who then joins; `approve` or `refuse` a request; `remove`
/// somebody. The owner may `appoint` a moderator, `dismiss` one, and `hand_over` the group.
#[utoipa::path(post, path = "/groups/{id}/people/{handle}/{act}", tag = "groups",
    params(("id" = String, Path, description = "Which"), ("handle" = String, Path, description = "Whom"),
        ("act" = String, Path, description = "`invite`, `approve`, `refuse`, `remove`, `appoint`, `dismiss` or `hand_over`")),
    responses((status = 204, description = "Done, or so already")))]
async fn act_in_group(
    Path((id, handle, act)): Path<(String, String, String)>,
    write: Write,
) -> Answer {
    let id = group_id(&id)?;
    let act = GroupAct::from_code(&act).ok_or(AppError::NotFound)?;
    let written = write.asker.app().act_in_group(&write.ask, id, &handle, act).await;
    Ok(Reply::done(&written.about(&handle)?))
}

/// The id of a group; what is none is no group's.
fn group_id(text: &str) -> Result<GroupId, Problem> {
    Ok(text.parse().map_err(|_| AppError::NotFound)?)
}
