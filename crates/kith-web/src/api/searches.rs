//! Saved searches.

use axum::extract::Path;
use kith_app::{Paging, people::PeopleQuery, searches::SavedView};
use kith_core::{degree::Degree, id::SearchId, time::Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Params, Write},
    paging::PageOf,
    people::People,
    problem::Problem,
    reply::{Answer, Reply, whole},
    schema, words,
};
use crate::state::WebState;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(list_searches, save_search))
        .routes(routes!(get_search, delete_search))
        .routes(routes!(run_search))
}

/// What is searched for: the filters of `GET /people`. What is absent narrows nothing.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SearchBody {
    /// Words.
    #[serde(skip_serializing_if = "String::is_empty")]
    q: String,
    /// Only these degrees.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<words::Degree>)]
    degree: Vec<Degree>,
    /// Only people who work at this company.
    #[serde(skip_serializing_if = "Option::is_none")]
    company: Option<String>,
    /// Only people who worked at this company before.
    #[serde(skip_serializing_if = "Option::is_none")]
    past_company: Option<String>,
    /// Only people who have worked at `company` since before this year.
    #[serde(skip_serializing_if = "Option::is_none")]
    since_before: Option<String>,
    /// Only people of this school.
    #[serde(skip_serializing_if = "Option::is_none")]
    school: Option<String>,
    /// Only people in this place.
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<String>,
    /// Only people in this field.
    #[serde(skip_serializing_if = "Option::is_none")]
    industry: Option<String>,
    /// Only connections of this member.
    #[serde(skip_serializing_if = "Option::is_none")]
    connection_of: Option<String>,
    /// Only members of this group.
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<String>,
    /// Only people who come to this event.
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<String>,
    /// Only people who follow the page of this company.
    #[serde(skip_serializing_if = "Option::is_none")]
    follows_company: Option<String>,
    /// Only people whose first name begins so.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_name: Option<String>,
    /// Only people on whom I have this label.
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
}

impl From<SearchBody> for PeopleQuery {
    fn from(body: SearchBody) -> Self {
        let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        Self {
            q: body.q,
            degrees: body.degree,
            company: filled(body.company),
            past_company: filled(body.past_company),
            since_before: filled(body.since_before),
            school: filled(body.school),
            location: filled(body.location),
            industry: filled(body.industry),
            connection_of: filled(body.connection_of),
            group: filled(body.group),
            event: filled(body.event),
            follows_company: filled(body.follows_company),
            first_name: filled(body.first_name),
            label: filled(body.label),
            paging: Paging::default(),
        }
    }
}

impl From<PeopleQuery> for SearchBody {
    fn from(query: PeopleQuery) -> Self {
        Self {
            q: query.q,
            degree: query.degrees,
            company: query.company,
            past_company: query.past_company,
            since_before: query.since_before,
            school: query.school,
            location: query.location,
            industry: query.industry,
            connection_of: query.connection_of,
            group: query.group,
            event: query.event,
            follows_company: query.follows_company,
            first_name: query.first_name,
            label: query.label,
        }
    }
}

/// A search and the name to keep it under.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Weavers nearby", "search": {"q": "weaver", "degree": ["1st", "2nd"]}}))]
struct NewSearch {
    /// 1 to 60 characters, of no other of my saved searches.
    name: String,
    /// What is searched for.
    search: SearchBody,
}

/// A search that I keep.
#[derive(Debug, Serialize, ToSchema)]
struct Saved {
    /// Which.
    #[schema(value_type = String)]
    id: SearchId,
    /// What I call it.
    name: String,
    /// What is searched for.
    search: SearchBody,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    saved_at: Timestamp,
}

impl From<SavedView> for Saved {
    fn from(view: SavedView) -> Self {
        let SavedView { id, name, search, saved_at } = view;
        Self { id, name, search: search.into(), saved_at }
    }
}

/// The searches I keep, by name
#[utoipa::path(get, path = "/searches", tag = "people",
    responses((status = 200, body = schema::List<Saved>, description = "All of them")))]
async fn list_searches(asker: Asker) -> Answer {
    let saved = asker.read(|app, me| app.searches(me)).await?;
    let items: Vec<Saved> = saved.into_iter().map(Saved::from).collect();
    Ok(Reply::ok(&whole(items)))
}

/// Keep a search
#[utoipa::path(post, path = "/searches", tag = "people", request_body = NewSearch,
    responses((status = 201, body = Saved, description = "Kept")))]
async fn save_search(write: Write<NewSearch>) -> Answer {
    let NewSearch { name, search } = write.body;
    let written = write.asker.app().save_search(&write.ask, &name, search.into()).await?;
    let (saved, revision) = (Saved::from(written.value), written.revision);
    Ok(Reply::created(&format!("/api/v1/searches/{}", saved.id), &saved).at(&revision))
}

/// One of the searches I keep
#[utoipa::path(get, path = "/searches/{id}", tag = "people",
    params(("id" = String, Path, description = "Which")),
    responses((status = 200, body = Saved, description = "The search")))]
async fn get_search(asker: Asker, Path(id): Path<String>) -> Answer {
    let id = search_id(&id)?;
    let saved = asker.read(move |app, me| app.saved_search(me, id)).await?;
    Ok(Reply::ok(&Saved::from(saved)))
}

/// Delete a saved search
#[utoipa::path(delete, path = "/searches/{id}", tag = "people",
    params(("id" = String, Path, description = "Which")),
    responses((status = 204, description = "Deleted")))]
async fn delete_search(Path(id): Path<String>, write: Write) -> Answer {
    let written = write.asker.app().delete_search(&write.ask, search_id(&id)?).await?;
    Ok(Reply::done(&written))
}

/// Run a saved search: whom it finds now
#[utoipa::path(get, path = "/searches/{id}/people", tag = "people",
    params(("id" = String, Path, description = "Which"), PageOf),
    responses((status = 200, body = People, description = "Who was found")))]
async fn run_search(asker: Asker, Path(id): Path<String>, Params(page): Params<PageOf>) -> Answer {
    let id = search_id(&id)?;
    let found = asker
        .read(move |app, me| {
            let search = app.saved_search(me, id)?.search;
            app.people(me, &PeopleQuery { paging: page.into(), ..search })
        })
        .await?;
    Ok(Reply::ok(&People::from(found)))
}

/// An id that is none is nobody's search.
fn search_id(text: &str) -> Result<SearchId, Problem> {
    text.parse().map_err(|_| Problem::from(kith_app::AppError::NotFound))
}
