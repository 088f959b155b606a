//! What an operator sees and does: members, restrictions with evidence, boosts, journal.

use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use kith_app::{
    Paging,
    admin::{AdminQuery, NewBoost},
};
use kith_core::account::{Plan, Status};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Params, Write},
    paging::PageOf,
    problem::{About, Problem},
    reply::{Answer, Reply},
    schema, words,
};
use crate::state::WebState;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(admin_list_members))
        .routes(routes!(admin_change_member))
        .routes(routes!(admin_list_restrictions, admin_restrict))
        .routes(routes!(admin_lift))
        .routes(routes!(admin_list_appeals))
        .routes(routes!(admin_give_boost))
        .routes(routes!(admin_get_policy))
        .routes(routes!(admin_list_journal))
}

/// Which members an operator asks for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListMembers {
    /// A beginning of a handle, name or e-mail address.
    q: Option<String>,
    /// Only those on the restriction ladder.
    #[serde(default)]
    restricted: bool,
    /// How many items.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// Members, by handle
#[utoipa::path(get, path = "/admin/members", tag = "admin", params(ListMembers),
    responses((status = 200, body = schema::List<schema::AdminMember>, description = "Members")))]
async fn admin_list_members(asker: Asker, Params(asked): Params<ListMembers>) -> Answer {
    let query = AdminQuery {
        q: asked.q.unwrap_or_default(),
        restricted: asked.restricted,
        paging: Paging { limit: asked.limit, after: asked.after },
    };
    Ok(Reply::ok(&asker.read(move |app, me| app.admin_members(me, &query)).await?))
}

/// What to change about a member; absent fields stay.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"plan": "premium"}))]
struct ChangeMember {
    /// Their plan.
    #[schema(value_type = words::Plan, required = false)]
    plan: Option<Plan>,
    /// Whether they take part.
    #[schema(value_type = words::Status, required = false)]
    status: Option<Status>,
}

/// Change a member's plan or status
#[utoipa::path(patch, path = "/admin/members/{handle}", tag = "admin",
    params(("handle" = String, Path, description = "Whose")), request_body = ChangeMember,
    responses((status = 204, description = "Changed")))]
async fn admin_change_member(Path(handle): Path<String>, write: Write<ChangeMember>) -> Answer {
    let Write { asker, ask, body } = write;
    let mut written = None;
    if let Some(plan) = body.plan {
        written = Some(asker.app().set_plan(&ask, &handle, plan.code()).await?);
    }
    if let Some(status) = body.status {
        written = Some(asker.app().set_status(&ask, &handle, status.code()).await?);
    }
    match written {
        Some(written) => Ok(Reply::done(&written)),
        None => Err(Problem::field("plan", "Give a plan, a status or both.")),
    }
}

/// Whose restrictions an operator asks for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListRestrictions {
    /// Only of this member.
    handle: Option<String>,
    /// Only those with an appeal that is open.
    #[serde(default)]
    appeals: bool,
    /// How many items.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// Steps on the restriction ladder, newest first, with their evidence
#[utoipa::path(get, path = "/admin/restrictions", tag = "admin", params(ListRestrictions),
    responses((status = 200, body = schema::List<schema::AdminRestriction>,
        description = "The steps")))]
async fn admin_list_restrictions(asker: Asker, Params(asked): Params<ListRestrictions>) -> Answer {
    let paging = Paging { limit: asked.limit, after: asked.after };
    restrictions(asker, asked.handle, asked.appeals, paging).await
}

/// Steps with an appeal that is open, newest first
#[utoipa::path(get, path = "/admin/appeals", tag = "admin", params(PageOf),
    responses((status = 200, body = schema::List<schema::AdminRestriction>,
        description = "The steps")))]
async fn admin_list_appeals(asker: Asker, Params(page): Params<PageOf>) -> Answer {
    restrictions(asker, None, true, page.into()).await
}

async fn restrictions(
    asker: Asker,
    handle: Option<String>,
    appeals: bool,
    paging: Paging,
) -> Answer {
    let page =
        asker.read(move |app, me| app.admin_restrictions(me, handle.as_deref(), appeals, &paging));
    Ok(Reply::ok(&page.await?))
}

/// A step to set.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"handle": "ben-okafor", "level": "warned", "reason": "Sells notes."}))]
struct Restrict {
    /// Whose.
    handle: String,
    /// The rung; absent: the next one.
    #[schema(value_type = words::Level, required = false)]
    level: Option<kith_core::restriction::Level>,
    /// Why; kept as the evidence.
    reason: String,
}

/// Set a member's step on the ladder
#[utoipa::path(post, path = "/admin/restrictions", tag = "admin", request_body = Restrict,
    responses((status = 204, description = "Set")))]
async fn admin_restrict(write: Write<Restrict>) -> Answer {
    let Write { asker, ask, body } = write;
    let level = body.level.map(kith_core::restriction::Level::code);
    let written = asker.app().restrict(&ask, &body.handle, level, &body.reason).await;
    Ok(Reply::done(&written.about(&body.handle)?))
}

/// Lift a member's step in force
#[utoipa::path(delete, path = "/admin/restrictions/{handle}", tag = "admin",
    params(("handle" = String, Path, description = "Whose")),
    responses((status = 204, description = "Lifted")))]
async fn admin_lift(Path(handle): Path<String>, write: Write) -> Answer {
    let written = write.asker.app().lift(&write.ask, &handle).await.about(&handle)?;
    Ok(Reply::done(&written))
}

/// A boost to give.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "Bridge congress 2026", "extra": 30,
    "from": "2026-05-04T08:00:00Z", "until": "2026-05-11T08:00:00Z",
    "audience": ["ana-petrova", "ben-okafor"],
}))]
struct GiveBoost {
    /// What to call the audience.
    name: String,
    /// Extra invitations of each to the others.
    extra: u32,
    /// The first instant.
    #[schema(format = DateTime)]
    from: String,
    /// When it is over.
    #[schema(format = DateTime)]
    until: String,
    /// The audience's handles.
    audience: Vec<String>,
}

/// A boost that was given.
#[derive(Debug, Serialize, ToSchema)]
struct BoostGiven {
    /// Which.
    id: String,
}

/// Give an audience extra invitations to each other, for a time
#[utoipa::path(post, path = "/admin/boosts", tag = "admin", request_body = GiveBoost,
    responses((status = 201, body = BoostGiven, description = "Given")))]
async fn admin_give_boost(write: Write<GiveBoost>) -> Answer {
    let Write { asker, ask, body } = write;
    let GiveBoost { name, extra, from, until, audience } = body;
    let boost = NewBoost { name, extra, from, until, audience };
    let written = asker.app().give_boost(&ask, boost).await?;
    let location = format!("/api/v1/admin/boosts/{}", written.value);
    Ok(Reply::created(&location, &BoostGiven { id: written.value }).at(&written.revision))
}

/// The policy in force, as TOML
#[utoipa::path(get, path = "/admin/policy", tag = "admin",
    responses((status = 200, body = String, content_type = "text/plain",
        description = "policy.toml")))]
async fn admin_get_policy(asker: Asker) -> Result<Response, Problem> {
    Ok(asker.read(|app, me| app.admin_policy(me)).await?.into_response())
}

/// The newest lines of the journal
#[utoipa::path(get, path = "/admin/journal", tag = "admin", params(PageOf),
    responses((status = 200, body = schema::List<schema::JournalLine>, description = "Lines")))]
async fn admin_list_journal(asker: Asker, Params(page): Params<PageOf>) -> Answer {
    Ok(Reply::ok(&asker.read(move |app, me| app.admin_journal(me, &page.into())).await?))
}
