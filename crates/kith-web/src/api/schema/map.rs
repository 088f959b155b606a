//! The map of my network, as JSON.

use utoipa::ToSchema;

use super::Card;

/// My connections, and who of them knows whom.
#[derive(ToSchema)]
pub(crate) struct NetworkMap {
    /// How many connections I have; the map has at most 300 of them.
    total: u32,
    /// Who belongs together: the largest cluster first, those in none last.
    clusters: Vec<Cluster>,
    /// Who of them are connected, by handle, each pair once.
    #[schema(example = json!([["ben-okafor", "chi-nguyen"]]))]
    edges: Vec<Vec<String>>,
}

/// People who know each other.
#[derive(ToSchema)]
pub(crate) struct Cluster {
    /// What it is called.
    name: String,
    /// Why, for people.
    #[schema(example = "14 of 18 work at Initech")]
    reason: String,
    /// Whether its people know each other; not of those who are in no cluster.
    linked: bool,
    /// The filter of people search for what they share, if they share something.
    #[schema(nullable = false)]
    filter: Option<Filter>,
    /// Who, those with most mutual connections first.
    members: Vec<MapPerson>,
}

/// A filter of people search.
#[derive(ToSchema)]
pub(crate) struct Filter {
    /// The query parameter.
    #[schema(example = "company")]
    name: String,
    /// Its value.
    #[schema(example = "Initech")]
    value: String,
}

/// Somebody on the map.
#[derive(ToSchema)]
pub(crate) struct MapPerson {
    #[serde(flatten)]
    card: Card,
    /// How many connections we share.
    mutual_count: u32,
}
