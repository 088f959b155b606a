//! Templates: my own, those that others share, those that ship with kith.

use std::collections::BTreeMap;

use axum::extract::Path;
use kith_app::{
    AppError,
    templates::{PreviewQuery, TemplateFields},
};
use kith_core::{
    id::{GroupId, TemplateId},
    template::{Circle, Library, Purpose},
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Params, Write},
    problem::Problem,
    reply::{Answer, Reply, whole},
    schema, words,
};
use crate::state::WebState;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(list_templates, create_template))
        .routes(routes!(get_template, change_template, delete_template))
        .routes(routes!(preview_template))
}

/// Which templates.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Only those of this library; absent: all.
    #[param(value_type = Option<words::Library>, required = false)]
    library: Option<Library>,
}

/// What a template is to say. What is absent stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "Timber evening", "text": "Hi {first_name}, we both have a seat at {event}.",
}))]
struct TemplateBody {
    /// 1 to 60 characters, of no other of my templates.
    name: Option<String>,
    /// What it is for; at first `note`.
    #[schema(value_type = words::Purpose, required = false)]
    purpose: Option<Purpose>,
    /// The text. A placeholder stands between braces: `{first_name}`, `{company}`, `{event}` ….
    text: Option<String>,
    /// Who finds it; at first `me`. `everybody` is for operators, `group` for those who moderate it.
    #[schema(value_type = words::Circle, required = false)]
    shared_with: Option<Circle>,
    /// The group, where it is shared with one.
    group: Option<String>,
}

impl TryFrom<TemplateBody> for TemplateFields {
    type Error = Problem;

    fn try_from(body: TemplateBody) -> Result<Self, Problem> {
        let TemplateBody { name, purpose, text, shared_with, group } = body;
        let group = group.map(|id| id.parse::<GroupId>()).transpose();
        let group = group.map_err(|_| Problem::field("group", "This is no group's id."))?;
        Ok(Self { name, purpose, text, shared_with, group })
    }
}

/// The templates that I find
///
/// My own by name, then those that others share with everybody or with a group that I am in, then
/// those that ship with kith.
#[utoipa::path(get, path = "/templates", tag = "templates", params(Which),
    responses((status = 200, body = schema::List<schema::TemplateView>, description = "All of them")))]
async fn list_templates(asker: Asker, Params(which): Params<Which>) -> Answer {
    let templates = asker.read(move |app, me| app.templates(me, which.library)).await?;
    Ok(Reply::ok(&whole(templates)))
}

/// Keep a template
#[utoipa::path(post, path = "/templates", tag = "templates", request_body = TemplateBody,
    responses((status = 201, body = schema::TemplateView, description = "Kept")))]
async fn create_template(write: Write<TemplateBody>) -> Answer {
    let Write { asker, ask, body } = write;
    let written = asker.app().create_template(&ask, body.try_into()?).await?;
    let id = written.value.to_string();
    let location = format!("/api/v1/templates/{id}");
    let view = asker.read(move |app, me| app.template(me, &id)).await?;
    Ok(Reply::created(&location, &view).at(&written.revision))
}

/// One of the templates that I find
#[utoipa::path(get, path = "/templates/{id}", tag = "templates",
    params(("id" = String, Path, description = "Which")),
    responses((status = 200, body = schema::TemplateView, description = "The template")))]
async fn get_template(asker: Asker, Path(id): Path<String>) -> Answer {
    Ok(Reply::ok(&asker.read(move |app, me| app.template(me, &id)).await?))
}

/// Change one of my templates
#[utoipa::path(patch, path = "/templates/{id}", tag = "templates",
    params(("id" = String, Path, description = "Which")), request_body = TemplateBody,
    responses((status = 200, body = schema::TemplateView, description = "Changed")))]
async fn change_template(Path(id): Path<String>, write: Write<TemplateBody>) -> Answer {
    let Write { asker, ask, body } = write;
    let written = asker.app().change_template(&ask, mine(&id)?, body.try_into()?).await?;
    let view = asker.read(move |app, me| app.template(me, &id)).await?;
    Ok(Reply::ok(&view).at(&written.revision))
}

/// Delete one of my templates
#[utoipa::path(delete, path = "/templates/{id}", tag = "templates",
    params(("id" = String, Path, description = "Which")),
    responses((status = 204, description = "Deleted")))]
async fn delete_template(Path(id): Path<String>, write: Write) -> Answer {
    Ok(Reply::done(&write.asker.app().delete_template(&write.ask, mine(&id)?).await?))
}

/// An id that is none is nobody's template; those that ship with kith are nobody's own.
fn mine(id: &str) -> Result<TemplateId, Problem> {
    id.parse().map_err(|_| Problem::from(AppError::NotFound))
}

/// What is previewed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "text": "Hi {first_name}, we both have a seat at {event}.", "people": ["ben-okafor"],
    "given": {"event": "Timber Days"},
}))]
struct PreviewBody {
    /// The text.
    text: String,
    /// What it is for; absent: `note`.
    #[schema(value_type = words::Purpose, required = false)]
    purpose: Option<Purpose>,
    /// At most 100 handles; absent: some people whom I may want to write to.
    #[serde(default)]
    people: Vec<String>,
    /// What I give for everybody, by the names of placeholders; it goes before what facts say.
    #[serde(default)]
    given: BTreeMap<String, String>,
}

/// How a template reads for real people
///
/// It is filled from what I may see of each of them. Who cannot be filled is named, with why;
/// nobody would get a half-filled text. Nothing is sent.
#[utoipa::path(post, path = "/templates/preview", tag = "templates", request_body = PreviewBody,
    responses((status = 200, body = schema::Preview, description = "The texts")))]
async fn preview_template(write: Write<PreviewBody>) -> Answer {
    let PreviewBody { text, purpose, people, given } = write.body;
    let query = PreviewQuery { text, purpose, people, given: given.into_iter().collect() };
    let preview = write.asker.read(move |app, me| app.preview_template(me, &query)).await?;
    Ok(Reply::ok(&preview))
}
