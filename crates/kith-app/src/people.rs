//! People search: by words and name prefix, with the degree filter (R11).

use kith_core::degree::Degree;
use kith_search::{Field, Fields, Query};
use serde::Serialize;

use crate::{
    Actor, App, AppError, Page, Paging, followers::documents::searchable, rows::Row, viewer::Viewer,
};

/// What is searched for.
#[derive(Debug, Clone, Default)]
pub struct PeopleQuery {
    /// Words; each must begin a word of the name, headline, company, school or location.
    pub q: String,
    /// Only these degrees; empty: all.
    pub degrees: Vec<Degree>,
    /// Only people who work or worked at this company.
    pub company: Option<String>,
    /// Only people of this school.
    pub school: Option<String>,
    /// Only people in this place.
    pub location: Option<String>,
    /// Only people in this field.
    pub industry: Option<String>,
    /// Only connections of this member, where the viewer may see them.
    pub connection_of: Option<String>,
    /// Only people whose first name begins so.
    pub first_name: Option<String>,
    /// Which page.
    pub paging: Paging,
}

/// What was found.
#[derive(Debug, Clone, Serialize)]
pub struct Found {
    /// The people, best first.
    #[serde(flatten)]
    pub page: Page<Row>,
    /// Counts over all matches.
    pub facets: Facets,
}

/// Counts over all matches.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Facets {
    /// How many at each degree.
    pub degree: Vec<(Degree, u32)>,
    /// How many in all.
    pub total: u32,
}

impl App {
    /// Searches people as the viewer may see them.
    pub fn people(&self, actor: &Actor, query: &PeopleQuery) -> Result<Found, AppError> {
        let among = match &query.connection_of {
            None => None,
            Some(handle) => Some(self.find(handle)?),
        };
        self.0.store.read(|reads| {
            let viewer = Viewer::of(self, actor, reads)?;
            let among = match among {
                None => None,
                Some(owner) => {
                    self.may_list(&viewer, reads, owner)?;
                    self.0.followers.vertex(owner)
                }
            };
            let found = viewer.find_people(query, among);
            let mut facets = Facets { total: 0, ..Facets::default() };
            let mut counts = [0; Degree::ALL.len()];
            for one in &found {
                counts[one.degree as usize] += 1;
            }
            for degree in Degree::ALL {
                facets.degree.push((*degree, counts[*degree as usize]));
            }
            let wanted =
                |one: &&Match| query.degrees.is_empty() || query.degrees.contains(&one.degree);
            let wanted: Vec<u32> = found.iter().filter(wanted).map(|one| one.vertex).collect();
            facets.total = u32::try_from(wanted.len()).unwrap_or(u32::MAX);
            let (skip, limit) = (query.paging.offset()?, query.paging.size() as usize);
            let members = self.0.followers.members(wanted.iter().copied().skip(skip).take(limit));
            let next = (skip + limit < wanted.len()).then(|| (skip + limit).to_string());
            let page = Page { items: viewer.rows(reads, &members)?, next };
            Ok(Found { page, facets })
        })
    }
}

/// Somebody who was found.
struct Match {
    vertex: u32,
    degree: Degree,
    in_name: bool,
}

impl PeopleQuery {
    fn words(&self) -> Query {
        let none = Fields::NONE;
        let names = [
            (none.with(Field::Current).with(Field::Past), &self.company),
            (none.with(Field::School), &self.school),
            (none.with(Field::Location), &self.location),
            (none.with(Field::Industry), &self.industry),
        ];
        let filled = |text: &&String| !text.trim().is_empty();
        Query {
            words: vec![self.q.clone()],
            first_name: self.first_name.clone().filter(|text| filled(&text)),
            names: names
                .into_iter()
                .filter_map(|(fields, name)| {
                    name.as_ref().filter(filled).map(|name| (fields, name.clone()))
                })
                .collect(),
        }
    }
}

impl Viewer<'_> {
    /// Everybody whom the query finds in what the viewer may see, nearest first; among those as
    /// near, whose name it was found in.
    fn find_people(&self, query: &PeopleQuery, among: Option<u32>) -> Vec<Match> {
        let preset = self.app.0.policy.visibility.preset;
        let mut hits = self.app.0.followers.search(&query.words());
        hits.retain(|hit| {
            let connected = among.is_none_or(|owner| self.sight.connected(owner, hit.id));
            connected && self.sight.shows(hit.id) && !self.sight.is_me(hit.id)
        });
        let vertices: Vec<u32> = hits.iter().map(|hit| hit.id).collect();
        let degrees = self.sight.degrees(&vertices);
        let seen = hits.iter().zip(degrees).filter_map(|(hit, degree)| {
            let visible = searchable(degree, preset);
            let in_name = hit.in_name(visible);
            hit.matches(visible).then_some(Match { vertex: hit.id, degree, in_name })
        });
        let mut found: Vec<Match> = seen.collect();
        found.sort_by_key(|one| (one.degree, !one.in_name, one.vertex));
        found
    }
}
