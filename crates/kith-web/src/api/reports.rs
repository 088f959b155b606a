//! Reports of conversations, for operators.

use axum::extract::Path;
use kith_app::{AppError, Paging};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Params, Write},
    problem::Problem,
    reply::{Answer, Reply},
    schema,
};
use crate::state::WebState;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new().routes(routes!(admin_list_reports)).routes(routes!(admin_finish_report))
}

/// Which reports an operator asks for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListReports {
    /// Those that are done, instead of those that wait.
    #[serde(default)]
    done: bool,
    /// How many items.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// Reports of conversations, newest first, with the last messages before each
#[utoipa::path(get, path = "/admin/reports", tag = "admin", params(ListReports),
    responses((status = 200, body = schema::List<schema::ReportView>, description = "Reports")))]
async fn admin_list_reports(asker: Asker, Params(asked): Params<ListReports>) -> Answer {
    let paging = Paging { limit: asked.limit, after: asked.after };
    Ok(Reply::ok(&asker.read(move |app, me| app.admin_reports(me, asked.done, &paging)).await?))
}

/// Mark a report as dealt with
#[utoipa::path(post, path = "/admin/reports/{id}/done", tag = "admin",
    params(("id" = String, Path, description = "Which")),
    responses((status = 204, description = "Done")))]
async fn admin_finish_report(Path(id): Path<String>, write: Write) -> Answer {
    let id = id.parse().map_err(|_| Problem::from(AppError::NotFound))?;
    let written = write.asker.app().finish_report(&write.ask, id).await?;
    Ok(Reply::done(&written))
}
