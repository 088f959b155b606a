//! Companies' pages: make, find, follow, who works there.

use axum::extract::Path;
use kith_app::{
    Paging,
    companies::{CompanyFields, Who},
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Params, Write},
    groups::ListCommunities,
    problem::About,
    reply::{Answer, Reply},
    schema,
};
use crate::state::WebState;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(list_companies, create_company))
        .routes(routes!(get_company, change_company))
        .routes(routes!(follow_company, unfollow_company))
        .routes(routes!(list_company_people))
        .routes(routes!(hand_over_company))
}

/// A company's page to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "Initech", "about": "Software that counts.", "industry": "Software",
    "location": "Austin", "website": "https://initech.example",
}))]
struct NewCompany {
    /// What it is called, as positions on profiles call it; at most 100 characters.
    name: String,
    /// What it does; at most 2,000 characters.
    about: Option<String>,
    /// Its field.
    industry: Option<String>,
    /// Where it is.
    location: Option<String>,
    /// Its website.
    website: Option<String>,
    /// The addresses of its competitors' pages, at most 12.
    rivals: Option<Vec<String>>,
}

/// Changes to a page; what is absent stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"about": "Software that counts twice.", "rivals": ["globex"]}))]
struct CompanyChanges {
    /// What it is called.
    name: Option<String>,
    /// What it does.
    about: Option<String>,
    /// Its field.
    industry: Option<String>,
    /// Where it is.
    location: Option<String>,
    /// Its website.
    website: Option<String>,
    /// The addresses of its competitors' pages, at most 12, in the order in which they are shown.
    rivals: Option<Vec<String>>,
}

/// Companies' pages
///
/// In the order of their names. With `mine` those that I follow or look after.
#[utoipa::path(get, path = "/companies", tag = "companies", params(ListCommunities),
    responses((status = 200, body = schema::List<schema::CompanyCard>, description = "By name")))]
async fn list_companies(asker: Asker, Params(asked): Params<ListCommunities>) -> Answer {
    Ok(Reply::ok(&asker.read(move |app, me| app.companies(me, &asked.into())).await?))
}

/// Make a company's page, which I look after
///
/// 409 `name_taken` where a page has that name, whatever its case and accents.
#[utoipa::path(post, path = "/companies", tag = "companies", request_body = NewCompany,
    responses((status = 201, body = schema::CompanyView, description = "The new page")))]
async fn create_company(write: Write<NewCompany>) -> Answer {
    let Write { asker, ask, body } = write;
    let fields = CompanyFields {
        name: Some(body.name),
        about: body.about,
        industry: body.industry,
        location: body.location,
        website: body.website,
        rivals: body.rivals,
    };
    let written = asker.app().create_company(&ask, fields).await?;
    let handle = written.value.clone();
    let view = asker.read(move |app, me| app.company(me, &handle)).await?;
    let location = format!("/api/v1/companies/{}", written.value);
    Ok(Reply::created(&location, &view).at(&written.revision))
}

/// One company's page
#[utoipa::path(get, path = "/companies/{handle}", tag = "companies",
    params(("handle" = String, Path, description = "Which")),
    responses((status = 200, body = schema::CompanyView, description = "The page")))]
async fn get_company(asker: Asker, Path(handle): Path<String>) -> Answer {
    Ok(Reply::ok(&asker.read(move |app, me| app.company(me, &handle)).await?))
}

/// Change a page that I look after
#[utoipa::path(patch, path = "/companies/{handle}", tag = "companies",
    params(("handle" = String, Path, description = "Which")),
    request_body = CompanyChanges,
    responses((status = 200, body = schema::CompanyView, description = "The page")))]
async fn change_company(Path(handle): Path<String>, write: Write<CompanyChanges>) -> Answer {
    let Write { asker, ask, body } = write;
    let fields = CompanyFields {
        name: body.name,
        about: body.about,
        industry: body.industry,
        location: body.location,
        website: body.website,
        rivals: body.rivals,
    };
    let written = asker.app().change_company(&ask, &handle, fields).await?;
    let view = asker.read(move |app, me| app.company(me, &handle)).await?;
    Ok(Reply::ok(&view).at(&written.revision))
}

/// Follow a company
#[utoipa::path(put, path = "/companies/{handle}/follow", tag = "companies",
    params(("handle" = String, Path, description = "Which")),
    responses((status = 204, description = "I follow it")))]
async fn follow_company(Path(handle): Path<String>, write: Write) -> Answer {
    Ok(Reply::done(&write.asker.app().follow_company(&write.ask, &handle).await?))
}

/// Stop following a company
#[utoipa::path(delete, path = "/companies/{handle}/follow", tag = "companies",
    params(("handle" = String, Path, description = "Which")),
    responses((status = 204, description = "I do not follow it")))]
async fn unfollow_company(Path(handle): Path<String>, write: Write) -> Answer {
    Ok(Reply::done(&write.asker.app().unfollow_company(&write.ask, &handle).await?))
}

/// Which people of a company.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum CompanyWho {
    /// Those who follow its page.
    Followers,
    /// Those who work there.
    Employees,
    /// Those who worked there.
    Former,
}

/// Which people of a company are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListCompanyPeople {
    /// `employees` (usual), `former` or `followers`.
    #[param(inline)]
    who: Option<CompanyWho>,
    /// How many items.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// People of a company, as far as I see
#[utoipa::path(get, path = "/companies/{handle}/people", tag = "companies",
    params(("handle" = String, Path, description = "Which"), ListCompanyPeople),
    responses((status = 200, body = schema::List<schema::CompanyPerson>,
        description = "Nearest first; followers: newest first")))]
async fn list_company_people(
    asker: Asker,
    Path(handle): Path<String>,
    Params(asked): Params<ListCompanyPeople>,
) -> Answer {
    let who = match asked.who {
        Some(CompanyWho::Followers) => Who::Followers,
        Some(CompanyWho::Former) => Who::Former,
        Some(CompanyWho::Employees) | None => Who::Employees,
    };
    let paging = Paging { limit: asked.limit, after: asked.after };
    let page = asker.read(move |app, me| app.company_people(me, &handle, who, &paging));
    Ok(Reply::ok(&page.await?))
}

/// Who is to look after a page.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"to": "ben-okafor"}))]
struct NewOwner {
    /// The handle of a member who works there.
    to: String,
}

/// Hand a page that I look after over to somebody who works there
///
/// 403 `not_staff` where their profile does not say so.
#[utoipa::path(put, path = "/companies/{handle}/owner", tag = "companies",
    params(("handle" = String, Path, description = "Which")), request_body = NewOwner,
    responses((status = 200, body = schema::CompanyView, description = "The page")))]
async fn hand_over_company(Path(handle): Path<String>, write: Write<NewOwner>) -> Answer {
    let Write { asker, ask, body } = write;
    let written = asker.app().hand_over_company(&ask, &handle, &body.to).await.about(&body.to)?;
    let view = asker.read(move |app, me| app.company(me, &handle)).await?;
    Ok(Reply::ok(&view).at(&written.revision))
}
