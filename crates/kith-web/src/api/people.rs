//! People search.

use std::collections::BTreeMap;

use kith_app::{
    Paging,
    people::{FacetValue, Found, PeopleQuery},
    rows::Row,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    ask::{Asker, Params},
    network::parse_degrees,
    reply::{Answer, Reply},
    schema,
};
use crate::state::WebState;

pub(crate) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::new().routes(routes!(search_people))
}

/// What is searched for; every filter narrows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SearchPeople {
    /// Words; each must begin a word of the name, headline, company, school, skills or location.
    /// Where nobody has them so, names that are spelt nearly so are found.
    q: Option<String>,
    /// Only these degrees, separated by commas.
    #[param(example = "1st,2nd")]
    degree: Option<String>,
    /// Only people who work at this company.
    company: Option<String>,
    /// Only people who worked at this company before.
    past_company: Option<String>,
    /// Only people who have worked at `company` since before this year.
    #[param(value_type = Option<i32>, example = 2015)]
    since_before: Option<String>,
    /// Only people of this school.
    school: Option<String>,
    /// Only people in this place.
    location: Option<String>,
    /// Only people in this field.
    industry: Option<String>,
    /// Only connections of this member, where I may see them.
    connection_of: Option<String>,
    /// Only members of this group, where I may see them.
    group: Option<String>,
    /// Only people who come to this event.
    event: Option<String>,
    /// Only people who follow the page of this company, by its handle.
    follows_company: Option<String>,
    /// Only people whose first name begins so.
    first_name: Option<String>,
    /// Only people on whom I have this label.
    label: Option<String>,
    /// How many items.
    limit: Option<u32>,
    /// `next` of the page before.
    after: Option<String>,
}

/// People, and counts over all matches.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct People {
    /// The people, best first.
    #[schema(value_type = Vec<schema::Row>)]
    items: Vec<Row>,
    /// The cursor of the next page, if there is one.
    #[schema(required = true)]
    next: Option<String>,
    /// Counts over all matches.
    facets: PeopleFacets,
    /// Nobody matches as typed; these people's names are spelt nearly so.
    near: bool,
}

/// A value and how many have it.
#[derive(Debug, Serialize, ToSchema)]
struct FacetCount {
    /// As people write it; give it as the filter of the same name.
    name: String,
    /// How many of those who match show it to me.
    count: u32,
}

/// Counts over all matches, of what they show me. The commonest values come first.
#[derive(Debug, Serialize, ToSchema)]
struct PeopleFacets {
    /// How many at each degree.
    #[schema(example = json!({"1st": 4, "2nd": 31}))]
    degree: BTreeMap<&'static str, u32>,
    /// How many in all.
    total: u32,
    /// Where they work.
    company: Vec<FacetCount>,
    /// Where they worked before.
    past_company: Vec<FacetCount>,
    /// Where they studied.
    school: Vec<FacetCount>,
    /// Where they live.
    location: Vec<FacetCount>,
    /// Their field.
    industry: Vec<FacetCount>,
}

fn counts(values: Vec<FacetValue>) -> Vec<FacetCount> {
    values.into_iter().map(|one| FacetCount { name: one.name, count: one.count }).collect()
}

impl From<Found> for People {
    fn from(found: Found) -> Self {
        let Found { page, facets, near, .. } = found;
        let degree = facets.degree.iter().map(|(degree, count)| (degree.code(), *count));
        let facets = PeopleFacets {
            degree: degree.collect(),
            total: facets.total,
            company: counts(facets.company),
            past_company: counts(facets.past_company),
            school: counts(facets.school),
            location: counts(facets.location),
            industry: counts(facets.industry),
        };
        Self { items: page.items, next: page.next, facets, near }
    }
}

/// Search people as I may see them
#[utoipa::path(get, path = "/people", tag = "people", params(SearchPeople),
    responses((status = 200, body = People, description = "Who was found")))]
async fn search_people(asker: Asker, Params(asked): Params<SearchPeople>) -> Answer {
    let query = PeopleQuery {
        q: asked.q.unwrap_or_default(),
        degrees: parse_degrees(&asked.degree.unwrap_or_default())?,
        company: asked.company,
        past_company: asked.past_company,
        since_before: asked.since_before,
        school: asked.school,
        location: asked.location,
        industry: asked.industry,
        connection_of: asked.connection_of,
        group: asked.group,
        event: asked.event,
        follows_company: asked.follows_company,
        first_name: asked.first_name,
        label: asked.label,
        paging: Paging { limit: asked.limit, after: asked.after },
    };
    Ok(Reply::ok(&People::from(asker.read(move |app, me| app.people(me, &query)).await?)))
}
